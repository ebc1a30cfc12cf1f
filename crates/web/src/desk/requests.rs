//! Requests of people about their data: corrections for the unit, disputed accesses for its head and for inspectors.

use super::counts::Counts;
use crate::access_log::AccessLog;
use crate::form::Form;
use crate::page::{desk, html, html_with};
use crate::paths;
use crate::present::{access as told, day, officer as officer_name, pick, unit_in, when};
use crate::problem::{Problem, Result};
use crate::session::{Officer, Posted};
use crate::state::Web;
use axum::extract::{Path, RawQuery, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use motcua_app::requests::{Case, Verdict, may_answer};
use motcua_app::{Error, FieldProblem};
use motcua_calendar::Moment;
use motcua_domain::ids::RequestId;
use motcua_store::requests::{After, Kind, PersonRequest, State as Stands};
use motcua_views::desk::{RequestPage, RequestRow, RequestsPage};
use motcua_views::form::{Choice, Field, FieldKind};
use motcua_views::{FieldError, Key, Lang, Link, t};
use std::sync::Arc;
use uuid::Uuid;

/// Requests on one page.
const SHOWN: u32 = 50;

/// `/desk/requests?done=&after=`
pub async fn list(State(web): State<Arc<Web>>, officer: Officer, RawQuery(query): RawQuery) -> Result {
    let query = Form::of_query(query.as_deref());
    let done = query.get("done") == "1";
    let (actor, unit) = (Arc::clone(&officer.who.actor), officer.who.unit);
    let after = read_after(query.get("after"));
    let mut found = Vec::new();
    let states: &[Stands] = if done { &[Stands::Granted, Stands::Refused] } else { &[Stands::Open] };
    for state in states {
        found.extend(web.app.requests_for(Arc::clone(&actor), unit, *state, after, SHOWN + 1).await?);
    }
    found.sort_by_key(|request| (request.answer_by, request.id));
    AccessLog::note(&web, &officer.who, None, "request");
    let more = found.len() > SHOWN as usize;
    found.truncate(SHOWN as usize);
    let (lang, world, now) = (officer.lang(), web.app.world(), web.app.now());
    let counts = Counts::of(&web, unit).await?;
    let mut page = desk(&web, &world, &officer, &counts, t(lang, Key::RequestsTitle), "requests");
    page.path = "/desk/requests".to_owned();
    let next = found.last().filter(|_| more).map(|last| {
        let key = format!("{:x}.{}", last.answer_by.unix_seconds(), last.id);
        format!("/desk/requests?{}after={key}", if done { "done=1&" } else { "" })
    });
    let row = |request: &PersonRequest| RequestRow {
        href: format!("/desk/requests/{}", request.id),
        title: kind(lang, request.kind).to_owned(),
        unit: unit_in(lang, &world, request.unit),
        asked: format!("{} {}", pick(lang, "gửi ngày", "sent on"), day(lang, request.asked_at.date())),
        answer: match &request.answer {
            Some(answer) => {
                format!("{} {}", pick(lang, "trả lời ngày", "answered on"), day(lang, answer.at.date()))
            }
            None => format!("{} {}", pick(lang, "trả lời trước", "answer by"), when(lang, request.answer_by)),
        },
        late: request.state == Stands::Open && request.answer_by < now,
    };
    Ok(html(RequestsPage { page, done, rows: found.iter().map(row).collect(), next }.render()))
}

/// `/desk/requests/{id}`
pub async fn one(State(web): State<Arc<Web>>, officer: Officer, Path(id): Path<String>) -> Result {
    let view = page(&web, &officer, &id, None).await?;
    Ok(html(view))
}

/// `POST /desk/requests/{id}`
pub async fn answer(State(web): State<Arc<Web>>, Path(id): Path<String>, posted: Posted) -> Result<Response> {
    let Posted { officer, form } = posted;
    let verdict = match form.get("verdict") {
        "granted" => Ok(Verdict::Granted),
        "refused" => Ok(Verdict::Refused),
        _ => Err(vec![FieldProblem::new("verdict", "required", "Chọn một cách trả lời", "Choose an answer")]),
    };
    let answered = match verdict {
        Ok(verdict) => {
            let actor = Arc::clone(&officer.who.actor);
            web.app.answer_request(actor, number(&id)?, verdict, form.get("text")).await
        }
        Err(problems) => Err(Error::Invalid(problems)),
    };
    match answered {
        Ok(_) => Ok(Redirect::to(&format!("/desk/requests/{}", paths::escape(&id))).into_response()),
        Err(Error::Invalid(problems)) => {
            let view = page(&web, &officer, &id, Some((&form, problems))).await?;
            Ok(html_with(StatusCode::UNPROCESSABLE_ENTITY, view))
        }
        Err(other) => Err(other.into()),
    }
}

fn number(id: &str) -> Result<RequestId> {
    Uuid::try_parse(id).map(RequestId).map_err(|_| Problem::no_page())
}

fn read_after(text: &str) -> Option<After> {
    let (at, id) = text.split_once('.')?;
    let at = Moment::from_unix_seconds(i64::from_str_radix(at, 16).ok()?);
    Some((at, RequestId(Uuid::try_parse(id).ok()?)))
}

fn kind(lang: Lang, kind: Kind) -> &'static str {
    match kind {
        Kind::Correction => pick(lang, "Yêu cầu sửa thông tin", "Request for a correction"),
        Kind::Dispute => pick(lang, "Yêu cầu giải thích lượt xem", "Question about an access"),
    }
}

async fn page(
    web: &Arc<Web>,
    officer: &Officer,
    id: &str,
    typed: Option<(&Form, Vec<FieldProblem>)>,
) -> Result<String> {
    let case = web.app.request_for(Arc::clone(&officer.who.actor), number(id)?).await?;
    AccessLog::note_person(web, &officer.who, Some(case.request.person), "request");
    let (lang, world) = (officer.lang(), web.app.world());
    let counts = Counts::of(web, officer.who.unit).await?;
    let title = kind(lang, case.request.kind);
    let mut page = desk(web, &world, officer, &counts, title, "requests");
    page.path = format!("/desk/requests/{}", case.request.id);
    let open = case.request.state == Stands::Open;
    let may = may_answer(&officer.who.actor, &case.request, case.look.as_ref(), &world);
    if let Some((_, problems)) = &typed {
        let text = |problem: &FieldProblem| pick(lang, &problem.vi, &problem.en).to_owned();
        page.errors = problems.iter().map(|one| FieldError::new(one.field.clone(), text(one))).collect();
    }
    let cannot = (open && !may).then(|| {
        pick(
            lang,
            "Người đã xem dữ liệu không tự trả lời. Lãnh đạo khác của đơn vị hoặc thanh tra trả lời.",
            "Whoever looked does not answer. Another head of the unit or an inspector does.",
        )
        .to_owned()
    });
    let dossier = case.dossier.as_ref().map(|reference| {
        let text = format!("{} {reference}", pick(lang, "Mở hồ sơ", "Open dossier"));
        Link::new(text, paths::dossier(reference))
    });
    Ok(RequestPage {
        facts: facts(lang, &world, &case),
        text: case.request.text.clone(),
        dossier,
        answer: case.request.answer.as_ref().map(|answer| answer.text.clone()),
        ask: if open && may { fields(lang, typed.as_ref()) } else { Vec::new() },
        cannot,
        action: page.path.clone(),
        page,
    }
    .render())
}

fn facts(lang: Lang, world: &motcua_app::World, case: &Case) -> Vec<(String, String)> {
    let request = &case.request;
    let mut facts = Vec::new();
    let mut add = |vi: &str, en: &str, value: String| facts.push((pick(lang, vi, en).to_owned(), value));
    let erased = || pick(lang, "(đã xóa theo luật)", "(erased by law)").to_owned();
    add("Người yêu cầu", "Asked by", case.person.as_ref().map_or_else(erased, |person| person.name.clone()));
    add("Đơn vị trả lời", "Unit that answers", unit_in(lang, world, request.unit));
    add("Gửi lúc", "Sent", when(lang, request.asked_at));
    match &request.answer {
        Some(answer) => {
            let how = if request.state == Stands::Granted {
                pick(lang, "chấp nhận", "granted")
            } else {
                pick(lang, "không chấp nhận", "refused")
            };
            let text = format!("{}, {}, {how}", when(lang, answer.at), officer_name(world, answer.by));
            add("Đã trả lời", "Answered", text);
        }
        None => add("Hạn trả lời", "Answer due", when(lang, request.answer_by)),
    }
    if let Some(look) = &case.look {
        let who = match look.reader {
            motcua_store::access::Reader::Officer { officer, .. } => {
                format!(
                    "{} ({})",
                    officer_name(world, officer),
                    told::who(lang, world, look.reader, request.person)
                )
            }
            reader @ motcua_store::access::Reader::Person(_) => {
                told::who(lang, world, reader, request.person)
            }
        };
        add(
            "Lượt xem",
            "Access",
            format!("{}, {who}: {}", when(lang, look.at), told::why(lang, &look.purpose)),
        );
    }
    facts
}

fn fields(lang: Lang, typed: Option<&(&Form, Vec<FieldProblem>)>) -> Vec<Field> {
    let chosen = typed.map_or("", |(form, _)| form.get("verdict"));
    let choices = vec![
        Choice::new("granted", pick(lang, "Chấp nhận: đã sửa hoặc đã xử lý", "Granted: it was put right"))
            .chosen_if(chosen),
        Choice::new("refused", pick(lang, "Không chấp nhận", "Refused")).chosen_if(chosen),
    ];
    let verdict = Field::new("verdict", pick(lang, "Cách trả lời", "Answer"), FieldKind::Radios(choices));
    let label = pick(lang, "Nội dung trả lời, gửi người yêu cầu", "Words of the answer, for the person");
    let text = Field::new("text", label, FieldKind::TextArea(4))
        .value(typed.map_or("", |(form, _)| form.get("text")));
    let error = |name: &str| {
        let found = typed?.1.iter().find(|problem| problem.field == name)?;
        Some(pick(lang, &found.vi, &found.en).to_owned())
    };
    let with = |mut field: Field| {
        field.error = error(&field.name);
        field
    };
    vec![with(verdict), with(text)]
}
