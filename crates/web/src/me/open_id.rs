//! To a provider of identities and back. What is told to whoever comes back wrongly says how to go on and nothing else; the
//! reason is in the log.

use super::sign_in::{after, signed_in};
use crate::form::Form;
use crate::page::{html, public};
use crate::problem::{Problem, Result};
use crate::state::Web;
use crate::visit::{Visit, VisitRef, cookie};
use crate::{paths, present};
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Redirect, Response};
use motcua_app::Error;
use motcua_app::people::SignInRefusal;
use motcua_app::people::provider::Recognise;
use motcua_app::people::sign_in::{Begin, Return, SIGN_IN_SECONDS};
use motcua_views::me::MeSignedOutPage;
use motcua_views::{Key, Link, Section, t};
use std::sync::Arc;

/// The cookie that binds a sign-in to its browser. Over HTTPS its name keeps other hosts of the domain from setting it.
pub(crate) fn cookie_name(web: &Web) -> &'static str {
    if web.settings.https { "__Host-mc_sign_in" } else { "mc_sign_in" }
}

fn cookie_of<'a>(web: &Web, headers: &'a HeaderMap) -> Option<&'a str> {
    let cookies = headers.get(header::COOKIE).and_then(|value| value.to_str().ok())?;
    cookie(cookies, cookie_name(web))
}

fn set_cookie(web: &Web, response: &mut Response, secret: &str, seconds: i64) {
    let (name, secure) = (cookie_name(web), if web.settings.https { "; Secure" } else { "" });
    let text = format!("{name}={secret}; Path=/; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}");
    if let Ok(value) = HeaderValue::from_str(&text) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
}

/// Where a provider sends browsers back: registered there.
fn back(web: &Web, provider: &str) -> String {
    format!("{}{}", web.settings.base_url, paths::sign_in_return(provider))
}

/// `/me/sign-in/{provider}?next=`: to the provider. A GET, because a form that ends on another site would be stopped by the
/// content security policy; it signs nobody in.
pub async fn begin(
    State(web): State<Arc<Web>>,
    visit: VisitRef,
    Path(provider): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result {
    web.sign_ins.check(visit.address).map_err(Problem::too_many)?;
    web.sign_ins.charge(visit.address);
    let query = Form::of_query(query.as_deref());
    let next = after(query.get("next"));
    let back = back(&web, &provider);
    let begun = web.app.begin_sign_in(Begin {
        provider: &provider,
        next,
        browser: cookie_of(&web, &headers),
        back: &back,
        lang: visit.words(),
        recognise: if visit.kiosk.is_some() { Recognise::No } else { Recognise::Yes },
    });
    let begun = begun.await.map_err(|error| again(&visit, error, next))?;
    let mut response = Redirect::to(&begun.address).into_response();
    set_cookie(&web, &mut response, &begun.browser, SIGN_IN_SECONDS);
    Ok(response)
}

/// `/me/sign-in/{provider}/callback`: back from it.
pub async fn finish(
    State(web): State<Arc<Web>>,
    visit: VisitRef,
    Path(provider): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result {
    web.sign_ins.check(visit.address).map_err(Problem::too_many)?;
    let query = Form::of_query(query.as_deref());
    let twice = ["state", "code", "iss", "error"].iter().any(|name| query.all(name).nth(1).is_some());
    if twice {
        return Err(again(&visit, Error::SignIn(SignInRefusal::Expired), ""));
    }
    // An answer with an error has no code, whatever else stands beside it.
    let code = query.given("code").filter(|_| query.given("error").is_none());
    let back = back(&web, &provider);
    let finished = web.app.finish_sign_in(Return {
        provider: &provider,
        state: query.get("state"),
        code,
        issuer: query.given("iss"),
        browser: cookie_of(&web, &headers),
        back: &back,
        before: visit.person.as_deref(),
        kiosk: visit.at_kiosk(),
    });
    let (session, next) = match finished.await {
        Ok(finished) => finished,
        Err(error) => {
            let problem = again(&visit, error, "");
            // Wrong answers are charged; a provider's trouble is nobody's fault here.
            if problem.status.is_client_error() {
                web.sign_ins.charge(visit.address);
            }
            return Err(problem);
        }
    };
    let mut response = signed_in(&web, &session, &next)?;
    set_cookie(&web, &mut response, "", 0);
    Ok(response)
}

/// A failure with the way back to the page where one begins.
fn again(visit: &Visit, error: Error, next: &str) -> Problem {
    let signing_in = matches!(error, Error::SignIn(_));
    let problem = Problem::from(error);
    if !signing_in {
        return problem;
    }
    let text = present::pick(visit.lang, "Về trang đăng nhập", "Back to the sign-in page");
    problem.with_link(text, paths::me_sign_in(after(next)))
}

/// `/me/signed-out?by=`
pub async fn signed_out(State(web): State<Arc<Web>>, visit: VisitRef, RawQuery(query): RawQuery) -> Result {
    let query = Form::of_query(query.as_deref());
    let mut provider = None;
    if let Some(key) = query.given("by") {
        let here = format!("{}/me/signed-out", web.settings.base_url);
        let address = web.app.leave_provider(key, &here).await;
        provider = address.map(|address| Link::new(t(visit.lang, Key::MeSignedOutThere), address));
    }
    let page = public(&web, &visit, t(visit.lang, Key::MeSignedOut), Section::Other);
    Ok(html(MeSignedOutPage { page, provider }.render()))
}
