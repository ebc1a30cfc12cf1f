//! `/desk/guard`: what is near its promise or past it, of one's unit; for the city's centre and leaders what was escalated to them.

use super::counts::Counts;
use super::reference;
use crate::access_log::AccessLog;
use crate::form::Form;
use crate::page::{desk, html};
use crate::paths;
use crate::present::{guard as told, officer as officer_name, procedure_name, short, unit_in};
use crate::problem::Result;
use crate::session::Officer;
use crate::state::Web;
use axum::extract::{RawQuery, State};
use motcua_app::guard::{Guarded, Scope, scopes};
use motcua_app::{Error, World};
use motcua_insight::guard::Level;
use motcua_store::guard::Place;
use motcua_views::desk::{GuardPage, GuardRow};
use motcua_views::{Key, Lang, Link, t};
use std::sync::Arc;

/// Names of the lists in addresses.
fn key(scope: Scope) -> (&'static str, Key) {
    match scope {
        Scope::Unit(_) => ("unit", Key::GuardUnit),
        Scope::Above(Level::City) => ("again", Key::GuardAgain),
        Scope::Above(_) => ("missed", Key::GuardMissed),
    }
}

/// `/desk/guard?of=&after=`
pub async fn show(State(web): State<Arc<Web>>, officer: Officer, RawQuery(query): RawQuery) -> Result {
    let (world, lang) = (web.app.world(), officer.lang());
    let query = Form::of_query(query.as_deref());
    // Units of other duties are chosen as everywhere on the desk: by changing the unit of the session.
    let own = Scope::Unit(officer.who.unit);
    let lists: Vec<Scope> = scopes(&officer.who.actor, &world)
        .into_iter()
        .filter(|scope| *scope == own || matches!(scope, Scope::Above(_)))
        .collect();
    let asked = query.given("of").and_then(|of| lists.iter().find(|scope| key(**scope).0 == of)).copied();
    let after = query.given("after").and_then(place);
    // Those above are first told of what was missed again, then of what was missed, then of their own unit, as far as there is any.
    let above = lists.iter().filter(|scope| matches!(scope, Scope::Above(_)));
    let in_turn = above.chain(lists.iter().filter(|scope| **scope == own)).copied();
    let in_turn: Vec<Scope> = asked.map_or_else(|| in_turn.collect(), |asked| vec![asked]);
    let Some(mut scope) = in_turn.first().copied() else { return Err(Error::Denied.into()) };
    let mut found = web.app.guarded(Arc::clone(&officer.who.actor), scope, after).await?;
    for next in in_turn.into_iter().skip(1) {
        if !found.rows.is_empty() {
            break;
        }
        let theirs = web.app.guarded(Arc::clone(&officer.who.actor), next, after).await?;
        if !theirs.rows.is_empty() {
            (scope, found) = (next, theirs);
        }
    }
    AccessLog::note(&web, &officer.who, None, "list");
    let counts = Counts::of(&web, officer.who.unit).await?;
    let here = format!("/desk/guard?of={}", key(scope).0);
    let tab = |one: &Scope| {
        let (of, name) = key(*one);
        (Link::new(t(lang, name), format!("/desk/guard?of={of}")), *one == scope)
    };
    let view = GuardPage {
        page: desk(&web, &world, &officer, &counts, t(lang, Key::GuardTitle), "guard"),
        scopes: lists.iter().map(tab).collect(),
        rows: found.rows.iter().map(|row| line(lang, &world, row)).collect(),
        first: after.map(|_| here.clone()),
        next: found.next.map(|next| format!("{here}&after={}", written(next))),
    };
    Ok(html(view.render()))
}

fn line(lang: Lang, world: &World, row: &Guarded) -> GuardRow {
    let dossier = &row.dossier;
    let (risk, reference) = (row.risk.as_ref(), reference(dossier));
    let version = world.version(dossier.version);
    let unit = unit_in(lang, world, dossier.holder.unit);
    GuardRow {
        href: row.opens.then(|| paths::dossier(&reference)),
        procedure: version
            .map_or(dossier.procedure.as_str(), |version| procedure_name(lang, version))
            .to_owned(),
        // Who of another unit works on it is that unit's to know.
        holder: match dossier.holder.officer.filter(|_| row.opens) {
            Some(who) => format!("{unit}, {}", officer_name(world, who)),
            None => unit,
        },
        due: dossier.clock.as_ref().map_or_else(String::new, |clock| short(lang, clock.due_at)),
        left: told::left(lang, risk),
        class: told::class(risk),
        reasons: told::reasons(lang, risk),
        rung: row.rung.map(|number| told::rung(lang, &world.ladder, number)),
        draft: row.draft.filter(|_| row.opens).map(|draft| told::draft(lang, &reference, draft, row.extends)),
        code: reference,
    }
}

/// A place in a list, in an address.
fn written(place: Place) -> String {
    let dossier = motcua_domain::ids::DossierId::from_bytes(place.dossier);
    format!("{:x}.{}", place.at, dossier.0.simple())
}

/// Back from the address; what is no place begins at the first page.
fn place(text: &str) -> Option<Place> {
    let (at, dossier) = text.split_once('.')?;
    let dossier = uuid::Uuid::try_parse(dossier).ok()?;
    Some(Place { at: i64::from_str_radix(at, 16).ok()?, dossier: dossier.into_bytes() })
}
