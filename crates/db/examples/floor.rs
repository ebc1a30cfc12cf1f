//! Measures what the layer itself costs: durable grouped inserts, one alone, reads, and the overhead of one statement.
//!
//! Usage: `floor [URL] [SECONDS] [LANES]`; without a URL a temporary SQLite file in the current directory is used.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use motcua_db::{Config, Db, Error, Migration, Stmt, migrate, params};

const SCHEMA: &[Migration] = &[Migration {
    number: 1,
    name: "floor",
    sql: "create table floor (id bigint primary key, body {{blob}} not null);
          create table numbering (agency bigint primary key, last bigint not null);",
}];

const ADD: Stmt = Stmt::new("floor.add", "insert into floor (id, body) values ($1, $2)");
const NUMBER: Stmt = Stmt::new(
    "numbering.next",
    "insert into numbering (agency, last) values ($1, 1) \
     on conflict (agency) do update set last = numbering.last + 1 returning last",
);
const GET: Stmt = Stmt::new("floor.get", "select id, body from floor where id = $1");
const ONE: Stmt = Stmt::new("floor.one", "select cast($1 as bigint)");
const FIRST: Stmt = Stmt::new("floor.first", "select coalesce(max(id), 0) from floor");

static NEXT: AtomicI64 = AtomicI64::new(0);

fn main() -> Result<(), Error> {
    let dir = tempfile::TempDir::new_in(".").map_err(|error| Error::Defect(error.to_string()))?;
    let url = std::env::args()
        .nth(1)
        .filter(|url| !url.is_empty())
        .unwrap_or_else(|| format!("sqlite:{}", dir.path().join("floor.db").display()));
    let seconds = std::env::args().nth(2).and_then(|text| text.parse().ok()).unwrap_or(5);
    let opened = Instant::now();
    let defaults = Config::default();
    let postgres_lanes =
        std::env::args().nth(3).and_then(|text| text.parse().ok()).unwrap_or(defaults.postgres_lanes);
    let db = Db::open(&Config { url, postgres_lanes, ..defaults })?;
    migrate(&db, SCHEMA)?;
    println!("open and migrate     {:>10.1} ms", opened.elapsed().as_secs_f64() * 1e3);
    NEXT.store(db.read(|tx| tx.query_one(&FIRST, &[], |row| row.int(0)))? + 1, Ordering::Relaxed);
    for submitters in [1, 8, 64] {
        durable(&db, "durable", submitters, Duration::from_secs(seconds), add)?;
    }
    durable(&db, "numbered", 64, Duration::from_secs(seconds), add_numbered)?;
    pipelined(&db, Duration::from_secs(seconds))?;
    reads(&db, 4, Duration::from_secs(seconds))?;
    statement(&db)?;
    Ok(())
}

fn add(tx: &mut motcua_db::Tx<'_>, id: i64) -> Result<u64, Error> {
    tx.execute(&ADD, params![id, [5_u8; 1024]])
}

/// The same with a number from one of 126 sequences: what makes concurrent transactions collide.
fn add_numbered(tx: &mut motcua_db::Tx<'_>, id: i64) -> Result<u64, Error> {
    tx.query_one(&NUMBER, params![id % 126], |row| row.int(0))?;
    add(tx, id)
}

/// Durable 1 KB inserts, each submitter waiting for its acknowledgement.
fn durable(
    db: &Db,
    name: &str,
    submitters: usize,
    time: Duration,
    work: fn(&mut motcua_db::Tx<'_>, i64) -> Result<u64, Error>,
) -> Result<(), Error> {
    let groups = Arc::new(AtomicU64::new(0));
    let counter = Arc::clone(&groups);
    db.set_group_hook(move |_| {
        counter.fetch_add(1, Ordering::Relaxed);
        Ok(())
    });
    let started = Instant::now();
    let mut waits: Vec<Duration> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..submitters)
            .map(|_| {
                scope.spawn(move || {
                    let mut waits = Vec::new();
                    while started.elapsed() < time {
                        let id = NEXT.fetch_add(1, Ordering::Relaxed);
                        let asked = Instant::now();
                        db.write(move |tx| work(tx, id))?;
                        waits.push(asked.elapsed());
                    }
                    Ok::<_, Error>(waits)
                })
            })
            .collect();
        let mut all = Vec::new();
        for worker in workers {
            all.extend(worker.join().map_err(|_| Error::Defect("a submitter panicked".into()))??);
        }
        Ok::<_, Error>(all)
    })?;
    let elapsed = started.elapsed().as_secs_f64();
    waits.sort();
    let at = |share: f64| waits[((waits.len() - 1) as f64 * share) as usize].as_secs_f64() * 1e3;
    println!(
        "{name:<8} {submitters:>2} clients  {:>10.0} /s   p50 {:.2} ms  p99 {:.2} ms  {:.1} per group",
        waits.len() as f64 / elapsed,
        at(0.5),
        at(0.99),
        waits.len() as f64 / groups.load(Ordering::Relaxed).max(1) as f64
    );
    Ok(())
}

/// Durable 1 KB inserts from one thread that collects its tickets later.
fn pipelined(db: &Db, time: Duration) -> Result<(), Error> {
    let started = Instant::now();
    let mut pending = std::collections::VecDeque::new();
    let mut done = 0_u64;
    while started.elapsed() < time {
        let id = NEXT.fetch_add(1, Ordering::Relaxed);
        pending.push_back(db.submit(move |tx| add(tx, id))?);
        if pending.len() >= 2000
            && let Some(ticket) = pending.pop_front()
        {
            done += ticket.wait()?;
        }
    }
    for ticket in pending {
        done += ticket.wait()?;
    }
    println!("durable, pipelined   {:>10.0} /s", done as f64 / started.elapsed().as_secs_f64());
    Ok(())
}

/// Single-row reads, each in its own snapshot.
fn reads(db: &Db, readers: usize, time: Duration) -> Result<(), Error> {
    let rows = NEXT.load(Ordering::Relaxed);
    let done = AtomicU64::new(0);
    let started = Instant::now();
    std::thread::scope(|scope| {
        for reader in 0..readers {
            let done = &done;
            scope.spawn(move || {
                let mut id = reader as i64;
                while started.elapsed() < time {
                    id = (id * 31 + 17) % rows;
                    match db.read(|tx| tx.query_opt(&GET, params![id], |row| Ok(row.blob_ref(1)?.len()))) {
                        Ok(_) => drop(done.fetch_add(1, Ordering::Relaxed)),
                        Err(error) => eprintln!("{error}"),
                    }
                }
            });
        }
    });
    let rate = done.load(Ordering::Relaxed) as f64 / started.elapsed().as_secs_f64();
    println!("read, {readers} threads      {rate:>10.0} /s   each in its own snapshot");
    Ok(())
}

/// What one trivial statement costs inside a transaction.
fn statement(db: &Db) -> Result<(), Error> {
    const TURNS: i64 = 50_000;
    let took = db.read(|tx| {
        tx.query_one(&ONE, params![0_i64], |row| row.int(0))?;
        let started = Instant::now();
        for turn in 0..TURNS {
            tx.query_one(&ONE, params![turn], |row| row.int(0))?;
        }
        Ok::<_, Error>(started.elapsed())
    })?;
    println!("one statement        {:>10.0} ns", took.as_nanos() as f64 / TURNS as f64);
    Ok(())
}
