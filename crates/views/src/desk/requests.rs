//! Requests of people about their data, as officers answer them.

use crate::form::Field;
use crate::message::Key;
use crate::page::{Link, Page};
use crate::renders;
use askama::Template;

/// One request in the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestRow {
    /// Its page.
    pub href: String,
    /// What it is about.
    pub title: String,
    /// The unit that answers.
    pub unit: String,
    /// When it was asked, in words.
    pub asked: String,
    /// When it is to be answered or was, in words.
    pub answer: String,
    /// Whether the term is over.
    pub late: bool,
}

/// `/desk/requests`
#[derive(Template)]
#[template(path = "desk/requests.html")]
pub struct RequestsPage<'a> {
    /// What every page is given.
    pub page: Page<'a>,
    /// Whether those answered are shown.
    pub done: bool,
    /// The requests.
    pub rows: Vec<RequestRow>,
    /// The next page.
    pub next: Option<String>,
}

/// `/desk/requests/{id}`
#[derive(Template)]
#[template(path = "desk/request.html")]
pub struct RequestPage<'a> {
    /// What every page is given. Errors: targets `verdict`, `text`.
    pub page: Page<'a>,
    /// Facts: who asks, about what, by when.
    pub facts: Vec<(String, String)>,
    /// What the person wrote.
    pub text: String,
    /// The dossier it is about.
    pub dossier: Option<Link>,
    /// The answer, once given.
    pub answer: Option<String>,
    /// The form: `verdict`, `text`; none for who may not answer.
    pub ask: Vec<Field>,
    /// Why there is no form.
    pub cannot: Option<String>,
    /// Where it is posted.
    pub action: String,
}

renders!(RequestsPage, RequestPage);
