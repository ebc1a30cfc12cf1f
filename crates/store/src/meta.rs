//! Facts about the database itself: what it was created for, its id, keys drawn once, settings.

use crate::error::{Result, StoreError};
use crate::statements::statements;
use motcua_db::{Tx, params};

/// Key of what the database was created for. The database refuses to change it.
pub const CREATED_AS: &str = "created_as";
/// Key of the edition of the city's data.
const EDITION: &str = "edition";
/// Key of the database's own id. The database refuses to change it.
pub const DATABASE_ID: &str = "database_id";

statements! {
    GET = "meta.get", "select value from meta where key = $1";
    ADD = "meta.add", "insert into meta (key, value) values ($1, $2) on conflict (key) do nothing";
    PUT = "meta.put", "insert into meta (key, value) values ($1, $2) \
        on conflict (key) do update set value = excluded.value where meta.value <> excluded.value";
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

/// Marks a new database with its purpose, and answers what it was created for: the first mark stays.
///
/// # Errors
/// If the database cannot write, or the mark is unknown.
pub fn create(tx: &mut Tx<'_>, purpose_if_new: Purpose) -> Result<Purpose> {
    read_purpose(&set_once(tx, CREATED_AS, purpose_if_new.key())?)
}

/// What the database was created for; `None` before [`create`].
///
/// # Errors
/// If the database cannot answer, or the mark is unknown.
pub fn purpose(tx: &mut Tx<'_>) -> Result<Option<Purpose>> {
    get(tx, CREATED_AS)?.as_deref().map(read_purpose).transpose()
}

/// A fact by its key.
///
/// # Errors
/// If the database cannot answer.
pub fn get(tx: &mut Tx<'_>, key: &str) -> Result<Option<String>> {
    Ok(tx.query_opt(&GET, params![key], |row| row.text(0))?)
}

/// Sets a fact unless it is set, and answers its value: the first one stays.
///
/// # Errors
/// If the database cannot write.
pub fn set_once(tx: &mut Tx<'_>, key: &str, value: &str) -> Result<String> {
    if tx.execute(&ADD, params![key, value])? == 1 {
        return Ok(value.to_owned());
    }
    get(tx, key)?.ok_or_else(|| StoreError::corrupt(format!("the fact {key:?} cannot be set")))
}

/// Sets a setting, new or not; answers the number of rows written, 0 when it has this value already.
///
/// # Errors
/// [`motcua_db::Error::Conflict`] on `meta_fixed` for a fact that may not change.
pub fn set(tx: &mut Tx<'_>, key: &str, value: &str) -> Result<u64> {
    Ok(tx.execute(&PUT, params![key, value])?)
}

/// How often the data of the city were loaded with something new in them.
///
/// # Errors
/// If the database cannot answer, or the number does not parse.
pub fn edition(tx: &mut Tx<'_>) -> Result<i64> {
    let number =
        |text: String| text.parse().map_err(|_| StoreError::corrupt("the edition of the city's data"));
    get(tx, EDITION)?.map_or(Ok(0), number)
}

/// Notes that the data of the city have changed, so that whoever has read them reads again.
///
/// # Errors
/// If the database cannot write.
pub fn next_edition(tx: &mut Tx<'_>) -> Result<()> {
    let next = edition(tx)? + 1;
    set(tx, EDITION, &next.to_string()).map(drop)
}

fn read_purpose(text: &str) -> Result<Purpose> {
    [Purpose::Demonstration, Purpose::Working]
        .into_iter()
        .find(|purpose| purpose.key() == text)
        .ok_or_else(|| StoreError::corrupt(format!("the database was created as {text:?}")))
}
