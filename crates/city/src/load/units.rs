//! Units, and the finding of a unit by its key while the rest is read.

use super::table::{given, rows};
use crate::error::CityError;
use crate::files;
use motcua_domain::ids::UnitId;
use motcua_domain::unit::{Life, Unit, UnitKind};
use serde::Deserialize;
use std::collections::BTreeMap;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct UnitRow {
    id: u32,
    key: String,
    name: String,
    short_name: String,
    kind: String,
    parent: String,
    agency_code: String,
    agency_code_provisional: String,
    login: String,
    address: String,
    population: Option<u32>,
    #[serde(rename = "source")]
    _source: String,
}

/// The units read so far, with what only the loader needs to know of them.
pub(super) struct Registry {
    units: Vec<Unit>,
    logins: BTreeMap<UnitId, String>,
    by_key: BTreeMap<String, UnitId>,
}

impl Registry {
    pub fn id(&self, key: &str) -> Option<UnitId> {
        self.by_key.get(key).copied()
    }
    pub fn iter(&self) -> impl Iterator<Item = (&Unit, &str)> {
        self.units.iter().map(|unit| (unit, self.logins.get(&unit.id).map_or("", String::as_str)))
    }
    pub fn into_units(self) -> Vec<Unit> {
        self.units
    }
}

/// Reads the units. A parent stands before its children.
pub(super) fn read(text: &str) -> Result<Registry, CityError> {
    let mut registry = Registry { units: Vec::new(), logins: BTreeMap::new(), by_key: BTreeMap::new() };
    for mut line in rows::<UnitRow>(files::UNITS, text)? {
        let id = UnitId(line.row.id);
        let kind = line.known("kind", &line.row.kind, UnitKind::from_key)?;
        let parent = match line.row.parent.as_str() {
            "" => None,
            key => {
                Some(registry.id(key).ok_or_else(|| line.bad("parent", key, "no unit above has this key"))?)
            }
        };
        let agency_code_provisional =
            line.yes("agency_code_provisional", &line.row.agency_code_provisional)?;
        if registry.by_key.insert(line.row.key.clone(), id).is_some() {
            return Err(line.bad("key", &line.row.key, "stands twice"));
        }
        if registry.logins.insert(id, std::mem::take(&mut line.row.login)).is_some() {
            return Err(line.bad("id", id, "stands twice"));
        }
        let row = line.row;
        registry.units.push(Unit {
            id,
            key: row.key,
            name: row.name,
            short_name: row.short_name,
            kind,
            parent,
            agency_code: row.agency_code,
            agency_code_provisional,
            address: given(row.address),
            population: row.population,
            life: Life::default(),
        });
    }
    registry.units.sort_by_key(|unit| unit.id);
    Ok(registry)
}
