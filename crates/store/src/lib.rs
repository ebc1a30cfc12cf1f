//! The register and its journal: repositories, the one write path, read models, checkpoints and their verification.
//!
//! Every change to a dossier goes through [`record::record`], which writes the journal, the current state, the desks and
//! the command in the caller's transaction. Nothing else writes those tables. Events are never updated or deleted
//! (the database refuses it); what is derived can be computed again from them, and [`verify`] does so.
//!
//! # Invariants
//! * the state column of a dossier is the fold of its events, and every other column of its row is derived from the state;
//! * each event carries the hash of the one before it in its dossier; the first carries [`chain::genesis`];
//! * `journal_head` holds the count and the XOR of all event hashes, so that a tail cut off is noticed;
//! * desk items and their counts follow from the states alone;
//! * SQL is written once, as named statements, all of them listed in [`statements`].
//!
//! Not here: what an act means (`motcua-domain`), who may do it (`motcua-app`), connections and commits (`motcua-db`).
//! Time, salts and ids come from the caller; this crate reads no clock and draws no random numbers.

pub mod access;
pub mod accounts;
pub mod chain;
pub mod checkpoint;
pub mod city;
pub mod codec;
pub mod codes;
mod columns;
pub mod commands;
mod desk;
pub mod dossiers;
mod error;
pub mod figures;
pub mod files;
pub mod filings;
pub mod forms;
pub mod guard;
pub mod help;
pub mod journal;
pub mod kiosks;
mod lane;
pub mod mandates;
pub mod meta;
pub mod notices;
pub mod office;
pub mod people;
pub mod procedures;
pub mod queries;
pub mod ratings;
pub mod rebuild;
pub mod record;
pub mod reports;
pub mod requests;
mod schema;
pub mod signals;
pub mod statements;
pub mod stuck;
pub mod units;
pub mod verify;

pub use error::{Result, StoreError};
pub use schema::migrations;
