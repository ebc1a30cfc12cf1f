//! The board: it says what happened, at once, the same on every page, and shows dossiers to nobody who may not see them.

use crate::support::{House, SLOW, filing, run};
use axum::http::StatusCode;
use motcua_db::on_each_database;
use motcua_db::testing::TestDb;
use motcua_store::meta::Purpose;
use motcua_web::Limits;
use std::time::Duration;

/// Looks again at once, and seldom by itself.
fn quick() -> Limits {
    Limits {
        stream_pause: Duration::from_millis(5),
        heartbeat: Duration::from_secs(600),
        ..Limits::default()
    }
}

/// The row of a metric of a unit in the file of numbers: above and below the line.
fn row(csv: &str, unit: &str, metric: &str) -> Option<(i64, i64)> {
    let line = csv.lines().find(|line| {
        line.trim_start_matches('\u{feff}').starts_with(&format!("{unit},"))
            && line.contains(&format!(",{metric},"))
    })?;
    let mut reader = line.split(',').rev();
    // From the end: as_of, to, from, percent, denominator, numerator. Names with commas stand before them.
    let cells: Vec<&str> = reader.by_ref().take(6).collect();
    Some((cells[5].parse().ok()?, cells[4].parse().unwrap_or(1)))
}

on_each_database! {
    fn what_is_received_shows_at_once_and_everywhere_the_same(db: &TestDb) {
        let house = House::with(db, Purpose::Demonstration, quick());
        run(async move {
            let mut reader = house.browser();
            let empty = reader.get("/board?period=today").await;
            assert_eq!(empty.status, StatusCode::OK, "{}", empty.body);
            let mut stream = reader.get("/board/stream?period=today").await;
            assert_eq!(stream.header("content-type"), "text/event-stream");
            assert_eq!(stream.header("cache-control"), "no-store");
            let first = stream.event().await.expect("what is now comes first");
            assert!(first.starts_with("retry: 5000\nid: 1\nevent: board\ndata: {\"at\":"), "{first}");
            let shown = empty.body.split("data-stream=\"").nth(1).and_then(|rest| rest.split('"').next());
            let shown = shown.expect("the page follows").replace("&#38;", "&").replace("&amp;", "&");
            let again = reader.get(&shown).await.event().await.expect("an answer");
            assert!(again.contains("\nevent: tick\ndata: "), "what the page shows is not sent again: {again}");
            let mut program = house.program("hongha.motcua1").await;
            for provenance in ["counter", "counter", "entered_by_officer"] {
                let mut body = filing();
                body["provenance"] = provenance.into();
                if provenance == "entered_by_officer" {
                    body["helped_at"] = "diem-00097".into();
                }
                let filed = program.send("/api/v1/dossiers", &body).await;
                assert_eq!(filed.status, StatusCode::CREATED, "{}", filed.body);
            }
            let mut pushed = String::new();
            while !pushed.contains("1/3") {
                pushed = stream.event().await.expect("the stream goes on");
            }
            assert!(pushed.contains("\"tiles\":"), "{pushed}");
            assert!(!pushed.contains("\"league\":\"\""), "only what changed is sent, and whole: {pushed}");
            // A page, the file and the page behind the number say the same.
            tokio::time::sleep(Duration::from_millis(1_100)).await;
            let page = reader.get("/board?period=today").await;
            assert!(page.body.contains("1/3"), "{}", page.body);
            let csv = reader.get("/board/numbers.csv?period=today").await;
            assert_eq!(row(&csv.body, "00097", "online"), Some((1, 3)), "{}", csv.body);
            assert_eq!(row(&csv.body, "00097", "self_online"), Some((0, 3)), "help is never self-service: {}", csv.body);
            assert_eq!(row(&csv.body, "00097", "helped_online"), Some((1, 1)), "{}", csv.body);
            assert_eq!(row(&csv.body, "00097", "received").map(|row| row.0), Some(3), "{}", csv.body);
        });
    }

    fn dossiers_behind_a_number_are_for_those_who_may_see_them(db: &TestDb) {
        let house = House::with(db, Purpose::Demonstration, quick());
        run(async move {
            let (code, _) = house.received().await;
            let behind = "/board/drill?period=today&metric=received&unit=00097";
            let nobody = house.browser().get(behind).await;
            assert_eq!(nobody.status, StatusCode::OK);
            assert!(!nobody.body.contains(&code), "not to the public: {}", nobody.body);
            assert!(nobody.body.contains("1 nhóm dưới 5 hồ sơ cũng không hiện công khai"), "{}", nobody.body);
            let other = house.signed_in("hoankiem.chuyenvien1").await.get(behind).await;
            assert!(!other.body.contains(&code), "not to another ward: {}", other.body);
            let own = house.signed_in("hongha.chuyenvien1").await.get(behind).await;
            assert!(own.body.contains(&code), "{}", own.body);
            let mut rest = house.signed_in("hongha.chuyenvien1").await;
            let not_online = rest.get("/board/drill?period=today&metric=online&unit=00097&part=rest").await;
            assert!(not_online.body.contains(&code), "what does not count above the line: {}", not_online.body);
            let online = rest.get("/board/drill?period=today&metric=online&unit=00097").await;
            assert!(!online.body.contains(&code), "{}", online.body);
        });
    }

    fn what_is_asked_wrongly_is_told_and_shown_as_the_month(db: &TestDb) {
        let house = House::with(db, Purpose::Demonstration, quick());
        run(async move {
            let mut reader = house.browser();
            for (query, told) in [
                ("from=24/7/2026&to=1/7/2026", "Ngày đầu phải không sau ngày cuối"),
                ("from=31/2/2026", "Nhập ngày theo thứ tự"),
                ("from=1/1/1900", "Kỳ dài nhất là ba năm"),
            ] {
                let page = reader.get(&format!("/board?{query}")).await;
                assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{query}");
                assert!(page.body.contains(told), "{query}: {}", page.body);
                assert_eq!(reader.get(&format!("/board/stream?{query}")).await.status, StatusCode::NO_CONTENT);
            }
            for query in ["metric=no-such", "unit=no-such", "period=no-such", "size=99", "after=x", "target=%00"] {
                let page = reader.get(&format!("/board/drill?{query}")).await;
                assert_eq!(page.status, StatusCode::OK, "{query}: what cannot be meant counts as not asked");
            }
        });
    }
}

on_each_database! {
    fn officers_behind_a_number_are_named_to_heads_only_and_the_look_is_noted(db: &TestDb) {
        let house = House::with(db, Purpose::Demonstration, quick());
        run(async move {
            let mut body = filing();
            (body["procedure"], body["papers"]) = (SLOW.into(), serde_json::json!([]));
            let filed = house.program("hongha.motcua1").await.send("/api/v1/dossiers", &body).await;
            let code = filed.json()["code"].as_str().expect("a code").to_owned();
            let path = format!("/desk/dossiers/{code}");
            house.signed_in("hongha.motcua1").await.act(&path, "hand_over", &[]).await;
            house.signed_in("hongha.chuyenvien1").await.act(&path, "accept_hand_over", &[]).await;
            let held = house.app.read({
                let code = code.clone();
                move |tx, world| {
                    let dossier = motcua_store::dossiers::load_by_code(tx, &code)?.expect("a dossier").dossier;
                    let who = dossier.holder.officer.expect("the specialist has it");
                    Ok((who.0, world.officer_name(who).expect("a name").to_owned()))
                }
            });
            let (who, name) = held.await.expect("read");
            let here = "/board/drill?period=today&metric=received&unit=00097";
            let of_procedure = format!("{here}&procedure={SLOW}");

            let mut head = house.signed_in("hongha.chutich").await;
            let unit = head.get(here).await;
            assert!(!unit.body.contains("Bước đã làm") && unit.body.contains("by=officer"), "one click away: {}", unit.body);
            let page = head.get(&of_procedure).await;
            assert!(page.body.contains("Bước đã làm") && page.body.contains(&name), "{}", page.body);
            let own = format!("{of_procedure}&officer={who}");
            let one = head.get(&own).await;
            assert!(one.body.contains(&code) && one.body.contains(&name), "{}", one.body);
            let nobody_else = head.get(&format!("{of_procedure}&officer=999999")).await;
            assert!(!nobody_else.body.contains(&code), "{}", nobody_else.body);

            let notes = |house: &House| {
                let app = std::sync::Arc::clone(&house.app);
                async move {
                    app.read(|tx, _| Ok(tx.query_all(&NOTED, &[], |row| row.int(0))?)).await.expect("the log")[0]
                }
            };
            motcua_web::access_log::AccessLog::write(&house.site.web).await;
            let noted = notes(&house).await;
            assert_eq!(noted, 2, "each look at who works there");

            // Whoever is no head there is told of no officer, whatever stands in the address.
            for other in ["hongha.chuyenvien1", "hongha.motcua1", "hoankiem.chutich", "ubndtp.quantri"] {
                let mut other_officer = house.signed_in(other).await;
                for asked in [format!("{here}&by=officer"), of_procedure.clone(), own.clone()] {
                    let page = other_officer.get(&asked).await;
                    assert_eq!(page.status, StatusCode::OK);
                    assert!(!page.body.contains("Bước đã làm"), "{other} {asked}");
                    let title = page.body.split("<h1").nth(1).and_then(|rest| rest.split("</h1>").next());
                    assert!(title.is_some_and(|title| !title.contains(&name)), "{other} {asked}");
                }
            }
            for asked in [format!("{here}&by=officer"), own.clone()] {
                assert!(!house.browser().get(&asked).await.body.contains(&name), "never public");
            }
            motcua_web::access_log::AccessLog::write(&house.site.web).await;
            assert_eq!(notes(&house).await, noted);
        });
    }
}

/// Looks at who works behind a number.
const NOTED: motcua_db::Stmt = motcua_db::Stmt::new(
    "test.noted",
    "select count(*) from access_log where purpose = 'officers behind a number'",
);
