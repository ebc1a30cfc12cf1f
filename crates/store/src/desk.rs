//! The desks: which dossier lies in which queue of which unit. Changed only by the difference between two states.

use crate::error::Result;
use crate::figures::in_hand;
use crate::lane;
use crate::statements::statements;
use motcua_db::{Delta, Rows, Tx, params};
use motcua_domain::desk::{DeskItem, DeskItems, desk_items};
use motcua_domain::dossier::Dossier;
use motcua_domain::ids::{DossierId, UnitId};
use motcua_domain::procedure::ProcedureVersion;
use smallvec::SmallVec;

statements! {
    ADD = "desk_item.add", "insert into desk_item \
        (unit, queue, sort_at, dossier, officer, role, due_at, running, procedure, field, channel) \
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    CHANGE = "desk_item.change", "update desk_item set officer = $5, role = $6, due_at = $7, running = $8 \
        where unit = $1 and queue = $2 and sort_at = $3 and dossier = $4";
    REMOVE = "desk_item.remove", "delete from desk_item \
        where unit = $1 and queue = $2 and sort_at = $3 and dossier = $4";
    COUNT = "desk_count.add", "insert into desk_count (unit, queue, lane, n) values ($1, $2, $3, $4) \
        on conflict (unit, queue, lane) do update set n = desk_count.n + excluded.n";
}

/// A dossier at one revision with the version it is pinned to.
#[derive(Clone, Copy)]
pub(crate) struct Standing<'a> {
    pub dossier: &'a Dossier,
    pub version: &'a ProcedureVersion,
}

/// Moves a dossier from the desks it lay on to those it lies on now, and tells the units whose desks look different by it.
pub(crate) fn move_between(
    tx: &mut Tx<'_>,
    before: Option<Standing<'_>>,
    after: Standing<'_>,
) -> Result<Vec<UnitId>> {
    let old = before.map_or_else(DeskItems::new, |at| desk_items(at.dossier, at.version));
    let new = desk_items(after.dossier, after.version);
    // Filters are written with the item; a receipt may pin another version and with it another field.
    let refiled = before.is_some_and(|at| {
        at.version.field != after.version.field || at.dossier.provenance != after.dossier.provenance
    });
    let id = after.dossier.id.bytes();
    let mut moved = Moved::default();
    for item in &old {
        if refiled || !new.iter().any(|other| key(other) == key(item)) {
            let (unit, queue, sort_at) = key(item);
            tx.enqueue(&REMOVE, params![unit, queue, sort_at, id], Rows::Any)?;
            moved.add((unit, queue), -1);
        }
    }
    for item in &new {
        match old.iter().find(|other| key(other) == key(item)) {
            Some(same) if !refiled && same == item => {}
            Some(_) if !refiled => change(tx, item, &id)?,
            Some(_) | None => {
                add(tx, item, after)?;
                moved.add((i64::from(item.unit.0), i64::from(item.queue.number())), 1);
            }
        }
    }
    let lane = lane::of(tx);
    for &((unit, queue), delta) in moved.0.iter().filter(|(_, delta)| *delta != 0) {
        tx.add_up(&COUNT, &[unit, queue, lane], &[Delta::Add(delta)])?;
    }
    let pinned = after.dossier.version;
    let pinned_before = before.map_or(pinned, |at| at.dossier.version);
    in_hand::book(tx, (&old, pinned_before), (&new, pinned))?;
    Ok(touched(&old, &new))
}

/// Units with an item that was not there before, or is there no more.
fn touched(old: &[DeskItem], new: &[DeskItem]) -> Vec<UnitId> {
    let gone = old.iter().filter(|item| !new.contains(item));
    let come = new.iter().filter(|item| !old.contains(item));
    let mut units: Vec<UnitId> = gone.chain(come).map(|item| item.unit).collect();
    units.sort_unstable();
    units.dedup();
    units
}

/// Changes of counts, added up so that a dossier that stays in its queue touches nothing.
#[derive(Default)]
struct Moved(SmallVec<[((i64, i64), i64); 6]>);

impl Moved {
    fn add(&mut self, queue: (i64, i64), delta: i64) {
        match self.0.iter_mut().find(|(at, _)| *at == queue) {
            Some((_, sum)) => *sum += delta,
            None => self.0.push((queue, delta)),
        }
    }
}

/// What identifies an item of one dossier.
fn key(item: &DeskItem) -> (i64, i64, i64) {
    (i64::from(item.unit.0), i64::from(item.queue.number()), item.sort_at.unix_seconds())
}

fn add(tx: &mut Tx<'_>, item: &DeskItem, after: Standing<'_>) -> Result<()> {
    let of = (after.dossier.procedure.as_str(), after.version.field.as_str());
    let channel = i64::from(after.dossier.provenance.channel().national_code());
    put(tx, item, &after.dossier.id, (of.0, of.1, channel))
}

/// Puts an item on its desk; with it the procedure, field and channel it is filtered by.
pub(crate) fn put(
    tx: &mut Tx<'_>,
    item: &DeskItem,
    dossier: &DossierId,
    (procedure, field, channel): (&str, &str, i64),
) -> Result<()> {
    let (unit, queue, sort_at) = key(item);
    tx.enqueue(
        &ADD,
        params![
            unit,
            queue,
            sort_at,
            dossier.bytes(),
            item.officer.map(|officer| officer.0),
            item.role.key(),
            item.due_at.map(|due| due.unix_seconds()),
            item.running,
            procedure,
            field,
            channel,
        ],
        Rows::One,
    )?;
    Ok(())
}

fn change(tx: &mut Tx<'_>, item: &DeskItem, id: &[u8; 16]) -> Result<()> {
    let (unit, queue, sort_at) = key(item);
    tx.enqueue(
        &CHANGE,
        params![
            unit,
            queue,
            sort_at,
            id,
            item.officer.map(|officer| officer.0),
            item.role.key(),
            item.due_at.map(|due| due.unix_seconds()),
            item.running,
        ],
        Rows::Any,
    )?;
    Ok(())
}
