//! Officers: accounts that cannot be confused, and somebody for every step at every place it may be done.

use super::Report;
use crate::City;
use motcua_domain::actor::{Duty, Role};
use motcua_domain::ids::{FieldCode, UnitId};
use motcua_domain::procedure::{Competence, StepPlace};
use motcua_domain::unit::Unit;
use std::collections::{BTreeMap, BTreeSet};

/// Where a step may be done: any counter, any commune, or one agency.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Where {
    Counters,
    Communes,
    Agency(UnitId),
}

pub(super) fn check(city: &City, report: &mut Report) {
    let mut ids = BTreeSet::new();
    let mut usernames = BTreeSet::new();
    for officer in &city.officers {
        let name = &officer.username;
        report.expect(ids.insert(officer.id), name, format!("officer {} stands twice", officer.id));
        report.expect(usernames.insert(name), name, "sign-in name stands twice");
        let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'.';
        report.expect(name.bytes().all(plain), name, "sign-in name is not plain ASCII");
        report.expect(!officer.duties.is_empty() && !officer.name.is_empty(), name, "has no duty or no name");
        for duty in &officer.duties {
            let known = city.fields.iter().any(|field| duty.covers(&field.key));
            report.expect(known, name, "has a duty for a field that does not exist");
        }
    }
    staffed(city, report);
}

/// Every step finds an officer of its role and field at every unit where it may be done.
fn staffed(city: &City, report: &mut Report) {
    let mut duties: BTreeMap<(UnitId, Role), Vec<&Duty>> = BTreeMap::new();
    for duty in city.officers.iter().flat_map(|officer| &officer.duties) {
        duties.entry((duty.unit, duty.role)).or_default().push(duty);
    }
    for (place, role, field) in needs(city) {
        for unit in city.units.iter().filter(|unit| done_at(unit, &place)) {
            let there =
                duties.get(&(unit.id, role)).is_some_and(|list| list.iter().any(|duty| duty.covers(field)));
            report.expect(there, &unit.key, format!("nobody is {} for {field}", role.key()));
        }
    }
}

fn needs(city: &City) -> BTreeSet<(Where, Role, &FieldCode)> {
    let mut needs = BTreeSet::new();
    for version in &city.procedures {
        for step in &version.steps {
            let place = match (step.place, version.competence) {
                (StepPlace::ReceivedAt | StepPlace::ReturnAt, _) => Where::Counters,
                (StepPlace::Commune, _) | (StepPlace::Competent, Competence::Commune) => Where::Communes,
                (StepPlace::Competent, Competence::Agency(unit)) | (StepPlace::Agency(unit), _) => {
                    Where::Agency(unit)
                }
            };
            needs.insert((place, step.role, &version.field));
        }
    }
    needs
}

fn done_at(unit: &Unit, place: &Where) -> bool {
    match place {
        Where::Counters => unit.kind.is_counter(),
        Where::Communes => unit.kind.is_commune(),
        Where::Agency(id) => unit.id == *id,
    }
}
