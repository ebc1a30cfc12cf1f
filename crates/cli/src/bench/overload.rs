//! Ten times more than the server can do: it turns the rest away early, keeps its pace, and is normal again at once.
//!
//! A crowd asks at fixed times whether the server answers or not. It comes twice: over ten times as many connections as
//! the peak had, where slow answers slow the crowd down, and over thousands of them, where they do not.

use anyhow::{Result, bail};
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
/// Clients of the two crowds, if this process and its server may have so many files open.
const CROWDS: [(&str, usize); 2] = [("overload", 640), ("overload-crowd", 6_400)];

/// Measures the peak, then ten times of it from each crowd, then the second after.
pub fn measure(place: &mut Place, time: Duration, lines: &mut dyn FnMut(Line) -> Result<()>) -> Result<()> {
    let work = Work::to_load(&place.fresh("overload")?)?;
    let headers = api::tokens(&work, (0..work.counters.len()).map(|n| work.counter(n).username.clone()))?;
    let mut filed = 0;
    let mut requests = |count: u64| -> Result<Vec<Vec<u8>>> {
        filed += count;
        (filed - count..filed)
            .map(|n| {
                let counter = work.counter(n as usize);
                api::intake(&work.filing(n, counter.unit)?, &headers[&counter.username])
            })
            .collect()
    };
    let warm = requests((time.as_secs_f64() * 3_000.0) as u64)?;
    let calm = requests((time.as_secs_f64() * 9_000.0) as u64)?;
    let server = Server::serve(&work.url)?;
    drive(server.address, CLIENTS, time / 4, move |client, turn| warm.get(client + turn * CLIENTS).cloned())?
        .all_good("warming up")?;
    let peak =
        drive(server.address, CLIENTS, time, move |client, turn| calm.get(client + turn * CLIENTS).cloned())?
            .all_good("the peak")?
            .rate();
    for (name, clients) in CROWDS {
        let clients = clients.min(files_allowed() / 2);
        let storm = requests((peak * 10.0 * time.as_secs_f64() * 1.1) as u64)?;
        let run = crowd(server.address, clients, peak * 10.0, time, move |client, turn| {
            storm.get(client + turn * clients).cloned()
        })?;
        if let Some(odd) = &run.odd {
            bail!("under overload: {:?}; {odd}", run.statuses);
        }
        std::thread::sleep(Duration::from_secs(1));
        let after = requests(2_000)?;
        let after = drive(server.address, 8, Duration::from_secs(1), move |client, turn| {
            after.get(client + turn * 8).cloned()
        })?
        .all_good("a second later")?;
        let refused = run.statuses.get(&503).copied().unwrap_or_default() as f64 / run.seconds;
        lines(Line::new(
            name,
            format!(
                "intake over HTTP; peak {peak:.0}/s with {CLIENTS} clients, then {clients} clients that asked {:.0}/s in all, {}",
                run.rate() + refused,
                place.engine()
            ),
            vec![
                Figure::new("goodput of the peak", run.rate() / peak * 100.0, "%").with(AtLeast(90.0)),
                Figure::new("p99 of those served", run.waits.at(0.99), "ms"),
                Figure::new("503", refused, "/s"),
                Figure::new("503 p99", run.refused.at(0.99), "ms"),
                Figure::new("p99 a second later, 8 clients", after.waits.at(0.99), "ms").with(AtMost(50.0)),
            ],
        ))?;
    }
    Ok(())
}

/// How many files a process may have open.
fn files_allowed() -> usize {
    let limits = std::fs::read_to_string("/proc/self/limits").unwrap_or_default();
    let line = limits.lines().find_map(|line| line.strip_prefix("Max open files")).unwrap_or_default();
    line.split_whitespace().next().and_then(|text| text.parse().ok()).unwrap_or(1_024)
}
