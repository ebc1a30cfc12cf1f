//! Static files under `/assets/`: kept for ever by browsers, sent compressed to those that take it.

use crate::problem::{Problem, Result};
use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, Uri, header};
use axum::response::{IntoResponse, Response};

/// `/assets/{name}`
pub async fn serve(uri: Uri, headers: HeaderMap) -> Result<Response> {
    let asset = motcua_views::asset_bytes(uri.path()).ok_or_else(Problem::no_page)?;
    let accepts =
        headers.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let gzip = asset.gzip.filter(|_| accepts.contains("gzip"));
    let mut response = Body::from(gzip.unwrap_or(asset.plain)).into_response();
    let out = response.headers_mut();
    out.insert(header::CONTENT_TYPE, HeaderValue::from_static(asset.content_type));
    out.insert(header::VARY, HeaderValue::from_static("Accept-Encoding"));
    if gzip.is_some() {
        out.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    }
    let keep = if asset.immutable { "public, max-age=31536000, immutable" } else { "public, max-age=300" };
    out.insert(header::CACHE_CONTROL, HeaderValue::from_static(keep));
    Ok(response)
}

/// `/favicon.ico`: browsers ask for it whatever the page says.
pub async fn mark() -> axum::response::Redirect {
    axum::response::Redirect::permanent(motcua_views::asset("mark.svg"))
}
