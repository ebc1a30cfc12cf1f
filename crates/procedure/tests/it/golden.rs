//! Files on disk that a test compares with what the program writes; other tools check the files.

use std::path::PathBuf;

/// Fails when the file differs. `MOTCUA_GOLDEN=write` writes it anew, to be looked at before it is committed.
#[track_caller]
pub fn same(name: &str, text: &str) {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/it/golden").join(name);
    if std::env::var("MOTCUA_GOLDEN").as_deref() == Ok("write") {
        std::fs::write(&path, text).expect("written");
    }
    let known = std::fs::read_to_string(&path).unwrap_or_default();
    let differing = known.lines().zip(text.lines()).position(|(a, b)| a != b);
    assert!(known == text, "{} differs at line {:?}", path.display(), differing.map(|at| at + 1));
}
