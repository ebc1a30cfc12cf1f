//! Open data: what is in force, as files with their type and digest.

use crate::support::{BIRTH, Browser, COUNTER, House, SLOW, filing, run, small_city};
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use motcua_db::{on_each_database, testing::TestDb};
use motcua_store::meta::Purpose;
use motcua_web::Limits;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use tower::ServiceExt as _;

async fn asked_again(browser: &Browser, path: &str, tag: &str) -> StatusCode {
    let request =
        Request::get(path).header(header::IF_NONE_MATCH, tag).body(Body::empty()).expect("a request");
    browser.site.routes.clone().oneshot(request).await.expect("the router never fails").status()
}

on_each_database! {
    fn the_catalogue_and_the_units_are_files_anybody_may_keep(db: &TestDb) {
        let house = House::over(db);
        run(async move {
            let mut anybody = house.browser();
            let files = [
                ("/open-data/catalogue.ttl", "text/turtle; charset=utf-8", "http://test.local/"),
                ("/open-data/catalogue.json", "application/json", BIRTH),
                ("/open-data/catalogue.csv", "text/csv; charset=utf-8; header=present", "code,version,name"),
                ("/open-data/units.csv", "text/csv; charset=utf-8; header=present", "Phường Phúc Xá (2025-06-30)"),
                ("/open-data/procedures/1.001193.toml", "application/toml; charset=utf-8", "code = \"1.001193\""),
                ("/open-data/procedures/1.001193.bpmn", "application/xml; charset=utf-8", "definitions"),
            ];
            for (path, kind, part) in files {
                let file = anybody.get(path).await;
                assert_eq!((file.status, file.header("content-type")), (StatusCode::OK, kind), "{path}");
                assert!(file.body.contains(part), "{path}: {:.300}", file.body);
                assert!(!file.body.contains("9.000001") && !file.body.contains("9.000002"), "{path}: in force only");
                assert_eq!(file.header("cache-control"), "public, no-cache");
                let tag = file.header("etag").to_owned();
                assert!(tag.len() > 20 && tag.starts_with('"'), "{tag}");
                assert_eq!(anybody.get(path).await.header("etag"), tag, "{path}: the same twice");
                for same in [tag.clone(), format!("W/{tag}"), format!("\"other\", {tag}"), "*".to_owned()] {
                    assert_eq!(asked_again(&anybody, path, &same).await, StatusCode::NOT_MODIFIED, "{path} {same}");
                }
                assert_eq!(asked_again(&anybody, path, "\"other\"").await, StatusCode::OK, "{path}");
            }
            for gone in ["catalogue.xml", "..%2F", "procedures/1.001193.exe", "procedures/9.000001.toml", "procedures/9.000002.bpmn", "procedures/x"] {
                assert_eq!(anybody.get(&format!("/open-data/{gone}")).await.status, StatusCode::NOT_FOUND, "{gone}");
            }
            let page = anybody.get("/open-data").await;
            for (path, ..) in &files[..4] {
                assert!(page.body.contains(&format!("href=\"{path}\"")), "{path}");
            }
            assert!(page.body.contains("đăng ký khai sinh") && !page.body.contains("9.000002"), "{}", page.body);
            assert!(anybody.get("/").await.body.contains("href=\"/open-data\""), "the footer leads there");

            // A day on which another version begins is another catalogue.
            let before = anybody.get("/open-data/catalogue.csv").await;
            house.at("2026-07-01T09:00");
            house.app.refresh_world().await.expect("refreshed");
            let after = anybody.get("/open-data/catalogue.csv").await;
            assert_ne!(before.header("etag"), after.header("etag"));
            assert!(after.body.contains("9.000002"), "{:.300}", after.body);
        });
    }
}

/// The numbers of a file by what names their row; none where one is left out.
fn table(body: &Value, name: &str) -> BTreeMap<String, BTreeMap<String, Option<i64>>> {
    let rows = body["rows"].as_array().expect("rows").iter().map(|row| {
        let numbers = row.as_object().expect("an object").iter();
        let numbers = numbers.filter(|(_, value)| value.is_null() || value.is_i64());
        let numbers = numbers.map(|(column, value)| (column.clone(), value.as_i64())).collect();
        (row[name].as_str().expect("a name").to_owned(), numbers)
    });
    rows.collect()
}

on_each_database! {
    fn months_are_published_and_nothing_small_can_be_had_from_them(db: &TestDb) {
        let house = House::over(db);
        run(async move {
            let mut anybody = house.browser();
            let nothing = anybody.get("/open-data").await;
            assert!(nothing.body.contains("Chưa có tháng nào có số liệu"), "{}", nothing.body);
            assert_eq!(anybody.get("/open-data/2026-03/units.csv").await.status, StatusCode::NOT_FOUND);

            let filed = [
                ("hongha.motcua1", COUNTER, BIRTH, "counter", 9),
                ("hongha.motcua1", COUNTER, BIRTH, "entered_by_officer", 2),
                ("hongha.motcua1", COUNTER, SLOW, "counter", 7),
                ("hoankiem.motcua1", "diem-00070", BIRTH, "counter", 8),
                ("hoankiem.motcua1", "diem-00070", BIRTH, "entered_by_officer", 6),
            ];
            let mut ids = Vec::new();
            for (who, at, procedure, provenance, times) in filed {
                let mut program = house.program(who).await;
                for _ in 0..times {
                    let mut body = filing();
                    (body["at"], body["procedure"], body["provenance"]) = (at.into(), procedure.into(), provenance.into());
                    if provenance != "counter" {
                        body["helped_at"] = at.into();
                    }
                    if procedure == SLOW {
                        body["papers"] = json!([]);
                    }
                    ids.extend(body["owner"].as_object().expect("an owner").values().map(|v| v.as_str().unwrap_or_default().to_owned()));
                    let answer = program.send("/api/v1/dossiers", &body).await;
                    assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.body);
                }
            }
            // On the day itself nothing of the month has passed that could be told; on the next it is provisional and in whole steps.
            house.at("2026-03-12T09:00");
            let now = anybody.get("/open-data/2026-03/procedures.json").await.json();
            assert_eq!((&now["status"], &now["counted_to"]), (&json!("provisional"), &json!("2026-03-11")));
            for (code, row) in table(&now, "procedure") {
                assert!(code == "*" || row.values().flatten().all(|n| n % 5 == 0), "{row:?}");
            }
            assert!(anybody.get("/open-data").await.body.contains("Tạm tính đến hết ngày 11/3/2026"));

            house.at("2026-04-02T09:00");
            let mut tables = BTreeMap::new();
            for (name, key) in [("units", "unit"), ("fields", "field"), ("procedures", "procedure")] {
                let file = anybody.get(&format!("/open-data/2026-03/{name}.json")).await;
                assert_eq!((file.status, file.header("content-type")), (StatusCode::OK, "application/json"));
                let body = file.json();
                assert_eq!(body["status"], "final");
                let csv = anybody.get(&format!("/open-data/2026-03/{name}.csv")).await;
                assert_eq!(csv.header("content-type"), "text/csv; charset=utf-8; header=present");
                assert!(csv.header("etag").len() > 20);
                for text in [&file.body, &csv.body] {
                    assert!(ids.iter().all(|personal| !text.contains(personal.as_str())), "nobody stands in {name}");
                }
                let table = table(&body, key);
                assert_eq!(csv.body.lines().count(), table.len() + 1, "{}", csv.body);
                tables.insert(name, table);
            }
            let units = &tables["units"];
            assert_eq!(units["*"]["received"], Some(32), "{units:?}");
            assert_eq!((units["00097"]["received"], units["00070"]["received"]), (Some(18), Some(14)));
            // What the board says of a unit is not pretended to be hidden.
            assert_eq!((units["00097"]["received_online"], units["00070"]["received_online"]), (Some(2), Some(6)));
            assert_eq!(units["*"]["received_online"], Some(8));
            // Whatever is added and taken away.
            for table in [&tables["fields"], &tables["procedures"]] {
                for column in units["*"].keys().filter(|column| !column.starts_with("minutes")) {
                    let shown: i64 = table.iter().filter(|(key, _)| *key != "*").filter_map(|(_, row)| row[column]).sum();
                    let rest = table["*"][column].map(|whole| whole - shown);
                    assert!(!rest.is_some_and(|rest| (1..5).contains(&rest)), "{column}: {rest:?}");
                    let small = |(key, row): (&String, &BTreeMap<String, Option<i64>>)| key != "*" && row[column].is_some_and(|n| (1..5).contains(&n));
                    assert!(!table.iter().any(small), "{column}");
                }
            }
            let page = anybody.get("/open-data").await;
            assert!(page.body.contains("href=\"/open-data/2026-03/procedures.csv\"") && page.body.contains("Đã hết tháng"));
            anybody.lang = "en";
            assert!(anybody.get("/open-data").await.body.contains("The month has passed"));

            let metadata = anybody.get("/open-data/metadata.json").await.json();
            assert_eq!(metadata["@type"], "dcat:Catalog");
            assert_eq!(metadata["motcua:smallestCount"], 5);
            let doubts = metadata["motcua:provisional"].as_array().expect("in both languages");
        assert!(doubts.len() == 2 && doubts.iter().all(|one| one["@value"].as_str().is_some_and(|text| !text.is_empty())));
            let columns = metadata["motcua:columns"].as_array().expect("columns").len();
            assert_eq!(columns, units["*"].len(), "every column is explained");
            let month = &metadata["dcat:dataset"][1];
            assert_eq!((&month["adms:status"], &month["dct:temporal"]["dcat:endDate"]), (&json!("final"), &json!("2026-03-31")));
            for file in month["dcat:distribution"].as_array().expect("files") {
                let address = file["dcat:downloadURL"]["@id"].as_str().expect("an address");
                let path = address.strip_prefix("http://test.local").expect("ours");
                assert_eq!(anybody.get(path).await.status, StatusCode::OK, "{path}");
            }
            for gone in ["2026-02/units.csv", "2026-05/units.csv", "2026-13/units.csv", "2026-03/units.xml", "x/units.csv", "2026-3-/units.csv"] {
                assert_eq!(anybody.get(&format!("/open-data/{gone}")).await.status, StatusCode::NOT_FOUND, "{gone}");
            }
        });
    }
}

/// What stands between `<main` and its end.
fn main_of(body: &str) -> &str {
    let from = body.find("<main").expect("a main part");
    &body[from..body.find("</main>").expect("its end")]
}

const ODD_FIELD: &str = "Lĩnh vực ít hồ sơ";

on_each_database! {
    fn what_is_left_out_of_a_month_stands_nowhere_else_in_public(db: &TestDb) {
        let mut city = small_city();
        for version in city.versions.iter_mut().filter(|version| version.code.as_str() == SLOW) {
            version.field.0 = "it-ho-so".to_owned();
            (version.field_name, version.field_name_en) = (ODD_FIELD.to_owned(), "An odd field".to_owned());
        }
        let house = House::of(db, Purpose::Demonstration, Limits::default(), city);
        run(async move {
            // Two of the odd field at one ward and one at the other: three over the city.
            let filed = [
                ("hongha.motcua1", COUNTER, BIRTH, 9),
                ("hongha.motcua1", COUNTER, SLOW, 2),
                ("hoankiem.motcua1", "diem-00070", BIRTH, 8),
                ("hoankiem.motcua1", "diem-00070", SLOW, 1),
            ];
            for (who, at, procedure, times) in filed {
                let mut program = house.program(who).await;
                for _ in 0..times {
                    let mut body = filing();
                    (body["at"], body["procedure"]) = (at.into(), procedure.into());
                    if procedure == SLOW {
                        body["papers"] = json!([]);
                    }
                    let answer = program.send("/api/v1/dossiers", &body).await;
                    assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.body);
                }
            }
            house.at("2026-04-02T09:00");
            let mut anybody = house.browser();
            let month = |name: &str| format!("/open-data/2026-03/{name}.json");
            let units = table(&anybody.get(&month("units")).await.json(), "unit");
            let fields = table(&anybody.get(&month("fields")).await.json(), "field");
            let procedures = table(&anybody.get(&month("procedures")).await.json(), "procedure");
            assert_eq!(fields["*"]["received"], Some(20));
            assert_eq!(fields.get("it-ho-so").and_then(|row| row["received"]), None, "three are too few");
            assert!(fields.iter().filter(|(key, _)| *key != "*").all(|(_, row)| row["received"].is_none()), "{fields:?}");
            assert!(procedures.iter().filter(|(key, _)| *key != "*").all(|(_, row)| row["received"].is_none()), "{procedures:?}");

            // Units say the same everywhere: what one page shows no file pretends to hide.
            let days = "from=1/3/2026&to=31/3/2026";
            let csv = anybody.get(&format!("/board/numbers.csv?{days}")).await.body;
            let api = anybody.get("/api/v1/metrics/received?by=unit&from=2026-03-01&to=2026-03-31").await.json();
            for (unit, row) in units.iter().filter(|(unit, _)| *unit != "*") {
                let line = csv.lines().find(|line| line.starts_with(&format!("{unit},")) && line.contains(",received,"));
                let of_csv: Option<i64> = line.and_then(|line| line.rsplit(',').nth(5)?.parse().ok());
                let lines = api["units"].as_array().expect("units");
                let of_api = lines.iter().find(|line| line["key"] == **unit).and_then(|line| line["numerator"].as_i64());
                assert_eq!((row["received"], of_csv), (of_csv, of_api), "{unit}: {csv}");
                assert!(of_api.is_some_and(|n| n > 0));
            }

            // Whatever is asked below a unit tells the public no more than the unit; another ward's officer is public there.
            let mut neighbour = house.signed_in("hoankiem.chuyenvien1").await;
            let whole = format!("/board/drill?metric=received&{days}&unit=00097");
            for below in ["", "&field=it-ho-so", &format!("&procedure={SLOW}"), &format!("&field=it-ho-so&procedure={SLOW}")] {
                for reader in [&mut anybody, &mut neighbour] {
                    let page = reader.get(&format!("{whole}{below}")).await;
                    let main = main_of(&page.body);
                    assert!(main.contains("<strong>11</strong>"), "{below}: {main}");
                    assert!(!main.contains(ODD_FIELD) && !main.contains(SLOW), "{below}: {main}");
                    assert!(main.contains("href=\"/open-data\""), "where there is more: {main}");
                }
            }
            let own = house.signed_in("hongha.chuyenvien1").await.get(&format!("{whole}&field=it-ho-so")).await;
            assert!(main_of(&own.body).contains("<strong>2</strong>") && own.body.contains(ODD_FIELD), "{}", own.body);

            // Reports by field or procedure are for officers; by unit for everybody.
            let mut leader = house.signed_in("ubndtp.lanhdao").await;
            for (key, public) in [("07b", StatusCode::SEE_OTHER), ("06a", StatusCode::OK)] {
                let page = leader.get(&format!("/board/reports/{key}?period=2026-Q1")).await;
                let form = [("csrf", page.field("csrf")), ("command_id", page.field("command_id")), ("period", "2026-Q1".to_owned())];
                let form: Vec<(&str, &str)> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
                let edition = leader.post(&format!("/board/reports/{key}"), &form).await.location().to_owned();
                for ending in ["", ".json", ".csv", ".xlsx", ".print"] {
                    let address = format!("{edition}{ending}");
                    let answer = anybody.get(&address).await;
                    assert_eq!(answer.status, public, "{key} {ending}");
                    assert_eq!(leader.get(&address).await.status, StatusCode::OK, "{key} {ending}");
                }
            }
            let said = anybody.get("/open-data/metadata.json").await;
            assert!(said.body.contains("Đơn vị được hiện nguyên") && said.body.contains("Units are shown whole"), "{}", said.body);
        });
    }
}
