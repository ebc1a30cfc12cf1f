//! The events of one dossier, with who, when and the notes, as the desk shows them.

use crate::codec::{actor_from_text, small};
use crate::error::{Result, StoreError};
use crate::statements::statements;
use motcua_calendar::Moment;
use motcua_db::{Row as DbRow, Tx, params};
use motcua_domain::actor::ActorRef;
use motcua_domain::dossier::event::{Event, Recorded};
use motcua_domain::ids::{DossierId, OfficerId};
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

statements! {
    EVENTS = "timeline.events", "select e.position, e.revision, e.payload, e.effective_at, e.recorded_at, e.actor, \
        e.note_digest, n.text from event e left join note n on n.dossier = e.dossier and n.revision = e.revision \
        where e.dossier = $1 order by e.revision";
    COMMANDS = "timeline.commands", "select command, kind, recorded_at from event where dossier = $1 order by revision";
    HASHES = "timeline.hashes", "select hash from event where dossier = $1 order by revision";
    OFFICER_NAME = "timeline.officer_name", "select name from officer where id = $1";
}

/// One fact with its circumstances.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Place in the journal of the whole database.
    pub position: i64,
    /// 1, 2, 3, … within the dossier.
    pub revision: u32,
    /// The fact.
    pub event: Event,
    /// Legal moment.
    pub effective_at: Moment,
    /// Server clock, UNIX milliseconds.
    pub recorded_at_ms: i64,
    /// Who.
    pub actor: ActorRef,
    /// The officer's name, when an officer acted.
    pub actor_name: Option<String>,
    /// Free text.
    pub note: Note,
}

/// Free text beside a fact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Note {
    /// There was none.
    None,
    /// As written.
    Text(String),
    /// Erased; its digest remains in the journal.
    Erased,
}

/// All events of a dossier, oldest first. A dossier has some dozens at most.
///
/// # Errors
/// If the database cannot answer, or an event does not parse.
pub fn events(tx: &mut Tx<'_>, dossier: &DossierId) -> Result<Vec<Item>> {
    let mut items = events_with(tx, dossier, |_| None)?;
    let mut names: BTreeMap<OfficerId, Option<String>> = BTreeMap::new();
    for item in &mut items {
        if let ActorRef::Officer(id) = item.actor {
            item.actor_name = match names.entry(id) {
                Entry::Occupied(known) => known.get().clone(),
                Entry::Vacant(new) => {
                    new.insert(tx.query_opt(&OFFICER_NAME, params![id.0], |row| row.text(0))?).clone()
                }
            };
        }
    }
    Ok(items)
}

/// The same for a caller who knows the officers' names.
///
/// # Errors
/// If the database cannot answer, or an event does not parse.
pub fn events_with(
    tx: &mut Tx<'_>,
    dossier: &DossierId,
    name: impl Fn(OfficerId) -> Option<String>,
) -> Result<Vec<Item>> {
    let mut items =
        tx.query_all(&EVENTS, params![dossier.bytes()], read)?.into_iter().collect::<Result<Vec<Item>>>()?;
    for item in &mut items {
        if let ActorRef::Officer(id) = item.actor {
            item.actor_name = name(id);
        }
    }
    Ok(items)
}

/// The hashes of a dossier's events, oldest first: each covers the one before it.
///
/// # Errors
/// If the database cannot answer.
pub fn hashes(tx: &mut Tx<'_>, dossier: &DossierId) -> Result<Vec<[u8; 32]>> {
    Ok(tx.query_all(&HASHES, params![dossier.bytes()], |row| row.bytes(0))?)
}

/// One fact by the command that brought it, without its payload.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ByCommand {
    /// The command.
    pub command: [u8; 16],
    /// Kind of fact.
    pub kind: String,
    /// Server clock, UNIX milliseconds.
    pub recorded_at_ms: i64,
}

/// By which commands a dossier came to where it is, oldest first; one command may have brought several facts.
///
/// # Errors
/// If the database cannot answer.
pub fn commands(tx: &mut Tx<'_>, dossier: &DossierId) -> Result<Vec<ByCommand>> {
    Ok(tx.query_all(&COMMANDS, params![dossier.bytes()], |row| {
        Ok(ByCommand { command: row.bytes(0)?, kind: row.text(1)?, recorded_at_ms: row.int(2)? })
    })?)
}

/// A fact as the fold takes it, from its columns.
pub(crate) fn fact(payload: &str, effective_at: i64, actor: &str) -> Result<Recorded> {
    Ok(Recorded {
        event: event_from_json(payload)?,
        at: Moment::from_unix_seconds(effective_at),
        actor: actor_from_text(actor)?,
    })
}

/// An event from its payload.
pub(crate) fn event_from_json(text: &str) -> Result<Event> {
    serde_json::from_str(text).map_err(|error| StoreError::corrupt(format!("payload of an event: {error}")))
}

fn read(row: &DbRow<'_>) -> motcua_db::Result<Result<Item>> {
    let (position, revision, event) = (row.int(0)?, row.int(1)?, event_from_json(row.text_ref(2)?));
    let (effective_at, recorded_at_ms) = (Moment::from_unix_seconds(row.int(3)?), row.int(4)?);
    let actor = actor_from_text(row.text_ref(5)?);
    let note = match (row.opt_blob(6)?, row.opt_text(7)?) {
        (None, _) => Note::None,
        (Some(_), Some(text)) => Note::Text(text),
        (Some(_), None) => Note::Erased,
    };
    Ok((|| {
        let (revision, event, actor) = (small(revision)?, event?, actor?);
        Ok(Item { position, revision, event, effective_at, recorded_at_ms, actor, actor_name: None, note })
    })())
}
