//! Targets side by side: whom they bind, until when, what they come to now.

use super::asked::Asked;
use super::numbers::Numbers;
use super::{drawn, of_then, wrong_moment};
use crate::desk::orders::row as order_row;
use crate::page::{html_with, public};
use crate::present::{day, pick, unit_in};
use crate::problem::Result;
use crate::session::{NotOfficer, Officer};
use crate::state::Web;
use crate::visit::VisitRef;
use axum::extract::{RawQuery, State};
use motcua_app::World;
use motcua_app::office::{ORDERS_PAGE, OrderFile, Standing, Whose, headed, oversees};
use motcua_calendar::Date;
use motcua_domain::actor::Actor;
use motcua_domain::office::leads;
use motcua_insight::{Better, Metric, Scope, Sums, Target, TargetKind};
use motcua_store::figures::Period;
use motcua_views::board::{Aim, Goal, TargetRow, TargetsPage, Value};
use motcua_views::{Key, Lang, Section, t};
use std::sync::Arc;

/// Orders counted by target at most; a page of them is listed.
const ORDERS_MAX: usize = 5_000;

/// `/board/targets`
pub async fn show(
    State(web): State<Arc<Web>>,
    visit: VisitRef,
    officer: Result<Officer, NotOfficer>,
    RawQuery(query): RawQuery,
) -> Result {
    let (world, lang, now_ms) = (web.app.world(), visit.lang, web.app.now_ms());
    let mut asked = Asked::read(lang, &world, query.as_deref(), now_ms);
    // Whether that moment can be asked is told by the first numbers read.
    let shown = Numbers::asked(&web, lang, &mut asked).await?;
    let today = shown.moment().date();
    let mut targets: Vec<&Target> = world.targets.iter().filter(|target| target.from <= today).collect();
    targets.sort_by_key(|target| (!target.holds(today), target.to, std::cmp::Reverse(target.from)));
    // Orders are of now.
    let officer = officer.ok().filter(|_| asked.as_of.is_none());
    let actor = officer.map(|officer| Arc::clone(&officer.who.actor));
    let orders = match &actor {
        Some(actor) if oversees(actor) => Some(all_orders(&web, actor, Whose::OfTheCity).await?),
        Some(actor) if !headed(actor, &world).is_empty() => {
            Some(all_orders(&web, actor, Whose::OfMyUnits).await?)
        }
        _ => None,
    };
    let gives = actor.is_some_and(|actor| leads(&actor));
    let mut rows = Vec::with_capacity(targets.len());
    let mut at = String::new();
    for target in targets {
        let Some(metric) = world.metrics.get(&target.metric, target.to.unwrap_or(today)) else { continue };
        // What a target asks for is counted over its own days, as far as they have come.
        let period = Period { from: target.from, to: target.to.map_or(today, |last| last.min(today)) };
        asked.period = period;
        let numbers = Numbers::asked(&web, lang, &mut asked).await?;
        at = numbers.clock();
        let mut row = row(lang, &world, target, metric, &numbers, period.to);
        let of = asked.moment().with("metric", &metric.key).with("target", &target.key);
        row.href = of.address("/board");
        row.orders = orders.as_ref().and_then(|orders| because_of(lang, orders, target, today));
        row.order = (gives && target.holds(today)).then(|| format!("/desk/orders/new?target={}", target.key));
        rows.push(row);
    }
    let mut page =
        public(&web, &visit, pick(lang, "Chỉ tiêu và chỉ đạo", "Targets and orders"), Section::Other);
    page.notice = of_then(lang, &shown, "/board/targets".to_owned());
    if let Some(notice) = &mut page.notice {
        notice.text = format!("{} {}", notice.text, t(lang, Key::TargetsOrdersNow));
    }
    let (errors, status) = wrong_moment(&asked);
    page.errors = errors;
    // Those for a target or a metric; others stand at the desk.
    let measured = |file: &&OrderFile| file.order.given.metric.is_some();
    let orders = orders.map(|orders| {
        orders
            .iter()
            .filter(measured)
            .take(ORDERS_PAGE)
            .map(|file| order_row(lang, &world, file, today))
            .collect()
    });
    Ok(html_with(status, TargetsPage { page, at, targets: rows, orders, acts: Vec::new() }.render()))
}

/// Orders to count by target: those alive, then those over, the latest of each first.
async fn all_orders(web: &Web, actor: &Arc<Actor>, whose: Whose) -> Result<Vec<OrderFile>> {
    let mut all = Vec::new();
    for standing in [Standing::Alive, Standing::Over] {
        let mut before = None;
        while all.len() < ORDERS_MAX {
            let (more, next) = web.app.orders(Arc::clone(actor), whose, standing, before).await?;
            all.extend(more);
            before = next;
            if next.is_none() {
                break;
            }
        }
    }
    Ok(all)
}

/// How many orders were given because of a target, and how many of them are overdue.
fn because_of(lang: Lang, orders: &[OrderFile], target: &Target, today: Date) -> Option<String> {
    let of = || orders.iter().filter(|file| file.order.given.target.as_ref() == Some(&target.key));
    let (all, alive) = (of().count(), of().filter(|file| file.order.is_alive()).count());
    let late = of().filter(|file| file.order.is_overdue(today)).count();
    (all > 0).then(|| {
        let text = pick(lang, "{} việc giao, {} chưa xong, {} quá hạn", "{} orders, {} not over, {} overdue");
        [all, alive, late].iter().fold(text.to_owned(), |text, n| text.replacen("{}", &n.to_string(), 1))
    })
}

fn row(
    lang: Lang,
    world: &World,
    target: &Target,
    metric: &Metric,
    numbers: &Numbers,
    on: Date,
) -> TargetRow {
    let none = Sums::default();
    let covered: Vec<_> = world
        .units
        .iter()
        .filter(|unit| target.covers(&unit.key, unit.kind.key()) && !unit.life.has_ended(on))
        .collect();
    let sums = match target.scope {
        Scope::City => numbers.city(),
        _ => covered.iter().filter_map(|unit| numbers.units.get(&unit.id)).fold(
            Sums::default(),
            |mut sum, one| {
                sum.add(one);
                sum
            },
        ),
    };
    let scope = match &target.scope {
        Scope::City => pick(lang, "Toàn thành phố", "The whole city").to_owned(),
        Scope::Unit(key) => {
            world.units.by_key(key).map_or_else(|| key.clone(), |unit| unit_in(lang, world, unit.id))
        }
        Scope::Kinds(kinds) => {
            let named = kinds.iter().map(|kind| match kind.as_str() {
                "ward" => pick(lang, "phường", "wards"),
                "rural_commune" => pick(lang, "xã", "communes"),
                "centre" => pick(lang, "Trung tâm", "the Centre"),
                "branch" => pick(lang, "chi nhánh", "branches"),
                "department" => pick(lang, "sở, ngành", "departments"),
                _ => pick(lang, "đơn vị", "units"),
            });
            crate::present::capital(&named.collect::<Vec<_>>().join(", "))
        }
    };
    let lower = metric.better == Better::Lower;
    let reached = matches!(target.scope, Scope::Kinds(_)).then(|| {
        let reach = |sums: &&Sums| drawn::reaches(metric, sums, target.threshold);
        let count =
            covered.iter().map(|unit| numbers.units.get(&unit.id).unwrap_or(&none)).filter(reach).count();
        let text = pick(lang, "{}/{} nơi đạt", "{}/{} units reach it");
        text.replacen("{}", &count.to_string(), 1).replacen("{}", &covered.len().to_string(), 1)
    });
    let spoken = (target.kind == TargetKind::Spoken)
        .then(|| pick(lang, "Mới là phát biểu, chưa thấy văn bản.", "Spoken only; no text found."));
    let doubt = [spoken.unwrap_or_default(), target.provisional.as_str()].join(" ").trim().to_owned();
    TargetRow {
        scope,
        metric: drawn::name(lang, metric),
        href: String::new(),
        aim: Aim {
            tenths: u64::try_from(target.threshold / 10).unwrap_or(0),
            goal: if lower { Goal::AtMost } else { Goal::AtLeast },
        },
        from: day(lang, target.from),
        until: target.to.map(|last| day(lang, last)),
        basis: target.basis.clone(),
        doubt: (!doubt.is_empty()).then_some(doubt),
        answerable: target.answerable.clone(),
        value: if metric.denominator.is_some() { drawn::value(metric, &sums) } else { Value::Missing },
        reached,
        orders: None,
        order: None,
    }
}
