//! Versions at random: whatever a version may say in the tables of a workbook.

use super::HANOI;
use motcua_calendar::Term;
use motcua_domain::actor::Role;
use motcua_domain::ids::{FieldCode, PaperKey};
use motcua_domain::procedure::flow::SIDE_ACTS;
use motcua_domain::procedure::{
    BranchStep, PaperForm, PlannedOpinion, RequiredPaper, Route, Step, StepKind, StepPlace,
};
use proptest::prelude::*;

prop_compose! {
    pub fn text()(text in "[a-zA-ZÀ-ỹđ0-9<>&\"'_,.()/%+=-]([a-zA-ZÀ-ỹđ0-9<>&\"'_ \n,.()/%+=-]{0,40}[a-zA-ZÀ-ỹđ0-9_x<>&.)])?") -> String {
        use unicode_normalization::UnicodeNormalization;
        text.nfc().collect()
    }
}

pub fn term() -> impl Strategy<Value = Term> {
    prop_oneof![
        (1_u32..5_000).prop_map(Term::WorkingMinutes),
        (1_u32..400).prop_map(Term::WorkingDays),
        (1_u32..400).prop_map(Term::CalendarDays),
        (1_u32..40).prop_map(Term::Months),
    ]
}

pub fn place() -> impl Strategy<Value = StepPlace> {
    let units: Vec<_> = HANOI.units.iter().map(|unit| StepPlace::Agency(unit.id)).collect();
    prop_oneof![
        Just(StepPlace::ReceivedAt),
        Just(StepPlace::Competent),
        Just(StepPlace::Commune),
        Just(StepPlace::ReturnAt),
        prop::sample::select(units),
    ]
}

pub fn condition() -> impl Strategy<Value = Option<motcua_domain::procedure::Condition>> {
    let texts = [
        "case = moi",
        "not channel in (online, post)",
        "(case = a or case = b) and not finding = meets",
        "answer.x = y",
    ];
    prop::option::of(prop::sample::select(texts.to_vec()).prop_map(|text| text.parse().unwrap()))
}

pub fn step() -> impl Strategy<Value = Step> {
    let kinds = [
        StepKind::Intake,
        StepKind::Assign,
        StepKind::Appraise,
        StepKind::Review,
        StepKind::Approve,
        StepKind::Issue,
        StepKind::Payment,
        StepKind::Return,
    ];
    let roles: Vec<Role> = Role::ALL.into_iter().filter(|role| role.works()).collect();
    let acts = prop::option::of(prop::sample::subsequence(SIDE_ACTS.to_vec(), 0..=SIDE_ACTS.len()));
    let branch = (
        text(),
        prop::option::of(text()),
        prop::sample::select(roles.clone()),
        prop::option::of("[a-z]{2,8}(-[a-z]{2,8})?"),
        prop::option::of(term()),
        0_u32..500,
    );
    let branch = branch.prop_map(|(name, name_en, role, field, budget, floor_minutes)| BranchStep {
        key: String::new(),
        name,
        name_en: name_en.unwrap_or_default(),
        role,
        field: field.map(FieldCode),
        budget,
        floor_minutes,
    });
    let branches = prop::collection::vec(branch, 0..4);
    let opinion = (place(), term(), condition(), branches)
        .prop_map(|(place, within, when, steps)| PlannedOpinion { place, within, when, steps });
    let what = (
        text(),
        prop::option::of(text()),
        prop::sample::select(kinds.to_vec()),
        prop::sample::select(roles),
        place(),
    );
    let time =
        (prop::option::of(term()), 0_u32..500, any::<bool>(), prop::option::of("[a-z]{2,8}(-[a-z]{2,8})?"));
    (
        what,
        time,
        acts,
        condition(),
        prop::collection::vec((any::<prop::sample::Index>(), condition()), 0..3),
        prop::collection::vec(opinion, 0..4),
    )
        .prop_map(
            |(
                (name, name_en, kind, role, place),
                (budget, floor_minutes, clock_runs, field),
                acts,
                when,
                next,
                opinions,
            )| Step {
                key: String::new(),
                name,
                name_en: name_en.unwrap_or_default(),
                kind,
                role,
                place,
                budget,
                floor_minutes,
                clock_runs,
                field: field.map(FieldCode),
                acts,
                when,
                // Where it leads is settled when the number of steps is known.
                next: next
                    .into_iter()
                    .map(|(to, when)| Route { to: to.index(12).to_string(), when })
                    .collect(),
                opinions,
            },
        )
}

pub fn paper() -> impl Strategy<Value = RequiredPaper> {
    let forms = [
        PaperForm::Original,
        PaperForm::CertifiedCopy,
        PaperForm::Photocopy,
        PaperForm::Electronic,
        PaperForm::Unspecified,
    ];
    (
        text(),
        prop::option::of(text()),
        prop::sample::select(forms.to_vec()),
        any::<bool>(),
        condition(),
        prop::option::of("[a-z_]{3,12}"),
    )
        .prop_map(|(name, name_en, form, required, when, held_by)| RequiredPaper {
            key: PaperKey(String::new()),
            name,
            name_en,
            form,
            required,
            when,
            held_by,
            by_form: false,
        })
}
