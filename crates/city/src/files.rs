//! The files of a city: where their text comes from, and nothing about what it says.

use crate::error::CityError;
use flate2::read::DeflateDecoder;
use motcua_procedure::text::TEXT_BYTES_MAX;
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Read};
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
/// Optional: a city without it has no map.
pub(crate) const TILES: &str = "tiles.csv";
/// Optional: a city without it shows plain counts only.
pub(crate) const METRICS: &str = "metrics.toml";
/// Optional: a city without it has set no targets.
pub(crate) const TARGETS: &str = "targets.toml";
/// Optional: a city without it shows no index.
pub(crate) const INDEX: &str = "index.toml";
/// Optional folder: a city without it has only the reports that are defined in the running program.
pub(crate) const REPORTS: &str = "reports";
/// Optional: a city without it has no guard over promises.
pub(crate) const GUARD: &str = "guard.toml";
/// Optional: a city without it looks for no signs.
pub(crate) const DETECTORS: &str = "detectors.toml";
/// Optional: a city without it names no system outside to wait for.
pub(crate) const SYSTEMS: &str = "systems.toml";
/// The folder of the procedures that have a text of their own.
pub(crate) const TEXTS: &str = "procedures";

/// The text of one procedure version, as it lies in its file.
pub(crate) struct Text {
    /// Name of the file in the folder.
    pub name: String,
    pub bytes: Vec<u8>,
}

/// The text of every file.
pub(crate) struct Files {
    pub city: String,
    pub calendar: String,
    pub simulation: String,
    pub units: String,
    pub former_units: String,
    pub fields: String,
    pub dictionary: String,
    pub procedures: String,
    pub papers: String,
    pub steps: String,
    pub synonyms: String,
    pub staffing: String,
    pub duties: String,
    pub names: String,
    pub life_events: String,
    pub tiles: Option<String>,
    pub metrics: Option<String>,
    pub targets: Option<String>,
    pub index: Option<String>,
    pub reports: Vec<Text>,
    pub guard: Option<String>,
    pub detectors: Option<String>,
    pub systems: Option<String>,
    pub texts: Vec<Text>,
}

/// The files of Hanoi, compressed when the program is built.
const PACKED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/hanoi.pack"));

/// What `build.rs` packed: content by name.
fn unpacked() -> io::Result<BTreeMap<String, String>> {
    let mut packed = BufReader::new(DeflateDecoder::new(PACKED));
    let mut files = BTreeMap::new();
    let mut head = String::new();
    while packed.read_line(&mut head)? > 0 {
        let (name, length) = head.trim_end().rsplit_once(' ').ok_or(io::ErrorKind::InvalidData)?;
        let length = length.parse().map_err(io::Error::other)?;
        let mut text = String::new();
        packed.by_ref().take(length).read_to_string(&mut text)?;
        files.insert(name.to_owned(), text);
        head.clear();
    }
    Ok(files)
}

impl Files {
    /// The files of Hanoi, compiled in.
    pub(crate) fn hanoi() -> Result<Self, CityError> {
        let mut files = unpacked().map_err(|source| CityError::Unreadable { file: CITY, source })?;
        let mut city = Self::each(|file| files.remove(file).ok_or_else(|| io::ErrorKind::NotFound.into()))?;
        for (name, text) in files {
            let text = |name: &str| Text { name: name.to_owned(), bytes: text.into_bytes() };
            match name.split_once('/') {
                Some((TEXTS, name)) => city.texts.push(text(name)),
                Some((REPORTS, name)) => city.reports.push(text(name)),
                _ => {}
            }
        }
        Ok(city)
    }

    /// The files in a folder.
    pub(crate) fn read(folder: &Path) -> Result<Self, CityError> {
        let city = Self::each(|file| fs::read_to_string(folder.join(file)))?;
        Ok(Self {
            texts: texts(&folder.join(TEXTS), TEXTS)?,
            reports: texts(&folder.join(REPORTS), REPORTS)?,
            ..city
        })
    }

    /// Every table, from wherever it lies; no texts.
    fn each(mut read: impl FnMut(&str) -> io::Result<String>) -> Result<Self, CityError> {
        let mut optional = |file: &'static str| match read(file) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            found => found.map(Some).map_err(|source| CityError::Unreadable { file, source }),
        };
        let (tiles, metrics, targets) = (optional(TILES)?, optional(METRICS)?, optional(TARGETS)?);
        let (index, guard, detectors) = (optional(INDEX)?, optional(GUARD)?, optional(DETECTORS)?);
        let systems = optional(SYSTEMS)?;
        let mut text =
            |file: &'static str| read(file).map_err(|source| CityError::Unreadable { file, source });
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
            tiles,
            metrics,
            targets,
            index,
            reports: Vec::new(),
            guard,
            detectors,
            systems,
            texts: Vec::new(),
        })
    }
}

/// The texts in a folder, by name; none when there is no such folder.
fn texts(folder: &Path, named: &'static str) -> Result<Vec<Text>, CityError> {
    let listed = |source| CityError::Unreadable { file: named, source };
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
            .map_err(|source| CityError::UnreadableText { file: format!("{named}/{name}"), source })?;
        Ok(Text { name, bytes })
    };
    names.into_iter().map(text).collect()
}
