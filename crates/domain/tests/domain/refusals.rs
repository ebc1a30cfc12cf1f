//! Every reason has a code, a basis and two wordings.

use motcua_calendar::Lang;
use motcua_domain::dossier::Phase;
use motcua_domain::dossier::acts::Act;
use motcua_domain::refusal::{CODES, Refusal};
use std::collections::BTreeSet;

#[test]
fn every_reason_has_a_sample_and_its_own_code() {
    let sampled: BTreeSet<&str> = Refusal::all_samples().iter().map(Refusal::code).collect();
    let listed: BTreeSet<&str> = CODES.iter().copied().collect();
    assert_eq!(sampled, listed);
    assert_eq!(listed.len(), CODES.len(), "a code is used twice");
    assert!(CODES.iter().all(|code| code.bytes().all(|b| b.is_ascii_lowercase() || b == b'-')));
}

#[test]
fn every_reason_is_worded_in_both_languages() {
    for refusal in Refusal::all_samples() {
        let (vi, en) = (refusal.message(Lang::Vi), refusal.message(Lang::En));
        assert_ne!(vi, en);
        for text in [&vi, &en] {
            assert!(text.chars().count() > 20, "{text}");
            assert!(text.ends_with('.'), "{text}");
            assert!(!text.contains('!') && !text.contains("  "), "{text}");
        }
        assert!(!vi.is_ascii(), "Vietnamese without accents: {vi}");
        assert!(!refusal.basis().citation().is_empty());
    }
}

#[test]
fn every_act_has_a_key_that_leads_back_and_two_labels() {
    for act in Act::ALL {
        assert_eq!(Act::from_key(act.key()), Some(act));
        assert_eq!(serde_json::to_value(act).expect("json"), act.key());
        assert_ne!(act.label(Lang::Vi), act.label(Lang::En));
    }
    assert_eq!(Act::from_key("approve-all"), None);
}

#[test]
fn every_national_status_has_a_name() {
    for code in 1..=10 {
        assert_ne!(Phase::status_name(code, Lang::Vi), Phase::status_name(11, Lang::Vi));
    }
}
