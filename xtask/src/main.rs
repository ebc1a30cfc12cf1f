//! The project's one developer command: `cargo xtask test | docs | tiles | screenshots`.
//!
//! It needs nothing installed beyond Rust. What a test needs besides (PostgreSQL, Chromium, Node) it finds, or
//! installs from the Debian archive when it runs as root, or reports as skipped: never silently passed.
//! Continuous integration runs this command and nothing else, with `--require-all`.

mod apt;
mod bench_table;
mod browser;
mod docs;
mod postgres;
mod report;
mod rust_suite;
mod server;
mod shell;
mod small_disk;
mod smoke;
mod tiles;

use anyhow::{Result, bail};
use report::Report;
use std::process::ExitCode;

const HELP: &str = "\
cargo xtask test [--quick] [--only unit|pg|browser|docs] [--require-all]
    everything: format, lints, unit and property tests, both databases, release build,
    command line, browser, documents. Starts its own private PostgreSQL.
    --quick         no lints, no release build, no browser, no installation of packages
    --only SUITE    one suite
    --require-all   whatever is skipped counts as a failure (set by CI=true as well)
cargo xtask docs [--write-problems | --write-checks]
    checks links, paths, crate list, glossary, decisions, problem pages, dependency rule, licences
    --write-problems writes a page for each problem code that has none
    --write-checks writes the page of each check of procedure versions anew
cargo xtask bench-table SQLITE.json [POSTGRES.json]
    writes the table of the README from what `motcua bench --json` (and `--postgres`) measured
cargo xtask tiles
    lays the communes out on the grid of the tile map anew, from their centroids
cargo xtask screenshots
    takes the pictures of docs/screenshots from a small demo city";

/// Which part of the tests to run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Suite {
    /// All of them.
    All,
    /// Unit and property tests, SQLite only.
    Unit,
    /// The tests on PostgreSQL.
    Postgres,
    /// The browser tests.
    Browser,
    /// The documents.
    Docs,
}

/// What the command line asked of `test`.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// Which part.
    pub suite: Suite,
    /// Only what is fast and needs nothing installed.
    pub quick: bool,
    /// Whether something skipped is a failure.
    pub require_all: bool,
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match run(&words) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(words: &[&str]) -> Result<bool> {
    match words {
        ["test", rest @ ..] => test(parse_options(rest)?),
        ["docs"] => {
            let mut report = Report::default();
            docs::check(&mut report);
            Ok(report.close(false))
        }
        ["docs", "--write-checks"] => docs::checks::write().map(|()| true),
        ["docs", "--write-problems"] => docs::problems::write_missing().map(|()| true),
        ["bench-table", files @ ..] => bench_table::write(files).map(|()| true),
        ["tiles"] => tiles::write().map(|()| true),
        ["screenshots"] => browser::screenshots().map(|()| true),
        [] | ["help" | "--help" | "-h"] => {
            println!("{HELP}");
            Ok(true)
        }
        _ => bail!("unknown command: {}\n\n{HELP}", words.join(" ")),
    }
}

fn parse_options(words: &[&str]) -> Result<Options> {
    let mut options = Options {
        suite: Suite::All,
        quick: false,
        require_all: std::env::var("CI").is_ok_and(|value| value == "true"),
    };
    let mut words = words.iter();
    while let Some(word) = words.next() {
        match *word {
            "--quick" => options.quick = true,
            "--require-all" => options.require_all = true,
            "--only" => {
                options.suite = match words.next().copied() {
                    Some("unit") => Suite::Unit,
                    Some("pg") => Suite::Postgres,
                    Some("browser") => Suite::Browser,
                    Some("docs") => Suite::Docs,
                    other => {
                        bail!("--only takes unit, pg, browser or docs, not {}", other.unwrap_or("nothing"))
                    }
                }
            }
            other => bail!("unknown option {other}\n\n{HELP}"),
        }
    }
    Ok(options)
}

fn test(options: Options) -> Result<bool> {
    let mut report = Report::default();
    let suite = options.suite;
    let wants = |one: Suite| suite == Suite::All || suite == one;

    // The address of PostgreSQL changes what is compiled, so it is settled before the first build.
    let mut server = None;
    if suite != Suite::Unit && suite != Suite::Docs {
        report.stage("private PostgreSQL", || {
            server = postgres::start(options.quick)?;
            Ok(match &server {
                Some(_) => report::Tally::passed(1),
                None => report::Tally::skipped(1),
            })
        });
    }
    let url = server.as_ref().map(postgres::Server::url);
    let database = url.as_deref();

    if wants(Suite::Docs) {
        docs::check(&mut report);
    }
    if suite == Suite::All {
        rust_suite::format(&mut report);
        if !options.quick {
            rust_suite::lints(&mut report, database);
        }
    }
    if suite == Suite::All || suite == Suite::Unit {
        let disk = if suite == Suite::All { small_disk::SmallDisk::mount()? } else { None };
        rust_suite::tests(&mut report, database, None, disk.as_ref());
    }
    if suite == Suite::Postgres {
        rust_suite::tests(&mut report, database, Some("postgres"), None);
    }
    if !options.quick && wants(Suite::Browser) && rust_suite::release(&mut report) {
        smoke::run(&mut report, server.as_ref());
        browser::run(&mut report, server.as_ref());
    }
    drop(server);
    Ok(report.close(options.require_all))
}
