//! What must hold for every history: no due date on a closed day, pauses never shorten a term, paused time never
//! counts, and nothing is answered beyond the data.

use motcua_calendar::source::Coverage;
use motcua_calendar::{
    CalendarError, CutoffEffect, Date, DayKind, DueRequest, Extension, Moment, Pause, PausePolicy, StartRule,
    Term, TermRule, WorkCalendar,
};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use crate::data;
use crate::histories::History;
use crate::oracle::Oracle;

const HISTORIES: u32 = 1_500;

fn at(text: &str) -> Moment {
    Moment::parse(text).expect("a moment")
}

/// Calls `check` with many random histories of every test unit.
fn for_many(seed: u64, mut check: impl FnMut(&WorkCalendar, &Oracle, &mut ChaCha8Rng, History)) {
    for (_, calendar, oracle) in data::CALENDARS.iter() {
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        for _ in 0..HISTORIES {
            let history = History::random(&mut random, calendar);
            check(calendar, oracle, &mut random, history);
        }
    }
}

#[test]
fn a_term_in_days_or_months_ends_at_the_closing_of_a_working_day() {
    for_many(11, |calendar, _, _, mut history| {
        if matches!(history.rule.term, Term::WorkingMinutes(_)) {
            return;
        }
        history.pauses.clear();
        history.extension = None;
        let due = calendar.due(&history.request()).expect("a due date");
        let closing = calendar.closing(due.at.date()).expect("covered");
        assert_eq!(closing, Some(due.at), "{history:?}");
        assert!(due.start >= history.received && due.start < due.at, "{history:?}\n{due:?}");
    });
}

#[test]
fn the_last_minute_of_every_day_term_is_an_open_one_whatever_the_history() {
    for_many(12, |calendar, _, _, history| {
        if matches!(history.rule.term, Term::WorkingMinutes(_)) {
            return;
        }
        let due = calendar.due(&history.request()).expect("a due date").at;
        assert!(calendar.is_open(due.plus_minutes(-1)).expect("covered"), "{due}: {history:?}");
    });
}

#[test]
fn another_pause_or_a_longer_one_never_brings_the_due_moment_forward() {
    for_many(13, |calendar, _, random, mut history| {
        history.rule.policy = PausePolicy::PauseAndShift;
        history.extension = None;
        let before = calendar.due(&history.request()).expect("a due date").at;
        let from = history.received.plus_minutes(random.random_range(-1_000..20_000));
        let to = Some(from.plus_minutes(random.random_range(0..5_000)));
        history.pauses.push(Pause { from, to });
        let with_another = calendar.due(&history.request()).expect("a due date").at;
        assert!(with_another >= before, "{before} became {with_another}: {history:?}");
        let last = history.pauses.last_mut().expect("one was just added");
        last.to = last.to.map(|to| to.plus_minutes(random.random_range(0..3_000)));
        let with_longer = calendar.due(&history.request()).expect("a due date").at;
        assert!(with_longer >= with_another, "{with_another} became {with_longer}: {history:?}");
    });
}

#[test]
fn the_order_of_pauses_does_not_matter() {
    for_many(14, |calendar, _, _, mut history| {
        let due = calendar.due(&history.request()).expect("a due date");
        history.pauses.reverse();
        assert_eq!(calendar.due(&history.request()), Ok(due), "{history:?}");
    });
}

/// The law's own definition, without any shifting: the open minutes outside pauses, from start to due, are exactly
/// the term.
#[test]
fn paused_time_never_counts() {
    let mut checked = 0;
    for_many(15, |calendar, oracle, _, mut history| {
        let moved = history.rule.cutoff.is_some_and(|cutoff| cutoff.effect == CutoffEffect::DueNextDay);
        if moved || matches!(history.rule.term, Term::CalendarDays(_) | Term::Months(_)) {
            return;
        }
        history.rule.policy = PausePolicy::PauseAndShift;
        history.extension = None;
        let plain = DueRequest { pauses: &[], ..history.request() };
        let (unpaused, due) =
            (calendar.due(&plain).expect("due"), calendar.due(&history.request()).expect("due"));
        let budget = oracle.counted(unpaused.start, unpaused.at, &plain).expect("covered");
        if let Term::WorkingMinutes(minutes) = history.rule.term {
            assert_eq!(budget, minutes as usize, "{history:?}");
        }
        assert_eq!(
            oracle.counted(due.start, due.at, &history.request()),
            Some(budget),
            "{history:?}\n{due:?}"
        );
        checked += 1;
    });
    assert!(checked > 1_000, "only {checked} histories had working time without a moved due day");
}

#[test]
fn an_extension_in_time_lengthens_and_a_late_one_changes_nothing() {
    for_many(16, |calendar, _, random, mut history| {
        history.pauses.clear();
        history.extension = None;
        let plain = calendar.due(&history.request()).expect("a due date").at;
        let by = Term::WorkingDays(random.random_range(1..4));
        history.extension = Some(Extension { at: plain, by });
        assert!(calendar.due(&history.request()).expect("a due date").at > plain, "{history:?}");
        history.extension = Some(Extension { at: plain.plus_minutes(1), by });
        assert_eq!(calendar.due(&history.request()).expect("a due date").at, plain, "{history:?}");
    });
}

#[test]
fn queries_agree_with_the_table_of_minutes() {
    for_many(17, |calendar, oracle, random, history| {
        let from = history.received;
        let to = from.plus_minutes(random.random_range(0..9_000));
        let nothing = DueRequest { pauses: &[], ..history.request() };
        let counted = oracle.counted(from, to, &nothing).expect("covered") as i64;
        assert_eq!(calendar.working_minutes_between(from, to), Ok(counted));
        assert_eq!(calendar.working_minutes_between(to, from), Ok(-counted));
        let minutes = random.random_range(0..5_000);
        let later = calendar.add_working_minutes(from, minutes).expect("covered");
        assert_eq!(calendar.working_minutes_between(from, later), Ok(i64::from(minutes)));
        assert!(minutes == 0 || calendar.is_open(later.plus_minutes(-1)).expect("covered"));
        let opening = calendar.next_opening(from).expect("covered");
        assert!(opening >= from && calendar.is_open(opening).expect("covered"));
        assert_eq!(calendar.working_minutes_between(from, opening), Ok(0));
    });
}

#[test]
fn nothing_is_answered_outside_the_data() {
    let mut source = data::source();
    let calendar = source.compile(None).expect("the source is sound");
    let rule = |text: &str| TermRule {
        term: Term::parse(text).expect("a term"),
        start: StartRule::NextWorkingDay,
        cutoff: None,
        policy: PausePolicy::PauseAndShift,
    };
    let ask = |received: &str, term: &str| {
        let rule = rule(term);
        calendar
            .due(&DueRequest { received: at(received), rule: &rule, pauses: &[], extension: None })
            .map(|due| due.at)
    };
    let outside = |text: &str| Err(CalendarError::OutsideCoverage(Date::parse(text).expect("a date")));
    assert_eq!(ask("2024-12-30T09:00", "1 working day"), outside("2024-12-30"));
    assert_eq!(ask("2029-01-01T00:00", "1 working day"), outside("2029-01-01"));
    assert_eq!(ask("2028-12-29T09:00", "1 working day"), outside("2029-01-01"));
    assert_eq!(ask("2028-12-28T09:00", "1 working day"), Ok(at("2028-12-29T17:00")));
    assert_eq!(ask("2028-12-29T16:00", "2 working hours"), outside("2029-01-01"));
    assert_eq!(ask("2028-12-29T09:00", "1 month"), outside("2029-01-29"));
    assert!(ask("2025-01-02T09:00", "99999 working days").is_err());
    assert!(ask("2025-01-02T09:00", "99999 months").is_err());
    let day = Date::parse("2030-01-01").expect("a date");
    assert!(!calendar.covers(day) && calendar.day(day).is_err() && calendar.closing(day).is_err());
    for (from, to) in [("2025-06-01", "2025-01-01"), ("1900-01-01", "2200-01-01")] {
        let date = |text| Date::parse(text).expect("a date");
        source.coverage = Coverage { from: date(from), to: date(to), settled_until: date(to) };
        assert!(matches!(source.compile(None), Err(CalendarError::BadSource(_))));
    }
}

#[test]
fn a_wrong_question_is_refused() {
    let calendar = data::source().compile(None).expect("the source is sound");
    let rule = TermRule {
        term: Term::WorkingDays(1),
        start: StartRule::SameDay,
        cutoff: None,
        policy: PausePolicy::PauseAndShift,
    };
    let received = at("2025-03-03T09:00");
    let backwards = [Pause { from: received, to: Some(received.plus_minutes(-1)) }];
    let request = DueRequest { received, rule: &rule, pauses: &backwards, extension: None };
    assert_eq!(calendar.due(&request), Err(CalendarError::PauseBackwards));
    let empty = TermRule { term: Term::WorkingDays(0), ..rule };
    let request = DueRequest { received, rule: &empty, pauses: &[], extension: None };
    assert_eq!(calendar.due(&request), Err(CalendarError::EmptyTerm));
    let nothing = Some(Extension { at: received, by: Term::Months(0) });
    let request = DueRequest { received, rule: &rule, pauses: &[], extension: nothing };
    assert_eq!(calendar.due(&request), Err(CalendarError::EmptyTerm));
}

#[test]
fn a_source_that_contradicts_itself_is_refused() {
    let good = data::source();
    let mut twice = good.clone();
    twice.days.push(twice.days[0].clone());
    let mut hourless = good.clone();
    hourless.days[0].kind = DayKind::SpecialHours;
    let mut overlapping = good.clone();
    overlapping.patterns[0].hours.monday =
        ["08:00-12:00", "11:00-17:00"].map(|s| s.parse().expect("a span")).to_vec();
    let mut late = good.clone();
    late.patterns[0].from = late.coverage.from.plus_days(1);
    let mut past_midnight = good.clone();
    past_midnight.patterns[0].hours.monday = vec!["20:00-24:00".parse().expect("a span")];
    for source in [twice, hourless, overlapping, late, past_midnight] {
        assert!(matches!(source.compile(None), Err(CalendarError::BadSource(_))));
    }
}

#[test]
fn every_day_of_the_city_has_its_kind_and_the_named_ones_a_basis() {
    let source = data::source();
    let calendar = source.compile(None).expect("the source is sound");
    for day in &source.days {
        let info = calendar.day(day.date).expect("covered");
        assert_eq!(info.kind, day.kind);
        assert_eq!(info.hours.is_empty(), day.kind != DayKind::SwapWork, "{}", day.date);
        assert!(
            !info.name_vi.is_empty() && !info.name_en.is_empty() && !info.basis.is_empty(),
            "{}",
            day.date
        );
        assert_eq!(info.provisional, day.date > calendar.settled_until(), "{}", day.date);
    }
    let working = |year: &str| {
        let date = |text: String| Date::parse(&text).expect("a date");
        calendar.working_days_within(date(format!("{year}-01-01")), date(format!("{year}-12-31")))
    };
    // 2025: 261 weekdays, 12 of them off, one Saturday worked. 2026: 261, 14 off, two Saturdays worked.
    assert_eq!(working("2025"), Ok(250));
    assert_eq!(working("2026"), Ok(249));
}
