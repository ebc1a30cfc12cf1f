//! The desk's lists: inbox, search, register book, bulk hand-over.

use crate::chip::Status;
use crate::form::{Choice, Field, FieldKind};
use crate::icon::Icon;
use crate::message::Key;
use crate::page::{Link, Page};
use crate::renders;
use askama::Template;

/// A dossier in a dense table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InboxRow {
    /// The dossier's code, or its id before it has one: what a picked row posts.
    pub reference: String,
    /// Its code, once it has one.
    pub code: Option<String>,
    /// Its page.
    pub href: String,
    /// Who filed.
    pub applicant: String,
    /// The procedure's name.
    pub procedure: String,
    /// When received, short, for instance "24/7 08:12".
    pub received: String,
    /// When due, short; "—" without a date.
    pub due: String,
    /// Its status.
    pub status: Status,
    /// Time left in words; see [`crate::clock_text`].
    pub left: String,
    /// Whether `left` is an alarm.
    pub left_alarm: bool,
    /// Whether its present step is behind its own budget (not the same as overdue).
    pub behind: bool,
    /// Whether it may be picked for the bulk form.
    pub selectable: bool,
}

impl InboxRow {
    /// How it is named: by its code, or as one without.
    pub(crate) fn name<'a>(&'a self, page: &Page<'_>) -> &'a str {
        self.code.as_deref().unwrap_or_else(|| page.t(Key::DossierUnnumbered))
    }
}

/// The filters of an inbox, all by GET.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filters {
    /// Procedures to choose from (the first choice being "all").
    pub procedures: Vec<Choice>,
    /// Channels to choose from (the first choice being "all").
    pub channels: Vec<Choice>,
    /// Only the officer's own.
    pub mine: bool,
}

/// The bulk form under an inbox: the picked dossiers (`dossier`, repeated) to one receiver.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bulk {
    /// Where it is posted, for instance `/desk/handover`.
    pub action: String,
    /// The receivers, posted as `to`.
    pub receivers: Vec<Choice>,
    /// The label of its button.
    pub submit: String,
    /// The idempotency key (UUID); each dossier's command is derived from it by the web crate.
    pub command_id: String,
}

/// `/desk/dossiers?queue=&procedure=&channel=&mine=&after=`
#[derive(Template)]
#[template(path = "desk/inbox.html")]
pub struct InboxPage<'a> {
    /// What every page is given (title = the queue's label). Errors: targets `to`, `dossier`.
    pub page: Page<'a>,
    /// The queue's key, kept by the filter form.
    pub queue: String,
    /// How many there are, as text; `None` when counting would be slow.
    pub total: Option<String>,
    /// The filters.
    pub filters: Filters,
    /// The rows.
    pub rows: Vec<InboxRow>,
    /// The bulk form, when the officer may hand over.
    pub bulk: Option<Bulk>,
    /// What to say when there are no rows.
    pub empty_text: String,
    /// Where to go when there are no rows.
    pub empty_link: Option<Link>,
    /// The first page, when this is not it.
    pub first: Option<String>,
    /// The next page.
    pub next: Option<String>,
}

/// `/desk/search`, asked by POST: names and identity numbers do not belong in addresses.
#[derive(Template)]
#[template(path = "desk/search.html")]
pub struct SearchPage<'a> {
    /// What every page is given. Errors: target `q`.
    pub page: Page<'a>,
    /// What was asked.
    pub q: String,
    /// What was found; `None` before anything was asked.
    pub rows: Option<Vec<InboxRow>>,
    /// More than shown.
    pub more: bool,
}

/// A line of the register book, form 07.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RegisterRow {
    /// Its number.
    pub number: String,
    /// The dossier's code.
    pub code: String,
    /// The procedure's name.
    pub procedure: String,
    /// How many sets.
    pub sets: String,
    /// Name, address and phone of the applicant.
    pub applicant: String,
    /// Who decides.
    pub competent: String,
    /// Date received.
    pub received: String,
    /// Date due.
    pub due: String,
    /// Date handed over.
    pub handed_over: String,
    /// Date the result came back.
    pub result: String,
    /// Date and way of return.
    pub returned: String,
    /// Remarks.
    pub note: String,
}

/// `/desk/register?from=&to=` (d/m/yyyy), printable on A4 landscape.
#[derive(Template)]
#[template(path = "desk/register.html")]
pub struct RegisterPage<'a> {
    /// What every page is given. Errors: targets `from`, `to`.
    pub page: Page<'a>,
    /// The unit whose book it is.
    pub unit: String,
    /// From this day, as typed.
    pub from: String,
    /// To this day, as typed.
    pub to: String,
    /// The lines.
    pub rows: Vec<RegisterRow>,
    /// The next page.
    pub next: Option<String>,
}

impl RegisterPage<'_> {
    fn day_field(&self, name: &str, label: Key, value: &str) -> Field {
        let field = Field::new(name, self.page.t(label), FieldKind::Date).value(value);
        Field { error: self.page.error_at(name).map(str::to_owned), ..field }
    }
}

/// `/desk/handover`: pick, hand over; after the act (`done`) the list to print and sign.
#[derive(Template)]
#[template(path = "desk/handover.html")]
pub struct HandoverPage<'a> {
    /// What every page is given. Errors: targets `to`, `dossier`.
    pub page: Page<'a>,
    /// What can be handed over, or was.
    pub rows: Vec<InboxRow>,
    /// The form; `None` once done.
    pub bulk: Option<Bulk>,
    /// Once done: giver, receiver and time, in words.
    pub done: Option<HandoverDone>,
    /// Why some were left out, one line each ("H26.9-…: người khác vừa bàn giao").
    pub skipped: Vec<String>,
}

/// What the printed hand-over list says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HandoverDone {
    /// The giving unit and officer.
    pub giver: String,
    /// The receiving unit.
    pub receiver: String,
    /// When, in words.
    pub at: String,
}

renders!(InboxPage, SearchPage, RegisterPage, HandoverPage);
