//! `/me/filings/{id}/eligibility`: at most four questions, and the place. A question that hangs on another is asked on the
//! same page with its condition, so that nobody loads a page twice.

use super::posted::{PostedFiling, Told, Typed, Why, sent_back};
use super::{Ground, Stage, seen};
use crate::form::Form;
use crate::me::session::Applicant;
use crate::page::html_with;
use crate::present::{place as names, unit_in, words};
use crate::problem::Result;
use crate::state::Web;
use axum::extract::{Path, RawQuery, State};
use axum::http::StatusCode;
use motcua_app::filings::{Change, Part, check::ANSWER};
use motcua_app::{Error, FieldProblem};
use motcua_domain::ids::UnitId;
use motcua_domain::procedure::{Answers, Question};
use motcua_domain::text::fold;
use motcua_domain::unit::Unit;
use motcua_procedure::diagram;
use motcua_views::me::filing::{FieldGroup, FilingFormPage};
use motcua_views::{Choice, Field, FieldError, FieldKind, Lang};
use std::sync::Arc;

/// Places to choose from, where a name leads to several.
const PLACES: usize = 20;

/// `/me/filings/{id}/eligibility`
pub async fn form(
    State(web): State<Arc<Web>>,
    applicant: Applicant,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
) -> Result {
    let g = Ground::of(web, applicant, &id).await?;
    if let Some(filed) = g.filed() {
        return Ok(filed);
    }
    let back = Form::of_query(query.as_deref()).get("back").to_owned();
    let (mut form, told) = Typed::of(g.view.kept.as_deref(), &g.at("eligibility")).unwrap_or_default();
    if !back.is_empty() {
        form.set("back", back);
    }
    Ok(render(&g, &form, &told, StatusCode::OK))
}

/// `POST /me/filings/{id}/eligibility`
pub async fn submit(State(web): State<Arc<Web>>, Path(id): Path<String>, posted: PostedFiling) -> Result {
    let PostedFiling { applicant, form } = posted;
    let person = applicant.who.person;
    let g = Ground::of(Arc::clone(&web), applicant, &id).await?;
    if let Some(filed) = g.filed() {
        return Ok(filed);
    }
    let (commune, several) = place(&g, &form);
    let answers: Answers = g
        .view
        .version
        .questions
        .iter()
        .filter_map(|question| {
            Some((question.key.clone(), form.given(&format!("{ANSWER}{}", question.key))?.to_owned()))
        })
        .collect();
    let mut told = Told { several, ..Told::default() };
    if commune.is_none() {
        told.problems.push(no_place(&told.several));
    }
    let change = Change::Eligibility { answers, commune };
    match web.app.change_filing(person, g.view.id, seen(&form)?, change).await {
        Ok(saved) => {
            let g = g.with(saved.view);
            told.problems
                .splice(0..0, saved.problems.into_iter().filter(|p| commune.is_some() || p.field != "place"));
            if told.problems.is_empty() {
                return Ok(g.onwards(&Part::Eligibility, form.get("back")));
            }
            if form.get("go") == "save" && told.problems.iter().all(|problem| problem.code == "required") {
                return Ok(axum::response::IntoResponse::into_response(axum::response::Redirect::to(
                    &g.address(),
                )));
            }
            let back = sent_back(&g, &g.at("eligibility"), &form, &told).await;
            Ok(back.unwrap_or_else(|| render(&g, &form, &told, StatusCode::UNPROCESSABLE_ENTITY)))
        }
        Err(Error::Stale { .. }) => {
            let view = web.app.filing(person, g.view.id).await?;
            let g = g.with(view);
            told.why = Why::Stale;
            let back = sent_back(&g, &g.at("eligibility"), &form, &told).await;
            Ok(back.unwrap_or_else(|| render(&g, &form, &told, StatusCode::CONFLICT)))
        }
        Err(other) => Err(other.into()),
    }
}

/// The commune a form names: as chosen among several, as it stands, or by any name its place bears or bore.
fn place(g: &Ground, form: &Form) -> (Option<UnitId>, Vec<UnitId>) {
    let typed = form.get("place");
    let units = &g.world.units;
    let chosen = form.given("unit").and_then(|key| units.by_key(key)).filter(|unit| unit.kind.is_commune());
    if let Some(unit) = chosen
        && form.get("place-was") == typed
    {
        return (Some(unit.id), Vec::new());
    }
    let stands = g.view.commune.and_then(|id| units.get(id));
    if let Some(unit) =
        stands.filter(|unit| [Lang::Vi, Lang::En].iter().any(|lang| names::area(*lang, unit) == typed))
    {
        return (Some(unit.id), Vec::new());
    }
    if typed.is_empty() {
        return (None, Vec::new());
    }
    // A name of today is meant before one of former times.
    let key = fold(typed);
    let bears = |unit: &Unit| {
        let areas = [Lang::Vi, Lang::En].map(|lang| fold(&names::area(lang, unit)));
        fold(&unit.short_name) == key || areas.contains(&key)
    };
    let mut of_today = units.lasting().filter(|unit| unit.kind.is_commune() && bears(unit));
    if let (Some(one), None) = (of_today.next(), of_today.next()) {
        return (Some(one.id), Vec::new());
    }
    let today = g.web.app.now().date();
    let mut found: Vec<UnitId> = Vec::new();
    for hit in g.world.places.find(units, typed, today, PLACES) {
        for (unit, _) in &hit.now {
            let commune = if unit.kind.is_commune() { Some(unit.id) } else { unit.parent };
            let commune = commune.filter(|id| units.get(*id).is_some_and(|unit| unit.kind.is_commune()));
            if let Some(id) = commune.filter(|id| !found.contains(id)) {
                found.push(id);
            }
        }
    }
    match found.as_slice() {
        [one] => (Some(*one), Vec::new()),
        _ => (None, found.into_iter().take(PLACES).collect()),
    }
}

fn no_place(several: &[UnitId]) -> FieldProblem {
    if several.is_empty() {
        FieldProblem::new(
            "place",
            "required",
            "Nhập tên xã, phường, ví dụ Hồng Hà. Tên cũ cũng tìm được",
            "Enter the name of a commune or ward, such as Hồng Hà. Former names are found too",
        )
    } else {
        FieldProblem::new(
            "unit",
            "choose",
            "Tên này ứng với nhiều nơi. Chọn một nơi",
            "This name leads to several places. Choose one",
        )
    }
}

fn render(g: &Ground, form: &Form, told: &Told, status: StatusCode) -> axum::response::Response {
    let lang = g.lang();
    let error = |name: &str| told.problems.iter().find(|problem| problem.field == name).map(|p| g.text(p));
    let mut fields: Vec<Field> = g.view.version.questions.iter().map(|q| question(g, q, form)).collect();
    let stands = g.view.commune.and_then(|id| g.world.units.get(id));
    let typed = form.given("place").map(str::to_owned);
    let value = typed.unwrap_or_else(|| stands.map_or_else(String::new, |unit| names::area(lang, unit)));
    let label = g.pick(
        "Xã, phường nơi ông/bà cư trú, hoặc nơi ông/bà chọn nộp",
        "Commune or ward where you live, or where you choose to file",
    );
    let mut place = Field::new("place", label, FieldKind::Text).value(value.clone());
    let account = g.view.content.commune.is_none() && g.view.commune.is_some();
    place.hint = Some(if account {
        let taken = match (lang, &g.view.mandate) {
            (Lang::Vi, None) => "Lấy từ tài khoản của ông/bà.".to_owned(),
            (Lang::En, None) => "Taken from your account.".to_owned(),
            (Lang::Vi, Some(under)) => format!("Lấy từ tài khoản của {}.", under.name),
            (Lang::En, Some(under)) => format!("Taken from the account of {}.", under.name),
        };
        let rest =
            g.pick("Sửa được; tên cũ cũng tìm được.", "You may change it; former names are found too.");
        format!("{taken} {rest}")
    } else {
        g.pick(
            "Gõ có dấu hoặc không dấu; tên cũ cũng tìm được.",
            "With or without accents; former names are found too.",
        )
        .to_owned()
    });
    fields.push(place);
    if !told.several.is_empty() {
        let choices = told.several.iter().filter_map(|id| g.world.units.get(*id));
        let choices = choices.map(|unit| Choice::new(unit.key.as_str(), names::area(lang, unit)));
        fields.push(Field::new(
            "unit",
            g.pick("Chọn nơi", "Choose the place"),
            FieldKind::Radios(choices.collect()),
        ));
    }
    for field in &mut fields {
        field.error = error(&field.name);
    }
    let mut page = g.page(g.pick("Trường hợp và nơi nộp", "Your case and where it goes"));
    page.errors = g.said(told);
    keep_targets(&mut page.errors, &fields);
    let view = FilingFormPage {
        frame: g.frame(Stage::Eligibility),
        page,
        action: g.at("eligibility"),
        lead: None,
        groups: vec![FieldGroup { fields, ..FieldGroup::default() }],
        hidden: vec![("back", form.get("back").to_owned()), ("place-was", value)],
        agency: g.view.competent.map(|unit| unit_in(lang, &g.world, unit)),
    };
    html_with(status, view.render())
}

/// An error whose field is not on the page stands without a link.
fn keep_targets(errors: &mut [FieldError], fields: &[Field]) {
    for error in errors.iter_mut().filter(|error| fields.iter().all(|field| field.name != error.target)) {
        error.target.clear();
    }
}

fn question(g: &Ground, question: &Question, form: &Form) -> Field {
    let own =
        |vi: &str, en: &str| if en.trim().is_empty() { vi.to_owned() } else { g.pick(vi, en).to_owned() };
    let name = format!("{ANSWER}{}", question.key);
    let stands = g.view.content.answers.get(&question.key).map_or("", String::as_str);
    let given = form.given(&name).unwrap_or(stands);
    let choices = question.choices.iter();
    let choices =
        choices.map(|one| Choice::new(one.key.as_str(), own(&one.label, &one.label_en)).chosen_if(given));
    let mut field =
        Field::new(name, own(&question.text, &question.text_en), FieldKind::Radios(choices.collect()));
    field.hint = question.when.as_ref().map(|when| {
        let told = diagram::condition(&g.view.version, &g.world.units, words(g.lang()), when);
        format!("{} {told}", g.pick("Chỉ trả lời khi:", "Only if:"))
    });
    field
}
