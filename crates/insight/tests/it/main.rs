//! Tests of the crate as a whole.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a failing test panics")]

mod city;
mod finds;
