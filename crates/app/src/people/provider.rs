//! The port to providers of identities, and which of them are connected. How they are spoken to is not known here.

use super::refusal::SignInRefusal;
use crate::{App, Error};
use motcua_calendar::Lang;
use motcua_domain::procedure::IdentityLevel;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Semaphore;

/// Calls to providers under way at once: one that hangs must not hold the threads that other work needs.
const CALLS: usize = 32;
/// How long somebody waits for one of those places.
const PATIENCE: Duration = Duration::from_secs(3);

/// A provider of identities. Its methods may block for as long as its time limits say.
pub trait IdentityProvider: Send + Sync {
    /// Part of its addresses here: small letters, digits and hyphens.
    fn key(&self) -> &str;
    /// What its button says.
    fn label(&self, lang: Lang) -> &str;
    /// The address of the provider that the browser is sent to.
    ///
    /// # Errors
    /// If the provider does not say where it is.
    fn ask(&self, question: &Question<'_>) -> Result<String, Failure>;
    /// What the provider asserts about whoever came back, every part of the answer checked.
    ///
    /// # Errors
    /// If the answer proves nothing.
    fn redeem(&self, answer: &Answer<'_>) -> Result<Asserted, Failure>;
    /// Where the browser may end its session at the provider too and come `back`; `None` when it offers no such thing now.
    fn leave(&self, back: &str, now: i64) -> Option<String>;
}

/// What the browser takes to the provider.
#[derive(Debug, Clone, Copy)]
pub struct Question<'a> {
    /// To be sent back.
    pub state: &'a str,
    /// To be put into the signed answer.
    pub nonce: &'a str,
    /// Hash of what will prove that the one who redeems is the one who asked.
    pub challenge: &'a str,
    /// Where to send the browser back.
    pub back: &'a str,
    /// The language of the reader.
    pub lang: Lang,
    /// Whether the provider may recognise the browser.
    pub recognise: Recognise,
    /// UNIX seconds.
    pub now: i64,
}

/// Whether a provider may take a browser for whoever signed in there before.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Recognise {
    /// It is somebody's own, or they share it knowingly.
    #[default]
    Yes,
    /// Never: a kiosk serves one stranger after the other.
    No,
}

/// What the browser brought back, with what is known of the question.
#[derive(Debug, Clone, Copy)]
pub struct Answer<'a> {
    /// To be redeemed.
    pub code: &'a str,
    /// Who says it sent the browser back.
    pub issuer: Option<&'a str>,
    /// What was asked to be in the signed answer.
    pub nonce: &'a str,
    /// What the challenge was made of.
    pub verifier: &'a str,
    /// Where the browser was sent back.
    pub back: &'a str,
    /// Whoever comes must not have been identified before this moment, UNIX seconds, where the provider tells the moment:
    /// then it took the browser for somebody else.
    pub identified_since: Option<i64>,
    /// UNIX seconds.
    pub now: i64,
}

/// What a provider asserts. Texts are as it gave them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asserted {
    /// The provider.
    pub issuer: String,
    /// Its lasting name for the person.
    pub subject: String,
    /// How surely they were identified.
    pub level: IdentityLevel,
    /// Personal identity number.
    pub number: Option<String>,
    /// Full name.
    pub name: Option<String>,
    /// Date of birth, ISO or day/month/year.
    pub born_on: Option<String>,
    /// `male` or `female`.
    pub sex: Option<String>,
}

/// Why a provider was of no use. Texts are for the log: never a name, a number or a token.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// It does not answer, or not what it should: its own trouble.
    #[error("unreachable: {0}")]
    Unreachable(String),
    /// The answer does not prove what it should.
    #[error("rejected: {0}")]
    Rejected(String),
    /// The person is who they say, but not known surely enough.
    #[error("identified at too low a level")]
    TooLow,
}

impl From<Failure> for Error {
    fn from(failure: Failure) -> Self {
        Error::SignIn(match failure {
            Failure::Unreachable(_) => SignInRefusal::ProviderUnavailable,
            Failure::Rejected(_) => SignInRefusal::NotVerified,
            Failure::TooLow => SignInRefusal::LevelTooLow,
        })
    }
}

/// The providers connected.
pub struct Providers {
    all: Vec<Arc<dyn IdentityProvider>>,
    calls: Semaphore,
}

impl Default for Providers {
    fn default() -> Self {
        Self::new(Vec::new())
    }
}

impl Providers {
    /// In the order they are offered.
    #[must_use]
    pub fn new(all: Vec<Arc<dyn IdentityProvider>>) -> Self {
        Self { all, calls: Semaphore::new(CALLS) }
    }

    /// In the order they are offered.
    pub fn iter(&self) -> impl Iterator<Item = &Arc<dyn IdentityProvider>> {
        self.all.iter()
    }

    /// One of them.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Arc<dyn IdentityProvider>> {
        self.all.iter().find(|provider| provider.key() == key)
    }

    /// Calls one of them on a thread that may block.
    pub(crate) async fn call<T: Send + 'static>(
        &self,
        provider: &Arc<dyn IdentityProvider>,
        work: impl FnOnce(&dyn IdentityProvider) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, Failure> {
        let busy = || Failure::Unreachable("too many calls under way".into());
        let place = tokio::time::timeout(PATIENCE, self.calls.acquire()).await;
        let _place = place.map_err(|_| busy())?.map_err(|_| busy())?;
        let working = Arc::clone(provider);
        let done = tokio::task::spawn_blocking(move || work(&*working)).await;
        let outcome = done.unwrap_or_else(|_| Err(Failure::Unreachable("the call ended in a panic".into())));
        if let Err(failure) = &outcome {
            tracing::warn!(provider = provider.key(), %failure, "sign-in");
        }
        outcome
    }
}

impl App {
    /// Says by which providers people sign in.
    pub fn sign_in_by(&self, providers: Vec<Arc<dyn IdentityProvider>>) {
        *self.providers.write() = Arc::new(Providers::new(providers));
    }

    /// The providers connected.
    pub fn providers(&self) -> Arc<Providers> {
        Arc::clone(&self.providers.read())
    }
}
