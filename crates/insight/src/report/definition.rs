//! Reading a definition. What is wrong is told with its line and what to do, all of it at once.

use super::period::PeriodKind;
use super::table::{Column, Show};
use crate::dictionary::{Dictionary, Kind};
use crate::formula::Formula;
use crate::index::{IndexGroup, IndexPart};
use motcua_calendar::Date;
use serde::Deserialize;
use std::collections::BTreeSet;
use std::fmt;
use toml::Spanned;

/// Longest text of a definition, in bytes.
pub const TEXT_MAX: usize = 64 * 1024;
/// Most columns.
const COLUMNS_MAX: usize = 60;
/// Longest name of anything, in characters.
const NAME_MAX: usize = 200;
/// Longest key.
const KEY_MAX: usize = 40;

/// What is wrong with a definition or a period, in both languages, with what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct ReportError {
    /// Line of the text, from 1.
    pub line: Option<usize>,
    /// In Vietnamese.
    pub vi: String,
    /// In English.
    pub en: String,
}

impl ReportError {
    /// One.
    pub fn new(line: Option<usize>, vi: impl Into<String>, en: impl Into<String>) -> Self {
        Self { line, vi: vi.into(), en: en.into() }
    }
}

impl fmt::Display for ReportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "dòng {line} (line {line}): {} ({})", self.vi, self.en),
            None => write!(f, "{} ({})", self.vi, self.en),
        }
    }
}

/// Whose figures the rows are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rows {
    /// The city alone.
    City,
    /// Every unit of these kinds.
    Kinds(Vec<String>),
    /// Every field of procedures, over the city.
    Fields,
    /// Every procedure, over the city.
    Procedures,
    /// One commune or ward, which is asked for.
    Unit,
}

/// Kinds of unit that rows may be of.
const KINDS: [&str; 6] = ["city", "centre", "branch", "department", "ward", "rural_commune"];

/// What a cell of a column is reckoned from.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Source {
    Metric(String),
    Formula(Formula, Option<Formula>),
    Index(String),
    IndexSum,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Asked {
    key: String,
    group: (String, String),
    name: Option<(String, String)>,
    source: Source,
}

/// A report as it is defined.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Definition {
    /// Stable key: `06a`.
    pub key: String,
    /// Number of the form, as printed in its corner; empty for a report of one's own.
    pub form: String,
    /// Title.
    pub title: String,
    /// The same in English.
    pub title_en: String,
    /// Legal basis, as known.
    pub basis: String,
    /// How long its periods are.
    pub period: PeriodKind,
    /// The day of the month its months close on, when not on the last.
    pub closes_on: Option<u32>,
    /// Whose figures.
    pub rows: Rows,
    /// Columns stand below each other, for one unit's page.
    pub down: bool,
    /// The median of its peers stands beside a unit.
    pub peers: bool,
    /// The sum of the rows stands below them.
    pub total: bool,
    /// Notes below the table, Vietnamese and English.
    pub notes: Vec<(String, String)>,
    /// What is not certain about it, Vietnamese and English; empty when nothing is.
    pub provisional: (String, String),
    columns: Vec<Asked>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    key: Spanned<String>,
    title: Spanned<String>,
    title_en: String,
    #[serde(default)]
    form: String,
    #[serde(default)]
    basis: String,
    period: Spanned<String>,
    closes_on: Option<Spanned<u32>>,
    rows: Spanned<String>,
    layout: Option<Spanned<String>>,
    peers: Option<Spanned<bool>>,
    total: Option<bool>,
    #[serde(default)]
    notes: Vec<String>,
    notes_en: Option<Spanned<Vec<String>>>,
    #[serde(default)]
    provisional: String,
    #[serde(default)]
    provisional_en: String,
    #[serde(default)]
    column: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    key: Spanned<String>,
    #[serde(default)]
    group: String,
    #[serde(default)]
    group_en: String,
    name: Option<String>,
    name_en: Option<String>,
    metric: Option<Spanned<String>>,
    formula: Option<Spanned<String>>,
    over: Option<Spanned<String>>,
    index: Option<Spanned<String>>,
    twin: Option<Spanned<String>>,
}

/// What a definition may name.
struct Known<'k> {
    text: &'k str,
    metrics: &'k Dictionary,
    index: &'k [IndexGroup],
    found: Vec<ReportError>,
}

impl Known<'_> {
    fn line<T>(&self, at: &Spanned<T>) -> Option<usize> {
        let before = self.text.as_bytes().get(..at.span().start)?;
        Some(before.iter().filter(|byte| **byte == b'\n').count() + 1)
    }

    fn wrong<T>(&mut self, at: &Spanned<T>, vi: impl Into<String>, en: impl Into<String>) {
        let line = self.line(at);
        self.found.push(ReportError::new(line, vi, en));
    }

    fn formula(&mut self, at: &Spanned<String>) -> Option<Formula> {
        match Formula::parse(at.get_ref()) {
            Err(error) => {
                self.wrong(
                    at,
                    format!("{error}; tên các số đếm ở trang Cách tính"),
                    format!("{error}; see the page How it is reckoned"),
                );
                None
            }
            Ok(formula) if formula.rests_beside_the_journal() => {
                self.wrong(at, BESIDE.0, BESIDE.1);
                None
            }
            Ok(formula) => Some(formula),
        }
    }

    fn metric(&mut self, at: &Spanned<String>) -> Option<Source> {
        let key = at.get_ref();
        let of_key: Vec<_> = self.metrics.iter().filter(|metric| metric.key == *key).collect();
        let rated = of_key.iter().any(|metric| metric.rests_beside_the_journal());
        if of_key.is_empty() {
            let (vi, en) = unknown(key);
            self.wrong(at, vi, en);
            return None;
        }
        if rated {
            self.wrong(at, BESIDE.0, BESIDE.1);
            return None;
        }
        Some(Source::Metric(key.clone()))
    }

    fn part(&mut self, at: &Spanned<String>) -> Option<Source> {
        let number = at.get_ref();
        let part = part_of(self.index, number);
        let Some(metric) = part.and_then(|part| part.metric.clone()) else {
            self.wrong(
                at,
                format!("Bộ chỉ số không có chỉ số “{number}” tính được ở đây; bỏ cột này hoặc sửa số"),
                format!("The index has no part “{number}” that is reckoned here; leave the column out or mend the number"),
            );
            return None;
        };
        self.metric(&Spanned::new(at.span(), metric))?;
        Some(Source::Index(number.clone()))
    }

    fn source(&mut self, entry: &Entry) -> Option<Source> {
        match (&entry.metric, &entry.formula, &entry.index) {
            (Some(metric), None, None) if entry.over.is_none() => self.metric(metric),
            (None, Some(formula), None) => {
                let above = self.formula(formula);
                let below = entry.over.as_ref().map(|over| self.formula(over));
                match below {
                    None => Some(Source::Formula(above?, None)),
                    Some(below) => Some(Source::Formula(above?, Some(below?))),
                }
            }
            (None, None, Some(index)) if entry.over.is_none() && index.get_ref() == "sum" => {
                Some(Source::IndexSum)
            }
            (None, None, Some(index)) if entry.over.is_none() => self.part(index),
            _ => {
                self.wrong(
                    &entry.key,
                    "Mỗi cột cần đúng một trong: metric, formula (có thể kèm over), index",
                    "A column needs exactly one of: metric, formula (with over, if a rate), index",
                );
                None
            }
        }
    }

    /// No rate without its twin.
    fn twin(&mut self, entry: &Entry, source: &Source, entries: &[Entry]) {
        let has = |key: &str| {
            entries.iter().any(|other| other.metric.as_ref().is_some_and(|metric| metric.get_ref() == key))
        };
        let named = entry.twin.as_ref().map(|twin| twin.get_ref().as_str());
        if let (Some(twin), Some(named)) = (&entry.twin, named)
            && (named == entry.key.get_ref() || !entries.iter().any(|other| other.key.get_ref() == named))
        {
            self.wrong(twin, format!("Không có cột “{named}”"), format!("There is no column “{named}”"));
        }
        match source {
            Source::Metric(key) => {
                let twin = self.metrics.iter().filter(|metric| metric.key == *key);
                let twin = twin.filter(|metric| metric.kind == Kind::Share).find_map(|one| one.twin.clone());
                if let Some(twin) = twin.filter(|twin| !has(twin) && named.is_none()) {
                    self.wrong(
                        &entry.key,
                        format!("Tỷ lệ phải có chỉ số đối chiếu bên cạnh: thêm một cột metric = \"{twin}\""),
                        format!("No rate without its twin: add a column with metric = \"{twin}\""),
                    );
                }
            }
            Source::Formula(_, Some(_)) if named.is_none() => self.wrong(
                &entry.key,
                "Tỷ lệ phải có chỉ số đối chiếu bên cạnh: ghi twin = khóa của cột đó",
                "No rate without its twin: write twin = the key of that column",
            ),
            _ => {}
        }
    }
}

const BESIDE: (&str, &str) = (
    "Đánh giá của người dân (giữ theo tháng), số cán bộ, danh mục thủ tục và số do nơi khác cung cấp không nằm trong nhật ký, nên báo cáo không chốt được; bỏ cột này",
    "Ratings (kept by month), numbers of officers, procedures offered and figures given from outside are not in the journal, so a report cannot be frozen with them; leave the column out",
);

fn unknown(key: &str) -> (String, String) {
    (
        format!("Từ điển không có chỉ số “{key}”; chọn khóa ở trang Cách tính"),
        format!("The dictionary has no metric “{key}”; choose a key on the page How it is reckoned"),
    )
}

fn part_of<'i>(index: &'i [IndexGroup], number: &str) -> Option<&'i IndexPart> {
    index.iter().flat_map(|group| &group.part).find(|part| part.number == number)
}

fn plain_key(key: &str) -> bool {
    !key.is_empty()
        && key.len() <= KEY_MAX
        && key.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '_')
}

impl Definition {
    /// Reads a definition against the dictionary and the index of a city.
    ///
    /// # Errors
    /// Everything that is wrong, in the order of the text.
    pub fn parse(text: &str, metrics: &Dictionary, index: &[IndexGroup]) -> Result<Self, Vec<ReportError>> {
        if text.len() > TEXT_MAX {
            let kib = TEXT_MAX / 1024;
            return Err(vec![ReportError::new(
                None,
                format!("Định nghĩa dài quá {kib} KiB; bỏ bớt cột hoặc ghi chú"),
                format!("The definition is longer than {kib} KiB; leave columns or notes out"),
            )]);
        }
        let file: File = toml::from_str(text).map_err(|error| vec![form(text, &error)])?;
        let mut known = Known { text, metrics, index, found: Vec::new() };
        let period = PeriodKind::ALL.into_iter().find(|kind| kind.key() == file.period.get_ref());
        if period.is_none() {
            known.wrong(
                &file.period,
                "period: day, week, month, quarter hoặc year",
                "period: day, week, month, quarter or year",
            );
        }
        if !plain_key(file.key.get_ref()) {
            let vi = format!("key: chữ thường không dấu, số, - hoặc _, tối đa {KEY_MAX}");
            known.wrong(&file.key, vi, format!("key: a–z, 0–9, - or _, at most {KEY_MAX}"));
        }
        if file.title.get_ref().trim().is_empty() || file.title_en.trim().is_empty() {
            known.wrong(
                &file.title,
                "Ghi tên báo cáo bằng hai thứ tiếng: title, title_en",
                "Write the title in both languages: title, title_en",
            );
        }
        let rows = rows(&mut known, &file.rows);
        let down = file.layout.as_ref().is_some_and(|layout| layout.get_ref() == "down");
        if let Some(layout) =
            file.layout.as_ref().filter(|one| !matches!(one.get_ref().as_str(), "across" | "down"))
        {
            known.wrong(layout, "layout: across hoặc down", "layout: across or down");
        }
        if let Some(last) = file.closes_on.as_ref().filter(|last| !(1..=28).contains(last.get_ref())) {
            known.wrong(last, "closes_on: 1–28", "closes_on: 1–28");
        }
        if let Some(peers) = file.peers.as_ref().filter(|peers| *peers.get_ref() && rows != Some(Rows::Unit))
        {
            known.wrong(peers, "peers chỉ dùng với rows = \"unit\"", "peers goes with rows = \"unit\" only");
        }
        let notes_en = file.notes_en.as_ref().map_or(&[][..], |notes| notes.get_ref());
        if notes_en.len() != file.notes.len() {
            let line = file.notes_en.as_ref().and_then(|notes| known.line(notes));
            known.found.push(ReportError::new(
                line,
                "notes và notes_en phải có cùng số dòng",
                "notes and notes_en must have the same number of lines",
            ));
        }
        let columns = columns(&mut known, &file);
        let (Some(period), Some(rows), true) = (period, rows, known.found.is_empty()) else {
            known.found.sort_by_key(|error| error.line);
            return Err(known.found);
        };
        let notes = file.notes.iter().cloned().zip(notes_en.iter().cloned()).collect();
        let provisional_en =
            if file.provisional_en.is_empty() { file.provisional.clone() } else { file.provisional_en };
        Ok(Self {
            key: file.key.into_inner(),
            form: file.form,
            title: file.title.into_inner(),
            title_en: file.title_en,
            basis: file.basis,
            period,
            closes_on: file.closes_on.map(Spanned::into_inner),
            peers: file.peers.is_some_and(Spanned::into_inner),
            total: file.total.unwrap_or(true) && !matches!(rows, Rows::Unit | Rows::City),
            rows,
            down,
            notes,
            provisional: (file.provisional, provisional_en),
            columns,
        })
    }

    /// The columns with the formulas that hold on a day: the last of a period.
    #[must_use]
    pub fn columns(&self, metrics: &Dictionary, index: &[IndexGroup], on: Date) -> Vec<Column> {
        self.columns.iter().filter_map(|asked| column(asked, metrics, index, on)).collect()
    }

    /// The names that a text gives its report and its key, without judging the rest: for a list that must not break.
    #[must_use]
    pub fn key_of(text: &str) -> Option<String> {
        toml::from_str::<File>(text).ok().map(|file| file.key.into_inner())
    }
}

/// A text that is not of the form.
fn form(text: &str, error: &toml::de::Error) -> ReportError {
    let line = error.span().and_then(|span| {
        let before = text.as_bytes().get(..span.start)?;
        Some(before.iter().filter(|byte| **byte == b'\n').count() + 1)
    });
    let told = error.message();
    ReportError::new(
        line,
        format!("Không đọc được: {told}. Xem mẫu một định nghĩa có sẵn rồi sửa dòng này"),
        format!("This cannot be read: {told}. Compare with a definition that is there and mend this line"),
    )
}

fn rows(known: &mut Known<'_>, at: &Spanned<String>) -> Option<Rows> {
    let text = at.get_ref().as_str();
    let kinds = text.strip_prefix("kinds:").map(|kinds| kinds.split_whitespace().collect::<Vec<_>>());
    match (text, kinds) {
        ("city", _) => Some(Rows::City),
        ("fields", _) => Some(Rows::Fields),
        ("procedures", _) => Some(Rows::Procedures),
        ("unit", _) => Some(Rows::Unit),
        (_, Some(kinds)) if !kinds.is_empty() && kinds.iter().all(|kind| KINDS.contains(kind)) => {
            Some(Rows::Kinds(kinds.into_iter().map(str::to_owned).collect()))
        }
        _ => {
            let all = KINDS.join(" ");
            known.wrong(
                at,
                format!("rows: city, fields, procedures, unit hoặc kinds: {all}"),
                format!("rows: city, fields, procedures, unit or kinds: {all}"),
            );
            None
        }
    }
}

fn columns(known: &mut Known<'_>, file: &File) -> Vec<Asked> {
    if file.column.is_empty() || file.column.len() > COLUMNS_MAX {
        known.found.push(ReportError::new(
            None,
            format!("Báo cáo cần từ 1 đến {COLUMNS_MAX} cột; mỗi cột là một [[column]]"),
            format!("A report needs 1 to {COLUMNS_MAX} columns; each is a [[column]]"),
        ));
    }
    let mut seen = BTreeSet::new();
    let mut columns = Vec::with_capacity(file.column.len().min(COLUMNS_MAX));
    for entry in file.column.iter().take(COLUMNS_MAX) {
        let key = entry.key.get_ref();
        if !plain_key(key) || !seen.insert(key) {
            known.wrong(
                &entry.key,
                format!("Khóa cột “{key}” ghi hai lần, hoặc không chỉ gồm a–z, 0–9, - và _"),
                format!("The column's key “{key}” stands twice, or is not only a–z, 0–9, - and _"),
            );
        }
        let Some(source) = known.source(entry) else { continue };
        known.twin(entry, &source, &file.column);
        let named = entry.name.as_deref().map(str::trim).filter(|name| !name.is_empty());
        let named_en = entry.name_en.as_deref().map(str::trim).filter(|name| !name.is_empty());
        if named.is_some() != named_en.is_some()
            || (named.is_none() && !matches!(source, Source::Metric(_) | Source::Index(_)))
        {
            known.wrong(
                &entry.key,
                "Ghi tên cột bằng hai thứ tiếng: name, name_en",
                "Write the column's name in both languages: name, name_en",
            );
        }
        let long =
            [&entry.group, &entry.group_en].into_iter().map(String::as_str).chain(named).chain(named_en);
        if long.into_iter().any(|name| name.chars().count() > NAME_MAX) {
            known.wrong(
                &entry.key,
                format!("Tên dài quá {NAME_MAX} ký tự"),
                format!("A name longer than {NAME_MAX} characters"),
            );
        }
        let group_en = if entry.group_en.is_empty() { &entry.group } else { &entry.group_en };
        columns.push(Asked {
            key: key.clone(),
            group: (entry.group.trim().to_owned(), group_en.trim().to_owned()),
            name: named.zip(named_en).map(|(vi, en)| (vi.to_owned(), en.to_owned())),
            source,
        });
    }
    columns
}

fn column(asked: &Asked, metrics: &Dictionary, index: &[IndexGroup], on: Date) -> Option<Column> {
    let (show, above, below, points, named) = match &asked.source {
        Source::Metric(key) => {
            let metric = metrics.get(key, on)?;
            let show = match metric.kind {
                Kind::Share => Show::Share,
                Kind::Count => Show::Count,
                Kind::Minutes => Show::Minutes,
                Kind::Points | Kind::Ratio => Show::Score,
            };
            let named = (metric.name.clone(), metric.name_en.clone());
            (show, metric.numerator.to_string(), metric.denominator.as_ref(), None, named)
        }
        Source::Formula(above, below) => {
            let show = if below.is_some() { Show::Share } else { Show::Count };
            (show, above.to_string(), below.as_ref(), None, Default::default())
        }
        Source::Index(number) => {
            let part = part_of(index, number)?;
            let metric = metrics.get(part.metric.as_deref()?, on)?;
            let named = (format!("{number} {}", part.name), format!("{number} {}", part.name_en));
            let points = Some((part.hundredths, part.full_at));
            (Show::Points, metric.numerator.to_string(), metric.denominator.as_ref(), points, named)
        }
        Source::IndexSum => (Show::PointsSum, String::new(), None, None, Default::default()),
    };
    let (name, name_en) = asked.name.clone().unwrap_or(named);
    Some(Column {
        key: asked.key.clone(),
        group: asked.group.0.clone(),
        group_en: asked.group.1.clone(),
        name,
        name_en,
        show,
        numerator: above,
        denominator: below.map(ToString::to_string),
        points,
    })
}
