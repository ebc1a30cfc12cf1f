//! A form of a filing as sent, and what becomes of one that cannot stand: it is kept with the filing, for the person alone,
//! beside what is to be mended, and shown by the page it was sent from. So every page of a filing is reached by reading it:
//! going back and reloading send nothing again. Where the sign-in has ended meanwhile the same is shown after the next one;
//! nothing of it is saved before they say so.

use super::Ground;
use crate::form::Form;
use crate::me::session::{Applicant, NotApplicant};
use crate::problem::Problem;
use crate::session::same;
use crate::state::Web;
use crate::visit::VisitRef;
use crate::{paths, present};
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::response::{IntoResponse, Redirect, Response};
use motcua_app::{Error, FieldProblem};
use motcua_domain::ids::UnitId;
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

/// What was typed on a page and could not be saved.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Typed {
    /// The path of the page.
    pub page: String,
    /// Names and values, in the order sent.
    pub fields: Vec<(String, String)>,
    /// Why it was not saved: fields with what is to be done in both languages.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    wrong: Vec<(String, String, String)>,
    /// Places to choose from.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    several: Vec<u32>,
    /// A dossier of the kind that is in hand: its code or id, and its day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    duplicate: Option<(String, String)>,
    /// Fields whose files could not be kept.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    lost: Vec<String>,
    #[serde(default)]
    why: Why,
}

/// Why a form was not saved as a whole.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Why {
    /// Something in it is to be mended.
    #[default]
    Wrong,
    /// The filing was changed in another window.
    Stale,
    /// The sign-in had ended.
    Ended,
}

/// What is said beside the fields of a page.
#[derive(Debug, Default)]
pub struct Told {
    /// What is to be mended.
    pub problems: Vec<FieldProblem>,
    /// Places to choose from, where a name leads to several.
    pub several: Vec<UnitId>,
    /// A dossier of the kind that is in hand: its code or id, and its day.
    pub duplicate: Option<(String, String)>,
    /// Fields whose files could not be kept.
    pub lost: Vec<String>,
    /// Why nothing was saved.
    pub why: Why,
}

impl Told {
    /// Another window came first.
    pub fn stale() -> Told {
        Told { why: Why::Stale, ..Told::default() }
    }
}

impl Typed {
    /// What was kept of a page: the form as it was sent, and what is said of it.
    pub fn of(kept: Option<&str>, page: &str) -> Option<(Form, Told)> {
        let typed: Typed = serde_json::from_str(kept?).ok()?;
        if typed.page != page {
            return None;
        }
        let mut form = Form::default();
        for (name, value) in typed.fields {
            form.add(&name, value);
        }
        let problem = |(field, vi, en): (String, String, String)| FieldProblem::new(&field, "kept", vi, en);
        let told = Told {
            problems: typed.wrong.into_iter().map(problem).collect(),
            several: typed.several.into_iter().map(UnitId).collect(),
            duplicate: typed.duplicate,
            lost: typed.lost,
            why: typed.why,
        };
        Some((form, told))
    }

    fn new(page: &str, form: &Form, told: &Told) -> Typed {
        let fields = form.pairs().filter(|(name, _)| *name != "csrf");
        let wrong = told.problems.iter().map(|one| (one.field.clone(), one.vi.clone(), one.en.clone()));
        Typed {
            page: page.to_owned(),
            fields: fields.map(|(name, value)| (name.to_owned(), value.to_owned())).collect(),
            wrong: wrong.collect(),
            several: told.several.iter().map(|id| id.0).collect(),
            duplicate: told.duplicate.clone(),
            lost: told.lost.clone(),
            why: told.why,
        }
    }

    fn text(&self) -> Option<String> {
        serde_json::to_string(self).ok().filter(|text| text.len() <= KEPT_BYTES)
    }
}

/// Leads to the page a form was sent from, which shows what was typed and what is to be mended; `None` where that is more
/// than is kept, and the page has to be the answer itself.
pub(crate) async fn sent_back(g: &Ground, page: &str, form: &Form, told: &Told) -> Option<Response> {
    let text = Typed::new(page, form, told).text()?;
    let kept = g.web.app.keep_typed(g.applicant.who.person, g.view.id, text).await;
    kept.unwrap_or(false).then(|| Redirect::to(page).into_response())
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
            Some(token) => web.app.person_session(token, visit.at_kiosk()).await,
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
                Err(ended(web, &visit, &form, Vec::new()).await)
            }
            Err(other) => Err(NotApplicant::Problem(other.into())),
        }
    }
}

/// Keeps what was typed, if the ended session and its form token prove whose it is, and leads to sign in and back.
pub(crate) async fn ended(web: &Web, visit: &VisitRef, form: &Form, lost: Vec<String>) -> NotApplicant {
    if keep(web, visit, form, lost).await {
        return NotApplicant::SignIn(Redirect::to(&paths::me_sign_in(visit.path_only())).into_response());
    }
    let text = present::pick(visit.lang, "Đăng nhập lại", "Sign in again");
    let again = paths::me_sign_in(visit.path_only());
    NotApplicant::Problem(Problem::from(Error::SignedOut).with_link(text, &again))
}

async fn keep(web: &Web, visit: &VisitRef, form: &Form, lost: Vec<String>) -> bool {
    let Some(token) = &visit.person else { return false };
    let Ok(Some((person, csrf))) = web.app.ended_person_session(token).await else { return false };
    let id = visit.path_only().split('/').nth(3).unwrap_or_default();
    let Ok(id) = super::filing_id(id) else { return false };
    if !same(form.get("csrf"), &csrf) {
        return false;
    }
    let told = Told { lost, why: Why::Ended, ..Told::default() };
    let Some(text) = Typed::new(visit.path_only(), form, &told).text() else { return false };
    web.app.keep_typed(person, id, text).await.unwrap_or(false)
}
