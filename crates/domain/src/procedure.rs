//! A procedure version: dated data that a dossier is pinned to when it is received.

use crate::actor::Role;
use crate::ids::{FieldCode, PaperKey, ProcedureCode, UnitId, VersionId};
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

/// Which kind of copy a required paper must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PaperForm {
    /// Bản chính.
    Original,
    /// Bản sao chứng thực.
    CertifiedCopy,
    /// Bản chụp.
    Photocopy,
    /// Điện tử.
    Electronic,
    /// The source does not say.
    Unspecified,
}

/// A required paper (thành phần hồ sơ).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequiredPaper {
    /// Key inside the version, stable.
    pub key: PaperKey,
    /// Name as published.
    pub name: String,
    /// Kind of copy.
    pub form: PaperForm,
    /// Whether a dossier is incomplete without it.
    pub required: bool,
    /// The database that already holds it (NQ 66.7/2025/NQ-CP), when known.
    pub held_by: Option<String>,
}

/// What is done in a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StepKind {
    /// Receive, digitise, hand over (one-stop).
    Intake,
    /// Assign to an officer (head of section).
    Assign,
    /// Appraise and propose (specialist).
    Appraise,
    /// Review the proposal (head of section).
    Review,
    /// Decide and sign (head of unit).
    Approve,
    /// Number, seal, issue (records clerk).
    Issue,
    /// The applicant meets a financial obligation; the clock is off.
    Payment,
    /// Return the result (one-stop).
    Return,
}

impl StepKind {
    /// Name of the work.
    pub fn label(self, lang: Lang) -> &'static str {
        let (vi, en) = match self {
            StepKind::Intake => ("tiếp nhận", "intake"),
            StepKind::Assign => ("phân công", "assignment"),
            StepKind::Appraise => ("thẩm định", "appraisal"),
            StepKind::Review => ("xem xét", "review"),
            StepKind::Approve => ("duyệt, ký", "approval"),
            StepKind::Issue => ("phát hành", "issue"),
            StepKind::Payment => ("nghĩa vụ tài chính", "payment"),
            StepKind::Return => ("trả kết quả", "return of the result"),
        };
        if lang == Lang::Vi { vi } else { en }
    }
}

/// Where a step is done, relative to the dossier's places.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StepPlace {
    /// The counter that received the dossier.
    ReceivedAt,
    /// The competent agency.
    Competent,
    /// The commune concerned, where the competent agency is a city agency.
    Commune,
    /// A named agency.
    Agency(UnitId),
    /// The counter where the result is returned.
    ReturnAt,
}

/// One step of the chain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// Name, Vietnamese.
    pub name: String,
    /// Name, English.
    pub name_en: String,
    /// What is done.
    pub kind: StepKind,
    /// By whom.
    pub role: Role,
    /// Where.
    pub place: StepPlace,
    /// Time budget inside the legal term. `None`: no split published.
    pub budget: Option<Term>,
    /// Working minutes below which finishing the step is implausible and is recorded as such.
    pub floor_minutes: u32,
    /// Whether time in this step counts against the agency.
    pub clock_runs: bool,
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
    /// Term, start rule, cut-off, pause policy.
    pub rule: TermRule,
    /// Note of the source on the term.
    pub term_note: Option<String>,
    /// How long an applicant may take to supplement; `None`: not set by this version.
    pub supplement_wait: Option<Term>,
    /// Whether waiting for a financial obligation stops the clock.
    pub payment_pauses: bool,
    /// Required papers.
    pub papers: Vec<RequiredPaper>,
    /// What is issued.
    pub result_name: String,
    /// Fee at the counter, đồng.
    pub fee_counter: Option<u64>,
    /// Fee online, đồng.
    pub fee_online: Option<u64>,
    /// Note on fees, with its legal basis.
    pub fee_note: Option<String>,
    /// The chain; starts with `Intake`, ends with `Return`.
    pub steps: Vec<Step>,
    /// Publishing decision or other basis, as known.
    pub legal_basis: Vec<String>,
    /// Where the data came from.
    pub source: String,
    /// What is not certain.
    pub provisional: Provisional,
    /// Volume band A, B, C (a judgement; ranks search results and weighs the simulation).
    pub volume_band: char,
}

impl ProcedureVersion {
    /// Whether the version is in force on a day.
    pub fn in_force(&self, on: Date) -> bool {
        self.valid_from <= on && self.valid_to.is_none_or(|last| on <= last)
    }
    /// Whether the chain can carry a dossier to its result: intake first, return last, a result issued after a
    /// decision in between. A dossier on another chain would stand still somewhere.
    pub fn is_sound(&self) -> bool {
        let kinds = |kind| move |step: &Step| step.kind == kind;
        let first = self.steps.first().is_some_and(kinds(StepKind::Intake));
        let last = self.steps.last().is_some_and(kinds(StepKind::Return));
        let ends =
            self.steps.iter().filter(|s| matches!(s.kind, StepKind::Intake | StepKind::Return)).count();
        let approve = self.steps.iter().rposition(kinds(StepKind::Approve));
        let issue = self.steps.iter().rposition(kinds(StepKind::Issue));
        first && last && ends == 2 && approve.is_some() && approve < issue
    }
    /// A required paper by its key.
    pub fn paper(&self, key: &PaperKey) -> Option<&RequiredPaper> {
        self.papers.iter().find(|p| &p.key == key)
    }
    /// The papers a received dossier still lacks: those required, unless a State database holds what they say
    /// (NQ 66.7/2025/NQ-CP).
    pub fn lacking(&self, given: impl Fn(&PaperKey) -> bool) -> Vec<PaperKey> {
        let needed = self.papers.iter().filter(|paper| paper.required && paper.held_by.is_none());
        needed.filter(|paper| !given(&paper.key)).map(|paper| paper.key.clone()).collect()
    }
    /// A step by its index.
    pub fn step(&self, index: usize) -> Option<&Step> {
        self.steps.get(index)
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
    /// National code 1, 2, 3.
    pub fn national_code(self) -> u8 {
        match self {
            Channel::Counter => 1,
            Channel::Online => 2,
            Channel::Post => 3,
        }
    }
}
