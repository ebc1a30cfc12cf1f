//! Papers as files: what a file is, whether it can be used, and what it becomes when it is kept.
//!
//! A file is judged by its content alone; its name is only repeated to the person who sent it. Nothing here reads a disk,
//! a network or a clock: bytes come in, bytes and findings go out.

pub mod kind;
pub mod prepare;
pub mod unfit;

pub use kind::Kind;
pub use prepare::{Limits, Prepared, Report, prepare};
pub use unfit::Unfit;
