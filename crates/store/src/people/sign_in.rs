//! Sign-ins that have been begun and not come back from their provider. Times are UNIX seconds.

use crate::chain::Hash;
use crate::error::Result;
use crate::statements::statements;
use motcua_db::{Tx, params};

statements! {
    ADD = "sign_in.add", "insert into sign_in (state_hash, browser_hash, provider, next, expires_at) \
        values ($1, $2, $3, $4, $5)";
    /// One answer for one question: whoever comes second finds nothing.
    TAKE = "sign_in.take", "delete from sign_in where state_hash = $1 and browser_hash = $2 and provider = $3 \
        returning next, expires_at";
    DELETE_EXPIRED = "sign_in.delete_expired", "delete from sign_in where expires_at <= $1";
}

/// A sign-in under way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignIn {
    /// SHA-256 of what the provider is to send back.
    pub state_hash: Hash,
    /// SHA-256 of the cookie of the browser that began it.
    pub browser_hash: Hash,
    /// The provider's key.
    pub provider: String,
    /// The page of this site to go on to.
    pub next: String,
    /// Not taken from then on.
    pub expires_at: i64,
}

/// Begins one, and clears those that never came back.
///
/// # Errors
/// If the database cannot write.
pub fn begin(tx: &mut Tx<'_>, sign_in: &SignIn, now: i64) -> Result<()> {
    tx.execute(&DELETE_EXPIRED, params![now])?;
    tx.execute(
        &ADD,
        params![sign_in.state_hash, sign_in.browser_hash, sign_in.provider, sign_in.next, sign_in.expires_at],
    )?;
    Ok(())
}

/// Takes one for good: where to go on to, and when it would have ended, UNIX seconds. `None` when there is no such one, another browser or provider began it, or it is
/// too old.
///
/// # Errors
/// If the database cannot write.
pub fn take(
    tx: &mut Tx<'_>,
    (state, browser): (&Hash, &Hash),
    provider: &str,
    now: i64,
) -> Result<Option<(String, i64)>> {
    let found =
        tx.query_opt(&TAKE, params![state, browser, provider], |row| Ok((row.text(0)?, row.int(1)?)))?;
    Ok(found.filter(|(_, expires_at)| *expires_at > now))
}
