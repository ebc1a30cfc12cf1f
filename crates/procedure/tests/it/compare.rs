//! Two versions side by side: complete, quiet about what is equal, and readable.

use crate::small::*;
use motcua_calendar::{Cutoff, CutoffEffect, Lang, PausePolicy, StartRule, Term};
use motcua_domain::actor::Role;
use motcua_domain::dossier::acts::Act;
use motcua_domain::ids::VersionId;
use motcua_domain::procedure::variation::{self, Span, StepLimits};
use motcua_domain::procedure::*;
use motcua_domain::unit::UnitIndex;
use motcua_procedure::compare::Section::{self, *};
use motcua_procedure::compare::{ChangeKind, Comparison};
use proptest::prelude::*;

fn compare(old: &ProcedureVersion, new: &ProcedureVersion) -> Comparison {
    let units = UnitIndex::new(town().units);
    motcua_procedure::compare::compare(old, new, &units)
}

fn when(text: &str) -> Option<motcua_domain::procedure::Condition> {
    Some(text.parse().unwrap())
}

fn opinion(place: StepPlace) -> PlannedOpinion {
    PlannedOpinion { place, within: Term::WorkingDays(1), when: None, steps: vec![] }
}

/// A version that uses everything, so that everything can change.
fn full() -> ProcedureVersion {
    let mut version = version();
    version.questions.push(question("second"));
    version.terms = vec![TermVariant { case: Some("full".into()), channel: None, rule: version.rule }];
    version.form.push(FormPage {
        key: "parents".to_owned(),
        title: "Cha mẹ".to_owned(),
        title_en: "Parents".to_owned(),
        fields: vec![asked("has_papers")],
    });
    version.steps[1].opinions = vec![opinion(StepPlace::Agency(DEPARTMENT)), opinion(StepPlace::Commune)];
    let own = |key: &str, role| BranchStep {
        key: key.to_owned(),
        name: format!("Bước {key}"),
        name_en: format!("Step {key}"),
        role,
        field: None,
        budget: None,
        floor_minutes: 0,
    };
    version.steps[1].opinions[1].steps = vec![own("kiem-tra", Role::Specialist), own("ky", Role::UnitHead)];
    version.fees.push(FeeRule { channel: Some(Channel::Online), ..version.fees[0].clone() });
    version.legal_basis.push(LegalBasis { document: "Nghị định".to_owned(), article: None, link: None });
    version.limits = Limits {
        cutoff: Some(Span { min: "14:00".parse().unwrap(), max: "16:00".parse().unwrap() }),
        steps: vec![
            StepLimits {
                step: "xet".to_owned(),
                budget: Some(Span { min: Term::WorkingMinutes(240), max: Term::WorkingDays(1) }),
                floor_minutes: Some(Span { min: 1, max: 30 }),
                roles: vec![Role::SectionHead],
                fields: vec!["dat-dai".into()],
                may_leave_out: false,
            },
            StepLimits { step: "duyet".to_owned(), may_leave_out: true, ..StepLimits::default() },
        ],
    };
    version
}

type Edit = (Section, fn(&mut ProcedureVersion));

/// One edit for every value a version has.
const EDITS: &[Edit] = &[
    (General, |v| v.code = "2.000635".into()),
    (General, |v| v.name.push_str(" (mới)")),
    (General, |v| v.name_en = None),
    (General, |v| v.synonyms.push("khai sinh".to_owned())),
    (General, |v| v.field = "dat-dai".into()),
    (General, |v| v.field_name = "Đất đai".to_owned()),
    (General, |v| v.field_name_en = "Land".to_owned()),
    (General, |v| v.service_level = ServiceLevel::Partial),
    (General, |v| v.channels.reverse()),
    (General, |v| v.online_when = None),
    (General, |v| v.result_name = "Trích lục".to_owned()),
    (General, |v| v.result_code = Some("KQ.1".to_owned())),
    (General, |v| v.source.push('!')),
    (General, |v| v.provisional.term = true),
    (General, |v| v.provisional.steps = true),
    (General, |v| v.provisional.papers = true),
    (General, |v| v.provisional.fee = true),
    (General, |v| v.volume_band = 'B'),
    (Validity, |v| v.valid_from = "2026-01-01".parse().unwrap()),
    (Validity, |v| v.valid_to = Some("2026-12-31".parse().unwrap())),
    (Competence, |v| v.tier = Tier::Both),
    (Competence, |v| v.competence = motcua_domain::procedure::Competence::Agency(DEPARTMENT)),
    (Section::Term, |v| v.rule.term = Term::WorkingDays(5)),
    (Section::Term, |v| v.rule.start = StartRule::SameDay),
    (Section::Term, |v| {
        v.rule.cutoff = Some(Cutoff { at: "15:00".parse().unwrap(), effect: CutoffEffect::DueNextDay });
    }),
    (Section::Term, |v| v.rule.policy = PausePolicy::Restart),
    (Section::Term, |v| v.terms[0].rule.term = Term::WorkingDays(2)),
    (Section::Term, |v| v.terms[0].case = None),
    (Section::Term, |v| v.terms[0].channel = Some(Channel::Post)),
    (Section::Term, |v| v.terms.clear()),
    (Section::Term, |v| v.term_note = Some("Ghi chú".to_owned())),
    (Section::Term, |v| v.supplement_wait = None),
    (Section::Term, |v| v.supplement_limit = None),
    (Section::Term, |v| v.payment_pauses = true),
    (Cases, |v| v.questions[0].key.push('x')),
    (Cases, |v| v.questions[0].text.push('x')),
    (Cases, |v| v.questions[0].text_en.push('x')),
    (Cases, |v| v.questions[1].when = when("answer.has_papers = yes")),
    (Cases, |v| v.questions[0].choices.reverse()),
    (Cases, |v| v.questions[0].choices[0].label.push('x')),
    (Cases, |v| v.questions[0].choices[0].label_en.push('x')),
    (Cases, |v| v.questions[0].choices.push(choice("x"))),
    (Cases, |v| v.questions.reverse()),
    (Cases, |v| drop(v.questions.pop())),
    (Cases, |v| v.cases[0].key = "x".into()),
    (Cases, |v| v.cases[0].name.push('x')),
    (Cases, |v| v.cases[0].name_en.push('x')),
    (Cases, |v| v.cases[0].when = None),
    (Cases, |v| v.cases.reverse()),
    (Cases, |v| v.cases.push(case("x", None))),
    (Papers, |v| v.papers[0].key = "x".into()),
    (Papers, |v| v.papers[0].name.push('x')),
    (Papers, |v| v.papers[0].name_en = None),
    (Papers, |v| v.papers[0].form = PaperForm::Photocopy),
    (Papers, |v| v.papers[0].required = false),
    (Papers, |v| v.papers[0].when = when("case = full and not (channel = online or channel = post)")),
    (Papers, |v| v.papers[0].held_by = Some("Dân cư".to_owned())),
    (Papers, |v| v.papers.reverse()),
    (Papers, |v| drop(v.papers.pop())),
    (Form, |v| v.form[0].key.push('x')),
    (Form, |v| v.form[0].title.push('x')),
    (Form, |v| v.form[0].title_en.push('x')),
    (Form, |v| v.form[0].fields[0].field.push('x')),
    (Form, |v| v.form[0].fields[0].required = false),
    (Form, |v| v.form[0].fields[0].when = when("field.full_name = x")),
    (Form, |v| v.form[0].fields[0].prefill = Some(Prefill::Earlier)),
    (Form, |v| v.form[0].fields.reverse()),
    (Form, |v| v.form.reverse()),
    (Form, |v| drop(v.form.pop())),
    (Fees, |v| v.fees[0].amount = 12_345_678),
    (Fees, |v| v.fees[0].kind = FeeKind::Fee),
    (Fees, |v| v.fees[0].channel = Some(Channel::Post)),
    (Fees, |v| v.fees[0].case = Some("full".into())),
    (Fees, |v| v.fees[0].payer = Some(Payer::Exempt)),
    (Fees, |v| v.fees[0].identity = Some(IdentityLevel::Two)),
    (Fees, |v| v.fees[0].from = Some("2026-01-01".parse().unwrap())),
    (Fees, |v| v.fees[0].to = Some("2026-01-01".parse().unwrap())),
    (Fees, |v| v.fees[0].basis = None),
    (Fees, |v| v.fees.reverse()),
    (Fees, |v| v.fee_note = Some("Miễn".to_owned())),
    (Steps, |v| v.steps[1].key.push('x')),
    (Steps, |v| v.steps[1].name.push('x')),
    (Steps, |v| v.steps[1].name_en.push('x')),
    (Steps, |v| v.steps[1].kind = StepKind::Review),
    (Steps, |v| v.steps[1].role = Role::SectionHead),
    (Steps, |v| v.steps[1].place = StepPlace::Agency(OTHER_DEPARTMENT)),
    (Steps, |v| v.steps[1].budget = Some("4 working hours".parse().unwrap())),
    (Steps, |v| v.steps[1].floor_minutes = 7),
    (Steps, |v| v.steps[1].clock_runs = false),
    (Steps, |v| v.steps[1].field = Some("dat-dai".into())),
    (Steps, |v| v.steps[1].acts = Some(vec![Act::Consult])),
    (Steps, |v| v.steps[1].when = when("channel in (online, post)")),
    (Steps, |v| v.steps[1].next = vec![Route { to: "tra".to_owned(), when: when("outcome = refuse") }]),
    (Steps, |v| v.steps[1].opinions[0].within = Term::WorkingDays(2)),
    (Steps, |v| v.steps[1].opinions[0].when = when("finding = needs_checks")),
    (Steps, |v| v.steps[1].opinions[0].place = StepPlace::Agency(OTHER_DEPARTMENT)),
    (Steps, |v| v.steps[1].opinions.reverse()),
    (Steps, |v| v.steps[1].opinions[1].steps.clear()),
    (Steps, |v| v.steps[1].opinions[1].steps.reverse()),
    (Steps, |v| drop(v.steps[1].opinions[1].steps.pop())),
    (Steps, |v| v.steps[1].opinions[1].steps[0].key = "khac".to_owned()),
    (Steps, |v| v.steps[1].opinions[1].steps[0].name.push('!')),
    (Steps, |v| v.steps[1].opinions[1].steps[0].name_en.clear()),
    (Steps, |v| v.steps[1].opinions[1].steps[0].role = Role::SectionHead),
    (Steps, |v| v.steps[1].opinions[1].steps[0].field = Some("dat-dai".into())),
    (Steps, |v| v.steps[1].opinions[1].steps[0].budget = Some(Term::WorkingDays(3))),
    (Steps, |v| v.steps[1].opinions[1].steps[0].floor_minutes = 9),
    (Steps, |v| v.steps.swap(1, 2)),
    (Steps, |v| drop(v.steps.remove(3))),
    (Basis, |v| v.legal_basis[0].document.push('x')),
    (Basis, |v| v.legal_basis[0].article = None),
    (Basis, |v| v.legal_basis[0].link = None),
    (Basis, |v| v.legal_basis.reverse()),
    (Basis, |v| v.legal_basis.clear()),
    (Variation, |v| v.variant = Some(Variant { of: VersionId(7), unit: COMMUNE })),
    (Variation, |v| v.limits.cutoff = None),
    (Variation, |v| v.limits.steps[0].budget.as_mut().unwrap().max = Term::WorkingDays(2)),
    (Variation, |v| v.limits.steps[0].floor_minutes = None),
    (Variation, |v| v.limits.steps[0].roles.push(Role::UnitHead)),
    (Variation, |v| v.limits.steps[0].fields.clear()),
    (Variation, |v| v.limits.steps[1].may_leave_out = false),
    (Variation, |v| v.limits.steps.reverse()),
    (Variation, |v| drop(v.limits.steps.pop())),
    (Variation, |v| v.limits = Limits::default()),
];

#[test]
fn each_edit_is_told_in_its_section_and_nowhere_else() {
    let old = full();
    for (at, (section, edit)) in EDITS.iter().enumerate() {
        let mut new = full();
        edit(&mut new);
        assert_ne!(old, new, "edit {at} changes something");
        for (a, b) in [(&old, &new), (&new, &old)] {
            let comparison = compare(a, b);
            let sections: Vec<Section> = comparison.sections().map(|(section, _)| section).collect();
            assert_eq!(sections, [*section], "edit {at}: {comparison:#?}");
            for change in &comparison.changes {
                for lang in [Lang::Vi, Lang::En] {
                    let text = change.text(lang);
                    assert!(text.ends_with('.') && !text.contains("  "), "edit {at}: {text}");
                    assert!(text.chars().next().is_some_and(|first| !first.is_lowercase()), "{text}");
                }
            }
        }
    }
}

#[test]
fn equal_versions_have_nothing_to_tell_whatever_their_number() {
    let renumbered = ProcedureVersion { id: VersionId(77), ..full() };
    assert!(compare(&full(), &renumbered).is_empty());
    let units = UnitIndex::default();
    for version in &motcua_city::hanoi().unwrap().procedures {
        assert!(motcua_procedure::compare::compare(version, version, &units).is_empty(), "{}", version.code);
    }
}

#[test]
fn a_changed_time_reads_as_a_lawyer_would_say_it() {
    let mut new = version();
    new.steps[1].name = "Thẩm định".to_owned();
    let old = new.clone();
    new.steps[1].budget = Some("4 working hours".parse().unwrap());
    let comparison = compare(&old, &new);
    let [change, sum] = comparison.changes.as_slice() else { panic!("{comparison:#?}") };
    assert!(sum.vi.starts_with("Tổng thời gian của ") && sum.en.starts_with("Total time of "), "{sum:?}");
    assert_eq!(change.vi, "Bước 2 “Thẩm định”: thời gian từ 1 ngày làm việc thành 4 giờ làm việc.");
    assert_eq!(change.en, "Step 2 “appraisal”: budget from 1 working day to 4 working hours.");
    assert_eq!(change.kind, ChangeKind::Changed);
}

#[test]
fn a_step_put_in_moves_nothing_else() {
    let mut new = version();
    let review = step("xem", StepKind::Review, Role::SectionHead, StepPlace::Agency(DEPARTMENT), None);
    new.steps.insert(2, review);
    let comparison = compare(&version(), &new);
    let [change] = comparison.changes.as_slice() else { panic!("{comparison:#?}") };
    assert_eq!(change.kind, ChangeKind::Added);
    assert_eq!(change.vi, "Thêm bước 3 “xem xét” (lãnh đạo phòng, Đơn vị số 10, không chia thời gian).");
    let back = compare(&new, &version());
    assert_eq!(back.changes[0].vi, "Bỏ bước 3 “xem xét”.");
}

#[test]
fn steps_without_keys_are_recognised_by_their_work_and_name() {
    let unkeyed = |mut version: ProcedureVersion| {
        version.steps.iter_mut().for_each(|step| step.key.clear());
        version
    };
    let old = unkeyed(version());
    let mut new = old.clone();
    new.steps[1].role = Role::SectionHead;
    new.steps[2].name = "Ký duyệt".to_owned();
    let said: Vec<String> = compare(&old, &new).changes.into_iter().map(|change| change.vi).collect();
    assert_eq!(
        said,
        [
            "Bước 2 “thẩm định”: vai trò từ chuyên viên thành lãnh đạo phòng.",
            "Bước 3 “Ký duyệt”: tên từ “duyệt, ký” thành “Ký duyệt”.",
        ]
    );
}

#[test]
fn conditions_and_money_are_said_in_words() {
    let mut new = full();
    new.papers[0].when = when("case = full and not channel = online");
    new.fees[0].amount = 1_250_000;
    let comparison = compare(&full(), &new);
    let said = comparison.changes.iter().map(|change| change.vi.as_str());
    // The sums of the agencies follow from the budgets.
    let said: Vec<&str> = said.filter(|said| !said.starts_with("Tổng thời gian")).collect();
    assert_eq!(
        said,
        [
            "Giấy tờ “Tờ khai”: chỉ cần khi từ không ghi thành trường hợp là “Trường hợp full” và không phải (cách nộp là \
             trực tuyến).",
            "Lệ phí: mức thu từ 8.000 đồng thành 1.250.000 đồng.",
        ]
    );
    assert_eq!(comparison.changes[1].en, "Charge: amount from 8,000 đồng to 1,250,000 đồng.");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn versions_differ_exactly_when_something_is_told(
        left in proptest::collection::vec(0..EDITS.len(), 0..4),
        right in proptest::collection::vec(0..EDITS.len(), 0..4),
    ) {
        let edited = |edits: &[usize]| {
            let mut version = full();
            // An edit may take away what the next one would change.
            for at in edits {
                let mut tried = version.clone();
                let done = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
                    EDITS[*at].1(&mut tried);
                    tried
                }));
                version = done.unwrap_or(version);
            }
            version
        };
        let (a, b) = (edited(&left), edited(&right));
        prop_assert_eq!(compare(&a, &b).is_empty(), a == b, "{:?} {:?}", left, right);
        prop_assert_eq!(compare(&a, &b).is_empty(), compare(&b, &a).is_empty());
    }
}

#[test]
fn what_an_agency_has_in_all_is_told_when_it_changes() {
    let (old, mut new) = (full(), full());
    new.steps[1].budget = Some(Term::WorkingDays(3));
    let told: Vec<String> =
        compare(&old, &new).changes.iter().map(|change| change.text(Lang::Vi).to_owned()).collect();
    let sum = told.iter().find(|said| said.starts_with("Tổng thời gian của"));
    assert!(sum.is_some_and(|said| said.contains("từ") && said.contains("thành")), "{told:#?}");
    let mut longer = full();
    longer.steps[1].opinions[1].within = Term::WorkingDays(2);
    let told = compare(&old, &longer);
    assert_eq!(told.changes.len(), 2, "the branch, and what its agency has in all: {told:#?}");
}

#[test]
fn a_variation_is_compared_with_the_city_in_what_it_varies() {
    let city = full();
    let mut own = variation::start(&city, COMMUNE);
    variation::apply(&mut own, &variation::Deviation::Budget("xet".to_owned(), Term::WorkingMinutes(240)));
    let comparison = compare(&city, &own);
    let said = comparison.changes.iter().map(|change| change.vi.as_str());
    // The sums of the agencies follow from the budgets.
    let said: Vec<&str> = said.filter(|said| !said.starts_with("Tổng thời gian")).collect();
    assert_eq!(
        said,
        [
            "Bước 2 “thẩm định”: thời gian từ 1 ngày làm việc thành 4 giờ làm việc.",
            "Phiên bản là biến thể của Đơn vị số 30, lập từ phiên bản 1, thay vì phiên bản của thành phố.",
        ]
    );
}
