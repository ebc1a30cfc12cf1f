//! Whatever the bytes are, the answer is a value.

use crate::documents::{WRITTEN, docx, pdf};
use crate::drawing::{jpeg, png, print};
use motcua_papers::{Limits, Unfit, prepare};
use proptest::prelude::*;
use std::sync::LazyLock;

static GOOD: LazyLock<[Vec<u8>; 4]> = LazyLock::new(|| {
    let page = print(460, 520, 3, 0);
    [jpeg(&page), png(&page), pdf(WRITTEN, "", &[]), docx("Đơn đề nghị")]
});

/// Small limits keep a lucky head from costing time.
fn limits() -> Limits {
    Limits { pixels: 2_000_000, unpacked: 4 << 20, ..Limits::default() }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn any_bytes_behind_any_beginning(which in 0_usize..7, tail in proptest::collection::vec(any::<u8>(), 0..600)) {
        let starts: [&[u8]; 7] =
            [b"", b"\xff\xd8\xff\xe0", b"\x89PNG\r\n\x1a\n", b"%PDF-1.7\n", b"PK\x03\x04", b"\0\0\0\x18ftypheic", b"\xd0\xcf\x11\xe0"];
        let outcome = prepare([starts[which], &tail].concat(), &limits());
        let too_big = matches!(outcome, Err(Unfit::TooBig { .. }));
        prop_assert!(!too_big);
    }

    #[test]
    fn a_good_file_with_changed_bytes(which in 0_usize..4, changes in proptest::collection::vec((any::<u32>(), any::<u8>()), 1..12)) {
        let mut file = GOOD[which].clone();
        for (at, byte) in changes {
            let at = at as usize % file.len();
            file[at] = byte;
        }
        let before = file.clone();
        // The same bytes always get the same answer.
        prop_assert_eq!(prepare(file, &limits()), prepare(before, &limits()));
    }
}

#[test]
fn the_good_files_are_good() {
    for file in GOOD.iter() {
        assert!(prepare(file.clone(), &limits()).is_ok());
    }
}
