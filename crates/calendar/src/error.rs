//! Why the calendar gives no answer. It never guesses instead.

use thiserror::Error;

use crate::date::Date;

/// Why a calendar could not be built or asked.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum CalendarError {
    /// The calendar has no data for this date; holidays there would be a guess.
    #[error("the working calendar has no data for {0}")]
    OutsideCoverage(Date),
    /// A civil date that does not exist.
    #[error("{year:04}-{month:02}-{day:02} is not a date")]
    NoSuchDate {
        /// The year as given.
        year: i32,
        /// The month as given.
        month: u32,
        /// The day as given.
        day: u32,
    },
    /// More than 1440 minutes in a day.
    #[error("{0} is not a minute of a day")]
    NoSuchMinute(u16),
    /// Text of another shape.
    #[error("{text:?} is not a {what}")]
    Unreadable {
        /// What was expected.
        what: &'static str,
        /// What was found.
        text: String,
    },
    /// A term of nothing.
    #[error("a term must be longer than zero")]
    EmptyTerm,
    /// A pause that ends before it begins.
    #[error("a pause ends before it begins")]
    PauseBackwards,
    /// The source of a calendar contradicts itself.
    #[error("the calendar source is wrong: {0}")]
    BadSource(String),
}
