//! What a city is made of, once read.

use crate::simulation::{NameLists, SimulationFacts};
use motcua_calendar::{CalendarSource, Term};
use motcua_domain::actor::Duty;
use motcua_domain::ids::{FieldCode, OfficerId, ProcedureCode, UnitId};
use motcua_domain::office::contest::Answering;
use motcua_domain::outside::OutsideSystem;
use motcua_domain::portal::LifeEvents;
use motcua_domain::procedure::{self, FieldDef, ProcedureVersion};
use motcua_domain::unit::{FormerPlace, Unit};
use motcua_insight::OpenTerms;
pub use motcua_procedure::Field;
use serde::Deserialize;

/// A city, complete: what `motcua seed` writes into an empty database.
#[derive(Debug, Clone)]
pub struct City {
    /// Short stable key: `hanoi`.
    pub key: String,
    /// Name, Vietnamese.
    pub name_vi: String,
    /// Name, English.
    pub name_en: String,
    /// Names and contacts shown on every page.
    pub brand: Brand,
    /// Every unit, by id.
    pub units: Vec<Unit>,
    /// Communes and districts that ended before the records began, with the units that have their ground.
    pub former_places: Vec<FormerPlace>,
    /// Where communes lie on the map of tiles; empty for a city without one.
    pub tiles: Vec<Tile>,
    /// The dictionary of metrics as it is written, checked; empty for a city without one.
    pub metrics: String,
    /// The targets as they are written, checked; empty for a city without any.
    pub targets: String,
    /// The thresholds of detectors as they are written, checked; empty for a city without any.
    pub detectors: String,
    /// Systems outside that the work waits for; empty for a city that names none.
    pub systems: Vec<OutsideSystem>,
    /// The index as it is written, checked; empty for a city without one.
    pub index: String,
    /// The definitions of reports as they are written, checked.
    pub reports: Vec<String>,
    /// The ladder of the guard over promises as it is written, checked; empty for a city without one.
    pub guard: String,
    /// What happens in lives and enterprises, with the procedures it brings: the ways in on the home page.
    pub life_events: LifeEvents,
    /// Fields of procedures (lĩnh vực).
    pub fields: Vec<Field>,
    /// The common dictionary of form fields.
    pub dictionary: Vec<FieldDef>,
    /// Every version of every procedure, by version id.
    pub procedures: Vec<ProcedureVersion>,
    /// Office hours and days off, with their sources.
    pub calendar: CalendarSource,
    /// Made-up officers for a demonstration; a working city creates its own accounts.
    pub officers: Vec<DemoOfficer>,
    /// How long people wait for an answer about their data.
    pub request_terms: RequestTerms,
    /// How long kiosks wait.
    pub kiosk_times: KioskTimes,
    /// What may be published, and under which licence.
    pub open_data: OpenTerms,
    /// Who answers what units contest.
    pub contests: Answering,
    /// What officers type for a procedure: `KS`.
    pub shortcuts: Vec<Shortcut>,
    /// Name lists from which made-up people are drawn.
    pub names: NameLists,
    /// Volumes, mixes and rates for the replay.
    pub simulation: SimulationFacts,
    /// Where the data came from and what about it is doubtful, for the page that says so.
    pub source_notes: Vec<String>,
}

impl City {
    /// The version of a procedure in force on a day.
    pub fn in_force(&self, code: &ProcedureCode, on: motcua_calendar::Date) -> Option<&ProcedureVersion> {
        procedure::applying(self.procedures.iter().filter(|version| version.code == *code), on)
    }
    /// The field of a key.
    pub fn field(&self, key: &FieldCode) -> Option<&Field> {
        self.fields.iter().find(|field| field.key == *key)
    }
}

/// Names and contacts shown on every page. Values that only stand in for real ones say so.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Brand {
    /// First line of the header: the product or the portal.
    pub name: String,
    /// Second line: the city.
    pub line2: String,
    /// Second line in English.
    pub line2_en: String,
    /// Who answers for the site.
    pub operator: String,
    /// The same in English.
    pub operator_en: String,
    /// Telephone for help.
    pub hotline: String,
    /// Whether `hotline` only stands in for a number still to be given.
    pub hotline_placeholder: bool,
}

/// How long people wait for an answer about their data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RequestTerms {
    /// A correction.
    pub correction: Term,
    /// An access they dispute.
    pub dispute: Term,
}

/// How long kiosks wait, in seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KioskTimes {
    /// On a page that is read.
    pub information: u32,
    /// On a page that is filled in.
    pub form: u32,
    /// Between the question whether anybody is there and the end.
    pub count_down: u32,
    /// Until the server ends a sign-in that is not used.
    pub sign_in: u32,
}

/// The place of a unit on the map of tiles, both counted from one: columns from the west, rows from the north.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tile {
    /// The unit.
    pub unit: UnitId,
    /// Its column.
    pub column: u8,
    /// Its row.
    pub row: u8,
}

/// What officers type for a procedure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shortcut {
    /// Capital letters without accents.
    pub typed: String,
    /// What it stands for.
    pub code: ProcedureCode,
}

/// A made-up officer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DemoOfficer {
    /// Account number: a hundred times the unit's number, plus the place's number in the staffing table.
    pub id: OfficerId,
    /// Sign-in name, ASCII.
    pub username: String,
    /// Name, made up from the name lists.
    pub name: String,
    /// What the officer may do, and where.
    pub duties: Vec<Duty>,
}
