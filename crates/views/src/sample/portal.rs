//! Samples of the public and error pages.

use super::{Sample, by, due};
use crate::chip::{Chip, Status};
use crate::desk::{DemoGroup, DemoPage, DemoPerson, SignInPage};
use crate::due::{Clock, DueBlock, Promise};
use crate::error::{ErrorPage, Failure};
use crate::form::{Choice, FieldError};
use crate::lang::Lang;
use crate::message::{Key, fill, t};
use crate::page::{Brand, Link, Notice, NoticeKind, Page, Section};
use crate::portal::{
    AccessibilityPage, Apology, Audience, Counter, Document, DueExample, FaceButton, FeeLine, Following,
    HomePage, LifePage, Marks, Milestone, MilestoneState, OpenDataPage, OpenFile, OpenMonth, OpenProcedure,
    PlaceBox, PrivacyPage, ProcedureHit, ProcedurePage, ProceduresPage, QuestionBox, RatingBox, ServiceLevel,
    ShortcutsPage, StepPlan, TermLine, TrackPage, TrackingPage, Upcoming,
};
use crate::size::TextSize;

pub(super) fn samples(lang: Lang, brand: &Brand) -> Vec<Sample> {
    let page = |key: Key, path: &str| Page::new(lang, brand, t(lang, key), path);
    let sample = |name: &str, html: String| Sample { name: name.to_owned(), html };
    let mut samples = vec![
        sample("home", home(page(Key::NavHome, "/")).render()),
        sample("life", life(page(Key::NavHome, "/life/co-con-nho")).render()),
        sample("procedures", procedures(page(Key::NavProcedures, "/procedures?q=khai+sinh"), false).render()),
        sample("procedures-none", procedures(page(Key::NavProcedures, "/procedures?q=xyz"), true).render()),
        sample("procedure", procedure(lang, brand).render()),
        sample("open-data", open_data(page(Key::OpenDataTitle, "/open-data")).render()),
        sample("track", track(page(Key::NavTrack, "/track")).render()),
        sample("track-error", track_error(page(Key::NavTrack, "/track")).render()),
        sample("tracking", tracking(page(Key::NavTrack, "/track/H26.9-250724-0187")).render()),
        sample(
            "tracking-waiting",
            tracking_waiting(page(Key::NavTrack, "/track/H26.9-250724-0122")).render(),
        ),
        sample(
            "accessibility",
            AccessibilityPage { page: page(Key::FooterAccessibility, "/accessibility") }.render(),
        ),
        sample("privacy", PrivacyPage { page: page(Key::FooterPrivacy, "/privacy") }.render()),
        sample("shortcuts", ShortcutsPage { page: page(Key::ShortcutsTitle, "/help/shortcuts") }.render()),
        sample("sign-in", sign_in(page(Key::SignIn, "/desk/sign-in")).render()),
        sample("demo", demo(page(Key::DemoTitle, "/desk/demo")).render()),
    ];
    for failure in Failure::ALL {
        let mut error = ErrorPage::new(page(failure.title(), "/"), failure);
        error.incident = (failure == Failure::Internal).then(|| "0197f3a2-5b1c".to_owned());
        error.retry_after = (failure == Failure::Unavailable).then_some(2);
        error.basis = (failure == Failure::Conflict)
            .then(|| by(lang, "Nghị định 118/2025/NĐ-CP", "Decree 118/2025/NĐ-CP").to_owned());
        error.links = vec![Link::new(t(lang, Key::NavTrack), "/track")];
        samples.push(sample(&format!("error-{}", failure.status()), error.render()));
    }
    samples
}

fn hits(lang: Lang) -> Vec<ProcedureHit> {
    let hit = |code: &str, name: &str, vi, en, level| ProcedureHit {
        code: code.to_owned(),
        name: name.to_owned(),
        field: by(lang, "Hộ tịch", "Civil status").to_owned(),
        term: by(lang, vi, en).to_owned(),
        fee: Some(by(lang, "Không thu", "Free").to_owned()),
        level: Some(level),
    };
    vec![
        hit("1.001193", "Đăng ký khai sinh", "trong ngày", "same day", ServiceLevel::Full),
        hit("2.000635", "Cấp bản sao trích lục hộ tịch", "trong ngày", "same day", ServiceLevel::Partial),
        hit("1.000656", "Đăng ký khai tử", "trong ngày", "same day", ServiceLevel::Counter),
    ]
}

fn fields(lang: Lang) -> Vec<Link> {
    let names = [
        ("Hộ tịch", "Civil status"),
        ("Cư trú", "Residence"),
        ("Đất đai", "Land"),
        ("Xây dựng", "Construction"),
        ("Bảo trợ xã hội", "Social protection"),
        ("Chứng thực", "Certification"),
    ];
    names.iter().map(|(vi, en)| Link::new(by(lang, vi, en), "/procedures?field=ho-tich")).collect()
}

fn home(mut page: Page<'_>) -> HomePage<'_> {
    page.section = Section::Home;
    page.demo = true;
    page.size = TextSize::Large;
    page.announcements = vec![Notice {
        kind: NoticeKind::Warning,
        text: by(
            page.lang,
            "Thanh toán trực tuyến tạm dừng đến 22 giờ.",
            "Online payment rests until 22:00.",
        )
        .to_owned(),
        link: None,
    }];
    let link = |vi: &str, en: &str| Link::new(by(page.lang, vi, en), "/life/co-con-nho");
    let columns = vec![
        (Audience::Citizens, vec![link("Có con nhỏ", "Having a child"), link("Học tập", "Education")]),
        (Audience::Businesses, vec![link("Khởi sự kinh doanh", "Starting a business")]),
    ];
    HomePage { columns, provisional: true, popular: hits(page.lang), page }
}

fn life(mut page: Page<'_>) -> LifePage<'_> {
    page.title = by(page.lang, "Có con nhỏ", "Having a child").to_owned();
    page.size = TextSize::Largest;
    LifePage { audience: Audience::Citizens, hits: hits(page.lang), provisional: true, page }
}

fn procedures(mut page: Page<'_>, near: bool) -> ProceduresPage<'_> {
    page.section = Section::Procedures;
    ProceduresPage {
        q: if near { "xyz" } else { "khai sinh" }.to_owned(),
        total: "3".to_owned(),
        hits: hits(page.lang),
        near,
        fields: fields(page.lang),
        next: (!near).then(|| "/procedures?q=khai+sinh&after=3".to_owned()),
        online: !near,
        page,
    }
}

fn procedure<'a>(lang: Lang, brand: &'a Brand) -> ProcedurePage<'a> {
    let mut page = Page::new(lang, brand, "Đăng ký khai sinh", "/procedures/1.001193");
    page.section = Section::Procedures;
    let text = |vi, en| by(lang, vi, en).to_owned();
    ProcedurePage {
        filing: crate::portal::FilingStart::None,
        page,
        code: "1.001193".to_owned(),
        field: text("Hộ tịch", "Civil status"),
        level: Some(ServiceLevel::Full),
        expired: Some(text("1/3/2027", "1 March 2027")),
        begins: None,
        upcoming: vec![Upcoming {
            from: text("1/1/2026", "1 January 2026"),
            changes: vec![text(
                "Nộp trực tuyến: từ 8.000 đồng còn 0 đồng.",
                "Filed online: from 8,000 đồng to 0 đồng.",
            )],
        }],
        who: text(
            "Cha, mẹ, ông, bà hoặc người thân thích của trẻ",
            "The child's parents, grandparents or relatives",
        ),
        cases: Vec::new(),
        online: None,
        result: text("Giấy khai sinh", "Birth certificate"),
        term: text("Trong ngày", "Same day"),
        terms: vec![TermLine {
            of: text("Trường hợp phải xác minh", "Where facts are checked"),
            term: text("5 ngày làm việc", "5 working days"),
        }],
        term_notes: vec![text(
            "Tiếp nhận sau 15 giờ thì trả ngày làm việc tiếp theo.",
            "Received after 15:00: returned on the next working day.",
        )],
        example: Some(DueExample {
            at: text("Điểm phục vụ phường Hồng Hà", "Hồng Hà ward service point"),
            now: text("9 giờ 00, thứ Năm 24/7/2025", "09:00, Thursday 24 July 2025"),
            due: text("17 giờ 00, thứ Năm 24/7/2025", "17:00, Thursday 24 July 2025"),
            why: vec![text(
                "Tiếp nhận trước 15 giờ: trả trong ngày.",
                "Received before 15:00: the same day.",
            )],
        }),
        fee: text("Không thu", "Free"),
        fees: vec![FeeLine {
            of: text("Nộp trực tuyến", "Filed online"),
            kind: by(lang, "lệ phí", "charge"),
            amount: text("Không thu", "Free"),
            period: text("từ 1/1/2026", "from 1 January 2026"),
            basis: "77/2025/NQ-HĐND".to_owned(),
        }],
        fee_note: None,
        where_to: text("Bất kỳ điểm phục vụ nào trong thành phố", "Any service point of the city"),
        competent: text("Ủy ban nhân dân cấp xã nơi cư trú", "The commune of residence"),
        place: PlaceBox {
            typed: "Phúc Xá".to_owned(),
            note: Some(text(
                "Phường Phúc Xá (cũ), nay thuộc: phường Hồng Hà",
                "Phường Phúc Xá (former), now: Hồng Hà ward",
            )),
            several: vec![Link::new(
                text("phường Hồng Hà", "Hồng Hà ward"),
                "/procedures/1.001193?unit=00097",
            )],
            none: false,
            counter: Some(Counter {
                name: text("Điểm phục vụ phường Hồng Hà", "Hồng Hà ward service point"),
                address: Some("Số 30 phố Tứ Liên".to_owned()),
                competent: text("Ủy ban nhân dân phường Hồng Hà", "Hồng Hà ward"),
            }),
        },
        questions: vec![QuestionBox {
            name: "a.certificate".to_owned(),
            text: text("Có giấy chứng sinh không?", "Is there a certificate of birth?"),
            choices: vec![Choice::new("yes", text("Có", "Yes")), Choice::new("no", text("Không", "No"))],
        }],
        channels: Vec::new(),
        case: Some(text("Có giấy chứng sinh", "With a certificate of birth")),
        documents: vec![
            Document {
                name: "Tờ khai đăng ký khai sinh".to_owned(),
                form: text("Bản chính", "Original"),
                ..Document::default()
            },
            Document {
                name: "Giấy chứng nhận kết hôn của cha mẹ".to_owned(),
                optional: true,
                held_by: Some("cơ sở dữ liệu hộ tịch".to_owned()),
                when: Some(text("cha mẹ đã kết hôn", "the parents are married")),
                ..Document::default()
            },
        ],
        steps: vec![StepPlan {
            name: text("Tiếp nhận", "Intake"),
            unit: text("Điểm phục vụ", "Service point"),
            budget: text("1 giờ", "1 hour"),
            notes: vec![text("Chỉ khi cần xác minh", "Only when facts are checked")],
        }],
        basis: vec![Link::new(
            text("Luật Hộ tịch số 60/2014/QH13", "Law on Civil Status No. 60/2014/QH13"),
            "",
        )],
        marks: Marks {
            steps: Some(text("Thời gian từng bước là mặc định.", "The time of each step is a default.")),
            ..Marks::default()
        },
        unit: String::new(),
        valid_from: text("1/7/2025", "1 July 2025"),
        source: Some(Link::new("QĐ 663/QĐ-TTPVHCC", "https://example.org/qd-663")),
        files: vec![Link::new("JSON", "/api/v1/procedures/1.001193")],
    }
}

fn open_data(mut page: Page<'_>) -> OpenDataPage<'_> {
    page.section = Section::Other;
    OpenDataPage {
        day: by(page.lang, "24/7/2025", "24 July 2025").to_owned(),
        count: "698".to_owned(),
        files: vec![OpenFile {
            name: "catalogue.ttl".to_owned(),
            href: "/open-data/catalogue.ttl".to_owned(),
            about: by(page.lang, "dạng Turtle", "as Turtle").to_owned(),
        }],
        procedures: vec![OpenProcedure {
            code: "1.001193".to_owned(), name: "Đăng ký khai sinh".to_owned()
        }],
        months: vec![OpenMonth {
            name: by(page.lang, "Tháng 6/2026", "6/2026").to_owned(),
            note: by(page.lang, "đã chốt", "final").to_owned(),
            files: vec![Link::new("theo đơn vị CSV", "/open-data/2026-06/units.csv")],
        }],
        smallest: "5".to_owned(),
        licence: Some(Link::new("CC BY 4.0", "https://example.org/licence")),
        doubt: Some(by(page.lang, "Giá trị tạm", "Provisional").to_owned()),
        first: true,
        next: Some("/open-data?page=1".to_owned()),
        page,
    }
}

fn track(mut page: Page<'_>) -> TrackPage<'_> {
    page.section = Section::Track;
    TrackPage { page, code: String::new(), example: "H26.9-250724-0191".to_owned() }
}

fn track_error(mut page: Page<'_>) -> TrackPage<'_> {
    let text = fill(t(page.lang, Key::ErrTracking), &[&"H26.9-250724-0191"]);
    page.errors =
        vec![FieldError::new("code", text), FieldError::new("secret", t(page.lang, Key::ErrSecret))];
    TrackPage { code: "H26.9-250724-0000".to_owned(), ..track(page) }
}

fn tracking(mut page: Page<'_>) -> TrackingPage<'_> {
    page.section = Section::Track;
    let lang = page.lang;
    let text = |vi, en| by(lang, vi, en).to_owned();
    let milestone = |title: String, at: &str, state| Milestone {
        title,
        at: at.to_owned(),
        unit: text("Điểm phục vụ phường Hồng Hà", "Hồng Hà ward service point"),
        note: None,
        state,
    };
    let it = Following {
        code: "H26.9-250724-0187".to_owned(),
        procedure: "Đăng ký khai sinh".to_owned(),
        status: Status::from(Chip::Overdue),
        sentence: text(
            "Hồ sơ đang được thẩm định và đã quá hẹn.",
            "The dossier is being appraised and is late.",
        ),
        due: due(lang, -130),
        holder: text("Ủy ban nhân dân phường Hồng Hà", "Hồng Hà ward People's Committee"),
        todo: None,
        next: text("Lãnh đạo phường ký giấy khai sinh.", "The head of the ward signs the birth certificate."),
        missing: Vec::new(),
        apology: Some(Apology {
            reason: text("cần xác minh thêm", "further verification is needed"),
            new_due: text("thứ Sáu 25/7/2025", "Friday 25 July 2025"),
        }),
        milestones: vec![
            milestone(
                text("Tiếp nhận", "Received"),
                &text("9 giờ 05, thứ Hai 21/7/2025", "9:05, Monday 21 July 2025"),
                MilestoneState::Done,
            ),
            milestone(
                text("Thẩm định", "Appraisal"),
                &text("10 giờ 40, thứ Hai 21/7/2025", "10:40, Monday 21 July 2025"),
                MilestoneState::Current,
            ),
            milestone(text("Trả kết quả", "Result"), "", MilestoneState::Ahead),
        ],
        as_of: text("10 giờ 42, thứ Năm 24/7/2025", "10:42, Thursday 24 July 2025"),
    };
    TrackingPage { page, it, rating: None }
}

fn tracking_waiting(page: Page<'_>) -> TrackingPage<'_> {
    let lang = page.lang;
    let text = |vi, en| by(lang, vi, en).to_owned();
    let it = Following {
        status: Status::from(Chip::Waiting),
        sentence: text("Hồ sơ còn thiếu 1 giấy tờ.", "One document is missing."),
        due: DueBlock {
            promise: Promise::Paused,
            clock: Clock::Paused,
            first_due: None,
            why: due(lang, 0).why,
        },
        todo: Some(text(
            "Bổ sung trước 31/7/2025; thời gian chờ không tính vào hạn.",
            "Bring it before 31 July 2025; waiting time does not count.",
        )),
        missing: vec!["Giấy chứng sinh".to_owned()],
        apology: None,
        ..tracking(page.clone()).it
    };
    let face = |number, vi, en| FaceButton { number, label: text(vi, en) };
    let rating = RatingBox {
        action: "/track/H26.9-250724-0122/rating".to_owned(),
        secret: Some("A7K3".to_owned()),
        faces: vec![
            face(5, "Rất hài lòng", "Very satisfied"),
            face(1, "Rất không hài lòng", "Not satisfied at all"),
        ],
        given: None,
        reasons: Vec::new(),
    };
    TrackingPage { page, it, rating: Some(rating) }
}

fn sign_in(mut page: Page<'_>) -> SignInPage<'_> {
    page.demo = true;
    page.errors = vec![FieldError::new("login", t(page.lang, Key::ErrSignIn))];
    SignInPage { page, login: "hang.nt".to_owned(), next: "/desk".to_owned() }
}

fn demo(mut page: Page<'_>) -> DemoPage<'_> {
    page.demo = true;
    let lang = page.lang;
    let person = |login: &str, name: &str, vi, en, current| DemoPerson {
        login: login.to_owned(),
        name: name.to_owned(),
        role: by(lang, vi, en).to_owned(),
        job: Some(
            by(lang, "Nhận hồ sơ tại quầy, in giấy hẹn", "Receives at the counter, prints receipts")
                .to_owned(),
        ),
        unit: "2007".to_owned(),
        also_at: if current {
            vec![by(lang, "Phường Ba Đình", "Ba Đình ward").to_owned()]
        } else {
            Vec::new()
        },
        current,
    };
    DemoPage {
        page,
        groups: vec![DemoGroup {
            unit: by(lang, "Phường Hồng Hà", "Hồng Hà ward").to_owned(),
            people: vec![
                person("hang.nt", "Nguyễn Thu Hằng", "Cán bộ một cửa", "Front-desk officer", true),
                person("minh.tv", "Trần Văn Minh", "Chuyên viên", "Specialist", false),
            ],
        }],
    }
}
