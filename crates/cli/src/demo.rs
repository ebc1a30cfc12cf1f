//! `motcua` without a command: the demonstration city, created, filled and served.

use crate::files::FileOptions;
use crate::identity::IdentityOptions;
use crate::living;
use crate::notices::NoticeOptions;
use crate::open::{Database, ahead_ms, app_over, put_forward};
use crate::output::{say, tell};
use crate::replay::{self, Plan};
use anyhow::{Context, Result, anyhow};
use clap::Args;
use motcua_app::App;
use motcua_app::ids::SystemIds;
use motcua_app::seed::DEMO_PASSWORD;
use motcua_store::meta::{self, Purpose};
use std::net::SocketAddr;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

/// Key under which a finished filling is noted.
const FILLED: &str = "demo_filled";

/// Options of the demonstration.
#[derive(Args)]
pub struct Options {
    /// Database of the demonstration.
    #[arg(
        long,
        env = "MOTCUA_DATABASE",
        default_value = "sqlite:motcua-data/demo.db",
        hide_env_values = true
    )]
    database: String,
    #[command(flatten)]
    files: FileOptions,
    #[command(flatten)]
    notices: NoticeOptions,
    #[command(flatten)]
    identity: IdentityOptions,
    /// Address to listen on.
    #[arg(long, env = "MOTCUA_LISTEN", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// Dossiers the demonstration city is filled with, over the three weeks up to now.
    #[arg(long, default_value_t = 66_000)]
    dossiers: u64,
    /// Leave the city as it is: nothing moves but by hand, and the clock stays where it is.
    #[arg(long)]
    still: bool,
    /// City to load.
    #[arg(long, default_value = "hanoi")]
    city: String,
    /// Address people reach this server by, printed in QR codes.
    #[arg(long, env = "MOTCUA_BASE_URL")]
    base_url: Option<String>,
}

/// Runs it.
pub fn run(options: &Options) -> Result<ExitCode> {
    let database = Database { database: options.database.clone() };
    // Found out before anything is written, not after a minute of filling.
    drop(std::net::TcpListener::bind(options.listen).with_context(|| {
        format!("cannot listen on {}: is another server running there? choose --listen", options.listen)
    })?);
    let app = prepared(&database, options)?;
    options.files.furnish(&app, &database)?;
    options.files.tend(&app);
    options.identity.furnish(&app)?;
    // Ends after the server, which ends after the last request.
    let _living = match options.still {
        true => None,
        false => living::start(app.clone(), crate::seed::named(&options.city)?)?,
    };
    let listen = options.listen;
    let ahead = Duration::from_millis(ahead_ms(&app)?.unsigned_abs());
    let set = |app: &App, address| crate::serve::settings(app, address, options.base_url.as_deref(), false);
    let outward = options.notices.open(&app)?;
    crate::serve::serve(app, listen, set, outward, |address| greeting(address, ahead))
}

fn greeting(address: SocketAddr, ahead: Duration) -> Result<()> {
    say!("")?;
    say!("  Thành phố trình diễn · demonstration city:  http://{address}")?;
    say!("  Một nhấp để vào mọi vai · become any role:  http://{address}/desk/demo")?;
    say!("  Mật khẩu mọi tài khoản trình diễn · password of every demonstration account:  {DEMO_PASSWORD}")?;
    if !ahead.is_zero() {
        let (hours, minutes) = (ahead.as_secs() / 3600, ahead.as_secs() / 60 % 60);
        say!(
            "  Đồng hồ trình diễn chạy trước {hours} giờ {minutes} phút · its clock is {hours} h {minutes} min ahead"
        )?;
    }
    say!("  Dừng bằng Ctrl+C · stop with Ctrl+C")?;
    say!("")
}

fn prepared(database: &Database, options: &Options) -> Result<Arc<App>> {
    let app = open(database)?;
    if !app.is_demonstration() {
        return Err(anyhow!("{} is a working database; serve it with: motcua serve", options.database));
    }
    if note(&app, FILLED)?.is_some() {
        if options.still || !opened_by_day(&app, options)? {
            return Ok(app);
        }
        drop(app);
        return open(database);
    }
    let cut_off = note(&app, "demo_filling")?.is_some();
    drop(app);
    if let (true, Some(path)) = (cut_off, database.sqlite_path()) {
        // A filling that was cut off: start again from nothing, it was all made up.
        remove_database(&path)?;
    }
    fill(database, options)?;
    open(database)
}

fn open(database: &Database) -> Result<Arc<App>> {
    app_over(database.open()?, Purpose::Demonstration, Arc::new(SystemIds::default()))
}

/// Seeds and fills, with the settings of a replay; the server opens the database again with its own.
fn fill(database: &Database, options: &Options) -> Result<()> {
    let open = || {
        let ids = Arc::new(SystemIds::default());
        app_over(database.open_with(replay::tuned)?, Purpose::Demonstration, ids)
    };
    let mut app = open()?;
    let city = crate::seed::named(&options.city)?;
    let begun = app.now().rfc3339();
    app.db().write(move |tx| meta::set(tx, "demo_filling", &begun)).map_err(|e| anyhow!("{e}"))?;
    tell!(
        "Lần đầu chạy: tạo thành phố trình diễn (khoảng một phút) · first run: filling the demonstration city"
    );
    crate::seed::into(&app, city.clone())?;
    if !options.still && opened_by_day(&app, options)? {
        drop(app);
        app = open()?;
    }
    let now = app.now();
    let plan = Plan::up_to(now, 21, options.dossiers, living::SEED);
    let summary = replay::work(&app, &city, &plan, replay::Progress::Bar)?;
    tell!("{}", summary.one_line());
    living::begins_after(&app, options.dossiers)?;
    let filled = now.rfc3339();
    app.db().write(move |tx| meta::set(tx, FILLED, &filled)).map_err(|e| anyhow!("{e}"))?;
    Ok(())
}

/// A demonstration that lives is opened while offices are open, whatever the hour: its clock is put forward into the next
/// open hour if they are closed now or about to close. Answers whether it was; the database is to be opened again then.
///
/// Not with providers of identities outside: what they sign is valid by their clock.
fn opened_by_day(app: &App, options: &Options) -> Result<bool> {
    if options.identity.identity_providers.is_some() {
        return Ok(false);
    }
    let Some(by_day) = living::next_open_hour(&app.world(), app.now())? else { return Ok(false) };
    let by_minutes = u64::try_from(by_day.minutes_since(app.now())).unwrap_or(0);
    put_forward(app, by_minutes * 60_000)?;
    Ok(by_minutes > 0)
}

fn note(app: &App, key: &'static str) -> Result<Option<String>> {
    app.db().read(|tx| meta::get(tx, key)).map_err(|e| anyhow!("{e}"))
}

fn remove_database(path: &Path) -> Result<()> {
    for suffix in ["", "-wal", "-shm"] {
        let mut name = path.as_os_str().to_owned();
        name.push(suffix);
        match std::fs::remove_file(&name) {
            Ok(()) => {}
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) => return Err(error).context("removing the half-filled demonstration"),
        }
    }
    Ok(())
}
