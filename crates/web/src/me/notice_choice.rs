//! `/me/notices/choice`: how a person is told outside these pages, and the code that proves an e-mail address. No address ever
//! stands in the address of a page.

use super::session::{Applicant, PostedByApplicant};
use crate::form::Form;
use crate::page::{html, html_with, mine};
use crate::present;
use crate::problem::Result;
use crate::state::Web;
use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect};
use motcua_app::notices::{Choice, Chosen, Contact};
use motcua_app::{Error, FieldProblem};
use motcua_domain::notice::{Channels, OutsideChannel};
use motcua_views::form::Choice as Offer;
use motcua_views::me::notices::{MeNoticeChoicePage, WaitingEmail};
use motcua_views::{FieldError, Key, Lang, Mine, Notice, NoticeKind, t};
use std::sync::Arc;

/// What the form shows instead of what is kept.
struct Typed {
    choice: Choice,
    errors: Vec<FieldProblem>,
}

/// `/me/notices/choice?done=`
pub async fn form(State(web): State<Arc<Web>>, applicant: Applicant, RawQuery(query): RawQuery) -> Result {
    let notice = noticed(applicant.lang(), Form::of_query(query.as_deref()).get("done"));
    Ok(html(page(&web, &applicant, None, notice).await?))
}

/// `POST /me/notices/choice`
pub async fn submit(State(web): State<Arc<Web>>, posted: PostedByApplicant) -> Result {
    let PostedByApplicant { applicant, form } = posted;
    let known = web.app.notice_contact(applicant.who.person).await?;
    let choice = typed(&form, &known, web.app.channels());
    match web.app.choose_notices(applicant.who.person, choice.clone()).await {
        Ok(Chosen::Kept) => Ok(Redirect::to("/me/notices/choice?done=saved").into_response()),
        Ok(Chosen::CodeSent) => Ok(Redirect::to("/me/notices/choice?done=code").into_response()),
        Err(Error::Invalid(errors)) => shown(&web, &applicant, Typed { choice, errors }).await,
        Err(other) => Err(other.into()),
    }
}

/// `POST /me/notices/code`: the code, or another one asked for.
pub async fn code(State(web): State<Arc<Web>>, posted: PostedByApplicant) -> Result {
    let PostedByApplicant { applicant, form } = posted;
    let person = applicant.who.person;
    let again = !form.get("again").is_empty();
    let done = match again {
        true => web.app.send_code_again(person).await,
        false => web.app.prove_email(person, form.get("code")).await,
    };
    match done {
        Ok(()) if again => Ok(Redirect::to("/me/notices/choice?done=code").into_response()),
        Ok(()) => Ok(Redirect::to("/me/notices/choice?done=proven").into_response()),
        Err(Error::Invalid(errors)) => {
            let choice = web.app.notice_contact(person).await?.choice;
            shown(&web, &applicant, Typed { choice, errors }).await
        }
        Err(other) => Err(other.into()),
    }
}

async fn shown(web: &Arc<Web>, applicant: &Applicant, typed: Typed) -> Result {
    let body = page(web, applicant, Some(typed), None).await?;
    Ok(html_with(StatusCode::UNPROCESSABLE_ENTITY, body))
}

/// What was typed. Channels that are not offered stay as they were.
fn typed(form: &Form, known: &Contact, set_up: Channels) -> Choice {
    let channels =
        OutsideChannel::ALL.into_iter().filter(|channel| match is_offered(*channel, known, set_up) {
            true => form.all("channels").any(|sent| sent == channel.key()),
            false => known.choice.channels.has(*channel),
        });
    let email = match set_up.has(OutsideChannel::Email) {
        true => Some(form.get("email").to_owned()).filter(|text| !text.is_empty()),
        false => known.choice.email.clone(),
    };
    let lang = if form.get("lang") == "en" { Lang::En } else { Lang::Vi };
    Choice { lang: present::words(lang), email, channels: channels.fold(Channels::none(), Channels::with) }
}

fn is_offered(channel: OutsideChannel, known: &Contact, set_up: Channels) -> bool {
    set_up.has(channel) && (channel == OutsideChannel::Email || known.phone.is_some())
}

fn noticed(lang: Lang, done: &str) -> Option<Notice> {
    let (kind, said) = match done {
        "saved" => (NoticeKind::Success, Key::NoticeChoiceSaved),
        "proven" => (NoticeKind::Success, Key::NoticeCodeDone),
        "code" => (NoticeKind::Information, Key::NoticeCodeAsked),
        _ => return None,
    };
    Some(Notice { kind, text: t(lang, said).to_owned(), link: None })
}

async fn page(
    web: &Arc<Web>,
    applicant: &Applicant,
    typed: Option<Typed>,
    notice: Option<Notice>,
) -> Result<String> {
    let (lang, set_up) = (applicant.lang(), web.app.channels());
    let known = web.app.notice_contact(applicant.who.person).await?;
    let mut page = mine(web, applicant, t(lang, Key::NoticeChoiceTitle), Mine::Notices);
    page.notice = notice;
    let waiting = known.pending.as_ref();
    // Where no code is asked for any more, what is wrong with one stands at the address.
    let field = |name: &str| match name {
        "code" if !waiting.is_some_and(|one| one.open && !one.refused) => "email".to_owned(),
        other => other.to_owned(),
    };
    let error =
        |one: &FieldProblem| FieldError::new(field(&one.field), present::pick(lang, &one.vi, &one.en));
    page.errors = typed.iter().flat_map(|typed| &typed.errors).map(error).collect();
    let again = typed.is_some();
    let choice = typed.map_or_else(|| known.choice.clone(), |typed| typed.choice);
    let email = match &choice.email {
        None if !again => waiting.map(|one| one.email.clone()),
        other => other.clone(),
    };
    let channels = OutsideChannel::ALL.into_iter().filter(|channel| is_offered(*channel, &known, set_up));
    let channels = channels.map(|channel| Offer {
        // Who gave no address yet is not told that letters will come.
        chosen: choice.channels.has(channel)
            && (channel != OutsideChannel::Email || again || email.is_some()),
        ..Offer::new(channel.key(), channel.label(present::words(lang)))
    });
    let by_phone = set_up.has(OutsideChannel::Sms) || set_up.has(OutsideChannel::Chat);
    let view = MeNoticeChoicePage {
        lang: if choice.lang == present::words(Lang::En) { "en" } else { "vi" }.to_owned(),
        channels: channels.collect(),
        email: set_up.has(OutsideChannel::Email).then(|| email.unwrap_or_default()),
        phone: by_phone.then(|| known.phone.as_deref().map(last_digits)),
        waiting: waiting.map(|one| WaitingEmail {
            email: one.email.clone(),
            open: one.open,
            refused: one.refused,
        }),
        page,
    };
    Ok(view.render())
}

/// Enough to know one's own telephone by.
fn last_digits(phone: &str) -> String {
    let digits: Vec<char> = phone.chars().filter(char::is_ascii_digit).collect();
    digits[digits.len().saturating_sub(3)..].iter().collect()
}
