//! Work in the background of a server: what stands still is looked for by the node that leads.

use motcua_app::App;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;

/// How often the desks are walked over.
const LOOK_EVERY: Duration = Duration::from_secs(10 * 60);

/// A job under way. Dropping it ends the job and waits until the round it is in is over.
pub struct Job {
    stop: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Drop for Job {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::error!("a job ended in a panic");
        }
    }
}

/// Looks for dossiers that stand still, on a thread of its own, while this node leads.
pub fn stuck(app: Arc<App>) -> Job {
    let (stop, stopped) = channel();
    let thread = std::thread::spawn(move || look(&app, &stopped));
    Job { stop: Some(stop), thread: Some(thread) }
}

fn look(app: &App, stopped: &Receiver<()>) {
    let mut leader = None;
    loop {
        // The connection of a leader may have been lost.
        if leader.as_ref().is_none_or(|guard: &motcua_db::LeaderGuard| !guard.is_held()) {
            leader = app.db().try_leader("stuck").unwrap_or(None);
        }
        if leader.is_some() {
            match app.look_for_stuck() {
                Ok(walk) if walk.told > 0 => {
                    tracing::info!(stuck = walk.stuck, told = walk.told, "dossiers stand still");
                }
                Ok(_) => {}
                Err(error) => tracing::warn!(%error, "not looked for what stands still this time"),
            }
        }
        if stopped.recv_timeout(LOOK_EVERY) != Err(RecvTimeoutError::Timeout) {
            return;
        }
    }
}
