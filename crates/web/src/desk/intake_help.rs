//! What the intake page asks while it is filled in: procedures by words, due dates, people known from before.

use super::intake::Filled;
use super::intake_offer::{by_code, documents, procedure};
use crate::access_log::AccessLog;
use crate::form::Form;
use crate::limits::QUERY_CHARACTERS;
use crate::page::{html, public, receives};
use crate::present::{pick, procedure_name, timeline::term, when, words};
use crate::problem::{Problem, Result};
use crate::session::{Officer, Posted};
use crate::state::Web;
use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use motcua_app::error::What;
use motcua_app::{Error, World};
use motcua_calendar::{Date, DueRequest, TermRule};
use motcua_domain::ids::{ProcedureCode, UnitId};
use motcua_domain::procedure::ProcedureVersion;
use motcua_domain::text::fold;
use motcua_store::people::{self, Person};
use motcua_views::desk::{DuePreview, IntakeFragment};
use motcua_views::{Lang, Section};
use serde_json::json;
use std::sync::Arc;

/// Suggestions shown at once.
const SUGGESTIONS: usize = 8;

/// What an officer's words for a procedure lead to.
pub enum Found {
    /// This one.
    One(Arc<ProcedureVersion>),
    /// One of these.
    Several(Vec<Arc<ProcedureVersion>>),
    /// None.
    Nothing,
}

/// A procedure by code, abbreviation or words. Words that mean one procedure alone choose it.
#[must_use]
pub fn choose(world: &World, typed: &str, today: Date) -> Found {
    let typed: String = typed.chars().take(QUERY_CHARACTERS).collect();
    if typed.is_empty() {
        return Found::Nothing;
    }
    let code = typed.split_whitespace().next().unwrap_or_default();
    if let Some(version) = world.version_for(&ProcedureCode::from(code), today) {
        return Found::One(Arc::clone(version));
    }
    let hits: Vec<Arc<ProcedureVersion>> =
        world.catalogue.search(&typed, SUGGESTIONS).into_iter().cloned().collect();
    let key = fold(&typed);
    let named = |version: &ProcedureVersion| {
        fold(&version.name) == key || version.synonyms.iter().any(|word| fold(word) == key)
    };
    match hits.as_slice() {
        [] => Found::Nothing,
        [only] => Found::One(Arc::clone(only)),
        [first, second, ..] if named(first) && !named(second) => Found::One(Arc::clone(first)),
        _ => Found::Several(hits),
    }
}

/// `/desk/intake/procedures?q=`: suggestions as JSON.
pub async fn procedures(State(web): State<Arc<Web>>, officer: Officer, RawQuery(query): RawQuery) -> Result {
    must_receive(&web, &officer)?;
    let form = Form::of_query(query.as_deref());
    let q: String = form.get("q").chars().take(QUERY_CHARACTERS).collect();
    let (world, lang) = (web.app.world(), officer.lang());
    let list = world.catalogue.search(&q, SUGGESTIONS);
    let list: Vec<_> = list
        .into_iter()
        .map(|version| json!({ "code": version.code, "name": procedure_name(lang, version), "term": term(lang, version.rule.term) }))
        .collect();
    Ok(crate::json::answer(StatusCode::OK, &list))
}

/// `/desk/intake/procedure?code=&case=&channel=`: the procedure's part of the page alone.
pub async fn fragment(State(web): State<Arc<Web>>, officer: Officer, RawQuery(query): RawQuery) -> Result {
    must_receive(&web, &officer)?;
    let form = Form::of_query(query.as_deref());
    let (world, lang) = (web.app.world(), officer.lang());
    let version = by_code(&world, form.get("code"), web.app.now().date());
    let version = version.ok_or_else(|| Problem::from(Error::NotFound(What::Procedure)))?;
    let version = of_counter(&world, &version, officer.who.unit, web.app.now().date());
    let page = public(&web, &officer.visit, "", Section::Other);
    let view = IntakeFragment {
        page,
        procedure: Some(procedure(&web, lang, &world, &version, officer.who.unit, &form)),
        documents: documents(lang, &version, &form),
    };
    Ok(html(view.render()))
}

/// `/desk/intake/due?procedure=`: when a dossier received now would be due, as JSON.
pub async fn due(State(web): State<Arc<Web>>, officer: Officer, RawQuery(query): RawQuery) -> Result {
    must_receive(&web, &officer)?;
    let form = Form::of_query(query.as_deref());
    let world = web.app.world();
    let version = by_code(&world, form.get("procedure"), web.app.now().date());
    let version = version.ok_or_else(|| Problem::from(Error::NotFound(What::Procedure)))?;
    let version = of_counter(&world, &version, officer.who.unit, web.app.now().date());
    let preview = due_preview(&web, officer.lang(), &world, &version.rule);
    let preview = preview.map(|preview| json!({ "due": preview.due, "rule": preview.rule }));
    Ok(crate::json::answer(StatusCode::OK, &preview))
}

/// What applies at a counter: the variation of the commune it belongs to, where that has one.
fn of_counter(
    world: &World,
    version: &Arc<ProcedureVersion>,
    counter: UnitId,
    today: Date,
) -> Arc<ProcedureVersion> {
    let commune = world.units.get(counter).and_then(|unit| unit.parent);
    let own = commune.map_or(version, |commune| world.varied(version, today, commune));
    Arc::clone(own)
}

/// `POST /desk/intake/person`: who has a 12-digit number, as JSON. By POST, because numbers do not belong in
/// addresses; each look is logged.
pub async fn person(State(web): State<Arc<Web>>, posted: Posted) -> Result {
    let Posted { officer, form } = posted;
    must_receive(&web, &officer)?;
    let number: String = form.get("id").chars().filter(char::is_ascii_digit).collect();
    let person = look_up(&web, &officer, number).await?;
    let person = person.map(|person| {
        json!({
            "name": person.name, "born_on": person.born_on, "sex": person.sex,
            "phone": person.phone, "address": person.address,
        })
    });
    Ok(crate::json::answer(StatusCode::OK, &person))
}

fn must_receive(web: &Web, officer: &Officer) -> Result<()> {
    if receives(officer, &web.app.world()) { Ok(()) } else { Err(Error::Denied.into()) }
}

async fn look_up(web: &Arc<Web>, officer: &Officer, number: String) -> Result<Option<Person>> {
    if number.len() != 12 {
        return Ok(None);
    }
    let found = web.app.read(move |tx, _| Ok(people::by_personal_id(tx, &number)?)).await?;
    AccessLog::note_person(web, &officer.who, found.as_ref().map(|person| person.id), "person");
    Ok(found)
}

/// Fills in what is known of the person with the number typed.
///
/// # Errors
/// If the database cannot answer.
pub async fn known_person(
    web: &Arc<Web>,
    officer: &Officer,
    form: &mut Form,
    filled: &mut Filled,
) -> Result<()> {
    let number = form.get("id_number").to_owned();
    let Some(person) = look_up(web, officer, number).await? else { return Ok(()) };
    let born = person.born_on.as_deref().and_then(crate::form::day).map(crate::present::date);
    let known = [
        ("full_name", Some(person.name)),
        ("birth_date", born),
        ("gender", person.sex),
        ("phone", person.phone),
        ("address", person.address),
    ];
    for (field, value) in known {
        if let Some(value) = value.filter(|_| form.get(field).is_empty()) {
            form.set(field, value);
        }
    }
    filled.source =
        Some(pick(officer.lang(), "Đã có từ hồ sơ trước", "Known from an earlier dossier").to_owned());
    Ok(())
}

/// When a dossier under this rule would be due if it were received now.
#[must_use]
pub fn due_preview(web: &Web, lang: Lang, world: &World, rule: &TermRule) -> Option<DuePreview> {
    let unit = world.units.lasting().find(|unit| unit.kind.is_counter())?;
    let calendar = world.calendar(unit.id).ok()?;
    let request = DueRequest { received: web.app.now(), rule, pauses: &[], extension: None };
    let due = calendar.due(&request).ok()?;
    Some(DuePreview { due: when(lang, due.at), rule: rule.term.label(words(lang)) })
}
