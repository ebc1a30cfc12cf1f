//! How fast the store writes, lists and verifies: dossiers driven through their whole course by many submitters.
//!
//! `cargo run --release -p motcua-store --example pace -- [dossiers] [database URL]`; the default is a temporary SQLite
//! file with every commit durable.

#![allow(clippy::unwrap_used, reason = "the support of the tests may panic")]

#[path = "../../domain/tests/domain/support.rs"]
#[allow(dead_code, reason = "the law's tests use all of it")]
mod city;
#[path = "../tests/it/town.rs"]
#[allow(dead_code, reason = "the store's tests use all of it")]
mod town;

use city::{POINT, WARD};
use motcua_db::{Config, Db};
use motcua_domain::actor::{Actor, Role};
use motcua_domain::desk::Queue;
use motcua_domain::dossier::command::{Command, PaperHanded, Recipient};
use motcua_domain::dossier::{Outcome, Provenance, ReturnMethod};
use motcua_domain::ids::{CommandId, DossierId};
use motcua_store::queries::inbox::{self, Query, View};
use std::time::Instant;
use town::Town;

fn main() {
    let mut arguments = std::env::args().skip(1);
    let dossiers: usize = arguments.next().map_or(10_000, |text| text.parse().expect("a number of dossiers"));
    let url = arguments.next().unwrap_or_else(|| "sqlite::memory:".into());
    let db = Db::open(&Config { url, ..Config::default() }).expect("a database");
    let town = Town::found(&db);
    let (counter, specialist) = (city::first(POINT, Role::OneStop), city::first(WARD, Role::Specialist));
    let (head, clerk) = (city::first(WARD, Role::UnitHead), city::first(WARD, Role::Clerk));
    let submit = city::filing(Provenance::Counter, &town.version);
    let receive = city::receipt(POINT, PaperHanded::Yes);
    let deliver = Command::Deliver { method: ReturnMethod::Counter, recipient: Recipient::Owner, note: None };
    let approve = Command::Approve { outcome: Outcome::Grant, note: None };
    let propose = Command::Propose { outcome: Outcome::Grant, note: None };
    let course: [(&str, &Actor, Command); 8] = [
        ("intake", &counter, Command::Intake { submit, receive }),
        ("hand over", &counter, city::hand_over()),
        ("accept", &specialist, Command::AcceptHandOver {}),
        ("propose", &specialist, propose),
        ("approve", &head, approve),
        ("issue", &clerk, city::issue()),
        ("take over", &counter, Command::AcceptHandOver {}),
        ("deliver", &counter, deliver),
    ];
    let ids: Vec<DossierId> = (0..dossiers).map(|_| DossierId(town.id())).collect();
    for (stage, (name, actor, command)) in course.iter().enumerate() {
        let begun = Instant::now();
        let tickets: Vec<_> = ids
            .iter()
            .enumerate()
            .map(|(n, id)| {
                let (town, actor, command) = (town.clone(), (*actor).clone(), command.clone());
                let (key, minutes) = ((*id, CommandId(town.id())), stage as i64 * 60 + n as i64 % 60);
                let now = city::at("2025-07-07T08:30").plus_minutes(minutes);
                db.submit(move |tx| town.perform(tx, key, &actor, &command, now)).expect("a ticket")
            })
            .collect();
        for ticket in tickets {
            ticket.wait().expect("recorded");
        }
        let micros = begun.elapsed().as_micros() as f64 / dossiers as f64;
        println!("{name:10} {micros:7.1} µs each, {:8.0}/s", 1e6 / micros);
        if *name == "accept" {
            pages(&db, dossiers);
        }
    }
    let begun = Instant::now();
    town.checkpoint(&db).expect("a checkpoint");
    println!("checkpoint {:7.3} s", begun.elapsed().as_secs_f64());
    let report = town.verify(&db);
    let seconds = report.elapsed.as_secs_f64();
    println!(
        "verify     {seconds:7.3} s for {} events, {:.0} events/s, {} findings",
        report.events,
        report.events as f64 / seconds,
        report.findings.len()
    );
    assert!(report.is_clean(), "{:#?}", report.findings);
}

/// The first page of a long queue and its last one.
fn pages(db: &Db, dossiers: usize) {
    let mut query = Query {
        unit: WARD,
        queue: View::Queue(Queue::Processing),
        fields: None,
        officer: None,
        procedure: None,
        channel: None,
        after: None,
        limit: 20,
    };
    let read = |query: &Query<'_>| {
        let begun = Instant::now();
        let page = db.read(|tx| inbox::page(tx, query)).expect("a page");
        (begun.elapsed().as_micros(), page)
    };
    // The first read prepares the statement.
    read(&query);
    let first = read(&query).0;
    query.limit = 200;
    for _ in 0..dossiers / 200 - 1 {
        query.after = read(&query).1.next;
    }
    query.limit = 20;
    let deep = read(&query).0;
    println!("inbox      {first:7} µs first page, {deep} µs after {} rows", dossiers - 200);
}
