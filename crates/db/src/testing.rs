//! Fresh databases for tests, on both engines.
pub mod private_pg;
