//! The dictionary of metrics: data, versioned, each with where it comes from and what must stand beside it.

use crate::formula::{Formula, FormulaError, Term};
use crate::league::{Figure, Sums};
use motcua_calendar::Date;
use serde::Deserialize;
use std::collections::BTreeSet;

/// What a metric is shown as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A share in percent.
    Share,
    /// A number of things.
    Count,
    /// An average in minutes, shown as hours or days.
    Minutes,
    /// An average of points.
    Points,
    /// A plain average: so many to one.
    Ratio,
}

/// Which way is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Better {
    /// More.
    Higher,
    /// Less.
    Lower,
    /// Neither: it describes.
    Neither,
}

/// One metric, in one version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Metric {
    /// Stable key, used in addresses and by targets: `online`.
    pub key: String,
    /// 1, 2, …: a changed formula is another version.
    pub version: u32,
    /// First day it is used.
    pub valid_from: Date,
    /// Name.
    pub name: String,
    /// The same in English.
    pub name_en: String,
    /// The formula in words.
    pub words: String,
    /// The same in English.
    pub words_en: String,
    /// Above the line.
    pub numerator: Formula,
    /// Below it; none for a count.
    pub denominator: Option<Formula>,
    /// What it is shown as.
    pub kind: Kind,
    /// Which way is better.
    pub better: Better,
    /// Key of the rate that must stand beside it; none for a count.
    pub twin: Option<String>,
    /// Legal basis, as known.
    pub basis: String,
    /// Who answers for the definition.
    pub owner: String,
    /// What is left out.
    pub exclusions: String,
    /// The same in English.
    pub exclusions_en: String,
    /// What is not certain about it; empty when nothing is.
    pub provisional: String,
    /// The same in English; empty where it was not written.
    pub provisional_en: String,
    /// Of a metric that is not counted here but given from outside: what stands above and below the line, in words.
    pub given: Option<Box<Above>>,
}

/// What is given from outside, in words.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Above {
    /// Above the line.
    pub numerator: String,
    /// The same in English.
    pub numerator_en: String,
    /// Below it; empty of a count.
    #[serde(default)]
    pub denominator: String,
    /// The same in English.
    #[serde(default)]
    pub denominator_en: String,
}

impl Metric {
    /// Whether it is not known as of a moment of the past.
    #[must_use]
    pub fn known_now_only(&self) -> bool {
        self.given.is_some()
            || self.numerator.known_now_only()
            || self.denominator.as_ref().is_some_and(Formula::known_now_only)
    }

    /// Whether it rests on what is not in the journal, from which no report is reckoned.
    #[must_use]
    pub fn rests_beside_the_journal(&self) -> bool {
        self.given.is_some()
            || self.numerator.rests_beside_the_journal()
            || self.denominator.as_ref().is_some_and(Formula::rests_beside_the_journal)
    }

    /// What it comes to. Of what is given from outside, and of the past what is known of now only, nothing over nothing.
    #[must_use]
    pub fn figure(&self, sums: &Sums) -> Figure {
        if self.given.is_some() || (sums.of_then && self.known_now_only()) {
            return Figure { numerator: 0, denominator: 0 };
        }
        let denominator = self.denominator.as_ref().map_or(1, |formula| formula.value(sums));
        Figure { numerator: self.numerator.value(sums), denominator }
    }

    /// Whether a rate rests on too few dossiers to say much. What is below the line of a ratio are no dossiers.
    #[must_use]
    pub fn few(&self, sums: &Sums) -> bool {
        let figure = self.figure(sums);
        match self.kind {
            Kind::Ratio => figure.numerator < crate::league::FEW,
            _ => self.denominator.is_some() && figure.few(),
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    metric: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    key: String,
    version: u32,
    valid_from: String,
    name: String,
    name_en: String,
    words: String,
    words_en: String,
    numerator: Option<String>,
    denominator: Option<String>,
    kind: Kind,
    better: Better,
    twin: Option<String>,
    basis: String,
    owner: String,
    #[serde(default)]
    exclusions: String,
    #[serde(default)]
    exclusions_en: String,
    #[serde(default)]
    provisional: String,
    #[serde(default)]
    provisional_en: String,
    given: Option<Box<Above>>,
}

/// Why a dictionary cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum DictionaryError {
    /// Not the form of a dictionary.
    #[error("không đọc được từ điển chỉ số (the dictionary of metrics cannot be read): {0}")]
    Form(#[from] Box<toml::de::Error>),
    /// One metric is wrong.
    #[error("chỉ số “{key}” (metric): {reason}")]
    Metric {
        /// Which.
        key: String,
        /// What is wrong.
        reason: String,
    },
}

/// All metrics, by key the versions in order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Dictionary(Vec<Metric>);

impl Dictionary {
    /// Reads a dictionary.
    ///
    /// # Errors
    /// The first thing wrong: a formula that names no measure, a share without a denominator or a twin, a twin that is not there, a
    /// version twice.
    pub fn parse(text: &str) -> Result<Self, DictionaryError> {
        let file: File = toml::from_str(text).map_err(Box::new)?;
        let mut metrics = Vec::with_capacity(file.metric.len());
        let mut seen = BTreeSet::new();
        for entry in file.metric {
            let wrong = |reason: &str| {
                Err(DictionaryError::Metric { key: entry.key.clone(), reason: reason.to_owned() })
            };
            let formula = |text: &str| {
                Formula::parse(text).map_err(|error: FormulaError| DictionaryError::Metric {
                    key: entry.key.clone(),
                    reason: error.to_string(),
                })
            };
            if !seen.insert((entry.key.clone(), entry.version)) {
                return wrong("phiên bản ghi hai lần (the version stands twice)");
            }
            let (numerator, denominator) = match (&entry.given, &entry.numerator) {
                (None, Some(numerator)) => {
                    (formula(numerator)?, entry.denominator.as_deref().map(formula).transpose()?)
                }
                // Not counted: no formula, so that nothing counted is ever mixed with it.
                (Some(given), None) if entry.denominator.is_none() => {
                    (Formula::nothing(), (!given.denominator.is_empty()).then(Formula::nothing))
                }
                (None, None) => return wrong("thiếu tử số (the numerator is missing)"),
                (Some(_), _) => {
                    return wrong(
                        "số do nơi khác cung cấp không có công thức (what is given has no formula)",
                    );
                }
            };
            let carried = |formula: &Formula| formula.parts().any(|(_, term)| term == Term::Carried);
            if carried(&numerator) || denominator.as_ref().is_some_and(carried) {
                return wrong("period.carried chỉ dùng trong báo cáo (for reports only)");
            }
            match entry.kind {
                Kind::Count if denominator.is_some() => {
                    return wrong("số đếm không có mẫu số (a count has no denominator)");
                }
                Kind::Share | Kind::Minutes | Kind::Points | Kind::Ratio if denominator.is_none() => {
                    return wrong("thiếu mẫu số (the denominator is missing)");
                }
                Kind::Share if entry.twin.is_none() => {
                    return wrong("tỷ lệ phải có chỉ số đối chiếu (no rate without its twin)");
                }
                _ => {}
            }
            let Ok(valid_from) = Date::parse(&entry.valid_from) else {
                return wrong("valid_from: YYYY-MM-DD");
            };
            metrics.push(Metric {
                key: entry.key,
                version: entry.version,
                valid_from,
                name: entry.name,
                name_en: entry.name_en,
                words: entry.words,
                words_en: entry.words_en,
                numerator,
                denominator,
                kind: entry.kind,
                better: entry.better,
                twin: entry.twin,
                basis: entry.basis,
                owner: entry.owner,
                exclusions: entry.exclusions,
                exclusions_en: entry.exclusions_en,
                provisional: entry.provisional,
                provisional_en: entry.provisional_en,
                given: entry.given,
            });
        }
        for metric in &metrics {
            let known = |twin: &String| metrics.iter().any(|other| other.key == *twin && *twin != metric.key);
            if !metric.twin.as_ref().is_none_or(known) {
                let reason = "chỉ số đối chiếu không có trong từ điển (its twin is not in the dictionary)";
                return Err(DictionaryError::Metric { key: metric.key.clone(), reason: reason.to_owned() });
            }
        }
        Ok(Self(metrics))
    }

    /// The version of a metric that holds on a day: the latest begun; the first one for days before it.
    #[must_use]
    pub fn get(&self, key: &str, on: Date) -> Option<&Metric> {
        let versions = || self.0.iter().filter(|metric| metric.key == key);
        versions()
            .filter(|metric| metric.valid_from <= on)
            .max_by_key(|metric| (metric.valid_from, metric.version))
            .or_else(|| versions().min_by_key(|metric| (metric.valid_from, metric.version)))
    }

    /// All versions of all metrics, as written.
    pub fn iter(&self) -> impl Iterator<Item = &Metric> {
        self.0.iter()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a failing test panics")]
    use super::*;

    const ABOVE: &str =
        "given = { numerator = \"n\", numerator_en = \"n\", denominator = \"d\", denominator_en = \"d\" }\n";

    fn entry(key: &str, twin: &str, rest: &str) -> String {
        format!(
            "[[metric]]\nkey = \"{key}\"\nversion = 1\nvalid_from = \"2026-01-01\"\nname = \"\"\nname_en = \"\"\nwords = \"\"\n\
             words_en = \"\"\nkind = \"share\"\nbetter = \"higher\"\ntwin = \"{twin}\"\nbasis = \"\"\nowner = \"\"\n{rest}"
        )
    }

    fn counted(key: &str, twin: &str, formula: &str) -> String {
        entry(key, twin, &format!("numerator = \"{formula}\"\ndenominator = \"ended.all\"\n"))
    }

    #[test]
    fn what_is_given_has_no_formula_and_is_never_made_of_sums() {
        let other = counted("b", "a", "ended.late");
        let read = Dictionary::parse(&(entry("a", "b", ABOVE) + &other)).unwrap();
        let mut sums = Sums { open: 7, ..Sums::default() };
        (sums.received, sums.ended) = ([9; crate::WIDTH], [9; crate::WIDTH]);
        let on = Date::new(2026, 3, 1).unwrap();
        let nothing = Figure { numerator: 0, denominator: 0 };
        assert_eq!(read.get("a", on).unwrap().figure(&sums), nothing);
        assert!(read.get("a", on).unwrap().rests_beside_the_journal(), "no report is frozen with it");
        let mixed = [
            format!("{ABOVE}numerator = \"ended.all\"\n"),
            format!("{ABOVE}denominator = \"ended.all\"\n"),
            String::new(),
        ];
        for written in mixed {
            assert!(Dictionary::parse(&(entry("a", "b", &written) + &other)).is_err(), "{written}");
        }
    }

    #[test]
    fn of_the_past_ratings_have_a_value_and_the_registry_has_none() {
        let text = counted("a", "b", "ended.all - rating.dissatisfied") + &counted("b", "a", "ended.late");
        let read = Dictionary::parse(&text).unwrap();
        let on = Date::new(2026, 3, 1).unwrap();
        for of_then in [false, true] {
            let mut sums = Sums { of_then, faces: [1, 0, 0, 0, 0], ..Sums::default() };
            sums.ended = [4; crate::WIDTH];
            let figures = ["a", "b"].map(|key| read.get(key, on).unwrap().figure(&sums));
            let told = (figures[0].numerator, figures[0].denominator);
            assert_eq!(told, (3, 4), "ratings as they were told then");
            let offered = Formula::parse("services.online").unwrap();
            assert!(offered.known_now_only() && !Formula::parse("rating.all").unwrap().known_now_only());
            assert_eq!((figures[1].numerator, figures[1].denominator), (4, 4));
        }
    }
}
