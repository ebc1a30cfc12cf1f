//! Samples of the board. Names and places on the map are those of the first city, because only real names show whether they
//! fit; every number is made up.

mod further;

use super::{Sample, by, desk_page};
use crate::board::{
    ActNow, ActNowPage, ActRow, Aim, BoardNote, BoardPage, Figures, Freshness, Funnel, Goal, Headline,
    League, LeagueFilter, LeagueRow, MapTile, NudgeForm, PeriodForm, Pulse, Share, Sheet, Stage, Tile,
    TileMap, Value,
};
use crate::form::{Choice, FieldError};
use crate::lang::Lang;
use crate::message::{Key, t};
use crate::page::{Brand, Link, Page};

const UNITS: &str = include_str!("../../../../data/hanoi/units.csv");
const TILES: &str = include_str!("../../../../data/hanoi/tiles.csv");
const EIGHTY: Aim = Aim { tenths: 800, goal: Goal::AtLeast };
const TWENTY: Aim = Aim { tenths: 200, goal: Goal::AtLeast };

pub(super) fn samples(lang: Lang, brand: &Brand) -> Vec<Sample> {
    let title = by(lang, "Điều hành: toàn thành phố", "The whole city");
    let page = || Page::new(lang, brand, title, "/board");
    let sample = |name: &str, html: String| Sample { name: name.to_owned(), html };
    let mut samples = vec![
        sample("board", board(page(), figures(lang)).render()),
        sample("board-empty", board(page(), empty(lang)).render()),
        sample("board-stale", stale(board(page(), figures(lang))).render()),
        sample("board-known", known(board(page(), no_map(lang))).render()),
        sample("board-error", wrong(page()).render()),
        sample("board-all", all_units(board(page(), figures(lang))).render()),
        sample("board-leader", leader(lang, brand).render()),
        sample("board-act-now", stuck(lang, brand).render()),
    ];
    samples.extend(further::samples(lang, brand));
    samples
}

/// A unit of the first city: key, whole name in the language, short name, column, row.
pub(super) struct Place {
    pub key: &'static str,
    pub full: String,
    pub name: &'static str,
    pub column: u8,
    pub row: u8,
}

/// The communes with their places on the map.
pub(super) fn places(lang: Lang) -> Vec<Place> {
    let cells = |line: &'static str| -> Vec<&'static str> { line.split(',').collect() };
    let at = |key: &str| {
        let line = TILES.lines().map(cells).find(|line| line[0] == key)?;
        Some((line[1].parse().ok()?, line[2].parse().ok()?))
    };
    let place = |line: Vec<&'static str>| {
        let (column, row) = at(line[1])?;
        let full = match (lang, line[4]) {
            (Lang::Vi, "ward") => format!("Phường {}", line[3]),
            (Lang::Vi, _) => format!("Xã {}", line[3]),
            (Lang::En, "ward") => format!("{} ward", line[3]),
            (Lang::En, _) => format!("{} commune", line[3]),
        };
        Some(Place { key: line[1], full, name: line[3], column, row })
    };
    UNITS.lines().skip(1).map(cells).filter_map(place).collect()
}

/// A made-up share of a place: the same each time.
pub(super) fn share(index: usize, salt: u64) -> Share {
    let index = u64::try_from(index).unwrap_or(0);
    let mixed = (index + 1)
        .wrapping_mul(0x9e37_79b9_7f4a_7c15)
        .wrapping_add(salt.wrapping_mul(0xbf58_476d_1ce4_e5b9));
    let mixed = (mixed ^ (mixed >> 31)).wrapping_mul(0x94d0_49bb_1331_11eb) >> 33;
    let whole = match index % 41 {
        17 => 0,
        29 => 7 + mixed % 12,
        _ => 180 + mixed % 700,
    };
    let hundred = (mixed / 7) % 100;
    let percent = 62 + hundred % 20 + if hundred > 70 { 14 } else { 4 } - if hundred < 14 { 18 } else { 0 };
    Share::new(whole * percent / 100, whole)
}

pub(crate) fn map(lang: Lang) -> TileMap {
    let tiles = places(lang).into_iter().enumerate().map(|(index, place)| MapTile {
        key: place.key.to_owned(),
        name: place.name.to_owned(),
        full: place.full,
        column: place.column,
        row: place.row,
        href: format!("/board/drill?unit={}", place.key),
        share: share(index, 1),
        twin: Share::new(share(index, 1).part / 2, share(index, 1).whole),
    });
    TileMap {
        metric: by(lang, "Trực tuyến", "Online").to_owned(),
        twin: by(lang, "Tự nộp", "Self-service").to_owned(),
        cuts: [650, 800, 900],
        goal: Goal::AtLeast,
        few: 20,
        finding: by(
            lang,
            "Nơi thấp nhất là Xã Trần Phú; các phường phía tây đạt nhiều hơn phía bắc.",
            "Trần Phú commune is lowest; the wards of the west do better than the north.",
        )
        .to_owned(),
        tiles: tiles.collect(),
    }
}

fn tiles(lang: Lang) -> Vec<Tile> {
    let tile = |key: &str, names: (&str, &str), value, aim, before, twins: (&str, &str), twin_value| Tile {
        key: key.to_owned(),
        label: by(lang, names.0, names.1).to_owned(),
        href: format!("/board/drill?metric={key}"),
        value,
        aim,
        before,
        twin: by(lang, twins.0, twins.1).to_owned(),
        twin_value,
        twin_href: format!("/board/drill?metric={key}-twin"),
        definition: format!("/board/metrics#{key}"),
        provisional: key == "full",
    };
    let share = |part, whole| Value::Share(Share::new(part, whole));
    let score = |hundredths, votes| Value::Score { hundredths, of: 5, votes };
    let none = Some(Aim { tenths: 0, goal: Goal::AtMost });
    vec![
        tile(
            "online",
            ("Trực tuyến", "Online"),
            share(51_744, 66_000),
            Some(EIGHTY),
            share(50_100, 64_600),
            ("Tự nộp trực tuyến", "Self-service online"),
            share(27_190, 66_000),
        ),
        tile(
            "full",
            ("Toàn trình", "Full online"),
            share(14_586, 66_000),
            Some(TWENTY),
            share(14_276, 64_600),
            ("Có người hỗ trợ", "With help"),
            share(8_020, 14_586),
        ),
        tile(
            "on-time",
            ("Trả đúng hạn", "On time"),
            share(54_441, 56_300),
            None,
            share(52_700, 55_000),
            ("Tạm dừng tính hạn", "Clock paused"),
            share(3_310, 66_000),
        ),
        tile(
            "overdue",
            ("Đang quá hạn", "Overdue now"),
            Value::Count(214),
            none,
            Value::Count(198),
            ("Trả lại, từ chối", "Refused or returned"),
            share(1_240, 66_000),
        ),
        tile(
            "satisfaction",
            ("Hài lòng", "Satisfaction"),
            score(462, 16_900),
            None,
            score(460, 15_020),
            ("Có đánh giá", "Rated"),
            share(16_900, 56_300),
        ),
    ]
}

fn act_now(lang: Lang) -> ActNow {
    let row = |key: &str, units: (&str, &str), steps: (&str, &str), overdue, longest: (&str, &str)| ActRow {
        key: key.to_owned(),
        unit: by(lang, units.0, units.1).to_owned(),
        step: by(lang, steps.0, steps.1).to_owned(),
        overdue,
        longest: by(lang, longest.0, longest.1).to_owned(),
        href: format!("/board/drill?at={key}"),
        nudged: None,
        order: None,
    };
    ActNow {
        rows: vec![
            row(
                "00097-approve",
                ("Phường Hồng Hà", "Hồng Hà ward"),
                ("Chờ ký duyệt", "Awaiting signature"),
                18,
                ("lâu nhất quá 3 ngày", "longest by 3 days"),
            ),
            row(
                "00376-verify",
                ("Xã Sóc Sơn", "Sóc Sơn commune"),
                ("Xác minh thực địa", "Visit on site"),
                15,
                ("lâu nhất quá 6 giờ", "longest by 6 hours"),
            ),
            row(
                "09556-opinion",
                ("Phường Hà Đông", "Hà Đông ward"),
                ("Chờ ý kiến cơ quan khác", "Awaiting an opinion"),
                11,
                ("lâu nhất quá 1 ngày", "longest by 1 day"),
            ),
        ],
        more: 58,
        all: Some("/board/act-now".to_owned()),
        nudge: false,
    }
}

fn funnel(lang: Lang) -> Funnel {
    let stages = [
        ("Mở thủ tục", "Procedure opened", 182_400),
        ("Bắt đầu kê khai", "Filing begun", 111_264),
        ("Nộp hồ sơ", "Filed", 74_784),
        ("Được tiếp nhận", "Received", 66_000),
        ("Có kết quả", "Result ready", 56_300),
        ("Đã trả", "Delivered", 53_100),
        ("Có đánh giá", "Rated", 16_900),
    ];
    let stage = |(vi, en, count): (&str, &str, u64)| Stage {
        name: by(lang, vi, en).to_owned(),
        count,
        href: None,
        voluntary: vi == "Có đánh giá",
    };
    Funnel { stages: stages.into_iter().map(stage).collect(), supplements: Share::new(3_960, 66_000) }
}

/// A league of all communes, ties sharing a rank, those with few dossiers without one.
fn league(lang: Lang) -> League {
    let few = 20;
    let mut rows: Vec<LeagueRow> = places(lang)
        .into_iter()
        .enumerate()
        .map(|(index, place)| {
            let share = share(index, 1);
            let day = |day: usize| {
                let wave = u64::try_from((day * (index % 5 + 1) + index) % 9).unwrap_or(0);
                let whole = if day % 7 == 6 { 0 } else { share.whole / 18 };
                Share::new((whole * (share.percent().unwrap_or(0) + wave).min(100)) / 100, whole)
            };
            LeagueRow {
                key: place.key.to_owned(),
                href: format!("/board?unit={}", place.key),
                peers: by(lang, "cùng loại, 60–90 nghìn dân", "like kind, 60–90 thousand people").to_owned(),
                unit: place.full,
                share,
                places: i32::try_from(index % 11).ok().map(|places| places - 5),
                twin: Value::Share(Share::new(share.whole * (84 + share.part % 16) / 100, share.whole)),
                days: (0..21).map(day).collect(),
                ..LeagueRow::default()
            }
        })
        .collect();
    let tenths = |row: &LeagueRow| row.share.tenths().filter(|_| row.share.whole >= few);
    rows.sort_by_key(|row| std::cmp::Reverse(tenths(row)));
    let order: Vec<Option<u64>> = rows.iter().map(tenths).collect();
    for (index, row) in rows.iter_mut().enumerate() {
        if let Some(mine) = order[index] {
            let before = order.iter().filter(|other| other.is_some_and(|other| other > mine)).count();
            row.rank = u32::try_from(before + 1).ok();
            row.tied = order.iter().filter(|other| **other == Some(mine)).count() > 1;
        }
    }
    League {
        metric: by(lang, "Trực tuyến", "Online").to_owned(),
        twin: by(lang, "Đúng hạn", "On time").to_owned(),
        aim: EIGHTY,
        few,
        units: rows.len(),
        rows,
        all: None,
        ends: Some("/board".to_owned()),
    }
}

/// The first five, the last five with a rank, and one too small to have one.
fn ends(mut league: League) -> League {
    let ranked = league.rows.iter().filter(|row| row.rank.is_some()).count();
    league.rows.drain(ranked + 1..);
    league.rows.drain(5..ranked - 5);
    league.rows[5].after_gap = true;
    League { all: Some("/board?all=1".to_owned()), ends: None, ..league }
}

pub(crate) fn figures(lang: Lang) -> Figures {
    let map = map(lang);
    let reached = map.tiles.iter().filter(|tile| tile.share.whole > 0 && tile.share.at_least(800)).count();
    Figures {
        headline: Headline::Reached {
            reached: u64::try_from(reached).unwrap_or(0),
            units: 126,
            aim: EIGHTY,
            metric: by(lang, "trực tuyến", "online").to_owned(),
        },
        tiles: tiles(lang),
        compared: Some(by(lang, "tuần trước", "last week").to_owned()),
        act_now: act_now(lang),
        map: Some(map),
        funnel: funnel(lang),
        league: ends(league(lang)),
    }
}

fn empty(lang: Lang) -> Figures {
    let figures = figures(lang);
    let none = |value| match value {
        Value::Share(_) => Value::Share(Share::default()),
        Value::Count(_) => Value::Count(0),
        _ => Value::Missing,
    };
    let nothing = |tile: Tile| Tile {
        value: none(tile.value),
        before: none(tile.before),
        twin_value: none(tile.twin_value),
        ..tile
    };
    let of_none = |tile: MapTile| MapTile { share: Share::default(), twin: Share::default(), ..tile };
    Figures {
        headline: Headline::Empty,
        tiles: figures.tiles.into_iter().map(nothing).collect(),
        compared: None,
        act_now: ActNow::default(),
        map: figures.map.map(|map| TileMap {
            tiles: map.tiles.into_iter().map(of_none).collect(),
            finding: t(lang, Key::BoardNothing).to_owned(),
            ..map
        }),
        funnel: Funnel::default(),
        league: League { rows: Vec::new(), all: None, ..figures.league },
    }
}

/// Of one unit, whose city has no map.
fn no_map(lang: Lang) -> Figures {
    let figures = figures(lang);
    let unit = by(lang, "Phường Hồng Hà", "Hồng Hà ward").to_owned();
    let headline = Headline::Unit {
        unit,
        value: Value::Share(Share::new(312, 398)),
        aim: EIGHTY,
        metric: by(lang, "trực tuyến", "online").to_owned(),
    };
    Figures { headline, map: None, ..figures }
}

fn links(lang: Lang) -> Vec<Link> {
    [
        ("Cách tính", "How it is reckoned", "/board/metrics"),
        ("Tải CSV", "Download CSV", "/board.csv"),
        ("In báo cáo A4", "Print on A4", "/board?sheet=a4"),
        ("In cả bảng trên A3", "Print all on A3", "/board?sheet=a3&all=1"),
        ("Bộ chỉ số 766", "The 766 index", "/board/index"),
        ("Chỉ tiêu và việc giao", "Targets and orders", "/board/targets"),
    ]
    .map(|(vi, en, href)| Link::new(by(lang, vi, en), href))
    .to_vec()
}

fn choices(lang: Lang, known: &[(&str, &str, &str)], chosen: &str) -> Vec<Choice> {
    known.iter().map(|(value, vi, en)| Choice::new(*value, by(lang, vi, en)).chosen_if(chosen)).collect()
}

pub(super) fn period(lang: Lang, action: &str) -> PeriodForm {
    let presets = [
        ("today", "Hôm nay", "Today"),
        ("week", "Tuần này", "This week"),
        ("month", "Tháng này", "This month"),
        ("start", "Từ 1/7/2025", "Since 1 July 2025"),
        ("days", "Từ ngày, đến ngày", "Between two days"),
    ];
    PeriodForm {
        action: action.to_owned(),
        kept: vec![("kind".to_owned(), "ward".to_owned())],
        presets: choices(lang, &presets, "month"),
        compare: true,
        ..PeriodForm::default()
    }
}

fn board(page: Page<'_>, figures: Figures) -> BoardPage<'_> {
    let lang = page.lang;
    let kinds = [("", "Tất cả", "All"), ("ward", "Phường", "Wards"), ("commune", "Xã", "Communes")];
    let sizes = [("", "Mọi quy mô", "Any size"), ("small", "Dưới 60 nghìn dân", "Under 60 thousand people")];
    BoardPage {
        given: vec![
            (Link::new(by(lang, "Chờ tại quầy", "Wait at the counter"), "/board/metrics#wait_counter"), None),
            (
                Link::new(
                    by(lang, "Phản ánh đúng hạn", "Feedback on time"),
                    "/board/metrics#feedback_on_time",
                ),
                Some((
                    "80,0%".to_owned(),
                    by(lang, "80/100, nguồn: báo cáo tháng", "80/100, source: monthly report").to_owned(),
                )),
            ),
        ],
        notes: vec![BoardNote {
            text: by(
                lang,
                "Trong kỳ này đơn vị tiếp nhận việc của đơn vị khác (đến 30/6/2025).",
                "Within this period the unit took the place of others (until 30 June 2025).",
            )
            .to_owned(),
            links: vec![Link::new(
                by(lang, "Cộng cả hai trong kỳ", "Both together over the period"),
                "/board?history=1",
            )],
        }],
        period: "1–24/7/2025".to_owned(),
        denominator: by(
            lang,
            "hồ sơ đã tiếp nhận trong kỳ, không tính hồ sơ rút",
            "dossiers received in the period, without those withdrawn",
        )
        .to_owned(),
        links: links(lang),
        asked: period(lang, "/board"),
        fresh: Freshness {
            at: "10:42:15".to_owned(),
            pulse: Pulse::Live,
            refresh: "/board".to_owned(),
            stream: Some("/board/stream?period=month".to_owned()),
        },
        figures,
        nudge: None,
        filter: LeagueFilter {
            action: "/board".to_owned(),
            kept: vec![("period".to_owned(), "month".to_owned())],
            kinds: choices(lang, &kinds, ""),
            sizes: choices(lang, &sizes, ""),
        },
        sheet: Sheet::A4,
        page,
    }
}

fn stale(mut board: BoardPage<'_>) -> BoardPage<'_> {
    board.fresh.pulse = Pulse::Stale;
    board
}

fn known(mut board: BoardPage<'_>) -> BoardPage<'_> {
    board.fresh.pulse = Pulse::AsKnown("17:00 24/7/2025".to_owned());
    board.fresh.stream = None;
    board.asked.as_of = Some("24/7/2025 17:00".to_owned());
    board
}

fn wrong(mut page: Page<'_>) -> BoardPage<'_> {
    let lang = page.lang;
    page.errors = vec![FieldError::new(
        "from",
        by(lang, "Nhập ngày đầu kỳ, ví dụ 1/7/2025", "Enter the first day, for example 1/7/2025"),
    )];
    let mut board = board(page, figures(lang));
    board.asked.from = "32/7/2025".to_owned();
    board
}

fn all_units(mut board: BoardPage<'_>) -> BoardPage<'_> {
    board.figures.league = league(board.page.lang);
    board.sheet = Sheet::A3;
    board
}

/// As a leader sees it, who may nudge.
fn leader<'a>(lang: Lang, brand: &'a Brand) -> BoardPage<'a> {
    let mut page =
        desk_page(lang, brand, by(lang, "Điều hành: toàn thành phố", "The whole city"), "/board", "");
    page.demo = false;
    let mut figures = figures(lang);
    figures.act_now.nudge = true;
    figures.act_now.rows[1].nudged = Some(by(lang, "đã nhắc lúc 10:12", "nudged at 10:12").to_owned());
    let nudge = NudgeForm {
        action: "/board/nudges".to_owned(),
        command_id: "00000000-0000-4000-8000-000000000001".to_owned(),
    };
    BoardPage { nudge: Some(nudge), ..board(page, figures) }
}

/// Every place where something is stuck, as a leader sees it.
fn stuck<'a>(lang: Lang, brand: &'a Brand) -> ActNowPage<'a> {
    let BoardPage { page, figures, nudge, fresh, .. } = leader(lang, brand);
    ActNowPage {
        at: fresh.at,
        act_now: ActNow { all: None, more: 0, ..figures.act_now },
        nudge,
        first: Some("/board/act-now".to_owned()),
        next: Some("/board/act-now?after=x".to_owned()),
        words: String::new(),
        page,
    }
}
