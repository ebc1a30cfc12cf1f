//! Publication while the counters work, and by several at once.

use crate::house::{BIRTH, House, order, run};
use motcua_app::clock::FixedClock;
use motcua_app::{Error, PROCEDURES};
use motcua_db::testing::TestDb;
use motcua_db::{Db, Engine, on_each_database};
use motcua_domain::ids::VersionId;
use motcua_store::procedures::DESIGNED_FROM;
use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

const DAY_MS: i64 = 86_400_000;

mod intake_goes_on_while_versions_change {
    use super::*;

    /// With more writer connections than a server has: they collide at the counter, and take turns then.
    fn three_lanes(engine: Engine) -> TestDb {
        TestDb::open(engine, |config| config.postgres_lanes = 3)
    }

    #[test]
    fn sqlite() {
        intake_goes_on(&three_lanes(Engine::Sqlite));
    }

    #[test]
    #[ignore = "needs PostgreSQL: run cargo xtask test"]
    fn postgres() {
        intake_goes_on(&three_lanes(Engine::Postgres));
    }
}

fn intake_goes_on(db: &TestDb) {
    let house = Arc::new(House::over(db));
    run(async {
        let over = Arc::new(AtomicBool::new(false));
        let desks: Vec<_> = (0..4)
            .map(|_| {
                let (house, over) = (Arc::clone(&house), Arc::clone(&over));
                tokio::spawn(async move {
                    let mut filed = Vec::new();
                    // At least so many each, and until the last publication.
                    while filed.len() < 125 || !over.load(Ordering::SeqCst) {
                        filed.push(house.intake(None).await.map(|acted| acted.state));
                    }
                    filed
                })
            })
            .collect();
        for n in 0..20 {
            let tomorrow = house.today().plus_days(1);
            house.new_birth(&format!("Khai sinh {n}"), tomorrow).await;
            // The day of the new version begins while the counters are at work.
            house.clock.set(house.app.now_ms() + DAY_MS);
        }
        over.store(true, Ordering::SeqCst);
        let mut seen = BTreeSet::new();
        let mut count = 0;
        for desk in desks {
            for filed in desk.await.unwrap() {
                let dossier = filed.unwrap_or_else(|error| panic!("an intake was refused: {error}"));
                let day = dossier.submitted_at.date();
                assert_eq!(dossier.version, house.birth(day).id, "received on {day}");
                seen.insert(dossier.version);
                count += 1;
            }
        }
        assert!(count >= 500, "{count}");
        assert!(seen.len() >= 10, "the versions did change meanwhile: {seen:?}");
    });
    let report = house.verify();
    assert!(report.is_clean() && report.dossiers >= 500, "{:#?}", report.findings);
}

on_each_database! {
    fn two_nodes_publish_at_once_under_different_numbers(db: &TestDb) {
        let one = House::over(db);
        let clock = Arc::new(FixedClock::at(one.app.now_ms()));
        // On PostgreSQL another node with connections of its own; SQLite has one writer, and so another application over it.
        let other = match db.engine() {
            Engine::Postgres => Db::open(db.config()).unwrap(),
            Engine::Sqlite => Db::clone(db),
        };
        let two = House::with(&other, clock);
        let codes = [BIRTH, "1.000894", "2.000815"];
        run(async {
            let on = one.today().plus_days(1);
            let mut ready = Vec::new();
            for _ in 0..4 {
                for code in codes {
                    let base = one.app.world().version_for(&code.into(), one.today()).unwrap().id;
                    ready.push(one.approved(one.draft_of(base).await).await);
                }
            }
            // Each node takes one of each pair; of a procedure only the first draft of all knows the newest version.
            let mut published = Vec::new();
            let mut behind = 0;
            for pair in ready.chunks(2) {
                let (first, second) = tokio::join!(one.publish(pair[0], on), two.publish(pair[1], on));
                for outcome in [first, second] {
                    match outcome {
                        Ok(done) => published.push(done.version.unwrap()),
                        Err(Error::Draft(motcua_app::designer::DraftRefusal::Behind)) => behind += 1,
                        Err(error) => panic!("{error}"),
                    }
                }
            }
            published.sort_unstable();
            let wanted: Vec<VersionId> = (0..3).map(|n| VersionId(DESIGNED_FROM + n)).collect();
            assert_eq!((published, behind), (wanted, 9));
        });
        assert!(one.verify().is_clean(), "{:#?}", one.verify().findings);
    }

    fn another_node_hears_of_a_publication(db: &TestDb) {
        let one = House::over(db);
        let other = match db.engine() {
            Engine::Postgres => Db::open(db.config()).unwrap(),
            Engine::Sqlite => Db::clone(db),
        };
        let two = House::with(&other, Arc::clone(&one.clock));
        let mut woken = other.subscribe(PROCEDURES).unwrap();
        run(async {
            let on = one.today().plus_days(1);
            assert!(!two.app.refresh_world().await.unwrap(), "nothing new yet");
            let published = one.new_birth("Từ nút khác", on).await;
            let heard = tokio::time::timeout(std::time::Duration::from_secs(20), woken.changed()).await;
            heard.expect("in time").unwrap();
            assert!(two.app.refresh_world().await.unwrap());
            assert_eq!(two.birth(on).name, "Từ nút khác");
            one.app.withdraw_publication(one.second(), order(published), "Rút".into()).await.unwrap();
            two.app.refresh_world().await.unwrap();
            assert_eq!(two.birth(on).id, two.birth(two.today()).id);
        });
    }

    fn the_search_stays_as_it_is_until_the_day_of_a_new_version(db: &TestDb) {
        let house = House::over(db);
        let found = |text: &str| house.app.world().catalogue.search(text, 1).first().map(|found| found.name.clone());
        run(async {
            let before = house.app.world();
            house.new_birth("Đăng ký khai sinh kiểu mới", house.today().plus_days(1)).await;
            let after = house.app.world();
            assert_ne!(house.birth(house.today().plus_days(1)).id, house.birth(house.today()).id);
            assert!(Arc::ptr_eq(&before.catalogue, &after.catalogue), "nothing to index anew");
            assert_eq!(found("khai sinh"), Some(house.birth(house.today()).name.clone()));
            house.at("2026-03-12T09:00");
            assert!(house.app.refresh_world().await.unwrap());
            assert_eq!(found("khai sinh").as_deref(), Some("Đăng ký khai sinh kiểu mới"));
        });
    }

    fn an_act_on_a_dossier_of_a_version_not_heard_of_is_done(db: &TestDb) {
        use motcua_app::{ActRequest, Subject};
        use motcua_domain::dossier::command::Command;
        let one = House::over(db);
        let two = House::with(db, Arc::clone(&one.clock));
        run(async {
            one.new_birth("Chưa nghe", one.today().plus_days(1)).await;
            one.at("2026-03-12T09:00");
            let acted = one.intake(None).await.unwrap();
            assert!(two.app.world().version(acted.state.version).is_none());
            let request = ActRequest {
                dossier: Subject::Id(acted.dossier),
                expected_revision: acted.revision,
                command_id: crate::house::command(),
                command: Command::HandOver { to: None, officer: None, note: None },
            };
            two.app.act(two.officer("hongha.motcua1"), request).await.unwrap();
        });
        assert!(one.verify().is_clean(), "{:#?}", one.verify().findings);
    }
}
