//! Where files are looked at and kept: the place, the limits, and few hands. Looking at a photo costs a core and some
//! memory, so only so many are looked at at once, on threads of their own.

use crate::error::Error;
use crate::files::FileRefusal;
use crate::files::convert::{Converter, converted};
use motcua_files::{Clamd, Files, Verdict};
use motcua_papers::signature::Anchors;
use motcua_papers::{Kind, Limits, Prepared};
use std::sync::Arc;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};

/// Files worked on at once: each may cost a core and its image in memory.
pub const HANDS: usize = 2;

/// Pieces of files written at once. They wait for the disk and for nothing else, so files that are looked at do not hold them up.
const WRITERS: usize = 4;

/// Pieces of files on their way that are laid aside at once. However many people send, so many threads do it: each thread more
/// would hold memory of its own, and the disk is not faster for it.
const SPOOLERS: usize = 4;

/// Files that programs outside work on at once. They have hands of their own: a slow one must not keep photos waiting.
const OUTSIDE: usize = 2;

/// Stack of such a thread, bytes: documents nest.
const STACK: usize = 8 * 1024 * 1024;

/// A place with its limits.
pub struct Room {
    files: Files,
    limits: Limits,
    clamd: Option<Clamd>,
    anchors: Anchors,
    converter: Option<Arc<dyn Converter>>,
    hands: Arc<Semaphore>,
    writers: Arc<Semaphore>,
    spoolers: Semaphore,
    outside: Arc<Semaphore>,
}

impl Room {
    /// A room over a place.
    pub fn new(files: Files, limits: Limits) -> Self {
        let of = |count| Arc::new(Semaphore::new(count));
        let (hands, writers, outside) = (of(HANDS), of(WRITERS), of(OUTSIDE));
        let spoolers = Semaphore::new(SPOOLERS);
        let (anchors, converter) = (Anchors::default(), None);
        Self { files, limits, clamd: None, anchors, converter, hands, writers, spoolers, outside }
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

    /// Has every file scanned for harm from now on; what cannot be scanned is not taken.
    #[must_use]
    pub fn scanned_by(self, clamd: Clamd) -> Self {
        Self { clamd: Some(clamd), ..self }
    }

    /// Whose word for a signer is taken; nobody's until then.
    #[must_use]
    pub fn trusting(self, anchors: Anchors) -> Self {
        Self { anchors, ..self }
    }

    pub(crate) fn anchors(&self) -> &Anchors {
        &self.anchors
    }

    /// Has what nothing here unpacks made into pages from now on.
    #[must_use]
    pub fn converted_by(self, converter: Arc<dyn Converter>) -> Self {
        Self { converter: Some(converter), ..self }
    }

    /// Whether somebody makes pages of files of this kind.
    pub(crate) fn converts(&self, kind: Kind) -> bool {
        self.converter.as_ref().is_some_and(|one| one.converts(kind))
    }

    /// Has a file made into pages, where somebody does that for its kind; else it is what it was.
    pub(crate) async fn convert(&self, sent: Prepared) -> Result<Prepared, Error> {
        let Some(converter) = self.converter.clone().filter(|one| one.converts(sent.kind)) else {
            return Ok(sent);
        };
        let limits = self.limits.clone();
        Hand::of(&self.outside).await?.work(move || converted(converter.as_ref(), sent, &limits)).await
    }

    /// Looks for harm.
    pub(crate) fn scan(&self, name: &str, bytes: &[u8]) -> Result<(), Error> {
        let Some(clamd) = &self.clamd else { return Ok(()) };
        match clamd.scan(bytes) {
            Ok(Verdict::Clean) => Ok(()),
            Ok(Verdict::Infected) => Err(Error::File(FileRefusal::Infected { name: name.to_owned() })),
            Err(error) => {
                tracing::error!(%error, "a file could not be scanned and was not taken");
                Err(Error::File(FileRefusal::NotScanned))
            }
        }
    }

    /// One of the few hands, to be worked with until it is dropped: whoever waits for one holds no content meanwhile.
    pub(crate) async fn hand(&self) -> Result<Hand, Error> {
        Hand::of(&self.hands).await
    }

    /// Writes a piece of a file.
    pub(crate) async fn write<T, F>(&self, work: F) -> Result<T, Error>
    where
        T: Send + 'static,
        F: FnOnce() -> T + Send + 'static,
    {
        Hand::of(&self.writers).await?.work(work).await
    }

    /// Lays a piece of a file aside: a moment's work, so threads that wait for such work do it.
    pub(crate) async fn spooled<T, F>(&self, work: F) -> Result<T, Error>
    where
        T: Send + 'static,
        F: FnOnce() -> T + Send + 'static,
    {
        let lost =
            |why: &str| Error::Unavailable(format!("a file that comes in cannot be laid aside: {why}"));
        let _place = self.spoolers.acquire().await.map_err(|_| lost("closed"))?;
        tokio::task::spawn_blocking(work).await.map_err(|_| lost("panicked"))
    }

    /// Does something slow with one of the few hands.
    pub(crate) async fn work<T, F>(&self, work: F) -> Result<T, Error>
    where
        T: Send + 'static,
        F: FnOnce() -> T + Send + 'static,
    {
        self.hand().await?.work(work).await
    }
}

/// A hand held. It is free again when it is dropped and what it works on is done.
pub(crate) struct Hand(Arc<OwnedSemaphorePermit>);

impl Hand {
    async fn of(hands: &Arc<Semaphore>) -> Result<Hand, Error> {
        let closed = |_| Error::Unavailable("files are not worked on any more".into());
        Arc::clone(hands).acquire_owned().await.map(|permit| Hand(Arc::new(permit))).map_err(closed)
    }

    /// Does something slow on a thread of its own.
    pub(crate) async fn work<T, F>(&self, work: F) -> Result<T, Error>
    where
        T: Send + 'static,
        F: FnOnce() -> T + Send + 'static,
    {
        let (hand, (tell, told)) = (Arc::clone(&self.0), oneshot::channel());
        let run = move || {
            // Held until the work is done, also when nobody waits for it any more or it panicked.
            let _hand = hand;
            drop(tell.send(work()));
        };
        let thread = std::thread::Builder::new().name("motcua-files".into()).stack_size(STACK).spawn(run);
        thread.map_err(|error| Error::Unavailable(format!("no thread for a file: {error}")))?;
        told.await.map_err(|_| Error::Defect("looking at a file panicked".into()))
    }
}
