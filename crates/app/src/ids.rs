//! Identity is a parameter: ids, tokens and salts come from here.

use crate::error::Error;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use std::sync::atomic::{AtomicI64, Ordering};
use uuid::Uuid;

/// A source of ids and secrets.
pub trait IdSource: Send + Sync {
    /// A time-ordered id (UUIDv7) for things made at `unix_ms`.
    fn uuid(&self, unix_ms: i64) -> Result<Uuid, Error>;
    /// 32 random bytes as URL-safe text.
    fn token(&self) -> Result<String, Error>;
    /// 16 random bytes, from which notes are salted.
    fn salt(&self) -> Result<[u8; 16], Error>;
}

/// Ids from the operating system's entropy; increasing even within one millisecond, so that B-trees append.
#[derive(Debug, Default)]
pub struct SystemIds {
    last: AtomicI64,
}

impl IdSource for SystemIds {
    fn uuid(&self, unix_ms: i64) -> Result<Uuid, Error> {
        let mut random = [0u8; 10];
        getrandom::fill(&mut random).map_err(|e| Error::Defect(format!("no entropy: {e}")))?;
        // 42 bits of milliseconds and 12 bits of sequence make one increasing number.
        let wanted = unix_ms << 12;
        let step =
            self.last.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |last| Some(wanted.max(last + 1)));
        let ticks = step.map_or(wanted, |last| wanted.max(last + 1));
        Ok(compose(ticks >> 12, (ticks & 0xfff) as u16, &random))
    }
    fn token(&self) -> Result<String, Error> {
        let mut bytes = [0u8; 32];
        getrandom::fill(&mut bytes).map_err(|e| Error::Defect(format!("no entropy: {e}")))?;
        Ok(URL_SAFE_NO_PAD.encode(bytes))
    }
    fn salt(&self) -> Result<[u8; 16], Error> {
        let mut bytes = [0u8; 16];
        getrandom::fill(&mut bytes).map_err(|e| Error::Defect(format!("no entropy: {e}")))?;
        Ok(bytes)
    }
}

/// Builds a version 7 UUID from its parts: 48 bits of milliseconds, 12 bits of sequence, 62 random bits.
pub fn compose(unix_ms: i64, sequence: u16, random: &[u8; 10]) -> Uuid {
    let mut bytes = [0u8; 16];
    bytes[..6].copy_from_slice(&unix_ms.to_be_bytes()[2..]);
    bytes[6] = 0x70 | ((sequence >> 8) as u8 & 0x0f);
    bytes[7] = sequence as u8;
    bytes[8..].copy_from_slice(&random[..8]);
    bytes[8] = 0x80 | (bytes[8] & 0x3f);
    Uuid::from_bytes(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_of_one_millisecond_increase() {
        let ids = SystemIds::default();
        let made: Vec<Uuid> = (0..5_000).filter_map(|_| ids.uuid(1_750_000_000_000).ok()).collect();
        assert_eq!(made.len(), 5_000);
        assert!(made.windows(2).all(|w| w[0] < w[1]));
        assert!(made.iter().all(|u| u.get_version_num() == 7));
    }
}
