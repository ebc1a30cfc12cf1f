//! The table of benchmarks in the README, made from what `motcua bench --json` measured and from nothing else.

use crate::shell::root;
use anyhow::{Context, Result, ensure};
use serde_json::Value;

const BEGIN: &str = "<!-- bench:begin -->\n";
const END: &str = "<!-- bench:end -->";

/// Writes the table from one report, or from two (SQLite, PostgreSQL).
pub fn write(files: &[&str]) -> Result<()> {
    ensure!(matches!(files.len(), 1 | 2), "give the file of SQLite, and after it that of PostgreSQL");
    let mut reports = Vec::new();
    for file in files {
        let text = std::fs::read_to_string(file).with_context(|| (*file).to_owned())?;
        reports.push(serde_json::from_str::<Value>(&text).with_context(|| format!("{file} is no report"))?);
    }
    let path = root().join("README.md");
    let readme = std::fs::read_to_string(&path)?;
    let (before, rest) = readme.split_once(BEGIN).context("README.md has no place for the table")?;
    let (_, after) = rest.split_once(END).context("the place for the table has no end")?;
    let table = table(&reports);
    std::fs::write(&path, format!("{before}{BEGIN}{table}{END}{after}"))?;
    print!("{table}");
    Ok(())
}

fn table(reports: &[Value]) -> String {
    let mut text = String::new();
    for report in reports {
        text.push_str(&format!("{}\n\n", report["machine"].as_str().unwrap_or_default()));
    }
    text.push_str("| phép đo / bench | số đo / figure | SQLite |");
    text.push_str(if reports.len() > 1 { " PostgreSQL |" } else { "" });
    text.push_str(" mức / bar |\n|---|---|---:|");
    text.push_str(if reports.len() > 1 { "---:|" } else { "" });
    text.push_str("---|\n");
    for line in reports[0]["lines"].as_array().into_iter().flatten() {
        let name = line["name"].as_str().unwrap_or_default();
        for (index, figure) in line["figures"].as_array().into_iter().flatten().enumerate() {
            let key = figure["key"].as_str().unwrap_or_default();
            text.push_str(&format!(
                "| {} | {key} |",
                if index == 0 { format!("`{name}`") } else { String::new() }
            ));
            text.push_str(&format!(" {} |", measured(figure)));
            if let Some(other) = reports.get(1) {
                text.push_str(&format!(" {} |", find(other, name, key).map_or("–".to_owned(), measured)));
            }
            text.push_str(&format!(" {} |\n", bar(figure)));
        }
    }
    text
}

fn find<'a>(report: &'a Value, name: &str, key: &str) -> Option<&'a Value> {
    let line = report["lines"].as_array()?.iter().find(|line| line["name"] == name)?;
    line["figures"].as_array()?.iter().find(|figure| figure["key"] == key)
}

/// The value with its unit; in bold, with how far it is off, when it misses its bar.
fn measured(figure: &Value) -> String {
    let value = figure["value"].as_f64().unwrap_or_default();
    let text = format!("{} {}", number(value), figure["unit"].as_str().unwrap_or_default()).trim().to_owned();
    let wanted = figure["at_least"].as_f64().or(figure["at_most"].as_f64());
    match wanted {
        Some(wanted) if figure["met"] == false && wanted != 0.0 => {
            format!("**{text}** ({:.0} % off)", (value / wanted - 1.0).abs() * 100.0)
        }
        _ => text,
    }
}

fn bar(figure: &Value) -> String {
    match (figure["at_least"].as_f64(), figure["at_most"].as_f64()) {
        (Some(bar), _) => format!("≥ {}", number(bar)),
        (_, Some(bar)) => format!("≤ {}", number(bar)),
        _ => String::new(),
    }
}

/// Three significant digits are enough; whole numbers are grouped by thousands.
fn number(value: f64) -> String {
    if value.abs() < 100.0 {
        let decimals = if value.abs() >= 10.0 || value == value.trunc() { 0 } else { 2 };
        return format!("{value:.decimals$}");
    }
    let digits = format!("{:.0}", value.abs());
    let mut grouped = String::from(if value < 0.0 { "-" } else { "" });
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_becomes_a_table() {
        let report = |value: f64, met: bool| {
            serde_json::json!({ "machine": "two cores", "lines": [{ "name": "intake", "figures": [
                { "key": "rate", "value": value, "unit": "/s", "at_least": 3000.0, "at_most": null, "met": met },
                { "key": "p99", "value": 4.25, "unit": "ms", "at_least": null, "at_most": 50.0, "met": true },
            ] }] })
        };
        let text = table(&[report(12_345.6, true), report(1_500.0, false)]);
        assert!(
            text.contains("| `intake` | rate | 12,346 /s | **1,500 /s** (50 % off) | ≥ 3,000 |"),
            "{text}"
        );
        assert!(text.contains("|  | p99 | 4.25 ms | 4.25 ms | ≤ 50 |"), "{text}");
    }
}
