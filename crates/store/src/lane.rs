//! Which row of a shared counter this writer adds to.

use motcua_db::{Engine, Tx};
use std::sync::atomic::{AtomicI64, Ordering};

/// Rows a counter may be spread over.
const LANES: i64 = 64;

/// The lane of the calling writer.
///
/// SQLite has one writer. On PostgreSQL each writer thread of a process takes its own lane, so that two of them do not
/// fight over one row; two processes that happen to share a lane only wait for each other.
pub(crate) fn of(tx: &Tx<'_>) -> i64 {
    static NEXT: AtomicI64 = AtomicI64::new(0);
    thread_local! {
        static MINE: i64 = NEXT.fetch_add(1, Ordering::Relaxed).rem_euclid(LANES);
    }
    match tx.engine() {
        Engine::Sqlite => 0,
        Engine::Postgres => MINE.with(|lane| *lane),
    }
}
