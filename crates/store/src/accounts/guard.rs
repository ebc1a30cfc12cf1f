//! Wrong tries, counted: for passwords by user name, for tracking secrets by dossier code. Times are UNIX seconds.

use crate::error::Result;
use crate::statements::statements;
use motcua_db::{Stmt, Tx, params};

statements! {
    READ_SIGN_IN = "sign_in_guard.read", "select failures, locked_until from sign_in_guard where username = $1";
    FAIL_SIGN_IN = "sign_in_guard.fail", "insert into sign_in_guard (username, failures, failed_at, locked_until) \
        values ($1, 1, $2, 0) on conflict (username) do update \
        set failures = sign_in_guard.failures + 1, failed_at = excluded.failed_at returning failures, locked_until";
    LOCK_SIGN_IN = "sign_in_guard.lock", "update sign_in_guard set locked_until = $2, failures = 0 where username = $1";
    RESET_SIGN_IN = "sign_in_guard.reset", "delete from sign_in_guard where username = $1";
    READ_TRACKING = "tracking_guard.read", "select failures, locked_until from tracking_guard where code = $1";
    FAIL_TRACKING = "tracking_guard.fail", "insert into tracking_guard (code, failures, failed_at, locked_until) \
        values ($1, 1, $2, 0) on conflict (code) do update \
        set failures = tracking_guard.failures + 1, failed_at = excluded.failed_at returning failures, locked_until";
    LOCK_TRACKING = "tracking_guard.lock", "update tracking_guard set locked_until = $2, failures = 0 where code = $1";
    RESET_TRACKING = "tracking_guard.reset", "delete from tracking_guard where code = $1";
}

/// Wrong tries so far.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Guard {
    /// How many since the last success or lock.
    pub failures: i64,
    /// Nothing is tried before this moment; 0 when it was never locked.
    pub locked_until: i64,
}

/// Wrong passwords of a user name, known or not.
///
/// # Errors
/// If the database cannot answer.
pub fn guard_read(tx: &mut Tx<'_>, username: &str) -> Result<Guard> {
    read(tx, &READ_SIGN_IN, username)
}

/// Counts a wrong password; after `tries` of them the name is locked for `lock_seconds` and the count begins again.
///
/// # Errors
/// If the database cannot write.
pub fn guard_fail(tx: &mut Tx<'_>, username: &str, now: i64, tries: i64, lock_seconds: i64) -> Result<Guard> {
    fail(tx, (&FAIL_SIGN_IN, &LOCK_SIGN_IN), username, (now, tries, lock_seconds))
}

/// Forgets the wrong passwords after a right one.
///
/// # Errors
/// If the database cannot write.
pub fn guard_reset(tx: &mut Tx<'_>, username: &str) -> Result<()> {
    tx.execute(&RESET_SIGN_IN, params![username])?;
    Ok(())
}

/// Wrong tracking secrets of a code.
///
/// # Errors
/// If the database cannot answer.
pub fn tracking_read(tx: &mut Tx<'_>, code: &str) -> Result<Guard> {
    read(tx, &READ_TRACKING, code)
}

/// Counts a wrong tracking secret, as [`guard_fail`] does a password.
///
/// # Errors
/// If the database cannot write.
pub fn tracking_fail(tx: &mut Tx<'_>, code: &str, now: i64, tries: i64, lock_seconds: i64) -> Result<Guard> {
    fail(tx, (&FAIL_TRACKING, &LOCK_TRACKING), code, (now, tries, lock_seconds))
}

/// Forgets the wrong secrets after a right one.
///
/// # Errors
/// If the database cannot write.
pub fn tracking_reset(tx: &mut Tx<'_>, code: &str) -> Result<()> {
    tx.execute(&RESET_TRACKING, params![code])?;
    Ok(())
}

fn read(tx: &mut Tx<'_>, stmt: &'static Stmt, key: &str) -> Result<Guard> {
    let found = tx.query_opt(stmt, params![key], |row| {
        Ok(Guard { failures: row.int(0)?, locked_until: row.int(1)? })
    })?;
    Ok(found.unwrap_or_default())
}

fn fail(
    tx: &mut Tx<'_>,
    (count, lock): (&'static Stmt, &'static Stmt),
    key: &str,
    (now, tries, lock_seconds): (i64, i64, i64),
) -> Result<Guard> {
    let guard = tx.query_one(count, params![key, now], |row| {
        Ok(Guard { failures: row.int(0)?, locked_until: row.int(1)? })
    })?;
    if guard.failures < tries {
        return Ok(guard);
    }
    let locked_until = now + lock_seconds;
    tx.execute(lock, params![key, locked_until])?;
    Ok(Guard { failures: 0, locked_until })
}
