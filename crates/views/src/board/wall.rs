//! The board on a wall: 1920 by 1080, nothing to press, one view after the other. It is brought up to date by the browser's own
//! refresh, so it needs no script and goes on after an outage.

use super::live::{Figures, Region};
use crate::message::Key;
use crate::page::Page;
use crate::renders;
use askama::Template;

/// What is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum WallView {
    /// The map, and what must be done now.
    #[default]
    Map,
    /// The league table.
    League,
    /// The tiles large, the way of a dossier, what must be done now.
    Tiles,
}

impl WallView {
    /// All of them, in the order they turn.
    pub const ALL: [WallView; 3] = [WallView::Map, WallView::League, WallView::Tiles];

    /// Its name in addresses.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            WallView::Map => "map",
            WallView::League => "league",
            WallView::Tiles => "tiles",
        }
    }

    /// A view by its name.
    #[must_use]
    pub fn parse(key: &str) -> Option<Self> {
        WallView::ALL.into_iter().find(|view| view.key() == key)
    }

    /// The one after it.
    #[must_use]
    pub fn next(self) -> Self {
        match self {
            WallView::Map => WallView::League,
            WallView::League => WallView::Tiles,
            WallView::Tiles => WallView::Map,
        }
    }
}

/// `/board/wall?view=&hold=&seconds=`
#[derive(Template)]
#[template(path = "board/wall.html")]
pub struct WallPage<'a> {
    /// What every page is given (title = what the board is of).
    pub page: Page<'a>,
    /// The period in words.
    pub period: String,
    /// The time of the numbers.
    pub at: String,
    /// Whether they are older than they should be.
    pub stale: bool,
    /// What is shown.
    pub view: WallView,
    /// After how many seconds the page turns or is asked for again.
    pub seconds: u32,
    /// The page it turns to. While it is held it turns to none, and is not asked for again.
    pub next: String,
    /// This view held, or turning again when it is held.
    pub hold: String,
    /// Whether it is held.
    pub held: bool,
    /// The numbers.
    pub figures: Figures,
}

impl WallPage<'_> {
    fn region(&self, region: Region) -> String {
        self.figures.render(self.page.lang, region)
    }
}

renders!(WallPage);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_views_turn_round() {
        assert_eq!(WallView::Map.next().next().next(), WallView::Map);
        for view in WallView::ALL {
            assert_eq!(WallView::parse(view.key()), Some(view));
        }
    }
}
