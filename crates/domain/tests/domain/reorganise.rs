//! Units end and dossiers go on: plans, successions, and random histories met by random reorganisations.

use super::histories::{Dice, check_state, one_act, start};
use super::support::*;
use motcua_calendar::{Date, Lang};
use motcua_domain::actor::{Actor, Duty, Role};
use motcua_domain::dossier::command::Command;
use motcua_domain::dossier::event::{Event, Recorded};
use motcua_domain::dossier::evolve::{evolve, fold};
use motcua_domain::dossier::succession::succession;
use motcua_domain::dossier::*;
use motcua_domain::ids::{OfficerId, UnitId};
use motcua_domain::refusal::Refusal;
use motcua_domain::reorganisation::{DossierFacts, Order, Plan, check};
use motcua_domain::unit::{Life, Places, Unit, UnitIndex, UnitKind};
use proptest::prelude::*;
use std::collections::BTreeMap;

const NEW_WARD: UnitId = UnitId(61);
const NEW_POINT: UnitId = UnitId(62);
const NEW_DEPARTMENT: UnitId = UnitId(63);

fn day(text: &str) -> Date {
    text.parse().expect("a date")
}

/// The units of the tests and three new ones, with the given ones ended in favour of others.
fn units_after(on: Date, heirs: &BTreeMap<UnitId, UnitId>) -> UnitIndex {
    let old = units();
    let twin = |of: UnitId, id: UnitId, kind: UnitKind, parent: UnitId| Unit {
        id,
        key: format!("moi-{id}"),
        agency_code: format!("H26.M{id}"),
        kind,
        parent: Some(parent),
        life: Life { from: Some(on), ..Life::default() },
        ..old.get(of).expect("a unit").clone()
    };
    let new = [
        twin(WARD, NEW_WARD, UnitKind::Ward, CITY),
        twin(POINT, NEW_POINT, UnitKind::ServicePoint, NEW_WARD),
        twin(DEPARTMENT, NEW_DEPARTMENT, UnitKind::Department, CITY),
    ];
    let ended = old.iter().cloned().map(|mut unit| {
        if let Some(heir) = heirs.get(&unit.id) {
            unit.life.until = Some(on.plus_days(-1));
            unit.life.successors = vec![*heir];
        }
        unit
    });
    UnitIndex::new(ended.chain(new))
}

/// Each commune, counter and department stays, or passes to a new unit or to one that stays.
fn heirs(dice: &mut Dice<'_>) -> BTreeMap<UnitId, UnitId> {
    let groups: [(&[UnitId], UnitId); 3] = [
        (&[WARD, COMMUNE], NEW_WARD),
        (&[POINT, OTHER_POINT, BRANCH], NEW_POINT),
        (&[DEPARTMENT, OTHER_DEPARTMENT], NEW_DEPARTMENT),
    ];
    let mut heirs = BTreeMap::new();
    for (group, new) in groups {
        let ends: Vec<bool> = group.iter().map(|_| dice.roll(3) > 0).collect();
        let stay: Vec<UnitId> =
            group.iter().zip(&ends).filter(|(_, ends)| !**ends).map(|(u, _)| *u).collect();
        for (unit, _) in group.iter().zip(&ends).filter(|(_, ends)| **ends) {
            let mut choices = stay.clone();
            choices.push(new);
            heirs.insert(*unit, dice.of(&choices));
        }
    }
    heirs
}

fn moved(actor: &Actor, heir: impl Fn(UnitId) -> UnitId) -> Actor {
    match actor {
        Actor::Officer { id, duties } => {
            let duties = duties.iter().map(|duty| Duty { unit: heir(duty.unit), ..duty.clone() }).collect();
            Actor::Officer { id: *id, duties }
        }
        other => other.clone(),
    }
}

/// Carries the reorganisation out on one dossier; whether it met it.
fn reorganise(case: &mut Case, heir: impl Fn(UnitId) -> UnitId, gone: &[OfficerId]) -> bool {
    let on = case.now.date();
    let found = succession(case.state(), &case.version, on, heir, |officer, _| !gone.contains(&officer));
    let Some(found) = found else { return false };
    let recorded =
        Recorded { event: Event::Reorganised(found), at: case.now, actor: Actor::System.reference() };
    evolve(case.dossier.as_mut().expect("a dossier"), &recorded);
    case.journal.push(recorded);
    case.notes.push(None);
    true
}

fn anybody_may(case: &Case) -> std::collections::BTreeSet<acts::Act> {
    case.people.iter().flat_map(|who| case.allowed(who)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, ..ProptestConfig::default() })]

    #[test]
    fn a_dossier_goes_on_as_if_nothing_had_happened(
        choices in prop::collection::vec(any::<u32>(), 240),
        kind in 0usize..3,
        acts_before in 0usize..30,
    ) {
        let mut dice = Dice(choices.iter().cycle());
        let version = [simple(), long(), restarting()][kind].clone();
        let mut case = start(&mut dice, version);
        for _ in 0..acts_before {
            case.later(dice.of(&[0i64, 7, 45, 240, 1_000]));
            if !one_act(&mut case, &mut dice) {
                break;
            }
        }
        let heirs = heirs(&mut dice);
        let heir = |unit: UnitId| heirs.get(&unit).copied().unwrap_or(unit);
        // Officers with a colleague of the same role, who do not pass on with their unit.
        let leaves = dice.roll(2) == 0;
        let twin = |id: OfficerId| case.people.iter().any(|who| who.officer() == Some(OfficerId(id.0 ^ 1)));
        let firsts = case.people.iter().filter_map(Actor::officer).filter(|id| id.0 % 10 == 0);
        let gone: Vec<OfficerId> = firsts.filter(|id| leaves && twin(*id)).collect();
        let (before, could) = (case.state().clone(), anybody_may(&case));
        let items = motcua_domain::desk::desk_items(&before, &case.version);

        case.units = units_after(case.now.date(), &heirs);
        reorganise(&mut case, heir, &gone);
        case.people = case.people.iter().filter(|who| who.officer().is_none_or(|id| !gone.contains(&id)))
            .map(|who| moved(who, heir)).collect();

        let after = case.state();
        prop_assert_eq!(&after.clock, &before.clock);
        prop_assert_eq!(&after.phase, &before.phase);
        prop_assert_eq!(&after.step, &before.step);
        prop_assert_eq!(&after.steps_done, &before.steps_done);
        prop_assert_eq!(&after.code, &before.code);
        prop_assert_eq!(after.custody.unit().is_some(), before.custody.unit().is_some());
        if before.phase.is_closed() {
            prop_assert_eq!(after, &before, "a closed dossier stays as it is");
        } else {
            let on = case.now.date();
            for unit in after.stands_at(&case.version) {
                prop_assert!(case.units.get(unit).is_some_and(|u| u.life.stands(on)), "{unit} does not stand");
            }
            let can = anybody_may(&case);
            prop_assert_eq!(can.is_empty(), could.is_empty());
            // What cannot be done any more has been overtaken: paper and dossier are in one place now.
            let lost: Vec<_> = could.difference(&can).filter(|act| **act != acts::Act::HandOver).collect();
            prop_assert!(lost.is_empty() || !gone.is_empty(), "{lost:?}");
            let running = |items: &[motcua_domain::desk::DeskItem]| items.iter().filter(|item| item.running).map(|item| (item.due_at, heir(item.unit))).collect::<std::collections::BTreeSet<_>>();
            prop_assert_eq!(running(&motcua_domain::desk::desk_items(after, &case.version)), running(&items));
            check_state(&case);
        }
        prop_assert!(!reorganise(&mut case, heir, &gone), "a second time finds nothing to do");
        for _ in 0..12 {
            case.later(dice.of(&[0i64, 7, 45, 240]));
            if !one_act(&mut case, &mut dice) {
                break;
            }
        }
        prop_assert_eq!(&fold(ID, &case.journal).expect("a dossier"), case.state());
        let stored = serde_json::to_string(case.state()).expect("json");
        prop_assert_eq!(&serde_json::from_str::<Dossier>(&stored).expect("a dossier"), case.state());
    }
}

#[test]
fn a_step_goes_back_to_the_unit_that_stands_for_the_one_that_did_it() {
    let mut case = Case::received(long());
    case.does(&first(POINT, Role::OneStop), hand_over());
    case.does(&first(WARD, Role::Specialist), Command::AcceptHandOver {});
    case.later(600);
    case.does(&first(WARD, Role::Specialist), Command::Propose { outcome: Outcome::Grant, note: None });
    case.does(&first(WARD, Role::UnitHead), Command::Approve { outcome: Outcome::Grant, note: None });
    case.does(&first(WARD, Role::Clerk), issue());
    case.does(&first(OTHER_DEPARTMENT, Role::Specialist), Command::AcceptHandOver {});
    let heirs = BTreeMap::from([(WARD, NEW_WARD)]);
    case.units = units_after(case.now.date(), &heirs);
    assert!(reorganise(&mut case, |unit| heirs.get(&unit).copied().unwrap_or(unit), &[]));
    case.does(&first(OTHER_DEPARTMENT, Role::Specialist), Command::ReturnStep { note: why() });
    assert_eq!(case.state().transfer.map(|transfer| transfer.to), Some(NEW_WARD));
    case.does(&first(NEW_WARD, Role::Clerk), Command::AcceptHandOver {});
    assert_eq!(case.state().holder.unit, NEW_WARD);
}

#[test]
fn an_agency_named_by_the_version_is_found_in_its_successor() {
    let heirs = BTreeMap::from([(OTHER_DEPARTMENT, NEW_DEPARTMENT), (DEPARTMENT, NEW_DEPARTMENT)]);
    let mut case = Case::new(long());
    case.units = units_after(case.now.date(), &heirs);
    let clerk = first(POINT, Role::OneStop);
    let mut submit = filing(Provenance::Counter, &case.version);
    let receive = receipt(POINT, command::PaperHanded::Yes);
    let refusal = case.refused(&clerk, Command::Intake { submit: submit.clone(), receive: receive.clone() });
    assert_eq!(refusal, Refusal::UnitEnded { unit: DEPARTMENT, successor: NEW_DEPARTMENT });
    submit.competent = NEW_DEPARTMENT;
    case.does(&clerk, Command::Intake { submit, receive });
    case.does(&clerk, hand_over());
    case.does(&first(WARD, Role::Specialist), Command::AcceptHandOver {});
    case.later(600);
    case.does(&first(WARD, Role::Specialist), Command::Propose { outcome: Outcome::Grant, note: None });
    case.does(&first(WARD, Role::UnitHead), Command::Approve { outcome: Outcome::Grant, note: None });
    case.does(&first(WARD, Role::Clerk), issue());
    assert_eq!(case.state().transfer.map(|transfer| transfer.to), Some(NEW_DEPARTMENT));
}

fn plan(text: serde_json::Value) -> Plan {
    let mut whole =
        serde_json::json!({ "key": "sap-xep", "effective_on": "2025-07-01", "basis": "NQ 1656/NQ-UBTVQH15" });
    for (key, value) in text.as_object().expect("an object") {
        whole[key] = value.clone();
    }
    serde_json::from_value(whole).expect("a plan")
}

fn codes(text: serde_json::Value) -> Vec<&'static str> {
    let findings = check(&plan(text), &units());
    for finding in &findings {
        assert!(finding.message(Lang::Vi) != finding.message(Lang::En));
    }
    findings.iter().map(|finding| finding.code).collect()
}

#[test]
fn what_cannot_be_carried_out_is_told() {
    let key = |unit: UnitId| format!("don-vi-{unit}");
    let end = |unit, to| serde_json::json!({ "unit": key(unit), "successor": key(to) });
    assert_eq!(codes(serde_json::json!({})), ["plan-empty"]);
    assert_eq!(codes(serde_json::json!({ "end": [end(DEPARTMENT, OTHER_DEPARTMENT)] })), [""; 0]);
    assert_eq!(codes(serde_json::json!({ "end": [{ "unit": key(DEPARTMENT) }] })), ["successor-missing"]);
    assert_eq!(
        codes(serde_json::json!({ "end": [{ "unit": "la", "successor": key(WARD) }] })),
        ["unit-unknown"]
    );
    let circle = [end(DEPARTMENT, OTHER_DEPARTMENT), end(OTHER_DEPARTMENT, DEPARTMENT)];
    assert_eq!(codes(serde_json::json!({ "end": circle })), ["successor-circle", "successor-circle"]);
    let three = [end(POINT, OTHER_POINT), end(OTHER_POINT, BRANCH)];
    assert_eq!(codes(serde_json::json!({ "end": three })), ["successor-ended"]);
    assert_eq!(codes(serde_json::json!({ "end": [end(POINT, WARD)] })), ["kind-differs"]);
    // The service point of the ward is left without a unit above it, unless it is given one.
    assert_eq!(codes(serde_json::json!({ "end": [end(WARD, COMMUNE)] })), ["parent-ends"]);
    let placed = serde_json::json!({ "end": [end(WARD, COMMUNE)], "rename": [{ "unit": key(POINT), "parent": key(COMMUNE) }] });
    assert_eq!(codes(placed), [""; 0]);
    let new = serde_json::json!({ "id": WARD.0, "key": key(COMMUNE), "name": "x", "short_name": "x", "kind": "ward", "parent": key(CITY), "agency_code": format!("H26.P{WARD}"), "agency_code_provisional": true });
    assert_eq!(codes(serde_json::json!({ "create": [new] })), ["id-taken", "key-taken", "agency-code-taken"]);
    let nowhere =
        serde_json::json!({ "transfer": [{ "unit": key(DEPARTMENT), "rule": [{ "to": key(DEPARTMENT) }] }] });
    assert_eq!(codes(nowhere), ["transfer-nowhere"]);
}

#[test]
fn the_first_rule_that_fits_decides_and_the_main_successor_takes_the_rest() {
    let key = |unit: UnitId| format!("don-vi-{unit}");
    let plan = plan(serde_json::json!({
        "end": [
            { "unit": key(DEPARTMENT), "successor": key(OTHER_DEPARTMENT), "rule": [
                { "dossiers": ["H26-1"], "to": key(CITY) },
                { "fields": ["ho-tich"], "to": "@commune" },
            ] },
            { "unit": key(BRANCH), "successor": key(OTHER_POINT), "rule": [{ "to": "@counter" }] },
            { "unit": key(WARD), "successor": key(COMMUNE), "rule": [
                { "neighbourhoods": ["Tổ dân phố 5"], "to": "moi" },
            ] },
        ],
        "rename": [{ "unit": key(POINT), "parent": "moi" }],
        "create": [{ "id": 61, "key": "moi", "name": "Phường Mới", "short_name": "Mới", "kind": "ward", "parent": key(CITY), "agency_code": "H26.M1", "agency_code_provisional": true }],
        "officer": [{ "username": "An", "from": key(WARD), "to": "moi" }],
    }));
    assert_eq!(check(&plan, &units()), []);
    let order = Order::of(&plan, &units());
    let facts = |field, code, address| DossierFacts {
        procedure: "1",
        field,
        code,
        commune: Some(WARD),
        competent: WARD,
        address,
    };
    let (here, there) = ("so 1 to dan pho 5 phuong cu", "so 1 to dan pho 51 phuong cu");
    assert_eq!(order.heir(DEPARTMENT, &facts("dat-dai", None, here)), OTHER_DEPARTMENT);
    assert_eq!(order.heir(DEPARTMENT, &facts("dat-dai", Some("H26-1"), here)), CITY);
    assert_eq!(order.heir(DEPARTMENT, &facts("ho-tich", None, here)), NEW_WARD);
    assert_eq!(order.heir(DEPARTMENT, &facts("ho-tich", None, there)), COMMUNE);
    assert_eq!(order.heir(BRANCH, &facts("ho-tich", None, here)), POINT);
    assert_eq!(order.heir(BRANCH, &facts("ho-tich", None, there)), OTHER_POINT);
    assert_eq!(order.heir(CITY, &facts("ho-tich", None, there)), CITY);
    assert_eq!(order.post("an", WARD), Some(NEW_WARD));
    assert_eq!(order.post("binh", WARD), Some(COMMUNE));
    assert_eq!(order.post("binh", CITY), Some(CITY));

    let after = plan.units_after(&units());
    let on = day("2025-07-01");
    assert_eq!(after.current(WARD, on), COMMUNE);
    assert_eq!(after.current(WARD, day("2025-06-30")), WARD);
    assert_eq!(after.with_history(NEW_WARD), [NEW_WARD, WARD]);
    let places = Places::new(&after, []);
    let found = places.find(&after, &format!("don vi {WARD}"), on, 9);
    let old = found.iter().find(|hit| hit.until == Some(day("2025-06-30"))).expect("the old name");
    let heirs: Vec<UnitId> = old.now.iter().map(|(unit, _)| unit.id).collect();
    assert_eq!(old.name, format!("Đơn vị {WARD}"));
    assert!(heirs.contains(&NEW_WARD) && heirs.contains(&COMMUNE), "{heirs:?}");
}
