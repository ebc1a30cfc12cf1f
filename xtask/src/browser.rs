//! The browser tests: real servers, a real Chromium, on both databases; and the screenshots of the documents.

use crate::apt;
use crate::postgres::Server;
use crate::report::{Report, Tally};
use crate::server::{Serving, kind, make_city, motcua};
use crate::shell::{Scratch, free_port, output, root, run as run_command, stream, which};
use anyhow::{Context, Result, bail};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Dossiers in the cities the tests run on.
const DOSSIERS: u32 = 5_000;

/// Runs the tests of `e2e/`, then lets `motcua verify` judge the databases they used.
pub fn run(report: &mut Report, postgres: Option<&Server>) {
    report.stage("browser", || {
        let Some(tools) = Tools::find_or_install()? else {
            return Ok(Tally::skipped(1));
        };
        tools.install_packages()?;
        let scratch = Scratch::new("browser")?;
        let sqlite = format!("sqlite:{}", scratch.path.join("browser.db").display());
        let mut tally = Tally::default();
        let postgres_database = postgres.map(|server| server.create("browser")).transpose()?;
        for database in [Some(&sqlite), postgres_database.as_ref()].into_iter().flatten() {
            match on_database(&tools, &scratch.path, database) {
                Ok(found) => tally.add(found),
                Err(error) => {
                    println!("browser tests on {}: {error:#}", kind(database));
                    tally.add(Tally::failed(1));
                }
            }
        }
        if postgres.is_none() {
            tally.add(Tally::skipped(1));
        }
        Ok(tally)
    });
}

fn on_database(tools: &Tools, folder: &Path, database: &str) -> Result<Tally> {
    make_city(folder, database, DOSSIERS)?;
    let (provider, settings) = identity_provider(folder)?;
    let serving = Serving::start_with(folder, database, &["--identity-providers", &settings])?;
    let mut tally = Tally::default();
    let mut command = tools.node(&serving, kind(database));
    command
        .env("MOTCUA_E2E_PROVIDER", provider)
        .args(["--test", "--test-reporter=spec", "--test-concurrency=1"])
        .args(tools.tests(kind(database))?);
    let succeeded = stream(&mut command, |line| tally.add(parse_result(line)))?;
    if !succeeded && tally.failed == 0 {
        tally.failed = 1;
    }
    if tally.passed == 0 {
        bail!("no browser test ran");
    }
    serving.stop()?;
    output(motcua(folder, database).arg("verify")).context("after the browser tests")?;
    tally.add(Tally::passed(1));
    Ok(tally)
}

/// A place for the identity provider that a journey runs (e2e/lib/provider.mjs), and the settings by which the server knows
/// it; the server starts while it is down.
fn identity_provider(folder: &Path) -> Result<(String, String)> {
    let issuer = format!("http://127.0.0.1:{}", free_port()?);
    let (secret, settings) = (folder.join("provider-secret"), folder.join("providers.toml"));
    std::fs::write(&secret, "not a secret: only this machine reaches it")?;
    let text = format!(
        r#"[[provider]]
key = "thu"
issuer = "{issuer}"
label = "Đăng nhập thử"
label_en = "Test sign-in"
client_id = "motcua-e2e"
client_secret_file = "{}"
acr_values = ["loa2", "loa1"]
levels = {{ loa1 = 1, loa2 = 2 }}
claims = {{ number = "vn_number" }}
"#,
        secret.display()
    );
    std::fs::write(&settings, text)?;
    Ok((issuer, settings.display().to_string()))
}

/// Takes the pictures of `docs/screenshots`.
pub fn screenshots() -> Result<()> {
    let tools = Tools::find_or_install()?.context("the pictures need Node and Chromium")?;
    tools.install_packages()?;
    let scratch = Scratch::new("screenshots")?;
    let database = format!("sqlite:{}", scratch.path.join("screenshots.db").display());
    make_city(&scratch.path, &database, 30_000)?;
    let (provider, settings) = identity_provider(&scratch.path)?;
    let serving = Serving::start_with(&scratch.path, &database, &["--identity-providers", &settings])?;
    let mut command = tools.node(&serving, "sqlite");
    command.env("MOTCUA_E2E_PROVIDER", provider);
    run_command(command.arg("screenshots.mjs").arg(root().join("docs/screenshots")))?;
    serving.stop()
}

struct Tools {
    node: PathBuf,
    npm: PathBuf,
    chromium: PathBuf,
    java: Option<PathBuf>,
}

impl Tools {
    fn find() -> Option<Tools> {
        let chromium =
            ["chromium", "chromium-browser", "google-chrome"].iter().find_map(|name| which(name))?;
        Some(Tools { node: which("node")?, npm: which("npm")?, chromium, java: which("java") })
    }

    fn find_or_install() -> Result<Option<Tools>> {
        let wanted = [
            ("chromium", which("chromium").is_some() || Tools::find().is_some()),
            ("nodejs", which("node").is_some()),
            ("npm", which("npm").is_some()),
            ("default-jre-headless", which("java").is_some()),
        ];
        let missing: Vec<&str> =
            wanted.iter().filter(|(_, here)| !here).map(|(package, _)| *package).collect();
        if !missing.is_empty() && !apt::install(&missing)? && Tools::find().is_none() {
            println!("the browser tests are reported as skipped");
            return Ok(None);
        }
        Ok(Tools::find())
    }

    /// The packages of `e2e/package-lock.json`, exactly; no package may run a script of its own.
    fn install_packages(&self) -> Result<()> {
        let mut command = Command::new(&self.npm);
        command.current_dir(root().join("e2e"));
        run_command(command.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]))
    }

    /// `node` in `e2e/`, knowing where everything is.
    fn node(&self, serving: &Serving, kind: &str) -> Command {
        let mut command = Command::new(&self.node);
        command
            .current_dir(root().join("e2e"))
            .env("MOTCUA_E2E_ADDRESS", &serving.address)
            .env("MOTCUA_E2E_DATABASE", kind)
            .env("MOTCUA_E2E_CHROMIUM", &self.chromium);
        if let Some(java) = &self.java {
            command.env("MOTCUA_E2E_JAVA", java);
        }
        command
    }

    /// Journeys run on every database; what a page looks like does not depend on it and runs once.
    fn tests(&self, kind: &str) -> Result<Vec<PathBuf>> {
        let folder = root().join("e2e");
        let mut files = Vec::new();
        for part in if kind == "sqlite" { &["journeys", "pages"][..] } else { &["journeys"][..] } {
            for entry in std::fs::read_dir(folder.join(part)).with_context(|| format!("e2e/{part}"))? {
                let path = entry?.path();
                if path.to_string_lossy().ends_with(".test.mjs") {
                    files.push(path.strip_prefix(&folder)?.to_path_buf());
                }
            }
        }
        files.sort();
        Ok(files)
    }
}

/// Reads the closing lines of node's test runner: `ℹ pass 12`, `# fail 0`, `ℹ skipped 1`.
fn parse_result(line: &str) -> Tally {
    let Some(rest) = line.strip_prefix("ℹ ").or_else(|| line.strip_prefix("# ")) else {
        return Tally::default();
    };
    let Some((word, Ok(number))) =
        rest.split_once(' ').map(|(word, number)| (word, number.trim().parse::<u64>()))
    else {
        return Tally::default();
    };
    match word {
        "pass" => Tally::passed(number),
        "fail" | "cancelled" => Tally::failed(number),
        "skipped" | "todo" => Tally::skipped(number),
        _ => Tally::default(),
    }
}

#[cfg(test)]
mod tests {
    use super::parse_result;
    use crate::report::Tally;

    #[test]
    fn the_closing_lines_of_nodes_runner_are_read() {
        let mut tally = Tally::default();
        for line in [
            "ℹ tests 15",
            "ℹ pass 12",
            "ℹ fail 1",
            "ℹ cancelled 1",
            "ℹ skipped 2",
            "✔ pass 9",
            "# duration_ms 3",
        ] {
            tally.add(parse_result(line));
        }
        assert_eq!(tally, Tally { passed: 12, failed: 2, skipped: 2 });
    }
}
