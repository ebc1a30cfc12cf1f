//! A version's tables as a workbook.

use super::layout::{Key, Table};
use super::package::pack;
use super::problem::letters;
use super::words::{self, FORMS, KINDS, NO, PLACES, ROLES, Word, YES};
use crate::branch_line;
use motcua_calendar::Lang;
use motcua_domain::procedure::condition::Condition;
use motcua_domain::procedure::flow::SIDE_ACTS;
use motcua_domain::procedure::{ProcedureVersion, RequiredPaper, Step};
use motcua_domain::unit::{UnitIndex, UnitKind};
use std::fmt::Write;

/// The first row below the heading, as Excel counts.
const FIRST: u32 = 4;
/// Lists are offered down to this row.
const LAST: u32 = 1_000;
const GUIDE: &str = "Hướng dẫn";
const LISTS: &str = "Danh mục";

/// Writes the workbook.
pub(super) fn workbook(version: &ProcedureVersion, units: &UnitIndex) -> Vec<u8> {
    let lists = Lists::of(units);
    let steps: Vec<Vec<Field>> =
        version.steps.iter().enumerate().map(|(at, step)| step_row(at, step, units)).collect();
    let papers: Vec<Vec<Field>> =
        version.papers.iter().enumerate().map(|(at, paper)| paper_row(at, paper)).collect();
    let named = format!("{} {}", version.code, version.name);
    pack(&[
        ("[Content_Types].xml", CONTENT_TYPES.to_owned()),
        ("_rels/.rels", RELATIONS.to_owned()),
        ("xl/workbook.xml", book()),
        ("xl/_rels/workbook.xml.rels", WORKBOOK_RELATIONS.to_owned()),
        ("xl/styles.xml", STYLES.to_owned()),
        ("xl/worksheets/sheet1.xml", table(Table::Steps, &named, &steps, &lists)),
        ("xl/worksheets/sheet2.xml", table(Table::Papers, &named, &papers, &lists)),
        ("xl/worksheets/sheet3.xml", guide()),
        ("xl/worksheets/sheet4.xml", lists.sheet()),
    ])
}

/// Names of the side acts, as a cell lists them.
pub(super) fn side_acts() -> Vec<&'static str> {
    SIDE_ACTS.into_iter().map(|act| act.label(Lang::Vi)).collect()
}

enum Field {
    Text(String),
    Number(usize),
}

fn step_row(at: usize, step: &Step, units: &UnitIndex) -> Vec<Field> {
    let line = |before: String, when: &Option<Condition>| match when {
        Some(when) => format!("{before} khi {when}"),
        None => before,
    };
    let routes: Vec<String> = step.next.iter().map(|route| line(route.to.clone(), &route.when)).collect();
    let opinion = |opinion: &motcua_domain::procedure::PlannedOpinion| {
        let within = opinion.within.label(Lang::Vi);
        let asked = line(format!("{}: {within}", words::place(opinion.place, units)), &opinion.when);
        let steps = opinion.steps.iter().map(|step| branch_line::write(step, Lang::Vi));
        std::iter::once(asked).chain(steps).collect::<Vec<_>>().join("\n")
    };
    let opinions: Vec<String> = step.opinions.iter().map(opinion).collect();
    let acts = step.acts.as_ref().map(|acts| match acts.as_slice() {
        [] => NO.to_owned(),
        some => some.iter().map(|act| act.label(Lang::Vi)).collect::<Vec<_>>().join("; "),
    });
    let text = Field::Text;
    Table::Steps
        .columns()
        .iter()
        .map(|column| match column.key {
            Key::Number => Field::Number(at + 1),
            Key::StepId => text(step.key.clone()),
            Key::StepName => text(step.name.clone()),
            Key::NameEn => text(step.name_en.clone()),
            Key::Kind => text(words::written(&KINDS, &step.kind).to_owned()),
            Key::Role => text(words::role(step.role)),
            Key::Place => text(words::place(step.place, units)),
            Key::Budget => text(step.budget.map(|term| term.label(Lang::Vi)).unwrap_or_default()),
            Key::Floor => Field::Number(step.floor_minutes as usize),
            Key::Clock => text(yes(step.clock_runs)),
            Key::Field => text(step.field.as_ref().map(|field| field.0.clone()).unwrap_or_default()),
            Key::Acts => text(acts.clone().unwrap_or_default()),
            Key::When => text(step.when.as_ref().map(ToString::to_string).unwrap_or_default()),
            Key::Next => text(routes.join("\n")),
            Key::Opinions => text(opinions.join("\n")),
            Key::PaperId | Key::PaperName | Key::Form | Key::Required | Key::HeldBy | Key::ByForm => {
                text(String::new())
            }
        })
        .collect()
}

fn paper_row(at: usize, paper: &RequiredPaper) -> Vec<Field> {
    let text = Field::Text;
    Table::Papers
        .columns()
        .iter()
        .map(|column| match column.key {
            Key::Number => Field::Number(at + 1),
            Key::PaperId => text(paper.key.0.clone()),
            Key::PaperName => text(paper.name.clone()),
            Key::NameEn => text(paper.name_en.clone().unwrap_or_default()),
            Key::Form => text(words::written(&FORMS, &paper.form).to_owned()),
            Key::Required => text(yes(paper.required)),
            Key::When => text(paper.when.as_ref().map(ToString::to_string).unwrap_or_default()),
            Key::HeldBy => text(paper.held_by.clone().unwrap_or_default()),
            Key::ByForm => text(yes(paper.by_form)),
            _ => text(String::new()),
        })
        .collect()
}

fn yes(flag: bool) -> String {
    if flag { YES } else { NO }.to_owned()
}

/// What the lists of the cells offer, one column each on a hidden sheet.
struct Lists {
    columns: [(Key, Vec<String>); 5],
}

impl Lists {
    fn of(units: &UnitIndex) -> Self {
        fn all<T>(words: &[Word<T>]) -> Vec<String> {
            words.iter().map(|word| word.written.to_owned()).collect()
        }
        let mut places = all(&PLACES);
        // Counters are reached as places of the dossier; a step names an agency.
        let agencies =
            units.iter().filter(|unit| !matches!(unit.kind, UnitKind::ServicePoint | UnitKind::Branch));
        places.extend(agencies.map(|unit| words::unit(unit.id, units)));
        let yes_no = vec![YES.to_owned(), NO.to_owned()];
        Self {
            columns: [
                (Key::Kind, all(&KINDS)),
                (Key::Role, all(&ROLES)),
                (Key::Place, places),
                (Key::Form, all(&FORMS)),
                (Key::Clock, yes_no),
            ],
        }
    }

    /// Where the list of a column stands: `'Danh mục'!$A$1:$A$8`.
    fn range(&self, key: Key) -> Option<String> {
        let key = if matches!(key, Key::Required | Key::ByForm) { Key::Clock } else { key };
        let (at, (_, list)) = (0_u32..).zip(&self.columns).find(|(_, (of, _))| *of == key)?;
        let column = letters(at);
        Some(format!("'{LISTS}'!${column}$1:${column}${}", list.len()))
    }

    fn sheet(&self) -> String {
        let rows = self.columns.iter().map(|(_, list)| list.len()).max().unwrap_or(0);
        let mut xml = format!("{HEAD}<sheetData>");
        for row in 0..rows {
            _ = write!(xml, "<row r=\"{}\">", row + 1);
            for (at, (_, list)) in (0_u32..).zip(&self.columns) {
                if let Some(text) = list.get(row) {
                    xml.push_str(&cell(&format!("{}{}", letters(at), row + 1), 0, text));
                }
            }
            xml.push_str("</row>");
        }
        xml.push_str("</sheetData></worksheet>");
        xml
    }
}

pub(super) const XML: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
"#;
pub(super) const HEAD: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">"#;
pub(super) const CONTENT_TYPES: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/><Override PartName="/xl/worksheets/sheet2.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/><Override PartName="/xl/worksheets/sheet3.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/><Override PartName="/xl/worksheets/sheet4.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>"#;
pub(super) const RELATIONS: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
pub(super) const WORKBOOK_RELATIONS: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet2.xml"/><Relationship Id="rId3" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet3.xml"/><Relationship Id="rId4" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet4.xml"/><Relationship Id="rId5" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>"#;
/// Formats: 0 plain, 1 title, 2 heading, 3 text, 4 whole number, 5 paragraph of the guide.
pub(super) const STYLES: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><fonts count="3"><font><sz val="12"/><name val="Times New Roman"/><family val="1"/></font><font><b/><sz val="14"/><name val="Times New Roman"/><family val="1"/></font><font><b/><sz val="12"/><name val="Times New Roman"/><family val="1"/></font></fonts><fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill><fill><patternFill patternType="solid"><fgColor rgb="FFDDE6F0"/><bgColor indexed="64"/></patternFill></fill></fills><borders count="2"><border><left/><right/><top/><bottom/><diagonal/></border><border><left style="thin"><color auto="1"/></left><right style="thin"><color auto="1"/></right><top style="thin"><color auto="1"/></top><bottom style="thin"><color auto="1"/></bottom><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="6"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1" applyAlignment="1"><alignment vertical="center" wrapText="1"/></xf><xf numFmtId="49" fontId="2" fillId="2" borderId="1" xfId="0" applyNumberFormat="1" applyFont="1" applyFill="1" applyBorder="1" applyAlignment="1"><alignment horizontal="center" vertical="center" wrapText="1"/></xf><xf numFmtId="49" fontId="0" fillId="0" borderId="1" xfId="0" applyNumberFormat="1" applyBorder="1" applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf><xf numFmtId="1" fontId="0" fillId="0" borderId="1" xfId="0" applyNumberFormat="1" applyBorder="1" applyAlignment="1"><alignment vertical="top"/></xf><xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf></cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>"#;

fn book() -> String {
    let mut xml = format!(
        "{XML}<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><sheets>"
    );
    let sheets = [Table::Steps.sheet(), Table::Papers.sheet(), GUIDE, LISTS];
    for (number, name) in (1..).zip(sheets) {
        let hidden = if name == LISTS { " state=\"hidden\"" } else { "" };
        _ = write!(xml, "<sheet name=\"{name}\" sheetId=\"{number}\"{hidden} r:id=\"rId{number}\"/>");
    }
    xml.push_str("</sheets><definedNames>");
    for (at, table) in Table::ALL.into_iter().enumerate() {
        // The heading stands on every printed page.
        _ = write!(
            xml,
            "<definedName name=\"_xlnm.Print_Titles\" localSheetId=\"{at}\">'{}'!$3:$3</definedName>",
            table.sheet()
        );
    }
    xml.push_str("</definedNames></workbook>");
    xml
}

/// One table: title, hint, heading, rows; the heading stays in sight and cells offer their lists.
fn table(table: Table, named: &str, rows: &[Vec<Field>], lists: &Lists) -> String {
    let columns = table.columns();
    let last = letters(u32::try_from(columns.len()).unwrap_or(1).saturating_sub(1));
    let mut xml = format!(
        "{HEAD}<sheetPr><pageSetUpPr fitToPage=\"1\"/></sheetPr><sheetViews><sheetView workbookViewId=\"0\"><pane xSplit=\"3\" ySplit=\"3\" topLeftCell=\"D4\" activePane=\"bottomRight\" state=\"frozen\"/></sheetView></sheetViews><sheetFormatPr defaultRowHeight=\"15.75\"/><cols>"
    );
    for (number, column) in (1..).zip(columns) {
        _ = write!(
            xml,
            "<col min=\"{number}\" max=\"{number}\" width=\"{}\" customWidth=\"1\"/>",
            column.width
        );
    }
    xml.push_str("</cols><sheetData><row r=\"1\" ht=\"40\" customHeight=\"1\">");
    xml.push_str(&cell("A1", 1, &format!("{} – {named}", table.sheet())));
    xml.push_str("</row><row r=\"2\">");
    xml.push_str(&cell("A2", 0, "Mỗi dòng là một mục. Cách điền ở trang Hướng dẫn."));
    xml.push_str("</row><row r=\"3\">");
    for (at, column) in (0_u32..).zip(columns) {
        xml.push_str(&cell(&format!("{}3", letters(at)), 2, column.heading));
    }
    xml.push_str("</row>");
    for (number, row) in (FIRST..).zip(rows) {
        _ = write!(xml, "<row r=\"{number}\">");
        for (at, field) in (0_u32..).zip(row) {
            let place = format!("{}{number}", letters(at));
            match field {
                Field::Text(text) => xml.push_str(&cell(&place, 3, text)),
                Field::Number(value) => _ = write!(xml, "<c r=\"{place}\" s=\"4\"><v>{value}</v></c>"),
            }
        }
        xml.push_str("</row>");
    }
    _ = write!(
        xml,
        "</sheetData><mergeCells count=\"2\"><mergeCell ref=\"A1:{last}1\"/><mergeCell ref=\"A2:{last}2\"/></mergeCells>"
    );
    validations(&mut xml, table, lists);
    xml.push_str("<pageMargins left=\"0.5\" right=\"0.5\" top=\"0.6\" bottom=\"0.6\" header=\"0.3\" footer=\"0.3\"/><pageSetup paperSize=\"9\" orientation=\"landscape\" fitToHeight=\"0\"/></worksheet>");
    xml
}

fn validations(xml: &mut String, table: Table, lists: &Lists) {
    let columns = table.columns();
    _ = write!(xml, "<dataValidations count=\"{}\">", columns.len());
    for (at, column) in (0_u32..).zip(columns) {
        let (letter, prompt) = (letters(at), escaped(column.prompt));
        let range = format!("{letter}{FIRST}:{letter}{LAST}");
        let title = escaped(column.heading);
        match lists.range(column.key) {
            Some(list) => {
                // A place may also be typed; the other lists are closed.
                let style = if column.key == Key::Place { " errorStyle=\"warning\"" } else { "" };
                _ = write!(
                    xml,
                    "<dataValidation type=\"list\"{style} allowBlank=\"1\" showInputMessage=\"1\" showErrorMessage=\"1\" errorTitle=\"Chưa đúng\" error=\"Chọn một giá trị trong danh sách.\" promptTitle=\"{title}\" prompt=\"{prompt}\" sqref=\"{range}\"><formula1>{list}</formula1></dataValidation>"
                );
            }
            None => {
                _ = write!(
                    xml,
                    "<dataValidation allowBlank=\"1\" showInputMessage=\"1\" promptTitle=\"{title}\" prompt=\"{prompt}\" sqref=\"{range}\"/>"
                );
            }
        }
    }
    xml.push_str("</dataValidations>");
}

/// The short guide: what each column wants.
fn guide() -> String {
    let mut xml = format!(
        "{HEAD}<cols><col min=\"1\" max=\"1\" width=\"28\" customWidth=\"1\"/><col min=\"2\" max=\"2\" width=\"100\" customWidth=\"1\"/></cols><sheetData>"
    );
    let mut row = 0;
    let mut line = |xml: &mut String, style: u32, left: &str, right: &str| {
        row += 1;
        _ = write!(xml, "<row r=\"{row}\">");
        xml.push_str(&cell(&format!("A{row}"), style, left));
        xml.push_str(&cell(&format!("B{row}"), 5, right));
        xml.push_str("</row>");
    };
    line(&mut xml, 1, "Hướng dẫn", "");
    for (left, right) in [
        (
            "Sửa",
            "Sửa thẳng trên hai trang “Các bước” và “Thành phần hồ sơ”. Được thêm, xóa, đổi chỗ dòng; được đổi chỗ cột, thêm cột riêng, chèn dòng trống.",
        ),
        (
            "Tiêu đề cột",
            "Giữ nguyên tên cột để phần mềm nhận ra. Cột bị bỏ thì phần đó của quy trình giữ như cũ; trang bị xóa cũng vậy.",
        ),
        (
            "Điều kiện",
            "case = mã trường hợp; channel = counter, online hoặc post; finding = meets, does_not_meet hoặc needs_checks; outcome = grant hoặc refuse. Nối bằng and, or, not; nhiều giá trị: channel in (online, post).",
        ),
        (
            "Tải lên lại",
            "Lưu kiểu “Sổ làm việc Excel (*.xlsx)”, không macro, không mật khẩu, không liên kết ngoài. Ô nào sai, phần mềm báo đúng trang và địa chỉ ô, không ghi gì cho tới khi hết lỗi.",
        ),
    ] {
        line(&mut xml, 5, left, right);
    }
    for table in Table::ALL {
        line(&mut xml, 1, table.sheet(), "");
        for column in table.columns() {
            line(&mut xml, 5, column.heading, column.prompt);
        }
        if table == Table::Steps {
            line(&mut xml, 5, "Việc phụ", &side_acts().join("; "));
        }
    }
    xml.push_str("</sheetData></worksheet>");
    xml
}

pub(super) fn cell(place: &str, style: u32, text: &str) -> String {
    if text.is_empty() {
        return format!("<c r=\"{place}\" s=\"{style}\"/>");
    }
    format!(
        "<c r=\"{place}\" s=\"{style}\" t=\"inlineStr\"><is><t xml:space=\"preserve\">{}</t></is></c>",
        escaped(text)
    )
}

/// Text inside XML; characters XML cannot hold as Excel writes them, and what looks like those too.
fn escaped(text: &str) -> String {
    let mut xml = String::with_capacity(text.len());
    for (at, c) in text.char_indices() {
        match c {
            '&' => xml.push_str("&amp;"),
            '<' => xml.push_str("&lt;"),
            '>' => xml.push_str("&gt;"),
            '"' => xml.push_str("&quot;"),
            '_' if text[at..].starts_with("_x") => xml.push_str("_x005F_"),
            '\n' | '\t' => xml.push(c),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => {
                _ = write!(xml, "_x{:04X}_", u32::from(c))
            }
            c => xml.push(c),
        }
    }
    xml
}
