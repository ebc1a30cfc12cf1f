//! What happened, month by month, as open data: by unit, by field and by procedure.
//!
//! A whole unit and the whole city are shown as the board shows them. Of fields and procedures, which the public sees here alone, small
//! counts are left out ([`motcua_insight::publish`]), and a row of which nothing may be shown is not there. A month that has passed is
//! final. The one under way is counted up to the end of yesterday and its counts of fields and procedures are rounded down to whole steps
//! of the smallest count shown: else two files of two days would tell what happened between them.

use super::{Ready, answer};
use crate::json::answer as json_answer;
use crate::present::{pick, procedure_name, unit_in};
use crate::problem::{Problem, Result};
use crate::state::Web;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use motcua_app::{Error, World};
use motcua_calendar::Date;
use motcua_domain::ids::{UnitId, VersionId};
use motcua_domain::procedure::ProcedureVersion;
use motcua_insight::{Counts, Dim, Measure, Month, OPEN, OPEN_COLUMNS, Shown, Sums, Term, counts, publish};
use motcua_store::figures::{self, Period};
use motcua_views::Lang;
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::Mutex;

/// How long the files of a month are kept: a correction of an old act shows after it.
const FRESH: Duration = Duration::from_secs(60);
/// Months kept at once.
const KEPT: usize = 24;
/// Months told of: ten years.
const MONTHS_MAX: usize = 120;
/// Where an ended column stands: minutes are told with it.
const ENDED: usize = 10;

/// A month with its days, as far as they are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Counted {
    /// Its first day and the last one counted.
    pub period: Period,
    /// Whether it has passed.
    pub last: bool,
}

impl Counted {
    /// The month a day lies in, as it is counted on another; none before its second day.
    fn of(first: Date, today: Date) -> Option<Self> {
        let (last, yesterday) = (first.plus_months(1).plus_days(-1), today.plus_days(-1));
        let period = Period { from: first, to: last.min(yesterday) };
        (!period.is_empty()).then_some(Self { period, last: last <= yesterday })
    }

    /// As in addresses: `2026-03`.
    pub fn key(&self) -> String {
        format!("{:04}-{:02}", self.period.from.year(), self.period.from.month())
    }
}

/// Months there is something of, the latest first.
pub async fn known(web: &Web) -> Result<Vec<Counted>> {
    let today = web.app.now().date();
    let first = web.app.read(|tx, _| Ok(figures::first_day(tx)?)).await?;
    let Some(first) = first.filter(|first| *first <= today) else { return Ok(Vec::new()) };
    let mut at = first_of(today);
    let mut months = Vec::new();
    while at >= first_of(first) && months.len() < MONTHS_MAX {
        months.extend(Counted::of(at, today));
        at = first_of(at.plus_days(-1));
    }
    Ok(months)
}

fn first_of(day: Date) -> Date {
    day.plus_days(1 - i32::try_from(day.day()).unwrap_or(1))
}

/// A table of a month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Table {
    /// By unit.
    Units,
    /// By field.
    Fields,
    /// By procedure.
    Procedures,
}

impl Table {
    /// All of them.
    pub const ALL: [Table; 3] = [Table::Units, Table::Fields, Table::Procedures];

    /// As in addresses.
    pub fn key(self) -> &'static str {
        match self {
            Table::Units => "units",
            Table::Fields => "fields",
            Table::Procedures => "procedures",
        }
    }

    /// What names a row.
    fn names(self) -> &'static [&'static str] {
        match self {
            Table::Units => &["unit", "unit_name", "unit_name_en"],
            Table::Fields => &["field", "field_name", "field_name_en"],
            Table::Procedures => &["procedure", "procedure_name", "procedure_name_en", "field"],
        }
    }
}

const ENDINGS: [(&str, &str); 2] =
    [("csv", "text/csv; charset=utf-8; header=present"), ("json", "application/json")];

/// The files of a month: each table in each form.
type Files = Arc<Vec<(String, &'static str, Ready)>>;

/// Files made lately. The lock is held while some are made: a crowd of questions costs one look.
#[derive(Default)]
pub struct Months(Mutex<HashMap<Counted, (Instant, Files)>>);

/// `/open-data/{month}/{name}`: `units`, `fields` or `procedures`, as `.csv` or `.json`.
pub async fn file(
    State(web): State<Arc<Web>>,
    headers: HeaderMap,
    Path((month, name)): Path<(String, String)>,
) -> Result {
    let first = (month.len() == 7).then(|| Date::parse(&format!("{month}-01")).ok()).flatten();
    let first = first.ok_or_else(Problem::no_page)?;
    let months = known(&web).await?;
    let month = months.into_iter().find(|one| one.period.from == first).ok_or_else(Problem::no_page)?;
    let mut kept = web.open_months.0.lock().await;
    let made = match kept.get(&month).filter(|(at, _)| at.elapsed() < FRESH) {
        Some((_, files)) => Arc::clone(files),
        None => {
            let files = Arc::new(web.app.read(move |tx, world| read(tx, world, month)).await?);
            if kept.len() >= KEPT {
                kept.clear();
            }
            kept.insert(month, (Instant::now(), Arc::clone(&files)));
            files
        }
    };
    drop(kept);
    let (_, kind, ready) = made.iter().find(|(known, ..)| *known == name).ok_or_else(Problem::no_page)?;
    Ok(answer(&headers, kind, ready))
}

/// A row of a table: what names it, what may be shown of it, and its minutes.
struct Row {
    names: Vec<String>,
    shown: Shown,
    minutes: Option<i64>,
}

fn read(
    tx: &mut motcua_app::Tx<'_>,
    world: &World,
    month: Counted,
) -> Result<Vec<(String, &'static str, Ready)>, Error> {
    let mut by_unit: BTreeMap<String, (UnitId, Sums)> = BTreeMap::new();
    for (id, sums) in figures::by_member(tx, Dim::Competent, month.period)? {
        let id = UnitId(u32::try_from(id).map_err(|_| Error::Defect(format!("{id} is no unit")))?);
        let key = world.units.get(id).map_or_else(|| id.to_string(), |unit| unit.key.clone());
        by_unit.insert(key, (id, sums));
    }
    let mut by_code: BTreeMap<(&str, &str), (&ProcedureVersion, Sums)> = BTreeMap::new();
    for (id, sums) in figures::by_member(tx, Dim::Version, month.period)? {
        let version = u32::try_from(id).ok().and_then(|id| world.version(VersionId(id)));
        let version = version.ok_or_else(|| Error::Defect(format!("{id} is no version")))?;
        let row = by_code.entry((version.field.as_str(), version.code.as_str()));
        let row = row.or_insert_with(|| (version, Sums::default()));
        row.1.add(&sums);
        row.0 = version;
    }
    let nothing = |sums: &Sums| counts(sums).iter().all(|n| *n == 0);
    by_unit.retain(|_, (_, sums)| !nothing(sums));
    by_code.retain(|_, (_, sums)| !nothing(sums));
    let mut fields: Vec<(&ProcedureVersion, Sums)> = Vec::new();
    let mut of_field = Vec::with_capacity(by_code.len());
    for (version, sums) in by_code.values() {
        match fields.last_mut().filter(|(field, _)| field.field == version.field) {
            Some((_, sum)) => sum.add(sums),
            None => fields.push((version, sums.clone())),
        }
        of_field.push(fields.len() - 1);
    }
    let field_counts: Vec<Counts> = fields.iter().map(|(_, sums)| counts(sums)).collect();
    let procedures: Vec<(usize, Counts)> =
        of_field.into_iter().zip(by_code.values()).map(|(no, (_, sums))| (no, counts(sums))).collect();
    let step = world.open_data.smallest;
    let published = publish(&Month { fields: &field_counts, procedures: &procedures }, step);
    let minutes = |sums: &Sums| sums.of(Term::Counted(Measure::Minutes));
    let row = |names: Vec<String>, shown: &Shown, sums: &Sums| Row {
        names,
        shown: if month.last { *shown } else { shown.map(|n| n.map(|n| n / step * step)) },
        minutes: shown[ENDED].filter(|_| month.last).map(|_| minutes(sums)),
    };
    let exact = |names: Vec<String>, sums: &Sums| Row {
        names,
        shown: counts(sums).map(Some),
        minutes: month.last.then(|| minutes(sums)),
    };
    let something = |row: &Row| row.shown.iter().flatten().any(|n| *n != 0);
    let city = by_unit.values().fold(Sums::default(), |mut sum, (_, sums)| {
        sum.add(sums);
        sum
    });
    let whole = |table: Table| {
        let mut names = vec!["*".to_owned(), "Toàn thành phố".to_owned(), "The whole city".to_owned()];
        names.resize(table.names().len(), String::new());
        exact(names, &city)
    };
    let units = by_unit.iter().map(|(key, (id, sums))| {
        exact(vec![key.clone(), unit_in(Lang::Vi, world, *id), unit_in(Lang::En, world, *id)], sums)
    });
    let fields = fields.iter().zip(&published.fields).map(|((version, sums), shown)| {
        let (name, english) = (&version.field_name, &version.field_name_en);
        row(vec![version.field.as_str().to_owned(), name.clone(), english.clone()], shown, sums)
    });
    let procedures = by_code.values().zip(&published.procedures).map(|((version, sums), shown)| {
        let name = |lang| procedure_name(lang, version).to_owned();
        let names =
            vec![version.code.to_string(), name(Lang::Vi), name(Lang::En), version.field.as_str().to_owned()];
        row(names, shown, sums)
    });
    let mut files = Vec::with_capacity(6);
    let tables: [(Table, Vec<Row>); 3] = [
        (Table::Units, std::iter::once(whole(Table::Units)).chain(units).collect()),
        (Table::Fields, std::iter::once(whole(Table::Fields)).chain(fields.filter(something)).collect()),
        (
            Table::Procedures,
            std::iter::once(whole(Table::Procedures)).chain(procedures.filter(something)).collect(),
        ),
    ];
    for (table, rows) in tables {
        for (ending, kind) in ENDINGS {
            let text = if ending == "csv" { csv(month, table, &rows)? } else { json(month, table, &rows) };
            files.push((format!("{}.{ending}", table.key()), kind, Ready::of(text)));
        }
    }
    Ok(files)
}

fn status(month: Counted) -> &'static str {
    if month.last { "final" } else { "provisional" }
}

fn csv(month: Counted, table: Table, rows: &[Row]) -> Result<String, Error> {
    let fault = |error: ::csv::Error| Error::Defect(error.to_string());
    let mut out = ::csv::Writer::from_writer("\u{feff}".as_bytes().to_vec());
    let columns = OPEN.iter().map(|column| column.key);
    let head = ["month", "status", "counted_to"].into_iter().chain(table.names().iter().copied());
    out.write_record(head.chain(columns).chain([MINUTES])).map_err(fault)?;
    let frame = [month.key(), status(month).to_owned(), month.period.to.to_string()];
    for row in rows {
        let numbers = row.shown.iter().chain([&row.minutes]);
        let numbers = numbers.map(|n| n.map_or_else(String::new, |n| n.to_string()));
        let names = row.names.iter().map(|name| harmless(name));
        out.write_record(frame.iter().cloned().chain(names).chain(numbers)).map_err(fault)?;
    }
    let bytes = out.into_inner().map_err(|error| Error::Defect(error.to_string()))?;
    String::from_utf8(bytes).map_err(|error| Error::Defect(error.to_string()))
}

/// A name that no spreadsheet takes for something to reckon.
fn harmless(name: &str) -> String {
    let formula = name.trim_start().starts_with(['=', '+', '-', '@']) || name.starts_with(['\t', '\r']);
    if formula { format!("'{name}") } else { name.to_owned() }
}

fn json(month: Counted, table: Table, rows: &[Row]) -> String {
    let rows: Vec<Value> = rows
        .iter()
        .map(|row| {
            let mut one = Map::new();
            for (name, text) in table.names().iter().zip(&row.names) {
                one.insert((*name).to_owned(), json!(text));
            }
            for (column, n) in OPEN.iter().zip(row.shown) {
                one.insert(column.key.to_owned(), json!(n));
            }
            one.insert(MINUTES.to_owned(), json!(row.minutes));
            Value::Object(one)
        })
        .collect();
    let body = json!({
        "month": month.key(),
        "status": status(month),
        "from": month.period.from,
        "counted_to": month.period.to,
        "metadata": "/open-data/metadata.json",
        "rows": rows,
    });
    body.to_string()
}

/// The column of minutes.
const MINUTES: &str = "minutes_received_to_ended";

/// What the columns mean, in the order of [`OPEN`].
const MEANINGS: [(&str, &str); OPEN_COLUMNS] = [
    ("Hồ sơ có ngày tiếp nhận trong tháng", "Dossiers received in the month"),
    ("… nộp trực tiếp", "… over the counter"),
    ("… nộp trực tuyến, kể cả do cán bộ nhập", "… online, those typed by an officer included"),
    ("… qua bưu chính công ích", "… by public post"),
    ("Hồ sơ trực tuyến người dân tự nộp trên thiết bị của mình", "Online, filed alone on one's own device"),
    ("Hồ sơ trực tuyến người dân tự nộp tại ki-ốt", "Online, filed alone at a kiosk"),
    (
        "Hồ sơ trực tuyến được giúp trong phiên của người dân",
        "Online, with an officer's help within one's own sign-in",
    ),
    ("Hồ sơ trực tuyến do cán bộ nhập", "Online, typed by an officer"),
    ("Hồ sơ trực tuyến của thủ tục toàn trình", "Online, of procedures offered as full service"),
    ("Hồ sơ trực tuyến của thủ tục khác", "Online, of other procedures"),
    ("Hồ sơ kết thúc trong tháng, sau khi được tiếp nhận", "Dossiers that ended in the month, after receipt"),
    ("… trước ngày hẹn", "… before the day due"),
    ("… đúng ngày hẹn", "… on the day due, in time"),
    ("… quá hạn", "… past the due moment"),
    ("… được giải quyết", "… granted"),
    ("… bị từ chối bằng văn bản", "… refused in writing"),
    ("… người dân rút", "… withdrawn by the applicant"),
    ("… dừng vì lý do khác", "… stopped on another ground"),
    ("Hồ sơ không được tiếp nhận, kết thúc trong tháng", "Dossiers never received and declined in the month"),
];

/// `/open-data/metadata.json`: what there is, what it means and what it does not tell.
pub async fn metadata(web: &Arc<Web>) -> Result<Response> {
    let (world, months) = (web.app.world(), known(web).await?);
    Ok(json_answer(StatusCode::OK, &described(web, &world, &months)))
}

fn described(web: &Web, world: &World, months: &[Counted]) -> Value {
    let base = web.settings.base_url.trim_end_matches('/');
    let terms = &world.open_data;
    let (brand, least) = (&web.settings.brand, terms.smallest);
    let both = |vi: &str, en: &str| json!([{ "@value": vi, "@language": "vi" }, { "@value": en, "@language": "en" }]);
    let table_name = |table: Table| match table {
        Table::Units => ("theo đơn vị có thẩm quyền", "by competent unit"),
        Table::Fields => ("theo lĩnh vực", "by field"),
        Table::Procedures => ("theo thủ tục", "by procedure"),
    };
    let datasets = months.iter().map(|month| {
        let key = month.key();
        let distributions = Table::ALL.into_iter().flat_map(|table| {
            let (vi, en) = table_name(table);
            let key = key.clone();
            ENDINGS.map(|(ending, kind)| {
                let address = format!("{base}/open-data/{key}/{}.{ending}", table.key());
                json!({
                    "@type": "dcat:Distribution",
                    "dct:title": both(&format!("Tháng {key}, {vi}"), &format!("{key}, {en}")),
                    "dcat:accessURL": { "@id": address }, "dcat:downloadURL": { "@id": address },
                    "dcat:mediaType": kind.split(';').next(),
                    "dct:license": { "@id": terms.licence },
                })
            })
        });
        json!({
            "@id": format!("{base}/open-data/{key}"),
            "@type": "dcat:Dataset",
            "dct:title": both(&format!("Hồ sơ thủ tục hành chính tháng {key}"), &format!("Administrative dossiers, {key}")),
            "dct:publisher": { "@id": format!("{base}/#publisher") },
            "dct:temporal": {
                "@type": "dct:PeriodOfTime",
                "dcat:startDate": month.period.from, "dcat:endDate": month.period.to,
            },
            "adms:status": status(*month),
            "dct:accrualPeriodicity": { "@id": "http://publications.europa.eu/resource/authority/frequency/MONTHLY" },
            "dcat:distribution": distributions.collect::<Vec<_>>(),
        })
    });
    let columns = OPEN.iter().zip(MEANINGS).map(|(column, (vi, en))| {
        json!({ "name": column.key, "datatype": "integer", "null": "", "dct:description": both(vi, en) })
    });
    let minutes = (
        "Tổng số phút trên đồng hồ từ tiếp nhận đến kết thúc của các hồ sơ trong cột ended; không có ở tháng tạm tính",
        "Minutes of the clock from receipt to end of the dossiers in ended, added up; not told of a provisional month",
    );
    let minutes = json!({ "name": MINUTES, "datatype": "integer", "null": "", "dct:description": both(minutes.0, minutes.1) });
    let rule = (
        format!(
            "Đơn vị được hiện nguyên, như trên bảng điều hành; cả thành phố cũng vậy. Theo lĩnh vực và thủ tục: ô từ 1 đến {} để trống; \
             một tổng và các phần của nó được hiện cả hoặc che cả; ngoài ra che thêm những ô nhỏ nhất còn lại cho đến khi phần bị che \
             của mỗi cột bằng 0 hoặc ít nhất {least}, trên cả bảng và trong từng lĩnh vực, và không ô nào tính ngược ra được; nếu không \
             được thì cột đó để trống ở mọi dòng. Số 0 được ghi là 0; dòng không hiện được số nào khác 0 thì không có. Tháng chưa hết \
             được đếm đến hết hôm qua, số theo lĩnh vực và thủ tục làm tròn xuống bội số của {least}. Công chúng không xem được lĩnh \
             vực, thủ tục ở nơi nào khác.",
            least - 1
        ),
        format!(
            "Units are shown whole, as on the board, and so is the city. By field and procedure: counts from 1 to {} are left empty; a \
             total and its parts are shown whole or left out whole; the next smallest are left out as well until what is left out of \
             each column adds up to 0 or to at least {least}, over the table and within each field, and none can be worked out; where \
             that cannot be had the column is empty in every row. Nothing is written as 0; a row without any other number is not there. \
             A month under way is counted to the end of yesterday, and its counts by field and procedure are rounded down to multiples \
             of {least}. Fields and procedures are public nowhere else.",
            least - 1
        ),
    );
    let limits = both(
        "Số liệu tính từ nhật ký của hệ thống này; hồ sơ ở hệ thống khác không có. Sửa ngày tiếp nhận theo quyết định làm đổi tháng đã \
         qua: tiêu đề ETag cho biết. Đơn vị là cơ quan có thẩm quyền, không phải nơi tiếp nhận. Lĩnh vực mà chỉ một đơn vị giải quyết, \
         và đơn vị đó không có lĩnh vực nào khác, thì số của đơn vị cũng là số của lĩnh vực.",
        "Counted from the journal of this system; dossiers of other systems are not in it. A corrected day of receipt changes a month \
         that has passed: the ETag tells. The unit is the competent agency, not where a dossier was received. Where one unit alone \
         settles a field, and no other field, the number of the unit is the number of the field.",
    );
    let places = Table::ALL.into_iter().map(|table| (table.key().to_owned(), json!(table.names())));
    json!({
        "@context": {
            "dcat": "http://www.w3.org/ns/dcat#", "dct": "http://purl.org/dc/terms/", "adms": "http://www.w3.org/ns/adms#",
            "foaf": "http://xmlns.com/foaf/0.1/", "motcua": format!("{base}/open-data/metadata.json#"),
        },
        "@id": format!("{base}/open-data/metadata.json"),
        "@type": "dcat:Catalog",
        "dct:title": both("Dữ liệu mở theo tháng", "Open data by month"),
        "dct:language": ["vi", "en"],
        "dct:modified": web.app.now().rfc3339(),
        "dct:publisher": {
            "@id": format!("{base}/#publisher"), "@type": "foaf:Agent", "foaf:name": both(&brand.operator, &brand.operator_en),
        },
        "dct:license": { "@id": terms.licence, "dct:title": terms.licence_name },
        "motcua:provisional": both(&terms.provisional, &terms.provisional_en),
        "motcua:smallestCount": least,
        "motcua:suppression": both(&rule.0, &rule.1),
        "motcua:limits": limits,
        "motcua:rowNames": places.collect::<Map<String, Value>>(),
        "motcua:columns": columns.chain([minutes]).collect::<Vec<_>>(),
        "dcat:dataset": datasets.collect::<Vec<_>>(),
    })
}

/// The name of a month on a page.
pub fn named(lang: Lang, month: Counted) -> String {
    let (year, no) = (month.period.from.year(), month.period.from.month());
    pick(lang, "Tháng {}/{}", "{}/{}").replacen("{}", &no.to_string(), 1).replacen("{}", &year.to_string(), 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_never_a_formula() {
        for name in ["=1+1", "+84", "-1", "@SUM(A1)", " =1", "\t=1"] {
            assert!(harmless(name).starts_with('\''), "{name:?}");
        }
        assert_eq!(harmless("Phường Hồng Hà"), "Phường Hồng Hà");
    }

    #[test]
    fn a_month_is_provisional_until_its_last_day_has_passed() {
        let day = |text: &str| Date::parse(text).unwrap_or_else(|e| panic!("{e}"));
        let first = day("2026-02-01");
        assert_eq!(Counted::of(first, day("2026-02-01")), None, "nothing of it has passed");
        let second = Counted::of(first, day("2026-02-02")).map(|month| (month.period.to, month.last));
        assert_eq!(second, Some((day("2026-02-01"), false)));
        assert_eq!(Counted::of(first, day("2026-02-28")).map(|month| month.last), Some(false));
        let after = Counted::of(first, day("2026-03-01")).map(|month| (month.period.to, month.last));
        assert_eq!(after, Some((day("2026-02-28"), true)));
    }
}
