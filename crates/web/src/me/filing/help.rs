//! `/me/filings/{id}/help`: somebody helps. The person reads a code out; whoever helps enters it at their own desk.

use super::{Ground, Stage};
use crate::me::session::{Applicant, PostedByApplicant};
use crate::page::html;
use crate::present::{pick, unit_in, when};
use crate::problem::Result;
use crate::state::Web;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect};
use motcua_app::help::{CODE_MINUTES, Helped};
use motcua_domain::dossier::help::HelpPlace;
use motcua_views::me::filing::FilingHelpPage;
use motcua_views::{Choice, Lang};
use std::sync::Arc;

/// `/me/filings/{id}/help`
pub async fn show(State(web): State<Arc<Web>>, applicant: Applicant, Path(id): Path<String>) -> Result {
    let g = Ground::of(web, applicant, &id).await?;
    if let Some(filed) = g.filed() {
        return Ok(filed);
    }
    Ok(html(page(&g, None).render()))
}

/// `POST /me/filings/{id}/help`: asks for a code (`do` = `ask`), or ends the help.
pub async fn submit(
    State(web): State<Arc<Web>>,
    Path(id): Path<String>,
    posted: PostedByApplicant,
) -> Result {
    let PostedByApplicant { applicant, form } = posted;
    let (person, kiosk) = (applicant.who.person, applicant.who.kiosk);
    let g = Ground::of(Arc::clone(&web), applicant, &id).await?;
    if let Some(filed) = g.filed() {
        return Ok(filed);
    }
    if form.get("do") == "ask" {
        let code = web.app.ask_for_help(person, g.view.id, kiosk).await?;
        return Ok(html(page(&g, Some(code)).render()));
    }
    web.app.end_help(person, g.view.id).await?;
    Ok(Redirect::to(&g.at("help")).into_response())
}

fn page(g: &Ground, code: Option<String>) -> FilingHelpPage<'_> {
    let lang = g.lang();
    let told = code.as_ref().map(|_| match lang {
        Lang::Vi => format!("Đọc mã này cho cán bộ đang giúp ông/bà. Mã dùng một lần, trong {CODE_MINUTES} phút. Cán bộ không vào tài khoản của ông/bà và không thấy gì khác ngoài tên thủ tục."),
        Lang::En => format!("Read this code to the officer who helps you. It works once, for {CODE_MINUTES} minutes. The officer does not get into your account and sees nothing but the name of the procedure."),
    });
    let mut page = g.page(g.pick("Có người giúp tôi nộp", "Somebody helps me to file"));
    // The code is shown once: changing the language asks for the page anew.
    page.path = g.at("help");
    FilingHelpPage {
        frame: g.frame(Stage::Tasks),
        page,
        action: g.at("help"),
        code: code.map(|code| format!("{} {}", &code[..3], &code[3..])),
        told,
        given: g.view.helped.iter().map(|one| line(g, one)).collect(),
        open: g.view.helped.iter().any(|one| one.given.ended_at.is_none()),
    }
}

/// Help as its person is told of it: where and since when, never a name.
pub(crate) fn line(g: &Ground, one: &Helped) -> String {
    let (lang, given) = (g.lang(), &one.given);
    let unit = unit_in(lang, &g.world, given.unit);
    let from = when(lang, given.began_at);
    let until = given.ended_at.map(|at| when(lang, at));
    let place = place(lang, given.place);
    match (lang, until) {
        (Lang::Vi, None) => format!("Cán bộ của {unit} đang giúp ({place}), từ {from}."),
        (Lang::Vi, Some(until)) => format!("Cán bộ của {unit} đã giúp ({place}), từ {from} đến {until}."),
        (Lang::En, None) => format!("An officer of {unit} helps ({place}), since {from}."),
        (Lang::En, Some(until)) => format!("An officer of {unit} helped ({place}), from {from} to {until}."),
    }
}

/// Where help is given, in words.
pub(crate) fn place(lang: Lang, place: HelpPlace) -> &'static str {
    match place {
        HelpPlace::ServicePoint => pick(lang, "tại điểm phục vụ", "at a service point"),
        HelpPlace::Kiosk => pick(lang, "tại ki-ốt", "at a kiosk"),
        HelpPlace::Home => pick(lang, "tại nhà", "at home"),
    }
}

/// The places an officer chooses from; a kiosk tells by itself.
pub(crate) fn places(lang: Lang, chosen: &str) -> Vec<Choice> {
    let choice = |(at, vi, en)| Choice::new(HelpPlace::key(at), pick(lang, vi, en)).chosen_if(chosen);
    [
        (HelpPlace::ServicePoint, "Tại điểm phục vụ", "At a service point"),
        (HelpPlace::Home, "Tại nhà người được giúp", "At the home of the person helped"),
    ]
    .map(choice)
    .into()
}
