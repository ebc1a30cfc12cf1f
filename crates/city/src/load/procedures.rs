//! Procedure versions: each row of the table with its chain and its papers.

use super::chains::{self, Chains};
use super::papers::Papers;
use super::settings::Defaults;
use super::table::{Line, given, rows};
use super::units::Registry;
use crate::error::CityError;
use crate::files;
use crate::model::Field;
use motcua_calendar::{Cutoff, CutoffEffect, Date, MinuteOfDay, PausePolicy, StartRule, Term, TermRule};
use motcua_domain::ids::{FieldCode, ProcedureCode, VersionId};
use motcua_domain::procedure::{
    Channel, Competence, FeeRule, LegalBasis, ProcedureVersion, Provisional, ServiceLevel, Tier,
};
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ProcedureRow {
    version: u32,
    code: String,
    name: String,
    name_en: String,
    synonyms: String,
    field: String,
    tier: Tier,
    competence: String,
    partner: String,
    valid_from: String,
    valid_to: String,
    service_level: ServiceLevel,
    channels: String,
    #[serde(rename = "channels_default")]
    _channels_default: String,
    term: String,
    start: String,
    cutoff: String,
    term_note: String,
    supplement_wait: String,
    payment_pauses: String,
    fee_counter: Option<u64>,
    fee_online: Option<u64>,
    fee_note: String,
    fee_unsure: String,
    papers_unsure: String,
    result: String,
    chain: String,
    legal_basis: String,
    volume_band: char,
    #[serde(rename = "internal")]
    _internal: String,
    source: String,
}

/// What a row may refer to.
pub(super) struct Lookup<'a> {
    pub units: &'a Registry,
    pub fields: &'a [Field],
    pub chains: &'a Chains,
    pub papers: &'a Papers,
    pub defaults: &'a Defaults,
}

/// Reads every version, by version number.
pub(super) fn read(text: &str, lookup: &Lookup<'_>) -> Result<Vec<ProcedureVersion>, CityError> {
    let lines = rows::<ProcedureRow>(files::PROCEDURES, text)?;
    let mut versions = lines.into_iter().map(|line| version(line, lookup)).collect::<Result<Vec<_>, _>>()?;
    versions.sort_by_key(|version| version.id);
    Ok(versions)
}

fn version(line: Line<ProcedureRow>, lookup: &Lookup<'_>) -> Result<ProcedureVersion, CityError> {
    let field = FieldCode(line.row.field.clone());
    let known = lookup.fields.iter().find(|known| known.key == field);
    let (field_name, field_name_en) = known
        .map(|known| (known.name.clone(), known.name_en.clone()))
        .ok_or_else(|| line.bad("field", &field, "no such field"))?;
    let competence = match line.row.competence.as_str() {
        "commune" => Competence::Commune,
        key => Competence::Agency(line.known("competence", key, |key| lookup.units.id(key))?),
    };
    let term = match line.row.term.as_str() {
        "" => lookup.defaults.term,
        text => line.parse("term", text, Term::parse)?,
    };
    let rule =
        TermRule { term, start: start(&line)?, cutoff: cutoff(&line)?, policy: PausePolicy::PauseAndShift };
    let chain = line.known("chain", &line.row.chain, |chain| lookup.chains.get(chain))?;
    let place = |key: &str| match key {
        "partner" => lookup.units.id(&line.row.partner),
        key => lookup.units.id(key.strip_prefix("unit:")?),
    };
    let settled = chains::settle(chain, term, |kind| lookup.defaults.floors.of(kind), place)?;
    let provisional = Provisional {
        term: line.row.term.is_empty(),
        steps: settled.provisional,
        papers: line.yes("papers_unsure", &line.row.papers_unsure)?,
        fee: line.yes("fee_unsure", &line.row.fee_unsure)?,
        form: false,
    };
    let valid_from = date(&line, "valid_from", &line.row.valid_from)?.unwrap_or(lookup.defaults.valid_from);
    let valid_to = date(&line, "valid_to", &line.row.valid_to)?;
    let supplement_wait = match line.row.supplement_wait.as_str() {
        "" => None,
        text => Some(line.parse("supplement_wait", text, Term::parse)?),
    };
    let channels = line.row.channels.split_whitespace();
    let channels = channels.map(|key| line.known("channels", key, channel)).collect::<Result<Vec<_>, _>>()?;
    let payment_pauses = line.yes("payment_pauses", &line.row.payment_pauses)?;
    let row = line.row;
    Ok(ProcedureVersion {
        id: VersionId(row.version),
        papers: lookup.papers.get(&row.code).cloned().unwrap_or_default(),
        code: ProcedureCode(row.code),
        name: row.name,
        name_en: given(row.name_en),
        synonyms: list(&row.synonyms),
        field,
        field_name,
        field_name_en,
        tier: row.tier,
        competence,
        valid_from,
        valid_to,
        service_level: row.service_level,
        channels,
        questions: Vec::new(),
        cases: Vec::new(),
        online_when: None,
        rule,
        terms: Vec::new(),
        form: Vec::new(),
        supplement_limit: None,
        term_note: given(row.term_note),
        supplement_wait,
        payment_pauses,
        result_name: row.result,
        result_code: None,
        fees: fees(row.fee_counter, row.fee_online),
        fee_note: given(row.fee_note),
        steps: settled.steps,
        legal_basis: list(&row.legal_basis).into_iter().map(basis).collect(),
        source: row.source,
        provisional,
        volume_band: row.volume_band,
        limits: Default::default(),
        variant: None,
    })
}

/// What is paid at the counter and by post, and what online where that is known.
fn fees(counter: Option<u64>, online: Option<u64>) -> Vec<FeeRule> {
    let online =
        online.map(|amount| FeeRule { amount, channel: Some(Channel::Online), ..FeeRule::default() });
    // The counter's amount is published for paper, whichever way it comes; without one online must not inherit it.
    let paper =
        |channel| counter.map(|amount| FeeRule { amount, channel: Some(channel), ..FeeRule::default() });
    [paper(Channel::Counter), online, paper(Channel::Post)].into_iter().flatten().collect()
}

fn basis(document: String) -> LegalBasis {
    LegalBasis { document, article: None, link: None }
}

fn list(cell: &str) -> Vec<String> {
    cell.split(';').map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

fn date(line: &Line<ProcedureRow>, column: &'static str, cell: &str) -> Result<Option<Date>, CityError> {
    if cell.is_empty() { Ok(None) } else { line.parse(column, cell, Date::parse).map(Some) }
}

fn channel(key: &str) -> Option<Channel> {
    match key {
        "counter" => Some(Channel::Counter),
        "online" => Some(Channel::Online),
        "post" => Some(Channel::Post),
        _ => None,
    }
}

fn start(line: &Line<ProcedureRow>) -> Result<StartRule, CityError> {
    line.known("start", &line.row.start, |key| match key {
        "same_day" => Some(StartRule::SameDay),
        "next_working_day" => Some(StartRule::NextWorkingDay),
        _ => None,
    })
}

/// `15:00 due_next_day` or `15:00 start_next_day`.
fn cutoff(line: &Line<ProcedureRow>) -> Result<Option<Cutoff>, CityError> {
    let text = line.row.cutoff.as_str();
    if text.is_empty() {
        return Ok(None);
    }
    let (at, effect) =
        text.split_once(' ').ok_or_else(|| line.bad("cutoff", text, "is a time and an effect"))?;
    let effect = line.known("cutoff", effect, |key| match key {
        "due_next_day" => Some(CutoffEffect::DueNextDay),
        "start_next_day" => Some(CutoffEffect::StartNextDay),
        _ => None,
    })?;
    let at = line.parse("cutoff", at, MinuteOfDay::parse)?;
    Ok(Some(Cutoff { at, effect }))
}
