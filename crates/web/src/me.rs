//! The citizen's door: the pages of a person signed in. All of them work without JavaScript.

pub mod demo;
pub mod files;
pub mod filing;
pub mod session;
pub mod sign_in;

use crate::page::{html, mine};
use crate::problem::Result;
use crate::state::Web;
use axum::extract::State;
use motcua_views::me::MeHomePage;
use motcua_views::{Key, Mine, t};
use session::Applicant;
use std::sync::Arc;

/// `/me`
pub async fn home(State(web): State<Arc<Web>>, applicant: Applicant) -> Result {
    let page = mine(&web, &applicant, t(applicant.lang(), Key::MyDossiers), Mine::Dossiers);
    Ok(html(MeHomePage { page }.render()))
}
