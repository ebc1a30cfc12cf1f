//! Wrong tries, counted: for passwords by user name, for tracking secrets by dossier code.

use crate::error::Result;
use crate::statements::statements;
use motcua_calendar::Moment;
use motcua_db::{Stmt, Tx, params};

statements! {
    READ_SIGN_IN = "sign_in_guard.read", "select failures, failed_at, locked_until from sign_in_guard \
        where username = $1";
    FAIL_SIGN_IN = "sign_in_guard.fail", "insert into sign_in_guard (username, failures, failed_at, locked_until) \
        values ($1, 1, $2, 0) on conflict (username) do update \
        set failures = sign_in_guard.failures + 1, failed_at = excluded.failed_at returning failures";
    LOCK_SIGN_IN = "sign_in_guard.lock", "update sign_in_guard set locked_until = $2 where username = $1";
    RESET_SIGN_IN = "sign_in_guard.reset", "delete from sign_in_guard where username = $1";
    READ_TRACKING = "tracking_guard.read", "select failures, failed_at, locked_until from tracking_guard \
        where code = $1";
    FAIL_TRACKING = "tracking_guard.fail", "insert into tracking_guard (code, failures, failed_at, locked_until) \
        values ($1, 1, $2, 0) on conflict (code) do update \
        set failures = tracking_guard.failures + 1, failed_at = excluded.failed_at returning failures";
    LOCK_TRACKING = "tracking_guard.lock", "update tracking_guard set locked_until = $2 where code = $1";
    RESET_TRACKING = "tracking_guard.reset", "delete from tracking_guard where code = $1";
}

/// What is guarded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Guarded<'a> {
    /// A password, by user name (known or not: an unknown name must not answer faster).
    SignIn(&'a str),
    /// A tracking secret, by dossier code.
    Tracking(&'a str),
}

/// Wrong tries so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Failures {
    /// How many since the last success.
    pub count: i64,
    /// The last.
    pub last_at: Moment,
    /// Nothing is tried before this moment.
    pub locked_until: Moment,
}

/// Reads the count; `None` when nothing went wrong.
///
/// # Errors
/// If the database cannot answer.
pub fn read(tx: &mut Tx<'_>, guarded: Guarded<'_>) -> Result<Option<Failures>> {
    let (stmt, key): (&'static Stmt, &str) = match guarded {
        Guarded::SignIn(username) => (&READ_SIGN_IN, username),
        Guarded::Tracking(code) => (&READ_TRACKING, code),
    };
    Ok(tx.query_opt(stmt, params![key], |row| {
        Ok(Failures {
            count: row.int(0)?,
            last_at: Moment::from_unix_seconds(row.int(1)?),
            locked_until: Moment::from_unix_seconds(row.int(2)?),
        })
    })?)
}

/// Counts one wrong try and returns how many there are now.
///
/// # Errors
/// If the database cannot write.
pub fn fail(tx: &mut Tx<'_>, guarded: Guarded<'_>, at: Moment) -> Result<i64> {
    let (stmt, key): (&'static Stmt, &str) = match guarded {
        Guarded::SignIn(username) => (&FAIL_SIGN_IN, username),
        Guarded::Tracking(code) => (&FAIL_TRACKING, code),
    };
    Ok(tx.query_one(stmt, params![key, at.unix_seconds()], |row| row.int(0))?)
}

/// Locks until a moment.
///
/// # Errors
/// If the database cannot write.
pub fn lock(tx: &mut Tx<'_>, guarded: Guarded<'_>, until: Moment) -> Result<()> {
    let (stmt, key): (&'static Stmt, &str) = match guarded {
        Guarded::SignIn(username) => (&LOCK_SIGN_IN, username),
        Guarded::Tracking(code) => (&LOCK_TRACKING, code),
    };
    tx.execute(stmt, params![key, until.unix_seconds()])?;
    Ok(())
}

/// Forgets the wrong tries after a right one.
///
/// # Errors
/// If the database cannot write.
pub fn reset(tx: &mut Tx<'_>, guarded: Guarded<'_>) -> Result<()> {
    let (stmt, key): (&'static Stmt, &str) = match guarded {
        Guarded::SignIn(username) => (&RESET_SIGN_IN, username),
        Guarded::Tracking(code) => (&RESET_TRACKING, code),
    };
    tx.execute(stmt, params![key])?;
    Ok(())
}
