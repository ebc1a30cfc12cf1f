//! Reading: a consistent snapshot per unit of work, on the caller's thread or on a reader thread.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::thread::JoinHandle;
use std::time::Instant;

use crossbeam_channel::{Sender, TrySendError, bounded};
use parking_lot::{Condvar, Mutex};

use crate::config::Config;
use crate::conn::{Conn, Purpose};
use crate::outcome::{Error, Result, Unavailability, panic_text};
use crate::tx::Tx;

/// A read queued for a reader thread.
pub(crate) type ReadJob = Box<dyn FnOnce(&mut Slot) + Send>;

/// A connection that is opened when first needed and replaced when broken.
pub(crate) struct Slot {
    config: Config,
    conn: Option<Conn>,
}

impl Slot {
    fn new(config: &Config) -> Self {
        Self { config: config.clone(), conn: None }
    }

    /// Runs one read in its own snapshot. A panic of `work` passes through, after the connection is put in order.
    pub(crate) fn read<T, E: From<Error>>(
        &mut self,
        work: impl FnOnce(&mut Tx<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let (mut work, mut outcome) = (Some(work), None);
        let failure = self.snapshot(&mut |tx| outcome = work.take().map(|work| work(tx)))?;
        match (outcome, failure) {
            (Some(Ok(_)), Some(failure)) => Err(E::from(failure)),
            (Some(outcome), _) => outcome,
            (None, _) => Err(E::from(Error::Defect("a read was never run".into()))),
        }
    }

    /// Runs something in a snapshot, and answers what failed in it. Apart from [`Slot::read`], so that it exists once.
    fn snapshot(&mut self, work: &mut dyn FnMut(&mut Tx<'_>)) -> Result<Option<Error>> {
        let mut conn = self.begun()?;
        let mut tx = Tx::new(&mut conn);
        let ran = catch_unwind(AssertUnwindSafe(|| work(&mut tx)));
        let failure = tx.failure().cloned();
        let broken = failure
            .as_ref()
            .and_then(Error::reason)
            .is_some_and(|reason| matches!(reason, Unavailability::Disconnected | Unavailability::Io));
        if !broken && conn.rollback().is_ok() {
            self.conn = Some(conn);
        }
        match ran {
            Err(panic) => resume_unwind(panic),
            Ok(()) => Ok(failure),
        }
    }

    /// A connection with an open snapshot. One that died while idle is replaced once.
    fn begun(&mut self) -> Result<Conn> {
        if let Some(mut conn) = self.conn.take() {
            match conn.begin() {
                Ok(()) => return Ok(conn),
                Err(error) if error.reason() == Some(Unavailability::Disconnected) => {}
                Err(error) => return Err(error),
            }
        }
        let mut conn = Conn::open(&self.config, Purpose::Read)?;
        conn.begin()?;
        Ok(conn)
    }
}

/// Reader threads behind a bounded queue.
pub(crate) struct Readers {
    queue: Option<Sender<ReadJob>>,
    threads: Vec<JoinHandle<()>>,
}

impl Readers {
    pub(crate) fn start(config: &Config) -> Result<Self> {
        let (queue, jobs) = bounded::<ReadJob>(config.read_queue_max.max(1));
        let mut readers = Self { queue: Some(queue), threads: Vec::new() };
        for number in 0..config.readers.max(1) {
            let jobs = jobs.clone();
            let mut slot = Slot::new(config);
            let thread = std::thread::Builder::new()
                .name(format!("motcua-read-{number}"))
                .spawn(move || {
                    while let Ok(job) = jobs.recv() {
                        if let Err(panic) = catch_unwind(AssertUnwindSafe(|| job(&mut slot))) {
                            tracing::error!(error = %panic_text(panic.as_ref()), "a read panicked");
                        }
                    }
                })
                .map_err(|error| Error::Defect(format!("cannot start a reader thread: {error}")))?;
            readers.threads.push(thread);
        }
        Ok(readers)
    }

    /// Queues a read or refuses it at once.
    pub(crate) fn offer(&self, job: ReadJob) -> Result<()> {
        let Some(queue) = &self.queue else { return Err(Error::unavailable(Unavailability::Closing)) };
        queue.try_send(job).map_err(|refused| {
            Error::unavailable(match refused {
                TrySendError::Full(_) => Unavailability::Overloaded,
                TrySendError::Disconnected(_) => Unavailability::Closing,
            })
        })
    }

    pub(crate) fn depth(&self) -> usize {
        self.queue.as_ref().map_or(0, Sender::len)
    }
}

impl Drop for Readers {
    fn drop(&mut self) {
        self.queue = None;
        let here = std::thread::current().id();
        for thread in self.threads.drain(..).filter(|thread| thread.thread().id() != here) {
            if thread.join().is_err() {
                tracing::error!("a reader thread panicked");
            }
        }
    }
}

/// Connections borrowed by callers' own threads.
pub(crate) struct Pool {
    config: Config,
    state: Mutex<PoolState>,
    returned: Condvar,
}

struct PoolState {
    idle: Vec<Slot>,
    lent: usize,
}

impl Pool {
    pub(crate) fn new(config: &Config) -> Self {
        let state = Mutex::new(PoolState { idle: Vec::new(), lent: 0 });
        Self { config: config.clone(), state, returned: Condvar::new() }
    }

    /// Runs a read on a borrowed connection, waiting for one up to the busy timeout.
    pub(crate) fn read<T, E: From<Error>>(
        &self,
        work: impl FnOnce(&mut Tx<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut loan = self.borrow()?;
        match &mut loan.slot {
            Some(slot) => slot.read(work),
            None => Err(E::from(Error::Defect("a borrowed connection was empty".into()))),
        }
    }

    fn borrow(&self) -> Result<Loan<'_>> {
        let deadline = Instant::now() + self.config.busy_timeout;
        let mut state = self.state.lock();
        loop {
            if state.lent < self.config.readers.max(1) {
                state.lent += 1;
                let slot = state.idle.pop().unwrap_or_else(|| Slot::new(&self.config));
                return Ok(Loan { pool: self, slot: Some(slot) });
            }
            if self.returned.wait_until(&mut state, deadline).timed_out() {
                return Err(Error::unavailable(Unavailability::Overloaded));
            }
        }
    }
}

impl Drop for Pool {
    fn drop(&mut self) {
        let idle = std::mem::take(&mut self.state.get_mut().idle);
        if idle.is_empty() {
            return;
        }
        // Closing a PostgreSQL client blocks on its own runtime, which is not allowed on an async worker.
        if let Ok(closer) = std::thread::Builder::new().name("motcua-close".into()).spawn(move || drop(idle))
        {
            drop(closer.join());
        }
    }
}

/// A slot on loan; it returns to the pool even when the reader panics.
struct Loan<'p> {
    pool: &'p Pool,
    slot: Option<Slot>,
}

impl Drop for Loan<'_> {
    fn drop(&mut self) {
        let mut state = self.pool.state.lock();
        state.lent -= 1;
        state.idle.extend(self.slot.take());
        self.pool.returned.notify_one();
    }
}
