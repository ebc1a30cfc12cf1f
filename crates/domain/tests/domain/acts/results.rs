//! The result and what may happen around it: issue, delivery, payment, withdrawal, correction.

use super::*;

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
fn a_result_is_attached_where_it_was_issued_and_replaced_with_a_reason_only() {
    let attach = |byte: u8, note: Option<&str>| Command::AttachResult {
        file: motcua_domain::ids::FileHash([byte; 32]),
        note: note.map(str::to_owned),
    };
    let mut case = Case::approved();
    assert_eq!(code_of(&mut case, &clerk(), attach(1, None)), "wrong-phase");
    let mut case = Case::issued();
    assert_eq!(code_of(&mut case, &one_stop(), attach(1, None)), "not-your-unit");
    assert_eq!(code_of(&mut case, &specialist(), attach(1, None)), "not-your-role");
    case.does(&clerk(), attach(1, None));
    assert_eq!(
        case.refused(&clerk(), attach(2, Some(" "))),
        Refusal::ReasonRequired { act: Act::AttachResult }
    );
    case.does(&one_stop(), Command::AcceptHandOver {});
    case.does(
        &one_stop(),
        Command::Deliver { method: ReturnMethod::Counter, recipient: Recipient::Owner, note: None },
    );
    case.does(&clerk(), attach(2, Some("Sai ngày sinh")));
    let files: Vec<(u32, u8)> = case.state().result_files.iter().map(|one| (one.no, one.file.0[0])).collect();
    assert_eq!(files, [(1, 1), (2, 2)], "nothing is overwritten");
    assert_eq!(case.state().phase.national_status(), 10, "it stays handed out");
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
