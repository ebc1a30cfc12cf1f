//! Early, on time, overdue: the three classes of the State's reports.
//!
//! Early means finished on an earlier *date* than the due date; on time means on the due date and not after the
//! due moment; overdue means after it. A dossier still open is overdue once its due moment has passed, unless
//! its clock stands still.

use serde::{Deserialize, Serialize};

use crate::moment::Moment;

/// How a finished dossier stands to its due moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Finished on an earlier date than due.
    Early,
    /// Finished on the due date, not after the due moment.
    OnTime,
    /// Finished after the due moment.
    Overdue,
}

/// How a dossier stands at a given moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "state", content = "verdict")]
pub enum Standing {
    /// Open, and its due moment has not passed.
    Open,
    /// Open, and its clock stands still.
    OpenPaused,
    /// Open, and its due moment has passed.
    OpenOverdue,
    /// Finished.
    Finished(Verdict),
}

/// Whether the clock of an open dossier runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Clock {
    /// Time counts.
    Running,
    /// A lawful wait is open.
    Paused,
}

/// The class of a dossier finished at `finished` and due at `due`.
#[must_use]
pub fn verdict(due: Moment, finished: Moment) -> Verdict {
    if finished > due {
        Verdict::Overdue
    } else if finished.date() < due.date() {
        Verdict::Early
    } else {
        Verdict::OnTime
    }
}

/// How a dossier due at `due` stands at `now`.
#[must_use]
pub fn standing(due: Moment, clock: Clock, finished: Option<Moment>, now: Moment) -> Standing {
    match (finished, clock) {
        (Some(finished), _) => Standing::Finished(verdict(due, finished)),
        (None, Clock::Paused) => Standing::OpenPaused,
        (None, Clock::Running) if now > due => Standing::OpenOverdue,
        (None, Clock::Running) => Standing::Open,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Moment {
        Moment::parse(text).expect("a moment")
    }

    #[test]
    fn an_earlier_date_is_early_and_an_earlier_hour_of_the_due_date_is_on_time() {
        let due = at("2025-04-29T17:00");
        assert_eq!(verdict(due, at("2025-04-28T23:59")), Verdict::Early);
        assert_eq!(verdict(due, at("2025-04-29T00:00")), Verdict::OnTime);
        assert_eq!(verdict(due, at("2025-04-29T17:00")), Verdict::OnTime);
        assert_eq!(verdict(due, at("2025-04-29T17:01")), Verdict::Overdue);
        assert_eq!(verdict(due, at("2025-04-30T08:00")), Verdict::Overdue);
    }

    #[test]
    fn the_date_is_the_local_one() {
        // 2025-04-28T18:00Z is already 29 April, 01:00, in Hanoi.
        assert_eq!(verdict(at("2025-04-29T17:00"), at("2025-04-28T18:00:00Z")), Verdict::OnTime);
        assert_eq!(verdict(at("2025-04-29T17:00"), at("2025-04-28T16:59:00Z")), Verdict::Early);
    }

    #[test]
    fn an_open_dossier_is_overdue_after_its_due_moment_unless_it_waits() {
        let due = at("2025-04-29T17:00");
        assert_eq!(standing(due, Clock::Running, None, due), Standing::Open);
        assert_eq!(standing(due, Clock::Running, None, due.plus_minutes(1)), Standing::OpenOverdue);
        assert_eq!(standing(due, Clock::Paused, None, due.plus_minutes(999)), Standing::OpenPaused);
        let finished = Some(due.plus_minutes(1));
        assert_eq!(standing(due, Clock::Paused, finished, due), Standing::Finished(Verdict::Overdue));
    }
}
