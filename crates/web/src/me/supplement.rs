//! Papers asked for, sent as files by the person: all of them, once, through the one path of acts.

use super::dossier::{Failed, field_of, refused};
use super::session::{Applicant, NotApplicant};
use crate::designer::sent::{SentFile, boundary, parts};
use crate::desk::{command_id, visible};
use crate::form::{Form, read_bytes};
use crate::paths;
use crate::present::{pick, words};
use crate::problem::{Problem, Result};
use crate::session::same;
use crate::state::Web;
use axum::extract::{FromRequest, FromRequestParts, Path, Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Redirect};
use motcua_app::files::NewFile;
use motcua_app::{ActRequest, Error};
use motcua_domain::dossier::PaperGiven;
use motcua_domain::dossier::acts::Act;
use motcua_domain::dossier::command::Command;
use motcua_domain::ids::PaperKey;
use motcua_domain::procedure::PaperForm;
use std::sync::Arc;

/// Bytes of one form with its files.
const BODY_MAX: usize = 45 * 1024 * 1024;
/// Parts of it.
const PARTS_MAX: usize = 100;

/// Papers sent by a person signed in, with the right token.
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

/// `POST /me/dossiers/{reference}/supplement`
pub async fn send(State(web): State<Arc<Web>>, Path(wanted): Path<String>, posted: PostedPapers) -> Result {
    let PostedPapers { applicant, form, files } = posted;
    let lang = applicant.lang();
    let command_id = command_id(form.get("command_id"))?;
    let expected_revision =
        form.get("expected_revision").parse().map_err(|_| Problem::malformed("expected_revision"))?;
    let (actor, name) = (Arc::clone(&applicant.who.actor), wanted.clone());
    let dossier = web.app.read(move |tx, world| visible(tx, world, &actor, &name)).await?;
    // Sent twice, the second finds nothing open; its command is answered with the first outcome all the same.
    let asked = dossier.supplements.last().map_or_else(Vec::new, |last| last.papers.clone());
    let mut wrong: Vec<(String, String)> = Vec::new();
    let mut papers: Vec<PaperGiven> = Vec::new();
    for key in asked {
        match keep(&web, &applicant, &key, &files).await? {
            Ok(given) => papers.push(given),
            Err(text) => wrong.push((field_of(&key), text)),
        }
    }
    if !wrong.is_empty() {
        let failed = Failed {
            act: Act::Supplement,
            typed: String::new(),
            text: String::new(),
            status: StatusCode::UNPROCESSABLE_ENTITY,
            fields: wrong,
        };
        return refused(&web, &applicant, &wanted, failed).await;
    }
    let command = Command::Supplement { papers, note: None };
    let request = ActRequest { dossier: dossier.id.into(), expected_revision, command_id, command };
    match web.app.act(Arc::clone(&applicant.who.actor), request).await {
        Ok(_) => {
            let to = format!("{}?done={}", paths::my_dossier(&wanted), Act::Supplement.key());
            Ok(Redirect::to(&to).into_response())
        }
        Err(error @ (Error::Refused(_) | Error::Stale { .. } | Error::CommandReused)) => {
            let text = error.message(words(lang));
            let status = Problem::from(error).status;
            let failed =
                Failed { act: Act::Supplement, typed: String::new(), text, status, fields: Vec::new() };
            refused(&web, &applicant, &wanted, failed).await
        }
        Err(other) => Err(other.into()),
    }
}

/// Keeps the files of one paper; what is wrong with them is told at its field.
async fn keep(
    web: &Web,
    applicant: &Applicant,
    key: &PaperKey,
    files: &[SentFile],
) -> Result<Result<PaperGiven, String>> {
    let lang = applicant.lang();
    let field = field_of(key);
    let mut kept = Vec::new();
    for file in files.iter().filter(|file| file.field == field && !file.bytes.is_empty()) {
        let new = NewFile { name: file.name.clone(), bytes: file.bytes.to_vec() };
        match web.app.keep_file(Arc::clone(&applicant.who.actor), new).await {
            Ok(file) => kept.push(file.hash),
            Err(error @ Error::File(_)) => return Ok(Err(error.message(words(lang)))),
            Err(other) => return Err(other.into()),
        }
    }
    if kept.is_empty() {
        return Ok(Err(pick(lang, "Chọn tệp của giấy tờ này", "Choose the file of this paper").to_owned()));
    }
    Ok(Ok(PaperGiven { files: kept, ..PaperGiven::on_paper(key.clone(), PaperForm::Electronic, 1) }))
}
