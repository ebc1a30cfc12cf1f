//! Search: by dossier code, by identity number, by the owner's name without accents.
//!
//! Scoped in SQL to the units an officer may see. A unit sees a dossier it holds, may decide, received, helped with,
//! will return, or is being sent; a unit once consulted or once responsible reaches it by its exact code.

use crate::codec::{dossier_from_json, small};
use crate::error::Result;
use crate::queries::PAGE_MAX;
use crate::queries::inbox::status_of;
use crate::statements::statements;
use motcua_calendar::Moment;
use motcua_db::{Row as DbRow, Tx, params};
use motcua_domain::ids::{DossierId, PersonId, ProcedureCode, UnitId, VersionId};
use motcua_domain::text;

/// Columns of a hit, read in this order by [`read`], with the scope `$2` (null: every unit) and the limit `$3`.
macro_rules! hits_where {
    ($from:literal, $condition:literal, $order:literal) => {
        concat!(
            "select d.id, d.code, d.status, d.procedure, d.version, d.submitted_at, d.received_at, d.due_at, d.holder, \
             d.revision, p.name from ",
            $from,
            " where ",
            $condition,
            " and (cast($2 as bigint) is null or $2 in (d.holder, d.competent, d.received_unit, d.helped_at, \
             d.return_at, d.sent_to)) order by ",
            $order,
            " limit $3"
        )
    };
}

statements! {
    BY_CODE = "search.by_code", "select d.id, d.code, d.status, d.procedure, d.version, d.submitted_at, d.received_at, \
        d.due_at, d.holder, d.revision, p.name, d.state from dossier d left join person p on p.id = d.owner \
        where d.code = $1";
    BY_CODE_PREFIX = "search.by_code_prefix", hits_where!(
        "dossier d left join person p on p.id = d.owner",
        "d.code >= $1 and d.code < $4",
        "d.code"
    );
    BY_PERSONAL_ID = "search.by_personal_id", hits_where!(
        "person p join dossier d on d.owner = p.id",
        "p.personal_id = $1",
        "d.submitted_at desc, d.id desc"
    );
    BY_NAME = "search.by_name", hits_where!(
        "person p join dossier d on d.owner = p.id",
        "p.name_key >= $1 and p.name_key < $4",
        "p.name_key, d.id desc"
    );
    BY_GIVEN_NAME = "search.by_given_name", hits_where!(
        "person p join dossier d on d.owner = p.id",
        "p.given_key >= $1 and p.given_key < $4",
        "p.given_key, d.id desc"
    );
    /// Submitted, received or in process: national statuses 1, 2, 4, 5, 6, 7.
    OPEN_OF = "search.open_of", "select id, code, submitted_at from dossier where owner = $1 and procedure = $2 \
        and status in (1, 2, 4, 5, 6, 7) order by submitted_at desc, id desc limit 1";
}

/// Which dossiers may be found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope<'a> {
    /// Every dossier: for those who see the whole city.
    City,
    /// Dossiers in which one of these units has a part.
    Units(&'a [UnitId]),
}

/// One dossier found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// Dossier.
    pub id: DossierId,
    /// Code, once received.
    pub code: Option<String>,
    /// National status 1…10.
    pub status: u8,
    /// Procedure.
    pub procedure: ProcedureCode,
    /// Pinned version.
    pub version: VersionId,
    /// Submitted.
    pub submitted_at: Moment,
    /// Received.
    pub received_at: Option<Moment>,
    /// Promise.
    pub due_at: Option<Moment>,
    /// Unit responsible now.
    pub holder: UnitId,
    /// Revision.
    pub revision: u32,
    /// Owner's name.
    pub owner_name: Option<String>,
}

/// A dossier still in hand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenDossier {
    /// Dossier.
    pub id: DossierId,
    /// Code, once received.
    pub code: Option<String>,
    /// Day it was submitted, ISO.
    pub submitted_on: String,
}

/// The newest dossier of an owner under a procedure that is still in hand: a second one may be a mistake.
///
/// # Errors
/// If the database cannot answer.
pub fn open_dossier_of(
    tx: &mut Tx<'_>,
    owner: &PersonId,
    procedure: &ProcedureCode,
) -> Result<Option<OpenDossier>> {
    Ok(tx.query_opt(&OPEN_OF, params![owner.bytes(), procedure.as_str()], |row| {
        Ok(OpenDossier {
            id: DossierId::from_bytes(row.bytes(0)?),
            code: row.opt_text(1)?,
            submitted_on: Moment::from_unix_seconds(row.int(2)?).date().to_string(),
        })
    })?)
}

/// Searches by whatever the text looks like: a code, an identity number, else a name.
///
/// # Errors
/// If the database cannot answer.
pub fn find(tx: &mut Tx<'_>, text: &str, scope: Scope<'_>, limit: u32) -> Result<Vec<Hit>> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(Vec::new());
    }
    if text.bytes().all(|byte| byte.is_ascii_digit()) {
        return by_personal_id(tx, text, scope, limit);
    }
    if text.contains('-') && text.bytes().any(|byte| byte.is_ascii_digit()) {
        return by_code(tx, text, scope, limit);
    }
    by_name(tx, text, scope, limit)
}

/// By code: the exact one if it exists, else those that begin with the text.
///
/// # Errors
/// If the database cannot answer.
pub fn by_code(tx: &mut Tx<'_>, code: &str, scope: Scope<'_>, limit: u32) -> Result<Vec<Hit>> {
    let code = code.trim().to_ascii_uppercase();
    let exact =
        tx.query_opt(&BY_CODE, params![code], |row| Ok((read(row)?, dossier_from_json(row.text_ref(11)?))))?;
    if let Some((hit, dossier)) = exact {
        let dossier = dossier?;
        let seen = match scope {
            Scope::City => true,
            Scope::Units(units) => units.iter().any(|unit| dossier.involves(*unit)),
        };
        return if seen { Ok(vec![hit?]) } else { Ok(Vec::new()) };
    }
    let end = after_prefix(&code);
    scoped(scope, limit, |unit, limit| {
        Ok(tx.query_all(&BY_CODE_PREFIX, params![code, unit, limit, end], read)?)
    })
}

/// By the owner's identity number, newest first.
///
/// # Errors
/// If the database cannot answer.
pub fn by_personal_id(tx: &mut Tx<'_>, number: &str, scope: Scope<'_>, limit: u32) -> Result<Vec<Hit>> {
    scoped(scope, limit, |unit, limit| {
        Ok(tx.query_all(&BY_PERSONAL_ID, params![number, unit, limit], read)?)
    })
}

/// By the beginning of the owner's name, surname first or given name first, accents or not.
///
/// # Errors
/// If the database cannot answer.
pub fn by_name(tx: &mut Tx<'_>, name: &str, scope: Scope<'_>, limit: u32) -> Result<Vec<Hit>> {
    let key = text::fold(name);
    if key.is_empty() {
        return Ok(Vec::new());
    }
    let end = after_prefix(&key);
    scoped(scope, limit, |unit, limit| {
        let mut hits = tx.query_all(&BY_NAME, params![key, unit, limit, end], read)?;
        hits.extend(tx.query_all(&BY_GIVEN_NAME, params![key, unit, limit, end], read)?);
        Ok(hits)
    })
}

/// Runs a search once for each unit of the scope and joins the answers without repeating a dossier.
fn scoped(
    scope: Scope<'_>,
    limit: u32,
    mut search: impl FnMut(Option<u32>, u32) -> Result<Vec<Result<Hit>>>,
) -> Result<Vec<Hit>> {
    let limit = limit.clamp(1, PAGE_MAX);
    let units: Vec<Option<u32>> = match scope {
        Scope::City => vec![None],
        Scope::Units(units) => units.iter().map(|unit| Some(unit.0)).collect(),
    };
    let mut hits: Vec<Hit> = Vec::new();
    for unit in units {
        for hit in search(unit, limit)? {
            let hit = hit?;
            if !hits.iter().any(|known| known.id == hit.id) {
                hits.push(hit);
            }
        }
    }
    hits.truncate(limit as usize);
    Ok(hits)
}

/// A text after everything that begins with `prefix`, in byte order.
fn after_prefix(prefix: &str) -> String {
    format!("{prefix}{}", char::MAX)
}

fn read(row: &DbRow<'_>) -> motcua_db::Result<Result<Hit>> {
    let maybe = |column| row.opt_int(column).map(|at| at.map(Moment::from_unix_seconds));
    let (id, code, status) = (DossierId::from_bytes(row.bytes(0)?), row.opt_text(1)?, row.int(2)?);
    let (procedure, version) = (ProcedureCode(row.text(3)?), row.int(4)?);
    let (submitted_at, received_at, due_at) = (Moment::from_unix_seconds(row.int(5)?), maybe(6)?, maybe(7)?);
    let (holder, revision, owner_name) = (row.int(8)?, row.int(9)?, row.opt_text(10)?);
    Ok((|| {
        Ok(Hit {
            id,
            code,
            status: status_of(status)?,
            procedure,
            version: VersionId(small(version)?),
            submitted_at,
            received_at,
            due_at,
            holder: UnitId(small(holder)?),
            revision: small(revision)?,
            owner_name,
        })
    })())
}
