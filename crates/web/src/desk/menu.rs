//! The menu's numbers: what is counted of one unit, and what each queue is called.

use motcua_app::guard::{Scope, scopes};
use motcua_app::{Error, World};
use motcua_calendar::Moment;
use motcua_domain::actor::Actor;
use motcua_domain::desk::Queue as Desk;
use motcua_domain::ids::{OfficerId, UnitId};
use motcua_domain::unit::UnitKind;
use motcua_store::queries::counts;
use motcua_views::Queue;
use std::collections::BTreeMap;

/// Overdue and due-soon counts stop here.
const CAP: u32 = 10_000;

/// Names of what is counted beside the queues: calls from kiosks, what is guarded, orders that wait for the officer.
pub const CALLS: &str = "kiosk-calls";
/// See [`CALLS`].
pub const GUARDED: &str = "guard";
/// See [`CALLS`].
pub const ORDERS: &str = "orders";

/// Counts of one unit.
#[derive(Debug, Clone, Default)]
pub struct UnitCounts {
    /// Dossiers in each queue that has any.
    pub queues: Vec<(Desk, i64)>,
    /// Due within a working day.
    pub due_soon: i64,
    /// Past due.
    pub overdue: i64,
    /// Kiosks where somebody calls for an officer.
    pub calls: i64,
    /// Near their promise or past it, with the unit told of it.
    pub guarded: i64,
    /// Missed in the whole city, for those above the units; none elsewhere.
    pub missed: i64,
    /// Orders to the unit that wait, by who is to do them.
    pub orders: BTreeMap<OfficerId, u64>,
}

impl UnitCounts {
    /// As the menu takes them: every queue a unit works with, also the empty ones.
    #[must_use]
    pub fn menu(&self) -> Vec<(Queue, u64)> {
        let count = |n: i64| u64::try_from(n).unwrap_or(0);
        let mut all: Vec<(Queue, u64)> =
            Desk::ALL.into_iter().map(|queue| (shown(queue), count(self.of(queue)))).collect();
        all.push((Queue::DueSoon, count(self.due_soon)));
        all.push((Queue::Overdue, count(self.overdue)));
        all
    }

    /// How many lie in a queue.
    #[must_use]
    pub fn of(&self, queue: Desk) -> i64 {
        self.queues.iter().find(|(known, _)| *known == queue).map_or(0, |(_, n)| *n)
    }

    /// What the menu counts beside the queues, for an officer of the unit: of what is guarded, the first list that is shown.
    #[must_use]
    pub fn beside(&self, actor: &Actor, world: &World) -> [(&'static str, u64); 3] {
        let count = |n: i64| u64::try_from(n).unwrap_or(0);
        let mine = actor.officer().and_then(|officer| self.orders.get(&officer)).copied().unwrap_or(0);
        let above = scopes(actor, world).iter().any(|scope| matches!(scope, Scope::Above(_)));
        let guarded = if above && self.missed > 0 { self.missed } else { self.guarded };
        [(CALLS, count(self.calls)), (GUARDED, count(guarded)), (ORDERS, mine)]
    }

    /// Counts of a unit, read in the caller's unit of work.
    ///
    /// # Errors
    /// If the database cannot answer.
    pub fn read(
        tx: &mut motcua_app::Tx<'_>,
        world: &World,
        unit: UnitId,
        now: Moment,
    ) -> Result<Self, Error> {
        let until = soon(world, unit, now);
        Ok(Self {
            queues: counts::of_unit(tx, unit)?,
            due_soon: counts::due_soon(tx, unit, now, until, CAP)?.count,
            overdue: counts::overdue(tx, unit, now, CAP)?.count,
            calls: motcua_store::kiosks::calls(tx, unit)?,
            missed: if watches_all(world, unit) { motcua_store::guard::shown(tx)? } else { 0 },
            guarded: motcua_store::guard::wanting(tx, unit, until, CAP)?,
            orders: motcua_app::office::waiting_orders(tx, unit)?,
        })
    }
}

/// Whether some of a unit are shown what was missed in the whole city.
fn watches_all(world: &World, unit: UnitId) -> bool {
    world.units.get(unit).is_some_and(|unit| matches!(unit.kind, UnitKind::City | UnitKind::Centre))
}

/// The moment up to which a dossier counts as due soon.
#[must_use]
pub fn soon(world: &World, unit: UnitId, now: Moment) -> Moment {
    let minutes = crate::present::due::SOON_MINUTES;
    let counted =
        world.calendar(unit).ok().and_then(|calendar| calendar.add_working_minutes(now, minutes).ok());
    counted.unwrap_or_else(|| now.plus_minutes(24 * 60))
}

/// The menu's name of a queue.
#[must_use]
pub fn shown(queue: Desk) -> Queue {
    match queue {
        Desk::AwaitingIntake => Queue::AwaitingOnline,
        Desk::Received => Queue::Received,
        Desk::Declined => Queue::Declined,
        Desk::AwaitingAcceptance => Queue::Incoming,
        Desk::SentOn => Queue::Sent,
        Desk::Processing => Queue::InProgress,
        Desk::ForDecision => Queue::ToApprove,
        Desk::ForIssue => Queue::ToIssue,
        Desk::Consultation => Queue::Consultations,
        Desk::AwaitingSupplement => Queue::Waiting,
        Desk::AwaitingPayment => Queue::Payment,
        Desk::WithdrawalRequested => Queue::Withdrawals,
        Desk::Correction => Queue::Corrections,
        Desk::ReturnCounter => Queue::ReturnCounter,
        Desk::ReturnOnline => Queue::ReturnOnline,
        Desk::ReturnPost => Queue::ReturnPost,
        Desk::Returned => Queue::Returned,
        Desk::Stopped => Queue::Stopped,
        Desk::Followed => Queue::Followed,
    }
}

/// The queue behind a menu item; `None` for lists that are no queue of their own.
#[must_use]
pub fn behind(queue: Queue) -> Option<Desk> {
    Desk::ALL.into_iter().find(|desk| shown(*desk) == queue)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_queue_has_one_name_of_its_own() {
        let mut names: Vec<Queue> = Desk::ALL.into_iter().map(shown).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), Desk::ALL.len());
        assert!(Desk::ALL.into_iter().all(|queue| behind(shown(queue)) == Some(queue)));
        assert_eq!(behind(Queue::Overdue), None);
    }
}
