//! Work in the background of a server: what stands still is looked for by the node that leads; notices are shared out and sent
//! by every node, which share the queues by leases.

use motcua_app::App;
use motcua_app::notices::sending::{Gateway as _, Sender as Letters};
use motcua_connectors::messages::Ways;
use motcua_domain::notice::OutsideChannel;
use std::cell::Cell;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, TryRecvError, channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// How often the desks are walked over.
const LOOK_EVERY: Duration = Duration::from_secs(10 * 60);
/// How often everything whose clock runs is walked over.
const WATCH_EVERY: Duration = Duration::from_secs(5 * 60);
/// How soon a queue is looked at again after something was in it; the pause doubles while nothing is.
const SOON: Duration = Duration::from_millis(250);
/// The longest of these pauses.
const SELDOM: Duration = Duration::from_secs(8);
/// The longest pause of a gateway that asked for one. Its letters wait as long as it asked; the queue is only looked at.
const REST: Duration = Duration::from_secs(5 * 60);

/// A job under way. Dropping it ends the job and waits until the round it is in is over.
pub struct Job {
    stop: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Job {
    /// Begins work that ends when its receiver is told to.
    pub fn begin(work: impl FnOnce(&Receiver<()>) + Send + 'static) -> Self {
        let (stop, stopped) = channel();
        Self { stop: Some(stop), thread: Some(std::thread::spawn(move || work(&stopped))) }
    }
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

/// Several of them. Dropping them tells all to end before it waits for any.
pub struct Jobs(Vec<Job>);

impl Drop for Jobs {
    fn drop(&mut self) {
        self.0.iter_mut().for_each(|job| drop(job.stop.take()));
    }
}

/// Looks for dossiers that stand still, on a thread of its own, while this node leads.
pub fn stuck(app: Arc<App>) -> Job {
    Job::begin(move |stopped| while_leading(&app, "stuck", LOOK_EVERY, stopped, look))
}

/// Watches over promises in the same way.
pub fn guard(app: Arc<App>) -> Job {
    Job::begin(move |stopped| while_leading(&app, "guard", WATCH_EVERY, stopped, watch))
}

/// Does a round of work now and then, while this node leads.
fn while_leading(
    app: &App,
    of: &str,
    pause: Duration,
    stopped: &Receiver<()>,
    round: fn(&App, &Receiver<()>),
) {
    let mut leader = None;
    loop {
        // The connection of a leader may have been lost.
        if leader.as_ref().is_none_or(|guard: &motcua_db::LeaderGuard| !guard.is_held()) {
            leader = app.db().try_leader(of).unwrap_or(None);
        }
        if leader.is_some() {
            round(app, stopped);
        }
        if stopped.recv_timeout(pause) != Err(RecvTimeoutError::Timeout) {
            return;
        }
    }
}

/// Work on a long walk, which rests three times as long as it works: those who are served come first. Answers whether to go on.
fn resting(stopped: &Receiver<()>) -> impl Fn() -> bool {
    let begun = Cell::new(Instant::now());
    move || {
        let gone_on = stopped.recv_timeout(begun.get().elapsed() * 3) == Err(RecvTimeoutError::Timeout);
        begun.set(Instant::now());
        gone_on
    }
}

fn look(app: &App, stopped: &Receiver<()>) {
    match app.walk_desks(&resting(stopped)) {
        Ok(walk) if walk.told > 0 => {
            tracing::info!(stuck = walk.stuck, told = walk.told, "dossiers stand still");
        }
        Ok(_) => {}
        Err(error) => tracing::warn!(%error, "not looked for what stands still this time"),
    }
    if let Err(error) = app.forget_signals() {
        tracing::warn!(%error, "signs past their days are kept this time");
    }
    if let Err(error) = app.sweep_figures() {
        tracing::warn!(%error, "empty sums are left standing this time");
    }
}

fn watch(app: &App, stopped: &Receiver<()>) {
    match app.watch_over(&resting(stopped)) {
        Ok(watch) if watch.climbed > 0 => {
            tracing::info!(
                seen = watch.seen,
                climbed = watch.climbed,
                drafts = watch.drafts,
                "promises are near or past"
            );
        }
        Ok(_) => {}
        Err(error) => tracing::warn!(%error, "promises were not watched over this time"),
    }
}

/// Shares notices out and sends them, a thread for each channel that is set up: a gateway that is slow holds up no other.
/// Dropping the jobs ends them after the letter each has in its hands.
pub fn notices(app: &Arc<App>, ways: Ways, base_url: &str) -> Jobs {
    let set_up = ways.channels();
    let outbox = Arc::new(Outbox { app: Arc::clone(app), ways, base_url: base_url.to_owned() });
    let job = |of: Option<OutsideChannel>| {
        let outbox = Arc::clone(&outbox);
        Job::begin(move |stopped| work_off(&outbox, of, stopped))
    };
    let mut jobs: Vec<Job> = set_up.iter().map(|channel| job(Some(channel))).collect();
    if !jobs.is_empty() {
        jobs.push(job(None));
    }
    Jobs(jobs)
}

struct Outbox {
    app: Arc<App>,
    ways: Ways,
    base_url: String,
}

/// Works a queue off until it is told to stop: that of a channel, or of what is still to be shared out.
fn work_off(outbox: &Outbox, channel: Option<OutsideChannel>, stopped: &Receiver<()>) {
    let mut pause = SOON;
    loop {
        let go_on = || stopped.try_recv() == Err(TryRecvError::Empty);
        pause = match outbox.round(channel, &go_on) {
            Ok((_, rest)) if !rest.is_zero() => rest.min(REST),
            Ok((0, _)) => (pause * 2).clamp(SOON, SELDOM),
            Ok(_) => Duration::ZERO,
            Err(error) => {
                tracing::warn!(%error, "notices are not sent just now");
                SELDOM
            }
        };
        if stopped.recv_timeout(pause) != Err(RecvTimeoutError::Timeout) {
            return;
        }
    }
}

impl Outbox {
    /// What one round had in its hands, and how long the gateway wants to be left in peace.
    fn round(
        &self,
        channel: Option<OutsideChannel>,
        go_on: &dyn Fn() -> bool,
    ) -> Result<(u64, Duration), motcua_app::Error> {
        let Some(channel) = channel else {
            return Ok((self.app.share_notices(self.ways.channels())?, Duration::ZERO));
        };
        let texts = self.ways.texts(channel);
        let sender = Letters { gateway: &self.ways, texts: &texts, base_url: &self.base_url, go_on };
        let round = self.app.send_notices(channel, &sender)?;
        let codes = if channel == OutsideChannel::Email { self.app.send_codes(&sender)? } else { 0 };
        Ok((round.handled() + codes, Duration::from_secs(round.rest_seconds.into())))
    }
}
