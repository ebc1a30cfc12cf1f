//! A private PostgreSQL for the tests: its own data folder, its own port, gone afterwards.
//!
//! Durability is switched off (`fsync=off`): the tests ask what the program does, not what the disk does.
//! PostgreSQL refuses to run as root, so as root it runs under the account that the Debian package made.

use crate::apt;
use crate::shell::{Scratch, free_port, output, which};
use anyhow::{Context, Result, bail};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// A running server; dropping it stops it.
pub struct Server {
    child: Child,
    programs: PathBuf,
    port: u16,
    folder: Scratch,
}

impl Server {
    /// Address with superuser rights, for `MOTCUA_TEST_POSTGRES`.
    pub fn url(&self) -> String {
        self.address("postgres")
    }

    /// Makes an empty database and gives its address, for `--database`.
    pub fn create(&self, name: &str) -> Result<String> {
        let mut command = Command::new(self.programs.join("createdb"));
        command.args(["-h", "127.0.0.1", "-p", &self.port.to_string(), "-U", "postgres", name]);
        output(&mut command)?;
        Ok(self.address(name))
    }

    fn address(&self, database: &str) -> String {
        format!("postgres://postgres@127.0.0.1:{}/{database}", self.port)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // SIGINT is PostgreSQL's "fast" shutdown; failing that, the process is ended.
        let asked = Command::new("kill").args(["-INT", &self.child.id().to_string()]).status();
        let deadline = Instant::now() + Duration::from_secs(10);
        while asked.is_ok() && Instant::now() < deadline {
            if matches!(self.child.try_wait(), Ok(Some(_))) {
                return;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

/// Starts one. `None` when PostgreSQL is not here and cannot be installed (or, when `quick`, should not be).
pub fn start(quick: bool) -> Result<Option<Server>> {
    let Some(programs) = find_or_install(quick)? else {
        return Ok(None);
    };
    let account = Account::find()?;
    let folder = Scratch::new("postgres")?;
    let data = folder.path.join("data");
    std::fs::create_dir_all(&data)?;
    if let Some(account) = &account {
        std::os::unix::fs::chown(&folder.path, Some(account.user), Some(account.group))?;
        std::os::unix::fs::chown(&data, Some(account.user), Some(account.group))?;
    }
    let command = |program: &str| {
        let mut command = Command::new(programs.join(program));
        command.current_dir(&folder.path);
        if let Some(account) = &account {
            command.uid(account.user).gid(account.group);
        }
        command
    };
    output(command("initdb").arg("-D").arg(&data).args([
        "-U",
        "postgres",
        "-A",
        "trust",
        "-E",
        "UTF8",
        "--locale=C",
        "--no-sync",
    ]))?;
    let port = free_port()?;
    let log = std::fs::File::create(folder.path.join("log"))?;
    let child = command("postgres")
        .arg("-D")
        .arg(&data)
        .args(["-h", "127.0.0.1", "-p", &port.to_string(), "-k", ""])
        .args(["-c", "fsync=off", "-c", "max_connections=300", "-c", "max_pred_locks_per_transaction=256"])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(log)
        .spawn()
        .context("cannot start postgres")?;
    let mut server = Server { child, programs, port, folder };
    wait_until_ready(&mut server)?;
    println!("PostgreSQL from {} on port {port}", server.programs.display());
    Ok(Some(server))
}

fn wait_until_ready(server: &mut Server) -> Result<()> {
    let deadline = Instant::now() + Duration::from_secs(60);
    let mut ready = Command::new(server.programs.join("pg_isready"));
    ready.args(["-q", "-h", "127.0.0.1", "-p", &server.port.to_string(), "-U", "postgres"]);
    while !ready.status().is_ok_and(|status| status.success()) {
        if let Some(status) = server.child.try_wait()? {
            let log = std::fs::read_to_string(server.folder.path.join("log")).unwrap_or_default();
            bail!("postgres ended at once with {status}:\n{log}");
        }
        if Instant::now() > deadline {
            bail!("postgres did not answer within a minute");
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    Ok(())
}

fn find_or_install(quick: bool) -> Result<Option<PathBuf>> {
    if let Some(found) = find() {
        return Ok(Some(found));
    }
    if quick || !apt::install(&["postgresql"])? {
        println!("PostgreSQL is not installed: the tests on it are reported as ignored");
        return Ok(None);
    }
    find().map(Some).context("the package postgresql was installed, yet there is no initdb")
}

/// The folder with `initdb` and `postgres`: the newest of Debian's, or of `PATH`.
fn find() -> Option<PathBuf> {
    let mut versions: Vec<PathBuf> = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .filter_map(|entry| Some(entry.ok()?.path().join("bin")))
        .filter(|bin| bin.join("initdb").is_file() && bin.join("postgres").is_file())
        .collect();
    versions.sort_by_key(|bin| {
        let version = bin.parent().and_then(Path::file_name).and_then(|name| name.to_str());
        version.and_then(|text| text.parse::<u32>().ok())
    });
    versions.pop().or_else(|| Some(which("initdb")?.parent()?.to_path_buf()))
}

/// The account PostgreSQL runs under when this program runs as root.
struct Account {
    user: u32,
    group: u32,
}

impl Account {
    fn find() -> Result<Option<Account>> {
        let number = |flag: &str, user: &str| -> Result<u32> {
            Ok(output(Command::new("id").args([flag, user]))?.trim().parse()?)
        };
        if output(Command::new("id").arg("-u"))?.trim() != "0" {
            return Ok(None);
        }
        let user = if number("-u", "postgres").is_ok() { "postgres" } else { "nobody" };
        Ok(Some(Account { user: number("-u", user)?, group: number("-g", user)? }))
    }
}
