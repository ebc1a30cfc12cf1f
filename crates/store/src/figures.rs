//! Sums of what dossiers count for: added by the one write path, read by pages and reports, added up anew by `verify`.

use crate::codec::dossier_from_json;
use crate::error::{Result, StoreError};
use crate::lane;
use crate::meta;
use crate::statements::statements;
use motcua_calendar::{Date, Moment};
use motcua_db::{Delta, Row, Tx, params};
use motcua_domain::dossier::Dossier;
use motcua_domain::ids::{UnitId, VersionId};
use motcua_domain::procedure::ProcedureVersion;
use motcua_insight::{Axis, Dim, FACTS, Facts, Measure, Sums, WIDTH, changes};
use smallvec::SmallVec;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

pub(crate) mod in_hand;
mod past;

pub use in_hand::{InHand, Load, StuckAt, by_version, load, sweep};
pub use past::{Past, VersionOf, begun_at, end, position_at, settled_end};
pub(crate) const PAST_STATEMENTS: &[&motcua_db::Stmt] = past::STATEMENTS;

statements! {
    ADD = "figure.add", "insert into figure (dim, axis, day, member, lane, n0, n1, n2, n3, n4, n5, n6, n7, n8, n9, n10, n11, n12, n13, \
        n14, n15, n16, n17, n18, n19, n20, n21, n22, n23, n24, n25, n26, n27, n28, n29, n30, n31) values ($1, $2, $3, \
        $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, \
        $27, $28, $29, $30, $31, $32, $33, $34, $35, $36, $37) on conflict (dim, axis, day, member, lane) do update \
        set n0 = figure.n0 + excluded.n0, n1 = figure.n1 + excluded.n1, n2 = figure.n2 + excluded.n2, n3 = figure.n3 + \
        excluded.n3, n4 = figure.n4 + excluded.n4, n5 = figure.n5 + excluded.n5, n6 = figure.n6 + excluded.n6, n7 = \
        figure.n7 + excluded.n7, n8 = figure.n8 + excluded.n8, n9 = figure.n9 + excluded.n9, n10 = figure.n10 + \
        excluded.n10, n11 = figure.n11 + excluded.n11, n12 = figure.n12 + excluded.n12, n13 = figure.n13 + \
        excluded.n13, n14 = figure.n14 + excluded.n14, n15 = figure.n15 + excluded.n15, n16 = figure.n16 + \
        excluded.n16, n17 = figure.n17 + excluded.n17, n18 = figure.n18 + excluded.n18, n19 = figure.n19 + \
        excluded.n19, n20 = figure.n20 + excluded.n20, n21 = figure.n21 + excluded.n21, n22 = figure.n22 + \
        excluded.n22, n23 = figure.n23 + excluded.n23, n24 = figure.n24 + excluded.n24, n25 = figure.n25 + \
        excluded.n25, n26 = figure.n26 + excluded.n26, n27 = figure.n27 + excluded.n27, n28 = figure.n28 + \
        excluded.n28, n29 = figure.n29 + excluded.n29, n30 = figure.n30 + excluded.n30, n31 = figure.n31 + \
        excluded.n31";
    PERIOD = "figure.period", "select member, cast(sum(n0) as bigint), cast(sum(n1) as bigint), cast(sum(n2) as bigint), cast(sum(n3) as \
        bigint), cast(sum(n4) as bigint), cast(sum(n5) as bigint), cast(sum(n6) as bigint), cast(sum(n7) as bigint), \
        cast(sum(n8) as bigint), cast(sum(n9) as bigint), cast(sum(n10) as bigint), cast(sum(n11) as bigint), \
        cast(sum(n12) as bigint), cast(sum(n13) as bigint), cast(sum(n14) as bigint), cast(sum(n15) as bigint), \
        cast(sum(n16) as bigint), cast(sum(n17) as bigint), cast(sum(n18) as bigint), cast(sum(n19) as bigint), \
        cast(sum(n20) as bigint), cast(sum(n21) as bigint), cast(sum(n22) as bigint), cast(sum(n23) as bigint), \
        cast(sum(n24) as bigint), cast(sum(n25) as bigint), cast(sum(n26) as bigint), cast(sum(n27) as bigint), \
        cast(sum(n28) as bigint), cast(sum(n29) as bigint), cast(sum(n30) as bigint), cast(sum(n31) as bigint) from \
        figure where dim = $1 and axis = $2 and day >= $3 and day <= $4 group by member order by member";
    OF_MEMBER = "figure.of_member", "select member, cast(sum(n0) as bigint), cast(sum(n1) as bigint), cast(sum(n2) as bigint), cast(sum(n3) as \
        bigint), cast(sum(n4) as bigint), cast(sum(n5) as bigint), cast(sum(n6) as bigint), cast(sum(n7) as bigint), \
        cast(sum(n8) as bigint), cast(sum(n9) as bigint), cast(sum(n10) as bigint), cast(sum(n11) as bigint), \
        cast(sum(n12) as bigint), cast(sum(n13) as bigint), cast(sum(n14) as bigint), cast(sum(n15) as bigint), \
        cast(sum(n16) as bigint), cast(sum(n17) as bigint), cast(sum(n18) as bigint), cast(sum(n19) as bigint), \
        cast(sum(n20) as bigint), cast(sum(n21) as bigint), cast(sum(n22) as bigint), cast(sum(n23) as bigint), \
        cast(sum(n24) as bigint), cast(sum(n25) as bigint), cast(sum(n26) as bigint), cast(sum(n27) as bigint), \
        cast(sum(n28) as bigint), cast(sum(n29) as bigint), cast(sum(n30) as bigint), cast(sum(n31) as bigint) from \
        figure where dim = $1 and axis = $2 and day >= $3 and day <= $4 and member = $5 group by member";
    DAYS = "figure.days", "select member, day, cast(sum(n0) as bigint), cast(sum(n1) as bigint), cast(sum(n2) as bigint), cast(sum(n3) as \
        bigint), cast(sum(n4) as bigint), cast(sum(n5) as bigint), cast(sum(n6) as bigint), cast(sum(n7) as bigint), \
        cast(sum(n8) as bigint), cast(sum(n9) as bigint), cast(sum(n10) as bigint), cast(sum(n11) as bigint), \
        cast(sum(n12) as bigint), cast(sum(n13) as bigint), cast(sum(n14) as bigint), cast(sum(n15) as bigint), \
        cast(sum(n16) as bigint), cast(sum(n17) as bigint), cast(sum(n18) as bigint), cast(sum(n19) as bigint), \
        cast(sum(n20) as bigint), cast(sum(n21) as bigint), cast(sum(n22) as bigint), cast(sum(n23) as bigint), \
        cast(sum(n24) as bigint), cast(sum(n25) as bigint), cast(sum(n26) as bigint), cast(sum(n27) as bigint), \
        cast(sum(n28) as bigint), cast(sum(n29) as bigint), cast(sum(n30) as bigint), cast(sum(n31) as bigint) from \
        figure where dim = $1 and axis = $2 and day >= $3 and day <= $4 group by day, member";
    ALL = "figure.all", "select dim, axis, day, member, cast(sum(n0) as bigint), cast(sum(n1) as bigint), cast(sum(n2) as bigint), \
        cast(sum(n3) as bigint), cast(sum(n4) as bigint), cast(sum(n5) as bigint), cast(sum(n6) as bigint), \
        cast(sum(n7) as bigint), cast(sum(n8) as bigint), cast(sum(n9) as bigint), cast(sum(n10) as bigint), \
        cast(sum(n11) as bigint), cast(sum(n12) as bigint), cast(sum(n13) as bigint), cast(sum(n14) as bigint), \
        cast(sum(n15) as bigint), cast(sum(n16) as bigint), cast(sum(n17) as bigint), cast(sum(n18) as bigint), \
        cast(sum(n19) as bigint), cast(sum(n20) as bigint), cast(sum(n21) as bigint), cast(sum(n22) as bigint), \
        cast(sum(n23) as bigint), cast(sum(n24) as bigint), cast(sum(n25) as bigint), cast(sum(n26) as bigint), \
        cast(sum(n27) as bigint), cast(sum(n28) as bigint), cast(sum(n29) as bigint), cast(sum(n30) as bigint), \
        cast(sum(n31) as bigint) from figure group by dim, axis, day, member";
    FIRST = "figure.first", "select day from figure where dim = $1 and axis = $2 order by day limit 1";
    LAST = "figure.last", "select day from figure where dim = $1 and axis = $2 order by day desc limit 1";
    CLEAR = "figure.clear", "delete from figure";
    STATES = "figure.states", "select id, version, state from dossier where id > $1 order by id limit $2";
    USED = "figure.used", "select member from figure where dim = $1 and axis = $2 and day >= $3 and day <= $4 \
        group by member having sum(n2) > 0 order by member";
}

/// Key of what the sums were made by.
const MADE_BY: &str = "figures";
/// Days of a period that is read by months, at least.
const MONTH_MIN: i32 = 45;
/// Dossiers read at once when all sums are made anew.
const SLICE: i64 = 5_000;

/// Which row: dimension, axis, day, member, as stored.
pub(crate) type Place = (i64, i64, i64, i64);
/// Rows by place.
pub(crate) type Rows = HashMap<Place, [i64; WIDTH]>;

static LEFT_OUT: AtomicBool = AtomicBool::new(false);

/// Leaves the sums out of what is written from now on, or books them again: only to measure what they cost, in a database that is
/// thrown away. `verify` finds what is missing.
pub fn leave_out(left_out: bool) {
    LEFT_OUT.store(left_out, Ordering::Relaxed);
}

/// Books what a dossier counts for after an act instead of what it counted for before.
pub(crate) fn book(
    tx: &mut Tx<'_>,
    before: Option<(&Dossier, &ProcedureVersion)>,
    after: (&Dossier, &ProcedureVersion),
) -> Result<()> {
    if LEFT_OUT.load(Ordering::Relaxed) {
        return Ok(());
    }
    let before = before.map(|(dossier, version)| Facts::of(dossier, version));
    let found = changes(before.as_ref(), Some(&Facts::of(after.0, after.1)));
    if found.is_empty() {
        return Ok(());
    }
    let lane = lane::of(tx);
    for change in found {
        let key = [change.dim.number(), change.axis.number(), change.day, change.member, lane];
        tx.add_up(&ADD, &key, &change.numbers.map(Delta::Add))?;
    }
    Ok(())
}

/// Adds what a state counts for.
pub(crate) fn add_to(rows: &mut Rows, dossier: &Dossier, version: &ProcedureVersion) {
    for change in changes(None, Some(&Facts::of(dossier, version))) {
        let place = (change.dim.number(), change.axis.number(), change.day, change.member);
        let row = rows.entry(place).or_insert([0; WIDTH]);
        row.iter_mut().zip(change.numbers).for_each(|(sum, more)| *sum += more);
    }
}

/// All rows as stored, those of nothing left out.
pub(crate) fn stored(tx: &mut Tx<'_>) -> Result<Rows> {
    let mut rows = Rows::new();
    tx.query(&ALL, &[], |row| {
        let numbers = numbers(row, 4)?;
        if numbers.iter().any(|number| *number != 0) {
            rows.insert((row.int(0)?, row.int(1)?, row.int(2)?, row.int(3)?), numbers);
        }
        Ok(())
    })?;
    Ok(rows)
}

fn numbers(row: &Row<'_>, first: usize) -> motcua_db::Result<[i64; WIDTH]> {
    let mut numbers = [0; WIDTH];
    for (slot, number) in numbers.iter_mut().enumerate() {
        *number = row.int(first + slot)?;
    }
    Ok(numbers)
}

/// Whether the sums were made by the measures of this program; if not they are to be [made anew](rebuild).
///
/// # Errors
/// If the database cannot answer.
pub fn up_to_date(tx: &mut Tx<'_>) -> Result<bool> {
    Ok(meta::get(tx, MADE_BY)?.as_deref() == Some(FACTS) && in_hand::up_to_date(tx)?)
}

/// Makes all sums anew from the states, in the transaction of the caller. Answers how many dossiers were added up.
///
/// # Errors
/// If the database cannot, or a dossier is pinned to a version that is not there.
pub fn rebuild(
    tx: &mut Tx<'_>,
    version_of: &dyn Fn(VersionId) -> Option<Arc<ProcedureVersion>>,
) -> Result<u64> {
    let mut rows = Rows::new();
    let (mut after, mut seen) = (Vec::new(), 0);
    loop {
        let mut states: Vec<(Vec<u8>, i64, String)> = Vec::new();
        tx.query(&STATES, params![after, SLICE], |row| {
            states.push((row.bytes::<16>(0)?.to_vec(), row.int(1)?, row.text_ref(2)?.to_owned()));
            Ok(())
        })?;
        let Some((last, ..)) = states.last() else { break };
        after.clone_from(last);
        for (_, version, state) in &states {
            let dossier = dossier_from_json(state)?;
            let version = VersionId(crate::codec::small(*version)?);
            let version = version_of(version)
                .ok_or_else(|| StoreError::corrupt(format!("version {} is not published", version.0)))?;
            add_to(&mut rows, &dossier, &version);
            seen += 1;
        }
    }
    replace(tx, rows)?;
    in_hand::rebuild(tx)?;
    Ok(seen)
}

/// Puts sums in the place of those stored.
pub(crate) fn replace(tx: &mut Tx<'_>, rows: Rows) -> Result<()> {
    tx.execute(&CLEAR, &[])?;
    let lane = lane::of(tx);
    for ((dim, axis, day, member), numbers) in rows {
        tx.add_up(&ADD, &[dim, axis, day, member, lane], &numbers.map(Delta::Add))?;
    }
    meta::set(tx, MADE_BY, FACTS)?;
    Ok(())
}

/// Days of a period, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Period {
    /// First.
    pub from: Date,
    /// Last.
    pub to: Date,
}

impl Period {
    fn days(self) -> (i64, i64) {
        (i64::from(self.from.day_number()), i64::from(self.to.day_number()))
    }
    /// How many days.
    #[must_use]
    pub fn len(self) -> i32 {
        self.to.days_since(self.from) + 1
    }
    /// Whether it ends before it begins.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.len() <= 0
    }
    /// The period of as many days just before.
    #[must_use]
    pub fn before(self) -> Self {
        Self { from: self.from.plus_days(-self.len()), to: self.from.plus_days(-1) }
    }
}

/// Sums by member over a period; members without any are left out. What lies in hand is not among them ([`in_hand`]).
///
/// # Errors
/// If the database cannot answer.
pub fn by_member(tx: &mut Tx<'_>, dim: Dim, period: Period) -> Result<BTreeMap<i64, Sums>> {
    let mut found: BTreeMap<i64, Sums> = BTreeMap::new();
    for axis in [Axis::Received, Axis::Ended] {
        for (dim, from, to) in pieces(tx, dim, axis, period)? {
            tx.query(&PERIOD, params![dim.number(), axis.number(), from, to], |row| {
                let sums = found.entry(row.int(0)?).or_default().row_mut(axis);
                sums.iter_mut().zip(numbers(row, 1)?).for_each(|(sum, more)| *sum += more);
                Ok(())
            })?;
        }
    }
    Ok(found)
}

/// A period in pieces: whole months by the sums of months where they are kept, the days before and after them by the sums of days.
/// A month is whole in the period if nothing was counted on its other days.
fn pieces(tx: &mut Tx<'_>, dim: Dim, axis: Axis, period: Period) -> Result<SmallVec<[(Dim, i64, i64); 3]>> {
    let (from, to) = period.days();
    let mut found = SmallVec::new();
    let Some(months) = dim.by_months().filter(|_| period.len() >= MONTH_MIN) else {
        found.push((dim, from, to));
        return Ok(found);
    };
    let mut end = |stmt| tx.query_opt(stmt, params![dim.number(), axis.number()], |row| row.int(0));
    let (Some(first), Some(last)) = (end(&FIRST)?, end(&LAST)?) else { return Ok(found) };
    if from > last || to < first {
        return Ok(found);
    }
    // Where nothing was counted the period may as well reach to the end of the month.
    let begin = month_of(period.from);
    let begin = if from <= first {
        month_of(date(first)?)
    } else if begin == period.from {
        begin
    } else {
        begin.plus_months(1)
    };
    let after = month_of(period.to.plus_days(1));
    let after = if to >= last { month_of(date(last)?).plus_months(1) } else { after };
    let (begin, after) = (i64::from(begin.day_number()), i64::from(after.day_number()));
    if begin >= after {
        found.push((dim, from, to));
        return Ok(found);
    }
    if from.max(first) < begin {
        found.push((dim, from, begin - 1));
    }
    found.push((months, begin, after - 1));
    if to.min(last) >= after {
        found.push((dim, after, to));
    }
    Ok(found)
}

fn month_of(day: Date) -> Date {
    let into = i32::try_from(day.day()).unwrap_or(1);
    day.plus_days(1 - into)
}

fn date(day: i64) -> Result<Date> {
    let day = i32::try_from(day).map_err(|_| StoreError::corrupt(format!("{day} is no day")))?;
    Ok(Date::from_day_number(day))
}

/// The same of one member.
///
/// # Errors
/// If the database cannot answer.
pub fn of_member(tx: &mut Tx<'_>, dim: Dim, member: i64, period: Period) -> Result<Sums> {
    let mut sums = Sums::default();
    let (from, to) = period.days();
    for axis in [Axis::Received, Axis::Ended] {
        tx.query(&OF_MEMBER, params![dim.number(), axis.number(), from, to, member], |row| {
            *sums.row_mut(axis) = numbers(row, 1)?;
            Ok(())
        })?;
    }
    Ok(sums)
}

/// Sums by member and day over a period, for lines.
///
/// # Errors
/// If the database cannot answer.
pub fn by_day(tx: &mut Tx<'_>, dim: Dim, period: Period) -> Result<BTreeMap<i64, BTreeMap<i64, Sums>>> {
    let mut found: BTreeMap<i64, BTreeMap<i64, Sums>> = BTreeMap::new();
    let (from, to) = period.days();
    for axis in [Axis::Received, Axis::Ended] {
        tx.query(&DAYS, params![dim.number(), axis.number(), from, to], |row| {
            let sums = found.entry(row.int(0)?).or_default().entry(row.int(1)?).or_default();
            *sums.row_mut(axis) = numbers(row, 2)?;
            Ok(())
        })?;
    }
    Ok(found)
}

/// The first day anything was counted on; none when nothing ever was.
///
/// # Errors
/// If the database cannot answer.
pub fn first_day(tx: &mut Tx<'_>) -> Result<Option<Date>> {
    let mut first = None;
    for axis in [Axis::Received, Axis::Ended] {
        let day = tx.query_opt(&FIRST, params![Dim::Competent.number(), axis.number()], |row| row.int(0))?;
        first = [first, day].into_iter().flatten().min();
    }
    first.map(date).transpose()
}

/// Dossiers in hand whose clock runs, by the unit responsible.
///
/// # Errors
/// If the database cannot answer.
pub fn in_hand(tx: &mut Tx<'_>, now: Moment) -> Result<BTreeMap<UnitId, InHand>> {
    Ok(load(tx, now)?.units)
}

/// The place of dossiers filed online in a row, as the statement above names it.
const _: () = assert!(Measure::Online.slot() == 2);

/// Procedure versions that dossiers of a period were filed online under, of what an agency is competent for.
///
/// # Errors
/// If the database cannot answer.
pub fn used(tx: &mut Tx<'_>, unit: UnitId, period: Period) -> Result<Vec<VersionId>> {
    let ((from, to), dim) = (period.days(), Dim::Within(unit).number());
    let rows = tx.query_all(&USED, params![dim, Axis::Received.number(), from, to], |row| row.int(0))?;
    rows.into_iter().map(|version| Ok(VersionId(crate::codec::small(version)?))).collect()
}
