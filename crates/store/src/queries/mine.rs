//! A person's own dossiers: those they own and those they filed for others.

use crate::codec::dossier_from_json;
use crate::error::Result;
use crate::queries::PAGE_MAX;
use crate::statements::statements;
use motcua_db::{Row, Tx, params};
use motcua_domain::dossier::Dossier;
use motcua_domain::ids::{DossierId, PersonId};
use uuid::Uuid;

statements! {
    PAGE = "mine.page", "select id, state from \
        (select * from (select id, state from dossier where owner = $1 and id < $2 order by id desc limit $3) o \
        union all select * from (select id, state from dossier where submitter = $1 and submitter <> owner \
        and id < $2 order by id desc limit $3) s) b order by id desc limit $3";
    /// Supplement or payment asked for, result ready: national statuses 5, 6, 9.
    WAITING = "mine.waiting", "select id, state from \
        (select * from (select id, state from dossier where owner = $1 and status in (5, 6, 9) \
        order by id desc limit $2) o \
        union all select * from (select id, state from dossier where submitter = $1 and submitter <> owner \
        and status in (5, 6, 9) order by id desc limit $2) s) b order by id desc limit $2";
}

/// A page of a person's dossiers, newest first, at most [`PAGE_MAX`].
///
/// # Errors
/// If the database cannot answer, or what is stored does not parse.
pub fn page(
    tx: &mut Tx<'_>,
    person: &PersonId,
    before: Option<&DossierId>,
    limit: u32,
) -> Result<Vec<Dossier>> {
    let before = before.copied().unwrap_or(DossierId(Uuid::max())).bytes();
    tx.query_all(&PAGE, params![person.bytes(), before, limit.min(PAGE_MAX)], read)?.into_iter().collect()
}

/// Those that wait for the person: papers or a payment asked for, a result to be taken.
///
/// # Errors
/// If the database cannot answer, or what is stored does not parse.
pub fn waiting(tx: &mut Tx<'_>, person: &PersonId, limit: u32) -> Result<Vec<Dossier>> {
    tx.query_all(&WAITING, params![person.bytes(), limit.min(PAGE_MAX)], read)?.into_iter().collect()
}

fn read(row: &Row<'_>) -> motcua_db::Result<Result<Dossier>> {
    Ok(dossier_from_json(row.text_ref(1)?))
}
