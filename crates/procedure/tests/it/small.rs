//! A small city and a version in which nothing is wrong, for tests that put one thing wrong at a time.

use motcua_calendar::{PausePolicy, StartRule, TermRule};
use motcua_domain::actor::Role;
use motcua_domain::ids::{FieldCode, UnitId, VersionId};
use motcua_domain::procedure::*;
use motcua_domain::unit::{Unit, UnitIndex, UnitKind};
use motcua_procedure::{Field, Substitution, Surroundings};
use std::collections::BTreeSet;

pub const DEPARTMENT: UnitId = UnitId(10);
pub const OTHER_DEPARTMENT: UnitId = UnitId(11);
pub const WARD: UnitId = UnitId(20);
pub const POINT: UnitId = UnitId(21);
pub const COMMUNE: UnitId = UnitId(30);
pub const OTHER_POINT: UnitId = UnitId(31);

/// What a version is checked against, to be changed by a test.
#[derive(Clone)]
pub struct Town {
    pub units: Vec<Unit>,
    /// Units and roles with nobody.
    pub vacant: BTreeSet<(UnitId, Role)>,
    pub fields: Vec<Field>,
    pub dictionary: Vec<FieldDef>,
    pub others: Vec<ProcedureVersion>,
    pub base: Option<ProcedureVersion>,
    pub substitutions: Vec<Substitution>,
}

impl Town {
    pub fn around<T>(&self, use_it: impl FnOnce(&Surroundings<'_>) -> T) -> T {
        let units = UnitIndex::new(self.units.iter().cloned());
        let staffed = |unit: UnitId, role: Role, _: &FieldCode| !self.vacant.contains(&(unit, role));
        let others: Vec<&ProcedureVersion> = self.others.iter().collect();
        use_it(&Surroundings {
            units: &units,
            staffed: &staffed,
            fields: &self.fields,
            dictionary: &self.dictionary,
            others: &others,
            base: self.base.as_ref(),
            substitutions: &self.substitutions,
        })
    }
}

pub fn town() -> Town {
    let unit = |id: UnitId, kind: UnitKind, parent: Option<UnitId>| -> Unit {
        let told = serde_json::json!({
            "id": id, "key": format!("don-vi-{id}"), "name": format!("Đơn vị số {id}"),
            "short_name": format!("Đơn vị {id}"), "kind": kind, "parent": parent,
            "agency_code": format!("H26.P{id}"), "agency_code_provisional": true,
        });
        serde_json::from_value(told).unwrap()
    };
    let city = UnitId(1);
    let field = |key: &str, name: &str, name_en: &str| Field {
        key: key.into(),
        name: name.to_owned(),
        name_en: name_en.to_owned(),
    };
    Town {
        units: vec![
            unit(city, UnitKind::City, None),
            unit(DEPARTMENT, UnitKind::Department, Some(city)),
            unit(OTHER_DEPARTMENT, UnitKind::Department, Some(city)),
            unit(WARD, UnitKind::Ward, Some(city)),
            unit(POINT, UnitKind::ServicePoint, Some(WARD)),
            unit(COMMUNE, UnitKind::RuralCommune, Some(city)),
            unit(OTHER_POINT, UnitKind::ServicePoint, Some(COMMUNE)),
        ],
        vacant: BTreeSet::new(),
        fields: vec![field("ho-tich", "Hộ tịch", "Civil status"), field("dat-dai", "Đất đai", "Land")],
        dictionary: vec![
            known("full_name", "Họ và tên", FieldKind::Text, None),
            known("birth_date", "Ngày sinh", FieldKind::Date, Some("Cơ sở dữ liệu quốc gia về dân cư")),
            known("date_of_birth", "Ngày SINH", FieldKind::Date, None),
            known("has_papers", "Có giấy chứng sinh", FieldKind::YesNo, None),
        ],
        others: vec![],
        base: None,
        substitutions: vec![Substitution {
            code: "1.001193".into(),
            classes: vec!["marriage_certificate".to_owned()],
            databases: vec!["civil_status".to_owned(), "population".to_owned()],
        }],
    }
}

fn known(key: &str, label: &str, kind: FieldKind, held_by: Option<&str>) -> FieldDef {
    FieldDef {
        key: key.to_owned(),
        label: label.to_owned(),
        label_en: key.to_owned(),
        kind,
        choices: vec![],
        held_by: held_by.map(str::to_owned),
    }
}

pub fn step(key: &str, kind: StepKind, role: Role, place: StepPlace, budget: Option<&str>) -> Step {
    Step {
        key: key.to_owned(),
        name: kind.label(motcua_calendar::Lang::Vi).to_owned(),
        name_en: kind.label(motcua_calendar::Lang::En).to_owned(),
        kind,
        role,
        place,
        budget: budget.map(|text| text.parse().unwrap()),
        floor_minutes: 5,
        clock_runs: kind != StepKind::Return,
        field: None,
        acts: None,
        when: None,
        next: vec![],
        opinions: vec![],
    }
}

pub fn paper(key: &str, name: &str) -> RequiredPaper {
    RequiredPaper {
        key: key.into(),
        name: name.to_owned(),
        name_en: Some(format!("{name} (en)")),
        form: PaperForm::Original,
        required: true,
        when: None,
        held_by: None,
        by_form: false,
    }
}

pub fn choice(key: &str) -> Choice {
    Choice { key: key.to_owned(), label: key.to_owned(), label_en: key.to_owned() }
}

pub fn question(key: &str) -> Question {
    Question {
        key: key.to_owned(),
        text: format!("{key}?"),
        text_en: format!("{key}?"),
        choices: vec![choice("yes"), choice("no")],
        when: None,
    }
}

pub fn case(key: &str, when: Option<&str>) -> Case {
    Case {
        key: key.into(),
        name: format!("Trường hợp {key}"),
        name_en: format!("Case {key}"),
        when: when.map(|text| text.parse().unwrap()),
    }
}

pub fn asked(field: &str) -> FormField {
    FormField { field: field.to_owned(), required: true, when: None, prefill: None }
}

/// Five steps in a commune, three working days, two cases told apart by one question.
pub fn version() -> ProcedureVersion {
    ProcedureVersion {
        id: VersionId(1),
        code: "1.001193".into(),
        name: "Đăng ký khai sinh".to_owned(),
        name_en: Some("Birth registration".to_owned()),
        synonyms: vec![],
        field: "ho-tich".into(),
        field_name: "Hộ tịch".to_owned(),
        field_name_en: "Civil status".to_owned(),
        tier: Tier::Commune,
        competence: Competence::Commune,
        valid_from: "2025-07-01".parse().unwrap(),
        valid_to: None,
        service_level: ServiceLevel::Full,
        channels: Channel::ALL.to_vec(),
        questions: vec![question("has_papers")],
        cases: vec![case("full", Some("answer.has_papers = yes")), case("bare", None)],
        online_when: Some("answer.has_papers = yes".parse().unwrap()),
        rule: TermRule {
            term: "3 working days".parse().unwrap(),
            start: StartRule::NextWorkingDay,
            cutoff: None,
            policy: PausePolicy::PauseAndShift,
        },
        terms: vec![],
        term_note: None,
        supplement_wait: Some("10 working days".parse().unwrap()),
        supplement_limit: Some(1),
        payment_pauses: false,
        papers: vec![paper("to-khai", "Tờ khai"), paper("giay-chung-sinh", "Giấy chứng sinh")],
        form: vec![FormPage {
            key: "child".to_owned(),
            title: "Trẻ em".to_owned(),
            title_en: "Child".to_owned(),
            fields: vec![
                asked("full_name"),
                FormField { prefill: Some(Prefill::Register), ..asked("birth_date") },
            ],
        }],
        result_name: "Giấy khai sinh".to_owned(),
        result_code: None,
        fees: vec![FeeRule { amount: 8_000, basis: Some("NQ 77/2025".to_owned()), ..FeeRule::default() }],
        fee_note: None,
        steps: vec![
            step("nhan", StepKind::Intake, Role::OneStop, StepPlace::ReceivedAt, Some("4 working hours")),
            step("xet", StepKind::Appraise, Role::Specialist, StepPlace::Competent, Some("1 working days")),
            step("duyet", StepKind::Approve, Role::UnitHead, StepPlace::Competent, Some("1 working days")),
            step("phat-hanh", StepKind::Issue, Role::Clerk, StepPlace::Competent, Some("4 working hours")),
            step("tra", StepKind::Return, Role::OneStop, StepPlace::ReturnAt, None),
        ],
        legal_basis: vec![LegalBasis {
            document: "Luật Hộ tịch 2014".to_owned(),
            article: Some("Điều 16".to_owned()),
            link: Some("https://vanban.chinhphu.vn/luat-ho-tich".to_owned()),
        }],
        source: "test".to_owned(),
        provisional: Provisional::default(),
        volume_band: 'A',
        limits: Default::default(),
        variant: None,
    }
}
