//! A form of a filing as sent. Where the sign-in has ended meanwhile, what was typed is kept with the filing, for the
//! person alone, and shown again after the next sign-in; nothing of it is saved before they say so.

use crate::form::Form;
use crate::me::session::{Applicant, NotApplicant};
use crate::problem::Problem;
use crate::session::same;
use crate::state::Web;
use crate::visit::VisitRef;
use crate::{paths, present};
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::response::{IntoResponse, Redirect};
use motcua_app::Error;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Longest form kept.
const KEPT_BYTES: usize = 60_000;

/// A form of a filing sent by a person signed in.
pub struct PostedFiling {
    /// Who.
    pub applicant: Applicant,
    /// What.
    pub form: Form,
}

/// What was typed on a page when the sign-in had ended.
#[derive(Debug, Serialize, Deserialize)]
pub struct Typed {
    /// The path of the page.
    pub page: String,
    /// Names and values, in the order sent.
    pub fields: Vec<(String, String)>,
}

impl Typed {
    /// What was kept of a page.
    pub fn of(kept: Option<&str>, page: &str) -> Option<Form> {
        let typed: Typed = serde_json::from_str(kept?).ok()?;
        if typed.page != page {
            return None;
        }
        let mut form = Form::default();
        for (name, value) in typed.fields {
            form.add(&name, value);
        }
        Some(form)
    }
}

impl FromRequest<Arc<Web>> for PostedFiling {
    type Rejection = NotApplicant;

    async fn from_request(request: Request, web: &Arc<Web>) -> Result<Self, NotApplicant> {
        let (mut parts, body) = request.into_parts();
        let visit = VisitRef::from_request_parts(&mut parts, web).await?;
        if visit.path_only().starts_with("/desk/") {
            // An officer who enters it: what was typed is theirs to send again.
            let applicant = Applicant::from_request_parts(&mut parts, web).await?;
            let form = Form::read(&parts.headers, body, web).await?;
            if !same(form.get("csrf"), &applicant.who.csrf) {
                return Err(Problem::csrf().into());
            }
            return Ok(PostedFiling { applicant, form });
        }
        let who = match &visit.person {
            Some(token) => web.app.person_session(token).await,
            None => Err(Error::SignedOut),
        };
        match who {
            Ok(who) => {
                let form = Form::read(&parts.headers, body, web).await?;
                if !same(form.get("csrf"), &who.csrf) {
                    return Err(Problem::csrf().into());
                }
                Ok(PostedFiling { applicant: Applicant::of(web, who, visit).await?, form })
            }
            Err(Error::SignedOut) => {
                let form = Form::read(&parts.headers, body, web).await?;
                Err(ended(web, &visit, &form).await)
            }
            Err(other) => Err(NotApplicant::Problem(other.into())),
        }
    }
}

/// Keeps what was typed, if the ended session and its form token prove whose it is, and leads to sign in and back.
async fn ended(web: &Web, visit: &VisitRef, form: &Form) -> NotApplicant {
    if keep(web, visit, form).await {
        return NotApplicant::SignIn(Redirect::to(&paths::me_sign_in(visit.path_only())).into_response());
    }
    let text = present::pick(visit.lang, "Đăng nhập lại", "Sign in again");
    let again = paths::me_sign_in(visit.path_only());
    NotApplicant::Problem(Problem::from(Error::SignedOut).with_link(text, &again))
}

async fn keep(web: &Web, visit: &VisitRef, form: &Form) -> bool {
    let Some(token) = &visit.person else { return false };
    let Ok(Some((person, csrf))) = web.app.ended_person_session(token).await else { return false };
    let id = visit.path_only().split('/').nth(3).unwrap_or_default();
    let Ok(id) = super::filing_id(id) else { return false };
    if !same(form.get("csrf"), &csrf) {
        return false;
    }
    let fields = form.pairs().filter(|(name, _)| *name != "csrf");
    let fields = fields.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    let typed = Typed { page: visit.path_only().to_owned(), fields };
    let Ok(text) = serde_json::to_string(&typed) else { return false };
    text.len() <= KEPT_BYTES && web.app.keep_typed(person, id, text).await.unwrap_or(false)
}
