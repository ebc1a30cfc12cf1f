//! What a designer does, tested from outside on the procedures of Hanoi.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a failing test panics")]

mod bpmn;
mod compare;
mod diagram;
mod dry_run;
mod flows;
mod golden;
mod hanoi_checks;
mod lint;
mod open_data;
mod search;
mod sheet;
mod small;
mod text;
