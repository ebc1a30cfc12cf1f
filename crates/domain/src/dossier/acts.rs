//! Which acts an actor may do now: computed once, here; buttons, the API and `decide` ask the same function.
//!
//! [`permit`] judges by phase, place, role, field and officer. What depends on the content of a command or on the
//! hour (a missing paper, an extension asked for too late) is judged by `decide` after it.

use super::*;
use crate::actor::Actor;
use motcua_calendar::Lang;

mod gate;

/// The acts, one for each command.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "each is described by the command it stands for")]
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
    CompleteBranchStep,
    ReturnBranchStep,
    AnswerConsultation,
    AwaitSystem,
    EndSystemWait,
    RecordAppraisal,
    Propose,
    Review,
    Approve,
    ReturnStep,
    Issue,
    AttachResult,
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

/// Whether an actor may do an act on a dossier now. `version` is the one the dossier is pinned to, or before receipt
/// the one it was filed under.
///
/// # Errors
/// The reason why not, of class `Denied` or `Conflict`.
pub fn permit(dossier: &Dossier, actor: &Actor, act: Act, version: &ProcedureVersion) -> Result<(), Refusal> {
    gate::Gate { dossier, actor, act, version }.check()
}

/// The acts an actor may do on a dossier now, in the order of [`Act::ALL`].
pub fn allowed(dossier: &Dossier, actor: &Actor, version: &ProcedureVersion) -> Vec<Act> {
    Act::ALL.into_iter().filter(|act| permit(dossier, actor, *act, version).is_ok()).collect()
}

/// Whether an officer may receive dossiers of a procedure at a counter (the intake page asks this).
///
/// # Errors
/// The reason why not.
pub fn permit_intake(actor: &Actor, counter: UnitId, version: &ProcedureVersion) -> Result<(), Refusal> {
    gate::need(actor, Act::Intake, counter, &[Role::OneStop], version)
}

/// A one-stop officer at a counter, for filing on behalf of an applicant.
pub(super) fn permit_counter(
    actor: &Actor,
    act: Act,
    counter: UnitId,
    version: &ProcedureVersion,
) -> Result<(), Refusal> {
    gate::need(actor, act, counter, &[Role::OneStop], version)
}

/// Whether an actor may do an act on one opinion asked for: [`permit`] has found that they may on one of them.
pub(super) fn permit_on(
    dossier: &Dossier,
    actor: &Actor,
    (act, asked): (Act, &Consultation),
    version: &ProcedureVersion,
) -> Result<(), Refusal> {
    gate::Gate { dossier, actor, act, version }.about(asked)
}

/// The opinions on which an actor may do an act now: an answer, a step of a branch, a return of one.
pub fn within_reach<'a>(
    dossier: &'a Dossier,
    actor: &'a Actor,
    act: Act,
    version: &'a ProcedureVersion,
) -> impl Iterator<Item = &'a Consultation> {
    let gate = gate::Gate { dossier, actor, act, version };
    dossier.open_consultations().filter(move |asked| gate.about(asked).is_ok())
}

/// Whether an actor may stop a dossier on a ground: a one-stop officer only on the applicant's wish.
pub(super) fn permit_stop(
    dossier: &Dossier,
    actor: &Actor,
    ground: StopGround,
    version: &ProcedureVersion,
) -> Result<(), Refusal> {
    match ground {
        StopGround::Withdrawn => Ok(()),
        StopGround::NotSupplemented | StopGround::NotPaid | StopGround::Ordered => {
            gate::Gate { dossier, actor, act: Act::Stop, version }.head_of_unit()
        }
    }
}

impl Act {
    /// All acts, in the order they are offered.
    pub const ALL: [Act; 34] = [
        Act::Submit,
        Act::Receive,
        Act::Intake,
        Act::RequestSupplement,
        Act::Supplement,
        Act::Decline,
        Act::HandOver,
        Act::AcceptHandOver,
        Act::DeclineHandOver,
        Act::TakeBack,
        Act::Assign,
        Act::Reassign,
        Act::Consult,
        Act::CompleteBranchStep,
        Act::ReturnBranchStep,
        Act::AnswerConsultation,
        Act::AwaitSystem,
        Act::EndSystemWait,
        Act::RecordAppraisal,
        Act::Propose,
        Act::Review,
        Act::Approve,
        Act::ReturnStep,
        Act::Issue,
        Act::AttachResult,
        Act::RequestPayment,
        Act::RecordPayment,
        Act::Extend,
        Act::RequestWithdrawal,
        Act::RefuseWithdrawal,
        Act::Stop,
        Act::Deliver,
        Act::ProposeCorrection,
        Act::DecideCorrection,
    ];

    /// Stable key used in addresses, forms and storage; the same as in JSON.
    pub fn key(self) -> &'static str {
        match self {
            Act::Submit => "submit",
            Act::Receive => "receive",
            Act::Intake => "intake",
            Act::RequestSupplement => "request_supplement",
            Act::Supplement => "supplement",
            Act::Decline => "decline",
            Act::HandOver => "hand_over",
            Act::AcceptHandOver => "accept_hand_over",
            Act::DeclineHandOver => "decline_hand_over",
            Act::TakeBack => "take_back",
            Act::Assign => "assign",
            Act::Reassign => "reassign",
            Act::Consult => "consult",
            Act::CompleteBranchStep => "complete_branch_step",
            Act::ReturnBranchStep => "return_branch_step",
            Act::AnswerConsultation => "answer_consultation",
            Act::AwaitSystem => "await_system",
            Act::EndSystemWait => "end_system_wait",
            Act::RecordAppraisal => "record_appraisal",
            Act::Propose => "propose",
            Act::Review => "review",
            Act::Approve => "approve",
            Act::ReturnStep => "return_step",
            Act::Issue => "issue",
            Act::AttachResult => "attach_result",
            Act::RequestPayment => "request_payment",
            Act::RecordPayment => "record_payment",
            Act::Extend => "extend",
            Act::RequestWithdrawal => "request_withdrawal",
            Act::RefuseWithdrawal => "refuse_withdrawal",
            Act::Stop => "stop",
            Act::Deliver => "deliver",
            Act::ProposeCorrection => "propose_correction",
            Act::DecideCorrection => "decide_correction",
        }
    }

    /// Back from the key.
    pub fn from_key(key: &str) -> Option<Act> {
        Act::ALL.into_iter().find(|act| act.key() == key)
    }

    /// The words on the button.
    pub fn label(self, lang: Lang) -> &'static str {
        let (vi, en) = match self {
            Act::Submit => ("Nộp hồ sơ", "Submit"),
            Act::Receive => ("Tiếp nhận", "Receive"),
            Act::Intake => ("Tiếp nhận tại quầy", "Receive at the counter"),
            Act::RequestSupplement => ("Yêu cầu bổ sung", "Ask for a supplement"),
            Act::Supplement => ("Ghi nhận bổ sung", "Record the supplement"),
            Act::Decline => ("Từ chối tiếp nhận", "Decline to receive"),
            Act::HandOver => ("Bàn giao", "Hand over"),
            Act::AcceptHandOver => ("Nhận bàn giao", "Accept the hand-over"),
            Act::DeclineHandOver => ("Không nhận bàn giao", "Decline the hand-over"),
            Act::TakeBack => ("Lấy lại hồ sơ đã chuyển", "Take back"),
            Act::Assign => ("Phân công", "Assign"),
            Act::Reassign => ("Phân công lại", "Reassign"),
            Act::Consult => ("Lấy ý kiến", "Ask for an opinion"),
            Act::CompleteBranchStep => ("Xong bước phối hợp", "Complete the step of the branch"),
            Act::ReturnBranchStep => ("Trả lại bước phối hợp trước", "Return the branch one step"),
            Act::AnswerConsultation => ("Trả lời ý kiến", "Give the opinion"),
            Act::AwaitSystem => ("Chờ hệ thống bên ngoài", "Wait for a system outside"),
            Act::EndSystemWait => ("Hết chờ hệ thống bên ngoài", "End the wait for a system"),
            Act::RecordAppraisal => ("Ghi kết quả thẩm định", "Record the appraisal"),
            Act::Propose => ("Đề xuất giải quyết", "Propose"),
            Act::Review => ("Trình lãnh đạo đơn vị", "Agree and pass to the head of unit"),
            Act::Approve => ("Duyệt và ký", "Decide and sign"),
            Act::ReturnStep => ("Trả lại bước trước", "Return one step"),
            Act::Issue => ("Phát hành kết quả", "Issue the result"),
            Act::AttachResult => ("Đính kèm tệp kết quả", "Attach the result as a file"),
            Act::RequestPayment => ("Yêu cầu nộp phí", "Ask for payment"),
            Act::RecordPayment => ("Ghi nhận đã nộp phí", "Record the payment"),
            Act::Extend => ("Xin lỗi và gia hạn", "Apologise and extend"),
            Act::RequestWithdrawal => ("Xin rút hồ sơ", "Ask to withdraw"),
            Act::RefuseWithdrawal => ("Không đồng ý cho rút", "Refuse the withdrawal"),
            Act::Stop => ("Dừng giải quyết", "Stop"),
            Act::Deliver => ("Trả kết quả", "Deliver the result"),
            Act::ProposeCorrection => ("Đề nghị đính chính", "Ask for a correction"),
            Act::DecideCorrection => ("Duyệt đính chính", "Decide on the correction"),
        };
        if lang == Lang::Vi { vi } else { en }
    }
}
