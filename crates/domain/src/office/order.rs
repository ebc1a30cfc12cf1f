//! An order: who is to do what until when, what was said of it since, and how it ended.

use super::{OfficeRefusal, deadline, heads, leads, works_at};
use crate::actor::{Actor, Duty, Role};
use crate::desk::Queue;
use crate::ids::{DossierId, OfficerId, UnitId};
use crate::unit::UnitIndex;
use motcua_calendar::{Date, Moment};
use serde::{Deserialize, Serialize};

/// As what somebody gives an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Giver {
    /// A leader of the city, to any unit.
    CityLeader,
    /// The head of a unit, to somebody of this unit.
    UnitHead,
}

/// A figure as it stood.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen {
    /// First day counted.
    pub from: Date,
    /// Last day counted.
    pub to: Date,
    /// Above the line.
    pub numerator: i64,
    /// Below it.
    pub denominator: i64,
    /// Events in the journal then.
    pub events: i64,
    /// The city's clock then, UNIX milliseconds.
    pub at_ms: i64,
}

/// What an order is about and who answers for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Given {
    /// As what it was given.
    pub giver: Giver,
    /// The unit it is given to.
    pub unit: UnitId,
    /// Who answers for it.
    pub owner: OfficerId,
    /// The last day to be done.
    pub due: Date,
    /// The metric it is about, by key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metric: Option<String>,
    /// The target it is about, by key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<String>,
    /// The step it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub step: Option<Queue>,
    /// The dossiers it is about.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub dossiers: Vec<DossierId>,
    /// The metric when it was given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seen: Option<Seen>,
}

/// How an order was judged when it was closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Judgement {
    /// Done as ordered.
    Fulfilled,
    /// Done in part.
    Partly,
    /// Not done.
    NotFulfilled,
}

/// An act on an order: what is asked for and, once permitted, the fact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "act", rename_all = "snake_case")]
pub enum Act {
    /// Given.
    Given(Given),
    /// Its owner has read it and takes it on.
    Acknowledged,
    /// Its owner says what has been done so far.
    ProgressReported,
    /// Another deadline.
    DueMoved {
        /// The new one.
        due: Date,
    },
    /// Its owner says that it is done.
    DoneReported,
    /// Who gave it judges it; it is over.
    Closed {
        /// How.
        judgement: Judgement,
    },
    /// It is not over after all.
    Reopened {
        /// Until when now.
        due: Date,
    },
    /// Taken back; it is over.
    Withdrawn,
}

/// The name of an act, without its facts: for buttons, addresses and refusals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ActName {
    /// Given.
    Give,
    /// Read and taken on.
    Acknowledge,
    /// Said what has been done.
    Report,
    /// Another deadline.
    MoveDue,
    /// Said that it is done.
    ReportDone,
    /// Judged.
    Close,
    /// Taken up again.
    Reopen,
    /// Taken back.
    Withdraw,
}

impl ActName {
    /// What is done with an order once given, in the order it is offered.
    pub const LATER: [ActName; 7] = [
        ActName::Acknowledge,
        ActName::Report,
        ActName::ReportDone,
        ActName::Close,
        ActName::Reopen,
        ActName::MoveDue,
        ActName::Withdraw,
    ];

    /// As in addresses.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            ActName::Give => "give",
            ActName::Acknowledge => "acknowledge",
            ActName::Report => "report",
            ActName::MoveDue => "move-due",
            ActName::ReportDone => "done",
            ActName::Close => "close",
            ActName::Reopen => "reopen",
            ActName::Withdraw => "withdraw",
        }
    }

    /// Whether the owner does it; the others are the giver's.
    #[must_use]
    pub fn is_owners(self) -> bool {
        matches!(self, ActName::Acknowledge | ActName::Report | ActName::ReportDone)
    }
}

impl Act {
    /// Its name.
    #[must_use]
    pub fn name(&self) -> ActName {
        match self {
            Act::Given(_) => ActName::Give,
            Act::Acknowledged => ActName::Acknowledge,
            Act::ProgressReported => ActName::Report,
            Act::DueMoved { .. } => ActName::MoveDue,
            Act::DoneReported => ActName::ReportDone,
            Act::Closed { .. } => ActName::Close,
            Act::Reopened { .. } => ActName::Reopen,
            Act::Withdrawn => ActName::Withdraw,
        }
    }

    /// Its kind in the account.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Act::Given(_) => GIVEN,
            Act::Acknowledged => "order.acknowledged",
            Act::ProgressReported => "order.progress_reported",
            Act::DueMoved { .. } => "order.due_moved",
            Act::DoneReported => "order.done_reported",
            Act::Closed { .. } => ENDS[0],
            Act::Reopened { .. } => "order.reopened",
            Act::Withdrawn => ENDS[1],
        }
    }
}

/// Kind of the first act of an order.
pub const GIVEN: &str = "order.given";
/// Kinds of the acts an order is over with, unless it is taken up again.
pub const ENDS: [&str; 2] = ["order.closed", "order.withdrawn"];

/// How far an order is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Given, nothing said yet.
    Given,
    /// Its owner has taken it on.
    Acknowledged,
    /// Its owner says it is done.
    DoneReported,
    /// Over.
    Closed(Judgement),
    /// Taken back.
    Withdrawn,
}

/// An order as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    /// What it is about.
    pub given: Given,
    /// Who gave it.
    pub by: OfficerId,
    /// When.
    pub given_at: Moment,
    /// The deadline now.
    pub due: Date,
    /// How far it is.
    pub stage: Stage,
    /// The day its owner said it was done, while that stands.
    pub done_on: Option<Date>,
    /// Acts so far.
    pub revision: u32,
}

impl Order {
    /// Whether something is still to be done by its owner.
    #[must_use]
    pub fn is_open(&self) -> bool {
        matches!(self.stage, Stage::Given | Stage::Acknowledged)
    }

    /// Whether it is not over.
    #[must_use]
    pub fn is_alive(&self) -> bool {
        self.is_open() || self.stage == Stage::DoneReported
    }

    /// Whether its deadline has passed without its owner saying that it is done.
    #[must_use]
    pub fn is_overdue(&self, today: Date) -> bool {
        self.is_open() && self.due < today
    }

    /// Whether it was said to be done after its deadline.
    #[must_use]
    pub fn was_late(&self) -> bool {
        self.done_on.is_some_and(|done| done > self.due)
    }
}

/// What an act is judged by, beside the order.
#[derive(Debug, Clone, Copy)]
pub struct Setting<'a> {
    /// Who acts.
    pub actor: &'a Actor,
    /// The units.
    pub units: &'a UnitIndex,
    /// The day.
    pub today: Date,
    /// Whether whoever gave the order still holds the office it was given in. Others of that office act in their place when not.
    pub giver_in_office: bool,
}

/// Whether somebody may act as the giver of an order.
fn gives(order: &Order, setting: &Setting<'_>) -> bool {
    let holds = match order.given.giver {
        Giver::CityLeader => leads(setting.actor),
        Giver::UnitHead => heads(setting.actor, order.given.unit, setting.units),
    };
    holds && (setting.actor.officer() == Some(order.by) || !setting.giver_in_office)
}

/// Whether somebody may act as the owner of an order: the one named, while at work there, and whoever heads the unit.
fn owns(order: &Order, setting: &Setting<'_>) -> bool {
    let unit = order.given.unit;
    let named = setting.actor.officer() == Some(order.given.owner);
    let works = works_at(setting.actor, unit) || heads(setting.actor, unit, setting.units);
    let heads = heads(setting.actor, unit, setting.units) && setting.actor.officer() != Some(order.by);
    (named && works) || heads
}

/// Whether an act of a name may be done on an order now.
///
/// # Errors
/// For those who may not do it at all, and for an order that does not stand there.
pub fn permit(order: &Order, act: ActName, setting: &Setting<'_>) -> Result<(), OfficeRefusal> {
    if act == ActName::Give {
        return Err(OfficeRefusal::OrderStage);
    }
    if act.is_owners() {
        if !owns(order, setting) {
            return Err(OfficeRefusal::NotOwner);
        }
    } else if !gives(order, setting) {
        return Err(OfficeRefusal::NotGiver);
    }
    let stands = match act {
        ActName::Give => false,
        ActName::Acknowledge => order.stage == Stage::Given,
        ActName::Report | ActName::ReportDone => order.stage == Stage::Acknowledged,
        ActName::MoveDue => order.is_open(),
        ActName::Close | ActName::Withdraw => order.is_alive(),
        ActName::Reopen => matches!(order.stage, Stage::DoneReported | Stage::Closed(_)),
    };
    if stands { Ok(()) } else { Err(OfficeRefusal::OrderStage) }
}

/// Whether an order may be given like this. `owner` are the duties its owner holds today.
///
/// # Errors
/// For a unit that is not the giver's to order, an owner who does not answer there, a deadline that is none.
pub fn may_give(given: &Given, owner: &[Duty], setting: &Setting<'_>) -> Result<(), OfficeRefusal> {
    let actor = setting.actor;
    let may = match given.giver {
        Giver::CityLeader => leads(actor),
        Giver::UnitHead => heads(actor, given.unit, setting.units),
    };
    if !may {
        return Err(OfficeRefusal::NotGiver);
    }
    if actor.officer() == Some(given.owner) {
        return Err(OfficeRefusal::OwnOrder);
    }
    let answers = owner.iter().any(|duty| match given.giver {
        Giver::CityLeader => duty.unit == given.unit && duty.role == Role::UnitHead,
        Giver::UnitHead => duty.unit == given.unit && duty.role.works(),
    });
    if !answers {
        return Err(OfficeRefusal::OwnerNotAnswerable);
    }
    deadline(given.due, setting.today).map(|_| ())
}

/// Whether an act may be done on an order now, with its facts.
///
/// # Errors
/// As [`permit`], and for a deadline that is none.
pub fn decide(order: &Order, act: &Act, setting: &Setting<'_>) -> Result<(), OfficeRefusal> {
    permit(order, act.name(), setting)?;
    match act {
        Act::DueMoved { due } if *due == order.due => Err(OfficeRefusal::DueUnchanged),
        Act::DueMoved { due } | Act::Reopened { due } => deadline(*due, setting.today).map(|_| ()),
        _ => Ok(()),
    }
}

/// What an act makes of an order.
#[must_use]
pub fn evolve(order: Option<Order>, act: &Act, by: OfficerId, at: Moment) -> Option<Order> {
    let Some(mut order) = order else {
        let Act::Given(given) = act else { return None };
        return Some(Order {
            due: given.due,
            given: given.clone(),
            by,
            given_at: at,
            stage: Stage::Given,
            done_on: None,
            revision: 1,
        });
    };
    match act {
        Act::Given(_) => return None,
        Act::Acknowledged => order.stage = Stage::Acknowledged,
        Act::ProgressReported => {}
        Act::DueMoved { due } => order.due = *due,
        Act::DoneReported => {
            order.stage = Stage::DoneReported;
            order.done_on = Some(at.date());
        }
        Act::Closed { judgement } => order.stage = Stage::Closed(*judgement),
        Act::Reopened { due } => {
            // Whoever has it again knows of it: nothing is to be taken on anew.
            order.stage = Stage::Acknowledged;
            order.done_on = None;
            order.due = *due;
        }
        Act::Withdrawn => order.stage = Stage::Withdrawn,
    }
    order.revision += 1;
    Some(order)
}
