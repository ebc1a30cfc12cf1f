//! What is missing: asked for once and completely, supplied, or the dossier is not accepted.

use super::*;
use super::{file, reckon, text};
use crate::dossier::acts::Act;
use crate::ids::PaperKey;

pub(super) fn request(
    dossier: &Dossier,
    papers: &[PaperKey],
    note: &str,
    cx: &Context<'_>,
) -> Result<Decisions, Refusal> {
    if papers.is_empty() && note.trim().is_empty() {
        return Err(Refusal::SupplementNothingAsked);
    }
    let note = text::required(Act::RequestSupplement, note)?;
    if let Some(max) = cx.version.supplement_limit
        && dossier.supplements.len() >= max as usize
    {
        return Err(Refusal::SupplementLimit { max });
    }
    for (at, key) in papers.iter().enumerate() {
        if cx.version.paper(key).is_none() {
            return Err(Refusal::PaperUnknown { paper: key.clone() });
        }
        if papers[..at].contains(key) {
            return Err(Refusal::PaperTwice { paper: key.clone() });
        }
    }
    let (stage, resume) = match dossier.phase {
        Phase::Submitted => (SupplementStage::BeforeReceipt, Resume::Submitted),
        _ => (SupplementStage::InAppraisal, Resume::InProcess),
    };
    let answer_by = cx.version.supplement_wait.map(|wait| reckon::until(cx, wait)).transpose()?;
    let no = dossier.supplements.len() as u32 + 1;
    let due_at = reckon::promise_when_waiting(dossier, cx)?;
    one(Event::SupplementRequested { no, stage, papers: papers.to_vec(), answer_by, resume, due_at }, note)
}

pub(super) fn record(
    dossier: &Dossier,
    papers: &[PaperGiven],
    note: Option<&str>,
    cx: &Context<'_>,
) -> Result<Decisions, Refusal> {
    let note = text::optional(note)?;
    let wrong_phase =
        || Refusal::WrongPhase { act: Act::Supplement, status: dossier.phase.national_status() };
    let open = dossier.open_supplement().ok_or_else(wrong_phase)?;
    if papers.is_empty() && note.is_none() {
        return Err(Refusal::SupplementEmpty);
    }
    file::check_papers(papers, cx.version)?;
    let missing: Vec<PaperKey> =
        open.papers.iter().filter(|key| !papers.iter().any(|p| &p.key == *key)).cloned().collect();
    if !missing.is_empty() {
        return Err(Refusal::PapersMissing { papers: missing });
    }
    let (due_at, step_due_at) = resumed(dossier, cx)?;
    one(Event::Supplemented { no: open.no, papers: papers.to_vec(), due_at, step_due_at }, note)
}

/// The promise and the end of the step's budget when the clock runs again now; nothing where it never ran.
pub(super) fn resumed(
    dossier: &Dossier,
    cx: &Context<'_>,
) -> Result<(Option<Moment>, Option<Moment>), Refusal> {
    let (Some(clock), Some(current)) = (&dossier.clock, &dossier.step) else {
        return Ok((None, None));
    };
    let due_at = reckon::promise(clock, cx)?;
    let step = cx.version.step(current.index).ok_or(Refusal::ChainBroken)?;
    let pauses = reckon::pauses_closed(clock, cx.now);
    let step_due_at = match current.due_at {
        Some(_) => reckon::step_due(cx, step, current.started_at, &pauses, due_at)?,
        None => None,
    };
    Ok((Some(due_at), step_due_at))
}

pub(super) fn decline(
    dossier: &Dossier,
    ground: DeclineGround,
    note: &str,
    cx: &Context<'_>,
) -> Result<Decisions, Refusal> {
    let note = text::required(Act::Decline, note)?;
    if ground == DeclineGround::NotSupplemented {
        check_answer_time(dossier, Act::Decline, cx)?;
    }
    one(Event::Declined { ground }, note)
}

/// "Not supplemented" is a ground only when something was asked for and the time to answer is over.
pub(super) fn check_answer_time(dossier: &Dossier, act: Act, cx: &Context<'_>) -> Result<(), Refusal> {
    let open = dossier.open_supplement().ok_or(Refusal::GroundDoesNotFit { act })?;
    match open.answer_by {
        Some(until) if cx.now <= until => Err(Refusal::AnswerTimeNotOver { until }),
        _ => Ok(()),
    }
}
