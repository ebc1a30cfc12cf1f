//! Who looked at which dossier, and why: kept for inspection, never changed.

use crate::error::Result;
use crate::statements::statements;
use motcua_calendar::Moment;
use motcua_db::{Tx, params};
use motcua_domain::ids::{DossierId, OfficerId};

statements! {
    ADD = "access_log.add", "insert into access_log (at, officer, dossier, purpose) values ($1, $2, $3, $4)";
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
    let dossier = dossier.map(DossierId::bytes);
    tx.execute(&ADD, params![at.unix_seconds(), officer.0, dossier, purpose])?;
    Ok(())
}
