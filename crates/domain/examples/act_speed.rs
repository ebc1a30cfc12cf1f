//! How long the law takes: `cargo run --release -p motcua-domain --example act_speed` prints nanoseconds for each act
//! (decide and evolve) of the shortest life of a dossier, and for laying it on its desks.

#[expect(dead_code, reason = "the tests use the rest")]
#[path = "../tests/domain/support.rs"]
mod support;

use motcua_domain::actor::Role;
use motcua_domain::desk::desk_items;
use motcua_domain::dossier::command::{Command, Recipient};
use motcua_domain::dossier::{Outcome, Provenance, ReturnMethod};
use std::hint::black_box;
use std::time::Instant;
use support::*;

const ROUNDS: u32 = 20_000;

#[expect(clippy::disallowed_methods, reason = "a measurement reads the clock")]
fn main() {
    let mut case = Case::new(simple());
    let (counter, specialist) = (first(POINT, Role::OneStop), first(WARD, Role::Specialist));
    let (head, clerk) = (first(WARD, Role::UnitHead), first(WARD, Role::Clerk));
    let submit = filing(Provenance::Counter, &case.version);
    let receive = receipt(POINT, motcua_domain::dossier::command::PaperHanded::Yes);
    let life = [
        (&counter, Command::Intake { submit, receive }),
        (&counter, hand_over()),
        (&specialist, Command::AcceptHandOver {}),
        (&specialist, Command::Propose { outcome: Outcome::Grant, note: None }),
        (&head, Command::Approve { outcome: Outcome::Grant, note: None }),
        (&clerk, issue()),
        (&counter, Command::AcceptHandOver {}),
        (
            &counter,
            Command::Deliver { method: ReturnMethod::Counter, recipient: Recipient::Owner, note: None },
        ),
    ];
    let mut acts = [0u128; 8];
    for _ in 0..ROUNDS {
        case.dossier = None;
        case.journal.clear();
        case.notes.clear();
        for (at, (actor, command)) in life.iter().enumerate() {
            let command = command.clone();
            let start = Instant::now();
            case.does(actor, command);
            acts[at] += start.elapsed().as_nanos();
        }
    }
    for ((_, command), total) in life.iter().zip(acts) {
        println!("{:>20} {:>7} ns", command.act().key(), total / u128::from(ROUNDS));
    }
    let start = Instant::now();
    for _ in 0..ROUNDS {
        black_box(desk_items(black_box(case.state()), &case.version));
    }
    println!("{:>20} {:>7} ns", "desks", start.elapsed().as_nanos() / u128::from(ROUNDS));
}
