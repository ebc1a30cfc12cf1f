//! `motcua bench`: what the machine does, measured in one run beside the floors it stands on.
//!
//! Each benchmark makes scratch databases of its own and removes them. Servers run as child processes, so that their
//! processor time and memory are theirs alone; the clients share the machine with them.

use crate::output::say;
use anyhow::{Result, bail};
use clap::{Args, ValueEnum};
use serde_json::json;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

mod api;
mod catalogue;
mod client;
mod copy;
mod figures;
mod filing;
mod floor;
mod load;
mod million;
mod overload;
mod pages;
mod place;
mod processes;
mod public;
mod publication;
mod reckon;
mod report;
mod search;
mod server;
mod signed_in;
mod whole;
mod work;
mod writes;

use million::Part;
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
    /// Keep the big city in this SQLite file, and go on from what it holds.
    #[arg(long, conflicts_with_all = ["database", "postgres"])]
    city: Option<PathBuf>,
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
    Search,
    Replay,
    Start,
    Overload,
    Catalogue,
    Publication,
    Filing,
    Board,
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
        say!("{}", machine(&place))?;
    }
    let mut lines = Vec::new();
    let mut tell = |line: Line| {
        if !options.json {
            say!("{}", line.text())?;
        }
        lines.push(line);
        Ok(())
    };
    let outcome = all(options, &mut place, &mut tell);
    if options.json {
        let list: Vec<_> = lines.iter().map(Line::json).collect();
        let answer = json!({ "machine": machine(&place), "lines": list, "met": lines.iter().all(Line::met) });
        say!("{}", serde_json::to_string_pretty(&answer)?)?;
    } else if outcome.is_err() {
        say!("not all was measured")?;
    } else if lines.iter().all(Line::met) {
        say!("every bar met")?;
    } else {
        let missed = lines.iter().filter(|line| !line.met()).count();
        say!("{missed} of {} lines miss a bar", lines.len())?;
    }
    outcome.map(|()| ExitCode::SUCCESS)
}

fn all(options: &Options, place: &mut Place, tell: &mut dyn FnMut(Line) -> Result<()>) -> Result<()> {
    // What touches no database is measured with the embedded one, and beside another only when named.
    let embedded = place.engine() == "SQLite";
    let wanted = |name: Name| match options.name {
        Some(only) => only == name,
        None => embedded || !matches!(name, Name::Due | Name::HashChain | Name::Search | Name::Binary),
    };
    let seconds = options.seconds.unwrap_or(if options.quick { 1.0 } else { 5.0 });
    let time = Duration::from_secs_f64(seconds.clamp(0.2, 120.0));
    // What is compared with the floor measures the floor in the same run.
    let floor = if [Name::Floor, Name::Intake, Name::HttpIntake].into_iter().any(wanted) {
        Some(floor::measure(place, time, tell)?)
    } else {
        None
    };
    if wanted(Name::Due) {
        tell(reckon::due(time / 2)?)?;
    }
    if wanted(Name::HashChain) {
        tell(reckon::hash_chain(time / 4)?)?;
    }
    if wanted(Name::Search) {
        tell(search::search(time / 4)?)?;
    }
    if wanted(Name::Intake) {
        tell(writes::intake(place, floor, time)?)?;
    }
    if wanted(Name::HttpIntake) {
        tell(writes::http_intake(place, floor, time)?)?;
    }
    if wanted(Name::Transition) {
        tell(writes::transition(place, time)?)?;
    }
    if wanted(Name::Pages) {
        pages::measure(place, time, tell)?;
    }
    if wanted(Name::Overload) {
        overload::measure(place, time, tell)?;
    }
    if wanted(Name::Start) {
        tell(whole::start_empty(place)?)?;
    }
    if wanted(Name::Binary) {
        tell(whole::binary()?)?;
    }
    if wanted(Name::Replay) {
        whole::replay(place, options.quick.then_some(3_000), tell)?;
    }
    if wanted(Name::Catalogue) {
        catalogue::measure(place, if options.quick { 0.1 } else { 1.0 }, tell)?;
    }
    if wanted(Name::Publication) {
        tell(publication::measure(place, time)?)?;
    }
    if wanted(Name::Filing) {
        tell(filing::measure(place, if options.quick { 20 } else { filing::PEOPLE })?)?;
    }
    if wanted(Name::Board) {
        tell(figures::cost(place, time)?)?;
    }
    let parts = [(Name::Board, Part::Figures), (Name::Inbox, Part::Inbox), (Name::Pages, Part::Public)];
    let parts: Vec<Part> =
        parts.into_iter().filter(|(name, _)| wanted(*name)).map(|(_, part)| part).collect();
    if !parts.is_empty() {
        let dossiers = if options.quick { options.dossiers.min(100_000) } else { options.dossiers };
        million::measure(place, dossiers, options.city.as_deref(), &parts, time, tell)?;
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
