//! Rows of a table that remember where they stand, so that every complaint names its line.

use crate::error::CityError;
use serde::de::DeserializeOwned;
use std::fmt::Display;

/// One row and its place.
pub(super) struct Line<T> {
    pub file: &'static str,
    pub number: u64,
    pub row: T,
}

impl<T> Line<T> {
    /// A complaint about one value of this row.
    pub fn bad(&self, column: &'static str, value: impl Display, reason: impl Display) -> CityError {
        let (value, reason) = (value.to_string(), reason.to_string());
        CityError::Value { file: self.file, line: self.number, column, value, reason }
    }

    /// A value of the row by a parser that says why it refuses.
    pub fn parse<V, E: Display>(
        &self,
        column: &'static str,
        value: &str,
        parser: impl FnOnce(&str) -> Result<V, E>,
    ) -> Result<V, CityError> {
        parser(value).map_err(|reason| self.bad(column, value, reason))
    }

    /// A value of the row by a parser that only knows or does not know it.
    pub fn known<V>(
        &self,
        column: &'static str,
        value: &str,
        parser: impl FnOnce(&str) -> Option<V>,
    ) -> Result<V, CityError> {
        parser(value).ok_or_else(|| self.bad(column, value, "is not one of the known values"))
    }

    /// `yes` or `no`.
    pub fn yes(&self, column: &'static str, value: &str) -> Result<bool, CityError> {
        self.known(column, value, |text| match text {
            "yes" => Some(true),
            "no" => Some(false),
            _ => None,
        })
    }
}

/// Text, or nothing when the cell is empty: empty means unknown.
pub(super) fn given(cell: String) -> Option<String> {
    (!cell.is_empty()).then_some(cell)
}

/// All rows of a table with a heading.
pub(super) fn rows<T: DeserializeOwned>(file: &'static str, text: &str) -> Result<Vec<Line<T>>, CityError> {
    let wrong = |source| CityError::Table { file, source };
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let heading = reader.headers().map_err(wrong)?.clone();
    let mut lines = Vec::new();
    for record in reader.records() {
        let record = record.map_err(wrong)?;
        let number = record.position().map_or(0, csv::Position::line);
        lines.push(Line { file, number, row: record.deserialize(Some(&heading)).map_err(wrong)? });
    }
    Ok(lines)
}
