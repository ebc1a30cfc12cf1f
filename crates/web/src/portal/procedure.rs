//! One procedure as the public reads it, narrowed to the case at hand by what the address says.
//!
//! Answers, channel and the name of a place stand in the address, so that the page works without scripts and can be sent to
//! somebody; nothing in it names a person.

pub(crate) mod choice;
pub(crate) mod money;
mod papers;
mod steps;
mod time;
mod whereto;

use super::procedures::{competent, level, where_to};
use crate::form::Form;
use crate::page::{html, public};
use crate::present::{day, field_name, pick, procedure_name};
use crate::problem::{Problem, Result};
use crate::state::Web;
use crate::visit::VisitRef;
use axum::extract::{Path, RawQuery, State};
use choice::Chosen;
use motcua_app::error::What;
use motcua_app::{Error, World};
use motcua_calendar::Date;
use motcua_domain::ids::ProcedureCode;
use motcua_domain::procedure::ProcedureVersion;
use motcua_procedure::{compare, diagram};
use motcua_views::portal::{FilingStart, ProcedurePage, Upcoming};
use motcua_views::{Lang, Link, Section};
use std::sync::Arc;

/// Sentences shown of what a version to come changes.
const CHANGES: usize = 12;

/// What the parts of the page are made from.
struct Ground<'a> {
    pub web: &'a Web,
    pub lang: Lang,
    pub world: &'a World,
    pub version: &'a ProcedureVersion,
    pub chosen: &'a Chosen,
    pub today: Date,
}

/// `/procedures/{code}?a.<question>=&channel=&place=&unit=`
pub async fn one(
    State(web): State<Arc<Web>>,
    visit: VisitRef,
    Path(code): Path<String>,
    RawQuery(query): RawQuery,
) -> Result {
    let (world, today, lang) = (web.app.world(), web.app.now().date(), visit.lang);
    let version = world.version_for(&ProcedureCode(code), today).cloned();
    let version = version.ok_or_else(|| Problem::from(Error::NotFound(What::Procedure)))?;
    let chosen = Chosen::read(&Form::of_query(query.as_deref()), &version);
    let g = Ground { web: &web, lang, world: &world, version: &version, chosen: &chosen, today };
    let (place, unit) = whereto::place(&g);
    // Where a commune is chosen, the page tells what that commune does: its own variation, where it has one.
    let version = unit.map_or(&version, |unit| world.varied(&version, today, unit));
    let g = Ground { version, ..g };
    let told = |when: &_| diagram::condition(version, &world.units, crate::present::words(lang), when);
    let case = chosen.case(version).map(|case| pick(lang, &case.name, &case.name_en).to_owned());
    let example = time::example(&g, unit);
    let filing = start_of(&g, &visit);
    let view = ProcedurePage {
        filing,
        page: public(&web, &visit, procedure_name(lang, version), Section::Procedures),
        code: version.code.to_string(),
        field: field_name(lang, version).to_owned(),
        level: level(version.service_level),
        expired: version.valid_to.filter(|last| *last < today).map(|last| day(lang, last)),
        begins: (today < version.valid_from).then(|| day(lang, version.valid_from)),
        upcoming: upcoming(&g),
        who: pick(lang, "Cá nhân, tổ chức có yêu cầu", "Any person or organisation concerned").to_owned(),
        cases: version.cases.iter().map(|case| pick(lang, &case.name, &case.name_en).to_owned()).collect(),
        online: version.online_when.as_ref().map(told),
        result: version.result_name.clone(),
        term: time::term_of(&g),
        terms: time::terms(&g),
        term_notes: time::notes(&g),
        example,
        fee: money::summary(&g),
        fees: money::rules(&g),
        fee_note: version.fee_note.clone(),
        where_to: where_to(lang, version),
        competent: competent(lang, &world, version),
        place,
        unit: chosen.unit.clone(),
        questions: chosen.questions(lang, version),
        channels: chosen.channels(lang, version),
        case,
        documents: papers::asked(&g),
        steps: steps::steps(&g),
        basis: version
            .legal_basis
            .iter()
            .map(|basis| Link::new(basis.to_string(), basis.link.clone().unwrap_or_default()))
            .collect(),
        marks: steps::marks(lang, version),
        valid_from: day(lang, version.valid_from),
        // The data add remarks on how sure the source is; the address alone is for the public.
        source: version
            .source
            .split_whitespace()
            .next()
            .filter(|url| url.starts_with("https://"))
            .map(|url| Link::new(url, url)),
        files: files(&g),
    };
    Ok(html(view.render()))
}

/// Where a filing begins, with the answers given here; or why it does not begin here.
fn start_of(g: &Ground<'_>, visit: &VisitRef) -> FilingStart {
    if let Some(why) = crate::me::filing::start::not_online(g.lang, g.version, g.today) {
        return FilingStart::Not(why);
    }
    if !g.version.in_force(g.today) {
        return FilingStart::None;
    }
    FilingStart::Here {
        action: format!("{}/filings", crate::paths::procedure(g.version.code.as_str())),
        csrf: visit.guest.clone(),
        answers: g.chosen.given(),
    }
}

/// What is published to come after the version shown, and what it changes.
fn upcoming(g: &Ground<'_>) -> Vec<Upcoming> {
    let mut before = g.version;
    let mut list = Vec::new();
    for next in g.world.versions_of(&g.version.code).iter().filter(|next| g.today < next.valid_from) {
        if next.id == g.version.id {
            continue;
        }
        let lang = crate::present::words(g.lang);
        let changes = compare::compare(before, next, &g.world.units).changes;
        let said = changes.iter().filter(|change| change.section != compare::Section::Validity);
        list.push(Upcoming {
            from: day(g.lang, next.valid_from),
            changes: said.map(|change| change.text(lang).to_owned()).take(CHANGES).collect(),
        });
        before = next;
    }
    list
}

/// The same for programs: the API, and the files of the open data for what is in force.
fn files(g: &Ground<'_>) -> Vec<Link> {
    let code = crate::paths::escape(g.version.code.as_str());
    let mut list = vec![Link::new("JSON", format!("/api/v1/procedures/{code}"))];
    if g.version.in_force(g.today) {
        list.push(Link::new("TOML", format!("/open-data/procedures/{code}.toml")));
        list.push(Link::new("BPMN", format!("/open-data/procedures/{code}.bpmn")));
    }
    list
}
