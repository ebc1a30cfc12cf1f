//! Files that a person sends with a form, and the fields beside them. Each lies on disk as it comes in; nobody's bytes are
//! read before the token of the session has come, which stands first in every form.
//!
//! Where the sign-in of a filing has ended meanwhile the files cannot be kept: for whom is not proved. What else was sent is
//! kept as on other pages of a filing, and which files have to be chosen again is said at their fields.

use super::filing::posted::ended;
use super::session::{Applicant, NotApplicant};
use crate::form::Form;
use crate::multipart::Parts;
use crate::problem::{Problem, Result};
use crate::session::same;
use crate::state::Web;
use crate::visit::VisitRef;
use axum::body::Body;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::HeaderMap;
use motcua_app::files::Incoming;
use std::sync::Arc;

/// Bytes of one form with its files.
const BODY_MAX: usize = 45 * 1024 * 1024;
/// Parts of it.
const PARTS_MAX: usize = 200;

/// Files sent by a person signed in, with the fields beside them.
pub struct FilesSent {
    /// Who.
    pub applicant: Applicant,
    /// The fields.
    pub form: Form,
    /// The files that were chosen, in the order sent.
    pub files: Vec<FileSent>,
}

/// A file as a form sends it.
pub struct FileSent {
    /// The field it was chosen in.
    pub field: String,
    /// Its name, as told.
    pub name: String,
    /// What has come of it: all.
    pub content: Incoming,
}

impl FromRequest<Arc<Web>> for FilesSent {
    type Rejection = NotApplicant;

    async fn from_request(request: Request, web: &Arc<Web>) -> Result<Self, NotApplicant> {
        let (mut head, body) = request.into_parts();
        let visit = VisitRef::from_request_parts(&mut head, web).await?;
        match Applicant::from_request_parts(&mut head, web).await {
            Ok(applicant) => {
                let csrf = applicant.who.csrf.clone();
                let (form, files) = read(web, &head.headers, body, (&csrf, BODY_MAX, PARTS_MAX)).await?;
                Ok(FilesSent { applicant, form, files })
            }
            Err(refused) if !is_filing(&visit) => Err(refused),
            Err(refused) => {
                let Some(token) = &visit.person else { return Err(refused) };
                if !matches!(web.app.ended_person_session(token).await, Ok(Some(_))) {
                    return Err(refused);
                }
                let (form, lost) = pass_over(web, &head.headers, body).await?;
                Err(ended(web, &visit, &form, lost).await)
            }
        }
    }
}

fn is_filing(visit: &VisitRef) -> bool {
    visit.path_only().starts_with("/me/filings/")
}

/// Reads a form with files: `(token, bytes, parts)` are the token of the session, which has to come before any file, and how
/// much is taken.
pub(crate) async fn read(
    web: &Web,
    headers: &HeaderMap,
    body: Body,
    (csrf, bytes, most): (&str, usize, usize),
) -> Result<(Form, Vec<FileSent>), Problem> {
    let mut parts = Parts::new(headers, body, web, (bytes, most))?;
    let (mut form, mut files) = (Form::default(), Vec::new());
    while let Some(head) = parts.next().await? {
        let Some(name) = head.file else {
            form.add(&head.field, parts.text().await?);
            continue;
        };
        if !same(form.get("csrf"), csrf) {
            return Err(Problem::csrf());
        }
        let Some(first) = parts.data().await? else {
            // No file was chosen, or an empty one: its field says so where it matters.
            if !name.is_empty() {
                files.push(FileSent { field: head.field, name, content: web.app.receive_file().await? });
            }
            continue;
        };
        let mut content = web.app.receive_file().await?;
        content.push(&first).await?;
        while let Some(piece) = parts.data().await? {
            content.push(&piece).await?;
        }
        files.push(FileSent { field: head.field, name, content });
    }
    if !same(form.get("csrf"), csrf) {
        return Err(Problem::csrf());
    }
    Ok((form, files))
}

/// The fields alone, and which of them had files.
async fn pass_over(web: &Web, headers: &HeaderMap, body: Body) -> Result<(Form, Vec<String>), Problem> {
    let mut parts = Parts::new(headers, body, web, (BODY_MAX, PARTS_MAX))?;
    let (mut form, mut lost) = (Form::default(), Vec::new());
    while let Some(head) = parts.next().await? {
        match head.file {
            None => form.add(&head.field, parts.text().await?),
            Some(name) if !name.is_empty() && !lost.contains(&head.field) => lost.push(head.field),
            Some(_) => {}
        }
    }
    Ok((form, lost))
}
