//! Nudges: sent about what is past its due moment at a step, and answered.

use super::{Sending, keep, officer, payload, replayed};
use crate::App;
use crate::error::{Error, What};
use motcua_calendar::{Date, Moment};
use motcua_db::Tx;
use motcua_domain::actor::{Actor, ActorRef};
use motcua_domain::desk::Queue;
use motcua_domain::ids::{OfficerId, UnitId};
use motcua_domain::office::nudge::{self, Sent};
use motcua_domain::office::{self, OfficeRefusal, heads, leads};
use motcua_store::figures;
use motcua_store::office::{self as account, Kept};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::sync::Arc;
use uuid::Uuid;

/// Nudges looked at for one desk, the latest first.
const NUDGES_MAX: u32 = 20;
/// Days a nudge without answer stays on a desk.
const NUDGE_DAYS: i32 = 30;
/// Nudges looked at for a day of the city.
const NUDGES_DAY_MAX: u32 = 500;

/// A nudge on a desk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NudgeFile {
    /// Which.
    pub id: Uuid,
    /// The unit nudged.
    pub unit: UnitId,
    /// What it said.
    pub sent: Sent,
    /// Who.
    pub by: ActorRef,
    /// Whether they led the city then, else headed the unit.
    pub by_leader: bool,
    /// When.
    pub at: Moment,
    /// Their words.
    pub words: Option<String>,
}

impl App {
    /// Nudges a unit about a step, with what the list says now. Answers what it said.
    ///
    /// # Errors
    /// [`Error::NotFound`] for a unit that is not theirs to nudge; [`Error::Office`] when nothing is stuck there, and for the second
    /// nudge of a day.
    pub async fn nudge(&self, sending: Sending, unit: UnitId, step: Queue) -> Result<Sent, Error> {
        let (pen, world) = (self.pen()?, self.world());
        self.db()
            .write_async(move |tx| {
                let by = officer(&sending.actor)?;
                if world.units.get(unit).is_none() || !nudge::may_send(&sending.actor, unit, &world.units) {
                    return Err(Error::NotFound(What::Unit));
                }
                let day = pen.at.date();
                let id = nudge_id(unit, step, day, by);
                let acts = account::of_subject(tx, id)?;
                if let (Some(_), Some(first)) = (replayed(tx, &sending, nudge::SENT)?, acts.first()) {
                    return payload(first);
                }
                let (overdue, since) = stuck(tx, unit, step, pen.at)?;
                let sent = Sent { step, overdue, since, day, by_leader: leads(&sending.actor) };
                nudge::send(&sent, acts.first().map(|act| act.at))?;
                let words = match sending.words.trim() {
                    "" => None,
                    _ => Some(office::words(&sending.words)?),
                };
                let place = (id, unit, nudge::SENT);
                keep(tx, place, ActorRef::Officer(by), sending.command, &sent, words, &pen)?;
                Ok(sent)
            })
            .await
    }

    /// Answers a nudge, once.
    ///
    /// # Errors
    /// [`Error::NotFound`] for those who do not work at the unit.
    pub async fn answer_nudge(&self, sending: Sending, id: Uuid) -> Result<(), Error> {
        let (pen, world) = (self.pen()?, self.world());
        self.db()
            .write_async(move |tx| {
                let by = officer(&sending.actor)?;
                let acts = account::of_subject(tx, id)?;
                let first = acts.first().filter(|act| act.kind == nudge::SENT);
                let unit = first.map(|act| act.unit);
                let unit = unit.filter(|unit| nudge::may_answer(&sending.actor, *unit, &world.units));
                let unit = unit.ok_or(Error::NotFound(What::Page))?;
                if replayed(tx, &sending, nudge::ANSWERED)?.is_some() {
                    return Ok(());
                }
                if acts.len() > 1 {
                    return Err(OfficeRefusal::NudgeAnswered.into());
                }
                let words = office::words(&sending.words)?;
                let place = (id, unit, nudge::ANSWERED);
                keep(tx, place, ActorRef::Officer(by), sending.command, &(), Some(words), &pen)
            })
            .await
    }

    /// Nudges that stand on the desk of a unit: not answered, and their matter not gone.
    ///
    /// # Errors
    /// If the database cannot answer.
    pub async fn nudges_at(&self, actor: Arc<Actor>, unit: UnitId) -> Result<Vec<NudgeFile>, Error> {
        let now = self.now();
        self.read(move |tx, world| {
            if !nudge::may_answer(&actor, unit, &world.units) {
                return Ok(Vec::new());
            }
            let mut units = vec![unit];
            let below = world.units.iter().filter(|one| one.parent == Some(unit) && one.kind.is_counter());
            units.extend(below.map(|one| one.id).filter(|one| heads(&actor, *one, &world.units)));
            let mut found = Vec::new();
            for unit in units {
                for act in account::of_unit(tx, unit, nudge::SENT, None, NUDGES_MAX)? {
                    let sent: Sent = payload(&act)?;
                    if sent.day.plus_days(NUDGE_DAYS) < now.date()
                        || account::of_subject(tx, act.subject)?.len() > 1
                        || stuck(tx, unit, sent.step, now)?.0 == 0
                    {
                        continue;
                    }
                    let Kept { subject, actor, at, note, .. } = act;
                    let by_leader = sent.by_leader;
                    found.push(NudgeFile { id: subject, unit, sent, by: actor, by_leader, at, words: note });
                }
            }
            Ok(found)
        })
        .await
    }
}

/// When units were last nudged about a step on a day.
///
/// # Errors
/// If the database cannot answer.
pub fn nudged_on(tx: &mut Tx<'_>, day: Date) -> Result<BTreeMap<(UnitId, Queue), Moment>, Error> {
    let mut found = BTreeMap::new();
    for act in account::of_kind(tx, nudge::SENT, None, NUDGES_DAY_MAX)? {
        let sent: Sent = payload(&act)?;
        if sent.day < day {
            break;
        }
        found.entry((act.unit, sent.step)).or_insert(act.at);
    }
    Ok(found)
}

/// What lies past its due moment at a step of a unit: how many, and the longest due moment.
fn stuck(tx: &mut Tx<'_>, unit: UnitId, step: Queue, now: Moment) -> Result<(i64, Moment), Error> {
    let all = figures::load(tx, now)?.stuck;
    let there = || all.iter().filter(|one| one.unit == unit && one.queue == step);
    Ok((there().map(|one| one.overdue).sum(), there().map(|one| one.since).min().unwrap_or(now)))
}

/// One subject for a sender, a unit, a step and a day: the second nudge meets the first.
fn nudge_id(unit: UnitId, step: Queue, day: Date, by: OfficerId) -> Uuid {
    let mut hash = Sha256::new();
    hash.update(b"nudge");
    for number in [i64::from(unit.0), i64::from(step.number()), i64::from(day.day_number()), i64::from(by.0)]
    {
        hash.update(number.to_be_bytes());
    }
    let mut bytes = [0u8; 16];
    bytes.copy_from_slice(&hash.finalize()[..16]);
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}
