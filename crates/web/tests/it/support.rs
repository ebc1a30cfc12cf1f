//! A small living city behind the real router, and a client that keeps cookies.

mod cases;
mod forms;

use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, Request, StatusCode, header};
pub use cases::CASES;
pub use forms::ActForm;
use motcua_app::clock::FixedClock;
use motcua_app::ids::SystemIds;
use motcua_app::seed::{DEMO_PASSWORD, OfficerSeed, SeedData};
use motcua_app::world::{
    DETECTORS, FORMER_PLACES, GUARD, INDEX, LIFE_EVENTS, METRICS, REPORTS, SYSTEMS, TARGETS,
};
use motcua_app::{App, Clock, Room};
use motcua_calendar::Moment;
use motcua_city::City;
use motcua_db::Db;
use motcua_db::testing::TestDb;
use motcua_domain::actor::Duty;
use motcua_domain::dossier::Dossier;
use motcua_domain::ids::UnitId;
use motcua_domain::notice::OutsideChannel;
use motcua_store::meta::Purpose;
use motcua_store::verify;
use motcua_views::Brand;
use motcua_web::{Limits, ReportSecrets, Site, WebSettings, router};
use serde_json::Value;
use std::collections::BTreeMap;
use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;
use tower::ServiceExt as _;

/// Wednesday, an ordinary working day, nine in the morning.
pub const START: &str = "2026-03-11T09:00";
/// What the gateway for text messages reports with.
pub const REPORT_SECRET: &str = "the-gateway-for-text-messages-reports";
/// Birth registration: commune, same day.
pub const BIRTH: &str = "1.001193";
/// A procedure of three working days that asks for no paper.
pub const SLOW: &str = "9.000003";
/// The counter of Hồng Hà ward, its ward, and another ward.
pub const COUNTER: &str = "diem-00097";

/// The ward of that counter.
pub const HOME_WARD: UnitId = UnitId(1007);
/// The other ward.
pub const OTHER_WARD: UnitId = UnitId(1004);

/// A running test installation.
pub struct House {
    pub app: Arc<App>,
    pub site: Site,
    pub clock: Arc<FixedClock>,
}

impl House {
    /// Demonstration over a database, with the usual limits.
    pub fn over(db: &Db) -> House {
        House::with(db, Purpose::Demonstration, Limits::default())
    }

    /// With a purpose and limits of its own.
    pub fn with(db: &Db, purpose: Purpose, limits: Limits) -> House {
        House::of(db, purpose, limits, small_city())
    }

    /// The same with a city of its own.
    pub fn of(db: &Db, purpose: Purpose, limits: Limits, city: SeedData) -> House {
        let start = Moment::parse(START).expect("a moment").unix_seconds() * 1000;
        let clock = Arc::new(FixedClock::at(start));
        let app = App::open(
            db.clone(),
            purpose,
            Arc::clone(&clock) as Arc<dyn Clock>,
            Arc::new(SystemIds::default()),
        )
        .expect("the application opens");
        app.seed(city).expect("the city is loaded");
        app.keep_files_in(Room::in_memory()).expect("files are kept in memory");
        let brand = Brand {
            name: "Một cửa thử".into(),
            name_en: "Test counter".into(),
            hotline: "1022".into(),
            ..Brand::default()
        };
        let mut settings = WebSettings::new(brand, "http://test.local".into(), false);
        settings.limits = limits;
        settings.reports = ReportSecrets::of(&[(OutsideChannel::Sms, REPORT_SECRET.to_owned())]);
        let site = router(Arc::clone(&app), settings);
        House { app, site, clock }
    }

    /// Moves the clock.
    pub fn at(&self, moment: &str) {
        self.clock.set(Moment::parse(moment).expect("a moment").unix_seconds() * 1000);
    }

    /// A browser of its own.
    pub fn browser(&self) -> Browser {
        Browser { site: self.site.clone(), cookies: BTreeMap::new(), lang: "vi", bearer: None }
    }

    /// A browser signed in as an officer.
    pub async fn signed_in(&self, username: &str) -> Browser {
        let mut browser = self.browser();
        let page = browser.get("/desk/sign-in").await;
        let csrf = page.field("csrf");
        let answer = browser
            .post("/desk/sign-in", &[("csrf", &csrf), ("login", username), ("password", DEMO_PASSWORD)])
            .await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{username} signs in: {}", answer.body);
        browser
    }

    /// A program with an officer's token.
    pub async fn program(&self, username: &str) -> Browser {
        let (app, username) = (Arc::clone(&self.app), username.to_owned());
        let token = tokio::task::spawn_blocking(move || app.new_api_token(&username, "test", 1)).await;
        let token = token.expect("the thread lives").expect("a token");
        Browser { bearer: Some(token), ..self.browser() }
    }

    /// A dossier received at the counter over the API; its code and revision.
    pub async fn received(&self) -> (String, u64) {
        let mut program = self.program("hongha.motcua1").await;
        let answer = program.send("/api/v1/dossiers", &filing()).await;
        assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.body);
        let json = answer.json();
        (json["code"].as_str().expect("a code").to_owned(), json["revision"].as_u64().expect("a revision"))
    }
}

/// Runs an async story on a runtime of its own: the database clients must not be opened on its threads.
pub fn run(story: impl Future<Output = ()>) {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("a runtime");
    runtime.block_on(story);
}

/// Runs an async story in a demonstration of its own, on SQLite.
pub fn story(tell: impl AsyncFnOnce(House)) {
    story_with(Limits::default(), tell);
}

/// The same with limits of its own.
pub fn story_with(limits: Limits, tell: impl AsyncFnOnce(House)) {
    let db = TestDb::sqlite();
    let house = House::with(&db, Purpose::Demonstration, limits);
    run(tell(house));
}

/// The journal tells what the database holds.
pub fn verified(app: &App) {
    let world = app.world();
    let versions = world.all_versions().map(|version| (version.id, Arc::clone(version))).collect();
    let (units, by_world) = (world.units.clone(), Arc::clone(&world));
    let calendar = move |dossier: &Dossier| by_world.calendar(dossier.places.competent).ok().cloned();
    let world = verify::World { versions, units, calendar: Box::new(calendar) };
    let report = verify::run(app.db(), &world, 1, &|_| {}).expect("verified");
    assert!(report.is_clean(), "the journal tells the same: {:#?}", report.findings);
}

/// A filing over the API of somebody new each time.
pub fn filing() -> Value {
    serde_json::json!({
        "command_id": command_id(),
        "procedure": BIRTH,
        "owner": { "name": format!("Nguyễn Thị {}", letters()), "personal_id": personal_id(), "phone": "0912345678" },
        "provenance": "counter",
        "at": COUNTER,
        "papers": [{ "key": "p1", "form": "original", "count": 1 }, { "key": "p2", "form": "original", "count": 1 }],
    })
}

static NEXT: AtomicU32 = AtomicU32::new(1);

/// A fresh command id.
pub fn command_id() -> String {
    uuid::Uuid::from_u128(
        0x0198_0000_0000_7000_8000_0000_0000_0000 + u128::from(NEXT.fetch_add(1, Ordering::Relaxed)),
    )
    .to_string()
}

/// A number no province has.
pub fn personal_id() -> String {
    format!("999185{:06}", NEXT.fetch_add(1, Ordering::Relaxed))
}

fn letters() -> String {
    let mut n = NEXT.fetch_add(1, Ordering::Relaxed);
    let mut text = String::from("A");
    while n > 0 {
        text.push(char::from(b'a' + (n % 26) as u8));
        n /= 26;
    }
    text
}

/// Two wards with their counters, a branch, the centre, one department; a handful of procedures.
pub fn small_city() -> SeedData {
    let hanoi = motcua_city::hanoi().expect("the city compiled in");
    let hanoi_reports = hanoi.reports.clone();
    let figures = [
        (METRICS, hanoi.metrics.clone()),
        (TARGETS, hanoi.targets.clone()),
        (INDEX, hanoi.index.clone()),
        (GUARD, hanoi.guard.clone()),
        (DETECTORS, hanoi.detectors.clone()),
    ];
    let systems = serde_json::to_string(&hanoi.systems).expect("JSON");
    let City { units, procedures, dictionary, calendar, officers, mut former_places, life_events, .. } =
        hanoi;
    let keys = ["ubnd-tp", "ttpvhcc", "00097", "diem-00097", "00070", "diem-00070"];
    let branch = units.iter().find(|unit| unit.kind.key() == "branch").map(|unit| unit.id);
    let wanted = |unit: &motcua_domain::unit::Unit| {
        keys.contains(&unit.key.as_str()) || Some(unit.id) == branch || unit.kind.key() == "department"
    };
    let units: Vec<_> = units.into_iter().filter(wanted).collect();
    let known: Vec<UnitId> = units.iter().map(|unit| unit.id).collect();
    for place in &mut former_places {
        place.now.retain(|share| known.contains(&share.unit));
    }
    let former = serde_json::to_string(&former_places).expect("JSON");
    let departments = units.iter().filter(|unit| unit.kind.key() == "department").map(|unit| unit.id);
    let staffed: Vec<UnitId> = departments.skip(1).collect();
    let codes = [BIRTH, "1.000894", "2.000815"];
    let mut versions: Vec<_> =
        procedures.into_iter().filter(|version| codes.contains(&version.code.as_str())).collect();
    // One that ended, and one that has not begun.
    let mut ended = versions[0].clone();
    ended.id.0 = 90_001;
    ended.code.0 = "9.000001".into();
    ended.valid_to = Some(motcua_calendar::Date::new(2025, 12, 31).expect("a date"));
    let mut unborn = versions[0].clone();
    unborn.id.0 = 90_002;
    unborn.code.0 = "9.000002".into();
    unborn.valid_from = motcua_calendar::Date::new(2026, 7, 1).expect("a date");
    // One that takes its time, without cases, and with the bare minimum to bring.
    let mut slow = versions[0].clone();
    slow.id.0 = 90_003;
    slow.code.0 = SLOW.into();
    slow.rule.term = motcua_calendar::Term::WorkingDays(3);
    (slow.rule.start, slow.rule.cutoff) = (motcua_calendar::StartRule::NextWorkingDay, None);
    (slow.questions, slow.cases, slow.terms) = Default::default();
    slow.papers.iter_mut().for_each(|paper| (paper.required, paper.when) = (false, None));
    if let Some(held) = slow.papers.last_mut() {
        (held.required, held.held_by) = (true, Some("Cơ sở dữ liệu quốc gia về dân cư".into()));
    }
    let of_cases = cases::versions(&versions[0]);
    versions.extend([ended, unborn, slow]);
    versions.extend(of_cases);
    let officers = officers
        .into_iter()
        .filter(|officer| {
            officer.duties.iter().all(|duty| known.contains(&duty.unit) && !staffed.contains(&duty.unit))
        })
        .map(|officer| OfficerSeed {
            id: officer.id,
            username: officer.username,
            name: officer.name,
            duties: officer.duties,
        })
        .map(with_a_second_unit)
        .collect();
    let life = serde_json::to_string(&life_events).expect("JSON");
    let mut settings = vec![(FORMER_PLACES.to_owned(), former), (LIFE_EVENTS.to_owned(), life)];
    settings.push((REPORTS.to_owned(), serde_json::to_string(&hanoi_reports).expect("JSON")));
    settings.push((SYSTEMS.to_owned(), systems));
    settings.extend(figures.map(|(key, text)| (key.to_owned(), text)));
    SeedData { units, versions, dictionary, calendar, officers, settings }
}

/// One specialist works at the other ward as well.
fn with_a_second_unit(mut officer: OfficerSeed) -> OfficerSeed {
    if officer.username == "hongha.chuyenvien2" {
        let first = officer.duties[0].clone();
        officer.duties.push(Duty { unit: OTHER_WARD, ..first });
    }
    officer
}

/// A client with cookies.
#[derive(Clone)]
pub struct Browser {
    pub site: Site,
    pub cookies: BTreeMap<String, String>,
    pub lang: &'static str,
    pub bearer: Option<String>,
}

/// An answer.
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: String,
    /// The body as it was sent, for files.
    pub bytes: Bytes,
    /// What comes later, of an event stream.
    pub events: Option<Body>,
}

impl Browser {
    /// Asks for a page.
    pub async fn get(&mut self, path: &str) -> Answer {
        self.ask("GET", path, None, String::new()).await
    }

    /// Sends a form.
    pub async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let encode = |text: &str| {
            percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
        };
        let pairs: Vec<String> =
            fields.iter().map(|(name, value)| format!("{}={}", encode(name), encode(value))).collect();
        self.ask("POST", path, Some("application/x-www-form-urlencoded"), pairs.join("&")).await
    }

    /// Sends JSON.
    pub async fn send(&mut self, path: &str, body: &Value) -> Answer {
        self.ask("POST", path, Some("application/json"), body.to_string()).await
    }

    /// Any request.
    pub async fn ask(&mut self, method: &str, path: &str, kind: Option<&str>, body: String) -> Answer {
        self.ask_with(method, path, kind, body.into()).await
    }

    /// Any request, with a body that need not be text.
    pub async fn ask_with(&mut self, method: &str, path: &str, kind: Option<&str>, body: Body) -> Answer {
        let mut request =
            Request::builder().method(method).uri(path).header(header::ACCEPT_LANGUAGE, self.lang);
        let mut cookies: Vec<String> =
            self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        // Pages are Vietnamese until somebody chooses.
        if !self.cookies.contains_key("mc_lang") {
            cookies.push(format!("mc_lang={}", self.lang));
        }
        request = request.header(header::COOKIE, cookies.join("; "));
        if let Some(token) = &self.bearer {
            request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
        }
        if let Some(kind) = kind {
            request = request.header(header::CONTENT_TYPE, kind);
        }
        let request = request.body(body).expect("a request");
        let response = self.site.routes.clone().oneshot(request).await.expect("the router never fails");
        let (parts, body) = response.into_parts();
        for cookie in parts.headers.get_all(header::SET_COOKIE) {
            let text = cookie.to_str().expect("text").split(';').next().unwrap_or_default();
            let (name, value) = text.split_once('=').expect("name=value");
            if value.is_empty() {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        let streams = parts.headers.get(header::CONTENT_TYPE).is_some_and(|kind| kind == "text/event-stream");
        let (bytes, events) = match streams {
            true => (Bytes::new(), Some(body)),
            false => (axum::body::to_bytes(body, usize::MAX).await.expect("a body"), None),
        };
        let body = String::from_utf8_lossy(&bytes).into_owned();
        Answer { status: parts.status, headers: parts.headers, body, bytes, events }
    }

    /// Sets a cookie.
    pub fn set_cookie(&mut self, name: &str, value: &str) {
        self.cookies.insert(name.to_owned(), value.to_owned());
    }

    /// A cookie's value.
    pub fn cookie(&self, name: &str) -> Option<&str> {
        self.cookies.get(name).map(String::as_str)
    }
}

impl Answer {
    /// The next event of a stream; `None` when it has ended.
    pub async fn event(&mut self) -> Option<String> {
        use axum::body::HttpBody as _;
        let body = self.events.as_mut().expect("an event stream");
        let next = std::future::poll_fn(|context| std::pin::Pin::new(&mut *body).poll_frame(context));
        let frame = tokio::time::timeout(Duration::from_secs(20), next).await.expect("an event in time")?;
        let bytes = frame.expect("a stream never fails").into_data().ok()?;
        Some(String::from_utf8_lossy(&bytes).into_owned())
    }

    /// The last event of a stream, once it has ended.
    pub async fn last_event(&mut self) -> Option<String> {
        let mut last = None;
        while let Some(event) = self.event().await {
            last = Some(event);
        }
        last
    }

    /// The body as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("JSON ({error}): {}", self.body))
    }

    /// A header's text.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().expect("text"))
    }

    /// Where a redirect leads.
    pub fn location(&self) -> &str {
        assert_eq!(self.status, StatusCode::SEE_OTHER, "{}", self.body);
        self.header("location")
    }
}
