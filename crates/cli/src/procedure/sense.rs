//! Whether a text that can be read makes sense in the city: its dictionary of form fields, its units, its officers.

use motcua_city::City;
use motcua_domain::actor::{Duty, Role};
use motcua_domain::ids::{FieldCode, UnitId};
use motcua_domain::procedure::ProcedureVersion;
use motcua_domain::unit::UnitIndex;
use motcua_procedure::lint;
use motcua_procedure::{Finding, Surroundings};

/// What the checks find about a version among the other versions of its procedure.
pub fn findings(city: &City, units: &UnitIndex, version: &ProcedureVersion) -> Vec<Finding> {
    let duties: Vec<&Duty> = city.officers.iter().flat_map(|officer| &officer.duties).collect();
    let staffed = |unit: UnitId, role: Role, field: &FieldCode| {
        duties.iter().any(|duty| duty.unit == unit && duty.role == role && duty.covers(field))
    };
    // The text may be of a version the city has already: it stands for that one.
    let others: Vec<&ProcedureVersion> = city
        .procedures
        .iter()
        .filter(|other| other.code == version.code && other.valid_from != version.valid_from)
        .collect();
    let around = Surroundings {
        units,
        staffed: &staffed,
        fields: &city.fields,
        dictionary: &city.dictionary,
        others: &others,
        base: None,
        substitutions: lint::substitutions(),
    };
    lint::check(version, &around)
}
