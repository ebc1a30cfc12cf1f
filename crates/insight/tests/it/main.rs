//! Tests of the crate as a whole.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a failing test panics")]

// The small city of the law's own tests, and its random histories.
#[path = "../../../domain/tests/domain/branches.rs"]
#[allow(dead_code)]
mod branches;
#[path = "../../../domain/tests/domain/histories.rs"]
#[allow(dead_code)]
mod histories;
#[path = "../../../domain/tests/domain/support.rs"]
#[allow(dead_code)]
mod support;

mod city;
mod finds;
mod nobody_raises;
mod stands_out;
