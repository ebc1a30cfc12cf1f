//! From the bytes a person sent to what is kept: recognised, checked.

use crate::kind::Kind;
use crate::unfit::Unfit;
use serde::{Deserialize, Serialize};

/// How much is taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of one file.
    pub bytes: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { bytes: 20 * 1024 * 1024 }
    }
}

/// What was seen in a file and done to it; kept beside it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// What was sent.
    pub sent: Kind,
}

/// A file ready to be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prepared {
    /// What it is now.
    pub kind: Kind,
    /// Its content.
    pub bytes: Vec<u8>,
    /// Pages, where they can be counted.
    pub pages: Option<u32>,
    /// What was seen and done.
    pub report: Report,
}

/// Recognises and checks a file.
///
/// # Errors
/// Why it cannot be used.
pub fn prepare(bytes: Vec<u8>, limits: &Limits) -> Result<Prepared, Unfit> {
    if bytes.is_empty() {
        return Err(Unfit::Empty);
    }
    let size = bytes.len() as u64;
    if size > limits.bytes {
        return Err(Unfit::TooBig { bytes: size, most: limits.bytes });
    }
    let kind = Kind::of(&bytes).ok_or(Unfit::UnknownType)?;
    Ok(Prepared { kind, bytes, pages: None, report: Report { sent: kind } })
}
