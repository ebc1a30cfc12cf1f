//! Everything that is derived, derived again from the journal and put in the place of what was there.
//!
//! States, desks and their counts, sums, what lies in hand. The journal is folded by several threads in one snapshot; then, alone in
//! the database, what was folded is compared with what is stored, and written: states and queues where they differ, counts and sums
//! always. What differed is told: on a sound database nothing.

use crate::chain::Hash;
use crate::codec::json;
use crate::columns::Columns;
use crate::desk;
use crate::error::{Result, StoreError};
use crate::figures::in_hand::{self, Spots};
use crate::figures::{self, Rows, VersionOf};
use crate::lane;
use crate::queries::timeline::fact;
use crate::record;
use crate::statements::statements;
use crate::verify::slice::{self, Range};
use crate::verify::tables::{ItemRow, stored_desks};
use crate::verify::tally::Desks;
use motcua_calendar::Moment;
use motcua_db::{Db, Delta, Rows as Affected, Tx, params};
use motcua_domain::desk::{DeskItem, desk_items};
use motcua_domain::dossier::Dossier;
use motcua_domain::dossier::evolve::evolve;
use motcua_domain::ids::{DossierId, VersionId};
use motcua_insight::WIDTH;
use std::collections::{BTreeSet, HashMap};
use std::hash::Hash as Hashed;
use std::sync::{Mutex, PoisonError};

statements! {
    END = "rebuild.end", "select cast(coalesce(max(position), 0) as bigint), count(*) from event";
    EVENTS = "rebuild.events", "select dossier, payload, effective_at, actor, hash from event \
        where dossier > $1 and dossier <= $2 order by dossier, revision";
    STATES = "rebuild.states", "select id, revision, state from dossier where id > $1 and id <= $2 order by id";
    COUNTS = "rebuild.counts", "select unit, queue, cast(sum(n) as bigint) from desk_count group by unit, queue";
    CLEAR_QUEUE = "rebuild.clear_queue", "delete from desk_item where unit = $1 and queue = $2";
    CLEAR_COUNTS = "rebuild.clear_counts", "delete from desk_count";
}

/// What was found on the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Rebuilt {
    /// Dossiers folded.
    pub dossiers: u64,
    /// Events they were folded from.
    pub events: u64,
    /// Rows that lie on desks by the states.
    pub items: u64,
    /// Rows of sums made.
    pub sums: u64,
    /// Dossiers whose state was not the fold of their events.
    pub states_differed: u64,
    /// Queues whose rows differed.
    pub desks_differed: u64,
    /// Counts of queues that differed.
    pub counts_differed: u64,
    /// Rows of sums that differed.
    pub sums_differed: u64,
    /// Numbers of what lies in hand that differed.
    pub in_hand_differed: u64,
}

impl Rebuilt {
    /// Whether everything was as it should be before.
    #[must_use]
    pub fn was_sound(&self) -> bool {
        let differed = [self.states_differed, self.desks_differed, self.counts_differed];
        differed.iter().sum::<u64>() + self.sums_differed + self.in_hand_differed == 0
    }
}

/// Makes everything derived anew, with up to `threads` threads (and never more than there are reader connections). With `look_only`
/// nothing is written.
///
/// # Errors
/// If the database cannot, an event does not parse, a version is not published, or acts go on meanwhile.
pub fn run(
    db: &Db,
    version_of: &(
         dyn Fn(VersionId) -> Option<std::sync::Arc<motcua_domain::procedure::ProcedureVersion>> + Sync
     ),
    threads: usize,
    look_only: bool,
) -> Result<Rebuilt> {
    let threads = threads.clamp(1, db.config().readers.max(1));
    let next = Mutex::new(Some(Vec::new()));
    let parts = std::thread::scope(|scope| {
        let others: Vec<_> =
            (1..threads).map(|_| scope.spawn(|| db.read(|tx| take_part(tx, &next, version_of)))).collect();
        let mut parts = vec![db.read(|tx| take_part(tx, &next, version_of))];
        for other in others {
            let panicked =
                |_| Err(motcua_db::Error::Defect("a thread of the rebuilding panicked".into()).into());
            parts.push(other.join().unwrap_or_else(panicked));
        }
        parts.into_iter().collect::<Result<Vec<Part>>>()
    })?;
    let ends: BTreeSet<_> = parts.iter().map(|part| part.end).collect();
    let mut whole = Part::default();
    parts.into_iter().for_each(|part| whole.join(part));
    let finish = |tx: &mut Tx<'_>| {
        if !ends.contains(&end_of(tx)?) || ends.len() != 1 {
            return Err(StoreError::corrupt(
                "acts went on while everything was derived anew: stop the servers first",
            ));
        }
        whole.finish(tx, version_of, look_only)
    };
    if look_only { db.read(finish) } else { db.exclusive(finish) }
}

fn end_of(tx: &mut Tx<'_>) -> Result<(i64, i64)> {
    Ok(tx.query_one(&END, &[], |row| Ok((row.int(0)?, row.int(1)?)))?)
}

/// A row of a desk.
struct Item {
    dossier: DossierId,
    version: VersionId,
    channel: i64,
    item: DeskItem,
}

/// A dossier whose row has to be written anew.
struct Astray {
    dossier: Dossier,
    stored_revision: i64,
    head: Hash,
}

/// What one thread folded.
#[derive(Default)]
struct Part {
    end: (i64, i64),
    found: Rebuilt,
    sums: Rows,
    in_hand: Spots,
    items: Vec<Item>,
    bags: Desks,
    astray: Vec<Astray>,
}

fn take_part(tx: &mut Tx<'_>, next: &Mutex<Option<Vec<u8>>>, version_of: VersionOf<'_>) -> Result<Part> {
    let mut part = Part { end: end_of(tx)?, ..Part::default() };
    loop {
        let range = {
            let mut next = next.lock().unwrap_or_else(PoisonError::into_inner);
            let Some(after) = next.take() else { return Ok(part) };
            let (range, last) = slice::next(tx, &after)?;
            *next = (!last).then(|| range.upto.clone());
            range
        };
        part.fold(tx, &range, version_of)?;
    }
}

impl Part {
    fn fold(&mut self, tx: &mut Tx<'_>, range: &Range, version_of: VersionOf<'_>) -> Result<()> {
        let keys = params![range.after, range.upto];
        let mut stored: HashMap<[u8; 16], (i64, String)> = HashMap::new();
        tx.query(&STATES, keys, |row| {
            stored.insert(row.bytes(0)?, (row.int(1)?, row.text(2)?));
            Ok(())
        })?;
        let mut course: Option<([u8; 16], Option<Dossier>, Hash)> = None;
        let mut fault = None;
        let mut done = Vec::new();
        tx.query(&EVENTS, keys, |row| {
            if fault.is_some() {
                return Ok(());
            }
            let id: [u8; 16] = row.bytes(0)?;
            if course.as_ref().is_none_or(|(at, ..)| *at != id) {
                done.extend(course.take());
                course = Some((id, None, [0; 32]));
            }
            let Some((_, state, head)) = &mut course else { return Ok(()) };
            *head = row.bytes(4)?;
            match fact(row.text_ref(1)?, row.int(2)?, row.text_ref(3)?) {
                Ok(fact) => match state {
                    Some(state) => evolve(state, &fact),
                    None => *state = Dossier::open(DossierId::from_bytes(id), &fact),
                },
                Err(error) => fault = Some(error),
            }
            self.found.events += 1;
            Ok(())
        })?;
        if let Some(fault) = fault {
            return Err(fault);
        }
        done.extend(course);
        for (id, state, head) in done {
            let state = state
                .ok_or_else(|| StoreError::corrupt("a dossier that does not begin with its submission"))?;
            let (stored_revision, text) = stored
                .remove(&id)
                .ok_or_else(|| StoreError::corrupt("events of a dossier that has no row: restore a copy"))?;
            self.count(&state, version_of)?;
            if json(&state)? != text {
                self.found.states_differed += 1;
                self.astray.push(Astray { dossier: state, stored_revision, head });
            }
        }
        if stored.is_empty() {
            return Ok(());
        }
        Err(StoreError::corrupt("a dossier without events: restore a copy"))
    }

    fn count(&mut self, state: &Dossier, version_of: VersionOf<'_>) -> Result<()> {
        let version = version_of(state.version)
            .ok_or_else(|| StoreError::corrupt(format!("version {} is not published", state.version.0)))?;
        self.found.dossiers += 1;
        figures::add_to(&mut self.sums, state, &version);
        let channel = i64::from(state.provenance.channel().national_code());
        for item in desk_items(state, &version) {
            let key = queue_of(&item);
            let row = ItemRow {
                dossier: state.id.bytes(),
                sort_at: item.sort_at.unix_seconds(),
                officer: item.officer.map(|officer| i64::from(officer.0)),
                role: item.role.key(),
                due_at: item.due_at.map(Moment::unix_seconds),
                running: item.running,
                procedure: state.procedure.as_str(),
                field: version.field.as_str(),
                channel,
            };
            row.add_to(self.bags.entry(key).or_default());
            if let Some(spot) = in_hand::spot(&item, state.version) {
                *self.in_hand.entry(spot).or_default() += 1;
            }
            self.items.push(Item { dossier: state.id, version: state.version, channel, item });
        }
        Ok(())
    }

    fn join(&mut self, other: Part) {
        self.found.dossiers += other.found.dossiers;
        self.found.events += other.found.events;
        self.found.states_differed += other.found.states_differed;
        for (place, numbers) in other.sums {
            let row = self.sums.entry(place).or_insert([0; WIDTH]);
            row.iter_mut().zip(numbers).for_each(|(sum, more)| *sum += more);
        }
        for (spot, n) in other.in_hand {
            *self.in_hand.entry(spot).or_default() += n;
        }
        for (key, bag) in other.bags {
            self.bags.entry(key).or_default().join(bag);
        }
        self.items.extend(other.items);
        self.astray.extend(other.astray);
    }

    /// Compares with what is stored, and puts what was folded in its place.
    fn finish(mut self, tx: &mut Tx<'_>, version_of: VersionOf<'_>, look_only: bool) -> Result<Rebuilt> {
        let mut found = self.found;
        self.sums.retain(|_, numbers| numbers.iter().any(|number| *number != 0));
        let counts: HashMap<(i64, i64), i64> = self.bags.iter().map(|(key, bag)| (*key, bag.count)).collect();
        let mut stored_counts: HashMap<(i64, i64), i64> = HashMap::new();
        tx.query(&COUNTS, &[], |row| {
            if row.int(2)? != 0 {
                stored_counts.insert((row.int(0)?, row.int(1)?), row.int(2)?);
            }
            Ok(())
        })?;
        found.sums_differed = differing(&self.sums, &figures::stored(tx)?).count() as u64;
        found.in_hand_differed = differing(&self.in_hand, &in_hand::stored(tx)?).count() as u64;
        found.counts_differed = differing(&counts, &stored_counts).count() as u64;
        let wrong: BTreeSet<(i64, i64)> = differing(&self.bags, &stored_desks(tx)?).copied().collect();
        found.desks_differed = wrong.len() as u64;
        (found.items, found.sums) = (self.items.len() as u64, self.sums.len() as u64);
        if look_only {
            return Ok(found);
        }
        for astray in &self.astray {
            let version = version_of(astray.dossier.version);
            let field = version.as_ref().map(|version| &version.field);
            let field = field.ok_or_else(|| StoreError::corrupt("a version that is not published"))?;
            let columns = Columns::of(&astray.dossier, field);
            record::restate(tx, &astray.dossier, astray.stored_revision, &columns, &astray.head)?;
        }
        // A row for each dossier and three indexes over them: by far the most to write, and nothing where a queue is as it should be.
        for &(unit, queue) in &wrong {
            tx.enqueue(&CLEAR_QUEUE, params![unit, queue], Affected::Any)?;
        }
        self.items.retain(|row| wrong.contains(&queue_of(&row.item)));
        self.items.sort_unstable_by_key(|row| (queue_of(&row.item), row.item.sort_at, row.dossier.bytes()));
        for row in &self.items {
            let version = version_of(row.version)
                .ok_or_else(|| StoreError::corrupt("a version that is not published"))?;
            let (procedure, field) = (version.code.as_str(), version.field.as_str());
            desk::put(tx, &row.item, &row.dossier, (procedure, field, row.channel))?;
        }
        tx.execute(&CLEAR_COUNTS, &[])?;
        let lane = lane::of(tx);
        for ((unit, queue), n) in counts {
            tx.add_up(&desk::COUNT, &[unit, queue, lane], &[Delta::Add(n)])?;
        }
        figures::replace(tx, self.sums)?;
        in_hand::replace(tx, self.in_hand)?;
        Ok(found)
    }
}

/// Keys that do not stand for the same in both.
fn differing<'a, K: Hashed + Eq, V: PartialEq>(
    right: &'a HashMap<K, V>,
    stored: &'a HashMap<K, V>,
) -> impl Iterator<Item = &'a K> {
    let wrong = right.iter().filter(|(key, value)| stored.get(key) != Some(value)).map(|(key, _)| key);
    wrong.chain(stored.keys().filter(|key| !right.contains_key(key)))
}

/// The queue an item lies in, as stored.
fn queue_of(item: &DeskItem) -> (i64, i64) {
    (i64::from(item.unit.0), i64::from(item.queue.number()))
}
