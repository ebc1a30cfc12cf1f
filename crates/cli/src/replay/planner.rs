//! One planner for the replay and the living city: who comes with what, what is next with a dossier, and the use case by
//! which either is done.

use super::arrivals::{Arrival, Arrivals};
use super::course::Course;
use super::plan::{Plan, Topic};
use super::staff::Staff;
use anyhow::Result;
use motcua_app::{ActRequest, Acted, App, Error, Timing, World};
use motcua_city::City;
use motcua_domain::actor::{Actor, Role};
use motcua_domain::dossier::Provenance;
use motcua_domain::dossier::command::Command;
use motcua_domain::ids::{CommandId, DossierId};
use std::sync::Arc;

/// What somebody does.
pub enum What {
    /// Files a dossier.
    File(Arrival),
    /// Acts on one.
    Act {
        /// Which.
        dossier: DossierId,
        /// As it was seen.
        revision: u32,
        /// Who.
        actor: Arc<Actor>,
        /// What.
        command: Box<Command>,
    },
}

impl std::fmt::Display for What {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            What::File(_) => f.write_str("filing"),
            What::Act { dossier, command, .. } => write!(f, "{:?} on {dossier}", command.act()),
        }
    }
}

/// Plans the work of a city.
pub struct Planner<'a> {
    plan: &'a Plan,
    staff: &'a Staff,
    /// Who comes.
    pub arrivals: Arrivals<'a>,
    /// What is next.
    pub course: Course<'a>,
}

impl<'a> Planner<'a> {
    /// For a plan in a city, with the world as it stands.
    pub fn new(plan: &'a Plan, city: &'a City, world: &'a World, staff: &'a Staff) -> Result<Self> {
        let arrivals = Arrivals::new(plan, city, world)?;
        Ok(Self { plan, staff, arrivals, course: Course::new(plan, city, world, staff) })
    }

    /// Queues what somebody does with the dossier of a number; `done` is told the outcome.
    pub fn submit<D>(
        &self,
        app: &App,
        (what, number): (&What, u32),
        (id, timing): (CommandId, Timing),
        done: D,
    ) -> Result<(), Error>
    where
        D: FnOnce(Result<Acted, Error>) + Send + 'static,
    {
        let arrival = match what {
            What::File(arrival) => arrival,
            What::Act { dossier, revision, actor, command } => {
                let request = ActRequest {
                    dossier: (*dossier).into(),
                    expected_revision: *revision,
                    command_id: id,
                    command: Command::clone(command),
                };
                return app.act_submit(actor.clone(), request, timing, done);
            }
        };
        let request = self.arrivals.filing(arrival, id);
        let mut rng = self.plan.rng(Topic::Act, u64::from(number) << 16 | 0xffff);
        let field = &self.arrivals.version(arrival).field;
        let officer = self.staff.one(request.at, Role::OneStop, field, &mut rng);
        let nobody = || Error::Defect(format!("no officer at the counter {}", request.at));
        match request.provenance {
            Provenance::Counter | Provenance::EnteredByOfficer => {
                app.intake_submit(officer.ok_or_else(nobody)?, request, timing, done)
            }
            Provenance::Post => app.submit_submit(Some(officer.ok_or_else(nobody)?), request, timing, done),
            Provenance::SelfAtHome => {
                app.submit_from_home(request, self.arrivals.browser(arrival), timing, done)
            }
            Provenance::SelfAtKiosk | Provenance::AssistedOwnSignIn => {
                app.submit_submit(None, request, timing, done)
            }
        }
    }
}
