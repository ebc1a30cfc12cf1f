//! Reports: what is defined, what was frozen, one of them as a page and as a sheet, and how one is defined.

use crate::form::{Choice, Field};
use crate::icon::Icon;
use crate::message::Key;
use crate::page::{Link, Page};
use crate::print::FormHead;
use crate::renders;
use askama::Template;

/// A report that is defined.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReportRow {
    /// Title.
    pub title: String,
    /// Number of the form; empty for none.
    pub form: String,
    /// Legal basis.
    pub basis: String,
    /// How long its periods are, in words.
    pub period: String,
    /// Whose figures, in words.
    pub rows: String,
    /// What is not certain about it; `None` when nothing is.
    pub provisional: Option<String>,
    /// Which version was defined in the program, in words; `None` for one the city came with.
    pub version: Option<String>,
    /// Where it is looked at before it is frozen, for those who may.
    pub preview: Option<String>,
    /// Its frozen editions.
    pub editions: String,
    /// Where its definition is changed, for those who may.
    pub define: Option<String>,
}

/// A frozen edition.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EditionRow {
    /// Title of the report, or its key when it is no longer defined.
    pub title: String,
    /// The period in words, and the unit when it is of one.
    pub of: String,
    /// Its number, in words.
    pub edition: String,
    /// When it was frozen, in words.
    pub frozen: String,
    /// The edition.
    pub href: String,
    /// Whether it is the one that is shown.
    pub current: bool,
}

/// `/board/reports?key=&before=`
#[derive(Template)]
#[template(path = "board/reports.html")]
pub struct ReportsPage<'a> {
    /// What every page is given.
    pub page: Page<'a>,
    /// What is defined.
    pub defined: Vec<ReportRow>,
    /// What was frozen, the latest first.
    pub editions: Vec<EditionRow>,
    /// Of which report the editions are, and all of them; `None` while they are of all.
    pub only: Option<Link>,
    /// Earlier ones.
    pub next: Option<String>,
    /// Where one is defined, for those who may.
    pub define: Option<String>,
}

/// A cell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReportCell {
    /// What it says.
    pub text: String,
    /// What it rests on, for instance "8/10"; `None` for a count.
    pub rests_on: Option<String>,
    /// The heading of its column.
    pub heading: String,
}

/// A line of the table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReportLine {
    /// The heading it begins under, when columns stand below each other and another group begins.
    pub group: Option<String>,
    /// Its name.
    pub name: String,
    /// Its cells.
    pub cells: Vec<ReportCell>,
    /// Whether it is a sum of the others.
    pub total: bool,
}

/// A table with headings in one or two levels.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReportTable {
    /// What the first column holds.
    pub lead: String,
    /// Headings above several columns, with how many; empty for one level.
    pub groups: Vec<(String, usize)>,
    /// Headings.
    pub heads: Vec<String>,
    /// Lines.
    pub lines: Vec<ReportLine>,
}

impl ReportTable {
    fn width(&self) -> usize {
        self.heads.len() + 2
    }
}

/// A cell that differs between two editions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReportDifference {
    /// Row and column.
    pub of: String,
    /// What it said.
    pub before: String,
    /// What it says.
    pub now: String,
}

/// How an edition came to be.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Frozen {
    /// Its number and when it was frozen, in words.
    pub said: String,
    /// SHA-256 of its content.
    pub digest: String,
    /// Where the journal ended.
    pub position: String,
}

/// The form that freezes what is looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FreezeForm {
    /// Where it is posted.
    pub action: String,
    /// The idempotency key.
    pub command_id: String,
    /// The period.
    pub period: String,
    /// Key of the unit; empty for none.
    pub unit: String,
}

/// What is asked of a report that is looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReportForm {
    /// Where it leads.
    pub action: String,
    /// Period and moment.
    pub fields: Vec<Field>,
    /// Units to choose from; empty for a report of no single one.
    pub units: Vec<Choice>,
    /// The period before and after.
    pub neighbours: Vec<Link>,
}

/// `/board/reports/{key}?period=&unit=&as_of=` and `/board/reports/editions/{id}`
#[derive(Template)]
#[template(path = "board/report.html")]
pub struct ReportPage<'a> {
    /// What every page is given (title = the report's). Errors: `period`, `unit`, `as_of`.
    pub page: Page<'a>,
    /// Number of the form; empty for none.
    pub form: String,
    /// The period in words, and the unit when it is of one.
    pub of: String,
    /// Legal basis.
    pub basis: String,
    /// As of when the figures are known, in words.
    pub known: String,
    /// What is not certain about it.
    pub provisional: Option<String>,
    /// The table; `None` where what was asked cannot be told.
    pub table: Option<ReportTable>,
    /// Notes.
    pub notes: Vec<String>,
    /// Files and the sheet.
    pub links: Vec<Link>,
    /// What is asked, while it is only looked at.
    pub asked: Option<ReportForm>,
    /// Freezes it, for those who may, once its period is over.
    pub freeze: Option<FreezeForm>,
    /// Why it cannot be frozen now, in words.
    pub not_yet: Option<String>,
    /// How it came to be, of an edition.
    pub frozen: Option<Frozen>,
    /// The editions of this report and period.
    pub editions: Vec<EditionRow>,
    /// What differs from the edition before; `None` for the first.
    pub differences: Option<Vec<ReportDifference>>,
    /// Differences beyond those listed.
    pub more: usize,
}

/// `/board/reports/editions/{id}.print`: A4 landscape, in Vietnamese as the form is.
#[derive(Template)]
#[template(path = "board/report_sheet.html")]
pub struct ReportSheet<'a> {
    /// What every page is given.
    pub page: Page<'a>,
    /// Where "back" leads.
    pub back: String,
    /// The form's head.
    pub head: FormHead,
    /// Number of the form; empty for none.
    pub form: String,
    /// The title, as printed.
    pub title: String,
    /// The period, and the unit when it is of one.
    pub of: String,
    /// As of when the figures are known.
    pub known: String,
    /// The table.
    pub table: ReportTable,
    /// Notes.
    pub notes: Vec<String>,
    /// What is not certain about it.
    pub provisional: Option<String>,
    /// How it came to be.
    pub frozen: Frozen,
}

/// `/board/reports/define?from=`; posts `text`, `period`, `unit`, `act` (check, save), `command_id`, `csrf`.
#[derive(Template)]
#[template(path = "board/report_define.html")]
pub struct DefinePage<'a> {
    /// What every page is given. Errors: `text`, `period`, `unit`.
    pub page: Page<'a>,
    /// The text, the period and the unit it is tried with.
    pub fields: Vec<Field>,
    /// The idempotency key.
    pub command_id: String,
    /// Definitions to begin from.
    pub examples: Vec<Link>,
    /// What the text comes to.
    pub preview: Option<(String, ReportTable)>,
}

renders!(ReportsPage, ReportPage, ReportSheet, DefinePage);
