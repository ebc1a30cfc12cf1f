//! Figures given from outside: a file looked at before it is kept, and what was given.

use crate::form::Field;
use crate::message::Key;
use crate::page::Page;
use crate::renders;
use askama::Template;

/// A figure of a unit, a metric and a month.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GivenRow {
    /// The unit.
    pub unit: String,
    /// The metric.
    pub metric: String,
    /// The month, for instance "3/2026".
    pub month: String,
    /// The figure, for instance "80/100".
    pub figure: String,
    /// What stands or stood there before, each with its source and time; the last first.
    pub before: Vec<String>,
    /// Where it comes from, who gave it and when; empty of what is not recorded yet.
    pub note: String,
}

/// What a file would change.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GivenPreview {
    /// What would be recorded.
    pub rows: Vec<GivenRow>,
    /// Lines that say what stands already, in words; none where there are none.
    pub unchanged: Option<String>,
    /// Names what was looked at; sent with the act.
    pub seal: String,
    /// The idempotency key (UUID).
    pub command_id: String,
}

/// `/desk/figures`
#[derive(Template)]
#[template(path = "desk/figures.html")]
pub struct GivenPage<'a> {
    /// What every page is given. Errors: targets `source`, `file` and `text`.
    pub page: Page<'a>,
    /// The fields of the form, for those who may give figures: the source, the text of the file.
    pub fields: Vec<Field>,
    /// What is wrong with the file, in a sentence.
    pub wrong: Option<String>,
    /// What was looked at.
    pub preview: Option<GivenPreview>,
    /// That something was recorded, in words.
    pub done: Option<String>,
    /// Keys and names of the metrics that are given.
    pub metrics: Vec<(String, String)>,
    /// What was given last.
    pub rows: Vec<GivenRow>,
}

renders!(GivenPage);
