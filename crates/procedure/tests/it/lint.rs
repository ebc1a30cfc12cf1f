//! The checks: each finds what it looks for and nothing else, and together they agree with the law of the dossier.

mod agreement;
mod branches;

use crate::small::*;
use branches::branch;
use motcua_calendar::{Lang, Term};
use motcua_domain::actor::Role;
use motcua_domain::ids::{UnitId, VersionId};
use motcua_domain::procedure::variation::{self, Deviation, Span, StepLimits};
use motcua_domain::procedure::*;
use motcua_procedure::lint::{self, codes};
use motcua_procedure::{Finding, Place, Severity};
use std::collections::BTreeSet;

fn check(version: &ProcedureVersion, town: &Town) -> Vec<Finding> {
    town.around(|around| lint::check(version, around))
}

fn found(findings: &[Finding]) -> BTreeSet<&'static str> {
    findings.iter().map(|finding| finding.code).collect()
}

/// The one finding of a code.
fn only<'a>(findings: &'a [Finding], code: &str) -> &'a Finding {
    let mut of = findings.iter().filter(|finding| finding.code == code);
    let first = of.next().unwrap_or_else(|| panic!("{code} is not among {:?}", found(findings)));
    assert!(of.next().is_none(), "{code} once: {findings:#?}");
    first
}

fn route(to: &str, when: Option<&str>) -> Route {
    Route { to: to.to_owned(), when: when.map(|text| text.parse().unwrap()) }
}

fn opinion(place: StepPlace, within: &str) -> PlannedOpinion {
    PlannedOpinion { place, within: within.parse().unwrap(), when: None, steps: vec![] }
}

/// One thing put wrong.
type Wrong = fn(&mut ProcedureVersion, &mut Town);

/// For each code what makes it appear, and which others must appear with it.
const WRONGS: &[(&str, Wrong, &[&str])] = &[
    ("too-large", |v, _| v.fees = vec![FeeRule::default(); 301], &[]),
    ("name-missing", |v, _| v.steps[1].name = " ".to_owned(), &[]),
    ("english-missing", |v, _| v.papers[0].name_en = None, &[]),
    ("code-malformed", |v, _| v.code = "1.00119".into(), &[]),
    ("channel-missing", |v, _| v.channels.push(Channel::Post), &[]),
    ("online-differs", |v, _| v.service_level = ServiceLevel::None, &[]),
    ("result-missing", |v, _| v.result_name.clear(), &[]),
    ("provisional", |v, _| v.provisional.fee = true, &[]),
    ("unit-unknown", |v, _| v.steps[1].place = StepPlace::Agency(UnitId(99)), &[]),
    ("field-of-duty-unknown", |v, _| v.steps[1].field = Some("khong-co".into()), &[]),
    ("step-unreachable", |v, _| v.steps[0].next = vec![route("duyet", None)], &["budget-differs"]),
    ("flow-dead-end", |v, _| v.steps[4].when = Some("channel = online".parse().unwrap()), &[]),
    ("flow-loop", |v, _| v.steps[2].next = vec![route("xet", Some("outcome = refuse"))], &[]),
    ("flow-not-sound", |v, _| v.steps.swap(2, 3), &["step-after-issue"]),
    ("step-after-issue", |v, _| v.steps.insert(4, review()), &[]),
    ("route-unknown", |v, _| v.steps[2].next = vec![route("khong-co", Some("outcome = refuse"))], &[]),
    ("step-key-twice", |v, _| v.steps[2].key = "xet".to_owned(), &[]),
    (
        "step-key-missing",
        |v, _| {
            v.steps[0].next = vec![route("xet", None)];
            v.steps[2].key.clear();
        },
        &[],
    ),
    ("step-place", |v, _| v.steps[1].place = StepPlace::ReceivedAt, &[]),
    ("payment-clock", |v, _| v.steps.insert(3, payment()), &[]),
    ("floor-exceeds-budget", |v, _| v.steps[1].floor_minutes = 481, &[]),
    ("no-actor", |_, t| t.vacant.extend([(WARD, Role::Specialist)]), &[]),
    ("no-signatory", |_, t| t.vacant.extend([(COMMUNE, Role::UnitHead)]), &[]),
    (
        "opinion-exceeds-step",
        |v, _| v.steps[1].opinions = vec![opinion(StepPlace::Agency(DEPARTMENT), "9 working hours")],
        &[],
    ),
    (
        "branch-exceeds-time",
        |v, _| v.steps[1].opinions = vec![branch(&["4 working hours", "5 working hours"])],
        &[],
    ),
    ("opinion-not-awaited", |v, _| v.steps[4].opinions = vec![branch(&["1 working hours"])], &[]),
    ("opinion-self", |v, _| v.steps[1].opinions = vec![opinion(StepPlace::Commune, "1 working hours")], &[]),
    ("budget-differs", |v, _| v.rule.term = Term::WorkingDays(4), &[]),
    ("term-zero", |v, _| v.supplement_wait = Some(Term::WorkingDays(0)), &[]),
    ("term-twice", |v, _| v.terms = vec![term(None, None), term(None, None)], &[]),
    (
        "term-unknown-channel",
        |v, _| {
            v.channels.pop();
            v.terms = vec![term(None, Some(Channel::Post))];
        },
        &[],
    ),
    ("case-twice", |v, _| v.cases[1].key = "full".into(), &[]),
    ("case-unknown", |v, _| v.fees[0].case = Some("khong-co".into()), &[]),
    ("case-unreachable", |v, _| v.cases.push(case("never", None)), &[]),
    (
        "case-ambiguous",
        |v, _| v.cases.insert(1, case("both", Some("answer.has_papers in (yes, no)"))),
        &["case-unreachable"],
    ),
    ("case-none", |v, _| v.cases.truncate(1), &[]),
    ("question-twice", |v, _| v.questions.push(question("has_papers")), &[]),
    (
        "question-choices",
        |v, _| v.questions.push(Question { choices: vec![choice("yes")], ..question("b") }),
        &[],
    ),
    ("question-too-many", |v, _| v.questions.extend(["b", "c", "d", "e"].map(question)), &[]),
    (
        "condition-fact",
        |v, _| v.steps[1].when = Some("outcome = grant".parse().unwrap()),
        &["budget-differs"],
    ),
    ("condition-value", |v, _| v.papers[0].when = Some("case = empty".parse().unwrap()), &[]),
    (
        "condition-never",
        |v, _| v.papers[0].when = Some("channel = online and channel = post".parse().unwrap()),
        &[],
    ),
    ("paper-twice", |v, _| v.papers.push(paper("khac", "TỜ KHAI")), &[]),
    ("papers-missing", |v, _| v.papers.clear(), &[]),
    ("document-held", |v, _| v.papers.push(paper("kh", "Giấy chứng nhận kết hôn của cha mẹ")), &[]),
    ("page-twice", |v, _| v.form.push(FormPage { fields: vec![], ..v.form[0].clone() }), &[]),
    ("field-unknown", |v, _| v.form[0].fields.push(asked("khong-co")), &[]),
    ("field-asked-twice", |v, _| v.form[0].fields.push(asked("date_of_birth")), &[]),
    ("field-held", |v, _| v.form[0].fields[1].prefill = None, &[]),
    ("fee-without-basis", |v, _| v.fees[0].basis = None, &[]),
    ("fee-ambiguous", |v, _| v.fees.push(FeeRule { amount: 5, ..v.fees[0].clone() }), &[]),
    (
        "fee-unknown-channel",
        |v, _| {
            v.channels.pop();
            v.fees[0].channel = Some(Channel::Post);
        },
        &[],
    ),
    ("basis-missing", |v, _| v.legal_basis.clear(), &[]),
    ("basis-link", |v, _| v.legal_basis[0].link = Some("http://chinhphu.vn".to_owned()), &[]),
    ("valid-range", |v, _| v.valid_to = Some("2025-06-30".parse().unwrap()), &[]),
    ("validity-overlap", |_, t| t.others = vec![between("2025-01-01", "2025-07-01")], &[]),
    ("validity-gap", |_, t| t.others = vec![between("2025-01-01", "2025-06-29")], &[]),
    ("variation-limits", |v, _| v.limits = open("khong-co"), &[]),
    (
        "variation-outside-limits",
        |v, t| {
            t.base = Some(version());
            *v = variation::start(&version(), COMMUNE);
            v.fees[0].amount = 9_000;
        },
        &[],
    ),
    ("variation-base-ended", |v, _| *v = variation::start(&version(), COMMUNE), &[]),
];

/// Communes may give the appraisal four hours to a day, to a head of section too.
fn open(step: &str) -> Limits {
    let budget = Some(Span { min: Term::WorkingMinutes(240), max: Term::WorkingDays(3) });
    let step =
        StepLimits { step: step.to_owned(), budget, roles: vec![Role::SectionHead], ..StepLimits::default() };
    Limits { cutoff: None, steps: vec![step] }
}

fn review() -> Step {
    step("xem", StepKind::Review, Role::SectionHead, StepPlace::Competent, None)
}

fn payment() -> Step {
    step("nop", StepKind::Payment, Role::Cashier, StepPlace::Competent, None)
}

fn term(case: Option<&str>, channel: Option<Channel>) -> TermVariant {
    TermVariant { case: case.map(Into::into), channel, rule: version().rule }
}

fn between(from: &str, to: &str) -> ProcedureVersion {
    ProcedureVersion { valid_from: from.parse().unwrap(), valid_to: Some(to.parse().unwrap()), ..version() }
}

#[test]
fn a_version_with_nothing_wrong_has_no_findings() {
    assert_eq!(check(&version(), &town()), []);
}

#[test]
fn each_check_finds_what_is_wrong_and_nothing_else() {
    for (code, wrong, with) in WRONGS {
        let (mut version, mut town) = (version(), town());
        wrong(&mut version, &mut town);
        let findings = check(&version, &town);
        let mut wanted: BTreeSet<&str> = with.iter().copied().collect();
        wanted.insert(code);
        assert_eq!(found(&findings), wanted, "{code}: {findings:#?}");
    }
}

#[test]
fn every_check_has_a_case_that_fails_it() {
    let tried: BTreeSet<&str> = WRONGS.iter().map(|(code, ..)| *code).collect();
    let all: BTreeSet<&str> = codes::ALL.iter().map(|check| check.code).collect();
    assert_eq!(tried, all);
    assert_eq!(all.len(), codes::ALL.len(), "no code stands for two things");
    for check in codes::ALL {
        assert_eq!(codes::by_code(check.code), Some(check));
        for text in [check.vi, check.en, check.remedy_vi, check.remedy_en] {
            assert!(text.ends_with('.'), "{text}");
        }
    }
}

#[test]
fn a_finding_says_where_and_what_to_do_in_both_languages() {
    for (_, wrong, _) in WRONGS {
        let (mut version, mut town) = (version(), town());
        wrong(&mut version, &mut town);
        for finding in check(&version, &town) {
            for lang in [Lang::Vi, Lang::En] {
                assert!(finding.text(lang).ends_with('.'), "{finding:?}");
                assert!(finding.remedy(lang).ends_with('.'), "{finding:?}");
                assert!(!finding.text(lang).contains("  "), "{finding:?}");
            }
            assert_ne!(finding.vi, finding.en);
        }
    }
}

#[test]
fn the_gravest_come_first_then_by_place() {
    let mut version = version();
    version.provisional.term = true;
    version.steps[3].place = StepPlace::Agency(UnitId(98));
    version.steps[1].place = StepPlace::Agency(UnitId(99));
    version.legal_basis[0].link = Some("x".to_owned());
    let findings = check(&version, &town());
    let order: Vec<_> = findings.iter().map(|finding| (finding.code, finding.place.clone())).collect();
    assert_eq!(order[0], ("unit-unknown", Place::Step { index: 1 }));
    assert_eq!(order[1], ("unit-unknown", Place::Step { index: 3 }));
    assert_eq!(order[2].0, "basis-link");
    assert_eq!(order[3].0, "provisional");
    assert_eq!(lint::errors(&findings), 2);
}

#[test]
fn units_without_an_officer_are_named_and_weighed() {
    let mut town = town();
    town.vacant.insert((WARD, Role::Specialist));
    let some = check(&version(), &town);
    let finding = only(&some, "no-actor");
    assert_eq!(finding.severity, Severity::Warning, "in one commune of two");
    assert_eq!(finding.place, Place::Step { index: 1 });
    assert!(finding.vi.contains("Đơn vị 20") && finding.vi.contains("1 trong 2"), "{}", finding.vi);
    town.vacant.insert((COMMUNE, Role::Specialist));
    let none = check(&version(), &town);
    assert_eq!(only(&none, "no-actor").severity, Severity::Error, "nowhere anybody");
}

#[test]
fn a_long_list_of_units_is_cut_short() {
    let mut town = town();
    for id in 100..150 {
        let mut unit = town.units[3].clone();
        (unit.id, unit.short_name) = (UnitId(id), format!("Phường {id}"));
        town.units.push(unit);
        town.vacant.insert((UnitId(id), Role::Specialist));
    }
    let findings = check(&version(), &town);
    let finding = only(&findings, "no-actor");
    assert!(finding.vi.contains("50 trong 52") && finding.vi.contains("40 nơi khác"), "{}", finding.vi);
    assert!(finding.en.len() < 400);
}

#[test]
fn a_unit_that_ended_needs_nobody_and_does_nothing() {
    let mut town = town();
    town.vacant.extend([(COMMUNE, Role::Specialist), (COMMUNE, Role::UnitHead), (COMMUNE, Role::Clerk)]);
    let ended = |town: &mut Town, id: UnitId| {
        let unit = town.units.iter_mut().find(|unit| unit.id == id).unwrap();
        unit.life.until = Some("2025-06-30".parse().unwrap());
    };
    ended(&mut town, COMMUNE);
    assert_eq!(check(&version(), &town), []);
    let mut version = version();
    version.steps[1].opinions = vec![opinion(StepPlace::Agency(DEPARTMENT), "4 working hours")];
    ended(&mut town, DEPARTMENT);
    let findings = check(&version, &town);
    let finding = only(&findings, "unit-unknown");
    assert!(finding.vi.contains("Đơn vị 10 đã kết thúc hoạt động"), "{}", finding.vi);
    version.valid_from = "2025-06-30".parse().unwrap();
    assert_eq!(check(&version, &town), [], "on its last day it is still there");
}

#[test]
fn whoever_is_asked_for_an_opinion_must_have_somebody_to_give_it() {
    let mut version = version();
    version.steps[1].opinions = vec![opinion(StepPlace::Agency(DEPARTMENT), "4 working hours")];
    let mut town = town();
    assert_eq!(check(&version, &town), []);
    for role in [Role::Specialist, Role::SectionHead] {
        town.vacant.insert((DEPARTMENT, role));
    }
    assert_eq!(check(&version, &town), [], "a head of unit may speak for it");
    town.vacant.insert((DEPARTMENT, Role::UnitHead));
    assert_eq!(only(&check(&version, &town), "no-actor").severity, Severity::Error);
}

#[test]
fn budgets_are_compared_with_the_term_of_each_case_and_channel() {
    let mut version = version();
    let mut short = term(Some("bare"), Some(Channel::Online));
    short.rule.term = Term::WorkingDays(2);
    version.terms = vec![short];
    let findings = check(&version, &town());
    let finding = only(&findings, "budget-differs");
    assert_eq!(finding.severity, Severity::Error, "more than the law allows");
    for part in [
        "vượt thời hạn 2 ngày làm việc là 1 ngày làm việc",
        "Trường hợp bare",
        "trực tuyến",
        "nơi tiếp nhận 4 giờ",
    ] {
        assert!(finding.vi.contains(part), "{part}: {}", finding.vi);
    }
    assert!(finding.en.contains("exceed the term of 2 working days by 1 working day"), "{}", finding.en);
}

#[test]
fn what_is_left_of_the_term_belongs_to_steps_without_a_budget() {
    let mut version = version();
    version.steps[1].budget = None;
    assert_eq!(check(&version, &town()), [], "the appraisal has what the others leave");
    version.rule.term = Term::WorkingDays(1);
    assert_eq!(only(&check(&version, &town()), "budget-differs").severity, Severity::Error);
    version.steps.iter_mut().for_each(|step| step.budget = None);
    assert_eq!(check(&version, &town()), [], "no split is published");
}

#[test]
fn a_default_chain_that_leaves_time_over_is_only_a_note() {
    let mut version = version();
    version.rule.term = Term::WorkingDays(4);
    assert_eq!(only(&check(&version, &town()), "budget-differs").severity, Severity::Warning);
    version.provisional.steps = true;
    assert_eq!(only(&check(&version, &town()), "budget-differs").severity, Severity::Note);
}

#[test]
fn calendar_days_are_compared_as_days() {
    let mut version = version();
    version.rule.term = Term::CalendarDays(3);
    let budgets =
        [Some(Term::CalendarDays(1)), Some(Term::CalendarDays(1)), Some(Term::CalendarDays(1)), None];
    for (step, budget) in version.steps.iter_mut().zip(budgets) {
        step.budget = budget;
    }
    version.steps[3].budget = Some(Term::CalendarDays(1));
    let findings = check(&version, &town());
    let finding = only(&findings, "budget-differs");
    assert!(finding.vi.contains("vượt thời hạn 3 ngày là 1 ngày"), "{}", finding.vi);
}

#[test]
fn the_share_of_each_agency_is_told() {
    let mut version = version();
    version.steps.insert(
        2,
        step(
            "so",
            StepKind::Review,
            Role::SectionHead,
            StepPlace::Agency(DEPARTMENT),
            Some("2 working days"),
        ),
    );
    version.rule.term = Term::WorkingDays(5);
    assert_eq!(check(&version, &town()), []);
    let budgets = lint::budgets(&version, &Situation::default());
    let shares =
        [(StepPlace::ReceivedAt, 240), (StepPlace::Competent, 1_200), (StepPlace::Agency(DEPARTMENT), 960)];
    assert_eq!(
        (budgets.by_place.as_slice(), budgets.minutes, budgets.difference_minutes()),
        (&shares[..], 2_400, 0)
    );
}

#[test]
fn a_faulty_route_that_nobody_takes_is_a_warning() {
    let mut version = version();
    version.steps[2].next = vec![route("tra", Some("channel = fax")), route("xet", Some("channel = fax"))];
    let findings = check(&version, &town());
    assert_eq!(only(&findings, "flow-loop").severity, Severity::Warning);
    assert!(version.is_sound());
    version.steps[2].next = vec![route("xet", None)];
    let findings = check(&version, &town());
    assert_eq!(only(&findings, "flow-loop").severity, Severity::Error);
    assert_eq!(only(&findings, "flow-loop").place, Place::Step { index: 2 });
}

#[test]
fn a_dead_end_says_in_which_situation() {
    let mut version = version();
    version.steps[4].when = Some("case = full".parse().unwrap());
    let findings = check(&version, &town());
    let finding = only(&findings, "flow-dead-end");
    assert!(finding.vi.contains("trường hợp “Trường hợp bare”"), "{}", finding.vi);
    assert!(finding.en.contains("case “Case bare”"), "{}", finding.en);
    assert!(!finding.vi.contains("thẩm định"), "only what tells it apart: {}", finding.vi);
}

#[test]
fn facts_of_a_flow_are_known_only_after_the_appraisal() {
    let mut version = version();
    version.steps[2].opinions = vec![PlannedOpinion {
        when: Some("finding = needs_checks".parse().unwrap()),
        ..opinion(StepPlace::Agency(DEPARTMENT), "4 working hours")
    }];
    assert_eq!(check(&version, &town()), [], "asked when the decision begins");
    version.steps[1].opinions = std::mem::take(&mut version.steps[2].opinions);
    assert_eq!(only(&check(&version, &town()), "condition-fact").place, Place::Step { index: 1 });
    let mut answers = self::version();
    answers.papers[0].when = Some("answer.has_papers = yes".parse().unwrap());
    assert_eq!(only(&check(&answers, &town()), "condition-fact").severity, Severity::Error);
}

#[test]
fn a_question_may_ask_only_about_earlier_answers() {
    let mut version = version();
    let mut second = question("second");
    second.when = Some("answer.has_papers = no".parse().unwrap());
    version.questions.push(second);
    assert_eq!(check(&version, &town()), []);
    version.questions.reverse();
    assert_eq!(
        only(&check(&version, &town()), "condition-fact").place,
        Place::Question { key: "second".to_owned() }
    );
}

#[test]
fn the_same_field_may_stand_twice_when_only_one_of_them_is_asked() {
    let mut version = version();
    let with = |when: &str| FormField { when: Some(when.parse().unwrap()), ..asked("has_papers") };
    version.form[0].fields.extend([with("case = full"), with("case = bare")]);
    assert_eq!(check(&version, &town()), []);
    version.form[0].fields.push(with("channel = online"));
    assert_eq!(found(&check(&version, &town())), BTreeSet::from(["field-asked-twice"]));
}

#[test]
fn fees_that_cannot_meet_are_not_ambiguous() {
    let mut version = version();
    let basis = version.fees[0].basis.clone();
    let rule = |amount, from: Option<&str>, to: Option<&str>| FeeRule {
        amount,
        from: from.map(|day| day.parse().unwrap()),
        to: to.map(|day| day.parse().unwrap()),
        basis: basis.clone(),
        ..FeeRule::default()
    };
    version.fees = vec![rule(1, None, Some("2025-12-31")), rule(2, Some("2026-01-01"), None)];
    assert_eq!(check(&version, &town()), []);
    version.fees.push(rule(3, Some("2025-12-31"), None));
    let findings = check(&version, &town());
    assert_eq!(only(&findings, "fee-ambiguous").place, Place::Fee { index: 2 });
}

#[test]
fn an_application_form_is_no_certificate_whatever_it_names() {
    let mut version = version();
    version.papers.push(paper("don", "Tờ khai cấp giấy chứng nhận kết hôn"));
    assert_eq!(check(&version, &town()), []);
    version.papers.push(paper("kh", "Bản sao trích lục kết hôn"));
    let findings = check(&version, &town());
    let finding = only(&findings, "document-held");
    assert!(finding.vi.contains("Cơ sở dữ liệu hộ tịch điện tử"), "{}", finding.vi);
    version.papers.pop();
    version.papers[1].held_by = Some("Cơ sở dữ liệu hộ tịch điện tử".to_owned());
    assert_eq!(only(&check(&version, &town()), "document-held").severity, Severity::Warning);
}

#[test]
fn an_open_ended_version_is_simply_followed_by_the_next() {
    let mut town = town();
    town.others = vec![ProcedureVersion { valid_from: "2025-01-01".parse().unwrap(), ..version() }];
    assert_eq!(check(&version(), &town), []);
    town.others[0].valid_from = version().valid_from;
    assert_eq!(
        only(&check(&version(), &town), "validity-overlap").severity,
        Severity::Error,
        "which applies?"
    );
    town.others = vec![between("2025-01-01", "2025-06-30"), between("2026-01-02", "2026-12-31")];
    let ends = ProcedureVersion { valid_to: Some("2025-12-31".parse().unwrap()), ..version() };
    assert_eq!(found(&check(&ends, &town)), BTreeSet::from(["validity-gap"]), "1 January");
    let others = ProcedureVersion { code: "2.000635".into(), ..between("2025-01-01", "2025-01-02") };
    town.others = vec![others];
    assert_eq!(check(&version(), &town), [], "another procedure");
}

#[test]
fn nothing_that_is_enormous_takes_long_or_panics() {
    let mut version = version();
    version.steps = vec![review(); lint::limits::STEPS];
    for (at, step) in version.steps.iter_mut().enumerate() {
        step.key = format!("b{at}");
        step.next = vec![route("b199", Some("case = c0 and finding = meets")), route("b0", None)];
    }
    version.cases =
        (0..lint::limits::CASES).map(|at| case(&format!("c{at}"), Some("answer.q0 = k1"))).collect();
    version.questions = (0..lint::limits::QUESTIONS)
        .map(|at| Question {
            choices: (0..lint::limits::QUESTIONS).map(|at| choice(&format!("k{at}"))).collect(),
            ..question(&format!("q{at}"))
        })
        .collect();
    version.rule.term = Term::Months(u32::MAX);
    version.steps[0].budget = Some(Term::WorkingDays(u32::MAX));
    version.valid_to = Some(motcua_calendar::Date::from_day_number(i32::MAX));
    let findings = check(&version, &town());
    assert!(findings.iter().any(|finding| finding.code == "question-too-many"));
    version.steps.push(review());
    assert_eq!(found(&check(&version, &town())), BTreeSet::from(["too-large"]));
    version.steps.clear();
    assert!(check(&version, &town()).iter().any(|finding| finding.code == "flow-not-sound"));
}

#[test]
fn a_variation_needs_its_people_at_its_own_unit_and_no_more_time_than_the_law_gives() {
    let city = ProcedureVersion { limits: open("xet"), ..version() };
    let mut town = Town { base: Some(city.clone()), others: vec![city.clone()], ..town() };
    let of = |unit, deviations: &[Deviation]| {
        let mut own = variation::start(&city, unit);
        deviations.iter().for_each(|deviation| variation::apply(&mut own, deviation));
        own
    };
    assert_eq!(check(&city, &Town { others: vec![], ..town.clone() }), []);
    assert_eq!(check(&of(COMMUNE, &[]), &town), [], "the same day as the city's version is no overlap");
    // A ward without a specialist: a warning for the city, an error for a variation there, mended by its own role.
    town.vacant.insert((WARD, Role::Specialist));
    assert_eq!(check(&of(COMMUNE, &[]), &town), []);
    let found = check(&of(WARD, &[]), &town);
    assert_eq!(only(&found, "no-actor").severity, Severity::Error);
    assert_eq!(check(&of(WARD, &[Deviation::Role("xet".to_owned(), Role::SectionHead)]), &town), []);
    // Inside the limits of the step and beyond the term.
    let slow = of(COMMUNE, &[Deviation::Budget("xet".to_owned(), Term::WorkingDays(2))]);
    let found = check(&slow, &town);
    assert_eq!(only(&found, "budget-differs").severity, Severity::Error);
    assert_eq!(found.len(), 1);
    // Another version of the city is not its base.
    town.base = Some(ProcedureVersion { id: VersionId(2), ..city.clone() });
    assert_eq!(lint::errors(&check(&of(COMMUNE, &[]), &town)), 1);
    town.base = Some(city.clone());
    town.units.retain(|unit| unit.id != WARD);
    only(&check(&of(WARD, &[]), &town), "unit-unknown");
}
