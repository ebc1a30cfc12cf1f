//! The steps of a text.

use super::around::Around;
use super::section::{Keys, Section};
use super::{LIST_MAX, STEPS_MAX};
use motcua_domain::procedure::flow::SIDE_ACTS;
use motcua_domain::procedure::{BranchStep, PlannedOpinion, Route, Step};

/// The most working minutes a floor may say: far more than any step takes.
const FLOOR_MAX: u64 = 1_000_000;

pub(super) fn steps(head: &mut Section<'_>) -> Option<Vec<Step>> {
    let mut keys = Keys::default();
    head.sections(("step", "[[step]]"), STEPS_MAX, |section| {
        let key = section.maybe_key("key");
        if let Some(Some(key)) = key {
            keys.add(section, key, "[[step]]");
        }
        step(section, key.map(|key| key.map_or_else(String::new, |key| key.text.to_owned())))
    })
}

/// One step of a branch beside a step.
fn branch_step(section: &mut Section<'_>) -> Option<BranchStep> {
    let key = section.maybe_key("key").map(|key| key.map_or_else(String::new, |key| key.text.to_owned()));
    let (name, name_en) = (section.text("name"), section.text_or_empty("name_en"));
    let (role, field) = (section.word("role"), section.maybe_named("field", Around::field_code));
    let (budget, floor) = (section.maybe_term("budget"), section.maybe_number("floor_minutes", FLOOR_MAX));
    Some(BranchStep {
        key: key?,
        name: name?,
        name_en: name_en?,
        role: role?,
        field: field?,
        budget: budget?,
        floor_minutes: floor?.and_then(|minutes| u32::try_from(minutes).ok()).unwrap_or_default(),
    })
}

fn step(section: &mut Section<'_>, key: Option<String>) -> Option<Step> {
    let (name, name_en) = (section.text("name"), section.text_or_empty("name_en"));
    let (kind, role) = (section.word("kind"), section.word("role"));
    let place = section.named("place", Around::place);
    let budget = section.maybe_term("budget");
    let floor_minutes = section.maybe_number("floor_minutes", FLOOR_MAX);
    let clock_runs = section.yes("clock_runs", true);
    let field = section.maybe_named("field", Around::field_code);
    let acts = section.words("acts", &SIDE_ACTS.map(|act| (act.key(), act)));
    let when = section.maybe_condition("when");
    let next = section.sections(("next", "next"), LIST_MAX, |route| {
        let (to, when) = (route.key("to"), route.maybe_condition("when"));
        Some(Route { to: to?.text.to_owned(), when: when? })
    });
    let opinions = section.sections(("opinions", "opinions"), LIST_MAX, |opinion| {
        let place = opinion.named("place", Around::place);
        let (within, when) = (opinion.term("within"), opinion.maybe_condition("when"));
        let steps = opinion.sections(("steps", "steps"), LIST_MAX, branch_step);
        Some(PlannedOpinion { place: place?, within: within?, when: when?, steps: steps? })
    });
    Some(Step {
        key: key?,
        name: name?,
        name_en: name_en?,
        kind: kind?,
        role: role?,
        place: place?,
        budget: budget?,
        floor_minutes: floor_minutes?.and_then(|minutes| u32::try_from(minutes).ok()).unwrap_or_default(),
        clock_runs: clock_runs?,
        field: field?,
        acts: acts?,
        when: when?,
        next: next?,
        opinions: opinions?,
    })
}
