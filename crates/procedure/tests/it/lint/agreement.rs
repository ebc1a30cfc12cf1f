//! Random flows: the checks and the law of the dossier say the same of them.

use super::*;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use std::cell::Cell;

const WHENS: &[&str] = &[
    "channel = online",
    "case = full",
    "not case = bare",
    "finding = meets",
    "finding in (meets, does_not_meet, needs_checks)",
    "outcome = refuse",
    "channel in (counter, online, post)",
    "channel = fax",
];
const KINDS: [StepKind; 8] = [
    StepKind::Intake,
    StepKind::Assign,
    StepKind::Appraise,
    StepKind::Review,
    StepKind::Approve,
    StepKind::Issue,
    StepKind::Payment,
    StepKind::Return,
];

fn when() -> impl Strategy<Value = Option<motcua_domain::procedure::Condition>> {
    prop_oneof![
        6 => Just(None),
        1 => proptest::sample::select(WHENS).prop_map(|text| Some(text.parse().unwrap())),
    ]
}

fn routes() -> impl Strategy<Value = Vec<Route>> {
    let to = proptest::sample::select(&["nhan", "xet", "duyet", "phat-hanh", "tra", "khong-co", ""][..]);
    let one = (to, when()).prop_map(|(to, when)| Route { to: to.to_owned(), when });
    prop_oneof![6 => Just(vec![]), 1 => proptest::collection::vec(one, 1..3)]
}

/// The chain of the small version with steps put in, left out, given conditions and routes.
fn flows() -> impl Strategy<Value = ProcedureVersion> {
    let extra = proptest::option::weighted(0.2, (0..6_usize, proptest::sample::select(&KINDS[..])));
    let gone = proptest::option::weighted(0.1, 0..6_usize);
    let rules = proptest::collection::vec((when(), routes()), 6);
    let beside = proptest::option::weighted(0.2, (0..6_usize, any::<bool>()));
    (extra, gone, rules, any::<bool>(), beside).prop_map(|(extra, gone, rules, cases, beside)| {
        let mut version = version();
        if let Some((at, kind)) = extra {
            let added = step("them", kind, Role::Specialist, StepPlace::Competent, None);
            version.steps.insert(at.min(version.steps.len()), added);
        }
        if let Some(at) = gone.filter(|at| *at < version.steps.len()) {
            version.steps.remove(at);
        }
        for (step, (when, next)) in version.steps.iter_mut().zip(rules) {
            (step.when, step.next) = (when, next);
        }
        if let Some((at, steps)) = beside.filter(|(at, _)| *at < version.steps.len()) {
            version.steps[at].opinions = vec![branch(if steps { &["1 working hours"] } else { &[] })];
        }
        if !cases {
            version.cases.clear();
        }
        version
    })
}

#[test]
fn a_version_is_sound_exactly_when_no_error_of_the_flow_is_found() {
    let (sound, unsound) = (Cell::new(0), Cell::new(0));
    let town = town();
    let mut runner = TestRunner::new(Config { cases: 3_000, failure_persistence: None, ..Config::default() });
    let ran = runner.run(&flows(), |version| {
        let flow: Vec<Finding> = check(&version, &town)
            .into_iter()
            .filter(|one| one.severity == Severity::Error && codes::FLOW.contains(&one.code))
            .collect();
        prop_assert_eq!(version.is_sound(), flow.is_empty(), "{:#?}", flow);
        let count = if version.is_sound() { &sound } else { &unsound };
        count.set(count.get() + 1);
        Ok(())
    });
    ran.unwrap_or_else(|error| panic!("{error}"));
    assert!(sound.get() > 300 && unsound.get() > 300, "{} sound, {} not", sound.get(), unsound.get());
}
