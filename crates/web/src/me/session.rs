//! Which person is signed in, and that a form is theirs. The twin of the officers' extractors.

use crate::form::Form;
use crate::me::filing::filing_id;
use crate::problem::Problem;
use crate::session::{NotOfficer, Officer, same};
use crate::state::Web;
use crate::visit::{PERSON_COOKIE, Visit, VisitRef};
use crate::{paths, present};
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{HeaderValue, Method};
use axum::response::{IntoResponse, Redirect, Response};
use motcua_app::Error;
use motcua_app::accounts::SignedIn;
use motcua_app::filings::Filer;
use motcua_app::people::SignedInPerson;
use motcua_domain::actor::Actor;
use motcua_domain::identity::{IdentityProof, IdentityScheme};
use motcua_domain::procedure::IdentityLevel;
use motcua_store::access::Reader;
use motcua_views::Lang;
use std::sync::Arc;

/// A person signed in by cookie.
pub struct Applicant {
    /// Who.
    pub who: SignedInPerson,
    /// The request.
    pub visit: VisitRef,
    /// Notices they have not read.
    pub unread: u32,
    /// The officer who enters a filing for them; `None`: it is they who are signed in.
    pub entering: Option<Entering>,
}

/// An officer entering one filing for somebody who agreed to it.
pub struct Entering {
    /// The officer.
    pub officer: SignedIn,
    /// The paper by which the person agreed.
    pub paper: String,
}

impl Applicant {
    /// Somebody signed in, with what waits to be read.
    ///
    /// # Errors
    /// If the database cannot answer.
    pub async fn of(web: &Web, who: SignedInPerson, visit: VisitRef) -> Result<Applicant, Problem> {
        visit.reader.get_or_init(|| Reader::Person(who.person));
        let unread = web.app.unread_notices(who.person).await.map_err(Problem::from)?;
        Ok(Applicant { who, visit, unread: u32::try_from(unread).unwrap_or(0), entering: None })
    }

    /// The language of the pages.
    #[must_use]
    pub fn lang(&self) -> Lang {
        self.visit.lang
    }

    /// Who brings in files: the person, or the officer who enters for them.
    #[must_use]
    pub fn keeper(&self) -> Arc<Actor> {
        match &self.entering {
            Some(entering) => Arc::clone(&entering.officer.actor),
            None => Arc::clone(&self.who.actor),
        }
    }

    /// Who files, as the session knows.
    #[must_use]
    pub fn filer(&self) -> Filer {
        match &self.entering {
            Some(entering) => Filer::Officer(Arc::clone(&entering.officer.actor)),
            None => Filer::Applicant { identity: self.who.assurance.clone(), kiosk: self.who.kiosk },
        }
    }
}

/// The filing in an address of the desk; these addresses answer to the officer who entered it and to nobody else.
fn entered(path: &str) -> Option<&str> {
    path.strip_prefix("/desk/filings/").and_then(|rest| rest.split('/').next())
}

/// The officer at the desk's address of a filing, as far as they stand for its person: for this filing alone.
async fn enter(
    parts: &mut Parts,
    web: &Arc<Web>,
    visit: VisitRef,
    id: &str,
) -> Result<Applicant, NotApplicant> {
    let officer = match Officer::from_request_parts(parts, web).await {
        Ok(officer) => officer.who,
        Err(NotOfficer::SignIn(response)) => return Err(NotApplicant::SignIn(response)),
        Err(NotOfficer::Problem(problem)) => return Err(NotApplicant::Problem(problem)),
    };
    let id = filing_id(id)?;
    let entered = web.app.entered_filing(Arc::clone(&officer.actor), id).await.map_err(Problem::from)?;
    let who = SignedInPerson {
        person: entered.person,
        name: entered.name,
        // Nobody is signed in here: what is filed carries no proof of a sign-in.
        assurance: IdentityProof {
            level: IdentityLevel::One,
            scheme: IdentityScheme::Demonstration,
            provider: None,
        },
        csrf: officer.csrf.to_string(),
        provider: None,
        kiosk: None,
        actor: Arc::new(Actor::Applicant { person: entered.person }),
    };
    Ok(Applicant { who, visit, unread: 0, entering: Some(Entering { officer, paper: entered.paper }) })
}

/// Why there is no person: a way to sign in, or a problem.
pub enum NotApplicant {
    /// Signed out while reading: sign in and come back.
    SignIn(Response),
    /// Anything else.
    Problem(Problem),
}

impl IntoResponse for NotApplicant {
    fn into_response(self) -> Response {
        match self {
            NotApplicant::SignIn(response) => response,
            NotApplicant::Problem(problem) => problem.into_response(),
        }
    }
}

impl From<Problem> for NotApplicant {
    fn from(problem: Problem) -> Self {
        NotApplicant::Problem(problem)
    }
}

impl FromRequestParts<Arc<Web>> for Applicant {
    type Rejection = NotApplicant;

    async fn from_request_parts(parts: &mut Parts, web: &Arc<Web>) -> Result<Self, NotApplicant> {
        let visit = VisitRef::from_request_parts(parts, web).await?;
        if let Some(id) = entered(visit.path_only()).map(str::to_owned) {
            return enter(parts, web, visit, &id).await;
        }
        let signed_in = match &visit.person {
            Some(token) => web.app.person_session(token, visit.at_kiosk()).await,
            None => Err(Error::SignedOut),
        };
        match signed_in {
            Ok(who) => Ok(Applicant::of(web, who, visit).await?),
            Err(Error::SignedOut) => Err(sign_in_again(&visit, &parts.method)),
            Err(other) => Err(NotApplicant::Problem(other.into())),
        }
    }
}

/// A reader is led to sign in and back; a sender is told, because what was typed would be lost on the way.
fn sign_in_again(visit: &Visit, method: &Method) -> NotApplicant {
    if method == Method::GET || method == Method::HEAD {
        return NotApplicant::SignIn(Redirect::to(&paths::me_sign_in(&visit.path)).into_response());
    }
    let text = present::pick(visit.lang, "Đăng nhập lại", "Sign in again");
    NotApplicant::Problem(Problem::from(Error::SignedOut).with_link(text, "/me/sign-in"))
}

/// A form sent by a person, with the right CSRF token. Every POST of a person's pages takes this.
pub struct PostedByApplicant {
    /// Who.
    pub applicant: Applicant,
    /// What.
    pub form: Form,
}

impl FromRequest<Arc<Web>> for PostedByApplicant {
    type Rejection = NotApplicant;

    async fn from_request(request: Request, web: &Arc<Web>) -> Result<Self, NotApplicant> {
        let (mut parts, body) = request.into_parts();
        let applicant = Applicant::from_request_parts(&mut parts, web).await?;
        let form = Form::read(&parts.headers, body, web).await?;
        if !same(form.get("csrf"), &applicant.who.csrf) {
            return Err(Problem::csrf().into());
        }
        Ok(PostedByApplicant { applicant, form })
    }
}

/// The cookie that begins a session.
#[must_use]
pub fn begin(web: &Web, token: &str) -> Option<HeaderValue> {
    let secure = if web.settings.https { "; Secure" } else { "" };
    HeaderValue::from_str(&format!("{PERSON_COOKIE}={token}; Path=/; HttpOnly; SameSite=Lax{secure}")).ok()
}

/// The cookie that ends a session.
#[must_use]
pub fn end() -> HeaderValue {
    HeaderValue::from_static("mc_me=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0")
}
