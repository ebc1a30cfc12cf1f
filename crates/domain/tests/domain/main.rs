//! The law of the dossier, tried from outside: given a history, when an act is tried, then what follows.

#![allow(clippy::unwrap_used, reason = "a failing test panics")]

mod acts;
mod branches;
mod flow;
mod histories;
mod law;
mod migration;
mod notices;
mod orders;
mod places;
mod provenance;
mod refusals;
mod reorganise;
mod support;
mod variation;
