//! Where the branches of a dossier stand, in words: what another agency does beside the step under way.

use crate::present::{labels, pick, unit_in, when, words};
use motcua_app::World;
use motcua_calendar::Moment;
use motcua_domain::dossier::{BranchRun, Consultation, Dossier};
use motcua_domain::procedure::{BranchStep, ProcedureVersion};
use motcua_views::Lang;
use motcua_views::desk::Fact;

/// One line for each branch, in the order they were asked for.
pub fn facts(
    lang: Lang,
    world: &World,
    (dossier, version): (&Dossier, &ProcedureVersion),
    now: Moment,
) -> Vec<Fact> {
    let branches = dossier.consultations.iter().filter_map(|asked| Some((asked, asked.branch.as_ref()?)));
    let said = branches.map(|(asked, run)| {
        let host = version.step(run.step).map_or("", |step| named(lang, &step.name, &step.name_en));
        // The labels of facts stand on one line: what is long belongs to the text.
        let beside = format!("{} “{host}”", pick(lang, "cùng bước", "beside"));
        let stands = match asked.answer {
            Some(answer) => format!(
                "{} {} ({})",
                pick(lang, "đã xong lúc", "done on"),
                when(lang, answer.at),
                labels::opinion(lang, answer.opinion).to_lowercase()
            ),
            None => standing(lang, (asked, run), version, now),
        };
        let text = format!("{} ({beside}): {stands}", unit_in(lang, world, asked.agency));
        Fact::new(pick(lang, "Làm song song", "Side by side"), text)
    });
    said.collect()
}

fn standing(
    lang: Lang,
    (asked, run): (&Consultation, &BranchRun),
    version: &ProcedureVersion,
    now: Moment,
) -> String {
    let steps = run.steps(version);
    let mut parts = Vec::new();
    if let Some(step) = steps.get(run.at) {
        parts.push(format!(
            "{} {}/{} “{}” ({})",
            pick(lang, "đang ở bước", "at step"),
            run.at + 1,
            steps.len(),
            name(lang, step),
            step.role.label(words(lang))
        ));
    }
    if let Some(due) = run.due_at {
        let said = if run.is_behind(now) {
            pick(lang, "bước đã quá thời gian từ", "the step is past its time since")
        } else {
            pick(lang, "xong bước trước", "the step is to be done by")
        };
        parts.push(format!("{said} {}", when(lang, due)));
    }
    let whole = if now > asked.answer_by {
        pick(lang, "cả nhánh đã hết thời gian từ", "the time of the branch is over since")
    } else {
        pick(lang, "cả nhánh trả lời trước", "the branch answers by")
    };
    parts.push(format!("{whole} {}", when(lang, asked.answer_by)));
    parts.join("; ")
}

/// The name of a step of a branch in the language of the page; Vietnamese where it has no other.
pub fn name(lang: Lang, step: &BranchStep) -> &str {
    named(lang, &step.name, &step.name_en)
}

fn named<'a>(lang: Lang, vi: &'a str, en: &'a str) -> &'a str {
    if en.is_empty() { vi } else { pick(lang, vi, en) }
}
