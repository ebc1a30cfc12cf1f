//! The craft of procedures: what a designer does to a version before it is published. Pure: text in, text out.
//!
//! The version itself, and what the law of the dossier makes of it, is [`motcua_domain::procedure`]. Here stand the
//! checks a version goes through and what it is checked against ([`Surroundings`]).

pub mod bpmn;
pub mod branch_line;
pub mod compare;
pub mod diagram;
pub mod dry_run;
pub mod finding;
pub mod lint;
pub mod open_data;
pub mod search;
pub mod sheet;
pub mod surroundings;
pub mod text;

pub use finding::{Finding, Place, Severity};
pub use surroundings::{Field, Substitution, Surroundings};
