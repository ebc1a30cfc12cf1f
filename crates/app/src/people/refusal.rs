//! Why a sign-in by a provider did not come about, in words for the person who tried. Nothing was changed in any case.

use motcua_calendar::Lang;

/// A reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignInRefusal {
    /// Not begun by this browser, finished before, or begun too long ago.
    Expired,
    /// The person or the provider said no.
    Cancelled,
    /// The answer of the provider does not prove what it should.
    NotVerified,
    /// The provider does not answer, or nothing that can be used.
    ProviderUnavailable,
    /// Identified at a lower level than is asked for here.
    LevelTooLow,
    /// The number asserted is not the one this sign-in has had until now.
    OtherNumber,
    /// The provider asserts no name one could be called by.
    NameMissing,
}

impl SignInRefusal {
    /// Every code of it.
    pub const SIGN_IN_CODES: [&'static str; 7] = [
        "sign-in-cancelled",
        "sign-in-expired",
        "sign-in-level-too-low",
        "sign-in-name-missing",
        "sign-in-not-verified",
        "sign-in-other-number",
        "sign-in-provider-unavailable",
    ];

    /// One of each, for documents and tests.
    pub const ALL: [SignInRefusal; 7] = [
        SignInRefusal::Expired,
        SignInRefusal::Cancelled,
        SignInRefusal::NotVerified,
        SignInRefusal::ProviderUnavailable,
        SignInRefusal::LevelTooLow,
        SignInRefusal::OtherNumber,
        SignInRefusal::NameMissing,
    ];

    /// Stable code.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            SignInRefusal::Expired => "sign-in-expired",
            SignInRefusal::Cancelled => "sign-in-cancelled",
            SignInRefusal::NotVerified => "sign-in-not-verified",
            SignInRefusal::ProviderUnavailable => "sign-in-provider-unavailable",
            SignInRefusal::LevelTooLow => "sign-in-level-too-low",
            SignInRefusal::OtherNumber => "sign-in-other-number",
            SignInRefusal::NameMissing => "sign-in-name-missing",
        }
    }

    /// What happened and what to do next.
    #[must_use]
    pub fn message(self, lang: Lang) -> &'static str {
        let (vi, en) = match self {
            SignInRefusal::Expired => (
                "Lần đăng nhập này không dùng được nữa: đã quá 10 phút, đã dùng một lần, hoặc bắt đầu ở trình duyệt khác. Ông/bà bắt đầu đăng nhập lại từ trang này.",
                "This sign-in can no longer be used: more than 10 minutes have passed, it was used before, or it was begun in another browser. Please begin to sign in again from here.",
            ),
            SignInRefusal::Cancelled => (
                "Ông/bà chưa đăng nhập: việc đăng nhập đã được hủy ở hệ thống định danh. Chưa có gì thay đổi; ông/bà có thể đăng nhập lại.",
                "You are not signed in: the sign-in was cancelled at the identity provider. Nothing was changed; you can sign in again.",
            ),
            SignInRefusal::NotVerified => (
                "Không xác minh được câu trả lời của hệ thống định danh, nên ông/bà chưa được đăng nhập. Ông/bà đăng nhập lại; nếu vẫn như vậy, hãy gọi tổng đài hỗ trợ.",
                "The answer of the identity provider could not be verified, so you are not signed in. Sign in again; if it stays so, call the help line.",
            ),
            SignInRefusal::ProviderUnavailable => (
                "Hệ thống định danh chưa trả lời, nên chưa đăng nhập được. Ông/bà thử lại sau ít phút; việc tra cứu hồ sơ bằng mã vẫn dùng được.",
                "The identity provider does not answer, so you cannot be signed in now. Try again in a few minutes; tracking a dossier by its number still works.",
            ),
            SignInRefusal::LevelTooLow => (
                "Tài khoản định danh đã dùng chưa đủ mức độ để nộp hồ sơ ở đây. Ông/bà nâng mức độ định danh rồi đăng nhập lại, hoặc nộp hồ sơ tại quầy.",
                "The level of the electronic identity you used is not enough to file here. Raise its level and sign in again, or file at a counter.",
            ),
            SignInRefusal::OtherNumber => (
                "Số định danh của tài khoản này khác với số đã ghi nhận trước đây, nên ông/bà chưa được đăng nhập. Mời ông/bà mang giấy tờ tùy thân đến quầy để được đối chiếu.",
                "The personal number of this account is not the one recorded before, so you are not signed in. Please bring your identity card to a counter to have it compared.",
            ),
            SignInRefusal::NameMissing => (
                "Hệ thống định danh không cho biết họ tên, nên chưa lập được tài khoản. Ông/bà gọi tổng đài hỗ trợ, hoặc nộp hồ sơ tại quầy.",
                "The identity provider does not tell a name, so no account could be made. Call the help line, or file at a counter.",
            ),
        };
        if lang == Lang::Vi { vi } else { en }
    }
}
