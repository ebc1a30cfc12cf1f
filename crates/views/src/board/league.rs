//! The league table: units among their peers, with the distance to the target, the change in places, the counter-rate and
//! three weeks of days.

use crate::board::Words;
use crate::board::value::{Aim, Share, Value};
use crate::lang::Lang;
use crate::message::Key;
use crate::page::Link;
use askama::Template;
use std::fmt::Write as _;

/// Width and height of a spark line.
const SPARK: (usize, usize) = (112, 26);

/// A unit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LeagueRow {
    /// The unit's key.
    pub key: String,
    /// Its rank; `None` with too few dossiers.
    pub rank: Option<u32>,
    /// Whether others share the rank.
    pub tied: bool,
    /// Its whole name.
    pub unit: String,
    /// Its page.
    pub href: String,
    /// Its peers, for instance "Phường, 40–80 nghìn dân".
    pub peers: String,
    /// The metric.
    pub share: Share,
    /// Places won (positive) or lost since the period before; `None` when it had no rank then.
    pub places: Option<i32>,
    /// The counter-rate.
    pub twin: Value,
    /// The metric on each of the last days, oldest first; nothing on days without dossiers.
    pub days: Vec<Share>,
    /// Whether units left out stand before this one.
    pub after_gap: bool,
    /// That the unit contests the metric, with the way there.
    pub contested: Option<Link>,
}

/// The table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct League {
    /// The metric's name.
    pub metric: String,
    /// The counter-rate's name.
    pub twin: String,
    /// The target.
    pub aim: Aim,
    /// Fewer dossiers than this: no rank, greyed.
    pub few: u64,
    /// The rows, by rank; those without rank last.
    pub rows: Vec<LeagueRow>,
    /// How many units there are in all.
    pub units: usize,
    /// The whole table, when some are left out.
    pub all: Option<String>,
    /// The short one, when all are shown.
    pub ends: Option<String>,
}

/// A row, ready to be written.
struct Drawn<'a> {
    row: &'a LeagueRow,
    few: bool,
    class: &'static str,
    rank: String,
    places: String,
    bullet: String,
    spark: String,
}

/// The region `league`.
#[derive(Template)]
#[template(path = "board/league.html")]
pub(crate) struct LeagueRegion<'a> {
    w: Words,
    league: &'a League,
    rows: Vec<Drawn<'a>>,
    title: String,
    against: String,
}

impl<'a> LeagueRegion<'a> {
    pub(crate) fn new(lang: Lang, league: &'a League) -> Self {
        let w = Words(lang);
        let rows = league.rows.iter().map(|row| {
            let few = row.share.whole < league.few;
            Drawn {
                row,
                few,
                class: match (few, row.after_gap) {
                    (false, false) => "",
                    (true, false) => "hn-few",
                    (false, true) => "hn-gap",
                    (true, true) => "hn-few hn-gap",
                },
                rank: rank(w, row),
                places: places(w, row.places),
                bullet: bullet(row.share, league.aim),
                spark: spark(lang, &row.days, league.aim),
            }
        });
        let whole = if league.all.is_some() { Key::BoardLeagueEnds } else { Key::BoardLeagueAll };
        LeagueRegion {
            w,
            rows: rows.collect(),
            title: w.t1(whole, league.units),
            against: w.t1(Key::BoardAgainst, league.aim.text(lang, Value::Share(Share::default()))),
            league,
        }
    }
}

fn rank(w: Words, row: &LeagueRow) -> String {
    match row.rank {
        None => "–".to_owned(),
        Some(rank) if row.tied => w.t1(Key::BoardTied, rank),
        Some(rank) => rank.to_string(),
    }
}

fn places(w: Words, places: Option<i32>) -> String {
    match places {
        None => "–".to_owned(),
        Some(0) => w.t(Key::BoardPlacesSame).to_owned(),
        Some(won) if won > 0 => w.t1(Key::BoardPlacesUp, won),
        Some(lost) => w.t1(Key::BoardPlacesDown, lost.unsigned_abs()),
    }
}

/// A bar against its target. The number stands beside it, so it is no more than a picture.
fn bullet(share: Share, aim: Aim) -> String {
    let missed =
        if aim.reached_by(Value::Share(share)) == Some(false) { " hn-bar__fill--missed" } else { "" };
    let (length, target) = (share.filled() * 120 / 1000, aim.tenths.min(1000) * 120 / 1000);
    format!(
        r#"<svg class="hn-bullet" viewBox="0 0 120 16" width="120" height="16" aria-hidden="true"><rect class="hn-bar__track" y="3" width="120" height="10"/><rect class="hn-bar__fill{missed}" y="3" width="{length}" height="10"/><path class="hn-bar__target" d="M{target} 0v16"/></svg>"#
    )
}

/// The days as a line with the target across; a day without dossiers breaks the line. What it shows is said in words.
fn spark(lang: Lang, days: &[Share], aim: Aim) -> String {
    let known: Vec<u64> = days.iter().filter_map(|day| day.tenths()).collect();
    let (Some(first), Some(last)) = (known.first(), known.last()) else { return "–".to_owned() };
    let least = known.iter().copied().chain([aim.tenths]).min().unwrap_or(0);
    let most = known.iter().copied().chain([aim.tenths]).max().unwrap_or(1000).max(least + 50);
    let (width, height) = (SPARK.0 - 8, u64::try_from(SPARK.1 - 6).unwrap_or(1));
    let y = |tenths: u64| 3 + height - (tenths - least) * height / (most - least);
    let x = |index: usize| 3 + index * width / days.len().saturating_sub(1).max(1);
    let (mut path, mut pen) = (String::new(), 'M');
    let mut end = (0, 0);
    for (index, day) in days.iter().enumerate() {
        match day.tenths() {
            None => pen = 'M',
            Some(tenths) => {
                end = (x(index), y(tenths));
                write!(path, "{pen}{} {}", end.0, end.1).expect("writing into a String cannot fail");
                pen = 'L';
            }
        }
    }
    let w = Words(lang);
    let percent = |tenths: u64| format!("{}%", crate::board::value::tenth(lang, tenths));
    let told = w.t3(Key::BoardSparkText, &days.len(), &percent(*first), &percent(*last));
    let across = y(aim.tenths);
    format!(
        r#"<svg class="hn-spark" viewBox="0 0 {} {}" width="{}" height="{}" role="img" aria-label="{told}"><path class="hn-spark__target" d="M0 {across}H{}"/><path class="hn-spark__line" d="{path}"/><circle cx="{}" cy="{}" r="2.5"/></svg>"#,
        SPARK.0, SPARK.1, SPARK.0, SPARK.1, SPARK.0, end.0, end.1
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::board::value::Goal;

    const AIM: Aim = Aim { tenths: 800, goal: Goal::AtLeast };

    #[test]
    fn a_bar_says_by_its_colour_what_the_exact_share_says() {
        assert!(bullet(Share::new(7_999, 10_000), AIM).contains("--missed"));
        assert!(!bullet(Share::new(8_000, 10_000), AIM).contains("--missed"));
        assert!(bullet(Share::new(1, 2), AIM).contains(r#"width="60" height="10"/><path"#));
        assert!(bullet(Share::new(0, 0), AIM).contains(r#"width="0""#));
    }

    #[test]
    fn a_day_without_dossiers_breaks_the_line() {
        let days = [Share::new(7, 10), Share::default(), Share::new(9, 10), Share::new(9, 10)];
        let html = spark(Lang::Vi, &days, AIM);
        let line = html.split("hn-spark__line\" d=\"").nth(1).and_then(|rest| rest.split('"').next());
        assert_eq!(line.map(|line| (line.matches('M').count(), line.matches('L').count())), Some((2, 1)));
        assert!(html.contains("70,0%") && html.contains("90,0%"));
        assert_eq!(spark(Lang::Vi, &[Share::default()], AIM), "–");
    }

    #[test]
    fn ranks_shared_say_so() {
        let row = LeagueRow { rank: Some(7), tied: true, places: Some(-3), ..LeagueRow::default() };
        let w = Words(Lang::Vi);
        assert_eq!(rank(w, &row), "7 (đồng hạng)");
        assert_eq!(places(w, row.places), "▼ 3");
        assert_eq!(places(w, Some(2)), "▲ 2");
        assert_eq!(rank(w, &LeagueRow::default()), "–");
    }
}
