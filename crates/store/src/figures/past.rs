//! What the sums were when the journal ended earlier: as known at a moment.
//!
//! Nothing of the past is kept beside the journal. The sums of then are the sums of now without what the dossiers that were acted on
//! since count for differently; only these are folded. The day before yesterday costs what happened since, the beginning everything.
//!
//! The dossiers behind a number are told the same way: those not acted on since stand as they do now, the others are folded page by
//! page up to where the journal ended then. Of these only where they stood is kept, not what they said.

use crate::checkpoint;
use crate::error::{Result, StoreError};
use crate::figures::in_hand::{self, Adding, InHand, Load, Spot};
use crate::figures::{Period, Place, Rows, by_day, by_member, by_version, of_member};
use crate::queries::behind::{self, Cursor, Listed, Slice};
use crate::queries::timeline::fact;
use crate::statements::statements;
use motcua_calendar::Moment;
use motcua_db::{Tx, params};
use motcua_domain::desk::desk_items;
use motcua_domain::dossier::Dossier;
use motcua_domain::dossier::event::Recorded;
use motcua_domain::dossier::evolve::evolve;
use motcua_domain::ids::{DossierId, UnitId, VersionId};
use motcua_domain::procedure::ProcedureVersion;
use motcua_insight::{Axis, Dim, Facts, Sums, WIDTH, changes};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

statements! {
    END = "past.end", "select cast(coalesce(max(position), 0) as bigint) from event";
    HEAD = "past.head", "select cast(coalesce(sum(count), 0) as bigint) from journal_head where lane >= 0";
    SEEN = "past.seen", "select count(*) from event where position > $1 and position <= $2";
    NEXT = "past.next", "select position, recorded_at from event where position >= $1 order by position limit 1";
    TOUCHED = "past.touched", "select distinct dossier from event where position > $1 and position <= $2";
    EVENTS = "past.events", "select position, payload, effective_at, actor from event where dossier = $1 order by revision";
}

/// Finds a published version.
pub type VersionOf<'a> = &'a dyn Fn(VersionId) -> Option<Arc<ProcedureVersion>>;

/// The last position of the journal.
///
/// # Errors
/// If the database cannot answer.
pub fn end(tx: &mut Tx<'_>) -> Result<i64> {
    Ok(tx.query_one(&END, &[], |row| row.int(0))?)
}

/// The last position of the journal, settled: nothing will be recorded before it that is not there now.
///
/// On PostgreSQL a position is given out when an event is written and seen when its transaction commits: of two writers the later
/// position may be seen first, and [`end`] then tells of a place that more will come before. Run this in
/// [`motcua_db::Db::exclusive`], with nothing else: it waits for those who are writing and holds others back until it commits.
///
/// # Errors
/// If the database cannot answer.
pub fn settled_end(tx: &mut Tx<'_>) -> Result<i64> {
    checkpoint::hold_back_writers(tx)?;
    end(tx)
}

/// Where the journal ended at a moment of the server's clock, UNIX milliseconds: the last position recorded up to it; 0 before the
/// first. Positions and clock rise together but for what several writers do within the same instant, and the minutes by which a
/// replay is out of order. An event carries the time its command came in, a little before its commit: for a moment less than a
/// minute ago the answer may still change, for an earlier one it stays the same however the journal grows.
///
/// # Errors
/// If the database cannot answer.
pub fn position_at(tx: &mut Tx<'_>, recorded_at_ms: i64) -> Result<i64> {
    // Bit by bit from the top, never from the end of the journal, which moves. Positions may have gaps.
    let mut found = 0;
    for bit in (0..40).rev() {
        let tried = found + (1 << bit);
        let next = tx.query_opt(&NEXT, params![tried], |row| Ok((row.int(0)?, row.int(1)?)))?;
        if next.is_some_and(|(_, at)| at <= recorded_at_ms) {
            found = tried;
        }
    }
    Ok(found)
}

/// When the first event was recorded, UNIX milliseconds; `None` while there is none.
///
/// # Errors
/// If the database cannot answer.
pub fn begun_at(tx: &mut Tx<'_>) -> Result<Option<i64>> {
    Ok(tx.query_opt(&NEXT, params![0], |row| row.int(1))?)
}

/// Dossiers folded for one slice of a list: each costs its whole course.
const FOLDED: usize = 100;

/// Where a dossier in hand counts, and when it is due, UNIX seconds; `None` without a promise.
type Due = (Spot, Option<i64>);

/// The lists dossiers stand in.
const RECEIVED: u8 = 1;
const ENDED: u8 = 2;
const IN_HAND: u8 = 3;

/// Where a dossier stood in a list of a unit, in the order of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Stood {
    list: u8,
    unit: i64,
    at: i64,
    dossier: [u8; 16],
}

/// What differs between two ends of the journal: what was added to the sums and to what lies in hand.
#[derive(Debug, Default)]
struct Between {
    sums: Rows,
    in_hand: HashMap<Due, i64>,
    /// What was acted on.
    touched: HashSet<[u8; 16]>,
    /// Where these stood at the earlier end, in order.
    stood: Vec<Stood>,
}

impl Between {
    fn add(&mut self, was: Option<&Standing>, is: Option<&Standing>) {
        for change in changes(was.map(|one| &one.facts), is.map(|one| &one.facts)) {
            let place: Place = (change.dim.number(), change.axis.number(), change.day, change.member);
            let row = self.sums.entry(place).or_insert([0; WIDTH]);
            row.iter_mut().zip(change.numbers).for_each(|(sum, more)| *sum += more);
        }
        for (standing, by) in [(was, -1), (is, 1)] {
            for due in standing.into_iter().flat_map(|one| &one.in_hand) {
                *self.in_hand.entry(*due).or_default() += by;
            }
        }
    }

    fn stood(&mut self, id: DossierId, was: Option<&Standing>) {
        let dossier = id.bytes();
        self.touched.insert(dossier);
        let Some(was) = was else { return };
        let unit = i64::from(was.facts.competent.0);
        let mut stand = |list, unit, at: Option<i64>| {
            self.stood.extend(at.map(|at| Stood { list, unit, at, dossier }));
        };
        stand(RECEIVED, unit, was.received_at);
        stand(ENDED, unit, was.ended_at);
        for (spot, due_at) in &was.in_hand {
            stand(IN_HAND, spot.unit, *due_at);
        }
    }

    fn tidy(&mut self) {
        self.stood.sort_unstable();
        self.sums.retain(|_, numbers| numbers.iter().any(|number| *number != 0));
        self.in_hand.retain(|_, n| *n != 0);
    }
}

/// A dossier at one end of the journal.
struct Standing {
    facts: Facts,
    in_hand: Vec<Due>,
    /// UNIX seconds; as in the columns the lists are read by.
    received_at: Option<i64>,
    ended_at: Option<i64>,
}

impl Standing {
    fn of(dossier: &Dossier, version_of: VersionOf<'_>) -> Result<Self> {
        let version = version_of(dossier.version)
            .ok_or_else(|| StoreError::corrupt(format!("version {} is not published", dossier.version.0)))?;
        let items = desk_items(dossier, &version);
        let due = |item| {
            in_hand::spot(item, dossier.version).map(|spot| (spot, item.due_at.map(Moment::unix_seconds)))
        };
        Ok(Self {
            facts: Facts::of(dossier, &version),
            in_hand: items.iter().filter_map(due).collect(),
            received_at: dossier.clock.as_ref().map(|clock| clock.received_at.unix_seconds()),
            ended_at: dossier.phase.ended_at().map(Moment::unix_seconds),
        })
    }
}

/// The sums as they were when the journal ended at a position.
#[derive(Debug)]
pub struct Past {
    position: i64,
    /// The end of the journal that `since` reaches to.
    upto: i64,
    /// Events of the journal then, whatever their positions.
    count: i64,
    since: Between,
}

impl Past {
    /// Folds what was acted on since.
    ///
    /// # Errors
    /// If the database cannot answer, or an event does not parse.
    pub fn load(tx: &mut Tx<'_>, position: i64, version_of: VersionOf<'_>) -> Result<Self> {
        let (upto, count) = (end(tx)?.max(position), head(tx)?);
        Ok(Self { position, upto, count, since: between(tx, position, upto, version_of)? })
    }

    /// The position the journal ended at.
    #[must_use]
    pub fn position(&self) -> i64 {
        self.position
    }

    /// Takes in what was acted on since it was loaded; to be called in the snapshot in which it is asked.
    ///
    /// # Errors
    /// As [`Past::load`].
    pub fn refresh(&mut self, tx: &mut Tx<'_>, version_of: VersionOf<'_>) -> Result<()> {
        let (upto, count) = (end(tx)?.max(self.position), head(tx)?);
        if (upto, count) == (self.upto, self.count) {
            return Ok(());
        }
        let seen = tx.query_one(&SEEN, params![self.upto, upto], |row| row.int(0))?;
        if seen != count - self.count {
            // Of two writers one may have kept an earlier position later: what was folded may lack it.
            *self = Self::load(tx, self.position, version_of)?;
            return Ok(());
        }
        let more = between(tx, self.upto, upto, version_of)?;
        for (place, numbers) in more.sums {
            let row = self.since.sums.entry(place).or_insert([0; WIDTH]);
            row.iter_mut().zip(numbers).for_each(|(sum, more)| *sum += more);
        }
        for (due, n) in more.in_hand {
            *self.since.in_hand.entry(due).or_default() += n;
        }
        // What was acted on before stood elsewhere than where this finds it.
        let known = &self.since.touched;
        self.since.stood.extend(more.stood.into_iter().filter(|one| !known.contains(&one.dossier)));
        self.since.touched.extend(more.touched);
        self.since.tidy();
        (self.upto, self.count) = (upto, count);
        Ok(())
    }

    /// Refuses to answer from another snapshot than the one it was brought up to.
    fn check(&self, tx: &mut Tx<'_>) -> Result<()> {
        if (end(tx)?.max(self.position), head(tx)?) == (self.upto, self.count) {
            return Ok(());
        }
        Err(StoreError::corrupt("sums of the past are asked in a snapshot they were not brought up to"))
    }

    fn taken_back(&self, dim: Dim, period: Period) -> impl Iterator<Item = (i64, i64, Axis, &[i64; WIDTH])> {
        let (from, to) = period.days();
        self.since.sums.iter().filter_map(move |((of, axis, day, member), numbers)| {
            let fits = *of == dim.number() && (from..=to).contains(day);
            fits.then(|| Axis::from_number(*axis).map(|axis| (*member, *day, axis, numbers))).flatten()
        })
    }

    /// As [`by_member`].
    ///
    /// # Errors
    /// If the database cannot answer, or [`Past::refresh`] was not called in this snapshot.
    pub fn by_member(&self, tx: &mut Tx<'_>, dim: Dim, period: Period) -> Result<BTreeMap<i64, Sums>> {
        self.check(tx)?;
        let mut found = by_member(tx, dim, period)?;
        for (member, _, axis, numbers) in self.taken_back(dim, period) {
            subtract(found.entry(member).or_default().row_mut(axis), numbers);
        }
        found.retain(|_, sums| *sums != Sums::default());
        Ok(found)
    }

    /// As [`of_member`].
    ///
    /// # Errors
    /// As [`Past::by_member`].
    pub fn of_member(&self, tx: &mut Tx<'_>, dim: Dim, member: i64, period: Period) -> Result<Sums> {
        self.check(tx)?;
        let mut sums = of_member(tx, dim, member, period)?;
        for (_, _, axis, numbers) in self.taken_back(dim, period).filter(|(of, ..)| *of == member) {
            subtract(sums.row_mut(axis), numbers);
        }
        Ok(sums)
    }

    /// As [`by_day`].
    ///
    /// # Errors
    /// As [`Past::by_member`].
    pub fn by_day(
        &self,
        tx: &mut Tx<'_>,
        dim: Dim,
        period: Period,
    ) -> Result<BTreeMap<i64, BTreeMap<i64, Sums>>> {
        self.check(tx)?;
        let mut found = by_day(tx, dim, period)?;
        for (member, day, axis, numbers) in self.taken_back(dim, period) {
            let sums = found.entry(member).or_default().entry(day).or_default();
            subtract(sums.row_mut(axis), numbers);
        }
        found.values_mut().for_each(|days| days.retain(|_, sums| *sums != Sums::default()));
        found.retain(|_, days| !days.is_empty());
        Ok(found)
    }

    /// As [`load`](super::load): what lay in hand then, overdue as of `then`.
    ///
    /// # Errors
    /// As [`Past::by_member`].
    pub fn load_then(&self, tx: &mut Tx<'_>, then: Moment) -> Result<Load> {
        self.check(tx)?;
        let mut adding = Adding::default();
        in_hand::add_now(tx, then, &mut adding)?;
        for ((spot, due_at), n) in &self.since.in_hand {
            let over = due_at.is_some_and(|at| at < then.unix_seconds());
            adding.add(*spot, -n, if over { -n } else { 0 })?;
        }
        adding.done()
    }

    /// As [`by_version`].
    ///
    /// # Errors
    /// As [`Past::by_member`].
    pub fn by_version(
        &self,
        tx: &mut Tx<'_>,
        unit: UnitId,
        then: Moment,
    ) -> Result<BTreeMap<VersionId, InHand>> {
        self.check(tx)?;
        let mut found = by_version(tx, unit, then)?;
        for ((spot, due_at), n) in &self.since.in_hand {
            if spot.unit == i64::from(unit.0) {
                let one = found.entry(VersionId(crate::codec::small(spot.version)?)).or_default();
                one.open -= n;
                one.overdue -= if due_at.is_some_and(|at| at < then.unix_seconds()) { *n } else { 0 };
            }
        }
        found.retain(|_, one| *one != InHand::default());
        Ok(found)
    }

    /// As [`behind::page`]: the dossiers of a list as they were then. Where many were acted on since a slice may hold fewer than the
    /// limit, or none, and go on.
    ///
    /// # Errors
    /// As [`Past::by_member`].
    pub fn page(
        &self,
        tx: &mut Tx<'_>,
        unit: UnitId,
        listed: Listed,
        after: Option<Cursor>,
        limit: u32,
    ) -> Result<Slice> {
        self.check(tx)?;
        let mut slice = behind::page(tx, unit, listed, after, limit, Some(&self.since.touched))?;
        let (list, from, to) = match listed {
            Listed::Counted { axis: Axis::Received, from, to } => (RECEIVED, from.unix_seconds(), to),
            Listed::Counted { axis: Axis::Ended, from, to } => (ENDED, from.unix_seconds(), to),
            Listed::DueBefore(moment) => (IN_HAND, i64::MIN, moment),
        };
        let unit = i64::from(unit.0);
        let first = Stood { list, unit, at: from, dossier: [0; 16] };
        let end = Stood { list, unit, at: to.unix_seconds(), dossier: [0; 16] };
        let after = after.map(|cursor| Stood { list, unit, at: cursor.at, dossier: cursor.dossier });
        let begin =
            self.since.stood.partition_point(|one| *one < first || after.is_some_and(|at| *one <= at));
        let upto = slice.next.map(|cursor| Stood { list, unit, at: cursor.at, dossier: cursor.dossier });
        let these = self.since.stood[begin..].iter().take_while(|one| **one < end);
        for (folded, one) in these.enumerate() {
            if upto.is_some_and(|last| *one > last) {
                break;
            }
            let cursor = Cursor { at: one.at, dossier: one.dossier };
            if folded == FOLDED {
                // On from the last one folded; what stands behind it comes with the next slice.
                let last = slice.rows[slice.rows.len() - 1].0;
                slice.rows.retain(|(at, _)| (at.at, at.dossier) <= (last.at, last.dossier));
                slice.next = Some(last);
                break;
            }
            let state = state_at(tx, DossierId::from_bytes(one.dossier), self.position)?;
            let state = state.ok_or_else(|| StoreError::corrupt("a dossier stood before it was"))?;
            slice.rows.push((cursor, state));
        }
        slice.rows.sort_by_key(|(cursor, _)| (cursor.at, cursor.dossier));
        Ok(slice)
    }

    /// As [`in_hand`](super::in_hand).
    ///
    /// # Errors
    /// As [`Past::by_member`].
    pub fn in_hand(&self, tx: &mut Tx<'_>, then: Moment) -> Result<BTreeMap<UnitId, InHand>> {
        Ok(self.load_then(tx, then)?.units)
    }
}

fn subtract(row: &mut [i64; WIDTH], numbers: &[i64; WIDTH]) {
    row.iter_mut().zip(numbers).for_each(|(sum, less)| *sum -= less);
}

fn head(tx: &mut Tx<'_>) -> Result<i64> {
    Ok(tx.query_one(&HEAD, &[], |row| row.int(0))?)
}

/// What was added between two ends of the journal, `from` excluded.
fn between(tx: &mut Tx<'_>, from: i64, to: i64, version_of: VersionOf<'_>) -> Result<Between> {
    let mut found = Between::default();
    if from >= to {
        return Ok(found);
    }
    for id in tx.query_all(&TOUCHED, params![from, to], |row| row.bytes(0))? {
        let id = DossierId::from_bytes(id);
        let events = events(tx, id)?;
        let (mut state, mut was): (Option<Dossier>, Option<Standing>) = (None, None);
        let mut crossed = false;
        for (position, fact) in events.into_iter().take_while(|(position, _)| *position <= to) {
            if position > from && !crossed {
                crossed = true;
                was = state.as_ref().map(|state| Standing::of(state, version_of)).transpose()?;
            }
            let fact = fact?;
            match &mut state {
                Some(state) => evolve(state, &fact),
                None => state = Dossier::open(id, &fact),
            }
        }
        let is = state.as_ref().map(|state| Standing::of(state, version_of)).transpose()?;
        found.add(was.as_ref(), is.as_ref());
        found.stood(id, was.as_ref());
    }
    found.tidy();
    Ok(found)
}

/// What happened to a dossier, each with its place in the journal.
fn events(tx: &mut Tx<'_>, id: DossierId) -> Result<Vec<(i64, Result<Recorded>)>> {
    Ok(tx.query_all(&EVENTS, params![id.bytes()], |row| {
        let fact = fact(row.text_ref(1)?, row.int(2)?, row.text_ref(3)?);
        Ok((row.int(0)?, fact))
    })?)
}

/// A dossier as it was when the journal ended at a position; `None` before its first act.
fn state_at(tx: &mut Tx<'_>, id: DossierId, position: i64) -> Result<Option<Dossier>> {
    let mut state: Option<Dossier> = None;
    for (_, fact) in events(tx, id)?.into_iter().take_while(|(at, _)| *at <= position) {
        let fact = fact?;
        match &mut state {
            Some(state) => evolve(state, &fact),
            None => state = Dossier::open(id, &fact),
        }
    }
    Ok(state)
}
