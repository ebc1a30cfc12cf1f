//! A big city: inboxes, start and memory with a million dossiers, beside the 66,000 of the first three weeks.
//!
//! Every dossier is received through the real use case and `record`, dated by the virtual clock of a demonstration; only
//! waiting for the disk is left out while loading. PostgreSQL is given a copy of what SQLite was loaded with. The first
//! 62,000 and half of the rest lie at one counter, so that its inbox is deep in the small city and very deep in the big
//! one.

use anyhow::{Context, Result, anyhow};
use motcua_app::clock::Timing;
use motcua_calendar::Moment;
use motcua_db::Durability;
use motcua_domain::desk::Queue;
use motcua_domain::ids::{FieldCode, UnitId};
use motcua_domain::procedure::Channel;
use motcua_insight::{Dim, Measure, Sums, Term};
use motcua_store::figures::{Period, by_member};
use motcua_store::queries::inbox::{self, Cursor, Query, View};
use std::path::Path;
use std::time::{Duration, Instant};

use super::client::{Client, get};
use super::copy::copy;
use super::figures;
use super::place::Place;
use super::public;
use super::report::Bar::AtMost;
use super::report::{Figure, Line, Waits};
use super::server::{Server, runtime};
use super::whole::start;
use super::work::Work;

/// Dossiers of the first three weeks.
const SMALL: u64 = 66_000;
/// Dossiers of the smaller board.
const BOARD_SMALL: u64 = 100_000;
/// Numbers of people left to others between those loaded and those who come while the board is watched.
const BEYOND: u64 = 10_000_000;
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

/// What is looked at in the full city.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// What officers and the operator meet: inboxes, start, memory.
    Inbox,
    /// What the public meets.
    Public,
    /// The board and what lies behind it.
    Figures,
}

/// Fills a city, and looks at the parts asked for. A city in a file of its own (`kept`) goes on from what it holds, and stays.
pub fn measure(
    place: &mut Place,
    dossiers: u64,
    kept: Option<&Path>,
    parts: &[Part],
    time: Duration,
    lines: &mut dyn FnMut(Line) -> Result<()>,
) -> Result<()> {
    let mut city = Growing::new(place, dossiers, kept);
    if parts.contains(&Part::Figures) {
        let small = dossiers.min(BOARD_SMALL);
        if kept.is_some() {
            let mut other = Growing::new(place, small, None);
            let work = other.grow(place, small)?;
            lines(figures::board("board-small", work, &other.about(), time)?)?;
        } else {
            let work = city.grow(place, small)?;
            lines(figures::board("board-small", work, &city.about_now(), time)?)?;
        }
    }
    if parts.contains(&Part::Inbox) {
        inbox_and_start(&mut city, place, dossiers, lines)?;
    } else {
        drop(city.grow(place, dossiers)?);
    }
    if parts.contains(&Part::Figures) {
        let about = city.about();
        lines(figures::board("board", Work::to_load(&city.url)?, &about, time)?)?;
        let work = Work::to_load(&city.url)?;
        lines(figures::drill(&work, &about)?)?;
        lines(figures::rebuild(&work, &about)?)?;
        lines(figures::live(&work, city.size + BEYOND, &about, time)?)?;
    }
    if parts.contains(&Part::Public) {
        public::measure(&city.url, dossiers, &city.about(), time, lines)?;
    }
    Ok(())
}

/// Inbox, start and memory.
fn inbox_and_start(
    city: &mut Growing,
    place: &mut Place,
    dossiers: u64,
    lines: &mut dyn FnMut(Line) -> Result<()>,
) -> Result<()> {
    let (few_reads, few_pages) = look(city.grow(place, dossiers.min(SMALL))?, city.size)?;
    let (many_reads, many_pages) = look(city.grow(place, dossiers)?, city.size)?;
    let about = city.about();
    for (name, what, few, many) in [
        ("inbox", "page of 20 rows over HTTP, one client", few_pages, many_pages),
        ("inbox-read", "the read model alone", few_reads, many_reads),
    ] {
        lines(Line::new(
            name,
            format!("{what}; {about}"),
            vec![
                Figure::new("first p95", many.first.at(0.95), "ms").with(AtMost(10.0)),
                Figure::new("60,000 deep p95", many.deep.at(0.95), "ms").with(AtMost(10.0)),
                Figure::new("filtered p95", many.filtered.at(0.95), "ms").with(AtMost(10.0)),
                Figure::new("slope from 66,000", slope(&few, &many), "").with(AtMost(0.05)),
            ],
        ))?;
    }
    let start = start(place, &city.url)?;
    lines(Line::new(
        "start-full",
        format!("to the first 200 of /readyz, and resident memory 3 s later; {about}"),
        [
            Figure::new("start", start.ready_ms, "ms").with(AtMost(500.0)),
            Figure::new("memory", start.resident_mib, "MiB").with(AtMost(60.0)),
        ]
        .into_iter()
        .chain(start.beside)
        .collect(),
    ))?;
    Ok(())
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

/// A city that is loaded in two stages and looked at after each.
struct Growing {
    /// What is looked at.
    url: String,
    /// Where dossiers are received: the same on SQLite.
    loaded_at: String,
    engine: &'static str,
    all: u64,
    size: u64,
    /// How many were there already.
    found: u64,
    /// When the first dossier is received; the others follow evenly.
    begin_ms: Option<i64>,
    loading: Duration,
    copying: Duration,
}

impl Growing {
    fn new(place: &Place, all: u64, kept: Option<&Path>) -> Self {
        let kept = kept.map(|file| format!("sqlite:{}", file.display()));
        let loaded_at = kept.unwrap_or_else(|| place.fresh_file("million"));
        Self {
            url: loaded_at.clone(),
            loaded_at,
            engine: place.engine(),
            all,
            size: 0,
            found: 0,
            begin_ms: None,
            loading: Duration::ZERO,
            copying: Duration::ZERO,
        }
    }

    /// How it came to be, for the lines.
    fn about(&self) -> String {
        let (all, loading, copying) = (self.all, self.loading.as_secs_f64(), self.copying.as_secs_f64());
        let received = match self.found {
            0 => format!("{all} dossiers, each received through the use case"),
            found => format!(
                "{all} dossiers, each received through the use case, {found} of them in an earlier run"
            ),
        };
        if self.engine == "SQLite" {
            return format!("{received} (in {loading:.0} s, with syncing off while loading), SQLite");
        }
        format!(
            "{received} on SQLite (in {loading:.0} s, with syncing off while loading), copied table by table (in {copying:.0} s), vacuumed and checkpointed, {}",
            self.engine
        )
    }

    /// The same, on the way.
    fn about_now(&self) -> String {
        format!("{} of {}", self.size, self.about())
    }

    /// Grows to a size; gives the city to be looked at.
    fn grow(&mut self, place: &mut Place, to: u64) -> Result<Work> {
        let mut work = Work::with(&self.loaded_at, |config| config.durability = Durability::Relaxed)?;
        if self.size == 0 {
            self.found = held(&work)?;
            self.size = self.found;
        }
        self.load(&work, to)?;
        if self.engine != "SQLite" {
            self.url = place.fresh(&format!("of_{to}"))?;
            let started = Instant::now();
            copy(work.app.db(), &self.url)?;
            self.copying += started.elapsed();
            work = Work::new(&self.url)?;
        }
        Ok(work)
    }

    fn load(&mut self, work: &Work, to: u64) -> Result<()> {
        let started = Instant::now();
        let begin = *self.begin_ms.get_or_insert_with(|| work.app.now_ms() - DAYS * 86_400_000);
        let step = DAYS * 86_400_000 / i64::try_from(self.all.max(1)).unwrap_or(i64::MAX);
        while self.size < to {
            let end = (self.size + CHUNK).min(to);
            work.load(self.size, end, |n| {
                let counter = if n < FIRST || n % 2 == 1 { 0 } else { n as usize };
                (counter, Timing::Virtual { unix_ms: begin + i64::try_from(n).unwrap_or_default() * step })
            })?;
            self.size = end;
        }
        self.loading += started.elapsed();
        Ok(())
    }
}

/// Dossiers a city holds.
fn held(work: &Work) -> Result<u64> {
    let (from, to) = (Moment::from_unix_seconds(0), Moment::from_unix_seconds(i64::from(u32::MAX)));
    let period = Period { from: from.date(), to: to.date() };
    let all = work.app.db().read(|tx| by_member(tx, Dim::Competent, period));
    let received = |sums: &Sums| sums.of(Term::Counted(Measure::Received)).unsigned_abs();
    Ok(all.map_err(|e| anyhow!("{e}"))?.values().map(received).sum())
}

/// Looks at the inbox: through the read model, and over HTTP.
fn look(work: Work, size: u64) -> Result<(Looks, Looks)> {
    let unit = work.counter(0).unit;
    let depth = DEPTH.min(size as usize / 2);
    let cursor = deep(&work, unit, depth)?;
    let reads = reads(&work, unit, cursor, size)?;
    let paths = [
        "/desk/dossiers?queue=received".to_owned(),
        format!("/desk/dossiers?queue=received&after={cursor}"),
        "/desk/dossiers?queue=received&channel=counter&procedure=1.001193".to_owned(),
    ];
    let cookie = work.cookie(&work.counter(0).username)?;
    let url = work.url.clone();
    drop(work);
    let server = Server::serve(&url)?;
    let [first, deep, filtered] = paths.map(|path| pages(&server, &get(&path, &cookie)));
    Ok((reads, Looks { size, first: first?, deep: deep?, filtered: filtered? }))
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
