//! Links between documents, and paths named in them.

use super::{files, read};
use crate::shell::root;
use anyhow::Result;
use std::path::{Path, PathBuf};

/// Top-level names after which a back-quoted text is taken for a path of the repository.
const ROOTS: [&str; 9] =
    ["crates/", "data/", "docs/", "migrations/", "xtask/", "e2e/", ".ci/", "assets-src/", ".cargo/"];

/// Every relative link leads to a file (and, with `#`, to a heading in it); every path in back quotes exists.
pub fn check() -> Result<Vec<String>> {
    let mut findings = Vec::new();
    for document in files(".md")? {
        let text = read(&document)?;
        for (number, line) in prose(&text) {
            for target in link_targets(line) {
                if let Some(problem) = broken(&document, target)? {
                    findings.push(format!("{}:{number}: {problem}", document.display()));
                }
            }
            for path in line.split('`').skip(1).step_by(2).filter(|text| is_path(text)) {
                if !root().join(path.trim_end_matches('/')).exists() {
                    findings.push(format!("{}:{number}: no {path}", document.display()));
                }
            }
        }
    }
    Ok(findings)
}

/// The lines outside fenced code, numbered from 1.
fn prose(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut fenced = false;
    text.lines().enumerate().filter_map(move |(index, line)| {
        if line.trim_start().starts_with("```") {
            fenced = !fenced;
            return None;
        }
        (!fenced).then_some((index + 1, line))
    })
}

fn link_targets(line: &str) -> impl Iterator<Item = &str> {
    line.split("](").skip(1).filter_map(|rest| rest.split([')', ' ']).next())
}

fn is_path(text: &str) -> bool {
    ROOTS.iter().any(|root| text.starts_with(root)) && !text.contains(['<', '*', '{', ' ', '…'])
}

fn broken(document: &Path, target: &str) -> Result<Option<String>> {
    if target.contains("://") || target.starts_with("mailto:") {
        return Ok(None);
    }
    let (file, anchor) = target.split_once('#').map_or((target, None), |(file, anchor)| (file, Some(anchor)));
    let path: PathBuf = match file {
        "" => document.to_path_buf(),
        file => document.parent().unwrap_or(Path::new("")).join(file),
    };
    if !root().join(&path).exists() {
        return Ok(Some(format!("the link {target} leads nowhere")));
    }
    let Some(anchor) = anchor.filter(|_| path.extension().is_some_and(|extension| extension == "md")) else {
        return Ok(None);
    };
    let text = std::fs::read_to_string(root().join(&path))?;
    let headings: Vec<String> = prose(&text)
        .filter_map(|(_, line)| Some(slug(line.strip_prefix('#')?.trim_start_matches('#'))))
        .collect();
    let found = headings.iter().any(|heading| heading == anchor);
    Ok((!found).then(|| format!("{} has no heading #{anchor}", path.display())))
}

/// The anchor a heading gets: lower case, words joined by hyphens, punctuation dropped.
fn slug(heading: &str) -> String {
    let kept = heading.trim().to_lowercase();
    kept.chars()
        .filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'))
        .map(|c| if c == ' ' { '-' } else { c })
        .collect()
}

/// The repository must build and read the same everywhere, so no file names a folder of one machine.
pub fn machine_paths() -> Result<Vec<String>> {
    // Written in two parts, so that this file does not find itself.
    let needles = [concat!("/wo", "rk/"), concat!("/ho", "me/"), concat!("/tmp/", "team")];
    let mut findings = Vec::new();
    for ending in [".md", ".rs", ".toml", ".mjs", ".js", ".json", ".yml", ".csv", ".sql", ".html", ".scss"] {
        for path in files(ending)? {
            let text = read(&path)?;
            for (index, line) in text.lines().enumerate() {
                if needles.iter().any(|needle| line.contains(needle)) {
                    findings.push(format!("{}:{}: {}", path.display(), index + 1, line.trim()));
                }
            }
        }
    }
    Ok(findings)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_headings_and_paths_are_recognised() {
        assert_eq!(
            link_targets("see [a](b.md) and [c](d.md#e \"title\")").collect::<Vec<_>>(),
            ["b.md", "d.md#e"]
        );
        assert_eq!(slug(" Tiếp nhận: at the counter"), "tiếp-nhận-at-the-counter");
        assert!(is_path("crates/domain/src/lib.rs"));
        assert!(!is_path("crates/<name>/src/lib.rs"));
        assert_eq!(prose("a\n```\nb\n```\nc").collect::<Vec<_>>(), [(1, "a"), (5, "c")]);
    }
}
