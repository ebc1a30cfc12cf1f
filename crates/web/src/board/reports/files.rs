//! A table as a file: what the page shows, with the counts above and below the line in cells of their own.

use super::shown::{self, column_name, raw, row_name};
use crate::present::{pick, when};
use crate::problem::{Problem, Result};
use motcua_app::{Error, World};
use motcua_calendar::Moment;
use motcua_insight::report::{Column, Row, RowKind, Show, Table};
use motcua_procedure::sheet::{Plain, PlainTable, write_plain};
use motcua_views::Lang;

/// Cells that one column of the table has in a file.
fn headings(lang: Lang, name: &str, show: Show) -> Vec<String> {
    let part = |vi: &str, en: &str| format!("{name} ({})", pick(lang, vi, en));
    match show {
        Show::Count => vec![name.to_owned()],
        Show::PointsSum => vec![name.to_owned(), part("tối đa", "at most")],
        Show::Share => vec![format!("{name} (%)"), part("tử số", "numerator"), part("mẫu số", "denominator")],
        Show::Minutes => {
            vec![part("phút", "minutes"), part("tử số", "numerator"), part("mẫu số", "denominator")]
        }
        Show::Score | Show::Points => {
            vec![part("điểm", "points"), part("tử số", "numerator"), part("mẫu số", "denominator")]
        }
    }
}

fn cells(column: &Column, cell: (i64, i64)) -> Vec<Plain> {
    let value = raw(column, cell).map_or_else(|| Plain::Text(String::new()), Plain::Number);
    let number = |number: i64| Plain::Number(number.to_string());
    match column.show {
        Show::Count => vec![value],
        Show::PointsSum => {
            let most = raw(column, (cell.1, 1)).filter(|_| cell.1 != 0);
            vec![value, most.map_or_else(|| Plain::Text(String::new()), Plain::Number)]
        }
        _ => vec![value, number(cell.0), number(cell.1)],
    }
}

fn at(row: &Row, no: usize) -> (i64, i64) {
    row.cells.get(no).copied().unwrap_or((0, 0))
}

fn plain(lang: Lang, world: &World, table: &Table) -> PlainTable {
    let text = |vi: &str, en: &str| pick(lang, vi, en).to_owned();
    let known = when(lang, Moment::from_unix_seconds(table.as_of_ms.div_euclid(1000)));
    let mut above = vec![text(&table.title, &table.title_en)];
    above.extend(Some(table.form.clone()).filter(|form| !form.is_empty()));
    above.push(shown::of(lang, world, table));
    above.push(text("Số liệu như biết lúc {}", "Figures as known at {}").replace("{}", &known));
    let mut below: Vec<String> = table.notes.iter().map(|(vi, en)| text(vi, en)).collect();
    let provisional = pick(lang, &table.provisional.0, &table.provisional.1);
    if !provisional.is_empty() {
        below.push(format!("{}: {provisional}", pick(lang, "Tạm", "Provisional")));
    }
    let mut file = PlainTable {
        sheet: format!("{} {}", table.key, table.period),
        above,
        groups: Vec::new(),
        heads: vec![text("STT", "No.")],
        rows: Vec::new(),
        below,
    };
    if table.down {
        file.heads.push(text("Chỉ số", "Figure"));
        for row in &table.rows {
            file.heads.extend(headings(lang, &row_name(lang, row), Show::Score).into_iter().map(|head| {
                // Rows hold shares and counts under each other here.
                head.replace(pick(lang, " (điểm)", " (points)"), "")
            }));
        }
        for (no, column) in table.columns.iter().enumerate() {
            let unit = if column.show == Show::Share { " (%)" } else { "" };
            let mut line = vec![
                Plain::Number((no + 1).to_string()),
                Plain::Text(format!("{}{unit}", column_name(lang, column))),
            ];
            for row in &table.rows {
                let mut three = cells(column, at(row, no));
                three.resize(3, Plain::Text(String::new()));
                line.extend(three);
            }
            file.rows.push(line);
        }
        return file;
    }
    file.heads.push(text("Tên", "Name"));
    let mut no = 0;
    for (group, span) in shown::groups(lang, table) {
        let of_group = &table.columns[no..no + span];
        let width = of_group.iter().map(|column| headings(lang, "", column.show).len()).sum();
        file.groups.push((group, width));
        no += span;
    }
    for column in &table.columns {
        file.heads.extend(headings(lang, pick(lang, &column.name, &column.name_en), column.show));
    }
    for (no, row) in table.rows.iter().enumerate() {
        let number = if row.kind == RowKind::Total {
            Plain::Text(String::new())
        } else {
            Plain::Number((no + 1).to_string())
        };
        let mut line = vec![number, Plain::Text(row_name(lang, row))];
        for (no, column) in table.columns.iter().enumerate() {
            line.extend(cells(column, at(row, no)));
        }
        file.rows.push(line);
    }
    file
}

/// As `.xlsx`.
pub fn xlsx(lang: Lang, world: &World, table: &Table) -> Vec<u8> {
    write_plain(&plain(lang, world, table))
}

/// As `.csv`: one line of headings, then the rows. Texts that a spreadsheet would take for a formula are kept from it.
pub fn csv(lang: Lang, world: &World, table: &Table) -> Result<Vec<u8>> {
    let fault = |error: ::csv::Error| Problem::from(Error::Defect(error.to_string()));
    let plain = plain(lang, world, table);
    let mut out = ::csv::Writer::from_writer("\u{feff}".as_bytes().to_vec());
    let mut heads: Vec<String> = plain.heads.iter().take(2).cloned().collect();
    if table.down {
        heads.extend(plain.heads.iter().skip(2).cloned());
    } else {
        for column in &table.columns {
            heads.extend(headings(lang, &column_name(lang, column), column.show));
        }
    }
    out.write_record(heads.iter().map(|head| harmless(head))).map_err(fault)?;
    for row in &plain.rows {
        let texts = row.iter().map(|cell| match cell {
            Plain::Text(text) => harmless(text),
            Plain::Number(number) => number.clone(),
        });
        out.write_record(texts).map_err(fault)?;
    }
    out.into_inner().map_err(|error| Problem::from(Error::Defect(error.to_string())))
}

fn harmless(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_is_taken_for_a_formula() {
        for text in ["=1+1", "+84", "-x", "@a", "\tx"] {
            assert_eq!(harmless(text), format!("'{text}"));
        }
        assert_eq!(harmless("Phường = A"), "Phường = A");
    }
}
