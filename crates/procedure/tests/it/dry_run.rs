//! The dry run: what a version would have done to dossiers that were dealt with.

use crate::small::*;
use motcua_calendar::{CalendarSource, Extension, Lang, Moment, Pause, Term, WorkCalendar};
use motcua_domain::actor::Role;
use motcua_domain::dossier::clock::{PauseEntry, PauseReason};
use motcua_domain::dossier::{Finding, Outcome};
use motcua_domain::ids::{DossierId, FieldCode, UnitId};
use motcua_domain::procedure::*;
use motcua_procedure::dry_run::{DryRun, Ground, LISTED_MAX, PastDossier, PastPlaces, dry_run};
use serde_json::json;

fn at(text: &str) -> Moment {
    Moment::parse(text).unwrap()
}

fn calendar() -> WorkCalendar {
    let day = json!(["08:00-12:00", "13:00-17:00"]);
    let source: CalendarSource = serde_json::from_value(json!({
        "coverage": {"from": "2025-01-01", "to": "2026-12-31", "settled_until": "2026-12-31"},
        "pattern": [{"from": "2025-01-01", "hours": {
            "monday": day, "tuesday": day, "wednesday": day, "thursday": day, "friday": day
        }}],
        "day": [],
    }))
    .unwrap();
    source.compile(None).unwrap()
}

fn id(number: u8) -> DossierId {
    DossierId::from_bytes([number; 16])
}

/// Received on Monday 7 July 2025, promised for Thursday's closing, done on Wednesday afternoon.
fn past(number: u8) -> PastDossier {
    PastDossier {
        id: id(number),
        received_at: at("2025-07-07T09:00"),
        channel: Channel::Counter,
        case: Some("full".into()),
        finding: Some(Finding::Meets),
        outcome: Some(Outcome::Grant),
        pauses: vec![],
        extension: None,
        due_at: at("2025-07-10T17:00"),
        ended_at: Some(at("2025-07-09T15:00")),
        places: PastPlaces { received_at: POINT, competent: WARD, commune: None, return_at: POINT },
    }
}

fn run_with(
    version: &ProcedureVersion,
    past: impl IntoIterator<Item = PastDossier>,
    staffed: &dyn Fn(UnitId, Role, &FieldCode) -> bool,
) -> DryRun {
    let calendar = calendar();
    let of = |_: UnitId| Some(&calendar);
    dry_run(version, &Ground { calendar: &of, staffed }, past)
}

fn run(version: &ProcedureVersion, past: impl IntoIterator<Item = PastDossier>) -> DryRun {
    run_with(version, past, &|_, _, _| true)
}

#[test]
fn the_same_version_changes_nothing() {
    let done = run(&version(), [past(1)]);
    assert_eq!((done.read, done.judged(), done.due_later, done.due_sooner), (1, 1, 0, 0));
    assert_eq!(done.verdicts, [[1, 0, 0], [0; 3], [0; 3]], "three working days: until Thursday");
}

#[test]
fn a_shorter_term_makes_some_overdue_and_names_them() {
    let mut shorter = version();
    shorter.rule.term = Term::WorkingDays(1);
    let quick = PastDossier { ended_at: Some(at("2025-07-08T10:00")), ..past(2) };
    let done = run(&shorter, [past(1), quick]);
    assert_eq!((done.overdue_before(), done.overdue_after(), done.due_sooner), (0, 1, 2));
    assert_eq!(done.newly_overdue.count, 1);
    let shift = done.newly_overdue.first[0];
    assert_eq!((shift.id, shift.due_after), (id(1), at("2025-07-08T17:00")));
    assert_eq!(done.verdicts, [[0, 1, 1], [0; 3], [0; 3]], "the quick one on the very day");
}

#[test]
fn a_longer_term_brings_late_ones_back_in_time() {
    let late = PastDossier { ended_at: Some(at("2025-07-11T10:00")), ..past(1) };
    assert_eq!(run(&version(), [late.clone()]).overdue_after(), 1);
    let mut longer = version();
    longer.rule.term = Term::WorkingDays(5);
    let done = run(&longer, [late]);
    assert_eq!((done.no_longer_overdue.count, done.overdue_after(), done.due_later), (1, 0, 1));
}

#[test]
fn the_term_is_that_of_case_and_channel() {
    let mut cases = version();
    let mut rule = cases.rule;
    rule.term = Term::WorkingDays(1);
    cases.terms = vec![TermVariant { case: Some("bare".into()), channel: Some(Channel::Online), rule }];
    let bare = PastDossier { case: Some("bare".into()), channel: Channel::Online, ..past(2) };
    let done = run(&cases, [past(1), bare]);
    assert_eq!(done.newly_overdue.first.iter().map(|shift| shift.id).collect::<Vec<_>>(), [id(2)]);
}

#[test]
fn only_waits_that_the_version_lets_stop_the_clock_count() {
    let wait = |reason| PauseEntry {
        pause: Pause { from: at("2025-07-08T08:00"), to: Some(at("2025-07-10T08:00")) },
        reason,
        document: 1,
    };
    let ended = Some(at("2025-07-14T10:00"));
    let with = |reason| PastDossier {
        pauses: vec![wait(reason)],
        ended_at: ended,
        due_at: at("2025-07-14T17:00"),
        ..past(1)
    };
    assert_eq!(run(&version(), [with(PauseReason::Supplement)]).overdue_after(), 0);
    assert_eq!(run(&version(), [with(PauseReason::Payment)]).overdue_after(), 1);
    assert_eq!(run(&version(), [with(PauseReason::UncountedStep)]).overdue_after(), 1);
    let pausing = ProcedureVersion { payment_pauses: true, ..version() };
    assert_eq!(run(&pausing, [with(PauseReason::Payment)]).overdue_after(), 0);
    let mut uncounted = version();
    uncounted.steps[1].clock_runs = false;
    assert_eq!(run(&uncounted, [with(PauseReason::UncountedStep)]).overdue_after(), 0);
}

#[test]
fn an_extension_is_kept_and_an_end_in_a_wait_counts_from_its_beginning() {
    let by = Term::WorkingDays(2);
    let extended = PastDossier {
        extension: Some(Extension { at: at("2025-07-08T09:00"), by }),
        ended_at: Some(at("2025-07-14T10:00")),
        due_at: at("2025-07-14T17:00"),
        ..past(1)
    };
    assert_eq!(run(&version(), [extended]).overdue_after(), 0);
    let open = Pause { from: at("2025-07-08T08:00"), to: None };
    let waiting = PastDossier {
        pauses: vec![PauseEntry { pause: open, reason: PauseReason::Supplement, document: 1 }],
        ended_at: Some(at("2025-08-30T10:00")),
        ..past(2)
    };
    assert_eq!(run(&version(), [waiting]).overdue_after(), 0, "the agency is not charged with the wait");
}

#[test]
fn a_step_that_nobody_could_do_is_told_with_its_unit() {
    let vacant = |unit: UnitId, role: Role, _: &FieldCode| (unit, role) != (COMMUNE, Role::UnitHead);
    let elsewhere = PastPlaces { competent: COMMUNE, ..past(0).places };
    let done = run_with(&version(), [past(1), PastDossier { places: elsewhere, ..past(2) }], &vacant);
    assert_eq!(done.lacking.count, 1);
    let lacking = done.lacking.first[0];
    assert_eq!((lacking.id, lacking.step, lacking.unit), (id(2), 2, COMMUNE));
}

#[test]
fn a_step_off_the_way_of_a_dossier_needs_nobody() {
    let mut version = version();
    let mut review = step("xem", StepKind::Review, Role::SectionHead, StepPlace::Competent, None);
    review.when = Some("case = bare".parse().unwrap());
    version.steps.insert(2, review);
    let vacant = |_: UnitId, role: Role, _: &FieldCode| role != Role::SectionHead;
    let bare = PastDossier { case: Some("bare".into()), ..past(2) };
    let done = run_with(&version, [past(1), bare], &vacant);
    assert_eq!(done.lacking.first.iter().map(|lacking| lacking.id).collect::<Vec<_>>(), [id(2)]);
}

#[test]
fn what_cannot_be_judged_is_counted_apart() {
    let open = PastDossier { ended_at: None, ..past(1) };
    let unknown = PastDossier { case: Some("gone".into()), ..past(2) };
    let none = PastDossier { case: None, ..past(3) };
    let ancient = PastDossier { received_at: at("2020-01-01T09:00"), ..past(4) };
    let done = run(&version(), [open, unknown, none, ancient]);
    assert_eq!((done.read, done.open, done.judged()), (4, 1, 2));
    assert_eq!(done.without_case.first, [id(2), id(3)]);
    assert_eq!(done.uncovered.first, [id(4)]);
    let mut broken = version();
    broken.steps[4].when = Some("channel = online".parse().unwrap());
    assert_eq!(run(&broken, [past(5)]).without_way.first, [id(5)]);
    assert_eq!(run(&version(), []).summary(Lang::Vi), "Chưa có hồ sơ nào đã kết thúc để thử.");
}

#[test]
fn lists_are_bounded_and_counts_are_not() {
    let mut shorter = version();
    shorter.rule.term = Term::WorkingDays(1);
    let done = run(&shorter, (0..4_210).map(|_| past(7)));
    assert_eq!(done.newly_overdue.count, 4_210);
    assert_eq!(done.newly_overdue.first.len(), LISTED_MAX);
    let said = done.summary(Lang::Vi);
    assert!(said.starts_with("Trong 4.210 hồ sơ đã kết thúc, 4.210 hồ sơ sẽ quá hạn"), "{said}");
    assert!(said.contains("Không hồ sơ nào thiếu người xử lý."), "{said}");
    let said = done.summary(Lang::En);
    assert!(
        said.starts_with("Of 4,210 finished dossiers, 4,210 would have ended later than promised (0 did)"),
        "{said}"
    );
}
