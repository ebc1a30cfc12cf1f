//! Documents are tested: what they say about the repository must be so.

pub mod checks;
mod decisions;
mod dependencies;
mod glossary;
mod links;
pub mod problems;

use crate::report::{Report, Tally};
use crate::shell::{output, root};
use anyhow::{Context, Result};
use std::path::PathBuf;
use std::process::Command;

/// A check: its name, and what it finds wrong.
type Check = (&'static str, fn() -> Result<Vec<String>>);

const CHECKS: [Check; 10] = [
    ("links and paths of the documents exist", links::check),
    (
        "ARCHITECTURE.md lists exactly the crates of the workspace, in at most 300 lines",
        dependencies::crate_list,
    ),
    ("crates depend only on what their layer may", dependencies::layers),
    ("licences of all dependencies are on the list", dependencies::licences),
    ("decisions are numbered, dated and have a status", decisions::check),
    ("identifiers of the glossary exist in the code", glossary::check),
    ("rules of law name code and tests that exist", glossary::legal_basis),
    ("every problem code has its page, and every page its code", problems::check),
    ("every check of a procedure has its page, and every page its check", checks::check),
    ("nothing in the repository names a folder of one machine", links::machine_paths),
];

/// Runs every check as a test of its own.
pub fn check(report: &mut Report) {
    report.stage("documents", || {
        let mut tally = Tally::default();
        for (name, check) in CHECKS {
            let findings = check().unwrap_or_else(|error| vec![format!("{error:#}")]);
            if findings.is_empty() {
                println!("ok       {name}");
            }
            tally.add(Tally::of_findings(&format!("FAILED   {name}"), &findings));
        }
        Ok(tally)
    });
}

/// The files of the repository (committed, or new and not ignored) whose path ends so.
fn files(ending: &str) -> Result<Vec<PathBuf>> {
    let mut git = Command::new("git");
    git.current_dir(root()).args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"]);
    let list = output(&mut git)?;
    let paths = list.split('\0').filter(|path| path.ends_with(ending)).map(PathBuf::from);
    Ok(paths.filter(|path| root().join(path).is_file()).collect())
}

fn read(path: &std::path::Path) -> Result<String> {
    std::fs::read_to_string(root().join(path)).with_context(|| path.display().to_string())
}
