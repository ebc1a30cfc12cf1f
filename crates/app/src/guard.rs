//! The guard over promises: walks over what runs, keeps each rung once, prepares apologies that nobody sends but a person, and shows
//! the units what is near its promise or past it.

use crate::App;
use crate::error::Error;
use crate::visibility::may_see;
use crate::world::World;
use motcua_calendar::{CalendarError, Moment};
use motcua_db::Tx;
use motcua_domain::actor::{Actor, Role};
use motcua_domain::dossier::acts::{Act, permit};
use motcua_domain::dossier::{Dossier, Phase};
use motcua_domain::ids::{DossierId, UnitId, VersionId};
use motcua_domain::unit::UnitKind;
use motcua_insight::guard::{self, Class, Draft, Lately, Level, Promise, Risk, Rung};
use motcua_store::dossiers;
use motcua_store::figures::Period;
use motcua_store::guard::{self as rungs, Climb, Climbed, Kept, Place};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Dossiers looked at in one read.
const AT_ONCE: u32 = 500;
/// Dossiers that climb in one unit of work.
const TOGETHER: usize = 64;
/// Dossiers on a page.
pub const ROWS: usize = 50;
/// Dossiers looked at for a page: where few of many are near, the page is short and goes on from there.
const LOOKED_AT: usize = 2_000;

/// What a walk over the running dossiers found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Watch {
    /// Dossiers looked at.
    pub seen: u64,
    /// Rungs climbed just now.
    pub climbed: u64,
    /// Of these with the draft of an apology.
    pub drafts: u64,
    /// Taken off the lists of the city: ended.
    pub closed: u64,
}

/// Of which dossiers a page is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// Those a unit is responsible for.
    Unit(UnitId),
    /// Those of all units whose highest rung told a level of the city.
    Above(Level),
}

/// A dossier under guard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Guarded {
    /// Its state.
    pub dossier: Dossier,
    /// Number of the highest rung it climbed of the promise under way, or of the last.
    pub rung: Option<u8>,
    /// How it stands; none while its clock stands still.
    pub risk: Option<Risk>,
    /// The draft of an apology that waits for a person.
    pub draft: Option<Draft>,
    /// Whether this officer may open it.
    pub opens: bool,
    /// Whether this officer may extend it.
    pub extends: bool,
}

/// A page of them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct GuardPage {
    /// The nearest promise first.
    pub rows: Vec<Guarded>,
    /// Where the next page begins.
    pub next: Option<Place>,
}

/// The guard over one dossier, for its page.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Guard {
    /// The rungs it climbed, in order.
    pub rungs: Vec<Kept>,
    /// How it stands; none when no promise is under way.
    pub risk: Option<Risk>,
    /// The draft of an apology that waits for a person.
    pub draft: Option<Draft>,
}

impl App {
    /// Walks over everything whose clock runs and climbs what is reached. Doing it again climbs nothing again. Blocks.
    pub fn keep_guard(&self) -> Result<Watch, Error> {
        self.watch_over(&|| true)
    }

    /// The same, asking before each page whether to go on: whoever walks may rest there, or end the walk.
    ///
    /// # Errors
    /// If the database cannot answer, or a state cannot be read.
    pub fn watch_over(&self, go_on: &dyn Fn() -> bool) -> Result<Watch, Error> {
        let (world, now_ms) = (self.world(), self.now_ms());
        let now = Moment::from_unix_seconds(now_ms.div_euclid(1000));
        let mut watch = Watch::default();
        if world.ladder.rungs.is_empty() {
            return Ok(watch);
        }
        let units: Vec<UnitId> = world.units.iter().map(|unit| unit.id).collect();
        for unit in units {
            let mut from = Some(Place::START);
            while let Some(after) = from {
                if !go_on() {
                    return Ok(watch);
                }
                let running = self.db().read(|tx| rungs::running(tx, unit, after, AT_ONCE))?;
                let whole = running.len() == AT_ONCE as usize;
                from = running.last().map(|last| last.place).filter(|_| whole);
                watch.seen += running.len() as u64;
                let mut near: Vec<DossierId> = Vec::new();
                for one in running {
                    if !fresh(&world, &one.dossier, one.climbed, now)?.is_empty() {
                        near.push(one.dossier.id);
                    }
                }
                // One may lie on two desks of a unit.
                near.dedup();
                for some in near.chunks(TOGETHER) {
                    let (world, some) = (Arc::clone(&world), some.to_vec());
                    let (climbed, drafts) =
                        self.db().write(move |tx| climb_all(tx, &world, &some, (now, now_ms)))?;
                    (watch.climbed, watch.drafts) = (watch.climbed + climbed, watch.drafts + drafts);
                }
            }
        }
        watch.closed = self.close_ended()?;
        Ok(watch)
    }

    /// Takes off the lists of the city what has ended for good.
    fn close_ended(&self) -> Result<u64, Error> {
        let mut closed = 0;
        for level in [Level::Centre, Level::City] {
            let mut from = Some(Place::START);
            while let Some(after) = from {
                let shown = self.db().read(|tx| rungs::above(tx, level, after, AT_ONCE))?;
                let whole = shown.len() == AT_ONCE as usize;
                from = shown.last().map(|last| last.place).filter(|_| whole);
                let gone: Vec<DossierId> =
                    shown.iter().filter(|one| over(&one.dossier.phase)).map(|one| one.dossier.id).collect();
                if gone.is_empty() {
                    continue;
                }
                closed += gone.len() as u64;
                self.db().write(move |tx| {
                    gone.iter().try_for_each(|id| rungs::close(tx, id)).map_err(Error::from)
                })?;
            }
        }
        Ok(closed)
    }

    /// A page of what is near its promise or past it, for an officer.
    ///
    /// # Errors
    /// [`Error::Denied`] for those who see no dossiers of the scope.
    pub async fn guarded(
        &self,
        actor: Arc<Actor>,
        scope: Scope,
        after: Option<Place>,
    ) -> Result<GuardPage, Error> {
        let now = self.now();
        self.read(move |tx, world| {
            if !scopes(&actor, world).contains(&scope) {
                return Err(Error::Denied);
            }
            let lately = lately(tx, world, now)?;
            let after = after.unwrap_or(Place::START);
            match scope {
                Scope::Unit(unit) => of_unit(tx, world, &actor, (unit, after), &lately, now),
                Scope::Above(level) => of_city(tx, world, &actor, (level, after), &lately, now),
            }
        })
        .await
    }
}

/// The lists an officer may ask for, one's own units first.
#[must_use]
pub fn scopes(actor: &Actor, world: &World) -> Vec<Scope> {
    let mut found: Vec<Scope> = Vec::new();
    let mut above = false;
    for duty in actor.duties().iter().filter(|duty| duty.role.sees_dossiers()) {
        let own = Scope::Unit(duty.unit);
        if !found.contains(&own) {
            found.push(own);
        }
        let centre = world.units.get(duty.unit).is_some_and(|unit| unit.kind == UnitKind::Centre);
        above |= matches!(duty.role, Role::CityLeader | Role::Inspector)
            || (centre && matches!(duty.role, Role::UnitHead | Role::SectionHead));
    }
    if above {
        found.extend([Scope::Above(Level::City), Scope::Above(Level::Centre)]);
    }
    found
}

/// The guard over a dossier, in the unit of work that reads it.
pub fn of_dossier(tx: &mut Tx<'_>, world: &World, dossier: &Dossier, now: Moment) -> Result<Guard, Error> {
    let kept = rungs::of_dossier(tx, &dossier.id)?;
    let lately = if guard::promise(dossier).is_some() { lately(tx, world, now)? } else { BTreeMap::new() };
    Ok(Guard {
        risk: risk(world, dossier, &lately, now)?,
        draft: draft_of(world, dossier, &kept, now)?,
        rungs: kept,
    })
}

/// How long each version took lately.
fn lately(tx: &mut Tx<'_>, world: &World, now: Moment) -> Result<BTreeMap<VersionId, Lately>, Error> {
    let days = i32::try_from(world.ladder.lately_days).unwrap_or(i32::MAX);
    let to = now.date().plus_days(-1);
    Ok(rungs::lately(tx, Period { from: to.plus_days(1 - days), to })?)
}

fn risk(
    world: &World,
    dossier: &Dossier,
    lately: &BTreeMap<VersionId, Lately>,
    now: Moment,
) -> Result<Option<Risk>, Error> {
    let Some(version) = world.version(dossier.version) else { return Ok(None) };
    let lately = lately.get(&dossier.version).copied().unwrap_or_default();
    let calendar = world.calendar(dossier.calendar_unit())?;
    guard::risk(&world.ladder, dossier, version, calendar, (lately, now)).map_err(uncovered)
}

/// The draft made with the latest rung, reckoned as of now: a wait may have moved the promise since. None once the law lets nobody
/// extend it.
fn draft_of(world: &World, dossier: &Dossier, kept: &[Kept], now: Moment) -> Result<Option<Draft>, Error> {
    let made = kept.iter().rev().find_map(|kept| kept.draft);
    let Some(made) = made.filter(|_| guard::extendable(dossier, now)) else { return Ok(None) };
    Ok(guard::extended(dossier, world.calendar(dossier.calendar_unit())?, made.days, now))
}

fn uncovered(error: CalendarError) -> Error {
    Error::Defect(error.to_string())
}

/// Whether a dossier is done with for timing and stays so.
fn over(phase: &Phase) -> bool {
    phase.is_closed() || matches!(phase, Phase::Finished { .. })
}

/// Rungs reached and not climbed yet, of the promise under way.
fn fresh<'a>(
    world: &'a World,
    dossier: &Dossier,
    climbed: Climbed,
    now: Moment,
) -> Result<Vec<(Promise, &'a Rung)>, Error> {
    let Some(promise) = guard::promise(dossier) else { return Ok(Vec::new()) };
    let calendar = world.calendar(dossier.calendar_unit())?;
    let reached = guard::reached(&world.ladder, dossier, calendar, now).map_err(uncovered)?;
    let new = reached.into_iter().filter(|rung| !climbed.has(promise.number, rung.number));
    Ok(new.map(|rung| (promise, rung)).collect())
}

/// Looks again at each dossier as it stands in the unit of work that writes: it may have gone on meanwhile.
fn climb_all(
    tx: &mut Tx<'_>,
    world: &World,
    dossiers: &[DossierId],
    (now, now_ms): (Moment, i64),
) -> Result<(u64, u64), Error> {
    let (mut climbed, mut drafts) = (0, 0);
    for id in dossiers {
        let Some(loaded) = dossiers::load(tx, id)? else { continue };
        let dossier = &*loaded.dossier;
        // What was climbed before is refused by the key, whoever climbed it.
        for (promise, rung) in fresh(world, dossier, Climbed::default(), now)? {
            let draft = if rung.draft { proposed(world, dossier, now)? } else { None };
            if rungs::climb(tx, dossier, (promise, rung), draft, (now, now_ms))? == Climb::Now {
                climbed += 1;
                drafts += u64::from(draft.is_some());
            }
        }
    }
    Ok((climbed, drafts))
}

fn proposed(world: &World, dossier: &Dossier, now: Moment) -> Result<Option<Draft>, Error> {
    let Some(version) = world.version(dossier.version) else { return Ok(None) };
    let calendar = world.calendar(dossier.calendar_unit())?;
    guard::draft(&world.ladder, dossier, version, calendar, now).map_err(uncovered)
}

/// One line, with what this officer may do about it.
fn line(
    tx: &mut Tx<'_>,
    world: &World,
    actor: &Actor,
    dossier: Dossier,
    lately: &BTreeMap<VersionId, Lately>,
    now: Moment,
) -> Result<Guarded, Error> {
    let kept = rungs::of_dossier(tx, &dossier.id)?;
    let last = kept.iter().map(|kept| kept.promise).max();
    let current = guard::promise(&dossier).map(|promise| promise.number).or(last);
    let rung = kept.iter().filter(|kept| Some(kept.promise) == current).map(|kept| kept.rung).max();
    let draft = draft_of(world, &dossier, &kept, now)?;
    let opens = may_see(actor, &dossier, world);
    let may = |version| permit(&dossier, actor, Act::Extend, version).is_ok();
    let extends =
        draft.is_some() && opens && world.version(dossier.version).is_some_and(|version| may(version));
    Ok(Guarded { rung, risk: risk(world, &dossier, lately, now)?, draft, opens, extends, dossier })
}

fn of_unit(
    tx: &mut Tx<'_>,
    world: &World,
    actor: &Actor,
    (unit, mut after): (UnitId, Place),
    lately: &BTreeMap<VersionId, Lately>,
    now: Moment,
) -> Result<GuardPage, Error> {
    let mut page = GuardPage::default();
    let mut seen = 0;
    loop {
        let running = rungs::running(tx, unit, after, AT_ONCE)?;
        let whole = running.len() == AT_ONCE as usize;
        for one in running {
            if page.rows.len() == ROWS || seen == LOOKED_AT {
                page.next = Some(after);
                return Ok(page);
            }
            seen += 1;
            after = one.place;
            if page.rows.last().is_some_and(|last| last.dossier.id == one.dossier.id) {
                continue;
            }
            // Those who may not open it are not told of it: a specialist of another field.
            let Some(promise) = guard::promise(&one.dossier).filter(|_| may_see(actor, &one.dossier, world))
            else {
                continue;
            };
            let climbed = world.ladder.rungs.iter().any(|rung| one.climbed.has(promise.number, rung.number));
            let near =
                risk(world, &one.dossier, lately, now)?.is_some_and(|risk| risk.class > Class::OnCourse);
            if climbed || near {
                page.rows.push(line(tx, world, actor, one.dossier, lately, now)?);
            }
        }
        if !whole {
            return Ok(page);
        }
    }
}

/// Those above see which dossiers were escalated to them, whether or not they may open them.
fn of_city(
    tx: &mut Tx<'_>,
    world: &World,
    actor: &Actor,
    (level, mut after): (Level, Place),
    lately: &BTreeMap<VersionId, Lately>,
    now: Moment,
) -> Result<GuardPage, Error> {
    let mut page = GuardPage::default();
    loop {
        let shown = rungs::above(tx, level, after, AT_ONCE)?;
        let whole = shown.len() == AT_ONCE as usize;
        for one in shown {
            if page.rows.len() == ROWS {
                page.next = Some(after);
                return Ok(page);
            }
            after = one.place;
            if !over(&one.dossier.phase) {
                page.rows.push(line(tx, world, actor, one.dossier, lately, now)?);
            }
        }
        if !whole {
            return Ok(page);
        }
    }
}
