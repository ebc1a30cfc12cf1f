//! The busiest procedures of Hanoi, volume bands A and B, and those the city named: what their texts say is whole, in both
//! languages, and marked where no source is public.

#![allow(clippy::unwrap_used, reason = "a failing test panics")]

use motcua_calendar::Date;
use motcua_city::{City, hanoi};
use motcua_domain::actor::Duty;
use motcua_domain::procedure::{Answers, Channel, ProcedureVersion, Question};
use motcua_domain::unit::UnitIndex;
use motcua_procedure::lint::{self, Staffing};
use motcua_procedure::{Severity, Surroundings};
use std::collections::BTreeSet;
use std::sync::LazyLock;

static CITY: LazyLock<City> = LazyLock::new(|| hanoi().expect("the files of Hanoi are understood"));

/// Versions told in full: those with a form.
fn complete() -> impl Iterator<Item = &'static ProcedureVersion> {
    CITY.procedures.iter().filter(|version| !version.form.is_empty())
}

/// Named by the city beside the bands: criminal record certificates and secured transactions.
const NAMED: [&str; 4] = ["3.000334", "3.000335", "1.011444", "1.011445"];

#[test]
fn bands_a_and_b_and_what_the_city_named_are_told_in_full() {
    let told: BTreeSet<&str> = complete().map(|version| version.code.as_str()).collect();
    let asked = |v: &&ProcedureVersion| v.volume_band != 'C' || NAMED.contains(&v.code.as_str());
    let rest: BTreeSet<&str> = CITY.procedures.iter().filter(asked).map(|v| v.code.as_str()).collect();
    let rest: BTreeSet<_> = rest.difference(&told).collect();
    assert!(rest.is_empty(), "{rest:?}");
    assert!(told.len() >= 24 + 64 + NAMED.len(), "{}", told.len());
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
        let based = |amount: u64, basis: &Option<String>| {
            amount == 0 || basis.is_some() || version.fee_note.is_some()
        };
        assert!(
            version.fees.iter().all(|rule| based(rule.amount, &rule.basis)),
            "{code}: a fee without basis"
        );
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
fn none_is_found_wanting_by_the_checks() {
    let units = UnitIndex::new(CITY.units.iter().cloned());
    let duties: Vec<&Duty> = CITY.officers.iter().flat_map(|officer| &officer.duties).collect();
    let mut staffing = Staffing::default();
    for version in complete() {
        let others: Vec<&ProcedureVersion> =
            CITY.procedures.iter().filter(|v| v.code == version.code && v.id != version.id).collect();
        let around = Surroundings {
            units: &units,
            staffed: &|unit, role, field| {
                duties.iter().any(|duty| duty.unit == unit && duty.role == role && duty.covers(field))
            },
            fields: &CITY.fields,
            dictionary: &CITY.dictionary,
            others: &others,
            base: None,
            substitutions: lint::substitutions(),
        };
        let found = lint::check_with(version, &around, &mut staffing);
        let grave: Vec<_> = found.iter().filter(|finding| finding.severity > Severity::Note).collect();
        assert!(grave.is_empty(), "{} of {}: {grave:#?}", version.code, version.valid_from);
    }
}

/// Every way to answer the questions that are asked.
fn answered(questions: &[Question]) -> Vec<Answers> {
    questions.iter().fold(vec![Answers::new()], |known, question| {
        let each = |answers: Answers| {
            if question.when.as_ref().is_some_and(|when| !when.holds(&answers)) {
                return vec![answers];
            }
            let with = |choice: &motcua_domain::procedure::Choice| {
                let mut answers = answers.clone();
                answers.insert(question.key.clone(), choice.key.clone());
                answers
            };
            question.choices.iter().map(with).collect()
        };
        known.into_iter().flat_map(each).collect()
    })
}

#[test]
fn every_answer_leads_to_a_case_and_every_case_is_led_to() {
    for version in complete().filter(|version| !version.cases.is_empty()) {
        assert!((1..=4).contains(&version.questions.len()), "{}", version.code);
        let mut reached = BTreeSet::new();
        for answers in answered(&version.questions) {
            let case = version.case_for(&answers);
            let case = case.unwrap_or_else(|| panic!("{}: {answers:?} is no case", version.code));
            reached.insert(&case.key);
        }
        assert_eq!(reached.len(), version.cases.len(), "{}: only {reached:?}", version.code);
        assert!(version.ordinary_case().is_some(), "{}: every dossier would need a choice", version.code);
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

#[test]
fn cases_differ_where_the_law_does() {
    let on = |code: &str| {
        let day = Date::parse("2026-06-01").unwrap();
        complete().find(|v| v.code.as_str() == code && v.in_force(day)).unwrap()
    };
    let lacking = |version: &ProcedureVersion, case: &str| {
        let key = version.cases.iter().map(|one| &one.key).find(|key| key.as_str() == case);
        let situation = motcua_domain::procedure::Situation {
            case: Some(key.unwrap_or_else(|| panic!("{} has no case {case}", version.code))),
            channel: Some(Channel::Counter),
            ..Default::default()
        };
        let lacking = version.lacking(&situation, |_| false);
        lacking.iter().map(|key| version.paper(key).unwrap().name.clone()).collect::<Vec<_>>().join("; ")
    };
    let birth = on("1.001193");
    assert!(lacking(birth, "certified").contains("Giấy chứng sinh"));
    assert!(!lacking(birth, "witnessed").contains("Giấy chứng sinh"));
    assert!(lacking(birth, "witnessed").contains("người làm chứng"));
    let residence = on("1.004222");
    assert!(
        !lacking(residence, "own").contains("Hợp đồng") && lacking(residence, "rented").contains("Hợp đồng")
    );
    let transfer = on("1.013831");
    let term = |case: &str| transfer.rule_for(Some(&case.into()), Channel::Counter).term.to_string();
    assert_eq!((term("ordinary").as_str(), term("sublease").as_str()), ("8 working days", "4 working days"));
}
