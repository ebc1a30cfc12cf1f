//! How large a version may be to be looked into: far above any procedure of the law, so that no input takes long.

use super::codes::TOO_LARGE;
use super::sink::{Sink, whole};
use motcua_domain::procedure::ProcedureVersion;

/// Steps.
pub const STEPS: usize = 200;
/// Routes, and opinions, of one step; steps of one branch.
pub const BRANCHES: usize = 50;
/// Papers.
pub const PAPERS: usize = 500;
/// Fields on all pages of the form, and pages.
pub const FIELDS: usize = 500;
/// Fee rules.
pub const FEES: usize = 300;
/// Cases.
pub const CASES: usize = 60;
/// Terms of cases and channels.
pub const TERMS: usize = 240;
/// Questions, and choices of one question.
pub const QUESTIONS: usize = 40;
/// Documents of the legal basis.
pub const BASES: usize = 200;

/// Whether the version is small enough; if not, says what is too many.
pub(super) fn check(version: &ProcedureVersion, sink: &mut Sink) -> bool {
    let branches = version.steps.iter().map(|step| step.next.len().max(step.opinions.len())).max();
    let planned = version.steps.iter().flat_map(|step| &step.opinions);
    let in_branch = planned.map(|branch| branch.steps.len()).max().unwrap_or(0);
    let choices = version.questions.iter().map(|question| question.choices.len()).max();
    let fields: usize = version.form.iter().map(|page| page.fields.len()).sum();
    let counts = [
        ("steps", "bước", "steps", version.steps.len(), STEPS),
        (
            "steps",
            "hướng đi hoặc ý kiến của một bước",
            "routes or opinions of a step",
            branches.unwrap_or(0),
            BRANCHES,
        ),
        ("steps", "bước của một nhánh", "steps of a branch", in_branch, BRANCHES),
        ("papers", "giấy tờ", "papers", version.papers.len(), PAPERS),
        ("form", "ô nhập liệu", "fields", fields, FIELDS),
        ("form", "trang của tờ khai", "pages of the form", version.form.len(), FIELDS),
        ("fees", "mức phí", "fees", version.fees.len(), FEES),
        ("cases", "trường hợp", "cases", version.cases.len(), CASES),
        ("terms", "thời hạn riêng", "terms of cases and channels", version.terms.len(), TERMS),
        ("questions", "câu hỏi", "questions", version.questions.len(), QUESTIONS),
        ("questions", "lựa chọn của một câu hỏi", "choices of a question", choices.unwrap_or(0), QUESTIONS),
        ("variation", "giới hạn của bước", "limits of steps", version.limits.steps.len(), STEPS),
        ("legal_basis", "căn cứ", "legal bases", version.legal_basis.len(), BASES),
    ];
    let mut small = true;
    for (value, vi, en, count, max) in counts {
        if count > max {
            small = false;
            sink.add(
                TOO_LARGE,
                whole(value),
                format!("Có {count} {vi}; hệ thống kiểm tra nhiều nhất {max}."),
                format!("There are {count} {en}; at most {max} can be checked."),
            );
        }
    }
    small
}
