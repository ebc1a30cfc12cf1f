//! Counts of a unit with those of the units in whose place it stands.

use crate::codec::unit_id;
use crate::error::Result;
use crate::statements::statements;
use motcua_calendar::Moment;
use motcua_db::{Tx, params};
use motcua_domain::ids::UnitId;
use motcua_domain::unit::UnitIndex;

statements! {
    RECEIVED = "unit.received", "select received_unit, count(*), \
        cast(sum(case when status in (9, 10) then 1 else 0 end) as bigint), \
        cast(sum(case when status not in (3, 8, 9, 10) then 1 else 0 end) as bigint) from dossier \
        where received_unit = $1 and received_at >= $2 and received_at < $3 group by received_unit";
}

/// What was received in a time, by the unit in whose book it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnitCount {
    /// The unit: the one asked for, or one it follows.
    pub unit: UnitId,
    /// Dossiers received.
    pub received: u64,
    /// Of these, with a result.
    pub finished: u64,
    /// Of these, still open.
    pub open: u64,
}

/// Dossiers received from `from` to before `to` at a unit and at those in whose place it stands, each once: open ones
/// stand in the successor's book, closed ones where they were closed.
///
/// # Errors
/// If the database cannot answer.
pub fn received_with_history(
    tx: &mut Tx<'_>,
    units: &UnitIndex,
    unit: UnitId,
    (from, to): (Moment, Moment),
) -> Result<Vec<UnitCount>> {
    let (from, to) = (from.unix_seconds(), to.unix_seconds());
    let mut counts = Vec::new();
    for part in units.with_history(unit) {
        let row = tx.query_opt(&RECEIVED, params![part.0, from, to], |row| {
            Ok((row.int(0)?, row.int(1)?, row.int(2)?, row.int(3)?))
        })?;
        if let Some((unit, received, finished, open)) = row {
            let count = |n: i64| n.unsigned_abs();
            counts.push(UnitCount {
                unit: unit_id(unit)?,
                received: count(received),
                finished: count(finished),
                open: count(open),
            });
        }
    }
    Ok(counts)
}
