//! Every request passes here, once: admission, language, time limit, errors made into pages, headers, counters.

use crate::arriving::take_in;
use crate::compress::{compressed, takes_gzip};
use crate::kiosk;
use crate::limits::Lane;
use crate::metrics::Class;
use crate::problem::Problem;
use crate::refused;
use crate::state::Web;
use crate::visit::{GUEST_COOKIE, SESSION_COOKIE, Visit, cookie};
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use motcua_views::{Page, Section};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::Instant;

/// Nothing inline, nothing from elsewhere, no frames.
const CSP: &str = "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/// The one middleware.
pub async fn gate(State(web): State<Arc<Web>>, request: Request, next: Next) -> Response {
    let started = Instant::now();
    let class = Class::of(request.uri().path());
    // Guests' pages only: see the module.
    let packed = class == Class::Public && takes_gzip(request.headers()) && !is_known(request.headers());
    let request = take_in(&web, request).await;
    // To say no to a body takes no place.
    let unread = request.extensions().get::<Problem>().is_some();
    let place = match lane_of(&web, class, is_known(request.headers())).filter(|_| !unread) {
        None => None,
        Some((lane, above)) => match lane.enter_below(&above).await {
            Some(place) => {
                if matches!(class, Class::Public | Class::Track) {
                    // Pages are made without a pause: only by stepping back once, place in hand, do as many lie at hand as
                    // there are places, so that a crowd meets their end, and whoever works at a counter goes first.
                    tokio::task::yield_now().await;
                }
                Some(place)
            }
            None => {
                web.metrics.turn_away();
                web.metrics.record(class, 503, started.elapsed());
                return turned_away(class);
            }
        },
    };
    let mut response = answer(&web, class, request, next).await;
    drop(place);
    dress(&web, class, &mut response);
    if packed {
        response = compressed(response).await;
    }
    web.metrics.record(class, response.status().as_u16(), started.elapsed());
    response
}

/// The lane of a request, and the lanes that go before it: counters, then people signed in or about to be, then the
/// public. What comes without a cookie or token of its own waits with the public, whatever address it names; only the
/// doors to sign in at stand a step higher, so that officers come in during a surge.
fn lane_of(web: &Web, class: Class, known: bool) -> Option<(&Lane, Vec<&Lane>)> {
    match class {
        Class::Desk | Class::Api if known => Some((&web.counter, Vec::new())),
        Class::Desk | Class::Mine => Some((&web.mine, vec![&web.counter])),
        Class::Api | Class::Public | Class::Track => Some((&web.public, vec![&web.counter, &web.mine])),
        Class::Asset | Class::Probe => None,
    }
}

/// Whether a request shows a session or a token; whether they are good is found out later, in its place.
pub(crate) fn is_known(headers: &HeaderMap) -> bool {
    let cookies = headers.get(header::COOKIE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    headers.contains_key(header::AUTHORIZATION) || cookie(cookies, SESSION_COOKIE).is_some()
}

async fn answer(web: &Arc<Web>, class: Class, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    let mut visit = Visit::read(&parts, &web.settings, web.next_request(), Web::fresh_token);
    let located = locate(web, class, &mut visit).await;
    let visit = Arc::new(visit);
    parts.extensions.insert(Arc::clone(&visit));
    let limits = &web.settings.limits;
    let refused = parts.extensions.remove::<Problem>().or(located.err());
    let response = if let Some(problem) = refused {
        problem.into_response()
    } else if visit.path.len() > limits.uri_bytes {
        Problem::uri_too_long().into_response()
    } else if has_control_characters(&visit.path) {
        Problem::malformed("control characters").into_response()
    } else {
        let time = if brings_files(class, &parts.headers) { limits.files_time } else { limits.request_time };
        let run = run(next, Request::from_parts(parts, body));
        match tokio::time::timeout(time, run).await {
            Ok(response) => response,
            Err(_) => Problem::timeout().into_response(),
        }
    };
    let mut response = explain(web, &visit, class, response);
    if visit.kiosk.is_some() {
        // One stranger after the other uses it: nothing is kept there.
        response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    if visit.guest_is_new && is_html(&response) && !visit.guest.is_empty() {
        let secure = if web.settings.https { "; Secure" } else { "" };
        // It outlives the window for as long as signs of filings are kept: a browser is told from another by it.
        let cookie = format!(
            "{GUEST_COOKIE}={}; Path=/; HttpOnly; SameSite=Lax; Max-Age={GUEST_SECONDS}{secure}",
            visit.guest
        );
        if let Ok(value) = HeaderValue::from_str(&cookie) {
            response.headers_mut().append(header::SET_COOKIE, value);
        }
    }
    response
}

/// Seconds a browser keeps the token it was given first: ninety days.
const GUEST_SECONDS: u32 = 90 * 86_400;

/// Finds out which kiosk asks, if it is one. A key that is none any more makes an ordinary visitor.
async fn locate(web: &Web, class: Class, visit: &mut Visit) -> Result<(), Problem> {
    match &visit.kiosk_key {
        Some(key) if !matches!(class, Class::Asset | Class::Probe | Class::Api) => {
            visit.kiosk = web.app.kiosk(key).await?;
        }
        _ => {}
    }
    Ok(())
}

/// Whether a person signed in sends a form with files.
fn brings_files(class: Class, headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    matches!(class, Class::Mine | Class::Desk)
        && kind.trim_start().to_ascii_lowercase().starts_with("multipart/form-data")
}

/// Whether an address names characters no code or name has, and no database keeps: all those below a blank.
fn has_control_characters(path: &str) -> bool {
    path.split('?').next().unwrap_or_default().split('%').skip(1).any(|part| {
        let byte = part.get(..2).and_then(|hex| u8::from_str_radix(hex, 16).ok());
        byte.is_some_and(|byte| byte < 0x20 || byte == 0x7f)
    })
}

/// A handler that panics costs its own request only.
async fn run(next: Next, request: Request) -> Response {
    let mut work = pin!(next.run(request));
    std::future::poll_fn(move |context| {
        match catch_unwind(AssertUnwindSafe(|| work.as_mut().poll(context))) {
            Ok(poll) => poll,
            Err(panic) => {
                let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
                let text = text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_default();
                Poll::Ready(
                    Problem::from(motcua_app::Error::Defect(format!("panic: {text}"))).into_response(),
                )
            }
        }
    })
    .await
}

/// Gives a failure its page or its JSON document.
fn explain(web: &Arc<Web>, visit: &Visit, class: Class, mut response: Response) -> Response {
    let status = response.status();
    if !status.is_client_error() && !status.is_server_error() {
        return response;
    }
    let problem = response.extensions_mut().remove::<Problem>();
    let problem = match problem {
        Some(problem) => problem,
        // Pages that show errors of their own have a body already; the framework's bare answers have none.
        None if response.headers().contains_key(header::CONTENT_TYPE) && is_html(&response) => {
            return response;
        }
        None if matches!(class, Class::Probe | Class::Asset) => return response,
        None if response
            .headers()
            .get(header::CONTENT_TYPE)
            .is_some_and(|kind| kind == "application/json") =>
        {
            return response;
        }
        None => Problem::of_status(status),
    };
    refused::note(web, visit, &problem);
    if problem.status.is_server_error() {
        tracing::warn!(
            id = visit.request_id(),
            path = visit.path_only(),
            code = problem.code,
            "answered with an error"
        );
    }
    let mut page = Page::new(visit.lang, &web.settings.brand, "", return_path(visit));
    page.demo = web.app.is_demonstration();
    page.csrf.clone_from(&visit.guest);
    page.size = visit.size;
    page.kiosk = kiosk::frame(web, visit);
    if class == Class::Desk && visit.session.is_some() {
        page.section = Section::Desk;
    }
    let mut answer = problem.answer(visit, page);
    if let Some(allow) = response.headers_mut().remove(header::ALLOW) {
        answer.headers_mut().insert(header::ALLOW, allow);
    }
    answer
}

/// Where switching the language leads from an error page: the page of a failed POST may not exist for GET.
fn return_path(visit: &Visit) -> String {
    let path = visit.path_only();
    if path.len() > 200 || path.contains("/acts/") { "/".to_owned() } else { path.to_owned() }
}

fn is_html(response: &Response) -> bool {
    response.headers().get(header::CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"))
}

/// A refusal that costs almost nothing: that is what keeps the others served.
fn turned_away(class: Class) -> Response {
    let (kind, body) = match class {
        Class::Api => (
            "application/problem+json",
            r#"{"type":"/problems/overloaded","title":"Briefly unavailable","status":503,"code":"overloaded","detail":"Hệ thống đang quá tải; chờ một giây rồi gửi lại. The system is overloaded; wait a second and send it again."}"#,
        ),
        _ => (
            "text/html; charset=utf-8",
            "<!doctype html><html lang=vi><meta charset=utf-8><meta name=viewport content=\"width=device-width\"><title>Hệ thống đang quá tải · Overloaded</title><h1>Hệ thống đang quá tải</h1><p>Chưa có gì thay đổi. Chờ một giây rồi tải lại trang.<p lang=en>The system is overloaded. Nothing was changed. Wait a second and reload the page.",
        ),
    };
    let mut response = (StatusCode::SERVICE_UNAVAILABLE, Body::from(body)).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// Security headers, on everything.
fn dress(web: &Web, class: Class, response: &mut Response) {
    let headers = response.headers_mut();
    let mut set = |name: HeaderName, value: &'static str| {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    };
    set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(header::REFERRER_POLICY, if matches!(class, Class::Track) { "no-referrer" } else { "same-origin" });
    match class {
        Class::Asset => {}
        Class::Desk | Class::Mine | Class::Track | Class::Api | Class::Probe => {
            set(header::CACHE_CONTROL, "no-store")
        }
        Class::Public => {
            set(header::CACHE_CONTROL, "private, no-cache");
            set(header::VARY, "Cookie, Accept-Language, Accept-Encoding");
        }
    }
    set(header::CONTENT_SECURITY_POLICY, CSP);
    set(HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    set(HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=()");
    if web.settings.https {
        set(header::STRICT_TRANSPORT_SECURITY, "max-age=31536000");
    }
}
