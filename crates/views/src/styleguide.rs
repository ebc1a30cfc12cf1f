//! Every component in every state on one page, for people who check and for machines that do.

use crate::chip::Chip;
use crate::form::ActForm;
use crate::page::Page;
use crate::renders;
use askama::Template;

/// `/_styleguide`, served by a demonstration only.
#[derive(Template)]
#[template(path = "styleguide.html")]
pub struct StyleguidePage<'a> {
    /// What every page is given.
    pub page: Page<'a>,
    /// The chips.
    pub chips: [Chip; 10],
    /// An act form with every kind of field, once clean and once with errors.
    pub forms: Vec<ActForm>,
}

renders!(StyleguidePage);
