//! Units as dated data: their lives, the reorganisations that changed them, and what the successor looks after.
//!
//! The dossiers themselves pass on through [`crate::record`], like every other change of theirs.

use crate::codec::{dossier_from_json, role_from_key, scope_from_text, scope_text, small, unit_id};
use crate::dossiers::Loaded;
use crate::error::Result;
use crate::statements::statements;
use motcua_calendar::Date;
use motcua_db::{Row, Tx, params};
use motcua_domain::actor::Duty;
use motcua_domain::ids::{DossierId, OfficerId, UnitId};
use motcua_domain::unit::{FormerName, Life, Unit};
use std::collections::BTreeMap;
use std::sync::Arc;

mod counts;

pub(crate) use counts::STATEMENTS as COUNT_STATEMENTS;
pub use counts::{UnitCount, received_with_history};

statements! {
    LIVES = "unit_life.all", "select unit, first_on, last_on from unit_life order by unit";
    SUCCESSORS = "unit_successor.all", "select unit, successor from unit_successor order by unit, rank";
    NAMES = "unit_name.all", "select unit, last_on, name, short_name from unit_name order by unit, last_on";
    SAVE_LIFE = "unit_life.save", "insert into unit_life (unit, first_on, last_on) values ($1, $2, $3) \
        on conflict (unit) do update set first_on = excluded.first_on, last_on = excluded.last_on";
    SAVE_SUCCESSOR = "unit_successor.save", "insert into unit_successor (unit, rank, successor) values ($1, $2, $3) \
        on conflict (unit, rank) do update set successor = excluded.successor";
    SAVE_NAME = "unit_name.save", "insert into unit_name (unit, last_on, name, short_name) values ($1, $2, $3, $4) \
        on conflict (unit, last_on) do nothing";
    REORGANISATION = "reorganisation.get", "select effective_on, digest, done_at, moved from reorganisation \
        where key = $1";
    BEGIN = "reorganisation.begin", "insert into reorganisation (key, effective_on, plan, digest, begun_at, done_at, \
        moved) values ($1, $2, $3, $4, $5, null, 0)";
    MOVED = "reorganisation.moved", "update reorganisation set moved = moved + $2 where key = $1";
    DONE = "reorganisation.done", "update reorganisation set done_at = coalesce(done_at, $2) where key = $1";
    GENERATION = "reorganisation.generation", "select count(*) from reorganisation";
    /// Closed dossiers (3, 8, 10) stay as they are.
    OPEN = "dossier.open_page", "select d.state, d.head, p.address from dossier d \
        left join person p on p.id = d.owner where d.id > $1 and d.status not in (3, 8, 10) order by d.id limit $2";
    DUTIES = "duty.standing", "select d.officer, o.username, d.unit, d.role, d.field, d.valid_from, d.valid_to from duty d \
        join officer o on o.id = d.officer where o.active = 1 and d.valid_from <= $1 \
        and (d.valid_to is null or d.valid_to >= $1) order by d.officer, d.unit, d.role, d.field";
    END_DUTY = "duty.end", "update duty set valid_to = $6 where officer = $1 and unit = $2 and role = $3 \
        and field = $4 and valid_from = $5";
    BEGIN_DUTY = "duty.begin", "insert into duty (officer, unit, role, field, valid_from, valid_to) \
        values ($1, $2, $3, $4, $5, $6) on conflict (officer, unit, role, field, valid_from) do nothing";
}

/// What is told of the lives of units, by unit.
///
/// # Errors
/// If the database cannot answer, or a row does not make sense.
pub fn lives(tx: &mut Tx<'_>) -> Result<BTreeMap<UnitId, Life>> {
    let mut lives: BTreeMap<UnitId, Life> = BTreeMap::new();
    for (unit, from, until) in
        tx.query_all(&LIVES, &[], |row| Ok((row.int(0)?, row.opt_text(1)?, row.opt_text(2)?)))?
    {
        let life = lives.entry(unit_id(unit)?).or_default();
        life.from = from.as_deref().map(date).transpose()?;
        life.until = until.as_deref().map(date).transpose()?;
    }
    for (unit, successor) in tx.query_all(&SUCCESSORS, &[], |row| Ok((row.int(0)?, row.int(1)?)))? {
        lives.entry(unit_id(unit)?).or_default().successors.push(unit_id(successor)?);
    }
    let names =
        tx.query_all(&NAMES, &[], |row| Ok((row.int(0)?, row.text(1)?, row.text(2)?, row.text(3)?)))?;
    for (unit, until, name, short_name) in names {
        let former = FormerName { name, short_name, until: date(&until)? };
        lives.entry(unit_id(unit)?).or_default().former_names.push(former);
    }
    Ok(lives)
}

/// Writes the life of a unit; the unit itself is saved by [`crate::city::put_unit`].
///
/// # Errors
/// If the database cannot write.
pub fn save_life(tx: &mut Tx<'_>, unit: &Unit) -> Result<()> {
    let life = &unit.life;
    let text = |day: Option<Date>| day.map(|day| day.to_string());
    tx.execute(&SAVE_LIFE, params![unit.id.0, text(life.from), text(life.until)])?;
    for (rank, successor) in (0i64..).zip(&life.successors) {
        tx.execute(&SAVE_SUCCESSOR, params![unit.id.0, rank, successor.0])?;
    }
    for former in &life.former_names {
        let until = former.until.to_string();
        tx.execute(&SAVE_NAME, params![unit.id.0, until, former.name, former.short_name])?;
    }
    Ok(())
}

/// A reorganisation that was begun.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Begun {
    /// Digest of its plan.
    pub digest: [u8; 32],
    /// Whether the last dossier has passed on.
    pub done: bool,
    /// Dossiers passed on so far.
    pub moved: u64,
}

/// A reorganisation by its key.
///
/// # Errors
/// If the database cannot answer.
pub fn reorganisation(tx: &mut Tx<'_>, key: &str) -> Result<Option<Begun>> {
    Ok(tx.query_opt(&REORGANISATION, params![key], |row| {
        let done = row.opt_int(2)?.is_some();
        Ok(Begun { digest: row.bytes(1)?, done, moved: row.int(3)?.unsigned_abs() })
    })?)
}

/// Begins a reorganisation: its plan is kept as it is.
///
/// # Errors
/// [`motcua_db::Error::Conflict`] when it was begun before.
pub fn begin(tx: &mut Tx<'_>, key: &str, on: Date, plan: &str, digest: &[u8; 32], now_ms: i64) -> Result<()> {
    tx.execute(&BEGIN, params![key, on.to_string(), plan, *digest, now_ms])?;
    Ok(())
}

/// Counts dossiers that passed on.
///
/// # Errors
/// If the database cannot write.
pub fn moved(tx: &mut Tx<'_>, key: &str, more: u64) -> Result<()> {
    tx.execute(&MOVED, params![key, i64::try_from(more).unwrap_or(i64::MAX)])?;
    Ok(())
}

/// Says that the last dossier has passed on.
///
/// # Errors
/// If the database cannot write.
pub fn done(tx: &mut Tx<'_>, key: &str, now_ms: i64) -> Result<()> {
    tx.execute(&DONE, params![key, now_ms])?;
    Ok(())
}

/// How many reorganisations were begun: a city loaded before the last of them is no longer this one.
///
/// # Errors
/// If the database cannot answer.
pub fn generation(tx: &mut Tx<'_>) -> Result<i64> {
    Ok(tx.query_one(&GENERATION, &[], |row| row.int(0))?)
}

/// An open dossier, with what a rule of a reorganisation may look at.
#[derive(Debug, Clone)]
pub struct OpenDossier {
    /// The dossier.
    pub loaded: Loaded,
    /// Its owner's address.
    pub address: Option<String>,
}

/// Open dossiers by key, after one.
///
/// # Errors
/// If the database cannot answer, or a state does not parse.
pub fn open_after(tx: &mut Tx<'_>, after: Option<DossierId>, limit: u32) -> Result<Vec<OpenDossier>> {
    let after = after.map_or([0; 16], |id| id.bytes());
    tx.query_all(&OPEN, params![after, limit], read_open)?.into_iter().collect()
}

fn read_open(row: &Row<'_>) -> motcua_db::Result<Result<OpenDossier>> {
    let (head, address) = (row.bytes(1)?, row.opt_text(2)?);
    Ok(dossier_from_json(row.text_ref(0)?)
        .map(|dossier| OpenDossier { loaded: Loaded { dossier: Arc::new(dossier), head }, address }))
}

/// A duty in force, with its beginning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StandingDuty {
    /// Whose.
    pub officer: OfficerId,
    /// Their user name.
    pub username: String,
    /// The duty.
    pub duty: Duty,
    /// Its first day, as stored.
    pub valid_from: String,
    /// Its last day, when it is bounded.
    pub valid_to: Option<String>,
}

/// All duties of active officers on a day.
///
/// # Errors
/// If the database cannot answer, or a row does not make sense.
pub fn duties_on(tx: &mut Tx<'_>, on: Date) -> Result<Vec<StandingDuty>> {
    let rows = tx.query_all(&DUTIES, params![on.to_string()], |row| {
        let (role, field) = (role_from_key(row.text_ref(3)?), row.text(4)?);
        Ok((row.int(0)?, row.text(1)?, row.int(2)?, role, field, (row.text(5)?, row.opt_text(6)?)))
    })?;
    rows.into_iter()
        .map(|(officer, username, unit, role, field, (valid_from, valid_to))| {
            let duty = Duty { unit: unit_id(unit)?, role: role?, scope: scope_from_text(field) };
            Ok(StandingDuty { officer: OfficerId(small(officer)?), username, duty, valid_from, valid_to })
        })
        .collect()
}

/// Ends a duty the day before another day, and begins it at another unit on that day, when there is one.
///
/// # Errors
/// If the database cannot write.
pub fn pass_duty(tx: &mut Tx<'_>, held: &StandingDuty, to: Option<UnitId>, on: Date) -> Result<()> {
    let (role, scope) = (held.duty.role.key(), scope_text(&held.duty.scope));
    let last = on.plus_days(-1).to_string();
    tx.execute(&END_DUTY, params![held.officer.0, held.duty.unit.0, role, scope, held.valid_from, last])?;
    if let Some(unit) = to {
        tx.execute(&BEGIN_DUTY, params![held.officer.0, unit.0, role, scope, on.to_string(), held.valid_to])?;
    }
    Ok(())
}

fn date(text: &str) -> Result<Date> {
    Date::parse(text)
        .map_err(|error| crate::StoreError::corrupt(format!("a day in the life of a unit: {error}")))
}
