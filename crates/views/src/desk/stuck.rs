//! Dossiers that stand still, for those who head the unit that holds them.

use crate::message::Key;
use crate::page::Page;
use crate::renders;
use askama::Template;

/// One of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StuckRow {
    /// Its code, once it has one.
    pub code: Option<String>,
    /// Its page.
    pub href: String,
    /// The procedure.
    pub procedure: String,
    /// Who holds it.
    pub unit: String,
    /// When its step, hand-over or filing began.
    pub since: String,
    /// When it was called stuck.
    pub from: String,
}

/// `/desk/stuck`
#[derive(Template)]
#[template(path = "desk/stuck.html")]
pub struct StuckPage<'a> {
    /// What every page is given.
    pub page: Page<'a>,
    /// Longest first within a unit.
    pub rows: Vec<StuckRow>,
}

renders!(StuckPage);
