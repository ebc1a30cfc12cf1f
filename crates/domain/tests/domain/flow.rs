//! Flows that are more than a row of steps: cases, choices, jumps, opinions side by side, limits on side acts.

use crate::support::*;
use motcua_domain::actor::{Actor, FieldScope, Role};
use motcua_domain::dossier::acts::Act;
use motcua_domain::dossier::command::{Command, PaperHanded};
use motcua_domain::dossier::event::Event;
use motcua_domain::dossier::{Finding, Outcome, Provenance};
use motcua_domain::ids::{CaseKey, OfficerId};
use motcua_domain::procedure::{
    Case as Variant, PlannedOpinion, ProcedureVersion, Route, StepKind, StepPlace, TermVariant,
};
use motcua_domain::refusal::Refusal;

/// The long chain of a department, told apart into two cases: `simple` leaves out the survey and the commune's say.
fn with_cases() -> ProcedureVersion {
    let mut version = long();
    for (at, step) in version.steps.iter_mut().enumerate() {
        step.key = format!("s{at}");
    }
    version.cases = ["full", "simple"]
        .map(|key| Variant { key: key.into(), name: key.to_owned(), name_en: key.to_owned(), when: None })
        .to_vec();
    version.steps[0].next = vec![Route { to: "s5".to_owned(), when: Some("case = simple".parse().unwrap()) }];
    let mut short = version.rule;
    short.term = "5 working days".parse().unwrap();
    version.terms = vec![TermVariant { case: Some("simple".into()), channel: None, rule: short }];
    version
}

fn filed(version: ProcedureVersion, case: Option<&str>) -> Result<Case, Refusal> {
    let mut driven = Case::new(version);
    let mut submit = filing(Provenance::Counter, &driven.version);
    submit.case = case.map(CaseKey::from);
    let receive = receipt(POINT, PaperHanded::Yes);
    driven.tries(&first(POINT, Role::OneStop), Command::Intake { submit, receive })?;
    Ok(driven)
}

#[test]
fn a_case_chooses_the_way_and_the_term() {
    let mut simple = filed(with_cases(), Some("simple")).unwrap();
    let full = filed(with_cases(), Some("full")).unwrap();
    assert!(simple.due() < full.due(), "five working days, not twenty");
    simple.does(&first(POINT, Role::OneStop), hand_over());
    let Event::HandedOver { transfer, .. } = simple.last_event() else { panic!("a hand-over") };
    assert_eq!((transfer.to, transfer.step), (DEPARTMENT, 5), "straight to the department");
    assert_eq!(full.state().situation().case.map(CaseKey::as_str), Some("full"));
}

#[test]
fn a_case_must_be_chosen_and_exist() {
    assert_eq!(filed(with_cases(), None).err(), Some(Refusal::CaseRequired));
    assert_eq!(filed(with_cases(), Some("x")).err(), Some(Refusal::CaseUnknown { case: "x".into() }));
    assert_eq!(filed(simple(), Some("x")).err(), Some(Refusal::CaseUnknown { case: "x".into() }));
    assert!(filed(simple(), None).is_ok());
}

#[test]
fn the_ordinary_case_is_the_one_for_whatever_is_left() {
    let mut version = with_cases();
    version.cases[0].when = Some("answer.survey = yes".parse().unwrap());
    let ordinary = version.ordinary_case().map(|case| case.key.as_str());
    assert_eq!(ordinary, Some("simple"));
    assert!(filed(version.clone(), ordinary).is_ok());
    version.cases[1].when = Some("answer.survey = no".parse().unwrap());
    assert_eq!(version.ordinary_case(), None, "somebody must be asked");
}

#[test]
fn a_paper_asked_for_in_one_case_is_lacking_only_there() {
    let mut version = with_cases();
    version.papers[3].required = true;
    version.papers[3].when = Some("case = full and channel = counter".parse().unwrap());
    assert!(
        matches!(filed(version.clone(), Some("full")), Err(Refusal::PapersMissing { papers }) if papers == ["anh".into()])
    );
    assert!(filed(version, Some("simple")).is_ok());
}

#[test]
fn a_step_left_out_by_the_outcome_is_left_out() {
    // A head of section reviews only what is to be refused.
    let mut version = simple();
    let mut review = version.steps[2].clone();
    review.kind = StepKind::Review;
    review.role = Role::SectionHead;
    review.when = Some("outcome = refuse".parse().unwrap());
    version.steps.insert(2, review);
    assert!(version.is_sound());
    for (outcome, kind) in [(Outcome::Grant, StepKind::Approve), (Outcome::Refuse, StepKind::Review)] {
        let mut case = Case::received(version.clone());
        case.does(&first(POINT, Role::OneStop), hand_over());
        case.does(&first(WARD, Role::Specialist), Command::AcceptHandOver {});
        case.does(&first(WARD, Role::Specialist), Command::Propose { outcome, note: Some(why()) });
        let at = case.state().step.unwrap().index;
        assert_eq!(case.version.steps[at].kind, kind);
    }
}

/// The commune's appraisal asks two agencies side by side.
fn with_opinions() -> ProcedureVersion {
    let mut version = simple();
    let ask = |place, within: &str, when: Option<&str>| PlannedOpinion {
        place: StepPlace::Agency(place),
        within: within.parse().unwrap(),
        when: when.map(|text| text.parse().unwrap()),
        steps: vec![],
    };
    version.steps[1].opinions = vec![
        ask(DEPARTMENT, "4 working hours", None),
        ask(OTHER_DEPARTMENT, "1 working days", None),
        ask(COMMUNE, "1 working days", Some("channel = online")),
        // The unit that does the step does not ask itself.
        ask(WARD, "1 working days", None),
    ];
    version
}

#[test]
fn opinions_planned_for_a_step_are_asked_side_by_side_and_awaited() {
    let mut case = Case::received(with_opinions());
    case.does(&first(POINT, Role::OneStop), hand_over());
    case.does(&first(WARD, Role::Specialist), Command::AcceptHandOver {});
    let asked: Vec<_> = case.state().open_consultations().map(|c| (c.no, c.agency)).collect();
    assert_eq!(asked, [(1, DEPARTMENT), (2, OTHER_DEPARTMENT)]);
    let due = case.due();
    assert!(case.state().open_consultations().all(|c| c.answer_by <= due), "inside the shared budget");
    case.later(30);
    let propose = || Command::Propose { outcome: Outcome::Grant, note: None };
    assert!(matches!(
        case.refused(&first(WARD, Role::Specialist), propose()),
        Refusal::ConsultationsOpen { no: 1, .. }
    ));
    for (no, agency) in asked {
        let opinion = motcua_domain::dossier::Opinion::Agree;
        let answer = Command::AnswerConsultation { no, opinion, note: why() };
        case.does(&first(agency, Role::Specialist), answer);
    }
    case.does(&first(WARD, Role::Specialist), propose());
    assert_eq!(case.state().consultations.len(), 2, "each asked once");
}

#[test]
fn an_opinion_is_not_asked_again_when_a_step_comes_back() {
    let mut case = Case::received(with_opinions());
    case.does(&first(POINT, Role::OneStop), hand_over());
    case.does(&first(WARD, Role::Specialist), Command::AcceptHandOver {});
    // The time of both is over: silence keeps nobody waiting.
    case.later(60 * 24 * 4);
    case.does(&first(WARD, Role::Specialist), Command::Propose { outcome: Outcome::Grant, note: None });
    case.does(&first(WARD, Role::UnitHead), Command::ReturnStep { note: why() });
    assert_eq!(case.state().consultations.len(), 2);
}

#[test]
fn a_step_allows_the_side_acts_its_version_names() {
    let mut version = simple();
    version.steps[1].acts = Some(vec![Act::RequestSupplement]);
    let mut case = Case::received(version);
    case.does(&first(POINT, Role::OneStop), hand_over());
    let specialist = first(WARD, Role::Specialist);
    case.does(&specialist, Command::AcceptHandOver {});
    let consult =
        Command::Consult { agency: DEPARTMENT, within: "1 working days".parse().unwrap(), note: why() };
    assert_eq!(case.refused(&specialist, consult), Refusal::ActNotInStep { act: Act::Consult });
    assert!(!case.allowed(&specialist).contains(&Act::Consult), "and no button offers it");
    assert!(case.allowed(&specialist).contains(&Act::RequestSupplement));
    assert!(case.allowed(&specialist).contains(&Act::Propose), "the work of the step is never left out");
    let note = why();
    case.does(&specialist, Command::RecordAppraisal { finding: Finding::Meets, note });
}

#[test]
fn papers_are_asked_for_as_often_as_the_version_allows() {
    let mut version = simple();
    version.supplement_limit = Some(1);
    let mut case = Case::received(version);
    case.does(&first(POINT, Role::OneStop), hand_over());
    let specialist = first(WARD, Role::Specialist);
    case.does(&specialist, Command::AcceptHandOver {});
    let ask = || Command::RequestSupplement { papers: vec!["anh".into()], note: why() };
    case.does(&specialist, ask());
    let papers = vec![given("anh")];
    case.does(&first(POINT, Role::OneStop), Command::Supplement { papers, note: Some(why()) });
    assert_eq!(case.refused(&specialist, ask()), Refusal::SupplementLimit { max: 1 });
}

#[test]
fn a_step_of_another_field_is_done_by_officers_of_that_field() {
    // One who has duties in one field only, which is not the procedure's.
    let narrow = everybody().last().expect("one").duties().to_vec();
    let FieldScope::Only(field) = narrow[0].scope.clone() else { panic!("one field") };
    let actor = Actor::Officer { id: OfficerId(9_999), duties: narrow };
    let propose = || Command::Propose { outcome: Outcome::Grant, note: None };
    let at_the_ward = |version| {
        let mut case = Case::received(version);
        case.does(&first(POINT, Role::OneStop), hand_over());
        case.does(&first(WARD, Role::UnitHead), Command::AcceptHandOver {});
        case
    };
    let own = at_the_ward(simple()).refused(&actor, propose());
    assert_eq!(own, Refusal::NotYourField { field: FIELD.into() });
    let mut version = simple();
    version.steps[1].field = Some(field);
    at_the_ward(version).does(&actor, propose());
}

#[test]
fn a_flow_is_sound_only_when_every_way_leads_to_a_result() {
    let jump = |version: &mut ProcedureVersion, from: usize, to: usize, when: Option<&str>| {
        for (at, step) in version.steps.iter_mut().enumerate() {
            step.key = format!("s{at}");
        }
        let when = when.map(|text| text.parse().unwrap());
        version.steps[from].next.push(Route { to: format!("s{to}"), when });
    };
    assert!(with_cases().is_sound());
    let mut past_approval = simple();
    jump(&mut past_approval, 1, 3, Some("channel = online"));
    assert!(!past_approval.is_sound(), "online dossiers would be issued without a decision");
    let mut backwards = simple();
    jump(&mut backwards, 2, 1, Some("outcome = refuse"));
    assert!(!backwards.is_sound(), "nothing jumps back");
    let mut nowhere = simple();
    jump(&mut nowhere, 2, 9, None);
    assert!(!nowhere.is_sound());
    let mut never = simple();
    never.steps[2].when = Some("finding = meets".parse().unwrap());
    assert!(!never.is_sound(), "an unfavourable appraisal would find nobody to decide");
    let mut unrecorded = simple();
    unrecorded.steps[2].when = Some("finding in (meets, does_not_meet, needs_checks)".parse().unwrap());
    assert!(!unrecorded.is_sound(), "a proposal needs no appraisal on record");
    let mut early = simple();
    let issue = early.steps[3].clone();
    early.steps.insert(2, issue);
    assert!(!early.is_sound(), "nothing is issued before the decision");
}
