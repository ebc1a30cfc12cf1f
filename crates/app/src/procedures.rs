//! Finding a procedure by code, everyday words or abbreviation, with or without accents.

use motcua_domain::procedure::ProcedureVersion;
use motcua_domain::text::fold;
use std::sync::Arc;

struct Entry {
    version: Arc<ProcedureVersion>,
    name_key: String,
    name_en_key: String,
    synonyms: Vec<String>,
}

/// The searchable catalogue: one entry a procedure.
pub struct Catalogue {
    entries: Vec<Entry>,
}

impl Catalogue {
    /// Builds the index.
    pub fn new(versions: impl Iterator<Item = Arc<ProcedureVersion>>) -> Self {
        let entries = versions
            .map(|version| Entry {
                name_key: fold(&version.name),
                name_en_key: version.name_en.as_deref().map(fold).unwrap_or_default(),
                synonyms: version.synonyms.iter().map(|s| fold(s)).collect(),
                version,
            })
            .collect();
        Self { entries }
    }

    /// The best matches first. An empty query lists by volume band, then name.
    pub fn search(&self, query: &str, limit: usize) -> Vec<&Arc<ProcedureVersion>> {
        let key = fold(query);
        let words: Vec<&str> = key.split(' ').filter(|w| !w.is_empty()).collect();
        let mut hits: Vec<(u32, &Entry)> =
            self.entries.iter().filter_map(|e| Some((score(e, &key, &words)?, e))).collect();
        hits.sort_by(|(a, x), (b, y)| {
            b.cmp(a)
                .then_with(|| x.version.volume_band.cmp(&y.version.volume_band))
                .then_with(|| x.name_key.len().cmp(&y.name_key.len()))
                .then_with(|| x.version.code.cmp(&y.version.code))
        });
        hits.into_iter().take(limit).map(|(_, e)| &e.version).collect()
    }

    /// How many procedures match.
    pub fn count(&self, query: &str) -> usize {
        let key = fold(query);
        let words: Vec<&str> = key.split(' ').filter(|w| !w.is_empty()).collect();
        self.entries.iter().filter(|e| score(e, &key, &words).is_some()).count()
    }
}

/// Rank of a match, higher is better; `None`: no match.
fn score(entry: &Entry, key: &str, words: &[&str]) -> Option<u32> {
    if words.is_empty() {
        return Some(0);
    }
    let code = entry.version.code.as_str();
    if code == key {
        return Some(1_000);
    }
    if key.len() >= 3 && key.as_bytes()[0].is_ascii_digit() && code.starts_with(key) {
        return Some(900);
    }
    let band = match entry.version.volume_band {
        'A' => 40,
        'B' => 20,
        _ => 0,
    };
    if entry.synonyms.iter().any(|s| s == key) {
        return Some(800 + band);
    }
    if entry.name_key.contains(key) {
        let whole = u32::from(entry.name_key == key || entry.name_key.ends_with(key));
        return Some(600 + band + whole);
    }
    if entry.synonyms.iter().any(|s| s.starts_with(key)) {
        return Some(580 + band);
    }
    if entry.name_en_key.contains(key) && !entry.name_en_key.is_empty() {
        return Some(560 + band);
    }
    // Every word somewhere in the name or in one synonym, at the start of a word.
    let has = |text: &str, word: &str| text.split(' ').any(|t| t.starts_with(word));
    if words.iter().all(|w| has(&entry.name_key, w) || entry.synonyms.iter().any(|s| has(s, w))) {
        return Some(400 + band);
    }
    // Most words: people add "lam", "xin", "giay" that no name has.
    let found = words
        .iter()
        .filter(|w| w.len() > 1 && (has(&entry.name_key, w) || entry.synonyms.iter().any(|s| has(s, w))))
        .count();
    if words.len() >= 2 && found * 3 >= words.len() * 2 {
        return Some(200 + band + u32::try_from(found).unwrap_or(0));
    }
    None
}
