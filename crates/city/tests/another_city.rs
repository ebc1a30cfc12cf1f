//! The same files from a folder, and what is said when they are wrong.

#![allow(clippy::unwrap_used, reason = "a failing test panics")]

use motcua_city::{CityError, check, hanoi, load};
use std::fs;
use std::path::{Path, PathBuf};

fn data() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data/hanoi")
}

/// A copy of Hanoi's files with one of them changed.
fn changed(file: &str, change: impl FnOnce(String) -> String) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for entry in fs::read_dir(data()).unwrap() {
        let entry = entry.unwrap();
        fs::copy(entry.path(), folder.path().join(entry.file_name())).unwrap();
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
    let told = refusal("synonyms.csv", |text| text.replacen(",1.004222,", ",1.999999,", 1));
    assert!(told.contains("synonyms.csv, line 2") && told.contains("1.999999"), "{told}");
    let told = refusal("city.toml", |text| text.replacen("hotline =", "hotlime =", 1));
    assert!(told.contains("city.toml") && told.contains("hotlime"), "{told}");
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
