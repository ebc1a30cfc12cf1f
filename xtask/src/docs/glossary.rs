//! The glossary and the table of legal bases name identifiers and tests of the code; they must be there.

use super::{files, read};
use anyhow::Result;
use std::collections::BTreeSet;
use std::path::Path;

/// Each back-quoted identifier of the third column occurs as a word in the sources.
pub fn check() -> Result<Vec<String>> {
    let glossary = read(Path::new("docs/glossary.md"))?;
    let words = words()?;
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

/// Each back-quoted word of the last two columns of `docs/legal-basis.md` occurs in the sources.
pub fn legal_basis() -> Result<Vec<String>> {
    let words = words()?;
    let mut findings = Vec::new();
    let mut rules = 0;
    for (index, line) in read(Path::new("docs/legal-basis.md"))?.lines().enumerate() {
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        let [_, rule, source, code, test, _] = cells[..] else {
            continue;
        };
        if rule.starts_with("---") || rule == "Rule" {
            continue;
        }
        rules += 1;
        if source.is_empty() || !code.contains('`') || test.is_empty() {
            findings.push(format!("line {}: an empty cell", index + 1));
        }
        for cell in [code, test] {
            for word in cell.split('`').skip(1).step_by(2).filter(|word| !words.contains(*word)) {
                findings.push(format!("line {}: no {word} in the code", index + 1));
            }
        }
    }
    if rules < 20 {
        findings.push(format!("only {rules} rules were found: has the table changed its form?"));
    }
    Ok(findings)
}

/// Every word of the Rust sources of the crates.
fn words() -> Result<BTreeSet<String>> {
    let mut words = BTreeSet::new();
    for path in files(".rs")?.iter().filter(|path| path.starts_with("crates")) {
        let text = read(path)?;
        words.extend(text.split(|c: char| !c.is_alphanumeric() && c != '_').map(str::to_owned));
    }
    Ok(words)
}
