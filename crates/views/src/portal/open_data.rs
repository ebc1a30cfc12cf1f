//! The page of the open data: what is offered and in which forms.

use crate::message::Key;
use crate::page::{Link, Page};
use crate::renders;
use askama::Template;

/// A file offered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OpenFile {
    /// Its name.
    pub name: String,
    /// Where it lies.
    pub href: String,
    /// What it is.
    pub about: String,
}

/// A procedure with files of its own.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OpenProcedure {
    /// The national code.
    pub code: String,
    /// Its name.
    pub name: String,
}

/// A month with its files.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OpenMonth {
    /// Its name.
    pub name: String,
    /// Whether it is final, and up to which day it is counted.
    pub note: String,
    /// Its files.
    pub files: Vec<Link>,
}

/// `/open-data?page=`
#[derive(Template)]
#[template(path = "portal/open_data.html")]
pub struct OpenDataPage<'a> {
    /// What every page is given.
    pub page: Page<'a>,
    /// The day the catalogue is of, in words.
    pub day: String,
    /// How many procedures it has, as text.
    pub count: String,
    /// The whole catalogue, and the units.
    pub files: Vec<OpenFile>,
    /// What happened, month by month, the latest first.
    pub months: Vec<OpenMonth>,
    /// The smallest count shown, as text.
    pub smallest: String,
    /// The licence of the months.
    pub licence: Option<Link>,
    /// What is not certain about both.
    pub doubt: Option<String>,
    /// Procedures of this page.
    pub procedures: Vec<OpenProcedure>,
    /// Whether this is the first page.
    pub first: bool,
    /// The next page.
    pub next: Option<String>,
}

renders!(OpenDataPage);
