//! Dossiers that stand still: found by walking over the desks, told once for each step to the people of the dossier, and
//! shown to the heads of the unit that holds it.

use crate::App;
use crate::error::Error;
use crate::world::World;
use motcua_calendar::Moment;
use motcua_db::Tx;
use motcua_domain::actor::{Actor, Role};
use motcua_domain::dossier::{Dossier, deadline};
use motcua_domain::ids::{DossierId, UnitId};
use motcua_domain::notice::{Notice, NoticeKind, told};
use motcua_store::notices::{self, Outward, Telling};
use motcua_store::stuck::{self, Noted, Open, Place, QUEUES};
use motcua_store::{dossiers, meta};
use std::sync::Arc;

/// Dossiers looked at in one read.
const AT_ONCE: u32 = 500;
/// Dossiers noted in one unit of work.
const TOGETHER: usize = 50;
/// Dossiers of one unit looked at for having gone on, longest stuck first.
const OPEN_MAX: u32 = 10_000;
/// Dossiers shown of one unit.
const SHOWN: u32 = 100;
/// Working minutes a dossier may lie past its time before it is called stuck: a working day. A setting of the project, not
/// of the law.
pub const PATIENCE_MINUTES: u32 = 8 * 60;
/// Where another patience is kept in the database.
pub const PATIENCE_KEY: &str = "stuck_patience_minutes";

/// What a walk over the desks found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Walk {
    /// Dossiers that are stuck now.
    pub stuck: u64,
    /// Of these, noted and told just now.
    pub told: u64,
    /// Noted before and gone on since.
    pub gone_on: u64,
}

/// A stuck dossier, for the head of the unit that holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lying {
    /// Unit.
    pub unit: UnitId,
    /// What is known.
    pub open: Open,
}

impl App {
    /// Walks over all desks and tells of what is stuck now. Doing it again tells nothing again. Blocks.
    ///
    /// # Errors
    /// If the database cannot answer, or a state cannot be read.
    pub fn look_for_stuck(&self) -> Result<Walk, Error> {
        self.walk_desks(&|| true)
    }

    /// The same, asking before each page whether to go on: whoever walks may rest there, or end the walk.
    ///
    /// # Errors
    /// If the database cannot answer, or a state cannot be read.
    pub fn walk_desks(&self, go_on: &dyn Fn() -> bool) -> Result<Walk, Error> {
        let (world, now_ms) = (self.world(), self.now_ms());
        let now = Moment::from_unix_seconds(now_ms.div_euclid(1000));
        let patience = self.stuck_patience()?;
        let mut walk = Walk::default();
        let units: Vec<UnitId> = world.units.iter().map(|unit| unit.id).collect();
        for unit in units {
            for queue in QUEUES {
                let mut from = Some(Place::START);
                while let Some(after) = from {
                    if !go_on() {
                        return Ok(walk);
                    }
                    let (lying, next) =
                        self.db().read(|tx| stuck::lying(tx, (unit, queue), after, AT_ONCE))?;
                    from = next;
                    let mut new = Vec::new();
                    for one in lying {
                        let Some((idle, _)) = found(&world, &one.dossier, patience, now)? else { continue };
                        if one.noted == Some(idle.since) {
                            walk.stuck += 1;
                        } else {
                            new.push(one.dossier.id);
                        }
                    }
                    for some in new.chunks(TOGETHER) {
                        self.note_stuck(&world, some, (patience, now_ms), &mut walk)?;
                    }
                }
            }
            walk.gone_on += self.end_stuck(unit, now_ms)?;
        }
        Ok(walk)
    }

    /// Working minutes of patience, as set or by default.
    fn stuck_patience(&self) -> Result<u32, Error> {
        let set = self.db().read(|tx| meta::get(tx, PATIENCE_KEY))?;
        match set {
            None => Ok(PATIENCE_MINUTES),
            Some(text) => text.parse().map_err(|_| Error::Defect(format!("{PATIENCE_KEY} is {text:?}"))),
        }
    }

    /// Looks again at dossiers as they stand in the unit of work that notes them: they may have gone on meanwhile.
    fn note_stuck(
        &self,
        world: &Arc<World>,
        some: &[DossierId],
        (patience, now_ms): (u32, i64),
        walk: &mut Walk,
    ) -> Result<(), Error> {
        let (world, some, outward) = (Arc::clone(world), some.to_vec(), self.outward());
        let noted = self.db().write(move |tx| {
            let note = |id: &DossierId| note(tx, &world, (*id, patience), now_ms, outward);
            some.iter().map(note).collect::<Result<Vec<_>, Error>>()
        })?;
        for noted in noted.into_iter().flatten() {
            walk.stuck += 1;
            walk.told += u64::from(noted == Noted::Now);
        }
        Ok(())
    }

    /// Ends what was noted at a unit and has gone on.
    fn end_stuck(&self, unit: UnitId, now_ms: i64) -> Result<u64, Error> {
        let now = Moment::from_unix_seconds(now_ms.div_euclid(1000));
        let open = self.db().read(|tx| stuck::open(tx, unit, OPEN_MAX))?;
        let gone: Vec<_> = open
            .iter()
            .filter(|one| deadline::idle(&one.dossier, now).is_none_or(|idle| idle.since != one.since))
            .map(|one| (one.dossier.id, one.since))
            .collect();
        if gone.is_empty() {
            return Ok(0);
        }
        let count = gone.len() as u64;
        self.db().write(move |tx| {
            gone.iter().try_for_each(|(id, since)| stuck::end(tx, id, *since, now_ms)).map_err(Error::from)
        })?;
        Ok(count)
    }

    /// Stuck dossiers of the units this officer heads, and of their counters: longest first, unit by unit. Empty for
    /// everybody else.
    pub async fn stuck_before(&self, actor: Arc<Actor>) -> Result<Vec<Lying>, Error> {
        let now = self.now();
        self.read(move |tx, world| {
            let mut lying = Vec::new();
            for unit in headed(&actor, world) {
                for open in stuck::open(tx, unit, SHOWN)? {
                    let idle = deadline::idle(&open.dossier, now);
                    let still = idle.is_some_and(|idle| idle.since == open.since);
                    if still && crate::visibility::may_see(&actor, &open.dossier, world) {
                        lying.push(Lying { unit, open });
                    }
                }
            }
            Ok(lying)
        })
        .await
    }
}

/// Units whose head or head of section the officer is, and the counters under them.
#[must_use]
pub fn headed(actor: &Actor, world: &World) -> Vec<UnitId> {
    let heads = |unit| {
        let heads = |role| matches!(role, Role::UnitHead | Role::SectionHead);
        actor.duties().iter().any(|duty| duty.unit == unit && heads(duty.role))
    };
    let under = |unit: &motcua_domain::unit::Unit| unit.kind.is_counter() && unit.parent.is_some_and(heads);
    world.units.iter().filter(|unit| heads(unit.id) || under(unit)).map(|unit| unit.id).collect()
}

fn found(
    world: &World,
    dossier: &Dossier,
    patience: u32,
    now: Moment,
) -> Result<Option<(deadline::Idle, Moment)>, Error> {
    let calendar = world.calendar(dossier.calendar_unit())?;
    deadline::stuck(dossier, calendar, patience, now).map_err(|error| Error::Defect(error.to_string()))
}

fn note(
    tx: &mut Tx<'_>,
    world: &World,
    (id, patience): (DossierId, u32),
    now_ms: i64,
    outward: Outward,
) -> Result<Option<Noted>, Error> {
    let now = Moment::from_unix_seconds(now_ms.div_euclid(1000));
    let Some(loaded) = dossiers::load(tx, &id)? else { return Ok(None) };
    let dossier = &*loaded.dossier;
    let Some((idle, from)) = found(world, dossier, patience, now)? else { return Ok(None) };
    let noted = stuck::note(tx, (&id, idle.since), dossier.holder.unit, from, now_ms)?;
    if noted == Noted::Now {
        let mark = idle.since.unix_seconds();
        let telling = Telling { dossier: id, mark, at: now, recorded_at_ms: now_ms, outward };
        let notice = notice_of(dossier, now);
        told(dossier).try_for_each(|person| notices::add(tx, person, notice, &telling))?;
    }
    Ok(Some(noted))
}

/// What the people of a stuck dossier are told: nothing but what is true of its promise.
fn notice_of(dossier: &Dossier, now: Moment) -> Notice {
    let promise = dossier.clock.as_ref().map(|clock| clock.due_at);
    match promise {
        None => Notice { kind: NoticeKind::StuckAtIntake, moment: None },
        Some(due) if now > due => Notice { kind: NoticeKind::StuckOverdue, moment: Some(due) },
        Some(due) => Notice { kind: NoticeKind::Stuck, moment: Some(due) },
    }
}
