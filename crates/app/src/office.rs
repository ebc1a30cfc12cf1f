//! Orders, nudges and contests of figures: acts of offices, each authorised on its object and kept once.

use crate::error::{Error, What};
use crate::visibility;
use crate::{App, World};
use motcua_calendar::{Date, Moment};
use motcua_db::Tx;
use motcua_domain::actor::{Actor, ActorRef, Role};
use motcua_domain::desk::Queue;
use motcua_domain::dossier::Dossier;
use motcua_domain::ids::{CommandId, DossierId, OfficerId, UnitId};
use motcua_domain::office::contest::{self, Contest, Raised, Verdict};
use motcua_domain::office::nudge::{self, Sent};
use motcua_domain::office::order::{self, ActName, Given, Giver, Order, Setting};
use motcua_domain::office::{self, OfficeRefusal, heads, leads};
use motcua_store::office::{self as account, Kept, NewAct};
use motcua_store::{StoreError, accounts, dossiers, figures};
use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use uuid::Uuid;

/// Orders looked at for one list, the latest first.
const ORDERS_MAX: u32 = 500;
/// Nudges looked at for one desk, the latest first.
const NUDGES_MAX: u32 = 20;
/// Days a nudge without answer stays on a desk.
const NUDGE_DAYS: i32 = 30;
/// Nudges looked at for a day of the city.
const NUDGES_DAY_MAX: u32 = 500;
/// Contests that mark figures, the latest first.
const MARKS_MAX: u32 = 300;

/// An act as it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told<A> {
    /// The act.
    pub act: A,
    /// Who.
    pub by: ActorRef,
    /// When.
    pub at: Moment,
    /// Their words, unless erased.
    pub words: Option<String>,
}

/// An order with all that was done about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderFile {
    /// Which.
    pub id: Uuid,
    /// Its place in the account: what people call it by.
    pub number: i64,
    /// As it stands.
    pub order: Order,
    /// Its acts, the first first.
    pub acts: Vec<Told<order::Act>>,
    /// What may be done with it now by whoever asked.
    pub may: Vec<ActName>,
}

/// Which orders are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose {
    /// Those the officer answers for.
    Mine,
    /// Those of units the officer heads.
    OfMyUnits,
    /// Those the officer gave.
    GivenByMe,
    /// All of the city, for its leaders and inspectors.
    OfTheCity,
}

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

/// A contest with its words, for those who may read them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContestFile {
    /// Which.
    pub id: Uuid,
    /// Its place in the account.
    pub number: i64,
    /// As it stands.
    pub contest: Contest,
    /// Its acts, the first first.
    pub acts: Vec<Told<contest::Act>>,
}

/// That a figure is contested, for everybody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// The contest.
    pub id: Uuid,
    /// Whose figure, which, of which days.
    pub raised: Raised,
    /// How it was answered; `None` while it is open.
    pub answered: Option<Verdict>,
}

/// What every act brings along.
#[derive(Debug, Clone)]
pub struct Sending {
    /// Who.
    pub actor: Arc<Actor>,
    /// Once only.
    pub command: CommandId,
    /// Their words; may be empty where none are needed.
    pub words: String,
}

/// Clock and chance of one act.
#[derive(Clone, Copy)]
pub(crate) struct Pen {
    pub(crate) at: Moment,
    pub(crate) now_ms: i64,
    pub(crate) salt: [u8; 16],
    pub(crate) fresh: Uuid,
}

impl App {
    pub(crate) fn pen(&self) -> Result<Pen, Error> {
        let now_ms = self.now_ms();
        let fresh = self.ids().uuid(now_ms)?;
        Ok(Pen { at: self.now(), now_ms, salt: self.ids().salt()?, fresh })
    }

    /// Gives an order. `given.giver` is set here: as a leader of the city where the actor is one, else as head of the unit.
    ///
    /// # Errors
    /// [`Error::Office`] with the reason; [`Error::CommandReused`] for a command of another act.
    pub async fn give_order(&self, sending: Sending, mut given: Given) -> Result<Uuid, Error> {
        let (pen, world) = (self.pen()?, self.world());
        self.db()
            .write_async(move |tx| {
                let by = officer(&sending.actor)?;
                if let Some(before) = replayed(tx, &sending, order::GIVEN)? {
                    return Ok(before);
                }
                given.giver = giver(&sending.actor);
                let setting = setting(&sending.actor, &world, pen.at.date(), true);
                let owner = accounts::duties_of(tx, given.owner, pen.at.date())?;
                order::may_give(&given, &owner, &setting)?;
                let words = office::words(&sending.words)?;
                let act = order::Act::Given(given.clone());
                let place = (pen.fresh, given.unit, act.kind());
                keep(tx, place, ActorRef::Officer(by), sending.command, &act, Some(words), &pen)?;
                Ok(pen.fresh)
            })
            .await
    }

    /// Does an act on an order. `seen` is the revision the officer saw.
    ///
    /// # Errors
    /// [`Error::NotFound`] for an order the officer may not see, [`Error::Office`] with the reason for everything else.
    pub async fn act_on_order(
        &self,
        sending: Sending,
        id: Uuid,
        seen: u32,
        act: order::Act,
    ) -> Result<Order, Error> {
        let (pen, world) = (self.pen()?, self.world());
        self.db()
            .write_async(move |tx| {
                let by = officer(&sending.actor)?;
                let file = order_file(tx, &world, id, None, pen.at.date())?;
                let file = file.filter(|file| may_see_order(&sending.actor, &file.order, &world));
                let file = file.ok_or(Error::NotFound(What::Page))?;
                if replayed(tx, &sending, act.kind())?.is_some() {
                    return Ok(file.order);
                }
                let in_office = in_office(tx, &file.order, &world, pen.at.date())?;
                let setting = setting(&sending.actor, &world, pen.at.date(), in_office);
                order::permit(&file.order, act.name(), &setting)?;
                if file.order.revision != seen {
                    return Err(OfficeRefusal::Moved.into());
                }
                order::decide(&file.order, &act, &setting)?;
                let words = match act {
                    // To have read an order needs no words.
                    order::Act::Acknowledged if sending.words.trim().is_empty() => None,
                    _ => Some(office::words(&sending.words)?),
                };
                let place = (id, file.order.given.unit, act.kind());
                keep(tx, place, ActorRef::Officer(by), sending.command, &act, words, &pen)?;
                order::evolve(Some(file.order), &act, by, pen.at).ok_or_else(|| damaged(id))
            })
            .await
    }

    /// An order, for somebody who may see it.
    ///
    /// # Errors
    /// [`Error::NotFound`] for all others.
    pub async fn order(&self, actor: Arc<Actor>, id: Uuid) -> Result<OrderFile, Error> {
        let today = self.now().date();
        self.read(move |tx, world| {
            let file = order_file(tx, world, id, Some(&actor), today)?;
            file.filter(|file| may_see_order(&actor, &file.order, world)).ok_or(Error::NotFound(What::Page))
        })
        .await
    }

    /// Orders, those overdue first, then by their deadline, those over last.
    ///
    /// # Errors
    /// [`Error::Denied`] for all orders of the city asked for by anybody but its leaders and inspectors.
    pub async fn orders(&self, actor: Arc<Actor>, whose: Whose) -> Result<Vec<OrderFile>, Error> {
        let today = self.now().date();
        self.read(move |tx, world| {
            if whose == Whose::OfTheCity && !oversees(&actor) {
                return Err(Error::Denied);
            }
            let units: Vec<UnitId> = match whose {
                Whose::Mine => actor.duties().iter().map(|duty| duty.unit).collect::<BTreeSet<_>>(),
                Whose::OfMyUnits => headed(&actor, world).into_iter().collect(),
                Whose::GivenByMe | Whose::OfTheCity => BTreeSet::new(),
            }
            .into_iter()
            .collect();
            let mut given = Vec::new();
            if matches!(whose, Whose::GivenByMe | Whose::OfTheCity) {
                given = account::of_kind(tx, order::GIVEN, None, ORDERS_MAX)?;
            }
            for unit in units {
                given.extend(account::of_unit(tx, unit, order::GIVEN, None, ORDERS_MAX)?);
            }
            let me = actor.officer();
            if whose == Whose::GivenByMe {
                given.retain(|act| act.actor.officer() == me);
            }
            let mut found = Vec::new();
            for act in given {
                found.extend(order_file(tx, world, act.subject, Some(&actor), today)?);
            }
            if whose == Whose::Mine {
                found.retain(|file| Some(file.order.given.owner) == me);
            }
            found.sort_by_key(|file| {
                let order = &file.order;
                (!order.is_overdue(today), !order.is_alive(), order.due, file.number)
            });
            Ok(found)
        })
        .await
    }

    /// Officers who may be made answerable for an order to a unit by this giver.
    ///
    /// # Errors
    /// [`Error::Office`] for a unit that is not theirs to order.
    pub async fn order_owners(
        &self,
        actor: Arc<Actor>,
        unit: UnitId,
    ) -> Result<Vec<(OfficerId, String, Role)>, Error> {
        let today = self.now().date();
        self.read(move |tx, world| {
            if !may_order(&actor, unit, world) {
                return Err(OfficeRefusal::NotGiver.into());
            }
            let mut found: Vec<(OfficerId, String, Role)> = Vec::new();
            for (officer, duty) in accounts::officers_at(tx, unit, today)? {
                let fits = match giver(&actor) {
                    Giver::CityLeader => duty.role == Role::UnitHead,
                    Giver::UnitHead => duty.role.works(),
                };
                let known = found.iter().any(|(id, ..)| *id == officer.id);
                if fits && !known && actor.officer() != Some(officer.id) {
                    found.push((officer.id, officer.name, duty.role));
                }
            }
            Ok(found)
        })
        .await
    }

    /// Dossiers by what was typed, one code each, that are a matter of a unit and that the actor may see.
    ///
    /// # Errors
    /// [`Error::Office`] for the first that is not, and for too many.
    pub async fn dossiers_named(
        &self,
        actor: Arc<Actor>,
        unit: UnitId,
        typed: &str,
    ) -> Result<Vec<DossierId>, Error> {
        let codes: BTreeSet<String> = typed
            .split(|c: char| c.is_whitespace() || matches!(c, ',' | ';'))
            .filter(|code| !code.is_empty())
            .map(|code| code.chars().take(60).collect())
            .collect();
        if codes.len() > office::DOSSIERS_MAX {
            return Err(OfficeRefusal::DossiersTooMany.into());
        }
        if codes.is_empty() {
            return Ok(Vec::new());
        }
        self.read(move |tx, world| {
            let mut found = Vec::new();
            for code in codes {
                let dossier = dossiers::load_by_code(tx, &code)?.map(|loaded| loaded.dossier);
                let theirs = |dossier: &Dossier| {
                    visibility::may_see(&actor, dossier, world)
                        && world.units.with_history(unit).iter().any(|unit| {
                            dossier.places.competent == *unit
                                || dossier.holder.unit == *unit
                                || dossier.places.received_at == Some(*unit)
                        })
                };
                match dossier.filter(|dossier| theirs(dossier)) {
                    Some(dossier) => found.push(dossier.id),
                    None => return Err(OfficeRefusal::DossierElsewhere { code }.into()),
                }
            }
            Ok(found)
        })
        .await
    }

    /// Those of some dossiers that the actor may see, by their code.
    ///
    /// # Errors
    /// If the database cannot answer.
    pub async fn dossiers_shown(
        &self,
        actor: Arc<Actor>,
        ids: Vec<DossierId>,
    ) -> Result<Vec<(DossierId, String)>, Error> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        self.read(move |tx, world| {
            let mut found = Vec::new();
            for id in ids {
                let Some(loaded) = dossiers::load(tx, &id)? else { continue };
                if visibility::may_see(&actor, &loaded.dossier, world) {
                    let code = loaded.dossier.code.as_ref();
                    found.push((id, code.map_or_else(|| id.to_string(), ToString::to_string)));
                }
            }
            Ok(found)
        })
        .await
    }

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

    /// Contests a figure as it was shown.
    ///
    /// # Errors
    /// [`Error::NotFound`] for a unit the officer does not head; [`Error::Office`] while the same figure is contested already.
    pub async fn raise_contest(&self, sending: Sending, raised: Raised) -> Result<Uuid, Error> {
        let (pen, world) = (self.pen()?, self.world());
        self.db()
            .write_async(move |tx| {
                let by = officer(&sending.actor)?;
                if !contest::may_raise(&sending.actor, raised.unit, &world.units) {
                    return Err(Error::NotFound(What::Unit));
                }
                if let Some(before) = replayed(tx, &sending, contest::RAISED)? {
                    return Ok(before);
                }
                for act in account::of_unit(tx, raised.unit, contest::RAISED, None, MARKS_MAX)? {
                    let other = contest_file(tx, act.subject)?.ok_or_else(|| damaged(act.subject))?.contest;
                    if other.stage == contest::Stage::Open && raised.is_of(&other.raised) {
                        return Err(OfficeRefusal::ContestOpen.into());
                    }
                }
                let words = office::words(&sending.words)?;
                let place = (pen.fresh, raised.unit, contest::RAISED);
                let act = contest::Act::Raised(raised.clone());
                keep(tx, place, ActorRef::Officer(by), sending.command, &act, Some(words), &pen)?;
                Ok(pen.fresh)
            })
            .await
    }

    /// Answers or withdraws a contest.
    ///
    /// # Errors
    /// [`Error::NotFound`] for those whose act it is not, [`Error::Office`] with the reason for everything else.
    pub async fn act_on_contest(&self, sending: Sending, id: Uuid, act: contest::Act) -> Result<(), Error> {
        let (pen, world) = (self.pen()?, self.world());
        self.db()
            .write_async(move |tx| {
                let by = officer(&sending.actor)?;
                let file = contest_file(tx, id)?.ok_or(Error::NotFound(What::Page))?;
                let said = contest::decide(&file.contest, &act, &sending.actor, &world.units);
                let said = said.ok_or(Error::NotFound(What::Page))?;
                if replayed(tx, &sending, act.kind())?.is_some() {
                    return Ok(());
                }
                said?;
                let words = office::words(&sending.words)?;
                if matches!(act, contest::Act::Answered { .. }) {
                    contest::may_be_public(words)?;
                }
                let place = (id, file.contest.raised.unit, act.kind());
                keep(tx, place, ActorRef::Officer(by), sending.command, &act, Some(words), &pen)
            })
            .await
    }

    /// A contest. What of it everybody may read is for the page to know: [`reads_contest`].
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is none.
    pub async fn contest(&self, id: Uuid) -> Result<ContestFile, Error> {
        self.read(move |tx, _| contest_file(tx, id)?.ok_or(Error::NotFound(What::Page))).await
    }

    /// Contests before a place of the account, the last first.
    ///
    /// # Errors
    /// If the database cannot answer.
    pub async fn contests(&self, before: Option<i64>, limit: u32) -> Result<Vec<ContestFile>, Error> {
        self.read(move |tx, _| {
            let mut found = Vec::new();
            for act in account::of_kind(tx, contest::RAISED, before, limit)? {
                found.extend(contest_file(tx, act.subject)?);
            }
            Ok(found)
        })
        .await
    }
}

/// Which figures are contested or were, the latest contests only. Those withdrawn mark nothing.
///
/// # Errors
/// If the database cannot answer.
pub fn marks(tx: &mut Tx<'_>) -> Result<Vec<Mark>, Error> {
    let raised = account::of_kind(tx, contest::RAISED, None, MARKS_MAX)?;
    if raised.is_empty() {
        return Ok(Vec::new());
    }
    let mut ends: BTreeMap<Uuid, Option<Verdict>> = BTreeMap::new();
    for kind in [contest::ANSWERED, contest::WITHDRAWN] {
        for act in account::of_kind(tx, kind, None, MARKS_MAX)? {
            let verdict = match payload(&act)? {
                contest::Act::Answered { verdict, .. } => Some(verdict),
                _ => None,
            };
            ends.insert(act.subject, verdict);
        }
    }
    let mut found = Vec::new();
    for act in raised {
        let contest::Act::Raised(raised) = payload(&act)? else { return Err(damaged(act.subject)) };
        match ends.get(&act.subject) {
            Some(None) => {}
            answered => found.push(Mark { id: act.subject, raised, answered: answered.copied().flatten() }),
        }
    }
    Ok(found)
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

/// Whether somebody may give orders to a unit.
#[must_use]
pub fn may_order(actor: &Actor, unit: UnitId, world: &World) -> bool {
    leads(actor) || heads(actor, unit, &world.units)
}

/// Units somebody heads, with their counters.
#[must_use]
pub fn headed(actor: &Actor, world: &World) -> Vec<UnitId> {
    world.units.iter().map(|unit| unit.id).filter(|unit| heads(actor, *unit, &world.units)).collect()
}

/// Whether somebody sees the orders of the whole city.
#[must_use]
pub fn oversees(actor: &Actor) -> bool {
    leads(actor) || actor.duties().iter().any(|duty| duty.role == Role::Inspector)
}

/// Whether somebody may see an order.
#[must_use]
pub fn may_see_order(actor: &Actor, order: &Order, world: &World) -> bool {
    let me = actor.officer();
    oversees(actor)
        || me == Some(order.by)
        || me == Some(order.given.owner)
        || heads(actor, order.given.unit, &world.units)
}

/// Whether somebody may read the words and the dossiers of a contest.
#[must_use]
pub fn reads_contest(actor: &Actor, contest: &Contest, world: &World) -> bool {
    oversees(actor)
        || contest::answers(actor, &world.units)
        || contest::may_raise(actor, contest.raised.unit, &world.units)
}

fn officer(actor: &Actor) -> Result<OfficerId, Error> {
    actor.officer().ok_or(Error::Denied)
}

fn giver(actor: &Actor) -> Giver {
    if leads(actor) { Giver::CityLeader } else { Giver::UnitHead }
}

fn setting<'a>(actor: &'a Actor, world: &'a World, today: Date, giver_in_office: bool) -> Setting<'a> {
    Setting { actor, units: &world.units, today, giver_in_office }
}

/// Whether whoever gave an order still holds the office it was given in.
fn in_office(tx: &mut Tx<'_>, order: &Order, world: &World, today: Date) -> Result<bool, Error> {
    let duties = accounts::duties_of(tx, order.by, today)?;
    let then = Actor::Officer { id: order.by, duties };
    Ok(match order.given.giver {
        Giver::CityLeader => leads(&then),
        Giver::UnitHead => heads(&then, order.given.unit, &world.units),
    })
}

fn order_file(
    tx: &mut Tx<'_>,
    world: &World,
    id: Uuid,
    actor: Option<&Actor>,
    today: Date,
) -> Result<Option<OrderFile>, Error> {
    let kept = account::of_subject(tx, id)?;
    let Some(first) = kept.first().filter(|act| act.kind == order::GIVEN) else { return Ok(None) };
    let number = first.position;
    let (mut stands, mut acts) = (None, Vec::with_capacity(kept.len()));
    for act in kept {
        let by = act.actor.officer().ok_or_else(|| damaged(id))?;
        let fact: order::Act = payload(&act)?;
        stands = order::evolve(stands, &fact, by, act.at);
        acts.push(Told { act: fact, by: act.actor, at: act.at, words: act.note });
    }
    let order = stands.ok_or_else(|| damaged(id))?;
    let mut may = Vec::new();
    if let Some(actor) = actor {
        let setting = setting(actor, world, today, in_office(tx, &order, world, today)?);
        let permitted = |act: &ActName| order::permit(&order, *act, &setting).is_ok();
        may = ActName::LATER.into_iter().filter(permitted).collect();
    }
    Ok(Some(OrderFile { id, number, order, acts, may }))
}

fn contest_file(tx: &mut Tx<'_>, id: Uuid) -> Result<Option<ContestFile>, Error> {
    let kept = account::of_subject(tx, id)?;
    let Some(first) = kept.first().filter(|act| act.kind == contest::RAISED) else { return Ok(None) };
    let number = first.position;
    let (mut stands, mut acts) = (None, Vec::with_capacity(kept.len()));
    for act in kept {
        let fact: contest::Act = payload(&act)?;
        stands = contest::evolve(stands, &fact, act.actor.officer(), act.at);
        acts.push(Told { act: fact, by: act.actor, at: act.at, words: act.note });
    }
    let contest = stands.ok_or_else(|| damaged(id))?;
    Ok(Some(ContestFile { id, number, contest, acts }))
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

/// The subject of an act that was carried out before by this very command.
fn replayed(tx: &mut Tx<'_>, sending: &Sending, kind: &str) -> Result<Option<Uuid>, Error> {
    let Some((subject, revision)) = account::by_command(tx, sending.command)? else { return Ok(None) };
    let acts = account::of_subject(tx, subject)?;
    let act = acts.iter().find(|act| act.revision == revision);
    let same = act.is_some_and(|act| act.kind == kind && act.actor == sending.actor.reference());
    if same { Ok(Some(subject)) } else { Err(Error::CommandReused) }
}

pub(crate) fn keep<T: Serialize>(
    tx: &mut Tx<'_>,
    (subject, unit, kind): (Uuid, UnitId, &str),
    actor: ActorRef,
    command: CommandId,
    fact: &T,
    words: Option<&str>,
    pen: &Pen,
) -> Result<(), Error> {
    let payload = serde_json::to_string(fact).map_err(|error| Error::Defect(format!("{kind}: {error}")))?;
    let act = NewAct {
        subject,
        kind,
        unit,
        actor,
        at: pen.at,
        recorded_at_ms: pen.now_ms,
        command,
        payload: &payload,
        note: words,
        salt: pen.salt,
    };
    account::append(tx, &act).map(|_| ()).map_err(|error: StoreError| {
        match error.db().and_then(motcua_db::Error::constraint) {
            // Two nodes wrote at once: sent again, the other's act is seen.
            Some("office_act_subject_revision_key" | "office_act_command_key") => {
                Error::Unavailable("another act of the same subject came first".into())
            }
            _ => error.into(),
        }
    })
}

fn payload<T: DeserializeOwned>(act: &Kept) -> Result<T, Error> {
    serde_json::from_str(&act.payload)
        .map_err(|error| Error::Defect(format!("{} of {}: {error}", act.kind, act.subject)))
}

fn damaged(id: Uuid) -> Error {
    Error::Defect(format!("the acts of {id} do not follow one another"))
}
