//! The demonstration as a person starts it: its city lives, and with `--still` it does not.

#[path = "../src/bench/client.rs"]
#[allow(dead_code)]
mod client;
#[path = "support/program.rs"]
#[allow(dead_code)]
mod program;

use motcua_db::on_each_database;
use motcua_db::testing::TestDb;
use motcua_store::journal::{self, Entry};
use program::{program, url, verify};
use std::collections::BTreeSet;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// Whoever fails here has no program to test.
const WORKS: &str = "the test needs its program";

/// The demonstration, filled with a few dozen dossiers.
fn demonstration(db: &TestDb, listen: SocketAddr, more: &[&str]) -> Command {
    let mut command = program();
    command.args(["--database", &url(db), "--listen", &listen.to_string(), "--dossiers", "40"]).args(more);
    command.env("MOTCUA_LOG", "off").stdout(Stdio::null()).stderr(Stdio::null());
    command
}

fn free() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a free port")
}

fn journal(db: &TestDb) -> Vec<Entry> {
    db.read(|tx| journal::page(tx, 0, 1_000_000)).expect("the journal")
}

/// Asks it to end, and waits until it has.
fn ended(mut child: Child) -> Option<i32> {
    let told = Command::new("kill").args(["-TERM", &child.id().to_string()]).status().expect("kill");
    assert!(told.success(), "it was running");
    let asked = Instant::now();
    loop {
        if let Some(status) = child.try_wait().expect(WORKS) {
            return status.code();
        }
        if asked.elapsed() > Duration::from_secs(20) {
            child.kill().expect(WORKS);
            panic!("it does not end");
        }
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// Whether something comes true within a time.
fn comes(within: Duration, mut true_now: impl FnMut() -> bool) -> bool {
    let asked = Instant::now();
    while asked.elapsed() < within {
        if true_now() {
            return true;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    false
}

/// Starts it, and waits until it serves.
fn serving(db: &TestDb, more: &[&str]) -> Child {
    let listen = free();
    let child = demonstration(db, listen, more).spawn().expect(WORKS);
    assert!(comes(Duration::from_secs(120), || TcpStream::connect(listen).is_ok()), "it does not serve");
    child
}

on_each_database! {
    fn the_demonstration_lives_goes_on_after_a_restart_and_is_still_when_told(db: &TestDb) {
        let first = serving(db, &[]);
        let filled = journal(db).len();
        let grows = |by: usize| {
            let from = journal(db).len();
            comes(Duration::from_secs(60), || journal(db).len() >= from + by)
        };
        assert!(grows(12), "whatever the hour, something happens");
        assert!(verify(&url(db)).is_empty(), "all agrees while it lives");
        assert_eq!(ended(first), Some(0), "it ends when told");

        let rests = journal(db).len();
        assert!(rests >= filled + 12);
        let still = serving(db, &["--still"]);
        // Three acts a second would have been done.
        assert!(!comes(Duration::from_secs(5), || journal(db).len() != rests), "nothing moves by itself");
        assert_eq!(ended(still), Some(0));

        let again = serving(db, &[]);
        assert!(grows(6), "it goes on");
        assert_eq!(ended(again), Some(0));
        assert!(verify(&url(db)).is_empty(), "all agrees afterwards");

        let all = journal(db);
        let new: BTreeSet<_> = all[filled..].iter().map(|event| event.dossier).collect();
        assert!(new.len() > 1, "not one dossier alone");
        let before = all[..filled].iter().map(|event| event.recorded_at).max().expect("it was filled");
        let lived = all[filled..].iter().map(|event| event.recorded_at);
        assert!(lived.clone().all(|at| at >= before) && lived.is_sorted(), "time goes forward, also over restarts");
    }
}
