//! A plan as it is written down.

use crate::ids::UnitId;
use crate::unit::{FormerName, Life, Unit, UnitIndex, UnitKind};
use motcua_calendar::Date;
use serde::{Deserialize, Serialize};

/// One reorganisation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// Its name, once for all: running it again goes on with it.
    pub key: String,
    /// The first day of the new order.
    pub effective_on: Date,
    /// The document it rests on, as cited.
    pub basis: String,
    /// Units that begin.
    #[serde(default)]
    pub create: Vec<NewUnit>,
    /// Units that go on under another name or elsewhere.
    #[serde(default)]
    pub rename: Vec<Renaming>,
    /// Units that end.
    #[serde(default)]
    pub end: Vec<Ending>,
    /// Competence that passes on from a unit that stays.
    #[serde(default)]
    pub transfer: Vec<TransferOfCompetence>,
    /// Officers who go elsewhere than to the main successor of their unit.
    #[serde(default)]
    pub officer: Vec<Posting>,
}

/// A unit that begins on the effective day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "as in Unit")]
pub struct NewUnit {
    /// Never used before.
    pub id: u32,
    pub key: String,
    pub name: String,
    pub short_name: String,
    pub kind: UnitKind,
    /// Key of the unit it belongs to.
    pub parent: Option<String>,
    pub agency_code: String,
    /// Whether the code waits for confirmation.
    pub agency_code_provisional: bool,
    pub address: Option<String>,
    pub population: Option<u32>,
}

/// A unit that keeps its number and gets another name, or another unit above it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Renaming {
    /// Its key, which stays.
    pub unit: String,
    /// Full name from the day on; left out: as before.
    pub name: Option<String>,
    /// Short name from the day on.
    pub short_name: Option<String>,
    /// Unit it belongs to from the day on.
    pub parent: Option<String>,
}

/// A unit that ends.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ending {
    /// Its key.
    pub unit: String,
    /// Key of the unit that takes its place where no rule says otherwise.
    pub successor: Option<String>,
    /// Which dossiers go elsewhere: the first rule that fits counts.
    #[serde(default)]
    pub rule: Vec<Rule>,
    /// What becomes of its officers.
    #[serde(default)]
    pub officers: Officers,
}

/// What becomes of the officers of a unit that ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Officers {
    /// They serve in the same roles at the main successor.
    #[default]
    Carry,
    /// Their duties end.
    End,
}

/// Where dossiers of a kind go. Everything it names must fit; a rule that names nothing fits all.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Codes of procedures.
    #[serde(default)]
    pub procedures: Vec<String>,
    /// Fields of procedures.
    #[serde(default)]
    pub fields: Vec<String>,
    /// Keys of communes, as they were before: the commune concerned.
    #[serde(default)]
    pub communes: Vec<String>,
    /// Words of the owner's address: neighbourhood, hamlet, street.
    #[serde(default)]
    pub neighbourhoods: Vec<String>,
    /// Codes of dossiers.
    #[serde(default)]
    pub dossiers: Vec<String>,
    /// Key of a unit, [`super::AFTER_COMMUNE`] or [`super::AFTER_COUNTER`].
    pub to: String,
}

/// Competence that passes on while the unit stays.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TransferOfCompetence {
    /// Key of the unit that gives.
    pub unit: String,
    /// For which dossiers, and to whom; the first that fits counts.
    pub rule: Vec<Rule>,
}

/// An officer who goes to a unit of their own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Posting {
    /// User name.
    pub username: String,
    /// Key of the unit before.
    pub from: String,
    /// Key of the unit after.
    pub to: String,
}

impl Plan {
    /// The units the plan leaves, in the order of the plan: created, renamed, ended; with the life each has from then on.
    /// Names that are not known are passed over: [`super::check`] tells them.
    pub fn units_changed(&self, units: &UnitIndex) -> Vec<Unit> {
        let last = self.effective_on.plus_days(-1);
        let id = |key: &str| self.unit_id(key, units);
        let mut changed: Vec<Unit> = Vec::new();
        for new in &self.create {
            changed.push(Unit {
                id: UnitId(new.id),
                key: new.key.clone(),
                name: new.name.clone(),
                short_name: new.short_name.clone(),
                kind: new.kind,
                parent: new.parent.as_deref().and_then(id),
                agency_code: new.agency_code.clone(),
                agency_code_provisional: new.agency_code_provisional,
                address: new.address.clone(),
                population: new.population,
                life: Life { from: Some(self.effective_on), ..Life::default() },
            });
        }
        for renaming in &self.rename {
            let Some(mut unit) = units.by_key(&renaming.unit).cloned() else { continue };
            if renaming.name.is_some() || renaming.short_name.is_some() {
                let (name, short_name) = (unit.name.clone(), unit.short_name.clone());
                unit.life.former_names.push(FormerName { name, short_name, until: last });
            }
            unit.name = renaming.name.clone().unwrap_or(unit.name);
            unit.short_name = renaming.short_name.clone().unwrap_or(unit.short_name);
            unit.parent = renaming.parent.as_deref().and_then(id).or(unit.parent);
            changed.push(unit);
        }
        for ending in &self.end {
            let Some(mut unit) = units.by_key(&ending.unit).cloned() else { continue };
            unit.life.until = Some(last);
            let named = ending.successor.iter().chain(ending.rule.iter().map(|rule| &rule.to));
            for successor in named.filter_map(|key| id(key)) {
                if !unit.life.successors.contains(&successor) {
                    unit.life.successors.push(successor);
                }
            }
            changed.push(unit);
        }
        changed
    }

    /// The units as they are from the effective day on.
    pub fn units_after(&self, units: &UnitIndex) -> UnitIndex {
        UnitIndex::new(units.iter().cloned().chain(self.units_changed(units)))
    }

    /// The number of a unit that stands or is to be created.
    pub(super) fn unit_id(&self, key: &str, units: &UnitIndex) -> Option<UnitId> {
        let new = self.create.iter().find(|new| new.key == key).map(|new| UnitId(new.id));
        new.or_else(|| units.by_key(key).map(|unit| unit.id))
    }
}
