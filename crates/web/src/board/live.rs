//! The board while it stays open: what changed, as soon as it did, at most once a second.
//!
//! One task for each question followed looks at the journal, reads the numbers when it grew, draws them once and hands the same
//! bytes to every page. It ends when the last page has left. A page that connects with the newest numbers is told so; one that has
//! older ones, or missed something, gets everything.

use super::asked::Asked;
use super::drawn;
use super::numbers::Numbers;
use crate::event_stream;
use crate::form::Form;
use crate::problem::{Problem, Result};
use crate::state::Web;
use crate::visit::VisitRef;
use axum::body::Bytes;
use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::IntoResponse;
use motcua_store::queries::totals;
use motcua_views::Lang;
use motcua_views::board::BoardLive;
use parking_lot::Mutex;
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Instant;
use tokio::sync::{mpsc, watch};
use tokio::time::sleep;

/// Questions followed at once; each is drawn anew when the journal grew. Beyond that a page is asked for again by hand.
const FOLLOWED_MAX: usize = 32;

/// `/board/stream`
pub async fn stream(State(web): State<Arc<Web>>, visit: VisitRef, RawQuery(query): RawQuery) -> Result {
    let asked = Asked::read(visit.lang, &web.app.world(), query.as_deref(), web.app.now_ms());
    if !asked.errors.is_empty() || asked.as_of.is_some() {
        // Tells an `EventSource` to ask no more.
        return Ok(StatusCode::NO_CONTENT.into_response());
    }
    let place = Arc::clone(&web.boards.places).try_acquire_owned().map_err(|_| Problem::overloaded())?;
    let seen = query.clone();
    let said = follow(&web, visit.lang, &asked, query)?;
    let (sender, receiver) = mpsc::channel(1);
    let seen = Form::of_query(seen.as_deref()).get("seen").parse().ok();
    tokio::spawn(pass_on(said, seen, sender, web.stopping.subscribe()));
    Ok(event_stream::answer(receiver, place))
}

/// What was said last to all pages of a question.
#[derive(Default)]
struct Said {
    /// Grows with each change; 0: nothing yet.
    no: u64,
    /// Events in the journal it tells of.
    events: i64,
    /// That these are the numbers of now.
    tick: Bytes,
    /// What changed since the number before, for those who were told the whole of that.
    change: Bytes,
    /// Everything.
    whole: Bytes,
}

/// A question in a language.
type Question = (Lang, String);

/// Questions followed now, each with those who follow it.
#[derive(Default)]
pub struct Followed(Mutex<HashMap<Question, watch::Sender<Arc<Said>>>>);

/// Joins those who follow a question, or begins to follow it.
fn follow(
    web: &Arc<Web>,
    lang: Lang,
    asked: &Asked,
    query: Option<String>,
) -> Result<watch::Receiver<Arc<Said>>> {
    let mut followed = web.boards.followed.0.lock();
    let key = (lang, asked.key());
    if let Some(said) = followed.get(&key) {
        return Ok(said.subscribe());
    }
    if followed.len() >= FOLLOWED_MAX {
        return Err(Problem::overloaded());
    }
    let sender = watch::Sender::new(Arc::new(Said::default()));
    let receiver = sender.subscribe();
    followed.insert(key.clone(), sender);
    drop(followed);
    tokio::spawn(keep(Arc::clone(web), key, query));
    Ok(receiver)
}

/// Looks, draws and says, for as long as somebody follows.
async fn keep(web: Arc<Web>, key: Question, query: Option<String>) {
    // Half of what others wait: between an act and the look that finds it lies one pause, and drawing takes its time too.
    let (pause, heartbeat) = (web.settings.limits.stream_pause / 2, web.settings.limits.heartbeat);
    let mut stopping = web.stopping.subscribe();
    let mut last: Option<(Arc<Numbers>, BoardLive)> = None;
    let (mut no, mut said_at) = (0, Instant::now());
    loop {
        // A database that cannot answer now may answer at the next beat: pages keep what they show, and say how old it is.
        if let Some(drawn) =
            look(&web, key.0, query.as_deref(), last.as_ref(), said_at.elapsed() >= heartbeat).await
        {
            let change =
                last.as_ref().map_or_else(|| drawn.1.json(), |(_, before)| drawn.1.json_since(before));
            no += 1;
            said_at = Instant::now();
            let told = Said {
                no,
                events: drawn.0.events,
                tick: format!("retry: 5000\nid: {no}\nevent: tick\ndata: {}\n\n", drawn.1.at).into(),
                change: event(no, &change),
                whole: event(no, &drawn.1.json()),
            };
            last = Some(drawn);
            if let Some(sender) = web.boards.followed.0.lock().get(&key) {
                sender.send_replace(Arc::new(told));
            }
        }
        tokio::select! {
            () = sleep(pause) => {}
            _ = stopping.wait_for(|stopping| *stopping) => break,
        }
        let mut followed = web.boards.followed.0.lock();
        // Who begins to follow holds the same lock.
        if followed.get(&key).is_none_or(|sender| sender.receiver_count() == 0) {
            followed.remove(&key);
            return;
        }
    }
    web.boards.followed.0.lock().remove(&key);
}

/// New numbers, drawn, when the journal grew or it is time for a sign of life.
async fn look(
    web: &Arc<Web>,
    lang: Lang,
    query: Option<&str>,
    last: Option<&(Arc<Numbers>, BoardLive)>,
    due: bool,
) -> Option<(Arc<Numbers>, BoardLive)> {
    let begun_at = Instant::now();
    let events = web.app.read(|tx, _| Ok(totals::events(tx)?)).await.ok()?;
    if !due && last.is_some_and(|(numbers, _)| numbers.events == events) {
        return None;
    }
    let world = web.app.world();
    let asked = Asked::read(lang, &world, query, web.app.now_ms());
    let numbers = Numbers::since(web, asked.period, begun_at).await.ok()?;
    let figures = drawn::figures(lang, &world, &asked, &numbers);
    let live = BoardLive::whole(lang, numbers.clock(), &figures);
    Some((numbers, live))
}

fn event(no: u64, json: &str) -> Bytes {
    let first = if no == 1 { "retry: 5000\n" } else { "" };
    format!("{first}id: {no}\nevent: board\ndata: {json}\n\n").into()
}

/// Passes on what is said to one page, until page or server is gone.
async fn pass_on(
    mut said: watch::Receiver<Arc<Said>>,
    seen: Option<i64>,
    sender: mpsc::Sender<Bytes>,
    mut stopping: watch::Receiver<bool>,
) {
    // A page that was only told that it has the newest numbers does not know them as they are written here.
    let (mut heard, mut knows) = (0, false);
    loop {
        let now = Arc::clone(&said.borrow_and_update());
        if now.no > heard {
            let bytes = match heard {
                // A page just made has these very numbers.
                0 if seen == Some(now.events) => &now.tick,
                _ if knows && now.no == heard + 1 => &now.change,
                _ => {
                    knows = true;
                    &now.whole
                }
            };
            heard = now.no;
            if sender.send(bytes.clone()).await.is_err() {
                return;
            }
        }
        tokio::select! {
            told = said.changed() => if told.is_err() { return },
            () = sender.closed() => return,
            _ = stopping.wait_for(|stopping| *stopping) => return,
        }
    }
}
