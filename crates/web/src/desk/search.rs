//! Search by code, identity number or name without accents. Asked by POST: names and numbers do not belong in addresses.

use super::counts::Counts;
use crate::access_log::AccessLog;
use crate::limits::{QUERY_CHARACTERS, SEARCH_ROWS};
use crate::page::{desk, html, html_with};
use crate::present::{pick, rows};
use crate::problem::Result;
use crate::session::{Officer, Posted};
use crate::state::Web;
use axum::extract::State;
use axum::http::StatusCode;
use motcua_app::{Error, Tx, World};
use motcua_domain::actor::{Actor, Role};
use motcua_domain::ids::UnitId;
use motcua_store::queries::search::{self, Hit, Scope};
use motcua_views::desk::{InboxRow, SearchPage};
use motcua_views::{FieldError, Key, t};
use std::sync::Arc;

/// `/desk/search`
pub async fn form(State(web): State<Arc<Web>>, officer: Officer) -> Result {
    let counts = Counts::of(&web, officer.who.unit).await?;
    let page = desk(&web, &web.app.world(), &officer, &counts, t(officer.lang(), Key::SearchTitle), "search");
    Ok(html(SearchPage { page, q: String::new(), rows: None, more: false }.render()))
}

/// `POST /desk/search`
pub async fn ask(State(web): State<Arc<Web>>, posted: Posted) -> Result {
    let Posted { officer, form } = posted;
    let q: String = form.get("q").chars().take(QUERY_CHARACTERS).collect();
    let (lang, world, now) = (officer.lang(), web.app.world(), web.app.now());
    let counts = Counts::of(&web, officer.who.unit).await?;
    let mut page = desk(&web, &world, &officer, &counts, t(lang, Key::SearchTitle), "search");
    page.path = "/desk/search".into();
    if q.chars().count() < 2 {
        let text = pick(
            lang,
            "Nhập ít nhất 2 ký tự: mã hồ sơ, số định danh hoặc họ tên",
            "Enter at least 2 characters: number of the dossier, identity number or name",
        );
        page.errors.push(FieldError::new("q", text));
        let view = SearchPage { page, q, rows: None, more: false };
        return Ok(html_with(StatusCode::UNPROCESSABLE_ENTITY, view.render()));
    }
    let scope = scope_of(&officer.who.actor, &world).ok_or(Error::Denied)?;
    AccessLog::note(&web, &officer.who, None, "search");
    let asked = q.clone();
    let hits = web.app.read(move |tx, _| find(tx, &asked, &scope)).await?;
    hits.iter().for_each(|hit| AccessLog::note(&web, &officer.who, Some(hit.id), "search"));
    let more = hits.len() >= SEARCH_ROWS as usize;
    let rows: Vec<InboxRow> = hits.iter().map(|hit| rows::of_search(lang, &world, hit, now)).collect();
    Ok(html(SearchPage { page, q, rows: Some(rows), more }.render()))
}

/// What an officer's search may find.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reach {
    /// Every dossier: any counter serves any dossier of the city; leaders and inspectors see all.
    City,
    /// Those of these units.
    Units(Vec<UnitId>),
}

/// The same rule as [`motcua_app::visibility`], for lists. `None`: no dossiers at all.
#[must_use]
pub fn scope_of(actor: &Actor, world: &World) -> Option<Reach> {
    let duties = actor.duties().iter().filter(|duty| duty.role.sees_dossiers());
    let mut units: Vec<UnitId> = Vec::new();
    for duty in duties {
        let counter = world.units.get(duty.unit).is_some_and(|unit| unit.kind.is_counter());
        if matches!(duty.role, Role::CityLeader | Role::Inspector) || (duty.role == Role::OneStop && counter)
        {
            return Some(Reach::City);
        }
        let with_history = world.units.with_history(duty.unit);
        units.extend(with_history.into_iter().filter(|unit| !units.contains(unit)).collect::<Vec<_>>());
    }
    if units.is_empty() { None } else { Some(Reach::Units(units)) }
}

fn find(tx: &mut Tx<'_>, text: &str, reach: &Reach) -> Result<Vec<Hit>, Error> {
    let scope = match reach {
        Reach::City => Scope::City,
        Reach::Units(units) => Scope::Units(units),
    };
    Ok(search::find(tx, text, scope, SEARCH_ROWS)?)
}
