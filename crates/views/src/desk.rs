//! The officers' desk: sign-in, home, intake, inbox, dossier, search, register, hand-over.
//!
//! Desk pages expect `page.user` to be set (except sign-in and the demo's role list).

pub mod dossier;
mod figures;
pub mod guard;
pub mod help;
mod intake;
mod kiosks;
pub mod lists;
mod orders;
mod requests;
pub mod result;
mod signals;
pub mod stuck;

pub use dossier::{
    DossierPage, Fact, Paper, PaperState, Place, StepRow, StepState, TimelineEntry, TimelineMark,
};
pub use figures::{GivenPage, GivenPreview, GivenRow};
pub use guard::{DraftOffer, GuardPage, GuardRow, Guarded, RiskClass};
pub use help::{EntryPage, HelpPage, HelpRow};
pub use intake::{DuePreview, IntakeDocument, IntakeFragment, IntakePage, IntakeProcedure, PersonFields};
pub use kiosks::{KioskRow, KioskState, KiosksPage};
pub use lists::{
    Bulk, Filters, HandoverDone, HandoverPage, InboxPage, InboxRow, RegisterPage, RegisterRow, SearchPage,
};
pub use orders::{Happening, ListedRow, NudgeNote, OfficeFile, OrderPage, OrdersPage, SayPage};
pub use result::{AttachedFile, ResultPage};
pub use signals::{SignalDossier, SignalJudged, SignalPage, SignalRow, SignalsPage};
pub use stuck::{StuckPage, StuckRow};

pub use requests::{RequestPage, RequestRow, RequestsPage};

use crate::form::{Field, FieldKind};
use crate::icon::Icon;
use crate::message::Key;
use crate::page::{Link, Page};
use crate::renders;
use askama::Template;

/// `/desk/sign-in`; posts `login`, `password`, `next`, `csrf`.
#[derive(Template)]
#[template(path = "desk/sign_in.html")]
pub struct SignInPage<'a> {
    /// What every page is given. Errors: targets `login` and `password`.
    pub page: Page<'a>,
    /// What was typed.
    pub login: String,
    /// Where to go afterwards, an absolute path of this site.
    pub next: String,
}

impl SignInPage<'_> {
    fn login_field(&self) -> Field {
        let field = Field::new("login", self.page.t(Key::SignInLogin), FieldKind::Text).value(&self.login);
        Field { error: self.page.error_at("login").map(str::to_owned), ..field }
    }

    fn password_field(&self) -> Field {
        let field = Field::new("password", self.page.t(Key::SignInPassword), FieldKind::Password);
        Field { error: self.page.error_at("password").map(str::to_owned), ..field }
    }
}

/// A demonstration account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DemoPerson {
    /// The account name.
    pub login: String,
    /// The person's name.
    pub name: String,
    /// The role in words.
    pub role: String,
    /// What there is to see with it.
    pub job: Option<String>,
    /// The unit worked at from here: its number, posted with the account.
    pub unit: String,
    /// The other units of somebody who works at several; empty for most.
    pub also_at: Vec<String>,
    /// Whether it is the one signed in now.
    pub current: bool,
}

/// The accounts of one unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DemoGroup {
    /// The unit's name.
    pub unit: String,
    /// Its people.
    pub people: Vec<DemoPerson>,
}

/// `/desk/demo`: one click to become any role; posts `login`, `unit` and `csrf` to `/desk/demo`.
#[derive(Template)]
#[template(path = "desk/demo.html")]
pub struct DemoPage<'a> {
    /// What every page is given.
    pub page: Page<'a>,
    /// The accounts by unit.
    pub groups: Vec<DemoGroup>,
}

/// A number that leads to its dossiers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tile {
    /// What is counted.
    pub label: String,
    /// The number as text.
    pub value: String,
    /// The list behind it.
    pub href: String,
    /// Whether it is an alarm.
    pub alarm: bool,
    /// The queue's key, for refreshing; empty otherwise.
    pub queue: String,
}

/// `/desk`
#[derive(Template)]
#[template(path = "desk/home.html")]
pub struct DeskHomePage<'a> {
    /// What every page is given.
    pub page: Page<'a>,
    /// The counts.
    pub tiles: Vec<Tile>,
    /// What is due today or overdue, in due order; `None` for a role that sees no dossiers.
    pub due_today: Option<Vec<InboxRow>>,
    /// The whole list of it, when there is more.
    pub due_more: Option<Link>,
    /// Whether the officer receives at a counter.
    pub intake: bool,
    /// The moment of the figures, in words.
    pub as_of: String,
    /// What the city or the head of the unit reminds of.
    pub nudges: Vec<NudgeNote>,
}

renders!(SignInPage, DemoPage, DeskHomePage);
