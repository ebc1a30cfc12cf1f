//! What the program prints. `println!` panics when nobody reads any more, as in `motcua export | head -1`; here that is an
//! ordinary error, which ends the program quietly.

use anyhow::{Context, Result};
use clap::ValueEnum;
use motcua_calendar::Lang;
use std::fmt::{Arguments, Display, Formatter};
use std::io::{Error, ErrorKind, Write};

/// Exit code of a program whose reader has gone: 128 + SIGPIPE, as shells report it.
pub const NOBODY_READS: u8 = 141;

/// Standard output was closed by whoever read it.
#[derive(Debug)]
pub struct NobodyReads;

impl Display for NobodyReads {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        f.write_str("nobody reads standard output any more")
    }
}

impl std::error::Error for NobodyReads {}

/// The language somebody asks for.
#[derive(Clone, Copy, ValueEnum)]
pub enum Language {
    Vi,
    En,
}

impl From<Language> for Lang {
    fn from(language: Language) -> Self {
        match language {
            Language::Vi => Lang::Vi,
            Language::En => Lang::En,
        }
    }
}

/// Prints a line to standard output, as `println!` does, and answers with an error when that cannot be done.
macro_rules! say {
    ($($text:tt)*) => { $crate::output::line(format_args!($($text)*)) };
}
pub(crate) use say;

/// Prints a line to standard error, as `eprintln!` does. Nothing is left to be said when nobody reads that either.
macro_rules! tell {
    ($($text:tt)*) => { $crate::output::aside(format_args!($($text)*)) };
}
pub(crate) use tell;

/// What [`say!`] does.
pub fn line(text: Arguments<'_>) -> Result<()> {
    let mut out = std::io::stdout().lock();
    written(out.write_fmt(text).and_then(|()| out.write_all(b"\n")))
}

/// What [`tell!`] does.
pub fn aside(text: Arguments<'_>) {
    let mut out = std::io::stderr().lock();
    drop(out.write_fmt(text).and_then(|()| out.write_all(b"\n")));
}

/// The outcome of writing where a reader may go away.
pub fn written(outcome: Result<(), Error>) -> Result<()> {
    match outcome {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Err(NobodyReads.into()),
        other => other.context("writing"),
    }
}
