//! A table as pages show it: the same cells as the files have, in words of the language.

use crate::present::{day, pick, unit_in};
use motcua_app::World;
use motcua_calendar::Date;
use motcua_insight::Figure;
use motcua_insight::report::{Column, Of, Row, RowKind, Show, Table};
use motcua_views::board::{ReportCell, ReportDifference, ReportLine, ReportTable};
use motcua_views::format::count;
use motcua_views::{Lang, names};
use std::collections::BTreeMap;

/// Differences listed; more are counted.
pub const DIFFERENCES: usize = 200;

/// A period in words: `2026-Q4` is `Quý 4 năm 2026`.
pub fn period_name(lang: Lang, name: &str) -> String {
    let said = |vi: &str, en: &str, no: &str, year: &str| {
        pick(lang, vi, en).replacen("{}", no.trim_start_matches('0'), 1).replacen("{}", year, 1)
    };
    if let Ok(date) = Date::parse(name) {
        return day(lang, date);
    }
    match name.split_once('-') {
        None => said("Năm {}", "Year {}", name, ""),
        Some((year, part)) => match (part.strip_prefix('W'), part.strip_prefix('Q')) {
            (Some(week), _) => said("Tuần {} năm {}", "Week {} of {}", week, year),
            (_, Some(quarter)) => said("Quý {} năm {}", "Quarter {} of {}", quarter, year),
            _ => said("Tháng {}/{}", "Month {}/{}", part, year),
        },
    }
}

/// What a table is of: its period with its days, and its unit.
pub fn of(lang: Lang, world: &World, table: &Table) -> String {
    let dates = [&table.from, &table.to]
        .map(|text| Date::parse(text).map_or_else(|_| text.clone(), |at| day(lang, at)));
    let mut said = period_name(lang, &table.period);
    if dates[0] != dates[1] {
        said = format!("{said} ({} – {})", dates[0], dates[1]);
    }
    match table.unit.as_ref().and_then(|key| world.units.by_key(key)) {
        Some(unit) => format!("{}, {said}", unit_in(lang, world, unit.id)),
        None => said,
    }
}

/// Name of a row.
pub fn row_name(lang: Lang, row: &Row) -> String {
    match (lang, row.of, row.kind) {
        (Lang::En, Of::Unit, RowKind::Sum) => names::unit(lang, &row.name_en),
        _ => pick(lang, &row.name, &row.name_en).to_owned(),
    }
}

/// Name of a column, with its group before it.
pub fn column_name(lang: Lang, column: &Column) -> String {
    let (group, name) =
        (pick(lang, &column.group, &column.group_en), pick(lang, &column.name, &column.name_en));
    if group.is_empty() { name.to_owned() } else { format!("{group}: {name}") }
}

/// A cell as digits with a point before decimals, as files have it; `None` for what is not applicable.
pub fn raw(column: &Column, cell: (i64, i64)) -> Option<String> {
    let (above, below) = cell;
    let figure = Figure { numerator: above, denominator: below };
    match column.show {
        Show::Count if below == 1 => Some(above.to_string()),
        // A median of counts may lie between two of them.
        Show::Count | Show::Score => hundredths(figure.ten_thousandths()?, 100),
        Show::Share => hundredths(figure.ten_thousandths()?, 1),
        Show::Minutes => (below > 0).then(|| (above / below).to_string()),
        Show::Points => hundredths(i64::try_from(column.points_of(cell)?).ok()?, 1),
        Show::PointsSum if below == 0 => None,
        Show::PointsSum => hundredths(above, 1),
    }
}

/// A number of hundredths (over `by`) with two decimals.
fn hundredths(number: i64, by: i64) -> Option<String> {
    let number = number / by;
    let sign = if number < 0 { "-" } else { "" };
    Some(format!("{sign}{}.{:02}", number.abs() / 100, number.abs() % 100))
}

/// The same as a page writes it.
pub fn text(lang: Lang, column: &Column, cell: (i64, i64)) -> String {
    let Some(raw) = raw(column, cell) else { return "–".to_owned() };
    let grouped =
        |digits: &str| digits.parse::<u64>().map_or_else(|_| digits.to_owned(), |number| count(lang, number));
    let number = match raw.split_once('.') {
        Some((whole, part)) => {
            format!("{}{}{part}", grouped(whole), if lang == Lang::Vi { ',' } else { '.' })
        }
        None => match raw.strip_prefix('-') {
            Some(digits) => format!("-{}", grouped(digits)),
            None => grouped(&raw),
        },
    };
    match column.show {
        Show::Share => format!("{number}%"),
        Show::Minutes => format!("{number} {}", pick(lang, "phút", "min")),
        _ => number,
    }
}

/// What a cell rests on.
fn rests_on(lang: Lang, column: &Column, (above, below): (i64, i64)) -> Option<String> {
    let number = |number: i64| match u64::try_from(number) {
        Ok(number) => count(lang, number),
        Err(_) => number.to_string(),
    };
    match column.show {
        _ if below == 0 => None,
        Show::Count => None,
        Show::PointsSum => raw(&Column { show: Show::PointsSum, ..column.clone() }, (below, 1)).map(|most| {
            let most = if lang == Lang::Vi { most.replace('.', ",") } else { most };
            format!("/ {most}")
        }),
        _ => Some(format!("{}/{}", number(above), number(below))),
    }
}

fn cell(lang: Lang, column: &Column, cell: (i64, i64), heading: String) -> ReportCell {
    ReportCell { text: text(lang, column, cell), rests_on: rests_on(lang, column, cell), heading }
}

/// The table as a page shows it.
pub fn table(lang: Lang, table: &Table) -> ReportTable {
    let at = |row: &Row, no: usize| row.cells.get(no).copied().unwrap_or((0, 0));
    if table.down {
        let heads: Vec<String> = table.rows.iter().map(|row| row_name(lang, row)).collect();
        let mut last = "";
        let lines = table.columns.iter().enumerate().map(|(no, column)| {
            let group = pick(lang, &column.group, &column.group_en);
            let begins = (group != last && !group.is_empty()).then(|| group.to_owned());
            last = group;
            let cells = table
                .rows
                .iter()
                .zip(&heads)
                .map(|(row, head)| cell(lang, column, at(row, no), head.clone()));
            let name = pick(lang, &column.name, &column.name_en).to_owned();
            ReportLine { group: begins, name, cells: cells.collect(), total: false }
        });
        let lines = lines.collect();
        return ReportTable {
            lead: pick(lang, "Chỉ số", "Figure").to_owned(),
            groups: Vec::new(),
            heads,
            lines,
        };
    }
    let lead = match table.rows.first().map(|row| row.of) {
        Some(Of::Version) => pick(lang, "Lĩnh vực, thủ tục", "Field, procedure"),
        _ => pick(lang, "Đơn vị", "Unit"),
    };
    let headings: Vec<String> = table.columns.iter().map(|column| column_name(lang, column)).collect();
    let lines = table.rows.iter().map(|row| ReportLine {
        group: None,
        name: row_name(lang, row),
        cells: table
            .columns
            .iter()
            .enumerate()
            .map(|(no, column)| cell(lang, column, at(row, no), headings[no].clone()))
            .collect(),
        total: row.kind == RowKind::Total,
    });
    ReportTable {
        lead: lead.to_owned(),
        groups: groups(lang, table),
        heads: table.columns.iter().map(|one| pick(lang, &one.name, &one.name_en).to_owned()).collect(),
        lines: lines.collect(),
    }
}

/// Headings above several columns; none where no column has one.
pub fn groups(lang: Lang, table: &Table) -> Vec<(String, usize)> {
    let mut groups: Vec<(String, usize)> = Vec::new();
    for column in &table.columns {
        let group = pick(lang, &column.group, &column.group_en);
        match groups.last_mut().filter(|(last, _)| last == group && !group.is_empty()) {
            Some((_, span)) => *span += 1,
            None => groups.push((group.to_owned(), 1)),
        }
    }
    if groups.iter().all(|(name, _)| name.is_empty()) { Vec::new() } else { groups }
}

/// The cells that differ, by row and column.
pub fn differences(lang: Lang, before: &Table, now: &Table) -> Vec<ReportDifference> {
    type Cells<'t> = BTreeMap<(&'t str, &'t str), (&'t Row, &'t Column, (i64, i64))>;
    fn cells(table: &Table) -> Cells<'_> {
        let mut found = Cells::new();
        for row in &table.rows {
            for (column, cell) in table.columns.iter().zip(&row.cells) {
                found.insert((row.key.as_str(), column.key.as_str()), (row, column, *cell));
            }
        }
        found
    }
    let (old, new) = (cells(before), cells(now));
    let mut found = Vec::new();
    let gone = old.iter().filter(|(key, _)| !new.contains_key(*key));
    for (key, (row, column, _)) in new.iter().chain(gone) {
        let (was, is) = (old.get(key), new.get(key));
        if let (Some((_, old, was)), Some((_, new, is))) = (was, is)
            && was == is
            && old.points == new.points
        {
            continue;
        }
        let shown = |one: Option<&(&Row, &Column, (i64, i64))>| {
            one.map_or_else(
                || "–".to_owned(),
                |(_, column, cell)| {
                    let rests =
                        rests_on(lang, column, *cell).map_or_else(String::new, |rests| format!(" ({rests})"));
                    format!("{}{rests}", text(lang, column, *cell))
                },
            )
        };
        found.push(ReportDifference {
            of: format!("{} · {}", row_name(lang, row), column_name(lang, column)),
            before: shown(was),
            now: shown(is),
        });
    }
    found
}
