//! Behind a number: who it is made of, level by level, and the dossiers, for those who may see them.
//!
//! Everybody sees whole units. What lies below, fields, procedures and dossiers, is for officers who may see the unit: groups there are
//! small, and of any two periods the difference is smaller still. The public has fields and procedures by month, as open data.

use super::asked::Asked;
use super::numbers::Numbers;
use super::{drawn, of_then, officers, period_form};
use crate::access_log::AccessLog;
use crate::desk::search::{Reach, scope_of};
use crate::form::Form;
use crate::page::{html_with, public};
use crate::present::{due, pick, procedure_name, short, unit_in};
use crate::problem::Result;
use crate::session::{NotOfficer, Officer};
use crate::state::Web;
use crate::visit::VisitRef;
use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use motcua_app::Tx;
use motcua_app::{Error, World};
use motcua_calendar::{MinuteOfDay, Moment};
use motcua_domain::actor::Actor;
use motcua_domain::dossier::Dossier;
use motcua_domain::ids::{OfficerId, UnitId, VersionId};
use motcua_domain::office::contest;
use motcua_domain::procedure::ProcedureVersion;
use motcua_insight::{Axis, Better, Dim, Facts, Formula, Kind, Measure, Metric, Sums, Term};
use motcua_store::figures::{self, Past, Period};
use motcua_store::queries::behind::{self, Cursor, Listed};
use motcua_views::board::{Behind, BehindRow, DrillPage, Member, Opened, Value};
use motcua_views::{Choice, Key, Lang, Link, Section, t};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Dossiers on a page.
const ROWS: usize = 50;
/// Dossiers looked at for a page: where few of many count, the page is short and goes on from there.
const LOOKED_AT: usize = 2_000;
/// Dossiers passed over for a page, those of another time too, where many were acted on since a moment.
const PASSED: usize = 10_000;
/// Dossiers looked at for who works on them, the earliest of the list first; a page that looked at so many says so.
const OFFICERS_OF: usize = 4_000;
/// Of fewer dossiers than this only officers are told how long each waited.
const FEW_ENDED: i64 = 5;
/// Read at once.
const SLICE: u32 = 500;
/// The same of the past: some of them are folded.
const SLICE_THEN: u32 = 100;

/// Where a page is: a unit, within it a field, within that a procedure.
#[derive(Debug, Clone, Default)]
struct Place {
    unit: Option<UnitId>,
    field: Option<String>,
    procedure: Option<String>,
    /// What one officer had a part in; only for those who may see who that is.
    officer: Option<OfficerId>,
    /// Who works there, above the level of a procedure too.
    named: bool,
    /// Those that do not count above the line instead of those that do.
    rest: bool,
    after: Option<Cursor>,
}

/// `/board/drill`
pub async fn show(
    State(web): State<Arc<Web>>,
    visit: VisitRef,
    officer: Result<Officer, NotOfficer>,
    RawQuery(query): RawQuery,
) -> Result {
    let (world, lang) = (web.app.world(), visit.lang);
    let mut asked = Asked::read(lang, &world, query.as_deref(), web.app.now_ms());
    let numbers = Numbers::asked(&web, lang, &mut asked).await?;
    let form = Form::of_query(query.as_deref());
    let mut place = Place {
        unit: asked.unit,
        field: form.given("field").map(str::to_owned),
        procedure: form.given("procedure").map(str::to_owned),
        officer: form.given("officer").and_then(|id| id.parse().ok().map(OfficerId)),
        named: form.get("by") == "officer",
        rest: form.get("part") == "rest",
        after: form.given("after").and_then(cursor),
    };
    let may = officer.as_ref().ok().and_then(|officer| scope_of(&officer.who.actor, &world));
    let may = may.is_some_and(|reach| match (reach, place.unit) {
        (Reach::City, _) => true,
        (Reach::Units(units), Some(unit)) => units.contains(&unit),
        (Reach::Units(_), None) => false,
    });
    let heads = officer.as_ref().ok().map(|officer| &officer.who.actor);
    let heads =
        heads.filter(|actor| may && place.unit.is_some_and(|unit| officers::may_name(actor, &world, unit)));
    if heads.is_none() {
        (place.officer, place.named) = (None, false);
    }
    if !may {
        (place.field, place.procedure) = (None, None);
    }
    // Of the past everything stands as it did then: what was overdue, who held it, whose it was.
    let now = if numbers.known().is_some() { numbers.moment() } else { web.app.now() };
    let found = match place.unit.filter(|_| may) {
        None => Found::default(),
        Some(unit) => {
            let (metric, place) = (asked.metric.clone(), place.clone());
            let heads = heads.cloned();
            let question = Question { unit, metric, place, period: asked.period, now, heads };
            match asked.as_of {
                Some(at_ms) => {
                    Numbers::as_known(&web, at_ms, move |tx, world, past| {
                        look(tx, world, &question, Some(past))
                    })
                    .await?
                }
                None => web.app.read(move |tx, world| look(tx, world, &question, None)).await?,
            }
        }
    };
    if let (false, Ok(officer)) = (found.rows.is_empty(), &officer) {
        AccessLog::note(&web, &officer.who, None, "behind a number");
    }
    if let (false, Ok(officer)) = (found.officers.is_empty(), &officer) {
        AccessLog::note(&web, &officer.who, None, "officers behind a number");
    }
    let mut page = public(&web, &visit, title(lang, &world, &asked, &place), Section::Other);
    page.errors.clone_from(&asked.errors);
    let of_now = address(asked.kept(&["as_of"]).into_iter().chain(deeper(&place)));
    page.notice = of_then(lang, &numbers, of_now);
    if let Some(notice) = page.notice.as_mut().filter(|_| !found.rows.is_empty()) {
        notice.text = format!("{} {}", notice.text, t(lang, Key::DrillOpensNow));
    }
    let status = if asked.errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let named = heads.is_some();
    let mut view = drawn_page(lang, &world, &asked, &place, &numbers, found, may, now, page);
    view.by_officer = (named && view.officers.is_none()).then(|| {
        let kept = asked.kept(&[]).into_iter().chain(deeper(&place));
        address(kept.chain([("by".to_owned(), "officer".to_owned())]))
    });
    if let Some(unit) = place.unit.filter(|_| place.field.is_none() && place.procedure.is_none()) {
        view.opened.contested = drawn::contested(lang, &asked, &numbers, unit);
        if let (Ok(officer), None) = (&officer, numbers.known()) {
            view.opened.ways = ways(lang, &world, &asked, officer, unit);
        }
        if !may {
            view.opened.ways.push(Link::new(t(lang, Key::OpenDataTitle), "/open-data"));
        }
    }
    Ok(html_with(status, view.render()))
}

/// What an officer may do about a figure of a unit.
fn ways(lang: Lang, world: &World, asked: &Asked, officer: &Officer, unit: UnitId) -> Vec<Link> {
    let mut ways = Vec::new();
    if contest::may_raise(&officer.who.actor, unit, &world.units) {
        let text = pick(lang, "Đề nghị xem lại số này", "Contest this figure");
        ways.push(Link::new(text, asked.address("/board/contests/new")));
    }
    if motcua_app::office::may_order(&officer.who.actor, unit, world) {
        let text = pick(lang, "Giao việc về số này", "Give an order about this figure");
        ways.push(Link::new(text, asked.with("metric", &asked.metric.key).address("/desk/orders/new")));
    }
    ways
}

/// What is asked of a unit.
struct Question {
    unit: UnitId,
    metric: Metric,
    place: Place,
    period: Period,
    /// The moment everything is told of.
    now: Moment,
    /// Who may be told who works there.
    heads: Option<Arc<Actor>>,
}

/// What lies behind a number at a unit.
#[derive(Default)]
struct Found {
    /// By the version they are pinned to, those of the field and procedure asked about.
    versions: BTreeMap<VersionId, Sums>,
    officers: BTreeMap<OfficerId, officers::Work>,
    /// Whether there are more dossiers than were looked at for them.
    cut: bool,
    rows: Vec<(Cursor, Dossier)>,
    next: Option<Cursor>,
}

/// What a state counts for, alone. In a list of what lies in hand each stands for as long as it lies there, and is overdue by the time it
/// is due at that desk, as in the sums.
fn alone(cursor: &Cursor, dossier: &Dossier, world: &World, asked: &Question) -> Option<Sums> {
    let version = world.version(dossier.version)?;
    let facts = Facts::of(dossier, version);
    let mut sums = Sums::default();
    if let Some(booked) = facts.received {
        sums.received = booked.numbers;
    }
    if let Some(booked) = facts.ended {
        sums.ended = booked.numbers;
    }
    let running = dossier.clock.as_ref().filter(|clock| facts.ended.is_none() && !clock.is_paused());
    if drawn::of_now(&asked.metric) {
        (sums.open, sums.overdue) = (1, i64::from(cursor.at < asked.now.unix_seconds()));
    } else if let Some(clock) = running {
        (sums.open, sums.overdue) = (1, i64::from(asked.now > clock.due_at));
    }
    Some(sums)
}

/// The list a metric is counted from.
fn listed(asked: &Question, (from, to): (Moment, Moment)) -> Listed {
    let metric = &asked.metric;
    if drawn::of_now(metric) {
        let late = metric.numerator.parts().any(|(_, term)| term == Term::Overdue);
        let far = Moment::from_unix_seconds(i64::MAX / 120);
        // Of those who do not count some are due later.
        return Listed::DueBefore(if late && !asked.place.rest { asked.now } else { far });
    }
    let axis = metric.denominator.as_ref().and_then(Formula::axis).or_else(|| metric.numerator.axis());
    Listed::Counted { axis: axis.unwrap_or(Axis::Received), from, to }
}

/// Looks for an officer who may see the unit; for whom of those who work there, too, where they may be named.
fn look(tx: &mut Tx<'_>, world: &World, asked: &Question, past: Option<&Past>) -> Result<Found, Error> {
    let Question { unit, metric, place, period: days, now, heads } = asked;
    let (unit, days, now) = (*unit, *days, *now);
    let period =
        (Moment::from_civil(days.from, MinuteOfDay::MIDNIGHT), Moment::from_civil(days.to, MinuteOfDay::END));
    let list = listed(asked, period);
    let page = |tx: &mut Tx<'_>, after| match past {
        Some(past) => past.page(tx, unit, list, after, SLICE_THEN),
        None => behind::page(tx, unit, list, after, SLICE, None),
    };
    let mut found = Found::default();
    let asked_for = |version: &ProcedureVersion| {
        place.field.as_deref().is_none_or(|asked| version.field.as_str() == asked)
            && place.procedure.as_deref().is_none_or(|asked| version.code.as_str() == asked)
    };
    let within = |dossier: &Dossier| {
        world.version(dossier.version).is_some_and(|version| asked_for(version))
            && place.officer.is_none_or(|who| officers::took_part(dossier, unit, who))
    };
    let versions = match past {
        Some(past) => past.by_member(tx, Dim::Within(unit), days)?,
        None => figures::by_member(tx, Dim::Within(unit), days)?,
    };
    for (version, sums) in versions {
        let version = u32::try_from(version).map(VersionId);
        let version = version.map_err(|_| Error::Defect("a version out of range".into()))?;
        found.versions.insert(version, sums);
    }
    let in_hand = match past {
        Some(past) => past.by_version(tx, unit, now)?,
        None => figures::by_version(tx, unit, now)?,
    };
    for (version, in_hand) in in_hand {
        let sums = found.versions.entry(version).or_default();
        (sums.open, sums.overdue) = (in_hand.open, in_hand.overdue);
    }
    found.versions.retain(|version, _| world.version(*version).is_some_and(|version| asked_for(version)));
    if let Some(actor) = heads.as_deref().filter(|_| place.procedure.is_some() || place.named) {
        if place.officer.is_some() {
            // Sums are of units: what one had a part in is added up here.
            found.versions.clear();
        }
        let (mut after, mut seen) = (None, 0);
        loop {
            let slice = page(tx, after)?;
            for (cursor, dossier) in slice.rows {
                found.cut = seen == OFFICERS_OF;
                if found.cut {
                    break;
                }
                seen += 1;
                if within(&dossier) {
                    officers::add(&mut found.officers, (actor, world), &dossier, unit, now);
                    if let (Some(_), Some(sums)) = (place.officer, alone(&cursor, &dossier, world, asked)) {
                        found.versions.entry(dossier.version).or_default().add(&sums);
                    }
                }
            }
            after = slice.next;
            if found.cut || after.is_none() {
                break;
            }
        }
    }
    let (mut after, mut seen, mut passed) = (place.after, 0, 0);
    loop {
        let slice = page(tx, after)?;
        for (cursor, dossier) in slice.rows {
            if found.rows.len() == ROWS || seen == LOOKED_AT {
                found.next = after;
                return Ok(found);
            }
            seen += 1;
            after = Some(cursor);
            let counts = alone(&cursor, &dossier, world, asked).is_some_and(|sums| {
                // Officers are of a unit, not of a dossier.
                let below = metric.kind == Kind::Ratio
                    || metric.denominator.as_ref().is_none_or(|formula| formula.value(&sums) > 0);
                below && (metric.numerator.value(&sums) > 0) != place.rest
            });
            if counts && within(&dossier) {
                found.rows.push((cursor, dossier));
            }
        }
        passed += slice.seen;
        after = slice.next;
        if after.is_none() {
            return Ok(found);
        }
        if passed >= PASSED {
            found.next = after;
            return Ok(found);
        }
    }
}

fn title(lang: Lang, world: &World, asked: &Asked, place: &Place) -> String {
    if let Some(who) = place.officer {
        return crate::present::officer(world, who);
    }
    procedure_title(lang, world, asked, place)
}

fn procedure_title(lang: Lang, world: &World, asked: &Asked, place: &Place) -> String {
    if let Some(code) = &place.procedure {
        let named = world.all_versions().find(|version| version.code.as_str() == code);
        return named.map_or_else(|| code.clone(), |version| procedure_name(lang, version).to_owned());
    }
    if let Some(field) = &place.field {
        return field_name(lang, world, field);
    }
    drawn::title(lang, world, asked)
}

fn field_name(lang: Lang, world: &World, field: &str) -> String {
    let version = world.all_versions().find(|version| version.field.as_str() == field);
    version.map_or_else(
        || field.to_owned(),
        |version| match lang {
            Lang::En if !version.field_name_en.is_empty() => version.field_name_en.clone(),
            _ => version.field_name.clone(),
        },
    )
}

#[expect(clippy::too_many_arguments, reason = "everything a page is made of")]
fn drawn_page<'a>(
    lang: Lang,
    world: &World,
    asked: &Asked,
    place: &Place,
    numbers: &Numbers,
    found: Found,
    may: bool,
    now: Moment,
    page: motcua_views::Page<'a>,
) -> DrillPage<'a> {
    let none = Sums::default();
    let metric = &asked.metric;
    let narrowed = place.field.is_some() || place.procedure.is_some() || place.officer.is_some();
    let (sums, before) = match place.unit {
        None => (numbers.city(), numbers.city_before()),
        Some(_) if narrowed => (whole(found.versions.values()), Sums::default()),
        Some(unit) => (
            numbers.units.get(&unit).unwrap_or(&none).clone(),
            numbers.before.get(&unit).unwrap_or(&none).clone(),
        ),
    };
    let twin = asked.twin.as_ref();
    let formula = |formula: &Formula| words(lang, formula);
    let opened = Opened {
        name: drawn::name(lang, metric),
        value: drawn::value(metric, &sums),
        aim: drawn::aim(asked).filter(|_| metric.kind == Kind::Share),
        before: if narrowed { Value::Missing } else { drawn::value_before(metric, &before) },
        numerator: formula(&metric.numerator),
        denominator: metric.denominator.as_ref().map(formula),
        twin: twin.map_or_else(String::new, |twin| drawn::name(lang, twin)),
        twin_value: twin.map_or(Value::Missing, |twin| drawn::value(twin, &sums)),
        definition: asked.definition(metric),
        provisional: !metric.provisional.is_empty(),
        contested: Vec::new(),
        ways: Vec::new(),
    };
    let (level, members) = members(lang, world, asked, place, numbers, &found);
    let kept = asked.kept(&["all", "kind", "size", "sheet"]);
    let here = address(kept.into_iter().chain(deeper(place)));
    let officers = (place.procedure.is_some() || place.named) && !found.officers.is_empty();
    let officers = officers.then(|| {
        let href = |who: OfficerId| {
            let wide = Place { officer: Some(who), after: None, ..place.clone() };
            address(asked.kept(&[]).into_iter().chain(deeper(&wide)))
        };
        officers::rows(world, &found.officers, &href)
    });
    let more = |cursor: &Cursor| {
        let joint = if here.contains('?') { '&' } else { '?' };
        format!("{here}{joint}after={}", written(cursor))
    };
    let behind = match place.unit {
        None => Behind::Withheld(
            pick(lang, "Chọn một đơn vị để xem từng hồ sơ.", "Choose a unit to see its dossiers.").to_owned(),
        ),
        Some(_) if !may => {
            let vi = "Lĩnh vực, thủ tục và từng hồ sơ bên trong đơn vị chỉ dành cho cán bộ có quyền xem đơn vị này. Hãy đăng nhập ở Bàn \
                      làm việc. Lĩnh vực và thủ tục của cả thành phố có theo tháng ở Dữ liệu mở.";
            let en = "Fields, procedures and dossiers within a unit are for officers who may see it. Sign in at the desk. Fields and \
                      procedures of the whole city are there by month, as open data.";
            Behind::Withheld(pick(lang, vi, en).to_owned())
        }
        Some(_) => Behind::Listed {
            total: None,
            rows: found.rows.iter().map(|(_, dossier)| row(lang, world, dossier, now)).collect(),
            first: place.after.map(|_| here.clone()),
            next: found.next.as_ref().map(more),
        },
    };
    let mut asked_form = period_form(lang, asked, "/board/drill");
    asked_form.kept.extend(deeper(place));
    // Of a few only officers are told how long each waited.
    let few = sums.ended[Measure::Ended.slot()] < FEW_ENDED;
    let spent = crate::present::guard::spent_of(lang, &sums).filter(|_| may || !few);
    DrillPage {
        spent,
        trail: trail(lang, world, asked, place),
        period: drawn::period(lang, asked.period),
        at: numbers.clock(),
        compared: (asked.compare && !narrowed).then(|| {
            let days = asked.period.len().to_string();
            pick(lang, "{} ngày trước đó", "the {} days before").replace("{}", &days)
        }),
        opened,
        metrics: choices(lang, world, asked),
        asked: asked_form,
        level,
        members,
        few: u64::try_from(motcua_insight::FEW).unwrap_or(0),
        officers,
        officers_of: found.cut.then(|| motcua_views::format::count(lang, OFFICERS_OF as u64)),
        by_officer: None,
        behind,
        csv: None,
        page,
    }
}

/// The address of a page that asks for this.
fn address(asked: impl Iterator<Item = (String, String)>) -> String {
    asked.fold(String::from("/board/drill"), |text, (name, value)| {
        let joint = if text.contains('?') { '&' } else { '?' };
        let value = percent_encoding::utf8_percent_encode(&value, percent_encoding::NON_ALPHANUMERIC);
        format!("{text}{joint}{name}={value}")
    })
}

fn whole<'a>(all: impl Iterator<Item = &'a Sums>) -> Sums {
    all.fold(Sums::default(), |mut sum, one| {
        sum.add(one);
        sum
    })
}

/// What narrows a page beside what the board knows of.
fn deeper(place: &Place) -> Vec<(String, String)> {
    let field = place.field.iter().map(|field| ("field".to_owned(), field.clone()));
    let procedure = place.procedure.iter().map(|code| ("procedure".to_owned(), code.clone()));
    let rest = place.rest.then(|| ("part".to_owned(), "rest".to_owned()));
    let officer = place.officer.map(|who| ("officer".to_owned(), who.0.to_string()));
    let named = place.named.then(|| ("by".to_owned(), "officer".to_owned()));
    field.chain(procedure).chain(officer).chain(named).chain(rest).collect()
}

/// A formula with the names of its measures.
pub fn words(lang: Lang, formula: &Formula) -> String {
    let mut text = String::new();
    for (sign, term) in formula.parts() {
        match (sign < 0, text.is_empty()) {
            (true, _) => text.push_str(" − "),
            (false, false) => text.push_str(" + "),
            (false, true) => {}
        }
        text.push_str(super::metrics::term_name(lang, term));
    }
    text.trim().to_owned()
}

fn choices(lang: Lang, world: &World, asked: &Asked) -> Vec<Choice> {
    let counted = world.metrics.iter().filter(|metric| metric.given.is_none());
    let mut keys: Vec<&str> = counted.map(|metric| metric.key.as_str()).collect();
    keys.dedup();
    keys.into_iter()
        .filter_map(|key| world.metrics.get(key, asked.period.to))
        .map(|metric| Choice {
            value: metric.key.clone(),
            label: drawn::name(lang, metric),
            hint: None,
            chosen: metric.key == asked.metric.key,
        })
        .collect()
}

fn trail(lang: Lang, world: &World, asked: &Asked, place: &Place) -> Vec<Link> {
    let city = asked.with("unit", "").address("/board/drill");
    let mut trail = vec![Link::new(pick(lang, "Toàn thành phố", "The whole city"), city)];
    if let Some(unit) = place.unit.filter(|_| place.field.is_some()) {
        trail.push(Link::new(unit_in(lang, world, unit), asked.address("/board/drill")));
    }
    if let Some(field) = place.field.as_deref().filter(|_| place.procedure.is_some()) {
        trail.push(Link::new(
            field_name(lang, world, field),
            asked.with("field", field).address("/board/drill"),
        ));
    }
    if let Some(unit) = place.unit.filter(|_| place.officer.is_some() && place.field.is_none()) {
        trail.push(Link::new(unit_in(lang, world, unit), asked.address("/board/drill")));
    }
    if place.officer.is_some() && place.procedure.is_some() {
        let above = Place { officer: None, ..place.clone() };
        let href = address(asked.kept(&[]).into_iter().chain(deeper(&above)));
        trail.push(Link::new(procedure_title(lang, world, asked, &above), href));
    }
    if place.unit.is_none() {
        trail.clear();
    }
    trail
}

/// Those a number is made of, the worst first.
fn members(
    lang: Lang,
    world: &World,
    asked: &Asked,
    place: &Place,
    numbers: &Numbers,
    found: &Found,
) -> (String, Vec<Member>) {
    let mut members: Vec<(String, Option<String>, Sums)> = Vec::new();
    let level = match (place.unit, &place.field, &place.procedure) {
        (None, ..) => {
            for (unit, sums) in &numbers.units {
                let key = world.units.get(*unit).map(|unit| unit.key.clone());
                let href = key.map(|key| asked.with("unit", &key).address("/board/drill"));
                members.push((unit_in(lang, world, *unit), href, sums.clone()));
            }
            pick(lang, "Theo đơn vị", "By unit")
        }
        (Some(_), None, None) => {
            let mut fields: BTreeMap<&str, Sums> = BTreeMap::new();
            for (version, sums) in &found.versions {
                if let Some(version) = world.version(*version) {
                    fields.entry(version.field.as_str()).or_default().add(sums);
                }
            }
            for (field, sums) in fields {
                let href = asked.with("field", field).address("/board/drill");
                members.push((field_name(lang, world, field), Some(href), sums));
            }
            pick(lang, "Theo lĩnh vực", "By field")
        }
        (Some(_), Some(field), None) => {
            let mut procedures: BTreeMap<&str, (String, Sums)> = BTreeMap::new();
            for (version, sums) in &found.versions {
                if let Some(version) = world.version(*version) {
                    let named = || (procedure_name(lang, version).to_owned(), Sums::default());
                    procedures.entry(version.code.as_str()).or_insert_with(named).1.add(sums);
                }
            }
            for (code, (name, sums)) in procedures {
                let href = asked.with("field", field).with("procedure", code).address("/board/drill");
                members.push((name, Some(href), sums));
            }
            pick(lang, "Theo thủ tục", "By procedure")
        }
        (Some(_), _, Some(_)) => "",
    };
    let metric = &asked.metric;
    members.retain(|(_, _, sums)| {
        let figure = metric.figure(sums);
        if metric.denominator.is_some() { figure.denominator > 0 } else { figure.numerator != 0 }
    });
    let worst = |sums: &Sums| {
        let figure = metric.figure(sums);
        let share = i128::from(figure.numerator) * 1_000_000 / i128::from(figure.denominator.max(1));
        if metric.better == Better::Higher { share } else { -share }
    };
    members.sort_by(|a, b| (worst(&a.2), &a.0).cmp(&(worst(&b.2), &b.0)));
    let drawn = members.into_iter().map(|(name, href, sums)| Member {
        name,
        href,
        value: drawn::value(metric, &sums),
        twin: asked.twin.as_ref().map_or(Value::Missing, |twin| drawn::value(twin, &sums)),
        overdue: u64::try_from(sums.overdue).unwrap_or(0),
        few: metric.few(&sums),
    });
    (level.to_owned(), drawn.collect())
}

fn row(lang: Lang, world: &World, dossier: &Dossier, now: Moment) -> BehindRow {
    let version = world.version(dossier.version);
    let code = dossier.code.as_ref().map_or_else(|| dossier.id.to_string(), ToString::to_string);
    let block = due::block(lang, dossier, world, now);
    let clock = dossier.clock.as_ref();
    BehindRow {
        href: Some(format!("/desk/dossiers/{code}")),
        code,
        procedure: version.map_or_else(String::new, |version| procedure_name(lang, version).to_owned()),
        unit: unit_in(lang, world, dossier.holder.unit),
        received: clock.map_or_else(|| "–".to_owned(), |clock| short(lang, clock.received_at)),
        due: clock.map_or_else(|| "–".to_owned(), |clock| short(lang, clock.due_at)),
        status: due::status(lang, dossier, block.clock),
    }
}

/// A cursor in an address.
fn written(cursor: &Cursor) -> String {
    let id: String = cursor.dossier.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("{}-{id}", cursor.at)
}

fn cursor(text: &str) -> Option<Cursor> {
    let (at, id) = text.rsplit_once('-')?;
    let mut dossier = [0; 16];
    if id.len() != 32 || !id.is_ascii() {
        return None;
    }
    for (byte, pair) in dossier.iter_mut().zip(id.as_bytes().chunks(2)) {
        *byte = u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()?;
    }
    Some(Cursor { at: at.parse().ok()?, dossier })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_comes_back_from_its_address_and_nothing_else_does() {
        let one = Cursor { at: -1_751_338_800, dossier: *b"0123456789abcdef" };
        assert_eq!(cursor(&written(&one)), Some(one));
        for text in
            ["", "12", "12-zz", "x-30313233343536373839616263646566", "12-é0313233343536373839616263646566"]
        {
            assert_eq!(cursor(text), None, "{text}");
        }
    }
}
