//! What designers send: forms larger than those of the counter, and files. Both with the token of the session.

use crate::form::{Form, read_bytes};
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
    /// Its bytes; empty when none was chosen.
    pub bytes: Bytes,
}

impl FromRequest<Arc<Web>> for Filed {
    type Rejection = NotOfficer;

    async fn from_request(request: Request, web: &Arc<Web>) -> Result<Self, NotOfficer> {
        let (mut parts, body) = request.into_parts();
        let officer = only_designers(Officer::from_request_parts(&mut parts, web).await?)?;
        let sent = parts.headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
        let boundary = sent.and_then(boundary).ok_or_else(|| Problem::media_type("multipart/form-data"))?;
        let bytes = read_bytes(&parts.headers, body, web, FILE_BYTES_MAX).await?;
        let (form, name, bytes) = split(&bytes, &boundary)?;
        if !same(form.get("csrf"), &officer.who.csrf) {
            return Err(Problem::csrf().into());
        }
        Ok(Filed { officer, form, name, bytes })
    }
}

/// Nobody else's bodies of this size are read.
fn only_designers(officer: Officer) -> Result<Officer, Problem> {
    if super::designs(&officer.who.actor) { Ok(officer) } else { Err(motcua_app::Error::Denied.into()) }
}

/// The boundary of a `multipart/form-data` content type.
pub(crate) fn boundary(kind: &str) -> Option<String> {
    let (kind, rest) = kind.split_once(';')?;
    if !kind.trim().eq_ignore_ascii_case("multipart/form-data") {
        return None;
    }
    let told = rest.split(';').find_map(|part| part.trim().strip_prefix("boundary="))?;
    let told = told.trim_matches('"');
    (!told.is_empty() && told.len() <= 70).then(|| told.to_owned())
}

/// Fields, and the one file, of a body: the last, where several are sent.
fn split(body: &Bytes, boundary: &str) -> Result<(Form, String, Bytes), Problem> {
    let (form, files) = parts(body, boundary, PARTS_MAX)?;
    let last = files.into_iter().last();
    Ok(last.map_or_else(
        || (form.clone(), String::new(), Bytes::new()),
        |file| (form.clone(), file.name, file.bytes),
    ))
}

/// A file as a form sends it.
#[derive(Debug)]
pub(crate) struct SentFile {
    /// The field it was chosen in.
    pub field: String,
    /// Its name, as told.
    pub name: String,
    /// Its bytes.
    pub bytes: Bytes,
}

/// Fields and files of a body (RFC 7578): parts between lines of `--boundary`. A field sent several times comes several
/// times.
pub(crate) fn parts(body: &Bytes, boundary: &str, most: usize) -> Result<(Form, Vec<SentFile>), Problem> {
    let broken = || Problem::malformed("multipart");
    let line = format!("\r\n--{boundary}");
    // The first line has no break before it.
    let mut at = body.starts_with(&line.as_bytes()[2..]).then(|| line.len() - 2).ok_or_else(broken)?;
    let (mut form, mut files) = (Form::default(), Vec::new());
    for _ in 0..most {
        if body[at..].starts_with(b"--") {
            return Ok((form, files));
        }
        at += if body[at..].starts_with(b"\r\n") { 2 } else { return Err(broken()) };
        let head = find(&body[at..], b"\r\n\r\n").ok_or_else(broken)?;
        let said = std::str::from_utf8(&body[at..at + head]).map_err(|_| broken())?;
        let start = at + head + 4;
        let end = start + find(&body[start - 2..], line.as_bytes()).ok_or_else(broken)?.saturating_sub(2);
        let disposition = said
            .lines()
            .find(|header| header.to_ascii_lowercase().starts_with("content-disposition:"))
            .ok_or_else(broken)?;
        let field = parameter(disposition, "name").ok_or_else(broken)?;
        match parameter(disposition, "filename") {
            Some(told) => {
                let name = crate::form::clean(told)?;
                files.push(SentFile { field, name, bytes: body.slice(start..end.max(start)) });
            }
            None => {
                let text = std::str::from_utf8(&body[start..end.max(start)]).map_err(|_| broken())?;
                form.add(&field, crate::form::clean(text.to_owned())?);
            }
        }
        at = end + line.len();
        if at > body.len() {
            return Err(broken());
        }
    }
    Err(broken())
}

fn find(text: &[u8], sought: &[u8]) -> Option<usize> {
    text.windows(sought.len()).position(|window| window == sought)
}

/// `name="value"` of a header; a filename of several words keeps them.
fn parameter(header: &str, name: &str) -> Option<String> {
    let sought = format!("; {name}=\"");
    let rest = &header[header.find(&sought)? + sought.len()..];
    rest.split_once('"').map(|(value, _)| value.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    const KIND: &str = "multipart/form-data; boundary=xyz";

    fn body(text: &str) -> Bytes {
        Bytes::copy_from_slice(text.as_bytes())
    }

    #[test]
    fn fields_and_the_file_come_apart() {
        let sent = "--xyz\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\nabc\r\n--xyz\r\n\
            Content-Disposition: form-data; name=\"file\"; filename=\"khai sinh.toml\"\r\nContent-Type: text/plain\r\n\r\n\
            a = 1\r\nb = 2\r\n\r\n--xyz--\r\n";
        let (form, name, bytes) = split(&body(sent), &boundary(KIND).expect("a boundary")).expect("a form");
        assert_eq!(form.get("csrf"), "abc");
        assert_eq!(name, "khai sinh.toml");
        assert_eq!(&bytes[..], b"a = 1\r\nb = 2\r\n");
    }

    #[test]
    fn an_empty_file_and_an_empty_field_are_empty() {
        let sent = "--xyz\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n\r\n--xyz\r\n\
            Content-Disposition: form-data; name=\"file\"; filename=\"\"\r\n\r\n\r\n--xyz--";
        let (form, name, bytes) = split(&body(sent), "xyz").expect("a form");
        assert_eq!((form.get("a"), name.as_str(), bytes.len()), ("", "", 0));
    }

    #[test]
    fn broken_bodies_are_refused_and_never_panic() {
        let good = "--xyz\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--xyz--\r\n";
        assert!(split(&body(good), "xyz").is_ok());
        for cut in 0..good.len() - 4 {
            assert!(split(&body(&good[..cut]), "xyz").is_err(), "cut at {cut}");
        }
        for bad in ["", "--xyz", "--xyzrubbish", "--xyz\r\n\r\n\r\n--xyz--", "--abc--"] {
            assert!(split(&body(bad), "xyz").is_err(), "{bad:?}");
        }
        assert_eq!(boundary("text/plain; boundary=x"), None);
        assert_eq!(boundary("multipart/form-data; boundary="), None);
    }
}
