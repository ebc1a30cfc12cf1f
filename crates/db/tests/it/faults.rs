//! Kill, full disk, foreign lock: nothing acknowledged is lost, nothing refused is kept, and the next write works.

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use motcua_db::testing::TestDb;
use motcua_db::{Config, Db, Engine, Error, Migration, Stmt, Unavailability, migrate, params};

const SCHEMA: &[Migration] = &[Migration {
    number: 1,
    name: "acked",
    sql: "create table acked (id bigint primary key, body {{blob}} not null)",
}];

const ADD: Stmt = Stmt::new("acked.add", "insert into acked (id, body) values ($1, $2)");
const HAS: Stmt = Stmt::new("acked.has", "select id from acked where id = $1");
const COUNT: Stmt = Stmt::new("acked.count", "select count(*) from acked");

fn add(db: &Db, id: i64, size: usize) -> Result<u64, Error> {
    let body = vec![1_u8; size];
    db.write(move |tx| tx.execute(&ADD, params![id, body]))
}

fn count(db: &Db) -> i64 {
    db.read(|tx| tx.query_one(&COUNT, &[], |row| row.int(0))).unwrap()
}

/// The example program, built beside the tests.
fn ack_writer() -> PathBuf {
    let tests = std::env::current_exe().unwrap();
    let program = tests.parent().and_then(|deps| deps.parent()).unwrap().join("examples/ack_writer");
    assert!(program.is_file(), "{} is built by cargo test", program.display());
    program
}

/// Runs the writer, kills it in mid-work, and returns what it had acknowledged.
fn kill_after(url: &str, first: i64, acks: usize) -> Vec<i64> {
    let mut child =
        Command::new(ack_writer()).arg(url).arg(first.to_string()).stdout(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut acked: Vec<i64> = lines.by_ref().take(acks).map(|line| line.unwrap().parse().unwrap()).collect();
    child.kill().unwrap();
    // What was printed before the kill is still in the pipe; the last line may be cut.
    acked.extend(
        lines.map_while(Result::ok).filter_map(|line| line.parse::<i64>().ok()).filter(|id| *id >= first),
    );
    child.wait().unwrap();
    assert!(acked.len() >= acks, "the writer stopped by itself after {} rows", acked.len());
    acked
}

fn survive_kills(db: &TestDb, rounds: i64) {
    let mut all = Vec::new();
    for round in 0..rounds {
        let mut acked = kill_after(&db.config().url, round * 1_000_000, 40 + 37 * round as usize);
        // A line cut by the kill may read as a shorter number that was never promised.
        acked.retain(|id| *id >= round * 1_000_000);
        all.extend(acked);
    }
    let missing = db
        .read(|tx| -> Result<Vec<i64>, Error> {
            let mut missing = Vec::new();
            for &id in &all {
                if tx.query_opt(&HAS, params![id], |row| row.int(0))?.is_none() {
                    missing.push(id);
                }
            }
            Ok(missing)
        })
        .unwrap();
    assert!(missing.is_empty(), "{} of {} acknowledged rows are lost: {missing:?}", missing.len(), all.len());
}

#[test]
fn a_killed_program_loses_nothing_acknowledged_sqlite() {
    survive_kills(&TestDb::sqlite(), 6);
}

#[test]
#[ignore = "needs PostgreSQL: run cargo xtask test"]
fn a_killed_program_loses_nothing_acknowledged_postgres() {
    survive_kills(&TestDb::postgres(), 3);
}

#[test]
fn a_full_disk_refuses_and_recovers() {
    let db = TestDb::open(Engine::Sqlite, |config| config.page_count_max = 60);
    migrate(&db, SCHEMA).unwrap();
    let full = Err(Error::unavailable(Unavailability::DiskFull));
    let mut kept = 0;
    let refused = (0..200_i64).map(|id| add(&db, id, 4000)).find(|outcome| {
        kept += i64::from(outcome.is_ok());
        outcome.is_err()
    });
    assert_eq!(refused, Some(full.clone()));
    assert!(kept > 10, "only {kept} rows fitted");
    assert_eq!(count(&db), kept);
    assert_eq!(add(&db, 9_999, 4000), full, "still full");
    // Room is made: the same writer goes on.
    let mut config = db.config().clone();
    config.page_count_max = 0;
    let roomy = Db::open(&config).unwrap();
    assert_eq!(add(&roomy, 9_999, 4000), Ok(1));
    assert_eq!(count(&db), kept + 1);
}

/// A real limit on the size of files, set by the shell for a child: the write itself fails, as on a full device.
#[test]
fn a_failing_device_loses_nothing_acknowledged() {
    let db = TestDb::sqlite();
    let url = db.config().url.clone();
    let script = "trap '' XFSZ; ulimit -f 600; exec \"$0\" \"$@\"";
    let child =
        Command::new("sh").args(["-c", script]).arg(ack_writer()).arg(&url).arg("0").output().unwrap();
    let acked: Vec<i64> =
        String::from_utf8(child.stdout).unwrap().lines().map(|line| line.parse().unwrap()).collect();
    assert!(!acked.is_empty() && child.status.success(), "{:?}", String::from_utf8_lossy(&child.stderr));
    let refusals = String::from_utf8(child.stderr).unwrap();
    assert_eq!(refusals.lines().filter(|line| line.starts_with("refused")).count(), 16, "{refusals}");
    let reopened = Db::open(&Config { url, ..Config::for_testing() }).unwrap();
    reopened
        .read(|tx| -> Result<(), Error> {
            for &id in &acked {
                assert_eq!(tx.query_opt(&HAS, params![id], |row| row.int(0))?, Some(id));
            }
            Ok(())
        })
        .unwrap();
    assert_eq!(count(&reopened), acked.len() as i64, "a refused row was kept");
}

#[test]
fn a_lock_held_elsewhere_is_waited_for_and_then_reported() {
    let db = TestDb::sqlite();
    migrate(&db, SCHEMA).unwrap();
    let path = db.config().url.trim_start_matches("sqlite:").to_owned();
    let other = rusqlite::Connection::open(path).unwrap();
    other.execute_batch("begin immediate").unwrap();
    let started = Instant::now();
    assert_eq!(add(&db, 1, 10), Err(Error::unavailable(Unavailability::Locked)));
    assert!(started.elapsed() >= Duration::from_millis(400), "gave up after {:?}", started.elapsed());
    assert_eq!(count(&db), 0, "reading goes on meanwhile");
    let waiting = db.submit(|tx| tx.execute(&ADD, params![2_i64, [1_u8; 10]])).unwrap();
    other.execute_batch("commit").unwrap();
    assert_eq!(waiting.wait(), Ok(1));
}

#[test]
#[ignore = "needs PostgreSQL: run cargo xtask test"]
fn a_lost_connection_is_replaced() {
    let db = TestDb::postgres();
    migrate(&db, SCHEMA).unwrap();
    assert_eq!(add(&db, 1, 10), Ok(1));
    assert_eq!(count(&db), 1);
    let others = "select pg_terminate_backend(pid) from pg_stat_activity \
                  where datname = current_database() and pid <> pg_backend_pid()";
    let mut admin = postgres::Client::connect(&db.config().url, postgres::NoTls).unwrap();
    admin.execute(others, &[]).unwrap();
    assert_eq!(add(&db, 2, 10), Ok(1));
    assert_eq!(add(&db, 3, 10), Ok(1));
    assert_eq!(count(&db), 3);
}

#[test]
fn an_absent_database_is_reported() {
    let nowhere = Config { url: "sqlite:/nonexistent/folder/x.db".into(), ..Config::for_testing() };
    assert_eq!(Db::open(&nowhere).map(drop), Err(Error::unavailable(Unavailability::Io)));
    let closed = Config { url: "postgres://nobody@127.0.0.1:1/none".into(), ..Config::for_testing() };
    assert_eq!(Db::open(&closed).map(drop), Err(Error::unavailable(Unavailability::Disconnected)));
    let wrong = Config { url: "mysql://x".into(), ..Config::for_testing() };
    assert!(matches!(Db::open(&wrong).map(drop), Err(Error::Defect(_))));
}
