//! Finding procedures: everyday words follow the city's data at run time, the more used come first.

use crate::house::{BIRTH, House, run, small_city};
use motcua_db::on_each_database;
use motcua_db::testing::TestDb;

/// The codes found, best first.
fn found(house: &House, words: &str) -> Vec<String> {
    let world = house.app.world();
    world.catalogue.search(words, 3).into_iter().map(|version| version.code.to_string()).collect()
}

on_each_database! {
    fn words_of_the_citys_data_change_without_a_publication(db: &TestDb) {
        let (house, other) = (House::over(db), House::over(db));
        let before = house.birth(house.today());
        assert!(found(&other, "xin so bao sanh").first().is_none_or(|code| code != BIRTH));
        let mut data = small_city();
        for version in data.versions.iter_mut().filter(|version| version.code.as_str() == BIRTH) {
            version.synonyms = vec!["xin sổ báo sanh".into()];
        }
        assert!(house.app.seed(data.clone()).unwrap().written > 0);
        assert_eq!(house.app.seed(data.clone()).unwrap().written, 0, "a second time there is nothing to write");
        assert_eq!(found(&house, "xin so bao sanh")[0], BIRTH);
        assert_eq!(house.birth(house.today()), before, "what is published stays as it is");
        run(async {
            assert!(other.app.refresh_world().await.unwrap(), "another node notices");
            assert!(!other.app.refresh_world().await.unwrap(), "once");
        });
        assert_eq!(found(&other, "xin so bao sanh")[0], BIRTH);
        data.versions[0].name.push_str(" khác");
        assert!(house.app.seed(data).is_err(), "nothing else of a published version may differ");
    }

    fn the_more_used_is_found_first(db: &TestDb) {
        let house = House::over(db);
        let all = found(&house, "");
        let same_band = |code: &str| {
            let world = house.app.world();
            let band = |code: &str| world.procedures().find(|v| v.code.as_str() == code).unwrap().volume_band;
            band(code) == band(BIRTH)
        };
        assert!(all.iter().all(|code| same_band(code)), "use decides within a band: {all:?}");
        run(async {
            let before = found(&house, "");
            assert_ne!(before[0], BIRTH, "a shorter name comes first while nothing is counted");
            house.intake(None).await.unwrap();
            assert_eq!(found(&house, ""), before, "nothing is counted for a request");
            house.app.count_use().await.unwrap();
        });
        assert_eq!(found(&house, "")[0], BIRTH);
        house.app.reload_world().unwrap();
        assert_eq!(found(&house, "")[0], BIRTH, "the count outlives a new state of the city");
    }
}
