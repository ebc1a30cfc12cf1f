//! What the board is made of, read together, kept for a moment and shared by all who ask.

use super::asked::Asked;
use crate::compress::Packed;
use crate::present::pick;
use crate::problem::Result;
use crate::state::Web;
use motcua_app::given::{self, GivenFigures, Told};
use motcua_app::office::{self, Mark};
use motcua_app::{Error, Tx, World, reports, services};
use motcua_calendar::{Date, Moment};
use motcua_domain::desk::Queue;
use motcua_domain::ids::UnitId;
use motcua_insight::{Dim, Metric, Sums};
use motcua_store::figures::{self, Past, Period, StuckAt};
use motcua_store::queries::totals;
use motcua_store::{accounts, ratings};
use motcua_views::{FieldError, Lang};
use parking_lot::Mutex;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};
use tokio::sync::{Mutex as Turn, Semaphore};

/// How long numbers are kept for whoever asks: with the time it takes to read them, a second.
const FRESH: Duration = Duration::from_millis(800);
/// Periods kept at once; each takes some two megabytes in a city of 126 communes.
const PERIODS_MAX: usize = 8;
/// Pages of the board that may follow at once. They have places of their own: a crowd that watches the city takes none from counters.
const FOLLOWERS_MAX: usize = 1_000;
/// Moments of the past kept at once.
const PASTS_MAX: usize = 4;
/// How long it is kept what is offered and used.
const SERVICES_FRESH: Duration = Duration::from_secs(30);
/// Days of the small lines.
pub const DAYS: i32 = 21;

/// The numbers of a period, all of one moment.
#[derive(Debug, Default)]
pub struct Numbers {
    /// The days.
    pub period: Option<Period>,
    /// By competent agency.
    pub units: BTreeMap<UnitId, Sums>,
    /// The same in the period of as many days before; what lies in hand is not known of it.
    pub before: BTreeMap<UnitId, Sums>,
    /// By competent agency and day number, of the last [`DAYS`] days of the period.
    pub days: BTreeMap<UnitId, BTreeMap<i64, Sums>>,
    /// Where overdue dossiers stand.
    pub stuck: Vec<StuckAt>,
    /// When units were last nudged today, by step.
    pub nudged: BTreeMap<(UnitId, Queue), Moment>,
    /// Figures that are contested or were.
    pub marks: Vec<Mark>,
    /// Figures given from outside.
    given: Arc<GivenFigures>,
    /// The first day anything was ever counted on.
    pub first_day: Option<Date>,
    /// Events in the journal when they were read.
    pub events: i64,
    /// The city's clock then, UNIX milliseconds.
    pub at_ms: i64,
    /// Whether they are as known at that moment, not of now.
    of_then: bool,
}

impl Numbers {
    /// The numbers of a period, at most a second old. While one request reads them, the others get those of just before.
    ///
    /// # Errors
    /// If the database cannot answer.
    pub async fn of(web: &Web, period: Period) -> Result<Arc<Numbers>> {
        web.boards.kept(period).numbers.fresh(Self::now(web, period)).await
    }

    /// All of them as a file, kept in the same way: `write` makes it of them.
    ///
    /// # Errors
    /// If the database cannot answer.
    pub async fn file(
        web: &Web,
        lang: Lang,
        period: Period,
        write: impl FnOnce(&World, &Numbers) -> Vec<u8> + Send + 'static,
    ) -> Result<Arc<Packed>> {
        let kept = web.boards.kept(period);
        let make = async {
            let (world, numbers) = (web.app.world(), Self::of(web, period).await?);
            let written = tokio::task::spawn_blocking(move || Packed::of(write(&world, &numbers))).await;
            Ok(written.map_err(|error| Error::Defect(error.to_string()))?)
        };
        kept.files[usize::from(lang == Lang::En)].fresh(make).await
    }

    /// The numbers of what is asked: of now, or as known at a moment. Where that moment cannot be asked, the question says why and
    /// the numbers are those of now.
    ///
    /// # Errors
    /// If the database cannot answer.
    pub async fn asked(web: &Web, lang: Lang, asked: &mut Asked) -> Result<Arc<Numbers>> {
        if let Some(at_ms) = asked.as_of {
            match Self::then(web, asked.period, at_ms).await {
                Ok(numbers) => return Ok(Arc::new(numbers)),
                Err(Error::Invalid(problems)) => {
                    let told =
                        problems.iter().map(|one| FieldError::new("as_of", pick(lang, &one.vi, &one.en)));
                    asked.errors.extend(told);
                    asked.as_of = None;
                }
                Err(other) => return Err(other.into()),
            }
        }
        Self::of(web, asked.period).await
    }

    /// The numbers as known at a moment. One at a time: what was done since is folded.
    ///
    /// # Errors
    /// `Invalid` at `as_of` where that moment cannot be asked; if the database cannot answer.
    pub async fn then(web: &Web, period: Period, at_ms: i64) -> Result<Numbers, Error> {
        let given = Arc::clone(&web.boards.given);
        let read = move |tx: &mut Tx<'_>, world: &World, past: &Past| {
            Numbers::read(tx, world, period, at_ms, Some(past), &given)
        };
        Self::as_known(web, at_ms, read).await
    }

    /// Reads with what is needed to tell what was known at a moment.
    ///
    /// # Errors
    /// `Invalid` at `as_of` where that moment cannot be asked; if the database cannot answer.
    pub async fn as_known<T: Send + 'static>(
        web: &Web,
        at_ms: i64,
        look: impl FnOnce(&mut Tx<'_>, &World, &Past) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let now_ms = web.app.now_ms();
        let pasts = Arc::clone(&web.boards.pasts);
        let _turn = web.boards.folding.lock().await;
        web.app
            .read(move |tx, world| {
                let mut pasts = pasts.lock();
                let past = brought_up(&mut pasts, tx, world, at_ms, now_ms)?;
                look(tx, world, past)
            })
            .await
    }

    /// The numbers of a period, read at `moment` or later.
    ///
    /// # Errors
    /// If the database cannot answer.
    pub async fn since(web: &Web, period: Period, moment: Instant) -> Result<Arc<Numbers>> {
        web.boards.kept(period).numbers.made(moment, Self::now(web, period)).await
    }

    async fn now(web: &Web, period: Period) -> Result<Numbers> {
        web.boards.reads.fetch_add(1, Ordering::Relaxed);
        let (begun_at, at_ms) = (Instant::now(), web.app.now_ms());
        let (given, known) = (Arc::clone(&web.boards.given), web.boards.kept(period));
        let read = move |tx: &mut Tx<'_>, world: &World| {
            let mut numbers = Numbers::read(tx, world, period, at_ms, None, &given)?;
            for (unit, services) in known.services(tx, world, period, begun_at)?.iter() {
                numbers.units.entry(*unit).or_default().services.clone_from(services);
            }
            Ok(numbers)
        };
        Ok(web.app.read(read).await?)
    }

    fn read(
        tx: &mut Tx<'_>,
        world: &World,
        period: Period,
        at_ms: i64,
        past: Option<&Past>,
        given: &Mutex<Arc<GivenFigures>>,
    ) -> Result<Numbers, Error> {
        let now = Moment::from_unix_seconds(at_ms.div_euclid(1000));
        let by_member = |tx: &mut Tx<'_>, period| match past {
            Some(past) => past.by_member(tx, Dim::Competent, period),
            None => figures::by_member(tx, Dim::Competent, period),
        };
        let events = totals::events(tx)?;
        let unit =
            |id: i64| u32::try_from(id).map(UnitId).map_err(|_| Error::Defect(format!("{id} is no unit")));
        let named = |sums: BTreeMap<i64, Sums>| {
            sums.into_iter()
                .map(|(id, sums)| Ok((unit(id)?, sums)))
                .collect::<Result<BTreeMap<_, _>, Error>>()
        };
        let mut units = named(by_member(tx, period)?)?;
        let before = named(by_member(tx, period.before())?)?;
        let lines = Period { from: period.from.max(period.to.plus_days(1 - DAYS)), to: period.to };
        let days = match past {
            Some(past) => past.by_day(tx, Dim::Competent, lines)?,
            None => figures::by_day(tx, Dim::Competent, lines)?,
        };
        let days = days.into_iter().map(|(id, days)| Ok((unit(id)?, days))).collect::<Result<_, Error>>()?;
        let load = match past {
            Some(past) => past.load_then(tx, now)?,
            None => figures::load(tx, now)?,
        };
        for (unit, in_hand) in load.units {
            let sums = units.entry(unit).or_default();
            (sums.open, sums.overdue) = (in_hand.open, in_hand.overdue);
        }
        for (unit, faces) in ratings::told(tx, period, at_ms)? {
            units.entry(unit).or_default().faces = faces;
        }
        let of_then = past.map(|_| accounts::working(tx, now.date())).transpose()?;
        let standing = |id: UnitId| world.units.get(id).is_some_and(|unit| !unit.life.has_ended(period.to));
        for (unit, officers) in of_then.as_ref().unwrap_or(&world.staff) {
            if standing(*unit) {
                units.entry(*unit).or_default().officers = *officers;
            }
        }
        if past.is_some() {
            // Metrics on which procedures are offered have no value of then.
            units.values_mut().for_each(|sums| sums.of_then = true);
        }
        let known = Arc::clone(&given.lock());
        let known = GivenFigures::load(tx, &known)?;
        *given.lock() = Arc::clone(&known);
        let first_day = figures::first_day(tx)?;
        // Of the past it is not asked who was nudged; that a figure is contested everybody sees at all times.
        let nudged = if past.is_none() { office::nudged_on(tx, now.date())? } else { BTreeMap::new() };
        let marks = office::marks(tx)?;
        Ok(Numbers {
            period: Some(period),
            units,
            before,
            days,
            stuck: load.stuck,
            first_day,
            nudged,
            marks,
            given: known,
            events,
            at_ms,
            of_then: past.is_some(),
        })
    }

    /// When they are of: the moment they are as known at, or when they were read.
    pub fn moment(&self) -> Moment {
        Moment::from_unix_seconds(self.at_ms.div_euclid(1000))
    }

    /// The time of the numbers, to the second; of numbers of the past, the moment.
    pub fn clock(&self) -> String {
        if let Some(known) = self.known() {
            return known;
        }
        let seconds = (self.at_ms.div_euclid(1000) + 7 * 3600).rem_euclid(86_400);
        format!("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)
    }

    /// The moment they are as known at, when not of now: `17:00 24/7/2025`.
    pub fn known(&self) -> Option<String> {
        let at = self.moment();
        self.of_then.then(|| format!("{} {}", at.minute_of_day(), crate::present::date(at.date())))
    }

    /// What was given from outside of a metric, of a unit or of the city as a whole, as known when these numbers were; never the sum of
    /// what was given for others.
    pub fn given(&self, world: &World, unit: Option<UnitId>, metric: &Metric) -> Option<Told> {
        let known_ms = if self.of_then { self.at_ms } else { i64::MAX };
        self.given.told(unit.or_else(|| given::city(world))?, metric, self.period?, known_ms)
    }

    /// Where overdue dossiers stand, one line for each unit and step, the most first; of the units wanted.
    pub fn stuck_by_step(&self, wanted: impl Fn(UnitId) -> bool) -> Vec<StuckAt> {
        let mut steps: Vec<StuckAt> = Vec::new();
        for one in self.stuck.iter().filter(|one| wanted(one.unit)) {
            // Rows of one step that wait for different roles are one place to people.
            match steps.iter_mut().find(|step| (step.unit, step.queue) == (one.unit, one.queue)) {
                Some(step) => {
                    step.overdue += one.overdue;
                    step.since = step.since.min(one.since);
                }
                None => steps.push(one.clone()),
            }
        }
        steps.sort_by_key(|one| (std::cmp::Reverse(one.overdue), one.since, one.unit, one.queue));
        steps
    }

    /// Of some units together, in the period and in the one before.
    pub fn together(&self, units: &[UnitId]) -> (Sums, Sums) {
        let of = |all: &BTreeMap<UnitId, Sums>| sum(units.iter().filter_map(|unit| all.get(unit)));
        (of(&self.units), of(&self.before))
    }

    /// Of the whole city.
    pub fn city(&self) -> Sums {
        sum(self.units.values())
    }

    /// Of the whole city in the period before.
    pub fn city_before(&self) -> Sums {
        sum(self.before.values())
    }
}

/// What is needed to tell what was known at a moment, kept from before or folded now, and brought up to this snapshot.
fn brought_up<'p>(
    pasts: &'p mut Vec<Past>,
    tx: &mut Tx<'_>,
    world: &World,
    at_ms: i64,
    now_ms: i64,
) -> Result<&'p Past, Error> {
    let position = reports::position_at(tx, at_ms, now_ms)?;
    let version_of = |id| world.version(id).map(Arc::clone);
    // The last asked stands last.
    let mut past = match pasts.iter().position(|past| past.position() == position) {
        Some(at) => pasts.remove(at),
        None => Past::load(tx, position, &version_of)?,
    };
    past.refresh(tx, &version_of)?;
    if pasts.len() >= PASTS_MAX {
        pasts.remove(0);
    }
    pasts.push(past);
    Ok(&pasts[pasts.len() - 1])
}

fn sum<'a>(all: impl Iterator<Item = &'a Sums>) -> Sums {
    all.fold(Sums::default(), |mut sum, one| {
        sum.add(one);
        sum
    })
}

/// Something as last made, and when that began; whoever makes it anew holds the turn.
struct Kept<T> {
    last: Mutex<Option<(Instant, Arc<T>)>>,
    turn: Turn<()>,
}

impl<T> Default for Kept<T> {
    fn default() -> Self {
        Self { last: Mutex::default(), turn: Turn::default() }
    }
}

impl<T> Kept<T> {
    /// What was made at a moment or later.
    fn since(&self, moment: Instant) -> Option<Arc<T>> {
        let last = self.last.lock();
        last.as_ref().filter(|(begun_at, _)| *begun_at >= moment).map(|(_, kept)| Arc::clone(kept))
    }

    /// What was made lately. While one makes it anew, the others get what was made just before.
    async fn fresh(&self, make: impl Future<Output = Result<T>>) -> Result<Arc<T>> {
        let asked_at = Instant::now();
        let back = |by: Duration| asked_at.checked_sub(by).unwrap_or(asked_at);
        if self.turn.try_lock().is_err()
            && let Some(kept) = self.since(back(FRESH * 2))
        {
            return Ok(kept);
        }
        self.made(back(FRESH), make).await
    }

    /// What was made at a moment or later; made now if nothing was.
    async fn made(&self, moment: Instant, make: impl Future<Output = Result<T>>) -> Result<Arc<T>> {
        if let Some(kept) = self.since(moment) {
            return Ok(kept);
        }
        let _turn = self.turn.lock().await;
        // Somebody else may have made it meanwhile.
        if let Some(kept) = self.since(moment) {
            return Ok(kept);
        }
        let begun_at = Instant::now();
        let made = Arc::new(make.await?);
        *self.last.lock() = Some((begun_at, Arc::clone(&made)));
        Ok(made)
    }
}

/// What is kept of a period.
#[derive(Default)]
struct OfPeriod {
    numbers: Kept<Numbers>,
    /// All numbers as a file, in each language.
    files: [Kept<Packed>; 2],
    /// When it was looked what units offer, of which edition of the city.
    services: Mutex<Option<(Instant, i64, Services)>>,
}

/// What units offer.
type Services = Arc<BTreeMap<UnitId, Vec<u8>>>;

impl OfPeriod {
    /// What units offer and what of it is used, read again only now and then: for every agency the period is looked through.
    fn services(
        &self,
        tx: &mut Tx<'_>,
        world: &World,
        period: Period,
        now: Instant,
    ) -> Result<Services, Error> {
        let edition = world.edition();
        if let Some((at, of, services)) = &*self.services.lock()
            && *of == edition
            && now.saturating_duration_since(*at) < SERVICES_FRESH
        {
            return Ok(Arc::clone(services));
        }
        let services = Arc::new(services::offered(tx, world, period)?);
        *self.services.lock() = Some((now, edition, Arc::clone(&services)));
        Ok(services)
    }
}

/// Numbers read lately: a crowd of questions costs one look.
pub struct Boards {
    periods: Mutex<HashMap<Period, Arc<OfPeriod>>>,
    /// What was folded lately for numbers as known at a moment, and whose turn it is to fold.
    pasts: Arc<Mutex<Vec<Past>>>,
    folding: Turn<()>,
    /// What was given from outside, as last read.
    given: Arc<Mutex<Arc<GivenFigures>>>,
    reads: AtomicU64,
    /// Places for pages that follow.
    pub(super) places: Arc<Semaphore>,
    /// What open pages follow.
    pub(super) followed: super::live::Followed,
    /// Pages drawn of them.
    pub(super) pages: super::shared::Pages,
}

impl Default for Boards {
    fn default() -> Self {
        Self {
            periods: Mutex::default(),
            pasts: Arc::default(),
            folding: Turn::default(),
            given: Arc::default(),
            reads: AtomicU64::default(),
            places: Arc::new(Semaphore::new(FOLLOWERS_MAX)),
            followed: super::live::Followed::default(),
            pages: super::shared::Pages::default(),
        }
    }
}

impl Boards {
    fn kept(&self, period: Period) -> Arc<OfPeriod> {
        let mut periods = self.periods.lock();
        if periods.len() >= PERIODS_MAX && !periods.contains_key(&period) {
            // What is being read now stays with whoever waits for it.
            periods.clear();
        }
        Arc::clone(periods.entry(period).or_default())
    }

    /// What was given from outside, as last read.
    pub fn given(&self) -> Arc<GivenFigures> {
        Arc::clone(&self.given.lock())
    }

    /// Looks at the database since the start.
    #[must_use]
    pub fn reads(&self) -> u64 {
        self.reads.load(Ordering::Relaxed)
    }
}
