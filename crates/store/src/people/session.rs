//! Sessions of people. Only hashes of tokens are stored. Times are UNIX seconds.

use crate::access::id_bytes;
use crate::chain::Hash;
use crate::error::{Result, StoreError};
use crate::statements::statements;
use motcua_db::{Row, Tx, params};
use motcua_domain::identity::{IdentityProof, IdentityScheme};
use motcua_domain::ids::{KioskId, PersonId};
use motcua_domain::procedure::IdentityLevel;

statements! {
    ADD = "person_session.add", "insert into person_session \
        (token_hash, person, level, scheme, csrf, created_at, seen_at, expires_at, provider, kiosk) \
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    FIND = "person_session.find", "select token_hash, person, level, scheme, csrf, created_at, seen_at, expires_at, \
        provider, kiosk from person_session where token_hash = $1";
    TOUCH = "person_session.touch", "update person_session set seen_at = $2, expires_at = $3 where token_hash = $1";
    DELETE = "person_session.delete", "delete from person_session where token_hash = $1";
    DELETE_AT_KIOSK = "person_session.delete_at_kiosk", "delete from person_session where kiosk = $1";
    DELETE_BY = "person_session.delete_by", "delete from person_session where person = $1 and provider = $2";
    DELETE_EXPIRED = "person_session.delete_expired", "delete from person_session where expires_at <= $1";
}

/// A session of a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonSession {
    /// SHA-256 of the cookie's token.
    pub token_hash: Hash,
    /// Who.
    pub person: PersonId,
    /// How surely.
    pub proof: IdentityProof,
    /// Token that every form repeats.
    pub csrf: String,
    /// Begun.
    pub created_at: i64,
    /// Last used.
    pub seen_at: i64,
    /// Ends, unless used before.
    pub expires_at: i64,
    /// The provider signed in by.
    pub provider: Option<String>,
    /// The kiosk signed in at.
    pub kiosk: Option<KioskId>,
}

/// Opens a session.
///
/// # Errors
/// If the database cannot write.
pub fn insert(tx: &mut Tx<'_>, session: &PersonSession) -> Result<()> {
    tx.execute(
        &ADD,
        params![
            session.token_hash,
            session.person.bytes(),
            i64::from(session.proof.level.number()),
            session.proof.scheme.key(),
            session.csrf,
            session.created_at,
            session.seen_at,
            session.expires_at,
            session.provider,
            session.kiosk.map(|kiosk| kiosk.bytes()),
        ],
    )?;
    Ok(())
}

/// The session of a token, expired or not.
///
/// # Errors
/// If the database cannot answer.
pub fn find(tx: &mut Tx<'_>, token_hash: &Hash) -> Result<Option<PersonSession>> {
    tx.query_opt(&FIND, params![token_hash], read)?.transpose()
}

/// Notes that a session was used, and moves its end.
///
/// # Errors
/// If the database cannot write.
pub fn touch(tx: &mut Tx<'_>, token_hash: &Hash, seen_at: i64, expires_at: i64) -> Result<()> {
    tx.execute(&TOUCH, params![token_hash, seen_at, expires_at])?;
    Ok(())
}

/// Ends a session.
///
/// # Errors
/// If the database cannot write.
pub fn delete(tx: &mut Tx<'_>, token_hash: &Hash) -> Result<()> {
    tx.execute(&DELETE, params![token_hash])?;
    Ok(())
}

/// Ends whatever session there is at a kiosk.
///
/// # Errors
/// If the database cannot write.
pub fn delete_at_kiosk(tx: &mut Tx<'_>, kiosk: &KioskId) -> Result<()> {
    tx.execute(&DELETE_AT_KIOSK, params![kiosk.bytes()])?;
    Ok(())
}

/// Ends all sessions of a person that began by a provider.
///
/// # Errors
/// If the database cannot write.
pub fn delete_by(tx: &mut Tx<'_>, person: &PersonId, provider: &str) -> Result<()> {
    tx.execute(&DELETE_BY, params![person.bytes(), provider])?;
    Ok(())
}

/// Clears sessions that have expired.
///
/// # Errors
/// If the database cannot write.
pub fn delete_expired(tx: &mut Tx<'_>, now: i64) -> Result<u64> {
    Ok(tx.execute(&DELETE_EXPIRED, params![now])?)
}

fn read(row: &Row<'_>) -> motcua_db::Result<Result<PersonSession>> {
    let (token_hash, person) = (row.bytes(0)?, PersonId::from_bytes(row.bytes(1)?));
    let (level, scheme, csrf) = (row.int(2)?, row.text(3)?, row.text(4)?);
    let (created_at, seen_at, expires_at) = (row.int(5)?, row.int(6)?, row.int(7)?);
    let (provider, kiosk) = (row.opt_text(8)?, row.opt_blob(9)?);
    Ok((|| {
        let kiosk = kiosk.map(|bytes| id_bytes(bytes).map(KioskId::from_bytes)).transpose()?;
        let proof = proof(level, &scheme, provider.clone())?;
        Ok(PersonSession {
            token_hash,
            person,
            proof,
            csrf,
            created_at,
            seen_at,
            expires_at,
            provider,
            kiosk,
        })
    })())
}

fn proof(level: i64, scheme: &str, provider: Option<String>) -> Result<IdentityProof> {
    let unknown = |what: &str| StoreError::corrupt(format!("{what} of a person's session"));
    let level = IdentityLevel::from_number(level).ok_or_else(|| unknown("level"))?;
    let scheme = IdentityScheme::from_key(scheme).ok_or_else(|| unknown("scheme"))?;
    Ok(IdentityProof { level, scheme, provider })
}
