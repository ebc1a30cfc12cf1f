//! The calendar crate from outside: an oracle, random histories, hand-worked cases and properties.

mod cases;
mod data;
mod explanation;
mod histories;
mod oracle;
mod properties;
mod time;
