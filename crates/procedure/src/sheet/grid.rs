//! One table of a workbook: its rows below the heading, its cells by column, and the problems found in them.

use super::book::{Sheet, Value};
use super::layout::{Heading, Key, Table};
use super::problem::{CellProblem, PROBLEMS_MAX, Told, address};
use motcua_domain::text::fold;
use unicode_normalization::UnicodeNormalization;

/// How many characters a cell may hold.
const CELL_CHARACTERS: usize = 2_000;
/// What fills all rows of a merged cell: it is said once for several rows.
const SAID_ONCE: [Key; 7] =
    [Key::Kind, Key::Role, Key::Place, Key::Clock, Key::Field, Key::Form, Key::Required];

/// A table while it is read.
pub(super) struct Grid<'a> {
    pub sheet: &'a Sheet,
    pub heading: &'a Heading,
    pub table: Table,
    pub problems: Vec<CellProblem>,
}

impl Grid<'_> {
    /// Rows that hold an entry: not blank, not a numbering of columns, a heading again, a title of a section or a note.
    pub(super) fn rows(&self) -> Vec<u32> {
        let mut rows: Vec<u32> =
            self.sheet.cells.range((self.heading.row + 1, 0)..).map(|((row, _), _)| *row).collect();
        rows.dedup();
        rows.retain(|row| self.is_entry(*row));
        rows
    }

    fn is_entry(&self, row: u32) -> bool {
        let mine: Vec<(Key, &Value)> = self
            .heading
            .columns
            .iter()
            .filter_map(|(key, (column, _))| Some((*key, self.sheet.cells.get(&(row, *column))?)))
            .collect();
        let said = mine.iter().filter(|(key, _)| *key != Key::Number);
        if said.clone().count() == 0 {
            return false;
        }
        let numbering = |value: &Value| {
            let shown = value.shown();
            let inner = shown.trim().trim_start_matches('(').trim_end_matches(')');
            !inner.is_empty() && inner.len() <= 2 && inner.bytes().all(|byte| byte.is_ascii_digit())
        };
        if mine.len() >= 3 && mine.iter().all(|(_, value)| numbering(value)) {
            return false;
        }
        let heads = |(key, value): &&(Key, &Value)| {
            let column = self.heading.columns.get(key).map(|(column, _)| *column);
            let above = column.and_then(|column| self.sheet.cells.get(&(self.heading.row, column)));
            above.is_some_and(|above| above.shown() == value.shown())
        };
        if said.clone().filter(heads).count() >= 2 {
            return false;
        }
        let one = self.sheet.cells.range((row, 0)..(row + 1, 0)).count() == 1;
        let titled = one && self.spans_columns(row);
        !titled && !self.is_note(&mine)
    }

    /// Whether a row begins with a cell merged over three columns or more: the title of a section.
    fn spans_columns(&self, row: u32) -> bool {
        self.sheet
            .merges
            .iter()
            .any(|(top, left, bottom, right)| (*top..=*bottom).contains(&row) && right - left >= 2)
    }

    /// `Tổng cộng`, `Ghi chú`: a first cell that begins so, and nothing that only an entry has.
    fn is_note(&self, cells: &[(Key, &Value)]) -> bool {
        let words: &[&str] = match self.table {
            Table::Steps => &["tong", "cong", "ghi chu", "luu y", "nguoi lap"],
            Table::Papers => &["ghi chu", "luu y", "nguoi lap"],
        };
        let entry =
            |key: &Key| matches!(key, Key::Kind | Key::Role | Key::Form | Key::Required | Key::PaperId);
        let first = cells
            .iter()
            .filter(|(_, value)| matches!(value, Value::Text(_)))
            .map(|(_, value)| fold(&value.shown()));
        let begins =
            |text: String| words.iter().any(|word| text == *word || text.starts_with(&format!("{word} ")));
        !cells.iter().any(|(key, _)| entry(key)) && first.into_iter().any(begins)
    }

    /// Whether the table has a column.
    pub(super) fn has(&self, key: Key) -> bool {
        self.heading.columns.contains_key(&key)
    }

    /// What the heading of a column says beyond its name.
    pub(super) fn said_of(&self, key: Key) -> &str {
        self.heading.columns.get(&key).map_or("", |(_, rest)| rest)
    }

    /// A cell; where cells are merged downwards, what is said once for all of them.
    pub(super) fn value(&self, row: u32, key: Key) -> Option<&Value> {
        let (column, _) = self.heading.columns.get(&key)?;
        if let Some(value) = self.sheet.cells.get(&(row, *column)) {
            return Some(value);
        }
        let (top, left) = self.merged_into(row, *column)?;
        SAID_ONCE.contains(&key).then(|| self.sheet.cells.get(&(top, left)))?
    }

    /// The first cell of the merged area a cell lies in, when that is another, below the heading.
    pub(super) fn merged_into(&self, row: u32, column: u32) -> Option<(u32, u32)> {
        let holds = |(top, left, bottom, right): &&(u32, u32, u32, u32)| {
            (*top..=*bottom).contains(&row) && (*left..=*right).contains(&column)
        };
        let (top, left, ..) = self.sheet.merges.iter().find(holds)?;
        (*top > self.heading.row && *top < row && *left == column).then_some((*top, *left))
    }

    /// The text of a cell, composed and trimmed; `None`: nothing there, or nothing that can be read.
    pub(super) fn text(&mut self, row: u32, key: Key) -> Option<String> {
        let value = self.value(row, key)?.clone();
        match value {
            Value::Fault(fault) => {
                self.problem(row, key, fault_value(&fault));
                None
            }
            Value::Unsaved => {
                self.problem(row, key, unsaved());
                None
            }
            value => {
                let shown = value.shown();
                if shown.chars().count() > CELL_CHARACTERS {
                    self.problem(row, key, too_long());
                    return None;
                }
                let plain: String = shown
                    .nfc()
                    .map(|c| if c == '\u{a0}' || c == '\t' { ' ' } else { c })
                    .filter(|c| *c != '\r')
                    .collect();
                let plain =
                    plain.trim_matches(|c: char| c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}'));
                (!plain.is_empty()).then(|| plain.to_owned())
            }
        }
    }

    /// The text of a cell that must not be empty.
    pub(super) fn needed(&mut self, row: u32, key: Key) -> Option<String> {
        let before = self.problems.len();
        let text = self.text(row, key);
        if text.is_none() && self.problems.len() == before {
            let heading = self.table.heading(key);
            self.problem(row, key, empty(heading));
        }
        text
    }

    /// Notes a problem of a cell.
    pub(super) fn problem(&mut self, row: u32, key: Key, told: Told) {
        let column = self.heading.columns.get(&key).map_or(0, |(column, _)| *column);
        self.note(Some(address(row, column)), told);
    }

    /// Notes a problem of a cell or of the whole sheet; after [`PROBLEMS_MAX`] no more.
    pub(super) fn note(&mut self, cell: Option<String>, told: Told) {
        if self.problems.len() < PROBLEMS_MAX {
            self.problems.push(told.at(Some(&self.sheet.name), cell));
        }
    }
}

fn fault_value(fault: &str) -> Told {
    Told::new(
        "cell-error",
        [&format!("Ô này là lỗi của Excel ({fault})."), "Sửa công thức hoặc gõ thẳng giá trị."],
        [&format!("This cell is an Excel error ({fault})."), "Mend the formula or type the value."],
    )
}

fn unsaved() -> Told {
    Told::new(
        "cell-formula",
        [
            "Ô này là công thức chưa có kết quả được lưu.",
            "Mở tệp bằng Excel, lưu lại; hoặc gõ thẳng giá trị.",
        ],
        [
            "This cell is a formula whose result was not saved.",
            "Open the file in Excel and save it, or type the value.",
        ],
    )
}

fn too_long() -> Told {
    Told::new(
        "cell-too-long",
        [&format!("Ô này dài hơn {CELL_CHARACTERS} ký tự."), "Rút ngắn nội dung."],
        [&format!("This cell holds more than {CELL_CHARACTERS} characters."), "Shorten it."],
    )
}

fn empty(heading: &str) -> Told {
    Told::new(
        "cell-empty",
        [&format!("Ô “{heading}” để trống."), "Điền giá trị, hoặc xóa cả dòng nếu không dùng."],
        [&format!("The cell “{heading}” is empty."), "Fill it in, or delete the row if it is not used."],
    )
}
