//! What becomes of notices outside: queued, sent, delivered or given up, one row for each notice and channel.
//!
//! A sender takes rows under a lease and says afterwards what came of it, naming the attempt it was: a sender that was
//! thought dead and comes back changes nothing any more.

use super::choice::{self, Choice};
use super::kind_of;
use crate::error::{Result, StoreError};
use crate::statements::statements;
use motcua_calendar::Moment;
use motcua_db::{Row, Rows, Tx, params};
use motcua_domain::ids::{DossierId, NoticeId, PersonId};
use motcua_domain::notice::{NoticeKind, OutsideChannel};

statements! {
    WAITING = "notice.waiting", "select n.person, n.id, p.phone, c.lang, c.email, c.channels from notice n \
        join person p on p.id = n.person left join notice_choice c on c.person = n.person \
        where n.outward = 1 order by n.id limit $1";
    SHARED = "notice.shared", "update notice set outward = 0 where person = $1 and id = $2 and outward = 1";
    QUEUE = "delivery.queue", "insert into delivery (notice, channel, person, state, attempts, next_at, queued_at) \
        values ($1, $2, $3, 1, 0, $4, $4) on conflict (notice, channel) do nothing";
    DUE = "delivery.due", "select e.notice, e.person, e.attempts, e.next_at, n.kind, n.moment, d.id, d.code, \
        d.submitted_at, p.phone, c.lang, c.email, c.channels from delivery e \
        join notice n on n.person = e.person and n.id = e.notice join dossier d on d.id = n.dossier \
        join person p on p.id = e.person left join notice_choice c on c.person = e.person \
        where e.state = 1 and e.channel = $1 and e.next_at <= $2 order by e.next_at limit $3";
    LEASE = "delivery.lease", "update delivery set attempts = attempts + 1, next_at = $5 \
        where notice = $1 and channel = $2 and state = 1 and attempts = $3 and next_at = $4";
    SENT = "delivery.sent", "update delivery set state = 2, sent_at = $4, problem = null \
        where notice = $1 and channel = $2 and attempts = $3 and state = 1";
    AGAIN = "delivery.again", "update delivery set next_at = $4, problem = $5 \
        where notice = $1 and channel = $2 and attempts = $3 and state = 1";
    UNTRIED = "delivery.untried", "update delivery set next_at = $4, attempts = attempts - 1 \
        where notice = $1 and channel = $2 and attempts = $3 and state = 1";
    GIVEN_UP = "delivery.given_up", "update delivery set state = $4, settled_at = $5, problem = $6 \
        where notice = $1 and channel = $2 and attempts = $3 and state = 1";
    DELIVERED = "delivery.delivered", "update delivery set state = 3, settled_at = $3, problem = null, \
        sent_at = coalesce(sent_at, $3) where notice = $1 and channel = $2 and state in (1, 2, 4)";
    UNDELIVERED = "delivery.undelivered", "update delivery set state = 4, settled_at = $3, problem = $4 \
        where notice = $1 and channel = $2 and state in (1, 2)";
    OF_PAGE = "delivery.of_page", "select e.notice, e.channel, e.state from notice n \
        join delivery e on e.notice = n.id where n.person = $1 and n.id between $2 and $3 and e.state <> 5 \
        order by e.notice, e.channel";
    KNOWN = "delivery.known", "select state from delivery where notice = $1 and channel = $2";
    RETRY = "delivery.retry", "update delivery set state = 1, attempts = 0, next_at = $1, settled_at = null \
        where state = 4 and channel = $2";
    RETRY_ONE = "delivery.retry_one", "update delivery set state = 1, attempts = 0, next_at = $1, settled_at = null \
        where state = 4 and notice = $2 and channel = $3";
    UNSHARED = "notice.unshared", "select count(*) from notice where outward = 1";
    QUEUED = "delivery.queued", "select channel, count(*), min(queued_at) from delivery where state = 1 group by channel";
    DEAD = "delivery.dead", "select channel, count(*) from delivery where state = 4 group by channel";
    DEAD_LIST = "delivery.dead_list", "select notice, channel, attempts, settled_at, problem from delivery \
        where state = 4 and channel = $1 order by settled_at desc limit $2";
}

/// A notice that waits to be shared out, with how its person can be reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// Person.
    pub person: PersonId,
    /// Notice.
    pub notice: NoticeId,
    /// Telephone, as the person gave it.
    pub phone: Option<String>,
    /// How the person wants to be told.
    pub choice: Choice,
}

/// Notices waiting to be shared out, oldest first.
///
/// # Errors
/// If the database cannot answer.
pub fn waiting(tx: &mut Tx<'_>, limit: u32) -> Result<Vec<Waiting>> {
    let read = |row: &Row<'_>| -> Result<Waiting> {
        Ok(Waiting {
            person: PersonId::from_bytes(row.bytes(0)?),
            notice: NoticeId::from_bytes(row.bytes(1)?),
            phone: row.opt_text(2)?,
            choice: chosen(row, 3)?,
        })
    };
    tx.query_all(&WAITING, params![limit], |row| Ok(read(row)))?.into_iter().collect()
}

fn chosen(row: &Row<'_>, at: usize) -> Result<Choice> {
    match row.opt_text(at)? {
        None => Ok(Choice::default()),
        Some(lang) => choice::read(&lang, row.opt_text(at + 1)?, row.opt_int(at + 2)?.unwrap_or_default()),
    }
}

/// Shares a notice out: one delivery for each of `channels`, and it waits no more. Doing it again changes nothing.
///
/// # Errors
/// If the database cannot write.
pub fn share(
    tx: &mut Tx<'_>,
    (person, notice): (&PersonId, &NoticeId),
    channels: impl Iterator<Item = OutsideChannel>,
    now_ms: i64,
) -> Result<()> {
    for channel in channels {
        tx.enqueue(&QUEUE, params![notice.bytes(), channel.number(), person.bytes(), now_ms], Rows::Any)?;
    }
    tx.enqueue(&SHARED, params![person.bytes(), notice.bytes()], Rows::Any)?;
    Ok(())
}

/// A delivery under way, with all a sender needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leased {
    /// Notice.
    pub notice: NoticeId,
    /// Channel.
    pub channel: OutsideChannel,
    /// Which attempt this is, from 1.
    pub attempt: i64,
    /// What it tells.
    pub kind: NoticeKind,
    /// The moment it speaks of.
    pub moment: Option<Moment>,
    /// Dossier.
    pub dossier: DossierId,
    /// Code of the dossier.
    pub code: Option<String>,
    /// When the dossier was filed.
    pub submitted_at: Moment,
    /// Telephone of the person now.
    pub phone: Option<String>,
    /// How the person wants to be told now.
    pub choice: Choice,
}

/// Takes what is due on a channel, up to `limit`, until `lease_until_ms`; who does not say by then what came of it has it
/// taken by another.
///
/// # Errors
/// If the database cannot write.
pub fn lease(
    tx: &mut Tx<'_>,
    channel: OutsideChannel,
    now_ms: i64,
    lease_until_ms: i64,
    limit: u32,
) -> Result<Vec<Leased>> {
    let read = |row: &Row<'_>| -> Result<(Leased, i64)> {
        let leased = Leased {
            notice: NoticeId::from_bytes(row.bytes(0)?),
            channel,
            attempt: row.int(2)? + 1,
            kind: kind_of(row.int(4)?)?,
            moment: row.opt_int(5)?.map(Moment::from_unix_seconds),
            dossier: DossierId::from_bytes(row.bytes(6)?),
            code: row.opt_text(7)?,
            submitted_at: Moment::from_unix_seconds(row.int(8)?),
            phone: row.opt_text(9)?,
            choice: chosen(row, 10)?,
        };
        Ok((leased, row.int(3)?))
    };
    let due = tx.query_all(&DUE, params![channel.number(), now_ms, limit], |row| Ok(read(row)))?;
    let mut taken = Vec::with_capacity(due.len());
    for one in due {
        let (leased, seen) = one?;
        let (id, before) = (leased.notice.bytes(), leased.attempt - 1);
        // Another sender may have been quicker.
        if tx.execute(&LEASE, params![id, channel.number(), before, seen, lease_until_ms])? == 1 {
            taken.push(leased);
        }
    }
    Ok(taken)
}

/// What came of an attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The gateway took it.
    Sent,
    /// It did not; try again at this moment (UNIX milliseconds).
    Again(i64, String),
    /// It was not tried; free again from this moment (UNIX milliseconds), with one attempt less.
    Untried(i64),
    /// It never will, or has been tried often enough.
    Dead(String),
    /// There is nobody to send to any more: the person took the contact or the channel away.
    Withdrawn,
}

/// Says what came of an attempt; answers whether that attempt was still the one under way.
///
/// # Errors
/// If the database cannot write.
pub fn settle(tx: &mut Tx<'_>, leased: &Leased, outcome: &Outcome, now_ms: i64) -> Result<bool> {
    let (notice, channel, attempt) = (leased.notice.bytes(), leased.channel.number(), leased.attempt);
    let given_up = |tx: &mut Tx<'_>, state: i64, problem: Option<&str>| {
        tx.execute(&GIVEN_UP, params![notice, channel, attempt, state, now_ms, problem])
    };
    let changed = match outcome {
        Outcome::Sent => tx.execute(&SENT, params![notice, channel, attempt, now_ms])?,
        Outcome::Again(at, why) => {
            tx.execute(&AGAIN, params![notice, channel, attempt, *at, why.as_str()])?
        }
        Outcome::Untried(at) => tx.execute(&UNTRIED, params![notice, channel, attempt, *at])?,
        Outcome::Dead(why) => given_up(tx, 4, Some(why))?,
        Outcome::Withdrawn => given_up(tx, 5, None)?,
    };
    Ok(changed == 1)
}

/// What a gateway reports of something it took.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Report {
    /// It reached the person.
    Delivered,
    /// It did not and will not.
    Undelivered(String),
}

/// Whether a report spoke of something known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reported {
    /// Noted, or noted before.
    Known,
    /// Nothing of the kind was sent.
    Unknown,
}

/// Notes a report. The same report again, or one that comes too late, changes nothing.
///
/// # Errors
/// If the database cannot write.
pub fn report(
    tx: &mut Tx<'_>,
    notice: &NoticeId,
    channel: OutsideChannel,
    report: &Report,
    now_ms: i64,
) -> Result<Reported> {
    let key = (notice.bytes(), channel.number());
    match report {
        Report::Delivered => tx.execute(&DELIVERED, params![key.0, key.1, now_ms])?,
        Report::Undelivered(why) => tx.execute(&UNDELIVERED, params![key.0, key.1, now_ms, why.as_str()])?,
    };
    let known = tx.query_opt(&KNOWN, params![key.0, key.1], |row| row.int(0))?;
    Ok(if known.is_some() { Reported::Known } else { Reported::Unknown })
}

/// How the queue of one channel stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Depth {
    /// Channel.
    pub channel: OutsideChannel,
    /// Queued.
    pub queued: i64,
    /// When the oldest of them was queued, UNIX milliseconds.
    pub oldest_ms: Option<i64>,
    /// Given up.
    pub dead: i64,
}

/// How all queues stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Depths {
    /// Notices waiting to be shared out.
    pub unshared: i64,
    /// Each channel.
    pub channels: Vec<Depth>,
}

/// How the queues stand. Reads what waits and what was given up, not what is done.
///
/// # Errors
/// If the database cannot answer.
pub fn depths(tx: &mut Tx<'_>) -> Result<Depths> {
    let unshared = tx.query_one(&UNSHARED, params![], |row| row.int(0))?;
    let mut channels =
        OutsideChannel::ALL.map(|channel| Depth { channel, queued: 0, oldest_ms: None, dead: 0 });
    let mut each = |number: i64, put: &mut dyn FnMut(&mut Depth)| {
        channels.iter_mut().filter(|depth| i64::from(depth.channel.number()) == number).for_each(put);
    };
    tx.query(&QUEUED, params![], |row| {
        let (queued, oldest) = (row.int(1)?, row.opt_int(2)?);
        each(row.int(0)?, &mut |depth| (depth.queued, depth.oldest_ms) = (queued, oldest));
        Ok(())
    })?;
    tx.query(&DEAD, params![], |row| {
        let dead = row.int(1)?;
        each(row.int(0)?, &mut |depth| depth.dead = dead);
        Ok(())
    })?;
    Ok(Depths { unshared, channels: channels.to_vec() })
}

/// Something given up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dead {
    /// Notice.
    pub notice: NoticeId,
    /// Channel.
    pub channel: OutsideChannel,
    /// How often it was tried.
    pub attempts: i64,
    /// When it was given up, UNIX milliseconds.
    pub at_ms: i64,
    /// Why.
    pub problem: String,
}

/// What was given up on a channel, latest first.
///
/// # Errors
/// If the database cannot answer.
pub fn dead(tx: &mut Tx<'_>, channel: OutsideChannel, limit: u32) -> Result<Vec<Dead>> {
    let read = |row: &Row<'_>| {
        Ok(Dead {
            notice: NoticeId::from_bytes(row.bytes(0)?),
            channel,
            attempts: row.int(2)?,
            at_ms: row.opt_int(3)?.unwrap_or_default(),
            problem: row.opt_text(4)?.unwrap_or_default(),
        })
    };
    Ok(tx.query_all(&DEAD_LIST, params![channel.number(), limit], read)?)
}

/// Queues everything given up on a channel again; answers how many.
///
/// # Errors
/// If the database cannot write.
pub fn retry(tx: &mut Tx<'_>, channel: OutsideChannel, now_ms: i64) -> Result<u64> {
    Ok(tx.execute(&RETRY, params![now_ms, channel.number()])?)
}

/// Queues one thing given up again; answers how many there were, none or one.
///
/// # Errors
/// If the database cannot write.
pub fn retry_one(tx: &mut Tx<'_>, notice: &NoticeId, channel: OutsideChannel, now_ms: i64) -> Result<u64> {
    Ok(tx.execute(&RETRY_ONE, params![now_ms, notice.bytes(), channel.number()])?)
}

/// Where a message stands, as its person is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It waits to be sent.
    Queued,
    /// A gateway took it; whether it arrived is not known.
    Sent,
    /// It was reported to have arrived.
    Arrived,
    /// It could not be sent, or did not arrive.
    Unsent,
}

/// A notice, a channel, and where the message stands.
pub type Sent = (NoticeId, OutsideChannel, Standing);

/// What became of a person's notices outside, from one to another, both included.
///
/// # Errors
/// If the database cannot answer.
pub fn of_page(tx: &mut Tx<'_>, person: &PersonId, first: &NoticeId, last: &NoticeId) -> Result<Vec<Sent>> {
    let read = |row: &Row<'_>| -> Result<Sent> {
        let number = row.int(1)?;
        let channel = OutsideChannel::ALL.into_iter().find(|one| i64::from(one.number()) == number);
        let standing = match row.int(2)? {
            1 => Some(Standing::Queued),
            2 => Some(Standing::Sent),
            3 => Some(Standing::Arrived),
            4 => Some(Standing::Unsent),
            _ => None,
        };
        let known = channel.zip(standing);
        let (channel, standing) =
            known.ok_or_else(|| StoreError::corrupt("a delivery of no channel or state"))?;
        Ok((NoticeId::from_bytes(row.bytes(0)?), channel, standing))
    };
    tx.query_all(&OF_PAGE, params![person.bytes(), first.bytes(), last.bytes()], |row| Ok(read(row)))?
        .into_iter()
        .collect()
}
