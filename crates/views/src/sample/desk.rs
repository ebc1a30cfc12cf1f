//! Samples of the desk and of paper.

use super::{Sample, by, desk_page, due, every_kind, rows};
use crate::chip::{Chip, Status};
use crate::desk::{
    Bulk, DeskHomePage, DossierPage, DraftOffer, DuePreview, Fact, Filters, GuardPage, GuardRow, Guarded,
    HandoverDone, HandoverPage, InboxPage, IntakeDocument, IntakePage, IntakeProcedure, Paper, PaperState,
    PersonFields, RegisterPage, RegisterRow, RiskClass, SearchPage, SignalDossier, SignalJudged, SignalPage,
    SignalRow, SignalsPage, StepRow, StepState, StuckPage, StuckRow, Tile, TimelineEntry, TimelineMark,
};
use crate::form::{ActForm, Choice, Field, FieldError, FieldKind};
use crate::lang::Lang;
use crate::message::{Key, fill, t};
use crate::page::{Brand, FileNote, Link, Notice, NoticeKind, Page, Queue};
use crate::print::{ControlRow, FormHead, PrintedDocument, ReceiptPage, SlipKind, SlipPage};
use crate::spent::{OverBudget, Spent, SpentPart};

const CODE: &str = "H26.9-250724-0187";
const COMMAND: &str = "0197f3a2-0000-7000-8000-000000000002";

pub(super) fn samples(lang: Lang, brand: &Brand) -> Vec<Sample> {
    let page = |title: &str, path: &str, current: &str| desk_page(lang, brand, title, path, current);
    let titled = |key: Key, path: &str, current: &str| page(t(lang, key), path, current);
    let sample = |name: &str, html: String| Sample { name: name.to_owned(), html };
    let queue = Queue::InProgress.label(lang);
    let mut samples = vec![
        sample("desk-home", home(titled(Key::DeskHome, "/desk", "home")).render()),
        sample(
            "desk-intake-empty",
            intake_empty(titled(Key::IntakeTitle, "/desk/intake", "intake")).render(),
        ),
        sample("desk-intake", intake(titled(Key::IntakeTitle, "/desk/intake", "intake")).render()),
        sample(
            "desk-intake-error",
            intake_error(titled(Key::IntakeTitle, "/desk/intake", "intake")).render(),
        ),
        sample("desk-inbox", inbox(page(queue, "/desk/dossiers?queue=in-progress", "in-progress")).render()),
        sample("desk-inbox-empty", inbox_empty(page(queue, "/desk/dossiers", "in-progress")).render()),
        sample("desk-dossier", dossier(page(CODE, "/desk/dossiers/x", "")).render()),
        sample("desk-dossier-error", dossier_error(page(CODE, "/desk/dossiers/x", "")).render()),
        sample(
            "desk-search",
            search(titled(Key::SearchTitle, "/desk/search?q=mai", "search"), true).render(),
        ),
        sample(
            "desk-search-none",
            search(titled(Key::SearchTitle, "/desk/search?q=xx", "search"), false).render(),
        ),
        sample("desk-stuck", stuck(titled(Key::StuckTitle, "/desk/stuck", "stuck")).render()),
        sample("desk-guard", guard(titled(Key::GuardTitle, "/desk/guard", "guard")).render()),
        sample("desk-signals", signals(titled(Key::SignalsTitle, "/desk/signals", "signals")).render()),
        sample("desk-signal", signal(titled(Key::SignalWhatProxies, "/desk/signals/x", "signals")).render()),
        sample("desk-register", register(titled(Key::RegisterTitle, "/desk/register", "register")).render()),
        sample(
            "desk-handover",
            handover(titled(Key::HandoverTitle, "/desk/handover", "handover"), false).render(),
        ),
        sample(
            "desk-handover-done",
            handover(titled(Key::HandoverTitle, "/desk/handover", "handover"), true).render(),
        ),
        sample("print-receipt", receipt(page(CODE, "/desk/dossiers/x/receipt", "")).render()),
    ];
    samples.extend(SlipKind::ALL.map(|kind| {
        sample(
            &format!("print-slip-{}", kind.key()),
            slip(page(CODE, "/desk/dossiers/x/slips/y", ""), kind).render(),
        )
    }));
    samples
}

fn signals(page: Page<'_>) -> SignalsPage<'_> {
    let row = |what: Key, opinion: Option<Key>| SignalRow {
        what: page.t(what).to_owned(),
        unit: "Phường Hồng Hà".to_owned(),
        why: page
            .t(Key::SignalWhyProxies)
            .replacen("{}", "41", 1)
            .replacen("{}", "122", 1)
            .replacen("{}", "1,2 %", 1),
        opinion: opinion.map(|key| page.t(key).to_owned()),
        href: "/desk/signals/x?month=2025-07".to_owned(),
    };
    SignalsPage {
        month: "7/2025".to_owned(),
        earlier: Some("/desk/signals?month=2025-06".to_owned()),
        later: Some("/desk/signals?month=2025-08".to_owned()),
        provisional: "Các ngưỡng do thành phố tự chọn.".to_owned(),
        untranslated: page.lang == Lang::En,
        rows: vec![row(Key::SignalWhatProxies, None), row(Key::SignalWhatBurst, Some(Key::SignalExplained))],
        page,
    }
}

fn signal(page: Page<'_>) -> SignalPage<'_> {
    let choice = |value: &str, key: Key| Choice::new(value, page.t(key));
    let choices = vec![
        choice("explained", Key::SignalExplained),
        choice("proxy", Key::SignalProxy),
        choice("unclear", Key::SignalUnclear),
    ];
    SignalPage {
        why: "41/122".to_owned(),
        facts: vec![(page.t(Key::SignalUnit).to_owned(), "Phường Hồng Hà".to_owned())],
        shown: Some("1/41".to_owned()),
        dossiers: vec![SignalDossier {
            code: CODE.to_owned(),
            href: Some("/desk/dossiers/x".to_owned()),
            procedure: "Đăng ký khai sinh".to_owned(),
            at: "24/7 08:12".to_owned(),
            points: Some(7),
            signs: vec![("+5".to_owned(), page.t(Key::SignBrowser).to_owned())],
        }],
        judged: vec![SignalJudged {
            when: "24/7 09:00".to_owned(),
            opinion: page.t(Key::SignalUnclear).to_owned(),
            reason: "Phường Hồng Hà".to_owned(),
        }],
        ask: vec![
            Field::new("opinion", page.t(Key::SignalOpinion), FieldKind::Radios(choices)),
            Field::new("reason", page.t(Key::SignalReason), FieldKind::TextArea(4)),
        ],
        command: "0198f3a2-0000-7000-8000-000000000009".to_owned(),
        month: "2025-07".to_owned(),
        action: "/desk/signals/x".to_owned(),
        back: "/desk/signals?month=2025-07".to_owned(),
        page,
    }
}

fn stuck(page: Page<'_>) -> StuckPage<'_> {
    let row = |code: Option<&str>| StuckRow {
        code: code.map(str::to_owned),
        href: "/desk/dossiers/x".to_owned(),
        procedure: "Đăng ký khai sinh".to_owned(),
        unit: "Phường Hồng Hà".to_owned(),
        since: "24/7 08:12".to_owned(),
        from: "25/7 08:12".to_owned(),
    };
    StuckPage { page, rows: vec![row(Some(CODE)), row(None)] }
}

fn draft(lang: Lang) -> DraftOffer {
    DraftOffer {
        promise: by(lang, "17 giờ, thứ Ba 29/7/2025", "17:00, Tuesday 29 July 2025").to_owned(),
        by: by(lang, "2 ngày làm việc", "2 working days").to_owned(),
        preview: "/desk/dossiers/x/slips/apology".to_owned(),
        take_up: Some("/desk/dossiers/x?act=extend#act-extend".to_owned()),
    }
}

fn reasons(lang: Lang) -> Vec<String> {
    let words = by(lang, "1 ngày 2 giờ", "1 day 2 hours");
    vec![
        fill(t(lang, Key::ReasonPlanned), &[&3, &words, &by(lang, "7 giờ", "7 hours")]),
        fill(t(lang, Key::ReasonBehind), &[&by(lang, "2 giờ", "2 hours")]),
    ]
}

pub(super) fn spent(lang: Lang) -> Spent {
    let names = [Key::SpentApplicant, Key::SpentOwn, Key::SpentOther, Key::SpentOutside, Key::SpentPause];
    let part = |(key, minutes): (Key, u64)| SpentPart { name: t(lang, key).to_owned(), minutes };
    Spent {
        of: fill(t(lang, Key::SpentOf), &[&t(lang, Key::SpentNow)]),
        parts: names.into_iter().zip([2_885, 4_310, 1_440, 0, 365]).map(part).collect(),
        over: vec![OverBudget {
            step: by(lang, "Thẩm định, Phường Hồng Hà", "Appraisal, Hồng Hà ward").to_owned(),
            by: by(lang, "2 giờ", "2 hours").to_owned(),
        }],
    }
}

fn guard(page: Page<'_>) -> GuardPage<'_> {
    let lang = page.lang;
    let row = |class, code: &str, left: String| GuardRow {
        code: code.to_owned(),
        href: Some("/desk/dossiers/x".to_owned()),
        procedure: by(lang, "Đăng ký khai sinh", "Registration of a birth").to_owned(),
        holder: by(lang, "Phường Hồng Hà", "Hồng Hà ward").to_owned(),
        due: "25/7 17:00".to_owned(),
        left,
        class,
        reasons: reasons(lang),
        rung: Some(by(lang, "Còn một ngày làm việc", "One working day left").to_owned()),
        draft: None,
    };
    let left = |key| fill(t(lang, key), &[&by(lang, "7 giờ", "7 hours")]);
    let scope = |key, current| (Link::new(t(lang, key), "/desk/guard"), current);
    GuardPage {
        scopes: vec![
            scope(Key::GuardUnit, true),
            scope(Key::GuardAgain, false),
            scope(Key::GuardMissed, false),
        ],
        rows: vec![
            GuardRow { href: None, ..row(RiskClass::Late, CODE, left(Key::RiskOver)) },
            GuardRow { draft: Some(draft(lang)), ..row(RiskClass::LateUnless, CODE, left(Key::RiskLeft)) },
            row(RiskClass::Tight, CODE, left(Key::RiskLeft)),
            GuardRow { reasons: Vec::new(), rung: None, ..row(RiskClass::Still, CODE, String::new()) },
        ],
        first: None,
        next: Some("/desk/guard?after=x".to_owned()),
        page,
    }
}

fn home(page: Page<'_>) -> DeskHomePage<'_> {
    let lang = page.lang;
    let tile = |queue: Queue, value: &str| Tile {
        label: queue.label(lang).to_owned(),
        value: value.to_owned(),
        href: queue.href(),
        alarm: queue == Queue::Overdue,
        queue: queue.key().to_owned(),
    };
    DeskHomePage {
        tiles: vec![
            tile(Queue::Incoming, "5"),
            tile(Queue::InProgress, "86"),
            tile(Queue::DueSoon, "9"),
            tile(Queue::Overdue, "2"),
            tile(Queue::ReturnCounter, "17"),
        ],
        due_today: Some(rows(lang).into_iter().take(3).collect()),
        due_more: Some(Link::new(Queue::DueSoon.label(lang), Queue::DueSoon.href())),
        intake: true,
        as_of: by(lang, "10 giờ 42, thứ Năm 24/7/2025", "10:42, Thursday 24 July 2025").to_owned(),
        nudges: vec![super::office::nudge(lang)],
        page,
    }
}

pub(super) fn choices(lang: Lang, lines: &[(&str, &str, &str)]) -> Vec<Choice> {
    lines.iter().map(|(value, vi, en)| Choice::new(*value, by(lang, vi, en))).collect()
}

fn intake_empty(page: Page<'_>) -> IntakePage<'_> {
    let lang = page.lang;
    IntakePage {
        command_id: COMMAND.to_owned(),
        scan: String::new(),
        person: PersonFields {
            genders: choices(lang, &[("male", "Nam", "Male"), ("female", "Nữ", "Female")]),
            ..PersonFields::default()
        },
        procedure_query: String::new(),
        procedure: None,
        suggestions: Vec::new(),
        documents: Vec::new(),
        communes: choices(
            lang,
            &[("", "Chọn xã, phường", "Choose a commune"), ("12", "Phường Hồng Hà", "Hồng Hà ward")],
        ),
        duplicate: Some(by(lang, "Vẫn nộp hồ sơ mới", "File a new dossier all the same").to_owned()),
        channels: choices(
            lang,
            &[("counter", "Trực tiếp tại quầy", "At the counter"), ("post", "Qua bưu chính", "By post")],
        ),
        deliveries: choices(
            lang,
            &[("counter", "Tại quầy", "At the counter"), ("post", "Qua bưu chính", "By post")],
        ),
        last: Some(Link::new(CODE, "/desk/dossiers/x/receipt")),
        may_decline: true,
        page,
    }
}

fn intake(page: Page<'_>) -> IntakePage<'_> {
    let lang = page.lang;
    let document = |key: &str, name: &str, have| IntakeDocument {
        key: key.to_owned(),
        name: name.to_owned(),
        have,
        originals: if have { "1" } else { "" }.to_owned(),
        copies: String::new(),
        optional: !have,
        note: None,
    };
    let empty = intake_empty(page);
    IntakePage {
        person: PersonFields {
            id_number: "999085012345".to_owned(),
            full_name: "Trần Văn Phúc".to_owned(),
            birth_date: "24/7/1985".to_owned(),
            genders: empty.person.genders.iter().cloned().map(|choice| choice.chosen_if("male")).collect(),
            address: "Số 12, phố Hồng Hà, phường Hồng Hà".to_owned(),
            phone: "0912345678".to_owned(),
            source: Some(by(lang, "Đã đọc từ thẻ căn cước", "Read from the ID card").to_owned()),
        },
        procedure_query: "1.001193".to_owned(),
        procedure: Some(IntakeProcedure {
            code: "1.001193".to_owned(),
            name: "Đăng ký khai sinh".to_owned(),
            term: by(lang, "trong ngày", "same day").to_owned(),
            fee: by(lang, "Không thu", "Free").to_owned(),
            competent: by(lang, "UBND phường Hồng Hà", "Hồng Hà ward People's Committee").to_owned(),
            due: Some(DuePreview {
                due: by(lang, "16 giờ 30, thứ Năm 24/7/2025", "16:30, Thursday 24 July 2025").to_owned(),
                rule: by(
                    lang,
                    "tiếp nhận trước 15 giờ, trả trong ngày",
                    "received before 15:00, returned the same day",
                )
                .to_owned(),
            }),
            questions: Vec::new(),
            cases: vec![
                Choice::new("", by(lang, "Chọn trường hợp", "Choose the case")),
                Choice::new("cho-con", by(lang, "Cha, mẹ đăng ký cho con", "By a parent"))
                    .chosen_if("cho-con"),
            ],
        }),
        documents: vec![
            document("1", "Tờ khai đăng ký khai sinh", true),
            document("2", "Giấy chứng sinh", true),
            document("3", "Giấy chứng nhận kết hôn của cha mẹ", false),
        ],
        ..empty
    }
}

fn intake_error(page: Page<'_>) -> IntakePage<'_> {
    let lang = page.lang;
    let mut intake = intake(page);
    let id = fill(t(lang, Key::IdLength), &[&11]);
    let paper = fill(t(lang, Key::ErrDocuments), &[&"Giấy chứng sinh"]);
    intake.page.errors = vec![
        FieldError::new("id_number", id),
        FieldError::new("procedure", fill(t(lang, Key::ErrNoProcedure), &[&"1.00119", &"1.001193"])),
        FieldError::new("doc.2.have", paper),
    ];
    intake.suggestions = vec![crate::portal::ProcedureHit {
        code: "1.001193".to_owned(),
        name: "Đăng ký khai sinh".to_owned(),
        field: String::new(),
        term: String::new(),
        fee: None,
        level: None,
    }];
    intake
}

fn bulk(lang: Lang) -> Bulk {
    Bulk {
        action: "/desk/handover".to_owned(),
        receivers: choices(
            lang,
            &[("p1", "Phòng Tư pháp", "Justice section"), ("p2", "Phòng Nội vụ", "Home affairs")],
        ),
        submit: t(lang, Key::HandoverSubmit).to_owned(),
        command_id: COMMAND.to_owned(),
    }
}

fn inbox(mut page: Page<'_>) -> InboxPage<'_> {
    let lang = page.lang;
    page.notice = Some(Notice {
        kind: NoticeKind::Success,
        text: fill(t(lang, Key::DoneReceived), &[&CODE]),
        link: Some(Link::new(t(lang, Key::Print), "/desk/dossiers/x/receipt")),
    });
    let all = ("", "Tất cả", "All");
    InboxPage {
        queue: "in-progress".to_owned(),
        total: Some("86".to_owned()),
        filters: Filters {
            procedures: choices(lang, &[all, ("1.001193", "Đăng ký khai sinh", "Đăng ký khai sinh")]),
            channels: choices(lang, &[all, ("counter", "Trực tiếp", "Counter")]),
            mine: true,
        },
        rows: rows(lang),
        bulk: Some(bulk(lang)),
        empty_text: String::new(),
        empty_link: None,
        first: Some("/desk/dossiers?queue=in-progress".to_owned()),
        next: Some("/desk/dossiers?queue=in-progress&after=x".to_owned()),
        page,
    }
}

fn inbox_empty(page: Page<'_>) -> InboxPage<'_> {
    let lang = page.lang;
    let mut empty = inbox(page);
    empty.page.notice = None;
    empty.rows = Vec::new();
    empty.total = Some("0".to_owned());
    empty.empty_text = Queue::DueSoon.empty_text(lang).to_owned();
    empty.empty_link = Some(Link::new(Queue::InProgress.label(lang), Queue::InProgress.href()));
    empty.first = None;
    empty.next = None;
    empty
}

fn dossier(page: Page<'_>) -> DossierPage<'_> {
    let lang = page.lang;
    let text = |vi, en| by(lang, vi, en).to_owned();
    let ward = || text("Phường Hồng Hà", "Hồng Hà ward");
    let step = |name: String, used: &str, state, behind, too_fast| StepRow {
        name,
        unit: ward(),
        budget: text("4 giờ", "4 hours"),
        used: used.to_owned(),
        state,
        behind,
        too_fast,
    };
    let entry = |title: String, mark| TimelineEntry {
        title,
        who: format!("Nguyễn Thu Hằng, {}", ward()),
        at: text("9 giờ 05, thứ Hai 21/7/2025", "9:05, Monday 21 July 2025"),
        recorded_at: (mark == TimelineMark::Correction)
            .then(|| text("10 giờ, thứ Hai 21/7/2025", "10:00, Monday 21 July 2025")),
        detail: Some(text("Lý do: thiếu giấy chứng sinh.", "Reason: the birth notice is missing.")),
        basis: (mark == TimelineMark::Pause)
            .then(|| text("Nghị định 118/2025/NĐ-CP", "Decree 118/2025/NĐ-CP")),
        mark,
    };
    let hand_over = ActForm {
        primary: true,
        title: text("Bàn giao hồ sơ", "Hand over"),
        submit: text("Bàn giao", "Hand over"),
        ..every_kind(lang, "hand-over", false)
    };
    let refuse = ActForm {
        title: text("Từ chối tiếp nhận", "Decline"),
        danger: true,
        ..every_kind(lang, "refuse", false)
    };
    DossierPage {
        answers: Vec::new(),
        code: Some(CODE.to_owned()),
        procedure: "Đăng ký khai sinh".to_owned(),
        procedure_href: "/procedures/1.001193".to_owned(),
        status: Status::from(Chip::Overdue),
        facts: vec![
            Fact::new(text("Người nộp", "Applicant"), "Trần Văn Phúc"),
            Fact::new(text("Số định danh", "ID number"), "9990••••2345"),
            Fact::new(text("Điện thoại", "Phone"), "09••••••78"),
            Fact::new(text("Kênh nộp", "Channel"), text("Trực tiếp tại quầy", "At the counter")),
            Fact::new(text("Trả kết quả", "Result returned"), text("Tại quầy", "At the counter")),
        ],
        places: vec![
            Fact::new(text("Nơi hỗ trợ", "Helped at"), ward()),
            Fact::new(text("Nơi tiếp nhận", "Received at"), ward()),
            Fact::new(text("Nơi giải quyết", "Decided at"), ward()),
            Fact::new(text("Nơi trả kết quả", "Returned at"), ward()),
        ],
        holder: format!("Trần Văn Minh, {}", ward()),
        pending_receiver: Some(text("Phòng Tư pháp", "Justice section")),
        custody: ward(),
        due: due(lang, -130),
        papers: vec![
            Paper {
                name: "Tờ khai đăng ký khai sinh".to_owned(),
                originals: 1,
                copies: 0,
                state: PaperState::Present,
                note: None,
                files: vec![Link::new("Giấy chứng sinh.pdf", "/desk/files/1")],
                notes: vec![FileNote::new(
                    text(
                        "Chữ ký số của Nguyễn Văn Thử: còn nguyên, chưa đối chiếu người ký",
                        "Digital signature of Nguyễn Văn Thử: intact, signer not checked",
                    ),
                    vec![text(
                        "Phần đã ký còn nguyên từng byte, đúng khóa trong chứng thư.",
                        "What was signed is there to the byte, signed with the key of the certificate.",
                    )],
                )],
            },
            Paper {
                name: "Giấy chứng sinh".to_owned(),
                originals: 0,
                copies: 0,
                state: PaperState::Missing,
                note: Some(text("yêu cầu ngày 22/7/2025", "asked for on 22 July 2025")),
                files: Vec::new(),
                notes: Vec::new(),
            },
            Paper {
                name: "Giấy ủy quyền".to_owned(),
                originals: 0,
                copies: 0,
                state: PaperState::NotNeeded,
                note: None,
                files: Vec::new(),
                notes: Vec::new(),
            },
        ],
        steps: vec![
            step(text("Tiếp nhận", "Intake"), "0:02", StepState::Done, false, true),
            step(text("Thẩm định", "Appraisal"), "6:10", StepState::Current, true, false),
            step(text("Ký duyệt", "Approval"), "—", StepState::Ahead, false, false),
        ],
        timeline: vec![
            entry(text("Sửa sai sót", "Correction"), TimelineMark::Correction),
            entry(text("Đã bổ sung", "Supplement received"), TimelineMark::Resume),
            entry(text("Yêu cầu bổ sung", "Supplement asked for"), TimelineMark::Pause),
            entry(text("Tiếp nhận", "Received"), TimelineMark::Act),
        ],
        guard: Some(Guarded {
            class: RiskClass::LateUnless,
            reasons: reasons(lang),
            rungs: vec![fill(
                t(lang, Key::GuardRungAt),
                &[&by(lang, "Đã dùng nửa thời hạn", "Half the time is used"), &"24/7 10:00"],
            )],
            draft: Some(draft(lang)),
        }),
        spent: Some(spent(lang)),
        acts: vec![hand_over, refuse],
        result_files: Vec::new(),
        result: Some(Link::new(
            text("Đính kèm tệp kết quả", "Attach the result as a file"),
            "/desk/dossiers/x/result",
        )),
        no_acts: None,
        prints: vec![Link::new(text("Giấy hẹn", "Receipt"), "/desk/dossiers/x/receipt")],
        page,
    }
}

fn dossier_error(page: Page<'_>) -> DossierPage<'_> {
    let lang = page.lang;
    let mut dossier = dossier(page);
    dossier.page.errors = vec![
        FieldError::new("refuse-field0", t(lang, Key::ErrNotAllowed)),
        FieldError::new("", t(lang, Key::ErrStale)),
    ];
    dossier.acts = vec![every_kind(lang, "refuse", true)];
    dossier
}

fn search(page: Page<'_>, found: bool) -> SearchPage<'_> {
    let rows = if found { rows(page.lang) } else { Vec::new() };
    SearchPage { page, q: if found { "mai" } else { "xx" }.to_owned(), rows: Some(rows), more: found }
}

fn register(page: Page<'_>) -> RegisterPage<'_> {
    let row = |number: u32| RegisterRow {
        number: number.to_string(),
        code: format!("H26.9-250724-{number:04}"),
        procedure: "Đăng ký khai sinh".to_owned(),
        sets: "1".to_owned(),
        applicant: "Trần Văn Phúc, số 12 phố Hồng Hà, 09••••••78".to_owned(),
        competent: "UBND phường Hồng Hà".to_owned(),
        received: "24/7/2025".to_owned(),
        due: "24/7/2025".to_owned(),
        handed_over: "24/7/2025".to_owned(),
        result: "24/7/2025".to_owned(),
        returned: "24/7/2025, tại quầy".to_owned(),
        note: String::new(),
    };
    RegisterPage {
        page,
        unit: "Điểm phục vụ phường Hồng Hà".to_owned(),
        from: "1/7/2025".to_owned(),
        to: "24/7/2025".to_owned(),
        rows: (1..=12).map(row).collect(),
        next: Some("/desk/register?after=12".to_owned()),
    }
}

fn handover(page: Page<'_>, done: bool) -> HandoverPage<'_> {
    let lang = page.lang;
    let mut page = page;
    if !done {
        page.errors = vec![FieldError::new("to", t(lang, Key::ErrReceiver))];
    }
    HandoverPage {
        rows: rows(lang),
        bulk: (!done).then(|| bulk(lang)),
        done: done.then(|| HandoverDone {
            giver: "Điểm phục vụ phường Hồng Hà, Nguyễn Thu Hằng".to_owned(),
            receiver: "Phòng Tư pháp".to_owned(),
            at: "10 giờ 42, thứ Năm 24/7/2025".to_owned(),
        }),
        skipped: if done { vec![format!("{CODE}: {}", t(lang, Key::ErrStale))] } else { Vec::new() },
        page,
    }
}

fn head() -> FormHead {
    FormHead {
        body: "TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG".to_owned(),
        unit: "ĐIỂM PHỤC VỤ PHƯỜNG HỒNG HÀ".to_owned(),
        number: "0191/TNHS".to_owned(),
        place_and_date: "Ví Dụ, ngày 24 tháng 7 năm 2025".to_owned(),
    }
}

fn receipt(page: Page<'_>) -> ReceiptPage<'_> {
    let document =
        |name: &str, count: &str| PrintedDocument { name: name.to_owned(), count: count.to_owned() };
    ReceiptPage {
        page,
        back: "/desk/intake".to_owned(),
        head: head(),
        code: CODE.to_owned(),
        applicant: "Trần Văn Phúc".to_owned(),
        id_number: "9990••••2345".to_owned(),
        phone: "09••••••78".to_owned(),
        address: "Số 12, phố Hồng Hà, phường Hồng Hà, thành phố Ví Dụ".to_owned(),
        procedure: "Thủ tục liên thông đăng ký khai sinh, đăng ký thường trú, cấp thẻ bảo hiểm y tế cho trẻ em dưới 6 tuổi"
            .to_owned(),
        procedure_code: "2.002621".to_owned(),
        documents: vec![
            document("Tờ khai theo mẫu", "1 bản chính"),
            document("Giấy chứng sinh", "1 bản chính"),
            document("Giấy chứng nhận kết hôn của cha mẹ", "1 bản sao"),
            document("Giấy tờ chứng minh chỗ ở hợp pháp", "1 bản sao"),
        ],
        sets: 1,
        term: "3 ngày làm việc".to_owned(),
        received: "9 giờ 05, thứ Hai 21/7/2025, quầy 2".to_owned(),
        due: "16 giờ 30, thứ Năm 24/7/2025".to_owned(),
        two: None,
        delivery: "Tại quầy; bản điện tử qua tài khoản định danh".to_owned(),
        fee: "Không thu".to_owned(),
        officer: "Nguyễn Thu Hằng".to_owned(),
        secret: "7F3K".to_owned(),
        tracking_url: format!("https://motcua.example.org/track/{CODE}?s=7F3K"),
        tracking_short: "motcua.example.org/track".to_owned(),
    }
}

fn slip(page: Page<'_>, kind: SlipKind) -> SlipPage<'_> {
    let control = ControlRow {
        giver: "Điểm phục vụ phường Hồng Hà, Nguyễn Thu Hằng".to_owned(),
        receiver: "Phòng Tư pháp, Trần Văn Minh".to_owned(),
        at: "8 giờ 30, thứ Ba 22/7/2025".to_owned(),
        outcome: "Đúng hạn".to_owned(),
        note: String::new(),
    };
    let is_control = kind == SlipKind::Control;
    SlipPage {
        page,
        back: "/desk/dossiers/x".to_owned(),
        kind,
        head: head(),
        facts: vec![
            Fact::new("Mã hồ sơ", CODE),
            Fact::new("Người nộp", "Trần Văn Phúc"),
            Fact::new("Địa chỉ", "Số 12, phố Hồng Hà, phường Hồng Hà"),
            Fact::new("Nội dung yêu cầu giải quyết", "Đăng ký khai sinh (1.001193)"),
            Fact::new("Tiếp nhận", "9 giờ 05, thứ Hai 21/7/2025"),
        ],
        paragraphs: if is_control {
            Vec::new()
        } else {
            vec!["Kính gửi ông/bà Trần Văn Phúc.".to_owned()]
        },
        documents: if kind == SlipKind::Supplement {
            vec![PrintedDocument {
                name: "Giấy chứng sinh".to_owned(), count: "1 bản chính".to_owned()
            }]
        } else {
            Vec::new()
        },
        reason: (!is_control).then(|| "Hồ sơ chưa có giấy chứng sinh.".to_owned()),
        basis: (!is_control).then(|| "Nghị định 118/2025/NĐ-CP".to_owned()),
        deadline: matches!(kind, SlipKind::Supplement | SlipKind::Apology)
            .then(|| "thứ Năm 31/7/2025".to_owned()),
        contact: (!is_control).then(|| "Nguyễn Thu Hằng, điện thoại 1900 1009".to_owned()),
        control: if is_control { vec![control.clone(), control] } else { Vec::new() },
        sign_left: Some(("Người nộp hồ sơ".to_owned(), String::new())),
        sign_right: ("Người hướng dẫn".to_owned(), "Nguyễn Thu Hằng".to_owned()),
    }
}
