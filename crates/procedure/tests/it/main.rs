//! What a designer does, tested from outside on the procedures of Hanoi.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a failing test panics")]

mod dry_run;
mod hanoi_checks;
mod lint;
mod small;
mod search;
