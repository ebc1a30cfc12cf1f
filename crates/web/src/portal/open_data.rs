//! Open data: the catalogue of the procedures in force and the units, as files that anybody may fetch and keep.
//!
//! The large files are made once for each state of the city: whatever is published makes a new state. Each answer carries
//! its digest as ETag, so that whoever has the file already is told so.

pub mod months;

use crate::form::Form;
use crate::page::{html, public};
use crate::present::{day, pick, procedure_name};
use crate::problem::{Problem, Result};
use crate::state::Web;
use crate::visit::VisitRef;
use axum::body::Body;
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use motcua_app::error::What;
use motcua_app::{Error, World};
use motcua_calendar::Date;
use motcua_domain::ids::ProcedureCode;
use motcua_domain::procedure::ProcedureVersion;
use motcua_procedure::open_data::{self, Bom, Catalogue};
use motcua_procedure::{bpmn, text};
use motcua_views::format::count;
use motcua_views::message::fill;
use motcua_views::portal::{OpenDataPage, OpenFile, OpenMonth, OpenProcedure};
use motcua_views::{Key, Lang, Link, Section, t};
use parking_lot::Mutex;
use sha2::{Digest as _, Sha256};
use std::sync::{Arc, Weak};

/// Procedures of one page.
const ROWS: usize = 50;
/// Months on the page; the metadata tells of all.
const MONTHS: usize = 24;

/// A file of the whole city.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Turtle,
    Json,
    Csv,
    Units,
}

impl Kind {
    const ALL: [Kind; 4] = [Kind::Turtle, Kind::Json, Kind::Csv, Kind::Units];

    fn name(self) -> &'static str {
        match self {
            Kind::Turtle => "catalogue.ttl",
            Kind::Json => "catalogue.json",
            Kind::Csv => "catalogue.csv",
            Kind::Units => "units.csv",
        }
    }

    fn media_type(self) -> &'static str {
        match self {
            Kind::Turtle => "text/turtle; charset=utf-8",
            Kind::Json => "application/json",
            Kind::Csv | Kind::Units => "text/csv; charset=utf-8; header=present",
        }
    }

    fn about(self) -> Key {
        match self {
            Kind::Turtle => Key::OpenTurtle,
            Kind::Json => Key::OpenJson,
            Kind::Csv => Key::OpenCsv,
            Kind::Units => Key::OpenUnits,
        }
    }
}

/// A file as sent, with its digest.
#[derive(Clone)]
struct Ready {
    bytes: Arc<[u8]>,
    tag: HeaderValue,
}

impl Ready {
    fn of(text: String) -> Ready {
        let digest = URL_SAFE_NO_PAD.encode(&Sha256::digest(&text)[..18]);
        let tag = HeaderValue::from_str(&format!("\"{digest}\"")).expect("base64 between quotes is a header");
        Ready { bytes: text.into_bytes().into(), tag }
    }
}

/// The files of one state of the city, each made when it is first asked for.
#[derive(Default)]
pub struct OpenData(Mutex<Shelf>);

#[derive(Default)]
struct Shelf {
    of: Weak<World>,
    /// The day they are of: versions begin and end with days.
    day: Option<Date>,
    files: Vec<(&'static str, Ready)>,
}

impl OpenData {
    fn get(&self, world: &Arc<World>, day: Date, kind: Kind) -> Option<Ready> {
        let mut shelf = self.0.lock();
        if shelf.day != Some(day) || !std::ptr::eq(shelf.of.as_ptr(), Arc::as_ptr(world)) {
            *shelf = Shelf { of: Arc::downgrade(world), day: Some(day), files: Vec::new() };
        }
        shelf.files.iter().find(|(name, _)| *name == kind.name()).map(|(_, ready)| ready.clone())
    }

    fn put(&self, world: &Arc<World>, day: Date, kind: Kind, ready: &Ready) {
        let mut shelf = self.0.lock();
        if shelf.day == Some(day) && std::ptr::eq(shelf.of.as_ptr(), Arc::as_ptr(world)) {
            shelf.files.push((kind.name(), ready.clone()));
        }
    }
}

/// The versions in force on a day, by code.
fn in_force(world: &World, day: Date) -> Vec<&Arc<ProcedureVersion>> {
    world.procedures_on(day).filter(|version| version.in_force(day)).collect()
}

/// `/open-data?page=`
pub async fn page(State(web): State<Arc<Web>>, visit: VisitRef, RawQuery(query): RawQuery) -> Result {
    let (world, today, lang) = (web.app.world(), web.app.now().date(), visit.lang);
    let months = months::known(&web).await?;
    let at = Form::of_query(query.as_deref()).get("page").parse::<usize>().unwrap_or(0).min(10_000);
    let all = in_force(&world, today);
    let file = |kind: Kind| OpenFile {
        name: kind.name().to_owned(),
        href: format!("/open-data/{}", kind.name()),
        about: t(lang, kind.about()).to_owned(),
    };
    let line = |version: &&Arc<ProcedureVersion>| OpenProcedure {
        code: version.code.to_string(),
        name: procedure_name(lang, version).to_owned(),
    };
    let view = OpenDataPage {
        page: public(&web, &visit, t(lang, Key::OpenDataTitle), Section::Other),
        day: day(lang, today),
        count: count(lang, all.len() as u64),
        files: Kind::ALL.into_iter().map(file).collect(),
        months: months.into_iter().take(MONTHS).map(|month| of_month(lang, month)).collect(),
        smallest: world.open_data.smallest.to_string(),
        licence: (!world.open_data.licence.is_empty())
            .then(|| Link::new(world.open_data.licence_name.clone(), world.open_data.licence.clone())),
        doubt: (!world.open_data.provisional.is_empty())
            .then(|| pick(lang, &world.open_data.provisional, &world.open_data.provisional_en).to_owned()),
        procedures: all.iter().skip(at * ROWS).take(ROWS).map(line).collect(),
        first: at == 0,
        next: ((at + 1) * ROWS < all.len()).then(|| format!("/open-data?page={}", at + 1)),
    };
    Ok(html(view.render()))
}

/// A month with its files.
fn of_month(lang: Lang, month: months::Counted) -> OpenMonth {
    let link = |table: months::Table, ending: &str| {
        let address = format!("/open-data/{}/{}.{ending}", month.key(), table.key());
        let named = match table {
            months::Table::Units => Key::OpenMonthUnits,
            months::Table::Fields => Key::OpenMonthFields,
            months::Table::Procedures => Key::OpenMonthProcedures,
        };
        Link::new(format!("{} {}", t(lang, named), ending.to_uppercase()), address)
    };
    let status = if month.last { Key::OpenMonthFinal } else { Key::OpenMonthProvisional };
    OpenMonth {
        name: months::named(lang, month),
        note: fill(t(lang, status), &[&day(lang, month.period.to)]),
        files: months::Table::ALL
            .into_iter()
            .flat_map(|table| ["csv", "json"].map(|ending| link(table, ending)))
            .collect(),
    }
}

/// `/open-data/{name}`: what there is of months, the catalogue as Turtle, JSON or CSV, or the units.
pub async fn file(State(web): State<Arc<Web>>, headers: HeaderMap, Path(name): Path<String>) -> Result {
    if name == "metadata.json" {
        return months::metadata(&web).await;
    }
    let kind = Kind::ALL.into_iter().find(|kind| kind.name() == name).ok_or_else(Problem::no_page)?;
    let (world, today) = (web.app.world(), web.app.now().date());
    if let Some(ready) = web.open_data.get(&world, today, kind) {
        return Ok(answer(&headers, kind.media_type(), &ready));
    }
    let maker = Arc::clone(&web);
    let made = tokio::task::spawn_blocking(move || {
        let ready = Ready::of(write(&maker, &world, today, kind));
        maker.open_data.put(&world, today, kind, &ready);
        ready
    });
    let ready = made.await.map_err(|error| Error::Defect(format!("open data: {error}")))?;
    Ok(answer(&headers, kind.media_type(), &ready))
}

fn write(web: &Web, world: &World, today: Date, kind: Kind) -> String {
    let base = format!("{}/", web.settings.base_url.trim_end_matches('/'));
    let versions = in_force(world, today);
    let versions: Vec<&ProcedureVersion> = versions.into_iter().map(AsRef::as_ref).collect();
    let brand = &web.settings.brand;
    let city = (brand.operator.as_str(), brand.operator_en.as_str());
    let catalogue = Catalogue { base: &base, city, versions: &versions, units: &world.units };
    match kind {
        Kind::Turtle => open_data::turtle(&catalogue),
        Kind::Json => open_data::json(&catalogue),
        Kind::Csv => open_data::csv(&catalogue, Bom::With),
        Kind::Units => open_data::units_csv(&world.units, &world.places, today, Bom::With),
    }
}

/// `/open-data/procedures/{code}.toml` and `.bpmn`: the version in force.
pub async fn of_procedure(
    State(web): State<Arc<Web>>,
    headers: HeaderMap,
    Path(name): Path<String>,
) -> Result {
    let (world, today) = (web.app.world(), web.app.now().date());
    let (code, ending) = name.rsplit_once('.').ok_or_else(Problem::no_page)?;
    let found = world.version_for(&ProcedureCode(code.to_owned()), today);
    let version = found.filter(|version| version.in_force(today));
    let version = version.ok_or_else(|| Problem::from(Error::NotFound(What::Procedure)))?;
    let (kind, written) = match ending {
        "toml" => ("application/toml; charset=utf-8", text::write(version, &world.units)),
        "bpmn" => ("application/xml; charset=utf-8", bpmn::write(version, &world.units)),
        _ => return Err(Problem::no_page()),
    };
    Ok(answer(&headers, kind, &Ready::of(written)))
}

/// The file, or that the caller has it already.
fn answer(asked: &HeaderMap, kind: &'static str, ready: &Ready) -> Response {
    let known = asked.get_all(header::IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    let tag = ready.tag.to_str().unwrap_or_default();
    let same = |one: &str| one == "*" || one.trim_start_matches("W/") == tag;
    let had = known.flat_map(|list| list.split(',')).any(|one| same(one.trim()));
    let mut response = if had {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        Body::from(ready.bytes.to_vec()).into_response()
    };
    let headers = response.headers_mut();
    if !had {
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    }
    headers.insert(header::ETAG, ready.tag.clone());
    // Kept anywhere, asked about each time: a publication shows at once.
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("public, no-cache"));
    headers.insert(header::VARY, HeaderValue::from_static("Accept-Encoding"));
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    response
}
