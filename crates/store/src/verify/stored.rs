//! What stands in the tables of one dossier: its row, its events, their notes. Read as it is; nothing is judged here.

use crate::chain::{self, EventFields, Hash};
use crate::codec::small;
use crate::columns::Columns;
use crate::error::{Result, StoreError};
use crate::queries::timeline::fact;
use motcua_db::Row;
use motcua_domain::dossier::event::Recorded;

/// A dossier's row as stored.
pub(super) struct StoredRow {
    pub id: [u8; 16],
    pub code: Option<String>,
    pub revision: i64,
    status: i64,
    procedure: String,
    field: String,
    version: i64,
    owner: Vec<u8>,
    submitter: Vec<u8>,
    channel: i64,
    provenance: String,
    units: [Option<i64>; 6],
    pub moments: [Option<i64>; 4],
    pub head: Vec<u8>,
    pub state: String,
}

impl StoredRow {
    pub fn read(row: &Row<'_>) -> motcua_db::Result<Self> {
        Ok(Self {
            id: row.bytes(0)?,
            code: row.opt_text(1)?,
            revision: row.int(2)?,
            status: row.int(3)?,
            procedure: row.text(4)?,
            field: row.text(5)?,
            version: row.int(6)?,
            owner: row.blob(7)?,
            submitter: row.blob(8)?,
            channel: row.int(9)?,
            provenance: row.text(10)?,
            units: [
                row.opt_int(11)?,
                row.opt_int(12)?,
                row.opt_int(13)?,
                row.opt_int(14)?,
                row.opt_int(15)?,
                row.opt_int(16)?,
            ],
            moments: [row.opt_int(17)?, row.opt_int(18)?, row.opt_int(19)?, row.opt_int(20)?],
            head: row.blob(21)?,
            state: row.text(22)?,
        })
    }

    /// Names of the columns that do not follow from the state.
    pub fn differing(&self, right: &Columns<'_>) -> Vec<&'static str> {
        let [helped_at, received_unit, competent, return_at, holder, sent_to] = self.units;
        let [submitted_at, received_at, due_at, ended_at] = self.moments;
        [
            ("code", self.code.as_deref() == right.code),
            ("revision", self.revision == right.revision),
            ("status", self.status == right.status),
            ("procedure", self.procedure == right.procedure),
            ("field", self.field == right.field),
            ("version", self.version == right.version),
            ("owner", self.owner == right.owner),
            ("submitter", self.submitter == right.submitter),
            ("channel", self.channel == right.channel),
            ("provenance", self.provenance == right.provenance),
            ("helped_at", helped_at == right.helped_at),
            ("received_unit", received_unit == right.received_unit),
            ("competent", competent == Some(right.competent)),
            ("return_at", return_at == Some(right.return_at)),
            ("holder", holder == Some(right.holder)),
            ("sent_to", sent_to == right.sent_to),
            ("submitted_at", submitted_at == Some(right.submitted_at)),
            ("received_at", received_at == right.received_at),
            ("due_at", due_at == right.due_at),
            ("ended_at", ended_at == right.ended_at),
        ]
        .into_iter()
        .filter_map(|(name, same)| (!same).then_some(name))
        .collect()
    }
}

/// An event as stored, borrowed from its row.
pub(super) struct StoredEvent<'r> {
    pub position: i64,
    pub dossier: [u8; 16],
    pub revision: i64,
    kind: &'r str,
    version: i64,
    effective_at: i64,
    pub recorded_at: i64,
    pub actor: &'r str,
    pub command: [u8; 16],
    payload: &'r str,
    pub note_digest: Option<Vec<u8>>,
    pub prev: Hash,
    pub hash: Hash,
}

impl<'r> StoredEvent<'r> {
    pub fn read(row: &'r Row<'_>) -> motcua_db::Result<Self> {
        Ok(Self {
            position: row.int(0)?,
            dossier: row.bytes(1)?,
            revision: row.int(2)?,
            kind: row.text_ref(3)?,
            version: row.int(4)?,
            effective_at: row.int(5)?,
            recorded_at: row.int(6)?,
            actor: row.text_ref(7)?,
            command: row.bytes(8)?,
            payload: row.text_ref(9)?,
            note_digest: row.opt_blob(10)?,
            prev: row.bytes(11)?,
            hash: row.bytes(12)?,
        })
    }

    /// The hash that follows from the columns; `None` where a number cannot stand there.
    pub fn recomputed(&self, scratch: &mut Vec<u8>) -> Option<Hash> {
        let fields = EventFields {
            dossier: self.dossier,
            revision: u32::try_from(self.revision).ok()?,
            kind: self.kind,
            version: u32::try_from(self.version).ok()?,
            effective_at: self.effective_at,
            recorded_at: self.recorded_at,
            actor: self.actor,
            command: self.command,
            payload: self.payload,
            note_digest: self.note_digest.as_deref(),
        };
        Some(chain::event_hash_in(scratch, &self.prev, &fields))
    }

    /// What happened, as the fold takes it.
    pub fn fact(&self) -> Result<Recorded> {
        let fact = fact(self.payload, self.effective_at, self.actor)?;
        let kind = fact.event.kind();
        if kind != self.kind {
            return Err(StoreError::corrupt(format!("an event {kind} is kept as {}", self.kind)));
        }
        small(self.version)?;
        Ok(fact)
    }
}

/// A note as stored.
pub(super) struct StoredNote {
    pub salt: Vec<u8>,
    pub text: String,
}
