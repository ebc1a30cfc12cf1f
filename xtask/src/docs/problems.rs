//! Problem codes and their pages: `type` of a problem+json answer is the address of `docs/problems/<code>.md`.

use super::{files, read};
use crate::shell::{cargo, output, root};
use anyhow::{Context, Result};
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::Path;

const FOLDER: &str = "docs/problems";

/// Every code of the sources has a page, every page has a code, and each page has its sections in both languages.
pub fn check() -> Result<Vec<String>> {
    let codes = codes()?;
    let pages = pages()?;
    let mut findings: Vec<String> =
        codes.difference(&pages).map(|code| format!("{code} has no page {FOLDER}/{code}.md")).collect();
    findings.extend(pages.difference(&codes).map(|page| format!("{FOLDER}/{page}.md: no such code")));
    for page in &pages {
        let text = read(Path::new(&format!("{FOLDER}/{page}.md")))?;
        for part in
            [format!("# `{page}`"), "## Tiếng Việt".to_owned(), "## English".to_owned(), "HTTP ".to_owned()]
        {
            if !text.contains(&part) {
                findings.push(format!("{FOLDER}/{page}.md: no {part}"));
            }
        }
    }
    if codes.len() < 30 {
        findings
            .push(format!("only {} codes were found in the sources: has `fn code` changed?", codes.len()));
    }
    Ok(findings)
}

fn pages() -> Result<BTreeSet<String>> {
    let pages = files(".md")?;
    let names = pages.iter().filter_map(|path| path.strip_prefix(FOLDER).ok()?.to_str()?.strip_suffix(".md"));
    Ok(names.filter(|name| *name != "README").map(str::to_owned).collect())
}

/// The codes that `fn code(…) -> &'static str` of the domain, the use cases and the web shell can give.
fn codes() -> Result<BTreeSet<String>> {
    let mut codes = BTreeSet::new();
    for path in files(".rs")? {
        let problem_source = ["crates/domain/src/refusal", "crates/app/src/error", "crates/web/src/problem"];
        if !problem_source
            .iter()
            .any(|source| path.starts_with(source) || path == Path::new(&format!("{source}.rs")))
        {
            continue;
        }
        codes.extend(codes_in(&read(&path)?));
    }
    Ok(codes)
}

/// The string literals in the bodies of functions called `code`.
fn codes_in(source: &str) -> BTreeSet<String> {
    let mut codes = BTreeSet::new();
    let mut indent = None;
    for line in source.lines() {
        let depth = line.len() - line.trim_start().len();
        let opens = ["fn code(", "const fn code("]
            .iter()
            .any(|head| line.trim_start().trim_start_matches("pub ").starts_with(head));
        if opens && line.contains("&'static str") {
            indent = Some(depth);
        }
        if indent.is_some() {
            let literals = line.split('"').skip(1).step_by(2);
            let shaped = |text: &&str| {
                !text.is_empty()
                    && text
                        .bytes()
                        .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'_')
            };
            codes.extend(literals.filter(shaped).map(str::to_owned));
        }
        if indent == Some(depth) && line.trim() == "}" {
            indent = None;
        }
    }
    codes
}

/// Writes a page for each code that has none, from what the code itself says of it.
pub fn write_missing() -> Result<()> {
    let text = output(cargo().args(["run", "--quiet", "--package", "motcua-web", "--example", "problems"]))?;
    let mut written = BTreeSet::new();
    for line in text.lines() {
        let problem: Value = serde_json::from_str(line).with_context(|| line.to_owned())?;
        let field = |name: &str| problem[name].as_str().unwrap_or_default();
        let path = root().join(FOLDER).join(format!("{}.md", field("code")));
        if path.exists() || !written.insert(field("code").to_owned()) {
            continue;
        }
        std::fs::create_dir_all(root().join(FOLDER))?;
        let page = format!(
            "# `{}`\n\nHTTP {}. {}\n\n## Tiếng Việt\n\n> {}\n\n## English\n\n> {}\n",
            field("code"),
            problem["status"],
            field("basis"),
            field("vi"),
            field("en")
        );
        std::fs::write(&path, page).with_context(|| path.display().to_string())?;
        println!("{}", path.display());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::codes_in;

    #[test]
    fn the_literals_of_a_code_function_are_its_codes() {
        let source = "impl A {\n    pub fn code(&self) -> &'static str {\n        match self {\n            A::B => \"wrong-phase\",\n            A::C { .. } => \"stale\",\n        }\n    }\n    fn other(&self) -> &'static str {\n        \"no-code\"\n    }\n}\n";
        assert_eq!(codes_in(source).into_iter().collect::<Vec<_>>(), ["stale", "wrong-phase"]);
    }
}
