//! What a place of files promises.
#![allow(clippy::unwrap_used, reason = "a failing test panics")]

use super::*;
use std::fs;
use std::path::Path;

fn open(root: &Path) -> Files {
    let key = KeyFrom::File(root.join("files.key"));
    Files::open(&PlaceSettings::Folder(root.join("files")), &key).unwrap()
}

/// Every file below a folder.
fn below(path: &Path) -> Vec<PathBuf> {
    let mut all = Vec::new();
    for entry in fs::read_dir(path).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { all.extend(below(&path)) } else { all.push(path) }
    }
    all
}

#[test]
fn what_is_kept_is_read_again_and_lies_sealed_under_a_name_that_tells_nothing() {
    let root = tempfile::tempdir().unwrap();
    let content = b"Giay khai sinh cua mot nguoi".repeat(40);
    let hash = open(root.path()).put(&content).unwrap();
    let files = open(root.path());
    assert_eq!(files.get(&hash).unwrap(), content);
    assert_eq!(files.put(&content).unwrap(), hash);
    let kept = below(&root.path().join("files"));
    assert_eq!(kept.len(), 1, "one content is one file");
    let bytes = fs::read(&kept[0]).unwrap();
    assert!(!bytes.windows(8).any(|window| content.windows(8).any(|part| part == window)));
    let digits: String = kept[0].iter().rev().take(2).map(|part| part.to_str().unwrap()).collect();
    assert!(!digits.contains(&hash.to_string()[..8]) && !hash.to_string().contains(&digits[..8]));
    files.remove(&hash).unwrap();
    assert!(matches!(files.get(&hash), Err(Error::Missing)));
    files.remove(&hash).unwrap();
}

#[cfg(unix)]
#[test]
fn the_key_is_for_its_owner_only_and_one_that_others_may_read_is_refused() {
    use std::os::unix::fs::PermissionsExt;
    let root = tempfile::tempdir().unwrap();
    open(root.path());
    let key = root.path().join("files.key");
    assert_eq!(fs::metadata(&key).unwrap().permissions().mode() & 0o777, 0o600);
    fs::set_permissions(&key, fs::Permissions::from_mode(0o644)).unwrap();
    let again = Files::open(&PlaceSettings::Memory, &KeyFrom::File(key.clone()));
    assert!(matches!(again.err(), Some(Error::Key(_))));
    assert_eq!(format!("{:?}", Key::parse(&"ab".repeat(32)).unwrap()), "Key(…)");
}

#[test]
fn any_changed_bit_and_any_other_key_is_noticed() {
    let root = tempfile::tempdir().unwrap();
    let files = open(root.path());
    let hash = files.put(b"mot trang giay").unwrap();
    let path = below(&root.path().join("files")).remove(0);
    let whole = fs::read(&path).unwrap();
    for at in 0..whole.len() {
        let mut bytes = whole.clone();
        bytes[at] ^= 1;
        fs::write(&path, &bytes).unwrap();
        assert!(matches!(files.get(&hash), Err(Error::Damaged)), "byte {at}");
    }
    for length in 0..whole.len() {
        fs::write(&path, &whole[..length]).unwrap();
        assert!(matches!(files.get(&hash), Err(Error::Damaged)), "cut to {length}");
    }
    fs::write(&path, &whole).unwrap();
    assert!(files.get(&hash).is_ok());
    // Two contents that changed places are noticed as well.
    let other = files.put(b"mot trang khac").unwrap();
    let others = below(&root.path().join("files")).into_iter().find(|one| *one != path).unwrap();
    fs::copy(&path, &others).unwrap();
    assert!(matches!(files.get(&other), Err(Error::Damaged)));
    // Under another key the content is not even found.
    let place = PlaceSettings::Folder(root.path().join("files"));
    let stranger = Files::open(&place, &KeyFrom::Given(Key::fresh().unwrap())).unwrap();
    assert!(matches!(stranger.get(&hash), Err(Error::Missing)));
    assert_ne!(stranger.key_mark(), files.key_mark());
    assert_eq!(open(root.path()).key_mark(), files.key_mark());
}

#[test]
fn a_write_that_died_before_its_name_leaves_nothing_to_be_found() {
    let root = tempfile::tempdir().unwrap();
    let files = open(root.path());
    // What a process killed between writing and naming leaves behind.
    let scrap = root.path().join("files/writing/half");
    fs::write(&scrap, b"MCF1 half").unwrap();
    let hash = FileHash(Sha256::digest(b"half").into());
    assert!(!files.has(&hash).unwrap());
    assert!(matches!(files.get(&hash), Err(Error::Missing)));
    // A young one may be of another node; an old one is swept at the next start.
    open(root.path());
    assert!(scrap.exists());
    let old = std::time::SystemTime::now() - std::time::Duration::from_secs(7200);
    fs::File::options().write(true).open(&scrap).unwrap().set_modified(old).unwrap();
    open(root.path());
    assert!(!scrap.exists());
    assert_eq!(files.put(b"half").unwrap(), hash);
    assert_eq!(files.get(&hash).unwrap(), b"half");
}

#[test]
fn a_place_that_cannot_be_written_says_so_and_keeps_nothing() {
    let root = tempfile::tempdir().unwrap();
    let files = open(root.path());
    // The folder the content would lie in is a file: as good as a disk that refuses, also for root.
    let hash = FileHash(Sha256::digest(b"x").into());
    let name = files.seals.name_of(&hash);
    fs::create_dir_all(root.path().join("files/files")).unwrap();
    fs::write(root.path().join("files/files").join(&name.digits[..2]), b"").unwrap();
    assert!(matches!(files.put(b"x"), Err(Error::Io { .. })));
    assert_eq!(fs::read_dir(root.path().join("files/writing")).unwrap().count(), 0);
}

#[test]
fn pieces_are_kept_apart_by_upload_and_place() {
    let files = Files::in_memory();
    let (one, two) = (UploadId::from_bytes([1; 16]), UploadId::from_bytes([2; 16]));
    files.put_piece(&one, 0, b"abc").unwrap();
    files.put_piece(&one, 3, b"def").unwrap();
    files.put_piece(&two, 0, b"xyz").unwrap();
    files.put_piece(&one, 3, b"DEF").unwrap();
    assert_eq!(files.get_piece(&one, 0).unwrap(), b"abc");
    assert_eq!(files.get_piece(&one, 3).unwrap(), b"DEF");
    assert_eq!(files.get_piece(&two, 0).unwrap(), b"xyz");
    files.remove_piece(&one, 0).unwrap();
    assert!(matches!(files.get_piece(&one, 0), Err(Error::Missing)));
}

#[test]
fn what_comes_in_lies_sealed_without_a_name_and_is_read_as_it_came() {
    let root = tempfile::tempdir().unwrap();
    let files = open(root.path());
    for length in [0, 1, 32_767, 32_768, 32_769, 65_536, 200_000] {
        let content: Vec<u8> = (0..length).map(|n: usize| (n % 251) as u8).collect();
        let mut spool = files.spool().unwrap();
        for mut piece in content.chunks(7_001) {
            while !piece.is_empty() {
                piece = &piece[spool.take(piece)..];
                if spool.is_full() {
                    assert_eq!(spool.take(b"more"), 0, "what is full takes nothing");
                    spool.seal().unwrap();
                }
            }
        }
        assert_eq!(spool.length(), length as u64);
        assert_eq!(below(&root.path().join("files")), Vec::<PathBuf>::new(), "it has no name");
        assert_eq!(spool.into_bytes().unwrap(), content);
    }
}
