//! Which acts an actor may do now: computed once, here; buttons, the API and `decide` ask the same function.

use super::*;
use crate::actor::Actor;
use crate::procedure::ProcedureVersion;
use crate::refusal::Refusal;

/// The acts, one for each command.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Act {
    /// See [`command::Command::Submit`]; the others likewise.
    Submit,
    Receive,
    Intake,
    RequestSupplement,
    Supplement,
    Decline,
    HandOver,
    AcceptHandOver,
    DeclineHandOver,
    TakeBack,
    Assign,
    Reassign,
    Consult,
    AnswerConsultation,
    RecordAppraisal,
    Propose,
    Review,
    Approve,
    ReturnStep,
    Issue,
    RequestPayment,
    RecordPayment,
    Extend,
    RequestWithdrawal,
    RefuseWithdrawal,
    Stop,
    Deliver,
    ProposeCorrection,
    DecideCorrection,
}
