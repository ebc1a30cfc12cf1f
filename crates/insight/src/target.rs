//! Targets: dated data with who set them and who answers.

use motcua_calendar::Date;
use serde::Deserialize;

/// Whom a target is set for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scope {
    /// The city as a whole.
    City,
    /// Every unit of these kinds: `ward`, `rural_commune`, `centre`, `branch`, `department`.
    Kinds(Vec<String>),
    /// One unit, by its key.
    Unit(String),
}

/// How hard a target is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TargetKind {
    /// A written order.
    Written,
    /// Said in public, no text found.
    Spoken,
}

/// One target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// Stable key.
    pub key: String,
    /// Whom it is set for.
    pub scope: Scope,
    /// Key of the metric.
    pub metric: String,
    /// At least so much (for what is better higher), in ten-thousandths.
    pub threshold: i64,
    /// First day.
    pub from: Date,
    /// Last day, when it ends.
    pub to: Option<Date>,
    /// Written or spoken.
    pub kind: TargetKind,
    /// Legal basis.
    pub basis: String,
    /// Who answers.
    pub answerable: String,
    /// What is not certain about it; empty when nothing is.
    pub provisional: String,
}

impl Target {
    /// Whether it is set for a unit of a kind.
    #[must_use]
    pub fn covers(&self, key: &str, kind: &str) -> bool {
        match &self.scope {
            Scope::City => false,
            Scope::Kinds(kinds) => kinds.iter().any(|one| one == kind),
            Scope::Unit(unit) => unit == key,
        }
    }
    /// Whether it holds on a day.
    #[must_use]
    pub fn holds(&self, on: Date) -> bool {
        self.from <= on && self.to.is_none_or(|last| on <= last)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    target: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    key: String,
    scope: String,
    metric: String,
    percent: u32,
    from: String,
    to: Option<String>,
    kind: TargetKind,
    basis: String,
    answerable: String,
    #[serde(default)]
    provisional: String,
}

/// Why targets cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum TargetError {
    /// Not the form of a list of targets.
    #[error("không đọc được chỉ tiêu (the targets cannot be read): {0}")]
    Form(#[from] Box<toml::de::Error>),
    /// One target is wrong.
    #[error("chỉ tiêu “{key}” (target): {reason}")]
    Target {
        /// Which.
        key: String,
        /// What is wrong.
        reason: String,
    },
}

/// Reads targets. `knows` says whether there is a metric of a key: a target without one would never be met nor missed.
///
/// # Errors
/// The first thing wrong.
pub fn read_targets(text: &str, knows: &dyn Fn(&str) -> bool) -> Result<Vec<Target>, TargetError> {
    let file: File = toml::from_str(text).map_err(Box::new)?;
    let mut targets: Vec<Target> = Vec::with_capacity(file.target.len());
    for entry in file.target {
        let wrong =
            |reason: &str| Err(TargetError::Target { key: entry.key.clone(), reason: reason.to_owned() });
        if targets.iter().any(|other| other.key == entry.key) {
            return wrong("ghi hai lần (stands twice)");
        }
        if !knows(&entry.metric) {
            return wrong("không có chỉ số này (there is no such metric)");
        }
        if entry.percent > 100 {
            return wrong("quá 100 % (more than 100 %)");
        }
        let scope = match entry.scope.split_once(':') {
            None if entry.scope == "city" => Scope::City,
            Some(("kinds", kinds)) => Scope::Kinds(kinds.split_whitespace().map(str::to_owned).collect()),
            Some(("unit", key)) => Scope::Unit(key.trim().to_owned()),
            _ => return wrong("scope: city, kinds: …, unit: …"),
        };
        let day = |text: &str| Date::parse(text).ok();
        let Some(from) = day(&entry.from) else { return wrong("from: YYYY-MM-DD") };
        let to = match entry.to.as_deref().map(day) {
            None => None,
            Some(Some(to)) if to >= from => Some(to),
            Some(_) => return wrong("to: YYYY-MM-DD, không trước from (not before from)"),
        };
        targets.push(Target {
            key: entry.key,
            scope,
            metric: entry.metric,
            threshold: i64::from(entry.percent) * 100,
            from,
            to,
            kind: entry.kind,
            basis: entry.basis,
            answerable: entry.answerable,
            provisional: entry.provisional,
        });
    }
    Ok(targets)
}
