//! Samples of orders, nudges and contests.

use super::{Sample, by, desk_page};
use crate::board::{ContestPage, ContestsPage};
use crate::desk::{
    GivenPage, GivenPreview, GivenRow, Happening, ListedRow, NudgeNote, OfficeFile, OrderPage, OrdersPage,
    SayPage,
};
use crate::form::{ActForm, Choice, Field, FieldError, FieldKind};
use crate::lang::Lang;
use crate::message::{Key, t};
use crate::page::{Brand, Link, Page};

const COMMAND: &str = "0197f3a2-0000-7000-8000-000000000003";
const ORDER: &str = "/desk/orders/0197f3a2-0000-7000-8000-000000000004";
const CONTEST: &str = "/board/contests/0197f3a2-0000-7000-8000-000000000005";

pub(super) fn samples(lang: Lang, brand: &Brand) -> Vec<Sample> {
    let sample = |name: &str, html: String| Sample { name: name.to_owned(), html };
    let desk = |key: Key, path: &str| desk_page(lang, brand, t(lang, key), path, "orders");
    let public = |title: &str, path: &str| Page::new(lang, brand, title, path);
    let contest = by(lang, "Phường Hồng Hà: Trực tuyến", "Hồng Hà ward: Online");
    let mut faulty = say(desk(Key::OrderGive, "/desk/orders/new"));
    let why = by(lang, "Ghi rõ nội dung", "Say it in words");
    faulty.fields[0].error = Some(why.to_owned());
    faulty.page.errors = vec![FieldError::new("text", why)];
    vec![
        sample("desk-orders", orders(desk(Key::OrdersTitle, "/desk/orders"), true).render()),
        sample("desk-orders-none", orders(desk(Key::OrdersTitle, "/desk/orders"), false).render()),
        sample("desk-figures", given(desk(Key::GivenTitle, "/desk/figures"), true).render()),
        sample("desk-figures-none", given(desk(Key::GivenTitle, "/desk/figures"), false).render()),
        sample("desk-order", order(desk(Key::OrdersTitle, ORDER)).render()),
        sample("desk-order-new", say(desk(Key::OrderGive, "/desk/orders/new")).render()),
        sample("desk-order-new-error", faulty.render()),
        sample("board-contests", contests(public(t(lang, Key::ContestsTitle), "/board/contests")).render()),
        sample("board-contest", told(public(contest, CONTEST)).render()),
        sample("board-contest-officer", mine(desk_page(lang, brand, contest, CONTEST, "")).render()),
    ]
}

fn fact(lang: Lang, vi: &str, en: &str, value: &str) -> (String, String) {
    (by(lang, vi, en).to_owned(), value.to_owned())
}

fn act(lang: Lang, act: &str, names: (&str, &str), field: (&str, &str)) -> ActForm {
    ActForm {
        act: act.to_owned(),
        action: format!("{ORDER}/{act}"),
        title: by(lang, names.0, names.1).to_owned(),
        submit: by(lang, names.0, names.1).to_owned(),
        fields: vec![Field::new("text", by(lang, field.0, field.1), FieldKind::TextArea(3))],
        command_id: COMMAND.to_owned(),
        expected_revision: 3,
        ..ActForm::default()
    }
}

fn orders(page: Page<'_>, some: bool) -> OrdersPage<'_> {
    let lang = page.lang;
    let row = |number: &str, late| ListedRow {
        link: Link::new(
            by(lang, "Đưa tỷ lệ trực tuyến lên 60%", "Bring online filing to 60%").to_owned() + number,
            ORDER,
        ),
        facts: vec![
            fact(lang, "Đơn vị", "Unit", by(lang, "Phường Hồng Hà", "Hồng Hà ward")),
            fact(lang, "Hạn", "Deadline", "30/7/2025"),
        ],
        state: t(lang, if late { Key::OrderLate } else { Key::OrderFollowed }).to_owned(),
        late,
    };
    let tab =
        |vi: &str, en: &str, key: &str| Link::new(by(lang, vi, en), format!("/desk/orders?whose={key}"));
    OrdersPage {
        tabs: vec![(tab("Tôi nhận", "Mine", "mine"), true), (tab("Tôi giao", "Given by me", "given"), false)],
        give: some.then(|| "/desk/orders/new".to_owned()),
        standing: vec![
            (tab("Chưa xong", "To be done", "mine"), true),
            (tab("Đã kết thúc", "Over", "mine&over=1"), false),
        ],
        rows: if some { vec![row(" (7)", true), row(" (8)", false)] } else { Vec::new() },
        next: some.then(|| "/desk/orders?whose=mine&before=7".to_owned()),
        page,
    }
}

fn given(page: Page<'_>, some: bool) -> GivenPage<'_> {
    let lang = page.lang;
    let row = GivenRow {
        unit: by(lang, "Phường Hồng Hà", "Hồng Hà ward").to_owned(),
        metric: by(lang, "Phản ánh, kiến nghị xử lý đúng hạn", "Feedback handled on time").to_owned(),
        month: "6/2025".to_owned(),
        figure: "80/100".to_owned(),
        before: vec![by(lang, "78/100 (ngày 2/7/2025)", "78/100 (2 July 2025)").to_owned()],
        note: by(lang, "nguồn: báo cáo tháng 6", "source: report of June").to_owned(),
    };
    let preview = GivenPreview {
        rows: vec![GivenRow { note: String::new(), ..row.clone() }],
        unchanged: Some(crate::message::fill(t(lang, Key::GivenUnchanged), &[&3])),
        seal: "00ff".to_owned(),
        command_id: "0197f3a2-0000-7000-8000-000000000001".to_owned(),
    };
    GivenPage {
        fields: vec![
            Field::new("source", t(lang, Key::GivenSource), FieldKind::Text)
                .hint(t(lang, Key::GivenSourceHint)),
            Field::new("text", t(lang, Key::GivenText), FieldKind::TextArea(8)),
        ],
        wrong: (!some).then(|| crate::message::fill(t(lang, Key::GivenWrong), &[&2])),
        preview: some.then_some(preview),
        done: None,
        metrics: vec![(
            "feedback_on_time".to_owned(),
            by(lang, "Phản ánh, kiến nghị xử lý đúng hạn", "Feedback handled on time").to_owned(),
        )],
        rows: if some { vec![row] } else { Vec::new() },
        page,
    }
}

fn course(lang: Lang, named: bool) -> Vec<Happening> {
    let one = |vi: &str, en: &str, at: &str, words: Option<(&str, &str)>| Happening {
        what: by(lang, vi, en).to_owned(),
        at: at.to_owned(),
        by: if named { "Nguyễn Thu Hằng".to_owned() } else { String::new() },
        words: words.filter(|_| named).map(|(vi, en)| by(lang, vi, en).to_owned()),
    };
    vec![
        one("Giao việc", "Given", "21/7/2025 08:00", None),
        one(
            "Báo cáo",
            "Progress reported",
            "25/7/2025 09:10",
            Some(("Đã cử hai người giúp nộp tại nhà.", "Two people now help at home.")),
        ),
    ]
}

fn order(page: Page<'_>) -> OrderPage<'_> {
    let lang = page.lang;
    OrderPage {
        text: by(lang, "Đưa tỷ lệ trực tuyến lên 60%.", "Bring online filing to 60%.").to_owned(),
        late: Some(by(lang, "Quá hạn 2 ngày", "Two days past its deadline").to_owned()),
        file: OfficeFile {
            facts: vec![
                fact(lang, "Đơn vị", "Unit", by(lang, "Phường Hồng Hà", "Hồng Hà ward")),
                fact(lang, "Khi giao", "When given", "52,4%"),
                fact(lang, "Hiện nay", "Now", "58,1%"),
            ],
            figure: Some(Link::new(
                by(lang, "Mở số liệu này", "Open this figure"),
                "/board/drill?metric=online",
            )),
            answer: None,
            dossiers: Some(vec![Link::new("H26.9-250724-0187", "/desk/dossiers/H26.9-250724-0187")]),
            course: course(lang, true),
            acts: vec![
                act(lang, "report", ("Báo cáo tiến độ", "Report progress"), ("Đã làm gì", "What was done")),
                act(lang, "close", ("Kết thúc", "Close"), ("Nhận xét", "Judgement in words")),
            ],
        },
        page,
    }
}

fn say(page: Page<'_>) -> SayPage<'_> {
    let lang = page.lang;
    let owners = vec![Choice::new("1", "Nguyễn Thu Hằng"), Choice::new("2", "Trần Văn Phúc")];
    SayPage {
        lead: by(lang, "Người nhận thấy việc này ngay.", "Who is to do it sees it at once.").to_owned(),
        facts: vec![fact(lang, "Đơn vị", "Unit", by(lang, "Phường Hồng Hà", "Hồng Hà ward"))],
        action: "/desk/orders/new".to_owned(),
        asks: false,
        fields: vec![
            Field::new("text", by(lang, "Việc cần làm", "What is to be done"), FieldKind::TextArea(4)),
            Field::new("owner", by(lang, "Người nhận", "Owner"), FieldKind::Select(owners)),
            Field::new("due", by(lang, "Hạn", "Deadline"), FieldKind::Date),
        ],
        submit: t(lang, Key::OrderGive).to_owned(),
        command_id: COMMAND.to_owned(),
        page,
    }
}

fn contests(page: Page<'_>) -> ContestsPage<'_> {
    let lang = page.lang;
    let row = ListedRow {
        link: Link::new(by(lang, "Phường Hồng Hà: Trực tuyến", "Hồng Hà ward: Online"), CONTEST),
        facts: vec![fact(lang, "Kỳ", "Period", "01–24/7/2025")],
        state: by(lang, "Chờ trả lời", "To be answered").to_owned(),
        late: false,
    };
    ContestsPage { rows: vec![row], next: Some("/board/contests?before=9".to_owned()), page }
}

fn told(page: Page<'_>) -> ContestPage<'_> {
    let lang = page.lang;
    let answer = by(lang, "Đã tính lại ngày tiếp nhận.", "The day of receipt was put right.").to_owned();
    let file = OfficeFile {
        facts: vec![
            fact(lang, "Kỳ", "Period", "01–24/7/2025"),
            fact(lang, "Số khi đề nghị", "When contested", "78,4% (312/398)"),
        ],
        figure: Some(Link::new(
            by(lang, "Mở số liệu này", "Open this figure"),
            "/board/drill?metric=online&unit=00097",
        )),
        answer: Some(answer),
        dossiers: None,
        course: course(lang, false),
        acts: Vec::new(),
    };
    ContestPage { file, page }
}

fn mine(page: Page<'_>) -> ContestPage<'_> {
    let lang = page.lang;
    let ContestPage { file, page } = told(page);
    let file = OfficeFile {
        answer: None,
        dossiers: Some(vec![Link::new("H26.9-250724-0187", "/desk/dossiers/H26.9-250724-0187")]),
        course: course(lang, true),
        acts: vec![act(lang, "answer", ("Trả lời", "Answer"), ("Lời trả lời", "Words of the answer"))],
        ..file
    };
    ContestPage { file, page }
}

/// A nudge as it stands on the desk.
pub(super) fn nudge(lang: Lang) -> NudgeNote {
    NudgeNote {
        text: by(
            lang,
            "Thành phố nhắc: Chờ ký duyệt, 18 hồ sơ quá hạn.",
            "The city reminds: awaiting signature, 18 dossiers overdue.",
        )
        .to_owned(),
        words: Some(by(lang, "Cần xong trong hôm nay.", "To be done today.").to_owned()),
        at: "24/7/2025 10:12".to_owned(),
        list: Link::new(by(lang, "Mở danh sách", "Open the list"), "/desk/dossiers?queue=overdue"),
        answer: act(lang, "nudge-1", ("Trả lời", "Answer"), ("Đã làm gì", "What was done")),
    }
}
