//! Format, lints, tests and the release build of the workspace.

use crate::report::{Report, Tally};
use crate::shell::{cargo, run, stream};
use crate::small_disk::SmallDisk;
use std::process::Command;

/// Whether a component of the toolchain is installed.
fn has(component: &str) -> bool {
    cargo().args([component, "--version"]).output().is_ok_and(|done| done.status.success())
}

/// `cargo fmt --check`.
pub fn format(report: &mut Report) {
    report.stage("format", || {
        if !has("fmt") {
            println!("rustfmt is not installed: rustup component add rustfmt");
            return Ok(Tally::skipped(1));
        }
        run(cargo().args(["fmt", "--all", "--check"]))?;
        Ok(Tally::passed(1))
    });
}

/// `cargo clippy` with every warning an error.
pub fn lints(report: &mut Report, database: Option<&str>) {
    report.stage("lints", || {
        if !has("clippy") {
            println!("clippy is not installed: rustup component add clippy");
            return Ok(Tally::skipped(1));
        }
        let mut command = cargo();
        with_database(&mut command, database);
        run(command.args([
            "clippy",
            "--quiet",
            "--workspace",
            "--all-targets",
            "--locked",
            "--",
            "-D",
            "warnings",
        ]))?;
        Ok(Tally::passed(1))
    });
}

/// The test that fills a file system.
const FILLS_A_DISK: &str = "on_a_file_system_without_a_free_byte";

/// `cargo test` of the whole workspace, or of the tests whose name contains `filter`.
pub fn tests(report: &mut Report, database: Option<&str>, filter: Option<&str>, disk: Option<&SmallDisk>) {
    let name = if filter.is_some() { "tests on PostgreSQL" } else { "unit, property and database tests" };
    report.stage(name, || {
        let mut command = cargo();
        with_database(&mut command, database);
        command.args(["test", "--quiet", "--workspace", "--locked", "--no-fail-fast"]);
        command.args(filter);
        let mut tally = Tally::default();
        if database.is_some() {
            // Tests that need PostgreSQL are marked ignored, so that without a server they are reported and not passed.
            command.args(["--", "--include-ignored"]);
            match disk {
                Some(disk) => {
                    command.env("MOTCUA_TEST_SMALL_DISK", disk.path());
                }
                None => {
                    command.args(["--skip", FILLS_A_DISK]);
                    tally.add(Tally::skipped(u64::from(filter.is_none())));
                }
            }
        }
        let succeeded = stream(&mut command, |line| tally.add(parse_result(line)))?;
        if (!succeeded && tally.failed == 0) || tally.passed == 0 {
            // A crate that does not compile, or a test binary that died, prints no result line.
            tally.failed = 1;
        }
        Ok(tally)
    });
}

/// The release build of the program; whether it succeeded.
pub fn release(report: &mut Report) -> bool {
    let tally = report.stage("release build", || {
        run(cargo().args(["build", "--quiet", "--release", "--locked", "--package", "motcua"]))?;
        Ok(Tally::passed(1))
    });
    tally.failed == 0
}

/// Tells the tests where the private server is, and that its absence is not to be excused.
fn with_database(command: &mut Command, database: Option<&str>) {
    match database {
        Some(url) => command.env("MOTCUA_TEST_POSTGRES", url).env("REQUIRE_POSTGRES", "1"),
        None => command.env_remove("MOTCUA_TEST_POSTGRES").env_remove("REQUIRE_POSTGRES"),
    };
}

/// Reads `test result: ok. 3 passed; 0 failed; 1 ignored; …`.
fn parse_result(line: &str) -> Tally {
    let Some(rest) = line.trim().strip_prefix("test result: ") else {
        return Tally::default();
    };
    let number = |word: &str| -> u64 {
        let before = rest.split(';').find_map(|part| part.trim().strip_suffix(word));
        before.and_then(|text| text.split_whitespace().last()?.parse().ok()).unwrap_or(0)
    };
    Tally { passed: number("passed"), failed: number("failed"), skipped: number("ignored") }
}

#[cfg(test)]
mod tests {
    use super::parse_result;
    use crate::report::Tally;

    #[test]
    fn the_result_line_of_a_test_binary_is_read() {
        let line = "test result: FAILED. 12 passed; 3 failed; 4 ignored; 0 measured; 7 filtered out; finished in 0.01s";
        assert_eq!(parse_result(line), Tally { passed: 12, failed: 3, skipped: 4 });
        assert_eq!(parse_result("running 3 tests"), Tally::default());
    }
}
