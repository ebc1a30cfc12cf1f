//! `/desk/designer/{code}/passings/{id}`: an order to pass dossiers on, how far it came and what stayed. One that was cut
//! off is gone on with from here.

use super::passing::code_cell;
use super::{Entered, enter, procedure};
use crate::desk::{command_id, fresh_command};
use crate::page::html;
use crate::present::{procedure_name, when};
use crate::problem::{Problem, Result};
use crate::session::{Officer, Posted};
use crate::state::Web;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect};
use motcua_app::Error;
use motcua_app::error::What;
use motcua_app::migration::PassingView;
use motcua_calendar::Moment;
use motcua_domain::ids::{CommandId, ProcedureCode};
use motcua_store::procedures::passing::Stayed;
use motcua_views::designer::{Block, Cell, Item, ReportPage, Table};
use motcua_views::form::ActForm;
use motcua_views::format::count;
use motcua_views::{Lang, Link, NoticeKind};
use std::sync::Arc;
use std::time::Duration;

/// The address of an order.
#[must_use]
pub fn address(code: &ProcedureCode, id: CommandId) -> String {
    format!("{}/passings/{}", procedure::address(code), id.0)
}

/// Goes on with an order on a task of its own, so that whoever closes the page stops nothing; waits for it a while.
pub(super) async fn go_on(
    web: &Arc<Web>,
    entered: &Entered,
    id: CommandId,
    patience: Duration,
) -> Result<()> {
    let (app, actor) = (Arc::clone(&web.app), entered.actor());
    let run = tokio::spawn(async move {
        let done = app.carry_on_passing(actor, id).await;
        if let Err(error) = &done {
            tracing::warn!(%error, "passing dossiers on was cut off");
        }
        done
    });
    match tokio::time::timeout(patience, run).await {
        Ok(Ok(Ok(_))) | Err(_) => Ok(()),
        Ok(Ok(Err(error))) => Err(error.into()),
        Ok(Err(error)) => Err(Error::Defect(format!("passing dossiers on: {error}")).into()),
    }
}

async fn load(web: &Web, entered: &Entered, code: &str, id: &str) -> Result<PassingView> {
    let missing = || Problem::from(Error::NotFound(What::Page));
    let view = web.app.passing(entered.actor(), command_id(id).map_err(|_| missing())?).await?;
    if view.passing.code.as_str() == code { Ok(view) } else { Err(missing()) }
}

/// `/desk/designer/{code}/passings/{id}`
pub async fn show(
    State(web): State<Arc<Web>>,
    officer: Officer,
    Path((code, id)): Path<(String, String)>,
) -> Result {
    let entered = enter(&web, officer).await?;
    let view = load(&web, &entered, &code, &id).await?;
    Ok(html(page(&web, &entered, &view)?.render()))
}

/// `POST /desk/designer/{code}/passings/{id}`: goes on with an order that was cut off.
pub async fn submit(
    State(web): State<Arc<Web>>,
    Path((code, id)): Path<(String, String)>,
    posted: Posted,
) -> Result {
    let entered = enter(&web, posted.officer).await?;
    let view = load(&web, &entered, &code, &id).await?;
    go_on(&web, &entered, view.passing.id, Duration::from_secs(4)).await?;
    Ok(Redirect::to(&address(&view.passing.code, view.passing.id)).into_response())
}

fn at(lang: Lang, ms: i64) -> String {
    when(lang, Moment::from_unix_seconds(ms.div_euclid(1000)))
}

fn stays(view: &PassingView) -> u64 {
    view.passing.stayed.iter().map(|stayed| stayed.count).sum()
}

fn page<'a>(web: &'a Arc<Web>, entered: &Entered, view: &PassingView) -> Result<ReportPage<'a>> {
    let (lang, passing) = (entered.lang(), &view.passing);
    let title = entered
        .pick(
            "Đã chuyển hồ sơ từ phiên bản {old} sang phiên bản {new}",
            "Dossiers passed from version {old} to version {new}",
        )
        .replace("{old}", &passing.rule.from.to_string())
        .replace("{new}", &passing.rule.to.to_string());
    let mut page = entered.page(web, title);
    page.path = address(&passing.code, passing.id);
    let number = |n: u64| Cell::number(count(lang, n));
    let mut facts = vec![(entered.pick("Đã chuyển", "Passed").to_owned(), number(passing.passed))];
    if let Some(done) = passing.done_at {
        facts.push((entered.pick("Ở lại", "Stayed").to_owned(), number(stays(view))));
        facts.push((entered.pick("Xong lúc", "Done at").to_owned(), Cell::number(at(lang, done))));
    }
    facts.push((entered.pick("Người thực hiện", "By").to_owned(), Cell::text(view.by.as_str())));
    facts
        .push((entered.pick("Bắt đầu lúc", "Begun at").to_owned(), Cell::number(at(lang, passing.begun_at))));
    facts.push((entered.pick("Lý do", "Reason").to_owned(), Cell::text(passing.reason.as_str())));
    let mut blocks = Vec::new();
    if passing.done_at.is_none() {
        let text = entered.pick(
            "Việc chuyển chưa xong. Tải lại trang để xem tiếp; nếu số hồ sơ không tăng nữa, bấm “Chuyển tiếp”. Không hồ sơ nào bị chuyển hai lần.",
            "Not all dossiers have been looked at yet. Reload the page to see how far it is; when the number no longer grows, press “Go on”. No dossier is passed on twice.",
        );
        blocks.push(Block::List(vec![Item { tone: Some(NoticeKind::Warning), ..Item::plain(text) }]));
        blocks.push(Block::Act(Box::new(go_on_form(web, entered, view)?)));
    }
    blocks.push(Block::Facts(facts));
    if !passing.stayed.is_empty() {
        blocks.push(Block::Heading(entered.pick("Hồ sơ ở lại và lý do", "What stayed, and why").to_owned()));
        blocks.push(Block::List(passing.stayed.iter().map(|stayed| item(entered, stayed)).collect()));
    }
    if !view.first.is_empty() {
        blocks.push(Block::Heading(entered.pick("Hồ sơ đã chuyển", "Dossiers that passed").to_owned()));
        let caption = entered.pick("Những hồ sơ đầu tiên", "The first dossiers").to_owned();
        let rows = view.first.iter().map(|named| vec![code_cell(named)]).collect();
        let heads = vec![entered.pick("Mã hồ sơ", "Dossier").to_owned()];
        blocks.push(Block::Table(Table { caption, heads, rows }));
    }
    let text = format!("{} {}", entered.pick("Thủ tục", "Procedure"), passing.code);
    let about =
        entered.ground.world.version(passing.rule.to).map(|version| procedure_name(lang, version).to_owned());
    let back = Some(Link::new(text, procedure::address(&passing.code)));
    Ok(ReportPage { back, about, ..entered.report(page, blocks) })
}

fn item(entered: &Entered, stayed: &Stayed) -> Item {
    let lang = entered.lang();
    Item {
        tone: Some(NoticeKind::Warning),
        label: Some(format!("{} {}", count(lang, stayed.count), entered.pick("hồ sơ ở lại", "stayed"))),
        text: entered.pick(&stayed.vi, &stayed.en).to_owned(),
        note: Some(format!("{}: {}.", entered.pick("Hồ sơ", "Dossiers"), stayed.first.join(", "))),
        link: None,
    }
}

fn go_on_form(web: &Web, entered: &Entered, view: &PassingView) -> Result<ActForm> {
    let title = entered.pick("Chuyển tiếp", "Go on");
    Ok(ActForm {
        act: "go-on".to_owned(),
        action: address(&view.passing.code, view.passing.id),
        title: title.to_owned(),
        submit: title.to_owned(),
        primary: true,
        command_id: fresh_command(web)?,
        ..ActForm::default()
    })
}

/// The orders of a procedure as a table; nothing when there were none.
pub(super) fn table(entered: &Entered, views: &[PassingView]) -> Option<Block> {
    if views.is_empty() {
        return None;
    }
    let lang = entered.lang();
    let row = |view: &PassingView| {
        let passing = &view.passing;
        let done = passing.done_at.is_some();
        let state = if done {
            count(lang, stays(view))
        } else {
            entered.pick("chưa xong", "not done yet").to_owned()
        };
        vec![
            Cell::link(at(lang, passing.begun_at), address(&passing.code, passing.id)),
            Cell::text(view.by.as_str()),
            Cell::number(format!("{} → {}", passing.rule.from, passing.rule.to)),
            Cell::number(count(lang, passing.passed)),
            Cell::number(state),
            Cell::text(passing.reason.as_str()),
        ]
    };
    Some(Block::Table(Table {
        caption: entered.pick("Các lần chuyển hồ sơ", "Dossiers passed on").to_owned(),
        heads: [
            ("Lúc", "When"),
            ("Người thực hiện", "By"),
            ("Phiên bản", "Versions"),
            ("Đã chuyển", "Passed"),
            ("Ở lại", "Stayed"),
            ("Lý do", "Reason"),
        ]
        .map(|(vi, en)| entered.pick(vi, en).to_owned())
        .into(),
        rows: views.iter().map(row).collect(),
    }))
}
