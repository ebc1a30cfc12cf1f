//! Intake at the counter on one page: scan or type the number, name the procedure, tick the papers, receive.
//!
//! Without JavaScript the button `look-up` does what the scripts do: it fills in what is known and comes back.

use super::counts::Counts;
use super::intake_help::{Found, choose, known_person};
use super::intake_offer::{
    case, channels, communes, deliveries, documents, procedure, provenance, situation,
};
use super::{command_id, fresh_command};
use crate::cards::{self, Scan};
use crate::form::{Form, day};
use crate::page::{desk, html_with, receives};
use crate::paths;
use crate::portal::procedures::hit;
use crate::present::{date, pick, words};
use crate::problem::{Problem, Result};
use crate::session::{Officer, Posted};
use crate::state::Web;
use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use motcua_app::filing::owner_problems;
use motcua_app::{Error, FieldProblem, FilingRequest, PersonInput};
use motcua_calendar::Moment;
use motcua_domain::dossier::acts::Act;
use motcua_domain::dossier::command::PaperHanded;
use motcua_domain::dossier::{PaperGiven, Provenance, ReturnMethod};
use motcua_domain::ids::{PaperKey, UnitId};
use motcua_domain::procedure::{PaperForm, ProcedureVersion};
use motcua_domain::refusal::Refusal;
use motcua_views::desk::{IntakePage, PersonFields};
use motcua_views::{Choice, FieldError, Key, Lang, Link, Notice, NoticeKind, t};
use std::sync::Arc;

/// `/desk/intake?last=`
pub async fn form(State(web): State<Arc<Web>>, officer: Officer, RawQuery(query): RawQuery) -> Result {
    may_receive(&web, &officer)?;
    let query = Form::of_query(query.as_deref());
    let last = query.given("last").map(|code| Link::new(code, paths::dossier(code)));
    let mut typed = Form::default();
    typed.set("command_id", fresh_command(&web)?);
    let mut filled = Filled { last, ..Filled::default() };
    if query.get("check") == "1" {
        filled.notice = Some(mismatch(officer.lang()).to_owned());
    }
    show(&web, &officer, &typed, filled, StatusCode::OK).await
}

/// `POST /desk/intake`
pub async fn submit(State(web): State<Arc<Web>>, posted: Posted) -> Result {
    let Posted { officer, mut form } = posted;
    may_receive(&web, &officer)?;
    let mut filled = Filled::default();
    take_scan(&mut form, officer.lang(), &mut filled);
    if let Some(code) = form.given("pick").map(str::to_owned) {
        form.set("procedure", code);
    }
    let wanted = form.get("do").to_owned();
    let receive = matches!(wanted.as_str(), "receive" | "supplement" | "decline");
    if form.get("full_name").is_empty() && form.get("id_number").len() == 12 {
        known_person(&web, &officer, &mut form, &mut filled).await?;
    }
    let world = web.app.world();
    let found = choose(&world, form.get("procedure"), web.app.now().date());
    filled.notice = filled.notice.or_else(|| disagrees(&form).then(|| mismatch(officer.lang()).to_owned()));
    if !receive {
        if let (Found::Nothing, true) = (&found, !form.get("procedure").is_empty()) {
            let text = no_procedure(officer.lang(), form.get("procedure"));
            filled.errors.push(FieldError::new("procedure", text));
        }
        return show(&web, &officer, &form, filled, StatusCode::OK).await;
    }
    let (owner, problems) = owner(officer.lang(), &form, web.app.now());
    filled.errors.extend(problems);
    let version = match found {
        Found::One(version) if filled.errors.is_empty() => version,
        found => {
            // Whatever else is wrong with the form is said in the same breath.
            match found {
                Found::One(version) if wanted == "receive" => {
                    let ticked = papers(&form, &version);
                    let situation = situation(&form, &version);
                    let given = |key: &PaperKey| ticked.iter().any(|paper| paper.key == *key);
                    let missing = version.lacking(&situation, given);
                    filled.errors.extend(lacking(officer.lang(), &version, &missing));
                }
                Found::One(_) => {}
                _ => {
                    let text = no_procedure(officer.lang(), form.get("procedure"));
                    filled.errors.push(FieldError::new("procedure", text));
                }
            }
            return show(&web, &officer, &form, filled, StatusCode::UNPROCESSABLE_ENTITY).await;
        }
    };
    let request = request(&officer, &form, owner, &version)?;
    let actor = Arc::clone(&officer.who.actor);
    // Form 02 and Form 03 before receipt: the dossier is written down to wait, and the act follows on its page.
    let next = match wanted.as_str() {
        "supplement" => Some(Act::RequestSupplement),
        "decline" => Some(Act::Decline),
        _ => None,
    };
    let filed = if next.is_some() {
        web.app.submit(actor, request).await
    } else {
        web.app.intake(actor, request).await
    };
    match filed {
        Ok(acted) if next.is_some() => {
            web.counts.forget(officer.who.unit);
            let act = next.map_or("", Act::key);
            Ok(Redirect::to(&format!("{}?act={act}#act-{act}", paths::dossier(&acted.dossier.to_string())))
                .into_response())
        }
        Ok(acted) => {
            web.counts.forget(officer.who.unit);
            let code = acted.code.map_or_else(|| acted.dossier.to_string(), |code| code.to_string());
            let check = if disagrees(&form) { "&check=1" } else { "" };
            Ok(Redirect::to(&format!("{}?from=intake{check}", paths::receipt(&code))).into_response())
        }
        Err(error) => refused(&web, &officer, &form, filled, error).await,
    }
}

/// The page again, with everything that was typed.
async fn refused(
    web: &Web,
    officer: &Officer,
    form: &Form,
    mut filled: Filled,
    error: Error,
) -> Result<Response> {
    let lang = officer.lang();
    let text = error.message(words(lang));
    match &error {
        Error::Invalid(fields) => filled.errors.extend(fields.iter().map(|field| field_error(lang, field))),
        Error::Duplicate { code, .. } => {
            filled.duplicate = true;
            filled.last = Some(Link::new(code.clone(), paths::dossier(code)));
            filled.errors.push(FieldError::new("despite_duplicate", text));
        }
        Error::Refused(Refusal::PapersMissing { papers }) => {
            let version = choose(&web.app.world(), form.get("procedure"), web.app.now().date());
            let Found::One(version) = version else { return Err(error.into()) };
            filled.errors.extend(lacking(lang, &version, papers));
        }
        Error::Refused(refusal) => {
            let target = match super::acts::field_of(refusal) {
                "papers" => "doc.0.have",
                "case" => "case",
                _ => "procedure",
            };
            filled.errors.push(FieldError::new(target, text));
        }
        Error::NotFound(_) | Error::CommandReused => filled.errors.push(FieldError::new("procedure", text)),
        _ => return Err(error.into()),
    }
    show(web, officer, form, filled, Problem::from(error).status).await
}

/// Required papers that are missing, each at its tick.
fn lacking(lang: Lang, version: &ProcedureVersion, papers: &[PaperKey]) -> Vec<FieldError> {
    let missing = pick(lang, "Còn thiếu giấy tờ bắt buộc", "A required paper is missing");
    let listed = version.papers.iter().enumerate().filter(|(_, paper)| papers.contains(&paper.key));
    listed
        .map(|(k, paper)| FieldError::new(format!("doc.{k}.have"), format!("{missing}: {}", paper.name)))
        .collect()
}

/// What the server adds to what was typed.
#[derive(Default)]
pub struct Filled {
    /// What must be put right.
    pub errors: Vec<FieldError>,
    /// Where the person's data came from.
    pub source: Option<String>,
    /// Something to take care of; never a reason to refuse.
    pub notice: Option<String>,
    /// The dossier just received, or the one in hand already.
    pub last: Option<Link>,
    /// Whether to offer filing despite a duplicate.
    pub duplicate: bool,
}

fn may_receive(web: &Web, officer: &Officer) -> Result<()> {
    if receives(officer, &web.app.world()) { Ok(()) } else { Err(Error::Denied.into()) }
}

fn take_scan(form: &mut Form, lang: Lang, filled: &mut Filled) {
    let scan = form.get("scan").to_owned();
    if scan.is_empty() {
        return;
    }
    match cards::read(&scan) {
        Scan::Card(card) => {
            form.set("id_number", card.number);
            form.set("full_name", card.name);
            form.set("birth_date", card.born_on.map_or_else(String::new, date));
            form.set("gender", card.sex.unwrap_or_default());
            form.set("address", card.address);
            form.set("scan", "");
            filled.source = Some(pick(lang, "Đã đọc từ thẻ căn cước", "Read from the ID card").to_owned());
        }
        Scan::Number(number) => {
            form.set("id_number", number);
            form.set("scan", "");
        }
        Scan::Spoilt => {
            let vi = "Mã quét bị bộ gõ tiếng Việt làm hỏng. Tắt bộ gõ rồi quét lại, hoặc gõ số định danh 12 chữ số";
            let en = "A Vietnamese input method has spoilt the scan. Switch it off and scan again, or type the 12-digit number";
            filled.errors.push(FieldError::new("scan", pick(lang, vi, en)));
        }
        Scan::Unclear => {
            let vi = "Không đọc được mã quét. Quét lại, hoặc gõ số định danh 12 chữ số";
            let en = "The scan could not be read. Scan again, or type the 12-digit number";
            filled.errors.push(FieldError::new("scan", pick(lang, vi, en)));
        }
    }
}

/// Whether the 12 digits disagree with year of birth or sex. A reason to look again, never to refuse.
fn disagrees(form: &Form) -> bool {
    let Some((year, sex)) = cards::told_by(form.get("id_number")) else { return false };
    let born = day(form.get("birth_date"));
    let gender = form.get("gender");
    born.is_some_and(|born| born.year() != year) || (!gender.is_empty() && gender != sex)
}

fn mismatch(lang: Lang) -> &'static str {
    pick(
        lang,
        "Số định danh không khớp năm sinh hoặc giới tính. Đối chiếu lại với thẻ; vẫn có thể tiếp nhận.",
        "The identity number does not agree with the year of birth or the sex. Check the card; it can be received all the same.",
    )
}

/// Nothing typed, nothing found, or several found: what to do is the same, what happened is not.
fn no_procedure(lang: Lang, typed: &str) -> String {
    let todo = pick(
        lang,
        "Chọn một thủ tục: gõ mã, tên hoặc từ viết tắt",
        "Choose a procedure: type its code, name or abbreviation",
    );
    match (typed.is_empty(), lang) {
        (true, _) => todo.to_owned(),
        (false, Lang::Vi) => format!("“{typed}” chưa chỉ rõ một thủ tục đang áp dụng. {todo}"),
        (false, Lang::En) => format!("“{typed}” does not name one procedure in force. {todo}"),
    }
}

fn field_error(lang: Lang, problem: &FieldProblem) -> FieldError {
    let target = match problem.field.as_str() {
        "owner/name" => "full_name",
        "owner/personal_id" => "id_number",
        "owner/born_on" => "birth_date",
        "owner/sex" => "gender",
        "owner/phone" => "phone",
        "owner/address" => "address",
        "commune" => "commune",
        "papers" => "doc.0.have",
        _ => "",
    };
    FieldError::new(target, if lang == Lang::Vi { problem.vi.clone() } else { problem.en.clone() })
}

/// The applicant as typed, and everything in it that must be put right.
fn owner(lang: Lang, form: &Form, now: Moment) -> (PersonInput, Vec<FieldError>) {
    let typed = form.given("birth_date");
    let born_on = typed.and_then(day);
    let id_number: String = form.get("id_number").chars().filter(|c| !c.is_whitespace()).collect();
    let owner = PersonInput {
        personal_id: Some(id_number).filter(|number| !number.is_empty()),
        name: form.get("full_name").to_owned(),
        born_on: born_on.map(|date| date.to_string()),
        sex: form.given("gender").map(str::to_owned),
        phone: form.given("phone").map(str::to_owned),
        address: form.given("address").map(str::to_owned),
        commune: None,
    };
    let problems = owner_problems(&owner, now);
    let mut errors: Vec<FieldError> = problems.iter().map(|problem| field_error(lang, problem)).collect();
    if let (Some(text), None) = (typed, born_on) {
        let text = format!("{} {text}", pick(lang, "Không có ngày", "There is no date"));
        errors.push(FieldError::new("birth_date", text));
    }
    // In the order of the page, so that the summary can be worked through from the top.
    let place = |error: &FieldError| OWNER_FIELDS.iter().position(|field| *field == error.target);
    errors.sort_by_key(place);
    (owner, errors)
}

/// The fields of the applicant, in the order of the page.
const OWNER_FIELDS: [&str; 6] = ["id_number", "full_name", "birth_date", "gender", "address", "phone"];

fn request(
    officer: &Officer,
    form: &Form,
    owner: PersonInput,
    version: &ProcedureVersion,
) -> Result<FilingRequest> {
    let papers = papers(form, version);
    let provenance = provenance(form);
    let return_by = serde_json::from_value(form.get("delivery").into()).unwrap_or(ReturnMethod::Counter);
    let helped = provenance == Provenance::EnteredByOfficer;
    let electronic = papers.iter().all(|paper| paper.form == PaperForm::Electronic);
    Ok(FilingRequest {
        command_id: command_id(form.get("command_id"))?,
        procedure: version.code.clone(),
        version: None,
        owner,
        submitter: None,
        provenance,
        at: officer.who.unit,
        helped_at: helped.then_some(officer.who.unit),
        commune: form.get("commune").parse().ok().map(UnitId),
        return_at: None,
        return_by,
        paper: if papers.is_empty() || electronic { PaperHanded::No } else { PaperHanded::Yes },
        papers,
        case: case(form, version).cloned(),
        despite_duplicate: form.get("despite_duplicate") == "1",
    })
}

/// The papers ticked. One line a paper: originals where there are any, else copies.
fn papers(form: &Form, version: &ProcedureVersion) -> Vec<PaperGiven> {
    // Ticks of another procedure's papers mean nothing for this one.
    if form.get("documents_of") != version.code.as_str() {
        return Vec::new();
    }
    let count = |field: String| form.get(&field).parse::<u32>().unwrap_or(0).min(999);
    let given = version.papers.iter().enumerate().filter_map(|(k, paper)| {
        let (originals, copies) = (count(format!("doc.{k}.originals")), count(format!("doc.{k}.copies")));
        if form.get(&format!("doc.{k}.have")) != "1" && originals + copies == 0 {
            return None;
        }
        let (kind, count) = match (originals, copies, paper.form) {
            (0, 0, kind) => (kind, 1),
            (0, copies, PaperForm::CertifiedCopy) => (PaperForm::CertifiedCopy, copies),
            (0, copies, _) => (PaperForm::Photocopy, copies),
            (originals, _, PaperForm::Electronic) => (PaperForm::Electronic, originals),
            (originals, _, _) => (PaperForm::Original, originals),
        };
        Some(PaperGiven::on_paper(paper.key.clone(), kind, count))
    });
    given.collect()
}

async fn show(
    web: &Web,
    officer: &Officer,
    form: &Form,
    filled: Filled,
    status: StatusCode,
) -> Result<Response> {
    let (lang, world) = (officer.lang(), web.app.world());
    let counts = Counts::of(web, officer.who.unit).await?;
    let query = form.get("procedure").to_owned();
    let found = choose(&world, &query, web.app.now().date());
    let (version, suggestions) = match &found {
        Found::One(version) => (Some(version), Vec::new()),
        Found::Several(list) => (None, list.iter().map(|version| hit(lang, version)).collect()),
        Found::Nothing => (None, Vec::new()),
    };
    let mut page = desk(web, &world, officer, &counts, t(lang, Key::IntakeTitle), "intake");
    page.path = "/desk/intake".into();
    page.errors = filled.errors;
    page.notice = filled.notice.map(|text| Notice { kind: NoticeKind::Warning, text, link: None });
    let choices = |chosen: &str, list: Vec<(String, String)>| -> Vec<Choice> {
        list.into_iter().map(|(key, label)| Choice::new(key, label).chosen_if(chosen)).collect()
    };
    let view = IntakePage {
        page,
        command_id: form.get("command_id").to_owned(),
        scan: form.get("scan").to_owned(),
        person: PersonFields {
            id_number: form.get("id_number").to_owned(),
            full_name: form.get("full_name").to_owned(),
            birth_date: form.get("birth_date").to_owned(),
            genders: choices(
                form.get("gender"),
                vec![
                    ("male".into(), pick(lang, "Nam", "Male").into()),
                    ("female".into(), pick(lang, "Nữ", "Female").into()),
                ],
            ),
            address: form.get("address").to_owned(),
            phone: form.get("phone").to_owned(),
            source: filled.source,
        },
        procedure_query: version.map_or(query, |version| version.code.to_string()),
        procedure: version.map(|version| procedure(web, lang, &world, version, officer.who.unit, form)),
        suggestions,
        documents: version.map_or_else(Vec::new, |version| documents(lang, version, form)),
        communes: choices(form.get("commune"), communes(lang, &world, officer.who.unit, version)),
        duplicate: filled
            .duplicate
            .then(|| pick(lang, "Vẫn nộp hồ sơ mới", "File a new dossier all the same").to_owned()),
        channels: choices(form.get("channel"), channels(lang)),
        deliveries: choices(form.get("delivery"), deliveries(lang)),
        last: filled.last,
        may_decline: true,
    };
    Ok(html_with(status, view.render()))
}
