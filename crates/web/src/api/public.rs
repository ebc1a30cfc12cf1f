//! What anybody may ask: procedures, units, the course of a dossier with its secret.

use crate::form::Form;
use crate::json::answer;
use crate::limits::QUERY_CHARACTERS;
use crate::portal::track::look;
use crate::portal::tracking::following;
use crate::present::{place, procedure_name};
use crate::problem::{Problem, Result};
use crate::state::Web;
use crate::visit::VisitRef;
use axum::extract::{Path, RawQuery, State};
use axum::http::StatusCode;
use motcua_app::error::What;
use motcua_app::{Error, FieldProblem};
use motcua_domain::dossier::Phase;
use motcua_domain::ids::ProcedureCode;
use motcua_domain::procedure::{Channel, ProcedureVersion};
use motcua_domain::unit::{PlaceHit, Unit};
use motcua_views::Lang;
use motcua_views::portal::MilestoneState;
use serde_json::{Value, json};
use std::sync::Arc;

/// Most procedures in one answer.
const LIMIT_MAX: usize = 100;

/// `GET /api/v1/procedures?q=&limit=`
pub async fn procedures(State(web): State<Arc<Web>>, visit: VisitRef, RawQuery(query): RawQuery) -> Result {
    let form = Form::of_query(query.as_deref());
    let q: String = form.get("q").chars().take(QUERY_CHARACTERS).collect();
    let limit = form.get("limit").parse::<usize>().unwrap_or(20).clamp(1, LIMIT_MAX);
    let world = web.app.world();
    let items: Vec<Value> =
        world.catalogue.search(&q, limit).into_iter().map(|version| line(visit.lang, version)).collect();
    Ok(answer(StatusCode::OK, &json!({ "total": world.catalogue.count(&q), "items": items })))
}

fn line(lang: Lang, version: &ProcedureVersion) -> Value {
    json!({
        "code": version.code,
        "version": version.id,
        "name": procedure_name(lang, version),
        "field": version.field,
        "field_name": version.field_name,
        "field_name_en": version.field_name_en,
        "tier": version.tier,
        "term": version.rule.term,
        "service_level": version.service_level,
        "channels": version.channels,
        "fee_counter": version.fee(Channel::Counter),
        "fee_online": version.fee(Channel::Online),
        "valid_from": version.valid_from,
        "valid_to": version.valid_to,
        "provisional": version.provisional,
    })
}

/// `GET /api/v1/procedures/{code}`: the version in force today.
pub async fn procedure(State(web): State<Arc<Web>>, visit: VisitRef, Path(code): Path<String>) -> Result {
    let world = web.app.world();
    let version = world.version_for(&ProcedureCode(code), web.app.now().date());
    let version = version.ok_or_else(|| Problem::from(Error::NotFound(What::Procedure)))?;
    let mut body = line(visit.lang, version);
    body["rule"] = json!(version.rule);
    body["term_note"] = json!(version.term_note);
    body["competence"] = json!(version.competence);
    body["papers"] = json!(version.papers);
    body["steps"] = json!(version.steps);
    body["result"] = json!(version.result_name);
    body["legal_basis"] = json!(version.legal_basis);
    body["source"] = json!(version.source);
    Ok(answer(StatusCode::OK, &body))
}

/// `GET /api/v1/units?name=&limit=`: every unit, or those a name of today or of before leads to.
pub async fn units(State(web): State<Arc<Web>>, visit: VisitRef, RawQuery(query): RawQuery) -> Result {
    let form = Form::of_query(query.as_deref());
    let world = web.app.world();
    if form.all("name").next().is_none() {
        let items: Vec<Value> = world.units.iter().map(unit).collect();
        return Ok(answer(StatusCode::OK, &json!({ "items": items })));
    }
    let name = form.get("name");
    if !name.chars().any(char::is_alphanumeric) || name.chars().count() > QUERY_CHARACTERS {
        let text = ("Nhập tên xã, phường, quận hoặc huyện", "Give the name of a commune, ward or district");
        return Err(Error::Invalid(vec![FieldProblem::new("name", "required", text.0, text.1)]).into());
    }
    let limit = form.get("limit").parse::<usize>().unwrap_or(20).clamp(1, LIMIT_MAX);
    let hits = world.places.find(&world.units, name, web.app.now().date(), limit);
    let items: Vec<Value> = hits.iter().map(|hit| found(visit.lang, hit)).collect();
    Ok(answer(StatusCode::OK, &json!({ "items": items })))
}

fn unit(unit: &Unit) -> Value {
    json!({
        "id": unit.id, "key": unit.key, "name": unit.name, "short_name": unit.short_name, "kind": unit.kind,
        "parent": unit.parent, "counter": unit.kind.is_counter(), "agency_code": unit.agency_code,
        "agency_code_provisional": unit.agency_code_provisional, "address": unit.address,
        "from": unit.life.from, "until": unit.life.until,
    })
}

fn found(lang: Lang, hit: &PlaceHit<'_>) -> Value {
    let now = hit.now.iter().map(|(stands, extent)| {
        let mut value = unit(stands);
        value["extent"] = json!(extent);
        value
    });
    json!({
        "name": hit.name, "within": hit.within, "until": hit.until, "note": place::note(lang, hit),
        "units": now.collect::<Vec<_>>(),
    })
}

/// `GET /api/v1/dossiers/{code}/tracking?secret=`
pub async fn tracking(
    State(web): State<Arc<Web>>,
    visit: VisitRef,
    Path(code): Path<String>,
    RawQuery(query): RawQuery,
) -> Result {
    let form = Form::of_query(query.as_deref());
    let tracked =
        look(&web, visit.address, &code, form.get("secret")).await.map_err(|error| match error {
            Error::Locked { seconds } => Problem::too_many(seconds),
            other => other.into(),
        })?;
    let page = following(visit.lang, &web.app.world(), &tracked, web.app.now());
    let dossier = &tracked.dossier;
    let status = dossier.phase.national_status();
    let milestones: Vec<Value> = page
        .milestones
        .iter()
        .filter(|milestone| milestone.state != MilestoneState::Ahead)
        .map(|milestone| json!({ "title": milestone.title, "at": milestone.at, "unit": milestone.unit, "note": milestone.note }))
        .collect();
    let body = json!({
        "code": page.code,
        "procedure": { "code": dossier.procedure, "name": page.procedure },
        "status": status,
        "status_name": Phase::status_name(status, visit.words()),
        "sentence": page.sentence,
        "due_at": dossier.clock.as_ref().map(|clock| clock.due_at.rfc3339()),
        "paused": dossier.clock.as_ref().is_some_and(motcua_domain::dossier::Clock::is_paused),
        "why": page.due.why.iter().map(|why| &why.text).collect::<Vec<_>>(),
        "holder": page.holder,
        "todo": page.todo,
        "missing": page.missing,
        "milestones": milestones,
    });
    Ok(answer(StatusCode::OK, &body))
}
