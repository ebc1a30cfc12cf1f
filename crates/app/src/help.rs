//! Help within a person's own sign-in: asked for by the person, given by an officer under a code, ended by either.
//!
//! The helper is given nothing of the person's: no session, no page of theirs. What is kept is that help was given, by whom,
//! where and since when; the filing stays a helped one from then on.

use crate::App;
use crate::accounts::token_hash;
use crate::error::{Error, FieldProblem, What};
use motcua_db::Tx;
use motcua_domain::actor::Actor;
use motcua_domain::dossier::help::{Help, HelpPlace};
use motcua_domain::ids::{FilingId, HelpId, KioskId, OfficerId, PersonId, ProcedureCode, UnitId};
use motcua_store::filings::{self as filings, Filing};
use motcua_store::help::{self as rows, Asked, Given};
use std::sync::Arc;

/// How long a code may be answered, in minutes.
pub const CODE_MINUTES: i64 = 10;
/// Digits of a code.
const DIGITS: u32 = 6;
/// Help shown to one officer.
const SHOWN: u32 = 50;

/// Help with a filing, as its person sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Helped {
    /// Id, to end it by.
    pub id: HelpId,
    /// Who, where, since when.
    pub given: Given,
}

/// Help an officer gives now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Helping {
    /// Id, to end it by.
    pub id: HelpId,
    /// What is filed.
    pub procedure: ProcedureCode,
    /// Where, since when.
    pub given: Given,
}

impl App {
    /// Asks for help with one's filing: the code is told to the helper and stored nowhere.
    ///
    /// # Errors
    /// [`Error::NotFound`] for somebody else's filing or one that is filed.
    pub async fn ask_for_help(
        &self,
        person: PersonId,
        filing: FilingId,
        kiosk: Option<KioskId>,
    ) -> Result<String, Error> {
        let now_ms = self.now_ms();
        let code = code(self.ids().salt()?);
        let hash = token_hash(&code);
        let asked = Asked { id: HelpId(self.ids().uuid(now_ms)?), filing, kiosk, given: None };
        self.db()
            .write_async(move |tx| {
                open(tx, &filing, &person)?;
                Ok::<_, Error>(rows::ask(tx, &asked, &hash, now_ms + CODE_MINUTES * 60_000)?)
            })
            .await?;
        Ok(code)
    }

    /// Gives help under a code, for a unit the officer works at.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a code nobody waits with, [`Error::Denied`] for a unit the officer does not work at.
    pub async fn give_help(
        &self,
        actor: Arc<Actor>,
        unit: UnitId,
        code: &str,
        place: HelpPlace,
    ) -> Result<HelpId, Error> {
        let officer = helper(&actor, unit)?;
        let digits: String = code.chars().filter(char::is_ascii_digit).collect();
        let (hash, now_ms, now) = (token_hash(&digits), self.now_ms(), self.now());
        self.db()
            .write_async(move |tx| {
                let asked = rows::asked(tx, &hash, now_ms)?.ok_or_else(unknown_code)?;
                let filing = filings::by_id(tx, &asked.filing)?.filter(|filing| filing.dossier.is_none());
                filing.ok_or_else(unknown_code)?;
                // At a kiosk help is given there, whatever is said.
                let place = if asked.kiosk.is_some() { HelpPlace::Kiosk } else { place };
                let given = Given { officer, unit, place, began_at: now, ended_at: None };
                if !rows::give(tx, &asked.id, &given)? {
                    return Err(unknown_code());
                }
                Ok(asked.id)
            })
            .await
    }

    /// What an officer helps with now, the latest first.
    pub async fn helping(&self, officer: OfficerId) -> Result<Vec<Helping>, Error> {
        self.read(move |tx, _| {
            let mut list = Vec::new();
            for asked in rows::of_officer(tx, officer, SHOWN)? {
                let filing = filings::by_id(tx, &asked.filing)?;
                if let (Some(given), Some(filing)) = (asked.given, filing) {
                    list.push(Helping { id: asked.id, procedure: filing.procedure, given });
                }
            }
            Ok(list)
        })
        .await
    }

    /// Ends help an officer gives.
    ///
    /// # Errors
    /// [`Error::NotFound`] for help of somebody else.
    pub async fn end_help_given(&self, officer: OfficerId, id: HelpId) -> Result<(), Error> {
        let now = self.now();
        self.db()
            .write_async(move |tx| {
                let own = rows::of_officer(tx, officer, SHOWN)?.into_iter().any(|asked| asked.id == id);
                if own { Ok(rows::end(tx, &id, now)?) } else { Err(Error::NotFound(What::Filing)) }
            })
            .await
    }

    /// Ends all help with one's filing, and forgets a code not yet answered.
    ///
    /// # Errors
    /// [`Error::NotFound`] for somebody else's filing or one that is filed.
    pub async fn end_help(&self, person: PersonId, filing: FilingId) -> Result<(), Error> {
        let now = self.now();
        self.db()
            .write_async(move |tx| {
                open(tx, &filing, &person)?;
                rows::unask(tx, &filing)?;
                for asked in rows::of_filing(tx, &filing)? {
                    rows::end(tx, &asked.id, now)?;
                }
                Ok(())
            })
            .await
    }
}

/// Help that was given with a filing, ended or not, in the order it began.
pub(crate) fn given(tx: &mut Tx<'_>, filing: &FilingId) -> Result<Vec<Helped>, Error> {
    let all = rows::of_filing(tx, filing)?.into_iter();
    Ok(all.filter_map(|asked| Some(Helped { id: asked.id, given: asked.given? })).collect())
}

/// The help a dossier is filed with: the latest given, or that of the officer who began to enter it. Once there was any, there
/// is some.
pub(crate) fn of_filing(tx: &mut Tx<'_>, filing: &Filing) -> Result<Option<(Help, UnitId)>, Error> {
    if let Some(Helped { given, .. }) = given(tx, &filing.id)?.pop() {
        let help = Help { officer: given.officer, place: given.place, since: given.began_at, consent: None };
        return Ok(Some((help, given.unit)));
    }
    on_consent(tx, filing)
}

/// The officer who enters a filing on the person's consent, and the unit they work for.
pub(crate) fn on_consent(tx: &mut Tx<'_>, filing: &Filing) -> Result<Option<(Help, UnitId)>, Error> {
    let Some(id) = filing.consent else { return Ok(None) };
    let consent = rows::get_consent(tx, &id)?.ok_or_else(|| Error::Defect("a consent is missing".into()))?;
    let help =
        Help { officer: consent.officer, place: consent.place, since: consent.given_at, consent: Some(id) };
    Ok(Some((help, consent.unit)))
}

/// The officer, when they work at the unit.
pub(crate) fn helper(actor: &Actor, unit: UnitId) -> Result<OfficerId, Error> {
    let works = actor.duties().iter().any(|duty| duty.unit == unit && duty.role.works());
    actor.officer().filter(|_| works).ok_or(Error::Denied)
}

fn open(tx: &mut Tx<'_>, id: &FilingId, person: &PersonId) -> Result<Filing, Error> {
    let row = filings::get(tx, id, person)?.filter(|row| row.dossier.is_none());
    row.ok_or(Error::NotFound(What::Filing))
}

/// Six digits out of sixteen random bytes.
fn code(bytes: [u8; 16]) -> String {
    let number = u128::from_be_bytes(bytes) % 10_u128.pow(DIGITS);
    format!("{number:06}")
}

fn unknown_code() -> Error {
    Error::Invalid(vec![FieldProblem::new(
        "code",
        "help_code",
        format!(
            "Không có ai chờ giúp với mã này. Mã gồm {DIGITS} chữ số, dùng một lần, trong {CODE_MINUTES} phút"
        ),
        format!(
            "Nobody waits with this code. It has {DIGITS} digits and works once, for {CODE_MINUTES} minutes"
        ),
    )])
}
