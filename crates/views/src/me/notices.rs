//! What a person is told of their dossiers.

use crate::icon::Icon;
use crate::message::Key;
use crate::page::{Mine, Page, Section};
use crate::renders;
use askama::Template;

/// One notice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoticeItem {
    /// Posted to open it.
    pub id: String,
    /// A few words.
    pub title: String,
    /// The text.
    pub text: String,
    /// When it happened.
    pub at: String,
    /// The dossier, by its code or the day it was filed.
    pub dossier: String,
    /// The procedure of the dossier.
    pub procedure: String,
    /// Not read yet.
    pub unread: bool,
}

/// `/me/notices`; posts `open` with a notice's id, or `latest` to mark as read everything up to it.
#[derive(Template)]
#[template(path = "me/notices.html")]
pub struct MeNoticesPage<'a> {
    /// What every page is given.
    pub page: Page<'a>,
    /// Latest first.
    pub notices: Vec<NoticeItem>,
    /// The latest notice shown, when some are unread.
    pub latest: Option<String>,
    /// Older notices.
    pub next: Option<String>,
}

renders!(MeNoticesPage);
