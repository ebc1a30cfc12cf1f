//! The answers a dossier was filed with, as people read them.

use super::pick;
use crate::fields::in_words;
use motcua_app::World;
use motcua_app::filings::check::definition;
use motcua_app::filings::{FormAnswer, FormContent, Source};
use motcua_views::Lang;
use motcua_views::desk::Fact;

/// What the applicant filled in, with where each answer comes from when it was not typed.
#[must_use]
pub fn answers(lang: Lang, world: &World, form: &FormContent) -> Vec<Fact> {
    let line = |answer: &FormAnswer| {
        let def = definition(world, &answer.field);
        let label = if def.label_en.is_empty() { &def.label } else { pick(lang, &def.label, &def.label_en) };
        let value = in_words(lang, &def, &answer.value);
        let told = match (answer.source, &answer.held) {
            (Source::Disputed, Some(held)) => {
                let held = in_words(lang, &def, held);
                Some(format!(
                    "{} {held}",
                    pick(lang, "người nộp khai khác với tài khoản:", "differs from the account:")
                ))
            }
            (Source::Account, _) => Some(pick(lang, "từ tài khoản", "from the account").to_owned()),
            (Source::Earlier, _) => Some(pick(lang, "từ hồ sơ trước", "from an earlier dossier").to_owned()),
            _ => None,
        };
        Fact::new(label, told.map_or(value.clone(), |told| format!("{value} ({told})")))
    };
    form.fields.iter().map(line).collect()
}
