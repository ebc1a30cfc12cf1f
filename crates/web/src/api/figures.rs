//! The dictionary of metrics and what each comes to, for programs: the numbers of the board, with both counts, the twin and their time.
//! As public as the board, read with it, and no newer.

use crate::board::asked::end_of_minute;
use crate::board::drawn::of_now;
use crate::board::given;
use crate::board::numbers::Numbers;
use crate::form::{Form, day};
use crate::json::{answer, wrong};
use crate::problem::{Problem, Result};
use crate::state::Web;
use axum::extract::{Path, RawQuery, State};
use axum::http::StatusCode;
use motcua_app::Tx;
use motcua_app::error::What;
use motcua_app::given::Told;
use motcua_app::{Error, World};
use motcua_calendar::{Date, Moment};
use motcua_domain::ids::UnitId;
use motcua_domain::unit::UnitKind;
use motcua_insight::{Axis, Better, Dictionary, Dim, Formula, Kind, Metric, Sums, Term};
use motcua_store::figures::{self, Past, Period};
use motcua_views::Lang;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;

/// The longest period, in days: three years, as on the board.
const DAYS_MAX: i32 = 3 * 366;

/// Every version of every metric.
pub fn definitions(world: &World) -> Value {
    let items: Vec<Value> = world.metrics.iter().map(definition).collect();
    json!({ "items": items })
}

fn definition(metric: &Metric) -> Value {
    json!({
        "key": metric.key,
        "version": metric.version,
        "valid_from": metric.valid_from,
        "name": metric.name,
        "name_en": metric.name_en,
        "formula": metric.words,
        "formula_en": metric.words_en,
        "numerator": match &metric.given {
            Some(given) => given.numerator.clone(),
            None => written(&metric.numerator),
        },
        "denominator": metric.denominator.as_ref().map(|formula| match &metric.given {
            Some(given) => given.denominator.clone(),
            None => written(formula),
        }),
        "given": metric.given.is_some(),
        "kind": kind(metric),
        "better": match metric.better { Better::Higher => "higher", Better::Lower => "lower", Better::Neither => "neither" },
        "counted_on": counted_on(metric),
        "twin": metric.twin,
        "basis": metric.basis,
        "owner": metric.owner,
        "exclusions": metric.exclusions,
        "exclusions_en": metric.exclusions_en,
        "provisional": metric.provisional,
        "provisional_en": metric.provisional_en,
    })
}

fn kind(metric: &Metric) -> &'static str {
    match metric.kind {
        Kind::Share => "share",
        Kind::Count => "count",
        Kind::Minutes => "minutes",
        Kind::Points => "points",
        Kind::Ratio => "ratio",
    }
}

/// What puts something into a period.
fn counted_on(metric: &Metric) -> &'static str {
    let axis = metric.denominator.as_ref().and_then(Formula::axis).or_else(|| metric.numerator.axis());
    match axis {
        _ if metric.given.is_some() => "month_given",
        None if offered(metric) => "last_day",
        _ if of_now(metric) => "now",
        Some(Axis::Received) => "day_of_receipt",
        Some(Axis::Ended) => "day_of_end",
        None => "month_of_rating",
    }
}

/// Whether it is about the procedures offered.
fn offered(metric: &Metric) -> bool {
    metric.numerator.parts().any(|(_, term)| term.key().starts_with("services."))
}

/// A formula as the dictionary writes it.
fn written(formula: &Formula) -> String {
    let mut text = String::new();
    for (no, (sign, term)) in formula.parts().enumerate() {
        let joint = match (no, sign < 0) {
            (0, false) => "",
            (0, true) => "- ",
            (_, false) => " + ",
            (_, true) => " - ",
        };
        // Writing into a String cannot fail.
        let _ = write!(text, "{joint}{}", term.key());
    }
    text
}

/// `GET /api/v1/metrics/{key}?unit=&from=&to=&by=&as_of=`
pub async fn one(State(web): State<Arc<Web>>, Path(key): Path<String>, RawQuery(query): RawQuery) -> Result {
    let body = told(&web, &key, &Form::of_query(query.as_deref()), false).await?;
    Ok(answer(StatusCode::OK, &body))
}

/// What a metric comes to; `by_unit`: by unit unless one is asked about.
pub(super) async fn told(web: &Web, key: &str, form: &Form, by_unit: bool) -> Result<Value> {
    let (world, now_ms) = (web.app.world(), web.app.now_ms());
    let as_of = form.given("as_of").map(|text| as_of(text, now_ms)).transpose()?;
    // Of the past, “this month” is the month of then.
    let today = Moment::from_unix_seconds(as_of.unwrap_or(now_ms).div_euclid(1000)).date();
    let period = period(form, today)?;
    let Some(metric) = world.metrics.get(key, period.to) else {
        return Err(unknown(&world.metrics));
    };
    let unit = unit(form, &world)?;
    let by = match form.given("by") {
        None if by_unit && unit.is_none() => By::Unit,
        None => By::Nothing,
        Some("unit") => By::Unit,
        Some("received_at") => By::ReceivedAt,
        Some(_) => return Err(Problem::invalid(vec![wrong("by", "unit or received_at")])),
    };
    let numbers = match as_of {
        None => Numbers::of(web, period).await?,
        Some(at_ms) => Arc::new(Numbers::then(web, period, at_ms).await?),
    };
    // A counter answers for no figure; what it received is counted beside.
    let counter = unit.filter(|id| world.units.get(*id).is_some_and(|unit| receives_only(unit.kind)));
    let of_sums = |formula: &Formula| formula.parts().all(|(_, term)| matches!(term, Term::Counted(_)));
    let counted = of_sums(&metric.numerator) && metric.denominator.as_ref().is_none_or(of_sums);
    let counted = counted && metric.given.is_none();
    let received_at = if counted && (by == By::ReceivedAt || counter.is_some()) {
        if by == By::ReceivedAt && period.len() > RECEIVED_AT_DAYS_MAX {
            return Err(Problem::invalid(vec![wrong("from", "at most 366 days before to")]));
        }
        Some(received_at(web, counter, period, as_of).await?)
    } else {
        None
    };
    let twin = metric.twin.as_deref().and_then(|key| world.metrics.get(key, period.to));
    let (none, city) = (Sums::default(), numbers.city());
    let mut body = json!({
        "metric": metric.key,
        "version": metric.version,
        "kind": kind(metric),
        "counted_on": counted_on(metric),
        "counted_for": if received_at.is_some() { "received_at" } else { "competent" },
        "twin": twin.map(|twin| json!({ "metric": twin.key, "version": twin.version, "kind": kind(twin) })),
        "provisional": metric.provisional,
        "from": period.from,
        "to": period.to,
        "as_of": Moment::from_unix_seconds(numbers.at_ms.div_euclid(1000)).rfc3339(),
    });
    // What is given from outside comes with who gave it; its twin stands under its own key.
    let figure = |unit: Option<UnitId>, sums: &Sums| match &metric.given {
        None => figure(metric, twin, sums),
        Some(_) => outside(metric, numbers.given(&world, unit, metric)),
    };
    body["city"] = figure(None, &city);
    let line = |id: UnitId, sums: &Sums| {
        let mut line = json!({ "unit": id, "key": null, "name": null, "until": null });
        if let Some(unit) = world.units.get(id) {
            (line["key"], line["name"]) = (json!(unit.key), json!(unit.name));
            line["until"] = json!(unit.life.until);
        }
        if let (Some(line), Value::Object(counts)) = (line.as_object_mut(), figure(Some(id), sums)) {
            line.extend(counts);
        }
        line
    };
    if let Some(sums) = &received_at {
        let asked = sums.iter().filter(|(id, _)| unit.is_none_or(|unit| unit == **id));
        body["units"] = asked.map(|(id, sums)| line(*id, sums)).collect();
        if let (Some(unit), Some([])) = (unit, body["units"].as_array().map(Vec::as_slice)) {
            body["units"] = json!([line(unit, &none)]);
        }
    } else if by != By::Nothing {
        // What lies in hand at a counter is no part of what the competent agency answers for.
        let something = |id: UnitId, sums: &Sums| {
            if metric.given.is_some() {
                return numbers.given(&world, Some(id), metric).is_some();
            }
            let figure = metric.figure(sums);
            figure.numerator != 0 || (metric.denominator.is_some() && figure.denominator != 0)
        };
        let all = numbers.units.iter().filter(|(id, sums)| something(**id, sums));
        let asked = all.filter(|(id, _)| unit.is_none_or(|unit| unit == **id));
        body["units"] = asked.map(|(id, sums)| line(*id, sums)).collect();
    } else if let Some(unit) = unit {
        body["units"] = json!([line(unit, numbers.units.get(&unit).unwrap_or(&none))]);
    }
    Ok(body)
}

/// Days over which units that received are told apart: a row for each of them and each day.
const RECEIVED_AT_DAYS_MAX: i32 = 366;

/// For which units there is a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum By {
    /// None, or the one asked about.
    Nothing,
    /// Each competent agency.
    Unit,
    /// Each unit that received.
    ReceivedAt,
}

/// Whether units of a kind receive and decide nothing.
fn receives_only(kind: UnitKind) -> bool {
    matches!(kind, UnitKind::ServicePoint | UnitKind::Branch)
}

/// The sums of units that received, of one counter or of all; as known at a moment, if one is asked for.
async fn received_at(
    web: &Web,
    counter: Option<UnitId>,
    period: Period,
    as_of: Option<i64>,
) -> Result<BTreeMap<UnitId, Sums>> {
    let dim = Dim::ReceivedAt;
    let read = move |tx: &mut Tx<'_>, past: Option<&Past>| -> Result<_, Error> {
        let sums = match (counter.map(|id| i64::from(id.0)), past) {
            (Some(id), None) => [(id, figures::of_member(tx, dim, id, period)?)].into(),
            (Some(id), Some(past)) => [(id, past.of_member(tx, dim, id, period)?)].into(),
            (None, None) => figures::by_member(tx, dim, period)?,
            (None, Some(past)) => past.by_member(tx, dim, period)?,
        };
        let unit =
            |id: i64| u32::try_from(id).map(UnitId).map_err(|_| Error::Defect(format!("{id} is no unit")));
        sums.into_iter().map(|(id, sums)| Ok((unit(id)?, sums))).collect()
    };
    Ok(match as_of {
        None => web.app.read(move |tx, _| read(tx, None)).await?,
        Some(at_ms) => Numbers::as_known(web, at_ms, move |tx, _, past| read(tx, Some(past))).await?,
    })
}

/// A figure given from outside, with where it comes from; all empty where none was given.
fn outside(metric: &Metric, told: Option<Told>) -> Value {
    let Some(told) = told else {
        return json!({ "numerator": null, "denominator": null, "value": null, "given": null });
    };
    let ratio = told.figure.ten_thousandths();
    json!({
        "numerator": told.figure.numerator,
        "denominator": metric.denominator.as_ref().map(|_| told.figure.denominator),
        "value": match (metric.kind, &metric.denominator) {
            (_, None) => json!(told.figure.numerator),
            (Kind::Share, _) => json!(ratio.map(|n| hundredths(n, 2))),
            _ => json!(ratio.map(|n| hundredths(n, 4))),
        },
        "given": {
            "by": given::giver(Lang::En, told.by),
            "source": told.sources,
            "on": told.at.date(),
            "months": told.months.iter().map(|month| month.to_string()[..7].to_owned()).collect::<Vec<_>>(),
            "months_of_period": told.of,
            "corrected": told.corrected,
        },
    })
}

/// Both counts, the value and the twin's.
fn figure(metric: &Metric, twin: Option<&Metric>, sums: &Sums) -> Value {
    let mut both = Map::new();
    for (prefix, metric) in [("", Some(metric)), ("twin_", twin)] {
        let Some(metric) = metric else { continue };
        let figure = metric.figure(sums);
        let ratio = figure.ten_thousandths();
        // Percent of a share, the average of what has a denominator, else the count; nothing over nothing has none.
        let value = match (metric.kind, &metric.denominator) {
            (_, None) => json!(figure.numerator),
            (Kind::Share, _) => json!(ratio.map(|n| hundredths(n, 2))),
            _ => json!(ratio.map(|n| hundredths(n, 4))),
        };
        both.insert(format!("{prefix}numerator"), json!(figure.numerator));
        both.insert(
            format!("{prefix}denominator"),
            json!(metric.denominator.as_ref().map(|_| figure.denominator)),
        );
        both.insert(format!("{prefix}value"), value);
        both.insert(format!("{prefix}few"), json!(metric.few(sums)));
    }
    Value::Object(both)
}

/// A whole number of parts of ten to a power, as a number.
fn hundredths(parts: i64, power: i32) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "rounded to four places, far below what a double holds")]
    let parts = parts as f64;
    parts / 10_f64.powi(power)
}

/// The moment as known at which the numbers are asked: the end of a minute, as on the board.
fn as_of(text: &str, now_ms: i64) -> Result<i64> {
    let shape = "a moment, YYYY-MM-DDThh:mm, or with an offset as in RFC 3339";
    let at = Moment::parse(text).map_err(|_| Problem::invalid(vec![wrong("as_of", shape)]))?;
    // Whether it can be asked is decided where the journal is.
    Ok(end_of_minute(at.unix_seconds() * 1000, now_ms))
}

/// The days asked for: this month's when none are.
fn period(form: &Form, today: Date) -> Result<Period> {
    let read = |name: &str, otherwise: Date| match form.given(name) {
        None => Ok(otherwise),
        Some(text) => day(text).ok_or_else(|| Problem::invalid(vec![wrong(name, "a date, YYYY-MM-DD")])),
    };
    let to = read("to", today)?;
    let period = Period { from: read("from", to.plus_days(1 - i32::try_from(to.day()).unwrap_or(1)))?, to };
    if period.is_empty() {
        return Err(Problem::invalid(vec![wrong("from", "not after to: the period is empty")]));
    }
    if period.len() > DAYS_MAX {
        return Err(Problem::invalid(vec![wrong("from", "at most three years before to")]));
    }
    Ok(period)
}

/// The unit asked about, by its number or key.
pub fn unit(form: &Form, world: &World) -> Result<Option<UnitId>> {
    let Some(text) = form.given("unit") else { return Ok(None) };
    // A key may be made of digits: it comes first.
    let id = world.units.by_key(text).map(|unit| unit.id).or_else(|| text.parse().ok().map(UnitId));
    let known = id.filter(|id| world.units.get(*id).is_some());
    Ok(Some(known.ok_or(Error::NotFound(What::Unit))?))
}

/// 404: there is no metric of this key.
fn unknown(metrics: &Dictionary) -> Problem {
    let mut keys: Vec<&str> = metrics.iter().map(|metric| metric.key.as_str()).collect();
    keys.dedup();
    let mut problem = Problem::unknown_metric(&keys.join(", "));
    problem.status = StatusCode::NOT_FOUND;
    problem
}
