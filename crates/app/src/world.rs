//! What is known of the city: units, procedure versions, calendars, officers' names. Loaded once, shared, immutable.

use crate::error::Error;
use crate::procedures::Catalogue;
use motcua_calendar::{Date, Moment, WorkCalendar};
use motcua_db::Db;
use motcua_domain::ids::{OfficerId, ProcedureCode, UnitId, VersionId};
use motcua_domain::procedure::ProcedureVersion;
use motcua_domain::unit::UnitIndex;
use motcua_store::city;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// The city as data.
pub struct World {
    /// Units.
    pub units: UnitIndex,
    /// Versions by id.
    versions: HashMap<VersionId, Arc<ProcedureVersion>>,
    /// Versions of each procedure, by the day they begin.
    by_code: BTreeMap<ProcedureCode, Vec<Arc<ProcedureVersion>>>,
    /// Search.
    pub catalogue: Catalogue,
    calendars: HashMap<UnitId, Arc<WorkCalendar>>,
    calendar: Option<Arc<WorkCalendar>>,
    officers: HashMap<OfficerId, Arc<str>>,
}

impl World {
    /// Loads the city from the database; an unseeded database gives an empty city.
    pub fn load(db: &Db) -> Result<World, Error> {
        let (units, versions, source, officers) = db.read(|tx| {
            Ok::<_, Error>((
                city::load_units(tx)?,
                city::load_versions(tx)?,
                city::load_calendar(tx)?,
                city::officer_names(tx)?,
            ))
        })?;
        let mut calendars = HashMap::new();
        let mut calendar = None;
        if let Some(source) = &source {
            let fault =
                |e: motcua_calendar::CalendarError| Error::Defect(format!("calendar of the city: {e}"));
            calendar = Some(Arc::new(source.compile(None).map_err(fault)?));
            for unit in &units {
                if source.varies(&unit.key) {
                    calendars.insert(unit.id, Arc::new(source.compile(Some(&unit.key)).map_err(fault)?));
                }
            }
        }
        let mut by_id = HashMap::new();
        let mut by_code: BTreeMap<ProcedureCode, Vec<Arc<ProcedureVersion>>> = BTreeMap::new();
        for version in versions {
            let version = Arc::new(version);
            by_code.entry(version.code.clone()).or_default().push(version.clone());
            by_id.insert(version.id, version);
        }
        for list in by_code.values_mut() {
            list.sort_by_key(|v| v.valid_from);
        }
        let catalogue = Catalogue::new(by_code.values().filter_map(|list| list.last().cloned()));
        Ok(World {
            units: UnitIndex::new(units),
            versions: by_id,
            by_code,
            catalogue,
            calendars,
            calendar,
            officers: officers.into_iter().map(|(id, name)| (id, Arc::from(name))).collect(),
        })
    }

    /// Whether nothing was seeded yet.
    pub fn is_empty(&self) -> bool {
        self.by_code.is_empty()
    }

    /// A version by id.
    pub fn version(&self, id: VersionId) -> Option<&Arc<ProcedureVersion>> {
        self.versions.get(&id)
    }

    /// All versions of a procedure, oldest first.
    pub fn versions_of(&self, code: &ProcedureCode) -> &[Arc<ProcedureVersion>] {
        self.by_code.get(code).map_or(&[], Vec::as_slice)
    }

    /// The version of a procedure in force on a day; else the latest, which `decide` will refuse with its dates.
    pub fn version_for(&self, code: &ProcedureCode, on: Date) -> Option<&Arc<ProcedureVersion>> {
        let list = self.versions_of(code);
        list.iter().rev().find(|v| v.in_force(on)).or_else(|| list.last())
    }

    /// Every procedure's newest version, by code.
    pub fn procedures(&self) -> impl Iterator<Item = &Arc<ProcedureVersion>> {
        self.by_code.values().filter_map(|list| list.last())
    }

    /// All versions, unordered.
    pub fn all_versions(&self) -> impl Iterator<Item = &Arc<ProcedureVersion>> {
        self.versions.values()
    }

    /// The calendar of a unit (its own where it varies, else the city's).
    pub fn calendar(&self, unit: UnitId) -> Result<&Arc<WorkCalendar>, Error> {
        self.calendars
            .get(&unit)
            .or(self.calendar.as_ref())
            .ok_or_else(|| Error::Defect("no calendar was seeded".into()))
    }

    /// An officer's name, for pages.
    pub fn officer_name(&self, id: OfficerId) -> Option<&str> {
        self.officers.get(&id).map(|name| &**name)
    }

    /// The civil day of a moment in the city.
    pub fn day(&self, at: Moment) -> Date {
        at.date()
    }
}
