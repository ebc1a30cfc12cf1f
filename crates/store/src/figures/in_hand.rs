//! What lies in hand, kept as sums by the day it is due: overdue is what was due on days before, and what was due today by now.

use crate::codec::{role_from_key, unit_id};
use crate::error::{Result, StoreError};
use crate::lane;
use crate::meta;
use crate::queries::counts::queue_of;
use crate::statements::statements;
use motcua_calendar::{Date, MinuteOfDay, Moment};
use motcua_db::{Delta, Tx, params};
use motcua_domain::actor::Role;
use motcua_domain::desk::{DeskItem, Queue};
use motcua_domain::ids::UnitId;
use smallvec::SmallVec;
use std::collections::{BTreeMap, HashMap};

statements! {
    ADD = "in_hand.add", "insert into in_hand (day, unit, queue, role, lane, n) values ($1, $2, $3, $4, $5, $6) \
        on conflict (day, unit, queue, role, lane) do update set n = in_hand.n + excluded.n";
    ALL = "in_hand.all", "select day, unit, queue, role, cast(sum(n) as bigint) from in_hand group by day, unit, queue, role";
    TODAY = "in_hand.today", "select u.id, i.queue, i.role, count(*), min(i.due_at) from unit u join desk_item i on i.unit = u.id \
        where i.running = 1 and i.due_at >= $1 and i.due_at < $2 group by u.id, i.queue, i.role";
    ITEMS = "in_hand.items", "select unit, queue, role, due_at from desk_item where running = 1";
    CLEAR = "in_hand.clear", "delete from in_hand";
    SWEEP = "in_hand.sweep", "delete from in_hand where n = 0";
}

/// Key of what the sums were made by.
const MADE_BY: &str = "in_hand";
/// What an item counts for, as a number that grows with every change of it.
const RULE: &str = "1";
/// Day of what has no promise: never over.
const NO_DAY: i64 = 1 << 40;

/// Where items lie that count together: day, unit, queue, role.
pub(crate) type Spot = (i64, i64, i64, i64);
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
pub(crate) fn spot(item: &DeskItem) -> Option<Spot> {
    let (unit, queue) = (i64::from(item.unit.0), i64::from(item.queue.number()));
    item.running.then(|| (day_of(item.due_at), unit, queue, role_number(item.role)))
}

/// Books the difference between the desks a dossier lay on and those it lies on.
pub(crate) fn book(tx: &mut Tx<'_>, old: &[DeskItem], new: &[DeskItem]) -> Result<()> {
    let mut changes: SmallVec<[(Spot, i64); 4]> = SmallVec::new();
    let counted = old.iter().map(|item| (item, -1)).chain(new.iter().map(|item| (item, 1)));
    for (spot, by) in counted.filter_map(|(item, by)| Some((spot(item)?, by))) {
        match changes.iter_mut().find(|(at, _)| *at == spot) {
            Some((_, sum)) => *sum += by,
            None => changes.push((spot, by)),
        }
    }
    let lane = lane::of(tx);
    for ((day, unit, queue, role), by) in changes.into_iter().filter(|(_, by)| *by != 0) {
        tx.add_up(&ADD, &[day, unit, queue, role, lane], &[Delta::Add(by)])?;
    }
    Ok(())
}

/// All of it as stored, nothings left out.
pub(crate) fn stored(tx: &mut Tx<'_>) -> Result<Spots> {
    let mut spots = Spots::new();
    tx.query(&ALL, &[], |row| {
        let n = row.int(4)?;
        if n != 0 {
            spots.insert((row.int(0)?, row.int(1)?, row.int(2)?, row.int(3)?), n);
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
        match role_from_key(row.text_ref(2)?) {
            Ok(role) => {
                let day = day_of(row.opt_int(3)?.map(Moment::from_unix_seconds));
                *spots.entry((day, row.int(0)?, row.int(1)?, role_number(role))).or_default() += 1;
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
    for ((day, unit, queue, role), n) in spots {
        tx.add_up(&ADD, &[day, unit, queue, role, lane], &[Delta::Add(n)])?;
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
    pub(super) fn add(&mut self, (day, unit, queue, role): Spot, n: i64, over: i64) -> Result<()> {
        let unit = unit_id(unit)?;
        let one = self.units.entry(unit).or_default();
        (one.open, one.overdue) = (one.open + n, one.overdue + over);
        if over != 0 {
            let at = (unit, queue_of(queue)?.number(), role);
            *self.stuck.entry(at).or_default().entry(day).or_default() += over;
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
    for (spot, n) in stored(tx)? {
        adding.add(spot, n, if spot.0 < today { n } else { 0 })?;
    }
    let from = beginning(now.date());
    let due = tx.query_all(&TODAY, params![from.unix_seconds(), now.unix_seconds()], |row| {
        Ok((row.int(0)?, row.int(1)?, row.text_ref(2)?.to_owned(), row.int(3)?, row.int(4)?))
    })?;
    for (unit, queue, role, n, first) in due {
        let role = role_number(role_from_key(&role)?);
        adding.add((today, unit, queue, role), 0, n)?;
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
