//! Stamps of time (RFC 3161): another party says that a signature, or a document, was there at a moment.

use super::algorithm::Hash;
use super::certificate::moment;
use super::chain::{Anchors, Purpose};
use super::cms::{Fit, Message};
use super::der::{INTEGER, OCTETS, OID, SEQUENCE, TIME, Values};
use super::{Integrity, Trust};
use motcua_calendar::Moment;

/// A stamp that was read.
pub(super) struct Stamp {
    pub(super) at: Option<Moment>,
    pub(super) integrity: Integrity,
    pub(super) trust: Trust,
}

impl Stamp {
    /// Whether its time is proven.
    pub(super) fn proves(&self) -> Option<Moment> {
        self.at.filter(|_| self.integrity == Integrity::Intact && self.trust == Trust::Listed)
    }
}

/// Reads a stamp over these bytes.
pub(super) fn read(message: &Message<'_>, over: &[&[u8]], anchors: &Anchors) -> Stamp {
    let unreadable = Stamp { at: None, integrity: Integrity::Unreadable, trust: Trust::NotListed };
    let Some(content) = message.content else { return unreadable };
    let (Some(told), Some(signer)) = (told(content), message.signer()) else { return unreadable };
    let integrity = if told.hash.of(over).as_ref() != told.digest || told.hash == Hash::Sha1 {
        Integrity::Changed
    } else {
        match message.fits(&signer, &[content]) {
            Fit::Good => Integrity::Intact,
            Fit::GoodButWeak | Fit::Unknown => Integrity::UnknownMethod,
            Fit::Content | Fit::Value => Integrity::Forged,
        }
    };
    let trust = anchors.judge(&signer, &message.certificates, told.at, Purpose::Stamps);
    Stamp { at: Some(told.at), integrity, trust }
}

struct Told<'a> {
    at: Moment,
    hash: Hash,
    digest: &'a [u8],
}

fn told(content: &[u8]) -> Option<Told<'_>> {
    let mut parts = Values::of(content).open(SEQUENCE)?;
    parts.pull(INTEGER)?;
    parts.pull(OID)?;
    let mut imprint = parts.open(SEQUENCE)?;
    let hash = Hash::named(imprint.pull(SEQUENCE)?)?;
    let digest = imprint.pull(OCTETS)?.body;
    parts.pull(INTEGER)?;
    Some(Told { at: moment(parts.pull(TIME)?)?, hash, digest })
}
