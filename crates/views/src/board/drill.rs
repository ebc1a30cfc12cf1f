//! Behind a number: who it is made of, level by level, down to the dossiers, for those who may see them.

use super::value::{Aim, Value};
use super::{PeriodForm, Sheet};
use crate::chip::Status;
use crate::form::Choice;
use crate::message::Key;
use crate::page::{Link, Page};
use crate::renders;
use crate::spent::Spent;
use askama::Template;

/// The metric a page opens, with both its counts in words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Opened {
    /// Its name.
    pub name: String,
    /// Its value here.
    pub value: Value,
    /// Its target here.
    pub aim: Option<Aim>,
    /// Its value in the period before.
    pub before: Value,
    /// What is counted above the line, in words.
    pub numerator: String,
    /// What is counted below it, in words; `None` of a plain count.
    pub denominator: Option<String>,
    /// The counter-rate's name.
    pub twin: String,
    /// The counter-rate.
    pub twin_value: Value,
    /// Its definition.
    pub definition: String,
    /// Whether its definition is not settled.
    pub provisional: bool,
    /// That the unit contests it, or did, with the way there.
    pub contested: Vec<Link>,
    /// What the reader may do about it: contest it, give an order.
    pub ways: Vec<Link>,
}

/// One of those a number is made of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Member {
    /// Its name: a unit, a field, a procedure, an officer (to those allowed).
    pub name: String,
    /// One level further down; `None` at the end, or where the reader may not go.
    pub href: Option<String>,
    /// The metric there.
    pub value: Value,
    /// The counter-rate there.
    pub twin: Value,
    /// Dossiers past their due moment there now.
    pub overdue: u64,
    /// Whether it has too few dossiers for its rate to mean much.
    pub few: bool,
}

/// An officer with a part in the dossiers of a number, to those allowed. Rows stand in the order of names: there is no rank of people.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OfficerRow {
    /// The name.
    pub name: String,
    /// The dossiers the officer had a part in.
    pub href: Option<String>,
    /// How many these are.
    pub dossiers: u64,
    /// Steps done in them.
    pub steps: u64,
    /// Steps done past their own budget.
    pub behind: u64,
    /// Dossiers held now.
    pub in_hand: u64,
    /// Of these past their due moment.
    pub overdue: u64,
    /// Of all, those that waited for the applicant, for another unit, or did not count by law.
    pub waited: u64,
}

/// A dossier behind a number. No person stands in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BehindRow {
    /// Its code.
    pub code: String,
    /// Its page, where the reader may open it.
    pub href: Option<String>,
    /// The procedure.
    pub procedure: String,
    /// Who holds it.
    pub unit: String,
    /// When received, short.
    pub received: String,
    /// When due, short; "–" without a date.
    pub due: String,
    /// Its status.
    pub status: Status,
}

/// The dossiers behind a number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Behind {
    /// To those who may see them.
    Listed {
        /// How many there are, as text; `None` when counting would be slow.
        total: Option<String>,
        /// Those of this page.
        rows: Vec<BehindRow>,
        /// The first page, when this is not it.
        first: Option<String>,
        /// The next page, by key.
        next: Option<String>,
    },
    /// Not to this reader: why, and what they may do.
    Withheld(String),
}

/// `/board/drill?metric=&unit=&field=&procedure=&officer=&period=&from=&to=&as_of=&after=`
#[derive(Template)]
#[template(path = "board/drill.html")]
pub struct DrillPage<'a> {
    /// What every page is given (title = where this is: the unit, the field, …). Errors: targets `from`, `to`, `as_of`.
    pub page: Page<'a>,
    /// What is above, the city first.
    pub trail: Vec<Link>,
    /// The period in words.
    pub period: String,
    /// Of when the numbers are, in words, for instance "10:42:15" or "17:00 24/7/2025".
    pub at: String,
    /// What is compared with, in words; `None` when nothing is.
    pub compared: Option<String>,
    /// The metric.
    pub opened: Opened,
    /// Other metrics to choose from, posted as `metric`.
    pub metrics: Vec<Choice>,
    /// The period asked about. Its `kept` holds where this is and `metric`; the chooser of metrics keeps the rest of it.
    pub asked: PeriodForm,
    /// What the members are, as a heading: "Theo lĩnh vực"; empty at the end of the way.
    pub level: String,
    /// The members, the worst first.
    pub members: Vec<Member>,
    /// Fewer dossiers than this and a rate says little.
    pub few: u64,
    /// Where the time of those that ended went; none where none did, or so few that they are not public.
    pub spent: Option<Spent>,
    /// Who works on them, to those allowed.
    pub officers: Option<Vec<OfficerRow>>,
    /// How many dossiers were looked at for that, when there are more.
    pub officers_of: Option<String>,
    /// Where who works on them is told, when it is not here.
    pub by_officer: Option<String>,
    /// The dossiers.
    pub behind: Behind,
    /// The CSV of the same numbers.
    pub csv: Option<String>,
}

impl DrillPage<'_> {
    fn text(&self, value: &Value) -> String {
        value.text(self.page.lang)
    }

    fn rests_on(&self, value: &Value) -> String {
        value.rests_on(self.page.lang).unwrap_or_else(|| "–".to_owned())
    }

    fn number(&self, number: u64) -> String {
        crate::format::count(self.page.lang, number)
    }

    fn distance(&self) -> Option<String> {
        self.opened.aim.map(|aim| aim.distance(self.page.lang, self.opened.value))
    }

    fn trend(&self) -> Option<String> {
        let compared = self.compared.as_deref()?;
        Some(self.opened.value.trend(self.page.lang, self.opened.before, compared))
    }

    fn sheet(&self) -> &'static str {
        Sheet::A4.key()
    }
}

renders!(DrillPage);
