//! The rungs dossiers climbed towards and past their promises: each once for each promise, whoever looks, however often.

use crate::codec::{dossier_from_json, small};
use crate::error::{Result, StoreError};
use crate::figures::Period;
use crate::statements::statements;
use motcua_calendar::Moment;
use motcua_db::{Row, Tx, params};
use motcua_domain::dossier::Dossier;
use motcua_domain::ids::{DossierId, UnitId, VersionId};
use motcua_insight::guard::{Draft, Lately, Level, Promise, RUNGS_MAX, Rung};
use motcua_insight::{Axis, Dim};
use std::collections::BTreeMap;

statements! {
    RUNNING = "guard.running", "select i.due_at, i.dossier, d.state, \
        (select cast(coalesce(sum(g.bit), 0) as bigint) from guard_rung g where g.dossier = i.dossier) \
        from desk_item i join dossier d on d.id = i.dossier \
        where i.unit = $1 and i.running = 1 and (i.due_at, i.dossier) > ($2, $3) \
        order by i.due_at, i.dossier limit $4";
    CLIMB = "guard.climb", "insert into guard_rung \
        (dossier, promise, rung, bit, level, unit, due_at, climbed_at, noticed_at, draft_days, draft_due_at) \
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) on conflict (dossier, promise, rung) do nothing";
    OPEN = "guard.open", "insert into guard_open (dossier, level, promise, rung, due_at) values ($1, $2, $3, $4, $5) \
        on conflict (dossier) do update set level = excluded.level, promise = excluded.promise, rung = excluded.rung, \
        due_at = excluded.due_at where guard_open.level <= excluded.level";
    CLOSE = "guard.close", "delete from guard_open where dossier = $1";
    OF_DOSSIER = "guard.of_dossier", "select promise, rung, level, unit, due_at, climbed_at, draft_days, draft_due_at \
        from guard_rung where dossier = $1 order by promise, rung";
    ABOVE = "guard.above", "select o.due_at, o.dossier, d.state, o.promise, o.rung from guard_open o \
        join dossier d on d.id = o.dossier where o.level = $1 and (o.due_at, o.dossier) > ($2, $3) \
        order by o.due_at, o.dossier limit $4";
    WANTING = "guard.wanting", "select count(*) from (select distinct i.dossier from desk_item i \
        where i.unit = $1 and i.running = 1 and i.due_at <= $2 and exists (select 1 from guard_rung g \
        where g.dossier = i.dossier and g.level >= $3) limit $4) near";
    SHOWN = "guard.shown", "select count(*) from guard_open";
    LATELY = "guard.lately", "select member, cast(sum(n0) as bigint), cast(sum(n13 + n14 + n15) as bigint) from figure \
        where dim = $1 and axis = $2 and day >= $3 and day <= $4 group by member order by member";
    ASTRAY = "guard.astray", "select count(*) from guard_open o left join guard_rung g \
        on g.dossier = o.dossier and g.promise = o.promise and g.rung = o.rung and g.level = o.level \
        where g.level is null or exists (select 1 from guard_rung h where h.dossier = o.dossier and h.level > o.level)";
}

/// How far a walk has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// The promise it stands at, UNIX seconds.
    pub at: i64,
    /// The dossier it stands at.
    pub dossier: [u8; 16],
}

impl Place {
    /// Before the first.
    pub const START: Place = Place { at: i64::MIN, dossier: [0; 16] };
}

/// The rungs a dossier has climbed, of all its promises.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Climbed(i64);

impl Climbed {
    /// Whether it climbed a rung of a promise.
    #[must_use]
    pub fn has(self, promise: u8, rung: u8) -> bool {
        self.0 & bit(promise, rung) != 0
    }
}

/// Place of a rung in the sum of what was climbed. Promises beyond the second cannot be: the law knows one extension.
fn bit(promise: u8, rung: u8) -> i64 {
    1 << (rung.saturating_sub(1) + RUNGS_MAX * promise.clamp(1, 2).saturating_sub(1))
}

/// A dossier whose clock runs, with what it has climbed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Running {
    /// Where it lies in the list.
    pub place: Place,
    /// Its state.
    pub dossier: Dossier,
    /// What it has climbed.
    pub climbed: Climbed,
}

/// Dossiers a unit is responsible for and whose clock runs, the nearest promise first, from a place on.
///
/// # Errors
/// If the database cannot answer or a state does not parse.
pub fn running(tx: &mut Tx<'_>, unit: UnitId, after: Place, limit: u32) -> Result<Vec<Running>> {
    let read = |row: &Row<'_>| {
        let (place, climbed) = (place(row)?, Climbed(row.int(3)?));
        Ok(dossier_from_json(row.text_ref(2)?).map(|dossier| Running { place, dossier, climbed }))
    };
    tx.query_all(&RUNNING, params![i64::from(unit.0), after.at, after.dossier, limit], read)?
        .into_iter()
        .collect()
}

fn place(row: &Row<'_>) -> motcua_db::Result<Place> {
    Ok(Place { at: row.int(0)?, dossier: row.bytes(1)? })
}

/// Whether a rung was climbed just now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Climb {
    /// Now.
    Now,
    /// Before, perhaps by another node.
    Before,
}

/// Climbs a rung: kept once for the dossier and the promise. `now_ms` is the server's clock, UNIX milliseconds.
///
/// # Errors
/// If the database cannot write.
pub fn climb(
    tx: &mut Tx<'_>,
    dossier: &Dossier,
    (promise, rung): (Promise, &Rung),
    draft: Option<Draft>,
    (now, now_ms): (Moment, i64),
) -> Result<Climb> {
    let (id, level, due) = (dossier.id.bytes(), rung.tells, promise.due_at.unix_seconds());
    let added = tx.execute(
        &CLIMB,
        params![
            id,
            promise.number,
            rung.number,
            bit(promise.number, rung.number),
            level.number(),
            i64::from(dossier.holder.unit.0),
            due,
            now.unix_seconds(),
            now_ms,
            draft.map(|draft| draft.days),
            draft.map(|draft| draft.due_at.unix_seconds()),
        ],
    )?;
    if added == 0 {
        return Ok(Climb::Before);
    }
    if level >= Level::Centre {
        tx.execute(&OPEN, params![id, level.number(), promise.number, rung.number, due])?;
    }
    Ok(Climb::Now)
}

/// Takes a dossier off the lists of those above: it has ended for good.
///
/// # Errors
/// If the database cannot write.
pub fn close(tx: &mut Tx<'_>, dossier: &DossierId) -> Result<()> {
    tx.execute(&CLOSE, params![dossier.bytes()])?;
    Ok(())
}

/// A rung a dossier climbed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kept {
    /// Of which promise.
    pub promise: u8,
    /// Which.
    pub rung: u8,
    /// Whom it told.
    pub level: Level,
    /// The unit responsible then.
    pub unit: UnitId,
    /// The promise then.
    pub due_at: Moment,
    /// When.
    pub climbed_at: Moment,
    /// The draft of an apology made with it.
    pub draft: Option<Draft>,
}

/// The rungs of a dossier, in order.
///
/// # Errors
/// If the database cannot answer or a row does not make sense.
pub fn of_dossier(tx: &mut Tx<'_>, dossier: &DossierId) -> Result<Vec<Kept>> {
    let read = |row: &Row<'_>| {
        let numbers: [i64; 6] =
            [row.int(0)?, row.int(1)?, row.int(2)?, row.int(3)?, row.int(4)?, row.int(5)?];
        Ok((numbers, row.opt_int(6)?.zip(row.opt_int(7)?)))
    };
    let rows = tx.query_all(&OF_DOSSIER, params![dossier.bytes()], read)?;
    let kept = |([promise, rung, level, unit, due, climbed], draft): ([i64; 6], Option<(i64, i64)>)| {
        let draft = draft
            .map(|(days, due)| {
                Ok::<_, StoreError>(Draft { days: small(days)?, due_at: Moment::from_unix_seconds(due) })
            })
            .transpose()?;
        Ok(Kept {
            promise: tiny(promise)?,
            rung: tiny(rung)?,
            level: Level::from_number(level)
                .ok_or_else(|| StoreError::corrupt(format!("{level} is no level")))?,
            unit: UnitId(small(unit)?),
            due_at: Moment::from_unix_seconds(due),
            climbed_at: Moment::from_unix_seconds(climbed),
            draft,
        })
    };
    rows.into_iter().map(kept).collect()
}

fn tiny(number: i64) -> Result<u8> {
    u8::try_from(number).map_err(|_| StoreError::corrupt(format!("{number} is out of range")))
}

/// Dossiers of a unit due up to a moment of which the ladder has told the unit: somebody there is to do something. Stops at a cap.
///
/// # Errors
/// If the database cannot answer.
pub fn wanting(tx: &mut Tx<'_>, unit: UnitId, until: Moment, cap: u32) -> Result<i64> {
    let told = Level::Unit.number();
    Ok(tx.query_one(&WANTING, params![unit.0, until.unix_seconds(), told, cap], |row| row.int(0))?)
}

/// Dossiers shown to those above their unit.
///
/// # Errors
/// If the database cannot answer.
pub fn shown(tx: &mut Tx<'_>) -> Result<i64> {
    Ok(tx.query_one(&SHOWN, params![], |row| row.int(0))?)
}

/// A dossier shown to those above its unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Above {
    /// Where it lies in the list.
    pub place: Place,
    /// Its state.
    pub dossier: Dossier,
    /// Of which promise the rung is.
    pub promise: u8,
    /// The highest rung climbed.
    pub rung: u8,
}

/// Dossiers whose highest rung told a level of the city, the longest late first, from a place on.
///
/// # Errors
/// If the database cannot answer or a state does not parse.
pub fn above(tx: &mut Tx<'_>, level: Level, after: Place, limit: u32) -> Result<Vec<Above>> {
    let read = |row: &Row<'_>| {
        let (place, state, promise, rung) =
            (place(row)?, dossier_from_json(row.text_ref(2)?), row.int(3)?, row.int(4)?);
        Ok(state.and_then(|dossier| Ok(Above { place, dossier, promise: tiny(promise)?, rung: tiny(rung)? })))
    };
    tx.query_all(&ABOVE, params![level.number(), after.at, after.dossier, limit], read)?.into_iter().collect()
}

/// How long dossiers that ended in a period took, by procedure version; versions without any are left out.
///
/// # Errors
/// If the database cannot answer.
pub fn lately(tx: &mut Tx<'_>, period: Period) -> Result<BTreeMap<VersionId, Lately>> {
    let (from, to) = (i64::from(period.from.day_number()), i64::from(period.to.day_number()));
    let read = |row: &Row<'_>| Ok((row.int(0)?, Lately { ended: row.int(1)?, minutes: row.int(2)? }));
    tx.query_all(&LATELY, params![Dim::Version.number(), Axis::Ended.number(), from, to], read)?
        .into_iter()
        .map(|(version, lately)| Ok((VersionId(small(version)?), lately)))
        .collect()
}

/// How many dossiers those above are shown otherwise than their rungs say, for `verify`.
pub(crate) fn astray(tx: &mut Tx<'_>) -> Result<i64> {
    Ok(tx.query_one(&ASTRAY, &[], |row| row.int(0))?)
}
