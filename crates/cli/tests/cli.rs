//! The command line as scripts rely on it.

#[path = "../src/bench/client.rs"]
#[allow(dead_code)]
mod client;
#[path = "support/program.rs"]
#[allow(dead_code)]
mod program;

use motcua_db::testing::TestDb;
use motcua_db::{Engine, on_each_database};
use program::{Server, motcua, printed, seeded, url, verify};
use serde_json::Value;

const DUE: [&str; 7] =
    ["due", "--received", "2025-04-25T15:30", "--term", "3 working days", "--cutoff", "15:00"];

#[test]
fn due_answers_the_contract_s_example() {
    let text = printed(
        &[&DUE[..], &["--cutoff-effect", "start-next-day", "--calendar", "hanoi", "--json"]].concat(),
    );
    let answer: Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(answer["due_at"], "2025-04-29T17:00:00+07:00");
    let lines = answer["explanation"].as_array().expect("lines");
    assert!(!lines.is_empty() && lines.iter().all(|line| line.as_str().is_some_and(|text| !text.is_empty())));
}

#[test]
fn due_prints_the_moment_first_and_explains_in_both_languages() {
    let vi = printed(&DUE);
    let en = printed(&[&DUE[..], &["--lang", "en"]].concat());
    assert_eq!(vi.lines().next(), Some("2025-04-29T17:00:00+07:00"));
    assert_eq!(en.lines().next(), vi.lines().next());
    assert_ne!(en, vi);
    // Received after the cut-off, under the other rule: one day later.
    let later = printed(&[&DUE[..], &["--cutoff-effect", "due-next-day"]].concat());
    assert!(later.starts_with("2025-04-"), "{later}");
}

#[test]
fn due_takes_every_kind_of_term_and_pauses() {
    for term in ["8 working hours", "3 working days", "10 days", "2 months"] {
        let arguments = ["due", "--received", "2025-06-02T09:00", "--term", term];
        let plain = printed(&[&arguments[..], &["--json"]].concat());
        let paused = printed(
            &[
                &arguments[..],
                &["--pause", "2025-06-02T10:00..2025-06-12T10:00", "--policy", "pause", "--json"],
            ]
            .concat(),
        );
        let restarted = printed(
            &[
                &arguments[..],
                &["--pause", "2025-06-02T10:00..2025-06-12T10:00", "--policy", "restart", "--json"],
            ]
            .concat(),
        );
        let due = |text: &str| {
            serde_json::from_str::<Value>(text).expect("JSON")["due_at"].as_str().map(str::to_owned)
        };
        assert!(due(&plain) < due(&paused), "{term}: a pause moves the due moment on");
        assert!(due(&plain) < due(&restarted), "{term}: so does a restart");
    }
}

#[test]
fn what_cannot_be_read_is_said_and_is_no_answer() {
    for wrong in [
        vec!["due", "--received", "yesterday", "--term", "3 working days"],
        vec!["due", "--received", "2025-04-25T15:30", "--term", "soon"],
        vec!["due", "--received", "2025-04-25T15:30", "--term", "3 working days", "--pause", "tomorrow"],
        vec!["due", "--received", "1999-01-01T08:00", "--term", "3 working days"],
        vec!["verify", "--database", "oracle:nothing"],
        vec!["seed", "nowhere", "--database", "sqlite::memory:"],
        vec!["no-such-command"],
    ] {
        let output = motcua(&wrong);
        assert_eq!(output.status.code(), Some(2), "{wrong:?}");
        assert!(output.stdout.is_empty() && !output.stderr.is_empty(), "{wrong:?}");
    }
}

on_each_database! {
    fn seeding_again_changes_nothing(db: &TestDb) {
        let url = url(db);
        let first = printed(&["seed", "hanoi", "--database", &url]);
        assert!(first.contains("126") || first.contains("đơn vị"), "{first}");
        assert!(!first.contains("; 0 "), "the first run writes: {first}");
        let before = rows(db);
        let second = printed(&["seed", "hanoi", "--database", &url]);
        assert!(second.contains("; 0 "), "the second run writes nothing: {second}");
        assert_eq!(rows(db), before);
        assert!(verify(&url).is_empty());
    }

    fn verify_notices_an_altered_byte(db: &TestDb) {
        let city = worked(db);
        tamper(db, "update event set payload = payload || ' ' where revision = 1 and dossier = \
            (select id from dossier order by id limit 1)");
        assert!(verify(&city).iter().any(|kind| kind == "event_altered"), "{:?}", verify(&city));
    }

    fn verify_notices_a_deleted_event(db: &TestDb) {
        let city = worked(db);
        tamper(db, "delete from event where revision = 1 and dossier = (select id from dossier order by id limit 1)");
        assert!(verify(&city).iter().any(|kind| kind == "event_missing"), "{:?}", verify(&city));
    }

    fn verify_notices_a_cut_tail(db: &TestDb) {
        let city = worked(db);
        tamper(db, "delete from event where position = (select max(position) from event)");
        assert!(!verify(&city).is_empty());
    }

    // The whole last dossier is gone with every row that speaks of it: only the figures over all chains can tell.
    fn verify_notices_that_a_whole_dossier_is_gone(db: &TestDb) {
        let city = worked(db);
        let last = "(select dossier from event order by position desc limit 1)";
        for table in ["desk_item", "command", "note"] {
            tamper(db, &format!("delete from {table} where dossier = {last}"));
        }
        tamper(db, &format!("delete from dossier where id = {last}"));
        tamper(db, &format!("delete from event where dossier = {last}"));
        assert!(!verify(&city).is_empty());
    }

    fn verify_notices_a_changed_due_date(db: &TestDb) {
        let city = worked(db);
        tamper(db, "update dossier set due_at = due_at + 86400 where id = (select id from dossier order by id limit 1)");
        assert!(!verify(&city).is_empty());
        tamper(db, "update dossier set due_at = due_at - 86400 where id = (select id from dossier order by id limit 1)");
        assert!(verify(&city).is_empty(), "put right again, all agrees: {:?}", verify(&city));
    }
}

/// Rows of every table a seed writes.
fn rows(db: &TestDb) -> Vec<i64> {
    const COUNTS: motcua_db::Stmt = motcua_db::Stmt::new(
        "test.rows",
        "select (select count(*) from unit), (select count(*) from procedure_version), (select count(*) from officer), \
         (select count(*) from duty), (select count(*) from meta), (select count(*) from calendar_source)",
    );
    db.read(|tx| {
        tx.query_one(&COUNTS, &[], |row| (0..6).map(|at| row.int(at)).collect::<Result<Vec<_>, _>>())
    })
    .expect("counts")
}

/// A city with a few dossiers received over the API, which verifies.
fn worked(db: &TestDb) -> String {
    let city = seeded(&url(db));
    let server = Server::start(&city.url);
    for n in 0..5 {
        let (status, body) = server.ask(&city.intake(n));
        assert_eq!(status, 201, "{body}");
    }
    server.kill();
    assert!(verify(&city.url).is_empty(), "untouched, all agrees");
    city.url
}

/// Does by hand what the database refuses to programs.
fn tamper(db: &TestDb, sql: &str) {
    let guards = ["event_append_only_update", "event_append_only_delete"];
    db.exclusive(|tx| {
        for guard in guards {
            match tx.engine() {
                Engine::Sqlite => tx.batch(&format!("drop trigger if exists {guard}"))?,
                Engine::Postgres => tx.batch(&format!("drop trigger if exists {guard} on event"))?,
            }
        }
        tx.batch(sql)
    })
    .expect("a hand in the database");
}

#[test]
fn the_journal_cannot_be_changed_by_a_program() {
    let db = TestDb::sqlite();
    worked(&db);
    for sql in ["update event set payload = payload || ' '", "delete from event"] {
        let refused = db.exclusive(|tx| tx.batch(sql)).expect_err("append-only");
        assert!(refused.constraint().is_some_and(|name| name.starts_with("event_append_only")), "{refused}");
    }
}
