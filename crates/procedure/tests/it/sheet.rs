//! The tables as a workbook: written and read back the same, taken as offices hand them in, each bad cell told by its
//! address, and files that could do harm refused.

use motcua_calendar::{Lang, Term};
use motcua_domain::actor::Role;
use motcua_domain::dossier::acts::Act;
use motcua_domain::ids::PaperKey;
use motcua_domain::procedure::{PaperForm, ProcedureVersion, RequiredPaper, Step, StepKind, StepPlace};
use motcua_domain::unit::UnitIndex;
use motcua_procedure::sheet::{self, CellProblem, Table};
use proptest::prelude::*;
use random::{paper, step};
use std::sync::LazyLock;
use workbook::{Book, zip};

#[path = "sheet/random.rs"]
mod random;
#[path = "sheet/workbook.rs"]
mod workbook;

struct Hanoi {
    versions: Vec<ProcedureVersion>,
    units: UnitIndex,
}

static HANOI: LazyLock<Hanoi> = LazyLock::new(|| {
    let city = motcua_city::hanoi().unwrap();
    Hanoi { versions: city.procedures, units: UnitIndex::new(city.units) }
});

fn birth() -> &'static ProcedureVersion {
    HANOI.versions.iter().find(|version| version.code.as_str() == "1.001193").unwrap()
}

fn read(bytes: &[u8]) -> Result<sheet::Tables, Vec<CellProblem>> {
    sheet::read(bytes, birth(), &HANOI.units)
}

/// Place and code of each problem.
fn told(bytes: &[u8]) -> Vec<(String, &'static str)> {
    let problems = read(bytes).expect_err("there are problems");
    for problem in &problems {
        for lang in [Lang::Vi, Lang::En] {
            assert!(!problem.text(lang).is_empty() && !problem.remedy(lang).is_empty(), "{problem}");
        }
    }
    problems.iter().map(|problem| (problem.place(Lang::Vi), problem.code)).collect()
}

fn refused(bytes: &[u8]) -> &'static str {
    let told = told(bytes);
    assert_eq!(told.len(), 1, "{told:?}");
    assert_eq!(told[0].0, "Tệp");
    told[0].1
}

#[test]
fn versions_of_hanoi_read_back_as_they_were() {
    let default = |version: &ProcedureVersion| version.provisional.steps;
    let own = HANOI.versions.iter().filter(|version| !default(version));
    for version in own.chain(HANOI.versions.iter().filter(|version| default(version)).step_by(25)) {
        let bytes = sheet::write(version, &HANOI.units);
        assert!(bytes.len() < 100_000);
        // Read beside another version, so that nothing is right only because the one given is handed back.
        let other = read(&bytes).unwrap_or_else(|problems| {
            panic!(
                "{}: {}",
                version.code,
                problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
            )
        });
        assert_eq!((&other.steps, &other.papers), (&version.steps, &version.papers), "{}", version.code);
        assert_eq!(other.absent, []);
    }
    assert_eq!(
        sheet::write(birth(), &HANOI.units),
        sheet::write(birth(), &HANOI.units),
        "the same bytes every time"
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]
    #[test]
    fn whatever_a_version_says_reads_back_as_it_was(
        steps in prop::collection::vec(step(), 1..12),
        papers in prop::collection::vec(paper(), 0..12),
    ) {
        let mut version = birth().clone();
        let count = steps.len();
        version.steps = steps.into_iter().enumerate().map(|(at, mut step)| {
            step.key = format!("s.{at}");
            for route in &mut step.next {
                route.to = format!("s.{}", route.to.parse::<usize>().unwrap() % count);
            }
            step
        }).collect();
        version.papers = papers.into_iter().enumerate().map(|(at, mut paper)| {
            paper.key = PaperKey(format!("k{at}"));
            paper
        }).collect();
        let bytes = sheet::write(&version, &HANOI.units);
        let tables = read(&bytes).map_err(|problems| TestCaseError::fail(format!("{problems:#?}")))?;
        prop_assert_eq!(tables.steps, version.steps);
        prop_assert_eq!(tables.papers, version.papers);
    }
}

/// A table of steps as an office hands it in.
fn office() -> Book {
    let mut book = Book::default();
    // Title and signature above, a blank column to the left, columns in another order, headings in other words.
    book.sheet("quy trinh noi bo");
    book.merge("A1:H1")
        .text("A1", "ỦY BAN NHÂN DÂN PHƯỜNG HỒNG HÀ")
        .merge("A2:H2")
        .text("A2", "QUY TRÌNH NỘI BỘ");
    for (at, heading) in [
        ("B5", "TT"),
        ("C5", "Nội dung công việc"),
        ("D5", "THOI GIAN THUC HIEN (ngày làm việc)"),
        ("E5", "Trách nhiệm"),
        ("F5", "Don vi thuc hien "),
        ("G5", "Loại việc"),
        ("H5", "Tính giờ"),
        ("I5", "Ghi chú riêng của phòng"),
    ] {
        book.text(at, heading);
    }
    for (at, number) in
        [("B6", "(1)"), ("C6", "(2)"), ("D6", "(3)"), ("E6", "(4)"), ("F6", "(5)"), ("G6", "(6)")]
    {
        book.text(at, number);
    }
    book.merge("B7:H7").text("B7", "I. Tiếp nhận");
    book.number("B8", 1.0)
        .text("C8", "  Tiếp nhận hồ sơ\u{a0}")
        .text("D8", "0,5 ngày làm việc")
        .text("E8", "bo phan mot cua");
    book.text("F8", "nơi tiếp nhận").text("G8", "TIẾP NHẬN").text("H8", "x").text("I8", "của riêng");
    // Row 9 is blank. Text taken apart; a number typed as text; merged role.
    book.number("B10", 2.0)
        .text("C10", "Tha\u{302}\u{309}m \u{111}i\u{323}nh")
        .text("D10", "2")
        .text("E10", "Chuyên viên")
        .merge("E10:E11");
    book.text("F10", "Sở Nội vụ").text("G10", "thẩm định").text("H10", "x");
    book.number("B11", 3.0)
        .text("C11", "Soát xét")
        .number("D11", 0.5)
        .text("F11", "so-noi-vu")
        .text("G11", "xem xet");
    book.text("C12", "Ký")
        .text("D12", "4 giờ")
        .text("E12", "Chủ tịch")
        .text("F12", "Cơ quan có thẩm quyền")
        .text("G12", "phê duyệt")
        .text("H12", "X");
    book.text("C13", "Vào sổ")
        .text("D13", "-")
        .text("E13", "văn thư")
        .text("F13", "cơ quan giải quyết")
        .text("G13", "phát hành")
        .text("H13", "x");
    book.text("C14", "Trả")
        .text("E14", "một cửa")
        .text("F14", "Nơi trả")
        .text("G14", "trả kết quả")
        .text("H14", "x");
    book.text("C15", "Tổng cộng:").number("D15", 4.0);
    book.text("C17", "Ghi chú: thời gian tính từ khi nhận đủ hồ sơ.");
    book
}

#[test]
fn a_table_from_an_office_is_read_as_meant() {
    let tables = read(&office().bytes()).unwrap_or_else(|problems| panic!("{problems:#?}"));
    assert_eq!((tables.absent, tables.papers), (vec![Table::Papers], birth().papers.clone()));
    let line = |step: &Step| (step.name.clone(), step.kind, step.role, step.budget, step.clock_runs);
    let minutes = |n| Some(Term::WorkingMinutes(n));
    let read: Vec<_> = tables.steps.iter().map(line).collect();
    assert_eq!(
        read,
        [
            ("Tiếp nhận hồ sơ".to_owned(), StepKind::Intake, Role::OneStop, minutes(240), true),
            ("Thẩm định".to_owned(), StepKind::Appraise, Role::Specialist, Some(Term::WorkingDays(2)), true),
            ("Soát xét".to_owned(), StepKind::Review, Role::Specialist, minutes(240), false),
            ("Ký".to_owned(), StepKind::Approve, Role::UnitHead, minutes(240), true),
            ("Vào sổ".to_owned(), StepKind::Issue, Role::Clerk, None, true),
            ("Trả".to_owned(), StepKind::Return, Role::OneStop, None, true),
        ]
    );
    let bureau = StepPlace::Agency(HANOI.units.by_key("so-noi-vu").unwrap().id);
    let places: Vec<_> = tables.steps.iter().map(|step| step.place).collect();
    use StepPlace::{Competent, ReceivedAt, ReturnAt};
    assert_eq!(places, [ReceivedAt, bureau, bureau, Competent, Competent, ReturnAt]);
}

#[test]
fn shared_strings_dates_and_formulas_are_read() {
    let mut book = Book::default();
    book.sheet("Checklist")
        .shared("A1", "Thành phần hồ sơ")
        .shared("B1", "Bắt buộc")
        .shared("C1", "Hình thức");
    book.raw("A2", r#"<c r="A2" t="str"><f>"Tờ"&amp;" khai"</f><v>Tờ khai</v></c>"#)
        .raw("B2", r#"<c r="B2" t="b"><v>1</v></c>"#);
    book.raw("A3", r#"<c r="A3" s="1"><v>46023</v></c>"#).text("B3", "Không").shared("C3", "ban chinh");
    let tables = read(&book.bytes()).unwrap_or_else(|problems| panic!("{problems:#?}"));
    let read: Vec<_> = tables.papers.iter().map(|p| (p.name.as_str(), p.required, p.form)).collect();
    assert_eq!(read, [("Tờ khai", true, PaperForm::Unspecified), ("1/1/2026", false, PaperForm::Original)]);
    assert_eq!(tables.steps, birth().steps, "what the file does not have stays");
}

#[test]
fn papers_keep_their_keys_and_new_ones_get_new_keys() {
    let mut version = birth().clone();
    let paper = |key: &str, name: &str| RequiredPaper {
        key: PaperKey::from(key),
        name: name.into(),
        name_en: Some(format!("en {key}")),
        form: PaperForm::Original,
        required: true,
        when: None,
        held_by: None,
        by_form: false,
    };
    version.papers = vec![paper("p1", "Tờ khai"), paper("p2", "Giấy chứng sinh"), paper("p3", "Ảnh")];
    let mut book = Book::default();
    book.sheet("Thành phần hồ sơ").text("A1", "Tên giấy tờ").text("B1", "Bắt buộc");
    book.text("A2", "Đơn mới")
        .text("B2", "Có")
        .text("A3", "giấy chứng sinh ")
        .text("B3", "Không")
        .text("A4", "TO KHAI")
        .text("B4", "Có");
    let tables = sheet::read(&book.bytes(), &version, &HANOI.units).unwrap();
    let read: Vec<_> =
        tables.papers.iter().map(|p| (p.key.as_str(), p.required, p.name_en.as_deref())).collect();
    assert_eq!(read, [("p4", true, None), ("p2", false, Some("en p2")), ("p1", true, Some("en p1"))]);
}

#[test]
fn what_the_sheet_has_no_column_for_stays() {
    let mut version = birth().clone();
    version.steps[1].acts = Some(vec![Act::Consult]);
    version.steps[1].floor_minutes = 77;
    let mut book = Book::default();
    book.sheet("Các bước")
        .text("A1", "Tên bước")
        .text("B1", "Việc")
        .text("C1", "Người làm")
        .text("D1", "Nơi làm")
        .text("E1", "Thời hạn");
    let written = |kind: StepKind| kind.label(Lang::Vi).to_owned();
    for (at, step) in version.steps.iter().enumerate() {
        let row = at + 2;
        book.text(&format!("A{row}"), &step.name).text(&format!("B{row}"), &written(step.kind));
        book.text(&format!("C{row}"), step.role.label(Lang::Vi));
        let place = match step.place {
            StepPlace::ReceivedAt => "received_at",
            StepPlace::ReturnAt => "return_at",
            _ => "competent",
        };
        book.text(&format!("D{row}"), place).text(&format!("E{row}"), "1 giờ làm việc");
    }
    let tables = sheet::read(&book.bytes(), &version, &HANOI.units).unwrap_or_else(|p| panic!("{p:#?}"));
    assert_eq!((tables.steps[1].acts.clone(), tables.steps[1].floor_minutes), (Some(vec![Act::Consult]), 77));
    assert!(tables.steps.iter().all(|step| step.budget == Some(Term::WorkingMinutes(60))));
}

#[test]
fn every_bad_cell_is_told_by_sheet_and_address_at_once() {
    let mut book = Book::default();
    book.sheet("Các bước");
    for (at, heading) in [
        ("A3", "Mã bước"),
        ("B3", "Tên bước"),
        ("C3", "Việc"),
        ("D3", "Người làm"),
        ("E3", "Nơi làm"),
        ("F3", "Thời hạn của bước"),
        ("G3", "Tối thiểu (phút)"),
        ("H3", "Tính giờ"),
        ("I3", "Điều kiện"),
        ("J3", "Chuyển tới"),
        ("K3", "Lấy ý kiến"),
        ("L3", "Việc phụ được làm"),
    ] {
        book.text(at, heading);
    }
    let good = |book: &mut Book, row: u32| {
        for (column, text) in [
            ("A", format!("b{row}")),
            ("B", "Bước".into()),
            ("C", "Thẩm định".into()),
            ("D", "Chuyên viên".into()),
            ("E", "competent".into()),
            ("H", "Có".into()),
        ] {
            book.text(&format!("{column}{row}"), &text);
        }
    };
    for row in 4..=12 {
        good(&mut book, row);
    }
    book.text("A5", "b4").text("C5", "thẩm đnh").text("D6", "phù thủy").text("E6", "Sở Nội vụu");
    book.text("F7", "ba ngày")
        .text("F8", "3")
        .raw("F9", r#"<c r="F9" s="1"><v>46023</v></c>"#)
        .text("G7", "-5")
        .text("G8", "15 phút");
    book.text("H7", "có lẽ")
        .text("I7", "case == x")
        .text("J7", "khong co; b8 khi case =")
        .text("K7", "Sở Nội vụ 2 ngày")
        .text("L7", "Bay");
    book.text("K8", "nowhere: 2 ngày làm việc\nso-noi-vu: hai ngày").text("A9", "mã có dấu");
    book.raw("B10", r##"<c r="B10" t="e"><v>#REF!</v></c>"##)
        .raw("B11", r#"<c r="B11"><f>A1</f></c>"#)
        .clear("D12");
    book.sheet("Thành phần hồ sơ")
        .text("A1", "Mã giấy tờ")
        .text("B1", "Tên giấy tờ")
        .text("C1", "Hình thức")
        .text("D1", "Bắt buộc");
    book.text("A2", "p1")
        .text("B2", "Tờ khai")
        .text("C2", "bản mềm")
        .text("D2", "Có")
        .text("A3", "p1")
        .text("D3", "tùy")
        .text("B4", &"x".repeat(2_001))
        .text("D4", "Có");
    let (steps, papers) = ("Các bước, ô ", "Thành phần hồ sơ, ô ");
    let expected = [
        (steps, "A5", "key-twice"),
        (steps, "C5", "word-unknown"),
        (steps, "D6", "word-unknown"),
        (steps, "E6", "place-unknown"),
        (steps, "F7", "term-unreadable"),
        (steps, "G7", "minutes-unreadable"),
        (steps, "H7", "word-unknown"),
        (steps, "I7", "condition-unreadable"),
        (steps, "J7", "key-unreadable"),
        (steps, "J7", "condition-unreadable"),
        (steps, "K7", "opinion-unreadable"),
        (steps, "L7", "word-unknown"),
        (steps, "F8", "term-unit"),
        (steps, "K8", "place-unknown"),
        (steps, "K8", "term-unreadable"),
        (steps, "A9", "key-unreadable"),
        (steps, "F9", "cell-date"),
        (steps, "B10", "cell-error"),
        (steps, "B11", "cell-formula"),
        (steps, "D12", "cell-empty"),
        (papers, "C2", "word-unknown"),
        (papers, "A3", "key-twice"),
        (papers, "B3", "cell-empty"),
        (papers, "D3", "word-unknown"),
        (papers, "B4", "cell-too-long"),
    ];
    let told = told(&book.bytes());
    let expected: Vec<(String, &str)> =
        expected.into_iter().map(|(sheet, cell, code)| (format!("{sheet}{cell}"), code)).collect();
    let missing: Vec<_> = expected.iter().filter(|one| !told.contains(one)).collect();
    let beyond: Vec<_> = told.iter().filter(|one| !expected.contains(one)).collect();
    assert!(missing.is_empty() && beyond.is_empty(), "missing {missing:?}\nbeyond {beyond:?}");
    let problems = read(&book.bytes()).unwrap_err();
    let near = problems.iter().find(|problem| problem.cell.as_deref() == Some("C5")).unwrap();
    assert!(near.remedy_vi.contains("“Thẩm định”") && near.remedy_en.contains("Thẩm định"), "{near}");
    let near = problems.iter().find(|problem| problem.cell.as_deref() == Some("E6")).unwrap();
    assert!(near.remedy_vi.contains("Sở Nội vụ [so-noi-vu]"), "{near}");
}

#[test]
fn routes_lead_to_steps_of_the_table() {
    let mut book = Book::default();
    book.sheet("Các bước");
    for (at, text) in [
        ("A1", "Mã bước"),
        ("B1", "Tên bước"),
        ("C1", "Việc"),
        ("D1", "Người làm"),
        ("E1", "Nơi làm"),
        ("F1", "Chuyển tới"),
    ] {
        book.text(at, text);
    }
    for (at, text) in [
        ("A2", "a"),
        ("B2", "Bước"),
        ("C2", "Thẩm định"),
        ("D2", "Chuyên viên"),
        ("E2", "competent"),
        ("F2", "b khi outcome = refuse; c"),
    ] {
        book.text(at, text);
    }
    for (at, text) in
        [("A3", "b"), ("B3", "Bước"), ("C3", "Thẩm định"), ("D3", "Chuyên viên"), ("E3", "competent")]
    {
        book.text(at, text);
    }
    assert_eq!(told(&book.bytes()), [("Các bước, ô F2".to_owned(), "step-unknown")]);
}

#[test]
fn tables_that_cannot_be_found_are_told() {
    let mut empty = Book::default();
    empty.sheet("Trang tính1");
    assert_eq!(refused(&empty.bytes()), "table-none");
    let mut headless = Book::default();
    headless.sheet("Các bước").text("A1", "không có gì");
    assert_eq!(told(&headless.bytes()), [("Các bước".to_owned(), "heading-none")]);
    let mut lacking = Book::default();
    lacking.sheet("x").text("A2", "Tên bước").text("B2", "Việc").text("C2", "Nơi làm");
    assert_eq!(told(&lacking.bytes()), [("x, ô A2".to_owned(), "column-missing")]);
    let mut rowless = Book::default();
    rowless
        .sheet("x")
        .text("A2", "Tên bước")
        .text("B2", "Việc")
        .text("C2", "Nơi làm")
        .text("D2", "Người làm");
    assert_eq!(told(&rowless.bytes()), [("x".to_owned(), "rows-none")]);
    let mut twice = Book::default();
    for name in ["Bản 1", "Bản 2"] {
        twice
            .sheet(name)
            .text("A2", "Tên bước")
            .text("B2", "Việc")
            .text("C2", "Nơi làm")
            .text("D2", "Người làm");
    }
    assert_eq!(told(&twice.bytes()), [("Bản 1".to_owned(), "table-twice")]);
}

#[test]
fn files_that_are_no_plain_workbook_are_refused_each_in_its_words() {
    let good = || Book::parts(&office());
    let with = |name: &str, bytes: &[u8]| {
        let mut parts = good();
        parts.retain(|(part, _)| part != name);
        parts.push((name.to_owned(), bytes.to_vec()));
        zip(&parts)
    };
    assert!(read(&zip(&good())).is_ok());
    assert_eq!(refused(b""), "file-not-excel");
    assert_eq!(refused(b"<html>xls</html>"), "file-not-excel");
    assert_eq!(refused("STT;Tên bước\n1;Tiếp nhận".as_bytes()), "file-not-excel");
    assert_eq!(refused(&[vec![b'P', b'K', 3, 4], vec![0; 5 * 1024 * 1024]].concat()), "file-too-large");
    let ole = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1].to_vec();
    let sealed: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(refused(&[ole.clone(), vec![0; 600]].concat()), "file-old");
    assert_eq!(refused(&[ole, vec![0; 600], sealed].concat()), "file-encrypted");
    assert_eq!(refused(&with("xl/vbaProject.bin", b"x")), "file-macros");
    let types =
        String::from_utf8(good().into_iter().find(|(name, _)| name == "[Content_Types].xml").unwrap().1)
            .unwrap();
    let macros = types.replace(
        "openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
        "ms-excel.sheet.macroEnabled.main+xml",
    );
    assert_eq!(refused(&with("[Content_Types].xml", macros.as_bytes())), "file-macros");
    let word = types.replace("spreadsheetml.sheet.main", "wordprocessingml.document.main");
    assert_eq!(refused(&with("[Content_Types].xml", word.as_bytes())), "file-not-excel");
    assert_eq!(refused(&with("xl/externalLinks/externalLink1.xml", b"<x/>")), "file-links");
    assert_eq!(refused(&with("xl/workbook.bin", b"x")), "file-old");
    assert_eq!(
        refused(&zip(&[("mimetype".to_owned(), b"application/vnd.oasis.opendocument.spreadsheet".to_vec())])),
        "file-not-excel"
    );
}

#[test]
fn xml_that_grows_or_reaches_out_is_refused() {
    let sheet = |head: &str, text: &str| {
        let mut parts = Book::parts(&office());
        let xml = format!(
            "{head}<worksheet><sheetData><row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>{text}</t></is></c></row></sheetData></worksheet>"
        );
        parts.retain(|(name, _)| name != "xl/worksheets/sheet1.xml");
        parts.push(("xl/worksheets/sheet1.xml".to_owned(), xml.into_bytes()));
        zip(&parts)
    };
    assert_eq!(
        refused(&sheet("<!DOCTYPE x [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]>", "&b;")),
        "file-entities"
    );
    assert_eq!(refused(&sheet("<!DOCTYPE x SYSTEM \"file:///etc/passwd\">", "x")), "file-entities");
    assert_eq!(refused(&sheet("", "&unknown;")), "file-entities");
    assert_eq!(refused(&sheet("", &"<a>".repeat(100))), "file-damaged");
    assert_eq!(refused(&sheet("", "</t></x>")), "file-damaged");
    assert_eq!(refused(&sheet("", &"<r/>".repeat(10).replace("<r/>", "&#0;"))), "file-entities");
}

#[test]
fn files_that_unpack_without_measure_are_refused() {
    let bomb = |size: usize| workbook::bomb(&Book::parts(&office()), size);
    let honest = bomb(60 * 1024 * 1024);
    assert!(honest.len() < 1024 * 1024, "{}", honest.len());
    assert_eq!(refused(&honest), "file-too-much");
    // A directory that lies: the part says 1,000 bytes and inflates to 30 MiB.
    assert_eq!(refused(&workbook::lying(&Book::parts(&office()), 30 * 1024 * 1024, 1_000)), "file-damaged");
    let mut many = Book::parts(&office());
    many.extend((0..500).map(|at| (format!("xl/media/{at}.png"), Vec::new())));
    assert_eq!(refused(&zip(&many)), "file-too-much");
    let mut twice = Book::parts(&office());
    twice.push(("XL/Workbook.xml".to_owned(), b"<workbook/>".to_vec()));
    assert_eq!(refused(&zip(&twice)), "file-damaged");
    let mut long = Book::default();
    long.sheet("Các bước")
        .text("A1", "Tên bước")
        .text("B1", "Việc")
        .text("C1", "Nơi làm")
        .text("D1", "Người làm");
    for row in 2..=5_002 {
        long.text(&format!("A{row}"), "x");
    }
    assert_eq!(refused(&long.bytes()), "file-too-much");
    let mut steps = Book::default();
    steps
        .sheet("Các bước")
        .text("A1", "Tên bước")
        .text("B1", "Việc")
        .text("C1", "Nơi làm")
        .text("D1", "Người làm");
    for row in 2..=4_000 {
        for column in ["A", "B", "C", "D"] {
            steps.text(&format!("{column}{row}"), "x");
        }
    }
    let told = told(&steps.bytes());
    assert_eq!((told.len(), told[0].1), (sheet::PROBLEMS_MAX, "rows-too-many"));
}

#[test]
fn no_damage_makes_it_fall() {
    let good = sheet::write(birth(), &HANOI.units);
    let mut seed = 0x2545_f491_4f6c_dd1d_u64;
    let mut next = |below: usize| {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        usize::try_from(seed % u64::try_from(below).unwrap()).unwrap()
    };
    for _ in 0..1_500 {
        let mut bytes = good.clone();
        for _ in 0..=next(4) {
            let at = next(bytes.len());
            bytes[at] = u8::try_from(next(256)).unwrap();
        }
        bytes.truncate(bytes.len() - next(3) * next(200));
        _ = read(&bytes);
    }
    // The same inside the XML, where the packing is whole.
    for _ in 0..500 {
        let mut parts = Book::parts(&office());
        let part = next(parts.len());
        let length = parts[part].1.len();
        for _ in 0..=next(3) {
            parts[part].1[next(length)] = b"<>&;\"='/ 0A\xff"[next(12)];
        }
        _ = read(&zip(&parts));
    }
}
