//! Signs that a number was made rather than earned, with reasons, for a person to judge.
//!
//! Pure: signs of filings ([`Signal`]) and of the work on dossiers ([`Worked`]) go in, [`Finding`]s come out, each with its dossiers,
//! its numbers, and the numbers of its peers. Nothing here changes a figure, and no finding says that anybody did wrong: a library, a
//! family with one phone and a diligent desk look like one too. Thresholds are data ([`Detectors`]).

mod filing;
mod settings;
mod unit;
mod work;

pub use filing::{Nearness, Sign, Signal, Suspect, suspects};
pub use settings::{Detectors, DetectorsError, FilingPoints, UnitLimits};
pub use unit::{Detector, Finding, Part, Span, find};
pub use work::Worked;

/// Stands for a browser or a contact: a hash with a key of the database, of no use to anybody without it.
pub type Mark = [u8; 16];
