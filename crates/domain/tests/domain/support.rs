//! A small city with a calendar, procedures and officers, and a dossier that is driven through it.

use motcua_calendar::{CalendarSource, Moment, WorkCalendar};
use motcua_domain::actor::{Actor, Duty, FieldScope, Role};
use motcua_domain::dossier::acts::{Act, allowed};
use motcua_domain::dossier::command::{Command, PaperHanded, Receive, Submit};
use motcua_domain::dossier::decide::{Context, decide};
use motcua_domain::dossier::event::{Event, Recorded};
use motcua_domain::dossier::evolve::evolve;
use motcua_domain::dossier::*;
use motcua_domain::ids::*;
use motcua_domain::procedure::*;
use motcua_domain::refusal::Refusal;
use motcua_domain::unit::{Life, Unit, UnitIndex, UnitKind};
use serde_json::json;
use uuid::Uuid;

pub const CITY: UnitId = UnitId(1);
pub const BRANCH: UnitId = UnitId(3);
pub const DEPARTMENT: UnitId = UnitId(10);
pub const OTHER_DEPARTMENT: UnitId = UnitId(11);
pub const WARD: UnitId = UnitId(20);
pub const POINT: UnitId = UnitId(21);
pub const COMMUNE: UnitId = UnitId(30);
pub const OTHER_POINT: UnitId = UnitId(31);

pub const OWNER: PersonId = PersonId(Uuid::from_u128(1));
pub const STRANGER: PersonId = PersonId(Uuid::from_u128(2));
pub const FIELD: &str = "ho-tich";

/// Systems outside: one in use, one given up.
pub static SYSTEMS: std::sync::LazyLock<Vec<motcua_domain::outside::OutsideSystem>> =
    std::sync::LazyLock::new(|| {
        let system = |key: &str, valid_to: Option<&str>| {
            serde_json::from_value(json!({
                "key": key, "name": key, "name_en": key, "owner": key, "owner_en": key,
                "valid_from": "2025-07-01", "valid_to": valid_to, "source": "made up",
            }))
            .expect("a system")
        };
        vec![system("dan-cu", None), system("ho-tich", None), system("old", Some("2025-07-02"))]
    });

pub fn at(text: &str) -> Moment {
    Moment::parse(text).expect("a moment")
}

pub fn units() -> UnitIndex {
    let unit = |id: UnitId, kind: UnitKind, parent: Option<UnitId>| Unit {
        id,
        key: format!("don-vi-{id}"),
        name: format!("Đơn vị {id}"),
        short_name: format!("ĐV {id}"),
        kind,
        parent,
        agency_code: format!("H26.P{id}"),
        agency_code_provisional: true,
        address: None,
        population: None,
        life: Life::default(),
    };
    UnitIndex::new([
        unit(CITY, UnitKind::City, None),
        unit(UnitId(2), UnitKind::Centre, Some(CITY)),
        unit(BRANCH, UnitKind::Branch, Some(UnitId(2))),
        unit(DEPARTMENT, UnitKind::Department, Some(CITY)),
        unit(OTHER_DEPARTMENT, UnitKind::Department, Some(CITY)),
        unit(WARD, UnitKind::Ward, Some(CITY)),
        unit(POINT, UnitKind::ServicePoint, Some(WARD)),
        unit(COMMUNE, UnitKind::RuralCommune, Some(CITY)),
        unit(OTHER_POINT, UnitKind::ServicePoint, Some(COMMUNE)),
    ])
}

pub fn calendar() -> WorkCalendar {
    let day = json!(["08:00-12:00", "13:00-17:00"]);
    let off = |date: &str, kind: &str| json!({"date": date, "kind": kind, "name_vi": "Ngày nghỉ", "name_en": "Day off", "basis": "test"});
    let source: CalendarSource = serde_json::from_value(json!({
        "coverage": {"from": "2025-01-01", "to": "2027-12-31", "settled_until": "2026-12-31"},
        "pattern": [{"from": "2025-01-01", "hours": {
            "monday": day, "tuesday": day, "wednesday": day, "thursday": day, "friday": day
        }}],
        "day": [off("2025-09-01", "holiday"), off("2025-09-02", "holiday"), off("2025-10-10", "special_off")],
    }))
    .expect("a calendar source");
    source.compile(None).expect("a calendar")
}

fn step(kind: StepKind, role: Role, place: StepPlace, budget: Option<&str>) -> Step {
    Step {
        name: kind.label(motcua_calendar::Lang::Vi).to_owned(),
        name_en: kind.label(motcua_calendar::Lang::En).to_owned(),
        kind,
        role,
        place,
        budget: budget.map(|text| text.parse().expect("a term")),
        floor_minutes: if kind == StepKind::Appraise { 5 } else { 0 },
        clock_runs: kind != StepKind::Return,
        key: String::new(),
        field: None,
        acts: None,
        when: None,
        next: vec![],
        opinions: vec![],
    }
}

fn paper(key: &str, required: bool, held_by: Option<&str>) -> RequiredPaper {
    RequiredPaper {
        key: key.into(),
        name: key.to_owned(),
        name_en: None,
        when: None,
        form: PaperForm::Original,
        required,
        held_by: held_by.map(str::to_owned),
        by_form: false,
    }
}

fn version(id: u32, code: &str, competence: Competence, term: &str, steps: Vec<Step>) -> ProcedureVersion {
    ProcedureVersion {
        id: VersionId(id),
        code: code.into(),
        name: "Thủ tục".to_owned(),
        name_en: None,
        synonyms: vec![],
        field: FIELD.into(),
        field_name: "Hộ tịch".to_owned(),
        field_name_en: "Civil status".to_owned(),
        tier: Tier::Commune,
        competence,
        valid_from: "2025-07-01".parse().expect("a date"),
        valid_to: None,
        service_level: ServiceLevel::Full,
        channels: vec![Channel::Counter, Channel::Online, Channel::Post],
        questions: vec![],
        cases: vec![],
        online_when: None,
        terms: vec![],
        form: vec![],
        result_code: None,
        supplement_limit: None,
        rule: motcua_calendar::TermRule {
            term: term.parse().expect("a term"),
            start: motcua_calendar::StartRule::NextWorkingDay,
            cutoff: None,
            policy: motcua_calendar::PausePolicy::PauseAndShift,
        },
        term_note: None,
        supplement_wait: Some("10 working days".parse().expect("a term")),
        payment_pauses: false,
        papers: vec![
            paper("to-khai", true, None),
            paper("giay-chung-sinh", true, None),
            paper("cccd", true, Some("CSDL quốc gia về dân cư")),
            paper("anh", false, None),
        ],
        result_name: "Giấy khai sinh".to_owned(),
        fees: vec![
            FeeRule { amount: 8_000, channel: Some(Channel::Counter), ..FeeRule::default() },
            FeeRule { amount: 0, channel: Some(Channel::Online), ..FeeRule::default() },
        ],
        fee_note: None,
        steps,
        legal_basis: vec![],
        source: "test".to_owned(),
        provisional: Provisional::default(),
        volume_band: 'A',
        limits: Default::default(),
        variant: None,
    }
}

/// Decided by a commune, one desk each.
pub fn simple() -> ProcedureVersion {
    use StepKind::*;
    version(
        1,
        "1.001193",
        Competence::Commune,
        "3 working days",
        vec![
            step(Intake, Role::OneStop, StepPlace::ReceivedAt, Some("2 working hours")),
            step(Appraise, Role::Specialist, StepPlace::Competent, Some("1 working days")),
            step(Approve, Role::UnitHead, StepPlace::Competent, Some("4 working hours")),
            step(Issue, Role::Clerk, StepPlace::Competent, Some("2 working hours")),
            step(Return, Role::OneStop, StepPlace::ReturnAt, None),
        ],
    )
}

/// Decided by a department after a commune has had its say, with an uncounted survey and a payment.
pub fn long() -> ProcedureVersion {
    use StepKind::*;
    let mut survey =
        step(Appraise, Role::Specialist, StepPlace::Agency(OTHER_DEPARTMENT), Some("2 working days"));
    survey.clock_runs = false;
    let mut payment = step(Payment, Role::Cashier, StepPlace::Competent, None);
    payment.clock_runs = false;
    version(
        2,
        "1.012783",
        Competence::Agency(DEPARTMENT),
        "20 working days",
        vec![
            step(Intake, Role::OneStop, StepPlace::ReceivedAt, Some("4 working hours")),
            step(Appraise, Role::Specialist, StepPlace::Commune, Some("3 working days")),
            step(Approve, Role::UnitHead, StepPlace::Commune, Some("1 working days")),
            step(Issue, Role::Clerk, StepPlace::Commune, Some("2 working hours")),
            survey,
            step(Assign, Role::SectionHead, StepPlace::Competent, Some("4 working hours")),
            step(Appraise, Role::Specialist, StepPlace::Competent, Some("8 working days")),
            step(Review, Role::SectionHead, StepPlace::Competent, Some("1 working days")),
            step(Approve, Role::UnitHead, StepPlace::Competent, Some("1 working days")),
            payment,
            step(Issue, Role::Clerk, StepPlace::Competent, Some("4 working hours")),
            step(Return, Role::OneStop, StepPlace::ReturnAt, None),
        ],
    )
}

/// Calendar days, restart after a supplement, payment that stops the clock.
pub fn restarting() -> ProcedureVersion {
    use StepKind::*;
    let mut version = version(
        3,
        "2.000635",
        Competence::Commune,
        "15 days",
        vec![
            step(Intake, Role::OneStop, StepPlace::ReceivedAt, None),
            step(Assign, Role::SectionHead, StepPlace::Competent, None),
            step(Appraise, Role::Specialist, StepPlace::Competent, Some("5 working days")),
            step(Review, Role::SectionHead, StepPlace::Competent, None),
            step(Approve, Role::UnitHead, StepPlace::Competent, None),
            step(Issue, Role::Clerk, StepPlace::Competent, None),
            step(Return, Role::OneStop, StepPlace::ReturnAt, None),
        ],
    );
    version.rule.policy = motcua_calendar::PausePolicy::Restart;
    version.payment_pauses = true;
    version
}

/// Which of two officers with the same duty.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Who {
    First,
    Second,
}

pub fn officer(unit: UnitId, role: Role, who: Who) -> Actor {
    let rank = Role::ALL.iter().position(|r| *r == role).expect("a role") as u32;
    let id = OfficerId(unit.0 * 100 + rank * 10 + u32::from(who == Who::Second));
    Actor::Officer { id, duties: vec![Duty { unit, role, scope: FieldScope::All }] }
}

pub fn first(unit: UnitId, role: Role) -> Actor {
    officer(unit, role, Who::First)
}

pub fn id_of(actor: &Actor) -> OfficerId {
    actor.officer().expect("an officer")
}

pub fn applicant() -> Actor {
    Actor::Applicant { person: OWNER }
}

/// Everybody who may try something, lawfully or not.
pub fn everybody() -> Vec<Actor> {
    let mut all = vec![applicant(), Actor::Applicant { person: STRANGER }, Actor::System];
    for unit in [BRANCH, POINT, OTHER_POINT] {
        all.extend([officer(unit, Role::OneStop, Who::First), officer(unit, Role::OneStop, Who::Second)]);
        all.push(first(unit, Role::Cashier));
        all.push(first(unit, Role::UnitHead));
    }
    for unit in [DEPARTMENT, OTHER_DEPARTMENT, WARD, COMMUNE] {
        for role in [Role::Specialist, Role::SectionHead, Role::UnitHead, Role::Clerk, Role::Cashier] {
            all.extend([officer(unit, role, Who::First), officer(unit, role, Who::Second)]);
        }
    }
    for role in [Role::CityLeader, Role::Inspector, Role::Administrator, Role::Designer] {
        all.push(first(CITY, role));
        all.push(first(WARD, role));
    }
    let narrow = FieldScope::Only("dat-dai".into());
    let duties = vec![Duty { unit: WARD, role: Role::Specialist, scope: narrow }];
    all.push(Actor::Officer { id: OfficerId(9_999), duties });
    all
}

pub fn given(key: &str) -> PaperGiven {
    PaperGiven::on_paper(key.into(), PaperForm::Original, 1)
}

pub fn all_papers() -> Vec<PaperGiven> {
    vec![given("to-khai"), given("giay-chung-sinh")]
}

pub fn filing(provenance: Provenance, version: &ProcedureVersion) -> Submit {
    let competent = match version.competence {
        Competence::Commune => WARD,
        Competence::Agency(agency) => agency,
    };
    let helped_at =
        matches!(provenance, Provenance::AssistedOwnSignIn | Provenance::EnteredByOfficer).then_some(POINT);
    Submit {
        identity: None,
        mandate: None,
        help: None,
        kiosk: None,
        owner: OWNER,
        submitter: OWNER,
        provenance,
        helped_at,
        competent,
        commune: Some(WARD),
        return_at: POINT,
        return_by: ReturnMethod::Counter,
        papers: all_papers(),
        case: version.cases.first().map(|case| case.key.clone()),
        form: None,
    }
}

pub fn receipt(at: UnitId, paper: PaperHanded) -> Receive {
    Receive { at, paper, papers: all_papers() }
}

/// A dossier being driven.
pub struct Case {
    pub version: ProcedureVersion,
    pub calendar: WorkCalendar,
    pub units: UnitIndex,
    pub now: Moment,
    pub dossier: Option<Dossier>,
    pub journal: Vec<Recorded>,
    pub notes: Vec<Option<String>>,
    pub people: Vec<Actor>,
}

pub const ID: DossierId = DossierId(Uuid::from_u128(77));

impl Case {
    pub fn new(version: ProcedureVersion) -> Self {
        Self {
            version,
            calendar: calendar(),
            units: units(),
            now: at("2025-07-07T09:00"),
            dossier: None,
            journal: vec![],
            notes: vec![],
            people: everybody(),
        }
    }

    /// Received over the counter of [`POINT`], with paper.
    pub fn received(version: ProcedureVersion) -> Self {
        let mut case = Self::new(version);
        let submit = filing(Provenance::Counter, &case.version);
        let receive = receipt(POINT, PaperHanded::Yes);
        case.does(&first(POINT, Role::OneStop), Command::Intake { submit, receive });
        case
    }

    /// Filed from home, waiting at [`POINT`].
    pub fn submitted(version: ProcedureVersion) -> Self {
        let mut case = Self::new(version);
        let submit = filing(Provenance::SelfAtHome, &case.version);
        case.does(&applicant(), Command::Submit(submit));
        case
    }

    /// Accepted by the specialist of [`WARD`].
    pub fn in_appraisal() -> Self {
        let mut case = Self::received(simple());
        case.does(&first(POINT, Role::OneStop), hand_over());
        case.does(&first(WARD, Role::Specialist), Command::AcceptHandOver {});
        case
    }

    /// Proposed to be granted; before the head of [`WARD`].
    pub fn proposed() -> Self {
        let mut case = Self::in_appraisal();
        case.later(30);
        case.does(&first(WARD, Role::Specialist), Command::Propose { outcome: Outcome::Grant, note: None });
        case
    }

    /// Decided; before the clerk of [`WARD`].
    pub fn approved() -> Self {
        let mut case = Self::proposed();
        case.does(&first(WARD, Role::UnitHead), Command::Approve { outcome: Outcome::Grant, note: None });
        case
    }

    /// Issued; the result is on its way to [`POINT`].
    pub fn issued() -> Self {
        let mut case = Self::approved();
        case.does(&first(WARD, Role::Clerk), issue());
        case
    }

    /// Ready at the counter.
    pub fn at_the_counter() -> Self {
        let mut case = Self::issued();
        case.does(&first(POINT, Role::OneStop), Command::AcceptHandOver {});
        case
    }

    pub fn later(&mut self, minutes: i64) {
        self.now = self.now.plus_minutes(minutes);
    }

    pub fn state(&self) -> &Dossier {
        self.dossier.as_ref().expect("a dossier")
    }

    pub fn clock(&self) -> &Clock {
        self.state().clock.as_ref().expect("a clock")
    }

    pub fn due(&self) -> Moment {
        self.clock().due_at
    }

    pub fn allowed(&self, actor: &Actor) -> Vec<Act> {
        allowed(self.state(), actor, &self.version)
    }

    /// Decides and records.
    pub fn tries(&mut self, actor: &Actor, command: Command) -> Result<(), Refusal> {
        let code = DossierCode("H26.P21-250707-0001".to_owned());
        let named = command
            .names_officer()
            .and_then(|id| self.people.iter().find(|one| one.officer() == Some(id)))
            .map(|one| one.duties().to_vec());
        let cx = Context {
            id: ID,
            now: self.now,
            actor,
            version: &self.version,
            calendar: &self.calendar,
            units: &self.units,
            code: Some(&code),
            named: named.as_deref(),
            systems: &SYSTEMS,
        };
        for decided in decide(self.dossier.as_ref(), &command, &cx)? {
            let recorded = Recorded { event: decided.event, at: self.now, actor: actor.reference() };
            match &mut self.dossier {
                None => self.dossier = Dossier::open(ID, &recorded),
                Some(dossier) => evolve(dossier, &recorded),
            }
            self.journal.push(recorded);
            self.notes.push(decided.note);
        }
        Ok(())
    }

    #[track_caller]
    pub fn does(&mut self, actor: &Actor, command: Command) {
        let act = command.act();
        if let Err(refusal) = self.tries(actor, command) {
            panic!("{act:?} refused: {refusal:?}");
        }
    }

    /// The act is refused and changes nothing.
    #[track_caller]
    pub fn refused(&mut self, actor: &Actor, command: Command) -> Refusal {
        let before = self.dossier.clone();
        let said = format!("{command:?}");
        let refusal = self.tries(actor, command).expect_err(&said);
        assert_eq!(self.dossier, before);
        refusal
    }

    pub fn last_event(&self) -> &Event {
        &self.journal.last().expect("an event").event
    }
}

pub fn hand_over() -> Command {
    Command::HandOver { to: None, officer: None, note: None }
}

pub fn issue() -> Command {
    Command::Issue {
        number: "12/KS".to_owned(),
        electronic: motcua_domain::dossier::command::ElectronicCopy::Issued,
    }
}

pub fn ask_supplement() -> Command {
    Command::RequestSupplement {
        papers: vec!["giay-chung-sinh".into()],
        note: "Thiếu giấy chứng sinh".to_owned(),
    }
}

pub fn supplement() -> Command {
    Command::Supplement { papers: vec![given("giay-chung-sinh")], note: None }
}

pub fn why() -> String {
    "Có lý do".to_owned()
}
