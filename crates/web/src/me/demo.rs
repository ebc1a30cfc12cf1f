//! The demonstration's people, to become by one click. Exists only in a database created as a demonstration.

use super::sign_in::{after, signed_in};
use crate::form::Form;
use crate::page::{html, public};
use crate::problem::{Problem, Result};
use crate::session::PostedByGuest;
use crate::state::Web;
use crate::visit::VisitRef;
use axum::extract::{RawQuery, State};
use motcua_app::people::demo::{DemoIdentity, DemoStory};
use motcua_domain::ids::PersonId;
use motcua_views::me::{DemoApplicant, MeDemoPage};
use motcua_views::{Key, Section, t};
use std::sync::Arc;

/// `/me/demo?next=`
pub async fn list(State(web): State<Arc<Web>>, visit: VisitRef, RawQuery(query): RawQuery) -> Result {
    let people = web.app.demo_identities().await?;
    let query = Form::of_query(query.as_deref());
    let next = after(query.get("next")).to_owned();
    let page = public(&web, &visit, t(visit.lang, Key::MeDemoTitle), Section::Other);
    let people = people.into_iter().map(shown).collect();
    Ok(html(MeDemoPage { page, people, next }.render()))
}

fn shown(identity: DemoIdentity) -> DemoApplicant {
    let story = match identity.story {
        DemoStory::Asked => Key::MeDemoAsked,
        DemoStory::UnderWay => Key::MeDemoUnderWay,
        DemoStory::Done => Key::MeDemoDone,
        DemoStory::Fresh => Key::MeDemoFresh,
    };
    DemoApplicant { id: identity.person.to_string(), name: identity.name, story }
}

/// `POST /me/demo`: becomes the person named.
pub async fn become_person(State(web): State<Arc<Web>>, posted: PostedByGuest) -> Result {
    if !web.app.is_demonstration() {
        return Err(Problem::no_page());
    }
    let person = posted.form.get("person").parse().map_err(|_| Problem::malformed("person"))?;
    let session = web.app.become_demo_person(PersonId(person), posted.visit.door()).await?;
    signed_in(&web, &session, posted.form.get("next"))
}
