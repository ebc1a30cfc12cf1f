//! `/board/reports/define`: a report is defined by a text, tried, and kept as a version. No code is needed.

use super::{errors, shown};
use crate::desk::{command_id, fresh_command};
use crate::form::Form;
use crate::page::{html_with, public};
use crate::present::{pick, unit_in};
use crate::problem::Result;
use crate::session::{Officer, Posted};
use crate::state::Web;
use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect};
use motcua_app::reports::{Known, ReportAsked, defines_for};
use motcua_app::{Error, FieldProblem};
use motcua_insight::report::{ReportError, Rows};
use motcua_views::board::{DefinePage, ReportTable};
use motcua_views::{Choice, Field, FieldError, FieldKind, Key, Lang, Link, Section, t};
use std::sync::Arc;

/// Lines of the text shown at once.
const LINES: u8 = 30;

/// `/board/reports/define?from=`
pub async fn form(State(web): State<Arc<Web>>, officer: Officer, RawQuery(query): RawQuery) -> Result {
    allowed(&web, &officer)?;
    let asked = Form::of_query(query.as_deref());
    let known = web.app.reports().await?;
    let from = known.iter().find(|known| known.definition.key == asked.get("from"));
    let mut form = Form::default();
    form.set("text", from.map_or_else(String::new, |known| known.text.clone()));
    page(&web, &officer, &form, Vec::new(), None).await
}

/// `POST /board/reports/define`: checks and tries it, or keeps it.
pub async fn submit(State(web): State<Arc<Web>>, posted: Posted) -> Result {
    let Posted { officer, mut form } = posted;
    allowed(&web, &officer)?;
    let lang = officer.lang();
    // Browsers send line ends as two signs.
    let text = format!("{}\n", form.get("text").replace("\r\n", "\n"));
    form.set("text", text.clone());
    if form.get("act") == "save" {
        let command = command_id(form.get("command_id"))?;
        return match web.app.define_report(Arc::clone(&officer.who.actor), command, &text).await {
            Ok((key, _)) => Ok(Redirect::to(&format!("/board/reports/{key}")).into_response()),
            Err(Error::Invalid(problems)) => page(&web, &officer, &form, errors(lang, &problems), None).await,
            Err(other) => Err(other.into()),
        };
    }
    let definition = match web.app.read_definition(&text) {
        Ok(definition) => definition,
        Err(found) => {
            let told = |error: &ReportError| {
                let text = pick(lang, &error.vi, &error.en);
                let line = error.line.map(|line| format!("{} {line}: ", pick(lang, "Dòng", "Line")));
                FieldError::new("text", format!("{}{text}", line.unwrap_or_default()))
            };
            return page(&web, &officer, &form, found.iter().map(told).collect(), None).await;
        }
    };
    let world = web.app.world();
    let unit = world.units.by_key(form.get("unit")).map(|unit| unit.id);
    let communes = || world.units.standing(web.app.now().date()).find(|unit| unit.kind.is_commune());
    let unit = unit.or_else(|| communes().map(|unit| unit.id)).filter(|_| definition.rows == Rows::Unit);
    let asked = ReportAsked { period: form.get("period").to_owned(), unit, as_of_ms: None };
    let title = pick(lang, &definition.title, &definition.title_en).to_owned();
    let key = definition.key.clone();
    match web.app.report(definition, asked).await {
        Ok(one) => {
            let title = format!("{title} ({key}), {}", shown::of(lang, &world, &one.table));
            page(&web, &officer, &form, Vec::new(), Some((title, shown::table(lang, &one.table)))).await
        }
        Err(Error::Invalid(problems)) => {
            let mine = |problem: &FieldProblem| FieldProblem {
                field: if problem.field == "unit" { "unit".into() } else { "period".into() },
                ..problem.clone()
            };
            let problems: Vec<FieldProblem> = problems.iter().map(mine).collect();
            page(&web, &officer, &form, errors(lang, &problems), None).await
        }
        Err(other) => Err(other.into()),
    }
}

fn allowed(web: &Web, officer: &Officer) -> Result<()> {
    let may = defines_for(&officer.who.actor, &web.app.world()).is_some();
    if may { Ok(()) } else { Err(Error::Denied.into()) }
}

/// Under which key a text would be kept, and as what: whoever forgets to change the key of an example would change the example.
fn kept_as(lang: Lang, key: &str, known: &[Known]) -> String {
    let found = known.iter().find(|known| known.definition.key == key);
    let text = match found {
        None => pick(
            lang,
            "Khóa: {}, chưa có; lưu thành báo cáo mới.",
            "Key: {}, not used yet; kept as a new report.",
        ),
        Some(_) => pick(
            lang,
            "Khóa: {}, đã có; lưu thành phiên bản {n} của báo cáo “{title}”.",
            "Key: {}, used already; kept as version {n} of the report “{title}”.",
        ),
    };
    let next = found.and_then(|known| known.version).unwrap_or(0) + 1;
    let title = found.map_or("", |known| pick(lang, &known.definition.title, &known.definition.title_en));
    text.replace("{n}", &next.to_string()).replace("{title}", title).replacen("{}", key, 1)
}

async fn page(
    web: &Arc<Web>,
    officer: &Officer,
    form: &Form,
    wrong: Vec<FieldError>,
    preview: Option<(String, ReportTable)>,
) -> Result {
    let (lang, world) = (officer.lang(), web.app.world());
    let known = web.app.reports().await?;
    let mut page = public(web, &officer.visit, t(lang, Key::DefineTitle), Section::Other);
    page.path = "/board/reports/define".to_owned();
    page.csrf = officer.who.csrf.to_string();
    let told = |name: &str| {
        let all: Vec<&str> =
            wrong.iter().filter(|error| error.target == name).map(|error| error.text.as_str()).collect();
        (!all.is_empty()).then(|| all.join(" · "))
    };
    let units = world.units.standing(web.app.now().date()).filter(|unit| unit.kind.is_commune());
    let units = units.map(|unit| {
        Choice::new(unit.key.clone(), unit_in(lang, &world, unit.id)).chosen_if(form.get("unit"))
    });
    let text =
        Field::new("text", t(lang, Key::DefineText), FieldKind::TextArea(LINES)).value(form.get("text"));
    let text = match web.app.read_definition(form.get("text")) {
        Ok(definition) => text.hint(kept_as(lang, &definition.key, &known)),
        Err(_) => text,
    };
    let period = Field::new("period", t(lang, Key::DefineTry), FieldKind::Text).value(form.get("period"));
    let unit = Field::new("unit", t(lang, Key::ReportUnit), FieldKind::Select(units.collect()));
    let hint = pick(
        lang,
        "Để trống là kỳ vừa hết; ví dụ 2026-11, 2026-W48, 2026-Q4",
        "Empty means the last one over; for example 2026-11, 2026-W48, 2026-Q4",
    );
    let fields = vec![
        Field { error: told("text"), ..text },
        Field { error: told("period"), optional: true, ..period.hint(hint) },
        Field { error: told("unit"), optional: true, ..unit },
    ];
    let status = if wrong.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    page.errors = wrong;
    let example = |known: &Known| {
        let title = pick(lang, &known.definition.title, &known.definition.title_en);
        let title = format!("{} – {title}", known.definition.key);
        Link::new(title, format!("/board/reports/define?from={}", known.definition.key))
    };
    let view = DefinePage {
        fields,
        command_id: fresh_command(web)?,
        examples: known.iter().map(example).collect(),
        preview,
        page,
    };
    Ok(html_with(status, view.render()))
}
