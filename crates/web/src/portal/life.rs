//! Life events: the two columns of the home page, and a page for each event with the procedures it brings.

use super::procedures::hit;
use crate::page::{html, public};
use crate::paths;
use crate::present::pick;
use crate::problem::{Problem, Result};
use crate::state::Web;
use crate::visit::VisitRef;
use axum::extract::{Path, State};
use motcua_app::World;
use motcua_calendar::Date;
use motcua_domain::portal::{Audience, LifeEvent};
use motcua_domain::procedure::ProcedureVersion;
use motcua_views::portal::{Audience as Column, LifePage};
use motcua_views::{Lang, Link, Section};
use std::sync::Arc;

/// The events by whom they concern. An event none of whose procedures are there is left out, and so is an empty column.
#[must_use]
pub fn columns(lang: Lang, world: &World, today: Date) -> Vec<(Column, Vec<Link>)> {
    let of = |audience: Audience| {
        let events = world.life.events.iter().filter(move |event| event.audience == audience);
        let events = events.filter(|event| !versions(world, event, today).is_empty());
        events.map(|event| Link::new(name(lang, event), paths::life(&event.key))).collect::<Vec<_>>()
    };
    let both = [(Column::Citizens, of(Audience::Citizens)), (Column::Businesses, of(Audience::Businesses))];
    both.into_iter().filter(|(_, events)| !events.is_empty()).collect()
}

/// `/life/{key}`
pub async fn show(State(web): State<Arc<Web>>, visit: VisitRef, Path(key): Path<String>) -> Result {
    let world = web.app.world();
    let event = world.life.events.iter().find(|event| event.key == key).ok_or_else(Problem::no_page)?;
    let procedures = versions(&world, event, web.app.now().date());
    if procedures.is_empty() {
        return Err(Problem::no_page());
    }
    let view = LifePage {
        page: public(&web, &visit, name(visit.lang, event), Section::Procedures),
        audience: match event.audience {
            Audience::Citizens => Column::Citizens,
            Audience::Businesses => Column::Businesses,
        },
        hits: procedures.into_iter().map(|version| hit(visit.lang, version)).collect(),
        provisional: world.life.provisional,
    };
    Ok(html(view.render()))
}

fn name(lang: Lang, event: &LifeEvent) -> &str {
    pick(lang, &event.name, &event.name_en)
}

/// The versions of an event's procedures in force, in the event's order.
fn versions<'a>(world: &'a World, event: &LifeEvent, today: Date) -> Vec<&'a ProcedureVersion> {
    let list = event.procedures.iter().filter_map(|code| world.version_for(code, today));
    list.map(|version| &**version).filter(|version| version.in_force(today)).collect()
}
