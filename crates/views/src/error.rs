//! Error pages: what happened, what is kept, what to do next.

use crate::message::Key;
use crate::page::{Link, Page, Section};
use crate::renders;
use askama::Template;

/// The failures people can meet, one page each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure {
    /// 400
    BadRequest,
    /// 403
    Forbidden,
    /// 404
    NotFound,
    /// 409: not allowed in this phase, or somebody else acted first.
    Conflict,
    /// 413
    TooLarge,
    /// 429
    TooManyRequests,
    /// 500
    Internal,
    /// 503
    Unavailable,
}

impl Failure {
    /// All of them.
    pub const ALL: [Failure; 8] = [
        Failure::BadRequest,
        Failure::Forbidden,
        Failure::NotFound,
        Failure::Conflict,
        Failure::TooLarge,
        Failure::TooManyRequests,
        Failure::Internal,
        Failure::Unavailable,
    ];

    /// The HTTP status.
    #[must_use]
    pub fn status(self) -> u16 {
        match self {
            Failure::BadRequest => 400,
            Failure::Forbidden => 403,
            Failure::NotFound => 404,
            Failure::Conflict => 409,
            Failure::TooLarge => 413,
            Failure::TooManyRequests => 429,
            Failure::Internal => 500,
            Failure::Unavailable => 503,
        }
    }

    /// The page of a status; any other client error is shown as 400, any other server error as 500.
    #[must_use]
    pub fn of_status(status: u16) -> Failure {
        let known = Failure::ALL.into_iter().find(|failure| failure.status() == status);
        known.unwrap_or(if status < 500 { Failure::BadRequest } else { Failure::Internal })
    }

    /// The page's title.
    #[must_use]
    pub fn title(self) -> Key {
        match self {
            Failure::BadRequest => Key::Error400Title,
            Failure::Forbidden => Key::Error403Title,
            Failure::NotFound => Key::Error404Title,
            Failure::Conflict => Key::Error409Title,
            Failure::TooLarge => Key::Error413Title,
            Failure::TooManyRequests => Key::Error429Title,
            Failure::Internal => Key::Error500Title,
            Failure::Unavailable => Key::Error503Title,
        }
    }

    /// What to do, when nothing more exact is known.
    #[must_use]
    pub fn advice(self) -> Key {
        match self {
            Failure::BadRequest => Key::Error400Text,
            Failure::Forbidden => Key::Error403Text,
            Failure::NotFound => Key::Error404Text,
            Failure::Conflict => Key::Error409Text,
            Failure::TooLarge => Key::Error413Text,
            Failure::TooManyRequests => Key::Error429Text,
            Failure::Internal => Key::Error500Text,
            Failure::Unavailable => Key::Error503Text,
        }
    }
}

/// An error page.
#[derive(Template)]
#[template(path = "error.html")]
pub struct ErrorPage<'a> {
    /// What every page is given (its title is the failure's; see [`ErrorPage::new`]).
    pub page: Page<'a>,
    /// What failed.
    pub failure: Failure,
    /// Exact words instead of the general advice, for instance a refusal's message.
    pub detail: Option<String>,
    /// The legal basis of a refusal.
    pub basis: Option<String>,
    /// The number under which the operator finds it in the log.
    pub incident: Option<String>,
    /// Seconds to wait before trying again.
    pub retry_after: Option<u32>,
    /// What must be put right, where no page with its fields says so.
    pub slips: Vec<String>,
    /// Ways on.
    pub links: Vec<Link>,
}

impl<'a> ErrorPage<'a> {
    /// The general advice, for whoever reads it.
    fn advice(&self) -> Key {
        match (self.failure, self.page.section) {
            (Failure::NotFound, Section::Desk) => Key::Error404DeskText,
            _ => self.failure.advice(),
        }
    }

    /// The page of a failure with its general advice; sets the title.
    #[must_use]
    pub fn new(mut page: Page<'a>, failure: Failure) -> Self {
        page.title = page.t(failure.title()).to_owned();
        ErrorPage {
            page,
            failure,
            detail: None,
            basis: None,
            incident: None,
            retry_after: None,
            slips: Vec::new(),
            links: Vec::new(),
        }
    }
}

renders!(ErrorPage);
