//! The dictionary of metrics: what each number means, word for word, version by version.

use crate::message::Key;
use crate::page::{Link, Page};
use crate::renders;
use askama::Template;

/// A definition of a metric.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Definition {
    /// Its key: never changes, names it in addresses and files.
    pub key: String,
    /// The version, for instance "2".
    pub version: String,
    /// Its name in the page's language.
    pub name: String,
    /// Its name in the other language.
    pub other_name: String,
    /// How it is reckoned, in words.
    pub formula: String,
    /// What is counted above the line.
    pub numerator: String,
    /// What is counted below it; `None` of a plain count.
    pub denominator: Option<String>,
    /// Which moment puts a dossier into a period.
    pub basis: String,
    /// What is left out.
    pub exclusions: Vec<String>,
    /// Law, decision or order it rests on; empty when there is none.
    pub legal: Vec<String>,
    /// The body that answers for the definition.
    pub owner: String,
    /// Its counter-rate.
    pub twin: Option<Link>,
    /// The other reading, where the law can be read in two ways.
    pub reading: Option<Link>,
    /// Why it is provisional; `None` when it is settled.
    pub provisional: Option<String>,
    /// From which day the version holds, in words.
    pub from: String,
    /// Versions of before.
    pub earlier: Vec<Link>,
    /// Its present value on the board.
    pub shown: Option<String>,
}

/// Metrics of a kind.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DefinitionGroup {
    /// What they are about.
    pub name: String,
    /// The metrics.
    pub definitions: Vec<Definition>,
}

/// `/board/metrics` and, of one metric or one of its versions, `/board/metrics/{key}?version=`
#[derive(Template)]
#[template(path = "board/dictionary.html")]
pub struct DictionaryPage<'a> {
    /// What every page is given.
    pub page: Page<'a>,
    /// The metrics.
    pub groups: Vec<DefinitionGroup>,
    /// The whole dictionary, where only one metric is shown.
    pub all: Option<String>,
    /// The same as a file, for machines.
    pub csv: Option<String>,
}

renders!(DictionaryPage);
