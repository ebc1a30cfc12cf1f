//! What moves on an open board, region by region, as pages and streams both use it.

use super::funnel::{Funnel, FunnelRegion};
use super::league::{League, LeagueRegion};
use super::map::{MapRegion, TileMap};
use super::tiles::{ActNow, ActRegion, Headline, HeadlineRegion, Tile, TilesRegion};
use crate::lang::Lang;
use askama::Template;
use std::fmt::Write as _;

/// A part of the board that is brought up to date by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Region {
    /// The sentence with the answer.
    Headline,
    /// The tiles.
    Tiles,
    /// What is stuck, by unit and step.
    ActNow,
    /// The map with its table.
    Map,
    /// The way of a dossier.
    Funnel,
    /// The league table.
    League,
}

impl Region {
    /// All of them.
    pub const ALL: [Region; 6] =
        [Region::Headline, Region::Tiles, Region::ActNow, Region::Map, Region::Funnel, Region::League];

    /// Its name: the attribute `data-live` on the page, the key in the stream.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Region::Headline => "headline",
            Region::Tiles => "tiles",
            Region::ActNow => "act-now",
            Region::Map => "map",
            Region::Funnel => "funnel",
            Region::League => "league",
        }
    }
}

/// All that moves on the board.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// The sentence with the answer.
    pub headline: Headline,
    /// The tiles.
    pub tiles: Vec<Tile>,
    /// What is compared with, in words ("tuần trước"); `None` when nothing is.
    pub compared: Option<String>,
    /// What is stuck.
    pub act_now: ActNow,
    /// The map; `None` for a city without one.
    pub map: Option<TileMap>,
    /// The way of a dossier.
    pub funnel: Funnel,
    /// The league table.
    pub league: League,
}

impl Figures {
    /// One region alone, as HTML: what stands between the tags of its `data-live`.
    #[must_use]
    pub fn render(&self, lang: Lang, region: Region) -> String {
        match region {
            Region::Headline => filled(HeadlineRegion::new(lang, &self.headline)),
            Region::Tiles => filled(TilesRegion::new(lang, &self.tiles, self.compared.as_deref())),
            Region::ActNow => filled(ActRegion::new(lang, &self.act_now)),
            Region::Map => self.map.as_ref().map(|map| filled(MapRegion::new(lang, map))).unwrap_or_default(),
            Region::Funnel => filled(FunnelRegion::new(lang, &self.funnel)),
            Region::League => filled(LeagueRegion::new(lang, &self.league)),
        }
    }
}

pub(super) fn filled(region: impl Template) -> String {
    region.render().expect("a template that writes into a String cannot fail")
}

/// One event `board` of the stream: the time of the numbers and the regions, or what changed in them. The page also hears `tick`, whose
/// data is the time alone (nothing changed, the numbers are of now), and `end`, after which it listens no more.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BoardLive {
    /// The time of the numbers, for instance "10:42:15".
    pub at: String,
    /// The regions; one left out stays as it is.
    pub regions: Vec<(Region, String)>,
}

impl BoardLive {
    /// All regions, for a page that connects or missed something.
    #[must_use]
    pub fn whole(lang: Lang, at: impl Into<String>, figures: &Figures) -> Self {
        let regions = Region::ALL.into_iter().map(|region| (region, figures.render(lang, region)));
        BoardLive { at: at.into(), regions: regions.collect() }
    }

    /// The `data` of the event, on one line: `{"at":"10:42:15","tiles":"<ul…"}`.
    #[must_use]
    pub fn json(&self) -> String {
        let mut out = String::from("{\"at\":");
        quoted(&mut out, &self.at);
        for (region, html) in &self.regions {
            out.push(',');
            quoted(&mut out, region.name());
            out.push(':');
            quoted(&mut out, html);
        }
        out.push('}');
        out
    }
}

impl BoardLive {
    /// The same for pages that were told the whole of before: of a region only the lines that changed, by their number from 0:
    /// `{"at":"10:42:15","map":{"57":"<text…"}}`. A region that has another number of lines is told whole.
    #[must_use]
    pub fn json_since(&self, before: &BoardLive) -> String {
        let mut out = String::from("{\"at\":");
        quoted(&mut out, &self.at);
        for (region, html) in &self.regions {
            let was = before.regions.iter().find(|(of, _)| of == region).map_or("", |(_, html)| html);
            if was == html {
                continue;
            }
            out.push(',');
            quoted(&mut out, region.name());
            out.push(':');
            if was.split('\n').count() != html.split('\n').count() {
                quoted(&mut out, html);
                continue;
            }
            out.push('{');
            let changed =
                was.split('\n').zip(html.split('\n')).enumerate().filter(|(_, (was, is))| was != is);
            for (nth, (number, (_, line))) in changed.enumerate() {
                let joint = if nth > 0 { "," } else { "" };
                write!(out, "{joint}\"{number}\":").expect("writing into a String cannot fail");
                quoted(&mut out, line);
            }
            out.push('}');
        }
        out.push('}');
        out
    }
}

/// A JSON string (RFC 8259, section 7).
fn quoted(out: &mut String, text: &str) {
    out.push('"');
    for char in text.chars() {
        match char {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            control if control < ' ' => {
                write!(out, "\\u{:04x}", u32::from(control)).expect("writing into a String cannot fail");
            }
            other => out.push(other),
        }
    }
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    #[test]
    fn an_event_is_one_line_and_tells_what_changed() {
        let mut figures = sample::board_figures(Lang::Vi);
        let first = BoardLive::whole(Lang::Vi, "10:42:15", &figures);
        assert_eq!(first.regions.len(), Region::ALL.len());
        assert!(!first.json().contains('\n') && !first.json().contains('\r'));
        figures.tiles[0].label = "\"\\\u{1}".to_owned();
        let second = BoardLive::whole(Lang::Vi, "10:42:20", &figures);
        let json = second.json_since(&first);
        assert!(json.starts_with("{\"at\":\"10:42:20\",\"tiles\":{\"") && json.ends_with("\"}}"), "{json}");
        assert!(json.contains("\\u0001") && !json.contains("\"map\"") && json.len() < 500, "{json}");
        assert_eq!(first.json_since(&first), "{\"at\":\"10:42:15\"}");
        figures.tiles.pop();
        let third = BoardLive::whole(Lang::Vi, "10:42:25", &figures);
        assert!(third.json_since(&second).contains("\"tiles\":\""), "a list that grew shorter is told whole");
    }

    #[test]
    fn lines_put_in_their_places_give_the_whole() {
        let mut figures = sample::board_figures(Lang::En);
        let first = BoardLive::whole(Lang::En, "10:42:15", &figures);
        if let Some(map) = &mut figures.map {
            map.tiles.iter_mut().step_by(7).for_each(|tile| tile.full = "Somewhere else".to_owned());
        }
        let second = BoardLive::whole(Lang::En, "10:42:16", &figures);
        let told: serde_json::Value = serde_json::from_str(&second.json_since(&first)).expect("JSON");
        let told = told["map"].as_object().expect("lines of the map");
        assert!(!told.is_empty());
        let of = |live: &BoardLive| {
            live.regions.iter().find(|(region, _)| *region == Region::Map).map(|(_, html)| html.clone())
        };
        let mut lines: Vec<String> = of(&first).expect("a map").split('\n').map(str::to_owned).collect();
        for (number, line) in told {
            let number: usize = number.parse().expect("a number");
            line.as_str().expect("a line").clone_into(&mut lines[number]);
        }
        assert_eq!(Some(lines.join("\n")), of(&second));
    }

    #[test]
    fn a_region_alone_is_what_stands_on_the_page() {
        let brand = sample::brand();
        for lang in Lang::ALL {
            let figures = sample::board_figures(lang);
            let page = sample::all(lang, &brand).into_iter().find(|page| page.name == "board");
            let html = page.expect("the board has a sample").html;
            for region in Region::ALL {
                let alone = figures.render(lang, region);
                assert!(html.contains(&format!("data-live=\"{}\">{alone}</", region.name())), "{region:?}");
            }
        }
    }
}
