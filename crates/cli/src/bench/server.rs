//! A server as a child process, so that its processor time and memory are its own.

use anyhow::{Context, Result, bail};
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use super::client::{Client, get};
use super::processes;

/// A running server; killed when dropped.
pub struct Server {
    child: Child,
    /// Where it listens.
    pub address: SocketAddr,
    /// From its start to its first 200.
    pub ready_after: Duration,
}

impl Server {
    /// Starts this program with arguments that make it listen on a free port and print its address, and waits until
    /// `path` answers 200.
    pub fn start(arguments: &[&str], path: &str) -> Result<Self> {
        let program = std::env::current_exe().context("own path")?;
        let started = Instant::now();
        let mut child = Command::new(program)
            .args(arguments)
            .args(["--listen", "127.0.0.1:0"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .context("starting a server")?;
        let out = child.stdout.take().context("the server's output")?;
        let mut line = String::new();
        BufReader::new(out).read_line(&mut line).context("reading the server's address")?;
        let Some(address) = line.trim().rsplit('/').next().and_then(|text| text.parse().ok()) else {
            drop(child.kill());
            drop(child.wait());
            bail!("the server did not start: {line}");
        };
        let mut server = Self { child, address, ready_after: Duration::ZERO };
        server.wait_for(path, started)?;
        Ok(server)
    }

    /// Serves a database.
    pub fn serve(database: &str) -> Result<Self> {
        Self::start(&["serve", "--database", database], "/readyz")
    }

    fn wait_for(&mut self, path: &str, started: Instant) -> Result<()> {
        let request = get(path, "");
        let runtime = runtime()?;
        let address = self.address;
        runtime.block_on(async {
            while started.elapsed() < Duration::from_secs(60) {
                if let Ok(mut client) = Client::connect(address).await
                    && let Ok(answer) = client.send(&request).await
                    && answer.status == 200
                {
                    return Ok(());
                }
                tokio::time::sleep(Duration::from_millis(2)).await;
            }
            bail!("the server did not become ready within a minute")
        })?;
        self.ready_after = started.elapsed();
        Ok(())
    }

    /// Processor seconds used so far, in user and in system mode.
    pub fn cpu(&self) -> Result<f64> {
        processes::cpu(self.child.id())
    }

    /// Most memory resident at once so far, MiB.
    pub fn peak_mib(&self) -> Result<f64> {
        processes::memory(self.child.id(), "VmHWM:").context("the server's memory")
    }

    /// Memory resident now, MiB.
    pub fn resident_mib(&self) -> Result<f64> {
        processes::memory(self.child.id(), "VmRSS:").context("the server's memory")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Gone already is as good as killed.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// A runtime on the calling thread: one thread of clients leaves the other core to the server.
pub fn runtime() -> Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_current_thread().enable_all().build().context("starting a runtime")
}

/// What a child process that ran to its end took.
pub struct Ran {
    /// From start to end.
    pub seconds: f64,
    /// Most memory resident at once, MiB.
    pub peak_mib: f64,
    /// What it printed.
    pub output: String,
    /// Whether it ended well.
    pub success: bool,
}

/// Runs this program with arguments to its end and watches its memory.
pub fn run(arguments: &[&str]) -> Result<Ran> {
    let program = std::env::current_exe().context("own path")?;
    let started = Instant::now();
    let mut child = Command::new(program)
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .context("starting a child process")?;
    let mut out = child.stdout.take().context("the child's output")?;
    let reader = std::thread::spawn(move || {
        let mut text = String::new();
        std::io::Read::read_to_string(&mut out, &mut text).map(|_| text)
    });
    let mut peak_mib = 0f64;
    let status = loop {
        // The peak only grows: the last look before the end is the peak, or a few milliseconds short of it.
        if let Ok(mib) = processes::memory(child.id(), "VmHWM:") {
            peak_mib = peak_mib.max(mib);
        }
        if let Some(status) = child.try_wait().context("waiting for a child process")? {
            break status;
        }
        std::thread::sleep(Duration::from_millis(5));
    };
    let seconds = started.elapsed().as_secs_f64();
    let output = reader.join().ok().and_then(Result::ok).unwrap_or_default();
    Ok(Ran { seconds, peak_mib, output, success: status.success() })
}
