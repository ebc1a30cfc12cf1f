//! `motcua figures`: figures given from outside, from a file, recorded whole or not at all.

use crate::open::Database;
use crate::output::say;
use anyhow::{Context, Result, anyhow};
use clap::{Args, Subcommand};
use motcua_app::given::{Giver, NotGiven};
use motcua_calendar::Lang;
use motcua_domain::ids::CommandId;
use motcua_store::meta::Purpose;
use std::path::PathBuf;
use std::process::ExitCode;

/// Options of `motcua figures`.
#[derive(Args)]
pub struct Options {
    #[command(subcommand)]
    what: What,
}

/// What is done with figures.
#[derive(Subcommand)]
enum What {
    /// Record a file: unit,metric,month,numerator,denominator. Corrections are recorded beside what they correct.
    Give(GiveOptions),
}

/// Options of `motcua figures give`.
#[derive(Args)]
struct GiveOptions {
    #[command(flatten)]
    database: Database,
    /// The file (CSV, UTF-8).
    file: PathBuf,
    /// Which system or report they come from, in words; shown to everybody beside the figures.
    #[arg(long)]
    source: String,
    /// Only say what would be recorded and what is wrong.
    #[arg(long)]
    dry_run: bool,
}

/// Runs `motcua figures`.
pub fn run(options: &Options) -> Result<ExitCode> {
    let What::Give(options) = &options.what;
    let bytes =
        std::fs::read(&options.file).with_context(|| format!("cannot read {}", options.file.display()))?;
    let app = options.database.app(Purpose::Working)?;
    let runtime = tokio::runtime::Builder::new_current_thread().build().context("a runtime")?;
    let source = options.source.clone();
    let looked = runtime.block_on(app.preview_figures(Giver::Operator, bytes.clone(), source.clone()));
    let preview = match looked.map_err(told)? {
        Ok(preview) => preview,
        Err(why) => return refused(&why),
    };
    let world = app.world();
    for (row, stands) in &preview.changes {
        let unit = world.units.get(row.unit).map_or("", |unit| unit.key.as_str());
        let figure = &row.figure;
        let both = |above: i64, below: Option<i64>| match below {
            Some(below) => format!("{above}/{below}"),
            None => above.to_string(),
        };
        let month = figure.month.to_string();
        let month = month.get(..7).unwrap_or_default();
        let before = stands.as_ref().map_or_else(String::new, |stated| {
            format!(" (before: {})", both(stated.numerator, stated.denominator))
        });
        let now = both(figure.numerator, figure.denominator);
        say!("{unit} {} {month}: {now}{before}", figure.metric)?;
    }
    if preview.unchanged > 0 {
        say!("{} lines say what stands already", preview.unchanged)?;
    }
    if options.dry_run {
        say!("nothing was recorded")?;
        return Ok(ExitCode::SUCCESS);
    }
    let command = CommandId(app.ids().uuid(app.now_ms()).map_err(told)?);
    let given = app.give_figures(Giver::Operator, command, bytes, source, preview.seal);
    match runtime.block_on(given).map_err(told)? {
        Ok(recorded) => {
            say!("{recorded} figures recorded")?;
            Ok(ExitCode::SUCCESS)
        }
        Err(why) => refused(&why),
    }
}

fn told(error: motcua_app::Error) -> anyhow::Error {
    anyhow!("{error}; {}", error.message(Lang::En))
}

fn refused(why: &NotGiven) -> Result<ExitCode> {
    match why {
        NotGiven::Faults(faults) => {
            for fault in faults {
                say!("- {}: {}", fault.line, fault.vi)?;
                say!("  {}", fault.en)?;
            }
        }
        NotGiven::Source(refusal) => {
            say!("- --source: {}", refusal.message(Lang::Vi))?;
            say!("  {}", refusal.message(Lang::En))?;
        }
        NotGiven::Moved => say!("- something else was recorded meanwhile; run the command again")?,
    }
    say!("nothing was recorded")?;
    Ok(ExitCode::from(1))
}
