//! Filings under way: what somebody has typed and not yet filed. Each row is one person's own; nobody else reads it.
//!
//! What the content means is not known here. A row is changed only by who saw its last revision, so that of two windows the
//! second is told.

use crate::access::id_bytes;
use crate::codec::small;
use crate::error::Result;
use crate::statements::statements;
use motcua_db::{Row, Rows, Tx, params};
use motcua_domain::ids::{
    CommandId, ConsentId, DossierId, FilingId, MandateId, PersonId, ProcedureCode, VersionId,
};

statements! {
    ADD = "filing.add", "insert into filing (id, person, procedure, version, revision, command, content, created_at, \
        updated_at, mandate, consent) values ($1, $2, $3, $4, 1, $5, $6, $7, $7, $8, $9)";
    GET = "filing.get", "select id, person, procedure, version, revision, command, content, kept, dossier, created_at, \
        updated_at, mandate, consent from filing where id = $1 and person = $2";
    BY_ID = "filing.by_id", "select id, person, procedure, version, revision, command, content, kept, dossier, created_at, \
        updated_at, mandate, consent from filing where id = $1";
    OF_PERSON = "filing.of_person", "select id, person, procedure, version, revision, command, content, kept, dossier, \
        created_at, updated_at, mandate, consent from filing where person = $1 and dossier is null order by updated_at desc limit $2";
    SAVE = "filing.save", "update filing set version = $4, content = $5, updated_at = $6, revision = revision + 1, \
        kept = null where id = $1 and person = $2 and revision = $3 and dossier is null";
    KEEP = "filing.keep", "update filing set kept = $3 where id = $1 and person = $2 and dossier is null";
    FILED = "filing.filed", "update filing set dossier = $3, content = '{}', kept = null, revision = revision + 1, \
        updated_at = $4 where id = $1 and person = $2 and dossier is null";
    DELETE = "filing.delete", "delete from filing where id = $1 and person = $2 and dossier is null";
    PURGE = "filing.purge", "delete from filing where updated_at < $1";
}

/// A filing as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filing {
    /// Id.
    pub id: FilingId,
    /// Whose.
    pub person: PersonId,
    /// What is filed.
    pub procedure: ProcedureCode,
    /// The version it was begun under, or passed to.
    pub version: VersionId,
    /// Raised by every change.
    pub revision: u32,
    /// The command that will file it.
    pub command: CommandId,
    /// What was told so far, JSON.
    pub content: String,
    /// What was typed when the sign-in had ended, JSON.
    pub kept: Option<String>,
    /// What it became.
    pub dossier: Option<DossierId>,
    /// Begun, UNIX milliseconds.
    pub created_at: i64,
    /// Last changed, UNIX milliseconds.
    pub updated_at: i64,
    /// The mandate under which it is for somebody else.
    pub mandate: Option<MandateId>,
    /// The consent on which an officer entered it.
    pub consent: Option<ConsentId>,
}

/// Begins a filing, at revision 1.
///
/// # Errors
/// If the database cannot write.
pub fn insert(tx: &mut Tx<'_>, filing: &Filing) -> Result<()> {
    tx.execute(
        &ADD,
        params![
            filing.id.bytes(),
            filing.person.bytes(),
            filing.procedure.as_str(),
            filing.version.0,
            filing.command.bytes(),
            filing.content,
            filing.created_at,
            filing.mandate.map(|id| id.bytes()),
            filing.consent.map(|id| id.bytes()),
        ],
    )?;
    Ok(())
}

/// A person's filing by its id; nobody else's.
///
/// # Errors
/// If the database cannot answer.
pub fn get(tx: &mut Tx<'_>, id: &FilingId, person: &PersonId) -> Result<Option<Filing>> {
    tx.query_opt(&GET, params![id.bytes(), person.bytes()], read)?.transpose()
}

/// A filing by its id, whoever it is of: for whoever is let near it by something else than being that person.
///
/// # Errors
/// If the database cannot answer.
pub fn by_id(tx: &mut Tx<'_>, id: &FilingId) -> Result<Option<Filing>> {
    tx.query_opt(&BY_ID, params![id.bytes()], read)?.transpose()
}

/// What a person has under way, the latest changed first.
///
/// # Errors
/// If the database cannot answer.
pub fn of_person(tx: &mut Tx<'_>, person: &PersonId, limit: u32) -> Result<Vec<Filing>> {
    tx.query_all(&OF_PERSON, params![person.bytes(), limit], read)?.into_iter().collect()
}

/// Whether a change was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// It was.
    Made,
    /// Somebody else came first, or it is filed.
    Late,
}

/// Writes a new content over the revision seen.
///
/// # Errors
/// If the database cannot write.
pub fn save(tx: &mut Tx<'_>, seen: &Filing, version: VersionId, content: &str, at_ms: i64) -> Result<Change> {
    made(tx.execute(
        &SAVE,
        params![seen.id.bytes(), seen.person.bytes(), seen.revision, version.0, content, at_ms],
    )?)
}

/// Keeps what was typed when the sign-in had ended, for the person's next look.
///
/// # Errors
/// If the database cannot write.
pub fn keep(tx: &mut Tx<'_>, id: &FilingId, person: &PersonId, typed: Option<&str>) -> Result<Change> {
    made(tx.execute(&KEEP, params![id.bytes(), person.bytes(), typed])?)
}

/// Notes what a filing became, and forgets what was typed.
///
/// # Errors
/// If the database cannot write; a defect when it was filed before.
pub fn filed(tx: &mut Tx<'_>, seen: &Filing, dossier: &DossierId, at_ms: i64) -> Result<()> {
    tx.enqueue(&FILED, params![seen.id.bytes(), seen.person.bytes(), dossier.bytes(), at_ms], Rows::One)?;
    Ok(())
}

/// Throws a filing away.
///
/// # Errors
/// If the database cannot write.
pub fn delete(tx: &mut Tx<'_>, id: &FilingId, person: &PersonId) -> Result<Change> {
    made(tx.execute(&DELETE, params![id.bytes(), person.bytes()])?)
}

/// Throws away what nobody has touched since a moment; answers how many.
///
/// # Errors
/// If the database cannot write.
pub fn purge(tx: &mut Tx<'_>, before_ms: i64) -> Result<u64> {
    Ok(tx.execute(&PURGE, params![before_ms])?)
}

fn made(rows: u64) -> Result<Change> {
    Ok(if rows == 1 { Change::Made } else { Change::Late })
}

fn read(row: &Row<'_>) -> motcua_db::Result<Result<Filing>> {
    let (version, revision) = (row.int(3)?, row.int(4)?);
    let (dossier, mandate, consent) = (row.opt_blob(8)?, row.opt_blob(11)?, row.opt_blob(12)?);
    let filing = Filing {
        id: FilingId::from_bytes(row.bytes(0)?),
        person: PersonId::from_bytes(row.bytes(1)?),
        procedure: ProcedureCode(row.text(2)?),
        version: VersionId(0),
        revision: 0,
        command: CommandId::from_bytes(row.bytes(5)?),
        content: row.text(6)?,
        kept: row.opt_text(7)?,
        dossier: None,
        created_at: row.int(9)?,
        updated_at: row.int(10)?,
        mandate: None,
        consent: None,
    };
    Ok(rest(filing, (version, revision), (dossier, mandate, consent)))
}

type Blob = Option<Vec<u8>>;

fn rest(
    filing: Filing,
    (version, revision): (i64, i64),
    (dossier, mandate, consent): (Blob, Blob, Blob),
) -> Result<Filing> {
    let dossier = dossier.map(|bytes| id_bytes(bytes).map(DossierId::from_bytes));
    let mandate = mandate.map(|bytes| id_bytes(bytes).map(MandateId::from_bytes));
    Ok(Filing {
        version: VersionId(small(version)?),
        revision: small(revision)?,
        dossier: dossier.transpose()?,
        mandate: mandate.transpose()?,
        consent: consent.map(|bytes| id_bytes(bytes).map(ConsentId::from_bytes)).transpose()?,
        ..filing
    })
}
