//! `motcua backup` and `motcua restore`: a copy counts only after it was verified.

use crate::open::Database;
use crate::output::{say, tell};
use anyhow::{Context, Result, anyhow, bail};
use clap::Args;
use motcua_db::backup::sqlite_copy;
use motcua_store::meta::Purpose;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Options of `motcua backup`.
#[derive(Args)]
pub struct Options {
    #[command(flatten)]
    database: Database,
    /// New file for the copy.
    #[arg(long)]
    to: PathBuf,
}

/// Options of `motcua restore`.
#[derive(Args)]
pub struct RestoreOptions {
    #[command(flatten)]
    database: Database,
    /// The backup.
    #[arg(long)]
    from: PathBuf,
}

/// Runs `motcua backup`.
pub fn run(options: &Options) -> Result<ExitCode> {
    let Some(source) = options.database.sqlite_path() else {
        bail!(
            "on PostgreSQL use pg_dump or your replicas; then prove the copy with: motcua verify --database COPY"
        );
    };
    if !source.exists() {
        bail!("there is no database at {}", source.display());
    }
    sqlite_copy(&source, &options.to).map_err(|e| anyhow!("{e}"))?;
    proven(&options.to)
}

/// Runs `motcua restore`. Never overwrites: an existing database must be moved away by hand first.
pub fn restore(options: &RestoreOptions) -> Result<ExitCode> {
    let Some(target) = options.database.sqlite_path() else {
        bail!("on PostgreSQL use pg_restore; then prove the result with: motcua verify");
    };
    if !options.from.exists() {
        bail!("there is no backup at {}", options.from.display());
    }
    if target.exists() {
        bail!("{} exists; move it away first, so that nothing is overwritten", target.display());
    }
    if let Some(folder) = target.parent().filter(|p| !p.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    }
    sqlite_copy(&options.from, &target).map_err(|e| anyhow!("{e}"))?;
    proven(&target)
}

fn proven(copy: &Path) -> Result<ExitCode> {
    let database = Database { database: format!("sqlite:{}", copy.display()) };
    let report = crate::verify::check(&*database.app(Purpose::Working)?, 2)?;
    if report.is_clean() {
        say!(
            "{}: {} sự kiện, {} hồ sơ, khớp hoàn toàn · events, dossiers, everything agrees",
            copy.display(),
            report.events,
            report.dossiers
        )?;
        return Ok(ExitCode::SUCCESS);
    }
    for finding in &report.findings {
        tell!("- {finding}");
    }
    tell!("{}: the copy does not agree with itself; see the list above", copy.display());
    Ok(ExitCode::from(1))
}
