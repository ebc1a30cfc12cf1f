//! Digital signatures, made by another hand (`fixtures/make.py`), whole and spoilt.

use crate::documents::{WRITTEN, pdf};
use motcua_calendar::Moment;
use motcua_papers::signature::{
    Anchors, Integrity, Later, Signature, SignatureKind, Signatures, Trust, examine,
};
use motcua_papers::{Limits, prepare};
use proptest::prelude::*;

fn fixture(name: &str) -> Vec<u8> {
    std::fs::read(format!("{}/tests/fixtures/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

fn anchors() -> Anchors {
    Anchors::from_pem(&String::from_utf8(fixture("root.pem")).unwrap()).unwrap()
}

fn now() -> Moment {
    Moment::parse("2026-11-23T09:00").unwrap()
}

fn seen(bytes: &[u8]) -> Option<Signatures> {
    examine(bytes, &anchors(), &Limits::default(), now())
}

fn all(bytes: &[u8]) -> Vec<Signature> {
    seen(bytes).unwrap().all
}

/// Puts other bytes of the same length in the place of the first that match.
fn replaced(name: &str, from: &[u8], to: &[u8]) -> Vec<u8> {
    assert_eq!(from.len(), to.len());
    let mut bytes = fixture(name);
    let at = bytes.windows(from.len()).position(|window| window == from).unwrap();
    bytes[at..at + to.len()].copy_from_slice(to);
    bytes
}

#[test]
fn a_signature_that_holds_tells_who_when_and_by_whose_word() {
    for name in ["good", "adobe", "sha384", "pss", "p256", "p384"] {
        let file = fixture(&format!("{name}.pdf"));
        let kept = prepare(file.clone(), &Limits::default()).unwrap();
        assert!(kept.report.signed && kept.bytes == file, "{name} is kept to the bit");
        let [one] = &all(&file)[..] else { panic!("{name} has one signature") };
        let told = (one.kind, one.integrity, one.later, one.trust, one.weak);
        let good = (SignatureKind::Signer, Integrity::Intact, Later::Nothing, Trust::Listed, false);
        assert_eq!(told, good, "{name}");
        assert_eq!(one.issuer.as_deref(), Some("Cơ quan cấp chứng thư thử"), "{name}");
        assert_eq!(one.organisation.as_deref(), Some("Một Cửa thử nghiệm"), "{name}");
        assert_eq!(one.proven_at, None, "{name}");
    }
    let one = &all(&fixture("good.pdf"))[0];
    assert_eq!(one.signer.as_deref(), Some("Nguyễn Văn Thử"));
    let valid = one.valid.map(|(from, until)| (from.date().to_string(), until.date().to_string()));
    assert_eq!(valid, Some(("2025-01-01".to_owned(), "2035-01-01".to_owned())));
}

#[test]
fn without_a_list_of_the_operator_nobody_is_trusted() {
    let found = examine(&fixture("good.pdf"), &Anchors::default(), &Limits::default(), now()).unwrap();
    assert_eq!((found.all[0].integrity, found.all[0].trust), (Integrity::Intact, Trust::NoList));
}

#[test]
fn a_signer_nobody_listed_vouches_for_is_told() {
    for (name, trust) in [
        ("self", Trust::NotListed),
        ("expired", Trust::OutOfDate),
        // A person certified another: that is not theirs to do.
        ("false", Trust::NotListed),
        ("wrong-use", Trust::NotForThis),
    ] {
        let [one] = &all(&fixture(&format!("{name}.pdf")))[..] else { panic!("{name} has one signature") };
        assert_eq!((one.integrity, one.trust), (Integrity::Intact, trust), "{name}");
    }
}

#[test]
fn what_could_be_forged_today_is_called_weak() {
    for name in ["short.pdf", "sha1.pdf"] {
        let one = &all(&fixture(name))[0];
        assert_eq!((one.integrity, one.weak), (Integrity::Intact, true), "{name}");
    }
}

#[test]
fn one_changed_letter_breaks_it() {
    let changed = replaced("good.pdf", b"Don de nghi cap lai", b"Don de nghi cap moi");
    assert_eq!(all(&changed)[0].integrity, Integrity::Changed);
    // The last digits of the value itself.
    let file = fixture("good.pdf");
    let begin = file.windows(11).position(|window| window == b"/Contents <").unwrap() + 11;
    let value = file[begin..].iter().position(|byte| *byte == b'>').unwrap() + begin;
    let end = file[..value].iter().rposition(|byte| *byte != b'0').unwrap();
    let mut forged = file.clone();
    forged[end] = if forged[end] == b'1' { b'2' } else { b'1' };
    let integrity = all(&forged)[0].integrity;
    assert!(matches!(integrity, Integrity::Forged | Integrity::Unreadable), "{integrity:?}");
}

#[test]
fn a_second_signature_leaves_the_first_in_its_right() {
    for name in ["two.pdf", "two-seen.pdf"] {
        let found = all(&fixture(name));
        let told: Vec<_> = found.iter().map(|one| (one.integrity, one.later, one.trust)).collect();
        let expected = [
            (Integrity::Intact, Later::Signatures, Trust::Listed),
            (Integrity::Intact, Later::Nothing, Trust::Listed),
        ];
        assert_eq!(told, expected, "{name}");
        assert_eq!(found[1].signer.as_deref(), Some("Trần Thị Mẫu"));
    }
}

#[test]
fn what_was_added_after_signing_is_told() {
    let one = &all(&fixture("later.pdf"))[0];
    assert_eq!((one.integrity, one.later), (Integrity::Intact, Later::Changes));
    // The page's content written anew behind the document, without a table that says so: some readers would show it.
    let mut hidden = fixture("good.pdf");
    let page = hidden.windows(10).position(|window| window == b"/Type /Pag").unwrap();
    let id = hidden[..page].windows(6).rposition(|window| window == b" 0 obj").unwrap();
    let number = hidden[..id].iter().rposition(|byte| !byte.is_ascii_digit()).unwrap() + 1;
    let number = String::from_utf8(hidden[number..id].to_vec()).unwrap();
    hidden.extend(format!("\n{number} 0 obj\n<</Type/Page>>\nendobj\n%%EOF\n").bytes());
    let one = &all(&hidden)[0];
    assert_eq!((one.integrity, one.later), (Integrity::Intact, Later::Changes));
}

#[test]
fn a_stamp_proves_the_time_when_it_is_by_somebody_listed() {
    let one = &all(&fixture("stamped.pdf"))[0];
    assert_eq!(one.proven_at, Some(Moment::parse("2026-03-11T09:31").unwrap()));
    let alone = examine(&fixture("stamped.pdf"), &Anchors::default(), &Limits::default(), now()).unwrap();
    assert_eq!(alone.all[0].proven_at, None);
    let [signer, stamp] = &all(&fixture("archived.pdf"))[..] else { panic!("a signature and a stamp") };
    assert_eq!((signer.later, stamp.later), (Later::Signatures, Later::Nothing));
    assert_eq!(
        (stamp.kind, stamp.integrity, stamp.trust),
        (SignatureKind::Stamp, Integrity::Intact, Trust::Listed)
    );
}

/// Ranges that leave something out are how signatures were made to hold over what nobody signed.
#[test]
fn a_range_with_a_hole_is_not_believed() {
    let file = fixture("good.pdf");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let at = file.windows(10).position(|window| window == b"/ByteRange").unwrap();
    let open = file[at..].iter().position(|byte| *byte == b'[').unwrap() + at;
    let close = file[at..].iter().position(|byte| *byte == b']').unwrap() + at;
    let numbers: Vec<usize> =
        text(&file[open + 1..close]).split_whitespace().map(|number| number.parse().unwrap()).collect();
    for (index, by) in [(0, 1), (1, -20_isize), (2, 20), (3, -40), (3, 1), (2, -1)] {
        let mut other = numbers.clone();
        other[index] = other[index].saturating_add_signed(by);
        let line = other.iter().map(usize::to_string).collect::<Vec<_>>().join(" ");
        let mut spoilt = file.clone();
        let width = close - open - 1;
        if line.len() > width {
            continue;
        }
        spoilt[open + 1..close].copy_from_slice(format!("{line:<width$}").as_bytes());
        for one in all(&spoilt) {
            assert!(one.integrity != Integrity::Intact, "number {index} by {by}: {one:?}");
        }
    }
}

#[test]
fn forms_and_values_that_are_not_checked_are_named() {
    let old = replaced("adobe.pdf", b"/adbe.pkcs7.detached", b"/adbe.pkcs7.sha1    ");
    // A salt of another length than the hash is not checked.
    assert_eq!(all(&fixture("pss-long.pdf"))[0].integrity, Integrity::UnknownMethod);
    // The form stands outside the gap, so the change is seen as one of form first.
    assert_eq!(all(&old)[0].integrity, Integrity::UnknownForm);
    let none = pdf(WRITTEN, "", &[b"<</Type/Sig/ByteRange[0 1 2 3]/Contents<00>>>"]);
    assert_eq!(all(&none)[0].integrity, Integrity::Partial);
    assert_eq!(seen(&pdf(WRITTEN, "", &[])), None);
    // What only looks like a signature, inside a stream, is none.
    assert_eq!(seen(&pdf(&format!("{WRITTEN} % /ByteRange [0 9 20 30]"), "", &[])), None);
}

#[test]
fn a_crowd_of_signatures_is_cut_short() {
    let crowd: Vec<Vec<u8>> = (3..300)
        .map(|end| format!("<</Type/Sig/ByteRange[0 1 2 {end}]/Contents<00>>>").into_bytes())
        .collect();
    let crowd: Vec<&[u8]> = crowd.iter().map(Vec::as_slice).collect();
    let found = seen(&pdf(WRITTEN, "", &crowd)).unwrap();
    assert!(found.all.len() <= 20 && found.more);
}

#[test]
fn what_was_found_is_kept_as_text_and_read_again() {
    for name in ["good.pdf", "archived.pdf", "self.pdf"] {
        let found = seen(&fixture(name)).unwrap();
        let text = serde_json::to_string(&found).unwrap();
        assert!(text.len() < 1_500, "{text}");
        assert_eq!(serde_json::from_str::<Signatures>(&text).unwrap(), found);
    }
}

/// Bytes of the value in the gap, as they are: what is changed there may be read differently, and never holds for
/// another signer.
fn mutated(name: &str, changes: &[(u32, u8)]) -> Vec<u8> {
    let mut file = fixture(name);
    for (at, byte) in changes {
        let at = *at as usize % file.len();
        file[at] = *byte;
    }
    file
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(250))]

    #[test]
    fn no_change_of_bytes_makes_it_stumble_or_hold(
        which in 0_usize..4,
        changes in proptest::collection::vec((any::<u32>(), any::<u8>()), 1..6),
    ) {
        let name = ["good.pdf", "p256.pdf", "two.pdf", "stamped.pdf"][which];
        let (file, whole) = (mutated(name, &changes), fixture(name));
        let Some(found) = seen(&file) else { return Ok(()) };
        for one in found.all {
            if one.integrity == Integrity::Intact && one.trust == Trust::Listed && one.later == Later::Nothing {
                // What holds still shows what was signed: only filling in the gap, or a stamp, may differ.
                let text = b"Don de nghi cap lai";
                let at = whole.windows(text.len()).position(|window| window == text).unwrap();
                prop_assert_eq!(&file[at..at + text.len()], &text[..]);
            }
        }
    }

    /// Changes inside the value, where the readers of certificates work.
    #[test]
    fn no_value_makes_it_stumble(
        which in 0_usize..4,
        changes in proptest::collection::vec((0_usize..2_400, any::<u8>()), 1..8),
    ) {
        let name = ["good.pdf", "p256.pdf", "pss.pdf", "stamped.pdf"][which];
        let mut file = fixture(name);
        let begin = file.windows(11).position(|window| window == b"/Contents <").unwrap() + 11;
        for (at, byte) in changes {
            let digits = format!("{byte:02x}");
            file[begin + at * 2..begin + at * 2 + 2].copy_from_slice(digits.as_bytes());
        }
        prop_assert!(seen(&file).is_some_and(|found| found.all.len() == 1));
    }
}
