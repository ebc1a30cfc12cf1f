//! Figures a replay draws from. Every figure is data with its source; two that contradict each other are both kept.

use motcua_domain::ids::ProcedureCode;
use motcua_domain::procedure::ProcedureVersion;
use serde::Deserialize;

/// A text drawn in proportion to its weight.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Weighted {
    /// The text.
    pub text: String,
    /// Its weight among the others of its list.
    pub weight: u32,
}

/// Middle and given names of one sex.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct GivenNames {
    /// Middle names (tên đệm).
    pub middle: Vec<Weighted>,
    /// Given names (tên).
    pub given: Vec<Weighted>,
}

/// Name lists from which made-up people are drawn.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NameLists {
    /// Surnames (họ).
    pub surnames: Vec<Weighted>,
    /// Names of women.
    pub female: GivenNames,
    /// Names of men.
    pub male: GivenNames,
}

/// Shares of the three channels; they sum to 1.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChannelMix {
    /// Over the counter.
    pub counter: f64,
    /// Online.
    pub online: f64,
    /// By post.
    pub post: f64,
}

/// Shares of what becomes of a dossier.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OutcomeRates {
    /// Late, among those resolved.
    pub late: f64,
    /// Still in progress at the end of the period counted, among those received.
    pub in_progress: f64,
    /// Asked for more papers, among those received. An assumption.
    pub supplement: f64,
    /// Refused in writing, among those decided. An assumption.
    pub refused: f64,
    /// Withdrawn, among those received. An assumption.
    pub withdrawn: f64,
    /// Not accepted at the door, among those filed. An assumption.
    pub declined: f64,
    /// With an opinion asked of another agency, among those received. An assumption.
    pub consulted: f64,
    /// Extended with an apology, among those received. An assumption.
    pub extended: f64,
    /// Corrected afterwards, among those received. An assumption.
    pub corrected: f64,
}

/// One published volume. Volumes that conflict stand side by side; the replay is told which to use.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Volume {
    /// Key to choose it by.
    pub key: String,
    /// Dossiers received in the period.
    pub dossiers: u64,
    /// Working days of the period.
    pub working_days: u32,
    /// First day.
    pub from: motcua_calendar::Date,
    /// Last day.
    pub to: motcua_calendar::Date,
    /// What the figure covers, as far as the source says.
    pub scope: String,
    /// Where it was published.
    pub source: String,
}

/// How often a procedure of each band is asked for, relative to the others. A judgement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BandWeights {
    /// Band A: the daily ones.
    pub a: u32,
    /// Band B: weekly.
    pub b: u32,
    /// Band C: rare.
    pub c: u32,
}

/// The weight of one procedure where its band is too coarse.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProcedureWeight {
    /// National code.
    pub code: ProcedureCode,
    /// Replaces the weight of its band.
    pub weight: u32,
}

/// How a demonstration goes on while it is watched. The project's own figures: nobody publishes them.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LivingPace {
    /// Acts a second, new dossiers included, while offices are open.
    pub acts_per_second: f64,
    /// Of these acts, the share that files a new dossier while others have work that is due. At hours when offices are
    /// closed people file at this rate times the weight of the hour.
    pub new_dossiers: f64,
    /// Of dossiers whose result was handed over, the share that is rated.
    pub rated: f64,
    /// Weights of the five faces of a rating, the best first.
    pub faces: [u32; 5],
}

/// Filings that officers type in and send as if the people had done it alone from home: what detectors are for. The project's own
/// figures.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Disguised {
    /// In so many communes, drawn by the seed: no unit is named.
    pub communes: u32,
    /// The share of what officers type in there.
    pub share: f64,
}

/// All figures of the replay.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SimulationFacts {
    /// Weight of each hour of the day at the counters, 0–23.
    pub hours_counter: [u32; 24],
    /// Weight of each hour of the day online, 0–23: people also file in the evening.
    pub hours_online: [u32; 24],
    /// Weight of each weekday at the counters, Monday first. Closed days are the calendar's business.
    pub weekdays_counter: [u32; 7],
    /// Weight of each weekday online, Monday first.
    pub weekdays_online: [u32; 7],
    /// Channels.
    pub channels: ChannelMix,
    /// Outcomes.
    pub outcomes: OutcomeRates,
    /// Published volumes, the default first.
    pub volumes: Vec<Volume>,
    /// Weights by band.
    pub band_weights: BandWeights,
    /// Weights of single procedures.
    pub procedure_weights: Vec<ProcedureWeight>,
    /// How the demonstration goes on; without it, it stands still.
    pub living: Option<LivingPace>,
    /// Filings sent in disguise; without it there are none.
    #[serde(default)]
    pub disguised: Option<Disguised>,
    /// Where the figures above come from; assumptions are named as such.
    pub sources: Vec<String>,
}

impl SimulationFacts {
    /// How often a procedure is asked for, relative to the others.
    pub fn weight_of(&self, version: &ProcedureVersion) -> u32 {
        let single = self.procedure_weights.iter().find(|entry| entry.code == version.code);
        single.map_or_else(
            || match version.volume_band {
                'A' => self.band_weights.a,
                'B' => self.band_weights.b,
                _ => self.band_weights.c,
            },
            |entry| entry.weight,
        )
    }
    /// A published volume by its key.
    pub fn volume(&self, key: &str) -> Option<&Volume> {
        self.volumes.iter().find(|volume| volume.key == key)
    }
}
