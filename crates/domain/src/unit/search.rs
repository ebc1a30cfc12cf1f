//! Finding a unit by its name or by one it had, or by that of a unit in whose place it stands.

use super::{Unit, UnitIndex};
use crate::text::fold;
use motcua_calendar::{Date, Lang, wording};

/// A unit found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitHit<'a> {
    /// The unit as it stands.
    pub unit: &'a Unit,
    /// The name it was found by, when that is not its own today, with the last day of that name.
    pub formerly: Option<(&'a str, Date)>,
}

impl UnitHit<'_> {
    /// "trước 1/7/2025: Phường Cũ", when it was found by a former name.
    pub fn note(&self, lang: Lang) -> Option<String> {
        let (name, until) = self.formerly?;
        let day = wording::day(lang, until.plus_days(1));
        Some(match lang {
            Lang::Vi => format!("trước {day}: {name}"),
            Lang::En => format!("before {day}: {name}"),
        })
    }
}

impl UnitIndex {
    /// The units standing on a day whose name, key or a former name has every word, with or without accents; those found
    /// by their own name first. A unit that was split leads to each of its successors.
    pub fn search(&self, words: &str, on: Date, limit: usize) -> Vec<UnitHit<'_>> {
        let key = fold(words);
        let mut hits: Vec<UnitHit<'_>> = Vec::new();
        if key.is_empty() {
            return hits;
        }
        for unit in self.standing(on).filter(|unit| called(unit, &key)) {
            hits.push(UnitHit { unit, formerly: None });
        }
        for unit in self.standing(on) {
            for before in self.with_history(unit.id).into_iter().filter_map(|id| self.get(id)) {
                if hits.iter().any(|hit| hit.unit.id == unit.id) {
                    break;
                }
                let own = before
                    .life
                    .former_names
                    .iter()
                    .map(|f| (f.name.as_str(), f.short_name.as_str(), f.until));
                let ended = before.life.until.filter(|last| *last < on);
                let ended = ended.map(|until| (before.name.as_str(), before.short_name.as_str(), until));
                let found = own.chain(ended).find(|(name, short, _)| {
                    has_words(name, &key)
                        || has_words(short, &key)
                        || (before.id != unit.id && before.key == words.trim())
                });
                if let Some((name, _, until)) = found {
                    hits.push(UnitHit { unit, formerly: Some((name, until)) });
                }
            }
        }
        hits.truncate(limit);
        hits
    }
}

fn called(unit: &Unit, key: &str) -> bool {
    has_words(&unit.name, key) || has_words(&unit.short_name, key) || fold(&unit.key) == *key
}

/// Every word at the start of a word of the name.
fn has_words(name: &str, key: &str) -> bool {
    let name = fold(name);
    key.split(' ').all(|word| name.split(' ').any(|part| part.starts_with(word)))
}
