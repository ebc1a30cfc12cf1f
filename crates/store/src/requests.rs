//! What people ask about their data: corrections, and accesses they dispute; each with its answer.

use crate::access::id_bytes;
use crate::codec::{small, unit_id};
use crate::error::{Result, StoreError};
use crate::queries::PAGE_MAX;
use crate::statements::statements;
use motcua_calendar::Moment;
use motcua_db::{Row, Tx, params};
use motcua_domain::ids::{DossierId, OfficerId, PersonId, RequestId, UnitId};

statements! {
    ADD = "person_request.add", "insert into person_request (id, person, kind, dossier, access, unit, text, asked_at, \
        answer_by, state) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'open')";
    GET = "person_request.get", "select id, person, kind, dossier, access, unit, text, asked_at, answer_by, state, \
        answered_at, answered_by, answer from person_request where id = $1";
    OF_PERSON = "person_request.of_person", "select id, person, kind, dossier, access, unit, text, asked_at, answer_by, \
        state, answered_at, answered_by, answer from person_request where person = $1 order by id desc limit $2";
    OPEN_OF_PERSON = "person_request.open_of_person", "select count(*) from person_request where person = $1 \
        and state = 'open'";
    AT_UNIT = "person_request.at_unit", "select id, person, kind, dossier, access, unit, text, asked_at, answer_by, state, \
        answered_at, answered_by, answer from person_request where unit = $1 and state = $2 \
        and (answer_by, id) > ($3, $4) order by answer_by, id limit $5";
    EVERYWHERE = "person_request.everywhere", "select id, person, kind, dossier, access, unit, text, asked_at, answer_by, \
        state, answered_at, answered_by, answer from person_request where kind = 'dispute' and state = $1 \
        and (answer_by, id) > ($2, $3) order by answer_by, id limit $4";
    ANSWER = "person_request.answer", "update person_request set state = $2, answered_at = $3, answered_by = $4, \
        answer = $5 where id = $1 and state = 'open'";
}

/// What is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Data that are wrong.
    Correction,
    /// An access that the person does not understand or accept.
    Dispute,
}

impl Kind {
    /// Stable key.
    pub fn key(self) -> &'static str {
        match self {
            Kind::Correction => "correction",
            Kind::Dispute => "dispute",
        }
    }

    fn from_key(key: &str) -> Result<Kind> {
        match key {
            "correction" => Ok(Kind::Correction),
            "dispute" => Ok(Kind::Dispute),
            other => Err(StoreError::corrupt(format!("{other:?} is no kind of request"))),
        }
    }
}

/// How it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Waits for its answer.
    Open,
    /// The person was right; it was done.
    Granted,
    /// The person was not; the answer says why.
    Refused,
}

impl State {
    /// Stable key.
    pub fn key(self) -> &'static str {
        match self {
            State::Open => "open",
            State::Granted => "granted",
            State::Refused => "refused",
        }
    }

    fn from_key(key: &str) -> Result<State> {
        [State::Open, State::Granted, State::Refused]
            .into_iter()
            .find(|state| state.key() == key)
            .ok_or_else(|| StoreError::corrupt(format!("{key:?} is no state of a request")))
    }
}

/// One request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonRequest {
    /// Id, time-ordered.
    pub id: RequestId,
    /// Who asks.
    pub person: PersonId,
    /// What.
    pub kind: Kind,
    /// About which dossier; `None`: about the person's own data, or a look without a dossier.
    pub dossier: Option<DossierId>,
    /// The look that is disputed, by its number in the access log.
    pub access: Option<i64>,
    /// The unit that answers.
    pub unit: UnitId,
    /// In the person's words.
    pub text: String,
    /// When.
    pub asked_at: Moment,
    /// The end of the term.
    pub answer_by: Moment,
    /// How it stands.
    pub state: State,
    /// When and by whom it was answered, and what.
    pub answer: Option<Answer>,
}

/// The answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// When.
    pub at: Moment,
    /// By whom.
    pub by: OfficerId,
    /// In the officer's words.
    pub text: String,
}

/// Keeps a request.
///
/// # Errors
/// [`motcua_db::Error::Conflict`] on `person_request_access_key` when this access was disputed before.
pub fn add(tx: &mut Tx<'_>, request: &PersonRequest) -> Result<()> {
    tx.execute(
        &ADD,
        params![
            request.id.bytes(),
            request.person.bytes(),
            request.kind.key(),
            request.dossier.map(|id| id.bytes()),
            request.access,
            request.unit.0,
            request.text,
            request.asked_at.unix_seconds(),
            request.answer_by.unix_seconds(),
        ],
    )?;
    Ok(())
}

/// One request.
///
/// # Errors
/// If the database cannot answer.
pub fn get(tx: &mut Tx<'_>, id: &RequestId) -> Result<Option<PersonRequest>> {
    tx.query_opt(&GET, params![id.bytes()], read)?.transpose()
}

/// A person's requests, newest first.
///
/// # Errors
/// If the database cannot answer.
pub fn of_person(tx: &mut Tx<'_>, person: &PersonId, limit: u32) -> Result<Vec<PersonRequest>> {
    tx.query_all(&OF_PERSON, params![person.bytes(), limit.min(PAGE_MAX)], read)?.into_iter().collect()
}

/// How many of a person's requests wait for their answer.
///
/// # Errors
/// If the database cannot answer.
pub fn open_of_person(tx: &mut Tx<'_>, person: &PersonId) -> Result<u64> {
    let n = tx.query_one(&OPEN_OF_PERSON, params![person.bytes()], |row| row.int(0))?;
    Ok(u64::try_from(n).unwrap_or(0))
}

/// Where a page of requests ended.
pub type After = (Moment, RequestId);

/// Requests a unit answers, the most urgent first.
///
/// # Errors
/// If the database cannot answer.
pub fn at_unit(
    tx: &mut Tx<'_>,
    unit: UnitId,
    state: State,
    after: Option<After>,
    limit: u32,
) -> Result<Vec<PersonRequest>> {
    let (at, id) = key(after);
    tx.query_all(&AT_UNIT, params![unit.0, state.key(), at, id, limit.min(PAGE_MAX)], read)?
        .into_iter()
        .collect()
}

/// Disputes of the whole city, the most urgent first, for those who inspect.
///
/// # Errors
/// If the database cannot answer.
pub fn disputes(
    tx: &mut Tx<'_>,
    state: State,
    after: Option<After>,
    limit: u32,
) -> Result<Vec<PersonRequest>> {
    let (at, id) = key(after);
    tx.query_all(&EVERYWHERE, params![state.key(), at, id, limit.min(PAGE_MAX)], read)?.into_iter().collect()
}

fn key(after: Option<After>) -> (i64, [u8; 16]) {
    after.map_or((i64::MIN, [0; 16]), |(at, id)| (at.unix_seconds(), id.bytes()))
}

/// Answers a request that is open. Answers whether it was.
///
/// # Errors
/// If the database cannot write.
pub fn answer(tx: &mut Tx<'_>, id: &RequestId, state: State, answer: &Answer) -> Result<bool> {
    let changed = tx.execute(
        &ANSWER,
        params![id.bytes(), state.key(), answer.at.unix_seconds(), answer.by.0, answer.text],
    )?;
    Ok(changed == 1)
}

fn read(row: &Row<'_>) -> motcua_db::Result<Result<PersonRequest>> {
    let (id, person, kind) = (row.bytes(0)?, row.bytes(1)?, row.text(2)?);
    let (dossier, access, unit, text) = (row.opt_blob(3)?, row.opt_int(4)?, row.int(5)?, row.text(6)?);
    let (asked_at, answer_by, state) = (row.int(7)?, row.int(8)?, row.text(9)?);
    let answer = (row.opt_int(10)?, row.opt_int(11)?, row.opt_text(12)?);
    Ok((|| {
        Ok(PersonRequest {
            id: RequestId::from_bytes(id),
            person: PersonId::from_bytes(person),
            kind: Kind::from_key(&kind)?,
            dossier: dossier.map(|id| id_bytes(id).map(DossierId::from_bytes)).transpose()?,
            access,
            unit: unit_id(unit)?,
            text,
            asked_at: Moment::from_unix_seconds(asked_at),
            answer_by: Moment::from_unix_seconds(answer_by),
            state: State::from_key(&state)?,
            answer: match answer {
                (Some(at), Some(by), Some(text)) => {
                    Some(Answer { at: Moment::from_unix_seconds(at), by: OfficerId(small(by)?), text })
                }
                _ => None,
            },
        })
    })())
}
