//! Running the program itself: demonstration cities for the smoke and browser tests.

use crate::shell::{free_port, output, root};
use anyhow::{Context, Result, bail};
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// The release binary.
pub fn program() -> PathBuf {
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from);
    target.join("release").join("motcua")
}

/// A command of the program on one database, in a folder of its own.
pub fn motcua(folder: &Path, database: &str) -> Command {
    let mut command = Command::new(program());
    command.current_dir(folder).env("MOTCUA_DATABASE", database).env_remove("MOTCUA_LISTEN");
    command
}

/// Makes a small living city: everything of Hanoi, and a few days of dossiers up to now. More of them are late than in the real
/// one, or on most days so few dossiers would leave nothing overdue to look at.
pub fn make_city(folder: &Path, database: &str, dossiers: u32) -> Result<()> {
    let started = Instant::now();
    output(motcua(folder, database).args(["seed", "hanoi"]))?;
    output(motcua(folder, database).args(["replay", "--days", "14", "--seed", "1", "--json"]).args([
        "--from",
        &days_ago(14)?,
        "--dossiers",
        &dossiers.to_string(),
        "--late",
        "0.06",
    ]))?;
    println!(
        "a city with {dossiers} dossiers in {:.1} s ({})",
        started.elapsed().as_secs_f64(),
        kind(database)
    );
    Ok(())
}

/// `sqlite` or `postgres`.
pub fn kind(database: &str) -> &str {
    database.split(':').next().unwrap_or(database)
}

/// The civil date so many days before today, where the program's day begins: in Vietnam.
fn days_ago(days: u32) -> Result<String> {
    let mut command = Command::new("date");
    command.env("TZ", "UTC-7").args(["-d", &format!("{days} days ago"), "+%Y-%m-%d"]);
    Ok(output(&mut command)?.trim().to_owned())
}

/// The program, serving.
pub struct Serving {
    child: Child,
    /// For instance `http://127.0.0.1:41234`.
    pub address: String,
}

impl Serving {
    /// Starts it on a free port and waits until it says it is ready.
    pub fn start(folder: &Path, database: &str) -> Result<Self> {
        Self::start_with(folder, database, &[])
    }

    /// The same with more arguments.
    pub fn start_with(folder: &Path, database: &str, more: &[&str]) -> Result<Self> {
        let port = free_port()?;
        let log = std::fs::File::create(folder.join(format!("serve-{port}.log")))?;
        let child = motcua(folder, database)
            .args(["serve", "--listen", &format!("127.0.0.1:{port}")])
            .args(more)
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log)
            .spawn()
            .with_context(|| format!("cannot start {}", program().display()))?;
        let mut serving = Serving { child, address: format!("http://127.0.0.1:{port}") };
        let deadline = Instant::now() + Duration::from_secs(30);
        while !matches!(get(port, "/readyz"), Ok((200, _))) {
            if let Some(status) = serving.child.try_wait()? {
                let log =
                    std::fs::read_to_string(folder.join(format!("serve-{port}.log"))).unwrap_or_default();
                bail!("motcua serve ended at once with {status}:\n{log}");
            }
            if Instant::now() > deadline {
                bail!("motcua serve was not ready within 30 seconds");
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        Ok(serving)
    }

    /// Asks it to end, as an operator would, and waits; an error when it does not end well.
    pub fn stop(mut self) -> Result<()> {
        output(Command::new("kill").args(["-TERM", &self.child.id().to_string()]))?;
        let deadline = Instant::now() + Duration::from_secs(15);
        loop {
            if let Some(status) = self.child.try_wait()? {
                if !status.success() {
                    bail!("motcua serve ended with {status} when asked to stop");
                }
                return Ok(());
            }
            if Instant::now() > deadline {
                bail!("motcua serve did not stop within 15 seconds");
            }
            std::thread::sleep(Duration::from_millis(50));
        }
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

/// A plain GET on the loopback interface: status and body.
pub fn get(port: u16, path: &str) -> Result<(u16, String)> {
    let mut stream = TcpStream::connect(("127.0.0.1", port))?;
    stream.set_read_timeout(Some(Duration::from_secs(10)))?;
    write!(stream, "GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n")?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer)?;
    let answer = String::from_utf8_lossy(&answer);
    let status = answer.split(' ').nth(1).and_then(|code| code.parse().ok()).context("no status line")?;
    let body = answer.split_once("\r\n\r\n").map_or("", |(_, body)| body);
    Ok((status, body.to_owned()))
}
