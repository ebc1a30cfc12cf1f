//! A copy of a SQLite database while it is in use.

use crate::outcome::{Error, Result};
use rusqlite::{Connection, OpenFlags};
use std::path::Path;

/// Copies the database at `source` into the new file `target`: one consistent moment, writers go on meanwhile.
///
/// # Errors
/// [`Error::Defect`] when `target` exists or either file cannot be used; the source is never changed.
pub fn sqlite_copy(source: &Path, target: &Path) -> Result<()> {
    if target.exists() {
        return Err(Error::Defect(format!("{} exists already", target.display())));
    }
    let fault = |what: &str, error: rusqlite::Error| Error::Defect(format!("{what}: {error}"));
    let connection = Connection::open_with_flags(
        source,
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX,
    )
    .map_err(|e| fault("opening the database", e))?;
    let path = target.to_str().ok_or_else(|| Error::Defect("the target's name is not text".into()))?;
    connection.execute("vacuum into ?1", [path]).map_err(|e| fault("copying", e))?;
    // The copy counts only once it is on the disk.
    let file = std::fs::File::open(target).map_err(|e| Error::Defect(format!("reading the copy: {e}")))?;
    file.sync_all().map_err(|e| Error::Defect(format!("writing the copy to disk: {e}")))
}
