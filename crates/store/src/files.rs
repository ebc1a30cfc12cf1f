//! Whose files are kept, what they are called, and which dossiers name them. Their content lies elsewhere, encrypted.

use crate::codec::small;
use crate::error::{Result, StoreError};
use crate::statements::statements;
use motcua_db::{Row, Rows, Tx, params};
use motcua_domain::dossier::event::Event;
use motcua_domain::ids::{DossierId, FileHash, FileId, OfficerId, PersonId};

pub mod upload;

statements! {
    ADD = "file.add", "insert into file (id, hash, person, officer, name, kind, size, pages, report, kept_at) \
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    GET = "file.get", "select id, hash, person, officer, name, kind, size, pages, report, kept_at from file where id = $1";
    OF_PERSON = "file.of_person", "select id, hash, person, officer, name, kind, size, pages, report, kept_at from file \
        where person = $1 order by kept_at desc, id desc limit $2";
    OF_DOSSIERS = "file.of_dossiers", "select distinct f.id, f.hash, f.person, f.officer, f.name, f.kind, f.size, f.pages, \
        f.report, f.kept_at from dossier d join dossier_file n on n.dossier = d.id join file f on f.hash = n.hash \
        where d.owner = $1 and f.person is null order by f.kept_at desc, f.id desc limit $2";
    OF_HASH = "file.of_hash", "select id, hash, person, officer, name, kind, size, pages, report, kept_at from file \
        where hash = $1 order by id limit $2";
    USED = "file.used", "select count(*), cast(coalesce(sum(size), 0) as bigint) from file \
        where person = $1 and kept_at >= $2";
    DELETE = "file.delete", "delete from file where id = $1";
    STALE = "file.stale", "select f.id, f.hash, f.person, f.kept_at from file f where f.kept_at < $1 \
        and (f.kept_at > $2 or (f.kept_at = $2 and f.id > $3)) and f.person is not null \
        and not exists (select 1 from dossier_file d where d.hash = f.hash) order by f.kept_at, f.id limit $4";
    NAME = "dossier_file.add", "insert into dossier_file (dossier, hash) values ($1, $2) \
        on conflict (dossier, hash) do nothing";
    NAMED_BY = "dossier_file.named_by", "select dossier from dossier_file where hash = $1 order by dossier desc limit $2";
    NAMED_AFTER = "dossier_file.named_after", "select distinct hash from dossier_file where hash > $1 \
        order by hash limit $2";
    IS_NAMED = "dossier_file.is_named", "select 1 from dossier_file where hash = $1 limit 1";
    IS_KEPT = "file.is_kept", "select 1 from file where hash = $1 limit 1";
    NAMED_FOR = "dossier_file.named_for", "select 1 from dossier_file n join dossier d on d.id = n.dossier \
        where n.hash = $1 and d.owner = $2 limit 1";
    NAMED_IN = "dossier_file.named_in", "select 1 from dossier_file where dossier = $1 and hash = $2";
}

/// A file kept for somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// Id.
    pub id: FileId,
    /// Its content.
    pub hash: FileHash,
    /// For whom it is kept; `None`: an officer brought it in.
    pub person: Option<PersonId>,
    /// The officer who brought it in.
    pub officer: Option<OfficerId>,
    /// What it is called.
    pub name: String,
    /// What it is: `pdf`, `docx`….
    pub kind: String,
    /// Bytes of the content.
    pub size: u64,
    /// Pages, where they can be counted.
    pub pages: Option<u32>,
    /// What was seen and done when it was kept, as JSON.
    pub report: String,
    /// UNIX milliseconds.
    pub kept_at: i64,
}

/// Keeps a row.
///
/// # Errors
/// [`motcua_db::Error::Conflict`] when the id is taken.
pub fn insert(tx: &mut Tx<'_>, file: &File) -> Result<()> {
    let size = i64::try_from(file.size).map_err(|_| StoreError::corrupt("a file of this size"))?;
    tx.enqueue(
        &ADD,
        params![
            file.id.bytes(),
            file.hash.0,
            file.person.map(|person| person.bytes()),
            file.officer.map(|officer| officer.0),
            file.name,
            file.kind,
            size,
            file.pages,
            file.report,
            file.kept_at,
        ],
        Rows::One,
    )?;
    Ok(())
}

/// A file by id.
///
/// # Errors
/// If the database cannot answer.
pub fn get(tx: &mut Tx<'_>, id: &FileId) -> Result<Option<File>> {
    tx.query_opt(&GET, params![id.bytes()], read)?.transpose()
}

/// The same content kept before for the same person or officer.
///
/// # Errors
/// If the database cannot answer.
pub fn same(
    tx: &mut Tx<'_>,
    hash: &FileHash,
    person: Option<PersonId>,
    officer: Option<OfficerId>,
) -> Result<Option<File>> {
    let of_hash = |tx: &mut Tx<'_>| rows(tx, &OF_HASH, params![hash.0, OWNERS_MAX]);
    Ok(of_hash(tx)?.into_iter().find(|file| file.person == person && file.officer == officer))
}

/// How many rows of one content are looked through: a blank form may be kept by many.
const OWNERS_MAX: i64 = 1_000;

/// Files of a person, the latest first.
///
/// # Errors
/// If the database cannot answer.
pub fn of_person(tx: &mut Tx<'_>, person: PersonId, most: u32) -> Result<Vec<File>> {
    rows(tx, &OF_PERSON, params![person.bytes(), most])
}

/// Files that officers brought into a person's own dossiers, the latest first: results, and papers handed in at a counter.
///
/// # Errors
/// If the database cannot answer.
pub fn of_dossiers(tx: &mut Tx<'_>, owner: PersonId, most: u32) -> Result<Vec<File>> {
    rows(tx, &OF_DOSSIERS, params![owner.bytes(), most])
}

/// Rows of a content, in the order kept.
///
/// # Errors
/// If the database cannot answer.
pub fn of_hash(tx: &mut Tx<'_>, hash: &FileHash, most: u32) -> Result<Vec<File>> {
    rows(tx, &OF_HASH, params![hash.0, most])
}

/// How many files a person has kept since a moment, and their bytes.
///
/// # Errors
/// If the database cannot answer.
pub fn used(tx: &mut Tx<'_>, person: PersonId, since_ms: i64) -> Result<(u64, u64)> {
    let (count, bytes) =
        tx.query_one(&USED, params![person.bytes(), since_ms], |row| Ok((row.int(0)?, row.int(1)?)))?;
    Ok((count.unsigned_abs(), bytes.unsigned_abs()))
}

/// Forgets a row; the content is another matter.
///
/// # Errors
/// If the database cannot write.
pub fn delete(tx: &mut Tx<'_>, id: &FileId) -> Result<()> {
    tx.enqueue(&DELETE, params![id.bytes()], Rows::Any)?;
    Ok(())
}

/// A file that no dossier names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stale {
    /// Its row.
    pub id: FileId,
    /// Its content.
    pub hash: FileHash,
    /// For whom it is kept.
    pub person: PersonId,
    /// UNIX milliseconds.
    pub kept_at: i64,
}

/// Files kept before a moment that no dossier names, in the order kept, after one of them.
///
/// # Errors
/// If the database cannot answer.
pub fn stale(tx: &mut Tx<'_>, before_ms: i64, after: Option<&Stale>, most: u32) -> Result<Vec<Stale>> {
    let (at, id) = after.map_or((i64::MIN, [0; 16]), |stale| (stale.kept_at, stale.id.bytes()));
    let rows = tx.query_all(&STALE, params![before_ms, at, id, most], |row| {
        let (id, hash) = (FileId::from_bytes(row.bytes(0)?), FileHash(row.bytes(1)?));
        Ok(Stale { id, hash, person: PersonId::from_bytes(row.bytes(2)?), kept_at: row.int(3)? })
    })?;
    Ok(rows)
}

/// Notes which files an event of a dossier names.
pub(crate) fn name(tx: &mut Tx<'_>, dossier: &DossierId, event: &Event) -> Result<()> {
    for hash in event.files() {
        tx.enqueue(&NAME, params![dossier.bytes(), hash.0], Rows::Any)?;
    }
    Ok(())
}

/// Dossiers that name a content, the latest first.
///
/// # Errors
/// If the database cannot answer.
pub fn named_by(tx: &mut Tx<'_>, hash: &FileHash, most: u32) -> Result<Vec<DossierId>> {
    Ok(tx.query_all(&NAMED_BY, params![hash.0, most], |row| Ok(DossierId::from_bytes(row.bytes(0)?)))?)
}

/// Whether a dossier names a content.
///
/// # Errors
/// If the database cannot answer.
pub fn is_named_in(tx: &mut Tx<'_>, dossier: &DossierId, hash: &FileHash) -> Result<bool> {
    Ok(tx.query_opt(&NAMED_IN, params![dossier.bytes(), hash.0], |_| Ok(()))?.is_some())
}

/// Whether a dossier that is a person's own names a content.
///
/// # Errors
/// If the database cannot answer.
pub fn is_named_for(tx: &mut Tx<'_>, owner: PersonId, hash: &FileHash) -> Result<bool> {
    Ok(tx.query_opt(&NAMED_FOR, params![hash.0, owner.bytes()], |_| Ok(()))?.is_some())
}

/// Contents that dossiers name, in order, after one of them.
///
/// # Errors
/// If the database cannot answer.
pub fn named_after(tx: &mut Tx<'_>, after: Option<FileHash>, most: u32) -> Result<Vec<FileHash>> {
    let after = after.map_or_else(Vec::new, |hash| hash.0.to_vec());
    Ok(tx.query_all(&NAMED_AFTER, params![after, most], |row| Ok(FileHash(row.bytes(0)?)))?)
}

/// Whether any row or any dossier still needs a content.
///
/// # Errors
/// If the database cannot answer.
pub fn is_needed(tx: &mut Tx<'_>, hash: &FileHash) -> Result<bool> {
    let named = tx.query_opt(&IS_NAMED, params![hash.0], |_| Ok(()))?.is_some();
    Ok(named || tx.query_opt(&IS_KEPT, params![hash.0], |_| Ok(()))?.is_some())
}

fn rows(
    tx: &mut Tx<'_>,
    stmt: &'static motcua_db::Stmt,
    params: &[motcua_db::Value<'_>],
) -> Result<Vec<File>> {
    tx.query_all(stmt, params, read)?.into_iter().collect()
}

fn read(row: &Row<'_>) -> motcua_db::Result<Result<File>> {
    let person = row.opt_blob(2)?;
    let (officer, pages) = (row.opt_int(3)?, row.opt_int(7)?);
    let file = File {
        id: FileId::from_bytes(row.bytes(0)?),
        hash: FileHash(row.bytes(1)?),
        person: None,
        officer: None,
        name: row.text(4)?,
        kind: row.text(5)?,
        size: row.int(6)?.unsigned_abs(),
        pages: None,
        report: row.text(8)?,
        kept_at: row.int(9)?,
    };
    Ok(owner(person).and_then(|person| {
        let officer = officer.map(small).transpose()?.map(OfficerId);
        let pages = pages.map(small).transpose()?;
        Ok(File { person, officer, pages, ..file })
    }))
}

fn owner(bytes: Option<Vec<u8>>) -> Result<Option<PersonId>> {
    let Some(bytes) = bytes else { return Ok(None) };
    let bytes = <[u8; 16]>::try_from(bytes).map_err(|_| StoreError::corrupt("a person's id has 16 bytes"))?;
    Ok(Some(PersonId::from_bytes(bytes)))
}
