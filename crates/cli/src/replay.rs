//! `motcua replay`: made-up dossiers worked through the real write path, with a virtual clock.
//!
//! Possible only in a database marked as a demonstration when it was created. The same seed and plan write the same
//! journal: everything is drawn from the seed, one thread drives, and nothing depends on how fast the machine is.

mod arrivals;
mod course;
mod driver;
mod fate;
mod ids;
mod lot;
mod offices;
mod people;
mod plan;
mod planner;
mod staff;
mod summary;
mod times;
mod words;

pub use course::{Marks, Next};
pub use ids::MadeUp;
pub use lot::{Lot, happens};
pub use plan::Plan;
pub use planner::{Planner, What};
pub use staff::Staff;
pub use summary::Summary;
pub use times::Times;

use crate::open::{Database, app_over};
use crate::output::{say, tell};
use anyhow::{Context as _, Result, anyhow, bail};
use clap::Args;
use driver::Driver;
use ids::SeededIds;
use indicatif::{ProgressBar, ProgressStyle};
use motcua_app::App;
use motcua_calendar::Date;
use motcua_city::City;
use motcua_db::Config;
use motcua_store::checkpoint::{self, EVENTS_MAX};
use motcua_store::meta::{self, Purpose};
use offices::Offices;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// What a working database answers.
const WORKING_DATABASE: &str = "cơ sở dữ liệu này được tạo để làm việc thật nên không nhận giờ giả lập; hãy chạy lại với một cơ sở dữ liệu trình diễn mới · this database was created for real work and takes no virtual clock; replay into a new demonstration database: motcua replay --database sqlite:demo.db";
/// Key under which the database counts its replays.
const REPLAYS: &str = "replays";

/// States kept in memory: the dossiers of three weeks that are open at a time, or nearly.
const OPEN_AT_A_TIME: usize = 32_768;

/// Options of `motcua replay`.
#[derive(Args)]
pub struct Options {
    #[command(flatten)]
    database: Database,
    /// First day; default: the first day of the volume.
    #[arg(long, value_parser = Date::parse)]
    from: Option<Date>,
    /// How many days, closed days included; default 21, or all days of the volume named.
    #[arg(long)]
    days: Option<u32>,
    /// How many dossiers; default: 66000, or those of the volume named.
    #[arg(long)]
    dossiers: Option<u64>,
    /// A published volume of the city's data, such as `first-weeks` or `commune-quarter`: two that contradict each other.
    #[arg(long, value_name = "KEY")]
    volume: Option<String>,
    /// The same seed writes the same journal.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Share of dossiers that end late, 0 to 1, instead of the share published: to see a city in trouble.
    #[arg(long, value_name = "SHARE", value_parser = share)]
    late: Option<f64>,
    /// City: one compiled in, or a folder with its data files. An empty database is seeded with it.
    #[arg(long, default_value = "hanoi")]
    city: String,
    /// Answer as JSON.
    #[arg(long)]
    json: bool,
}

fn share(text: &str) -> Result<f64, String> {
    text.parse()
        .ok()
        .filter(|share| (0.0..=1.0).contains(share))
        .ok_or_else(|| "a share is 0 to 1".to_owned())
}

impl Options {
    fn plan(&self, city: &City) -> Result<Plan> {
        let volumes = &city.simulation.volumes;
        let named = match &self.volume {
            Some(key) => Some(city.simulation.volume(key).ok_or_else(|| {
                let keys: Vec<&str> = volumes.iter().map(|volume| volume.key.as_str()).collect();
                anyhow!("no volume called {key}; there are: {}", keys.join(", "))
            })?),
            None => None,
        };
        let first = named.or(volumes.first()).map(|volume| volume.from);
        let from = self.from.or(first).context("the city names no volume; give --from")?;
        let span = named.and_then(|volume| u32::try_from(volume.to.days_since(volume.from) + 1).ok());
        let days = self.days.or(span).unwrap_or(21);
        let dossiers = self.dossiers.or(named.map(|volume| volume.dossiers)).unwrap_or(66_000);
        if days == 0 || days > 800 {
            bail!("--days is 1 to 800");
        }
        Ok(Plan::over(from, days, dossiers, self.seed))
    }
}

/// How the replay shows that it goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// A bar on standard error, when that is a terminal.
    Bar,
    /// Nothing.
    Silent,
}

/// Settings of the database for a replay: as durable as ever, but large groups and a cache for the indexes, and on
/// PostgreSQL one lane, so that codes are given in order of time.
pub fn tuned(config: &mut Config) {
    config.batch_max = 8_192;
    config.batch_time_max = Duration::from_millis(400);
    config.queue_max = 16_384;
    config.writer_cache_kib = 64 * 1024;
    config.postgres_lanes = 1;
    config.readers = 1;
}

/// Runs it: exit 1 when the law refused anything, which is a defect of the replay.
pub fn run(options: &Options) -> Result<ExitCode> {
    let mut city = crate::seed::named(&options.city)?;
    if let Some(late) = options.late {
        city.simulation.outcomes.late = late;
    }
    let plan = options.plan(&city)?;
    let ids = Arc::new(SeededIds::new(options.seed));
    let app = app_over(options.database.open_with(tuned)?, Purpose::Demonstration, ids.clone())?;
    if !app.is_demonstration() {
        bail!("{WORKING_DATABASE}");
    }
    if app.world().is_empty() {
        crate::seed::into(&app, city.clone())?;
    }
    let before = replays(&app)?;
    ids.of_replay(before);
    if before > 0 {
        tell!(
            "đã có {before} lần mô phỏng trong cơ sở dữ liệu này; thêm một lần nữa · this database holds {before} replays; adding one more"
        );
    }
    let progress = if options.json { Progress::Silent } else { Progress::Bar };
    let summary = work(&app, &city, &plan, progress)?;
    if options.json {
        say!("{}", serde_json::to_string_pretty(&summary)?)?;
    } else {
        say!("{}", summary.table().trim_end())?;
        say!("{}", summary.one_line())?;
    }
    for refusal in &summary.refusals {
        tell!("- {refusal}");
    }
    Ok(if summary.unexpected_refusals == 0 { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

/// Works a plan into a demonstration that holds the city, and closes it with a checkpoint of the journal.
pub fn work(app: &App, city: &City, plan: &Plan, progress: Progress) -> Result<Summary> {
    if !app.is_demonstration() {
        bail!("{WORKING_DATABASE}");
    }
    let loaded = app.db().read(|tx| meta::get(tx, "city")).map_err(|e| anyhow!("{e}"))?;
    if loaded.as_deref() != Some(city.key.as_str()) {
        bail!(
            "the database holds {}, not {}; name its city with --city",
            loaded.as_deref().unwrap_or("no city"),
            city.key
        );
    }
    let begun = Instant::now();
    let world = app.world();
    let staff = Staff::new(city);
    let before = replays(app)?;
    let series = u16::try_from(before).ok().filter(|series| *series != MadeUp::LIVING);
    let series = series.context("this database holds too many replays; replay into a new one")?;
    let planner = Planner::new(plan, city, &world, &staff)?;
    // What offices do is done once: a second replay adds dossiers only.
    let mut offices = (before == 0).then(|| Offices::open(app, plan, &planner, &staff)).transpose()?;
    let halts = offices.as_ref().map_or_else(Vec::new, Offices::halts);
    let mut driver = Driver::new(app, plan, planner, series);
    let bar = bar(plan, progress);
    let mut show = |at_ms: i64, acts: u64| {
        bar.set_position((at_ms / 1000 - plan.begin.unix_seconds()).max(0) as u64);
        let speed = acts as f64 / begun.elapsed().as_secs_f64().max(0.001);
        bar.set_message(format!("{acts} việc · acts, {speed:.0}/s"));
    };
    app.remember(Some(OPEN_AT_A_TIME));
    let mut at_halt = |turn: usize| offices.as_mut().map_or(Ok(()), |offices| offices.work(turn));
    driver.run((&halts, &mut at_halt), &mut show)?;
    if let Some(offices) = offices {
        driver.tally.not_taken(offices.refused);
    }
    app.remember(None);
    let end_ms = plan.end.unix_seconds() * 1000;
    let made = || app.db().exclusive(move |tx| checkpoint::make(tx, end_ms, EVENTS_MAX));
    while made().map_err(|e| anyhow!("{e}"))?.is_some() {}
    app.sweep_figures()?;
    let count = (before + 1).to_string();
    app.db().write(move |tx| meta::set(tx, REPLAYS, &count)).map_err(|e| anyhow!("{e}"))?;
    bar.finish_and_clear();
    Ok(Summary::new(&driver.tally, city, plan, begun.elapsed()))
}

fn replays(app: &App) -> Result<u64> {
    let noted = app.db().read(|tx| meta::get(tx, REPLAYS)).map_err(|e| anyhow!("{e}"))?;
    noted.map_or(Ok(0), |text| text.parse().context("the number of replays kept in the database"))
}

fn bar(plan: &Plan, progress: Progress) -> ProgressBar {
    if progress == Progress::Silent {
        return ProgressBar::hidden();
    }
    let seconds = plan.end.unix_seconds() - plan.begin.unix_seconds();
    let bar = ProgressBar::new(seconds.max(0) as u64);
    if let Ok(style) = ProgressStyle::with_template("{wide_bar} {percent:>3}%  {msg}  {elapsed}") {
        bar.set_style(style);
    }
    bar
}
