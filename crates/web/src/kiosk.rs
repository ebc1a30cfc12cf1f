//! Kiosks: what a machine shows between two people, how it becomes one, and what its script asks for.
//!
//! The pages in between are everybody's; what makes them a kiosk's is [`frame`]. The start page is where one stranger's time
//! ends and nothing of it is left: it ends the sign-in and forgets every choice. It does so on being read, because a page
//! that reloads itself without scripts has nothing else to send, and doing it twice is doing it once.

use crate::form::Form;
use crate::me::open_id;
use crate::page::{announced, html, html_with, public};
use crate::present::{pick, unit_in};
use crate::problem::{Problem, Result};
use crate::session::PostedByGuest;
use crate::state::Web;
use crate::visit::{
    GUEST_COOKIE, LANG_COOKIE, LOW_COOKIE, PERSON_COOKIE, SIZE_COOKIE, TRACK_COOKIE, Visit, VisitRef,
    kiosk_cookie,
};
use crate::{paths, session};
use axum::extract::{RawQuery, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use motcua_app::Error;
use motcua_app::kiosks::{AtKiosk, Calling};
use motcua_views::kiosk::{
    KioskDemoPage, KioskEnrolPage, KioskFrame, KioskMenuPage, KioskNonePage, KioskStartPage,
};
use motcua_views::{Field, FieldError, FieldKind, Key, Lang, Section, TextSize, t};
use std::sync::Arc;

/// How long browsers keep the key of a kiosk, in seconds: the longest they agree to. Each start page renews it.
const KEY_SECONDS: u32 = 400 * 86_400;
/// What is cleared of a browser between two people; cookies are taken one by one, because the key stays.
const CLEAR: &str = "\"cache\", \"storage\"";

/// What makes a page a kiosk's; `None` for everybody else's.
#[must_use]
pub fn frame(web: &Web, visit: &Visit) -> Option<KioskFrame> {
    visit.kiosk.as_ref().map(|at| frame_of(web, at, visit.lang, visit.low))
}

fn frame_of(web: &Web, at: &AtKiosk, lang: Lang, low: bool) -> KioskFrame {
    KioskFrame {
        place: unit_in(lang, &web.app.world(), at.unit),
        label: at.label.clone(),
        low,
        calling: at.calling,
        start: false,
        information: at.times.information,
        form: at.times.form,
        count_down: at.times.count_down,
        sign_in: at.times.sign_in,
    }
}

/// `/kiosk`: ends whatever was, and waits for a touch.
pub async fn start(State(web): State<Arc<Web>>, visit: VisitRef) -> Result {
    let Some(at) = &visit.kiosk else {
        let page = public(&web, &visit, t(visit.lang, Key::KioskNoneTitle), Section::Other);
        let demo = web.app.is_demonstration();
        return Ok(html(KioskNonePage { page, demo }.render()));
    };
    if let Some(token) = &visit.person {
        web.app.person_sign_out(token).await?;
    }
    // Whoever comes next has chosen nothing yet.
    let lang = Lang::Vi;
    let guest = if visit.guest_is_new { visit.guest.clone() } else { Web::fresh_token() };
    let mut page = public(&web, &visit, t(lang, Key::KioskTouch), Section::Other);
    (page.lang, page.size, page.csrf) = (lang, TextSize::Normal, guest.clone());
    // A choice made here leads on: this page would forget it.
    page.path = "/kiosk/menu".to_owned();
    page.announcements = announced(&web, lang);
    page.kiosk = Some(KioskFrame { start: true, ..frame_of(&web, at, lang, false) });
    let mut response = html(KioskStartPage { page }.render());
    for name in
        [PERSON_COOKIE, LANG_COOKIE, SIZE_COOKIE, LOW_COOKIE, TRACK_COOKIE, open_id::cookie_name(&web)]
    {
        set_cookie(&web, &mut response, name, "", 0);
    }
    if !visit.guest_is_new {
        set_cookie(&web, &mut response, GUEST_COOKIE, &guest, KEY_SECONDS);
    }
    if let Some(key) = &visit.kiosk_key {
        set_cookie(&web, &mut response, kiosk_cookie(&web.settings), key, KEY_SECONDS);
    }
    clear(&mut response);
    Ok(response)
}

/// `/kiosk/menu`
pub async fn menu(State(web): State<Arc<Web>>, visit: VisitRef) -> Result {
    if visit.kiosk.is_none() {
        return Ok(Redirect::to("/kiosk").into_response());
    }
    let page = public(&web, &visit, t(visit.lang, Key::KioskMenuTitle), Section::Other);
    Ok(html(KioskMenuPage { page }.render()))
}

/// `/kiosk/enrol`
pub async fn enrol_form(State(web): State<Arc<Web>>, visit: VisitRef) -> Result {
    Ok(html(enrol_page(&web, &visit, None)))
}

/// `POST /kiosk/enrol`: the code typed at the machine makes it a kiosk; whoever is signed in there is signed out.
pub async fn enrol(State(web): State<Arc<Web>>, posted: PostedByGuest) -> Result {
    let PostedByGuest { visit, form } = posted;
    web.throttle.check(visit.address).map_err(Problem::too_many)?;
    match web.app.enrol_kiosk(form.get("code")).await {
        Ok(key) => {
            if let Some(token) = &visit.session {
                web.app.sign_out(token).await?;
            }
            let mut response = become_kiosk(&web, &visit, &key).await?;
            response.headers_mut().append(header::SET_COOKIE, session::end());
            Ok(response)
        }
        Err(Error::Invalid(problems)) => {
            web.throttle.charge(visit.address);
            let text = problems.first().map(|problem| pick(visit.lang, &problem.vi, &problem.en).to_owned());
            Ok(html_with(StatusCode::UNPROCESSABLE_ENTITY, enrol_page(&web, &visit, text)))
        }
        Err(other) => Err(other.into()),
    }
}

fn enrol_page(web: &Web, visit: &Visit, error: Option<String>) -> String {
    let mut page = public(web, visit, t(visit.lang, Key::KioskEnrolTitle), Section::Other);
    page.path = "/kiosk/enrol".to_owned();
    page.errors = error.iter().map(|text| FieldError::new("code", text)).collect();
    let field = Field::new("code", t(visit.lang, Key::KioskCode), FieldKind::Digits);
    let field = Field { error, ..field.hint(t(visit.lang, Key::KioskCodeHint)) };
    KioskEnrolPage { page, field }.render()
}

/// Gives the browser the key, and takes along nobody who was signed in.
async fn become_kiosk(web: &Web, visit: &Visit, key: &str) -> Result<Response> {
    if let Some(token) = &visit.person {
        web.app.person_sign_out(token).await?;
    }
    let mut response = Redirect::to("/kiosk").into_response();
    set_cookie(web, &mut response, kiosk_cookie(&web.settings), key, KEY_SECONDS);
    set_cookie(web, &mut response, PERSON_COOKIE, "", 0);
    Ok(response)
}

/// `/kiosk/demo`: only in a demonstration.
pub async fn demo_form(State(web): State<Arc<Web>>, visit: VisitRef) -> Result {
    only_in_a_demonstration(&web)?;
    let page = public(&web, &visit, t(visit.lang, Key::KioskDemoTitle), Section::Other);
    Ok(html(KioskDemoPage { page }.render()))
}

/// `POST /kiosk/demo`: makes this browser a kiosk of the demonstration (`do` = `begin`), or an ordinary one again.
pub async fn demo(State(web): State<Arc<Web>>, posted: PostedByGuest) -> Result {
    only_in_a_demonstration(&web)?;
    let PostedByGuest { visit, form } = posted;
    if form.get("do") == "begin" {
        let key = web.app.become_demo_kiosk(t(Lang::Vi, Key::KioskDemoLabel)).await?;
        return become_kiosk(&web, &visit, &key).await;
    }
    if let Some(at) = &visit.kiosk {
        web.app.leave_demo_kiosk(at).await?;
    }
    let mut response = Redirect::to("/kiosk/demo").into_response();
    set_cookie(&web, &mut response, kiosk_cookie(&web.settings), "", 0);
    Ok(response)
}

fn only_in_a_demonstration(web: &Web) -> Result<()> {
    if web.app.is_demonstration() { Ok(()) } else { Err(Problem::no_page()) }
}

/// `POST /kiosk/call`: calls an officer (`do` = `call`), or not any more.
pub async fn call(State(web): State<Arc<Web>>, posted: PostedByGuest) -> Result {
    let PostedByGuest { visit, form } = posted;
    let Some(at) = &visit.kiosk else { return Ok(Redirect::to("/kiosk").into_response()) };
    let calling = if form.get("do") == "call" { Calling::Yes } else { Calling::No };
    web.app.call_from_kiosk(at, calling).await?;
    web.counts.forget(at.unit);
    Ok(Redirect::to(paths::local(form.get("return"))).into_response())
}

/// `POST /kiosk/screen`: shows everything lower (`low` = `1`), or as usual.
pub async fn screen(State(web): State<Arc<Web>>, posted: PostedByGuest) -> Result {
    let low = if posted.form.get("low") == "1" { "1" } else { "" };
    let mut response = Redirect::to(paths::local(posted.form.get("return"))).into_response();
    set_cookie(&web, &mut response, LOW_COOKIE, low, if low.is_empty() { 0 } else { 86_400 });
    Ok(response)
}

/// `/kiosk/alive?used=`: the sign of life of a kiosk's page. `used`: somebody did something since the last, so the sign-in
/// goes on. `over`: there is nothing left for the page to show.
pub async fn alive(State(web): State<Arc<Web>>, visit: VisitRef, RawQuery(query): RawQuery) -> Result {
    let used = Form::of_query(query.as_deref()).given("used").is_some();
    let over = match &visit.person {
        Some(token) if used => match web.app.person_session(token, visit.at_kiosk()).await {
            Ok(_) => false,
            Err(Error::SignedOut) => true,
            Err(other) => return Err(other.into()),
        },
        _ => false,
    };
    let over = over || visit.kiosk.is_none();
    let kind = [(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "no-store")];
    Ok((kind, format!("{{\"over\":{over}}}")).into_response())
}

/// Notes which dossier was asked for here, so that its page opens to whoever asked and not to the next one going back.
pub fn remember_tracked(web: &Web, visit: &Visit, response: &mut Response, code: &str) {
    if visit.kiosk.is_some() {
        set_cookie(web, response, TRACK_COOKIE, code, 86_400);
    }
}

fn set_cookie(web: &Web, response: &mut Response, name: &str, value: &str, seconds: u32) {
    let secure = if web.settings.https { "; Secure" } else { "" };
    let text = format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}");
    if let Ok(value) = HeaderValue::from_str(&text) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
}

fn clear(response: &mut Response) {
    let name = HeaderName::from_static("clear-site-data");
    response.headers_mut().insert(name, HeaderValue::from_static(CLEAR));
}
