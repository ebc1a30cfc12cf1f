//! A big city: inboxes, start and memory with a million dossiers, beside the 66,000 of the first three weeks.
//!
//! Every dossier is received through the real use case and `record`, dated by the virtual clock of a demonstration; only
//! waiting for the disk is left out while loading (SQLite). The first 62,000 and half of the rest lie at one counter, so
//! that its inbox is deep in the small city and very deep in the big one.

use anyhow::{Context, Result, anyhow};
use motcua_app::clock::Timing;
use motcua_db::Durability;
use motcua_domain::desk::Queue;
use motcua_domain::ids::{FieldCode, UnitId};
use motcua_domain::procedure::Channel;
use motcua_store::queries::inbox::{self, Cursor, Query, View};
use std::time::{Duration, Instant};

use super::client::{Client, get};
use super::place::Place;
use super::report::Bar::AtMost;
use super::report::{Figure, Line, Waits};
use super::server::{Server, runtime};
use super::work::Work;

/// Dossiers of the first three weeks.
const SMALL: u64 = 66_000;
/// Rows before the deep page.
const DEPTH: usize = 60_000;
/// Dossiers at the one counter before any lie elsewhere.
const FIRST: u64 = 62_000;
/// Days the receipts are spread over.
const DAYS: i64 = 200;
/// Dossiers queued before their outcomes are looked at.
const CHUNK: u64 = 10_000;
/// Looks at each page.
const LOOKS: usize = 400;

/// Waits of the three pages of one city.
struct Looks {
    size: u64,
    first: Waits,
    deep: Waits,
    filtered: Waits,
}

/// Inbox, start and memory.
pub fn measure(place: &mut Place, dossiers: u64, lines: &mut dyn FnMut(Line)) -> Result<()> {
    let url = place.fresh("million")?;
    let small = dossiers.min(SMALL);
    let (few_reads, few_pages, _) = grown(&url, 0, small, dossiers)?;
    let (many_reads, many_pages, seconds) = grown(&url, small, dossiers, dossiers)?;
    let about = format!(
        "{dossiers} dossiers, each received through the use case (loaded in {seconds:.0} s), {}",
        place.engine()
    );
    for (name, few, many) in [("inbox", few_pages, many_pages), ("inbox-read", few_reads, many_reads)] {
        lines(Line::new(
            name,
            format!(
                "{}; {about}",
                if name == "inbox" {
                    "page of 20 rows over HTTP, one client"
                } else {
                    "the read model alone"
                }
            ),
            vec![
                Figure::new("first p95", many.first.at(0.95), "ms").with(AtMost(10.0)),
                Figure::new("60,000 deep p95", many.deep.at(0.95), "ms").with(AtMost(10.0)),
                Figure::new("filtered p95", many.filtered.at(0.95), "ms").with(AtMost(10.0)),
                Figure::new("slope from 66,000", slope(&few, &many), "").with(AtMost(0.05)),
            ],
        ));
    }
    let (ready, resident) = start(&url)?;
    lines(Line::new(
        "start-full",
        format!("to the first 200 of /readyz, and resident memory 3 s later; {about}"),
        vec![
            Figure::new("start", ready, "ms").with(AtMost(500.0)),
            Figure::new("memory", resident, "MiB").with(AtMost(60.0)),
        ],
    ));
    Ok(())
}

/// Starts a server on a database: milliseconds to the first 200, MiB at rest.
pub fn start(url: &str) -> Result<(f64, f64)> {
    let mut fastest = f64::INFINITY;
    for _ in 0..2 {
        fastest = fastest.min(Server::serve(url)?.ready_after.as_secs_f64() * 1e3);
    }
    let server = Server::serve(url)?;
    fastest = fastest.min(server.ready_after.as_secs_f64() * 1e3);
    std::thread::sleep(Duration::from_secs(3));
    Ok((fastest, server.resident_mib()?))
}

/// How the cost grows with the city: 1 would be in proportion, 0 not at all. By the fastest tenth of the looks, because
/// the two cities are measured minutes apart and other work on the machine comes and goes.
fn slope(few: &Looks, many: &Looks) -> f64 {
    let sizes = (many.size as f64 / few.size as f64).ln();
    if sizes <= 0.0 {
        return 0.0;
    }
    let pairs = [(&few.first, &many.first), (&few.deep, &many.deep), (&few.filtered, &many.filtered)];
    pairs
        .into_iter()
        .map(|(few, many)| (many.at(0.1) / few.at(0.1)).ln() / sizes)
        .fold(f64::NEG_INFINITY, f64::max)
}

/// Loads dossiers `from..to` and looks at the inbox: through the read model, and over HTTP.
fn grown(url: &str, from: u64, to: u64, all: u64) -> Result<(Looks, Looks, f64)> {
    let work = Work::with(url, |config| config.durability = Durability::Relaxed)?;
    let started = Instant::now();
    let begin = work.app.now_ms() - DAYS * 86_400_000;
    let step = DAYS * 86_400_000 / i64::try_from(all.max(1)).unwrap_or(i64::MAX);
    let mut at = from;
    while at < to {
        let end = (at + CHUNK).min(to);
        work.load(at, end, |n| {
            let counter = if n < FIRST || n % 2 == 1 { 0 } else { n as usize };
            (counter, Timing::Virtual { unix_ms: begin + i64::try_from(n).unwrap_or_default() * step })
        })?;
        at = end;
    }
    let seconds = started.elapsed().as_secs_f64();
    let unit = work.counter(0).unit;
    let depth = DEPTH.min(to as usize / 2);
    let cursor = deep(&work, unit, depth)?;
    let reads = reads(&work, unit, cursor, to)?;
    let paths = [
        "/desk/dossiers?queue=received".to_owned(),
        format!("/desk/dossiers?queue=received&after={cursor}"),
        "/desk/dossiers?queue=received&channel=counter&procedure=1.001193".to_owned(),
    ];
    let cookie = work.cookie(&work.counter(0).username)?;
    drop(work);
    let server = Server::serve(url)?;
    let [first, deep, filtered] = paths.map(|path| pages(&server, &get(&path, &cookie)));
    Ok((reads, Looks { size: to, first: first?, deep: deep?, filtered: filtered? }, seconds))
}

/// Where the page after `depth` rows begins.
fn deep(work: &Work, unit: UnitId, depth: usize) -> Result<Cursor> {
    let mut after = None;
    let mut seen = 0;
    while seen < depth {
        let page = work
            .app
            .db()
            .read(|tx| inbox::page(tx, &query(unit, None, after, None, 200)))
            .map_err(|e| anyhow!("{e}"))?;
        seen += page.rows.len();
        after = Some(page.next.context("the inbox is not that deep")?);
    }
    after.context("no page at all")
}

fn query<'a>(
    unit: UnitId,
    fields: Option<&'a [FieldCode]>,
    after: Option<Cursor>,
    channel: Option<Channel>,
    limit: u32,
) -> Query<'a> {
    Query {
        unit,
        queue: View::Queue(Queue::Received),
        fields,
        officer: None,
        procedure: None,
        channel,
        after,
        limit,
    }
}

/// The read model, scoped to fields as an officer with a field sees it.
fn reads(work: &Work, unit: UnitId, cursor: Cursor, size: u64) -> Result<Looks> {
    let fields = [FieldCode::from("ho-tich"), FieldCode::from("chung-thuc")];
    let look = |after: Option<Cursor>, channel: Option<Channel>| {
        let mut waits = Vec::new();
        for turn in 0..LOOKS + 20 {
            let asked = Instant::now();
            let page = work
                .app
                .db()
                .read(|tx| inbox::page(tx, &query(unit, Some(&fields), after, channel, 20)))
                .map_err(|e| anyhow!("{e}"))?;
            if page.rows.len() != 20 {
                return Err(anyhow!("a page of {} rows", page.rows.len()));
            }
            if turn >= 20 {
                waits.push(asked.elapsed());
            }
        }
        Ok(Waits::of(waits))
    };
    Ok(Looks {
        size,
        first: look(None, None)?,
        deep: look(Some(cursor), None)?,
        filtered: look(Some(cursor), Some(Channel::Counter))?,
    })
}

/// One page over HTTP, again and again.
fn pages(server: &Server, request: &[u8]) -> Result<Waits> {
    runtime()?.block_on(async {
        let mut client = Client::connect(server.address).await?;
        let mut waits = Vec::new();
        for turn in 0..LOOKS + 20 {
            let asked = Instant::now();
            let answer = client.send(request).await?;
            if answer.status != 200 {
                return Err(anyhow!("an inbox page answered {}", answer.head));
            }
            if turn >= 20 {
                waits.push(asked.elapsed());
            }
        }
        Ok(Waits::of(waits))
    })
}
