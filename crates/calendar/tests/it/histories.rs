//! Random histories: engine, second reckoning and oracle must agree on every one.

use motcua_calendar::{
    CalendarError, Cutoff, CutoffEffect, DueRequest, Extension, MinuteOfDay, Moment, Pause, PausePolicy,
    StartRule, Term, TermRule, WorkCalendar, recheck,
};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use crate::data;

/// Histories per unit; four units.
const HISTORIES: u32 = 6_000;

#[derive(Debug)]
pub struct History {
    pub received: Moment,
    pub rule: TermRule,
    pub pauses: Vec<Pause>,
    pub extension: Option<Extension>,
}

impl History {
    pub fn request(&self) -> DueRequest<'_> {
        DueRequest {
            received: self.received,
            rule: &self.rule,
            pauses: &self.pauses,
            extension: self.extension,
        }
    }

    /// A history with a bias towards the edges of office hours, cut-offs and day boundaries.
    pub fn random(random: &mut ChaCha8Rng, calendar: &WorkCalendar) -> Self {
        let counted = term(random, false);
        let start = if random.random() { StartRule::NextWorkingDay } else { StartRule::SameDay };
        let policy =
            if random.random_ratio(2, 3) { PausePolicy::PauseAndShift } else { PausePolicy::Restart };
        let cutoff = random.random_ratio(1, 2).then(|| Cutoff {
            at: MinuteOfDay::new([900, 900, 690, 720, 1020, 480][random.random_range(0..6)])
                .expect("a minute"),
            effect: if random.random() { CutoffEffect::StartNextDay } else { CutoffEffect::DueNextDay },
        });
        let rule = TermRule { term: counted, start, cutoff, policy };
        let first = Moment::parse("2025-01-01T00:00").expect("a moment");
        let received = first.plus_minutes(random.random_range(0..1_000 * 1_440));
        let received = snap(random, received);
        let plain = DueRequest { received, rule: &rule, pauses: &[], extension: None };
        let near = calendar.due(&plain).map_or(received, |due| due.at);
        let span = near.minutes_since(received) + 1_440;
        let place = |random: &mut ChaCha8Rng| match random.random_range(0..12) {
            0 => near,
            1 => received,
            2 => near.plus_minutes(random.random_range(-3..=3)),
            _ => snap_some(random, received, span),
        };
        let pauses = (0..random.random_range(0..=4))
            .map(|_| {
                let from = place(random);
                let longest = [1, 90, 1_440, 6_000, 20_000][random.random_range(0..5)];
                let to = snap_later(random, from, longest);
                Pause { from, to: random.random_ratio(19, 20).then_some(to) }
            })
            .collect();
        let extension =
            random.random_ratio(1, 3).then(|| Extension { at: place(random), by: term(random, true) });
        Self { received, rule, pauses, extension }
    }
}

fn term(random: &mut ChaCha8Rng, short: bool) -> Term {
    let most = if short { 5 } else { 20 };
    match random.random_range(0..4) {
        0 => Term::WorkingMinutes(match random.random_range(0..3) {
            0 => random.random_range(1..=most * 120),
            _ => 30 * random.random_range(1..=most * 4),
        }),
        1 => Term::WorkingDays(random.random_range(1..=most)),
        2 => Term::CalendarDays(random.random_range(1..=most * 3)),
        _ => Term::Months(random.random_range(1..=most / 5 + 1)),
    }
}

/// One time in two the same date at a clock time where rules change.
fn snap(random: &mut ChaCha8Rng, at: Moment) -> Moment {
    const EDGES: [u16; 12] = [0, 450, 479, 480, 690, 720, 780, 900, 901, 1019, 1020, 1439];
    if random.random() {
        return at;
    }
    let edge = EDGES[random.random_range(0..EDGES.len())];
    Moment::from_civil(at.date(), MinuteOfDay::new(edge).expect("a minute"))
}

fn snap_some(random: &mut ChaCha8Rng, received: Moment, length: i64) -> Moment {
    let at = received.plus_minutes(random.random_range(-600..=length.max(1)));
    snap(random, at)
}

fn snap_later(random: &mut ChaCha8Rng, from: Moment, longest: i64) -> Moment {
    let at = from.plus_minutes(random.random_range(0..=longest));
    snap(random, at).max(from)
}

#[test]
fn engine_recheck_and_oracle_agree_on_random_histories() {
    let (mut compared, mut refused, mut paused) = (0, 0, 0);
    for (seed, (unit, calendar, oracle)) in data::CALENDARS.iter().enumerate() {
        let mut random = ChaCha8Rng::seed_from_u64(seed as u64);
        for _ in 0..HISTORIES {
            let history = History::random(&mut random, calendar);
            let request = history.request();
            let walked = oracle.due(&request);
            let again = recheck::due(calendar, &request);
            match calendar.due(&request) {
                Ok(due) => {
                    assert_eq!(Some(due.at), walked, "oracle, {unit:?}: {history:?}\n{due:?}");
                    assert_eq!(Ok(due.at), again, "recheck, {unit:?}: {history:?}\n{due:?}");
                    let open = history.pauses.iter().any(|pause| pause.to.is_none() && pause.from <= due.at);
                    assert_eq!(due.paused, open, "{history:?}");
                    compared += 1;
                    paused += u32::from(!history.pauses.is_empty());
                }
                Err(CalendarError::OutsideCoverage(_)) => {
                    assert_eq!(walked, None, "{unit:?}: {history:?}");
                    assert!(again.is_err(), "{unit:?}: {history:?}");
                    refused += 1;
                }
                Err(other) => panic!("{other}: {history:?}"),
            }
        }
    }
    println!("{compared} due dates agree ({paused} with pauses), {refused} refused by all three");
    assert!(compared >= 20_000, "only {compared} histories were compared");
}
