//! Papers asked for, sent as files by the person: all of them, once, through the one path of acts.

use super::dossier::{Failed, field_of, refused};
use super::files_sent::{FileSent, FilesSent};
use super::session::Applicant;
use crate::desk::{command_id, visible};
use crate::paths;
use crate::present::{pick, words};
use crate::problem::{Problem, Result};
use crate::state::Web;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect};
use motcua_app::{ActRequest, Error};
use motcua_domain::dossier::PaperGiven;
use motcua_domain::dossier::acts::Act;
use motcua_domain::dossier::command::Command;
use motcua_domain::ids::PaperKey;
use motcua_domain::procedure::PaperForm;
use std::sync::Arc;

/// `POST /me/dossiers/{reference}/supplement`
pub async fn send(State(web): State<Arc<Web>>, Path(wanted): Path<String>, posted: FilesSent) -> Result {
    let FilesSent { applicant, form, mut files } = posted;
    let lang = applicant.lang();
    let command_id = command_id(form.get("command_id"))?;
    let expected_revision =
        form.get("expected_revision").parse().map_err(|_| Problem::malformed("expected_revision"))?;
    let (actor, name) = (Arc::clone(&applicant.who.actor), wanted.clone());
    let dossier = web.app.read(move |tx, world| visible(tx, world, &actor, &name)).await?;
    let version = web.app.world().version(dossier.version).cloned();
    let called = |key: &PaperKey| {
        let paper = version.as_ref().and_then(|version| version.paper(key));
        paper.map_or_else(|| key.to_string(), |paper| paper.name.clone())
    };
    // Sent twice, the second finds nothing open; its command is answered with the first outcome all the same.
    let asked = dossier.supplements.last().map_or_else(Vec::new, |last| last.papers.clone());
    let mut wrong: Vec<(String, String)> = Vec::new();
    let mut papers: Vec<PaperGiven> = Vec::new();
    for key in asked {
        match keep(&web, &applicant, &key, &mut files).await? {
            Ok(given) => papers.push(given),
            Err(None) => {
                let choose = pick(lang, "Chọn tệp cho", "Choose the file of");
                wrong.push((field_of(&key), format!("{choose}: {}", called(&key))));
            }
            Err(Some(text)) => wrong.push((field_of(&key), text)),
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

/// Keeps the files of one paper. What is wrong with them is told at its field; `None`: there are none.
async fn keep(
    web: &Web,
    applicant: &Applicant,
    key: &PaperKey,
    files: &mut Vec<FileSent>,
) -> Result<Result<PaperGiven, Option<String>>> {
    let lang = applicant.lang();
    let field = field_of(key);
    let mut kept = Vec::new();
    let (theirs, others): (Vec<FileSent>, Vec<FileSent>) =
        std::mem::take(files).into_iter().partition(|file| file.field == field);
    *files = others;
    for file in theirs.into_iter().filter(|file| file.content.size() > 0) {
        match web.app.keep_incoming(Arc::clone(&applicant.who.actor), &file.name, file.content).await {
            Ok(file) => kept.push(file.hash),
            Err(error @ Error::File(_)) => return Ok(Err(Some(error.message(words(lang))))),
            Err(other) => return Err(other.into()),
        }
    }
    if kept.is_empty() {
        return Ok(Err(None));
    }
    Ok(Ok(PaperGiven { files: kept, ..PaperGiven::on_paper(key.clone(), PaperForm::Electronic, 1) }))
}
