//! Units: codes, parents, and one counter for every commune.

use super::Report;
use crate::City;
use motcua_domain::ids::UnitId;
use motcua_domain::unit::{Unit, UnitKind};
use std::collections::{BTreeMap, BTreeSet};

pub(super) fn check(city: &City, report: &mut Report) {
    let by_id: BTreeMap<UnitId, &Unit> = city.units.iter().map(|unit| (unit.id, unit)).collect();
    let mut codes = BTreeSet::new();
    for unit in &city.units {
        report.expect(!unit.name.is_empty() && !unit.short_name.is_empty(), &unit.key, "unit lacks a name");
        report.expect(
            codes.insert(&unit.agency_code),
            &unit.key,
            format!("{} stands twice", unit.agency_code),
        );
        let well_formed = is_agency_code(&unit.agency_code);
        report.expect(well_formed, &unit.key, format!("{} is not an agency code", unit.agency_code));
        let parent = unit.parent.and_then(|id| by_id.get(&id)).map(|parent| parent.kind);
        report.expect(may_belong(unit.kind, parent), &unit.key, "belongs to a unit of the wrong kind");
        if unit.kind.is_commune() {
            let points =
                city.units.iter().filter(|point| point.parent == Some(unit.id) && point.kind.is_counter());
            report.expect(points.count() == 1, &unit.key, "does not have exactly one service point");
        }
    }
    for (kind, name) in [(UnitKind::City, "city committee"), (UnitKind::Centre, "service centre")] {
        let count = city.units.iter().filter(|unit| unit.kind == kind).count();
        report.expect(count == 1, "units", format!("{count} units are the {name}"));
    }
}

/// The first part of a dossier code: `^[A-Z0-9.]{3,20}$` (the shape all national systems accept).
fn is_agency_code(code: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'.';
    (3..=20).contains(&code.len()) && code.bytes().all(allowed)
}

fn may_belong(kind: UnitKind, parent: Option<UnitKind>) -> bool {
    match kind {
        UnitKind::City => parent.is_none(),
        UnitKind::Centre | UnitKind::District | UnitKind::Ward | UnitKind::RuralCommune => {
            parent == Some(UnitKind::City)
        }
        UnitKind::Branch => parent == Some(UnitKind::Centre),
        UnitKind::Department => matches!(parent, Some(UnitKind::City | UnitKind::Department)),
        UnitKind::ServicePoint => parent.is_some_and(UnitKind::is_commune),
    }
}
