//! Which papers, and which steps, in the situation told: what does not apply is left out, what may is said with its condition.

use super::Ground;
use super::choice::own;
use crate::present::{pick, words};
use motcua_domain::procedure::condition::Condition;
use motcua_domain::procedure::{PaperForm, RequiredPaper};
use motcua_procedure::diagram;
use motcua_views::Lang;
use motcua_views::portal::Document;

/// What a condition leaves to be said: nothing where it holds, its words where that is not known yet.
pub(super) enum Asked {
    Not,
    Always,
    When(String),
}

pub(super) fn asked_when(g: &Ground<'_>, when: Option<&Condition>) -> Asked {
    let Some(when) = when else { return Asked::Always };
    match g.chosen.settled(when) {
        Some(true) => Asked::Always,
        Some(false) => Asked::Not,
        None => Asked::When(diagram::condition(g.version, &g.world.units, words(g.lang), when)),
    }
}

/// The papers.
pub(super) fn asked(g: &Ground<'_>) -> Vec<Document> {
    let document = |paper: &RequiredPaper| {
        let when = match asked_when(g, paper.when.as_ref()) {
            Asked::Not => return None,
            Asked::Always => None,
            Asked::When(text) => Some(text),
        };
        Some(Document {
            name: own(g.lang, &paper.name, paper.name_en.as_deref().unwrap_or_default()).to_owned(),
            form: form(g.lang, paper.form).to_owned(),
            optional: !paper.required && paper.when.is_none(),
            when,
            held_by: paper.held_by.clone().filter(|_| !paper.required),
        })
    };
    g.version.papers.iter().filter_map(document).collect()
}

fn form(lang: Lang, form: PaperForm) -> &'static str {
    match form {
        PaperForm::Original => pick(lang, "Bản chính", "Original"),
        PaperForm::CertifiedCopy => pick(lang, "Bản sao có chứng thực", "Certified copy"),
        PaperForm::Photocopy => pick(lang, "Bản chụp", "Photocopy"),
        PaperForm::Electronic => pick(lang, "Bản điện tử", "Electronic"),
        PaperForm::Unspecified => "",
    }
}
