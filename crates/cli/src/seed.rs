//! `motcua seed`: a city into a database; and officers' accounts.

use crate::open::Database;
use crate::output::say;
use anyhow::{Context, Result, anyhow, bail};
use clap::{Args, Subcommand};
use motcua_app::App;
use motcua_app::kiosks::{KIOSK_TIMES, KioskTimes};
use motcua_app::requests::{REQUEST_TERMS, RequestTerms};
use motcua_app::seed::{OfficerSeed, SeedData, SeedOutcome};
use motcua_app::world::{
    CONTESTS, DETECTORS, FORMER_PLACES, GUARD, INDEX, LIFE_EVENTS, METRICS, OPEN_DATA, REPORTS, SYSTEMS,
    TARGETS, TILES, TilePlace,
};
use motcua_calendar::Lang;
use motcua_city::City;
use motcua_store::meta::Purpose;
use std::path::PathBuf;
use std::process::ExitCode;

/// Options of `motcua seed`.
#[derive(Args)]
pub struct Options {
    /// `hanoi`, or a folder with the same data files.
    city: String,
    #[command(flatten)]
    database: Database,
    /// A new database becomes a working one: no demonstration people, no virtual clock, for ever.
    #[arg(long)]
    working: bool,
}

/// Options of `motcua officer`.
#[derive(Args)]
pub struct OfficerOptions {
    #[command(subcommand)]
    act: OfficerAct,
    #[command(flatten)]
    database: Database,
}

#[derive(Subcommand)]
enum OfficerAct {
    /// Set a password; it is read from standard input.
    Password {
        /// User name.
        username: String,
    },
    /// Make an API token; it is shown once.
    Token {
        /// User name.
        username: String,
        /// What it is for.
        #[arg(long, default_value = "api")]
        label: String,
        /// Days it lives.
        #[arg(long, default_value_t = 90)]
        days: i64,
    },
}

/// Runs `motcua seed`.
pub fn run(options: &Options) -> Result<ExitCode> {
    let city = named(&options.city)?;
    let purpose = if options.working { Purpose::Working } else { Purpose::Demonstration };
    let app = options.database.app(purpose)?;
    let (units, versions, officers) = (city.units.len(), city.procedures.len(), city.officers.len());
    let name = city.name_vi.clone();
    let outcome = into(&app, city)?;
    let officers = if app.is_demonstration() { officers } else { 0 };
    say!(
        "{name}: {units} đơn vị, {versions} phiên bản thủ tục, {officers} tài khoản trình diễn; {} dòng đã ghi",
        outcome.written
    )?;
    Ok(ExitCode::SUCCESS)
}

/// A city by its name or from a folder.
pub fn named(name: &str) -> Result<City> {
    match name {
        "hanoi" => motcua_city::hanoi().context("the city compiled in"),
        folder => {
            let path = PathBuf::from(folder);
            if !path.is_dir() {
                bail!(
                    "no city called {folder}: name a city compiled in (hanoi) or a folder with its data files"
                );
            }
            motcua_city::load(&path).with_context(|| format!("the city in {folder}"))
        }
    }
}

/// Loads a city into an application.
pub fn into(app: &App, city: City) -> Result<SeedOutcome> {
    let brand = serde_json::json!({
        "name": city.brand.name,
        "line2": city.brand.line2,
        "line2_en": city.brand.line2_en,
        "operator": city.brand.operator,
        "operator_en": city.brand.operator_en,
        "hotline": city.brand.hotline,
        "place": city.name_vi,
    });
    let former = serde_json::to_string(&city.former_places).context("the former places")?;
    let life = serde_json::to_string(&city.life_events).context("the life events")?;
    let tiles: Vec<TilePlace> = city
        .tiles
        .iter()
        .map(|tile| TilePlace { unit: tile.unit, column: tile.column, row: tile.row })
        .collect();
    let tiles = serde_json::to_string(&tiles).context("the map of tiles")?;
    let terms =
        RequestTerms { correction: city.request_terms.correction, dispute: city.request_terms.dispute };
    let request_terms = serde_json::to_string(&terms).context("the terms of requests")?;
    let motcua_city::KioskTimes { information, form, count_down, sign_in } = city.kiosk_times;
    let times = KioskTimes { information, form, count_down, sign_in };
    let kiosk_times = serde_json::to_string(&times).context("the times of kiosks")?;
    let open_data = serde_json::to_string(&city.open_data).context("the terms of the open data")?;
    let contests = serde_json::to_string(&city.contests).context("who answers contests")?;
    let data = SeedData {
        units: city.units,
        versions: city.procedures,
        dictionary: city.dictionary,
        calendar: city.calendar,
        officers: city
            .officers
            .into_iter()
            .map(|o| OfficerSeed { id: o.id, username: o.username, name: o.name, duties: o.duties })
            .collect(),
        settings: vec![
            ("brand".to_owned(), brand.to_string()),
            ("city".to_owned(), city.key),
            (FORMER_PLACES.to_owned(), former),
            (LIFE_EVENTS.to_owned(), life),
            (REQUEST_TERMS.to_owned(), request_terms),
            (KIOSK_TIMES.to_owned(), kiosk_times),
            (OPEN_DATA.to_owned(), open_data),
            (CONTESTS.to_owned(), contests),
            (METRICS.to_owned(), city.metrics),
            (TARGETS.to_owned(), city.targets),
            (INDEX.to_owned(), city.index),
            (REPORTS.to_owned(), serde_json::to_string(&city.reports).context("the reports")?),
            (GUARD.to_owned(), city.guard),
            (DETECTORS.to_owned(), city.detectors),
            (SYSTEMS.to_owned(), serde_json::to_string(&city.systems).context("the systems outside")?),
            (TILES.to_owned(), tiles),
        ],
    };
    app.seed(data).map_err(|e| anyhow!("seeding: {e}; {}", e.message(Lang::En)))
}

/// Runs `motcua officer`.
pub fn officer(options: &OfficerOptions) -> Result<ExitCode> {
    let app = options.database.app(Purpose::Working)?;
    match &options.act {
        OfficerAct::Password { username } => {
            let mut password = String::new();
            std::io::stdin().read_line(&mut password).context("reading the password")?;
            app.set_password(username, password.trim_end_matches(['\r', '\n']))
                .map_err(|e| anyhow!("{}", e.message(Lang::En)))?;
            say!("password set for {username}")?;
        }
        OfficerAct::Token { username, label, days } => {
            let token =
                app.new_api_token(username, label, *days).map_err(|e| anyhow!("{}", e.message(Lang::En)))?;
            say!("{token}")?;
        }
    }
    Ok(ExitCode::SUCCESS)
}
