//! `/desk/stuck`: dossiers that stand still, before those who head the unit that holds them.

use super::counts::Counts;
use crate::access_log::AccessLog;
use crate::page::{desk, html};
use crate::paths;
use crate::present::{procedure_name, unit_in, when};
use crate::problem::Result;
use crate::session::Officer;
use crate::state::Web;
use axum::extract::State;
use motcua_app::Error;
use motcua_app::notices::stuck::headed;
use motcua_views::desk::{StuckPage, StuckRow};
use motcua_views::{Key, t};
use std::sync::Arc;

/// `/desk/stuck`
pub async fn show(State(web): State<Arc<Web>>, officer: Officer) -> Result {
    let (world, lang) = (web.app.world(), officer.lang());
    if headed(&officer.who.actor, &world).is_empty() {
        return Err(Error::Denied.into());
    }
    let counts = Counts::of(&web, officer.who.unit).await?;
    let lying = web.app.stuck_before(Arc::clone(&officer.who.actor)).await?;
    AccessLog::note(&web, &officer.who, None, "list");
    let row = |one: &motcua_app::notices::stuck::Lying| {
        let dossier = &one.open.dossier;
        let code = dossier.code.as_ref().map(ToString::to_string);
        let version = world.version(dossier.version);
        StuckRow {
            href: paths::dossier(code.as_deref().unwrap_or(&dossier.id.to_string())),
            code,
            procedure: version
                .map_or(dossier.procedure.as_str(), |version| procedure_name(lang, version))
                .to_owned(),
            unit: unit_in(lang, &world, one.unit),
            since: when(lang, one.open.since),
            from: when(lang, one.open.stuck_from),
        }
    };
    let view = StuckPage {
        page: desk(&web, &world, &officer, &counts, t(lang, Key::StuckTitle), "stuck"),
        rows: lying.iter().map(row).collect(),
    };
    Ok(html(view.render()))
}
