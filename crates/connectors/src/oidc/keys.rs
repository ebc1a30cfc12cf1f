//! The keys a provider publishes (RFC 7517), as far as they verify signatures of the algorithms known here.

use super::decoded;
use super::settings::Algorithm;
use super::token::Unverified;
use ring::signature::{self, RsaPublicKeyComponents, UnparsedPublicKey};
use serde::Deserialize;

/// Keys that are looked through at most: no provider publishes more.
const MOST: usize = 64;

/// What is published at the provider's address of keys.
#[derive(Debug, Deserialize)]
pub struct Keys {
    keys: Vec<Published>,
}

/// A key as published. What cannot be understood of one does not make the others useless.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct Published {
    kty: String,
    kid: Option<String>,
    #[serde(rename = "use")]
    purpose: Option<String>,
    alg: Option<String>,
    crv: Option<String>,
    n: Option<String>,
    e: Option<String>,
    x: Option<String>,
    y: Option<String>,
}

/// A key that verifies signatures of one algorithm.
pub enum Key {
    Rsa { n: Vec<u8>, e: Vec<u8>, algorithm: &'static signature::RsaParameters },
    Point(UnparsedPublicKey<Vec<u8>>),
}

impl Key {
    pub fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        match self {
            Key::Rsa { n, e, algorithm } => {
                RsaPublicKeyComponents { n, e }.verify(algorithm, message, signature).is_ok()
            }
            Key::Point(key) => key.verify(message, signature).is_ok(),
        }
    }
}

impl Keys {
    /// The key a token says it was signed with, if it can have signed with the token's algorithm; the only one that can
    /// have, when the token names none.
    pub fn find(&self, token: &Unverified<'_>) -> Option<Key> {
        let fits = |key: &&Published| token.key.is_none() || key.kid.as_deref() == token.key.as_deref();
        let fitting = self.keys.iter().take(MOST).filter(fits);
        let mut found = fitting.filter_map(|key| key.verifying(token.algorithm));
        let first = found.next()?;
        if found.next().is_some() { None } else { Some(first) }
    }
}

impl Published {
    fn verifying(&self, algorithm: Algorithm) -> Option<Key> {
        let signs = self.purpose.as_deref().is_none_or(|purpose| purpose == "sig");
        if !signs || self.alg.as_deref().is_some_and(|alg| alg != algorithm.name()) {
            return None;
        }
        let number = |text: &Option<String>| decoded(text.as_deref()?);
        let rsa = |algorithm| {
            let bare = |bytes: Vec<u8>| bytes.into_iter().skip_while(|byte| *byte == 0).collect();
            Some(Key::Rsa { n: bare(number(&self.n)?), e: bare(number(&self.e)?), algorithm })
        };
        match (algorithm, &*self.kty, self.crv.as_deref()) {
            (Algorithm::RS256, "RSA", _) => rsa(&signature::RSA_PKCS1_2048_8192_SHA256),
            (Algorithm::PS256, "RSA", _) => rsa(&signature::RSA_PSS_2048_8192_SHA256),
            (Algorithm::ES256, "EC", Some("P-256")) => {
                let (x, y) = (number(&self.x)?, number(&self.y)?);
                let point: Vec<u8> = [&[4][..], &x, &y].concat();
                let whole = x.len() == 32 && y.len() == 32;
                whole.then(|| Key::Point(UnparsedPublicKey::new(&signature::ECDSA_P256_SHA256_FIXED, point)))
            }
            (Algorithm::EdDSA, "OKP", Some("Ed25519")) => {
                let x = number(&self.x)?;
                (x.len() == 32).then(|| Key::Point(UnparsedPublicKey::new(&signature::ED25519, x)))
            }
            _ => None,
        }
    }
}
