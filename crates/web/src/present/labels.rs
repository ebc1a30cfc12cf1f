//! Short names of closed lists: channels, outcomes, grounds, custody.

use super::{pick, unit_in};
use motcua_app::World;
use motcua_domain::dossier::{
    Custody, DeclineGround, Finding, Opinion, Outcome, PaymentMeans, Provenance, ReturnMethod, StopGround,
    SystemWaitEnd,
};
use motcua_domain::ids::SystemKey;
use motcua_domain::procedure::{Channel, PaperForm};
use motcua_views::Lang;

/// How a dossier came in.
#[must_use]
pub fn provenance(lang: Lang, value: Provenance) -> &'static str {
    match value {
        Provenance::SelfAtHome => pick(lang, "Trực tuyến, tự nộp tại nhà", "Online, filed by the applicant"),
        Provenance::SelfAtKiosk => pick(lang, "Trực tuyến, tự nộp tại ki-ốt", "Online, filed at a kiosk"),
        Provenance::AssistedOwnSignIn => pick(
            lang,
            "Trực tuyến, được hỗ trợ, tài khoản của người nộp",
            "Online, helped, with the applicant's own sign-in",
        ),
        Provenance::EnteredByOfficer => {
            pick(lang, "Trực tuyến, cán bộ nhập thay", "Online, entered by an officer")
        }
        Provenance::Post => pick(lang, "Bưu chính công ích", "Public post"),
        Provenance::Counter => pick(lang, "Trực tiếp tại quầy", "At the counter"),
    }
}

/// A national channel.
#[must_use]
pub fn channel(lang: Lang, value: Channel) -> &'static str {
    match value {
        Channel::Counter => pick(lang, "Trực tiếp", "Counter"),
        Channel::Online => pick(lang, "Trực tuyến", "Online"),
        Channel::Post => pick(lang, "Bưu chính", "Post"),
    }
}

/// How the result is returned.
#[must_use]
pub fn return_method(lang: Lang, value: ReturnMethod) -> &'static str {
    match value {
        ReturnMethod::Counter => pick(lang, "Nhận tại quầy", "At the counter"),
        ReturnMethod::Online => pick(lang, "Bản điện tử", "Electronic copy"),
        ReturnMethod::Post => pick(lang, "Qua bưu chính công ích", "By public post"),
    }
}

/// Outcome of a dossier.
#[must_use]
pub fn outcome(lang: Lang, value: Outcome) -> &'static str {
    match value {
        Outcome::Grant => pick(lang, "Giải quyết theo đề nghị", "Grant"),
        Outcome::Refuse => pick(lang, "Từ chối giải quyết bằng văn bản", "Refuse in writing"),
    }
}

/// What an appraisal found.
#[must_use]
pub fn finding(lang: Lang, value: Finding) -> &'static str {
    match value {
        Finding::Meets => pick(lang, "Đủ điều kiện", "Meets the conditions"),
        Finding::DoesNotMeet => pick(lang, "Không đủ điều kiện", "Does not meet the conditions"),
        Finding::NeedsChecks => pick(lang, "Cần thẩm tra, xác minh thêm", "Needs further checks"),
    }
}

/// An opinion of a consulted agency.
#[must_use]
pub fn opinion(lang: Lang, value: Opinion) -> &'static str {
    match value {
        Opinion::Agree => pick(lang, "Đồng ý", "Agrees"),
        Opinion::Disagree => pick(lang, "Không đồng ý", "Disagrees"),
        Opinion::Conditional => pick(lang, "Đồng ý có điều kiện", "Agrees on conditions"),
    }
}

/// A system outside; its key when the city's list has lost it.
#[must_use]
pub fn system(lang: Lang, world: &World, key: &SystemKey) -> String {
    let known = world.systems.iter().find(|one| one.key == *key);
    known.map_or_else(|| key.to_string(), |one| pick(lang, &one.name, &one.name_en).to_owned())
}

/// How a wait for a system ended.
pub fn system_wait_end(lang: Lang, value: SystemWaitEnd) -> &'static str {
    match value {
        SystemWaitEnd::Answered => pick(lang, "Hệ thống đã trả lời", "The system has answered"),
        SystemWaitEnd::Unanswered => {
            pick(lang, "Không có trả lời, làm tiếp bằng cách khác", "No answer; the work goes on otherwise")
        }
        SystemWaitEnd::WorkWentOn => pick(lang, "Bước đã xong", "The step ended"),
    }
}

/// Why a dossier was not accepted.
#[must_use]
pub fn decline_ground(lang: Lang, value: DeclineGround) -> &'static str {
    match value {
        DeclineGround::NotEligible => pick(lang, "Không đủ điều kiện", "Not eligible"),
        DeclineGround::NotCompetent => {
            pick(lang, "Không thuộc thẩm quyền", "No agency of this city is competent")
        }
        DeclineGround::NotSupplemented => {
            pick(lang, "Không bổ sung trong thời hạn", "Not supplemented in time")
        }
        DeclineGround::Duplicate => {
            pick(lang, "Trùng với hồ sơ đang giải quyết", "The same dossier is in hand already")
        }
        DeclineGround::FalsePapers => pick(lang, "Giấy tờ giả mạo, tẩy xóa", "Papers false or altered"),
    }
}

/// Why a dossier was stopped.
#[must_use]
pub fn stop_ground(lang: Lang, value: StopGround) -> &'static str {
    match value {
        StopGround::Withdrawn => pick(lang, "Người nộp rút hồ sơ", "Withdrawn by the applicant"),
        StopGround::NotSupplemented => pick(lang, "Không bổ sung trong thời hạn", "Not supplemented in time"),
        StopGround::NotPaid => pick(lang, "Không nộp phí trong thời hạn", "Not paid in time"),
        StopGround::Ordered => {
            pick(lang, "Theo yêu cầu của cơ quan có thẩm quyền", "Ordered by a competent authority")
        }
    }
}

/// How a payment came.
#[must_use]
pub fn means(lang: Lang, value: PaymentMeans) -> &'static str {
    match value {
        PaymentMeans::Cash => pick(lang, "Tiền mặt", "Cash"),
        PaymentMeans::Transfer => pick(lang, "Chuyển khoản", "Bank transfer"),
        PaymentMeans::NationalPortal => pick(lang, "Cổng Dịch vụ công quốc gia", "National portal"),
    }
}

/// Kind of copy of a paper.
#[must_use]
pub fn paper_form(lang: Lang, value: PaperForm) -> &'static str {
    match value {
        PaperForm::Original => pick(lang, "bản chính", "original"),
        PaperForm::CertifiedCopy => pick(lang, "bản sao chứng thực", "certified copy"),
        PaperForm::Photocopy => pick(lang, "bản chụp", "photocopy"),
        PaperForm::Electronic => pick(lang, "bản điện tử", "electronic"),
        PaperForm::Unspecified => pick(lang, "bản", "copy"),
    }
}

/// Who has the paper.
#[must_use]
pub fn custody(lang: Lang, world: &World, value: Custody) -> String {
    match value {
        Custody::NoPaper => pick(lang, "Không có bản giấy", "No paper").to_owned(),
        Custody::Unit { unit: id, officer } => {
            let name = officer.map(|id| super::officer(world, id));
            name.map_or_else(
                || unit_in(lang, world, id),
                |name| format!("{} ({name})", unit_in(lang, world, id)),
            )
        }
        Custody::Applicant => pick(lang, "Người nộp giữ", "With the applicant").to_owned(),
        Custody::Post => pick(lang, "Bưu chính đang chuyển", "With the public post").to_owned(),
    }
}
