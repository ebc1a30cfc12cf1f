//! Decision records: numbered without gap or double, with a title, a status and a date.

use super::{files, read};
use anyhow::Result;

const STATUSES: [&str; 4] = ["Proposed", "Accepted", "Superseded", "Rejected"];

/// Checks each file of `docs/decisions/`, and that the index links to it.
pub fn check() -> Result<Vec<String>> {
    let mut findings = Vec::new();
    let mut numbers = Vec::new();
    let index = read(std::path::Path::new("docs/decisions/README.md"))?;
    for path in files(".md")? {
        let Some(file) = path.strip_prefix("docs/decisions").ok().and_then(|file| file.to_str()) else {
            continue;
        };
        if file == "README.md" {
            continue;
        }
        let text = read(&path)?;
        match file.split_once('-').map(|(number, _)| number.parse::<u32>()) {
            Some(Ok(number)) => numbers.push(number),
            _ => findings.push(format!("{file}: the name begins with no number")),
        }
        let field = |name: &str| text.lines().find_map(|line| line.strip_prefix(name)).map(str::trim);
        if !text.starts_with("# ") || text.lines().next().is_some_and(|title| title.len() < 12) {
            findings.push(format!("{file}: no title"));
        }
        if !field("Status:").is_some_and(|status| STATUSES.iter().any(|known| status.starts_with(known))) {
            findings.push(format!("{file}: `Status:` is none of {}", STATUSES.join(", ")));
        }
        if !field("Date:").is_some_and(|date| date.len() == 10 && date.matches('-').count() == 2) {
            findings.push(format!("{file}: `Date:` is no day"));
        }
        for section in ["## Context", "## Decision", "## Consequences", "## What would change our mind"] {
            if !text.contains(section) {
                findings.push(format!("{file}: no section {section}"));
            }
        }
        if !index.contains(&format!("({file})")) {
            findings.push(format!("{file}: not in docs/decisions/README.md"));
        }
    }
    numbers.sort_unstable();
    if let Some(pair) = numbers.windows(2).find(|pair| pair[0] == pair[1]) {
        findings.push(format!("two decisions have the number {:04}", pair[0]));
    }
    if numbers.first() != Some(&1) || numbers.windows(2).any(|pair| pair[1] > pair[0] + 1) {
        findings.push("the numbers have a gap".to_owned());
    }
    Ok(findings)
}
