//! Reports: tables that are handed in, defined by a text and reckoned exactly.
//!
//! A [`Definition`] says whose rows, which columns and what kind of period; it names metrics of the dictionary or formulas over
//! measures, so nothing of it is code. A [`Table`] is what it came to: every cell is a fraction of two whole numbers, with the
//! formulas it was reckoned by beside it, so that the table can be reckoned again from the sums of its day without the dictionary.

mod definition;
mod period;
mod table;

pub use definition::{Definition, ReportError, Rows, TEXT_MAX};
pub use period::{PeriodKind, Span};
pub use table::{Column, Of, Row, RowKind, Show, Table, reckon};
