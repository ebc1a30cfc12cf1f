//! What an operator sets about a provider of identities. What the law calls levels 1 and 2 is mapped here from what the
//! provider calls them: a mapping is the operator's knowledge, not the program's.

use motcua_domain::procedure::IdentityLevel;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// A file of settings: `[[provider]]` for each, in the order they are offered.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// The providers.
    #[serde(default)]
    pub provider: Vec<ProviderSettings>,
}

/// What is wrong with settings, for the operator.
#[derive(Debug, thiserror::Error)]
#[error("provider {key}: {what}")]
pub struct SettingsError {
    key: String,
    what: String,
}

/// One provider.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProviderSettings {
    /// Part of its addresses here; never changed once it is registered at the provider.
    pub key: String,
    /// Its name and place: `https://…`, exactly as it writes it itself.
    pub issuer: String,
    /// What the button says, Vietnamese.
    pub label: String,
    /// What the button says, English.
    pub label_en: Option<String>,
    /// Under which this installation is registered there.
    pub client_id: String,
    /// File with the secret agreed there.
    pub client_secret_file: Option<PathBuf>,
    /// Environment variable with the secret, where there is no file.
    pub client_secret_env: Option<String>,
    /// File with a private key (PKCS#8, PEM) instead of a secret: RSA, P-256 or Ed25519.
    pub private_key_file: Option<PathBuf>,
    /// What the provider calls that key.
    pub private_key_id: Option<String>,
    /// What is asked for.
    #[serde(default = "scopes")]
    pub scopes: Vec<String>,
    /// Levels asked for, the most wanted first, as the provider calls them.
    #[serde(default)]
    pub acr_values: Vec<String>,
    /// What the provider calls a level, and which level that is here: 1 or 2.
    #[serde(default)]
    pub levels: BTreeMap<String, u8>,
    /// The level of an answer that names none; left out, such an answer is refused.
    pub level_without_acr: Option<u8>,
    /// The lowest level that may sign in.
    #[serde(default = "one")]
    pub least_level: u8,
    /// Algorithms of signatures that are taken.
    #[serde(default = "Algorithm::all")]
    pub algorithms: Vec<Algorithm>,
    /// The person must have been asked for their identity within so many seconds.
    pub max_age_seconds: Option<u32>,
    /// What the provider calls what is to be known of a person.
    #[serde(default)]
    pub claims: Claims,
    /// Whether the userinfo endpoint is asked.
    #[serde(default)]
    pub userinfo: Userinfo,
    /// File of certificates trusted beside those of the machine.
    pub authorities: Option<PathBuf>,
    /// Longest call.
    #[serde(default = "ten")]
    pub timeout_seconds: u8,
}

/// An algorithm of signatures. None of them can be made with what everybody knows of a provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub enum Algorithm {
    /// RSA, PKCS#1 1.5, SHA-256.
    RS256,
    /// RSA, PSS, SHA-256.
    PS256,
    /// ECDSA over P-256, SHA-256.
    ES256,
    /// Ed25519.
    EdDSA,
}

impl Algorithm {
    /// All of them.
    #[must_use]
    pub fn all() -> Vec<Algorithm> {
        vec![Algorithm::RS256, Algorithm::PS256, Algorithm::ES256, Algorithm::EdDSA]
    }

    /// As headers of tokens write it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Algorithm::RS256 => "RS256",
            Algorithm::PS256 => "PS256",
            Algorithm::ES256 => "ES256",
            Algorithm::EdDSA => "EdDSA",
        }
    }
}

/// What a provider calls what is to be known of a person. The names of the standard, where it has one; it has none for a
/// personal number, and without that name people are known by the provider's own lasting name for them alone.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Claims {
    /// Personal identity number, 12 digits.
    pub number: Option<String>,
    /// Full name.
    pub name: String,
    /// Date of birth.
    pub born_on: String,
    /// Sex.
    pub sex: String,
}

impl Default for Claims {
    fn default() -> Self {
        Self { number: None, name: "name".into(), born_on: "birthdate".into(), sex: "gender".into() }
    }
}

impl Claims {
    /// Those without which a person cannot be recognised.
    pub fn all(&self) -> impl Iterator<Item = &str> {
        self.number.as_deref().into_iter().chain([&*self.name, &*self.born_on])
    }
}

/// When the userinfo endpoint is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Userinfo {
    /// When something is missing in the signed token.
    #[default]
    WhenNeeded,
    /// Always.
    Always,
    /// Never.
    Never,
}

fn scopes() -> Vec<String> {
    vec!["openid".into(), "profile".into()]
}

fn one() -> u8 {
    1
}

fn ten() -> u8 {
    10
}

impl Settings {
    /// Whether providers can be told apart.
    ///
    /// # Errors
    /// If two have one key or one issuer.
    pub fn check(&self) -> Result<(), SettingsError> {
        for (at, one) in self.provider.iter().enumerate() {
            let others = &self.provider[..at];
            if others.iter().any(|other| other.key == one.key || other.issuer == one.issuer) {
                return Err(one.wrong("another provider has the same key or issuer"));
            }
        }
        Ok(())
    }
}

impl ProviderSettings {
    /// An error about this provider.
    pub(crate) fn wrong(&self, what: impl Into<String>) -> SettingsError {
        SettingsError { key: self.key.clone(), what: what.into() }
    }

    /// Whether the settings make sense, as far as that can be told without asking anybody.
    pub(crate) fn check(&self) -> Result<(), SettingsError> {
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        let wrong = |what: &str| Err(self.wrong(what));
        if self.key.is_empty() || self.key.len() > 24 || !self.key.chars().all(plain) {
            return wrong("key: small letters, digits and hyphens, at most 24");
        }
        if !is_safe(&self.issuer) || self.issuer.contains(['?', '#']) {
            return wrong(
                "issuer: an address with https:// (http:// for this machine alone), without a query",
            );
        }
        if self.label.trim().is_empty() || self.client_id.trim().is_empty() {
            return wrong("label and client_id must say something");
        }
        let secrets = [
            self.client_secret_file.is_some(),
            self.client_secret_env.is_some(),
            self.private_key_file.is_some(),
        ];
        if secrets.iter().filter(|given| **given).count() != 1 {
            return wrong("one of client_secret_file, client_secret_env and private_key_file is needed");
        }
        if !self.scopes.iter().any(|scope| scope == "openid") {
            return wrong("scopes: openid is missing");
        }
        if self.algorithms.is_empty() || self.timeout_seconds == 0 {
            return wrong("algorithms and timeout_seconds must not be empty");
        }
        let levels = self.levels.values().chain(&self.level_without_acr).chain([&self.least_level]);
        if levels.into_iter().any(|level| IdentityLevel::from_number(i64::from(*level)).is_none()) {
            return wrong("levels are 1 or 2");
        }
        if self.levels.is_empty() && self.level_without_acr.is_none() {
            return wrong("levels or level_without_acr is needed: nobody could sign in");
        }
        Ok(())
    }

    /// Which level an answer has; `None`: one that may not sign in.
    pub(crate) fn level(&self, acr: Option<&str>) -> Option<IdentityLevel> {
        let level = match acr {
            Some(acr) => self.levels.get(acr).copied(),
            None => self.level_without_acr,
        };
        let level = level.filter(|level| *level >= self.least_level)?;
        IdentityLevel::from_number(i64::from(level))
    }
}

/// Whether nobody on the way can read or change what is said to an address: TLS, or this very machine.
pub(crate) fn is_safe(address: &str) -> bool {
    let visible = address.len() <= 2_000 && address.bytes().all(|byte| (0x21..0x7f).contains(&byte));
    let host = |rest: &str| rest.split(['/', '?', '#']).next().unwrap_or_default().to_owned();
    if !visible || address.contains(['@', '\\']) {
        return false;
    }
    if let Some(rest) = address.strip_prefix("https://") {
        return !host(rest).is_empty();
    }
    let Some(rest) = address.strip_prefix("http://") else { return false };
    let host = host(rest);
    let local = ["127.0.0.1", "localhost", "[::1]"].iter().find_map(|name| host.strip_prefix(name));
    let port = local.map(|rest| rest.strip_prefix(':').unwrap_or(rest));
    local.is_some_and(|rest| rest.is_empty() || rest.starts_with(':'))
        && port.is_some_and(|port| port.bytes().all(|byte| byte.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a failing test panics")]
    use super::*;

    fn settings() -> ProviderSettings {
        serde_json::from_value(serde_json::json!({
            "key": "one", "issuer": "https://id.example", "label": "Một", "client_id": "motcua",
            "client_secret_env": "SECRET", "levels": { "low": 1, "high": 2 },
        }))
        .unwrap()
    }

    #[test]
    fn plain_http_is_for_this_machine_alone() {
        for safe in [
            "https://id.example/a",
            "http://127.0.0.1:80/x",
            "http://localhost",
            "http://[::1]:9/x",
            "http://[::1]/",
        ] {
            assert!(is_safe(safe), "{safe}");
        }
        for bad in [
            "http://id.example",
            "http://127.0.0.1.evil.example",
            "http://localhost@evil.example",
            "http://[::1]evil.example",
            "http://localhostile",
            "ftp://127.0.0.1",
            "https://",
            "https://a b",
            "//id.example",
            "",
            "http://127.0.0.1\\@evil.example",
        ] {
            assert!(!is_safe(bad), "{bad}");
        }
    }

    #[test]
    fn contradictions_are_told() {
        assert!(settings().check().is_ok());
        let wrong: [fn(&mut ProviderSettings); 10] = [
            |one| one.key = "Một".into(),
            |one| one.issuer = "http://id.example".into(),
            |one| one.issuer = "https://id.example/?x".into(),
            |one| one.label = " ".into(),
            |one| one.client_secret_env = None,
            |one| one.private_key_file = Some("key.pem".into()),
            |one| one.scopes = vec!["profile".into()],
            |one| one.algorithms = Vec::new(),
            |one| one.least_level = 3,
            |one| one.levels.clear(),
        ];
        for (at, change) in wrong.into_iter().enumerate() {
            let mut one = settings();
            change(&mut one);
            assert!(one.check().is_err(), "{at}");
        }
        let two = Settings { provider: vec![settings(), settings()] };
        assert!(two.check().is_err());
        let unsigned: Result<Algorithm, _> = serde_json::from_str("\"none\"");
        assert!(unsigned.is_err(), "there is no such algorithm");
    }

    #[test]
    fn a_level_nobody_mapped_is_none() {
        let mut one = settings();
        assert_eq!(one.level(Some("high")), Some(IdentityLevel::Two));
        assert_eq!(one.level(Some("HIGH")), None);
        assert_eq!(one.level(None), None);
        one.level_without_acr = Some(1);
        assert_eq!(one.level(None), Some(IdentityLevel::One));
        one.least_level = 2;
        assert_eq!((one.level(None), one.level(Some("low"))), (None, None));
    }
}
