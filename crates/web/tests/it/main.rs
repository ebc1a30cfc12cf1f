//! The web side through its front door: real router, real database, fixed clock.

mod api;
mod appointments;
mod bad_input;
mod branches;
mod dates;
mod designer;
mod desk;
mod live;
mod passing;
mod public;
mod publication;
mod ratchet;
mod server;
mod support;
mod two_units;
mod wording;
