//! Orders, nudges and contests of figures: acts of offices, each authorised on its object and kept once.

use crate::error::Error;
use crate::visibility;
use crate::{App, World};
use motcua_calendar::Moment;
use motcua_db::Tx;
use motcua_domain::actor::{Actor, ActorRef, Role};
use motcua_domain::dossier::Dossier;
use motcua_domain::ids::{CommandId, DossierId, OfficerId, UnitId};
use motcua_domain::office::order::Order;
use motcua_domain::office::{self, OfficeRefusal, heads, leads};
use motcua_store::office::{self as account, Kept, NewAct};
use motcua_store::{StoreError, dossiers};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::collections::BTreeSet;
use std::sync::Arc;
use uuid::Uuid;

mod contests;
mod nudges;
mod orders;

pub use contests::{ContestFile, Mark, marks, reads_contest};
pub use nudges::{NudgeFile, nudged_on};
pub use orders::{ORDERS_PAGE, OrderFile, Standing, Whose, waiting_orders};

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

fn officer(actor: &Actor) -> Result<OfficerId, Error> {
    actor.officer().ok_or(Error::Denied)
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
