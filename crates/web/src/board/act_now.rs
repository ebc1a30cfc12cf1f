//! `/board/act-now`: every place where something is stuck, and the nudge, for those who answer for the unit.

use super::asked::Asked;
use super::numbers::Numbers;
use super::{drawn, of_then, wrong_moment};
use crate::desk::handover::derived;
use crate::desk::orders::sending;
use crate::desk::{command_id, fresh_command};
use crate::form::Form;
use crate::page::{html_with, public};
use crate::present::{pick, unit_in};
use crate::problem::{Problem, Result};
use crate::session::{NotOfficer, Officer, Posted};
use crate::state::Web;
use crate::visit::VisitRef;
use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect};
use motcua_app::office::headed;
use motcua_app::{Error, World};
use motcua_domain::desk::Queue;
use motcua_domain::ids::UnitId;
use motcua_domain::office::{leads, nudge};
use motcua_domain::refusal::RefusalClass;
use motcua_views::board::{ActNow, ActNowPage, NudgeForm};
use motcua_views::{FieldError, Lang, Notice, NoticeKind, Page, Section};
use std::sync::Arc;
use std::time::Instant;

/// Rows on a page.
const ROWS: usize = 50;

/// Whether an officer may nudge every unit of a list: a leader of the city any, a head of unit their own.
pub(super) fn nudges(world: &World, officer: &Officer, unit: Option<UnitId>) -> bool {
    let actor = &officer.who.actor;
    unit.map_or_else(|| leads(actor), |unit| nudge::may_send(actor, unit, &world.units))
}

/// The form behind the buttons of a list, for an officer who may nudge; its token is theirs.
pub(super) fn form(web: &Web, page: &mut Page<'_>, officer: Option<&Officer>) -> Result<Option<NudgeForm>> {
    let Some(officer) = officer else { return Ok(None) };
    page.csrf = officer.who.csrf.to_string();
    Ok(Some(NudgeForm { action: "/board/nudges".to_owned(), command_id: fresh_command(web)? }))
}

/// What a page is shown with beside its question.
#[derive(Default)]
struct Told {
    words: String,
    wrong: Option<(&'static str, String, StatusCode)>,
}

/// `/board/act-now?unit=&after=`
pub async fn show(
    State(web): State<Arc<Web>>,
    visit: VisitRef,
    officer: Result<Officer, NotOfficer>,
    RawQuery(query): RawQuery,
) -> Result {
    page(&web, &visit, officer.ok().as_ref(), query.as_deref(), Told::default()).await
}

/// `POST /board/nudges`: `at` is the row's key, `words` what goes along.
pub async fn send(State(web): State<Arc<Web>>, posted: Posted) -> Result {
    let Posted { officer, form } = posted;
    let world = web.app.world();
    let at = form.get("at");
    let (unit, step) = place(&world, at).ok_or(Error::NotFound(motcua_app::error::What::Unit))?;
    // One page serves all its rows: each has a command of its own.
    let command = derived(command_id(form.get("command_id"))?, at);
    let done = web.app.nudge(sending(&officer, command, form.get("words")), unit, step).await;
    match done {
        Ok(_) => {
            let at = crate::paths::escape(at);
            Ok(Redirect::to(&format!("/board/act-now?nudged={at}")).into_response())
        }
        Err(Error::Office(refusal)) => {
            let text = refusal.message(crate::present::words(officer.lang()));
            let (field, status) = match refusal.class() {
                RefusalClass::Invalid => ("words", StatusCode::UNPROCESSABLE_ENTITY),
                _ => ("", StatusCode::CONFLICT),
            };
            let told = Told { words: form.get("words").to_owned(), wrong: Some((field, text, status)) };
            let visit = officer.visit.clone();
            page(&web, &visit, Some(&officer), None, told).await
        }
        Err(other) => Err(other.into()),
    }
}

/// Unit and step of a row's key.
fn place(world: &World, at: &str) -> Option<(UnitId, Queue)> {
    let (unit, step) = at.rsplit_once('-')?;
    let step = Queue::ALL.into_iter().find(|queue| queue.key() == step)?;
    Some((world.units.by_key(unit)?.id, step))
}

async fn page(
    web: &Arc<Web>,
    visit: &VisitRef,
    officer: Option<&Officer>,
    query: Option<&str>,
    told: Told,
) -> Result {
    let (world, lang) = (web.app.world(), visit.lang);
    let mut asked = Asked::read(lang, &world, query, web.app.now_ms());
    let given = Form::of_query(query);
    let numbers = match given.given("nudged") {
        // Who has just nudged sees it.
        Some(_) => Numbers::since(web, asked.period, Instant::now()).await?,
        None => Numbers::asked(web, lang, &mut asked).await?,
    };
    // Who heads a unit and asks for no other sees their own.
    let own = officer.filter(|officer| asked.unit.is_none() && !leads(&officer.who.actor));
    let own = own.map(|officer| headed(&officer.who.actor, &world)).filter(|units| !units.is_empty());
    let wanted = |unit: UnitId| match (&asked.unit, &own) {
        (Some(asked), _) => unit == *asked,
        (None, Some(own)) => own.contains(&unit),
        (None, None) => true,
    };
    // What was stuck then is nudged by nobody now.
    let nudge = numbers.known().is_none()
        && officer.is_some_and(|officer| own.is_some() || nudges(&world, officer, asked.unit));
    asked.nudge = nudge;
    let all = numbers.stuck_by_step(wanted);
    let after = given.get("after").parse::<usize>().unwrap_or(0).min(all.len());
    let rows = all.iter().skip(after).take(ROWS);
    let rows = rows.map(|one| drawn::act_row(lang, &world, &asked, &numbers, one)).collect();
    let first = asked.of_unit("/board/act-now");
    let joint = if first.contains('?') { '&' } else { '?' };
    let next = (after + ROWS < all.len()).then(|| format!("{first}{joint}after={}", after + ROWS));
    let mut page = public(web, visit, title(lang, &world, &asked, own.is_some()), Section::Other);
    page.path = first.clone();
    page.notice = nudged(lang, &world, given.get("nudged")).or_else(|| {
        let unit = asked.unit.and_then(|unit| world.units.get(unit)).map_or("", |unit| unit.key.as_str());
        let now = asked.moment().with("as_of", "").with("unit", unit).address("/board/act-now");
        of_then(lang, &numbers, now)
    });
    let (errors, mut status) = wrong_moment(&asked);
    page.errors = errors;
    if let Some((field, text, wrong)) = told.wrong {
        page.errors.push(FieldError::new(field, text));
        status = wrong;
    }
    let nudge_form = form(web, &mut page, officer.filter(|_| nudge))?;
    let view = ActNowPage {
        at: numbers.clock(),
        act_now: ActNow { rows, more: 0, all: None, nudge },
        nudge: nudge_form,
        first: (after > 0).then_some(first),
        next,
        words: told.words,
        page,
    };
    Ok(html_with(status, view.render()))
}

fn title(lang: Lang, world: &World, asked: &Asked, own: bool) -> String {
    let of = match asked.unit {
        Some(unit) => unit_in(lang, world, unit),
        None if own => pick(lang, "đơn vị của tôi", "my units").to_owned(),
        None => pick(lang, "toàn thành phố", "the whole city").to_owned(),
    };
    format!("{}: {of}", pick(lang, "Cần xử lý ngay", "Act now"))
}

fn nudged(lang: Lang, world: &World, at: &str) -> Option<Notice> {
    let (unit, step) = place(world, at)?;
    let said = pick(lang, "Đã nhắc", "Nudged");
    let step = crate::desk::menu::shown(step).label(lang);
    let text = format!("{said} {}: {step}.", unit_in(lang, world, unit));
    Some(Notice { kind: NoticeKind::Success, text, link: None })
}

impl From<motcua_domain::office::OfficeRefusal> for Problem {
    fn from(refusal: motcua_domain::office::OfficeRefusal) -> Self {
        Error::from(refusal).into()
    }
}
