//! Officers' accounts: who they are, which duties they hold, how they sign in.

pub(crate) mod guard;
pub(crate) mod session;

pub use guard::{Guard, guard_fail, guard_read, guard_reset, tracking_fail, tracking_read, tracking_reset};
pub use session::{
    ApiToken, Session, api_token_delete, api_token_find, api_token_insert, session_delete,
    session_delete_expired, session_delete_of_officer, session_find, session_insert, session_set_unit,
    session_touch,
};

use crate::city::{read_duty, read_officer};
use crate::error::Result;
use crate::statements::statements;
use motcua_calendar::Date;
use motcua_db::{Tx, params};
use motcua_domain::actor::{Duty, Role};
use motcua_domain::ids::{OfficerId, UnitId};
use std::collections::{BTreeMap, BTreeSet};

statements! {
    BY_USERNAME = "officer.by_username", "select id, username, name, password_hash, active from officer \
        where username = $1";
    BY_ID = "officer.by_id", "select id, username, name, password_hash, active from officer where id = $1";
    DUTIES_OF = "duty.of_officer", "select unit, role, field from duty where officer = $1 \
        and valid_from <= $2 and (valid_to is null or valid_to >= $2) order by unit, role, field";
    /// What anybody may do anywhere: for the checks of a procedure, which look at every unit.
    ALL_DUTIES = "duty.all_active", "select d.unit, d.role, d.field from duty d join officer o on o.id = d.officer \
        where o.active = 1 and d.valid_from <= $1 and (d.valid_to is null or d.valid_to >= $1) \
        order by d.unit, d.role, d.field";
    WORKING = "duty.working", "select distinct d.unit, d.officer, d.role from duty d join officer o on o.id = d.officer \
        where o.active = 1 and d.valid_from <= $1 and (d.valid_to is null or d.valid_to >= $1)";
    AT_UNIT = "duty.at_unit", "select o.id, o.username, o.name, o.password_hash, o.active, d.unit, d.role, d.field \
        from duty d join officer o on o.id = d.officer where d.unit = $1 and o.active = 1 \
        and d.valid_from <= $2 and (d.valid_to is null or d.valid_to >= $2) order by o.id, d.role, d.field";
    SET_PASSWORD = "officer.set_password", "update officer set password_hash = $2 where id = $1";
    SET_ACTIVE = "officer.set_active", "update officer set active = $2 where id = $1";
}

/// One officer's account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Officer {
    /// Number given by the city's data.
    pub id: OfficerId,
    /// Name to sign in with.
    pub username: String,
    /// Name to show.
    pub name: String,
    /// Argon2 hash; `None`: cannot sign in by password.
    pub password_hash: Option<String>,
    /// Whether the account may be used.
    pub active: bool,
}

/// An officer by user name.
///
/// # Errors
/// If the database cannot answer.
pub fn officer_by_username(tx: &mut Tx<'_>, username: &str) -> Result<Option<Officer>> {
    tx.query_opt(&BY_USERNAME, params![username], read_officer)?.transpose()
}

/// An officer by number.
///
/// # Errors
/// If the database cannot answer.
pub fn officer_by_id(tx: &mut Tx<'_>, id: OfficerId) -> Result<Option<Officer>> {
    tx.query_opt(&BY_ID, params![id.0], read_officer)?.transpose()
}

/// The duties an officer holds on a day.
///
/// # Errors
/// If the database cannot answer.
pub fn duties_of(tx: &mut Tx<'_>, officer: OfficerId, on: Date) -> Result<Vec<Duty>> {
    tx.query_all(&DUTIES_OF, params![officer.0, on.to_string()], |row| read_duty(row, 0))?
        .into_iter()
        .collect()
}

/// Every duty somebody active holds on a day, of all units.
///
/// # Errors
/// If the database cannot answer.
pub fn all_duties(tx: &mut Tx<'_>, on: Date) -> Result<Vec<Duty>> {
    tx.query_all(&ALL_DUTIES, params![on.to_string()], |row| read_duty(row, 0))?.into_iter().collect()
}

/// How many officers work on dossiers at each unit on a day; those who only look on or keep the machinery are not among them.
///
/// # Errors
/// If the database cannot answer.
pub fn working(tx: &mut Tx<'_>, on: Date) -> Result<BTreeMap<UnitId, i64>> {
    let rows = tx.query_all(&WORKING, params![on.to_string()], |row| {
        Ok((row.int(0)?, row.int(1)?, row.text_ref(2)?.to_owned()))
    })?;
    let mut at: BTreeMap<UnitId, BTreeSet<i64>> = BTreeMap::new();
    for (unit, officer, role) in rows {
        if Role::ALL.into_iter().any(|known| known.works() && known.key() == role) {
            at.entry(UnitId(crate::codec::small(unit)?)).or_default().insert(officer);
        }
    }
    Ok(at
        .into_iter()
        .map(|(unit, officers)| (unit, i64::try_from(officers.len()).unwrap_or(i64::MAX)))
        .collect())
}

/// The active officers of a unit on a day, one line per duty.
///
/// # Errors
/// If the database cannot answer.
pub fn officers_at(tx: &mut Tx<'_>, unit: UnitId, on: Date) -> Result<Vec<(Officer, Duty)>> {
    tx.query_all(&AT_UNIT, params![unit.0, on.to_string()], |row| {
        Ok((read_officer(row)?, read_duty(row, 5)?))
    })?
    .into_iter()
    .map(|(officer, duty)| Ok((officer?, duty?)))
    .collect()
}

/// Sets a password hash.
///
/// # Errors
/// If the database cannot write.
pub fn set_password_hash(tx: &mut Tx<'_>, officer: OfficerId, hash: &str) -> Result<()> {
    tx.execute(&SET_PASSWORD, params![officer.0, hash])?;
    Ok(())
}

/// Opens or closes an account.
///
/// # Errors
/// If the database cannot write.
pub fn set_active(tx: &mut Tx<'_>, officer: OfficerId, active: Activity) -> Result<()> {
    tx.execute(&SET_ACTIVE, params![officer.0, active == Activity::Active])?;
    Ok(())
}

/// Whether an account may be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Activity {
    /// It may.
    Active,
    /// It is closed.
    Closed,
}
