//! Facts about the database itself: what it was created for, its id, the key of tracking secrets, settings.

use crate::error::{Result, StoreError};
use crate::statements::statements;
use motcua_db::{Tx, params};
use uuid::Uuid;

/// Key of what the database was created for. The database refuses to change it.
pub const CREATED_AS: &str = "created_as";
/// Key of the database's own id. The database refuses to change it.
pub const DATABASE_ID: &str = "database_id";
/// Key of the secret from which tracking secrets are derived.
pub const TRACKING_KEY: &str = "tracking_key";

statements! {
    GET = "meta.get", "select value from meta where key = $1";
    ADD = "meta.add", "insert into meta (key, value) values ($1, $2) on conflict (key) do nothing";
    PUT = "meta.put", "insert into meta (key, value) values ($1, $2) \
        on conflict (key) do update set value = excluded.value";
}

/// What a database is for, settled when it is created.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Synthetic people, virtual clock allowed.
    Demonstration,
    /// Real dossiers: the server's clock only.
    Working,
}

impl Purpose {
    /// As stored.
    pub fn key(self) -> &'static str {
        match self {
            Purpose::Demonstration => "demonstration",
            Purpose::Working => "working",
        }
    }
}

/// Marks a new database. Does nothing when it is already marked for the same purpose.
///
/// # Errors
/// [`motcua_db::Error::Conflict`] on `meta_fixed` when it was created for another purpose.
pub fn create(tx: &mut Tx<'_>, purpose: Purpose, database_id: Uuid, tracking_key: &[u8; 32]) -> Result<()> {
    if !set_once(tx, CREATED_AS, purpose.key())? {
        return match self::purpose(tx)? {
            Some(already) if already == purpose => Ok(()),
            Some(_) | None => Err(motcua_db::Error::conflict("meta_fixed").into()),
        };
    }
    set_once(tx, DATABASE_ID, &database_id.to_string())?;
    set_once(tx, TRACKING_KEY, &hex(tracking_key))?;
    Ok(())
}

/// What the database was created for; `None` before [`create`].
///
/// # Errors
/// If the database cannot answer, or the mark is unknown.
pub fn purpose(tx: &mut Tx<'_>) -> Result<Option<Purpose>> {
    let Some(text) = get(tx, CREATED_AS)? else { return Ok(None) };
    [Purpose::Demonstration, Purpose::Working]
        .into_iter()
        .find(|purpose| purpose.key() == text)
        .map(Some)
        .ok_or_else(|| StoreError::corrupt(format!("the database was created as {text:?}")))
}

/// The key of tracking secrets.
///
/// # Errors
/// If the database cannot answer, or holds no such key.
pub fn tracking_key(tx: &mut Tx<'_>) -> Result<[u8; 32]> {
    let text = get(tx, TRACKING_KEY)?.ok_or_else(|| StoreError::corrupt("the database has no tracking key"))?;
    unhex(&text).ok_or_else(|| StoreError::corrupt("the tracking key is not 32 bytes"))
}

/// A fact by its key.
///
/// # Errors
/// If the database cannot answer.
pub fn get(tx: &mut Tx<'_>, key: &str) -> Result<Option<String>> {
    Ok(tx.query_opt(&GET, params![key], |row| row.text(0))?)
}

/// Sets a fact unless it is set, and says whether it did.
///
/// # Errors
/// If the database cannot write.
pub fn set_once(tx: &mut Tx<'_>, key: &str, value: &str) -> Result<bool> {
    Ok(tx.execute(&ADD, params![key, value])? == 1)
}

/// Sets a setting, new or not.
///
/// # Errors
/// [`motcua_db::Error::Conflict`] on `meta_fixed` for a fact that may not change.
pub fn put(tx: &mut Tx<'_>, key: &str, value: &str) -> Result<()> {
    tx.execute(&PUT, params![key, value])?;
    Ok(())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn unhex(text: &str) -> Option<[u8; 32]> {
    let mut bytes = [0; 32];
    if text.len() != 64 || !text.is_ascii() {
        return None;
    }
    for (at, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&text[at * 2..at * 2 + 2], 16).ok()?;
    }
    Some(bytes)
}
