//! The nudges on a desk, and their answers.

use super::command_id;
use super::orders::{act_form, sending};
use crate::present::{pick, unit_in, when};
use crate::problem::{Problem, Result};
use crate::session::{Officer, Posted};
use crate::state::Web;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect};
use motcua_app::World;
use motcua_app::office::NudgeFile;
use motcua_views::desk::NudgeNote;
use motcua_views::{Field, FieldKind, Key, Lang, Link, t};
use std::sync::Arc;
use uuid::Uuid;

/// The nudges on a desk, each with the form of its answer.
///
/// # Errors
/// If the database cannot answer.
pub async fn nudges(web: &Arc<Web>, officer: &Officer) -> Result<Vec<NudgeNote>> {
    let (world, lang) = (web.app.world(), officer.lang());
    let found = web.app.nudges_at(Arc::clone(&officer.who.actor), officer.who.unit).await?;
    found.iter().enumerate().map(|(no, nudge)| note(web, lang, &world, no, nudge)).collect()
}

fn note(web: &Web, lang: Lang, world: &World, no: usize, nudge: &NudgeFile) -> Result<NudgeNote> {
    let step = super::menu::shown(nudge.sent.step);
    let who = if nudge.by_leader {
        pick(lang, "Thành phố nhắc", "The city reminds")
    } else {
        pick(lang, "Lãnh đạo đơn vị nhắc", "The head of the unit reminds")
    };
    let count = motcua_views::format::count(lang, u64::try_from(nudge.sent.overdue).unwrap_or(0));
    let overdue = pick(lang, "{} hồ sơ quá hạn", "{} dossiers overdue").replace("{}", &count);
    let name = format!("nudge-{no}");
    let answer = Field::new(
        "text",
        pick(lang, "Đã làm gì, khi nào xong", "What was done, when it will be done"),
        FieldKind::TextArea(2),
    );
    let action = format!("/desk/nudges/{}", nudge.id);
    Ok(NudgeNote {
        text: format!("{who}: {}, {}, {overdue}.", unit_in(lang, world, nudge.unit), step.label(lang)),
        words: nudge.words.clone(),
        at: when(lang, nudge.at),
        list: Link::new(pick(lang, "Mở danh sách", "Open the list"), step.href()),
        answer: act_form(web, (&name, t(lang, Key::NudgeAnswer), action), vec![answer], 1)?,
    })
}

/// `POST /desk/nudges/{id}`
pub async fn answer(State(web): State<Arc<Web>>, Path(id): Path<String>, posted: Posted) -> Result {
    let Posted { officer, form } = posted;
    let command = command_id(form.get("command_id"))?;
    web.app
        .answer_nudge(
            sending(&officer, command, form.get("text")),
            Uuid::try_parse(&id).map_err(|_| Problem::no_page())?,
        )
        .await?;
    Ok(Redirect::to("/desk").into_response())
}
