//! Work inside and between agencies: hand-over, assignment, consultation, decision, return of a step.

use super::*;

#[test]
fn a_hand_over_goes_to_the_unit_of_the_next_step_and_passes_on_acceptance() {
    let mut case = Case::received(simple());
    let to = |unit| Command::HandOver { to: Some(unit), officer: None, note: None };
    assert_eq!(case.refused(&one_stop(), to(COMMUNE)), Refusal::WrongNextUnit { expected: WARD });
    assert_eq!(case.refused(&one_stop(), to(UnitId(99))), Refusal::UnknownUnit { unit: UnitId(99) });
    assert_eq!(case.refused(&specialist(), Command::AcceptHandOver {}), Refusal::NoTransfer);
    let named = |officer| Command::HandOver { to: None, officer: Some(officer), note: None };
    assert_eq!(code_of(&mut case, &one_stop(), named(id_of(&head()))), "not-staff");
    assert_eq!(code_of(&mut case, &one_stop(), named(OfficerId(4))), "officer-not-found");
    case.later(20);
    case.does(&one_stop(), named(id_of(&specialist())));
    let d = case.state();
    assert_eq!((d.holder.unit, &d.phase, d.custody.unit()), (POINT, &Phase::Received, Some(POINT)));
    assert_eq!(d.steps_done[0].kind, StepKind::Intake);
    assert_eq!(case.refused(&one_stop(), hand_over()), Refusal::AlreadyHandedOver { to: WARD });
    let colleague = officer(WARD, Role::Specialist, Who::Second);
    assert_eq!(code_of(&mut case, &colleague, Command::AcceptHandOver {}), "wrong-receiver");
    assert_eq!(
        code_of(&mut case, &first(COMMUNE, Role::Specialist), Command::AcceptHandOver {}),
        "not-your-unit"
    );
    case.does(&specialist(), Command::AcceptHandOver {});
    let d = case.state();
    assert_eq!(d.holder, Holder { unit: WARD, officer: Some(id_of(&specialist())) });
    assert_eq!((d.custody.unit(), &d.phase), (Some(WARD), &Phase::InProcess));
}

#[test]
fn a_hand_over_declined_or_taken_back_leaves_everything_with_the_giver() {
    let mut case = Case::received(simple());
    case.does(&one_stop(), hand_over());
    assert_eq!(
        code_of(&mut case, &head(), Command::DeclineHandOver { note: " ".to_owned() }),
        "reason-required"
    );
    case.does(&head(), Command::DeclineHandOver { note: why() });
    assert_eq!((case.state().holder.unit, case.state().transfer), (POINT, None));
    case.does(&one_stop(), hand_over());
    assert_eq!(code_of(&mut case, &specialist(), Command::TakeBack { note: None }), "not-your-unit");
    case.does(&officer(POINT, Role::OneStop, Who::Second), Command::TakeBack { note: None });
    assert_eq!((case.state().holder.unit, &case.state().phase), (POINT, &Phase::Received));
    assert_eq!(case.state().steps_done.len(), 1, "the intake ended once");
}

#[test]
fn a_step_is_done_by_its_role_and_by_the_officer_assigned() {
    let mut case = Case::in_appraisal();
    let propose = || Command::Propose { outcome: Outcome::Grant, note: None };
    let colleague = officer(WARD, Role::Specialist, Who::Second);
    assert_eq!(case.refused(&colleague, propose()), Refusal::NotHolder { officer: id_of(&specialist()) });
    assert_eq!(code_of(&mut case, &clerk(), propose()), "not-your-role");
    let narrow =
        Actor::Officer { id: OfficerId(9_999), duties: everybody().last().expect("one").duties().to_vec() };
    assert_eq!(code_of(&mut case, &narrow, propose()), "not-your-field");
    assert_eq!(code_of(&mut case, &applicant(), propose()), "officers-only");
    assert_eq!(code_of(&mut case, &Actor::System, propose()), "system-acts");
    assert_eq!(code_of(&mut case, &first(WARD, Role::Inspector), propose()), "not-your-unit");
    let wrong_step = Refusal::WrongStep { act: Act::Issue, step: StepKind::Appraise };
    assert_eq!(case.refused(&clerk(), issue()), wrong_step);
    assert_eq!(case.refused(&specialist(), hand_over()), Refusal::StepNotDone { step: StepKind::Appraise });
}

#[test]
fn a_head_reassigns_with_a_reason_to_somebody_who_can_do_it() {
    let mut case = Case::in_appraisal();
    let section_head = first(WARD, Role::SectionHead);
    let to = |officer, note: &str| Command::Reassign { officer, note: note.to_owned() };
    let colleague = id_of(&officer(WARD, Role::Specialist, Who::Second));
    assert_eq!(code_of(&mut case, &section_head, to(colleague, "")), "reason-required");
    assert_eq!(code_of(&mut case, &section_head, to(id_of(&clerk()), "bận")), "not-staff");
    assert_eq!(code_of(&mut case, &section_head, to(id_of(&specialist()), "bận")), "same-assignee");
    assert_eq!(code_of(&mut case, &specialist(), to(colleague, "bận")), "not-your-role");
    let assign = Command::Assign { officer: colleague, note: None };
    assert_eq!(code_of(&mut case, &section_head, assign), "already-assigned");
    case.does(&section_head, to(colleague, "bận"));
    assert_eq!(case.state().holder.officer, Some(colleague));
}

#[test]
fn an_assignment_step_ends_by_assigning() {
    let mut case = Case::received(restarting());
    case.does(&one_stop(), hand_over());
    let section_head = first(WARD, Role::SectionHead);
    case.does(&section_head, Command::AcceptHandOver {});
    let assign = |officer| Command::Assign { officer, note: None };
    assert_eq!(code_of(&mut case, &section_head, assign(id_of(&clerk()))), "not-staff");
    case.does(&section_head, assign(id_of(&specialist())));
    let d = case.state();
    assert_eq!(d.holder.officer, Some(id_of(&specialist())));
    assert_eq!(d.step.map(|step| step.index), Some(2));
}

#[test]
fn a_head_who_accepts_work_for_a_specialist_assigns_it() {
    let mut case = Case::received(simple());
    case.does(&one_stop(), hand_over());
    case.does(&head(), Command::AcceptHandOver {});
    assert_eq!(case.state().holder.officer, None);
    case.does(&head(), Command::Assign { officer: id_of(&specialist()), note: None });
    assert!(matches!(case.last_event(), Event::Assigned { end: None, .. }));
    assert_eq!(case.state().holder.officer, Some(id_of(&specialist())));
}

#[test]
fn a_consultation_has_its_own_clock_inside_the_dossiers() {
    let mut case = Case::in_appraisal();
    let ask = |agency, days| Command::Consult { agency, within: Term::WorkingDays(days), note: why() };
    assert_eq!(code_of(&mut case, &specialist(), ask(WARD, 2)), "consultation-self");
    assert_eq!(code_of(&mut case, &specialist(), ask(UnitId(99), 2)), "unit-not-found");
    assert_eq!(code_of(&mut case, &specialist(), ask(DEPARTMENT, 0)), "term-empty");
    case.does(&specialist(), ask(DEPARTMENT, 9));
    assert_eq!(case.state().consultations[0].answer_by, case.due(), "never later than the dossier");
    assert_eq!(code_of(&mut case, &specialist(), ask(DEPARTMENT, 1)), "consultation-pending");
    let propose = || Command::Propose { outcome: Outcome::Grant, note: None };
    assert_eq!(code_of(&mut case, &specialist(), propose()), "consultations-open");
    let asked = first(DEPARTMENT, Role::Specialist);
    let answer = |no| Command::AnswerConsultation { no, opinion: Opinion::Agree, note: why() };
    assert_eq!(code_of(&mut case, &asked, answer(2)), "consultation-unknown");
    assert_eq!(code_of(&mut case, &first(COMMUNE, Role::Specialist), answer(1)), "not-your-unit");
    case.does(&asked, answer(1));
    assert_eq!(code_of(&mut case, &asked, answer(1)), "consultation-none");
    case.does(&specialist(), propose());
}

#[test]
fn a_wait_for_a_system_moves_no_date_and_is_told_by_whoever_does_the_step() {
    let mut case = Case::in_appraisal();
    let wait = |key: &str| Command::AwaitSystem { system: key.into(), note: None };
    let end = |no, how| Command::EndSystemWait { no, how, note: None };
    let (before, due) = (case.state().clone(), case.due());
    assert_eq!(code_of(&mut case, &specialist(), wait("nobody-knows")), "system-unknown");
    assert_eq!(code_of(&mut case, &specialist(), wait("old")), "system-unknown", "given up days ago");
    assert_eq!(code_of(&mut case, &specialist(), end(1, SystemWaitEnd::Answered)), "system-wait-none");
    assert_eq!(code_of(&mut case, &head(), wait("dan-cu")), "not-your-role");
    assert_eq!(code_of(&mut case, &applicant(), wait("dan-cu")), "officers-only");
    case.does(&specialist(), wait("dan-cu"));
    assert_eq!(code_of(&mut case, &specialist(), wait("dan-cu")), "system-awaited");
    case.does(&specialist(), wait("ho-tich"));
    case.later(90);
    assert_eq!(case.state().open_system_waits().count(), 2);
    assert_eq!((case.due(), &case.state().phase, case.clock().is_paused()), (due, &before.phase, false));
    assert_eq!(case.state().step, before.step, "nor the budget of the step");
    assert_eq!(code_of(&mut case, &specialist(), end(3, SystemWaitEnd::Answered)), "system-wait-unknown");
    // That the work went on is seen, not said.
    assert_eq!(code_of(&mut case, &specialist(), end(1, SystemWaitEnd::WorkWentOn)), "system-wait-unknown");
    case.does(&head(), end(1, SystemWaitEnd::Unanswered));
    assert_eq!(code_of(&mut case, &specialist(), end(1, SystemWaitEnd::Answered)), "system-wait-over");
    // The other one ends with the step, whoever forgot it.
    case.later(30);
    case.does(&specialist(), Command::Propose { outcome: Outcome::Grant, note: None });
    let ends: Vec<_> = case.state().system_waits.iter().map(|wait| wait.end.map(|end| end.how)).collect();
    assert_eq!(ends, [Some(SystemWaitEnd::Unanswered), Some(SystemWaitEnd::WorkWentOn)]);
    assert_eq!(case.state().system_waits[1].end.map(|end| end.at), Some(case.now));
}

#[test]
fn a_stopped_dossier_waits_for_nothing() {
    let mut case = Case::in_appraisal();
    case.does(&specialist(), Command::AwaitSystem { system: "dan-cu".into(), note: None });
    case.does(&head(), Command::Stop { ground: StopGround::Ordered, note: why() });
    assert_eq!(case.state().open_system_waits().count(), 0);
    let end = Command::EndSystemWait { no: 1, how: SystemWaitEnd::Answered, note: None };
    assert_eq!(code_of(&mut case, &specialist(), end), "wrong-phase");
}

#[test]
fn silence_past_its_time_does_not_block_and_is_no_consent() {
    let mut case = Case::in_appraisal();
    case.does(
        &specialist(),
        Command::Consult { agency: DEPARTMENT, within: Term::WorkingDays(1), note: why() },
    );
    case.now = at("2025-07-09T08:00");
    case.does(&specialist(), Command::Propose { outcome: Outcome::Grant, note: None });
    assert_eq!(case.state().consultations[0].answer, None);
}

#[test]
fn one_agency_cannot_answer_for_another() {
    let mut case = Case::in_appraisal();
    for agency in [DEPARTMENT, OTHER_DEPARTMENT] {
        case.does(&specialist(), Command::Consult { agency, within: Term::WorkingDays(1), note: why() });
    }
    let answer = Command::AnswerConsultation { no: 1, opinion: Opinion::Agree, note: why() };
    assert_eq!(code_of(&mut case, &first(OTHER_DEPARTMENT, Role::SectionHead), answer), "not-your-unit");
}

#[test]
fn a_refusal_and_a_differing_decision_need_reasons() {
    let mut case = Case::in_appraisal();
    let propose = Command::Propose { outcome: Outcome::Refuse, note: None };
    assert_eq!(code_of(&mut case, &specialist(), propose), "reason-required");
    case.does(&specialist(), Command::Propose { outcome: Outcome::Refuse, note: Some(why()) });
    let grant = Command::Approve { outcome: Outcome::Grant, note: None };
    let expected = Refusal::DifferingNeedsReason { proposed: Outcome::Refuse };
    assert_eq!(case.refused(&head(), grant), expected);
    case.does(&head(), Command::Approve { outcome: Outcome::Grant, note: Some(why()) });
    case.does(&clerk(), issue());
    assert!(matches!(case.state().phase, Phase::Finished { outcome: Outcome::Grant, .. }));
}

#[test]
fn a_step_returned_within_the_unit_goes_back_at_once_to_its_officer() {
    let mut case = Case::approved();
    case.does(&clerk(), Command::ReturnStep { note: why() });
    let d = case.state();
    assert_eq!(
        (d.step.map(|s| s.index), d.decision, d.holder.officer),
        (Some(2), None, Some(id_of(&head())))
    );
    case.does(&head(), Command::ReturnStep { note: why() });
    let d = case.state();
    assert_eq!((d.step.map(|s| s.index), d.proposal), (Some(1), None));
    assert_eq!(d.holder.officer, Some(id_of(&specialist())));
    assert_eq!(case.refused(&specialist(), Command::ReturnStep { note: why() }), Refusal::NothingToReturnTo);
    assert_eq!(case.state().steps_done.len(), 5);
}

/// A [`long`] dossier waiting to be accepted by the department that surveys.
fn at_the_border() -> Case {
    let mut case = Case::received(long());
    case.does(&one_stop(), hand_over());
    case.does(&specialist(), Command::AcceptHandOver {});
    case.does(&specialist(), Command::Propose { outcome: Outcome::Grant, note: None });
    case.does(&head(), Command::Approve { outcome: Outcome::Grant, note: None });
    case.does(&clerk(), issue());
    assert!(matches!(case.state().phase, Phase::InProcess), "a letter between agencies ends nothing");
    case
}

#[test]
fn a_step_returned_to_another_unit_passes_when_that_unit_accepts() {
    let mut case = at_the_border();
    let surveyor = first(OTHER_DEPARTMENT, Role::Specialist);
    case.does(&surveyor, Command::AcceptHandOver {});
    assert!(case.clock().is_paused(), "the survey does not count");
    case.later(600);
    case.does(&surveyor, Command::ReturnStep { note: why() });
    assert_eq!(case.state().holder.unit, OTHER_DEPARTMENT);
    assert_eq!(
        code_of(&mut case, &surveyor, Command::RecordAppraisal { finding: Finding::Meets, note: why() }),
        "already-handed-over"
    );
    case.does(&clerk(), Command::AcceptHandOver {});
    let d = case.state();
    assert_eq!((d.holder.unit, d.step.map(|s| s.index), d.custody.unit()), (WARD, Some(3), Some(WARD)));
    assert!(!case.clock().is_paused());
}

#[test]
fn a_step_done_can_be_opened_again_when_the_next_unit_declines() {
    let mut case = at_the_border();
    case.does(&first(OTHER_DEPARTMENT, Role::UnitHead), Command::DeclineHandOver { note: why() });
    assert_eq!(code_of(&mut case, &clerk(), issue()), "step-done");
    case.does(&clerk(), Command::ReturnStep { note: why() });
    assert_eq!(case.state().step.map(|s| (s.index, s.done)), Some((3, false)));
    case.does(&clerk(), issue());
    assert!(case.state().transfer.is_some());
}
