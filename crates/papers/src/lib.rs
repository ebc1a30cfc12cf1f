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
pub mod unfit;
mod word;

pub use kind::Kind;
pub use prepare::{ImageReport, Limits, Prepared, Report, prepare};
pub use unfit::Unfit;
