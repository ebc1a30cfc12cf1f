//! The open database: units of work, blocking and async, over the writer and the readers.

use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use crossbeam_channel::bounded;
use tempfile::TempDir;
use tokio::sync::{oneshot, watch};

use crate::checkpoint::Checkpointer;
use crate::config::{Config, Durability};
use crate::conn::{Conn, Purpose};
use crate::job::{Job, Ticket, Work};
use crate::leader::{LeaderGuard, Leaders};
use crate::outcome::{Error, Result, Unavailability, panic_text};
use crate::readers::{Pool, Readers};
use crate::stmt::{Engine, Stmt};
use crate::tx::Tx;
use crate::wake::Wake;
use crate::writer::{NoWrites, Shared, Writer, on_writer_thread};

/// An open database. Cloning is cheap and shares everything; the last clone closes it after finishing queued writes.
#[derive(Clone)]
pub struct Db {
    inner: Arc<Inner>,
}

/// Fields close in this order: the queue drains before its files go.
struct Inner {
    writer: Writer,
    /// Only on SQLite.
    _checkpointer: Option<Checkpointer>,
    readers: Readers,
    pool: Pool,
    wake: Wake,
    leaders: Arc<Leaders>,
    shared: Arc<Shared>,
    config: Config,
    engine: Engine,
    _temporary: Option<TempDir>,
}

impl Db {
    /// Opens the database and its writer. The schema is not touched: see [`migrate`](crate::migrate).
    ///
    /// # Errors
    /// If the URL is not understood, or the file or server cannot be reached.
    pub fn open(config: &Config) -> Result<Self> {
        let mut config = config.clone();
        let mut temporary = None;
        if config.url == "sqlite::memory:" {
            // Several connections must see one database: a short-lived file does what shared memory does badly.
            let dir = TempDir::with_prefix("motcua-")
                .map_err(|error| Error::Defect(format!("no temporary directory: {error}")))?;
            config.url = format!("sqlite:{}", dir.path().join("temporary.db").display());
            // It does not outlive the process: nothing is gained by waiting for the disk.
            config.durability = Durability::Relaxed;
            temporary = Some(dir);
        }
        let engine =
            if crate::postgres::is_postgres(&config.url) { Engine::Postgres } else { Engine::Sqlite };
        let shared = Arc::new(Shared::default());
        let writer = Writer::start(&config, &shared)?;
        let checkpointer = match engine {
            Engine::Sqlite => Some(Checkpointer::start(&config, &shared)?),
            Engine::Postgres => None,
        };
        let inner = Inner {
            writer,
            _checkpointer: checkpointer,
            readers: Readers::start(&config)?,
            pool: Pool::new(&config),
            wake: Wake::new(&config),
            leaders: Arc::default(),
            shared,
            config,
            engine,
            _temporary: temporary,
        };
        Ok(Self { inner: Arc::new(inner) })
    }

    /// Which engine this is.
    pub fn engine(&self) -> Engine {
        self.inner.engine
    }

    /// The configuration it was opened with (a temporary database shows its file).
    pub fn config(&self) -> &Config {
        &self.inner.config
    }

    /// Reads a consistent snapshot on the calling thread, over a borrowed connection.
    ///
    /// Blocking: not for async worker threads, where the PostgreSQL client panics.
    ///
    /// # Errors
    /// Whatever `work` returns; [`Unavailability::Overloaded`] if no connection came free within the busy timeout.
    pub fn read<T, E: From<Error>>(&self, work: impl FnOnce(&mut Tx<'_>) -> Result<T, E>) -> Result<T, E> {
        self.inner.pool.read(work)
    }

    /// Reads a consistent snapshot on a reader thread.
    ///
    /// # Errors
    /// Whatever `work` returns; [`Unavailability::Overloaded`] at once if the queue is full.
    pub fn read_async<T, E, W>(&self, work: W) -> impl Future<Output = Result<T, E>> + Send + use<T, E, W>
    where
        W: FnOnce(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let (tell, told) = oneshot::channel();
        let queued = self.inner.readers.offer(Box::new(move |slot| {
            if tell.is_closed() {
                // Given up while waiting: under overload there is better work to do.
                return;
            }
            let outcome = catch_unwind(AssertUnwindSafe(|| slot.read(work))).unwrap_or_else(|panic| {
                let text = panic_text(panic.as_ref());
                tracing::error!(error = %text, "read panicked");
                Err(E::from(Error::Defect(text)))
            });
            // Nobody listens any more when the request was given up.
            drop(tell.send(outcome));
        }));
        async move {
            queued?;
            told.await.unwrap_or_else(|_| Err(E::from(Error::unavailable(Unavailability::Closing))))
        }
    }

    /// Changes the database and returns once the change is durable. Blocks the calling thread.
    ///
    /// # Errors
    /// Whatever `work` returns, and then nothing is changed; [`Unavailability::Overloaded`] at once if the queue is full;
    /// the group's error if its commit failed.
    pub fn write<T, E>(&self, work: impl FnMut(&mut Tx<'_>) -> Result<T, E> + Send + 'static) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        refuse_nesting()?;
        let (tell, told) = bounded(1);
        self.offer(Work::new(work, move |outcome| drop(tell.send(outcome))));
        told.recv().unwrap_or_else(|_| Err(E::from(Error::unavailable(Unavailability::Closing))))
    }

    /// Like [`Db::write`], for async callers. The write happens even if the future is dropped.
    ///
    /// # Errors
    /// As [`Db::write`].
    pub fn write_async<T, E, W>(&self, work: W) -> impl Future<Output = Result<T, E>> + Send + use<T, E, W>
    where
        W: FnMut(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let (tell, told) = oneshot::channel();
        self.offer(Work::new(work, move |outcome| drop(tell.send(outcome))));
        async move { told.await.unwrap_or_else(|_| Err(E::from(Error::unavailable(Unavailability::Closing)))) }
    }

    /// Queues a change, waiting for room in the queue, and returns a ticket to collect later.
    ///
    /// Many may be in flight from one thread; their order in the queue is the order of the calls. On SQLite they also take
    /// effect in that order.
    ///
    /// # Errors
    /// Only [`Error::Defect`] when called from inside a write.
    pub fn submit<T, E>(
        &self,
        work: impl FnMut(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    ) -> Result<Ticket<T, E>>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        refuse_nesting()?;
        let (tell, outcome) = bounded(1);
        self.inner.writer.push(Box::new(Work::new(work, move |result| drop(tell.send(result)))));
        Ok(Ticket { outcome })
    }

    /// Like [`Db::submit`], but calls `done` on the writer's thread once the outcome is known. `done` must be quick.
    ///
    /// # Errors
    /// Only [`Error::Defect`] when called from inside a write.
    pub fn submit_then<T, E>(
        &self,
        work: impl FnMut(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
        done: impl FnOnce(Result<T, E>) + Send + 'static,
    ) -> Result<()>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        refuse_nesting()?;
        self.inner.writer.push(Box::new(Work::new(work, done)));
        Ok(())
    }

    /// Runs one long transaction alone: migrations and bulk loads. Writes of this process wait meanwhile.
    ///
    /// Runs on the calling thread, on its own connection, without the group hook; on PostgreSQL under an advisory lock, so
    /// that only one node does it at a time. Not for async worker threads.
    ///
    /// # Errors
    /// Whatever `work` returns, and then nothing is changed.
    pub fn exclusive<T, E: From<Error>>(
        &self,
        work: impl FnOnce(&mut Tx<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        refuse_nesting()?;
        let _turn = self.inner.shared.gate.write();
        let _nesting = NoWrites::begin();
        let mut conn = Conn::open(&self.inner.config, Purpose::Write)?;
        conn.begin_exclusive()?;
        // All of it or nothing: whose statement failed need not be known at once.
        conn.put_off(true);
        let mut tx = Tx::new(&mut conn);
        let outcome = work(&mut tx);
        let failure = tx.failure().cloned();
        match (outcome, failure) {
            (Ok(value), None) => {
                conn.write_sums()?;
                conn.commit()?;
                Ok(value)
            }
            (Ok(_), Some(failure)) => Err(E::from(failure)),
            // Dropping the connection rolls back.
            (Err(error), _) => Err(error),
        }
    }

    /// Sets the closure that runs inside every group's transaction just before its commit, if any job was kept.
    ///
    /// It may run again after a rollback. If it fails the whole group fails.
    pub fn set_group_hook(&self, hook: impl FnMut(&mut Tx<'_>) -> Result<()> + Send + 'static) {
        *self.inner.shared.hook.lock() = Some(Box::new(hook));
    }

    /// Writes waiting in the queue.
    pub fn depth(&self) -> usize {
        self.inner.writer.depth()
    }

    /// Reads waiting for a reader thread.
    pub fn read_depth(&self) -> usize {
        self.inner.readers.depth()
    }

    /// Whether a queue is at least nine tenths full, so that new work is better refused early.
    pub fn is_overloaded(&self) -> bool {
        let config = &self.inner.config;
        self.depth() * 10 >= config.queue_max * 9 || self.read_depth() * 10 >= config.read_queue_max * 9
    }

    /// Tries to become the only holder of `name` among all nodes; `None` if another holds it.
    ///
    /// # Errors
    /// If the database cannot be reached.
    pub fn try_leader(&self, name: &str) -> Result<Option<LeaderGuard>> {
        LeaderGuard::take(&self.inner.leaders, &self.inner.config, name)
    }

    /// Wakes the subscribers of a channel, on every node. Wake-ups are coalesced and may be late by a moment: a subscriber
    /// looks at the database for what changed.
    pub fn notify(&self, channel: &str) {
        self.inner.wake.notify(channel);
    }

    /// A counter that changes when the channel is notified.
    ///
    /// # Errors
    /// If the listening thread cannot be started.
    pub fn subscribe(&self, channel: &str) -> Result<watch::Receiver<u64>> {
        self.inner.wake.subscribe(channel)
    }

    /// Prepares statements on a fresh connection, returning every complaint.
    pub(crate) fn complaints(&self, statements: &[&'static Stmt]) -> Result<Vec<String>> {
        let mut conn = Conn::open(&self.inner.config, Purpose::Write)?;
        Ok(statements
            .iter()
            .filter_map(|stmt| conn.prepare(stmt).err().map(|error| format!("{}: {error}", stmt.name)))
            .collect())
    }

    /// Queues a job; a refused one hears why.
    fn offer(&self, job: impl Job + 'static) {
        if let Err((error, job)) = self.inner.writer.offer(Box::new(job)) {
            job.finish(Err(error));
        }
    }
}

/// A write that waits for another write on the writer's own thread would wait for ever.
fn refuse_nesting() -> Result<()> {
    if on_writer_thread() {
        return Err(Error::Defect("a write was started inside a write".into()));
    }
    Ok(())
}
