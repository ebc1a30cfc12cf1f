//! Acts on a dossier as JSON: the fields of a command of the domain, with its id and the revision seen.

use super::dossiers::Brief;
use crate::json::{Fields, answer, data_problem, wrong};
use crate::problem::{Problem, Result};
use crate::session::{Caller, Sent};
use crate::state::Web;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use motcua_app::{ActRequest, Acted, Error, Subject};
use motcua_domain::dossier::acts::Act;
use motcua_domain::dossier::command::Command;
use motcua_domain::ids::{CommandId, DossierId};
use serde_json::Value;
use std::sync::Arc;
use uuid::Uuid;

/// Names of fields by which callers try to date an act.
pub const DATES: [&str; 4] = ["effective_at", "recorded_at", "acted_at", "now"];

/// `POST /api/v1/dossiers/{reference}/acts`
pub async fn submit(State(web): State<Arc<Web>>, Path(reference): Path<String>, sent: Sent) -> Result {
    perform(&web, &sent.caller, &reference, sent.body, None).await
}

/// `POST /api/v1/dossiers/{reference}/{act}`: the same, with the act in the address.
pub async fn named(
    State(web): State<Arc<Web>>,
    Path((reference, act)): Path<(String, String)>,
    sent: Sent,
) -> Result {
    let act = Act::from_key(&act.replace('-', "_")).ok_or_else(Problem::no_page)?;
    perform(&web, &sent.caller, &reference, sent.body, Some(act)).await
}

async fn perform(
    web: &Web,
    caller: &Caller,
    reference: &str,
    body: Value,
    act: Option<Act>,
) -> Result<Response> {
    let (command_id, expected_revision, command) = read(body, act)?;
    let dossier = subject(reference);
    let request = ActRequest { dossier, expected_revision, command_id, command };
    let acted = web.app.act(Arc::clone(&caller.who.actor), request).await?;
    web.counts.forget(caller.who.unit);
    done(web, caller, &acted, StatusCode::OK, None)
}

/// The answer to an act; with the secret of the receipt, when the act was a receipt.
///
/// # Errors
/// When the pinned version is gone: a defect.
pub fn done(
    web: &Web,
    caller: &Caller,
    acted: &Acted,
    status: StatusCode,
    secret: Option<String>,
) -> Result<Response> {
    let world = web.app.world();
    let version = world.version(acted.state.version);
    let version =
        version.ok_or_else(|| Error::Defect(format!("version {} is missing", acted.state.version)))?;
    let mut brief = Brief::of(&acted.state, &caller.who.actor, version);
    brief.acted_revision = Some(acted.revision);
    brief.replayed = Some(acted.replayed);
    brief.tracking_secret = secret;
    Ok(answer(status, &brief))
}

/// Command id, expected revision and command of a body.
fn read(body: Value, act: Option<Act>) -> Result<(CommandId, u32, Command)> {
    let mut fields = Fields::of(body)?;
    refuse_dates(&mut fields)?;
    let command_id = fields.need::<CommandId>("command_id");
    let revision = fields.need::<u32>("expected_revision");
    let named = match act {
        Some(act) => {
            let said = fields.may::<String>("act");
            if said.is_some_and(|said| said != act.key()) {
                fields.add(wrong("act", "the address names another act"));
            }
            Some(act.key().to_owned())
        }
        None => fields.need::<String>("act"),
    };
    if named.as_deref().is_some_and(|key| Act::from_key(key).is_none()) {
        fields.add(wrong("act", "no such act"));
    }
    let mut rest = fields.rest();
    let (Some(command_id), Some(revision), Some(named)) = (command_id, revision, named) else {
        fields.finish()?;
        return Err(Problem::malformed("act"));
    };
    fields.finish()?;
    rest["act"] = named.into();
    let command = command(rest)?;
    Ok((command_id, revision, command))
}

/// A command from its fields; fields it does not have are refused, so that a misspelt one is not silently lost.
fn command(rest: Value) -> Result<Command> {
    let sent: Vec<String> = rest.as_object().map(|map| map.keys().cloned().collect()).unwrap_or_default();
    let command: Command =
        serde_json::from_value(rest).map_err(|error| Problem::invalid(vec![data_problem("", &error)]))?;
    let known = serde_json::to_value(&command).map_err(|error| Error::Defect(error.to_string()))?;
    let mut unknown = Fields::of(Value::Object(
        sent.into_iter().filter(|name| known.get(name).is_none()).map(|name| (name, Value::Null)).collect(),
    ))?;
    unknown.refuse_unknown();
    unknown.finish()?;
    Ok(command)
}

/// Only the server's clock dates an act.
///
/// # Errors
/// 422 when the caller sent a date.
pub fn refuse_dates(fields: &mut Fields) -> Result<()> {
    if DATES.iter().any(|name| fields.has(name)) { Err(Error::DatedByCaller.into()) } else { Ok(()) }
}

/// What a code or an id names. Whether the caller may know of it is settled by the use case.
fn subject(reference: &str) -> Subject {
    match Uuid::try_parse(reference) {
        Ok(id) => DossierId(id).into(),
        Err(_) => Subject::Code(reference.to_owned()),
    }
}
