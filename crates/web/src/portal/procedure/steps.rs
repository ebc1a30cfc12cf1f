//! The steps in plain words, and what about the version is not certain.

use super::Ground;
use super::papers::{Asked, asked_when};
use crate::portal::procedures::{competent, provisional};
use crate::present::{pick, timeline::term, unit_in};
use motcua_domain::procedure::{ProcedureVersion, Step, StepPlace};
use motcua_views::message::fill;
use motcua_views::portal::{Marks, StepPlan};
use motcua_views::{Key, Lang, t};

/// The steps in the situation told, each with who does it and how long.
pub(super) fn steps(g: &Ground<'_>) -> Vec<StepPlan> {
    let (lang, world, version) = (g.lang, g.world, g.version);
    let place = |place: &StepPlace| match place {
        StepPlace::ReceivedAt => pick(lang, "Quầy tiếp nhận", "Receiving counter").to_owned(),
        StepPlace::Competent => competent(lang, world, version),
        StepPlace::Commune => pick(lang, "Ủy ban nhân dân xã, phường", "The commune or ward").to_owned(),
        StepPlace::Agency(id) => unit_in(lang, world, *id),
        StepPlace::ReturnAt => pick(lang, "Quầy trả kết quả", "Counter of return").to_owned(),
    };
    let plan = |step: &Step| {
        let mut notes = match asked_when(g, step.when.as_ref()) {
            Asked::Not => return None,
            Asked::Always => Vec::new(),
            Asked::When(text) => vec![fill(t(lang, Key::StepOnlyWhen), &[&text])],
        };
        for opinion in &step.opinions {
            let asked = match asked_when(g, opinion.when.as_ref()) {
                Asked::Not => continue,
                Asked::Always => String::new(),
                Asked::When(text) => format!(" ({})", fill(t(lang, Key::StepOnlyWhen), &[&text])),
            };
            let (whose, within) = (place(&opinion.place), term(lang, opinion.within));
            let mut names = opinion.steps.iter().map(|step| pick(lang, &step.name, &step.name_en));
            notes.push(match names.next() {
                None => format!("{}{asked}", fill(t(lang, Key::StepOpinion), &[&whose, &within])),
                Some(first) => {
                    let all = names.fold(first.to_owned(), |all, name| format!("{all}; {name}"));
                    format!("{}{asked}: {all}", fill(t(lang, Key::StepBranch), &[&whose, &within]))
                }
            });
        }
        if !step.clock_runs {
            notes.push(pick(lang, "Không tính vào thời hạn", "Not counted in the term").to_owned());
        }
        Some(StepPlan {
            name: pick(lang, &step.name, &step.name_en).to_owned(),
            unit: place(&step.place),
            budget: match step.budget {
                Some(budget) => term(lang, budget),
                None => String::new(),
            },
            notes,
        })
    };
    version.steps.iter().filter_map(plan).collect()
}

/// What about a version is not certain, where it is read.
pub(super) fn marks(lang: Lang, version: &ProcedureVersion) -> Marks {
    // In the order in which the marks are told.
    let mut told = provisional(lang, version).into_iter();
    let flags = version.provisional;
    Marks {
        term: flags.term.then(|| told.next()).flatten(),
        steps: flags.steps.then(|| told.next()).flatten(),
        papers: flags.papers.then(|| told.next()).flatten(),
        fee: flags.fee.then(|| told.next()).flatten(),
        others: told.collect(),
    }
}
