//! What is asked of the board: all of it in the address, so that a page can be sent, kept and opened again.

use crate::form::{Form, day, moment};
use crate::present::pick;
use motcua_app::World;
use motcua_calendar::{Date, Moment, Weekday};
use motcua_domain::ids::UnitId;
use motcua_domain::unit::UnitKind;
use motcua_insight::{Better, Dictionary, Kind, Metric, Scope, Target, TargetKind};
use motcua_store::figures::Period;
use motcua_views::board::Sheet;
use motcua_views::{FieldError, Lang};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use std::fmt::Write as _;

/// The longest period that can be asked for, in days: three years.
const DAYS_MAX: i32 = 3 * 366;

/// Which part of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Preset {
    /// This day.
    Today,
    /// From Monday on.
    Week,
    /// From the first of the month on.
    Month,
    /// From the day the two-tier government began.
    Since,
    /// Between two days.
    Own,
}

impl Preset {
    const ALL: [Preset; 5] = [Preset::Today, Preset::Week, Preset::Month, Preset::Since, Preset::Own];

    /// As in the address.
    pub fn key(self) -> &'static str {
        match self {
            Preset::Today => "today",
            Preset::Week => "week",
            Preset::Month => "month",
            Preset::Since => "since",
            Preset::Own => "own",
        }
    }

    /// Its first day, as of a day.
    fn from(self, today: Date) -> Date {
        match self {
            Preset::Today | Preset::Own => today,
            Preset::Week => {
                let since_monday = Weekday::ALL.iter().position(|day| *day == today.weekday());
                today.plus_days(-since_monday.and_then(|days| i32::try_from(days).ok()).unwrap_or(0))
            }
            Preset::Month => today.plus_days(1 - i32::try_from(today.day()).unwrap_or(1)),
            Preset::Since => Date::new(2025, 7, 1).unwrap_or(today).min(today),
        }
    }
}

/// What is asked.
#[derive(Debug, Clone)]
pub struct Asked {
    /// What the map and the league show.
    pub metric: Metric,
    /// Its counter-rate.
    pub twin: Option<Metric>,
    /// The target it is held against.
    pub target: Option<Target>,
    /// Which part of time.
    pub preset: Preset,
    /// Its days.
    pub period: Period,
    /// The first day as typed.
    pub typed_from: String,
    /// The last day as typed.
    pub typed_to: String,
    /// Whether the period before stands beside it.
    pub compare: bool,
    /// As known at this moment of the server's clock, UNIX milliseconds; now when not asked.
    pub as_of: Option<i64>,
    /// The same as typed.
    pub typed_as_of: String,
    /// One unit alone.
    pub unit: Option<UnitId>,
    /// That unit with those it took the place of.
    pub history: bool,
    /// Units of one kind only.
    pub kind: Option<UnitKind>,
    /// Units of one size only.
    pub band: Option<usize>,
    /// All rows of the league.
    pub all: bool,
    /// The sheet it is printed on.
    pub sheet: Sheet,
    /// Whether the list of what is stuck has buttons to nudge. A page sets it by right; its stream is asked for it, and shows no more by it.
    pub nudge: bool,
    /// What was asked wrongly.
    pub errors: Vec<FieldError>,
    /// What was asked, as written.
    given: Vec<(String, String)>,
}

/// Names that mean something in the address.
const NAMES: [&str; 14] = [
    "unit", "history", "metric", "target", "period", "from", "to", "compare", "as_of", "kind", "size", "all",
    "sheet", "nudge",
];

impl Asked {
    /// Reads an address. What cannot be meant counts as not asked, but for the days, where a slip is told.
    pub fn read(lang: Lang, world: &World, query: Option<&str>, now_ms: i64) -> Asked {
        let form = Form::of_query(query);
        let mut errors = Vec::new();
        let as_of = as_of(lang, form.get("as_of"), now_ms).unwrap_or_else(|error| {
            errors.push(error);
            None
        });
        // Of the past, “this month” is the month of then.
        let today = Moment::from_unix_seconds(as_of.unwrap_or(now_ms).div_euclid(1000)).date();
        let mut preset = Preset::ALL
            .into_iter()
            .find(|preset| preset.key() == form.get("period"))
            .unwrap_or(Preset::Month);
        if form.given("period").is_none() && (form.given("from").is_some() || form.given("to").is_some()) {
            preset = Preset::Own;
        }
        let mut period = Period { from: preset.from(today), to: today };
        if preset == Preset::Own {
            let mut typed = |name: &str, otherwise: Date| match form.given(name) {
                None => otherwise,
                Some(text) => day(text).unwrap_or_else(|| {
                    let vi = "Nhập ngày theo thứ tự ngày, tháng, năm, ví dụ 24/7/2025";
                    errors.push(FieldError::new(name, pick(lang, vi, "Enter a day, for instance 24/7/2025")));
                    otherwise
                }),
            };
            let to = typed("to", today);
            period = Period { from: typed("from", to), to };
            if period.is_empty() {
                let vi = "Ngày đầu phải không sau ngày cuối";
                errors.push(FieldError::new(
                    "from",
                    pick(lang, vi, "The first day must not be after the last"),
                ));
            } else if period.len() > DAYS_MAX {
                let vi = "Kỳ dài nhất là ba năm; chọn ngày đầu muộn hơn";
                let en = "A period has at most three years; choose a later first day";
                errors.push(FieldError::new("from", pick(lang, vi, en)));
            }
            if errors.iter().any(|error| error.target != "as_of") {
                period = Period { from: Preset::Month.from(today), to: today };
            }
        }
        let metric = metric(&world.metrics, form.get("metric"), period.to);
        let twin = metric.twin.as_deref().and_then(|key| world.metrics.get(key, period.to)).cloned();
        let unit = form.given("unit").and_then(|key| world.units.by_key(key)).map(|unit| unit.id);
        Asked {
            target: target(&world.targets, form.get("target"), &metric, world, unit, period.to).cloned(),
            metric,
            twin,
            preset,
            period,
            typed_from: form.get("from").to_owned(),
            typed_to: form.get("to").to_owned(),
            as_of,
            typed_as_of: form.get("as_of").to_owned(),
            compare: form.given("period").is_none() || form.get("compare") == "1",
            unit,
            history: form.get("history") == "1",
            kind: UnitKind::from_key(form.get("kind")).filter(|kind| kind.is_commune()),
            band: form
                .get("size")
                .parse::<usize>()
                .ok()
                .and_then(|no| no.checked_sub(1))
                .filter(|no| *no < super::drawn::BANDS.len()),
            all: form.get("all") == "1",
            sheet: if form.get("sheet") == "a3" { Sheet::A3 } else { Sheet::A4 },
            nudge: form.get("nudge") == "1",
            errors,
            given: form
                .pairs()
                .filter(|(name, value)| NAMES.contains(name) && !value.is_empty() && value.len() <= 64)
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .collect(),
        }
    }

    /// What was asked, without some of it: what a form keeps.
    pub fn kept(&self, without: &[&str]) -> Vec<(String, String)> {
        self.given.iter().filter(|(name, _)| !without.contains(&name.as_str())).cloned().collect()
    }

    /// The same with one thing asked otherwise; an empty value is not asked.
    pub fn with(&self, name: &str, value: &str) -> Address {
        self.written().with(name, value)
    }

    /// This very question at an address.
    pub fn address(&self, path: &str) -> String {
        self.written().address(path)
    }

    /// Another page about the same unit alone, at the same moment.
    pub fn of_unit(&self, path: &str) -> String {
        let kept = self.given.iter().filter(|(name, _)| name == "unit" || name == "as_of");
        Address(kept.cloned().collect()).address(path)
    }

    /// Another page at the same moment.
    pub fn moment(&self) -> Address {
        Address(self.given.iter().filter(|(name, _)| name == "as_of").cloned().collect())
    }

    /// How a metric is reckoned.
    pub fn definition(&self, metric: &Metric) -> String {
        format!("{}#{}", self.moment().address("/board/metrics"), metric.key)
    }

    fn written(&self) -> Address {
        Address(self.given.clone())
    }

    /// What makes one question differ from another, for keeping answers.
    pub fn key(&self) -> String {
        let mut given = self.given.clone();
        given.sort();
        Address(given).address("")
    }
}

/// The moment that is typed, UNIX milliseconds: to the end of its minute. `None` where nothing is.
///
/// # Errors
/// How it is typed, and that it must have come.
pub fn as_of(lang: Lang, typed: &str, now_ms: i64) -> Result<Option<i64>, FieldError> {
    if typed.is_empty() {
        return Ok(None);
    }
    let Some(at) = moment(typed) else {
        let vi = "Nhập ngày và giờ, ví dụ 24/7/2025 17:00";
        return Err(FieldError::new(
            "as_of",
            pick(lang, vi, "Enter a day and a time, for instance 24/7/2025 17:00"),
        ));
    };
    let at = at.unix_seconds() * 1000;
    if at > now_ms {
        let vi = "Thời điểm này chưa tới; để trống để xem số liệu hiện tại";
        let en = "This moment has not come yet; leave it empty for the numbers of now";
        return Err(FieldError::new("as_of", pick(lang, vi, en)));
    }
    Ok(Some(end_of_minute(at, now_ms)))
}

/// The last millisecond of the minute a moment lies in, but nothing past now; a moment to come stays as it is, for whoever refuses it.
pub fn end_of_minute(at_ms: i64, now_ms: i64) -> i64 {
    if at_ms > now_ms { at_ms } else { (at_ms.div_euclid(60_000) * 60_000 + 59_999).min(now_ms) }
}

/// A question being written.
pub struct Address(Vec<(String, String)>);

impl Address {
    /// With one thing asked otherwise.
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.0.retain(|(known, _)| known != name);
        if !value.is_empty() {
            self.0.push((name.to_owned(), value.to_owned()));
        }
        self
    }

    /// At an address.
    pub fn address(&self, path: &str) -> String {
        let mut text = path.to_owned();
        for (no, (name, value)) in self.0.iter().enumerate() {
            let joint = if no == 0 { '?' } else { '&' };
            let value = utf8_percent_encode(value, NON_ALPHANUMERIC);
            // Writing into a String cannot fail.
            let _ = write!(text, "{joint}{name}={value}");
        }
        text
    }
}

/// The metric of a key, the online share when there is none, and plain receipts in a city without a dictionary.
fn metric(dictionary: &Dictionary, key: &str, on: Date) -> Metric {
    // What is given from outside is not counted: there is nothing behind it, and no league of it.
    let counted = |key| dictionary.get(key, on).filter(|metric| metric.given.is_none());
    let known = counted(key).or_else(|| counted("online")).or_else(|| dictionary.iter().next());
    known.cloned().unwrap_or_else(|| Metric {
        key: "received".into(),
        version: 1,
        valid_from: on,
        name: "Hồ sơ tiếp nhận".into(),
        name_en: "Dossiers received".into(),
        words: "Số hồ sơ có ngày tiếp nhận trong kỳ".into(),
        words_en: "Dossiers received within the period".into(),
        numerator: motcua_insight::Formula::of(motcua_insight::Measure::Received),
        denominator: None,
        kind: Kind::Count,
        better: Better::Neither,
        twin: None,
        basis: String::new(),
        owner: String::new(),
        exclusions: String::new(),
        exclusions_en: String::new(),
        provisional: String::new(),
        provisional_en: String::new(),
        given: None,
    })
}

/// The target a metric is held against: the one asked for, else a written one that holds, else a spoken one; of communes, or of
/// the unit asked about.
pub fn target<'w>(
    targets: &'w [Target],
    asked: &str,
    metric: &Metric,
    world: &World,
    unit: Option<UnitId>,
    on: Date,
) -> Option<&'w Target> {
    let concerns = |target: &&Target| match unit.and_then(|unit| world.units.get(unit)) {
        Some(unit) => target.covers(&unit.key, unit.kind.key()),
        None => {
            matches!(&target.scope, Scope::Kinds(kinds) if kinds.iter().any(|kind| kind == "ward"))
                || target.scope == Scope::City
        }
    };
    let of_metric = || targets.iter().filter(|target| target.metric == metric.key).filter(concerns);
    of_metric().find(|target| target.key == asked).or_else(|| {
        let holding = || of_metric().filter(|target| target.holds(on));
        holding()
            .filter(|target| target.kind == TargetKind::Written)
            .max_by_key(|target| target.from)
            .or_else(|| holding().next())
    })
}
