//! Stories of the store, each on both engines.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod accounts;
mod contract;
mod following;
mod journal;
mod lists;
mod past;
mod procedures;
mod tampering;
mod town;

/// The small city of the law's own tests.
#[path = "../../../domain/tests/domain/support.rs"]
#[allow(dead_code, reason = "the law's tests use all of it, these use a part")]
mod city;
