//! The menu's counts while a page stays open: pushed as they change, or asked for.
//!
//! A stream watches its unit (`super::counts`) and says the counts when they differ. It holds none of the places of
//! requests under way, ends with the session and with the server, and looks at the session without keeping it alive.

use super::counts::Counts;
use super::menu::UnitCounts;
use crate::event_stream;
use crate::problem::{Problem, Result};
use crate::session::{NotOfficer, Officer};
use crate::state::Web;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use motcua_app::{Error, World};
use motcua_domain::actor::Actor;
use motcua_domain::ids::UnitId;
use motcua_views::Lang;
use motcua_views::format::count;
use std::sync::Arc;
use std::time::Instant;
use tokio::sync::{mpsc, watch};
use tokio::time::{Instant as Due, timeout_at};

/// `/desk/counts`: the menu's numbers once, for browsers that take no stream.
pub async fn once(State(web): State<Arc<Web>>, officer: Officer) -> Result {
    let counts = Counts::of(&web, officer.who.unit).await?;
    Ok((
        [(header::CONTENT_TYPE, "application/json")],
        text(officer.lang(), &counts, &officer.who.actor, &web.app.world()),
    )
        .into_response())
}

/// `/desk/counts/stream`: the same, again whenever they change.
///
/// Whoever is not signed in is answered 204, which tells an `EventSource` to ask no more.
pub async fn stream(State(web): State<Arc<Web>>, officer: Result<Officer, NotOfficer>) -> Result {
    let officer = match officer {
        Ok(officer) => officer,
        Err(NotOfficer::SignIn(_)) => return Ok(StatusCode::NO_CONTENT.into_response()),
        Err(NotOfficer::Problem(problem)) => return Err(problem),
    };
    let place = Arc::clone(&web.streams).try_acquire_owned().map_err(|_| Problem::overloaded())?;
    let looks = Counts::watch(&web, officer.who.unit)?;
    let (sender, receiver) = mpsc::channel(1);
    let watcher = Watcher {
        token: officer.visit.session.clone().unwrap_or_default(),
        unit: officer.who.unit,
        actor: Arc::clone(&officer.who.actor),
        lang: officer.lang(),
        stopping: web.stopping.subscribe(),
        said: String::new(),
        said_at: Due::now(),
        web,
        looks,
        sender,
    };
    tokio::spawn(watcher.follow());
    Ok(event_stream::answer(receiver, place))
}

/// The numbers as the script takes them: `{ "<queue>": "<count>" }`.
fn text(lang: Lang, counts: &UnitCounts, actor: &Actor, world: &World) -> String {
    let mut map: serde_json::Map<String, serde_json::Value> =
        counts.menu().into_iter().map(|(queue, n)| (queue.key().to_owned(), count(lang, n).into())).collect();
    for (name, n) in counts.beside(actor, world) {
        map.insert(name.to_owned(), count(lang, n).into());
    }
    serde_json::Value::Object(map).to_string()
}

/// One open page.
struct Watcher {
    web: Arc<Web>,
    token: String,
    unit: UnitId,
    actor: Arc<Actor>,
    lang: Lang,
    /// Since when counts must be, told after each look at the unit.
    looks: watch::Receiver<Instant>,
    stopping: watch::Receiver<bool>,
    sender: mpsc::Sender<Bytes>,
    /// The counts last said.
    said: String,
    /// When anything was last said.
    said_at: Due,
}

impl Watcher {
    /// Says the counts now and whenever they change, until page, session or server is gone.
    async fn follow(mut self) {
        let heartbeat = self.web.settings.limits.heartbeat;
        loop {
            let since = *self.looks.borrow_and_update();
            if self.say(since).await.is_none() {
                return;
            }
            tokio::select! {
                told = timeout_at(self.said_at + heartbeat, self.looks.changed()) => {
                    if matches!(told, Ok(Err(_))) { return }
                }
                () = self.sender.closed() => return,
                _ = self.stopping.wait_for(|stopping| *stopping) => return,
            }
        }
    }

    /// Sends the counts, or a sign of life when they are the same; `None` when there is nobody to tell any more.
    async fn say(&mut self, since: Instant) -> Option<()> {
        // A database that cannot answer now may answer at the next beat: the page keeps what it shows.
        let Ok(counts) = Counts::since(&self.web, self.unit, since).await else {
            return self.send(":\n\n".to_owned()).await;
        };
        let now = text(self.lang, &counts, &self.actor, &self.web.app.world());
        if now == self.said && self.said_at.elapsed() < self.web.settings.limits.heartbeat {
            return Some(());
        }
        match self.web.app.session_unit(&self.token).await {
            Ok(unit) if unit == self.unit => {}
            // Signed out, expired, without a duty or at another unit by now: what this page shows is no longer the
            // session's.
            Ok(_) | Err(Error::SignedOut | Error::Denied) => {
                self.send("event: end\ndata:\n\n".to_owned()).await?;
                return None;
            }
            Err(_) => return self.send(":\n\n".to_owned()).await,
        }
        if now == self.said {
            return self.send(":\n\n".to_owned()).await;
        }
        let first = if self.said.is_empty() { "retry: 5000\n" } else { "" };
        self.send(format!("{first}event: counts\ndata: {now}\n\n")).await?;
        self.said = now;
        Some(())
    }

    async fn send(&mut self, event: String) -> Option<()> {
        self.said_at = Due::now();
        self.sender.send(event.into()).await.ok()
    }
}
