//! Sums over the whole database: numbers only, nothing about people.

use crate::codec::small;
use crate::error::Result;
use crate::statements::statements;
use motcua_calendar::Moment;
use motcua_db::{Tx, Value, params};
use motcua_domain::ids::UnitId;

statements! {
    EVENTS = "totals.events", "select cast(coalesce(sum(count), 0) as bigint) from journal_head \
        where lane >= 0";
    RECEIVED = "totals.received", "select received_unit, count(*) from dossier where received_at >= $1 \
        and received_at < $2 group by received_unit order by received_unit";
    RECEIVED_AT = "totals.received_at", "select received_unit, count(*) from dossier where received_unit = $3 \
        and received_at >= $1 and received_at < $2 group by received_unit";
    FINISHED = "totals.finished", "select competent, count(*) from dossier where ended_at >= $1 and ended_at < $2 \
        and status in (9, 10) and (cast($3 as bigint) is null or competent = $3) group by competent order by competent";
    OPEN = "totals.open", "select unit, count(*) from desk_item where running = 1 \
        and (cast($1 as bigint) is null or unit = $1) group by unit order by unit";
    OVERDUE = "totals.overdue", "select unit, count(*) from desk_item where running = 1 and due_at < $2 \
        and (cast($1 as bigint) is null or unit = $1) group by unit order by unit";
}

/// What is summed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// Dossiers received from a moment up to another, by the counter that received them.
    Received {
        /// From, included.
        from: Moment,
        /// To, not included.
        to: Moment,
    },
    /// Dossiers with a result, issued from a moment up to another, by the competent agency.
    Finished {
        /// From, included.
        from: Moment,
        /// To, not included.
        to: Moment,
    },
    /// Dossiers in hand whose clock runs, by the unit responsible.
    Open,
    /// Of these, the ones past their due moment.
    Overdue {
        /// Now.
        now: Moment,
    },
}

/// Events in the journal.
///
/// # Errors
/// If the database cannot answer.
pub fn events(tx: &mut Tx<'_>) -> Result<i64> {
    Ok(tx.query_one(&EVENTS, params![], |row| row.int(0))?)
}

/// A measure by unit; units without any are left out. Reads every dossier of the span: not for every page.
///
/// # Errors
/// If the database cannot answer.
pub fn by_unit(tx: &mut Tx<'_>, measure: Measure, unit: Option<UnitId>) -> Result<Vec<(UnitId, i64)>> {
    let one = unit.map_or(Value::Null, |unit| Value::Int(i64::from(unit.0)));
    let row = |row: &motcua_db::Row<'_>| Ok((row.int(0)?, row.int(1)?));
    let rows = match measure {
        Measure::Received { from, to } => {
            let (from, to) = (Value::Int(from.unix_seconds()), Value::Int(to.unix_seconds()));
            match unit {
                Some(_) => tx.query_all(&RECEIVED_AT, &[from, to, one], row)?,
                None => tx.query_all(&RECEIVED, &[from, to], row)?,
            }
        }
        Measure::Finished { from, to } => tx.query_all(
            &FINISHED,
            &[Value::Int(from.unix_seconds()), Value::Int(to.unix_seconds()), one],
            row,
        )?,
        Measure::Open => tx.query_all(&OPEN, &[one], row)?,
        Measure::Overdue { now } => tx.query_all(&OVERDUE, &[one, Value::Int(now.unix_seconds())], row)?,
    };
    rows.into_iter().map(|(unit, count)| Ok((UnitId(small(unit)?), count))).collect()
}
