//! What operators and their machines ask: is the process alive, can it serve, how is it doing.

use crate::problem::Result;
use crate::state::Web;
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use std::sync::Arc;

/// `/healthz`: the process answers.
pub async fn alive() -> &'static str {
    "ok\n"
}

/// `/readyz`: the database answers and is migrated.
pub async fn ready(State(web): State<Arc<Web>>) -> Response {
    let asked = web.app.read(|tx, _| Ok(motcua_store::meta::purpose(tx)?));
    match asked.await {
        Ok(Some(_)) if !web.app.db().is_overloaded() => "ready\n".into_response(),
        Ok(Some(_)) => not_ready("overloaded\n"),
        Ok(None) => not_ready("not set up\n"),
        Err(error) => {
            tracing::warn!(%error, "not ready");
            not_ready("database\n")
        }
    }
}

fn not_ready(why: &'static str) -> Response {
    (StatusCode::SERVICE_UNAVAILABLE, [(header::RETRY_AFTER, "1"), (header::CONTENT_TYPE, "text/plain")], why)
        .into_response()
}

/// `/metrics`: counters for Prometheus.
pub async fn metrics(State(web): State<Arc<Web>>) -> Result {
    let events = web.app.read(|tx, _| Ok(motcua_store::queries::totals::events(tx)?)).await.unwrap_or(-1);
    let depths = web.app.notice_depths().await.ok();
    let queued = depths.as_ref().map_or(-1, |all| all.channels.iter().map(|one| one.queued).sum());
    let dead = depths.as_ref().map_or(-1, |all| all.channels.iter().map(|one| one.dead).sum());
    let since = depths.iter().flat_map(|all| &all.channels).filter_map(|one| one.oldest_ms).min();
    let oldest = since.map_or(0, |at| (web.app.now_ms() - at).max(0) / 1000);
    let stuck = web.app.read(|tx, _| Ok(motcua_store::stuck::count(tx)?)).await.unwrap_or(-1);
    let size = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    let gauges = [
        ("motcua_events", "Events in the journal.", events),
        (
            "motcua_notices_unshared",
            "Notices waiting for their channels.",
            depths.map_or(-1, |all| all.unshared),
        ),
        ("motcua_deliveries_queued", "Messages to people waiting to be sent.", queued),
        ("motcua_deliveries_oldest_seconds", "How long the oldest of them has waited.", oldest),
        (
            "motcua_deliveries_sent_total",
            "Messages to people handed to gateways by this process.",
            i64::try_from(web.app.letters_sent()).unwrap_or(i64::MAX),
        ),
        ("motcua_deliveries_dead", "Messages to people given up.", dead),
        ("motcua_dossiers_stuck", "Dossiers that stand still past their time.", stuck),
        ("motcua_db_write_queue", "Writes waiting for the writer.", size(web.app.db().depth())),
        ("motcua_db_read_queue", "Reads waiting for a reader.", size(web.app.db().read_depth())),
        ("motcua_counter_busy", "Requests of counters under way.", size(web.counter.busy())),
        ("motcua_public_busy", "Public requests under way.", size(web.public.busy())),
        ("motcua_mine_busy", "Requests of people signed in under way.", size(web.mine.busy())),
        (
            "motcua_mine_waiting",
            "Requests of people signed in waiting for a place.",
            size(web.mine.waiting()),
        ),
        ("motcua_bodies_arriving", "Forms and documents on their way.", size(web.arriving.bodies())),
        ("motcua_counter_waiting", "Requests of counters waiting for a place.", size(web.counter.waiting())),
        ("motcua_public_waiting", "Public requests waiting for a place.", size(web.public.waiting())),
        ("motcua_streams", "Open event streams.", size(open_streams(&web))),
        ("motcua_units_watched", "Units whose counts open event streams follow.", size(web.counts.watched())),
        (
            "motcua_counts_reads_total",
            "Looks at the database for the counts of a unit.",
            i64::try_from(web.counts.reads()).unwrap_or(i64::MAX),
        ),
        ("motcua_memory_bytes", "Resident memory.", resident_bytes()),
    ];
    let mut response = web.metrics.render(&gauges).into_response();
    response
        .headers_mut()
        .insert(header::CONTENT_TYPE, HeaderValue::from_static("text/plain; version=0.0.4"));
    Ok(response)
}

fn open_streams(web: &Web) -> usize {
    web.settings.limits.streams.saturating_sub(web.streams.available_permits())
}

/// Resident memory as Linux tells it; -1 where it cannot be told.
fn resident_bytes() -> i64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kib = line.and_then(|text| text.trim().trim_end_matches("kB").trim().parse::<i64>().ok());
    kib.map_or(-1, |kib| kib * 1024)
}
