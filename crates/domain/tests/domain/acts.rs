//! Act by act: given a dossier, when the act is tried, then it is recorded or refused for the right reason.

use super::support::*;
use motcua_calendar::Term;
use motcua_domain::actor::{Actor, Role};
use motcua_domain::dossier::acts::Act;
use motcua_domain::dossier::command::*;
use motcua_domain::dossier::event::Event;
use motcua_domain::dossier::*;
use motcua_domain::ids::{OfficerId, UnitId};
use motcua_domain::procedure::{Channel, StepKind};
use motcua_domain::refusal::Refusal;

fn one_stop() -> Actor {
    first(POINT, Role::OneStop)
}
fn specialist() -> Actor {
    first(WARD, Role::Specialist)
}
fn head() -> Actor {
    first(WARD, Role::UnitHead)
}
fn clerk() -> Actor {
    first(WARD, Role::Clerk)
}

fn code_of(case: &mut Case, actor: &Actor, command: Command) -> &'static str {
    case.refused(actor, command).code()
}

#[test]
fn filing_is_refused_where_the_filing_is_wrong() {
    type Change = fn(&mut Submit);
    let wrong: [(Change, &str); 10] = [
        (|s| s.provenance = Provenance::Post, "officers-only"),
        (|s| s.submitter = STRANGER, "not-applicant"),
        (|s| s.helped_at = Some(POINT), "helper-place-unexpected"),
        (|s| s.competent = UnitId(99), "unknown-unit"),
        (|s| s.competent = DEPARTMENT, "unit-not-competent"),
        (|s| s.commune = Some(DEPARTMENT), "not-a-commune"),
        (|s| s.return_at = WARD, "not-a-counter"),
        (|s| s.papers = vec![given("khong-co")], "paper-unknown"),
        (|s| s.papers = vec![given("anh"), given("anh")], "paper-twice"),
        (|s| s.papers[0].count = 0, "paper-count-zero"),
    ];
    for (change, code) in wrong {
        let mut case = Case::new(simple());
        let mut submit = filing(Provenance::SelfAtHome, &case.version);
        change(&mut submit);
        assert_eq!(code_of(&mut case, &applicant(), Command::Submit(submit)), code);
    }
}

#[test]
fn filing_needs_a_version_in_force_and_a_channel_that_is_offered() {
    let mut case = Case::new(simple());
    let submit = || Command::Submit(filing(Provenance::SelfAtHome, &simple()));
    case.now = at("2025-06-30T09:00");
    assert_eq!(code_of(&mut case, &applicant(), submit()), "procedure-before-it-existed");
    case.now = at("2025-09-15T09:00");
    case.version.valid_to = Some(at("2025-08-31T09:00").date());
    assert_eq!(code_of(&mut case, &applicant(), submit()), "version-not-in-force");
    case.version.valid_to = None;
    case.version.channels = vec![Channel::Counter];
    assert_eq!(code_of(&mut case, &applicant(), submit()), "channel-not-offered");
    case.version = simple();
    case.version.steps.pop();
    assert_eq!(code_of(&mut case, &applicant(), submit()), "chain-broken");
}

#[test]
fn help_is_recorded_and_the_applicant_stays_the_applicant() {
    let mut case = Case::new(simple());
    let mut submit = filing(Provenance::EnteredByOfficer, &case.version);
    submit.helped_at = None;
    assert_eq!(code_of(&mut case, &one_stop(), Command::Submit(submit)), "helper-place-required");
    let submit = filing(Provenance::EnteredByOfficer, &case.version);
    case.does(&one_stop(), Command::Submit(submit));
    let d = case.state();
    assert_eq!(
        (d.submitter, d.places.helped_at, d.provenance.channel()),
        (OWNER, Some(POINT), Channel::Online)
    );
    let submit = filing(Provenance::SelfAtHome, &case.version);
    assert_eq!(Case::new(simple()).refused(&one_stop(), Command::Submit(submit)), Refusal::NotApplicant);
}

#[test]
fn a_dossier_waits_at_the_counter_of_the_commune_and_is_received_there() {
    let mut case = Case::submitted(simple());
    assert_eq!(case.state().holder.unit, POINT);
    assert_eq!(case.state().phase, Phase::Submitted);
    assert_eq!(
        case.allowed(&one_stop()),
        [Act::Receive, Act::RequestSupplement, Act::Decline, Act::RequestWithdrawal]
    );
    let receive = |at| Command::Receive(receipt(at, PaperHanded::No));
    assert_eq!(code_of(&mut case, &first(OTHER_POINT, Role::OneStop), receive(OTHER_POINT)), "not-your-unit");
    assert_eq!(case.refused(&one_stop(), receive(BRANCH)), Refusal::OtherCounter { expected: POINT });
    assert_eq!(code_of(&mut case, &first(POINT, Role::Cashier), receive(POINT)), "not-your-role");
    case.later(60);
    case.does(&one_stop(), receive(POINT));
    let d = case.state();
    assert_eq!(
        (&d.phase, d.places.received_at, d.custody),
        (&Phase::Received, Some(POINT), Custody::NoPaper)
    );
    assert_eq!(case.due(), at("2025-07-10T17:00"));
    assert_eq!(
        case.refused(&one_stop(), receive(POINT)),
        Refusal::WrongPhase { act: Act::Receive, status: 2 }
    );
}

#[test]
fn receipt_needs_the_required_papers_but_not_those_a_database_holds() {
    let mut case = Case::submitted(simple());
    let mut receive = receipt(POINT, PaperHanded::No);
    receive.papers.pop();
    assert_eq!(
        case.refused(&one_stop(), Command::Receive(receive)),
        Refusal::PapersMissing { papers: vec!["giay-chung-sinh".into()] }
    );
}

#[test]
fn the_version_pinned_is_the_one_in_force_at_receipt() {
    let mut case = Case::submitted(simple());
    case.version.id = motcua_domain::ids::VersionId(9);
    case.does(&one_stop(), Command::Receive(receipt(POINT, PaperHanded::No)));
    assert_eq!(case.state().version, case.version.id);
    case.version.id = motcua_domain::ids::VersionId(10);
    assert_eq!(code_of(&mut case, &one_stop(), hand_over()), "other-version");
    case.version.code = "9.999999".into();
    assert_eq!(code_of(&mut case, &one_stop(), hand_over()), "other-procedure");
}

#[test]
fn what_came_by_post_is_paper_at_the_counter() {
    let mut case = Case::new(simple());
    case.does(&first(OTHER_POINT, Role::OneStop), Command::Submit(filing(Provenance::Post, &simple())));
    let d = case.state();
    assert_eq!((d.holder.unit, d.custody.unit()), (OTHER_POINT, Some(OTHER_POINT)));
}

#[test]
fn a_supplement_before_receipt_runs_no_clock() {
    let mut case = Case::submitted(simple());
    let nothing = Command::RequestSupplement { papers: vec![], note: "  ".to_owned() };
    assert_eq!(case.refused(&one_stop(), nothing), Refusal::SupplementNothingAsked);
    let silent = Command::RequestSupplement { papers: vec!["to-khai".into()], note: String::new() };
    assert_eq!(code_of(&mut case, &one_stop(), silent), "reason-required");
    let unknown = Command::RequestSupplement { papers: vec!["khong-co".into()], note: why() };
    assert_eq!(code_of(&mut case, &one_stop(), unknown), "paper-unknown");
    case.does(&one_stop(), ask_supplement());
    let d = case.state();
    assert_eq!(d.phase, Phase::SupplementRequested { no: 1, resume: Resume::Submitted });
    assert_eq!(d.supplements[0].answer_by, Some(at("2025-07-21T17:00")));
    assert!(d.clock.is_none());
    let stranger = Actor::Applicant { person: STRANGER };
    assert_eq!(case.refused(&stranger, supplement()), Refusal::NotApplicant);
    let empty = Command::Supplement { papers: vec![], note: None };
    assert_eq!(case.refused(&applicant(), empty), Refusal::SupplementEmpty);
    let other = Command::Supplement { papers: vec![given("anh")], note: None };
    assert_eq!(code_of(&mut case, &applicant(), other), "papers-missing");
    case.does(&first(OTHER_POINT, Role::OneStop), supplement());
    assert_eq!(case.state().phase, Phase::Submitted);
}

#[test]
fn declining_needs_a_reason_and_a_ground_that_fits() {
    let mut case = Case::submitted(simple());
    let decline = |ground| Command::Decline { ground, note: why() };
    let silent = Command::Decline { ground: DeclineGround::NotEligible, note: String::new() };
    assert_eq!(case.refused(&one_stop(), silent), Refusal::ReasonRequired { act: Act::Decline });
    assert_eq!(
        code_of(&mut case, &one_stop(), decline(DeclineGround::NotSupplemented)),
        "ground-does-not-fit"
    );
    case.does(&one_stop(), ask_supplement());
    assert_eq!(
        code_of(&mut case, &one_stop(), decline(DeclineGround::NotSupplemented)),
        "answer-time-not-over"
    );
    case.now = at("2025-07-22T08:00");
    case.does(&one_stop(), decline(DeclineGround::NotSupplemented));
    assert_eq!(case.state().phase.national_status(), 3);
    for actor in everybody() {
        assert_eq!(case.allowed(&actor), []);
    }
}

#[test]
fn a_hand_over_goes_to_the_unit_of_the_next_step_and_passes_on_acceptance() {
    let mut case = Case::received(simple());
    let to = |unit| Command::HandOver { to: Some(unit), officer: None, note: None };
    assert_eq!(case.refused(&one_stop(), to(COMMUNE)), Refusal::WrongNextUnit { expected: WARD });
    assert_eq!(case.refused(&one_stop(), to(UnitId(99))), Refusal::UnknownUnit { unit: UnitId(99) });
    assert_eq!(case.refused(&specialist(), Command::AcceptHandOver {}), Refusal::NoTransfer);
    let named = |officer| Command::HandOver { to: None, officer: Some(officer), note: None };
    assert_eq!(code_of(&mut case, &one_stop(), named(id_of(&head()))), "not-staff");
    assert_eq!(code_of(&mut case, &one_stop(), named(OfficerId(4))), "unknown-officer");
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
    assert_eq!(code_of(&mut case, &specialist(), ask(UnitId(99), 2)), "unknown-unit");
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

#[test]
fn issuing_needs_a_number() {
    let mut case = Case::approved();
    let number = |text: &str| Command::Issue { number: text.to_owned(), electronic: ElectronicCopy::Issued };
    assert_eq!(case.refused(&clerk(), number(" ")), Refusal::ResultNumberRequired);
    assert_eq!(code_of(&mut case, &clerk(), number(&"1".repeat(101))), "result-number-too-long");
    case.does(&clerk(), number(" 12/KS "));
    assert_eq!(case.state().result.as_ref().map(|r| r.number.as_str()), Some("12/KS"));
}

#[test]
fn the_result_is_delivered_from_where_it_is() {
    let mut case = Case::issued();
    let deliver = |method| Command::Deliver { method, recipient: Recipient::Owner, note: None };
    let counter = || deliver(ReturnMethod::Counter);
    assert_eq!(case.refused(&one_stop(), counter()), Refusal::AlreadyHandedOver { to: POINT });
    case.does(&one_stop(), Command::AcceptHandOver {});
    assert_eq!(code_of(&mut case, &first(OTHER_POINT, Role::OneStop), counter()), "not-your-unit");
    assert_eq!(case.refused(&one_stop(), deliver(ReturnMethod::Post)), Refusal::ReturnMethodMismatch);
    case.does(&one_stop(), counter());
    assert_eq!(case.state().custody, Custody::Applicant);
    assert_eq!(case.state().phase.national_status(), 10);
    assert_eq!(code_of(&mut case, &one_stop(), counter()), "wrong-phase");
}

#[test]
fn without_paper_the_counter_of_return_delivers_at_once() {
    let mut case = Case::submitted(simple());
    case.does(&one_stop(), Command::Receive(receipt(POINT, PaperHanded::No)));
    case.does(&one_stop(), hand_over());
    case.does(&specialist(), Command::AcceptHandOver {});
    case.does(&specialist(), Command::Propose { outcome: Outcome::Grant, note: None });
    case.does(&head(), Command::Approve { outcome: Outcome::Grant, note: None });
    let paper_only = Command::Issue { number: "1".to_owned(), electronic: ElectronicCopy::NotIssued };
    case.does(&clerk(), paper_only);
    let online = Command::Deliver { method: ReturnMethod::Online, recipient: Recipient::Owner, note: None };
    assert_eq!(case.refused(&one_stop(), online), Refusal::NoElectronicCopy);
    case.does(
        &one_stop(),
        Command::Deliver { method: ReturnMethod::Counter, recipient: Recipient::Owner, note: None },
    );
    assert_eq!(case.state().custody, Custody::NoPaper);
}

#[test]
fn payments_are_asked_for_and_recorded_once() {
    let mut case = Case::received(simple());
    let ask = |amount| Command::RequestPayment { amount, note: why() };
    let pay = |no| Command::RecordPayment { no, means: PaymentMeans::Transfer, note: None };
    assert_eq!(case.refused(&one_stop(), ask(0)), Refusal::AmountZero);
    assert_eq!(code_of(&mut case, &one_stop(), pay(1)), "wrong-phase");
    case.does(&one_stop(), ask(8_000));
    assert_eq!(case.state().phase.national_status(), 6);
    assert!(!case.clock().is_paused(), "this version's clock runs on");
    assert_eq!(case.refused(&one_stop(), pay(2)), Refusal::PaymentUnknown { no: 2 });
    assert_eq!(code_of(&mut case, &specialist(), pay(1)), "not-your-unit");
    case.does(&first(POINT, Role::Cashier), pay(1));
    assert_eq!(case.state().phase, Phase::Received);
    assert_eq!(code_of(&mut case, &one_stop(), pay(1)), "wrong-phase");
}

#[test]
fn a_withdrawal_stops_the_dossier_or_lets_it_go_on() {
    let mut case = Case::in_appraisal();
    case.does(&specialist(), ask_supplement());
    case.does(&first(BRANCH, Role::OneStop), Command::RequestWithdrawal { note: None });
    assert_eq!(case.state().phase.national_status(), 7);
    case.does(&head(), Command::RefuseWithdrawal { note: why() });
    assert_eq!(case.state().phase, Phase::SupplementRequested { no: 1, resume: Resume::InProcess });
    case.does(&applicant(), Command::RequestWithdrawal { note: None });
    let stop = |ground| Command::Stop { ground, note: why() };
    assert_eq!(code_of(&mut case, &one_stop(), stop(StopGround::Ordered)), "not-your-unit");
    assert_eq!(code_of(&mut case, &head(), stop(StopGround::NotPaid)), "ground-does-not-fit");
    case.does(&one_stop(), stop(StopGround::Withdrawn));
    assert_eq!(case.state().phase.national_status(), 8);
    assert_eq!(case.state().custody.unit(), Some(WARD), "the paper waits where it is");
}

#[test]
fn a_withdrawal_at_the_counter_gives_the_papers_back() {
    let mut case = Case::received(simple());
    case.does(&applicant(), Command::RequestWithdrawal { note: None });
    case.does(&one_stop(), Command::Stop { ground: StopGround::Withdrawn, note: why() });
    assert_eq!(case.state().custody, Custody::Applicant);
}

#[test]
fn corrections_say_something_new_that_can_be_true() {
    let mut case = Case::in_appraisal();
    case.later(60);
    let propose = |change| Command::ProposeCorrection { change, note: why() };
    let receipt_at = |text| Correction::ReceivedAt { to: at(text) };
    let wrong = [
        (Correction::Owner { to: OWNER }, "correction-unchanged"),
        (receipt_at("2025-07-07T12:00"), "correction-in-future"),
        (receipt_at("2025-07-07T09:30"), "correction-after-later-acts"),
        (receipt_at("2025-06-30T09:30"), "procedure-before-it-existed"),
        (Correction::ResultNumber { to: "1".to_owned() }, "no-result-yet"),
        (Correction::Return { at: WARD, by: ReturnMethod::Counter }, "not-a-counter"),
    ];
    for (change, code) in wrong {
        assert_eq!(code_of(&mut case, &specialist(), propose(change)), code);
    }
    case.does(&specialist(), propose(Correction::Owner { to: STRANGER }));
    assert_eq!(
        code_of(&mut case, &specialist(), propose(Correction::Owner { to: STRANGER })),
        "correction-pending"
    );
    let reject = |note| Command::DecideCorrection { verdict: CorrectionVerdict::Reject, note };
    assert_eq!(code_of(&mut case, &head(), reject(None)), "reason-required");
    case.does(&head(), reject(Some(why())));
    assert_eq!(case.state().owner, OWNER);
    assert_eq!(code_of(&mut case, &head(), reject(Some(why()))), "correction-none");
}

#[test]
fn a_result_on_its_way_to_the_wrong_counter_is_handed_over_anew() {
    let mut case = Case::issued();
    let change = Correction::Return { at: OTHER_POINT, by: ReturnMethod::Counter };
    case.does(&clerk(), Command::ProposeCorrection { change, note: why() });
    case.does(&head(), Command::DecideCorrection { verdict: CorrectionVerdict::Approve, note: None });
    assert_eq!((case.state().transfer, case.state().places.return_at), (None, OTHER_POINT));
    case.does(&clerk(), hand_over());
    case.does(&first(OTHER_POINT, Role::OneStop), Command::AcceptHandOver {});
    assert_eq!(code_of(&mut case, &first(OTHER_POINT, Role::OneStop), hand_over()), "nothing-to-hand-over");
}

#[test]
fn notes_are_trimmed_measured_and_kept_beside_the_event() {
    let mut case = Case::in_appraisal();
    let note = |text: String| Command::RecordAppraisal { finding: Finding::Meets, note: text };
    let long = "ơ".repeat(2_001);
    assert_eq!(
        case.refused(&specialist(), note(long)),
        Refusal::NoteTooLong { characters: 2_001, max: 2_000 }
    );
    case.does(&specialist(), note("ơ".repeat(2_000)));
    case.does(&specialist(), note("  Đủ điều kiện \n".to_owned()));
    assert_eq!(case.notes.last().cloned().flatten().as_deref(), Some("Đủ điều kiện"));
    assert!(!serde_json::to_string(case.last_event()).expect("json").contains("điều kiện"));
}

#[test]
fn an_act_names_the_revision_it_saw() {
    let case = Case::in_appraisal();
    assert_eq!(case.state().expect_revision(4), Ok(()));
    assert_eq!(case.state().expect_revision(3), Err(Refusal::Stale { seen: 3, now: 4 }));
}

#[test]
fn a_dossier_that_is_not_there_and_one_that_is_there_already() {
    let mut case = Case::new(simple());
    assert_eq!(case.refused(&one_stop(), hand_over()), Refusal::DossierUnknown);
    let mut case = Case::received(simple());
    let submit = filing(Provenance::Counter, &case.version);
    let receive = receipt(POINT, PaperHanded::Yes);
    assert_eq!(case.refused(&one_stop(), Command::Intake { submit, receive }), Refusal::AlreadyExists);
}

#[test]
fn nobody_who_only_looks_on_may_act() {
    for case in [Case::submitted(simple()), Case::in_appraisal(), Case::issued(), Case::at_the_counter()] {
        for role in [Role::CityLeader, Role::Inspector, Role::Administrator] {
            for unit in [CITY, WARD, POINT] {
                assert_eq!(case.allowed(&first(unit, role)), []);
            }
        }
        assert_eq!(case.allowed(&Actor::System), []);
    }
}
