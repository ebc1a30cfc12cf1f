//! Figures given from outside in words: what, who gave it, from which source, when. Who it was by name is told at the desk only.

use super::asked::Asked;
use super::drawn;
use super::numbers::Numbers;
use crate::present::{day, pick};
use motcua_app::World;
use motcua_app::given::Told;
use motcua_calendar::Date;
use motcua_domain::actor::ActorRef;
use motcua_insight::Metric;
use motcua_views::format::count;
use motcua_views::{Lang, Link};

/// A month: `3/2026`.
pub fn month(date: Date) -> String {
    format!("{}/{}", date.month(), date.year())
}

/// In which office somebody gave it.
pub fn giver(lang: Lang, by: ActorRef) -> &'static str {
    match by {
        ActorRef::System => pick(lang, "người vận hành hệ thống", "the operator of this system"),
        ActorRef::Officer(_) | ActorRef::Applicant(_) => {
            pick(lang, "lãnh đạo Thành phố", "the city’s leaders")
        }
    }
}

/// Both counts: `80/100`; the one of a count.
pub fn counts(lang: Lang, numerator: i64, denominator: Option<i64>) -> String {
    let written = |n: i64| count(lang, u64::try_from(n).unwrap_or(0));
    match denominator {
        Some(denominator) => format!("{}/{}", written(numerator), written(denominator)),
        None => written(numerator),
    }
}

/// Who gave it, from which source, when, and for which months.
pub fn note(lang: Lang, told: &Told) -> String {
    let months: Vec<String> = told.months.iter().map(|at| month(*at)).collect();
    let (by, on) = (giver(lang, told.by), day(lang, told.at.date()));
    let erased = pick(lang, "đã xóa", "erased");
    let source = if told.sources.is_empty() { erased.to_owned() } else { told.sources.join("; ") };
    let mut text = match lang {
        Lang::Vi => format!("Do {by} cung cấp ngày {on}; nguồn: {source}; tháng {}", months.join(", ")),
        Lang::En => format!("Given by {by} on {on}; source: {source}; for {}", months.join(", ")),
    };
    if told.months.len() < told.of {
        let part = pick(lang, " ({} trong {} tháng của kỳ)", " ({} of the {} months of the period)");
        text +=
            &part.replacen("{}", &told.months.len().to_string(), 1).replacen("{}", &told.of.to_string(), 1);
    }
    if told.corrected {
        text += pick(lang, "; có sửa số đã cung cấp trước đó", "; corrects what was given before");
    }
    text
}

/// Every metric that is given, of what is asked about.
pub fn lines(
    lang: Lang,
    world: &World,
    asked: &Asked,
    numbers: &Numbers,
) -> Vec<(Link, Option<(String, String)>)> {
    let mut found: Vec<(Link, Option<(String, String)>)> = Vec::new();
    for metric in metrics(world, asked.period.to) {
        let link = Link::new(drawn::name(lang, metric), asked.definition(metric));
        let told = numbers.given(world, asked.unit, metric).map(|told| {
            let shown = drawn::value_of(metric, told.figure).text(lang);
            let below = metric.denominator.as_ref().map(|_| told.figure.denominator);
            let counts = counts(lang, told.figure.numerator, below);
            (shown, format!("{counts} · {}", note(lang, &told)))
        });
        found.push((link, told));
    }
    found
}

/// The metrics that are given, each in the version of a day.
pub fn metrics(world: &World, on: Date) -> impl Iterator<Item = &Metric> {
    let given = world.metrics.iter().filter(|metric| metric.given.is_some());
    given.filter(move |metric| {
        world.metrics.get(&metric.key, on).is_some_and(|held| held.version == metric.version)
    })
}
