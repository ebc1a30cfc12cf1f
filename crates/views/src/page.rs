//! What every page shares: language, brand, title, the officer's bar and menu.

use crate::asset::asset;
use crate::chip::{Chip, Status};
use crate::due::{Clock, DueBlock, Promise, clock_text, promise_text};
use crate::form::{ActForm, Field, FieldError, FieldKind};
use crate::icon::Icon;
use crate::kiosk::KioskFrame;
use crate::lang::Lang;
pub use crate::menu::{Menu, MenuGroup, MenuItem, Queue};
use crate::message::{Key, fill, t};
use crate::size::TextSize;
use askama::Template;

/// Who runs this installation. A deployment setting: nothing of one city is in the code.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Brand {
    /// The wordmark's first line in Vietnamese, for instance "Một cửa Hà Nội".
    pub name: String,
    /// The same in English.
    pub name_en: String,
    /// The wordmark's second line.
    pub line2: String,
    /// The same in English.
    pub line2_en: String,
    /// The body that operates the service, as named in the footer.
    pub operator: String,
    /// The same in English.
    pub operator_en: String,
    /// The help line, for instance "1022".
    pub hotline: String,
    /// The place named on printed forms, for instance "Hà Nội".
    pub place: String,
    /// The address of the mark's image; the project's own mark when `None`.
    pub mark: Option<String>,
    /// The address of the source code, shown in the footer.
    pub source: Option<String>,
}

impl Brand {
    /// The name in a language.
    #[must_use]
    pub fn name(&self, lang: Lang) -> &str {
        pick(lang, &self.name, &self.name_en)
    }

    /// The second line in a language.
    #[must_use]
    pub fn line2(&self, lang: Lang) -> &str {
        pick(lang, &self.line2, &self.line2_en)
    }

    /// The operator in a language.
    #[must_use]
    pub fn operator(&self, lang: Lang) -> &str {
        pick(lang, &self.operator, &self.operator_en)
    }

    /// The help line as a telephone address: digits and a leading plus only.
    #[must_use]
    pub fn hotline_href(&self) -> String {
        let kept = self.hotline.chars().filter(|c| c.is_ascii_digit() || *c == '+');
        format!("tel:{}", kept.collect::<String>())
    }

    /// The address of the mark.
    #[must_use]
    pub fn mark_href(&self) -> &str {
        self.mark.as_deref().unwrap_or_else(|| asset("mark.svg"))
    }
}

fn pick<'a>(lang: Lang, vi: &'a str, en: &'a str) -> &'a str {
    if lang == Lang::En && !en.is_empty() { en } else { vi }
}

/// A link with its text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Link {
    /// What is read.
    pub text: String,
    /// Where it leads.
    pub href: String,
}

impl Link {
    /// A link.
    #[must_use]
    pub fn new(text: impl Into<String>, href: impl Into<String>) -> Self {
        Link { text: text.into(), href: href.into() }
    }
}

/// What is told of a file beside its name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FileNote {
    /// In one line.
    pub summary: String,
    /// The whole, sentence by sentence, for those who ask.
    pub lines: Vec<String>,
}

impl FileNote {
    /// A note.
    #[must_use]
    pub fn new(summary: impl Into<String>, lines: Vec<String>) -> Self {
        FileNote { summary: summary.into(), lines }
    }
}

/// The tone of a [`Notice`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoticeKind {
    /// Something was done.
    Success,
    /// Something to know.
    Information,
    /// Something to take care of.
    Warning,
}

impl NoticeKind {
    /// All of them.
    pub const ALL: [NoticeKind; 3] = [NoticeKind::Success, NoticeKind::Information, NoticeKind::Warning];

    pub(crate) fn key(self) -> &'static str {
        match self {
            NoticeKind::Success => "success",
            NoticeKind::Information => "information",
            NoticeKind::Warning => "warning",
        }
    }

    pub(crate) fn icon(self) -> Icon {
        match self {
            NoticeKind::Success => Icon::CheckFilled,
            NoticeKind::Information => Icon::Information,
            NoticeKind::Warning => Icon::TriangleFilled,
        }
    }
}

/// A message above the page's content, for instance after an act.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// Its tone.
    pub kind: NoticeKind,
    /// One sentence.
    pub text: String,
    /// Where to go next.
    pub link: Option<Link>,
}

/// The public navigation item a page belongs to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Section {
    /// The home page.
    Home,
    /// Procedures.
    Procedures,
    /// Tracking.
    Track,
    /// None: a message to an officer, from where the way on is the desk.
    Desk,
    /// None of them.
    #[default]
    Other,
}

/// A unit the officer may work at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UnitChoice {
    /// The value posted.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Whether it is the one worked at now.
    pub current: bool,
}

/// The signed-in officer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UserBar {
    /// The officer's name.
    pub name: String,
    /// The role, in words.
    pub role: String,
    /// The unit, and the counter when there is one.
    pub unit: String,
    /// The units to choose from, for an officer with duties at several; empty otherwise.
    pub units: Vec<UnitChoice>,
    /// The menu; see [`Menu::build`].
    pub menu: Vec<MenuGroup>,
}

/// The part of a person's own pages that a page belongs to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mine {
    /// What they must do, drafts, dossiers.
    Dossiers,
    /// Messages to them.
    Notices,
    /// What is kept about them.
    Data,
    /// Who may act for whom.
    Mandates,
    /// None of them.
    #[default]
    Other,
}

/// The signed-in person.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PersonBar {
    /// Full name.
    pub name: String,
    /// The part of their pages shown.
    pub current: Mine,
    /// Notices not read yet.
    pub unread: u32,
}

/// What every page is given.
#[derive(Clone, Debug)]
pub struct Page<'a> {
    /// The language.
    pub lang: Lang,
    /// Who runs the service.
    pub brand: &'a Brand,
    /// The page's title, without the error prefix and the service's name.
    pub title: String,
    /// The path and query of this page, so that switching the language comes back here.
    pub path: String,
    /// The officer, on desk pages.
    pub user: Option<UserBar>,
    /// The person, on the pages of one signed in at the citizen's door.
    pub person: Option<PersonBar>,
    /// Whether this is a demonstration: shows the band "Bản thử nghiệm" and the role switcher.
    pub demo: bool,
    /// The CSRF token of the session, put into every form.
    pub csrf: String,
    /// What must be put right. Not empty: the summary is shown, takes the focus, and the title says so.
    pub errors: Vec<FieldError>,
    /// A message above the content.
    pub notice: Option<Notice>,
    /// The public navigation item.
    pub section: Section,
    /// How large the reader wants it.
    pub size: TextSize,
    /// What the operator tells everybody for a while.
    pub announcements: Vec<Notice>,
    /// The kiosk it is shown at.
    pub kiosk: Option<KioskFrame>,
}

impl<'a> Page<'a> {
    /// A page without user, errors or notice, on a working installation.
    #[must_use]
    pub fn new(lang: Lang, brand: &'a Brand, title: impl Into<String>, path: impl Into<String>) -> Self {
        Page {
            lang,
            brand,
            title: title.into(),
            path: path.into(),
            user: None,
            person: None,
            demo: false,
            csrf: String::new(),
            errors: Vec::new(),
            notice: None,
            section: Section::Other,
            size: TextSize::Normal,
            announcements: Vec::new(),
            kiosk: None,
        }
    }

    /// A message in the page's language.
    #[must_use]
    pub fn t(&self, key: Key) -> &'static str {
        t(self.lang, key)
    }

    /// A message with one value put into it.
    #[must_use]
    pub fn t1(&self, key: Key, value: impl std::fmt::Display) -> String {
        fill(t(self.lang, key), &[&value])
    }

    /// A message with two values put into it.
    #[must_use]
    pub fn t2(&self, key: Key, first: impl std::fmt::Display, second: impl std::fmt::Display) -> String {
        fill(t(self.lang, key), &[&first, &second])
    }

    /// A message with three values put into it.
    pub(crate) fn t3(
        &self,
        key: Key,
        first: impl std::fmt::Display,
        second: impl std::fmt::Display,
        third: impl std::fmt::Display,
    ) -> String {
        fill(t(self.lang, key), &[&first, &second, &third])
    }

    /// Marks an optional paper, unless its own name says that it is one.
    pub(crate) fn if_any(&self, paper: &str) -> &'static str {
        let name = paper.to_lowercase();
        if ["nếu có", "(nếu", "if there is", "if any", "(if "].iter().any(|said| name.contains(said)) {
            ""
        } else {
            t(self.lang, Key::PaperOptional)
        }
    }

    /// The text of `<title>`.
    #[must_use]
    pub fn head_title(&self) -> String {
        let prefix = if self.errors.is_empty() { "" } else { t(self.lang, Key::ErrorPrefix) };
        format!("{prefix}{} – {}", self.title, self.brand.name(self.lang))
    }

    /// The language of a unit's name where it is not that of the page.
    #[must_use]
    pub fn foreign(&self, unit: &str) -> Option<&'static str> {
        crate::names::foreign(self.lang, unit)
    }

    /// Where a named asset is served.
    #[must_use]
    pub fn asset(&self, name: &str) -> &'static str {
        asset(name)
    }

    /// Whether there is a field to put right; an error without one is about the act as a whole.
    pub(crate) fn errors_at_fields(&self) -> bool {
        self.errors.iter().any(|error| !error.target.is_empty())
    }

    /// The first error at an element, if any.
    #[must_use]
    pub fn error_at(&self, target: &str) -> Option<&str> {
        self.errors.iter().find(|error| error.target == target).map(|error| error.text.as_str())
    }
}

/// Components that templates ask the page for. Values inside are escaped by their own templates.
impl Page<'_> {
    /// A page of the board at the moment this one is asked about.
    pub(crate) fn board(&self, path: &str) -> String {
        let query = self.path.split_once('?').map_or("", |(_, query)| query);
        let moment = query.split('&').find(|pair| pair.len() > 6 && pair.starts_with("as_of="));
        moment.map_or_else(|| path.to_owned(), |moment| format!("{path}?{moment}"))
    }

    pub(crate) fn field(&self, field: Field, id: impl AsRef<str>) -> String {
        self.field_ref(&field, id)
    }

    pub(crate) fn field_ref(&self, field: &Field, id: impl AsRef<str>) -> String {
        filled(FieldView { page: self, field, id: id.as_ref() })
    }

    pub(crate) fn act(&self, act: &ActForm) -> String {
        filled(ActView { page: self, act })
    }

    pub(crate) fn due(&self, due: &DueBlock) -> String {
        filled(DueView { page: self, due })
    }

    pub(crate) fn status(&self, status: &Status) -> String {
        status.html(self.lang)
    }

    pub(crate) fn chip(&self, chip: &Chip) -> String {
        Status::from(*chip).html(self.lang)
    }

    pub(crate) fn promise(&self, promise: &Promise) -> String {
        promise_text(self.lang, promise)
    }

    pub(crate) fn clock(&self, clock: &Clock) -> String {
        clock_text(self.lang, *clock)
    }

    pub(crate) fn brand_name(&self) -> &str {
        self.brand.name(self.lang)
    }

    pub(crate) fn brand_line2(&self) -> &str {
        self.brand.line2(self.lang)
    }

    pub(crate) fn brand_operator(&self) -> &str {
        self.brand.operator(self.lang)
    }
}

fn filled(view: impl Template) -> String {
    view.render().expect("a template that writes into a String cannot fail")
}

#[derive(Template)]
#[template(path = "components/field.html")]
struct FieldView<'a> {
    page: &'a Page<'a>,
    field: &'a Field,
    id: &'a str,
}

#[derive(Template)]
#[template(path = "components/act.html")]
struct ActView<'a> {
    page: &'a Page<'a>,
    act: &'a ActForm,
}

#[derive(Template)]
#[template(path = "components/due.html")]
struct DueView<'a> {
    page: &'a Page<'a>,
    due: &'a DueBlock,
}
