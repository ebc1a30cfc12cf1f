//! Codes by which people prove an e-mail address: asked for, sent under a lease, tried a few times.

use crate::error::{Result, StoreError};
use crate::statements::statements;
use motcua_calendar::Lang;
use motcua_db::{Row, Rows, Tx, params};
use motcua_domain::ids::PersonId;
use uuid::Uuid;

statements! {
    ADD = "email_code.add", "insert into email_code (id, person, email, state, tries, attempts, next_at, asked_at) \
        values ($1, $2, $3, 1, 0, 0, $4, $4)";
    FORGET = "email_code.forget", "delete from email_code where asked_at < $1";
    VOID = "email_code.void", "update email_code set state = 3 where person = $1 and state <> 3";
    BY_PERSON = "email_code.by_person", "select count(*) from email_code where person = $1 and asked_at > $2";
    FOR_EMAIL = "email_code.for_email", "select count(*) from email_code where email = $1 and asked_at > $2";
    LATEST = "email_code.latest", "select id, email, state, tries, asked_at from email_code \
        where person = $1 and state <> 3 order by asked_at desc limit 1";
    TRY = "email_code.try", "update email_code set tries = tries + 1 where id = $1 and tries < $2 and state <> 3";
    DUE = "email_code.due", "select e.id, e.email, e.attempts, e.next_at, e.asked_at, c.lang from email_code e \
        left join notice_choice c on c.person = e.person \
        where e.state = 1 and e.next_at <= $1 order by e.next_at limit $2";
    LEASE = "email_code.lease", "update email_code set attempts = attempts + 1, next_at = $4 \
        where id = $1 and state = 1 and attempts = $2 and next_at = $3";
    SETTLE = "email_code.settle", "update email_code set state = $3, next_at = $4 \
        where id = $1 and attempts = $2 and state = 1";
}

/// A code asked for and not used up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// Id, from which the code follows.
    pub id: Uuid,
    /// The address.
    pub email: String,
    /// Whether a mail server refused it for good.
    pub refused: bool,
    /// Wrong codes typed.
    pub tries: i64,
    /// When, UNIX milliseconds.
    pub asked_at_ms: i64,
}

/// How often codes were asked for since a moment: by this person, and for this address by anybody.
///
/// # Errors
/// If the database cannot answer.
pub fn asked_since(tx: &mut Tx<'_>, person: &PersonId, email: &str, since_ms: i64) -> Result<(i64, i64)> {
    let by = tx.query_one(&BY_PERSON, params![person.bytes(), since_ms], |row| row.int(0))?;
    let of = tx.query_one(&FOR_EMAIL, params![email, since_ms], |row| row.int(0))?;
    Ok((by, of))
}

/// Queues a code; those before it are void. Rows asked for before `forget_ms` are erased.
///
/// # Errors
/// If the database cannot write.
pub fn ask(
    tx: &mut Tx<'_>,
    id: &Uuid,
    (person, email): (&PersonId, &str),
    now_ms: i64,
    forget_ms: i64,
) -> Result<()> {
    tx.execute(&FORGET, params![forget_ms])?;
    void(tx, person)?;
    tx.enqueue(&ADD, params![id.into_bytes(), person.bytes(), email, now_ms], Rows::One)?;
    Ok(())
}

/// Makes all codes of a person void.
///
/// # Errors
/// If the database cannot write.
pub fn void(tx: &mut Tx<'_>, person: &PersonId) -> Result<()> {
    tx.execute(&VOID, params![person.bytes()])?;
    Ok(())
}

/// The code a person asked for last, unless it is void.
///
/// # Errors
/// If the database cannot answer.
pub fn latest(tx: &mut Tx<'_>, person: &PersonId) -> Result<Option<Asked>> {
    let read = |row: &Row<'_>| {
        Ok(Asked {
            id: Uuid::from_bytes(row.bytes(0)?),
            email: row.text(1)?,
            refused: row.int(2)? == 4,
            tries: row.int(3)?,
            asked_at_ms: row.int(4)?,
        })
    };
    Ok(tx.query_opt(&LATEST, params![person.bytes()], read)?)
}

/// Counts a try; answers whether one was left.
///
/// # Errors
/// If the database cannot write.
pub fn try_once(tx: &mut Tx<'_>, id: &Uuid, tries_max: i64) -> Result<bool> {
    Ok(tx.execute(&TRY, params![id.into_bytes(), tries_max])? == 1)
}

/// A code on its way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leased {
    /// Id, from which the code follows.
    pub id: Uuid,
    /// Where to.
    pub email: String,
    /// Which attempt this is, from 1.
    pub attempt: i64,
    /// When it was asked for, UNIX milliseconds.
    pub asked_at_ms: i64,
    /// Language of the person.
    pub lang: Lang,
}

/// Takes codes to be sent, up to `limit`, until `lease_until_ms`.
///
/// # Errors
/// If the database cannot write.
pub fn lease(tx: &mut Tx<'_>, now_ms: i64, lease_until_ms: i64, limit: u32) -> Result<Vec<Leased>> {
    let read = |row: &Row<'_>| -> Result<(Leased, i64)> {
        let lang = match row.opt_text(5)?.as_deref() {
            None | Some("vi") => Lang::Vi,
            Some("en") => Lang::En,
            Some(other) => return Err(StoreError::corrupt(format!("{other:?} is no language"))),
        };
        let leased = Leased {
            id: Uuid::from_bytes(row.bytes(0)?),
            email: row.text(1)?,
            attempt: row.int(2)? + 1,
            asked_at_ms: row.int(4)?,
            lang,
        };
        Ok((leased, row.int(3)?))
    };
    let due = tx.query_all(&DUE, params![now_ms, limit], |row| Ok(read(row)))?;
    let mut taken = Vec::with_capacity(due.len());
    for one in due {
        let (leased, seen) = one?;
        let (id, before) = (leased.id.into_bytes(), leased.attempt - 1);
        if tx.execute(&LEASE, params![id, before, seen, lease_until_ms])? == 1 {
            taken.push(leased);
        }
    }
    Ok(taken)
}

/// What came of sending a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// The mail server has it.
    Sent,
    /// Try again at this moment, UNIX milliseconds.
    Again(i64),
    /// It never will, or it is too late.
    Refused,
}

/// Notes what came of sending a code, unless another has taken it meanwhile.
///
/// # Errors
/// If the database cannot write.
pub fn settle(tx: &mut Tx<'_>, leased: &Leased, outcome: Outcome) -> Result<()> {
    let (state, next) = match outcome {
        Outcome::Sent => (2, 0),
        Outcome::Again(at) => (1, at),
        Outcome::Refused => (4, 0),
    };
    tx.execute(&SETTLE, params![leased.id.into_bytes(), leased.attempt, state, next])?;
    Ok(())
}
