//! Dossiers that an agency let lie past their time: noted once for each step, hand-over or filing.

use crate::codec::dossier_from_json;
use crate::error::Result;
use crate::statements::statements;
use motcua_calendar::Moment;
use motcua_db::{Row, Tx, params};
use motcua_domain::desk::Queue;
use motcua_domain::dossier::Dossier;
use motcua_domain::ids::{DossierId, UnitId};

statements! {
    LYING = "stuck.lying", "select i.sort_at, i.dossier, d.state, (select max(s.since) from stuck s \
        where s.dossier = i.dossier and s.ended_at is null) \
        from desk_item i join dossier d on d.id = i.dossier where i.unit = $1 and i.queue = $2 and (i.sort_at, i.dossier) > ($3, $4) \
        order by i.sort_at, i.dossier limit $5";
    NOTE = "stuck.note", "insert into stuck (dossier, since, unit, stuck_from, noticed_at) values ($1, $2, $3, $4, $5) \
        on conflict (dossier, since) do nothing";
    AGAIN = "stuck.again", "update stuck set ended_at = null, unit = $3 \
        where dossier = $1 and since = $2 and ended_at is not null";
    END = "stuck.end", "update stuck set ended_at = $3 where dossier = $1 and since = $2 and ended_at is null";
    OPEN = "stuck.open", "select s.dossier, s.since, s.stuck_from, s.noticed_at, d.state from stuck s \
        join dossier d on d.id = s.dossier where s.unit = $1 and s.ended_at is null \
        order by s.stuck_from, s.dossier limit $2";
    COUNT = "stuck.count", "select count(*) from stuck where ended_at is null";
}

/// Desks on which a dossier can lie past its time.
pub const QUEUES: [Queue; 6] = [
    Queue::AwaitingIntake,
    Queue::Received,
    Queue::SentOn,
    Queue::Processing,
    Queue::ForDecision,
    Queue::ForIssue,
];

/// How far a walk over a desk has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place(i64, [u8; 16]);

impl Place {
    /// Before the first.
    pub const START: Place = Place(i64::MIN, [0; 16]);
}

/// A dossier that lies on a desk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lying {
    /// Its state.
    pub dossier: Dossier,
    /// Since when it waits, as noted when it was called stuck; none when it never was, or went on since.
    pub noted: Option<Moment>,
}

/// Dossiers lying on a desk, from a place on, and the place after them; `None` when these were the last.
///
/// # Errors
/// If the database cannot answer or a state does not parse.
pub fn lying(
    tx: &mut Tx<'_>,
    (unit, queue): (UnitId, Queue),
    after: Place,
    limit: u32,
) -> Result<(Vec<Lying>, Option<Place>)> {
    let mut last = after;
    let found = tx.query_all(
        &LYING,
        params![i64::from(unit.0), queue.number(), after.0, after.1, limit],
        |row: &Row<'_>| {
            last = Place(row.int(0)?, row.bytes(1)?);
            let noted = row.opt_int(3)?.map(Moment::from_unix_seconds);
            Ok(dossier_from_json(row.text_ref(2)?).map(|dossier| Lying { dossier, noted }))
        },
    )?;
    let more = u32::try_from(found.len()).is_ok_and(|found| found == limit);
    Ok((found.into_iter().collect::<Result<_>>()?, more.then_some(last)))
}

/// Whether a dossier was noted just now for the first time of its step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Noted {
    /// Now.
    Now,
    /// Before.
    Before,
}

/// Notes that a dossier lies at a unit past its time. `now_ms` is the server's clock, UNIX milliseconds.
///
/// # Errors
/// If the database cannot write.
pub fn note(
    tx: &mut Tx<'_>,
    (dossier, since): (&DossierId, Moment),
    unit: UnitId,
    stuck_from: Moment,
    now_ms: i64,
) -> Result<Noted> {
    let (id, since) = (dossier.bytes(), since.unix_seconds());
    if tx.execute(&NOTE, params![id, since, i64::from(unit.0), stuck_from.unix_seconds(), now_ms])? == 1 {
        return Ok(Noted::Now);
    }
    tx.execute(&AGAIN, params![id, since, i64::from(unit.0)])?;
    Ok(Noted::Before)
}

/// Notes that it went on.
///
/// # Errors
/// If the database cannot write.
pub fn end(tx: &mut Tx<'_>, dossier: &DossierId, since: Moment, now_ms: i64) -> Result<()> {
    tx.execute(&END, params![dossier.bytes(), since.unix_seconds(), now_ms])?;
    Ok(())
}

/// A dossier noted as lying past its time, as it stands now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Open {
    /// When that began which waits.
    pub since: Moment,
    /// When it was called stuck.
    pub stuck_from: Moment,
    /// When it was noted, UNIX milliseconds.
    pub noticed_at_ms: i64,
    /// Its state now: it may have gone on since the last look.
    pub dossier: Dossier,
}

/// Dossiers noted at a unit, longest first.
///
/// # Errors
/// If the database cannot answer or a state does not parse.
pub fn open(tx: &mut Tx<'_>, unit: UnitId, limit: u32) -> Result<Vec<Open>> {
    let read = |row: &Row<'_>| -> Result<Open> {
        Ok(Open {
            since: Moment::from_unix_seconds(row.int(1)?),
            stuck_from: Moment::from_unix_seconds(row.int(2)?),
            noticed_at_ms: row.int(3)?,
            dossier: dossier_from_json(row.text_ref(4)?)?,
        })
    };
    tx.query_all(&OPEN, params![i64::from(unit.0), limit], |row| Ok(read(row)))?.into_iter().collect()
}

/// How many are noted and have not gone on.
///
/// # Errors
/// If the database cannot answer.
pub fn count(tx: &mut Tx<'_>) -> Result<i64> {
    Ok(tx.query_one(&COUNT, params![], |row| row.int(0))?)
}
