//! What nobody needs any more: files that no dossier ever named and no filing under way names, after a time.

use crate::App;
use crate::error::Error;
use crate::files::unwritable;
use crate::filings;
use motcua_db::Tx;
use motcua_domain::ids::{FileHash, PersonId};
use motcua_files::Files;
use motcua_store::files::{self as rows, Stale};
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

/// How long a file that no dossier names is kept by default, days.
pub const KEPT_DAYS: u32 = 90;
const DAY_MS: i64 = 86_400_000;
/// Rows of one round.
const ROUND: u32 = 100;

impl App {
    /// Forgets files that no dossier and no filing under way names and that are older than so many days; answers how many. Slow: for a thread of
    /// its own, on one node.
    ///
    /// # Errors
    /// If the database or the place cannot answer; what was forgotten until then stays forgotten.
    pub fn sweep_files(&self, days: u32) -> Result<u64, Error> {
        let room = self.room()?;
        let before = self.now_ms() - i64::from(days) * DAY_MS;
        let (mut forgotten, mut after) = (0, None);
        loop {
            let from = after;
            let (last, gone) = self.db().write(move |tx| {
                let stale = rows::stale(tx, before, from.as_ref(), ROUND)?;
                let gone = unused(tx, &stale)?;
                for file in &gone {
                    rows::delete(tx, &file.id)?;
                }
                Ok::<_, Error>((stale.last().copied().filter(|_| stale.len() == ROUND as usize), gone))
            })?;
            for file in &gone {
                self.remove_unneeded(room.files(), file.hash)?;
            }
            forgotten += gone.len() as u64;
            if last.is_none() {
                return Ok(forgotten);
            }
            after = last;
        }
    }

    /// Removes a content that no row and no dossier needs. Somebody may keep the same content at this very moment: if a
    /// row came meanwhile, the content is put back.
    fn remove_unneeded(&self, files: &Files, hash: FileHash) -> Result<(), Error> {
        let needed = || self.db().read(|tx| Ok::<_, Error>(rows::is_needed(tx, &hash)?));
        if needed()? {
            return Ok(());
        }
        let content = match files.get(&hash) {
            Ok(content) => content,
            Err(motcua_files::Error::Missing) => return Ok(()),
            // What cannot be read is of no use to whoever might come.
            Err(motcua_files::Error::Damaged) => Vec::new(),
            Err(error) => return Err(unwritable(error)),
        };
        files.remove(&hash).map_err(unwritable)?;
        if needed()? && !content.is_empty() {
            files.put(&content).map_err(unwritable)?;
        }
        Ok(())
    }
}

/// Those that no filing under way of their owner names: a filing outlives its files' time by being worked on.
fn unused(tx: &mut Tx<'_>, stale: &[Stale]) -> Result<Vec<Stale>, Error> {
    let mut named: BTreeMap<PersonId, BTreeSet<String>> = BTreeMap::new();
    let mut unused = Vec::new();
    for file in stale {
        let theirs = match named.entry(file.person) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(new) => new.insert(filings::files_named(tx, &file.person)?),
        };
        if !theirs.contains(&file.hash.to_string()) {
            unused.push(*file);
        }
    }
    Ok(unused)
}
