//! What must not be lost: the server killed at any moment, the disk full, the database locked, two servers at once.

#[path = "../src/bench/client.rs"]
#[allow(dead_code)]
mod client;
#[path = "support/program.rs"]
#[allow(dead_code)]
mod program;

use client::Client;
use motcua_db::testing::TestDb;
use motcua_db::{Config, Db, Engine, on_each_database, params};
use program::{City, Server, runtime, seeded, url, verify};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::rc::Rc;
use std::time::{Duration, Instant};

/// Clients at once.
const CLIENTS: u64 = 8;

/// What a crowd of clients was told.
#[derive(Debug, Default)]
struct Told {
    /// Code of each dossier acknowledged, by the number of its command.
    acknowledged: BTreeMap<u64, String>,
    /// Commands sent and never answered.
    unanswered: Vec<u64>,
    /// Other answers.
    refused: Vec<(u16, String)>,
}

/// Files dossiers from several clients until the server is gone or `time` is over.
async fn crowd(
    address: SocketAddr,
    city: Rc<City>,
    next: Rc<RefCell<u64>>,
    told: Rc<RefCell<Told>>,
    time: Duration,
) {
    let started = Instant::now();
    let local = tokio::task::LocalSet::new();
    for _ in 0..CLIENTS {
        let (city, next, told) = (city.clone(), next.clone(), told.clone());
        local.spawn_local(async move {
            let Ok(mut client) = Client::connect(address).await else { return };
            while started.elapsed() < time {
                let n = {
                    let mut next = next.borrow_mut();
                    *next += 1;
                    *next
                };
                let Ok(answer) = client.send(&city.intake(n)).await else {
                    told.borrow_mut().unanswered.push(n);
                    return;
                };
                let text = String::from_utf8_lossy(answer.body).into_owned();
                match serde_json::from_str::<serde_json::Value>(&text).ok().filter(|_| answer.status < 300) {
                    Some(body) => {
                        let code = body["code"].as_str().unwrap_or_default().to_owned();
                        told.borrow_mut().acknowledged.insert(n, code);
                    }
                    None => told.borrow_mut().refused.push((answer.status, text)),
                }
            }
        });
    }
    local.await;
}

/// Codes in the database, in order.
fn codes(db: &Db) -> Vec<String> {
    const CODES: motcua_db::Stmt =
        motcua_db::Stmt::new("test.codes", "select code from dossier order by code");
    db.read(|tx| tx.query_all(&CODES, params![], |row| row.text(0))).expect("codes")
}

/// Every acknowledged dossier is there once, and nothing else is.
fn all_there(db: &Db, acknowledged: &BTreeMap<u64, String>) {
    let mut told: Vec<String> = acknowledged.values().cloned().collect();
    told.sort();
    let kept = codes(db);
    let lost: Vec<&String> = told.iter().filter(|code| kept.binary_search(code).is_err()).collect();
    assert!(lost.is_empty(), "acknowledged and lost: {lost:?}");
    assert_eq!(told.len(), kept.len(), "a dossier nobody was told of");
}

on_each_database! {
    fn killed_at_any_moment_a_loaded_server_loses_no_acknowledged_act(db: &TestDb) {
        // On PostgreSQL the database survives the server, so fewer rounds tell as much.
        let rounds = if db.engine() == Engine::Sqlite { 100 } else { 25 };
        let city = Rc::new(seeded(&url(db)));
        let next = Rc::new(RefCell::new(0));
        let told = Rc::new(RefCell::new(Told::default()));
        for round in 0..rounds {
            let server = Server::start(&city.url);
            // What was sent and not answered before is sent again: it is done once, whether it was done or not.
            let again = std::mem::take(&mut told.borrow_mut().unanswered);
            for n in again {
                let (status, body) = server.ask(&city.intake(n));
                assert!(status == 200 || status == 201, "sent again: {status} {body}");
                told.borrow_mut().acknowledged.insert(n, body["code"].as_str().expect("a code").to_owned());
            }
            let address = server.address;
            // The moments of death differ: from the first acknowledgements to the middle of many groups.
            let life = Duration::from_millis(15 + (round * 37) % 120);
            let killer = std::thread::spawn(move || {
                std::thread::sleep(life);
                server.kill();
            });
            runtime().block_on(crowd(address, city.clone(), next.clone(), told.clone(), Duration::from_secs(20)));
            killer.join().expect("the killer");
        }
        let server = Server::start(&city.url);
        let mut told = std::mem::take(&mut *told.borrow_mut());
        for n in std::mem::take(&mut told.unanswered) {
            let (status, body) = server.ask(&city.intake(n));
            assert!(status == 200 || status == 201, "sent again: {status} {body}");
            told.acknowledged.insert(n, body["code"].as_str().expect("a code").to_owned());
        }
        drop(server);
        assert!(told.refused.is_empty(), "{:?}", told.refused.first());
        assert!(told.acknowledged.len() as u64 >= rounds, "the server was loaded: {}", told.acknowledged.len());
        all_there(db, &told.acknowledged);
        assert!(verify(&city.url).is_empty());
    }

    fn two_servers_on_one_database_number_and_keep_every_dossier(db: &TestDb) {
        let city = Rc::new(seeded(&url(db)));
        let servers = [Server::start(&city.url), Server::start(&city.url)];
        let next = Rc::new(RefCell::new(0));
        let told = Rc::new(RefCell::new(Told::default()));
        let time = Duration::from_millis(1_500);
        runtime().block_on(async {
            let [one, two] = [&servers[0], &servers[1]]
                .map(|server| crowd(server.address, city.clone(), next.clone(), told.clone(), time));
            tokio::join!(one, two)
        });
        drop(servers);
        let told = std::mem::take(&mut *told.borrow_mut());
        // A server that waits too long for the other may say so; it may not lose anything.
        assert!(told.refused.iter().all(|(status, _)| *status == 503), "{:?}", told.refused.first());
        assert!(told.unanswered.is_empty());
        assert!(told.acknowledged.len() > 16, "both worked: {}", told.acknowledged.len());
        all_there(db, &told.acknowledged);
        assert!(verify(&city.url).is_empty());
    }

    fn while_another_process_holds_the_lock_the_answer_is_503_and_nothing_is_lost(db: &TestDb) {
        let city = seeded(&url(db));
        let server = Server::start(&city.url);
        let (status, body) = server.ask(&city.intake(1));
        assert_eq!(status, 201, "{body}");
        let mut acknowledged = BTreeMap::from([(1, body["code"].as_str().expect("a code").to_owned())]);
        std::thread::scope(|scope| {
            let (tell, told) = std::sync::mpsc::channel();
            let (free, freed) = std::sync::mpsc::channel::<()>();
            scope.spawn(move || {
                db.exclusive(|tx| {
                    match tx.engine() {
                        Engine::Sqlite => tx.batch("update meta set value = value where key = 'city'")?,
                        Engine::Postgres => tx.batch("lock table event, dossier, code_counter in exclusive mode")?,
                    }
                    // Either end may be gone when the story has failed; the lock is let go then.
                    tell.send(()).unwrap_or_default();
                    freed.recv_timeout(Duration::from_secs(60)).unwrap_or_default();
                    Ok::<_, motcua_db::Error>(())
                })
                .expect("a lock");
            });
            told.recv().expect("the lock is held");
            let asked = Instant::now();
            let (status, head, body) = server.exchange(&city.intake(2)).expect("an answer");
            assert_eq!(status, 503, "{body}");
            assert!(head.to_lowercase().contains("retry-after:"), "{head}");
            assert_eq!(body["code"], "unavailable");
            assert!(asked.elapsed() < Duration::from_secs(30), "within the timeout");
            // Reading goes on meanwhile.
            assert_eq!(server.ask(&city.look(&acknowledged[&1])).0, 200);
            drop(free);
        });
        let (status, body) = server.ask(&city.intake(2));
        assert_eq!(status, 201, "free again: {body}");
        acknowledged.insert(2, body["code"].as_str().expect("a code").to_owned());
        drop(server);
        all_there(db, &acknowledged);
        assert!(verify(&city.url).is_empty());
    }
}

/// A file system that is full, made by a limit of the process on the size of its files: writing beyond it fails as on a
/// full disk. Raising the limit is what making room is.
#[test]
fn on_a_full_disk_the_answer_is_503_and_after_making_room_it_works() {
    let db = TestDb::sqlite();
    let city = seeded(&url(&db));
    let path = db.dir().expect("a folder").join("test.db");
    let blocks = std::fs::metadata(&path).expect("the database").len() / 512 + 400;
    let script = format!(
        "trap '' XFSZ; ulimit -S -f {blocks}; exec '{}' serve --listen 127.0.0.1:0 --database '{}'",
        env!("CARGO_BIN_EXE_motcua"),
        city.url
    );
    let server = Server::spawn(std::process::Command::new("/bin/sh").args(["-c", &script]));
    let mut acknowledged = BTreeMap::new();
    let mut refused = None;
    for n in 1..3_000 {
        let (status, head, body) = server.exchange(&city.intake(n)).expect("an answer");
        if status != 201 {
            refused = Some((n, status, head, body));
            break;
        }
        acknowledged.insert(n, body["code"].as_str().expect("a code").to_owned());
    }
    let (n, status, head, body) = refused.expect("the disk gets full");
    assert_eq!(status, 503, "{body}");
    assert_eq!(body["code"], "unavailable");
    assert!(head.to_lowercase().contains("retry-after:"), "{head}");
    let (status, look) = server.ask(&city.look(acknowledged.values().next().expect("some were written")));
    assert_eq!(status, 200, "reading goes on: {look}");
    let roomy = std::process::Command::new("prlimit")
        .args(["--pid", &server.id().to_string(), "--fsize=unlimited"])
        .status()
        .expect("prlimit (util-linux)");
    assert!(roomy.success());
    for again in [n, n + 1] {
        let (status, body) = server.ask(&city.intake(again));
        assert_eq!(status, 201, "room again: {body}");
        acknowledged.insert(again, body["code"].as_str().expect("a code").to_owned());
    }
    server.kill();
    all_there(&db, &acknowledged);
    assert!(verify(&city.url).is_empty());
}

/// Names a folder on a small file system of its own, which a test may fill.
const SMALL_DISK: &str = "MOTCUA_TEST_SMALL_DISK";

/// Writes a file until not one byte more fits on its file system.
fn fill(path: &std::path::Path) {
    use std::io::{ErrorKind, Write};
    let mut file = std::fs::File::create(path).expect("a file in the way");
    // Large pieces first, then what is left.
    for size in [64 * 1024, 1] {
        let piece = vec![b'x'; size];
        let error = loop {
            if let Err(error) = file.write_all(&piece) {
                break error;
            }
        };
        assert_eq!(error.kind(), ErrorKind::StorageFull, "{error}");
    }
}

/// The same on a file system without a free byte, where the database's own files, its log and its index into the log, all
/// compete for the room.
#[test]
#[ignore = "needs a small file system to fill: run cargo xtask test as root"]
fn on_a_file_system_without_a_free_byte_nothing_is_lost_and_after_making_room_it_works() {
    let disk = std::env::var_os(SMALL_DISK).unwrap_or_else(|| panic!("{SMALL_DISK} names no folder to fill"));
    let folder = tempfile::tempdir_in(disk).expect("a folder on the small file system");
    let config =
        Config { url: format!("sqlite:{}", folder.path().join("city.db").display()), ..Config::default() };
    let city = seeded(&config.url);
    // Hundreds of warnings that the disk is full are what an operator wants, and not who reads the tests.
    let mut command = program::program();
    command.args(["serve", "--listen", "127.0.0.1:0", "--database", &city.url]).env("MOTCUA_LOG", "off");
    let server = Server::spawn(&mut command);
    let mut acknowledged = BTreeMap::new();
    let mut file = |n: u64| {
        let (status, head, body) = server.exchange(&city.intake(n)).expect("an answer");
        if status == 201 {
            acknowledged.insert(n, body["code"].as_str().expect("a code").to_owned());
        } else {
            assert_eq!(status, 503, "{body}");
            assert_eq!(body["code"], "unavailable");
            assert!(head.to_lowercase().contains("retry-after:"), "{head}");
        }
        status
    };
    for round in 0..3u64 {
        let first = round * 10_000;
        assert_eq!(file(first), 201, "with room");
        let ballast = folder.path().join("ballast");
        fill(&ballast);
        // What the log has room for may still be written, also after a refusal: a log brought back begins anew.
        let refused: Vec<u64> = (first + 1..first + 9_000).filter(|n| file(*n) == 503).take(20).collect();
        assert_eq!(refused.len(), 20, "full is full");
        let (status, _) = server.ask(&client::get("/", ""));
        assert_eq!(status, 200, "reading goes on");
        std::fs::remove_file(&ballast).expect("room again");
        for again in refused {
            assert_eq!(file(again), 201, "room again");
        }
    }
    server.kill();
    all_there(&Db::open(&config).expect("the database"), &acknowledged);
    assert!(verify(&city.url).is_empty());
}
