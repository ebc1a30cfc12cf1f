//! A procedure version as the public sees it: one value from which every format is written.

use super::duration::iso;
use crate::diagram::words;
use motcua_calendar::{Date, Lang, Term};
use motcua_domain::ids::UnitId;
use motcua_domain::procedure::{
    Channel, Competence, FeeKind, PaperForm, Payer, ProcedureVersion, ServiceLevel, Tier,
};
use motcua_domain::unit::UnitIndex;
use serde::Serialize;

/// A text in Vietnamese and, where there is one, in English.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Words {
    /// Vietnamese.
    pub vi: String,
    /// English.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub en: Option<String>,
}

impl Words {
    fn of(vi: &str, en: &str) -> Words {
        Words { vi: vi.to_owned(), en: Some(en.to_owned()).filter(|en| !en.trim().is_empty()) }
    }
}

/// How long.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Time {
    /// In words, both languages.
    pub words: Words,
    /// ISO 8601; working days as days.
    pub iso8601: String,
}

impl Time {
    fn of(term: Term) -> Time {
        Time { words: Words::of(&term.label(Lang::Vi), &term.label(Lang::En)), iso8601: iso(term) }
    }
}

/// A term of a case or a channel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OtherTime {
    /// Key of the case; none: every case.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub case: Option<String>,
    /// Channel; none: every channel.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub channel: Option<&'static str>,
    /// The term.
    pub term: Time,
}

/// The agency that decides.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Authority {
    /// Key of the unit; `commune`: the commune of the applicant.
    pub key: String,
    /// Its name.
    pub name: Words,
}

/// A case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PublicCase {
    /// Key.
    pub key: String,
    /// Name.
    pub name: Words,
}

/// A paper.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Paper {
    /// Key inside the version.
    pub key: String,
    /// Name.
    pub name: Words,
    /// Kind of copy: `original`, `certified_copy`, `photocopy`, `electronic`, `unspecified`.
    pub form: &'static str,
    /// Whether a dossier is incomplete without it.
    pub required: bool,
    /// When it is asked for; none: always.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub when: Option<Words>,
    /// The database of the State that already holds what it says; then it is not asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub held_by: Option<String>,
}

/// A fee rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PublicFee {
    /// `fee` (phí) or `charge` (lệ phí).
    pub kind: &'static str,
    /// Đồng.
    pub amount: u64,
    /// Channel; none: every channel.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub channel: Option<&'static str>,
    /// Key of the case.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub case: Option<String>,
    /// Class of payer: `citizen`, `foreigner`, `organisation`, `exempt`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub payer: Option<&'static str>,
    /// First day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<Date>,
    /// Last day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<Date>,
    /// Legal basis.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub basis: Option<String>,
}

/// A document the version rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PublicBasis {
    /// Document and article, as cited.
    pub citation: String,
    /// Address of its text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
}

/// A step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PublicStep {
    /// Name.
    pub name: Words,
    /// Role of the officer.
    pub role: Words,
    /// Where it is done.
    pub place: Words,
    /// Its share of the term.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub budget: Option<Time>,
    /// Whether its time counts in the term.
    pub counted: bool,
}

/// A version as it is published.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Service {
    /// National code.
    pub code: String,
    /// Number of the version.
    pub version: u32,
    /// Name.
    pub name: Words,
    /// Key of the field.
    pub field: String,
    /// Name of the field.
    pub field_name: Words,
    /// Everyday words.
    pub keywords: Vec<String>,
    /// `commune`, `city`, `both`.
    pub tier: &'static str,
    /// Who decides.
    pub authority: Authority,
    /// First day in force.
    pub valid_from: Date,
    /// Last day, when ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub valid_to: Option<Date>,
    /// `full`, `partial`, `online_unspecified`, `none`, `unknown`.
    pub service_level: &'static str,
    /// `counter`, `online`, `post`.
    pub channels: Vec<&'static str>,
    /// The term.
    pub term: Time,
    /// Terms that differ.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub other_terms: Vec<OtherTime>,
    /// Cases.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub cases: Vec<PublicCase>,
    /// Papers.
    pub papers: Vec<Paper>,
    /// Fees.
    pub fees: Vec<PublicFee>,
    /// What is issued.
    pub result: String,
    /// Its national code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub result_code: Option<String>,
    /// Steps.
    pub steps: Vec<PublicStep>,
    /// Legal basis.
    pub legal_basis: Vec<PublicBasis>,
    /// What is not certain: `term`, `steps`, `papers`, `fee`.
    pub provisional: Vec<&'static str>,
    /// Where the data came from.
    pub source: String,
}

impl Service {
    /// The public view of a version.
    pub fn of(version: &ProcedureVersion, units: &UnitIndex) -> Service {
        let flags = version.provisional;
        let uncertain =
            [("term", flags.term), ("steps", flags.steps), ("papers", flags.papers), ("fee", flags.fee)];
        Service {
            code: version.code.to_string(),
            version: version.id.0,
            name: Words::of(&version.name, version.name_en.as_deref().unwrap_or_default()),
            field: version.field.to_string(),
            field_name: Words::of(&version.field_name, &version.field_name_en),
            keywords: version.synonyms.clone(),
            tier: tier(version.tier),
            authority: authority(version, units),
            valid_from: version.valid_from,
            valid_to: version.valid_to,
            service_level: level(version.service_level),
            channels: version.channels.iter().map(|channel| channel.key()).collect(),
            term: Time::of(version.rule.term),
            other_terms: other_terms(version),
            cases: version
                .cases
                .iter()
                .map(|case| PublicCase {
                    key: case.key.to_string(),
                    name: Words::of(&case.name, &case.name_en),
                })
                .collect(),
            papers: papers(version, units),
            fees: fees(version),
            result: version.result_name.clone(),
            result_code: version.result_code.clone(),
            steps: steps(version, units),
            legal_basis: version
                .legal_basis
                .iter()
                .map(|basis| PublicBasis { citation: basis.to_string(), link: basis.link.clone() })
                .collect(),
            provisional: uncertain.into_iter().filter(|(_, is)| *is).map(|(what, _)| what).collect(),
            source: version.source.clone(),
        }
    }
}

/// The same said in both languages.
fn said(version: &ProcedureVersion, units: &UnitIndex, what: impl Fn(&words::Words<'_>) -> String) -> Words {
    let text = |lang| what(&words::Words { version, units, lang });
    Words::of(&text(Lang::Vi), &text(Lang::En))
}

fn papers(version: &ProcedureVersion, units: &UnitIndex) -> Vec<Paper> {
    let paper = |paper: &motcua_domain::procedure::RequiredPaper| Paper {
        key: paper.key.to_string(),
        name: Words::of(&paper.name, paper.name_en.as_deref().unwrap_or_default()),
        form: paper_form(paper.form),
        required: paper.required,
        when: paper.when.as_ref().map(|when| said(version, units, |words| words.condition(when))),
        held_by: paper.held_by.clone(),
    };
    version.papers.iter().map(paper).collect()
}

fn steps(version: &ProcedureVersion, units: &UnitIndex) -> Vec<PublicStep> {
    let step = |step: &motcua_domain::procedure::Step| PublicStep {
        name: Words::of(&step.name, &step.name_en),
        role: Words::of(step.role.label(Lang::Vi), step.role.label(Lang::En)),
        place: said(version, units, |words| words.place(step.place)),
        budget: step.budget.map(Time::of),
        counted: step.clock_runs,
    };
    version.steps.iter().map(step).collect()
}

fn authority(version: &ProcedureVersion, units: &UnitIndex) -> Authority {
    let unit = |id: UnitId| match units.get(id) {
        Some(unit) => Authority { key: unit.key.clone(), name: Words::of(&unit.name, "") },
        None => {
            Authority { key: format!("unit-{id}"), name: Words::of(&format!("Đơn vị số {id}"), "") }
        }
    };
    match version.competence {
        Competence::Agency(id) => unit(id),
        Competence::Commune => Authority {
            key: "commune".to_owned(),
            name: Words::of("Ủy ban nhân dân phường, xã", "Commune people's committee"),
        },
    }
}

fn other_terms(version: &ProcedureVersion) -> Vec<OtherTime> {
    let other = |variant: &motcua_domain::procedure::TermVariant| OtherTime {
        case: variant.case.as_ref().map(ToString::to_string),
        channel: variant.channel.map(Channel::key),
        term: Time::of(variant.rule.term),
    };
    version.terms.iter().map(other).collect()
}

fn fees(version: &ProcedureVersion) -> Vec<PublicFee> {
    let fee = |rule: &motcua_domain::procedure::FeeRule| PublicFee {
        kind: match rule.kind {
            FeeKind::Fee => "fee",
            FeeKind::Charge => "charge",
        },
        amount: rule.amount,
        channel: rule.channel.map(Channel::key),
        case: rule.case.as_ref().map(ToString::to_string),
        payer: rule.payer.map(|payer| match payer {
            Payer::Citizen => "citizen",
            Payer::Foreigner => "foreigner",
            Payer::Organisation => "organisation",
            Payer::Exempt => "exempt",
        }),
        from: rule.from,
        to: rule.to,
        basis: rule.basis.clone(),
    };
    version.fees.iter().map(fee).collect()
}

fn tier(tier: Tier) -> &'static str {
    match tier {
        Tier::Commune => "commune",
        Tier::City => "city",
        Tier::Both => "both",
    }
}

fn level(level: ServiceLevel) -> &'static str {
    match level {
        ServiceLevel::Full => "full",
        ServiceLevel::Partial => "partial",
        ServiceLevel::OnlineUnspecified => "online_unspecified",
        ServiceLevel::None => "none",
        ServiceLevel::Unknown => "unknown",
    }
}

fn paper_form(form: PaperForm) -> &'static str {
    match form {
        PaperForm::Original => "original",
        PaperForm::CertifiedCopy => "certified_copy",
        PaperForm::Photocopy => "photocopy",
        PaperForm::Electronic => "electronic",
        PaperForm::Unspecified => "unspecified",
    }
}
