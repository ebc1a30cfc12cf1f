//! Figures that a unit contests, and how it was answered. Everybody reads that; names, words of the unit and dossiers only those allowed.

use crate::desk::{ListedRow, OfficeFile};
use crate::message::Key;
use crate::page::Page;
use crate::renders;
use askama::Template;

/// `/board/contests?before=`
#[derive(Template)]
#[template(path = "board/contests.html")]
pub struct ContestsPage<'a> {
    /// What every page is given.
    pub page: Page<'a>,
    /// The contests, the last first.
    pub rows: Vec<ListedRow>,
    /// The next page.
    pub next: Option<String>,
}

/// `/board/contests/{id}`
#[derive(Template)]
#[template(path = "board/contest.html")]
pub struct ContestPage<'a> {
    /// What every page is given.
    pub page: Page<'a>,
    /// What is known of it, and what may be done.
    pub file: OfficeFile,
}

renders!(ContestsPage, ContestPage);
