//! What can go wrong, free of transport. Text for people is kept apart from text for operators.

use crate::designer::DraftRefusal;
use crate::files::FileRefusal;
use crate::people::SignInRefusal;
use motcua_calendar::{Lang, wording};
use motcua_domain::office::OfficeRefusal;
use motcua_domain::refusal::Refusal;

/// One field that has to be mended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldProblem {
    /// JSON pointer or form name without the leading slash: `person/name`.
    pub field: String,
    /// Stable code.
    pub code: &'static str,
    /// What to do, Vietnamese.
    pub vi: String,
    /// What to do, English.
    pub en: String,
}

impl FieldProblem {
    /// A problem with a fixed text.
    pub fn new(field: &str, code: &'static str, vi: impl Into<String>, en: impl Into<String>) -> Self {
        Self { field: field.to_owned(), code, vi: vi.into(), en: en.into() }
    }
}

/// Why a use case did not do what was asked. In every case nothing was changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The law says no.
    #[error("refused: {}", .0.code())]
    Refused(Refusal),
    /// An act on a draft of a procedure is not possible.
    #[error("draft: {}", .0.code())]
    Draft(DraftRefusal),
    /// An order, a nudge or a contest is not possible like this.
    #[error("office: {}", .0.code())]
    Office(OfficeRefusal),
    /// A file is not taken.
    #[error("file: {}", .0.code())]
    File(FileRefusal),
    /// A sign-in by a provider did not come about.
    #[error("sign-in: {}", .0.code())]
    SignIn(SignInRefusal),
    /// The actor may not do this at all.
    #[error("denied")]
    Denied,
    /// No such thing, or one this actor may not know of.
    #[error("not found: {0}")]
    NotFound(What),
    /// The dossier has moved on since the actor looked.
    #[error("stale: saw {seen}, now {now}")]
    Stale {
        /// Revision the actor saw.
        seen: u32,
        /// Revision now.
        now: u32,
    },
    /// The same person has the same procedure in hand already.
    #[error("duplicate of {code}")]
    Duplicate {
        /// Code of the other dossier, or its id when it has none yet.
        code: String,
        /// Day it was submitted, ISO.
        on: String,
    },
    /// A command id was used before for something else.
    #[error("command id re-used")]
    CommandReused,
    /// Fields to mend.
    #[error("invalid: {} fields", .0.len())]
    Invalid(Vec<FieldProblem>),
    /// A caller tried to date an act in a working database.
    #[error("dated by the caller")]
    DatedByCaller,
    /// Sign-in failed.
    #[error("sign-in failed")]
    BadCredentials,
    /// Too many tries; wait.
    #[error("locked for {seconds} s")]
    Locked {
        /// Seconds to wait.
        seconds: u32,
    },
    /// Not signed in, or the session ended.
    #[error("signed out")]
    SignedOut,
    /// The database cannot be reached or is full; try again.
    #[error("unavailable: {0}")]
    Unavailable(String),
    /// Our own fault; the text is for the log only.
    #[error("defect: {0}")]
    Defect(String),
}

/// Kinds of things that may not be found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// A dossier.
    Dossier,
    /// A procedure.
    Procedure,
    /// A unit.
    Unit,
    /// An officer.
    Officer,
    /// A page.
    Page,
    /// A draft of a procedure.
    Draft,
    /// A published version of a procedure.
    Version,
    /// A mandate.
    Mandate,
    /// A filing under way.
    Filing,
    /// A file.
    File,
}

impl std::fmt::Display for What {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            What::Dossier => "dossier",
            What::Procedure => "procedure",
            What::Unit => "unit",
            What::Officer => "officer",
            What::Page => "page",
            What::Draft => "draft",
            What::Version => "version",
            What::Mandate => "mandate",
            What::Filing => "filing",
            What::File => "file",
        })
    }
}

impl Error {
    /// Stable code: part of the problem's address `docs/problems/<code>`.
    pub fn code(&self) -> &'static str {
        match self {
            Error::Refused(refusal) => refusal.code(),
            Error::Draft(refusal) => refusal.code(),
            Error::Office(refusal) => refusal.code(),
            Error::File(refusal) => refusal.code(),
            Error::SignIn(refusal) => refusal.code(),
            Error::Denied => "denied",
            Error::NotFound(What::Dossier) => "dossier-not-found",
            Error::NotFound(What::Procedure) => "procedure-not-found",
            Error::NotFound(What::Unit) => "unit-not-found",
            Error::NotFound(What::Officer) => "officer-not-found",
            Error::NotFound(What::Page) => "not-found",
            Error::NotFound(What::Draft) => "draft-not-found",
            Error::NotFound(What::Version) => "version-not-found",
            Error::NotFound(What::Mandate) => "mandate-not-found",
            Error::NotFound(What::Filing) => "filing-not-found",
            Error::NotFound(What::File) => "file-not-found",
            Error::Stale { .. } => "stale",
            Error::Duplicate { .. } => "duplicate-dossier",
            Error::CommandReused => "command-reused",
            Error::Invalid(_) => "invalid",
            Error::DatedByCaller => "dated-by-caller",
            Error::BadCredentials => "bad-credentials",
            Error::Locked { .. } => "locked",
            Error::SignedOut => "signed-out",
            Error::Unavailable(_) => "unavailable",
            Error::Defect(_) => "defect",
        }
    }

    /// The codes of everything but refusals, for documents and tests.
    pub const OWN_CODES: [&'static str; 32] = [
        "denied",
        "dossier-not-found",
        "procedure-not-found",
        "unit-not-found",
        "officer-not-found",
        "not-found",
        "draft-not-found",
        "version-not-found",
        "mandate-not-found",
        "filing-not-found",
        "file-not-found",
        "draft-stale",
        "draft-wrong-state",
        "draft-has-errors",
        "draft-own-work",
        "draft-behind",
        "variation-base-ended",
        "publication-too-early",
        "publication-in-force",
        "procedure-in-use",
        "migration-not-in-force",
        "migration-changed",
        "stale",
        "duplicate-dossier",
        "command-reused",
        "invalid",
        "dated-by-caller",
        "bad-credentials",
        "locked",
        "signed-out",
        "unavailable",
        "defect",
    ];

    /// What happened and what to do next, for the person who asked.
    pub fn message(&self, lang: Lang) -> String {
        let (vi, en): (String, String) = match self {
            Error::Refused(refusal) => return refusal.message(lang),
            Error::Draft(refusal) => return refusal.message(lang),
            Error::Office(refusal) => return refusal.message(lang),
            Error::File(refusal) => return refusal.message(lang),
            Error::SignIn(refusal) => return refusal.message(lang).to_owned(),
            Error::Denied => (
                "Vai trò đang dùng không có quyền này. Nếu cần, gửi yêu cầu cho lãnh đạo đơn vị.".into(),
                "Your role does not allow this. If you need it, ask the head of your unit.".into(),
            ),
            Error::NotFound(What::Dossier) => (
                "Không thấy hồ sơ này. Xem lại mã hồ sơ; nếu đang tra cứu, xem lại cả mã bảo mật 4 ký tự.".into(),
                "No such dossier was found. Check its number and, when tracking, the 4-character code as well.".into(),
            ),
            Error::NotFound(What::Procedure) => (
                "Không có thủ tục với mã này. Gõ lại mã, hoặc tìm theo tên thủ tục.".into(),
                "There is no procedure with this code. Type the code again, or search by the procedure's name.".into(),
            ),
            Error::NotFound(What::Unit) => (
                "Không có đơn vị này. Chọn lại đơn vị trong danh sách.".into(),
                "There is no such unit. Choose a unit from the list.".into(),
            ),
            Error::NotFound(What::Officer) => (
                "Không có cán bộ này ở đơn vị. Chọn lại trong danh sách.".into(),
                "There is no such officer at the unit. Choose one from the list.".into(),
            ),
            Error::NotFound(What::Page) => (
                "Không có trang này. Có thể địa chỉ đã đổi. Tìm thủ tục hoặc về trang chủ.".into(),
                "There is no such page. The address may have changed. Search for a procedure or go to the home page.".into(),
            ),
            Error::NotFound(What::Draft) => (
                "Không có bản thảo này. Mở lại danh sách bản thảo.".into(),
                "There is no such draft. Open the list of drafts again.".into(),
            ),
            Error::NotFound(What::Version) => (
                "Không có phiên bản thủ tục này. Chọn lại trong danh sách phiên bản.".into(),
                "There is no such version of a procedure. Choose one from the list of versions.".into(),
            ),
            Error::NotFound(What::Filing) => (
                "Không có hồ sơ soạn dở này: đã nộp, đã xóa, hoặc thuộc tài khoản khác. Mở lại mục Hồ sơ của tôi.".into(),
                "There is no such filing: it was filed or deleted, or belongs to another account. Open My dossiers again.".into(),
            ),
            Error::NotFound(What::File) => (
                "Không thấy tệp này. Mở lại danh sách giấy tờ rồi chọn lại tệp.".into(),
                "There is no such file. Open the list of papers again and choose the file there.".into(),
            ),
            Error::NotFound(What::Mandate) => (
                "Không có ủy quyền này, hoặc ủy quyền không cho phép việc này vào hôm nay. Xem lại trang Ủy quyền.".into(),
                "There is no such mandate, or it does not permit this today. Look at the page of mandates.".into(),
            ),
            Error::Stale { .. } => (
                "Hồ sơ đã được người khác xử lý sau khi trang này được mở. Tải lại trang để xem trạng thái mới rồi làm tiếp.".into(),
                "Somebody else has worked on this dossier since you opened the page. Reload to see its present state, then go on.".into(),
            ),
            Error::Duplicate { code, on } => {
                let (vi_on, en_on) = (day(Lang::Vi, on), day(Lang::En, on));
                (
                format!("Người này đã nộp hồ sơ cùng thủ tục ngày {vi_on}, mã {code}, chưa giải quyết xong. Mở hồ sơ đó, hoặc đánh dấu “vẫn nộp hồ sơ mới”."),
                format!("This person filed the same procedure on {en_on}, number {code}, still in hand. Open that dossier, or tick “file a new one all the same”."),
            )
            }
            Error::CommandReused => (
                "Mã lệnh này đã dùng cho một việc khác. Tải lại trang rồi gửi lại.".into(),
                "This command id was already used for something else. Reload the page and send it again.".into(),
            ),
            Error::Invalid(fields) => (format!("Còn {} mục cần sửa.", fields.len()), format!("Fields that need attention: {}.", fields.len())),
            Error::DatedByCaller => (
                "Chỉ giờ của máy chủ được dùng để ghi việc. Bỏ mốc thời gian gửi kèm rồi gửi lại.".into(),
                "Only the server's clock dates an act. Leave out the time you sent and send it again.".into(),
            ),
            Error::BadCredentials => (
                "Tên đăng nhập hoặc mật khẩu chưa đúng. Xem lại rồi thử lần nữa.".into(),
                "The user name or the password is not right. Check both and try again.".into(),
            ),
            Error::Locked { seconds } => {
                let minutes = seconds.div_ceil(60).max(1);
                (
                    format!("Đã thử nhiều lần. Chờ {minutes} phút rồi thử lại, hoặc hỏi tổng đài hỗ trợ."),
                    format!("Too many tries. Wait {minutes} {} and try again, or call the help line.", if minutes == 1 { "minute" } else { "minutes" }),
                )
            }
            Error::SignedOut => (
                "Đã quá lâu không thao tác nên phiên làm việc đã kết thúc. Đăng nhập lại để làm tiếp.".into(),
                "You have been signed out after a long pause. Sign in again to go on.".into(),
            ),
            Error::Unavailable(_) => (
                "Hệ thống đang quá tải hoặc tạm gián đoạn. Chưa có gì thay đổi; chờ vài giây rồi gửi lại.".into(),
                "The system is overloaded or briefly interrupted. Nothing was changed; wait a few seconds and send it again.".into(),
            ),
            Error::Defect(_) => (
                "Hệ thống gặp trục trặc, không phải do người dùng. Những gì đã lưu vẫn còn.".into(),
                "Something went wrong on our side, not on yours. What was saved is still there.".into(),
            ),
        };
        match lang {
            Lang::Vi => vi,
            Lang::En => en,
        }
    }
}

/// An ISO day in words.
fn day(lang: Lang, iso: &str) -> String {
    motcua_calendar::Date::parse(iso).map_or_else(|_| iso.to_owned(), |day| wording::day(lang, day))
}

impl From<motcua_db::Error> for Error {
    fn from(error: motcua_db::Error) -> Self {
        match &error {
            motcua_db::Error::Unavailable { .. } => Error::Unavailable(error.to_string()),
            other => Error::Defect(other.to_string()),
        }
    }
}

impl From<motcua_store::StoreError> for Error {
    fn from(error: motcua_store::StoreError) -> Self {
        match error {
            motcua_store::StoreError::Db(db) => db.into(),
            other => Error::Defect(other.to_string()),
        }
    }
}

impl From<OfficeRefusal> for Error {
    fn from(refusal: OfficeRefusal) -> Self {
        Error::Office(refusal)
    }
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Stale { seen, now } => Error::Stale { seen, now },
            other => Error::Refused(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn officers_are_addressed_neutrally() {
        let errors = [
            Error::Denied,
            Error::NotFound(What::Dossier),
            Error::NotFound(What::Unit),
            Error::Stale { seen: 1, now: 2 },
            Error::SignedOut,
            Error::Defect(String::new()),
        ];
        for error in errors {
            assert!(!error.message(Lang::Vi).to_lowercase().contains("ông/bà"), "{}", error.code());
        }
    }

    #[test]
    fn one_thing_is_counted_as_one() {
        let fields = vec![FieldProblem::new("owner/name", "required", "Nhập họ tên", "Enter the name")];
        assert_eq!(Error::Invalid(fields).message(Lang::En), "Fields that need attention: 1.");
        assert!(Error::Locked { seconds: 30 }.message(Lang::En).contains("Wait 1 minute and"));
    }

    #[test]
    fn a_code_that_a_refusal_shares_means_the_same() {
        let refusals = Refusal::all_samples();
        for what in [What::Unit, What::Officer] {
            let error = Error::NotFound(what);
            let twin = refusals.iter().find(|refusal| refusal.code() == error.code());
            assert_eq!(twin.map(|twin| twin.message(Lang::Vi)), Some(error.message(Lang::Vi)));
            assert_eq!(twin.map(|twin| twin.message(Lang::En)), Some(error.message(Lang::En)));
        }
    }
}
