//! `motcua export` and `motcua import`: the journal out, a city's data files in.

use crate::open::Database;
use crate::output::{say, tell, written};
use anyhow::{Context, Result, anyhow};
use clap::Args;
use motcua_store::journal;
use motcua_store::meta::Purpose;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

/// Events fetched at a time.
const PAGE: u32 = 2_000;

/// Options of `motcua export`.
#[derive(Args)]
pub struct ExportOptions {
    #[command(flatten)]
    database: Database,
    /// File to write; standard output when absent.
    #[arg(long)]
    to: Option<PathBuf>,
}

/// Options of `motcua import`.
#[derive(Args)]
pub struct ImportOptions {
    #[command(flatten)]
    database: Database,
    /// Folder with a city's data files.
    folder: PathBuf,
    /// Load it; without this the files are only checked.
    #[arg(long)]
    write: bool,
}

/// Runs `motcua export`: one JSON object a line, in journal order, with the hashes that let others check it. Notes (free
/// text) and people stay in the database: the export holds no personal data.
pub fn export(options: &ExportOptions) -> Result<ExitCode> {
    let app = options.database.app(Purpose::Working)?;
    let mut out: Box<dyn Write> = match &options.to {
        Some(path) => Box::new(std::io::BufWriter::new(
            std::fs::File::create_new(path).with_context(|| format!("cannot make {}", path.display()))?,
        )),
        None => Box::new(std::io::BufWriter::new(std::io::stdout().lock())),
    };
    let mut after = 0i64;
    let mut events = 0u64;
    loop {
        let page = app.db().read(move |tx| journal::page(tx, after, PAGE)).map_err(|e| anyhow!("{e}"))?;
        let Some(last) = page.last() else { break };
        after = last.position;
        for event in &page {
            written(writeln!(out, "{}", event.to_json()))?;
            events += 1;
        }
    }
    written(out.flush())?;
    tell!("{events} events");
    Ok(ExitCode::SUCCESS)
}

/// Runs `motcua import`.
pub fn import(options: &ImportOptions) -> Result<ExitCode> {
    let city = motcua_city::load(&options.folder)
        .with_context(|| format!("the city in {}", options.folder.display()))?;
    let findings = motcua_city::check(&city);
    for finding in &findings {
        say!("- {finding}")?;
    }
    if !findings.is_empty() {
        say!("{} findings; nothing was loaded", findings.len())?;
        return Ok(ExitCode::from(1));
    }
    say!(
        "{}: {} units, {} procedure versions, no findings",
        city.name_vi,
        city.units.len(),
        city.procedures.len()
    )?;
    if options.write {
        let app = options.database.app(Purpose::Working)?;
        let outcome = crate::seed::into(&app, city)?;
        say!("{} rows written", outcome.written)?;
    }
    Ok(ExitCode::SUCCESS)
}
