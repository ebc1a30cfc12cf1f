//! Notices to people: written in the transaction of the fact they tell, read by the person, shared out to channels later.
//!
//! A notice's id is made of its moment and of what is told to whom, so that one fact never tells one person twice. Texts
//! are made by whoever shows or sends them.

pub mod choice;
pub mod delivery;
pub mod email_code;

use crate::error::{Result, StoreError};
use crate::statements::statements;
use motcua_calendar::Moment;
use motcua_db::{Row, Rows, Tx, params};
use motcua_domain::ids::{DossierId, NoticeId, PersonId};
use motcua_domain::notice::{Notice, NoticeKind};
use sha2::{Digest, Sha256};
use uuid::Uuid;

statements! {
    ADD = "notice.add", "insert into notice (person, id, dossier, kind, happened_at, moment, outward) \
        values ($1, $2, $3, $4, $5, $6, $7)";
    PAGE = "notice.page", "select n.id, n.dossier, n.kind, n.happened_at, n.moment, n.read_at, d.code, d.submitted_at, \
        d.procedure from notice n join dossier d on d.id = n.dossier \
        where n.person = $1 and n.id < $2 order by n.id desc limit $3";
    UNREAD = "notice.unread", "select count(*) from \
        (select id from notice where person = $1 and read_at is null limit $2) as unread";
    READ_ONE = "notice.read_one", "update notice set read_at = $3 where person = $1 and id = $2 and read_at is null";
    READ_ALL = "notice.read_all", "update notice set read_at = $3 \
        where person = $1 and id <= $2 and read_at is null";
    DOSSIER = "notice.dossier", "select dossier from notice where person = $1 and id = $2";
}

/// Unread notices are counted so far and no farther.
pub const UNREAD_MAX: i64 = 100;

/// Whether notices written now are also sent by channels outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Outward {
    /// They are read in the person's own pages only: no channel is set up.
    #[default]
    OwnPages,
    /// They wait to be shared out to channels.
    Channels,
}

/// What is told, of which dossier, on which ground.
#[derive(Debug, Clone, Copy)]
pub struct Telling {
    /// Dossier.
    pub dossier: DossierId,
    /// What sets this fact apart from every other of the dossier: the revision it made, or when that began which waits.
    pub mark: i64,
    /// Legal moment of the fact.
    pub at: Moment,
    /// Server clock, UNIX milliseconds.
    pub recorded_at_ms: i64,
    /// Whether it goes out.
    pub outward: Outward,
}

/// Writes a notice to one person.
///
/// # Errors
/// [`motcua_db::Error::Conflict`] when this person was told this before; if the database cannot write.
pub fn add(tx: &mut Tx<'_>, person: PersonId, notice: Notice, telling: &Telling) -> Result<()> {
    tx.enqueue(
        &ADD,
        params![
            person.bytes(),
            id_of(person, notice.kind, telling).bytes(),
            telling.dossier.bytes(),
            notice.kind.number(),
            telling.at.unix_seconds(),
            notice.moment.map(|moment| moment.unix_seconds()),
            telling.outward == Outward::Channels,
        ],
        Rows::One,
    )?;
    Ok(())
}

/// The server's moment first, so that notices lie in order of time; then what is told to whom.
fn id_of(person: PersonId, kind: NoticeKind, telling: &Telling) -> NoticeId {
    let mut hash = Sha256::new();
    hash.update(b"notice:");
    hash.update(telling.dossier.bytes());
    hash.update(telling.mark.to_be_bytes());
    hash.update([kind.number()]);
    hash.update(person.bytes());
    let digest = hash.finalize();
    let mut bytes = [0u8; 16];
    bytes[..6].copy_from_slice(&telling.recorded_at_ms.to_be_bytes()[2..]);
    bytes[6..].copy_from_slice(&digest[..10]);
    NoticeId(Uuid::from_bytes(bytes))
}

/// When a notice was written: UNIX milliseconds, as its id begins.
pub fn written_at_ms(id: &NoticeId) -> i64 {
    id.bytes()[..6].iter().fold(0, |sum, byte| (sum << 8) | i64::from(*byte))
}

/// A notice as its person reads it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Id.
    pub id: NoticeId,
    /// Dossier.
    pub dossier: DossierId,
    /// What.
    pub kind: NoticeKind,
    /// Legal moment of the fact.
    pub at: Moment,
    /// The moment it speaks of.
    pub moment: Option<Moment>,
    /// Whether the person has read it.
    pub read: bool,
    /// Code of the dossier, once there is one.
    pub code: Option<String>,
    /// When the dossier was filed.
    pub submitted_at: Moment,
    /// Procedure of the dossier.
    pub procedure: String,
}

/// The notices of a person, latest first: those before `before`, or from the latest.
///
/// # Errors
/// If the database cannot answer.
pub fn page(tx: &mut Tx<'_>, person: &PersonId, before: Option<NoticeId>, limit: u32) -> Result<Vec<Item>> {
    let before = before.map_or([0xff; 16], |id| id.bytes());
    tx.query_all(&PAGE, params![person.bytes(), before, limit], |row| Ok(item(row)))?.into_iter().collect()
}

fn item(row: &Row<'_>) -> Result<Item> {
    Ok(Item {
        id: NoticeId::from_bytes(row.bytes(0)?),
        dossier: DossierId::from_bytes(row.bytes(1)?),
        kind: kind_of(row.int(2)?)?,
        at: Moment::from_unix_seconds(row.int(3)?),
        moment: row.opt_int(4)?.map(Moment::from_unix_seconds),
        read: row.opt_int(5)?.is_some(),
        code: row.opt_text(6)?,
        submitted_at: Moment::from_unix_seconds(row.int(7)?),
        procedure: row.text(8)?,
    })
}

fn kind_of(number: i64) -> Result<NoticeKind> {
    NoticeKind::from_number(number)
        .ok_or_else(|| StoreError::corrupt(format!("{number} is no kind of notice")))
}

/// How many notices a person has not read, up to [`UNREAD_MAX`].
///
/// # Errors
/// If the database cannot answer.
pub fn unread(tx: &mut Tx<'_>, person: &PersonId) -> Result<i64> {
    Ok(tx.query_one(&UNREAD, params![person.bytes(), UNREAD_MAX], |row| row.int(0))?)
}

/// The dossier of a notice of this person, marked as read. `None`: the person has no such notice.
///
/// # Errors
/// If the database cannot write.
pub fn open(tx: &mut Tx<'_>, person: &PersonId, id: &NoticeId, now_ms: i64) -> Result<Option<DossierId>> {
    tx.execute(&READ_ONE, params![person.bytes(), id.bytes(), now_ms])?;
    Ok(tx.query_opt(&DOSSIER, params![person.bytes(), id.bytes()], |row| {
        Ok(DossierId::from_bytes(row.bytes(0)?))
    })?)
}

/// Marks as read what a person was told up to a notice; answers how many were unread.
///
/// # Errors
/// If the database cannot write.
pub fn read_all(tx: &mut Tx<'_>, person: &PersonId, latest: &NoticeId, now_ms: i64) -> Result<u64> {
    Ok(tx.execute(&READ_ALL, params![person.bytes(), latest.bytes(), now_ms])?)
}
