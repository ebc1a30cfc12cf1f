//! `motcua serve`: the web server over one database, with its background jobs.

use crate::files::FileOptions;
use crate::identity::IdentityOptions;
use crate::notices::NoticeOptions;
use crate::open::Database;
use crate::output::{say, tell};
use anyhow::{Context, Result};
use clap::Args;
use motcua_app::App;
use motcua_connectors::messages::settings::Opened;
use motcua_store::checkpoint::{self, EVENTS_MAX};
use motcua_store::meta::Purpose;
use motcua_views::page::Brand;
use motcua_web::{ReportSecrets, WebSettings};
use std::net::SocketAddr;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

/// How often the journal's checkpoint is made when there is something new.
const CHECKPOINT_EVERY: Duration = Duration::from_secs(30);
/// The rest between two checkpoints over a journal that grew by more than one covers, so that whoever writes gets a turn.
const CHECKPOINT_PAUSE: Duration = Duration::from_millis(200);

/// Options of `motcua serve`.
#[derive(Args)]
pub struct Options {
    #[command(flatten)]
    pub database: Database,
    #[command(flatten)]
    pub files: FileOptions,
    #[command(flatten)]
    pub notices: NoticeOptions,
    #[command(flatten)]
    pub identity: IdentityOptions,
    /// Address to listen on.
    #[arg(long, env = "MOTCUA_LISTEN", default_value = "127.0.0.1:8080")]
    pub listen: SocketAddr,
    /// Address people reach this server by, printed in QR codes; default: the address served.
    #[arg(long, env = "MOTCUA_BASE_URL")]
    pub base_url: Option<String>,
    /// The server stands behind HTTPS: cookies are marked secure.
    #[arg(long, env = "MOTCUA_HTTPS")]
    pub https: bool,
    /// Requests of counters worked on at once; more wait briefly and are then turned away with 503.
    #[arg(long, env = "MOTCUA_COUNTER_PLACES", value_parser = clap::value_parser!(u16).range(1..))]
    pub counter_places: Option<u16>,
}

/// Runs it.
pub fn run(options: &Options) -> Result<ExitCode> {
    let app = options.database.app(Purpose::Working)?;
    options.files.furnish(&app, &options.database)?;
    options.files.tend(&app);
    options.identity.furnish(&app)?;
    let set = |app: &App, address: SocketAddr| {
        let mut settings = settings(app, address, options.base_url.as_deref(), options.https)?;
        if let Some(places) = options.counter_places {
            settings.limits.counter_places = usize::from(places);
        }
        Ok(settings)
    };
    let outward = options.notices.open(&app)?;
    serve(app, options.listen, set, outward, |address| say!("motcua: http://{address}"))
}

/// Serves an application until interrupted. Everything acknowledged is already durable, so stopping loses nothing.
///
/// `settings` and `ready` are told the address that was bound: asked for port 0, the system chooses one.
pub fn serve(
    app: Arc<App>,
    listen: SocketAddr,
    settings: impl FnOnce(&App, SocketAddr) -> Result<WebSettings>,
    outward: Opened,
    ready: impl FnOnce(SocketAddr) -> Result<()>,
) -> Result<ExitCode> {
    log();
    let _checkpoints = checkpoints(app.clone());
    let _stuck = crate::jobs::stuck(app.clone());
    let _guard = crate::jobs::guard(app.clone());
    let listener = std::net::TcpListener::bind(listen).with_context(|| {
        format!("cannot listen on {listen}: is another server running there? choose --listen")
    })?;
    let address = listener.local_addr().context("own address")?;
    listener.set_nonblocking(true).context("the listening socket")?;
    // They read the database on this thread, which a connection to PostgreSQL allows only outside the runtime.
    let mut settings = settings(&app, address)?;
    settings.reports = ReportSecrets::of(&outward.report_secrets);
    let _notices = crate::jobs::notices(&app, outward.ways, &settings.base_url);
    let runtime =
        tokio::runtime::Builder::new_multi_thread().enable_all().build().context("starting the runtime")?;
    runtime.block_on(async move {
        let listener = tokio::net::TcpListener::from_std(listener).context("the listening socket")?;
        let router = motcua_web::router(app, settings);
        // A server works on when nobody reads its greeting.
        drop(ready(address));
        motcua_web::serve(listener, router, shutdown()).await.context("serving")
    })?;
    Ok(ExitCode::SUCCESS)
}

/// Structured log to standard error; `MOTCUA_LOG` sets the filter: a level, or levels by module as `warn,motcua_web=info`. Never personal data, never secrets.
pub fn log() {
    let wanted = std::env::var("MOTCUA_LOG").ok().and_then(|text| text.parse().ok());
    let filter = wanted.unwrap_or_else(|| Targets::new().with_default(LevelFilter::WARN));
    let lines = tracing_subscriber::fmt::layer().with_writer(std::io::stderr).log_internal_errors(false);
    // A second call (tests, demo) finds the logger in place. A log nobody reads must not end the server.
    drop(tracing_subscriber::registry().with(lines).with(filter).try_init());
}

/// The settings of the web side: the brand kept in the database, and what the command line says. Without a base URL it is
/// the address served.
pub fn settings(app: &App, address: SocketAddr, base_url: Option<&str>, https: bool) -> Result<WebSettings> {
    let stored =
        app.db().read(|tx| motcua_store::meta::get(tx, "brand")).map_err(|e| anyhow::anyhow!("{e}"))?;
    let value: serde_json::Value = match stored {
        Some(text) => serde_json::from_str(&text).context("the brand kept in the database")?,
        None => serde_json::Value::Null,
    };
    let text =
        |key: &str, otherwise: &str| value.get(key).and_then(|v| v.as_str()).unwrap_or(otherwise).to_owned();
    let brand = Brand {
        name: text("name", "Một Cửa"),
        name_en: text("name_en", ""),
        line2: text("line2", ""),
        line2_en: text("line2_en", ""),
        operator: text("operator", ""),
        operator_en: text("operator_en", ""),
        hotline: text("hotline", ""),
        place: text("place", ""),
        mark: None,
        source: None,
    };
    if base_url.is_none() && address.ip().is_unspecified() {
        tell!(
            "chưa đặt --base-url: mã QR trên giấy tiếp nhận sẽ ghi http://{address}, nơi không ai mở được; hãy đặt địa chỉ người dân dùng · --base-url is not set: QR codes on receipts will name http://{address}, which nobody can open; set the address people use"
        );
    }
    let base_url =
        base_url.map_or_else(|| format!("http://{address}"), |url| url.trim_end_matches('/').to_owned());
    Ok(WebSettings::new(brand, base_url, https))
}

/// Makes checkpoints of the journal on a thread of its own, on the node that leads.
fn checkpoints(app: Arc<App>) -> std::thread::JoinHandle<()> {
    std::thread::spawn(move || {
        let mut leader = None;
        let mut covered = None;
        loop {
            if leader.is_none() {
                (leader, covered) = (app.db().try_leader("checkpoints").unwrap_or(None), None);
            }
            while leader.is_some() {
                let now = app.now_ms();
                match app.db().exclusive(|tx| checkpoint::make(tx, now, EVENTS_MAX)) {
                    Ok(Some(made)) => {
                        // A full one has more behind it; of the first after a start it is not known.
                        let full = covered.is_none_or(|covered| made.count - covered >= EVENTS_MAX);
                        covered = Some(made.count);
                        if !full {
                            break;
                        }
                        std::thread::sleep(CHECKPOINT_PAUSE);
                    }
                    Ok(None) => break,
                    Err(error) => {
                        tracing::warn!(%error, "no checkpoint this time");
                        leader = None;
                    }
                }
            }
            std::thread::sleep(CHECKPOINT_EVERY);
        }
    })
}

async fn shutdown() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        match signal(SignalKind::terminate()) {
            Ok(mut terminate) => {
                tokio::select! { _ = interrupt => {}, _ = terminate.recv() => {} }
            }
            Err(_) => drop(interrupt.await),
        }
    }
    #[cfg(not(unix))]
    drop(interrupt.await);
}
