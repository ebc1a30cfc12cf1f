//! How a dossier came in follows from what happened: no officer can turn anything into self-service.
#![allow(clippy::unwrap_used, reason = "a failing test panics")]

use super::histories::{Dice, command};
use super::support::*;
use motcua_domain::dossier::acts::{Act, permit};
use motcua_domain::dossier::command::*;
use motcua_domain::dossier::*;
use motcua_domain::ids::{ConsentId, KioskId, OfficerId};
use motcua_domain::refusal::Refusal;
use proptest::prelude::*;
use uuid::Uuid;

const ALL: [Provenance; 6] = [
    Provenance::SelfAtHome,
    Provenance::SelfAtKiosk,
    Provenance::AssistedOwnSignIn,
    Provenance::EnteredByOfficer,
    Provenance::Post,
    Provenance::Counter,
];

#[test]
fn no_officer_files_what_only_a_sign_in_can_show() {
    let officers = everybody().into_iter().filter(|actor| actor.officer().is_some());
    for officer in officers {
        for provenance in ALL.into_iter().filter(|provenance| !provenance.told_by_officers()) {
            for helped_at in [None, Some(POINT)] {
                let version = simple();
                let submit = || Submit { helped_at, ..filing(provenance, &version) };
                let mut case = Case::new(simple());
                let waiting = Command::Submit(submit());
                case.refused(&officer, waiting);
                let at_once = Command::Intake { submit: submit(), receive: receipt(POINT, PaperHanded::Yes) };
                case.refused(&officer, at_once);
                assert!(case.dossier.is_none());
            }
        }
    }
}

#[test]
fn no_applicant_files_what_an_officer_tells() {
    for provenance in Provenance::TOLD_BY_OFFICERS {
        let mut case = Case::new(simple());
        let submit = Command::Submit(filing(provenance, &case.version));
        assert_eq!(case.refused(&applicant(), submit), Refusal::OfficersOnly { act: Act::Submit });
    }
}

#[test]
fn what_happened_tells_the_provenance_and_help_is_never_forgotten() {
    let help = help(OfficerId(7), None);
    let kiosk = Some(KioskId(Uuid::nil()));
    for (by, help, kiosk, wanted) in [
        (FiledBy::Applicant, None, None, Provenance::SelfAtHome),
        (FiledBy::Applicant, None, kiosk, Provenance::SelfAtKiosk),
        (FiledBy::Applicant, Some(help), None, Provenance::AssistedOwnSignIn),
        (FiledBy::Applicant, Some(help), kiosk, Provenance::AssistedOwnSignIn),
        (FiledBy::Officer, None, None, Provenance::EnteredByOfficer),
        (FiledBy::Officer, Some(help), kiosk, Provenance::EnteredByOfficer),
    ] {
        assert_eq!(Circumstances { by, help, kiosk }.provenance(), wanted);
    }
}

fn help(officer: OfficerId, consent: Option<ConsentId>) -> Help {
    Help {
        officer,
        place: HelpPlace::Home,
        since: motcua_calendar::Moment::parse("2026-03-10T09:00").unwrap(),
        consent,
    }
}

#[test]
fn help_is_filed_as_help_and_an_officer_files_with_nobody_else_s() {
    let clerk = first(POINT, motcua_domain::actor::Role::OneStop);
    let own = clerk.officer().unwrap();
    let other = OfficerId(own.0 + 1);
    let version = simple();
    let entered = |helper| Submit {
        help: Some(help(helper, Some(ConsentId(Uuid::nil())))),
        ..filing(Provenance::EnteredByOfficer, &version)
    };
    Case::new(simple()).refused(&clerk, Command::Submit(entered(other)));
    let mut case = Case::new(simple());
    case.does(&clerk, Command::Submit(entered(own)));
    assert_eq!(case.state().help, Some(help(own, Some(ConsentId(Uuid::nil())))));
    assert_eq!(case.state().submitter, OWNER, "the helper is a helper, the applicant the applicant");
    // The kiosk and the sign-in are the person's to show.
    let at_kiosk = Submit { kiosk: Some(KioskId(Uuid::nil())), ..entered(own) };
    Case::new(simple()).refused(&clerk, Command::Submit(at_kiosk));
    for alone in [Provenance::SelfAtHome, Provenance::SelfAtKiosk] {
        let hidden = Submit { help: Some(help(own, None)), ..filing(alone, &version) };
        Case::new(simple()).refused(&applicant(), Command::Submit(hidden));
        let placed = Submit { helped_at: Some(POINT), ..filing(alone, &version) };
        Case::new(simple()).refused(&applicant(), Command::Submit(placed));
    }
    let mut case = Case::new(simple());
    let helped = Submit { help: Some(help(own, None)), ..filing(Provenance::AssistedOwnSignIn, &version) };
    case.does(&applicant(), Command::Submit(helped));
    assert_eq!(case.state().help.map(|help| help.officer), Some(own));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn whatever_is_done_later_leaves_it_as_it_was(
        came in 0..ALL.len(),
        choices in prop::collection::vec(any::<u32>(), 120),
    ) {
        let provenance = ALL[came];
        let mut case = Case::new(simple());
        let submit = filing(provenance, &case.version);
        if provenance.told_by_officers() {
            let receive = receipt(POINT, PaperHanded::Yes);
            let clerk = first(POINT, motcua_domain::actor::Role::OneStop);
            case.does(&clerk, Command::Intake { submit, receive });
        } else {
            case.does(&applicant(), Command::Submit(submit));
        }
        let mut dice = Dice(choices.iter().cycle());
        for _ in 0..30 {
            let actor = dice.of(&everybody());
            let may = |act: &Act| permit(case.state(), &actor, *act, &case.version).is_ok();
            let allowed: Vec<Act> = Act::ALL.into_iter().filter(may).collect();
            if allowed.is_empty() {
                continue;
            }
            let act = dice.of(&allowed);
            let Some(command) = command(act, &case, &actor, &mut dice) else { continue };
            case.later(7);
            // Refused or done: what it says of its coming stays.
            let _ = case.tries(&actor, command);
            prop_assert_eq!(case.state().provenance, provenance);
            prop_assert_eq!(case.state().places.helped_at.is_some(), !matches!(provenance, Provenance::SelfAtHome | Provenance::SelfAtKiosk | Provenance::Post | Provenance::Counter));
        }
    }
}
