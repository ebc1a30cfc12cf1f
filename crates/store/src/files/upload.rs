//! Files on their way, piece by piece: how far each has come. The pieces themselves lie where files lie.

use super::owner;
use crate::codec::small;
use crate::error::{Result, StoreError};
use crate::statements::statements;
use motcua_db::{Row, Rows, Tx, params};
use motcua_domain::ids::{OfficerId, PersonId, UploadId};

statements! {
    BEGIN = "upload.begin", "insert into upload \
        (id, person, officer, name, size, received, pieces, begun_at, touched_at) \
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    GET = "upload.get", "select id, person, officer, name, size, received, pieces, begun_at, touched_at from upload \
        where id = $1";
    ADVANCE = "upload.advance", "update upload set received = $3, pieces = pieces + 1, touched_at = $4 \
        where id = $1 and received = $2";
    DELETE = "upload.delete", "delete from upload where id = $1";
    COUNT = "upload.count", "select count(*) from upload where person = $1";
    STALE = "upload.stale", "select id, person, officer, name, size, received, pieces, begun_at, touched_at from upload \
        where touched_at < $1 order by touched_at limit $2";
}

/// A file on its way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upload {
    /// Id.
    pub id: UploadId,
    /// Who sends it.
    pub person: Option<PersonId>,
    /// Or which officer.
    pub officer: Option<OfficerId>,
    /// What it is called.
    pub name: String,
    /// Bytes there will be.
    pub size: u64,
    /// Bytes that have come, without a gap.
    pub received: u64,
    /// In how many pieces.
    pub pieces: u32,
    /// UNIX milliseconds.
    pub begun_at: i64,
    /// When the last piece came, UNIX milliseconds.
    pub touched_at: i64,
}

/// Notes a file that begins to come.
///
/// # Errors
/// [`motcua_db::Error::Conflict`] when the id is taken.
pub fn begin(tx: &mut Tx<'_>, upload: &Upload) -> Result<()> {
    tx.enqueue(
        &BEGIN,
        params![
            upload.id.bytes(),
            upload.person.map(|person| person.bytes()),
            upload.officer.map(|officer| officer.0),
            upload.name,
            upload.size.cast_signed(),
            upload.received.cast_signed(),
            upload.pieces,
            upload.begun_at,
            upload.touched_at,
        ],
        Rows::One,
    )?;
    Ok(())
}

/// A file on its way by id.
///
/// # Errors
/// If the database cannot answer.
pub fn get(tx: &mut Tx<'_>, id: &UploadId) -> Result<Option<Upload>> {
    tx.query_opt(&GET, params![id.bytes()], read)?.transpose()
}

/// Notes a piece that came; `false` when another came first.
///
/// # Errors
/// If the database cannot write.
pub fn advance(tx: &mut Tx<'_>, id: &UploadId, from: u64, to: u64, now_ms: i64) -> Result<bool> {
    Ok(tx.execute(&ADVANCE, params![id.bytes(), from.cast_signed(), to.cast_signed(), now_ms])? == 1)
}

/// Forgets it.
///
/// # Errors
/// If the database cannot write.
pub fn delete(tx: &mut Tx<'_>, id: &UploadId) -> Result<()> {
    tx.enqueue(&DELETE, params![id.bytes()], Rows::Any)?;
    Ok(())
}

/// How many a person has under way.
///
/// # Errors
/// If the database cannot answer.
pub fn count(tx: &mut Tx<'_>, person: PersonId) -> Result<u64> {
    Ok(tx.query_one(&COUNT, params![person.bytes()], |row| row.int(0))?.unsigned_abs())
}

/// Those of which nothing came since a moment.
///
/// # Errors
/// If the database cannot answer.
pub fn stale(tx: &mut Tx<'_>, before_ms: i64, most: u32) -> Result<Vec<Upload>> {
    tx.query_all(&STALE, params![before_ms, most], read)?.into_iter().collect()
}

fn read(row: &Row<'_>) -> motcua_db::Result<Result<Upload>> {
    let person = row.opt_blob(1)?;
    let (officer, pieces) = (row.opt_int(2)?, row.int(6)?);
    let upload = Upload {
        id: UploadId::from_bytes(row.bytes(0)?),
        person: None,
        officer: None,
        name: row.text(3)?,
        size: row.int(4)?.unsigned_abs(),
        received: row.int(5)?.unsigned_abs(),
        pieces: 0,
        begun_at: row.int(7)?,
        touched_at: row.int(8)?,
    };
    Ok(owner(person).and_then(|person| {
        let officer = officer.map(small).transpose()?.map(OfficerId);
        let pieces = u32::try_from(pieces).map_err(|_| StoreError::corrupt("pieces of an upload"))?;
        Ok(Upload { person, officer, pieces, ..upload })
    }))
}
