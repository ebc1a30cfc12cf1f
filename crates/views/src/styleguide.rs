//! Every component in every state on one page, for people who check and for machines that do.

use crate::chip::Chip;
use crate::due::{Clock, clock_text};
use crate::form::ActForm;
use crate::icon::Icon;
use crate::message::Key;
use crate::page::{NoticeKind, Page};
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

impl StyleguidePage<'_> {
    fn clocks(&self) -> Vec<String> {
        let running = |minutes| Clock::Running { minutes, minutes_per_day: 480 };
        [
            running(5_800),
            running(200),
            running(12),
            running(-130),
            Clock::Paused,
            Clock::Early,
            Clock::OnTime,
            Clock::Late,
        ]
        .into_iter()
        .map(|clock| clock_text(self.page.lang, clock))
        .collect()
    }

    fn notices(&self) -> [NoticeKind; 3] {
        NoticeKind::ALL
    }
}
