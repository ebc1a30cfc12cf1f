//! A variation as the list of what it changes: for a page, for a comparison, and to carry it over to a newer version.

use super::{Excess, Limits, Variant, check, pairs};
use crate::actor::Role;
use crate::ids::{FieldCode, UnitId, VersionId};
use crate::procedure::ProcedureVersion;
use motcua_calendar::{Lang, MinuteOfDay, Term};

/// One thing a commune does otherwise. Steps are named by key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Deviation {
    /// The budget of a step.
    Budget(String, Term),
    /// The least plausible time of a step, in working minutes.
    Floor(String, u32),
    /// Who does a step.
    Role(String, Role),
    /// The field of duty of a step.
    Field(String, FieldCode),
    /// A step left out.
    LeftOut(String),
    /// The hour of the cut-off.
    Cutoff(MinuteOfDay),
}

impl Deviation {
    /// The step it is about.
    pub fn step(&self) -> Option<&str> {
        match self {
            Deviation::Budget(step, _)
            | Deviation::Floor(step, _)
            | Deviation::Role(step, _)
            | Deviation::Field(step, _)
            | Deviation::LeftOut(step) => Some(step),
            Deviation::Cutoff(_) => None,
        }
    }

    /// What is done otherwise, as a sentence; the step is named as the city's version names it.
    pub fn message(&self, base: &ProcedureVersion, lang: Lang) -> String {
        let step = self.step().map(|key| base.steps.iter().find(|step| step.key == key));
        let name =
            step.flatten().map(|step| if lang == Lang::Vi { step.name.as_str() } else { step.english() });
        let about = name.or(self.step()).map_or_else(String::new, |name| match lang {
            Lang::Vi => format!("Bước “{name}”: "),
            Lang::En => format!("Step “{name}”: "),
        });
        let said = match (self, lang) {
            (Deviation::Budget(_, term), Lang::Vi) => format!("thời gian {}.", term.label(lang)),
            (Deviation::Budget(_, term), Lang::En) => format!("budget {}.", term.label(lang)),
            (Deviation::Floor(_, minutes), Lang::Vi) => format!("ít nhất {minutes} phút làm việc."),
            (Deviation::Floor(_, minutes), Lang::En) => format!("at least {minutes} working minutes."),
            (Deviation::Role(_, role), Lang::Vi) => format!("do {} làm.", role.label(lang)),
            (Deviation::Role(_, role), Lang::En) => format!("done by the {}.", role.label(lang)),
            (Deviation::Field(_, field), Lang::Vi) => format!("cán bộ lĩnh vực “{field}”."),
            (Deviation::Field(_, field), Lang::En) => format!("an officer for the field “{field}”."),
            (Deviation::LeftOut(_), Lang::Vi) => "bỏ.".to_owned(),
            (Deviation::LeftOut(_), Lang::En) => "left out.".to_owned(),
            (Deviation::Cutoff(at), Lang::Vi) => format!("Giờ chốt nhận trong ngày: {at}."),
            (Deviation::Cutoff(at), Lang::En) => format!("Cut-off of the day: {at}."),
        };
        format!("{about}{said}")
    }
}

/// A variation that changes nothing yet: the city's version, for a unit.
pub fn start(base: &ProcedureVersion, unit: UnitId) -> ProcedureVersion {
    ProcedureVersion {
        id: VersionId(0),
        variant: Some(Variant { of: base.id, unit }),
        limits: Limits::default(),
        ..base.clone()
    }
}

/// Changes one thing of a variation. Whether it may be changed is not asked here ([`check`]).
pub fn apply(variant: &mut ProcedureVersion, deviation: &Deviation) {
    let step = deviation.step().and_then(|key| variant.steps.iter().position(|step| step.key == key));
    match (deviation, step) {
        (Deviation::Cutoff(at), _) => {
            let city = variant.rule.cutoff;
            let rules = variant.terms.iter_mut().map(|term| &mut term.rule).chain([&mut variant.rule]);
            for cutoff in rules.filter(|rule| rule.cutoff == city).filter_map(|rule| rule.cutoff.as_mut()) {
                cutoff.at = *at;
            }
        }
        (_, None) => {}
        (Deviation::Budget(_, term), Some(at)) => variant.steps[at].budget = Some(*term),
        (Deviation::Floor(_, minutes), Some(at)) => variant.steps[at].floor_minutes = *minutes,
        (Deviation::Role(_, role), Some(at)) => variant.steps[at].role = *role,
        (Deviation::Field(_, field), Some(at)) => variant.steps[at].field = Some(field.clone()),
        (Deviation::LeftOut(_), Some(at)) => drop(variant.steps.remove(at)),
    }
}

/// What a variation changes of the version it was made from, in the order of the city's steps. What is no variation of
/// it changes nothing that could be listed.
pub fn deviations(base: &ProcedureVersion, variant: &ProcedureVersion) -> Vec<Deviation> {
    let mut found = Vec::new();
    if let (Some(city), Some(own)) = (base.rule.cutoff, variant.rule.cutoff)
        && city.at != own.at
    {
        found.push(Deviation::Cutoff(own.at));
    }
    let Some(pairs) = pairs(&base.steps, &variant.steps) else { return found };
    for (step, to) in base.steps.iter().zip(pairs) {
        let key = || step.key.clone();
        let Some(own) = to.map(|to| &variant.steps[to]) else {
            found.push(Deviation::LeftOut(key()));
            continue;
        };
        if own.role != step.role {
            found.push(Deviation::Role(key(), own.role));
        }
        if let Some(field) = own.field.as_ref().filter(|_| own.field != step.field) {
            found.push(Deviation::Field(key(), field.clone()));
        }
        if let Some(budget) = own.budget.filter(|_| own.budget != step.budget) {
            found.push(Deviation::Budget(key(), budget));
        }
        if own.floor_minutes != step.floor_minutes {
            found.push(Deviation::Floor(key(), own.floor_minutes));
        }
    }
    found
}

/// A variation carried over to a newer version of the city.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Carried {
    /// What it is now: inside the limits of the newer version.
    pub version: ProcedureVersion,
    /// What was kept.
    pub kept: Vec<Deviation>,
    /// What does not fit the newer version and is the city's again.
    pub lost: Vec<Deviation>,
}

/// Carries a variation over from the version it was made from to a newer one: what the newer one allows is kept.
pub fn carry(
    old: &ProcedureVersion,
    variant: &ProcedureVersion,
    new: &ProcedureVersion,
    unit: UnitId,
) -> Carried {
    let mut carried = Carried { version: start(new, unit), kept: Vec::new(), lost: Vec::new() };
    for deviation in deviations(old, variant) {
        let there = deviation.step().is_none_or(|key| new.steps.iter().any(|step| step.key == key));
        let mut tried = carried.version.clone();
        apply(&mut tried, &deviation);
        let excess: Vec<Excess> = check(new, &tried);
        let idle = matches!(deviation, Deviation::Cutoff(_)) && new.rule.cutoff.is_none();
        if there && !idle && excess.is_empty() {
            carried.version = tried;
            carried.kept.push(deviation);
        } else {
            carried.lost.push(deviation);
        }
    }
    carried
}
