//! A person's dossiers: the overview, one dossier, and all that is kept and who looked at it.

use crate::chip::Status;
use crate::form::{ActForm, Field};
use crate::icon::Icon;
use crate::message::Key;
use crate::page::{FileNote, Link, Page};
use crate::portal::{Following, MilestoneState, RatingBox};
use crate::renders;
use askama::Template;

/// Something a person must do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Todo {
    /// What, in a few words.
    pub title: String,
    /// About which dossier, and until when.
    pub detail: String,
    /// Where it is done.
    pub href: String,
}

/// A filing begun and not yet sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DraftLine {
    /// The procedure.
    pub procedure: String,
    /// The step reached, in words.
    pub step: String,
    /// When it was last changed and until when it is kept, in words.
    pub saved: String,
    /// Where one goes on; deleting it is posted to `/delete` below.
    pub href: String,
}

/// One dossier in the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MyDossier {
    /// The procedure.
    pub procedure: String,
    /// Its page.
    pub href: String,
    /// Its code, once received.
    pub code: Option<String>,
    /// Its status.
    pub status: Status,
    /// One true sentence.
    pub sentence: String,
    /// Whose it is, when filed for somebody else.
    pub owner: Option<String>,
    /// The day it was filed, in words.
    pub filed: String,
}

/// `/me`.
#[derive(Template)]
#[template(path = "me/home.html")]
pub struct MeHomePage<'a> {
    /// What every page is given.
    pub page: Page<'a>,
    /// What the person must do, the most urgent first.
    pub todo: Vec<Todo>,
    /// Drafts, the latest first.
    pub drafts: Vec<DraftLine>,
    /// Dossiers, the newest first.
    pub dossiers: Vec<MyDossier>,
    /// The dossiers before these.
    pub more: Option<String>,
}

/// A name and what stands under it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// What it is.
    pub label: String,
    /// What is kept.
    pub value: String,
}

/// A paper asked for, to be sent as a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AskedPaper {
    /// The posted name, and the element's id.
    pub field: String,
    /// What it is called.
    pub name: String,
    /// Why what was sent is not taken.
    pub error: Option<String>,
}

/// The papers asked for, all handed in at once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SupplementForm {
    /// Where it is posted.
    pub action: String,
    /// The idempotency key.
    pub command_id: String,
    /// The revision seen.
    pub expected_revision: u64,
    /// One file for each.
    pub papers: Vec<AskedPaper>,
}

/// The result of a dossier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResultBox {
    /// Its number and how it is had, in words.
    pub text: String,
    /// The electronic copies.
    pub files: Vec<Link>,
    /// What is told of them: their digital signatures.
    pub notes: Vec<FileNote>,
}

/// `/me/dossiers/{reference}`.
#[derive(Template)]
#[template(path = "me/dossier.html")]
pub struct MyDossierPage<'a> {
    /// What every page is given.
    pub page: Page<'a>,
    /// How it stands.
    pub it: Following,
    /// Rating, once there is something to rate.
    pub rating: Option<RatingBox>,
    /// The result, once there is one.
    pub result: Option<ResultBox>,
    /// What the officer wrote to the person last, when it is still to be heeded.
    pub said: Option<String>,
    /// Papers to be sent, while they are asked for.
    pub supplement: Option<SupplementForm>,
    /// What the person may do now.
    pub acts: Vec<ActForm>,
    /// Why something people often ask for cannot be done now.
    pub cannot: Option<String>,
    /// Papers handed in.
    pub papers: Vec<Kept>,
    /// What is told of their files.
    pub notes: Vec<FileNote>,
    /// Who looked at it.
    pub looked: String,
    /// Where a correction is asked for.
    pub correction: String,
}

/// One look at a person's data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LookRow {
    /// When, in words.
    pub at: String,
    /// Who: role and unit, never a name.
    pub who: String,
    /// At what.
    pub what: String,
    /// Its page, when it is a dossier.
    pub href: Option<String>,
    /// Why.
    pub why: String,
    /// Where it is disputed; `None`: the person's own look.
    pub dispute: Option<String>,
    /// Whether it was disputed already.
    pub disputed: bool,
}

/// One request of the person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestLine {
    /// What it is about.
    pub title: String,
    /// What the person wrote.
    pub text: String,
    /// How it stands, in words.
    pub state: String,
    /// The answer.
    pub answer: Option<String>,
}

/// `/me/data`.
#[derive(Template)]
#[template(path = "me/data.html")]
pub struct MyDataPage<'a> {
    /// What every page is given. Errors: targets `about`, `text`.
    pub page: Page<'a>,
    /// What is kept of the person.
    pub kept: Vec<Kept>,
    /// By what they sign in.
    pub links: Vec<LinkRow>,
    /// Who looked.
    pub looks: Vec<LookRow>,
    /// The dossier these looks are limited to.
    pub of: Option<String>,
    /// Looks before these.
    pub older: Option<String>,
    /// Requests and answers.
    pub requests: Vec<RequestLine>,
    /// The form that asks for a correction: `about`, `text`.
    pub ask: Vec<Field>,
}

/// A link with a provider of identities.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkRow {
    /// The provider.
    pub name: String,
    /// How surely, since when.
    pub text: String,
    /// Where it is ended.
    pub action: String,
}

/// `/me/data/accesses/{id}`: asks why somebody looked.
#[derive(Template)]
#[template(path = "me/dispute.html")]
pub struct DisputePage<'a> {
    /// What every page is given. Errors: target `text`.
    pub page: Page<'a>,
    /// The look.
    pub look: LookRow,
    /// Within which term it is answered, in words.
    pub term: String,
    /// The form: `text`.
    pub ask: Vec<Field>,
    /// Where it is posted.
    pub action: String,
}

/// The printable half of a copy of one's data: a page that stands alone.
#[derive(Template)]
#[template(path = "me/copy.html")]
pub struct CopyPage<'a> {
    /// What every page is given.
    pub page: Page<'a>,
    /// When it was made, in words.
    pub made: String,
    /// What is kept of the person.
    pub kept: Vec<Kept>,
    /// Dossiers.
    pub dossiers: Vec<CopiedDossier>,
    /// Who looked.
    pub looks: Vec<LookRow>,
    /// Requests and answers.
    pub requests: Vec<RequestLine>,
}

/// One dossier of a copy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CopiedDossier {
    /// Its procedure.
    pub procedure: String,
    /// Facts about it.
    pub facts: Vec<Kept>,
    /// What happened, oldest first.
    pub history: Vec<String>,
}

renders!(MeHomePage, MyDossierPage, MyDataPage, DisputePage, CopyPage);
