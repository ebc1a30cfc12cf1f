//! Filings under way: kept, checked, filed once, passed to a newer version, remembered for the next, thrown away.

use crate::files::pdf;
use crate::house::{BIRTH, House, run};
use motcua_app::files::NewFile;
use motcua_app::filings::{Change, Filer, FilingView, NewEntry, NewFiling, PaperFile, Source, SubmitFiling};
use motcua_app::mandates::NewMandate;
use motcua_app::{Error, PersonInput};
use motcua_db::on_each_database;
use motcua_db::testing::TestDb;
use motcua_domain::actor::Actor;
use motcua_domain::dossier::{HelpPlace, Provenance};
use motcua_domain::identity::{IdentityProof, IdentityScheme};
use motcua_domain::ids::{FileHash, FilingId, MandateId, PersonId, UnitId};
use motcua_domain::mandate::{Receiver, Scope};
use motcua_domain::procedure::IdentityLevel;
use motcua_store::people::{self, Person};
use motcua_store::verify::Kind;
use std::sync::Arc;

/// How surely the people of these stories are who they say.
const SIGNED_IN: IdentityProof =
    IdentityProof { level: IdentityLevel::Two, scheme: IdentityScheme::Demonstration, provider: None };
/// Hồng Hà ward.
const WARD: UnitId = UnitId(1007);

/// Somebody known to the register, with nothing filed.
async fn person(house: &House) -> PersonId {
    let id = PersonId(house.app.ids().uuid(house.app.now_ms()).unwrap());
    let number = format!("999185{:06}", id.0.as_u128() % 1_000_000);
    let row = Person { personal_id: Some(number), ..Person::named(id, "Nguyễn Thị Mai") };
    let at = house.app.now_ms();
    house.app.db().write_async(move |tx| Ok::<_, Error>(people::insert(tx, &row, at)?)).await.unwrap();
    id
}

async fn change(house: &House, person: PersonId, id: FilingId, change: Change) -> FilingView {
    let seen = house.app.filing(person, id).await.unwrap().revision;
    let saved = house.app.change_filing(person, id, seen, change).await.unwrap();
    assert_eq!(saved.problems, []);
    saved.view
}

fn fields(pages: &[&str], typed: &[(&str, &str)]) -> Change {
    Change::Fields {
        pages: pages.iter().map(ToString::to_string).collect(),
        typed: typed.iter().map(|(field, text)| (field.to_string(), text.to_string())).collect(),
    }
}

/// A birth registration with everything told but its paper.
async fn told(house: &House, person: PersonId) -> FilingId {
    let id = house.app.start_filing(person, NewFiling::own(BIRTH.into())).await.unwrap();
    tell(house, person, id).await;
    id
}

async fn tell(house: &House, person: PersonId, id: FilingId) {
    let answers = [("child", "ordinary"), ("certificate", "yes")];
    let answers = answers.map(|(key, answer)| (key.to_owned(), answer.to_owned())).into();
    change(house, person, id, Change::Eligibility { answers, commune: Some(WARD) }).await;
    let applicant = [
        ("applicant.residence", "Số 1, phố Tứ Liên"),
        ("applicant.relation", "mẹ"),
        ("applicant.phone", "0912 345 678"),
    ];
    change(house, person, id, fields(&["applicant"], &applicant)).await;
    let child = [
        ("child.full_name", "Trần Đỗ Bảo Hân"),
        ("child.birth_date", "1/3/2026"),
        ("child.sex", "female"),
        ("child.ethnicity", "Kinh"),
        ("child.nationality", "Việt Nam"),
        ("child.birth_place", "Hà Nội"),
        ("child.home_town", "Hà Nội"),
    ];
    change(house, person, id, fields(&["child"], &child)).await;
    let parents = [("mother.full_name", "Đỗ Thị Mai"), ("request.truthful", "yes")];
    change(house, person, id, fields(&["parents", "declaration"], &parents)).await;
}

async fn with_paper(house: &House, person: PersonId, id: FilingId) -> FilingView {
    let file = NewFile { name: "giấy chứng sinh.pdf".into(), bytes: pdf("Giay chung sinh") };
    let kept = house.app.keep_file(Arc::new(Actor::Applicant { person }), file).await.unwrap();
    let file =
        PaperFile { id: kept.id.to_string(), hash: kept.hash.to_string(), name: kept.name, from: None };
    change(house, person, id, Change::AddFile { paper: "p2".into(), file }).await
}

fn submit(id: FilingId, seen: u32) -> SubmitFiling {
    SubmitFiling {
        filing: id,
        seen,
        by: Filer::Applicant { identity: SIGNED_IN, kiosk: None },
        despite_duplicate: true,
        browser: None,
    }
}

on_each_database! {
    fn what_is_missing_is_told_and_filing_twice_files_once(db: &TestDb) {
        let house = House::over(db);
        run(async {
            let mai = person(&house).await;
            let id = told(&house, mai).await;
            let seen = house.app.filing(mai, id).await.unwrap().revision;
            let Err(Error::Invalid(missing)) = house.app.submit_filing(mai, submit(id, seen)).await else {
                panic!("a paper is missing")
            };
            assert_eq!(missing.iter().map(|one| one.field.as_str()).collect::<Vec<_>>(), ["paper-p2"]);
            let seen = with_paper(&house, mai, id).await.revision;
            let (one, two) = tokio::join!(
                house.app.submit_filing(mai, submit(id, seen)),
                house.app.submit_filing(mai, submit(id, seen)),
            );
            let (one, two) = (one.unwrap(), two.unwrap());
            assert_eq!(one.dossier, two.dossier);
            assert_ne!(one.replayed, two.replayed);
            assert_eq!(one.state.provenance, Provenance::SelfAtHome);
            assert_eq!((one.state.owner, one.state.submitter), (mai, mai));
            assert_eq!(house.app.filing(mai, id).await.unwrap().dossier, Some(one.dossier));
            assert!(house.app.filings_of(mai).await.unwrap().is_empty());
            // Nothing of it can be changed or thrown away any more.
            assert!(matches!(house.app.discard_filing(mai, id).await, Err(Error::NotFound(_))));
        });
        let report = house.verify();
        assert!(report.is_clean(), "{:#?}", report.findings);
        assert_eq!(report.forms_erased, 0);
        db.exclusive(|tx| tx.batch("update dossier_form set content = replace(content, 'Kinh', 'Khác')")).unwrap();
        let found: Vec<Kind> = house.verify().findings.into_iter().map(|finding| finding.kind).collect();
        assert_eq!(found, [Kind::FormAltered]);
        db.exclusive(|tx| tx.batch("delete from dossier_form")).unwrap();
        let report = house.verify();
        assert!(report.is_clean(), "{:#?}", report.findings);
        assert_eq!(report.forms_erased, 1, "erased by law, and known to be");
    }

    fn the_second_of_two_windows_is_told_and_nobody_else_sees_it(db: &TestDb) {
        let house = House::over(db);
        run(async {
            let (mai, lan) = (person(&house).await, person(&house).await);
            let id = told(&house, mai).await;
            let late = house.app.change_filing(mai, id, 1, fields(&["child"], &[])).await;
            assert!(matches!(late, Err(Error::Stale { seen: 1, now: 5 })), "{late:?}");
            for outcome in [
                house.app.filing(lan, id).await.map(|_| ()),
                house.app.change_filing(lan, id, 5, Change::Papers).await.map(|_| ()),
                house.app.submit_filing(lan, submit(id, 5)).await.map(|_| ()),
                house.app.discard_filing(lan, id).await,
            ] {
                assert!(matches!(outcome, Err(Error::NotFound(_))), "{outcome:?}");
            }
            house.app.discard_filing(mai, id).await.unwrap();
            assert!(matches!(house.app.filing(mai, id).await, Err(Error::NotFound(_))));
        });
    }

    fn a_new_version_is_told_and_gone_on_under_by_choice(db: &TestDb) {
        let house = House::over(db);
        run(async {
            let mai = person(&house).await;
            let id = told(&house, mai).await;
            let seen = with_paper(&house, mai, id).await.revision;
            house.new_birth("Tên mới", house.today().plus_days(1)).await;
            house.at("2026-03-12T09:00");
            house.app.refresh_world().await.unwrap();
            let view = house.app.filing(mai, id).await.unwrap();
            assert_eq!(view.newer.map(|version| version.name.clone()), Some("Tên mới".to_owned()));
            let early = house.app.submit_filing(mai, submit(id, seen)).await;
            assert!(matches!(early, Err(Error::Stale { .. })), "{early:?}");
            let view = change(&house, mai, id, Change::Version).await;
            assert!(view.newer.is_none());
            assert!(view.content.done.is_empty(), "every part is looked at again");
            let filed = house.app.submit_filing(mai, submit(id, view.revision)).await.unwrap();
            assert_eq!(filed.state.version, view.version.id);
        });
        assert!(house.verify().is_clean());
    }

    fn what_is_held_is_not_asked_and_can_be_disputed(db: &TestDb) {
        let house = House::over(db);
        run(async {
            let mai = person(&house).await;
            let id = told(&house, mai).await;
            let view = house.app.filing(mai, id).await.unwrap();
            assert!(view.is_held("applicant.full_name"));
            let name = view.form().fields.into_iter().find(|one| one.field == "applicant.full_name").unwrap();
            assert_eq!((name.value.as_str(), name.source), ("Nguyễn Thị Mai", Source::Account));
            let view = change(&house, mai, id, fields(&["applicant"], &[("applicant.full_name", "Nguyễn Thị Mây")])).await;
            let name = view.form().fields.into_iter().find(|one| one.field == "applicant.full_name").unwrap();
            assert_eq!((name.value.as_str(), name.source), ("Nguyễn Thị Mây", Source::Disputed));
            assert_eq!(name.held.as_deref(), Some("Nguyễn Thị Mai"));
            let seen = with_paper(&house, mai, id).await.revision;
            house.app.submit_filing(mai, submit(id, seen)).await.unwrap();
            // The next one is filled in from it, where the version lets it be; another child is another child.
            let next = house.app.start_filing(mai, NewFiling::own(BIRTH.into())).await.unwrap();
            let view = house.app.filing(mai, next).await.unwrap();
            let mother = view.suggestions.get("mother.full_name").unwrap();
            assert_eq!(mother.value, "Đỗ Thị Mai");
            assert!(mother.from.is_some());
            assert!(!view.suggestions.contains_key("child.full_name"));
        });
    }

    fn what_nobody_touches_is_thrown_away(db: &TestDb) {
        let house = House::over(db);
        run(async {
            let mai = person(&house).await;
            let id = told(&house, mai).await;
            house.at("2026-06-08T09:00");
            assert_eq!(house.app.purge_filings(90).await, Ok(0));
            house.at("2026-06-10T09:00");
            assert_eq!(house.app.purge_filings(90).await, Ok(1));
            assert!(matches!(house.app.filing(mai, id).await, Err(Error::NotFound(_))));
        });
    }
}

/// A mandate of one person for another, for births alone.
async fn mandate(house: &House, giver: PersonId, receiver: PersonId) -> MandateId {
    let known = house.app.read(move |tx, _| Ok(people::get(tx, &receiver)?)).await.unwrap();
    let number = known.unwrap().personal_id.unwrap();
    let new = NewMandate {
        receiver: Receiver::Person { number, name: "Nguyễn Thị Mai".into() },
        scope: Scope::Procedures(vec![BIRTH.into()]),
        proof: "Giấy ủy quyền số 12".into(),
        from: house.today(),
        to: house.today().plus_days(30),
    };
    house.app.give_mandate(giver, new).await.unwrap().id
}

fn under(mandate: MandateId) -> NewFiling {
    NewFiling { mandate: Some(mandate), ..NewFiling::own(BIRTH.into()) }
}

on_each_database! {
    fn under_a_mandate_the_giver_owns_it_and_the_receiver_files_it(db: &TestDb) {
        let house = House::over(db);
        run(async {
            let (lan, mai) = (person(&house).await, person(&house).await);
            let given = mandate(&house, lan, mai).await;
            assert_eq!(house.app.mandates_for(mai, BIRTH.into()).await.unwrap().len(), 1);
            assert!(house.app.mandates_for(mai, "1.000894".into()).await.unwrap().is_empty());
            let id = house.app.start_filing(mai, under(given)).await.unwrap();
            let view = house.app.filing(mai, id).await.unwrap();
            assert_eq!(view.person.id, lan, "the giver's data are held");
            tell(&house, mai, id).await;
            let seen = with_paper(&house, mai, id).await.revision;
            let filed = house.app.submit_filing(mai, submit(id, seen)).await.unwrap();
            assert_eq!((filed.state.owner, filed.state.submitter), (lan, mai));
            assert_eq!(filed.state.mandate, Some(given));
        });
        assert!(house.verify().is_clean());
    }

    fn a_mandate_that_ends_on_the_way_shows_and_files_nothing(db: &TestDb) {
        let house = House::over(db);
        run(async {
            let (lan, mai, eve) = (person(&house).await, person(&house).await, person(&house).await);
            let given = mandate(&house, lan, mai).await;
            for (who, new) in [
                (eve, under(given)),
                (lan, under(given)),
                (mai, NewFiling { mandate: Some(given), ..NewFiling::own("1.000894".into()) }),
            ] {
                let refused = house.app.start_filing(who, new).await;
                assert!(matches!(refused, Err(Error::NotFound(_))), "{refused:?}");
            }
            let id = house.app.start_filing(mai, under(given)).await.unwrap();
            tell(&house, mai, id).await;
            let seen = with_paper(&house, mai, id).await.revision;
            house.app.revoke_mandate(lan, given).await.unwrap();
            let view = house.app.filing(mai, id).await.unwrap();
            assert!(view.known.is_empty() && view.suggestions.is_empty() && view.person.id == mai);
            let Err(Error::Invalid(told)) = house.app.submit_filing(mai, submit(id, seen)).await else {
                panic!("the mandate was taken back")
            };
            assert!(told.iter().any(|one| one.code == "mandate_lapsed"), "{told:?}");
            let again = house.app.start_filing(mai, under(given)).await;
            assert!(matches!(again, Err(Error::NotFound(_))), "{again:?}");
        });
    }
}

/// Somebody who receives at the counter of the ward, and that counter.
fn clerk(house: &House) -> (Arc<Actor>, UnitId) {
    let actor = house.officer("hongha.motcua1");
    let unit = actor.duties()[0].unit;
    (actor, unit)
}

on_each_database! {
    fn once_helped_it_was_helped_whatever_ends_before_it_is_filed(db: &TestDb) {
        let house = House::over(db);
        run(async {
            let mai = person(&house).await;
            let (actor, unit) = clerk(&house);
            let id = told(&house, mai).await;
            let code = house.app.ask_for_help(mai, id, None).await.unwrap();
            for wrong in ["", "000", "ồ", "1234567"] {
                let refused = house.app.give_help(Arc::clone(&actor), unit, wrong, HelpPlace::Home).await;
                assert!(matches!(refused, Err(Error::Invalid(_))), "{wrong}: {refused:?}");
            }
            let elsewhere = house.app.give_help(Arc::clone(&actor), WARD, &code, HelpPlace::Home).await;
            assert!(matches!(elsewhere, Err(Error::Denied)), "{elsewhere:?}");
            let spaced = format!("{} {}", &code[..3], &code[3..]);
            let help = house.app.give_help(Arc::clone(&actor), unit, &spaced, HelpPlace::Home).await.unwrap();
            let twice = house.app.give_help(Arc::clone(&actor), unit, &code, HelpPlace::Home).await;
            assert!(matches!(twice, Err(Error::Invalid(_))), "a code works once: {twice:?}");
            let officer = actor.officer().unwrap();
            assert_eq!(house.app.helping(officer).await.unwrap().len(), 1);
            house.app.end_help_given(officer, help).await.unwrap();
            house.app.end_help(mai, id).await.unwrap();
            assert!(house.app.helping(officer).await.unwrap().is_empty());
            let seen = with_paper(&house, mai, id).await.revision;
            let filed = house.app.submit_filing(mai, submit(id, seen)).await.unwrap().state;
            assert_eq!(filed.provenance, Provenance::AssistedOwnSignIn);
            assert_eq!((filed.owner, filed.submitter), (mai, mai), "the applicant stays the applicant");
            let told = filed.help.unwrap();
            assert_eq!((told.officer, told.place), (officer, HelpPlace::Home));
            assert_eq!(filed.places.helped_at, Some(unit));
        });
        assert!(house.verify().is_clean());
    }

    fn a_code_is_answered_in_its_time_and_for_the_latest_question(db: &TestDb) {
        let house = House::over(db);
        run(async {
            let (mai, lan) = (person(&house).await, person(&house).await);
            let (actor, unit) = clerk(&house);
            let id = told(&house, mai).await;
            let strange = house.app.ask_for_help(lan, id, None).await;
            assert!(matches!(strange, Err(Error::NotFound(_))), "{strange:?}");
            let first = house.app.ask_for_help(mai, id, None).await.unwrap();
            let second = house.app.ask_for_help(mai, id, None).await.unwrap();
            let old = house.app.give_help(Arc::clone(&actor), unit, &first, HelpPlace::Home).await;
            assert!(first == second || matches!(old, Err(Error::Invalid(_))), "{old:?}");
            house.at("2026-03-11T10:30");
            let late = house.app.give_help(actor, unit, &second, HelpPlace::Home).await;
            assert!(matches!(late, Err(Error::Invalid(_))), "{late:?}");
        });
    }

    fn an_officer_enters_on_recorded_consent_and_the_person_may_go_on(db: &TestDb) {
        let house = House::over(db);
        run(async {
            let (actor, unit) = clerk(&house);
            let id = entered(&house, &actor, unit).await;
            let mai = house.app.entered_filing(Arc::clone(&actor), id).await.unwrap().person;
            // A colleague of the same counter and an officer elsewhere stand for nobody here.
            for other in [house.officer("hongha.motcua2"), Arc::new(Actor::Applicant { person: mai })] {
                let refused = house.app.entered_filing(other, id).await;
                assert!(matches!(refused, Err(Error::NotFound(_))), "{refused:?}");
            }
            tell(&house, mai, id).await;
            let seen = officers_paper(&house, &actor, mai, id).await.revision;
            let by = |actor| SubmitFiling { filing: id, seen, by: Filer::Officer(actor), despite_duplicate: true, browser: None };
            let strange = house.app.submit_filing(mai, by(house.officer("hongha.motcua2"))).await;
            assert!(matches!(strange, Err(Error::NotFound(_))), "{strange:?}");
            let filed = house.app.submit_filing(mai, by(Arc::clone(&actor))).await.unwrap().state;
            assert_eq!(filed.provenance, Provenance::EnteredByOfficer);
            assert_eq!((filed.owner, filed.submitter, filed.identity.clone()), (mai, mai, None));
            let help = filed.help.unwrap();
            assert_eq!(Some(help.officer), actor.officer());
            assert!(help.consent.is_some());
            // Begun by an officer and filed by the person: helped, and never alone.
            let id = entered(&house, &actor, unit).await;
            let mai = house.app.entered_filing(Arc::clone(&actor), id).await.unwrap().person;
            tell(&house, mai, id).await;
            let seen = officers_paper(&house, &actor, mai, id).await.revision;
            let filed = house.app.submit_filing(mai, submit(id, seen)).await.unwrap().state;
            assert_eq!(filed.provenance, Provenance::AssistedOwnSignIn);
            assert!(filed.identity.is_some());
            // What a person began is nobody's to file.
            let own = told(&house, mai).await;
            let seen = with_paper(&house, mai, own).await.revision;
            let taken = SubmitFiling { filing: own, seen, by: Filer::Officer(actor), despite_duplicate: true, browser: None };
            let refused = house.app.submit_filing(mai, taken).await;
            assert!(matches!(refused, Err(Error::NotFound(_))), "{refused:?}");
        });
        assert!(house.verify().is_clean());
    }

    fn no_consent_no_entry(db: &TestDb) {
        let house = House::over(db);
        run(async {
            let (actor, unit) = clerk(&house);
            let file = scanned(&house, &actor).await;
            let told = |new| house.app.enter_filing(Arc::clone(&actor), unit, new);
            for (new, field) in [
                (NewEntry { paper: " ".into(), ..entry(Some(file)) }, "paper"),
                (entry(None), "scan"),
            ] {
                let Err(Error::Invalid(problems)) = told(new).await else { panic!("{field} is missing") };
                assert_eq!(problems[0].field, field);
            }
            // A hash of a file somebody else kept is no scan of this officer's.
            let mai = person(&house).await;
            let bytes = pdf("Giay khac");
            let file = NewFile { name: "a.pdf".into(), bytes };
            let other = house.app.keep_file(Arc::new(Actor::Applicant { person: mai }), file).await.unwrap();
            let refused = told(entry(Some(other.hash))).await;
            assert!(matches!(refused, Err(Error::NotFound(_))), "{refused:?}");
            let elsewhere = house.app.enter_filing(Arc::clone(&actor), WARD, entry(None)).await;
            assert!(matches!(elsewhere, Err(Error::Denied)), "{elsewhere:?}");
        });
    }
}

fn entry(file: Option<FileHash>) -> NewEntry {
    NewEntry {
        person: PersonInput {
            personal_id: Some("999185000777".into()),
            name: "Đỗ Thị Mai".into(),
            ..PersonInput::default()
        },
        procedure: BIRTH.into(),
        place: HelpPlace::Home,
        paper: "Giấy đồng ý số 12, ngày 10/3/2026".into(),
        file,
    }
}

/// The scan of a signed paper, kept by the officer.
async fn scanned(house: &House, actor: &Arc<Actor>) -> FileHash {
    let file = NewFile { name: "giấy đồng ý.pdf".into(), bytes: pdf("Giay dong y") };
    house.app.keep_file(Arc::clone(actor), file).await.unwrap().hash
}

async fn entered(house: &House, actor: &Arc<Actor>, unit: UnitId) -> FilingId {
    let file = scanned(house, actor).await;
    house.app.enter_filing(Arc::clone(actor), unit, entry(Some(file))).await.unwrap()
}

/// A paper that the officer brings in.
async fn officers_paper(house: &House, actor: &Arc<Actor>, person: PersonId, id: FilingId) -> FilingView {
    let file = NewFile { name: "giấy chứng sinh.pdf".into(), bytes: pdf("Giay chung sinh") };
    let kept = house.app.keep_file(Arc::clone(actor), file).await.unwrap();
    let file =
        PaperFile { id: kept.id.to_string(), hash: kept.hash.to_string(), name: kept.name, from: None };
    change(house, person, id, Change::AddFile { paper: "p2".into(), file }).await
}
