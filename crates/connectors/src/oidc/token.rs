//! Signed tokens (RFC 7515, compact): read, then verified. What a token says of itself only chooses among the algorithms of
//! the settings and the keys of the provider; nothing in it is a key.

use super::decoded;
use super::keys::Key;
use super::settings::Algorithm;
use serde::Deserialize;
use serde_json::Value;

/// Longest token.
const LONGEST: usize = 64 * 1024;

/// Why a token is not believed, for the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bad(pub &'static str);

#[derive(Deserialize)]
struct Header {
    alg: String,
    kid: Option<String>,
    crit: Option<Value>,
}

/// A token whose signature has not been looked at: nothing of its content can be had.
pub struct Unverified<'a> {
    pub algorithm: Algorithm,
    /// The key it says it was signed with.
    pub key: Option<String>,
    message: &'a str,
    payload: &'a str,
    signature: Vec<u8>,
}

/// What was signed.
pub struct Verified {
    pub claims: Value,
    pub algorithm: Algorithm,
}

/// Reads a token.
pub fn read<'a>(token: &'a str, allowed: &[Algorithm]) -> Result<Unverified<'a>, Bad> {
    if token.len() > LONGEST {
        return Err(Bad("too long"));
    }
    let (message, signature) = token.rsplit_once('.').ok_or(Bad("no token"))?;
    let (header, payload) = message.split_once('.').ok_or(Bad("no token"))?;
    if payload.contains('.') {
        return Err(Bad("no token of three parts"));
    }
    let header = decoded(header).ok_or(Bad("header"))?;
    let header: Header = serde_json::from_slice(&header).map_err(|_| Bad("header"))?;
    // A header that must be understood is one that is not understood here.
    if header.crit.is_some() {
        return Err(Bad("critical header"));
    }
    let algorithm = allowed.iter().copied().find(|one| one.name() == header.alg);
    let algorithm = algorithm.ok_or(Bad("algorithm not allowed"))?;
    let signature = decoded(signature).ok_or(Bad("signature"))?;
    Ok(Unverified { algorithm, key: header.kid, message, payload, signature })
}

impl Unverified<'_> {
    /// The content, if the key made the signature.
    pub fn verify(&self, key: &Key) -> Result<Verified, Bad> {
        if !key.verifies(self.message.as_bytes(), &self.signature) {
            return Err(Bad("signature"));
        }
        let payload = decoded(self.payload).ok_or(Bad("payload"))?;
        let claims: Value = serde_json::from_slice(&payload).map_err(|_| Bad("payload"))?;
        if claims.is_object() {
            Ok(Verified { claims, algorithm: self.algorithm })
        } else {
            Err(Bad("payload"))
        }
    }
}
