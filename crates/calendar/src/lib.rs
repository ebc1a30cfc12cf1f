//! Legal working time: when a term begins, when it ends, and why.
//!
//! Everything is reckoned in whole minutes on the clock of Asia/Ho_Chi_Minh. A [`CalendarSource`] (data: office
//! hours, holidays, swapped days, each with its basis) is compiled once into a [`WorkCalendar`], which answers
//! every question by array look-up. The crate reads no clock, no file and no network, and refuses to answer
//! ([`CalendarError::OutsideCoverage`]) for dates its data do not cover.
//!
//! # The convention
//!
//! Settled here because the law leaves it open are the points marked *(convention)*.
//!
//! * **Where a term ends.** Terms in working days, calendar days and months end at the closing minute of their
//!   last day. A term in working hours ends at the last minute counted: one that exactly fills the morning ends
//!   at 12:00, not at 13:00.
//! * **Day 1.** [`StartRule::NextWorkingDay`]: the receipt date is not counted (Civil Code 2015, art. 147(2));
//!   day 1 is the next working day, or for calendar days the next civil day. [`StartRule::SameDay`]: the receipt
//!   date is day 1 when it is a working day and the office had not closed, else the next working day is.
//!   A term in working hours begins at the receipt itself whatever the start rule (art. 147(1)), or when the
//!   office next opens.
//! * **Months** end on the day of the same number; where the month has none, on its last day (art. 148(3)). They
//!   are counted from the receipt date, or from day 1 under `SameDay` *(convention)*.
//! * **Closed last day.** A term in calendar days or months rolls forward to the next working day (art. 148(5)).
//! * **Cut-off.** Strictly after the cut-off of a working day a receipt is late. `StartNextDay`: it counts as
//!   received on the next working day. `DueNextDay`: the due day moves one working day on; a due moment in
//!   working hours keeps its clock time, or the last open minute before it. Under `SameDay` a receipt on a closed
//!   day or after closing already counts for the next working day and is not late on top of that. Under
//!   `NextWorkingDay`, which looks only at dates, such a receipt is late too: otherwise a dossier of Saturday
//!   would be due before one of Friday 15:30 *(convention)*.
//! * **Pauses** are cut to the time after the clock started, sorted, and joined where they touch. One that begins
//!   after the due moment as it then stands has no effect. `PauseAndShift`: in working time the due moment moves
//!   on by the working minutes of the pause; in calendar days and months the days left when the clock stopped
//!   (by dates) are counted on from the date it ran again, then the last day rolls forward *(convention)*.
//!   `Restart`: the term starts afresh as if received when the pause ended (one that ended before the receipt is
//!   ignored), and an extension granted before the
//!   pause is spent *(convention)*. A pause still open leaves the due moment as it is and marks it.
//! * **Extension**, one at most: its term is counted from the due date it extends, whose next day is day 1. It
//!   takes its place among the pauses by the time it was granted; granted after the due moment it has no effect.

pub mod calendar;
pub mod date;
pub mod error;
pub mod explain;
pub mod moment;
pub mod recheck;
mod reckon;
pub mod rule;
pub mod source;
pub mod term;
pub mod verdict;
pub mod wording;

pub use calendar::{DayInfo, WorkCalendar};
pub use date::{Date, MinuteOfDay, Weekday};
pub use error::CalendarError;
pub use explain::{Explanation, Lang, Reason};
pub use moment::Moment;
pub use rule::{Cutoff, CutoffEffect, Due, DueRequest, Extension, Pause, PausePolicy, StartRule, TermRule};
pub use source::{CalendarSource, DayKind, Span};
pub use term::{STANDARD_DAY_MINUTES, Term};
pub use verdict::{Clock, Standing, Verdict, standing, verdict};
