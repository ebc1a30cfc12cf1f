//! Filing online: begin, questions, form, papers, check, filed.
//!
//! One frame for all of them: where one is, what one does, and that what was typed is kept. None needs a script.

use crate::form::{Choice, Field};
use crate::icon::Icon;
use crate::message::Key;
use crate::page::{FileNote, Link, Notice, Page};
use crate::renders;
use askama::Template;

/// One of the four parts of a filing, in the bar above it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FilingStep {
    /// Its name.
    pub label: String,
    /// Where it is, unless it is the one shown or lies ahead.
    pub href: Option<String>,
    /// Whether it was gone through.
    pub done: bool,
    /// Whether it is the one shown.
    pub current: bool,
}

/// What every page of a filing shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FilingFrame {
    /// The procedure's name.
    pub procedure: String,
    /// The procedure's code, for its public page.
    pub code: String,
    /// The address of the filing: its task list.
    pub address: String,
    /// The revision seen.
    pub revision: u32,
    /// The parts.
    pub steps: Vec<FilingStep>,
    /// A version now in force that is another: since when. Going on under it is the person's own choice.
    pub newer: Option<String>,
    /// What is said above every page: for whom it is, who helps.
    pub told: Vec<Notice>,
    /// Where one says that somebody helps; `None`: it is said, or an officer enters it.
    pub help: Option<String>,
}

/// Something that is held already: shown, not asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeldFact {
    /// What.
    pub label: String,
    /// The value in words.
    pub value: String,
    /// Where it is held.
    pub source: String,
    /// The field in which the person says otherwise.
    pub field: Field,
}

/// A group of fields under one heading.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FieldGroup {
    /// The heading; empty when the page's title is enough.
    pub title: String,
    /// What is held already.
    pub held: Vec<HeldFact>,
    /// What is asked.
    pub fields: Vec<Field>,
    /// Said once for all its fields that a register would fill in.
    pub note: Option<String>,
}

/// `/procedures/{code}/filings`: before a filing begins.
#[derive(Template)]
#[template(path = "me/filing_start.html")]
pub struct FilingStartPage<'a> {
    /// What every page is given (title = the procedure's name).
    pub page: Page<'a>,
    /// The code.
    pub code: String,
    /// What is begun already, with when it was last changed.
    pub open: Vec<(Link, String)>,
    /// What it takes, sentence by sentence.
    pub told: Vec<String>,
    /// For whom it may be filed, where there is a choice.
    pub whom: Option<Field>,
}

/// A part in the task list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FilingTask {
    /// Its name and where it is.
    pub link: Link,
    /// How it stands, in words.
    pub state: String,
    /// Whether it is done.
    pub done: bool,
}

/// `/me/filings/{id}`: the task list.
#[derive(Template)]
#[template(path = "me/filing_tasks.html")]
pub struct FilingTasksPage<'a> {
    /// What every page is given.
    pub page: Page<'a>,
    /// The frame.
    pub frame: FilingFrame,
    /// The parts.
    pub tasks: Vec<FilingTask>,
    /// Straight on.
    pub next: Link,
    /// When it was last changed, in words.
    pub saved: String,
    /// How long it is kept, in words.
    pub kept: String,
}

/// `/me/filings/{id}/eligibility` and `/questions/{group}`: fields.
#[derive(Template)]
#[template(path = "me/filing_form.html")]
pub struct FilingFormPage<'a> {
    /// What every page is given.
    pub page: Page<'a>,
    /// The frame.
    pub frame: FilingFrame,
    /// Where it is posted.
    pub action: String,
    /// A sentence under the title.
    pub lead: Option<String>,
    /// The groups.
    pub groups: Vec<FieldGroup>,
    /// Carried along: name and value.
    pub hidden: Vec<(&'static str, String)>,
    /// Who decides, once that is known.
    pub agency: Option<String>,
}

/// A file of a paper.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PaperFileRow {
    /// Its name and where it is opened.
    pub link: Link,
    /// Where it came from, when from an earlier dossier.
    pub from: Option<String>,
    /// What is told of it.
    pub notes: Vec<FileNote>,
    /// Posted to take it away.
    pub remove: String,
}

/// A paper to be handed in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PaperBox {
    /// Name of its fields, and id.
    pub name: String,
    /// What it is called.
    pub label: String,
    /// How it is to be: original, copy.
    pub hint: String,
    /// Whether it may be left out.
    pub optional: bool,
    /// Its files.
    pub files: Vec<PaperFileRow>,
    /// Files of earlier dossiers that may be used again.
    pub again: Vec<Choice>,
    /// What is wrong.
    pub error: Option<String>,
}

/// `/me/filings/{id}/papers`.
#[derive(Template)]
#[template(path = "me/filing_papers.html")]
pub struct FilingPapersPage<'a> {
    /// What every page is given.
    pub page: Page<'a>,
    /// The frame.
    pub frame: FilingFrame,
    /// Where it is posted.
    pub action: String,
    /// The papers.
    pub papers: Vec<PaperBox>,
    /// Papers that are not asked for, and why.
    pub not_asked: Vec<(String, String)>,
}

/// A line of what is filed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CheckRow {
    /// Its anchor.
    pub id: String,
    /// What.
    pub label: String,
    /// The value in words; empty: nothing was given.
    pub value: String,
    /// Where it comes from, when it was not typed.
    pub source: Option<String>,
}

/// A part of what is filed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CheckPart {
    /// Its heading.
    pub title: String,
    /// Where it is changed.
    pub change: String,
    /// Its lines.
    pub rows: Vec<CheckRow>,
}

/// `/me/filings/{id}/check`.
#[derive(Template)]
#[template(path = "me/filing_check.html")]
pub struct FilingCheckPage<'a> {
    /// What every page is given.
    pub page: Page<'a>,
    /// The frame.
    pub frame: FilingFrame,
    /// Where it is posted.
    pub action: String,
    /// What is filed.
    pub parts: Vec<CheckPart>,
    /// Who decides.
    pub agency: String,
    /// Where the agency is changed; `None`: the law leaves no choice.
    pub agency_change: Option<String>,
    /// When it would be due, were it received now.
    pub due: Option<String>,
    /// The fee in words.
    pub fee: String,
    /// How the result is wanted.
    pub return_by: Field,
    /// The declaration, when it is still to be made here.
    pub declaration: Option<Field>,
    /// A dossier of the kind in hand: a warning in words, and the tick that files all the same.
    pub duplicate: Option<(String, Field)>,
}

/// `/me/filings/{id}/help`; posts `do` and `csrf`.
#[derive(Template)]
#[template(path = "me/filing_help.html")]
pub struct FilingHelpPage<'a> {
    /// What every page is given.
    pub page: Page<'a>,
    /// The frame.
    pub frame: FilingFrame,
    /// Where it is posted.
    pub action: String,
    /// The code to read out, shown once.
    pub code: Option<String>,
    /// What it is for.
    pub told: Option<String>,
    /// Help given so far, a line each.
    pub given: Vec<String>,
    /// Whether somebody helps now.
    pub open: bool,
}

/// `/me/filings/{id}/submitted`.
#[derive(Template)]
#[template(path = "me/filing_submitted.html")]
pub struct FilingSubmittedPage<'a> {
    /// What every page is given.
    pub page: Page<'a>,
    /// The procedure's name.
    pub procedure: String,
    /// The code, once it was received.
    pub code: Option<String>,
    /// What happens now, sentence by sentence.
    pub next: Vec<String>,
    /// The page of the dossier.
    pub dossier: String,
}

renders!(
    FilingStartPage,
    FilingTasksPage,
    FilingFormPage,
    FilingPapersPage,
    FilingCheckPage,
    FilingHelpPage,
    FilingSubmittedPage
);
