//! A small old-style city in June 2025, and everything its people do in it.

use motcua_app::clock::FixedClock;
use motcua_app::ids::SystemIds;
use motcua_app::seed::{OfficerSeed, SeedData};
use motcua_app::{ActRequest, App, Clock, Error, FilingRequest, PersonInput, Subject, Timing};
use motcua_calendar::source::{DayKind, DayOverride, UnitVariation};
use motcua_calendar::{Moment, StartRule};
use motcua_db::Db;
use motcua_domain::actor::{Actor, Duty, FieldScope, Role};
use motcua_domain::dossier::acts::{Act, allowed, within_reach};
use motcua_domain::dossier::command::*;
use motcua_domain::dossier::*;
use motcua_domain::ids::{OfficerId, PersonId, ProcedureCode, UnitId, VersionId};
use motcua_domain::procedure::*;
use motcua_domain::unit::{Life, Unit, UnitKind};
use motcua_store::meta::Purpose;
use motcua_store::verify;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

/// Decided by wards.
pub const BY_WARD: &str = "9.000001";
/// Land, decided by the eastern district with the ward's word.
pub const LAND: &str = "9.000002";
/// Trade, decided by the western district.
pub const TRADE: &str = "9.000003";
/// Building, decided by a department with a step at the eastern district, whose opinion is asked as well.
pub const BUILDING: &str = "9.000004";

static STATES: motcua_db::Stmt = motcua_db::Stmt::new("test.states", "select state from dossier order by id");

#[derive(Deserialize)]
struct OldUnit {
    id: u32,
    key: String,
    name: String,
    kind: UnitKind,
    parent: Option<u32>,
}

#[derive(Deserialize)]
struct Units {
    unit: Vec<OldUnit>,
}

fn units() -> Vec<Unit> {
    let data: Units = toml::from_str(include_str!("../data/old_city.toml")).unwrap();
    let unit = |old: OldUnit| Unit {
        id: UnitId(old.id),
        short_name: old.name.replace("Ủy ban nhân dân ", ""),
        agency_code: format!("H99.{:03}", old.id),
        key: old.key,
        name: old.name,
        kind: old.kind,
        parent: old.parent.map(UnitId),
        agency_code_provisional: true,
        address: None,
        population: None,
        life: Life::default(),
    };
    data.unit.into_iter().map(unit).collect()
}

fn officers(units: &[Unit]) -> Vec<OfficerSeed> {
    use Role::*;
    let mut officers = Vec::new();
    for unit in units {
        let roles: &[Role] = match unit.kind {
            UnitKind::City | UnitKind::Centre => &[],
            kind if kind.is_counter() => &[OneStop, Cashier, UnitHead],
            _ => &[Specialist, SectionHead, UnitHead, Clerk],
        };
        for (rank, role) in (0u32..).zip(roles) {
            for no in 1..=2 {
                officers.push(OfficerSeed {
                    id: OfficerId(unit.id.0 * 100 + rank * 10 + no),
                    username: format!("{}.{}{no}", unit.key, role.key()),
                    name: format!("Cán bộ {no} {}", unit.short_name),
                    duties: vec![Duty { unit: unit.id, role: *role, scope: FieldScope::All }],
                });
            }
        }
    }
    officers
}

fn version(id: u32, code: &str, field: &str, competence: Competence, middle: Vec<Step>) -> ProcedureVersion {
    use StepKind::*;
    let mut version = motcua_city::hanoi()
        .unwrap()
        .procedures
        .into_iter()
        .find(|version| version.code.as_str() == crate::house::BIRTH)
        .unwrap();
    version.id = VersionId(id);
    version.code = ProcedureCode::from(code);
    version.field = field.into();
    version.competence = competence;
    version.valid_from = "2025-01-01".parse().unwrap();
    version.valid_to = None;
    version.channels = vec![Channel::Counter, Channel::Online, Channel::Post];
    version.rule.term = "15 working days".parse().unwrap();
    (version.rule.start, version.rule.cutoff) = (StartRule::NextWorkingDay, None);
    version.papers.iter_mut().for_each(|paper| paper.required = false);
    version.steps = vec![step(Intake, Role::OneStop, StepPlace::ReceivedAt)];
    version.steps.extend(middle);
    version.steps.extend([
        step(Appraise, Role::Specialist, StepPlace::Competent),
        step(Approve, Role::UnitHead, StepPlace::Competent),
        step(Issue, Role::Clerk, StepPlace::Competent),
        step(Return, Role::OneStop, StepPlace::ReturnAt),
    ]);
    version
}

fn step(kind: StepKind, role: Role, place: StepPlace) -> Step {
    Step {
        key: String::new(),
        name: kind.label(motcua_calendar::Lang::Vi).into(),
        name_en: kind.label(motcua_calendar::Lang::En).into(),
        kind,
        role,
        place,
        budget: Some("1 working days".parse().unwrap()),
        floor_minutes: 0,
        clock_runs: kind != StepKind::Return,
        field: None,
        acts: None,
        when: None,
        next: vec![],
        opinions: vec![],
    }
}

fn versions() -> Vec<ProcedureVersion> {
    use StepKind::*;
    let east = UnitId(20);
    let mut survey = step(Appraise, Role::Specialist, StepPlace::Agency(east));
    survey.clock_runs = false;
    let word = || step(Appraise, Role::Specialist, StepPlace::Commune);
    let mut building = version(4, BUILDING, "xay-dung", Competence::Agency(UnitId(11)), vec![word(), survey]);
    let within = "2 working days".parse().unwrap();
    building.steps[3].opinions =
        vec![PlannedOpinion { place: StepPlace::Agency(east), within, when: None, steps: vec![] }];
    vec![
        version(1, BY_WARD, "ho-tich", Competence::Commune, vec![]),
        version(2, LAND, "dat-dai", Competence::Agency(east), vec![word()]),
        version(3, TRADE, "kinh-doanh", Competence::Agency(UnitId(30)), vec![]),
        building,
    ]
}

/// A stream of choices, the same each time.
pub struct Dice(u64);

impl Dice {
    pub fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 20) as usize % sides.max(1)
    }
    pub fn of<T: Clone>(&mut self, list: &[T]) -> T {
        list[self.roll(list.len())].clone()
    }
}

/// The city at work.
pub struct OldCity {
    pub app: Arc<App>,
    pub clock: Arc<FixedClock>,
    pub dice: Dice,
    people: u32,
}

static SEED: LazyLock<SeedData> = LazyLock::new(|| {
    let units = units();
    let mut calendar = motcua_city::hanoi().unwrap().calendar;
    // A ward that ends keeps a day of its own: what it promised goes on by its calendar.
    let day = DayOverride {
        date: "2025-07-10".parse().unwrap(),
        kind: DayKind::SpecialOff,
        name_vi: "Ngày truyền thống của phường".into(),
        name_en: "Day of the ward".into(),
        basis: "1/QĐ-UBND".into(),
        source: String::new(),
        provisional: false,
        hours: None,
        instead_of: None,
    };
    calendar.units.push(UnitVariation { code: "90201".into(), patterns: Vec::new(), days: vec![day] });
    SeedData {
        officers: officers(&units),
        versions: versions(),
        units,
        dictionary: Vec::new(),
        calendar,
        settings: Vec::new(),
    }
});

/// The city as loaded.
pub fn seed() -> SeedData {
    SEED.clone()
}

impl OldCity {
    pub fn over(db: &Db) -> OldCity {
        let clock = Arc::new(FixedClock::at(ms("2025-06-16T08:30")));
        let as_clock = Arc::clone(&clock) as Arc<dyn Clock>;
        let ids = Arc::new(SystemIds::default());
        let app = App::open(db.clone(), Purpose::Demonstration, as_clock, ids).unwrap();
        app.seed(seed()).unwrap();
        OldCity { app, clock, dice: Dice(0x9e37_79b9_7f4a_7c15), people: 0 }
    }

    pub fn at(&self, moment: &str) {
        self.clock.set(ms(moment));
    }

    pub fn later(&self, minutes: i64) {
        self.clock.set(self.app.now_ms() + minutes * 60_000);
    }

    /// Everybody with a duty today.
    pub fn officers(&self) -> Vec<Arc<Actor>> {
        let ids = SEED.officers.iter().map(|officer| officer.id);
        ids.filter_map(|id| self.app.officer_actor(id).ok()).collect()
    }

    /// Files a dossier of a procedure at a ward, by one of the ways.
    pub fn files(
        &mut self,
        officers: &[Arc<Actor>],
        procedure: &str,
        ward: UnitId,
        address: &str,
    ) -> Result<Dossier, Error> {
        let point = self.app.world().units.counter_of(ward).unwrap().id;
        self.files_at(officers, procedure, (ward, point), address)
    }

    /// The same at a counter.
    pub fn files_at(
        &mut self,
        officers: &[Arc<Actor>],
        procedure: &str,
        (ward, point): (UnitId, UnitId),
        address: &str,
    ) -> Result<Dossier, Error> {
        self.people += 1;
        let provenance = self.dice.of(&[
            Provenance::Counter,
            Provenance::Counter,
            Provenance::Post,
            Provenance::SelfAtHome,
        ]);
        let request = FilingRequest {
            command_id: crate::house::command(),
            procedure: procedure.into(),
            version: None,
            owner: PersonInput {
                name: "Nguyễn Thị Mai".into(),
                personal_id: Some(format!("999185{:06}", self.people)),
                address: Some(address.into()),
                ..PersonInput::default()
            },
            submitter: None,
            provenance,
            at: point,
            helped_at: None,
            commune: Some(ward),
            return_at: None,
            return_by: self.dice.of(&[ReturnMethod::Counter, ReturnMethod::Counter, ReturnMethod::Online]),
            papers: Vec::new(),
            paper: self.dice.of(&[PaperHanded::Yes, PaperHanded::Yes, PaperHanded::No]),
            case: None,
            despite_duplicate: false,
        };
        let clerk = officers
            .iter()
            .find(|who| who.duties().iter().any(|duty| duty.unit == point && duty.role == Role::OneStop))
            .cloned();
        let (tell, told) = std::sync::mpsc::channel();
        let done = move |outcome| tell.send(outcome).unwrap();
        match provenance {
            Provenance::Counter => self.app.intake_submit(clerk.unwrap(), request, Timing::Server, done)?,
            Provenance::SelfAtHome => self.app.submit_submit(None, request, Timing::Server, done)?,
            _ => self.app.submit_submit(clerk, request, Timing::Server, done)?,
        }
        told.recv().unwrap().map(|acted| Dossier::clone(&acted.state))
    }

    /// One lawful act by somebody; the dossier after it. `None`: nobody may do anything.
    pub fn act(&mut self, d: &Dossier, officers: &[Arc<Actor>], held_up: usize) -> Option<Dossier> {
        let world = self.app.world();
        let version = Arc::clone(world.version(d.version).unwrap());
        let mut offered: BTreeMap<Act, Vec<&Arc<Actor>>> = BTreeMap::new();
        for actor in officers {
            for act in allowed(d, actor, &version) {
                offered.entry(act).or_default().push(actor);
            }
        }
        let choices: Vec<Act> =
            offered.keys().flat_map(|act| std::iter::repeat_n(*act, weight(*act, held_up))).collect();
        for _ in 0..12 {
            if choices.is_empty() {
                return None;
            }
            let act = self.dice.of(&choices);
            let actor = Arc::clone(self.dice.of(&offered[&act]));
            let Some(command) = self.command(act, d, (&actor, &version)) else { continue };
            let request = ActRequest {
                dossier: Subject::Id(d.id),
                expected_revision: d.revision,
                command_id: crate::house::command(),
                command,
            };
            match self.app.act_blocking(actor, request, Timing::Server) {
                Ok(acted) => return Some(Dossier::clone(&acted.state)),
                Err(Error::Refused(_)) => {}
                Err(other) => panic!("{act:?}: {other:?}"),
            }
        }
        None
    }

    /// One act by the first officer who may do it.
    pub fn does(&mut self, d: &Dossier, officers: &[Arc<Actor>], act: Act) -> Dossier {
        let version = Arc::clone(self.app.world().version(d.version).unwrap());
        let mut able = officers.iter().filter(|actor| allowed(d, actor, &version).contains(&act));
        let actor = Arc::clone(able.next().unwrap_or_else(|| panic!("nobody may {act:?} in {:?}", d.phase)));
        let request = ActRequest {
            dossier: Subject::Id(d.id),
            expected_revision: d.revision,
            command_id: crate::house::command(),
            command: self.command(act, d, (&actor, &version)).unwrap(),
        };
        Dossier::clone(&self.app.act_blocking(actor, request, Timing::Server).unwrap().state)
    }

    fn command(
        &mut self,
        act: Act,
        d: &Dossier,
        (actor, version): (&Actor, &ProcedureVersion),
    ) -> Option<Command> {
        let note = || "Có lý do".to_owned();
        Some(match act {
            Act::Receive => {
                Command::Receive(Receive { at: d.holder.unit, paper: PaperHanded::No, papers: vec![] })
            }
            Act::RequestSupplement => Command::RequestSupplement { papers: vec!["p1".into()], note: note() },
            Act::Supplement => Command::Supplement {
                papers: vec![PaperGiven::on_paper("p1".into(), PaperForm::Original, 1)],
                note: None,
            },
            Act::Decline => Command::Decline { ground: DeclineGround::NotEligible, note: note() },
            Act::HandOver => Command::HandOver { to: None, officer: None, note: None },
            Act::AcceptHandOver => Command::AcceptHandOver {},
            Act::DeclineHandOver => Command::DeclineHandOver { note: note() },
            Act::TakeBack => Command::TakeBack { note: None },
            Act::Consult => Command::Consult {
                agency: self.dice.of(&[UnitId(10), UnitId(20), UnitId(201)]),
                within: "2 working days".parse().unwrap(),
                note: note(),
            },
            Act::AnswerConsultation => {
                let open = within_reach(d, actor, act, version).next()?;
                Command::AnswerConsultation { no: open.no, opinion: Opinion::Agree, note: note() }
            }
            Act::CompleteBranchStep => {
                let open = within_reach(d, actor, act, version).next()?;
                Command::CompleteBranchStep { no: open.no, note: None }
            }
            Act::Propose => Command::Propose { outcome: Outcome::Grant, note: None },
            Act::Approve => Command::Approve { outcome: Outcome::Grant, note: Some(note()) },
            Act::ReturnStep => Command::ReturnStep { note: note() },
            Act::Issue => {
                Command::Issue { number: format!("{}/QĐ", d.revision), electronic: ElectronicCopy::Issued }
            }
            Act::RequestPayment => Command::RequestPayment { amount: 8_000, note: note() },
            Act::RecordPayment => {
                let no = d.payments.len() as u32;
                Command::RecordPayment { no, means: PaymentMeans::Cash, note: None }
            }
            Act::RequestWithdrawal => Command::RequestWithdrawal { note: None },
            // The old city keeps no files.
            Act::AttachResult => return None,
            Act::RefuseWithdrawal => Command::RefuseWithdrawal { note: note() },
            Act::Stop => {
                let asked = matches!(d.phase, Phase::WithdrawalRequested { .. });
                let ground = if asked { StopGround::Withdrawn } else { StopGround::Ordered };
                Command::Stop { ground, note: note() }
            }
            Act::Deliver => Command::Deliver { method: d.return_by, recipient: Recipient::Owner, note: None },
            Act::ProposeCorrection => Command::ProposeCorrection {
                change: Correction::Return { at: UnitId(21), by: ReturnMethod::Counter },
                note: note(),
            },
            _ => return None,
        })
    }

    /// Every dossier as stored.
    pub fn dossiers(&self) -> Vec<Dossier> {
        let states = self.app.db().read(|tx| tx.query_all(&STATES, &[], |row| row.text(0)));
        states.unwrap().iter().map(|state| serde_json::from_str(state).unwrap()).collect()
    }

    pub fn clean(&self) {
        let world = self.app.world();
        let versions = world.all_versions().map(|version| (version.id, Arc::clone(version))).collect();
        let (units, by_world) = (world.units.clone(), Arc::clone(&world));
        let world = verify::World {
            versions,
            units,
            calendar: Box::new(move |dossier| by_world.calendar(dossier.calendar_unit()).ok().cloned()),
        };
        let report = verify::run(self.app.db(), &world, 1, &|_| {}).unwrap();
        assert_eq!(report.findings, []);
    }

    pub fn applicant(&self, person: PersonId) -> Actor {
        Actor::Applicant { person }
    }
}

/// What holds a dossier up is chosen more seldom.
fn weight(act: Act, held_up: usize) -> usize {
    match act {
        Act::Deliver => {
            if held_up > 0 {
                1
            } else {
                12
            }
        }
        Act::Receive | Act::AcceptHandOver | Act::HandOver | Act::Propose | Act::Approve | Act::Issue => 12,
        Act::Supplement | Act::RecordPayment | Act::RefuseWithdrawal => 12,
        Act::AnswerConsultation | Act::CompleteBranchStep => 12,
        Act::RequestSupplement | Act::RequestPayment | Act::Consult | Act::RequestWithdrawal => 3 * held_up,
        Act::ReturnStep | Act::ProposeCorrection | Act::Decline | Act::Stop => held_up,
        _ => 0,
    }
}

fn ms(moment: &str) -> i64 {
    Moment::parse(moment).unwrap().unix_seconds() * 1000
}
