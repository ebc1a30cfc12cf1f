//! How this installation proves to a provider who it is: a secret, or a signature of a key of its own (RFC 7523).

use super::KEPT;
use super::settings::{ProviderSettings, SettingsError};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use motcua_app::people::provider::Failure;
use percent_encoding::utf8_percent_encode;
use ring::rand::{SecureRandom, SystemRandom};
use ring::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, RSA_PKCS1_SHA256, RsaKeyPair,
};
use rustls::pki_types::PrivatePkcs8KeyDer;
use rustls::pki_types::pem::PemObject;
use std::path::Path;

/// Seconds for which such a signature is good.
const GOOD_FOR: i64 = 60;

/// The proof.
pub enum Credential {
    Secret(String),
    Key { key: Box<Signing>, id: Option<String> },
}

/// A private key.
pub enum Signing {
    Rsa(RsaKeyPair),
    P256(EcdsaKeyPair),
    Ed25519(Ed25519KeyPair),
}

impl Credential {
    /// Reads what the settings name.
    pub fn of(settings: &ProviderSettings) -> Result<Self, SettingsError> {
        if let Some(path) = &settings.private_key_file {
            let unreadable = || {
                settings.wrong(format!("no private key of a known kind (PKCS#8, PEM) in {}", path.display()))
            };
            let key = Box::new(Signing::read(path).ok_or_else(unreadable)?);
            return Ok(Credential::Key { key, id: settings.private_key_id.clone() });
        }
        let secret = match (&settings.client_secret_file, &settings.client_secret_env) {
            (Some(path), _) => std::fs::read_to_string(path)
                .map_err(|error| settings.wrong(format!("{}: {error}", path.display())))?,
            (None, Some(name)) => {
                std::env::var(name).map_err(|_| settings.wrong(format!("{name} is not set")))?
            }
            (None, None) => String::new(),
        };
        let secret = secret.trim().to_owned();
        if secret.is_empty() {
            Err(settings.wrong("the secret is empty"))
        } else {
            Ok(Credential::Secret(secret))
        }
    }

    /// The header that proves it, or what the form has to say more.
    pub fn present(
        &self,
        client: &str,
        audience: &str,
        now: i64,
        form: &mut Vec<(&'static str, String)>,
    ) -> Result<Option<String>, Failure> {
        match self {
            Credential::Secret(secret) => {
                let part = |text: &str| utf8_percent_encode(text, KEPT).to_string();
                let pair = format!("{}:{}", part(client), part(secret));
                Ok(Some(format!("Basic {}", STANDARD.encode(pair))))
            }
            Credential::Key { key, id } => {
                let assertion = key.assertion(client, audience, id.as_deref(), now);
                let assertion =
                    assertion.ok_or_else(|| Failure::Unreachable("our own key cannot sign".into()))?;
                form.push(("client_id", client.to_owned()));
                let kind = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
                form.push(("client_assertion_type", kind.to_owned()));
                form.push(("client_assertion", assertion));
                Ok(None)
            }
        }
    }
}

impl Signing {
    fn read(path: &Path) -> Option<Signing> {
        let der = PrivatePkcs8KeyDer::from_pem_file(path).ok()?;
        let bytes = der.secret_pkcs8_der();
        let random = SystemRandom::new();
        if let Ok(key) = RsaKeyPair::from_pkcs8(bytes) {
            return Some(Signing::Rsa(key));
        }
        if let Ok(key) = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, bytes, &random) {
            return Some(Signing::P256(key));
        }
        Ed25519KeyPair::from_pkcs8_maybe_unchecked(bytes).ok().map(Signing::Ed25519)
    }

    fn assertion(&self, client: &str, audience: &str, id: Option<&str>, now: i64) -> Option<String> {
        let random = SystemRandom::new();
        let mut number = [0; 16];
        random.fill(&mut number).ok()?;
        let alg = match self {
            Signing::Rsa(_) => "RS256",
            Signing::P256(_) => "ES256",
            Signing::Ed25519(_) => "EdDSA",
        };
        let mut header = serde_json::json!({ "alg": alg, "typ": "JWT" });
        if let Some(id) = id {
            header["kid"] = id.into();
        }
        let claims = serde_json::json!({
            "iss": client, "sub": client, "aud": audience, "iat": now, "exp": now + GOOD_FOR,
            "jti": URL_SAFE_NO_PAD.encode(number),
        });
        let part = |value: &serde_json::Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let message = format!("{}.{}", part(&header), part(&claims));
        let signature = match self {
            Signing::Rsa(key) => {
                let mut signature = vec![0; key.public().modulus_len()];
                key.sign(&RSA_PKCS1_SHA256, &random, message.as_bytes(), &mut signature).ok()?;
                signature
            }
            Signing::P256(key) => key.sign(&random, message.as_bytes()).ok()?.as_ref().to_vec(),
            Signing::Ed25519(key) => key.sign(message.as_bytes()).as_ref().to_vec(),
        };
        Some(format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature)))
    }
}
