//! The board: the numbers a city is led by, for those who lead it and for everybody who wants to see them.
//!
//! No page of the public board names a person. A page knows no metric: names, values, targets and addresses come in, this
//! crate says what they mean in words and draws them. Every number stands with what it rests on, every rate with its
//! counter-rate.
//!
//! What moves while it is watched stands in named regions ([`Region`]). Each is rendered alone, so that an open page is
//! brought up to date by the same HTML that it was made of ([`Figures::render`], [`BoardLive`]).

mod contests;
mod dictionary;
mod drill;
mod funnel;
mod index;
mod league;
mod live;
mod map;
mod reports;
mod targets;
mod tiles;
mod value;
mod wall;

pub use contests::{ContestPage, ContestsPage};
pub use dictionary::{Definition, DefinitionGroup, DictionaryPage};
pub use drill::{Behind, BehindRow, DrillPage, Member, OfficerRow, Opened};
pub use funnel::{Funnel, Stage};
pub use index::{IndexGroup, IndexPage, IndexPart, Points, Score};
pub use league::{League, LeagueRow};
pub use live::{BoardLive, Figures, Region};
pub use map::{Class, MapTile, TileMap};
pub use reports::{
    DefinePage, EditionRow, FreezeForm, Frozen, ReportCell, ReportDifference, ReportForm, ReportLine,
    ReportPage, ReportRow, ReportSheet, ReportTable, ReportsPage,
};
pub use targets::{FollowUp, OrderRow, OrderState, TargetRow, TargetsPage};
pub use tiles::{ActNow, ActRow, Headline, Tile};
pub use value::{Aim, Goal, Share, Value};
pub use wall::{WallPage, WallView};

use crate::form::{Choice, Field, FieldKind};
use crate::icon::Icon;
use crate::lang::Lang;
use crate::message::{Key, fill, t};
use crate::page::{Link, Page};
use crate::renders;
use askama::Template;
use std::fmt::Display;

/// The texts of a language, for templates of a region, which has no page.
#[derive(Clone, Copy)]
pub(crate) struct Words(pub(crate) Lang);

impl Words {
    pub(crate) fn lang(self) -> Lang {
        self.0
    }

    pub(crate) fn t(self, key: Key) -> &'static str {
        t(self.0, key)
    }

    pub(crate) fn t1(self, key: Key, value: impl Display) -> String {
        fill(t(self.0, key), &[&value])
    }

    pub(crate) fn t2(self, key: Key, one: &dyn Display, two: &dyn Display) -> String {
        fill(t(self.0, key), &[one, two])
    }

    pub(crate) fn t3(self, key: Key, one: &dyn Display, two: &dyn Display, three: &dyn Display) -> String {
        fill(t(self.0, key), &[one, two, three])
    }
}

/// How fresh the numbers are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Pulse {
    /// The page follows them.
    #[default]
    Live,
    /// They are older than they should be, because what keeps them is behind.
    Stale,
    /// As they were known at a moment, in words: they do not move.
    AsKnown(String),
}

/// The line that says of when the numbers are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Freshness {
    /// The time of the numbers, for instance "10:42:15".
    pub at: String,
    /// Whether they move.
    pub pulse: Pulse,
    /// This page again, for those without scripts.
    pub refresh: String,
    /// The stream of this very page (same query); `None` where nothing moves.
    pub stream: Option<String>,
}

/// Which part of time is asked about; all by GET.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PeriodForm {
    /// Where the form leads: the page itself.
    pub action: String,
    /// What else was asked and is kept: name and value.
    pub kept: Vec<(String, String)>,
    /// Presets, posted as `period`: today, this week, this month, since 1 July, between two days.
    pub presets: Vec<Choice>,
    /// The first day of a period of one's own, as typed (`from`).
    pub from: String,
    /// Its last day, as typed (`to`).
    pub to: String,
    /// Whether the period before stands beside it (`compare=1`).
    pub compare: bool,
    /// The moment as of which the numbers are asked, as typed (`as_of`); `None` where that cannot be asked.
    pub as_of: Option<String>,
}

impl PeriodForm {
    fn day(&self, page: &Page<'_>, name: &str, label: Key, value: &str) -> Field {
        let field = Field::new(name, page.t(label), FieldKind::Date).value(value);
        Field { error: page.error_at(name).map(str::to_owned), ..field }
    }

    pub(crate) fn first_day_field(&self, page: &Page<'_>) -> Field {
        self.day(page, "from", Key::BoardFrom, &self.from)
    }

    pub(crate) fn last_day_field(&self, page: &Page<'_>) -> Field {
        self.day(page, "to", Key::BoardTo, &self.to)
    }

    pub(crate) fn as_of_field(&self, page: &Page<'_>) -> Field {
        let field = Field::new("as_of", page.t(Key::BoardAsOf), FieldKind::DateTime)
            .value(self.as_of.as_deref().unwrap_or_default());
        Field { error: page.error_at("as_of").map(str::to_owned), ..field.hint(page.t(Key::BoardAsOfHint)) }
    }
}

/// Which units the league table shows; all by GET.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LeagueFilter {
    /// Where the form leads: the page itself.
    pub action: String,
    /// What else was asked and is kept: name and value.
    pub kept: Vec<(String, String)>,
    /// Wards, communes or all, posted as `kind`.
    pub kinds: Vec<Choice>,
    /// Size bands or all, posted as `size`.
    pub sizes: Vec<Choice>,
}

/// The form behind the buttons "Nhắc" of the act-now list, for those who may nudge.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NudgeForm {
    /// Where it is posted; the button adds `at`, the row's key.
    pub action: String,
    /// The idempotency key (UUID); the web crate derives one for each row from it.
    pub command_id: String,
}

/// The sheet the board is printed on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sheet {
    /// A4 landscape: headline, tiles, map, act-now list.
    #[default]
    A4,
    /// A3 landscape: the league table of all units as well.
    A3,
}

impl Sheet {
    pub(crate) fn key(self) -> &'static str {
        match self {
            Sheet::A4 => "a4",
            Sheet::A3 => "a3",
        }
    }
}

/// Something to be known of a page: a unit that ended, a period without numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BoardNote {
    /// A sentence or two.
    pub text: String,
    /// Ways on.
    pub links: Vec<Link>,
}

/// `/board?unit=&metric=&period=&from=&to=&compare=&as_of=&kind=&size=&all=&sheet=`
#[derive(Template)]
#[template(path = "board/board.html")]
pub struct BoardPage<'a> {
    /// What every page is given (title = what the board is of). Errors: targets `from`, `to`, `as_of`.
    pub page: Page<'a>,
    /// The period in words, for instance "01–24/7/2025".
    pub period: String,
    /// The denominator in words, for instance "hồ sơ đã tiếp nhận trong kỳ, không tính hồ sơ rút".
    pub denominator: String,
    /// How the numbers are reckoned, the CSV, the print on A4 and A3, the index, the targets, the wall.
    pub links: Vec<Link>,
    /// The period asked about.
    pub asked: PeriodForm,
    /// Of when the numbers are.
    pub fresh: Freshness,
    /// What is to be known before the numbers are read.
    pub notes: Vec<BoardNote>,
    /// What moves.
    pub figures: Figures,
    /// The form of the nudges, for those who may.
    pub nudge: Option<NudgeForm>,
    /// The filter of the league table.
    pub filter: LeagueFilter,
    /// Figures given from outside: what, its definition, the figure with who gave it, from where and when.
    pub given: Vec<(Link, Option<(String, String)>)>,
    /// The sheet it is printed on.
    pub sheet: Sheet,
}

/// `/board/act-now?unit=&after=`: every place where something is stuck.
#[derive(Template)]
#[template(path = "board/act_now_page.html")]
pub struct ActNowPage<'a> {
    /// What every page is given (title = of whom).
    pub page: Page<'a>,
    /// The time of the numbers.
    pub at: String,
    /// The places; `all` and `more` stay empty here.
    pub act_now: ActNow,
    /// The form of the nudges, for those who may.
    pub nudge: Option<NudgeForm>,
    /// The first page, when this is not it.
    pub first: Option<String>,
    /// The next page.
    pub next: Option<String>,
    /// Words to send with a nudge, as typed and not taken.
    pub words: String,
}

impl ActNowPage<'_> {
    fn words_field(&self) -> Field {
        let field =
            Field::new("words", self.page.t(Key::NudgeWords), FieldKind::TextArea(2)).value(&self.words);
        Field { error: self.page.error_at("words").map(str::to_owned), ..field.optional() }
    }

    fn list(&self) -> String {
        live::filled(tiles::ActRegion::new(self.page.lang, &self.act_now))
    }
}

impl BoardPage<'_> {
    fn region(&self, region: Region) -> String {
        self.figures.render(self.page.lang, region)
    }
}

renders!(BoardPage, ActNowPage);
