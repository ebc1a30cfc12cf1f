//! Versions that tests of diagrams and formats draw and write: three of Hanoi, one that uses every feature of a flow,
//! and random ones.

use motcua_city::City;
use motcua_domain::actor::Role;
use motcua_domain::dossier::acts::Act;
use motcua_domain::ids::{CaseKey, FieldCode, UnitId};
use motcua_domain::procedure::{
    BranchStep, Case, PlannedOpinion, ProcedureVersion, Route, Step, StepKind, StepPlace,
};
use motcua_domain::unit::UnitIndex;
use proptest::prelude::*;
use std::sync::OnceLock;

/// Birth registration: decided by the commune, the same day.
pub const BIRTH: &str = "1.001193";

/// The city, read once.
pub fn hanoi() -> &'static City {
    static CITY: OnceLock<City> = OnceLock::new();
    CITY.get_or_init(|| motcua_city::hanoi().expect("the city reads"))
}

pub fn units() -> &'static UnitIndex {
    static UNITS: OnceLock<UnitIndex> = OnceLock::new();
    UNITS.get_or_init(|| UnitIndex::new(hanoi().units.iter().cloned()))
}

/// The first version of a code.
pub fn version(code: &str) -> &'static ProcedureVersion {
    hanoi().procedures.iter().find(|version| version.code.as_str() == code).expect("a code of Hanoi")
}

/// Land: the longest chain in which the applicant pays what the tax notice asks.
pub fn land() -> &'static ProcedureVersion {
    let pays = |version: &&ProcedureVersion| version.steps.iter().any(|step| step.kind == StepKind::Payment);
    hanoi().procedures.iter().filter(pays).max_by_key(|version| version.steps.len()).expect("land")
}

fn unit(key: &str) -> StepPlace {
    StepPlace::Agency(units().by_key(key).expect("a unit of Hanoi").id)
}

fn ask(place: StepPlace, within: &str, when: Option<&str>) -> PlannedOpinion {
    PlannedOpinion {
        place,
        within: within.parse().unwrap(),
        when: when.map(|text| text.parse().unwrap()),
        steps: vec![],
    }
}

fn jump(to: &str, when: Option<&str>) -> Route {
    Route { to: to.to_owned(), when: when.map(|text| text.parse().unwrap()) }
}

/// Cases, a step left out, two choices that jump, three opinions side by side, a payment, limits on side acts: invented,
/// so that one picture and one file show everything a flow can do.
pub fn synthetic() -> ProcedureVersion {
    let mut version = land().clone();
    version.code = motcua_domain::ids::ProcedureCode::from("9.000001");
    version.competence = motcua_domain::procedure::Competence::Commune;
    version.result_name = "Giấy chứng nhận mẫu".to_owned();
    version.terms = Vec::new();
    version.name = "Thủ tục mẫu <mọi điều một quy trình có thể có> & hơn nữa".to_owned();
    version.name_en = Some("Sample with everything a flow can do".to_owned());
    let case = |key: &str, name: &str, name_en: &str| Case {
        key: CaseKey::from(key),
        name: name.to_owned(),
        name_en: name_en.to_owned(),
        when: None,
    };
    version.cases = vec![
        case("moi", "cấp lần đầu", "first issue"),
        case("lai", "cấp lại do mất, hỏng", "issue again after loss or damage"),
    ];
    let plain = |key: &str, kind: StepKind, role: Role, place: StepPlace, name: &str, name_en: &str| Step {
        key: key.to_owned(),
        name: name.to_owned(),
        name_en: name_en.to_owned(),
        kind,
        role,
        place,
        budget: Some("4 working hours".parse().unwrap()),
        floor_minutes: 5,
        clock_runs: kind != StepKind::Payment,
        field: None,
        acts: None,
        when: None,
        next: Vec::new(),
        opinions: Vec::new(),
    };
    let here = StepPlace::Competent;
    let specialist = Role::Specialist;
    let mut steps = vec![
        plain("nhan", StepKind::Intake, Role::OneStop, StepPlace::ReceivedAt, "Tiếp nhận, số hóa", "Receive"),
        plain("giao", StepKind::Assign, Role::SectionHead, here, "Phân công xử lý", "Assign"),
        plain("tham", StepKind::Appraise, specialist, here, "Thẩm định, lấy ý kiến các cơ quan", "Appraise"),
        plain("khao-sat", StepKind::Appraise, specialist, StepPlace::Commune, "Khảo sát thực địa", "Survey"),
        plain("xem", StepKind::Review, Role::SectionHead, here, "Xem xét dự thảo", "Review the draft"),
        plain("duyet", StepKind::Approve, Role::UnitHead, here, "Phê duyệt, ký số", "Approve and sign"),
        plain("nop", StepKind::Payment, specialist, here, "Nộp nghĩa vụ tài chính", "Pay what is due"),
        plain("phat-hanh", StepKind::Issue, Role::Clerk, here, "Vào sổ, đóng dấu, phát hành", "Issue"),
        plain(
            "tra",
            StepKind::Return,
            Role::OneStop,
            StepPlace::ReturnAt,
            "Trả kết quả",
            "Return the result",
        ),
    ];
    steps[0].next = vec![jump("tham", Some("case = lai and channel in (online, post)"))];
    steps[2].opinions = vec![
        ask(unit("so-xay-dung"), "2 working days", None),
        ask(unit("so-noi-vu"), "1 working days", Some("case = moi")),
        ask(StepPlace::Commune, "4 working hours", Some("not channel = online")),
    ];
    steps[2].acts = Some(vec![Act::RequestSupplement, Act::Consult]);
    steps[2].next = vec![jump("duyet", Some("finding = does_not_meet")), jump("xem", Some("case = lai"))];
    steps[3].when = Some("case = moi and not finding = does_not_meet".parse().unwrap());
    steps[3].field = Some(FieldCode::from("dat-dai"));
    steps[4].acts = Some(Vec::new());
    steps[5].next = vec![jump("phat-hanh", Some("outcome = refuse"))];
    steps[6].budget = None;
    version.steps = steps;
    version
}

/// The ordinary row of steps, nothing beside it.
pub fn straight() -> ProcedureVersion {
    let mut version = synthetic();
    version.steps.retain(|step| !["khao-sat", "xem", "nop"].contains(&step.key.as_str()));
    for step in &mut version.steps {
        step.next = Vec::new();
        step.opinions = Vec::new();
    }
    version
}

/// The synthetic flow drawn out to fifteen steps.
pub fn fifteen() -> ProcedureVersion {
    let mut version = synthetic();
    let more = version.steps[3].clone();
    for at in 0..6 {
        let mut step = more.clone();
        step.key = format!("them-{at}");
        step.name = format!("Kiểm tra, đối chiếu hồ sơ với sổ địa chính và trình ký lần {}", at + 1);
        step.when = None;
        version.steps.insert(4, step);
    }
    version
}

fn condition() -> impl Strategy<Value = Option<motcua_domain::procedure::Condition>> {
    let texts = [
        "case = moi",
        "case = moi and channel in (online, post)",
        "not finding = does_not_meet",
        "(case = a or case = b) and not (channel = post or answer.x = yes)",
        "field.sex = f or outcome = refuse",
        "not (case = a and not case = b)",
    ];
    prop::option::weighted(0.4, prop::sample::select(texts.to_vec()).prop_map(|text| text.parse().unwrap()))
}

fn place() -> impl Strategy<Value = StepPlace> {
    let ids: Vec<UnitId> = hanoi().units.iter().map(|unit| unit.id).take(200).collect();
    prop_oneof![
        Just(StepPlace::ReceivedAt),
        Just(StepPlace::Competent),
        Just(StepPlace::Commune),
        Just(StepPlace::ReturnAt),
        prop::sample::select(ids).prop_map(StepPlace::Agency),
    ]
}

fn term() -> impl Strategy<Value = motcua_calendar::Term> {
    use motcua_calendar::Term::*;
    (1u32..9_999, 0..4u8).prop_map(|(n, kind)| match kind {
        0 => WorkingMinutes(n),
        1 => WorkingDays(n),
        2 => CalendarDays(n),
        _ => Months(n),
    })
}

/// What people may have typed: letters of every kind, signs of markup, spaces at the ends.
fn typed() -> impl Strategy<Value = String> {
    prop::string::string_regex("[a-zA-ZăâđêôơưĂÂĐÊÔƠƯ0-9 <>&'\"\\]{}/.,;:\n\t₫🏠-]{0,40}").unwrap()
}

fn kind() -> impl Strategy<Value = StepKind> {
    use StepKind::*;
    prop::sample::select(vec![Intake, Assign, Appraise, Review, Approve, Issue, Payment, Return])
}

/// Any row of steps, sound or not: routes may lead anywhere, keys may be missing or given twice.
pub fn any_steps() -> impl Strategy<Value = Vec<Step>> {
    let key =
        || prop::sample::select(vec!["", "a", "b", "c", "d", "e", "nhà đất", "x&y"]).prop_map(str::to_owned);
    let route = (key(), condition()).prop_map(|(to, when)| Route { to, when });
    let branch =
        (key(), typed(), typed(), prop::sample::select(Role::ALL.to_vec()), prop::option::of(typed()));
    let branch = (branch, prop::option::of(term()), any::<u32>()).prop_map(
        |((key, name, name_en, role, field), budget, floor_minutes)| BranchStep {
            key,
            name,
            name_en,
            role,
            field: field.map(FieldCode),
            budget,
            floor_minutes,
        },
    );
    let branches = prop::collection::vec(branch, 0..4);
    let opinion = (place(), term(), condition(), branches)
        .prop_map(|(place, within, when, steps)| PlannedOpinion { place, within, when, steps });
    let acts = prop::option::of(prop::sample::subsequence(
        motcua_domain::procedure::flow::SIDE_ACTS.to_vec(),
        0..=5,
    ));
    let head = (key(), typed(), typed(), kind(), prop::sample::select(Role::ALL.to_vec()), place());
    let middle = (prop::option::of(term()), any::<u32>(), any::<bool>(), prop::option::of(typed()), acts);
    let tail = (condition(), prop::collection::vec(route, 0..3), prop::collection::vec(opinion, 0..4));
    let step = (head, middle, tail).prop_map(
        |((key, name, name_en, kind, role, place), m, (when, next, opinions))| {
            let (budget, floor_minutes, clock_runs, field, acts) = m;
            Step {
                key,
                name,
                name_en,
                kind,
                role,
                place,
                budget,
                floor_minutes,
                clock_runs,
                field: field.map(FieldCode),
                acts,
                when,
                next,
                opinions,
            }
        },
    );
    prop::collection::vec(step, 0..9)
}

/// The long flow with two branches of several steps beside its second step, one of them asked for on a condition.
pub fn branched() -> ProcedureVersion {
    let mut version = fifteen();
    let own = |name: &str, role| BranchStep {
        key: String::new(),
        name: name.to_owned(),
        name_en: String::new(),
        role,
        field: None,
        budget: Some("4 working hours".parse().unwrap()),
        floor_minutes: 5,
    };
    let named = |key: &str| StepPlace::Agency(units().by_key(key).expect("a unit").id);
    let police = vec![own("Công an kiểm tra", Role::Specialist), own("Công an ký", Role::UnitHead)];
    let insurance = vec![
        own("Bảo hiểm kiểm tra", Role::Specialist),
        own("Bảo hiểm ký thẻ", Role::UnitHead),
        own("Bảo hiểm gửi thẻ", Role::Clerk),
    ];
    version.steps[1].opinions = vec![
        PlannedOpinion { steps: police, ..ask(named("so-xay-dung"), "2 working days", None) },
        PlannedOpinion {
            steps: insurance,
            ..ask(named("so-noi-vu"), "2 working days", Some("channel = online"))
        },
    ];
    version
}
