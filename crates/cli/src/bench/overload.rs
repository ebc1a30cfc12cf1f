//! Ten times more than the server can do: it turns the rest away early, keeps its pace, and is normal again at once.

use anyhow::Result;
use std::time::Duration;

use super::api;
use super::load::{crowd, drive};
use super::place::Place;
use super::report::Bar::{AtLeast, AtMost};
use super::report::{Figure, Line};
use super::server::Server;
use super::work::Work;

/// Clients at the peak, and ten times as many.
const CLIENTS: usize = 64;

/// Measures the peak, then ten times of it from 640 clients, then the second after.
pub fn measure(place: &mut Place, time: Duration) -> Result<Line> {
    let work = Work::new(&place.fresh("overload")?)?;
    let headers = api::tokens(&work, (0..CLIENTS * 10).map(|n| work.counter(n).username.clone()))?;
    let request = |n: u64| {
        let counter = work.counter(n as usize % (CLIENTS * 10));
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
    let clients = CLIENTS * 10;
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
