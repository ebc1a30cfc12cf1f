//! The officers' desk.

pub mod acts;
mod branches;
pub mod counts;
pub mod demo;
pub mod dossier;
pub mod entry;
pub mod figures;
pub mod forms;
pub mod guard;
pub mod handover;
pub mod help;
pub mod home;
pub mod inbox;
pub mod intake;
pub mod intake_help;
pub mod intake_offer;
pub mod kiosks;
pub mod live;
pub mod menu;
pub mod nudges;
pub mod orders;
pub mod prints;
pub mod register;
pub mod requests;
pub mod result;
pub mod search;
pub mod sign_in;
pub mod signals;
pub mod slips;
pub mod stuck;
pub mod unit;

use crate::problem::Problem;
use crate::session::Officer;
use motcua_app::error::What;
use motcua_app::{Error, Tx, World, visibility};
use motcua_domain::actor::{Actor, FieldScope};
use motcua_domain::dossier::Dossier;
use motcua_domain::ids::{CommandId, DossierId, FieldCode, UnitId};
use motcua_store::dossiers;
use uuid::Uuid;

/// A dossier by the reference of its address (its code, or its id before it has one), if the actor may know of it.
///
/// # Errors
/// `NotFound` for one that does not exist and for one that is hidden alike.
pub fn visible(tx: &mut Tx<'_>, world: &World, actor: &Actor, reference: &str) -> Result<Dossier, Error> {
    let loaded = match Uuid::try_parse(reference) {
        Ok(id) => dossiers::load(tx, &DossierId(id))?,
        Err(_) => dossiers::load_by_code(tx, reference)?,
    };
    loaded
        .map(|loaded| std::sync::Arc::unwrap_or_clone(loaded.dossier))
        .filter(|dossier| visibility::may_see(actor, dossier, world))
        .ok_or(Error::NotFound(What::Dossier))
}

/// How a dossier is named in addresses and lists: its code, or its id before it has one.
#[must_use]
pub fn reference(dossier: &Dossier) -> String {
    dossier.code.as_ref().map_or_else(|| dossier.id.to_string(), ToString::to_string)
}

/// The fields an officer's lists are limited to at the unit of the session; `None`: every field.
///
/// # Errors
/// 403 for those who see no dossiers.
pub fn field_scope(officer: &Officer) -> Result<Option<Vec<FieldCode>>, Problem> {
    field_scope_at(&officer.who.actor, officer.who.unit)
}

/// The same at any unit.
///
/// # Errors
/// 403 for those who see no dossiers there.
pub fn field_scope_at(actor: &Actor, unit: UnitId) -> Result<Option<Vec<FieldCode>>, Problem> {
    let duties = || actor.duties().iter().filter(|duty| duty.unit == unit && duty.role.sees_dossiers());
    if duties().next().is_none() {
        return Err(Error::Denied.into());
    }
    let mut fields = Vec::new();
    for duty in duties() {
        match &duty.scope {
            FieldScope::All => return Ok(None),
            FieldScope::Only(field) => fields.push(field.clone()),
        }
    }
    fields.sort_unstable();
    fields.dedup();
    fields.truncate(motcua_store::queries::inbox::FIELDS_MAX);
    Ok(Some(fields))
}

/// A fresh command id for a form.
///
/// # Errors
/// Without entropy.
pub fn fresh_command(web: &crate::state::Web) -> Result<String, Problem> {
    Ok(web.app.ids().uuid(web.app.now_ms())?.to_string())
}

/// The command id of a form.
///
/// # Errors
/// 400 when it is none.
pub fn command_id(text: &str) -> Result<CommandId, Problem> {
    Uuid::try_parse(text).map(CommandId).map_err(|_| Problem::malformed("command_id"))
}
