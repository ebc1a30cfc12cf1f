//! A page that is the same for everybody who asks but for the token in its forms: drawn once, compressed once, and given to each
//! with their own.
//!
//! Between tokens the page is cut into parts, each compressed by itself up to a whole byte. A token stands between them as it
//! is, never compressed with anything, and the sum at the end is put together from the sums of the parts (RFC 1951, 3.2.4; RFC 1952).

use crate::compress::{LEVEL, takes_gzip};
use crate::gate::is_known;
use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;
use flate2::write::DeflateEncoder;
use flate2::{Compression, Crc};
use std::io::Write as _;
use std::sync::OnceLock;

/// The head of a file in gzip: deflated, no name, no time, no system.
const HEAD: [u8; 10] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];
/// The last block: empty.
const END: [u8; 2] = [3, 0];
/// The longest token: far below what one stored block holds.
const TOKEN_MAX: usize = 60;

/// The page without its tokens.
#[derive(Debug)]
pub struct Stencil {
    parts: Vec<String>,
    packed: OnceLock<Option<Vec<Packed>>>,
}

/// A part compressed, and its sum.
#[derive(Debug)]
struct Packed {
    deflated: Vec<u8>,
    sum: Crc,
}

/// Whether a token stands in a page as it is: letters, digits, `-` and `_`, as ours are. A browser may send anything.
#[must_use]
pub fn takes(token: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    !token.is_empty() && token.len() <= TOKEN_MAX && token.bytes().all(plain)
}

impl Stencil {
    /// Of a page drawn with `mark` for a token. Nobody may be able to guess the mark: what an address says stands in the page too.
    #[must_use]
    pub fn of(page: &str, mark: &str) -> Self {
        Self { parts: page.split(mark).map(str::to_owned).collect(), packed: OnceLock::new() }
    }

    /// As a client takes it, with their token, which must be one that [`takes`]. Compressed for guests only, who have no secret
    /// besides it.
    #[must_use]
    pub fn response(&self, asked: &HeaderMap, token: &str) -> Response {
        let guest = takes_gzip(asked) && !is_known(asked);
        let gzip = guest.then(|| self.gzip(token)).flatten();
        let packed = gzip.is_some();
        let mut response = Response::new(Body::from(gzip.unwrap_or_else(|| self.plain(token).into_bytes())));
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
        if packed {
            headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
        }
        response
    }

    fn plain(&self, token: &str) -> String {
        self.parts.join(token)
    }

    fn gzip(&self, token: &str) -> Option<Vec<u8>> {
        let packed = self.packed.get_or_init(|| self.parts.iter().map(|part| packed(part)).collect());
        let packed = packed.as_ref()?;
        let length = u16::try_from(token.len()).ok()?;
        let mut stored = Vec::with_capacity(token.len() + 5);
        stored.push(0);
        stored.extend(length.to_le_bytes());
        stored.extend((!length).to_le_bytes());
        stored.extend(token.as_bytes());
        let mut of_token = Crc::new();
        of_token.update(token.as_bytes());
        let size = packed.iter().map(|part| part.deflated.len() + stored.len()).sum::<usize>();
        let mut file = Vec::with_capacity(HEAD.len() + size + END.len() + 8);
        file.extend(HEAD);
        let mut sum = Crc::new();
        for (no, part) in packed.iter().enumerate() {
            if no > 0 {
                file.extend(&stored);
                sum.combine(&of_token);
            }
            file.extend(&part.deflated);
            sum.combine(&part.sum);
        }
        file.extend(END);
        file.extend(sum.sum().to_le_bytes());
        file.extend(sum.amount().to_le_bytes());
        Some(file)
    }
}

fn packed(part: &str) -> Option<Packed> {
    let mut sum = Crc::new();
    sum.update(part.as_bytes());
    let mut encoder = DeflateEncoder::new(Vec::with_capacity(part.len() / 4), Compression::new(LEVEL));
    // To the end of a byte, with no last block.
    encoder.write_all(part.as_bytes()).and_then(|()| encoder.flush()).ok()?;
    Some(Packed { deflated: encoder.get_ref().clone(), sum })
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::read::GzDecoder;
    use proptest::prelude::*;
    use std::io::Read as _;

    fn unpacked(file: &[u8]) -> String {
        let mut page = String::new();
        GzDecoder::new(file).read_to_string(&mut page).expect("one whole file");
        page
    }

    #[test]
    fn tokens_are_ours_alone() {
        assert!(takes("aZ09-_aZ09-_aZ09-_aZ09"));
        for wrong in ["", "<b>", "a b", "đ", &"a".repeat(61)] {
            assert!(!takes(wrong), "{wrong:?}");
        }
    }

    proptest! {
        #[test]
        fn a_page_given_out_is_the_page_drawn_with_that_token(
            parts in prop::collection::vec("(\\PC|[<>/a ]){0,400}", 1..6),
            token in "[A-Za-z0-9_-]{1,60}",
        ) {
            let (drawn, right) = (parts.join("\u{1}mark\u{1}"), parts.join(&token));
            let stencil = Stencil::of(&drawn, "\u{1}mark\u{1}");
            prop_assert_eq!(stencil.plain(&token), right.clone());
            let file = stencil.gzip(&token).expect("compressed");
            prop_assert_eq!(unpacked(&file), right);
            prop_assert!(file.windows(token.len()).any(|bytes| bytes == token.as_bytes()) || parts.len() < 2);
        }
    }
}
