//! How people rate: one face for each dossier, under a token that tells neither dossier nor person.
//!
//! No time is kept but the month. Figures are still told as they were at a moment: while a month runs, the ratings of a unit are told
//! in groups, each group with the moment it was full, and all of them once the month is over.

use crate::codec::small;
use crate::error::{Result, StoreError};
use crate::figures::Period;
use crate::statements::statements;
use motcua_calendar::{Date, Moment};
use motcua_db::{Tx, params};
use motcua_domain::ids::{ProcedureCode, UnitId};
use motcua_domain::rating::{Face, Reason};
use std::collections::BTreeMap;

statements! {
    ADD = "rating.add", "insert into rating (token, month, unit, procedure, face, reasons) \
        values ($1, $2, $3, $4, $5, null) on conflict (token) do nothing";
    FACE = "rating.face", "select face, reasons from rating where token = $1";
    SET_REASONS = "rating.set_reasons", "update rating set reasons = $2 where token = $1 and reasons is null";
    OF_UNIT = "rating.of_unit", "select face, count(*) from rating where unit = $1 and month >= $2 and month <= $3 \
        group by face order by face";
    TOLD_SO_FAR = "rating.told_so_far", "select cast(coalesce(max(n), 0) as bigint) from rating_told \
        where month = $1 and unit = $2";
    TELL = "rating.tell", "insert into rating_told (month, unit, n, told_at, n1, n2, n3, n4, n5) \
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict (month, unit, n) do nothing";
    OVER = "rating.over", "select unit, face, count(*) from rating where month >= $1 and month <= $2 and month < $3 \
        group by unit, face order by unit, face";
    TOLD = "rating.told", "select t.unit, t.n1, t.n2, t.n3, t.n4, t.n5 from rating_told t where t.month = $1 \
        and t.n = (select max(l.n) from rating_told l where l.month = t.month and l.unit = t.unit and l.told_at <= $2)";
}

/// So many new ratings of a unit are told together while their month runs: one alone, told when it came, would tell whose it is.
pub const TOGETHER: i64 = 5;

/// What binds a rating to its dossier, for whoever has the key.
pub type Token = [u8; 32];

/// One rating.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rating {
    /// Its token.
    pub token: Token,
    /// The month, `2026-03`: no day and no hour, which would tell whose it is.
    pub month: String,
    /// The unit that had the dossier.
    pub unit: UnitId,
    /// The procedure.
    pub procedure: ProcedureCode,
    /// How it was.
    pub face: Face,
}

/// A rating found by its token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Given {
    /// How it was.
    pub face: Face,
    /// Whether reasons were given, or left out for good.
    pub explained: bool,
}

/// Keeps a rating; the first one stands. Answers whether this was the first. `now_ms`, UNIX milliseconds of the server's clock, is kept
/// only of a group that is full with it.
///
/// # Errors
/// If the database cannot write.
pub fn add(tx: &mut Tx<'_>, rating: &Rating, now_ms: i64) -> Result<bool> {
    let kept = tx.execute(
        &ADD,
        params![
            rating.token,
            rating.month,
            rating.unit.0,
            rating.procedure.as_str(),
            i64::from(rating.face.number())
        ],
    )?;
    if kept == 1 {
        tell(tx, rating, now_ms)?;
    }
    Ok(kept == 1)
}

/// Tells of a unit's ratings of the month, once enough of them are new.
fn tell(tx: &mut Tx<'_>, rating: &Rating, now_ms: i64) -> Result<()> {
    let (month, unit) = (&rating.month, rating.unit);
    let mut faces = [0; 5];
    tx.query(&OF_UNIT, params![unit.0, month, month], |row| {
        let (face, count) = (row.int(0)?, row.int(1)?);
        if let Some(slot) = usize::try_from(face - 1).ok().and_then(|slot| faces.get_mut(slot)) {
            *slot = count;
        }
        Ok(())
    })?;
    let (all, [a, b, c, d, e]) = (faces.iter().sum::<i64>(), faces);
    if all - tx.query_one(&TOLD_SO_FAR, params![month, unit.0], |row| row.int(0))? >= TOGETHER {
        tx.execute(&TELL, params![month, unit.0, all, now_ms, a, b, c, d, e])?;
    }
    Ok(())
}

/// Ratings of the months of a period by unit and face, 1 to 5, as they were told at a moment, UNIX milliseconds of the server's clock.
/// A rating is kept with its month only, so the months are whole.
///
/// # Errors
/// If the database cannot answer.
pub fn told(tx: &mut Tx<'_>, period: Period, at_ms: i64) -> Result<BTreeMap<UnitId, [i64; 5]>> {
    let month = |day: Date| format!("{:04}-{:02}", day.year(), day.month());
    let (from, to) = (month(period.from), month(period.to));
    let running = month(Moment::from_unix_seconds(at_ms.div_euclid(1000)).date());
    let mut found: BTreeMap<UnitId, [i64; 5]> = BTreeMap::new();
    let rows =
        tx.query_all(&OVER, params![from, to, running], |row| Ok((row.int(0)?, row.int(1)?, row.int(2)?)))?;
    for (unit, face, count) in rows {
        let faces = found.entry(UnitId(small(unit)?)).or_default();
        let slot = usize::try_from(face - 1).ok().and_then(|slot| faces.get_mut(slot));
        *slot.ok_or_else(|| StoreError::corrupt(format!("{face} is no face")))? += count;
    }
    if from <= running && running <= to {
        let rows = tx.query_all(&TOLD, params![running, at_ms], |row| {
            Ok((row.int(0)?, [row.int(1)?, row.int(2)?, row.int(3)?, row.int(4)?, row.int(5)?]))
        })?;
        for (unit, told) in rows {
            let faces = found.entry(UnitId(small(unit)?)).or_default();
            faces.iter_mut().zip(told).for_each(|(sum, more)| *sum += more);
        }
    }
    Ok(found)
}

/// The rating of a token.
///
/// # Errors
/// If the database cannot answer.
pub fn find(tx: &mut Tx<'_>, token: &Token) -> Result<Option<Given>> {
    let found = tx.query_opt(&FACE, params![token], |row| Ok((row.int(0)?, row.opt_text(1)?)))?;
    Ok(found.and_then(|(face, reasons)| {
        Some(Given { face: Face::from_number(u8::try_from(face).ok()?)?, explained: reasons.is_some() })
    }))
}

/// Adds the reasons, once. Answers whether they were kept.
///
/// # Errors
/// If the database cannot write.
pub fn explain(tx: &mut Tx<'_>, token: &Token, reasons: &[Reason]) -> Result<bool> {
    let keys: Vec<&str> = reasons.iter().map(|reason| reason.key()).collect();
    Ok(tx.execute(&SET_REASONS, params![token, keys.join(" ")])? == 1)
}

/// How many of each face a unit was given from one month to another, both included.
///
/// # Errors
/// If the database cannot answer.
pub fn of_unit(tx: &mut Tx<'_>, unit: UnitId, from: &str, to: &str) -> Result<Vec<(Face, u64)>> {
    let rows = tx.query_all(&OF_UNIT, params![unit.0, from, to], |row| Ok((row.int(0)?, row.int(1)?)))?;
    Ok(rows
        .into_iter()
        .filter_map(|(face, n)| {
            Some((Face::from_number(u8::try_from(face).ok()?)?, u64::try_from(n).unwrap_or(0)))
        })
        .collect())
}
