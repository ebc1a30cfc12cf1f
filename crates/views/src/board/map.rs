//! The map of tiles: a cell for each commune, drawn by the server, with the same numbers as a table beside it.

use crate::board::Words;
use crate::board::value::{Goal, Share, short_tenth};
use crate::lang::Lang;
use crate::message::{Key, fill, t};
use askama::Template;

/// Width and height of a cell with the gap to the next, in pixels at full size.
const PITCH: (u32, u32) = (60, 52);
/// The gap.
const GAP: u32 = 3;
/// Letters of twelve pixels that surely fit a line of a cell.
const LINE: usize = 7;

/// One commune.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MapTile {
    /// The unit's key: follows the tile from one state to the next.
    pub key: String,
    /// The short name, written on the tile.
    pub name: String,
    /// The whole name, for instance "Phường Ba Đình".
    pub full: String,
    /// Column, from one.
    pub column: u8,
    /// Row, from one.
    pub row: u8,
    /// Its page.
    pub href: String,
    /// The metric there.
    pub share: Share,
    /// Its counter-rate there.
    pub twin: Share,
}

/// The map of a metric.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TileMap {
    /// The metric's name, for instance "Trực tuyến".
    pub metric: String,
    /// The name of its counter-rate.
    pub twin: String,
    /// Where classes end, in thousandths, ascending; the second is the target.
    pub cuts: [u64; 3],
    /// Which side of the target is wanted.
    pub goal: Goal,
    /// Fewer dossiers than this and a rate says little.
    pub few: u64,
    /// The finding, in a sentence.
    pub finding: String,
    /// The communes.
    pub tiles: Vec<MapTile>,
}

/// The class of a commune: 1 the worst to 4 the best.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// Far from the target.
    Worst,
    /// Short of the target.
    Short,
    /// The target is reached.
    Reached,
    /// Well beyond the target.
    Best,
    /// Too few dossiers for a rate to mean much.
    Few,
    /// No dossier at all.
    Nothing,
}

impl Class {
    /// All of them, in the order of the legend.
    pub const ALL: [Class; 6] =
        [Class::Worst, Class::Short, Class::Reached, Class::Best, Class::Few, Class::Nothing];

    /// The last part of its class in the style sheet.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Class::Worst => "worst",
            Class::Short => "short",
            Class::Reached => "reached",
            Class::Best => "best",
            Class::Few => "few",
            Class::Nothing => "nothing",
        }
    }
}

impl TileMap {
    /// The class of a share.
    #[must_use]
    pub fn class(&self, share: Share) -> Class {
        if share.whole == 0 {
            return Class::Nothing;
        }
        if share.whole < self.few {
            return Class::Few;
        }
        let [low, middle, high] = self.cuts;
        match self.goal {
            Goal::AtLeast if share.at_least(high) => Class::Best,
            Goal::AtLeast if share.at_least(middle) => Class::Reached,
            Goal::AtLeast if share.at_least(low) => Class::Short,
            Goal::AtMost if share.at_most(low) => Class::Best,
            Goal::AtMost if share.at_most(middle) => Class::Reached,
            Goal::AtMost if share.at_most(high) => Class::Short,
            Goal::AtLeast | Goal::AtMost => Class::Worst,
        }
    }

    /// How many communes are of a class.
    #[must_use]
    pub fn of_class(&self, class: Class) -> usize {
        self.tiles.iter().filter(|tile| self.class(tile.share) == class).count()
    }

    /// A class in words: "65–79%".
    #[must_use]
    pub fn class_text(&self, lang: Lang, class: Class) -> String {
        let cut = |index: usize| short_tenth(lang, self.cuts[index]);
        // The last value below a cut, as it is written: 79 below 80, 1,9 below 2.
        let below = |index: usize| {
            let cut = self.cuts[index];
            short_tenth(
                lang,
                cut.saturating_sub(if self.cuts.iter().all(|cut| cut.is_multiple_of(10)) { 10 } else { 1 }),
            )
        };
        let up = self.goal == Goal::AtLeast;
        match class {
            Class::Worst if up => fill(t(lang, Key::BoardClassBelow), &[&cut(0)]),
            Class::Short if up => fill(t(lang, Key::BoardClassFrom), &[&cut(0), &below(1)]),
            Class::Reached if up => fill(t(lang, Key::BoardClassReached), &[&cut(1), &below(2)]),
            Class::Best if up => fill(t(lang, Key::BoardClassAbove), &[&cut(2)]),
            Class::Best => fill(t(lang, Key::BoardClassUpTo), &[&cut(0)]),
            Class::Reached => fill(t(lang, Key::BoardClassOverReached), &[&cut(0), &cut(1)]),
            Class::Short => fill(t(lang, Key::BoardClassOver), &[&cut(1), &cut(2)]),
            Class::Worst => fill(t(lang, Key::BoardClassBeyond), &[&cut(2)]),
            Class::Few => fill(t(lang, Key::BoardClassFew), &[&self.few]),
            Class::Nothing => t(lang, Key::BoardClassNothing).to_owned(),
        }
    }
}

/// A line of the legend.
struct Legend {
    class: Class,
    text: String,
    count: usize,
}

/// A tile with its place, ready to be drawn.
struct Drawn<'a> {
    tile: &'a MapTile,
    class: Class,
    band: String,
    title: String,
    lines: Vec<Line>,
    number: String,
    x: u32,
    y: u32,
}

/// A line of the name.
struct Line {
    text: String,
    y: u32,
}

/// The region `map`.
#[derive(Template)]
#[template(path = "board/map.html")]
pub(crate) struct MapRegion<'a> {
    w: Words,
    map: &'a TileMap,
    legend: Vec<Legend>,
    tiles: Vec<Drawn<'a>>,
    width: u32,
    height: u32,
    /// Width and height of a cell.
    cell: (u32, u32),
}

impl<'a> MapRegion<'a> {
    pub(crate) fn new(lang: Lang, map: &'a TileMap) -> Self {
        let mut tiles: Vec<&MapTile> = map.tiles.iter().collect();
        tiles.sort_by_key(|tile| (tile.row, tile.column));
        let columns = tiles.iter().map(|tile| tile.column).max().unwrap_or(0);
        let rows = tiles.iter().map(|tile| tile.row).max().unwrap_or(0);
        let legend = Class::ALL.into_iter().map(|class| Legend {
            class,
            text: map.class_text(lang, class),
            count: map.of_class(class),
        });
        MapRegion {
            w: Words(lang),
            map,
            // The four classes always stand, the two others where there are such communes.
            legend: legend.filter(|line| line.class < Class::Few || line.count > 0).collect(),
            tiles: tiles.into_iter().map(|tile| drawn(lang, map, tile)).collect(),
            width: (u32::from(columns) * PITCH.0).saturating_sub(GAP) + 4,
            height: (u32::from(rows) * PITCH.1).saturating_sub(GAP) + 4,
            cell: (PITCH.0 - GAP, PITCH.1 - GAP),
        }
    }
}

fn drawn<'a>(lang: Lang, map: &TileMap, tile: &'a MapTile) -> Drawn<'a> {
    let class = map.class(tile.share);
    let band = map.class_text(lang, class);
    let rate = if class == Class::Nothing {
        t(lang, Key::BoardClassNothing).to_owned()
    } else {
        fill(t(lang, Key::BoardTileTitle), &[&tile.share.text(lang), &tile.share.counts(lang), &band])
    };
    let lines = lines(&tile.name);
    let first = if lines.len() == 1 { 21 } else { 13 };
    let place = |index: u8, pitch: u32| u32::from(index.saturating_sub(1)) * pitch + 2;
    Drawn {
        tile,
        class,
        band,
        title: format!("{}: {rate}", tile.full),
        lines: lines.into_iter().zip([first, first + 13]).map(|(text, y)| Line { text, y }).collect(),
        number: match class {
            Class::Nothing => "–".to_owned(),
            Class::Few => t(lang, Key::BoardFewShort).to_owned(),
            _ => tile.share.percent().map_or_else(String::new, |percent| percent.to_string()),
        },
        x: place(tile.column, PITCH.0),
        y: place(tile.row, PITCH.1),
    }
}

/// A name on one or two lines. Of a double name too long for two, the second part is written by its first letters; the whole
/// name stands in the title and in the table.
fn lines(name: &str) -> Vec<String> {
    let length = |text: &str| text.chars().count();
    if length(name) <= LINE {
        return vec![name.to_owned()];
    }
    let splits = name.match_indices(' ').map(|(at, _)| (&name[..at], &name[at + 1..]));
    let longest = |(one, other): &(&str, &str)| length(one).max(length(other));
    match splits.min_by_key(longest) {
        Some((one, other)) if longest(&(one, other)) <= LINE + 2 => vec![one.to_owned(), other.to_owned()],
        _ => match name.split_once(" - ") {
            Some((one, other)) => {
                vec![one.to_owned(), other.split(' ').filter_map(|word| word.chars().next()).collect()]
            }
            None => vec![name.to_owned()],
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    fn map() -> TileMap {
        sample::board_map(Lang::Vi)
    }

    #[test]
    fn every_commune_is_a_link_with_its_name_and_its_class() {
        let map = map();
        let html = MapRegion::new(Lang::Vi, &map).render().expect("a template renders");
        let svg = html.split("<svg class=\"hn-map\"").nth(1).and_then(|rest| rest.split("</svg>").next());
        let svg = svg.expect("the map is drawn");
        assert_eq!(map.tiles.len(), 126);
        assert_eq!(svg.matches("<a ").count(), 126);
        assert_eq!(svg.matches("<title>").count(), 126);
        for tile in &map.tiles {
            assert!(svg.contains(&format!("<title>{}: ", tile.full)), "{}", tile.full);
            assert!(html.contains(&format!(">{}</a>", tile.full)), "{} is in the table", tile.full);
        }
        let sum: usize = Class::ALL.into_iter().map(|class| map.of_class(class)).sum();
        assert_eq!(sum, 126);
        for class in Class::ALL {
            let drawn = svg.matches(&format!("class=\"hn-cell hn-cell--{}\"", class.key())).count();
            assert_eq!(drawn, map.of_class(class), "{class:?}");
            assert!(drawn > 0, "the sample has no {class:?}");
        }
        let hatched = svg.matches("url(#hn-hatch)").count();
        assert_eq!(hatched, map.of_class(Class::Worst));
    }

    #[test]
    fn names_are_escaped() {
        let mut map = map();
        map.tiles[0].name = "<b>\"&".to_owned();
        map.tiles[0].full = "<script>".to_owned();
        let html = MapRegion::new(Lang::Vi, &map).render().expect("a template renders");
        assert!(!html.contains("<b>") && !html.contains("<script>"));
    }

    #[test]
    fn tiles_stand_row_by_row_from_the_west() {
        let map = map();
        let region = MapRegion::new(Lang::En, &map);
        assert!(region.tiles.is_sorted_by_key(|drawn| (drawn.y, drawn.x)));
        let places: std::collections::BTreeSet<_> =
            region.tiles.iter().map(|drawn| (drawn.x, drawn.y)).collect();
        assert_eq!(places.len(), 126, "no two share a cell");
        assert!(region.tiles.iter().all(|drawn| drawn.x + 57 < region.width && drawn.y + 49 < region.height));
    }

    #[test]
    fn classes_are_cut_at_the_target_exactly() {
        let map = TileMap { cuts: [650, 800, 900], few: 20, ..TileMap::default() };
        let class = |part, whole| map.class(Share::new(part, whole));
        assert_eq!(class(7_999, 10_000), Class::Short);
        assert_eq!(class(80, 100), Class::Reached);
        assert_eq!(class(90, 100), Class::Best);
        assert_eq!(class(64, 100), Class::Worst);
        assert_eq!((class(19, 19), class(0, 0)), (Class::Few, Class::Nothing));
        assert_eq!(map.class_text(Lang::Vi, Class::Short), "65–79%");
        assert_eq!(map.class_text(Lang::Vi, Class::Reached), "80–89% (đạt)");
        let late = TileMap { cuts: [5, 10, 30], goal: Goal::AtMost, ..TileMap::default() };
        assert_eq!(late.class(Share::new(1, 100)), Class::Reached);
        assert_eq!(late.class(Share::new(4, 100)), Class::Worst);
        assert_eq!(late.class_text(Lang::Vi, Class::Worst), "Trên 3%");
    }

    #[test]
    fn long_names_fit_two_lines() {
        assert_eq!(lines("Ba Đình"), ["Ba Đình"]);
        assert_eq!(lines("Hai Bà Trưng"), ["Hai Bà", "Trưng"]);
        assert_eq!(lines("Khương Đình"), ["Khương", "Đình"]);
        assert_eq!(lines("Văn Miếu - Quốc Tử Giám"), ["Văn Miếu", "QTG"]);
        for tile in map().tiles {
            let lines = lines(&tile.name);
            assert!(lines.len() <= 2 && lines.iter().all(|line| line.chars().count() <= 9), "{lines:?}");
        }
    }
}
