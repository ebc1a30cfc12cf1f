//! People at the citizen's door: who is signed in, how surely, and for how long.
//!
//! A session begins with a token made at that moment, so that one known from before is never raised to a signed-in one.

pub mod demo;
mod links;
pub mod provider;
mod refusal;
mod register;
pub mod sign_in;

pub use links::LinkedIdentity;
pub use motcua_domain::identity::IdentityProof as Assurance;
pub use refusal::SignInRefusal;
pub use register::Misfit;

use crate::accounts::token_hash;
use crate::{App, Error};
use motcua_domain::actor::Actor;
use motcua_domain::ids::{KioskId, PersonId};
use motcua_store::people as rows;
use std::sync::Arc;

/// A session ends after this many seconds without use: time to fetch a paper from another room.
pub const SESSION_IDLE_SECONDS: i64 = 3600;
/// How often its use is noted, and at a kiosk, in seconds.
const SEEN_SECONDS: i64 = 60;
const KIOSK_SEEN_SECONDS: i64 = 10;
/// And after this many in any case.
pub const SESSION_MAX_SECONDS: i64 = 8 * 3600;

/// A person signed in.
#[derive(Debug, Clone)]
pub struct SignedInPerson {
    /// Who.
    pub person: PersonId,
    /// Full name.
    pub name: String,
    /// How surely they are who they say.
    pub assurance: Assurance,
    /// CSRF token of the session.
    pub csrf: String,
    /// Key of the provider they signed in by.
    pub provider: Option<String>,
    /// The kiosk they signed in at.
    pub kiosk: Option<KioskId>,
    /// The person as one who acts for themself.
    pub actor: Arc<Actor>,
}

/// A new session of a person: the token goes into the cookie and nowhere else.
#[derive(Debug)]
pub struct NewPersonSession {
    /// Cookie value.
    pub token: String,
    /// Who.
    pub signed_in: SignedInPerson,
}

impl App {
    /// The person behind a session cookie, shown by a kiosk or from elsewhere. A session belongs to where it began: shown
    /// anywhere else it ends.
    ///
    /// # Errors
    /// [`Error::SignedOut`] when there is no such session or it has ended.
    pub async fn person_session(&self, token: &str, at: Option<KioskId>) -> Result<SignedInPerson, Error> {
        let (hash, now) = (token_hash(token), self.now_ms().div_euclid(1000));
        let look = self.read(move |tx, _| {
            let session = rows::session::find(tx, &hash)?.ok_or(Error::SignedOut)?;
            if session.expires_at <= now || session.created_at + SESSION_MAX_SECONDS <= now {
                return Err(Error::SignedOut);
            }
            let person = rows::get(tx, &session.person)?.ok_or(Error::SignedOut)?;
            let idle = idle_seconds(tx, session.kiosk)?;
            Ok((session, person.name, idle))
        });
        let (session, name, idle) = look.await?;
        if session.kiosk != at {
            self.person_sign_out(token).await?;
            return Err(Error::SignedOut);
        }
        // Pushed on at most once a minute, so that reading pages does not write; a kiosk has no minute to lose.
        if now - session.seen_at >= if at.is_some() { KIOSK_SEEN_SECONDS } else { SEEN_SECONDS } {
            let until = now + idle;
            let push = move |tx: &mut motcua_db::Tx<'_>| Ok(rows::session::touch(tx, &hash, now, until)?);
            self.db().write_async::<_, Error, _>(push).await?;
        }
        Ok(signed_in(session, name))
    }

    /// Whose session it was that has ended by itself, and its form token: enough to keep what was typed for them to see
    /// after they sign in again, and for nothing else.
    pub async fn ended_person_session(&self, token: &str) -> Result<Option<(PersonId, String)>, Error> {
        let (hash, now) = (token_hash(token), self.now_ms().div_euclid(1000));
        self.read(move |tx, _| {
            let session = rows::session::find(tx, &hash)?;
            let late = session.filter(|session| now - session.expires_at <= SESSION_MAX_SECONDS);
            Ok(late.map(|session| (session.person, session.csrf)))
        })
        .await
    }

    /// Ends the session of a person.
    pub async fn person_sign_out(&self, token: &str) -> Result<(), Error> {
        let hash = token_hash(token);
        self.db().write_async(move |tx| Ok::<_, Error>(rows::session::delete(tx, &hash)?)).await
    }

    /// Begins a session of a person whose identity was established; the session of the cookie before it ends.
    pub(crate) async fn begin_person_session(
        &self,
        person: PersonId,
        proof: Assurance,
        Door { before, provider, kiosk }: Door<'_>,
    ) -> Result<NewPersonSession, Error> {
        let (token, csrf) = (self.ids().token()?, self.ids().token()?);
        let (hash, before) = (token_hash(&token), before.map(token_hash));
        let now = self.now_ms().div_euclid(1000);
        let row = rows::PersonSession {
            token_hash: hash,
            person,
            proof,
            csrf,
            created_at: now,
            seen_at: now,
            expires_at: now,
            provider: provider.map(str::to_owned),
            kiosk,
        };
        let session = row.clone();
        let begin = self.db().write_async(move |tx| {
            if let Some(before) = &before {
                rows::session::delete(tx, before)?;
            }
            // An ended one is known for a while, so that what was typed when it ended finds its owner again.
            rows::session::delete_expired(tx, now - SESSION_MAX_SECONDS)?;
            let row = rows::PersonSession { expires_at: now + idle_seconds(tx, kiosk)?, ..row.clone() };
            rows::session::insert(tx, &row)?;
            Ok::<_, Error>(rows::get(tx, &person)?.ok_or(Error::SignedOut)?.name)
        });
        let name = begin.await?;
        Ok(NewPersonSession { token, signed_in: signed_in(session, name) })
    }
}

/// Where somebody signs in, and by whom.
#[derive(Debug, Clone, Copy, Default)]
pub struct Door<'a> {
    /// The session of the cookie before; it ends.
    pub before: Option<&'a str>,
    /// Key of the provider.
    pub provider: Option<&'a str>,
    /// The kiosk.
    pub kiosk: Option<KioskId>,
}

/// How long a session lives without use, in seconds.
fn idle_seconds(tx: &mut motcua_db::Tx<'_>, kiosk: Option<KioskId>) -> Result<i64, Error> {
    let at_kiosk = kiosk.map(|_| crate::kiosks::times(tx)).transpose()?;
    Ok(at_kiosk.map_or(SESSION_IDLE_SECONDS, |times| i64::from(times.sign_in)))
}

fn signed_in(session: rows::PersonSession, name: String) -> SignedInPerson {
    let rows::PersonSession { person, proof, csrf, provider, kiosk, .. } = session;
    let actor = Arc::new(Actor::Applicant { person });
    SignedInPerson { person, name, assurance: proof, csrf, provider, kiosk, actor }
}
