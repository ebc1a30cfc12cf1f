//! A reorganisation of units as one operation: looked at first, then carried out in batches through the one write path.
//!
//! The units, their successors and the officers' duties change in one unit of work; the open dossiers follow in batches,
//! each by one recorded fact. Whatever stops it in between, the same plan run again goes on where it stopped: a dossier
//! that has passed on stands nowhere that changes any more. `verify` finds nothing at any point of it.

use crate::act::{digest, keep};
use crate::error::Error;
use crate::world::World;
use crate::{App, PROCEDURES, Tx, desk_channel};
use motcua_calendar::{Date, Moment};
use motcua_domain::actor::ActorRef;
use motcua_domain::dossier::Succession;
use motcua_domain::dossier::decide::Decisions;
use motcua_domain::dossier::event::{Decided, Event};
use motcua_domain::dossier::succession::succession;
use motcua_domain::ids::{CommandId, DossierId, OfficerId, UnitId};
use motcua_domain::procedure::ProcedureVersion;
use motcua_domain::reorganisation::{DossierFacts, Order, Plan, PlanFinding, check};
use motcua_domain::text::fold;
use motcua_store::dossiers::{self, Loaded};
use motcua_store::notices::Outward;
use motcua_store::units::{self, Begun, OpenDossier, StandingDuty};
use motcua_store::{city, people, procedures, record};
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;
use uuid::Uuid;

mod outlook;

pub use outlook::{DutyMove, Move, Outlook};

/// Dossiers looked at, and at most passed on, in one unit of work: a fraction of a second, so that counters go on.
const PAGE: u32 = 200;

/// How far a run goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// To the end.
    Whole,
    /// Not beyond so many dossiers; a later run goes on.
    Dossiers(u64),
}

/// What a run did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reorganised {
    /// Nothing was changed: this stands in the way.
    Refused(Vec<PlanFinding>),
    /// Stopped on the way; run it again.
    Begun {
        /// Dossiers passed on by this run.
        moved: u64,
    },
    /// Every open dossier is where it belongs.
    Done {
        /// Dossiers passed on by this run; 0 when there was nothing left to do.
        moved: u64,
    },
}

/// What is the same for every dossier of a run.
struct Ground {
    world: Arc<World>,
    order: Order,
    /// Where each officer serves from the day on.
    posts: HashMap<OfficerId, BTreeSet<UnitId>>,
    key: String,
    digest: [u8; 32],
}

impl App {
    /// What a plan would do, or still has to do once it is begun. Changes nothing.
    ///
    /// # Errors
    /// If the database cannot answer.
    pub fn reorganisation_outlook(&self, plan: &Plan) -> Result<Outlook, Error> {
        let (world, on) = (self.fresh_world()?, plan.effective_on);
        let digest = digest_of(plan)?;
        let begun = self.begun(&plan.key)?;
        if let Some(finding) = begun.as_ref().and_then(|begun| outlook::other_plan(begun, digest)) {
            return Ok(Outlook { findings: vec![finding], ..Outlook::default() });
        }
        let mut findings = match begun {
            Some(_) => Vec::new(),
            None => check(plan, &world.units),
        };
        let duties = self.db().read(move |tx| Ok::<_, Error>(units::duties_on(tx, on.plus_days(-1))?))?;
        if begun.is_none() {
            findings.extend(outlook::unknown_officers(plan, &world.units, &duties));
        }
        if !findings.is_empty() {
            return Ok(Outlook { findings, ..Outlook::default() });
        }
        let after = if begun.is_some() { world.units.clone() } else { plan.units_after(&world.units) };
        let order = Order::of(plan, &world.units);
        let duties = match begun {
            Some(_) => self.db().read(move |tx| Ok::<_, Error>(units::duties_on(tx, on)?))?,
            None => duties,
        };
        let mut look = outlook::Look::new(&order, &world.units, after, &duties);
        let ground = Ground::new(Arc::clone(&world), order.clone(), look.duties_after(), plan, digest);
        self.each_open(|open, version| {
            look.count(open, version, ground.succession(&open.loaded, version, open.address.as_deref()));
            Ok(())
        })?;
        let mut outlook = look.end(begun);
        outlook.versions = outlook::versions_named(&world, &order);
        Ok(outlook)
    }

    /// Carries a plan out, or goes on with it. `written` is the plan as it was written, kept with it.
    ///
    /// # Errors
    /// If the database cannot answer or write; what was done until then stays, and the same call goes on.
    pub fn reorganise(&self, plan: &Plan, written: &str, extent: Extent) -> Result<Reorganised, Error> {
        let digest = digest_of(plan)?;
        match self.begun(&plan.key)? {
            Some(begun) => {
                if let Some(finding) = outlook::other_plan(&begun, digest) {
                    return Ok(Reorganised::Refused(vec![finding]));
                }
            }
            None => {
                if self.now().date() < plan.effective_on {
                    return Ok(Reorganised::Refused(vec![outlook::too_early(plan.effective_on)]));
                }
                let outlook = self.reorganisation_outlook(plan)?;
                if !outlook.findings.is_empty() {
                    return Ok(Reorganised::Refused(outlook.findings));
                }
                self.begin_reorganisation(plan, written, digest)?;
            }
        }
        self.reload_world()?;
        // Other nodes take up the new units before the dossiers follow.
        self.db().notify(PROCEDURES);
        self.pass_on_all(plan, digest, extent)
    }

    fn begun(&self, key: &str) -> Result<Option<Begun>, Error> {
        let key = key.to_owned();
        self.db().read(move |tx| Ok::<_, Error>(units::reorganisation(tx, &key)?))
    }

    fn fresh_world(&self) -> Result<Arc<World>, Error> {
        self.reload_world()?;
        Ok(self.world())
    }

    /// Units, lives and duties, in one unit of work.
    fn begin_reorganisation(&self, plan: &Plan, written: &str, digest: [u8; 32]) -> Result<(), Error> {
        let world = self.world();
        let (now_ms, on) = (self.now_ms(), plan.effective_on);
        let (order, changed) = (Order::of(plan, &world.units), plan.units_changed(&world.units));
        let (plan, written) = (plan.clone(), written.to_owned());
        self.db().exclusive(move |tx| {
            units::begin(tx, &plan.key, on, &written, &digest, now_ms)?;
            for unit in &changed {
                city::put_unit(tx, unit)?;
                units::save_life(tx, unit)?;
            }
            for held in units::duties_on(tx, on.plus_days(-1))? {
                let to = order.post(&held.username, held.duty.unit);
                if to != Some(held.duty.unit) {
                    units::pass_duty(tx, &held, to, on)?;
                }
            }
            Ok::<_, Error>(())
        })
    }

    fn pass_on_all(&self, plan: &Plan, digest: [u8; 32], extent: Extent) -> Result<Reorganised, Error> {
        let (world, on) = (self.world(), plan.effective_on);
        let duties = self.db().read(move |tx| Ok::<_, Error>(units::duties_on(tx, on)?))?;
        let ground = Ground::new(Arc::clone(&world), Order::of(plan, &world.units), duties, plan, digest);
        let ground = Arc::new(ground);
        let mut moved = 0;
        // Once more after the last: a counter on another node may have filed at a former unit a moment ago.
        loop {
            let mut waiting: Vec<DossierId> = Vec::new();
            self.each_open(|open, version| {
                let passes = ground.succession(&open.loaded, version, open.address.as_deref()).is_some();
                waiting.extend(passes.then_some(open.loaded.dossier.id));
                Ok(())
            })?;
            if waiting.is_empty() {
                break;
            }
            let left = match extent {
                Extent::Whole => waiting.len(),
                Extent::Dossiers(most) => usize::try_from(most.saturating_sub(moved)).unwrap_or(usize::MAX),
            };
            for batch in waiting[..left.min(waiting.len())].chunks(PAGE as usize) {
                moved += self.pass_on_batch(&ground, batch)?;
            }
            if left < waiting.len() {
                return Ok(Reorganised::Begun { moved });
            }
        }
        let (key, now_ms) = (plan.key.clone(), self.now_ms());
        self.db().write(move |tx| Ok::<_, Error>(units::done(tx, &key, now_ms)?))?;
        Ok(Reorganised::Done { moved })
    }

    fn pass_on_batch(&self, ground: &Arc<Ground>, batch: &[DossierId]) -> Result<u64, Error> {
        let (ground, batch, recent) = (Arc::clone(ground), batch.to_vec(), self.recent());
        let now_ms = self.now_ms();
        let (moved, touched) = self.db().write(move |tx| {
            let (mut moved, mut touched) = (0u64, BTreeSet::new());
            for id in &batch {
                let Some(loaded) = dossiers::load_recent(tx, id, &recent)? else { continue };
                let version = version_of(tx, &ground.world, &loaded)?;
                let address = match ground.order.reads_addresses() {
                    true => people::get(tx, &loaded.dossier.owner)?.and_then(|person| person.address),
                    false => None,
                };
                if let Some(found) = ground.succession(&loaded, &version, address.as_deref()) {
                    let entry = ground.entry(&loaded, &version, found, now_ms);
                    touched.extend(keep(tx, entry, &recent)?.touched);
                    moved += 1;
                }
            }
            units::moved(tx, &ground.key, moved)?;
            Ok::<_, Error>((moved, touched))
        })?;
        touched.iter().for_each(|unit| self.db().notify(&desk_channel(*unit)));
        Ok(moved)
    }

    /// Every open dossier with its version, page by page.
    fn each_open(
        &self,
        mut visit: impl FnMut(&OpenDossier, &ProcedureVersion) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let world = self.world();
        let mut after = None;
        loop {
            let by_world = Arc::clone(&world);
            let page = self.db().read(move |tx| {
                let page = units::open_after(tx, after, PAGE)?;
                page.into_iter()
                    .map(|open| Ok((version_of(tx, &by_world, &open.loaded)?, open)))
                    .collect::<Result<Vec<_>, Error>>()
            })?;
            let Some((_, last)) = page.last() else { return Ok(()) };
            after = Some(last.loaded.dossier.id);
            for (version, open) in &page {
                visit(open, version)?;
            }
        }
    }
}

impl Ground {
    fn new(
        world: Arc<World>,
        order: Order,
        duties: Vec<StandingDuty>,
        plan: &Plan,
        digest: [u8; 32],
    ) -> Ground {
        let mut posts: HashMap<OfficerId, BTreeSet<UnitId>> = HashMap::new();
        for held in duties.iter().filter(|held| held.duty.role.works()) {
            posts.entry(held.officer).or_default().insert(held.duty.unit);
        }
        Ground { world, order, posts, key: plan.key.clone(), digest }
    }

    fn succession(
        &self,
        loaded: &Loaded,
        version: &ProcedureVersion,
        address: Option<&str>,
    ) -> Option<Succession> {
        let address = address.map(fold).unwrap_or_default();
        let facts = DossierFacts::of(&loaded.dossier, version, &address);
        let serves = |officer, unit| self.posts.get(&officer).is_some_and(|at| at.contains(&unit));
        let d = &loaded.dossier;
        let mut found = succession(d, version, self.order.on, |unit| self.order.heir(unit, &facts), serves)?;
        let (promised_by, now_by) = (d.calendar_unit(), found.heir(d.places.competent));
        found.keeps_area = d.places.commune.is_some_and(|commune| self.order.keeps_area(commune));
        if d.clock.is_some() && self.world.calendars_differ(promised_by, now_by) {
            found.calendar_of = Some(promised_by);
        }
        Some(found)
    }

    fn entry<'a>(
        &self,
        loaded: &'a Loaded,
        version: &'a ProcedureVersion,
        found: Succession,
        now_ms: i64,
    ) -> record::Entry<'a> {
        record::Entry {
            id: loaded.dossier.id,
            before: Some(loaded),
            decided: Decisions::from_iter([Decided { event: Event::Reorganised(found), note: None }]),
            actor: ActorRef::System,
            at: Moment::from_unix_seconds(now_ms.div_euclid(1000)),
            recorded_at_ms: now_ms,
            command: self.command(loaded),
            command_digest: self.digest,
            version,
            pinned_before: None,
            // No note to salt.
            salt: [0; 16],
            // A change of units is told to nobody: the promise stands.
            outward: Outward::OwnPages,
        }
    }

    /// The same for whoever runs the plan: two runs at once do nothing twice.
    fn command(&self, loaded: &Loaded) -> CommandId {
        let (id, revision) = (loaded.dossier.id.to_string(), loaded.dossier.revision.to_string());
        let hash = digest(&["reorganise", &self.key, &id, &revision]);
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&hash[..16]);
        CommandId(Uuid::from_bytes(bytes))
    }
}

fn version_of(tx: &mut Tx<'_>, world: &World, loaded: &Loaded) -> Result<Arc<ProcedureVersion>, Error> {
    let id = loaded.dossier.version;
    if let Some(version) = world.version(id) {
        return Ok(Arc::clone(version));
    }
    let stored = procedures::version(tx, id)?;
    stored.map(Arc::new).ok_or_else(|| Error::Defect(format!("version {id} is missing")))
}

fn digest_of(plan: &Plan) -> Result<[u8; 32], Error> {
    let body = serde_json::to_string(plan).map_err(|error| Error::Defect(error.to_string()))?;
    Ok(digest(&["reorganisation", &body]))
}

/// The first moment of a day, for what is said of it.
pub(crate) fn day_words(on: Date) -> (String, String) {
    use motcua_calendar::{Lang, wording};
    (wording::day(Lang::Vi, on), wording::day(Lang::En, on))
}
