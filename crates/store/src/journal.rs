//! The journal in its own order, page by page: for export and for whoever checks it elsewhere.

use crate::chain::Hash;
use crate::error::Result;
use crate::statements::statements;
use motcua_db::{Tx, params};
use motcua_domain::ids::DossierId;

statements! {
    PAGE = "journal.page", "select position, dossier, revision, kind, version, effective_at, recorded_at, actor, \
        command, payload, note_digest, prev, hash from event where position > $1 order by position limit $2";
}

/// One event as stored: with these fields anybody can compute its hash again ([`crate::chain`]).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Place in the journal.
    pub position: i64,
    /// Dossier.
    pub dossier: DossierId,
    /// Revision within the dossier.
    pub revision: i64,
    /// Kind of fact.
    pub kind: String,
    /// Version of the payload.
    pub version: i64,
    /// Legal moment, UNIX seconds.
    pub effective_at: i64,
    /// Server clock, UNIX milliseconds.
    pub recorded_at: i64,
    /// Who.
    pub actor: String,
    /// Command.
    pub command: [u8; 16],
    /// The fact, JSON; holds no personal data.
    pub payload: String,
    /// Salted digest of the note, when there is one.
    pub note_digest: Option<Vec<u8>>,
    /// Hash of the event before.
    pub prev: Hash,
    /// Hash of this one.
    pub hash: Hash,
}

/// The events after a position, at most `limit`.
///
/// # Errors
/// If the database cannot answer.
pub fn page(tx: &mut Tx<'_>, after: i64, limit: u32) -> Result<Vec<Entry>> {
    Ok(tx.query_all(&PAGE, params![after, limit], |row| {
        Ok(Entry {
            position: row.int(0)?,
            dossier: DossierId::from_bytes(row.bytes(1)?),
            revision: row.int(2)?,
            kind: row.text(3)?,
            version: row.int(4)?,
            effective_at: row.int(5)?,
            recorded_at: row.int(6)?,
            actor: row.text(7)?,
            command: row.bytes(8)?,
            payload: row.text(9)?,
            note_digest: row.opt_blob(10)?,
            prev: row.bytes(11)?,
            hash: row.bytes(12)?,
        })
    })?)
}

impl Entry {
    /// One JSON object on one line; bytes in hexadecimal.
    pub fn to_json(&self) -> String {
        let payload: serde_json::Value = serde_json::from_str(&self.payload)
            .unwrap_or_else(|_| serde_json::Value::String(self.payload.clone()));
        serde_json::json!({
            "position": self.position, "dossier": self.dossier.to_string(), "revision": self.revision,
            "kind": self.kind, "version": self.version, "effective_at": self.effective_at,
            "recorded_at_ms": self.recorded_at, "actor": self.actor, "command": hex(&self.command),
            "payload": payload, "note_digest": self.note_digest.as_deref().map(hex), "prev": hex(&self.prev),
            "hash": hex(&self.hash),
        })
        .to_string()
    }
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        // Writing to a String cannot fail.
        if write!(text, "{byte:02x}").is_err() {
            text.clear();
        }
        text
    })
}
