//! The process designer's pages: procedures and their versions, drafts with their editor, checks, tries and publication.
//!
//! Only designers come in: every handler begins with [`enter`], and what is done is authorised again by the application.
//! Pages hold no dossier but its code, and no person at all.

pub mod acts;
pub mod check;
pub mod compare;
pub mod draft;
pub mod dry_run;
pub mod editor;
pub mod files;
pub mod form_preview;
pub mod ground;
pub mod in_hand;
pub mod layout;
pub mod list;
pub mod parts;
pub mod passed;
pub mod passing;
pub mod procedure;
pub mod publish;
pub mod reader;
pub mod rehearse;
pub mod sent;
pub mod start;
pub mod typed;
pub mod variation;

use crate::desk::counts::Counts;
use crate::desk::menu::UnitCounts;
use crate::present::pick;
use crate::problem::{Problem, Result};
use crate::session::Officer;
use crate::state::Web;
use ground::Ground;
use motcua_app::Error;
use motcua_app::error::What;
use motcua_calendar::Date;
use motcua_domain::actor::{Actor, Role};
use motcua_domain::ids::DraftId;
use motcua_domain::procedure::ProcedureVersion;
use motcua_views::designer::{Block, ReportPage};
use motcua_views::{Lang, Link, Page};
use std::sync::Arc;
use uuid::Uuid;

/// A designer at work on one request.
pub struct Entered {
    /// Who.
    pub officer: Officer,
    /// The city.
    pub ground: Ground,
    /// Whether it is a designer; the head of a commune otherwise.
    pub designs: bool,
    counts: UnitCounts,
}

/// Whether an actor designs processes.
#[must_use]
pub fn designs(actor: &Actor) -> bool {
    actor.duties().iter().any(|duty| duty.role == Role::Designer)
}

/// Lets designers in.
///
/// # Errors
/// 403 for everybody else.
pub async fn enter(web: &Web, officer: Officer) -> Result<Entered> {
    if !designs(&officer.who.actor) {
        return Err(Error::Denied.into());
    }
    admitted(web, officer, true).await
}

/// Lets designers in, and heads of communes, who draft variations of their own.
///
/// # Errors
/// 403 for everybody else.
pub async fn enter_unit(web: &Web, officer: Officer) -> Result<Entered> {
    let designer = designs(&officer.who.actor);
    if !designer && variation::headed(web, &officer.who.actor).is_empty() {
        return Err(Error::Denied.into());
    }
    admitted(web, officer, designer).await
}

async fn admitted(web: &Web, officer: Officer, designs: bool) -> Result<Entered> {
    let counts = Counts::of(web, officer.who.unit).await?;
    let counts = UnitCounts::clone(&counts);
    let ground = Ground::of(web, officer.lang());
    Ok(Entered { officer, ground, designs, counts })
}

impl Entered {
    /// The language of the page.
    #[must_use]
    pub fn lang(&self) -> Lang {
        self.ground.lang
    }

    /// Who acts.
    #[must_use]
    pub fn actor(&self) -> Arc<Actor> {
        Arc::clone(&self.officer.who.actor)
    }

    /// The frame of a page.
    #[must_use]
    pub fn page<'a>(&self, web: &'a Web, title: impl Into<String>) -> Page<'a> {
        crate::page::desk(web, &self.ground.world, &self.officer, &self.counts, title, "designer")
    }

    /// A page of reading without tabs.
    #[must_use]
    pub fn report<'a>(&self, page: Page<'a>, blocks: Vec<Block>) -> ReportPage<'a> {
        ReportPage { page, back: Some(self.back()), about: None, tabs: Vec::new(), query: None, blocks }
    }

    /// The way back to the list.
    #[must_use]
    pub fn back(&self) -> Link {
        Link::new(pick(self.lang(), "Danh sách thủ tục", "List of procedures"), "/desk/designer")
    }

    /// One of two texts.
    #[must_use]
    pub fn pick<'a>(&self, vi: &'a str, en: &'a str) -> &'a str {
        pick(self.lang(), vi, en)
    }
}

/// The draft of an address.
///
/// # Errors
/// 404 for what is no draft's id.
pub fn draft_id(text: &str) -> Result<DraftId> {
    Uuid::try_parse(text).map(DraftId).map_err(|_| Problem::from(Error::NotFound(What::Draft)))
}

/// A draft as it would be published: from the earliest day that no other version of the procedure begins on. What the
/// draft itself says of its first day is the past of the version it was begun from.
#[must_use]
pub fn as_published(version: &ProcedureVersion, ground: &Ground, today: Date) -> ProcedureVersion {
    let others = ground.world.versions_of(&version.code);
    let mut day = today.plus_days(1);
    while others.iter().any(|other| other.valid_from == day) {
        day = day.plus_days(1);
    }
    ProcedureVersion { valid_from: day, ..version.clone() }
}
