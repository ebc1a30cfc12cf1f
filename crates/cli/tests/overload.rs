//! More clients than the server can serve: some are turned away early and told when to come back, the others are served,
//! and afterwards all is as before. How much is served is measured by `motcua bench overload`, not here.

#[path = "../src/bench/client.rs"]
#[allow(dead_code)]
mod client;
#[path = "support/program.rs"]
#[allow(dead_code)]
mod program;

use client::Client;
use motcua_db::testing::TestDb;
use program::{Server, program, runtime, seeded, url, verify};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;
use std::time::{Duration, Instant};

/// Places given to counters in this test; with the line of 512 that may wait, less than the clients.
const PLACES: &str = "64";
/// More than the places and the line of the counters' lane together.
const CLIENTS: u64 = 1_000;

#[test]
fn beyond_its_capacity_the_server_turns_away_early_and_recovers() {
    let db = TestDb::sqlite();
    let city = Rc::new(seeded(&url(&db)));
    let mut serve = program();
    serve.args(["serve", "--listen", "127.0.0.1:0", "--counter-places", PLACES, "--database", &city.url]);
    let server = Server::spawn(&mut serve);
    let address = server.address;
    let statuses = Rc::new(RefCell::new(BTreeMap::<u16, u64>::new()));
    let started = Instant::now();
    let local = tokio::task::LocalSet::new();
    for client in 0..CLIENTS {
        let (city, statuses) = (city.clone(), statuses.clone());
        local.spawn_local(async move {
            let mut n = client * 1_000;
            while started.elapsed() < Duration::from_secs(3) {
                let Ok(mut connection) = Client::connect(address).await else { continue };
                while started.elapsed() < Duration::from_secs(3) {
                    n += 1;
                    let Ok(answer) = connection.send(&city.intake(n)).await else { break };
                    *statuses.borrow_mut().entry(answer.status).or_default() += 1;
                    if answer.status == 503 {
                        assert!(
                            answer.header("retry-after").is_some(),
                            "told when to come back: {}",
                            answer.head
                        );
                        tokio::time::sleep(Duration::from_millis(20)).await;
                    }
                }
            }
        });
    }
    runtime().block_on(local);
    let statuses = statuses.borrow().clone();
    assert!(statuses.keys().all(|status| matches!(status, 201 | 503)), "{statuses:?}");
    assert!(statuses.get(&503).is_some_and(|n| *n > 0), "some are turned away: {statuses:?}");
    let served = statuses.get(&201).copied().unwrap_or_default();
    assert!(served > 0, "the others are served: {statuses:?}");
    // As before: one client alone is served at once.
    std::thread::sleep(Duration::from_secs(1));
    let asked = Instant::now();
    let (status, body) = server.ask(&city.intake(CLIENTS * 1_000 + 1));
    assert_eq!(status, 201, "{body}");
    assert!(asked.elapsed() < Duration::from_secs(2), "{:?}", asked.elapsed());
    drop(server);
    assert!(verify(&city.url).is_empty());
}
