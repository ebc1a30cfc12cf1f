//! The database layer, exercised from outside on both engines.

mod basics;
mod faults;
mod groups;
mod schema;
