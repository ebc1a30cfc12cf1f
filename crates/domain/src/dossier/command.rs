//! Commands: one variant for each legal act. Imperatives; they may be refused.
//!
//! Free text is a note: it travels beside the event into its own table and never into the journal's payload.

use super::*;
use crate::ids::{FileHash, FormDigest, PaperKey, SystemKey};
use motcua_calendar::Term;

/// Submit a dossier (any channel).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Submit {
    /// Owner.
    pub owner: PersonId,
    /// Who files.
    pub submitter: PersonId,
    /// How it comes in.
    pub provenance: Provenance,
    /// Where the applicant was helped.
    pub helped_at: Option<UnitId>,
    /// The agency that may decide, derived from procedure version and address.
    pub competent: UnitId,
    /// Commune concerned.
    pub commune: Option<UnitId>,
    /// Where the result is returned.
    pub return_at: UnitId,
    /// How.
    pub return_by: ReturnMethod,
    /// Papers.
    pub papers: Vec<PaperGiven>,
    /// The case (variant) it falls under, where the version tells cases apart.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case: Option<CaseKey>,
    /// What stands for the answers of its electronic form, where one was filled in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub form: Option<FormDigest>,
    /// How surely the one who files is who they say, when they signed in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub identity: Option<IdentityProof>,
    /// The mandate under which somebody else than the owner files.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mandate: Option<MandateId>,
    /// Help given with it, or the officer who entered it on recorded consent: what the program knows, never what a request tells.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub help: Option<Help>,
    /// The kiosk it is filed at, known by its device.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kiosk: Option<KioskId>,
}

/// Receive a dossier: code, clock, pinned version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receive {
    /// Counter that receives.
    pub at: UnitId,
    /// Whether paper was handed in.
    pub paper: PaperHanded,
    /// Papers as checked by the officer (replaces the submitted list).
    pub papers: Vec<PaperGiven>,
}

/// Whether paper came with the dossier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PaperHanded {
    /// Paper is now at the counter.
    Yes,
    /// Electronic only.
    No,
}

/// Decision of the second approver on a correction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CorrectionVerdict {
    /// Approve.
    Approve,
    /// Reject.
    Reject,
}

/// Who took the result.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Recipient {
    /// Owner.
    Owner,
    /// Somebody with a mandate.
    Representative,
}

/// A command on a dossier. `note` fields are free text (≤ 2,000 characters, checked at the edge and here).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "act", rename_all = "snake_case")]
#[expect(missing_docs, reason = "the sentence of a variant speaks of its fields")]
pub enum Command {
    /// File a dossier that waits for intake.
    Submit(Submit),
    /// Receive a dossier that was submitted.
    Receive(Receive),
    /// Submit and receive in one act, at a counter.
    Intake {
        /// What is filed.
        submit: Submit,
        /// How it is received.
        receive: Receive,
    },
    /// Ask the applicant for what is missing, all at once (Form 02).
    RequestSupplement { papers: Vec<PaperKey>, note: String },
    /// Record that the applicant supplemented.
    Supplement { papers: Vec<PaperGiven>, note: Option<String> },
    /// Decline to accept (Form 03).
    Decline { ground: DeclineGround, note: String },
    /// Hand over to the unit of the next step (or a named officer there).
    HandOver { to: Option<UnitId>, officer: Option<OfficerId>, note: Option<String> },
    /// Accept a hand-over: responsibility and custody pass.
    AcceptHandOver {},
    /// Decline a hand-over: it stays with the giver.
    DeclineHandOver { note: String },
    /// The giver takes it back before it is accepted.
    TakeBack { note: Option<String> },
    /// Assign to an officer of the unit.
    Assign { officer: OfficerId, note: Option<String> },
    /// Give it to another officer of the unit.
    Reassign { officer: OfficerId, note: String },
    /// Ask another agency for its opinion.
    Consult { agency: UnitId, within: Term, note: String },
    /// Complete a step of a branch, as an officer of the agency that does it.
    CompleteBranchStep { no: u32, note: Option<String> },
    /// Return a branch one step, with the reason.
    ReturnBranchStep { no: u32, note: String },
    /// Answer as the consulted agency; completes the last step of a branch.
    AnswerConsultation { no: u32, opinion: Opinion, note: String },
    /// Say that the work waits for a system outside. The clock runs on.
    AwaitSystem { system: SystemKey, note: Option<String> },
    /// Say that it waits no longer.
    EndSystemWait { no: u32, how: SystemWaitEnd, note: Option<String> },
    /// Record an appraisal.
    RecordAppraisal { finding: Finding, note: String },
    /// Propose an outcome: completes the appraisal step.
    Propose { outcome: Outcome, note: Option<String> },
    /// Agree with the proposal as head of section: completes the review step.
    Review { note: Option<String> },
    /// Decide and sign: completes the approval step.
    Approve { outcome: Outcome, note: Option<String> },
    /// Return one step, with the reason.
    ReturnStep { note: String },
    /// Number, seal and issue the result: the clock ends.
    Issue { number: String, electronic: ElectronicCopy },
    /// Attach the result as a file, or a corrected file: the earlier one stays and says that it was replaced.
    AttachResult { file: FileHash, note: Option<String> },
    /// Ask for payment.
    RequestPayment { amount: u64, note: String },
    /// Record a payment.
    RecordPayment { no: u32, means: PaymentMeans, note: Option<String> },
    /// Extend once, with apology (Form 04).
    Extend { by: Term, note: String },
    /// The applicant asks to withdraw.
    RequestWithdrawal { note: Option<String> },
    /// The withdrawal is not possible any more; go on.
    RefuseWithdrawal { note: String },
    /// Stop (Form 05).
    Stop { ground: StopGround, note: String },
    /// Deliver the result.
    Deliver { method: ReturnMethod, recipient: Recipient, note: Option<String> },
    /// Ask for a correction.
    ProposeCorrection { change: Correction, note: String },
    /// Decide on a correction, as a second officer.
    DecideCorrection { verdict: CorrectionVerdict, note: Option<String> },
}

/// Whether an electronic copy of the result is issued (NĐ 118/2025 art. 22).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ElectronicCopy {
    /// Issued, with a result code.
    Issued,
    /// Not issued.
    NotIssued,
}

impl Command {
    /// The officer a command names, whose duties the law must know ([`decide::Context::named`]).
    pub fn names_officer(&self) -> Option<OfficerId> {
        match self {
            Command::Assign { officer, .. } | Command::Reassign { officer, .. } => Some(*officer),
            Command::HandOver { officer, .. } => *officer,
            _ => None,
        }
    }

    /// The papers it brings.
    pub fn papers_given(&self) -> &[PaperGiven] {
        match self {
            Command::Submit(submit) | Command::Intake { submit, .. } => &submit.papers,
            Command::Receive(receive) => &receive.papers,
            Command::Supplement { papers, .. } => papers,
            _ => &[],
        }
    }

    /// The act this command is.
    pub fn act(&self) -> acts::Act {
        use acts::Act;
        match self {
            Command::Submit(_) => Act::Submit,
            Command::Receive(_) => Act::Receive,
            Command::Intake { .. } => Act::Intake,
            Command::RequestSupplement { .. } => Act::RequestSupplement,
            Command::Supplement { .. } => Act::Supplement,
            Command::Decline { .. } => Act::Decline,
            Command::HandOver { .. } => Act::HandOver,
            Command::AcceptHandOver {} => Act::AcceptHandOver,
            Command::DeclineHandOver { .. } => Act::DeclineHandOver,
            Command::TakeBack { .. } => Act::TakeBack,
            Command::Assign { .. } => Act::Assign,
            Command::Reassign { .. } => Act::Reassign,
            Command::Consult { .. } => Act::Consult,
            Command::CompleteBranchStep { .. } => Act::CompleteBranchStep,
            Command::ReturnBranchStep { .. } => Act::ReturnBranchStep,
            Command::AnswerConsultation { .. } => Act::AnswerConsultation,
            Command::AwaitSystem { .. } => Act::AwaitSystem,
            Command::EndSystemWait { .. } => Act::EndSystemWait,
            Command::RecordAppraisal { .. } => Act::RecordAppraisal,
            Command::Propose { .. } => Act::Propose,
            Command::Review { .. } => Act::Review,
            Command::Approve { .. } => Act::Approve,
            Command::ReturnStep { .. } => Act::ReturnStep,
            Command::Issue { .. } => Act::Issue,
            Command::AttachResult { .. } => Act::AttachResult,
            Command::RequestPayment { .. } => Act::RequestPayment,
            Command::RecordPayment { .. } => Act::RecordPayment,
            Command::Extend { .. } => Act::Extend,
            Command::RequestWithdrawal { .. } => Act::RequestWithdrawal,
            Command::RefuseWithdrawal { .. } => Act::RefuseWithdrawal,
            Command::Stop { .. } => Act::Stop,
            Command::Deliver { .. } => Act::Deliver,
            Command::ProposeCorrection { .. } => Act::ProposeCorrection,
            Command::DecideCorrection { .. } => Act::DecideCorrection,
        }
    }
}
