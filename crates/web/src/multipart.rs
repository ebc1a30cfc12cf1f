//! Forms with files as they come in (RFC 7578): part by part and piece by piece, so that a file never lies in memory as a
//! whole. What the parts mean is not known here.

use crate::problem::Problem;
use crate::state::Web;
use axum::body::{Body, HttpBody as _};
use axum::http::{HeaderMap, header};
use std::future::poll_fn;
use std::pin::Pin;
use std::time::{Duration, Instant};

/// Bytes of what stands above a part.
const HEAD_MAX: usize = 4 * 1024;
/// Bytes of a field that is no file.
const FIELD_MAX: usize = 64 * 1024;
/// The slowest a body may come, bytes a second, beyond the time every body has.
const PACE: u64 = 8 * 1024;

/// What stands above a part.
#[derive(Debug, PartialEq, Eq)]
pub struct Head {
    /// The field.
    pub field: String,
    /// The name of the file as told; `None`: no file.
    pub file: Option<String>,
}

/// A form that comes in.
pub struct Parts {
    body: Body,
    buffer: Vec<u8>,
    /// `\r\n--boundary`.
    line: Vec<u8>,
    /// Bytes that have come, and may.
    come: u64,
    most: usize,
    /// Parts that may still come.
    left: usize,
    started: Instant,
    patience: Duration,
    /// Whether a part is being read.
    inside: bool,
}

impl Parts {
    /// Begins with a body of at most so many bytes and parts.
    ///
    /// # Errors
    /// 415 for another media type, 413 for one that says of itself that it is larger.
    pub fn new(
        headers: &HeaderMap,
        body: Body,
        web: &Web,
        (most, parts): (usize, usize),
    ) -> Result<Parts, Problem> {
        let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
        let boundary = text(header::CONTENT_TYPE).and_then(boundary);
        let boundary = boundary.ok_or_else(|| Problem::media_type("multipart/form-data"))?;
        let told = text(header::CONTENT_LENGTH).and_then(|length| length.parse::<usize>().ok());
        if told.is_some_and(|length| length > most) {
            return Err(Problem::too_large(most));
        }
        Ok(Parts {
            body,
            // The first line has no break before it; with one it is like the others.
            buffer: b"\r\n".to_vec(),
            line: format!("\r\n--{boundary}").into_bytes(),
            come: 0,
            most,
            left: parts,
            started: Instant::now(),
            patience: web.settings.limits.body_time,
            inside: true,
        })
    }

    /// The next part; what was not read of the one before is passed over.
    ///
    /// # Errors
    /// 400 for what is no such form, 408 when it comes too slowly, 413 when it is too large.
    pub async fn next(&mut self) -> Result<Option<Head>, Problem> {
        while self.data().await?.is_some() {}
        let after = self.take(2).await?;
        if after == b"--" {
            // What stands behind the last line means nothing; read, it leaves the connection fit for the next request.
            while self.fill().await? {
                self.buffer.clear();
            }
            return Ok(None);
        }
        if after != b"\r\n" || self.left == 0 {
            return Err(broken());
        }
        self.left -= 1;
        let end = loop {
            if let Some(at) = find(&self.buffer, b"\r\n\r\n") {
                break at;
            }
            if self.buffer.len() > HEAD_MAX || !self.fill().await? {
                return Err(broken());
            }
        };
        let head: Vec<u8> = self.buffer.drain(..end + 4).take(end).collect();
        // A part may be empty: then the line follows at once, behind its own break.
        self.inside = true;
        read_head(&head)
    }

    /// The next piece of the part; `None` at its end.
    ///
    /// # Errors
    /// As [`Parts::next`].
    pub async fn data(&mut self) -> Result<Option<Vec<u8>>, Problem> {
        while self.inside {
            match find(&self.buffer, &self.line) {
                Some(0) => {
                    self.buffer.drain(..self.line.len());
                    self.inside = false;
                }
                Some(at) => return Ok(Some(self.buffer.drain(..at).collect())),
                None => {
                    // The end may be the beginning of the line.
                    let sure = self.buffer.len().saturating_sub(self.line.len() - 1);
                    if sure > 0 {
                        return Ok(Some(self.buffer.drain(..sure).collect()));
                    }
                    if !self.fill().await? {
                        return Err(broken());
                    }
                }
            }
        }
        Ok(None)
    }

    /// The part as text.
    ///
    /// # Errors
    /// As [`Parts::next`]; 400 for text that is not UTF-8, has control characters or is too long for a field.
    pub async fn text(&mut self) -> Result<String, Problem> {
        let mut bytes = Vec::new();
        while let Some(piece) = self.data().await? {
            bytes.extend(piece);
            if bytes.len() > FIELD_MAX {
                return Err(Problem::too_large(FIELD_MAX));
            }
        }
        crate::form::clean(String::from_utf8(bytes).map_err(|_| broken())?)
    }

    async fn take(&mut self, count: usize) -> Result<Vec<u8>, Problem> {
        while self.buffer.len() < count {
            if !self.fill().await? {
                return Err(broken());
            }
        }
        Ok(self.buffer.drain(..count).collect())
    }

    /// Waits for more; `false` at the end of the body.
    async fn fill(&mut self) -> Result<bool, Problem> {
        // Whoever trickles holds a place: every body has its time, and more only as it comes.
        let until = self.patience + Duration::from_secs(self.come / PACE);
        let left = until.saturating_sub(self.started.elapsed()).min(self.patience);
        let frame = poll_fn(|context| Pin::new(&mut self.body).poll_frame(context));
        let frame = tokio::time::timeout(left, frame).await.map_err(|_| Problem::slow_body())?;
        let Some(frame) = frame else { return Ok(false) };
        let Ok(data) = frame.map_err(|_| Problem::malformed("body"))?.into_data() else { return Ok(true) };
        self.come += data.len() as u64;
        if self.come > self.most as u64 {
            return Err(Problem::too_large(self.most));
        }
        self.buffer.extend_from_slice(&data);
        Ok(true)
    }
}

/// The boundary of a `multipart/form-data` content type.
fn boundary(kind: &str) -> Option<String> {
    let (kind, rest) = kind.split_once(';')?;
    if !kind.trim().eq_ignore_ascii_case("multipart/form-data") {
        return None;
    }
    let told = rest.split(';').find_map(|part| part.trim().strip_prefix("boundary="))?;
    let told = told.trim_matches('"');
    (!told.is_empty() && told.len() <= 70).then(|| told.to_owned())
}

fn broken() -> Problem {
    Problem::malformed("multipart")
}

fn read_head(head: &[u8]) -> Result<Option<Head>, Problem> {
    let said = std::str::from_utf8(head).map_err(|_| broken())?;
    let disposition = said
        .lines()
        .find(|header| header.to_ascii_lowercase().starts_with("content-disposition:"))
        .ok_or_else(broken)?;
    let field = parameter(disposition, "name").ok_or_else(broken)?;
    let file = parameter(disposition, "filename").map(crate::form::clean).transpose()?;
    Ok(Some(Head { field: crate::form::clean(field)?, file }))
}

fn find(text: &[u8], sought: &[u8]) -> Option<usize> {
    let first = *sought.first()?;
    let mut at = 0;
    // Most bytes of a file are not the first of what is sought.
    while let Some(next) = text[at..].iter().position(|byte| *byte == first) {
        at += next;
        if text[at..].starts_with(sought) {
            return Some(at);
        }
        at += 1;
    }
    None
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

    /// Reads a body that comes in pieces of so many bytes.
    async fn read(body: &[u8], piece: usize) -> Result<Vec<(Head, Vec<u8>)>, Problem> {
        let mut parts = Parts {
            body: Body::empty(),
            buffer: b"\r\n".to_vec(),
            line: b"\r\n--xyz".to_vec(),
            come: 0,
            most: 1_000_000,
            left: 10,
            started: Instant::now(),
            patience: Duration::from_secs(5),
            inside: true,
        };
        let (sent, received) = tokio::sync::mpsc::channel::<Vec<u8>>(1);
        let pieces: Vec<Vec<u8>> = body.chunks(piece.max(1)).map(<[u8]>::to_vec).collect();
        let sender = tokio::spawn(async move {
            for piece in pieces {
                if sent.send(piece).await.is_err() {
                    return;
                }
            }
        });
        parts.body = Body::new(Pieces(received));
        let mut all = Vec::new();
        let outcome = async {
            while let Some(head) = parts.next().await? {
                let mut content = Vec::new();
                while let Some(piece) = parts.data().await? {
                    content.extend(piece);
                }
                all.push((head, content));
            }
            Ok(())
        };
        let outcome = outcome.await;
        drop(parts);
        sender.await.expect("the sender");
        outcome.map(|()| all)
    }

    struct Pieces(tokio::sync::mpsc::Receiver<Vec<u8>>);

    impl axum::body::HttpBody for Pieces {
        type Data = axum::body::Bytes;
        type Error = std::convert::Infallible;

        fn poll_frame(
            mut self: Pin<&mut Self>,
            context: &mut std::task::Context<'_>,
        ) -> std::task::Poll<Option<Result<hyper::body::Frame<Self::Data>, Self::Error>>> {
            self.0
                .poll_recv(context)
                .map(|piece| piece.map(|piece| Ok(hyper::body::Frame::data(piece.into()))))
        }
    }

    const SENT: &str = "--xyz\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\nabc\r\n--xyz\r\n\
        Content-Disposition: form-data; name=\"file\"; filename=\"khai sinh.pdf\"\r\nContent-Type: x/y\r\n\r\n\
        a\r\n--xy\r\n\r\nb\r\n\r\n--xyz\r\nContent-Disposition: form-data; name=\"none\"; filename=\"\"\r\n\r\n\
        \r\n--xyz--\r\n";

    #[tokio::test]
    async fn parts_come_apart_however_the_body_is_cut() {
        for piece in [1, 2, 3, 7, 64, 10_000] {
            let all = read(SENT.as_bytes(), piece).await.expect("a form");
            let told: Vec<(&str, Option<&str>, &[u8])> = all
                .iter()
                .map(|(head, content)| (head.field.as_str(), head.file.as_deref(), content.as_slice()))
                .collect();
            let file = b"a\r\n--xy\r\n\r\nb\r\n".as_slice();
            let expected: [(&str, Option<&str>, &[u8]); 3] =
                [("csrf", None, b"abc"), ("file", Some("khai sinh.pdf"), file), ("none", Some(""), b"")];
            assert_eq!(told, expected, "pieces of {piece}");
        }
    }

    #[tokio::test]
    async fn broken_bodies_are_refused_and_never_panic() {
        let end = SENT.len() - 4;
        for cut in 0..end {
            assert!(read(&SENT.as_bytes()[..cut], 16).await.is_err(), "cut at {cut}");
        }
        for bad in ["", "--xyz", "--xyzrubbish", "--xyz\r\n\r\n\r\n--xyz--", "--abc--"] {
            assert!(read(bad.as_bytes(), 16).await.is_err(), "{bad:?}");
        }
        let many = "--xyz\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n".repeat(11);
        assert!(read(format!("{many}--xyz--").as_bytes(), 64).await.is_err(), "too many parts");
        assert_eq!(boundary("text/plain; boundary=x"), None);
        assert_eq!(boundary("multipart/form-data; boundary="), None);
    }
}
