//! The floors: what a durable 1 KB write over HTTP costs with nothing else, what HTTP alone costs, what the disk costs.

use crate::output::say;
use anyhow::{Context, Result};
use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::{get, post};
use motcua_db::{Config, Db, Error, Migration, Stmt, migrate, params};
use std::io::{Seek, SeekFrom, Write};
use std::net::SocketAddr;
use std::path::Path;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant};

use super::client;
use super::load::drive;
use super::place::Place;
use super::report::{Figure, Line, Waits};
use super::server::Server;

const SCHEMA: &[Migration] = &[Migration {
    number: 1,
    name: "floor",
    sql: "create table floor (id bigint primary key, body {{blob}} not null);",
}];

const ADD: Stmt = Stmt::new("floor.add", "insert into floor (id, body) values ($1, $2)");

/// Bytes of one write.
const BODY: usize = 1024;

static NEXT: AtomicI64 = AtomicI64::new(1);

/// What the floors were, for ratios.
#[derive(Debug, Clone, Copy)]
pub struct Floor {
    /// Durable writes a second over HTTP.
    pub durable: f64,
    /// Processor seconds of the server for one of them.
    pub durable_cpu: f64,
}

/// Serves the floor (the hidden child of [`measure`]).
pub fn serve(database: &str, listen: SocketAddr) -> Result<()> {
    let db = Db::open(&Config { url: database.to_owned(), ..Config::default() })
        .context("the floor's database")?;
    migrate(&db, SCHEMA).context("the floor's table")?;
    let router = Router::new()
        .route("/hello", get(|| async { "hello\n" }))
        .route("/durable", post(durable))
        .with_state(db);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().context("a runtime")?;
    runtime.block_on(async move {
        let listener = tokio::net::TcpListener::bind(listen).await.context("listening")?;
        say!("floor: http://{}", listener.local_addr().context("own address")?)?;
        axum::serve(listener, router).await.context("serving")
    })
}

async fn durable(State(db): State<Db>, body: Bytes) -> StatusCode {
    let id = NEXT.fetch_add(1, Ordering::Relaxed);
    let written = db.write_async(move |tx| tx.execute(&ADD, params![id, body.as_ref()]));
    match written.await {
        Ok(_) => StatusCode::CREATED,
        Err(Error::Unavailable { .. }) => StatusCode::SERVICE_UNAVAILABLE,
        Err(Error::Conflict { .. } | Error::Defect(_)) => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

/// Measures them.
pub fn measure(
    place: &mut Place,
    time: Duration,
    lines: &mut dyn FnMut(Line) -> Result<()>,
) -> Result<Floor> {
    let url = place.fresh("floor")?;
    let server = Server::start(&["bench", "--floor-server", "--database", &url], "/hello")?;
    let write = client::post("/durable", "", "application/octet-stream", &[b'x'; BODY]);
    let hello = client::get("/hello", "");
    let request = write.clone();
    drive(server.address, 64, time / 4, move |_, _| Some(request.clone()))?.all_good("warming up")?;
    let (before, spent) = (server.cpu()?, place.spent());
    let request = write.clone();
    let durable =
        drive(server.address, 64, time, move |_, _| Some(request.clone()))?.all_good("durable POST")?;
    let durable_cpu = (server.cpu()? - before) / durable.good() as f64;
    let mut figures = vec![
        Figure::new("rate", durable.rate(), "/s"),
        Figure::new("p99", durable.waits.at(0.99), "ms"),
        Figure::new("cpu", durable_cpu * 1e6, "µs each"),
    ];
    figures.extend(place.since(spent, 1e6 / durable.good() as f64, "µs each"));
    lines(Line::new(
        "floor-durable",
        format!("POST of 1 KB, group commit, 64 clients, {}", place.engine()),
        figures,
    ))?;
    let alone = drive(server.address, 1, time / 2, move |_, _| Some(write.clone()))?
        .all_good("durable POST alone")?;
    let before = server.cpu()?;
    let request = hello.clone();
    let hello = drive(server.address, 64, time / 2, move |_, _| Some(request.clone()))?.all_good("hello")?;
    let hello_cpu = (server.cpu()? - before) / hello.good() as f64;
    lines(Line::new(
        "floor-alone",
        "the same with one client; and write + fdatasync of 1 KB, at the end of a file and within it",
        vec![
            Figure::new("p50", alone.waits.at(0.5), "ms"),
            Figure::new("append + fdatasync p50", disk(place.folder(), At::End, time / 4)?.at(0.5), "ms"),
            Figure::new(
                "overwrite + fdatasync p50",
                disk(place.folder(), At::Start, time / 4)?.at(0.5),
                "ms",
            ),
        ],
    ))?;
    lines(Line::new(
        "floor-hello",
        "GET of 6 bytes over kept connections, 64 clients in one thread beside the server",
        vec![Figure::new("rate", hello.rate(), "/s"), Figure::new("cpu", hello_cpu * 1e6, "µs each")],
    ))?;
    Ok(Floor { durable: durable.rate(), durable_cpu })
}

/// Where a write goes.
#[derive(Clone, Copy, PartialEq)]
enum At {
    /// The file grows, as a log does at first.
    End,
    /// The file keeps its size, as a log does that begins again at its start.
    Start,
}

/// Writes and syncs, one after the other.
fn disk(folder: &Path, at: At, time: Duration) -> Result<Waits> {
    let path = folder.join("fdatasync");
    let mut file = std::fs::File::create(&path).context("a scratch file")?;
    let mut write = || -> std::io::Result<Duration> {
        if at == At::Start {
            file.seek(SeekFrom::Start(0))?;
        }
        let asked = Instant::now();
        file.write_all(&[b'x'; BODY])?;
        file.sync_data()?;
        Ok(asked.elapsed())
    };
    // The first write makes the file grow in both cases.
    write().context("writing a scratch file")?;
    let started = Instant::now();
    let mut waits = Vec::new();
    while started.elapsed() < time {
        waits.push(write().context("writing a scratch file")?);
    }
    std::fs::remove_file(&path).context("removing the scratch file")?;
    Ok(Waits::of(waits))
}
