//! `motcua bench`: what the machine does, measured in one run beside the floors it stands on.
//!
//! Each benchmark makes scratch databases of its own and removes them. Servers run as child processes, so that their
//! processor time and memory are theirs alone; the clients share the machine with them.

use anyhow::{Result, bail};
use clap::{Args, ValueEnum};
use serde_json::json;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

mod api;
mod client;
mod floor;
mod load;
mod million;
mod overload;
mod pages;
mod place;
mod reckon;
mod report;
mod server;
mod whole;
mod work;
mod writes;

use place::Place;
use report::Line;

/// Options of `motcua bench`.
#[derive(Args)]
pub struct Options {
    /// One benchmark; all when left out.
    #[arg(value_enum)]
    name: Option<Name>,
    /// Answer as JSON.
    #[arg(long)]
    json: bool,
    /// URL of a PostgreSQL superuser to measure PostgreSQL; SQLite when left out. Scratch databases are made and removed.
    #[arg(long, hide_env_values = true)]
    database: Option<String>,
    /// Start a private PostgreSQL for this run and measure that.
    #[arg(long, conflicts_with = "database")]
    postgres: bool,
    /// Dossiers of the big city.
    #[arg(long, default_value_t = 1_000_000)]
    dossiers: u64,
    /// A look in a minute: short rounds, 100,000 dossiers instead of a million, a small replay.
    #[arg(long)]
    quick: bool,
    /// Seconds of each round.
    #[arg(long)]
    seconds: Option<f64>,
    /// Folder for scratch files, on a real disk.
    #[arg(long)]
    folder: Option<PathBuf>,
    /// Serve the floor (used by the benchmark itself).
    #[arg(long, hide = true)]
    floor_server: bool,
    /// Where to serve the floor.
    #[arg(long, hide = true, default_value = "127.0.0.1:0")]
    listen: SocketAddr,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Name {
    Floor,
    Intake,
    HttpIntake,
    Transition,
    Pages,
    Inbox,
    Due,
    HashChain,
    Replay,
    Start,
    Overload,
    Binary,
}

/// Runs it: exit 0 also when a bar is missed (the machine may be at fault), and the lines say so.
pub fn run(options: &Options) -> Result<ExitCode> {
    if options.floor_server {
        let Some(database) = &options.database else { bail!("--floor-server needs --database") };
        floor::serve(database, options.listen)?;
        return Ok(ExitCode::SUCCESS);
    }
    if options.dossiers < 1_000 {
        bail!("--dossiers: at least 1,000, so that there are pages to turn");
    }
    let parent = options.folder.clone().unwrap_or_else(place::default_parent);
    let mut place = Place::new(&parent, options.database.as_deref(), options.postgres)?;
    if !options.json {
        println!("{}", machine(&place));
    }
    let mut lines = Vec::new();
    let mut say = |line: Line| {
        if !options.json {
            println!("{}", line.text());
        }
        lines.push(line);
    };
    let outcome = all(options, &mut place, &mut say);
    if options.json {
        let list: Vec<_> = lines.iter().map(Line::json).collect();
        let answer = json!({ "machine": machine(&place), "lines": list, "met": lines.iter().all(Line::met) });
        println!("{}", serde_json::to_string_pretty(&answer)?);
    } else if lines.iter().all(Line::met) {
        println!("every bar met");
    } else {
        let missed = lines.iter().filter(|line| !line.met()).count();
        println!("{missed} of {} lines miss a bar", lines.len());
    }
    outcome.map(|()| ExitCode::SUCCESS)
}

fn all(options: &Options, place: &mut Place, say: &mut dyn FnMut(Line)) -> Result<()> {
    let wanted = |name: Name| options.name.is_none_or(|only| only == name);
    let seconds = options.seconds.unwrap_or(if options.quick { 1.0 } else { 5.0 });
    let time = Duration::from_secs_f64(seconds.clamp(0.2, 120.0));
    // What is compared with the floor measures the floor in the same run.
    let floor = if [Name::Floor, Name::Intake, Name::HttpIntake].into_iter().any(wanted) {
        Some(floor::measure(place, time, say)?)
    } else {
        None
    };
    if wanted(Name::Due) {
        say(reckon::due(time / 2)?);
    }
    if wanted(Name::HashChain) {
        say(reckon::hash_chain(time / 4)?);
    }
    if wanted(Name::Intake) {
        say(writes::intake(place, floor, time)?);
    }
    if wanted(Name::HttpIntake) {
        say(writes::http_intake(place, floor, time)?);
    }
    if wanted(Name::Transition) {
        say(writes::transition(place, time)?);
    }
    if wanted(Name::Pages) {
        pages::measure(place, time, say)?;
    }
    if wanted(Name::Overload) {
        overload::measure(place, time, say)?;
    }
    if wanted(Name::Start) {
        say(whole::start_empty(place)?);
    }
    if wanted(Name::Binary) {
        say(whole::binary()?);
    }
    if wanted(Name::Replay) {
        whole::replay(place, options.quick.then_some(3_000), say)?;
    }
    if wanted(Name::Inbox) {
        let dossiers = if options.quick { options.dossiers.min(100_000) } else { options.dossiers };
        million::measure(place, dossiers, say)?;
    }
    Ok(())
}

/// What the figures were taken on.
fn machine(place: &Place) -> String {
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let cpu = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = cpu.lines().find_map(|line| line.strip_prefix("model name")).unwrap_or_default();
    let build = if cfg!(debug_assertions) { ", DEBUG BUILD" } else { "" };
    let durable = if place.engine() == "SQLite" { ", synchronous=FULL" } else { ", synchronous_commit=on" };
    format!(
        "{cores} cores, {}, {}{durable}{build}",
        model.trim_start_matches([' ', '\t', ':']),
        place.engine()
    )
}
