//! `/me/notices`: what a person was told, latest first; read when they say so or open it.

use super::session::{Applicant, PostedByApplicant};
use crate::form::Form;
use crate::page::{html, mine};
use crate::problem::{Problem, Result};
use crate::state::Web;
use crate::{paths, present};
use axum::extract::{RawQuery, State};
use axum::response::{IntoResponse, Redirect};
use motcua_app::World;
use motcua_app::notices::{Item, Sent, Standing};
use motcua_domain::ids::NoticeId;
use motcua_domain::notice::{Facts, rendered, wording};
use motcua_views::me::notices::{MeNoticesPage, NoticeItem};
use motcua_views::message::fill;
use motcua_views::{Key, Lang, Mine, t};
use std::sync::Arc;
use uuid::Uuid;

/// Notices on a page.
const SHOWN: u32 = 20;

/// `/me/notices?before=ID`
pub async fn show(State(web): State<Arc<Web>>, applicant: Applicant, RawQuery(query): RawQuery) -> Result {
    let before = parsed(Form::of_query(query.as_deref()).get("before"));
    let found = web.app.notices_of(applicant.who.person, before, SHOWN + 1).await?;
    let (lang, world) = (applicant.lang(), web.app.world());
    let shown = &found[..found.len().min(SHOWN as usize)];
    let outside = web.app.notices_outside(applicant.who.person, shown).await?;
    let older = found.len() > shown.len();
    let unread = shown.iter().any(|item| !item.read);
    let page = mine(&web, &applicant, t(lang, Key::MyNotices), Mine::Notices);
    let view = MeNoticesPage {
        page,
        latest: shown.first().filter(|_| unread).map(|item| item.id.to_string()),
        next: shown.last().filter(|_| older).map(|item| format!("/me/notices?before={}", item.id)),
        notices: shown.iter().map(|item| told(lang, &world, item, &outside)).collect(),
    };
    Ok(html(view.render()))
}

/// `POST /me/notices`: opens one, or marks as read what was shown.
pub async fn submit(State(web): State<Arc<Web>>, posted: PostedByApplicant) -> Result {
    let PostedByApplicant { applicant, form } = posted;
    let person = applicant.who.person;
    if let Some(id) = parsed(form.get("open")) {
        let dossier = web.app.open_notice(person, id).await?;
        return Ok(Redirect::to(&paths::my_dossier(&dossier.to_string())).into_response());
    }
    let latest = parsed(form.get("latest")).ok_or_else(|| Problem::malformed("latest"))?;
    web.app.read_notices(person, latest).await?;
    Ok(Redirect::to("/me/notices").into_response())
}

fn parsed(text: &str) -> Option<NoticeId> {
    Uuid::try_parse(text).ok().map(NoticeId)
}

fn told(lang: Lang, world: &World, item: &Item, outside: &[Sent]) -> NoticeItem {
    let in_words = present::words(lang);
    let words = wording(item.kind, in_words);
    let facts = Facts { code: item.code.clone(), filed_on: item.submitted_at.date(), moment: item.moment };
    let versions = world.procedures().find(|version| version.code.as_str() == item.procedure);
    NoticeItem {
        id: item.id.to_string(),
        title: words.title.to_owned(),
        text: rendered(words.text, &facts, in_words),
        at: present::when(lang, item.at),
        dossier: rendered("{dossier}", &facts, in_words),
        procedure: versions
            .map_or(item.procedure.as_str(), |version| present::procedure_name(lang, version))
            .to_owned(),
        unread: !item.read,
        outside: outside.iter().filter(|sent| sent.0 == item.id).map(|sent| outside_of(lang, sent)).collect(),
    }
}

/// Sent is not arrived, and is not called so.
fn outside_of(lang: Lang, (_, channel, standing): &Sent) -> String {
    let said = match standing {
        Standing::Queued => Key::NoticeQueued,
        Standing::Sent => Key::NoticeSent,
        Standing::Arrived => Key::NoticeArrived,
        Standing::Unsent => Key::NoticeUnsent,
    };
    fill(t(lang, said), &[&channel.label(present::words(lang))])
}
