//! The driver: one thread that takes what is due in order of virtual time and sends it, window by window, to the writer.
//!
//! Two windows are on their way at a time, so that the writer never waits for the driver. Outcomes are taken in the order
//! they were sent; a window never holds two acts of one dossier, because the next act of a dossier is known only when
//! the one before it is done. Neither depends on how fast the machine is: the journal follows from the plan alone.

use super::course::{Marks, Next};
use super::ids::MadeUp;
use super::plan::Plan;
use super::planner::{Planner, What};
use super::summary::Tally;
use anyhow::{Context as _, Result, anyhow, bail};
use motcua_app::{Acted, App, Error, Timing};
use motcua_calendar::{Lang, Moment};
use motcua_domain::ids::CommandId;
use std::collections::{BTreeMap, VecDeque};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;

/// Acts sent together.
const WINDOW: usize = 4096;
/// Virtual time a window holds at most, so that the journal is in order of time but for some minutes: it can be asked what was known
/// at a moment of the replay.
const SPAN_MS: i64 = 10 * 60 * 1000;
/// Windows on their way at a time.
const IN_FLIGHT: usize = 2;
/// How often an act is sent again while the database is busy, a fifth of a second apart.
const PATIENCE: u32 = 150;
/// Unexpected refusals kept for the report.
const SHOWN: usize = 10;

/// Something to be done at a moment.
struct Due {
    at_ms: i64,
    number: u32,
    turn: u16,
    marks: Marks,
    what: What,
}

/// A window on its way.
struct Flight {
    sent: Vec<(Due, CommandId)>,
    outcomes: Receiver<(usize, Result<Acted, Error>)>,
}

/// The replay under way.
pub struct Driver<'a> {
    pub app: &'a App,
    pub plan: &'a Plan,
    planner: Planner<'a>,
    /// Which replay of the database, counting from 0.
    series: u16,
    pub tally: Tally,
    waiting: BTreeMap<(i64, u64), Due>,
    sequence: u64,
}

impl<'a> Driver<'a> {
    /// Ready to run.
    pub fn new(app: &'a App, plan: &'a Plan, planner: Planner<'a>, series: u16) -> Self {
        Self { app, plan, planner, series, tally: Tally::default(), waiting: BTreeMap::new(), sequence: 0 }
    }

    /// Runs the plan to its end; `shown` is told how far the virtual clock is. At each moment of `halts`, in order, everything
    /// before it is done and nothing is on its way while `at_halt` works.
    pub fn run(
        &mut self,
        (halts, at_halt): (&[i64], &mut dyn FnMut(usize) -> Result<()>),
        shown: &mut dyn FnMut(i64, u64),
    ) -> Result<()> {
        let mut arrivals = self.planner.arrivals.draw_all()?.into_iter().peekable();
        let mut halts = halts.iter().copied().enumerate().peekable();
        let mut flights: VecDeque<Flight> = VecDeque::new();
        loop {
            let mut window: Vec<Due> = Vec::new();
            while window.len() < WINDOW {
                let next = self.waiting.first_key_value().map(|((at, _), _)| *at);
                let earliest = next.into_iter().chain(arrivals.peek().map(|arrival| arrival.at_ms)).min();
                let full = |first: &Due| earliest.is_some_and(|at| at > first.at_ms + SPAN_MS);
                let halts_first =
                    halts.peek().is_some_and(|(_, halt)| earliest.is_some_and(|at| at >= *halt));
                if halts_first || window.first().is_some_and(full) {
                    break;
                }
                match (next, arrivals.peek()) {
                    (Some(at), Some(arrival)) if arrival.at_ms <= at => {}
                    (Some(_), _) => {
                        window.extend(self.waiting.pop_first().map(|(_, due)| due));
                        continue;
                    }
                    (None, Some(_)) => {}
                    (None, None) => break,
                }
                window.extend(arrivals.next().map(|arrival| Due {
                    at_ms: arrival.at_ms,
                    number: arrival.number,
                    turn: 0,
                    marks: Marks::default(),
                    what: What::File(arrival),
                }));
            }
            let nothing = window.is_empty();
            if nothing && flights.is_empty() {
                match halts.next() {
                    Some((turn, _)) => at_halt(turn)?,
                    None => return Ok(()),
                }
                continue;
            }
            if let Some(last) = window.last() {
                shown(last.at_ms, self.tally.acts);
            }
            if !window.is_empty() {
                flights.push_back(self.send(window)?);
            }
            if (flights.len() >= IN_FLIGHT || nothing || self.waiting.is_empty())
                && let Some(flight) = flights.pop_front()
            {
                self.collect(flight)?;
            }
        }
    }

    fn send(&mut self, window: Vec<Due>) -> Result<Flight> {
        let (sender, outcomes) = channel();
        let mut sent = Vec::with_capacity(window.len());
        for (slot, due) in window.into_iter().enumerate() {
            let made_up = MadeUp { series: self.series, number: due.number };
            let id = CommandId(made_up.mark(self.app.ids().uuid(due.at_ms)?));
            self.submit(&due, id, slot, &sender)?;
            sent.push((due, id));
        }
        Ok(Flight { sent, outcomes })
    }

    fn submit(
        &self,
        due: &Due,
        id: CommandId,
        slot: usize,
        sender: &Sender<(usize, Result<Acted, Error>)>,
    ) -> Result<()> {
        let timing = Timing::Virtual { unix_ms: due.at_ms };
        let sender = sender.clone();
        // The receiver lives until every outcome of its window is in; it is gone only when the replay was given up.
        let done = move |outcome| drop(sender.send((slot, outcome)));
        let queued = self.planner.submit(self.app, (&due.what, due.number), (id, timing), done);
        queued.map_err(|error| match error {
            Error::DatedByCaller => anyhow!("{}", super::WORKING_DATABASE),
            other => anyhow!("{other}: {}", other.message(Lang::En)),
        })
    }

    fn collect(&mut self, flight: Flight) -> Result<()> {
        let mut outcomes: Vec<Option<Result<Acted, Error>>> = (0..flight.sent.len()).map(|_| None).collect();
        for _ in 0..flight.sent.len() {
            let (slot, outcome) = flight.outcomes.recv().context("the writer ended during the replay")?;
            outcomes[slot] = Some(outcome);
        }
        for ((due, id), outcome) in flight.sent.into_iter().zip(outcomes) {
            let outcome = match outcome {
                Some(Err(Error::Unavailable(_))) => self.again(&due, id)?,
                Some(outcome) => outcome,
                None => bail!("the writer lost an act"),
            };
            match outcome {
                Ok(acted) => self.go_on(due, &acted)?,
                Err(error) => self.unexpected(&due, &error),
            }
        }
        Ok(())
    }

    /// Sends an act again until the database takes it: under the same command id, so that it is done once.
    fn again(&self, due: &Due, id: CommandId) -> Result<Result<Acted, Error>> {
        let mut last = String::new();
        for _ in 0..PATIENCE {
            std::thread::sleep(Duration::from_millis(200));
            let (sender, outcome) = channel();
            self.submit(due, id, 0, &sender)?;
            drop(sender);
            match outcome.recv().context("the writer ended during the replay")?.1 {
                Err(Error::Unavailable(why)) => last = why,
                outcome => return Ok(outcome),
            }
        }
        bail!("the database does not answer: {last}")
    }

    /// Notes what was done and puts the dossier's next act on the agenda, unless the plan ends before.
    fn go_on(&mut self, due: Due, acted: &Acted) -> Result<()> {
        self.tally.acts += 1;
        let now = Moment::from_unix_seconds(due.at_ms.div_euclid(1000));
        let (turn, mut marks) = (due.turn.saturating_add(1), due.marks);
        let next = self.planner.course.next(&acted.state, due.number, turn, now, &mut marks)?;
        let end_ms = self.plan.end.unix_seconds() * 1000;
        if let Some(Next { at, actor, command }) = next {
            // Acts of one minute follow each other by seconds; which, follows from the dossier's number.
            let second = i64::from(due.number.wrapping_mul(2_654_435_761) >> 8) % 60_000;
            let at_ms = (at.unix_seconds() * 1000 + second).max(due.at_ms + 1_000);
            if at_ms < end_ms {
                self.sequence += 1;
                let what = What::Act {
                    dossier: acted.dossier,
                    revision: acted.revision,
                    actor,
                    command: Box::new(command),
                };
                let due = Due { at_ms, number: due.number, turn, marks, what };
                self.waiting.insert((at_ms, self.sequence), due);
                return Ok(());
            }
        }
        self.tally.settle(&acted.state, self.plan.end);
        Ok(())
    }

    fn unexpected(&mut self, due: &Due, error: &Error) {
        self.tally.refusals += 1;
        if self.tally.refused.len() < SHOWN {
            self.tally.refused.push(format!(
                "#{} {}: {error}: {}",
                due.number,
                due.what,
                error.message(Lang::En)
            ));
        }
    }
}
