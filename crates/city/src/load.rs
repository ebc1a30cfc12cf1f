//! From text to a [`City`]: settings first, then units, then what refers to units.

pub(crate) mod chains;
mod dictionary;
mod former;
mod life_events;
mod papers;
mod procedures;
mod settings;
mod staff;
mod synonyms;
mod table;
mod texts;
mod tiles;
mod units;

use crate::error::CityError;
use crate::files::{self, Files};
use crate::model::{City, Field, Shortcut};
use motcua_domain::ids::{FieldCode, ProcedureCode};
use motcua_domain::outside::{self, OutsideSystem};
use motcua_insight::detect::Detectors;
use motcua_insight::guard::read_ladder;
use motcua_insight::report::Definition;
use motcua_insight::{Dictionary, Kind, read_index, read_targets};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use table::rows;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FieldRow {
    key: String,
    name: String,
    name_en: String,
}

/// Reads everything and ties it together.
pub(crate) fn city(files: &Files) -> Result<City, CityError> {
    let settings: settings::Settings = toml_file(files::CITY, &files.city)?;
    let registry = units::read(&files.units)?;
    let fields = fields(&files.fields)?;
    let chains = chains::read(&files.steps)?;
    let papers = papers::read(&files.papers)?;
    let lookup = procedures::Lookup {
        units: &registry,
        fields: &fields,
        chains: &chains,
        papers: &papers,
        defaults: &settings.defaults,
    };
    let mut procedures = procedures::read(&files.procedures, &lookup)?;
    texts::replace(&files.texts, &registry, &fields, &mut procedures)?;
    synonyms::add(&files.synonyms, &mut procedures)?;
    let former_places = former::read(&files.former_units, &registry)?;
    let systems = systems(files.systems.as_deref(), &fields)?;
    let names = staff::names(&files.names)?;
    let officers = staff::officers(&files.staffing, &files.duties, &registry, &names)?;
    let tiles = files.tiles.as_deref().map_or(Ok(Vec::new()), |text| tiles::read(text, &registry))?;
    let metrics = files.metrics.clone().unwrap_or_default();
    let targets = files.targets.clone().unwrap_or_default();
    let index = files.index.clone().unwrap_or_default();
    figures(&metrics, &targets, &index)?;
    let reports = reports(&files.reports, &metrics, &index)?;
    let guard = files.guard.clone().unwrap_or_default();
    if !guard.is_empty() {
        read_ladder(&guard)
            .map_err(|error| CityError::Text { file: files::GUARD, reason: error.to_string() })?;
    }
    let detectors = files.detectors.clone().unwrap_or_default();
    if !detectors.is_empty() {
        Detectors::read(&detectors)
            .map_err(|error| CityError::Text { file: files::DETECTORS, reason: error.to_string() })?;
    }
    if settings.open_data.smallest < 3 {
        let reason =
            "smallest: ít nhất 3, nếu không thì không che được gì (at least 3, or nothing is hidden)";
        return Err(CityError::Setting { file: files::CITY, reason: reason.to_owned() });
    }
    if settings.contests.answered_by.is_empty() {
        let reason = "contests: phải có người trả lời (somebody has to answer)";
        return Err(CityError::Setting { file: files::CITY, reason: reason.to_owned() });
    }
    let shortcuts = settings.shortcuts.into_iter();
    Ok(City {
        key: settings.key,
        name_vi: settings.name_vi,
        name_en: settings.name_en,
        brand: settings.brand,
        units: registry.into_units(),
        former_places,
        tiles,
        metrics,
        targets,
        index,
        reports,
        guard,
        detectors,
        systems,
        life_events: life_events::read(&files.life_events, &procedures)?,
        fields,
        dictionary: dictionary::read(&files.dictionary)?,
        procedures,
        calendar: toml_file(files::CALENDAR, &files.calendar)?,
        officers,
        request_terms: settings.requests,
        kiosk_times: settings.kiosks,
        open_data: settings.open_data,
        contests: settings.contests,
        shortcuts: shortcuts.map(|(typed, code)| Shortcut { typed, code: ProcedureCode(code) }).collect(),
        names,
        simulation: toml_file(files::SIMULATION, &files.simulation)?,
        source_notes: settings.source_notes,
    })
}

/// Holds the dictionary of metrics and the targets against each other; what is kept is their text.
fn figures(metrics: &str, targets: &str, index: &str) -> Result<(), CityError> {
    let wrong = |file, reason: String| CityError::Text { file, reason };
    if metrics.is_empty() && targets.is_empty() && index.is_empty() {
        return Ok(());
    }
    let dictionary = Dictionary::parse(metrics).map_err(|error| wrong(files::METRICS, error.to_string()))?;
    if !targets.is_empty() {
        read_targets(targets, &|key| {
            dictionary.iter().any(|metric| metric.key == key && metric.given.is_none())
        })
        .map_err(|error| wrong(files::TARGETS, error.to_string()))?;
    }
    if !index.is_empty() {
        let share =
            |key: &str| dictionary.iter().any(|metric| metric.key == key && metric.kind == Kind::Share);
        read_index(index, &share).map_err(|error| wrong(files::INDEX, error.to_string()))?;
    }
    Ok(())
}

/// Holds the definitions of reports against the dictionary and the index; what is kept is their text.
fn reports(texts: &[files::Text], metrics: &str, index: &str) -> Result<Vec<String>, CityError> {
    let wrong = |reason: String| CityError::Text { file: files::REPORTS, reason };
    if texts.is_empty() {
        return Ok(Vec::new());
    }
    // Both were read before.
    let metrics = Dictionary::parse(metrics).unwrap_or_default();
    let index = if index.is_empty() { Vec::new() } else { read_index(index, &|_| true).unwrap_or_default() };
    let (mut kept, mut keys) = (Vec::with_capacity(texts.len()), std::collections::BTreeSet::new());
    for text in texts {
        let name = &text.name;
        let content = String::from_utf8(text.bytes.clone()).map_err(|_| wrong(format!("{name}: UTF-8")))?;
        let definition = Definition::parse(&content, &metrics, &index).map_err(|errors| {
            let all: Vec<String> = errors.iter().map(ToString::to_string).collect();
            wrong(format!("{name}: {}", all.join("; ")))
        })?;
        if !keys.insert(definition.key.clone()) {
            return Err(wrong(format!("{name}: báo cáo “{}” ghi hai lần (defined twice)", definition.key)));
        }
        kept.push(content);
    }
    Ok(kept)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SystemsFile {
    #[serde(default)]
    system: Vec<OutsideSystem>,
}

/// The systems outside; each field they name is one of the city.
fn systems(text: Option<&str>, fields: &[Field]) -> Result<Vec<OutsideSystem>, CityError> {
    let Some(text) = text else { return Ok(Vec::new()) };
    let list = toml_file::<SystemsFile>(files::SYSTEMS, text)?.system;
    let wrong = |reason: String| CityError::Text { file: files::SYSTEMS, reason };
    outside::check(&list).map_err(|fault| wrong(format!("“{}”: {} ({})", fault.key, fault.vi, fault.en)))?;
    for one in &list {
        if let Some(unknown) = one.fields.iter().find(|key| fields.iter().all(|field| field.key != **key)) {
            return Err(wrong(format!("“{}”: không có lĩnh vực “{unknown}” (no such field)", one.key)));
        }
    }
    Ok(list)
}

fn toml_file<T: DeserializeOwned>(file: &'static str, text: &str) -> Result<T, CityError> {
    toml::from_str(text).map_err(|source| CityError::Settings { file, source: Box::new(source) })
}

fn fields(text: &str) -> Result<Vec<Field>, CityError> {
    let read = rows::<FieldRow>(files::FIELDS, text)?;
    Ok(read
        .into_iter()
        .map(|line| Field { key: FieldCode(line.row.key), name: line.row.name, name_en: line.row.name_en })
        .collect())
}
