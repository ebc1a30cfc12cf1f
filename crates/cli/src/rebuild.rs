//! `motcua rebuild`: derives everything anew from the journal.

use crate::open::Database;
use crate::output::say;
use anyhow::{Result, anyhow};
use clap::Args;
use motcua_app::App;
use motcua_store::meta::Purpose;
use motcua_store::rebuild::{self, Rebuilt};
use std::process::ExitCode;
use std::time::Instant;

/// Options of `motcua rebuild`.
#[derive(Args)]
pub struct Options {
    #[command(flatten)]
    database: Database,
    /// Only say what would change.
    #[arg(long)]
    look: bool,
    /// Answer as JSON.
    #[arg(long)]
    json: bool,
    /// Threads to use.
    #[arg(long, default_value_t = 2)]
    threads: usize,
}

/// Runs it: exit 0 when everything was as it should be, 1 when something differed (and was put right, unless only looked at).
pub fn run(options: &Options) -> Result<ExitCode> {
    let app = options.database.app(Purpose::Working)?;
    let started = Instant::now();
    let found = anew(&app, options.threads, options.look)?;
    let seconds = started.elapsed().as_secs_f64();
    let differed = [
        ("states", "trạng thái hồ sơ", found.states_differed),
        ("desks", "hàng đợi", found.desks_differed),
        ("counts", "số đếm", found.counts_differed),
        ("sums", "số cộng dồn", found.sums_differed),
        ("in_hand", "số đang giải quyết", found.in_hand_differed),
    ];
    if options.json {
        let differed: serde_json::Map<_, _> =
            differed.iter().map(|(key, _, n)| ((*key).to_owned(), (*n).into())).collect();
        let answer = serde_json::json!({
            "sound": found.was_sound(), "written": !options.look, "dossiers": found.dossiers, "events": found.events,
            "desk_rows": found.items, "sum_rows": found.sums, "seconds": seconds, "differed": differed,
        });
        say!("{}", serde_json::to_string_pretty(&answer)?)?;
    } else {
        say!(
            "{} sự kiện, {} hồ sơ, {} dòng hàng đợi, {} dòng số, {seconds:.2} giây · events, dossiers, desk rows, sum rows, seconds",
            found.events,
            found.dossiers,
            found.items,
            found.sums
        )?;
        for (key, name, n) in differed.iter().filter(|(.., n)| *n > 0) {
            say!("- {name}: {n} khác · {key}: {n} differed")?;
        }
        match (found.was_sound(), options.look) {
            (true, _) => say!("Khớp hoàn toàn · everything agrees")?,
            (false, true) => say!("Chưa ghi gì · nothing was written")?,
            (false, false) => say!("Đã ghi lại theo nhật ký · written anew from the journal")?,
        }
    }
    Ok(if found.was_sound() { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

/// Derives everything of an application's database anew.
pub fn anew(app: &App, threads: usize, look: bool) -> Result<Rebuilt> {
    let world = app.world();
    rebuild::run(app.db(), &|id| world.version(id).cloned(), threads, look)
        .map_err(|e| anyhow!("nothing was written: {e}"))
}
