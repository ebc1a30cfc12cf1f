//! The frame every page has, filled from a request.

use crate::desk::menu::{CALLS, GUARDED, ORDERS, UnitCounts};
use crate::desk::search::scope_of;
use crate::me::session::Applicant;
use crate::present::{capital, pick, unit_in, words};
use crate::session::Officer;
use crate::state::Web;
use crate::visit::Visit;
use axum::body::Body;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use motcua_app::World;
use motcua_domain::actor::Role;
use motcua_domain::portal::{Announcement, Urgency};
use motcua_views::{
    Key, Lang, Menu, MenuGroup, MenuItem, Mine, Notice, NoticeKind, Page, PersonBar, Section, UserBar, t,
};

/// An answer in HTML.
#[must_use]
pub fn html(body: String) -> Response {
    html_with(StatusCode::OK, body)
}

/// An answer in HTML with a status, for pages that show errors of their own.
#[must_use]
pub fn html_with(status: StatusCode, body: String) -> Response {
    let mut response = (status, Body::from(body)).into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    response
}

/// The frame of a public page.
#[must_use]
pub fn public<'a>(web: &'a Web, visit: &Visit, title: impl Into<String>, section: Section) -> Page<'a> {
    let mut page = Page::new(visit.lang, &web.settings.brand, title, visit.path.clone());
    page.demo = web.app.is_demonstration();
    page.csrf.clone_from(&visit.guest);
    page.section = section;
    page.size = visit.size;
    page.kiosk = crate::kiosk::frame(web, visit);
    page.announcements = announced(web, visit.lang);
    page
}

/// The frame of a page of a person signed in.
#[must_use]
pub fn mine<'a>(web: &'a Web, applicant: &Applicant, title: impl Into<String>, current: Mine) -> Page<'a> {
    let mut page = public(web, &applicant.visit, title, Section::Other);
    page.csrf.clone_from(&applicant.who.csrf);
    page.person = Some(PersonBar { name: applicant.who.name.clone(), current, unread: applicant.unread });
    page
}

/// What the operator announces now, what may keep people from their errand first.
pub(crate) fn announced(web: &Web, lang: Lang) -> Vec<Notice> {
    let (world, now) = (web.app.world(), web.app.now());
    let mut shown: Vec<_> = world.announcements.iter().filter(|one| one.is_shown_at(now)).collect();
    shown.sort_by_key(|one| (one.urgency == Urgency::Information, one.from));
    let notice = |one: &Announcement| Notice {
        kind: match one.urgency {
            Urgency::Information => NoticeKind::Information,
            Urgency::Warning => NoticeKind::Warning,
        },
        text: pick(lang, &one.vi, &one.en).to_owned(),
        link: None,
    };
    shown.into_iter().map(notice).collect()
}

/// The frame of a desk page, with the menu of the officer's unit.
#[must_use]
pub fn desk<'a>(
    web: &'a Web,
    world: &World,
    officer: &Officer,
    counts: &UnitCounts,
    title: impl Into<String>,
    current: &str,
) -> Page<'a> {
    let lang = officer.lang();
    let mut page = Page::new(lang, &web.settings.brand, title, officer.visit.path.clone());
    page.demo = web.app.is_demonstration();
    page.csrf = officer.who.csrf.to_string();
    page.size = officer.visit.size;
    let menu = Menu { counts: &counts.menu(), intake: receives(officer, world), current };
    let mut groups = menu.build(lang);
    for item in groups.iter_mut().flat_map(|group| &mut group.items).filter(|item| item.href == "/desk/guard")
    {
        counted(item, (officer, world), counts, GUARDED);
    }
    if scope_of(&officer.who.actor, world).is_none() {
        // Who sees no dossiers is not sent to lists that would be refused.
        groups.iter_mut().for_each(|group| group.items.retain(|item| item.href == "/desk"));
        groups.retain(|group| !group.items.is_empty());
    }
    if !motcua_app::notices::stuck::headed(&officer.who.actor, world).is_empty() {
        let item = MenuItem {
            label: t(lang, Key::StuckTitle).to_owned(),
            href: "/desk/stuck".to_owned(),
            count: None,
            queue: "",
            current: current == "stuck",
            alarm: false,
        };
        groups.push(MenuGroup { title: t(lang, Key::StuckMenu).to_owned(), items: vec![item] });
    }
    if crate::designer::designs(&officer.who.actor) {
        let item = MenuItem {
            label: t(lang, Key::DesignerTitle).to_owned(),
            href: "/desk/designer".to_owned(),
            count: None,
            queue: "",
            current: current == "designer",
            alarm: false,
        };
        groups.push(MenuGroup { title: t(lang, Key::MenuDesign).to_owned(), items: vec![item] });
    } else if !crate::designer::variation::headed(web, &officer.who.actor).is_empty() {
        let item = MenuItem {
            label: pick(lang, "Biến thể của đơn vị", "Variations of the unit").to_owned(),
            href: "/desk/designer/variations".to_owned(),
            count: None,
            queue: "",
            current: current == "designer",
            alarm: false,
        };
        groups.push(MenuGroup { title: t(lang, Key::MenuDesign).to_owned(), items: vec![item] });
    }
    if crate::desk::orders::concerned(&officer.who.actor) {
        groups.push(orders_group(officer, world, counts, current));
    }
    let mut helping = help_group(officer, world, current);
    if crate::desk::kiosks::attends(web, officer) {
        helping.items.push(kiosks_item(officer, world, counts, current));
    }
    if !helping.items.is_empty() {
        groups.push(helping);
    }
    if crate::desk::signals::watches(officer, world) {
        let item = MenuItem {
            label: t(lang, Key::SignalsTitle).to_owned(),
            href: "/desk/signals".to_owned(),
            count: None,
            queue: "",
            current: current == "signals",
            alarm: false,
        };
        groups.push(MenuGroup { title: t(lang, Key::SignalMenu).to_owned(), items: vec![item] });
    }
    if let Some(group) = requests_group(officer, current) {
        groups.push(group);
    }
    page.user = Some(UserBar {
        name: officer.who.name.to_string(),
        role: roles(officer),
        unit: unit_in(lang, world, officer.who.unit),
        units: crate::desk::unit::choices(officer, world),
        menu: groups,
    });
    page
}

/// A menu item without a count.
fn way(lang: Lang, label: Key, href: &str, current: bool) -> MenuItem {
    MenuItem {
        label: t(lang, label).to_owned(),
        href: href.to_owned(),
        count: None,
        queue: "",
        current,
        alarm: false,
    }
}

/// Puts the count of a name beside an item; none is an alarm but calls.
fn counted(
    item: &mut MenuItem,
    (officer, world): (&Officer, &World),
    counts: &UnitCounts,
    name: &'static str,
) {
    let beside = counts.beside(&officer.who.actor, world);
    let count = beside.iter().find(|(known, _)| *known == name).map_or(0, |(_, count)| *count);
    item.count = Some(motcua_views::format::count(officer.lang(), count));
    item.queue = name;
    item.alarm = name == CALLS && count > 0;
}

/// The ways to orders, to what must be done now, and to figures that are contested.
fn orders_group(officer: &Officer, world: &World, counts: &UnitCounts, current: &str) -> MenuGroup {
    let lang = officer.lang();
    let item = |label: Key, href: &str, key: &str| way(lang, label, href, current == key);
    let mut items = vec![item(Key::OrdersTitle, "/desk/orders", "orders")];
    if officer.who.actor.duties().iter().any(|duty| duty.role.works()) {
        counted(&mut items[0], (officer, world), counts, ORDERS);
    }
    let actor = &officer.who.actor;
    if motcua_app::office::oversees(actor) || !motcua_app::office::headed(actor, world).is_empty() {
        items.push(item(Key::BoardActNow, "/board/act-now", "act-now"));
        items.push(item(Key::ContestsTitle, "/board/contests", "contests"));
    }
    if motcua_app::office::oversees(actor) {
        items.push(item(Key::GivenTitle, "/desk/figures", "figures"));
    }
    MenuGroup { title: t(lang, Key::OrdersMenu).to_owned(), items }
}

/// The ways to help somebody: within their own sign-in, and on their consent for those who receive.
fn help_group(officer: &Officer, world: &World, current: &str) -> MenuGroup {
    let lang = officer.lang();
    let item = |label: Key, href: &str, key: &str| way(lang, label, href, current == key);
    let mut items = Vec::new();
    if crate::desk::help::works(officer) {
        items.push(item(Key::HelpTitle, "/desk/help", "help"));
    }
    if receives(officer, world) {
        items.push(item(Key::EntryTitle, "/desk/entries", "entries"));
    }
    MenuGroup { title: t(lang, Key::HelpMenu).to_owned(), items }
}

/// The way to the kiosks, with how many call for an officer at this unit.
fn kiosks_item(officer: &Officer, world: &World, counts: &UnitCounts, current: &str) -> MenuItem {
    let mut item = way(officer.lang(), Key::KiosksTitle, "/desk/kiosks", current == "kiosks");
    counted(&mut item, (officer, world), counts, CALLS);
    item
}

/// The way to what people ask about their data, for those who answer.
fn requests_group(officer: &Officer, current: &str) -> Option<MenuGroup> {
    let answers = officer
        .who
        .actor
        .duties()
        .iter()
        .any(|duty| duty.role == Role::Inspector || (duty.unit == officer.who.unit && duty.role.works()));
    let lang = officer.lang();
    answers.then(|| MenuGroup {
        title: t(lang, Key::MenuPeople).to_owned(),
        items: vec![MenuItem {
            label: t(lang, Key::RequestsTitle).to_owned(),
            href: "/desk/requests".to_owned(),
            count: None,
            queue: "",
            current: current == "requests",
            alarm: false,
        }],
    })
}

/// Whether the officer receives dossiers at the counter of this session.
#[must_use]
pub fn receives(officer: &Officer, world: &World) -> bool {
    let counter = world.units.get(officer.who.unit).is_some_and(|unit| unit.kind.is_counter());
    counter && officer.who.has_role(Role::OneStop)
}

/// The officer's roles at the unit, in words.
fn roles(officer: &Officer) -> String {
    let lang = words(officer.lang());
    let duties = officer.who.actor.duties().iter().filter(|duty| duty.unit == officer.who.unit);
    let mut names: Vec<&str> = duties.map(|duty| duty.role.label(lang)).collect();
    names.dedup();
    capital(&names.join(", "))
}
