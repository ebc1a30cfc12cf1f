//! Clocks and chips: how a dossier stands, as words and shapes.

use super::{pick, when, words};
use motcua_app::World;
use motcua_calendar::{Moment, STANDARD_DAY_MINUTES, Verdict, WorkCalendar};
use motcua_domain::dossier::deadline::{Standing, recomputed_due, standing};
use motcua_domain::dossier::{Dossier, Phase, StopGround};
use motcua_views::{Chip, Clock, DueBlock, Lang, Promise, Status, Why};

/// Working minutes before the due moment from which a dossier counts as due soon: one working day.
pub const SOON_MINUTES: u32 = STANDARD_DAY_MINUTES;

/// Working minutes from now to a moment, negative after it; civil minutes outside the calendar's years.
#[must_use]
pub fn minutes_left(calendar: &WorkCalendar, now: Moment, due: Moment) -> i64 {
    let left = calendar.working_minutes_between(now, due).unwrap_or_else(|_| due.minutes_since(now));
    // Late outside office hours is late all the same.
    if now > due { left.min(-1) } else { left }
}

/// The clock of a dossier.
#[must_use]
pub fn clock(dossier: &Dossier, calendar: &WorkCalendar, now: Moment) -> Clock {
    match standing(dossier, now) {
        Standing::NotStarted => Clock::None,
        Standing::Paused { .. } => Clock::Paused,
        Standing::Running { due_at } | Standing::Overdue { due_at } => running(calendar, now, due_at),
        Standing::Ended(Verdict::Early) => Clock::Early,
        Standing::Ended(Verdict::OnTime) => Clock::OnTime,
        Standing::Ended(Verdict::Overdue) => Clock::Late,
    }
}

/// A running clock.
#[must_use]
pub fn running(calendar: &WorkCalendar, now: Moment, due: Moment) -> Clock {
    Clock::Running { minutes: minutes_left(calendar, now, due), minutes_per_day: STANDARD_DAY_MINUTES }
}

/// The chip of a national status with its clock.
#[must_use]
pub fn chip(status: u8, clock: Clock) -> Chip {
    match (status, clock) {
        (1, _) => Chip::Awaiting,
        (2 | 4, Clock::Running { minutes, .. }) if minutes < 0 => Chip::Overdue,
        (2 | 4, Clock::Running { minutes, .. }) if minutes <= i64::from(SOON_MINUTES) => Chip::DueSoon,
        (2 | 4, _) => Chip::InProgress,
        (5, _) => Chip::Waiting,
        (6, _) => Chip::PaymentDue,
        (9, _) => Chip::Ready,
        (10, _) => Chip::Completed,
        (3, _) => Chip::NotAccepted,
        _ => Chip::Stopped,
    }
}

/// The chip of a dossier, with the word the law has beside it.
#[must_use]
pub fn status(lang: Lang, dossier: &Dossier, clock: Clock) -> Status {
    let note = match &dossier.phase {
        Phase::WithdrawalRequested { .. } => Some(pick(lang, "Xin rút", "Withdrawal requested")),
        Phase::Stopped { ground: StopGround::Withdrawn, .. } => Some(pick(lang, "Đã rút", "Withdrawn")),
        _ => None,
    };
    Status { chip: chip(dossier.phase.national_status(), clock), note: note.map(str::to_owned) }
}

/// The due date with every step of its reckoning.
#[must_use]
pub fn block(lang: Lang, dossier: &Dossier, world: &World, now: Moment) -> DueBlock {
    let (Some(legal), Ok(calendar)) = (&dossier.clock, world.calendar(dossier.calendar_unit())) else {
        return DueBlock {
            promise: promise(lang, dossier),
            clock: Clock::None,
            first_due: None,
            why: Vec::new(),
        };
    };
    let why = match recomputed_due(legal, calendar) {
        Ok(due) => due.explanation.lines(calendar, words(lang)),
        // The calendar ends before the due moment could be reckoned again; what was promised still stands.
        Err(error) => vec![error.to_string()],
    };
    DueBlock {
        promise: promise(lang, dossier),
        clock: clock(dossier, calendar, now),
        first_due: (legal.original_due_at != legal.due_at).then(|| when(lang, legal.original_due_at)),
        why: why.into_iter().map(|text| Why { text, basis: None }).collect(),
    }
}

/// What the dossier promises: a moment from receipt on; before, none yet, or none ever once it has ended.
#[must_use]
pub fn promise(lang: Lang, dossier: &Dossier) -> Promise {
    match (&dossier.clock, &dossier.phase) {
        (Some(clock), phase) if clock.is_paused() && phase.ended_at().is_none() => Promise::Paused,
        (Some(clock), _) => Promise::At(when(lang, clock.due_at)),
        (None, Phase::Declined { .. }) => Promise::Declined,
        (None, Phase::Stopped { ground: StopGround::Withdrawn, .. }) => Promise::Withdrawn,
        (None, Phase::Stopped { .. }) => Promise::Stopped,
        (None, _) => Promise::Awaited,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_status_has_its_chip() {
        let run = |minutes| Clock::Running { minutes, minutes_per_day: 480 };
        assert_eq!(chip(4, run(481)), Chip::InProgress);
        assert_eq!(chip(4, run(480)), Chip::DueSoon);
        assert_eq!(chip(2, run(-1)), Chip::Overdue);
        assert_eq!(chip(4, Clock::Paused), Chip::InProgress);
        assert_eq!(chip(7, Clock::None), Chip::Stopped);
        let others = [(1, Chip::Awaiting), (3, Chip::NotAccepted), (5, Chip::Waiting), (6, Chip::PaymentDue)];
        for (status, wanted) in
            others.into_iter().chain([(8, Chip::Stopped), (9, Chip::Ready), (10, Chip::Completed)])
        {
            assert_eq!(chip(status, Clock::None), wanted);
        }
    }
}
