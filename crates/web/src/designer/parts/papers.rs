//! Required papers.

use crate::designer::ground::{Ground, word};
use crate::designer::layout::{Column, Kind, Piece, Sheet};
use crate::designer::reader::{At, Reader, or_none, tick, ticked};
use crate::designer::typed::{Row, Typed};
use motcua_domain::procedure::{PaperForm, ProcedureVersion, RequiredPaper};

const TABLE: &str = "papers";

pub(super) fn layout(g: &Ground) -> Vec<Piece> {
    let column = |key, vi, en, kind| Column::new(key, g.pick(vi, en), kind);
    let help = g.pick(
        "Giấy tờ mà cơ quan nhà nước đã có trong cơ sở dữ liệu thì không yêu cầu người dân nộp: ghi tên cơ sở dữ liệu vào cột cuối.",
        "A paper the State already holds in a database is not asked of the applicant: name the database in the last column.",
    );
    vec![
        Piece::Heading(g.pick("Thành phần hồ sơ", "Required papers").to_owned(), Some(help.to_owned())),
        Piece::Sheet(Sheet {
            key: TABLE,
            unit: g.pick("giấy tờ", "paper").to_owned(),
            caption: g.pick("Thành phần hồ sơ", "Required papers").to_owned(),
            columns: vec![
                column("name", "Tên giấy tờ", "Name", Kind::Lines(2)),
                column("form", "Loại bản", "Kind of copy", Kind::One(g.paper_choices())),
                column("required", "Bắt buộc", "Required", Kind::Tick),
                column("held_by", "Đã có ở cơ sở dữ liệu", "Held by the database", Kind::Line),
                column(
                    "by_form",
                    "Biểu mẫu điện tử thay cho giấy này",
                    "The form stands in its place",
                    Kind::Tick,
                )
                .more(),
                column("name_en", "Tên tiếng Anh", "English name", Kind::Line).more(),
                column("key", "Mã giấy tờ", "Key", Kind::Short)
                    .more()
                    .hint(g.pick("Để trống thì đặt theo số thứ tự", "Left empty, it is numbered")),
                column("when", "Chỉ cần khi", "Needed only when", Kind::Line).more(),
            ],
            add: g.pick("Thêm giấy tờ", "Add a paper").to_owned(),
        }),
    ]
}

pub(super) fn fill(version: &ProcedureVersion, typed: &mut Typed) {
    let row = |paper: &RequiredPaper| {
        Row::from([
            ("name", paper.name.clone()),
            ("form", word(paper.form)),
            ("required", tick(paper.required)),
            ("held_by", paper.held_by.clone().unwrap_or_default()),
            ("by_form", tick(paper.by_form)),
            ("name_en", paper.name_en.clone().unwrap_or_default()),
            ("key", paper.key.to_string()),
            ("when", paper.when.as_ref().map_or_else(String::new, ToString::to_string)),
        ])
    };
    typed.put(TABLE, version.papers.iter().map(row).collect());
}

pub(super) fn read(reader: &mut Reader<'_>, typed: &Typed, version: &mut ProcedureVersion) {
    let rows = typed.rows(TABLE);
    let taken: Vec<&str> = rows.iter().filter_map(|row| row.get("key")).map(String::as_str).collect();
    let mut numbers = (1..).map(|n: usize| n.to_string()).filter(|n| !taken.contains(&n.as_str()));
    let mut papers = Vec::new();
    for (index, row) in rows.iter().enumerate() {
        let at = At { table: TABLE, index, row };
        let key = match at.text("key") {
            "" => numbers.next().unwrap_or_default(),
            typed => reader.key(&at.id("key"), typed),
        };
        papers.push(RequiredPaper {
            key: key.as_str().into(),
            name: reader.text(&at.id("name"), at.text("name"), ("tên giấy tờ", "the name of the paper")),
            name_en: or_none(at.text("name_en")),
            form: reader.one(&at.id("form"), at.text("form")).unwrap_or(PaperForm::Unspecified),
            required: ticked(at.text("required")),
            when: reader.condition(&at.id("when"), at.text("when")),
            held_by: or_none(at.text("held_by")),
            by_form: ticked(at.text("by_form")),
        });
    }
    version.papers = papers;
}
