//! Reports: what one came to for a period, as known now or at a moment; who may freeze one, and who may define one.
//!
//! A table is reckoned in one snapshot from the sums of the journal ([`gather`]). What is frozen is the table as it came out, with the
//! position of the journal it is as known at; a later correction changes no edition, it makes the next one differ.

use crate::App;
use crate::error::{Error, FieldProblem, What};
use crate::notices::stuck::headed;
use crate::world::World;
use motcua_calendar::{Date, MinuteOfDay, Moment};
use motcua_db::Tx;
use motcua_domain::actor::{Actor, Role};
use motcua_domain::ids::{CommandId, UnitId};
use motcua_domain::unit::{Unit, UnitKind};
use motcua_insight::Sums;
use motcua_insight::report::{
    Definition, Of, PeriodKind, ReportError, Row, RowKind, Rows, Span, Table, reckon,
};
use motcua_store::figures::{self, Past, Period};
use motcua_store::office;
use motcua_store::reports::{self as rows, By, DEFINED, FROZEN, Gathered, gather};
pub use motcua_store::reports::{Defined, Edition, Listed};
use std::collections::BTreeMap;
use std::sync::Arc;
use uuid::Uuid;

/// Upper ends of the bands of population that peers are told apart by. The project's own grouping.
pub const BANDS: [u32; 4] = [40_000, 70_000, 100_000, u32::MAX];
/// Events that are folded for numbers as known at a moment: some weeks of a large city, some seconds of work.
const SINCE_MAX: i64 = 400_000;
/// How long after a moment its numbers are told, milliseconds: by then whatever carries its time has been kept.
const SETTLES_MS: i64 = 60_000;
/// Version of the form of a table.
const FORMAT: u32 = 1;

/// The band of a unit's population.
#[must_use]
pub fn band_of(unit: &Unit) -> Option<usize> {
    let people = unit.population?;
    BANDS.iter().position(|end| people < *end)
}

/// A report that is defined: by the city's data, or in the running program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// What it says.
    pub definition: Definition,
    /// Its text.
    pub text: String,
    /// Its version, when it was defined in the program.
    pub version: Option<u32>,
}

/// What is asked of a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportAsked {
    /// Name of the period; the one that lies before today when empty.
    pub period: String,
    /// The unit, for a report of one.
    pub unit: Option<UnitId>,
    /// As known at this moment of the server's clock, UNIX milliseconds; now when not given.
    pub as_of_ms: Option<i64>,
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reported {
    /// The table.
    pub table: Table,
    /// Its period.
    pub span: Span,
    /// The unit it is of.
    pub unit: Option<UnitId>,
    /// Whether the period was over at the moment it is as known at.
    pub over: bool,
}

/// Where the journal ended at a moment, if that can be asked: not before the first record, and not before its numbers are settled.
///
/// # Errors
/// [`Error::Invalid`] at `as_of` otherwise.
pub fn position_at(tx: &mut Tx<'_>, as_of_ms: i64, now_ms: i64) -> Result<i64, Error> {
    let wrong =
        |code, vi: String, en: String| Err(Error::Invalid(vec![FieldProblem::new("as_of", code, vi, en)]));
    let clock = |ms: i64| Moment::from_unix_seconds(ms.div_euclid(1000));
    if as_of_ms > now_ms {
        return wrong(
            "future",
            "Thời điểm này chưa tới; để trống để xem số liệu hiện tại".to_owned(),
            "This moment has not come yet; leave it empty for the numbers of now".to_owned(),
        );
    }
    if as_of_ms + SETTLES_MS > now_ms {
        // In whole minutes, as moments are asked for.
        let again =
            Moment::from_unix_seconds((as_of_ms + SETTLES_MS).div_euclid(60_000) * 60).plus_minutes(1);
        let time = again.minute_of_day();
        return wrong(
            "not_settled",
            format!(
                "Số liệu của thời điểm này chưa khép: việc đang ghi có thể còn thêm vào. Hỏi lại từ {time}, hoặc để trống để xem số \
                 liệu hiện tại"
            ),
            format!(
                "The numbers of this moment are not settled: what is being written may still be added. Ask again from {time}, or leave \
                 it empty for the numbers of now"
            ),
        );
    }
    let Some(begun) = figures::begun_at(tx)? else {
        return wrong(
            "before_the_first",
            "Sổ chưa có hồ sơ nào".to_owned(),
            "Nothing was recorded yet".to_owned(),
        );
    };
    if as_of_ms < begun {
        let at = clock(begun);
        let (day, time) = (at.date(), at.minute_of_day());
        let (d, m, y) = (day.day(), day.month(), day.year());
        return wrong(
            "before_the_first",
            format!("Trước thời điểm này chưa ghi gì; sổ bắt đầu lúc {time} ngày {d}/{m}/{y}"),
            format!("Nothing was recorded before that; the records begin at {time} on {d}/{m}/{y}"),
        );
    }
    let position = figures::position_at(tx, as_of_ms)?;
    if figures::end(tx)? - position > SINCE_MAX {
        let (vi, en) = (
            format!(
                "Quá xa: từ lúc đó đã ghi hơn {SINCE_MAX} sự kiện. Chọn một thời điểm muộn hơn, hoặc xem báo cáo đã chốt"
            ),
            format!(
                "Too far back: more than {SINCE_MAX} events were recorded since. Choose a later moment, or see a frozen report"
            ),
        );
        return wrong("too_far", vi, en);
    }
    Ok(position)
}

/// The unit in whose name an officer freezes a report of the city, or of a unit; `None` for who may not.
///
/// Reports of the city are the business of who leads it and of who heads its centre; a unit's own page also that of its head.
#[must_use]
pub fn freezes_for(actor: &Actor, world: &World, unit: Option<UnitId>) -> Option<UnitId> {
    let heads = |role| matches!(role, Role::UnitHead | Role::SectionHead);
    let leads = actor.duties().iter().find(|duty| {
        let kind = world.units.get(duty.unit).map(|unit| unit.kind);
        duty.role == Role::CityLeader
            || (heads(duty.role) && matches!(kind, Some(UnitKind::City | UnitKind::Centre)))
    });
    let own = || unit.filter(|unit| headed(actor, world).contains(unit));
    leads.map(|duty| duty.unit).or_else(own)
}

/// The unit in whose name an officer defines reports; `None` for who may not.
#[must_use]
pub fn defines_for(actor: &Actor, world: &World) -> Option<UnitId> {
    freezes_for(actor, world, None)
}

fn invalid(field: &str, code: &'static str, error: &ReportError) -> Error {
    Error::Invalid(vec![FieldProblem::new(field, code, error.vi.clone(), error.en.clone())])
}

fn known(tx: &mut Tx<'_>, world: &World) -> Result<Vec<Known>, Error> {
    let mut found: BTreeMap<String, Known> = BTreeMap::new();
    for (text, definition) in &world.reports {
        let known = Known { definition: definition.clone(), text: text.clone(), version: None };
        found.insert(definition.key.clone(), known);
    }
    for Defined { key, version, text } in rows::definitions(tx)? {
        // What was kept could be read then; where the dictionary has lost a metric since, the report rests.
        if let Ok(definition) = Definition::parse(&text, &world.metrics, &world.index) {
            found.insert(key, Known { definition, text, version: Some(version) });
        }
    }
    Ok(found.into_values().collect())
}

impl App {
    /// All reports that are defined, by key.
    ///
    /// # Errors
    /// If the database cannot answer.
    pub async fn reports(&self) -> Result<Vec<Known>, Error> {
        self.read(known).await
    }

    /// What a definition comes to for a period.
    ///
    /// # Errors
    /// [`Error::Invalid`] at `period`, `unit` or `as_of` for what cannot be asked.
    pub async fn report(&self, definition: Definition, asked: ReportAsked) -> Result<Reported, Error> {
        let now_ms = self.now_ms();
        self.read(move |tx, world| {
            let position = match asked.as_of_ms {
                Some(at) => position_at(tx, at, now_ms)?,
                None => figures::end(tx)?,
            };
            table(tx, world, &definition, &asked, (now_ms, position))
        })
        .await
    }

    /// Freezes a report as known now. Answers the edition; the same command again gives the first.
    ///
    /// # Errors
    /// [`Error::Denied`], [`Error::NotFound`] for a key that is not defined, [`Error::Invalid`] as [`App::report`] and for a period
    /// that is not over.
    pub async fn freeze_report(
        &self,
        actor: Arc<Actor>,
        command: CommandId,
        key: &str,
        asked: ReportAsked,
    ) -> Result<(Uuid, u32), Error> {
        let unit = freezes_for(&actor, &self.world(), asked.unit).ok_or(Error::Denied)?;
        // What it is reckoned to is a place that nobody writes before any more; it is reckoned while others write on.
        let db = self.db().clone();
        let settled = tokio::task::spawn_blocking(move || db.exclusive(figures::settled_end)).await;
        let position =
            settled.map_err(|error| Error::Defect(format!("the end of the journal: {error}")))??;
        let (now_ms, key) = (self.now_ms(), key.to_owned());
        let asked = ReportAsked { as_of_ms: None, ..asked };
        let reckoned = self.read(move |tx, world| {
            let known = known(tx, world)?.into_iter().find(|known| known.definition.key == key);
            let known = known.ok_or(Error::NotFound(What::Page))?;
            Ok((table(tx, world, &known.definition, &asked, (now_ms, position))?, known.text))
        });
        let (reported, text) = reckoned.await?;
        if !reported.over {
            let (day, month, year) =
                (reported.span.to.day(), reported.span.to.month(), reported.span.to.year());
            return Err(invalid(
                "period",
                "not_over",
                &ReportError::new(
                    None,
                    format!("Kỳ này chưa hết; chốt được sau ngày {day}/{month}/{year}"),
                    format!("This period is not over; it can be frozen after {day}/{month}/{year}"),
                ),
            ));
        }
        let by = self.by(&actor, unit, command);
        let of = reported.unit;
        let frozen = self.db().write_async(move |tx| {
            once(tx, command, FROZEN, |tx| Ok(rows::freeze(tx, &by, of, &text, &reported.table)?))
        });
        frozen.await
    }

    /// Keeps a definition as the next version of its key. Answers the key and the version.
    ///
    /// # Errors
    /// [`Error::Denied`], [`Error::Invalid`] at `text` with everything that is wrong.
    pub async fn define_report(
        &self,
        actor: Arc<Actor>,
        command: CommandId,
        text: &str,
    ) -> Result<(String, u32), Error> {
        let unit = defines_for(&actor, &self.world()).ok_or(Error::Denied)?;
        let definition = self.read_definition(text).map_err(|errors| {
            let at = |error: &ReportError| {
                let (mut vi, mut en) = (error.vi.clone(), error.en.clone());
                if let Some(line) = error.line {
                    (vi, en) = (format!("Dòng {line}: {vi}"), format!("Line {line}: {en}"));
                }
                FieldProblem::new("text", "definition", vi, en)
            };
            Error::Invalid(errors.iter().map(at).collect())
        })?;
        let (by, key, text) = (self.by(&actor, unit, command), definition.key, text.to_owned());
        let kept = key.clone();
        let defined = self.db().write_async(move |tx| {
            once(tx, command, DEFINED, |tx| Ok((Uuid::nil(), rows::define(tx, &by, &kept, &text)?)))
        });
        Ok((key, defined.await?.1))
    }

    /// Reads a definition against the city's dictionary.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn read_definition(&self, text: &str) -> Result<Definition, Vec<ReportError>> {
        let world = self.world();
        Definition::parse(text, &world.metrics, &world.index)
    }

    /// An edition, and the others of the same report and period.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn report_edition(&self, subject: Uuid, edition: u32) -> Result<(Edition, Vec<Listed>), Error> {
        self.read(move |tx, _| {
            let found = rows::edition(tx, subject, edition)?.ok_or(Error::NotFound(What::Page))?;
            Ok((found, rows::editions_of(tx, subject)?))
        })
        .await
    }

    /// Editions frozen before a moment, UNIX milliseconds, the latest first; of one report where a key is given.
    ///
    /// # Errors
    /// If the database cannot answer.
    pub async fn report_editions(
        &self,
        key: Option<String>,
        before_ms: i64,
        limit: u32,
    ) -> Result<Vec<Listed>, Error> {
        self.read(move |tx, _| Ok(rows::editions(tx, key.as_deref(), before_ms, limit)?)).await
    }

    fn by(&self, actor: &Actor, unit: UnitId, command: CommandId) -> By {
        By { actor: actor.reference(), unit, at: self.now(), recorded_at_ms: self.now_ms(), command }
    }
}

/// Does what a command asks, once: what it led to before is the answer to sending it again.
fn once(
    tx: &mut Tx<'_>,
    command: CommandId,
    kind: &str,
    act: impl FnOnce(&mut Tx<'_>) -> Result<(Uuid, u32), Error>,
) -> Result<(Uuid, u32), Error> {
    let Some((subject, revision)) = office::by_command(tx, command)? else { return act(tx) };
    let same = office::of_subject(tx, subject)?
        .into_iter()
        .any(|kept| kept.revision == revision && kept.kind == kind);
    if same { Ok((subject, revision)) } else { Err(Error::CommandReused) }
}

/// Reckons a table by what lies before the end of the journal, at a time and a position.
fn table(
    tx: &mut Tx<'_>,
    world: &World,
    definition: &Definition,
    asked: &ReportAsked,
    (now_ms, position): (i64, i64),
) -> Result<Reported, Error> {
    let as_of_ms = asked.as_of_ms.unwrap_or(now_ms);
    let as_of = Moment::from_unix_seconds(as_of_ms.div_euclid(1000));
    let begun = figures::begun_at(tx)?.map(|ms| Moment::from_unix_seconds(ms.div_euclid(1000)).date());
    let span = span(definition, &asked.period, as_of.date(), begun)?;
    let unit = unit(world, definition, asked.unit)?;
    let ends = Moment::from_civil(span.to.plus_days(1), MinuteOfDay::MIDNIGHT);
    // What has come this minute is known.
    let close = ends.min(as_of.plus_minutes(1));
    let version_of = |id| world.version(id).map(Arc::clone);
    let past = Past::load(tx, position, &version_of)?;
    let sums = gather(tx, &past, Period { from: span.from, to: span.to }, close, &version_of)?;
    if sums.is_empty() {
        return Err(nothing(begun, &span));
    }
    let columns = definition.columns(&world.metrics, &world.index, span.to);
    let mut rows = rows_of(world, definition, &span, unit, &sums);
    for row in &mut rows {
        let of = |of: Of, member| -> Option<&Sums> { sums.of(of, member) };
        row.cells = reckon(&columns, row, &of).map_err(|error| Error::Defect(error.to_string()))?;
    }
    let table = Table {
        format: FORMAT,
        key: definition.key.clone(),
        form: definition.form.clone(),
        title: definition.title.clone(),
        title_en: definition.title_en.clone(),
        basis: definition.basis.clone(),
        period: span.name.clone(),
        from: span.from.to_string(),
        to: span.to.to_string(),
        unit: unit.map(|unit| unit.key.clone()),
        position,
        as_of_ms,
        close_at: close.unix_seconds(),
        down: definition.down,
        columns,
        rows,
        notes: definition.notes.clone(),
        provisional: definition.provisional.clone(),
    };
    Ok(Reported { table, unit: unit.map(|unit| unit.id), over: ends <= as_of, span })
}

/// The period asked for; by default the last one that is over, or the one under way where nothing was recorded before it.
fn span(definition: &Definition, name: &str, today: Date, begun: Option<Date>) -> Result<Span, Error> {
    let (kind, closes_on) = (definition.period, definition.closes_on);
    if name.is_empty() {
        let now = kind.around(today, closes_on);
        let over = kind.around(now.from.plus_days(-1), closes_on);
        return Ok(if begun.is_some_and(|begun| begun > over.to) { now } else { over });
    }
    let span = kind.named(name, closes_on).map_err(|error| invalid("period", "period", &error))?;
    if span.from > today {
        let (vi, en) =
            ("Kỳ này chưa bắt đầu; chọn một kỳ trước", "This period has not begun; choose an earlier one");
        return Err(invalid("period", "future", &ReportError::new(None, vi, en)));
    }
    Ok(span)
}

fn unit<'w>(
    world: &'w World,
    definition: &Definition,
    asked: Option<UnitId>,
) -> Result<Option<&'w Unit>, Error> {
    if definition.rows != Rows::Unit {
        return Ok(None);
    }
    let found = asked.and_then(|unit| world.units.get(unit)).filter(|unit| unit.kind.is_commune());
    found.map(Some).ok_or_else(|| {
        let (vi, en) = ("Chọn xã, phường của báo cáo", "Choose the commune or ward of the report");
        invalid("unit", "required", &ReportError::new(None, vi, en))
    })
}

/// Why there is nothing to tell.
fn nothing(begun: Option<Date>, span: &Span) -> Error {
    let error = match begun {
        None => ReportError::new(
            None,
            "Sổ chưa có hồ sơ nào, nên chưa có gì để báo cáo",
            "Nothing was recorded yet, so there is nothing to report",
        ),
        Some(day) => {
            let (d, m, y) = (day.day(), day.month(), day.year());
            ReportError::new(
                None,
                format!(
                    "Kỳ {} chưa có số liệu: sổ bắt đầu ngày {d}/{m}/{y}. Chọn một kỳ sau ngày đó",
                    span.name
                ),
                format!(
                    "The period {} has no data: the records begin on {d}/{m}/{y}. Choose a period after that day",
                    span.name
                ),
            )
        }
    };
    invalid("period", "no_data", &error)
}

fn row(key: &str, name: &str, name_en: &str, kind: RowKind, of: Of, members: Vec<i64>) -> Row {
    let (key, name, name_en) = (key.to_owned(), name.to_owned(), name_en.to_owned());
    Row { key, name, name_en, kind, of, members, cells: Vec::new() }
}

/// The rows with their members, not reckoned yet.
fn rows_of(
    world: &World,
    definition: &Definition,
    span: &Span,
    unit: Option<&Unit>,
    sums: &Gathered,
) -> Vec<Row> {
    let number = |unit: &Unit| i64::from(unit.id.0);
    // A unit that ended has its row while it has dossiers in the period.
    let shown = |unit: &&Unit| !unit.life.has_ended(span.to) || sums.of(Of::Unit, number(unit)).is_some();
    let of_unit = |unit: &Unit| {
        let (mut name, mut name_en) = (unit.name.clone(), unit.name.clone());
        if unit.life.has_ended(span.to) {
            name.push_str(" (đã kết thúc)");
            name_en.push_str(" (ended)");
        }
        row(&unit.key, &name, &name_en, RowKind::Sum, Of::Unit, vec![number(unit)])
    };
    let mut rows = match &definition.rows {
        Rows::City => {
            let all = sums.members(Of::Unit).collect();
            vec![row("city", "Toàn thành phố", "The whole city", RowKind::Sum, Of::Unit, all)]
        }
        Rows::Kinds(kinds) => {
            let order = |unit: &&Unit| kinds.iter().position(|kind| kind == unit.kind.key());
            let mut units: Vec<&Unit> =
                world.units.iter().filter(|unit| order(unit).is_some()).filter(shown).collect();
            units.sort_by_key(order);
            units.into_iter().map(of_unit).collect()
        }
        Rows::Fields => grouped(world, sums, |version| {
            let en =
                if version.field_name_en.is_empty() { &version.field_name } else { &version.field_name_en };
            (version.field.as_str().to_owned(), version.field_name.clone(), en.clone())
        }),
        Rows::Procedures => grouped(world, sums, |version| {
            let en = version.name_en.as_ref().unwrap_or(&version.name);
            (version.code.as_str().to_owned(), version.name.clone(), en.clone())
        }),
        Rows::Unit => unit
            .into_iter()
            .flat_map(|unit| {
                let of_it = of_unit(unit);
                std::iter::once(of_it).chain(definition.peers.then(|| peers(world, unit, span)))
            })
            .collect(),
    };
    if definition.total {
        let members = rows.iter().flat_map(|row| row.members.iter().copied()).collect();
        let of = rows.first().map_or(Of::Unit, |row| row.of);
        rows.push(row("total", "Tổng số", "Total", RowKind::Total, of, members));
    }
    rows
}

/// Versions that have any sums, grouped.
fn grouped(
    world: &World,
    sums: &Gathered,
    by: impl Fn(&motcua_domain::procedure::ProcedureVersion) -> (String, String, String),
) -> Vec<Row> {
    let mut groups: BTreeMap<String, Row> = BTreeMap::new();
    for member in sums.members(Of::Version) {
        let version =
            u32::try_from(member).ok().and_then(|id| world.version(motcua_domain::ids::VersionId(id)));
        let Some(version) = version else { continue };
        let (key, name, name_en) = by(version);
        let group = groups
            .entry(key.clone())
            .or_insert_with(|| row(&key, &name, &name_en, RowKind::Sum, Of::Version, Vec::new()));
        group.members.push(member);
    }
    groups.into_values().collect()
}

/// The communes or wards of like kind and size, the unit among them.
fn peers(world: &World, unit: &Unit, span: &Span) -> Row {
    let like: Vec<i64> = world
        .units
        .iter()
        .filter(|other| other.kind == unit.kind && band_of(other) == band_of(unit))
        .filter(|other| other.life.stands(span.to))
        .map(|other| i64::from(other.id.0))
        .collect();
    let (n, ward) = (like.len(), unit.kind == UnitKind::Ward);
    let (vi, en) = if ward { ("phường", "wards") } else { ("xã", "communes") };
    row(
        "median",
        &format!("Trung vị {n} {vi} cùng cỡ dân số"),
        &format!("Median of {n} {en} of like population"),
        RowKind::Median,
        Of::Unit,
        like,
    )
}

/// A period before or after another, for links.
#[must_use]
pub fn neighbours(definition: &Definition, span: &Span) -> (Span, Span) {
    let (kind, closes_on): (PeriodKind, _) = (definition.period, definition.closes_on);
    (kind.around(span.from.plus_days(-1), closes_on), kind.around(span.to.plus_days(1), closes_on))
}
