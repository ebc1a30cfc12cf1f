//! Stories of the use cases, each on both engines.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod busy;
mod designer;
mod endings;
mod files;
mod filings;
mod finding;
mod guard;
mod house;
mod in_flight;
mod notices;
mod old_city;
mod reorganise;
mod tampering;
mod variation;
