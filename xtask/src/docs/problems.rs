//! Problem codes and their pages: `type` of a problem+json answer is the address of `docs/problems/<code>.md`.

use super::{files, read};
use crate::shell::{cargo, output, root};
use anyhow::{Context, Result};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
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

/// The codes of the refusals, of the use cases and of the web shell, read from the tables of their sources.
fn codes() -> Result<BTreeSet<String>> {
    let mut codes = BTreeSet::new();
    for source in [
        "crates/domain/src/refusal.rs",
        "crates/domain/src/office.rs",
        "crates/app/src/error.rs",
        "crates/app/src/files/refusal.rs",
        "crates/app/src/people/refusal.rs",
        "crates/web/src/problem.rs",
    ] {
        codes.extend(codes_in(&read(Path::new(source))?));
    }
    Ok(codes)
}

/// The string literals of the table `reasons! { … }` and of constants called `…_CODES`.
fn codes_in(source: &str) -> BTreeSet<String> {
    let mut codes = BTreeSet::new();
    let mut ends_with = None;
    for line in source.lines().map(str::trim) {
        if line == "reasons! {" {
            ends_with = Some("}");
        } else if line.contains("const ") && line.contains("_CODES: [") {
            ends_with = Some("];");
        }
        let Some(end) = ends_with else {
            continue;
        };
        codes.extend(line.split('"').skip(1).step_by(2).map(str::to_owned));
        if line.ends_with(end) {
            ends_with = None;
        }
    }
    codes
}

/// Writes a page for each code that has none, from what the code itself says of it.
pub fn write_missing() -> Result<()> {
    let text = output(cargo().args(["run", "--quiet", "--package", "motcua-web", "--example", "problems"]))?;
    let meanings = meanings(&read(Path::new("crates/domain/src/refusal.rs"))?);
    std::fs::create_dir_all(root().join(FOLDER))?;
    let mut written = BTreeSet::new();
    for line in text.lines() {
        let problem: Value = serde_json::from_str(line).with_context(|| line.to_owned())?;
        let field = |name: &str| problem[name].as_str().unwrap_or_default();
        let code = field("code");
        let path = root().join(FOLDER).join(format!("{code}.md"));
        if path.exists() || !written.insert(code.to_owned()) {
            continue;
        }
        let mut page = format!("# `{code}`\n\nHTTP {}.", problem["status"]);
        if let Some(meaning) = meanings.get(code) {
            page.push_str(&format!(" {meaning}"));
        }
        if let Some(basis) = problem["basis"].as_str() {
            page.push_str(&format!("\n\nCăn cứ / basis: {basis}."));
        }
        page.push_str(&format!(
            "\n\n## Tiếng Việt\n\n> {}\n\n## English\n\n> {}\n",
            field("vi"),
            field("en")
        ));
        std::fs::write(&path, page).with_context(|| path.display().to_string())?;
        println!("{}", path.display());
    }
    Ok(())
}

/// For each code of a refusal: the sentence that documents its variant.
fn meanings(source: &str) -> BTreeMap<String, String> {
    let mut sentences: BTreeMap<&str, String> = BTreeMap::new();
    let mut codes = BTreeMap::new();
    let mut said: Vec<&str> = Vec::new();
    for line in source.lines().map(str::trim) {
        if let Some(sentence) = line.strip_prefix("/// ") {
            said.push(sentence);
            continue;
        }
        let variant = line.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
        if let Some((_, rest)) = line.split_once(" => \"") {
            let code = rest.split('"').next().unwrap_or_default();
            if let Some(sentence) = sentences.get(variant) {
                codes.insert(code.to_owned(), sentence.clone());
            }
        } else if !said.is_empty() && !variant.is_empty() {
            // The first sentence says what is wrong; more is for readers of the source.
            let said = said.join(" ");
            let first = said.split_inclusive(". ").next().unwrap_or_default().trim();
            sentences.entry(variant).or_insert_with(|| first.to_owned());
        }
        said.clear();
    }
    codes
}

#[cfg(test)]
mod tests {
    use super::{codes_in, meanings};

    #[test]
    fn the_tables_of_codes_are_read() {
        let refusals = "    ($a:literal) => {\n        \"no\"\n    }\nreasons! {\n    NotHolder => \"not-holder\" Denied Decree118;\n}\nlet x = \"no\";";
        assert_eq!(codes_in(refusals).into_iter().collect::<Vec<_>>(), ["not-holder"]);
        let own = "pub const OWN_CODES: [&'static str; 2] = [\n    \"denied\", \"stale\",\n];\n\"other\"";
        assert_eq!(codes_in(own).into_iter().collect::<Vec<_>>(), ["denied", "stale"]);
    }

    #[test]
    fn the_sentence_of_a_variant_is_the_meaning_of_its_code() {
        let source = "enum Refusal {\n    /// Nothing is left.\n    /// Really.\n    Nothing { a: u8 },\n}\nreasons! {\n    Nothing => \"nothing\" Conflict House;\n}";
        assert_eq!(meanings(source)["nothing"], "Nothing is left.");
    }
}
