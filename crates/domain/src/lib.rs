//! The law of the dossier, pure: no clock, no database, no network.
//!
//! `decide(state, command, context) -> events` says what the law answers to an act; `evolve(state, event) -> state`
//! says what a recorded fact makes of a dossier. Everything else (storing, showing, asking) lives in other crates.
//!
//! Invariants kept here and nowhere else:
//! * an act is permitted or refused by one function, [`dossier::acts::permit`], which feeds buttons, the API and `decide`;
//! * responsibility stays with the giver of a hand-over until the receiver accepts it;
//! * overdue is derived from the clock, never stored;
//! * events carry no personal data: people are referred to by id, free text travels beside the event as a note.

pub mod actor;
pub mod basis;
pub mod desk;
pub mod dossier;
pub mod identity;
pub mod ids;
pub mod mandate;
pub mod notice;
pub mod office;
pub mod outside;
pub mod portal;
pub mod procedure;
pub mod rating;
pub mod refusal;
pub mod reorganisation;
pub mod text;
pub mod unit;

pub use motcua_calendar as calendar;
