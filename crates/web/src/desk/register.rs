//! The register book (Form 07): what one counter received in a span of days.

use super::counts::Counts;
use crate::access_log::AccessLog;
use crate::form::{Form, day};
use crate::limits::REGISTER_ROWS;
use crate::page::{desk, html, html_with};
use crate::paths;
use crate::present::timeline::printed_day;
use crate::present::{date, labels, pick, unit};
use crate::problem::Result;
use crate::session::Officer;
use crate::state::Web;
use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use motcua_app::{Error, World};
use motcua_calendar::{Date, MinuteOfDay, Moment};
use motcua_domain::dossier::{Phase, StopGround};
use motcua_store::queries::register;
use motcua_views::desk::{RegisterPage, RegisterRow};
use motcua_views::{FieldError, Key, Lang, t};
use std::sync::Arc;

/// Days one look may span.
const DAYS_MAX: i32 = 366;

/// `/desk/register?from=&to=&after=&n=`
pub async fn show(State(web): State<Arc<Web>>, officer: Officer, RawQuery(query): RawQuery) -> Result {
    let unit_id = officer.who.unit;
    let may = officer.who.actor.duties().iter().any(|duty| duty.unit == unit_id && duty.role.sees_dossiers());
    if !may {
        return Err(Error::Denied.into());
    }
    let form = Form::of_query(query.as_deref());
    let (lang, world, today) = (officer.lang(), web.app.world(), web.app.now().date());
    let typed = |name: &str| form.given(name).map_or_else(|| date(today), str::to_owned);
    let (from_text, to_text) = (typed("from"), typed("to"));
    let (from, to) = (day(&from_text), day(&to_text));
    let counts = Counts::of(&web, unit_id).await?;
    let mut page = desk(&web, &world, &officer, &counts, t(lang, Key::RegisterTitle), "register");
    page.errors = wrong_days(lang, from, to);
    let (Some(from), Some(to), true) = (from, to, page.errors.is_empty()) else {
        let view = RegisterPage {
            page,
            unit: unit(&world, unit_id),
            from: from_text,
            to: to_text,
            rows: Vec::new(),
            next: None,
        };
        return Ok(html_with(StatusCode::UNPROCESSABLE_ENTITY, view.render()));
    };
    AccessLog::note(&web, &officer.who, None, "register");
    let query = register::Query {
        received_unit: unit_id,
        from: Moment::from_civil(from, MinuteOfDay::MIDNIGHT),
        to: Moment::from_civil(to, MinuteOfDay::END).plus_minutes(-1),
        after: form.get("after").parse().ok(),
        limit: REGISTER_ROWS,
    };
    let found = web.app.read(move |tx, _| Ok(register::page(tx, &query)?)).await?;
    found.rows.iter().for_each(|row| AccessLog::note(&web, &officer.who, Some(row.dossier.id), "register"));
    let start = form.get("n").parse::<usize>().unwrap_or(0);
    let shown = found.rows.len();
    let rows = found.rows.iter().enumerate().map(|(at, row)| line(&world, row, start + at + 1)).collect();
    let next = found.next.map(|cursor| {
        let (from, to) = (paths::escape(&from_text), paths::escape(&to_text));
        format!(
            "/desk/register?from={from}&to={to}&after={}&n={}",
            paths::escape(&cursor.to_string()),
            start + shown
        )
    });
    let view = RegisterPage { page, unit: unit(&world, unit_id), from: from_text, to: to_text, rows, next };
    Ok(html(view.render()))
}

fn wrong_days(lang: Lang, from: Option<Date>, to: Option<Date>) -> Vec<FieldError> {
    let text = || pick(lang, "Nhập ngày theo dạng 24/7/2025", "Enter a day such as 24/7/2025");
    let mut errors = Vec::new();
    if from.is_none() {
        errors.push(FieldError::new("from", text()));
    }
    if to.is_none() {
        errors.push(FieldError::new("to", text()));
    }
    if let (Some(from), Some(to)) = (from, to) {
        let days = to.days_since(from);
        if !(0..=DAYS_MAX).contains(&days) {
            let text = pick(
                lang,
                "Ngày cuối phải sau ngày đầu, trong vòng một năm",
                "The last day must follow the first, within a year",
            );
            errors.push(FieldError::new("to", text));
        }
    }
    errors
}

/// One line, in Vietnamese whatever the page's language: the book is a form of the law.
fn line(world: &World, row: &register::Row, number: usize) -> RegisterRow {
    let (lang, dossier) = (Lang::Vi, &row.dossier);
    let procedure = world.version(dossier.version).map_or_else(String::new, |version| version.name.clone());
    let parts = [row.owner_name.as_deref(), row.owner_address.as_deref(), row.owner_phone.as_deref()];
    let handed_over = dossier.steps_done.first().map(|run| printed_day(run.ended_at));
    let clock = dossier.clock.as_ref();
    RegisterRow {
        number: number.to_string(),
        code: super::reference(dossier),
        procedure,
        sets: "1".into(),
        applicant: parts.into_iter().flatten().collect::<Vec<_>>().join(", "),
        competent: unit(world, dossier.places.competent),
        received: clock.map_or_else(String::new, |clock| printed_day(clock.received_at)),
        due: clock.map_or_else(String::new, |clock| printed_day(clock.due_at)),
        handed_over: handed_over.unwrap_or_default(),
        result: dossier.result.as_ref().map_or_else(String::new, |result| printed_day(result.at)),
        returned: match &dossier.phase {
            Phase::Returned { at, method, .. } => {
                format!("{}, {}", printed_day(*at), labels::return_method(lang, *method))
            }
            _ => String::new(),
        },
        note: match &dossier.phase {
            Phase::Stopped { ground: StopGround::Withdrawn, .. } => "Đã rút".into(),
            Phase::Stopped { ground, .. } => format!("Dừng: {}", labels::stop_ground(lang, *ground)),
            _ => String::new(),
        },
    }
}
