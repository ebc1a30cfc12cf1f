//! Hashes of the journal: one chain per dossier, and the digest that stands for a note.
//!
//! An event's hash covers every column but its position (two nodes may take positions in another order than their
//! clocks) and the hash of the event before it in the same dossier. Fields are length-prefixed, so no two different
//! events have the same bytes.

use motcua_domain::ids::DossierId;
use sha2::{Digest, Sha256};

/// A SHA-256 value.
pub type Hash = [u8; 32];

/// The columns of an event that its hash covers.
#[derive(Debug, Clone, Copy)]
pub struct EventFields<'a> {
    /// Dossier.
    pub dossier: [u8; 16],
    /// 1, 2, 3, … without gaps.
    pub revision: u32,
    /// Kind of the event.
    pub kind: &'a str,
    /// Version of the payload's shape.
    pub version: u32,
    /// Legal moment, UNIX seconds.
    pub effective_at: i64,
    /// Server clock, UNIX milliseconds.
    pub recorded_at: i64,
    /// Who.
    pub actor: &'a str,
    /// Command.
    pub command: [u8; 16],
    /// The fact, JSON exactly as stored.
    pub payload: &'a str,
    /// Digest of the note, when there is one.
    pub note_digest: Option<&'a [u8]>,
}

/// The hash of an event after the one with hash `prev`.
///
/// `buffer` is scratch space, so that a long scan allocates once.
pub fn event_hash_in(buffer: &mut Vec<u8>, prev: &Hash, event: &EventFields<'_>) -> Hash {
    buffer.clear();
    part(buffer, b"motcua/event/1");
    part(buffer, prev);
    part(buffer, &event.dossier);
    number(buffer, i64::from(event.revision));
    part(buffer, event.kind.as_bytes());
    number(buffer, i64::from(event.version));
    number(buffer, event.effective_at);
    number(buffer, event.recorded_at);
    part(buffer, event.actor.as_bytes());
    part(buffer, &event.command);
    part(buffer, event.payload.as_bytes());
    // Presence is a byte of its own: no note differs from a note with an empty digest.
    buffer.push(u8::from(event.note_digest.is_some()));
    part(buffer, event.note_digest.unwrap_or_default());
    Sha256::digest(buffer.as_slice()).into()
}

/// The hash of an event after the one with hash `prev`.
pub fn event_hash(prev: &Hash, event: &EventFields<'_>) -> Hash {
    event_hash_in(&mut Vec::with_capacity(512), prev, event)
}

/// What the first event of a dossier names as the one before it.
pub fn genesis(dossier: &DossierId) -> Hash {
    digest(&[b"motcua/dossier/1", &dossier.bytes()])
}

/// The digest that stands for a note in its event.
pub fn note_digest(salt: &[u8], text: &str) -> Hash {
    digest(&[b"motcua/note/1", salt, text.as_bytes()])
}

/// The digest that stands for the answers of an electronic form in the event that files them.
pub fn form_digest(salt: &[u8], content: &str) -> Hash {
    digest(&[b"motcua/form/1", salt, content.as_bytes()])
}

/// The salt of the note at one revision, drawn from the command's salt, which is kept nowhere else.
pub fn note_salt(salt: &[u8; 16], revision: u32) -> [u8; 16] {
    let wide = digest(&[b"motcua/salt/1", salt, &revision.to_be_bytes()]);
    let mut short = [0; 16];
    short.copy_from_slice(&wide[..16]);
    short
}

/// SHA-256 over length-prefixed parts.
pub fn digest(parts: &[&[u8]]) -> Hash {
    let mut buffer = Vec::with_capacity(parts.iter().map(|p| p.len() + 4).sum());
    for bytes in parts {
        part(&mut buffer, bytes);
    }
    Sha256::digest(&buffer).into()
}

/// The two numbers a hash adds to the journal's head: its first sixteen bytes.
pub(crate) fn folded(hash: &Hash) -> (i64, i64) {
    let half = |at: usize| {
        let mut bytes = [0; 8];
        bytes.copy_from_slice(&hash[at..at + 8]);
        i64::from_be_bytes(bytes)
    };
    (half(0), half(8))
}

fn part(buffer: &mut Vec<u8>, bytes: &[u8]) {
    buffer.extend_from_slice(&(bytes.len() as u32).to_be_bytes());
    buffer.extend_from_slice(bytes);
}

fn number(buffer: &mut Vec<u8>, value: i64) {
    buffer.extend_from_slice(&value.to_be_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields<'a>(kind: &'a str, actor: &'a str) -> EventFields<'a> {
        EventFields {
            dossier: [1; 16],
            revision: 1,
            kind,
            version: 1,
            effective_at: 60,
            recorded_at: 61_000,
            actor,
            command: [2; 16],
            payload: "{}",
            note_digest: None,
        }
    }

    #[test]
    fn every_field_counts() {
        let base = event_hash(&[0; 32], &fields("received", "system"));
        assert_ne!(base, event_hash(&[1; 32], &fields("received", "system")));
        assert_ne!(base, event_hash(&[0; 32], &EventFields { revision: 2, ..fields("received", "system") }));
        assert_ne!(
            base,
            event_hash(&[0; 32], &EventFields { effective_at: 120, ..fields("received", "system") })
        );
        assert_ne!(
            base,
            event_hash(&[0; 32], &EventFields { recorded_at: 61_001, ..fields("received", "system") })
        );
        assert_ne!(
            base,
            event_hash(&[0; 32], &EventFields { payload: "{ }", ..fields("received", "system") })
        );
        assert_ne!(
            base,
            event_hash(&[0; 32], &EventFields { note_digest: Some(&[]), ..fields("received", "system") })
        );
        // Moving a letter from one field to the next must show.
        assert_ne!(event_hash(&[0; 32], &fields("ab", "c")), event_hash(&[0; 32], &fields("a", "bc")));
    }

    #[test]
    fn note_digests_depend_on_salt_and_text() {
        let salt = note_salt(&[7; 16], 3);
        assert_ne!(salt, note_salt(&[7; 16], 4));
        assert_ne!(note_digest(&salt, "thiếu giấy khai sinh"), note_digest(&salt, "thiếu giấy khai sinh."));
        assert_ne!(note_digest(&salt, "a"), note_digest(&note_salt(&[8; 16], 3), "a"));
    }
}
