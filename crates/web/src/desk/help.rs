//! `/desk/help`: helping somebody who files within their own sign-in. The officer enters the code they read out; nothing of
//! theirs is opened.

use super::counts::Counts;
use crate::form::Form;
use crate::me::filing::help::{place, places};
use crate::page::{desk, html_with};
use crate::present::{pick, procedure_name, unit_in, when};
use crate::problem::{Problem, Result};
use crate::session::{Officer, Posted};
use crate::state::Web;
use axum::extract::{Path, RawQuery, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect};
use motcua_app::help::Helping;
use motcua_app::{Error, FieldProblem};
use motcua_domain::dossier::help::HelpPlace;
use motcua_domain::ids::HelpId;
use motcua_views::desk::{HelpPage, HelpRow};
use motcua_views::{Field, FieldError, FieldKind, Key, Lang, Notice, NoticeKind, t};
use std::sync::Arc;

/// `/desk/help?done=`
pub async fn show(State(web): State<Arc<Web>>, officer: Officer, RawQuery(query): RawQuery) -> Result {
    must_work(&officer)?;
    let form = Form::of_query(query.as_deref());
    page(&web, &officer, &form, Vec::new()).await
}

/// `POST /desk/help`: begins to help.
pub async fn submit(State(web): State<Arc<Web>>, posted: Posted) -> Result {
    let Posted { officer, form } = posted;
    must_work(&officer)?;
    let given = match HelpPlace::from_key(form.get("place")) {
        Some(at) => {
            let actor = Arc::clone(&officer.who.actor);
            web.app.give_help(actor, officer.who.unit, form.get("code"), at).await
        }
        None => Err(Error::Invalid(vec![FieldProblem::new(
            "place",
            "required",
            "Chọn nơi giúp",
            "Choose where you help",
        )])),
    };
    match given {
        Ok(_) => Ok(Redirect::to("/desk/help?done=begun").into_response()),
        Err(Error::Invalid(problems)) => page(&web, &officer, &form, problems).await,
        Err(other) => Err(other.into()),
    }
}

/// `POST /desk/help/{id}/end`
pub async fn end(State(web): State<Arc<Web>>, Path(id): Path<String>, posted: Posted) -> Result {
    let id = uuid::Uuid::try_parse(&id).map(HelpId).map_err(|_| Problem::no_page())?;
    web.app.end_help_given(posted.officer.who.officer, id).await?;
    Ok(Redirect::to("/desk/help?done=ended").into_response())
}

/// Whether the officer works on dossiers at the unit of this session.
#[must_use]
pub fn works(officer: &Officer) -> bool {
    officer.who.actor.duties().iter().any(|duty| duty.unit == officer.who.unit && duty.role.works())
}

fn must_work(officer: &Officer) -> Result<()> {
    if works(officer) { Ok(()) } else { Err(Error::Denied.into()) }
}

async fn page(web: &Arc<Web>, officer: &Officer, form: &Form, problems: Vec<FieldProblem>) -> Result {
    let (lang, world) = (officer.lang(), web.app.world());
    let counts = Counts::of(web, officer.who.unit).await?;
    let mut page = desk(web, &world, officer, &counts, t(lang, Key::HelpTitle), "help");
    page.path = "/desk/help".to_owned();
    let text = |problem: &FieldProblem| pick(lang, &problem.vi, &problem.en).to_owned();
    page.errors = problems.iter().map(|p| FieldError::new(p.field.as_str(), text(p))).collect();
    page.notice = done(lang, form.get("done"));
    let error = |name: &str| problems.iter().find(|problem| problem.field == name).map(text);
    let code = Field::new("code", t(lang, Key::HelpCode), FieldKind::Digits).value(form.get("code"));
    let chosen = form.given("place").unwrap_or(HelpPlace::ServicePoint.key());
    let at = Field::new("place", t(lang, Key::HelpPlace), FieldKind::Radios(places(lang, chosen)));
    let row = |one: &Helping| {
        let version = world.version_for(&one.procedure, web.app.now().date());
        let name = version.map_or(one.procedure.as_str(), |version| procedure_name(lang, version));
        HelpRow {
            procedure: name.to_owned(),
            told: format!(
                "{}, {}, {} {}",
                unit_in(lang, &world, one.given.unit),
                place(lang, one.given.place),
                pick(lang, "từ", "since"),
                when(lang, one.given.began_at)
            ),
            end: format!("/desk/help/{}/end", one.id),
        }
    };
    let view = HelpPage {
        page,
        fields: vec![
            Field { error: error("code"), ..code.hint(t(lang, Key::HelpCodeHint)) },
            Field { error: error("place"), ..at },
        ],
        rows: web.app.helping(officer.who.officer).await?.iter().map(row).collect(),
    };
    let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok(html_with(status, view.render()))
}

fn done(lang: Lang, done: &str) -> Option<Notice> {
    let text = match done {
        "begun" => pick(
            lang,
            "Đã ghi nhận ông/bà giúp. Hồ sơ được ghi là nộp có cán bộ hỗ trợ.",
            "Your help is recorded. The dossier will say that it was filed with help.",
        ),
        "ended" => pick(lang, "Đã kết thúc việc giúp.", "Your help has ended."),
        _ => return None,
    };
    Some(Notice { kind: NoticeKind::Success, text: text.to_owned(), link: None })
}
