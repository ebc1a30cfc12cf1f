//! A queued write: what to do, and whom to tell once the group is durable.

use std::panic::{AssertUnwindSafe, catch_unwind};

use crossbeam_channel::Receiver;

use crate::outcome::{Error, Result, Unavailability, panic_text};
use crate::tx::Tx;

/// What the writer does with a job after running it.
#[derive(Debug)]
pub(crate) enum Verdict {
    /// Its changes stay in the group.
    Keep,
    /// Its changes are undone; the group goes on, unless the engine has already ended the transaction for this error.
    Undo(Option<Error>),
    /// A statement failed for a reason that concerns the whole group.
    Group(Error),
}

/// A write as the writer sees it.
pub(crate) trait Job: Send {
    /// Runs inside the job's savepoint; may be called again after a rollback of the group.
    fn run(&mut self, tx: &mut Tx<'_>) -> Verdict;
    /// Tells the caller: its own result after a commit, or the reason why the group failed.
    fn finish(self: Box<Self>, group: Result<()>);
}

/// A write with its types.
pub(crate) struct Work<T, E, F, D>
where
    E: From<Error>,
    D: FnOnce(Result<T, E>),
{
    work: F,
    result: Option<Result<T, E>>,
    done: Option<D>,
}

impl<T, E, F, D> Work<T, E, F, D>
where
    E: From<Error>,
    F: FnMut(&mut Tx<'_>) -> Result<T, E>,
    D: FnOnce(Result<T, E>),
{
    pub(crate) fn new(work: F, done: D) -> Self {
        Self { work, result: None, done: Some(done) }
    }
}

impl<T, E, F, D> Job for Work<T, E, F, D>
where
    T: Send,
    E: From<Error> + Send,
    F: FnMut(&mut Tx<'_>) -> Result<T, E> + Send,
    D: FnOnce(Result<T, E>) + Send,
{
    fn run(&mut self, tx: &mut Tx<'_>) -> Verdict {
        let (work, mut result) = (&mut self.work, None);
        let (verdict, failure) = judged(tx, &mut |tx| {
            let outcome = work(tx);
            let done = outcome.is_ok();
            result = Some(outcome);
            done
        });
        self.result = match (failure, result) {
            // Work that ignored a failed statement was not done, whatever it says; neither was work that panicked.
            (Some(failure), Some(Ok(_)) | None) => Some(Err(E::from(failure))),
            (_, result) => result,
        };
        verdict
    }

    fn finish(mut self: Box<Self>, group: Result<()>) {
        let result = match group {
            // Even a refusal fell on what the group had changed before it: it falls with the group.
            Err(error) => Err(E::from(error)),
            Ok(()) => self
                .result
                .take()
                .unwrap_or_else(|| Err(E::from(Error::Defect("a committed write was never run".into())))),
        };
        if let Some(done) = self.done.take() {
            done(result);
        }
    }
}

/// Runs something that says whether it succeeded: what the writer does with it, and what went wrong beneath it or by panic. Apart
/// from [`Work`], so that it exists once and not for every kind of write.
fn judged(tx: &mut Tx<'_>, work: &mut dyn FnMut(&mut Tx<'_>) -> bool) -> (Verdict, Option<Error>) {
    let outcome = catch_unwind(AssertUnwindSafe(|| work(tx)));
    match (outcome, tx.failure().cloned()) {
        (Err(panic), _) => {
            let text = panic_text(panic.as_ref());
            tracing::error!(error = %text, "write panicked");
            (Verdict::Undo(None), Some(Error::Defect(text)))
        }
        (Ok(true), None) => (Verdict::Keep, None),
        (Ok(false), None) => (Verdict::Undo(None), None),
        (Ok(_), Some(failure)) => {
            let verdict = match failure.reason() {
                Some(Unavailability::Serialization | Unavailability::Disconnected | Unavailability::Io) => {
                    Verdict::Group(failure.clone())
                }
                _ => Verdict::Undo(Some(failure.clone())),
            };
            (verdict, Some(failure))
        }
    }
}

impl<T, E, F, D> Drop for Work<T, E, F, D>
where
    E: From<Error>,
    D: FnOnce(Result<T, E>),
{
    fn drop(&mut self) {
        // Dropped unfinished: the writer is gone. Somebody may be waiting.
        if let Some(done) = self.done.take() {
            done(Err(E::from(Error::unavailable(Unavailability::Closing))));
        }
    }
}

/// A claim on the outcome of a submitted write.
#[must_use = "the outcome of the write is known only through its ticket"]
pub struct Ticket<T, E> {
    pub(crate) outcome: Receiver<Result<T, E>>,
}

impl<T, E: From<Error>> Ticket<T, E> {
    /// Waits until the write is durable or refused.
    ///
    /// # Errors
    /// The error of the work itself, or of the database.
    pub fn wait(self) -> Result<T, E> {
        self.outcome.recv().unwrap_or_else(|_| Err(E::from(Error::unavailable(Unavailability::Closing))))
    }
}
