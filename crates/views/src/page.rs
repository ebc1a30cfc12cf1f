//! What every page shares: language, brand, title, the officer's bar and menu.

use crate::asset::asset;
use crate::chip::{Chip, Status};
use crate::due::{Clock, DueBlock, clock_text};
use crate::form::{ActForm, Field, FieldError, FieldKind};
use crate::icon::Icon;
use crate::lang::Lang;
use crate::message::{Key, fill, t};
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
    /// None of them.
    #[default]
    Other,
}

/// The queues an officer's menu and `/desk/dossiers?queue=` know.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Queue {
    /// Filed online and not yet received.
    AwaitingOnline,
    /// Received here, nothing done yet.
    Received,
    /// Not accepted.
    Declined,
    /// Handed over to us, not yet accepted by us.
    Incoming,
    /// Everything open with us.
    InProgress,
    /// Assigned to the officer who looks.
    Mine,
    /// Waiting for an approval or signature.
    ToApprove,
    /// Signed, to be numbered, sealed and issued.
    ToIssue,
    /// The applicant asks to withdraw.
    Withdrawals,
    /// A correction waits for its second approver.
    Corrections,
    /// Received here, now worked on elsewhere.
    Followed,
    /// Close to the due moment.
    DueSoon,
    /// Past the due moment.
    Overdue,
    /// Waiting for the applicant's papers.
    Waiting,
    /// Waiting for a payment.
    Payment,
    /// Another agency asks our opinion.
    Consultations,
    /// Stopped or withdrawn.
    Stopped,
    /// Handed over by us and not back.
    Sent,
    /// Result to be fetched at the counter.
    ReturnCounter,
    /// Result to be returned online.
    ReturnOnline,
    /// Result to be posted.
    ReturnPost,
    /// Returned.
    Returned,
    /// Every dossier the officer may see.
    All,
}

impl Queue {
    /// All queues in menu order.
    pub const ALL: [Queue; 23] = [
        Queue::AwaitingOnline,
        Queue::Received,
        Queue::Declined,
        Queue::Incoming,
        Queue::Mine,
        Queue::InProgress,
        Queue::ToApprove,
        Queue::ToIssue,
        Queue::Consultations,
        Queue::Waiting,
        Queue::Payment,
        Queue::Withdrawals,
        Queue::Corrections,
        Queue::Stopped,
        Queue::Sent,
        Queue::Followed,
        Queue::ReturnCounter,
        Queue::ReturnOnline,
        Queue::ReturnPost,
        Queue::Returned,
        Queue::DueSoon,
        Queue::Overdue,
        Queue::All,
    ];

    /// Its name in the URL.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Queue::AwaitingOnline => "awaiting-online",
            Queue::Received => "received",
            Queue::Declined => "declined",
            Queue::Incoming => "incoming",
            Queue::InProgress => "in-progress",
            Queue::Mine => "mine",
            Queue::ToApprove => "to-approve",
            Queue::ToIssue => "to-issue",
            Queue::Withdrawals => "withdrawals",
            Queue::Corrections => "corrections",
            Queue::Followed => "followed",
            Queue::DueSoon => "due-soon",
            Queue::Overdue => "overdue",
            Queue::Waiting => "waiting",
            Queue::Payment => "payment",
            Queue::Consultations => "consultations",
            Queue::Stopped => "stopped",
            Queue::Sent => "sent",
            Queue::ReturnCounter => "return-counter",
            Queue::ReturnOnline => "return-online",
            Queue::ReturnPost => "return-post",
            Queue::Returned => "returned",
            Queue::All => "all",
        }
    }

    /// Reads a queue's name.
    #[must_use]
    pub fn parse(key: &str) -> Option<Queue> {
        Queue::ALL.into_iter().find(|queue| queue.key() == key)
    }

    /// Its page.
    #[must_use]
    pub fn href(self) -> String {
        format!("/desk/dossiers?queue={}", self.key())
    }

    /// Its label in the menu and as the inbox's title.
    #[must_use]
    pub fn label(self, lang: Lang) -> &'static str {
        t(
            lang,
            match self {
                Queue::AwaitingOnline => Key::QueueAwaitingOnline,
                Queue::Received => Key::QueueReceived,
                Queue::Declined => Key::QueueDeclined,
                Queue::Incoming => Key::QueueIncoming,
                Queue::InProgress => Key::QueueInProgress,
                Queue::Mine => Key::QueueMine,
                Queue::ToApprove => Key::QueueToApprove,
                Queue::ToIssue => Key::QueueToIssue,
                Queue::Withdrawals => Key::QueueWithdrawals,
                Queue::Corrections => Key::QueueCorrections,
                Queue::Followed => Key::QueueFollowed,
                Queue::DueSoon => Key::QueueDueSoon,
                Queue::Overdue => Key::QueueOverdue,
                Queue::Waiting => Key::QueueWaiting,
                Queue::Payment => Key::QueuePayment,
                Queue::Consultations => Key::QueueConsultations,
                Queue::Stopped => Key::QueueStopped,
                Queue::Sent => Key::QueueSent,
                Queue::ReturnCounter => Key::QueueReturnCounter,
                Queue::ReturnOnline => Key::QueueReturnOnline,
                Queue::ReturnPost => Key::QueueReturnPost,
                Queue::Returned => Key::QueueReturned,
                Queue::All => Key::QueueAll,
            },
        )
    }

    /// The sentence shown when it is empty.
    #[must_use]
    pub fn empty_text(self, lang: Lang) -> &'static str {
        t(
            lang,
            match self {
                Queue::DueSoon => Key::EmptyDueSoon,
                Queue::Overdue => Key::EmptyOverdue,
                Queue::Incoming => Key::EmptyIncoming,
                _ => Key::EmptyQueue,
            },
        )
    }

    fn group(self) -> Key {
        match self {
            Queue::AwaitingOnline | Queue::Received | Queue::Declined => Key::MenuIntake,
            Queue::Incoming
            | Queue::InProgress
            | Queue::Mine
            | Queue::ToApprove
            | Queue::ToIssue
            | Queue::Withdrawals
            | Queue::Corrections
            | Queue::Followed
            | Queue::Consultations
            | Queue::Waiting
            | Queue::Payment
            | Queue::Stopped
            | Queue::Sent => Key::MenuProcessing,
            Queue::ReturnCounter | Queue::ReturnOnline | Queue::ReturnPost | Queue::Returned => {
                Key::MenuReturn
            }
            Queue::DueSoon | Queue::Overdue | Queue::All => Key::MenuFollow,
        }
    }
}

/// One item of the desk's menu.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MenuItem {
    /// Its label.
    pub label: String,
    /// Its page.
    pub href: String,
    /// The live count as text, and the queue it belongs to (for refreshing).
    pub count: Option<String>,
    /// The queue's key, empty for pages that are no queue.
    pub queue: &'static str,
    /// Whether it is the current page.
    pub current: bool,
    /// Whether the count is an alarm (overdue, and more than none).
    pub alarm: bool,
}

/// A titled group of the menu.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MenuGroup {
    /// The group's title.
    pub title: String,
    /// Its items.
    pub items: Vec<MenuItem>,
}

/// What the menu is made from.
#[derive(Clone, Copy, Debug)]
pub struct Menu<'a> {
    /// The queues this officer has, with their counts.
    pub counts: &'a [(Queue, u64)],
    /// Whether the officer receives at a counter.
    pub intake: bool,
    /// The current page: a queue's key, or `home`, `intake`, `handover`, `search`, `register`, `shortcuts`, or "".
    pub current: &'a str,
}

impl Menu<'_> {
    /// The groups to show, empty ones left out.
    #[must_use]
    pub fn build(&self, lang: Lang) -> Vec<MenuGroup> {
        let page = |key: Key, href: &str, name: &str| MenuItem {
            label: t(lang, key).to_owned(),
            href: href.to_owned(),
            count: None,
            queue: "",
            current: self.current == name,
            alarm: false,
        };
        [Key::MenuIntake, Key::MenuProcessing, Key::MenuReturn, Key::MenuFollow]
            .into_iter()
            .map(|group| {
                let mut items = Vec::new();
                if group == Key::MenuIntake {
                    items.push(page(Key::DeskHome, "/desk", "home"));
                    if self.intake {
                        items.push(page(Key::IntakeTitle, "/desk/intake", "intake"));
                    }
                }
                items.extend(self.queue_items(lang, group));
                if group == Key::MenuFollow {
                    items.push(page(Key::HandoverTitle, "/desk/handover", "handover"));
                    items.push(page(Key::SearchTitle, "/desk/search", "search"));
                    items.push(page(Key::RegisterTitle, "/desk/register", "register"));
                }
                MenuGroup { title: t(lang, group).to_owned(), items }
            })
            .filter(|group| !group.items.is_empty())
            .collect()
    }

    fn queue_items(&self, lang: Lang, group: Key) -> Vec<MenuItem> {
        let known = Queue::ALL.into_iter().filter(|queue| queue.group() == group);
        known
            .filter_map(|queue| self.counts.iter().find(|(mine, _)| *mine == queue))
            .map(|&(queue, count)| MenuItem {
                label: queue.label(lang).to_owned(),
                href: queue.href(),
                count: Some(crate::format::count(lang, count)),
                queue: queue.key(),
                current: self.current == queue.key(),
                alarm: queue == Queue::Overdue && count > 0,
            })
            .collect()
    }
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
    /// The menu; see [`Menu::build`].
    pub menu: Vec<MenuGroup>,
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
            demo: false,
            csrf: String::new(),
            errors: Vec::new(),
            notice: None,
            section: Section::Other,
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

    /// The text of `<title>`.
    #[must_use]
    pub fn head_title(&self) -> String {
        let prefix = if self.errors.is_empty() { "" } else { t(self.lang, Key::ErrorPrefix) };
        format!("{prefix}{} – {}", self.title, self.brand.name(self.lang))
    }

    /// Where a named asset is served.
    #[must_use]
    pub fn asset(&self, name: &str) -> &'static str {
        asset(name)
    }

    /// The first error at an element, if any.
    #[must_use]
    pub fn error_at(&self, target: &str) -> Option<&str> {
        self.errors.iter().find(|error| error.target == target).map(|error| error.text.as_str())
    }
}

/// Components that templates ask the page for. Values inside are escaped by their own templates.
impl Page<'_> {
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
