//! Files of a person, and files that come piece by piece.
//!
//! A file is handed over to be saved, as what it was recognised as and in a sandbox: whatever is in it runs nothing here
//! and reaches nothing. The
//! pieces of a file are for scripts on bad networks; the forms of a filing take whole files without any script.

use crate::form::read_bytes;
use crate::json;
use crate::me::session::{Applicant, NotApplicant, PostedByApplicant};
use crate::problem::{Problem, Result};
use crate::session::{Officer, same};
use crate::state::Web;
use axum::body::{Body, Bytes};
use axum::extract::{FromRequest, FromRequestParts, Path, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use motcua_app::error::What;
use motcua_app::files::{Coming, KeptFile, OpenedFile};
use motcua_app::{Error, FieldProblem};
use motcua_domain::ids::{FileId, UploadId};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::json as object;
use std::sync::Arc;
use uuid::Uuid;

/// Bytes of one piece.
pub const PIECE_BYTES: usize = 1024 * 1024;
/// Nothing of a file runs or is fetched from anywhere.
const SANDBOX: &str = "default-src 'none'; object-src 'none'; frame-ancestors 'none'; sandbox";
/// Where a piece begins, and how far a file has come.
const OFFSET: HeaderName = HeaderName::from_static("upload-offset");
/// How long a file will be.
const LENGTH: HeaderName = HeaderName::from_static("upload-length");
/// The token of the session: a page of another site cannot send this header.
const TOKEN: HeaderName = HeaderName::from_static("x-csrf-token");

/// `/me/files/{id}`: one of one's own files, or one of a dossier one is a party of.
pub async fn show(State(web): State<Arc<Web>>, applicant: Applicant, Path(id): Path<String>) -> Result {
    let id = Uuid::try_parse(&id).map(FileId).map_err(|_| missing())?;
    Ok(content(web.app.file(applicant.who.actor, id).await?))
}

/// `/desk/files/{id}`: a file of a dossier the officer may see; the opening is noted.
pub async fn for_officer(State(web): State<Arc<Web>>, officer: Officer, Path(id): Path<String>) -> Result {
    let id = Uuid::try_parse(&id).map(FileId).map_err(|_| missing())?;
    Ok(content(web.app.file(officer.who.actor, id).await?))
}

/// A file as an answer.
#[must_use]
pub fn content(opened: OpenedFile) -> Response {
    let OpenedFile { file, bytes } = opened;
    let mut response = Body::from(bytes).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(file.kind.media_type()));
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(SANDBOX));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    if let Ok(value) = HeaderValue::from_str(&format!("attachment; {}", named(&file))) {
        headers.insert(header::CONTENT_DISPOSITION, value);
    }
    response
}

/// The name with the ending of what the file is now: a photo has become a PDF. In plain letters for old programs, and
/// whole for the others (RFC 6266).
fn named(file: &KeptFile) -> String {
    let stem = file.name.rsplit_once('.').map_or(file.name.as_str(), |(stem, _)| stem);
    let whole = format!("{stem}.{}", file.kind.key());
    let plain =
        |c: char| if c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | ' ') { c } else { '_' };
    let simple: String = whole.chars().map(plain).collect();
    format!("filename=\"{simple}\"; filename*=UTF-8''{}", utf8_percent_encode(&whole, NON_ALPHANUMERIC))
}

/// `POST /me/uploads`: begins a file with its `name` and `size`.
pub async fn begin(State(web): State<Arc<Web>>, posted: PostedByApplicant) -> Result {
    let size = posted.form.get("size").parse::<u64>().map_err(|_| {
        let (vi, en) = ("Ghi số byte của tệp", "Give the number of bytes of the file");
        Problem::invalid(vec![FieldProblem::new("size", "required", vi, en)])
    })?;
    let actor = posted.applicant.who.actor;
    let coming = web.app.begin_upload(actor, posted.form.get("name"), size).await?;
    let mut response = how_far(StatusCode::CREATED, &coming);
    if let Ok(place) = HeaderValue::from_str(&format!("/me/uploads/{}", coming.id)) {
        response.headers_mut().insert(header::LOCATION, place);
    }
    Ok(response)
}

/// `/me/uploads/{id}`: how far it has come; HEAD tells it in the headers alone.
pub async fn state(State(web): State<Arc<Web>>, applicant: Applicant, Path(id): Path<String>) -> Result {
    let coming = web.app.upload_state(applicant.who.actor, upload(&id)?).await?;
    Ok(how_far(StatusCode::OK, &coming))
}

/// A piece of a file, sent with the token of the session.
pub struct Piece {
    applicant: Applicant,
    offset: u64,
    bytes: Bytes,
}

impl FromRequest<Arc<Web>> for Piece {
    type Rejection = NotApplicant;

    async fn from_request(request: Request, web: &Arc<Web>) -> Result<Self, NotApplicant> {
        let (mut parts, body) = request.into_parts();
        let applicant = Applicant::from_request_parts(&mut parts, web).await?;
        // The token first: nobody else's bytes are read.
        if !same(text(&parts.headers, &TOKEN), &applicant.who.csrf) {
            return Err(Problem::csrf().into());
        }
        let offset = text(&parts.headers, &OFFSET).parse::<u64>();
        let offset = offset.map_err(|_| Problem::malformed("Upload-Offset"))?;
        let bytes = read_bytes(&parts.headers, body, web, PIECE_BYTES).await?;
        Ok(Piece { applicant, offset, bytes })
    }
}

/// `PUT /me/uploads/{id}`: the piece that begins at `Upload-Offset`, 1 MB at most.
pub async fn append(State(web): State<Arc<Web>>, Path(id): Path<String>, piece: Piece) -> Result {
    let Piece { applicant, offset, bytes } = piece;
    let coming = web.app.append_upload(applicant.who.actor, upload(&id)?, offset, bytes.to_vec()).await?;
    Ok(how_far(StatusCode::OK, &coming))
}

/// `POST /me/uploads/{id}`: it has come whole; it is looked at and kept.
pub async fn finish(
    State(web): State<Arc<Web>>,
    Path(id): Path<String>,
    posted: PostedByApplicant,
) -> Result {
    let kept = web.app.finish_upload(posted.applicant.who.actor, upload(&id)?).await?;
    let body = object!({
        "id": kept.id.to_string(),
        "hash": kept.hash.to_string(),
        "name": kept.name,
        "kind": kept.kind.key(),
        "size": kept.size,
        "pages": kept.pages,
        "href": format!("/me/files/{}", kept.id),
    });
    Ok(json::answer(StatusCode::CREATED, &body))
}

fn how_far(status: StatusCode, coming: &Coming) -> Response {
    let body = object!({
        "id": coming.id.to_string(),
        "name": coming.name,
        "size": coming.size,
        "received": coming.received,
        "piece": PIECE_BYTES,
    });
    let mut response = json::answer(status, &body);
    response.headers_mut().insert(OFFSET, HeaderValue::from(coming.received));
    response.headers_mut().insert(LENGTH, HeaderValue::from(coming.size));
    response
}

fn upload(id: &str) -> Result<UploadId, Problem> {
    Uuid::try_parse(id).map(UploadId).map_err(|_| missing())
}

fn missing() -> Problem {
    Error::NotFound(What::File).into()
}

fn text<'a>(headers: &'a HeaderMap, name: &HeaderName) -> &'a str {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}
