//! Digital signatures in a PDF: who signed, whether what was signed is still there to the bit, what came after, and whether
//! somebody the operator trusts vouches for the signer.
//!
//! The answer is facts for people, never a reason to refuse a paper: a broken signature makes a document one without a
//! signature, which may be all that was asked for. What is not checked is said: whether a certificate was revoked would have
//! to be asked elsewhere, and nothing here reads a network.
//!
//! * The bytes are covered as `ByteRange` tells: from the first, with the value of the signature as the one gap, to the end of
//!   a whole revision. Anything else is not believed.
//! * RSA (PKCS #1, PSS), ECDSA over P-256 and P-384, Ed25519, SHA-2; SHA-1 and short keys fit and are called weak.
//! * A time is proven only by a stamp from somebody trusted; else it is what the signer says.

mod algorithm;
mod certificate;
mod chain;
mod cms;
mod der;
mod later;
mod places;
mod stamp;

pub use chain::Anchors;
pub use later::Later;

use crate::document;
use crate::prepare::Limits;
use certificate::Certificate;
use chain::Purpose;
use cms::{Fit, Message};
use lopdf::{Dictionary, Document, Object};
use motcua_calendar::Moment;
use places::Place;
use serde::{Deserialize, Serialize};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Signatures of one document that are looked at.
pub const SIGNATURES_MAX: usize = 20;
/// Earlier revisions that are opened to see what came later.
const REVISIONS_MAX: usize = 8;

/// What was found of signatures in a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signatures {
    /// In the order they stand.
    pub all: Vec<Signature>,
    /// There are more than were looked at.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub more: bool,
    /// When it was looked: a certificate trusted then may not be trusted for ever.
    pub checked_at: Moment,
}

/// One signature.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signature {
    /// What it is.
    pub kind: SignatureKind,
    /// Whether it holds.
    pub integrity: Integrity,
    /// What came after it.
    pub later: Later,
    /// Who vouches for the signer.
    pub trust: Trust,
    /// It could be forged today: SHA-1, or a short key.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub weak: bool,
    /// Whom the certificate names.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signer: Option<String>,
    /// For whom they sign.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organisation: Option<String>,
    /// Who issued the certificate.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issuer: Option<String>,
    /// When it was signed, as the signer says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub claimed_at: Option<Moment>,
    /// When it was there for certain, by a stamp from somebody trusted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proven_at: Option<Moment>,
    /// From when until when the certificate is good.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid: Option<(Moment, Moment)>,
}

/// Who speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SignatureKind {
    /// A person or an organisation.
    Signer,
    /// A party that says when the document was there.
    Stamp,
}

/// Whether a signature holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Integrity {
    /// What was signed is there to the bit, and the owner of the certificate signed it.
    Intact,
    /// What was signed was changed.
    Changed,
    /// The value does not belong to the certificate it comes with.
    Forged,
    /// It does not cover a whole revision: what was added unseen cannot be told.
    Partial,
    /// A form nobody should use any more (`adbe.pkcs7.sha1`, `adbe.x509.rsa_sha1`), or one unknown here.
    UnknownForm,
    /// A method that is not checked here.
    UnknownMethod,
    /// Its value cannot be read.
    Unreadable,
}

/// Who vouches for a signer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Trust {
    /// The operator lists nobody.
    NoList,
    /// Somebody listed, by certificates that were good then.
    Listed,
    /// Nobody listed.
    NotListed,
    /// Somebody listed, by a certificate that was not good then: before its first day or after its last.
    OutOfDate,
    /// The certificate is not for this use.
    NotForThis,
}

impl Signature {
    fn without(integrity: Integrity) -> Self {
        Self {
            kind: SignatureKind::Signer,
            integrity,
            later: Later::Unknown,
            trust: Trust::NotListed,
            weak: false,
            signer: None,
            organisation: None,
            issuer: None,
            claimed_at: None,
            proven_at: None,
            valid: None,
        }
    }
}

/// Looks at the signatures in a PDF that [`crate::prepare()`] took. `None`: it has none.
pub fn examine(bytes: &[u8], anchors: &Anchors, limits: &Limits, now: Moment) -> Option<Signatures> {
    // Readers of foreign formats are written with care and still may stumble: then nothing is said to hold.
    let stumbled =
        || Signatures { all: vec![Signature::without(Integrity::Unreadable)], more: false, checked_at: now };
    let look = || Look { bytes, anchors, limits, now }.all();
    catch_unwind(AssertUnwindSafe(look)).unwrap_or_else(|_| Some(stumbled()))
}

/// Whether the bytes speak of a signature anywhere, also where the document no longer names one.
pub(crate) fn is_hinted(bytes: &[u8]) -> bool {
    places::find(bytes, places::MARK).is_some()
}

struct Look<'a> {
    bytes: &'a [u8],
    anchors: &'a Anchors,
    limits: &'a Limits,
    now: Moment,
}

impl Look<'_> {
    fn all(&self) -> Option<Signatures> {
        let document = document::load(self.bytes, self.limits).ok()?;
        let mut places = places::all(self.bytes);
        // The last are the ones that tell of the document as it is.
        let more = places.len() > SIGNATURES_MAX;
        places.drain(..places.len().saturating_sub(SIGNATURES_MAX));
        let mut revisions = 0;
        let mut all: Vec<Signature> =
            places.iter().filter_map(|place| self.one(&document, place, &mut revisions)).collect();
        let known = |dict: &&Dictionary| {
            places::range_of(dict).is_some_and(|range| places.iter().any(|place| place.range == range))
        };
        let strange = places::dictionaries(&document).filter(|dict| !known(dict)).count();
        let room = SIGNATURES_MAX.saturating_sub(all.len());
        if !more {
            all.extend((0..strange.min(room)).map(|_| Signature::without(Integrity::Partial)));
        }
        (!all.is_empty()).then_some(Signatures { all, more: more || strange > room, checked_at: self.now })
    }

    /// `None`: what looks like a signature is none of this document, for instance one of a document within it.
    fn one(&self, document: &Document, place: &Place, revisions: &mut usize) -> Option<Signature> {
        let (signed, tail) = self.bytes.split_at(place.end());
        let is_last = tail.iter().all(u8::is_ascii_whitespace);
        let of_place = |document: &Document| {
            let found =
                places::dictionaries(document).find(|dict| places::range_of(dict) == Some(place.range));
            found.cloned()
        };
        let is_whole = signed.trim_ascii_end().ends_with(b"%%EOF");
        if !is_whole {
            return of_place(document).map(|_| Signature::without(Integrity::Partial));
        }
        if is_last {
            let dict = of_place(document)?;
            return Some(Signature { later: Later::Nothing, ..self.read(place, &dict) });
        }
        *revisions += 1;
        let earlier =
            (*revisions <= REVISIONS_MAX).then(|| document::load(signed, self.limits).ok()).flatten();
        let Some(earlier) = earlier else {
            let dict = of_place(document)?;
            return Some(Signature { later: Later::Unknown, ..self.read(place, &dict) });
        };
        let dict = of_place(&earlier)?;
        Some(Signature { later: later::compare(&earlier, document, tail), ..self.read(place, &dict) })
    }

    fn read(&self, place: &Place, dict: &Dictionary) -> Signature {
        let Some(value) = &place.value else { return Signature::without(Integrity::Partial) };
        // What stands in the gap and what the document takes for it must be one.
        if places::value_of(dict) != Some(value) {
            return Signature::without(Integrity::Partial);
        }
        let form = dict.get(b"SubFilter").and_then(Object::as_name).unwrap_or_default();
        let is_stamp = form == b"ETSI.RFC3161";
        if !is_stamp && form != b"adbe.pkcs7.detached" && form != b"ETSI.CAdES.detached" {
            return Signature::without(Integrity::UnknownForm);
        }
        let Some(message) = Message::read(value) else { return Signature::without(Integrity::Unreadable) };
        let Some(signer) = message.signer() else { return Signature::without(Integrity::Unreadable) };
        let covered = place.covered(self.bytes);
        if is_stamp {
            self.stamp(&message, &signer, &covered)
        } else {
            self.signer(&message, &signer, &covered)
        }
    }

    fn stamp(&self, message: &Message<'_>, signer: &Certificate<'_>, covered: &[&[u8]]) -> Signature {
        let read = stamp::read(message, covered, self.anchors);
        Signature {
            kind: SignatureKind::Stamp,
            integrity: read.integrity,
            trust: read.trust,
            claimed_at: read.at,
            proven_at: read.proves(),
            ..told(signer)
        }
    }

    fn signer(&self, message: &Message<'_>, signer: &Certificate<'_>, covered: &[&[u8]]) -> Signature {
        let fit = message.fits(signer, covered);
        let integrity = match fit {
            // Content of its own inside would not be what the document shows.
            _ if message.content.is_some() => Integrity::UnknownForm,
            Fit::Good | Fit::GoodButWeak => Integrity::Intact,
            Fit::Content => Integrity::Changed,
            Fit::Value => Integrity::Forged,
            Fit::Unknown => Integrity::UnknownMethod,
        };
        let stamp = message.stamp().map(|(stamp, over)| stamp::read(&stamp, &[over], self.anchors));
        let proven_at = stamp.and_then(|stamp| stamp.proves());
        let claimed_at = message.claimed_at();
        let at = proven_at.or(claimed_at).unwrap_or(self.now);
        Signature {
            integrity,
            trust: self.anchors.judge(signer, &message.certificates, at, Purpose::Documents),
            weak: fit == Fit::GoodButWeak,
            claimed_at,
            proven_at,
            ..told(signer)
        }
    }
}

/// What a certificate tells of its holder.
fn told(signer: &Certificate<'_>) -> Signature {
    Signature {
        signer: signer.holder(),
        organisation: signer.organisation(),
        issuer: signer.authority(),
        valid: Some((signer.from, signer.until)),
        ..Signature::without(Integrity::Unreadable)
    }
}
