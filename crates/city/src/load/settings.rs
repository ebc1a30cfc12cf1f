//! The settings file of a city.

use crate::model::{Brand, KioskTimes, RequestTerms};
use motcua_calendar::{Date, Term};
use motcua_domain::office::contest::Answering;
use motcua_domain::procedure::StepKind;
use motcua_insight::OpenTerms;
use serde::Deserialize;
use std::collections::BTreeMap;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Settings {
    pub key: String,
    pub name_vi: String,
    pub name_en: String,
    pub source_notes: Vec<String>,
    pub brand: Brand,
    pub defaults: Defaults,
    pub shortcuts: BTreeMap<String, String>,
    pub requests: RequestTerms,
    pub kiosks: KioskTimes,
    #[serde(default)]
    pub open_data: OpenTerms,
    #[serde(default)]
    pub contests: Answering,
}

/// What stands where the sources are silent; every version that uses it is marked.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Defaults {
    pub term: Term,
    pub valid_from: Date,
    pub floors: Floors,
}

/// Working minutes below which a finished step is implausible.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Floors {
    intake: u32,
    assign: u32,
    appraise: u32,
    review: u32,
    approve: u32,
    issue: u32,
    payment: u32,
    #[serde(rename = "return")]
    return_: u32,
}

impl Floors {
    pub fn of(&self, kind: StepKind) -> u32 {
        match kind {
            StepKind::Intake => self.intake,
            StepKind::Assign => self.assign,
            StepKind::Appraise => self.appraise,
            StepKind::Review => self.review,
            StepKind::Approve => self.approve,
            StepKind::Issue => self.issue,
            StepKind::Payment => self.payment,
            StepKind::Return => self.return_,
        }
    }
}
