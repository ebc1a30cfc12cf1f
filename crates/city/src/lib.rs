//! A city as data: units, procedures, calendar, officers of the demonstration, and the facts a simulation needs.
//!
//! Nothing of any city is written in this crate. [`hanoi`] reads the files of `data/hanoi`, compiled in as text;
//! [`load`] reads the same files from a folder, for another city. Reading refuses what it cannot understand and
//! names the file and the line ([`CityError`]); [`check`] then looks across the files for what is well-formed but
//! cannot be right, such as a step that nobody is there to do.
//!
//! This crate reads no clock and no network and writes nothing.

mod announcements;
mod check;
mod error;
mod files;
mod load;
mod model;
pub mod names;
mod plan;
mod simulation;

pub use announcements::announcements;
pub use check::{Finding, check};
pub use error::CityError;
pub use model::{Brand, City, DemoOfficer, Field, KioskTimes, RequestTerms, Shortcut, Tile};
pub use plan::{PlanError, plan};
pub use simulation::{
    BandWeights, ChannelMix, Disguised, GivenNames, LivingPace, NameLists, OutcomeRates, ProcedureWeight,
    SimulationFacts, Volume, Weighted,
};

use std::path::Path;

/// The first city, from the files compiled into the program.
///
/// # Errors
/// [`CityError`] when a file cannot be understood; the tests of this crate prove that it can.
pub fn hanoi() -> Result<City, CityError> {
    load::city(&files::Files::hanoi()?)
}

/// A city from a folder holding the same files as `data/hanoi`.
///
/// # Errors
/// [`CityError`] when a file is missing, or with file and line when it cannot be understood.
pub fn load(folder: &Path) -> Result<City, CityError> {
    load::city(&files::Files::read(folder)?)
}
