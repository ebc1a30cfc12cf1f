//! Units by the names people know them by: today's, former ones, those of communes and districts of before.

use crate::support::{COUNTER, House, run};
use axum::http::StatusCode;
use motcua_db::{on_each_database, testing::TestDb};
use serde_json::{Value, json};

/// The keys of the units each place found leads to.
fn led_to(answer: &Value) -> Vec<(String, Vec<String>)> {
    let text = |value: &Value| value.as_str().expect("text").to_owned();
    let items = answer["items"].as_array().expect("items").iter();
    items
        .map(|item| {
            let units = item["units"].as_array().expect("units").iter();
            (text(&item["name"]), units.map(|unit| text(&unit["key"])).collect())
        })
        .collect()
}

on_each_database! {
    fn units_are_found_by_present_and_former_names(db: &TestDb) {
        let house = House::over(db);
        run(async move {
            let mut anybody = house.browser();
            let ask = async |browser: &mut crate::support::Browser, name: &str| {
                let name = percent_encoding::utf8_percent_encode(name, percent_encoding::NON_ALPHANUMERIC);
                let answer = browser.get(&format!("/api/v1/units?name={name}")).await;
                assert_eq!(answer.status, StatusCode::OK, "{name}: {}", answer.body);
                answer.json()
            };
            for name in ["Phường Phúc Xá", "phuc xa", "Phúc  XÁ", "p. phúc xá", "phuc xaa", "puhc xa"] {
                let answer = ask(&mut anybody, name).await;
                assert_eq!(led_to(&answer), [("Phường Phúc Xá".to_owned(), vec!["00097".to_owned()])], "{name}");
                let item = &answer["items"][0];
                assert_eq!((&item["until"], &item["units"][0]["extent"]), (&json!("2025-06-30"), &json!("whole")));
                assert_eq!(item["note"], "Phường Phúc Xá (cũ, đến hết ngày 30/6/2025), nay thuộc: phường Hồng Hà");
            }
            let district = ask(&mut anybody, "quan hoan kiem").await;
            assert_eq!(led_to(&district), [("Quận Hoàn Kiếm".to_owned(), vec!["00070".to_owned(), "00097".to_owned()])]);
            assert_eq!(
                district["items"][0]["note"],
                "Quận Hoàn Kiếm (cũ, đến hết ngày 30/6/2025), nay thuộc: phường Hoàn Kiếm (một phần); phường Hồng Hà (một phần)"
            );
            let both = led_to(&ask(&mut anybody, "Hoàn Kiếm").await);
            assert_eq!(both[0].1, ["00070"], "the ward of today comes first: {both:?}");
            assert!(both.iter().any(|(name, _)| name == "Quận Hoàn Kiếm"), "{both:?}");
            let own = ask(&mut anybody, COUNTER).await;
            assert_eq!((&own["items"][0]["until"], &own["items"][0]["note"]), (&Value::Null, &Value::Null));
            assert_eq!(ask(&mut anybody, "không có nơi nào").await["items"], json!([]));

            let mut english = house.browser();
            english.lang = "en";
            let named = ask(&mut english, "Ngọc Thụy").await;
            assert_eq!(named["items"][0]["note"], "Phường Ngọc Thụy (former, Quận Long Biên, until 30 June 2025), now: Hồng Hà ward (part)");
        });
    }
}

#[test]
fn a_name_that_says_nothing_is_answered_with_a_problem() {
    crate::support::story(async |house| {
        let mut anybody = house.browser();
        for name in ["", "%20", "...,", &"x".repeat(201)] {
            let answer = anybody.get(&format!("/api/v1/units?name={name}")).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{name:?}: {}", answer.body);
            assert_eq!(answer.header("content-type"), "application/problem+json");
            assert_eq!(answer.json()["errors"][0]["pointer"], "/name", "{}", answer.body);
        }
    });
}
