//! Contests of figures: raised, answered, and marked on the figure for everybody.

use super::{Sending, Told, damaged, keep, officer, oversees, payload, replayed};
use crate::error::{Error, What};
use crate::{App, World};
use motcua_db::Tx;
use motcua_domain::actor::{Actor, ActorRef};
use motcua_domain::office::contest::{self, Contest, Raised, Verdict};
use motcua_domain::office::{self, OfficeRefusal};
use motcua_store::office as account;
use std::collections::BTreeMap;
use uuid::Uuid;

/// Contests that mark figures, the latest first.
const MARKS_MAX: u32 = 300;

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

impl App {
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
                let said =
                    contest::decide(&file.contest, &act, &sending.actor, (&world.units, &world.contests));
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

/// Whether somebody may read the words and the dossiers of a contest.
#[must_use]
pub fn reads_contest(actor: &Actor, contest: &Contest, world: &World) -> bool {
    oversees(actor)
        || contest::answers(actor, &world.units, &world.contests)
        || contest::may_raise(actor, contest.raised.unit, &world.units)
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
