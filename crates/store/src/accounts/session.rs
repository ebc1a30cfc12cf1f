//! Sessions of the desk and tokens of the API. Only hashes of tokens are stored. Times are UNIX seconds.

use crate::chain::Hash;
use crate::codec::{small, unit_id};
use crate::error::Result;
use crate::statements::statements;
use motcua_db::{Row, Tx, params};
use motcua_domain::ids::{OfficerId, UnitId};

statements! {
    ADD = "session.add", "insert into session (token_hash, officer, unit, csrf, created_at, seen_at, expires_at) \
        values ($1, $2, $3, $4, $5, $6, $7)";
    FIND = "session.find", "select token_hash, officer, unit, csrf, created_at, seen_at, expires_at from session \
        where token_hash = $1";
    TOUCH = "session.touch", "update session set seen_at = $2, expires_at = $3 where token_hash = $1";
    SET_UNIT = "session.set_unit", "update session set unit = $2 where token_hash = $1";
    DELETE = "session.delete", "delete from session where token_hash = $1";
    DELETE_OF = "session.delete_of_officer", "delete from session where officer = $1";
    DELETE_EXPIRED = "session.delete_expired", "delete from session where expires_at <= $1";
    ADD_TOKEN = "api_token.add", "insert into api_token (token_hash, officer, label, created_at, expires_at) \
        values ($1, $2, $3, $4, $5)";
    FIND_TOKEN = "api_token.find", "select token_hash, officer, label, created_at, expires_at from api_token \
        where token_hash = $1";
    DELETE_TOKEN = "api_token.delete", "delete from api_token where token_hash = $1";
}

/// A session of the desk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// SHA-256 of the cookie's token.
    pub token_hash: Hash,
    /// Who.
    pub officer: OfficerId,
    /// The unit the officer works for now.
    pub unit: UnitId,
    /// Token that every form repeats.
    pub csrf: String,
    /// Begun.
    pub created_at: i64,
    /// Last used.
    pub seen_at: i64,
    /// Ends, unless used before.
    pub expires_at: i64,
}

/// A token of the API.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiToken {
    /// SHA-256 of the token.
    pub token_hash: Hash,
    /// On whose behalf.
    pub officer: OfficerId,
    /// What it is for.
    pub label: String,
    /// Issued.
    pub created_at: i64,
    /// Ends.
    pub expires_at: i64,
}

/// Opens a session.
///
/// # Errors
/// If the database cannot write.
pub fn session_insert(tx: &mut Tx<'_>, session: &Session) -> Result<()> {
    tx.execute(
        &ADD,
        params![
            session.token_hash,
            session.officer.0,
            session.unit.0,
            session.csrf,
            session.created_at,
            session.seen_at,
            session.expires_at,
        ],
    )?;
    Ok(())
}

/// The session of a token, expired or not.
///
/// # Errors
/// If the database cannot answer.
pub fn session_find(tx: &mut Tx<'_>, token_hash: &Hash) -> Result<Option<Session>> {
    tx.query_opt(&FIND, params![token_hash], read_session)?.transpose()
}

/// Notes that a session was used, and moves its end.
///
/// # Errors
/// If the database cannot write.
pub fn session_touch(tx: &mut Tx<'_>, token_hash: &Hash, seen_at: i64, expires_at: i64) -> Result<()> {
    tx.execute(&TOUCH, params![token_hash, seen_at, expires_at])?;
    Ok(())
}

/// Changes the unit the officer works for.
///
/// # Errors
/// If the database cannot write.
pub fn session_set_unit(tx: &mut Tx<'_>, token_hash: &Hash, unit: UnitId) -> Result<()> {
    tx.execute(&SET_UNIT, params![token_hash, unit.0])?;
    Ok(())
}

/// Ends a session.
///
/// # Errors
/// If the database cannot write.
pub fn session_delete(tx: &mut Tx<'_>, token_hash: &Hash) -> Result<()> {
    tx.execute(&DELETE, params![token_hash])?;
    Ok(())
}

/// Ends every session of an officer.
///
/// # Errors
/// If the database cannot write.
pub fn session_delete_of_officer(tx: &mut Tx<'_>, officer: OfficerId) -> Result<u64> {
    Ok(tx.execute(&DELETE_OF, params![officer.0])?)
}

/// Clears sessions that have expired.
///
/// # Errors
/// If the database cannot write.
pub fn session_delete_expired(tx: &mut Tx<'_>, now: i64) -> Result<u64> {
    Ok(tx.execute(&DELETE_EXPIRED, params![now])?)
}

/// Issues an API token.
///
/// # Errors
/// If the database cannot write.
pub fn api_token_insert(
    tx: &mut Tx<'_>,
    token_hash: &Hash,
    officer: OfficerId,
    label: &str,
    created_at: i64,
    expires_at: i64,
) -> Result<()> {
    tx.execute(&ADD_TOKEN, params![token_hash, officer.0, label, created_at, expires_at])?;
    Ok(())
}

/// An API token, expired or not.
///
/// # Errors
/// If the database cannot answer.
pub fn api_token_find(tx: &mut Tx<'_>, token_hash: &Hash) -> Result<Option<ApiToken>> {
    tx.query_opt(&FIND_TOKEN, params![token_hash], read_token)?.transpose()
}

/// Withdraws an API token.
///
/// # Errors
/// If the database cannot write.
pub fn api_token_delete(tx: &mut Tx<'_>, token_hash: &Hash) -> Result<()> {
    tx.execute(&DELETE_TOKEN, params![token_hash])?;
    Ok(())
}

fn read_session(row: &Row<'_>) -> motcua_db::Result<Result<Session>> {
    let (token_hash, officer, unit, csrf) = (row.bytes(0)?, row.int(1)?, row.int(2)?, row.text(3)?);
    let (created_at, seen_at, expires_at) = (row.int(4)?, row.int(5)?, row.int(6)?);
    Ok((|| {
        let (officer, unit) = (OfficerId(small(officer)?), unit_id(unit)?);
        Ok(Session { token_hash, officer, unit, csrf, created_at, seen_at, expires_at })
    })())
}

fn read_token(row: &Row<'_>) -> motcua_db::Result<Result<ApiToken>> {
    let (token_hash, officer, label) = (row.bytes(0)?, row.int(1)?, row.text(2)?);
    let (created_at, expires_at) = (row.int(3)?, row.int(4)?);
    Ok(small(officer).map(|id| ApiToken {
        token_hash,
        officer: OfficerId(id),
        label,
        created_at,
        expires_at,
    }))
}
