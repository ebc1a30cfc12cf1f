//! `/me/filings/{id}`: the parts of a filing and how each stands. Going straight on never needs this page.

use super::{Ground, Stage, address, filing_id};
use crate::me::session::{Applicant, PostedByApplicant};
use crate::page::html;
use crate::present::{procedure_name, when};
use crate::problem::Result;
use crate::state::Web;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect};
use motcua_app::Error;
use motcua_app::filings::{Change, KEPT_DAYS, Part};
use motcua_calendar::Moment;
use motcua_views::me::filing::{FilingTask, FilingTasksPage};
use motcua_views::{Lang, Link};
use std::sync::Arc;

/// `/me/filings/{id}`
pub async fn show(State(web): State<Arc<Web>>, applicant: Applicant, Path(id): Path<String>) -> Result {
    let g = Ground::of(web, applicant, &id).await?;
    if let Some(filed) = g.filed() {
        return Ok(filed);
    }
    let lang = g.lang();
    let tasks: Vec<FilingTask> = g.parts().into_iter().map(|(part, href)| task(&g, &part, href)).collect();
    let open = g.parts().into_iter().find(|(part, _)| !g.is_done(part));
    let next = match open {
        Some((_, href)) => Link::new(g.pick("Tiếp tục", "Continue"), href),
        None => Link::new(g.pick("Xem lại và nộp", "Check and file"), g.at("check")),
    };
    let at = Moment::from_unix_seconds(g.view.updated_at_ms.div_euclid(1000));
    let view = FilingTasksPage {
        frame: g.frame(Stage::Tasks),
        page: g.page(procedure_name(lang, &g.view.version)),
        tasks,
        next,
        saved: format!("{} {}.", g.pick("Đã lưu lúc", "Saved at"), when(lang, at)),
        kept: match lang {
            Lang::Vi => format!("Bản nháp được giữ {KEPT_DAYS} ngày kể từ lần sửa cuối."),
            Lang::En => format!("A draft is kept for {KEPT_DAYS} days after its last change."),
        },
    };
    Ok(html(view.render()))
}

fn task(g: &Ground, part: &Part, href: String) -> FilingTask {
    let label = match part {
        Part::Eligibility => g.pick("Điều kiện, nơi nộp", "Case and place").to_owned(),
        Part::Papers => g.pick("Giấy tờ", "Papers").to_owned(),
        Part::Mandate => g.pick("Ủy quyền", "The mandate").to_owned(),
        Part::Page(key) => super::questions::title(g, key),
    };
    let done = g.is_done(part);
    let state = if done { g.pick("Đã xong", "Done") } else { g.pick("Chưa xong", "To do") };
    FilingTask { link: Link::new(label, href), state: state.to_owned(), done }
}

/// `POST /me/filings/{id}/delete`
pub async fn delete(
    State(web): State<Arc<Web>>,
    Path(id): Path<String>,
    posted: PostedByApplicant,
) -> Result {
    web.app.discard_filing(posted.applicant.who.person, filing_id(&id)?).await?;
    let to = if posted.applicant.entering.is_some() { "/desk" } else { "/me" };
    Ok(Redirect::to(to).into_response())
}

/// `POST /me/filings/{id}/version`: goes on under the version now in force.
pub async fn version(
    State(web): State<Arc<Web>>,
    Path(id): Path<String>,
    posted: PostedByApplicant,
) -> Result {
    let id = filing_id(&id)?;
    let person = posted.applicant.who.person;
    match web.app.change_filing(person, id, super::seen(&posted.form)?, Change::Version).await {
        // Sent twice, or changed in another window: the page shows how it stands.
        Ok(_) | Err(Error::Stale { .. }) => {}
        Err(other) => return Err(other.into()),
    }
    Ok(Redirect::to(&address(&posted.applicant, id)).into_response())
}
