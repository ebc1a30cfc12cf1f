//! From the bytes a person sent to what is kept: recognised, checked, and photos made into a page.

use crate::kind::Kind;
use crate::signature::{self, Anchors, Signatures};
use crate::unfit::Unfit;
use crate::{archive, document, heif, photo, word};
use motcua_calendar::Moment;
use serde::{Deserialize, Serialize};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// How much is taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of one file.
    pub bytes: u64,
    /// Points of one image: 52 million is what the largest ordinary telephone cameras make.
    pub pixels: u64,
    /// Bytes a document may unpack to.
    pub unpacked: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { bytes: 20 * 1024 * 1024, pixels: 52_000_000, unpacked: 256 * 1024 * 1024 }
    }
}

/// What was seen in a file and done to it; kept beside it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// What was sent.
    pub sent: Kind,
    /// Bytes that were sent.
    #[serde(default)]
    pub sent_bytes: u64,
    /// What was done to an image.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image: Option<ImageReport>,
    /// A document says that it is signed.
    #[serde(default, skip_serializing_if = "is_false")]
    pub signed: bool,
    /// What its signatures tell; absent where nobody looked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signatures: Option<Signatures>,
}

fn is_false(flag: &bool) -> bool {
    !*flag
}

/// What was done to an image.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImageReport {
    /// Width and height as sent, in points.
    pub sent: (u32, u32),
    /// Width and height as kept.
    pub kept: (u32, u32),
    /// It was turned upright.
    #[serde(default, skip_serializing_if = "is_false")]
    pub turned: bool,
    /// A plain border was cut off.
    #[serde(default, skip_serializing_if = "is_false")]
    pub cropped: bool,
    /// How sharp it is, thousandths: see [`crate::look`].
    pub sharpness: u32,
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

impl Prepared {
    /// Looks at the signatures in a document that came as one, and notes what they tell.
    pub fn look_at_signatures(&mut self, anchors: &Anchors, limits: &Limits, now: Moment) {
        if self.report.sent == Kind::Pdf && (self.report.signed || signature::is_hinted(&self.bytes)) {
            self.report.signatures = signature::examine(&self.bytes, anchors, limits, now);
            self.report.signed |= self.report.signatures.is_some();
        }
    }
}

/// Recognises and checks a file; a JPEG or PNG becomes a PDF of one page without what the camera noted of place and time.
/// The same bytes always become the same bytes.
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
    let kind = match Kind::of(&bytes) {
        Some(kind) => kind,
        None if word::is_locked(&bytes) => return Err(Unfit::Encrypted),
        None => return Err(Unfit::UnknownType),
    };
    // Readers of foreign formats are written with care and still may stumble: then the file is damaged, no more.
    catch_unwind(AssertUnwindSafe(|| look(kind, bytes, limits))).unwrap_or(Err(Unfit::Damaged))
}

fn look(kind: Kind, bytes: Vec<u8>, limits: &Limits) -> Result<Prepared, Unfit> {
    // A reader of archives finds them by their end: such a file would be one thing to us and another to somebody else.
    if kind != Kind::Docx && archive::ends_as_archive(&bytes) {
        return Err(Unfit::Mixed);
    }
    let mut report =
        Report { sent: kind, sent_bytes: bytes.len() as u64, image: None, signed: false, signatures: None };
    match kind {
        Kind::Jpeg | Kind::Png => {
            let made = photo::prepare(kind, &bytes, limits)?;
            report.image = Some(made.report);
            Ok(Prepared { kind: Kind::Pdf, bytes: made.pdf, pages: Some(1), report })
        }
        Kind::Pdf => {
            let seen = document::check(&bytes, limits)?;
            report.signed = seen.signed;
            Ok(Prepared { kind, bytes, pages: Some(seen.pages), report })
        }
        Kind::Heic => {
            let mut bytes = bytes;
            heif::check(&mut bytes, limits)?;
            Ok(Prepared { kind, bytes, pages: Some(1), report })
        }
        Kind::Docx => {
            word::check(&bytes, limits)?;
            Ok(Prepared { kind, bytes, pages: None, report })
        }
    }
}
