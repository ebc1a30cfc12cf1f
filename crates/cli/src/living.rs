//! The living city: while a demonstration is watched, its people and officers go on working, a few acts a second.
//!
//! The planner is the replay's, the use cases are those of pages and interfaces, the time is the application's own. Nothing is
//! remembered but a bounded list of dossiers and when each is to be looked at: what was done with one, and what is next, is read
//! from its journal, so that a restart goes on where the last run ended. Only made-up dossiers are touched that nobody opened
//! or acted on by hand. It gives way: while writes queue up or take long, it rests.

mod agenda;
mod past;

use crate::jobs::Job;
use crate::replay::{Lot, MadeUp, Next, Plan, Planner, Staff, Times, What, happens};
use agenda::Agenda;
use anyhow::{Context as _, Result, anyhow};
use motcua_app::ratings::{Rater, rateable};
use motcua_app::{Acted, App, Error, Timing, World};
use motcua_calendar::{Date, MinuteOfDay, Moment};
use motcua_city::{City, LivingPace};
use motcua_db::LeaderGuard;
use motcua_domain::actor::Actor;
use motcua_domain::desk::Queue;
use motcua_domain::dossier::Phase;
use motcua_domain::ids::{CommandId, DossierId, PersonId, UnitId};
use motcua_domain::rating::Face;
use motcua_store::stuck::Place;
use motcua_store::{meta, stuck};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

/// Key under which the next number of a made-up dossier is kept.
const NUMBERS: &str = "living_next";
/// Numbers taken at a time: a restart leaves out as many at most, an act costs no write for them.
const NUMBERS_AT_A_TIME: u32 = 1_000;
/// The first number where none is kept: more than a demonstration is filled with.
const FIRST_NUMBER: u32 = 1_000_000;
/// The seed a demonstration is filled with: what becomes of a dossier of the filling stays as it was drawn.
pub const SEED: u64 = 1;
/// Those with a mandate are people with numbers from here on.
const DEPUTIES: u64 = 1 << 31;
/// Acts a dossier needs on the average after it is filed.
const ACTS_LEFT: f64 = 5.0;
/// Open seconds of a working day.
const WORKING_DAY: f64 = 8.0 * 3600.0;
/// Dossiers looked at in one step, at most.
const LOOKS: usize = 25;
/// Desks' units walked over in one step while the list is made.
const UNITS: usize = 8;
/// Dossiers read at a time from a desk.
const PAGE: u32 = 200;
/// Writes in the queue from which on the city rests.
const BUSY: usize = 32;
/// An act that takes longer than this says that the machine has better things to do.
const SLOW: Duration = Duration::from_millis(750);
/// The longest rest.
const REST: Duration = Duration::from_secs(30);
/// How often the place of the one who lets the city live is asked for, where several serve one database.
const ASK_AGAIN: Duration = Duration::from_secs(10);
/// What is done this much later than it was planned is planned anew.
const OUTDATED: i64 = 60;

/// Desks that show what is open, each dossier on one of them at least.
const OPEN: [Queue; 14] = [
    Queue::AwaitingIntake,
    Queue::Received,
    Queue::AwaitingAcceptance,
    Queue::SentOn,
    Queue::Processing,
    Queue::ForDecision,
    Queue::ForIssue,
    Queue::AwaitingSupplement,
    Queue::AwaitingPayment,
    Queue::WithdrawalRequested,
    Queue::Correction,
    Queue::ReturnCounter,
    Queue::ReturnOnline,
    Queue::ReturnPost,
];

/// Lets a demonstration live on a thread of its own until the job is dropped; none for a city that names no pace.
///
/// # Errors
/// In a working database.
pub fn start(app: Arc<App>, city: City) -> Result<Option<Job>> {
    if !app.is_demonstration() {
        return Err(anyhow!("only a demonstration lives by itself"));
    }
    let Some(pace) = city.simulation.living else { return Ok(None) };
    Ok(Some(Job::begin(move |stopped| live(&app, &city, pace, stopped))))
}

fn live(app: &App, city: &City, pace: LivingPace, stopped: &Receiver<()>) {
    let staff = Staff::new(city);
    let mut living = Living::new(app, city, pace, app.now_ms().unsigned_abs());
    let (mut leader, mut rest, mut pause) = (None, Duration::ZERO, Duration::from_secs(1));
    let ended = |pause| stopped.recv_timeout(pause) != Err(RecvTimeoutError::Timeout);
    loop {
        // Planned anew each day, and when a procedure is published or a unit changes.
        let (world, day) = (app.world(), app.now().date());
        let plan = plan_of(day);
        let planner = match Planner::new(&plan, city, &world, &staff) {
            Ok(planner) => planner,
            Err(error) => {
                tracing::debug!(%error, "the city rests");
                if ended(REST) {
                    return;
                }
                continue;
            }
        };
        while Arc::ptr_eq(&world, &app.world()) && app.now().date() == day {
            if ended(pause) {
                return;
            }
            if !leads(app, &mut leader) {
                pause = ASK_AGAIN;
                continue;
            }
            let begun = Instant::now();
            let step = living.step(&planner, &world);
            rest = match step {
                Ok(Step::Done | Step::Nothing | Step::Refused) if begun.elapsed() < SLOW => Duration::ZERO,
                Ok(_) => longer(rest),
                Err(error) => {
                    tracing::debug!(%error, "the city rests");
                    longer(rest)
                }
            };
            pause = rest + living.pause();
        }
    }
}

/// Twice as long a rest, within bounds.
fn longer(rest: Duration) -> Duration {
    (rest * 2).clamp(Duration::from_secs(1), REST)
}

/// Whether this node is the one that lets the city live. The connection of a leader may have been lost.
fn leads(app: &App, leader: &mut Option<LeaderGuard>) -> bool {
    if leader.as_ref().is_none_or(|guard| !guard.is_held()) {
        *leader = app.db().try_leader("living").unwrap_or(None);
    }
    leader.is_some()
}

/// What one step came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// An act was done.
    Done,
    /// Nobody has anything to do just now.
    Nothing,
    /// An act was not taken: the dossier has moved on, or the law says no.
    Refused,
    /// The database has other work.
    Busy,
}

/// What the city did since it was started.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Dossiers filed.
    pub filed: u64,
    /// Acts on dossiers.
    pub acts: u64,
    /// Ratings.
    pub rated: u64,
    /// Acts not taken.
    pub refused: u64,
    /// Dossiers left to the people who opened them.
    pub left_alone: u64,
}

/// The city while it lives.
pub struct Living<'a> {
    app: &'a App,
    city: &'a City,
    pace: LivingPace,
    rng: ChaCha8Rng,
    faces: Lot<Face>,
    agenda: Agenda,
    /// Units whose desks are still to be walked over.
    unread: Option<VecDeque<UnitId>>,
    /// Numbers taken: the next, and the first not taken.
    numbers: (u32, u32),
    /// People of the invented city whom somebody may have become.
    players: Option<Vec<PersonId>>,
    /// What it did.
    pub counts: Counts,
}

/// Work that is due.
struct Due {
    what: What,
    number: u32,
}

/// What is to be done about a dossier whose time has come.
enum Considered {
    Due(Due),
    /// Not before this moment, UNIX milliseconds.
    Later(i64),
    /// Nothing more.
    Rests,
}

impl<'a> Living<'a> {
    /// A city that goes on from what its database holds. What happens at random follows from the seed.
    pub fn new(app: &'a App, city: &'a City, pace: LivingPace, seed: u64) -> Self {
        let faces = Face::ALL.into_iter().zip(pace.faces.map(u64::from));
        Self {
            app,
            city,
            pace,
            rng: ChaCha8Rng::seed_from_u64(seed),
            faces: Lot::new(faces),
            agenda: Agenda::default(),
            unread: None,
            numbers: (0, 0),
            players: None,
            counts: Counts::default(),
        }
    }

    /// How long until the next step: on the average what the pace says.
    fn pause(&mut self) -> Duration {
        let even = 1.0 / self.pace.acts_per_second;
        Duration::from_secs_f64(even * (0.4 + 1.2 * self.rng.random::<f64>()))
    }

    /// One act, if there is one to be done and the database has time for it.
    ///
    /// # Errors
    /// If the database cannot answer or the data make no sense.
    pub fn step(&mut self, planner: &Planner<'_>, world: &World) -> Result<Step> {
        if self.app.db().depth() >= BUSY || self.app.db().is_overloaded() {
            return Ok(Step::Busy);
        }
        let (now, now_ms) = (self.app.now(), self.app.now_ms());
        self.read_desks(world, now_ms)?;
        let open = counters_open(world, now)?;
        let newcomers_first = happens(&mut self.rng, self.pace.new_dossiers);
        if open && newcomers_first {
            return self.newcomer(planner, now_ms);
        }
        for _ in 0..LOOKS {
            let Some(id) = self.agenda.pop_due(now_ms) else { break };
            match self.consider(planner, world, id, now)? {
                Considered::Due(due) => return self.act(planner, &due, now_ms),
                Considered::Later(at_ms) => self.agenda.put(id, at_ms),
                Considered::Rests => {}
            }
        }
        // While nobody has work that is due, more people come, unless the officers have enough for a day.
        let enough = self.agenda.len() as f64 * ACTS_LEFT >= self.pace.acts_per_second * WORKING_DAY;
        let at_this_hour = self.at_this_hour(now);
        let comes = if open { !enough } else { newcomers_first && happens(&mut self.rng, at_this_hour) };
        if comes { self.newcomer(planner, now_ms) } else { Ok(Step::Nothing) }
    }

    /// The weight of the hour among those people file at by themselves; the busiest is 1.
    fn at_this_hour(&self, now: Moment) -> f64 {
        let hours = &self.city.simulation.hours_online;
        let most = hours.iter().copied().max().unwrap_or(1).max(1);
        let weight = hours.get(usize::from(now.minute_of_day().minutes() / 60)).copied().unwrap_or(0);
        f64::from(weight) / f64::from(most)
    }

    /// Somebody files a dossier, if those who come now find an open door.
    fn newcomer(&mut self, planner: &Planner<'_>, now_ms: i64) -> Result<Step> {
        let number = self.number()?;
        let Some(arrival) = planner.arrivals.at(number, now_ms)? else { return Ok(Step::Nothing) };
        self.act(planner, &Due { what: What::File(arrival), number }, now_ms)
    }

    fn act(&mut self, planner: &Planner<'_>, due: &Due, now_ms: i64) -> Result<Step> {
        let made_up = MadeUp { series: MadeUp::LIVING, number: due.number };
        let id = CommandId(made_up.mark(self.app.ids().uuid(now_ms)?));
        let (sender, outcome) = channel();
        let queued = planner
            .submit(self.app, (&due.what, due.number), (id, Timing::Server), move |o| drop(sender.send(o)));
        let outcome = match queued {
            Ok(()) => outcome.recv().context("the writer ended")?,
            Err(error) => Err(error),
        };
        match outcome {
            Ok(acted) => {
                match due.what {
                    What::File(_) => self.counts.filed += 1,
                    What::Act { .. } => self.counts.acts += 1,
                }
                self.rate(&acted)?;
                if !acted.state.phase.is_closed() {
                    self.agenda.put(acted.dossier, now_ms + 1_000);
                }
                Ok(Step::Done)
            }
            Err(error) => {
                self.not_taken(due, &error, now_ms);
                Ok(if matches!(error, Error::Unavailable(_)) { Step::Busy } else { Step::Refused })
            }
        }
    }

    /// What was only late is looked at again; what the law refuses is left to people until the next start.
    fn not_taken(&mut self, due: &Due, error: &Error, now_ms: i64) {
        self.counts.refused += 1;
        tracing::debug!(what = %due.what, %error, refused = self.counts.refused, "an act of the living city");
        if let (What::Act { dossier, .. }, Error::Unavailable(_) | Error::Stale { .. }) = (&due.what, error) {
            self.agenda.put(*dossier, now_ms + 5_000);
        }
    }

    /// Some of those who have their result tell how it was.
    fn rate(&mut self, acted: &Acted) -> Result<()> {
        let has_result = matches!(acted.state.phase, Phase::Returned { .. });
        if !has_result || !rateable(&acted.state) || !happens(&mut self.rng, self.pace.rated) {
            return Ok(());
        }
        let Some(face) = self.faces.draw(&mut self.rng).copied() else { return Ok(()) };
        let rater = Rater::Party(acted.state.submitter);
        match blocking(self.app.rate(acted.dossier, rater, face))? {
            Ok(_) => self.counts.rated += 1,
            Err(error) => tracing::debug!(%error, "a rating of the living city"),
        }
        Ok(())
    }

    /// What is next with a dossier, from its journal.
    fn consider(
        &mut self,
        planner: &Planner<'_>,
        world: &World,
        id: DossierId,
        now: Moment,
    ) -> Result<Considered> {
        let read = self.app.db().read(|tx| past::read(tx, &id)).map_err(|e| anyhow!("{e}"))?;
        let Some((dossier, past)) = read else { return Ok(Considered::Rests) };
        if dossier.phase.is_closed() {
            return Ok(Considered::Rests);
        }
        let players = self.players()?;
        let played = players.contains(&dossier.owner) || players.contains(&dossier.submitter);
        let Some(past) = past.filter(|_| !played) else {
            self.counts.left_alone += 1;
            return Ok(Considered::Rests);
        };
        let next = |from: Moment| {
            let mut marks = past.marks;
            planner.course.next(&dossier, past.made_up.number, past.turn, from, &mut marks)
        };
        let Some(planned) = next(past.last)? else { return Ok(Considered::Rests) };
        if planned.at > now {
            return Ok(Considered::Later(self.within(planned.at)));
        }
        let outdated = now.minutes_since(planned.at) > OUTDATED;
        let chosen = if outdated { next(now)? } else { Some(planned) };
        let Some(Next { actor, command, .. }) = chosen else { return Ok(Considered::Rests) };
        let earliest = match *actor {
            Actor::Officer { .. } => {
                let times = Times { calendar: world.calendar(dossier.holder.unit)?, now };
                if times.calendar.is_open(now)? { now } else { times.officer(1.0)? }
            }
            Actor::Applicant { .. } | Actor::System => Times::awake(now),
        };
        if earliest > now {
            return Ok(Considered::Later(self.within(earliest)));
        }
        let (revision, number) = (dossier.revision, past.made_up.number);
        let what = What::Act { dossier: id, revision, actor, command: Box::new(command) };
        Ok(Considered::Due(Due { what, number }))
    }

    /// Somewhere in a minute, so that what is planned for one minute does not happen in one instant.
    fn within(&mut self, minute: Moment) -> i64 {
        minute.unix_seconds() * 1000 + self.rng.random_range(0..60_000)
    }

    /// People somebody may have become: they manage their dossiers by themselves.
    fn players(&mut self) -> Result<&[PersonId]> {
        if self.players.is_none() {
            let offered = blocking(self.app.demo_identities())?.map_err(|e| anyhow!("{e}"))?;
            self.players = Some(offered.into_iter().map(|identity| identity.person).collect());
        }
        Ok(self.players.as_deref().unwrap_or_default())
    }

    /// The next number of a made-up dossier: none is ever given twice.
    fn number(&mut self) -> Result<u32> {
        if self.numbers.0 >= self.numbers.1 {
            let first = self.app.db().write(|tx| {
                let kept = meta::get(tx, NUMBERS)?.and_then(|text| text.parse().ok());
                let first: u32 = kept.unwrap_or(FIRST_NUMBER);
                meta::set(tx, NUMBERS, &first.saturating_add(NUMBERS_AT_A_TIME).to_string())?;
                Ok::<_, motcua_store::StoreError>(first)
            });
            let first = first.map_err(|e| anyhow!("{e}"))?;
            self.numbers = (first, first.saturating_add(NUMBERS_AT_A_TIME));
        }
        self.numbers.0 += 1;
        Ok(self.numbers.0 - 1)
    }

    /// Goes on making the list of open dossiers, some units at a time; begins again when some did not fit into it and most
    /// of it is worked off.
    fn read_desks(&mut self, world: &World, now_ms: i64) -> Result<()> {
        if self.unread.is_none() || self.agenda.wants_more() {
            self.agenda.begin_again();
            self.unread = Some(world.units.lasting().map(|unit| unit.id).collect());
        }
        for _ in 0..UNITS {
            let Some(unit) = self.unread.as_mut().and_then(VecDeque::pop_front) else { return Ok(()) };
            for queue in OPEN {
                let mut place = Some(Place::START);
                while let Some(after) = place {
                    let (found, more) = self
                        .app
                        .db()
                        .read(|tx| stuck::lying(tx, (unit, queue), after, PAGE))
                        .map_err(|e| anyhow!("{e}"))?;
                    found.iter().for_each(|lying| self.agenda.find(lying.dossier.id, now_ms));
                    place = more;
                }
            }
        }
        Ok(())
    }
}

/// Notes how many dossiers a demonstration was filled with: who comes after them has the next number.
///
/// # Errors
/// If the database cannot write.
pub fn begins_after(app: &App, dossiers: u64) -> Result<()> {
    let next = u32::try_from(dossiers).unwrap_or(FIRST_NUMBER).to_string();
    app.db().write(move |tx| meta::set(tx, NUMBERS, &next)).map_err(|e| anyhow!("{e}"))?;
    Ok(())
}

/// The plan of a day: only its seed and its first day count, nothing is drawn ahead.
fn plan_of(day: Date) -> Plan {
    let midnight = |date: Date| Moment::from_civil(date, MinuteOfDay::MIDNIGHT);
    Plan { begin: midnight(day), end: midnight(day.plus_days(7)), dossiers: DEPUTIES, seed: SEED }
}

/// Whether the counters of the city are open, by the first of them.
fn counters_open(world: &World, now: Moment) -> Result<bool> {
    let first =
        world.units.lasting().find(|unit| unit.kind.is_counter()).context("the city has no counter")?;
    Ok(world.calendar(first.id)?.is_open(now)?)
}

/// The moment from which counters are open, half an hour into their opening, if they do not stay open for the next hour;
/// `None` when they do, or when the calendar knows no such hour in the next weeks.
///
/// # Errors
/// If the city has no counter.
pub fn next_open_hour(world: &World, now: Moment) -> Result<Option<Moment>> {
    const HOUR: i64 = 60;
    const WEEKS: i64 = 21 * 24 * 60;
    let first =
        world.units.lasting().find(|unit| unit.kind.is_counter()).context("the city has no counter")?;
    let calendar = world.calendar(first.id)?;
    // Past the end of the calendar nothing is open.
    let stays_open = |at: Moment| {
        calendar.working_minutes_between(at, at.plus_minutes(HOUR)).is_ok_and(|open| open >= HOUR)
    };
    if stays_open(now) {
        return Ok(None);
    }
    let by_day = (1..WEEKS).map(|minutes| now.plus_minutes(minutes)).find(|at| stays_open(*at));
    Ok(by_day.map(|at| at.plus_minutes(HOUR / 2)))
}

/// Waits on this thread, which is no server's, for a use case that is asynchronous.
pub fn blocking<T>(work: impl Future<Output = T>) -> Result<T> {
    let runtime = tokio::runtime::Builder::new_current_thread().build().context("a runtime")?;
    Ok(runtime.block_on(work))
}

#[cfg(test)]
mod tests;
