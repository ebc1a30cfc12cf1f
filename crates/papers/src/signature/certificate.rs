//! Certificates: whose a key is, who says so, from when until when and what for.

use super::algorithm::{Checked, Signed, check};
use super::der::{BITS, INTEGER, OCTETS, OID, SEQUENCE, SET, TIME, UTC_TIME, Value, Values, tagged};
use motcua_calendar::{Date, MinuteOfDay, Moment};

const COMMON_NAME: &[u8] = b"\x55\x04\x03";
const ORGANISATION: &[u8] = b"\x55\x04\x0a";
const CONSTRAINTS: &[u8] = b"\x55\x1d\x13";
const USAGE: &[u8] = b"\x55\x1d\x0f";
const PURPOSES: &[u8] = b"\x55\x1d\x25";
const SUBJECT_KEY: &[u8] = b"\x55\x1d\x0e";
const STAMPS: &[u8] = b"\x2b\x06\x01\x05\x05\x07\x03\x08";
/// Extensions that may be marked critical and hinder nothing that is checked here: policies, and how they are mapped.
const HARMLESS: [&[u8]; 3] = [b"\x55\x1d\x20", b"\x55\x1d\x11", b"\x55\x1d\x1f"];
/// Hours that Vietnam is ahead of universal time, in minutes.
const AHEAD: i64 = 7 * 60;
/// Characters of a name that are repeated to people.
const NAME_CHARACTERS: usize = 100;

/// A certificate, as far as it is needed.
#[derive(Debug, Clone, Copy)]
pub(super) struct Certificate<'a> {
    pub(super) whole: &'a [u8],
    signed: &'a [u8],
    algorithm: Value<'a>,
    value: &'a [u8],
    pub(super) serial: &'a [u8],
    pub(super) issuer: Value<'a>,
    pub(super) subject: Value<'a>,
    pub(super) from: Moment,
    pub(super) until: Moment,
    pub(super) key: Value<'a>,
    extensions: Option<Values<'a>>,
}

impl<'a> Certificate<'a> {
    pub(super) fn read(value: Value<'a>) -> Option<Self> {
        let mut outer = value.is(SEQUENCE).then(|| value.inside())?;
        let told = outer.pull(SEQUENCE)?;
        let algorithm = outer.pull(SEQUENCE)?;
        let signature = outer.pull(BITS)?.body.strip_prefix(&[0])?;
        let mut parts = told.inside();
        // The version: what it tells is seen from what follows.
        parts.pull(tagged(0));
        let serial = parts.pull(INTEGER)?.body;
        parts.pull(SEQUENCE)?;
        let issuer = parts.pull(SEQUENCE)?;
        let mut validity = parts.open(SEQUENCE)?;
        let (from, until) = (moment(validity.next()?)?, moment(validity.next()?)?);
        let subject = parts.pull(SEQUENCE)?;
        let key = parts.pull(SEQUENCE)?;
        let extensions = parts.find(|part| part.is(tagged(3))).map(|part| part.inside().open(SEQUENCE));
        let extensions = match extensions {
            Some(unread) => Some(unread?),
            None => None,
        };
        let (whole, signed) = (value.whole, told.whole);
        Some(Self {
            whole,
            signed,
            algorithm,
            value: signature,
            serial,
            issuer,
            subject,
            from,
            until,
            key,
            extensions,
        })
    }

    /// Whether the owner of another certificate signed this one.
    pub(super) fn is_signed_by(&self, other: &Certificate<'_>) -> bool {
        let signed = Signed { algorithm: self.algorithm, hash: None, value: self.value };
        self.issuer.whole == other.subject.whole && check(other.key, signed, self.signed) == Checked::Good
    }

    pub(super) fn is_valid_at(&self, at: Moment) -> bool {
        self.from <= at && at <= self.until
    }

    fn extension(&self, wanted: &[u8]) -> Option<Value<'a>> {
        self.each().find(|(oid, ..)| *oid == wanted).map(|(_, _, value)| value)
    }

    /// Extensions: their name, whether they are critical, their content.
    fn each(&self) -> impl Iterator<Item = (&'a [u8], bool, Value<'a>)> + use<'a> {
        self.extensions.into_iter().flatten().filter_map(|one| {
            let mut parts = one.inside();
            let oid = parts.pull(OID)?.body;
            let critical = parts.pull(0x01).is_some_and(|flag| flag.body != [0]);
            Some((oid, critical, Value::first(parts.pull(OCTETS)?.body)?))
        })
    }

    /// Whether this may sign other certificates, that many of them standing between it and the one at the end.
    pub(super) fn may_certify(&self, between: usize) -> bool {
        let Some(constraints) = self.extension(CONSTRAINTS) else { return false };
        let mut parts = constraints.inside();
        let authority = parts.pull(0x01).is_some_and(|flag| flag.body != [0]);
        let far_enough = match parts.pull(INTEGER).map(|most| most.body) {
            None => true,
            Some([most]) => between <= usize::from(*most),
            Some(_) => false,
        };
        // Bit 5 of the usage: signs certificates.
        authority && far_enough && self.usage().is_none_or(|bits| bits & 0x04 != 0) && self.understood()
    }

    /// Whether this may sign documents: bit 0 or 1 of the usage.
    pub(super) fn may_sign(&self) -> bool {
        self.usage().is_none_or(|bits| bits & 0xc0 != 0) && self.understood()
    }

    /// Whether this may sign stamps of time.
    pub(super) fn may_stamp(&self) -> bool {
        let purposes = self.extension(PURPOSES);
        purposes.is_some_and(|all| all.inside().any(|one| one.body == STAMPS)) && self.understood()
    }

    fn usage(&self) -> Option<u8> {
        self.extension(USAGE).map(|bits| bits.body.get(1).copied().unwrap_or(0))
    }

    /// Nothing critical is left unread.
    fn understood(&self) -> bool {
        let known = [CONSTRAINTS, USAGE, PURPOSES];
        self.each().all(|(oid, critical, _)| !critical || known.contains(&oid) || HARMLESS.contains(&oid))
    }

    pub(super) fn key_name(&self) -> Option<&'a [u8]> {
        self.extension(SUBJECT_KEY).filter(|value| value.is(OCTETS)).map(|value| value.body)
    }

    pub(super) fn holder(&self) -> Option<String> {
        name(self.subject, COMMON_NAME)
    }

    pub(super) fn organisation(&self) -> Option<String> {
        name(self.subject, ORGANISATION)
    }

    pub(super) fn authority(&self) -> Option<String> {
        name(self.issuer, COMMON_NAME).or_else(|| name(self.issuer, ORGANISATION))
    }
}

/// A part of a name, as it may be shown to people.
fn name(of: Value<'_>, wanted: &[u8]) -> Option<String> {
    let parts = of.inside().filter(|set| set.is(SET)).flat_map(|set| set.inside());
    let text = parts.filter_map(|part| {
        let mut pair = part.inside();
        (pair.pull(OID)?.body == wanted).then(|| pair.next())?
    });
    let text = text.last()?;
    let read = match text.tag {
        // BMPString.
        0x1e => {
            let units: Vec<u16> =
                text.body.chunks_exact(2).map(|two| u16::from_be_bytes([two[0], two[1]])).collect();
            String::from_utf16_lossy(&units)
        }
        _ => String::from_utf8_lossy(text.body).into_owned(),
    };
    let seen: String = read.chars().filter(|c| !crate::is_unseen(*c)).take(NAME_CHARACTERS).collect();
    let seen = seen.trim();
    (!seen.is_empty()).then(|| seen.to_owned())
}

/// A time: `YYMMDDhhmmssZ` or `YYYYMMDDhhmmss[.fff]Z`, universal time; shown as it is in Vietnam.
pub(super) fn moment(value: Value<'_>) -> Option<Moment> {
    let text = std::str::from_utf8(value.body).ok()?.strip_suffix('Z')?;
    let (year, rest) = match value.tag {
        UTC_TIME => {
            let (year, rest) = text.split_at_checked(2)?;
            let year: i32 = digits(year)?;
            (if year < 50 { 2000 + year } else { 1900 + year }, rest)
        }
        TIME => {
            let (year, rest) = text.split_at_checked(4)?;
            (digits(year)?, rest)
        }
        _ => return None,
    };
    let part = |at: usize| rest.get(at..at + 2).and_then(digits);
    let date = Date::new(year, part(0)?.unsigned_abs(), part(2)?.unsigned_abs()).ok()?;
    let minute = u16::try_from(part(4)? * 60 + part(6)?).ok()?;
    Some(Moment::from_civil(date, MinuteOfDay::new(minute).ok()?).plus_minutes(AHEAD))
}

fn digits(text: &str) -> Option<i32> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok())?
}
