//! Paper: the receipt (form 01, A5) and the slips (forms 02–06, A4) of Appendix I, Circular 03/2025/TT-VPCP.
//!
//! Printed in Vietnamese whatever the page's language, because the form is a legal document; the toolbar above it,
//! which is not printed, speaks the reader's language.

use crate::icon::Icon;
use crate::message::Key;
use crate::page::Page;
use crate::renders;
use askama::Template;
use qrcodegen::{QrCode, QrCodeEcc};

/// The head common to all forms.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FormHead {
    /// The superior body, first line left, for instance "TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG".
    pub body: String,
    /// The issuing unit, second line left.
    pub unit: String,
    /// The number, for instance "0191/TNHS".
    pub number: String,
    /// Place and date in the legal style, for instance "Hà Nội, ngày 24 tháng 7 năm 2025".
    pub place_and_date: String,
}

/// A component on a printed form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PrintedDocument {
    /// Its name.
    pub name: String,
    /// Kind and number, for instance "1 bản chính".
    pub count: String,
}

/// `/desk/dossiers/{code}/receipt`: form 01 on one A5 page.
#[derive(Template)]
#[template(path = "print/receipt.html")]
pub struct ReceiptPage<'a> {
    /// What every page is given.
    pub page: Page<'a>,
    /// Where "back" leads (intake after a receipt, else the dossier).
    pub back: String,
    /// The form's head.
    pub head: FormHead,
    /// The dossier's code.
    pub code: String,
    /// The applicant's name.
    pub applicant: String,
    /// The identity number, masked.
    pub id_number: String,
    /// The phone number, masked.
    pub phone: String,
    /// The address.
    pub address: String,
    /// The procedure's name.
    pub procedure: String,
    /// The procedure's code.
    pub procedure_code: String,
    /// The papers received.
    pub documents: Vec<PrintedDocument>,
    /// How many sets.
    pub sets: u32,
    /// The statutory term, in words.
    pub term: String,
    /// Received, in words ("9 giờ 05, thứ Năm 24/7/2025, quầy 2").
    pub received: String,
    /// Due, in words, printed big.
    pub due: String,
    /// Where the applicant pays on the way: by when the notice is there, and when the result follows.
    pub two: Option<(String, String)>,
    /// How the result is returned.
    pub delivery: String,
    /// Fee and whether paid.
    pub fee: String,
    /// The receiving officer.
    pub officer: String,
    /// The 4-character secret.
    pub secret: String,
    /// The tracking address with the secret, as the QR holds it.
    pub tracking_url: String,
    /// The same without the secret, short enough to type.
    pub tracking_short: String,
}

impl ReceiptPage<'_> {
    /// The QR code as an SVG element.
    #[must_use]
    pub fn qr(&self) -> String {
        qr_svg(&self.tracking_url)
    }
}

/// The slips.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SlipKind {
    /// Form 02: request for supplement.
    Supplement,
    /// Form 03: refusal of receipt.
    Refusal,
    /// Form 04: apology and extension.
    Apology,
    /// Form 05: notice that processing stops.
    Stop,
    /// Form 06: control slip of the process.
    Control,
}

impl SlipKind {
    /// All five.
    pub const ALL: [SlipKind; 5] =
        [SlipKind::Supplement, SlipKind::Refusal, SlipKind::Apology, SlipKind::Stop, SlipKind::Control];

    /// Its name in the URL.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            SlipKind::Supplement => "supplement",
            SlipKind::Refusal => "refusal",
            SlipKind::Apology => "apology",
            SlipKind::Stop => "stop",
            SlipKind::Control => "control",
        }
    }

    /// Reads its name.
    #[must_use]
    pub fn parse(key: &str) -> Option<SlipKind> {
        SlipKind::ALL.into_iter().find(|kind| kind.key() == key)
    }

    /// Its number among the forms of the circular.
    #[must_use]
    pub fn form(self) -> &'static str {
        match self {
            SlipKind::Supplement => "02",
            SlipKind::Refusal => "03",
            SlipKind::Apology => "04",
            SlipKind::Stop => "05",
            SlipKind::Control => "06",
        }
    }

    /// The legal title in capitals, as the form prints it.
    pub(crate) fn heading(self) -> String {
        self.title().to_uppercase()
    }

    /// What the date on the slip means.
    pub(crate) fn deadline_label(self) -> &'static str {
        match self {
            SlipKind::Supplement => "Bổ sung trước",
            SlipKind::Apology => "Hẹn lại ngày trả kết quả",
            SlipKind::Refusal | SlipKind::Stop | SlipKind::Control => "Thời điểm",
        }
    }

    /// The legal title, always Vietnamese.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            SlipKind::Supplement => "Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ",
            SlipKind::Refusal => "Phiếu từ chối tiếp nhận giải quyết hồ sơ",
            SlipKind::Apology => "Văn bản xin lỗi và đề nghị gia hạn thời gian giải quyết",
            SlipKind::Stop => "Thông báo dừng giải quyết hồ sơ",
            SlipKind::Control => "Phiếu kiểm soát quá trình giải quyết hồ sơ",
        }
    }
}

/// A hand-over on the control slip.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ControlRow {
    /// Giving unit and officer.
    pub giver: String,
    /// Receiving unit and officer.
    pub receiver: String,
    /// When, in words ("8 giờ 30, thứ Năm 24/7/2025").
    pub at: String,
    /// Trước hạn / Đúng hạn / Quá hạn.
    pub outcome: String,
    /// Remarks.
    pub note: String,
}

/// `/desk/dossiers/{code}/slips/{kind}`: forms 02–06 on A4. All texts in Vietnamese.
#[derive(Template)]
#[template(path = "print/slip.html")]
pub struct SlipPage<'a> {
    /// What every page is given.
    pub page: Page<'a>,
    /// Where "back" leads.
    pub back: String,
    /// Which form.
    pub kind: SlipKind,
    /// The form's head.
    pub head: FormHead,
    /// Labels and values under the title (dossier code, applicant, address, procedure, received, due…).
    pub facts: Vec<crate::desk::Fact>,
    /// Sentences between facts and table.
    pub paragraphs: Vec<String>,
    /// Papers to supplement (form 02).
    pub documents: Vec<PrintedDocument>,
    /// The reason (forms 02–05).
    pub reason: Option<String>,
    /// Its legal basis.
    pub basis: Option<String>,
    /// The new date (form 04) or the last day to supplement (form 02), in words.
    pub deadline: Option<String>,
    /// Whom to ask (forms 02, 03).
    pub contact: Option<String>,
    /// The hand-overs (form 06).
    pub control: Vec<ControlRow>,
    /// The signature on the left: role, and name when known.
    pub sign_left: Option<(String, String)>,
    /// The signature on the right.
    pub sign_right: (String, String),
}

/// A QR code as an inline SVG element with a text alternative; dark modules merged into row runs.
///
/// Falls back to the plain address when it is too long for a QR code (about 2,300 bytes), which no tracking
/// address is.
#[must_use]
pub fn qr_svg(text: &str) -> String {
    let Ok(code) = QrCode::encode_text(text, QrCodeEcc::Medium) else {
        return String::new();
    };
    let size = code.size();
    let mut path = String::new();
    for y in 0..size {
        let mut x = 0;
        while x < size {
            let start = x;
            while x < size && code.get_module(x, y) {
                x += 1;
            }
            if x > start {
                path.push_str(&format!("M{} {}h{}v1H{}z", start + 4, y + 4, x - start, start + 4));
            } else {
                x += 1;
            }
        }
    }
    let side = size + 8;
    format!(
        "<svg class=\"hn-qr\" viewBox=\"0 0 {side} {side}\" role=\"img\" aria-label=\"Mã QR\" \
         shape-rendering=\"crispEdges\"><path fill=\"#fff\" d=\"M0 0h{side}v{side}H0z\"/>\
         <path fill=\"#000\" d=\"{path}\"/></svg>"
    )
}

renders!(ReceiptPage, SlipPage);
