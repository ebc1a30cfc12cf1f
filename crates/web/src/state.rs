//! What every handler shares.

use crate::access_log::AccessLog;
use crate::arriving::Arriving;
use crate::board::numbers::Boards;
use crate::desk::counts::Counts;
use crate::limits::{Lane, Throttle};
use crate::metrics::Metrics;
use crate::portal::open_data::OpenData;
use crate::portal::open_data::months::Months;
use crate::settings::WebSettings;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use motcua_app::App;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use tokio::sync::{Semaphore, watch};

/// The web side of one process.
pub struct Web {
    /// The use cases.
    pub app: Arc<App>,
    /// What the operator set.
    pub settings: WebSettings,
    /// Counters.
    pub metrics: Metrics,
    /// Places for work at counters.
    pub counter: Lane,
    /// Places for people signed in.
    pub mine: Lane,
    /// Places for the public.
    pub public: Lane,
    /// Bodies on their way.
    pub arriving: Arriving,
    /// Guard of tracking questions, by address.
    pub throttle: Throttle,
    /// Guard of sign-ins by providers, by address.
    pub sign_ins: Throttle,
    /// Passwords hashed at once.
    pub hashing: Semaphore,
    /// Places for event streams, which hold none of the places above.
    pub streams: Arc<Semaphore>,
    /// Turns true when the server stops, so that streams end.
    pub stopping: watch::Sender<bool>,
    /// Who looked at which dossier.
    pub access: AccessLog,
    /// Open data, made once for each state of the city.
    pub open_data: OpenData,
    /// Open data by month, kept for a minute.
    pub open_months: Months,
    /// Numbers of the board, shared by period.
    pub boards: Boards,
    /// Menu counts, shared by unit.
    pub counts: Counts,
    boot: u64,
    requests: AtomicU64,
}

impl Web {
    /// The web side of an application.
    #[must_use]
    pub fn new(app: Arc<App>, settings: WebSettings) -> Arc<Self> {
        let limits = &settings.limits;
        Arc::new(Self {
            metrics: Metrics::default(),
            counter: Lane::new(limits.counter_places, limits.waiting, limits.patience),
            mine: Lane::new(limits.mine_places, limits.waiting, limits.patience),
            public: Lane::new(limits.public_places, limits.waiting, limits.patience),
            arriving: Arriving::default(),
            throttle: Throttle::new(limits.track_burst, limits.track_per_minute),
            sign_ins: Throttle::new(limits.sign_in_burst, limits.sign_in_per_minute),
            hashing: Semaphore::new(limits.hashing),
            streams: Arc::new(Semaphore::new(limits.streams)),
            stopping: watch::Sender::new(false),
            access: AccessLog::default(),
            boards: Boards::default(),
            counts: Counts::default(),
            open_data: OpenData::default(),
            open_months: Months::default(),
            boot: u64::try_from(app.now_ms()).unwrap_or_default(),
            requests: AtomicU64::new(0),
            app,
            settings,
        })
    }

    /// A number for a request: the start of this process, then a count.
    pub fn next_request(&self) -> u128 {
        (u128::from(self.boot) << 48) | u128::from(self.requests.fetch_add(1, Ordering::Relaxed))
    }

    /// Random text for a CSRF token. Without entropy it is empty, which no check accepts.
    #[must_use]
    pub fn fresh_token() -> String {
        let mut bytes = [0u8; 18];
        match getrandom::fill(&mut bytes) {
            Ok(()) => URL_SAFE_NO_PAD.encode(bytes),
            Err(error) => {
                tracing::error!(%error, "no entropy");
                String::new()
            }
        }
    }
}
