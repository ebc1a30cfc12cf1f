//! What a unit shows beside the others, and what one dossier shows, each by hand.

use super::support::*;
use motcua_domain::actor::Role;
use motcua_domain::dossier::command::{Command, ElectronicCopy};
use motcua_domain::dossier::{Dossier, Outcome, SystemWaitEnd};
use motcua_domain::ids::{DossierId, UnitId};
use motcua_insight::detect::{Detector, Detectors, Nearness, Part, Signal, Span, Worked, find};
use uuid::Uuid;

fn thresholds() -> Detectors {
    Detectors::read(include_str!("../../../../data/hanoi/detectors.toml")).expect("thresholds")
}

fn july() -> Span {
    Span { from: "2025-07-01".parse().unwrap(), to: "2025-07-31".parse().unwrap() }
}

fn worked(dossier: &Dossier) -> Worked {
    Worked::of(dossier, &thresholds().unit).expect("received")
}

#[test]
fn a_dossier_shows_steps_closed_at_once_and_no_others() {
    let propose = || Command::Propose { outcome: Outcome::Grant, note: None };
    let mut hasty = Case::in_appraisal();
    hasty.does(&first(WARD, Role::Specialist), propose());
    assert_eq!((worked(hasty.state()).steps, worked(hasty.state()).at_once), (1, 1));
    let mut calm = Case::in_appraisal();
    calm.later(2);
    calm.does(&first(WARD, Role::Specialist), propose());
    assert_eq!((worked(calm.state()).steps, worked(calm.state()).at_once), (1, 0));
    assert_eq!(Worked::of(Case::submitted(simple()).state(), &thresholds().unit), None, "not received");
}

#[test]
fn a_clock_stopped_just_before_the_promise_shows_and_an_earlier_one_does_not() {
    for (minutes_before, shows) in [(60, true), (24 * 60, true), (24 * 60 + 1, false), (-1, false)] {
        let mut case = Case::in_appraisal();
        case.now = case.due().plus_minutes(-minutes_before);
        case.does(&first(WARD, Role::Specialist), ask_supplement());
        assert_eq!(worked(case.state()).paused_before_due, shows, "{minutes_before} minutes before");
        assert!(worked(case.state()).promised);
    }
    assert!(!worked(Case::in_appraisal().state()).promised, "still open: nothing to say of it");
}

fn ended(outcome: Outcome, electronic: ElectronicCopy, minutes_before: i64) -> Dossier {
    let mut case = Case::in_appraisal();
    let note = Some("Không đủ điều kiện".to_owned());
    case.later(30);
    case.does(&first(WARD, Role::Specialist), Command::Propose { outcome, note: note.clone() });
    case.does(&first(WARD, Role::UnitHead), Command::Approve { outcome, note });
    case.now = case.due().plus_minutes(-minutes_before);
    case.does(&first(WARD, Role::Clerk), Command::Issue { number: "7/KS".to_owned(), electronic });
    case.state().clone()
}

#[test]
fn a_refusal_just_before_it_was_due_and_a_grant_without_a_file_show() {
    use ElectronicCopy::{Issued, NotIssued};
    use Outcome::{Grant, Refuse};
    for (outcome, electronic, before, wanted) in [
        (Refuse, Issued, 30, (true, false)),
        (Refuse, Issued, 2_000, (false, false)),
        (Refuse, NotIssued, -30, (false, false)),
        (Grant, Issued, 30, (false, false)),
        (Grant, NotIssued, 30, (false, true)),
    ] {
        let shown = worked(&ended(outcome, electronic, before));
        assert!(shown.decided);
        assert_eq!(
            (shown.refused_before_due, shown.without_file),
            wanted,
            "{outcome:?} {electronic:?} {before}"
        );
    }
}

/// So many dossiers of a unit, the first of which were granted without a file.
fn granted(unit: u32, all: u128, without: u128) -> impl Iterator<Item = Worked> {
    let id = move |no: u128| DossierId(Uuid::from_u128(u128::from(unit) << 64 | no));
    (0..all).map(move |no| Worked {
        dossier: id(no),
        unit: UnitId(unit),
        steps: 3,
        at_once: 0,
        promised: true,
        paused_before_due: false,
        decided: true,
        refused_before_due: false,
        without_file: no < without,
        waited: false,
        wait_forgotten: false,
    })
}

#[test]
fn a_wait_that_only_the_step_ended_shows_and_one_that_was_ended_does_not() {
    let mut case = Case::in_appraisal();
    assert!(!worked(case.state()).waited);
    let wait = |key: &str| Command::AwaitSystem { system: key.into(), note: None };
    case.does(&first(WARD, Role::Specialist), wait("dan-cu"));
    case.later(40);
    let end = Command::EndSystemWait { no: 1, how: SystemWaitEnd::Answered, note: None };
    case.does(&first(WARD, Role::Specialist), end);
    let propose = Command::Propose { outcome: Outcome::Grant, note: None };
    let mut forgetful = Case { dossier: case.dossier.clone(), now: case.now, ..Case::in_appraisal() };
    case.does(&first(WARD, Role::Specialist), propose.clone());
    assert_eq!((worked(case.state()).waited, worked(case.state()).wait_forgotten), (true, false));
    forgetful.does(&first(WARD, Role::Specialist), wait("ho-tich"));
    assert!(!worked(forgetful.state()).wait_forgotten, "it may still be ended");
    forgetful.later(40);
    forgetful.does(&first(WARD, Role::Specialist), propose);
    assert!(worked(forgetful.state()).wait_forgotten);
    // Six of ten of one unit, one of forty of the others.
    let set = thresholds();
    let of = |unit, all, forgotten: usize| {
        granted(unit, all, 0).enumerate().map(move |(no, one)| Worked {
            waited: true,
            wait_forgotten: no < forgotten,
            ..one
        })
    };
    let all: Vec<Worked> = of(1, 10, 6).chain(of(2, 40, 1)).chain(granted(3, 200, 0)).collect();
    let found = find(july(), &[], &all, &set);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!((found[0].detector, found[0].unit), (Detector::WaitsForgotten, UnitId(1)));
    assert_eq!(found[0].here, Part { count: 6, of: 10 });
    assert_eq!(found[0].peers, Part { count: 1, of: 40 }, "who never waited is no peer");
}

#[test]
fn what_stands_out_from_the_others_is_found_with_its_numbers_and_dossiers() {
    let set = thresholds();
    let look = |here: (u128, u128), others: (u128, u128)| {
        let worked: Vec<Worked> = granted(1, here.0, here.1)
            .chain(granted(2, others.0, others.1))
            .chain(granted(3, others.0, others.1))
            .collect();
        find(july(), &[], &worked, &set)
    };
    let found = look((20, 10), (100, 10));
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!((found[0].detector, found[0].unit), (Detector::NoResultFile, UnitId(1)));
    assert_eq!(found[0].here, Part { count: 10, of: 20 });
    assert_eq!(found[0].peers, Part { count: 20, of: 200 });
    assert_eq!(found[0].dossiers.len(), 10);
    assert_eq!(look((20, 10), (100, 30)), [], "the others do it as well");
    assert_eq!(look((20, 4), (100, 0)), [], "too few to say anything");
    assert_eq!(look((100, 9), (100, 0)), [], "too small a share");
    let alone = find(july(), &[], &granted(1, 20, 10).collect::<Vec<_>>(), &set);
    assert_eq!(alone.len(), 1, "without peers its own share decides");
    assert_eq!(find(july(), &[], &[], &set), [], "nothing of nothing");
}

/// Filings of a unit from home, one a day from noon, each of its own browser, in half an hour.
fn filings(unit: u32, days: impl Iterator<Item = i64>) -> Vec<Signal> {
    let number = |no: usize| [unit.to_le_bytes(), (no as u32).to_le_bytes(), [0; 4], [0; 4]].concat();
    days.enumerate()
        .map(|(no, day)| Signal {
            dossier: DossierId(Uuid::from_u128(u128::from(unit) << 64 | no as u128)),
            unit: UnitId(unit),
            procedure: "1.001193".into(),
            account: number(no).try_into().unwrap(),
            sent_at: at("2025-07-01T12:00").unix_seconds() + (day - 1) * 86_400,
            in_hours: true,
            took: Some(1_800),
            device: Some(number(no + 1_000).try_into().unwrap()),
            near: Nearness::Apart,
            contact: None,
            office_contact: false,
            taken_after: Some(200),
        })
        .collect()
}

#[test]
fn a_burst_before_the_deadline_is_found_and_a_busy_end_of_all_is_not() {
    let set = thresholds();
    let steady = || (0..60).map(|no| 1 + no % 31);
    let late = || (0..60).map(|no| if no < 30 { 29 + no % 3 } else { 1 + no % 28 });
    let bursts = |signals: &[Signal]| -> Vec<UnitId> {
        let found = find(july(), signals, &[], &set).into_iter();
        found.filter(|one| one.detector == Detector::Burst).map(|one| one.unit).collect()
    };
    let one = [filings(1, late()), filings(2, steady()), filings(3, steady())].concat();
    assert_eq!(bursts(&one), [UnitId(1)]);
    let everybody = [filings(1, late()), filings(2, late()), filings(3, late())].concat();
    assert_eq!(bursts(&everybody), []);
}

#[test]
fn quick_forms_shared_browsers_and_office_addresses_are_found() {
    let set = thresholds();
    let mut signals = [filings(1, 1..31), filings(2, 1..31), filings(3, 1..31)].concat();
    for signal in &mut signals[..8] {
        signal.took = Some(20);
        signal.office_contact = true;
        signal.device = Some([9; 16]);
    }
    let found = find(july(), &signals, &[], &set);
    let of = |detector| found.iter().find(|one| one.detector == detector).expect("found");
    for detector in [Detector::Quick, Detector::OfficeHome, Detector::Accounts, Detector::Proxies] {
        assert_eq!((of(detector).unit, of(detector).dossiers.len()), (UnitId(1), 8), "{detector:?}");
    }
    assert_eq!(of(Detector::Accounts).here, Part { count: 8, of: 8 });
    assert_eq!(of(Detector::Quick).peers, Part { count: 0, of: 60 });
    let mut keys: Vec<String> = found.iter().map(motcua_insight::detect::Finding::key).collect();
    let all = keys.len();
    keys.sort();
    keys.dedup();
    assert_eq!(keys.len(), all, "each has a name of its own");
    for signal in &mut signals[..8] {
        (signal.took, signal.office_contact) = (Some(1_700), false);
        signal.device = Some(signal.account);
    }
    assert_eq!(find(july(), &signals, &[], &set), []);
}

#[test]
fn thresholds_that_make_no_sense_are_refused() {
    let good = include_str!("../../../../data/hanoi/detectors.toml");
    for (from, to) in [
        ("kept_days = 90", "kept_days = 0"),
        ("desk_browser = 5", "desk_browser = -1"),
        ("times_percent = 250", "times_percent = 99"),
        ("few_accounts_min = 4", "few_accounts_min = 7"),
        ("quick = 2", "quick = \"viel\""),
        ("points_needed = 5", "points_needed = 5\nunheard_of = 1"),
    ] {
        assert!(good.contains(from), "{from}");
        assert!(Detectors::read(&good.replacen(from, to, 1)).is_err(), "{to}");
    }
}
