//! A workbook as grids of values: what kind of file it is, its sheets, their cells and merged areas.

use super::package::{FILE_BYTES_MAX, Package, damaged, encrypted, too_much};
use super::problem::{Told, position};
use super::xml::{Node, attribute, walk};
use motcua_calendar::{Date, wording};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// How many rows with anything in them a sheet may have.
pub const ROWS_MAX: usize = 5_000;
/// Columns further to the right are not looked at.
const COLUMNS_MAX: u32 = 200;
/// How many merged areas are looked at.
const MERGES_MAX: usize = 5_000;

/// What a cell holds.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value {
    /// Text.
    Text(Arc<str>),
    /// A number.
    Number(f64),
    /// A number shown as a date.
    Date(Date),
    /// True or false.
    Flag(bool),
    /// An error such as `#REF!`.
    Fault(Arc<str>),
    /// A formula whose value was not saved.
    Unsaved,
}

/// A merged area: first row and column, last row and column.
pub(super) type Area = (u32, u32, u32, u32);

/// One sheet.
#[derive(Debug, Default)]
pub(super) struct Sheet {
    pub name: String,
    pub cells: BTreeMap<(u32, u32), Value>,
    pub merges: Vec<Area>,
}

/// Reads every visible or hidden sheet of a workbook.
pub(super) fn open(bytes: &[u8]) -> Result<Vec<Sheet>, Told> {
    sniff(bytes)?;
    let package = Package::open(bytes)?;
    kind(&package)?;
    let part = |name: &str| package.read(name)?.ok_or_else(damaged);
    let links = links(&part("xl/_rels/workbook.xml.rels")?)?;
    let (listed, since_1904) = listed(&part("xl/workbook.xml")?)?;
    let strings =
        package.read("xl/sharedStrings.xml")?.map(|part| strings(&part)).transpose()?.unwrap_or_default();
    let dated = package.read("xl/styles.xml")?.map(|part| dated(&part)).transpose()?.unwrap_or_default();
    let context = Context { strings, dated, since_1904 };
    let mut sheets = Vec::new();
    for (name, link) in listed {
        let Some(target) = links.get(&link).filter(|target| target.contains("worksheets/")) else { continue };
        let path = target.strip_prefix('/').map_or_else(|| format!("xl/{target}"), str::to_owned);
        sheets.push(context.sheet(name, &part(&path)?)?);
    }
    Ok(sheets)
}

/// Refuses what is no ZIP file, each kind in its own words.
fn sniff(bytes: &[u8]) -> Result<(), Told> {
    if bytes.len() > FILE_BYTES_MAX {
        return Err(Told::new(
            "file-too-large",
            ["Tệp lớn hơn 5 MiB.", "Bỏ hình ảnh và các trang tính không cần, lưu lại rồi tải lên."],
            [
                "The file is larger than 5 MiB.",
                "Remove pictures and sheets that are not needed, save and upload again.",
            ],
        ));
    }
    if bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]) {
        let marker: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let sealed = bytes.windows(marker.len()).any(|window| window == marker.as_slice());
        return Err(if sealed { encrypted() } else { old() });
    }
    if bytes.starts_with(b"PK\x03\x04") { Ok(()) } else { Err(not_a_workbook()) }
}

/// Refuses other kinds of ZIP file, and workbooks that carry programs or reach outside.
fn kind(package: &Package<'_>) -> Result<(), Told> {
    let names: BTreeSet<String> = package.names().collect();
    let any = |part: &str| names.iter().any(|name| name.contains(part));
    if names.contains("xl/workbook.bin") {
        return Err(old());
    }
    let Some(types) = package.read("[Content_Types].xml")? else { return Err(not_a_workbook()) };
    let (mut workbook, mut programs) = (false, any("vbaproject.bin") || any("macrosheets/"));
    walk(&types, &mut |node| {
        if let Node::Open("Override" | "Default", tag) = node {
            let kind = attribute(tag, "ContentType").unwrap_or_default().to_lowercase();
            workbook |= kind.ends_with("spreadsheetml.sheet.main+xml")
                || kind.ends_with("spreadsheetml.template.main+xml");
            programs |= kind.contains("macroenabled") || kind.contains("vbaproject");
        }
        Ok(())
    })?;
    if programs {
        return Err(Told::new(
            "file-macros",
            [
                "Tệp chứa macro nên không được nhận.",
                "Trong Excel chọn Lưu thành, kiểu “Sổ làm việc Excel (*.xlsx)”, rồi tải tệp đó lên.",
            ],
            [
                "The file contains macros and is not taken.",
                "In Excel choose Save As, type “Excel Workbook (*.xlsx)”, and upload that.",
            ],
        ));
    }
    if any("xl/externallinks/") {
        return Err(Told::new(
            "file-links",
            [
                "Tệp liên kết tới sổ Excel khác nên không được nhận.",
                "Trong Excel vào Dữ liệu, Sửa liên kết, Ngắt liên kết, lưu lại rồi tải lên.",
            ],
            [
                "The file links to other workbooks and is not taken.",
                "In Excel open Data, Edit Links, Break Link, save and upload again.",
            ],
        ));
    }
    if workbook { Ok(()) } else { Err(not_a_workbook()) }
}

fn old() -> Told {
    Told::new(
        "file-old",
        [
            "Đây là tệp Excel kiểu cũ (.xls hoặc .xlsb).",
            "Trong Excel chọn Lưu thành, kiểu “Sổ làm việc Excel (*.xlsx)”, rồi tải tệp đó lên.",
        ],
        [
            "This is an Excel file of another kind (.xls or .xlsb).",
            "In Excel choose Save As, type “Excel Workbook (*.xlsx)”, and upload that.",
        ],
    )
}

fn not_a_workbook() -> Told {
    Told::new(
        "file-not-excel",
        [
            "Đây không phải là tệp Excel .xlsx.",
            "Chọn đúng tệp, hoặc lưu bảng thành “Sổ làm việc Excel (*.xlsx)” rồi tải lên.",
        ],
        [
            "This is not an Excel .xlsx file.",
            "Choose the right file, or save the table as “Excel Workbook (*.xlsx)” and upload that.",
        ],
    )
}

/// Targets of the workbook's relations, by id.
fn links(bytes: &[u8]) -> Result<BTreeMap<String, String>, Told> {
    let mut links = BTreeMap::new();
    walk(bytes, &mut |node| {
        if let Node::Open("Relationship", tag) = node
            && let (Some(id), Some(target)) = (attribute(tag, "Id"), attribute(tag, "Target"))
        {
            links.insert(id, target);
        }
        Ok(())
    })?;
    Ok(links)
}

/// Name and relation of each sheet in order, and whether dates count from 1904.
fn listed(bytes: &[u8]) -> Result<(Vec<(String, String)>, bool), Told> {
    let (mut sheets, mut since_1904) = (Vec::new(), false);
    walk(bytes, &mut |node| {
        match node {
            Node::Open("sheet", tag) => {
                if let (Some(name), Some(id)) = (attribute(tag, "name"), attribute(tag, "id")) {
                    sheets.push((name, id));
                }
            }
            Node::Open("workbookPr", tag) => {
                since_1904 = matches!(attribute(tag, "date1904").as_deref(), Some("1" | "true"));
            }
            _ => {}
        }
        Ok(())
    })?;
    Ok((sheets, since_1904))
}

/// Shared strings; phonetic readings are left out.
fn strings(bytes: &[u8]) -> Result<Vec<Arc<str>>, Told> {
    let (mut strings, mut text) = (Vec::new(), String::new());
    let (mut inside, mut phonetic) = (false, false);
    walk(bytes, &mut |node| {
        match node {
            Node::Open("si", _) => text.clear(),
            Node::Open("rPh", _) => phonetic = true,
            Node::Close("rPh") => phonetic = false,
            Node::Open("t", _) => inside = true,
            Node::Close("t") => inside = false,
            Node::Text(part) if inside && !phonetic => text.push_str(part),
            Node::Close("si") => strings.push(Arc::from(unescaped(&text))),
            _ => {}
        }
        Ok(())
    })?;
    Ok(strings)
}

/// `_x000D_` as Excel writes characters XML cannot hold.
fn unescaped(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("_x") {
        let (before, after) = rest.split_at(at);
        plain.push_str(before);
        let code = after.get(2..6).filter(|_| after.as_bytes().get(6) == Some(&b'_'));
        match code.and_then(|code| u32::from_str_radix(code, 16).ok()).and_then(char::from_u32) {
            Some(letter) => {
                plain.push(letter);
                rest = &after[7..];
            }
            None => {
                plain.push_str("_x");
                rest = &after[2..];
            }
        }
    }
    plain.push_str(rest);
    plain
}

/// For each cell format whether it shows a date.
fn dated(bytes: &[u8]) -> Result<Vec<bool>, Told> {
    let mut custom: BTreeMap<String, bool> = BTreeMap::new();
    let (mut formats, mut inside) = (Vec::new(), false);
    walk(bytes, &mut |node| {
        match node {
            Node::Open("numFmt", tag) => {
                let code = attribute(tag, "formatCode").unwrap_or_default();
                custom.insert(attribute(tag, "numFmtId").unwrap_or_default(), shows_date(&code));
            }
            Node::Open("cellXfs", _) => inside = true,
            Node::Close("cellXfs") => inside = false,
            Node::Open("xf", tag) if inside => {
                let id = attribute(tag, "numFmtId").unwrap_or_default();
                let known = matches!(id.parse::<u32>(), Ok(14..=22 | 27..=36 | 45..=47 | 50..=58));
                formats.push(custom.get(&id).copied().unwrap_or(known));
            }
            _ => {}
        }
        Ok(())
    })?;
    Ok(formats)
}

/// Whether a number format shows days, months or years: `dd/mm/yyyy`, not `0.0"m"`.
fn shows_date(code: &str) -> bool {
    let (mut quoted, mut bracketed) = (false, false);
    code.chars().any(|c| {
        match c {
            '"' => quoted = !quoted,
            '[' => bracketed = true,
            ']' => bracketed = false,
            _ => {}
        }
        !quoted && !bracketed && matches!(c, 'd' | 'D' | 'm' | 'M' | 'y' | 'Y')
    })
}

struct Context {
    strings: Vec<Arc<str>>,
    dated: Vec<bool>,
    since_1904: bool,
}

/// A cell while it is read.
#[derive(Default)]
struct Open {
    at: (u32, u32),
    kind: String,
    format: usize,
    formula: bool,
    value: Option<String>,
    text: String,
}

impl Context {
    fn sheet(&self, name: String, bytes: &[u8]) -> Result<Sheet, Told> {
        let mut sheet = Sheet { name, ..Sheet::default() };
        let mut cell: Option<Open> = None;
        let (mut row, mut column, mut inside) = (0_u32, 0_u32, "");
        let mut rows = BTreeSet::new();
        walk(bytes, &mut |node| {
            match node {
                Node::Open("row", tag) => {
                    let given = attribute(tag, "r")
                        .and_then(|r| r.parse::<u32>().ok())
                        .and_then(|r| r.checked_sub(1));
                    row = given.unwrap_or(row);
                    column = 0;
                }
                Node::Close("row") => row = row.saturating_add(1),
                Node::Open("c", tag) => {
                    let given = attribute(tag, "r").as_deref().and_then(position);
                    let at = given.unwrap_or((row, column));
                    column = at.1.saturating_add(1);
                    let format = attribute(tag, "s").and_then(|s| s.parse().ok()).unwrap_or(0);
                    let kind = attribute(tag, "t").unwrap_or_default();
                    cell = Some(Open { at, kind, format, ..Open::default() });
                }
                Node::Open("v", _) => inside = "v",
                Node::Open("t", _) => inside = "t",
                Node::Open("rPh", _) => inside = "rPh",
                Node::Open("f", _) => {
                    inside = "f";
                    if let Some(cell) = &mut cell {
                        cell.formula = true;
                    }
                }
                Node::Close("v" | "t" | "f" | "rPh") => inside = "",
                Node::Text(part) => match (&mut cell, inside) {
                    (Some(cell), "v") => cell.value.get_or_insert_default().push_str(part),
                    (Some(cell), "t") => cell.text.push_str(part),
                    _ => {}
                },
                Node::Close("c") => {
                    if let Some(cell) = cell.take()
                        && cell.at.1 < COLUMNS_MAX
                        && let Some(value) = self.value(&cell)
                    {
                        rows.insert(cell.at.0);
                        if rows.len() > ROWS_MAX {
                            return Err(too_many_rows());
                        }
                        sheet.cells.entry(cell.at).or_insert(value);
                    }
                }
                Node::Open("mergeCell", tag) if sheet.merges.len() < MERGES_MAX => {
                    sheet.merges.extend(attribute(tag, "ref").as_deref().and_then(area));
                }
                _ => {}
            }
            Ok(())
        })?;
        Ok(sheet)
    }

    /// The value of a cell; `None`: it is empty.
    fn value(&self, cell: &Open) -> Option<Value> {
        let value = cell.value.as_deref();
        let text = |text: Arc<str>| (!text.trim().is_empty()).then_some(Value::Text(text));
        match (cell.kind.as_str(), value) {
            ("inlineStr", _) => text(Arc::from(unescaped(&cell.text))),
            (_, None) => cell.formula.then_some(Value::Unsaved),
            ("s", Some(number)) => text(self.strings.get(number.trim().parse::<usize>().ok()?)?.clone()),
            ("str" | "d", Some(plain)) => text(Arc::from(unescaped(plain))),
            ("b", Some(flag)) => Some(Value::Flag(flag.trim() == "1")),
            ("e", Some(fault)) => Some(Value::Fault(Arc::from(fault))),
            (_, Some(number)) => {
                let number: f64 = number.trim().parse().ok().filter(|number: &f64| number.is_finite())?;
                let dated = self.dated.get(cell.format).copied().unwrap_or(false);
                let date = dated.then(|| self.date(number)).flatten();
                Some(date.map_or(Value::Number(number), Value::Date))
            }
        }
    }

    /// The day a serial number stands for; days before 1990 are no dates of a procedure but numbers.
    #[expect(clippy::cast_possible_truncation, reason = "bounded just before")]
    fn date(&self, serial: f64) -> Option<Date> {
        let since_1900 = if self.since_1904 { serial + 1_462.0 } else { serial };
        if !(32_874.0..109_574.0).contains(&since_1900) {
            return None;
        }
        // 25,569 is 1 January 1970.
        Some(Date::new(1970, 1, 1).ok()?.plus_days(since_1900.trunc() as i32 - 25_569))
    }
}

fn area(text: &str) -> Option<Area> {
    let (first, last) = text.split_once(':')?;
    let ((top, left), (bottom, right)) = (position(first)?, position(last)?);
    Some((top, left, bottom, right))
}

fn too_many_rows() -> Told {
    Told {
        vi: format!("Một trang tính có hơn {ROWS_MAX} dòng."),
        en: format!("A sheet has more than {ROWS_MAX} rows."),
        ..too_much()
    }
}

impl Value {
    /// What a reader of the sheet sees, as text.
    pub(super) fn shown(&self) -> String {
        match self {
            Value::Text(text) | Value::Fault(text) => text.to_string(),
            Value::Number(number) => number.to_string(),
            Value::Date(date) => wording::numeric(*date),
            Value::Flag(true) => "TRUE".to_owned(),
            Value::Flag(false) => "FALSE".to_owned(),
            Value::Unsaved => String::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_xml_cannot_hold_is_read_back() {
        assert_eq!(unescaped("a_x000D_b_x005F_x0041_"), "a\rb_x0041_");
        assert_eq!(unescaped("_xyz_ _x _x12"), "_xyz_ _x _x12");
        assert_eq!(unescaped("_x00é_"), "_x00é_");
    }

    #[test]
    fn formats_that_show_a_date_are_known() {
        for (code, shows) in
            [("dd/mm/yyyy", true), ("0.00", false), ("0\" m\"", false), ("[Red]0", false), ("d\\-m", true)]
        {
            assert_eq!(shows_date(code), shows, "{code}");
        }
    }
}
