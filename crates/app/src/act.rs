//! The one path of an act on an existing dossier.

use crate::clock::Timing;
use crate::error::{Error, What};
use crate::world::World;
use crate::{App, visibility};
use motcua_calendar::Moment;
use motcua_db::{Engine, Tx};
use motcua_domain::actor::{Actor, ActorRef};
use motcua_domain::dossier::Dossier;
use motcua_domain::dossier::command::Command;
use motcua_domain::dossier::decide::{self, Context};
use motcua_domain::ids::{CommandId, DossierCode, DossierId, UnitId};
use motcua_domain::procedure::ProcedureVersion;
use motcua_store::dossiers::{self, Loaded, Recent};
use motcua_store::notices::Outward;
use motcua_store::{StoreError, accounts, codes, commands, procedures, record};
use sha2::{Digest, Sha256};
use std::sync::Arc;

/// How a caller names a dossier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subject {
    /// By its id.
    Id(DossierId),
    /// By its code, looked up in the act's own unit of work.
    Code(String),
}

impl From<DossierId> for Subject {
    fn from(id: DossierId) -> Self {
        Self::Id(id)
    }
}

/// An act somebody asks for.
#[derive(Debug, Clone)]
pub struct ActRequest {
    /// Which dossier.
    pub dossier: Subject,
    /// The revision the actor saw.
    pub expected_revision: u32,
    /// The command's id: sending it again gives the first outcome.
    pub command_id: CommandId,
    /// What is to be done.
    pub command: Command,
}

/// What is taken outside the unit of work, so that running it again records the same.
#[derive(Debug, Clone, Copy)]
struct Stamp {
    now_ms: i64,
    salt: [u8; 16],
    outward: Outward,
}

/// What an act did.
#[derive(Debug, Clone)]
pub struct Acted {
    /// Which dossier.
    pub dossier: DossierId,
    /// Its code, from receipt on.
    pub code: Option<DossierCode>,
    /// Its revision now.
    pub revision: u32,
    /// Whether this command had been done before and the first outcome is given again.
    pub replayed: bool,
    /// The dossier as it now is.
    pub state: Arc<Dossier>,
    /// Units whose desks changed by it; none when it is replayed.
    pub touched: Vec<UnitId>,
}

impl App {
    /// Does an act, durably: when this returns `Ok`, the act survives a power cut.
    pub async fn act(&self, actor: Arc<Actor>, request: ActRequest) -> Result<Acted, Error> {
        let (world, recent) = (self.world(), self.recent());
        let stamp = self.stamp(Timing::Server)?;
        self.told(
            self.db().write_async(move |tx| perform(tx, &world, &recent, &actor, &request, stamp)).await,
        )
    }

    /// The same, on the caller's thread, dated by the server or, in a demonstration, by the caller.
    pub fn act_blocking(
        &self,
        actor: Arc<Actor>,
        request: ActRequest,
        timing: Timing,
    ) -> Result<Acted, Error> {
        let (world, recent) = (self.world(), self.recent());
        let stamp = self.stamp(timing)?;
        self.told(self.db().write(move |tx| perform(tx, &world, &recent, &actor, &request, stamp)))
    }

    /// Queues an act and returns at once; `done` is called after it is durable or refused (replay, load).
    pub fn act_submit<D>(
        &self,
        actor: Arc<Actor>,
        request: ActRequest,
        timing: Timing,
        done: D,
    ) -> Result<(), Error>
    where
        D: FnOnce(Result<Acted, Error>) + Send + 'static,
    {
        let (world, recent) = (self.world(), self.recent());
        let stamp = self.stamp(timing)?;
        let done = self.telling(done);
        self.db().submit_then(move |tx| perform(tx, &world, &recent, &actor, &request, stamp), done)?;
        Ok(())
    }

    fn stamp(&self, timing: Timing) -> Result<Stamp, Error> {
        Ok(Stamp { now_ms: self.timing_ms(timing)?, salt: self.ids().salt()?, outward: self.outward() })
    }
}

/// A fingerprint of what was asked, so that a re-used command id is noticed.
pub(crate) fn digest(parts: &[&str]) -> [u8; 32] {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part.as_bytes());
    }
    hash.finalize().into()
}

/// The actor as the command table keeps it.
pub(crate) fn actor_key(actor: ActorRef) -> String {
    match actor {
        ActorRef::Officer(id) => format!("o:{id}"),
        ActorRef::Applicant(id) => format!("a:{id}"),
        ActorRef::System => "s".to_owned(),
    }
}

/// What to answer when the store refuses a write whose keys this unit of work found free a moment ago.
///
/// On PostgreSQL a concurrent transaction, not yet visible then, took the key: the unit of work runs again, and on the new
/// snapshot it sees who came first.
pub(crate) fn raced(tx: &mut Tx<'_>, error: StoreError, keys: &[&str]) -> Error {
    match error.db().and_then(motcua_db::Error::constraint) {
        Some(name) if tx.engine() == Engine::Postgres && keys.contains(&name) => tx.run_again().into(),
        _ => error.into(),
    }
}

/// Records what was decided.
///
/// This unit of work has looked at the revision and at the command before: if they are taken all the same, a concurrent
/// transaction came first, and on a new snapshot the actor is answered "stale", or with the first outcome.
pub(crate) fn keep(tx: &mut Tx<'_>, entry: record::Entry<'_>, recent: &Recent) -> Result<Acted, Error> {
    const COMMAND: &str = "command_pkey";
    const TAKEN: [&str; 3] = [COMMAND, "event_dossier_revision_key", "dossier_code_key"];
    let id = entry.id;
    let acts = entry.before.is_some();
    let recorded = record::record(tx, entry).map_err(|error| {
        match error.db().and_then(motcua_db::Error::constraint) {
            // An act does not look first: its revision would have told if it had been done on this dossier.
            Some(COMMAND) if acts => Error::CommandReused,
            _ => raced(tx, error, &TAKEN),
        }
    })?;
    recent.put(Loaded { dossier: Arc::clone(&recorded.dossier), head: recorded.head });
    Ok(Acted {
        dossier: id,
        code: recorded.dossier.code.clone(),
        revision: recorded.dossier.revision,
        replayed: false,
        state: recorded.dossier,
        touched: recorded.touched,
    })
}

/// Answers a replay: the first outcome of this command id, if it ran before.
///
/// This must come before the revision check, or an honest double click would be told "stale".
pub(crate) fn replayed(
    tx: &mut Tx<'_>,
    id: &CommandId,
    actor: ActorRef,
    digest: &[u8; 32],
) -> Result<Option<Acted>, Error> {
    let Some(first) = commands::find(tx, id)? else {
        return Ok(None);
    };
    if first.digest != *digest || first.actor != actor_key(actor) {
        return Err(Error::CommandReused);
    }
    let loaded = dossiers::load(tx, &first.dossier)?
        .ok_or_else(|| Error::Defect("command without a dossier".into()))?;
    Ok(Some(Acted {
        dossier: first.dossier,
        code: loaded.dossier.code.clone(),
        revision: first.revision,
        replayed: true,
        state: loaded.dossier,
        touched: Vec::new(),
    }))
}

/// Allocates the next code of a receiving counter on a day.
pub(crate) fn next_code(
    tx: &mut Tx<'_>,
    world: &World,
    counter: UnitId,
    now: Moment,
) -> Result<DossierCode, Error> {
    let unit = world.units.get(counter).ok_or(Error::NotFound(What::Unit))?;
    let day = now.date().yymmdd();
    let serial = codes::next(tx, &unit.agency_code, &day)?;
    Ok(DossierCode::compose(&unit.agency_code, &day, serial))
}

fn perform(
    tx: &mut Tx<'_>,
    world: &World,
    recent: &Recent,
    actor: &Actor,
    request: &ActRequest,
    stamp: Stamp,
) -> Result<Acted, Error> {
    let Stamp { now_ms, salt, outward } = stamp;
    let body = serde_json::to_string(&request.command).map_err(|e| Error::Defect(e.to_string()))?;
    let loaded = match &request.dossier {
        Subject::Id(id) => dossiers::load_recent(tx, id, recent)?,
        Subject::Code(code) => dossiers::load_by_code(tx, code)?,
    };
    let loaded = loaded.ok_or(Error::NotFound(What::Dossier))?;
    let id = loaded.dossier.id;
    let digest = digest(&[&id.to_string(), &body]);
    // Each act raises the revision: where it is the one the actor saw, this command has not been carried out on this
    // dossier, and on another one the key of the command table will say so.
    let fresh = loaded.dossier.revision == request.expected_revision;
    if !fresh && let Some(first) = replayed(tx, &request.command_id, actor.reference(), &digest)? {
        return Ok(first);
    }
    if !visibility::may_see(actor, &loaded.dossier, world) {
        return Err(Error::NotFound(What::Dossier));
    }
    if !fresh {
        return Err(Error::Stale { seen: request.expected_revision, now: loaded.dossier.revision });
    }
    let now = Moment::from_unix_seconds(now_ms.div_euclid(1000));
    let version = version_for_act(tx, world, &loaded.dossier, &request.command, now)?;
    let code = match &request.command {
        Command::Receive(receive) => Some(next_code(tx, world, receive.at, now)?),
        _ => None,
    };
    let named = match request.command.names_officer() {
        Some(officer) => Some(accounts::duties_of(tx, officer, now.date())?),
        None => None,
    };
    let context = Context {
        id,
        now,
        actor,
        version: &version,
        calendar: world.calendar(loaded.dossier.calendar_unit())?,
        units: &world.units,
        code: code.as_ref(),
        named: named.as_deref(),
        systems: &world.systems,
    };
    let people = [loaded.dossier.owner, loaded.dossier.submitter];
    let parties = crate::files::Parties { people, entered: None };
    crate::files::check_named(tx, actor, request.command.papers_given(), &parties, Some(&id))?;
    if let Command::AttachResult { file, .. } = &request.command {
        crate::files::check_result(tx, actor, file)?;
    }
    let decided = decide::decide(Some(&loaded.dossier), &request.command, &context)?;
    let entry = record::Entry {
        id,
        before: Some(&loaded),
        decided,
        actor: actor.reference(),
        at: now,
        recorded_at_ms: now_ms,
        command: request.command_id,
        command_digest: digest,
        version: &version,
        pinned_before: None,
        salt,
        outward,
    };
    keep(tx, entry, recent)
}

/// A dossier keeps the version it was received under; receipt pins the one in force that day. A version that is not known
/// here was published on another node a moment ago.
fn version_for_act(
    tx: &mut Tx<'_>,
    world: &World,
    dossier: &Dossier,
    command: &Command,
    now: Moment,
) -> Result<Arc<ProcedureVersion>, Error> {
    let version = match command {
        Command::Receive(_) => world.version_at(&dossier.procedure, now.date(), dossier.places.competent),
        _ => world.version(dossier.version),
    };
    if let Some(version) = version {
        return Ok(Arc::clone(version));
    }
    let stored = procedures::version(tx, dossier.version)?;
    stored.map(Arc::new).ok_or_else(|| Error::Defect(format!("version {} is missing", dossier.version)))
}
