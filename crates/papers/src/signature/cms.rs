//! Signed messages (CMS, RFC 5652): one signer over content that stands outside, or over a stamp of time inside.

use super::algorithm::{Checked, Hash, Signed, check};
use super::certificate::{Certificate, moment};
use super::der::{INTEGER, OCTETS, OID, SEQUENCE, SET, Value, Values, tagged};
use motcua_calendar::Moment;

const SIGNED_DATA: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02";
const DIGEST: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x04";
const SIGNED_AT: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x05";
/// signing-certificate: the certificate is named by its SHA-1.
const CERTIFICATE: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x02\x0c";
/// signing-certificate-v2: named by a hash of one's choice.
const CERTIFICATE_V2: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x02\x2f";
const STAMP: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x02\x0e";
/// Certificates of one message that are looked at.
const CERTIFICATES_MAX: usize = 30;
/// Parts of a message that are looked at where there may be any number.
const PARTS_MAX: usize = 60;

/// A message.
pub(super) struct Message<'a> {
    pub(super) certificates: Vec<Certificate<'a>>,
    /// What is signed, where it stands inside.
    pub(super) content: Option<&'a [u8]>,
    hash: Option<Hash>,
    /// The signed attributes as they stand, and each of them.
    attributes: Option<Value<'a>>,
    unsigned: Option<Value<'a>>,
    by: Value<'a>,
    algorithm: Value<'a>,
    value: &'a [u8],
}

/// Whether a message fits what it signs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fit {
    Good,
    GoodButWeak,
    /// What is signed is not what was signed.
    Content,
    /// The value is not by the key of the certificate.
    Value,
    /// By a method that is not checked here.
    Unknown,
}

impl<'a> Message<'a> {
    /// Reads a message with one signer; what stands behind it is filling.
    pub(super) fn read(bytes: &'a [u8]) -> Option<Self> {
        let mut outer = Value::first(bytes).filter(|value| value.is(SEQUENCE))?.inside();
        if outer.pull(OID)?.body != SIGNED_DATA {
            return None;
        }
        let mut parts = outer.open(tagged(0))?.open(SEQUENCE)?;
        parts.pull(INTEGER)?;
        parts.pull(SET)?;
        let mut inner = parts.open(SEQUENCE)?;
        inner.pull(OID)?;
        let content = match inner.open(tagged(0)) {
            Some(mut wrapped) => Some(wrapped.pull(OCTETS)?.body),
            None => None,
        };
        // One certificate in an old form must not hide the others.
        let certificates = parts.open(tagged(0)).into_iter().flatten().take(CERTIFICATES_MAX);
        let certificates = certificates.filter_map(Certificate::read).collect();
        parts.pull(tagged(1));
        let mut signers = parts.open(SET)?;
        let signer = signers.pull(SEQUENCE)?;
        if !signers.is_done() {
            return None;
        }
        let mut parts = signer.inside();
        parts.pull(INTEGER)?;
        let by = parts.next()?;
        let hash = Hash::named(parts.pull(SEQUENCE)?);
        let attributes = parts.pull(tagged(0));
        let algorithm = parts.pull(SEQUENCE)?;
        let value = parts.pull(OCTETS)?.body;
        let unsigned = parts.pull(tagged(1));
        Some(Self { certificates, content, hash, attributes, unsigned, by, algorithm, value })
    }

    /// The certificate of the signer.
    pub(super) fn signer(&self) -> Option<Certificate<'a>> {
        let named = |one: &&Certificate<'_>| {
            if self.by.is(SEQUENCE) {
                let mut parts = self.by.inside();
                let issuer = parts.pull(SEQUENCE).is_some_and(|issuer| issuer.whole == one.issuer.whole);
                issuer && parts.pull(INTEGER).is_some_and(|serial| serial.body == one.serial)
            } else {
                self.by.is(0x80) && one.key_name() == Some(self.by.body)
            }
        };
        self.certificates.iter().find(named).copied()
    }

    /// Whether these bytes, in their order, are what the signer signed.
    pub(super) fn fits(&self, signer: &Certificate<'_>, parts: &[&[u8]]) -> Fit {
        let Some(hash) = self.hash else { return Fit::Unknown };
        let signed = Signed { algorithm: self.algorithm, hash: Some(hash), value: self.value };
        let checked = match self.attributes {
            // Without attributes the value is over the content itself.
            None => check(signer.key, signed, &parts.concat()),
            Some(attributes) => {
                let digest = self.attribute(DIGEST).filter(|value| value.is(OCTETS));
                if digest.map(|value| value.body) != Some(hash.of(parts).as_ref()) {
                    return Fit::Content;
                }
                if !self.names(signer) {
                    return Fit::Value;
                }
                // The value is over the attributes as a set of their own, not as a part of the message.
                let mut bytes = attributes.whole.to_vec();
                if let Some(tag) = bytes.first_mut() {
                    *tag = SET;
                }
                check(signer.key, signed, &bytes)
            }
        };
        match checked {
            Checked::Good if hash == Hash::Sha1 => Fit::GoodButWeak,
            Checked::Good => Fit::Good,
            Checked::GoodButWeak => Fit::GoodButWeak,
            Checked::Bad => Fit::Value,
            Checked::Unknown => Fit::Unknown,
        }
    }

    /// Whether the certificate is the one the signer named, where one was named: else another could be put in its place.
    fn names(&self, signer: &Certificate<'_>) -> bool {
        let first = |value: Value<'a>| value.inside().open(SEQUENCE)?.open(SEQUENCE);
        if let Some(value) = self.attribute(CERTIFICATE_V2) {
            let Some(mut parts) = first(value) else { return false };
            let hash = match parts.pull(SEQUENCE) {
                Some(named) => Hash::named(named),
                None => Some(Hash::Sha256),
            };
            let told = parts.pull(OCTETS).map(|value| value.body);
            return hash.is_some_and(|hash| told == Some(hash.of(&[signer.whole]).as_ref()));
        }
        if let Some(value) = self.attribute(CERTIFICATE) {
            let told = first(value).and_then(|mut parts| parts.pull(OCTETS)).map(|value| value.body);
            return told == Some(Hash::Sha1.of(&[signer.whole]).as_ref());
        }
        true
    }

    /// When the signer says it was signed: nobody proves it.
    pub(super) fn claimed_at(&self) -> Option<Moment> {
        self.attribute(SIGNED_AT).and_then(moment)
    }

    /// The stamp of time on the signature, and what it must be over.
    pub(super) fn stamp(&self) -> Option<(Message<'a>, &'a [u8])> {
        let stamp = find(self.unsigned?, STAMP)?;
        Some((Message::read(stamp.whole)?, self.value))
    }

    fn attribute(&self, wanted: &[u8]) -> Option<Value<'a>> {
        find(self.attributes?, wanted)
    }
}

/// The one value of an attribute. Said twice it says nothing.
fn find<'a>(attributes: Value<'a>, wanted: &[u8]) -> Option<Value<'a>> {
    let all = attributes.inside().take(PARTS_MAX);
    let mut named = all.filter_map(|one| {
        let mut parts = one.inside();
        (parts.pull(OID)?.body == wanted).then(|| parts.open(SET))?
    });
    let mut values: Values<'a> = named.next()?;
    let value = values.next()?;
    (values.is_done() && named.next().is_none()).then_some(value)
}
