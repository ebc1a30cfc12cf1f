//! The `motcua` program: the only place that wires database, application and web together.

use anyhow::Result;
use clap::{Parser, Subcommand};
use std::process::ExitCode;

mod announce;
mod backup;
mod bench;
mod demo;
mod doctor;
mod due;
mod figures;
mod files;
mod identity;
mod jobs;
mod living;
mod notices;
mod open;
mod output;
mod procedure;
mod rebuild;
mod replay;
mod seed;
mod serve;
mod transfer;
mod units;
mod verify;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Một Cửa: hệ điều hành hồ sơ hành chính hai cấp. One door for every administrative dossier of a city.
///
/// Without a command it opens the demonstration city: creates, seeds and fills it if it is empty, and serves
/// it while its people and officers go on working (not with `--still`).
#[derive(Parser)]
#[command(name = "motcua", version, about, long_about = None)]
struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    demo: demo::Options,
}

#[derive(Subcommand)]
enum Command {
    /// Serve a database (migrations run by themselves).
    Serve(serve::Options),
    /// Load a city: units, procedures, calendars, demonstration people. Running it again changes nothing.
    Seed(seed::Options),
    /// Work a given number of made-up dossiers through the real write path, with a virtual clock.
    Replay(replay::Options),
    /// The due moment of a term and why.
    Due(due::Options),
    /// Recompute everything from the journal; exit 1 and a list when anything differs.
    Verify(verify::Options),
    /// Derive states, desks and sums anew from the journal, with servers stopped; exit 1 when anything differed.
    Rebuild(rebuild::Options),
    /// The benchmarks, one line each.
    Bench(bench::Options),
    /// Check settings and the database, and say what to do.
    Doctor(doctor::Options),
    /// Copy the database while it is in use (SQLite), and prove that the copy is whole.
    Backup(backup::Options),
    /// Put a backup in place of an empty database, after proving that it is whole.
    Restore(backup::RestoreOptions),
    /// Write the journal as one JSON line an event.
    Export(transfer::ExportOptions),
    /// Read a city from a folder of data files and check it, or load it with --write.
    Import(transfer::ImportOptions),
    /// Procedures as texts: write them out, check them.
    Procedure(procedure::Options),
    /// Reorganise units by a plan: merge, split, rename, end, pass competence on. Running it again goes on or changes nothing.
    Units(units::Options),
    /// What the operator tells everybody on the public pages for a while: list it, or put a file of announcements in its place.
    Announce(announce::Options),
    /// Figures that only other systems hold, given from a file by month, with their source.
    Figures(figures::Options),
    /// What people are told outside their own pages: queues, what was given up, a file of channels held against what it should be.
    Notices(notices::Options),
    /// Officers' accounts: passwords and API tokens.
    Officer(seed::OfficerOptions),
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match run(arguments) {
        Ok(code) => code,
        Err(error) if error.is::<output::NobodyReads>() => ExitCode::from(output::NOBODY_READS),
        Err(error) => {
            output::tell!("motcua: {error:#}");
            ExitCode::from(2)
        }
    }
}

fn run(arguments: Arguments) -> Result<ExitCode> {
    match arguments.command {
        None => demo::run(&arguments.demo),
        Some(Command::Serve(options)) => serve::run(&options),
        Some(Command::Seed(options)) => seed::run(&options),
        Some(Command::Replay(options)) => replay::run(&options),
        Some(Command::Due(options)) => due::run(&options),
        Some(Command::Verify(options)) => verify::run(&options),
        Some(Command::Rebuild(options)) => rebuild::run(&options),
        Some(Command::Bench(options)) => bench::run(&options),
        Some(Command::Doctor(options)) => doctor::run(&options),
        Some(Command::Backup(options)) => backup::run(&options),
        Some(Command::Restore(options)) => backup::restore(&options),
        Some(Command::Export(options)) => transfer::export(&options),
        Some(Command::Import(options)) => transfer::import(&options),
        Some(Command::Procedure(options)) => procedure::run(&options),
        Some(Command::Units(options)) => units::run(&options),
        Some(Command::Announce(options)) => announce::run(&options),
        Some(Command::Figures(options)) => figures::run(&options),
        Some(Command::Notices(options)) => notices::run(&options),
        Some(Command::Officer(options)) => seed::officer(&options),
    }
}
