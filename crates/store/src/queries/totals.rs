//! Sums over the whole database: numbers only, nothing about people.

use crate::error::Result;
use crate::statements::statements;
use motcua_db::{Tx, params};

statements! {
    EVENTS = "totals.events", "select cast(coalesce(sum(count), 0) as bigint) from journal_head \
        where lane >= 0";
}

/// Events in the journal.
///
/// # Errors
/// If the database cannot answer.
pub fn events(tx: &mut Tx<'_>) -> Result<i64> {
    Ok(tx.query_one(&EVENTS, params![], |row| row.int(0))?)
}
