//! The form builder: pages, and fields from the common dictionary, each with where its value comes from first.

use crate::designer::ground::{Ground, word};
use crate::designer::layout::{Column, Kind, Piece, Sheet, or_choose, or_none};
use crate::designer::reader::{At, Reader, tick, ticked};
use crate::designer::typed::{Row, Typed, cell};
use motcua_domain::procedure::{FormField, FormPage, ProcedureVersion};
use motcua_views::Choice;

const PAGES: &str = "pages";
const FIELDS: &str = "fields";

pub(super) fn layout(g: &Ground, version: &ProcedureVersion, typed: Option<&Typed>) -> Vec<Piece> {
    let column = |key, vi, en, kind| Column::new(key, g.pick(vi, en), kind);
    let heading = |vi, en, help: (&str, &str)| {
        Piece::Heading(g.pick(vi, en).to_owned(), Some(g.pick(help.0, help.1).to_owned()))
    };
    let mut dictionary = g.dictionary_choices();
    // What a version asks for already stays choosable, also when the dictionary does not know it.
    for field in version.form.iter().flat_map(|page| &page.fields) {
        if dictionary.iter().all(|choice| choice.value != field.field) {
            dictionary.push(Choice::new(field.field.clone(), field.field.clone()));
        }
    }
    vec![
        heading(
            "Trang của biểu mẫu",
            "Pages of the form",
            ("Mỗi trang là một nhóm câu hỏi.", "Each page is a group of questions."),
        ),
        Piece::Sheet(Sheet {
            key: PAGES,
            unit: g.pick("trang", "page").to_owned(),
            caption: g.pick("Trang của biểu mẫu", "Pages of the form").to_owned(),
            columns: vec![
                column("key", "Mã", "Key", Kind::Short),
                column("title", "Tiêu đề", "Title", Kind::Line),
                column("title_en", "Bằng tiếng Anh", "In English", Kind::Line),
            ],
            add: g.pick("Thêm trang", "Add a page").to_owned(),
        }),
        heading(
            "Trường của biểu mẫu",
            "Fields of the form",
            (
                "Chọn trong danh mục chung để không hỏi hai lần cùng một điều; điều cơ quan nhà nước đã có thì lấy từ cơ sở dữ liệu. Trang vừa ghi ở bảng trên có trong danh sách sau khi bấm “Thêm trường”.",
                "Chosen from the common dictionary, so that nothing is asked twice; what the State holds is taken from its database. A page just written above is in the list after pressing “Add a field”.",
            ),
        ),
        Piece::Sheet(Sheet {
            key: FIELDS,
            unit: g.pick("trường", "field").to_owned(),
            caption: g.pick("Trường của biểu mẫu", "Fields of the form").to_owned(),
            columns: vec![
                column("field", "Trường", "Field", Kind::One(or_choose(g.lang, dictionary))),
                column("page", "Trang", "Page", Kind::One(pages(g, version, typed))),
                column("required", "Bắt buộc", "Required", Kind::Tick),
                column(
                    "prefill",
                    "Lấy trước từ",
                    "Taken first from",
                    Kind::One(or_none(g.lang, g.prefill_choices())),
                ),
                column("when", "Chỉ hỏi khi", "Asked only when", Kind::Line).more(),
            ],
            add: g.pick("Thêm trường", "Add a field").to_owned(),
        }),
    ]
}

/// The pages to choose from, as they are typed now; a page that fields still name stays choosable until they do not.
fn pages(g: &Ground, version: &ProcedureVersion, typed: Option<&Typed>) -> Vec<Choice> {
    let mut pages = vec![Choice::new("", g.pick("Chọn trang", "Choose a page"))];
    let mut add = |key: &str, title: &str| {
        if !key.is_empty() && pages.iter().all(|page| page.value != key) {
            let label = if title.is_empty() { key.to_owned() } else { format!("{title} ({key})") };
            pages.push(Choice::new(key, label));
        }
    };
    match typed {
        Some(typed) => {
            typed.rows(PAGES).iter().for_each(|row| add(cell(row, "key"), cell(row, "title")));
            typed.rows(FIELDS).iter().for_each(|row| add(cell(row, "page"), ""));
        }
        None => version.form.iter().for_each(|page| add(&page.key, &page.title)),
    }
    pages
}

pub(super) fn fill(version: &ProcedureVersion, typed: &mut Typed) {
    let page = |page: &FormPage| {
        Row::from([
            ("key", page.key.clone()),
            ("title", page.title.clone()),
            ("title_en", page.title_en.clone()),
        ])
    };
    typed.put(PAGES, version.form.iter().map(page).collect());
    let fields = version.form.iter().flat_map(|page| page.fields.iter().map(move |field| (page, field)));
    let row = |(page, field): (&FormPage, &FormField)| {
        Row::from([
            ("field", field.field.clone()),
            ("page", page.key.clone()),
            ("required", tick(field.required)),
            ("prefill", field.prefill.map_or_else(String::new, word)),
            ("when", field.when.as_ref().map_or_else(String::new, ToString::to_string)),
        ])
    };
    typed.put(FIELDS, fields.map(row).collect());
}

pub(super) fn read(reader: &mut Reader<'_>, typed: &Typed, version: &mut ProcedureVersion) {
    let mut pages: Vec<FormPage> = Vec::new();
    for (index, row) in typed.rows(PAGES).iter().enumerate() {
        let at = At { table: PAGES, index, row };
        let key = reader.key(&at.id("key"), at.text("key"));
        if pages.iter().any(|page| page.key == key) {
            reader.wrong::<()>(at.id("key"), "Mã trang này đã dùng ở trên", "This key is used above already");
        }
        pages.push(FormPage {
            key,
            title: reader.text(&at.id("title"), at.text("title"), ("tiêu đề trang", "the title of the page")),
            title_en: at.text("title_en").to_owned(),
            fields: Vec::new(),
        });
    }
    for (index, row) in typed.rows(FIELDS).iter().enumerate() {
        let at = At { table: FIELDS, index, row };
        let field = FormField {
            field: reader.key(&at.id("field"), at.text("field")),
            required: ticked(at.text("required")),
            when: reader.condition(&at.id("when"), at.text("when")),
            prefill: reader.one_or_none(&at.id("prefill"), at.text("prefill")),
        };
        let wanted = at.text("page");
        let only = (wanted.is_empty() && pages.len() == 1).then_some(0);
        match only.or_else(|| pages.iter().position(|page| page.key == wanted)) {
            Some(page) => pages[page].fields.push(field),
            None => {
                reader.wrong::<()>(
                    at.id("page"),
                    "Chọn một trang có ở bảng trên",
                    "Choose a page that stands in the table above",
                );
            }
        }
    }
    version.form = pages;
}
