//! Every route, asked by everybody: guests, each role of officers, people signed in, programs. The table of [`CASES`] says
//! who gets in; what follows from it for everybody else is held here.

use crate::attack::told_nothing;
use crate::people::become_somebody;
use crate::ratchet::{CASES, DRAFT, ask};
use crate::support::{Browser, House, story};
use std::collections::BTreeMap;

/// A dossier that does not exist, in the form of a code.
const ABSENT: &str = "H26.P00097-260311-9998";

/// One officer for each different set of roles and kind of unit of the small city.
fn officers(house: &House) -> Vec<String> {
    let world = house.app.world();
    let mut one_of_each: BTreeMap<String, String> = BTreeMap::new();
    let city = crate::support::small_city();
    for officer in city.officers {
        let duties = officer.duties.iter().map(|duty| {
            let kind = world.units.get(duty.unit).map_or("?", |unit| unit.kind.key());
            format!("{:?}@{kind}", duty.role)
        });
        let mut key: Vec<String> = duties.collect();
        key.sort();
        one_of_each.entry(key.join("+")).or_insert(officer.username);
    }
    one_of_each.into_values().collect()
}

/// Somebody signed in at the citizens' door.
async fn person(house: &House) -> Browser {
    let mut browser = house.browser();
    become_somebody(&mut browser, "/me").await;
    assert!(browser.cookie("mc_me").is_some());
    browser
}

#[test]
fn one_door_does_not_open_the_other() {
    story(async |house| {
        let (code, _) = house.received().await;
        let (person, officer) = (person(&house).await, house.signed_in("hongha.motcua1").await);
        let mut wrong = Vec::new();
        for (pattern, method, path, wanted) in CASES {
            let path = path.replace("CODE", &code).replace("DRAFT", DRAFT);
            // What a guest is not let into, somebody signed in at the other door is not let into either.
            let closed = matches!(wanted[0], 204 | 303 | 401);
            let theirs = path.starts_with("/me") || path.ends_with("/filings");
            let other = if theirs { &officer } else { &person };
            if !closed || (path == "/me/sign-out" || path == "/desk/sign-out") {
                continue;
            }
            let status = ask(&mut other.clone(), method, &path).await;
            if status != wanted[0] {
                wrong.push(format!("{method} {pattern}: {status}, not {}", wanted[0]));
            }
        }
        assert!(wrong.is_empty(), "{wrong:#?}");
    });
}

#[test]
fn no_role_is_told_of_what_is_not_theirs_and_none_meets_an_error() {
    story(async |house| {
        let (code, _) = house.received().await;
        let roles = officers(&house);
        assert!(roles.len() >= 8, "{roles:?}");
        let mut wrong = Vec::new();
        for role in &roles {
            let page = house.signed_in(role).await;
            let program = house.program(role).await;
            for (pattern, method, path, _) in CASES {
                // Ends the session, or a stream that has no end.
                if pattern.ends_with("/sign-out") || pattern.ends_with("/stream") {
                    continue;
                }
                let path = path.replace("CODE", ABSENT).replace("DRAFT", DRAFT);
                let mut browser = if path.starts_with("/api/") { program.clone() } else { page.clone() };
                let status = ask(&mut browser, method, &path).await;
                let told = matches!(status, 200 | 201 | 204 | 303 | 308 | 400 | 401 | 403 | 404 | 409 | 422);
                let of_nothing = pattern.contains("{reference}") && matches!(status, 200 | 201 | 409 | 422);
                // Wrong guesses at a secret or a code are counted, whoever makes them.
                let told =
                    told || (status == 429 && (pattern.contains("track") || *pattern == "/kiosk/enrol"));
                // A file is another kind of body.
                let sent_with_files =
                    pattern.ends_with("/upload") || matches!(*pattern, "/desk/entries" | "/desk/figures");
                let told = told || (status == 415 && sent_with_files);
                if !told || of_nothing {
                    wrong.push(format!("{role} {method} {pattern}: {status}"));
                }
            }
            let seen = page.clone().get(&format!("/desk/dossiers/{code}")).await.status.as_u16();
            if seen != 200 {
                for path in [
                    "/desk/dossiers/CODE",
                    "/desk/dossiers/CODE/receipt",
                    "/desk/dossiers/CODE/slips/control",
                ] {
                    told_nothing(&mut page.clone(), path, &code, ABSENT).await;
                }
                for path in ["/api/v1/dossiers/CODE", "/api/v1/dossiers/CODE/events"] {
                    told_nothing(&mut program.clone(), path, &code, ABSENT).await;
                }
            }
        }
        assert!(wrong.is_empty(), "{wrong:#?}");
    });
}
