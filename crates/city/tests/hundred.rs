//! The busiest procedures of Hanoi, volume bands A and B: what their texts say is whole, in both languages.

#![allow(clippy::unwrap_used, reason = "a failing test panics")]

use motcua_city::{City, hanoi};
use motcua_domain::procedure::{Answers, ProcedureVersion};
use std::collections::BTreeSet;
use std::sync::LazyLock;

static CITY: LazyLock<City> = LazyLock::new(|| hanoi().expect("the files of Hanoi are understood"));

/// Versions told in full: those with a form.
fn complete() -> impl Iterator<Item = &'static ProcedureVersion> {
    CITY.procedures.iter().filter(|version| !version.form.is_empty())
}

#[test]
fn the_whole_of_band_b_is_told_in_full() {
    let told: BTreeSet<&str> = complete().map(|version| version.code.as_str()).collect();
    let band_b = CITY.procedures.iter().filter(|version| version.volume_band == 'B');
    let rest: BTreeSet<&str> = band_b.map(|v| v.code.as_str()).filter(|code| !told.contains(code)).collect();
    // Health insurance, and the two bundles that 3.000722 stands in for.
    let insurance = BTreeSet::from(["1.014137", "2.000986", "2.001023"]);
    assert!(rest.is_subset(&insurance), "{rest:?}");
    assert!(told.len() >= 61, "{}", told.len());
}

#[test]
fn nothing_is_missing_that_is_not_marked() {
    let empty = |text: &str| text.trim().is_empty();
    for version in complete() {
        let code = &version.code;
        assert!(version.name_en.as_ref().is_some_and(|name| !empty(name)), "{code}: English name");
        assert!(!version.papers.is_empty(), "{code}: papers");
        let named = |name: &Option<String>| name.as_ref().is_some_and(|name| !empty(name));
        assert!(version.papers.iter().all(|paper| named(&paper.name_en)), "{code}: English names of papers");
        let asked_again = version.papers.iter().find(|paper| paper.required && paper.held_by.is_some());
        assert_eq!(asked_again.map(|paper| &paper.name), None, "{code}: held already");
        let unknown = version.channels.iter().find(|channel| version.fee(**channel).is_none());
        assert!(unknown.is_none() || version.provisional.fee, "{code}: fee by {unknown:?}");
        let offered = |channel| version.channels.contains(&channel);
        assert!(
            version.fees.iter().all(|rule| rule.channel.is_none_or(offered)),
            "{code}: fee of no channel"
        );
        assert!(version.steps.iter().all(|step| !empty(&step.key) && !empty(&step.name_en)), "{code}: steps");
        assert!(!version.legal_basis.is_empty(), "{code}: legal basis");
        assert!(version.provisional.form || !version.form.is_empty(), "{code}: form");
    }
}

#[test]
fn a_form_is_a_few_pages_of_fields_everybody_shares() {
    for version in complete() {
        let code = &version.code;
        assert!((2..=5).contains(&version.form.len()), "{code}: {} pages", version.form.len());
        for page in &version.form {
            assert!(!page.title_en.is_empty() && !page.fields.is_empty(), "{code}: {}", page.key);
            for field in &page.fields {
                let known = CITY.dictionary.iter().find(|known| known.key == field.field);
                let known = known.unwrap_or_else(|| panic!("{code}: {}", field.field));
                let fetched = known.held_by.is_none() || field.prefill.is_some();
                assert!(fetched, "{code}: {} is known to {:?}", field.field, known.held_by);
            }
        }
    }
}

#[test]
fn every_way_to_answer_leads_to_a_case_and_every_case_is_reached() {
    for version in complete() {
        let mut ways = vec![Answers::new()];
        for question in &version.questions {
            assert!(question.when.is_none(), "{}: told apart without asking on", version.code);
            let more = |way: &Answers| {
                let choices = question.choices.iter();
                let with = |key: &String| [way.clone(), [(question.key.clone(), key.clone())].into()];
                choices.map(|choice| with(&choice.key).into_iter().flatten().collect()).collect::<Vec<_>>()
            };
            ways = ways.iter().flat_map(more).collect();
        }
        let reached: BTreeSet<_> =
            ways.iter().filter_map(|way| version.case_for(way)).map(|case| &case.key).collect();
        assert_eq!(reached.len(), version.cases.len(), "{}: {reached:?}", version.code);
        let told = ways.iter().all(|way| version.cases.is_empty() || version.case_for(way).is_some());
        assert!(told, "{}", version.code);
        assert_eq!(version.ordinary_case().is_some(), !version.cases.is_empty(), "{}", version.code);
    }
}

#[test]
fn a_new_fee_changes_nothing_else() {
    let mut pairs = 0;
    for after in complete() {
        let before = CITY.procedures.iter().find(|v| v.code == after.code && v.id.0 + 1000 == after.id.0);
        let Some(before) = before else { continue };
        pairs += 1;
        assert_eq!(before.valid_to.map(|last| last.plus_days(1)), Some(after.valid_from), "{}", after.code);
        let told =
            |v: &ProcedureVersion| (v.papers.clone(), v.form.clone(), v.steps.clone(), v.cases.clone());
        assert_eq!(told(before), told(after), "{}", after.code);
        assert_ne!(before.fees, after.fees, "{}", after.code);
    }
    assert!(pairs >= 17, "{pairs}");
}
