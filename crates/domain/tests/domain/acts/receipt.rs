//! From filing to receipt, or to being declined at the door.

use super::*;

#[test]
fn filing_is_refused_where_the_filing_is_wrong() {
    type Change = fn(&mut Submit);
    let wrong: [(Change, &str); 10] = [
        (|s| s.provenance = Provenance::Post, "officers-only"),
        (|s| s.submitter = STRANGER, "not-applicant"),
        (|s| s.helped_at = Some(POINT), "helper-place-unexpected"),
        (|s| s.competent = UnitId(99), "unit-not-found"),
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
