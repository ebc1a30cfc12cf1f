//! What the intake page offers once a procedure is chosen: its cases, papers, channels, communes, its due moment.

use super::intake_help::due_preview;
use crate::form::Form;
use crate::portal::procedure::choice::{answers, questions};
use crate::portal::procedure::money::fee_in_words;
use crate::portal::procedures::competent;
use crate::present::{labels, pick, procedure_name, timeline::term};
use crate::state::Web;
use motcua_app::World;
use motcua_domain::dossier::{Provenance, ReturnMethod};
use motcua_domain::ids::{CaseKey, ProcedureCode, UnitId};
use motcua_domain::procedure::{Channel, Competence, ProcedureVersion, RequiredPaper, Situation};
use motcua_views::desk::{IntakeDocument, IntakeProcedure};
use motcua_views::{Choice, Lang};
use std::sync::Arc;

/// How the dossier comes in, as chosen.
pub(super) fn provenance(form: &Form) -> Provenance {
    let told: Option<Provenance> = serde_json::from_value(form.get("channel").into()).ok();
    told.filter(|value| value.told_by_officers()).unwrap_or(Provenance::Counter)
}

/// The case the answers lead to; else the one chosen, else the ordinary one, so that most dossiers need no choice.
pub(super) fn case<'a>(form: &Form, version: &'a ProcedureVersion) -> Option<&'a CaseKey> {
    let answers = answers(form, version);
    let told = version.case_told(&answers).filter(|_| !answers.is_empty());
    let chosen = || version.cases.iter().find(|case| case.key.as_str() == form.get("case"));
    told.or_else(chosen).or_else(|| version.ordinary_case()).map(|case| &case.key)
}

/// What decides which papers are asked for.
pub(super) fn situation<'a>(form: &Form, version: &'a ProcedureVersion) -> Situation<'a> {
    let channel = Some(provenance(form).channel());
    Situation { case: case(form, version), channel, ..Situation::default() }
}

/// The channels a counter may choose.
pub(super) fn channels(lang: Lang) -> Vec<(String, String)> {
    Provenance::TOLD_BY_OFFICERS
        .into_iter()
        .map(|value| (super::forms::key_of(value), labels::provenance(lang, value).to_owned()))
        .collect()
}

/// The ways of return.
pub(super) fn deliveries(lang: Lang) -> Vec<(String, String)> {
    let all = [ReturnMethod::Counter, ReturnMethod::Online, ReturnMethod::Post];
    all.into_iter()
        .map(|value| (super::forms::key_of(value), labels::return_method(lang, value).to_owned()))
        .collect()
}

/// Communes to choose from, where the counter is not a commune's own and the procedure is decided by communes.
pub(super) fn communes(
    lang: Lang,
    world: &World,
    counter: UnitId,
    version: Option<&Arc<ProcedureVersion>>,
) -> Vec<(String, String)> {
    let own = world
        .units
        .get(counter)
        .and_then(|unit| world.units.get(unit.parent?))
        .is_some_and(|unit| unit.kind.is_commune());
    let decided = version.is_some_and(|version| version.competence == Competence::Commune);
    if own || !decided {
        return Vec::new();
    }
    let mut list = vec![(String::new(), pick(lang, "Chọn xã, phường", "Choose a commune").to_owned())];
    let communes = world.units.lasting().filter(|unit| unit.kind.is_commune());
    list.extend(communes.map(|unit| (unit.id.to_string(), unit.name.clone())));
    list
}

/// The procedure found, with the moment a dossier received now would be due.
#[must_use]
pub(super) fn procedure(
    web: &Web,
    lang: Lang,
    world: &World,
    version: &ProcedureVersion,
    counter: UnitId,
    form: &Form,
) -> IntakeProcedure {
    let chosen = case(form, version);
    let rule = version.rule_for(chosen, provenance(form).channel());
    IntakeProcedure {
        code: version.code.to_string(),
        name: procedure_name(lang, version).to_owned(),
        term: term(lang, rule.term),
        fee: fee(lang, web, version, (chosen, provenance(form).channel())),
        competent: match version.competence {
            Competence::Commune => {
                let own = world
                    .units
                    .get(counter)
                    .and_then(|unit| unit.parent)
                    .filter(|id| world.units.get(*id).is_some_and(|u| u.kind.is_commune()));
                own.map_or_else(
                    || competent(lang, world, version),
                    |id| crate::present::unit_in(lang, world, id),
                )
            }
            Competence::Agency(_) => competent(lang, world, version),
        },
        due: due_preview(web, lang, world, rule),
        cases: cases(lang, version, chosen),
        questions: questions(lang, version, &answers(form, version)),
    }
}

/// The fee of the case and channel, with the note of its source.
fn fee(
    lang: Lang,
    web: &Web,
    version: &ProcedureVersion,
    (case, channel): (Option<&CaseKey>, Channel),
) -> String {
    let mut text = fee_in_words(lang, version, web.app.now().date(), (case, Some(channel)));
    if let Some(note) = &version.fee_note {
        text.push_str(". ");
        text.push_str(note);
    }
    text
}

/// The cases to choose from, where the version tells cases apart.
fn cases(lang: Lang, version: &ProcedureVersion, chosen: Option<&CaseKey>) -> Vec<Choice> {
    if version.cases.is_empty() {
        return Vec::new();
    }
    let known = chosen.map_or("", CaseKey::as_str);
    let none = version.ordinary_case().is_none();
    let none = none.then(|| Choice::new("", pick(lang, "Chọn trường hợp", "Choose the case")));
    let list = version
        .cases
        .iter()
        .map(|case| Choice::new(case.key.as_str(), pick(lang, &case.name, &case.name_en)));
    none.into_iter().chain(list).map(|choice| choice.chosen_if(known)).collect()
}

/// The papers of a procedure asked for in the situation chosen, as ticked so far.
#[must_use]
pub(super) fn documents(lang: Lang, version: &ProcedureVersion, form: &Form) -> Vec<IntakeDocument> {
    let same = form.get("documents_of") == version.code.as_str();
    let typed = |field: String| if same { form.get(&field).to_owned() } else { String::new() };
    // Required papers are offered as handed in: the officer unticks what is missing, rather than tick each one.
    let offered = |paper: &RequiredPaper| !same && paper.required && paper.held_by.is_none();
    let situation = situation(form, version);
    let asked = |paper: &RequiredPaper| paper.when.as_ref().is_none_or(|when| when.holds(&situation));
    let asked = version.papers.iter().enumerate().filter(|(_, paper)| asked(paper));
    let list = asked.map(|(k, paper)| IntakeDocument {
        key: k.to_string(),
        name: paper.name.clone(),
        have: offered(paper) || typed(format!("doc.{k}.have")) == "1",
        originals: if offered(paper) { "1".to_owned() } else { typed(format!("doc.{k}.originals")) },
        copies: typed(format!("doc.{k}.copies")),
        optional: !paper.required,
        note: paper.held_by.as_ref().map(|register| {
            format!(
                "{} {register}",
                pick(lang, "Đã có trong cơ sở dữ liệu:", "Already held in the register:")
            )
        }),
    });
    list.collect()
}

/// A procedure by the code of an address, for the parts of the page fetched alone.
#[must_use]
pub(super) fn by_code(
    world: &World,
    code: &str,
    today: motcua_calendar::Date,
) -> Option<Arc<ProcedureVersion>> {
    world.version_for(&ProcedureCode::from(code), today).cloned()
}
