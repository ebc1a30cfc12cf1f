//! Pure work: due dates with their explanation, and the hash chain.

use anyhow::{Context, Result, anyhow};
use motcua_calendar::{
    Cutoff, CutoffEffect, DueRequest, Moment, Pause, PausePolicy, StartRule, Term, TermRule, WorkCalendar,
};
use motcua_store::chain::{EventFields, event_hash_in};
use std::hint::black_box;
use std::time::{Duration, Instant};

use super::report::Bar::{AtLeast, AtMost};
use super::report::{Figure, Line};

/// Due dates reckoned before the clock is looked at again.
const ROUND: u32 = 1_000;

/// A due date with its explanation, over receipts spread across two years.
pub fn due(time: Duration) -> Result<Line> {
    let city = motcua_city::hanoi().context("the city compiled in")?;
    let calendar = city.calendar.compile(None).map_err(|e| anyhow!("{e}"))?;
    let at = "15:00".parse().map_err(|e| anyhow!("{e}"))?;
    let rule = TermRule {
        term: Term::parse("10 working days").map_err(|e| anyhow!("{e}"))?,
        start: StartRule::SameDay,
        cutoff: Some(Cutoff { at, effect: CutoffEffect::StartNextDay }),
        policy: PausePolicy::PauseAndShift,
    };
    let plain = one_due(&calendar, &rule, 0, time / 2)?;
    let paused = one_due(&calendar, &rule, 3, time / 2)?;
    Ok(Line::new(
        "due",
        "10 working days with a cut-off and the explanation as data; median of batches of 1,000",
        vec![
            Figure::new("no pause", plain, "µs").with(AtMost(2.0)),
            Figure::new("three pauses", paused, "µs").with(AtMost(5.0)),
        ],
    )
    .on_any_database())
}

/// Microseconds for one.
fn one_due(calendar: &WorkCalendar, rule: &TermRule, pauses: usize, time: Duration) -> Result<f64> {
    let first = Moment::parse("2025-01-02T08:00").map_err(|e| anyhow!("{e}"))?;
    let started = Instant::now();
    let mut batches = Vec::new();
    while started.elapsed() < time {
        let batch = batches.len() as i64;
        let began = Instant::now();
        for turn in 0..i64::from(ROUND) {
            let received = first.plus_minutes((batch * 131 + turn * 7_919) % 900_000);
            let pause = |n: i64| {
                let from = received.plus_minutes(200 + n * 1_700);
                Pause { from, to: Some(from.plus_minutes(1_500)) }
            };
            let list = [pause(0), pause(1), pause(2)];
            let request = DueRequest { received, rule, pauses: &list[..pauses], extension: None };
            black_box(calendar.due(&request).map_err(|e| anyhow!("{e}"))?);
        }
        batches.push(began.elapsed().as_secs_f64() * 1e6 / f64::from(ROUND));
    }
    batches.sort_by(f64::total_cmp);
    batches.get(batches.len() / 2).copied().context("no time to measure in")
}

/// Hashes of events as long as the journal's are on average: one chain, and two chains on two threads, as `verify` does
/// it (chains of different dossiers do not wait for each other).
pub fn hash_chain(time: Duration) -> Result<Line> {
    let (one, bytes) = chain(time / 2)?;
    let two = std::thread::scope(|scope| {
        let other = scope.spawn(|| chain(time / 2));
        let mine = chain(time / 2)?;
        let theirs = other.join().map_err(|_| anyhow!("the second chain panicked"))??;
        Ok::<_, anyhow::Error>(mine.0 + theirs.0)
    })?;
    Ok(Line::new(
        "hash-chain",
        format!("SHA-256 over {bytes} bytes for each event; medians of batches of 1,000"),
        vec![
            Figure::new("two threads", two, "events/s").with(AtLeast(500_000.0)),
            Figure::new("one thread", one, "events/s"),
        ],
    )
    .on_any_database())
}

/// Events a second on the calling thread, and the bytes hashed for one.
fn chain(time: Duration) -> Result<(f64, usize)> {
    let payload = r#"{"submitted":{"procedure":"1.001193","version":494,"owner":"0197c4da-a97b-7001-a757-c3bd038419f4","submitter":"0197c4da-a97b-7001-a757-c3bd038419f4","provenance":"counter","helped_at":null,"competent":1101,"commune":1101,"return_at":2101,"return_by":"counter","waits_at":2101}}"#;
    let mut head = [0u8; 32];
    let mut scratch = Vec::with_capacity(1024);
    let started = Instant::now();
    let mut batches = Vec::new();
    let mut revision = 0;
    while started.elapsed() < time {
        let began = Instant::now();
        for _ in 0..ROUND {
            revision += 1;
            let fields = EventFields {
                dossier: [7; 16],
                revision,
                kind: "submitted",
                version: 1,
                effective_at: 1_751_418_000,
                recorded_at: 1_751_418_000_123,
                actor: "o:210102",
                command: [9; 16],
                payload,
                note_digest: None,
            };
            head = event_hash_in(&mut scratch, &head, &fields);
        }
        batches.push(began.elapsed().as_secs_f64() / f64::from(ROUND));
    }
    black_box(head);
    batches.sort_by(f64::total_cmp);
    let each = batches.get(batches.len() / 2).copied().context("no time to measure in")?;
    Ok((1.0 / each, scratch.len()))
}
