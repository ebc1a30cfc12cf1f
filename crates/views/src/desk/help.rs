//! Helping somebody to file, and entering a filing for somebody who agreed to it.

use crate::form::Field;
use crate::message::Key;
use crate::page::Page;
use crate::renders;
use askama::Template;

/// Help the officer gives now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HelpRow {
    /// What is filed.
    pub procedure: String,
    /// Where and since when.
    pub told: String,
    /// Where its end is posted.
    pub end: String,
}

/// `/desk/help`; posts `code`, `place` and `csrf`.
#[derive(Template)]
#[template(path = "desk/help.html")]
pub struct HelpPage<'a> {
    /// What every page is given.
    pub page: Page<'a>,
    /// The code and the place.
    pub fields: Vec<Field>,
    /// Help under way.
    pub rows: Vec<HelpRow>,
}

/// `/desk/entries`; posts its fields, the file `scan` and `csrf`.
#[derive(Template)]
#[template(path = "desk/entry.html")]
pub struct EntryPage<'a> {
    /// What every page is given.
    pub page: Page<'a>,
    /// For whom.
    pub who: Vec<Field>,
    /// What is filed.
    pub what: Field,
    /// Where, and the signed paper.
    pub consent: Vec<Field>,
    /// What is wrong with its scan.
    pub scan_error: Option<String>,
}

renders!(HelpPage, EntryPage);
