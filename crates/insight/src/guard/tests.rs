use super::*;
use crate::{Party, elapsed};
use motcua_calendar::{CalendarSource, StartRule, TermRule};
use motcua_domain::actor::ActorRef;
use motcua_domain::dossier::{
    Consultation, Custody, Holder, PauseEntry, PauseReason, Phase, Places, Provenance, ReturnMethod, StepRun,
    Supplement, SupplementStage, SystemWait, SystemWaitEnd, SystemWaitOver,
};
use motcua_domain::ids::{DossierId, OfficerId, PersonId, ProcedureCode, SystemKey, UnitId, VersionId};
use proptest::prelude::*;
use std::sync::LazyLock;

static CALENDAR: LazyLock<WorkCalendar> = LazyLock::new(|| {
    let text = include_str!("../../../../data/hanoi/calendar.toml");
    let source: CalendarSource = toml::from_str(text).expect("the calendar of Hanoi is read");
    source.compile(None).expect("it compiles")
});

static LADDER: LazyLock<Ladder> = LazyLock::new(|| {
    read_ladder(include_str!("../../../../data/hanoi/guard.toml")).expect("the ladder of Hanoi is read")
});

const OWN: UnitId = UnitId(7);
const OTHER: UnitId = UnitId(8);

fn at(text: &str) -> Moment {
    Moment::parse(text).expect("a moment")
}

fn start() -> Moment {
    at("2026-03-11T09:00")
}

fn dossier(days: u32, pauses: Vec<PauseEntry>, extension: Option<Extension>) -> Dossier {
    let rule = TermRule {
        term: Term::WorkingDays(days),
        start: StartRule::NextWorkingDay,
        cutoff: None,
        policy: motcua_calendar::PausePolicy::PauseAndShift,
    };
    let list: Vec<Pause> = pauses.iter().map(|entry| entry.pause).collect();
    let ask = |extension| DueRequest { received: start(), rule: &rule, pauses: &list, extension };
    let due_at = CALENDAR.due(&ask(extension)).expect("a due moment").at;
    let original = CALENDAR.due(&ask(None)).expect("a due moment").at;
    Dossier {
        id: DossierId::from_bytes([1; 16]),
        revision: 1,
        code: None,
        procedure: ProcedureCode::from("1.001193"),
        version: VersionId(1),
        case: None,
        owner: PersonId::from_bytes([2; 16]),
        submitter: PersonId::from_bytes([2; 16]),
        provenance: Provenance::Counter,
        places: Places {
            helped_at: None,
            received_at: Some(OWN),
            competent: OWN,
            commune: None,
            return_at: OWN,
        },
        return_by: ReturnMethod::Counter,
        phase: Phase::InProcess,
        holder: Holder { unit: OWN, officer: None },
        transfer: None,
        custody: Custody::NoPaper,
        clock: Some(Clock {
            received_at: start(),
            rule,
            original_due_at: original,
            due_at,
            pauses,
            extension,
        }),
        step: None,
        steps_done: Vec::new(),
        papers: Vec::new(),
        supplements: Vec::new(),
        consultations: Vec::new(),
        finding: None,
        proposal: None,
        decision: None,
        payments: Vec::new(),
        result: None,
        correction: None,
        submitted_at: start(),
        successions: Vec::new(),
        identity: None,
        mandate: None,
        help: None,
        kiosk: None,
        result_files: Vec::new(),
        system_waits: Vec::new(),
    }
}

fn numbers(dossier: &Dossier, now: &str) -> Vec<u8> {
    let found = reached(&LADDER, dossier, &CALENDAR, at(now)).expect("the calendar answers");
    found.iter().map(|rung| rung.number).collect()
}

#[test]
fn the_rungs_are_reached_one_after_the_other() {
    // Four working days from Thursday 12: due on Tuesday 17 at closing.
    let one = dossier(4, Vec::new(), None);
    assert_eq!(promise(&one).map(|promise| promise.due_at.date()), Some(at("2026-03-17T00:00").date()));
    for (now, wanted) in [
        ("2026-03-11T09:00", &[][..]),
        ("2026-03-13T08:00", &[]),
        ("2026-03-13T16:30", &[1]),
        ("2026-03-15T12:00", &[1]),
        ("2026-03-16T00:00", &[1, 2]),
        ("2026-03-17T07:00", &[1, 2]),
        ("2026-03-17T23:00", &[1, 2, 3]),
        ("2026-03-24T07:00", &[1, 2, 3]),
        ("2026-03-24T23:00", &[1, 2, 3, 5]),
        ("2026-06-17T23:00", &[1, 2, 3, 5]),
    ] {
        assert_eq!(numbers(&one, now), wanted, "{now}");
    }
    let again = Extension { at: at("2026-03-16T10:00"), by: Term::WorkingDays(2) };
    let other = dossier(4, Vec::new(), Some(again));
    assert_eq!(numbers(&other, "2026-03-16T10:00"), &[] as &[u8], "an apology begins another promise");
    assert_eq!(numbers(&other, "2026-03-19T23:00"), &[1, 2, 4], "missed again: to the next level");
}

#[test]
fn a_promise_of_a_day_is_not_near_from_its_beginning() {
    let one = dossier(1, Vec::new(), None);
    assert_eq!(numbers(&one, "2026-03-11T09:00"), &[] as &[u8]);
    assert_eq!(numbers(&one, "2026-03-12T16:00"), &[1]);
    assert_eq!(numbers(&one, "2026-03-13T08:00"), &[1, 3]);
}

#[test]
fn a_clock_that_stands_still_climbs_nothing() {
    let pause = |to| PauseEntry {
        pause: Pause { from: at("2026-03-12T10:00"), to },
        reason: PauseReason::Supplement,
        document: 1,
    };
    let waiting = dossier(2, vec![pause(None)], None);
    assert_eq!(numbers(&waiting, "2026-08-12T10:00"), &[] as &[u8]);
    let on = dossier(4, vec![pause(Some(at("2026-03-19T10:00")))], None);
    assert_eq!(numbers(&on, "2026-03-19T10:00"), &[] as &[u8], "the wait is no part of what was used");
}

#[test]
fn a_broken_ladder_is_refused_with_the_reason() {
    let whole = include_str!("../../../../data/hanoi/guard.toml");
    for (from, to) in [
        ("number = 2", "number = 1"),
        ("number = 4", "number = 17"),
        ("used_percent = 50", "used_percent = 0"),
        ("used_percent = 50", "used_percent = 50\nlate_days = 1"),
        ("late_days = 0\npromise = \"first\"", "late_days = 0\ndraft = true\npromise = \"first\""),
        ("tight_percent = 95", "tight_percent = 950"),
        ("lately_days = 28", "lately_days = 0"),
        ("tells = \"city\"", "tells = \"nobody\""),
    ] {
        let text = whole.replacen(from, to, 1);
        assert_ne!(text, whole, "{from}");
        assert!(read_ladder(&text).is_err(), "{to}");
    }
}

/// A moment within the first days.
fn moment(minute: u32) -> Moment {
    start().plus_minutes(i64::from(minute))
}

type Spans = Vec<(u32, u32, u8)>;

/// A dossier with steps, pauses, requests and opinions at random, and every span sorted out by kind.
fn random(spans: &Spans) -> Dossier {
    let mut one = dossier(10, Vec::new(), None);
    let mut free = 0;
    for &(from, length, kind) in spans {
        let (from, to) = (moment(from), moment(from + length));
        match kind {
            0 | 1 => one.steps_done.push(StepRun {
                index: one.steps_done.len(),
                kind: StepKind::Appraise,
                unit: if kind == 0 { OWN } else { OTHER },
                officer: Some(OfficerId(1)),
                started_at: from,
                ended_at: to,
                due_at: None,
                below_floor: false,
            }),
            2 => one.consultations.push(Consultation {
                no: 1,
                agency: OTHER,
                asked_by: ActorRef::System,
                asked_at: from,
                answer_by: to,
                answer: None,
                branch: None,
            }),
            3 => one.supplements.push(Supplement {
                no: 1,
                stage: SupplementStage::InAppraisal,
                papers: Vec::new(),
                asked_by: ActorRef::System,
                asked_at: from,
                answer_by: None,
                provided_at: Some(to),
            }),
            4 => one.system_waits.push(SystemWait {
                no: 1,
                system: SystemKey::from("ho-tich"),
                asked_by: ActorRef::System,
                asked_at: from,
                // Some are not over yet.
                end: (length % 5 > 0).then_some(SystemWaitOver {
                    how: SystemWaitEnd::Answered,
                    by: ActorRef::System,
                    at: to,
                }),
            }),
            _ => {
                // Pauses never overlap.
                let from = from.max(moment(free));
                let to = to.max(from);
                free = u32::try_from(to.minutes_since(start())).expect("after the start");
                let reason = if kind == 5 { PauseReason::UncountedStep } else { PauseReason::Payment };
                let entry = PauseEntry { pause: Pause { from, to: Some(to) }, reason, document: 1 };
                one.clock.as_mut().expect("a clock").pauses.push(entry);
            }
        }
    }
    one
}

/// Whose a minute was, looked up one by one: the second reckoning.
fn party(one: &Dossier, minute: Moment) -> Party {
    let pauses = &one.clock.as_ref().expect("a clock").pauses;
    let within = |from: Moment, to: Moment| from <= minute && minute < to;
    let paused = pauses
        .iter()
        .filter(|entry| entry.pause.to.is_some_and(|to| within(entry.pause.from, to)))
        .max_by_key(|entry| entry.pause.from);
    if let Some(entry) = paused {
        return if entry.reason == PauseReason::UncountedStep { Party::Pause } else { Party::Applicant };
    }
    let asked = &one.supplements;
    if asked.iter().any(|asked| asked.provided_at.is_some_and(|to| within(asked.asked_at, to))) {
        return Party::Applicant;
    }
    let lasts = |wait: &SystemWait| wait.end.is_none_or(|over| minute < over.at);
    if one.system_waits.iter().any(|wait| wait.asked_at <= minute && lasts(wait)) {
        return Party::Outside;
    }
    if one.consultations.iter().any(|asked| asked.asked_at <= minute) {
        return Party::Other;
    }
    let run = one.steps_done.iter().filter(|run| run.started_at <= minute).max_by_key(|run| run.started_at);
    if run.is_some_and(|run| run.unit == OTHER) { Party::Other } else { Party::Own }
}

proptest! {
    #[test]
    fn every_minute_belongs_to_exactly_one_party(
        spans in prop::collection::vec((0_u32..4_000, 0_u32..900, 0_u8..7), 0..9),
        length in 0_u32..5_000,
    ) {
        let one = random(&spans);
        let (from, to) = (start(), moment(length));
        let parts = elapsed(&one, from, to);
        prop_assert_eq!(parts.iter().sum::<i64>(), to.minutes_since(from), "they add up to the time elapsed");
        let mut wanted = [0_i64; 5];
        // Of steps that began in the same minute either may count: histories have none.
        let mut begun: Vec<Moment> = one.steps_done.iter().map(|run| run.started_at).collect();
        begun.sort_unstable();
        begun.dedup();
        prop_assume!(begun.len() == one.steps_done.len());
        (0..length).for_each(|minute| wanted[party(&one, moment(minute)) as usize] += 1);
        prop_assert_eq!(parts, wanted);
    }

    #[test]
    fn what_is_reached_stays_reached_while_the_promise_stays(
        days in 1_u32..12,
        from in 0_u32..20_000,
        wait in 0_u32..20_000,
        nows in prop::collection::vec(0_u32..60_000, 2..12),
        extended in any::<bool>(),
    ) {
        let pause = Pause { from: moment(from), to: Some(moment(from + wait)) };
        let entry = PauseEntry { pause, reason: PauseReason::Supplement, document: 1 };
        let extension = extended.then(|| Extension { at: moment(1_000), by: Term::WorkingDays(3) });
        let one = dossier(days, vec![entry], extension);
        let mut nows: Vec<Moment> = nows.into_iter().map(|minute| moment(from + wait + minute)).collect();
        nows.sort_unstable();
        let due = promise(&one).expect("under way").due_at;
        let mut before: Vec<u8> = Vec::new();
        for now in nows {
            let found = reached(&LADDER, &one, &CALENDAR, now).expect("the calendar answers");
            let found: Vec<u8> = found.iter().map(|rung| rung.number).collect();
            prop_assert!(before.iter().all(|number| found.contains(number)));
            prop_assert_eq!(found.contains(&3), now > due && !extended);
            prop_assert_eq!(found.contains(&4), now > due && extended);
            // A working day before, counted one day after the other.
            let near = |at: Moment| {
                let (mut day, mut working) = (at.date(), 0);
                while day < due.date() {
                    day = day.plus_days(1);
                    working += u32::from(CALENDAR.is_working_day(day).expect("known"));
                }
                working <= 1
            };
            let begun = promise(&one).expect("under way").begun_at;
            prop_assert_eq!(found.contains(&2), near(now) && !near(begun));
            before = found;
        }
    }
}
