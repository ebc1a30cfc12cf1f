//! One leader among all nodes, by an advisory lock that dies with its connection.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use crossbeam_channel::{RecvTimeoutError, Sender, bounded};
use parking_lot::Mutex;

use crate::config::Config;
use crate::outcome::{Error, Result};
use crate::postgres::{is_postgres, map, plain};

/// Names held in this process.
#[derive(Default)]
pub(crate) struct Leaders {
    held: Mutex<BTreeSet<String>>,
}

/// How often the holder makes sure its connection still lives.
const HEARTBEAT: Duration = Duration::from_secs(1);

/// Proof of leadership; dropping it lets another take over.
pub struct LeaderGuard {
    leaders: Arc<Leaders>,
    name: String,
    held: Arc<AtomicBool>,
    /// Dropping it ends the thread that holds the lock.
    _stop: Option<Sender<()>>,
}

impl LeaderGuard {
    pub(crate) fn take(leaders: &Arc<Leaders>, config: &Config, name: &str) -> Result<Option<Self>> {
        if !leaders.held.lock().insert(name.to_owned()) {
            return Ok(None);
        }
        let held = Arc::new(AtomicBool::new(true));
        let mut guard = Self { leaders: Arc::clone(leaders), name: name.to_owned(), held, _stop: None };
        if is_postgres(&config.url) {
            let Some(stop) = hold(config.clone(), name.to_owned(), Arc::clone(&guard.held))? else {
                return Ok(None);
            };
            guard._stop = Some(stop);
        }
        Ok(Some(guard))
    }

    /// Whether the lock is still held. A leader asks before each round of work: its connection may have been lost.
    pub fn is_held(&self) -> bool {
        self.held.load(Ordering::Acquire)
    }
}

impl Drop for LeaderGuard {
    fn drop(&mut self) {
        self.leaders.held.lock().remove(&self.name);
    }
}

/// Holds the lock on a thread of its own until told to stop or until the connection is lost.
fn hold(config: Config, name: String, held: Arc<AtomicBool>) -> Result<Option<Sender<()>>> {
    let (stop, stopped) = bounded::<()>(0);
    let (tell, told) = bounded(1);
    let hold = move || {
        let taken = plain(&config).and_then(|mut client| {
            let row = client
                .query_one("select pg_try_advisory_lock(hashtextextended($1, 0))", &[&name])
                .map_err(|error| map("leader", &error))?;
            Ok(row.get::<_, bool>(0).then_some(client))
        });
        let mut client = match taken {
            Ok(Some(client)) => client,
            Ok(None) => return drop(tell.send(Ok(false))),
            Err(error) => return drop(tell.send(Err(error))),
        };
        drop(tell.send(Ok(true)));
        while let Err(RecvTimeoutError::Timeout) = stopped.recv_timeout(HEARTBEAT) {
            if client.batch_execute("select 1").is_err() {
                tracing::warn!(name, "leadership lost with its connection");
                held.store(false, Ordering::Release);
                return;
            }
        }
    };
    std::thread::Builder::new()
        .name("motcua-leader".into())
        .spawn(hold)
        .map_err(|error| Error::Defect(format!("cannot start a leader thread: {error}")))?;
    let taken =
        told.recv().unwrap_or_else(|_| Err(Error::Defect("the leader thread ended at its start".into())))?;
    Ok(taken.then_some(stop))
}
