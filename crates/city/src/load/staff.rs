//! Made-up officers for every unit, by a staffing table; their names by a fixed rule from the name lists.

use super::table::rows;
use super::units::Registry;
use crate::error::CityError;
use crate::files;
use crate::model::DemoOfficer;
use crate::simulation::{GivenNames, NameLists, Weighted};
use motcua_domain::actor::{Duty, FieldScope, Role};
use motcua_domain::ids::{FieldCode, OfficerId, UnitId};
use motcua_domain::unit::UnitKind;
use serde::Deserialize;
use std::collections::BTreeMap;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StaffingRow {
    kind: String,
    slot: u32,
    login: String,
    role: Role,
    also: Option<Role>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DutyRow {
    unit: String,
    slot: u32,
    field: Option<String>,
    also_at: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NameRow {
    part: String,
    sex: String,
    text: String,
    weight: u32,
}

/// Slots per unit; an officer's number is the unit's number times this, plus the slot.
const SLOTS: u32 = 100;

/// Reads the name lists.
pub(super) fn names(text: &str) -> Result<NameLists, CityError> {
    let mut names = NameLists::default();
    for line in rows::<NameRow>(files::NAMES, text)? {
        let list = match (line.row.part.as_str(), line.row.sex.as_str()) {
            ("surname", "") => &mut names.surnames,
            ("middle", "female") => &mut names.female.middle,
            ("given", "female") => &mut names.female.given,
            ("middle", "male") => &mut names.male.middle,
            ("given", "male") => &mut names.male.given,
            (part, _) => return Err(line.bad("part", part, "is surname, or middle or given with a sex")),
        };
        list.push(Weighted { text: line.row.text, weight: line.row.weight });
    }
    let GivenNames { middle, given } = &names.female;
    let lists = [&names.surnames, middle, given, &names.male.middle, &names.male.given];
    if lists.iter().any(|list| total(list) == 0) {
        let reason = "a list of names is empty or weighs nothing".to_owned();
        return Err(CityError::Setting { file: files::NAMES, reason });
    }
    Ok(names)
}

/// Makes the officers of every unit.
pub(super) fn officers(
    staffing: &str,
    duties: &str,
    units: &Registry,
    names: &NameLists,
) -> Result<Vec<DemoOfficer>, CityError> {
    let mut slots: BTreeMap<UnitKind, Vec<StaffingRow>> = BTreeMap::new();
    for line in rows::<StaffingRow>(files::STAFFING, staffing)? {
        let kind = line.known("kind", &line.row.kind, UnitKind::from_key)?;
        if !(1..SLOTS).contains(&line.row.slot) {
            return Err(line.bad("slot", line.row.slot, "is 1 to 99"));
        }
        slots.entry(kind).or_default().push(line.row);
    }
    let special = special(duties, units)?;
    let mut officers = Vec::new();
    for (unit, login) in units.iter() {
        for slot in slots.get(&unit.kind).into_iter().flatten() {
            let id = OfficerId(unit.id.0 * SLOTS + slot.slot);
            let Special { fields, also_at } = special.get(&id).cloned().unwrap_or_default();
            let everything = fields.is_empty().then_some(FieldScope::All);
            let scopes: Vec<FieldScope> =
                fields.into_iter().map(FieldScope::Only).chain(everything).collect();
            let duty = |unit: UnitId, role: Role, scope: FieldScope| Duty { unit, role, scope };
            let mut duties: Vec<Duty> = Vec::new();
            for place in [unit.id].into_iter().chain(also_at) {
                duties.extend(scopes.iter().map(|scope| duty(place, slot.role, scope.clone())));
            }
            duties.extend(slot.also.map(|role| duty(unit.id, role, FieldScope::All)));
            let username = format!("{login}.{}", slot.login);
            officers.push(DemoOfficer { id, username, name: made_up_name(id, names), duties });
        }
    }
    Ok(officers)
}

/// What sets an officer apart from the others in the same place.
#[derive(Clone, Default)]
struct Special {
    /// The fields of the first role; none for all of them.
    fields: Vec<FieldCode>,
    /// Other units where the first role is held as well.
    also_at: Vec<UnitId>,
}

/// Officers whose first role covers some fields only, or is held at another unit too.
fn special(text: &str, units: &Registry) -> Result<BTreeMap<OfficerId, Special>, CityError> {
    let mut officers: BTreeMap<OfficerId, Special> = BTreeMap::new();
    for line in rows::<DutyRow>(files::DUTIES, text)? {
        let UnitId(unit) = line.known("unit", &line.row.unit, |key| units.id(key))?;
        let special = officers.entry(OfficerId(unit * SLOTS + line.row.slot)).or_default();
        match (&line.row.field, &line.row.also_at) {
            (Some(field), None) => special.fields.push(FieldCode(field.clone())),
            (None, Some(key)) => {
                let place = line.known("also_at", key, |key| units.id(key))?;
                if place == UnitId(unit) || special.also_at.contains(&place) {
                    return Err(line.bad("also_at", key, "is another unit, once"));
                }
                special.also_at.push(place);
            }
            _ => return Err(line.bad("field", "", "stands alone, or also_at does")),
        }
    }
    Ok(officers)
}

/// A name that depends on the officer's number only, so that the same data always makes the same people.
fn made_up_name(id: OfficerId, names: &NameLists) -> String {
    let mut draw = Draw(u64::from(id.0));
    let sex = if draw.next().is_multiple_of(2) { &names.female } else { &names.male };
    let surname = draw.pick(&names.surnames);
    let middle = draw.pick(&sex.middle);
    let mut given = draw.pick(&sex.given);
    while given == middle || given == surname {
        given = draw.pick(&sex.given);
    }
    format!("{surname} {middle} {given}")
}

fn total(list: &[Weighted]) -> u64 {
    list.iter().map(|entry| u64::from(entry.weight)).sum()
}

/// SplitMix64: spreads neighbouring numbers evenly; no secret depends on it.
struct Draw(u64);

impl Draw {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    fn pick<'a>(&mut self, list: &'a [Weighted]) -> &'a str {
        let mut left = self.next() % total(list);
        for entry in list {
            match left.checked_sub(u64::from(entry.weight)) {
                Some(rest) => left = rest,
                None => return &entry.text,
            }
        }
        ""
    }
}

#[cfg(test)]
mod tests {
    use motcua_domain::actor::Role;

    #[test]
    fn one_counter_officer_stands_in_at_a_neighbouring_point() {
        let city = crate::hanoi().expect("the city compiled in");
        let point = |key: &str| city.units.iter().find(|unit| unit.key == key).expect("a point").id;
        let officer = city.officers.iter().find(|one| one.username == "badinh.motcua2").expect("an officer");
        let held: Vec<_> = officer.duties.iter().map(|duty| (duty.unit, duty.role)).collect();
        let wanted = [(point("diem-00004"), Role::OneStop), (point("diem-00008"), Role::OneStop)];
        assert_eq!(held, wanted);
        let elsewhere =
            |one: &&crate::DemoOfficer| one.duties.iter().any(|duty| duty.unit != one.duties[0].unit);
        assert_eq!(city.officers.iter().filter(elsewhere).count(), 1, "nobody else works at two units");
    }
}
