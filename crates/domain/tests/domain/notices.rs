//! What the people of a dossier are told: act by act, to whom, and in words that give nothing away.

use super::support::*;
use motcua_calendar::Lang;
use motcua_domain::actor::{Actor, Role};
use motcua_domain::dossier::command::*;
use motcua_domain::dossier::deadline::stuck;
use motcua_domain::dossier::*;
use motcua_domain::ids::FileHash;
use motcua_domain::notice::{
    Facts, Notice, NoticeKind, NoticeKind::*, PLACEHOLDERS, notices, rendered, told, wording,
};

/// What the act gives to be told.
fn told_by(case: &mut Case, actor: &Actor, command: Command) -> Vec<Notice> {
    let (before, done) = (case.dossier.clone(), case.journal.len());
    case.does(actor, command);
    let events = case.journal[done..].iter().map(|recorded| &recorded.event);
    notices(before.as_ref(), events, case.state()).to_vec()
}

fn kinds(told: &[Notice]) -> Vec<NoticeKind> {
    told.iter().map(|notice| notice.kind).collect()
}

#[test]
fn from_the_counter_to_the_hand_everybody_is_told_what_concerns_them_and_nothing_else() {
    let mut case = Case::new(simple());
    let submit = filing(Provenance::Counter, &case.version);
    let intake = Command::Intake { submit, receive: receipt(POINT, PaperHanded::Yes) };
    let told = told_by(&mut case, &first(POINT, Role::OneStop), intake);
    assert_eq!(told, [Notice { kind: Received, moment: Some(case.due()) }], "one act, one notice");
    let inside = [
        (first(POINT, Role::OneStop), hand_over()),
        (first(WARD, Role::Specialist), Command::AcceptHandOver {}),
        (first(WARD, Role::Specialist), Command::Propose { outcome: Outcome::Grant, note: None }),
        (first(WARD, Role::UnitHead), Command::Approve { outcome: Outcome::Grant, note: None }),
        (first(WARD, Role::Clerk), issue()),
    ];
    for (actor, command) in inside {
        let act = command.act();
        case.later(10);
        assert_eq!(told_by(&mut case, &actor, command), [], "{act:?} is work inside");
    }
    // Issued, but the paper is on its way: it cannot be fetched yet.
    let told = told_by(&mut case, &first(POINT, Role::OneStop), Command::AcceptHandOver {});
    assert_eq!(kinds(&told), [ResultReady]);
    let deliver = Command::Deliver { method: ReturnMethod::Counter, recipient: Recipient::Owner, note: None };
    assert_eq!(kinds(&told_by(&mut case, &first(POINT, Role::OneStop), deliver)), [Delivered]);
    let attach = |byte: u8, note: Option<&str>| Command::AttachResult {
        file: FileHash([byte; 32]),
        note: note.map(str::to_owned),
    };
    let mut told = |command| kinds(&told_by(&mut case, &first(WARD, Role::Clerk), command));
    assert_eq!(told(attach(1, None)), [ResultFile]);
    assert_eq!(told(attach(2, Some("Sai ngày sinh"))), [ResultFileReplaced]);
}

#[test]
fn a_result_wanted_online_is_ready_when_it_is_issued() {
    let mut case = Case::new(simple());
    let mut submit = filing(Provenance::SelfAtHome, &case.version);
    submit.return_by = ReturnMethod::Online;
    assert_eq!(kinds(&told_by(&mut case, &applicant(), Command::Submit(submit))), [Filed]);
    let receive = Command::Receive(receipt(POINT, PaperHanded::No));
    assert_eq!(kinds(&told_by(&mut case, &first(POINT, Role::OneStop), receive)), [Received]);
    case.does(&first(POINT, Role::OneStop), hand_over());
    case.does(&first(WARD, Role::Specialist), Command::AcceptHandOver {});
    case.later(30);
    case.does(
        &first(WARD, Role::Specialist),
        Command::Propose { outcome: Outcome::Refuse, note: Some(why()) },
    );
    case.does(&first(WARD, Role::UnitHead), Command::Approve { outcome: Outcome::Refuse, note: Some(why()) });
    assert_eq!(kinds(&told_by(&mut case, &first(WARD, Role::Clerk), issue())), [ResultReady]);
}

#[test]
fn a_wait_for_the_applicant_is_told_with_its_limit_and_its_end_with_the_new_promise() {
    let mut case = Case::in_appraisal();
    case.later(30);
    let asked = told_by(&mut case, &first(WARD, Role::Specialist), ask_supplement());
    assert_eq!(kinds(&asked), [SupplementAsked]);
    assert_eq!(asked[0].moment, case.state().open_supplement().unwrap().answer_by);
    assert!(asked[0].moment.is_some(), "this procedure gives ten working days");
    case.later(2 * 24 * 60);
    let came = told_by(&mut case, &first(POINT, Role::OneStop), supplement());
    assert_eq!(came, [Notice { kind: Supplemented, moment: Some(case.due()) }]);
}

#[test]
fn endings_and_new_dates_are_told() {
    let mut case = Case::submitted(simple());
    let decline = Command::Decline { ground: DeclineGround::NotEligible, note: why() };
    assert_eq!(kinds(&told_by(&mut case, &first(POINT, Role::OneStop), decline)), [Declined]);

    let mut case = Case::in_appraisal();
    let extend = Command::Extend { by: "1 working days".parse().unwrap(), note: why() };
    let told = told_by(&mut case, &first(WARD, Role::UnitHead), extend);
    assert_eq!(told, [Notice { kind: Extended, moment: Some(case.due()) }]);

    let withdraw = Command::RequestWithdrawal { note: None };
    assert_eq!(told_by(&mut case, &applicant(), withdraw), [], "the applicant knows");
    let refuse = Command::RefuseWithdrawal { note: why() };
    assert_eq!(kinds(&told_by(&mut case, &first(WARD, Role::UnitHead), refuse)), [WithdrawalRefused]);
    case.does(&applicant(), Command::RequestWithdrawal { note: None });
    let stop = |ground| Command::Stop { ground, note: why() };
    let told = told_by(&mut case, &first(WARD, Role::UnitHead), stop(StopGround::Withdrawn));
    assert_eq!(kinds(&told), [Withdrawn]);

    let mut case = Case::in_appraisal();
    let told = told_by(&mut case, &first(WARD, Role::UnitHead), stop(StopGround::Ordered));
    assert_eq!(kinds(&told), [Stopped]);
}

#[test]
fn the_owner_is_told_and_whoever_filed_for_them_once_each() {
    let mut case = Case::received(simple());
    assert_eq!(told(case.state()).collect::<Vec<_>>(), [OWNER]);
    case.dossier.as_mut().unwrap().submitter = STRANGER;
    assert_eq!(told(case.state()).collect::<Vec<_>>(), [OWNER, STRANGER]);
}

#[test]
fn no_text_has_a_place_for_anything_but_the_code_and_a_moment() {
    let facts = Facts {
        code: Some("H26.P21-250707-0001".into()),
        filed_on: at("2025-07-07T09:00").date(),
        moment: Some(at("2025-07-10T17:00")),
    };
    for kind in NoticeKind::ALL {
        for lang in [Lang::Vi, Lang::En] {
            let words = wording(kind, lang);
            let mut rest = words.text.to_owned();
            PLACEHOLDERS.iter().for_each(|known| rest = rest.replace(known, ""));
            assert!(!rest.contains(['{', '}']) && !words.title.contains(['{', '}']), "{kind:?} {lang:?}");
            assert!(words.text.starts_with("{dossier}"), "{kind:?} {lang:?} says which dossier first");
            let full = rendered(words.text, &facts, lang);
            assert!(full.contains("H26.P21-250707-0001") && !full.contains('{'), "{full}");
            // A moment that is not there leaves no hole.
            let bare = Facts { moment: None, ..facts.clone() };
            if !words.text.contains("{when}") {
                let text = rendered(words.text, &bare, lang);
                assert!(!text.contains("  ") && !text.contains(" ."), "{text}");
            }
        }
        assert_eq!(NoticeKind::from_number(i64::from(kind.number())), Some(kind));
        assert_eq!(NoticeKind::from_key(kind.key()), Some(kind));
    }
}

#[test]
fn what_has_no_code_yet_is_named_by_the_day_it_was_filed() {
    let facts = Facts { code: None, filed_on: at("2025-07-07T09:00").date(), moment: None };
    let text = |lang| rendered(wording(Filed, lang).text, &facts, lang);
    assert!(text(Lang::Vi).starts_with("Hồ sơ nộp ngày 7/7/2025 đã"), "{}", text(Lang::Vi));
    assert!(text(Lang::En).starts_with("The dossier filed on 7 July 2025 has"), "{}", text(Lang::En));
}

/// A working day of patience.
const PATIENCE: u32 = 8 * 60;

fn stuck_from(case: &Case, now: &str) -> Option<(String, String)> {
    let found = stuck(case.state(), &case.calendar, PATIENCE, at(now)).unwrap();
    found.map(|(idle, from)| (idle.since.to_string(), from.to_string()))
}

#[test]
fn a_dossier_is_stuck_when_its_step_is_over_and_a_working_day_more_has_passed() {
    // Monday 7 July 9:00; the appraisal has one working day.
    let case = Case::in_appraisal();
    let step = case.state().step.unwrap();
    let from = case.calendar.add_working_minutes(step.due_at.unwrap(), PATIENCE).unwrap();
    let says = |now: motcua_calendar::Moment| stuck(case.state(), &case.calendar, PATIENCE, now).unwrap();
    assert_eq!(says(from), None, "not at the moment itself");
    let (idle, since) = says(from.plus_minutes(1)).unwrap();
    assert_eq!((idle.since, since), (step.started_at, from));
    assert_eq!(says(from.plus_minutes(9_000)).unwrap().0.since, idle.since, "one mark, however long");
}

#[test]
fn nobody_is_called_stuck_while_the_applicant_is_waited_for_or_the_result_waits_to_be_fetched() {
    let mut case = Case::in_appraisal();
    case.does(&first(WARD, Role::Specialist), ask_supplement());
    assert_eq!(stuck_from(&case, "2025-08-29T10:00"), None);
    assert_eq!(stuck_from(&Case::at_the_counter(), "2025-08-29T10:00"), None);
}

#[test]
fn a_hand_over_nobody_accepts_and_a_filing_nobody_receives_are_stuck_too() {
    let mut case = Case::received(simple());
    case.later(10);
    case.does(&first(POINT, Role::OneStop), hand_over());
    let given = case.state().transfer.unwrap().given_at;
    assert_eq!(stuck_from(&case, "2025-07-08T09:10"), None, "a working day has not passed");
    assert_eq!(stuck_from(&case, "2025-07-08T09:11").unwrap().0, given.to_string());

    let case = Case::submitted(simple());
    assert_eq!(stuck_from(&case, "2025-07-08T09:00"), None);
    assert_eq!(stuck_from(&case, "2025-07-08T09:01").unwrap().0, case.state().submitted_at.to_string());
    // A result that does not arrive at the counter.
    assert!(stuck_from(&Case::issued(), "2025-07-14T09:00").is_some());
}

#[test]
fn a_step_without_a_budget_has_the_whole_promise() {
    let mut version = simple();
    version.steps[0].budget = None;
    let case = Case::received(version);
    let from = case.calendar.add_working_minutes(case.due(), PATIENCE).unwrap();
    let says = |now: motcua_calendar::Moment| stuck(case.state(), &case.calendar, PATIENCE, now).unwrap();
    assert_eq!(says(from), None);
    assert_eq!(says(from.plus_minutes(1)).unwrap().1, from);
}
