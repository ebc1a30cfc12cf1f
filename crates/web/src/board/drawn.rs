//! Numbers made into what the board shows.

use super::asked::Asked;
use super::numbers::{DAYS, Numbers};
use crate::present::{day, pick, short, unit_in};
use motcua_app::World;
use motcua_app::office::Mark;
pub use motcua_app::reports::BANDS;
use motcua_app::reports::band_of;
use motcua_domain::desk::Queue;
use motcua_domain::ids::UnitId;
use motcua_domain::office::contest::Verdict;
use motcua_domain::unit::Unit;
use motcua_insight::{Better, FEW, Figure, Kind, Measure, Metric, Sums, Term, ranks};
use motcua_store::figures::{Period, StuckAt};
use motcua_views::board::{
    ActNow, ActRow, Aim, Figures, Funnel, Goal, Headline, League, LeagueRow, MapTile, Share, Stage, Tile,
    TileMap, Value,
};
use motcua_views::{Key, Lang, Link, t};

/// Rows of the act-now list.
const ACT_ROWS: usize = 8;
/// Rows at each end of the short league.
const ENDS: usize = 5;
/// The tiles: what a leader is asked about first.
const TILES: [&str; 5] = ["online", "full_over_received", "on_time", "overdue", "satisfaction"];

/// The name of a band.
pub fn band_name(lang: Lang, no: usize) -> String {
    let thousand = |end: u32| end / 1000;
    let (vi, en) = match (no.checked_sub(1).and_then(|below| BANDS.get(below)), BANDS.get(no)) {
        (None, Some(end)) => (
            format!("dưới {} nghìn dân", thousand(*end)),
            format!("under {} thousand people", thousand(*end)),
        ),
        (Some(begin), Some(end)) if *end < u32::MAX => (
            format!("{}–{} nghìn dân", thousand(*begin), thousand(*end)),
            format!("{}–{} thousand people", thousand(*begin), thousand(*end)),
        ),
        (Some(begin), _) => (
            format!("từ {} nghìn dân", thousand(*begin)),
            format!("{} thousand people or more", thousand(*begin)),
        ),
        (None, None) => (String::new(), String::new()),
    };
    if lang == Lang::Vi { vi } else { en }
}

/// What the board is of.
pub fn title(lang: Lang, world: &World, asked: &Asked) -> String {
    match asked.unit {
        Some(unit) => unit_in(lang, world, unit),
        None => pick(lang, "Bảng điều hành toàn thành phố", "The board of the whole city").to_owned(),
    }
}

/// Days in words: `01–24/7/2025` or `24/7/2025`.
pub fn period(lang: Lang, period: Period) -> String {
    if period.from == period.to {
        return day(lang, period.to);
    }
    format!("{} – {}", day(lang, period.from), day(lang, period.to))
}

/// What the metric is over, in words.
pub fn denominator(lang: Lang, asked: &Asked) -> String {
    match &asked.metric.denominator {
        Some(formula) => super::drill::words(lang, formula),
        None => pick(lang, "không có, đây là số đếm", "none, this is a count").to_owned(),
    }
}

fn natural(number: i64) -> u64 {
    u64::try_from(number).unwrap_or(0)
}

/// A figure as a share.
pub fn share(figure: Figure) -> Share {
    Share::new(natural(figure.numerator), natural(figure.denominator))
}

/// What a metric comes to, as it is shown.
pub fn value(metric: &Metric, sums: &Sums) -> Value {
    value_of(metric, metric.figure(sums))
}

/// A figure of a metric, as it is shown.
pub fn value_of(metric: &Metric, figure: Figure) -> Value {
    match metric.kind {
        Kind::Share => Value::Share(share(figure)),
        Kind::Count => Value::Count(natural(figure.numerator)),
        Kind::Minutes if figure.denominator > 0 => {
            Value::Minutes(natural(figure.numerator / figure.denominator))
        }
        Kind::Points if figure.denominator > 0 => Value::Score {
            hundredths: natural(figure.numerator * 100 / figure.denominator),
            of: 5,
            votes: natural(figure.denominator),
        },
        Kind::Ratio if figure.denominator > 0 => {
            Value::Mean { hundredths: natural(figure.numerator * 100 / figure.denominator) }
        }
        Kind::Minutes | Kind::Points | Kind::Ratio => Value::Missing,
    }
}

/// Whether what lies in hand now is part of a metric: of that the past knows nothing here.
pub fn of_now(metric: &Metric) -> bool {
    let now = |term: Term| matches!(term, Term::Open | Term::Overdue);
    let parts = metric.numerator.parts().chain(metric.denominator.iter().flat_map(|formula| formula.parts()));
    parts.into_iter().any(|(_, term)| now(term))
}

/// Its value in the period before.
pub fn value_before(metric: &Metric, before: &Sums) -> Value {
    let rating = metric
        .numerator
        .parts()
        .any(|(_, term)| matches!(term, Term::Rated | Term::Faces | Term::Dissatisfied | Term::Satisfied));
    if of_now(metric) || rating { Value::Missing } else { value(metric, before) }
}

/// Whether a metric reaches a threshold in ten-thousandths, reckoned exactly. Nothing over nothing reaches none.
pub fn reaches(metric: &Metric, sums: &Sums, threshold: i64) -> bool {
    let figure = metric.figure(sums);
    if metric.better == Better::Lower {
        let (part, whole) = (i128::from(figure.numerator), i128::from(figure.denominator));
        return whole > 0 && part * 10_000 <= i128::from(threshold) * whole;
    }
    figure.reaches(threshold)
}

/// The name of a metric.
pub fn name(lang: Lang, metric: &Metric) -> String {
    pick(lang, &metric.name, &metric.name_en).to_owned()
}

/// The target as it is drawn.
pub fn aim(asked: &Asked) -> Option<Aim> {
    let target = asked.target.as_ref()?;
    let goal = if asked.metric.better == Better::Lower { Goal::AtMost } else { Goal::AtLeast };
    Some(Aim { tenths: natural(target.threshold / 10), goal })
}

/// Everything that moves.
pub fn figures(lang: Lang, world: &World, asked: &Asked, numbers: &Numbers) -> Figures {
    let (sums, before) = match asked.unit {
        Some(unit) if asked.history => numbers.together(&super::merged::whole_history(world, unit)),
        Some(unit) => numbers.together(&[unit]),
        None => (numbers.city(), numbers.city_before()),
    };
    let communes = communes(world, asked, numbers);
    Figures {
        headline: headline(lang, world, asked, &sums, numbers),
        tiles: TILES.iter().filter_map(|key| tile(lang, world, asked, key, &sums, &before)).collect(),
        compared: asked.compare.then(|| {
            let days = asked.period.len();
            pick(lang, "{} ngày trước đó", "the {} days before").replace("{}", &days.to_string())
        }),
        act_now: act_now(lang, world, asked, numbers),
        map: (asked.unit.is_none() && !world.tiles.is_empty() && asked.metric.kind == Kind::Share)
            .then(|| map(lang, world, asked, numbers)),
        funnel: funnel(lang, &sums),
        league: league(lang, world, asked, numbers, communes),
    }
}

/// Communes and wards: those that stand, and those that ended and still have dossiers in the period.
fn all_communes<'w>(world: &'w World, asked: &Asked, numbers: &Numbers) -> Vec<&'w Unit> {
    let stands = |unit: &&Unit| !unit.life.has_ended(asked.period.to) || numbers.units.contains_key(&unit.id);
    world.units.iter().filter(|unit| unit.kind.is_commune()).filter(stands).collect()
}

/// Of these the ones asked about.
fn communes<'w>(world: &'w World, asked: &Asked, numbers: &Numbers) -> Vec<&'w Unit> {
    let mut found = all_communes(world, asked, numbers);
    let peers = asked.unit.and_then(|unit| world.units.get(unit)).filter(|unit| unit.kind.is_commune());
    let (kind, band) = match peers {
        // A unit's own page shows it among its like.
        Some(unit) => (Some(unit.kind), band_of(unit)),
        None => (asked.kind, asked.band),
    };
    found.retain(|unit| {
        kind.is_none_or(|kind| unit.kind == kind) && band.is_none_or(|band| band_of(unit) == Some(band))
    });
    found
}

fn headline(lang: Lang, world: &World, asked: &Asked, sums: &Sums, numbers: &Numbers) -> Headline {
    let metric = name(lang, &asked.metric).to_lowercase();
    let figure = asked.metric.figure(sums);
    let Some(aim) = aim(asked).filter(|_| figure.denominator > 0) else {
        return Headline::Empty;
    };
    match asked.unit {
        Some(unit) => Headline::Unit {
            unit: unit_in(lang, world, unit),
            value: value(&asked.metric, sums),
            aim,
            metric,
        },
        None => {
            let threshold = asked.target.as_ref().map_or(0, |target| target.threshold);
            let all = all_communes(world, asked, numbers);
            let reached = all
                .iter()
                .filter_map(|unit| numbers.units.get(&unit.id))
                .filter(|sums| reaches(&asked.metric, sums, threshold));
            Headline::Reached { reached: reached.count() as u64, units: all.len() as u64, aim, metric }
        }
    }
}

fn tile(lang: Lang, world: &World, asked: &Asked, key: &str, sums: &Sums, before: &Sums) -> Option<Tile> {
    let metric = world.metrics.get(key, asked.period.to)?;
    // A count has no twin in the dictionary; beside what is overdue stands how many clocks are stopped.
    let twin = metric.twin.as_deref().unwrap_or("pause");
    let twin = world.metrics.get(twin, asked.period.to)?;
    let target = super::asked::target(&world.targets, "", metric, world, asked.unit, asked.period.to);
    let goal = if metric.better == Better::Lower { Goal::AtMost } else { Goal::AtLeast };
    let drill = |key: &str| asked.with("metric", key).address("/board/drill");
    Some(Tile {
        key: metric.key.clone(),
        label: name(lang, metric),
        href: drill(&metric.key),
        value: value(metric, sums),
        aim: target.map(|target| Aim { tenths: natural(target.threshold / 10), goal }),
        before: value_before(metric, before),
        twin: name(lang, twin),
        twin_value: value(twin, sums),
        twin_href: drill(&twin.key),
        definition: asked.definition(metric),
        provisional: !metric.provisional.is_empty(),
    })
}

/// What a queue is called where dossiers wait in it.
fn step(lang: Lang, queue: Queue) -> &'static str {
    crate::desk::menu::shown(queue).label(lang)
}

fn act_now(lang: Lang, world: &World, asked: &Asked, numbers: &Numbers) -> ActNow {
    let stuck = numbers.stuck_by_step(|unit| asked.unit.is_none_or(|asked| asked == unit));
    let more = stuck.len().saturating_sub(ACT_ROWS) as u64;
    let all = (more > 0 || asked.nudge).then(|| asked.of_unit("/board/act-now"));
    let rows = stuck.iter().take(ACT_ROWS).map(|one| act_row(lang, world, asked, numbers, one));
    ActNow { rows: rows.collect(), more, all, nudge: asked.nudge }
}

/// Where something is stuck, as a row.
pub fn act_row(lang: Lang, world: &World, asked: &Asked, numbers: &Numbers, one: &StuckAt) -> ActRow {
    let nudge = asked.nudge;
    let nudged = numbers
        .nudged
        .get(&(one.unit, one.queue))
        .filter(|_| nudge)
        .map(|at| pick(lang, "đã nhắc {}", "nudged {}").replace("{}", &short(lang, *at)));
    {
        let key = world.units.get(one.unit).map_or_else(String::new, |unit| unit.key.clone());
        let days = numbers.at_ms / 60_000 - one.since.unix_seconds() / 60;
        let (hours, days) = (days / 60, days / 1440);
        let longest = match (days, hours) {
            (0, 0 | 1) => pick(lang, "lâu nhất quá 1 giờ", "longest by 1 hour").to_owned(),
            (0, hours) => {
                pick(lang, "lâu nhất quá {} giờ", "longest by {} hours").replace("{}", &hours.to_string())
            }
            (1, _) => pick(lang, "lâu nhất quá 1 ngày", "longest by 1 day").to_owned(),
            (days, _) => {
                pick(lang, "lâu nhất quá {} ngày", "longest by {} days").replace("{}", &days.to_string())
            }
        };
        ActRow {
            key: format!("{key}-{}", one.queue.key()),
            unit: unit_in(lang, world, one.unit),
            step: step(lang, one.queue).to_owned(),
            overdue: natural(one.overdue),
            longest,
            href: asked.moment().with("metric", "overdue").with("unit", &key).address("/board/drill"),
            nudged,
            order: nudge.then(|| format!("/desk/orders/new?unit={key}&step={}", one.queue.key())),
        }
    }
}

fn map(lang: Lang, world: &World, asked: &Asked, numbers: &Numbers) -> TileMap {
    let aim = aim(asked).unwrap_or(Aim { tenths: 800, goal: Goal::AtLeast });
    let tiles: Vec<MapTile> = world
        .tiles
        .iter()
        .filter_map(|tile| {
            let unit = world.units.get(tile.unit)?;
            let none = Sums::default();
            let sums = numbers.units.get(&tile.unit).unwrap_or(&none);
            Some(MapTile {
                key: unit.key.clone(),
                name: unit.short_name.clone(),
                full: unit_in(lang, world, unit.id),
                column: tile.column,
                row: tile.row,
                href: asked.with("unit", &unit.key).with("all", "").address("/board"),
                share: share(asked.metric.figure(sums)),
                twin: asked.twin.as_ref().map_or_else(Share::default, |twin| share(twin.figure(sums))),
            })
        })
        .collect();
    TileMap {
        metric: name(lang, &asked.metric),
        twin: asked.twin.as_ref().map_or_else(String::new, |twin| name(lang, twin)),
        cuts: cuts(aim),
        goal: aim.goal,
        few: natural(FEW),
        finding: finding(lang, &tiles, aim.goal),
        tiles,
    }
}

/// Where the classes of the map end: the target in the middle, one below and one above it.
fn cuts(aim: Aim) -> [u64; 3] {
    let target = aim.tenths.clamp(1, 1000);
    match aim.goal {
        // Four fifths of the way to the target, and half of what lies beyond it.
        Goal::AtLeast => [target * 4 / 5, target, target + (1000 - target) / 2],
        Goal::AtMost => [target / 2, target, (target * 2).min(1000)],
    }
}

/// The finding of the map, in a sentence: where it is worst.
fn finding(lang: Lang, tiles: &[MapTile], goal: Goal) -> String {
    let enough = || tiles.iter().filter(|tile| tile.share.whole >= natural(FEW));
    let ratio =
        |tile: &&MapTile| u128::from(tile.share.part) * 1_000_000 / u128::from(tile.share.whole.max(1));
    let worst = match goal {
        Goal::AtLeast => enough().min_by_key(ratio),
        Goal::AtMost => enough().max_by_key(ratio),
    };
    worst.map_or_else(
        || t(lang, Key::BoardNothing).to_owned(),
        |tile| {
            let text = pick(lang, "Cần chú ý nhất: {}, ", "Most in need of attention: {}, ")
                .replace("{}", &tile.full);
            format!("{text}{} ({}).", tile.share.text(lang), tile.share.counts(lang))
        },
    )
}

fn funnel(lang: Lang, sums: &Sums) -> Funnel {
    let stage = |vi: &str, en: &str, measure: Measure| Stage {
        name: pick(lang, vi, en).to_owned(),
        count: natural(sums.of(Term::Counted(measure))),
        href: None,
        // What is still being worked on is no loss.
        voluntary: true,
    };
    let of = |measure| natural(sums.of(Term::Counted(measure)));
    let received = stage("Được tiếp nhận", "Received", Measure::Received);
    // Who looked at a dossier either received it or declined it. What was only begun is kept by nobody once it is given up.
    let looked_at = Stage {
        name: pick(lang, "Được xem để tiếp nhận", "Looked at for receipt").to_owned(),
        count: received.count + of(Measure::Declined),
        ..received.clone()
    };
    Funnel {
        stages: vec![
            looked_at,
            Stage { voluntary: false, ..received },
            stage("Có kết quả", "Result ready", Measure::Decided),
            stage("Đã trả", "Delivered", Measure::Returned),
        ],
        supplements: Share::new(of(Measure::Supplemented), of(Measure::Received)),
    }
}

fn league(lang: Lang, world: &World, asked: &Asked, numbers: &Numbers, units: Vec<&Unit>) -> League {
    let none = Sums::default();
    let figure_of = |sums: Option<&Sums>| asked.metric.figure(sums.unwrap_or(&none));
    let higher = asked.metric.better != Better::Lower;
    // Too few dossiers: no rank, now or then.
    let ranked = |of: &std::collections::BTreeMap<UnitId, Sums>| -> Vec<Option<usize>> {
        let figures: Vec<Figure> = units
            .iter()
            .map(|unit| figure_of(of.get(&unit.id)))
            .map(|figure| if figure.few() { Figure { numerator: 0, denominator: 0 } } else { figure })
            .collect();
        ranks(&figures, higher)
    };
    let (now, then) = (ranked(&numbers.units), ranked(&numbers.before));
    let last = i64::from(asked.period.to.day_number());
    let first = last - i64::from(DAYS) + 1;
    let beside = world
        .metrics
        .get(if asked.metric.key == "on_time" { "ended_without_grant" } else { "on_time" }, asked.period.to);
    let named = |unit: &Unit| {
        let ended = if unit.life.has_ended(asked.period.to) {
            pick(lang, " (đã kết thúc)", " (ended)")
        } else {
            ""
        };
        format!("{}{ended}", unit_in(lang, world, unit.id))
    };
    let mut order: Vec<(usize, String)> = units.iter().map(|unit| named(unit)).enumerate().collect();
    order.sort_by(|(a, of_a), (b, of_b)| {
        (now[*a].is_none(), now[*a], of_a).cmp(&(now[*b].is_none(), now[*b], of_b))
    });
    let count = order.len();
    let with_rank = now.iter().flatten().count();
    let short = !asked.all && asked.unit.is_none() && with_rank > 2 * ENDS;
    if short {
        // Both ends: what is not shown is not made.
        order.truncate(with_rank);
        order.drain(ENDS..with_rank - ENDS);
    }
    let row = |(no, (at, named)): (usize, (usize, String))| {
        let unit = units[at];
        let (sums, days) = (numbers.units.get(&unit.id), numbers.days.get(&unit.id));
        let rank = now[at];
        LeagueRow {
            key: unit.key.clone(),
            rank: rank.and_then(|rank| u32::try_from(rank).ok()),
            tied: rank.is_some() && now.iter().filter(|other| **other == rank).count() > 1,
            unit: named,
            href: asked.with("unit", &unit.key).with("all", "").address("/board"),
            peers: peers(lang, unit),
            share: share(figure_of(sums)),
            places: match (then[at], rank) {
                (Some(then), Some(now)) => {
                    i32::try_from(then).ok().zip(i32::try_from(now).ok()).map(|(then, now)| then - now)
                }
                _ => None,
            },
            twin: beside.map_or(Value::Missing, |metric| value(metric, sums.unwrap_or(&none))),
            days: (first..=last).map(|day| share(figure_of(days.and_then(|days| days.get(&day))))).collect(),
            after_gap: short && no == ENDS,
            contested: contested(lang, asked, numbers, unit.id).into_iter().next(),
        }
    };
    let rows = order.into_iter().enumerate().map(row).collect();
    League {
        metric: name(lang, &asked.metric),
        twin: beside.map_or_else(String::new, |metric| name(lang, metric)),
        aim: aim(asked).unwrap_or(Aim { tenths: 0, goal: Goal::AtLeast }),
        few: natural(FEW),
        rows,
        units: count,
        all: short.then(|| asked.with("all", "1").address("/board")),
        ends: (asked.all && asked.unit.is_none()).then(|| asked.with("all", "").address("/board")),
    }
}

/// That a figure of a unit is contested or was, on days that are asked about: those waiting for an answer first.
pub fn contested(lang: Lang, asked: &Asked, numbers: &Numbers, unit: UnitId) -> Vec<Link> {
    let of = |mark: &&Mark| {
        let raised = &mark.raised;
        raised.unit == unit
            && raised.metric == asked.metric.key
            && raised.from <= asked.period.to
            && asked.period.from <= raised.to
    };
    let mut marks: Vec<&Mark> = numbers.marks.iter().filter(of).collect();
    marks.sort_by_key(|mark| mark.answered.is_some());
    marks
        .into_iter()
        .map(|mark| {
            let text = match mark.answered {
                None => pick(lang, "Đang đề nghị xem lại", "Contested"),
                Some(Verdict::Upheld) => pick(lang, "Đề nghị xem lại có căn cứ", "Contest upheld"),
                Some(Verdict::Corrected) => pick(lang, "Đã đính chính", "Corrected"),
                Some(Verdict::Declined) => pick(lang, "Đã xem lại, giữ nguyên", "Looked at again, stands"),
            };
            Link::new(text, format!("/board/contests/{}", mark.id))
        })
        .collect()
}

/// Whom a unit is compared with, in words.
fn peers(lang: Lang, unit: &Unit) -> String {
    let kind = match unit.kind {
        motcua_domain::unit::UnitKind::Ward => pick(lang, "phường", "ward"),
        _ => pick(lang, "xã", "commune"),
    };
    band_of(unit).map_or_else(|| kind.to_owned(), |band| format!("{kind}, {}", band_name(lang, band)))
}
