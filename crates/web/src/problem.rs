//! What went wrong, as one value: RFC 9457 for programs, an error page for people. The only place that knows which
//! status belongs to which failure.

use crate::present::pick;
use crate::visit::{Kind, Visit};
use axum::body::Body;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use motcua_app::designer::DraftRefusal;
use motcua_app::people::SignInRefusal;
use motcua_app::{Error, FieldProblem, FileRefusal};
use motcua_domain::refusal::{Refusal, RefusalClass};
use motcua_papers::Unfit;
use motcua_views::error::{ErrorPage, Failure};
use motcua_views::{Key, Lang, Link, Page, t};
use serde_json::{Value, json};
use std::ops::{Deref, DerefMut};

/// A failure on its way to whoever asked. In every case nothing was changed.
///
/// Boxed, so that the way of success carries one word instead of all this.
#[derive(Debug, Clone)]
pub struct Problem(Box<Details>);

/// What a [`Problem`] says.
#[derive(Debug, Clone)]
pub struct Details {
    /// HTTP status.
    pub status: StatusCode,
    /// Stable code: the page `/problems/<code>` explains it.
    pub code: &'static str,
    /// What happened and what to do, Vietnamese.
    pub vi: String,
    /// The same in English.
    pub en: String,
    /// Legal basis, as cited.
    pub basis: Option<&'static str>,
    /// Fields to mend.
    pub fields: Vec<FieldProblem>,
    /// Seconds after which trying again makes sense.
    pub retry_after: Option<u32>,
    /// A way on.
    pub link: Option<Link>,
}

impl Deref for Problem {
    type Target = Details;
    fn deref(&self) -> &Details {
        &self.0
    }
}

impl DerefMut for Problem {
    fn deref_mut(&mut self) -> &mut Details {
        &mut self.0
    }
}

/// Result of a handler.
pub type Result<T = Response, E = Problem> = std::result::Result<T, E>;

/// Codes this crate adds to those of `motcua-app` and of the refusals: words joined by hyphens, like theirs.
pub const WEB_CODES: [&str; 11] = [
    "malformed",
    "too-large",
    "uri-too-long",
    "unsupported-media-type",
    "bad-csrf",
    "too-many-requests",
    "method-not-allowed",
    "timeout",
    "overloaded",
    "unknown-metric",
    "unauthorized",
];

impl Problem {
    fn new(status: StatusCode, code: &'static str, vi: impl Into<String>, en: impl Into<String>) -> Self {
        Self(Box::new(Details {
            status,
            code,
            vi: vi.into(),
            en: en.into(),
            basis: None,
            fields: Vec::new(),
            retry_after: None,
            link: None,
        }))
    }

    fn with_status(mut self, status: StatusCode) -> Self {
        self.status = status;
        self
    }

    /// 400: the request could not be read.
    #[must_use]
    pub fn malformed(what: &str) -> Self {
        Self::new(
            StatusCode::BAD_REQUEST,
            "malformed",
            format!("Yêu cầu gửi lên không đọc được ({what}). Tải lại trang rồi gửi lại."),
            format!("The request could not be read ({what}). Reload the page and send it again."),
        )
    }

    /// 413.
    #[must_use]
    pub fn too_large(limit_bytes: usize) -> Self {
        let limit = limit_bytes / 1024;
        Self::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "too-large",
            format!("Nội dung gửi lên quá lớn, tối đa {limit} KB. Rút ngắn nội dung rồi gửi lại."),
            format!("What was sent is too large; the limit is {limit} KB. Shorten it and send it again."),
        )
    }

    /// 414.
    #[must_use]
    pub fn uri_too_long() -> Self {
        Self::new(
            StatusCode::URI_TOO_LONG,
            "uri-too-long",
            "Địa chỉ trang quá dài. Mở lại từ trang chủ.",
            "The address is too long. Start again from the home page.",
        )
    }

    /// 415.
    #[must_use]
    pub fn media_type(wanted: &str) -> Self {
        Self::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "unsupported-media-type",
            format!("Kiểu dữ liệu gửi lên không dùng được. Gửi lại với Content-Type: {wanted}."),
            format!("This type of content is not accepted. Send it with Content-Type: {wanted}."),
        )
    }

    /// 403: the form was not ours, or is too old.
    #[must_use]
    pub fn csrf() -> Self {
        Self::new(
            StatusCode::FORBIDDEN,
            "bad-csrf",
            "Mã bảo vệ của biểu mẫu không đúng hoặc đã hết hạn, nên chưa có gì thay đổi. Quay lại trang trước, tải lại trang rồi gửi lại.",
            "The form's protection code is wrong or has expired, so nothing was changed. Go back, reload the page and send it again.",
        )
    }

    /// 429.
    #[must_use]
    pub fn too_many(seconds: u32) -> Self {
        let (count, vi, en) = match seconds {
            1 => (1, "giây", "second"),
            2..=119 => (seconds, "giây", "seconds"),
            _ => (seconds.div_ceil(60), "phút", "minutes"),
        };
        let mut problem = Self::new(
            StatusCode::TOO_MANY_REQUESTS,
            "too-many-requests",
            format!("Đã thử nhiều lần trong thời gian ngắn. Chờ {count} {vi} rồi thử lại."),
            format!("There were many tries in a short time. Wait {count} {en} and try again."),
        );
        problem.retry_after = Some(seconds);
        problem
    }

    /// 405.
    #[must_use]
    pub fn method() -> Self {
        Self::new(
            StatusCode::METHOD_NOT_ALLOWED,
            "method-not-allowed",
            "Địa chỉ này không nhận phương thức đã gửi. Mở lại trang rồi thao tác trên trang.",
            "This address does not take that method. Open the page and act from there.",
        )
    }

    /// 503: the request took too long.
    #[must_use]
    pub fn timeout() -> Self {
        let mut problem = Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "timeout",
            "Máy chủ chưa trả lời kịp. Chờ vài giây rồi gửi lại với cùng mã lệnh: việc đã làm sẽ không lặp lại.",
            "The server did not answer in time. Wait a few seconds and send it again with the same command id: nothing is done twice.",
        );
        problem.retry_after = Some(2);
        problem
    }

    /// 408: the body did not arrive in time.
    #[must_use]
    pub fn slow_body() -> Self {
        let mut problem = Self::timeout();
        problem.status = StatusCode::REQUEST_TIMEOUT;
        problem
    }

    /// 401 for programs.
    #[must_use]
    pub fn unauthorized() -> Self {
        Self::new(
            StatusCode::UNAUTHORIZED,
            "unauthorized",
            "Cần mã truy cập hợp lệ trong tiêu đề Authorization: Bearer. Xin mã mới từ quản trị hệ thống.",
            "A valid token is needed in the header Authorization: Bearer. Ask the administrator for a new one.",
        )
    }

    /// 503: turned away for want of a place.
    #[must_use]
    pub fn overloaded() -> Self {
        let mut problem = Self::sample_unavailable();
        problem.code = "overloaded";
        problem
    }

    /// [`Error::Unavailable`] as a value, without the log line that a real one writes.
    #[must_use]
    pub fn sample_unavailable() -> Self {
        let mut problem = Self::of_error(&Error::Unavailable(String::new()));
        problem.retry_after = Some(1);
        problem
    }

    /// [`Error::Defect`] as a value, likewise.
    #[must_use]
    pub fn sample_defect() -> Self {
        Self::of_error(&Error::Defect(String::new()))
    }

    /// 404 for an address that does not exist.
    #[must_use]
    pub fn no_page() -> Self {
        Error::NotFound(motcua_app::error::What::Page).into()
    }

    /// 404 for a dossier that does not exist or is not to be known of.
    #[must_use]
    pub fn no_dossier() -> Self {
        Error::NotFound(motcua_app::error::What::Dossier).into()
    }

    /// 422 with the fields to mend.
    #[must_use]
    pub fn invalid(fields: Vec<FieldProblem>) -> Self {
        Error::Invalid(fields).into()
    }

    /// 422: an aggregate that is not offered.
    #[must_use]
    pub fn unknown_metric(known: &str) -> Self {
        Self::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "unknown-metric",
            format!("Không có chỉ số này. Các chỉ số có: {known}."),
            format!("There is no such metric. Known metrics: {known}."),
        )
    }

    /// What a bare status without more words means: for answers the framework made itself.
    #[must_use]
    pub fn of_status(status: StatusCode) -> Self {
        match status {
            StatusCode::NOT_FOUND => Self::no_page(),
            StatusCode::METHOD_NOT_ALLOWED => Self::method(),
            StatusCode::PAYLOAD_TOO_LARGE => Self::too_large(256 * 1024),
            StatusCode::UNSUPPORTED_MEDIA_TYPE => Self::media_type("application/json"),
            other if other.is_server_error() => {
                Self::from(Error::Defect(format!("status {other}"))).with_status(other)
            }
            other => Self::malformed(other.as_str()).with_status(other),
        }
    }

    /// The words in a language.
    #[must_use]
    pub fn text(&self, lang: Lang) -> &str {
        match lang {
            Lang::Vi => &self.vi,
            Lang::En => &self.en,
        }
    }

    /// Adds a way on.
    #[must_use]
    pub fn with_link(mut self, text: impl Into<String>, href: impl Into<String>) -> Self {
        self.link = Some(Link::new(text, href));
        self
    }

    /// The whole answer, for a person or a program.
    #[must_use]
    pub fn answer(&self, visit: &Visit, page: Page<'_>) -> Response {
        let (kind, body) = match visit.kind {
            Kind::Api => ("application/problem+json", self.json(visit).to_string()),
            Kind::Page => ("text/html; charset=utf-8", self.page(visit, page)),
        };
        let mut response = (self.status, [(header::CONTENT_TYPE, kind)], Body::from(body)).into_response();
        let headers = response.headers_mut();
        if let Some(seconds) = self.retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if self.status == StatusCode::UNAUTHORIZED && visit.kind == Kind::Api {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer realm=\"motcua\""));
        }
        response
    }

    fn page(&self, visit: &Visit, page: Page<'_>) -> String {
        let mut view = ErrorPage::new(page, Failure::of_status(self.status.as_u16()));
        // The title of 404 says that there is no such page: it must be the page that is missing.
        let no_page = self.code == "not-found";
        if view.failure.status() != self.status.as_u16() || (self.status == StatusCode::NOT_FOUND && !no_page)
        {
            view.page.title = title(self.status, visit.lang).to_owned();
        }
        if self.code.starts_with("sign-in-") {
            view.page.title = t(visit.lang, Key::ErrorSignInTitle).to_owned();
        }
        view.detail = (!no_page).then(|| self.text(visit.lang).to_owned());
        view.slips =
            self.fields.iter().map(|field| pick(visit.lang, &field.vi, &field.en).to_owned()).collect();
        view.basis = self.basis.map(str::to_owned);
        view.retry_after = self.retry_after;
        view.incident = self.status.is_server_error().then(|| visit.request_id());
        view.links.extend(self.link.clone());
        view.render()
    }

    /// The RFC 9457 document.
    #[must_use]
    pub fn json(&self, visit: &Visit) -> Value {
        let lang = visit.lang;
        let mut document = json!({
            "type": format!("/problems/{}", self.code),
            "title": title(self.status, lang),
            "status": self.status.as_u16(),
            "detail": self.text(lang),
            "instance": visit.path_only(),
            "code": self.code,
            "request_id": visit.request_id(),
        });
        if let Some(basis) = self.basis {
            document["basis"] = basis.into();
        }
        if !self.fields.is_empty() {
            let errors: Vec<Value> = self
                .fields
                .iter()
                .map(|field| {
                    let detail = pick(lang, &field.vi, &field.en);
                    json!({ "pointer": format!("/{}", field.field), "code": field.code, "detail": detail })
                })
                .collect();
            document["errors"] = errors.into();
        }
        document
    }
}

/// A short name for a status.
fn title(status: StatusCode, lang: Lang) -> &'static str {
    let (vi, en) = match status.as_u16() {
        401 => ("Chưa đăng nhập", "Not signed in"),
        403 => ("Không có quyền", "Not allowed"),
        404 => ("Không tìm thấy", "Not found"),
        405 => ("Phương thức không được nhận", "Method not allowed"),
        408 => ("Gửi quá chậm", "Sent too slowly"),
        409 => ("Chưa làm được lúc này", "Not possible now"),
        413 => ("Nội dung quá lớn", "Content too large"),
        414 => ("Địa chỉ quá dài", "Address too long"),
        415 => ("Kiểu dữ liệu không được nhận", "Type of content not accepted"),
        422 => ("Có mục cần sửa", "Fields need attention"),
        429 => ("Quá nhiều yêu cầu", "Too many requests"),
        500 => ("Lỗi hệ thống", "System error"),
        503 => ("Tạm quá tải", "Briefly unavailable"),
        _ => ("Yêu cầu không hợp lệ", "Bad request"),
    };
    if lang == Lang::Vi { vi } else { en }
}

impl Problem {
    /// Status, code and words of a failure.
    fn of_error(error: &Error) -> Self {
        use motcua_calendar::Lang as Words;
        let status = match error {
            Error::Refused(refusal) => status_of(refusal),
            Error::Draft(refusal) => status_of_draft(refusal),
            Error::Office(refusal) => status_of_class(refusal.class()),
            Error::File(refusal) => status_of_file(refusal),
            Error::SignIn(refusal) => status_of_sign_in(*refusal),
            Error::Denied => StatusCode::FORBIDDEN,
            Error::NotFound(_) => StatusCode::NOT_FOUND,
            Error::Stale { .. } | Error::Duplicate { .. } | Error::CommandReused => StatusCode::CONFLICT,
            Error::Invalid(_) | Error::DatedByCaller => StatusCode::UNPROCESSABLE_ENTITY,
            Error::BadCredentials | Error::SignedOut => StatusCode::UNAUTHORIZED,
            Error::Locked { .. } => StatusCode::TOO_MANY_REQUESTS,
            Error::Unavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
            Error::Defect(_) => StatusCode::INTERNAL_SERVER_ERROR,
        };
        Problem::new(status, error.code(), error.message(Words::Vi), error.message(Words::En))
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        let mut problem = Self::of_error(&error);
        match error {
            Error::Refused(refusal) => problem.basis = Some(refusal.basis().citation()),
            Error::Invalid(fields) => problem.fields = fields,
            Error::Locked { seconds } => problem.retry_after = Some(seconds),
            Error::SignIn(SignInRefusal::ProviderUnavailable) => problem.retry_after = Some(60),
            Error::Unavailable(reason) => {
                tracing::warn!(reason, "unavailable");
                problem.retry_after = Some(1);
            }
            Error::Defect(text) => tracing::error!(error = text, "defect"),
            _ => {}
        }
        problem
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        Error::from(refusal).into()
    }
}

fn status_of_file(refusal: &FileRefusal) -> StatusCode {
    match refusal {
        FileRefusal::Unfit { why: Unfit::TooBig { .. }, .. } => StatusCode::PAYLOAD_TOO_LARGE,
        FileRefusal::Unfit { .. } | FileRefusal::Infected { .. } => StatusCode::UNPROCESSABLE_ENTITY,
        FileRefusal::NotScanned => StatusCode::SERVICE_UNAVAILABLE,
        FileRefusal::TooMany { .. } => StatusCode::TOO_MANY_REQUESTS,
        FileRefusal::InDossier | FileRefusal::OutOfPlace { .. } => StatusCode::CONFLICT,
    }
}

/// What a browser brings back is its own doing; only a provider that does not answer is trouble behind us.
fn status_of_sign_in(refusal: SignInRefusal) -> StatusCode {
    match refusal {
        SignInRefusal::Expired | SignInRefusal::Cancelled | SignInRefusal::NotVerified => {
            StatusCode::BAD_REQUEST
        }
        SignInRefusal::LevelTooLow => StatusCode::FORBIDDEN,
        SignInRefusal::OtherNumber | SignInRefusal::NameMissing => StatusCode::CONFLICT,
        SignInRefusal::ProviderUnavailable => StatusCode::SERVICE_UNAVAILABLE,
    }
}

fn status_of_draft(refusal: &DraftRefusal) -> StatusCode {
    match refusal {
        DraftRefusal::OwnWork => StatusCode::FORBIDDEN,
        DraftRefusal::TooEarly { .. } | DraftRefusal::HasErrors { .. } => StatusCode::UNPROCESSABLE_ENTITY,
        DraftRefusal::Stale { .. }
        | DraftRefusal::WrongState { .. }
        | DraftRefusal::Behind
        | DraftRefusal::BaseEnded
        | DraftRefusal::InForce { .. }
        | DraftRefusal::InUse { .. }
        | DraftRefusal::NotInForce { .. }
        | DraftRefusal::OutlookChanged => StatusCode::CONFLICT,
    }
}

fn status_of(refusal: &Refusal) -> StatusCode {
    status_of_class(refusal.class())
}

fn status_of_class(class: RefusalClass) -> StatusCode {
    match class {
        RefusalClass::Denied => StatusCode::FORBIDDEN,
        RefusalClass::Conflict => StatusCode::CONFLICT,
        RefusalClass::Invalid => StatusCode::UNPROCESSABLE_ENTITY,
        RefusalClass::NotFound => StatusCode::NOT_FOUND,
    }
}

/// The body is written by the gate, which knows the language and whether a person or a program asked.
impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}
