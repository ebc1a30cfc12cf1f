//! The replay: lawful through and through, the same from the same seed, and impossible in a working database.

use motcua_db::testing::TestDb;
use motcua_db::{Engine, on_each_database};
use serde_json::Value;
use std::process::{Command, Output, Stdio};

/// Whoever fails here has no program to test.
const WORKS: &str = "the test needs its program";

fn motcua(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_motcua"));
    command.env_remove("MOTCUA_DATABASE").stdin(Stdio::null()).args(arguments);
    command.output().expect(WORKS)
}

fn printed(arguments: &[&str]) -> String {
    let output = motcua(arguments);
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{arguments:?}: {text}\n{}", String::from_utf8_lossy(&output.stderr));
    text
}

fn url(db: &TestDb) -> String {
    db.config().url.clone()
}

/// The report of three hundred dossiers over two weeks.
fn replayed(db: &TestDb, seed: &str) -> Value {
    let text = printed(&[
        "replay",
        "--database",
        &url(db),
        "--dossiers",
        "300",
        "--days",
        "14",
        "--seed",
        seed,
        "--json",
    ]);
    serde_json::from_str(&text).expect("the report is JSON")
}

/// Every event in the order of its dossier's chain. Positions are left out: an aborted transaction may skip some.
fn chains(db: &TestDb) -> Vec<Value> {
    let text = printed(&["export", "--database", &url(db)]);
    let mut events: Vec<Value> =
        text.lines().map(|line| serde_json::from_str(line).expect("one JSON a line")).collect();
    for event in &mut events {
        event.as_object_mut().map(|fields| fields.remove("position"));
    }
    events.sort_by_key(|e| (e["dossier"].as_str().map(str::to_owned), e["revision"].as_u64()));
    events
}

fn verify(db: &TestDb) -> String {
    printed(&["verify", "--database", &url(db)])
}

fn number(report: &Value, path: &str) -> u64 {
    report.pointer(path).and_then(Value::as_u64).unwrap_or_else(|| panic!("{path} in {report}"))
}

/// Another empty database on the same engine.
fn beside(db: &TestDb) -> TestDb {
    TestDb::open(db.engine(), |_| {})
}

on_each_database! {
    fn the_same_seed_writes_the_same_journal(db: &TestDb) {
        let (twin, other) = (beside(db), beside(db));
        let report = replayed(db, "7");
        assert_eq!(number(&report, "/unexpected_refusals"), 0, "{report}");
        assert_eq!(number(&report, "/dossiers"), 300);
        assert!(number(&report, "/acts") > 1_500, "{report}");
        replayed(&twin, "7");
        replayed(&other, "8");
        let journal = chains(db);
        assert_eq!(journal.len() as u64, number(&report, "/events"));
        assert!(journal == chains(&twin), "the same seed writes the same journal, hashes included");
        assert!(journal != chains(&other), "another seed writes another journal");
        verify(db);
        verify(&other);
    }

    fn a_replay_looks_like_a_city(db: &TestDb) {
        let report = replayed(db, "1");
        let total = &report["total"];
        let received = number(total, "/received");
        assert_eq!(received, number(total, "/counter") + number(total, "/online") + number(total, "/post"));
        let ended = number(total, "/early") + number(total, "/on_time") + number(total, "/late");
        assert_eq!(received, ended + number(total, "/open"));
        // The published mix is 40 % counter, 60 % online; three hundred dossiers scatter by a few percent.
        let online = number(total, "/online") as f64 / received as f64;
        assert!((0.47..0.72).contains(&online), "{online}");
        // The published share is 0.15 %: three standard deviations above it are three of three hundred.
        assert!(number(total, "/late") <= 3, "nearly all are in time: {total}");
        assert!(number(total, "/open") > 0, "the city is alive at the end: {total}");
        let units = report["units"].as_array().expect("units");
        assert_eq!(units.iter().map(|unit| number(unit, "/received")).sum::<u64>(), received);
        let kinds: std::collections::BTreeSet<String> =
            chains(db).iter().filter_map(|e| e["kind"].as_str().map(str::to_owned)).collect();
        for kind in ["submitted", "received", "handed_over", "hand_over_accepted", "supplement_requested", "issued", "delivered"] {
            assert!(kinds.contains(kind), "{kind} is missing from {kinds:?}");
        }
    }

    fn officers_act_in_office_hours(db: &TestDb) {
        replayed(db, "11");
        let mut seen = 0;
        for event in chains(db).iter().filter(|event| event["actor"].as_str().is_some_and(|by| by.starts_with("o:"))) {
            // Hanoi's clock, seven hours ahead; 1 January 1970 was a Thursday.
            let local = event["effective_at"].as_i64().expect("a moment") + 7 * 3600;
            let (day, hour) = (local.div_euclid(86_400), local.rem_euclid(86_400) / 3600);
            assert!((day + 4) % 7 != 0 && (7..18).contains(&hour), "{event}");
            seen += 1;
        }
        assert!(seen > 500, "{seen}");
    }

    fn replaying_again_adds_to_the_journal(db: &TestDb) {
        let first = replayed(db, "1");
        let second = replayed(db, "1");
        assert_eq!(number(&second, "/unexpected_refusals"), 0, "{second}");
        assert_eq!(chains(db).len() as u64, number(&first, "/events") + number(&second, "/events"));
        verify(db);
    }

    fn a_working_database_takes_no_virtual_clock(db: &TestDb) {
        printed(&["seed", "hanoi", "--working", "--database", &url(db)]);
        let output = motcua(&["replay", "--database", &url(db), "--dossiers", "10"]);
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(!output.status.success());
        assert!(said.contains("cơ sở dữ liệu trình diễn") && said.contains("demonstration database"), "{said}");
        assert!(chains(db).is_empty(), "nothing was changed");
    }
}

/// The report of some dossiers over the twelve weeks that the published shares speak of, in a Hanoi with other rates.
fn replayed_with(rates: &[(&str, &str)]) -> Value {
    let folder = tempfile::tempdir().expect("a folder");
    let files = concat!(env!("CARGO_MANIFEST_DIR"), "/../../data/hanoi");
    std::fs::create_dir(folder.path().join("procedures")).expect("a folder");
    let listed = |part: &str| std::fs::read_dir(format!("{files}/{part}")).expect("the city's files");
    for file in listed("").chain(listed("procedures")) {
        let file = file.expect("a file").path();
        let Ok(mut text) = std::fs::read_to_string(&file) else { continue };
        let name = file.strip_prefix(files).expect("one of the city's files");
        if name == std::path::Path::new("simulation.toml") {
            for (rate, value) in rates {
                let begins = format!("{rate} = ");
                let line = text.lines().find(|line| line.starts_with(&begins)).expect("the rate").to_owned();
                text = text.replace(&line, &format!("{begins}{value}"));
            }
        }
        std::fs::write(folder.path().join(name), text).expect("a copy");
    }
    let db = TestDb::open(Engine::Sqlite, |_| {});
    let city = folder.path().display().to_string();
    let text = printed(&[
        "replay",
        "--database",
        &url(&db),
        "--city",
        &city,
        "--dossiers",
        "1000",
        "--days",
        "85",
        "--json",
    ]);
    serde_json::from_str(&text).expect("the report is JSON")
}

/// The share of dossiers that end late is the published one, because exactly those do whose lot it is (how many these
/// are, is tested where lots are drawn). Nothing else makes a dossier late but a receipt corrected to an earlier moment.
#[test]
fn late_are_those_whose_lot_it_is_and_no_others() {
    let none = &replayed_with(&[("late", "0.0"), ("corrected", "0.0")])["total"];
    assert!(number(none, "/early") + number(none, "/on_time") > 800, "{none}");
    assert_eq!((number(none, "/late"), number(none, "/overdue")), (0, 0), "{none}");
    let all = &replayed_with(&[
        ("late", "1.0"),
        ("corrected", "0.0"),
        ("extended", "0.0"),
        ("withdrawn", "0.0"),
    ])["total"];
    // A dossier stopped while it waits for its applicant ended, for timing, when the wait began.
    let in_time = number(all, "/early") + number(all, "/on_time");
    assert!(number(all, "/late") > 800 && in_time <= 10, "{all}");
}

#[test]
fn a_volume_that_is_not_published_is_not_replayed() {
    let db = TestDb::open(Engine::Sqlite, |_| {});
    let output = motcua(&["replay", "--database", &url(&db), "--volume", "guess"]);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success());
    assert!(said.contains("first-weeks") && said.contains("commune-quarter"), "{said}");
}
