//! On which desks a dossier lies: the projection behind menus, counts and inboxes, computed from the state alone.

use crate::actor::Role;
use crate::dossier::Dossier;
use crate::ids::{OfficerId, UnitId};
use crate::procedure::ProcedureVersion;
use motcua_calendar::Moment;
use serde::{Deserialize, Serialize};
use smallvec::SmallVec;

/// A queue of a unit's desk. The number is stored; it never changes meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[repr(u8)]
pub enum Queue {
    /// Chờ tiếp nhận (trực tuyến, bưu chính): submitted, waits for intake.
    AwaitingIntake = 1,
    /// Mới tiếp nhận: received here, to be handed over.
    Received = 2,
    /// Từ chối tiếp nhận.
    Declined = 3,
    /// Chờ nhận bàn giao: handed over to this unit, to be accepted.
    AwaitingAcceptance = 10,
    /// Đã chuyển, chờ bên nhận: handed over by this unit, still its responsibility.
    SentOn = 11,
    /// Đang xử lý: with a specialist (or to be assigned).
    Processing = 12,
    /// Chờ xem xét, chờ duyệt: with a head.
    ForDecision = 13,
    /// Chờ phát hành: with the records clerk.
    ForIssue = 14,
    /// Được hỏi ý kiến, phối hợp: another unit asks this one, or awaits a branch of steps from it.
    Consultation = 15,
    /// Chờ bổ sung.
    AwaitingSupplement = 20,
    /// Chờ nộp phí, thực hiện nghĩa vụ tài chính.
    AwaitingPayment = 21,
    /// Xin rút.
    WithdrawalRequested = 22,
    /// Chờ duyệt đính chính.
    Correction = 23,
    /// Chờ trả trực tiếp.
    ReturnCounter = 30,
    /// Chờ trả trực tuyến.
    ReturnOnline = 31,
    /// Chờ trả qua bưu chính.
    ReturnPost = 32,
    /// Đã trả.
    Returned = 40,
    /// Dừng xử lý.
    Stopped = 41,
    /// Đang theo dõi: received here, now worked on elsewhere.
    Followed = 50,
}

impl Queue {
    /// All queues in menu order.
    pub const ALL: [Queue; 19] = [
        Queue::AwaitingIntake,
        Queue::Received,
        Queue::Declined,
        Queue::AwaitingAcceptance,
        Queue::SentOn,
        Queue::Processing,
        Queue::ForDecision,
        Queue::ForIssue,
        Queue::Consultation,
        Queue::AwaitingSupplement,
        Queue::AwaitingPayment,
        Queue::WithdrawalRequested,
        Queue::Correction,
        Queue::ReturnCounter,
        Queue::ReturnOnline,
        Queue::ReturnPost,
        Queue::Returned,
        Queue::Stopped,
        Queue::Followed,
    ];
    /// Stored number.
    pub fn number(self) -> u8 {
        self as u8
    }
    /// Back from the stored number.
    pub fn from_number(n: u8) -> Option<Queue> {
        Queue::ALL.into_iter().find(|q| q.number() == n)
    }
    /// Key used in addresses: `processing`, `awaiting_intake`, ….
    pub fn key(self) -> &'static str {
        match self {
            Queue::AwaitingIntake => "awaiting_intake",
            Queue::Received => "received",
            Queue::Declined => "declined",
            Queue::AwaitingAcceptance => "awaiting_acceptance",
            Queue::SentOn => "sent_on",
            Queue::Processing => "processing",
            Queue::ForDecision => "for_decision",
            Queue::ForIssue => "for_issue",
            Queue::Consultation => "consultation",
            Queue::AwaitingSupplement => "awaiting_supplement",
            Queue::AwaitingPayment => "awaiting_payment",
            Queue::WithdrawalRequested => "withdrawal_requested",
            Queue::Correction => "correction",
            Queue::ReturnCounter => "return_counter",
            Queue::ReturnOnline => "return_online",
            Queue::ReturnPost => "return_post",
            Queue::Returned => "returned",
            Queue::Stopped => "stopped",
            Queue::Followed => "followed",
        }
    }
    /// Back from the key.
    pub fn from_key(key: &str) -> Option<Queue> {
        Queue::ALL.into_iter().find(|q| q.key() == key)
    }
}

/// One dossier on one desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DeskItem {
    /// Unit.
    pub unit: UnitId,
    /// Queue.
    pub queue: Queue,
    /// Officer it is assigned to, when it is.
    pub officer: Option<OfficerId>,
    /// Role that works it.
    pub role: Role,
    /// What the queue is sorted by: the due moment, or the moment it came where there is no due moment.
    pub sort_at: Moment,
    /// The due moment of the dossier (or of the consultation), when there is one.
    pub due_at: Option<Moment>,
    /// Whether this unit is responsible and the clock runs: only such items can be due soon or overdue.
    pub running: bool,
}

/// The desk items of a dossier.
pub type DeskItems = SmallVec<[DeskItem; 4]>;

/// Where a dossier lies now.
pub fn desk_items(dossier: &Dossier, version: &ProcedureVersion) -> DeskItems {
    items::of(dossier, version)
}

mod items;
