//! A figure given from outside: what only other systems hold, said by somebody answerable for a unit and a month, with its source.
//!
//! A correction is another act on the same cell; the one before stays, so that what was known at a moment can be told.

use super::leads;
use crate::actor::Actor;
use motcua_calendar::Date;
use serde::{Deserialize, Serialize};

/// Kind of the act.
pub const GIVEN: &str = "figure.given";

/// A figure as it was given. Its unit is that of the act, its source the words beside it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GivenFigure {
    /// Key of the metric.
    pub metric: String,
    /// The month, by its first day.
    pub month: Date,
    /// Above the line.
    pub numerator: i64,
    /// Below it; none of a count.
    pub denominator: Option<i64>,
}

/// Whether somebody may give figures: the city's leaders, who set targets and give orders by them. No unit gives its own.
#[must_use]
pub fn may_give(actor: &Actor) -> bool {
    leads(actor)
}
