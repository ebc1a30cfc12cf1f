//! Orders to pass dossiers in hand to a newer version: what was ordered and why, which dossiers went, and what stayed.
//!
//! A dossier's own journal has the fact; here is the account of the whole, so that an order that was cut off can be gone on
//! with and one sent twice is told its first outcome.
//!
//! Not here: which dossiers a rule can carry (`motcua-domain`), who may order it (`motcua-app`).

use crate::chain::Hash;
use crate::codec::small;
use crate::error::{Result, StoreError};
use crate::statements::statements;
use motcua_db::{Row, Tx, params};
use motcua_domain::dossier::MigrationRule;
use motcua_domain::ids::{CommandId, DossierId, OfficerId, ProcedureCode, VersionId};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Columns of an order, read in this order by [`read`].
macro_rules! passings_where {
    ($rest:literal) => {
        concat!(
            "select id, code, from_version, to_version, rule, reason, digest, officer, begun_at, done_at, stayed, \
             (select count(*) from procedure_passed d where d.passing = p.id) from procedure_passing p ",
            $rest
        )
    };
}

statements! {
    GET = "procedure_passing.get", passings_where!("where id = $1");
    OF_CODE = "procedure_passing.of_code", passings_where!("where code = $1 order by begun_at desc, id limit $2");
    BEGIN = "procedure_passing.begin", "insert into procedure_passing (id, code, from_version, to_version, rule, reason, \
        digest, officer, begun_at, done_at, stayed) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, null, null)";
    DONE = "procedure_passing.done", "update procedure_passing set done_at = $2, stayed = $3 \
        where id = $1 and done_at is null";
    WENT = "procedure_passed.add", "insert into procedure_passed (passing, dossier) values ($1, $2)";
    /// By id, which is the order in which dossiers were filed.
    PASSED = "procedure_passed.first", "select d.id, d.code from procedure_passed p join dossier d on d.id = p.dossier \
        where p.passing = $1 order by p.dossier limit $2";
}

/// Most orders a list answers with.
pub const LIST_MAX: i64 = 100;

/// Dossiers that stayed, for one reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stayed {
    /// Stable code of the reason.
    pub reason: String,
    /// The reason in Vietnamese, as it was told.
    pub vi: String,
    /// The same in English.
    pub en: String,
    /// How many.
    pub count: u64,
    /// Codes of the first of them.
    pub first: Vec<String>,
}

/// An order to pass dossiers on, and how far it came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passing {
    /// The command that began it.
    pub id: CommandId,
    /// Procedure.
    pub code: ProcedureCode,
    /// By which rule.
    pub rule: MigrationRule,
    /// Why.
    pub reason: String,
    /// Digest of what was ordered.
    pub digest: Hash,
    /// Who.
    pub officer: OfficerId,
    /// When, UNIX milliseconds.
    pub begun_at: i64,
    /// When the last dossier was looked at; `None`: not yet.
    pub done_at: Option<i64>,
    /// What stayed, once it is done.
    pub stayed: Vec<Stayed>,
    /// Dossiers that went so far.
    pub passed: u64,
}

/// Begins an order.
///
/// # Errors
/// [`motcua_db::Error::Conflict`] on `procedure_passing_pkey` when it was begun before.
pub fn begin(tx: &mut Tx<'_>, passing: &Passing) -> Result<()> {
    let rule =
        serde_json::to_string(&passing.rule).map_err(|error| StoreError::corrupt(error.to_string()))?;
    tx.execute(
        &BEGIN,
        params![
            passing.id.bytes(),
            passing.code.as_str(),
            passing.rule.from.0,
            passing.rule.to.0,
            rule,
            passing.reason,
            passing.digest,
            passing.officer.0,
            passing.begun_at
        ],
    )?;
    Ok(())
}

/// Says of a dossier that it went.
///
/// # Errors
/// If the database cannot write.
pub fn went(tx: &mut Tx<'_>, id: CommandId, dossier: DossierId) -> Result<()> {
    tx.execute(&WENT, params![id.bytes(), dossier.bytes()])?;
    Ok(())
}

/// Says that the last dossier was looked at; the first to say so is believed.
///
/// # Errors
/// If the database cannot write.
pub fn done(tx: &mut Tx<'_>, id: CommandId, now_ms: i64, stayed: &[Stayed]) -> Result<()> {
    let stayed = serde_json::to_string(stayed).map_err(|error| StoreError::corrupt(error.to_string()))?;
    tx.execute(&DONE, params![id.bytes(), now_ms, stayed])?;
    Ok(())
}

/// An order by its id.
///
/// # Errors
/// If the database cannot answer, or the row does not make sense.
pub fn get(tx: &mut Tx<'_>, id: CommandId) -> Result<Option<Passing>> {
    tx.query_opt(&GET, params![id.bytes()], read)?.transpose()
}

/// The orders of a procedure, the newest first, at most [`LIST_MAX`].
///
/// # Errors
/// As [`get`].
pub fn of_code(tx: &mut Tx<'_>, code: &ProcedureCode) -> Result<Vec<Passing>> {
    tx.query_all(&OF_CODE, params![code.as_str(), LIST_MAX], read)?.into_iter().collect()
}

/// The first dossiers that went, with their codes.
///
/// # Errors
/// If the database cannot answer.
pub fn first_passed(tx: &mut Tx<'_>, id: CommandId, limit: u32) -> Result<Vec<(DossierId, String)>> {
    Ok(tx.query_all(&PASSED, params![id.bytes(), limit], |row| {
        let id = DossierId::from_bytes(row.bytes(0)?);
        Ok((id, row.opt_text(1)?.unwrap_or_else(|| id.to_string())))
    })?)
}

fn read(row: &Row<'_>) -> motcua_db::Result<Result<Passing>> {
    let (id, code, rule, reason) = (row.bytes(0)?, row.text(1)?, row.text(4)?, row.text(5)?);
    let (from, to, officer) = (row.int(2)?, row.int(3)?, row.int(7)?);
    let (digest, begun_at, done_at) = (row.bytes(6)?, row.int(8)?, row.opt_int(9)?);
    let (stayed, passed) = (row.opt_text(10)?, row.int(11)?);
    Ok((|| {
        let corrupt = |error: serde_json::Error| StoreError::corrupt(format!("a passing: {error}"));
        let rule: MigrationRule = serde_json::from_str(&rule).map_err(corrupt)?;
        if (rule.from, rule.to) != (VersionId(small(from)?), VersionId(small(to)?)) {
            return Err(StoreError::corrupt("a passing whose rule is of other versions"));
        }
        Ok(Passing {
            id: CommandId(Uuid::from_bytes(id)),
            code: code.as_str().into(),
            rule,
            reason,
            digest,
            officer: OfficerId(small(officer)?),
            begun_at,
            done_at,
            stayed: stayed.map_or(Ok(Vec::new()), |text| serde_json::from_str(&text)).map_err(corrupt)?,
            passed: passed.unsigned_abs(),
        })
    })())
}
