//! Who works behind a number: for those who head the unit, for leaders of the city and for inspectors. By name, in the order of names;
//! there is no rank of people, and beside what is late stands what waited for somebody else.

use crate::present::officer;
use motcua_app::World;
use motcua_app::visibility::may_see;
use motcua_calendar::Moment;
use motcua_domain::actor::{Actor, Role};
use motcua_domain::dossier::Dossier;
use motcua_domain::ids::{OfficerId, UnitId};
use motcua_domain::text::fold;
use motcua_insight::{Party, elapsed};
use motcua_views::board::OfficerRow;
use std::collections::BTreeMap;

/// Whether somebody may see who works behind the numbers of a unit.
pub fn may_name(actor: &Actor, world: &World, unit: UnitId) -> bool {
    actor.duties().iter().any(|duty| match duty.role {
        Role::CityLeader | Role::Inspector => true,
        Role::SectionHead | Role::UnitHead => world.units.with_history(duty.unit).contains(&unit),
        _ => false,
    })
}

/// What an officer did in the dossiers of a number, at one unit.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Work {
    dossiers: u64,
    steps: u64,
    behind: u64,
    in_hand: u64,
    overdue: u64,
    waited: u64,
}

/// Whether an officer did a step of a dossier at a unit, or holds it there.
pub fn took_part(dossier: &Dossier, unit: UnitId, who: OfficerId) -> bool {
    holds(dossier, unit) == Some(who)
        || dossier.steps_done.iter().any(|run| run.unit == unit && run.officer == Some(who))
}

/// Who holds it at a unit, while it is open.
fn holds(dossier: &Dossier, unit: UnitId) -> Option<OfficerId> {
    let holder = dossier.holder;
    holder.officer.filter(|_| holder.unit == unit && dossier.phase.ended_at().is_none())
}

/// Counts a dossier for everybody at a unit who had a part in it, as far as the reader may see it.
pub fn add(
    all: &mut BTreeMap<OfficerId, Work>,
    (reader, world): (&Actor, &World),
    dossier: &Dossier,
    unit: UnitId,
    now: Moment,
) {
    if !may_see(reader, dossier, world) {
        return;
    }
    let mut part: BTreeMap<OfficerId, Work> = BTreeMap::new();
    for run in dossier.steps_done.iter().filter(|run| run.unit == unit) {
        let Some(who) = run.officer else { continue };
        let work = part.entry(who).or_default();
        work.steps += 1;
        work.behind += u64::from(run.due_at.is_some_and(|due| run.ended_at > due));
    }
    if let Some(who) = holds(dossier, unit) {
        let work = part.entry(who).or_default();
        work.in_hand = 1;
        let late = dossier.clock.as_ref().is_some_and(|clock| !clock.is_paused() && now > clock.due_at);
        work.overdue = u64::from(late);
    }
    let waited = u64::from(waited(dossier, now));
    for (who, work) in part {
        let sum = all.entry(who).or_default();
        sum.dossiers += 1;
        sum.steps += work.steps;
        sum.behind += work.behind;
        sum.in_hand += work.in_hand;
        sum.overdue += work.overdue;
        sum.waited += waited;
    }
}

/// Whether some of its time was the applicant's, another unit's or nobody's.
fn waited(dossier: &Dossier, now: Moment) -> bool {
    let Some(clock) = &dossier.clock else { return false };
    let minutes = elapsed(dossier, clock.received_at, dossier.phase.ended_at().unwrap_or(now));
    Party::ALL.into_iter().zip(minutes).any(|(party, minutes)| party != Party::Own && minutes > 0)
}

/// The rows, by given name and then by the whole name, as names are sorted here.
pub fn rows(
    world: &World,
    all: &BTreeMap<OfficerId, Work>,
    href: &dyn Fn(OfficerId) -> String,
) -> Vec<OfficerRow> {
    let mut rows: Vec<(String, OfficerRow)> = all
        .iter()
        .map(|(id, work)| {
            let name = officer(world, *id);
            let folded = fold(&name);
            let given = folded.rsplit(' ').next().unwrap_or_default();
            let order = format!("{given} {folded} {id}");
            let Work { dossiers, steps, behind, in_hand, overdue, waited } = *work;
            let href = Some(href(*id));
            (order, OfficerRow { name, href, dossiers, steps, behind, in_hand, overdue, waited })
        })
        .collect();
    rows.sort_by(|a, b| a.0.cmp(&b.0));
    rows.into_iter().map(|(_, row)| row).collect()
}
