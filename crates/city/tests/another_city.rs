//! The same files from a folder, and what is said when they are wrong.

#![allow(clippy::unwrap_used, reason = "a failing test panics")]

use motcua_city::{CityError, check, hanoi, load};
use motcua_domain::unit::UnitIndex;
use std::fs;
use std::path::{Path, PathBuf};

fn data() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data/hanoi")
}

/// A copy of Hanoi's files with one of them changed.
fn changed(file: &str, change: impl FnOnce(String) -> String) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("procedures")).unwrap();
    for part in ["", "procedures"] {
        for entry in fs::read_dir(data().join(part)).unwrap().map(Result::unwrap) {
            if entry.file_type().unwrap().is_file() {
                fs::copy(entry.path(), folder.path().join(part).join(entry.file_name())).unwrap();
            }
        }
    }
    let path = folder.path().join(file);
    let text = fs::read_to_string(&path).unwrap();
    let new = change(text.clone());
    assert_ne!(text, new, "the change finds its place");
    fs::write(path, new).unwrap();
    folder
}

fn refusal(file: &str, change: impl FnOnce(String) -> String) -> String {
    load(changed(file, change).path()).map(|_| ()).expect_err("the file is refused").to_string()
}

#[test]
fn the_folder_gives_the_same_city() {
    let (from_folder, compiled_in) = (load(&data()).unwrap(), hanoi().unwrap());
    assert_eq!(from_folder.units, compiled_in.units);
    assert_eq!(from_folder.procedures, compiled_in.procedures);
    assert_eq!(from_folder.dictionary, compiled_in.dictionary);
    assert_eq!(from_folder.officers, compiled_in.officers);
}

#[test]
fn a_missing_file_is_named() {
    let folder = tempfile::tempdir().unwrap();
    assert!(matches!(load(folder.path()), Err(CityError::Unreadable { file: "city.toml", .. })));
}

#[test]
fn a_wrong_value_is_named_with_its_line() {
    let told = refusal("units.csv", |text| text.replacen(",branch,ttpvhcc,", ",branch,nowhere,", 1));
    assert!(told.contains("units.csv, line 4") && told.contains("nowhere"), "{told}");
    let told = refusal("procedures.csv", |text| text.replacen("next_working_day", "tomorrow", 1));
    assert!(told.contains("procedures.csv, line 2") && told.contains("tomorrow"), "{told}");
    let told = refusal("steps.csv", |text| text.replacen(",specialist,", ",wizard,", 1));
    assert!(told.contains("steps.csv") && told.contains("wizard"), "{told}");
    let told = refusal("life_events.toml", |text| text.replacen("\"1.001193\"", "\"1.999999\"", 1));
    assert!(told.contains("life_events.toml, line 13") && told.contains("1.999999"), "{told}");
    let told = refusal("life_events.toml", |text| text.replacen("\"hoc-tap\"", "\"Học tập\"", 1));
    assert!(told.contains("life_events.toml, line 20") && told.contains("hyphens"), "{told}");
    let told = refusal("synonyms.csv", |text| text.replacen(",1.004222,", ",1.999999,", 1));
    assert!(told.contains("synonyms.csv, line 2") && told.contains("1.999999"), "{told}");
    for (wrong, meant) in [
        (("applicant.sex,", "applicant sex,"), "key `applicant sex`"),
        (("applicant.sex,", "applicant.birth_date,"), "stands twice"),
        (("Giới tính,", "ngày SINH,"), "name of another field"),
        ((",Sex,", ",,"), "label_en"),
        ((",Sex,choice,", ",Sex,date,"), "only a field of the kind `choice`"),
        ((",male=Nam|Male;female=Nữ|Female,", ",male=Nam|Male,"), "two choices"),
        (("female=Nữ|Female", "female=Nữ"), "key=label|English label"),
        (("female=Nữ|Female", "male=Nam|Male"), "a choice stands twice"),
        (("\"Luật Căn cước 2023, Điều 9\"\napplicant.ethnicity", "\napplicant.ethnicity"), "source"),
    ] {
        let told = refusal("dictionary.csv", |text| text.replacen(wrong.0, wrong.1, 1));
        assert!(told.contains("dictionary.csv, line 5") && told.contains(meant), "{told}");
    }
    let told = refusal("dictionary.csv", |text| text.replacen(",Sex,choice,", ",Sex,colour,", 1));
    assert!(told.contains("dictionary.csv") && told.contains("colour"), "{told}");
    for (cell, meant) in [(None, "another unit has this cell"), (Some("0,1"), "between 1 and 40")] {
        let told = refusal("tiles.csv", |text| {
            let lines: Vec<&str> = text.lines().collect();
            let (first, (unit, _)) = (lines[1].split_once(',').unwrap().1, lines[2].split_once(',').unwrap());
            text.replacen(lines[2], &format!("{unit},{}", cell.unwrap_or(first)), 1)
        });
        assert!(told.contains("tiles.csv, line 3") && told.contains(meant), "{told}");
    }
    let told = refusal("tiles.csv", |text| text.replacen("00004,", "nowhere,", 1));
    assert!(told.contains("tiles.csv") && told.contains("no unit has this key"), "{told}");
    let told = refusal("tiles.csv", |text| text.replacen("00004,", "00008,", 1));
    assert!(told.contains("tiles.csv") && told.contains("stands on the map twice"), "{told}");
    let told = refusal("city.toml", |text| text.replacen("hotline =", "hotlime =", 1));
    assert!(told.contains("city.toml") && told.contains("hotlime"), "{told}");
}

const BIRTH: &str = "procedures/1.001193.2025-07-01.toml";

#[test]
fn a_wrong_text_of_a_procedure_is_told_with_every_slip() {
    let told = refusal(BIRTH, |text| {
        text.replacen("tier = \"commune\"", "tier = \"comune\"", 1).replacen(
            "version = 27",
            "version = \"x\"",
            1,
        )
    });
    let lines: Vec<&str> = told.lines().collect();
    let [version, tier] = lines[..] else { panic!("two slips are told on two lines: {told}") };
    let at = |line: &str| line.starts_with("procedures/1.001193.2025-07-01.toml, line ");
    assert!(at(version) && at(tier) && tier.contains("Is it `commune`?"), "{told}");
    let told = refusal(BIRTH, |text| text.replacen("version = 27\n", "", 1));
    assert!(told.contains("lacks `version`"), "a file of a city says its number: {told}");
    let told = refusal(BIRTH, |_| "x".repeat(2 << 20));
    assert!(told.contains("larger than 1 MiB"), "{told}");
}

#[test]
fn a_text_stands_for_every_row_of_its_procedure() {
    // A procedure of two versions in the table, given one text.
    let (city, code) = (hanoi().unwrap(), "1.000080");
    let units = UnitIndex::new(city.units.iter().cloned());
    let rows: Vec<_> = city.procedures.iter().filter(|version| version.code.as_str() == code).collect();
    assert_eq!(rows.len(), 2);
    let folder = changed("city.toml", |text| text + "\n# a copy\n");
    let file = folder.path().join("procedures/any-name.toml");
    let mut version = rows[1].clone();
    version.name = "Another name".to_owned();
    fs::write(&file, motcua_procedure::text::write_numbered(&version, &units)).unwrap();
    let read = load(folder.path()).unwrap();
    let kept: Vec<_> = read.procedures.iter().filter(|version| version.code.as_str() == code).collect();
    assert_eq!(kept, [&version], "the rows are gone, the text stands");
    assert_eq!(read.procedures.len(), city.procedures.len() - 1);
    assert!(read.procedures.is_sorted_by_key(|version| version.id));
    assert!(check(&read).is_empty());

    // The number of another version is found.
    version.id = read.procedures[0].id;
    fs::write(&file, motcua_procedure::text::write_numbered(&version, &units)).unwrap();
    let found = check(&load(folder.path()).unwrap());
    assert!(found.iter().any(|finding| finding.wrong.contains("stands twice")), "{found:?}");
}

#[test]
fn a_city_need_not_have_texts() {
    // Words and life events for procedures that are not there would be refused.
    let folder =
        changed("synonyms.csv", |text| text.lines().take(1).map(|head| format!("{head}\n")).collect());
    fs::write(folder.path().join("life_events.toml"), "provisional = false\n").unwrap();
    fs::remove_dir_all(folder.path().join("procedures")).unwrap();
    let read = load(folder.path()).unwrap();
    assert!(read.procedures.iter().all(|version| version.code.as_str() != "1.001193"));
}

#[test]
fn a_city_need_not_have_a_map() {
    let folder = changed("city.toml", |text| text + "\n# a copy\n");
    assert_eq!(load(folder.path()).unwrap().tiles, hanoi().unwrap().tiles);
    fs::remove_file(folder.path().join("tiles.csv")).unwrap();
    assert!(load(folder.path()).unwrap().tiles.is_empty());
}

#[test]
fn what_cannot_be_right_is_found() {
    let found = |file: &str, change: fn(String) -> String| {
        let city = load(changed(file, change).path()).expect("the file is well-formed");
        check(&city).iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
    };
    let told = found("staffing.csv", |text| text.replacen("ward,5,vanthu,clerk,\n", "", 1));
    assert!(told.contains("nobody is clerk for ho-tich"), "{told}");
    let told = found("units.csv", |text| text.replacen("H26.P00004", "H26.P00008", 1));
    assert!(told.contains("H26.P00008 stands twice"), "{told}");
    let told = found("procedures.csv", |text| text.replacen("2025-12-31", "2026-02-01", 1));
    assert!(told.contains("two versions are in force on one day"), "{told}");
    let told =
        found("steps.csv", |text| text.replacen(",issue,clerk,competent,", ",approve,clerk,competent,", 1));
    assert!(told.contains("its chain is not in order"), "{told}");
    let told = found("simulation.toml", |text| text.replacen("counter = 0.4005", "counter = 0.5", 1));
    assert!(told.contains("the channels do not sum to 1"), "{told}");
    let told = found("city.toml", |text| text.replacen("KS = \"1.001193\"", "KS = \"9.999999\"", 1));
    assert!(told.contains("9.999999 is not a procedure"), "{told}");
}
