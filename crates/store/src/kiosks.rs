//! Kiosks: which machines are one, of which unit, and who made them so. Only hashes of codes and keys are stored. Times are
//! UNIX milliseconds.

use crate::chain::Hash;
use crate::codec::unit_id;
use crate::error::Result;
use crate::statements::statements;
use motcua_db::{Row, Tx, params};
use motcua_domain::ids::{KioskId, OfficerId, UnitId};

statements! {
    ADD = "kiosk.add", "insert into kiosk (id, unit, label, added_at, added_by) values ($1, $2, $3, $4, $5)";
    ISSUE = "kiosk.issue", "update kiosk set code = $2, code_until = $3, issued_by = $4 where id = $1 and retired_at is null";
    ENROL = "kiosk.enrol", "update kiosk set key_hash = $2, enrolled_at = $3, enrolled_by = issued_by, seen_at = $4, \
        code = null, called_at = null where code = $1 and code_until > $5 and retired_at is null";
    OF_CODE = "kiosk.of_code", "select id, unit, label, enrolled_at, code_until, seen_at, called_at from kiosk \
        where code = $1 and code_until > $2 and retired_at is null";
    GIVE_KEY = "kiosk.give_key", "update kiosk set key_hash = $2, enrolled_at = $3, seen_at = $4, called_at = null \
        where id = $1";
    OF_KEY = "kiosk.of_key", "select id, unit, label, enrolled_at, code_until, seen_at, called_at from kiosk \
        where key_hash = $1 and retired_at is null";
    GET = "kiosk.get", "select id, unit, label, enrolled_at, code_until, seen_at, called_at from kiosk \
        where id = $1 and retired_at is null";
    OF_UNIT = "kiosk.of_unit", "select id, unit, label, enrolled_at, code_until, seen_at, called_at from kiosk \
        where unit = $1 and retired_at is null order by id limit $2";
    SHOWN = "kiosk.shown", "select id, unit, label, enrolled_at, code_until, seen_at, called_at from kiosk \
        where added_by is null and retired_at is null order by seen_at limit $1";
    CALLS = "kiosk.calls", "select count(*) from kiosk where unit = $1 and called_at is not null";
    SEEN = "kiosk.seen", "update kiosk set seen_at = $2 where id = $1";
    CALL = "kiosk.call", "update kiosk set called_at = $2 where id = $1 and called_at is null";
    UNCALL = "kiosk.uncall", "update kiosk set called_at = null where id = $1";
    RETIRE = "kiosk.retire", "update kiosk set retired_at = $2, retired_by = $3, key_hash = null, code = null, \
        called_at = null where id = $1 and retired_at is null";
}

/// A kiosk that is not retired.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kiosk {
    /// Id.
    pub id: KioskId,
    /// Whose.
    pub unit: UnitId,
    /// What its unit calls it.
    pub label: String,
    /// Since when a machine is it; `None`: none yet.
    pub enrolled_at: Option<i64>,
    /// Until when the code given out last may be typed.
    pub code_until: Option<i64>,
    /// When it last asked for anything, to the minute.
    pub seen_at: Option<i64>,
    /// Since when somebody there calls for an officer.
    pub called_at: Option<i64>,
}

/// Adds a kiosk; by nobody in a demonstration.
///
/// # Errors
/// If the database cannot write.
pub fn add(
    tx: &mut Tx<'_>,
    (id, unit, label): (&KioskId, UnitId, &str),
    (at, by): (i64, Option<OfficerId>),
) -> Result<()> {
    tx.execute(&ADD, params![id.bytes(), unit.0, label, at, by.map(|officer| officer.0)])?;
    Ok(())
}

/// Lets a code be typed for a kiosk; the code before it is forgotten.
///
/// # Errors
/// If the database cannot write.
pub fn issue(tx: &mut Tx<'_>, id: &KioskId, code: &Hash, until: i64, by: OfficerId) -> Result<()> {
    tx.execute(&ISSUE, params![id.bytes(), code, until, by.0])?;
    Ok(())
}

/// Makes the machine at which a code was typed the kiosk it stands for; `None` for a code that may not be typed.
///
/// # Errors
/// If the database cannot write.
pub fn enrol(tx: &mut Tx<'_>, code: &Hash, key: &Hash, now: i64) -> Result<Option<Kiosk>> {
    let kiosk: Option<Kiosk> = tx.query_opt(&OF_CODE, params![code, now], read)?.transpose()?;
    let enrolled = tx.execute(&ENROL, params![code, key, now, now, now])?;
    Ok(kiosk.filter(|_| enrolled == 1))
}

/// Gives a demonstration's kiosk to another browser.
///
/// # Errors
/// If the database cannot write.
pub fn give_key(tx: &mut Tx<'_>, id: &KioskId, key: &Hash, now: i64) -> Result<()> {
    tx.execute(&GIVE_KEY, params![id.bytes(), key, now, now])?;
    Ok(())
}

/// The kiosk that keeps a key.
///
/// # Errors
/// If the database cannot answer.
pub fn of_key(tx: &mut Tx<'_>, key: &Hash) -> Result<Option<Kiosk>> {
    tx.query_opt(&OF_KEY, params![key], read)?.transpose()
}

/// A kiosk by id.
///
/// # Errors
/// If the database cannot answer.
pub fn get(tx: &mut Tx<'_>, id: &KioskId) -> Result<Option<Kiosk>> {
    tx.query_opt(&GET, params![id.bytes()], read)?.transpose()
}

/// The kiosks of a unit, in the order they were added.
///
/// # Errors
/// If the database cannot answer.
pub fn of_unit(tx: &mut Tx<'_>, unit: UnitId, most: u32) -> Result<Vec<Kiosk>> {
    tx.query_all(&OF_UNIT, params![unit.0, most], read)?.into_iter().collect()
}

/// A demonstration's kiosks, the one seen longest ago first.
///
/// # Errors
/// If the database cannot answer.
pub fn shown(tx: &mut Tx<'_>, most: u32) -> Result<Vec<Kiosk>> {
    tx.query_all(&SHOWN, params![most], read)?.into_iter().collect()
}

/// Kiosks of a unit where somebody calls for an officer.
///
/// # Errors
/// If the database cannot answer.
pub fn calls(tx: &mut Tx<'_>, unit: UnitId) -> Result<i64> {
    Ok(tx.query_opt(&CALLS, params![unit.0], |row| row.int(0))?.unwrap_or(0))
}

/// Notes that a kiosk asked for something.
///
/// # Errors
/// If the database cannot write.
pub fn seen(tx: &mut Tx<'_>, id: &KioskId, at: i64) -> Result<()> {
    tx.execute(&SEEN, params![id.bytes(), at])?;
    Ok(())
}

/// Notes since when somebody calls, or that nobody does any more.
///
/// # Errors
/// If the database cannot write.
pub fn call(tx: &mut Tx<'_>, id: &KioskId, since: Option<i64>) -> Result<()> {
    match since {
        Some(at) => tx.execute(&CALL, params![id.bytes(), at])?,
        None => tx.execute(&UNCALL, params![id.bytes()])?,
    };
    Ok(())
}

/// Ends a kiosk: its machine's key opens nothing any more.
///
/// # Errors
/// If the database cannot write.
pub fn retire(tx: &mut Tx<'_>, id: &KioskId, at: i64, by: Option<OfficerId>) -> Result<()> {
    tx.execute(&RETIRE, params![id.bytes(), at, by.map(|officer| officer.0)])?;
    Ok(())
}

fn read(row: &Row<'_>) -> motcua_db::Result<Result<Kiosk>> {
    let (id, unit, label) = (KioskId::from_bytes(row.bytes(0)?), row.int(1)?, row.text(2)?);
    let (enrolled_at, code_until) = (row.opt_int(3)?, row.opt_int(4)?);
    let (seen_at, called_at) = (row.opt_int(5)?, row.opt_int(6)?);
    Ok(unit_id(unit).map(|unit| Kiosk { id, unit, label, enrolled_at, code_until, seen_at, called_at }))
}
