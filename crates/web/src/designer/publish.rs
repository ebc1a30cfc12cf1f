//! `/desk/designer/drafts/{id}/publish`: who stays where, the first day, and what was done so far.

use super::draft::{self, OnDraft, Side, address};
use super::{Entered, acts, in_hand};
use crate::desk::fresh_command;
use crate::form::Form;
use crate::page::{html, html_with};
use crate::present::{capital, date, unit_in, when, words};
use crate::problem::Result;
use crate::state::Web;
use axum::http::StatusCode;
use motcua_app::designer::DraftView;
use motcua_calendar::Moment;
use motcua_store::procedures::InHand;
use motcua_views::designer::{Block, Cell, Item, Table};
use motcua_views::form::ActForm;
use motcua_views::format::count;
use motcua_views::{Choice, Field, FieldError, FieldKind};
use std::sync::Arc;

/// Lines of dossiers in hand shown; the sum counts all.
const LINES_MAX: usize = 200;

/// `/desk/designer/drafts/{id}/publish`
pub async fn show(on: OnDraft) -> Result {
    let OnDraft { web, entered, view, query } = on;
    let typed = date(view.content.valid_from.max(web.app.now().date().plus_days(1)));
    let blocks = blocks(&web, &entered, &view, &typed).await?;
    let mut page = draft::report(&web, &entered, &view, Side::Publish, blocks);
    page.page.notice = acts::done(&entered, query.get("done"));
    Ok(html(page.render()))
}

/// The page again with what was typed, and why it was not published.
pub async fn again(
    web: &Arc<Web>,
    entered: &Entered,
    view: &DraftView,
    form: &Form,
    errors: Vec<FieldError>,
    status: StatusCode,
) -> Result {
    let mut blocks = blocks(web, entered, view, form.get("effective_on")).await?;
    acts::mark(&mut blocks, &errors);
    let mut page = draft::report(web, entered, view, Side::Publish, blocks);
    page.page.errors = errors;
    Ok(html_with(status, page.render()))
}

async fn blocks(web: &Arc<Web>, entered: &Entered, view: &DraftView, typed: &str) -> Result<Vec<Block>> {
    let mut blocks = Vec::new();
    if acts::publishable(view) {
        blocks.push(Block::Act(Box::new(publication(web, entered, view, typed)?)));
    } else if let Some(day) = view.draft.valid_from {
        let text = format!("{} {}.", entered.pick("Có hiệu lực từ", "In force from"), date(day));
        blocks.push(Block::Text(text));
    } else {
        let text = entered.pick(
            "Công bố được sau khi một người thiết kế khác phê duyệt.",
            "It can be published once another designer has approved it.",
        );
        blocks.push(Block::Text(text.to_owned()));
    }
    blocks.extend(acts::offered(web, entered, view)?);
    let in_hand = web.app.in_flight(entered.actor(), view.draft.code.clone()).await?;
    blocks.push(Block::Heading(entered.pick("Hồ sơ đang giải quyết", "Dossiers in hand").to_owned()));
    blocks.extend(in_hand_blocks(entered, &in_hand));
    if view.draft.version.is_some() {
        blocks.extend(in_hand::ways_block(entered, &view.draft.code, &in_hand, web.app.now().date()));
    } else if !acts::ends(view) && !in_hand.is_empty() {
        let forecast = web.app.migration_forecast(entered.actor(), view.content.clone()).await?;
        blocks.extend(in_hand::forecast(entered, &forecast));
    }
    blocks.extend(super::variation::lapsing(web, entered, view)?);
    blocks.push(Block::Heading(entered.pick("Lịch sử bản thảo", "History of the draft").to_owned()));
    blocks.push(Block::Steps(history(entered, view)));
    Ok(blocks)
}

fn publication(web: &Web, entered: &Entered, view: &DraftView, typed: &str) -> Result<ActForm> {
    let label = if acts::ends(view) {
        entered.pick("Ngày đầu tiên không còn thủ tục", "First day without the procedure")
    } else {
        entered.pick("Có hiệu lực từ ngày", "In force from")
    };
    let hint = entered
        .pick("Ví dụ 1/1/2027; sớm nhất là ngày mai", "For instance 1/1/2027; tomorrow at the earliest");
    let mut fields = vec![Field::new("effective_on", label, FieldKind::Date).hint(hint).value(typed)];
    if acts::ends(view) {
        let run = entered.pick(
            "Đã xem số hồ sơ dưới đây: hồ sơ đã tiếp nhận được giải quyết tiếp",
            "I have seen the dossiers below: those received go on",
        );
        let choices = vec![Choice::new("run", run)];
        let field = Field::new(
            "open",
            entered.pick("Hồ sơ đang giải quyết", "Dossiers in hand"),
            FieldKind::Checkboxes(choices),
        );
        fields.push(field.optional());
    }
    Ok(ActForm {
        act: "publish".to_owned(),
        action: format!("{}/acts/publish", address(view.draft.id)),
        title: entered.pick("Công bố", "Publish").to_owned(),
        intro: Some(
            entered
                .pick(
                    "Hồ sơ đã tiếp nhận ở lại phiên bản của chúng; hồ sơ nhận từ ngày này theo phiên bản mới.",
                    "Dossiers received stay with their version; those received from this day on follow the new one.",
                )
                .to_owned(),
        ),
        submit: entered.pick("Công bố", "Publish").to_owned(),
        fields,
        danger: false,
        primary: true,
        command_id: fresh_command(web)?,
        expected_revision: u64::from(view.draft.revision),
    })
}

fn in_hand_blocks(entered: &Entered, in_hand: &[InHand]) -> Vec<Block> {
    let lang = entered.lang();
    let total: u64 = in_hand.iter().map(|line| line.count).sum();
    let text = format!(
        "{}: {}.",
        entered.pick("Số hồ sơ chưa giải quyết xong", "Dossiers not ended yet"),
        count(lang, total)
    );
    let mut blocks = vec![Block::Text(text)];
    if in_hand.is_empty() {
        return blocks;
    }
    let world = &entered.ground.world;
    let row = |line: &InHand| {
        let version = world.version(line.version);
        let step = line.step.and_then(|at| version?.steps.get(at as usize));
        let step = step.map_or_else(
            || entered.pick("chưa tiếp nhận", "not received yet").to_owned(),
            |step| {
                if lang == motcua_views::Lang::En && !step.name_en.is_empty() {
                    step.name_en.clone()
                } else {
                    step.name.clone()
                }
            },
        );
        vec![
            Cell::number(format!("{} {}", entered.pick("phiên bản", "version"), line.version)),
            Cell::text(step),
            Cell::text(unit_in(lang, world, line.unit)),
            Cell::number(count(lang, line.count)),
        ]
    };
    blocks.push(Block::Table(Table {
        caption: entered.pick("Hồ sơ đang giải quyết", "Dossiers in hand").to_owned(),
        heads: [("Phiên bản", "Version"), ("Bước", "Step"), ("Đơn vị", "Unit"), ("Số hồ sơ", "Dossiers")]
            .map(|(vi, en)| entered.pick(vi, en).to_owned())
            .into(),
        rows: in_hand.iter().take(LINES_MAX).map(row).collect(),
    }));
    blocks
}

fn history(entered: &Entered, view: &DraftView) -> Vec<Item> {
    let lang = words(entered.lang());
    view.acts
        .iter()
        .map(|act| {
            let at = Moment::from_unix_seconds(act.kept.recorded_at.div_euclid(1000));
            let text =
                format!("{}: {}, {}", capital(act.kept.act.label(lang)), act.by, when(entered.lang(), at));
            let note = Some(act.kept.note.clone()).filter(|note| !note.is_empty());
            Item { note, ..Item::plain(text) }
        })
        .collect()
}
