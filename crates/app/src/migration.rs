//! Dossiers in flight pass to a newer version, each in a unit of work of its own.
//!
//! The rule is explicit and shown first: [`App::migration_preview`] says which dossiers would pass and why the others stay.
//! Carrying it out is safe to repeat: a dossier that has passed is not passed again, and one that a crash left out is
//! taken up by the next run.

use crate::act::{actor_key, digest, keep};
use crate::designer::designer;
use crate::error::{Error, What};
use crate::world::World;
use crate::{App, Tx};
use motcua_calendar::Moment;
use motcua_domain::actor::Actor;
use motcua_domain::dossier::event::{Decided, Event};
use motcua_domain::dossier::migrate::{MigrationRule, migrate};
use motcua_domain::ids::{CommandId, DossierCode, DossierId, VersionId};
use motcua_domain::procedure::ProcedureVersion;
use motcua_domain::refusal::Refusal;
use motcua_store::dossiers::{self, Loaded, Recent};
use motcua_store::{procedures, record};
use smallvec::smallvec;
use std::collections::BTreeMap;
use std::sync::Arc;
use uuid::Uuid;

/// Dossiers that stay, named one by one up to this many.
pub const STAYING_LISTED_MAX: usize = 200;
/// Dossiers passed on at once: enough to fill a group of writes.
const AT_ONCE: usize = 64;

/// What became, or would become, of the dossiers of a version.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Migrated {
    /// Passed to the newer version.
    pub passed: u64,
    /// Stay, by the code of the reason.
    pub staying: BTreeMap<&'static str, u64>,
    /// The first of those that stay, with the reason.
    pub listed: Vec<(DossierCode, Refusal)>,
}

impl Migrated {
    fn count(&mut self, code: Option<&DossierCode>, outcome: Result<(), Refusal>) {
        match outcome {
            Ok(()) => self.passed += 1,
            Err(refusal) => {
                *self.staying.entry(refusal.code()).or_default() += 1;
                if let (Some(code), true) = (code, self.listed.len() < STAYING_LISTED_MAX) {
                    self.listed.push((code.clone(), refusal));
                }
            }
        }
    }
}

/// The two versions of a rule, which must be of one procedure and published.
struct Pair {
    old: Arc<ProcedureVersion>,
    new: Arc<ProcedureVersion>,
}

fn pair(world: &World, rule: &MigrationRule) -> Result<Pair, Error> {
    let version = |id: VersionId| world.version(id).cloned().ok_or(Error::NotFound(What::Procedure));
    let (old, new) = (version(rule.from)?, version(rule.to)?);
    if old.code == new.code { Ok(Pair { old, new }) } else { Err(Error::NotFound(What::Procedure)) }
}

fn decided(
    world: &World,
    loaded: &Loaded,
    rule: &MigrationRule,
    new: &ProcedureVersion,
) -> Result<Result<Event, Refusal>, Error> {
    let calendar = world.calendar(loaded.dossier.calendar_unit())?;
    Ok(migrate(&loaded.dossier, rule, new, calendar))
}

impl App {
    /// The rule that offers itself between two published versions of one procedure.
    ///
    /// # Errors
    /// `NotFound` when either is not published, or they are of two procedures.
    pub fn migration_rule(&self, from: VersionId, to: VersionId) -> Result<MigrationRule, Error> {
        let pair = pair(&self.world(), &MigrationRule { from, to, steps: Vec::new() })?;
        Ok(MigrationRule::between(&pair.old, &pair.new))
    }

    /// What the rule would do now. Changes nothing.
    ///
    /// # Errors
    /// `Denied` for anybody but a designer; as [`App::migration_rule`]; if the database cannot answer.
    pub async fn migration_preview(&self, actor: Arc<Actor>, rule: MigrationRule) -> Result<Migrated, Error> {
        let now_ms = self.now_ms();
        self.read(move |tx, world| {
            designer(tx, &actor, now_ms)?;
            let pair = pair(world, &rule)?;
            let mut outcome = Migrated::default();
            for id in procedures::received_under(tx, &pair.old.code, rule.from)? {
                let Some(loaded) = dossiers::load(tx, &id)? else { continue };
                let would = decided(world, &loaded, &rule, &pair.new)?.map(|_| ());
                outcome.count(loaded.dossier.code.as_ref(), would);
            }
            Ok(outcome)
        })
        .await
    }

    /// Passes on every dossier the rule can carry, as a journalled act of the designer.
    ///
    /// # Errors
    /// As [`App::migration_preview`]. What was passed on before an error stays passed on; run it again.
    pub async fn migrate_dossiers(&self, actor: Arc<Actor>, rule: MigrationRule) -> Result<Migrated, Error> {
        let now_ms = self.now_ms();
        let (asker, of) = (Arc::clone(&actor), rule.clone());
        let ids = self
            .read(move |tx, world| {
                designer(tx, &asker, now_ms)?;
                Ok(procedures::received_under(tx, &pair(world, &of)?.old.code, of.from)?)
            })
            .await?;
        let rule = Arc::new(rule);
        let mut outcome = Migrated::default();
        for group in ids.chunks(AT_ONCE) {
            let mut running = Vec::with_capacity(group.len());
            for id in group {
                let (world, recent, id) = (self.world(), self.recent(), *id);
                let (actor, rule) = (Arc::clone(&actor), Arc::clone(&rule));
                let salt = self.ids().salt()?;
                let queued = self
                    .db()
                    .write_async(move |tx| pass_on(tx, &world, &recent, &actor, &rule, id, (now_ms, salt)));
                running.push(queued);
            }
            for queued in running {
                let (code, done) = self.told_of_one(queued.await)?;
                outcome.count(code.as_ref(), done);
            }
        }
        Ok(outcome)
    }

    /// Wakes the desks a passed dossier lies on.
    fn told_of_one(
        &self,
        outcome: Result<Passed, Error>,
    ) -> Result<(Option<DossierCode>, Result<(), Refusal>), Error> {
        match outcome? {
            Passed::On(acted) => {
                let code = acted.code.clone();
                self.told(Ok(*acted))?;
                Ok((code, Ok(())))
            }
            Passed::Stays(code, refusal) => Ok((code, Err(refusal))),
        }
    }
}

/// What became of one dossier.
enum Passed {
    On(Box<crate::act::Acted>),
    Stays(Option<DossierCode>, Refusal),
}

fn pass_on(
    tx: &mut Tx<'_>,
    world: &World,
    recent: &Recent,
    actor: &Actor,
    rule: &MigrationRule,
    id: DossierId,
    (now_ms, salt): (i64, [u8; 16]),
) -> Result<Passed, Error> {
    designer(tx, actor, now_ms)?;
    let pair = pair(world, rule)?;
    let loaded = dossiers::load_recent(tx, &id, recent)?.ok_or(Error::NotFound(What::Dossier))?;
    let event = match decided(world, &loaded, rule, &pair.new)? {
        Ok(event) => event,
        Err(refusal) => return Ok(Passed::Stays(loaded.dossier.code.clone(), refusal)),
    };
    let body = serde_json::to_string(rule).map_err(|error| Error::Defect(error.to_string()))?;
    let digest = digest(&["migrate", &actor_key(actor.reference()), &id.to_string(), &body]);
    let entry = record::Entry {
        id,
        before: Some(&loaded),
        decided: smallvec![Decided { event, note: None }],
        actor: actor.reference(),
        at: Moment::from_unix_seconds(now_ms.div_euclid(1000)),
        recorded_at_ms: now_ms,
        command: command_of(&digest, loaded.dossier.revision),
        command_digest: digest,
        version: &pair.new,
        pinned_before: Some(&pair.old),
        salt,
    };
    Ok(Passed::On(Box::new(keep(tx, entry, recent)?)))
}

/// The id of the command that passes one dossier on at one revision: the same for whoever runs the rule again.
fn command_of(digest: &[u8; 32], revision: u32) -> CommandId {
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    bytes[12..].copy_from_slice(&revision.to_be_bytes());
    CommandId(Uuid::from_bytes(bytes))
}
