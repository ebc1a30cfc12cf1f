//! Every page with made-up content, in both languages: for tests, for the style guide, and for machines that check
//! accessibility and mark-up (`cargo run -p motcua-views --example samples -- DIR`).

mod board;
mod designer;
mod desk;
mod helping;
mod me;
mod office;
mod portal;

use crate::chip::{Chip, Status};
use crate::desk::InboxRow;
use crate::due::{Clock, DueBlock, Promise, Why, clock_text};
use crate::form::{ActForm, Choice, Field, FieldKind};
use crate::lang::Lang;
use crate::message::{Key, t};
use crate::page::{Brand, Menu, Page, Queue, UserBar};
use crate::styleguide::StyleguidePage;

#[cfg(test)]
pub(crate) use board::{figures as board_figures, map as board_map};

/// A page by name.
#[derive(Clone, Debug)]
pub struct Sample {
    /// A short name, usable as a file name.
    pub name: String,
    /// The page.
    pub html: String,
}

/// A brand for samples.
#[must_use]
pub fn brand() -> Brand {
    Brand {
        name: "Một cửa Ví Dụ".to_owned(),
        name_en: "Ví Dụ One-Stop".to_owned(),
        line2: "Trung tâm Phục vụ hành chính công thành phố Ví Dụ".to_owned(),
        line2_en: "Ví Dụ City Public Administration Service Centre".to_owned(),
        operator: "Trung tâm Phục vụ hành chính công thành phố Ví Dụ".to_owned(),
        operator_en: "Ví Dụ City Public Administration Service Centre".to_owned(),
        hotline: "1022".to_owned(),
        place: "Ví Dụ".to_owned(),
        mark: None,
        source: Some("https://example.org/motcua".to_owned()),
    }
}

/// All pages in a language.
#[must_use]
pub fn all(lang: Lang, brand: &Brand) -> Vec<Sample> {
    let mut samples = portal::samples(lang, brand);
    samples.extend(desk::samples(lang, brand));
    samples.extend(helping::samples(lang, brand));
    samples.extend(me::samples(lang, brand));
    samples.extend(designer::samples(lang, brand));
    samples.extend(board::samples(lang, brand));
    samples.extend(office::samples(lang, brand));
    samples.push(Sample { name: "styleguide".to_owned(), html: styleguide(lang, brand).render() });
    samples
}

/// The style guide, also served by a demonstration at `/_styleguide`.
#[must_use]
pub fn styleguide<'a>(lang: Lang, brand: &'a Brand) -> StyleguidePage<'a> {
    let page = desk_page(lang, brand, t(lang, Key::StyleTitle), "/_styleguide", "");
    let clean = ActForm { primary: true, ..every_kind(lang, "clean", false) };
    StyleguidePage { page, chips: Chip::ALL, forms: vec![clean, every_kind(lang, "faulty", true)] }
}

/// Picks by language.
fn by<'a>(lang: Lang, vi: &'a str, en: &'a str) -> &'a str {
    match lang {
        Lang::Vi => vi,
        Lang::En => en,
    }
}

/// A page of an officer with a menu.
fn desk_page<'a>(lang: Lang, brand: &'a Brand, title: &str, path: &str, current: &str) -> Page<'a> {
    let counts = [
        (Queue::AwaitingOnline, 14),
        (Queue::Received, 7),
        (Queue::Declined, 3),
        (Queue::Incoming, 5),
        (Queue::Mine, 12),
        (Queue::InProgress, 86),
        (Queue::Waiting, 11),
        (Queue::Payment, 4),
        (Queue::Stopped, 1),
        (Queue::ReturnCounter, 17),
        (Queue::ReturnOnline, 6),
        (Queue::ReturnPost, 5),
        (Queue::Returned, 1_204),
        (Queue::DueSoon, 9),
        (Queue::Overdue, 2),
    ];
    let user = UserBar {
        name: "Nguyễn Thu Hằng".to_owned(),
        role: by(lang, "cán bộ một cửa", "front-desk officer").to_owned(),
        unit: by(lang, "Điểm phục vụ phường Hồng Hà · Quầy 2", "Hồng Hà ward service point · Counter 2")
            .to_owned(),
        units: Vec::new(),
        menu: Menu { counts: &counts, intake: true, current }.build(lang),
    };
    let mut page = Page::new(lang, brand, title, path);
    page.user = Some(user);
    page.demo = true;
    page.csrf = "sample-token".to_owned();
    page
}

fn due(lang: Lang, minutes: i64) -> DueBlock {
    let why = |vi, en, basis: Option<&str>| Why {
        text: by(lang, vi, en).to_owned(),
        basis: basis.map(str::to_owned),
    };
    let rule = by(lang, "Bộ luật Dân sự 2015, Điều 147", "Civil Code 2015, Article 147");
    DueBlock {
        promise: Promise::At(
            by(lang, "16 giờ 30, thứ Năm 24/7/2025", "16:30, Thursday 24 July 2025").to_owned(),
        ),
        clock: Clock::Running { minutes, minutes_per_day: 480 },
        first_due: (minutes < 0)
            .then(|| by(lang, "16 giờ 30, thứ Ba 22/7/2025", "16:30, Tuesday 22 July 2025").to_owned()),
        why: vec![
            why(
                "Tiếp nhận hồ sơ lúc 9 giờ 05, thứ Hai 21/7/2025.",
                "Received at 9:05, Monday 21 July 2025.",
                None,
            ),
            why(
                "Tính 3 ngày làm việc, từ ngày làm việc tiếp theo.",
                "Three working days, from the next working day.",
                Some(rule),
            ),
            why(
                "Bỏ qua thứ Bảy 26/7/2025 và Chủ nhật 27/7/2025.",
                "Saturday 26 and Sunday 27 July 2025 are skipped.",
                None,
            ),
        ],
    }
}

fn rows(lang: Lang) -> Vec<InboxRow> {
    let running = |minutes| Clock::Running { minutes, minutes_per_day: 480 };
    let lines = [
        ("0187", "Trần Văn Phúc", "Đăng ký khai sinh", Chip::Overdue, running(-130)),
        ("0164", "Đỗ Thị Mai", "Xác nhận tình trạng hôn nhân", Chip::DueSoon, running(190)),
        ("0151", "Công ty TNHH An Phú", "Đăng ký hộ kinh doanh", Chip::InProgress, running(1_000)),
        ("0122", "Lê Hữu Ngọc", "Trợ cấp xã hội hằng tháng", Chip::Waiting, Clock::Paused),
        (
            "0118",
            "Vũ Thị Hồng Nhung",
            "Cấp giấy phép xây dựng nhà ở riêng lẻ",
            Chip::PaymentDue,
            Clock::Paused,
        ),
        ("0097", "Phạm Quốc Khánh", "Cấp bản sao trích lục hộ tịch", Chip::Ready, Clock::Early),
        ("0090", "Nguyễn Thị Ẩn", "Đăng ký khai tử", Chip::Completed, Clock::OnTime),
        ("0201", "Bùi Đức Ẩm", "Chứng thực bản sao từ bản chính", Chip::Awaiting, Clock::None),
    ];
    let row = |(number, applicant, procedure, chip, clock): (&str, &str, &str, Chip, Clock)| InboxRow {
        reference: format!("H26.9-250724-{number}"),
        code: (number != "0201").then(|| format!("H26.9-250724-{number}")),
        href: format!("/desk/dossiers/H26.9-250724-{number}"),
        applicant: applicant.to_owned(),
        procedure: procedure.to_owned(),
        received: by(lang, "24/7 08:12", "24 Jul 08:12").to_owned(),
        due: due_short(lang, chip, clock),
        status: Status::from(chip),
        left: clock_text(lang, clock),
        left_alarm: clock.is_alarm(),
        behind: chip == Chip::InProgress,
        selectable: chip != Chip::Completed,
    };
    let mut rows: Vec<InboxRow> = lines.into_iter().map(row).collect();
    rows.push(InboxRow {
        status: Status::withdrawn(lang),
        selectable: false,
        ..row(("0088", "Hoàng Gia Bảo", "Đăng ký thường trú", Chip::Stopped, Clock::None))
    });
    rows
}

fn due_short(lang: Lang, chip: Chip, clock: Clock) -> String {
    match (chip, clock) {
        (Chip::Stopped, Clock::None) => t(lang, Key::DueNever).to_owned(),
        (_, Clock::None) => t(lang, Key::DueNotYet).to_owned(),
        _ => by(lang, "25/7 16:30", "25 Jul 16:30").to_owned(),
    }
}

/// A form with every kind of field; `faulty` shows each with an error.
fn every_kind(lang: Lang, act: &str, faulty: bool) -> ActForm {
    let label = |vi, en| by(lang, vi, en).to_owned();
    let choices = || {
        vec![
            Choice::new("a", label("Trực tiếp tại quầy", "At the counter")),
            Choice {
                hint: Some(label("Gửi đến địa chỉ đã khai", "Sent to the address given")),
                ..Choice::new("b", label("Qua bưu chính", "By post"))
            },
        ]
    };
    let kinds = [
        (label("Lý do", "Reason"), FieldKind::TextArea(3)),
        (label("Người nhận", "Receiver"), FieldKind::Text),
        (label("Số định danh", "ID number"), FieldKind::Digits),
        (label("Chuyển cho", "Hand over to"), FieldKind::Select(choices())),
        (label("Cách trả", "Way of return"), FieldKind::Radios(choices())),
        (label("Giấy tờ còn thiếu", "Missing documents"), FieldKind::Checkboxes(choices())),
        (label("Ngày hẹn lại", "New date"), FieldKind::Date),
        (label("Thời điểm", "Moment"), FieldKind::DateTime),
        (label("Số tiền", "Amount"), FieldKind::Money),
        (label("Mật khẩu", "Password"), FieldKind::Password),
        (String::new(), FieldKind::Hidden),
    ];
    let field = |(index, (label, kind)): (usize, (String, FieldKind))| {
        let field = Field::new(format!("field{index}"), label, kind);
        let field = if index == 1 { field.optional() } else { field };
        if faulty { field.error(t(lang, Key::ErrNotAllowed)) } else { field }
    };
    ActForm {
        act: act.to_owned(),
        action: "/_styleguide".to_owned(),
        title: label("Biểu mẫu mẫu", "Sample form"),
        intro: Some(label(
            "Một câu nói việc này làm gì với hồ sơ.",
            "One sentence says what this does to the dossier.",
        )),
        submit: label("Ghi nhận", "Record"),
        fields: kinds.into_iter().enumerate().map(field).collect(),
        danger: faulty,
        primary: false,
        command_id: "0197f3a2-0000-7000-8000-000000000001".to_owned(),
        expected_revision: 7,
    }
}
