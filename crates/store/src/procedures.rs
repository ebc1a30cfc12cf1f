//! Drafts of procedure versions: where each stands, and the append-only account of what was done to it.
//!
//! [`record`] is the one write path: an act is appended to the draft's own hash chain and the draft's row moved on, in the
//! caller's transaction. The definition is kept as text, byte for byte, with every act that wrote it; an act names the
//! digest of the definition as it then stood, so that what was approved can be compared with what was published.
//!
//! Not here: who may do it and on which day (`motcua-app`).

pub(crate) mod open;
pub mod passing;
pub(crate) mod past;
pub(crate) mod published;

pub use open::{InHand, OpenCount, filed, in_hand, open_count, received_under};
pub use past::{Past, past};
pub use published::{
    DESIGNED_FROM, Timetable, generation, newest, publish, same_content, timetable, version, version_ids,
};

use crate::chain::{self, Hash};
use crate::codec::{small, unit_id};
use crate::error::{Result, StoreError};
use crate::statements::statements;
use motcua_calendar::Date;
use motcua_db::{Row, Rows, Tx, params};
use motcua_domain::ids::{CommandId, DraftId, OfficerId, ProcedureCode, UnitId, VersionId};
use motcua_domain::procedure::{DraftAct, DraftPurpose, DraftState, ProcedureVersion};

/// Columns of a draft, read in this order by [`read_draft`].
macro_rules! drafts_where {
    ($rest:literal) => {
        concat!(
            "select id, code, purpose, title, note, based_on, definition, revision, state, author, created_at, \
             updated_at, valid_from, version, head, unit from procedure_draft ",
            $rest
        )
    };
}

/// Columns of an act, read in this order by [`read_act`].
macro_rules! acts_where {
    ($rest:literal) => {
        concat!(
            "select position, draft, revision, kind, officer, recorded_at, digest, definition, note, version, \
             effective_on, command, command_digest, prev, hash from procedure_act ",
            $rest
        )
    };
}

statements! {
    GET = "procedure_draft.get", drafts_where!("where id = $1");
    LIST = "procedure_draft.list", drafts_where!("where state = $1 order by updated_at desc, id limit $2");
    OF_CODE = "procedure_draft.of_code", drafts_where!("where code = $1 order by updated_at desc, id limit $2");
    OF_UNIT = "procedure_draft.of_unit", drafts_where!("where unit = $1 order by updated_at desc, id limit $2");
    /// For verification.
    EACH = "procedure_draft.each", drafts_where!("order by id");
    OPEN = "procedure_draft.open", "insert into procedure_draft (id, code, purpose, title, note, based_on, definition, \
        revision, state, author, created_at, updated_at, valid_from, version, head, unit) \
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)";
    ADVANCE = "procedure_draft.advance", "update procedure_draft set title = $3, note = $4, based_on = $5, \
        definition = $6, revision = $7, state = $8, updated_at = $9, valid_from = $10, version = $11, head = $12 \
        where id = $1 and revision = $2";
    APPEND = "procedure_act.append", "insert into procedure_act (draft, revision, kind, officer, recorded_at, digest, \
        definition, note, version, effective_on, command, command_digest, prev, hash) \
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)";
    ACTS = "procedure_act.of_draft", acts_where!("where draft = $1 order by revision");
    ACT_AT = "procedure_act.at", acts_where!("where draft = $1 and revision = $2");
    COMMAND = "procedure_act.by_command", acts_where!("where command = $1");
    WROTE = "procedure_act.wrote", "select count(*) from procedure_act where draft = $1 and officer = $2 \
        and kind in ('start', 'save')";
}

/// Most drafts a list answers with.
pub const LIST_MAX: i64 = 500;

/// A draft as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// Draft.
    pub id: DraftId,
    /// Procedure.
    pub code: ProcedureCode,
    /// What it becomes.
    pub purpose: DraftPurpose,
    /// What the change is about, for lists.
    pub title: String,
    /// Why, in the author's words.
    pub note: String,
    /// The newest version of the procedure when the draft was begun, or when its author last compared; `None`: the
    /// procedure is new.
    pub based_on: Option<VersionId>,
    /// The definition, JSON of a [`ProcedureVersion`] without a number of its own.
    pub definition: String,
    /// Acts so far; an act names the revision it saw.
    pub revision: u32,
    /// Where it stands.
    pub state: DraftState,
    /// Who began it.
    pub author: OfficerId,
    /// When, UNIX milliseconds.
    pub created_at: i64,
    /// When something was last done to it.
    pub updated_at: i64,
    /// First day of the version published from it; of an ending, the first day without the procedure.
    pub valid_from: Option<Date>,
    /// The version published from it.
    pub version: Option<VersionId>,
    /// Hash of its last act.
    pub head: Hash,
    /// The commune whose variation it is to be; `None`: a version of the city.
    pub unit: Option<UnitId>,
}

impl Draft {
    /// The definition as a version; its number means nothing before publication.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] if it does not parse.
    pub fn content(&self) -> Result<ProcedureVersion> {
        serde_json::from_str(&self.definition)
            .map_err(|error| StoreError::corrupt(format!("the definition of a draft: {error}")))
    }
}

/// An act on a draft, as kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// Position among all acts.
    pub position: i64,
    /// Draft.
    pub draft: DraftId,
    /// Revision it led to.
    pub revision: u32,
    /// What.
    pub act: DraftAct,
    /// Who.
    pub officer: OfficerId,
    /// When, UNIX milliseconds of the server's clock.
    pub recorded_at: i64,
    /// Digest of the definition after it.
    pub digest: Hash,
    /// The definition, where the act wrote it.
    pub definition: Option<String>,
    /// Reason or remark.
    pub note: String,
    /// The version published or withdrawn.
    pub version: Option<VersionId>,
    /// The day a publication takes effect.
    pub effective_on: Option<Date>,
    /// Command.
    pub command: CommandId,
    /// Digest of the command's content.
    pub command_digest: Hash,
    /// Hash of the act before it on the same draft.
    pub prev: Hash,
    /// Its own hash.
    pub hash: Hash,
}

/// An act to record.
#[derive(Debug, Clone)]
pub struct Entry<'a> {
    /// The draft as loaded in this transaction; none for a new one.
    pub before: Option<&'a Draft>,
    /// The draft after it; revision and head are set by [`record`].
    pub after: Draft,
    /// What is done.
    pub act: DraftAct,
    /// By whom.
    pub officer: OfficerId,
    /// When, UNIX milliseconds.
    pub recorded_at: i64,
    /// Reason or remark.
    pub note: &'a str,
    /// The version published or withdrawn.
    pub version: Option<VersionId>,
    /// The day a publication takes effect.
    pub effective_on: Option<Date>,
    /// Command.
    pub command: CommandId,
    /// Digest of its content.
    pub command_digest: Hash,
}

/// Records an act: appends it, and moves the draft on.
///
/// # Errors
/// [`motcua_db::Error::Conflict`] on `procedure_act_draft_revision_key` or `procedure_act_command_key` when another act
/// came first; [`StoreError::Corrupt`] for an act the state does not allow.
pub fn record(tx: &mut Tx<'_>, entry: Entry<'_>) -> Result<Draft> {
    let before = entry.before;
    let mut draft = entry.after;
    if entry.act.leads(draft.purpose, before.map(|draft| draft.state)) != Some(draft.state) {
        return Err(StoreError::corrupt(format!(
            "{} does not lead to {}",
            entry.act.key(),
            draft.state.key()
        )));
    }
    draft.revision = before.map_or(0, |draft| draft.revision) + 1;
    draft.updated_at = entry.recorded_at;
    let wrote = before.is_none_or(|before| before.definition != draft.definition);
    let mut act = Kept {
        position: 0,
        draft: draft.id,
        revision: draft.revision,
        act: entry.act,
        officer: entry.officer,
        recorded_at: entry.recorded_at,
        digest: digest(&draft.definition),
        definition: wrote.then(|| draft.definition.clone()),
        note: entry.note.to_owned(),
        version: entry.version,
        effective_on: entry.effective_on,
        command: entry.command,
        command_digest: entry.command_digest,
        prev: before.map_or_else(|| genesis(draft.id), |draft| draft.head),
        hash: [0; 32],
    };
    act.hash = hash(&act);
    draft.head = act.hash;
    append(tx, &act)?;
    match before {
        None => open_row(tx, &draft)?,
        Some(before) => advance(tx, before.revision, &draft)?,
    }
    Ok(draft)
}

/// The digest of a definition: of its bytes, so that no later change of the program changes what they mean.
pub fn digest(definition: &str) -> Hash {
    chain::digest(&[b"motcua/definition/1", definition.as_bytes()])
}

/// What the first act of a draft names as the one before it.
pub(crate) fn genesis(draft: DraftId) -> Hash {
    chain::digest(&[b"motcua/draft/1", &draft.bytes()])
}

/// The hash of an act: over every column but its position and the definition, which its digest stands for.
pub(crate) fn hash(act: &Kept) -> Hash {
    let number = |n: i64| n.to_be_bytes();
    let day = act.effective_on.map(|day| day.to_string()).unwrap_or_default();
    chain::digest(&[
        b"motcua/draft-act/1",
        &act.prev,
        &act.draft.bytes(),
        &number(i64::from(act.revision)),
        act.act.key().as_bytes(),
        &number(i64::from(act.officer.0)),
        &number(act.recorded_at),
        &act.digest,
        act.note.as_bytes(),
        &number(act.version.map_or(-1, |version| i64::from(version.0))),
        day.as_bytes(),
        &act.command.bytes(),
        &act.command_digest,
    ])
}

/// A draft by its id.
///
/// # Errors
/// If the database cannot answer, or the row does not make sense.
pub fn load(tx: &mut Tx<'_>, id: DraftId) -> Result<Option<Draft>> {
    tx.query_opt(&GET, params![id.bytes()], read_draft)?.transpose()
}

/// The drafts in a state, those touched last first, at most [`LIST_MAX`].
///
/// # Errors
/// As [`load`].
pub fn in_state(tx: &mut Tx<'_>, state: DraftState) -> Result<Vec<Draft>> {
    tx.query_all(&LIST, params![state.key(), LIST_MAX], read_draft)?.into_iter().collect()
}

/// The drafts of a procedure, those touched last first, at most [`LIST_MAX`].
///
/// # Errors
/// As [`load`].
pub fn of_code(tx: &mut Tx<'_>, code: &ProcedureCode) -> Result<Vec<Draft>> {
    tx.query_all(&OF_CODE, params![code.as_str(), LIST_MAX], read_draft)?.into_iter().collect()
}

/// The drafts of a commune's variations, those touched last first, at most [`LIST_MAX`].
///
/// # Errors
/// As [`load`].
pub fn of_unit(tx: &mut Tx<'_>, unit: UnitId) -> Result<Vec<Draft>> {
    tx.query_all(&OF_UNIT, params![unit.0, LIST_MAX], read_draft)?.into_iter().collect()
}

/// Everything done to a draft, in order.
///
/// # Errors
/// As [`load`].
pub fn acts(tx: &mut Tx<'_>, id: DraftId) -> Result<Vec<Kept>> {
    tx.query_all(&ACTS, params![id.bytes()], read_act)?.into_iter().collect()
}

/// What was done at one revision of a draft.
///
/// # Errors
/// As [`load`].
pub fn act_at(tx: &mut Tx<'_>, id: DraftId, revision: u32) -> Result<Option<Kept>> {
    tx.query_opt(&ACT_AT, params![id.bytes(), revision], read_act)?.transpose()
}

/// The act of a command, if it was carried out.
///
/// # Errors
/// As [`load`].
pub fn by_command(tx: &mut Tx<'_>, command: CommandId) -> Result<Option<Kept>> {
    tx.query_opt(&COMMAND, params![command.bytes()], read_act)?.transpose()
}

/// Whether an officer wrote any revision of a draft.
///
/// # Errors
/// If the database cannot answer.
pub fn wrote(tx: &mut Tx<'_>, id: DraftId, officer: OfficerId) -> Result<bool> {
    Ok(tx.query_one(&WROTE, params![id.bytes(), officer.0], |row| row.int(0))? > 0)
}

fn append(tx: &mut Tx<'_>, act: &Kept) -> Result<()> {
    tx.execute(
        &APPEND,
        params![
            act.draft.bytes(),
            act.revision,
            act.act.key(),
            act.officer.0,
            act.recorded_at,
            act.digest,
            act.definition,
            act.note,
            act.version.map(|version| version.0),
            act.effective_on.map(|day| day.to_string()),
            act.command.bytes(),
            act.command_digest,
            act.prev,
            act.hash,
        ],
    )?;
    Ok(())
}

fn open_row(tx: &mut Tx<'_>, draft: &Draft) -> Result<()> {
    tx.execute(
        &OPEN,
        params![
            draft.id.bytes(),
            draft.code.as_str(),
            draft.purpose.key(),
            draft.title,
            draft.note,
            draft.based_on.map(|version| version.0),
            draft.definition,
            draft.revision,
            draft.state.key(),
            draft.author.0,
            draft.created_at,
            draft.updated_at,
            draft.valid_from.map(|day| day.to_string()),
            draft.version.map(|version| version.0),
            draft.head,
            draft.unit.map(|unit| unit.0),
        ],
    )?;
    Ok(())
}

fn advance(tx: &mut Tx<'_>, seen: u32, draft: &Draft) -> Result<()> {
    tx.enqueue(
        &ADVANCE,
        params![
            draft.id.bytes(),
            seen,
            draft.title,
            draft.note,
            draft.based_on.map(|version| version.0),
            draft.definition,
            draft.revision,
            draft.state.key(),
            draft.updated_at,
            draft.valid_from.map(|day| day.to_string()),
            draft.version.map(|version| version.0),
            draft.head,
        ],
        Rows::One,
    )?;
    Ok(())
}

/// A draft from its columns.
pub(crate) fn read_draft(row: &Row<'_>) -> motcua_db::Result<Result<Draft>> {
    let (id, code, purpose) = (row.bytes(0)?, row.text(1)?, row.text(2)?);
    let (title, note, based_on) = (row.text(3)?, row.text(4)?, row.opt_int(5)?);
    let (definition, revision, state) = (row.text(6)?, row.int(7)?, row.text(8)?);
    let (author, created_at, updated_at) = (row.int(9)?, row.int(10)?, row.int(11)?);
    let (valid_from, version, head) = (row.opt_text(12)?, row.opt_int(13)?, row.bytes(14)?);
    let unit = row.opt_int(15)?;
    Ok((|| {
        let unknown = |what: &str| StoreError::corrupt(format!("a draft with the {what} unknown"));
        let purpose = DraftPurpose::ALL.into_iter().find(|known| known.key() == purpose);
        let state = DraftState::ALL.into_iter().find(|known| known.key() == state);
        Ok(Draft {
            id: DraftId::from_bytes(id),
            code: ProcedureCode(code),
            purpose: purpose.ok_or_else(|| unknown("purpose"))?,
            title,
            note,
            based_on: number(based_on)?.map(VersionId),
            definition,
            revision: small(revision)?,
            state: state.ok_or_else(|| unknown("state"))?,
            author: OfficerId(small(author)?),
            created_at,
            updated_at,
            valid_from: day(valid_from.as_deref())?,
            version: number(version)?.map(VersionId),
            head,
            unit: unit.map(unit_id).transpose()?,
        })
    })())
}

/// An act from its columns.
pub(crate) fn read_act(row: &Row<'_>) -> motcua_db::Result<Result<Kept>> {
    let (position, draft, revision, kind) = (row.int(0)?, row.bytes(1)?, row.int(2)?, row.text(3)?);
    let (officer, recorded_at, digest) = (row.int(4)?, row.int(5)?, row.bytes(6)?);
    let (definition, note, version) = (row.opt_text(7)?, row.text(8)?, row.opt_int(9)?);
    let (effective_on, command, command_digest) = (row.opt_text(10)?, row.bytes(11)?, row.bytes(12)?);
    let (prev, hash) = (row.bytes(13)?, row.bytes(14)?);
    Ok((|| {
        let act = DraftAct::ALL.into_iter().find(|known| known.key() == kind);
        Ok(Kept {
            position,
            draft: DraftId::from_bytes(draft),
            revision: small(revision)?,
            act: act.ok_or_else(|| StoreError::corrupt(format!("{kind:?} is nothing done to a draft")))?,
            officer: OfficerId(small(officer)?),
            recorded_at,
            digest,
            definition,
            note,
            version: number(version)?.map(VersionId),
            effective_on: day(effective_on.as_deref())?,
            command: CommandId::from_bytes(command),
            command_digest,
            prev,
            hash,
        })
    })())
}

fn number(column: Option<i64>) -> Result<Option<u32>> {
    column.map(small).transpose()
}

/// A date from its column.
pub(crate) fn day(column: Option<&str>) -> Result<Option<Date>> {
    let parse =
        |text: &str| Date::parse(text).map_err(|error| StoreError::corrupt(format!("{text:?}: {error}")));
    column.map(parse).transpose()
}
