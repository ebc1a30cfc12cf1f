//! The checks of procedure versions and their pages: `docs/checks/<code>.md` says what each code means and what to do.

use super::{files, read};
use crate::shell::{cargo, output, root};
use anyhow::{Context, Result};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

const FOLDER: &str = "docs/checks";
const SOURCE: &str = "crates/procedure/src/lint/codes.rs";

/// Every code of the source has a page that says the same, every page has a code, and the list names them all.
pub fn check() -> Result<Vec<String>> {
    let codes = codes_in(&read(Path::new(SOURCE))?);
    let pages = pages()?;
    let list = read(Path::new(&format!("{FOLDER}/README.md")))?;
    let mut findings: Vec<String> = pages
        .iter()
        .filter(|page| !codes.contains_key(*page))
        .map(|page| format!("{FOLDER}/{page}.md: no such code"))
        .collect();
    for (code, (severity, texts)) in &codes {
        if !list.contains(&format!("[`{code}`]({code}.md)")) {
            findings.push(format!("{FOLDER}/README.md: does not list {code}"));
        }
        if !pages.contains(code) {
            findings.push(format!("{code} has no page {FOLDER}/{code}.md"));
            continue;
        }
        let page = read(Path::new(&format!("{FOLDER}/{code}.md")))?;
        let parts = [format!("# `{code}`"), "## Tiếng Việt".to_owned(), "## English".to_owned()];
        let parts = parts.iter().chain([severity]).chain(texts);
        findings.extend(
            parts.filter(|part| !page.contains(*part)).map(|part| format!("{FOLDER}/{code}.md: no {part}")),
        );
    }
    if codes.len() < 40 {
        findings.push(format!("only {} codes were found in {SOURCE}: has `checks!` changed?", codes.len()));
    }
    Ok(findings)
}

fn pages() -> Result<BTreeSet<String>> {
    let pages = files(".md")?;
    let names = pages.iter().filter_map(|path| path.strip_prefix(FOLDER).ok()?.to_str()?.strip_suffix(".md"));
    Ok(names.filter(|name| *name != "README").map(str::to_owned).collect())
}

/// What the table `checks! { … }` says: for each code its severity and its texts.
fn codes_in(source: &str) -> BTreeMap<String, (String, Vec<String>)> {
    let mut codes: BTreeMap<String, (String, Vec<String>)> = BTreeMap::new();
    let mut current = None;
    let table = source.lines().map(str::trim).skip_while(|line| *line != "checks! {").skip(1);
    for line in table.take_while(|line| *line != "}") {
        if let Some((code, severity)) = line.split_once(" = \"").and_then(|(_, rest)| rest.split_once("\" "))
        {
            codes.insert(code.to_owned(), (severity.to_lowercase(), Vec::new()));
            current = Some(code.to_owned());
        } else if let Some(text) =
            line.trim_end_matches(';').strip_prefix('"').and_then(|text| text.strip_suffix('"'))
            && let Some((_, texts)) = current.as_ref().and_then(|code| codes.get_mut(code))
        {
            texts.push(text.to_owned());
        }
    }
    codes
}

/// Writes the page of each code anew, from what the code itself says of it.
pub fn write() -> Result<()> {
    let text =
        output(cargo().args(["run", "--quiet", "--package", "motcua-procedure", "--example", "checks"]))?;
    std::fs::create_dir_all(root().join(FOLDER))?;
    let mut list = String::new();
    for line in text.lines() {
        let check: Value = serde_json::from_str(line).with_context(|| line.to_owned())?;
        let field = |name: &str| check[name].as_str().unwrap_or_default();
        let code = field("code");
        let page = format!(
            "# `{code}`\n\nMức độ / severity: {} / {}.\n\n## Tiếng Việt\n\n> {}\n\n{}\n\n## English\n\n> {}\n\n{}\n",
            field("severity_vi"),
            field("severity_en"),
            field("vi"),
            field("remedy_vi"),
            field("en"),
            field("remedy_en")
        );
        let path = root().join(FOLDER).join(format!("{code}.md"));
        std::fs::write(&path, page).with_context(|| path.display().to_string())?;
        list.push_str(&format!(
            "| [`{code}`]({code}.md) | {} | {} | {} |\n",
            field("severity_en"),
            field("vi"),
            field("en")
        ));
    }
    let readme = root().join(FOLDER).join("README.md");
    let old = std::fs::read_to_string(&readme).with_context(|| readme.display().to_string())?;
    let head = "|---|---|---|---|\n";
    let (before, _) = old.split_once(head).context("the list of docs/checks has no table")?;
    std::fs::write(&readme, format!("{before}{head}{list}"))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::codes_in;

    #[test]
    fn the_table_of_checks_is_read() {
        let source = "x! {\n    NO = \"no\" Error\n}\nchecks! {\n    A_B = \"a-b\" Warning\n        \"Một.\"\n        \"One.\"\n        \"Làm.\"\n        \"Do.\";\n}\n";
        let codes = codes_in(source);
        assert_eq!(codes.len(), 1);
        assert_eq!(
            codes["a-b"],
            ("warning".to_owned(), ["Một.", "One.", "Làm.", "Do."].map(str::to_owned).to_vec())
        );
    }
}
