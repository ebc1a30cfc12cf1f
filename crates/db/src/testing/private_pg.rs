//! A private PostgreSQL server in a directory: started for tests and benchmarks, stopped and removed on drop.
//!
//! It uses only the standard library, so that the build tool may include this file by path. The server listens on a Unix
//! socket in its own directory and on no port: the URL depends on nothing but the directory, which keeps builds that look
//! at it from being repeated, and nobody else can collide with it. The server refuses to run as root, so under root it
//! runs as the user `postgres`, which the system's package creates.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Whether the private server waits for the disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fsync {
    /// As in production: for benchmarks.
    On,
    /// For tests, where nothing outlives the run.
    Off,
}

/// A running private server.
pub struct PrivatePostgres {
    dir: PathBuf,
    bin: PathBuf,
    url: String,
}

/// The folder with `initdb` and `pg_ctl`: the newest packaged version, or wherever `PATH` has them.
pub fn find_binaries() -> Option<PathBuf> {
    let packaged = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut versions: Vec<(u32, PathBuf)> = packaged
        .filter_map(|entry| {
            let version = entry.file_name().to_str()?.parse().ok()?;
            Some((version, entry.path().join("bin")))
        })
        .filter(|(_, bin)| bin.join("initdb").is_file())
        .collect();
    versions.sort();
    versions.pop().map(|(_, bin)| bin).or_else(|| {
        let path = std::env::var_os("PATH")?;
        std::env::split_paths(&path).find(|bin| bin.join("initdb").is_file() && bin.join("pg_ctl").is_file())
    })
}

impl PrivatePostgres {
    /// Makes a fresh cluster in `dir` and starts it. Whatever an earlier run left there is stopped and removed.
    ///
    /// `dir` is created; its parent must be reachable for the user `postgres` when run as root, and its path short, because
    /// a socket's path may have 107 bytes.
    ///
    /// # Errors
    /// A sentence for the person at the keyboard.
    pub fn start_in(dir: &Path, fsync: Fsync) -> Result<Self, String> {
        let bin =
            find_binaries().ok_or("PostgreSQL is not installed (Debian: apt-get install postgresql)")?;
        let host = dir.to_str().ok_or("the directory's name is not UTF-8")?;
        if host.len() > 80 {
            return Err(format!("the path {host} is too long for a socket"));
        }
        let url = format!("postgres://postgres@{}/postgres", host.replace('%', "%25").replace('/', "%2F"));
        let server = Self { dir: dir.to_owned(), bin, url };
        server.clear();
        fs::create_dir_all(dir).map_err(|error| format!("{host}: {error}"))?;
        if is_root() {
            run(Command::new("chown").arg("postgres").arg(dir))?;
        }
        let data = dir.join("data");
        run(server.tool("initdb").arg("-D").arg(&data).args([
            "--username=postgres",
            "--auth=trust",
            "--encoding=UTF8",
            "--locale=C.UTF-8",
            "--no-sync",
        ]))?;
        let durability = match fsync {
            Fsync::On => "",
            Fsync::Off => "-c fsync=off -c full_page_writes=off -c synchronous_commit=off",
        };
        let options = format!(
            "-c listen_addresses='' -c unix_socket_directories='{host}' -c max_connections=300 -c shared_buffers=128MB {durability}"
        );
        run(server
            .tool("pg_ctl")
            .arg("-D")
            .arg(&data)
            .arg("-l")
            .arg(dir.join("log"))
            .args(["-w", "-t", "60", "-o", &options, "start"]))?;
        Ok(server)
    }

    /// URL of the superuser's own database.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// A program of the server, run by a user it accepts.
    fn tool(&self, name: &str) -> Command {
        let program = self.bin.join(name);
        let mut command = if is_root() {
            let mut command = Command::new("runuser");
            command.args(["-u", "postgres", "--"]).arg(program);
            command
        } else {
            Command::new(program)
        };
        // The current directory may be closed to that user.
        command.current_dir("/");
        command
    }

    fn clear(&self) {
        let data = self.dir.join("data");
        if data.join("postmaster.pid").exists() {
            // A stale file of a server that is gone makes this fail, which is as good as stopped.
            drop(run(self.tool("pg_ctl").arg("-D").arg(&data).args(["-m", "immediate", "-w", "stop"])));
        }
        drop(fs::remove_dir_all(&self.dir));
    }
}

impl Drop for PrivatePostgres {
    fn drop(&mut self) {
        self.clear();
    }
}

fn is_root() -> bool {
    Command::new("id").arg("-u").output().is_ok_and(|output| output.stdout.trim_ascii() == b"0")
}

/// Runs a program to its end; its output goes nowhere, because a server started by it would keep a pipe open.
fn run(command: &mut Command) -> Result<(), String> {
    let status = command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .map_err(|error| format!("{}: {error}", command.get_program().display()))?;
    if status.success() {
        return Ok(());
    }
    let arguments: Vec<&OsStr> = command.get_args().collect();
    Err(format!("{} {arguments:?}: {status}", command.get_program().display()))
}
