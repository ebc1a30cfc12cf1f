//! The dossiers behind a number: what a competent agency received or ended in a span of days, and what lies in hand.

use crate::codec::dossier_from_json;
use crate::error::Result;
use crate::statements::statements;
use motcua_calendar::Moment;
use motcua_db::{Tx, params};
use motcua_domain::dossier::Dossier;
use motcua_domain::ids::UnitId;
use motcua_insight::Axis;
use std::collections::HashSet;

statements! {
    RECEIVED = "behind.received", "select received_at, id, state from dossier where competent = $1 \
        and received_at >= $2 and received_at < $3 and (received_at > $4 or (received_at = $4 and id > $5)) \
        order by received_at, id limit $6";
    ENDED = "behind.ended", "select ended_at, id, state from dossier where competent = $1 \
        and ended_at >= $2 and ended_at < $3 and (ended_at > $4 or (ended_at = $4 and id > $5)) \
        order by ended_at, id limit $6";
    IN_HAND = "behind.in_hand", "select i.due_at, i.dossier, d.state from desk_item i \
        join dossier d on d.id = i.dossier where i.unit = $1 and i.running = 1 \
        and i.due_at < $2 and (i.due_at > $3 or (i.due_at = $3 and i.dossier > $4)) \
        order by i.due_at, i.dossier limit $5";
}

/// Where a list goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cursor {
    /// The moment the list is ordered by, UNIX seconds.
    pub at: i64,
    /// The dossier.
    pub dossier: [u8; 16],
}

/// What is listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Listed {
    /// Received or ended from a moment up to another, the latter not included.
    Counted {
        /// Which of the two.
        axis: Axis,
        /// From.
        from: Moment,
        /// To.
        to: Moment,
    },
    /// In hand with a running clock, due before a moment, the earliest first.
    DueBefore(Moment),
}

/// Dossiers of a list, in its order, each with where it stands.
#[derive(Debug, Default)]
pub struct Slice {
    /// The dossiers.
    pub rows: Vec<(Cursor, Dossier)>,
    /// How many were looked at for it, those left out too.
    pub seen: usize,
    /// Where it goes on; `None` at the end of the list.
    pub next: Option<Cursor>,
}

/// Dossiers of a unit, in the order of the list, with where each stands in it; some are left out where a caller knows them otherwise.
///
/// # Errors
/// If the database cannot answer, or a state cannot be read.
pub fn page(
    tx: &mut Tx<'_>,
    unit: UnitId,
    listed: Listed,
    after: Option<Cursor>,
    limit: u32,
    left_out: Option<&HashSet<[u8; 16]>>,
) -> Result<Slice> {
    let read = |row: &motcua_db::Row<'_>| {
        let cursor = Cursor { at: row.int(0)?, dossier: row.bytes(1)? };
        if left_out.is_some_and(|these| these.contains(&cursor.dossier)) {
            return Ok((cursor, None));
        }
        Ok((cursor, Some(dossier_from_json(row.text_ref(2)?))))
    };
    let start = after.unwrap_or(Cursor { at: i64::MIN, dossier: [0; 16] });
    let rows = match listed {
        Listed::Counted { axis, from, to } => {
            let statement = if axis == Axis::Received { &RECEIVED } else { &ENDED };
            let (from, to) = (from.unix_seconds(), to.unix_seconds());
            tx.query_all(statement, params![unit.0, from, to, start.at, start.dossier, limit], read)?
        }
        Listed::DueBefore(moment) => {
            let before = moment.unix_seconds();
            tx.query_all(&IN_HAND, params![unit.0, before, start.at, start.dossier, limit], read)?
        }
    };
    let next = rows.last().filter(|_| rows.len() == limit as usize).map(|(last, _)| *last);
    let seen = rows.len();
    let rows = rows.into_iter().filter_map(|(cursor, dossier)| Some(dossier?.map(|state| (cursor, state))));
    Ok(Slice { rows: rows.collect::<Result<_>>()?, seen, next })
}
