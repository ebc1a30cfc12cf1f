//! Finding where a place belongs today: by the name of a unit, by a name it had, by that of a unit in whose place it stands,
//! or by that of a commune or district of before the city's records began.
//!
//! People keep the old name in their papers and in their heads. A former place is never a unit of the records: it only leads
//! to the units that took over its ground, all of them where it was divided.

use super::{Unit, UnitIndex};
use crate::ids::UnitId;
use crate::text::{fold, one_slip};
use motcua_calendar::Date;
use serde::{Deserialize, Serialize};

/// How much of a former place went to a unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Extent {
    /// All of it.
    Whole,
    /// A part.
    Part,
}

/// A unit that took over ground of a former place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Share {
    /// The unit.
    pub unit: UnitId,
    /// How much.
    pub extent: Extent,
}

/// A commune or district that ended before the records began.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormerPlace {
    /// Full name: `Phường Kim Mã`.
    pub name: String,
    /// The district it lay in, when known; it tells two places of one name apart.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub within: Option<String>,
    /// The last day it was called so.
    pub until: Date,
    /// The units that have its ground.
    pub now: Vec<Share>,
}

/// A place found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlaceHit<'a> {
    /// The name it was found by.
    pub name: &'a str,
    /// The district it lay in.
    pub within: Option<&'a str>,
    /// The last day of that name; `None`: it is the name of today.
    pub until: Option<Date>,
    /// The units that stand there; more than one where the former place was divided.
    pub now: Vec<(&'a Unit, Extent)>,
}

struct Entry {
    /// The unit of the records that has or had the name.
    own: Option<UnitId>,
    name: String,
    within: Option<String>,
    /// Folded: the full name, the name without its rank, the short name, the key.
    spellings: Vec<String>,
    until: Option<Date>,
    now: Vec<Share>,
}

/// Every name that leads to a unit of today.
#[derive(Default)]
pub struct Places {
    entries: Vec<Entry>,
}

/// A slip is forgiven in names of at least so many letters.
const SLIP_LETTERS: usize = 5;
/// The longest text looked for, characters.
const WORDS_MAX: usize = 120;

impl Places {
    /// Gathers the names of units and of former places.
    #[must_use]
    pub fn new(units: &UnitIndex, former: impl IntoIterator<Item = FormerPlace>) -> Places {
        let mut entries = Vec::new();
        for unit in units.iter() {
            let mut add = |name: &str, also: &[&str], until: Option<Date>| {
                let mut spellings = spellings(name);
                spellings.extend(also.iter().map(|text| fold(text)));
                let now = divided(&unit.life.successors);
                entries.push(Entry {
                    own: Some(unit.id),
                    name: name.to_owned(),
                    within: None,
                    spellings,
                    until,
                    now,
                });
            };
            add(&unit.name, &[&unit.short_name, &unit.key], unit.life.until);
            for before in &unit.life.former_names {
                add(&before.name, &[&before.short_name], Some(before.until));
            }
        }
        for place in former {
            let spellings = spellings(&place.name);
            let FormerPlace { name, within, until, now } = place;
            entries.push(Entry { own: None, name, within, spellings, until: Some(until), now });
        }
        Places { entries }
    }

    /// Every former name and what stands there on a day.
    pub fn former<'a>(&'a self, units: &'a UnitIndex, on: Date) -> impl Iterator<Item = PlaceHit<'a>> {
        let hits = self.entries.iter().map(move |entry| entry.told(units, on));
        hits.filter(|hit| hit.until.is_some() && !hit.now.is_empty())
    }

    /// The places whose name has every word, with or without accents, at most `limit`: the whole name before a part of it,
    /// names of today before former ones. One slip is forgiven when nothing is found otherwise. What stands after a comma
    /// tells places of one name apart: `Tam Hiệp, Phúc Thọ`.
    #[must_use]
    pub fn find<'a>(
        &'a self,
        units: &'a UnitIndex,
        words: &str,
        on: Date,
        limit: usize,
    ) -> Vec<PlaceHit<'a>> {
        let words: String = words.chars().take(WORDS_MAX).collect();
        let (name, around) = words.split_once(',').unwrap_or((&words, ""));
        let (key, around) = (full_rank(&fold(name)), fold(around));
        if !key.contains(char::is_alphanumeric) {
            return Vec::new();
        }
        let typed = name.trim().to_lowercase();
        let mut hits: Vec<(Grade, &Entry)> = Vec::new();
        for entry in self.entries.iter().filter(|entry| entry.serves(units, on)) {
            if let Some(fit) = entry.fit(&key) {
                let accents = !entry.name.to_lowercase().contains(&typed);
                let former = entry.until.is_some();
                hits.push(((fit, accents, former, &entry.name, entry.within.as_deref()), entry));
            }
        }
        if hits.iter().any(|(grade, _)| grade.0 < Fit::Slip) {
            hits.retain(|(grade, _)| grade.0 < Fit::Slip);
        }
        if hits.iter().any(|(grade, _)| grade.0 == Fit::Whole) {
            // Beside a whole name, words scattered over another one are no find.
            hits.retain(|(grade, entry)| grade.0 == Fit::Whole || entry.has_in_a_row(&key));
        }
        if !around.is_empty() && hits.iter().any(|(_, entry)| entry.lies_in(units, &around)) {
            hits.retain(|(_, entry)| entry.lies_in(units, &around));
        }
        hits.sort_by_key(|(grade, _)| *grade);
        let told = |(_, entry): (_, &'a Entry)| entry.told(units, on);
        hits.into_iter().map(told).filter(|hit| !hit.now.is_empty()).take(limit).collect()
    }
}

/// How well a name fits, best first; then whether accents differ, whether it is a former name, and the name itself.
type Grade<'a> = (Fit, bool, bool, &'a str, Option<&'a str>);

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    /// The name.
    Whole,
    /// Every word begins a word of it.
    Words,
    /// The name but for one slip.
    Slip,
}

impl Entry {
    /// The unit of the name itself, while it stands.
    fn standing<'a>(&self, units: &'a UnitIndex, on: Date) -> Option<&'a Unit> {
        units.get(self.own?).filter(|unit| unit.life.stands(on))
    }

    /// Whether the name may be asked for on a day: that of a unit still to begin may not.
    fn serves(&self, units: &UnitIndex, on: Date) -> bool {
        self.until.is_some() || self.standing(units, on).is_some()
    }

    fn fit(&self, key: &str) -> Option<Fit> {
        let is = |spelling: &String| spelling == key;
        let has = |spelling: &String| {
            key.split(' ').all(|word| spelling.split(' ').any(|part| part.starts_with(word)))
        };
        let near = |spelling: &String| key.len() >= SLIP_LETTERS && one_slip(spelling, key);
        if self.spellings.iter().any(is) {
            Some(Fit::Whole)
        } else if self.spellings.iter().any(has) {
            Some(Fit::Words)
        } else {
            self.spellings.iter().any(near).then_some(Fit::Slip)
        }
    }

    fn has_in_a_row(&self, key: &str) -> bool {
        let row = format!(" {key}");
        self.spellings.iter().any(|spelling| format!(" {spelling}").contains(&row))
    }

    /// Whether words name the district it lay in, or a unit that stands there now.
    fn lies_in(&self, units: &UnitIndex, around: &str) -> bool {
        let inside = |name: &str| format!(" {} ", fold(name)).contains(&format!(" {around} "));
        let mut now = self.now.iter().filter_map(|share| units.get(share.unit));
        self.within.as_deref().is_some_and(inside) || now.any(|unit| inside(&unit.name))
    }

    fn told<'a>(&'a self, units: &'a UnitIndex, on: Date) -> PlaceHit<'a> {
        let mut now: Vec<(&Unit, Extent)> = Vec::new();
        now.extend(self.standing(units, on).map(|unit| (unit, Extent::Whole)));
        for share in self.now.iter().filter(|_| self.standing(units, on).is_none()) {
            let Some(unit) = units.get(units.current(share.unit, on)) else { continue };
            if unit.life.stands(on) && !now.iter().any(|(known, _)| known.id == unit.id) {
                now.push((unit, share.extent));
            }
        }
        // On the last day of a name it still is one.
        let until = self.until.filter(|last| *last < on);
        PlaceHit { name: &self.name, within: self.within.as_deref(), until, now }
    }
}

fn divided(successors: &[UnitId]) -> Vec<Share> {
    let extent = if successors.len() > 1 { Extent::Part } else { Extent::Whole };
    successors.iter().map(|unit| Share { unit: *unit, extent }).collect()
}

/// Ranks in front of the proper name of a place, folded.
const RANKS: [&str; 6] = ["phuong ", "xa ", "thi tran ", "quan ", "huyen ", "thi xa "];

/// The spellings of a full name: as it is, without the committee in front, without its rank.
fn spellings(name: &str) -> Vec<String> {
    let whole = fold(name);
    let place = whole.strip_prefix("uy ban nhan dan ").unwrap_or(&whole).to_owned();
    let proper = RANKS.iter().find_map(|rank| place.strip_prefix(rank)).map(str::to_owned);
    let mut all = vec![whole, place];
    all.extend(proper);
    all.dedup();
    all
}

/// The rank written out: `p. kim ma` is `phuong kim ma`.
fn full_rank(key: &str) -> String {
    let short = [
        ("p.", "phuong "),
        ("q.", "quan "),
        ("h.", "huyen "),
        ("x.", "xa "),
        ("tt.", "thi tran "),
        ("tx.", "thi xa "),
    ];
    let found = short.iter().find_map(|(short, long)| Some((key.strip_prefix(short)?, long)));
    found.map_or_else(|| key.to_owned(), |(rest, long)| format!("{long}{}", rest.trim_start()))
}
