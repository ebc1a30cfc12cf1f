//! What was typed on an editor page, as typed: plain values and tables of them. Rows move here before anything is read,
//! so that a row may be moved or added while another still holds a mistake.

use crate::form::Form;
use std::collections::BTreeMap;

/// Rows one table may have on a page.
pub const ROWS_MAX: usize = 200;
/// Characters one value may have.
pub const VALUE_CHARS_MAX: usize = 4_000;

/// One row: column to text.
pub type Row = BTreeMap<&'static str, String>;

/// A table of an editor page, by its name and columns.
#[derive(Debug, Clone)]
pub struct Shape {
    /// Its name in fields.
    pub key: &'static str,
    /// Its columns.
    pub columns: Vec<&'static str>,
}

/// Everything typed on a page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Typed {
    values: BTreeMap<&'static str, String>,
    tables: BTreeMap<&'static str, Vec<Row>>,
}

/// What a button asks to be done with a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Move {
    Add,
    Up,
    Down,
    Insert,
    Delete,
}

impl Typed {
    /// What a form holds of some plain values and tables; values beyond the limits are cut.
    pub fn of_form(form: &Form, values: &[&'static str], shapes: &[Shape]) -> Typed {
        let mut sent: BTreeMap<&str, String> = BTreeMap::new();
        for (name, value) in form.pairs() {
            // A field ticked several times is sent several times.
            let text = sent.entry(name).or_default();
            if !text.is_empty() && !value.trim().is_empty() {
                text.push(',');
            }
            text.extend(value.trim().chars().take(VALUE_CHARS_MAX));
        }
        let mut typed = Typed::default();
        for name in values {
            typed.set(name, sent.get(name).cloned().unwrap_or_default());
        }
        for shape in shapes {
            let count = sent.get(format!("{}-count", shape.key).as_str());
            let count = count.and_then(|text| text.parse().ok()).unwrap_or(0).min(ROWS_MAX);
            let row = |at: usize| -> Row {
                let cell = |column: &&'static str| {
                    let text = sent.get(format!("{}-{at}-{column}", shape.key).as_str());
                    (*column, text.cloned().unwrap_or_default())
                };
                shape.columns.iter().map(cell).collect()
            };
            typed.tables.insert(shape.key, (0..count).map(row).collect());
        }
        typed
    }

    /// Sets a plain value.
    pub fn set(&mut self, name: &'static str, text: impl Into<String>) {
        self.values.insert(name, text.into());
    }

    /// A plain value; empty when it was not typed.
    pub fn get(&self, name: &str) -> &str {
        self.values.get(name).map_or("", String::as_str)
    }

    /// Puts a table in.
    pub fn put(&mut self, key: &'static str, rows: Vec<Row>) {
        self.tables.insert(key, rows);
    }

    /// The rows of a table.
    pub fn rows(&self, key: &str) -> &[Row] {
        self.tables.get(key).map_or(&[], Vec::as_slice)
    }

    /// Carries out a button such as `steps.up.2`; answers the id of the row that is to be looked at then, or `None` for
    /// what is no such button.
    pub fn carry_out(
        &mut self,
        button: &str,
        shapes: &[Shape],
        empty: impl Fn(&str) -> Row,
    ) -> Option<String> {
        let mut parts = button.split('.');
        let (key, what, at) = (parts.next()?, parts.next()?, parts.next()?.parse::<usize>().ok()?);
        let shape = shapes.iter().find(|shape| shape.key == key)?;
        let what = match what {
            "add" => Move::Add,
            "up" => Move::Up,
            "down" => Move::Down,
            "insert" => Move::Insert,
            "delete" => Move::Delete,
            _ => return None,
        };
        let rows = self.tables.entry(shape.key).or_default();
        let there = at < rows.len();
        let focus = match what {
            Move::Add if rows.len() < ROWS_MAX => {
                rows.push(empty(shape.key));
                rows.len() - 1
            }
            Move::Insert if there && rows.len() < ROWS_MAX => {
                rows.insert(at, empty(shape.key));
                at
            }
            Move::Up if there && at > 0 => {
                rows.swap(at, at - 1);
                at - 1
            }
            Move::Down if at + 1 < rows.len() => {
                rows.swap(at, at + 1);
                at + 1
            }
            Move::Delete if there => {
                rows.remove(at);
                at.min(rows.len().saturating_sub(1))
            }
            _ => at.min(rows.len().saturating_sub(1)),
        };
        Some(format!("{}-{focus}", shape.key))
    }
}

/// A cell of a row; empty when it was not typed.
pub fn cell<'a>(row: &'a Row, column: &str) -> &'a str {
    row.get(column).map_or("", String::as_str)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn steps() -> [Shape; 1] {
        [Shape { key: "steps", columns: vec!["name", "acts"] }]
    }

    fn typed(body: &str) -> Typed {
        Typed::of_form(&Form::parse(body.as_bytes()).expect("a form"), &["title"], &steps())
    }

    fn names(typed: &Typed) -> Vec<&str> {
        typed.rows("steps").iter().map(|row| cell(row, "name")).collect()
    }

    #[test]
    fn a_table_is_read_row_by_row_and_ticks_are_joined() {
        let typed = typed(
            "title=+x+&steps-count=2&steps-0-name=a&steps-1-name=b&steps-1-acts=p&steps-1-acts=q&steps-7-name=z",
        );
        assert_eq!(typed.get("title"), "x");
        assert_eq!(names(&typed), ["a", "b"]);
        assert_eq!(cell(&typed.rows("steps")[1], "acts"), "p,q");
    }

    #[test]
    fn rows_move_and_nothing_typed_is_lost() {
        let mut three = typed("steps-count=3&steps-0-name=a&steps-1-name=b&steps-2-name=c");
        let empty = |_: &str| Row::new();
        assert_eq!(three.carry_out("steps.up.2", &steps(), empty).as_deref(), Some("steps-1"));
        assert_eq!(names(&three), ["a", "c", "b"]);
        assert_eq!(three.carry_out("steps.down.0", &steps(), empty).as_deref(), Some("steps-1"));
        assert_eq!(names(&three), ["c", "a", "b"]);
        assert_eq!(three.carry_out("steps.insert.0", &steps(), empty).as_deref(), Some("steps-0"));
        assert_eq!(names(&three), ["", "c", "a", "b"]);
        assert_eq!(three.carry_out("steps.delete.0", &steps(), empty).as_deref(), Some("steps-0"));
        assert_eq!(three.carry_out("steps.add.3", &steps(), empty).as_deref(), Some("steps-3"));
        assert_eq!(names(&three), ["c", "a", "b", ""]);
    }

    #[test]
    fn a_button_out_of_range_changes_nothing_and_an_unknown_one_is_none() {
        let mut two = typed("steps-count=2&steps-0-name=a&steps-1-name=b");
        for button in ["steps.up.0", "steps.down.1", "steps.delete.9", "steps.insert.99"] {
            assert!(two.carry_out(button, &steps(), |_| Row::new()).is_some(), "{button}");
            assert_eq!(names(&two), ["a", "b"], "{button}");
        }
        for button in ["save", "steps.fly.1", "papers.up.1", "steps.up.x", "steps.up.-1"] {
            assert_eq!(two.carry_out(button, &steps(), |_| Row::new()), None, "{button}");
        }
    }

    #[test]
    fn tables_and_values_are_bounded() {
        let typed = typed(&format!("steps-count=99999999&title={}", "x".repeat(9_000)));
        assert_eq!(typed.rows("steps").len(), ROWS_MAX);
        assert_eq!(typed.get("title").len(), VALUE_CHARS_MAX);
    }
}
