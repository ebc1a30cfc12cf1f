//! `/desk/designer/{code}`: the versions of one procedure, and what can be begun from them.

use super::list::{draft_table, tier};
use super::{Entered, editor, enter, in_hand, passed, start};
use crate::page::html;
use crate::paths::escape;
use crate::present::{date, procedure_name, words};
use crate::problem::Result;
use crate::session::Officer;
use crate::state::Web;
use axum::extract::{Path, State};
use motcua_app::Error;
use motcua_app::error::What;
use motcua_calendar::Date;
use motcua_domain::ids::{ProcedureCode, VersionId};
use motcua_domain::procedure::ProcedureVersion;
use motcua_views::designer::{Block, Cell, ReportPage, Table};
use motcua_views::{FieldError, Link};
use std::sync::Arc;

/// The address of a procedure.
#[must_use]
pub fn address(code: &ProcedureCode) -> String {
    format!("/desk/designer/{}", escape(code.as_str()))
}

/// `/desk/designer/{code}`
pub async fn show(State(web): State<Arc<Web>>, officer: Officer, Path(code): Path<String>) -> Result {
    let entered = enter(&web, officer).await?;
    let page = page(&web, &entered, &ProcedureCode(code), Vec::new()).await?;
    Ok(html(page.render()))
}

/// The page, also shown again with why something could not be begun.
pub async fn page<'a>(
    web: &'a Arc<Web>,
    entered: &Entered,
    code: &ProcedureCode,
    errors: Vec<FieldError>,
) -> Result<ReportPage<'a>> {
    let today = web.app.now().date();
    let world = &entered.ground.world;
    let versions = world.versions_of(code);
    let version = world.version_for(code, today).ok_or(Error::NotFound(What::Procedure))?;
    let mut page = entered.page(web, format!("{} ({code})", procedure_name(entered.lang(), version)));
    page.path = address(code);
    page.errors = errors;
    let drafts = web.app.drafts_of(entered.actor(), code.clone()).await?;
    let mut blocks = Vec::new();
    blocks.push(Block::Act(Box::new(start::draft_form(web, entered, versions, version.id)?)));
    blocks.push(Block::Heading(entered.pick("Các phiên bản", "Versions").to_owned()));
    blocks.push(Block::Table(table(entered, versions, today)));
    let variations: Vec<&Arc<ProcedureVersion>> = world.variations_of(code).collect();
    if !variations.is_empty() {
        blocks.push(Block::Heading(
            entered.pick("Biến thể của xã, phường", "Variations of communes").to_owned(),
        ));
        blocks.push(Block::Table(super::variation::table(entered, &variations, today)));
    }
    if versions.iter().any(|version| motcua_domain::procedure::variation::is_open(version)) {
        let text = entered.pick("Những gì xã, phường được thay đổi", "What communes may vary");
        let href = format!("/desk/designer/variations/{}", escape(code.as_str()));
        blocks.push(Block::Links(vec![Link::new(text, href)]));
    }
    if !drafts.is_empty() {
        blocks.push(Block::Heading(entered.pick("Bản thảo", "Drafts").to_owned()));
        blocks.push(Block::Table(draft_table(entered, &drafts)));
    }
    let in_hand = web.app.in_flight(entered.actor(), code.clone()).await?;
    let ways = in_hand::ways_block(entered, code, &in_hand, today);
    let orders = passed::table(entered, &web.app.passings_of(entered.actor(), code.clone()).await?);
    if ways.is_some() || orders.is_some() {
        blocks.push(Block::Heading(entered.pick("Hồ sơ đang giải quyết", "Dossiers in hand").to_owned()));
        blocks.extend(ways);
        blocks.extend(orders);
    }
    blocks.push(Block::Heading(entered.pick("Việc khác", "More").to_owned()));
    if versions.len() > 1 {
        blocks.push(Block::Act(Box::new(start::roll_back_form(web, entered, versions, version.id)?)));
    }
    blocks.push(Block::Act(Box::new(start::end_form(web, entered, code)?)));
    super::acts::mark(&mut blocks, &page.errors);
    Ok(entered.report(page, blocks))
}

fn table(entered: &Entered, versions: &[Arc<ProcedureVersion>], today: Date) -> Table {
    let in_force = motcua_domain::procedure::applying(versions, today).map(|version| version.id);
    let row = |version: &Arc<ProcedureVersion>| {
        let state = if Some(version.id) == in_force {
            entered.pick("đang áp dụng", "in force")
        } else if version.valid_from > today {
            entered.pick("sắp áp dụng", "scheduled")
        } else {
            entered.pick("không còn áp dụng", "past")
        };
        let basis: Vec<String> = version.legal_basis.iter().map(ToString::to_string).collect();
        let name = format!("{} {}", entered.pick("Phiên bản", "Version"), version.id);
        vec![
            Cell::link(name, version_address(version)),
            Cell::text(state),
            Cell::number(date(version.valid_from)),
            Cell::number(version.valid_to.map_or_else(String::new, date)),
            Cell::text(version.rule.term.label(words(entered.lang()))),
            Cell::text(basis.join("; ")),
        ]
    };
    Table {
        caption: entered.pick("Các phiên bản", "Versions").to_owned(),
        heads: [
            ("Phiên bản", "Version"),
            ("Trạng thái", "State"),
            ("Từ ngày", "From"),
            ("Đến ngày", "To"),
            ("Thời hạn", "Term"),
            ("Căn cứ pháp lý", "Legal basis"),
        ]
        .map(|(vi, en)| entered.pick(vi, en).to_owned())
        .into(),
        rows: versions.iter().rev().map(row).collect(),
    }
}

/// The address of a version.
pub(super) fn version_address(version: &ProcedureVersion) -> String {
    format!("{}/versions/{}", address(&version.code), version.id)
}

/// `/desk/designer/{code}/versions/{name}`: a version, or with an ending its file.
pub async fn version(
    State(web): State<Arc<Web>>,
    officer: Officer,
    Path((code, name)): Path<(String, String)>,
) -> Result {
    let entered = enter(&web, officer).await?;
    let (number, ending) = name.split_once('.').map_or((name.as_str(), None), |(n, e)| (n, Some(e)));
    let missing = || Error::NotFound(What::Version);
    let id = number.parse().map(VersionId).map_err(|_| missing())?;
    let version = entered.ground.world.version(id).filter(|v| v.code.as_str() == code).ok_or_else(missing)?;
    match ending {
        Some(ending) => super::files::download(&entered, version, ending),
        None => Ok(html(one(&web, &entered, version).render())),
    }
}

fn one<'a>(web: &'a Web, entered: &Entered, version: &ProcedureVersion) -> ReportPage<'a> {
    let lang = entered.lang();
    let title =
        format!("{}, {} {}", procedure_name(lang, version), entered.pick("phiên bản", "version"), version.id);
    let mut page = entered.page(web, title);
    page.path = version_address(version);
    let facts = vec![
        (entered.pick("Mã", "Code").to_owned(), Cell::number(version.code.as_str())),
        (entered.pick("Cấp", "Tier").to_owned(), Cell::text(tier(entered, version.tier))),
        (entered.pick("Từ ngày", "From").to_owned(), Cell::number(date(version.valid_from))),
        (entered.pick("Thời hạn", "Term").to_owned(), Cell::text(version.rule.term.label(words(lang)))),
        (entered.pick("Số bước", "Steps").to_owned(), Cell::number(version.steps.len().to_string())),
        (entered.pick("Số giấy tờ", "Papers").to_owned(), Cell::number(version.papers.len().to_string())),
    ];
    let blocks = vec![
        Block::Facts(facts),
        Block::Heading(entered.pick("Tải về", "Download").to_owned()),
        Block::Links(super::files::links(entered, &version_address(version))),
        Block::Figure(Box::new(editor::drawing(entered, version))),
    ];
    let back = Link::new(
        format!("{} {}", entered.pick("Thủ tục", "Procedure"), version.code),
        address(&version.code),
    );
    ReportPage { back: Some(back), ..entered.report(page, blocks) }
}
