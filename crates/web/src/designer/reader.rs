//! Reads what was typed, value by value; what cannot be read is told at its field, all of it at once.

use super::ground::{Ground, of_word};
use super::typed::{Row, cell};
use crate::form::{day, money};
use motcua_calendar::{Date, MinuteOfDay, Term};
use motcua_domain::procedure::condition::{Condition, is_word};
use motcua_views::FieldError;
use serde::de::DeserializeOwned;

/// What was read so far, and what was wrong.
pub struct Reader<'a> {
    /// What may be named.
    pub ground: &'a Ground,
    /// What is wrong, in the order of the page.
    pub errors: Vec<FieldError>,
}

/// A row with its place, for errors.
#[derive(Clone, Copy)]
pub struct At<'a> {
    /// Its table.
    pub table: &'static str,
    /// Its index.
    pub index: usize,
    /// What was typed.
    pub row: &'a Row,
}

impl<'a> At<'a> {
    /// The id of a cell.
    pub fn id(&self, column: &str) -> String {
        format!("{}-{}-{column}", self.table, self.index)
    }
    /// What was typed in a cell.
    pub fn text(&self, column: &str) -> &'a str {
        cell(self.row, column)
    }
}

impl<'a> Reader<'a> {
    /// Nothing read yet.
    pub fn new(ground: &'a Ground) -> Self {
        Reader { ground, errors: Vec::new() }
    }

    /// Tells what is wrong at a field.
    pub fn wrong<T>(&mut self, id: impl Into<String>, vi: &str, en: &str) -> Option<T> {
        self.errors.push(FieldError::new(id, self.ground.pick(vi, en)));
        None
    }

    /// A text that must be there.
    pub fn text(&mut self, id: &str, typed: &str, (vi, en): (&str, &str)) -> String {
        if typed.is_empty() {
            let text = format!("{} {}", self.ground.pick("Nhập", "Enter"), self.ground.pick(vi, en));
            self.errors.push(FieldError::new(id, text));
        }
        typed.to_owned()
    }

    /// A stable key that must be there.
    pub fn key(&mut self, id: &str, typed: &str) -> String {
        if !is_word(typed) {
            self.wrong::<()>(
                id,
                "Nhập mã gồm chữ không dấu, chữ số và các dấu _ - . , không có khoảng trắng",
                "Enter a key of letters without accents, digits and _ - . without spaces",
            );
        }
        typed.to_owned()
    }

    /// One of a closed list.
    pub fn one<T: DeserializeOwned>(&mut self, id: &str, typed: &str) -> Option<T> {
        of_word(typed).or_else(|| self.wrong(id, "Chọn một mục trong danh sách", "Choose one of the list"))
    }

    /// One of a closed list, or none.
    pub fn one_or_none<T: DeserializeOwned>(&mut self, id: &str, typed: &str) -> Option<T> {
        if typed.is_empty() { None } else { self.one(id, typed) }
    }

    /// A term that must be there.
    pub fn term(&mut self, id: &str, typed: &str) -> Option<Term> {
        Term::parse(typed).ok().or_else(|| {
            self.wrong(
                id,
                "Ghi thời gian như “4 giờ làm việc”, “0,5 ngày làm việc” hoặc “3 ngày làm việc”",
                "Write a time such as “4 working hours”, “0.5 working days” or “3 working days”",
            )
        })
    }

    /// A term, or none.
    pub fn term_or_none(&mut self, id: &str, typed: &str) -> Option<Term> {
        if typed.is_empty() { None } else { self.term(id, typed) }
    }

    /// A condition, or none.
    pub fn condition(&mut self, id: &str, typed: &str) -> Option<Condition> {
        if typed.is_empty() {
            return None;
        }
        match typed.parse::<Condition>() {
            Ok(condition) => Some(condition),
            Err(error) => {
                let at = typed.get(..error.at).map_or(0, |read| read.chars().count()) + 1;
                let text = self.ground.pick(
                    "Điều kiện không đọc được từ ký tự thứ {}. Ví dụ: channel = online and not finding = meets",
                    "The condition cannot be read from character {} on. For instance: channel = online and not finding = meets",
                );
                self.errors.push(FieldError::new(id, text.replace("{}", &at.to_string())));
                None
            }
        }
    }

    /// A whole number, 0 when nothing was typed.
    pub fn number(&mut self, id: &str, typed: &str, most: u32) -> u32 {
        if typed.is_empty() {
            return 0;
        }
        typed.parse().ok().filter(|number| *number <= most).unwrap_or_else(|| {
            let text = self.ground.pick("Nhập số nguyên từ 0 đến {}", "Enter a whole number from 0 to {}");
            self.errors.push(FieldError::new(id, text.replace("{}", &most.to_string())));
            0
        })
    }

    /// An amount of đồng.
    pub fn money(&mut self, id: &str, typed: &str) -> u64 {
        money(typed).unwrap_or_else(|| {
            self.wrong::<()>(id, "Nhập số tiền, ví dụ 8.000", "Enter an amount, for instance 8,000");
            0
        })
    }

    /// A day, or none.
    pub fn day(&mut self, id: &str, typed: &str) -> Option<Date> {
        if typed.is_empty() {
            return None;
        }
        day(typed)
            .or_else(|| self.wrong(id, "Nhập ngày theo dạng 24/7/2026", "Enter a day such as 24/7/2026"))
    }

    /// An hour such as 15:00, or none.
    pub fn hour(&mut self, id: &str, typed: &str) -> Option<MinuteOfDay> {
        if typed.is_empty() {
            return None;
        }
        let typed = typed.replace(['h', 'H', 'g'], ":");
        MinuteOfDay::parse(&typed)
            .ok()
            .or_else(|| self.wrong(id, "Nhập giờ theo dạng 15:00", "Enter an hour such as 15:00"))
    }
}

/// A text, or none.
pub fn or_none(typed: &str) -> Option<String> {
    Some(typed.to_owned()).filter(|text| !text.is_empty())
}

/// Whether a box was ticked.
pub fn ticked(typed: &str) -> bool {
    typed == "1"
}

/// A tick as it is kept.
pub fn tick(yes: bool) -> String {
    if yes { "1".to_owned() } else { String::new() }
}
