//! An order to pass dossiers on: kept first, carried out in groups, gone on with after whatever cut it off.

use super::preview::{Migrated, NAMED_MAX, Named, named};
use super::*;
use crate::act::raced;
use crate::designer::required;
use crate::visibility;
use motcua_calendar::Lang;
use motcua_store::notices::Outward;
use motcua_store::procedures::passing::{self, Passing, Stayed};

/// Dossiers passed on at once: enough to fill a group of writes.
const AT_ONCE: usize = 64;

/// What a designer orders.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PassDossiers {
    /// The command's id: sending it again gives the first outcome, or goes on where it was cut off.
    pub command_id: CommandId,
    /// By which rule.
    pub rule: MigrationRule,
    /// Why: told on every dossier that passes.
    pub reason: String,
    /// The numbers the designer saw ([`Migrated::fingerprint`]).
    pub seen: String,
}

/// An order as its page shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PassingView {
    /// The order.
    pub passing: Passing,
    /// Who gave it, by name.
    pub by: String,
    /// The first dossiers that went.
    pub first: Vec<Named>,
}

/// What became of one dossier.
enum Passed {
    On(Box<crate::act::Acted>, Named),
    Stays(Named, Refusal),
    /// Another run of the same order was quicker.
    Already,
}

/// What is the same for every dossier of an order.
struct Run {
    actor: Arc<Actor>,
    world: Arc<World>,
    recent: Arc<Recent>,
    passing: Passing,
    now_ms: i64,
}

impl App {
    /// Keeps an order to pass dossiers on, once its numbers are still those its author saw. Nothing has passed then:
    /// [`App::carry_on_passing`] does it.
    ///
    /// # Errors
    /// As [`App::migration_preview`]; [`DraftRefusal::NotInForce`], [`DraftRefusal::OutlookChanged`];
    /// [`Error::Invalid`] without a reason.
    pub async fn begin_passing(&self, actor: Arc<Actor>, order: PassDossiers) -> Result<(), Error> {
        let (asked, now_ms, id) = (asked(&order)?, self.now_ms(), order.command_id);
        let asker = Arc::clone(&actor);
        if let Some(known) = self.passing_of(&actor, id).await? {
            // The first outcome is the answer, before anything that has changed by it is looked at.
            return if known.digest == asked { Ok(()) } else { Err(Error::CommandReused) };
        }
        let outlook = self.migration_preview(Arc::clone(&actor), order.rule.clone()).await?;
        required("note", &order.reason)?;
        let today = Moment::from_unix_seconds(now_ms.div_euclid(1000)).date();
        Pair::of(&self.world(), order.rule.from, order.rule.to)?.in_force(&self.world(), today)?;
        if outlook.fingerprint() != order.seen {
            return Err(Error::Draft(DraftRefusal::OutlookChanged));
        }
        let world = self.world();
        self.db()
            .write_async(move |tx| {
                let pair = Pair::ruled(&world, &order.rule)?;
                let officer = designer_of(tx, &asker, &pair.new, now_ms)?;
                let passing = Passing {
                    id,
                    code: pair.new.code.clone(),
                    rule: order.rule.clone(),
                    reason: order.reason.trim().to_owned(),
                    digest: asked,
                    officer,
                    begun_at: now_ms,
                    done_at: None,
                    stayed: Vec::new(),
                    passed: 0,
                };
                kept(tx, &passing)
            })
            .await
    }

    /// Passes on every dossier the rule of an order can carry, as a journalled act of the designer who asks. Safe to repeat:
    /// what was passed on before an error or a crash stays passed on, and the next run does the rest.
    ///
    /// # Errors
    /// `NotFound` for no order; `Denied`; [`DraftRefusal::NotInForce`] when another version came into force meanwhile; if
    /// the database cannot answer or write.
    pub async fn carry_on_passing(&self, actor: Arc<Actor>, id: CommandId) -> Result<Migrated, Error> {
        let passing = self.passing_of(&actor, id).await?.ok_or(Error::NotFound(What::Page))?;
        if passing.done_at.is_some() {
            return Ok(Migrated { passed: passing.passed, ..Migrated::default() });
        }
        let (world, now_ms) = (self.world(), self.now_ms());
        let pair = Pair::ruled(&world, &passing.rule)?;
        pair.in_force(&world, Moment::from_unix_seconds(now_ms.div_euclid(1000)).date())?;
        let (asker, of) = (Arc::clone(&actor), (Arc::clone(&pair.new), passing.rule.from));
        let ids = self
            .read(move |tx, _| {
                designer_of(tx, &asker, &of.0, now_ms)?;
                Ok(procedures::received_under(tx, &of.0.code, of.1)?)
            })
            .await?;
        let run = Arc::new(Run { actor, world, recent: self.recent(), passing, now_ms });
        let mut outcome = Migrated::default();
        for group in ids.chunks(AT_ONCE) {
            let mut running = Vec::with_capacity(group.len());
            for id in group {
                let (run, id, salt) = (Arc::clone(&run), *id, self.ids().salt()?);
                running.push(self.db().write_async(move |tx| run.pass_on(tx, id, salt)));
            }
            for queued in running {
                match queued.await? {
                    Passed::On(acted, named) => {
                        self.told(Ok(*acted))?;
                        outcome.count(named, Ok(()));
                    }
                    Passed::Stays(named, refusal) => outcome.count(named, Err(refusal)),
                    Passed::Already => {}
                }
            }
        }
        let (stayed, done_at) = (stayed(&outcome), self.now_ms());
        self.db().write_async(move |tx| Ok::<_, Error>(passing::done(tx, id, done_at, &stayed)?)).await?;
        Ok(outcome)
    }

    /// An order with how far it came.
    ///
    /// # Errors
    /// `NotFound`; `Denied` for anybody but designers and inspectors.
    pub async fn passing(&self, actor: Arc<Actor>, id: CommandId) -> Result<PassingView, Error> {
        let asker = Arc::clone(&actor);
        self.looked(actor, move |tx, world| {
            let passing = passing::get(tx, id)?.ok_or(Error::NotFound(What::Page))?;
            let mut first = Vec::new();
            for (dossier, code) in passing::first_passed(tx, id, NAMED_MAX as u32)? {
                let open = dossiers::load(tx, &dossier)?
                    .is_some_and(|loaded| visibility::may_see(&asker, &loaded.dossier, world));
                first.push(Named { code, open });
            }
            Ok(view(world, passing, first))
        })
        .await
    }

    /// The orders of a procedure, the newest first, without their dossiers.
    ///
    /// # Errors
    /// `Denied` for anybody but designers and inspectors.
    pub async fn passings_of(
        &self,
        actor: Arc<Actor>,
        code: ProcedureCode,
    ) -> Result<Vec<PassingView>, Error> {
        self.looked(actor, move |tx, world| {
            let all = passing::of_code(tx, &code)?;
            Ok(all.into_iter().map(|passing| view(world, passing, Vec::new())).collect())
        })
        .await
    }

    /// An order, for a designer.
    async fn passing_of(&self, actor: &Arc<Actor>, id: CommandId) -> Result<Option<Passing>, Error> {
        let (actor, now_ms) = (Arc::clone(actor), self.now_ms());
        self.read(move |tx, _| {
            designer(tx, &actor, now_ms)?;
            Ok(passing::get(tx, id)?)
        })
        .await
    }
}

fn view(world: &World, passing: Passing, first: Vec<Named>) -> PassingView {
    let by = world.officer_name(passing.officer).map_or_else(|| passing.officer.to_string(), str::to_owned);
    PassingView { passing, by, first }
}

/// Keeps an order, unless the same one was kept a moment ago.
fn kept(tx: &mut Tx<'_>, passing: &Passing) -> Result<(), Error> {
    if let Some(known) = passing::get(tx, passing.id)? {
        return if known.digest == passing.digest { Ok(()) } else { Err(Error::CommandReused) };
    }
    passing::begin(tx, passing).map_err(|error| raced(tx, error, &["procedure_passing_pkey"]))
}

/// What was ordered, so that a command id used for something else is noticed.
fn asked(order: &PassDossiers) -> Result<[u8; 32], Error> {
    let rule = serde_json::to_string(&order.rule).map_err(|error| Error::Defect(error.to_string()))?;
    Ok(digest(&["pass", &rule, order.reason.trim()]))
}

/// What stayed, in words that are kept.
fn stayed(outcome: &Migrated) -> Vec<Stayed> {
    let one = |staying: &super::Staying| Stayed {
        reason: staying.refusal.code().to_owned(),
        vi: staying.refusal.message(Lang::Vi),
        en: staying.refusal.message(Lang::En),
        count: staying.count,
        first: staying.first.iter().map(|named| named.code.clone()).collect(),
    };
    outcome.staying.iter().map(one).collect()
}

impl Run {
    fn pass_on(&self, tx: &mut Tx<'_>, id: DossierId, salt: [u8; 16]) -> Result<Passed, Error> {
        let rule = &self.passing.rule;
        let pair = Pair::of(&self.world, rule.from, rule.to)?;
        designer_of(tx, &self.actor, &pair.new, self.now_ms)?;
        let loaded = dossiers::load_recent(tx, &id, &self.recent)?.ok_or(Error::NotFound(What::Dossier))?;
        if loaded.dossier.version == rule.to {
            return Ok(Passed::Already);
        }
        let named = named(&self.world, &loaded, &self.actor);
        let event = match decided(&self.world, &loaded, rule, &pair)? {
            Ok(event) => event,
            Err(refusal) => return Ok(Passed::Stays(named, refusal)),
        };
        passing::went(tx, self.passing.id, id)
            .map_err(|error| raced(tx, error, &["procedure_passed_pkey"]))?;
        let order = self.passing.id.0.to_string();
        let actor = actor_key(self.actor.reference());
        let digest = digest(&["migrate", &order, &actor, &id.to_string()]);
        let entry = record::Entry {
            id,
            before: Some(&loaded),
            decided: smallvec![Decided { event, note: Some(self.passing.reason.clone()) }],
            actor: self.actor.reference(),
            at: Moment::from_unix_seconds(self.now_ms.div_euclid(1000)),
            recorded_at_ms: self.now_ms,
            command: command_of(&digest, loaded.dossier.revision),
            command_digest: digest,
            version: &pair.new,
            pinned_before: Some(&pair.old),
            salt,
            // A newer version is told to nobody: the promise stands.
            outward: Outward::OwnPages,
        };
        Ok(Passed::On(Box::new(keep(tx, entry, &self.recent)?), named))
    }
}

/// The id of the command that passes one dossier on at one revision: the same for whoever runs the order again.
fn command_of(digest: &[u8; 32], revision: u32) -> CommandId {
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    bytes[12..].copy_from_slice(&revision.to_be_bytes());
    CommandId(Uuid::from_bytes(bytes))
}
