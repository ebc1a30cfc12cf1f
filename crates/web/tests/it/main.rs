//! The web side through its front door: real router, real database, fixed clock.

mod api;
mod appointments;
mod bad_input;
mod branches;
mod dates;
mod designer;
mod desk;
mod files;
mod home;
mod live;
mod open_data;
mod papers;
mod passing;
mod people;
mod procedure_page;
mod public;
mod publication;
mod ratchet;
mod server;
mod support;
mod trying;
mod two_units;
mod units;
mod variation;
mod wording;
