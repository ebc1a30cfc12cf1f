//! The write path: queued jobs share transactions, and each is acknowledged after its group is durable.
//!
//! A lane takes the first waiting job, opens a transaction, and keeps joining whatever has arrived meanwhile until the queue
//! is empty, the group is full or its time is up. It never waits for company: under load company comes by itself while the
//! previous commit waits for the disk.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, Sender, TrySendError, bounded};
use parking_lot::Mutex;

use crate::config::Config;
use crate::conn::{Before, Conn, Purpose};
use crate::job::{Job, Verdict};
use crate::outcome::{Error, Result, Unavailability, panic_text};
use crate::stmt::Engine;
use crate::tx::Tx;

/// Runs inside each group's transaction just before its commit.
pub(crate) type GroupHook = Box<dyn FnMut(&mut Tx<'_>) -> Result<()> + Send>;

/// More savepoints than this in one PostgreSQL transaction overflow its cache of subtransactions and slow every reader.
const POSTGRES_BATCH_MAX: usize = 60;

/// Groups that run with savepoints after one had to be undone: a refusal seldom comes alone.
const CAREFUL_GROUPS: u32 = 32;

/// Attempts of a group whose turn it is, while the other writers wait, and of each of its jobs alone if it still fails:
/// then not for a collision with a group, but with something that takes no turns, such as a bulk load.
const TURN_ATTEMPTS: u32 = 3;
const ALONE_ATTEMPTS: u32 = 12;

thread_local! {
    static ON_WRITER: Cell<bool> = const { Cell::new(false) };
}

/// Whether the current thread is a writer: a write from inside a write would wait for itself.
pub(crate) fn on_writer_thread() -> bool {
    ON_WRITER.get()
}

/// Marks the current thread as one that must not wait for the writer, until dropped.
pub(crate) struct NoWrites(());

impl NoWrites {
    pub(crate) fn begin() -> Self {
        ON_WRITER.set(true);
        Self(())
    }
}

impl Drop for NoWrites {
    fn drop(&mut self) {
        ON_WRITER.set(false);
    }
}

/// What the lanes of one database share.
#[derive(Default)]
pub(crate) struct Shared {
    /// The hook run before each commit.
    pub(crate) hook: Mutex<Option<GroupHook>>,
    /// Held during a group, and by an exclusive transaction: in this process they take turns.
    pub(crate) gate: parking_lot::RwLock<()>,
    /// Set by each commit, cleared by the checkpoint thread.
    pub(crate) written: AtomicBool,
}

/// The queue and its threads.
pub(crate) struct Writer {
    queue: Option<Sender<Box<dyn Job>>>,
    lanes: Vec<JoinHandle<()>>,
}

impl Writer {
    /// Starts the lanes and waits until each has a connection.
    pub(crate) fn start(config: &Config, shared: &Arc<Shared>) -> Result<Self> {
        let lanes = if crate::postgres::is_postgres(&config.url) { config.postgres_lanes.max(1) } else { 1 };
        let (queue, jobs) = bounded(config.queue_max.max(1));
        let (ready, opened) = bounded(lanes);
        let mut writer = Self { queue: Some(queue), lanes: Vec::with_capacity(lanes) };
        for number in 0..lanes {
            let lane = Lane {
                number,
                config: config.clone(),
                queue: jobs.clone(),
                shared: Arc::clone(shared),
                conn: None,
                retry_at: None,
                backoff: Duration::ZERO,
                careful: 0,
            };
            let ready = ready.clone();
            let thread = std::thread::Builder::new()
                .name(format!("motcua-write-{number}"))
                .spawn(move || lane.run(&ready))
                .map_err(|error| Error::Defect(format!("cannot start a writer thread: {error}")))?;
            writer.lanes.push(thread);
        }
        for _ in 0..lanes {
            opened
                .recv()
                .unwrap_or_else(|_| Err(Error::Defect("a writer thread ended at its start".into())))?;
        }
        Ok(writer)
    }

    /// Queues a job or refuses it at once.
    pub(crate) fn offer(&self, job: Box<dyn Job>) -> std::result::Result<(), (Error, Box<dyn Job>)> {
        let closing = Error::unavailable(Unavailability::Closing);
        let Some(queue) = &self.queue else { return Err((closing, job)) };
        queue.try_send(job).map_err(|refused| match refused {
            TrySendError::Full(job) => (Error::unavailable(Unavailability::Overloaded), job),
            TrySendError::Disconnected(job) => (closing, job),
        })
    }

    /// Queues a job, waiting for room.
    pub(crate) fn push(&self, job: Box<dyn Job>) {
        if let Some(queue) = &self.queue {
            // A refused job tells its caller when it is dropped.
            drop(queue.send(job));
        }
    }

    pub(crate) fn depth(&self) -> usize {
        self.queue.as_ref().map_or(0, Sender::len)
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        // Closing the queue lets the lanes finish what is in it and end.
        self.queue = None;
        let here = std::thread::current().id();
        for lane in self.lanes.drain(..).filter(|lane| lane.thread().id() != here) {
            if lane.join().is_err() {
                tracing::error!("a writer thread panicked");
            }
        }
    }
}

/// Whether a group may take in jobs that arrive while it runs.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Company {
    Welcome,
    Refused,
}

/// Whether the other writers of the database wait meanwhile.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Turn {
    /// All run at once, and whoever comes second to a row runs again.
    Open,
    /// Only this one runs.
    Own,
}

/// Why a group failed, and whether running it again is safe.
struct Failure {
    error: Error,
    again: bool,
}

struct Lane {
    number: usize,
    config: Config,
    queue: Receiver<Box<dyn Job>>,
    shared: Arc<Shared>,
    conn: Option<Conn>,
    retry_at: Option<Instant>,
    backoff: Duration,
    /// Groups still to be run with a savepoint for each job.
    careful: u32,
}

/// How the jobs of a group are kept apart.
///
/// A savepoint makes SQLite copy every page a job touches, which costs about as much as the job itself; on PostgreSQL it is a
/// subtransaction, and the job has to wait for the answer to each of its changes. Nearly all jobs succeed or change nothing,
/// so a group first runs without, and its changes may be put off; if a job fails after it changed something, or a change put
/// off fails, the whole group is rolled back and run again with savepoints, one answer at a time. Jobs are `FnMut` for that
/// reason.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Apart {
    BySavepoints,
    ByTrust,
}

impl Lane {
    fn run(mut self, ready: &Sender<Result<()>>) {
        let _nesting = NoWrites::begin();
        let opened = self.connect();
        let failed = opened.is_err();
        drop(ready.send(opened));
        if failed {
            return;
        }
        while let Ok(first) = self.queue.recv() {
            self.serve(first);
        }
    }

    /// Takes a group through to its acknowledgement.
    ///
    /// A group that keeps colliding takes its turn: on PostgreSQL all other writers wait for it. Without that a small group
    /// could lose to large ones for ever: each time it waits for a row, the one it waits for commits, and its own snapshot is
    /// too old.
    fn serve(&mut self, first: Box<dyn Job>) {
        let mut jobs = vec![first];
        let mut outcome = self.settle(&mut jobs, self.config.retry_max + 1, Company::Welcome, Turn::Open);
        if !collided(&outcome) {
            return finish(jobs, &outcome);
        }
        outcome = self.settle(&mut jobs, TURN_ATTEMPTS, Company::Refused, Turn::Own);
        if !collided(&outcome) || jobs.len() == 1 {
            return finish(jobs, &outcome);
        }
        for job in jobs {
            let mut alone = vec![job];
            let outcome = self.settle(&mut alone, ALONE_ATTEMPTS, Company::Refused, Turn::Own);
            finish(alone, &outcome);
        }
    }

    /// Runs a group until it commits, fails for good, or has used its attempts.
    fn settle(
        &mut self,
        jobs: &mut Vec<Box<dyn Job>>,
        attempts: u32,
        company: Company,
        turn: Turn,
    ) -> Result<()> {
        let mut attempt = 0;
        let outcome = loop {
            attempt += 1;
            let welcome = if attempt == 1 { company } else { Company::Refused };
            match self.attempt(jobs, welcome, turn) {
                Ok(()) => break Ok(()),
                Err(failure) if failure.again && attempt < attempts => self.pause(attempt),
                Err(failure) => break Err(failure.error),
            }
        };
        // The lock of a turn ends with its connection at the latest.
        if self.conn.as_mut().is_some_and(|conn| conn.leave_turn().is_err()) {
            self.conn = None;
        }
        outcome
    }

    /// Waits a little before another attempt; lanes wait differently so that they do not collide in step.
    fn pause(&self, attempt: u32) {
        let step = u64::from(attempt.min(6));
        std::thread::sleep(Duration::from_micros(200 * step * step * (1 + self.number as u64)));
    }

    /// One transaction with all jobs of the group.
    fn attempt(
        &mut self,
        jobs: &mut Vec<Box<dyn Job>>,
        company: Company,
        turn: Turn,
    ) -> std::result::Result<(), Failure> {
        let shared = Arc::clone(&self.shared);
        let _turn = shared.gate.read();
        let mut conn = match self.conn.take() {
            Some(conn) => conn,
            None => {
                self.connect().map_err(|error| Failure { error, again: false })?;
                match self.conn.take() {
                    Some(conn) => conn,
                    None => {
                        return Err(Failure {
                            error: Error::unavailable(Unavailability::Disconnected),
                            again: false,
                        });
                    }
                }
            }
        };
        if conn.engine() == Engine::Postgres && company == Company::Welcome {
            self.gather(jobs);
        }
        let ready = if turn == Turn::Own { conn.take_turn() } else { Ok(()) };
        let begun = ready.and_then(|()| conn.begin());
        let filled = begun.and_then(|()| self.fill(&mut conn, jobs, company));
        let (outcome, committing) = match filled {
            Ok(Apart::ByTrust) => (conn.commit(), true),
            Ok(Apart::BySavepoints) => (conn.commit_savepoint(), true),
            Err(error) => (Err(error), false),
        };
        let Err(error) = outcome else {
            self.conn = Some(conn);
            shared.written.store(true, Ordering::Release);
            return Ok(());
        };
        let again = match error.reason() {
            Some(Unavailability::Serialization) => true,
            // Before the commit was sent nothing can have happened; after it, nobody knows.
            Some(Unavailability::Disconnected) => !committing,
            _ => false,
        };
        if !again {
            tracing::warn!(error = %error, jobs = jobs.len(), "a group of writes failed");
        }
        let broken = matches!(error.reason(), Some(Unavailability::Disconnected | Unavailability::Io));
        if !broken && conn.rollback().is_ok() {
            self.conn = Some(conn);
        }
        Err(Failure { error, again })
    }

    /// Runs the jobs, each in its savepoint, joining those that arrive; then the hook.
    fn fill(&mut self, conn: &mut Conn, jobs: &mut Vec<Box<dyn Job>>, company: Company) -> Result<Apart> {
        let apart = if self.careful == 0 { Apart::ByTrust } else { Apart::BySavepoints };
        self.careful = self.careful.saturating_sub(1);
        conn.put_off(apart == Apart::ByTrust);
        let filled = self.run_jobs(conn, jobs, company, apart).and_then(|()| conn.flush());
        conn.put_off(false);
        match filled {
            Ok(()) => Ok(apart),
            // Whose statement it was that failed will be seen one by one.
            Err(Error::Conflict { .. } | Error::Defect(_)) if apart == Apart::ByTrust => {
                self.careful = CAREFUL_GROUPS;
                Err(Error::unavailable(Unavailability::Serialization))
            }
            Err(error) => Err(error),
        }
    }

    /// Takes in what is waiting, before the transaction opens.
    ///
    /// What arrives later may come from somebody who has just been told of a change that another lane or node committed
    /// after this transaction took its snapshot: it would not see that change. SQLite has one writer, and nothing is committed
    /// beside it.
    fn gather(&self, jobs: &mut Vec<Box<dyn Job>>) {
        let careful = if self.careful == 0 { usize::MAX } else { POSTGRES_BATCH_MAX };
        let room = self.config.batch_max.min(careful).saturating_sub(jobs.len());
        jobs.extend(self.queue.try_iter().take(room));
    }

    fn run_jobs(
        &mut self,
        conn: &mut Conn,
        jobs: &mut Vec<Box<dyn Job>>,
        company: Company,
        apart: Apart,
    ) -> Result<()> {
        let started = Instant::now();
        let engine = conn.engine();
        let mut before = Before::Nothing;
        let mut kept = 0_usize;
        let mut at = 0;
        loop {
            if at == jobs.len() {
                let full = at >= self.config.batch_max || started.elapsed() >= self.config.batch_time_max;
                if full || company == Company::Refused || engine == Engine::Postgres {
                    break;
                }
                match self.queue.try_recv() {
                    Ok(job) => jobs.push(job),
                    Err(_) => break,
                }
            }
            if apart == Apart::BySavepoints {
                conn.next_savepoint(before)?;
            }
            let changes = conn.changes();
            let sums = conn.sums().mark();
            match jobs[at].run(&mut Tx::new(conn)) {
                Verdict::Keep => {
                    before = Before::Kept;
                    kept += 1;
                }
                Verdict::Undo(cause) => {
                    conn.sums().back_to(sums);
                    if !conn.in_transaction() {
                        return Err(cause.unwrap_or_else(|| Error::unavailable(Unavailability::Io)));
                    }
                    match apart {
                        Apart::BySavepoints => {
                            conn.undo_job()?;
                            before = Before::Undone;
                        }
                        // PostgreSQL has given the transaction up with the statement, which may be one put off by another.
                        Apart::ByTrust
                            if conn.changes() == changes && (engine == Engine::Sqlite || cause.is_none()) => {
                        }
                        Apart::ByTrust => {
                            self.careful = CAREFUL_GROUPS;
                            return Err(Error::unavailable(Unavailability::Serialization));
                        }
                    }
                }
                Verdict::Group(error) => return Err(error),
            }
            at += 1;
        }
        if kept == 0 {
            return Ok(());
        }
        conn.write_sums()?;
        self.run_hook(conn)
    }

    fn run_hook(&self, conn: &mut Conn) -> Result<()> {
        let mut hook = self.shared.hook.lock();
        let Some(hook) = hook.as_mut() else { return Ok(()) };
        let mut tx = Tx::new(conn);
        let outcome = catch_unwind(AssertUnwindSafe(|| hook(&mut tx)))
            .unwrap_or_else(|panic| Err(Error::Defect(panic_text(panic.as_ref()))));
        match tx.failure() {
            Some(failure) => Err(failure.clone()),
            None => outcome,
        }
    }

    /// Connects, unless the last failure is too recent.
    fn connect(&mut self) -> Result<()> {
        if self.retry_at.is_some_and(|at| Instant::now() < at) {
            return Err(Error::unavailable(Unavailability::Disconnected));
        }
        match Conn::open(&self.config, Purpose::Write) {
            Ok(conn) => {
                self.conn = Some(conn);
                self.retry_at = None;
                self.backoff = Duration::ZERO;
                Ok(())
            }
            Err(error) => {
                self.backoff = (self.backoff * 2).clamp(Duration::from_millis(50), Duration::from_secs(2));
                self.retry_at = Some(Instant::now() + self.backoff);
                Err(error)
            }
        }
    }
}

fn collided(outcome: &Result<()>) -> bool {
    matches!(outcome, Err(error) if error.reason() == Some(Unavailability::Serialization))
}

/// Tells every job of a group what became of it.
fn finish(jobs: Vec<Box<dyn Job>>, outcome: &Result<()>) {
    for job in jobs {
        let told = catch_unwind(AssertUnwindSafe(|| job.finish(outcome.clone())));
        if let Err(panic) = told {
            tracing::error!(error = %panic_text(panic.as_ref()), "acknowledging a write panicked");
        }
    }
}
