//! Figures given from outside: read from a file, looked at before they are kept, kept as acts, told as known at a moment.
//!
//! They never become part of a sum: whoever shows one shows who gave it, from where and when.

use crate::error::Error;
use crate::office::{Pen, keep};
use crate::{App, World};
use motcua_calendar::{Date, Moment};
use motcua_db::Tx;
use motcua_domain::actor::{Actor, ActorRef};
use motcua_domain::ids::{CommandId, UnitId};
use motcua_domain::office::contest::may_be_public;
use motcua_domain::office::given::{GIVEN, GivenFigure, may_give};
use motcua_domain::office::{self, OfficeRefusal};
use motcua_domain::unit::UnitKind;
use motcua_insight::{Figure, Kind, Metric};
use motcua_store::figures::Period;
use motcua_store::office as account;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;
use uuid::Uuid;

/// Bytes a file of figures may have.
pub const FILE_MAX: usize = 128 * 1024;
/// Lines it may have below its head.
pub const LINES_MAX: usize = 1_000;
/// The columns of the file.
pub const COLUMNS: [&str; 5] = ["unit", "metric", "month", "numerator", "denominator"];
/// The largest count that can be given.
const COUNT_MAX: i64 = 1_000_000_000;
/// How many years back a month may lie.
const YEARS_BACK: i32 = 10;
/// Faults told at once.
const FAULTS_MAX: usize = 100;
/// Acts read at once.
const SLICE: u32 = 1_000;

/// What stands in a file at a cell, or what stood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stated {
    /// Above the line.
    pub numerator: i64,
    /// Below it; none of a count.
    pub denominator: Option<i64>,
    /// From where, in words; none when it had to be erased.
    pub source: Option<String>,
    /// Who gave it.
    pub by: ActorRef,
    /// When.
    pub at: Moment,
    /// When, on the server's clock, UNIX milliseconds.
    pub recorded_at_ms: i64,
}

/// A figure over the months of a period, with where it comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// What it comes to; 1 below the line of a count.
    pub figure: Figure,
    /// The months it was given for, by their first day.
    pub months: Vec<Date>,
    /// How many months the period touches.
    pub of: usize,
    /// Where it comes from, each source once.
    pub sources: Vec<String>,
    /// Who gave the last of it.
    pub by: ActorRef,
    /// When.
    pub at: Moment,
    /// Whether something of it took the place of what was given before.
    pub corrected: bool,
}

/// All figures given, each cell with all it ever said, the first first.
#[derive(Debug, Default)]
pub struct GivenFigures {
    cells: BTreeMap<(UnitId, Date, String), Vec<Stated>>,
    /// How many acts they are, and the place of the last.
    read: (i64, i64),
}

impl GivenFigures {
    /// What was given, read anew only when something was since `before`.
    ///
    /// # Errors
    /// If the database cannot answer.
    pub fn load(tx: &mut Tx<'_>, before: &Arc<GivenFigures>) -> Result<Arc<GivenFigures>, Error> {
        let total = account::total(tx, GIVEN)?;
        if total == before.read {
            return Ok(Arc::clone(before));
        }
        let (mut acts, mut at) = (Vec::new(), None);
        loop {
            let slice = account::of_kind(tx, GIVEN, at, SLICE)?;
            let whole = slice.len() == SLICE as usize;
            at = slice.last().map(|act| act.position);
            acts.extend(slice);
            if !whole {
                break;
            }
        }
        let mut found = GivenFigures { cells: BTreeMap::new(), read: total };
        for act in acts.into_iter().rev() {
            let figure: GivenFigure = serde_json::from_str(&act.payload)
                .map_err(|error| Error::Defect(format!("{} of {}: {error}", act.kind, act.subject)))?;
            let cell = found.cells.entry((act.unit, figure.month, figure.metric)).or_default();
            cell.push(Stated {
                numerator: figure.numerator,
                denominator: figure.denominator,
                source: act.note,
                by: act.actor,
                at: act.at,
                recorded_at_ms: act.recorded_at_ms,
            });
        }
        Ok(Arc::new(found))
    }

    /// What stands at a cell, and whether it took the place of something, as known at a moment of the server's clock.
    fn at(&self, (unit, month, metric): (UnitId, Date, &str), known_ms: i64) -> Option<(&Stated, bool)> {
        let known = self.cells.get(&(unit, month, metric.to_owned()))?;
        let mut then = known.iter().filter(|one| one.recorded_at_ms <= known_ms);
        then.next().map(|first| then.next_back().map_or((first, false), |last| (last, true)))
    }

    /// A metric of a unit over the months a period touches, as known at a moment; `None` when nothing was given for any of them.
    #[must_use]
    pub fn told(&self, unit: UnitId, metric: &Metric, period: Period, known_ms: i64) -> Option<Told> {
        if self.cells.is_empty() {
            return None;
        }
        let (mut month, mut told, mut of) = (first_of(period.from), None::<Told>, 0);
        while month <= period.to {
            of += 1;
            if let Some((stated, again)) = self.at((unit, month, &metric.key), known_ms) {
                let told = told.get_or_insert_with(|| Told {
                    figure: Figure { numerator: 0, denominator: i64::from(metric.denominator.is_none()) },
                    months: Vec::new(),
                    of: 0,
                    sources: Vec::new(),
                    by: stated.by,
                    at: stated.at,
                    corrected: false,
                });
                told.figure.numerator += stated.numerator;
                told.figure.denominator += stated.denominator.unwrap_or(0);
                told.months.push(month);
                told.corrected |= again;
                if stated.at >= told.at {
                    (told.by, told.at) = (stated.by, stated.at);
                }
                let source = stated.source.iter().filter(|source| !told.sources.contains(source)).cloned();
                let source: Vec<String> = source.collect();
                told.sources.extend(source);
            }
            month = first_of(month.plus_days(31));
        }
        told.map(|told| Told { of, ..told })
    }

    /// The cells acted on last, with all they ever said, the last first.
    #[must_use]
    pub fn latest(&self, most: usize) -> Vec<(UnitId, Date, &str, &[Stated])> {
        let mut all: Vec<_> = self
            .cells
            .iter()
            .map(|((unit, month, metric), stated)| (*unit, *month, metric.as_str(), stated.as_slice()))
            .collect();
        all.sort_by_key(|(.., stated)| std::cmp::Reverse(stated.last().map(|last| last.recorded_at_ms)));
        all.truncate(most);
        all
    }
}

/// The first day of a month.
#[must_use]
pub fn first_of(day: Date) -> Date {
    day.plus_days(1 - i32::try_from(day.day()).unwrap_or(1))
}

/// The unit that stands for the whole city.
#[must_use]
pub fn city(world: &World) -> Option<UnitId> {
    world.units.iter().find(|unit| unit.kind == UnitKind::City).map(|unit| unit.id)
}

/// What is wrong with a file, at a line; line 0 is the file as a whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Counted from 1, the head included.
    pub line: u64,
    /// What to do, Vietnamese.
    pub vi: String,
    /// What to do, English.
    pub en: String,
}

fn fault(line: u64, vi: impl Into<String>, en: impl Into<String>) -> Fault {
    Fault { line, vi: vi.into(), en: en.into() }
}

/// A line of a file that can be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Of whom.
    pub unit: UnitId,
    /// What.
    pub figure: GivenFigure,
}

/// What a file would change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preview {
    /// What would be recorded, with what stands there now.
    pub changes: Vec<(Row, Option<Stated>)>,
    /// Lines that say what stands already.
    pub unchanged: usize,
    /// Names this file, this source, and all that was given before: what is kept is what was looked at.
    pub seal: String,
}

/// Why a file is not kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotGiven {
    /// The file is wrong.
    Faults(Vec<Fault>),
    /// The source is missing or too long.
    Source(OfficeRefusal),
    /// Something was given since it was looked at, or the file is another.
    Moved,
}

/// Text of a file: UTF-8, with or without a mark at its beginning, of the length allowed.
///
/// # Errors
/// What is wrong with it.
pub fn text_of(bytes: &[u8]) -> Result<String, Vec<Fault>> {
    if bytes.len() > FILE_MAX {
        let most = FILE_MAX / 1024;
        return Err(vec![fault(
            0,
            format!("Tệp dài quá {most} KiB. Chia thành nhiều tệp rồi gửi từng tệp."),
            format!("The file is longer than {most} KiB. Divide it and send each part."),
        )]);
    }
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let line = bytes.get(..error.valid_up_to()).unwrap_or_default().iter().filter(|byte| **byte == b'\n');
        vec![fault(
            line.count() as u64 + 1,
            "Không đọc được chữ ở dòng này. Lưu tệp dưới dạng CSV UTF-8 rồi gửi lại.",
            "This line cannot be read. Save the file as CSV UTF-8 and send it again.",
        )]
    })?;
    Ok(text.trim_start_matches('\u{feff}').replace("\r\n", "\n").replace('\r', "\n"))
}

/// Reads a file of figures: `unit,metric,month,numerator,denominator`, by comma or semicolon.
///
/// # Errors
/// All that is wrong, by line.
pub fn read(text: &str, world: &World, today: Date) -> Result<Vec<Row>, Vec<Fault>> {
    let mut lines = (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty());
    let head = lines.next().map_or("", |(_, line)| line);
    let mark = if head.contains(';') { ';' } else { ',' };
    if !cells(head, mark).eq(COLUMNS) {
        let columns = COLUMNS.join(&mark.to_string());
        return Err(vec![fault(
            1,
            format!("Dòng đầu phải là: {columns}"),
            format!("The first line must be: {columns}"),
        )]);
    }
    let (mut rows, mut faults, mut seen) = (Vec::new(), Vec::new(), BTreeMap::new());
    let lines: Vec<_> = lines.collect();
    if lines.len() > LINES_MAX {
        return Err(vec![fault(
            0,
            format!("Tệp có quá {LINES_MAX} dòng. Chia thành nhiều tệp rồi gửi từng tệp."),
            format!("The file has more than {LINES_MAX} lines. Divide it and send each part."),
        )]);
    }
    for (line, written) in lines {
        match row(&cells(written, mark).collect::<Vec<_>>(), world, today) {
            Err((vi, en)) => faults.push(fault(line, vi, en)),
            Ok(row) => {
                let cell = (row.unit, row.figure.month, row.figure.metric.clone());
                match seen.insert(cell, line) {
                    Some(first) => faults.push(fault(
                        line,
                        format!("Đơn vị, chỉ số và tháng này đã có ở dòng {first}. Chỉ giữ một dòng."),
                        format!("This unit, metric and month stand in line {first} already. Keep one line."),
                    )),
                    None => rows.push(row),
                }
            }
        }
    }
    if rows.is_empty() && faults.is_empty() {
        faults.push(fault(
            0,
            "Tệp không có dòng số liệu nào dưới dòng đầu.",
            "The file has no figures below its first line.",
        ));
    }
    faults.truncate(FAULTS_MAX);
    if faults.is_empty() { Ok(rows) } else { Err(faults) }
}

/// The cells of a line. None of them can hold a mark, so that quotes only stand around.
fn cells(line: &str, mark: char) -> impl Iterator<Item = &str> {
    line.split(mark).map(|cell| cell.trim().trim_matches('"').trim())
}

fn row(cells: &[&str], world: &World, today: Date) -> Result<Row, (String, String)> {
    let wrong = |vi: &str, en: &str| (vi.to_owned(), en.to_owned());
    let [unit, metric, month, above, below] = cells else {
        let n = cells.len();
        return Err((
            format!("Dòng này có {n} cột, cần đúng 5 cột."),
            format!("This line has {n} columns; exactly 5 are needed."),
        ));
    };
    let shown = |text: &str| text.chars().take(40).collect::<String>();
    let Some(known) = world.units.by_key(unit) else {
        let unit = shown(unit);
        return Err((
            format!("Không có đơn vị mã “{unit}”. Xem lại cột unit."),
            format!("There is no unit “{unit}”. Check the column unit."),
        ));
    };
    let given = |metric: &&Metric| metric.given.is_some();
    let Some(metric) = world.metrics.get(metric, today).filter(given) else {
        let metric = shown(metric);
        return Err((
            format!("“{metric}” không phải chỉ số nhận số từ nơi khác. Xem trang Cách tính."),
            format!("“{metric}” is no metric that is given from outside. See the page How it is reckoned."),
        ));
    };
    let Some(month) = month_of(month) else {
        return Err(wrong("Ghi tháng dạng 2026-03 hoặc 03/2026.", "Write the month as 2026-03 or 03/2026."));
    };
    if month > today || month.year() < today.year() - YEARS_BACK {
        return Err(wrong(
            "Tháng phải đã bắt đầu và không quá mười năm trước.",
            "The month must have begun, at most ten years ago.",
        ));
    }
    if known.life.has_ended(month) {
        return Err(wrong(
            "Đơn vị này đã kết thúc trước tháng đó. Ghi đơn vị kế thừa.",
            "This unit ended before that month. Name its successor.",
        ));
    }
    let count = |text: &str| {
        let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        text.parse().ok().filter(|n: &i64| digits && *n <= COUNT_MAX)
    };
    let numbers = (
        "Tử số và mẫu số là số nguyên từ 0, viết liền, không quá một tỷ.",
        "Numerator and denominator are whole numbers from 0, without separators, at most a billion.",
    );
    let numerator = count(above).ok_or_else(|| wrong(numbers.0, numbers.1))?;
    let denominator = match (&metric.denominator, below.is_empty()) {
        (None, true) => None,
        (None, false) => {
            return Err(wrong(
                "Chỉ số này là số đếm: để trống mẫu số.",
                "This metric is a count: leave the denominator empty.",
            ));
        }
        (Some(_), _) => Some(count(below).ok_or_else(|| wrong(numbers.0, numbers.1))?),
    };
    let over = |below: i64| match metric.kind {
        Kind::Share => numerator > below,
        _ => below == 0 && numerator > 0,
    };
    if denominator.is_some_and(over) {
        return Err(wrong(
            "Tử số lớn hơn mẫu số. Xem lại hai số này.",
            "The numerator is above the denominator. Check both.",
        ));
    }
    let figure = GivenFigure { metric: metric.key.clone(), month, numerator, denominator };
    Ok(Row { unit: known.id, figure })
}

fn month_of(text: &str) -> Option<Date> {
    let (year, month) = match text.split_once('-') {
        Some(parts) => parts,
        None => text.split_once('/').map(|(month, year)| (year, month))?,
    };
    if year.len() != 4 || !(1..=2).contains(&month.len()) {
        return None;
    }
    Date::new(year.parse().ok()?, month.parse().ok()?, 1).ok()
}

/// Who gives figures.
#[derive(Debug, Clone)]
pub enum Giver {
    /// Somebody signed in.
    Person(Arc<Actor>),
    /// Whoever runs the system, at its command line.
    Operator,
}

impl Giver {
    fn reference(&self) -> Result<ActorRef, Error> {
        match self {
            Giver::Operator => Ok(ActorRef::System),
            Giver::Person(actor) if may_give(actor) => Ok(actor.reference()),
            Giver::Person(_) => Err(Error::Denied),
        }
    }
}

impl App {
    /// What a file of figures would change. Nothing is recorded.
    ///
    /// # Errors
    /// [`Error::Denied`] for those who may not give figures; inside, what is wrong with the file.
    pub async fn preview_figures(
        &self,
        giver: Giver,
        bytes: Vec<u8>,
        source: String,
    ) -> Result<Result<Preview, NotGiven>, Error> {
        giver.reference()?;
        let today = self.now().date();
        self.read(move |tx, world| preview(tx, world, today, &bytes, &source)).await
    }

    /// Records a file of figures whole, as it was looked at. Answers how many cells changed.
    ///
    /// # Errors
    /// As [`App::preview_figures`]; [`Error::CommandReused`] for a command of another act.
    pub async fn give_figures(
        &self,
        giver: Giver,
        command: CommandId,
        bytes: Vec<u8>,
        source: String,
        seal: String,
    ) -> Result<Result<usize, NotGiven>, Error> {
        let (by, pen, world) = (giver.reference()?, self.pen()?, self.world());
        let today = pen.at.date();
        self.db()
            .write_async(move |tx| {
                if let Some((subject, revision)) = account::by_command(tx, command)? {
                    let acts = account::of_subject(tx, subject)?;
                    let act = acts.iter().find(|act| act.revision == revision);
                    let same = act.is_some_and(|act| act.kind == GIVEN && act.actor == by);
                    return if same { Ok(Ok(0)) } else { Err(Error::CommandReused) };
                }
                let found = match preview(tx, &world, today, &bytes, &source)? {
                    Ok(found) if found.seal == seal => found,
                    Ok(_) => return Ok(Err(NotGiven::Moved)),
                    Err(why) => return Ok(Err(why)),
                };
                for (no, (row, _)) in found.changes.iter().enumerate() {
                    let cell = account::cell(row.unit, &row.figure.metric, row.figure.month);
                    let pen = Pen { salt: salted(&pen.salt, no), ..pen };
                    let place = (cell, row.unit, GIVEN);
                    keep(tx, place, by, nth(command, no), &row.figure, Some(source.trim()), &pen)?;
                }
                Ok(Ok(found.changes.len()))
            })
            .await
    }

    /// All that was given, read anew only when something was since `before`.
    ///
    /// # Errors
    /// If the database cannot answer.
    pub async fn given_figures(&self, before: Arc<GivenFigures>) -> Result<Arc<GivenFigures>, Error> {
        self.read(move |tx, _| GivenFigures::load(tx, &before)).await
    }
}

fn preview(
    tx: &mut Tx<'_>,
    world: &World,
    today: Date,
    bytes: &[u8],
    source: &str,
) -> Result<Result<Preview, NotGiven>, Error> {
    let rows = text_of(bytes).and_then(|text| read(&text, world, today).map(|rows| (text, rows)));
    let told = office::words(source).and_then(|source| may_be_public(source).map(|()| source));
    let (text, rows) = match (rows, told) {
        (Err(faults), _) => return Ok(Err(NotGiven::Faults(faults))),
        (_, Err(refusal)) => return Ok(Err(NotGiven::Source(refusal))),
        (Ok(read), Ok(_)) => read,
    };
    let source = source.trim();
    let before = GivenFigures::load(tx, &Arc::default())?;
    let (mut changes, mut unchanged) = (Vec::new(), 0);
    for row in rows {
        let figure = &row.figure;
        let stands = before.at((row.unit, figure.month, &figure.metric), i64::MAX).map(|(stated, _)| stated);
        let same = stands.is_some_and(|stated| {
            (stated.numerator, stated.denominator, stated.source.as_deref())
                == (figure.numerator, figure.denominator, Some(source))
        });
        if same {
            unchanged += 1;
        } else {
            let stands = stands.cloned();
            changes.push((row, stands));
        }
    }
    let mut hash = Sha256::new();
    for part in [text.as_str(), source, &format!("{:?}", before.read)] {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part.as_bytes());
    }
    let mut seal = String::new();
    for byte in &hash.finalize()[..16] {
        // Writing into a String cannot fail.
        let _ = write!(seal, "{byte:02x}");
    }
    Ok(Ok(Preview { changes, unchanged, seal }))
}

/// The command of one of the acts a file leads to: of the first that of the file.
fn nth(command: CommandId, no: usize) -> CommandId {
    if no == 0 { command } else { CommandId(Uuid::from_bytes(salted(&command.bytes(), no))) }
}

/// Sixteen bytes of their own for one of the acts of a file.
fn salted(bytes: &[u8; 16], no: usize) -> [u8; 16] {
    let mut hash = Sha256::new();
    hash.update(bytes);
    hash.update((no as u64).to_be_bytes());
    let mut found = [0; 16];
    found.copy_from_slice(&hash.finalize()[..16]);
    found
}
