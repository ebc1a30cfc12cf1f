//! Pages of a full city: those of the public, of people signed in and of officers at a steady rate each, then ten times the
//! public the server can serve, while counters go on working.

use anyhow::{Context, Result};
use motcua_app::clock::Timing;
use std::time::Duration;

use super::api;
use super::client::get;
use super::load::{Outcome, crowd, drive};
use super::report::Bar::{AtLeast, AtMost};
use super::report::{Figure, Line};
use super::server::Server;
use super::signed_in::{self, Page};
use super::work::Work;

/// Visitors at once.
const VISITORS: usize = 32;
/// Requests a second at which each page is looked at.
const RATE: f64 = 200.0;
/// Counters at work during the surge, and how often all of them together receive somebody a second.
const COUNTERS: usize = 16;
const RECEIVED: f64 = 50.0;
/// Visitors of the surge.
const SURGE: usize = 640;
/// Dossiers followed.
const FOLLOWED: u64 = 64;
/// What is looked at; `{track}` stands for the page of a dossier with its secret.
const PAGES: [&str; 19] = [
    "/",
    "/life/nha-o-dat-dai",
    "/procedures",
    "/procedures?q=khai+sinh",
    "/procedures?q=lam+giay+khai+sinhh",
    "/procedures?channel=online",
    "/procedures/1.001193",
    "/procedures/1.004222?place=phuc+xa&channel=online",
    "/track",
    "{track}",
    "/open-data",
    "/accessibility",
    "/privacy",
    "/help/shortcuts",
    "/problems/wrong-phase",
    "/board",
    "/board?period=since&all=1",
    "/board?unit=00097",
    "/board/drill?period=since&unit=00097",
];

/// All lines, over a database that holds `dossiers` already.
pub fn measure(
    url: &str,
    dossiers: u64,
    about: &str,
    time: Duration,
    lines: &mut dyn FnMut(Line) -> Result<()>,
) -> Result<()> {
    let work = Work::to_load(url)?;
    let followed = work.load(dossiers, dossiers + FOLLOWED, |n| (n as usize, Timing::Server))?;
    let tracks = followed.iter().map(|acted| {
        let code = acted.code.as_ref().context("a code")?;
        Ok(get(&format!("/track/{code}?s={}", work.app.tracking_secret(&acted.dossier)), ""))
    });
    let tracks = tracks.collect::<Result<Vec<_>>>()?;
    let headers = api::tokens(&work, (0..COUNTERS).map(|n| work.counter(n).username.clone()))?;
    let intakes = (0..(RECEIVED * time.as_secs_f64() * 2.0) as u64).map(|n| {
        let counter = work.counter(n as usize % COUNTERS);
        api::intake(&work.filing(dossiers + FOLLOWED + n, counter.unit)?, &headers[&counter.username])
    });
    let intakes = intakes.collect::<Result<Vec<_>>>()?;
    let server = Server::serve(url)?;
    let pages = PAGES.map(|page| match page {
        "{track}" => (page, tracks.clone()),
        _ => (page, vec![get(page, "")]),
    });
    lines(steady("public-pages", &server, &pages, about, time)?)?;
    for (name, pages) in
        [("my-pages", signed_in::mine(&work)?), ("desk-pages", signed_in::desk(&work, &followed)?)]
    {
        lines(steady(name, &server, &pages, about, time)?)?;
    }
    lines(surge(&server, intakes, about, time)?)
}

/// Each page at the same steady rate: what it is called, and the requests that ask for it in turn.
fn steady(name: &'static str, server: &Server, pages: &[Page], about: &str, time: Duration) -> Result<Line> {
    let mut figures = Vec::new();
    for (page, list) in pages {
        let list = list.clone();
        let turns =
            move |client: usize, turn: usize| Some(list[(client + turn * VISITORS) % list.len()].clone());
        drive(server.address, 4, time / 20, turns.clone())?.all_good(page)?;
        let run = crowd(server.address, VISITORS, RATE, time, turns)?.all_good(page)?;
        figures.push(Figure::new(page, run.waits.at(0.95), "ms p95").with(AtMost(30.0)));
    }
    Ok(Line::new(name, format!("{RATE:.0} requests a second of each page in turn; {about}"), figures))
}

/// The public's peak, then ten times of it while counters receive people: the public is shed, the counters are not.
fn surge(server: &Server, intakes: Vec<Vec<u8>>, about: &str, time: Duration) -> Result<Line> {
    let page = get("/procedures/1.001193", "");
    let same = page.clone();
    let peak = drive(server.address, 64, time, move |_, _| Some(same.clone()))?
        .all_good("the public's peak")?
        .rate();
    let address = server.address;
    let counters = std::thread::spawn(move || -> Result<Outcome> {
        crowd(address, COUNTERS, RECEIVED, time, move |client, turn| {
            intakes.get(client + turn * COUNTERS).cloned()
        })
    });
    let public = crowd(address, SURGE, peak * 10.0, time, move |_, _| Some(page.clone()))?;
    let counters = counters.join().map_err(|_| anyhow::anyhow!("the counters' thread panicked"))??;
    let refused = |run: &Outcome| run.statuses.get(&503).copied().unwrap_or_default() as f64;
    let asked = counters.good() as f64 + refused(&counters) + counters.lost as f64;
    Ok(Line::new(
        "public-surge",
        format!(
            "peak {peak:.0}/s of one page, then {SURGE} visitors who would ask ten times as often, beside {COUNTERS} counters that receive {RECEIVED:.0} a second; {about}"
        ),
        vec![
            Figure::new("counters refused", refused(&counters) + counters.lost as f64, "").with(AtMost(0.0)),
            Figure::new("counters served", counters.good() as f64 / asked.max(1.0) * 100.0, "%")
                .with(AtLeast(100.0)),
            Figure::new("counters p95", counters.waits.at(0.95), "ms"),
            Figure::new("public served", public.rate(), "/s"),
            Figure::new("public 503", refused(&public) / public.seconds, "/s"),
            Figure::new("public p95 of those served", public.waits.at(0.95), "ms"),
        ],
    ))
}
