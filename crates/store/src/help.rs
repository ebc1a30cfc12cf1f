//! Help with filings, and consents to have one entered by an officer.
//!
//! Help that has begun is never taken back: only its end is noted.

use crate::access::id_bytes;
use crate::chain::Hash;
use crate::codec::{small, unit_id};
use crate::error::{Result, StoreError};
use crate::statements::statements;
use motcua_calendar::Moment;
use motcua_db::{Row, Rows, Tx, params};
use motcua_domain::dossier::help::HelpPlace;
use motcua_domain::ids::{ConsentId, FileHash, FilingId, HelpId, KioskId, OfficerId, PersonId, UnitId};

statements! {
    ASK = "filing_help.ask", "insert into filing_help (id, filing, code, code_until, kiosk) values ($1, $2, $3, $4, $5)";
    UNASK = "filing_help.unask", "delete from filing_help where filing = $1 and began_at is null";
    ASKED = "filing_help.asked", "select id, filing, kiosk, officer, unit, place, began_at, ended_at from filing_help \
        where code = $1 and code_until > $2 and began_at is null";
    GIVE = "filing_help.give", "update filing_help set code = null, officer = $2, unit = $3, place = $4, began_at = $5 \
        where id = $1 and began_at is null";
    OF_FILING = "filing_help.of_filing", "select id, filing, kiosk, officer, unit, place, began_at, ended_at \
        from filing_help where filing = $1 order by began_at, id";
    OF_OFFICER = "filing_help.of_officer", "select h.id, h.filing, h.kiosk, h.officer, h.unit, h.place, h.began_at, \
        h.ended_at from filing_help h join filing f on f.id = h.filing where h.officer = $1 and h.ended_at is null \
        and f.dossier is null order by h.id desc limit $2";
    END = "filing_help.end", "update filing_help set ended_at = $2 where id = $1 and began_at is not null \
        and ended_at is null";
    FORGET = "filing_help.forget", "delete from filing_help where not exists \
        (select 1 from filing f where f.id = filing_help.filing)";
    CONSENT = "consent.add", "insert into consent (id, person, officer, unit, place, paper, file, given_at) \
        values ($1, $2, $3, $4, $5, $6, $7, $8)";
    GET_CONSENT = "consent.get", "select id, person, officer, unit, place, paper, file, given_at from consent where id = $1";
}

/// Help with a filing that was asked for, and perhaps given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// Id.
    pub id: HelpId,
    /// With which.
    pub filing: FilingId,
    /// The kiosk it was asked for at.
    pub kiosk: Option<KioskId>,
    /// Who gives it, where, since when; `None`: nobody yet.
    pub given: Option<Given>,
}

/// Help given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Given {
    /// By whom.
    pub officer: OfficerId,
    /// For which unit.
    pub unit: UnitId,
    /// In what place.
    pub place: HelpPlace,
    /// Since when.
    pub began_at: Moment,
    /// Until when; `None`: still.
    pub ended_at: Option<Moment>,
}

/// A consent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Consent {
    /// Id.
    pub id: ConsentId,
    /// Whose.
    pub person: PersonId,
    /// To whom it was given.
    pub officer: OfficerId,
    /// For which unit the officer worked.
    pub unit: UnitId,
    /// Where.
    pub place: HelpPlace,
    /// Number and day of the signed paper.
    pub paper: String,
    /// Its scan.
    pub file: FileHash,
    /// When.
    pub given_at: Moment,
}

/// Asks for help: what was asked before and not given is forgotten.
///
/// # Errors
/// If the database cannot write.
pub fn ask(tx: &mut Tx<'_>, asked: &Asked, code: &Hash, until_ms: i64) -> Result<()> {
    tx.execute(&UNASK, params![asked.filing.bytes()])?;
    tx.execute(
        &ASK,
        params![
            asked.id.bytes(),
            asked.filing.bytes(),
            code,
            until_ms,
            asked.kiosk.map(|kiosk| kiosk.bytes()),
        ],
    )?;
    Ok(())
}

/// Forgets what was asked and not given.
///
/// # Errors
/// If the database cannot write.
pub fn unask(tx: &mut Tx<'_>, filing: &FilingId) -> Result<()> {
    tx.execute(&UNASK, params![filing.bytes()])?;
    Ok(())
}

/// What a code asks for, while it may be answered.
///
/// # Errors
/// If the database cannot answer.
pub fn asked(tx: &mut Tx<'_>, code: &Hash, now_ms: i64) -> Result<Option<Asked>> {
    tx.query_opt(&ASKED, params![code, now_ms], read)?.transpose()
}

/// Begins help; whether it was still asked for.
///
/// # Errors
/// If the database cannot write.
pub fn give(tx: &mut Tx<'_>, id: &HelpId, given: &Given) -> Result<bool> {
    let began = given.began_at.unix_seconds() * 1000;
    let given =
        tx.execute(&GIVE, params![id.bytes(), given.officer.0, given.unit.0, given.place.key(), began])?;
    Ok(given == 1)
}

/// Help with a filing, asked for and given, in the order it began.
///
/// # Errors
/// If the database cannot answer.
pub fn of_filing(tx: &mut Tx<'_>, filing: &FilingId) -> Result<Vec<Asked>> {
    tx.query_all(&OF_FILING, params![filing.bytes()], read)?.into_iter().collect()
}

/// What an officer helps with now, the latest first.
///
/// # Errors
/// If the database cannot answer.
pub fn of_officer(tx: &mut Tx<'_>, officer: OfficerId, most: u32) -> Result<Vec<Asked>> {
    tx.query_all(&OF_OFFICER, params![officer.0, most], read)?.into_iter().collect()
}

/// Notes the end of help. Ended twice, it ended the first time.
///
/// # Errors
/// If the database cannot write.
pub fn end(tx: &mut Tx<'_>, id: &HelpId, at: Moment) -> Result<()> {
    tx.execute(&END, params![id.bytes(), at.unix_seconds() * 1000])?;
    Ok(())
}

/// Forgets help with filings that were thrown away.
///
/// # Errors
/// If the database cannot write.
pub fn forget(tx: &mut Tx<'_>) -> Result<u64> {
    Ok(tx.execute(&FORGET, params![])?)
}

/// Records a consent.
///
/// # Errors
/// If the database cannot write.
pub fn consent(tx: &mut Tx<'_>, consent: &Consent) -> Result<()> {
    tx.enqueue(
        &CONSENT,
        params![
            consent.id.bytes(),
            consent.person.bytes(),
            consent.officer.0,
            consent.unit.0,
            consent.place.key(),
            consent.paper,
            consent.file.0,
            consent.given_at.unix_seconds() * 1000,
        ],
        Rows::One,
    )?;
    Ok(())
}

/// A consent by id.
///
/// # Errors
/// If the database cannot answer.
pub fn get_consent(tx: &mut Tx<'_>, id: &ConsentId) -> Result<Option<Consent>> {
    tx.query_opt(&GET_CONSENT, params![id.bytes()], read_consent)?.transpose()
}

fn moment(ms: i64) -> Moment {
    Moment::from_unix_seconds(ms.div_euclid(1000))
}

fn place(key: &str) -> Result<HelpPlace> {
    HelpPlace::from_key(key).ok_or_else(|| StoreError::corrupt("where help was given"))
}

fn read(row: &Row<'_>) -> motcua_db::Result<Result<Asked>> {
    let (id, filing) = (HelpId::from_bytes(row.bytes(0)?), FilingId::from_bytes(row.bytes(1)?));
    let (kiosk, officer, unit) = (row.opt_blob(2)?, row.opt_int(3)?, row.opt_int(4)?);
    let (at, began, ended) = (row.opt_text(5)?, row.opt_int(6)?, row.opt_int(7)?);
    Ok((|| {
        let kiosk = kiosk.map(|bytes| id_bytes(bytes).map(KioskId::from_bytes)).transpose()?;
        let given = match (officer, unit, at, began) {
            (Some(officer), Some(unit), Some(at), Some(began)) => Some(Given {
                officer: OfficerId(small(officer)?),
                unit: unit_id(unit)?,
                place: place(&at)?,
                began_at: moment(began),
                ended_at: ended.map(moment),
            }),
            _ => None,
        };
        Ok(Asked { id, filing, kiosk, given })
    })())
}

fn read_consent(row: &Row<'_>) -> motcua_db::Result<Result<Consent>> {
    let (id, person) = (ConsentId::from_bytes(row.bytes(0)?), PersonId::from_bytes(row.bytes(1)?));
    let (officer, unit, at) = (row.int(2)?, row.int(3)?, row.text(4)?);
    let (paper, file, given) = (row.text(5)?, FileHash(row.bytes(6)?), row.int(7)?);
    Ok((|| {
        Ok(Consent {
            id,
            person,
            officer: OfficerId(small(officer)?),
            unit: unit_id(unit)?,
            place: place(&at)?,
            paper,
            file,
            given_at: moment(given),
        })
    })())
}
