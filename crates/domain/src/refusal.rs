//! Refusals: why the law says no. One variant for each reason, carrying the facts a page needs to help.
//!
//! A refusal is a lawful answer, not a fault: it has a stable code, a class, a basis and two wordings, and changes
//! nothing. The codes are addresses of documentation (`docs/problems/<code>`) and never change meaning.

use crate::actor::Role;
use crate::basis::Basis;
use crate::dossier::Outcome;
use crate::dossier::acts::Act;
use crate::ids::{CaseKey, FieldCode, OfficerId, PaperKey, ProcedureCode, SystemKey, UnitId, VersionId};
use crate::procedure::{Channel, StepKind};
use motcua_calendar::{Date, Lang, Moment};

mod samples;
mod wording;

/// Characters a note may have.
pub const NOTE_CHARACTERS_MAX: usize = 2_000;
/// Characters the number of a result may have.
pub const RESULT_NUMBER_CHARACTERS_MAX: usize = 100;

/// What kind of no it is; the edge turns it into a status.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RefusalClass {
    /// The actor may not do this (403).
    Denied,
    /// The dossier is not in a state for this, or has moved on (409).
    Conflict,
    /// Something in the command is wrong or missing (422).
    Invalid,
    /// What the command names does not exist (404).
    NotFound,
}

/// Why an act was refused.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the sentence of a variant speaks of its fields")]
pub enum Refusal {
    /// The actor has no working duty at the unit where this is done.
    NotYourUnit { unit: UnitId },
    /// The actor works there, but in another role.
    NotYourRole { role: Role, unit: UnitId },
    /// The actor has the role there, for other fields.
    NotYourField { field: FieldCode },
    /// The dossier is assigned to another officer of the unit.
    NotHolder { officer: OfficerId },
    /// The hand-over names another receiver.
    WrongReceiver { officer: OfficerId },
    /// The first officer cannot be the second approver.
    SameOfficer { officer: OfficerId },
    /// The person is neither the owner nor the one who filed.
    NotApplicant,
    /// Only officers do this.
    OfficersOnly { act: Act },
    /// The program itself never does this.
    SystemActs { act: Act },

    /// The phase does not allow it. `status` is the national status code.
    WrongPhase { act: Act, status: u8 },
    /// Only a dossier under way passes to a newer version.
    MigrationNotUnderWay { status: u8 },
    /// The newer version has no step for one begun or done.
    MigrationUnmapped { step: usize },
    /// The version leaves the act out of this step.
    ActNotInStep { act: Act },
    /// The version allows no further request for supplement.
    SupplementLimit { max: u32 },
    /// Another step is under way.
    WrongStep { act: Act, step: StepKind },
    /// The step is done already; the dossier waits to be handed over.
    StepDone { act: Act },
    /// The step must be done before the dossier goes on.
    StepNotDone { step: StepKind },
    /// A hand-over is under way.
    AlreadyHandedOver { to: UnitId },
    /// No hand-over is under way.
    NoTransfer,
    /// The unit named is not the one of the next step.
    WrongNextUnit { expected: UnitId },
    /// Nothing is left to hand over: paper and dossier are where they belong.
    NothingToHandOver,
    /// The dossier has an officer already.
    AlreadyAssigned { officer: OfficerId },
    /// The dossier has no officer yet.
    NotAssigned,
    /// It is with this officer already.
    SameAssignee { officer: OfficerId },
    /// The act was decided upon an older revision.
    Stale { seen: u32, now: u32 },
    /// There is no step to go back to.
    NothingToReturnTo,
    /// A proposal must come first.
    ProposalMissing,
    /// A decision must come first.
    DecisionMissing,
    /// Opinions asked for are not there and their time is not over.
    ConsultationsOpen { no: u32, answer_by: Moment },
    /// An opinion of this agency has been asked and is not there.
    ConsultationPending { no: u32 },
    /// No opinion is asked for.
    ConsultationNone,
    /// No branch with steps of its own is under way.
    BranchNone,
    /// Steps of the branch are left before its answer.
    BranchNotAtEnd { no: u32 },
    /// The branch is at its last step: it answers.
    BranchAtEnd { no: u32 },
    /// The branch is at its first step: there is none to go back to.
    BranchAtStart { no: u32 },
    /// This opinion was given.
    ConsultationAnswered { no: u32 },
    /// This system is waited for already.
    SystemAwaited { no: u32 },
    /// No system is waited for.
    SystemWaitNone,
    /// This wait has ended.
    SystemWaitOver { no: u32 },
    /// The term was extended once; the law allows no second time.
    AlreadyExtended,
    /// An extension must be asked for at the latest one day before the due date.
    ExtensionTooLate { due_at: Moment },
    /// The clock stands still: there is nothing to extend.
    ClockPaused,
    /// The dossier has no due date yet.
    NoDueDate,
    /// The applicant still has time to answer.
    AnswerTimeNotOver { until: Moment },
    /// A correction waits for its second approver.
    CorrectionPending,
    /// No correction waits.
    CorrectionNone,
    /// There is no result to correct.
    NoResultYet,
    /// The result has been handed out already.
    ResultHandedOut,
    /// There is no electronic copy to send.
    NoElectronicCopy,
    /// The dossier exists already.
    AlreadyExists,
    /// The dossier is pinned to another version.
    OtherVersion { pinned: VersionId },
    /// The chain of steps of the version cannot carry a dossier to a result.
    ChainBroken,
    /// The version is not in force on the day.
    VersionNotInForce { from: Date, to: Option<Date> },
    /// The day is before the procedure existed.
    ProcedureBeforeItExisted { from: Date },
    /// The working calendar has no data for the time needed.
    CalendarUncovered { date: Option<Date> },
    /// The store gave no dossier code.
    CodeMissing,

    /// The version is of another procedure.
    OtherProcedure { expected: ProcedureCode },
    /// The procedure is not offered on this channel.
    ChannelNotOffered { channel: Channel },
    /// The place where the applicant was helped is missing.
    HelperPlaceRequired,
    /// A place of help is named, though the applicant filed alone.
    HelperPlaceUnexpected,
    /// The unit named is not a counter.
    NotACounter { unit: UnitId },
    /// The counter named is not the one where the dossier waits.
    OtherCounter { expected: UnitId },
    /// The unit named cannot decide on this procedure.
    UnitNotCompetent { unit: UnitId },
    /// The unit named as commune is none.
    NotACommune { unit: UnitId },
    /// The paper is not one of this procedure.
    PaperUnknown { paper: PaperKey },
    /// The version tells cases apart, and none was chosen.
    CaseRequired,
    /// The version has no such case.
    CaseUnknown { case: CaseKey },
    /// The paper is listed twice.
    PaperTwice { paper: PaperKey },
    /// A paper is listed with no copy.
    PaperCountZero { paper: PaperKey },
    /// Required papers are missing.
    PapersMissing { papers: Vec<PaperKey> },
    /// A reason is required.
    ReasonRequired { act: Act },
    /// A decision other than the proposal needs its reason.
    DifferingNeedsReason { proposed: Outcome },
    /// The note is too long.
    NoteTooLong { characters: usize, max: usize },
    /// The request asks for nothing.
    SupplementNothingAsked,
    /// Nothing was supplemented.
    SupplementEmpty,
    /// The ground does not fit the state of the dossier.
    GroundDoesNotFit { act: Act },
    /// The term is zero.
    TermEmpty,
    /// A unit cannot consult itself.
    ConsultationSelf { unit: UnitId },
    /// The officer named has no such duty at the unit.
    NotStaff { officer: OfficerId, role: Role, unit: UnitId },
    /// A number is required.
    ResultNumberRequired,
    /// The number is too long.
    ResultNumberTooLong { characters: usize, max: usize },
    /// The amount is zero.
    AmountZero,
    /// The correction changes nothing.
    CorrectionUnchanged,
    /// A receipt cannot be dated in the future.
    CorrectionInFuture { now: Moment },
    /// A receipt cannot be dated after what was done later.
    CorrectionAfterLaterActs { first: Moment },
    /// The applicant asked for the result in another way.
    ReturnMethodMismatch,
    /// The unit named has ended; another stands in its place.
    UnitEnded { unit: UnitId, successor: UnitId },

    /// There is no such unit.
    UnknownUnit { unit: UnitId },
    /// There is no such officer.
    UnknownOfficer { officer: OfficerId },
    /// There is no such request for an opinion.
    ConsultationUnknown { no: u32 },
    /// The city knows no such system, or it is not in use any more.
    SystemUnknown { system: SystemKey },
    /// The dossier has no such wait for a system.
    SystemWaitUnknown { no: u32 },
    /// There is no such request for payment.
    PaymentUnknown { no: u32 },
    /// There is no such dossier.
    DossierUnknown,
}

/// One table for code, class and basis, so that a new reason cannot be added without all three.
macro_rules! reasons {
    ($($variant:ident => $code:literal $class:ident $basis:ident;)*) => {
        /// Every code, in the order of the reasons.
        pub const CODES: &[&str] = &[$($code),*];

        impl Refusal {
            /// Stable code, part of the interface.
            #[must_use]
            pub fn code(&self) -> &'static str {
                match self { $(Refusal::$variant { .. } => $code,)* }
            }
            /// What kind of no it is.
            #[must_use]
            pub fn class(&self) -> RefusalClass {
                match self { $(Refusal::$variant { .. } => RefusalClass::$class,)* }
            }
            /// The rule it rests on.
            #[must_use]
            pub fn basis(&self) -> Basis {
                match self { $(Refusal::$variant { .. } => Basis::$basis,)* }
            }
        }
    };
}

reasons! {
    NotYourUnit => "not-your-unit" Denied Circular21;
    NotYourRole => "not-your-role" Denied Circular21;
    NotYourField => "not-your-field" Denied Circular21;
    NotHolder => "not-holder" Denied Decree118;
    WrongReceiver => "wrong-receiver" Denied Circular03;
    SameOfficer => "same-officer" Denied HouseRule;
    NotApplicant => "not-applicant" Denied Decree45;
    OfficersOnly => "officers-only" Denied Decree118;
    SystemActs => "system-acts" Denied HouseRule;
    WrongPhase => "wrong-phase" Conflict Circular21;
    WrongStep => "wrong-step" Conflict ProcedureVersion;
    StepDone => "step-done" Conflict ProcedureVersion;
    StepNotDone => "step-not-done" Conflict ProcedureVersion;
    AlreadyHandedOver => "already-handed-over" Conflict Circular03;
    NoTransfer => "no-transfer" Conflict Circular03;
    WrongNextUnit => "wrong-next-unit" Invalid ProcedureVersion;
    NothingToHandOver => "nothing-to-hand-over" Conflict Circular03;
    AlreadyAssigned => "already-assigned" Conflict HouseRule;
    NotAssigned => "not-assigned" Conflict HouseRule;
    SameAssignee => "same-assignee" Invalid HouseRule;
    Stale => "stale" Conflict HouseRule;
    NothingToReturnTo => "nothing-to-return-to" Conflict ProcedureVersion;
    ProposalMissing => "proposal-missing" Conflict ProcedureVersion;
    DecisionMissing => "decision-missing" Conflict ProcedureVersion;
    ConsultationsOpen => "consultations-open" Conflict Decree118;
    ConsultationPending => "consultation-pending" Conflict Decree118;
    ConsultationNone => "consultation-none" Conflict Decree118;
    BranchNone => "branch-none" Conflict ProcedureVersion;
    BranchNotAtEnd => "branch-not-at-end" Conflict ProcedureVersion;
    BranchAtEnd => "branch-at-end" Conflict ProcedureVersion;
    BranchAtStart => "branch-at-start" Conflict ProcedureVersion;
    ConsultationAnswered => "consultation-answered" Conflict Decree118;
    SystemAwaited => "system-awaited" Conflict HouseRule;
    SystemWaitNone => "system-wait-none" Conflict HouseRule;
    SystemWaitOver => "system-wait-over" Conflict HouseRule;
    MigrationNotUnderWay => "migration-not-under-way" Conflict ProcedureVersion;
    MigrationUnmapped => "migration-unmapped" Conflict ProcedureVersion;
    ActNotInStep => "act-not-in-step" Conflict ProcedureVersion;
    SupplementLimit => "supplement-limit" Conflict ProcedureVersion;
    AlreadyExtended => "already-extended" Conflict Decree61Art19;
    ExtensionTooLate => "extension-too-late" Conflict Decree61Art19;
    ClockPaused => "clock-paused" Conflict Decree61Art19;
    NoDueDate => "no-due-date" Conflict Decree118;
    AnswerTimeNotOver => "answer-time-not-over" Conflict ProcedureVersion;
    CorrectionPending => "correction-pending" Conflict HouseRule;
    CorrectionNone => "correction-none" Conflict HouseRule;
    NoResultYet => "no-result-yet" Conflict Decree118;
    ResultHandedOut => "result-handed-out" Conflict Decree118;
    NoElectronicCopy => "no-electronic-copy" Conflict Decree118Art22;
    AlreadyExists => "already-exists" Conflict HouseRule;
    OtherVersion => "other-version" Conflict ProcedureVersion;
    ChainBroken => "chain-broken" Conflict ProcedureVersion;
    VersionNotInForce => "version-not-in-force" Conflict ProcedureVersion;
    ProcedureBeforeItExisted => "procedure-before-it-existed" Conflict ProcedureVersion;
    CalendarUncovered => "calendar-uncovered" Conflict CivilCode147;
    CodeMissing => "code-missing" Conflict Circular03;
    OtherProcedure => "other-procedure" Invalid ProcedureVersion;
    ChannelNotOffered => "channel-not-offered" Invalid ProcedureVersion;
    HelperPlaceRequired => "helper-place-required" Invalid Circular21;
    HelperPlaceUnexpected => "helper-place-unexpected" Invalid Circular21;
    NotACounter => "not-a-counter" Invalid Decree118Art14;
    OtherCounter => "other-counter" Invalid Decree118Art14;
    UnitNotCompetent => "unit-not-competent" Invalid ProcedureVersion;
    NotACommune => "not-a-commune" Invalid ProcedureVersion;
    CaseRequired => "case-required" Invalid ProcedureVersion;
    CaseUnknown => "case-unknown" Invalid ProcedureVersion;
    PaperUnknown => "paper-unknown" Invalid ProcedureVersion;
    PaperTwice => "paper-twice" Invalid HouseRule;
    PaperCountZero => "paper-count-zero" Invalid HouseRule;
    PapersMissing => "papers-missing" Invalid ProcedureVersion;
    ReasonRequired => "reason-required" Invalid Decree118;
    DifferingNeedsReason => "differing-needs-reason" Invalid HouseRule;
    NoteTooLong => "note-too-long" Invalid HouseRule;
    SupplementNothingAsked => "supplement-nothing-asked" Invalid Decree61Art19;
    SupplementEmpty => "supplement-empty" Invalid Decree61Art19;
    GroundDoesNotFit => "ground-does-not-fit" Invalid Circular03;
    TermEmpty => "term-empty" Invalid HouseRule;
    ConsultationSelf => "consultation-self" Invalid Decree118;
    NotStaff => "not-staff" Invalid Circular21;
    ResultNumberRequired => "result-number-required" Invalid Decree118;
    ResultNumberTooLong => "result-number-too-long" Invalid HouseRule;
    AmountZero => "amount-zero" Invalid HouseRule;
    CorrectionUnchanged => "correction-unchanged" Invalid HouseRule;
    CorrectionInFuture => "correction-in-future" Invalid HouseRule;
    CorrectionAfterLaterActs => "correction-after-later-acts" Invalid HouseRule;
    ReturnMethodMismatch => "return-method-mismatch" Invalid Decree118;
    UnitEnded => "unit-ended" Invalid HouseRule;
    UnknownUnit => "unit-not-found" NotFound HouseRule;
    UnknownOfficer => "officer-not-found" NotFound HouseRule;
    ConsultationUnknown => "consultation-unknown" NotFound HouseRule;
    SystemUnknown => "system-unknown" Invalid HouseRule;
    SystemWaitUnknown => "system-wait-unknown" NotFound HouseRule;
    PaymentUnknown => "payment-unknown" NotFound HouseRule;
    DossierUnknown => "dossier-not-found" NotFound HouseRule;
}

impl Refusal {
    /// What happened and what to do next, for the person who tried.
    #[must_use]
    pub fn message(&self, lang: Lang) -> String {
        match lang {
            Lang::Vi => wording::vietnamese(self),
            Lang::En => wording::english(self),
        }
    }

    /// One example of every reason, for tests and documentation.
    #[must_use]
    pub fn all_samples() -> Vec<Refusal> {
        samples::all()
    }
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&wording::english(self))
    }
}

impl std::error::Error for Refusal {}
