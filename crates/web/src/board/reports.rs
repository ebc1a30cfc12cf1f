//! Reports: what is defined, one looked at before it is frozen, and the editions frozen, which are public.

pub mod define;
mod files;
mod shown;

use super::asked::{Asked, as_of};
use super::of_the_present;
use crate::desk::{command_id, fresh_command};
use crate::form::Form;
use crate::page::{html, html_with, public};
use crate::present::{pick, unit_in, when};
use crate::problem::{Problem, Result};
use crate::session::{NotOfficer, Officer, Posted};
use crate::state::Web;
use crate::visit::VisitRef;
use axum::extract::{Path, RawQuery, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Redirect};
use motcua_app::error::What;
use motcua_app::reports::{
    Edition, Known, Listed, ReportAsked, Reported, defines_for, freezes_for, neighbours,
};
use motcua_app::{Error, FieldProblem, World};
use motcua_calendar::Moment;
use motcua_domain::ids::UnitId;
use motcua_insight::report::{Definition, Of, PeriodKind, Rows, Table};
use motcua_views::board::{
    EditionRow, FreezeForm, Frozen, ReportForm, ReportPage, ReportRow, ReportSheet, ReportsPage,
};
use motcua_views::{Choice, Field, FieldError, FieldKind, Key, Lang, Link, Page, Section, t};
use std::sync::Arc;
use uuid::Uuid;

/// Editions on a page.
const ROWS: u32 = 50;

/// `/board/reports?key=&before=`
pub async fn list(
    State(web): State<Arc<Web>>,
    visit: VisitRef,
    officer: Result<Officer, NotOfficer>,
    RawQuery(query): RawQuery,
) -> Result {
    let (world, lang) = (web.app.world(), visit.lang);
    let form = Form::of_query(query.as_deref());
    let asked = Asked::read(lang, &world, query.as_deref(), web.app.now_ms());
    let known = web.app.reports().await?;
    let only = form.given("key").map(str::to_owned);
    let before = form.get("before").parse().unwrap_or(i64::MAX);
    let editions = web.app.report_editions(only.clone(), before, ROWS).await?;
    let next = editions.last().filter(|_| editions.len() == ROWS as usize).map(|last| {
        let of = asked.moment().with("key", only.as_deref().unwrap_or_default());
        of.with("before", &last.frozen_at_ms.to_string()).address("/board/reports")
    });
    let may = officer.as_ref().ok();
    let may_define = may.is_some_and(|officer| defines_for(&officer.who.actor, &world).is_some());
    let title_of = |key: &str| title_of(lang, &known, key);
    let view = ReportsPage {
        defined: known
            .iter()
            .map(|known| defined(lang, known, &asked, (may.is_some(), may_define)))
            .collect(),
        editions: editions
            .iter()
            .map(|one| edition_row(lang, &world, one, title_of(&one.key), false))
            .collect(),
        only: only.as_deref().map(|key| Link::new(title_of(key), asked.moment().address("/board/reports"))),
        next,
        define: may_define.then(|| "/board/reports/define".to_owned()),
        page: Page {
            notice: of_the_present(lang, &asked),
            ..public(&web, &visit, t(lang, Key::ReportsTitle), Section::Other)
        },
    };
    Ok(html(view.render()))
}

fn title_of(lang: Lang, known: &[Known], key: &str) -> String {
    let found = known.iter().find(|known| known.definition.key == key);
    found.map_or_else(|| key.to_owned(), |known| title(lang, &known.definition))
}

fn title(lang: Lang, definition: &Definition) -> String {
    pick(lang, &definition.title, &definition.title_en).to_owned()
}

/// A report that is defined; whether it is shown to an officer, and to one who may define.
fn defined(lang: Lang, known: &Known, asked: &Asked, (officer, may_define): (bool, bool)) -> ReportRow {
    let definition = &known.definition;
    let period = match definition.period {
        PeriodKind::Day => ("Theo ngày", "By day"),
        PeriodKind::Week => ("Theo tuần", "By week"),
        PeriodKind::Month => ("Theo tháng", "By month"),
        PeriodKind::Quarter => ("Theo quý", "By quarter"),
        PeriodKind::Year => ("Theo năm", "By year"),
    };
    let rows = match definition.rows {
        Rows::City => ("toàn thành phố", "the whole city"),
        Rows::Kinds(_) => ("từng đơn vị", "each unit"),
        Rows::Fields => ("từng lĩnh vực", "each field"),
        Rows::Procedures => ("từng thủ tục", "each procedure"),
        Rows::Unit => ("một xã, phường", "one commune or ward"),
    };
    let provisional = pick(lang, &definition.provisional.0, &definition.provisional.1);
    ReportRow {
        title: title(lang, definition),
        form: definition.form.clone(),
        basis: definition.basis.clone(),
        period: pick(lang, period.0, period.1).to_owned(),
        rows: pick(lang, rows.0, rows.1).to_owned(),
        provisional: (!provisional.is_empty()).then(|| provisional.to_owned()),
        version: known.version.map(|no| format!("{} {no}", pick(lang, "phiên bản", "version"))),
        preview: officer.then(|| asked.moment().address(&format!("/board/reports/{}", definition.key))),
        editions: asked.moment().with("key", &definition.key).address("/board/reports"),
        define: may_define.then(|| format!("/board/reports/define?from={}", definition.key)),
    }
}

fn clock(ms: i64) -> Moment {
    Moment::from_unix_seconds(ms.div_euclid(1000))
}

fn edition_row(lang: Lang, world: &World, one: &Listed, title: String, current: bool) -> EditionRow {
    let mut of = shown::period_name(lang, &one.period);
    if let Some(unit) = one.unit {
        of = format!("{of}, {}", unit_in(lang, world, unit));
    }
    EditionRow {
        title,
        of,
        edition: format!("{} {}", pick(lang, "Bản", "Edition"), one.edition),
        frozen: when(lang, clock(one.frozen_at_ms)),
        href: format!("/board/reports/editions/{}-{}", one.subject, one.edition),
        current,
    }
}

async fn known_of(web: &Web, key: &str) -> Result<Known> {
    let known = web.app.reports().await?.into_iter().find(|known| known.definition.key == key);
    known.ok_or_else(|| Error::NotFound(What::Page).into())
}

/// What a form asks of a report; the moment as it was read, or what is wrong with it.
fn asked(web: &Web, lang: Lang, form: &Form) -> (ReportAsked, Vec<FieldError>) {
    let unit = form.given("unit").and_then(|key| web.app.world().units.by_key(key).map(|unit| unit.id));
    let (as_of_ms, error) = match as_of(lang, form.get("as_of"), web.app.now_ms()) {
        Ok(at) => (at, None),
        Err(error) => (None, Some(error)),
    };
    (ReportAsked { period: form.get("period").to_owned(), unit, as_of_ms }, error.into_iter().collect())
}

/// `/board/reports/{key}?period=&unit=&as_of=`
pub async fn preview(
    State(web): State<Arc<Web>>,
    officer: Officer,
    Path(key): Path<String>,
    RawQuery(query): RawQuery,
) -> Result {
    let known = known_of(&web, &key).await?;
    look(&web, &officer, &known, &Form::of_query(query.as_deref()), Vec::new()).await
}

/// `POST /board/reports/{key}`: freezes it.
pub async fn freeze(State(web): State<Arc<Web>>, Path(key): Path<String>, posted: Posted) -> Result {
    let Posted { officer, form } = posted;
    let command = command_id(form.get("command_id"))?;
    let (asked, _) = asked(&web, officer.lang(), &form);
    match web.app.freeze_report(Arc::clone(&officer.who.actor), command, &key, asked).await {
        Ok((subject, edition)) => {
            Ok(Redirect::to(&format!("/board/reports/editions/{subject}-{edition}")).into_response())
        }
        Err(Error::Invalid(problems)) => {
            let known = known_of(&web, &key).await?;
            look(&web, &officer, &known, &form, problems).await
        }
        Err(other) => Err(other.into()),
    }
}

fn errors(lang: Lang, problems: &[FieldProblem]) -> Vec<FieldError> {
    problems.iter().map(|one| FieldError::new(one.field.as_str(), pick(lang, &one.vi, &one.en))).collect()
}

/// The page of a report that is not frozen.
async fn look(
    web: &Arc<Web>,
    officer: &Officer,
    known: &Known,
    form: &Form,
    problems: Vec<FieldProblem>,
) -> Result {
    let (world, lang, definition) = (web.app.world(), officer.lang(), &known.definition);
    let (mut asked, mut wrong) = asked(web, lang, form);
    wrong.extend(errors(lang, &problems));
    if asked.unit.is_none() && definition.rows == Rows::Unit && form.given("unit").is_none() {
        // Where the officer works, or the first in the list.
        let own = world.units.get(officer.who.unit).filter(|unit| unit.kind.is_commune());
        let first = || world.units.standing(web.app.now().date()).find(|unit| unit.kind.is_commune());
        asked.unit = own.or_else(first).map(|unit| unit.id);
    }
    let reported = if wrong.is_empty() || !problems.is_empty() {
        match web.app.report(definition.clone(), asked.clone()).await {
            Ok(reported) => Some(reported),
            Err(Error::Invalid(problems)) => {
                for error in errors(lang, &problems) {
                    if !wrong.contains(&error) {
                        wrong.push(error);
                    }
                }
                None
            }
            Err(other) => return Err(other.into()),
        }
    } else {
        None
    };
    let mut page = public(web, &officer.visit, title(lang, definition), Section::Other);
    page.csrf = officer.who.csrf.to_string();
    let status = if wrong.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    page.errors = wrong;
    let may = freezes_for(&officer.who.actor, &world, reported.as_ref().and_then(|one| one.unit)).is_some();
    let now = asked.as_of_ms.is_none();
    let (freeze, not_yet) = match &reported {
        Some(one) if may && now && one.over => (Some(freeze_form(web, &world, definition, one)?), None),
        Some(one) if may && now => (None, Some(not_over(lang, one))),
        _ => (None, None),
    };
    let provisional = pick(lang, &definition.provisional.0, &definition.provisional.1);
    let view = ReportPage {
        form: definition.form.clone(),
        of: reported.as_ref().map_or_else(String::new, |one| shown::of(lang, &world, &one.table)),
        basis: definition.basis.clone(),
        known: reported.as_ref().map_or_else(String::new, |one| when(lang, clock(one.table.as_of_ms))),
        provisional: (!provisional.is_empty()).then(|| provisional.to_owned()),
        table: reported.as_ref().map(|one| shown::table(lang, &one.table)),
        notes: definition.notes.iter().map(|(vi, en)| pick(lang, vi, en).to_owned()).collect(),
        links: Vec::new(),
        asked: Some(report_form(web, lang, &page, definition, &asked, reported.as_ref(), form)),
        freeze,
        not_yet,
        frozen: None,
        editions: Vec::new(),
        differences: None,
        more: 0,
        page,
    };
    Ok(html_with(status, view.render()))
}

fn not_over(lang: Lang, one: &Reported) -> String {
    let day = crate::present::day(lang, one.span.to);
    let vi = "Kỳ này chưa hết: xem được, chốt được sau ngày {}.";
    pick(lang, vi, "This period is not over: it can be looked at, and frozen after {}.").replace("{}", &day)
}

fn freeze_form(web: &Web, world: &World, definition: &Definition, one: &Reported) -> Result<FreezeForm> {
    let unit = one.unit.and_then(|unit| world.units.get(unit));
    Ok(FreezeForm {
        action: format!("/board/reports/{}", definition.key),
        command_id: fresh_command(web)?,
        period: one.span.name.clone(),
        unit: unit.map_or_else(String::new, |unit| unit.key.clone()),
    })
}

fn report_form(
    web: &Web,
    lang: Lang,
    page: &motcua_views::Page<'_>,
    definition: &Definition,
    asked: &ReportAsked,
    reported: Option<&Reported>,
    form: &Form,
) -> ReportForm {
    let world = web.app.world();
    let told =
        |name: &str| page.errors.iter().find(|error| error.target == name).map(|error| error.text.clone());
    let action = format!("/board/reports/{}", definition.key);
    let period = reported.map_or_else(|| asked.period.clone(), |one| one.span.name.clone());
    let example = pick(lang, "Ví dụ", "For example");
    let fields = vec![
        Field { error: told("period"), ..Field::new("period", t(lang, Key::ReportPeriod), FieldKind::Text) }
            .value(period)
            .hint(format!("{example} {}", definition.period.example())),
        Field { error: told("as_of"), ..Field::new("as_of", t(lang, Key::BoardAsOf), FieldKind::DateTime) }
            .value(form.get("as_of"))
            .hint(t(lang, Key::BoardAsOfHint)),
    ];
    let units = if definition.rows == Rows::Unit {
        let standing = world.units.standing(web.app.now().date()).filter(|unit| unit.kind.is_commune());
        let choice = |unit: &motcua_domain::unit::Unit| Choice {
            value: unit.key.clone(),
            label: unit_in(lang, &world, unit.id),
            hint: None,
            chosen: asked.unit == Some(unit.id),
        };
        standing.map(choice).collect()
    } else {
        Vec::new()
    };
    let unit = asked.unit.and_then(|unit| world.units.get(unit));
    let mut of = unit.map_or_else(String::new, |unit| format!("&unit={}", unit.key));
    if asked.as_of_ms.is_some() {
        of = format!("{of}&as_of={}", crate::paths::escape(form.get("as_of")));
    }
    let neighbours = reported.map_or_else(Vec::new, |one| {
        let (before, after) = neighbours(definition, &one.span);
        let link = |span: &motcua_insight::report::Span| {
            Link::new(shown::period_name(lang, &span.name), format!("{action}?period={}{of}", span.name))
        };
        let begun = after.from <= web.app.now().date();
        std::iter::once(link(&before)).chain(begun.then(|| link(&after))).collect()
    });
    ReportForm { action, fields, units, neighbours }
}

/// What the name of an edition asks for: `{subject}-{edition}` and an ending.
fn named(name: &str) -> Option<(Uuid, u32, &str)> {
    let (id, ending) = name.split_once('.').unwrap_or((name, ""));
    let (subject, edition) = id.rsplit_once('-')?;
    Some((Uuid::try_parse(subject).ok()?, edition.parse().ok()?, ending))
}

/// `/board/reports/editions/{name}`: the page, and with an ending the files and the sheet. By unit they are for everybody, as the board
/// is; by field or procedure for officers: an edition stays byte for byte, with small counts in it that open data leaves out.
pub async fn edition(
    State(web): State<Arc<Web>>,
    visit: VisitRef,
    officer: Result<Officer, NotOfficer>,
    Path(name): Path<String>,
) -> Result<axum::response::Response, NotOfficer> {
    let (subject, no, ending) = named(&name).ok_or_else(Problem::no_page)?;
    let (edition, all) = web.app.report_edition(subject, no).await.map_err(Problem::from)?;
    let table = edition.table().map_err(|error| Problem::from(Error::from(error)))?;
    if table.rows.iter().any(|row| row.of == Of::Version) {
        officer?;
    }
    Ok(written(&web, &visit, ending, &edition, &all, &table).await?)
}

async fn written(
    web: &Arc<Web>,
    visit: &VisitRef,
    ending: &str,
    edition: &Edition,
    all: &[Listed],
    table: &Table,
) -> Result {
    let lang = visit.lang;
    match ending {
        "" => show(web, visit, edition, all, table).await,
        "json" => Ok(file("application/json", table, "json", edition.content.clone().into_bytes())),
        "csv" => {
            let body = files::csv(lang, &web.app.world(), table)?;
            Ok(file("text/csv; charset=utf-8; header=present", table, "csv", body))
        }
        "xlsx" => {
            let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
            Ok(file(kind, table, "xlsx", files::xlsx(lang, &web.app.world(), table)))
        }
        "print" => Ok(sheet(web, visit, edition, table)),
        _ => Err(Problem::no_page()),
    }
}

fn file(kind: &str, table: &Table, ending: &str, body: Vec<u8>) -> axum::response::Response {
    let unit = table.unit.as_ref().map_or_else(String::new, |unit| format!("-{unit}"));
    let disposition = format!("attachment; filename=\"{}-{}{unit}.{ending}\"", table.key, table.period);
    ([(header::CONTENT_TYPE, kind.to_owned()), (header::CONTENT_DISPOSITION, disposition)], body)
        .into_response()
}

fn frozen(lang: Lang, edition: &Edition) -> Frozen {
    let at = when(lang, clock(edition.listed.frozen_at_ms));
    let said = pick(lang, "Bản {}, chốt lúc {}", "Edition {}, frozen at {}");
    Frozen {
        said: said.replacen("{}", &edition.listed.edition.to_string(), 1).replacen("{}", &at, 1),
        digest: edition.digest(),
        position: motcua_views::format::count(lang, u64::try_from(edition.listed.position).unwrap_or(0)),
    }
}

async fn show(web: &Arc<Web>, visit: &VisitRef, edition: &Edition, all: &[Listed], table: &Table) -> Result {
    let (world, lang) = (web.app.world(), visit.lang);
    let name = pick(lang, &table.title, &table.title_en).to_owned();
    let here = format!("/board/reports/editions/{}-{}", edition.listed.subject, edition.listed.edition);
    let link = |vi: &str, en: &str, ending: &str| Link::new(pick(lang, vi, en), format!("{here}.{ending}"));
    let before = edition.listed.edition.checked_sub(1).filter(|before| *before > 0);
    let mut differences = match before {
        None => None,
        Some(before) => {
            let (earlier, _) = web.app.report_edition(edition.listed.subject, before).await?;
            Some(shown::differences(lang, &earlier.table().map_err(Error::from)?, table))
        }
    };
    let more = differences.as_mut().map_or(0, |all| {
        let more = all.len().saturating_sub(shown::DIFFERENCES);
        all.truncate(shown::DIFFERENCES);
        more
    });
    let provisional = pick(lang, &table.provisional.0, &table.provisional.1);
    let row =
        |one: &Listed| edition_row(lang, &world, one, name.clone(), one.edition == edition.listed.edition);
    let view = ReportPage {
        form: table.form.clone(),
        of: shown::of(lang, &world, table),
        basis: table.basis.clone(),
        known: when(lang, clock(table.as_of_ms)),
        provisional: (!provisional.is_empty()).then(|| provisional.to_owned()),
        table: Some(shown::table(lang, table)),
        notes: table.notes.iter().map(|(vi, en)| pick(lang, vi, en).to_owned()).collect(),
        links: vec![
            link("Tải XLSX", "Download XLSX", "xlsx"),
            link("Tải CSV", "Download CSV", "csv"),
            link("Tải JSON đã chốt", "Download the frozen JSON", "json"),
            link("Bản in A4, PDF", "Sheet A4, PDF", "print"),
        ],
        asked: None,
        freeze: None,
        not_yet: None,
        frozen: Some(frozen(lang, edition)),
        editions: if all.len() > 1 { all.iter().map(row).collect() } else { Vec::new() },
        differences,
        more,
        page: public(web, visit, name.clone(), Section::Other),
    };
    Ok(html(view.render()))
}

/// The sheet, in Vietnamese whatever the language of the page.
fn sheet(web: &Web, visit: &VisitRef, edition: &Edition, table: &Table) -> axum::response::Response {
    let (world, vi) = (web.app.world(), Lang::Vi);
    let unit = table.unit.as_ref().and_then(|key| world.units.by_key(key)).map(|unit| unit.id);
    let centre = || world.units.iter().find(|unit| unit.kind.key() == "centre").map(|unit| unit.id);
    let issuer: UnitId = unit.or_else(centre).unwrap_or(UnitId(0));
    let number = format!("…/BC ({})", table.key);
    let at = clock(edition.listed.frozen_at_ms);
    let view = ReportSheet {
        back: format!("/board/reports/editions/{}-{}", edition.listed.subject, edition.listed.edition),
        head: crate::desk::prints::head(web, &world, issuer, number, at),
        form: table.form.clone(),
        title: table.title.to_uppercase(),
        of: shown::of(vi, &world, table),
        known: when(vi, clock(table.as_of_ms)),
        table: shown::table(vi, table),
        notes: table.notes.iter().map(|(vi, _)| vi.clone()).collect(),
        provisional: (!table.provisional.0.is_empty()).then(|| table.provisional.0.clone()),
        frozen: frozen(vi, edition),
        page: public(web, visit, table.title.clone(), Section::Other),
    };
    html(view.render())
}
