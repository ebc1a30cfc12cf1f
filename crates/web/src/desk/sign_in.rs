//! Sign-in and sign-out.

use super::menu::UnitCounts;
use crate::form::Form;
use crate::page::{html, html_with};
use crate::paths;
use crate::present::when;
use crate::problem::{Problem, Result};
use crate::session::{Officer, Posted, PostedByGuest, begin, end};
use crate::state::Web;
use crate::visit::VisitRef;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use motcua_app::Error;
use motcua_app::accounts::NewSession;
use motcua_views::desk::SignInPage;
use motcua_views::message::fill;
use motcua_views::{FieldError, Key, Page, t};
use std::sync::Arc;

/// `/desk/sign-in?next=`
pub async fn form(State(web): State<Arc<Web>>, visit: VisitRef, RawQuery(query): RawQuery) -> Result {
    let next = Form::of_query(query.as_deref());
    let next = after(next.get("next"));
    Ok(html(page(&web, &visit, "", next, Vec::new())))
}

/// `POST /desk/sign-in`
pub async fn submit(State(web): State<Arc<Web>>, headers: HeaderMap, posted: PostedByGuest) -> Result {
    let PostedByGuest { visit, form } = posted;
    let (login, password, next) =
        (form.get("login").to_owned(), form.get("password").to_owned(), after(form.get("next")).to_owned());
    let mut errors = Vec::new();
    if login.is_empty() {
        errors.push(FieldError::new(
            "login",
            super::super::portal::text(&visit, "Nhập tên đăng nhập", "Enter the user name"),
        ));
    }
    if password.is_empty() {
        errors.push(FieldError::new(
            "password",
            super::super::portal::text(&visit, "Nhập mật khẩu", "Enter the password"),
        ));
    }
    if !errors.is_empty() {
        return Ok(html_with(StatusCode::UNPROCESSABLE_ENTITY, page(&web, &visit, &login, &next, errors)));
    }
    match hash_and_sign_in(&web, login.clone(), password).await {
        Ok(session) => {
            web.app.desk_seen(&visit.browser(&headers)).await?;
            signed_in(&web, &session, &next)
        }
        Err(error @ Error::BadCredentials) => {
            let errors = vec![FieldError::new("login", error.message(visit.words()))];
            Ok(html_with(StatusCode::UNAUTHORIZED, page(&web, &visit, &login, &next, errors)))
        }
        Err(Error::Locked { seconds }) => {
            // The next whole minute: the one before would still be too early.
            let until = web.app.now().plus_minutes(i64::from(seconds / 60) + 1);
            let hotline = web.settings.brand.hotline.as_str();
            let text = fill(t(visit.lang, Key::SignInLocked), &[&when(visit.lang, until), &hotline]);
            let errors = vec![FieldError::new("login", text)];
            let body = page(&web, &visit, &login, &next, errors);
            let mut response = html_with(StatusCode::TOO_MANY_REQUESTS, body);
            response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
            Ok(response)
        }
        Err(other) => Err(other.into()),
    }
}

/// Hashing costs a core for a while: few at once, on threads that may block.
async fn hash_and_sign_in(web: &Arc<Web>, login: String, password: String) -> Result<NewSession, Error> {
    let _place = web.hashing.acquire().await.map_err(|_| Error::Unavailable("closing".into()))?;
    let app = Arc::clone(&web.app);
    let work = tokio::task::spawn_blocking(move || app.sign_in(&login, &password));
    work.await.map_err(|error| Error::Defect(format!("sign-in: {error}")))?
}

/// The answer that begins a session. The token is new: one known from before is never raised to a signed-in one.
///
/// # Errors
/// Never for tokens made here.
pub fn signed_in(web: &Web, session: &NewSession, next: &str) -> Result<Response> {
    let mut response = Redirect::to(next).into_response();
    let cookie = begin(web, &session.token).ok_or_else(|| Problem::malformed("token"))?;
    response.headers_mut().append(header::SET_COOKIE, cookie);
    Ok(response)
}

/// `POST /desk/sign-out`
pub async fn sign_out(State(web): State<Arc<Web>>, posted: Posted) -> Result {
    if let Some(token) = &posted.officer.visit.session {
        web.app.sign_out(token).await?;
    }
    let mut response = Redirect::to("/desk/sign-in").into_response();
    response.headers_mut().append(header::SET_COOKIE, end());
    Ok(response)
}

/// `/desk/shortcuts`
pub async fn shortcuts(State(web): State<Arc<Web>>, officer: Officer) -> Result {
    let counts = super::counts::Counts::of(&web, officer.who.unit).await?;
    let counts: &UnitCounts = &counts;
    let page = crate::page::desk(
        &web,
        &web.app.world(),
        &officer,
        counts,
        t(officer.lang(), Key::ShortcutsTitle),
        "shortcuts",
    );
    Ok(html(motcua_views::portal::ShortcutsPage { page }.render()))
}

/// Where to go after signing in: a page of the desk, else its home.
fn after(next: &str) -> &str {
    let local = paths::local(next);
    if local.starts_with("/desk") && !local.starts_with("/desk/sign-") { local } else { "/desk" }
}

fn page(web: &Web, visit: &VisitRef, login: &str, next: &str, errors: Vec<FieldError>) -> String {
    let mut page = Page::new(visit.lang, &web.settings.brand, t(visit.lang, Key::SignIn), "/desk/sign-in");
    page.demo = web.app.is_demonstration();
    page.csrf.clone_from(&visit.guest);
    page.errors = errors;
    SignInPage { page, login: login.to_owned(), next: next.to_owned() }.render()
}

#[cfg(test)]
mod tests {
    use super::after;

    #[test]
    fn only_pages_of_the_desk_follow_a_sign_in() {
        assert_eq!(after("/desk/dossiers?queue=overdue"), "/desk/dossiers?queue=overdue");
        for other in ["", "/", "https://evil.example", "//evil", "/desk/sign-out", "/track"] {
            assert_eq!(after(other), "/desk", "{other}");
        }
    }
}
