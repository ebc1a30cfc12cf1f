//! `/desk/entries`: entering a filing for somebody who agreed to it. First the consent, then the pages a person files with,
//! under `/desk/filings/{id}`.

use super::counts::Counts;
use super::intake_help::{Found, choose};
use crate::access_log::AccessLog;
use crate::form::{Form, in_order};
use crate::me::files_sent::{FileSent, read};
use crate::me::filing::help::places;
use crate::page::{desk, html_with, receives};
use crate::present::pick;
use crate::problem::{Problem, Result};
use crate::session::{NotOfficer, Officer};
use crate::state::Web;
use axum::extract::{FromRequest, FromRequestParts, Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use motcua_app::filings::{NewEntry, entry_problems, is_online};
use motcua_app::{Error, FieldProblem, PersonInput};
use motcua_domain::dossier::help::HelpPlace;
use motcua_domain::ids::{FileHash, ProcedureCode};
use motcua_views::desk::EntryPage;
use motcua_views::{Field, FieldError, FieldKind, Key, t};
use std::sync::Arc;

/// Bytes of the form with its scan.
const BODY_MAX: usize = 25 * 1024 * 1024;
/// Parts of it.
const PARTS_MAX: usize = 20;
/// Its fields from top to bottom.
const FIELDS: [&str; 8] = ["personal_id", "name", "born_on", "phone", "procedure", "place", "paper", "scan"];

/// The form with the scan of a consent, sent by an officer.
pub struct PostedConsent {
    officer: Officer,
    form: Form,
    files: Vec<FileSent>,
}

impl FromRequest<Arc<Web>> for PostedConsent {
    type Rejection = NotOfficer;

    async fn from_request(request: Request, web: &Arc<Web>) -> Result<Self, NotOfficer> {
        let (mut head, body) = request.into_parts();
        let officer = Officer::from_request_parts(&mut head, web).await?;
        must_receive(web, &officer)?;
        let (form, files) = read(web, &head.headers, body, (&officer.who.csrf, BODY_MAX, PARTS_MAX)).await?;
        Ok(PostedConsent { officer, form, files })
    }
}

fn must_receive(web: &Web, officer: &Officer) -> Result<(), Problem> {
    if receives(officer, &web.app.world()) { Ok(()) } else { Err(Error::Denied.into()) }
}

/// `/desk/entries`
pub async fn form(State(web): State<Arc<Web>>, officer: Officer) -> Result {
    must_receive(&web, &officer)?;
    page(&web, &officer, &Form::default(), &[]).await
}

/// `POST /desk/entries`: records the consent and begins.
pub async fn submit(State(web): State<Arc<Web>>, posted: PostedConsent) -> Result {
    let PostedConsent { officer, form, files } = posted;
    let mut problems = Vec::new();
    let procedure = procedure(&web, &form, &mut problems);
    let place = HelpPlace::from_key(form.get("place"));
    if place.is_none() {
        problems.push(FieldProblem::new("place", "required", "Chọn nơi nhập", "Choose where you are"));
    }
    let file = scan(&web, &officer, files, &mut problems).await?;
    let person = person(&form);
    // Everything that is wrong is told at once, each field with one thing.
    for problem in entry_problems(&person, form.get("paper"), file, web.app.now()).into_iter().map(renamed) {
        if problems.iter().all(|told| told.field != problem.field) {
            problems.push(problem);
        }
    }
    in_order(&mut problems, &FIELDS);
    let (Some(procedure), Some(place), true) = (procedure, place, problems.is_empty()) else {
        return page(&web, &officer, &form, &problems).await;
    };
    let new = NewEntry { person, procedure, place, paper: form.get("paper").to_owned(), file };
    match web.app.enter_filing(Arc::clone(&officer.who.actor), officer.who.unit, new).await {
        Ok(id) => {
            let entered = web.app.entered_filing(Arc::clone(&officer.who.actor), id).await?;
            AccessLog::note_person(&web, &officer.who, Some(entered.person), "entry");
            Ok(Redirect::to(&format!("/desk/filings/{id}/eligibility")).into_response())
        }
        Err(Error::Invalid(problems)) => {
            let problems: Vec<FieldProblem> = problems.into_iter().map(renamed).collect();
            page(&web, &officer, &form, &problems).await
        }
        Err(other) => Err(other.into()),
    }
}

/// Problems of a person are told at the fields of this form.
fn renamed(problem: FieldProblem) -> FieldProblem {
    let field = problem.field.strip_prefix("owner/").map(str::to_owned);
    FieldProblem { field: field.unwrap_or(problem.field), ..problem }
}

fn person(form: &Form) -> PersonInput {
    let given = |name: &str| form.given(name).map(str::to_owned);
    let digits = |text: &str| text.chars().filter(|c| !matches!(c, ' ' | '.' | '-')).collect::<String>();
    PersonInput {
        personal_id: form.given("personal_id").map(digits),
        name: form.get("name").to_owned(),
        born_on: form
            .given("born_on")
            .map(|text| crate::form::day(text).map_or_else(|| text.to_owned(), |day| day.to_string())),
        phone: given("phone"),
        ..PersonInput::default()
    }
}

/// The procedure the officer's words lead to.
fn procedure(web: &Web, form: &Form, problems: &mut Vec<FieldProblem>) -> Option<ProcedureCode> {
    let (world, today) = (web.app.world(), web.app.now().date());
    let mut say = |vi: &str, en: &str| problems.push(FieldProblem::new("procedure", "procedure", vi, en));
    match choose(&world, form.get("procedure"), today) {
        Found::One(version) if version.in_force(today) && is_online(&version) => Some(version.code.clone()),
        Found::One(_) => {
            say(
                "Thủ tục này chưa nộp trực tuyến được. Tiếp nhận tại quầy",
                "This procedure cannot be filed online yet. Receive it at the counter",
            );
            None
        }
        Found::Several(list) => {
            let names: Vec<String> =
                list.iter().map(|version| format!("{} ({})", version.name, version.code)).collect();
            let names = names.join("; ");
            problems.push(FieldProblem::new(
                "procedure",
                "several",
                format!("Có nhiều thủ tục ứng với từ này. Nhập mã: {names}"),
                format!("Several procedures fit. Enter a code: {names}"),
            ));
            None
        }
        Found::Nothing => {
            say("Nhập tên hoặc mã thủ tục", "Enter the name or the code of a procedure");
            None
        }
    }
}

/// Keeps the scan; what is wrong with it is told at its field. None was chosen: the use case says so.
async fn scan(
    web: &Web,
    officer: &Officer,
    files: Vec<FileSent>,
    problems: &mut Vec<FieldProblem>,
) -> Result<Option<FileHash>> {
    let Some(file) = files.into_iter().find(|file| file.field == "scan" && file.content.size() > 0) else {
        return Ok(None);
    };
    match web.app.keep_incoming(Arc::clone(&officer.who.actor), &file.name, file.content).await {
        Ok(kept) => Ok(Some(kept.hash)),
        Err(Error::File(why)) => {
            let (vi, en) = (why.message(motcua_calendar::Lang::Vi), why.message(motcua_calendar::Lang::En));
            problems.push(FieldProblem::new("scan", why.code(), vi, en));
            Ok(None)
        }
        Err(other) => Err(other.into()),
    }
}

async fn page(web: &Arc<Web>, officer: &Officer, form: &Form, problems: &[FieldProblem]) -> Result<Response> {
    let (lang, world) = (officer.lang(), web.app.world());
    let counts = Counts::of(web, officer.who.unit).await?;
    let mut page = desk(web, &world, officer, &counts, t(lang, Key::EntryTitle), "entries");
    page.path = "/desk/entries".to_owned();
    let text = |problem: &FieldProblem| pick(lang, &problem.vi, &problem.en).to_owned();
    page.errors = problems.iter().map(|p| FieldError::new(p.field.as_str(), text(p))).collect();
    let typed = |name: &str, label: Key, kind: FieldKind| {
        let field = Field::new(name, t(lang, label), kind).value(form.get(name));
        Field { error: problems.iter().find(|problem| problem.field == name).map(text), ..field }
    };
    let chosen = form.given("place").unwrap_or(HelpPlace::ServicePoint.key());
    let view = EntryPage {
        page,
        who: vec![
            typed("personal_id", Key::EntryNumber, FieldKind::Digits),
            typed("name", Key::EntryName, FieldKind::Text),
            typed("born_on", Key::EntryBorn, FieldKind::Date).optional(),
            typed("phone", Key::EntryPhone, FieldKind::Digits).optional(),
        ],
        what: typed("procedure", Key::EntryProcedure, FieldKind::Text).hint(t(lang, Key::EntryProcedureHint)),
        consent: vec![
            typed("place", Key::EntryPlace, FieldKind::Radios(places(lang, chosen))),
            typed("paper", Key::EntryPaper, FieldKind::Text).hint(t(lang, Key::EntryPaperHint)),
        ],
        scan_error: problems.iter().find(|problem| problem.field == "scan").map(text),
    };
    let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok(html_with(status, view.render()))
}
