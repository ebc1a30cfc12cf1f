//! Orders as those concerned see them, nudges on the desk, and the forms with which an office says something.

use crate::form::{ActForm, Field};
use crate::icon::Icon;
use crate::message::Key;
use crate::page::{Link, Page};
use crate::renders;
use askama::Template;

/// One act in the course of an order or a contest.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Happening {
    /// What was done, with its facts.
    pub what: String,
    /// When, in words.
    pub at: String,
    /// Who, as the reader may know it; empty where the reader may not.
    pub by: String,
    /// Their words.
    pub words: Option<String>,
}

/// What an order and a contest have in common on their pages.
#[derive(Clone, Debug, Default)]
pub struct OfficeFile {
    /// Whom it concerns, about what, where it stands.
    pub facts: Vec<(String, String)>,
    /// The figure it is about, opened.
    pub figure: Option<Link>,
    /// The answer of a contest, for everybody.
    pub answer: Option<String>,
    /// The dossiers meant, to those who may open them; `None` where there is nothing to tell, or to readers who may not know.
    pub dossiers: Option<Vec<Link>>,
    /// What the reader may do with it now. Errors of the page: target `{act}-{field}` of the form at fault.
    pub acts: Vec<ActForm>,
    /// Its acts, the first first; names and words only to those allowed.
    pub course: Vec<Happening>,
}

/// A row of a list of orders or contests.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListedRow {
    /// What it is about, leading to its page.
    pub link: Link,
    /// More about it, in short lines.
    pub facts: Vec<(String, String)>,
    /// Where it stands.
    pub state: String,
    /// Whether its time is over.
    pub late: bool,
}

/// `/desk/orders?whose=`
#[derive(Template)]
#[template(path = "desk/orders.html")]
pub struct OrdersPage<'a> {
    /// What every page is given.
    pub page: Page<'a>,
    /// Mine, of my unit, given by me, of the city; whether it is the one shown.
    pub tabs: Vec<(Link, bool)>,
    /// Where an order is given, for those who may.
    pub give: Option<String>,
    /// Those to be done, those over; whether it is the one shown.
    pub standing: Vec<(Link, bool)>,
    /// The orders, those past their deadline first.
    pub rows: Vec<ListedRow>,
    /// Where the list goes on.
    pub next: Option<String>,
}

/// `/desk/orders/{id}`
#[derive(Template)]
#[template(path = "desk/order.html")]
pub struct OrderPage<'a> {
    /// What every page is given.
    pub page: Page<'a>,
    /// What is ordered.
    pub text: String,
    /// That the deadline has passed, in words.
    pub late: Option<String>,
    /// What is known of it, and what may be done.
    pub file: OfficeFile,
}

/// `/desk/orders/new`, `/board/contests/new`: an office says something.
#[derive(Template)]
#[template(path = "desk/say.html")]
pub struct SayPage<'a> {
    /// What every page is given. Errors: targets are the names of the fields.
    pub page: Page<'a>,
    /// What it is for, in a sentence.
    pub lead: String,
    /// What is known already.
    pub facts: Vec<(String, String)>,
    /// Where it is sent.
    pub action: String,
    /// Whether it only asks for the next page: sent by GET, without token and command.
    pub asks: bool,
    /// The fields.
    pub fields: Vec<Field>,
    /// The label of its button.
    pub submit: String,
    /// The idempotency key (UUID).
    pub command_id: String,
}

/// A nudge on the desk of the unit nudged.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NudgeNote {
    /// What it says: who nudges, about what.
    pub text: String,
    /// Their words.
    pub words: Option<String>,
    /// When, in words.
    pub at: String,
    /// The dossiers.
    pub list: Link,
    /// How it is answered.
    pub answer: ActForm,
}

renders!(OrdersPage, OrderPage, SayPage);
