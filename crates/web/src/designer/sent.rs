//! What designers send: forms larger than those of the counter, and files. Both with the token of the session.

use crate::form::{Form, read_bytes};
use crate::multipart::Parts;
use crate::problem::Problem;
use crate::session::{NotOfficer, Officer, same};
use crate::state::Web;
use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::header;
use std::sync::Arc;

/// Fields of one editor page: 200 steps of fourteen columns, and what stands around them.
const FIELDS_MAX: usize = 6_000;
/// Bytes of one editor page as sent.
const FORM_BYTES_MAX: usize = 3 * 1024 * 1024;
/// Bytes of a file with the form around it.
const FILE_BYTES_MAX: usize = 5 * 1024 * 1024 + 16 * 1024;
/// Parts of a form with a file.
const PARTS_MAX: usize = 12;

/// A large form sent by an officer.
pub struct Large {
    /// Who.
    pub officer: Officer,
    /// What.
    pub form: Form,
}

impl FromRequest<Arc<Web>> for Large {
    type Rejection = NotOfficer;

    async fn from_request(request: Request, web: &Arc<Web>) -> Result<Self, NotOfficer> {
        const KIND: &str = "application/x-www-form-urlencoded";
        let (mut parts, body) = request.into_parts();
        let officer = only_designers(Officer::from_request_parts(&mut parts, web).await?)?;
        let sent = parts.headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
        let kind = sent.and_then(|value| value.split(';').next()).unwrap_or_default();
        if !kind.trim().eq_ignore_ascii_case(KIND) {
            return Err(Problem::media_type(KIND).into());
        }
        let bytes = read_bytes(&parts.headers, body, web, FORM_BYTES_MAX).await?;
        let form = Form::parse_most(&bytes, FIELDS_MAX)?;
        if !same(form.get("csrf"), &officer.who.csrf) {
            return Err(Problem::csrf().into());
        }
        Ok(Large { officer, form })
    }
}

/// A file sent by an officer, with the fields beside it.
pub struct Filed {
    /// Who.
    pub officer: Officer,
    /// The fields.
    pub form: Form,
    /// The name of the file, as sent.
    pub name: String,
    /// Its bytes, of the last where several are sent; empty when none was chosen.
    pub bytes: Bytes,
}

impl FromRequest<Arc<Web>> for Filed {
    type Rejection = NotOfficer;

    async fn from_request(request: Request, web: &Arc<Web>) -> Result<Self, NotOfficer> {
        let (mut parts, body) = request.into_parts();
        let officer = only_designers(Officer::from_request_parts(&mut parts, web).await?)?;
        let mut sent = Parts::new(&parts.headers, body, web, (FILE_BYTES_MAX, PARTS_MAX))?;
        let (mut form, mut name, mut bytes) = (Form::default(), String::new(), Vec::new());
        while let Some(part) = sent.next().await? {
            match part.file {
                None => form.add(&part.field, sent.text().await?),
                Some(told) => {
                    name = told;
                    bytes.clear();
                    while let Some(piece) = sent.data().await? {
                        bytes.extend(piece);
                    }
                }
            }
        }
        if !same(form.get("csrf"), &officer.who.csrf) {
            return Err(Problem::csrf().into());
        }
        Ok(Filed { officer, form, name, bytes: bytes.into() })
    }
}

/// Nobody else's bodies of this size are read.
fn only_designers(officer: Officer) -> Result<Officer, Problem> {
    if super::designs(&officer.who.actor) { Ok(officer) } else { Err(motcua_app::Error::Denied.into()) }
}
