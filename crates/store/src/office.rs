//! Acts of offices that are not a dossier's course: orders and nudges, contests of a figure, reports frozen, findings judged.
//!
//! One append-only account. Every subject (an order, a report, …) has a hash chain of its own acts, and the account a head as the
//! journal has one, so that a tail cut off shows. What a subject has come to is the fold of its acts; nothing else is stored.

use crate::chain::{self, EventFields, Hash};
use crate::codec::{actor_from_text, actor_text, small};
use crate::error::Result;
use crate::record::HEAD;
use crate::statements::statements;
use motcua_calendar::{Date, Moment};
use motcua_db::{Delta, Row, Tx, params};
use motcua_domain::actor::ActorRef;
use motcua_domain::ids::{CommandId, UnitId};
use motcua_domain::office::given::{GIVEN, GivenFigure};
use uuid::Uuid;

statements! {
    APPEND = "office_act.append", "insert into office_act (subject, revision, kind, unit, effective_at, recorded_at, actor, \
        command, payload, note_digest, prev, hash) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
    ADD_NOTE = "office_note.add", "insert into office_note (subject, revision, salt, text) values ($1, $2, $3, $4)";
    LAST = "office_act.last", "select revision, hash from office_act where subject = $1 order by revision desc limit 1";
    OF_SUBJECT = "office_act.of_subject", "select a.position, a.subject, a.revision, a.kind, a.unit, a.effective_at, a.recorded_at, \
        a.actor, a.command, a.payload, a.note_digest, a.prev, a.hash, n.text from office_act a \
        left join office_note n on n.subject = a.subject and n.revision = a.revision where a.subject = $1 order by a.revision";
    OF_KIND = "office_act.of_kind", "select a.position, a.subject, a.revision, a.kind, a.unit, a.effective_at, a.recorded_at, \
        a.actor, a.command, a.payload, a.note_digest, a.prev, a.hash, n.text from office_act a \
        left join office_note n on n.subject = a.subject and n.revision = a.revision \
        where a.kind = $1 and a.position < $2 order by a.position desc limit $3";
    OF_UNIT = "office_act.of_unit", "select a.position, a.subject, a.revision, a.kind, a.unit, a.effective_at, a.recorded_at, \
        a.actor, a.command, a.payload, a.note_digest, a.prev, a.hash, n.text from office_act a \
        left join office_note n on n.subject = a.subject and n.revision = a.revision \
        where a.unit = $1 and a.kind = $2 and a.position < $3 order by a.position desc limit $4";
    KIND_STANDING = "office_act.kind_standing", "select a.position, a.subject, a.revision, a.kind, a.unit, a.effective_at, a.recorded_at, \
        a.actor, a.command, a.payload, a.note_digest, a.prev, a.hash, n.text from office_act a \
        left join office_note n on n.subject = a.subject and n.revision = a.revision \
        where a.kind = $1 and a.position < $2 and (case when (select l.kind from office_act l where l.subject = a.subject \
        order by l.revision desc limit 1) in ($3, $4) then 1 else 0 end) = $5 order by a.position desc limit $6";
    UNIT_STANDING = "office_act.unit_standing", "select a.position, a.subject, a.revision, a.kind, a.unit, a.effective_at, a.recorded_at, \
        a.actor, a.command, a.payload, a.note_digest, a.prev, a.hash, n.text from office_act a \
        left join office_note n on n.subject = a.subject and n.revision = a.revision \
        where a.unit = $7 and a.kind = $1 and a.position < $2 and (case when (select l.kind from office_act l \
        where l.subject = a.subject order by l.revision desc limit 1) in ($3, $4) then 1 else 0 end) = $5 \
        order by a.position desc limit $6";
    OPEN_ORDERS = "office_act.open_orders", "select g.payload from office_act g where g.unit = $1 and g.kind = 'order.given' \
        and coalesce((select a.kind from office_act a where a.subject = g.subject and a.kind in ('order.done_reported', \
        'order.closed', 'order.withdrawn', 'order.reopened') order by a.revision desc limit 1), 'order.reopened') = 'order.reopened' \
        order by g.position desc limit $2";
    BY_COMMAND = "office_act.by_command", "select subject, revision from office_act where command = $1";
    EACH = "office_act.each", "select a.position, a.subject, a.revision, a.kind, a.unit, a.effective_at, a.recorded_at, \
        a.actor, a.command, a.payload, a.note_digest, a.prev, a.hash, n.text, n.salt from office_act a \
        left join office_note n on n.subject = a.subject and n.revision = a.revision order by a.subject, a.revision";
    TOTAL = "office_act.total", "select count(*), cast(coalesce(max(position), 0) as bigint) from office_act where kind = $1";
    NOTES_ORPHANED = "office_note.orphaned", "select count(*) from office_note n left join office_act a \
        on a.subject = n.subject and a.revision = n.revision where a.note_digest is null";
}

/// Row of the head kept for this account.
pub(crate) const LANE: i64 = -2;
/// Version of what a payload looks like.
const VERSION: u32 = 1;

/// An act to be appended.
#[derive(Debug, Clone, Copy)]
pub struct NewAct<'a> {
    /// The order, report, … it is about.
    pub subject: Uuid,
    /// What was done, a stable key: `order.given`.
    pub kind: &'a str,
    /// The unit it concerns.
    pub unit: UnitId,
    /// Who.
    pub actor: ActorRef,
    /// Moment of effect.
    pub at: Moment,
    /// Server clock, UNIX milliseconds.
    pub recorded_at_ms: i64,
    /// The command that led here: once only.
    pub command: CommandId,
    /// The fact, JSON, without personal data.
    pub payload: &'a str,
    /// Somebody's words, which may have to be erased by law.
    pub note: Option<&'a str>,
    /// Fresh random bytes: the salt of the note. Kept only beside one.
    pub salt: [u8; 16],
}

/// An act as kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// Place in the account.
    pub position: i64,
    /// Subject.
    pub subject: Uuid,
    /// 1, 2, 3, … within the subject.
    pub revision: u32,
    /// What was done.
    pub kind: String,
    /// The unit it concerns.
    pub unit: UnitId,
    /// Moment of effect.
    pub at: Moment,
    /// Server clock, UNIX milliseconds.
    pub recorded_at_ms: i64,
    /// Who.
    pub actor: ActorRef,
    /// The command.
    pub command: [u8; 16],
    /// The fact, JSON.
    pub payload: String,
    /// Somebody's words, unless erased.
    pub note: Option<String>,
    /// Digest of these words.
    pub note_digest: Option<Vec<u8>>,
    /// Hash of the act before in the same subject.
    pub prev: Hash,
    /// Its own.
    pub hash: Hash,
}

fn genesis(subject: &Uuid) -> Hash {
    chain::digest(&[b"motcua/office/1", subject.as_bytes()])
}

/// Appends an act after those of the same subject. Answers its revision.
///
/// # Errors
/// [`motcua_db::Error::Conflict`] on `office_act_command_key` for a command already carried out, and on
/// `office_act_subject_revision_key` when another act came first.
pub fn append(tx: &mut Tx<'_>, act: &NewAct<'_>) -> Result<u32> {
    let subject = *act.subject.as_bytes();
    let last = tx.query_opt(&LAST, params![subject], |row| Ok((row.int(0)?, row.bytes(1)?)))?;
    let (revision, prev) = match last {
        Some((revision, hash)) => (small(revision)? + 1, hash),
        None => (1, genesis(&act.subject)),
    };
    let salt = chain::note_salt(&act.salt, revision);
    let note_digest = act.note.map(|text| chain::note_digest(&salt, text));
    let kept = Kept {
        position: 0,
        subject: act.subject,
        revision,
        kind: act.kind.to_owned(),
        unit: act.unit,
        at: act.at,
        recorded_at_ms: act.recorded_at_ms,
        actor: act.actor,
        command: act.command.bytes(),
        payload: act.payload.to_owned(),
        note: None,
        note_digest: note_digest.map(|digest| digest.to_vec()),
        prev,
        hash: [0; 32],
    };
    let hash = hash_of(&kept);
    tx.execute(
        &APPEND,
        params![
            subject,
            revision,
            act.kind,
            act.unit.0,
            act.at.unix_seconds(),
            act.recorded_at_ms,
            actor_text(act.actor),
            kept.command,
            act.payload,
            note_digest,
            prev,
            hash,
        ],
    )?;
    if let Some(text) = act.note {
        tx.execute(&ADD_NOTE, params![subject, revision, salt, text])?;
    }
    let (x0, x1) = chain::folded(&hash);
    tx.add_up(&HEAD, &[LANE], &[Delta::Add(1), Delta::Xor(x0), Delta::Xor(x1)])?;
    Ok(revision)
}

/// The hash of an act: over every column but its position, the unit with the kind.
fn hash_of(act: &Kept) -> Hash {
    let kind = format!("office/{}@{}", act.kind, act.unit.0);
    chain::event_hash(
        &act.prev,
        &EventFields {
            dossier: *act.subject.as_bytes(),
            revision: act.revision,
            kind: &kind,
            version: VERSION,
            effective_at: act.at.unix_seconds(),
            recorded_at: act.recorded_at_ms,
            actor: &actor_text(act.actor),
            command: act.command,
            payload: &act.payload,
            note_digest: act.note_digest.as_deref(),
        },
    )
}

/// The acts of a subject, the first first. Empty for what is not there.
///
/// # Errors
/// If the database cannot answer, or a row does not make sense.
pub fn of_subject(tx: &mut Tx<'_>, subject: Uuid) -> Result<Vec<Kept>> {
    tx.query_all(&OF_SUBJECT, params![*subject.as_bytes()], read)?.into_iter().collect()
}

/// Acts of a kind before a place of the account, the last first.
///
/// # Errors
/// As [`of_subject`].
pub fn of_kind(tx: &mut Tx<'_>, kind: &str, before: Option<i64>, limit: u32) -> Result<Vec<Kept>> {
    let before = before.unwrap_or(i64::MAX);
    tx.query_all(&OF_KIND, params![kind, before, limit], read)?.into_iter().collect()
}

/// The same of one unit.
///
/// # Errors
/// As [`of_subject`].
pub fn of_unit(
    tx: &mut Tx<'_>,
    unit: UnitId,
    kind: &str,
    before: Option<i64>,
    limit: u32,
) -> Result<Vec<Kept>> {
    let before = before.unwrap_or(i64::MAX);
    tx.query_all(&OF_UNIT, params![unit.0, kind, before, limit], read)?.into_iter().collect()
}

/// Whether the last act of a subject is one of two that end it, or another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ended<'a> {
    /// The kinds that end it.
    pub by: [&'a str; 2],
    /// Whether it is asked for what has ended, or for what has not.
    pub over: bool,
}

/// As [`of_kind`], and of one unit where one is given as [`of_unit`], of subjects that have ended or have not.
///
/// # Errors
/// As [`of_subject`].
pub fn standing(
    tx: &mut Tx<'_>,
    kind: &str,
    unit: Option<UnitId>,
    ended: Ended<'_>,
    before: Option<i64>,
    limit: u32,
) -> Result<Vec<Kept>> {
    let (before, [one, other], over) = (before.unwrap_or(i64::MAX), ended.by, i64::from(ended.over));
    let rows = match unit {
        None => tx.query_all(&KIND_STANDING, params![kind, before, one, other, over, limit], read)?,
        Some(unit) => {
            tx.query_all(&UNIT_STANDING, params![kind, before, one, other, over, limit, unit.0], read)?
        }
    };
    rows.into_iter().collect()
}

/// How many acts of a kind there are, and the place of the last: what was read of them is current while these stay.
///
/// # Errors
/// If the database cannot answer.
pub fn total(tx: &mut Tx<'_>, kind: &str) -> Result<(i64, i64)> {
    Ok(tx.query_one(&TOTAL, params![kind], |row| Ok((row.int(0)?, row.int(1)?)))?)
}

/// The subject of a figure given from outside: one for a unit, a metric and a month, so that a correction follows what it corrects.
#[must_use]
pub fn cell(unit: UnitId, metric: &str, month: Date) -> Uuid {
    let (unit, month) = (unit.0.to_be_bytes(), month.day_number().to_be_bytes());
    let digest = chain::digest(&[b"motcua/given/1", &unit, &month, metric.as_bytes()]);
    let mut bytes = [0u8; 16];
    bytes.copy_from_slice(&digest[..16]);
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}

/// The first acts of orders of a unit that wait for who is to do them, the latest first: the fold of each, asked in one go for the menu.
///
/// # Errors
/// If the database cannot answer.
pub fn open_orders(tx: &mut Tx<'_>, unit: UnitId, limit: u32) -> Result<Vec<String>> {
    Ok(tx.query_all(&OPEN_ORDERS, params![unit.0, limit], |row| row.text(0))?)
}

/// What a command led to, when it was carried out before: the subject and its revision.
///
/// # Errors
/// As [`of_subject`].
pub fn by_command(tx: &mut Tx<'_>, command: CommandId) -> Result<Option<(Uuid, u32)>> {
    tx.query_opt(&BY_COMMAND, params![command.bytes()], |row| Ok((row.bytes(0)?, row.int(1)?)))?
        .map(|(subject, revision)| Ok((Uuid::from_bytes(subject), small(revision)?)))
        .transpose()
}

fn read(row: &Row<'_>) -> motcua_db::Result<Result<Kept>> {
    let (unit, revision, actor) = (row.int(4)?, row.int(2)?, row.text(7)?);
    let act = Kept {
        position: row.int(0)?,
        subject: Uuid::from_bytes(row.bytes(1)?),
        revision: 0,
        kind: row.text(3)?,
        unit: UnitId(0),
        at: Moment::from_unix_seconds(row.int(5)?),
        recorded_at_ms: row.int(6)?,
        actor: ActorRef::System,
        command: row.bytes(8)?,
        payload: row.text(9)?,
        note: row.opt_text(13)?,
        note_digest: row.opt_blob(10)?,
        prev: row.bytes(11)?,
        hash: row.bytes(12)?,
    };
    Ok((|| {
        Ok(Kept {
            unit: UnitId(small(unit)?),
            revision: small(revision)?,
            actor: actor_from_text(&actor)?,
            ..act
        })
    })())
}

/// What is wrong with the account, for `verify`.
pub(crate) struct Fault {
    /// In Vietnamese.
    pub vi: String,
    /// In English.
    pub en: String,
}

/// Checks every chain, every note, and the head of the account against `kept`: count and XOR of the hashes.
pub(crate) fn faults(tx: &mut Tx<'_>, kept: (i64, i64, i64)) -> Result<Vec<Fault>> {
    let mut faults = Vec::new();
    let mut before: Option<(Uuid, u32, Hash)> = None;
    let mut seen = (0, 0, 0);
    let rows = tx.query_all(&EACH, &[], |row| Ok((read(row)?, row.opt_blob(14)?)))?;
    for (act, salt) in rows {
        let act = act?;
        let (last, prev) = match before {
            Some((subject, revision, hash)) if subject == act.subject => (revision, hash),
            _ => (0, genesis(&act.subject)),
        };
        let place = (act.subject, act.revision);
        if (act.revision, act.prev) != (last + 1, prev) {
            faults.push(fault(place, "không nối tiếp việc trước nó", "does not follow the one before it"));
        }
        if act.hash != hash_of(&act) {
            faults.push(fault(place, "đã bị sửa: mã băm không khớp", "was altered: its hash does not match"));
        }
        let digest = salt.zip(act.note.as_ref()).map(|(salt, text)| chain::note_digest(&salt, text).to_vec());
        if digest.is_some() && digest != act.note_digest {
            faults.push(fault(place, "có lời ghi đã bị sửa", "has a note that was altered"));
        }
        if act.kind == GIVEN && !stands_in_its_cell(&act) {
            faults.push(fault(
                place,
                "là số cung cấp không đúng ô của nó",
                "is a figure given that is not of its cell",
            ));
        }
        let (x0, x1) = chain::folded(&act.hash);
        seen = (seen.0 + 1, seen.1 ^ x0, seen.2 ^ x1);
        before = Some((act.subject, act.revision, act.hash));
    }
    if kept != seen {
        faults.push(Fault {
            vi: format!(
                "Sổ việc của cơ quan phải có {} việc, thấy {}, hoặc có việc đã bị thay.",
                kept.0, seen.0
            ),
            en: format!(
                "The account of offices should have {} acts, it has {}, or one was exchanged.",
                kept.0, seen.0
            ),
        });
    }
    let orphans = tx.query_one(&NOTES_ORPHANED, &[], |row| row.int(0))?;
    if orphans > 0 {
        faults.push(Fault {
            vi: format!("Có {orphans} lời ghi không thuộc việc nào trong sổ việc của cơ quan."),
            en: format!("{orphans} notes belong to no act in the account of offices."),
        });
    }
    Ok(faults)
}

/// Whether a figure given can be read, may be, and is of the unit, metric and month its subject says.
fn stands_in_its_cell(act: &Kept) -> bool {
    serde_json::from_str::<GivenFigure>(&act.payload).is_ok_and(|figure| {
        figure.numerator >= 0
            && figure.denominator.is_none_or(|below| below >= 0)
            && cell(act.unit, &figure.metric, figure.month) == act.subject
    })
}

fn fault((subject, revision): (Uuid, u32), vi: &str, en: &str) -> Fault {
    Fault {
        vi: format!("Việc thứ {revision} của {subject} trong sổ việc của cơ quan {vi}."),
        en: format!("Act {revision} of {subject} in the account of offices {en}."),
    }
}
