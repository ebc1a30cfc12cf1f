//! Files as people send them, good and bad, made on the spot.
#![allow(clippy::unwrap_used, reason = "a failing test panics")]

mod documents;
mod drawing;
mod photos;
mod random;
mod signatures;
