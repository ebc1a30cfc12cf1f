//! Many clients at once, each waiting for its answer before it asks again.

use anyhow::{Context, Result, bail};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::rc::Rc;
use std::time::{Duration, Instant};

use super::client::Client;
use super::report::Waits;
use super::server::runtime;

/// What came of a run.
#[derive(Debug, Default)]
pub struct Outcome {
    /// How long it took.
    pub seconds: f64,
    /// Answers by status.
    pub statuses: BTreeMap<u16, u64>,
    /// Waiting times of answers below 400.
    pub waits: Waits,
    /// Waiting times of 503.
    pub refused: Waits,
    /// Requests of a crowd whose connection broke before the answer.
    pub lost: u64,
    /// A body of another status, to tell what went wrong.
    pub odd: Option<String>,
}

impl Outcome {
    /// Answers below 400.
    pub fn good(&self) -> u64 {
        self.statuses.range(..400).map(|(_, n)| n).sum()
    }

    /// Good answers a second.
    pub fn rate(&self) -> f64 {
        self.good() as f64 / self.seconds
    }

    /// Refuses to report on a run that did not do what it was to do.
    pub fn all_good(self, what: &str) -> Result<Self> {
        if self.statuses.range(400..).next().is_some() || self.good() == 0 {
            bail!("{what}: answers {:?}; {}", self.statuses, self.odd.unwrap_or_default());
        }
        Ok(self)
    }
}

#[derive(Default)]
struct Seen {
    statuses: BTreeMap<u16, u64>,
    waits: Vec<Duration>,
    refused: Vec<Duration>,
    lost: u64,
    odd: Option<String>,
}

impl Seen {
    fn add(&mut self, status: u16, wait: Duration, body: &[u8]) {
        *self.statuses.entry(status).or_default() += 1;
        match status {
            ..400 => self.waits.push(wait),
            503 => self.refused.push(wait),
            _ => {
                if self.odd.is_none() {
                    self.odd = Some(String::from_utf8_lossy(&body[..body.len().min(600)]).into_owned());
                }
            }
        }
    }
}

/// Runs clients for a while, or until each has no more requests: `next(client, turn)` gives them.
pub fn drive(
    address: SocketAddr,
    clients: usize,
    time: Duration,
    next: impl Fn(usize, usize) -> Option<Vec<u8>> + 'static,
) -> Result<Outcome> {
    let next = Rc::new(next);
    run(clients, move |client, started, seen| {
        let next = next.clone();
        async move {
            let mut connection = Client::connect(address).await.context("connecting")?;
            let mut turn = 0;
            while started.elapsed() < time
                && let Some(request) = next(client, turn)
            {
                let asked = Instant::now();
                let answer = connection.send(&request).await.context("a request")?;
                seen.borrow_mut().add(answer.status, asked.elapsed(), answer.body);
                turn += 1;
            }
            Ok(())
        }
    })
}

/// Time in which a crowd gathers: its connections are open when the clock starts.
pub const GATHERING: Duration = Duration::from_secs(2);

/// The same, but each client asks at fixed times whatever the server does: an open crowd. A client whose answer is late
/// asks again at once, and one whose connection is closed comes back. Only answers within `time` count.
pub fn crowd(
    address: SocketAddr,
    clients: usize,
    per_second: f64,
    time: Duration,
    next: impl Fn(usize, usize) -> Option<Vec<u8>> + 'static,
) -> Result<Outcome> {
    let next = Rc::new(next);
    let pause = Duration::from_secs_f64(clients as f64 / per_second);
    let outcome = run(clients, move |client, started, seen| {
        let next = next.clone();
        async move {
            let begin = started + GATHERING;
            // Spread over the pause, so that they do not all ask at the same moment.
            let mut due = begin + pause.mul_f64(client as f64 / clients as f64);
            let mut connection = Client::connect(address).await.ok();
            let mut turn = 0;
            while let Some(request) = next(client, turn) {
                tokio::time::sleep_until(due.into()).await;
                if begin.elapsed() >= time {
                    break;
                }
                due = (due + pause).max(Instant::now());
                turn += 1;
                let mut open = match connection.take() {
                    Some(open) => open,
                    None => match Client::connect(address).await {
                        Ok(open) => open,
                        Err(_) => continue,
                    },
                };
                let asked = Instant::now();
                let Ok(answer) = open.send(&request).await else {
                    seen.borrow_mut().lost += 1;
                    continue;
                };
                if begin.elapsed() < time {
                    seen.borrow_mut().add(answer.status, asked.elapsed(), answer.body);
                }
                let closes = answer.header("connection").is_some_and(|value| value == "close");
                connection = (!closes).then_some(open);
            }
            Ok(())
        }
    })?;
    Ok(Outcome { seconds: time.as_secs_f64(), ..outcome })
}

fn run<F, W>(clients: usize, work: F) -> Result<Outcome>
where
    F: Fn(usize, Instant, Rc<RefCell<Seen>>) -> W,
    W: Future<Output = Result<()>> + 'static,
{
    let seen = Rc::new(RefCell::new(Seen::default()));
    let started = Instant::now();
    let local = tokio::task::LocalSet::new();
    let tasks: Vec<_> = (0..clients).map(|n| local.spawn_local(work(n, started, seen.clone()))).collect();
    runtime()?.block_on(local.run_until(async {
        for task in tasks {
            task.await.context("a client")??;
        }
        Ok::<_, anyhow::Error>(())
    }))?;
    let seconds = started.elapsed().as_secs_f64();
    let seen = std::mem::take(&mut *seen.borrow_mut());
    Ok(Outcome {
        seconds,
        statuses: seen.statuses,
        waits: Waits::of(seen.waits),
        refused: Waits::of(seen.refused),
        lost: seen.lost,
        odd: seen.odd,
    })
}
