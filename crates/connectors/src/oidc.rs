//! Providers of identities by OpenID Connect: the authorization code flow with PKCE, as relying party.
//!
//! What is believed: a token signed by a key the provider publishes now, with an algorithm of the settings, made by it, for
//! us, moments ago, for the very question this browser asked. Everything else is refused, and no reason is told to whoever
//! sent it. Tokens are used once and kept nowhere.

mod claims;
mod credential;
mod keys;
mod place;
pub mod settings;
mod token;

use crate::http;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use claims::{Expected, identity};
use credential::Credential;
use motcua_app::people::provider::{Answer, Asserted, Failure, IdentityProvider, Question, Recognise};
use motcua_calendar::Lang;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use place::{Metadata, Place};
use serde::Deserialize;
use serde_json::Value;
use settings::{ProviderSettings, SettingsError, Userinfo};
use std::sync::Arc;
use std::time::Duration;

/// What stands unescaped in a query.
const KEPT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// One provider, as its settings say.
pub struct OpenId {
    settings: ProviderSettings,
    place: Place,
    credential: Credential,
}

/// What the provider's token endpoint gives.
#[derive(Deserialize)]
struct Tokens {
    id_token: String,
    #[serde(default)]
    access_token: String,
    #[serde(default)]
    token_type: String,
}

/// What it says instead.
#[derive(Deserialize)]
struct Refused {
    error: String,
}

impl OpenId {
    /// A provider by its settings. Nothing is asked of it yet, so that a server starts while it is down.
    ///
    /// # Errors
    /// If the settings are contradictory, or a secret, key or certificate they name cannot be read.
    pub fn new(settings: ProviderSettings) -> Result<Self, SettingsError> {
        settings.check()?;
        let calls = http::Settings {
            timeout: Duration::from_secs(u64::from(settings.timeout_seconds)),
            authorities: settings.authorities.clone(),
        };
        let agent = http::client(&calls).map_err(|error| settings.wrong(error.to_string()))?;
        let credential = Credential::of(&settings)?;
        let place = Place::new(agent, settings.issuer.clone());
        Ok(Self { settings, place, credential })
    }

    fn tokens(&self, metadata: &Metadata, answer: &Answer<'_>) -> Result<Tokens, Failure> {
        let mut form = vec![
            ("grant_type", "authorization_code".to_owned()),
            ("code", answer.code.to_owned()),
            ("redirect_uri", answer.back.to_owned()),
            ("code_verifier", answer.verifier.to_owned()),
        ];
        let authorization =
            self.credential.present(&self.settings.client_id, &metadata.issuer, answer.now, &mut form)?;
        let sent = self.place.post(&metadata.token_endpoint, authorization.as_deref(), &form)?;
        if sent.status == 200 {
            return serde_json::from_slice(&sent.body)
                .map_err(|_| Failure::Unreachable("the answer of the token endpoint cannot be read".into()));
        }
        let said = serde_json::from_slice::<Refused>(&sent.body).map(|refused| refused.error);
        match (sent.status, said.as_deref()) {
            // What a hostile or late browser brings; everything else is the provider's trouble or ours.
            (400 | 401, Ok("invalid_grant")) => Err(Failure::Rejected("the code is not valid".into())),
            (status, said) => Err(Failure::Unreachable(format!(
                "the token endpoint answers {status} {}",
                word(said.unwrap_or(""))
            ))),
        }
    }

    /// The claims of a token whose signature was checked, with the keys fetched again if the signing one is not among them.
    fn verified(&self, metadata: &Metadata, jws: &str, now: i64) -> Result<token::Verified, Failure> {
        let reject = |why: token::Bad| Failure::Rejected(format!("token: {}", why.0));
        let read = token::read(jws, &self.settings.algorithms).map_err(reject)?;
        let keys = self.place.keys(metadata, now)?;
        let key = match keys.find(&read) {
            Some(key) => Some(key),
            None => self.place.fresh_keys(metadata, now)?.and_then(|keys| keys.find(&read)),
        };
        let key = key.ok_or_else(|| Failure::Rejected("token: signed by an unknown key".into()))?;
        read.verify(&key).map_err(reject)
    }

    /// What the userinfo endpoint adds, which must be about the same person.
    fn userinfo(
        &self,
        metadata: &Metadata,
        tokens: &Tokens,
        subject: &str,
    ) -> Result<Option<Value>, Failure> {
        let Some(endpoint) = &metadata.userinfo_endpoint else { return Ok(None) };
        if tokens.access_token.is_empty() || !tokens.token_type.eq_ignore_ascii_case("bearer") {
            return Err(Failure::Unreachable("no access token to ask for the person's data".into()));
        }
        let sent = self.place.get(endpoint, Some(&format!("Bearer {}", tokens.access_token)))?;
        if sent.status != 200 {
            return Err(Failure::Unreachable(format!("the userinfo endpoint answers {}", sent.status)));
        }
        let told: Value = serde_json::from_slice(&sent.body)
            .map_err(|_| Failure::Unreachable("the answer of the userinfo endpoint cannot be read".into()))?;
        if told.get("sub").and_then(Value::as_str) != Some(subject) {
            return Err(Failure::Rejected("userinfo: about somebody else".into()));
        }
        Ok(Some(told))
    }
}

impl IdentityProvider for OpenId {
    fn key(&self) -> &str {
        &self.settings.key
    }

    fn label(&self, lang: Lang) -> &str {
        match lang {
            Lang::Vi => &self.settings.label,
            Lang::En => self.settings.label_en.as_deref().unwrap_or(&self.settings.label),
        }
    }

    fn ask(&self, question: &Question<'_>) -> Result<String, Failure> {
        let metadata = self.place.metadata(question.now)?;
        let locales = if question.lang == Lang::Vi { "vi" } else { "en" };
        let (scope, acr) = (self.settings.scopes.join(" "), self.settings.acr_values.join(" "));
        let mut query = vec![
            ("response_type", "code"),
            ("client_id", &*self.settings.client_id),
            ("redirect_uri", question.back),
            ("scope", &*scope),
            ("state", question.state),
            ("nonce", question.nonce),
            ("code_challenge", question.challenge),
            ("code_challenge_method", "S256"),
            ("ui_locales", locales),
        ];
        if !acr.is_empty() {
            query.push(("acr_values", &acr));
        }
        // Both say the same; a provider may know only one, and by the second it tells when it identified the person.
        let mut max_age = self.settings.max_age_seconds;
        if question.recognise == Recognise::No {
            query.push(("prompt", "login"));
            max_age = Some(0);
        }
        let max_age = max_age.map(|seconds| seconds.to_string());
        query.extend(max_age.as_deref().map(|seconds| ("max_age", seconds)));
        Ok(with_query(&metadata.authorization_endpoint, &query))
    }

    fn redeem(&self, answer: &Answer<'_>) -> Result<Asserted, Failure> {
        let metadata = self.place.metadata(answer.now)?;
        let told = answer.issuer.is_some() || metadata.authorization_response_iss_parameter_supported;
        // RFC 9207: a code of another provider must not be taken to this one.
        if told && answer.issuer != Some(metadata.issuer.as_str()) {
            return Err(Failure::Rejected("the browser was sent back by another provider".into()));
        }
        let tokens = self.tokens(&metadata, answer)?;
        let verified = self.verified(&metadata, &tokens.id_token, answer.now)?;
        let expected = Expected {
            issuer: &metadata.issuer,
            client: &self.settings.client_id,
            nonce: answer.nonce,
            access_token: &tokens.access_token,
            max_age: self.settings.max_age_seconds,
            since: answer.identified_since,
            now: answer.now,
        };
        let subject = expected.check(&verified)?;
        let level = self.settings.level(verified.claims.get("acr").and_then(Value::as_str));
        let level = level.ok_or(Failure::TooLow)?;
        let names = &self.settings.claims;
        let wanted = match self.settings.userinfo {
            Userinfo::Never => false,
            Userinfo::Always => true,
            Userinfo::WhenNeeded => names.all().any(|name| verified.claims.get(name).is_none()),
        };
        let more = if wanted { self.userinfo(&metadata, &tokens, &subject)? } else { None };
        // What is signed goes before what is not.
        let sources = [Some(&verified.claims), more.as_ref()];
        Ok(identity(
            names,
            &sources,
            Asserted {
                issuer: metadata.issuer.clone(),
                subject,
                level,
                number: None,
                name: None,
                born_on: None,
                sex: None,
            },
        ))
    }

    fn leave(&self, back: &str, now: i64) -> Option<String> {
        let metadata = self.place.metadata(now).ok()?;
        let endpoint = metadata.end_session_endpoint.as_deref()?;
        // No id token as a hint: it would put personal data into an address. The provider asks the person instead.
        let query = [("client_id", &*self.settings.client_id), ("post_logout_redirect_uri", back)];
        Some(with_query(endpoint, &query))
    }
}

/// An address with more in its query.
fn with_query(address: &str, query: &[(&str, &str)]) -> String {
    let mut out = address.to_owned();
    for (name, value) in query {
        out.push(if out.contains('?') { '&' } else { '?' });
        out.push_str(name);
        out.push('=');
        out.extend(utf8_percent_encode(value, KEPT));
    }
    out
}

/// A code of the protocol as it may stand in a log; anything else a provider might put there is left out.
fn word(text: &str) -> &str {
    let plain = text.len() <= 40 && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
    if plain { text } else { "(unreadable)" }
}

fn decoded(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text).ok()
}

/// The providers of a file of settings, ready for the application.
///
/// # Errors
/// As [`OpenId::new`].
pub fn providers(settings: settings::Settings) -> Result<Vec<Arc<dyn IdentityProvider>>, SettingsError> {
    settings.check()?;
    let each = settings.provider.into_iter().map(|one| {
        let provider: Arc<dyn IdentityProvider> = Arc::new(OpenId::new(one)?);
        Ok(provider)
    });
    each.collect()
}
