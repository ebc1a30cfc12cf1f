//! The definition of a draft as it is kept, and the skeleton of a new procedure.

use super::NewProcedure;
use crate::error::{Error, FieldProblem};
use crate::world::World;
use motcua_calendar::{Date, PausePolicy, StartRule, Term, TermRule};
use motcua_domain::actor::Role;
use motcua_domain::ids::{ProcedureCode, VersionId};
use motcua_domain::procedure::{
    Channel, Competence, Limits, ProcedureVersion, Provisional, ServiceLevel, Step, StepKind, StepPlace, Tier,
};

/// Bytes a definition may have as JSON.
pub const DEFINITION_BYTES_MAX: usize = 512 * 1024;

/// A definition as it is kept: without a number, which publication gives; and what forbids keeping it.
pub(super) fn written(version: &ProcedureVersion) -> Result<(String, Vec<FieldProblem>), Error> {
    let unnumbered = ProcedureVersion { id: VersionId(0), ..version.clone() };
    let text = serde_json::to_string(&unnumbered).map_err(|error| Error::Defect(error.to_string()))?;
    let mut problems = Vec::new();
    if text.len() > DEFINITION_BYTES_MAX {
        problems.push(FieldProblem::new(
            "definition",
            "too_large",
            format!(
                "Định nghĩa thủ tục quá lớn, tối đa {} KB. Rút ngắn văn bản hoặc bớt bước.",
                DEFINITION_BYTES_MAX / 1024
            ),
            format!(
                "The definition is too large; the limit is {} KB. Shorten texts or leave out steps.",
                DEFINITION_BYTES_MAX / 1024
            ),
        ));
    }
    if text.contains("\\u0000") {
        problems.push(FieldProblem::new(
            "definition",
            "control_character",
            "Bỏ ký tự điều khiển trong văn bản",
            "Remove the control character from the text",
        ));
    }
    if version.name.trim().is_empty() {
        problems.push(FieldProblem::new(
            "name",
            "required",
            "Nhập tên thủ tục",
            "Enter the procedure's name",
        ));
    }
    Ok((text, problems))
}

pub(super) fn other_code(code: &ProcedureCode) -> FieldProblem {
    FieldProblem::new(
        "code",
        "other_code",
        format!("Bản thảo này của thủ tục {code}. Giữ mã đó, hoặc soạn bản thảo mới cho thủ tục khác."),
        format!(
            "This draft is of procedure {code}. Keep that code, or begin a draft of the other procedure."
        ),
    )
}

/// Whether a code has the shape of the national database: a digit, a point, six digits.
pub(super) fn is_code(code: &ProcedureCode) -> bool {
    let bytes = code.as_str().as_bytes();
    bytes.len() == 8
        && bytes[1] == b'.'
        && bytes.iter().enumerate().all(|(at, byte)| at == 1 || byte.is_ascii_digit())
}

/// A new procedure to begin from: the five steps every dossier goes through at the commune, and everything not known yet
/// marked as such.
pub(super) fn skeleton(new: &NewProcedure, world: &World, today: Date) -> Option<ProcedureVersion> {
    let like = world.all_versions().find(|version| version.field == new.field)?;
    Some(ProcedureVersion {
        id: VersionId(0),
        code: new.code.clone(),
        name: new.name.trim().to_owned(),
        name_en: None,
        synonyms: Vec::new(),
        field: new.field.clone(),
        field_name: like.field_name.clone(),
        field_name_en: like.field_name_en.clone(),
        tier: Tier::Commune,
        competence: Competence::Commune,
        valid_from: today.plus_days(1),
        valid_to: None,
        service_level: ServiceLevel::Unknown,
        channels: Channel::ALL.to_vec(),
        questions: Vec::new(),
        cases: Vec::new(),
        online_when: None,
        rule: TermRule {
            term: Term::WorkingDays(10),
            start: StartRule::NextWorkingDay,
            cutoff: None,
            policy: PausePolicy::PauseAndShift,
        },
        terms: Vec::new(),
        term_note: None,
        supplement_wait: None,
        supplement_limit: None,
        payment_pauses: false,
        papers: Vec::new(),
        form: Vec::new(),
        result_name: String::new(),
        result_code: None,
        fees: Vec::new(),
        fee_note: None,
        steps: steps(),
        legal_basis: Vec::new(),
        source: String::new(),
        provisional: Provisional { term: true, steps: true, papers: true, fee: true, form: false },
        volume_band: 'C',
        limits: Limits::default(),
        variant: None,
    })
}

fn steps() -> Vec<Step> {
    let chain = [
        (
            "tiep-nhan",
            "Tiếp nhận hồ sơ",
            "Receive the dossier",
            StepKind::Intake,
            Role::OneStop,
            StepPlace::ReceivedAt,
        ),
        ("tham-dinh", "Thẩm định", "Appraise", StepKind::Appraise, Role::Specialist, StepPlace::Competent),
        (
            "phe-duyet",
            "Phê duyệt, ký",
            "Approve and sign",
            StepKind::Approve,
            Role::UnitHead,
            StepPlace::Competent,
        ),
        ("phat-hanh", "Phát hành", "Issue", StepKind::Issue, Role::Clerk, StepPlace::Competent),
        (
            "tra-ket-qua",
            "Trả kết quả",
            "Return the result",
            StepKind::Return,
            Role::OneStop,
            StepPlace::ReturnAt,
        ),
    ];
    let step =
        |(key, name, name_en, kind, role, place): (&str, &str, &str, StepKind, Role, StepPlace)| Step {
            key: key.to_owned(),
            name: name.to_owned(),
            name_en: name_en.to_owned(),
            kind,
            role,
            place,
            budget: None,
            floor_minutes: 0,
            clock_runs: kind != StepKind::Return,
            field: None,
            acts: None,
            when: None,
            next: Vec::new(),
            opinions: Vec::new(),
        };
    chain.into_iter().map(step).collect()
}
