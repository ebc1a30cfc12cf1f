//! `GET /api/v1/metrics`: the dictionary; with `?metric=`, what a metric comes to, as at `/api/v1/metrics/{key}`. There is one set of
//! numbers: the same word never means another count here.

use crate::form::Form;
use crate::json::answer;
use crate::problem::{Problem, Result};
use crate::state::Web;
use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use serde_json::{Value, json};
use std::sync::Arc;

/// `GET /api/v1/metrics`: the dictionary; `?metric=&unit=&from=&to=`: a metric, a count with its total and a line for each unit besides.
pub async fn show(State(web): State<Arc<Web>>, RawQuery(query): RawQuery) -> Result {
    let form = Form::of_query(query.as_deref());
    if form.all("metric").next().is_none() {
        return Ok(answer(StatusCode::OK, &super::figures::definitions(&web.app.world())));
    }
    let mut body =
        super::figures::told(&web, form.get("metric"), &form, true).await.map_err(asked_wrongly)?;
    if body["kind"] == "count" {
        let lines = body["units"].as_array().map_or(&[][..], Vec::as_slice);
        let by_unit = lines.iter().map(|line| json!({ "unit": line["unit"], "count": line["numerator"] }));
        let (by_unit, sum): (Vec<Value>, i64) =
            (by_unit.collect(), lines.iter().filter_map(|line| line["numerator"].as_i64()).sum());
        body["total"] =
            if form.given("unit").is_some() { json!(sum) } else { body["city"]["numerator"].clone() };
        body["by_unit"] = Value::Array(by_unit);
    }
    Ok(answer(StatusCode::OK, &body))
}

/// Here the key is no part of the address: a wrong one is a wrong question, not a page that is missing.
fn asked_wrongly(mut problem: Problem) -> Problem {
    if problem.code == "unknown-metric" {
        problem.status = StatusCode::UNPROCESSABLE_ENTITY;
    }
    problem
}
