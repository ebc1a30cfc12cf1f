//! `/desk/dossiers/{reference}/result`: the result as a file. A corrected file takes the place of the one before, which stays
//! in the journal.

use super::counts::Counts;
use super::{command_id, reference, visible};
use crate::access_log::AccessLog;
use crate::file_notes;
use crate::form::Form;
use crate::me::files_sent::{FileSent, read};
use crate::page::{desk, html_with};
use crate::paths;
use crate::present::{pick, when, words};
use crate::problem::{Problem, Result};
use crate::session::{NotOfficer, Officer};
use crate::state::Web;
use axum::extract::{FromRequest, FromRequestParts, Path, Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect};
use motcua_app::{ActRequest, Error, FieldProblem, KeptFile};
use motcua_domain::dossier::acts::{self, Act};
use motcua_domain::dossier::command::Command;
use motcua_domain::dossier::{Dossier, ResultFile};
use motcua_domain::ids::FileHash;
use motcua_views::desk::{AttachedFile, ResultPage};
use motcua_views::{FieldError, Lang, Link};
use std::sync::Arc;

/// Bytes of the form with its file.
const BODY_MAX: usize = 25 * 1024 * 1024;
/// Parts of it.
const PARTS_MAX: usize = 10;

/// A result sent by an officer who may attach it: nobody else's bytes are read.
pub struct PostedResult {
    officer: Officer,
    dossier: Dossier,
    form: Form,
    files: Vec<FileSent>,
}

impl FromRequest<Arc<Web>> for PostedResult {
    type Rejection = NotOfficer;

    async fn from_request(request: Request, web: &Arc<Web>) -> Result<Self, NotOfficer> {
        let (mut head, body) = request.into_parts();
        let officer = Officer::from_request_parts(&mut head, web).await?;
        let wanted = Path::<String>::from_request_parts(&mut head, web).await;
        let dossier = theirs(web, &officer, &wanted.map_err(|_| Problem::no_dossier())?.0).await?;
        let (form, files) = read(web, &head.headers, body, (&officer.who.csrf, BODY_MAX, PARTS_MAX)).await?;
        Ok(PostedResult { officer, dossier, form, files })
    }
}

/// `/desk/dossiers/{reference}/result`
pub async fn form(State(web): State<Arc<Web>>, officer: Officer, Path(wanted): Path<String>) -> Result {
    let dossier = theirs(&web, &officer, &wanted).await?;
    AccessLog::note(&web, &officer.who, Some(dossier.id), "dossier");
    page(&web, &officer, &dossier, &Form::default(), &[]).await
}

/// `POST /desk/dossiers/{reference}/result`
pub async fn submit(State(web): State<Arc<Web>>, posted: PostedResult) -> Result {
    let PostedResult { officer, dossier, form, files } = posted;
    let command_id = command_id(form.get("command_id"))?;
    let expected_revision =
        form.get("expected_revision").parse().map_err(|_| Problem::malformed("expected_revision"))?;
    let file = match keep(&web, &officer, files).await? {
        Ok(file) => file,
        Err(problem) => return page(&web, &officer, &dossier, &form, &[problem]).await,
    };
    let command = Command::AttachResult { file, note: form.given("note").map(str::to_owned) };
    let request = ActRequest { dossier: dossier.id.into(), expected_revision, command_id, command };
    match web.app.act(Arc::clone(&officer.who.actor), request).await {
        Ok(_) => {
            let to = paths::dossier(&reference(&dossier));
            Ok(Redirect::to(&format!("{to}?done={}", Act::AttachResult.key())).into_response())
        }
        Err(error @ (Error::Refused(_) | Error::Stale { .. } | Error::CommandReused)) => {
            let (vi, en) =
                (error.message(motcua_calendar::Lang::Vi), error.message(motcua_calendar::Lang::En));
            let dossier = theirs(&web, &officer, &dossier.id.to_string()).await?;
            let problem = FieldProblem::new("note", "refused", vi, en);
            page(&web, &officer, &dossier, &form, &[problem]).await
        }
        Err(Error::Invalid(problems)) => page(&web, &officer, &dossier, &form, &problems).await,
        Err(other) => Err(other.into()),
    }
}

/// A dossier whose result this officer may attach. Where there is none yet, or it is not theirs, the act says why.
async fn theirs(web: &Web, officer: &Officer, wanted: &str) -> Result<Dossier, Problem> {
    let (actor, wanted) = (Arc::clone(&officer.who.actor), wanted.to_owned());
    let found = web.app.read(move |tx, world| {
        let dossier = visible(tx, world, &actor, &wanted)?;
        let version = world.version(dossier.version);
        let version =
            version.ok_or_else(|| Error::Defect(format!("version {} is missing", dossier.version)))?;
        acts::permit(&dossier, &actor, Act::AttachResult, version)?;
        Ok(dossier)
    });
    Ok(found.await?)
}

/// Keeps the file; what is wrong with it is told at its field. A picture becomes a PDF.
async fn keep(web: &Web, officer: &Officer, files: Vec<FileSent>) -> Result<Result<FileHash, FieldProblem>> {
    let wrong = |code: &'static str, vi: &str, en: &str| Ok(Err(FieldProblem::new("file", code, vi, en)));
    let Some(file) = files.into_iter().find(|file| file.field == "file" && file.content.size() > 0) else {
        return wrong("file_missing", "Chọn tệp kết quả (PDF)", "Choose the file of the result (PDF)");
    };
    match web.app.keep_incoming(Arc::clone(&officer.who.actor), &file.name, file.content).await {
        Ok(kept) => Ok(Ok(kept.hash)),
        Err(Error::File(why)) => wrong(
            why.code(),
            &why.message(motcua_calendar::Lang::Vi),
            &why.message(motcua_calendar::Lang::En),
        ),
        Err(other) => Err(other.into()),
    }
}

/// The files attached, the one that holds first, for officers.
pub(super) fn attached(lang: Lang, files: &[(ResultFile, KeptFile)]) -> Vec<AttachedFile> {
    let one = |(result, kept): &(ResultFile, KeptFile)| AttachedFile {
        link: Link::new(
            format!("{} {}, {}", pick(lang, "Bản số", "Version"), result.no, when(lang, result.at)),
            format!("/desk/files/{}", kept.id),
        ),
        notes: file_notes::of(lang, kept),
    };
    files.iter().rev().map(one).collect()
}

async fn page(
    web: &Arc<Web>,
    officer: &Officer,
    dossier: &Dossier,
    form: &Form,
    problems: &[FieldProblem],
) -> Result {
    let (lang, world) = (officer.lang(), web.app.world());
    let counts = Counts::of(web, officer.who.unit).await?;
    let name = reference(dossier);
    let title = Act::AttachResult.label(words(lang));
    let mut page = desk(web, &world, officer, &counts, title, "");
    page.path = format!("{}/result", paths::dossier(&name));
    let text = |problem: &FieldProblem| pick(lang, &problem.vi, &problem.en).to_owned();
    page.errors = problems.iter().map(|p| FieldError::new(p.field.as_str(), text(p))).collect();
    let error = |name: &str| problems.iter().find(|problem| problem.field == name).map(text);
    let result_files = attached(lang, &web.app.result_files(&dossier.result_files).await?);
    let view = ResultPage {
        page,
        dossier: Link::new(name.clone(), paths::dossier(&name)),
        action: format!("{}/result", paths::dossier(&name)),
        command_id: web.app.ids().uuid(web.app.now_ms())?.to_string(),
        revision: dossier.revision,
        result_files,
        note: form.get("note").to_owned(),
        file_error: error("file"),
        note_error: error("note"),
    };
    let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok(html_with(status, view.render()))
}
