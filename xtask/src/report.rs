//! What each stage took and found, and the one closing line.

use anyhow::Result;
use std::time::{Duration, Instant};

/// How many tests passed, failed and were skipped.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Held.
    pub passed: u64,
    /// Did not hold.
    pub failed: u64,
    /// Not run, because something they need is absent.
    pub skipped: u64,
}

impl Tally {
    /// So many passed.
    pub fn passed(n: u64) -> Self {
        Tally { passed: n, ..Tally::default() }
    }
    /// So many failed.
    pub fn failed(n: u64) -> Self {
        Tally { failed: n, ..Tally::default() }
    }
    /// So many were not run.
    pub fn skipped(n: u64) -> Self {
        Tally { skipped: n, ..Tally::default() }
    }
    /// Adds another tally.
    pub fn add(&mut self, other: Tally) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
    }
    /// One check: passed when there is no finding; otherwise each finding is printed and it failed.
    pub fn of_findings(what: &str, findings: &[String]) -> Self {
        if findings.is_empty() {
            return Tally::passed(1);
        }
        println!("{what}:");
        for finding in findings {
            println!("  {finding}");
        }
        Tally::failed(1)
    }
}

struct Stage {
    name: String,
    took: Duration,
    tally: Tally,
}

/// The stages so far.
#[derive(Default)]
pub struct Report {
    stages: Vec<Stage>,
}

impl Report {
    /// Runs a stage. An error is printed and counts as one failure; the stages after it still run.
    pub fn stage(&mut self, name: &str, work: impl FnOnce() -> Result<Tally>) -> Tally {
        println!("\n== {name}");
        let started = Instant::now();
        let tally = work().unwrap_or_else(|error| {
            println!("{name}: {error:#}");
            Tally::failed(1)
        });
        let took = started.elapsed();
        println!("== {name}: {} in {:.1} s", line(tally), took.as_secs_f64());
        self.stages.push(Stage { name: name.to_owned(), took, tally });
        tally
    }

    /// Prints the table and the closing line; whether all is well.
    pub fn close(&self, require_all: bool) -> bool {
        let mut total = Tally::default();
        println!();
        for stage in &self.stages {
            println!("{:>8.1} s  {:<34} {}", stage.took.as_secs_f64(), stage.name, line(stage.tally));
            total.add(stage.tally);
        }
        let mut well = total.failed == 0 && total.passed > 0;
        if require_all && total.skipped > 0 {
            println!("{} skipped, and everything is required: that is a failure", total.skipped);
            well = false;
        }
        println!("{}", line(total));
        well
    }
}

fn line(tally: Tally) -> String {
    format!("{} passed, {} failed, {} skipped", tally.passed, tally.failed, tally.skipped)
}
