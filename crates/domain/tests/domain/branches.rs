//! Branches of several steps: two agencies at work side by side, the join, and random flows that have them.

use super::histories::{Dice, check_state, command, one_act, start};
use super::support::*;
use motcua_calendar::Moment;
use motcua_domain::actor::{Actor, Role};
use motcua_domain::desk::{Queue, desk_items};
use motcua_domain::dossier::acts::Act;
use motcua_domain::dossier::command::Command;
use motcua_domain::dossier::event::{Event, Recorded};
use motcua_domain::dossier::evolve::fold;
use motcua_domain::dossier::migrate::{MigrationRule, migrate};
use motcua_domain::dossier::*;
use motcua_domain::ids::{UnitId, VersionId};
use motcua_domain::procedure::{BranchStep, PlannedOpinion, ProcedureVersion, StepKind, StepPlace};
use motcua_domain::refusal::Refusal;
use proptest::prelude::*;

/// One step of a branch, as an officer of a role does it in four hours.
pub fn branch_step(key: &str, role: Role) -> BranchStep {
    BranchStep {
        key: key.to_owned(),
        name: format!("Bước {key}"),
        name_en: format!("Step {key}"),
        role,
        field: None,
        budget: Some("4 working hours".parse().expect("a term")),
        floor_minutes: 5,
    }
}

/// A branch of such steps at an agency, in two days.
pub fn branch(unit: UnitId, steps: Vec<BranchStep>) -> PlannedOpinion {
    let within = "2 working days".parse().expect("a term");
    PlannedOpinion { place: StepPlace::Agency(unit), within, when: None, steps }
}

/// A commune decides; while it appraises, two departments go through steps of their own.
pub fn branching() -> ProcedureVersion {
    let mut version = simple();
    version.id = VersionId(4);
    version.code = "3.000722".into();
    version.rule.term = "5 working days".parse().expect("a term");
    version.steps[1].budget = Some("3 working days".parse().expect("a term"));
    version.steps[1].opinions = vec![
        branch(DEPARTMENT, vec![branch_step("check", Role::Specialist), branch_step("sign", Role::UnitHead)]),
        branch(
            OTHER_DEPARTMENT,
            vec![
                branch_step("check", Role::Specialist),
                branch_step("review", Role::SectionHead),
                branch_step("send", Role::Clerk),
            ],
        ),
    ];
    version
}

fn done(no: u32) -> Command {
    Command::CompleteBranchStep { no, note: None }
}

fn answer(no: u32) -> Command {
    Command::AnswerConsultation { no, opinion: Opinion::Agree, note: why() }
}

fn back(no: u32) -> Command {
    Command::ReturnBranchStep { no, note: why() }
}

fn propose() -> Command {
    Command::Propose { outcome: Outcome::Grant, note: None }
}

/// Accepted by the specialist of [`WARD`]; both branches have begun.
fn begun(version: ProcedureVersion) -> Case {
    let mut case = Case::received(version);
    case.does(&first(POINT, Role::OneStop), hand_over());
    case.does(&first(WARD, Role::Specialist), Command::AcceptHandOver {});
    case
}

fn at_step(case: &Case, no: u32) -> usize {
    case.state().consultations[no as usize - 1].branch.as_ref().expect("a branch").at
}

#[test]
fn two_agencies_work_side_by_side_and_the_step_awaits_both() {
    let mut case = begun(branching());
    let specialist = first(WARD, Role::Specialist);
    let holder = case.state().holder;
    case.later(60);
    case.does(&first(DEPARTMENT, Role::Specialist), done(1));
    case.later(60);
    case.does(&first(OTHER_DEPARTMENT, Role::Specialist), done(2));
    case.does(&first(OTHER_DEPARTMENT, Role::SectionHead), done(2));
    assert!(matches!(case.refused(&specialist, propose()), Refusal::ConsultationsOpen { no: 1, .. }));
    case.does(&first(DEPARTMENT, Role::UnitHead), answer(1));
    assert!(matches!(case.refused(&specialist, propose()), Refusal::ConsultationsOpen { no: 2, .. }));
    case.does(&first(OTHER_DEPARTMENT, Role::Clerk), answer(2));
    assert_eq!(case.state().holder, holder, "one unit answers for the whole all the time");
    let runs = |no: usize| {
        let run = case.state().consultations[no].branch.as_ref().expect("a branch");
        run.done.iter().map(|run| (run.index, run.unit, run.below_floor)).collect::<Vec<_>>()
    };
    assert_eq!(runs(0), [(0, DEPARTMENT, false), (1, DEPARTMENT, false)]);
    assert_eq!(
        runs(1),
        [(0, OTHER_DEPARTMENT, false), (1, OTHER_DEPARTMENT, true), (2, OTHER_DEPARTMENT, true)],
        "done in no time is recorded as such"
    );
    case.does(&specialist, propose());
}

#[test]
fn a_late_branch_holds_nobody_up_when_its_time_is_over() {
    let mut case = begun(branching());
    case.does(&first(DEPARTMENT, Role::Specialist), done(1));
    case.does(&first(DEPARTMENT, Role::UnitHead), answer(1));
    let late = case.state().consultations[1].answer_by;
    case.now = late;
    assert!(matches!(
        case.refused(&first(WARD, Role::Specialist), propose()),
        Refusal::ConsultationsOpen { no: 2, .. }
    ));
    case.later(1);
    case.does(&first(WARD, Role::Specialist), propose());
    // Late work is done all the same, and recorded as late.
    case.does(&first(OTHER_DEPARTMENT, Role::Specialist), done(2));
    let run = case.state().consultations[1].branch.as_ref().expect("a branch");
    assert!(run.done[0].due_at.is_some_and(|due| run.done[0].ended_at > due));
    assert!(run.due_at.is_some_and(|due| due > case.now), "the next step has the time it was given");
}

#[test]
fn each_step_of_a_branch_is_done_by_its_role_at_its_agency() {
    let mut case = begun(branching());
    let role = |role| Refusal::NotYourRole { role, unit: DEPARTMENT };
    assert_eq!(case.refused(&first(DEPARTMENT, Role::UnitHead), done(1)), role(Role::Specialist));
    assert_eq!(
        case.refused(&first(COMMUNE, Role::Specialist), done(1)),
        Refusal::NotYourUnit { unit: DEPARTMENT }
    );
    let specialist = first(DEPARTMENT, Role::Specialist);
    assert_eq!(case.refused(&specialist, answer(1)), Refusal::BranchNotAtEnd { no: 1 });
    assert_eq!(case.refused(&specialist, back(1)), Refusal::BranchAtStart { no: 1 });
    assert_eq!(
        case.refused(&specialist, done(2)),
        Refusal::NotYourUnit { unit: OTHER_DEPARTMENT },
        "another branch is another agency's"
    );
    assert_eq!(case.refused(&specialist, done(9)), Refusal::ConsultationUnknown { no: 9 });
    case.does(&specialist, done(1));
    assert_eq!(case.refused(&specialist, done(1)), Refusal::BranchAtEnd { no: 1 });
    let head = first(DEPARTMENT, Role::UnitHead);
    assert_eq!(case.refused(&head, done(1)), Refusal::BranchAtEnd { no: 1 });
    case.does(&head, answer(1));
    assert_eq!(
        case.refused(&head, back(1)),
        Refusal::NotYourUnit { unit: OTHER_DEPARTMENT },
        "the branch is over"
    );
    let mut plain = Case::in_appraisal();
    assert_eq!(plain.refused(&head, done(1)), Refusal::BranchNone);
}

#[test]
fn a_field_of_duty_may_be_asked_for() {
    let mut version = branching();
    version.steps[1].opinions[0].steps[0].field = Some("cu-tru".into());
    let mut case = begun(version);
    let narrow = Actor::Officer {
        id: id_of(&first(DEPARTMENT, Role::Specialist)),
        duties: vec![motcua_domain::actor::Duty {
            unit: DEPARTMENT,
            role: Role::Specialist,
            scope: motcua_domain::actor::FieldScope::Only(FIELD.into()),
        }],
    };
    assert_eq!(case.refused(&narrow, done(1)), Refusal::NotYourField { field: "cu-tru".into() });
    case.does(&first(DEPARTMENT, Role::Specialist), done(1));
}

#[test]
fn a_branch_goes_back_one_step_with_the_reason() {
    let mut case = begun(branching());
    case.does(&first(OTHER_DEPARTMENT, Role::Specialist), done(2));
    let head = first(OTHER_DEPARTMENT, Role::SectionHead);
    assert_eq!(
        case.refused(&head, Command::ReturnBranchStep { no: 2, note: " ".to_owned() }),
        Refusal::ReasonRequired { act: Act::ReturnBranchStep }
    );
    case.later(30);
    case.does(&head, back(2));
    assert_eq!((at_step(&case, 1), at_step(&case, 2)), (0, 0), "the other branch is not touched");
    let run = case.state().consultations[1].branch.clone().expect("a branch");
    assert_eq!(run.started_at, case.now);
    assert!(run.done[1].returned && !run.done[0].returned);
    assert_eq!(case.notes.last().cloned().flatten(), Some(why()));
    case.does(&first(OTHER_DEPARTMENT, Role::Specialist), done(2));
    assert_eq!(at_step(&case, 2), 1);
}

#[test]
fn a_branch_lies_on_the_desk_of_its_agency_with_its_own_due_moment() {
    let mut case = begun(branching());
    let items = |case: &Case| {
        let items = desk_items(case.state(), &case.version);
        let here = items.iter().filter(|item| item.queue == Queue::Consultation);
        here.map(|item| (item.unit, item.role, item.due_at)).collect::<Vec<_>>()
    };
    let due = |case: &Case, no: usize| Some(case.state().consultations[no].answer_by);
    let both =
        [(DEPARTMENT, Role::Specialist, due(&case, 0)), (OTHER_DEPARTMENT, Role::Specialist, due(&case, 1))];
    assert_eq!(items(&case), both);
    assert!(due(&case, 0) < Some(case.due()));
    case.does(&first(DEPARTMENT, Role::Specialist), done(1));
    assert_eq!(items(&case)[0], (DEPARTMENT, Role::UnitHead, due(&case, 0)), "now the head's");
    case.does(&first(DEPARTMENT, Role::UnitHead), answer(1));
    assert_eq!(items(&case).len(), 1);
}

#[test]
fn a_journal_from_before_branches_reads_as_before() {
    let asked = r#"{"consultation_asked":{"no":1,"agency":10,"answer_by":1764300000}}"#;
    let told = serde_json::from_str::<Event>(asked).unwrap();
    let Event::ConsultationAsked { no: 1, agency: DEPARTMENT, branch: None, .. } = told else {
        panic!("{told:?}")
    };
    assert_eq!(serde_json::to_string(&told).unwrap(), asked, "and is written as before");
    let answered = r#"{"consultation_answered":{"no":1,"opinion":"agree"}}"#;
    let told = serde_json::from_str::<Event>(answered).unwrap();
    assert_eq!(serde_json::to_string(&told).unwrap(), answered);
}

/// The same flow as version 14, changed.
fn newer(change: impl FnOnce(&mut Vec<PlannedOpinion>)) -> ProcedureVersion {
    let mut version = branching();
    version.id = VersionId(14);
    change(&mut version.steps[1].opinions);
    version
}

fn passes(case: &Case, new: &ProcedureVersion) -> Result<Event, Refusal> {
    let rule = MigrationRule::between(&case.version, new);
    migrate(case.state(), &rule, (&case.version, new), &case.calendar)
}

#[test]
fn a_dossier_with_a_branch_under_way_passes_on_only_where_the_branch_goes_on() {
    let mut case = begun(branching());
    case.does(&first(DEPARTMENT, Role::Specialist), done(1));
    let stays = Err(Refusal::MigrationUnmapped { step: 1 });
    assert_eq!(passes(&case, &newer(|branches| drop(branches.remove(0)))), stays, "the branch is gone");
    assert_eq!(passes(&case, &newer(|branches| branches[0].steps[1].role = Role::Clerk)), stays);
    assert_eq!(passes(&case, &newer(|branches| branches[0].steps.truncate(1))), stays);
    // Turned round, and one step more at the end of the other: both go on.
    let new = newer(|branches| {
        branches.reverse();
        branches[0].steps.push(branch_step("file", Role::Clerk));
    });
    let event = passes(&case, &new).unwrap();
    let recorded = Recorded { event, at: case.now, actor: Actor::System.reference() };
    motcua_domain::dossier::evolve::evolve(case.dossier.as_mut().unwrap(), &recorded);
    case.journal.push(recorded);
    case.version = new;
    assert_eq!((at_step(&case, 1), at_step(&case, 2)), (1, 0));
    case.does(&first(DEPARTMENT, Role::UnitHead), answer(1));
    case.does(&first(OTHER_DEPARTMENT, Role::Specialist), done(2));
}

#[test]
fn no_branch_hangs_on_a_step_that_does_not_await_it() {
    assert!(branching().is_sound());
    for at in [0, 4] {
        let mut version = branching();
        version.steps[at].opinions = std::mem::take(&mut version.steps[1].opinions);
        assert!(!version.is_sound(), "step {at}");
        for planned in &mut version.steps[at].opinions {
            planned.steps.clear();
        }
        assert!(version.is_sound(), "one answer only: read as before");
    }
}

/// What the join asks, told from the journal alone: an opinion asked for, not answered, its time not over.
fn awaited(case: &Case) -> Option<(u32, Moment)> {
    let mut open: Vec<(u32, Moment)> = Vec::new();
    for recorded in &case.journal {
        match &recorded.event {
            Event::ConsultationAsked { no, answer_by, .. } => open.push((*no, *answer_by)),
            Event::ConsultationAnswered { no, .. } => open.retain(|(asked, _)| asked != no),
            _ => {}
        }
    }
    open.into_iter().find(|(_, by)| case.now <= *by)
}

/// Steps that ended by somebody's judgement, counted from the journal.
fn judged(journal: &[Recorded]) -> usize {
    let ends = journal.iter().filter(|recorded| {
        matches!(
            recorded.event,
            Event::Proposed { .. } | Event::Reviewed { .. } | Event::Approved { .. } | Event::Issued { .. }
        )
    });
    ends.count()
}

/// Whatever carries the dossier to its result, by anybody who may; false when nobody may.
fn carry_on(case: &mut Case, dice: &mut Dice<'_>) -> bool {
    const ONWARD: [Act; 13] = [
        Act::Receive,
        Act::Supplement,
        Act::HandOver,
        Act::AcceptHandOver,
        Act::RecordPayment,
        Act::RefuseWithdrawal,
        Act::CompleteBranchStep,
        Act::AnswerConsultation,
        Act::Propose,
        Act::Review,
        Act::Approve,
        Act::Issue,
        Act::Deliver,
    ];
    let kind = case.state().step.and_then(|step| case.version.step(step.index)).map(|step| step.kind);
    let wanted = |act: &Act| {
        ONWARD.contains(act)
            || (*act == Act::RequestPayment && kind == Some(StepKind::Payment))
            || (*act == Act::Assign && kind == Some(StepKind::Assign))
    };
    let people = case.people.iter().enumerate();
    let may = people.flat_map(|(who, actor)| {
        case.allowed(actor).into_iter().filter(wanted).map(move |act| (who, act)).collect::<Vec<_>>()
    });
    let may: Vec<(usize, Act)> = may.collect();
    if may.is_empty() {
        return false;
    }
    let (who, act) = dice.of(&may);
    let actor = case.people[who].clone();
    if let Some(command) = command(act, case, &actor, dice) {
        let (known, awaited) = (judged(&case.journal), awaited(case));
        match case.tries(&actor, command) {
            Ok(()) if judged(&case.journal) > known => assert_eq!(awaited, None, "{act:?} before the join"),
            Err(Refusal::ConsultationsOpen { no, answer_by }) => assert_eq!(awaited, Some((no, answer_by))),
            _ => {}
        }
    }
    true
}

/// Branches at random agencies, hung on random steps of a flow that is sound without them.
fn with_random_branches(mut version: ProcedureVersion, dice: &mut Dice<'_>) -> ProcedureVersion {
    let roles = [Role::Specialist, Role::SectionHead, Role::UnitHead, Role::Clerk, Role::Cashier];
    let units = [DEPARTMENT, OTHER_DEPARTMENT, WARD, COMMUNE];
    for step in version.steps.iter_mut().filter(|step| step.awaits_branches()) {
        for unit in units.into_iter().take(dice.roll(4)) {
            let steps = (0..dice.roll(5)).map(|at| branch_step(&format!("b{at}"), dice.of(&roles)));
            let mut planned = branch(unit, steps.collect());
            planned.when = dice.of(&[None, None, Some("channel = online")]).map(|when| when.parse().unwrap());
            step.opinions.push(planned);
        }
    }
    version
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn random_flows_with_branches_always_reach_their_result(
        choices in prop::collection::vec(any::<u32>(), 300),
        kind in 0usize..3,
        disorder in 0usize..25,
    ) {
        let mut dice = Dice(choices.iter().cycle());
        let version = with_random_branches([simple(), long(), restarting()][kind].clone(), &mut dice);
        prop_assert!(version.is_sound());
        let mut case = start(&mut dice, version);
        for _ in 0..disorder {
            case.later(dice.of(&[0i64, 7, 45, 240]));
            if !one_act(&mut case, &mut dice) {
                break;
            }
        }
        for round in 0..2_000 {
            if case.state().phase.is_closed() {
                break;
            }
            case.later(dice.of(&[0i64, 1, 30, 300]));
            prop_assert!(carry_on(&mut case, &mut dice), "nobody can go on: {:?}", case.state());
            prop_assert!(round < 1_999, "it never ends: {:?}", case.state());
        }
        check_state(&case);
        prop_assert_eq!(&fold(ID, &case.journal).expect("a dossier"), case.state());
    }
}
