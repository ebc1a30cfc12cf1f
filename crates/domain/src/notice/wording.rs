//! The words of notices, in both languages, and how facts are put into them.

use super::NoticeKind;
use motcua_calendar::wording::{day, moment};
use motcua_calendar::{Date, Lang, Moment};

/// Everything a text may name. A test holds every text, and every text of an operator, against it.
///
/// * `{dossier}` the dossier by its code, or by the day it was filed while it has none;
/// * `{when}` the moment the notice speaks of; `{by}` the same as a limit, or nothing where there is none.
pub const PLACEHOLDERS: [&str; 3] = ["{dossier}", "{when}", "{by}"];

/// The words of one kind of notice in one language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wording {
    /// A few words: the subject of a letter, the heading of an item.
    pub title: &'static str,
    /// The text, with [`PLACEHOLDERS`].
    pub text: &'static str,
}

/// What a text is filled with: no more than may be read by whoever holds the telephone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    /// Code, once there is one.
    pub code: Option<String>,
    /// Day it was filed.
    pub filed_on: Date,
    /// The moment the notice speaks of.
    pub moment: Option<Moment>,
}

/// A text with its facts.
#[must_use]
pub fn rendered(text: &str, facts: &Facts, lang: Lang) -> String {
    let dossier = match (&facts.code, lang) {
        (Some(code), Lang::Vi) => format!("Hồ sơ {code}"),
        (Some(code), Lang::En) => format!("Dossier {code}"),
        (None, Lang::Vi) => format!("Hồ sơ nộp ngày {}", day(lang, facts.filed_on)),
        (None, Lang::En) => format!("The dossier filed on {}", day(lang, facts.filed_on)),
    };
    let when = facts.moment.map(|at| moment(lang, at)).unwrap_or_default();
    let by = match (facts.moment, lang) {
        (None, _) => String::new(),
        (Some(_), Lang::Vi) => format!(" trước {when}"),
        (Some(_), Lang::En) => format!(" by {when}"),
    };
    text.replace("{dossier}", &dossier).replace("{when}", &when).replace("{by}", &by)
}

/// The words of a kind of notice.
#[must_use]
pub fn wording(kind: NoticeKind, lang: Lang) -> Wording {
    let (title, text) = match lang {
        Lang::Vi => vietnamese(kind),
        Lang::En => english(kind),
    };
    Wording { title, text }
}

fn vietnamese(kind: NoticeKind) -> (&'static str, &'static str) {
    match kind {
        NoticeKind::Filed => {
            ("Hồ sơ chờ tiếp nhận", "{dossier} đã được gửi đến bộ phận một cửa và đang chờ tiếp nhận.")
        }
        NoticeKind::Received => {
            ("Hồ sơ đã được tiếp nhận", "{dossier} đã được tiếp nhận. Hẹn trả kết quả: {when}.")
        }
        NoticeKind::Declined => (
            "Hồ sơ chưa được tiếp nhận",
            "{dossier} chưa được tiếp nhận. Lý do và việc làm tiếp ghi trong hồ sơ.",
        ),
        NoticeKind::SupplementAsked => (
            "Hồ sơ cần bổ sung giấy tờ",
            "{dossier} cần ông/bà bổ sung giấy tờ{by}. Giấy tờ còn thiếu ghi trong hồ sơ.",
        ),
        NoticeKind::Supplemented => (
            "Đã nhận giấy tờ bổ sung",
            "{dossier} đã có giấy tờ bổ sung và được giải quyết tiếp. Hẹn trả kết quả: {when}.",
        ),
        NoticeKind::PaymentAsked => (
            "Hồ sơ chờ nộp tiền",
            "{dossier} có khoản tiền cần ông/bà nộp. Chỉ nộp theo hướng dẫn ghi trong hồ sơ.",
        ),
        NoticeKind::Extended => (
            "Hồ sơ được hẹn lại",
            "{dossier} chưa giải quyết xong như đã hẹn. Cơ quan giải quyết xin lỗi ông/bà và hẹn lại: {when}.",
        ),
        NoticeKind::ResultReady => {
            ("Hồ sơ đã có kết quả", "{dossier} đã có kết quả. Cách nhận kết quả ghi trong hồ sơ.")
        }
        NoticeKind::Delivered => (
            "Đã trả kết quả hồ sơ",
            "{dossier} đã được trả kết quả. Nếu chưa nhận được, ông/bà báo cho bộ phận một cửa.",
        ),
        NoticeKind::Withdrawn => ("Hồ sơ đã rút", "{dossier} đã dừng giải quyết theo yêu cầu rút hồ sơ."),
        NoticeKind::Stopped => {
            ("Hồ sơ dừng giải quyết", "{dossier} đã dừng giải quyết. Lý do ghi trong hồ sơ.")
        }
        NoticeKind::WithdrawalRefused => (
            "Hồ sơ không rút được nữa",
            "{dossier} không rút được nữa và tiếp tục được giải quyết. Lý do ghi trong hồ sơ.",
        ),
        NoticeKind::DueCorrected => {
            ("Ngày hẹn trả được đính chính", "{dossier} được đính chính ngày hẹn trả kết quả: {when}.")
        }
        NoticeKind::Stuck => (
            "Hồ sơ đang chậm ở một bước",
            "{dossier} đang chậm ở một bước xử lý; lãnh đạo đơn vị giữ hồ sơ đã được báo. Hẹn trả kết quả vẫn là {when}.",
        ),
        NoticeKind::StuckOverdue => (
            "Hồ sơ đang chậm và đã quá hẹn",
            "{dossier} đã quá hẹn trả {when} và đang chậm ở một bước xử lý; lãnh đạo đơn vị giữ hồ sơ đã được báo. Chúng tôi xin lỗi ông/bà.",
        ),
        NoticeKind::StuckAtIntake => (
            "Hồ sơ chờ tiếp nhận quá lâu",
            "{dossier} chưa được tiếp nhận; lãnh đạo đơn vị giữ hồ sơ đã được báo. Chúng tôi xin lỗi ông/bà vì phải chờ.",
        ),
        NoticeKind::ResultFile => {
            ("Có kết quả bản điện tử", "{dossier} đã có tệp kết quả. Mở hồ sơ để xem và tải về.")
        }
        NoticeKind::ResultFileReplaced => (
            "Tệp kết quả được thay",
            "{dossier} có tệp kết quả mới thay cho tệp trước. Mở hồ sơ để tải tệp mới.",
        ),
    }
}

fn english(kind: NoticeKind) -> (&'static str, &'static str) {
    match kind {
        NoticeKind::Filed => (
            "Dossier waiting to be received",
            "{dossier} has reached the one-stop unit and is waiting to be received.",
        ),
        NoticeKind::Received => {
            ("Dossier received", "{dossier} has been received. The result is promised for {when}.")
        }
        NoticeKind::Declined => (
            "Dossier not accepted",
            "{dossier} has not been accepted. The dossier says why and what you can do next.",
        ),
        NoticeKind::SupplementAsked => (
            "Papers needed for your dossier",
            "{dossier} needs more papers from you{by}. The dossier lists what is missing.",
        ),
        NoticeKind::Supplemented => (
            "Your papers have arrived",
            "{dossier} now has the papers asked for and goes on. The result is promised for {when}.",
        ),
        NoticeKind::PaymentAsked => (
            "Payment due for your dossier",
            "{dossier} has an amount for you to pay. Pay only as the dossier itself tells you.",
        ),
        NoticeKind::Extended => (
            "New date for your dossier",
            "{dossier} is not finished as promised. The agency apologises; the result is now promised for {when}.",
        ),
        NoticeKind::ResultReady => {
            ("Your result is ready", "{dossier} has its result. The dossier says how to receive it.")
        }
        NoticeKind::Delivered => (
            "Result delivered",
            "{dossier} has had its result delivered. If you did not receive it, tell the one-stop unit.",
        ),
        NoticeKind::Withdrawn => {
            ("Dossier withdrawn", "{dossier} has been stopped as its withdrawal was asked for.")
        }
        NoticeKind::Stopped => ("Dossier stopped", "{dossier} has been stopped. The dossier says why."),
        NoticeKind::WithdrawalRefused => (
            "Dossier can no longer be withdrawn",
            "{dossier} can no longer be withdrawn and goes on. The dossier says why.",
        ),
        NoticeKind::DueCorrected => (
            "Promised date corrected",
            "{dossier} has had its promised date corrected: the result is promised for {when}.",
        ),
        NoticeKind::Stuck => (
            "Your dossier is held up at a step",
            "{dossier} is held up at one step; the head of the unit that holds it has been told. The result is still promised for {when}.",
        ),
        NoticeKind::StuckOverdue => (
            "Your dossier is held up and overdue",
            "{dossier} was promised for {when} and is held up at one step; the head of the unit that holds it has been told. We apologise.",
        ),
        NoticeKind::StuckAtIntake => (
            "Your dossier has waited too long to be received",
            "{dossier} has not been received yet; the head of the unit that holds it has been told. We apologise for the wait.",
        ),
        NoticeKind::ResultFile => (
            "Result as a file",
            "{dossier} has its result as a file. Open the dossier to see and download it.",
        ),
        NoticeKind::ResultFileReplaced => (
            "Result file replaced",
            "{dossier} has a new result file in place of the one before. Open the dossier to download the new one.",
        ),
    }
}
