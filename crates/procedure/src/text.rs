//! The text of a procedure: one TOML file a version, for people who are not programmers.
//!
//! [`write()`] gives the canonical text; [`read`] gives the same version back. Units stand by their key, terms as
//! `3 working days`, conditions as their own text; what is empty or usual is left out. Whatever is wrong in a text is
//! told at once, each with its line and column ([`TextProblem`]).
//!
//! A text is read, not judged: whether a flow is sound or a route leads anywhere is asked elsewhere, so that an
//! unfinished draft can be kept as a text too. The name of a field of procedures is not part of the text; it follows
//! from the field's key.

mod around;
mod flow;
mod guidance;
mod parts;
mod problem;
mod section;
mod source;
mod values;
mod variation;
mod word;
mod write;

pub use problem::{CODES, TextProblem};
pub use write::{write, write_numbered};

use crate::surroundings::Field;
use around::Around;
use motcua_domain::ids::VersionId;
use motcua_domain::procedure::ProcedureVersion;
use motcua_domain::unit::UnitIndex;

/// The longest text that is read, in bytes.
pub const TEXT_BYTES_MAX: usize = 1 << 20;
/// The most problems told at once.
pub const PROBLEMS_MAX: usize = 50;
/// The most steps of a version.
pub const STEPS_MAX: usize = 200;
/// The most required papers, or fields of a form.
pub const PAPERS_MAX: usize = 500;
/// The most entries of any other list.
pub const LIST_MAX: usize = 200;
/// The longest value, in characters.
pub const VALUE_CHARS_MAX: usize = 4_000;
/// The longest key, in characters.
pub const KEY_CHARS_MAX: usize = 100;

/// Where the number of a version comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Numbering {
    /// Whoever reads the text gives it; a `version` in the text counts for nothing.
    Given(VersionId),
    /// The text says it as `version = 27`, as the files of a city do.
    InText,
}

/// Reads a version from its text.
///
/// # Errors
/// Everything wrong with it, in the order of the text, [`PROBLEMS_MAX`] at most.
pub fn read(
    text: &str,
    units: &UnitIndex,
    fields: &[Field],
    id: VersionId,
) -> Result<ProcedureVersion, Vec<TextProblem>> {
    read_bytes(text.as_bytes(), units, fields, Numbering::Given(id))
}

/// Reads a version from the bytes of a file, whatever they are.
///
/// # Errors
/// As [`read`]; also when the bytes are no text.
pub fn read_bytes(
    bytes: &[u8],
    units: &UnitIndex,
    fields: &[Field],
    numbering: Numbering,
) -> Result<ProcedureVersion, Vec<TextProblem>> {
    let text = source::text(bytes)?;
    let (document, broken) = source::parse(text)?;
    let around = Around::new(text, units, fields, broken);
    let version = parts::version(document.get_ref(), &around, numbering);
    around.conclude(version)
}
