//! Whole programs: the replay, the verification of its journal, an empty start, the size of the binary.

use anyhow::{Context, Result, bail};
use serde_json::Value;
use std::time::Duration;

use super::place::Place;
use super::report::Bar::AtMost;
use super::report::{Figure, Line};
use super::server::{Server, run};

/// Dossiers of the first three weeks.
const DOSSIERS: u64 = 66_000;

/// Replays the three weeks in a child process and verifies what it wrote in another.
pub fn replay(
    place: &mut Place,
    dossiers: Option<u64>,
    lines: &mut dyn FnMut(Line) -> Result<()>,
) -> Result<()> {
    let url = place.fresh("replay")?;
    let dossiers = dossiers.unwrap_or(DOSSIERS);
    let count = dossiers.to_string();
    let seeded = run(&["seed", "hanoi", "--database", &url])?;
    if !seeded.success {
        bail!("seeding failed: {}", seeded.output);
    }
    let spent = place.spent();
    let ran = run(&["replay", "--dossiers", &count, "--seed", "1", "--json", "--database", &url])?;
    if !ran.success {
        bail!("the replay failed: {}", ran.output);
    }
    let replay_beside = place.since(spent, 1.0, "s");
    let spent = place.spent();
    let verified = run(&["verify", "--json", "--database", &url])?;
    let verify_beside = place.since(spent, 1.0, "s");
    let report: Value = serde_json::from_str(&verified.output).context("the report of verify")?;
    let events = report["events"].as_f64().unwrap_or_default();
    let share = dossiers as f64 / DOSSIERS as f64;
    lines(Line::new(
        "replay",
        format!(
            "{dossiers} dossiers, {events} events, durable, its own process from start to end, {}",
            place.engine()
        ),
        [
            Figure::new("time", ran.seconds, "s").with(AtMost(45.0 * share)),
            Figure::new("rate", events / ran.seconds, "events/s"),
            Figure::new("peak memory", ran.peak_mib, "MiB").with(AtMost(300.0)),
        ]
        .into_iter()
        .chain(replay_beside)
        .collect(),
    ))?;
    if !verified.success {
        bail!("verify found differences: {}", report["findings"]);
    }
    lines(Line::new(
        "verify",
        format!("chains, folds, due dates and figures of that journal, two threads, {}", place.engine()),
        [
            Figure::new("time", verified.seconds, "s").with(AtMost(5.0 * share)),
            Figure::new("rate", events / verified.seconds, "events/s"),
            Figure::new("peak memory", verified.peak_mib, "MiB"),
        ]
        .into_iter()
        .chain(verify_beside)
        .collect(),
    ))?;
    Ok(())
}

/// Starts on nothing.
pub fn start_empty(place: &mut Place) -> Result<Line> {
    let url = place.fresh("empty")?;
    // The first start also makes the tables.
    let created = Server::serve(&url)?.ready_after;
    let start = start(place, &url)?;
    Ok(Line::new(
        "start-empty",
        format!("to the first 200 of /readyz, and resident memory 3 s later, {}", place.engine()),
        [
            Figure::new("start", start.ready_ms, "ms").with(AtMost(100.0)),
            Figure::new("first start, with its tables", created.as_secs_f64() * 1e3, "ms"),
            Figure::new("memory", start.resident_mib, "MiB").with(AtMost(60.0)),
        ]
        .into_iter()
        .chain(start.beside)
        .collect(),
    ))
}

/// A start on some database.
pub struct Start {
    /// Milliseconds to the first 200.
    pub ready_ms: f64,
    /// MiB at rest.
    pub resident_mib: f64,
    /// Memory of the database server meanwhile.
    pub beside: Option<Figure>,
}

/// Starts a server on a database, three times: the fastest counts, because other work on the machine comes and goes.
pub fn start(place: &Place, url: &str) -> Result<Start> {
    let mut fastest = f64::INFINITY;
    for _ in 0..2 {
        fastest = fastest.min(Server::serve(url)?.ready_after.as_secs_f64() * 1e3);
    }
    let server = Server::serve(url)?;
    fastest = fastest.min(server.ready_after.as_secs_f64() * 1e3);
    std::thread::sleep(Duration::from_secs(3));
    Ok(Start { ready_ms: fastest, resident_mib: server.resident_mib()?, beside: place.server_memory() })
}

/// The size of this program.
pub fn binary() -> Result<Line> {
    let path = std::env::current_exe().context("own path")?;
    let bytes = std::fs::metadata(&path).context("own size")?.len();
    let about = if cfg!(debug_assertions) {
        "a debug build: not the figure that counts"
    } else {
        "release, all assets"
    };
    Ok(Line::new("binary", about, vec![Figure::new("size", bytes as f64 / 1e6, "MB").with(AtMost(25.0))])
        .on_any_database())
}
