//! Brings SQLite's log back into its file in the background, so that no commit has to wait for that.
//!
//! SQLite would do it inside the commit that makes the log too long, and everybody in that group would wait. A passive
//! checkpoint on another connection disturbs neither the writer nor the readers. What is left when the log reaches
//! [`Config::wal_pages`] under steady load is little, and the commit that finds it does the rest.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::thread::JoinHandle;
use std::time::Duration;

use crossbeam_channel::{RecvTimeoutError, Sender, bounded};

use crate::config::Config;
use crate::conn::Purpose;
use crate::outcome::{Error, Result};
use crate::sqlite::SqliteConn;
use crate::writer::Shared;

/// How often to look whether anything was written.
const EVERY: Duration = Duration::from_millis(100);

/// The thread; it ends when this is dropped.
pub(crate) struct Checkpointer {
    stop: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Checkpointer {
    pub(crate) fn start(config: &Config, shared: &Arc<Shared>) -> Result<Self> {
        let (stop, stopped) = bounded::<()>(0);
        let (config, shared) = (config.clone(), Arc::clone(shared));
        let work = move || {
            let mut conn = None;
            while let Err(RecvTimeoutError::Timeout) = stopped.recv_timeout(EVERY) {
                if !shared.written.swap(false, Ordering::AcqRel) {
                    continue;
                }
                if conn.is_none() {
                    conn = SqliteConn::open(&config, Purpose::Write).ok();
                }
                // A failure loses nothing: the log stays longer, and the writer meets and reports what is wrong.
                if let Some(Err(error)) = conn.as_mut().map(SqliteConn::checkpoint) {
                    tracing::debug!(error = %error, "checkpoint put off");
                    conn = None;
                }
            }
        };
        let thread = std::thread::Builder::new()
            .name("motcua-checkpoint".into())
            .spawn(work)
            .map_err(|error| Error::Defect(format!("cannot start the checkpoint thread: {error}")))?;
        Ok(Self { stop: Some(stop), thread: Some(thread) })
    }
}

impl Drop for Checkpointer {
    fn drop(&mut self) {
        self.stop = None;
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::error!("the checkpoint thread panicked");
        }
    }
}
