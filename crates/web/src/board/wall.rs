//! The board on a wall: three views in turn, brought up to date by the browser's own refresh.

use super::asked::Asked;
use super::drawn;
use super::numbers::Numbers;
use crate::form::Form;
use crate::page::{html, public};
use crate::problem::Result;
use crate::state::Web;
use crate::visit::VisitRef;
use axum::extract::{RawQuery, State};
use motcua_views::Section;
use motcua_views::board::{WallPage, WallView};
use std::sync::Arc;

/// Seconds a view stays, unless told otherwise.
const SECONDS: u32 = 20;

/// `/board/wall`
pub async fn show(State(web): State<Arc<Web>>, visit: VisitRef, RawQuery(query): RawQuery) -> Result {
    let (world, lang) = (web.app.world(), visit.lang);
    let mut asked = Asked::read(lang, &world, query.as_deref(), web.app.now_ms());
    let form = Form::of_query(query.as_deref());
    let view = WallView::parse(form.get("view")).unwrap_or_default();
    let held = form.get("hold") == "1";
    let seconds = form.get("seconds").parse::<u32>().unwrap_or(SECONDS).clamp(5, 600);
    let numbers = Numbers::asked(&web, lang, &mut asked).await?;
    let figures = drawn::figures(lang, &world, &asked, &numbers);
    let address = |view: WallView, held: bool| {
        let address = asked.with("view", view.key()).with("seconds", form.get("seconds"));
        address.with("hold", if held { "1" } else { "" }).address("/board/wall")
    };
    let mut page = public(&web, &visit, drawn::title(lang, &world, &asked), Section::Other);
    page.errors.clone_from(&asked.errors);
    let next = if held { view } else { view.next() };
    let view = WallPage {
        period: drawn::period(lang, asked.period),
        at: numbers.clock(),
        // Read within the last second, or the page would be an error.
        stale: false,
        view,
        seconds,
        next: address(next, held),
        hold: address(view, !held),
        held,
        figures,
        page,
    };
    Ok(html(view.render()))
}
