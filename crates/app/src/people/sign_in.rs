//! Signing in by a provider of identities: begun here, answered there, finished once and in the same browser.
//!
//! The browser keeps one secret in a cookie. What the provider is asked to repeat in its signed answer, and what proves to
//! it that whoever redeems the code is whoever asked, are made of that secret; the database keeps hashes only.

use super::provider::{Answer, IdentityProvider, Providers, Question, Recognise};
use super::refusal::SignInRefusal;
use super::register::Newcomer;
use super::{Assurance, Door, NewPersonSession};
use crate::accounts::token_hash;
use crate::error::What;
use crate::{App, Error};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use motcua_calendar::Lang;
use motcua_domain::identity::{IdentityProof, IdentityScheme};
use motcua_domain::ids::{KioskId, PersonId};
use motcua_store::people::sign_in as rows;
use sha2::{Digest, Sha256};
use std::sync::Arc;

/// How long one may stay at the provider, seconds.
pub const SIGN_IN_SECONDS: i64 = 600;
/// Longest code of a provider that is taken to it.
const CODE_MAX: usize = 4_096;

/// A sign-in to begin.
#[derive(Debug, Clone, Copy)]
pub struct Begin<'a> {
    /// Key of the provider.
    pub provider: &'a str,
    /// The page of this site to go on to, known to be one.
    pub next: &'a str,
    /// The secret the browser has from a sign-in begun shortly before: two windows may sign in side by side.
    pub browser: Option<&'a str>,
    /// Where the provider sends the browser back.
    pub back: &'a str,
    /// The language of the reader.
    pub lang: Lang,
    /// Whether the provider may recognise the browser.
    pub recognise: Recognise,
}

/// A sign-in begun.
#[derive(Debug)]
pub struct Begun {
    /// Where the browser goes.
    pub address: String,
    /// What its cookie holds.
    pub browser: String,
}

/// A browser that came back.
#[derive(Debug, Clone, Copy)]
pub struct Return<'a> {
    /// Key of the provider it came back from, as its address says.
    pub provider: &'a str,
    /// What it repeats.
    pub state: &'a str,
    /// What is to be redeemed.
    pub code: Option<&'a str>,
    /// Who says it sent the browser.
    pub issuer: Option<&'a str>,
    /// What the browser's cookie holds.
    pub browser: Option<&'a str>,
    /// Where the provider sent the browser back.
    pub back: &'a str,
    /// The session the browser had before; it ends.
    pub before: Option<&'a str>,
    /// The kiosk it is.
    pub kiosk: Option<KioskId>,
}

impl App {
    /// Begins to sign in by a provider.
    ///
    /// # Errors
    /// [`Error::NotFound`] for a provider that is not connected, [`Error::SignIn`] when it does not answer.
    pub async fn begin_sign_in(&self, begin: Begin<'_>) -> Result<Begun, Error> {
        let providers = self.providers();
        let provider = named(&providers, begin.provider)?;
        let state = self.ids().token()?;
        let browser = match begin.browser.filter(|known| is_secret(known)) {
            Some(known) => known.to_owned(),
            None => self.ids().token()?,
        };
        let now = self.now_ms().div_euclid(1000);
        let nonce = derived("nonce", &browser, &state);
        let challenge = hashed(&derived("verifier", &browser, &state));
        let (asked, back) = (state.clone(), begin.back.to_owned());
        let Begin { lang, recognise, .. } = begin;
        let ask = move |provider: &dyn IdentityProvider| {
            let (state, nonce, challenge, back) = (&*asked, &*nonce, &*challenge, &*back);
            provider.ask(&Question { state, nonce, challenge, back, lang, recognise, now })
        };
        let address = providers.call(provider, ask).await?;
        let row = rows::SignIn {
            state_hash: token_hash(&state),
            browser_hash: token_hash(&browser),
            provider: begin.provider.to_owned(),
            next: begin.next.to_owned(),
            expires_at: now + SIGN_IN_SECONDS,
        };
        self.db().write_async(move |tx| Ok::<_, Error>(rows::begin(tx, &row, now)?)).await?;
        Ok(Begun { address, browser })
    }

    /// Finishes to sign in: a new session, and the page to go on to.
    ///
    /// # Errors
    /// [`Error::SignIn`] with the reason there is none.
    pub async fn finish_sign_in(&self, back: Return<'_>) -> Result<(NewPersonSession, String), Error> {
        let providers = self.providers();
        let provider = named(&providers, back.provider)?;
        let browser = back.browser.filter(|secret| is_secret(secret));
        let (Some(browser), true) = (browser, is_secret(back.state)) else {
            return Err(Error::SignIn(SignInRefusal::Expired));
        };
        let now = self.now_ms().div_euclid(1000);
        let (hashes, key) = ((token_hash(back.state), token_hash(browser)), back.provider.to_owned());
        let take = self
            .db()
            .write_async(move |tx| Ok::<_, Error>(rows::take(tx, (&hashes.0, &hashes.1), &key, now)?));
        let (next, expires_at) = take.await?.ok_or(Error::SignIn(SignInRefusal::Expired))?;
        // A kiosk serves one stranger after the other: what was true before is of somebody else.
        let identified_since = back.kiosk.map(|_| expires_at - SIGN_IN_SECONDS);
        // Without a code it is an answer that says no, for whatever reason.
        let code = back.code.ok_or(Error::SignIn(SignInRefusal::Cancelled))?;
        if code.is_empty() || code.len() > CODE_MAX {
            return Err(Error::SignIn(SignInRefusal::NotVerified));
        }
        let nonce = derived("nonce", browser, back.state);
        let verifier = derived("verifier", browser, back.state);
        let (code, issuer) = (code.to_owned(), back.issuer.map(str::to_owned));
        let place = back.back.to_owned();
        let redeem = move |provider: &dyn IdentityProvider| {
            let (code, nonce, verifier, back) = (&*code, &*nonce, &*verifier, &*place);
            let issuer = issuer.as_deref();
            provider.redeem(&Answer { code, issuer, nonce, verifier, back, identified_since, now })
        };
        let asserted = providers.call(provider, redeem).await?;
        let provider = back.provider.to_owned();
        let scheme = IdentityScheme::OpenId;
        let proof: Assurance =
            IdentityProof { level: asserted.level, scheme, provider: Some(provider.clone()) };
        let newcomer = Newcomer { id: PersonId(self.ids().uuid(self.now_ms())?), provider, asserted };
        let person = self.recognise(newcomer).await?;
        let door = Door { before: back.before, provider: Some(back.provider), kiosk: back.kiosk };
        let session = self.begin_person_session(person, proof, door).await?;
        Ok((session, next))
    }

    /// Where somebody who signed out here may sign out at their provider too, if it offers that.
    pub async fn leave_provider(&self, key: &str, back: &str) -> Option<String> {
        let providers = self.providers();
        let provider = providers.get(key)?;
        let (back, now) = (back.to_owned(), self.now_ms().div_euclid(1000));
        providers.call(provider, move |provider| Ok(provider.leave(&back, now))).await.ok().flatten()
    }
}

fn named<'a>(providers: &'a Providers, key: &str) -> Result<&'a Arc<dyn IdentityProvider>, Error> {
    providers.get(key).ok_or(Error::NotFound(What::Page))
}

/// Whether a text has the shape of a secret made here: 32 bytes in URL-safe letters.
fn is_secret(text: &str) -> bool {
    text.len() == 43 && URL_SAFE_NO_PAD.decode(text).is_ok()
}

/// A value nobody can tell without the browser's secret, another one for each purpose and sign-in.
fn derived(purpose: &str, browser: &str, state: &str) -> String {
    let mut hash = Sha256::new();
    [purpose, browser, state].iter().for_each(|part| {
        hash.update(part.as_bytes());
        hash.update([0]);
    });
    URL_SAFE_NO_PAD.encode(hash.finalize())
}

fn hashed(text: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(text.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_challenge_is_the_one_of_the_standard() {
        // RFC 7636, appendix B.
        assert_eq!(
            hashed("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"),
            "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
        );
    }

    #[test]
    fn what_is_derived_differs_by_purpose_browser_and_sign_in() {
        let all = [
            derived("nonce", "b", "s"),
            derived("verifier", "b", "s"),
            derived("nonce", "c", "s"),
            derived("nonce", "b", "t"),
            derived("nonce", "bs", ""),
        ];
        for (at, one) in all.iter().enumerate() {
            assert_eq!(one.len(), 43, "as long as a verifier has to be at least");
            assert!(!all[at + 1..].contains(one));
        }
    }
}
