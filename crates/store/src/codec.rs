//! How domain values are written into columns, and read back.

use crate::error::{Result, StoreError};
use motcua_domain::actor::{ActorRef, FieldScope, Role};
use motcua_domain::dossier::{Dossier, Provenance};
use motcua_domain::ids::{FieldCode, OfficerId, PersonId, UnitId};
use motcua_domain::procedure::Channel;
use uuid::Uuid;

/// Mark of a duty over every field.
pub const EVERY_FIELD: &str = "*";

/// Who acted, as short text: `o:12` an officer, `a:<uuid>` an applicant, `s` the system.
pub fn actor_text(actor: ActorRef) -> String {
    match actor {
        ActorRef::Officer(id) => format!("o:{id}"),
        ActorRef::Applicant(id) => format!("a:{id}"),
        ActorRef::System => "s".to_owned(),
    }
}

/// Who acted, from its text.
///
/// # Errors
/// [`StoreError::Corrupt`] for any other text.
pub fn actor_from_text(text: &str) -> Result<ActorRef> {
    let found = match text.split_once(':') {
        None if text == "s" => Some(ActorRef::System),
        Some(("o", id)) => id.parse().ok().map(|id| ActorRef::Officer(OfficerId(id))),
        Some(("a", id)) => Uuid::parse_str(id).ok().map(|id| ActorRef::Applicant(PersonId(id))),
        None | Some(_) => None,
    };
    found.ok_or_else(|| StoreError::corrupt(format!("{text:?} names no actor")))
}

/// Channel from its national code.
///
/// # Errors
/// [`StoreError::Corrupt`] for any other number.
pub fn channel_from_code(code: i64) -> Result<Channel> {
    [Channel::Counter, Channel::Online, Channel::Post]
        .into_iter()
        .find(|channel| i64::from(channel.national_code()) == code)
        .ok_or_else(|| StoreError::corrupt(format!("{code} is no channel")))
}

/// Stable key of a provenance.
pub fn provenance_key(provenance: Provenance) -> &'static str {
    match provenance {
        Provenance::SelfAtHome => "self_at_home",
        Provenance::SelfAtKiosk => "self_at_kiosk",
        Provenance::AssistedOwnSignIn => "assisted_own_sign_in",
        Provenance::EnteredByOfficer => "entered_by_officer",
        Provenance::Post => "post",
        Provenance::Counter => "counter",
    }
}

/// Role from its key.
///
/// # Errors
/// [`StoreError::Corrupt`] for an unknown key.
pub fn role_from_key(key: &str) -> Result<Role> {
    Role::from_key(key).ok_or_else(|| StoreError::corrupt(format!("{key:?} is no role")))
}

/// Fields of a duty as stored.
pub fn scope_text(scope: &FieldScope) -> &str {
    match scope {
        FieldScope::All => EVERY_FIELD,
        FieldScope::Only(field) => field.as_str(),
    }
}

/// Fields of a duty from their column.
pub fn scope_from_text(text: String) -> FieldScope {
    if text == EVERY_FIELD { FieldScope::All } else { FieldScope::Only(FieldCode(text)) }
}

/// Unit number from its column.
///
/// # Errors
/// [`StoreError::Corrupt`] outside the range of unit numbers.
pub fn unit_id(number: i64) -> Result<UnitId> {
    small(number).map(UnitId)
}

/// A 32-bit number from its column.
///
/// # Errors
/// [`StoreError::Corrupt`] outside the range.
pub fn small(number: i64) -> Result<u32> {
    u32::try_from(number).map_err(|_| StoreError::corrupt(format!("{number} is out of range")))
}

/// A dossier from its `state` column.
///
/// # Errors
/// [`StoreError::Corrupt`] if it does not parse.
pub fn dossier_from_json(text: &str) -> Result<Dossier> {
    serde_json::from_str(text).map_err(|error| StoreError::corrupt(format!("state of a dossier: {error}")))
}

/// A value as JSON text, for columns that hold definitions and states.
///
/// # Errors
/// [`StoreError::Corrupt`] if the value cannot be written, which only a map with odd keys could cause.
pub fn json<T: serde::Serialize>(value: &T) -> Result<String> {
    serde_json::to_string(value).map_err(|error| StoreError::corrupt(format!("cannot be written: {error}")))
}
