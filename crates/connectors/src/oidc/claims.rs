//! What a verified token must say before anybody is signed in by it (OpenID Connect Core 1.0, 3.1.3.7), and what it tells of
//! a person.

use super::settings::{Algorithm, Claims};
use super::token::Verified;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use motcua_app::people::provider::{Asserted, Failure};
use ring::digest;
use serde_json::Value;

/// Seconds by which clocks may differ.
const LEEWAY: i64 = 60;
/// Seconds since a token was made, at most: it was made while the browser came back.
const FRESH: i64 = 600;
/// Longest name of a provider for a person, as the standard has it.
const SUBJECT_MAX: usize = 255;
/// Longest claim that is taken over, characters.
const CLAIM_MAX: usize = 500;

/// What is known before a token is looked at.
pub struct Expected<'a> {
    pub issuer: &'a str,
    pub client: &'a str,
    pub nonce: &'a str,
    pub access_token: &'a str,
    pub max_age: Option<u32>,
    pub since: Option<i64>,
    pub now: i64,
}

impl Expected<'_> {
    /// The provider's name for the person, if the token answers the question that was asked.
    pub fn check(&self, token: &Verified) -> Result<String, Failure> {
        let why = self.first_fault(token);
        if let Some(why) = why {
            return Err(Failure::Rejected(format!("token: {why}")));
        }
        let subject = text(&token.claims, "sub").filter(|sub| !sub.is_empty() && sub.len() <= SUBJECT_MAX);
        subject.map(str::to_owned).ok_or_else(|| Failure::Rejected("token: sub".into()))
    }

    fn first_fault(&self, token: &Verified) -> Option<&'static str> {
        let claims = &token.claims;
        let moment = |name: &str| claims.get(name).and_then(seconds);
        if text(claims, "iss") != Some(self.issuer) {
            return Some("iss");
        }
        if !self.is_audience(claims.get("aud")) {
            return Some("aud");
        }
        if claims.get("azp").is_some() && text(claims, "azp") != Some(self.client) {
            return Some("azp");
        }
        if moment("exp").is_none_or(|exp| exp + LEEWAY <= self.now) {
            return Some("exp");
        }
        let made = |iat: i64| (self.now - FRESH - LEEWAY..=self.now + LEEWAY).contains(&iat);
        if !moment("iat").is_some_and(made) {
            return Some("iat");
        }
        if claims.get("nbf").is_some() && moment("nbf").is_none_or(|nbf| nbf > self.now + LEEWAY) {
            return Some("nbf");
        }
        if text(claims, "nonce") != Some(self.nonce) {
            return Some("nonce");
        }
        if !self.is_recent(claims.get("auth_time")) {
            return Some("auth_time");
        }
        if !self.is_hash(token.algorithm, claims.get("at_hash")) {
            return Some("at_hash");
        }
        None
    }

    /// For us, and for nobody else: whom else it is for is not known to be trusted.
    fn is_audience(&self, aud: Option<&Value>) -> bool {
        match aud {
            Some(Value::String(one)) => one == self.client,
            Some(Value::Array(all)) => {
                !all.is_empty() && all.iter().all(|one| one.as_str() == Some(self.client))
            }
            _ => false,
        }
    }

    fn is_recent(&self, auth_time: Option<&Value>) -> bool {
        match (auth_time, self.max_age) {
            (None, None) => true,
            (None, Some(_)) => false,
            (Some(at), max_age) => seconds(at).is_some_and(|at| {
                let latest = at <= self.now + LEEWAY;
                let before = self.since.is_some_and(|since| at + LEEWAY < since);
                latest && !before && max_age.is_none_or(|max| at + i64::from(max) + LEEWAY >= self.now)
            }),
        }
    }

    /// Whether the access token beside it is the one it was made with, where it says so.
    fn is_hash(&self, algorithm: Algorithm, at_hash: Option<&Value>) -> bool {
        let Some(told) = at_hash else { return true };
        let hash = match algorithm {
            Algorithm::EdDSA => &digest::SHA512,
            _ => &digest::SHA256,
        };
        let whole = digest::digest(hash, self.access_token.as_bytes());
        let half = &whole.as_ref()[..whole.as_ref().len() / 2];
        told.as_str() == Some(URL_SAFE_NO_PAD.encode(half).as_str())
    }
}

fn text<'a>(claims: &'a Value, name: &str) -> Option<&'a str> {
    claims.get(name).and_then(Value::as_str)
}

/// UNIX seconds; some providers write fractions.
fn seconds(value: &Value) -> Option<i64> {
    let whole = value.as_i64().or_else(|| value.as_f64().map(|seconds| seconds as i64));
    whole.filter(|seconds| (0..=1 << 40).contains(seconds))
}

/// What is told of a person, from the first source that tells it.
pub fn identity(names: &Claims, sources: &[Option<&Value>], known: Asserted) -> Asserted {
    let told = |name: &str| {
        let mut found = sources.iter().flatten().filter_map(|source| text(source, name));
        let short = |text: &&str| !text.trim().is_empty() && text.chars().count() <= CLAIM_MAX;
        found.find(short).map(str::to_owned)
    };
    let sex = told(&names.sex).and_then(|sex| match &*sex.to_lowercase() {
        "male" | "nam" => Some("male".to_owned()),
        "female" | "nữ" => Some("female".to_owned()),
        _ => None,
    });
    Asserted {
        number: names.number.as_deref().and_then(told),
        name: told(&names.name),
        born_on: told(&names.born_on),
        sex,
        ..known
    }
}
