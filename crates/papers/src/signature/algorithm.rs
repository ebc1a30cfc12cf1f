//! Hashes and signatures, by `ring`. What it does not check is named, not guessed.

use super::der::{BITS, INTEGER, OID, SEQUENCE, Value, Values, tagged};
use ring::digest;
use ring::signature::{self, UnparsedPublicKey, VerificationAlgorithm};

const RSA: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x01";
const EC_KEY: &[u8] = b"\x2a\x86\x48\xce\x3d\x02\x01";
const EC_SIGNATURE: &[u8] = b"\x2a\x86\x48\xce\x3d\x04\x03";
const P256: &[u8] = b"\x2a\x86\x48\xce\x3d\x03\x01\x07";
const P384: &[u8] = b"\x2b\x81\x04\x00\x22";
const ED25519: &[u8] = b"\x2b\x65\x70";
const SHA1: &[u8] = b"\x2b\x0e\x03\x02\x1a";
const SHA2: &[u8] = b"\x60\x86\x48\x01\x65\x03\x04\x02";
/// Bits of an RSA key below which it has been broken, or may be.
const RSA_STRONG: usize = 2_048;

/// A hash in use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Hash {
    Sha1,
    Sha256,
    Sha384,
    Sha512,
}

impl Hash {
    /// By the `AlgorithmIdentifier` that names it.
    pub(super) fn named(algorithm: Value<'_>) -> Option<Hash> {
        let oid = algorithm.inside().pull(OID)?.body;
        match (oid, oid.strip_prefix(SHA2)) {
            (SHA1, _) => Some(Hash::Sha1),
            (_, Some([1])) => Some(Hash::Sha256),
            (_, Some([2])) => Some(Hash::Sha384),
            (_, Some([3])) => Some(Hash::Sha512),
            _ => None,
        }
    }

    pub(super) fn of(self, parts: &[&[u8]]) -> digest::Digest {
        let mut context = digest::Context::new(match self {
            Hash::Sha1 => &digest::SHA1_FOR_LEGACY_USE_ONLY,
            Hash::Sha256 => &digest::SHA256,
            Hash::Sha384 => &digest::SHA384,
            Hash::Sha512 => &digest::SHA512,
        });
        parts.iter().for_each(|part| context.update(part));
        context.finish()
    }

    fn len(self) -> u8 {
        match self {
            Hash::Sha1 => 20,
            Hash::Sha256 => 32,
            Hash::Sha384 => 48,
            Hash::Sha512 => 64,
        }
    }
}

/// What came of checking a signature with a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Checked {
    Good,
    /// It fits, and could be forged today: SHA-1, or a short key.
    GoodButWeak,
    Bad,
    /// By a method that is not checked here.
    Unknown,
}

/// A signature: by which method, with which hash where the method does not say, and its value.
#[derive(Debug, Clone, Copy)]
pub(super) struct Signed<'a> {
    pub(super) algorithm: Value<'a>,
    pub(super) hash: Option<Hash>,
    pub(super) value: &'a [u8],
}

/// Whether the owner of a key signed these bytes.
pub(super) fn check(key: Value<'_>, signed: Signed<'_>, message: &[u8]) -> Checked {
    let Some((method, point, weak)) = method(key, signed) else { return Checked::Unknown };
    match UnparsedPublicKey::new(method, point).verify(message, signed.value) {
        Ok(()) if weak => Checked::GoodButWeak,
        Ok(()) => Checked::Good,
        Err(_) => Checked::Bad,
    }
}

type Method<'a> = (&'static dyn VerificationAlgorithm, &'a [u8], bool);

fn method<'a>(key: Value<'a>, signed: Signed<'_>) -> Option<Method<'a>> {
    let mut key = key.inside();
    let mut kind = key.open(SEQUENCE)?;
    let oid = kind.pull(OID)?.body;
    let point = key.pull(BITS)?.body.strip_prefix(&[0])?;
    let by = signed.algorithm.inside().pull(OID)?.body;
    if oid == ED25519 && by == ED25519 {
        return Some((&signature::ED25519, point, false));
    }
    if oid == EC_KEY {
        return elliptic(kind.pull(OID)?.body, by, signed.hash).map(|method| (method, point, false));
    }
    match (oid.strip_prefix(RSA)?, by.strip_prefix(RSA)?) {
        ([1], [1]) => rsa(signed.hash?, point),
        ([1], [5]) => rsa(Hash::Sha1, point),
        ([1], [11]) => rsa(Hash::Sha256, point),
        ([1], [12]) => rsa(Hash::Sha384, point),
        ([1], [13]) => rsa(Hash::Sha512, point),
        ([1 | 10], [10]) => Some((pss(signed.algorithm)?, point, false)),
        _ => None,
    }
}

fn elliptic(curve: &[u8], by: &[u8], hash: Option<Hash>) -> Option<&'static dyn VerificationAlgorithm> {
    let hash = match by.strip_prefix(EC_SIGNATURE) {
        Some([2]) => Hash::Sha256,
        Some([3]) => Hash::Sha384,
        Some([4]) => Hash::Sha512,
        // Some write the kind of the key here, and the hash elsewhere.
        _ if by == EC_KEY => hash?,
        _ => return None,
    };
    match (curve, hash) {
        (P256, Hash::Sha256) => Some(&signature::ECDSA_P256_SHA256_ASN1),
        (P256, Hash::Sha384) => Some(&signature::ECDSA_P256_SHA384_ASN1),
        (P384, Hash::Sha256) => Some(&signature::ECDSA_P384_SHA256_ASN1),
        (P384, Hash::Sha384) => Some(&signature::ECDSA_P384_SHA384_ASN1),
        _ => None,
    }
}

fn rsa(hash: Hash, key: &[u8]) -> Option<Method<'_>> {
    let modulus = Values::of(key).open(SEQUENCE)?.pull(INTEGER)?.body;
    let short = modulus.len().saturating_sub(usize::from(modulus.first() == Some(&0))) * 8 < RSA_STRONG;
    let method: &'static dyn VerificationAlgorithm = match (hash, short) {
        (Hash::Sha1, _) => &signature::RSA_PKCS1_1024_8192_SHA1_FOR_LEGACY_USE_ONLY,
        (Hash::Sha256, true) => &signature::RSA_PKCS1_1024_8192_SHA256_FOR_LEGACY_USE_ONLY,
        (Hash::Sha512, true) => &signature::RSA_PKCS1_1024_8192_SHA512_FOR_LEGACY_USE_ONLY,
        (Hash::Sha384, true) => return None,
        (Hash::Sha256, false) => &signature::RSA_PKCS1_2048_8192_SHA256,
        (Hash::Sha384, false) => &signature::RSA_PKCS1_2048_8192_SHA384,
        (Hash::Sha512, false) => &signature::RSA_PKCS1_2048_8192_SHA512,
    };
    Some((method, key, short || hash == Hash::Sha1))
}

/// RSASSA-PSS, with a salt as long as the hash and one hash for all: what is in use.
fn pss(algorithm: Value<'_>) -> Option<&'static dyn VerificationAlgorithm> {
    let mut parts = algorithm.inside();
    parts.pull(OID)?;
    let mut settings = parts.open(SEQUENCE)?;
    let hash = Hash::named(settings.open(tagged(0))?.pull(SEQUENCE)?)?;
    let mut mask = settings.open(tagged(1))?.open(SEQUENCE)?;
    mask.pull(OID)?;
    let salt = settings.open(tagged(2))?.pull(INTEGER)?.body;
    if Hash::named(mask.pull(SEQUENCE)?)? != hash || salt != [hash.len()] {
        return None;
    }
    match hash {
        Hash::Sha1 => None,
        Hash::Sha256 => Some(&signature::RSA_PSS_2048_8192_SHA256),
        Hash::Sha384 => Some(&signature::RSA_PSS_2048_8192_SHA384),
        Hash::Sha512 => Some(&signature::RSA_PSS_2048_8192_SHA512),
    }
}
