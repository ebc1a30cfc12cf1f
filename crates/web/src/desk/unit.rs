//! Which unit an officer works at: one of those of the duties in force today.

use crate::present::unit_in;
use crate::problem::{Problem, Result};
use crate::session::{Officer, Posted};
use crate::state::Web;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect};
use motcua_app::World;
use motcua_domain::ids::UnitId;
use motcua_views::UnitChoice;
use std::sync::Arc;

/// `POST /desk/unit`: works at another unit from now on in this session.
pub async fn choose(State(web): State<Arc<Web>>, posted: Posted) -> Result {
    let unit = posted.form.get("unit").parse().map(UnitId).map_err(|_| Problem::malformed("unit"))?;
    let token = posted.officer.visit.session.as_deref().unwrap_or_default();
    web.app.work_at(token, unit).await?;
    Ok(Redirect::to("/desk").into_response())
}

/// The units to choose from, each once; none when there is no choice.
#[must_use]
pub fn choices(officer: &Officer, world: &World) -> Vec<UnitChoice> {
    let mut units: Vec<UnitId> = Vec::new();
    for duty in officer.who.actor.duties() {
        if !units.contains(&duty.unit) {
            units.push(duty.unit);
        }
    }
    if units.len() < 2 {
        return Vec::new();
    }
    let choice = |id: UnitId| UnitChoice {
        id: id.0.to_string(),
        name: unit_in(officer.lang(), world, id),
        current: id == officer.who.unit,
    };
    units.into_iter().map(choice).collect()
}
