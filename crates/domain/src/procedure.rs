//! A procedure version: dated data that a dossier is pinned to when it is received.

pub mod branch;
pub mod case;
pub mod condition;
pub mod draft;
pub mod fee;
pub mod filled;
pub mod flow;
pub mod form;
pub mod paper;
pub mod value;
pub mod variation;

pub use branch::{BranchStep, PlannedOpinion};
pub use case::{Answers, Case, Choice, Question, TermVariant};
pub use condition::Condition;
pub use draft::{DraftAct, DraftPurpose, DraftState};
pub use fee::{FeeKind, FeeRule, FeeSituation, IdentityLevel, Payer};
pub use filled::{Filled, Values};
pub use flow::{Route, Situation, Step, StepKind, StepPlace};
pub use form::{FieldDef, FieldKind, FormField, FormPage, Prefill};
pub use paper::{PaperForm, RequiredPaper};
pub use variation::{Limits, Variant};

use crate::ids::{CaseKey, FieldCode, PaperKey, ProcedureCode, UnitId, VersionId};
use motcua_calendar::{Date, Lang, Term, TermRule};
use serde::{Deserialize, Serialize};

/// Level of government that decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tier {
    /// Commune committees.
    Commune,
    /// City-level agencies.
    City,
    /// Starts at a commune, decided by the city or by both.
    Both,
}

/// How the competent agency of a dossier is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Competence {
    /// The commune of the applicant's address, or any commune the law lets the applicant choose.
    Commune,
    /// One agency of the city.
    Agency(UnitId),
}

/// Online service level (NĐ 42/2022 art. 11 and its successor; names expected to stay).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ServiceLevel {
    /// Toàn trình.
    Full,
    /// Một phần.
    Partial,
    /// Offered online, level not published.
    OnlineUnspecified,
    /// Not online.
    None,
    /// Not known.
    Unknown,
}

/// A document the version rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LegalBasis {
    /// Number and kind of the document, as cited: `Luật Hộ tịch 2014`, `1077/QĐ-TTPVHCC`.
    pub document: String,
    /// Article and clause.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub article: Option<String>,
    /// Where its text stands (https).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
}

impl std::fmt::Display for LegalBasis {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.article {
            Some(article) => write!(f, "{}, {article}", self.document),
            None => f.write_str(&self.document),
        }
    }
}

/// What about a version is not certain. Shown on the page, never hidden.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Provisional {
    /// The legal term is a default, not a published value.
    pub term: bool,
    /// The step chain is the default chain.
    pub steps: bool,
    /// The list of papers is not published or not complete.
    pub papers: bool,
    /// The fee is not known.
    pub fee: bool,
    /// The fields of the form are not those of a published form.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub form: bool,
}

/// A published version. Never changes; a dossier keeps its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProcedureVersion {
    /// Number of the version in this database.
    pub id: VersionId,
    /// National code.
    pub code: ProcedureCode,
    /// Name as published.
    pub name: String,
    /// English name, when we have one.
    pub name_en: Option<String>,
    /// Everyday words and abbreviations people type for it (data): `khai sinh`, `KS`.
    pub synonyms: Vec<String>,
    /// Field key.
    pub field: FieldCode,
    /// Field name as published.
    pub field_name: String,
    /// The same in English; empty when there is none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub field_name_en: String,
    /// Level of government.
    pub tier: Tier,
    /// How the competent agency is found.
    pub competence: Competence,
    /// First day the version is in force.
    pub valid_from: Date,
    /// Last day, when ended.
    pub valid_to: Option<Date>,
    /// Online level.
    pub service_level: ServiceLevel,
    /// Whether dossiers may come by counter, online, post.
    pub channels: Vec<Channel>,
    /// Questions that tell the cases apart; at most four are asked of one applicant.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub questions: Vec<Question>,
    /// Cases (variants).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cases: Vec<Case>,
    /// When the online level applies at all (eligibility), by the answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub online_when: Option<Condition>,
    /// Term, start rule, cut-off, pause policy.
    pub rule: TermRule,
    /// The same for cases and channels that differ.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub terms: Vec<TermVariant>,
    /// Note of the source on the term.
    pub term_note: Option<String>,
    /// How long an applicant may take to supplement; `None`: not set by this version.
    pub supplement_wait: Option<Term>,
    /// How many requests for supplement are allowed; `None`: not limited by this version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supplement_limit: Option<u32>,
    /// Whether waiting for a financial obligation stops the clock.
    pub payment_pauses: bool,
    /// Required papers.
    pub papers: Vec<RequiredPaper>,
    /// The electronic form.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub form: Vec<FormPage>,
    /// What is issued.
    pub result_name: String,
    /// National code of what is issued (mã kết quả), when known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub result_code: Option<String>,
    /// Fee rules; none: not known, or none is due ([`Provisional::fee`] tells).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fees: Vec<FeeRule>,
    /// Note on fees, with its legal basis.
    pub fee_note: Option<String>,
    /// The chain; starts with `Intake`, ends with `Return`.
    pub steps: Vec<Step>,
    /// Publishing decision or other basis, as known.
    pub legal_basis: Vec<LegalBasis>,
    /// Where the data came from.
    pub source: String,
    /// What is not certain.
    pub provisional: Provisional,
    /// Volume band A, B, C (a judgement; ranks search results and weighs the simulation).
    pub volume_band: char,
    /// What communes may change of it ([`variation`]); nothing, as a rule.
    #[serde(default, skip_serializing_if = "Limits::is_empty")]
    pub limits: Limits,
    /// Of a commune's variation: which version of the city it varies, and whose it is. None: a version of the city.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub variant: Option<Variant>,
}

impl ProcedureVersion {
    /// Whether the version is in force on a day.
    pub fn in_force(&self, on: Date) -> bool {
        self.valid_from <= on && self.valid_to.is_none_or(|last| on <= last)
    }
    /// Whether every way through the flow carries a dossier to its result ([`flow::is_sound`]).
    pub fn is_sound(&self) -> bool {
        let sound = |s: &Situation<'_>| flow::is_sound(&self.steps, &flow::path(&self.steps, s));
        if flow::is_straight(&self.steps) {
            return sound(&Situation::default());
        }
        let cases: Vec<CaseKey> = self.cases.iter().map(|case| case.key.clone()).collect();
        flow::situations(&cases).all(|s| sound(&s))
    }
    /// The term rule of a case and channel: the variant that names most applies.
    pub fn rule_for(&self, case: Option<&CaseKey>, channel: Channel) -> &TermRule {
        let fits = |v: &&TermVariant| {
            v.case.as_ref().is_none_or(|wanted| case == Some(wanted))
                && v.channel.is_none_or(|c| c == channel)
        };
        let names = |v: &&TermVariant| usize::from(v.case.is_some()) * 2 + usize::from(v.channel.is_some());
        self.terms.iter().rev().filter(fits).max_by_key(names).map_or(&self.rule, |variant| &variant.rule)
    }
    /// The case that answers lead to: the first whose condition holds.
    pub fn case_for(&self, answers: &Answers) -> Option<&Case> {
        self.cases.iter().find(|case| case.when.as_ref().is_none_or(|when| when.holds(answers)))
    }
    /// The case of a dossier about which nothing special was said: the one for whatever is left.
    pub fn ordinary_case(&self) -> Option<&Case> {
        self.case_for(&Answers::new())
    }
    /// A case by its key.
    pub fn case(&self, key: &CaseKey) -> Option<&Case> {
        self.cases.iter().find(|case| case.key == *key)
    }
    /// What an ordinary payer is asked for by a channel, đồng; `None`: not known.
    pub fn fee(&self, channel: Channel) -> Option<u64> {
        let situation = FeeSituation { channel, case: None, payer: None, identity: None, on: None };
        fee::applying(&self.fees, &situation).map(|rule| rule.amount)
    }
    /// A required paper by its key.
    pub fn paper(&self, key: &PaperKey) -> Option<&RequiredPaper> {
        self.papers.iter().find(|p| &p.key == key)
    }
    /// The papers a received dossier still lacks: those required in its situation, unless a State database holds what
    /// they say (NQ 66.7/2025/NQ-CP).
    pub fn lacking(&self, situation: &Situation<'_>, given: impl Fn(&PaperKey) -> bool) -> Vec<PaperKey> {
        let asked = |paper: &&RequiredPaper| paper.when.as_ref().is_none_or(|when| when.holds(situation));
        let needed = self.papers.iter().filter(|p| p.required && p.held_by.is_none()).filter(asked);
        needed.filter(|paper| !given(&paper.key)).map(|paper| paper.key.clone()).collect()
    }
    /// The field of duty an officer must have for a step.
    pub fn field_of<'a>(&'a self, step: &'a Step) -> &'a FieldCode {
        step.field.as_ref().unwrap_or(&self.field)
    }
    /// The commune whose variation it is.
    pub fn unit(&self) -> Option<UnitId> {
        self.variant.map(|variant| variant.unit)
    }
    /// A step by its index.
    pub fn step(&self, index: usize) -> Option<&Step> {
        self.steps.get(index)
    }
}

/// The version that applies on a day: of those in force the one that began last; of two that began the same day the one
/// published last. What is published later for an earlier day does not displace what begins after it.
pub fn applying<'a, V>(versions: impl IntoIterator<Item = &'a V>, on: Date) -> Option<&'a V>
where
    V: AsRef<ProcedureVersion> + ?Sized + 'a,
{
    let at_hand = versions.into_iter().filter(|version| (*version).as_ref().in_force(on));
    at_hand.max_by_key(|version| ((*version).as_ref().valid_from, (*version).as_ref().id))
}

impl AsRef<ProcedureVersion> for ProcedureVersion {
    fn as_ref(&self) -> &ProcedureVersion {
        self
    }
}

/// National channel codes (KenhThucHien): counter 1, online 2, post 3.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// Trực tiếp.
    Counter,
    /// Trực tuyến.
    Online,
    /// Bưu chính công ích.
    Post,
}

impl Channel {
    /// Name of the channel.
    pub fn label(self, lang: Lang) -> &'static str {
        let (vi, en) = match self {
            Channel::Counter => ("trực tiếp tại quầy", "counter"),
            Channel::Online => ("trực tuyến", "online"),
            Channel::Post => ("bưu chính công ích", "public post"),
        };
        if lang == Lang::Vi { vi } else { en }
    }
    /// All three, in the order of their national codes.
    pub const ALL: [Channel; 3] = [Channel::Counter, Channel::Online, Channel::Post];

    /// Stable key used in data and conditions.
    pub fn key(self) -> &'static str {
        match self {
            Channel::Counter => "counter",
            Channel::Online => "online",
            Channel::Post => "post",
        }
    }
    /// National code 1, 2, 3.
    pub fn national_code(self) -> u8 {
        match self {
            Channel::Counter => 1,
            Channel::Online => 2,
            Channel::Post => 3,
        }
    }
}
