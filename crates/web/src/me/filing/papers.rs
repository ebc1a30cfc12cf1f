//! `/me/filings/{id}/papers`: what is to be handed in as files, and what is not.

use super::{Ground, Stage};
use crate::designer::sent::{SentFile, boundary, parts};
use crate::form::{Form, read_bytes};
use crate::me::session::{Applicant, NotApplicant};
use crate::page::html_with;
use crate::present::{day, pick};
use crate::problem::{Problem, Result};
use crate::session::same;
use crate::state::Web;
use axum::extract::{FromRequest, FromRequestParts, Path, Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use motcua_app::files::{KeptFile, NewFile};
use motcua_app::filings::check::PAPER;
use motcua_app::filings::{Change, PaperFile, Part};
use motcua_app::{Error, FieldProblem};
use motcua_calendar::Moment;
use motcua_domain::ids::PaperKey;
use motcua_domain::procedure::{PaperForm, RequiredPaper};
use motcua_views::me::filing::{FilingPapersPage, PaperBox, PaperFileRow};
use motcua_views::{Choice, Lang, Link};
use std::sync::Arc;

/// Bytes of one form with its files.
const BODY_MAX: usize = 45 * 1024 * 1024;
/// Parts of it.
const PARTS_MAX: usize = 200;
/// Earlier files offered for each paper.
const OFFERED: usize = 5;

/// Files sent by a person signed in, with the fields beside them.
pub struct PostedPapers {
    applicant: Applicant,
    form: Form,
    files: Vec<SentFile>,
}

impl FromRequest<Arc<Web>> for PostedPapers {
    type Rejection = NotApplicant;

    async fn from_request(request: Request, web: &Arc<Web>) -> Result<Self, NotApplicant> {
        let (mut head, body) = request.into_parts();
        let applicant = Applicant::from_request_parts(&mut head, web).await?;
        let sent = head.headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
        let boundary = sent.and_then(boundary).ok_or_else(|| Problem::media_type("multipart/form-data"))?;
        let bytes = read_bytes(&head.headers, body, web, BODY_MAX).await?;
        let (form, files) = parts(&bytes, &boundary, PARTS_MAX)?;
        if !same(form.get("csrf"), &applicant.who.csrf) {
            return Err(Problem::csrf().into());
        }
        Ok(PostedPapers { applicant, form, files })
    }
}

/// `/me/filings/{id}/papers`
pub async fn form(State(web): State<Arc<Web>>, applicant: Applicant, Path(id): Path<String>) -> Result {
    let g = Ground::of(web, applicant, &id).await?;
    if let Some(filed) = g.filed() {
        return Ok(filed);
    }
    render(&g, &[], Told::Fresh).await
}

/// `POST /me/filings/{id}/papers`: keeps what was sent, file by file; then goes on when nothing is missing.
pub async fn submit(State(web): State<Arc<Web>>, Path(id): Path<String>, posted: PostedPapers) -> Result {
    let PostedPapers { applicant, form, files } = posted;
    let actor = applicant.keeper();
    let person = applicant.who.person;
    let mut g = Ground::of(Arc::clone(&web), applicant, &id).await?;
    if let Some(filed) = g.filed() {
        return Ok(filed);
    }
    let mut problems: Vec<FieldProblem> = Vec::new();
    let mut changes: Vec<Change> = Vec::new();
    if let Some((paper, file)) = form.get("remove").split_once(':') {
        changes.push(Change::RemoveFile { paper: paper.into(), file: file.to_owned() });
    }
    changes.extend(again(&g, &form).await?);
    for file in files.into_iter().filter(|file| !(file.bytes.is_empty() && file.name.is_empty())) {
        let Some(paper) = file.field.strip_prefix(PAPER).map(PaperKey::from) else { continue };
        let new = NewFile { name: file.name, bytes: file.bytes.to_vec() };
        match web.app.keep_file(Arc::clone(&actor), new).await {
            Ok(kept) => changes.push(Change::AddFile { paper, file: named(&kept, None) }),
            Err(Error::File(why)) => {
                let (vi, en) =
                    (why.message(motcua_calendar::Lang::Vi), why.message(motcua_calendar::Lang::En));
                problems.push(FieldProblem::new(&file.field, why.code(), vi, en));
            }
            Err(other) => return Err(other.into()),
        }
    }
    let removing = form.given("remove").is_some();
    if !removing && problems.is_empty() && form.get("go") == "on" {
        changes.push(Change::Papers);
    }
    let mut revision = super::seen(&form)?;
    for change in changes {
        match web.app.change_filing(person, g.view.id, revision, change.clone()).await {
            Ok(saved) => {
                revision += 1;
                problems.extend(saved.problems);
                g = g.with(saved.view);
            }
            Err(Error::Stale { now, .. }) => {
                // Files are added and taken away one by one: what another window did to other fields stays.
                let saved = web.app.change_filing(person, g.view.id, now, change).await?;
                revision = now + 1;
                problems.extend(saved.problems);
                g = g.with(saved.view);
            }
            Err(other) => return Err(other.into()),
        }
    }
    if !problems.is_empty() {
        return render(&g, &problems, Told::Wrong).await;
    }
    if removing {
        return Ok(Redirect::to(&g.at("papers")).into_response());
    }
    let to = if form.get("go") == "on" { g.after(&Part::Papers) } else { g.address() };
    Ok(Redirect::to(&to).into_response())
}

/// Whether something sent is to be mended.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Told {
    Fresh,
    Wrong,
}

/// Files the person has kept before. To an officer who enters a filing for them they are not shown.
async fn own_files(g: &Ground) -> Result<Vec<KeptFile>> {
    match g.applicant.entering {
        Some(_) => Ok(Vec::new()),
        None => Ok(g.web.app.files_of(g.applicant.who.person).await?),
    }
}

/// Files ticked to be used again: the person's own, whatever the form says.
async fn again(g: &Ground, form: &Form) -> Result<Vec<Change>> {
    let ticked: Vec<(PaperKey, &str)> = form
        .pairs()
        .filter_map(|(name, value)| {
            Some((name.strip_prefix("again-")?.strip_prefix(PAPER).map(PaperKey::from)?, value.trim()))
        })
        .collect();
    if ticked.is_empty() {
        return Ok(Vec::new());
    }
    let own = own_files(g).await?;
    let change = |(paper, id): (PaperKey, &str)| {
        let kept = own.iter().find(|kept| kept.id.to_string() == id)?;
        let from = pick(g.lang(), "đã tải lên trước đây", "uploaded before").to_owned();
        Some(Change::AddFile { paper, file: named(kept, Some(from)) })
    };
    Ok(ticked.into_iter().filter_map(change).collect())
}

fn named(kept: &KeptFile, from: Option<String>) -> PaperFile {
    PaperFile { id: kept.id.to_string(), hash: kept.hash.to_string(), name: kept.name.clone(), from }
}

async fn render(g: &Ground, problems: &[FieldProblem], told: Told) -> Result {
    let given = |hash: &str| g.view.content.papers.values().flatten().any(|file| file.hash == hash);
    let own = own_files(g).await?;
    let offered: Vec<&KeptFile> =
        own.iter().filter(|kept| !given(&kept.hash.to_string())).take(OFFERED).collect();
    let status = if told == Told::Wrong { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    Ok(page(g, problems, &offered, status))
}

fn page(g: &Ground, problems: &[FieldProblem], offered: &[&KeptFile], status: StatusCode) -> Response {
    let lang = g.lang();
    let mut page = g.page(g.pick("Giấy tờ", "Papers"));
    page.errors = g.errors(problems);
    let filled = g.view.filled();
    let papers =
        filled.papers(&g.view.version).into_iter().map(|paper| shown(g, paper, problems, offered)).collect();
    let mut not_asked: Vec<(String, String)> = Vec::new();
    for paper in filled.papers_by_form(&g.view.version) {
        let why = g.pick(
            "Tờ khai điện tử vừa điền thay cho giấy này",
            "The form just filled in stands in its place",
        );
        not_asked.push((name(lang, paper), why.to_owned()));
    }
    for paper in g.view.version.papers.iter().filter(|paper| filled.asks(paper.when.as_ref())) {
        if let Some(register) = &paper.held_by {
            not_asked.push((
                name(lang, paper),
                format!("{}: {register}", g.pick("Nhà nước đã có", "Held by the State")),
            ));
        }
    }
    let view =
        FilingPapersPage { frame: g.frame(Stage::Papers), page, action: g.at("papers"), papers, not_asked };
    html_with(status, view.render())
}

fn name(lang: Lang, paper: &RequiredPaper) -> String {
    pick(lang, &paper.name, paper.name_en.as_deref().unwrap_or(&paper.name)).to_owned()
}

fn shown(g: &Ground, paper: &RequiredPaper, problems: &[FieldProblem], offered: &[&KeptFile]) -> PaperBox {
    let field = format!("{PAPER}{}", paper.key);
    let files = g.view.content.papers.get(&paper.key).map(Vec::as_slice).unwrap_or_default();
    PaperBox {
        label: name(g.lang(), paper),
        hint: kind(g.lang(), paper.form).to_owned(),
        optional: !paper.required,
        files: files
            .iter()
            .map(|file| PaperFileRow {
                link: Link::new(
                    file.name.as_str(),
                    format!(
                        "{}/{}",
                        if g.applicant.entering.is_some() { "/desk/files" } else { "/me/files" },
                        file.id
                    ),
                ),
                from: file.from.clone(),
                remove: format!("{}:{}", paper.key, file.id),
            })
            .collect(),
        again: offered
            .iter()
            .map(|kept| {
                let at = Moment::from_unix_seconds(kept.kept_at_ms.div_euclid(1000));
                let on = day(g.lang(), at.date());
                let mut choice = Choice::new(kept.id.to_string(), kept.name.as_str());
                choice.hint = Some(format!("{} {on}", g.pick("tải lên ngày", "uploaded on")));
                choice
            })
            .collect(),
        error: problems.iter().find(|problem| problem.field == field).map(|problem| g.text(problem)),
        name: field,
    }
}

/// What is to be pictured.
fn kind(lang: Lang, form: PaperForm) -> &'static str {
    match form {
        PaperForm::Original => pick(lang, "Chụp hoặc quét bản chính", "Picture or scan of the original"),
        PaperForm::CertifiedCopy => {
            pick(lang, "Chụp hoặc quét bản sao có chứng thực", "Picture or scan of the certified copy")
        }
        PaperForm::Photocopy => pick(lang, "Chụp hoặc quét giấy tờ", "Picture or scan of the paper"),
        PaperForm::Electronic => pick(lang, "Tệp điện tử", "Electronic file"),
        PaperForm::Unspecified => "",
    }
}
