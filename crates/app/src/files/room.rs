//! Where files are looked at and kept: the place, the limits, and few hands. Looking at a photo costs a core and some
//! memory, so only so many are looked at at once, on threads of their own.

use crate::error::Error;
use motcua_files::Files;
use motcua_papers::Limits;
use std::sync::Arc;
use tokio::sync::{Semaphore, oneshot};

/// Files worked on at once: each may cost a core and its image in memory.
pub const HANDS: usize = 2;

/// A place with its limits.
pub struct Room {
    files: Files,
    limits: Limits,
    hands: Arc<Semaphore>,
}

impl Room {
    /// A room over a place.
    pub fn new(files: Files, limits: Limits) -> Self {
        Self { files, limits, hands: Arc::new(Semaphore::new(HANDS)) }
    }

    /// A room that is gone with the process: tests.
    pub fn in_memory() -> Self {
        Self::new(Files::in_memory(), Limits::default())
    }

    pub(crate) fn files(&self) -> &Files {
        &self.files
    }

    pub(crate) fn limits(&self) -> &Limits {
        &self.limits
    }

    /// Looks for harm.
    pub(crate) fn scan(&self, _name: &str, _bytes: &[u8]) -> Result<(), Error> {
        Ok(())
    }

    /// Does something slow with one of the few hands.
    pub(crate) async fn work<T, F>(&self, work: F) -> Result<T, Error>
    where
        T: Send + 'static,
        F: FnOnce() -> T + Send + 'static,
    {
        let closed = || Error::Unavailable("files are not worked on any more".into());
        let hand = Arc::clone(&self.hands).acquire_owned().await.map_err(|_| closed())?;
        let (tell, told) = oneshot::channel();
        let run = move || {
            // The hand is free again when the work is done, also when nobody waits for it any more or it panicked.
            let _hand = hand;
            drop(tell.send(work()));
        };
        let thread = std::thread::Builder::new().name("motcua-files".into()).spawn(run);
        thread.map_err(|error| Error::Unavailable(format!("no thread for a file: {error}")))?;
        told.await.map_err(|_| Error::Defect("looking at a file panicked".into()))
    }
}
