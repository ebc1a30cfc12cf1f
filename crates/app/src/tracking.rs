//! The secret printed on the receipt: four characters derived from a key of this database, so that it can be printed
//! again and is stored nowhere.

use crate::App;
use hmac::{Hmac, Mac};
use motcua_domain::ids::DossierId;
use sha2::Sha256;

/// No 0 O 1 I L: read aloud and typed without doubt.
const ALPHABET: &[u8; 31] = b"23456789ABCDEFGHJKMNPQRSTUVWXYZ";

/// Tries allowed for one code before it is locked.
pub const TRIES: i64 = 5;
/// Seconds it stays locked.
pub const LOCK_SECONDS: i64 = 600;

impl App {
    /// The secret of a dossier.
    pub fn tracking_secret(&self, dossier: &DossierId) -> String {
        secret(&self.tracking_key, dossier)
    }

    /// Whether a secret typed by somebody is right; compares in constant time and forgives case and spaces.
    pub fn tracking_secret_matches(&self, dossier: &DossierId, typed: &str) -> bool {
        matches(&self.tracking_key, dossier, typed)
    }
}

/// Whether a secret is the one of a dossier, under a key.
pub(crate) fn matches(key: &[u8], dossier: &DossierId, typed: &str) -> bool {
    let typed: Vec<u8> =
        typed.bytes().filter(|b| !b.is_ascii_whitespace()).map(|b| b.to_ascii_uppercase()).collect();
    let right = secret(key, dossier);
    typed.len() == right.len() && right.bytes().zip(typed).fold(0u8, |acc, (a, b)| acc | (a ^ b)) == 0
}

fn secret(key: &[u8], dossier: &DossierId) -> String {
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) else {
        // HMAC takes keys of any length; an empty answer opens nothing.
        return String::new();
    };
    mac.update(b"tracking:");
    mac.update(&dossier.bytes());
    let bytes = mac.finalize().into_bytes();
    let mut number =
        u64::from_be_bytes([bytes[0], bytes[1], bytes[2], bytes[3], bytes[4], bytes[5], bytes[6], bytes[7]]);
    let mut text = String::with_capacity(4);
    for _ in 0..4 {
        text.push(char::from(ALPHABET[(number % 31) as usize]));
        number /= 31;
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_have_four_clear_characters_and_differ() {
        let id = |n: u128| DossierId(uuid::Uuid::from_u128(n));
        let one = secret(b"key", &id(1));
        assert_eq!(one.len(), 4);
        assert!(one.bytes().all(|b| ALPHABET.contains(&b)));
        assert_eq!(one, secret(b"key", &id(1)));
        let distinct: std::collections::BTreeSet<String> =
            (0..1000).map(|n| secret(b"key", &id(n))).collect();
        assert!(distinct.len() > 990);
        assert_ne!(one, secret(b"other key", &id(1)));
    }
}
