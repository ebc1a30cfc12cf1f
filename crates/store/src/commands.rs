//! Commands that were carried out: sending one again answers with its first outcome.

use crate::chain::Hash;
use crate::codec::small;
use crate::error::Result;
use crate::statements::statements;
use motcua_db::{Tx, params};
use motcua_domain::ids::{CommandId, DossierId};

statements! {
    FIND = "command.find", "select actor, digest, dossier, revision from command where id = $1";
    ADD = "command.add", "insert into command (id, actor, digest, dossier, revision, recorded_at) \
        values ($1, $2, $3, $4, $5, $6)";
}

/// What a command led to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// Who sent it, as in the journal (see [`crate::codec::actor_text`]).
    pub actor: String,
    /// Digest of its content: the same id with other content is a mistake of the sender.
    pub digest: Hash,
    /// Dossier it concerned.
    pub dossier: DossierId,
    /// Revision it led to.
    pub revision: u32,
}

/// The outcome of a command, if it was carried out.
///
/// # Errors
/// If the database cannot answer.
pub fn find(tx: &mut Tx<'_>, id: &CommandId) -> Result<Option<Outcome>> {
    let found = tx.query_opt(&FIND, params![id.bytes()], |row| {
        Ok((row.text(0)?, row.bytes(1)?, row.bytes(2)?, row.int(3)?))
    })?;
    found
        .map(|(actor, digest, dossier, revision)| {
            Ok(Outcome { actor, digest, dossier: DossierId::from_bytes(dossier), revision: small(revision)? })
        })
        .transpose()
}
