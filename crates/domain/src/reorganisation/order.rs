//! Where each dossier goes: the plan, with keys resolved.

use super::plan::{Officers, Plan, Rule};
use crate::dossier::Dossier;
use crate::ids::UnitId;
use crate::procedure::ProcedureVersion;
use crate::text::fold;
use crate::unit::UnitIndex;
use motcua_calendar::Date;
use std::collections::BTreeMap;

/// A rule's way of saying: to the unit that stands for the commune concerned.
pub const AFTER_COMMUNE: &str = "@commune";
/// A rule's way of saying: to the counter of the unit that stands for the commune concerned.
pub const AFTER_COUNTER: &str = "@counter";

/// What a rule may look at.
#[derive(Debug, Clone, Copy)]
pub struct DossierFacts<'a> {
    /// Procedure code.
    pub procedure: &'a str,
    /// Field of the pinned version.
    pub field: &'a str,
    /// Dossier code.
    pub code: Option<&'a str>,
    /// The commune concerned.
    pub commune: Option<UnitId>,
    /// The competent agency.
    pub competent: UnitId,
    /// The owner's address, folded to its search key.
    pub address: &'a str,
}

impl<'a> DossierFacts<'a> {
    /// The facts of a dossier; `address` is the owner's, folded.
    pub fn of(dossier: &'a Dossier, version: &'a ProcedureVersion, address: &'a str) -> Self {
        Self {
            procedure: dossier.procedure.as_str(),
            field: version.field.as_str(),
            code: dossier.code.as_ref().map(|code| code.as_str()),
            commune: dossier.places.commune.or(Some(dossier.places.competent)),
            competent: dossier.places.competent,
            address,
        }
    }
}

#[derive(Debug, Clone, Copy)]
enum To {
    Unit(UnitId),
    Commune,
    Counter,
}

#[derive(Debug, Clone)]
struct Case {
    procedures: Vec<String>,
    fields: Vec<String>,
    communes: Vec<UnitId>,
    neighbourhoods: Vec<String>,
    dossiers: Vec<String>,
    to: To,
}

#[derive(Debug, Clone, Default)]
struct Passage {
    cases: Vec<Case>,
    main: Option<UnitId>,
    /// A commune that stays and keeps its area: only what it decides passes on.
    keeps_area: bool,
}

/// The new order: which unit stands in whose place, dossier by dossier.
#[derive(Debug, Clone)]
pub struct Order {
    /// Its first day.
    pub on: Date,
    passages: BTreeMap<UnitId, Passage>,
    carried: BTreeMap<UnitId, Option<UnitId>>,
    posted: BTreeMap<(String, UnitId), UnitId>,
    counters: BTreeMap<UnitId, UnitId>,
}

impl Order {
    /// Resolves a plan over the units as they are before it, or after it when it is gone on with.
    pub fn of(plan: &Plan, units: &UnitIndex) -> Order {
        let id = |key: &str| plan.unit_id(key, units);
        let rules = |rules: &[Rule]| rules.iter().filter_map(|rule| case(rule, &id)).collect::<Vec<_>>();
        let (mut passages, mut carried, mut posted) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
        for ending in &plan.end {
            let Some(unit) = id(&ending.unit) else { continue };
            let main = ending.successor.as_deref().and_then(id);
            passages.insert(unit, Passage { cases: rules(&ending.rule), main, keeps_area: false });
            carried.insert(unit, main.filter(|_| ending.officers == Officers::Carry));
        }
        for transfer in &plan.transfer {
            if let Some(unit) = id(&transfer.unit) {
                let keeps_area = units.get(unit).is_some_and(|unit| unit.kind.is_commune());
                passages.insert(unit, Passage { cases: rules(&transfer.rule), main: None, keeps_area });
            }
        }
        for posting in &plan.officer {
            if let (Some(from), Some(to)) = (id(&posting.from), id(&posting.to)) {
                posted.insert((posting.username.to_lowercase(), from), to);
            }
        }
        let after = plan.units_after(units);
        let communes = after.standing(plan.effective_on).filter(|unit| unit.kind.is_commune());
        let counters = communes.filter_map(|unit| Some((unit.id, after.counter_of(unit.id)?.id))).collect();
        Order { on: plan.effective_on, passages, carried, posted, counters }
    }

    /// The unit in whose hands a dossier is after, where `unit` was before. The unit itself when nothing passes.
    pub fn heir(&self, unit: UnitId, facts: &DossierFacts<'_>) -> UnitId {
        let Some(passage) = self.passages.get(&unit) else { return unit };
        if passage.keeps_area && facts.competent != unit {
            return unit;
        }
        let to = passage.cases.iter().find(|case| case.fits(facts)).and_then(|case| match case.to {
            To::Unit(to) => Some(to),
            To::Commune => self.of_commune(unit, facts),
            To::Counter => {
                self.of_commune(unit, facts).and_then(|commune| self.counters.get(&commune).copied())
            }
        });
        to.or(passage.main).unwrap_or(unit)
    }

    /// The unit that stands for the commune concerned.
    fn of_commune(&self, asking: UnitId, facts: &DossierFacts<'_>) -> Option<UnitId> {
        let commune = facts.commune.filter(|commune| *commune != asking)?;
        Some(self.heir(commune, facts))
    }

    /// Where an officer of a unit serves after; `None` when the duty ends, the unit itself when it stays.
    pub fn post(&self, username: &str, unit: UnitId) -> Option<UnitId> {
        let named = self.posted.get(&(username.to_lowercase(), unit));
        named.copied().or_else(|| self.carried.get(&unit).copied().unwrap_or(Some(unit)))
    }

    /// Whether a commune stays and keeps its area, though competence of its passes on.
    pub fn keeps_area(&self, commune: UnitId) -> bool {
        self.passages.get(&commune).is_some_and(|passage| passage.keeps_area)
    }

    /// The units from which anything passes on.
    pub fn giving(&self) -> impl Iterator<Item = UnitId> {
        self.passages.keys().copied()
    }

    /// Whether any rule looks at addresses.
    pub fn reads_addresses(&self) -> bool {
        self.passages.values().flat_map(|passage| &passage.cases).any(|case| !case.neighbourhoods.is_empty())
    }
}

fn case(rule: &Rule, id: &dyn Fn(&str) -> Option<UnitId>) -> Option<Case> {
    let to = match rule.to.as_str() {
        AFTER_COMMUNE => To::Commune,
        AFTER_COUNTER => To::Counter,
        key => To::Unit(id(key)?),
    };
    Some(Case {
        procedures: rule.procedures.clone(),
        fields: rule.fields.clone(),
        communes: rule.communes.iter().filter_map(|key| id(key)).collect(),
        neighbourhoods: rule.neighbourhoods.iter().map(|words| fold(words)).collect(),
        dossiers: rule.dossiers.clone(),
        to,
    })
}

impl Case {
    fn fits(&self, facts: &DossierFacts<'_>) -> bool {
        fn any<T>(list: &[T], fits: impl Fn(&T) -> bool) -> bool {
            list.is_empty() || list.iter().any(fits)
        }
        any(&self.procedures, |code| code == facts.procedure)
            && any(&self.fields, |field| field == facts.field)
            && any(&self.communes, |commune| facts.commune == Some(*commune))
            && any(&self.dossiers, |code| facts.code == Some(code.as_str()))
            && any(&self.neighbourhoods, |words| has_words(facts.address, words))
    }
}

/// Whole words: "tổ 5" is not in "tổ 51".
fn has_words(address: &str, words: &str) -> bool {
    !words.is_empty() && format!(" {address} ").contains(&format!(" {words} "))
}
