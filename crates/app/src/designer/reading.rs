//! What the designer's pages read. Designers read everything about drafts, and inspectors may look on; nobody else.

use super::variation;
use crate::error::{Error, What};
use crate::world::World;
use crate::{App, Tx};
use motcua_domain::actor::{Actor, Role};
use motcua_domain::ids::{DraftId, OfficerId, ProcedureCode, UnitId};
use motcua_domain::procedure::{DraftState, ProcedureVersion};
use motcua_store::accounts;
use motcua_store::procedures::{self, Draft, InHand, Kept, Past};
use std::sync::Arc;

/// Most dossiers a dry run is tried on.
pub const PAST_MAX: u32 = 100_000;

/// An act on a draft with its officer's name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActSeen {
    /// The act.
    pub kept: Kept,
    /// Who, by name.
    pub by: String,
}

/// A draft with everything done to it.
#[derive(Debug, Clone)]
pub struct DraftView {
    /// The draft.
    pub draft: Draft,
    /// Its definition.
    pub content: ProcedureVersion,
    /// What was done, in order.
    pub acts: Vec<ActSeen>,
}

impl App {
    /// The drafts in a state, those touched last first.
    ///
    /// # Errors
    /// [`Error::Denied`] for anybody but designers and inspectors, as with its neighbours.
    pub async fn drafts(&self, actor: Arc<Actor>, state: DraftState) -> Result<Vec<Draft>, Error> {
        self.looked(actor, move |tx, _| Ok(procedures::in_state(tx, state)?)).await
    }

    /// The drafts of a procedure, those touched last first.
    ///
    /// # Errors
    /// As [`App::drafts`].
    pub async fn drafts_of(&self, actor: Arc<Actor>, code: ProcedureCode) -> Result<Vec<Draft>, Error> {
        self.looked(actor, move |tx, _| Ok(procedures::of_code(tx, &code)?)).await
    }

    /// The drafts of a commune's variations, those touched last first: for its head too.
    ///
    /// # Errors
    /// [`Error::NotFound`] for whoever may not see them.
    pub async fn drafts_of_unit(&self, actor: Arc<Actor>, unit: UnitId) -> Result<Vec<Draft>, Error> {
        self.seen(actor, move |tx, _, sight| {
            if !sight.sees(Some(unit)) {
                return Err(Error::NotFound(What::Unit));
            }
            Ok(procedures::of_unit(tx, unit)?)
        })
        .await
    }

    /// A draft with everything done to it; the head of a commune sees those of its own variations.
    ///
    /// # Errors
    /// [`Error::NotFound`]; as [`App::drafts`].
    pub async fn draft(&self, actor: Arc<Actor>, id: DraftId) -> Result<DraftView, Error> {
        self.seen(actor, move |tx, world, sight| {
            let draft = procedures::load(tx, id)?.ok_or(Error::NotFound(What::Draft))?;
            if !sight.sees(draft.unit) {
                return Err(Error::NotFound(What::Draft));
            }
            let seen = |kept: Kept| ActSeen { by: name_of(world, kept.officer), kept };
            let acts = procedures::acts(tx, id)?.into_iter().map(seen).collect();
            Ok(DraftView { content: draft.content()?, draft, acts })
        })
        .await
    }

    /// The definition of a draft as it stood at a revision: nothing that was saved is ever lost.
    ///
    /// # Errors
    /// [`Error::NotFound`]; as [`App::drafts`].
    pub async fn draft_at(
        &self,
        actor: Arc<Actor>,
        id: DraftId,
        revision: u32,
    ) -> Result<ProcedureVersion, Error> {
        self.looked(actor, move |tx, _| {
            let acts = procedures::acts(tx, id)?;
            let known = acts.iter().any(|kept| kept.revision == revision);
            let upto = acts.iter().rev().filter(|kept| known && kept.revision <= revision);
            let text = upto.filter_map(|kept| kept.definition.as_deref()).next();
            let text = text.ok_or(Error::NotFound(What::Draft))?;
            serde_json::from_str(text).map_err(|error| Error::Defect(format!("definition: {error}")))
        })
        .await
    }

    /// The dossiers in hand under a procedure, by version, step and unit: what a publication leaves where it is.
    ///
    /// # Errors
    /// As [`App::drafts`].
    pub async fn in_flight(&self, actor: Arc<Actor>, code: ProcedureCode) -> Result<Vec<InHand>, Error> {
        self.looked(actor, move |tx, _| Ok(procedures::in_hand(tx, &code)?)).await
    }

    /// Hands the dossiers of a procedure that have ended to `each`, those that ended last first, at most `limit` and
    /// [`PAST_MAX`], and answers what `each` was left with.
    ///
    /// # Errors
    /// As [`App::drafts`].
    pub async fn past<T, F>(
        &self,
        actor: Arc<Actor>,
        code: ProcedureCode,
        limit: u32,
        (start, each): (T, F),
    ) -> Result<T, Error>
    where
        T: Send + 'static,
        F: Fn(&mut T, Past) + Send + 'static,
    {
        self.looked(actor, move |tx, _| {
            let mut gathered = start;
            procedures::past(tx, &code, limit.min(PAST_MAX), |past| {
                each(&mut gathered, past);
                Ok(())
            })?;
            Ok(gathered)
        })
        .await
    }

    pub(crate) async fn looked<T, F>(&self, actor: Arc<Actor>, work: F) -> Result<T, Error>
    where
        T: Send + 'static,
        F: FnOnce(&mut Tx<'_>, &World) -> Result<T, Error> + Send + 'static,
    {
        let all = move |tx: &mut Tx<'_>, world: &World, sight: &Sight| {
            if sight.all { work(tx, world) } else { Err(Error::Denied) }
        };
        self.seen(actor, all).await
    }

    async fn seen<T, F>(&self, actor: Arc<Actor>, work: F) -> Result<T, Error>
    where
        T: Send + 'static,
        F: FnOnce(&mut Tx<'_>, &World, &Sight) -> Result<T, Error> + Send + 'static,
    {
        let today = self.now().date();
        self.read(move |tx, world| {
            let officer = actor.officer().ok_or(Error::Denied)?;
            let duties = accounts::duties_of(tx, officer, today)?;
            let all = duties.iter().any(|duty| matches!(duty.role, Role::Designer | Role::Inspector));
            let heads = duties.iter().filter(|duty| variation::varies(world, duty));
            let sight = Sight { all, units: heads.map(|duty| duty.unit).collect() };
            if !sight.all && sight.units.is_empty() {
                return Err(Error::Denied);
            }
            work(tx, world, &sight)
        })
        .await
    }
}

/// Whose drafts somebody sees.
struct Sight {
    /// Everybody's: designers and inspectors.
    all: bool,
    /// The units they head.
    units: Vec<UnitId>,
}

impl Sight {
    fn sees(&self, unit: Option<UnitId>) -> bool {
        self.all || unit.is_some_and(|unit| self.units.contains(&unit))
    }
}

/// An officer's name, else the number.
pub(super) fn name_of(world: &World, officer: OfficerId) -> String {
    world.officer_name(officer).map_or_else(|| officer.to_string(), str::to_owned)
}
