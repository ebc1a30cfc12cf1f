//! Act by act: given a dossier, when the act is tried, then it is recorded or refused for the right reason.

mod receipt;
mod results;
mod steps;

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
        for role in [Role::CityLeader, Role::Inspector, Role::Administrator, Role::Designer] {
            for unit in [CITY, WARD, POINT] {
                assert_eq!(case.allowed(&first(unit, role)), []);
            }
        }
        assert_eq!(case.allowed(&Actor::System), []);
    }
}
