//! The life of a unit: from when until when it stands, its former names, and the units that took its place.
//!
//! Ids are never re-used and nothing about a unit that ended is erased: who asks for it is led to its successor.

use super::{UnitId, UnitIndex};
use motcua_calendar::Date;
use serde::{Deserialize, Serialize};

/// A name a unit had.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormerName {
    /// Full name.
    pub name: String,
    /// Short name.
    pub short_name: String,
    /// The last day it was called so.
    pub until: Date,
}

/// When a unit stands. A unit of which nothing is told has always stood and still does.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Life {
    /// First day.
    pub from: Option<Date>,
    /// Last day, once it ended.
    pub until: Option<Date>,
    /// The units that took its place, the main one first; none while it stands.
    pub successors: Vec<UnitId>,
    /// Names it had before, oldest first.
    pub former_names: Vec<FormerName>,
}

impl Life {
    /// Whether nothing is told of it.
    pub fn is_plain(&self) -> bool {
        *self == Life::default()
    }
    /// Whether the unit stands on a day.
    pub fn stands(&self, on: Date) -> bool {
        self.from.is_none_or(|first| first <= on) && !self.has_ended(on)
    }
    /// Whether it ended before a day.
    pub fn has_ended(&self, on: Date) -> bool {
        self.until.is_some_and(|last| last < on)
    }
}

impl UnitIndex {
    /// The unit that stands in the place of another on a day: itself while it stands, else its main successor, or that
    /// one's. A unit without a successor answers for itself.
    pub fn current(&self, unit: UnitId, on: Date) -> UnitId {
        self.follow(unit, |life| life.has_ended(on))
    }
    /// The unit that stands in the place of another as far as is known.
    pub fn latest(&self, unit: UnitId) -> UnitId {
        self.follow(unit, |life| life.until.is_some())
    }
    fn follow(&self, unit: UnitId, ended: impl Fn(&Life) -> bool) -> UnitId {
        let mut at = unit;
        // As many steps as there are units: data that leads in a circle ends too.
        for _ in 0..self.units.len() {
            let next = self.get(at).filter(|u| ended(&u.life)).and_then(|u| u.life.successors.first());
            match next {
                Some(next) => at = *next,
                None => break,
            }
        }
        at
    }
    /// A unit and all those in whose place it stands, wholly or in part: what belonged to them is its to look after.
    pub fn with_history(&self, unit: UnitId) -> Vec<UnitId> {
        let mut all = vec![unit];
        let mut next = 0;
        while let Some(heir) = all.get(next).copied() {
            let before = self.iter().filter(|u| u.life.successors.contains(&heir)).map(|u| u.id);
            let new: Vec<UnitId> = before.filter(|id| !all.contains(id)).collect();
            all.extend(new);
            next += 1;
        }
        all
    }
}
