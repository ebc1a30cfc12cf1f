//! The data of Hanoi, read and looked through.

#![allow(clippy::unwrap_used, reason = "a failing test panics")]

use motcua_calendar::{CutoffEffect, Date, StartRule, Term};
use motcua_city::{City, check, hanoi};
use motcua_domain::actor::{FieldScope, Role};
use motcua_domain::ids::ProcedureCode;
use motcua_domain::procedure::Channel::{Counter, Online};
use motcua_domain::procedure::{Competence, ProcedureVersion, StepKind, StepPlace, Tier};
use motcua_domain::unit::UnitKind;
use std::collections::BTreeSet;
use std::sync::LazyLock;

static CITY: LazyLock<City> = LazyLock::new(|| hanoi().expect("the files of Hanoi are understood"));

fn count(kind: UnitKind) -> usize {
    CITY.units.iter().filter(|unit| unit.kind == kind).count()
}

fn on(code: &str, day: &str) -> &'static ProcedureVersion {
    let day = Date::parse(day).unwrap();
    CITY.in_force(&ProcedureCode::from(code), day).unwrap_or_else(|| panic!("{code} is in force on {day}"))
}

#[test]
fn nothing_is_wrong() {
    let found = check(&CITY);
    assert!(found.is_empty(), "{} findings, first: {:#?}", found.len(), &found[..found.len().min(20)]);
    let unsound = CITY.procedures.iter().find(|version| !version.is_sound());
    assert_eq!(unsound.map(|version| &version.code), None, "a dossier on this chain would stand still");
}

#[test]
fn the_units_are_those_of_the_resolution() {
    // NQ 1656/NQ-UBTVQH15: 126 units, of which 51 wards and 75 communes.
    assert_eq!((count(UnitKind::Ward), count(UnitKind::RuralCommune)), (51, 75));
    assert_eq!((count(UnitKind::ServicePoint), count(UnitKind::Branch)), (126, 12));
    assert_eq!((count(UnitKind::City), count(UnitKind::Centre), count(UnitKind::Department)), (1, 1, 22));
    assert!(CITY.units.iter().all(|unit| unit.agency_code_provisional), "no code below H26 is public");
    let people: u32 = CITY.units.iter().filter_map(|unit| unit.population).sum();
    assert!((8_700_000..8_900_000).contains(&people), "{people}");
}

#[test]
fn all_published_procedures_are_there_once() {
    let codes: BTreeSet<_> = CITY.procedures.iter().map(|version| &version.code).collect();
    assert_eq!(codes.len(), 699);
    let day = Date::parse("2026-11-22").unwrap();
    assert_eq!(CITY.procedures.iter().filter(|version| version.in_force(day)).count(), 699);
    let bands =
        |band| codes.iter().filter(|code| CITY.in_force(code, day).unwrap().volume_band == band).count();
    assert_eq!((bands('A'), bands('B')), (24, 64));
    let nameless = |version: &&ProcedureVersion| version.volume_band != 'C' && version.name_en.is_none();
    assert_eq!(CITY.procedures.iter().find(nameless).map(|version| &version.code), None);
}

#[test]
fn a_birth_is_registered_the_same_day() {
    let birth = on("1.001193", "2025-07-24");
    assert_eq!(birth.rule.term, Term::WorkingDays(1));
    assert_eq!(birth.rule.start, StartRule::SameDay);
    let cutoff = birth.rule.cutoff.expect("a dossier taken after 15:00 is answered the next working day");
    assert_eq!((cutoff.at.to_string().as_str(), cutoff.effect), ("15:00", CutoffEffect::DueNextDay));
    assert_eq!((birth.competence, birth.tier), (Competence::Commune, Tier::Commune));
    assert_eq!((birth.fee(Counter), birth.fee(Online)), (Some(0), Some(0)));
    assert!(!birth.provisional.term && !birth.provisional.steps && !birth.provisional.papers);
    assert!(birth.papers.iter().any(|paper| paper.held_by.is_some() && !paper.required));
    assert!(birth.papers.iter().all(|paper| paper.name_en.is_some()), "its text says more than a row can");
    assert!(birth.steps.iter().all(|step| !step.key.is_empty()));
    assert!(CITY.shortcuts.iter().any(|shortcut| shortcut.typed == "KS" && shortcut.code == birth.code));
    assert!(birth.synonyms.iter().any(|word| motcua_city::names::fold(word) == "lam giay khai sinh"));
}

#[test]
fn communes_and_fields_are_told_apart_without_accents() {
    let distinct = |names: Vec<&str>| {
        names.iter().map(|name| motcua_city::names::fold(name)).collect::<BTreeSet<_>>().len()
    };
    let communes = CITY.units.iter().filter(|unit| unit.kind.is_commune());
    assert_eq!(distinct(communes.map(|unit| unit.short_name.as_str()).collect()), 126);
    assert_eq!(distinct(CITY.fields.iter().map(|field| field.name.as_str()).collect()), CITY.fields.len());
}

#[test]
fn fees_change_with_the_year() {
    // NQ 77/2025/NQ-HĐND: from 1 January 2026 the city's own fees are 0 online.
    let before = on("1.004222", "2025-12-31");
    let after = on("1.004222", "2026-01-01");
    assert_eq!((before.fee(Online), after.fee(Online)), (Some(10_000), Some(0)));
    assert_eq!((before.fee(Counter), after.fee(Counter)), (Some(20_000), Some(20_000)));
    assert_ne!(before.id, after.id);
    assert_eq!((before.id.0 + 1000, &before.steps), (after.id.0, &after.steps));
    assert_eq!(CITY.procedures.len(), 699 + 81);
}

#[test]
fn what_is_not_published_is_marked() {
    let default = Term::WorkingDays(10);
    let marked = CITY.procedures.iter().filter(|version| version.provisional.term);
    assert!(marked.clone().all(|version| version.rule.term == default));
    let unmarked_terms: BTreeSet<_> =
        CITY.procedures.iter().filter(|v| !v.provisional.term).map(|version| &version.code).collect();
    assert_eq!(unmarked_terms.len(), 490, "as many terms as the source publishes");
    for version in &CITY.procedures {
        let fee_known = version.fee(Counter).is_some() && version.fee(Online).is_some();
        assert!(fee_known || version.provisional.fee || version.channels.len() < 3, "{}", version.code);
        let papers_known = !version.papers.is_empty();
        assert!(papers_known || version.provisional.papers, "{}", version.code);
    }
    let certain_steps: BTreeSet<_> = CITY
        .procedures
        .iter()
        .filter(|v| !v.provisional.steps)
        .map(|version| version.code.as_str())
        .collect();
    assert!((5..=10).contains(&certain_steps.len()), "{certain_steps:?}");
}

#[test]
fn a_transfer_of_land_waits_for_the_tax() {
    let transfer = on("1.013831", "2026-06-01");
    let kinds: Vec<StepKind> = transfer.steps.iter().map(|step| step.kind).collect();
    let payment = kinds.iter().position(|kind| *kind == StepKind::Payment).expect("a tax notice is paid");
    assert!(!transfer.steps[payment].clock_runs && transfer.payment_pauses);
    assert_eq!(transfer.steps[payment].place, StepPlace::Competent);
    let Competence::Agency(registry) = transfer.competence else { panic!("the land registry decides") };
    assert_eq!(CITY.units.iter().find(|unit| unit.id == registry).unwrap().key, "vp-dkdd");
}

#[test]
fn what_begins_in_a_commune_and_ends_in_the_city_is_one_chain() {
    // 25 working days: 10 in the commune, 15 at the department of health.
    let admission = on("2.000286", "2026-06-01");
    assert_eq!((admission.tier, admission.competence), (Tier::Both, Competence::Commune));
    let health = CITY.units.iter().find(|unit| unit.key == "so-y-te").unwrap().id;
    let approve = admission.steps.iter().find(|step| step.kind == StepKind::Approve).unwrap();
    assert_eq!((approve.place, approve.role), (StepPlace::Agency(health), Role::UnitHead));
    assert!(admission.steps.iter().any(|step| step.place == StepPlace::Competent));
}

#[test]
fn officers_are_made_up_and_stable() {
    let officer = |name: &str| CITY.officers.iter().find(|officer| officer.username == name);
    let desk = officer("hongha.motcua1").expect("Hồng Hà has a counter");
    assert!(desk.duties.iter().any(|duty| duty.role == Role::Cashier));
    let limited = officer("hongha.chuyenvien1").expect("Hồng Hà has a specialist");
    assert!(limited.duties.iter().all(|duty| matches!(duty.scope, FieldScope::Only(_))));
    assert_eq!(hanoi().unwrap().officers, CITY.officers);
    let leaders = CITY.officers.iter().filter(|o| o.duties.iter().any(|duty| duty.role == Role::CityLeader));
    assert_eq!(leaders.count(), 1);
    let roles: BTreeSet<Role> = CITY.officers.iter().flat_map(|o| &o.duties).map(|duty| duty.role).collect();
    assert_eq!(roles.len(), Role::ALL.len(), "a demonstration has every role");
    println!("{} officers, such as {} ({})", CITY.officers.len(), desk.name, desk.username);
    let distinct: BTreeSet<_> = CITY.officers.iter().map(|officer| &officer.name).collect();
    assert!(distinct.len() * 10 > CITY.officers.len() * 8, "{} of {}", distinct.len(), CITY.officers.len());
}

#[test]
fn the_two_volumes_stand_side_by_side() {
    assert_eq!(CITY.simulation.volume("first-weeks").map(|volume| volume.dossiers), Some(66_000));
    assert_eq!(CITY.simulation.volume("commune-quarter").map(|volume| volume.dossiers), Some(531_269));
    let weight = |code| CITY.simulation.weight_of(on(code, "2026-06-01"));
    assert!(weight("2.000815") > weight("1.001193") && weight("1.001193") > weight("1.012644"));
}

#[test]
fn everyday_words_of_the_table_go_with_every_version() {
    let residence: Vec<_> = CITY.procedures.iter().filter(|v| v.code.as_str() == "1.004222").collect();
    assert!(residence.len() > 1 && residence.iter().all(|v| v.synonyms.iter().any(|word| word == "hộ khẩu")));
    for version in &CITY.procedures {
        let mut keys: Vec<String> = version.synonyms.iter().map(|word| word.to_lowercase()).collect();
        keys.sort();
        keys.dedup();
        assert_eq!(keys.len(), version.synonyms.len(), "{} has a word twice", version.code);
    }
}
