//! `/desk/kiosks`: the kiosks of a counter. Whoever works there sees which are silent and where somebody calls; whoever heads
//! it adds and retires them.

use super::counts::Counts;
use crate::form::Form;
use crate::page::{desk, html_with};
use crate::present::{pick, unit_in, when};
use crate::problem::{Problem, Result};
use crate::session::{Officer, Posted};
use crate::state::Web;
use axum::extract::{Path, RawQuery, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect};
use motcua_app::kiosks::{CODE_MINUTES, Kiosk, Listed, attended, managed};
use motcua_app::{Error, FieldProblem};
use motcua_calendar::Moment;
use motcua_domain::ids::{KioskId, UnitId};
use motcua_views::desk::{KioskRow, KioskState, KiosksPage};
use motcua_views::{Choice, Field, FieldError, FieldKind, Key, Lang, Notice, NoticeKind, t};
use std::sync::Arc;

/// What a form of the page came to.
#[derive(Default)]
struct Told {
    form: Form,
    code: Option<String>,
    problems: Vec<FieldProblem>,
}

/// `/desk/kiosks?done=`
pub async fn show(State(web): State<Arc<Web>>, officer: Officer, RawQuery(query): RawQuery) -> Result {
    let form = Form::of_query(query.as_deref());
    page(&web, &officer, Told { form, ..Told::default() }).await
}

/// `POST /desk/kiosks`: adds one. The answer is the page with its code, which is told once.
pub async fn add(State(web): State<Arc<Web>>, posted: Posted) -> Result {
    let Posted { officer, form } = posted;
    let actor = Arc::clone(&officer.who.actor);
    let unit = UnitId(form.get("unit").parse().unwrap_or_default());
    match web.app.add_kiosk(actor, unit, form.get("label")).await {
        Ok(code) => page(&web, &officer, Told { code: Some(code), ..Told::default() }).await,
        Err(Error::Invalid(problems)) => page(&web, &officer, Told { form, problems, code: None }).await,
        Err(other) => Err(other.into()),
    }
}

/// `POST /desk/kiosks/{id}/{act}`: another code, an answer to a call, or the end.
pub async fn act(
    State(web): State<Arc<Web>>,
    Path((id, act)): Path<(String, String)>,
    posted: Posted,
) -> Result {
    let id = uuid::Uuid::try_parse(&id).map(KioskId).map_err(|_| Problem::no_page())?;
    let officer = posted.officer;
    let actor = Arc::clone(&officer.who.actor);
    let done = match act.as_str() {
        "code" => {
            let code = Some(web.app.new_kiosk_code(actor, id).await?);
            return page(&web, &officer, Told { code, ..Told::default() }).await;
        }
        "answer" => web.app.answer_kiosk(actor, id).await.map(|()| "answered"),
        "retire" => web.app.retire_kiosk(actor, id).await.map(|()| "retired"),
        _ => return Err(Problem::no_page()),
    }?;
    web.counts.forget(officer.who.unit);
    Ok(Redirect::to(&format!("/desk/kiosks?done={done}")).into_response())
}

/// Whether the officer looks after any kiosks, or may.
#[must_use]
pub fn attends(web: &Web, officer: &Officer) -> bool {
    !attended(&officer.who.actor, &web.app.world()).is_empty()
}

async fn page(web: &Arc<Web>, officer: &Officer, told: Told) -> Result {
    let (lang, world) = (officer.lang(), web.app.world());
    let list = web.app.kiosks(Arc::clone(&officer.who.actor)).await?;
    let counts = Counts::of(web, officer.who.unit).await?;
    let own = managed(&officer.who.actor, &world);
    let mut page = desk(web, &world, officer, &counts, t(lang, Key::KiosksTitle), "kiosks");
    page.path = "/desk/kiosks".to_owned();
    let text = |problem: &FieldProblem| pick(lang, &problem.vi, &problem.en).to_owned();
    page.errors = told.problems.iter().map(|p| FieldError::new(p.field.as_str(), text(p))).collect();
    page.notice = done(lang, told.form.get("done"));
    let error = |name: &str| told.problems.iter().find(|problem| problem.field == name).map(text);
    let at = own
        .iter()
        .map(|id| Choice::new(id.0.to_string(), unit_in(lang, &world, *id)).chosen_if(told.form.get("unit")));
    let unit = Field::new("unit", t(lang, Key::KiosksUnit), FieldKind::Select(at.collect()));
    let label = Field::new("label", t(lang, Key::KiosksLabel), FieldKind::Text).value(told.form.get("label"));
    let fields = vec![
        Field { error: error("unit"), ..unit },
        Field { error: error("label"), ..label.hint(t(lang, Key::KiosksLabelHint)) },
    ];
    let row =
        |one: &Listed| row(lang, one, unit_in(lang, &world, one.kiosk.unit), own.contains(&one.kiosk.unit));
    let until = Moment::from_unix_seconds(web.app.now_ms().div_euclid(1000)).plus_minutes(CODE_MINUTES);
    let view = KiosksPage {
        rows: list.iter().map(row).collect(),
        code: told.code.map(|code| (format!("{} {}", &code[..5], &code[5..]), when(lang, until))),
        fields: if own.is_empty() { Vec::new() } else { fields },
        page,
    };
    let status = if told.problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok(html_with(status, view.render()))
}

fn row(lang: Lang, one: &Listed, unit: String, own: bool) -> KioskRow {
    let Kiosk { id, label, enrolled_at, seen_at, called_at, .. } = &one.kiosk;
    let time = |ms: &i64| when(lang, Moment::from_unix_seconds(ms.div_euclid(1000)));
    let state = match (enrolled_at, one.awaited, one.silent) {
        (None, true, _) => KioskState::Awaited,
        (None, false, _) => KioskState::Empty,
        (Some(_), _, true) => KioskState::Silent,
        (Some(_), _, false) => KioskState::Running,
    };
    let act = |act: &str| format!("/desk/kiosks/{id}/{act}");
    KioskRow {
        label: label.clone(),
        unit,
        state,
        enrolled: enrolled_at.as_ref().map(time),
        seen: seen_at.as_ref().map(time),
        called: called_at.as_ref().map(time),
        answer: act("answer"),
        manage: own.then(|| (act("code"), act("retire"))),
    }
}

fn done(lang: Lang, done: &str) -> Option<Notice> {
    let text = match done {
        "answered" => t(lang, Key::KiosksAnswered),
        "retired" => t(lang, Key::KiosksRetired),
        _ => return None,
    };
    Some(Notice { kind: NoticeKind::Success, text: text.to_owned(), link: None })
}
