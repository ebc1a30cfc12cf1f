//! A catalogue of 2,500 procedures of four versions each: how long it takes to load, check, search, and to try a version on
//! the past.

use anyhow::{Context, Result, anyhow, bail};
use motcua_app::App;
use motcua_app::World;
use motcua_app::designer::{Origin, StartDraft};
use motcua_db::Durability;
use motcua_domain::actor::{Duty, FieldScope, Role};
use motcua_domain::ids::{FieldCode, UnitId};
use motcua_domain::procedure::ProcedureVersion;
use motcua_domain::text::fold;
use motcua_procedure::lint::{self, Staffing};
use motcua_procedure::{Field, Surroundings};
use motcua_store::accounts;
use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use super::client::{Client, get};
use super::copy::copy;
use super::place::Place;
use super::report::Bar::{AtLeast, AtMost};
use super::report::{Figure, Line, Waits};
use super::server::{Server, runtime};
use super::work::{PROCEDURE, Work};

pub mod made;
mod past;

/// Past dossiers of the dry run.
const PAST: u64 = 100_000;
/// Every so many procedures one is looked for.
const SOUGHT_EVERY: usize = 8;
/// Dossiers beside them that the way to a result was found with, fewer than so many.
const FEW: u64 = 1_000;
/// A longer name is found in a list or pasted, not typed with a slip.
const TYPED_WORDS: usize = 12;
/// What people type, and the procedure they mean: the examples the product was asked to find.
const EVERYDAY: [(&str, &str); 7] = [
    ("lam giay khai sinh", "1.001193"),
    ("nhap ho khau", "1.004222"),
    ("giấy phép xây nhà", "1.013225"),
    ("ly lich tu phap", "3.000333"),
    ("the bao hiem cho be", "3.000722"),
    ("dang ky ket hon", "1.000894"),
    ("the chap so do", "1.011441"),
];

/// Measures all of it; the past is `share` of its full size.
pub fn measure(place: &mut Place, share: f64, lines: &mut dyn FnMut(Line) -> Result<()>) -> Result<()> {
    let city = motcua_city::hanoi().context("the city compiled in")?;
    let fields = city.fields.clone();
    let loaded_at = place.fresh_file("catalogue");
    let mut work = big(&loaded_at, Durability::Relaxed)?;
    let dossiers = (PAST as f64 * share) as u64;
    let started = Instant::now();
    past::load(&work, dossiers)?;
    let mut about = format!("in {:.0} s, with syncing off while loading", started.elapsed().as_secs_f64());
    if place.engine() != "SQLite" {
        let url = place.fresh("catalogue")?;
        copy(work.app.db(), &url)?;
        about.push_str(", on SQLite, then copied table by table");
        work = big(&url, Durability::Full)?;
    }
    lines(load(place, &work)?)?;
    // In memory: measured with the embedded database, it holds for the other.
    if place.engine() == "SQLite" {
        lines(checks(&work.app, &fields)?)?;
        lines(search(&work.app.world())?)?;
    }
    lines(dry_run(place, work, (dossiers, share, &about))?)
}

/// A city with the big catalogue.
pub fn big(url: &str, durability: Durability) -> Result<Work> {
    let mut city = motcua_city::hanoi().context("the city compiled in")?;
    city.procedures = made::catalogue(&city.procedures)?;
    Work::of(url, city, |config| (config.durability, config.postgres_lanes) = (durability, 1))
}

/// From the rows of the database to a city ready for work; and again after a publication on another node.
fn load(place: &Place, work: &Work) -> Result<Line> {
    let mut whole = Vec::new();
    for _ in 0..3 {
        let began = Instant::now();
        work.app.reload_world().map_err(|e| anyhow!("{e}"))?;
        whole.push(began.elapsed());
    }
    let count = work.app.world().all_versions().count();
    if count < made::PROCEDURES * made::VERSIONS {
        bail!("only {count} versions were loaded");
    }
    // As when another node has published: what is known stays, the rest is read and the index is made again.
    let known = work.app.world();
    let began = Instant::now();
    let today = work.app.now().date();
    let again = work.app.db().read(|tx| World::load(tx, Some(&known), today));
    let heard = began.elapsed();
    drop(again.map_err(|e| anyhow!("{e}"))?);
    let start = super::whole::start(place, &work.url)?;
    let whole = Waits::of(whole);
    Ok(Line::new(
        "catalogue-load",
        format!(
            "{} procedures of {} versions, from the database to the search index, {}",
            made::PROCEDURES,
            made::VERSIONS,
            place.engine()
        ),
        vec![
            Figure::new("load", whole.at(0.5) / 1e3, "s").with(AtMost(1.0)),
            Figure::new("after a publication on another node", heard.as_secs_f64(), "s").with(AtMost(1.0)),
            Figure::new("start of the server", start.ready_ms, "ms"),
            Figure::new("memory", start.resident_mib, "MiB"),
        ],
    ))
}

/// Who is there for what, at every unit.
#[derive(Default)]
struct Officers {
    all: BTreeSet<(UnitId, Role)>,
    some: BTreeSet<(UnitId, Role, FieldCode)>,
}

impl Officers {
    fn of(app: &App) -> Result<Self> {
        let today = app.now().date();
        let duties = app.db().read(|tx| accounts::all_duties(tx, today)).map_err(|e| anyhow!("{e}"))?;
        let mut officers = Self::default();
        for Duty { unit, role, scope } in duties {
            match scope {
                FieldScope::All => drop(officers.all.insert((unit, role))),
                FieldScope::Only(field) => drop(officers.some.insert((unit, role, field))),
            }
        }
        Ok(officers)
    }

    fn are_there(&self, unit: UnitId, role: Role, field: &FieldCode) -> bool {
        self.all.contains(&(unit, role)) || self.some.contains(&(unit, role, field.clone()))
    }
}

/// Every version against everything around it: each unit's officers, the other versions, the dictionary, what the State
/// holds.
fn checks(app: &App, fields: &[Field]) -> Result<Line> {
    let world = app.world();
    let mut seconds = f64::INFINITY;
    let (mut versions, mut findings) = (0, 0);
    // The better of two: other work on the machine comes and goes.
    for _ in 0..2 {
        (versions, findings) = (0, 0);
        let began = Instant::now();
        let officers = Officers::of(app)?;
        let mut staffing = Staffing::default();
        for newest in world.procedures() {
            let all = world.versions_of(&newest.code);
            for version in all {
                let others: Vec<&ProcedureVersion> =
                    all.iter().map(AsRef::as_ref).filter(|other| other.id != version.id).collect();
                let around = Surroundings {
                    units: &world.units,
                    staffed: &|unit, role, field| officers.are_there(unit, role, field),
                    fields,
                    dictionary: &world.dictionary,
                    others: &others,
                    base: None,
                    substitutions: lint::substitutions(),
                };
                findings += lint::check_with(version, &around, &mut staffing).len();
                versions += 1;
            }
        }
        seconds = seconds.min(began.elapsed().as_secs_f64());
    }
    let units = world.units.lasting().count();
    Ok(Line::new(
        "catalogue-lint",
        format!("all {versions} versions against {units} units with their officers; {findings} findings"),
        vec![
            Figure::new("time", seconds, "s").with(AtMost(2.0)),
            Figure::new("each", seconds * 1e6 / f64::from(versions), "µs"),
        ],
    )
    .on_any_database())
}

/// Looks for procedures by their names without accents, with a slip, as they are, and by code; and by everyday words.
fn search(world: &World) -> Result<Line> {
    let mut asked: Vec<(String, String)> = EVERYDAY
        .iter()
        .map(|(typed, code)| {
            let meant = world.procedures().find(|version| version.code.as_str() == *code);
            let meant = meant.with_context(|| format!("the city has no procedure {code}"))?;
            Ok(((*typed).to_owned(), fold(&meant.name)))
        })
        .collect::<Result<_>>()?;
    for version in world.procedures().step_by(SOUGHT_EVERY) {
        let name = fold(&version.name);
        if name.split(' ').count() <= TYPED_WORDS {
            asked.push((slipped(&name), name.clone()));
        }
        asked.push((name.clone(), name.clone()));
        asked.push((version.name.to_lowercase(), name.clone()));
        asked.push((version.code.to_string(), name));
    }
    let (mut waits, mut right) = (Vec::new(), 0_u32);
    for (typed, name) in &asked {
        let began = Instant::now();
        let found = world.catalogue.search(typed, 20);
        waits.push(began.elapsed());
        // Some procedures of the city have the same name at two levels: either is right.
        right += u32::from(found.iter().take(3).any(|version| fold(&version.name) == *name));
    }
    let waits = Waits::of(waits);
    let share = f64::from(right) / asked.len() as f64 * 100.0;
    Ok(Line::new(
        "catalogue-search",
        format!(
            "{} queries among {} procedures: everyday words, codes, names as they are, without accents, and those of up to {TYPED_WORDS} words with a slip",
            asked.len(),
            world.procedures().count()
        ),
        vec![
            Figure::new("p95", waits.at(0.95), "ms").with(AtMost(10.0)),
            Figure::new("longest", waits.at(1.0), "ms"),
            Figure::new("right one in the first three", share, "%").with(AtLeast(99.0)),
        ],
    )
    .on_any_database())
}

/// Two letters of the longest word in the wrong order.
fn slipped(name: &str) -> String {
    let longest = name.split(' ').max_by_key(|word| word.len()).unwrap_or_default();
    let mut letters: Vec<char> = longest.chars().collect();
    if letters.len() > 3 {
        letters.swap(1, 2);
    }
    name.replacen(longest, &letters.into_iter().collect::<String>(), 1)
}

/// The numbers of a page, their thousands apart or not.
fn numbers(page: &str) -> impl Iterator<Item = u64> + '_ {
    let words = page.split(|sign: char| !sign.is_ascii_digit() && sign != '.');
    words.filter_map(|word| word.replace('.', "").parse().ok())
}

/// The designer's page: the past read from the database, judged, and the report written.
fn dry_run(place: &Place, work: Work, (dossiers, share, about): (u64, f64, &str)) -> Result<Line> {
    let designer = work.designers()?.0;
    let base = work.app.world().version_for(&PROCEDURE.into(), work.app.now().date()).map(|v| v.id);
    let start = StartDraft {
        command_id: work.command_id()?,
        origin: Origin::Version(base.context("the benchmark's procedure")?),
        title: "Rút ngắn".to_owned(),
        note: String::new(),
    };
    let begun = runtime()?.block_on(work.app.start_draft(designer.officer.clone(), start));
    let draft = begun.map_err(|e| anyhow!("{e}"))?.draft;
    let request = get(&format!("/desk/designer/drafts/{draft}/dry-run"), &work.cookie(&designer.username)?);
    let url = work.url.clone();
    drop(work);
    let server = Server::serve(&url)?;
    let before = server.cpu()?;
    let waits = runtime()?.block_on(async {
        let mut client = Client::connect(server.address).await?;
        let mut waits = Vec::new();
        for _ in 0..3 {
            let asked = Instant::now();
            let answer = client.send(&request).await?;
            let page = String::from_utf8_lossy(answer.body);
            let judged = numbers(&page).any(|number| (dossiers..dossiers + FEW).contains(&number));
            if answer.status != 200 || !judged {
                bail!("no dry run over {dossiers} dossiers: {}", answer.head);
            }
            waits.push(asked.elapsed());
        }
        Ok::<Vec<Duration>, anyhow::Error>(waits)
    })?;
    let cpu = (server.cpu()? - before) / 3.0;
    let waits = Waits::of(waits);
    Ok(Line::new(
        "dry-run",
        format!(
            "page of a draft over {dossiers} past dossiers of its procedure, read from the database; received, worked and decided through the use cases ({about}), {}",
            place.engine()
        ),
        vec![
            Figure::new("longest of three", waits.at(1.0) / 1e3, "s").with(AtMost(5.0 * share)),
            Figure::new("cpu", cpu, "s"),
            Figure::new("memory after", server.resident_mib()?, "MiB"),
        ],
    ))
}
