//! `/me/filings/{id}/questions/{group}`: what is asked, beside what is held already.

use super::groups::{Group, may_be_asked};
use super::posted::{PostedFiling, Told, Typed, Why, sent_back};
use super::{Ground, Stage, seen};
use crate::fields::{as_typed, field, in_words};
use crate::form::Form;
use crate::me::session::Applicant;
use crate::page::html_with;
use crate::present::{day, pick, words};
use crate::problem::{Problem, Result};
use crate::state::Web;
use axum::extract::{Path, RawQuery, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use motcua_app::error::What;
use motcua_app::filings::check::{FIELD, definition};
use motcua_app::filings::{Change, Part, Suggestion};
use motcua_app::{Error, FieldProblem};
use motcua_domain::procedure::condition::{Condition, Fact};
use motcua_domain::procedure::{FieldDef, FieldKind, FormField, Prefill};
use motcua_procedure::diagram;
use motcua_views::me::filing::{FieldGroup, FilingFormPage, HeldFact};
use motcua_views::{Field, Lang};
use std::collections::BTreeMap;
use std::sync::Arc;

/// `/me/filings/{id}/questions/{group}?back=`
pub async fn form(
    State(web): State<Arc<Web>>,
    applicant: Applicant,
    Path((id, key)): Path<(String, String)>,
    RawQuery(query): RawQuery,
) -> Result {
    let g = Ground::of(web, applicant, &id).await?;
    if let Some(filed) = g.filed() {
        return Ok(filed);
    }
    let group = group_of(&g, &key)?;
    let back = Form::of_query(query.as_deref()).get("back").to_owned();
    let (mut form, told) = Typed::of(g.view.kept.as_deref(), &address(&g, &group)).unwrap_or_default();
    if !back.is_empty() {
        form.set("back", back);
    }
    Ok(render(&g, &group, &form, &told, StatusCode::OK))
}

/// `POST /me/filings/{id}/questions/{group}`
pub async fn submit(
    State(web): State<Arc<Web>>,
    Path((id, key)): Path<(String, String)>,
    posted: PostedFiling,
) -> Result {
    let PostedFiling { applicant, form } = posted;
    let person = applicant.who.person;
    let g = Ground::of(Arc::clone(&web), applicant, &id).await?;
    if let Some(filed) = g.filed() {
        return Ok(filed);
    }
    let group = group_of(&g, &key)?;
    let change = Change::Fields { pages: group.pages.clone(), typed: typed(&g, &group, &form) };
    match web.app.change_filing(person, g.view.id, seen(&form)?, change).await {
        Ok(saved) => {
            let g = g.with(saved.view);
            let missing = |problem: &FieldProblem| problem.code == "required";
            if saved.problems.is_empty() && form.get("go") != "save" {
                return Ok(g.onwards(&Part::Page(group.key.clone()), form.get("back")));
            }
            if form.get("go") == "save" && saved.problems.iter().all(missing) {
                return Ok(Redirect::to(&g.address()).into_response());
            }
            let told = Told { problems: saved.problems, ..Told::default() };
            let back = sent_back(&g, &address(&g, &group), &form, &told).await;
            Ok(back.unwrap_or_else(|| render(&g, &group, &form, &told, StatusCode::UNPROCESSABLE_ENTITY)))
        }
        Err(Error::Stale { .. }) => {
            let view = web.app.filing(person, g.view.id).await?;
            let g = g.with(view);
            let told = Told::stale();
            let back = sent_back(&g, &address(&g, &group), &form, &told).await;
            Ok(back.unwrap_or_else(|| render(&g, &group, &form, &told, StatusCode::CONFLICT)))
        }
        Err(other) => Err(other.into()),
    }
}

/// The address of a group's page.
fn address(g: &Ground, group: &Group) -> String {
    g.at(&format!("questions/{}", group.key))
}

/// The group a page of the form is in.
fn group_of(g: &Ground, key: &str) -> Result<Group> {
    let group = g.groups.iter().find(|group| group.pages.iter().any(|page| page == key)).cloned();
    group.ok_or_else(|| Problem::from(Error::NotFound(What::Page)))
}

/// The titles of a group's pages.
pub(crate) fn title(g: &Ground, key: &str) -> String {
    let Some(group) = g.groups.iter().find(|group| group.key == key) else { return key.to_owned() };
    let pages = group.pages(&g.view);
    let titles: Vec<&str> = pages.iter().map(|page| own(g.lang(), &page.title, &page.title_en)).collect();
    titles.join(" · ")
}

fn own<'t>(lang: Lang, vi: &'t str, en: &'t str) -> &'t str {
    if en.trim().is_empty() { vi } else { pick(lang, vi, en) }
}

/// The fields as sent. A group of choices with nothing chosen sends nothing and counts as empty.
fn typed(g: &Ground, group: &Group, form: &Form) -> BTreeMap<String, String> {
    let mut typed = BTreeMap::new();
    for (asked, _) in group.pages(&g.view).into_iter().flat_map(|page| may_be_asked(&g.view, page)) {
        let name = format!("{FIELD}{}", asked.field);
        let sent = form.pairs().find(|(field, _)| *field == name).map(|(_, value)| value.trim().to_owned());
        match sent {
            Some(value) => {
                typed.insert(asked.field.clone(), value);
            }
            None if !g.view.is_held(&asked.field) => {
                typed.insert(asked.field.clone(), String::new());
            }
            None => {}
        }
    }
    typed
}

fn render(g: &Ground, group: &Group, form: &Form, told: &Told, status: StatusCode) -> Response {
    let lang = g.lang();
    let pages = group.pages(&g.view);
    let single = pages.len() == 1;
    let mut groups: Vec<FieldGroup> = Vec::new();
    for page in &pages {
        let mut shown = FieldGroup::default();
        if !single {
            own(lang, &page.title, &page.title_en).clone_into(&mut shown.title);
        }
        for (asked, when) in may_be_asked(&g.view, page) {
            let def = definition(&g.world, &asked.field);
            if is_shown_as_held(g, asked, &def, form, told) {
                shown.held.push(held(g, asked, &def));
            } else {
                shown.fields.push(question(g, (asked, when), &def, form, told));
            }
        }
        shown.note = unconnected(
            g,
            page.fields
                .iter()
                .filter(|f| shown.fields.iter().any(|s| s.name == format!("{FIELD}{}", f.field))),
        );
        groups.push(shown);
    }
    let name = match pages.first().filter(|_| single) {
        Some(page) => own(lang, &page.title, &page.title_en).to_owned(),
        None => g.pick("Tờ khai", "The form").to_owned(),
    };
    let mut page = g.page(name);
    page.errors = g.said(told);
    let view = FilingFormPage {
        frame: g.frame(Stage::Form),
        page,
        action: address(g, group),
        lead: None,
        groups,
        hidden: vec![("back", form.get("back").to_owned())],
        agency: None,
    };
    html_with(status, view.render())
}

/// Whether a value is shown as held: it is, and nothing else was sent in its place.
fn is_shown_as_held(g: &Ground, asked: &FormField, def: &FieldDef, form: &Form, told: &Told) -> bool {
    let name = format!("{FIELD}{}", asked.field);
    let held = g.view.known.get(&asked.field).map(|held| as_typed(def, held)).unwrap_or_default();
    let otherwise = form.given(&name).is_some_and(|sent| sent != held);
    g.view.is_held(&asked.field) && !otherwise && told.problems.iter().all(|problem| problem.field != name)
}

/// Said once where a register would fill in what is asked, and none is connected.
fn unconnected<'f>(g: &Ground, mut asked: impl Iterator<Item = &'f FormField>) -> Option<String> {
    let waits = asked.any(|field| {
        field.prefill == Some(Prefill::Register) && !g.view.suggestions.contains_key(&field.field)
    });
    waits.then(|| {
        g.pick(
            "Chưa kết nối được cơ sở dữ liệu để lấy sẵn một số thông tin dưới đây. Ông/bà điền tay, cán bộ sẽ đối chiếu sau.",
            "The register that holds some of what is asked below is not connected. Please fill it in; an officer will compare it later.",
        )
        .to_owned()
    })
}

/// What is held already, and the field in which the person says otherwise.
fn held(g: &Ground, asked: &FormField, def: &FieldDef) -> HeldFact {
    let value = g.view.known.get(&asked.field).map(String::as_str).unwrap_or_default();
    let name = format!("{FIELD}{}", asked.field);
    let mut otherwise = field(g.lang(), name, def, &as_typed(def, value));
    otherwise.hint = Some(
        g.pick(
            "Ghi thông tin đúng. Cán bộ sẽ đối chiếu.",
            "Enter what is right. An officer will compare it.",
        )
        .to_owned(),
    );
    HeldFact {
        label: otherwise.label.clone(),
        value: in_words(g.lang(), def, value),
        source: g.account_source(),
        field: otherwise,
    }
}

fn question(
    g: &Ground,
    (asked, when): (&FormField, Option<&Condition>),
    def: &FieldDef,
    form: &Form,
    told: &Told,
) -> Field {
    let lang = g.lang();
    let name = format!("{FIELD}{}", asked.field);
    let sent = form.pairs().find(|(field, _)| *field == name).map(|(_, value)| value.to_owned());
    let saved = g.view.content.values.get(&asked.field).map(|value| as_typed(def, value));
    let put_in = g.view.suggestions.get(&asked.field).filter(|_| saved.is_none() && !gone_through(g, asked));
    // What was sent stands, even empty; a form that was sent without it had nothing chosen there.
    let was_sent = form.pairs().any(|(field, _)| field.starts_with(FIELD));
    let value = match (sent, was_sent) {
        (Some(sent), _) => sent,
        (None, true) => String::new(),
        (None, false) => {
            saved.clone().or_else(|| put_in.map(|one| as_typed(def, &one.value))).unwrap_or_default()
        }
    };
    let differs = told.why != Why::Wrong && saved.as_ref().is_some_and(|saved| *saved != value);
    let mut shown = field(lang, name, def, &value);
    let mut hints: Vec<String> = Vec::new();
    if let Some(when) = when {
        hints.push(format!("{} {}", pick(lang, "Chỉ trả lời khi:", "Only if:"), condition(g, when)));
    }
    if let Some(one) = put_in {
        hints.push(source(g, one));
    }
    if let Some(held) = g.view.known.get(&asked.field) {
        hints.push(format!(
            "{} {}",
            pick(lang, "Theo tài khoản:", "In your account:"),
            in_words(lang, def, held)
        ));
    }
    if let Some(saved) = saved.filter(|_| differs) {
        hints.push(format!("{} {saved}", pick(lang, "Cửa sổ kia đã lưu:", "Saved by the other window:")));
    }
    if let Some(format) = format_hint(lang, def) {
        hints.push(format.to_owned());
    }
    shown.hint = (!hints.is_empty()).then(|| hints.join(". "));
    let error = told.problems.iter().find(|problem| problem.field == shown.name);
    shown.error = error.map(|problem| g.text(problem));
    if asked.required && when.is_none() { shown } else { shown.optional() }
}

/// Whether the page of a field was gone through: then an empty field was left empty on purpose.
fn gone_through(g: &Ground, asked: &FormField) -> bool {
    let page =
        g.view.version.form.iter().find(|page| page.fields.iter().any(|field| field.field == asked.field));
    page.is_some_and(|page| g.view.is_done(&Part::Page(page.key.clone())))
}

/// How a value is written, where its kind asks to be told and another hint takes the usual one's place.
fn format_hint(lang: Lang, def: &FieldDef) -> Option<&'static str> {
    match def.kind {
        FieldKind::Date => Some(pick(lang, "Ví dụ: 24/7/2025", "For example 24/7/2025")),
        FieldKind::Money => Some(pick(lang, "Đồng, ví dụ 50.000.000", "In đồng, such as 50.000.000")),
        FieldKind::PersonalId => Some(pick(lang, "12 chữ số", "12 digits")),
        FieldKind::Address => Some(pick(
            lang,
            "Số nhà, đường, thôn hoặc tổ, xã hoặc phường, tỉnh hoặc thành phố",
            "House number, street, commune or ward, province or city",
        )),
        _ => None,
    }
}

/// Where a value put in beforehand comes from.
pub(crate) fn source(g: &Ground, suggestion: &Suggestion) -> String {
    let lang = g.lang();
    match (&suggestion.from, &g.view.mandate) {
        (None, None) => {
            pick(lang, "Lấy từ tài khoản của ông/bà, sửa được", "Taken from your account, may be changed")
                .to_owned()
        }
        (None, Some(under)) => match lang {
            Lang::Vi => format!("Lấy từ tài khoản của {}, sửa được", under.name),
            Lang::En => format!("Taken from the account of {}, may be changed", under.name),
        },
        (Some(from), under) => {
            let on = day(lang, from.at.date());
            let code = from.code.as_ref().map(|code| format!(" {code}")).unwrap_or_default();
            match (lang, under) {
                (Lang::Vi, None) => format!("Lấy từ hồ sơ{code} ông/bà nộp ngày {on}, sửa được"),
                (Lang::En, None) => format!("Taken from the dossier{code} you filed on {on}, may be changed"),
                (Lang::Vi, Some(under)) => {
                    format!("Lấy từ hồ sơ{code} của {} nộp ngày {on}, sửa được", under.name)
                }
                (Lang::En, Some(under)) => {
                    format!("Taken from the dossier{code} of {}, filed on {on}, may be changed", under.name)
                }
            }
        }
    }
}

/// A condition on another field of the page, with the words of the dictionary.
fn condition(g: &Ground, when: &Condition) -> String {
    if let Condition::Is { fact: Fact::Field(key), values } = when {
        let def = definition(&g.world, key);
        let label = own(g.lang(), &def.label, &def.label_en).to_owned();
        let choices: Vec<String> = values.iter().map(|value| in_words(g.lang(), &def, value)).collect();
        return format!("{label}: {}", choices.join(pick(g.lang(), " hoặc ", " or ")));
    }
    diagram::condition(&g.view.version, &g.world.units, words(g.lang()), when)
}
