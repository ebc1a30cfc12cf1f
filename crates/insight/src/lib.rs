//! Numbers a city decides on: what one dossier counts for, and what is made of the counts.
//!
//! A dossier counts for a few whole numbers on two days: the day it was received and the day it ended ([`Facts`]). They follow
//! from its state alone, so whoever keeps the sums ([`Axis`], [`Measure`]) adds the difference between the state before an act and the
//! state after it ([`changes`]), and whoever doubts them adds up all states again. Nothing here depends on what time it is.
//!
//! A metric is data ([`Metric`]): a numerator and a denominator over the measures, with its legal basis, its owner and its twin, the
//! rate that must stand beside it. A sum is asked for ([`Sums`]), a metric makes a figure of it ([`Figure`]). A report ([`report`]) is a
//! table of such figures, defined by data as well.

pub mod detect;
mod dictionary;
mod elapsed;
mod facts;
mod formula;
pub mod guard;
mod index;
mod league;
mod measure;
mod open;
pub mod report;
mod target;

pub use dictionary::{Above, Better, Dictionary, DictionaryError, Kind, Metric};
pub use elapsed::{Party, elapsed};
pub use facts::{Booked, Change, Dim, FACTS, Facts, changes};
pub use formula::{Formula, FormulaError, Term};
pub use index::{IndexError, IndexGroup, IndexPart, points, read_index};
pub use league::{FEW, Figure, Service, Sums, ranks};
pub use measure::{Axis, Measure, WIDTH};
pub use open::{Counts, Month, OPEN, OPEN_COLUMNS, OpenColumn, OpenTerms, Published, Shown, counts, publish};
pub use target::{Scope, Target, TargetError, TargetKind, read_targets};
