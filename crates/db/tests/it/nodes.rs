//! Several nodes over one database: one leads, all are woken.

use std::time::{Duration, Instant};

use motcua_db::testing::TestDb;
use motcua_db::{Db, Engine, on_each_database};
use tokio::sync::watch;

/// Waits for a wake-up.
fn woken(changes: &mut watch::Receiver<u64>, patience: Duration) -> bool {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    runtime.block_on(async { tokio::time::timeout(patience, changes.changed()).await.is_ok() })
}

/// Notifies until it is heard: a listener may still be connecting, and what it missed is not repeated.
fn repeat_until_woken(from: &Db, channel: &str, changes: &mut watch::Receiver<u64>) {
    let heard = (0..100).any(|_| {
        from.notify(channel);
        woken(changes, Duration::from_millis(100))
    });
    assert!(heard, "{channel} is not heard");
}

on_each_database! {
    fn only_one_leads(db: &TestDb) {
        let other = Db::open(db.config()).unwrap();
        let rival = if db.engine() == Engine::Postgres { &other } else { &**db };
        let guard = db.try_leader("jobs").unwrap().expect("nobody else leads");
        assert!(guard.is_held());
        assert!(rival.try_leader("jobs").unwrap().is_none());
        assert!(rival.try_leader("another").unwrap().is_some());
        drop(guard);
        let deadline = Instant::now() + Duration::from_secs(5);
        while rival.try_leader("jobs").unwrap().is_none() {
            assert!(Instant::now() < deadline, "leadership was not given up");
        }
    }

    fn subscribers_are_woken(db: &TestDb) {
        let other = Db::open(db.config()).unwrap();
        let (near, far) = if db.engine() == Engine::Postgres { (&**db, &other) } else { (&**db, &**db) };
        let mut changes = far.subscribe("queue of unit 1").unwrap();
        repeat_until_woken(near, "queue of unit 1", &mut changes);
    }
}

#[test]
#[ignore = "needs PostgreSQL: run cargo xtask test"]
fn a_node_is_not_woken_again_by_what_it_told_the_others() {
    let near = TestDb::postgres();
    let far = Db::open(near.config()).unwrap();
    let mut marks = near.subscribe("mark").unwrap();
    let mut heard = far.subscribe("desk 1").unwrap();
    // Both listen once something came through in both directions.
    repeat_until_woken(&far, "mark", &mut marks);
    repeat_until_woken(&near, "desk 1", &mut heard);
    let mut told = near.subscribe("desk 1").unwrap();
    near.notify("desk 1");
    assert!(woken(&mut told, Duration::from_secs(10)), "at once in the node itself");
    assert!(woken(&mut heard, Duration::from_secs(10)), "and in the other one");
    // The server keeps the order: when the mark is heard, an echo would have been.
    marks.mark_unchanged();
    far.notify("mark");
    assert!(woken(&mut marks, Duration::from_secs(10)));
    assert!(!told.has_changed().unwrap(), "woken by its own echo");
}

#[test]
#[ignore = "needs PostgreSQL: run cargo xtask test"]
fn nodes_that_never_fall_silent_are_heard() {
    let db = TestDb::postgres();
    let changes = db.subscribe("desk 1").unwrap();
    let mut other = postgres::Client::connect(&db.config().url, postgres::NoTls).unwrap();
    let until = Instant::now() + Duration::from_secs(20);
    while !changes.has_changed().unwrap() {
        assert!(Instant::now() < until, "listened to for ever");
        other.execute("select pg_notify('motcua', 'desk 1')", &[]).unwrap();
    }
}
