//! Makes the program small where the linker is the one Rust brings along: functions that came out the same become one, and
//! places to be filled in at the start are told shortly. The program is one file of at most 25 MB.

use std::env;
use std::process::Command;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let is = |name: &str, wanted: &str| env::var(name).is_ok_and(|value| value == wanted);
    // Only this target is linked by LLD unless somebody says otherwise; the old linker of others does not know the options.
    if !is("TARGET", "x86_64-unknown-linux-gnu") || !is("PROFILE", "release") {
        return;
    }
    println!("cargo::rustc-link-arg-bins=-Wl,--icf=all");
    if libc_since_2_36() {
        println!("cargo::rustc-link-arg-bins=-Wl,-z,pack-relative-relocs");
    }
}

/// Whether the C library here reads the short form (glibc 2.36 of 2022); what is built here runs on it or a newer one.
fn libc_since_2_36() -> bool {
    let said = Command::new("ldd").arg("--version").output();
    let text = said.map(|said| String::from_utf8_lossy(&said.stdout).into_owned()).unwrap_or_default();
    let version = text.lines().next().and_then(|line| line.rsplit(' ').next()).unwrap_or_default();
    let mut parts = version.split('.').map(|part| part.parse::<u32>().unwrap_or(0));
    text.contains("GLIBC") && (parts.next(), parts.next()) >= (Some(2), Some(36))
}
