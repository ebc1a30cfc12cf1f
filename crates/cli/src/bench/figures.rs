//! The numbers of a city: the board at 100,000 dossiers and in the full city, the lists behind it, how soon it shows an act, what
//! five hundred who watch cost, everything derived anew from the journal, and what the sums cost whoever receives dossiers.

use anyhow::{Context, Result, anyhow, bail};
use motcua_calendar::Lang;
use motcua_domain::actor::{Actor, Role};
use motcua_store::figures::leave_out;
use std::cell::Cell;
use std::net::SocketAddr;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::api;
use super::client::{Client, get};
use super::load::{crowd, drive};
use super::place::Place;
use super::report::Bar::AtMost;
use super::report::{Figure, Line, Waits};
use super::server::{Server, runtime};
use super::work::Work;

/// Visitors at once, and how often all of them together ask a second.
const VISITORS: usize = 32;
const RATE: f64 = 200.0;
/// Viewers of one board.
const VIEWERS: usize = 500;
/// Acts a second while they watch.
const ACTS: f64 = 3.0;
/// Acts of which is measured how soon they show.
const SHOWN: usize = 15;

/// The board at a steady rate, and asked for once after a second of rest: then the numbers are read anew.
pub fn board(name: &'static str, work: Work, about: &str, time: Duration) -> Result<Line> {
    let unit = commune(&work)?;
    let url = work.url.clone();
    let cookie = work.cookie(&leader(&work)?)?;
    drop(work);
    let server = Server::serve(&url)?;
    // Guests share a page for as long as its numbers are in use; an officer's is drawn for each request. The file is asked for as any
    // client asks for megabytes, and as it is, which mostly measures how fast it is carried.
    let (all, packed) = ("/board/numbers.csv?period=since".to_owned(), "Accept-Encoding: gzip\r\n");
    let pages = [
        ("/board", "/board".to_owned(), "", true),
        ("/board compressed", "/board".to_owned(), packed, true),
        ("whole time", "/board?period=since&all=1".to_owned(), "", true),
        ("one unit", format!("/board?unit={unit}"), "", true),
        ("drawn for an officer", "/board".to_owned(), &cookie, true),
        ("whole time for an officer", "/board?period=since&all=1".to_owned(), &cookie, true),
        ("all metrics of all units", all.clone(), packed, true),
        ("uncompressed", all, "", false),
    ];
    let mut figures = Vec::new();
    for (page, path, headers, bar) in &pages {
        let request = get(path, headers);
        let same = request.clone();
        drive(server.address, 4, time / 20, move |_, _| Some(same.clone()))?.all_good(page)?;
        let run = crowd(server.address, VISITORS, RATE, time, move |_, _| Some(request.clone()))?;
        let figure = Figure::new(page, run.all_good(page)?.waits.at(0.95), "ms p95");
        figures.push(if *bar { figure.with(AtMost(5.0)) } else { figure });
    }
    let request = get("/board", "");
    let rested = runtime()?.block_on(async {
        let mut client = Client::connect(server.address).await?;
        let mut waits = Vec::new();
        for _ in 0..10 {
            tokio::time::sleep(Duration::from_millis(1_100)).await;
            let asked = Instant::now();
            client.send(&request).await?;
            waits.push(asked.elapsed());
        }
        Ok::<_, anyhow::Error>(Waits::of(waits))
    })?;
    figures.push(Figure::new("read anew p50", rested.at(0.5), "ms"));
    Ok(Line::new(name, format!("{RATE:.0} requests a second of each page in turn; {about}"), figures))
}

/// The sign-in name of a leader of the city.
fn leader(work: &Work) -> Result<String> {
    let leads = |actor: &Actor| actor.duties().iter().any(|duty| duty.role == Role::CityLeader);
    let found = work.officers.iter().find(|(_, _, actor)| leads(actor));
    Ok(found.context("a leader of the city")?.1.clone())
}

/// Lists of dossiers behind numbers, as a leader of the city opens them one after the other.
pub fn drill(work: &Work, about: &str) -> Result<Line> {
    let cookie = work.cookie(&leader(work)?)?;
    let server = Server::serve(&work.url)?;
    let deep = commune(work)?;
    let mut units: Vec<String> = Vec::new();
    for n in 1..work.counters.len().min(12) {
        units.extend(parent(work, n));
    }
    let metrics = ["overdue", "received", "on_time", "self_online", "supplement_rate", "refusal_rate"];
    let mut waits = Vec::new();
    runtime()?.block_on(async {
        let mut client = Client::connect(server.address).await?;
        for turn in 0..40 {
            for metric in metrics {
                let unit = if turn % 2 == 0 { &deep } else { &units[turn % units.len()] };
                let path = format!("/board/drill?period=since&metric={metric}&unit={unit}");
                let asked = Instant::now();
                let answer = client.send(&get(&path, &cookie)).await?;
                if answer.status != 200 {
                    bail!("{path} answers {}", answer.status);
                }
                if turn > 0 {
                    waits.push(asked.elapsed());
                }
            }
        }
        Ok::<_, anyhow::Error>(())
    })?;
    let waits = Waits::of(waits);
    Ok(Line::new(
        "drill",
        format!(
            "lists of dossiers behind {} metrics at {} units, one client; {about}",
            metrics.len(),
            units.len() + 1
        ),
        vec![
            Figure::new("p95", waits.at(0.95), "ms").with(AtMost(50.0)),
            Figure::new("p50", waits.at(0.5), "ms"),
        ],
    ))
}

/// How soon the board shows an act, and what viewers cost while acts go on.
pub fn live(work: &Work, from: u64, about: &str, time: Duration) -> Result<Line> {
    let counter = work.counter(0);
    let headers = api::tokens(work, std::iter::once(counter.username.clone()))?;
    let watched = (ACTS * time.as_secs_f64() * 3.0) as u64 + 10;
    let intakes = (0..SHOWN as u64 + watched)
        .map(|n| api::intake(&work.filing(from + n, counter.unit)?, &headers[&counter.username]));
    let mut intakes = intakes.collect::<Result<Vec<_>>>()?;
    let server = Server::serve(&work.url)?;
    let address = server.address;
    let shown = intakes.split_off(watched as usize);
    let waits = runtime()?.block_on(shows(address, shown))?;
    let (cpu, alone) = watch(&server, intakes, time)?;
    Ok(Line::new(
        "board-live",
        format!(
            "server-sent events: from the answer to an act to its event; then {VIEWERS} viewers while {ACTS} dossiers a second are received; {about}"
        ),
        vec![
            Figure::new("shown after, at most", waits.at(1.0), "ms").with(AtMost(1_000.0)),
            Figure::new("p50", waits.at(0.5), "ms"),
            Figure::new("processor for viewers", (cpu - alone) * 100.0, "% of a core").with(AtMost(10.0)),
            Figure::new("server without them", alone * 100.0, "%"),
        ],
    ))
}

async fn follow(address: SocketAddr) -> Result<TcpStream> {
    let mut stream = TcpStream::connect(address).await?;
    let request =
        format!("GET /board/stream HTTP/1.1\r\nHost: {address}\r\nAccept: text/event-stream\r\n\r\n");
    stream.write_all(request.as_bytes()).await?;
    Ok(stream)
}

/// From the answer to each act until the board's event, acts at odd moments.
async fn shows(address: SocketAddr, intakes: Vec<Vec<u8>>) -> Result<Waits> {
    let mut stream = follow(address).await?;
    let mut client = Client::connect(address).await?;
    let mut buffer = vec![0; 1 << 20];
    let mut waits = Vec::new();
    for (n, intake) in (0..).zip(intakes) {
        // Until nothing is said any more, and then to another place between two looks each time.
        while let Ok(read) =
            tokio::time::timeout(Duration::from_millis(1_500), stream.read(&mut buffer)).await
        {
            if read? == 0 {
                bail!("the stream ended");
            }
        }
        tokio::time::sleep(Duration::from_millis(n * 67 % 1_000)).await;
        if client.send(&intake).await?.status >= 400 {
            bail!("an intake was refused");
        }
        let answered = Instant::now();
        let read = tokio::time::timeout(Duration::from_secs(20), stream.read(&mut buffer)).await;
        if read.context("no event within twenty seconds")?? == 0 {
            bail!("the stream ended");
        }
        waits.push(answered.elapsed());
    }
    Ok(Waits::of(waits))
}

/// The server's share of one core: with viewers, and with the acts alone.
fn watch(server: &Server, intakes: Vec<Vec<u8>>, time: Duration) -> Result<(f64, f64)> {
    let address = server.address;
    let intakes = Rc::new(intakes);
    let next = Rc::new(Cell::new(0));
    let acts = || {
        let (intakes, next) = (Rc::clone(&intakes), Rc::clone(&next));
        move |_: usize, _: usize| intakes.get(next.replace(next.get() + 1)).cloned()
    };
    let unwatched = || -> Result<f64> {
        let before = server.cpu()?;
        let run = crowd(address, 1, ACTS, time / 2, acts())?;
        Ok((server.cpu()? - before) / run.seconds)
    };
    let before_them = unwatched()?;
    let (stop, stopped) = std::sync::mpsc::channel::<()>();
    let heard = Arc::new(AtomicU64::new(0));
    let told = Arc::clone(&heard);
    let viewers = std::thread::spawn(move || -> Result<()> {
        let local = tokio::task::LocalSet::new();
        runtime()?.block_on(local.run_until(async {
            for _ in 0..VIEWERS {
                let mut stream = follow(address).await?;
                let told = Arc::clone(&told);
                local.spawn_local(async move {
                    let mut buffer = vec![0; 64 * 1024];
                    while let Ok(read @ 1..) = stream.read(&mut buffer).await {
                        told.fetch_add(read as u64, Ordering::Relaxed);
                    }
                });
            }
            while stopped.try_recv() == Err(std::sync::mpsc::TryRecvError::Empty) {
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
            Ok(())
        }))
    });
    std::thread::sleep(Duration::from_secs(3));
    let (before, bytes) = (server.cpu()?, heard.load(Ordering::Relaxed));
    let run = crowd(address, 1, ACTS, time, acts())?;
    let cpu = (server.cpu()? - before) / run.seconds;
    drop(stop);
    viewers.join().map_err(|_| anyhow!("the viewers' thread panicked"))??;
    if heard.load(Ordering::Relaxed) == bytes {
        bail!("the viewers heard nothing");
    }
    // What the server does by itself comes and goes: looked at before them and after.
    Ok((cpu, before_them.midpoint(unwatched()?)))
}

/// Everything derived anew: found to be what was there, and once more with every desk and sum lost.
pub fn rebuild(work: &Work, about: &str) -> Result<Line> {
    let timed = || -> Result<_> {
        let started = Instant::now();
        Ok((crate::rebuild::anew(&work.app, 2, false)?, started.elapsed().as_secs_f64()))
    };
    let (found, seconds) = timed()?;
    if !found.was_sound() {
        bail!("what the journal gives differs from what was kept: {found:?}");
    }
    let lost = "delete from desk_item; delete from desk_count; delete from figure; delete from in_hand";
    work.app.db().exclusive(|tx| tx.batch(lost)).map_err(|e: motcua_db::Error| anyhow!("{e}"))?;
    let (anew, from_nothing) = timed()?;
    let after = crate::rebuild::anew(&work.app, 2, true)?;
    if anew.sums_differed != found.sums || after != found {
        bail!("what was lost did not come back: {anew:?}, {after:?}");
    }
    Ok(Line::new(
        "rebuild",
        format!(
            "states, desks, counts and sums from {} events on 2 threads, found identical; then with all desks and sums lost; {about}",
            found.events
        ),
        vec![
            Figure::new("rebuild", seconds, "s").with(AtMost(60.0)),
            Figure::new("with desks and sums lost", from_nothing, "s").with(AtMost(60.0)),
            Figure::new("rows of sums", found.sums as f64, ""),
            Figure::new("rows of desks", found.items as f64, ""),
        ],
    ))
}

/// What the sums cost an intake: rounds with and without them in turn, in one database.
pub fn cost(place: &mut Place, time: Duration) -> Result<Line> {
    let work = Arc::new(Work::new(&place.fresh("sums")?)?);
    let next = Arc::new(AtomicU64::new(0));
    let (mut with, mut without) = (Vec::new(), Vec::new());
    for round in 0..7 {
        for left_out in [false, true] {
            leave_out(left_out);
            let rate = intakes(&work, &next, time / 4);
            leave_out(false);
            // The first fill caches.
            if round > 0 {
                (if left_out { &mut without } else { &mut with }).push(rate?);
            }
        }
    }
    let middle = |rates: &mut Vec<f64>| {
        rates.sort_by(f64::total_cmp);
        rates[rates.len() / 2]
    };
    let (with, without) = (middle(&mut with), middle(&mut without));
    Ok(Line::new(
        "sums-cost",
        format!(
            "intake through the use case, rounds with and without the sums in turn, medians of 6, {}",
            place.engine()
        ),
        vec![
            Figure::new("throughput lost", (1.0 - with / without) * 100.0, "%").with(AtMost(20.0)),
            Figure::new("with", with, "dossiers/s"),
            Figure::new("without", without, "dossiers/s"),
        ],
    ))
}

fn intakes(work: &Arc<Work>, next: &Arc<AtomicU64>, time: Duration) -> Result<f64> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().context("a runtime")?;
    let started = Instant::now();
    let tasks: Vec<_> = (0..64)
        .map(|client| {
            let (work, next) = (Arc::clone(work), Arc::clone(next));
            runtime.spawn(async move {
                let (counter, mut done) = (work.counter(client), 0_u64);
                while started.elapsed() < time {
                    let request = work.filing(next.fetch_add(1, Ordering::Relaxed), counter.unit)?;
                    let answer = work.app.intake(counter.officer.clone(), request).await;
                    answer.map_err(|e| anyhow!("{}", e.message(Lang::En)))?;
                    done += 1;
                }
                Ok::<_, anyhow::Error>(done)
            })
        })
        .collect();
    let mut done = 0;
    runtime.block_on(async {
        for task in tasks {
            done += task.await.context("a client")??;
        }
        Ok::<_, anyhow::Error>(())
    })?;
    Ok(done as f64 / started.elapsed().as_secs_f64())
}

/// Key of the commune of the counter where most dossiers lie.
fn commune(work: &Work) -> Result<String> {
    parent(work, 0).context("the commune of a counter")
}

fn parent(work: &Work, n: usize) -> Option<String> {
    let world = work.app.world();
    let unit = world.units.get(work.counter(n).unit)?;
    Some(world.units.get(unit.parent?)?.key.clone())
}
