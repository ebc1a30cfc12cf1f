//! One test for each rule of law the dossier keeps, named after it. The places are the project's legal basis.

use super::support::*;
use motcua_calendar::{Cutoff, CutoffEffect, Moment, StartRule, Term, Verdict};
use motcua_domain::actor::{Actor, Role};
use motcua_domain::basis::Basis;
use motcua_domain::dossier::acts::Act;
use motcua_domain::dossier::command::*;
use motcua_domain::dossier::deadline::{
    Standing, behind, national_verdict, recheck_due, recomputed_due, standing, verdict,
};
use motcua_domain::dossier::event::Event;
use motcua_domain::dossier::*;
use motcua_domain::identity::{IdentityProof, IdentityScheme};
use motcua_domain::ids::MandateId;
use motcua_domain::procedure::{Channel, IdentityLevel};
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
fn extend() -> Command {
    Command::Extend { by: Term::WorkingDays(2), note: why() }
}
fn counter() -> Command {
    Command::Deliver { method: ReturnMethod::Counter, recipient: Recipient::Owner, note: None }
}

#[test]
fn ways_to_submit_are_counter_online_and_post() {
    use Provenance::*;
    let channels = [SelfAtHome, SelfAtKiosk, AssistedOwnSignIn, EnteredByOfficer, Post, Counter]
        .map(Provenance::channel);
    assert_eq!(channels.map(Channel::national_code), [2, 2, 2, 2, 3, 1]);
}

#[test]
fn decree_118_article_14_any_counter_receives_for_any_agency() {
    let mut case = Case::new(simple());
    let submit = filing(Provenance::Counter, &case.version);
    let receive = receipt(OTHER_POINT, PaperHanded::Yes);
    case.does(&first(OTHER_POINT, Role::OneStop), Command::Intake { submit, receive });
    let places = case.state().places;
    assert_eq!((places.received_at, places.competent, places.return_at), (Some(OTHER_POINT), WARD, POINT));
}

#[test]
fn receipt_gives_code_due_date_and_pinned_version_at_once() {
    let case = Case::received(simple());
    let d = case.state();
    assert!(d.code.is_some());
    assert_eq!((d.version, &d.phase), (case.version.id, &Phase::Received));
    assert_eq!(case.due(), at("2025-07-10T17:00"));
    assert_eq!(case.clock().original_due_at, case.due());
    assert_eq!(case.journal.len(), 2, "submitted and received are two facts of one act");
}

#[test]
fn a_supplement_request_lists_what_is_missing_and_says_why() {
    let mut case = Case::in_appraisal();
    let silent = Command::RequestSupplement { papers: vec!["to-khai".into()], note: String::new() };
    assert_eq!(case.refused(&specialist(), silent).code(), "reason-required");
    case.does(&specialist(), ask_supplement());
    assert_eq!(case.state().supplements[0].papers, ["giay-chung-sinh".into()]);
}

#[test]
fn a_refusal_to_receive_states_its_reason() {
    let mut case = Case::submitted(simple());
    let silent = Command::Decline { ground: DeclineGround::NotCompetent, note: " ".to_owned() };
    assert_eq!(case.refused(&one_stop(), silent), Refusal::ReasonRequired { act: Act::Decline });
}

#[test]
fn circular_03_each_hand_over_keeps_giver_receiver_and_time() {
    let mut case = Case::received(simple());
    case.later(15);
    case.does(&one_stop(), hand_over());
    let given = case.state().transfer.expect("a hand-over");
    assert_eq!((given.given_by, given.given_at), (id_of(&one_stop()), at("2025-07-07T09:15")));
    assert_eq!(case.state().holder.unit, POINT, "the giver answers until it is accepted");
    case.later(30);
    case.does(&specialist(), Command::AcceptHandOver {});
    let accepted = case.journal.last().expect("an event");
    assert_eq!((accepted.at, accepted.actor.officer()), (at("2025-07-07T09:45"), specialist().officer()));
    assert_eq!(case.state().holder.unit, WARD);
}

#[test]
fn decree_61_article_19_an_extension_is_made_once() {
    let mut case = Case::in_appraisal();
    let original = case.due();
    case.does(&head(), extend());
    assert_eq!(case.due(), at("2025-07-14T17:00"));
    assert_eq!(case.clock().original_due_at, original);
    let refusal = case.refused(&head(), extend());
    assert_eq!((&refusal, refusal.basis()), (&Refusal::AlreadyExtended, Basis::Decree61Art19));
    assert!(!case.allowed(&head()).contains(&Act::Extend));
}

#[test]
fn decree_61_article_19_an_extension_is_made_a_day_before_the_due_date() {
    let mut case = Case::in_appraisal();
    case.now = at("2025-07-10T08:00");
    assert_eq!(case.refused(&head(), extend()), Refusal::ExtensionTooLate { due_at: at("2025-07-10T17:00") });
    case.now = at("2025-07-09T16:59");
    case.does(&head(), extend());
}

#[test]
fn decree_61_article_19_an_extension_apologises_with_its_reason() {
    let mut case = Case::in_appraisal();
    let silent = Command::Extend { by: Term::WorkingDays(2), note: String::new() };
    assert_eq!(case.refused(&head(), silent), Refusal::ReasonRequired { act: Act::Extend });
    let nothing = Command::Extend { by: Term::WorkingDays(0), note: why() };
    assert_eq!(case.refused(&head(), nothing), Refusal::TermEmpty);
    assert_eq!(case.refused(&specialist(), extend()).code(), "not-your-role");
}

#[test]
fn stopping_is_decided_by_a_head_on_a_ground() {
    let mut case = Case::in_appraisal();
    let stop = |ground| Command::Stop { ground, note: why() };
    assert_eq!(case.refused(&specialist(), stop(StopGround::Ordered)).code(), "not-your-role");
    assert_eq!(case.refused(&head(), stop(StopGround::Withdrawn)).code(), "ground-does-not-fit");
    assert_eq!(case.refused(&head(), stop(StopGround::NotSupplemented)).code(), "ground-does-not-fit");
    case.does(&head(), stop(StopGround::Ordered));
    assert_eq!(case.state().phase.national_status(), 8);
}

#[test]
fn issued_and_delivered_are_two_facts() {
    let mut case = Case::at_the_counter();
    let Phase::Finished { at: finished, .. } = case.state().phase else { panic!("not finished") };
    case.later(5_000);
    case.does(&one_stop(), counter());
    let Phase::Returned { at: returned, finished_at, .. } = case.state().phase else {
        panic!("not returned")
    };
    assert_eq!((finished_at, returned), (finished, case.now));
    assert_eq!(case.state().phase.ended_at(), Some(finished), "the clock ended when it was issued");
}

#[test]
fn a_supporting_officer_never_acts_as_the_applicant() {
    let mut case = Case::new(simple());
    for provenance in [Provenance::SelfAtHome, Provenance::SelfAtKiosk, Provenance::AssistedOwnSignIn] {
        let submit = filing(provenance, &case.version);
        let receive = receipt(POINT, PaperHanded::No);
        assert_eq!(case.refused(&one_stop(), Command::Submit(submit.clone())), Refusal::NotApplicant);
        assert_eq!(case.refused(&one_stop(), Command::Intake { submit, receive }), Refusal::NotApplicant);
    }
}

#[test]
fn proof_of_a_sign_in_stays_on_the_dossier_and_is_never_an_officer_s() {
    let proof = IdentityProof {
        level: IdentityLevel::Two,
        scheme: IdentityScheme::OpenId,
        provider: Some("thu".into()),
    };
    let mut case = Case::new(simple());
    let entered =
        Submit { identity: Some(proof.clone()), ..filing(Provenance::EnteredByOfficer, &case.version) };
    assert_eq!(case.refused(&one_stop(), Command::Submit(entered.clone())), Refusal::NotApplicant);
    let (submit, receive) =
        (Submit { provenance: Provenance::Counter, ..entered }, receipt(POINT, PaperHanded::No));
    assert_eq!(case.refused(&one_stop(), Command::Intake { submit, receive }), Refusal::NotApplicant);
    let own = Submit { identity: Some(proof.clone()), ..filing(Provenance::SelfAtHome, &case.version) };
    case.does(&applicant(), Command::Submit(own));
    assert_eq!(case.state().identity, Some(proof));
}

#[test]
fn somebody_signed_in_files_for_another_under_a_mandate_alone() {
    let proof = IdentityProof { level: IdentityLevel::Two, scheme: IdentityScheme::OpenId, provider: None };
    let mut case = Case::new(simple());
    let deputy = Actor::Applicant { person: STRANGER };
    let alone = Submit {
        identity: Some(proof),
        submitter: STRANGER,
        ..filing(Provenance::SelfAtHome, &case.version)
    };
    assert_eq!(case.refused(&deputy, Command::Submit(alone.clone())), Refusal::NotApplicant);
    let mandate = MandateId(uuid::Uuid::from_u128(7));
    case.does(&deputy, Command::Submit(Submit { mandate: Some(mandate), ..alone }));
    let dossier = case.state();
    assert_eq!((dossier.owner, dossier.submitter, dossier.mandate), (OWNER, STRANGER, Some(mandate)));
}

#[test]
fn the_ten_national_statuses_are_reached_one_for_one() {
    let status = |case: &Case| case.state().phase.national_status();
    let mut seen = vec![];
    let mut case = Case::submitted(simple());
    seen.push(status(&case));
    case.does(&one_stop(), Command::Decline { ground: DeclineGround::Duplicate, note: why() });
    seen.push(status(&case));
    seen.push(status(&Case::received(simple())));
    let mut case = Case::in_appraisal();
    seen.push(status(&case));
    case.does(&specialist(), ask_supplement());
    seen.push(status(&case));
    case.does(&applicant(), supplement());
    case.does(&specialist(), Command::RequestPayment { amount: 1, note: why() });
    seen.push(status(&case));
    case.does(&applicant(), Command::RequestWithdrawal { note: None });
    seen.push(status(&case));
    case.does(&head(), Command::Stop { ground: StopGround::Withdrawn, note: why() });
    seen.push(status(&case));
    let mut case = Case::at_the_counter();
    seen.push(status(&case));
    case.does(&one_stop(), counter());
    seen.push(status(&case));
    seen.sort_unstable();
    assert_eq!(seen, (1..=10).collect::<Vec<u8>>());
}

#[test]
fn civil_code_147_the_day_of_receipt_is_not_counted() {
    assert_eq!(Case::received(simple()).due(), at("2025-07-10T17:00"));
}

#[test]
fn the_fifteen_hundred_rule_belongs_to_the_procedure() {
    let due = |received: &str, cutoff: bool| {
        let mut case = Case::new(simple());
        case.version.rule.term = Term::WorkingDays(1);
        case.version.rule.start = StartRule::SameDay;
        let at_three = "15:00".parse().expect("a time");
        case.version.rule.cutoff =
            cutoff.then_some(Cutoff { at: at_three, effect: CutoffEffect::DueNextDay });
        case.now = at(received);
        let submit = filing(Provenance::Counter, &case.version);
        case.does(&one_stop(), Command::Intake { submit, receive: receipt(POINT, PaperHanded::Yes) });
        case.due()
    };
    assert_eq!(due("2025-07-07T15:00", true), at("2025-07-07T17:00"), "exactly three is in time");
    assert_eq!(due("2025-07-07T15:01", true), at("2025-07-08T17:00"));
    assert_eq!(due("2025-07-07T15:01", false), at("2025-07-07T17:00"));
}

#[test]
fn waiting_for_the_applicant_is_subtracted_and_the_first_promise_kept() {
    let mut case = Case::in_appraisal();
    let original = case.due();
    case.now = at("2025-07-08T09:00");
    case.does(&specialist(), ask_supplement());
    assert!(matches!(standing(case.state(), at("2025-08-01T09:00")), Standing::Paused { .. }));
    case.now = at("2025-07-10T09:00");
    case.does(&applicant(), supplement());
    // Two working days of waiting, 16 working hours.
    assert_eq!(case.due(), at("2025-07-14T17:00"));
    assert_eq!(case.clock().original_due_at, original);
    assert_eq!(case.clock().pauses.len(), 1);
    let step = case.state().step.expect("a step");
    assert_eq!(step.due_at, Some(at("2025-07-10T17:00")), "the step's budget waits as well");
}

#[test]
fn a_version_may_start_the_term_afresh_after_a_supplement() {
    let mut case = Case::received(restarting());
    let section_head = first(WARD, Role::SectionHead);
    assert_eq!(case.due(), at("2025-07-22T17:00"));
    case.does(&one_stop(), hand_over());
    case.does(&section_head, Command::AcceptHandOver {});
    case.does(&section_head, Command::Assign { officer: id_of(&specialist()), note: None });
    case.does(&specialist(), ask_supplement());
    case.now = at("2025-07-15T09:00");
    case.does(&applicant(), supplement());
    assert_eq!(case.due(), at("2025-07-30T17:00"), "fifteen days after the complete dossier");
}

#[test]
fn internal_waits_do_not_stop_the_clock() {
    let mut case = Case::in_appraisal();
    let due = case.due();
    case.does(
        &specialist(),
        Command::Consult { agency: DEPARTMENT, within: Term::WorkingDays(1), note: why() },
    );
    case.now = at("2025-07-09T09:00");
    case.does(&specialist(), Command::Propose { outcome: Outcome::Grant, note: None });
    case.does(&head(), Command::ReturnStep { note: why() });
    assert_eq!((case.due(), case.clock().pauses.len()), (due, 0));
    assert_eq!(standing(case.state(), due.plus_minutes(1)), Standing::Overdue { due_at: due });
}

#[test]
fn payment_stops_the_clock_only_where_the_version_says_so() {
    for (version, stops) in [(simple(), false), (restarting(), true)] {
        let mut case = Case::received(version);
        case.does(&one_stop(), Command::RequestPayment { amount: 8_000, note: why() });
        assert_eq!(case.clock().is_paused(), stops);
        case.later(60);
        case.does(&one_stop(), Command::RecordPayment { no: 1, means: PaymentMeans::Cash, note: None });
        assert_eq!((case.clock().is_paused(), case.clock().pauses.len()), (false, usize::from(stops)));
    }
}

/// A [`long`] dossier at its uncounted survey.
fn surveyed() -> Case {
    let mut case = Case::received(long());
    case.does(&one_stop(), hand_over());
    case.does(&specialist(), Command::AcceptHandOver {});
    case.does(&specialist(), Command::Propose { outcome: Outcome::Grant, note: None });
    case.does(&head(), Command::Approve { outcome: Outcome::Grant, note: None });
    case.does(&first(WARD, Role::Clerk), issue());
    case.does(&first(OTHER_DEPARTMENT, Role::Specialist), Command::AcceptHandOver {});
    case
}

#[test]
fn a_step_that_does_not_count_pauses_the_clock_as_long_as_it_lasts() {
    let mut case = surveyed();
    let surveyor = first(OTHER_DEPARTMENT, Role::Specialist);
    let due = case.due();
    assert_eq!(case.refused(&first(DEPARTMENT, Role::UnitHead), extend()), Refusal::ClockPaused);
    case.now = at("2025-07-08T09:00");
    case.does(&surveyor, ask_supplement());
    case.now = at("2025-07-09T09:00");
    case.does(&applicant(), supplement());
    case.now = at("2025-07-10T09:00");
    case.does(&surveyor, Command::Propose { outcome: Outcome::Grant, note: None });
    let reasons: Vec<PauseReason> = case.clock().pauses.iter().map(|entry| entry.reason).collect();
    assert_eq!(reasons, [PauseReason::UncountedStep, PauseReason::Supplement, PauseReason::UncountedStep]);
    assert!(!case.clock().is_paused());
    // The day of receipt does not count, so the clock stood still from Tuesday 8:00 to Thursday 9:00.
    assert_eq!(case.due(), case.calendar.add_working_minutes(due, 2 * 480 + 60).expect("covered"));
}

#[test]
fn a_payment_step_ends_with_the_payment_and_is_spared_to_the_refused() {
    for outcome in [Outcome::Grant, Outcome::Refuse] {
        let mut case = surveyed();
        let some = || Some(why());
        let by = |role| first(DEPARTMENT, role);
        case.does(&first(OTHER_DEPARTMENT, Role::Specialist), Command::Propose { outcome, note: some() });
        case.does(&by(Role::SectionHead), Command::AcceptHandOver {});
        case.does(
            &by(Role::SectionHead),
            Command::Assign { officer: id_of(&by(Role::Specialist)), note: None },
        );
        case.does(&by(Role::Specialist), Command::Propose { outcome, note: some() });
        case.does(&by(Role::SectionHead), Command::Review { note: None });
        case.does(&by(Role::UnitHead), Command::Approve { outcome, note: some() });
        if outcome == Outcome::Grant {
            assert_eq!(case.refused(&by(Role::Clerk), issue()).code(), "wrong-step");
            case.does(&by(Role::Cashier), Command::RequestPayment { amount: 500_000, note: why() });
            assert!(case.clock().is_paused());
            case.later(3_000);
            case.does(
                &one_stop(),
                Command::RecordPayment { no: 1, means: PaymentMeans::Transfer, note: None },
            );
        }
        case.does(&by(Role::Clerk), issue());
        assert!(matches!(case.state().phase, Phase::Finished { outcome: end, .. } if end == outcome));
    }
}

#[test]
fn step_budgets_never_extend_the_legal_term() {
    let mut case = Case::in_appraisal();
    case.now = at("2025-07-10T16:00");
    case.does(&specialist(), Command::Propose { outcome: Outcome::Grant, note: None });
    // Four working hours from 16:00 would end on the next day.
    assert_eq!(case.state().step.and_then(|step| step.due_at), Some(case.due()));
}

#[test]
fn behind_is_a_word_for_a_step_and_overdue_for_a_dossier() {
    let case = Case::in_appraisal();
    let now = at("2025-07-09T08:00");
    assert!(behind(case.state(), now));
    assert_eq!(standing(case.state(), now), Standing::Running { due_at: case.due() });
}

#[test]
fn a_step_finished_faster_than_plausible_is_recorded_as_such() {
    for (minutes, below) in [(4, true), (5, false)] {
        let mut case = Case::in_appraisal();
        case.later(minutes);
        case.does(&specialist(), Command::Propose { outcome: Outcome::Grant, note: None });
        assert_eq!(case.state().steps_done.last().map(|run| run.below_floor), Some(below));
    }
}

/// A dossier whose result was issued at a moment.
fn issued_at(now: Moment) -> Case {
    let mut case = Case::approved();
    case.now = now;
    case.does(&first(WARD, Role::Clerk), issue());
    case
}

#[test]
fn early_on_time_and_overdue_are_told_by_date_and_moment() {
    let class = |text| verdict(issued_at(at(text)).state());
    assert_eq!(class("2025-07-09T17:00"), Some(Verdict::Early));
    assert_eq!(class("2025-07-10T08:00"), Some(Verdict::OnTime));
    assert_eq!(class("2025-07-10T17:00"), Some(Verdict::OnTime));
    assert_eq!(class("2025-07-10T17:01"), Some(Verdict::Overdue));
    assert_eq!(verdict(Case::approved().state()), None);
}

#[test]
fn being_overdue_never_blocks_the_result() {
    let mut case = issued_at(at("2025-07-30T10:00"));
    case.does(&one_stop(), Command::AcceptHandOver {});
    case.does(&one_stop(), counter());
    assert_eq!(verdict(case.state()), Some(Verdict::Overdue));
}

#[test]
fn decision_766_more_than_one_supplement_request_counts_as_overdue() {
    let mut case = Case::in_appraisal();
    for _ in 0..2 {
        case.does(&specialist(), ask_supplement());
        case.does(&applicant(), supplement());
    }
    assert_eq!(national_verdict(case.state(), case.now), Some(Verdict::Overdue));
    assert_eq!(verdict(case.state()), None, "the dossier itself is not late");
}

#[test]
fn decision_766_an_open_supplement_request_counts_as_the_end() {
    let mut case = Case::in_appraisal();
    case.now = at("2025-07-10T09:00");
    case.does(&specialist(), ask_supplement());
    assert_eq!(national_verdict(case.state(), at("2025-09-30T17:00")), Some(Verdict::OnTime));
}

#[test]
fn decision_766_an_open_dossier_is_measured_at_the_end_of_the_period() {
    let case = Case::in_appraisal();
    assert_eq!(national_verdict(case.state(), at("2025-07-10T17:00")), None);
    assert_eq!(national_verdict(case.state(), at("2025-07-10T17:01")), Some(Verdict::Overdue));
    assert_eq!(national_verdict(Case::submitted(simple()).state(), at("2025-12-31T17:00")), None);
}

#[test]
fn a_dossier_stopped_while_it_waited_for_the_applicant_ended_when_the_wait_began() {
    let mut case = Case::in_appraisal();
    case.now = at("2025-07-08T09:00");
    case.does(&specialist(), ask_supplement());
    let stop = || Command::Stop { ground: StopGround::NotSupplemented, note: why() };
    assert_eq!(case.refused(&head(), stop()).code(), "answer-time-not-over");
    case.now = at("2025-08-08T09:00");
    case.does(&head(), stop());
    assert_eq!(verdict(case.state()), Some(Verdict::Early));
}

#[test]
fn a_withdrawal_ends_the_timing_of_a_received_dossier_only() {
    let mut case = Case::in_appraisal();
    case.does(&applicant(), Command::RequestWithdrawal { note: None });
    assert_eq!(verdict(case.state()), Some(Verdict::Early));
    let mut case = Case::submitted(simple());
    case.does(&applicant(), Command::RequestWithdrawal { note: None });
    assert_eq!(verdict(case.state()), None);
    assert_eq!(standing(case.state(), case.now), Standing::NotStarted);
}

#[test]
fn a_corrected_receipt_moves_the_promise_with_a_second_approver() {
    let mut case = Case::in_appraisal();
    let change = Correction::ReceivedAt { to: at("2025-07-04T16:00") };
    case.does(&head(), Command::ProposeCorrection { change, note: why() });
    let approve = || Command::DecideCorrection { verdict: CorrectionVerdict::Approve, note: None };
    assert_eq!(case.refused(&head(), approve()), Refusal::SameOfficer { officer: id_of(&head()) });
    assert_eq!(case.refused(&specialist(), approve()).code(), "not-your-role");
    case.does(&officer(WARD, Role::UnitHead, Who::Second), approve());
    assert_eq!((case.due(), case.clock().original_due_at), (at("2025-07-09T17:00"), at("2025-07-09T17:00")));
    assert!(matches!(case.last_event(), Event::CorrectionDecided { .. }));
}

#[test]
fn a_due_date_is_explained_and_confirmed_by_a_second_reckoning() {
    let mut case = Case::in_appraisal();
    case.does(&specialist(), ask_supplement());
    case.now = at("2025-07-11T11:30");
    case.does(&applicant(), supplement());
    let due = recomputed_due(case.clock(), &case.calendar).expect("a due moment");
    assert_eq!((due.at, recheck_due(case.clock(), &case.calendar)), (case.due(), Ok(case.due())));
    assert!(!due.explanation.reasons().is_empty());
}

#[test]
fn dates_the_calendar_does_not_know_are_refused_not_guessed() {
    let mut case = Case::new(simple());
    case.now = at("2027-12-31T09:00");
    let submit = filing(Provenance::Counter, &case.version);
    let command = Command::Intake { submit, receive: receipt(POINT, PaperHanded::Yes) };
    assert_eq!(case.refused(&one_stop(), command).code(), "calendar-uncovered");
}
