//! Workbooks made by hand for tests: any cell, any part, packed right or wrong.

use flate2::Crc;
use flate2::write::DeflateEncoder;
use std::collections::BTreeMap;
use std::io::Write;

/// A part of the file: name and bytes.
pub type Part = (String, Vec<u8>);

#[derive(Default)]
struct Sheet {
    name: String,
    /// By row, then column.
    cells: BTreeMap<(u32, usize, String), String>,
    merges: Vec<String>,
}

/// A workbook.
#[derive(Default)]
pub struct Book {
    sheets: Vec<Sheet>,
    strings: Vec<String>,
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

impl Book {
    pub fn sheet(&mut self, name: &str) -> &mut Self {
        self.sheets.push(Sheet { name: name.to_owned(), ..Sheet::default() });
        self
    }
    pub fn raw(&mut self, at: &str, xml: &str) -> &mut Self {
        let split = at.find(|c: char| c.is_ascii_digit()).unwrap();
        let key = (at[split..].parse().unwrap(), split, at[..split].to_owned());
        self.sheets.last_mut().unwrap().cells.insert(key, xml.to_owned());
        self
    }
    pub fn clear(&mut self, at: &str) -> &mut Self {
        self.raw(at, "")
    }
    pub fn text(&mut self, at: &str, text: &str) -> &mut Self {
        self.raw(
            at,
            &format!(
                "<c r=\"{at}\" t=\"inlineStr\"><is><t xml:space=\"preserve\">{}</t></is></c>",
                escaped(text)
            ),
        )
    }
    pub fn number(&mut self, at: &str, number: f64) -> &mut Self {
        self.raw(at, &format!("<c r=\"{at}\"><v>{number}</v></c>"))
    }
    /// Text by way of the shared strings, in two runs and with a phonetic reading.
    pub fn shared(&mut self, at: &str, text: &str) -> &mut Self {
        let half = text.char_indices().nth(text.chars().count() / 2).map_or(0, |(at, _)| at);
        let (a, b) = text.split_at(half);
        let run =
            |text: &str| format!("<r><rPr><b/></rPr><t xml:space=\"preserve\">{}</t></r>", escaped(text));
        self.strings.push(format!("<si>{}{}<rPh sb=\"0\" eb=\"1\"><t>đọc</t></rPh></si>", run(a), run(b)));
        let number = self.strings.len() - 1;
        self.raw(at, &format!("<c r=\"{at}\" t=\"s\"><v>{number}</v></c>"))
    }
    pub fn merge(&mut self, area: &str) -> &mut Self {
        self.sheets.last_mut().unwrap().merges.push(area.to_owned());
        self
    }
    pub fn bytes(&self) -> Vec<u8> {
        zip(&Self::parts(self))
    }
    pub fn parts(book: &Book) -> Vec<Part> {
        let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml";
        let (mut list, mut links) = (String::new(), String::new());
        let mut parts = vec![(
            "[Content_Types].xml".to_owned(),
            format!(
                "<?xml version=\"1.0\"?><Types><Override PartName=\"/xl/workbook.xml\" ContentType=\"{kind}\"/></Types>"
            ),
        )];
        for (number, sheet) in (1..).zip(&book.sheets) {
            list += &format!(
                "<sheet name=\"{}\" sheetId=\"{number}\" r:id=\"rId{number}\"/>",
                escaped(&sheet.name)
            );
            links +=
                &format!("<Relationship Id=\"rId{number}\" Target=\"/xl/worksheets/sheet{number}.xml\"/>");
            let mut rows: BTreeMap<u32, String> = BTreeMap::new();
            for ((row, ..), xml) in &sheet.cells {
                *rows.entry(*row).or_default() += xml;
            }
            let rows: String =
                rows.into_iter().map(|(row, xml)| format!("<row r=\"{row}\">{xml}</row>")).collect();
            let merges: String =
                sheet.merges.iter().map(|area| format!("<mergeCell ref=\"{area}\"/>")).collect();
            parts.push((
                format!("xl/worksheets/sheet{number}.xml"),
                format!(
                    "<worksheet><sheetData>{rows}</sheetData><mergeCells>{merges}</mergeCells></worksheet>"
                ),
            ));
        }
        parts.push((
            "xl/workbook.xml".to_owned(),
            format!("<workbook xmlns:r=\"r\"><sheets>{list}</sheets></workbook>"),
        ));
        parts.push((
            "xl/_rels/workbook.xml.rels".to_owned(),
            format!("<Relationships>{links}</Relationships>"),
        ));
        parts.push(("xl/sharedStrings.xml".to_owned(), format!("<sst>{}</sst>", book.strings.concat())));
        let styles = "<styleSheet><numFmts><numFmt numFmtId=\"164\" formatCode=\"dd/mm/yyyy\"/></numFmts><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"164\"/></cellXfs></styleSheet>";
        parts.push(("xl/styles.xml".to_owned(), styles.to_owned()));
        parts.into_iter().map(|(name, text)| (name, text.into_bytes())).collect()
    }
}

struct Packed {
    name: String,
    method: u16,
    crc: u32,
    packed: Vec<u8>,
    size: usize,
}

fn stored(part: &Part) -> Packed {
    let mut crc = Crc::new();
    crc.update(&part.1);
    Packed { name: part.0.clone(), method: 0, crc: crc.sum(), packed: part.1.clone(), size: part.1.len() }
}

fn deflated(name: &str, bytes: &[u8]) -> Packed {
    let mut encoder = DeflateEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes).unwrap();
    let packed = encoder.finish().unwrap();
    Packed { method: 8, packed, ..stored(&(name.to_owned(), bytes.to_vec())) }
}

/// Packs parts as they are.
pub fn zip(parts: &[Part]) -> Vec<u8> {
    packed(&parts.iter().map(stored).collect::<Vec<_>>())
}

/// The first sheet as so many spaces.
pub fn bomb(parts: &[Part], size: usize) -> Vec<u8> {
    replaced(parts, deflated("xl/worksheets/sheet1.xml", &vec![b' '; size]))
}

/// The first sheet as so many spaces, which the directory says are few.
pub fn lying(parts: &[Part], size: usize, said: usize) -> Vec<u8> {
    replaced(parts, Packed { size: said, ..deflated("xl/worksheets/sheet1.xml", &vec![b' '; size]) })
}

fn replaced(parts: &[Part], with: Packed) -> Vec<u8> {
    let mut list: Vec<Packed> = parts.iter().filter(|(name, _)| *name != with.name).map(stored).collect();
    list.push(with);
    packed(&list)
}

fn packed(list: &[Packed]) -> Vec<u8> {
    let (mut file, mut directory) = (Vec::new(), Vec::new());
    let four = |number: usize| u32::try_from(number).unwrap().to_le_bytes();
    let two = |number: usize| u16::try_from(number).unwrap().to_le_bytes();
    for part in list {
        let offset = file.len();
        let mut head = Vec::new();
        head.extend([20, 0, 0, 8]);
        head.extend(part.method.to_le_bytes());
        head.extend([0; 4]);
        head.extend(part.crc.to_le_bytes());
        head.extend(four(part.packed.len()));
        head.extend(four(part.size));
        head.extend(two(part.name.len()));
        head.extend([0; 2]);
        file.extend(b"PK\x03\x04");
        file.extend(&head);
        file.extend(part.name.as_bytes());
        file.extend(&part.packed);
        directory.extend(b"PK\x01\x02\x14\x00");
        directory.extend(&head);
        directory.extend([0; 10]);
        directory.extend(four(offset));
        directory.extend(part.name.as_bytes());
    }
    let offset = file.len();
    file.extend(&directory);
    file.extend(b"PK\x05\x06\x00\x00\x00\x00");
    file.extend(two(list.len()));
    file.extend(two(list.len()));
    file.extend(four(directory.len()));
    file.extend(four(offset));
    file.extend([0, 0]);
    file
}
