//! The command line as scripts rely on it.

#[path = "../src/bench/client.rs"]
#[allow(dead_code)]
mod client;
#[path = "support/program.rs"]
#[allow(dead_code)]
mod program;

use motcua_db::testing::TestDb;
use motcua_db::{Engine, on_each_database};
use program::{Server, motcua, printed, runtime, seeded, url, verify};
use serde_json::Value;
use std::process::{ExitStatus, Stdio};

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

    fn figures_are_given_whole_or_not_at_all(db: &TestDb) {
        let url = url(db);
        printed(&["seed", "hanoi", "--database", &url]);
        let file = tempfile::NamedTempFile::new().expect("a scratch file");
        let path = file.path().to_str().expect("UTF-8");
        let give = ["figures", "give", path, "--source", "Báo cáo tháng 2", "--database", &url];
        let head = "unit,metric,month,numerator,denominator\n";
        std::fs::write(path, format!("{head}00097,feedback_on_time,2026-02,8,10\nnowhere,feedback_on_time,2026-02,1,2\n"))
            .expect("written");
        let refused = motcua(&give);
        let told = String::from_utf8_lossy(&refused.stdout);
        assert_eq!(refused.status.code(), Some(1), "{told}");
        assert!(told.contains("- 3: ") && told.contains("There is no unit “nowhere”"), "{told}");
        assert!(told.contains("nothing was recorded"), "{told}");
        std::fs::write(path, format!("{head}00097,feedback_on_time,2026-02,8,10\n")).expect("written");
        let looked = printed(&[&give[..], &["--dry-run"]].concat());
        assert!(looked.contains("00097 feedback_on_time 2026-02: 8/10") && looked.contains("nothing was"), "{looked}");
        assert!(printed(&give).ends_with("1 figures recorded\n"), "the wrong file and the look recorded nothing");
        std::fs::write(path, format!("{head}00097,feedback_on_time,2026-02,7,10\n")).expect("written");
        let corrected = printed(&give);
        assert!(corrected.contains("7/10 (before: 8/10)"), "{corrected}");
        assert!(printed(&give).contains("1 lines say what stands already"), "nothing new");
        assert_eq!(verify(&url), [""; 0]);
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

/// Runs the program with nobody reading what it prints, and gives what it said to the operator.
fn unread(arguments: &[&str]) -> (ExitStatus, String) {
    let (reader, writer) = std::io::pipe().expect("a pipe");
    drop(reader);
    let output = program::program().args(arguments).stdout(writer).output().expect("the program");
    (output.status, String::from_utf8_lossy(&output.stderr).into_owned())
}

#[test]
fn when_nobody_reads_any_more_each_command_ends_quietly() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = |name: &str| format!("sqlite:{}", folder.path().join(name).display());
    let (city, replayed) = (file("city.db"), file("replayed.db"));
    printed(&["seed", "hanoi", "--database", &city]);
    printed(&["replay", "--dossiers", "20", "--days", "3", "--json", "--database", &replayed]);
    let copy = folder.path().join("copy.db").display().to_string();
    let files = concat!(env!("CARGO_MANIFEST_DIR"), "/../../data/hanoi");
    let text = concat!(env!("CARGO_MANIFEST_DIR"), "/../../data/hanoi/procedures/1.001193.2025-07-01.toml");
    let scratch = folder.path().display().to_string();
    for command in [
        &DUE[..],
        &[&DUE[..], &["--json"]].concat(),
        &["seed", "hanoi", "--database", &city],
        &["officer", "--database", &city, "token", "badinh.motcua1"],
        &["doctor", "--database", &city],
        &["import", files, "--database", &city],
        &["procedure", "check", text],
        &["verify", "--database", &replayed],
        &["verify", "--json", "--database", &replayed],
        &["rebuild", "--look", "--database", &replayed],
        &["rebuild", "--json", "--database", &replayed],
        &["export", "--database", &replayed],
        &["backup", "--database", &replayed, "--to", &copy],
        &["replay", "--dossiers", "5", "--days", "3", "--database", &replayed],
        &["replay", "--dossiers", "5", "--days", "3", "--json", "--database", &replayed],
        &["bench", "binary", "--folder", &scratch],
        &["bench", "binary", "--json", "--folder", &scratch],
    ] {
        let (status, said) = unread(command);
        assert_eq!(status.code(), Some(141), "{command:?}: {said}");
        assert!(!said.contains("panicked") && !said.contains("motcua:"), "{command:?}: {said}");
    }
}

#[test]
fn a_replay_shows_a_city_in_trouble_when_asked() {
    let folder = tempfile::tempdir().expect("a folder");
    let late = |name: &str, share: &[&str]| {
        let url = format!("sqlite:{}", folder.path().join(name).display());
        let plan = ["replay", "--dossiers", "200", "--days", "7", "--json", "--database", &url];
        let told: serde_json::Value = serde_json::from_str(&printed(&[&plan, share].concat())).expect("JSON");
        ["late", "overdue"].iter().map(|key| told["total"][key].as_i64().expect("a number")).sum::<i64>()
    };
    assert!(late("trouble.db", &["--late", "0.5"]) > 10 * late("published.db", &[]).max(1));
    let nonsense = ["replay", "--late", "1.5", "--database", "sqlite::memory:"];
    assert_eq!(motcua(&nonsense).status.code(), Some(2));
}

#[test]
fn an_error_nobody_reads_keeps_its_exit_code() {
    let (reader, writer) = std::io::pipe().expect("a pipe");
    drop(reader);
    let status = program::program()
        .args(["seed", "nowhere", "--database", "sqlite::memory:"])
        .stdout(Stdio::null())
        .stderr(writer)
        .status();
    assert_eq!(status.expect("the program").code(), Some(2));
}

#[test]
fn a_server_whose_greeting_nobody_reads_serves() {
    let db = TestDb::sqlite();
    let port =
        std::net::TcpListener::bind("127.0.0.1:0").and_then(|free| free.local_addr()).expect("a port").port();
    let (reader, writer) = std::io::pipe().expect("a pipe");
    drop(reader);
    let server = Server::at(
        program::program()
            .args(["serve", "--listen", &format!("127.0.0.1:{port}"), "--database", &url(&db)])
            .stdout(writer),
        ([127, 0, 0, 1], port).into(),
    );
    let (status, _) = server.ask(&client::get("/healthz", ""));
    assert_eq!(status, 200);
}

#[test]
fn without_a_base_url_a_receipt_names_the_port_the_system_chose() {
    let db = TestDb::sqlite();
    let city = seeded(&url(&db));
    let app = motcua_app::App::open(
        motcua_db::Db::open(db.config()).expect("the database"),
        motcua_store::meta::Purpose::Demonstration,
        std::sync::Arc::new(motcua_app::ServerClock),
        std::sync::Arc::new(motcua_app::ids::SystemIds::default()),
    )
    .expect("the application");
    let session = app.become_demo("badinh.motcua1").expect("a session");
    let server = Server::start(&city.url);
    let (status, filed) = server.ask(&city.intake(1));
    assert_eq!(status, 201, "{filed}");
    let path = format!("/desk/dossiers/{}/receipt", filed["code"].as_str().expect("a code"));
    let page = runtime().block_on(async {
        let mut client = client::Client::connect(server.address).await.expect("a connection");
        let answer =
            client.send(&client::get(&path, &format!("Cookie: mc_session={}\r\n", session.token))).await;
        String::from_utf8_lossy(answer.expect("an answer").body).into_owned()
    });
    let port = server.address.port();
    assert_ne!(port, 0);
    assert!(page.contains(&format!("127.0.0.1:{port}/track")), "{page}");
}

#[test]
fn a_server_on_all_addresses_asks_for_its_base_url() {
    use std::io::BufRead;
    let db = TestDb::sqlite();
    let serve = |more: &[&str]| {
        let mut command = program::program();
        command.args(["serve", "--listen", "0.0.0.0:0", "--database", &url(&db)]).args(more);
        let mut child = command
            .env("MOTCUA_LOG", "off")
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("it");
        let mut greeting = String::new();
        let out = child.stdout.take().expect("its output");
        std::io::BufReader::new(out).read_line(&mut greeting).expect("a greeting");
        child.kill().expect("it runs");
        let said = child.wait_with_output().expect("its end").stderr;
        assert!(greeting.starts_with("motcua: http://0.0.0.0:"), "{greeting}");
        String::from_utf8_lossy(&said).into_owned()
    };
    let said = serve(&[]);
    assert!(said.contains("chưa đặt --base-url") && said.contains("--base-url is not set"), "{said}");
    assert_eq!(serve(&["--base-url", "https://motcua.example"]), "");
}

#[test]
fn the_catalogue_goes_out_as_open_data() {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |format: &str| {
        let to = folder.path().join(format!("catalogue.{format}"));
        let path = to.to_str().expect("a plain path").to_owned();
        let site = "https://motcua.example";
        let said = printed(&[
            "procedure",
            "open-data",
            "--on",
            "2026-11-22",
            "--base-url",
            site,
            "--format",
            format,
            "--to",
            &path,
        ]);
        assert!(said.contains(": 699 thủ tục"), "one version of each procedure: {said}");
        std::fs::read_to_string(to).expect("the file is there")
    };
    let json: serde_json::Value = serde_json::from_str(&write("json")).expect("JSON");
    assert_eq!(json["services"].as_array().map(Vec::len), Some(699));
    let table = write("csv");
    assert!(table.starts_with('\u{feff}') && table.lines().any(|line| line.contains("1.001193")));
    assert!(write("ttl").contains("https://motcua.example/"));
    let there = folder.path().join("catalogue.ttl");
    let there = there.to_str().expect("a plain path");
    for (base, to) in [("https://motcua.example", there), ("motcua.example", "nowhere.ttl")] {
        let refused = motcua(&[
            "procedure",
            "open-data",
            "--on",
            "2026-11-22",
            "--base-url",
            base,
            "--format",
            "ttl",
            "--to",
            to,
        ]);
        assert_eq!(
            refused.status.code(),
            Some(2),
            "what is there is not written over, and a name is no address"
        );
    }
}

#[test]
fn procedures_go_out_as_texts_and_are_checked_without_a_database() {
    let folder = tempfile::tempdir().expect("a folder");
    let to = folder.path().join("texts");
    let to = to.to_str().expect("a plain path");
    printed(&["procedure", "export", "--city", "hanoi", "1.001193", "1.004222", "--to", to]);
    let mut names: Vec<_> = std::fs::read_dir(to)
        .expect("the folder is there")
        .map(|entry| entry.expect("a file").file_name().into_string().expect("a plain name"))
        .collect();
    names.sort();
    assert_eq!(
        names,
        ["1.001193.2025-07-01.toml", "1.004222.2025-07-01.toml", "1.004222.2026-01-01.toml"],
        "one file a version"
    );
    let paths: Vec<String> = names.iter().map(|name| format!("{to}/{name}")).collect();
    let every: Vec<&str> = paths.iter().map(String::as_str).collect();
    let told = printed(&[&["procedure", "check"], &every[..]].concat());
    assert_eq!(told.lines().filter(|line| line.ends_with("đọc được")).count(), 3, "{told}");

    // What is there is never written over.
    let again = motcua(&["procedure", "export", "1.001193", "--to", to]);
    assert_eq!(again.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&again.stderr).contains("nothing was written"));
    let unknown = motcua(&["procedure", "export", "9.999999", "--to", to]);
    assert_eq!(unknown.status.code(), Some(2));

    let text = std::fs::read_to_string(&paths[0]).expect("a text");
    let wrong = text.replacen("tier = \"commune\"", "tier = \"comune\"\ncolour = 1", 1);
    let line = 1 + wrong.lines().position(|line| line.starts_with("tier")).expect("the line");
    std::fs::write(&paths[0], wrong).expect("the file is written");
    for (lang, meant) in [("vi", "Có phải là `commune`?"), ("en", "Is it `commune`?")] {
        let output = motcua(&[&["procedure", "check", "--lang", lang], &every[..]].concat());
        let told = String::from_utf8_lossy(&output.stdout).into_owned();
        assert_eq!(output.status.code(), Some(1), "{told}");
        let slip = told.lines().next().expect("a line");
        assert!(slip.starts_with(&format!("{}:{line}:8: ", paths[0])) && slip.contains(meant), "{told}");
        assert!(told.contains(&format!("{}:{}:1: ", paths[0], line + 1)), "both slips are told: {told}");
        let whole = told.lines().filter(|line| line.ends_with("đọc được") || line.ends_with(": read"));
        assert_eq!(whole.count(), 2, "the other files are whole: {told}");
    }
    // A text that can be read and makes no sense: a form that asks for what the dictionary of the city does not know.
    let form = "\n[[page]]\nkey = \"one\"\ntitle = \"Một\"\n\n[[page.field]]\nfield = \"no.such_field\"\n";
    std::fs::write(&paths[0], text + form).expect("the file is written");
    let output = motcua(&["procedure", "check", "--lang", "en", &paths[0]]);
    let told = String::from_utf8_lossy(&output.stdout).into_owned();
    assert_eq!(output.status.code(), Some(1), "{told}");
    assert!(told.contains("The dictionary has no field “no.such_field”."), "{told}");
    assert_eq!(motcua(&["procedure", "check", "no-such-file.toml"]).status.code(), Some(2));
    assert_eq!(motcua(&["procedure", "check"]).status.code(), Some(2));
}
