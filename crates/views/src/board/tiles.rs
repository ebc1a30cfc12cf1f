//! The sentence with the answer, the tiles under it, and what must be done now.

use super::Words;
use super::value::{Aim, Value};
use crate::format::count;
use crate::lang::Lang;
use crate::message::Key;
use askama::Template;

/// The answer, as a sentence.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Headline {
    /// There is nothing in the period.
    #[default]
    Empty,
    /// Of a city: how many units reach the target.
    Reached {
        /// Units that do.
        reached: u64,
        /// Units in all.
        units: u64,
        /// The target.
        aim: Aim,
        /// The metric within the sentence, for instance "trực tuyến".
        metric: String,
    },
    /// Of one unit: its value and how far it is from the target.
    Unit {
        /// Its name.
        unit: String,
        /// The value.
        value: Value,
        /// The target.
        aim: Aim,
        /// The metric within the sentence.
        metric: String,
    },
}

/// The region `headline`.
#[derive(Template)]
#[template(source = "{{ text }}", ext = "html")]
pub(crate) struct HeadlineRegion {
    text: String,
}

impl HeadlineRegion {
    pub(crate) fn new(lang: Lang, headline: &Headline) -> Self {
        let w = Words(lang);
        let text = match headline {
            Headline::Empty => w.t(Key::BoardHeadlineEmpty).to_owned(),
            Headline::Reached { reached, units, aim, metric } => {
                let counts = format!("{}/{}", count(lang, *reached), count(lang, *units));
                let threshold = aim.text(lang, Value::Share(super::Share::default()));
                w.t3(Key::BoardHeadlineReached, &counts, &threshold, metric)
            }
            Headline::Unit { unit, value, aim, metric } => {
                let value_text = format!("{} {metric}", value.text(lang));
                w.t3(Key::BoardHeadlineUnit, unit, &value_text, &aim.distance(lang, *value).to_lowercase())
            }
        };
        HeadlineRegion { text }
    }
}

/// A metric with its counter-rate.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tile {
    /// The metric's key: follows the tile from one state to the next.
    pub key: String,
    /// The metric's name.
    pub label: String,
    /// What it opens to.
    pub href: String,
    /// Its value.
    pub value: Value,
    /// Its target.
    pub aim: Option<Aim>,
    /// Its value in the period before.
    pub before: Value,
    /// The counter-rate's name.
    pub twin: String,
    /// The counter-rate.
    pub twin_value: Value,
    /// What the counter-rate opens to.
    pub twin_href: String,
    /// Its definition.
    pub definition: String,
    /// Whether its definition is not settled.
    pub provisional: bool,
}

/// A tile, ready to be written.
struct Written<'a> {
    tile: &'a Tile,
    missed: bool,
    value: String,
    rests_on: Option<String>,
    aim: Option<String>,
    trend: Option<String>,
    twin: String,
    twin_rests_on: Option<String>,
}

/// The region `tiles`.
#[derive(Template)]
#[template(path = "board/tiles.html")]
pub(crate) struct TilesRegion<'a> {
    w: Words,
    tiles: Vec<Written<'a>>,
}

impl<'a> TilesRegion<'a> {
    pub(crate) fn new(lang: Lang, tiles: &'a [Tile], compared: Option<&str>) -> Self {
        let written = tiles.iter().map(|tile| Written {
            tile,
            missed: tile.aim.and_then(|aim| aim.reached_by(tile.value)) == Some(false),
            value: tile.value.text(lang),
            rests_on: tile.value.rests_on(lang),
            aim: tile.aim.map(|aim| aim.distance(lang, tile.value)),
            trend: compared.map(|compared| tile.value.trend(lang, tile.before, compared)),
            twin: tile.twin_value.text(lang),
            twin_rests_on: tile.twin_value.rests_on(lang),
        });
        TilesRegion { w: Words(lang), tiles: written.collect() }
    }
}

/// Where something is stuck.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ActRow {
    /// Unit and step as one key: posted as `at` by the nudge.
    pub key: String,
    /// The unit.
    pub unit: String,
    /// The step, for instance "Chờ ký duyệt".
    pub step: String,
    /// Dossiers past their due moment there.
    pub overdue: u64,
    /// The longest of them, in words, for instance "quá 3 ngày".
    pub longest: String,
    /// The dossiers.
    pub href: String,
    /// When they were last nudged, in words.
    pub nudged: Option<String>,
    /// Where an order about it is given, for those who may.
    pub order: Option<String>,
}

/// What must be done now.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ActNow {
    /// The worst first; of a head of unit, their own.
    pub rows: Vec<ActRow>,
    /// Places not shown.
    pub more: u64,
    /// All of them.
    pub all: Option<String>,
    /// Whether each row has a button to nudge, whose form stands on the page ([`super::NudgeForm`]).
    pub nudge: bool,
}

/// The region `act-now`.
#[derive(Template)]
#[template(path = "board/act_now.html")]
pub(crate) struct ActRegion<'a> {
    w: Words,
    act: &'a ActNow,
}

impl<'a> ActRegion<'a> {
    pub(crate) fn new(lang: Lang, act: &'a ActNow) -> Self {
        ActRegion { w: Words(lang), act }
    }

    fn number(&self, number: u64) -> String {
        count(self.w.0, number)
    }
}
