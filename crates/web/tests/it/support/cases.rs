//! A procedure that tells cases apart, made for the tests from an ordinary one.

use motcua_calendar::{Date, Term};
use motcua_domain::actor::Role;
use motcua_domain::ids::{CaseKey, PaperKey};
use motcua_domain::procedure::{
    Case, Channel, Choice, FeeRule, PaperForm, Payer, ProcedureVersion, Question, RequiredPaper, StepKind,
    TermVariant,
};

/// Its code.
pub const CASES: &str = "9.000004";

fn question(key: &str, text: &str, text_en: &str, when: Option<&str>) -> Question {
    let choice = |key: &str, label: &str, label_en: &str| Choice {
        key: key.into(),
        label: label.into(),
        label_en: label_en.into(),
    };
    Question {
        key: key.into(),
        text: text.into(),
        text_en: text_en.into(),
        choices: vec![choice("yes", "Có", "Yes"), choice("no", "Không", "No")],
        when: when.map(|when| when.parse().expect("a condition")),
    }
}

fn case(key: &str, name: &str, name_en: &str, when: Option<&str>) -> Case {
    let when = when.map(|when| when.parse().expect("a condition"));
    Case { key: CaseKey::from(key), name: name.into(), name_en: name_en.into(), when }
}

fn paper(key: &str, name: &str, when: Option<&str>) -> RequiredPaper {
    RequiredPaper {
        key: PaperKey::from(key),
        name: name.into(),
        name_en: None,
        form: PaperForm::CertifiedCopy,
        required: true,
        when: when.map(|when| when.parse().expect("a condition")),
        held_by: None,
        by_form: false,
    }
}

/// Two versions: today's, and one in force from July 2026 that costs more.
pub fn versions(ordinary: &ProcedureVersion) -> [ProcedureVersion; 2] {
    let mut version = ordinary.clone();
    version.id.0 = 90_004;
    version.code.0 = CASES.into();
    version.name = "Thủ tục có nhiều trường hợp".into();
    version.name_en = Some("A procedure of several cases".into());
    version.synonyms = vec!["nhieu truong hop".into()];
    version.questions = vec![
        question("certificate", "Có giấy chứng sinh không?", "Is there a certificate of birth?", None),
        question("abroad", "Sinh ở nước ngoài không?", "Born abroad?", Some("answer.certificate = no")),
    ];
    version.cases = vec![
        case("certified", "Có giấy chứng sinh", "With a certificate", Some("answer.certificate = yes")),
        case("abroad", "Sinh ở nước ngoài", "Born abroad", Some("answer.abroad = yes")),
        case("witnessed", "Có người làm chứng", "With a witness", None),
    ];
    let mut longer = version.rule;
    longer.term = Term::WorkingDays(5);
    version.terms = vec![TermVariant { case: Some(CaseKey::from("witnessed")), channel: None, rule: longer }];
    let fee = |amount| FeeRule { amount, basis: Some("Nghị quyết thử".into()), ..FeeRule::default() };
    version.fees = vec![
        fee(8_000),
        FeeRule { channel: Some(Channel::Online), ..fee(0) },
        FeeRule { case: Some(CaseKey::from("abroad")), ..fee(75_000) },
        FeeRule { payer: Some(Payer::Exempt), ..fee(0) },
    ];
    version.papers = vec![
        paper("to-khai", "Tờ khai thử", None),
        paper("chung-sinh", "Giấy chứng sinh thử", Some("case = certified")),
        paper("lam-chung", "Văn bản của người làm chứng", Some("case = witnessed")),
        RequiredPaper {
            required: false,
            held_by: Some("CSDL quốc gia về dân cư".into()),
            ..paper("cu-tru", "Giấy tờ về cư trú", None)
        },
    ];
    version.provisional.fee = true;
    let mut check = version.steps[1].clone();
    (check.key, check.name, check.name_en) = ("xac-minh".into(), "Xác minh lời khai".into(), "Check".into());
    (check.kind, check.role) = (StepKind::Appraise, Role::Specialist);
    check.when = Some("case = witnessed".parse().expect("a condition"));
    check.budget = None;
    version.steps.insert(1, check);
    let mut next = version.clone();
    next.id.0 = 90_005;
    next.valid_from = Date::new(2026, 7, 1).expect("a date");
    next.fees[0].amount = 10_000;
    [version, next]
}
