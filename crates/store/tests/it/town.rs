//! Drives dossiers of a small city through the real write path.

use crate::city::{self, POINT, WARD};
use motcua_calendar::{Moment, WorkCalendar};
use motcua_db::{Db, Tx, Unavailability};
use motcua_domain::actor::{Actor, Role};
use motcua_domain::dossier::command::{Command, PaperHanded, Recipient};
use motcua_domain::dossier::decide::{Context, decide, needs_code};
use motcua_domain::dossier::{Dossier, Outcome, Provenance, ReturnMethod};
use motcua_domain::ids::{CommandId, DossierCode, DossierId, PersonId, UnitId, VersionId};
use motcua_domain::procedure::ProcedureVersion;
use motcua_domain::unit::UnitIndex;
use motcua_store::notices::Outward;
use motcua_store::record::{Entry, Recorded, record};
use motcua_store::{StoreError, checkpoint, codes, dossiers, people, verify};
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use uuid::Uuid;

/// A city, its clock, and a source of ids.
#[derive(Clone)]
pub struct Town {
    pub version: Arc<ProcedureVersion>,
    pub calendar: Arc<WorkCalendar>,
    pub units: Arc<UnitIndex>,
    next: Arc<AtomicU64>,
}

impl Town {
    /// The schema, the people and a city in which nothing has happened.
    pub fn found(db: &Db) -> Self {
        motcua_db::migrate(db, motcua_store::migrations()).unwrap();
        db.write(|tx| people::insert(tx, &people::Person::named(city::OWNER, "Nguyễn Thị Mai"), 0)).unwrap();
        Self {
            version: Arc::new(city::simple()),
            calendar: Arc::new(city::calendar()),
            units: Arc::new(city::units()),
            next: Arc::new(AtomicU64::new(1)),
        }
    }

    /// The same city under another procedure.
    pub fn under(&self, version: ProcedureVersion) -> Self {
        Self { version: Arc::new(version), ..self.clone() }
    }

    pub fn id(&self) -> Uuid {
        Uuid::from_u128((1 << 120) | u128::from(self.next.fetch_add(1, Ordering::Relaxed)))
    }

    /// One act at a moment, under a command id.
    pub fn act_as(
        &self,
        db: &Db,
        (id, command_id): (DossierId, CommandId),
        actor: &Actor,
        command: Command,
        now: Moment,
    ) -> Result<Recorded, StoreError> {
        let collided = Some(Unavailability::Serialization);
        for _ in 0..50 {
            let (town, actor, command) = (self.clone(), actor.clone(), command.clone());
            let outcome = db.write(move |tx| town.perform(tx, (id, command_id), &actor, &command, now));
            // Nothing was done: the caller sends the same command again.
            match &outcome {
                Err(error) if error.db().and_then(|error| error.reason()) == collided => {}
                Ok(_) | Err(_) => return outcome,
            }
        }
        Err(motcua_db::Error::unavailable(Unavailability::Serialization).into())
    }

    pub fn perform(
        &self,
        tx: &mut Tx<'_>,
        (id, command_id): (DossierId, CommandId),
        actor: &Actor,
        command: &Command,
        now: Moment,
    ) -> Result<Recorded, StoreError> {
        let before = dossiers::load(tx, &id)?;
        let code = if needs_code(command) {
            let at = before.as_ref().map_or(POINT, |before| before.dossier.holder.unit);
            let agency = &self.units.get(at).unwrap().agency_code;
            let day = now.date().yymmdd();
            Some(DossierCode::compose(agency, &day, codes::next(tx, agency, &day)?))
        } else {
            None
        };
        let cx = Context {
            id,
            now,
            actor,
            version: &self.version,
            calendar: &self.calendar,
            units: &self.units,
            code: code.as_ref(),
            systems: &[],
            named: None,
        };
        let decided = decide(before.as_ref().map(|before| &*before.dossier), command, &cx)
            .unwrap_or_else(|refusal| panic!("{command:?} refused: {refusal:?}"));
        record(
            tx,
            Entry {
                id,
                before: before.as_ref(),
                decided,
                actor: actor.reference(),
                at: now,
                recorded_at_ms: now.unix_seconds() * 1000 + 123,
                command: command_id,
                command_digest: [7; 32],
                version: &self.version,
                pinned_before: None,
                salt: *command_id.0.as_bytes(),
                outward: Outward::Channels,
            },
        )
    }

    pub fn act(&self, db: &Db, id: DossierId, actor: &Actor, command: Command, now: Moment) -> Dossier {
        Arc::unwrap_or_clone(
            self.act_as(db, (id, CommandId(self.id())), actor, command, now).unwrap().dossier,
        )
    }

    /// Received over the counter.
    pub fn intake(&self, db: &Db, now: Moment) -> DossierId {
        let id = DossierId(self.id());
        let submit = city::filing(Provenance::Counter, &self.version);
        let receive = city::receipt(POINT, PaperHanded::Yes);
        self.act(db, id, &city::first(POINT, Role::OneStop), Command::Intake { submit, receive }, now);
        id
    }

    /// Received and accepted by the specialist of the ward.
    pub fn in_appraisal(&self, db: &Db, now: Moment) -> DossierId {
        let id = self.intake(db, now);
        self.act(db, id, &city::first(POINT, Role::OneStop), city::hand_over(), now.plus_minutes(5));
        self.act(
            db,
            id,
            &city::first(WARD, Role::Specialist),
            Command::AcceptHandOver {},
            now.plus_minutes(10),
        );
        id
    }

    /// From the counter to the result in the owner's hands, with one supplement on the way.
    pub fn whole_course(&self, db: &Db, now: Moment) -> DossierId {
        let id = self.in_appraisal(db, now);
        let (specialist, head) = (city::first(WARD, Role::Specialist), city::first(WARD, Role::UnitHead));
        let counter = city::first(POINT, Role::OneStop);
        let grant = Outcome::Grant;
        let delivery =
            Command::Deliver { method: ReturnMethod::Counter, recipient: Recipient::Owner, note: None };
        let course = [
            (60, &specialist, city::ask_supplement()),
            (24 * 60, &counter, city::supplement()),
            (25 * 60, &specialist, Command::Propose { outcome: grant, note: Some("Đủ điều kiện".into()) }),
            (26 * 60, &head, Command::Approve { outcome: grant, note: None }),
            (27 * 60, &city::first(WARD, Role::Clerk), city::issue()),
            (28 * 60, &counter, Command::AcceptHandOver {}),
            (29 * 60, &counter, delivery),
        ];
        for (minutes, actor, command) in course {
            self.act(db, id, actor, command, now.plus_minutes(minutes));
        }
        id
    }

    /// A busy week: dossiers at every stage.
    pub fn busy(&self, db: &Db) -> Vec<DossierId> {
        let monday = city::at("2025-07-07T08:30");
        let mut ids = Vec::new();
        for n in 0..4 {
            let now = monday.plus_minutes(n * 7);
            ids.push(self.whole_course(db, now));
            ids.push(self.in_appraisal(db, now));
            ids.push(self.intake(db, now));
            let waiting = DossierId(self.id());
            let submit = city::filing(Provenance::SelfAtHome, &self.version);
            self.act(db, waiting, &city::applicant(), Command::Submit(submit), now);
            ids.push(waiting);
        }
        ids
    }

    pub fn checkpoint(&self, db: &Db) -> Option<checkpoint::Checkpoint> {
        db.exclusive(|tx| checkpoint::make(tx, 1_752_000_000_000, checkpoint::EVENTS_MAX)).unwrap()
    }

    pub fn verify(&self, db: &Db) -> verify::Report {
        let versions: HashMap<VersionId, Arc<ProcedureVersion>> =
            [city::simple(), city::long(), city::restarting()].map(|v| (v.id, Arc::new(v))).into();
        let calendar = self.calendar.clone();
        let world = verify::World {
            versions,
            calendar: Box::new(move |_| Some(calendar.clone())),
            units: city::units(),
        };
        verify::run(db, &world, 2, &|_| {}).unwrap()
    }

    #[track_caller]
    pub fn assert_clean(&self, db: &Db) -> verify::Report {
        let report = self.verify(db);
        assert!(report.is_clean(), "{:#?}", report.findings);
        report
    }
}

/// Another person.
pub fn person(n: u128) -> PersonId {
    PersonId(Uuid::from_u128(1000 + n))
}

/// All units but the city itself.
pub const EVERY_UNIT: [UnitId; 4] = [POINT, WARD, city::DEPARTMENT, city::OTHER_POINT];
