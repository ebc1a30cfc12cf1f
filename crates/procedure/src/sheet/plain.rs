//! A plain table as a workbook: a title, a few lines, headings in one or two levels, rows of texts and numbers.

use super::package::pack;
use super::problem::letters;
use super::write::{CONTENT_TYPES, HEAD, RELATIONS, STYLES, WORKBOOK_RELATIONS, XML, cell};
use std::fmt::Write;

/// A cell of a plain table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Plain {
    /// A text: never a formula.
    Text(String),
    /// A number as digits, with a point before its decimals: `53.33`.
    Number(String),
}

/// A plain table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PlainTable {
    /// Name of the sheet.
    pub sheet: String,
    /// Lines above the table, the first of them the title.
    pub above: Vec<String>,
    /// Headings above several columns, with how many; empty for one level.
    pub groups: Vec<(String, usize)>,
    /// Headings.
    pub heads: Vec<String>,
    /// Rows.
    pub rows: Vec<Vec<Plain>>,
    /// Lines below the table.
    pub below: Vec<String>,
}

/// Writes a table as `.xlsx`: the same bytes for the same table.
#[must_use]
pub fn write_plain(table: &PlainTable) -> Vec<u8> {
    // One sheet only, and one format more: a number with two decimals in a border.
    let types = (2..=4).fold(CONTENT_TYPES.to_owned(), |text, no| {
        without(&text, &format!("<Override PartName=\"/xl/worksheets/sheet{no}.xml\""))
    });
    let relations = (2..=4).fold(WORKBOOK_RELATIONS.to_owned(), |text, no| {
        without(&text, &format!("<Relationship Id=\"rId{no}\""))
    });
    let styles = STYLES.replace("<cellXfs count=\"6\">", "<cellXfs count=\"7\">").replace(
        "</cellXfs>",
        "<xf numFmtId=\"2\" fontId=\"0\" fillId=\"0\" borderId=\"1\" xfId=\"0\" applyNumberFormat=\"1\" applyBorder=\"1\" applyAlignment=\"1\"><alignment vertical=\"top\"/></xf></cellXfs>",
    );
    pack(&[
        ("[Content_Types].xml", types),
        ("_rels/.rels", RELATIONS.to_owned()),
        ("xl/workbook.xml", book(&table.sheet)),
        ("xl/_rels/workbook.xml.rels", relations),
        ("xl/styles.xml", styles),
        ("xl/worksheets/sheet1.xml", sheet(table)),
    ])
}

/// A text without the element that begins so.
fn without(text: &str, beginning: &str) -> String {
    let Some(begin) = text.find(beginning) else { return text.to_owned() };
    let end = text[begin..].find("/>").map_or(text.len(), |end| begin + end + 2);
    format!("{}{}", &text[..begin], &text[end..])
}

fn book(sheet: &str) -> String {
    // Names of sheets hold no such signs and at most 31 letters.
    let name: String =
        sheet.chars().filter(|c| c.is_alphanumeric() || *c == ' ' || *c == '-').take(31).collect();
    format!(
        "{XML}<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><sheets><sheet name=\"{name}\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>"
    )
}

fn sheet(table: &PlainTable) -> String {
    let width = u32::try_from(table.heads.len()).unwrap_or(1).max(1);
    let last = letters(width - 1);
    let mut xml = format!(
        "{HEAD}<sheetPr><pageSetUpPr fitToPage=\"1\"/></sheetPr><cols><col min=\"1\" max=\"1\" width=\"6\" customWidth=\"1\"/><col min=\"2\" max=\"2\" width=\"44\" customWidth=\"1\"/></cols><sheetData>"
    );
    let (mut at, mut merged) = (0_u32, Vec::new());
    let mut line = |xml: &mut String, cells: &[(u32, u32, &Plain)]| {
        at += 1;
        _ = write!(xml, "<row r=\"{at}\">");
        for (column, style, value) in cells {
            let place = format!("{}{at}", letters(*column));
            match value {
                Plain::Text(text) => xml.push_str(&cell(&place, *style, text)),
                Plain::Number(number) => {
                    let style = if number.contains('.') { 6 } else { 4 };
                    _ = write!(xml, "<c r=\"{place}\" s=\"{style}\"><v>{number}</v></c>");
                }
            }
        }
        xml.push_str("</row>");
        at
    };
    let text = |text: &str| Plain::Text(text.to_owned());
    for (no, above) in table.above.iter().enumerate() {
        let row = line(&mut xml, &[(0, u32::from(no == 0), &text(above))]);
        merged.push(format!("A{row}:{last}{row}"));
    }
    if !table.groups.is_empty() {
        let before = table.heads.len()
            - table.groups.iter().map(|(_, span)| span).sum::<usize>().min(table.heads.len());
        let (mut cells, mut column) = (Vec::new(), u32::try_from(before).unwrap_or(0));
        let named: Vec<(Plain, u32)> = table
            .groups
            .iter()
            .map(|(name, span)| (text(name), u32::try_from(*span).unwrap_or(1).max(1)))
            .collect();
        let row = at_row(&table.above);
        for (name, span) in &named {
            cells.push((column, 2, name));
            if *span > 1 {
                merged.push(format!("{}{row}:{}{row}", letters(column), letters(column + span - 1)));
            }
            column += span;
        }
        line(&mut xml, &cells);
    }
    let heads: Vec<Plain> = table.heads.iter().map(|head| text(head)).collect();
    line(&mut xml, &placed(&heads, 2));
    for row in &table.rows {
        line(&mut xml, &placed(row, 3));
    }
    for below in &table.below {
        let row = line(&mut xml, &[(0, 0, &text(below))]);
        merged.push(format!("A{row}:{last}{row}"));
    }
    _ = write!(xml, "</sheetData>");
    if width > 1 && !merged.is_empty() {
        _ = write!(xml, "<mergeCells count=\"{}\">", merged.len());
        for range in &merged {
            _ = write!(xml, "<mergeCell ref=\"{range}\"/>");
        }
        xml.push_str("</mergeCells>");
    }
    xml.push_str("<pageMargins left=\"0.4\" right=\"0.4\" top=\"0.5\" bottom=\"0.5\" header=\"0.3\" footer=\"0.3\"/><pageSetup paperSize=\"9\" orientation=\"landscape\" fitToHeight=\"0\"/></worksheet>");
    xml
}

/// The row of the headings above: they follow the lines above the table.
fn at_row(above: &[String]) -> usize {
    above.len() + 1
}

fn placed(cells: &[Plain], style: u32) -> Vec<(u32, u32, &Plain)> {
    (0_u32..).zip(cells).map(|(column, value)| (column, style, value)).collect()
}

#[cfg(test)]
mod tests {
    use super::super::package::Package;
    use super::*;

    #[test]
    fn what_looks_like_a_formula_is_a_text_and_numbers_are_numbers() {
        let table = PlainTable {
            sheet: "06a [x]".into(),
            above: vec!["Báo cáo".into()],
            groups: vec![("Nhóm & <b>".into(), 2)],
            heads: vec!["STT".into(), "Đơn vị".into(), "a".into(), "b".into()],
            rows: vec![vec![
                Plain::Number("1".into()),
                Plain::Text("=HYPERLINK(\"x\")".into()),
                Plain::Number("12".into()),
                Plain::Number("53.33".into()),
            ]],
            below: vec!["Ghi chú".into()],
        };
        let bytes = write_plain(&table);
        assert_eq!(bytes, write_plain(&table));
        let package = Package::open(&bytes).unwrap_or_else(|_| panic!("a package"));
        let read = |name: &str| {
            let bytes = package.read(name).unwrap_or_else(|_| panic!("{name}")).unwrap_or_default();
            String::from_utf8(bytes).unwrap_or_default()
        };
        let sheet = read("xl/worksheets/sheet1.xml");
        assert!(
            sheet.contains(
                "<c r=\"B4\" s=\"3\" t=\"inlineStr\"><is><t xml:space=\"preserve\">=HYPERLINK(&quot;x&quot;)"
            ),
            "{sheet}"
        );
        assert!(
            sheet.contains("<c r=\"C4\" s=\"4\"><v>12</v></c><c r=\"D4\" s=\"6\"><v>53.33</v></c>"),
            "{sheet}"
        );
        assert!(
            sheet.contains("Nhóm &amp; &lt;b&gt;") && sheet.contains("<mergeCell ref=\"C2:D2\"/>"),
            "{sheet}"
        );
        assert!(!sheet.contains("<f>"), "{sheet}");
        let (types, relations) = (read("[Content_Types].xml"), read("xl/_rels/workbook.xml.rels"));
        assert!(
            types.contains("sheet1.xml") && !types.contains("sheet2.xml") && types.ends_with("</Types>"),
            "{types}"
        );
        assert!(
            relations.contains("rId1") && relations.contains("rId5") && !relations.contains("rId3"),
            "{relations}"
        );
        assert!(read("xl/workbook.xml").contains("name=\"06a x\""));
    }
}
