//! What an editor page asks for, as data: one description serves reading the form, showing it and naming its columns.

use super::typed::{Row, Shape, Typed, cell};
use crate::present::pick;
use motcua_views::designer::{Grid, GridRow, Item, Panel};
use motcua_views::{Choice, Field, FieldError, FieldKind, Key, Lang, t};

/// How a value is typed or chosen.
#[derive(Debug, Clone)]
pub enum Kind {
    /// One line.
    Line,
    /// A number, a term, a date: a short line.
    Short,
    /// Several lines.
    Lines(u8),
    /// Yes or no.
    Tick,
    /// One of a list.
    One(Vec<Choice>),
    /// Any of a list, kept joined by commas.
    Many(Vec<Choice>),
}

/// A value asked for.
#[derive(Debug, Clone)]
pub struct Column {
    /// Its name.
    pub key: &'static str,
    /// What it is called.
    pub label: String,
    /// How it is typed.
    pub kind: Kind,
    /// Help.
    pub hint: Option<String>,
    /// Whether it may stay empty.
    pub optional: bool,
    /// Whether it stands behind "more" in a table.
    pub more: bool,
}

impl Column {
    /// A required value.
    pub fn new(key: &'static str, label: &str, kind: Kind) -> Self {
        Column { key, label: label.to_owned(), kind, hint: None, optional: false, more: false }
    }
    /// Lets it stay empty.
    pub fn optional(mut self) -> Self {
        self.optional = true;
        self
    }
    /// Puts it behind "more".
    pub fn more(mut self) -> Self {
        self.more = true;
        self.optional()
    }
    /// Adds help.
    pub fn hint(mut self, hint: &str) -> Self {
        self.hint = Some(hint.to_owned());
        self
    }
}

/// A table asked for.
#[derive(Debug, Clone)]
pub struct Sheet {
    /// Its name in fields.
    pub key: &'static str,
    /// What a row is called.
    pub unit: String,
    /// What it lists.
    pub caption: String,
    /// Its columns.
    pub columns: Vec<Column>,
    /// The label of the button that adds a row.
    pub add: String,
}

/// A piece of an editor page, in order.
#[derive(Debug, Clone)]
pub enum Piece {
    /// A heading with help.
    Heading(String, Option<String>),
    /// Plain values.
    Values(Vec<Column>),
    /// A table.
    Sheet(Sheet),
}

/// The tables of a page.
pub fn shapes(pieces: &[Piece]) -> Vec<Shape> {
    let sheet = |piece: &Piece| match piece {
        Piece::Sheet(sheet) => {
            Some(Shape { key: sheet.key, columns: sheet.columns.iter().map(|column| column.key).collect() })
        }
        _ => None,
    };
    pieces.iter().filter_map(sheet).collect()
}

/// The plain values of a page.
pub fn values(pieces: &[Piece]) -> Vec<&'static str> {
    let names = |piece: &Piece| match piece {
        Piece::Values(columns) => columns.iter().map(|column| column.key).collect(),
        _ => Vec::new(),
    };
    pieces.iter().flat_map(names).collect()
}

/// The page as it is shown: what was typed, with what is wrong at its place.
pub fn panels(lang: Lang, pieces: &[Piece], typed: &Typed, errors: &[FieldError]) -> Vec<Panel> {
    pieces
        .iter()
        .map(|piece| match piece {
            Piece::Heading(text, help) => Panel::Heading(text.clone(), help.clone()),
            Piece::Values(columns) => Panel::Fields(
                columns
                    .iter()
                    .map(|column| {
                        let field = field(lang, column, column.key.to_owned(), typed.get(column.key), errors);
                        Field { hint: column.hint.clone(), ..field }
                    })
                    .collect(),
            ),
            Piece::Sheet(sheet) => Panel::Grid(grid(lang, sheet, typed.rows(sheet.key), errors)),
        })
        .collect()
}

fn grid(lang: Lang, sheet: &Sheet, rows: &[Row], errors: &[FieldError]) -> Grid {
    let shown = |(at, row): (usize, &Row)| {
        let make = |column: &Column| {
            field(lang, column, format!("{}-{at}-{}", sheet.key, column.key), cell(row, column.key), errors)
        };
        // In a cell the column's name stands above; whoever listens hears the row too.
        let in_cell = |column: &Column| {
            let label = format!("{}, {} {}", column.label, sheet.unit, at + 1);
            Field { label, optional: false, ..make(column) }
        };
        let behind = |column: &Column| Field { hint: column.hint.clone(), ..make(column) };
        GridRow {
            number: at + 1,
            cells: sheet.columns.iter().filter(|column| !column.more).map(in_cell).collect(),
            more: sheet.columns.iter().filter(|column| column.more).map(behind).collect(),
        }
    };
    Grid {
        key: sheet.key.to_owned(),
        unit: sheet.unit.clone(),
        caption: sheet.caption.clone(),
        heads: sheet.columns.iter().filter(|c| !c.more).map(|c| c.label.clone()).collect(),
        rows: rows.iter().enumerate().map(shown).collect(),
        foot: if rows.is_empty() {
            vec![Item::plain(pick(lang, "Chưa có dòng nào.", "Nothing yet."))]
        } else {
            Vec::new()
        },
        add: sheet.add.clone(),
    }
}

fn field(lang: Lang, column: &Column, name: String, text: &str, errors: &[FieldError]) -> Field {
    let kind = match &column.kind {
        Kind::Line => FieldKind::Text,
        // The kind of a date and of money brings a hint of its own; a short line must not.
        Kind::Short => FieldKind::Digits,
        Kind::Lines(rows) => FieldKind::TextArea(*rows),
        Kind::Tick => FieldKind::Checkboxes(vec![Choice::new("1", pick(lang, "Có", "Yes")).chosen_if(text)]),
        Kind::One(choices) => FieldKind::Select(chosen(choices, |value| value == text)),
        Kind::Many(choices) => {
            FieldKind::Checkboxes(chosen(choices, |value| text.split(',').any(|one| one.trim() == value)))
        }
    };
    let error = errors.iter().find(|error| error.target == name).map(|error| error.text.clone());
    let value = match kind {
        FieldKind::Text | FieldKind::Digits | FieldKind::TextArea(_) => text.to_owned(),
        _ => String::new(),
    };
    Field { name, label: column.label.clone(), hint: None, kind, value, error, optional: column.optional }
}

fn chosen(choices: &[Choice], is: impl Fn(&str) -> bool) -> Vec<Choice> {
    choices.iter().map(|choice| Choice { chosen: is(&choice.value), ..choice.clone() }).collect()
}

/// A list with "nothing chosen" before it.
pub fn or_none(lang: Lang, choices: Vec<Choice>) -> Vec<Choice> {
    let none = Choice::new("", pick(lang, "Không nêu", "Not stated"));
    std::iter::once(none).chain(choices).collect()
}

/// "Choose" before a list.
pub fn or_choose(lang: Lang, choices: Vec<Choice>) -> Vec<Choice> {
    std::iter::once(Choice::new("", t(lang, Key::ChooseOne))).chain(choices).collect()
}
