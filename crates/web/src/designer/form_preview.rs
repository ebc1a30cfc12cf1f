//! `/desk/designer/drafts/{id}/form`: the electronic form of a draft as its applicant would meet it. Whatever is typed here is
//! made up and kept nowhere; it only decides what is asked.

use super::Entered;
use super::draft::{OnDraft, about, address as of_draft, title};
use super::parts::Part;
use super::rehearse::{Made, read, situation_fields};
use crate::fields;
use crate::form::Form;
use crate::page::html;
use crate::problem::Result;
use motcua_domain::ids::DraftId;
use motcua_domain::procedure::condition::{Fact, Facts};
use motcua_domain::procedure::{
    FieldDef, FieldKind as Asks, FormField, FormPage, Prefill, ProcedureVersion, Situation,
};
use motcua_views::designer::{Block, Preview, ReportPage};
use motcua_views::{Field, Link};
use std::collections::BTreeMap;

/// The address of the preview of a draft's form.
#[must_use]
pub fn address(id: DraftId) -> String {
    format!("{}/form", of_draft(id))
}

/// `/desk/designer/drafts/{id}/form?channel=&case=&f-<field>=`
pub async fn show(on: OnDraft) -> Result {
    let OnDraft { web, entered, view, query } = on;
    let mut page = entered.page(&web, title(&entered, &view));
    page.path = address(view.draft.id);
    let (made, _) = read(&entered, &view.content, &Form::default(), web.app.now());
    let situation = read(&entered, &view.content, &query, web.app.now()).0.or(made);
    let mut blocks = vec![Block::Heading(
        entered.pick("Biểu mẫu như người nộp sẽ thấy", "The form as the applicant would see it").to_owned(),
    )];
    blocks.push(Block::Text(
        entered
            .pick(
                "Nội dung gõ ở đây không được lưu. Chọn và gõ thử, rồi bấm nút cuối trang để xem câu hỏi nào hiện ra.",
                "Nothing typed here is kept. Choose and type, then press the button at the end to see what is asked.",
            )
            .to_owned(),
    ));
    if let Some(made) = situation {
        blocks.push(Block::Preview(Box::new(preview(
            &entered,
            &view.content,
            &made,
            &query,
            page.path.clone(),
        ))));
    }
    let base = of_draft(view.draft.id);
    let back = Link::new(Part::Form.label(entered.lang()), format!("{base}?part={}", Part::Form.key()));
    let report =
        ReportPage { back: Some(back), about: Some(about(&entered, &view)), ..entered.report(page, blocks) };
    Ok(html(report.render()))
}

/// What conditions of the form may ask: the situation, the answers, and what is typed.
struct Known<'a> {
    situation: Situation<'a>,
    made: &'a Made,
    typed: BTreeMap<&'a str, &'a str>,
}

impl Facts for Known<'_> {
    fn value(&self, fact: &Fact) -> Option<&str> {
        match fact {
            Fact::Answer(_) => self.made.answers.value(fact),
            Fact::Field(key) => self.typed.get(key.as_str()).copied(),
            _ => self.situation.value(fact),
        }
    }
}

fn preview(
    entered: &Entered,
    version: &ProcedureVersion,
    made: &Made,
    query: &Form,
    action: String,
) -> Preview {
    let typed = query.pairs().filter_map(|(name, value)| Some((name.strip_prefix("f-")?, value)));
    let known = Known { situation: made.situation(version), made, typed: typed.collect() };
    let situation = entered.pick("Tình huống", "The situation").to_owned();
    let mut pages = vec![(situation, situation_fields(entered, version, query), None)];
    pages.extend(version.form.iter().map(|page| shown(entered, page, &known, query)));
    let submit = entered.pick("Xem lại theo nội dung đã chọn", "Show what is asked now").to_owned();
    Preview { action, pages, submit }
}

fn shown(
    entered: &Entered,
    page: &FormPage,
    known: &Known<'_>,
    query: &Form,
) -> (String, Vec<Field>, Option<String>) {
    let (mut fields, mut not) = (Vec::new(), Vec::new());
    for field in &page.fields {
        let def = entered.ground.world.dictionary.iter().find(|def| def.key == field.field);
        let label = def.map_or(field.field.as_str(), |def| entered.pick(&def.label, &def.label_en));
        if field.when.as_ref().is_none_or(|when| when.holds(known)) {
            fields.push(asked(entered, field, def, label, query));
        } else {
            not.push(label.to_owned());
        }
    }
    let note =
        (!not.is_empty()).then(|| format!("{}: {}.", entered.pick("Không hỏi", "Not asked"), not.join("; ")));
    (entered.pick(&page.title, &page.title_en).to_owned(), fields, note)
}

fn asked(entered: &Entered, field: &FormField, def: Option<&FieldDef>, label: &str, query: &Form) -> Field {
    let name = format!("f-{}", field.field);
    let unknown = || FieldDef {
        key: field.field.clone(),
        label: label.to_owned(),
        label_en: label.to_owned(),
        kind: Asks::Text,
        choices: Vec::new(),
        held_by: None,
    };
    let typed = query.get(&name).to_owned();
    let mut shown = fields::field(entered.lang(), name, &def.cloned().unwrap_or_else(unknown), &typed);
    let held = def.and_then(|def| def.held_by.as_deref()).unwrap_or_default();
    shown.hint = field.prefill.map(|prefill| match prefill {
        Prefill::Account => entered.pick("Điền sẵn từ tài khoản", "Filled in from the account").to_owned(),
        Prefill::Register => format!("{} {held}", entered.pick("Điền sẵn từ", "Filled in from")),
        Prefill::Earlier => entered
            .pick("Điền sẵn từ hồ sơ hoặc kết quả trước", "Filled in from an earlier dossier or result")
            .to_owned(),
    });
    if field.required { shown } else { shown.optional() }
}
