//! Filing and receipt: submit, receive, and both at once at a counter.

use super::step;
use super::*;
use crate::dossier::acts::{Act, permit_intake};
use crate::dossier::command::{PaperHanded, Receive, Submit};
use crate::dossier::event::Recorded;
use crate::procedure::Competence;

pub(super) fn submit(submit: &Submit, cx: &Context<'_>) -> Result<Decisions, Refusal> {
    may_submit(submit, cx)?;
    let waits_at = waiting_place(submit, cx);
    one(submitted(submit, waits_at, cx)?, None)
}

pub(super) fn intake(submit: &Submit, receive: &Receive, cx: &Context<'_>) -> Result<Decisions, Refusal> {
    permit_intake(cx.actor, receive.at, cx.version)?;
    if !submit.provenance.told_by_officers() || shows_sign_in(submit) || !own_help(submit, cx) {
        return Err(Refusal::NotApplicant);
    }
    let event = submitted(submit, receive.at, cx)?;
    let recorded = Recorded { event, at: cx.now, actor: cx.actor.reference() };
    let dossier = Dossier::open(cx.id, &recorded).ok_or(Refusal::DossierUnknown)?;
    let received = received(&dossier, receive, cx)?;
    Ok(smallvec![Decided { event: recorded.event, note: None }, Decided { event: received, note: None },])
}

pub(super) fn receive(dossier: &Dossier, receive: &Receive, cx: &Context<'_>) -> Result<Decisions, Refusal> {
    if receive.at != dossier.holder.unit {
        return Err(Refusal::OtherCounter { expected: dossier.holder.unit });
    }
    one(received(dossier, receive, cx)?, None)
}

/// Who may file: the applicant for themself, or a one-stop officer for what comes by post, over the counter, or is
/// typed in for somebody.
fn may_submit(submit: &Submit, cx: &Context<'_>) -> Result<(), Refusal> {
    let by_applicant = !submit.provenance.told_by_officers();
    match cx.actor {
        Actor::System => Err(Refusal::SystemActs { act: Act::Submit }),
        Actor::Applicant { .. } if !by_applicant => Err(Refusal::OfficersOnly { act: Act::Submit }),
        // What was helped is never filed as if it had not been.
        Actor::Applicant { .. }
            if submit.help.is_some() && submit.provenance != Provenance::AssistedOwnSignIn =>
        {
            Err(Refusal::HelperPlaceUnexpected)
        }
        // Somebody signed in files for another under a mandate alone.
        Actor::Applicant { .. }
            if submit.identity.is_some() && submit.owner != submit.submitter && submit.mandate.is_none() =>
        {
            Err(Refusal::NotApplicant)
        }
        Actor::Applicant { person } if *person == submit.submitter => Ok(()),
        Actor::Applicant { .. } => Err(Refusal::NotApplicant),
        // The sign-in of a person is proof of that person alone.
        Actor::Officer { .. } if by_applicant || shows_sign_in(submit) || !own_help(submit, cx) => {
            Err(Refusal::NotApplicant)
        }
        Actor::Officer { .. } => {
            let place = submit.helped_at.or_else(|| own_counter(cx)).unwrap_or(submit.return_at);
            acts::permit_counter(cx.actor, Act::Submit, place, cx.version)
        }
    }
}

/// What only the sign-in of a person can show: who they are, at which kiosk they stood.
fn shows_sign_in(submit: &Submit) -> bool {
    submit.identity.is_some() || submit.kiosk.is_some()
}

/// An officer who enters a filing is its helper; nobody files under the name of a colleague.
fn own_help(submit: &Submit, cx: &Context<'_>) -> bool {
    submit.help.is_none_or(|help| {
        submit.provenance == Provenance::EnteredByOfficer && cx.actor.officer() == Some(help.officer)
    })
}

/// The counter at which the acting officer works.
fn own_counter(cx: &Context<'_>) -> Option<UnitId> {
    cx.actor.duties().iter().find(|d| d.role == Role::OneStop && d.covers(&cx.version.field)).map(|d| d.unit)
}

/// The counter at whose desk a dossier waits for intake: where the applicant was helped, else the officer's own
/// counter, else the one of the commune that decides or is concerned, else the one chosen for the result.
fn waiting_place(submit: &Submit, cx: &Context<'_>) -> UnitId {
    let counter = |unit: UnitId| cx.units.get(unit).is_some_and(|u| u.kind.is_counter()).then_some(unit);
    submit
        .helped_at
        .and_then(counter)
        .or_else(|| own_counter(cx))
        .or_else(|| cx.units.counter_of(submit.competent).map(|u| u.id))
        .or_else(|| submit.commune.and_then(|commune| cx.units.counter_of(commune)).map(|u| u.id))
        .unwrap_or(submit.return_at)
}

fn submitted(submit: &Submit, waits_at: UnitId, cx: &Context<'_>) -> Result<Event, Refusal> {
    check_version(cx)?;
    check_places(submit, cx)?;
    check_papers(&submit.papers, cx.version)?;
    check_case(submit, cx.version)?;
    Ok(Event::Submitted {
        procedure: cx.version.code.clone(),
        version: cx.version.id,
        owner: submit.owner,
        submitter: submit.submitter,
        provenance: submit.provenance,
        helped_at: submit.helped_at,
        competent: submit.competent,
        commune: submit.commune,
        return_at: submit.return_at,
        return_by: submit.return_by,
        papers: submit.papers.clone(),
        waits_at,
        case: submit.case.clone(),
        form: submit.form.clone(),
        identity: submit.identity.clone(),
        mandate: submit.mandate,
        help: submit.help,
        kiosk: submit.kiosk,
    })
}

/// The version must be in force today and lead to a result.
fn check_version(cx: &Context<'_>) -> Result<(), Refusal> {
    let (version, today) = (cx.version, cx.now.date());
    if today < version.valid_from {
        return Err(Refusal::ProcedureBeforeItExisted { from: version.valid_from });
    }
    if !version.in_force(today) {
        return Err(Refusal::VersionNotInForce { from: version.valid_from, to: version.valid_to });
    }
    if version.is_sound() { Ok(()) } else { Err(Refusal::ChainBroken) }
}

fn check_places(submit: &Submit, cx: &Context<'_>) -> Result<(), Refusal> {
    let channel = submit.provenance.channel();
    if !cx.version.channels.contains(&channel) {
        return Err(Refusal::ChannelNotOffered { channel });
    }
    match (submit.provenance, submit.helped_at) {
        (Provenance::AssistedOwnSignIn | Provenance::EnteredByOfficer, None) => {
            return Err(Refusal::HelperPlaceRequired);
        }
        (Provenance::SelfAtHome | Provenance::SelfAtKiosk, Some(_)) => {
            return Err(Refusal::HelperPlaceUnexpected);
        }
        _ => {}
    }
    let known = |unit: UnitId| step::known(unit, cx);
    if let Some(helped_at) = submit.helped_at {
        known(helped_at)?;
    }
    let competent = known(submit.competent)?;
    let may_decide = match cx.version.competence {
        Competence::Commune => competent.kind.is_commune(),
        Competence::Agency(agency) => step::standing(agency, cx) == submit.competent,
    };
    if !may_decide {
        return Err(Refusal::UnitNotCompetent { unit: submit.competent });
    }
    check_variant(submit.competent, cx.version)?;
    if let Some(commune) = submit.commune
        && !known(commune)?.kind.is_commune()
    {
        return Err(Refusal::NotACommune { unit: commune });
    }
    check_counter(submit.return_at, cx)
}

/// A commune's variation is for its own dossiers only.
fn check_variant(competent: UnitId, version: &ProcedureVersion) -> Result<(), Refusal> {
    match version.variant {
        Some(variant) if variant.unit != competent => Err(Refusal::UnitNotCompetent { unit: competent }),
        _ => Ok(()),
    }
}

/// A unit that exists and receives and returns dossiers.
pub(super) fn check_counter(unit: UnitId, cx: &Context<'_>) -> Result<(), Refusal> {
    if step::known(unit, cx)?.kind.is_counter() { Ok(()) } else { Err(Refusal::NotACounter { unit }) }
}

/// Papers must be ones of the version, each listed once and at least one copy of it.
pub(super) fn check_papers(papers: &[PaperGiven], version: &ProcedureVersion) -> Result<(), Refusal> {
    for (at, paper) in papers.iter().enumerate() {
        if version.paper(&paper.key).is_none() {
            return Err(Refusal::PaperUnknown { paper: paper.key.clone() });
        }
        if paper.count == 0 {
            return Err(Refusal::PaperCountZero { paper: paper.key.clone() });
        }
        if papers[..at].iter().any(|before| before.key == paper.key) {
            return Err(Refusal::PaperTwice { paper: paper.key.clone() });
        }
    }
    Ok(())
}

/// A version that tells cases apart needs to know which; one that does not has none.
fn check_case(submit: &Submit, version: &ProcedureVersion) -> Result<(), Refusal> {
    match &submit.case {
        None if version.cases.is_empty() => Ok(()),
        None => Err(Refusal::CaseRequired),
        Some(case) if version.case(case).is_some() => Ok(()),
        Some(case) => Err(Refusal::CaseUnknown { case: case.clone() }),
    }
}

/// Papers of a received dossier must be complete.
fn check_complete(
    papers: &[PaperGiven],
    situation: &Situation<'_>,
    version: &ProcedureVersion,
) -> Result<(), Refusal> {
    let missing = version.lacking(situation, |key| papers.iter().any(|given| given.key == *key));
    if missing.is_empty() { Ok(()) } else { Err(Refusal::PapersMissing { papers: missing }) }
}

fn received(dossier: &Dossier, receive: &Receive, cx: &Context<'_>) -> Result<Event, Refusal> {
    check_version(cx)?;
    check_variant(dossier.places.competent, cx.version)?;
    check_counter(receive.at, cx)?;
    check_papers(&receive.papers, cx.version)?;
    check_complete(&receive.papers, &dossier.situation(), cx.version)?;
    let custody = match (receive.paper, dossier.custody) {
        (PaperHanded::Yes, _) => Custody::Unit { unit: receive.at, officer: cx.actor.officer() },
        // What the post brought does not vanish by being called electronic.
        (PaperHanded::No, custody) => custody,
    };
    let rule = *cx.version.rule_for(dossier.case.as_ref(), dossier.provenance.channel());
    let due_at = reckon::due(cx, cx.now, &rule, &[], None)?;
    Ok(Event::Received {
        code: cx.code.ok_or(Refusal::CodeMissing)?.clone(),
        version: cx.version.id,
        at: receive.at,
        custody,
        papers: receive.papers.clone(),
        rule,
        from: cx.now,
        due_at,
        step: step::start(cx, 0, due_at)?,
    })
}
