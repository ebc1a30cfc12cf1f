//! The index of a unit: points by group and part, and what the missing ones would take.

use super::asked::Asked;
use super::numbers::Numbers;
use super::{drawn, given, of_then, period_form, wrong_moment};
use crate::page::{html_with, public};
use crate::present::{capital, pick, unit_in};
use crate::problem::Result;
use crate::state::Web;
use crate::visit::VisitRef;
use axum::extract::{RawQuery, State};
use motcua_app::World;
use motcua_insight::Sums;
use motcua_views::board::{IndexGroup, IndexPage, IndexPart, Points, Score, Value};
use motcua_views::format::count;
use motcua_views::{Choice, Key, Lang, Section, t};
use std::sync::Arc;

/// Below this many points that can be reckoned, in hundredths, no score to a hundred is shown: it would say more than is known.
const KNOWN_MIN: u64 = 5_000;

/// `/board/index`
pub async fn show(State(web): State<Arc<Web>>, visit: VisitRef, RawQuery(query): RawQuery) -> Result {
    let (world, lang) = (web.app.world(), visit.lang);
    let mut asked = Asked::read(lang, &world, query.as_deref(), web.app.now_ms());
    let numbers = Numbers::asked(&web, lang, &mut asked).await?;
    let sums = match asked.unit {
        None => numbers.city(),
        Some(unit) => numbers.units.get(&unit).cloned().unwrap_or_default(),
    };
    let mut groups = Vec::new();
    let (mut got, mut most) = (0, 0);
    for group in &world.index {
        let mut shown =
            IndexGroup { name: pick(lang, &group.name, &group.name_en).to_owned(), ..IndexGroup::default() };
        for part in &group.part {
            let part = self::part(&world, &asked, lang, part, &sums, &numbers);
            if let Score::Got(points) = part.score {
                shown.got.0 += points.0;
                shown.most.0 += part.most.0;
            }
            shown.parts.push(part);
        }
        got += shown.got.0;
        most += shown.most.0;
        groups.push(shown);
    }
    let every = Choice {
        value: String::new(),
        label: pick(lang, "Toàn thành phố", "The whole city").to_owned(),
        hint: None,
        chosen: asked.unit.is_none(),
    };
    let units = world.units.iter().filter(|unit| {
        numbers.units.contains_key(&unit.id)
            || (unit.kind.is_commune() && !unit.life.has_ended(asked.period.to))
    });
    let units = units.map(|unit| Choice {
        value: unit.key.clone(),
        label: unit_in(lang, &world, unit.id),
        hint: None,
        chosen: asked.unit == Some(unit.id),
    });
    let title = match asked.unit {
        Some(unit) => unit_in(lang, &world, unit),
        None => pick(lang, "Toàn thành phố", "The whole city").to_owned(),
    };
    let mut page = public(&web, &visit, title, Section::Other);
    let (errors, status) = wrong_moment(&asked);
    page.errors = errors;
    page.notice = of_then(lang, &numbers, asked.with("as_of", "").address("/board/index"));
    let view = IndexPage {
        period: drawn::period(lang, asked.period),
        at: numbers.clock(),
        known: numbers.known().is_some(),
        kept: asked.kept(&["unit", "period", "from", "to", "compare"]),
        units: std::iter::once(every).chain(units).collect(),
        periods: period_form(lang, &asked, "/board/index").presets.into_iter().take(4).collect(),
        got: Points(got),
        most: Points(most),
        preview: (most >= KNOWN_MIN).then(|| Points((got * 10_000 * 2 + most) / (most * 2))),
        groups,
        links: Vec::new(),
        page,
    };
    Ok(html_with(status, view.render()))
}

fn part(
    world: &World,
    asked: &Asked,
    lang: Lang,
    part: &motcua_insight::IndexPart,
    sums: &Sums,
    numbers: &Numbers,
) -> IndexPart {
    let mut shown = IndexPart {
        number: part.number.clone(),
        name: pick(lang, &part.name, &part.name_en).to_owned(),
        most: Points(u64::from(part.hundredths)),
        confirmed: part.confirmed,
        ..IndexPart::default()
    };
    let reason = part.reason.as_deref();
    let reason = reason.map(|vi| pick(lang, vi, part.reason_en.as_deref().unwrap_or(vi)).to_owned());
    let Some(metric) = part.metric.as_deref().and_then(|key| world.metrics.get(key, asked.period.to)) else {
        shown.needed = reason;
        return shown;
    };
    let definition = asked.definition(metric);
    shown.provisional = (!metric.provisional.is_empty()).then(|| definition.clone());
    let figure = if metric.given.is_some() {
        shown.href = Some(definition);
        let Some(told) = numbers.given(world, asked.unit, metric) else {
            shown.given = Some(capital(t(lang, Key::GivenNot)));
            shown.needed = reason;
            return shown;
        };
        shown.given = Some(given::note(lang, &told));
        told.figure
    } else if numbers.known().is_some() && metric.known_now_only() {
        shown.needed = Some(t(lang, Key::IndexNotThen).to_owned());
        return shown;
    } else {
        // Behind procedures stand no dossiers.
        let procedures = metric.numerator.axis().is_none();
        let drill = asked.with("metric", &metric.key).address("/board/drill");
        shown.href = Some(if procedures { definition } else { drill });
        metric.figure(sums)
    };
    shown.value = Value::Share(drawn::share(figure));
    shown.score = part.points(figure).map_or(Score::NotApplicable, |points| Score::Got(Points(points)));
    let missing = part.missing(figure);
    if figure.denominator > 0 && missing > 0 && part.hundredths > 0 {
        let vi = "Thêm {} trên {} trong mẫu số phải đạt";
        let text = pick(lang, vi, "{} more of the {} below the line would have to count");
        let all = u64::try_from(figure.denominator).unwrap_or(0);
        let text = text.replacen("{}", &count(lang, missing), 1);
        shown.needed = Some(text.replacen("{}", &count(lang, all), 1));
    }
    shown
}
