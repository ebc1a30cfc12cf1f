//! Who is signed in, and that a form is theirs.

use crate::access_log::reader_of;
use crate::form::{Form, read_body};
use crate::problem::Problem;
use crate::state::Web;
use crate::visit::{SESSION_COOKIE, Visit, VisitRef};
use crate::{paths, present};
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{HeaderValue, Method, header};
use axum::response::{IntoResponse, Redirect, Response};
use motcua_app::Error;
use motcua_app::accounts::SignedIn;
use motcua_views::Lang;
use std::sync::Arc;

/// An officer signed in by cookie.
pub struct Officer {
    /// Who.
    pub who: SignedIn,
    /// The request.
    pub visit: VisitRef,
}

impl Officer {
    /// The language of the pages.
    #[must_use]
    pub fn lang(&self) -> Lang {
        self.visit.lang
    }
}

/// Why there is no officer: a way to sign in, or a problem.
pub enum NotOfficer {
    /// Signed out while reading: sign in and come back.
    SignIn(Response),
    /// Anything else.
    Problem(Problem),
}

impl IntoResponse for NotOfficer {
    fn into_response(self) -> Response {
        match self {
            NotOfficer::SignIn(response) => response,
            NotOfficer::Problem(problem) => problem.into_response(),
        }
    }
}

impl From<Problem> for NotOfficer {
    fn from(problem: Problem) -> Self {
        NotOfficer::Problem(problem)
    }
}

impl FromRequestParts<Arc<Web>> for Officer {
    type Rejection = NotOfficer;

    async fn from_request_parts(parts: &mut Parts, web: &Arc<Web>) -> Result<Self, NotOfficer> {
        let visit = VisitRef::from_request_parts(parts, web).await?;
        let signed_in = match &visit.session {
            Some(token) => web.app.session(token).await,
            None => Err(Error::SignedOut),
        };
        match signed_in {
            Ok(who) => {
                visit.reader.get_or_init(|| reader_of(&who));
                Ok(Officer { who, visit })
            }
            Err(Error::SignedOut) => Err(sign_in_again(&visit, &parts.method)),
            Err(other) => Err(NotOfficer::Problem(other.into())),
        }
    }
}

/// A reader is led to sign in and back; a sender is told, because what was typed would be lost on the way.
fn sign_in_again(visit: &Visit, method: &Method) -> NotOfficer {
    if method == Method::GET || method == Method::HEAD {
        return NotOfficer::SignIn(Redirect::to(&paths::sign_in(&visit.path)).into_response());
    }
    let text = present::pick(visit.lang, "Đăng nhập lại", "Sign in again");
    NotOfficer::Problem(Problem::from(Error::SignedOut).with_link(text, "/desk/sign-in"))
}

/// A form sent by an officer, with the right CSRF token. Every POST of the desk takes this.
pub struct Posted {
    /// Who.
    pub officer: Officer,
    /// What.
    pub form: Form,
}

impl FromRequest<Arc<Web>> for Posted {
    type Rejection = NotOfficer;

    async fn from_request(request: Request, web: &Arc<Web>) -> Result<Self, NotOfficer> {
        let (mut parts, body) = request.into_parts();
        let officer = Officer::from_request_parts(&mut parts, web).await?;
        let form = Form::read(&parts.headers, body, web).await?;
        if !same(form.get("csrf"), &officer.who.csrf) {
            return Err(Problem::csrf().into());
        }
        Ok(Posted { officer, form })
    }
}

/// A form sent by somebody not signed in, with the token of their cookie (double submit).
pub struct PostedByGuest {
    /// The request.
    pub visit: VisitRef,
    /// What.
    pub form: Form,
}

impl FromRequest<Arc<Web>> for PostedByGuest {
    type Rejection = Problem;

    async fn from_request(request: Request, web: &Arc<Web>) -> Result<Self, Problem> {
        let (mut parts, body) = request.into_parts();
        let visit = VisitRef::from_request_parts(&mut parts, web).await?;
        let form = Form::read(&parts.headers, body, web).await?;
        let sent = form.get("csrf");
        let mine = !visit.guest_is_new && same(sent, &visit.guest);
        if !mine && !session_token(web, &visit, sent).await {
            return Err(Problem::csrf());
        }
        Ok(PostedByGuest { visit, form })
    }
}

/// Whether a token belongs to a session: a form of a page behind sign-in that anybody may send (the language).
async fn session_token(web: &Web, visit: &Visit, sent: &str) -> bool {
    let officer = match &visit.session {
        Some(token) => web.app.session(token).await.is_ok_and(|who| same(sent, &who.csrf)),
        None => false,
    };
    let person = match &visit.person {
        Some(token) if !officer => {
            web.app.person_session(token, visit.at_kiosk()).await.is_ok_and(|who| same(sent, &who.csrf))
        }
        _ => false,
    };
    officer || person
}

/// A form that changes nothing and needs no token (tracking).
pub struct Asked {
    /// The request.
    pub visit: VisitRef,
    /// What.
    pub form: Form,
}

impl FromRequest<Arc<Web>> for Asked {
    type Rejection = Problem;

    async fn from_request(request: Request, web: &Arc<Web>) -> Result<Self, Problem> {
        let (mut parts, body) = request.into_parts();
        let visit = VisitRef::from_request_parts(&mut parts, web).await?;
        let form = Form::read(&parts.headers, body, web).await?;
        Ok(Asked { visit, form })
    }
}

/// A program with a bearer token.
pub struct Caller {
    /// Who.
    pub who: SignedIn,
    /// The request.
    pub visit: VisitRef,
}

impl FromRequestParts<Arc<Web>> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, web: &Arc<Web>) -> Result<Self, Problem> {
        let visit = VisitRef::from_request_parts(parts, web).await?;
        let sent = parts.headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        let token = sent.and_then(|value| value.strip_prefix("Bearer ")).map(str::trim);
        let Some(token) = token.filter(|token| !token.is_empty() && token.len() <= 200) else {
            return Err(Problem::unauthorized());
        };
        match web.app.api_caller(token).await {
            Ok(who) => {
                visit.reader.get_or_init(|| reader_of(&who));
                Ok(Caller { who, visit })
            }
            Err(Error::SignedOut) => Err(Problem::unauthorized()),
            Err(other) => Err(other.into()),
        }
    }
}

/// A JSON body sent by a program with a bearer token: the token is looked at before the body is read.
pub struct Sent {
    /// Who.
    pub caller: Caller,
    /// What.
    pub body: serde_json::Value,
}

impl FromRequest<Arc<Web>> for Sent {
    type Rejection = Problem;

    async fn from_request(request: Request, web: &Arc<Web>) -> Result<Self, Problem> {
        let (mut parts, body) = request.into_parts();
        let caller = Caller::from_request_parts(&mut parts, web).await?;
        let bytes = read_body(&parts.headers, body, web, "application/json").await?;
        Ok(Sent { caller, body: crate::json::parse(&bytes)? })
    }
}

/// Compares in constant time; nothing equals an empty token.
#[must_use]
pub fn same(a: &str, b: &str) -> bool {
    !a.is_empty()
        && a.len() == b.len()
        && a.bytes().zip(b.bytes()).fold(0u8, |acc, (x, y)| acc | (x ^ y)) == 0
}

/// The cookie that begins a session.
#[must_use]
pub fn begin(web: &Web, token: &str) -> Option<HeaderValue> {
    let secure = if web.settings.https { "; Secure" } else { "" };
    HeaderValue::from_str(&format!("{SESSION_COOKIE}={token}; Path=/; HttpOnly; SameSite=Lax{secure}")).ok()
}

/// The cookie that ends a session.
#[must_use]
pub fn end() -> HeaderValue {
    HeaderValue::from_static("mc_session=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0")
}

#[cfg(test)]
mod tests {
    use super::same;

    #[test]
    fn tokens_are_compared_whole() {
        assert!(same("abc", "abc"));
        assert!(!same("abc", "abd"));
        assert!(!same("ab", "abc"));
        assert!(!same("", ""), "no token is never the right token");
    }
}
