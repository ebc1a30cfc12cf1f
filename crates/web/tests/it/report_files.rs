//! The files of a frozen report say what its page says, cell by cell. The workbook is read here by a reader of its own: a zip archive by
//! the letter of its format, and the XML in it.

use crate::reports::frozen;
use crate::support::{Browser, House, SLOW, filing, run};
use axum::http::StatusCode;
use flate2::Crc;
use flate2::read::DeflateDecoder;
use motcua_db::{on_each_database, testing::TestDb};
use quick_xml::Reader;
use quick_xml::events::Event;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io::Read as _;

/// A little-endian number of an archive.
fn number(bytes: &[u8], at: usize, width: usize) -> usize {
    bytes[at..at + width].iter().rev().fold(0, |sum, byte| sum << 8 | usize::from(*byte))
}

/// The files of an archive, as its directory lists them.
fn unzipped(bytes: &[u8]) -> BTreeMap<String, String> {
    let end = bytes.windows(4).rposition(|four| four == b"PK\x05\x06").expect("the end of the directory");
    let (files, mut at) = (number(bytes, end + 10, 2), number(bytes, end + 16, 4));
    let mut found = BTreeMap::new();
    for _ in 0..files {
        assert_eq!(&bytes[at..at + 4], b"PK\x01\x02");
        let (method, crc) = (number(bytes, at + 10, 2), number(bytes, at + 16, 4));
        let (packed, size) = (number(bytes, at + 20, 4), number(bytes, at + 24, 4));
        let [name, extra, comment] = [28, 30, 32].map(|field| number(bytes, at + field, 2));
        let local = number(bytes, at + 42, 4);
        let title = String::from_utf8(bytes[at + 46..at + 46 + name].to_vec()).expect("a name");
        at += 46 + name + extra + comment;
        assert_eq!(&bytes[local..local + 4], b"PK\x03\x04", "{title}");
        let from = local + 30 + number(bytes, local + 26, 2) + number(bytes, local + 28, 2);
        let packed = &bytes[from..from + packed];
        let mut content = Vec::new();
        match method {
            0 => content.extend_from_slice(packed),
            8 => drop(DeflateDecoder::new(packed).read_to_end(&mut content).expect("deflated")),
            other => panic!("{title}: method {other}"),
        }
        let mut sum = Crc::new();
        sum.update(&content);
        assert_eq!((content.len(), sum.sum() as usize), (size, crc), "{title} is whole");
        found.insert(title, String::from_utf8(content).expect("text"));
    }
    found
}

/// A cell as a workbook has it.
#[derive(Debug, Clone, PartialEq)]
enum Cell {
    Text(String),
    Number(String),
}

/// The place of a reference: `AB12` is row 11, column 27.
fn place(reference: &str) -> (usize, usize) {
    let digits = reference.find(|c: char| c.is_ascii_digit()).expect("a row");
    let column = reference[..digits].bytes().fold(0, |sum, letter| sum * 26 + usize::from(letter - b'A') + 1);
    (reference[digits..].parse::<usize>().expect("a row") - 1, column - 1)
}

/// The cells of a sheet.
fn cells(xml: &str) -> BTreeMap<(usize, usize), Cell> {
    let mut reader = Reader::from_str(xml);
    let (mut found, mut at, mut inline) = (BTreeMap::new(), (0, 0), false);
    let (mut within, mut text) = (false, String::new());
    loop {
        match reader.read_event().expect("well-formed") {
            Event::Start(tag) if tag.name().as_ref() == "c" => {
                let of = |name: &str| {
                    let found = tag
                        .attributes()
                        .map(|one| one.expect("an attribute"))
                        .find(|one| one.key.as_ref() == name);
                    found.map(|one| one.value.to_string())
                };
                at = place(&of("r").expect("where it is"));
                inline = of("t").is_some_and(|kind| kind == "inlineStr");
                text.clear();
            }
            Event::Start(tag) => {
                assert_ne!(tag.name().as_ref(), "f", "no formula");
                within = matches!(tag.name().as_ref(), "t" | "v");
            }
            Event::Text(part) if within => text.push_str(&part),
            Event::GeneralRef(name) if within => text.push_str(match name.as_ref() {
                "amp" => "&",
                "lt" => "<",
                "gt" => ">",
                "quot" => "\"",
                "apos" => "'",
                other => panic!("{other:?}"),
            }),
            Event::End(tag) if tag.name().as_ref() == "c" => {
                let cell = if inline { Cell::Text(text.clone()) } else { Cell::Number(text.clone()) };
                found.insert(at, cell);
            }
            Event::End(_) => within = false,
            Event::Eof => return found,
            _ => {}
        }
    }
}

/// The rows of a workbook below its headings, as wide as these.
fn of_workbook(bytes: &[u8]) -> (Vec<String>, Vec<Vec<Cell>>) {
    let files = unzipped(bytes);
    assert!(files["[Content_Types].xml"].contains("/xl/worksheets/sheet1.xml"), "{files:?}");
    let cells = cells(&files["xl/worksheets/sheet1.xml"]);
    let is = |at, text: &str| cells.get(&at) == Some(&Cell::Text(text.to_owned()));
    let head = (0..20).find(|row| is((*row, 0), "STT")).expect("headings");
    let width = (0..).take_while(|column| cells.contains_key(&(head, *column))).count();
    let heads = (0..width).map(|column| match &cells[&(head, column)] {
        Cell::Text(text) | Cell::Number(text) => text.clone(),
    });
    // A row of the table has a name; what stands below the table lies in the first column alone.
    let rows = (head + 1..).take_while(|row| cells.contains_key(&(*row, 1)));
    let row = |row| {
        (0..width)
            .map(|column| cells.get(&(row, column)).cloned().unwrap_or(Cell::Text(String::new())))
            .collect()
    };
    (heads.collect(), rows.map(row).collect())
}

fn of_csv(text: &str) -> (Vec<String>, Vec<Vec<String>>) {
    let mut reader = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let heads = reader.headers().expect("headings").iter().map(str::to_owned).collect();
    let rows =
        reader.records().map(|record| record.expect("a row").iter().map(str::to_owned).collect()).collect();
    (heads, rows)
}

/// A line of the page: its name, and for each cell its text and what it rests on.
type Line = (String, Vec<(String, Option<String>)>);

fn of_page(body: &str) -> Vec<Line> {
    let from = body.find("hn-report\" role").expect("a report");
    let table = body[from..].split("</table>").next().expect("its end").split("<tbody").nth(1).expect("rows");
    let inner = |part: &str| part.split_once('>').map_or("", |(_, rest)| rest).trim().to_owned();
    let plain = |text: &str| {
        text.replace("&#38;", "&").replace("&amp;", "&").replace("&#39;", "'").replace("&#34;", "\"")
    };
    let rows = table.split("<tr").skip(1).filter(|row| !row.starts_with(" class=\"hn-report__section"));
    rows.map(|row| {
        let name =
            row.split("<th").nth(1).and_then(|part| part.split("</th>").next()).map(inner).expect("a name");
        let cells = row.split("<td").skip(2).map(|cell| {
            let cell = inner(cell.split("</td>").next().unwrap_or_default());
            match cell.split_once("<span") {
                Some((text, rests)) => {
                    (text.trim().to_owned(), Some(inner(rests.split("</span>").next().unwrap_or_default())))
                }
                None => (cell, None),
            }
        });
        (plain(&name), cells.collect())
    })
    .collect()
}

/// What a page writes as files write it: `1.234,50%` is `1234.50`, a dash is nothing.
fn unsaid(text: &str) -> String {
    let text = text.trim_end_matches('%').trim_end_matches(" phút");
    if text == "–" {
        String::new()
    } else {
        text.replace(['.', '\u{a0}', '\u{202f}'], "").replace(',', ".")
    }
}

/// What the frozen fractions come to, reckoned here: value, and how far rounding may take it; none where it is not applicable.
fn reckoned(column: &Value, (above, below): (i64, i64)) -> Option<(f64, f64)> {
    let (a, b) = (above as f64, below as f64);
    match column["show"].as_str().expect("a kind") {
        "count" if below == 1 => Some((a, 0.0)),
        "points_sum" => (below != 0).then_some((a / 100.0, 0.0)),
        _ if below == 0 => None,
        "count" | "score" => Some((a / b, 0.01)),
        "share" => Some((a / b * 100.0, 0.01)),
        "minutes" => Some((a / b, 1.0)),
        "points" => {
            let (most, full_at) = (column["points"][0].as_f64()?, column["points"][1].as_f64()?);
            Some(((most / 100.0).min(most * a / (b * full_at)), 0.01))
        }
        other => panic!("{other}"),
    }
}

/// One report in all its forms. Answers how many cells hold something.
async fn compared(reader: &mut Browser, edition: &str) -> usize {
    let mut get = async |ending: &str| {
        let answer = reader.get(&format!("{edition}{ending}")).await;
        assert_eq!(answer.status, StatusCode::OK, "{edition}{ending}");
        answer
    };
    let frozen = get(".json").await.json();
    let (heads, workbook) = of_workbook(&get(".xlsx").await.bytes);
    let (csv_heads, csv) = of_csv(&get(".csv").await.body);
    let (page, sheet) = (of_page(&get("").await.body), of_page(&get(".print").await.body));
    assert_eq!(page, sheet, "the sheet says what the page says");
    assert_eq!(heads.len(), csv_heads.len(), "{heads:?} {csv_heads:?}");
    for (head, csv) in heads.iter().zip(&csv_heads) {
        assert!(csv.ends_with(head.as_str()), "{csv} is headed {head}");
    }
    let (columns, rows) =
        (frozen["columns"].as_array().expect("columns"), frozen["rows"].as_array().expect("rows"));
    let down = frozen["down"] == true;
    let cell = |row: &Value, column: usize| {
        let cell = &row["cells"][column];
        (cell[0].as_i64().expect("above"), cell[1].as_i64().expect("below"))
    };
    // The table as lines of (column, fraction), down or across.
    type Fractions<'f> = Vec<(&'f Value, (i64, i64))>;
    let lines: Vec<(String, Fractions<'_>)> = if down {
        let line = |(no, column): (usize, &'_ Value)| {
            (
                column["name"].as_str().expect("a name").to_owned(),
                rows.iter().map(|row| (&columns[no], cell(row, no))).collect(),
            )
        };
        columns.iter().enumerate().map(line).collect()
    } else {
        let of =
            |row: &Value| columns.iter().enumerate().map(|(no, column)| (column, cell(row, no))).collect();
        rows.iter().map(|row| (row["name"].as_str().expect("a name").to_owned(), of(row))).collect()
    };
    assert_eq!((workbook.len(), csv.len(), page.len()), (lines.len(), lines.len(), lines.len()), "{edition}");
    let mut held = 0;
    for (no, (name, fractions)) in lines.iter().enumerate() {
        // Each file cell against the other, number by number.
        for (of_workbook, of_csv) in workbook[no].iter().zip(&csv[no]) {
            match of_workbook {
                Cell::Text(text) => assert_eq!(text, of_csv, "{edition} {name}"),
                Cell::Number(digits) => assert_eq!(digits, of_csv, "{edition} {name}"),
            }
        }
        assert_eq!(page[no].0, *name, "{edition}");
        assert!(csv[no][1].contains(name.as_str()), "{edition}: {:?} is about {name}", csv[no]);
        let mut at = 2;
        assert_eq!(page[no].1.len(), fractions.len(), "{edition} {name}");
        for ((text, rests_on), (column, fraction)) in page[no].1.iter().zip(fractions) {
            let (show, value) = (column["show"].as_str().expect("a kind"), &csv[no][at]);
            let about =
                format!("{edition}: {name}, {}: {fraction:?} as {value:?} and {text:?}", column["key"]);
            assert_eq!(*value, unsaid(text), "{about}");
            match reckoned(column, *fraction) {
                None => assert!(value.is_empty(), "{about}"),
                Some((right, slack)) => {
                    assert!(matches!(workbook[no][at], Cell::Number(_)), "a number is a number: {about}");
                    let told: f64 = value.parse().expect("a number");
                    assert!((told - right).abs() <= slack + 1e-9, "{right}: {about}");
                    held += usize::from(fraction.0 != 0);
                }
            }
            let width = match show {
                _ if down => 3,
                "count" => 1,
                "points_sum" => 2,
                _ => 3,
            };
            if !matches!(show, "count" | "points_sum") {
                let (above, below) = (fraction.0.to_string(), fraction.1.to_string());
                assert_eq!([&csv[no][at + 1], &csv[no][at + 2]], [&above, &below], "{about}");
                let rests_on = rests_on.as_deref().map(unsaid);
                assert_eq!(rests_on, (fraction.1 != 0).then(|| format!("{above}/{below}")), "{about}");
            }
            at += width;
        }
        assert_eq!(at, csv[no].len(), "{edition} {name}: nothing beside the cells of the table");
    }
    held
}

/// From the counter to an end: granted, or stopped because it was withdrawn.
async fn ended(house: &House, code: &str, granted: bool) {
    let path = format!("/desk/dossiers/{code}");
    if !granted {
        let mut counter = house.signed_in("hongha.motcua1").await;
        counter.act(&path, "request_withdrawal", &[("note", "Nộp nhầm.")]).await;
        counter.act(&path, "stop", &[("ground", "withdrawn"), ("note", "Theo yêu cầu.")]).await;
        return;
    }
    house.signed_in("hongha.motcua1").await.act(&path, "hand_over", &[]).await;
    let mut specialist = house.signed_in("hongha.chuyenvien1").await;
    specialist.act(&path, "accept_hand_over", &[]).await;
    specialist.act(&path, "propose", &[("outcome", "grant"), ("note", "Đủ điều kiện.")]).await;
    house.signed_in("hongha.chutich").await.act(&path, "approve", &[("outcome", "grant")]).await;
    house
        .signed_in("hongha.vanthu")
        .await
        .act(&path, "issue", &[("number", "15/KS"), ("electronic", "yes")])
        .await;
}

on_each_database! {
    fn every_form_of_a_frozen_report_says_the_same(db: &TestDb) {
        let house = House::over(db);
        run(async move {
            let mut codes = Vec::new();
            for (who, at, provenance, times) in [
                ("hongha.motcua1", "diem-00097", "counter", 5),
                ("hongha.motcua1", "diem-00097", "entered_by_officer", 2),
                ("hoankiem.motcua1", "diem-00070", "counter", 1),
            ] {
                let mut program = house.program(who).await;
                for n in 0..times {
                    let mut body = filing();
                    (body["at"], body["provenance"]) = (at.into(), provenance.into());
                    if provenance != "counter" {
                        body["helped_at"] = at.into();
                    }
                    if n == 4 {
                        (body["procedure"], body["papers"]) = (SLOW.into(), json!([]));
                    }
                    let answer = program.send("/api/v1/dossiers", &body).await;
                    assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.body);
                    codes.push(answer.json()["code"].as_str().expect("a code").to_owned());
                }
            }
            ended(&house, &codes[0], true).await;
            house.at("2026-03-12T10:00");
            ended(&house, &codes[1], true).await;
            ended(&house, &codes[2], false).await;
            house.at("2026-04-02T09:00");
            let mut leader = house.signed_in("ubndtp.lanhdao").await;
            for (key, period, unit, least) in
                [("06a", "2026-Q1", "", 15), ("07b", "2026-Q1", "", 10), ("766", "2026-03", "", 5), ("xa-tuan", "2026-W11", "00097", 10)]
            {
                let edition = frozen(&mut leader, key, period, unit).await.location().to_owned();
                let held = compared(&mut leader, &edition).await;
                assert!(held >= least, "{key}: only {held} cells hold anything");
            }
        });
    }
}
