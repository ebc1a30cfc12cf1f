//! Publication while the counters work: nobody is refused because of it, and no dossier loses its way.
//!
//! A served city with the big catalogue. Its counters ask at fixed times, 500 acts a second and more. First nothing else
//! happens; then designers publish a version each second through their pages, and the dossiers of one procedure, received
//! under an older version, pass to the one in force. Afterwards the journal is verified and every open dossier is asked for its next step.

use anyhow::{Context, Result, anyhow, bail};
use motcua_app::Acted;
use motcua_app::clock::Timing;
use motcua_calendar::{Moment, wording};
use motcua_db::Durability;
use motcua_domain::ids::{ProcedureCode, VersionId};
use motcua_store::{dossiers, procedures};
use std::cell::RefCell;
use std::rc::Rc;
use std::time::{Duration, Instant};

use super::api;
use super::catalogue;
use super::load::{GATHERING, Outcome, crowd};
use super::place::Place;
use super::report::Bar::{AtLeast, AtMost};
use super::report::{Figure, Line, Waits};
use super::server::{Server, run, runtime};
use super::work::{PROCEDURE, Plan, Work};

mod designer;

use designer::Designer;

/// Clients at the counters.
const CLIENTS: usize = 64;
/// Acts asked for each second: a little more than is to be done.
const ASKED: f64 = 520.0;
/// Acts that must be done each second.
const WANTED: f64 = 500.0;
/// Acts between two intakes of a client.
const ACTS_TO_ONE_INTAKE: usize = 3;
/// A procedure of the communes whose dossiers in hand pass to a newer version.
const PASSING: &str = "1.000894";
/// How many of them there are.
const IN_HAND: u64 = 1_000;
/// How many days before the version in force began they were received.
const BEFORE: i32 = 14;
/// Days ahead that the first version begins; the others on the days after.
const AHEAD: i32 = 30;

/// Dossiers that were received before, in two groups: those the counters go on with, and those that pass.
struct City {
    work: Work,
    /// The version some are under, and the one they pass to.
    pair: (VersionId, VersionId),
    /// For each client what it sends, in order.
    requests: Vec<Vec<Vec<u8>>>,
}

/// What the designers did.
struct Published {
    waits: Waits,
    count: usize,
    passed: u64,
}

/// Measures it.
pub fn measure(place: &mut Place, time: Duration) -> Result<Line> {
    let (calm_time, busy_time) = (time, time * 3);
    let work = catalogue::big(&place.fresh("publication")?, Durability::Full)?;
    let mut city = City::prepare(work, (calm_time + busy_time).as_secs_f64())?;
    let requests = Rc::new(std::mem::take(&mut city.requests));
    let server = Server::serve(&city.work.url)?;
    // A client goes on where it was: acts on one dossier follow each other. What it asked for last it did not send.
    let reached = Rc::new(RefCell::new(vec![0; CLIENTS]));
    let (list, note) = (Rc::clone(&requests), Rc::clone(&reached));
    let calm = crowd(server.address, CLIENTS, ASKED, calm_time, move |client, turn| {
        note.borrow_mut()[client] = turn;
        list[client].get(turn).cloned()
    })?;
    let from = reached.take();
    let (busy, published) = std::thread::scope(|scope| {
        let designers = scope.spawn(|| design(&city, &server, busy_time));
        let busy = crowd(server.address, CLIENTS, ASKED, busy_time, move |client, turn| {
            requests[client].get(from[client] + turn).cloned()
        });
        (busy, designers.join())
    });
    let published = published.map_err(|_| anyhow!("the designers' thread panicked"))??;
    drop(server);
    let verified = run(&["verify", "--json", "--database", &city.work.url])?;
    let report: serde_json::Value = serde_json::from_str(&verified.output).context("the report of verify")?;
    let differences =
        report["findings"].as_array().map_or(0, Vec::len) as u64 + report["more"].as_u64().unwrap_or(0);
    let (open, stuck) = city.without_next_step()?;
    line(place, (&calm, &busy?), &published, (differences, open, stuck))
}

fn line(
    place: &Place,
    (calm, busy): (&Outcome, &Outcome),
    published: &Published,
    (differences, open, stuck): (u64, u64, u64),
) -> Result<Line> {
    if published.passed == 0 {
        bail!("no dossier passed to the version in force");
    }
    let of = |status: u16| {
        (calm.statuses.get(&status).unwrap_or(&0) + busy.statuses.get(&status).unwrap_or(&0)) as f64
    };
    let refused: u64 = calm.statuses.range(400..).chain(busy.statuses.range(400..)).map(|(_, n)| n).sum();
    let others = refused as f64 - of(503) - of(409) + (calm.lost + busy.lost) as f64;
    if let Some(odd) = busy.odd.as_ref().or(calm.odd.as_ref()) {
        tracing::warn!(answer = odd, "refused while versions were published");
    }
    Ok(Line::new(
        "publication",
        format!(
            "intakes and acts of {CLIENTS} counters over HTTP beside designers who publish through their pages, {} versions; {} dossiers in hand passed to the version in force, {open} open at the end; catalogue of 10,000 versions, {}",
            published.count,
            published.passed,
            place.engine()
        ),
        vec![
            Figure::new("acts", busy.rate(), "/s").with(AtLeast(WANTED)),
            Figure::new("503", of(503), "").with(AtMost(0.0)),
            Figure::new("409", of(409), "").with(AtMost(0.0)),
            Figure::new("refused otherwise", others, "").with(AtMost(0.0)),
            Figure::new("differences found by verify", differences as f64, "").with(AtMost(0.0)),
            Figure::new("open dossiers without a next step", stuck as f64, "").with(AtMost(0.0)),
            Figure::new("p99 of an act", busy.waits.at(0.99), "ms"),
            Figure::new("p99 before, without publications", calm.waits.at(0.99), "ms"),
            Figure::new("a version from draft to publication, p50", published.waits.at(0.5), "ms"),
        ],
    ))
}

impl City {
    /// Receives both groups and builds what the counters send for so many seconds.
    fn prepare(mut work: Work, seconds: f64) -> Result<Self> {
        let of_client = (seconds * ASKED * 1.1 / CLIENTS as f64) as usize + 8;
        let plans: Vec<Plan> = (0..CLIENTS).map(|n| work.plan(n)).collect::<Result<_>>()?;
        let steps = plans.iter().map(|plan| plan.steps.len()).min().unwrap_or(1).max(1);
        let share = ACTS_TO_ONE_INTAKE as f64 / (ACTS_TO_ONE_INTAKE + 1) as f64;
        let each = (of_client as f64 * share / steps as f64) as u64 + 2;
        let received = work.load(0, each * CLIENTS as u64, |n| (n as usize % CLIENTS, Timing::Server))?;
        let usernames = plans.iter().flat_map(|plan| plan.steps.iter().map(|step| step.username.clone()));
        let counters = (0..CLIENTS).map(|n| work.counter(n).username.clone());
        let headers = api::tokens(&work, usernames.chain(counters))?;
        let mut requests: Vec<Vec<Vec<u8>>> = vec![Vec::new(); CLIENTS];
        let mut filed = each * CLIENTS as u64;
        for acted in &received {
            let at = acted.state.places.received_at;
            let client =
                (0..CLIENTS).find(|n| Some(work.counter(*n).unit) == at).context("a client's counter")?;
            let code = acted.code.as_ref().context("a code")?;
            for step in &plans[client].steps {
                let list = &mut requests[client];
                list.push(api::act(code.as_str(), step, work.command_id()?, &headers[&step.username])?);
                if list.len() % (ACTS_TO_ONE_INTAKE + 1) == ACTS_TO_ONE_INTAKE {
                    let counter = work.counter(client);
                    list.push(api::intake(&work.filing(filed, counter.unit)?, &headers[&counter.username])?);
                    filed += 1;
                }
            }
        }
        work.turn_to(PASSING)?;
        let world = work.app.world();
        let to = world.version_for(&PASSING.into(), work.app.now().date()).context("a version in force")?;
        let day = to.valid_from.plus_days(-BEFORE);
        let from = world.version_for(&PASSING.into(), day).context("an older version")?;
        let morning = Moment::parse(&format!("{day}T09:00")).map_err(|e| anyhow!("{e}"))?;
        let timing = Timing::Virtual { unix_ms: morning.unix_seconds() * 1_000 };
        let received = work.load(filed, filed + IN_HAND, |n| (n as usize % CLIENTS, timing))?;
        in_hand(&work, received)?;
        work.turn_to(PROCEDURE)?;
        Ok(Self { work, pair: (from.id, to.id), requests })
    }

    /// How many dossiers are open, and how many of them nobody can take a step further.
    fn without_next_step(&self) -> Result<(u64, u64)> {
        let app = &self.work.app;
        app.reload_world().map_err(|e| anyhow!("{e}"))?;
        let world = app.world();
        let (mut open, mut stuck) = (0, 0);
        for code in [PROCEDURE, PASSING].map(ProcedureCode::from) {
            for version in world.versions_of(&code) {
                let ids = app.db().read(|tx| procedures::received_under(tx, &code, version.id));
                for id in ids.map_err(|e| anyhow!("{e}"))? {
                    let loaded = app.db().read(|tx| dossiers::load(tx, &id)).map_err(|e| anyhow!("{e}"))?;
                    let loaded = loaded.context("an open dossier is gone")?;
                    open += 1;
                    stuck += u64::from(!self.work.goes_on(&loaded.dossier, version));
                }
            }
        }
        Ok((open, stuck))
    }
}

/// Hands dossiers over to those who appraise them: in the middle of their way.
fn in_hand(work: &Work, received: Vec<Acted>) -> Result<()> {
    let acts = work.plan(0)?.steps.len();
    work.advance(received, CLIENTS, acts.saturating_sub(2)).map(drop)
}

/// Publishes a version each second; after the first, dossiers in hand pass to the version in force.
fn design(city: &City, server: &Server, time: Duration) -> Result<Published> {
    let (author, other) = city.work.designers()?;
    let cookies = (city.work.cookie(&author.username)?, city.work.cookie(&other.username)?);
    let today = city.work.app.now().date();
    std::thread::sleep(GATHERING);
    let started = Instant::now();
    runtime()?.block_on(async {
        let mut author = Designer::connect(server.address, cookies.0).await?;
        let mut other = Designer::connect(server.address, cookies.1).await?;
        let (mut waits, mut passed) = (Vec::new(), 0);
        for turn in 0_i32.. {
            let due = Duration::from_secs(turn.unsigned_abs().into());
            tokio::time::sleep_until((started + due).into()).await;
            if started.elapsed() + Duration::from_millis(500) > time {
                break;
            }
            let code = if turn % 2 == 0 { PROCEDURE } else { PASSING };
            let day = wording::numeric(today.plus_days(AHEAD + turn));
            let name = format!("Thủ tục được sửa lần {turn}");
            let began = Instant::now();
            designer::publish(&mut author, &mut other, code, &name, &day).await?;
            waits.push(began.elapsed());
            if turn == 0 {
                passed = designer::pass(&mut author, PASSING, city.pair, "Theo luật mới").await?;
            }
        }
        Ok(Published { count: waits.len(), waits: Waits::of(waits), passed })
    })
}
