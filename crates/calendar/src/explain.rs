//! Why a due date is what it is: reasons as data, kept with the dossier and printed in either language.

use serde::{Deserialize, Serialize};
use smallvec::SmallVec;

use crate::calendar::WorkCalendar;
use crate::date::{Date, MinuteOfDay};
use crate::moment::Moment;
use crate::rule::{CutoffEffect, StartRule};
use crate::source::DayKind;
use crate::term::Term;

mod wording;

/// The two languages of the system.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Lang {
    /// Vietnamese.
    Vi,
    /// English.
    En,
}

/// One step of the reckoning. Each carries the dates it speaks of, so that it can be printed years later.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "reason")]
pub enum Reason {
    /// The dossier was received.
    Received {
        /// When.
        at: Moment,
    },
    /// The term and the way its first day is chosen.
    Term {
        /// How long.
        term: Term,
        /// Which day is day 1.
        start: StartRule,
    },
    /// Received on a closed day or after closing: the receipt counts for the next working day.
    ReceivedWhileClosed {
        /// When it was received.
        at: Moment,
        /// The day it counts for.
        counts_for: Date,
    },
    /// Received after the procedure's cut-off.
    AfterCutoff {
        /// The cut-off.
        cutoff: MinuteOfDay,
        /// What it does.
        effect: CutoffEffect,
        /// The day the receipt counts for, or the day the due date moved to.
        day: Date,
    },
    /// The clock begins to run.
    Starts {
        /// When.
        at: Moment,
    },
    /// The last month has no such day: its last day is taken (Civil Code 2015, art. 148).
    MonthEnd {
        /// The day taken.
        last: Date,
    },
    /// The last day is closed: the next working day is taken (Civil Code 2015, art. 148(5)).
    RolledForward {
        /// The last day of the term.
        last: Date,
        /// The working day it moved to.
        to: Date,
    },
    /// A pause of a term in working time.
    Paused {
        /// When the clock stopped (for this term).
        from: Moment,
        /// When it ran again.
        to: Moment,
        /// Working minutes in between, by which the due moment moved.
        minutes: u32,
        /// The due moment after it.
        due: Moment,
    },
    /// A pause of a term in calendar days or months.
    PausedDays {
        /// When the clock stopped (for this term).
        from: Moment,
        /// When it ran again.
        to: Moment,
        /// Days of the term that were left when it stopped, counted on from `to`.
        left: u32,
        /// The due moment after it.
        due: Moment,
    },
    /// The term started afresh when a pause ended.
    Restarted {
        /// When the pause ended.
        at: Moment,
        /// The due moment of the fresh term.
        due: Moment,
    },
    /// A pause that began after the due moment: it changes nothing.
    PauseTooLate {
        /// When it began.
        from: Moment,
    },
    /// A pause that is still open.
    PauseOpen {
        /// When it began.
        from: Moment,
    },
    /// The term was extended.
    Extended {
        /// By how much.
        by: Term,
        /// The due moment it extended.
        from: Moment,
        /// The due moment after it.
        due: Moment,
    },
    /// An extension granted after the due moment: it changes nothing.
    ExtensionTooLate {
        /// When it was granted.
        at: Moment,
    },
    /// Weekly rest days that were not counted.
    WeeklyRest {
        /// How many.
        count: u32,
        /// The first date looked at.
        from: Date,
        /// The last date looked at.
        to: Date,
    },
    /// A run of days off that were not counted.
    DayOff {
        /// The first day.
        from: Date,
        /// The last day, the same as `from` for a single one.
        to: Date,
        /// Why they were off.
        kind: DayKind,
    },
    /// A weekly rest day that was worked, and counted.
    WorkedRestDay {
        /// Which.
        date: Date,
    },
    /// A day that was counted, but is open at other hours than usual.
    SpecialHours {
        /// Which; the first of a run.
        date: Date,
    },
    /// The calendar is not final for this date: the Government's yearly notice may still change it.
    Provisional {
        /// The first date that is not final.
        date: Date,
    },
    /// The due moment.
    Due {
        /// When.
        at: Moment,
    },
}

/// The reasons of a due date, in the order a person would tell them.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Explanation(SmallVec<[Reason; 10]>);

impl Explanation {
    /// The reasons.
    #[must_use]
    pub fn reasons(&self) -> &[Reason] {
        &self.0
    }

    /// The reasons as sentences. Names of holidays come from `calendar`; without them the kind of day is named.
    #[must_use]
    pub fn lines(&self, calendar: &WorkCalendar, lang: Lang) -> Vec<String> {
        self.0.iter().map(|reason| wording::sentence(reason, calendar, lang)).collect()
    }

    pub(crate) fn push(&mut self, reason: Reason) {
        self.0.push(reason);
    }
}
