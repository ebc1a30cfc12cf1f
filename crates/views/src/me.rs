//! A person's own pages: sign-in, demonstration identities, and what stands behind them.
//!
//! Behind sign-in they expect `page.person` to be set and extend `layout/me.html`.

pub mod filing;
mod following;

pub use following::{
    AskedPaper, CopiedDossier, CopyPage, DisputePage, DraftLine, Kept, LookRow, MeHomePage, MyDataPage,
    MyDossier, MyDossierPage, RequestLine, ResultBox, SupplementForm, Todo,
};

use crate::icon::Icon;
use crate::message::Key;
use crate::page::{Mine, Page, Section};
use crate::renders;
use askama::Template;

/// `/me/sign-in`: leads to the identity provider; a GET, because a form that ends on another site would be stopped by the
/// content security policy.
#[derive(Template)]
#[template(path = "me/sign_in.html")]
pub struct MeSignInPage<'a> {
    /// What every page is given.
    pub page: Page<'a>,
    /// Where the identity provider is reached from, with the page to come back to; `None`: none is connected.
    pub provider: Option<String>,
    /// The demonstration's people, with the page to come back to; `None` in a working installation.
    pub demo: Option<String>,
}

/// A person one may become.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DemoApplicant {
    /// Posted.
    pub id: String,
    /// Full name.
    pub name: String,
    /// Why one would become them.
    pub story: Key,
}

/// `/me/demo`; posts `person`, `next` and `csrf`.
#[derive(Template)]
#[template(path = "me/demo.html")]
pub struct MeDemoPage<'a> {
    /// What every page is given.
    pub page: Page<'a>,
    /// Who there is.
    pub people: Vec<DemoApplicant>,
    /// Where to go afterwards.
    pub next: String,
}

renders!(MeSignInPage, MeDemoPage);
