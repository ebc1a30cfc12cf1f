//! Prints what a due date with its explanation costs, without a pause and with three.
//!
//! Run with `cargo run --release -p motcua-calendar --example due_speed`.

#![expect(clippy::disallowed_methods, reason = "it measures")]

use std::hint::black_box;
use std::time::Instant;

use motcua_calendar::{
    CalendarError, CalendarSource, Cutoff, CutoffEffect, DueRequest, Moment, Pause, PausePolicy, StartRule,
    Term, TermRule, WorkCalendar, recheck,
};

const ROUNDS: u32 = 1_000;
const BATCHES: u32 = 100;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let source: CalendarSource = toml::from_str(include_str!("../../../data/hanoi/calendar.toml"))?;
    let started = Instant::now();
    let calendar = source.compile(None)?;
    println!("compile one calendar: {:?}", started.elapsed());
    for text in ["3 working days", "30 working days", "8 working hours", "10 days", "2 months"] {
        for policy in [PausePolicy::PauseAndShift, PausePolicy::Restart] {
            let cutoff = Some(Cutoff { at: "15:00".parse()?, effect: CutoffEffect::StartNextDay });
            let rule = TermRule { term: Term::parse(text)?, start: StartRule::SameDay, cutoff, policy };
            for pauses in [0, 3] {
                let engine = measure(ROUNDS, &rule, pauses, |request| calendar_due(&calendar, request))?;
                let walk = measure(ROUNDS / 10, &rule, pauses, |request| recheck::due(&calendar, request))?;
                println!("{text:>16}, {policy:?}, {pauses} pauses: {engine:>6.0} ns; recheck {walk:>6.0} ns");
            }
        }
    }
    Ok(())
}

fn calendar_due(calendar: &WorkCalendar, request: &DueRequest<'_>) -> Result<Moment, CalendarError> {
    let due = black_box(calendar.due(request)?);
    Ok(due.at)
}

/// Nanoseconds per due date over receipts spread across two years, so that branches are not learnt by heart; the
/// best of [`BATCHES`], so that other work on the machine does not count.
fn measure(
    rounds: u32,
    rule: &TermRule,
    pause_count: usize,
    due: impl Fn(&DueRequest<'_>) -> Result<Moment, CalendarError>,
) -> Result<f64, CalendarError> {
    let first = Moment::parse("2025-01-02T08:00")?;
    let mut best = f64::INFINITY;
    for batch in 0..i64::from(BATCHES) {
        let started = Instant::now();
        for round in 0..i64::from(rounds) {
            let received = first.plus_minutes((batch * 131 + round * 7_919) % 900_000);
            let pause = |at: i64| {
                let from = received.plus_minutes(200 + at * 1_700);
                Pause { from, to: Some(from.plus_minutes(1_500)) }
            };
            let pauses = [pause(0), pause(1), pause(2)];
            black_box(due(&DueRequest { received, rule, pauses: &pauses[..pause_count], extension: None })?);
        }
        best = best.min(started.elapsed().as_nanos() as f64 / f64::from(rounds));
    }
    Ok(best)
}
