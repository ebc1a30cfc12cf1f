//! Figures that a unit contests, and how it was answered. Everybody reads that; names, words of the unit and dossiers only those allowed.

use crate::desk::{Happening, ListedRow};
use crate::form::ActForm;
use crate::message::Key;
use crate::page::{Link, Page};
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
    /// What every page is given. Errors: target `{act}-{field}` of the form at fault.
    pub page: Page<'a>,
    /// Whose figure, which, of which days, as it was shown and now; where it stands.
    pub facts: Vec<(String, String)>,
    /// The figure, opened.
    pub figure: Link,
    /// The answer, for everybody.
    pub answer: Option<String>,
    /// The dossiers meant, to those who may open them; `None` to readers who may not know.
    pub dossiers: Option<Vec<Link>>,
    /// Its acts; names and the unit's words only to those allowed.
    pub course: Vec<Happening>,
    /// What the reader may do with it now.
    pub acts: Vec<ActForm>,
}

renders!(ContestsPage, ContestPage);
