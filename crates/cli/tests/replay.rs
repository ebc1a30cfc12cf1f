//! The replay: lawful through and through, the same from the same seed, and impossible in a working database.

use motcua_db::testing::TestDb;
use motcua_db::{Engine, Stmt, on_each_database, params};
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

/// Kind and hash of each act of an office, in the order of their account.
fn office_acts(db: &TestDb) -> Vec<(String, Vec<u8>)> {
    static EACH: Stmt = Stmt::new("test.office_acts", "select kind, hash from office_act order by position");
    let acts = db.read(|tx| tx.query_all(&EACH, params![], |row| Ok((row.text(0)?, row.blob(1)?))));
    acts.expect(WORKS)
}

/// What `motcua rebuild` says without writing: it fails unless everything derived is what the journal gives.
fn rebuild(db: &TestDb) -> String {
    printed(&["rebuild", "--look", "--database", &url(db)])
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
        assert!(rebuild(db).contains("everything agrees"));
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

    fn offices_leave_acts_once_and_the_same_from_the_same_seed(db: &TestDb) {
        let twin = beside(db);
        assert_eq!(number(&replayed(db, "3"), "/unexpected_refusals"), 0);
        replayed(&twin, "3");
        let acts = office_acts(db);
        for kind in ["order.given", "order.progress_reported", "order.done_reported", "contest.raised", "contest.answered", "report.frozen"] {
            assert!(acts.iter().any(|act| act.0 == kind), "{kind} is missing from {acts:?}");
        }
        let raised = acts.iter().filter(|act| act.0 == "contest.raised").count();
        assert!(raised > acts.iter().filter(|act| act.0 == "contest.answered").count(), "one waits: {acts:?}");
        assert!(acts == office_acts(&twin), "the same seed writes the same acts, hashes included");
        replayed(db, "4");
        assert!(acts == office_acts(db), "a second replay adds dossiers only");
        assert!(verify(db).contains("everything agrees"));
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

/// What was counted of a unit on a day, by its name.
type Counted = std::collections::BTreeMap<(i64, i64, &'static str), i64>;

/// Counts the journal by reading it from the top, dossier by dossier: the second opinion on every sum, with nothing in common with the
/// first but the journal.
fn counted(events: &[Value]) -> Counted {
    const MINUTE: i64 = 60;
    let day = |seconds: i64| (seconds + 7 * 3600).div_euclid(86_400);
    let mut counted = Counted::new();
    let mut from = 0;
    while from < events.len() {
        let id = &events[from]["dossier"];
        let upto = from + events[from..].iter().take_while(|event| event["dossier"] == *id).count();
        let (mut unit, mut online, mut alone, mut received, mut due) = (0, false, false, None, 0);
        let (mut asked, mut waiting_since, mut extended, mut charged, mut paid) = (0, None, 0, 0, 0);
        let (mut ended, mut end, mut e_result): (Option<i64>, &'static str, i64) = (None, "", 0);
        let mut sent = 0;
        // Waits for systems outside: which last, what stands above them, and the minutes so far.
        let mut systems = std::collections::BTreeSet::new();
        let (mut unpaid, mut uncounted, mut waited, mut outside, mut last) = (false, false, 0, 0, 0);
        for event in &events[from..upto] {
            let kind = event["kind"].as_str().expect("a kind");
            let (at, fact) = (event["effective_at"].as_i64().expect("a time"), &event["payload"][kind]);
            let whole = |value: &Value| value.as_i64().map(|seconds| seconds / MINUTE * MINUTE);
            // Every promise after the first stands in the event that made it, or in the step that ended there.
            let promised = whole(&fact["due_at"]).or_else(|| whole(&fact["end"]["due_at"]));
            due = promised.unwrap_or(due);
            if !systems.is_empty() && waiting_since.is_none() && !unpaid && !uncounted {
                outside += (at - last) / MINUTE;
            }
            last = at;
            // A step that ends takes its waits with it; the next may be one that does not count.
            let ends = !fact["end"].is_null()
                || !fact["returned"].is_null()
                || kind == "step_returned"
                || kind == "stopped";
            if ends {
                systems.clear();
            }
            for begun in ["/step", "/end/next", "/to"] {
                if let Some(flag) = fact.pointer(begun).and_then(|step| step["uncounted"].as_bool()) {
                    uncounted = flag;
                }
            }
            match kind {
                "submitted" => {
                    sent = at / MINUTE * MINUTE;
                    unit = fact["competent"].as_i64().expect("a unit");
                    let provenance = fact["provenance"].as_str().expect("a provenance");
                    online = !matches!(provenance, "post" | "counter");
                    alone = provenance.starts_with("self_");
                }
                "received" => received = fact["from"].as_i64(),
                "supplement_requested" => (asked, waiting_since) = (asked + 1, Some(at)),
                "supplemented" => waiting_since = None,
                "system_awaited" => {
                    systems.insert(fact["no"].as_i64());
                    waited = 1;
                }
                "system_wait_ended" => {
                    systems.remove(&fact["no"].as_i64());
                }
                "payment_requested" => {
                    unpaid = true;
                    charged = i64::from(charged == 1 || fact["amount"].as_i64() > Some(0));
                    if fact["pauses"].as_bool() == Some(true) {
                        waiting_since = Some(at);
                    }
                }
                "payment_recorded" => {
                    (paid, waiting_since, unpaid) = (i64::from(charged == 1), None, false);
                }
                "extended" => extended = 1,
                "issued" if fact["finality"] == "final" => {
                    e_result = i64::from(fact["electronic"].as_bool() == Some(true));
                    (ended, end) = (Some(at), if fact["outcome"] == "grant" { "granted" } else { "refused" });
                }
                "withdrawal_requested" => (ended, end) = (Some(at), "withdrawn"),
                "withdrawal_refused" => (ended, end) = (None, ""),
                "stopped" => {
                    // A withdrawal ended when it was asked for; every other stop when it was made.
                    let withdrawn = fact["ground"] == "withdrawn";
                    (ended, end) = (Some(at), if withdrawn { "withdrawn" } else { "stopped" });
                }
                "declined" => (ended, end) = (Some(at), "declined"),
                "result_attached" => e_result = 1,
                _ => {}
            }
        }
        let mut add = |on: i64, name: &'static str, n: i64| {
            if n != 0 {
                *counted.entry((unit, day(on), name)).or_default() += n;
            }
        };
        if let Some(received) = received {
            add(received, "received", 1);
            add(received, "online", i64::from(online));
            add(received, "before", ((received / MINUTE * MINUTE - sent) / MINUTE).max(0));
            add(received, "self", i64::from(alone));
            add(received, "supplemented", i64::from(asked > 0));
            add(received, "again", i64::from(asked > 1));
            add(received, "extended", extended);
            add(received, "charged", charged);
            add(received, "paid", paid);
            add(received, "e_result", e_result);
        }
        if let Some(at) = ended {
            if received.is_some() {
                add(at, "ended", 1);
                add(at, end, 1);
                // What ended while it waited for the applicant ended, for timing, when the wait began.
                add(at, "late", i64::from(waiting_since.map_or(at, |since: i64| since.min(at)) > due));
                add(at, "waited", waited);
                add(at, "outside", outside);
                add(at, "minutes", (at - received.unwrap_or(at)) / MINUTE);
            } else if end == "declined" {
                add(at, end, 1);
            }
        }
        from = upto;
    }
    counted
}

/// The same as the program keeps it.
fn kept(db: &TestDb) -> Counted {
    use motcua_insight::{Dim, Measure, Term};
    use motcua_store::figures::{self, Period};
    let named = [
        (Measure::Received, "received"),
        (Measure::Online, "online"),
        (Measure::MinutesBefore, "before"),
        (Measure::Supplemented, "supplemented"),
        (Measure::SupplementedAgain, "again"),
        (Measure::Extended, "extended"),
        (Measure::Charged, "charged"),
        (Measure::Paid, "paid"),
        (Measure::EResult, "e_result"),
        (Measure::Ended, "ended"),
        (Measure::Granted, "granted"),
        (Measure::Refused, "refused"),
        (Measure::WithdrawnEnd, "withdrawn"),
        (Measure::Stopped, "stopped"),
        (Measure::Declined, "declined"),
        (Measure::Late, "late"),
        (Measure::Minutes, "minutes"),
        (Measure::MinutesOutside, "outside"),
        (Measure::WaitedOutside, "waited"),
    ];
    let date = |text: &str| motcua_calendar::Date::parse(text).expect("a day");
    let period = Period { from: date("2025-01-01"), to: date("2027-12-31") };
    let days = db.read(|tx| figures::by_day(tx, Dim::Competent, period)).expect("the sums");
    let mut found = Counted::new();
    for (unit, days) in days {
        for (day, sums) in days {
            let of = |measure| sums.of(Term::Counted(measure));
            for (measure, name) in named {
                found.insert((unit, day, name), of(measure));
            }
            found.insert((unit, day, "self"), of(Measure::SelfAtHome) + of(Measure::SelfAtKiosk));
            let parties = [
                Measure::MinutesApplicant,
                Measure::MinutesOwn,
                Measure::MinutesOther,
                Measure::MinutesOutside,
                Measure::MinutesPause,
            ];
            // Every minute from receipt to end is somebody's, and nobody's twice.
            assert_eq!(parties.map(of).iter().sum::<i64>(), of(Measure::Minutes), "{unit} {day}");
            assert_eq!(
                of(Measure::Early) + of(Measure::OnTime) + of(Measure::Late),
                of(Measure::Ended),
                "{unit} {day}"
            );
        }
    }
    found.retain(|_, n| *n != 0);
    found
}

on_each_database! {
    fn every_sum_is_what_an_independent_count_of_the_journal_gives(db: &TestDb) {
        replayed(db, "11");
        let (right, kept) = (counted(&chains(db)), kept(db));
        let differs: Vec<_> = right
            .keys()
            .chain(kept.keys())
            .filter(|key| right.get(key) != kept.get(key))
            .map(|key| (key, right.get(key), kept.get(key)))
            .take(20)
            .collect();
        assert!(differs.is_empty(), "(unit, day, what), by the journal, as kept: {differs:#?}");
        for name in ["received", "online", "before", "self", "supplemented", "ended", "granted", "refused", "withdrawn", "late", "minutes", "outside", "waited"] {
            assert!(right.keys().any(|(.., one)| *one == name), "the replay has no {name}: the comparison says nothing of it");
        }
        assert!(verify(db).contains("agrees"));
    }
}
