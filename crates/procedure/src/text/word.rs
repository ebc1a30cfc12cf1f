//! Words of closed lists, read and written by the names they have in stored data; and what was probably meant.

use super::problem::{self, Wrong, shown};
use serde::Serialize;
use serde::de::value::StrDeserializer;
use serde::de::{DeserializeOwned, IntoDeserializer};
use std::fmt;

/// Why a word is none of a list, with the whole list as the type itself knows it.
#[derive(Debug)]
struct NotListed(&'static [&'static str]);

impl fmt::Display for NotListed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.join(", "))
    }
}

impl std::error::Error for NotListed {}

impl serde::de::Error for NotListed {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self(&[])
    }
    fn unknown_variant(_: &str, expected: &'static [&'static str]) -> Self {
        Self(expected)
    }
}

/// A value by its word.
pub(super) fn read<T: DeserializeOwned>(word: &str) -> Result<T, Wrong> {
    let from: StrDeserializer<'_, NotListed> = word.into_deserializer();
    T::deserialize(from).map_err(|NotListed(all)| not_listed(word, all))
}

/// A word is none of a list.
pub(super) fn not_listed(word: &str, all: &[&str]) -> Wrong {
    let list = all.join(", ");
    unknown(problem::WORD, ("từ", "word"), word, nearest(word, all.iter().copied()))
        .remedy_unless(format!("Chọn một trong: {list}."), format!("Choose one of: {list}."))
}

/// The word of a value of a closed list.
pub(super) fn of<T: Serialize>(value: T) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => word,
        // Unit variants serialise as their name; a reader refuses an empty word.
        _ => String::new(),
    }
}

/// Something is named that is not known.
pub(super) fn unknown(code: &'static str, what: (&str, &str), word: &str, meant: Option<&str>) -> Wrong {
    let word = shown(word);
    let wrong = Wrong::new(
        code,
        format!("Không có {} nào là `{word}`.", what.0),
        format!("There is no {} `{word}`.", what.1),
    );
    match meant {
        Some(meant) => wrong.remedy(format!("Có phải là `{meant}`?"), format!("Is it `{meant}`?")),
        None => wrong,
    }
}

impl Wrong {
    /// What to do, unless something better was said already.
    pub fn remedy_unless(self, vi: impl Into<String>, en: impl Into<String>) -> Self {
        if self.remedy_vi.is_empty() { self.remedy(vi, en) } else { self }
    }
}

/// The known word that is nearest to what was written, if one is near: a third of its letters may be wrong.
pub(super) fn nearest<'k>(word: &str, known: impl Iterator<Item = &'k str>) -> Option<&'k str> {
    const LONGEST: usize = 40;
    let plain = |text: &str| -> Vec<char> {
        let spelled = motcua_domain::text::fold(text);
        spelled.chars().map(|c| if c == ' ' { '_' } else { c }).take(LONGEST + 1).collect()
    };
    let written = plain(word);
    if written.is_empty() || written.len() > LONGEST {
        return None;
    }
    let within = (written.len() / 3).min(4);
    let near = known.map(|candidate| (distance(&written, &plain(candidate)), candidate));
    near.filter(|(steps, _)| *steps <= within).min_by_key(|(steps, _)| *steps).map(|(_, candidate)| candidate)
}

/// How many letters are wrong, missing, too many, or swapped with their neighbour.
fn distance(a: &[char], b: &[char]) -> usize {
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut row = vec![i; b.len() + 1];
        for j in 1..=b.len() {
            let changed = last[j - 1] + usize::from(a[i - 1] != b[j - 1]);
            row[j] = changed.min(last[j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                row[j] = row[j].min(before[j - 2] + 1);
            }
        }
        before = std::mem::replace(&mut last, row);
    }
    last[b.len()]
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a failing test panics")]
    use super::*;
    use motcua_domain::procedure::{PaperForm, StepKind};

    #[test]
    fn words_are_those_of_stored_data() {
        assert_eq!(of(StepKind::Appraise), "appraise");
        assert_eq!(read::<PaperForm>("certified_copy").unwrap(), PaperForm::CertifiedCopy);
        let wrong = read::<StepKind>("aprraise").unwrap_err();
        assert_eq!(wrong.remedy_en, "Is it `appraise`?");
        let wrong = read::<StepKind>("xyz").unwrap_err();
        assert!(wrong.remedy_en.contains("intake, assign, appraise"), "{}", wrong.remedy_en);
    }

    #[test]
    fn the_nearest_word_is_near() {
        let known = || ["commune", "competent", "received_at"].into_iter();
        assert_eq!(nearest("comune", known()), Some("commune"));
        assert_eq!(nearest("recieved_at", known()), Some("received_at"));
        assert_eq!(nearest("Competent ", known()), Some("competent"));
        assert_eq!(nearest("bộ phận khác", known()), None);
        assert_eq!(nearest("", known()), None);
    }
}
