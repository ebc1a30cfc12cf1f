//! The command line is a contract: scripts rely on these names, these answers and these exit codes.

use crate::postgres::Server;
use crate::report::{Report, Tally};
use crate::server::{Serving, get, kind, make_city, motcua, program};
use crate::shell::{Scratch, output};
use anyhow::{Context, Result, ensure};
use serde_json::Value;
use std::path::Path;
use std::process::Command;

/// Runs each command of the contract once, on SQLite and, where there is one, on PostgreSQL.
pub fn run(report: &mut Report, postgres: Option<&Server>) {
    report.stage("command line", || {
        let scratch = Scratch::new("smoke")?;
        let mut tally = Tally::default();
        let mut check = |name: &str, result: Result<()>| match result {
            Ok(()) => {
                println!("ok       {name}");
                tally.add(Tally::passed(1));
            }
            Err(error) => {
                println!("FAILED   {name}: {error:#}");
                tally.add(Tally::failed(1));
            }
        };
        check("help names every command", help());
        check("due: after the cut-off, over a swapped Saturday", due());
        check("due: nonsense is refused with exit 2", due_refused());
        check("the binary with all assets is at most 25 MB", size());
        let file = scratch.path.join("smoke.db");
        let sqlite = format!("sqlite:{}", file.display());
        let postgres_database = postgres.map(|server| server.create("smoke")).transpose()?;
        for database in [Some(&sqlite), postgres_database.as_ref()].into_iter().flatten() {
            let on = |what: &str| format!("{what} ({})", kind(database));
            check(&on("seed and replay"), make_city(&scratch.path, database, 120));
            check(&on("seed again changes nothing"), seed_again(&scratch.path, database));
            check(&on("verify is clean"), verify(&scratch.path, database));
            check(&on("serve answers and stops when asked"), serve(&scratch.path, database));
        }
        check("verify notices an altered byte", altered(&scratch.path, &file));
        if postgres.is_none() {
            tally.add(Tally::skipped(4));
        }
        Ok(tally)
    });
}

fn help() -> Result<()> {
    let text = output(Command::new(program()).arg("--help"))?;
    for name in ["serve", "seed", "replay", "due", "verify", "rebuild", "bench", "doctor"] {
        ensure!(text.contains(name), "`motcua --help` does not name {name}");
    }
    Ok(())
}

fn due() -> Result<()> {
    let text = output(Command::new(program()).args([
        "due",
        "--received",
        "2025-04-25T15:30",
        "--term",
        "3 working days",
        "--cutoff",
        "15:00",
        "--cutoff-effect",
        "start-next-day",
        "--calendar",
        "hanoi",
        "--json",
    ]))?;
    let answer: Value = serde_json::from_str(&text)?;
    ensure!(answer["due_at"] == "2025-04-29T17:00:00+07:00", "due_at is {}", answer["due_at"]);
    ensure!(answer["explanation"].as_array().is_some_and(|lines| !lines.is_empty()), "no explanation");
    Ok(())
}

fn due_refused() -> Result<()> {
    let done =
        Command::new(program()).args(["due", "--received", "yesterday", "--term", "3 moons"]).output()?;
    ensure!(done.status.code() == Some(2), "exit code {:?}", done.status.code());
    ensure!(!done.stderr.is_empty(), "nothing was said on standard error");
    Ok(())
}

fn size() -> Result<()> {
    let bytes = std::fs::metadata(program())?.len();
    println!("         {:.1} MB", bytes as f64 / 1e6);
    ensure!(bytes <= 25_000_000, "{bytes} bytes");
    Ok(())
}

fn seed_again(folder: &Path, database: &str) -> Result<()> {
    output(motcua(folder, database).args(["seed", "hanoi"])).map(drop)
}

fn verify(folder: &Path, database: &str) -> Result<()> {
    let text = output(motcua(folder, database).args(["verify", "--json"]))?;
    let report: Value = serde_json::from_str(&text).context("verify --json is not JSON")?;
    ensure!(report["events"].as_u64().is_some_and(|events| events > 120), "events: {}", report["events"]);
    Ok(())
}

fn serve(folder: &Path, database: &str) -> Result<()> {
    let serving = Serving::start(folder, database)?;
    let port = serving.address.rsplit(':').next().context("an address has a port")?.parse()?;
    for path in ["/healthz", "/readyz", "/metrics", "/", "/api/openapi.json"] {
        let (status, _) = get(port, path)?;
        ensure!(status == 200, "GET {path} answers {status}");
    }
    let (status, body) = get(port, "/api/v1/procedures?q=khai%20sinh")?;
    ensure!(
        status == 200 && body.contains("1.001193"),
        "the search for a birth registration answers {status}"
    );
    let (status, _) = get(port, "/api/v1/units")?;
    ensure!(status == 200, "GET /api/v1/units answers {status}");
    let (status, _) = get(port, "/no-such-page")?;
    ensure!(status == 404, "an unknown page answers {status}");
    serving.stop()
}

/// Writes one byte of a journalled payload behind the program's back, as somebody with the file could.
fn altered(folder: &Path, file: &Path) -> Result<()> {
    let bytes = std::fs::read(file)?;
    let word = b"\"submitted\"";
    let copy = folder.join("altered.db");
    let mut altered = bytes;
    let mut changed = 0;
    for at in 0..altered.len().saturating_sub(word.len()) {
        if &altered[at..at + word.len()] == word {
            altered[at + 1] = b'S';
            changed += 1;
        }
    }
    ensure!(changed > 0, "no journalled event was found in the file");
    std::fs::write(&copy, &altered)?;
    let done = motcua(folder, &format!("sqlite:{}", copy.display())).arg("verify").output()?;
    ensure!(done.status.code() == Some(1), "verify ended with {:?}", done.status.code());
    ensure!(!done.stdout.is_empty(), "verify listed nothing");
    Ok(())
}
