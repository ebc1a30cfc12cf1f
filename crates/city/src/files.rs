//! The files of a city: where their text comes from, and nothing about what it says.

use crate::error::CityError;
use motcua_procedure::text::TEXT_BYTES_MAX;
use std::borrow::Cow;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;

pub(crate) const CITY: &str = "city.toml";
pub(crate) const CALENDAR: &str = "calendar.toml";
pub(crate) const SIMULATION: &str = "simulation.toml";
pub(crate) const UNITS: &str = "units.csv";
pub(crate) const FORMER_UNITS: &str = "former_units.csv";
pub(crate) const FIELDS: &str = "fields.csv";
pub(crate) const DICTIONARY: &str = "dictionary.csv";
pub(crate) const PROCEDURES: &str = "procedures.csv";
pub(crate) const PAPERS: &str = "papers.csv";
pub(crate) const STEPS: &str = "steps.csv";
pub(crate) const SYNONYMS: &str = "synonyms.csv";
pub(crate) const STAFFING: &str = "staffing.csv";
pub(crate) const DUTIES: &str = "duties.csv";
pub(crate) const NAMES: &str = "names.csv";
pub(crate) const LIFE_EVENTS: &str = "life_events.toml";
/// The folder of the procedures that have a text of their own.
pub(crate) const TEXTS: &str = "procedures";

/// The text of one procedure version, as it lies in its file.
pub(crate) struct Text {
    /// Name of the file in the folder.
    pub name: Cow<'static, str>,
    pub bytes: Cow<'static, [u8]>,
}

impl Text {
    fn compiled_in(name: &'static str, bytes: &'static [u8]) -> Self {
        Self { name: Cow::Borrowed(name), bytes: Cow::Borrowed(bytes) }
    }
}

/// The text of every file.
pub(crate) struct Files {
    pub city: Cow<'static, str>,
    pub calendar: Cow<'static, str>,
    pub simulation: Cow<'static, str>,
    pub units: Cow<'static, str>,
    pub former_units: Cow<'static, str>,
    pub fields: Cow<'static, str>,
    pub dictionary: Cow<'static, str>,
    pub procedures: Cow<'static, str>,
    pub papers: Cow<'static, str>,
    pub steps: Cow<'static, str>,
    pub synonyms: Cow<'static, str>,
    pub staffing: Cow<'static, str>,
    pub duties: Cow<'static, str>,
    pub names: Cow<'static, str>,
    pub life_events: Cow<'static, str>,
    pub texts: Vec<Text>,
}

macro_rules! compiled_in {
    ($file:literal) => {
        Cow::Borrowed(include_str!(concat!("../../../data/hanoi/", $file)))
    };
}

/// The texts of Hanoi, by name.
const COMPILED_IN: &[(&str, &[u8])] = &include!(concat!(env!("OUT_DIR"), "/procedures.rs"));

impl Files {
    /// The files of Hanoi, compiled in.
    pub(crate) fn hanoi() -> Self {
        Self {
            city: compiled_in!("city.toml"),
            calendar: compiled_in!("calendar.toml"),
            simulation: compiled_in!("simulation.toml"),
            units: compiled_in!("units.csv"),
            former_units: compiled_in!("former_units.csv"),
            fields: compiled_in!("fields.csv"),
            dictionary: compiled_in!("dictionary.csv"),
            procedures: compiled_in!("procedures.csv"),
            papers: compiled_in!("papers.csv"),
            steps: compiled_in!("steps.csv"),
            synonyms: compiled_in!("synonyms.csv"),
            staffing: compiled_in!("staffing.csv"),
            duties: compiled_in!("duties.csv"),
            names: compiled_in!("names.csv"),
            life_events: compiled_in!("life_events.toml"),
            texts: COMPILED_IN.iter().map(|(name, bytes)| Text::compiled_in(name, bytes)).collect(),
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
            former_units: text(FORMER_UNITS)?,
            fields: text(FIELDS)?,
            dictionary: text(DICTIONARY)?,
            procedures: text(PROCEDURES)?,
            papers: text(PAPERS)?,
            steps: text(STEPS)?,
            synonyms: text(SYNONYMS)?,
            staffing: text(STAFFING)?,
            duties: text(DUTIES)?,
            names: text(NAMES)?,
            life_events: text(LIFE_EVENTS)?,
            texts: texts(&folder.join(TEXTS))?,
        })
    }
}

/// The texts in a folder, by name; none when there is no such folder.
fn texts(folder: &Path) -> Result<Vec<Text>, CityError> {
    let listed = |source| CityError::Unreadable { file: TEXTS, source };
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries.map_err(listed)?,
    };
    let mut names = Vec::new();
    for entry in entries {
        let name = entry.map_err(listed)?.file_name();
        names.extend(name.to_str().filter(|name| name.ends_with(".toml")).map(str::to_owned));
    }
    names.sort();
    let text = |name: String| {
        let mut bytes = Vec::new();
        // One byte more than is read tells that there is more.
        let open = File::open(folder.join(&name));
        open.and_then(|file| file.take(TEXT_BYTES_MAX as u64 + 1).read_to_end(&mut bytes))
            .map_err(|source| CityError::UnreadableText { file: format!("{TEXTS}/{name}"), source })?;
        Ok(Text { name: Cow::Owned(name), bytes: Cow::Owned(bytes) })
    };
    names.into_iter().map(text).collect()
}
