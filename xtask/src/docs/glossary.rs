//! The glossary names identifiers of the code; they must be there.

use super::{files, read};
use anyhow::Result;
use std::collections::BTreeSet;
use std::path::Path;

/// Each back-quoted identifier of the third column occurs as a word in the sources.
pub fn check() -> Result<Vec<String>> {
    let glossary = read(Path::new("docs/glossary.md"))?;
    let mut words = BTreeSet::new();
    for path in files(".rs")?.iter().filter(|path| path.starts_with("crates")) {
        let text = read(path)?;
        words.extend(text.split(|c: char| !c.is_alphanumeric() && c != '_').map(str::to_owned));
    }
    let mut findings = Vec::new();
    let mut terms = 0;
    for (index, line) in glossary.lines().enumerate() {
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        let [_, vietnamese, english, identifiers, basis, _] = cells[..] else {
            continue;
        };
        if vietnamese.starts_with("---") || vietnamese == "Tiếng Việt" {
            continue;
        }
        terms += 1;
        if vietnamese.is_empty() || english.is_empty() || basis.is_empty() {
            findings.push(format!("line {}: an empty cell", index + 1));
        }
        for identifier in identifiers.split('`').skip(1).step_by(2) {
            for part in identifier.split("::") {
                if !words.contains(part) {
                    findings.push(format!("line {}: no {identifier} in the code", index + 1));
                }
            }
        }
    }
    if terms < 40 {
        findings.push(format!("only {terms} terms were found: has the table changed its form?"));
    }
    Ok(findings)
}
