//! Variations: what passes the check differs from the city's version in what the limits open, and in nothing else.

use crate::support::{Case, *};
use motcua_calendar::{Cutoff, CutoffEffect, MinuteOfDay, Term};
use motcua_domain::actor::Role;
use motcua_domain::dossier::Provenance;
use motcua_domain::dossier::command::{Command, PaperHanded};
use motcua_domain::dossier::migrate::{MigrationRule, migrate};
use motcua_domain::ids::{UnitId, VersionId};
use motcua_domain::procedure::variation::*;
use motcua_domain::procedure::*;
use motcua_domain::refusal::Refusal;
use proptest::prelude::*;
use serde_json::{Value, json};

fn term(text: &str) -> Term {
    text.parse().unwrap()
}

fn hour(text: &str) -> MinuteOfDay {
    MinuteOfDay::parse(text).unwrap()
}

/// The city's version: fifteen days, a cut-off, a fee, a term for the online channel; communes may change the steps
/// between intake and return, and leave out assignment and review.
fn city() -> ProcedureVersion {
    let mut version = restarting();
    for (at, step) in version.steps.iter_mut().enumerate() {
        step.key = format!("b{}", at + 1);
    }
    let at = hour("15:00");
    version.rule.cutoff = Some(Cutoff { at, effect: CutoffEffect::StartNextDay });
    let mut online = version.rule;
    online.term = term("10 days");
    version.terms = vec![TermVariant { case: None, channel: Some(Channel::Online), rule: online }];
    let of = |step: &str| StepLimits { step: step.to_owned(), ..StepLimits::default() };
    version.limits = Limits {
        cutoff: Some(Span { min: hour("14:00"), max: hour("16:00") }),
        steps: vec![
            StepLimits { may_leave_out: true, ..of("b2") },
            StepLimits {
                budget: Some(Span { min: term("4 working hours"), max: term("6 working days") }),
                floor_minutes: Some(Span { min: 5, max: 30 }),
                roles: vec![Role::SectionHead],
                fields: vec!["dat-dai".into()],
                ..of("b3")
            },
            StepLimits {
                may_leave_out: true,
                roles: vec![Role::UnitHead],
                budget: Some(Span { min: term("1 working hours"), max: term("1 working days") }),
                ..of("b4")
            },
        ],
    };
    version
}

fn varied(deviations: &[Deviation]) -> ProcedureVersion {
    let mut variant = start(&city(), WARD);
    for deviation in deviations {
        apply(&mut variant, deviation);
    }
    variant
}

fn lawful() -> Vec<Deviation> {
    vec![
        Deviation::Cutoff(hour("14:30")),
        Deviation::LeftOut("b2".into()),
        Deviation::Role("b3".into(), Role::SectionHead),
        Deviation::Field("b3".into(), "dat-dai".into()),
        Deviation::Budget("b3".into(), term("6 working days")),
        Deviation::Floor("b3".into(), 30),
        Deviation::LeftOut("b4".into()),
    ]
}

#[test]
fn what_the_city_opens_may_be_changed_and_is_told_again() {
    let base = city();
    assert_eq!(faults(&base), []);
    let variant = varied(&lawful());
    assert_eq!(check(&base, &variant), []);
    assert_eq!(deviations(&base, &variant), lawful());
    assert!(variant.is_sound());
    assert_eq!(variant.steps.len(), base.steps.len() - 2);
    // The commune's hour holds for every channel with the city's hour.
    assert_eq!(variant.terms[0].rule.cutoff.unwrap().at, hour("14:30"));
    assert_eq!(check(&base, &start(&base, WARD)), [], "changing nothing is lawful");
    let text = serde_json::to_string(&variant).unwrap();
    assert_eq!(serde_json::from_str::<ProcedureVersion>(&text).unwrap(), variant);
}

#[test]
fn what_lies_outside_is_told_at_its_place() {
    let base = city();
    let wrong = [
        (Deviation::Budget("b3".into(), term("7 working days")), Excess::Budget(2)),
        (Deviation::Budget("b3".into(), term("3 days")), Excess::Budget(2)),
        (Deviation::Budget("b5".into(), term("1 working days")), Excess::Budget(4)),
        (Deviation::Floor("b3".into(), 31), Excess::Floor(2)),
        (Deviation::Role("b3".into(), Role::Clerk), Excess::Role(2)),
        (Deviation::Role("b5".into(), Role::SectionHead), Excess::Role(4)),
        (Deviation::Field("b4".into(), "dat-dai".into()), Excess::Field(3)),
        (Deviation::LeftOut("b3".into()), Excess::LeftOut(2)),
        (Deviation::Cutoff(hour("16:01")), Excess::Cutoff),
    ];
    for (deviation, excess) in wrong {
        let found = check(&base, &varied(std::slice::from_ref(&deviation)));
        assert_eq!(found.as_slice(), std::slice::from_ref(&excess), "{deviation:?}");
        for lang in [motcua_calendar::Lang::Vi, motcua_calendar::Lang::En] {
            assert!(excess.message(&base, lang).ends_with('.'));
        }
    }
    type Change = fn(&mut ProcedureVersion);
    let fixed: [(Change, Part); 12] = [
        (|v| v.rule.term = Term::CalendarDays(20), Part::Term),
        (|v| v.terms[0].rule.term = Term::CalendarDays(15), Part::Term),
        (|v| v.payment_pauses = false, Part::Term),
        (|v| drop(v.papers.pop()), Part::Papers),
        (|v| v.fees[0].amount = 9_000, Part::Fees),
        (|v| v.competence = Competence::Agency(DEPARTMENT), Part::Competence),
        (|v| v.result_name.push('.'), Part::Result),
        (|v| v.channels.truncate(1), Part::Other),
        (|v| v.name.push('.'), Part::Other),
        (|v| v.limits = city().limits, Part::Other),
        (|v| v.steps.swap(1, 2), Part::Steps),
        (|v| v.steps[3].clock_runs = false, Part::Steps),
    ];
    for (at, (change, part)) in fixed.into_iter().enumerate() {
        let mut variant = varied(&[]);
        change(&mut variant);
        let found = check(&base, &variant);
        // The same limits say nothing more than those of the city.
        if part == Part::Other && !variant.limits.is_empty() {
            continue;
        }
        assert_eq!(found, [Excess::Fixed(part)], "change {at}");
    }
    let mut stranger = varied(&[]);
    stranger.variant = Some(Variant { of: VersionId(99), unit: WARD });
    assert_eq!(check(&base, &stranger), [Excess::OtherBase]);
    assert_eq!(check(&varied(&[]), &varied(&[])), [Excess::OtherBase], "a variation of a variation");
}

#[test]
fn limits_that_nobody_could_use_are_told() {
    type Change = fn(&mut ProcedureVersion);
    let wrong: [(Change, LimitFault); 13] = [
        (|v| v.competence = Competence::Agency(DEPARTMENT), LimitFault::NotOfCommunes),
        (|v| v.variant = Some(Variant { of: VersionId(1), unit: WARD }), LimitFault::OfVariation),
        (|v| v.limits.steps[0].step = "b9".into(), LimitFault::StepUnknown(0)),
        (|v| v.limits.steps[1].step = "b2".into(), LimitFault::StepTwice(1)),
        (|v| v.limits.steps[0].may_leave_out = false, LimitFault::Nothing(0)),
        (|v| v.limits.steps[1].budget.as_mut().unwrap().min = Term::WorkingDays(7), LimitFault::Budget(1)),
        (|v| v.limits.steps[1].budget.as_mut().unwrap().max = Term::CalendarDays(7), LimitFault::Budget(1)),
        (|v| v.steps[2].budget = Some(Term::WorkingDays(7)), LimitFault::Budget(1)),
        (|v| v.limits.steps[1].floor_minutes = Some(Span { min: 40, max: 30 }), LimitFault::Floor(1)),
        (|v| v.limits.steps[1].roles = vec![Role::Designer], LimitFault::Role(1)),
        (|v| v.limits.steps[1].may_leave_out = true, LimitFault::LeaveOut(1)),
        (|v| v.rule.cutoff = None, LimitFault::Cutoff),
        (|v| v.limits.cutoff.as_mut().unwrap().min = MinuteOfDay::END, LimitFault::Cutoff),
    ];
    for (change, fault) in wrong {
        let mut version = city();
        change(&mut version);
        assert_eq!(faults(&version), [fault]);
    }
    let mut elsewhere = city();
    elsewhere.limits.steps[0] = StepLimits {
        step: "b1".into(),
        budget: Some(Span { min: Term::WorkingMinutes(60), max: Term::WorkingMinutes(120) }),
        ..StepLimits::default()
    };
    assert_eq!(faults(&elsewhere), [LimitFault::StepElsewhere(0)]);
    let mut routed = city();
    routed.steps[0].next = vec![Route { to: "b2".into(), when: None }];
    assert_eq!(faults(&routed), [LimitFault::LeaveOut(0)]);
}

#[test]
fn carried_over_what_fits_is_kept_and_the_rest_is_told() {
    let (old, mut new) = (city(), city());
    new.id = VersionId(8);
    new.rule.term = term("12 days");
    new.limits.steps[1].budget = Some(Span { min: term("4 working hours"), max: term("5 working days") });
    new.limits.steps.pop();
    let carried = carry(&old, &varied(&lawful()), &new, WARD);
    let lost = [Deviation::Budget("b3".into(), term("6 working days")), Deviation::LeftOut("b4".into())];
    assert_eq!(carried.lost, lost);
    assert_eq!(carried.kept.len(), lawful().len() - 2);
    assert_eq!(check(&new, &carried.version), []);
    assert_eq!(carried.version.rule.term, term("12 days"));
    assert_eq!(carried.version.variant, Some(Variant { of: VersionId(8), unit: WARD }));
    // A step that is no more takes its deviations with it.
    new.steps.remove(2);
    new.limits = Limits::default();
    assert_eq!(carry(&old, &varied(&lawful()), &new, WARD).lost, lawful());
}

#[test]
fn a_dossier_is_never_received_under_another_communes_variation() {
    let mut variant = varied(&lawful());
    variant.id = VersionId(1_000_007);
    let foreign = ProcedureVersion {
        variant: Some(Variant { of: variant.variant.unwrap().of, unit: COMMUNE }),
        ..variant.clone()
    };
    let intake = |version: &ProcedureVersion| {
        let submit = filing(Provenance::Counter, version);
        Command::Intake { submit, receive: receipt(POINT, PaperHanded::Yes) }
    };
    let clerk = first(POINT, Role::OneStop);
    let refused = Case::new(foreign.clone()).refused(&clerk, intake(&foreign));
    assert_eq!(refused, Refusal::UnitNotCompetent { unit: WARD });
    let mut case = Case::new(variant.clone());
    case.does(&clerk, intake(&variant));
    assert_eq!(case.state().version, variant.id);
    // Nor does one in flight pass to it.
    let refused = migrate(
        case.state(),
        &MigrationRule::between(&variant, &foreign),
        (&variant, &foreign),
        &case.calendar,
    );
    assert_eq!(refused.unwrap_err(), Refusal::UnitNotCompetent { unit: WARD });
}

#[test]
fn what_applies_is_made_from_the_version_that_applies_for_the_unit() {
    let day = |text: &str| text.parse().unwrap();
    let of = |id: u32, of: u32, unit: UnitId, from: &str| {
        let mut one = varied(&[]);
        one.id = VersionId(id);
        one.variant = Some(Variant { of: VersionId(of), unit });
        one.valid_from = day(from);
        one
    };
    let all = [
        of(11, 3, WARD, "2026-03-01"),
        of(12, 3, WARD, "2026-04-01"),
        of(13, 3, COMMUNE, "2026-05-01"),
        of(14, 4, WARD, "2026-05-01"),
    ];
    let applies = |base: u32, unit: UnitId, on: &str| {
        let made = Variant { of: VersionId(base), unit };
        motcua_domain::procedure::variation::applying(&all, made, day(on)).map(|one| one.id.0)
    };
    assert_eq!(applies(3, WARD, "2026-02-28"), None);
    assert_eq!(applies(3, WARD, "2026-03-31"), Some(11));
    assert_eq!(applies(3, WARD, "2026-06-01"), Some(12));
    assert_eq!(applies(3, COMMUNE, "2026-06-01"), Some(13));
    assert_eq!(applies(4, COMMUNE, "2026-06-01"), None);
    assert_eq!(applies(4, WARD, "2026-06-01"), Some(14));
}

/// What stands in the text of a version, and what may stand there instead.
fn changes() -> Vec<(&'static str, Value)> {
    vec![
        ("/steps/1/role", json!("specialist")),
        ("/steps/2/role", json!("section_head")),
        ("/steps/2/role", json!("clerk")),
        ("/steps/2/budget", json!("4 working hours")),
        ("/steps/2/budget", json!("6 working days")),
        ("/steps/2/budget", json!("49 working hours")),
        ("/steps/2/budget", json!("9 days")),
        ("/steps/2/budget", Value::Null),
        ("/steps/2/floor_minutes", json!(30)),
        ("/steps/2/floor_minutes", json!(4)),
        ("/steps/2/field", json!("dat-dai")),
        ("/steps/2/field", json!("y-te")),
        ("/steps/3/role", json!("unit_head")),
        ("/steps/3/budget", json!("1 working hour")),
        ("/steps/3/name", json!("Xem")),
        ("/steps/4/budget", json!("1 working day")),
        ("/steps/4/role", json!("section_head")),
        ("/steps/4/place", json!("commune")),
        ("/steps/5/acts", json!(["extend"])),
        ("/rule/cutoff/at", json!("14:00")),
        ("/rule/cutoff/at", json!("16:30")),
        ("/rule/cutoff/effect", json!("due_next_day")),
        ("/rule/term", json!("16 days")),
        ("/terms/0/rule/term", json!("15 days")),
        ("/terms/0/rule/cutoff/at", json!("14:00")),
        ("/fees/0/amount", json!(1)),
        ("/papers/0/required", json!(false)),
        ("/competence", json!({"agency": 10})),
        ("/result_name", json!("Khác")),
        ("/supplement_limit", json!(5)),
        ("/valid_to", json!("2027-01-01")),
    ]
}

/// The same question answered over the text of both versions, knowing nothing of the types: every leaf that differs is
/// one the city opened, and what is left out is one of the two steps it opened.
fn lawful_text(variant: &Value) -> bool {
    let base = serde_json::to_value(city()).unwrap();
    let keys = |value: &Value| -> Vec<String> {
        value["steps"].as_array().unwrap().iter().map(|s| s["key"].as_str().unwrap().to_owned()).collect()
    };
    let own = keys(variant);
    let expected: Vec<String> = keys(&base)
        .into_iter()
        .filter(|key| own.contains(key) || !["b2", "b4"].contains(&key.as_str()))
        .collect();
    if own != expected {
        return false;
    }
    let mut leaves = Vec::new();
    let mut without = base.clone();
    without["steps"].as_array_mut().unwrap().retain(|s| own.iter().any(|key| s["key"] == **key));
    differing("", &without, variant, &mut leaves);
    let own_hour = &variant["rule"]["cutoff"]["at"];
    leaves.into_iter().all(|path| {
        let value = variant.pointer(&path);
        let step = path.strip_prefix("/steps/").and_then(|rest| rest.split_once('/'));
        if let Some((at, leaf)) = step {
            let key = variant["steps"][at.parse::<usize>().unwrap()]["key"].as_str().unwrap();
            let allowed: &[Value] = match (key, leaf) {
                ("b3", "role") => &[json!("section_head")],
                ("b3", "budget") => &[json!("4 working hours"), json!("6 working days")],
                ("b3", "floor_minutes") => &[json!(30)],
                ("b3", "field") => &[json!("dat-dai")],
                ("b4", "role") => &[json!("unit_head")],
                ("b4", "budget") => &[json!("1 working hour")],
                _ => &[],
            };
            return value.is_some_and(|value| allowed.contains(value));
        }
        match path.as_str() {
            "/rule/cutoff/at" => *own_hour == json!("14:00"),
            "/terms/0/rule/cutoff/at" => value == Some(own_hour),
            "/id" | "/valid_from" | "/valid_to" | "/variant" | "/limits" => true,
            _ => false,
        }
    })
}

fn differing(path: &str, one: &Value, other: &Value, found: &mut Vec<String>) {
    match (one, other) {
        (Value::Object(a), Value::Object(b)) if !["/limits", "/variant", "/competence"].contains(&path) => {
            let keys: std::collections::BTreeSet<&String> = a.keys().chain(b.keys()).collect();
            for key in keys {
                let null = &Value::Null;
                let (x, y) = (a.get(key).unwrap_or(null), b.get(key).unwrap_or(null));
                differing(&format!("{path}/{key}"), x, y, found);
            }
        }
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => {
            for (at, (x, y)) in a.iter().zip(b).enumerate() {
                differing(&format!("{path}/{at}"), x, y, found);
            }
        }
        (one, other) if one != other => found.push(path.to_owned()),
        _ => {}
    }
}

fn put(value: &mut Value, path: &str, new: Value) {
    let (parent, key) = path.rsplit_once('/').unwrap();
    value.pointer_mut(parent).unwrap()[key] = new;
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    /// No variation that passes the check lengthens the term, changes papers, fees or competence, or does anything else
    /// the city did not open; and the check refuses nothing that the city did.
    #[test]
    fn the_check_lets_pass_exactly_what_the_city_opened(
        picked in proptest::collection::vec(0..changes().len(), 0..5),
        left_out in proptest::collection::vec(prop_oneof![4 => Just("b2"), 4 => Just("b4"), 1 => Just("b3"), 1 => Just("b6")], 0..3),
    ) {
        let mut text = serde_json::to_value(start(&city(), WARD)).unwrap();
        for at in picked {
            let (path, new) = changes().swap_remove(at);
            put(&mut text, path, new);
        }
        let steps = text["steps"].as_array_mut().unwrap();
        steps.retain(|step| !left_out.iter().any(|key| step["key"] == *key));
        let variant: ProcedureVersion = serde_json::from_value(text).unwrap();
        let lawful = lawful_text(&serde_json::to_value(&variant).unwrap());
        let found = check(&city(), &variant);
        prop_assert_eq!(found.is_empty(), lawful, "{:?}", found);
        if lawful {
            for (case, channel) in [(None, Channel::Counter), (None, Channel::Online)] {
                prop_assert_eq!(variant.rule_for(case, channel).term, city().rule_for(case, channel).term);
            }
            prop_assert!(variant.is_sound());
            prop_assert_eq!(&variant.papers, &city().papers);
            prop_assert_eq!(&variant.fees, &city().fees);
            // What it changes says all of it: applied to the city's version it is the same again.
            let mut again = start(&city(), WARD);
            deviations(&city(), &variant).iter().for_each(|deviation| apply(&mut again, deviation));
            again.terms.clone_from(&variant.terms);
            // How long it lasts is its own, and no deviation.
            again.valid_to = variant.valid_to;
            prop_assert_eq!(again, variant);
        }
    }
}
