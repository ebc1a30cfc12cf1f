//! What gateways report of messages they took: delivered, or not. A report says nothing back: the same answer for a key
//! that is known, unknown, or was reported before.

use crate::form::read_body;
use crate::json::{Fields, answer, parse, wrong};
use crate::problem::{Problem, Result};
use crate::state::Web;
use crate::visit::VisitRef;
use axum::extract::{FromRequest, FromRequestParts, Request, State};
use axum::http::{StatusCode, header};
use motcua_app::notices::Report;
use motcua_domain::notice::OutsideChannel;
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::Arc;

/// Most reports at once.
pub const REPORTS_MAX: usize = 500;
/// Longest reason.
const REASON_MAX: usize = 40;

/// A body sent by a gateway with its secret; the secret is looked at before the body is read.
pub struct Reported {
    channel: OutsideChannel,
    body: Value,
}

impl FromRequest<Arc<Web>> for Reported {
    type Rejection = Problem;

    async fn from_request(request: Request, web: &Arc<Web>) -> Result<Self, Problem> {
        let (mut parts, body) = request.into_parts();
        VisitRef::from_request_parts(&mut parts, web).await?;
        let sent = parts.headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        let secret = sent.and_then(|value| value.strip_prefix("Bearer ")).map(str::trim).unwrap_or_default();
        let Some(channel) = web.settings.reports.channel_of(secret) else {
            return Err(Problem::unauthorized());
        };
        let bytes = read_body(&parts.headers, body, web, "application/json").await?;
        Ok(Reported { channel, body: parse(&bytes)? })
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct One {
    key: String,
    status: Status,
    #[serde(default)]
    reason: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Status {
    Delivered,
    Undelivered,
}

/// `POST /api/v1/notices/reports`
pub async fn submit(State(web): State<Arc<Web>>, reported: Reported) -> Result {
    let mut fields = Fields::of(reported.body)?;
    let reports = fields.need::<Vec<One>>("reports").unwrap_or_default();
    if reports.len() > REPORTS_MAX {
        fields.add(wrong("reports", "at most 500 at once"));
    }
    fields.refuse_unknown();
    fields.finish()?;
    let taken = reports.len();
    let reports = reports.into_iter().map(|one| (one.key, report(one.status, one.reason))).collect();
    web.app.report_deliveries(reported.channel, reports).await?;
    Ok(answer(StatusCode::OK, &json!({ "taken": taken })))
}

/// A reason is kept when it is a code: anything else might name somebody.
fn report(status: Status, reason: Option<String>) -> Report {
    let is_code = |text: &String| {
        let kept = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
        // A long row of digits is a telephone number.
        text.len() <= REASON_MAX
            && text.chars().all(kept)
            && text.chars().filter(char::is_ascii_digit).count() < 7
    };
    match status {
        Status::Delivered => Report::Delivered,
        Status::Undelivered => {
            let reason = reason.filter(is_code).map(|code| format!(": {code}")).unwrap_or_default();
            Report::Undelivered(format!("reported undelivered{reason}"))
        }
    }
}
