//! Why an act on a draft is not done. Nothing is changed then.

use motcua_calendar::{Date, Lang, Moment, wording};
use motcua_domain::procedure::{DraftAct, DraftState};

/// Why an act on a draft is not done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DraftRefusal {
    /// Somebody else has worked on the draft since it was seen.
    Stale {
        /// Revision seen.
        seen: u32,
        /// Revision now.
        now: u32,
        /// Who did the last act.
        by: String,
        /// When.
        at: Moment,
        /// What.
        act: DraftAct,
    },
    /// The act is not done where the draft stands.
    WrongState {
        /// Act.
        act: DraftAct,
        /// Where it stands.
        state: DraftState,
    },
    /// The checks find faults.
    HasErrors {
        /// How many.
        errors: usize,
    },
    /// Nobody approves what they wrote.
    OwnWork,
    /// The day is too early.
    TooEarly {
        /// The first day possible.
        earliest: Date,
    },
    /// Another version was published since the draft was begun.
    Behind,
    /// The version of the city that a variation was made from does not apply any more.
    BaseEnded,
    /// The version is in force already.
    InForce {
        /// Since.
        since: Date,
    },
    /// Dossiers are in hand.
    InUse {
        /// Dossiers in hand.
        open: u64,
        /// Of these, not received yet.
        waiting: u64,
    },
    /// Dossiers pass to the version in force and to no other.
    NotInForce {
        /// When it will be, when that is to come.
        from: Option<Date>,
    },
    /// What the rule would do is no longer what its author saw.
    OutlookChanged,
}

impl DraftRefusal {
    /// Stable code: part of the problem's address.
    pub fn code(&self) -> &'static str {
        match self {
            DraftRefusal::Stale { .. } => "draft-stale",
            DraftRefusal::WrongState { .. } => "draft-wrong-state",
            DraftRefusal::HasErrors { .. } => "draft-has-errors",
            DraftRefusal::OwnWork => "draft-own-work",
            DraftRefusal::TooEarly { .. } => "publication-too-early",
            DraftRefusal::Behind => "draft-behind",
            DraftRefusal::BaseEnded => "variation-base-ended",
            DraftRefusal::InForce { .. } => "publication-in-force",
            DraftRefusal::InUse { .. } => "procedure-in-use",
            DraftRefusal::NotInForce { .. } => "migration-not-in-force",
            DraftRefusal::OutlookChanged => "migration-changed",
        }
    }

    /// One of each, for documents and tests.
    pub fn samples() -> Vec<DraftRefusal> {
        let day = Date::from_day_number(20_513);
        vec![
            DraftRefusal::Stale {
                seen: 3,
                now: 4,
                by: "Nguyễn Thị Mai".to_owned(),
                at: Moment::from_unix_seconds(1_772_416_800),
                act: DraftAct::Save,
            },
            DraftRefusal::WrongState { act: DraftAct::Publish, state: DraftState::Submitted },
            DraftRefusal::HasErrors { errors: 2 },
            DraftRefusal::OwnWork,
            DraftRefusal::TooEarly { earliest: day },
            DraftRefusal::Behind,
            DraftRefusal::BaseEnded,
            DraftRefusal::InForce { since: day },
            DraftRefusal::InUse { open: 12, waiting: 3 },
            DraftRefusal::NotInForce { from: Some(day) },
            DraftRefusal::OutlookChanged,
        ]
    }

    /// What happened and what to do next.
    pub fn message(&self, lang: Lang) -> String {
        match lang {
            Lang::Vi => self.vi(),
            Lang::En => self.en(),
        }
    }

    fn vi(&self) -> String {
        match self {
            DraftRefusal::Stale { by, at, act, .. } => format!(
                "{by} đã thao tác trên bản thảo này ({}) lúc {}, sau khi trang được mở. Nội dung vừa gửi chưa được lưu: mở bản mới, so sánh rồi lưu lại.",
                act.label(Lang::Vi),
                wording::moment(Lang::Vi, *at)
            ),
            DraftRefusal::WrongState { state, .. } => format!(
                "Bản thảo {}, nên không làm được việc này. Tải lại trang để xem các việc làm được.",
                state.label(Lang::Vi)
            ),
            DraftRefusal::HasErrors { errors } => {
                format!("Bản thảo còn {errors} lỗi. Sửa theo kết quả kiểm tra rồi gửi lại.")
            }
            DraftRefusal::OwnWork => {
                "Người đã soạn bản thảo không phê duyệt chính bản thảo đó. Gửi một người thiết kế khác phê duyệt.".to_owned()
            }
            DraftRefusal::TooEarly { earliest } => format!(
                "Ngày hiệu lực sớm nhất có thể chọn là {}. Chọn ngày đó hoặc ngày sau đó.",
                wording::day(Lang::Vi, *earliest)
            ),
            DraftRefusal::Behind => {
                "Sau khi bản thảo này được soạn, thủ tục đã có phiên bản khác được công bố. So sánh với phiên bản mới nhất, lưu lại bản thảo rồi gửi phê duyệt lại.".to_owned()
            }
            DraftRefusal::BaseEnded => {
                "Phiên bản của thành phố mà biến thể dựa vào không còn được áp dụng vào ngày đó. Lập biến thể từ phiên bản mới của thành phố; những gì còn phù hợp được mang sang.".to_owned()
            }
            DraftRefusal::InForce { since } => format!(
                "Phiên bản này đã có hiệu lực từ {} nên không rút công bố được. Soạn phiên bản mới để thay.",
                wording::day(Lang::Vi, *since)
            ),
            DraftRefusal::InUse { open, waiting } => format!(
                "Thủ tục còn {open} hồ sơ chưa giải quyết xong, trong đó {waiting} hồ sơ chưa tiếp nhận. Xem danh sách, rồi chờ giải quyết xong hoặc xác nhận rằng hồ sơ đã tiếp nhận được giải quyết tiếp theo phiên bản của chúng."
            ),
            DraftRefusal::NotInForce { from: Some(from) } => format!(
                "Hồ sơ chỉ chuyển sang phiên bản đang có hiệu lực. Phiên bản này có hiệu lực từ {}: chuyển từ ngày đó.",
                wording::day(Lang::Vi, *from)
            ),
            DraftRefusal::NotInForce { from: None } => {
                "Hồ sơ chỉ chuyển sang phiên bản đang có hiệu lực, mà phiên bản này không còn áp dụng. Chọn phiên bản đang áp dụng.".to_owned()
            }
            DraftRefusal::OutlookChanged => {
                "Số hồ sơ đã thay đổi sau khi trang được mở, nên chưa chuyển hồ sơ nào. Xem lại số liệu mới dưới đây rồi xác nhận lại.".to_owned()
            }
        }
    }

    fn en(&self) -> String {
        match self {
            DraftRefusal::Stale { by, at, act, .. } => format!(
                "{by} has worked on this draft since you opened the page ({}, {}). What you sent is not saved: open the newer draft, compare, and save again.",
                act.label(Lang::En),
                wording::moment(Lang::En, *at)
            ),
            DraftRefusal::WrongState { state, .. } => format!(
                "The draft is {}, and this cannot be done to it. Reload the page to see what can.",
                state.label(Lang::En)
            ),
            DraftRefusal::HasErrors { errors } => {
                format!("Errors left in the draft: {errors}. Mend them as the checks say, then submit it again.")
            }
            DraftRefusal::OwnWork => {
                "Nobody approves a draft they wrote. Ask another designer for approval.".to_owned()
            }
            DraftRefusal::TooEarly { earliest } => format!(
                "The earliest day it can take effect is {}. Choose that day or a later one.",
                wording::day(Lang::En, *earliest)
            ),
            DraftRefusal::Behind => {
                "Another version of the procedure was published since this draft was begun. Compare with the newest version, save the draft again and submit it for approval.".to_owned()
            }
            DraftRefusal::BaseEnded => {
                "The version of the city that the variation was made from does not apply on that day any more. Make a variation of the newer version; what still fits is carried over.".to_owned()
            }
            DraftRefusal::InForce { since } => format!(
                "This version has been in force since {}, so its publication cannot be withdrawn. Draft a new version to replace it.",
                wording::day(Lang::En, *since)
            ),
            DraftRefusal::InUse { open, waiting } => format!(
                "The procedure has dossiers in hand: {open}, of which not received yet: {waiting}. Look at them, then wait for their end, or confirm that those received go on under their own version."
            ),
            DraftRefusal::NotInForce { from: Some(from) } => format!(
                "Dossiers pass only to a version in force. This one takes effect on {}: pass them on from that day.",
                wording::day(Lang::En, *from)
            ),
            DraftRefusal::NotInForce { from: None } => {
                "Dossiers pass only to a version in force, and this one no longer is. Choose the one that applies.".to_owned()
            }
            DraftRefusal::OutlookChanged => {
                "The numbers have changed since the page was opened, so no dossier was passed on. Look at the new numbers below and confirm again.".to_owned()
            }
        }
    }
}
