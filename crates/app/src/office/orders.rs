//! Orders: given, acted on, listed, each for those who may see it.

use super::{
    Sending, Told, damaged, headed, keep, may_order, may_see_order, officer, oversees, payload, replayed,
};
use crate::error::{Error, What};
use crate::{App, World};
use motcua_calendar::Date;
use motcua_db::Tx;
use motcua_domain::actor::{Actor, ActorRef, Role};
use motcua_domain::ids::{OfficerId, UnitId};
use motcua_domain::office::order::{self, ActName, Given, Giver, Order, Setting};
use motcua_domain::office::{self, OfficeRefusal, heads, leads};
use motcua_store::accounts;
use motcua_store::office::{self as account, Ended};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use uuid::Uuid;

/// Orders on a page.
pub const ORDERS_PAGE: usize = 100;
/// Orders looked at together.
const SLICE: u32 = 200;

/// Orders that wait at a unit looked at for the counts of a menu.
const COUNTED: u32 = 500;

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

/// How far the orders listed have come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Something is still to be done about them.
    Alive,
    /// Judged, or taken back.
    Over,
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

impl App {
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

    /// A page of orders before a place of the account, those overdue first, then by their deadline; and the place the next page begins
    /// at, if there is one.
    ///
    /// # Errors
    /// [`Error::Denied`] for all orders of the city asked for by anybody but its leaders and inspectors.
    pub async fn orders(
        &self,
        actor: Arc<Actor>,
        whose: Whose,
        standing: Standing,
        mut before: Option<i64>,
    ) -> Result<(Vec<OrderFile>, Option<i64>), Error> {
        let today = self.now().date();
        self.read(move |tx, world| {
            if whose == Whose::OfTheCity && !oversees(&actor) {
                return Err(Error::Denied);
            }
            let units: Vec<Option<UnitId>> = match whose {
                Whose::Mine => {
                    let units: BTreeSet<UnitId> = actor.duties().iter().map(|duty| duty.unit).collect();
                    units.into_iter().map(Some).collect()
                }
                Whose::OfMyUnits => headed(&actor, world).into_iter().map(Some).collect(),
                Whose::GivenByMe | Whose::OfTheCity => vec![None],
            };
            let me = actor.officer();
            let ended = Ended { by: order::ENDS, over: standing == Standing::Over };
            let (mut found, mut last, mut next) = (Vec::new(), None, None);
            'slices: loop {
                let mut slice = Vec::new();
                for unit in &units {
                    slice.extend(account::standing(tx, order::GIVEN, *unit, ended, before, SLICE)?);
                }
                slice.sort_by_key(|act| std::cmp::Reverse(act.position));
                slice.truncate(SLICE as usize);
                let whole = slice.len() == SLICE as usize;
                for act in slice {
                    before = Some(act.position);
                    let asked = match whose {
                        Whose::GivenByMe => act.actor.officer() == me,
                        Whose::Mine => {
                            let fact: order::Act = payload(&act)?;
                            matches!(fact, order::Act::Given(given) if Some(given.owner) == me)
                        }
                        Whose::OfMyUnits | Whose::OfTheCity => true,
                    };
                    if !asked {
                        continue;
                    }
                    if found.len() == ORDERS_PAGE {
                        next = last;
                        break 'slices;
                    }
                    last = Some(act.position);
                    found.extend(order_file(tx, world, act.subject, Some(&actor), today)?);
                }
                if !whole {
                    break;
                }
            }
            found.sort_by_key(|file| {
                let order = &file.order;
                (!order.is_overdue(today), order.due, file.number)
            });
            Ok((found, next))
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

/// How many orders to a unit wait for each of those who answer for them.
///
/// # Errors
/// If the database cannot answer.
pub fn waiting_orders(tx: &mut Tx<'_>, unit: UnitId) -> Result<BTreeMap<OfficerId, u64>, Error> {
    let mut waiting = BTreeMap::new();
    for payload in account::open_orders(tx, unit, COUNTED)? {
        let act =
            serde_json::from_str(&payload).map_err(|error| Error::Defect(format!("an order: {error}")))?;
        if let order::Act::Given(given) = act {
            *waiting.entry(given.owner).or_default() += 1;
        }
    }
    Ok(waiting)
}
