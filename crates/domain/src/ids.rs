//! Names of things. Every id and code is its own type, so that one cannot be passed for another.

use serde::{Deserialize, Serialize};
use std::fmt;
use uuid::Uuid;

macro_rules! uuid_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);
        impl $name {
            /// The sixteen bytes, as stored.
            pub fn bytes(&self) -> [u8; 16] { *self.0.as_bytes() }
            /// Back from the stored bytes.
            pub fn from_bytes(bytes: [u8; 16]) -> Self { Self(Uuid::from_bytes(bytes)) }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { self.0.fmt(f) }
        }
    };
}

macro_rules! small_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub u32);
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { self.0.fmt(f) }
        }
    };
}

macro_rules! text_code {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub String);
        impl $name {
            /// The code as text.
            pub fn as_str(&self) -> &str { &self.0 }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { self.0.fmt(f) }
        }
        impl From<&str> for $name {
            fn from(text: &str) -> Self { Self(text.to_owned()) }
        }
    };
}

uuid_id!(/** One dossier (hồ sơ), time-ordered (UUIDv7). */ DossierId);
uuid_id!(/** One command; sending it again gives the first outcome. */ CommandId);
uuid_id!(/** One person; the only way an event refers to somebody who is not an officer. */ PersonId);
uuid_id!(/** One request of a person about their data, time-ordered (UUIDv7). */ RequestId);
uuid_id!(/** One draft of a procedure version, time-ordered (UUIDv7). */ DraftId);
uuid_id!(/** One file kept for a person, with its name; the same content may be kept for several. */ FileId);
uuid_id!(/** One file on its way, piece by piece. */ UploadId);
uuid_id!(/** One kiosk, as it was enrolled. */ KioskId);
uuid_id!(/** One time of help with a filing, time-ordered. */ HelpId);
uuid_id!(/** One recorded consent that an officer files for a person, time-ordered: what the journal knows of it. */ ConsentId);
uuid_id!(/** One notice to one person, time-ordered. */ NoticeId);
small_id!(/** A unit of the city: agency, commune, service point, branch. Numbered by the city's data. */ UnitId);
small_id!(/** An officer's account. */ OfficerId);
small_id!(/** One published version of a procedure. A dossier is pinned to it. */ VersionId);
text_code!(/** National procedure code, `d.dddddd` (law: national procedure database). */ ProcedureCode);
text_code!(/** Field of procedures (lĩnh vực), a short stable key. */ FieldCode);
text_code!(/** Dossier code (mã hồ sơ), `<agency>-YYMMDD-NNNN` (TT 01/2018/TT-VPCP art. 19). */ DossierCode);
uuid_id!(/** One mandate, time-ordered (UUIDv7): what the journal knows of it. */ MandateId);
uuid_id!(/** One filing under way, before it is a dossier, time-ordered (UUIDv7). */ FilingId);
text_code!(/** Salted digest of the answers a dossier was filed with, hexadecimal: stands for them in the journal. */ FormDigest);
text_code!(/** Key of a required paper inside one procedure version. */ PaperKey);
text_code!(/** Key of a case (variant) inside one procedure version. */ CaseKey);
text_code!(/** Key of a system outside the program, in the city's list of them. */ SystemKey);

impl DossierCode {
    /// Writes `<agency>-YYMMDD-NNNN`; the serial is at least four digits and widens past 9999 rather than failing.
    pub fn compose(agency_code: &str, yymmdd: &str, serial: u64) -> Self {
        Self(format!("{agency_code}-{yymmdd}-{serial:04}"))
    }

    /// Whether a text has the shape of a dossier code of any of the national systems
    /// (`^[A-Z0-9.]{3,20}-(\d{6}|\d{8})-\d{4,7}$`).
    pub fn is_well_formed(text: &str) -> bool {
        let mut parts = text.split('-');
        let (Some(agency), Some(day), Some(serial), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return false;
        };
        let digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
        (3..=20).contains(&agency.len())
            && agency.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'.')
            && (day.len() == 6 || day.len() == 8)
            && digits(day)
            && (4..=7).contains(&serial.len())
            && digits(serial)
    }
}

/// Content of a file by its SHA-256: what an event says of a file. In text and JSON 64 lower-case hex digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileHash(pub [u8; 32]);

impl FileHash {
    /// Reads 64 hex digits of either case.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.as_bytes();
        if digits.len() != 64 {
            return None;
        }
        let mut bytes = [0; 32];
        for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
            let digit = |at: usize| char::from(pair[at]).to_digit(16).and_then(|d| u8::try_from(d).ok());
            *byte = digit(0)? << 4 | digit(1)?;
        }
        Some(Self(bytes))
    }
}

impl fmt::Display for FileHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for FileHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "FileHash({self})")
    }
}

impl Serialize for FileHash {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for FileHash {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| serde::de::Error::custom("a file hash is 64 hex digits"))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a failing test panics")]
    use super::*;

    #[test]
    fn a_file_hash_is_64_hex_digits_and_nothing_else() {
        let hash = FileHash([0xAB; 32]);
        let text = serde_json::to_string(&hash).unwrap();
        assert_eq!(text, format!("\"{}\"", "ab".repeat(32)));
        assert_eq!(serde_json::from_str::<FileHash>(&text).unwrap(), hash);
        assert_eq!(FileHash::parse(&"AB".repeat(32)), Some(hash));
        for wrong in [
            String::new(),
            "ab".repeat(31),
            "ab".repeat(33),
            "zz".repeat(32),
            "+1".repeat(32),
            "ư".repeat(32),
        ] {
            assert_eq!(FileHash::parse(&wrong), None, "{wrong}");
        }
    }
}
