//! A contest: a unit says that a figure about it is wrong, by which dossiers, and is answered.

use super::{OfficeRefusal, heads};
use crate::actor::{Actor, Role};
use crate::ids::{DossierId, OfficerId, UnitId};
use crate::unit::{UnitIndex, UnitKind};
use motcua_calendar::{Date, Moment};
use serde::{Deserialize, Serialize};

/// Kind of the first act of a contest.
pub const RAISED: &str = "contest.raised";
/// Kind of its answer.
pub const ANSWERED: &str = "contest.answered";
/// Kind of its withdrawal.
pub const WITHDRAWN: &str = "contest.withdrawn";

/// The figure contested, as it was shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Raised {
    /// The unit whose figure it is.
    pub unit: UnitId,
    /// The metric, by key.
    pub metric: String,
    /// The version of its definition.
    pub version: u32,
    /// First day counted.
    pub from: Date,
    /// Last day counted.
    pub to: Date,
    /// Above the line.
    pub numerator: i64,
    /// Below it.
    pub denominator: i64,
    /// Events in the journal when it was shown: the figure follows from them.
    pub events: i64,
    /// The city's clock then, UNIX milliseconds.
    pub at_ms: i64,
    /// The dossiers the unit means.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub dossiers: Vec<DossierId>,
}

impl Raised {
    /// Whether it is the very figure of another contest.
    #[must_use]
    pub fn is_of(&self, other: &Raised) -> bool {
        (self.unit, &self.metric, self.from, self.to) == (other.unit, &other.metric, other.from, other.to)
    }
}

/// How a contest is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// The unit is right; what follows from it is said.
    Upheld,
    /// The unit is right and the figure was put right.
    Corrected,
    /// The figure stands.
    Declined,
}

impl Verdict {
    /// As posted.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Verdict::Upheld => "upheld",
            Verdict::Corrected => "corrected",
            Verdict::Declined => "declined",
        }
    }

    /// Back from what is posted.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Verdict> {
        [Verdict::Upheld, Verdict::Corrected, Verdict::Declined].into_iter().find(|one| one.key() == key)
    }
}

/// An act on a contest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "act", rename_all = "snake_case")]
pub enum Act {
    /// Raised.
    Raised(Raised),
    /// Answered.
    Answered {
        /// How.
        verdict: Verdict,
        /// The figure then, above the line.
        numerator: i64,
        /// Below it.
        denominator: i64,
    },
    /// Taken back by the unit.
    Withdrawn,
}

impl Act {
    /// Its kind in the account.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Act::Raised(_) => RAISED,
            Act::Answered { .. } => ANSWERED,
            Act::Withdrawn => WITHDRAWN,
        }
    }
}

/// How far a contest is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Not answered.
    Open,
    /// Answered.
    Answered(Verdict),
    /// Taken back.
    Withdrawn,
}

/// A contest as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contest {
    /// What is contested.
    pub raised: Raised,
    /// Who raised it.
    pub by: Option<OfficerId>,
    /// When.
    pub raised_at: Moment,
    /// How far it is.
    pub stage: Stage,
    /// Acts so far.
    pub revision: u32,
}

/// Whether somebody may contest a figure of a unit: whoever heads it.
#[must_use]
pub fn may_raise(actor: &Actor, unit: UnitId, units: &UnitIndex) -> bool {
    heads(actor, unit, units)
}

/// An office whose holders answer contests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Answerer {
    /// The role.
    pub role: Role,
    /// At units of this kind only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<UnitKind>,
}

/// Who answers contests in a city: its data. No text found says who that is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Answering {
    /// The offices.
    pub answered_by: Vec<Answerer>,
}

impl Default for Answering {
    /// For a city that says nothing: its leaders and the head of the Centre, so that no contest is without somebody to answer it.
    fn default() -> Self {
        let centre = Answerer { role: Role::UnitHead, at: Some(UnitKind::Centre) };
        Self { answered_by: vec![Answerer { role: Role::CityLeader, at: None }, centre] }
    }
}

/// Whether somebody answers contests.
#[must_use]
pub fn answers(actor: &Actor, units: &UnitIndex, answering: &Answering) -> bool {
    let kind = |unit| units.get(unit).map(|unit| unit.kind);
    let holds = |office: &Answerer| {
        let fits = |unit| office.at.is_none_or(|at| kind(unit) == Some(at));
        actor.duties().iter().any(|duty| duty.role == office.role && fits(duty.unit))
    };
    answering.answered_by.iter().any(holds)
}

/// Whether an act may be done on a contest now. `None` for acts that are not this person's at all: they are told nothing more.
///
/// # Errors
/// For a contest that has ended, and for the answer of one's own unit.
pub fn decide(
    contest: &Contest,
    act: &Act,
    actor: &Actor,
    (units, answering): (&UnitIndex, &Answering),
) -> Option<Result<(), OfficeRefusal>> {
    let own = heads(actor, contest.raised.unit, units);
    let may = match act {
        Act::Raised(_) => false,
        Act::Answered { .. } => answers(actor, units, answering),
        Act::Withdrawn => own,
    };
    if !may {
        return None;
    }
    if own && matches!(act, Act::Answered { .. }) {
        return Some(Err(OfficeRefusal::ContestOwn));
    }
    Some(if contest.stage == Stage::Open { Ok(()) } else { Err(OfficeRefusal::ContestEnded) })
}

/// What an act makes of a contest.
#[must_use]
pub fn evolve(contest: Option<Contest>, act: &Act, by: Option<OfficerId>, at: Moment) -> Option<Contest> {
    let Some(mut contest) = contest else {
        let Act::Raised(raised) = act else { return None };
        return Some(Contest { raised: raised.clone(), by, raised_at: at, stage: Stage::Open, revision: 1 });
    };
    match act {
        Act::Raised(_) => return None,
        Act::Answered { verdict, .. } => contest.stage = Stage::Answered(*verdict),
        Act::Withdrawn => contest.stage = Stage::Withdrawn,
    }
    contest.revision += 1;
    Some(contest)
}

/// Whether words may be public: no code of a dossier, no number as long as those of people and telephones.
///
/// # Errors
/// When they may not.
pub fn may_be_public(text: &str) -> Result<(), OfficeRefusal> {
    let digits = |word: &str| word.chars().filter(char::is_ascii_digit).count();
    // A sum or a share has points and commas between few digits; codes and numbers of people have nine and more.
    let long = text
        .split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '(' | ')' | ':' | '/'))
        .any(|word| digits(word) >= 9);
    if long { Err(OfficeRefusal::AnswerPersonal) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_public_names_no_dossier_and_no_person_by_number() {
        for text in
            ["H26.P00004-251124-0001 tính nhầm", "số 001185012345", "gọi 0912.345.678", "(0912345678)"]
        {
            assert_eq!(may_be_public(text), Err(OfficeRefusal::AnswerPersonal), "{text}");
        }
        for text in ["Đã tính lại: 1.250/3.880 hồ sơ, 32,2%", "Theo QĐ 1204 ngày 24/07/2025", ""] {
            assert_eq!(may_be_public(text), Ok(()), "{text}");
        }
    }
}
