//! Bytes that mean harm, or nothing: an answer in bounded time, never a panic.

use super::{UNITS, read, read_bytes, version};
use motcua_domain::ids::VersionId;
use motcua_procedure::text::{self, CODES, PROBLEMS_MAX, TEXT_BYTES_MAX};
use proptest::prelude::*;
use std::time::{Duration, Instant};

fn code(bytes: &[u8]) -> &'static str {
    let problems = read_bytes(bytes).expect_err("it is no version");
    problems[0].code
}

#[test]
fn what_is_no_text_is_told() {
    assert_eq!(code(&vec![b'#'; TEXT_BYTES_MAX + 1]), "text-too-large");
    assert_eq!(code(b"code = \"\xff\xfe\""), "text-encoding");
    let utf16: Vec<u8> = "code".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(code(&utf16), "text-encoding");
    assert_eq!(code(&[&b"\xff\xfe"[..], &utf16].concat()), "text-encoding");
    assert_eq!(code(b"name = \"a\0b\"\n"), "text-control-character");
    assert_eq!(code(b""), "text-key-missing");
    assert_eq!(code(b"\x1f\x8b\x08\x00"), "text-encoding");
    let told = read_bytes("name = \"Đ\u{1}\"".as_bytes()).expect_err("a control character");
    assert_eq!((told[0].line, told[0].column), (1, 10));
}

#[test]
fn the_marks_of_other_editors_change_nothing() {
    let version = version("1.001193");
    let written = text::write(version, &UNITS);
    let marked = format!("\u{feff}{}", written.replace('\n', "\r\n"));
    assert_eq!(read(&marked, version.id).as_ref(), Ok(version));
    // The mark is not counted as a column.
    let told = read("\u{feff}cod = \"1\"\r\n", VersionId(1)).expect_err("much is missing");
    let unknown = told.iter().find(|problem| problem.code == "text-key-unknown").expect("cod is unknown");
    assert_eq!((unknown.line, unknown.column), (1, 1));
}

#[expect(clippy::disallowed_methods, reason = "a guard against what would hang reads the clock")]
#[test]
fn enormous_and_nested_texts_are_answered_quickly() {
    let full = |part: &str| part.repeat(TEXT_BYTES_MAX / part.len());
    let nested = format!("a = {}1{}", format!("{{ {} = ", ["a"; 79].join(".")).repeat(78), " }".repeat(78));
    let dotted = "a".to_owned() + &full(".a")[..TEXT_BYTES_MAX - 9] + " = 1";
    let cases = [
        nested,
        full("["),
        full("{"),
        full("a = ["),
        full("a = {"),
        full("[[a]]\n"),
        full("[[step]]\n"),
        full("[a.b]\n"),
        full("\"\n"),
        full("'''"),
        full("\"\"\""),
        full("a=\n"),
        full("a\n"),
        full("=\n"),
        full("\r"),
        full("synonyms = [\"a\"]\n"),
        "synonyms = [".to_owned() + &full("\"a\", ")[..TEXT_BYTES_MAX - 20],
        (0..70_000).map(|at| format!("k{at} = {at}\n")).collect(),
        "code = \"".to_owned() + &full("x")[..TEXT_BYTES_MAX - 10] + "\"",
        "online_when = \"".to_owned() + &full("(")[..TEXT_BYTES_MAX - 20] + "\"",
        dotted,
    ];
    for text in cases {
        let start = Instant::now();
        let problems = read(&text, VersionId(1)).expect_err("it is no version");
        let head: String = text.chars().take(20).collect();
        assert!((1..=PROBLEMS_MAX).contains(&problems.len()), "{head}: {}", problems.len());
        // Generous: a debug build beside other work. What grows with the square of the text takes minutes.
        assert!(start.elapsed() < Duration::from_secs(20), "{head}: {:?}", start.elapsed());
    }
}

#[test]
fn prose_with_dots_and_brackets_is_no_nesting() {
    let version = version("1.001193");
    let written = text::write(version, &UNITS);
    let prose = "'''\n(1). [[[[[[[[[[[[[[[[ ...............................\n'''";
    let noted = written.replacen("[term]\n", &format!("[term]\nnote = {prose}\n"), 1);
    assert_eq!(noted.matches("\nnote = ").count(), 2, "the sample has a note of its own");
    let own = version.term_note.as_deref().expect("a note");
    let noted = noted.replacen(&format!("note = \"{own}\"\n"), "", 1);
    let read = read(&noted, version.id).expect("prose is prose");
    assert!(read.term_note.is_some_and(|note| note.contains("[[[[ ...")));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn any_bytes_are_answered(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        prop_assert!(read_bytes(&bytes).is_err());
    }

    #[test]
    fn a_version_with_bytes_changed_is_read_or_refused_with_places(
        changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0..3), 1..6),
    ) {
        let mut bytes = text::write(version("1.001193"), &UNITS).into_bytes();
        for (at, byte, how) in changes {
            let at = at.index(bytes.len());
            match how {
                0 => bytes[at] = byte,
                1 => bytes.insert(at, byte),
                _ => drop(bytes.remove(at)),
            }
        }
        let lines = bytes.split(|byte| *byte == b'\n').count();
        for problem in read_bytes(&bytes).err().unwrap_or_default() {
            prop_assert!(CODES.contains(&problem.code), "{}", problem);
            prop_assert!((1..=lines).contains(&problem.line) && problem.column > 0, "{}", problem);
            prop_assert!(!problem.vi.is_empty() && !problem.remedy_vi.is_empty(), "{}", problem);
        }
    }
}
