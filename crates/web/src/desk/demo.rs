//! The demonstration's one-click roles. Exists only in a database created as a demonstration.

use super::sign_in::signed_in;
use crate::page::{html, public};
use crate::present::{capital, pick, unit_in, words};
use crate::problem::{Problem, Result};
use crate::session::PostedByGuest;
use crate::state::Web;
use crate::visit::VisitRef;
use axum::extract::State;
use axum::http::HeaderMap;
use motcua_app::{Error, Tx, World};
use motcua_calendar::Date;
use motcua_domain::actor::Role;
use motcua_domain::ids::UnitId;
use motcua_domain::unit::UnitKind;
use motcua_store::accounts;
use motcua_views::desk::{DemoGroup, DemoPage, DemoPerson};
use motcua_views::{Key, Lang, Section, t};
use std::sync::Arc;

/// `/desk/demo`
pub async fn list(State(web): State<Arc<Web>>, visit: VisitRef) -> Result {
    only_in_a_demonstration(&web)?;
    let me = match &visit.session {
        Some(token) => web.app.session(token).await.ok().map(|who| who.username.to_string()),
        None => None,
    };
    let (lang, today) = (visit.lang, web.app.now().date());
    let groups = web.app.read(move |tx, world| groups(tx, world, lang, today, me.as_deref())).await?;
    let mut page = public(&web, &visit, t(lang, Key::DemoTitle), Section::Other);
    if let Some(token) = &visit.session
        && let Ok(who) = web.app.session(token).await
    {
        page.csrf = who.csrf.to_string();
    }
    Ok(html(DemoPage { page, groups }.render()))
}

/// `POST /desk/demo`: becomes the officer named.
pub async fn become_role(State(web): State<Arc<Web>>, headers: HeaderMap, posted: PostedByGuest) -> Result {
    only_in_a_demonstration(&web)?;
    let (app, login) = (Arc::clone(&web.app), posted.form.get("login").to_owned());
    let unit = posted.form.given("unit").map(|unit| unit.parse().map_err(|_| Problem::malformed("unit")));
    let unit = unit.transpose()?.map(UnitId);
    let work = tokio::task::spawn_blocking(move || app.become_demo(&login));
    let session = work.await.map_err(|error| Error::Defect(format!("demo: {error}")))??;
    if let Some(unit) = unit.filter(|unit| *unit != session.signed_in.unit) {
        web.app.work_at(&session.token, unit).await?;
    }
    web.app.desk_seen(&posted.visit.browser(&headers)).await?;
    signed_in(&web, &session, "/desk")
}

fn only_in_a_demonstration(web: &Web) -> Result<()> {
    if web.app.is_demonstration() { Ok(()) } else { Err(Problem::no_page()) }
}

/// A few telling units with all their people: a commune with its counter, a branch, a department, the city's own.
fn groups(
    tx: &mut Tx<'_>,
    world: &World,
    lang: Lang,
    today: Date,
    me: Option<&str>,
) -> Result<Vec<DemoGroup>, Error> {
    let mut shown: Vec<UnitId> = Vec::new();
    let kinds = [
        (UnitKind::ServicePoint, 3),
        (UnitKind::Ward, 2),
        (UnitKind::RuralCommune, 1),
        (UnitKind::Branch, 2),
        (UnitKind::Department, 4),
        (UnitKind::Centre, 1),
        (UnitKind::City, 1),
    ];
    for (kind, most) in kinds {
        let mut units: Vec<UnitId> =
            world.units.lasting().filter(|unit| unit.kind == kind).map(|unit| unit.id).take(most).collect();
        // A counter is shown with the commune it serves.
        if kind == UnitKind::ServicePoint {
            let parents = units.iter().filter_map(|id| world.units.get(*id)?.parent);
            let parents: Vec<UnitId> = parents.collect();
            units.extend(parents);
        }
        for id in units {
            if !shown.contains(&id) {
                shown.push(id);
            }
        }
    }
    let mut groups = Vec::new();
    for id in shown {
        let mut people: Vec<DemoPerson> = Vec::new();
        for (officer, duty) in accounts::officers_at(tx, id, today)? {
            let (role, job) = (duty.role.label(words(lang)), job(lang, duty.role));
            // Somebody with two duties at one counter is one person to become.
            if let Some(known) = people.iter_mut().find(|known| known.login == officer.username) {
                known.role = format!("{}, {role}", known.role);
                known.job = [known.job.take(), job.map(str::to_owned)]
                    .into_iter()
                    .flatten()
                    .reduce(|a, b| format!("{a}. {b}"));
                continue;
            }
            let mut also_at: Vec<String> = Vec::new();
            for duty in accounts::duties_of(tx, officer.id, today)?.iter().filter(|duty| duty.unit != id) {
                let name = unit_in(lang, world, duty.unit);
                if !also_at.contains(&name) {
                    also_at.push(name);
                }
            }
            people.push(DemoPerson {
                unit: id.0.to_string(),
                also_at,
                current: Some(officer.username.as_str()) == me,
                login: officer.username,
                name: officer.name,
                role: capital(role),
                job: job.map(str::to_owned),
            });
        }
        if !people.is_empty() {
            groups.push(DemoGroup { unit: unit_in(lang, world, id), people });
        }
    }
    Ok(groups)
}

fn job(lang: Lang, role: Role) -> Option<&'static str> {
    Some(match role {
        Role::OneStop => {
            pick(lang, "Tiếp nhận, bàn giao, trả kết quả", "Receives, hands over, returns results")
        }
        Role::Specialist => pick(lang, "Thẩm định, đề xuất", "Appraises and proposes"),
        Role::SectionHead => pick(lang, "Phân công, xem xét", "Assigns and reviews"),
        Role::UnitHead => pick(lang, "Duyệt, ký", "Decides and signs"),
        Role::Clerk => pick(lang, "Vào số, phát hành", "Numbers and issues"),
        Role::Cashier => pick(lang, "Thu phí", "Takes payments"),
        Role::CityLeader | Role::Inspector => {
            pick(lang, "Xem toàn thành phố, không xử lý", "Sees the whole city, acts on nothing")
        }
        Role::Administrator | Role::Designer => return None,
    })
}
