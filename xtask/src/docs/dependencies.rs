//! What may depend on what, and under which licence.

use crate::shell::{cargo, output, root};
use anyhow::{Context, Result};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;
use std::sync::OnceLock;

/// For each crate: which of ours it may use. What is not named here may use nothing of ours.
const LAYERS: [(&str, &[&str]); 15] = [
    ("motcua-calendar", &[]),
    ("motcua-domain", &["motcua-calendar"]),
    ("motcua-procedure", &["motcua-domain", "motcua-calendar"]),
    ("motcua-insight", &["motcua-domain", "motcua-calendar"]),
    ("motcua-city", &["motcua-insight", "motcua-procedure", "motcua-domain", "motcua-calendar"]),
    ("motcua-papers", &["motcua-calendar"]),
    ("motcua-files", &["motcua-domain"]),
    ("motcua-db", &[]),
    ("motcua-store", &["motcua-db", "motcua-insight", "motcua-domain", "motcua-calendar"]),
    (
        "motcua-app",
        &[
            "motcua-store",
            "motcua-db",
            "motcua-files",
            "motcua-papers",
            "motcua-procedure",
            "motcua-insight",
            "motcua-domain",
            "motcua-calendar",
            "motcua-city",
        ],
    ),
    (
        "motcua-connectors",
        &["motcua-app", "motcua-files", "motcua-papers", "motcua-domain", "motcua-calendar"],
    ),
    ("motcua-views", &[]),
    (
        "motcua-web",
        &[
            "motcua-app",
            "motcua-store",
            "motcua-views",
            "motcua-papers",
            "motcua-procedure",
            "motcua-insight",
            "motcua-domain",
            "motcua-calendar",
            "motcua-city",
        ],
    ),
    (
        "motcua",
        &[
            "motcua-web",
            "motcua-app",
            "motcua-connectors",
            "motcua-store",
            "motcua-db",
            "motcua-files",
            "motcua-papers",
            "motcua-procedure",
            "motcua-insight",
            "motcua-domain",
            "motcua-calendar",
            "motcua-city",
            "motcua-views",
        ],
    ),
    ("xtask", &[]),
];

/// Crates that know the law and the pages, but neither a database nor a network.
const PURE: [&str; 6] =
    ["motcua-calendar", "motcua-domain", "motcua-procedure", "motcua-insight", "motcua-city", "motcua-views"];

/// What a pure crate may not reach, by name.
const SHELL_ONLY: [&str; 8] =
    ["tokio", "axum", "hyper", "rusqlite", "postgres", "tokio-postgres", "motcua-db", "getrandom"];

/// Licences of dependencies: each of them allows use in a work under Apache-2.0.
const LICENCES: [&str; 15] = [
    "MIT",
    "MIT-0",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-1-Clause",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "ISC",
    "MPL-2.0",
    "Zlib",
    "Unicode-3.0",
    "Unlicense",
    "BSL-1.0",
    "CC0-1.0",
    "0BSD",
];

/// `cargo metadata` for this kind of machine.
fn metadata() -> Result<&'static Value> {
    static METADATA: OnceLock<Value> = OnceLock::new();
    if let Some(metadata) = METADATA.get() {
        return Ok(metadata);
    }
    let about = output(Command::new("rustc").arg("-vV"))?;
    let host =
        about.lines().find_map(|line| line.strip_prefix("host: ")).context("rustc -vV names no host")?;
    let text =
        output(cargo().args(["metadata", "--format-version", "1", "--locked", "--filter-platform", host]))?;
    Ok(METADATA.get_or_init(|| serde_json::from_str(&text).unwrap_or_default()))
}

fn packages() -> Result<&'static [Value]> {
    Ok(metadata()?["packages"].as_array().context("cargo metadata has no packages")?)
}

fn members() -> Result<Vec<&'static Value>> {
    let ids = metadata()?["workspace_members"].as_array().context("cargo metadata has no members")?;
    Ok(packages()?.iter().filter(|package| ids.contains(&package["id"])).collect())
}

fn name(package: &Value) -> &str {
    package["name"].as_str().unwrap_or_default()
}

/// The table of crates in ARCHITECTURE.md names each folder of the workspace, and no other.
pub fn crate_list() -> Result<Vec<String>> {
    let text = std::fs::read_to_string(root().join("ARCHITECTURE.md"))?;
    let rows = text.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next());
    let listed: BTreeSet<String> =
        rows.filter(|cell| cell.starts_with("crates/") || *cell == "xtask").map(str::to_owned).collect();
    let root = root();
    let present: BTreeSet<String> = members()?
        .iter()
        .filter_map(|package| {
            let folder = std::path::Path::new(package["manifest_path"].as_str()?).parent()?;
            Some(folder.strip_prefix(&root).ok()?.display().to_string())
        })
        .collect();
    let mut findings: Vec<String> =
        present.difference(&listed).map(|folder| format!("{folder} is not in the table")).collect();
    findings.extend(listed.difference(&present).map(|folder| format!("{folder} is in the table only")));
    if text.lines().count() > 300 {
        findings.push(format!(
            "ARCHITECTURE.md has {} lines; 300 is the most a newcomer reads",
            text.lines().count()
        ));
    }
    Ok(findings)
}

/// Ours depend on ours only downwards, and nothing pure reaches a database, a network or a source of chance.
pub fn layers() -> Result<Vec<String>> {
    let allowed: BTreeMap<&str, &[&str]> = LAYERS.into_iter().collect();
    let mut findings = Vec::new();
    for package in members()? {
        let Some(may) = allowed.get(name(package)) else {
            findings.push(format!("{} has no place among the layers", name(package)));
            continue;
        };
        for dependency in package["dependencies"].as_array().into_iter().flatten() {
            let of = name(dependency);
            let ours = of == "xtask" || of.starts_with("motcua");
            if ours && dependency["kind"].is_null() && !may.contains(&of) {
                findings.push(format!("{} may not depend on {of}", name(package)));
            }
        }
    }
    let reach = reached()?;
    for pure in PURE {
        for shell in SHELL_ONLY {
            if reach.get(pure).is_some_and(|all| all.contains(shell)) {
                findings.push(format!("{pure} reaches {shell}, which a pure crate must not"));
            }
        }
    }
    Ok(findings)
}

/// For each of ours: everything it links, directly or through others, by name.
fn reached() -> Result<BTreeMap<&'static str, BTreeSet<&'static str>>> {
    let names: BTreeMap<&str, &str> =
        packages()?.iter().filter_map(|package| Some((package["id"].as_str()?, name(package)))).collect();
    let nodes = metadata()?["resolve"]["nodes"].as_array().context("cargo metadata has no graph")?;
    let mut edges: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for node in nodes {
        let normal = |dependency: &&Value| {
            dependency["dep_kinds"]
                .as_array()
                .is_some_and(|kinds| kinds.iter().any(|kind| kind["kind"].is_null()))
        };
        let to = node["deps"]
            .as_array()
            .into_iter()
            .flatten()
            .filter(normal)
            .filter_map(|dependency| dependency["pkg"].as_str());
        edges.insert(node["id"].as_str().unwrap_or_default(), to.collect());
    }
    let mut all = BTreeMap::new();
    for package in members()? {
        let mut seen = BTreeSet::new();
        let mut open = vec![package["id"].as_str().unwrap_or_default()];
        while let Some(id) = open.pop() {
            for next in edges.get(id).into_iter().flatten() {
                if seen.insert(*next) {
                    open.push(next);
                }
            }
        }
        all.insert(name(package), seen.into_iter().filter_map(|id| names.get(id).copied()).collect());
    }
    Ok(all)
}

/// Every package that is built offers at least one licence of the list.
pub fn licences() -> Result<Vec<String>> {
    let built: BTreeSet<&str> = metadata()?["resolve"]["nodes"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|node| node["id"].as_str())
        .collect();
    let mut findings = Vec::new();
    for package in
        packages()?.iter().filter(|package| package["id"].as_str().is_some_and(|id| built.contains(id)))
    {
        let licence = package["license"].as_str().unwrap_or("none stated");
        if !acceptable(licence) {
            findings.push(format!(
                "{} {}: {licence}",
                name(package),
                package["version"].as_str().unwrap_or_default()
            ));
        }
    }
    Ok(findings)
}

/// Whether an SPDX expression can be met from the list. Parentheses are only ever used around a part here, so
/// `AND` splits what must all hold and `OR` (or the old `/`) what may be chosen.
fn acceptable(expression: &str) -> bool {
    let listed = |one: &str| LICENCES.contains(&one.trim_matches(['(', ')', ' ']));
    if expression.contains('(') {
        return expression.split(" AND ").all(|part| part.split(" OR ").any(listed));
    }
    let alternatives = expression.replace('/', " OR ");
    alternatives.split(" OR ").any(|choice| choice.split(" AND ").all(listed))
}

#[cfg(test)]
mod tests {
    use super::acceptable;

    #[test]
    fn licence_expressions_are_judged() {
        for good in [
            "MIT",
            "MIT/Apache-2.0",
            "GPL-2.0 OR MIT",
            "(MIT OR Apache-2.0) AND Unicode-3.0",
            "Apache-2.0 WITH LLVM-exception OR MIT",
        ] {
            assert!(acceptable(good), "{good}");
        }
        for bad in ["GPL-3.0-only", "none stated", "MIT AND GPL-2.0", "(MIT OR Apache-2.0) AND AGPL-3.0"] {
            assert!(!acceptable(bad), "{bad}");
        }
    }
}
