//! Sign-in and sign-out of people.

use super::session::{PostedByApplicant, begin, end};
use crate::form::Form;
use crate::page::{html, public};
use crate::paths;
use crate::problem::{Problem, Result};
use crate::state::Web;
use crate::visit::VisitRef;
use axum::extract::{RawQuery, State};
use axum::http::header;
use axum::response::{IntoResponse, Redirect, Response};
use motcua_app::people::NewPersonSession;
use motcua_views::me::MeSignInPage;
use motcua_views::{Key, Link, Section, t};
use std::sync::Arc;

/// `/me/sign-in?next=`
pub async fn form(State(web): State<Arc<Web>>, visit: VisitRef, RawQuery(query): RawQuery) -> Result {
    let query = Form::of_query(query.as_deref());
    let next = after(query.get("next"));
    let demo = web.app.is_demonstration().then(|| format!("/me/demo?next={}", paths::escape(next)));
    let providers = web.app.providers();
    let link = |key: &str, label: &str| Link::new(label, paths::sign_in_by(key, next));
    let providers = providers.iter().map(|one| link(one.key(), one.label(visit.words()))).collect();
    let mut page = public(&web, &visit, t(visit.lang, Key::MeSignIn), Section::Other);
    page.path = paths::me_sign_in(next);
    Ok(html(MeSignInPage { page, providers, demo }.render()))
}

/// `POST /me/sign-out`
pub async fn sign_out(State(web): State<Arc<Web>>, posted: PostedByApplicant) -> Result {
    if let Some(token) = &posted.applicant.visit.person {
        web.app.person_sign_out(token).await?;
    }
    let by = posted.applicant.who.provider.as_deref();
    let to = by.map_or_else(|| "/".to_owned(), |key| format!("/me/signed-out?by={}", paths::escape(key)));
    let mut response = Redirect::to(&to).into_response();
    response.headers_mut().append(header::SET_COOKIE, end());
    Ok(response)
}

/// The answer that begins a session. The token is new: one known from before is never raised to a signed-in one.
///
/// # Errors
/// Never for tokens made here.
pub fn signed_in(web: &Web, session: &NewPersonSession, next: &str) -> Result<Response> {
    let mut response = Redirect::to(after(next)).into_response();
    let cookie = begin(web, &session.token).ok_or_else(|| Problem::malformed("token"))?;
    response.headers_mut().append(header::SET_COOKIE, cookie);
    Ok(response)
}

/// Where to go after signing in: a page of this site that is for people, else their own first page.
#[must_use]
pub fn after(next: &str) -> &str {
    let local = paths::local(next);
    let elsewhere = local == "/" || local.starts_with("/desk") || local.starts_with("/me/sign");
    if elsewhere || local.starts_with("/me/demo") { "/me" } else { local }
}

#[cfg(test)]
mod tests {
    use super::after;

    #[test]
    fn only_pages_for_people_follow_a_sign_in() {
        for page in ["/me/filings/0198?step=2", "/procedures/1.001193", "/me"] {
            assert_eq!(after(page), page);
        }
        let others = [
            "",
            "/",
            "https://evil.example",
            "//evil",
            "/\\evil",
            "/me/sign-out",
            "/me/signed-out",
            "/me/demo",
            "/desk/intake",
        ];
        for other in others {
            assert_eq!(after(other), "/me", "{other}");
        }
    }
}
