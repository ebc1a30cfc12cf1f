//! The desk's first page: what waits, and what is due.

use super::counts::Counts;
use super::field_scope;
use super::menu::{UnitCounts, shown, soon};
use crate::access_log::AccessLog;
use crate::limits::INBOX_ROWS;
use crate::page::{desk, html, receives};
use crate::present::{rows, when};
use crate::problem::Result;
use crate::session::Officer;
use crate::state::Web;
use axum::extract::State;
use motcua_domain::desk::Queue as Desk;
use motcua_store::queries::inbox;
use motcua_views::desk::{DeskHomePage, Tile};
use motcua_views::format::count;
use motcua_views::{Key, Lang, Link, Queue, t};
use std::sync::Arc;

/// `/desk`
pub async fn show(State(web): State<Arc<Web>>, officer: Officer) -> Result {
    let unit = officer.who.unit;
    let counts = Counts::of(&web, unit).await?;
    let (now, world) = (web.app.now(), web.app.world());
    let lang = officer.lang();
    let sees = field_scope(&officer).is_ok();
    let due = match field_scope(&officer) {
        Ok(fields) => {
            web.app
                .read(move |tx, world| {
                    let query = |queue, limit| inbox::Query {
                        unit,
                        queue,
                        fields: fields.as_deref(),
                        officer: None,
                        procedure: None,
                        channel: None,
                        after: None,
                        limit,
                    };
                    let mut rows = inbox::page(tx, &query(inbox::View::Overdue { now }, INBOX_ROWS))?.rows;
                    if rows.len() < INBOX_ROWS as usize {
                        let view = inbox::View::DueSoon { now, until: soon(world, unit, now) };
                        rows.extend(inbox::page(tx, &query(view, INBOX_ROWS - rows.len() as u32))?.rows);
                    }
                    Ok(rows)
                })
                .await?
        }
        // Those who keep the machinery see no dossiers.
        Err(_) => Vec::new(),
    };
    if sees {
        AccessLog::note(&web, &officer.who, None, "list");
    }
    let more = sees && counts.due_soon + counts.overdue > due.len() as i64;
    let view = DeskHomePage {
        page: desk(&web, &world, &officer, &counts, t(lang, Key::DeskHome), "home"),
        tiles: if sees { tiles(lang, &counts) } else { Vec::new() },
        due_today: sees.then(|| due.iter().map(|row| rows::of_inbox(lang, &world, row, now)).collect()),
        due_more: more.then(|| Link::new(Queue::DueSoon.label(lang), Queue::DueSoon.href())),
        intake: receives(&officer, &world),
        as_of: when(lang, now),
        nudges: super::nudges::nudges(&web, &officer).await?,
    };
    Ok(html(view.render()))
}

fn tiles(lang: Lang, counts: &UnitCounts) -> Vec<Tile> {
    let tile = |queue: Queue, n: i64| Tile {
        label: queue.label(lang).to_owned(),
        value: count(lang, u64::try_from(n).unwrap_or(0)),
        href: queue.href(),
        alarm: queue == Queue::Overdue && n > 0,
        queue: queue.key().to_owned(),
    };
    let mut tiles = vec![tile(Queue::Overdue, counts.overdue), tile(Queue::DueSoon, counts.due_soon)];
    let work = [
        Desk::AwaitingIntake,
        Desk::Received,
        Desk::AwaitingAcceptance,
        Desk::Processing,
        Desk::ForDecision,
        Desk::ForIssue,
        Desk::Consultation,
        Desk::AwaitingSupplement,
        Desk::ReturnCounter,
    ];
    tiles.extend(
        work.into_iter()
            .filter(|queue| counts.of(*queue) > 0)
            .map(|queue| tile(shown(queue), counts.of(queue))),
    );
    tiles
}
