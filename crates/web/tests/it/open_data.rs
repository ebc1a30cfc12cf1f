//! Open data: what is in force, as files with their type and digest.

use crate::support::{BIRTH, Browser, House, run};
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use motcua_db::{on_each_database, testing::TestDb};
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
