//! Counts pushed to open pages, and the unit an officer works at.

use crate::support::{Answer, HOME_WARD, House, OTHER_WARD, command_id, filing, run, story_with};
use axum::http::StatusCode;
use motcua_db::{Db, on_each_database, testing::TestDb};
use motcua_store::accounts;
use motcua_store::meta::Purpose;
use motcua_web::Limits;
use serde_json::{Value, json};
use std::time::{Duration, Instant};

/// What a stream says last.
const END: &str = "event: end\ndata:\n\n";

/// Streams that need not be waited for.
fn quick() -> Limits {
    let (stream_pause, heartbeat) = (Duration::from_millis(5), Duration::from_millis(50));
    Limits { stream_pause, heartbeat, streams: 2, ..Limits::default() }
}

/// The counts of the next event that has any.
async fn counts(stream: &mut Answer) -> Value {
    loop {
        let event = stream.event().await.expect("the stream goes on");
        if let Some((_, data)) = event.split_once("event: counts\ndata: ") {
            return serde_json::from_str(data.trim()).expect("counts as JSON");
        }
        assert_eq!(event, ":\n\n", "a sign of life");
    }
}

/// A figure of `/metrics`.
async fn metric(house: &House, name: &str) -> u64 {
    let page = house.browser().get("/metrics").await.body;
    let line = page.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
    line.unwrap_or_else(|| panic!("{name} in {page}")).parse().expect("a number")
}

/// Files a dossier at a counter and hands it over to its ward, by programs.
async fn hand_over_at(house: &House, counter: &str, login: &str) {
    let mut program = house.program(login).await;
    let mut body = filing();
    body["at"] = counter.into();
    let filed = program.send("/api/v1/dossiers", &body).await;
    assert_eq!(filed.status, StatusCode::CREATED, "{}", filed.body);
    let (location, revision) = (filed.header("location").to_owned(), filed.json()["revision"].clone());
    let act = json!({ "command_id": command_id(), "expected_revision": revision, "act": "hand_over" });
    let done = program.send(&format!("{location}/acts"), &act).await;
    assert_eq!(done.status, StatusCode::OK, "{}", done.body);
}

on_each_database! {
    fn an_act_of_one_is_pushed_to_the_page_of_another(db: &TestDb) {
        let house = House::with(db, Purpose::Demonstration, quick());
        run(async move {
            let mut counter = house.signed_in("hongha.motcua1").await;
            let mut specialist = house.signed_in("hongha.chuyenvien1").await;
            let mut stream = specialist.get("/desk/counts/stream").await;
            assert_eq!(stream.status, StatusCode::OK);
            assert_eq!(stream.header("content-type"), "text/event-stream");
            assert_eq!(stream.header("cache-control"), "no-store");
            assert_eq!(counts(&mut stream).await["incoming"], "0", "what is now comes first");
            let (code, _) = house.received().await;
            counter.act(&format!("/desk/dossiers/{code}"), "hand_over", &[]).await;
            assert_eq!(counts(&mut stream).await["incoming"], "1");
            assert_eq!(house.site.web.counter.busy(), 0, "an idle stream is no request under way");
        });
    }

    fn an_act_is_looked_at_once_for_all_who_watch_a_unit_it_touched(db: &TestDb) {
        let stream_pause = Duration::from_millis(1);
        let limits = Limits { stream_pause, heartbeat: Duration::from_secs(600), ..Limits::default() };
        let house = House::with(db, Purpose::Demonstration, limits);
        run(async move {
            let reads = "motcua_counts_reads_total";
            let mut streams = Vec::new();
            let before = metric(&house, reads).await;
            for login in ["hongha.chuyenvien1", "hongha.vanthu", "hoankiem.chuyenvien1"] {
                let mut stream = house.signed_in(login).await.get("/desk/counts/stream").await;
                assert_eq!(counts(&mut stream).await["incoming"], "0", "{login}");
                streams.push(stream);
            }
            assert_eq!(metric(&house, "motcua_units_watched").await, 2);
            assert_eq!(metric(&house, reads).await, before + 2, "one look for each unit");
            let [first, second, other] = &mut streams[..] else { panic!("three streams") };
            hand_over_at(&house, "diem-00097", "hongha.motcua1").await;
            for stream in [first, second] {
                assert_eq!(counts(stream).await["incoming"], "1");
            }
            assert_eq!(metric(&house, reads).await, before + 3, "one look for both");
            hand_over_at(&house, "diem-00070", "hoankiem.motcua1").await;
            let event = other.event().await.expect("the stream goes on");
            assert!(event.contains("\"incoming\":\"1\""), "silent until its own unit was touched: {event}");
            assert_eq!(metric(&house, reads).await, before + 4, "and the other ward was not looked at again");
        });
    }

    fn a_stream_ends_with_its_session(db: &TestDb) {
        let house = House::with(db, Purpose::Demonstration, quick());
        run(async move {
            let mut officer = house.signed_in("hongha.motcua1").await;
            let mut stream = officer.get("/desk/counts/stream").await;
            counts(&mut stream).await;
            let csrf = officer.get("/desk").await.field("csrf");
            officer.clone().post("/desk/sign-out", &[("csrf", &csrf)]).await;
            assert_eq!(stream.last_event().await.as_deref(), Some(END));
            assert_eq!(officer.get("/desk/counts/stream").await.status, StatusCode::NO_CONTENT, "and is not begun again");
        });
    }

    fn an_officer_of_two_units_chooses_where_to_work(db: &TestDb) {
        let house = House::over(db);
        run(async move {
            let mut one = house.signed_in("hongha.chuyenvien1").await;
            assert!(!one.get("/desk").await.body.contains("action=\"/desk/unit\""), "one unit is no choice");
            let mut both = house.signed_in("hongha.chuyenvien2").await;
            let page = both.get("/desk").await;
            assert!(page.body.contains("action=\"/desk/unit\""), "{}", page.body);
            let (csrf, wards) = (page.field("csrf"), [OTHER_WARD, HOME_WARD].map(|unit| unit.0.to_string()));
            let [at_other, at_home] = wards.clone().map(|ward| {
                move |page: &Answer| page.body.contains(&format!("<option value=\"{ward}\" selected>"))
            });
            assert!(at_other(&page) != at_home(&page), "one of the two");
            let [other, home] = wards;
            let (other, selected): (_, &dyn Fn(&Answer) -> bool) =
                if at_home(&page) { (other, &at_other) } else { (home, &at_home) };
            let stale = both.post("/desk/unit", &[("csrf", "x"), ("unit", &other)]).await;
            assert_eq!(stale.status, StatusCode::FORBIDDEN);
            assert!(!selected(&both.get("/desk").await), "nothing is changed without the token");
            let chosen = both.post("/desk/unit", &[("csrf", &csrf), ("unit", &other)]).await;
            assert_eq!(chosen.location(), "/desk");
            assert!(selected(&both.get("/desk").await));
            let foreign = one.get("/desk").await.field("csrf");
            let ward = OTHER_WARD.0.to_string();
            let refused = one.post("/desk/unit", &[("csrf", &foreign), ("unit", &ward)]).await;
            assert_eq!(refused.status, StatusCode::FORBIDDEN, "only a unit of one's duties");
            house.at("2026-03-11T09:01");
            assert!(selected(&both.get("/desk").await), "kept by the session, not by memory");
            let inbox = both.get("/desk/dossiers?queue=incoming").await;
            assert_eq!(inbox.status, StatusCode::OK);
        });
    }
}

#[test]
#[ignore = "needs PostgreSQL: run cargo xtask test"]
fn an_act_at_one_node_is_pushed_to_a_page_of_another() {
    let db = TestDb::postgres();
    let other = Db::open(db.config()).expect("a second node");
    let limits = Limits { heartbeat: Duration::from_secs(600), ..quick() };
    let [near, far] = [&*db, &other].map(|db| House::with(db, Purpose::Demonstration, limits.clone()));
    run(async move {
        let mut stream = far.signed_in("hongha.motcua1").await.get("/desk/counts/stream").await;
        assert_eq!(counts(&mut stream).await["received"], "0");
        // The other node may still be connecting: what it missed then shows with the next act.
        for n in 1..=100 {
            near.received().await;
            let heard = tokio::time::timeout(Duration::from_millis(200), counts(&mut stream)).await;
            if let Ok(heard) = heard {
                let heard: u64 = heard["received"].as_str().and_then(|n| n.parse().ok()).expect("a number");
                assert!((1..=n).contains(&heard), "{heard} of {n}");
                return;
            }
        }
        panic!("the other node heard of nothing");
    });
}

#[test]
fn a_stream_ends_when_the_account_is_closed() {
    story_with(quick(), async |house| {
        let mut officer = house.signed_in("hongha.motcua1").await;
        let mut stream = officer.get("/desk/counts/stream").await;
        counts(&mut stream).await;
        let closed = house.app.db().write_async(|tx| {
            let who = accounts::officer_by_username(tx, "hongha.motcua1")?.expect("an account");
            accounts::set_active(tx, who.id, accounts::Activity::Closed)
        });
        closed.await.expect("written");
        assert_eq!(stream.last_event().await.as_deref(), Some(END));
    });
}

#[test]
fn streams_beyond_the_limit_are_refused_and_their_places_come_free() {
    story_with(quick(), async |house| {
        let mut officer = house.signed_in("hongha.motcua1").await;
        let first = officer.get("/desk/counts/stream").await;
        let _second = officer.get("/desk/counts/stream").await;
        assert_eq!(officer.get("/desk/counts/stream").await.status, StatusCode::SERVICE_UNAVAILABLE);
        assert!(officer.get("/metrics").await.body.contains("motcua_streams 2\n"));
        drop(first);
        assert_eq!(officer.get("/desk/counts/stream").await.status, StatusCode::OK);
    });
}

#[test]
fn a_look_taken_since_an_act_serves_whoever_forgets_older_ones() {
    let limits = Limits { heartbeat: Duration::from_secs(600), ..quick() };
    story_with(limits, async |house| {
        let mut officer = house.signed_in("hongha.motcua1").await;
        let mut stream = officer.get("/desk/counts/stream").await;
        assert_eq!(counts(&mut stream).await["received"], "0");
        for n in 1..=20 {
            let before = metric(&house, "motcua_counts_reads_total").await;
            house.received().await;
            assert_eq!(counts(&mut stream).await["received"], n.to_string());
            assert_eq!(metric(&house, "motcua_counts_reads_total").await, before + 1);
        }
    });
}

#[test]
fn a_unit_nobody_watches_is_dropped() {
    story_with(quick(), async |house| {
        let mut officer = house.signed_in("hongha.motcua1").await;
        let stream = officer.get("/desk/counts/stream").await;
        assert_eq!(metric(&house, "motcua_units_watched").await, 1);
        drop(stream);
        let patience = Instant::now() + Duration::from_secs(20);
        while metric(&house, "motcua_units_watched").await > 0 {
            assert!(Instant::now() < patience, "still watched");
        }
        let mut stream = officer.get("/desk/counts/stream").await;
        assert_eq!(counts(&mut stream).await["received"], "0", "and is watched again when asked for");
        house.received().await;
        assert_eq!(counts(&mut stream).await["received"], "1");
    });
}

#[test]
fn a_page_that_keeps_itself_fresh_does_not_keep_its_session_alive() {
    story_with(quick(), async |house| {
        let mut officer = house.signed_in("hongha.motcua1").await;
        let mut stream = officer.get("/desk/counts/stream").await;
        counts(&mut stream).await;
        house.at("2026-03-11T16:59");
        assert_eq!(stream.event().await.as_deref(), Some(":\n\n"));
        house.at("2026-03-11T17:01");
        assert_eq!(stream.last_event().await.as_deref(), Some(END), "eight hours without a click");
    });
}
