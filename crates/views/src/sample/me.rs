//! The pages of a person signed in, with made-up content.

use super::Sample;
use crate::chip::{Chip, Status};
use crate::form::{Choice, Field, FieldKind};
use crate::lang::Lang;
use crate::me::notices::{MeNoticeChoicePage, MeNoticesPage, NoticeItem, WaitingEmail};
use crate::me::{
    DemoApplicant, Kept, LinkRow, LookRow, MandateForm, MandateRow, MandatesPage, MeDemoPage, MeHomePage,
    MeSignInPage, MeSignedOutPage, MyDataPage, MyDossier, RequestLine, Todo,
};
use crate::message::{Key, t};
use crate::page::{Brand, Link, Mine, Page, PersonBar};

pub(super) fn samples(lang: Lang, brand: &Brand) -> Vec<Sample> {
    let page = |title, path: &str| {
        let mut page = Page::new(lang, brand, t(lang, title), path);
        page.csrf = "sample-token".to_owned();
        page
    };
    let link = |path: &str| Some(format!("{path}?next=%2Fme"));
    let demo = Page { demo: true, ..page(Key::MeDemoTitle, "/me/demo") };
    let sample = |name: &str, html| Sample { name: format!("me-{name}"), html };
    vec![
        sample(
            "sign-in",
            MeSignInPage {
                page: page(Key::MeSignIn, "/me/sign-in"),
                providers: vec![Link::new("Đăng nhập bằng VNeID", "/me/sign-in/vneid?next=%2Fme")],
                demo: link("/me/demo"),
            }
            .render(),
        ),
        sample(
            "sign-in-alone",
            MeSignInPage { page: page(Key::MeSignIn, "/me/sign-in"), providers: Vec::new(), demo: None }
                .render(),
        ),
        sample("signed-out", signed_out(page(Key::MeSignedOut, "/me/signed-out")).render()),
        sample("demo", MeDemoPage { page: demo, people: people(), next: "/me".to_owned() }.render()),
        sample("home", home(of_person(page(Key::MyDossiers, "/me"), Mine::Dossiers)).render()),
        sample(
            "home-empty",
            MeHomePage {
                dossiers: Vec::new(),
                todo: Vec::new(),
                more: None,
                ..home(of_person(page(Key::MyDossiers, "/me"), Mine::Dossiers))
            }
            .render(),
        ),
        sample("data", data(of_person(page(Key::MyData, "/me/data"), Mine::Data)).render()),
        sample(
            "mandates",
            mandates(of_person(page(Key::MyMandates, "/me/mandates"), Mine::Mandates)).render(),
        ),
        sample("notices", notices(of_person(page(Key::MyNotices, "/me/notices"), Mine::Notices))),
        sample(
            "notice-choice",
            notice_choice(of_person(page(Key::NoticeChoiceTitle, "/me/notices/choice"), Mine::Notices)),
        ),
        sample(
            "notices-none",
            MeNoticesPage {
                page: of_person(page(Key::MyNotices, "/me/notices"), Mine::Notices),
                notices: Vec::new(),
                latest: None,
                next: None,
            }
            .render(),
        ),
    ]
}

/// A page of a person with two notices to read.
fn of_person(page: Page<'_>, current: Mine) -> Page<'_> {
    let person = PersonBar { name: "Trần Thị Minh Châu".to_owned(), current, unread: 2 };
    Page { person: Some(person), ..page }
}

fn notices(page: Page<'_>) -> String {
    let lang = page.lang;
    let said = |vi: &str, en: &str| if lang == Lang::Vi { vi.to_owned() } else { en.to_owned() };
    let notice = |id: &str, unread: bool| NoticeItem {
        id: id.to_owned(),
        title: said("Hồ sơ cần bổ sung giấy tờ", "Papers needed for your dossier"),
        text: said(
            "Hồ sơ H26.99-260311-0001 cần ông/bà bổ sung giấy tờ. Giấy tờ còn thiếu ghi trong hồ sơ.",
            "Dossier H26.99-260311-0001 needs more papers from you. The dossier lists what is missing.",
        ),
        at: said("9 giờ, thứ Tư 11/3/2026", "9:00, Wednesday 11 March 2026"),
        dossier: said("Hồ sơ H26.99-260311-0001", "Dossier H26.99-260311-0001"),
        procedure: said("Thủ tục đăng ký khai sinh", "Birth registration"),
        unread,
        outside: if unread {
            vec![said(
                "Tin nhắn SMS: đã gửi, chưa có báo là đã đến",
                "Text message (SMS): sent, not reported as arrived",
            )]
        } else {
            Vec::new()
        },
    };
    let notices = vec![notice("2", true), notice("1", false)];
    let next = Some("/me/notices?before=1".to_owned());
    MeNoticesPage { page, notices, latest: Some("2".to_owned()), next }.render()
}

fn notice_choice(page: Page<'_>) -> String {
    let en = page.lang == Lang::En;
    let channel = |value: &str, vi: &str, english: &str| Choice {
        chosen: true,
        ..Choice::new(value, if en { english } else { vi })
    };
    MeNoticeChoicePage {
        page,
        lang: "vi".to_owned(),
        channels: vec![
            channel("email", "Thư điện tử", "E-mail"),
            channel("sms", "Tin nhắn SMS", "Text message (SMS)"),
        ],
        email: Some("mai@example.vn".to_owned()),
        phone: Some(Some("678".to_owned())),
        waiting: Some(WaitingEmail { email: "mai@example.vn".to_owned(), open: true, refused: false }),
    }
    .render()
}

fn people() -> Vec<DemoApplicant> {
    let person = |name: &str, story| DemoApplicant { id: "1".to_owned(), name: name.to_owned(), story };
    vec![
        person("Nguyễn Văn An", Key::MeDemoAsked),
        person("Lê Thu Hà", Key::MeDemoUnderWay),
        person("Đỗ Thị Bình", Key::MeDemoDone),
        person("Trần Thị Minh Châu", Key::MeDemoFresh),
    ]
}

fn signed_out(page: Page<'_>) -> MeSignedOutPage<'_> {
    let provider = Link::new(page.t(Key::MeSignedOutThere), "https://id.example/end?client_id=motcua");
    MeSignedOutPage { page, provider: Some(provider) }
}

fn home(page: Page<'_>) -> MeHomePage<'_> {
    let text = |vi: &str, en: &str| if page.lang == Lang::Vi { vi } else { en }.to_owned();
    MeHomePage {
        todo: vec![Todo {
            title: text("Bổ sung giấy tờ", "Hand in papers"),
            detail: text("Đăng ký khai sinh, trước 31/7/2025", "Birth registration, by 31 July 2025"),
            href: "/me/dossiers/H26.9-250724-0122".to_owned(),
        }],
        drafts: Vec::new(),
        dossiers: vec![MyDossier {
            procedure: "Đăng ký khai sinh".to_owned(),
            href: "/me/dossiers/H26.9-250724-0122".to_owned(),
            code: Some("H26.9-250724-0122".to_owned()),
            status: Status::from(Chip::Waiting),
            sentence: text("Hồ sơ đang chờ ông/bà bổ sung giấy tờ.", "The dossier waits for your papers."),
            owner: None,
            filed: "24/7/2025".to_owned(),
        }],
        more: Some("/me?before=1".to_owned()),
        page,
    }
}

fn data(page: Page<'_>) -> MyDataPage<'_> {
    let text = |vi: &str, en: &str| if page.lang == Lang::Vi { vi } else { en }.to_owned();
    MyDataPage {
        kept: vec![Kept { label: text("Họ tên", "Name"), value: "Trần Thị Minh Châu".to_owned() }],
        links: vec![LinkRow {
            name: text("Định danh thử", "Test identity"),
            text: text(
                "mức độ định danh 2; liên kết từ 3/3/2026",
                "identity level 2; linked since 3 March 2026",
            ),
            action: "/me/data/identities/x/end".to_owned(),
        }],
        looks: vec![LookRow {
            at: "24/7 08:12".to_owned(),
            who: text("Chuyên viên, Ủy ban nhân dân phường Hồng Hà", "Specialist, Hồng Hà ward"),
            what: "H26.9-250724-0122".to_owned(),
            href: Some("/me/dossiers/H26.9-250724-0122".to_owned()),
            why: text("Mở hồ sơ để giải quyết", "Opened the dossier to work on it"),
            dispute: Some("/me/data/accesses/1".to_owned()),
            disputed: false,
        }],
        of: None,
        older: None,
        requests: vec![RequestLine {
            title: text("Sửa thông tin", "Correction"),
            text: "Số nhà ghi thiếu.".to_owned(),
            state: text("Đang chờ trả lời", "Waiting"),
            answer: None,
        }],
        ask: vec![Field::new(
            "text",
            text("Thông tin nào cần sửa?", "What is to be corrected?"),
            FieldKind::TextArea(4),
        )],
        page,
    }
}

fn mandates(page: Page<'_>) -> MandatesPage<'_> {
    let row = |with: &str, state, alive| MandateRow {
        with: with.to_owned(),
        scope: vec![t(page.lang, Key::MandateAll).to_owned()],
        days: "10/3/2026 – 9/3/2027".to_owned(),
        proof: "Số 12/2026, 9/3/2026".to_owned(),
        state,
        alive,
        revoke: alive.then(|| "/me/mandates/1/revoke".to_owned()),
    };
    let given =
        vec![row("Lê Quốc Bảo", Key::MandateInForce, true), row("Công ty Ví Dụ", Key::MandateOver, false)];
    let form = MandateForm { kind: "person".to_owned(), ..MandateForm::default() };
    MandatesPage { page, form, given, received: Vec::new() }
}
