//! Procedures as the public reads them: list and search; what pages of a procedure say in common.

use super::situations;
use crate::form::Form;
use crate::limits::{PROCEDURE_ROWS, QUERY_CHARACTERS};
use crate::page::{html, public};
use crate::paths;
use crate::present::{field_name, pick, procedure_name, timeline::term, unit_in};
use crate::problem::Result;
use crate::state::Web;
use crate::visit::VisitRef;
use axum::extract::{RawQuery, State};
use motcua_app::World;
use motcua_domain::procedure::{Channel, Competence, ProcedureVersion, ServiceLevel as Level, Tier};
use motcua_views::format::count;
use motcua_views::portal::{ProcedureHit, ProceduresPage, ServiceLevel};
use motcua_views::{Key, Lang, Link, Section, t};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A procedure in a list.
#[must_use]
pub fn hit(lang: Lang, version: &ProcedureVersion) -> ProcedureHit {
    ProcedureHit {
        code: version.code.to_string(),
        name: procedure_name(lang, version).to_owned(),
        field: field_name(lang, version).to_owned(),
        term: term(lang, version.rule.term),
        fee: version.fee(Channel::Counter).map(|_| amounts(lang, version)),
        level: level(version.service_level),
    }
}

/// The fields of procedures, each with its list.
#[must_use]
pub fn fields(lang: Lang, world: &World) -> Vec<Link> {
    let mut fields: BTreeMap<&str, &str> = BTreeMap::new();
    for version in world.procedures() {
        fields.insert(field_name(lang, version), version.field.as_str());
    }
    fields
        .into_iter()
        .map(|(name, key)| Link::new(name, format!("/procedures?field={}", paths::escape(key))))
        .collect()
}

/// `/procedures?q=&field=&channel=online&page=`
pub async fn list(State(web): State<Arc<Web>>, visit: VisitRef, RawQuery(query): RawQuery) -> Result {
    let form = Form::of_query(query.as_deref());
    let q: String = form.get("q").chars().take(QUERY_CHARACTERS).collect();
    let field = form.get("field");
    let start = form.get("page").parse::<usize>().unwrap_or(0).min(500) * PROCEDURE_ROWS;
    let world = web.app.world();
    let all = world.catalogue.search(&q, usize::MAX);
    let online = form.get("channel") == "online";
    let wanted = |v: &&Arc<ProcedureVersion>| {
        (field.is_empty() || v.field.as_str() == field) && (!online || v.channels.contains(&Channel::Online))
    };
    let found: Vec<_> = all.into_iter().filter(wanted).collect();
    let near = found.is_empty();
    let shown: Vec<_> = if near {
        nearest(&world, &q)
    } else {
        found.iter().skip(start).take(PROCEDURE_ROWS).copied().collect()
    };
    let next = (found.len() > start + PROCEDURE_ROWS).then(|| {
        let page = start / PROCEDURE_ROWS + 1;
        let channel = if online { "&channel=online" } else { "" };
        format!("/procedures?q={}&field={}{channel}&page={page}", paths::escape(&q), paths::escape(field))
    });
    let page = public(&web, &visit, t(visit.lang, Key::NavProcedures), Section::Procedures);
    let view = ProceduresPage {
        page,
        total: count(visit.lang, found.len() as u64),
        hits: shown.into_iter().map(|version| hit(visit.lang, version)).collect(),
        near,
        fields: if q.is_empty() && field.is_empty() { fields(visit.lang, &world) } else { Vec::new() },
        next,
        online,
        q,
    };
    Ok(html(view.render()))
}

/// What comes nearest when nothing matches: anything that has one of the longer words.
#[must_use]
pub fn nearest<'a>(world: &'a World, q: &str) -> Vec<&'a Arc<ProcedureVersion>> {
    let mut near: Vec<&Arc<ProcedureVersion>> = Vec::new();
    for word in q.split_whitespace().filter(|word| word.chars().count() > 2) {
        for version in world.catalogue.search(word, 5) {
            if !near.iter().any(|known| known.id == version.id) {
                near.push(version);
            }
        }
    }
    near.truncate(10);
    near
}

/// The fee in words, with the note of its source.
#[must_use]
pub fn fee(lang: Lang, version: &ProcedureVersion) -> String {
    let mut parts = vec![amounts(lang, version)];
    parts.extend(situations::case_fees(lang, version));
    parts.extend(version.fee_note.clone());
    parts.join(". ")
}

/// The amounts alone, for lists.
fn amounts(lang: Lang, version: &ProcedureVersion) -> String {
    let known = situations::amounts(lang, version, None);
    known.unwrap_or_else(|| pick(lang, "Chưa có thông tin", "Not published").to_owned())
}

pub(super) fn level(value: Level) -> Option<ServiceLevel> {
    match value {
        Level::Full => Some(ServiceLevel::Full),
        Level::Partial => Some(ServiceLevel::Partial),
        Level::None => Some(ServiceLevel::Counter),
        Level::OnlineUnspecified | Level::Unknown => None,
    }
}

pub(super) fn where_to(lang: Lang, version: &ProcedureVersion) -> String {
    let name = |channel: &Channel| match channel {
        Channel::Counter => {
            pick(lang, "tại bất kỳ quầy một cửa nào trong thành phố", "at any one-stop counter of the city")
        }
        Channel::Online => pick(lang, "trực tuyến", "online"),
        Channel::Post => pick(lang, "qua bưu chính công ích", "by public post"),
    };
    let list: Vec<&str> = version.channels.iter().map(name).collect();
    crate::present::capital(&list.join("; "))
}

/// Who decides, in words.
#[must_use]
pub fn competent(lang: Lang, world: &World, version: &ProcedureVersion) -> String {
    match (version.competence, version.tier) {
        (Competence::Agency(id), _) => unit_in(lang, world, id),
        (Competence::Commune, Tier::Both) => pick(
            lang,
            "Ủy ban nhân dân xã, phường, rồi cơ quan cấp thành phố",
            "The commune or ward, then an agency of the city",
        )
        .to_owned(),
        (Competence::Commune, _) => {
            pick(lang, "Ủy ban nhân dân xã, phường", "The people's committee of the commune or ward")
                .to_owned()
        }
    }
}

/// What about a version is not certain, in words.
#[must_use]
pub fn provisional(lang: Lang, version: &ProcedureVersion) -> Vec<String> {
    let marks = [
        (
            version.provisional.term,
            "Thời hạn là giá trị mặc định, chưa đối chiếu với quyết định công bố.",
            "The term is a default value, not yet checked against the publishing decision.",
        ),
        (
            version.provisional.steps,
            "Các bước là quy trình mặc định, chưa có quy trình nội bộ được công bố.",
            "The steps are the default chain; no internal process is published.",
        ),
        (
            version.provisional.papers,
            "Thành phần hồ sơ chưa đầy đủ hoặc chưa được công bố.",
            "The list of papers is incomplete or not published.",
        ),
        (version.provisional.fee, "Mức phí, lệ phí chưa được xác nhận.", "The fee is not confirmed."),
        (
            version.provisional.form,
            "Biểu mẫu điện tử do dự án soạn, chưa phải mẫu được công bố.",
            "The electronic form was drawn up by this project; it is not a published one.",
        ),
    ];
    marks.into_iter().filter(|mark| mark.0).map(|(_, vi, en)| pick(lang, vi, en).to_owned()).collect()
}
