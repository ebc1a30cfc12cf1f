//! The guard over promises in words: classes, reasons with their numbers, drafts, and where time went.

use super::timeline::span;
use super::{officer, pick, short, unit_in, when, words};
use crate::paths;
use motcua_app::World;
use motcua_calendar::{Moment, Term};
use motcua_domain::dossier::Dossier;
use motcua_domain::ids::{OfficerId, UnitId};
use motcua_domain::procedure::ProcedureVersion;
use motcua_insight::guard::{Class, Draft, Ladder, Reason, Risk};
use motcua_insight::{Measure, Party, Sums, elapsed};
use motcua_store::guard::Kept;
use motcua_views::desk::{DraftOffer, Guarded, RiskClass};
use motcua_views::message::fill;
use motcua_views::spent::{OverBudget, Spent, SpentPart, civil};
use motcua_views::{Key, Lang, t};

/// The class, as pages show it.
#[must_use]
pub fn class(risk: Option<&Risk>) -> RiskClass {
    match risk.map(|risk| risk.class) {
        None => RiskClass::Still,
        Some(Class::OnCourse) => RiskClass::OnCourse,
        Some(Class::Tight) => RiskClass::Tight,
        Some(Class::LateUnless) => RiskClass::LateUnless,
        Some(Class::Late) => RiskClass::Late,
    }
}

/// Each reason as a sentence.
#[must_use]
pub fn reasons(lang: Lang, risk: Option<&Risk>) -> Vec<String> {
    let sentence = |reason: &Reason| match *reason {
        Reason::Past(minutes) => fill(t(lang, Key::ReasonPast), &[&span(lang, minutes)]),
        Reason::Planned { steps, needed, left } => {
            fill(t(lang, Key::ReasonPlanned), &[&steps, &span(lang, needed), &span(lang, left)])
        }
        Reason::Unplanned(steps) => fill(t(lang, Key::ReasonUnplanned), &[&steps]),
        Reason::Behind(minutes) => fill(t(lang, Key::ReasonBehind), &[&span(lang, minutes)]),
        Reason::Usual { minutes, of } => {
            let usual = civil(lang, u64::try_from(minutes).unwrap_or(0));
            fill(t(lang, Key::ReasonUsual), &[&usual, &of])
        }
    };
    risk.map_or_else(Vec::new, |risk| risk.reasons.iter().map(sentence).collect())
}

/// What is left of working time, or past.
#[must_use]
pub fn left(lang: Lang, risk: Option<&Risk>) -> String {
    risk.map_or_else(String::new, |risk| {
        let key = if risk.class == Class::Late { Key::RiskOver } else { Key::RiskLeft };
        fill(t(lang, key), &[&span(lang, risk.left.abs())])
    })
}

/// The name of a rung; its number when the city has it no more.
#[must_use]
pub fn rung(lang: Lang, ladder: &Ladder, number: u8) -> String {
    ladder
        .rung(number)
        .map_or_else(|| number.to_string(), |rung| pick(lang, &rung.name, &rung.name_en).to_owned())
}

/// The draft of an apology, with the way to take it up for those who may.
#[must_use]
pub fn draft(lang: Lang, reference: &str, draft: Draft, may: bool) -> DraftOffer {
    DraftOffer {
        promise: when(lang, draft.due_at),
        by: Term::WorkingDays(draft.days).label(words(lang)),
        preview: paths::slip(reference, "apology"),
        take_up: may.then(|| format!("{}?act=extend#act-extend", paths::dossier(reference))),
    }
}

/// The guard over a dossier, for its page. None before receipt.
#[must_use]
pub fn guarded(
    lang: Lang,
    world: &World,
    (dossier, reference): (&Dossier, &str),
    guard: &motcua_app::guard::Guard,
    may_extend: bool,
) -> Option<Guarded> {
    dossier.clock.as_ref()?;
    let told = |kept: &Kept| {
        let key = if kept.promise > 1 { Key::GuardRungAgain } else { Key::GuardRungAt };
        fill(t(lang, key), &[&rung(lang, &world.ladder, kept.rung), &short(lang, kept.climbed_at)])
    };
    // Of a dossier that has ended only what was told is left to say.
    if guard.risk.is_none() && guard.rungs.is_empty() {
        return None;
    }
    Some(Guarded {
        class: class(guard.risk.as_ref()),
        reasons: reasons(lang, guard.risk.as_ref()),
        rungs: guard.rungs.iter().map(told).collect(),
        draft: guard.draft.map(|found| draft(lang, reference, found, may_extend)),
    })
}

const NAMES: [Key; 5] =
    [Key::SpentApplicant, Key::SpentOwn, Key::SpentOther, Key::SpentOutside, Key::SpentPause];

fn parts(lang: Lang, minutes: [i64; 5]) -> Vec<SpentPart> {
    let part = |(party, minutes): (Party, i64)| SpentPart {
        name: t(lang, NAMES[party as usize]).to_owned(),
        minutes: u64::try_from(minutes).unwrap_or(0),
    };
    Party::ALL.into_iter().zip(minutes).map(part).collect()
}

/// Where the time of a dossier went so far, with the steps over their budget when it is late. None before receipt.
#[must_use]
pub fn spent(
    lang: Lang,
    world: &World,
    dossier: &Dossier,
    version: &ProcedureVersion,
    now: Moment,
) -> Option<Spent> {
    let clock = dossier.clock.as_ref()?;
    let ended = dossier.phase.ended_at();
    let to = ended.unwrap_or(now);
    let name = |index: usize| version.step(index).map_or("", |step| pick(lang, &step.name, &step.name_en));
    let over = |unit: UnitId, index, due: Moment, end: Moment, who: Option<OfficerId>| {
        let calendar = world.calendar(unit).ok()?;
        let minutes = calendar.working_minutes_between(due, end).ok()?;
        let who = who.map_or_else(
            || unit_in(lang, world, unit),
            |who| format!("{}, {}", unit_in(lang, world, unit), officer(world, who)),
        );
        Some(OverBudget { step: format!("{} ({who})", name(index)), by: span(lang, minutes) })
    };
    let mut steps: Vec<OverBudget> = Vec::new();
    if to > clock.due_at {
        for run in &dossier.steps_done {
            if let Some(due) = run.due_at.filter(|due| run.ended_at > *due) {
                steps.extend(over(run.unit, run.index, due, run.ended_at, run.officer));
            }
        }
        if let Some((step, due)) = dossier
            .step
            .filter(|step| !step.done && ended.is_none())
            .and_then(|step| Some((step, step.due_at?)))
            && now > due
        {
            steps.extend(over(dossier.holder.unit, step.index, due, now, dossier.holder.officer));
        }
    }
    Some(Spent {
        of: fill(
            t(lang, Key::SpentOf),
            &[&ended.map_or_else(|| t(lang, Key::SpentNow).to_owned(), |ended| when(lang, ended))],
        ),
        parts: parts(lang, elapsed(dossier, clock.received_at, to)),
        over: steps,
    })
}

/// Where the time of many that ended went, by their sums. None where none ended.
#[must_use]
pub fn spent_of(lang: Lang, sums: &Sums) -> Option<Spent> {
    let of = |measure: Measure| sums.ended[measure.slot()];
    let ended = of(Measure::Ended);
    let minutes = [
        Measure::MinutesApplicant,
        Measure::MinutesOwn,
        Measure::MinutesOther,
        Measure::MinutesOutside,
        Measure::MinutesPause,
    ]
    .map(of);
    let number = motcua_views::format::count(lang, u64::try_from(ended).unwrap_or(0));
    (ended > 0).then(|| Spent {
        of: fill(t(lang, Key::SpentOfMany), &[&number]),
        parts: parts(lang, minutes),
        over: Vec::new(),
    })
}
