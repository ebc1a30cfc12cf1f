//! A nudge: somebody who answers for a unit reminds it of what is past its due moment at a step, with what the list said.

use super::{OfficeRefusal, heads, leads, works_at};
use crate::actor::Actor;
use crate::desk::Queue;
use crate::ids::UnitId;
use crate::unit::UnitIndex;
use motcua_calendar::{Date, Moment};
use serde::{Deserialize, Serialize};

/// Kind of the act of a nudge.
pub const SENT: &str = "nudge.sent";
/// Kind of the act of its answer.
pub const ANSWERED: &str = "nudge.answered";

/// What a nudge says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sent {
    /// The step.
    pub step: Queue,
    /// Dossiers past their due moment there, as the list said.
    pub overdue: i64,
    /// The longest past due moment, as the list said.
    pub since: Moment,
    /// The day: one nudge of a sender to a unit about a step on a day.
    pub day: Date,
    /// Whether it comes from the city's leaders; else from the head of the unit.
    pub by_leader: bool,
}

/// Whether somebody may nudge a unit.
#[must_use]
pub fn may_send(actor: &Actor, unit: UnitId, units: &UnitIndex) -> bool {
    leads(actor) || heads(actor, unit, units)
}

/// Whether a nudge may be sent, after the one there was today, if any.
///
/// # Errors
/// For a second one of a day, and when nothing is past its due moment there.
pub fn send(sent: &Sent, before: Option<Moment>) -> Result<(), OfficeRefusal> {
    match before {
        Some(at) => Err(OfficeRefusal::NudgeSent { at }),
        None if sent.overdue <= 0 => Err(OfficeRefusal::NudgeGone),
        None => Ok(()),
    }
}

/// Whether somebody sees the nudges of a unit and may answer them.
#[must_use]
pub fn may_answer(actor: &Actor, unit: UnitId, units: &UnitIndex) -> bool {
    works_at(actor, unit) || heads(actor, unit, units)
}
