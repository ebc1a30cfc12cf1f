//! Dossiers as they stand now. Written only by [`crate::record`].

use crate::chain::Hash;
use crate::codec::dossier_from_json;
use crate::error::{Result, StoreError};
use crate::statements::statements;
use motcua_db::{Tx, params};
use motcua_domain::dossier::Dossier;
use motcua_domain::ids::DossierId;
use std::sync::Arc;

mod recent;

pub use recent::Recent;

statements! {
    LOAD = "dossier.load", "select state, head from dossier where id = $1";
    LOAD_UNLESS = "dossier.load_unless", "select head, case when head = $2 then null else state end \
        from dossier where id = $1";
    LOAD_BY_CODE = "dossier.load_by_code", "select state, head from dossier where code = $1";
    ID_OF_CODE = "dossier.id_of_code", "select id from dossier where code = $1";
}

/// A dossier with the hash of its last event, as an act needs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Loaded {
    /// The state.
    pub dossier: Arc<Dossier>,
    /// Hash of the last event; the next one names it.
    pub head: Hash,
}

/// A dossier by its id.
///
/// # Errors
/// If the database cannot answer or the state does not parse.
pub fn load(tx: &mut Tx<'_>, id: &DossierId) -> Result<Option<Loaded>> {
    tx.query_opt(&LOAD, params![id.bytes()], read)?.transpose()
}

/// A dossier by its id, for the next act: one that was written lately is not read again, if its chain still ends where it did.
///
/// # Errors
/// If the database cannot answer or the state does not parse.
pub fn load_recent(tx: &mut Tx<'_>, id: &DossierId, recent: &Recent) -> Result<Option<Loaded>> {
    let Some(known) = recent.get(id) else { return load(tx, id) };
    let found = tx.query_opt(&LOAD_UNLESS, params![id.bytes(), known.head], |row| {
        let head: Hash = row.bytes(0)?;
        Ok((head, row.opt_text(1)?))
    })?;
    match found {
        None => Ok(None),
        Some((head, None)) if head == known.head => Ok(Some(known)),
        Some((head, Some(state))) => Ok(Some(Loaded { dossier: Arc::new(dossier_from_json(&state)?), head })),
        Some((_, None)) => Err(StoreError::corrupt("a dossier without its state")),
    }
}

/// A dossier by its code.
///
/// # Errors
/// If the database cannot answer or the state does not parse.
pub fn load_by_code(tx: &mut Tx<'_>, code: &str) -> Result<Option<Loaded>> {
    tx.query_opt(&LOAD_BY_CODE, params![code], read)?.transpose()
}

/// The id of a code.
///
/// # Errors
/// If the database cannot answer.
pub fn id_of_code(tx: &mut Tx<'_>, code: &str) -> Result<Option<DossierId>> {
    Ok(tx.query_opt(&ID_OF_CODE, params![code], |row| Ok(DossierId::from_bytes(row.bytes(0)?)))?)
}

fn read(row: &motcua_db::Row<'_>) -> motcua_db::Result<Result<Loaded>> {
    let head = row.bytes(1)?;
    Ok(dossier_from_json(row.text_ref(0)?).map(|dossier| Loaded { dossier: Arc::new(dossier), head }))
}
