//! The pages of a kiosk itself. What happens at one uses everybody's pages, in the frame of [`KioskFrame`].

use crate::form::Field;
use crate::icon::Icon;
use crate::message::Key;
use crate::page::Page;
use crate::renders;
use askama::Template;

/// What makes a page a kiosk's.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KioskFrame {
    /// Where it stands.
    pub place: String,
    /// What it is called there.
    pub label: String,
    /// Whether everything active lies in the lower half of the screen.
    pub low: bool,
    /// Whether somebody calls for an officer.
    pub calling: bool,
    /// Whether nobody has begun.
    pub start: bool,
    /// Seconds without use until the page asks whether anybody is there: on a page that is read.
    pub information: u32,
    /// The same on a page that is filled in.
    pub form: u32,
    /// Seconds between that question and the end.
    pub count_down: u32,
    /// Seconds until the page ends without scripts.
    pub sign_in: u32,
}

impl KioskFrame {
    /// What the body is marked with.
    pub(crate) fn class(&self) -> &'static str {
        if self.low { " hn-kiosk hn-kiosk--low" } else { " hn-kiosk" }
    }
}

/// `/kiosk` at a kiosk: nobody is there.
#[derive(Template)]
#[template(path = "kiosk/start.html")]
pub struct KioskStartPage<'a> {
    /// What every page is given.
    pub page: Page<'a>,
}

/// `/kiosk/menu`
#[derive(Template)]
#[template(path = "kiosk/menu.html")]
pub struct KioskMenuPage<'a> {
    /// What every page is given.
    pub page: Page<'a>,
}

impl KioskMenuPage<'_> {
    /// What can be done, the likeliest first: where it leads, its icon, what it is called, and what to know before.
    fn items(&self) -> [(&'static str, Icon, &'static str, &'static str); 4] {
        [
            ("/procedures?channel=online", Icon::File, Key::KioskFile, Key::KioskFileHint),
            ("/track", Icon::Search, Key::KioskTrack, Key::KioskTrackHint),
            ("/me", Icon::Person, Key::KioskMine, Key::KioskMineHint),
            ("/track", Icon::CheckFilled, Key::KioskRate, Key::KioskRateHint),
        ]
        .map(|(href, icon, title, hint)| (href, icon, self.page.t(title), self.page.t(hint)))
    }
}

/// `/kiosk` elsewhere: this machine is none, or is none any more.
#[derive(Template)]
#[template(path = "kiosk/none.html")]
pub struct KioskNonePage<'a> {
    /// What every page is given.
    pub page: Page<'a>,
    /// Whether it may become a demonstration's.
    pub demo: bool,
}

/// `/kiosk/enrol`; posts `code` and `csrf`.
#[derive(Template)]
#[template(path = "kiosk/enrol.html")]
pub struct KioskEnrolPage<'a> {
    /// What every page is given.
    pub page: Page<'a>,
    /// The code.
    pub field: Field,
}

/// `/kiosk/demo`; posts `do` and `csrf`.
#[derive(Template)]
#[template(path = "kiosk/demo.html")]
pub struct KioskDemoPage<'a> {
    /// What every page is given.
    pub page: Page<'a>,
}

renders!(KioskStartPage, KioskMenuPage, KioskNonePage, KioskEnrolPage, KioskDemoPage);
