//! What offices do besides dossiers: orders and what becomes of them, nudges, contests of a figure. Who may do what now.
//!
//! Each is a subject with acts. An act is permitted by one function, which feeds the buttons as well, and what a subject has come to is
//! the fold of its acts. Words travel beside an act as a note: acts carry no personal data.

pub mod contest;
pub mod given;
pub mod nudge;
pub mod order;

use crate::actor::{Actor, Role};
use crate::ids::UnitId;
use crate::refusal::RefusalClass;
use crate::unit::UnitIndex;
use motcua_calendar::{Date, Lang, Moment, wording};

/// Characters somebody's words may have.
pub const WORDS_MAX: usize = 2_000;
/// Dossiers an order or a contest may name.
pub const DOSSIERS_MAX: usize = 50;
/// How far away a deadline may lie, in days.
pub const DUE_DAYS_MAX: i32 = 366;

/// Whether somebody leads the city.
#[must_use]
pub fn leads(actor: &Actor) -> bool {
    actor.duties().iter().any(|duty| duty.role == Role::CityLeader)
}

/// Whether somebody heads a unit, or the unit a counter belongs to.
#[must_use]
pub fn heads(actor: &Actor, unit: UnitId, units: &UnitIndex) -> bool {
    let above = units.get(unit).filter(|unit| unit.kind.is_counter()).and_then(|unit| unit.parent);
    actor
        .duties()
        .iter()
        .any(|duty| duty.role == Role::UnitHead && (duty.unit == unit || above == Some(duty.unit)))
}

/// Whether somebody works at a unit.
#[must_use]
pub fn works_at(actor: &Actor, unit: UnitId) -> bool {
    actor.duties().iter().any(|duty| duty.unit == unit && duty.role.works())
}

/// Why an act of an office is refused. Nothing is changed then.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OfficeRefusal {
    /// Only who gave the order does this.
    NotGiver,
    /// Only who answers for the order does this.
    NotOwner,
    /// The order does not stand where this is done.
    OrderStage,
    /// Somebody else acted since the page was opened.
    Moved,
    /// Whom the order names does not answer for the unit.
    OwnerNotAnswerable,
    /// Nobody gives an order to themself.
    OwnOrder,
    /// The deadline has passed already.
    DueInPast {
        /// The first day possible.
        today: Date,
    },
    /// The deadline lies too far away.
    DueTooFar {
        /// The last day possible.
        last: Date,
    },
    /// The deadline is the one there was.
    DueUnchanged,
    /// Words are needed.
    WordsMissing,
    /// Too many words.
    WordsTooLong,
    /// More dossiers than an act may name.
    DossiersTooMany,
    /// A dossier that there is not, or that is no matter of this unit, by the text typed.
    DossierElsewhere {
        /// What was typed.
        code: String,
    },
    /// The unit was nudged about this today by the same person.
    NudgeSent {
        /// When.
        at: Moment,
    },
    /// Nothing is past its due moment there any more.
    NudgeGone,
    /// The nudge was answered.
    NudgeAnswered,
    /// The unit contests this figure already.
    ContestOpen,
    /// The contest was answered or withdrawn.
    ContestEnded,
    /// Nobody answers what their own unit contests.
    ContestOwn,
    /// The figure moved since it was shown.
    FigureMoved,
    /// A public answer names a dossier or has a number like those of people.
    AnswerPersonal,
}

/// The codes of [`OfficeRefusal`], for documents and tests.
pub const OFFICE_CODES: [&str; 21] = [
    "order-not-giver",
    "order-not-owner",
    "order-stage",
    "office-act-stale",
    "order-owner",
    "order-to-oneself",
    "order-due-past",
    "order-due-far",
    "order-due-unchanged",
    "words-missing",
    "words-too-long",
    "dossiers-too-many",
    "dossier-of-another-unit",
    "nudge-sent",
    "nudge-gone",
    "nudge-answered",
    "contest-open",
    "contest-ended",
    "contest-own",
    "figure-moved",
    "answer-personal",
];

impl OfficeRefusal {
    /// Stable code: part of the problem's address.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            OfficeRefusal::NotGiver => "order-not-giver",
            OfficeRefusal::NotOwner => "order-not-owner",
            OfficeRefusal::OrderStage => "order-stage",
            OfficeRefusal::Moved => "office-act-stale",
            OfficeRefusal::OwnerNotAnswerable => "order-owner",
            OfficeRefusal::OwnOrder => "order-to-oneself",
            OfficeRefusal::DueInPast { .. } => "order-due-past",
            OfficeRefusal::DueTooFar { .. } => "order-due-far",
            OfficeRefusal::DueUnchanged => "order-due-unchanged",
            OfficeRefusal::WordsMissing => "words-missing",
            OfficeRefusal::WordsTooLong => "words-too-long",
            OfficeRefusal::DossiersTooMany => "dossiers-too-many",
            OfficeRefusal::DossierElsewhere { .. } => "dossier-of-another-unit",
            OfficeRefusal::NudgeSent { .. } => "nudge-sent",
            OfficeRefusal::NudgeGone => "nudge-gone",
            OfficeRefusal::NudgeAnswered => "nudge-answered",
            OfficeRefusal::ContestOpen => "contest-open",
            OfficeRefusal::ContestEnded => "contest-ended",
            OfficeRefusal::ContestOwn => "contest-own",
            OfficeRefusal::FigureMoved => "figure-moved",
            OfficeRefusal::AnswerPersonal => "answer-personal",
        }
    }

    /// What kind of no it is.
    #[must_use]
    pub fn class(&self) -> RefusalClass {
        match self {
            OfficeRefusal::NotGiver | OfficeRefusal::NotOwner | OfficeRefusal::ContestOwn => {
                RefusalClass::Denied
            }
            OfficeRefusal::OrderStage
            | OfficeRefusal::Moved
            | OfficeRefusal::NudgeSent { .. }
            | OfficeRefusal::NudgeGone
            | OfficeRefusal::NudgeAnswered
            | OfficeRefusal::ContestOpen
            | OfficeRefusal::ContestEnded
            | OfficeRefusal::FigureMoved => RefusalClass::Conflict,
            OfficeRefusal::OwnerNotAnswerable
            | OfficeRefusal::OwnOrder
            | OfficeRefusal::DueInPast { .. }
            | OfficeRefusal::DueTooFar { .. }
            | OfficeRefusal::DueUnchanged
            | OfficeRefusal::WordsMissing
            | OfficeRefusal::WordsTooLong
            | OfficeRefusal::DossiersTooMany
            | OfficeRefusal::DossierElsewhere { .. }
            | OfficeRefusal::AnswerPersonal => RefusalClass::Invalid,
        }
    }

    /// One of each, for documents and tests.
    #[must_use]
    pub fn samples() -> Vec<OfficeRefusal> {
        let day = Date::from_day_number(20_513);
        vec![
            OfficeRefusal::NotGiver,
            OfficeRefusal::NotOwner,
            OfficeRefusal::OrderStage,
            OfficeRefusal::Moved,
            OfficeRefusal::OwnerNotAnswerable,
            OfficeRefusal::OwnOrder,
            OfficeRefusal::DueInPast { today: day },
            OfficeRefusal::DueTooFar { last: day },
            OfficeRefusal::DueUnchanged,
            OfficeRefusal::WordsMissing,
            OfficeRefusal::WordsTooLong,
            OfficeRefusal::DossiersTooMany,
            OfficeRefusal::DossierElsewhere { code: "H26.P00004-251124-0001".to_owned() },
            OfficeRefusal::NudgeSent { at: Moment::from_unix_seconds(1_772_416_800) },
            OfficeRefusal::NudgeGone,
            OfficeRefusal::NudgeAnswered,
            OfficeRefusal::ContestOpen,
            OfficeRefusal::ContestEnded,
            OfficeRefusal::ContestOwn,
            OfficeRefusal::FigureMoved,
            OfficeRefusal::AnswerPersonal,
        ]
    }

    /// What happened and what to do next.
    #[must_use]
    pub fn message(&self, lang: Lang) -> String {
        let (vi, en): (&str, &str) = match self {
            OfficeRefusal::DueInPast { today } => {
                let day = wording::day(lang, *today);
                return match lang {
                    Lang::Vi => format!("Hạn phải từ hôm nay ({day}) trở đi. Nhập ngày muộn hơn."),
                    Lang::En => format!("The deadline must be today ({day}) or later. Enter a later day."),
                };
            }
            OfficeRefusal::DueTooFar { last } => {
                let day = wording::day(lang, *last);
                return match lang {
                    Lang::Vi => format!("Hạn xa nhất là {day}. Nhập ngày sớm hơn."),
                    Lang::En => format!("The latest deadline possible is {day}. Enter an earlier day."),
                };
            }
            OfficeRefusal::DossierElsewhere { code } => {
                return match lang {
                    Lang::Vi => {
                        format!("Không thấy hồ sơ {code} ở đơn vị này. Xem lại mã, hoặc bỏ mã này ra.")
                    }
                    Lang::En => {
                        format!("Dossier {code} was not found at this unit. Check the code, or leave it out.")
                    }
                };
            }
            OfficeRefusal::NudgeSent { at } => {
                let when = wording::moment(lang, *at);
                return match lang {
                    Lang::Vi => format!(
                        "Ông/bà đã nhắc đơn vị này về việc này hôm nay, lúc {when}. Mỗi ngày nhắc một lần; nếu cần thêm, hãy giao việc có hạn."
                    ),
                    Lang::En => format!(
                        "You nudged this unit about this today, at {when}. Once a day is enough; for more, give an order with a deadline."
                    ),
                };
            }
            OfficeRefusal::NotGiver => (
                "Chỉ người giao việc làm được bước này. Nếu cần, báo cáo để người giao việc biết.",
                "Only who gave the order does this. Report to them if needed.",
            ),
            OfficeRefusal::NotOwner => (
                "Chỉ người nhận việc, hoặc lãnh đạo đơn vị được giao, làm được bước này.",
                "Only who answers for the order, or the head of the unit, does this.",
            ),
            OfficeRefusal::OrderStage => (
                "Việc giao đang ở bước khác nên chưa làm được. Mở lại trang để xem việc đang ở đâu.",
                "The order stands elsewhere, so this is not done now. Reload the page to see where it stands.",
            ),
            OfficeRefusal::Moved => (
                "Đã có người thao tác sau khi trang này được mở. Mở lại trang, xem điều mới rồi gửi lại.",
                "Somebody acted since this page was opened. Reload it, see what is new, and send again.",
            ),
            OfficeRefusal::OwnerNotAnswerable => (
                "Người này không chịu trách nhiệm ở đơn vị được giao. Chọn người trong danh sách của đơn vị.",
                "This person does not answer for the unit. Choose somebody from the unit's list.",
            ),
            OfficeRefusal::OwnOrder => (
                "Không giao việc cho chính mình. Chọn người khác của đơn vị.",
                "Nobody gives an order to themself. Choose somebody else of the unit.",
            ),
            OfficeRefusal::DueUnchanged => (
                "Hạn mới trùng với hạn đang có. Nhập một ngày khác.",
                "The new deadline is the one there is. Enter another day.",
            ),
            OfficeRefusal::WordsMissing => ("Ghi rõ nội dung", "Say it in words"),
            OfficeRefusal::WordsTooLong => ("Viết không quá 2.000 ký tự", "Write at most 2,000 characters"),
            OfficeRefusal::DossiersTooMany => ("Ghi không quá 50 mã hồ sơ", "Name at most 50 dossiers"),
            OfficeRefusal::NudgeGone => (
                "Nơi này không còn hồ sơ quá hạn ở bước này, nên không cần nhắc.",
                "Nothing is past its due moment at this step any more, so there is nothing to nudge about.",
            ),
            OfficeRefusal::NudgeAnswered => (
                "Lời nhắc này đã được trả lời. Mở lại bàn làm việc để xem.",
                "This nudge was answered. Reload the desk to see.",
            ),
            OfficeRefusal::ContestOpen => (
                "Đơn vị đang đề nghị xem lại chính số liệu này. Chờ trả lời, hoặc rút đề nghị trước.",
                "The unit contests this very figure already. Wait for the answer, or withdraw the contest first.",
            ),
            OfficeRefusal::ContestEnded => (
                "Đề nghị này đã được trả lời hoặc đã rút. Mở lại trang để xem.",
                "This contest was answered or withdrawn. Reload the page to see.",
            ),
            OfficeRefusal::ContestOwn => (
                "Không tự trả lời đề nghị của đơn vị mình. Người khác có quyền trả lời sẽ trả lời.",
                "Nobody answers what their own unit contests. Somebody else who may answer does.",
            ),
            OfficeRefusal::FigureMoved => (
                "Số liệu đã thay đổi sau khi trang này được mở. Xem số mới bên dưới, nếu vẫn cần thì gửi lại.",
                "The figure moved since this page was opened. See the new one below, and send again if still needed.",
            ),
            OfficeRefusal::AnswerPersonal => (
                "Lời này được công khai: bỏ mã hồ sơ và các số dài như số định danh, số điện thoại.",
                "These words are public: leave out codes of dossiers and long numbers such as those of people and telephones.",
            ),
        };
        if lang == Lang::Vi { vi.to_owned() } else { en.to_owned() }
    }
}

/// Somebody's words, as far as an act needs them.
///
/// # Errors
/// For none, and for too many.
pub fn words(text: &str) -> Result<&str, OfficeRefusal> {
    let text = text.trim();
    if text.is_empty() {
        return Err(OfficeRefusal::WordsMissing);
    }
    if text.chars().count() > WORDS_MAX { Err(OfficeRefusal::WordsTooLong) } else { Ok(text) }
}

/// A deadline, as of a day.
///
/// # Errors
/// For a day that has passed, or lies more than a year away.
pub fn deadline(due: Date, today: Date) -> Result<Date, OfficeRefusal> {
    let last = today.plus_days(DUE_DAYS_MAX);
    if due < today {
        Err(OfficeRefusal::DueInPast { today })
    } else if due > last {
        Err(OfficeRefusal::DueTooFar { last })
    } else {
        Ok(due)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_refusal_has_a_code_of_its_own_and_words_in_both_languages() {
        let samples = OfficeRefusal::samples();
        let codes: BTreeSet<&str> = samples.iter().map(OfficeRefusal::code).collect();
        assert_eq!(codes.len(), samples.len());
        assert_eq!(codes, OFFICE_CODES.into_iter().collect());
        for refusal in samples {
            let (vi, en) = (refusal.message(Lang::Vi), refusal.message(Lang::En));
            assert!(!vi.is_empty() && !en.is_empty() && vi != en, "{refusal:?}");
            assert!(!vi.contains('!') && !vi.contains("không hợp lệ"), "{vi}");
        }
    }
}
