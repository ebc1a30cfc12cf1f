//! Samples of what stands behind the board: numbers opened, the dictionary, the index, targets and orders, the wall.

use super::{EIGHTY, TWENTY, figures, period, share};
use crate::board::{
    Behind, BehindRow, Definition, DefinitionGroup, DictionaryPage, DrillPage, FollowUp, IndexGroup,
    IndexPage, IndexPart, Member, OfficerRow, Opened, OrderRow, OrderState, Points, Score, Share, TargetRow,
    TargetsPage, Value, WallPage, WallView,
};
use crate::chip::{Chip, Status};
use crate::form::{ActForm, Choice, Field, FieldError, FieldKind};
use crate::lang::Lang;
use crate::message::{Key, t};
use crate::page::{Brand, Link, Page};
use crate::sample::{Sample, by, desk_page};

pub(super) fn samples(lang: Lang, brand: &Brand) -> Vec<Sample> {
    let sample = |name: &str, html: String| Sample { name: format!("board-{name}"), html };
    let mut samples = vec![
        sample("drill", drill(lang, brand).render()),
        sample("drill-public", drill_public(lang, brand).render()),
        sample("drill-empty", drill_empty(lang, brand).render()),
        sample("metrics", dictionary(lang, brand).render()),
        sample("metric", one_metric(lang, brand).render()),
        sample("index", index(lang, brand).render()),
        sample("targets", targets(lang, brand).render()),
        sample("targets-orders", orders(lang, brand).render()),
        sample("targets-error", orders_error(lang, brand).render()),
    ];
    for view in WallView::ALL {
        samples.push(sample(&format!("wall-{}", view.key()), wall(lang, brand, view).render()));
    }
    samples
}

fn link(lang: Lang, vi: &str, en: &str, href: &str) -> Link {
    Link::new(by(lang, vi, en), href)
}

fn online(lang: Lang) -> Opened {
    Opened {
        name: by(lang, "Trực tuyến", "Online").to_owned(),
        value: Value::Share(Share::new(312, 398)),
        aim: Some(EIGHTY),
        before: Value::Share(Share::new(301, 390)),
        numerator: by(
            lang,
            "hồ sơ nộp qua kênh trực tuyến, đã tiếp nhận trong kỳ",
            "dossiers filed by an online channel and received in the period",
        )
        .to_owned(),
        denominator: Some(
            by(
                lang,
                "hồ sơ đã tiếp nhận trong kỳ, không tính hồ sơ rút",
                "dossiers received in the period, without those withdrawn",
            )
            .to_owned(),
        ),
        twin: by(lang, "Tự nộp trực tuyến", "Self-service online").to_owned(),
        twin_value: Value::Share(Share::new(141, 398)),
        definition: "/board/metrics/online".to_owned(),
        provisional: false,
        contested: vec![link(
            lang,
            "Đang đề nghị xem lại",
            "Contested",
            "/board/contests/0197f3a2-0000-7000-8000-000000000005",
        )],
        ways: Vec::new(),
    }
}

fn members(lang: Lang) -> Vec<Member> {
    let fields = [
        ("Hộ tịch", "Civil status"),
        ("Đất đai", "Land"),
        ("Chứng thực", "Certification"),
        ("Thành lập và hoạt động của hộ kinh doanh", "Household businesses"),
        ("Bảo trợ xã hội", "Social protection"),
        ("Giáo dục mầm non", "Kindergartens"),
    ];
    let member = |(index, (vi, en)): (usize, (&str, &str))| {
        let made = share(index + 40, 3);
        let whole = if index == 5 { 9 } else { made.whole / 4 };
        let share = Share::new(made.percent().unwrap_or(0) * whole / 100, whole);
        Member {
            name: by(lang, vi, en).to_owned(),
            href: Some(format!("/board/drill?metric=online&unit=00097&field={index}")),
            value: Value::Share(share),
            twin: Value::Share(Share::new(share.part / 2, share.whole)),
            overdue: if index == 1 { 12 } else { 0 },
            few: whole < 20,
        }
    };
    fields.into_iter().enumerate().map(member).collect()
}

fn rows(lang: Lang) -> Vec<BehindRow> {
    let row = |code: &str, procedure: (&str, &str), received: &str, due: &str, chip: Chip| BehindRow {
        code: code.to_owned(),
        href: Some(format!("/desk/dossiers/{code}")),
        procedure: by(lang, procedure.0, procedure.1).to_owned(),
        unit: by(lang, "Phường Hồng Hà", "Hồng Hà ward").to_owned(),
        received: received.to_owned(),
        due: due.to_owned(),
        status: Status::from(chip),
    };
    vec![
        row(
            "H26.U00097-250721-0044",
            ("Đăng ký biến động quyền sử dụng đất", "Registration of a change in land use rights"),
            "21/7 08:12",
            "24/7 17:00",
            Chip::Overdue,
        ),
        row(
            "H26.U00097-250722-0013",
            ("Đăng ký khai sinh", "Birth registration"),
            "22/7 09:30",
            "25/7 17:00",
            Chip::DueSoon,
        ),
        row(
            "H26.U00097-250722-0102",
            ("Cấp bản sao trích lục hộ tịch", "Copy of a civil status extract"),
            "22/7 15:41",
            "23/7 17:00",
            Chip::Completed,
        ),
    ]
}

fn drill_on(page: Page<'_>) -> DrillPage<'_> {
    let lang = page.lang;
    let mut asked = period(lang, "/board/drill");
    asked.kept = vec![("metric".to_owned(), "online".to_owned()), ("unit".to_owned(), "00097".to_owned())];
    let metric = |key: &str, vi: &str, en: &str| Choice::new(key, by(lang, vi, en)).chosen_if("online");
    DrillPage {
        trail: vec![
            link(lang, "Toàn thành phố", "The whole city", "/board"),
            link(lang, "Xã, phường", "Wards and communes", "/board/drill?metric=online"),
        ],
        period: "1–24/7/2025".to_owned(),
        at: "10:42:15".to_owned(),
        compared: Some(by(lang, "tháng trước", "last month").to_owned()),
        opened: online(lang),
        metrics: vec![
            metric("online", "Trực tuyến", "Online"),
            metric("full", "Toàn trình", "Full online"),
            metric("on-time", "Trả đúng hạn", "On time"),
        ],
        asked,
        level: by(lang, "Theo lĩnh vực", "By field").to_owned(),
        members: members(lang),
        few: 20,
        spent: Some(super::super::desk::spent(lang)),
        officers: Some(vec![
            OfficerRow {
                name: "Nguyễn Văn An".to_owned(),
                href: Some("/board/drill?metric=online&unit=00097&officer=12".to_owned()),
                dossiers: 41,
                steps: 63,
                behind: 2,
                in_hand: 7,
                overdue: 1,
                waited: 9,
            },
            OfficerRow {
                name: "Trần Thị Bình".to_owned(), dossiers: 38, steps: 52, ..OfficerRow::default()
            },
        ]),
        officers_of: Some("4.000".to_owned()),
        by_officer: None,
        behind: Behind::Listed {
            total: Some("312".to_owned()),
            rows: rows(lang),
            first: None,
            next: Some("/board/drill?metric=online&unit=00097&after=x".to_owned()),
        },
        csv: Some("/board/drill.csv?metric=online&unit=00097".to_owned()),
        page,
    }
}

fn drill<'a>(lang: Lang, brand: &'a Brand) -> DrillPage<'a> {
    let title = by(lang, "Phường Hồng Hà", "Hồng Hà ward");
    drill_on(desk_page(lang, brand, title, "/board/drill?metric=online&unit=00097", ""))
}

fn drill_public<'a>(lang: Lang, brand: &'a Brand) -> DrillPage<'a> {
    let title = by(lang, "Phường Hồng Hà", "Hồng Hà ward");
    let page = Page::new(lang, brand, title, "/board/drill?metric=online&unit=00097");
    let why = by(
        lang,
        "Danh sách hồ sơ chỉ mở cho cán bộ có trách nhiệm, vì hồ sơ gắn với người nộp. Số liệu theo thủ tục có trong dữ liệu mở.",
        "The list of dossiers opens only to officers in charge, because a dossier belongs to a person. Numbers by procedure are in the open data.",
    );
    DrillPage { behind: Behind::Withheld(why.to_owned()), officers: None, ..drill_on(page) }
}

fn drill_empty<'a>(lang: Lang, brand: &'a Brand) -> DrillPage<'a> {
    let mut page = drill(lang, brand);
    page.opened.value = Value::Share(Share::default());
    page.opened.before = Value::Missing;
    page.opened.twin_value = Value::Share(Share::default());
    page.members.clear();
    page.officers = None;
    page.by_officer = Some("/board/drill?metric=online&unit=00097&by=officer".to_owned());
    page.behind = Behind::Listed { total: None, rows: Vec::new(), first: None, next: None };
    page
}

fn definition(lang: Lang, key: &str) -> Definition {
    let text = |vi: &str, en: &str| by(lang, vi, en).to_owned();
    let online = Definition {
        key: "online".to_owned(),
        version: "1".to_owned(),
        name: text("Trực tuyến", "Online"),
        other_name: by(lang.other(), "Trực tuyến", "Online").to_owned(),
        formula: text(
            "Trong số hồ sơ đã tiếp nhận, bao nhiêu phần trăm nộp qua kênh trực tuyến.",
            "Of the dossiers received, the percentage filed by an online channel.",
        ),
        numerator: text("hồ sơ nộp qua kênh trực tuyến", "dossiers filed by an online channel"),
        denominator: Some(text("hồ sơ đã tiếp nhận", "dossiers received")),
        basis: text("ngày tiếp nhận", "the day of receipt"),
        exclusions: vec![text("hồ sơ rút", "dossiers withdrawn")],
        legal: vec!["QĐ 766/QĐ-TTg".to_owned()],
        owner: text("Trung tâm Phục vụ hành chính công", "Public Administrative Service Centre"),
        twin: Some(link(lang, "Tự nộp trực tuyến", "Self-service online", "#self-service")),
        reading: None,
        provisional: None,
        from: "1/7/2025".to_owned(),
        earlier: Vec::new(),
        shown: Some("/board/drill?metric=online".to_owned()),
    };
    match key {
        "online" => online,
        "self-service" => Definition {
            key: key.to_owned(),
            name: text("Tự nộp trực tuyến", "Self-service online"),
            other_name: by(lang.other(), "Tự nộp trực tuyến", "Self-service online").to_owned(),
            numerator: text("hồ sơ do chính người nộp gửi", "dossiers sent by the applicant"),
            twin: Some(link(lang, "Trực tuyến", "Online", "#online")),
            legal: Vec::new(),
            ..online
        },
        _ => Definition {
            key: key.to_owned(),
            version: "2".to_owned(),
            name: text("Toàn trình", "Full online"),
            other_name: by(lang.other(), "Toàn trình", "Full online").to_owned(),
            reading: Some(link(lang, "Toàn trình trên trực tuyến", "Full over online", "#online")),
            provisional: Some(text(
                "Văn bản có thể hiểu theo hai cách về mẫu số; cả hai cách đều được tính và ghi rõ.",
                "The document can be read in two ways as to the denominator; both are reckoned and labelled.",
            )),
            earlier: vec![link(lang, "phiên bản 1", "version 1", "/board/metrics/full?version=1")],
            ..online
        },
    }
}

fn dictionary<'a>(lang: Lang, brand: &'a Brand) -> DictionaryPage<'a> {
    let group = |vi: &str, en: &str, keys: &[&str]| DefinitionGroup {
        name: by(lang, vi, en).to_owned(),
        definitions: keys.iter().map(|key| definition(lang, key)).collect(),
    };
    DictionaryPage {
        page: Page::new(lang, brand, t(lang, Key::MetricTitle), "/board/metrics"),
        groups: vec![
            group("Kênh nộp", "Channels", &["online", "self-service"]),
            group("Mức độ dịch vụ", "Level of service", &["full"]),
        ],
        all: None,
        csv: Some("/board/metrics.csv".to_owned()),
    }
}

fn one_metric<'a>(lang: Lang, brand: &'a Brand) -> DictionaryPage<'a> {
    let mut page = dictionary(lang, brand);
    page.page = Page::new(lang, brand, by(lang, "Toàn trình", "Full online"), "/board/metrics/full");
    page.groups.remove(0);
    page.groups[0].definitions[0].reading = Some(link(lang, "Trực tuyến", "Online", "/board/metrics/online"));
    page.groups[0].definitions[0].twin = None;
    page.all = Some("/board/metrics".to_owned());
    page.csv = None;
    page
}

fn index<'a>(lang: Lang, brand: &'a Brand) -> IndexPage<'a> {
    let text = |vi: &str, en: &str| by(lang, vi, en).to_owned();
    let part = |number: &str, names: (&str, &str), value: Value, score: Score, most: u64, confirmed: bool| {
        IndexPart {
            number: number.to_owned(),
            name: text(names.0, names.1),
            value,
            score,
            most: Points(most),
            confirmed,
            needed: None,
            href: None,
            given: None,
            provisional: None,
        }
    };
    let got = |hundredths| Score::Got(Points(hundredths));
    let shares = |part, whole| Value::Share(Share::new(part, whole));
    let mut resolved = part(
        "2.1",
        ("Hồ sơ giải quyết đúng hạn", "Dossiers resolved on time"),
        shares(54_441, 56_300),
        got(1_934),
        2_000,
        true,
    );
    resolved.href = Some("/board/drill?metric=on-time".to_owned());
    resolved.needed = Some(text(
        "Không lấy lại được trong kỳ này; kỳ sau không có hồ sơ trễ thì đạt 20 điểm.",
        "Cannot be won back in this period; without late dossiers the next gives 20 points.",
    ));
    let mut digitised = part(
        "4.2",
        ("Hồ sơ có giấy tờ và kết quả số hóa", "Dossiers with papers and result digitised"),
        shares(31_720, 53_100),
        got(448),
        600,
        false,
    );
    digitised.provisional = Some("/board/metrics#digitised".to_owned());
    digitised.given = Some(text(
        "Do lãnh đạo Thành phố cung cấp ngày 24/7/2025; nguồn: báo cáo tháng",
        "Given by the city’s leaders on 24 July 2025; source: monthly report",
    ));
    digitised.needed = Some(text(
        "Thêm 10.760 hồ sơ có đủ tệp giấy tờ và tệp kết quả.",
        "10,760 more dossiers with files of papers and of the result.",
    ));
    IndexPage {
        page: Page::new(lang, brand, text("Toàn thành phố", "The whole city"), "/board/index"),
        period: text("tháng 7/2025", "July 2025"),
        at: "10:42:15".to_owned(),
        known: true,
        kept: vec![("as_of".to_owned(), "24/7/2025 17:00".to_owned())],
        units: vec![
            Choice::new("", text("Toàn thành phố", "The whole city")).chosen_if(""),
            Choice::new("00097", text("Phường Hồng Hà", "Hồng Hà ward")),
        ],
        periods: vec![Choice::new("2025-07", text("Tháng 7/2025", "July 2025")).chosen_if("2025-07")],
        got: Points(2_382),
        most: Points(2_600),
        preview: Some(Points(9_161)),
        groups: vec![
            IndexGroup {
                name: text("2. Tiến độ giải quyết", "2. Progress"),
                got: Points(1_934),
                most: Points(2_000),
                parts: vec![resolved],
            },
            IndexGroup {
                name: text("4. Số hóa hồ sơ", "4. Digitisation"),
                got: Points(448),
                most: Points(600),
                parts: vec![
                    digitised,
                    part(
                        "4.3",
                        ("Tái sử dụng dữ liệu đã số hóa", "Re-use of digitised data"),
                        Value::Missing,
                        Score::NotApplicable,
                        400,
                        false,
                    ),
                    part(
                        "4.4",
                        ("Đồng bộ với Cổng quốc gia", "In step with the national portal"),
                        Value::Missing,
                        Score::Unknown,
                        400,
                        false,
                    ),
                ],
            },
        ],
        links: vec![link(lang, "Tải CSV", "Download CSV", "/board/index.csv")],
    }
}

fn targets<'a>(lang: Lang, brand: &'a Brand) -> TargetsPage<'a> {
    targets_on(Page::new(lang, brand, t(lang, Key::TargetsTitle), "/board/targets"))
}

fn targets_on(page: Page<'_>) -> TargetsPage<'_> {
    let lang = page.lang;
    let text = |vi: &str, en: &str| by(lang, vi, en).to_owned();
    let row = |scope: (&str, &str), metric: (&str, &str), aim, value, basis: (&str, &str)| TargetRow {
        scope: text(scope.0, scope.1),
        metric: text(metric.0, metric.1),
        href: "/board/drill?metric=online".to_owned(),
        aim,
        from: "21/7/2025".to_owned(),
        until: None,
        basis: text(basis.0, basis.1),
        doubt: None,
        answerable: text("Chủ tịch UBND xã, phường", "Chair of the ward or commune"),
        value,
        reached: None,
        orders: None,
        order: None,
    };
    let sixty = crate::board::Aim { tenths: 600, ..EIGHTY };
    let online = ("Trực tuyến", "Online");
    let share = |part, whole| Value::Share(Share::new(part, whole));
    let order = ("Văn bản chỉ đạo ngày 21/7/2025", "Order of 21 July 2025");
    let mut each = row(("Xã, phường", "Wards and communes"), online, sixty, share(51_744, 66_000), order);
    each.reached = Some(text("118/126 nơi đạt", "118 of 126 reach it"));
    let mut spoken = row(
        ("Toàn thành phố", "The whole city"),
        online,
        EIGHTY,
        share(51_744, 66_000),
        ("Phát biểu tại hội nghị, báo chí ghi lại", "Said at a conference, as the press wrote it down"),
    );
    spoken.doubt = Some(text(
        "Chưa rõ tính trên số thủ tục hay số hồ sơ; ở đây tính trên hồ sơ.",
        "It is open whether procedures or dossiers are meant; dossiers here.",
    ));
    let mut full = row(
        ("Trung tâm", "The Centre"),
        ("Toàn trình", "Full online"),
        TWENTY,
        Value::Share(Share::default()),
        order,
    );
    full.until = Some("31/8/2025".to_owned());
    TargetsPage {
        at: "10:42:15".to_owned(),
        targets: vec![each, spoken, full],
        orders: None,
        acts: Vec::new(),
        page,
    }
}

fn act(lang: Lang, act: &str, title: (&str, &str), field: Field) -> ActForm {
    ActForm {
        act: act.to_owned(),
        action: format!("/board/orders/{act}"),
        title: by(lang, title.0, title.1).to_owned(),
        submit: by(lang, title.0, title.1).to_owned(),
        fields: vec![field],
        command_id: "00000000-0000-4000-8000-000000000001".to_owned(),
        expected_revision: 3,
        ..ActForm::default()
    }
}

fn orders<'a>(lang: Lang, brand: &'a Brand) -> TargetsPage<'a> {
    let text = |vi: &str, en: &str| by(lang, vi, en).to_owned();
    let note = || {
        Field::new(
            "note",
            text("Đã làm gì, còn vướng gì", "What was done, what is in the way"),
            FieldKind::TextArea(3),
        )
    };
    let outcome = || Field::new("outcome", text("Kết quả", "Outcome"), FieldKind::TextArea(2));
    let said = |at: &str, vi: &str, en: &str| FollowUp {
        at: at.to_owned(),
        by: text("Phường Hồng Hà", "Hồng Hà ward"),
        text: text(vi, en),
    };
    let order = |number: &str, state| OrderRow {
        number: number.to_owned(),
        href: Some(format!("/desk/orders/{number}")),
        text: text("Đưa tỷ lệ trực tuyến lên 60%", "Bring online filing to 60%"),
        about: text("Phường Hồng Hà · Trực tuyến ≥ 60%", "Hồng Hà ward · Online ≥ 60%"),
        owner: text("Chủ tịch UBND phường Hồng Hà", "Chair of Hồng Hà ward"),
        due: "30/7/2025".to_owned(),
        state,
        follow_ups: Vec::new(),
        closed: None,
        acts: Vec::new(),
    };
    let mut late = order("7", OrderState::Late);
    late.follow_ups =
        vec![said("25/7/2025 09:10", "Đã cử hai người giúp nộp tại nhà.", "Two people now help at home.")];
    late.acts = vec![
        act(lang, "follow-up-7", ("Báo cáo thực hiện", "Follow up"), note()),
        act(lang, "close-7", ("Kết thúc việc này", "Close this order"), outcome()),
    ];
    let mut closed = order("5", OrderState::Closed);
    closed.closed = Some(said("22/7/2025 16:00", "Đã đạt 61,2%.", "It stands at 61.2%."));
    let mut page = targets_on(desk_page(lang, brand, t(lang, Key::TargetsTitle), "/board/targets", ""));
    page.orders = Some(vec![late, order("6", OrderState::Followed), order("8", OrderState::Given), closed]);
    page.acts = vec![act(
        lang,
        "give-order",
        ("Giao việc mới", "Give an order"),
        Field::new("text", text("Việc cần làm", "What is to be done"), FieldKind::TextArea(2)),
    )];
    page
}

fn orders_error<'a>(lang: Lang, brand: &'a Brand) -> TargetsPage<'a> {
    let mut page = orders(lang, brand);
    let why = by(lang, "Nhập việc cần làm", "Say what is to be done");
    page.acts[0].fields[0].error = Some(why.to_owned());
    page.page.errors = vec![FieldError::new("give-order-text", why)];
    page
}

fn wall<'a>(lang: Lang, brand: &'a Brand, view: WallView) -> WallPage<'a> {
    let title = by(lang, "Toàn thành phố", "The whole city");
    WallPage {
        page: Page::new(lang, brand, title, "/board/wall"),
        period: "1–24/7/2025".to_owned(),
        at: "10:42:15".to_owned(),
        stale: view == WallView::League,
        view,
        seconds: 20,
        next: format!("/board/wall?view={}", view.next().key()),
        hold: format!("/board/wall?view={}&hold=1", view.key()),
        held: view == WallView::Tiles,
        figures: figures(lang),
    }
}
