//! Endings without a result: withdrawal asked for, refused; processing stopped.

use super::*;
use super::{supplement, text};
use crate::dossier::acts::{Act, permit_stop};

pub(super) fn request(dossier: &Dossier, note: Option<&str>) -> Result<Decisions, Refusal> {
    let note = text::optional(note)?;
    let resume = match dossier.phase {
        Phase::Submitted => Resume::Submitted,
        Phase::Received => Resume::Received,
        Phase::SupplementRequested { .. } => Resume::SupplementRequested,
        Phase::PaymentRequested { .. } => Resume::PaymentRequested,
        Phase::InProcess
        | Phase::Declined { .. }
        | Phase::WithdrawalRequested { .. }
        | Phase::Stopped { .. }
        | Phase::Finished { .. }
        | Phase::Returned { .. } => Resume::InProcess,
    };
    one(Event::WithdrawalRequested { resume }, note)
}

pub(super) fn refuse(note: &str) -> Result<Decisions, Refusal> {
    one(Event::WithdrawalRefused {}, text::required(Act::RefuseWithdrawal, note)?)
}

pub(super) fn stop(
    dossier: &Dossier,
    ground: StopGround,
    note: &str,
    cx: &Context<'_>,
) -> Result<Decisions, Refusal> {
    let note = text::required(Act::Stop, note)?;
    permit_stop(dossier, cx.actor, ground, cx.version)?;
    let fits = match ground {
        StopGround::Withdrawn => matches!(dossier.phase, Phase::WithdrawalRequested { .. }),
        StopGround::NotPaid => dossier.open_payment().is_some(),
        StopGround::NotSupplemented => {
            supplement::check_answer_time(dossier, Act::Stop, cx)?;
            true
        }
        StopGround::Ordered => true,
    };
    if !fits {
        return Err(Refusal::GroundDoesNotFit { act: Act::Stop });
    }
    // At the counter that has the papers, a withdrawal gives them back at once; elsewhere they wait where they are.
    let handed_back = ground == StopGround::Withdrawn
        && dossier.custody.unit().is_some_and(|unit| cx.actor.holds(unit, Role::OneStop, &cx.version.field));
    let custody = if handed_back { Custody::Applicant } else { dossier.custody };
    one(Event::Stopped { ground, custody }, note)
}
