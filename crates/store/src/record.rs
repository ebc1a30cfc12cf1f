//! The one write path: journal, state, desks, sums, notices and command, together in the caller's transaction or not at all.

use crate::chain::{self, EventFields, Hash};
use crate::codec::{actor_text, json};
use crate::columns::Columns;
use crate::commands;
use crate::desk::{self, Standing};
use crate::dossiers::Loaded;
use crate::error::{Result, StoreError};
use crate::figures;
use crate::files;
use crate::lane;
use crate::notices::{self, Outward, Telling};
use crate::statements::statements;
use motcua_calendar::Moment;
use motcua_db::{Delta, Rows, Tx, Value, params};
use motcua_domain::actor::ActorRef;
use motcua_domain::dossier::Dossier;
use motcua_domain::dossier::decide::Decisions;
use motcua_domain::dossier::event::{self, EVENT_VERSION, Event};
use motcua_domain::dossier::evolve::evolve;
use motcua_domain::ids::{CommandId, DossierId, UnitId};
use motcua_domain::notice;
use motcua_domain::procedure::ProcedureVersion;
use std::sync::Arc;

statements! {
    APPEND = "event.append", "insert into event (dossier, revision, kind, version, effective_at, recorded_at, actor, \
        command, payload, note_digest, prev, hash) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
    ADD_NOTE = "note.add", "insert into note (dossier, revision, salt, text) values ($1, $2, $3, $4)";
    HEAD = "journal_head.append", "insert into journal_head (lane, count, x0, x1) values ($1, $2, $3, $4) \
        on conflict (lane) do update set count = journal_head.count + excluded.count, \
        x0 = (journal_head.x0 | excluded.x0) - (journal_head.x0 & excluded.x0), \
        x1 = (journal_head.x1 | excluded.x1) - (journal_head.x1 & excluded.x1)";
    OPEN = "dossier.open", "insert into dossier (id, code, revision, status, procedure, field, version, owner, \
        submitter, channel, provenance, helped_at, received_unit, competent, return_at, holder, sent_to, submitted_at, \
        received_at, due_at, ended_at, head, state) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, \
        $14, $15, $16, $17, $18, $19, $20, $21, $22, $23)";
    ADVANCE = "dossier.advance", "update dossier set revision = $3, status = $4, return_at = $5, holder = $6, \
        sent_to = $7, due_at = $8, ended_at = $9, head = $10, state = $11 where id = $1 and revision = $2";
    REWRITE = "dossier.rewrite", "update dossier set code = $3, revision = $4, status = $5, procedure = $6, field = $7, \
        version = $8, owner = $9, submitter = $10, channel = $11, provenance = $12, helped_at = $13, \
        received_unit = $14, competent = $15, return_at = $16, holder = $17, sent_to = $18, submitted_at = $19, \
        received_at = $20, due_at = $21, ended_at = $22, head = $23, state = $24 where id = $1 and revision = $2";
}

/// What was decided, with its circumstances.
pub struct Entry<'a> {
    /// Dossier; new when `before` is `None`.
    pub id: DossierId,
    /// The dossier as loaded in this transaction.
    pub before: Option<&'a Loaded>,
    /// Events in order, with their notes.
    pub decided: Decisions,
    /// Who.
    pub actor: ActorRef,
    /// Legal moment of effect.
    pub at: Moment,
    /// Server clock, UNIX milliseconds.
    pub recorded_at_ms: i64,
    /// Command that led here.
    pub command: CommandId,
    /// Digest of the command's content.
    pub command_digest: [u8; 32],
    /// The version the dossier is pinned to after these events.
    pub version: &'a ProcedureVersion,
    /// The version it was pinned to before, where these events change it.
    pub pinned_before: Option<&'a ProcedureVersion>,
    /// Fresh random bytes (from the caller's source of ids): notes are salted from them. Kept only beside a note.
    pub salt: [u8; 16],
    /// Whether what people are told of it also goes out by channels.
    pub outward: Outward,
}

/// What was recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    /// The dossier now.
    pub dossier: Arc<Dossier>,
    /// Hash of its last event.
    pub head: Hash,
    /// How many events were appended.
    pub events: usize,
    /// Units whose desks changed by it, each once.
    pub touched: Vec<UnitId>,
}

/// Records what was decided.
///
/// # Errors
/// [`motcua_db::Error::Conflict`] on `command_pkey` for a command already carried out, and on
/// `event_dossier_revision_key` when another act came first; [`StoreError::Corrupt`] when the events cannot follow
/// from the state. Nothing is kept then: the transaction is the caller's to undo.
pub fn record(tx: &mut Tx<'_>, entry: Entry<'_>) -> Result<Recorded> {
    let actor = actor_text(entry.actor);
    let mut journal = Journal::after(&entry);
    let mut dossier = entry.before.map(|before| Dossier::clone(&before.dossier));
    let events = entry.decided.len();
    for decided in entry.decided.iter() {
        let fact = event::Recorded { event: decided.event.clone(), at: entry.at, actor: entry.actor };
        match &mut dossier {
            Some(dossier) => evolve(dossier, &fact),
            None => dossier = Dossier::open(entry.id, &fact),
        }
        let now =
            dossier.as_ref().ok_or_else(|| StoreError::corrupt("a dossier begins with its submission"))?;
        journal.append(tx, &entry, &actor, now.revision, &decided.event, decided.note.as_deref())?;
        files::name(tx, &entry.id, &decided.event)?;
    }
    let dossier = dossier.filter(|_| events > 0).ok_or_else(|| StoreError::corrupt("nothing was decided"))?;
    if dossier.version != entry.version.id {
        return Err(StoreError::corrupt("recorded under another version than the dossier is pinned to"));
    }
    store(tx, &entry, &dossier, &journal.head)?;
    let pinned_before = entry.pinned_before.unwrap_or(entry.version);
    let before = entry.before.map(|before| Standing { dossier: &before.dossier, version: pinned_before });
    let touched = desk::move_between(tx, before, Standing { dossier: &dossier, version: entry.version })?;
    let counted = entry.before.map(|before| (&*before.dossier, pinned_before));
    figures::book(tx, counted, (&dossier, entry.version))?;
    tell(tx, &entry, &dossier)?;
    tx.enqueue(
        &commands::ADD,
        params![
            entry.command.bytes(),
            actor,
            entry.command_digest,
            entry.id.bytes(),
            dossier.revision,
            entry.recorded_at_ms
        ],
        Rows::One,
    )?;
    let lane = lane::of(tx);
    tx.add_up(&HEAD, &[lane], &[Delta::Add(journal.count), Delta::Xor(journal.x0), Delta::Xor(journal.x1)])?;
    Ok(Recorded { dossier: Arc::new(dossier), head: journal.head, events, touched })
}

/// Writes what the people of the dossier are told of these events.
fn tell(tx: &mut Tx<'_>, entry: &Entry<'_>, dossier: &Dossier) -> Result<()> {
    let before = entry.before.map(|before| &*before.dossier);
    let events = entry.decided.iter().map(|decided| &decided.event);
    let telling = Telling {
        dossier: entry.id,
        mark: i64::from(dossier.revision),
        at: entry.at,
        recorded_at_ms: entry.recorded_at_ms,
        outward: entry.outward,
    };
    for told in notice::notices(before, events, dossier) {
        for person in notice::told(dossier) {
            notices::add(tx, person, told, &telling)?;
        }
    }
    Ok(())
}

/// The end of a dossier's chain while events are appended.
struct Journal {
    head: Hash,
    count: i64,
    x0: i64,
    x1: i64,
    scratch: Vec<u8>,
}

impl Journal {
    fn after(entry: &Entry<'_>) -> Self {
        let head = entry.before.map_or_else(|| chain::genesis(&entry.id), |before| before.head);
        Self { head, count: 0, x0: 0, x1: 0, scratch: Vec::with_capacity(1024) }
    }

    fn append(
        &mut self,
        tx: &mut Tx<'_>,
        entry: &Entry<'_>,
        actor: &str,
        revision: u32,
        event: &Event,
        note: Option<&str>,
    ) -> Result<()> {
        let payload = json(event)?;
        let salt = chain::note_salt(&entry.salt, revision);
        let note_digest = note.map(|text| chain::note_digest(&salt, text));
        let fields = EventFields {
            dossier: entry.id.bytes(),
            revision,
            kind: event.kind(),
            version: EVENT_VERSION,
            effective_at: entry.at.unix_seconds(),
            recorded_at: entry.recorded_at_ms,
            actor,
            command: entry.command.bytes(),
            payload: &payload,
            note_digest: note_digest.as_ref().map(|digest| digest.as_slice()),
        };
        let hash = chain::event_hash_in(&mut self.scratch, &self.head, &fields);
        tx.enqueue(
            &APPEND,
            params![
                fields.dossier,
                revision,
                fields.kind,
                fields.version,
                fields.effective_at,
                fields.recorded_at,
                actor,
                fields.command,
                payload,
                note_digest,
                self.head,
                hash,
            ],
            Rows::One,
        )?;
        if let Some(text) = note {
            tx.enqueue(&ADD_NOTE, params![fields.dossier, revision, salt, text], Rows::One)?;
        }
        let (x0, x1) = chain::folded(&hash);
        self.count += 1;
        self.x0 ^= x0;
        self.x1 ^= x1;
        self.head = hash;
        Ok(())
    }
}

/// Writes the dossier's row: new, advanced in its course, or rewritten where an indexed column changed.
fn store(tx: &mut Tx<'_>, entry: &Entry<'_>, dossier: &Dossier, head: &Hash) -> Result<()> {
    let id = entry.id.bytes();
    let state = json(dossier)?;
    let now = Columns::of(dossier, &entry.version.field);
    let Some(before) = entry.before else {
        tx.enqueue(&OPEN, &row(params![id], &now, head, &state), Rows::One)?;
        return Ok(());
    };
    let seen = i64::from(before.dossier.revision);
    // The field of the version pinned before is not at hand; a change of version rewrites the row anyway.
    let was = Columns::of(&before.dossier, &entry.version.field);
    // One row, or the dossier is not where it was when it was loaded in this transaction.
    if now.differs_only_in_course(&was) {
        tx.enqueue(
            &ADVANCE,
            params![
                id,
                seen,
                now.revision,
                now.status,
                now.return_at,
                now.holder,
                now.sent_to,
                now.due_at,
                now.ended_at,
                head,
                state,
            ],
            Rows::One,
        )?;
    } else {
        rewrite(tx, &id, seen, &now, head, &state)?;
    }
    Ok(())
}

/// Writes a dossier's row from its state, whatever stood there.
pub(crate) fn restate(
    tx: &mut Tx<'_>,
    dossier: &Dossier,
    seen: i64,
    now: &Columns<'_>,
    head: &Hash,
) -> Result<()> {
    rewrite(tx, &dossier.id.bytes(), seen, now, head, &json(dossier)?)
}

fn rewrite(
    tx: &mut Tx<'_>,
    id: &[u8; 16],
    seen: i64,
    now: &Columns<'_>,
    head: &Hash,
    state: &str,
) -> Result<()> {
    tx.enqueue(&REWRITE, &row(params![id, seen], now, head, state), Rows::One)?;
    Ok(())
}

/// The values of a whole row in the order of [`OPEN`] and [`REWRITE`], after those it is found by.
fn row<'a>(found_by: &[Value<'a>], now: &'a Columns<'a>, head: &'a Hash, state: &'a str) -> Vec<Value<'a>> {
    let values = params![
        now.code,
        now.revision,
        now.status,
        now.procedure,
        now.field,
        now.version,
        now.owner,
        now.submitter,
        now.channel,
        now.provenance,
        now.helped_at,
        now.received_unit,
        now.competent,
        now.return_at,
        now.holder,
        now.sent_to,
        now.submitted_at,
        now.received_at,
        now.due_at,
        now.ended_at,
        *head,
        *state,
    ];
    [found_by, values].concat()
}
