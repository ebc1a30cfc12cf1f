//! Thresholds, as data of the city.

use serde::Deserialize;

/// The thresholds of all detectors.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Detectors {
    /// What is not settled about them.
    pub provisional: String,
    /// The same in English; empty in a city that has not said it.
    #[serde(default)]
    pub provisional_en: String,
    /// Days the signs of a filing are kept.
    pub kept_days: u32,
    /// Points from which on a filing is pointed at.
    pub points_needed: i64,
    /// Points for what one filing shows.
    pub filing: FilingPoints,
    /// Limits for what a unit shows.
    pub unit: UnitLimits,
}

/// Points for the signs of one filing, and what makes a sign.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "each is told where it is set: data/hanoi/detectors.toml")]
pub struct FilingPoints {
    pub desk_browser: i64,
    pub desk_make: i64,
    pub desk_network: i64,
    pub beside_percent: i64,
    pub beside: i64,
    pub accounts_min: i64,
    pub accounts: i64,
    pub few_accounts_min: i64,
    pub few_accounts: i64,
    pub office_rhythm: i64,
    pub close_minutes: i64,
    pub close: i64,
    pub quick_percent: i64,
    pub quick_seconds: i64,
    pub quick: i64,
    pub office_contact: i64,
    pub contact_min: i64,
    pub contact: i64,
    pub taken_minutes: i64,
    pub taken: i64,
    pub after_hours_percent: i64,
    pub after_hours: i64,
    pub out_of_hours: i64,
}

/// When what a unit shows is worth a look.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "each is told where it is set: data/hanoi/detectors.toml")]
pub struct UnitLimits {
    pub cases_min: i64,
    pub percent_min: i64,
    pub times_percent: i64,
    pub burst_days: i32,
    pub step_minutes: i64,
    pub before_due_hours: i64,
}

/// Why thresholds cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum DetectorsError {
    /// Not the form of thresholds.
    #[error("không đọc được ngưỡng phát hiện (the detectors cannot be read): {0}")]
    Form(#[from] Box<toml::de::Error>),
    /// A number that cannot be meant.
    #[error("ngưỡng {0} không hợp lệ (a threshold of the detectors makes no sense)")]
    Number(&'static str),
}

impl Detectors {
    /// Reads them.
    ///
    /// # Errors
    /// [`DetectorsError`].
    pub fn read(text: &str) -> Result<Self, DetectorsError> {
        let read: Self = toml::from_str(text).map_err(Box::new)?;
        let (filing, unit) = (&read.filing, &read.unit);
        for (name, number, least, most) in [
            ("kept_days", i64::from(read.kept_days), 1, 366),
            ("points_needed", read.points_needed, 1, 100),
            ("beside_percent", filing.beside_percent, 1, 100),
            ("accounts_min", filing.accounts_min, 2, 1_000),
            ("few_accounts_min", filing.few_accounts_min, 2, filing.accounts_min),
            ("contact_min", filing.contact_min, 2, 1_000),
            ("quick_percent", filing.quick_percent, 0, 100),
            ("after_hours_percent", filing.after_hours_percent, 1, 100),
            ("cases_min", unit.cases_min, 1, 10_000),
            ("percent_min", unit.percent_min, 1, 100),
            ("times_percent", unit.times_percent, 100, 10_000),
            ("burst_days", i64::from(unit.burst_days), 1, 31),
            ("before_due_hours", unit.before_due_hours, 1, 240),
        ] {
            if !(least..=most).contains(&number) {
                return Err(DetectorsError::Number(name));
            }
        }
        let points = [
            filing.desk_browser,
            filing.desk_make,
            filing.desk_network,
            filing.beside,
            filing.accounts,
            filing.few_accounts,
            filing.office_rhythm,
            filing.close,
            filing.quick,
            filing.office_contact,
            filing.contact,
            filing.taken,
            filing.after_hours,
            filing.out_of_hours,
        ];
        if points.iter().any(|points| !(0..=100).contains(points)) {
            return Err(DetectorsError::Number("points"));
        }
        Ok(read)
    }
}
