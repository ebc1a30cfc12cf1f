//! Which procedures are offered where, and which of them are used online: the registry held against the sums.

use crate::World;
use crate::error::Error;
use motcua_db::Tx;
use motcua_domain::ids::{ProcedureCode, UnitId};
use motcua_domain::procedure::{Competence, ServiceLevel};
use motcua_insight::{Service, Sums};
use motcua_store::figures::{self, Period};
use std::collections::BTreeMap;

/// By the agency that decides: the procedures in force on the last day of a period with their services, and those that a dossier of
/// the period was filed online under. As known now: neither the registry nor what is beside the journal is kept by moments.
///
/// # Errors
/// If the database cannot answer.
pub fn offered(tx: &mut Tx<'_>, world: &World, period: Period) -> Result<BTreeMap<UnitId, Vec<u8>>, Error> {
    let mut found: BTreeMap<UnitId, Sums> = BTreeMap::new();
    let mut places: BTreeMap<&ProcedureCode, usize> = BTreeMap::new();
    let communes: Vec<UnitId> =
        world.units.standing(period.to).filter(|unit| unit.kind.is_commune()).map(|unit| unit.id).collect();
    for (place, version) in world.procedures_on(period.to).enumerate() {
        places.insert(&version.code, place);
        if !version.in_force(period.to) {
            continue;
        }
        let agency = [match version.competence {
            Competence::Agency(unit) => world.units.latest(unit),
            Competence::Commune => UnitId(0),
        }];
        let units = if version.competence == Competence::Commune { communes.as_slice() } else { &agency };
        for unit in units {
            let version = world.varied(version, period.to, *unit);
            let sums = found.entry(*unit).or_default();
            sums.serves(place, Service::Offered);
            if matches!(
                version.service_level,
                ServiceLevel::Full | ServiceLevel::Partial | ServiceLevel::OnlineUnspecified
            ) {
                sums.serves(place, Service::Online);
            }
            if version.service_level == ServiceLevel::Full {
                sums.serves(place, Service::Full);
            }
        }
    }
    for (unit, sums) in &mut found {
        for version in figures::used(tx, *unit, period)? {
            let place = world.version(version).and_then(|version| places.get(&version.code));
            if let Some(place) = place {
                sums.serves(*place, Service::Used);
            }
        }
    }
    Ok(found.into_iter().map(|(unit, sums)| (unit, sums.services)).collect())
}
