//! What lies in hand, kept as sums by the day it is due: overdue is what was due on days before, and what was due today by now.

use super::LEFT_OUT;
use crate::codec::{role_from_key, small, unit_id};
use crate::error::{Result, StoreError};
use crate::lane;
use crate::meta;
use crate::queries::counts::queue_of;
use crate::statements::statements;
use motcua_calendar::{Date, MinuteOfDay, Moment};
use motcua_db::{Delta, Tx, params};
use motcua_domain::actor::Role;
use motcua_domain::desk::{DeskItem, Queue};
use motcua_domain::ids::{UnitId, VersionId};
use smallvec::SmallVec;
use std::collections::{BTreeMap, HashMap};
use std::sync::atomic::Ordering;

statements! {
    ADD = "in_hand.add", "insert into in_hand (unit, version, day, queue, role, lane, n) values ($1, $2, $3, $4, $5, $6, $7) \
        on conflict (unit, version, day, queue, role, lane) do update set n = in_hand.n + excluded.n";
    ALL = "in_hand.all", "select unit, version, day, queue, role, cast(sum(n) as bigint) from in_hand \
        group by unit, version, day, queue, role";
    LYING = "in_hand.lying", "select unit, day, queue, role, n from in_hand";
    OF_UNIT = "in_hand.of_unit", "select version, day, cast(sum(n) as bigint) from in_hand where unit = $1 group by version, day";
    TODAY = "in_hand.today", "select u.id, i.queue, i.role, count(*), min(i.due_at) from unit u join desk_item i on i.unit = u.id \
        where i.running = 1 and i.due_at >= $1 and i.due_at < $2 group by u.id, i.queue, i.role";
    TODAY_OF = "in_hand.today_of", "select d.version, count(*) from desk_item i join dossier d on d.id = i.dossier \
        where i.unit = $1 and i.running = 1 and i.due_at >= $2 and i.due_at < $3 group by d.version";
    ITEMS = "in_hand.items", "select i.unit, d.version, i.queue, i.role, i.due_at from desk_item i \
        join dossier d on d.id = i.dossier where i.running = 1";
    CLEAR = "in_hand.clear", "delete from in_hand";
    SWEEP = "in_hand.sweep", "delete from in_hand where n = 0";
}

/// Key of what the sums were made by.
const MADE_BY: &str = "in_hand";
/// What an item counts for, as a number that grows with every change of it.
const RULE: &str = "1";
/// Day of what has no promise: never over.
const NO_DAY: i64 = 1 << 40;

/// Where items lie that count together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Spot {
    pub unit: i64,
    pub version: i64,
    /// The local day they are due, in days since 1970-01-01.
    pub day: i64,
    pub queue: i64,
    pub role: i64,
}
/// How many lie where.
pub(crate) type Spots = HashMap<Spot, i64>;

/// Stored number of a role: it never changes meaning.
fn role_number(role: Role) -> i64 {
    match role {
        Role::OneStop => 1,
        Role::Specialist => 2,
        Role::SectionHead => 3,
        Role::UnitHead => 4,
        Role::Clerk => 5,
        Role::Cashier => 6,
        Role::CityLeader => 7,
        Role::Inspector => 8,
        Role::Administrator => 9,
        Role::Designer => 10,
    }
}

fn role_of(number: i64) -> Result<Role> {
    let found = Role::ALL.into_iter().find(|role| role_number(*role) == number);
    found.ok_or_else(|| StoreError::corrupt(format!("{number} is no role")))
}

fn day_of(due_at: Option<Moment>) -> i64 {
    due_at.map_or(NO_DAY, |due| i64::from(due.date().day_number()))
}

/// Where an item counts; nowhere while no clock runs for it.
pub(crate) fn spot(item: &DeskItem, version: VersionId) -> Option<Spot> {
    item.running.then(|| Spot {
        unit: i64::from(item.unit.0),
        version: i64::from(version.0),
        day: day_of(item.due_at),
        queue: i64::from(item.queue.number()),
        role: role_number(item.role),
    })
}

/// Books the difference between the desks a dossier lay on and those it lies on, each with the version it was pinned to.
pub(crate) fn book(
    tx: &mut Tx<'_>,
    old: (&[DeskItem], VersionId),
    new: (&[DeskItem], VersionId),
) -> Result<()> {
    if LEFT_OUT.load(Ordering::Relaxed) {
        return Ok(());
    }
    let mut changes: SmallVec<[(Spot, i64); 4]> = SmallVec::new();
    for ((items, version), by) in [(old, -1), (new, 1)] {
        for spot in items.iter().filter_map(|item| spot(item, version)) {
            match changes.iter_mut().find(|(at, _)| *at == spot) {
                Some((_, sum)) => *sum += by,
                None => changes.push((spot, by)),
            }
        }
    }
    let lane = lane::of(tx);
    for (at, by) in changes.into_iter().filter(|(_, by)| *by != 0) {
        tx.add_up(&ADD, &[at.unit, at.version, at.day, at.queue, at.role, lane], &[Delta::Add(by)])?;
    }
    Ok(())
}

/// All of it as stored, nothings left out.
pub(crate) fn stored(tx: &mut Tx<'_>) -> Result<Spots> {
    let mut spots = Spots::new();
    tx.query(&ALL, &[], |row| {
        let n = row.int(5)?;
        if n != 0 {
            let (unit, version, day) = (row.int(0)?, row.int(1)?, row.int(2)?);
            spots.insert(Spot { unit, version, day, queue: row.int(3)?, role: row.int(4)? }, n);
        }
        Ok(())
    })?;
    Ok(spots)
}

/// Whether what lies in hand was added up by this program.
pub(super) fn up_to_date(tx: &mut Tx<'_>) -> Result<bool> {
    Ok(meta::get(tx, MADE_BY)?.as_deref() == Some(RULE))
}

/// Adds everything up anew from the desks.
pub(super) fn rebuild(tx: &mut Tx<'_>) -> Result<()> {
    let mut spots = Spots::new();
    let mut fault = None;
    tx.query(&ITEMS, &[], |row| {
        match role_from_key(row.text_ref(3)?) {
            Ok(role) => {
                let spot = Spot {
                    unit: row.int(0)?,
                    version: row.int(1)?,
                    day: day_of(row.opt_int(4)?.map(Moment::from_unix_seconds)),
                    queue: row.int(2)?,
                    role: role_number(role),
                };
                *spots.entry(spot).or_default() += 1;
            }
            Err(error) => fault = Some(error),
        }
        Ok(())
    })?;
    if let Some(fault) = fault {
        return Err(fault);
    }
    replace(tx, spots)
}

/// Puts numbers in the place of those stored.
pub(crate) fn replace(tx: &mut Tx<'_>, spots: Spots) -> Result<()> {
    tx.execute(&CLEAR, &[])?;
    let lane = lane::of(tx);
    for (at, n) in spots {
        tx.add_up(&ADD, &[at.unit, at.version, at.day, at.queue, at.role, lane], &[Delta::Add(n)])?;
    }
    meta::set(tx, MADE_BY, RULE)?;
    Ok(())
}

/// Drops rows that came to nothing, so that days long gone cost no reader anything. Answers how many.
///
/// # Errors
/// If the database cannot.
pub fn sweep(tx: &mut Tx<'_>) -> Result<u64> {
    Ok(tx.execute(&SWEEP, &[])?)
}

/// What lies in hand at a unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct InHand {
    /// Clock running.
    pub open: i64,
    /// Of these past their due moment.
    pub overdue: i64,
}

/// Where overdue dossiers stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StuckAt {
    /// Unit responsible.
    pub unit: UnitId,
    /// Queue.
    pub queue: Queue,
    /// Key of the role that is to act.
    pub role: String,
    /// How many.
    pub overdue: i64,
    /// When the longest past was due: to the minute if that was today, the beginning of its day if it was before.
    pub since: Moment,
}

/// Everything in hand at a moment.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Load {
    /// By the unit responsible.
    pub units: BTreeMap<UnitId, InHand>,
    /// What is overdue, by the unit, queue and role it waits at.
    pub stuck: Vec<StuckAt>,
}

/// Adds up what lies where into what is asked.
#[derive(Default)]
pub(super) struct Adding {
    units: BTreeMap<UnitId, InHand>,
    stuck: BTreeMap<(UnitId, u8, i64), BTreeMap<i64, i64>>,
    /// The first moment due today, where something was.
    today: BTreeMap<(UnitId, u8, i64), Moment>,
}

impl Adding {
    /// `n` more lie at a spot; `over` of them past their due moment.
    pub(super) fn add(&mut self, at: Spot, n: i64, over: i64) -> Result<()> {
        let unit = unit_id(at.unit)?;
        let one = self.units.entry(unit).or_default();
        (one.open, one.overdue) = (one.open + n, one.overdue + over);
        if over != 0 {
            let place = (unit, queue_of(at.queue)?.number(), at.role);
            *self.stuck.entry(place).or_default().entry(at.day).or_default() += over;
        }
        Ok(())
    }

    pub(super) fn done(mut self) -> Result<Load> {
        self.units.retain(|_, one| *one != InHand::default());
        let mut stuck = Vec::new();
        for ((unit, queue, role), days) in self.stuck {
            let Some((since, _)) = days.iter().find(|(_, n)| **n > 0) else { continue };
            let day = i32::try_from(*since).map_err(|_| StoreError::corrupt("a day out of range"))?;
            let begins = beginning(Date::from_day_number(day));
            let today = self.today.get(&(unit, queue, role)).filter(|first| first.date() == begins.date());
            stuck.push(StuckAt {
                unit,
                queue: queue_of(i64::from(queue))?,
                role: role_of(role)?.key().to_owned(),
                overdue: days.values().sum(),
                since: today.copied().unwrap_or(begins),
            });
        }
        Ok(Load { units: self.units, stuck })
    }
}

/// What lies in hand, to the minute: by sums for all days but today, by the desks for today.
pub(super) fn add_now(tx: &mut Tx<'_>, now: Moment, adding: &mut Adding) -> Result<()> {
    let today = i64::from(now.date().day_number());
    // Row by row: to have the database add them up first takes it three times as long.
    let mut fault = None;
    tx.query(&LYING, &[], |row| {
        let (day, n) = (row.int(1)?, row.int(4)?);
        let spot = Spot { unit: row.int(0)?, version: 0, day, queue: row.int(2)?, role: row.int(3)? };
        if let Err(error) = adding.add(spot, n, if day < today { n } else { 0 }) {
            fault = Some(error);
        }
        Ok(())
    })?;
    if let Some(fault) = fault {
        return Err(fault);
    }
    let from = beginning(now.date());
    let due = tx.query_all(&TODAY, params![from.unix_seconds(), now.unix_seconds()], |row| {
        Ok((row.int(0)?, row.int(1)?, row.text_ref(2)?.to_owned(), row.int(3)?, row.int(4)?))
    })?;
    for (unit, queue, role, n, first) in due {
        let role = role_number(role_from_key(&role)?);
        adding.add(Spot { unit, version: 0, day: today, queue, role }, 0, n)?;
        let at = (unit_id(unit)?, queue_of(queue)?.number(), role);
        adding.today.insert(at, Moment::from_unix_seconds(first));
    }
    Ok(())
}

/// Midnight before a day.
fn beginning(day: Date) -> Moment {
    Moment::from_civil(day, MinuteOfDay::MIDNIGHT)
}

/// What lies in hand at a moment, and what of it is overdue.
///
/// # Errors
/// If the database cannot answer.
pub fn load(tx: &mut Tx<'_>, now: Moment) -> Result<Load> {
    let mut adding = Adding::default();
    add_now(tx, now, &mut adding)?;
    adding.done()
}

/// What lies in hand at one unit, by the procedure version it is pinned to.
///
/// # Errors
/// If the database cannot answer.
pub fn by_version(tx: &mut Tx<'_>, unit: UnitId, now: Moment) -> Result<BTreeMap<VersionId, InHand>> {
    let today = i64::from(now.date().day_number());
    let mut found: BTreeMap<VersionId, InHand> = BTreeMap::new();
    let rows = tx.query_all(&OF_UNIT, params![unit.0], |row| Ok((row.int(0)?, row.int(1)?, row.int(2)?)))?;
    for (version, day, n) in rows {
        let one = found.entry(VersionId(small(version)?)).or_default();
        one.open += n;
        one.overdue += if day < today { n } else { 0 };
    }
    let span = (beginning(now.date()).unix_seconds(), now.unix_seconds());
    let rows =
        tx.query_all(&TODAY_OF, params![unit.0, span.0, span.1], |row| Ok((row.int(0)?, row.int(1)?)))?;
    for (version, n) in rows {
        found.entry(VersionId(small(version)?)).or_default().overdue += n;
    }
    found.retain(|_, one| *one != InHand::default());
    Ok(found)
}
