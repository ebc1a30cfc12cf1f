//! Who looked at which dossier, and why: kept for inspection and for the people concerned, never changed.

use crate::codec::{role_from_key, unit_id};
use crate::error::{Result, StoreError};
use crate::queries::PAGE_MAX;
use crate::statements::statements;
use motcua_calendar::Moment;
use motcua_db::{Row, Rows, Tx, params};
use motcua_domain::actor::Role;
use motcua_domain::ids::{DossierId, OfficerId, PersonId, UnitId};

/// One page of what concerns a person: their own dossiers, those they filed for others, and looks at their data without
/// a dossier. Each part is newest first and limited, so that a page costs its rows. `$1` the person, `$2` the id the page
/// before ended with, `$3` rows.
const OF_PERSON_SQL: &str = "select a.id, a.at, a.officer, a.unit, a.role, a.reader, a.dossier, a.purpose, c.code from \
    (select l.id from dossier d join access_log l on l.dossier = d.id where d.owner = $1 and l.id < $2 \
    union select l.id from dossier d join access_log l on l.dossier = d.id where d.submitter = $1 \
    and d.submitter <> d.owner and l.id < $2 \
    union select l.id from access_log l where l.person = $1 and l.person is not null and l.id < $2) k \
    join access_log a on a.id = k.id left join dossier c on c.id = a.dossier order by a.id desc limit $3";

statements! {
    ADD = "access_log.add", "insert into access_log (at, officer, unit, role, reader, dossier, person, purpose) \
        values ($1, $2, $3, $4, $5, $6, $7, $8)";
    OF_PERSON = "access_log.of_person", OF_PERSON_SQL;
    OF_DOSSIER = "access_log.of_dossier", "select a.id, a.at, a.officer, a.unit, a.role, a.reader, a.dossier, \
        a.purpose, c.code from access_log a left join dossier c on c.id = a.dossier \
        where a.dossier = $1 and a.id < $2 order by a.id desc limit $3";
    CONCERNING = "access_log.concerning", "select a.id, a.at, a.officer, a.unit, a.role, a.reader, a.dossier, a.purpose, \
        d.code from access_log a left join dossier d on d.id = a.dossier \
        where a.id = $2 and (a.person = $1 or d.owner = $1 or d.submitter = $1)";
    ONE = "access_log.one", "select a.id, a.at, a.officer, a.unit, a.role, a.reader, a.dossier, a.purpose, c.code \
        from access_log a left join dossier c on c.id = a.dossier where a.id = $1";
}

/// Who looked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reader {
    /// An officer, at a unit and in the role held there, as far as these are known.
    Officer {
        /// Account.
        officer: OfficerId,
        /// Where the officer worked.
        unit: Option<UnitId>,
        /// As what.
        role: Option<Role>,
    },
    /// The person concerned, or the one who filed.
    Person(PersonId),
}

/// One look, to be noted.
#[derive(Debug, Clone, Copy)]
pub struct Look<'a> {
    /// When.
    pub at: Moment,
    /// Who.
    pub reader: Reader,
    /// At which dossier; `None` for a list or a person.
    pub dossier: Option<DossierId>,
    /// Whose data, where there is no dossier.
    pub person: Option<PersonId>,
    /// Why: a stable key of the page or the act.
    pub purpose: &'a str,
}

/// One look, as it was noted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Noted {
    /// Its number in the log.
    pub id: i64,
    /// When.
    pub at: Moment,
    /// Who.
    pub reader: Reader,
    /// At which dossier.
    pub dossier: Option<DossierId>,
    /// Its code, once it has one.
    pub code: Option<String>,
    /// Why.
    pub purpose: String,
}

/// Notes a look.
///
/// # Errors
/// If the database cannot write.
pub fn add(tx: &mut Tx<'_>, look: &Look<'_>) -> Result<()> {
    let (officer, unit, role, reader) = match look.reader {
        Reader::Officer { officer, unit, role } => (officer.0, unit, role, None),
        Reader::Person(person) => (0, None, None, Some(person.bytes())),
    };
    tx.enqueue(
        &ADD,
        params![
            look.at.unix_seconds(),
            officer,
            unit.map(|unit| unit.0),
            role.map(Role::key),
            reader,
            look.dossier.map(|id| id.bytes()),
            look.person.map(|id| id.bytes()),
            look.purpose,
        ],
        Rows::One,
    )?;
    Ok(())
}

/// Notes that an officer looked at a dossier, or at a list when there is none.
///
/// # Errors
/// If the database cannot write.
pub fn note(
    tx: &mut Tx<'_>,
    at: Moment,
    officer: OfficerId,
    dossier: Option<&DossierId>,
    purpose: &str,
) -> Result<()> {
    let reader = Reader::Officer { officer, unit: None, role: None };
    add(tx, &Look { at, reader, dossier: dossier.copied(), person: None, purpose })
}

/// What was looked at of a person's data, newest first, before a number of the log; at most [`PAGE_MAX`] rows.
///
/// # Errors
/// If the database cannot answer.
pub fn of_person(tx: &mut Tx<'_>, person: &PersonId, before: Option<i64>, limit: u32) -> Result<Vec<Noted>> {
    let before = before.unwrap_or(i64::MAX);
    tx.query_all(&OF_PERSON, params![person.bytes(), before, limit.min(PAGE_MAX)], read)?
        .into_iter()
        .collect()
}

/// The same of one dossier.
///
/// # Errors
/// If the database cannot answer.
pub fn of_dossier(
    tx: &mut Tx<'_>,
    dossier: &DossierId,
    before: Option<i64>,
    limit: u32,
) -> Result<Vec<Noted>> {
    let before = before.unwrap_or(i64::MAX);
    tx.query_all(&OF_DOSSIER, params![dossier.bytes(), before, limit.min(PAGE_MAX)], read)?
        .into_iter()
        .collect()
}

/// One look, if it concerns the person.
///
/// # Errors
/// If the database cannot answer.
pub fn concerning(tx: &mut Tx<'_>, person: &PersonId, id: i64) -> Result<Option<Noted>> {
    tx.query_opt(&CONCERNING, params![person.bytes(), id], read)?.transpose()
}

/// One look.
///
/// # Errors
/// If the database cannot answer.
pub fn one(tx: &mut Tx<'_>, id: i64) -> Result<Option<Noted>> {
    tx.query_opt(&ONE, params![id], read)?.transpose()
}

fn read(row: &Row<'_>) -> motcua_db::Result<Result<Noted>> {
    let (id, at, officer) = (row.int(0)?, row.int(1)?, row.int(2)?);
    let (unit, role, reader) = (row.opt_int(3)?, row.opt_text(4)?, row.opt_blob(5)?);
    let (dossier, purpose, code) = (row.opt_blob(6)?, row.text(7)?, row.opt_text(8)?);
    Ok((|| {
        let reader = match reader {
            Some(person) => Reader::Person(PersonId::from_bytes(id_bytes(person)?)),
            None => Reader::Officer {
                officer: OfficerId(crate::codec::small(officer)?),
                unit: unit.map(unit_id).transpose()?,
                role: role.as_deref().map(role_from_key).transpose()?,
            },
        };
        let dossier = dossier.map(|id| id_bytes(id).map(DossierId::from_bytes)).transpose()?;
        Ok(Noted { id, at: Moment::from_unix_seconds(at), reader, dossier, code, purpose })
    })())
}

/// The sixteen bytes of an id in a column that may be empty.
pub(crate) fn id_bytes(bytes: Vec<u8>) -> Result<[u8; 16]> {
    bytes.try_into().map_err(|_| StoreError::corrupt("an id that is not 16 bytes long"))
}
