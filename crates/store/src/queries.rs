//! Reads, one module per screen. Every list is scoped and limited in SQL and paged by key, never by offset.

pub mod behind;
pub mod counts;
pub mod inbox;
pub mod mine;
pub mod register;
pub mod search;
pub mod timeline;
pub mod totals;
pub mod tracking;

/// Most rows one page may ask for.
pub const PAGE_MAX: u32 = 200;
