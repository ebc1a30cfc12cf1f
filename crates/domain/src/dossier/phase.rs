//! The phase of a dossier, one for each national status, and the grounds on which it may end early.

use super::ReturnMethod;
use super::parts::Outcome;
use motcua_calendar::{Lang, Moment};
use serde::{Deserialize, Serialize};

/// Why a dossier was not accepted (Form 03).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeclineGround {
    /// Not eligible.
    NotEligible,
    /// Not a matter of any agency of this city.
    NotCompetent,
    /// Supplement not provided in time.
    NotSupplemented,
    /// Same dossier already in hand.
    Duplicate,
    /// Papers false or altered.
    FalsePapers,
}

/// Why a dossier was stopped (Form 05).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StopGround {
    /// The applicant withdrew it.
    Withdrawn,
    /// Supplement not provided in time.
    NotSupplemented,
    /// Payment not made in time.
    NotPaid,
    /// A competent authority ordered it.
    Ordered,
}

/// Where a waiting dossier goes on when the wait ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Resume {
    /// Back to awaiting intake.
    Submitted,
    /// Back to received.
    Received,
    /// Back to processing.
    InProcess,
    /// Back to waiting for a supplement.
    SupplementRequested,
    /// Back to waiting for a payment.
    PaymentRequested,
}

/// The phase. One for each national status, so the mapping loses nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// 1 Mới đăng ký.
    Submitted,
    /// 2 Được tiếp nhận: received, first hand-over not yet accepted.
    Received,
    /// 3 Không được tiếp nhận.
    Declined {
        /// When.
        at: Moment,
        /// Why.
        ground: DeclineGround,
    },
    /// 4 Đang xử lý.
    InProcess,
    /// 5 Yêu cầu bổ sung giấy tờ.
    SupplementRequested {
        /// Number of the request.
        no: u32,
        /// Where it goes on.
        resume: Resume,
    },
    /// 6 Yêu cầu thực hiện nghĩa vụ tài chính.
    PaymentRequested {
        /// Number of the request.
        no: u32,
        /// Where it goes on.
        resume: Resume,
    },
    /// 7 Công dân yêu cầu rút hồ sơ.
    WithdrawalRequested {
        /// When.
        at: Moment,
        /// Where it goes on when the withdrawal is not possible any more.
        resume: Resume,
    },
    /// 8 Dừng xử lý.
    Stopped {
        /// When.
        at: Moment,
        /// Why.
        ground: StopGround,
    },
    /// 9 Đã xử lý xong.
    Finished {
        /// When: the end time of the clock.
        at: Moment,
        /// Outcome.
        outcome: Outcome,
    },
    /// 10 Đã trả kết quả.
    Returned {
        /// When returned.
        at: Moment,
        /// When finished: the end time of the clock.
        finished_at: Moment,
        /// Outcome.
        outcome: Outcome,
        /// How.
        method: ReturnMethod,
    },
}

impl Phase {
    /// National status code 1…10 (TrangThaiHoSo).
    pub fn national_status(&self) -> u8 {
        match self {
            Phase::Submitted => 1,
            Phase::Received => 2,
            Phase::Declined { .. } => 3,
            Phase::InProcess => 4,
            Phase::SupplementRequested { .. } => 5,
            Phase::PaymentRequested { .. } => 6,
            Phase::WithdrawalRequested { .. } => 7,
            Phase::Stopped { .. } => 8,
            Phase::Finished { .. } => 9,
            Phase::Returned { .. } => 10,
        }
    }
    /// Name of a national status code, as the national portal words it.
    pub fn status_name(code: u8, lang: Lang) -> &'static str {
        let (vi, en) = match code {
            1 => ("Mới đăng ký", "newly registered"),
            2 => ("Được tiếp nhận", "received"),
            3 => ("Không được tiếp nhận", "not accepted"),
            4 => ("Đang xử lý", "in process"),
            5 => ("Yêu cầu bổ sung giấy tờ", "supplement requested"),
            6 => ("Yêu cầu thực hiện nghĩa vụ tài chính", "payment requested"),
            7 => ("Công dân yêu cầu rút hồ sơ", "withdrawal requested"),
            8 => ("Dừng xử lý", "processing stopped"),
            9 => ("Đã xử lý xong", "processing finished"),
            10 => ("Đã trả kết quả", "result returned"),
            _ => ("Không rõ", "unknown"),
        };
        if lang == Lang::Vi { vi } else { en }
    }
    /// Whether the dossier is with its agency and work on it goes on or waits: received, not finished, not ended.
    pub fn is_under_way(&self) -> bool {
        matches!(
            self,
            Phase::Received
                | Phase::InProcess
                | Phase::SupplementRequested { resume: Resume::InProcess, .. }
                | Phase::PaymentRequested { .. }
        )
    }
    /// Whether no further act changes the outcome (a returned, stopped or declined dossier).
    pub fn is_closed(&self) -> bool {
        matches!(self, Phase::Declined { .. } | Phase::Stopped { .. } | Phase::Returned { .. })
    }
    /// The end time for timing, by the national order 9, else 10, else 8 or 3, else 7 (law: portal indicator 2.1).
    pub fn ended_at(&self) -> Option<Moment> {
        match self {
            Phase::Finished { at, .. } | Phase::Declined { at, .. } | Phase::Stopped { at, .. } => Some(*at),
            Phase::Returned { finished_at, .. } => Some(*finished_at),
            Phase::WithdrawalRequested { at, .. } => Some(*at),
            Phase::Submitted
            | Phase::Received
            | Phase::InProcess
            | Phase::SupplementRequested { .. }
            | Phase::PaymentRequested { .. } => None,
        }
    }
}
