//! Dossiers as JSON: one, its history, and the inbox of a unit.

use crate::access_log::AccessLog;
use crate::desk::inbox::{Asked, channel_of};
use crate::desk::menu::soon;
use crate::desk::{field_scope_at, visible};
use crate::form::Form;
use crate::json::answer;
use crate::problem::{Problem, Result};
use crate::session::Caller;
use crate::state::Web;
use axum::extract::{Path, RawQuery, State};
use axum::http::StatusCode;
use motcua_app::Error;
use motcua_app::error::What;
use motcua_calendar::Moment;
use motcua_domain::actor::Actor;
use motcua_domain::desk::Queue;
use motcua_domain::dossier::acts::{Act, allowed};
use motcua_domain::dossier::deadline::{behind, standing};
use motcua_domain::dossier::{Clock, Dossier};
use motcua_domain::ids::{ProcedureCode, UnitId};
use motcua_domain::procedure::ProcedureVersion;
use motcua_store::queries::inbox::{Row, View};
use motcua_store::queries::timeline::{Item, Note, events_with, hashes};
use serde::Serialize;
use serde_json::{Value, json};
use std::sync::Arc;

/// Most rows in one answer.
const LIMIT_MAX: u32 = 100;

/// What every answer about a dossier begins with.
#[derive(Serialize)]
pub struct Brief<'a> {
    /// Id.
    pub id: String,
    /// Code, from receipt on.
    pub code: Option<&'a str>,
    /// Revision: name it in the next act.
    pub revision: u32,
    /// National status 1…10.
    pub status: u8,
    /// The phase's stable name.
    pub phase: &'static str,
    /// Due moment, RFC 3339.
    pub due_at: Option<String>,
    /// Whether the clock is paused.
    pub paused: bool,
    /// What the caller may do now.
    pub allowed: Vec<&'static str>,
    /// The revision the act led to; `revision` is the present one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub acted_revision: Option<u32>,
    /// Whether the command had been done before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub replayed: Option<bool>,
    /// The secret of the receipt, for programs that print it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tracking_secret: Option<String>,
}

impl<'a> Brief<'a> {
    /// The brief of a dossier for an actor.
    #[must_use]
    pub fn of(dossier: &'a Dossier, actor: &Actor, version: &ProcedureVersion) -> Self {
        let clock = dossier.clock.as_ref();
        Self {
            id: dossier.id.to_string(),
            code: dossier.code.as_ref().map(|code| code.as_str()),
            revision: dossier.revision,
            status: dossier.phase.national_status(),
            phase: phase(dossier),
            due_at: clock.map(|clock| clock.due_at.rfc3339()),
            paused: clock.is_some_and(Clock::is_paused),
            allowed: allowed(dossier, actor, version).into_iter().map(Act::key).collect(),
            acted_revision: None,
            replayed: None,
            tracking_secret: None,
        }
    }
}

/// The phase's stable name, as in the journal.
#[must_use]
pub fn phase(dossier: &Dossier) -> &'static str {
    use motcua_domain::dossier::Phase;
    match dossier.phase {
        Phase::Submitted => "submitted",
        Phase::Received => "received",
        Phase::Declined { .. } => "declined",
        Phase::InProcess => "in_process",
        Phase::SupplementRequested { .. } => "supplement_requested",
        Phase::PaymentRequested { .. } => "payment_requested",
        Phase::WithdrawalRequested { .. } => "withdrawal_requested",
        Phase::Stopped { .. } => "stopped",
        Phase::Finished { .. } => "finished",
        Phase::Returned { .. } => "returned",
    }
}

/// `GET /api/v1/dossiers/{reference}`
pub async fn one(State(web): State<Arc<Web>>, caller: Caller, Path(reference): Path<String>) -> Result {
    let actor = Arc::clone(&caller.who.actor);
    let dossier = web.app.read(move |tx, world| visible(tx, world, &actor, &reference)).await?;
    AccessLog::note(&web, &caller.who, Some(dossier.id), "api");
    let (world, now) = (web.app.world(), web.app.now());
    let version = crate::desk::prints::version_of(&world, &dossier)?;
    let brief = Brief::of(&dossier, &caller.who.actor, &version);
    let mut body = serde_json::to_value(brief).map_err(|error| Error::Defect(error.to_string()))?;
    let times = |at: Option<Moment>| at.map(Moment::rfc3339);
    body["procedure"] = json!({ "code": version.code, "version": version.id, "name": version.name });
    body["provenance"] = json!(dossier.provenance);
    body["owner"] = json!(dossier.owner);
    body["submitter"] = json!(dossier.submitter);
    body["places"] = json!(dossier.places);
    body["return_by"] = json!(dossier.return_by);
    body["holder"] = json!(dossier.holder);
    body["transfer_to"] = json!(dossier.transfer.map(|transfer| transfer.to));
    body["custody"] = json!(dossier.custody);
    body["papers"] = json!(dossier.papers);
    body["result_files"] = json!(dossier.result_files);
    body["submitted_at"] = json!(dossier.submitted_at.rfc3339());
    body["received_at"] = json!(times(dossier.clock.as_ref().map(|clock| clock.received_at)));
    body["original_due_at"] = json!(times(dossier.clock.as_ref().map(|clock| clock.original_due_at)));
    body["ended_at"] = json!(times(dossier.phase.ended_at()));
    body["standing"] = json!(standing(&dossier, now));
    body["behind"] = json!(behind(&dossier, now));
    body["why"] = json!(
        crate::present::due::block(caller.visit.lang, &dossier, &world, now)
            .why
            .into_iter()
            .map(|why| why.text)
            .collect::<Vec<_>>()
    );
    Ok(answer(StatusCode::OK, &body))
}

/// `GET /api/v1/dossiers/{reference}/events`
pub async fn history(State(web): State<Arc<Web>>, caller: Caller, Path(reference): Path<String>) -> Result {
    let actor = Arc::clone(&caller.who.actor);
    let (dossier, items, hashes) = web
        .app
        .read(move |tx, world| {
            let dossier = visible(tx, world, &actor, &reference)?;
            let items = events_with(tx, &dossier.id, |id| world.officer_name(id).map(str::to_owned))?;
            let hashes = hashes(tx, &dossier.id)?;
            Ok((dossier, items, hashes))
        })
        .await?;
    AccessLog::note(&web, &caller.who, Some(dossier.id), "api events");
    let list: Vec<Value> = items.iter().zip(&hashes).map(|(item, hash)| event(item, hash)).collect();
    let head = hashes.last().map(|hash| hex(hash));
    Ok(answer(
        StatusCode::OK,
        &json!({ "id": dossier.id, "revision": dossier.revision, "head": head, "items": list }),
    ))
}

fn event(item: &Item, hash: &[u8; 32]) -> Value {
    let (note, erased) = match &item.note {
        Note::None => (None, false),
        Note::Text(text) => (Some(text), false),
        Note::Erased => (None, true),
    };
    json!({
        "revision": item.revision,
        "position": item.position,
        "kind": item.event.kind(),
        "event": item.event,
        "effective_at": item.effective_at.rfc3339(),
        "recorded_at": Moment::from_unix_seconds(item.recorded_at_ms.div_euclid(1000)).rfc3339(),
        "actor": item.actor,
        "actor_name": item.actor_name,
        "note": note,
        "note_erased": erased,
        "hash": hex(hash),
    })
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        for half in [byte >> 4, byte & 15] {
            text.push(char::from_digit(u32::from(half), 16).unwrap_or('0'));
        }
        text
    })
}

/// `GET /api/v1/dossiers?queue=&unit=&procedure=&channel=&mine=&after=&limit=`
pub async fn list(State(web): State<Arc<Web>>, caller: Caller, RawQuery(query): RawQuery) -> Result {
    let form = Form::of_query(query.as_deref());
    let (world, now) = (web.app.world(), web.app.now());
    let unit = match form.given("unit") {
        None => caller.who.unit,
        Some(text) => {
            let id = text.parse().ok().map(UnitId).or_else(|| world.units.by_key(text).map(|unit| unit.id));
            id.filter(|id| world.units.get(*id).is_some()).ok_or(Error::NotFound(What::Unit))?
        }
    };
    let view = match form.given("queue").unwrap_or("processing") {
        "overdue" => View::Overdue { now },
        "due_soon" => View::DueSoon { now, until: soon(&world, unit, now) },
        key => View::Queue(Queue::from_key(key).ok_or_else(|| unknown_queue(key))?),
    };
    let asked = Asked {
        unit,
        view,
        fields: field_scope_at(&caller.who.actor, unit)?,
        officer: (form.get("mine") == "true").then_some(caller.who.officer),
        procedure: form.given("procedure").map(ProcedureCode::from),
        channel: channel_of(form.get("channel")),
        after: form.get("after").parse().ok(),
        limit: form.get("limit").parse::<u32>().unwrap_or(20).clamp(1, LIMIT_MAX),
    };
    let page = asked.page(&web).await?;
    AccessLog::note(&web, &caller.who, None, "api list");
    let items: Vec<Line<'_>> = page.rows.iter().map(Line::of).collect();
    Ok(answer(StatusCode::OK, &json!({ "items": items, "next": page.next.map(|cursor| cursor.to_string()) })))
}

fn unknown_queue(key: &str) -> Problem {
    let known = Queue::ALL.map(Queue::key).join(", ");
    Problem::invalid(vec![motcua_app::FieldProblem::new(
        "queue",
        "unknown_queue",
        format!("Không có hàng đợi “{key}”. Dùng một trong: {known}, due_soon, overdue."),
        format!("There is no queue “{key}”. Use one of: {known}, due_soon, overdue."),
    )])
}

#[derive(Serialize)]
struct Line<'a> {
    id: String,
    code: Option<&'a str>,
    revision: u32,
    status: u8,
    queue: &'static str,
    procedure: &'a str,
    version: u32,
    owner_name: Option<&'a str>,
    channel: motcua_domain::procedure::Channel,
    submitted_at: String,
    received_at: Option<String>,
    due_at: Option<String>,
    officer: Option<u32>,
    holder: u32,
}

impl<'a> Line<'a> {
    fn of(row: &'a Row) -> Self {
        Self {
            id: row.id.to_string(),
            code: row.code.as_deref(),
            revision: row.revision,
            status: row.status,
            queue: row.queue.key(),
            procedure: row.procedure.as_str(),
            version: row.version.0,
            owner_name: row.owner_name.as_deref(),
            channel: row.channel,
            submitted_at: row.submitted_at.rfc3339(),
            received_at: row.received_at.map(Moment::rfc3339),
            due_at: row.due_at.map(Moment::rfc3339),
            officer: row.officer.map(|id| id.0),
            holder: row.holder.0,
        }
    }
}
