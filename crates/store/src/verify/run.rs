//! The course of a verification.

use crate::error::Result;
use crate::verify::finding::Finding;
use motcua_calendar::WorkCalendar;
use motcua_db::Db;
use motcua_domain::dossier::Dossier;
use motcua_domain::ids::VersionId;
use motcua_domain::procedure::ProcedureVersion;
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

/// What the law of the dossiers depends on besides their events.
pub struct World {
    /// Published versions.
    pub versions: HashMap<VersionId, Arc<ProcedureVersion>>,
    /// The calendar by which a dossier's clock runs: the same choice as when it was received.
    pub calendar: Box<dyn Fn(&Dossier) -> Arc<WorkCalendar> + Send + Sync>,
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
    /// Differences, at most [`FINDINGS_MAX`].
    pub findings: Vec<Finding>,
    /// Differences beyond that number, counted only.
    pub more: u64,
    /// How long it took.
    pub elapsed: Duration,
}

/// Differences that are listed; more are counted.
pub const FINDINGS_MAX: usize = 1000;

/// Verifies a database with up to `threads` threads (and never more than it has reader connections).
///
/// All threads must see the same journal. If one was written to meanwhile, the work is done again by one thread in one
/// snapshot.
///
/// # Errors
/// If the database cannot answer. What is wrong in the data is a finding, not an error.
pub fn run(db: &Db, world: &World, threads: usize, progress: &(dyn Fn(Progress) + Sync)) -> Result<Report> {
    let _ = (db, world, threads, progress);
    unimplemented_until_filled()
}

fn unimplemented_until_filled() -> Result<Report> {
    Err(crate::error::StoreError::corrupt("verification is not available"))
}
