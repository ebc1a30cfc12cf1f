//! The work that is measured: a seeded city, its counters, filings by made-up people, and the acts that bring a dossier
//! from its receipt to its result.

use anyhow::{Context, Result, anyhow, bail};
use motcua_app::clock::Timing;
use motcua_app::ids::{IdSource, SystemIds};
use motcua_app::{ActRequest, Acted, App, FilingRequest, PersonInput};
use motcua_calendar::Lang;
use motcua_city::City;
use motcua_domain::actor::{Actor, Duty, FieldScope, Role};
use motcua_domain::dossier::acts::{Act, permit};
use motcua_domain::dossier::command::{Command, ElectronicCopy, PaperHanded, Recipient};
use motcua_domain::dossier::{Dossier, Outcome, PaperGiven, Provenance, ReturnMethod};
use motcua_domain::ids::{CommandId, OfficerId, ProcedureCode, UnitId};
use motcua_domain::procedure::{Competence, ProcedureVersion};
use motcua_store::meta::Purpose;
use std::collections::HashMap;
use std::sync::Arc;

use crate::open::{Database, app_over};

/// Birth registration: the commonest procedure of the mission, decided by the commune.
pub const PROCEDURE: &str = "1.001193";

/// A counter with the officer who sits there.
pub struct Counter {
    /// Where.
    pub unit: UnitId,
    /// Sign-in name of the officer.
    pub username: String,
    /// The officer.
    pub officer: Arc<Actor>,
}

/// Somebody who designs processes.
pub struct Designer {
    /// Sign-in name.
    pub username: String,
    /// The officer.
    pub officer: Arc<Actor>,
}

/// A seeded city, ready for work.
pub struct Work {
    /// Where the database is.
    pub url: String,
    /// The use cases over it.
    pub app: Arc<App>,
    /// One for each commune.
    pub counters: Vec<Counter>,
    /// Demonstration officers.
    pub officers: Vec<(OfficerId, String, Arc<Actor>)>,
    version: Arc<ProcedureVersion>,
    names: Vec<String>,
    ids: SystemIds,
}

impl Work {
    /// Seeds Hanoi into an empty database, as a demonstration.
    pub fn new(url: &str) -> Result<Self> {
        Self::with(url, |_| {})
    }

    /// The same for loading what a server is then asked about: one writer on PostgreSQL too, because thousands of
    /// dossiers at once at the same counters make several of them collide.
    pub fn to_load(url: &str) -> Result<Self> {
        Self::with(url, |config| config.postgres_lanes = 1)
    }

    /// The same with other settings of the database layer.
    pub fn with(url: &str, change: impl FnOnce(&mut motcua_db::Config)) -> Result<Self> {
        Self::of(url, motcua_city::hanoi().context("the city compiled in")?, change)
    }

    /// The same of another city.
    pub fn of(url: &str, city: City, change: impl FnOnce(&mut motcua_db::Config)) -> Result<Self> {
        let database = Database { database: url.to_owned() };
        let ids: Arc<dyn IdSource> = Arc::new(SystemIds::default());
        let app = app_over(database.open_with(change)?, Purpose::Demonstration, ids)?;
        let people = names(&city);
        let officers: Vec<(OfficerId, String, Arc<Actor>)> = city
            .officers
            .iter()
            .map(|o| {
                (o.id, o.username.clone(), Arc::new(Actor::Officer { id: o.id, duties: o.duties.clone() }))
            })
            .collect();
        crate::seed::into(&app, city)?;
        let world = app.world();
        let version = world.version_for(&ProcedureCode::from(PROCEDURE), app.now().date());
        let version = version.context("the benchmark's procedure")?.clone();
        let mut counters = Vec::new();
        for (_, username, actor) in &officers {
            // Somebody who stands in elsewhere is asked for at the first unit: a session begins there.
            let first = actor.duties().first().map(|duty| duty.unit);
            let own = |duty: &&Duty| duty.role == Role::OneStop && Some(duty.unit) == first;
            for duty in actor.duties().iter().filter(own) {
                let unit = world.units.get(duty.unit);
                let commune = unit.and_then(|unit| unit.parent).and_then(|id| world.units.get(id));
                let taken = counters.iter().any(|known: &Counter| known.unit == duty.unit);
                if commune.is_some_and(|unit| unit.kind.is_commune()) && !taken {
                    counters.push(Counter {
                        unit: duty.unit,
                        username: username.clone(),
                        officer: actor.clone(),
                    });
                }
            }
        }
        if counters.is_empty() {
            bail!("the city has no counters in communes");
        }
        let ids = SystemIds::default();
        let mut work = Self { url: url.to_owned(), app, counters, officers, version, names: people, ids };
        work.turn_to(PROCEDURE)?;
        Ok(work)
    }

    /// Files dossiers of another procedure from now on, one that the communes decide.
    pub fn turn_to(&mut self, code: &str) -> Result<()> {
        let (world, today) = (self.app.world(), self.app.now().date());
        let version =
            world.version_for(&code.into(), today).cloned().with_context(|| format!("no {code}"))?;
        if version.competence != Competence::Commune {
            bail!("{code} is not decided by communes any more; choose another procedure");
        }
        self.version = version;
        Ok(())
    }

    /// Whether anybody can take a dossier a step further.
    pub fn goes_on(&self, dossier: &Dossier, version: &ProcedureVersion) -> bool {
        self.able(dossier, version).is_some()
    }

    /// The counter of the n-th client.
    pub fn counter(&self, n: usize) -> &Counter {
        &self.counters[n % self.counters.len()]
    }

    /// A fresh command id.
    pub fn command_id(&self) -> Result<CommandId> {
        Ok(CommandId(self.ids.uuid(self.app.now_ms()).map_err(|e| anyhow!("{e}"))?))
    }

    /// The n-th person's filing at a counter: nobody files twice.
    pub fn filing(&self, n: u64, at: UnitId) -> Result<FilingRequest> {
        let name = self.names[(n.wrapping_mul(7_919) % self.names.len() as u64) as usize].clone();
        let papers = self.version.papers.iter().filter(|paper| paper.required);
        Ok(FilingRequest {
            command_id: self.command_id()?,
            procedure: self.version.code.clone(),
            version: None,
            owner: PersonInput {
                // No province has 999: these people are made up.
                personal_id: Some(format!("999{n:09}")),
                name,
                born_on: Some(format!("{}-{:02}-{:02}", 1950 + n % 55, 1 + n % 12, 1 + n % 28)),
                sex: Some(if n.is_multiple_of(2) { "female" } else { "male" }.to_owned()),
                phone: Some(format!("09{:08}", n % 100_000_000)),
                address: Some(format!("Số {}, tổ {}, phố Trần Phú", 1 + n % 300, 1 + n % 40)),
                commune: None,
            },
            submitter: None,
            provenance: Provenance::Counter,
            at,
            helped_at: None,
            commune: None,
            return_at: None,
            return_by: ReturnMethod::Counter,
            papers: papers.map(|p| PaperGiven::on_paper(p.key.clone(), p.form, 1)).collect(),
            paper: PaperHanded::Yes,
            case: None,
            despite_duplicate: false,
        })
    }

    /// Queues intakes `from..to`, each at the counter and moment it is given, and waits for all of them.
    pub fn load(&self, from: u64, to: u64, place: impl Fn(u64) -> (usize, Timing)) -> Result<Vec<Acted>> {
        let (tell, told) = std::sync::mpsc::channel();
        for n in from..to {
            let (counter, timing) = place(n);
            let counter = self.counter(counter);
            let (tell, request) = (tell.clone(), self.filing(n, counter.unit)?);
            self.app
                .intake_submit(counter.officer.clone(), request, timing, move |done| drop(tell.send(done)))
                .map_err(|e| anyhow!("{e}: {}", e.message(Lang::En)))?;
        }
        drop(tell);
        told.into_iter().map(|done| done.map_err(|e| anyhow!("{e}: {}", e.message(Lang::En)))).collect()
    }

    /// Works received dossiers along their plans, all but the last `short` acts, as fast as the writer takes them. They lie
    /// at the first `counters` counters.
    pub fn advance(&self, dossiers: Vec<Acted>, counters: usize, short: usize) -> Result<Vec<Acted>> {
        self.advance_at(dossiers, counters, short, |_, _| Timing::Server)
    }

    /// The same, each act dated by the dossier and its place among the acts.
    pub fn advance_at(
        &self,
        mut dossiers: Vec<Acted>,
        counters: usize,
        short: usize,
        at_time: impl Fn(&Acted, usize) -> Timing,
    ) -> Result<Vec<Acted>> {
        let plans: HashMap<UnitId, Plan> =
            (0..counters).map(|n| Ok((self.counter(n).unit, self.plan(n)?))).collect::<Result<_>>()?;
        let longest = plans.values().map(|plan| plan.steps.len()).max().unwrap_or(0).saturating_sub(short);
        for at in 0..longest {
            let (tell, told) = std::sync::mpsc::channel();
            for acted in dossiers.drain(..) {
                let plan =
                    acted.state.places.received_at.and_then(|unit| plans.get(&unit)).context("a plan")?;
                let Some(step) = plan.steps.get(at).filter(|_| at + short < plan.steps.len()) else {
                    tell.send(Ok(acted))?;
                    continue;
                };
                let officer = self.officers.iter().find(|(_, username, _)| *username == step.username);
                let (_, _, officer) = officer.context("an officer")?;
                let request = ActRequest {
                    dossier: acted.dossier.into(),
                    expected_revision: acted.revision,
                    command_id: self.command_id()?,
                    command: step.command.clone(),
                };
                let (tell, timing) = (tell.clone(), at_time(&acted, at));
                self.app
                    .act_submit(officer.clone(), request, timing, move |done| drop(tell.send(done)))
                    .map_err(|e| anyhow!("{e}"))?;
            }
            drop(tell);
            dossiers = told
                .into_iter()
                .map(|done| done.map_err(|e| anyhow!("{e}: {}", e.message(Lang::En))))
                .collect::<Result<_>>()?;
        }
        Ok(dossiers)
    }

    /// Two officers who design processes for every field.
    pub fn designers(&self) -> Result<(Designer, Designer)> {
        let all = |actor: &Actor| {
            actor.duties().iter().any(|duty| duty.role == Role::Designer && duty.scope == FieldScope::All)
        };
        let mut found = self
            .officers
            .iter()
            .filter(|(_, _, actor)| all(actor))
            .map(|(_, username, actor)| Designer { username: username.clone(), officer: Arc::clone(actor) });
        found.next().zip(found.next()).context("the city has no two designers for every field")
    }

    /// The header with the session cookie of a demonstration officer.
    pub fn cookie(&self, username: &str) -> Result<String> {
        let session = self.app.become_demo(username).map_err(|e| anyhow!("{e}"))?;
        Ok(format!("Cookie: mc_session={}\r\n", session.token))
    }

    /// The acts that bring a dossier received at a counter to its end, found by asking the law who may do what: one
    /// made-up dossier is worked for it.
    pub fn plan(&self, counter: usize) -> Result<Plan> {
        let at = self.counter(counter);
        let request = self.filing(999_000_000 + counter as u64, at.unit)?;
        let (tell, told) = std::sync::mpsc::channel();
        self.app
            .intake_submit(at.officer.clone(), request, Timing::Server, move |done| drop(tell.send(done)))
            .map_err(|e| anyhow!("{e}"))?;
        let mut acted = told.recv().context("the database closed")?.map_err(|e| anyhow!("{e}"))?;
        let mut steps = Vec::new();
        while let Some((username, officer, command)) = self.next_act(&acted.state) {
            let revision = acted.revision;
            let request = ActRequest {
                dossier: acted.dossier.into(),
                expected_revision: revision,
                command_id: self.command_id()?,
                command: command.clone(),
            };
            acted = self
                .app
                .act_blocking(officer, request, Timing::Server)
                .map_err(|e| anyhow!("{command:?}: {}", e.message(Lang::En)))?;
            steps.push(Step { username, revision, command });
            if steps.len() > 40 {
                bail!("the dossier goes in circles");
            }
        }
        Ok(Plan { steps })
    }

    /// The next act towards the result, and an officer who may do it.
    fn next_act(&self, dossier: &Dossier) -> Option<(String, Arc<Actor>, Command)> {
        let (act, username, actor) = self.able(dossier, &self.version)?;
        Some((username.clone(), Arc::clone(actor), command(act)?))
    }

    fn able(&self, dossier: &Dossier, version: &ProcedureVersion) -> Option<(Act, &String, &Arc<Actor>)> {
        const WAY: [Act; 7] = [
            Act::AcceptHandOver,
            Act::Propose,
            Act::Review,
            Act::Approve,
            Act::Issue,
            Act::HandOver,
            Act::Deliver,
        ];
        WAY.into_iter().find_map(|act| {
            let able = |actor: &Actor| permit(dossier, actor, act, version).is_ok();
            let (_, username, actor) = self.officers.iter().find(|(_, _, actor)| able(actor))?;
            Some((act, username, actor))
        })
    }
}

/// One act of a plan.
#[derive(Debug, Clone)]
pub struct Step {
    /// Who does it.
    pub username: String,
    /// The revision it expects: the same for every dossier that follows the plan.
    pub revision: u32,
    /// What.
    pub command: Command,
}

/// The acts from receipt to delivery.
#[derive(Debug, Clone)]
pub struct Plan {
    /// In order.
    pub steps: Vec<Step>,
}

fn command(act: Act) -> Option<Command> {
    Some(match act {
        Act::AcceptHandOver => Command::AcceptHandOver {},
        Act::Propose => Command::Propose { outcome: Outcome::Grant, note: None },
        Act::Review => Command::Review { note: None },
        Act::Approve => Command::Approve { outcome: Outcome::Grant, note: None },
        Act::Issue => Command::Issue { number: "01/2026".to_owned(), electronic: ElectronicCopy::Issued },
        Act::HandOver => Command::HandOver { to: None, officer: None, note: None },
        Act::Deliver => {
            Command::Deliver { method: ReturnMethod::Counter, recipient: Recipient::Owner, note: None }
        }
        _ => return None,
    })
}

/// A few thousand full names from the city's lists.
fn names(city: &City) -> Vec<String> {
    let lists = &city.names;
    let mut names = Vec::new();
    for given in [&lists.female, &lists.male] {
        for surname in lists.surnames.iter().take(12) {
            for (at, middle) in given.middle.iter().take(12).enumerate() {
                for given in given.given.iter().skip(at % 5).take(20) {
                    names.push(format!("{} {} {}", surname.text, middle.text, given.text));
                }
            }
        }
    }
    if names.is_empty() {
        names.push("Nguyễn Thị An".to_owned());
    }
    names
}
