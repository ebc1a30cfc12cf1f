//! The metrics there are, and public aggregates: counts of dossiers by unit, nothing about people. Kept for a minute, computed one at a time.

use crate::form::{Form, day};
use crate::json::{answer, wrong};
use crate::problem::{Problem, Result};
use crate::state::Web;
use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use motcua_app::Error;
use motcua_app::error::What;
use motcua_calendar::{Date, MinuteOfDay, Moment};
use motcua_domain::ids::UnitId;
use motcua_store::queries::totals::{Measure, by_unit};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::Mutex;

/// What can be asked for.
pub const KNOWN: [&str; 4] = ["received", "finished", "open", "overdue"];
/// How long an answer is kept.
const FRESH: Duration = Duration::from_secs(60);
/// Answers kept at once.
const KEPT: usize = 256;
/// Days one question may span.
const DAYS_MAX: i32 = 366;

/// Answers given lately. The lock is held while one is computed: a crowd of questions costs one look.
#[derive(Default)]
pub struct Aggregates(Mutex<HashMap<String, (Instant, Value)>>);

/// `GET /api/v1/metrics`: the dictionary; `?metric=&unit=&from=&to=`: a plain count by the unit responsible.
pub async fn show(State(web): State<Arc<Web>>, RawQuery(query): RawQuery) -> Result {
    let form = Form::of_query(query.as_deref());
    if form.all("metric").next().is_none() {
        return Ok(answer(StatusCode::OK, &super::figures::definitions(&web.app.world())));
    }
    let metric = form.get("metric");
    let Some(metric) = KNOWN.into_iter().find(|known| *known == metric) else {
        return Err(Problem::unknown_metric(&KNOWN.join(", ")));
    };
    let unit = match form.given("unit") {
        None => None,
        Some(text) => {
            let world = web.app.world();
            let id = text.parse().ok().map(UnitId).or_else(|| world.units.by_key(text).map(|unit| unit.id));
            Some(id.filter(|id| world.units.get(*id).is_some()).ok_or(Error::NotFound(What::Unit))?)
        }
    };
    let (from, to) = span(&form, web.app.now().date())?;
    let key = format!("{metric} {unit:?} {from} {to}");
    let mut kept = web.aggregates.0.lock().await;
    if let Some((_, body)) = kept.get(&key).filter(|(at, _)| at.elapsed() < FRESH) {
        return Ok(answer(StatusCode::OK, body));
    }
    let measure = measure(metric, from, to, web.app.now());
    let rows = web.app.read(move |tx, _| Ok(by_unit(tx, measure, unit)?)).await?;
    let total: i64 = rows.iter().map(|(_, n)| n).sum();
    let units: Vec<Value> = rows.into_iter().map(|(unit, n)| json!({ "unit": unit, "count": n })).collect();
    let body = json!({
        "metric": metric,
        "from": from,
        "to": to,
        "as_of": web.app.now().rfc3339(),
        "total": total,
        "by_unit": units,
    });
    if kept.len() >= KEPT {
        kept.clear();
    }
    kept.insert(key, (Instant::now(), body.clone()));
    Ok(answer(StatusCode::OK, &body))
}

fn measure(metric: &str, from: Date, to: Date, now: Moment) -> Measure {
    let start = Moment::from_civil(from, MinuteOfDay::MIDNIGHT);
    let end = Moment::from_civil(to, MinuteOfDay::END);
    match metric {
        "received" => Measure::Received { from: start, to: end },
        "finished" => Measure::Finished { from: start, to: end },
        "overdue" => Measure::Overdue { now },
        _ => Measure::Open,
    }
}

/// The days asked for: today's when none are.
fn span(form: &Form, today: Date) -> Result<(Date, Date)> {
    let read = |name: &str, otherwise: Date| match form.given(name) {
        None => Ok(otherwise),
        Some(text) => day(text).ok_or_else(|| Problem::invalid(vec![wrong(name, "a date, YYYY-MM-DD")])),
    };
    let to = read("to", today)?;
    let from = read("from", to)?;
    if !(0..=DAYS_MAX).contains(&to.days_since(from)) {
        return Err(Problem::invalid(vec![wrong("to", "from and to, at most 366 days apart")]));
    }
    Ok((from, to))
}
