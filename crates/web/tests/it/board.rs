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
            assert!(nobody.body.contains("chỉ dành cho cán bộ có quyền xem đơn vị này"), "{}", nobody.body);
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

/// Everything counted of a unit on one day, as the file of numbers has it.
async fn day_of(reader: &mut crate::support::Browser, unit: &str, day: &str) -> Vec<String> {
    let csv = reader.get(&format!("/board/numbers.csv?from={day}&to={day}&unit={unit}")).await;
    assert_eq!(csv.status, StatusCode::OK, "{}", csv.body);
    // Without the time of the numbers, which is the last cell; what lies in hand now is of no day.
    let lines = csv
        .body
        .lines()
        .skip(1)
        .filter(|line| ![",open,", ",overdue,", ",overdue_share,"].iter().any(|now| line.contains(now)));
    lines.map(|line| line.rsplit_once(',').expect("cells").0.to_owned()).collect()
}

on_each_database! {
    fn a_late_correction_changes_the_two_days_it_is_about_and_no_other(db: &TestDb) {
        let house = House::with(db, Purpose::Demonstration, quick());
        run(async move {
            let mut body = filing();
            (body["procedure"], body["papers"]) = (SLOW.into(), serde_json::json!([]));
            let filed = house.program("hongha.motcua1").await.send("/api/v1/dossiers", &body).await;
            let path = format!("/desk/dossiers/{}", filed.json()["code"].as_str().expect("a code"));
            house.received().await;
            // Found out four weeks later.
            house.at("2026-04-08T09:00");
            let days: Vec<String> = (5..=14).map(|day| format!("{day}/3/2026")).collect();
            let mut reader = house.browser();
            let mut before = Vec::new();
            for day in &days {
                before.push(day_of(&mut reader, "00097", day).await);
            }
            let fields = [("what", "received_at"), ("received_at", "9/3/2026 10:00"), ("note", "Theo dấu bưu điện")];
            house.signed_in("hongha.motcua1").await.act(&path, "propose_correction", &fields).await;
            house.signed_in("hongha.chutich").await.act(&path, "decide_correction", &[("verdict", "approve")]).await;
            tokio::time::sleep(Duration::from_millis(1_100)).await;
            let mut changed = Vec::new();
            for (day, before) in days.iter().zip(&before) {
                if day_of(&mut reader, "00097", day).await != *before {
                    changed.push(day.as_str());
                }
            }
            assert_eq!(changed, ["9/3/2026", "11/3/2026"], "from the one, to the other");
            let csv = reader.get("/board/numbers.csv?from=9/3/2026&to=9/3/2026").await;
            assert_eq!(row(&csv.body, "00097", "received").map(|row| row.0), Some(1), "{}", csv.body);
            let csv = reader.get("/board/numbers.csv?from=1/3/2026&to=31/3/2026").await;
            assert_eq!(row(&csv.body, "00097", "received").map(|row| row.0), Some(2), "none is lost or twice");
        });
    }

    fn a_unit_that_ended_within_the_period_is_explained_and_summed_where_asked(db: &TestDb) {
        let house = House::with(db, Purpose::Demonstration, quick());
        run(async move {
            for (who, at, times) in [("hongha.motcua1", "diem-00097", 3), ("hoankiem.motcua1", "diem-00070", 2)] {
                let mut program = house.program(who).await;
                for _ in 0..times {
                    let mut body = filing();
                    body["at"] = at.into();
                    let filed = program.send("/api/v1/dossiers", &body).await;
                    assert_eq!(filed.status, StatusCode::CREATED, "{}", filed.body);
                }
            }
            let mut ended = house.app.world().units.by_key("00070").expect("the ward").clone();
            ended.life.until = Some(motcua_calendar::Date::new(2026, 3, 20).expect("a date"));
            ended.life.successors = vec![crate::support::HOME_WARD];
            let written = house.app.db().write_async(move |tx| {
                motcua_store::units::save_life(tx, &ended)?;
                Ok::<_, motcua_app::Error>(())
            });
            written.await.expect("the ward ends");
            house.at("2026-04-02T09:00");
            house.app.refresh_world().await.expect("refreshed");
            let mut reader = house.browser();
            let period = "from=1/3/2026&to=1/4/2026";
            let heir = reader.get(&format!("/board?unit=00097&{period}")).await;
            assert!(heir.body.contains("tiếp nhận việc của đơn vị khác (đến 20/3/2026)"), "{}", heir.body);
            assert!(heir.body.contains("history=1") && heir.body.contains("unit=00070"), "ways on: {}", heir.body);
            assert!(heir.body.contains("data-watch=\"funnel-0\" data-number=\"3\""), "{}", heir.body);
            let both = reader.get(&format!("/board?unit=00097&history=1&{period}")).await;
            assert!(both.body.contains("data-watch=\"funnel-0\" data-number=\"5\""), "{}", both.body);
            assert!(both.body.contains("cộng cả các đơn vị đã nhập trọn"), "{}", both.body);
            let ended = reader.get(&format!("/board?unit=00070&{period}")).await;
            assert!(ended.body.contains("Đơn vị này kết thúc ngày 20/3/2026"), "{}", ended.body);
            assert!(ended.body.contains("unit=00097"), "its successor: {}", ended.body);
            let after = reader.get("/board?unit=00097&from=21/3/2026&to=1/4/2026").await;
            assert!(!after.body.contains("tiếp nhận việc của đơn vị khác"), "not within this period");
            assert!(after.body.contains("chưa có hồ sơ nào được tiếp nhận hay kết thúc"), "{}", after.body);
            let early = reader.get("/board?from=1/2/2026&to=5/2/2026").await;
            assert!(early.body.contains("Số liệu của thành phố bắt đầu từ ngày 11/3/2026"), "{}", early.body);
            let index = reader.get(&format!("/board/index?{period}")).await;
            assert!(index.body.contains("không ghi phản ánh, kiến nghị"), "what is not recorded is said to be so");
            reader.lang = "en";
            let english = reader.get(&format!("/board?unit=00070&{period}")).await;
            assert!(english.body.contains("This unit ended on 20"), "{}", english.body);
        });
    }
}
