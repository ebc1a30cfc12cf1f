//! Samples of the process designer's pages.

use super::{Sample, by, desk_page};
use crate::designer::{
    Block, Cell, EditorPage, Figure, Grid, GridRow, Item, Panel, Query, ReportPage, Tab, Table, Upload,
};
use crate::form::{ActForm, Choice, Field, FieldError, FieldKind};
use crate::lang::Lang;
use crate::message::{Key, t};
use crate::page::{Brand, Link, NoticeKind};

const COMMAND: &str = "0197f3a2-0000-7000-8000-000000000003";

pub(super) fn samples(lang: Lang, brand: &Brand) -> Vec<Sample> {
    let sample = |name: &str, html: String| Sample { name: name.to_owned(), html };
    vec![
        sample("desk-designer", list(lang, brand).render()),
        sample("desk-designer-report", report(lang, brand).render()),
        sample("desk-designer-editor", editor(lang, brand, false).render()),
        sample("desk-designer-editor-error", editor(lang, brand, true).render()),
    ]
}

fn tabs(lang: Lang) -> Vec<Tab> {
    let tab = |vi, en, current| Tab {
        label: by(lang, vi, en).to_owned(),
        href: "/desk/designer/drafts/x".to_owned(),
        current,
    };
    vec![tab("Các bước", "Steps", true), tab("Giấy tờ", "Papers", false), tab("Đối chiếu", "Compare", false)]
}

fn list(lang: Lang, brand: &Brand) -> ReportPage<'_> {
    let head = |vi: &str, en: &str| by(lang, vi, en).to_owned();
    let table = Table {
        caption: head("Thủ tục", "Services"),
        heads: vec![head("Mã", "Code"), head("Tên", "Name"), head("Đang áp dụng từ", "In force since")],
        rows: vec![vec![
            Cell::link("1.001193", "/desk/designer/1.001193"),
            Cell::text("Đăng ký khai sinh"),
            Cell::number("1/7/2025"),
        ]],
    };
    ReportPage {
        page: desk_page(lang, brand, t(lang, Key::DesignerTitle), "/desk/designer", "designer"),
        back: None,
        about: None,
        tabs: Vec::new(),
        query: Some(Query {
            action: "/desk/designer".to_owned(),
            fields: vec![Field::new("q", head("Tìm", "Look for"), FieldKind::Text).optional()],
            submit: t(lang, Key::Search).to_owned(),
        }),
        blocks: vec![Block::Table(table)],
    }
}

fn report(lang: Lang, brand: &Brand) -> ReportPage<'_> {
    let text = |vi: &str, en: &str| by(lang, vi, en).to_owned();
    let item = |tone| Item {
        tone: Some(tone),
        label: Some(text("cảnh báo", "warning")),
        text: text("Bước 2 vượt thời hạn.", "Step 2 exceeds the term."),
        note: Some(text("Giảm số giờ.", "Lower the hours.")),
        link: Some(Link::new(text("Sửa", "Mend it"), "/desk/designer/drafts/x#steps-1")),
    };
    ReportPage {
        back: Some(Link::new(text("Danh sách", "List"), "/desk/designer")),
        about: Some(text("Đang soạn, lần lưu 3", "Being written, save 3")),
        tabs: tabs(lang),
        query: None,
        blocks: vec![
            Block::Heading(text("Kết quả", "Outcome")),
            Block::Text(text("Có 2 thay đổi.", "There are 2 changes.")),
            Block::Facts(vec![(text("Thời hạn", "Term"), Cell::number("3"))]),
            Block::List(NoticeKind::ALL.into_iter().map(item).collect()),
            Block::Steps(vec![Item::plain(text("Tiếp nhận", "Intake"))]),
            Block::Figure(Box::new(Figure {
                caption: text("Sơ đồ", "Diagram"),
                svg: "<svg viewBox=\"0 0 9 9\" role=\"img\" aria-label=\"x\"></svg>".to_owned(),
                words: vec![text("1. Tiếp nhận", "1. Intake")],
            })),
            Block::Links(vec![Link::new("TOML", "/desk/designer/1.001193/versions/27.toml")]),
            Block::Act(Box::new(act(lang))),
            Block::Upload(Box::new(Upload {
                name: "upload".to_owned(),
                action: "/desk/designer/drafts/x/upload".to_owned(),
                label: text("Tải tệp lên", "Send a file"),
                hint: text("TOML, Excel hoặc BPMN", "TOML, Excel or BPMN"),
                accept: ".toml".to_owned(),
                submit: text("Tải lên", "Send"),
                command_id: COMMAND.to_owned(),
                expected_revision: 3,
            })),
        ],
        page: desk_page(lang, brand, "Đăng ký khai sinh", "/desk/designer/1.001193", "designer"),
    }
}

fn act(lang: Lang) -> ActForm {
    let text = |vi: &str, en: &str| by(lang, vi, en).to_owned();
    ActForm {
        act: "submit".to_owned(),
        action: "/desk/designer/drafts/x/acts/submit".to_owned(),
        title: text("Gửi phê duyệt", "Submit for approval"),
        submit: text("Gửi", "Submit"),
        primary: true,
        command_id: COMMAND.to_owned(),
        expected_revision: 3,
        ..ActForm::default()
    }
}

fn editor(lang: Lang, brand: &Brand, faulty: bool) -> EditorPage<'_> {
    let text = |vi: &str, en: &str| by(lang, vi, en).to_owned();
    let wrong = || text("Ghi thời gian như “4 giờ làm việc”", "Write a time such as “4 working hours”");
    let row = |at: usize| {
        let name = |column: &str| format!("steps-{at}-{column}");
        let mut budget =
            Field::new(name("budget"), text("Thời gian, dòng 1", "Time, line 1"), FieldKind::Text);
        budget.error = (faulty && at == 0).then(wrong);
        GridRow {
            number: at + 1,
            cells: vec![
                Field::new(name("name"), text("Tên bước, dòng 1", "Name, line 1"), FieldKind::TextArea(2)),
                Field::new(
                    name("kind"),
                    text("Việc, dòng 1", "Work, line 1"),
                    FieldKind::Select(vec![Choice::new("a", "A")]),
                ),
                budget,
                Field::new(
                    name("clock"),
                    text("Tính giờ, dòng 1", "Counts, line 1"),
                    FieldKind::Checkboxes(vec![Choice::new("1", "1")]),
                ),
            ],
            more: vec![Field::new(name("when"), text("Điều kiện", "Condition"), FieldKind::Text).optional()],
        }
    };
    let grid = Grid {
        key: "steps".to_owned(),
        unit: text("bước", "step"),
        caption: text("Các bước", "Steps"),
        heads: vec![
            text("Tên bước", "Name"),
            text("Việc", "Work"),
            text("Thời gian", "Time"),
            text("Tính giờ", "Counts"),
        ],
        rows: (0..3).map(row).collect(),
        foot: vec![Item::plain(text("Tổng: 8 giờ", "Sum: 8 hours"))],
        add: text("Thêm bước", "Add a step"),
    };
    let mut page = desk_page(lang, brand, "Đăng ký khai sinh", "/desk/designer/drafts/x", "designer");
    if faulty {
        page.errors.push(FieldError::new("steps-0-budget", wrong()));
    }
    EditorPage {
        back: Some(Link::new(text("Danh sách", "List"), "/desk/designer")),
        about: text("Đang soạn, lần lưu 3", "Being written, save 3"),
        tabs: tabs(lang),
        action: "/desk/designer/drafts/x".to_owned(),
        part: "steps".to_owned(),
        command_id: COMMAND.to_owned(),
        expected_revision: 3,
        open: true,
        panels: vec![
            Panel::Heading(text("Các bước", "Steps"), Some(text("Từ trên xuống", "Top to bottom"))),
            Panel::Fields(vec![Field::new("title", text("Việc thay đổi", "Change"), FieldKind::Text)]),
            Panel::Grid(grid),
        ],
        blocks: vec![Block::Act(Box::new(act(lang)))],
        page,
    }
}
