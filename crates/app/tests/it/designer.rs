//! Drafts from their beginning to a version that serves, and everything that stands in the way.

use crate::house::{BIRTH, House, START, command, order, run};
use motcua_app::Error;
use motcua_app::designer::{
    DraftRefusal, LEAD_DAYS, NewProcedure, OpenDossiers, Origin, PublishDraft, SaveDraft, StartDraft,
};
use motcua_app::error::What;
use motcua_calendar::{Date, Lang, Moment};
use motcua_db::on_each_database;
use motcua_db::testing::TestDb;
use motcua_domain::ids::{DraftId, ProcedureCode, VersionId};
use motcua_domain::procedure::{DraftAct, DraftState, ProcedureVersion};
use motcua_domain::refusal::Refusal;
use motcua_store::meta;
use motcua_store::procedures::DESIGNED_FROM;
use std::sync::Arc;

fn day(text: &str) -> Date {
    Date::parse(text).unwrap()
}

/// What publication does not set.
fn content(version: &ProcedureVersion) -> ProcedureVersion {
    ProcedureVersion { id: VersionId(0), valid_from: day("2000-01-01"), valid_to: None, ..version.clone() }
}

on_each_database! {
    fn a_draft_becomes_a_version_from_its_day_on(db: &TestDb) {
        let house = House::over(db);
        run(async {
            let old = house.birth(house.today());
            let begun = house.draft_of(old.id).await;
            assert_eq!((begun.revision, begun.state, begun.version), (1, DraftState::Draft, None));
            let saved = house.saved(begun, |version| version.name = "Đăng ký khai sinh (mới)".into()).await;
            let submitted = house.app.submit_draft(house.first(), order(saved), &|_| 0).await.unwrap();
            assert_eq!(submitted.state, DraftState::Submitted);
            let approved = house.app.approve_draft(house.second(), order(submitted), "Đồng ý".into()).await.unwrap();
            let tomorrow = house.today().plus_days(1);
            let published = house.publish(approved, tomorrow).await.unwrap();
            assert_eq!((published.revision, published.state), (5, DraftState::Published));
            assert_eq!(published.version, Some(VersionId(DESIGNED_FROM)));

            // Served from its day on, without a restart; today nothing changes.
            assert_eq!(house.birth(house.today()).id, old.id);
            let new = house.birth(tomorrow);
            assert_eq!((new.id.0, new.name.as_str(), new.valid_from), (DESIGNED_FROM, "Đăng ký khai sinh (mới)", tomorrow));
            let before = house.intake(None).await.unwrap();
            house.at("2026-03-12T09:00");
            let after = house.intake(None).await.unwrap();
            assert_eq!((before.state.version, after.state.version), (old.id, new.id));
            // A page that was opened the day before names the version that is no longer in force.
            let late = house.intake(Some(old.id)).await.unwrap_err();
            let to = Some(day("2026-03-11"));
            assert_eq!(late, Error::Refused(Refusal::VersionNotInForce { from: old.valid_from, to }));

            let view = house.app.draft(house.second(), published.draft).await.unwrap();
            let acts: Vec<DraftAct> = view.acts.iter().map(|seen| seen.kept.act).collect();
            assert_eq!(acts, [DraftAct::Start, DraftAct::Save, DraftAct::Submit, DraftAct::Approve, DraftAct::Publish]);
            assert_eq!(view.acts[3].kept.note, "Đồng ý");
            assert!(view.acts[0].by.contains(' '), "by name: {}", view.acts[0].by);
            assert_eq!(view.acts[4].kept.recorded_at, Moment::parse(START).unwrap().unix_seconds() * 1000);
            assert_eq!(house.app.draft_at(house.first(), published.draft, 1).await.unwrap().name, old.name);
            assert_eq!(house.app.draft_at(house.first(), published.draft, 4).await.unwrap().name, new.name);
        });
        assert!(house.verify().is_clean(), "{:#?}", house.verify().findings);
    }

    fn the_second_who_saves_is_told_of_the_first(db: &TestDb) {
        let house = House::over(db);
        run(async {
            let begun = house.draft_of(house.birth(house.today()).id).await;
            let saved = house.save_as(house.second(), begun, |version| version.name = "Của người thứ hai".into()).await.unwrap();
            let refused = house.save_as(house.first(), begun, |version| version.name = "Của người thứ nhất".into()).await.unwrap_err();
            let by = house.app.world().officer_name(house.officer_id("trungtam.thietke2")).unwrap().to_owned();
            let at = Moment::parse(START).unwrap();
            let told = DraftRefusal::Stale { seen: 1, now: 2, by: by.clone(), at, act: DraftAct::Save };
            assert_eq!(refused, Error::Draft(told));
            assert!(refused.message(Lang::Vi).contains(&by) && refused.message(Lang::En).contains("saved"));
            assert_eq!(house.app.draft(house.first(), saved.draft).await.unwrap().content.name, "Của người thứ hai");
        });
    }

    fn of_two_saves_at_the_same_moment_one_is_kept(db: &TestDb) {
        let house = House::over(db);
        run(async {
            let begun = house.draft_of(house.birth(house.today()).id).await;
            let (one, two) = tokio::join!(
                house.save_as(house.first(), begun, |version| version.name = "Một".into()),
                house.save_as(house.second(), begun, |version| version.name = "Hai".into()),
            );
            let refused = if one.is_ok() { two } else { one };
            assert!(matches!(refused, Err(Error::Draft(DraftRefusal::Stale { seen: 1, now: 2, .. }))), "{refused:?}");
        });
        assert!(house.verify().is_clean());
    }

    fn nobody_else_designs(db: &TestDb) {
        let house = House::over(db);
        run(async {
            let birth = house.birth(house.today());
            let begun = house.draft_of(birth.id).await;
            let others = ["hongha.motcua1", "trungtam.giamdoc", "ubndtp.lanhdao", "ubndtp.quantri", "ubndtp.thanhtra"];
            for name in others {
                let who = house.officer(name);
                let start = StartDraft {
                    command_id: command(),
                    origin: Origin::Version(birth.id),
                    title: "Thử".into(),
                    note: String::new(),
                };
                assert_eq!(house.app.start_draft(Arc::clone(&who), start).await, Err(Error::Denied), "{name}");
                let saved = house.save_as(Arc::clone(&who), begun, |version| version.name = "Thử".into()).await;
                assert_eq!(saved, Err(Error::Denied), "{name}");
                let submitted = house.app.submit_draft(Arc::clone(&who), order(begun), &|_| 0).await;
                assert_eq!(submitted, Err(Error::Denied), "{name}");
                let approved = house.app.approve_draft(Arc::clone(&who), order(begun), String::new()).await;
                assert_eq!(approved, Err(Error::Denied), "{name}");
                let rejected = house.app.reject_draft(Arc::clone(&who), order(begun), "Thử".into()).await;
                assert_eq!(rejected, Err(Error::Denied), "{name}");
                let discarded = house.app.discard_draft(Arc::clone(&who), order(begun), "Thử".into()).await;
                assert_eq!(discarded, Err(Error::Denied), "{name}");
                let on = house.today().plus_days(1);
                let publish = PublishDraft { order: order(begun), effective_on: on, open: OpenDossiers::MustBeNone };
                assert_eq!(house.app.publish_draft(Arc::clone(&who), publish, &|_| 0).await, Err(Error::Denied));
                let withdrawn = house.app.withdraw_publication(Arc::clone(&who), order(begun), "Thử".into()).await;
                assert_eq!(withdrawn, Err(Error::Denied), "{name}");
                let back = house.app.roll_back(Arc::clone(&who), command(), birth.id, "Thử".into()).await;
                assert_eq!(back, Err(Error::Denied), "{name}");
                if name != "ubndtp.thanhtra" {
                    let looked = house.app.draft(Arc::clone(&who), begun.draft).await.map(drop);
                    assert_eq!(looked, Err(Error::Denied), "{name}");
                    let flight = house.app.in_flight(who, BIRTH.into()).await;
                    assert_eq!(flight, Err(Error::Denied), "{name}");
                }
            }
            assert_eq!(house.app.draft(house.first(), begun.draft).await.unwrap().draft.revision, 1);
        });
    }

    fn nobody_approves_what_they_wrote(db: &TestDb) {
        let house = House::over(db);
        run(async {
            let begun = house.draft_of(house.birth(house.today()).id).await;
            let saved = house.save_as(house.second(), begun, |version| version.name = "Thêm".into()).await.unwrap();
            let submitted = house.app.submit_draft(house.first(), order(saved), &|_| 0).await.unwrap();
            for author in [house.first(), house.second()] {
                let refused = house.app.approve_draft(author, order(submitted), String::new()).await;
                assert_eq!(refused, Err(Error::Draft(DraftRefusal::OwnWork)));
            }
        });
    }

    fn faults_keep_a_draft_from_approval_and_publication(db: &TestDb) {
        let house = House::over(db);
        run(async {
            let begun = house.draft_of(house.birth(house.today()).id).await;
            let refused = house.app.submit_draft(house.first(), order(begun), &|_| 2).await;
            assert_eq!(refused, Err(Error::Draft(DraftRefusal::HasErrors { errors: 2 })));
            // A chain on which a dossier would stand still is a fault whatever the checks say.
            let broken = house.saved(begun, |version| version.steps.truncate(2)).await;
            let refused = house.app.submit_draft(house.first(), order(broken), &|_| 0).await;
            assert_eq!(refused, Err(Error::Draft(DraftRefusal::HasErrors { errors: 1 })));
            let steps = house.birth(house.today()).steps.clone();
            let mended = house.saved(broken, |version| version.steps = steps.clone()).await;
            let approved = house.approved(mended).await;
            let on = house.today().plus_days(1);
            let publish = PublishDraft { order: order(approved), effective_on: on, open: OpenDossiers::MustBeNone };
            let refused = house.app.publish_draft(house.first(), publish, &|_| 1).await;
            assert_eq!(refused, Err(Error::Draft(DraftRefusal::HasErrors { errors: 1 })));
        });
    }

    fn a_command_sent_again_gets_its_first_outcome(db: &TestDb) {
        let house = House::over(db);
        run(async {
            let approved = house.approved(house.draft_of(house.birth(house.today()).id).await).await;
            let on = house.today().plus_days(1);
            let publish = PublishDraft { order: order(approved), effective_on: on, open: OpenDossiers::MustBeNone };
            let first = house.app.publish_draft(house.first(), publish, &|_| 0).await.unwrap();
            let again = house.app.publish_draft(house.first(), publish, &|_| 9).await.unwrap();
            assert!(again.replayed && !first.replayed);
            assert_eq!((again.version, again.revision, again.state), (first.version, first.revision, first.state));
            assert_eq!(house.app.world().versions_of(&BIRTH.into()).last().unwrap().id.0, DESIGNED_FROM);
            let other = PublishDraft { effective_on: on.plus_days(1), ..publish };
            assert_eq!(house.app.publish_draft(house.first(), other, &|_| 0).await, Err(Error::CommandReused));
            let by_another = house.app.publish_draft(house.second(), publish, &|_| 0).await;
            assert_eq!(by_another, Err(Error::CommandReused));
        });
    }

    fn nothing_is_published_for_today_or_before(db: &TestDb) {
        let house = House::over(db);
        run(async {
            let approved = house.approved(house.draft_of(house.birth(house.today()).id).await).await;
            let earliest = day("2026-03-12");
            for on in ["2026-03-11", "2026-03-10", "2020-01-01"] {
                let refused = house.publish(approved, day(on)).await;
                assert_eq!(refused, Err(Error::Draft(DraftRefusal::TooEarly { earliest })), "{on}");
            }
            // A city may give itself more time, never less.
            for (days, earliest) in [("7", "2026-03-18"), ("0", "2026-03-12")] {
                house.app.db().write_async(move |tx| Ok::<_, Error>(meta::set(tx, LEAD_DAYS, days)?)).await.unwrap();
                let refused = house.publish(approved, house.today()).await;
                assert_eq!(refused, Err(Error::Draft(DraftRefusal::TooEarly { earliest: day(earliest) })));
            }
            assert_eq!(house.app.world().versions_of(&BIRTH.into()).last().unwrap().id, house.birth(house.today()).id);
        });
    }

    fn a_draft_that_does_not_know_a_newer_version_waits(db: &TestDb) {
        let house = House::over(db);
        run(async {
            let base = house.birth(house.today()).id;
            let (one, two) = (house.draft_of(base).await, house.draft_of(base).await);
            let one = house.saved(one, |version| version.name = "Một".into()).await;
            let (one, two) = (house.approved(one).await, house.approved(two).await);
            let on = house.today().plus_days(10);
            let newer = house.publish(one, on).await.unwrap().version;
            assert_eq!(house.publish(two, on).await, Err(Error::Draft(DraftRefusal::Behind)));
            // Looked at again, compared, approved again: then it is published.
            let sent_back = house.app.reject_draft(house.second(), order(two), "So sánh lại".into()).await.unwrap();
            let mut definition = house.app.draft(house.first(), two.draft).await.unwrap().content;
            definition.name = "Một và hai".into();
            let save = SaveDraft { order: order(sent_back), definition, title: "Gộp".into(), note: String::new(), based_on: newer };
            let two = house.app.save_draft(house.first(), save).await.unwrap();
            let two = house.approved(two).await;
            house.publish(two, on).await.unwrap();
            assert_eq!(house.birth(on).name, "Một và hai", "of two for one day the one published last");
        });
        assert!(house.verify().is_clean(), "{:#?}", house.verify().findings);
    }

    fn a_publication_is_taken_back_before_its_day_only(db: &TestDb) {
        let house = House::over(db);
        run(async {
            let old = house.birth(house.today());
            let on = house.today().plus_days(5);
            let published = house.new_birth("Sẽ rút", on).await;
            let unsaid = house.app.withdraw_publication(house.second(), order(published), " ".into()).await;
            assert!(matches!(unsaid, Err(Error::Invalid(_))), "{unsaid:?}");
            let taken = house.app.withdraw_publication(house.second(), order(published), "Chưa đủ máy".into()).await.unwrap();
            assert_eq!((taken.state, taken.version), (DraftState::Approved, None));
            assert_eq!(house.birth(on).id, old.id, "never comes into force");
            assert!(house.app.world().version(VersionId(DESIGNED_FROM)).is_some(), "and is not forgotten");
            let again = house.publish(taken, house.today().plus_days(1)).await.unwrap();
            assert_eq!(again.version, Some(VersionId(DESIGNED_FROM + 1)), "a number is used once");
            house.at("2026-03-12T00:00");
            let late = house.app.withdraw_publication(house.first(), order(again), "Muộn".into()).await;
            assert_eq!(late, Err(Error::Draft(DraftRefusal::InForce { since: day("2026-03-12") })));
        });
        assert!(house.verify().is_clean(), "{:#?}", house.verify().findings);
    }

    fn going_back_is_a_new_version_with_the_old_content(db: &TestDb) {
        let house = House::over(db);
        run(async {
            let old = house.birth(house.today());
            house.new_birth("Không hợp", house.today().plus_days(1)).await;
            house.at("2026-03-12T09:00");
            let back = house.app.roll_back(house.first(), command(), old.id, "Khó thực hiện".into()).await.unwrap();
            let back = house.approved(back).await;
            let on = house.today().plus_days(1);
            house.publish(back, on).await.unwrap();
            let now = house.birth(on);
            assert_eq!(content(&now), content(&old));
            assert_eq!((now.id.0, now.valid_from), (DESIGNED_FROM + 1, on));
            let nowhere = house.app.roll_back(house.first(), command(), VersionId(77), "x".into()).await;
            assert_eq!(nowhere, Err(Error::NotFound(What::Version)));
        });
    }

    fn a_new_procedure_begins_sound_and_known_to_nobody(db: &TestDb) {
        let house = House::over(db);
        run(async {
            let field = house.birth(house.today()).field.clone();
            let new = NewProcedure { code: "9.123456".into(), name: "Thủ tục thử".into(), field };
            let start = |new: &NewProcedure| StartDraft {
                command_id: command(),
                origin: Origin::New(new.clone()),
                title: "Thủ tục mới".into(),
                note: String::new(),
            };
            for (code, fault) in [(BIRTH, "code_taken"), ("abc", "code_malformed"), ("12345678", "code_malformed")] {
                let refused = house.app.start_draft(house.first(), start(&NewProcedure { code: code.into(), ..new.clone() })).await;
                assert!(matches!(&refused, Err(Error::Invalid(fields)) if fields[0].code == fault), "{code}: {refused:?}");
            }
            let unknown = NewProcedure { field: "khong-co".into(), ..new.clone() };
            let refused = house.app.start_draft(house.first(), start(&unknown)).await;
            assert!(matches!(&refused, Err(Error::Invalid(fields)) if fields[0].code == "field_unknown"), "{refused:?}");

            let begun = house.app.start_draft(house.first(), start(&new)).await.unwrap();
            let approved = house.approved(begun).await;
            let code = ProcedureCode::from("9.123456");
            assert!(house.app.world().versions_of(&code).is_empty());
            let on = house.today().plus_days(1);
            house.publish(approved, on).await.unwrap();
            let world = house.app.world();
            let version = world.version_for(&code, on).unwrap();
            assert!(version.is_sound() && version.provisional.term && version.in_force(on) && !version.in_force(house.today()));
            assert!(world.catalogue.search("thủ tục thử", 5).iter().any(|found| found.code == code));
        });
    }

    fn what_cannot_be_kept_is_said_and_nothing_changes(db: &TestDb) {
        let house = House::over(db);
        run(async {
            let begun = house.draft_of(house.birth(house.today()).id).await;
            let fault = async |change: &dyn Fn(&mut ProcedureVersion)| {
                match house.save_as(house.first(), begun, change).await {
                    Err(Error::Invalid(fields)) => fields[0].code,
                    other => panic!("{other:?}"),
                }
            };
            assert_eq!(fault(&|version| version.code = "1.000894".into()).await, "other_code");
            assert_eq!(fault(&|version| version.name = " ".into()).await, "required");
            assert_eq!(fault(&|version| version.source = "x".repeat(600 * 1024)).await, "too_large");
            assert_eq!(fault(&|version| version.source = "a\0b".into()).await, "control_character");
            let gone = motcua_app::designer::Done { draft: DraftId(command().0), ..begun };
            let refused = house.app.submit_draft(house.first(), order(gone), &|_| 0).await;
            assert_eq!(refused, Err(Error::NotFound(What::Draft)));
            let early = house.app.approve_draft(house.second(), order(begun), String::new()).await;
            let state = DraftState::Draft;
            assert_eq!(early, Err(Error::Draft(DraftRefusal::WrongState { act: DraftAct::Approve, state })));
            let dropped = house.app.discard_draft(house.second(), order(begun), "Không cần nữa".into()).await.unwrap();
            assert_eq!(dropped.state, DraftState::Discarded);
            let dead = house.save_as(house.first(), dropped, |version| version.name = "x".into()).await;
            assert!(matches!(dead, Err(Error::Draft(DraftRefusal::WrongState { .. }))), "{dead:?}");
            let lists = house.app.drafts(house.first(), DraftState::Discarded).await.unwrap();
            assert_eq!(lists.iter().map(|draft| draft.id).collect::<Vec<_>>(), [begun.draft]);
            assert!(house.app.drafts(house.first(), DraftState::Draft).await.unwrap().is_empty());
            assert_eq!(house.app.drafts_of(house.first(), BIRTH.into()).await.unwrap().len(), 1);
        });
        assert!(house.verify().is_clean());
    }
}

#[test]
fn every_refusal_is_said_in_both_languages_to_officers() {
    let mut codes = std::collections::BTreeSet::new();
    for refusal in DraftRefusal::samples() {
        let (vi, en) = (refusal.message(Lang::Vi), refusal.message(Lang::En));
        assert!(codes.insert(refusal.code()) && Error::OWN_CODES.contains(&refusal.code()));
        assert!(
            vi != en && vi.ends_with('.') && en.ends_with('.') && !vi.to_lowercase().contains("ông/bà"),
            "{vi}"
        );
    }
}
