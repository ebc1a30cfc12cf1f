//! Pages people look at: the dossier at the desk, and tracking.

use anyhow::{Context, Result, anyhow};
use motcua_app::clock::Timing;
use std::time::Duration;

use super::client::get;
use super::load::drive;
use super::place::Place;
use super::report::Bar::AtLeast;
use super::report::{Figure, Line};
use super::server::Server;
use super::work::Work;

/// Clients at once.
const CLIENTS: usize = 64;
/// Dossiers looked at, in turn.
const DOSSIERS: u64 = 640;

/// Both pages, of dossiers that are worked up to the delivery.
pub fn measure(place: &mut Place, time: Duration, lines: &mut dyn FnMut(Line) -> Result<()>) -> Result<()> {
    let work = Work::to_load(&place.fresh("pages")?)?;
    let received = work.load(0, DOSSIERS, |n| (n as usize % CLIENTS, Timing::Server))?;
    let done = work.advance(received, CLIENTS, 1)?;
    let revision = done.first().map_or(0, |acted| acted.revision);
    let mut desk = Vec::new();
    let mut public = Vec::new();
    for acted in &done {
        let code = acted.code.as_ref().context("a code")?;
        let unit = acted.state.places.received_at;
        let counter =
            work.counters.iter().find(|counter| Some(counter.unit) == unit).context("its counter")?;
        let cookie = work.cookie(&counter.username)?;
        desk.push(get(&format!("/desk/dossiers/{code}"), &cookie));
        let secret = work.app.tracking_secret(&acted.dossier);
        public.push(get(&format!("/track/{code}?s={secret}"), ""));
    }
    let server = Server::serve(&work.url)?;
    for (name, requests) in [("dossier-page", desk), ("tracking-page", public)] {
        let size = page_size(&server, &requests[0])?;
        let list = requests.clone();
        let turns =
            move |client: usize, turn: usize| Some(list[(client + turn * CLIENTS) % list.len()].clone());
        drive(server.address, CLIENTS, time / 4, turns)?.all_good(name)?;
        let (before, spent) = (server.cpu()?, place.spent());
        let turns = move |client: usize, turn: usize| {
            Some(requests[(client + turn * CLIENTS) % requests.len()].clone())
        };
        let run = drive(server.address, CLIENTS, time, turns)?.all_good(name)?;
        let cpu = (server.cpu()? - before) / run.good() as f64;
        let mut figures = vec![
            Figure::new("rate", run.rate(), "/s").with(AtLeast(5_000.0)),
            Figure::new("p99", run.waits.at(0.99), "ms"),
            Figure::new("cpu", cpu * 1e6, "µs each"),
        ];
        figures.extend(place.since(spent, 1e6 / run.good() as f64, "µs each"));
        lines(Line::new(
            name,
            format!("HTML of {size} bytes, {revision} events, {CLIENTS} clients, {}", place.engine()),
            figures,
        ))?;
    }
    Ok(())
}

fn page_size(server: &Server, request: &[u8]) -> Result<usize> {
    super::server::runtime()?.block_on(async {
        let mut client = super::client::Client::connect(server.address).await?;
        let answer = client.send(request).await?;
        if answer.status != 200 {
            return Err(anyhow!("a page answered {}", answer.head));
        }
        Ok(answer.body.len())
    })
}
