//! Following a dossier without signing in: code and 4-character secret, or the QR of the receipt.
//!
//! An unknown code and a wrong secret give the same answer in the same way. Wrong tries are counted for each code (in
//! the database, for all nodes) and for each address (in this process).

use super::tracking::view;
use crate::form::Form;
use crate::kiosk;
use crate::page::{html, html_with, public};
use crate::paths;
use crate::problem::{Problem, Result};
use crate::rating;
use crate::session::{Asked, PostedByGuest};
use crate::state::Web;
use crate::visit::{Visit, VisitRef};
use axum::extract::{Path, RawQuery, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use motcua_app::error::What;
use motcua_app::ratings::Rater;
use motcua_app::tracking::{LOCK_SECONDS, TRIES};
use motcua_app::{App, Error};
use motcua_domain::ids::DossierCode;
use motcua_store::accounts::{tracking_fail, tracking_read, tracking_reset};
use motcua_store::queries::tracking::{Tracked, by_code};
use motcua_views::message::fill;
use motcua_views::portal::TrackPage;
use motcua_views::{FieldError, Key, Section, t};
use std::net::IpAddr;
use std::sync::Arc;

/// `/track`
pub async fn form(State(web): State<Arc<Web>>, visit: VisitRef) -> Result {
    Ok(html(track_page(&web, &visit, "", Vec::new())))
}

/// `POST /track`: leads to the page of the dossier, so that it can be kept as a bookmark.
pub async fn ask(State(web): State<Arc<Web>>, Asked { visit, form }: Asked) -> Result {
    let (code, secret) = (tidy(form.get("code")), tidy(form.get("secret")));
    let mut errors = Vec::new();
    if code.is_empty() {
        let text = super::text(
            &visit,
            "Nhập mã hồ sơ in trên giấy hẹn",
            "Enter the dossier number printed on the receipt",
        );
        errors.push(FieldError::new("code", text));
    } else if !DossierCode::is_well_formed(&code) {
        let text = t(visit.lang, Key::ErrTrackingCode);
        errors.push(FieldError::new("code", fill(text, &[&example(&web)])));
    }
    if secret.chars().count() != 4 {
        let text = super::text(&visit, "Nhập mã bảo mật gồm 4 ký tự", "Enter the 4-character code");
        errors.push(FieldError::new("secret", text));
    }
    if !errors.is_empty() {
        return Ok(html_with(StatusCode::UNPROCESSABLE_ENTITY, track_page(&web, &visit, &code, errors)));
    }
    match look(&web, visit.address, &code, &secret).await {
        Ok(_) => {
            let mut response = Redirect::to(&paths::track(&code, &secret)).into_response();
            kiosk::remember_tracked(&web, &visit, &mut response, &code);
            Ok(response)
        }
        Err(error) => refuse(&web, &visit, &code, error),
    }
}

/// `/track/{code}?s=SECRET`
pub async fn show(
    State(web): State<Arc<Web>>,
    visit: VisitRef,
    Path(code): Path<String>,
    RawQuery(query): RawQuery,
) -> Result {
    let code = tidy(&code);
    let secret = tidy(Form::of_query(query.as_deref()).get("s"));
    if visit.kiosk.is_some() && visit.tracked.as_deref() != Some(&code) {
        // An address in the history of a machine many people use: whoever looked it up has gone.
        return Ok(Redirect::to("/track").into_response());
    }
    if secret.is_empty() {
        return Ok(html(track_page(&web, &visit, &code, Vec::new())));
    }
    match look(&web, visit.address, &code, &secret).await {
        Ok(tracked) => {
            let mut page = view(&web, &visit, &tracked);
            let action = paths::track_rating(&code);
            page.rating = rating::offer(&web, visit.lang, &tracked.dossier, action).await?;
            if let Some(rating) = &mut page.rating {
                rating.secret = Some(secret);
            }
            Ok(html(page.render()))
        }
        Err(error) => refuse(&web, &visit, &code, error),
    }
}

/// `POST /track/{code}/rating`: one tap, then reasons for those who like to give them.
pub async fn rate(State(web): State<Arc<Web>>, Path(code): Path<String>, posted: PostedByGuest) -> Result {
    let PostedByGuest { visit, form } = posted;
    let (code, secret) = (tidy(&code), tidy(form.get("s")));
    match look(&web, visit.address, &code, &secret).await {
        Ok(tracked) => {
            rating::keep(&web, tracked.dossier.id, Rater::Secret(secret.clone()), &form).await?;
            Ok(Redirect::to(&format!("{}#rating", paths::track(&code, &secret))).into_response())
        }
        Err(error) => refuse(&web, &visit, &code, error),
    }
}

/// Upper case and no blanks: codes are read aloud and copied by hand.
fn tidy(text: &str) -> String {
    let kept = text.chars().filter(|c| !c.is_whitespace()).take(40);
    kept.flat_map(char::to_uppercase).collect()
}

fn refuse(web: &Web, visit: &Visit, code: &str, error: Error) -> Result<Response> {
    match error {
        Error::NotFound(_) => {
            let text = fill(t(visit.lang, Key::ErrTracking), &[&example(web)]);
            let errors = vec![FieldError::new("code", text)];
            Ok(html_with(StatusCode::NOT_FOUND, track_page(web, visit, code, errors)))
        }
        Error::Locked { seconds } => Err(Problem::too_many(seconds)),
        other => Err(other.into()),
    }
}

fn track_page(web: &Web, visit: &Visit, code: &str, errors: Vec<FieldError>) -> String {
    let mut page = public(web, visit, t(visit.lang, Key::NavTrack), Section::Track);
    // The secret must not come back through the language switch.
    page.path = "/track".into();
    page.errors = errors;
    TrackPage { page, code: code.to_owned(), example: example(web) }.render()
}

/// What a code looks like, for those who look for theirs on the receipt.
fn example(web: &Web) -> String {
    let world = web.app.world();
    let counter = world.units.lasting().find(|unit| unit.kind.is_counter());
    let day = web.app.now().date().yymmdd();
    counter.map_or_else(String::new, |unit| DossierCode::compose(&unit.agency_code, &day, 1).to_string())
}

/// The dossier of a code, when the secret is right.
///
/// # Errors
/// `NotFound` for an unknown code and for a wrong secret alike; `Locked` after too many wrong tries.
pub async fn look(web: &Web, address: IpAddr, code: &str, secret: &str) -> Result<Tracked, Error> {
    web.throttle.check(address).map_err(|seconds| Error::Locked { seconds })?;
    if !DossierCode::is_well_formed(code) {
        web.throttle.charge(address);
        return Err(Error::NotFound(What::Dossier));
    }
    let now = web.app.now_ms().div_euclid(1000);
    let asked = code.to_owned();
    let found = web.app.read(move |tx, _| {
        let guard = tracking_read(tx, &asked)?;
        if guard.locked_until > now {
            return Ok(Err(guard.locked_until - now));
        }
        Ok(Ok((by_code(tx, &asked)?, guard.failures > 0)))
    });
    let (tracked, tried) = match found.await? {
        Ok(found) => found,
        Err(seconds) => return Err(locked(seconds)),
    };
    match tracked.filter(|tracked| web.app.tracking_secret_matches(&tracked.dossier.id, secret)) {
        Some(tracked) => {
            if tried {
                let code = code.to_owned();
                web.app.db().write_async(move |tx| Ok::<_, Error>(tracking_reset(tx, &code)?)).await?;
            }
            Ok(tracked)
        }
        None => {
            web.throttle.charge(address);
            Err(wrong(&web.app, code, now).await?)
        }
    }
}

/// Counts a wrong try; too many lock the code for a while.
async fn wrong(app: &App, code: &str, now: i64) -> Result<Error, Error> {
    let code = code.to_owned();
    let guard = app
        .db()
        .write_async(move |tx| Ok::<_, Error>(tracking_fail(tx, &code, now, TRIES, LOCK_SECONDS)?))
        .await?;
    Ok(if guard.locked_until > now {
        locked(guard.locked_until - now)
    } else {
        Error::NotFound(What::Dossier)
    })
}

fn locked(seconds: i64) -> Error {
    Error::Locked { seconds: u32::try_from(seconds.max(1)).unwrap_or(u32::MAX) }
}

#[cfg(test)]
mod tests {
    use super::tidy;

    #[test]
    fn what_is_typed_by_hand_is_tidied() {
        assert_eq!(tidy(" h26.x-250724 -0191 "), "H26.X-250724-0191");
        assert_eq!(tidy("a 7 k3"), "A7K3");
    }
}
