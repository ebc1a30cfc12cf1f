//! No act an officer can do raises the share of filings by applicants alone.
//!
//! Random lawful histories with every act of every officer, dossiers passing to newer versions and units that end. After each act
//! the figure is reckoned as the city does, from the state, its metric as the city's data has it, amid other dossiers.

use super::branches::branching;
use super::histories::{Dice, one_act, start};
use super::support::*;
use motcua_domain::actor::{Actor, ActorRef};
use motcua_domain::dossier::event::{Event, Recorded};
use motcua_domain::dossier::evolve::evolve;
use motcua_domain::dossier::migrate::migrate;
use motcua_domain::dossier::succession::succession;
use motcua_domain::dossier::*;
use motcua_domain::ids::{UnitId, VersionId};
use motcua_domain::procedure::{ProcedureVersion, ServiceLevel, StepKind};
use motcua_insight::{Axis, Booked, Dictionary, Facts, Figure, Measure, Metric, Sums};
use proptest::prelude::*;
use std::collections::BTreeSet;

fn metric(key: &str) -> Metric {
    let text = include_str!("../../../../data/hanoi/metrics.toml");
    let all = Dictionary::parse(text).expect("the metrics of the first city");
    all.get(key, "2025-08-25".parse().unwrap()).expect("a metric").clone()
}

/// What one dossier counts for, on whatever day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Counts {
    received: i64,
    online: i64,
    alone: i64,
    withdrawn: i64,
}

fn booked(dossier: &Dossier, version: &ProcedureVersion) -> Option<Booked> {
    Facts::of(dossier, version).received
}

fn counts(booked: Option<&Booked>) -> Counts {
    let of = |measure: Measure| booked.map_or(0, |booked| booked.numbers[measure.slot()]);
    Counts {
        received: of(Measure::Received),
        online: of(Measure::Online),
        alone: of(Measure::SelfAtHome) + of(Measure::SelfAtKiosk),
        withdrawn: of(Measure::Withdrawn),
    }
}

/// The figure of a city in which 37 of 90 were filed by applicants alone, two of each taken back, and this one.
fn figure(metric: &Metric, booked: Option<&Booked>) -> Figure {
    let mut sums = Sums::default();
    let row = sums.row_mut(Axis::Received);
    for (measure, number) in [
        (Measure::Received, 90),
        (Measure::Online, 50),
        (Measure::SelfAtHome, 30),
        (Measure::SelfAtKiosk, 7),
        (Measure::Withdrawn, 4),
        (Measure::WithdrawnOnline, 2),
        (Measure::WithdrawnSelf, 2),
    ] {
        row[measure.slot()] = number;
    }
    for (sum, number) in row.iter_mut().zip(booked.iter().flat_map(|booked| booked.numbers)) {
        *sum += number;
    }
    metric.figure(&sums)
}

fn more(one: Figure, than: Figure) -> bool {
    one.numerator * than.denominator > than.numerator * one.denominator
}

/// Whether it came in by the applicant alone: read from the first line of the journal, not from what is counted.
fn filed_alone(journal: &[Recorded]) -> bool {
    let Some(Recorded { event: Event::Submitted { provenance, .. }, actor, .. }) = journal.first() else {
        return false;
    };
    matches!(actor, ActorRef::Applicant(_))
        && matches!(provenance, Provenance::SelfAtHome | Provenance::SelfAtKiosk)
}

/// What is wrong with an act, by what was counted before and after it.
fn wrong(
    before: Option<&Booked>,
    after: Option<&Booked>,
    new: &[Recorded],
    alone: bool,
    share: &Metric,
) -> Option<String> {
    let (was, is) = (counts(before), counts(after));
    let some = |test: fn(&Event) -> bool| new.iter().any(|recorded| test(&recorded.event));
    let by_applicant = new.iter().all(|recorded| matches!(recorded.actor, ActorRef::Applicant(_)));
    if before.is_none() && after.is_some() {
        // Receipt: the only act that makes it count; as what it came in.
        return (is.received != 1 || is.alone != i64::from(alone)).then(|| format!("received as {is:?}"));
    }
    if (was.received, was.online, was.alone) != (is.received, is.online, is.alone) {
        return Some(format!("{was:?} became {is:?}"));
    }
    if was.withdrawn != is.withdrawn
        && !some(|event| matches!(event, Event::WithdrawalRequested { .. } | Event::WithdrawalRefused {}))
    {
        return Some(format!("taken back without a request: {was:?}, {is:?}"));
    }
    let risen = more(figure(share, after), figure(share, before));
    // A request that is refused gives back what it took, and no more: the figure of before the request.
    let given_back = some(|event| matches!(event, Event::WithdrawalRefused {}));
    let whole = figure(share, after).numerator == 35 + is.alone;
    (risen && !by_applicant && !(given_back && whole)).then(|| "an officer raised the share".to_owned())
}

/// A version with one review more, full instead of partial: an own result, another level of service.
fn newer(old: &ProcedureVersion) -> ProcedureVersion {
    let mut new = old.clone();
    new.id = VersionId(old.id.0 + 100);
    new.service_level =
        if old.service_level == ServiceLevel::Full { ServiceLevel::Partial } else { ServiceLevel::Full };
    new.result_name = String::new();
    if let Some(at) = new.steps.iter().position(|step| step.kind == StepKind::Approve) {
        new.steps[at].budget = None;
    }
    new
}

fn record(case: &mut Case, event: Event) {
    let recorded = Recorded { event, at: case.now, actor: Actor::System.reference() };
    evolve(case.dossier.as_mut().expect("a dossier"), &recorded);
    case.journal.push(recorded);
    case.notes.push(None);
}

/// One act by anybody, or by the program on an officer's order.
fn anything(case: &mut Case, dice: &mut Dice<'_>) -> bool {
    match dice.roll(24) {
        0 => {
            let new = newer(&case.version);
            let rule = MigrationRule::between(&case.version, &new);
            if let Ok(event) = migrate(case.state(), &rule, (&case.version, &new), &case.calendar) {
                record(case, event);
                case.version = new;
            }
            true
        }
        1 => {
            let ended = dice.of(&[WARD, POINT, DEPARTMENT]);
            let heir = |unit: UnitId| match unit {
                unit if unit != ended => unit,
                WARD => COMMUNE,
                POINT => OTHER_POINT,
                _ => OTHER_DEPARTMENT,
            };
            let on = case.now.date();
            if let Some(found) = succession(case.state(), &case.version, on, heir, |_, _| true) {
                record(case, Event::Reorganised(found));
            }
            true
        }
        _ => one_act(case, dice),
    }
}

/// A whole history; what went wrong, and the kinds of events met.
fn history(choices: &[u32], kind: usize, shares: &[Metric], met: &mut BTreeSet<&'static str>) -> Vec<String> {
    let mut dice = Dice(choices.iter().cycle());
    let version = [simple(), long(), restarting(), branching()][kind % 4].clone();
    let mut case = start(&mut dice, version);
    let alone = filed_alone(&case.journal);
    let mut faults = Vec::new();
    let mut before = booked(case.state(), &case.version);
    for share in shares {
        faults.extend(wrong(None, before.as_ref(), &case.journal, alone, share).filter(|_| before.is_some()));
    }
    for _ in 0..45 {
        case.later(dice.of(&[0i64, 1, 7, 45, 240, 1_000, 3_000]));
        let known = case.journal.len();
        if !anything(&mut case, &mut dice) {
            break;
        }
        let after = booked(case.state(), &case.version);
        for share in shares {
            faults.extend(wrong(before.as_ref(), after.as_ref(), &case.journal[known..], alone, share));
        }
        before = after;
    }
    met.extend(case.journal.iter().map(|recorded| recorded.event.kind()));
    faults
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn no_act_of_an_officer_raises_the_share_of_the_self_service(
        choices in prop::collection::vec(any::<u32>(), 240),
        kind in 0usize..4,
    ) {
        let faults = history(&choices, kind, &[metric("self_online")], &mut BTreeSet::new());
        prop_assert!(faults.is_empty(), "{faults:?}");
    }
}

/// The random histories are worth something only if they meet what could raise it.
#[test]
fn the_histories_meet_withdrawals_corrections_newer_versions_and_ended_units() {
    let mut met = BTreeSet::new();
    let mut seed = 0x9e37_79b9u32;
    for round in 0..240 {
        let choices: Vec<u32> = (0..240)
            .map(|_| {
                seed ^= seed << 13;
                seed ^= seed >> 17;
                seed ^= seed << 5;
                seed
            })
            .collect();
        assert_eq!(history(&choices, round, &[metric("self_online")], &mut met), Vec::<String>::new());
    }
    for kind in [
        "received",
        "declined",
        "stopped",
        "withdrawal_requested",
        "withdrawal_refused",
        "correction_decided",
        "version_changed",
        "reorganised",
        "delivered",
    ] {
        assert!(met.contains(kind), "{kind} was never met: {met:?}");
    }
}

/// Changed on purpose, each mutant is noticed.
#[test]
fn mutants_are_noticed() {
    let case = Case::received(simple());
    let (good, version) = (case.state().clone(), case.version.clone());
    let share = metric("self_online");
    let before = booked(&good, &version);
    let noticed = |mutant: &Dossier, new: &[Recorded]| {
        wrong(before.as_ref(), booked(mutant, &version).as_ref(), new, false, &share).is_some()
    };
    let officers = &case.journal[..1];
    assert!(!noticed(&good, officers), "nothing changed");
    for provenance in [Provenance::SelfAtHome, Provenance::SelfAtKiosk, Provenance::AssistedOwnSignIn] {
        assert!(noticed(&Dossier { provenance, ..good.clone() }, officers), "{provenance:?}");
    }
    let gone = Phase::Stopped { at: case.now, ground: StopGround::Withdrawn };
    assert!(noticed(&Dossier { phase: gone, ..good.clone() }, officers), "stopped as taken back");
    assert!(noticed(&Dossier { clock: None, ..good.clone() }, officers), "not received any more");
    let alone = Dossier { provenance: Provenance::SelfAtHome, ..good.clone() };
    let taken_in = booked(&alone, &version);
    assert!(wrong(None, taken_in.as_ref(), officers, false, &share).is_some(), "taken in as self-service");
    // What the metric said until now left withdrawn dossiers out below the line: an officer who records that an applicant
    // at the counter takes a paper dossier back raised the share by it.
    let hole = Metric {
        denominator: Some("received.all - received.withdrawn")
            .map(|text| motcua_insight::Formula::parse(text).unwrap()),
        ..share.clone()
    };
    let mut withdrawn = Case::received(simple());
    withdrawn.does(
        &first(POINT, motcua_domain::actor::Role::OneStop),
        command::Command::RequestWithdrawal { note: None },
    );
    let (after, new) =
        (booked(withdrawn.state(), &version), &withdrawn.journal[withdrawn.journal.len() - 1..]);
    assert!(wrong(before.as_ref(), after.as_ref(), new, false, &hole).is_some(), "the hole is noticed");
    assert_eq!(wrong(before.as_ref(), after.as_ref(), new, false, &share), None, "and closed");
}
