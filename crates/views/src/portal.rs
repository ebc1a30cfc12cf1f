//! The public pages: home, procedures, tracking, statements. All of them work without JavaScript.

mod open_data;
mod procedure;

pub use open_data::{OpenDataPage, OpenFile, OpenMonth, OpenProcedure};
pub use procedure::{
    Counter, Document, DueExample, FeeLine, FilingStart, Marks, PlaceBox, ProcedurePage, QuestionBox,
    StepPlan, TermLine, Upcoming,
};

use crate::chip::Status;
use crate::due::DueBlock;
use crate::form::{Choice, Field, FieldKind};
use crate::icon::Icon;
use crate::message::Key;
use crate::page::{Link, Page};
use crate::renders;
use askama::Template;

/// How far a procedure can be done online.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ServiceLevel {
    /// Toàn trình: no paper and no visit.
    Full,
    /// Một phần.
    Partial,
    /// Only at a counter or by post.
    Counter,
}

impl ServiceLevel {
    pub(crate) fn label(self) -> Key {
        match self {
            ServiceLevel::Full => Key::LevelFull,
            ServiceLevel::Partial => Key::LevelPartial,
            ServiceLevel::Counter => Key::LevelCounter,
        }
    }
}

/// A procedure in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProcedureHit {
    /// The national code, for instance "1.001193".
    pub code: String,
    /// Its name.
    pub name: String,
    /// Its field (lĩnh vực).
    pub field: String,
    /// The term in words, for instance "3 ngày làm việc".
    pub term: String,
    /// The fee in words, when known.
    pub fee: Option<String>,
    /// How far it can be done online, when known.
    pub level: Option<ServiceLevel>,
}

/// The two columns of the home page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audience {
    /// Công dân.
    Citizens,
    /// Doanh nghiệp.
    Businesses,
}

impl Audience {
    pub(crate) fn label(self) -> Key {
        match self {
            Audience::Citizens => Key::HomeCitizens,
            Audience::Businesses => Key::HomeBusinesses,
        }
    }

    pub(crate) fn id(self) -> &'static str {
        match self {
            Audience::Citizens => "citizens",
            Audience::Businesses => "businesses",
        }
    }
}

/// `/`
#[derive(Template)]
#[template(path = "portal/home.html")]
pub struct HomePage<'a> {
    /// What every page is given.
    pub page: Page<'a>,
    /// Life events by whom they concern; a column without any is left out.
    pub columns: Vec<(Audience, Vec<Link>)>,
    /// Whether the grouping by life event is only this project's own.
    pub provisional: bool,
    /// Procedures often asked for.
    pub popular: Vec<ProcedureHit>,
}

/// `/life/{key}`
#[derive(Template)]
#[template(path = "portal/life.html")]
pub struct LifePage<'a> {
    /// What every page is given; its title is the event's name.
    pub page: Page<'a>,
    /// Whom it concerns.
    pub audience: Audience,
    /// Its procedures.
    pub hits: Vec<ProcedureHit>,
    /// Whether the grouping is only this project's own.
    pub provisional: bool,
}

/// `/procedures?q=`
#[derive(Template)]
#[template(path = "portal/procedures.html")]
pub struct ProceduresPage<'a> {
    /// What every page is given.
    pub page: Page<'a>,
    /// What was asked, empty for the whole list.
    pub q: String,
    /// How many match, as text.
    pub total: String,
    /// The matches of this page, or near matches when `near`.
    pub hits: Vec<ProcedureHit>,
    /// Whether nothing matched and `hits` are the nearest.
    pub near: bool,
    /// Fields to narrow by.
    pub fields: Vec<Link>,
    /// The next page.
    pub next: Option<String>,
    /// Whether only what can be filed online is shown.
    pub online: bool,
}

/// `/track`
#[derive(Template)]
#[template(path = "portal/track.html")]
pub struct TrackPage<'a> {
    /// What every page is given. Errors: targets `code` and `secret`.
    pub page: Page<'a>,
    /// What was typed.
    pub code: String,
    /// A code as an example, in this installation's form.
    pub example: String,
}

impl TrackPage<'_> {
    fn code_field(&self) -> Field {
        let field = Field::new("code", self.page.t(Key::TrackCode), FieldKind::Text);
        let field = field.value(&self.code).hint(self.page.t1(Key::TrackCodeHint, &self.example));
        self.with_error(field)
    }

    fn secret_field(&self) -> Field {
        let field = Field::new("secret", self.page.t(Key::TrackSecret), FieldKind::Text);
        self.with_error(field.hint(self.page.t(Key::TrackSecretHint)))
    }

    fn with_error(&self, mut field: Field) -> Field {
        field.error = self.page.error_at(&field.name).map(str::to_owned);
        field
    }
}

/// How a milestone stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MilestoneState {
    /// Behind us.
    Done,
    /// Where the dossier is.
    Current,
    /// Ahead.
    Ahead,
}

impl MilestoneState {
    pub(crate) fn key(self) -> &'static str {
        match self {
            MilestoneState::Done => "done",
            MilestoneState::Current => "current",
            MilestoneState::Ahead => "ahead",
        }
    }
}

/// One public point of a dossier's way. Names units, never people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Milestone {
    /// What happened.
    pub title: String,
    /// When, in words; empty ahead.
    pub at: String,
    /// Where.
    pub unit: String,
    /// A line more.
    pub note: Option<String>,
    /// How it stands.
    pub state: MilestoneState,
}

/// The apology owed to the applicant of a late dossier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Apology {
    /// The reason given.
    pub reason: String,
    /// The new date.
    pub new_due: String,
}

/// How a dossier stands, as its owner is told: units, never people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Following {
    /// The dossier's code; before receipt how else it is named.
    pub code: String,
    /// The procedure's name.
    pub procedure: String,
    /// Its status.
    pub status: Status,
    /// One sentence: what is happening now.
    pub sentence: String,
    /// The due date and its explanation.
    pub due: DueBlock,
    /// The unit that holds the dossier.
    pub holder: String,
    /// What the applicant must do, when something.
    pub todo: Option<String>,
    /// What comes next otherwise.
    pub next: String,
    /// The papers asked for, when a supplement is open.
    pub missing: Vec<String>,
    /// The apology, when late.
    pub apology: Option<Apology>,
    /// The public timeline, oldest first.
    pub milestones: Vec<Milestone>,
    /// The moment these facts are of, in words.
    pub as_of: String,
}

/// One face to tap.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FaceButton {
    /// 5 for the best to 1.
    pub number: u8,
    /// The word under it.
    pub label: String,
}

impl FaceButton {
    /// The mouth, as a path in a drawing of 40 by 40.
    pub(crate) fn mouth(&self) -> &'static str {
        match self.number {
            5 => "M11 23a9 8 0 0 0 18 0z",
            4 => "M12 24q8 7 16 0",
            3 => "M12 26h16",
            2 => "M12 28q8-6 16 0",
            _ => "M11 30q9-10 18 0",
        }
    }
}

/// Rating what was done: one tap, then reasons for those who like to give them. Posts `face`, or `explain` with any number
/// of `reason`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RatingBox {
    /// Where it is posted.
    pub action: String,
    /// The secret of the receipt, where that is the right to rate.
    pub secret: Option<String>,
    /// The faces, the best first.
    pub faces: Vec<FaceButton>,
    /// The word of the face that was given.
    pub given: Option<String>,
    /// Reasons to choose from, while they can be given.
    pub reasons: Vec<Choice>,
}

/// `/track/{code}`: leaks nothing personal.
#[derive(Template)]
#[template(path = "portal/tracking.html")]
pub struct TrackingPage<'a> {
    /// What every page is given.
    pub page: Page<'a>,
    /// How the dossier stands.
    pub it: Following,
    /// Rating, once there is something to rate.
    pub rating: Option<RatingBox>,
}

/// `/accessibility`
#[derive(Template)]
#[template(path = "portal/accessibility.html")]
pub struct AccessibilityPage<'a> {
    /// What every page is given.
    pub page: Page<'a>,
}

/// `/privacy`
#[derive(Template)]
#[template(path = "portal/privacy.html")]
pub struct PrivacyPage<'a> {
    /// What every page is given.
    pub page: Page<'a>,
}

/// `/help/shortcuts` and `/desk/shortcuts` (the latter with `page.user`).
#[derive(Template)]
#[template(path = "portal/shortcuts.html")]
pub struct ShortcutsPage<'a> {
    /// What every page is given.
    pub page: Page<'a>,
}

renders!(
    HomePage,
    LifePage,
    ProceduresPage,
    TrackPage,
    TrackingPage,
    AccessibilityPage,
    PrivacyPage,
    ShortcutsPage
);
