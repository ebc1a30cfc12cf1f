//! The process designer's pages: lists and reports made of blocks, and an editor whose tables are forms.
//!
//! What a procedure consists of is not known here. A page of reading is a list of [`Block`]s, a page of writing is a
//! list of [`Panel`]s: plain fields and [`Grid`]s, whose rows can be added, moved and removed by buttons that submit the
//! form, so that nothing needs a script or a pointer.

use crate::form::{ActForm, Choice, Field, FieldKind};
use crate::message::Key;
use crate::page::{Link, NoticeKind, Page};
use crate::renders;
use askama::Template;

/// One of the pages that belong together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tab {
    /// Its name.
    pub label: String,
    /// Its address.
    pub href: String,
    /// Whether it is this page.
    pub current: bool,
}

/// A cell of a table that is read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cell {
    /// What it says.
    pub text: String,
    /// Where it leads.
    pub href: Option<String>,
    /// Whether it is a number or a date, which do not break.
    pub number: bool,
}

impl Cell {
    /// A cell of words.
    #[must_use]
    pub fn text(text: impl Into<String>) -> Self {
        Cell { text: text.into(), ..Cell::default() }
    }

    /// A cell that leads somewhere.
    #[must_use]
    pub fn link(text: impl Into<String>, href: impl Into<String>) -> Self {
        Cell { text: text.into(), href: Some(href.into()), number: false }
    }

    /// A number or a date.
    #[must_use]
    pub fn number(text: impl Into<String>) -> Self {
        Cell { text: text.into(), href: None, number: true }
    }
}

/// A table that is read. The first cell of each row names it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    /// What it lists.
    pub caption: String,
    /// The columns.
    pub heads: Vec<String>,
    /// The rows, each with as many cells as there are columns.
    pub rows: Vec<Vec<Cell>>,
}

/// A line of a list: something found, a change, a step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// How grave; `None`: plain.
    pub tone: Option<NoticeKind>,
    /// What kind of thing, in a word: "lỗi".
    pub label: Option<String>,
    /// What is said.
    pub text: String,
    /// What to do about it.
    pub note: Option<String>,
    /// Where.
    pub link: Option<Link>,
}

impl Item {
    /// A plain line.
    #[must_use]
    pub fn plain(text: impl Into<String>) -> Self {
        Item { tone: None, label: None, text: text.into(), note: None, link: None }
    }
}

/// A drawing with the same in words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Figure {
    /// What it shows.
    pub caption: String,
    /// The SVG element, made by the server; it escapes what it holds.
    pub svg: String,
    /// The same in words, line by line.
    pub words: Vec<String>,
}

/// A form that sends a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Upload {
    /// The form's name in ids.
    pub name: String,
    /// Where it is posted.
    pub action: String,
    /// The label of the file field.
    pub label: String,
    /// What may be sent.
    pub hint: String,
    /// Endings of the files: `.toml,.xlsx`.
    pub accept: String,
    /// The label of its button.
    pub submit: String,
    /// The idempotency key (UUID).
    pub command_id: String,
    /// The revision that is written over.
    pub expected_revision: u64,
}

/// A table whose last column is chosen, with GET: it changes nothing and shows what would follow.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Chooser {
    /// What it lists.
    pub caption: String,
    /// Where it asks.
    pub action: String,
    /// The columns, the chosen one last.
    pub heads: Vec<String>,
    /// The rows: what is read, and what is chosen; the field's name is its id.
    pub rows: Vec<(Vec<Cell>, Field)>,
    /// The label of its button.
    pub submit: String,
}

/// A form as its applicant would meet it, asked with GET: nothing is kept, and what is asked follows from what is typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Preview {
    /// Where it asks.
    pub action: String,
    /// Its pages: heading, fields, and what is said below them.
    pub pages: Vec<(String, Vec<Field>, Option<String>)>,
    /// The label of its button.
    pub submit: String,
}

/// A part of a page that is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// A heading.
    Heading(String),
    /// A paragraph.
    Text(String),
    /// Names and values.
    Facts(Vec<(String, Cell)>),
    /// Lines.
    List(Vec<Item>),
    /// Lines in their order.
    Steps(Vec<Item>),
    /// A table.
    Table(Table),
    /// A drawing.
    Figure(Box<Figure>),
    /// Ways on.
    Links(Vec<Link>),
    /// A table with something to choose in each row.
    Chooser(Box<Chooser>),
    /// A form to look at.
    Preview(Box<Preview>),
    /// Something that can be done.
    Act(Box<ActForm>),
    /// A file that can be sent.
    Upload(Box<Upload>),
}

/// What a list is searched by, with GET.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// Where it asks.
    pub action: String,
    /// What it asks; ids are the names.
    pub fields: Vec<Field>,
    /// The label of its button.
    pub submit: String,
}

/// A page of reading: the list of procedures, one procedure, a comparison, the checks, a dry run, a walk, publication.
#[derive(Template)]
#[template(path = "designer/report.html")]
pub struct ReportPage<'a> {
    /// What every page is given.
    pub page: Page<'a>,
    /// The way back.
    pub back: Option<Link>,
    /// What it is about, under the title.
    pub about: Option<String>,
    /// The pages that belong together.
    pub tabs: Vec<Tab>,
    /// What it is searched by.
    pub query: Option<Query>,
    /// The rest.
    pub blocks: Vec<Block>,
}

/// A row of a [`Grid`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GridRow {
    /// Its number, from 1.
    pub number: usize,
    /// The fields under the columns, labelled for listeners.
    pub cells: Vec<Field>,
    /// Fields behind "more", under the first of the cells.
    pub more: Vec<Field>,
}

impl GridRow {
    /// Whether something behind "more" must be put right.
    fn faulty(&self) -> bool {
        self.more.iter().any(|field| field.error.is_some())
    }
}

/// A table that is written: every cell a field, every row with buttons to move, insert and remove. Fields are named
/// `<key>-<row>-<column>`, rows counted from 0, which are their ids too.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Grid {
    /// Its name in fields: `steps`.
    pub key: String,
    /// What a row is called: "bước".
    pub unit: String,
    /// What it lists.
    pub caption: String,
    /// The columns.
    pub heads: Vec<String>,
    /// The rows.
    pub rows: Vec<GridRow>,
    /// What stands at its foot: sums.
    pub foot: Vec<Item>,
    /// The label of the button that adds a row.
    pub add: String,
}

/// A part of a page that is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Panel {
    /// A heading with a line of help.
    Heading(String, Option<String>),
    /// Plain fields, two in a row where there is room.
    Fields(Vec<Field>),
    /// A table.
    Grid(Grid),
}

/// A page of writing. Buttons post `do`: `save`, or `<grid>.<add|up|down|insert|delete>.<row>`.
#[derive(Template)]
#[template(path = "designer/editor.html")]
pub struct EditorPage<'a> {
    /// What every page is given. Errors: targets are the ids of fields.
    pub page: Page<'a>,
    /// The way back.
    pub back: Option<Link>,
    /// What it is about, under the title: state, author, last change.
    pub about: String,
    /// The parts of the draft and what can be done with it.
    pub tabs: Vec<Tab>,
    /// Where the form is posted.
    pub action: String,
    /// The part that is written.
    pub part: String,
    /// The idempotency key (UUID) of the next save.
    pub command_id: String,
    /// The revision the writer saw.
    pub expected_revision: u64,
    /// Whether it may be written; otherwise it is shown with nothing to press.
    pub open: bool,
    /// Its panels.
    pub panels: Vec<Panel>,
    /// What stands under the form: findings, drawing, acts.
    pub blocks: Vec<Block>,
}

renders!(ReportPage, EditorPage);

impl Page<'_> {
    pub(crate) fn block(&self, block: &Block) -> String {
        filled(BlockView { page: self, block })
    }

    pub(crate) fn grid(&self, grid: &Grid, open: &bool, action: &str) -> String {
        filled(GridView { page: self, grid, open: *open, action })
    }

    pub(crate) fn cell(&self, field: &Field, open: &bool) -> String {
        filled(CellView { field, open: *open })
    }
}

fn filled(view: impl Template) -> String {
    view.render().expect("a template that writes into a String cannot fail")
}

#[derive(Template)]
#[template(path = "designer/block.html")]
struct BlockView<'a> {
    page: &'a Page<'a>,
    block: &'a Block,
}

#[derive(Template)]
#[template(path = "designer/grid.html")]
struct GridView<'a> {
    page: &'a Page<'a>,
    grid: &'a Grid,
    open: bool,
    action: &'a str,
}

impl GridView<'_> {
    /// The name of a button: what it does to which row.
    fn does(&self, key: Key, row: &GridRow) -> String {
        self.page.t2(key, &self.grid.unit, row.number)
    }

    /// Where a button leads, so that the page opens at the row it moved and the next Tab goes on from there.
    fn leads(&self, row: impl std::fmt::Display) -> String {
        format!("{}#{}-{}", self.action, self.grid.key, row)
    }

    /// The row before.
    fn above(&self, row: &usize) -> usize {
        row.saturating_sub(1)
    }
}

#[derive(Template)]
#[template(path = "designer/cell.html")]
struct CellView<'a> {
    field: &'a Field,
    open: bool,
}

impl CellView<'_> {
    /// The one choice of a single tick.
    fn tick(&self) -> Option<&Choice> {
        match &self.field.kind {
            FieldKind::Checkboxes(choices) => choices.first(),
            _ => None,
        }
    }
}
