//! Durable writes through the whole use case: intake in this process, intake over HTTP, transitions over HTTP.

use anyhow::{Context, Result, anyhow};
use motcua_app::clock::Timing;
use motcua_calendar::Lang;
use std::cell::Cell;
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use super::api;
use super::floor::Floor;
use super::load::drive;
use super::place::Place;
use super::report::Bar::{AtLeast, AtMost};
use super::report::{Figure, Line, Waits};
use super::server::Server;
use super::work::{Plan, Work};

/// Clients at once.
const CLIENTS: usize = 64;

/// Intake through the use case: code, clock, journal, projections, commit; no HTTP.
pub fn intake(place: &mut Place, floor: Option<Floor>, time: Duration) -> Result<Line> {
    let work = Arc::new(Work::new(&place.fresh("intake")?)?);
    let next = Arc::new(AtomicU64::new(0));
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().context("a runtime")?;
    let mut waits = Vec::new();
    let mut seconds = 0.0;
    let mut spent = place.spent();
    // The first, shorter round fills caches and is not counted.
    for round in [time / 4, time] {
        spent = place.spent();
        let started = Instant::now();
        let tasks: Vec<_> = (0..CLIENTS)
            .map(|client| {
                let (work, next) = (work.clone(), next.clone());
                runtime.spawn(async move {
                    let counter = work.counter(client);
                    let mut waits = Vec::new();
                    while started.elapsed() < round {
                        let request = work.filing(next.fetch_add(1, Ordering::Relaxed), counter.unit)?;
                        let asked = Instant::now();
                        let done = work.app.intake(counter.officer.clone(), request).await;
                        done.map_err(|e| anyhow!("{}", e.message(Lang::En)))?;
                        waits.push(asked.elapsed());
                    }
                    Ok::<_, anyhow::Error>(waits)
                })
            })
            .collect();
        waits.clear();
        runtime.block_on(async {
            for task in tasks {
                waits.extend(task.await.context("a client")??);
            }
            Ok::<_, anyhow::Error>(())
        })?;
        seconds = started.elapsed().as_secs_f64();
    }
    let rate = waits.len() as f64 / seconds;
    let server = place.since(spent, 1e6 / waits.len().max(1) as f64, "µs each");
    let waits = Waits::of(waits);
    let mut figures = vec![
        Figure::new("rate", rate, "dossiers/s").with(AtLeast(3_000.0)),
        Figure::new("p99", waits.at(0.99), "ms").with(AtMost(50.0)),
        Figure::new("p50", waits.at(0.5), "ms"),
    ];
    if let Some(floor) = floor {
        figures.push(Figure::new("of the durable floor", rate / floor.durable * 100.0, "%"));
    }
    figures.extend(server);
    Ok(Line::new(
        "intake",
        format!("durable, whole use case, {CLIENTS} clients, {}", place.engine()),
        figures,
    ))
}

/// The same as JSON over HTTP.
pub fn http_intake(place: &mut Place, floor: Option<Floor>, time: Duration) -> Result<Line> {
    let work = Work::new(&place.fresh("http_intake")?)?;
    let headers = api::tokens(&work, (0..CLIENTS).map(|n| work.counter(n).username.clone()))?;
    let count = (time.as_secs_f64() * 9_000.0) as u64;
    let mut requests: Vec<Vec<Vec<u8>>> = vec![Vec::new(); CLIENTS];
    for n in 0..count {
        let client = (n % CLIENTS as u64) as usize;
        let counter = work.counter(client);
        let filing = work.filing(n, counter.unit)?;
        requests[client].push(api::intake(&filing, &headers[&counter.username])?);
    }
    let server = Server::serve(&work.url)?;
    let warm: Vec<Vec<Vec<u8>>> =
        requests.iter_mut().map(|list| list.split_off(list.len() * 4 / 5)).collect();
    drive(server.address, CLIENTS, time / 4, move |client, turn| warm[client].get(turn).cloned())?
        .all_good("warming up")?;
    let (before, spent) = (server.cpu()?, place.spent());
    let run = drive(server.address, CLIENTS, time, move |client, turn| requests[client].get(turn).cloned())?
        .all_good("intake over HTTP")?;
    let cpu = (server.cpu()? - before) / run.good() as f64;
    let beside = place.since(spent, 1e6 / run.good() as f64, "µs each");
    let mut figures = vec![
        Figure::new("rate", run.rate(), "dossiers/s").with(AtLeast(2_000.0)),
        Figure::new("p99", run.waits.at(0.99), "ms"),
        Figure::new("p50", run.waits.at(0.5), "ms"),
        Figure::new("cpu", cpu * 1e6, "µs each"),
    ];
    if let Some(floor) = floor {
        figures.push(
            Figure::new("cpu against the durable floor", cpu / floor.durable_cpu, "×").with(AtMost(8.0)),
        );
    }
    figures.extend(beside);
    Ok(Line::new(
        "http-intake",
        format!("POST /api/v1/dossiers, JSON, {CLIENTS} clients, {}", place.engine()),
        figures,
    ))
}

/// Transitions over HTTP: dossiers go all the way from the hand-over at the counter to the delivered result.
pub fn transition(place: &mut Place, time: Duration) -> Result<Line> {
    let work = Work::to_load(&place.fresh("transition")?)?;
    let plans: Vec<Plan> = (0..CLIENTS).map(|n| work.plan(n)).collect::<Result<_>>()?;
    let steps = plans.first().map_or(1, |plan| plan.steps.len()).max(1);
    let usernames = plans.iter().flat_map(|plan| plan.steps.iter().map(|step| step.username.clone()));
    let headers = api::tokens(&work, usernames)?;
    let dossiers = ((time.as_secs_f64() * 1.6 * 9_000.0) as usize / steps + 400).next_multiple_of(CLIENTS);
    let loaded = work.load(0, dossiers as u64, |n| (n as usize % CLIENTS, Timing::Server))?;
    let mut waiting: Vec<Vec<Vec<u8>>> = vec![Vec::new(); CLIENTS];
    // Dossiers come back in the order of their numbers on one writer, in any order on several: by counter then.
    let by_unit: HashMap<_, usize> = (0..CLIENTS).map(|n| (work.counter(n).unit, n)).collect();
    for acted in &loaded {
        let client = acted
            .state
            .places
            .received_at
            .and_then(|unit| by_unit.get(&unit))
            .context("a client's counter")?;
        let code = acted.code.as_ref().context("a code")?;
        for step in &plans[*client].steps {
            let header = headers.get(&step.username).context("a token")?;
            waiting[*client].push(api::act(code.as_str(), step, work.command_id()?, header)?);
        }
    }
    let server = Server::serve(&work.url)?;
    let few = steps * 40.min(waiting[0].len() / steps / 3);
    let alone: Vec<Vec<u8>> = waiting[0].drain(..few).collect();
    let warm: Vec<Vec<Vec<u8>>> = waiting.iter_mut().map(|list| list.drain(..steps).collect()).collect();
    drive(server.address, CLIENTS, time, move |client, turn| warm[client].get(turn).cloned())?
        .all_good("warming up")?;
    let (before, spent) = (server.cpu()?, place.spent());
    let run = drive(server.address, CLIENTS, time, move |client, turn| waiting[client].get(turn).cloned())?
        .all_good("transitions")?;
    let cpu = (server.cpu()? - before) / run.good() as f64;
    let beside = place.since(spent, 1e6 / run.good() as f64, "µs each");
    let at = Cell::new(0);
    let alone = drive(server.address, 1, time, move |_, _| alone.get(at.replace(at.get() + 1)).cloned())?
        .all_good("transitions alone")?;
    let mut figures = vec![
        Figure::new("rate", run.rate(), "/s").with(AtLeast(2_500.0)),
        Figure::new("p99", run.waits.at(0.99), "ms"),
        Figure::new("p50 alone", alone.waits.at(0.5), "ms").with(AtMost(5.0)),
        Figure::new("cpu", cpu * 1e6, "µs each"),
    ];
    figures.extend(beside);
    Ok(Line::new(
        "transition",
        format!(
            "POST of an act, JSON, {steps} acts from hand-over to delivery, {CLIENTS} clients and then one, {}",
            place.engine()
        ),
        figures,
    ))
}
