//! Bodies on their way. Small ones are taken in whole before a request is given a place to be worked on, so that clients
//! that trickle, whatever cookie they show, hold nothing but their own connection. Large ones (files) are read by their
//! handlers, once it is known who sends them.

use crate::problem::Problem;
use crate::state::Web;
use axum::body::{Body, HttpBody as _};
use axum::extract::Request;
use axum::http::{HeaderMap, Method, header};
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Bytes of bodies held at once, of all connections together.
const BYTES_MAX: usize = 64 * 1024 * 1024;

/// What is on its way now.
#[derive(Debug, Default)]
pub struct Arriving {
    bodies: AtomicUsize,
    bytes: AtomicUsize,
}

impl Arriving {
    /// How many bodies are waited for.
    #[must_use]
    pub fn bodies(&self) -> usize {
        self.bodies.load(Ordering::Relaxed)
    }
}

/// One body on its way; gives its room back however it ends.
struct Held<'a> {
    all: &'a Arriving,
    bytes: usize,
}

impl<'a> Held<'a> {
    fn new(all: &'a Arriving) -> Self {
        all.bodies.fetch_add(1, Ordering::Relaxed);
        Self { all, bytes: 0 }
    }

    /// Counts bytes that came; `false` when there are too many of all bodies.
    fn grow(&mut self, bytes: usize) -> bool {
        self.bytes += bytes;
        self.all.bytes.fetch_add(bytes, Ordering::Relaxed) + bytes <= BYTES_MAX
    }
}

impl Drop for Held<'_> {
    fn drop(&mut self) {
        self.all.bodies.fetch_sub(1, Ordering::Relaxed);
        self.all.bytes.fetch_sub(self.bytes, Ordering::Relaxed);
    }
}

/// Takes in the body of a form or a JSON document. What stands in the way is left in the request's extensions as a
/// [`Problem`], to be answered in the place and language of the page.
pub async fn take_in(web: &Web, mut request: Request) -> Request {
    let most = web.settings.limits.body_bytes;
    if !is_small(request.method(), request.headers(), most) {
        return request;
    }
    let body = std::mem::take(request.body_mut());
    match tokio::time::timeout(web.settings.limits.body_time, whole(web, body, most)).await {
        Ok(Ok(bytes)) => *request.body_mut() = Body::from(bytes),
        Ok(Err(problem)) => drop(request.extensions_mut().insert(problem)),
        Err(_) => drop(request.extensions_mut().insert(Problem::slow_body())),
    }
    request
}

/// A form or a document that does not say of itself that it is too large: that one is refused unread by its handler.
fn is_small(method: &Method, headers: &HeaderMap, most: usize) -> bool {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let kind = text(header::CONTENT_TYPE).split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let length = text(header::CONTENT_LENGTH).parse::<usize>().ok();
    *method == Method::POST
        && matches!(kind.as_str(), "application/x-www-form-urlencoded" | "application/json")
        && length.is_none_or(|length| 0 < length && length <= most)
}

async fn whole(web: &Web, mut body: Body, most: usize) -> Result<Vec<u8>, Problem> {
    let mut held = Held::new(&web.arriving);
    let mut bytes = Vec::new();
    while let Some(frame) = poll_fn(|context| Pin::new(&mut body).poll_frame(context)).await {
        let Ok(data) = frame.map_err(|_| Problem::malformed("body"))?.into_data() else { continue };
        if bytes.len() + data.len() > most {
            return Err(Problem::too_large(most));
        }
        if !held.grow(data.len()) {
            return Err(Problem::overloaded());
        }
        bytes.extend_from_slice(&data);
    }
    Ok(bytes)
}
