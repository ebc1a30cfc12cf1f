//! Life events: each with an address of its own, in both languages, leading only to procedures that exist.

use super::toml_file;
use crate::error::CityError;
use crate::files;
use motcua_domain::portal::LifeEvents;
use motcua_domain::procedure::ProcedureVersion;
use std::collections::BTreeSet;

/// Reads the events and holds them against the catalogue.
pub(super) fn read(text: &str, versions: &[ProcedureVersion]) -> Result<LifeEvents, CityError> {
    let life: LifeEvents = toml_file(files::LIFE_EVENTS, text)?;
    let known: BTreeSet<&str> = versions.iter().map(|version| version.code.as_str()).collect();
    let mut keys = BTreeSet::new();
    for event in &life.events {
        let wrong = |column, value: &str, reason: &str| {
            Err(CityError::Value {
                file: files::LIFE_EVENTS,
                line: line_of(text, &event.key),
                column,
                value: value.to_owned(),
                reason: reason.to_owned(),
            })
        };
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if event.key.is_empty() || !event.key.chars().all(plain) {
            return wrong("key", &event.key, "small letters, figures and hyphens only");
        }
        if !keys.insert(&event.key) {
            return wrong("key", &event.key, "stands twice");
        }
        if event.name.trim().is_empty() || event.name_en.trim().is_empty() {
            return wrong("name", &event.key, "needs a name in both languages");
        }
        let mut seen = BTreeSet::new();
        for code in &event.procedures {
            if !known.contains(code.as_str()) {
                return wrong("procedures", code.as_str(), "no such procedure");
            }
            if !seen.insert(code) {
                return wrong("procedures", code.as_str(), "stands twice");
            }
        }
        if seen.is_empty() {
            return wrong("procedures", &event.key, "leads to no procedure");
        }
    }
    Ok(life)
}

/// The line an event's key stands in.
fn line_of(text: &str, key: &str) -> u64 {
    let written = format!("\"{key}\"");
    let is_key = |line: &str| line.trim_start().starts_with("key") && line.contains(&written);
    text.lines().position(is_key).map_or(0, |at| at as u64 + 1)
}
