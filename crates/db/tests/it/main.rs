//! The database layer, exercised from outside on both engines.

#![allow(clippy::unwrap_used, reason = "a failed expectation is how a test fails")]

mod basics;
mod faults;
mod groups;
mod nodes;
mod schema;
mod support;
