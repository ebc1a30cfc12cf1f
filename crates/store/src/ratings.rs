//! How people rate: one face for each dossier, under a token that tells neither dossier nor person.

use crate::error::Result;
use crate::statements::statements;
use motcua_db::{Tx, params};
use motcua_domain::ids::{ProcedureCode, UnitId};
use motcua_domain::rating::{Face, Reason};

statements! {
    ADD = "rating.add", "insert into rating (token, month, unit, procedure, face, reasons) \
        values ($1, $2, $3, $4, $5, null) on conflict (token) do nothing";
    FACE = "rating.face", "select face, reasons from rating where token = $1";
    SET_REASONS = "rating.set_reasons", "update rating set reasons = $2 where token = $1 and reasons is null";
    OF_UNIT = "rating.of_unit", "select face, count(*) from rating where unit = $1 and month >= $2 and month <= $3 \
        group by face order by face";
}

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

/// Keeps a rating; the first one stands. Answers whether this was the first.
///
/// # Errors
/// If the database cannot write.
pub fn add(tx: &mut Tx<'_>, rating: &Rating) -> Result<bool> {
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
    Ok(kept == 1)
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
