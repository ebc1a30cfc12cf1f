//! `motcua verify`: trusts nothing but the journal.

use crate::files::FileOptions;
use crate::open::Database;
use crate::output::say;
use anyhow::{Result, anyhow};
use clap::Args;
use motcua_app::App;
use motcua_store::meta::Purpose;
use motcua_store::verify::{self, Report};
use std::process::ExitCode;

/// Options of `motcua verify`.
#[derive(Args)]
pub struct Options {
    #[command(flatten)]
    database: Database,
    #[command(flatten)]
    files: FileOptions,
    /// Answer as JSON.
    #[arg(long)]
    json: bool,
    /// Threads to use.
    #[arg(long, default_value_t = 2)]
    threads: usize,
}

/// Runs it: exit 0 when all agrees, 1 and a list when anything differs.
pub fn run(options: &Options) -> Result<ExitCode> {
    let app = options.database.app(Purpose::Working)?;
    let mut report = check(&app, options.threads)?;
    if app.names_files()? {
        options.files.furnish(&app, &options.database)?;
        let (_, findings) = app.check_files()?;
        report.findings.extend(findings);
    }
    if options.json {
        say!("{}", serde_json::to_string_pretty(&json(&report))?)?;
    } else {
        print(&report)?;
    }
    Ok(if report.is_clean() { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

/// Recomputes everything of an application's database.
pub fn check(app: &App, threads: usize) -> Result<Report> {
    let world = app.world();
    let units = world.units.clone();
    let versions = world.all_versions().map(|v| (v.id, v.clone())).collect();
    let by_world = world.clone();
    let world = verify::World {
        versions,
        units,
        calendar: Box::new(move |dossier| by_world.calendar(dossier.calendar_unit()).ok().cloned()),
    };
    verify::run(app.db(), &world, threads, &|_| {}).map_err(|e| anyhow!("verification could not finish: {e}"))
}

fn json(report: &Report) -> serde_json::Value {
    serde_json::json!({
        "clean": report.is_clean(),
        "events": report.events,
        "dossiers": report.dossiers,
        "checkpoints": report.checkpoints,
        "seconds": report.elapsed.as_secs_f64(),
        "more": report.more,
        "findings": report.findings,
    })
}

fn print(report: &Report) -> Result<()> {
    say!(
        "{} sự kiện, {} hồ sơ, {} điểm chốt, {:.2} giây · events, dossiers, checkpoints, seconds",
        report.events,
        report.dossiers,
        report.checkpoints,
        report.elapsed.as_secs_f64()
    )?;
    if report.is_clean() {
        say!("Khớp hoàn toàn · everything agrees")?;
        return Ok(());
    }
    say!("{} điểm sai lệch · differences:", report.findings.len() as u64 + report.more)?;
    for finding in &report.findings {
        say!("- {}", finding.message_vi)?;
        say!("  {finding}")?;
    }
    Ok(())
}
