//! `/me/filings/{id}/papers`: what is to be handed in as files, and what is not.

use super::posted::{Told, Typed, sent_back};
use super::{Ground, Stage};
use crate::file_notes;
use crate::form::Form;
use crate::me::files_sent::FilesSent;
use crate::me::session::Applicant;
use crate::page::html_with;
use crate::present::timeline::paper_name;
use crate::present::{day, pick};
use crate::problem::Result;
use crate::state::Web;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use motcua_app::files::KeptFile;
use motcua_app::filings::check::PAPER;
use motcua_app::filings::{Change, PaperFile, Part};
use motcua_app::{Error, FieldProblem};
use motcua_calendar::Moment;
use motcua_domain::ids::PaperKey;
use motcua_domain::procedure::{PaperForm, RequiredPaper};
use motcua_views::me::filing::{FilingPapersPage, PaperBox, PaperFileRow};
use motcua_views::{Choice, Lang, Link};
use std::sync::Arc;

/// In front of a paper's field: files used again, and those a script has sent already.
const AGAIN: [&str; 2] = ["again-", "sent-"];
/// Earlier files offered for each paper.
const OFFERED: usize = 5;

/// `/me/filings/{id}/papers`
pub async fn form(State(web): State<Arc<Web>>, applicant: Applicant, Path(id): Path<String>) -> Result {
    let g = Ground::of(web, applicant, &id).await?;
    if let Some(filed) = g.filed() {
        return Ok(filed);
    }
    let (form, told) = Typed::of(g.view.kept.as_deref(), &g.at("papers")).unwrap_or_default();
    render(&g, &form, &told, StatusCode::OK).await
}

/// `POST /me/filings/{id}/papers`: keeps what was sent, file by file; then goes on when nothing is missing.
pub async fn submit(State(web): State<Arc<Web>>, Path(id): Path<String>, posted: FilesSent) -> Result {
    let FilesSent { applicant, form, files } = posted;
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
    for file in files {
        let Some(paper) = file.field.strip_prefix(PAPER).map(PaperKey::from) else { continue };
        match web.app.keep_incoming(Arc::clone(&actor), &file.name, file.content).await {
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
        // What was ticked was taken; only what is to be mended is told again.
        let told = Told { problems, ..Told::default() };
        return match sent_back(&g, &g.at("papers"), &Form::default(), &told).await {
            Some(back) => Ok(back),
            None => render(&g, &Form::default(), &told, StatusCode::UNPROCESSABLE_ENTITY).await,
        };
    }
    if removing {
        return Ok(Redirect::to(&g.at("papers")).into_response());
    }
    let to = if form.get("go") == "on" { g.after(&Part::Papers) } else { g.address() };
    Ok(Redirect::to(&to).into_response())
}

/// Files the person has kept before, or has in dossiers of theirs. To an officer who enters a filing for them they are not shown.
async fn own_files(g: &Ground) -> Result<Vec<KeptFile>> {
    match g.applicant.entering {
        Some(_) => Ok(Vec::new()),
        None => Ok(g.web.app.files_to_use_again(g.applicant.who.person).await?),
    }
}

/// Files ticked to be used again, and those a script has sent already: the person's own, whatever the form says.
async fn again(g: &Ground, form: &Form) -> Result<Vec<Change>> {
    let ticked: Vec<(&str, PaperKey, &str)> = form
        .pairs()
        .filter_map(|(name, value)| {
            let (front, paper) = AGAIN.iter().find_map(|front| Some((*front, name.strip_prefix(front)?)))?;
            Some((front, paper.strip_prefix(PAPER).map(PaperKey::from)?, value.trim()))
        })
        .collect();
    if ticked.is_empty() {
        return Ok(Vec::new());
    }
    let own = own_files(g).await?;
    let change = |(front, paper, id): (&str, PaperKey, &str)| {
        let kept = own.iter().find(|kept| kept.id.to_string() == id)?;
        let before = match kept.person {
            Some(_) => g.pick("đã tải lên trước đây", "uploaded before"),
            None => g.pick("từ hồ sơ trước", "from an earlier dossier"),
        };
        Some(Change::AddFile { paper, file: named(kept, (front == AGAIN[0]).then(|| before.to_owned())) })
    };
    Ok(ticked.into_iter().filter_map(change).collect())
}

fn named(kept: &KeptFile, from: Option<String>) -> PaperFile {
    PaperFile { id: kept.id.to_string(), hash: kept.hash.to_string(), name: kept.name.clone(), from }
}

async fn render(g: &Ground, form: &Form, told: &Told, status: StatusCode) -> Result {
    let given = |hash: &str| g.view.content.papers.values().flatten().any(|file| file.hash == hash);
    let own = own_files(g).await?;
    // What a script had sent when the sign-in ended is among the latest, and ticked.
    let offered: Vec<&KeptFile> =
        own.iter().filter(|kept| !given(&kept.hash.to_string())).take(OFFERED).collect();
    Ok(page(g, form, told, (Own { all: &own, offered: &offered }, status)))
}

/// A person's files: all of them, and those that may be used again here.
#[derive(Clone, Copy)]
struct Own<'a> {
    all: &'a [KeptFile],
    offered: &'a [&'a KeptFile],
}

fn page(g: &Ground, form: &Form, told: &Told, (own, status): (Own<'_>, StatusCode)) -> Response {
    let lang = g.lang();
    let mut problems = told.problems.clone();
    problems.extend(told.lost.iter().map(|field| {
        let vi = "Tệp ông/bà vừa chọn chưa được giữ lại vì phiên đăng nhập đã hết. Chọn lại tệp";
        let en = "The file you chose was not kept, because your sign-in had ended. Choose it again";
        FieldProblem::new(field, "lost", vi, en)
    }));
    let told = Told { problems, why: told.why, ..Told::default() };
    let problems = &told.problems;
    let mut page = g.page(g.pick("Giấy tờ", "Papers"));
    page.errors = g.said(&told);
    let filled = g.view.filled();
    let papers = filled
        .papers(&g.view.version)
        .into_iter()
        .map(|paper| shown(g, paper, form, (problems, own)))
        .collect();
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
    paper_name(lang, paper).to_owned()
}

fn shown(
    g: &Ground,
    paper: &RequiredPaper,
    form: &Form,
    (problems, own): (&[FieldProblem], Own<'_>),
) -> PaperBox {
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
                notes: own
                    .all
                    .iter()
                    .find(|kept| kept.id.to_string() == file.id)
                    .map(|kept| file_notes::of(g.lang(), kept))
                    .unwrap_or_default(),
                remove: format!("{}:{}", paper.key, file.id),
            })
            .collect(),
        again: own
            .offered
            .iter()
            .map(|kept| {
                let at = Moment::from_unix_seconds(kept.kept_at_ms.div_euclid(1000));
                let on = day(g.lang(), at.date());
                let id = kept.id.to_string();
                let ticked =
                    AGAIN.iter().any(|front| form.all(&format!("{front}{field}")).any(|one| one == id));
                let mut choice = Choice::new(id.clone(), kept.name.as_str());
                if ticked {
                    choice = choice.chosen_if(&id);
                }
                let since = match kept.person {
                    Some(_) => g.pick("tải lên ngày", "uploaded on"),
                    None => g.pick("có trong hồ sơ trước, ngày", "in an earlier dossier, on"),
                };
                choice.hint = Some(format!("{since} {on}"));
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
