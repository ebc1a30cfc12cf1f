//! The course of a verification: tasks shared by threads, then the whole against the sum of its parts.

use crate::error::{Result, StoreError};
use crate::verify::finding::{Finding, Kind};
use crate::verify::slice::{self, Range};
use crate::verify::statements::END;
use crate::verify::tally::{Bag, Desks, Tally};
use crate::verify::{journal, procedures, tables};
use motcua_calendar::WorkCalendar;
use motcua_db::{Db, Tx};
use motcua_domain::dossier::Dossier;
use motcua_domain::ids::VersionId;
use motcua_domain::procedure::ProcedureVersion;
use motcua_domain::unit::UnitIndex;
use std::collections::HashMap;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Which calendar a dossier's clock runs by: the same choice as when it was received.
pub type CalendarOf = dyn Fn(&Dossier) -> Option<Arc<WorkCalendar>> + Send + Sync;

/// What the law of the dossiers depends on besides their events.
pub struct World {
    /// Published versions.
    pub versions: HashMap<VersionId, Arc<ProcedureVersion>>,
    /// Calendars.
    pub calendar: Box<CalendarOf>,
    /// Units, for their names in findings.
    pub units: UnitIndex,
}

/// How far a verification has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Events checked.
    pub events: u64,
    /// Events in all.
    pub of: u64,
}

/// What a verification saw.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// Events checked.
    pub events: u64,
    /// Dossiers checked.
    pub dossiers: u64,
    /// Checkpoints checked.
    pub checkpoints: u64,
    /// Notes that were erased: their digests remain.
    pub notes_erased: u64,
    /// Answers of forms that were erased: their digests remain.
    pub forms_erased: u64,
    /// Differences, at most [`FINDINGS_MAX`].
    pub findings: Vec<Finding>,
    /// Differences beyond that number, counted only.
    pub more: u64,
    /// How long it took.
    pub elapsed: Duration,
}

impl Report {
    /// Whether nothing was found.
    pub fn is_clean(&self) -> bool {
        self.findings.is_empty()
    }
}

/// Differences that are listed; more are counted.
pub const FINDINGS_MAX: usize = 1000;

/// Verifies a database with up to `threads` threads (and never more than it has reader connections).
///
/// All threads must see the same journal. If it was written to meanwhile, the work is done again by one thread in one
/// snapshot, so a live database can be verified too.
///
/// # Errors
/// If the database cannot answer. What is wrong in the data is a finding, not an error.
pub fn run(db: &Db, world: &World, threads: usize, progress: &(dyn Fn(Progress) + Sync)) -> Result<Report> {
    #[allow(clippy::disallowed_methods, reason = "how long it took is reported, nothing depends on it")]
    let begun = Instant::now();
    let threads = threads.clamp(1, db.config().readers.max(1));
    let work = Work::new(world, progress);
    let outcome = std::thread::scope(|scope| {
        let others: Vec<_> = (1..threads).map(|_| scope.spawn(|| db.read(|tx| work.take_part(tx)))).collect();
        let mut parts = vec![db.read(|tx| work.take_part(tx))];
        for other in others {
            let part = other.join().unwrap_or_else(|_| {
                Err(motcua_db::Error::Defect("a thread of the verification panicked".into()).into())
            });
            parts.push(part);
        }
        parts.into_iter().collect::<Result<Vec<Part>>>()
    })?;
    let same = outcome.windows(2).all(|pair| pair[0].end == pair[1].end);
    let done = db.read(|tx| {
        let end = end_of(tx)?;
        if same && outcome.first().is_some_and(|part| part.end == end) {
            return conclude(tx, world, outcome);
        }
        let alone = Work::new(world, progress);
        let part = alone.take_part(tx)?;
        conclude(tx, world, vec![part])
    })?;
    #[allow(clippy::disallowed_methods, reason = "how long it took is reported, nothing depends on it")]
    let elapsed = begun.elapsed();
    let Part { tally, checkpoints, .. } = done;
    Ok(Report {
        events: tally.events.unsigned_abs(),
        dossiers: tally.dossiers.unsigned_abs(),
        checkpoints,
        notes_erased: tally.notes_erased,
        forms_erased: tally.forms_erased,
        findings: tally.findings,
        more: tally.more,
        elapsed,
    })
}

/// Compares the sum of all parts with the tables that cover the whole.
fn conclude(tx: &mut Tx<'_>, world: &World, parts: Vec<Part>) -> Result<Part> {
    let mut whole = Part::default();
    for part in parts {
        whole.tally.join(part.tally);
        whole.checkpoints += part.checkpoints;
        whole.desks = whole.desks.or(part.desks);
        whole.commands = whole.commands.or(part.commands);
    }
    let tally = &mut whole.tally;
    let desks = whole.desks.take().unwrap_or_default();
    let commands = whole.commands.take().unwrap_or_default();
    readable(tally, |tally| journal::head(tx, tally))?;
    readable(tally, |tally| tables::desks(tx, world, &desks, tally))?;
    readable(tally, |tally| tables::figures(tx, world, tally))?;
    readable(tally, |tally| tables::in_hand(tx, world, tally))?;
    readable(tally, |tally| tables::commands(tx, commands, tally))?;
    readable(tally, |tally| tables::counters(tx, tally))?;
    readable(tally, |tally| tables::files(tx, tally))?;
    readable(tally, |tally| tables::people(tx, tally))?;
    readable(tally, |tally| procedures::check(tx, tally))?;
    readable(tally, |tally| journal::offices(tx, tally))?;
    readable(tally, |tally| tables::reports(tx, world, tally))?;
    tally.findings.sort_by_key(|finding| (finding.position, finding.kind, finding.dossier));
    Ok(whole)
}

/// One check. What it cannot read is a finding and the other checks go on: somebody who damages one value must not
/// silence what would be found elsewhere. A database that cannot answer at all stays an error.
fn readable<T: Default>(tally: &mut Tally, check: impl FnOnce(&mut Tally) -> Result<T>) -> Result<T> {
    match check(tally) {
        Err(error @ (StoreError::Corrupt { .. } | StoreError::Db(motcua_db::Error::Defect(_)))) => {
            tally.find(Finding::general(
                Kind::Unreadable,
                format!("Có dữ liệu không đọc được nên một phép kiểm dừng giữa chừng: {error}"),
                format!("Something stored cannot be read, which ended one of the checks early: {error}"),
            ));
            Ok(T::default())
        }
        other => other,
    }
}

/// The last position and the number of events of a snapshot.
fn end_of(tx: &mut Tx<'_>) -> Result<(i64, i64)> {
    Ok(tx.query_one(&END, &[], |row| Ok((row.int(0)?, row.int(1)?)))?)
}

/// What one thread did.
#[derive(Default)]
struct Part {
    end: (i64, i64),
    tally: Tally,
    checkpoints: u64,
    desks: Option<Desks>,
    commands: Option<Bag>,
}

/// The tasks still to be done: three scans of whole tables first, then slices of dossiers by key.
struct Work<'w> {
    world: &'w World,
    progress: &'w (dyn Fn(Progress) + Sync),
    scans: AtomicI64,
    /// Where the next slice begins; `None` when the last was taken.
    next: Mutex<Option<Vec<u8>>>,
    done: AtomicU64,
}

impl<'w> Work<'w> {
    fn new(world: &'w World, progress: &'w (dyn Fn(Progress) + Sync)) -> Self {
        let (scans, done) = (AtomicI64::new(0), AtomicU64::new(0));
        Self { world, progress, scans, next: Mutex::new(Some(Vec::new())), done }
    }

    /// Takes tasks until none is left, all in the snapshot of `tx`.
    fn take_part(&self, tx: &mut Tx<'_>) -> Result<Part> {
        let mut part = Part { end: end_of(tx)?, ..Part::default() };
        loop {
            match self.scans.fetch_add(1, Ordering::Relaxed) {
                0 => part.checkpoints = readable(&mut part.tally, |tally| journal::checkpoints(tx, tally))?,
                1 => part.desks = Some(readable(&mut part.tally, |_| tables::stored_desks(tx))?),
                2 => part.commands = Some(readable(&mut part.tally, |_| tables::stored_commands(tx))?),
                _ => break,
            }
        }
        while let Some(range) = self.next_slice(tx)? {
            let before = part.tally.events;
            readable(&mut part.tally, |tally| slice::verify(tx, self.world, &range, tally))?;
            let more = (part.tally.events - before).unsigned_abs();
            let events = self.done.fetch_add(more, Ordering::Relaxed) + more;
            (self.progress)(Progress { events, of: part.end.1.unsigned_abs() });
        }
        Ok(part)
    }

    fn next_slice(&self, tx: &mut Tx<'_>) -> Result<Option<Range>> {
        let mut next = self.next.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(after) = next.take() else { return Ok(None) };
        let (range, last) = slice::next(tx, &after)?;
        *next = (!last).then(|| range.upto.clone());
        Ok(Some(range))
    }
}
