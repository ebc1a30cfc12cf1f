//! What a due date is asked for: the rule of the procedure version and the history of the dossier.

use serde::{Deserialize, Serialize};

use crate::date::MinuteOfDay;
use crate::explain::Explanation;
use crate::moment::Moment;
use crate::term::Term;

/// Which day of the term is the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StartRule {
    /// The day of receipt is not counted (Civil Code 2015, art. 147(2)); the ordinary rule.
    NextWorkingDay,
    /// The day of receipt is day 1 when the office was still open, else the next working day is.
    SameDay,
}

/// What receipt after the cut-off does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CutoffEffect {
    /// The dossier counts as received on the next working day (NĐ 63/2024/NĐ-CP, art. 7(2)).
    StartNextDay,
    /// The term is counted as usual, then the due day moves one working day on (same-day procedures).
    DueNextDay,
}

/// The hour after which a dossier received that day is late for that day. Exactly at the hour is not late.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cutoff {
    /// The last minute that is in time, such as `15:00`.
    pub at: MinuteOfDay,
    /// What happens after it.
    pub effect: CutoffEffect,
}

/// What a lawful wait for the applicant does to the term.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PausePolicy {
    /// The wait does not count: the due moment moves on by as much of the term as the wait took.
    PauseAndShift,
    /// The term starts afresh when the wait ends.
    Restart,
}

/// The deadline rule of one procedure version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TermRule {
    /// How long.
    pub term: Term,
    /// Which day is day 1. Terms in working hours begin at the receipt itself (Civil Code 2015, art. 147(1)).
    pub start: StartRule,
    /// The hour after which the day is lost, if the procedure has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cutoff: Option<Cutoff>,
    /// What pauses do.
    pub policy: PausePolicy,
}

/// A lawful wait, `from` inclusive, `to` exclusive; without `to` it is still going on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Pause {
    /// When the clock stopped.
    pub from: Moment,
    /// When it ran again.
    pub to: Option<Moment>,
}

/// The one lawful extension of a term.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Extension {
    /// When it was granted. Granted after the due moment it has no effect.
    pub at: Moment,
    /// What it adds to the due date it extends; the day after that date is its day 1.
    pub by: Term,
}

/// One question for a due date.
#[derive(Debug, Clone, Copy)]
pub struct DueRequest<'a> {
    /// When the complete dossier was received.
    pub received: Moment,
    /// The rule it is pinned to.
    pub rule: &'a TermRule,
    /// Its pauses, in any order; they may overlap.
    pub pauses: &'a [Pause],
    /// Its extension; the law allows one at most.
    pub extension: Option<Extension>,
}

/// A due moment with its reasons.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// The last moment that is in time.
    pub at: Moment,
    /// True while a pause is open: `at` is then what it would be had the clock run on at once.
    pub paused: bool,
    /// When the clock began to run.
    pub start: Moment,
    /// Why, as data.
    pub explanation: Explanation,
}
