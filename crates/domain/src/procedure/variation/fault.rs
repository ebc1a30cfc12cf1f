//! What is wrong with the limits themselves, before any commune uses them.

use super::{LEAVABLE, Limits, Span, StepLimits, is_own, within};
use crate::procedure::{Competence, ProcedureVersion, StepKind};
use motcua_calendar::Term;

/// A fault in the limits of a version. Entries are counted from 0.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LimitFault {
    /// The version is not decided by communes.
    NotOfCommunes,
    /// A variation has limits of its own.
    OfVariation,
    /// No step has the key, or several have.
    StepUnknown(usize),
    /// A step is named twice.
    StepTwice(usize),
    /// The step is not done at the commune.
    StepElsewhere(usize),
    /// Nothing of the step is opened.
    Nothing(usize),
    /// The least budget is above the most, they cannot be compared, or the city's own lies outside.
    Budget(usize),
    /// The same of the least time.
    Floor(usize),
    /// A role that does not work on dossiers, or another one for the decision, whose signature the law settles.
    Role(usize),
    /// The step may not be left out: of its kind, or a route leads to it.
    LeaveOut(usize),
    /// Left out, the flow would not lead to a result.
    NotSound,
    /// The cut-off: there is none, the hours are in the wrong order, or the city's own lies outside.
    Cutoff,
}

/// Everything wrong with the limits of a version.
pub fn faults(version: &ProcedureVersion) -> Vec<LimitFault> {
    let limits = &version.limits;
    let mut found = Vec::new();
    if limits.is_empty() {
        return found;
    }
    if version.variant.is_some() {
        return vec![LimitFault::OfVariation];
    }
    if version.competence != Competence::Commune {
        found.push(LimitFault::NotOfCommunes);
    }
    if let Some(Span { min, max }) = limits.cutoff
        && !version.rule.cutoff.is_some_and(|city| (min..=max).contains(&city.at))
    {
        found.push(LimitFault::Cutoff);
    }
    for (at, one) in limits.steps.iter().enumerate() {
        found.extend(of_step(version, limits, at, one));
    }
    if found.is_empty() && !sound_without(version) {
        found.push(LimitFault::NotSound);
    }
    found
}

fn of_step(version: &ProcedureVersion, limits: &Limits, at: usize, one: &StepLimits) -> Vec<LimitFault> {
    let named: Vec<_> = version.steps.iter().filter(|step| step.key == one.step).collect();
    let [step] = named.as_slice() else { return vec![LimitFault::StepUnknown(at)] };
    if one.step.is_empty() {
        return vec![LimitFault::StepUnknown(at)];
    }
    if limits.steps[..at].iter().any(|before| before.step == one.step) {
        return vec![LimitFault::StepTwice(at)];
    }
    let mut found = Vec::new();
    if !is_own(step) {
        found.push(LimitFault::StepElsewhere(at));
    }
    if one.is_empty() {
        found.push(LimitFault::Nothing(at));
    }
    if let Some(span) = one.budget
        && !(ordered(span) && step.budget.is_none_or(|city| within(city, span)))
    {
        found.push(LimitFault::Budget(at));
    }
    if let Some(Span { min, max }) = one.floor_minutes
        && !(min..=max).contains(&step.floor_minutes)
    {
        found.push(LimitFault::Floor(at));
    }
    let works = one.roles.iter().all(|role| role.works());
    if !works || (step.kind == StepKind::Approve && !one.roles.is_empty()) {
        found.push(LimitFault::Role(at));
    }
    let led_to = version.steps.iter().flat_map(|step| &step.next).any(|route| route.to == one.step);
    let leads = !step.next.is_empty();
    if one.may_leave_out && (led_to || leads || !LEAVABLE.contains(&step.kind)) {
        found.push(LimitFault::LeaveOut(at));
    }
    found
}

fn ordered(span: Span<Term>) -> bool {
    within(span.min, span)
}

/// Whether the flow still leads to a result without all the steps that may be left out.
fn sound_without(version: &ProcedureVersion) -> bool {
    let mut without = version.clone();
    without.steps.retain(|step| !version.limits.of(step).is_some_and(|limits| limits.may_leave_out));
    without.is_sound() || !version.is_sound()
}
