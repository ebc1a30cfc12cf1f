//! Everyday words, old names and abbreviations, added to every version of the procedure they stand for.

use super::table::rows;
use crate::error::CityError;
use crate::files;
use crate::names::fold;
use motcua_domain::procedure::ProcedureVersion;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SynonymRow {
    word: String,
    code: String,
    #[serde(rename = "source")]
    _source: String,
}

/// Adds the words of the table; one a version has already, in whatever spelling, is not added again.
pub(super) fn add(text: &str, versions: &mut [ProcedureVersion]) -> Result<(), CityError> {
    let known: BTreeSet<String> = versions.iter().map(|version| version.code.to_string()).collect();
    let mut words: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for line in rows::<SynonymRow>(files::SYNONYMS, text)? {
        if !known.contains(&line.row.code) {
            return Err(line.bad("code", &line.row.code, "no such procedure"));
        }
        if fold(&line.row.word).is_empty() {
            return Err(line.bad("word", &line.row.word, "has no letter"));
        }
        words.entry(line.row.code).or_default().push(line.row.word);
    }
    for version in versions {
        for word in words.get(version.code.as_str()).into_iter().flatten() {
            if !version.synonyms.iter().any(|known| fold(known) == fold(word)) {
                version.synonyms.push(word.clone());
            }
        }
    }
    Ok(())
}
