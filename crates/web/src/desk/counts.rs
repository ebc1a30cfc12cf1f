//! Counts of units, shared: one look at the database for all pages and streams of a unit.
//!
//! A page takes counts up to a second old. Open streams watch their unit: one task for each watched unit hears of acts
//! that touched it, looks at most once in a pause and tells all its streams; units nobody touched are left alone. A look is
//! dated by its beginning, so that whoever heard of a change can tell whether it shows there.

use super::menu::UnitCounts;
use crate::problem::Result;
use crate::state::Web;
use motcua_app::{Error, desk_channel};
use motcua_domain::ids::UnitId;
use parking_lot::Mutex;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Weak};
use std::time::{Duration, Instant};
use tokio::sync::{Mutex as Turn, watch};
use tokio::time::{sleep, timeout};

/// How long counts are kept.
const FRESH: Duration = Duration::from_secs(1);
/// Units remembered; a city has some two hundred.
const UNITS_MAX: usize = 4_096;

/// Counts of the units somebody works at.
#[derive(Default)]
pub struct Counts {
    units: Mutex<HashMap<UnitId, Arc<Unit>>>,
    reads: AtomicU64,
}

/// What is known of one unit.
struct Unit {
    /// Counts the acts that touched it.
    changes: watch::Receiver<u64>,
    /// The last look; held while the next one is under way, so that a crowd costs one.
    last: Turn<Option<Look>>,
    /// Looks begun at fewer changes show too little.
    changes_min: AtomicU64,
    /// Tells streams since when counts must be; alive while the unit is watched.
    told: Mutex<Weak<watch::Sender<Instant>>>,
}

/// One look at the database.
struct Look {
    changes: u64,
    begun_at: Instant,
    ended_at: Instant,
    outcome: Result<Arc<UnitCounts>, Error>,
}

impl Counts {
    /// Counts of a unit, at most a second old.
    ///
    /// # Errors
    /// If the database cannot answer.
    pub async fn of(web: &Web, unit: UnitId) -> Result<Arc<UnitCounts>> {
        let asked_at = Instant::now();
        Self::since(web, unit, asked_at.checked_sub(FRESH).unwrap_or(asked_at)).await
    }

    /// Counts of a unit by a look begun at `moment` or later: for whoever heard then that something changed.
    ///
    /// # Errors
    /// If the database cannot answer.
    pub async fn since(web: &Web, unit: UnitId, moment: Instant) -> Result<Arc<UnitCounts>> {
        let (known, asked_at) = (web.counts.unit(web, unit)?, Instant::now());
        let mut last = known.last.lock().await;
        if let Some(look) = &*last {
            let enough = look.begun_at >= moment && look.changes >= known.changes_min.load(Ordering::Acquire);
            match &look.outcome {
                Ok(counts) if enough => return Ok(Arc::clone(counts)),
                // Those who waited for a look that failed do not fail one after the other.
                Err(error) if look.ended_at >= asked_at => return Err(error.clone().into()),
                _ => {}
            }
        }
        web.counts.reads.fetch_add(1, Ordering::Relaxed);
        let changes = *known.changes.borrow();
        let (now, begun_at) = (web.app.now(), Instant::now());
        let read = web.app.read(move |tx, world| UnitCounts::read(tx, world, unit, now)).await;
        let outcome = read.map(Arc::new);
        *last = Some(Look { changes, begun_at, ended_at: Instant::now(), outcome: outcome.clone() });
        Ok(outcome?)
    }

    /// Forgets a unit's counts after an act there, so that the next page shows it. Counts looked at since the act stay.
    pub fn forget(&self, unit: UnitId) {
        if let Some(known) = self.units.lock().get(&unit) {
            known.changes_min.store(*known.changes.borrow(), Ordering::Release);
        }
    }

    /// Watches a unit: the moment since when counts must be, again whenever new ones were looked at.
    ///
    /// # Errors
    /// If changes cannot be listened for.
    pub fn watch(web: &Arc<Web>, unit: UnitId) -> Result<watch::Receiver<Instant>> {
        let mut units = web.counts.units.lock();
        let known = entry(web, &mut units, unit)?;
        if let Some(told) = known.told.lock().upgrade() {
            return Ok(told.subscribe());
        }
        let mut changes = known.changes.clone();
        changes.mark_unchanged();
        let told = Arc::new(watch::Sender::new(Instant::now()));
        *known.told.lock() = Arc::downgrade(&told);
        let watching = told.subscribe();
        tokio::spawn(follow(Arc::clone(web), unit, changes, told));
        Ok(watching)
    }

    /// Looks at the database since the start.
    #[must_use]
    pub fn reads(&self) -> u64 {
        self.reads.load(Ordering::Relaxed)
    }

    /// Units watched now.
    #[must_use]
    pub fn watched(&self) -> usize {
        self.units.lock().values().filter(|unit| unit.is_watched()).count()
    }

    fn unit(&self, web: &Web, unit: UnitId) -> Result<Arc<Unit>> {
        Ok(Arc::clone(entry(web, &mut self.units.lock(), unit)?))
    }

    /// Drops a unit if nobody watches it any more.
    fn leave(&self, unit: UnitId, told: &watch::Sender<Instant>) -> bool {
        // Who begins to watch holds the same lock.
        let mut units = self.units.lock();
        let left = told.receiver_count() == 0;
        if left {
            units.remove(&unit);
        }
        left
    }
}

impl Unit {
    fn new(changes: watch::Receiver<u64>) -> Self {
        Self { changes, last: Turn::default(), changes_min: AtomicU64::new(0), told: Mutex::new(Weak::new()) }
    }

    fn is_watched(&self) -> bool {
        self.told.lock().strong_count() > 0
    }
}

/// The unit's entry.
fn entry<'u>(web: &Web, units: &'u mut HashMap<UnitId, Arc<Unit>>, unit: UnitId) -> Result<&'u Arc<Unit>> {
    if units.len() >= UNITS_MAX && !units.contains_key(&unit) {
        units.retain(|_, known| known.is_watched());
    }
    match units.entry(unit) {
        Entry::Occupied(known) => Ok(known.into_mut()),
        Entry::Vacant(place) => {
            let changes = web.app.db().subscribe(&desk_channel(unit));
            let changes = changes.map_err(|error| Error::Unavailable(error.to_string()))?;
            Ok(place.insert(Arc::new(Unit::new(changes))))
        }
    }
}

/// Looks at a unit's counts after each change there, and tells, for as long as somebody watches.
///
/// A page that gives way to the next one leaves for a moment only: the unit is dropped at its next change or heartbeat.
async fn follow(
    web: Arc<Web>,
    unit: UnitId,
    mut changes: watch::Receiver<u64>,
    told: Arc<watch::Sender<Instant>>,
) {
    let (pause, heartbeat) = (web.settings.limits.stream_pause, web.settings.limits.heartbeat);
    let mut stopping = web.stopping.subscribe();
    loop {
        tokio::select! {
            // Time out: then counts that change with time alone, like those overdue, are looked at.
            heard = timeout(heartbeat, changes.changed()) => if matches!(heard, Ok(Err(_))) { return },
            _ = stopping.wait_for(|stopping| *stopping) => return,
        }
        if web.counts.leave(unit, &told) {
            return;
        }
        let heard_at = Instant::now();
        // A database that cannot answer now may answer at the next beat: pages keep what they show.
        if Counts::since(&web, unit, heard_at).await.is_ok() {
            told.send_replace(heard_at);
        }
        sleep(pause).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_unit_is_dropped_when_the_last_who_watched_has_left() {
        let (counts, unit) = (Counts::default(), UnitId(7));
        let told = Arc::new(watch::Sender::new(Instant::now()));
        let known = Unit::new(watch::Sender::new(0).subscribe());
        *known.told.lock() = Arc::downgrade(&told);
        counts.units.lock().insert(unit, Arc::new(known));
        let page = told.subscribe();
        assert!(!counts.leave(unit, &told));
        assert_eq!(counts.watched(), 1);
        drop(page);
        assert!(counts.leave(unit, &told));
        assert!(counts.units.lock().is_empty());
    }
}
