//! Use cases: who asks for what, in which order, in one unit of work. No HTTP, no HTML, no SQL.
//!
//! Every change of a dossier goes through [`App::act`], [`App::intake`] or [`App::submit`], which share one path:
//! answer a replay, load, authorise, check the revision, `decide`, `record`. Time comes from the server's clock; a
//! caller may date an act only in a database that was created as a demonstration.

pub mod accounts;
pub mod act;
pub mod announcements;
pub mod clock;
pub mod designer;
pub mod error;
pub mod files;
pub mod filing;
pub mod filings;
pub mod given;
pub mod guard;
pub mod help;
pub mod ids;
pub mod kiosks;
pub mod mandates;
pub mod migration;
pub mod notices;
pub mod office;
pub mod people;
pub mod procedures;
pub mod ratings;
pub mod reorganise;
pub mod reports;
pub mod requests;
pub mod seed;
pub mod services;
pub mod signals;
pub mod tracking;
pub mod visibility;
pub mod world;

pub use act::{ActRequest, Acted, Subject};
pub use clock::{Clock, ServerClock, Timing};
pub use error::{Error, FieldProblem};
pub use files::{FileRefusal, KeptFile, NewFile, OpenedFile, Room};
pub use filing::{FilingRequest, PersonInput};
pub use world::World;

use motcua_calendar::Moment;
use motcua_db::Db;
/// The unit of work that read models are given, for crates that name no database.
pub use motcua_db::Tx;
use motcua_domain::ids::UnitId;
use motcua_store::dossiers::Recent;
use motcua_store::figures;
use motcua_store::meta::{self, Purpose};
use parking_lot::RwLock;
use procedures::Filed;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64};

/// The application: a database, what it knows of the city, a clock and a source of ids.
pub struct App {
    db: Db,
    world: RwLock<Arc<World>>,
    clock: Arc<dyn Clock>,
    ids: Arc<dyn ids::IdSource>,
    purpose: Purpose,
    tracking_key: Vec<u8>,
    sessions: accounts::ActorCache,
    recent: Arc<Recent>,
    /// Dossiers filed by procedure, as last counted.
    filed: RwLock<Arc<Filed>>,
    /// Where files lie, once it is said.
    room: RwLock<Option<Arc<Room>>>,
    /// Channels outside that are set up, as the domain numbers them.
    channels: AtomicI64,
    /// Letters handed to gateways by this process.
    sent: AtomicU64,
    /// By whom people sign in.
    providers: RwLock<Arc<people::provider::Providers>>,
    /// What detectors found when they last looked.
    looked: signals::Looked,
}

/// States kept for the next act on the same dossier: a few MiB, and more than a city's desks work on in a moment.
const RECENT_MAX: usize = 4_096;

/// The channel woken after every kept act that changed what lies on the desks of this unit. Whoever shows them subscribes
/// to it by [`Db::subscribe`] and reads again.
#[must_use]
pub fn desk_channel(unit: UnitId) -> String {
    format!("desk {unit}")
}

/// The channel woken after every publication, withdrawal or end of a procedure on any node: [`App::refresh_world`] then. A
/// wake-up may get lost with a connection, so whoever follows looks from time to time as well; no publication takes effect
/// on the day it is made.
pub const PROCEDURES: &str = "procedures";

/// Makes the sums anew where an older program made them, or none did yet.
fn count_anew(db: &Db, world: &Arc<World>) -> Result<(), Error> {
    if db.read(|tx| Ok::<_, Error>(figures::up_to_date(tx)?))? {
        return Ok(());
    }
    let world = Arc::clone(world);
    let counted = db.write(move |tx| {
        // Another node may have been quicker.
        if figures::up_to_date(tx)? {
            return Ok::<_, Error>(0);
        }
        Ok(figures::rebuild(tx, &|id| world.version(id).cloned())?)
    })?;
    if counted > 0 {
        tracing::info!(dossiers = counted, "sums made anew");
    }
    Ok(())
}

impl App {
    /// Drops sums that came to nothing, so that days long gone cost no page anything. Answers how many.
    ///
    /// # Errors
    /// If the database cannot.
    pub fn sweep_figures(&self) -> Result<u64, Error> {
        self.db().write(|tx| Ok(figures::sweep(tx)?))
    }

    /// Opens an application over a database: migrates, marks a new database with its purpose, loads the city.
    ///
    /// The purpose is fixed when the database is created; asking for another one later changes nothing.
    pub fn open(
        db: Db,
        purpose_if_new: Purpose,
        clock: Arc<dyn Clock>,
        ids: Arc<dyn ids::IdSource>,
    ) -> Result<Arc<App>, Error> {
        motcua_db::migrate(&db, motcua_store::migrations())?;
        let fresh_key = ids.token()?;
        let (purpose, tracking_key) = db.write(move |tx| {
            let purpose = meta::create(tx, purpose_if_new)?;
            let key = meta::set_once(tx, "tracking_key", &fresh_key)?;
            Ok::<_, Error>((purpose, key))
        })?;
        let today = today(&*clock);
        let world = Arc::new(db.read(|tx| World::load(tx, None, today))?);
        count_anew(&db, &world)?;
        Ok(Arc::new(App {
            db,
            world: RwLock::new(world),
            clock,
            ids,
            purpose,
            tracking_key: tracking_key.into_bytes(),
            sessions: accounts::ActorCache::default(),
            recent: Arc::new(Recent::new(RECENT_MAX)),
            filed: RwLock::default(),
            room: RwLock::default(),
            channels: AtomicI64::new(0),
            sent: AtomicU64::new(0),
            providers: RwLock::default(),
            looked: signals::Looked::default(),
        }))
    }

    /// The database, for read models and jobs.
    pub fn db(&self) -> &Db {
        &self.db
    }

    /// What is known of the city now: units, procedure versions, calendars. Immutable; replaced as a whole.
    pub fn world(&self) -> Arc<World> {
        self.world.read().clone()
    }

    /// Loads the city again, after seeding.
    pub fn reload_world(&self) -> Result<(), Error> {
        let today = today(&*self.clock);
        let world = self.db.read(|tx| World::load(tx, None, today))?;
        world.catalogue.rank(&self.filed.read());
        *self.world.write() = Arc::new(world);
        self.sessions.clear();
        Ok(())
    }

    /// Takes up what was published since the city was loaded, here or on another node, and a new day; answers whether
    /// anything was to be taken up. Acts under way go on with the city they began with.
    pub async fn refresh_world(&self) -> Result<bool, Error> {
        let (known, today) = (self.world(), today(&*self.clock));
        let look = self.db.read_async(move |tx| {
            if known.is_current(tx, today)? {
                return Ok(None);
            }
            World::load(tx, Some(&known), today).map(Some)
        });
        let Some(fresh) = look.await? else { return Ok(false) };
        fresh.catalogue.rank(&self.filed.read());
        let mut world = self.world.write();
        // Somebody else may have looked later and be done earlier.
        if fresh.is_newer_than(&world) {
            *world = Arc::new(fresh);
        }
        Ok(true)
    }

    /// Counts the dossiers filed under each procedure and ranks what is found by it. It reads one index from end to end:
    /// now and then, never for a request.
    pub async fn count_use(&self) -> Result<(), Error> {
        let counts = self.db.read_async(|tx| Ok::<_, Error>(motcua_store::procedures::filed(tx)?)).await?;
        let counts: Arc<Filed> = Arc::new(counts.into_iter().collect());
        *self.filed.write() = Arc::clone(&counts);
        self.world().catalogue.rank(&counts);
        Ok(())
    }

    /// Keeps up to `max` states of dossiers for their next act, or as many as a server does when left out.
    pub fn remember(&self, max: Option<usize>) {
        self.recent.hold(max.unwrap_or(RECENT_MAX));
    }

    /// States written lately.
    pub(crate) fn recent(&self) -> Arc<Recent> {
        Arc::clone(&self.recent)
    }

    /// What the database was created for.
    pub fn purpose(&self) -> Purpose {
        self.purpose
    }

    /// Whether this is a demonstration: one-click roles, virtual clock, the band on every page.
    pub fn is_demonstration(&self) -> bool {
        self.purpose == Purpose::Demonstration
    }

    /// The server's clock, in unix milliseconds.
    pub fn now_ms(&self) -> i64 {
        self.clock.now_ms()
    }

    /// The server's clock, as a legal moment (whole minutes).
    pub fn now(&self) -> Moment {
        Moment::from_unix_seconds(self.clock.now_ms().div_euclid(1000))
    }

    /// The source of ids.
    pub fn ids(&self) -> &dyn ids::IdSource {
        &*self.ids
    }

    /// Reads through the reader pool.
    pub async fn read<T, F>(&self, work: F) -> Result<T, Error>
    where
        T: Send + 'static,
        F: FnOnce(&mut Tx<'_>, &World) -> Result<T, Error> + Send + 'static,
    {
        let world = self.world();
        self.db.read_async(move |tx| work(tx, &world)).await
    }

    /// Wakes those who show the desks an act touched, once it is durable.
    pub(crate) fn told(&self, outcome: Result<Acted, Error>) -> Result<Acted, Error> {
        tell(&self.db, &outcome);
        outcome
    }

    /// The same for a queued act, whose outcome comes later.
    pub(crate) fn telling<D>(&self, done: D) -> impl FnOnce(Result<Acted, Error>) + Send + 'static
    where
        D: FnOnce(Result<Acted, Error>) + Send + 'static,
    {
        let db = self.db.clone();
        move |outcome| {
            tell(&db, &outcome);
            done(outcome);
        }
    }

    /// Resolves when an act is dated: by the server, or by the caller in a demonstration only.
    pub(crate) fn timing_ms(&self, timing: Timing) -> Result<i64, Error> {
        match timing {
            Timing::Server => Ok(self.clock.now_ms()),
            Timing::Virtual { unix_ms } if self.is_demonstration() => Ok(unix_ms),
            Timing::Virtual { .. } => Err(Error::DatedByCaller),
        }
    }
}

fn today(clock: &dyn Clock) -> motcua_calendar::Date {
    Moment::from_unix_seconds(clock.now_ms().div_euclid(1000)).date()
}

/// Many acts of one moment wake a unit once; those of other units sleep on.
fn tell(db: &Db, outcome: &Result<Acted, Error>) {
    if let Ok(acted) = outcome {
        acted.touched.iter().for_each(|unit| db.notify(&desk_channel(*unit)));
    }
}
