//! The board: the numbers a city is led by. Public; names of people stand nowhere on it.

pub mod act_now;
pub(crate) mod asked;
pub mod contests;
pub(crate) mod drawn;
pub mod drill;
pub(crate) mod given;
pub mod index;
pub mod live;
mod merged;
pub mod metrics;
pub mod numbers;
mod officers;
pub mod reports;
mod shared;
pub mod targets;
pub mod wall;

use crate::page::{html_with, public};
use crate::present::pick;
use crate::problem::Result;
use crate::session::{NotOfficer, Officer};
use crate::state::Web;
use crate::stencil::{self, Stencil};
use crate::visit::VisitRef;
use asked::{Asked, Preset};
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, StatusCode};
use motcua_calendar::Moment;
use motcua_views::board::{BoardPage, Freshness, LeagueFilter, PeriodForm, Pulse};
use motcua_views::{Choice, FieldError, Key, Lang, Link, Notice, NoticeKind, Section, t};
use numbers::Numbers;
use std::sync::Arc;

/// `/board`
pub async fn show(
    State(web): State<Arc<Web>>,
    visit: VisitRef,
    officer: Result<Officer, NotOfficer>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Result {
    let world = web.app.world();
    let lang = visit.lang;
    let mut asked = Asked::read(lang, &world, query.as_deref(), web.app.now_ms());
    let numbers = Numbers::asked(&web, lang, &mut asked).await?;
    let officer = officer.ok();
    // Guests get one page but for the token in its forms.
    let shared = officer.is_none()
        && visit.kiosk.is_none()
        && numbers.known().is_none()
        && asked.errors.is_empty()
        && stencil::takes(&visit.guest);
    if shared && let Some(drawn) = web.boards.pages.of(&visit, &numbers) {
        return Ok(drawn.response(&headers, &visit.guest));
    }
    // Who looks at what was known then nudges nobody by it.
    asked.nudge = numbers.known().is_none()
        && officer.as_ref().is_some_and(|officer| act_now::nudges(&world, officer, asked.unit));
    let figures = drawn::figures(lang, &world, &asked, &numbers);
    let mut page = public(&web, &visit, drawn::title(lang, &world, &asked), Section::Other);
    let nudge = act_now::form(&web, &mut page, officer.as_ref().filter(|_| asked.nudge))?;
    let wrong = !asked.errors.is_empty();
    page.errors.clone_from(&asked.errors);
    let mark = shared.then(Web::fresh_token).filter(|mark| !mark.is_empty());
    if let Some(mark) = &mark {
        page.csrf.clone_from(mark);
    }
    let view = BoardPage {
        period: drawn::period(lang, asked.period),
        denominator: drawn::denominator(lang, &asked),
        links: links(lang, &asked, officer.as_ref()),
        asked: period_form(lang, &asked, "/board"),
        fresh: fresh(&asked, &numbers),
        notes: merged::notes(lang, &world, &asked, &numbers),
        figures,
        nudge,
        filter: filter(lang, &asked),
        given: given::lines(lang, &world, &asked, &numbers),
        sheet: asked.sheet,
        page,
    };
    if let Some(mark) = mark {
        let drawn = web.boards.pages.keep(&visit, &numbers, Stencil::of(&view.render(), &mark));
        return Ok(drawn.response(&headers, &visit.guest));
    }
    let status = if wrong { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    Ok(html_with(status, view.render()))
}

/// Of when the numbers are, and the stream that keeps them so.
fn fresh(asked: &Asked, numbers: &Numbers) -> Freshness {
    if let Some(known) = numbers.known() {
        return Freshness {
            at: numbers.clock(),
            pulse: Pulse::AsKnown(known),
            refresh: asked.with("as_of", "").address("/board"),
            stream: None,
        };
    }
    Freshness {
        at: numbers.clock(),
        pulse: Pulse::Live,
        refresh: asked.address("/board"),
        // With what the page shows already, so that it is not sent again.
        stream: Some(
            asked
                .with("seen", &numbers.events.to_string())
                .with("nudge", if asked.nudge { "1" } else { "" })
                .address("/board/stream"),
        ),
    }
}

/// That the numbers of a page are of a moment, with the way to the same of now.
fn of_then(lang: Lang, numbers: &Numbers, now: String) -> Option<Notice> {
    let text = t(lang, Key::BoardKnown).replace("{}", &numbers.known()?);
    let link = Some(Link::new(t(lang, Key::BoardNow), now));
    Some(Notice { kind: NoticeKind::Information, text, link })
}

/// What is wrong with the moment asked for, on a page without a field for it.
fn wrong_moment(asked: &Asked) -> (Vec<FieldError>, StatusCode) {
    let errors = asked.errors.iter().filter(|error| error.target == "as_of");
    let errors: Vec<_> = errors.map(|error| FieldError::new("", error.text.clone())).collect();
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    (errors, status)
}

/// That a page is of the present though a moment was asked for, with the way back to the numbers of then.
fn of_the_present(lang: Lang, asked: &Asked) -> Option<Notice> {
    let at = Moment::from_unix_seconds(asked.as_of?.div_euclid(1000));
    let at = format!("{} {}", at.minute_of_day(), crate::present::date(at.date()));
    let text = t(lang, Key::BoardPresent).replace("{}", &at);
    let link = Some(Link::new(t(lang, Key::BoardThen), asked.moment().address("/board")));
    Some(Notice { kind: NoticeKind::Information, text, link })
}

fn links(lang: Lang, asked: &Asked, officer: Option<&Officer>) -> Vec<Link> {
    let link = |vi: &str, en: &str, href: String| Link::new(pick(lang, vi, en), href);
    let mut links = vec![
        link("Cần xử lý ngay", "Act now", asked.of_unit("/board/act-now")),
        link("Số được đề nghị xem lại", "Figures contested", asked.moment().address("/board/contests")),
        link("Cách tính", "How it is reckoned", asked.definition(&asked.metric)),
        link("Chỉ tiêu", "Targets", asked.moment().address("/board/targets")),
        link("Báo cáo", "Reports", asked.moment().address("/board/reports")),
        link("Bộ chỉ số 766", "Index 766", asked.address("/board/index")),
        link("Màn hình lớn", "Wall screen", asked.with("view", "map").address("/board/wall")),
        link("Tải CSV", "Download CSV", asked.address("/board/numbers.csv")),
        link("In A4", "Print A4", asked.with("sheet", "a4").address("/board")),
        link("In A3", "Print A3", asked.with("sheet", "a3").with("all", "1").address("/board")),
    ];
    if officer.is_some_and(|officer| motcua_app::office::oversees(&officer.who.actor)) {
        links.push(link("Số do nơi khác cung cấp", "Figures given from outside", "/desk/figures".to_owned()));
    }
    if officer.is_some_and(|officer| crate::desk::orders::concerned(&officer.who.actor)) {
        links.insert(0, link("Việc giao", "Orders", "/desk/orders".to_owned()));
    }
    links
}

/// The form of the period, which keeps what else was asked.
fn period_form(lang: Lang, asked: &Asked, action: &str) -> PeriodForm {
    let preset = |preset: Preset, vi: &str, en: &str| Choice {
        value: preset.key().to_owned(),
        label: pick(lang, vi, en).to_owned(),
        hint: None,
        chosen: asked.preset == preset,
    };
    PeriodForm {
        action: action.to_owned(),
        kept: asked.kept(&["period", "from", "to", "compare", "as_of"]),
        presets: vec![
            preset(Preset::Today, "Hôm nay", "Today"),
            preset(Preset::Week, "Tuần này", "This week"),
            preset(Preset::Month, "Tháng này", "This month"),
            preset(Preset::Since, "Từ 1/7/2025", "Since 1 July 2025"),
            preset(Preset::Own, "Từ ngày đến ngày", "Between two days"),
        ],
        from: asked.typed_from.clone(),
        to: asked.typed_to.clone(),
        compare: asked.compare,
        as_of: Some(asked.typed_as_of.clone()),
    }
}

fn filter(lang: Lang, asked: &Asked) -> LeagueFilter {
    let choice = |value: &str, label: String, chosen: bool| Choice {
        value: value.to_owned(),
        label,
        hint: None,
        chosen,
    };
    let kinds = [
        ("", "Xã và phường", "Communes and wards"),
        ("ward", "Chỉ phường", "Wards only"),
        ("rural_commune", "Chỉ xã", "Communes only"),
    ];
    let sizes = drawn::BANDS.iter().enumerate().map(|(no, _)| {
        let value = (no + 1).to_string();
        let chosen = asked.band == Some(no);
        choice(&value, drawn::band_name(lang, no), chosen)
    });
    let every = choice("", pick(lang, "Mọi cỡ dân số", "Any population").to_owned(), asked.band.is_none());
    LeagueFilter {
        action: "/board".to_owned(),
        kept: asked.kept(&["kind", "size"]),
        kinds: kinds
            .into_iter()
            .map(|(value, vi, en)| {
                let chosen = asked.kind.map_or("", |kind| kind.key()) == value;
                choice(value, pick(lang, vi, en).to_owned(), chosen)
            })
            .collect(),
        sizes: std::iter::once(every).chain(sizes).collect(),
    }
}
