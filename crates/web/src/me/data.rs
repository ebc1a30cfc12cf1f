//! `/me/data`: what is kept of a person, who looked at it and why, and what the person asks about it.

use super::session::{Applicant, PostedByApplicant};
use crate::access_log::AccessLog;
use crate::desk::{reference, visible};
use crate::form::Form;
use crate::page::{html, html_with, mine};
use crate::paths;
use crate::present::{access as told, day, pick, procedure_name, unit_in, when, words};
use crate::problem::{Problem, Result};
use crate::state::Web;
use axum::extract::{Path, RawQuery, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use motcua_app::error::What;
use motcua_app::people::LinkedIdentity;
use motcua_app::{Error, FieldProblem, World};
use motcua_domain::dossier::Dossier;
use motcua_domain::ids::PersonId;
use motcua_store::access::{self, Noted, Reader};
use motcua_store::notices::choice;
use motcua_store::people::{self, Person};
use motcua_store::queries::mine as rows;
use motcua_store::requests::{self, Kind, PersonRequest, State as Stands};
use motcua_views::form::{Choice, Field, FieldKind};
use motcua_views::me::{DisputePage, Kept, LookRow, MyDataPage, RequestLine};
use motcua_views::{FieldError, Key, Lang, Mine, Notice, NoticeKind, t};
use std::sync::Arc;

/// Looks on one page.
const SHOWN: u32 = 50;
/// Requests shown, and dossiers to choose from.
const LISTED: u32 = 50;
/// Requests looked through for accesses disputed before.
const LOOKED_THROUGH: u32 = 200;

/// Everything the page shows, read in one unit of work.
struct Read {
    person: Option<Person>,
    email: Option<String>,
    looks: Vec<Noted>,
    requests: Vec<PersonRequest>,
    dossiers: Vec<Dossier>,
    of: Option<Dossier>,
    links: Vec<LinkedIdentity>,
}

/// What was typed and is not right yet.
struct Typed<'a> {
    form: &'a Form,
    problems: Vec<FieldProblem>,
}

/// `/me/data?dossier=&before=&about=&asked=`
pub async fn show(State(web): State<Arc<Web>>, applicant: Applicant, RawQuery(query): RawQuery) -> Result {
    let query = Form::of_query(query.as_deref());
    let read = read(&web, &applicant, &query).await?;
    let mut view = page(&web, &applicant, &query, read, None);
    let lang = applicant.lang();
    let text = match query.get("asked") {
        "correction" => pick(
            lang,
            "Đã gửi yêu cầu sửa thông tin. Trả lời sẽ hiện ở mục Yêu cầu của tôi.",
            "Your request for a correction was sent. The answer will stand under My requests.",
        ),
        "dispute" => pick(
            lang,
            "Đã gửi yêu cầu giải thích lượt xem. Trả lời sẽ hiện ở mục Yêu cầu của tôi.",
            "Your question about the access was sent. The answer will stand under My requests.",
        ),
        "unlinked" => pick(
            lang,
            "Đã ngừng liên kết. Các phiên đăng nhập bằng hệ thống đó đã kết thúc.",
            "The link was ended, and with it every session begun by it.",
        ),
        _ => "",
    };
    if !text.is_empty() {
        view.page.notice = Some(Notice { kind: NoticeKind::Success, text: text.to_owned(), link: None });
    }
    Ok(html(view.render()))
}

/// `POST /me/data/requests`: asks for a correction.
pub async fn ask(State(web): State<Arc<Web>>, posted: PostedByApplicant) -> Result {
    let PostedByApplicant { applicant, form } = posted;
    let about = match form.given("about") {
        None => None,
        Some(wanted) => {
            let (actor, wanted) = (Arc::clone(&applicant.who.actor), wanted.to_owned());
            Some(web.app.read(move |tx, world| Ok(visible(tx, world, &actor, &wanted)?.id)).await?)
        }
    };
    match web.app.ask_correction(applicant.who.person, about, form.get("text")).await {
        Ok(_) => Ok(Redirect::to("/me/data?asked=correction#requests").into_response()),
        Err(Error::Invalid(problems)) => {
            let query = Form::of_query(None);
            let read = read(&web, &applicant, &query).await?;
            let typed = Typed { form: &form, problems };
            let view = page(&web, &applicant, &query, read, Some(&typed));
            Ok(html_with(StatusCode::UNPROCESSABLE_ENTITY, view.render()))
        }
        Err(other) => Err(other.into()),
    }
}

/// `/me/data/accesses/{id}`
pub async fn access(State(web): State<Arc<Web>>, applicant: Applicant, Path(id): Path<String>) -> Result {
    let view = dispute_page(&web, &applicant, &id, None).await?;
    Ok(html(view.render()))
}

/// `POST /me/data/accesses/{id}`: asks why somebody looked.
pub async fn dispute(
    State(web): State<Arc<Web>>,
    Path(id): Path<String>,
    posted: PostedByApplicant,
) -> Result<Response> {
    let PostedByApplicant { applicant, form } = posted;
    let number: i64 = id.parse().map_err(|_| Problem::no_page())?;
    match web.app.dispute_access(applicant.who.person, number, form.get("text")).await {
        Ok(_) => Ok(Redirect::to("/me/data?asked=dispute#requests").into_response()),
        Err(Error::Invalid(problems)) => {
            let typed = Typed { form: &form, problems };
            let view = dispute_page(&web, &applicant, &id, Some(&typed)).await?;
            Ok(html_with(StatusCode::UNPROCESSABLE_ENTITY, view.render()))
        }
        Err(other) => Err(other.into()),
    }
}

async fn read(web: &Arc<Web>, applicant: &Applicant, query: &Form) -> Result<Read> {
    let (person, actor) = (applicant.who.person, Arc::clone(&applicant.who.actor));
    let before = query.get("before").parse().ok();
    let wanted = query.given("dossier").map(str::to_owned);
    AccessLog::note_own(web, person, None, "own");
    let read = web.app.read(move |tx, world| {
        let of = wanted.map(|wanted| visible(tx, world, &actor, &wanted)).transpose()?;
        let looks = match &of {
            Some(dossier) => access::of_dossier(tx, &dossier.id, before, SHOWN + 1)?,
            None => access::of_person(tx, &person, before, SHOWN + 1)?,
        };
        Ok(Read {
            person: people::get(tx, &person)?,
            email: choice::get(tx, &person)?.email,
            looks,
            requests: requests::of_person(tx, &person, LOOKED_THROUGH)?,
            dossiers: rows::page(tx, &person, None, LISTED)?,
            of,
            links: Vec::new(),
        })
    });
    let mut read = read.await?;
    read.links = web.app.linked_identities(person).await?;
    Ok(read)
}

fn page<'a>(
    web: &'a Web,
    applicant: &Applicant,
    query: &Form,
    read: Read,
    typed: Option<&Typed<'_>>,
) -> MyDataPage<'a> {
    let (lang, world, me) = (applicant.lang(), web.app.world(), applicant.who.person);
    let Read { person, email, mut looks, requests, dossiers, of, links } = read;
    let more = looks.len() > SHOWN as usize;
    looks.truncate(SHOWN as usize);
    let of = of.as_ref().map(reference);
    let scope = of.as_ref().map_or_else(String::new, |of| format!("dossier={}&", paths::escape(of)));
    let older = looks.last().filter(|_| more).map(|last| format!("/me/data?{scope}before={}#looks", last.id));
    let mut page = mine(web, applicant, t(lang, Key::MyData), Mine::Data);
    if let Some(typed) = typed {
        page.path = "/me/data".to_owned();
        page.errors = errors(lang, &typed.problems);
    }
    MyDataPage {
        kept: person.as_ref().map_or_else(Vec::new, |person| kept(lang, &world, (person, email.as_deref()))),
        links: links.iter().map(|link| super::links::row(web, lang, link)).collect(),
        looks: looks.iter().map(|noted| look(lang, &world, noted, me, &requests)).collect(),
        of,
        older,
        requests: requests.iter().take(LISTED as usize).map(|one| line(lang, &world, one)).collect(),
        ask: correction_fields(lang, &world, &dossiers, query.get("about"), typed),
        page,
    }
}

/// What went wrong, at the fields.
fn errors(lang: Lang, problems: &[FieldProblem]) -> Vec<FieldError> {
    let text = |problem: &FieldProblem| pick(lang, &problem.vi, &problem.en).to_owned();
    problems.iter().map(|problem| FieldError::new(problem.field.clone(), text(problem))).collect()
}

/// What is kept of a person themself, with the address they are told by.
#[must_use]
pub fn kept(lang: Lang, world: &World, (person, email): (&Person, Option<&str>)) -> Vec<Kept> {
    let sex = person.sex.as_deref().map(|sex| match sex {
        "male" => pick(lang, "Nam", "Male").to_owned(),
        "female" => pick(lang, "Nữ", "Female").to_owned(),
        other => other.to_owned(),
    });
    let born = person.born_on.as_deref().map(|born| match motcua_calendar::Date::parse(born) {
        Ok(date) => day(lang, date),
        Err(_) => born.to_owned(),
    });
    let lines = [
        (pick(lang, "Họ và tên", "Full name"), Some(person.name.clone())),
        (pick(lang, "Số định danh cá nhân", "Personal ID number"), person.personal_id.clone()),
        (pick(lang, "Ngày sinh", "Date of birth"), born),
        (pick(lang, "Giới tính", "Sex"), sex),
        (pick(lang, "Điện thoại", "Phone"), person.phone.clone()),
        (pick(lang, "Thư điện tử", "E-mail"), email.map(str::to_owned)),
        (pick(lang, "Địa chỉ", "Address"), person.address.clone()),
        (pick(lang, "Xã, phường", "Commune"), person.commune.map(|unit| unit_in(lang, world, unit))),
    ];
    let none = || pick(lang, "Không lưu", "Not kept").to_owned();
    lines
        .into_iter()
        .map(|(label, value)| Kept { label: label.to_owned(), value: value.unwrap_or_else(none) })
        .collect()
}

/// One look as a row.
#[must_use]
pub fn look(lang: Lang, world: &World, noted: &Noted, me: PersonId, asked: &[PersonRequest]) -> LookRow {
    let by_officer = matches!(noted.reader, Reader::Officer { .. });
    LookRow {
        at: when(lang, noted.at),
        who: told::who(lang, world, noted.reader, me),
        what: told::what(lang, noted),
        href: noted
            .dossier
            .map(|id| paths::my_dossier(&noted.code.clone().unwrap_or_else(|| id.to_string()))),
        why: told::why(lang, &noted.purpose),
        dispute: by_officer.then(|| format!("/me/data/accesses/{}", noted.id)),
        disputed: asked.iter().any(|request| request.access == Some(noted.id)),
    }
}

/// One request as its person reads it.
#[must_use]
pub fn line(lang: Lang, world: &World, request: &PersonRequest) -> RequestLine {
    let kind = match request.kind {
        Kind::Correction => pick(lang, "Yêu cầu sửa thông tin", "Request for a correction"),
        Kind::Dispute => pick(lang, "Yêu cầu giải thích lượt xem", "Question about an access"),
    };
    let asked = day(lang, request.asked_at.date());
    let unit = unit_in(lang, world, request.unit);
    let state = match (request.state, &request.answer) {
        (Stands::Open, _) | (_, None) => {
            format!(
                "{unit}. {} {}",
                pick(lang, "Trả lời trước", "To be answered by"),
                when(lang, request.answer_by)
            )
        }
        (Stands::Granted, Some(answer)) => {
            format!("{} {}", pick(lang, "Đã chấp nhận ngày", "Granted on"), day(lang, answer.at.date()))
        }
        (Stands::Refused, Some(answer)) => {
            format!("{} {}", pick(lang, "Không chấp nhận, ngày", "Refused on"), day(lang, answer.at.date()))
        }
    };
    RequestLine {
        title: format!("{kind}, {asked}"),
        text: request.text.clone(),
        state,
        answer: request.answer.as_ref().map(|answer| answer.text.clone()),
    }
}

fn correction_fields(
    lang: Lang,
    world: &World,
    dossiers: &[Dossier],
    about: &str,
    typed: Option<&Typed<'_>>,
) -> Vec<Field> {
    let chosen = typed.map_or(about, |typed| typed.form.get("about"));
    let own = Choice::new("", pick(lang, "Thông tin cá nhân của tôi", "My personal data"));
    let one = |dossier: &Dossier| {
        let procedure = world.version(dossier.version).map_or("", |version| procedure_name(lang, version));
        let name = reference(dossier);
        let code = dossier.code.as_ref().map_or_else(String::new, |code| format!("{code}: "));
        Choice::new(name, format!("{code}{procedure}")).chosen_if(chosen)
    };
    let choices = std::iter::once(own).chain(dossiers.iter().map(one)).collect();
    let label = pick(lang, "Thông tin cần sửa ở đâu?", "Where is it to be corrected?");
    let mut about = Field::new("about", label, FieldKind::Select(choices));
    let mut text = text_field(
        pick(lang, "Thông tin nào chưa đúng, sửa thành gì?", "What is not right, and what should it say?"),
        typed,
    );
    if let Some(typed) = typed {
        about.error = error_of(lang, typed, "about");
        text.error = error_of(lang, typed, "text");
    }
    vec![about, text]
}

fn text_field(label: &str, typed: Option<&Typed<'_>>) -> Field {
    let value = typed.map_or("", |typed| typed.form.get("text"));
    Field::new("text", label, FieldKind::TextArea(4)).value(value)
}

fn error_of(lang: Lang, typed: &Typed<'_>, field: &str) -> Option<String> {
    let found = typed.problems.iter().find(|problem| problem.field == field)?;
    Some(pick(lang, &found.vi, &found.en).to_owned())
}

async fn dispute_page<'a>(
    web: &'a Web,
    applicant: &Applicant,
    id: &str,
    typed: Option<&Typed<'_>>,
) -> Result<DisputePage<'a>> {
    let number: i64 = id.parse().map_err(|_| Problem::no_page())?;
    let (lang, world, person) = (applicant.lang(), web.app.world(), applicant.who.person);
    let (noted, requests) = web
        .app
        .read(move |tx, _| {
            let noted = access::concerning(tx, &person, number)?;
            // Only what somebody else did can be asked about.
            let noted = noted.filter(|noted| matches!(noted.reader, Reader::Officer { .. }));
            let noted = noted.ok_or(Error::NotFound(What::Page))?;
            Ok((noted, requests::of_person(tx, &person, LOOKED_THROUGH)?))
        })
        .await?;
    let title = pick(lang, "Yêu cầu giải thích một lượt xem", "Ask why somebody looked");
    let mut page = mine(web, applicant, title, Mine::Data);
    let label = pick(lang, "Điều gì ông/bà thấy không đúng?", "What do you think is not right?");
    let mut text = text_field(label, typed);
    if let Some(typed) = typed {
        page.errors = errors(lang, &typed.problems);
        text.error = error_of(lang, typed, "text");
    }
    let term = web.app.request_terms().await?.dispute.label(words(lang));
    Ok(DisputePage {
        page,
        look: look(lang, &world, &noted, person, &requests),
        term,
        ask: vec![text],
        action: format!("/me/data/accesses/{number}"),
    })
}
