//! Installing Debian packages, only as root and only what is missing.

use crate::shell::{run, which};
use anyhow::Result;
use std::process::Command;
use std::sync::OnceLock;

/// Whether packages can be installed here.
fn able() -> bool {
    let root = Command::new("id").arg("-u").output().is_ok_and(|id| id.stdout.starts_with(b"0\n"));
    root && which("apt-get").is_some()
}

/// Installs packages, or says why not. `Ok(false)`: not possible here (not root, or no apt).
pub fn install(packages: &[&str]) -> Result<bool> {
    static UPDATED: OnceLock<()> = OnceLock::new();
    if !able() {
        println!(
            "missing: {}. As root this command would install it; or run: apt-get install {}",
            packages.join(", "),
            packages.join(" ")
        );
        return Ok(false);
    }
    if UPDATED.set(()).is_ok() {
        run(apt().arg("update").arg("-qq"))?;
    }
    println!("installing {}", packages.join(", "));
    run(apt().args(["install", "-y", "-qq", "--no-install-recommends"]).args(packages))?;
    Ok(true)
}

fn apt() -> Command {
    let mut command = Command::new("apt-get");
    command.env("DEBIAN_FRONTEND", "noninteractive");
    command
}
