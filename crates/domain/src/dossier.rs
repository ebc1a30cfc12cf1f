//! The dossier: one aggregate, one phase at a time, each phase carrying its facts.
//!
//! Four places are four different facts: where the applicant was helped, where the dossier was received, which agency
//! is competent, where the result is returned. Custody of the paper is a fifth fact and is never ambiguous.

pub mod acts;
pub mod appointment;
pub mod clock;
pub mod command;
pub mod deadline;
pub mod decide;
pub mod event;
pub mod evolve;
pub mod help;
pub mod migrate;
pub mod parts;
pub mod phase;
pub mod succession;

pub use clock::{Clock, PauseEntry, PauseReason};
pub use help::{Circumstances, FiledBy, Help, HelpPlace};
pub use migrate::{MigrationRule, RuleFault};
pub use parts::*;
pub use phase::{DeclineGround, Phase, Resume, StopGround};
pub use succession::{Succession, UnitChange};

use crate::actor::{ActorRef, Role};
use crate::identity::IdentityProof;
use crate::ids::{
    CaseKey, DossierCode, DossierId, KioskId, MandateId, OfficerId, PersonId, ProcedureCode, UnitId,
    VersionId,
};
use crate::procedure::{Channel, ProcedureVersion, Situation, Step, StepKind, StepPlace};
use crate::refusal::Refusal;
use motcua_calendar::Moment;
use serde::{Deserialize, Serialize};

/// How the dossier came in. Follows from what happened; no act of an officer can turn one into another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Provenance {
    /// The applicant alone, own device.
    SelfAtHome,
    /// The applicant alone, at a kiosk.
    SelfAtKiosk,
    /// Within the applicant's own sign-in, with an officer's help.
    AssistedOwnSignIn,
    /// Typed by an officer into the online channel for the applicant.
    EnteredByOfficer,
    /// By public post.
    Post,
    /// Over the counter.
    Counter,
}

impl Provenance {
    /// What an officer may say of a dossier brought in: how it came. That somebody filed it within their own sign-in is
    /// never said by an officer; it follows from that sign-in.
    pub const TOLD_BY_OFFICERS: [Provenance; 3] =
        [Provenance::Counter, Provenance::Post, Provenance::EnteredByOfficer];

    /// Whether an officer may say so.
    pub fn told_by_officers(self) -> bool {
        Self::TOLD_BY_OFFICERS.contains(&self)
    }

    /// National channel: three of the six are "online" by the national definition.
    pub fn channel(self) -> Channel {
        match self {
            Provenance::SelfAtHome
            | Provenance::SelfAtKiosk
            | Provenance::AssistedOwnSignIn
            | Provenance::EnteredByOfficer => Channel::Online,
            Provenance::Post => Channel::Post,
            Provenance::Counter => Channel::Counter,
        }
    }
}

/// The four places.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Places {
    /// Where the applicant was helped; `None` when nobody helped.
    pub helped_at: Option<UnitId>,
    /// Where the dossier was received; `None` before receipt.
    pub received_at: Option<UnitId>,
    /// The agency that may decide.
    pub competent: UnitId,
    /// The commune concerned (address), where the competent agency is not it.
    pub commune: Option<UnitId>,
    /// Where the result is returned.
    pub return_at: UnitId,
}

/// How the applicant wants the result.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReturnMethod {
    /// At a counter.
    Counter,
    /// Electronic copy to the account.
    Online,
    /// By public post.
    Post,
}

/// Who has the paper. A dossier filed online has none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Custody {
    /// No paper exists.
    NoPaper,
    /// At a unit; with an officer when known.
    Unit {
        /// Unit.
        unit: UnitId,
        /// Officer who signed for it.
        officer: Option<OfficerId>,
    },
    /// With the applicant.
    Applicant,
    /// In the hands of the public post.
    Post,
}

/// Who is responsible now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holder {
    /// Unit.
    pub unit: UnitId,
    /// Officer, once assigned or taken.
    pub officer: Option<OfficerId>,
}

/// A hand-over under way: the giver stays responsible until the receiver accepts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Transfer {
    /// Giver.
    pub from: UnitId,
    /// Receiver.
    pub to: UnitId,
    /// Named receiver, when one was named.
    pub to_officer: Option<OfficerId>,
    /// Officer who gave.
    pub given_by: OfficerId,
    /// When.
    pub given_at: Moment,
    /// Index of the step that begins on acceptance.
    pub step: usize,
    /// What is handed over.
    pub kind: TransferKind,
}

/// What a hand-over hands over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TransferKind {
    /// The dossier goes on to the unit of its next step.
    Onward,
    /// It goes back one step, to the unit that did it; the step under way ends when it is accepted.
    Back,
    /// The dossier is finished: its result and paper go to the counter of return.
    Result,
}

impl Custody {
    /// The unit that has the paper, when a unit has it.
    pub fn unit(self) -> Option<UnitId> {
        match self {
            Custody::Unit { unit, .. } => Some(unit),
            Custody::NoPaper | Custody::Applicant | Custody::Post => None,
        }
    }
}

/// The dossier: the fold of its events.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dossier {
    /// Id.
    pub id: DossierId,
    /// Number of events folded. An act names the revision it saw.
    pub revision: u32,
    /// Code, from receipt on.
    pub code: Option<DossierCode>,
    /// Procedure.
    pub procedure: ProcedureCode,
    /// Pinned version.
    pub version: VersionId,
    /// The case (variant) of the version it was filed under.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case: Option<CaseKey>,
    /// Owner (chủ hồ sơ).
    pub owner: PersonId,
    /// Person who filed; stays the applicant even when helped.
    pub submitter: PersonId,
    /// How it came in.
    pub provenance: Provenance,
    /// The four places.
    pub places: Places,
    /// How the result is wanted.
    pub return_by: ReturnMethod,
    /// Phase.
    pub phase: Phase,
    /// Responsible now.
    pub holder: Holder,
    /// Hand-over under way.
    pub transfer: Option<Transfer>,
    /// Custody of the paper.
    pub custody: Custody,
    /// The legal clock, from receipt on.
    pub clock: Option<Clock>,
    /// Step under way, from receipt until the result is issued.
    pub step: Option<CurrentStep>,
    /// Steps finished, in order; a step returned and done again appears again.
    pub steps_done: Vec<StepRun>,
    /// Papers handed in.
    pub papers: Vec<PaperGiven>,
    /// Supplement requests.
    pub supplements: Vec<Supplement>,
    /// Consultations.
    pub consultations: Vec<Consultation>,
    /// Latest appraisal.
    pub finding: Option<Finding>,
    /// Standing proposal.
    pub proposal: Option<Judgement>,
    /// Decision.
    pub decision: Option<Judgement>,
    /// Payments.
    pub payments: Vec<PaymentRequest>,
    /// Result.
    pub result: Option<ResultIssued>,
    /// Correction waiting for a second approver.
    pub correction: Option<PendingCorrection>,
    /// When it was submitted.
    pub submitted_at: Moment,
    /// Reorganisations of units it went through, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub successions: Vec<Succession>,
    /// How surely the one who filed was who they said, when they signed in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub identity: Option<IdentityProof>,
    /// The mandate under which somebody else than the owner filed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mandate: Option<MandateId>,
    /// Help given with it, or the officer who entered it on recorded consent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub help: Option<Help>,
    /// The kiosk it was filed at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kiosk: Option<KioskId>,
    /// The result as files, the one that holds last.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub result_files: Vec<ResultFile>,
    /// Waits for systems outside.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub system_waits: Vec<SystemWait>,
}

impl Dossier {
    /// Every unit that has or had a part in this dossier: the object-level rule for reading it.
    pub fn involves(&self, unit: UnitId) -> bool {
        let p = &self.places;
        self.holder.unit == unit
            || p.competent == unit
            || p.received_at == Some(unit)
            || p.helped_at == Some(unit)
            || p.return_at == unit
            || self.transfer.is_some_and(|t| t.to == unit || t.from == unit)
            || self.consultations.iter().any(|c| c.agency == unit)
            || self.steps_done.iter().any(|s| s.unit == unit)
    }
    /// Role expected at the step under way, when the version is at hand.
    pub fn step_role(&self, version: &ProcedureVersion) -> Option<Role> {
        version.step(self.step.as_ref()?.index).map(|s| s.role)
    }
    /// Refuses an act decided upon an older revision than the present one.
    ///
    /// # Errors
    /// [`Refusal::Stale`].
    pub fn expect_revision(&self, seen: u32) -> Result<(), Refusal> {
        if seen == self.revision { Ok(()) } else { Err(Refusal::Stale { seen, now: self.revision }) }
    }
    /// What its flow chooses a way by.
    pub fn situation(&self) -> Situation<'_> {
        Situation {
            case: self.case.as_ref(),
            channel: Some(self.provenance.channel()),
            finding: self.finding,
            proposed: self.proposal.map(|judgement| judgement.outcome),
            decided: self.decision.map(|judgement| judgement.outcome),
        }
    }
    /// The unit where a step of this dossier is done.
    pub fn unit_of(&self, step: &Step) -> UnitId {
        self.unit_at(step.place)
    }
    /// The unit a place stands for in this dossier.
    pub fn unit_at(&self, place: StepPlace) -> UnitId {
        match place {
            StepPlace::ReceivedAt => self.places.received_at.unwrap_or(self.holder.unit),
            StepPlace::Competent => self.places.competent,
            StepPlace::Commune => self.places.commune.unwrap_or(self.places.competent),
            StepPlace::Agency(unit) => self.heir(unit),
            StepPlace::ReturnAt => self.places.return_at,
        }
    }
    /// Where the result can be handed out: where the paper is, or the counter of return when there is none.
    pub fn delivery_unit(&self) -> UnitId {
        self.custody.unit().unwrap_or(self.places.return_at)
    }
    /// Whether a person is the owner or the one who filed.
    pub fn is_party(&self, person: PersonId) -> bool {
        self.owner == person || self.submitter == person
    }
    /// Requests for an opinion that have no answer yet.
    pub fn open_consultations(&self) -> impl Iterator<Item = &Consultation> {
        self.consultations.iter().filter(|c| c.answer.is_none())
    }
    /// Waits for systems outside that last.
    pub fn open_system_waits(&self) -> impl Iterator<Item = &SystemWait> {
        self.system_waits.iter().filter(|wait| wait.end.is_none())
    }
    /// The supplement request waiting for the applicant, when there is one.
    pub fn open_supplement(&self) -> Option<&Supplement> {
        self.supplements.last().filter(|s| s.provided_at.is_none())
    }
    /// The payment asked for and not made, when there is one.
    pub fn open_payment(&self) -> Option<&PaymentRequest> {
        self.payments.last().filter(|p| p.paid.is_none())
    }
    /// The run that a return of the step under way would go back to: the latest finished step before it that
    /// is work of an agency (never the intake, never the applicant's payment).
    pub fn previous_run(&self) -> Option<&StepRun> {
        let index = self.step.as_ref()?.index;
        self.steps_done.iter().rev().find(|run| {
            run.index < index && !matches!(run.kind, StepKind::Intake | StepKind::Payment | StepKind::Return)
        })
    }
}
