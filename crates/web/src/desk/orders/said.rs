//! Orders in words: what is ordered, how it stands, what was done about it.

use super::{address, fact};
use crate::board::drawn;
use crate::desk::menu;
use crate::present::{actor as actor_name, day, officer as officer_name, pick, unit_in, when, words};
use motcua_app::World;
use motcua_app::office::{OrderFile, Told};
use motcua_calendar::Date;
use motcua_domain::actor::Role;
use motcua_domain::office::order::{Act, Given, Giver, Judgement, Order, Seen, Stage};
use motcua_insight::{Figure, Metric, Target};
use motcua_views::board::{FollowUp, OrderRow, OrderState};
use motcua_views::{Lang, t};

/// Judgements as posted and in words.
pub(super) const JUDGEMENTS: [(&str, Judgement, &str, &str); 3] = [
    ("fulfilled", Judgement::Fulfilled, "Hoàn thành", "Done"),
    ("partly", Judgement::Partly, "Hoàn thành một phần", "Done in part"),
    ("not_fulfilled", Judgement::NotFulfilled, "Không hoàn thành", "Not done"),
];

fn judged(lang: Lang, judgement: Judgement) -> &'static str {
    let found = JUDGEMENTS.iter().find(|one| one.1 == judgement);
    found.map_or("", |(_, _, vi, en)| pick(lang, vi, en))
}

pub(super) fn target_words(lang: Lang, target: &Target) -> String {
    let percent = target.threshold / 100;
    let basis = &target.basis;
    format!("{} {percent}% · {basis}", pick(lang, "mức", "threshold"))
}

/// A figure kept with an order, as it is shown.
pub(super) fn written(lang: Lang, metric: Option<&Metric>, seen: &Seen) -> String {
    let figure = Figure { numerator: seen.numerator, denominator: seen.denominator };
    let Some(metric) = metric else { return format!("{}/{}", figure.numerator, figure.denominator) };
    let value = drawn::value_of(metric, figure);
    match value.rests_on(lang) {
        Some(rests) => format!("{} ({rests})", value.text(lang)),
        None => value.text(lang),
    }
}

pub(super) fn about(lang: Lang, world: &World, given: &Given) -> Vec<(String, String)> {
    let mut facts = Vec::new();
    if let Some(key) = &given.metric {
        let metric = world.metrics.iter().find(|metric| metric.key == *key);
        facts.push(fact(
            lang,
            "Chỉ số",
            "Metric",
            metric.map_or_else(|| key.clone(), |one| drawn::name(lang, one)),
        ));
    }
    if let Some(step) = given.step {
        facts.push(fact(lang, "Bước", "Step", menu::shown(step).label(lang).to_owned()));
    }
    facts
}

/// What is ordered: the words of the first act.
pub(super) fn text(lang: Lang, file: &OrderFile) -> String {
    let words = file.acts.first().and_then(|act| act.words.clone());
    words.unwrap_or_else(|| pick(lang, "(đã xóa theo luật)", "(erased by law)").to_owned())
}

pub(super) fn short_text(lang: Lang, file: &OrderFile) -> String {
    let text = text(lang, file);
    let mut short: String = text.chars().take(120).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}

fn state_of(order: &Order, today: Date) -> OrderState {
    match order.stage {
        _ if order.is_overdue(today) => OrderState::Late,
        Stage::Given => OrderState::Given,
        Stage::Acknowledged => OrderState::Followed,
        Stage::DoneReported => OrderState::Reported,
        Stage::Closed(_) => OrderState::Closed,
        Stage::Withdrawn => OrderState::Withdrawn,
    }
}

pub(super) fn state_words(lang: Lang, order: &Order, today: Date) -> String {
    let state = t(lang, state_of(order, today).label());
    match order.stage {
        _ if order.is_overdue(today) => {
            let days = today.days_since(order.due).to_string();
            pick(lang, "Quá hạn {} ngày", "{} days past its deadline").replace("{}", &days)
        }
        Stage::Closed(judgement) => format!("{state}: {}", judged(lang, judgement)),
        _ if order.was_late() => format!("{state} ({})", pick(lang, "báo sau hạn", "after its deadline")),
        _ => state.to_owned(),
    }
}

/// An order among the targets.
pub(crate) fn row(lang: Lang, world: &World, file: &OrderFile, today: Date) -> OrderRow {
    let order = &file.order;
    let said = |told: &Told<Act>| FollowUp {
        at: when(lang, told.at),
        by: actor_name(lang, world, told.by),
        text: told.words.clone().unwrap_or_else(|| act_words(lang, &told.act)),
    };
    let facts = about(lang, world, &order.given);
    let mut about = vec![unit_in(lang, world, order.given.unit)];
    about.extend(facts.into_iter().map(|(_, value)| value));
    let reports = file.acts.iter().filter(|told| told.act.name().is_owners());
    let closed = file.acts.last().filter(|told| matches!(told.act, Act::Closed { .. }));
    OrderRow {
        number: file.number.to_string(),
        href: Some(address(file.id)),
        text: short_text(lang, file),
        about: about.join(" · "),
        owner: officer_name(world, order.given.owner),
        due: day(lang, order.due),
        state: state_of(order, today),
        follow_ups: reports.map(said).collect(),
        closed: closed.map(said),
        acts: Vec::new(),
    }
}

pub(super) fn act_words(lang: Lang, act: &Act) -> String {
    let (vi, en) = match act {
        Act::Given(_) => ("Giao việc", "Given"),
        Act::Acknowledged => ("Đã nhận việc", "Taken on"),
        Act::ProgressReported => ("Báo cáo tiến độ", "Progress reported"),
        Act::DueMoved { .. } => ("Đổi hạn", "Deadline moved"),
        Act::DoneReported => ("Báo đã làm xong", "Said to be done"),
        Act::Closed { .. } => ("Kết thúc", "Closed"),
        Act::Reopened { .. } => ("Mở lại", "Taken up again"),
        Act::Withdrawn => ("Rút việc đã giao", "Taken back"),
    };
    let text = pick(lang, vi, en);
    match act {
        Act::Given(given) => format!("{text}, {} {}", pick(lang, "hạn", "deadline"), day(lang, given.due)),
        Act::DueMoved { due } | Act::Reopened { due } => {
            format!("{text}, {} {}", pick(lang, "hạn mới", "new deadline"), day(lang, *due))
        }
        Act::Closed { judgement } => format!("{text}: {}", judged(lang, *judgement)),
        _ => text.to_owned(),
    }
}

pub(super) fn giver_words(lang: Lang, world: &World, order: &Order) -> String {
    let office = match order.given.giver {
        Giver::CityLeader => Role::CityLeader,
        Giver::UnitHead => Role::UnitHead,
    };
    format!("{}, {}", officer_name(world, order.by), office.label(words(lang)))
}
