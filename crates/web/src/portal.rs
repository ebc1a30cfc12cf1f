//! Public pages. All of them work without JavaScript and without signing in.

pub mod life;
pub mod open_data;
pub mod procedure;
pub mod procedures;
mod situations;
pub mod track;
pub mod tracking;

use crate::page::{html, public};
use crate::problem::{Problem, Result};
use crate::session::PostedByGuest;
use crate::state::Web;
use crate::visit::{LANG_COOKIE, SIZE_COOKIE, VisitRef};
use crate::{paths, present};
use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Redirect};
use motcua_app::designer::DraftRefusal;
use motcua_app::people::SignInRefusal;
use motcua_app::{Error, FileRefusal};
use motcua_domain::office::OfficeRefusal;
use motcua_domain::refusal::Refusal;
use motcua_views::error::{ErrorPage, Failure};
use motcua_views::portal::{AccessibilityPage, HomePage, PrivacyPage, ShortcutsPage};
use motcua_views::{Key, Lang, Section, TextSize, t};
use std::sync::Arc;

/// Procedures shown on the home page.
const POPULAR: usize = 8;

/// `/`
pub async fn home(State(web): State<Arc<Web>>, visit: VisitRef) -> Result {
    let world = web.app.world();
    let page = public(&web, &visit, t(visit.lang, Key::HomeTitle), Section::Home);
    let popular = world.catalogue.search("", POPULAR);
    let popular = popular.into_iter().map(|version| procedures::hit(visit.lang, version)).collect();
    let columns = life::columns(visit.lang, &world, web.app.now().date());
    Ok(html(
        HomePage { page, provisional: world.life.provisional && !columns.is_empty(), columns, popular }
            .render(),
    ))
}

/// `/accessibility`
pub async fn accessibility(State(web): State<Arc<Web>>, visit: VisitRef) -> Result {
    let page = public(&web, &visit, t(visit.lang, Key::FooterAccessibility), Section::Other);
    Ok(html(AccessibilityPage { page }.render()))
}

/// `/privacy`
pub async fn privacy(State(web): State<Arc<Web>>, visit: VisitRef) -> Result {
    let page = public(&web, &visit, t(visit.lang, Key::FooterPrivacy), Section::Other);
    Ok(html(PrivacyPage { page }.render()))
}

/// `/help/shortcuts`
pub async fn shortcuts(State(web): State<Arc<Web>>, visit: VisitRef) -> Result {
    let page = public(&web, &visit, t(visit.lang, Key::ShortcutsTitle), Section::Other);
    Ok(html(ShortcutsPage { page }.render()))
}

/// `POST /language`: remembers the language for a year and comes back.
pub async fn language(State(web): State<Arc<Web>>, posted: PostedByGuest) -> Result {
    let lang = Lang::parse(posted.form.get("lang")).ok_or_else(|| Problem::malformed("lang"))?;
    remember(&web, &posted, LANG_COOKIE, lang.code())
}

/// `POST /text-size`: remembers the text size for a year and comes back.
pub async fn text_size(State(web): State<Arc<Web>>, posted: PostedByGuest) -> Result {
    let size = TextSize::parse(posted.form.get("size")).ok_or_else(|| Problem::malformed("size"))?;
    remember(&web, &posted, SIZE_COOKIE, size.code())
}

/// Keeps a choice of the reader for a year and leads back to where it was made.
fn remember(web: &Web, posted: &PostedByGuest, name: &'static str, value: &str) -> Result {
    let mut response = Redirect::to(paths::local(posted.form.get("return"))).into_response();
    let secure = if web.settings.https { "; Secure" } else { "" };
    let cookie = format!("{name}={value}; Path=/; Max-Age=31536000; SameSite=Lax{secure}");
    let value = HeaderValue::from_str(&cookie).map_err(|_| Problem::malformed(name))?;
    response.headers_mut().append(header::SET_COOKIE, value);
    Ok(response)
}

/// `/problems/{code}`: what a problem of the API means and what to do, in both languages by the reader's choice.
pub async fn problem(State(web): State<Arc<Web>>, visit: VisitRef, Path(code): Path<String>) -> Result {
    let Some((problem, status)) = explained(&code) else { return Err(Problem::no_page()) };
    let page = public(&web, &visit, code, Section::Other);
    let title = page.title.clone();
    let mut view = ErrorPage::new(page, Failure::of_status(status));
    view.page.title = title;
    view.detail = Some(problem.text(visit.lang).to_owned());
    view.basis = problem.basis.map(str::to_owned);
    Ok(html(view.render()))
}

/// A sample of a problem by its code.
fn explained(code: &str) -> Option<(Problem, u16)> {
    let sample = samples().into_iter().find(|problem| problem.code == code)?;
    let status = sample.status.as_u16();
    Some((sample, status))
}

/// One sample of each problem this program can answer with.
#[must_use]
pub fn samples() -> Vec<Problem> {
    use motcua_app::error::What;
    let own = [
        Error::Denied,
        Error::NotFound(What::Dossier),
        Error::NotFound(What::Procedure),
        Error::NotFound(What::Unit),
        Error::NotFound(What::Officer),
        Error::NotFound(What::Page),
        Error::NotFound(What::Draft),
        Error::NotFound(What::Version),
        Error::NotFound(What::Filing),
        Error::NotFound(What::File),
        Error::NotFound(What::Mandate),
        Error::Stale { seen: 3, now: 4 },
        Error::Duplicate { code: "H26.X-250724-0001".into(), on: "24/7/2025".into() },
        Error::CommandReused,
        Error::Invalid(Vec::new()),
        Error::DatedByCaller,
        Error::BadCredentials,
        Error::Locked { seconds: 600 },
        Error::SignedOut,
    ];
    let mut all: Vec<Problem> = own.into_iter().map(Problem::from).collect();
    all.extend(OfficeRefusal::samples().into_iter().map(|refusal| Problem::from(Error::Office(refusal))));
    all.extend(DraftRefusal::samples().into_iter().map(|refusal| Problem::from(Error::Draft(refusal))));
    all.extend(FileRefusal::samples().into_iter().map(|refusal| Problem::from(Error::File(refusal))));
    all.extend(SignInRefusal::ALL.into_iter().map(|refusal| Problem::from(Error::SignIn(refusal))));
    // The two that are logged when they happen are described without going through the log.
    all.extend([Problem::sample_unavailable(), Problem::sample_defect()]);
    all.extend([
        Problem::malformed("…"),
        Problem::too_large(256 * 1024),
        Problem::uri_too_long(),
        Problem::media_type("application/json"),
        Problem::csrf(),
        Problem::too_many(60),
        Problem::method(),
        Problem::timeout(),
        Problem::overloaded(),
        Problem::unknown_metric("…"),
        Problem::unauthorized(),
    ]);
    all.extend(Refusal::all_samples().into_iter().map(Problem::from));
    all
}

/// `/_styleguide`: every component in every state; only in a demonstration.
pub async fn styleguide(State(web): State<Arc<Web>>, visit: VisitRef) -> Result {
    if !web.app.is_demonstration() {
        return Err(Problem::no_page());
    }
    Ok(html(motcua_views::sample::styleguide(visit.lang, &web.settings.brand).render()))
}

/// A short text for a language.
#[must_use]
pub fn text<'a>(visit: &VisitRef, vi: &'a str, en: &'a str) -> &'a str {
    present::pick(visit.lang, vi, en)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_is_explained_in_both_languages() {
        let all = samples();
        let codes = crate::problem::WEB_CODES.into_iter().chain(Error::OWN_CODES);
        for code in codes.chain(SignInRefusal::SIGN_IN_CODES) {
            let sample = all
                .iter()
                .find(|problem| problem.code == code)
                .unwrap_or_else(|| panic!("{code} is explained"));
            assert!(!sample.vi.is_empty() && !sample.en.is_empty() && sample.vi != sample.en, "{code}");
        }
        for refusal in OfficeRefusal::samples() {
            assert!(
                all.iter().any(|problem| problem.code == refusal.code()),
                "{} is explained",
                refusal.code()
            );
        }
        for refusal in DraftRefusal::samples() {
            assert!(
                all.iter().any(|problem| problem.code == refusal.code()),
                "{} is explained",
                refusal.code()
            );
        }
    }
}
