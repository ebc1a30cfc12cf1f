//! Numbers beside the menu.

use crate::error::{Result, StoreError};
use crate::statements::statements;
use motcua_calendar::Moment;
use motcua_db::{Tx, params};
use motcua_domain::desk::Queue;
use motcua_domain::ids::UnitId;

statements! {
    OF_UNIT = "desk_count.of_unit", "select queue, cast(sum(n) as bigint) from desk_count where unit = $1 \
        group by queue order by queue";
    OVERDUE = "desk_item.count_overdue", "select count(*) from \
        (select 1 from desk_item where unit = $1 and running = 1 and due_at < $2 limit $3) late";
    DUE_SOON = "desk_item.count_due_soon", "select count(*) from \
        (select 1 from desk_item where unit = $1 and running = 1 and due_at >= $2 and due_at <= $3 limit $4) soon";
}

/// A count that stops at a cap: beyond it "cap or more" is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounded {
    /// The count, at most the cap.
    pub count: i64,
    /// Whether there may be more.
    pub capped: bool,
}

/// How many dossiers lie in each queue of a unit; queues without any are left out.
///
/// # Errors
/// If the database cannot answer.
pub fn of_unit(tx: &mut Tx<'_>, unit: UnitId) -> Result<Vec<(Queue, i64)>> {
    tx.query_all(&OF_UNIT, params![unit.0], |row| Ok((row.int(0)?, row.int(1)?)))?
        .into_iter()
        .filter(|(_, n)| *n != 0)
        .map(|(queue, n)| Ok((queue_of(queue)?, n)))
        .collect()
}

/// Dossiers of a unit whose running clock is past its due moment.
///
/// # Errors
/// If the database cannot answer.
pub fn overdue(tx: &mut Tx<'_>, unit: UnitId, now: Moment, cap: u32) -> Result<Bounded> {
    let count = tx.query_one(&OVERDUE, params![unit.0, now.unix_seconds(), cap], |row| row.int(0))?;
    Ok(Bounded { count, capped: count >= i64::from(cap) })
}

/// Dossiers of a unit due between now and `until`, both included.
///
/// # Errors
/// If the database cannot answer.
pub fn due_soon(tx: &mut Tx<'_>, unit: UnitId, now: Moment, until: Moment, cap: u32) -> Result<Bounded> {
    let (now, until) = (now.unix_seconds(), until.unix_seconds());
    let count = tx.query_one(&DUE_SOON, params![unit.0, now, until, cap], |row| row.int(0))?;
    Ok(Bounded { count, capped: count >= i64::from(cap) })
}

/// A queue from its stored number.
pub(crate) fn queue_of(number: i64) -> Result<Queue> {
    u8::try_from(number)
        .ok()
        .and_then(Queue::from_number)
        .ok_or_else(|| StoreError::corrupt(format!("{number} is no queue")))
}
