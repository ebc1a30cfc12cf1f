//! Public pages sent compressed, for those who pay by the byte.
//!
//! Only pages that are the same for everybody but for the reader's own choices: what stands beside somebody's secrets is
//! never compressed with what others may have put into its address, because lengths would tell (BREACH).

use axum::body::{Body, Bytes, to_bytes};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;
use flate2::Compression;
use flate2::write::GzEncoder;
use std::io::Write as _;

/// Below this a page travels in one packet anyway.
const WORTH_IT: usize = 1_400;
/// The largest page taken in hand; larger ones go out as they are.
const BYTES_MAX: usize = 4 * 1024 * 1024;
/// How hard it is tried. A sixth less than at the fastest level for little more work: the tables of 126 communes fit a slow line.
pub(crate) const LEVEL: u32 = 3;

/// Whether a client takes gzip: named, and not refused by a weight of nought.
#[must_use]
pub fn takes_gzip(headers: &HeaderMap) -> bool {
    let sent = headers.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
    sent.split(',').any(|part| {
        let mut words = part.split(';').map(str::trim);
        let named = words.next().is_some_and(|name| name.eq_ignore_ascii_case("gzip"));
        named && !words.any(|word| matches!(word, "q=0" | "q=0.0" | "q=0.00" | "q=0.000"))
    })
}

/// Compresses a page in HTML that is not compressed yet.
pub async fn compressed(response: Response) -> Response {
    let kind = response.headers().get(header::CONTENT_TYPE);
    let page = kind.is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    let size = axum::body::HttpBody::size_hint(response.body()).exact().unwrap_or_default();
    let size = usize::try_from(size).unwrap_or(usize::MAX);
    if !page
        || response.headers().contains_key(header::CONTENT_ENCODING)
        || !(WORTH_IT..=BYTES_MAX).contains(&size)
    {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    // The size was told: it is all there.
    let Ok(plain) = to_bytes(body, BYTES_MAX).await else {
        return Response::from_parts(parts, Body::empty());
    };
    let Some(packed) = gzip(&plain) else { return Response::from_parts(parts, Body::from(plain)) };
    parts.headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    parts.headers.remove(header::CONTENT_LENGTH);
    Response::from_parts(parts, Body::from(packed))
}

fn gzip(plain: &[u8]) -> Option<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::with_capacity(plain.len() / 4), Compression::new(LEVEL));
    encoder.write_all(plain).and_then(|()| encoder.finish()).ok()
}

/// A file that is the same for everybody, compressed once for all who ask for it.
#[derive(Debug)]
pub struct Packed {
    plain: Bytes,
    gzip: Option<Bytes>,
}

impl Packed {
    /// Compresses it. Takes as long as its size.
    #[must_use]
    pub fn of(plain: Vec<u8>) -> Self {
        Self { gzip: gzip(&plain).map(Bytes::from), plain: Bytes::from(plain) }
    }

    /// As the client takes it, with the headers that say so.
    #[must_use]
    pub fn response(&self, asked: &HeaderMap) -> Response {
        let gzip = self.gzip.as_ref().filter(|_| takes_gzip(asked));
        let mut response = Response::new(Body::from(gzip.unwrap_or(&self.plain).clone()));
        let headers = response.headers_mut();
        headers.insert(header::VARY, HeaderValue::from_static("Accept-Encoding"));
        if gzip.is_some() {
            headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
        }
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gzip_is_sent_to_those_who_take_it() {
        let asks = |text: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT_ENCODING, HeaderValue::from_static(text));
            takes_gzip(&headers)
        };
        assert!(asks("gzip") && asks("br, GZIP;q=0.5, *") && asks("gzip;q=1.0"));
        assert!(!asks("br") && !asks("gzip;q=0") && !asks("identity, gzip; q=0.0") && !asks(""));
        assert!(!takes_gzip(&HeaderMap::new()));
    }
}
