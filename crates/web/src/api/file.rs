//! How a dossier begins over the API: received at a counter, or filed to wait for intake.

use super::acts::{done, refuse_dates};
use crate::json::Fields;
use crate::paths;
use crate::problem::Result;
use crate::session::Sent;
use crate::state::Web;
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use motcua_app::error::What;
use motcua_app::{Error, FieldProblem, FilingRequest, PersonInput, World};
use motcua_domain::dossier::command::PaperHanded;
use motcua_domain::dossier::{PaperGiven, Provenance, ReturnMethod};
use motcua_domain::ids::{CaseKey, CommandId, ProcedureCode, UnitId, VersionId};
use serde_json::Value;
use std::sync::Arc;

/// `POST /api/v1/dossiers`: `"receive": true` takes it in at once, `false` leaves it to wait.
pub async fn submit(State(web): State<Arc<Web>>, sent: Sent) -> Result {
    let Sent { caller, body } = sent;
    let (request, receive) = read(&web.app.world(), body)?;
    let actor = Arc::clone(&caller.who.actor);
    let acted =
        if receive { web.app.intake(actor, request).await? } else { web.app.submit(actor, request).await? };
    web.counts.forget(caller.who.unit);
    let status = if acted.replayed { StatusCode::OK } else { StatusCode::CREATED };
    let secret = acted.code.is_some().then(|| web.app.tracking_secret(&acted.dossier));
    let mut response = done(&web, &caller, &acted, status, secret)?;
    let reference = acted.code.as_ref().map_or_else(|| acted.dossier.to_string(), ToString::to_string);
    if let Ok(location) = HeaderValue::from_str(&format!("/api/v1/dossiers/{}", paths::escape(&reference))) {
        response.headers_mut().insert(header::LOCATION, location);
    }
    Ok(response)
}

fn read(world: &World, body: Value) -> Result<(FilingRequest, bool)> {
    let mut fields = Fields::of(body)?;
    refuse_dates(&mut fields)?;
    let command_id = fields.need::<CommandId>("command_id");
    let procedure = fields.need::<ProcedureCode>("procedure");
    let owner = fields.need::<PersonInput>("owner");
    let provenance = fields.need::<Provenance>("provenance");
    if provenance.is_some_and(|told| !told.told_by_officers()) {
        fields.add(FieldProblem::new(
            "provenance",
            "follows_from_sign_in",
            "Tự nộp hoặc được hỗ trợ trong phiên của người dân là do phiên đăng nhập xác định, không khai được",
            "Filed within a person's own sign-in follows from that sign-in and cannot be stated",
        ));
    }
    let at = unit(world, &mut fields, "at")?;
    if at.is_none() {
        fields.add(crate::json::missing("at"));
    }
    let receive = fields.may::<bool>("receive").unwrap_or(true);
    let papers = fields.may::<Vec<PaperGiven>>("papers").unwrap_or_default();
    let paper = fields.may::<PaperHanded>("paper");
    let rest = (
        fields.may::<VersionId>("version"),
        fields.may::<PersonInput>("submitter"),
        unit(world, &mut fields, "helped_at")?,
        unit(world, &mut fields, "commune")?,
        unit(world, &mut fields, "return_at")?,
    );
    let return_by = fields.may::<ReturnMethod>("return_by").unwrap_or(ReturnMethod::Counter);
    let case = fields.may::<CaseKey>("case");
    let despite_duplicate = fields.may::<bool>("despite_duplicate").unwrap_or(false);
    fields.refuse_unknown();
    let (Some(command_id), Some(procedure), Some(owner), Some(provenance), Some(at)) =
        (command_id, procedure, owner, provenance, at)
    else {
        fields.finish()?;
        return Err(crate::problem::Problem::malformed("body"));
    };
    fields.finish()?;
    let (version, submitter, helped_at, commune, return_at) = rest;
    // Paper comes with what is handed in over a counter or by post, unless the caller says otherwise.
    let online = provenance.channel() == motcua_domain::procedure::Channel::Online;
    let paper = paper.unwrap_or(if online || papers.is_empty() { PaperHanded::No } else { PaperHanded::Yes });
    let request = FilingRequest {
        command_id,
        procedure,
        version,
        owner,
        submitter,
        provenance,
        at,
        helped_at,
        commune,
        return_at,
        return_by,
        papers,
        paper,
        case,
        despite_duplicate,
    };
    Ok((request, receive))
}

/// A unit by its number or its text key.
fn unit(world: &World, fields: &mut Fields, name: &str) -> Result<Option<UnitId>> {
    let id = match fields.may::<Value>(name) {
        None => return Ok(None),
        Some(Value::String(key)) => world.units.by_key(&key).map(|unit| unit.id),
        Some(Value::Number(number)) => number.as_u64().and_then(|id| u32::try_from(id).ok()).map(UnitId),
        Some(_) => {
            fields.add(crate::json::wrong(name, "a unit's number or key"));
            return Ok(None);
        }
    };
    match id.filter(|id| world.units.get(*id).is_some()) {
        Some(id) => Ok(Some(id)),
        None => Err(Error::NotFound(What::Unit).into()),
    }
}
