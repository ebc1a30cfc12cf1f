//! What is wrong with a workbook, in which cell, and what to do about it.

use motcua_calendar::Lang;
use serde::Serialize;
use std::fmt;

/// How many problems are told at once.
pub const PROBLEMS_MAX: usize = 200;

/// A problem of a cell, or of the file as a whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CellProblem {
    /// Name of the sheet; `None`: the file as a whole.
    pub sheet: Option<String>,
    /// Address such as `B7`; `None`: the sheet as a whole.
    pub cell: Option<String>,
    /// Stable code: `word-unknown`.
    pub code: &'static str,
    /// What is wrong, Vietnamese.
    pub vi: String,
    /// What is wrong, English.
    pub en: String,
    /// What to do, Vietnamese.
    pub remedy_vi: String,
    /// What to do, English.
    pub remedy_en: String,
}

impl CellProblem {
    /// What is wrong, in a language.
    pub fn text(&self, lang: Lang) -> &str {
        if lang == Lang::Vi { &self.vi } else { &self.en }
    }
    /// What to do, in a language.
    pub fn remedy(&self, lang: Lang) -> &str {
        if lang == Lang::Vi { &self.remedy_vi } else { &self.remedy_en }
    }
    /// Where: `Các bước, ô B7`.
    pub fn place(&self, lang: Lang) -> String {
        let cell = if lang == Lang::Vi { "ô" } else { "cell" };
        match (&self.sheet, &self.cell) {
            (Some(sheet), Some(at)) => format!("{sheet}, {cell} {at}"),
            (Some(sheet), None) => sheet.clone(),
            (None, _) => if lang == Lang::Vi { "Tệp" } else { "File" }.to_owned(),
        }
    }
    /// A problem of the file as a whole.
    pub(super) fn of_file(told: Told) -> Self {
        told.at(None, None)
    }
}

impl fmt::Display for CellProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {} {}", self.place(Lang::Vi), self.vi, self.remedy_vi)
    }
}

/// A problem without its place.
#[derive(Debug, Clone)]
pub(super) struct Told {
    pub code: &'static str,
    pub vi: String,
    pub en: String,
    pub remedy_vi: String,
    pub remedy_en: String,
}

impl Told {
    /// A problem said in both languages: what, then what to do.
    pub(super) fn new(code: &'static str, vi: [&str; 2], en: [&str; 2]) -> Self {
        let [vi, remedy_vi] = vi.map(str::to_owned);
        let [en, remedy_en] = en.map(str::to_owned);
        Self { code, vi, en, remedy_vi, remedy_en }
    }
    pub(super) fn at(self, sheet: Option<&str>, cell: Option<String>) -> CellProblem {
        CellProblem {
            sheet: sheet.map(str::to_owned),
            cell,
            code: self.code,
            vi: self.vi,
            en: self.en,
            remedy_vi: self.remedy_vi,
            remedy_en: self.remedy_en,
        }
    }
}

/// Address of a cell from its row and column, both counted from 0.
pub(super) fn address(row: u32, column: u32) -> String {
    format!("{}{}", letters(column), row + 1)
}

/// `A`, `Z`, `AA` of a column counted from 0.
pub(super) fn letters(column: u32) -> String {
    let mut left = column + 1;
    let mut letters = Vec::new();
    while left > 0 {
        let digit = (left - 1) % 26;
        letters.push(char::from(b'A' + u8::try_from(digit).unwrap_or(0)));
        left = (left - 1) / 26;
    }
    letters.iter().rev().collect()
}

/// Row and column of an address such as `B7`, both counted from 0.
pub(super) fn position(address: &str) -> Option<(u32, u32)> {
    let split = address.find(|c: char| c.is_ascii_digit())?;
    let (letters, digits) = address.split_at(split);
    if letters.is_empty() || letters.len() > 3 || digits.len() > 7 {
        return None;
    }
    let digit =
        |column: u32, byte: u8| byte.is_ascii_uppercase().then(|| column * 26 + u32::from(byte - b'A') + 1);
    let column = letters.bytes().try_fold(0, digit)?;
    Some((digits.parse::<u32>().ok()?.checked_sub(1)?, column - 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_read_back() {
        for (row, column, text) in
            [(0, 0, "A1"), (6, 1, "B7"), (99, 25, "Z100"), (4, 26, "AA5"), (1_048_575, 16_383, "XFD1048576")]
        {
            assert_eq!(address(row, column), text);
            assert_eq!(position(text), Some((row, column)));
        }
        for wrong in ["", "7", "B", "B0", "b7", "ABCD1", "B99999999", "B7x"] {
            assert_eq!(position(wrong), None, "{wrong}");
        }
    }
}
