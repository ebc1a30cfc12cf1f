//! The text of a procedure: what is written is read again, and whatever is wrong in a text is told at its place.

mod hostile;
mod versions;
mod wrong;

use motcua_city::City;
use motcua_domain::ids::{UnitId, VersionId};
use motcua_domain::procedure::{Competence, ProcedureVersion, StepPlace};
use motcua_domain::unit::UnitIndex;
use motcua_procedure::Field;
use motcua_procedure::text::{self, Numbering, TextProblem};
use proptest::prelude::*;
use std::sync::LazyLock;

static CITY: LazyLock<City> =
    LazyLock::new(|| motcua_city::hanoi().expect("the files of Hanoi are understood"));
static UNITS: LazyLock<UnitIndex> = LazyLock::new(|| UnitIndex::new(CITY.units.iter().cloned()));
static FIELDS: LazyLock<&[Field]> = LazyLock::new(|| &CITY.fields);

fn read(text: &str, id: VersionId) -> Result<ProcedureVersion, Vec<TextProblem>> {
    text::read(text, &UNITS, &FIELDS, id)
}

fn read_bytes(bytes: &[u8]) -> Result<ProcedureVersion, Vec<TextProblem>> {
    text::read_bytes(bytes, &UNITS, &FIELDS, Numbering::Given(VersionId(1)))
}

fn version(code: &str) -> &'static ProcedureVersion {
    CITY.procedures.iter().find(|version| version.code.as_str() == code).expect("a procedure of Hanoi")
}

#[test]
fn every_version_of_hanoi_is_read_as_it_was_written() {
    for version in &CITY.procedures {
        let written = text::write(version, &UNITS);
        match read(&written, version.id) {
            Ok(again) => {
                assert_eq!(&again, version);
                assert_eq!(text::write(&again, &UNITS), written);
            }
            Err(problems) => panic!("{}: {problems:#?}\n{written}", version.code),
        }
    }
}

#[test]
fn a_numbered_text_carries_the_number_of_its_version() {
    let version = version("1.001193");
    let written = text::write_numbered(version, &UNITS);
    let again =
        text::read_bytes(written.as_bytes(), &UNITS, &FIELDS, Numbering::InText).expect("it is whole");
    assert_eq!(&again, version);
    // Where a number is given, the one in the text counts for nothing.
    assert_eq!(read(&written, VersionId(9_000)).expect("it is whole").id, VersionId(9_000));
    let plain = text::write(version, &UNITS);
    let problems =
        text::read_bytes(plain.as_bytes(), &UNITS, &FIELDS, Numbering::InText).expect_err("no number");
    assert_eq!((problems.len(), problems[0].code), (1, "text-key-missing"));
}

#[test]
fn a_text_reads_like_a_page() {
    let written = text::write(version("1.001193"), &UNITS);
    for line in [
        "code = \"1.001193\"",
        "competence = \"commune\"",
        "valid_from = 2025-07-01",
        "length = \"1 working day\"",
        "cutoff = { at = \"15:00\", effect = \"due_next_day\" }",
        "[[paper]]",
        "[[step]]",
        "role = \"unit_head\"",
    ] {
        assert!(written.lines().any(|written| written == line), "{line}\n{written}");
    }
    assert!(!written.contains("version ="), "a number is given on publication");
    assert!(written.lines().all(|line| !line.contains("[]")), "what is empty is left out");
}

#[test]
fn a_unit_that_is_not_there_is_written_but_not_read() {
    let mut version = version("1.001193").clone();
    version.competence = Competence::Agency(UnitId(9_999));
    let problems = read(&text::write(&version, &UNITS), version.id).expect_err("there is no such unit");
    assert_eq!((problems.len(), problems[0].code), (1, "text-unit-unknown"));
    assert!(problems[0].en.contains("#9999"), "{}", problems[0]);
}

#[test]
fn a_unit_called_as_a_place_is_told_apart() {
    let mut units: Vec<_> = CITY.units.clone();
    let mut version = version("1.001193").clone();
    units[0].key = "commune".to_owned();
    version.competence = Competence::Agency(units[0].id);
    version.steps[1].place = StepPlace::Agency(units[0].id);
    let units = UnitIndex::new(units);
    let written = text::write(&version, &units);
    assert_eq!(text::read(&written, &units, &FIELDS, version.id), Ok(version));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn any_version_is_read_as_it_was_written(version in versions::any()) {
        let written = text::write(&version, &UNITS);
        let again = read(&written, version.id);
        prop_assert_eq!(again.as_ref(), Ok(&version), "{}", written);
        prop_assert_eq!(again.map(|again| text::write(&again, &UNITS)), Ok(written));
    }
}
