//! A small living city with its designers, and a clock that stands where it is put.

use motcua_app::clock::FixedClock;
use motcua_app::designer::{Done, OpenDossiers, Order, Origin, PublishDraft, SaveDraft, StartDraft};
use motcua_app::ids::SystemIds;
use motcua_app::seed::{OfficerSeed, SeedData};
use motcua_app::{Acted, App, Clock, Error, FilingRequest, PersonInput, Room};
use motcua_calendar::{Date, Moment};
use motcua_city::City;
use motcua_db::Db;
use motcua_domain::actor::Actor;
use motcua_domain::dossier::command::PaperHanded;
use motcua_domain::dossier::{PaperGiven, Provenance, ReturnMethod};
use motcua_domain::ids::{CommandId, OfficerId, ProcedureCode, UnitId, VersionId};
use motcua_domain::procedure::{PaperForm, ProcedureVersion};
use motcua_store::meta::Purpose;
use motcua_store::verify::{self, Report};
use std::collections::HashMap;
use std::future::Future;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, LazyLock};
use uuid::Uuid;

/// Birth registration: commune, same day.
pub const BIRTH: &str = "1.001193";
/// A procedure of six working days.
pub const SLOW: &str = "9.000003";
/// Wednesday, an ordinary working day, nine in the morning.
pub const START: &str = "2026-03-11T09:00";

static CITY: LazyLock<City> = LazyLock::new(|| motcua_city::hanoi().unwrap());

/// One node over a database.
pub struct House {
    pub app: Arc<App>,
    pub clock: Arc<FixedClock>,
    officers: HashMap<String, Arc<Actor>>,
    point: UnitId,
}

impl House {
    /// A node with the city loaded.
    pub fn over(db: &Db) -> House {
        let clock = Arc::new(FixedClock::at(Moment::parse(START).unwrap().unix_seconds() * 1000));
        House::with(db, clock)
    }

    /// A node with a clock that others share.
    pub fn with(db: &Db, clock: Arc<FixedClock>) -> House {
        let as_clock = Arc::clone(&clock) as Arc<dyn Clock>;
        let ids = Arc::new(SystemIds::default());
        let app = App::open(db.clone(), Purpose::Demonstration, as_clock, ids).unwrap();
        let data = small_city();
        let actor = |one: &OfficerSeed| Arc::new(Actor::Officer { id: one.id, duties: one.duties.clone() });
        let officers = data.officers.iter().map(|one| (one.username.clone(), actor(one))).collect();
        let point = data.units.iter().find(|unit| unit.key == "diem-00097").unwrap().id;
        app.seed(data).unwrap();
        app.keep_files_in(Room::in_memory()).unwrap();
        House { app, clock, officers, point }
    }

    /// Moves the clock.
    pub fn at(&self, moment: &str) {
        self.clock.set(Moment::parse(moment).unwrap().unix_seconds() * 1000);
    }

    /// The day it is.
    pub fn today(&self) -> Date {
        self.app.now().date()
    }

    /// An officer as an actor.
    pub fn officer(&self, username: &str) -> Arc<Actor> {
        Arc::clone(&self.officers[username])
    }

    /// An officer's number.
    pub fn officer_id(&self, username: &str) -> OfficerId {
        self.officers[username].officer().unwrap()
    }

    /// The first designer.
    pub fn first(&self) -> Arc<Actor> {
        self.officer("trungtam.thietke1")
    }

    /// The second designer.
    pub fn second(&self) -> Arc<Actor> {
        self.officer("trungtam.thietke2")
    }

    /// The version of birth registration in force on a day.
    pub fn birth(&self, on: Date) -> Arc<ProcedureVersion> {
        Arc::clone(self.app.world().version_for(&ProcedureCode::from(BIRTH), on).unwrap())
    }

    /// Begins a draft from a version.
    pub async fn draft_of(&self, version: VersionId) -> Done {
        let start = StartDraft {
            command_id: command(),
            origin: Origin::Version(version),
            title: "Rút ngắn thời gian thẩm định".into(),
            note: "Theo kết luận họp".into(),
        };
        self.app.start_draft(self.first(), start).await.unwrap()
    }

    /// Saves a draft with a change.
    pub async fn saved(&self, done: Done, change: impl Fn(&mut ProcedureVersion)) -> Done {
        self.save_as(self.first(), done, change).await.unwrap()
    }

    /// The same by anybody.
    pub async fn save_as(
        &self,
        actor: Arc<Actor>,
        done: Done,
        change: impl Fn(&mut ProcedureVersion),
    ) -> Result<Done, Error> {
        let mut definition = self.app.draft(self.first(), done.draft).await.unwrap().content;
        change(&mut definition);
        let title = "Rút ngắn thời gian thẩm định".to_owned();
        let save = SaveDraft { order: order(done), definition, title, note: String::new(), based_on: None };
        self.app.save_draft(actor, save).await
    }

    /// Takes a draft to its approval by the second designer.
    pub async fn approved(&self, done: Done) -> Done {
        let done = self.app.submit_draft(self.first(), order(done), &|_| 0).await.unwrap();
        self.app.approve_draft(self.second(), order(done), String::new()).await.unwrap()
    }

    /// Publishes an approved draft.
    pub async fn publish(&self, done: Done, on: Date) -> Result<Done, Error> {
        let publish = PublishDraft { order: order(done), effective_on: on, open: OpenDossiers::MustBeNone };
        self.app.publish_draft(self.first(), publish, &|_| 0).await
    }

    /// A new version of birth registration, all the way.
    pub async fn new_birth(&self, name: &str, on: Date) -> Done {
        let done = self.draft_of(self.birth(self.today()).id).await;
        let done = self.saved(done, |version| version.name = name.to_owned()).await;
        let done = self.approved(done).await;
        self.publish(done, on).await.unwrap()
    }

    /// Receives a birth registration of somebody new over the counter.
    pub async fn intake(&self, version: Option<VersionId>) -> Result<Acted, Error> {
        self.app.intake(self.officer("hongha.motcua1"), self.filing(version)).await
    }

    /// What is filed then.
    pub fn filing(&self, version: Option<VersionId>) -> FilingRequest {
        let paper = |key: &str| PaperGiven::on_paper(key.into(), PaperForm::Original, 1);
        let n = NEXT.fetch_add(1, Ordering::Relaxed);
        FilingRequest {
            command_id: command(),
            procedure: BIRTH.into(),
            version,
            owner: PersonInput {
                name: "Nguyễn Thị Mai".into(),
                personal_id: Some(format!("999185{n:06}")),
                ..PersonInput::default()
            },
            submitter: None,
            provenance: Provenance::Counter,
            at: self.point,
            helped_at: None,
            commune: None,
            return_at: None,
            return_by: ReturnMethod::Counter,
            papers: vec![paper("p1"), paper("p2")],
            paper: PaperHanded::Yes,
            case: None,
            despite_duplicate: false,
        }
    }

    /// Verifies everything.
    pub fn verify(&self) -> Report {
        let world = self.app.world();
        let versions = world.all_versions().map(|version| (version.id, Arc::clone(version))).collect();
        let (units, by_world) = (world.units.clone(), Arc::clone(&world));
        let world = verify::World {
            versions,
            units,
            calendar: Box::new(move |dossier| by_world.calendar(dossier.places.competent).ok().cloned()),
        };
        verify::run(self.app.db(), &world, 1, &|_| {}).unwrap()
    }
}

/// The draft of an act as it left it.
pub fn order(done: Done) -> Order {
    Order { command_id: command(), draft: done.draft, seen: done.revision }
}

static NEXT: AtomicU32 = AtomicU32::new(1);

/// A fresh command id.
pub fn command() -> CommandId {
    CommandId(Uuid::from_u128((7 << 76) | u128::from(NEXT.fetch_add(1, Ordering::Relaxed))))
}

/// Runs an async story: the database clients must not be opened on its threads.
pub fn run(story: impl Future<Output = ()>) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(story);
}

/// A ward with its counter, the centre, the city, a department; three procedures.
pub fn small_city() -> SeedData {
    let City { units, procedures, dictionary, calendar, officers, .. } = &*CITY;
    let keys = ["ubnd-tp", "ttpvhcc", "00097", "diem-00097"];
    let wanted = |unit: &&motcua_domain::unit::Unit| {
        keys.contains(&unit.key.as_str()) || unit.kind.key() == "department"
    };
    let units: Vec<_> = units.iter().filter(wanted).cloned().collect();
    let staffed: Vec<UnitId> =
        units.iter().filter(|unit| keys.contains(&unit.key.as_str())).map(|unit| unit.id).collect();
    let mut versions: Vec<ProcedureVersion> = procedures
        .iter()
        .filter(|version| [BIRTH, "1.000894", "2.000815"].contains(&version.code.as_str()))
        .cloned()
        .collect();
    // One that takes its time, without cases, and with the bare minimum to bring.
    let mut slow = versions.iter().find(|version| version.code.as_str() == BIRTH).unwrap().clone();
    slow.id.0 = 90_003;
    slow.code.0 = SLOW.into();
    slow.name = "Việc mất nhiều ngày".into();
    slow.synonyms.clear();
    slow.rule.term = motcua_calendar::Term::WorkingDays(6);
    (slow.rule.start, slow.rule.cutoff) = (motcua_calendar::StartRule::NextWorkingDay, None);
    let days = |n| Some(motcua_calendar::Term::WorkingMinutes(n));
    slow.steps.iter_mut().zip([240, 960, 480, 240]).for_each(|(step, n)| step.budget = days(n));
    (slow.questions, slow.cases, slow.terms) = Default::default();
    slow.papers.iter_mut().for_each(|paper| (paper.required, paper.when) = (false, None));
    versions.push(slow);
    let officers = officers
        .iter()
        .filter(|officer| officer.duties.iter().all(|duty| staffed.contains(&duty.unit)))
        .map(|officer| OfficerSeed {
            id: officer.id,
            username: officer.username.clone(),
            name: officer.name.clone(),
            duties: officer.duties.clone(),
        })
        .collect();
    SeedData {
        units,
        versions,
        dictionary: dictionary.clone(),
        calendar: calendar.clone(),
        officers,
        settings: vec![(motcua_app::world::GUARD.to_owned(), CITY.guard.clone())],
    }
}
