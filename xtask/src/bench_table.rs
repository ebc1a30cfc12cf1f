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
    let two = reports.get(1);
    let mut text = format!("{}\n\n", machines(reports));
    text.push_str("| phép đo / bench | số đo / figure | SQLite |");
    text.push_str(if two.is_some() { " PostgreSQL |" } else { "" });
    text.push_str(" mức / bar |\n|---|---|---:|");
    text.push_str(if two.is_some() { "---:|" } else { "" });
    text.push_str("---|\n");
    for (line, other) in pairs(reports) {
        let name = line["name"].as_str().or(other.and_then(|line| line["name"].as_str())).unwrap_or_default();
        for (index, (figure, beside)) in figures(line, other).into_iter().enumerate() {
            let key = figure.or(beside).and_then(|figure| figure["key"].as_str()).unwrap_or_default();
            let first = if index == 0 { format!("`{name}`") } else { String::new() };
            let shown = |figure: Option<&Value>| figure.map_or("–".to_owned(), measured);
            text.push_str(&format!("| {first} | {key} | {} |", shown(figure)));
            if two.is_some() {
                // What touches no database is measured once and holds for both.
                let same = other.is_none() && line["any_database"] == true;
                text.push_str(&format!(" {} |", if same { "= SQLite".to_owned() } else { shown(beside) }));
            }
            text.push_str(&format!(" {} |\n", figure.or(beside).map_or(String::new(), bar)));
        }
    }
    text
}

/// The machine once, and after it what each database was set to.
fn machines(reports: &[Value]) -> String {
    let all: Vec<Vec<&str>> = reports
        .iter()
        .map(|report| report["machine"].as_str().unwrap_or_default().split(", ").collect())
        .collect();
    let Some((first, rest)) = all.split_first() else { return String::new() };
    let alike = first
        .iter()
        .enumerate()
        .take_while(|(at, part)| rest.iter().all(|other| other.get(*at) == Some(*part)))
        .count();
    let each = all.iter().map(|parts| parts[alike..].join(", ")).filter(|rest| !rest.is_empty());
    let each: Vec<String> = each.collect();
    let shared = first[..alike].join(", ");
    if each.is_empty() { shared } else { format!("{shared}: {}", each.join("; ")) }
}

/// Each line of the first report with its namesake in the second, then what only the second has.
fn pairs(reports: &[Value]) -> Vec<(&Value, Option<&Value>)> {
    let lines =
        |at: usize| reports.get(at).and_then(|report| report["lines"].as_array()).into_iter().flatten();
    let namesake = |line: &Value, at: usize| lines(at).find(|other| other["name"] == line["name"]);
    let mut pairs: Vec<_> = lines(0).map(|line| (line, namesake(line, 1))).collect();
    pairs.extend(lines(1).filter(|line| namesake(line, 0).is_none()).map(|line| (&Value::Null, Some(line))));
    pairs
}

/// The figures of both lines by their keys, in the order of the first; what only the second has comes last.
fn figures<'a>(line: &'a Value, other: Option<&'a Value>) -> Vec<(Option<&'a Value>, Option<&'a Value>)> {
    let list =
        |line: Option<&'a Value>| line.and_then(|line| line["figures"].as_array()).into_iter().flatten();
    let same = |line: Option<&'a Value>, key: &Value| list(line).find(|figure| figure["key"] == *key);
    let mut figures: Vec<_> =
        list(Some(line)).map(|figure| (Some(figure), same(other, &figure["key"]))).collect();
    let alone = list(other).filter(|figure| same(Some(line), &figure["key"]).is_none());
    figures.extend(alone.map(|figure| (None, Some(figure))));
    figures
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
        // Of nothing no share can be told.
        Some(_) if figure["met"] == false => format!("**{text}**"),
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
        let none = |value: f64, met: bool| {
            let figure =
                serde_json::json!({ "key": "503", "value": value, "unit": "", "at_most": 0.0, "met": met });
            serde_json::json!({ "machine": "", "lines": [{ "name": "publication", "figures": [figure] }] })
        };
        let text = table(&[none(0.0, true), none(3.0, false)]);
        assert!(text.contains("| `publication` | 503 | 0 | **3** | ≤ 0 |"), "{text}");
    }

    #[test]
    fn what_only_one_database_has_is_shown_as_such() {
        let figure = |key: &str| serde_json::json!({ "key": key, "value": 2.0, "unit": "µs", "met": null });
        let line = |name: &str, keys: &[&str], any: bool| {
            let figures: Vec<_> = keys.iter().map(|key| figure(key)).collect();
            serde_json::json!({ "name": name, "any_database": any, "figures": figures })
        };
        let report =
            |machine: &str, lines: &[Value]| serde_json::json!({ "machine": machine, "lines": lines });
        let sqlite = report(
            "2 cores, Some CPU, SQLite, synchronous=FULL",
            &[
                line("due", &["no pause"], true),
                line("intake", &["cpu"], false),
                line("start", &["time"], false),
            ],
        );
        let postgres = report(
            "2 cores, Some CPU, PostgreSQL, synchronous_commit=on",
            &[line("intake", &["cpu", "cpu of the database server"], false), line("more", &["x"], false)],
        );
        let text = table(&[sqlite.clone(), postgres]);
        let head = "2 cores, Some CPU: SQLite, synchronous=FULL; PostgreSQL, synchronous_commit=on\n\n|";
        assert!(text.starts_with(head), "{text}");
        for row in [
            "| `due` | no pause | 2 µs | = SQLite |  |",
            "| `intake` | cpu | 2 µs | 2 µs |  |",
            "|  | cpu of the database server | – | 2 µs |  |",
            "| `start` | time | 2 µs | – |  |",
            "| `more` | x | – | 2 µs |  |",
        ] {
            assert!(text.contains(row), "{row} is missing from\n{text}");
        }
        assert!(table(&[sqlite]).starts_with("2 cores, Some CPU, SQLite, synchronous=FULL\n\n|"));
    }
}
