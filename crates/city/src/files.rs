//! The files of a city: where their text comes from, and nothing about what it says.

use crate::error::CityError;
use std::borrow::Cow;
use std::path::Path;

pub(crate) const CITY: &str = "city.toml";
pub(crate) const CALENDAR: &str = "calendar.toml";
pub(crate) const SIMULATION: &str = "simulation.toml";
pub(crate) const UNITS: &str = "units.csv";
pub(crate) const FIELDS: &str = "fields.csv";
pub(crate) const PROCEDURES: &str = "procedures.csv";
pub(crate) const PAPERS: &str = "papers.csv";
pub(crate) const STEPS: &str = "steps.csv";
pub(crate) const SYNONYMS: &str = "synonyms.csv";
pub(crate) const STAFFING: &str = "staffing.csv";
pub(crate) const DUTIES: &str = "duties.csv";
pub(crate) const NAMES: &str = "names.csv";

/// The text of every file.
pub(crate) struct Files {
    pub city: Cow<'static, str>,
    pub calendar: Cow<'static, str>,
    pub simulation: Cow<'static, str>,
    pub units: Cow<'static, str>,
    pub fields: Cow<'static, str>,
    pub procedures: Cow<'static, str>,
    pub papers: Cow<'static, str>,
    pub steps: Cow<'static, str>,
    pub synonyms: Cow<'static, str>,
    pub staffing: Cow<'static, str>,
    pub duties: Cow<'static, str>,
    pub names: Cow<'static, str>,
}

macro_rules! compiled_in {
    ($file:literal) => {
        Cow::Borrowed(include_str!(concat!("../../../data/hanoi/", $file)))
    };
}

impl Files {
    /// The files of Hanoi, compiled in.
    pub(crate) fn hanoi() -> Self {
        Self {
            city: compiled_in!("city.toml"),
            calendar: compiled_in!("calendar.toml"),
            simulation: compiled_in!("simulation.toml"),
            units: compiled_in!("units.csv"),
            fields: compiled_in!("fields.csv"),
            procedures: compiled_in!("procedures.csv"),
            papers: compiled_in!("papers.csv"),
            steps: compiled_in!("steps.csv"),
            synonyms: compiled_in!("synonyms.csv"),
            staffing: compiled_in!("staffing.csv"),
            duties: compiled_in!("duties.csv"),
            names: compiled_in!("names.csv"),
        }
    }

    /// The files in a folder.
    pub(crate) fn read(folder: &Path) -> Result<Self, CityError> {
        let text = |file: &'static str| {
            let read = std::fs::read_to_string(folder.join(file));
            read.map(Cow::Owned).map_err(|source| CityError::Unreadable { file, source })
        };
        Ok(Self {
            city: text(CITY)?,
            calendar: text(CALENDAR)?,
            simulation: text(SIMULATION)?,
            units: text(UNITS)?,
            fields: text(FIELDS)?,
            procedures: text(PROCEDURES)?,
            papers: text(PAPERS)?,
            steps: text(STEPS)?,
            synonyms: text(SYNONYMS)?,
            staffing: text(STAFFING)?,
            duties: text(DUTIES)?,
            names: text(NAMES)?,
        })
    }
}
