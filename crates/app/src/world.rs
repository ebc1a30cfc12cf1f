//! What is known of the city: units, procedure versions, calendars, officers' names. Loaded once, shared, immutable.

use crate::error::Error;
use crate::procedures::{Catalogue, Words};
use motcua_calendar::{Date, Moment, WorkCalendar};
use motcua_db::Tx;
use motcua_domain::ids::{OfficerId, ProcedureCode, UnitId, VersionId};
use motcua_domain::office::contest::Answering;
use motcua_domain::outside::OutsideSystem;
use motcua_domain::portal::{Announcement, LifeEvents};
use motcua_domain::procedure::{self, FieldDef, ProcedureVersion, Variant};
use motcua_domain::unit::{FormerPlace, Places, UnitIndex};
use motcua_insight::detect::Detectors;
use motcua_insight::guard::{Ladder, read_ladder};
use motcua_insight::report::Definition;
use motcua_insight::{Dictionary, IndexGroup, OpenTerms, Target, read_index, read_targets};
use motcua_store::procedures::{self as published, Timetable};
use motcua_store::{accounts, city, meta, units};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, OnceLock};

/// The city as data.
pub struct World {
    /// Units.
    pub units: UnitIndex,
    /// Versions by id, as published.
    versions: HashMap<VersionId, Arc<ProcedureVersion>>,
    /// Versions of each procedure, by the day they begin: those withdrawn left out, none reaching beyond the end of its
    /// procedure.
    by_code: BTreeMap<ProcedureCode, Vec<Arc<ProcedureVersion>>>,
    /// Variations of communes by procedure, those withdrawn left out.
    variations: BTreeMap<ProcedureCode, Vec<Arc<ProcedureVersion>>>,
    /// Names of places, of today and of before, and the units they lead to.
    pub places: Places,
    /// Search.
    pub catalogue: Arc<Catalogue>,
    /// The common dictionary of form fields.
    pub dictionary: Vec<FieldDef>,
    /// Life events: the ways in on the home page.
    pub life: LifeEvents,
    /// What the operator announces, now or later.
    pub announcements: Vec<Announcement>,
    calendars: HashMap<UnitId, Arc<WorkCalendar>>,
    calendar: Option<Arc<WorkCalendar>>,
    officers: HashMap<OfficerId, Arc<str>>,
    /// Officers who work at a unit on the day this was loaded for.
    pub staff: BTreeMap<UnitId, i64>,
    /// What figures mean.
    pub metrics: Dictionary,
    /// What they should come to.
    pub targets: Vec<Target>,
    /// The index; empty for a city without one.
    pub index: Vec<IndexGroup>,
    /// The reports the city came with: the text of each and what it says.
    pub reports: Vec<(String, Definition)>,
    /// The ladder of the guard over promises; without rungs for a city without one.
    pub ladder: Ladder,
    /// What makes a number worth a look; none for a city that looks for nothing.
    pub detectors: Option<Detectors>,
    /// Systems outside that the work waits for.
    pub systems: Vec<OutsideSystem>,
    /// Addresses of the units, folded, once somebody asked for them.
    pub(crate) offices: OnceLock<Vec<String>>,
    /// The map of tiles; empty for a city without one.
    pub tiles: Vec<TilePlace>,
    /// What may be published, and under which licence.
    pub open_data: OpenTerms,
    /// Who answers what units contest.
    pub contests: Answering,
    /// How many publications, withdrawals, reorganisations of units and changes of the city's own data are known here.
    generation: i64,
    /// The day the catalogue is of.
    day: Date,
}

impl World {
    /// Loads the city from the database; an unseeded database gives an empty city. A published version never changes, so
    /// those of the city known `before` are not read again.
    pub fn load(tx: &mut Tx<'_>, before: Option<&World>, today: Date) -> Result<World, Error> {
        let timetable = published::timetable(tx)?;
        let versions = versions(tx, before)?;
        let units = UnitIndex::new(city::load_units(tx)?);
        let places = Places::new(&units, setting::<Vec<FormerPlace>>(tx, FORMER_PLACES)?);
        let officers = city::officer_names(tx)?;
        let mut calendars = HashMap::new();
        let mut calendar = None;
        if let Some(source) = city::load_calendar(tx)? {
            let fault =
                |e: motcua_calendar::CalendarError| Error::Defect(format!("calendar of the city: {e}"));
            calendar = Some(Arc::new(source.compile(None).map_err(fault)?));
            for unit in units.iter() {
                if source.varies(&unit.key) {
                    calendars.insert(unit.id, Arc::new(source.compile(Some(&unit.key)).map_err(fault)?));
                }
            }
        }
        let by_code = serving(&versions, &timetable);
        let variations = varying(&versions, &timetable);
        let at_hand: Vec<_> = by_code.values().filter_map(|list| applying(list, today).cloned()).collect();
        let words = setting::<Words>(tx, WORDS)?;
        // What is published begins on a day to come: until then the index stays as it is.
        let catalogue = match before.filter(|before| before.catalogue.is_of(&at_hand, &words)) {
            Some(before) => Arc::clone(&before.catalogue),
            None => Arc::new(Catalogue::new(at_hand, words)),
        };
        let Measured { metrics, targets, index, ladder, detectors } = measured(tx)?;
        let reports = reports(tx, &metrics, &index)?;
        Ok(World {
            places,
            metrics,
            targets,
            index,
            reports,
            ladder,
            detectors,
            systems: setting(tx, SYSTEMS)?,
            offices: OnceLock::new(),
            tiles: setting(tx, TILES)?,
            open_data: setting(tx, OPEN_DATA)?,
            contests: setting(tx, CONTESTS)?,
            units,
            versions,
            by_code,
            variations,
            catalogue,
            dictionary: city::load_dictionary(tx)?,
            life: setting(tx, LIFE_EVENTS)?,
            announcements: setting(tx, ANNOUNCEMENTS)?,
            calendars,
            calendar,
            staff: accounts::working(tx, today)?,
            officers: officers.into_iter().map(|(id, name)| (id, Arc::from(name))).collect(),
            generation: generation(tx)?,
            day: today,
        })
    }

    /// Whether this is what the database now says of procedures on a day, as far as publication goes.
    pub fn is_current(&self, tx: &mut Tx<'_>, today: Date) -> Result<bool, Error> {
        Ok(self.day == today && generation(tx)? == self.generation)
    }

    /// A number that grows with every change of it.
    pub fn edition(&self) -> i64 {
        self.generation
    }

    /// Whether the other is of an earlier moment.
    pub(crate) fn is_newer_than(&self, other: &World) -> bool {
        (self.generation, self.day) >= (other.generation, other.day)
    }

    /// Whether nothing was seeded yet.
    pub fn is_empty(&self) -> bool {
        self.by_code.is_empty()
    }

    /// A version by id.
    pub fn version(&self, id: VersionId) -> Option<&Arc<ProcedureVersion>> {
        self.versions.get(&id)
    }

    /// All versions of a procedure that are or will be in force or were, oldest first.
    pub fn versions_of(&self, code: &ProcedureCode) -> &[Arc<ProcedureVersion>] {
        self.by_code.get(code).map_or(&[], Vec::as_slice)
    }

    /// The version of a procedure in force on a day; else the latest, which `decide` will refuse with its dates.
    pub fn version_for(&self, code: &ProcedureCode, on: Date) -> Option<&Arc<ProcedureVersion>> {
        applying(self.versions_of(code), on)
    }

    /// The version that applies to dossiers a unit decides: its own variation of the city's version, where it has one.
    pub fn version_at(&self, code: &ProcedureCode, on: Date, unit: UnitId) -> Option<&Arc<ProcedureVersion>> {
        self.version_for(code, on).map(|city| self.varied(city, on, unit))
    }

    /// A unit's variation of a version of the city on a day; else that version.
    pub fn varied<'a>(
        &'a self,
        city: &'a Arc<ProcedureVersion>,
        on: Date,
        unit: UnitId,
    ) -> &'a Arc<ProcedureVersion> {
        let made = Variant { of: city.id, unit };
        procedure::variation::applying(self.variations_of(&city.code), made, on).unwrap_or(city)
    }

    /// The variations communes have of a procedure, of whichever version of the city.
    pub fn variations_of(&self, code: &ProcedureCode) -> impl Iterator<Item = &Arc<ProcedureVersion>> {
        self.variations.get(code).into_iter().flatten()
    }

    /// Whether a version of the city applies on some day from a day on.
    pub fn lasts(&self, version: &ProcedureVersion, from: Date) -> bool {
        let all = self.versions_of(&version.code);
        let ends = all.iter().filter_map(|other| other.valid_to).map(|last| last.plus_days(1));
        let mut days = ends.chain([version.valid_from, from]).filter(|day| *day >= from);
        days.any(|day| procedure::applying(all, day).is_some_and(|applies| applies.id == version.id))
    }

    /// Every procedure by code: its version in force on a day, else its latest.
    pub fn procedures_on(&self, on: Date) -> impl Iterator<Item = &Arc<ProcedureVersion>> {
        self.by_code.values().filter_map(move |list| applying(list, on))
    }

    /// Every procedure by code, on the day the city was loaded.
    pub fn procedures(&self) -> impl Iterator<Item = &Arc<ProcedureVersion>> {
        self.procedures_on(self.day)
    }

    /// All versions, those of communes too, unordered.
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

    /// Whether one of two units has a calendar of its own, so that they may reckon time otherwise.
    pub fn calendars_differ(&self, one: UnitId, other: UnitId) -> bool {
        one != other && [one, other].iter().any(|unit| self.calendars.contains_key(unit))
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

/// Key of the former communes and districts among the settings of a database: JSON, a list of [`FormerPlace`].
pub const FORMER_PLACES: &str = "former_places";

/// Key of the life events among the settings of a database: JSON of [`LifeEvents`].
pub const LIFE_EVENTS: &str = "life_events";

/// Key of the dictionary of metrics among the settings of a database: its text ([`Dictionary::parse`]).
pub const METRICS: &str = "metrics";

/// Key of the targets among the settings of a database: their text ([`read_targets`]).
pub const TARGETS: &str = "targets";

/// Key of what may be published among the settings of a database: JSON of [`OpenTerms`].
pub const OPEN_DATA: &str = "open_data";

/// Key of who answers contests among the settings of a database: JSON of [`Answering`].
pub const CONTESTS: &str = "contests";

/// Key of the map of tiles among the settings of a database: JSON, a list of [`TilePlace`].
pub const TILES: &str = "tiles";

/// Where a unit lies on the map of tiles.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct TilePlace {
    /// Unit.
    pub unit: UnitId,
    /// Column from 1, west to east.
    pub column: u8,
    /// Row from 1, north to south.
    pub row: u8,
}

/// Key of the index among the settings of a database: its text ([`read_index`]).
pub const INDEX: &str = "index";

/// Key of the ladder of the guard among the settings of a database: its text ([`read_ladder`]).
pub const GUARD: &str = "guard";
/// Key of the thresholds of detectors among the settings of a database: their text ([`Detectors::read`]).
pub const DETECTORS: &str = "detectors";
/// Key of the systems outside among the settings of a database: JSON.
pub const SYSTEMS: &str = "systems";

/// What figures mean and should come to.
#[derive(Default)]
struct Measured {
    metrics: Dictionary,
    targets: Vec<Target>,
    index: Vec<IndexGroup>,
    ladder: Ladder,
    detectors: Option<Detectors>,
}

/// The dictionary, the targets, the index and the ladder of the city; none of them where the database has none.
fn measured(tx: &mut Tx<'_>) -> Result<Measured, Error> {
    let mut given = |key: &str| Ok::<_, Error>(meta::get(tx, key)?.filter(|text| !text.is_empty()));
    let fault = |key: &str, error: String| Error::Defect(format!("the setting {key}: {error}"));
    let mut found = Measured::default();
    if let Some(text) = given(METRICS)? {
        found.metrics = Dictionary::parse(&text).map_err(|error| fault(METRICS, error.to_string()))?;
    }
    let known = |key: &str| found.metrics.iter().any(|metric| metric.key == key);
    if let Some(text) = given(TARGETS)? {
        let counted =
            |key: &str| found.metrics.iter().any(|metric| metric.key == key && metric.given.is_none());
        found.targets = read_targets(&text, &counted).map_err(|error| fault(TARGETS, error.to_string()))?;
    }
    if let Some(text) = given(INDEX)? {
        found.index = read_index(&text, &known).map_err(|error| fault(INDEX, error.to_string()))?;
    }
    if let Some(text) = given(GUARD)? {
        found.ladder = read_ladder(&text).map_err(|error| fault(GUARD, error.to_string()))?;
    }
    if let Some(text) = given(DETECTORS)? {
        let read = Detectors::read(&text).map_err(|error| fault(DETECTORS, error.to_string()))?;
        found.detectors = Some(read);
    }
    Ok(found)
}

/// Key of the definitions of reports among the settings of a database: JSON, a list of their texts.
pub const REPORTS: &str = "reports";

fn reports(
    tx: &mut Tx<'_>,
    metrics: &Dictionary,
    index: &[IndexGroup],
) -> Result<Vec<(String, Definition)>, Error> {
    let mut found = Vec::new();
    for text in setting::<Vec<String>>(tx, REPORTS)? {
        let definition = Definition::parse(&text, metrics, index).map_err(|errors| {
            let all: Vec<String> = errors.iter().map(ToString::to_string).collect();
            Error::Defect(format!("the setting {REPORTS}: {}", all.join("; ")))
        })?;
        found.push((text, definition));
    }
    Ok(found)
}

/// Key of the announcements among the settings of a database: JSON, a list of [`Announcement`].
pub const ANNOUNCEMENTS: &str = "announcements";

/// Key of the everyday words among the settings of a database: JSON of [`Words`].
pub const WORDS: &str = "words";

/// A setting kept as JSON; nothing of its kind where the database has none.
fn setting<T: DeserializeOwned + Default>(tx: &mut Tx<'_>, key: &str) -> Result<T, Error> {
    let Some(text) = meta::get(tx, key)? else { return Ok(T::default()) };
    serde_json::from_str(&text).map_err(|error| Error::Defect(format!("the setting {key}: {error}")))
}

/// A number that grows with everything a world is loaded from.
fn generation(tx: &mut Tx<'_>) -> Result<i64, Error> {
    Ok(published::generation(tx)? + units::generation(tx)? + meta::edition(tx)?)
}

fn versions(
    tx: &mut Tx<'_>,
    before: Option<&World>,
) -> Result<HashMap<VersionId, Arc<ProcedureVersion>>, Error> {
    let Some(before) = before.filter(|before| !before.versions.is_empty()) else {
        let all = city::load_versions(tx)?;
        return Ok(all.into_iter().map(|version| (version.id, Arc::new(version))).collect());
    };
    let mut versions = HashMap::new();
    for id in published::version_ids(tx)? {
        let version = match before.versions.get(&id) {
            Some(known) => Arc::clone(known),
            None => Arc::new(
                published::version(tx, id)?
                    .ok_or_else(|| Error::Defect(format!("procedure version {id} is gone")))?,
            ),
        };
        versions.insert(id, version);
    }
    Ok(versions)
}

/// The versions of each procedure that serve, by the day they begin.
fn serving(
    versions: &HashMap<VersionId, Arc<ProcedureVersion>>,
    timetable: &Timetable,
) -> BTreeMap<ProcedureCode, Vec<Arc<ProcedureVersion>>> {
    let mut by_code: BTreeMap<ProcedureCode, Vec<Arc<ProcedureVersion>>> = BTreeMap::new();
    let served = |version: &&Arc<ProcedureVersion>| {
        version.variant.is_none() && !timetable.withdrawn.contains(&version.id)
    };
    for version in versions.values().filter(served) {
        let endings = timetable.endings.get(&version.code);
        let end = endings.and_then(|days| days.iter().find(|day| version.valid_from < **day));
        let last =
            end.map(|day| day.plus_days(-1)).filter(|last| version.valid_to.is_none_or(|to| *last < to));
        let version = match last {
            Some(last) => {
                Arc::new(ProcedureVersion { valid_to: Some(last), ..ProcedureVersion::clone(version) })
            }
            None => Arc::clone(version),
        };
        by_code.entry(version.code.clone()).or_default().push(version);
    }
    for list in by_code.values_mut() {
        list.sort_by_key(|version| (version.valid_from, version.id));
    }
    by_code
}

/// The variations of communes, by procedure.
fn varying(
    versions: &HashMap<VersionId, Arc<ProcedureVersion>>,
    timetable: &Timetable,
) -> BTreeMap<ProcedureCode, Vec<Arc<ProcedureVersion>>> {
    let mut by_code: BTreeMap<ProcedureCode, Vec<Arc<ProcedureVersion>>> = BTreeMap::new();
    for version in versions.values().filter(|version| version.variant.is_some()) {
        if !timetable.withdrawn.contains(&version.id) {
            by_code.entry(version.code.clone()).or_default().push(Arc::clone(version));
        }
    }
    for list in by_code.values_mut() {
        list.sort_by_key(|version| version.id);
    }
    by_code
}

fn applying(list: &[Arc<ProcedureVersion>], on: Date) -> Option<&Arc<ProcedureVersion>> {
    procedure::applying(list, on).or_else(|| list.last())
}
