//! The ways a person signs in by, on the page of their data, and ending one.

use super::session::{PostedByApplicant, end as ended};
use crate::paths;
use crate::present::{capital, day, pick, words};
use crate::problem::Result;
use crate::state::Web;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Redirect};
use motcua_app::people::LinkedIdentity;
use motcua_views::Lang;
use motcua_views::me::LinkRow;
use std::sync::Arc;

/// `POST /me/data/identities/{id}/end`: whoever came in by it is signed out.
pub async fn end(State(web): State<Arc<Web>>, Path(id): Path<String>, posted: PostedByApplicant) -> Result {
    let who = posted.applicant.who;
    let provider = web.app.end_link(who.person, id).await?;
    if provider.is_none() || provider != who.provider {
        return Ok(Redirect::to("/me/data?asked=unlinked#identities").into_response());
    }
    let by = provider.as_deref().unwrap_or_default();
    let mut response = Redirect::to(&format!("/me/signed-out?by={}", paths::escape(by))).into_response();
    response.headers_mut().append(header::SET_COOKIE, ended());
    Ok(response)
}

/// A link in words: by what, how surely, since when; of the provider's name for the person the end alone.
#[must_use]
pub fn row(web: &Web, lang: Lang, link: &LinkedIdentity) -> LinkRow {
    let providers = web.app.providers();
    let known = link.provider.as_deref().and_then(|key| providers.get(key));
    let mut parts = Vec::new();
    if let Some(level) = link.level {
        parts.push(format!("{} {}", pick(lang, "mức độ định danh", "identity level"), level.number()));
    }
    let since = pick(lang, "liên kết từ", "linked since");
    parts.push(format!("{since} {}", day(lang, link.since.date())));
    let last = pick(lang, "đăng nhập gần nhất", "last signed in");
    parts.push(format!("{last} {}", day(lang, link.last.date())));
    if !link.ending.is_empty() {
        let text = pick(lang, "mã người dùng kết thúc bằng", "user code ends in");
        parts.push(format!("{text} {}", link.ending));
    }
    LinkRow {
        name: known.map_or_else(|| link.issuer.clone(), |one| one.label(words(lang)).to_owned()),
        text: capital(&parts.join("; ")),
        action: format!("/me/data/identities/{}/end", link.id),
    }
}
