//! Ten times more than the server can do: it turns the rest away early, keeps its pace, and is normal again at once.
//!
//! The crowd asks at fixed times whether the server answers or not, over thousands of connections: with few, a slow answer
//! would slow the crowd down and there would be no overload.

use anyhow::Result;
use std::time::Duration;

use super::api;
use super::load::{crowd, drive};
use super::place::Place;
use super::report::Bar::{AtLeast, AtMost};
use super::report::{Figure, Line};
use super::server::Server;
use super::work::Work;

/// Clients at the peak.
const CLIENTS: usize = 64;
/// Clients of the crowd, if this process and its server may have so many files open.
const CROWD: usize = 6_400;

/// Measures the peak, then ten times of it from a crowd, then the second after.
pub fn measure(place: &mut Place, time: Duration) -> Result<Line> {
    let work = Work::new(&place.fresh("overload")?)?;
    let headers = api::tokens(&work, (0..work.counters.len()).map(|n| work.counter(n).username.clone()))?;
    let request = |n: u64| {
        let counter = work.counter(n as usize);
        api::intake(&work.filing(n, counter.unit)?, &headers[&counter.username])
    };
    let count = (time.as_secs_f64() * 9_000.0) as u64;
    let calm: Vec<Vec<u8>> = (0..count).map(request).collect::<Result<_>>()?;
    let server = Server::serve(&work.url)?;
    let peak =
        drive(server.address, CLIENTS, time, move |client, turn| calm.get(client + turn * CLIENTS).cloned())?
            .all_good("the peak")?;
    let offered = peak.rate() * 10.0;
    let total = (offered * time.as_secs_f64() * 1.1) as u64;
    let storm: Vec<Vec<u8>> = (count..count + total).map(request).collect::<Result<_>>()?;
    let clients = CROWD.min(files_allowed() / 2);
    let run = crowd(server.address, clients, offered, time, move |client, turn| {
        storm.get(client + turn * clients).cloned()
    })?;
    if let Some(odd) = &run.odd {
        anyhow::bail!("under overload: {:?}; {odd}", run.statuses);
    }
    std::thread::sleep(Duration::from_secs(1));
    let from = count + total;
    let after: Vec<Vec<u8>> = (from..from + 2_000).map(request).collect::<Result<_>>()?;
    let after = drive(server.address, 8, Duration::from_secs(1), move |client, turn| {
        after.get(client + turn * 8).cloned()
    })?
    .all_good("a second later")?;
    let asked = run.good() + run.statuses.get(&503).copied().unwrap_or_default();
    Ok(Line::new(
        "overload",
        format!(
            "intake over HTTP; peak {:.0}/s with {CLIENTS} clients, then {clients} clients that ask {:.0}/s in all, {}",
            peak.rate(),
            asked as f64 / run.seconds,
            place.engine()
        ),
        vec![
            Figure::new("goodput of the peak", run.rate() / peak.rate() * 100.0, "%").with(AtLeast(90.0)),
            Figure::new("p99 of those served", run.waits.at(0.99), "ms"),
            Figure::new(
                "503",
                run.statuses.get(&503).copied().unwrap_or_default() as f64 / run.seconds,
                "/s",
            ),
            Figure::new("503 p99", run.refused.at(0.99), "ms"),
            Figure::new("p99 a second later, 8 clients", after.waits.at(0.99), "ms").with(AtMost(50.0)),
        ],
    ))
}

/// How many files a process may have open.
fn files_allowed() -> usize {
    let limits = std::fs::read_to_string("/proc/self/limits").unwrap_or_default();
    let line = limits.lines().find_map(|line| line.strip_prefix("Max open files")).unwrap_or_default();
    line.split_whitespace().next().and_then(|text| text.parse().ok()).unwrap_or(1_024)
}
