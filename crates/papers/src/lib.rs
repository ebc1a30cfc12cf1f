//! Papers as files: what a file is, whether it can be used, and what it becomes when it is kept.
//!
//! A file is judged by its content alone; its name is only repeated to the person who sent it. Nothing here reads a disk,
//! a network or a clock: bytes come in, bytes and findings go out. The same bytes always become the same bytes.
//!
//! * JPEG and PNG become a PDF of one page: upright, without a plain border, at most 2,200 points on the longer side,
//!   without the notes of the camera (its place among them).
//! * PDF is kept to the bit, so that signatures in it stay good.
//! * HEIC and DOCX are kept in their own format, for want of a well-kept free library that unpacks them; the place a HEIC
//!   photo was taken at is wiped out of it.

mod archive;
mod document;
mod heif;
pub mod kind;
pub mod look;
mod page;
mod photo;
pub mod prepare;
mod shrink;
pub mod signature;
pub mod unfit;
mod word;

pub use kind::Kind;
pub use prepare::{ImageReport, Limits, Prepared, Report, prepare};
pub use unfit::Unfit;

/// Marks that turn text round, have no width or are no letters at all: names of files and of signers must read as they are.
pub fn is_unseen(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
        || matches!(c, '\u{fff0}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}' | '\u{115f}' | '\u{1160}' | '\u{3164}' | '\u{ffa0}')
}
