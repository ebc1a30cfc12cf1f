//! Filing online: `/me/filings/{id}`. Each step is kept; each works without scripts; each says who came first where two
//! windows are open.

pub mod check;
pub mod eligibility;
pub mod groups;
pub mod help;
pub mod papers;
pub mod posted;
pub mod questions;
pub mod start;
pub mod tasks;

use super::session::Applicant;
use crate::page::mine;
use crate::present::{day, pick, procedure_name};
use crate::problem::{Problem, Result};
use crate::state::Web;
use axum::response::{IntoResponse, Redirect, Response};
use groups::{Group, groups};
use motcua_app::filings::{FilingView, Part};
use motcua_app::{Error, FieldProblem, World};
use motcua_domain::ids::FilingId;
use motcua_views::me::filing::{FilingFrame, FilingStep};
use motcua_views::{FieldError, Lang, Link, Mine, Notice, NoticeKind, Page, Section};
use posted::{Told, Why};
use std::sync::Arc;

/// A filing with what its pages are made from.
pub(crate) struct Ground {
    pub web: Arc<Web>,
    pub applicant: Applicant,
    pub world: Arc<World>,
    pub view: FilingView,
    pub groups: Vec<Group>,
}

/// Where one is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stage {
    Tasks,
    Eligibility,
    Form,
    Papers,
    Check,
}

impl Ground {
    /// The person's own filing. One that is filed has no pages but the last.
    pub async fn of(web: Arc<Web>, applicant: Applicant, id: &str) -> Result<Ground> {
        let id = filing_id(id)?;
        let view = web.app.filing(applicant.who.person, id).await?;
        Ok(Ground::new(web, applicant, view))
    }

    /// The same over what a change answered with.
    pub fn new(web: Arc<Web>, applicant: Applicant, view: FilingView) -> Ground {
        let world = web.app.world();
        let groups = groups(&view);
        Ground { web, applicant, world, view, groups }
    }

    /// The ground again after a change.
    pub fn with(self, view: FilingView) -> Ground {
        Ground::new(self.web, self.applicant, view)
    }

    pub fn lang(&self) -> Lang {
        self.applicant.lang()
    }

    pub fn pick<'t>(&self, vi: &'t str, en: &'t str) -> &'t str {
        pick(self.lang(), vi, en)
    }

    /// The address of the filing.
    pub fn address(&self) -> String {
        address(&self.applicant, self.view.id)
    }

    pub fn at(&self, rest: &str) -> String {
        format!("{}/{rest}", self.address())
    }

    /// Whether the filing has become a dossier: its other pages lead to the last.
    pub fn filed(&self) -> Option<Response> {
        self.view.dossier.map(|_| Redirect::to(&self.at("submitted")).into_response())
    }

    pub fn page(&self, title: impl Into<String>) -> Page<'_> {
        let mut page = mine(&self.web, &self.applicant, title, Mine::Dossiers);
        page.path = self.applicant.visit.path_only().to_owned();
        if self.applicant.entering.is_some() {
            // An officer is at work: nothing leads to the person's other pages.
            (page.person, page.section) = (None, Section::Desk);
        }
        page
    }

    /// Whether there is anything to answer before the form.
    fn asks_papers(&self) -> bool {
        !self.view.filled().papers(&self.view.version).is_empty()
    }

    /// Every part in order, with its address.
    pub fn parts(&self) -> Vec<(Part, String)> {
        let mut parts = vec![(Part::Eligibility, self.at("eligibility"))];
        let group =
            |group: &Group| (Part::Page(group.key.clone()), self.at(&format!("questions/{}", group.key)));
        parts.extend(self.groups.iter().map(group));
        if self.asks_papers() {
            parts.push((Part::Papers, self.at("papers")));
        }
        parts
    }

    /// Whether a part was gone through: of a group, every page in it.
    pub fn is_done(&self, part: &Part) -> bool {
        match part {
            Part::Page(key) => {
                let group = self.groups.iter().find(|group| group.key == *key);
                group.is_some_and(|group| {
                    group.pages.iter().all(|page| self.view.is_done(&Part::Page(page.clone())))
                })
            }
            part => self.view.is_done(part),
        }
    }

    /// Where one goes on after a part.
    pub fn after(&self, part: &Part) -> String {
        let parts = self.parts();
        let at = parts.iter().position(|(one, _)| one == part).map_or(0, |at| at + 1);
        parts.into_iter().nth(at).map_or_else(|| self.at("check"), |(_, href)| href)
    }

    /// Where one goes on after a change: back to the check when one came from there.
    pub fn onwards(&self, part: &Part, back: &str) -> Response {
        let to = if back == "check" { self.at("check") } else { self.after(part) };
        Redirect::to(&to).into_response()
    }

    pub fn frame(&self, stage: Stage) -> FilingFrame {
        let done = |part: &Part| self.is_done(part);
        let form = self.groups.iter().all(|group| done(&Part::Page(group.key.clone())));
        let first = self.groups.first().map(|group| self.at(&format!("questions/{}", group.key)));
        let labels = [
            (
                Stage::Eligibility,
                ("Điều kiện, nơi nộp", "Case and place"),
                Some(self.at("eligibility")),
                done(&Part::Eligibility),
            ),
            (Stage::Form, ("Tờ khai", "Form"), first, form && !self.groups.is_empty()),
            (Stage::Papers, ("Giấy tờ", "Papers"), Some(self.at("papers")), done(&Part::Papers)),
            (Stage::Check, ("Xem lại và nộp", "Check and file"), None, false),
        ];
        let steps = labels.into_iter().map(|(of, (vi, en), href, done)| FilingStep {
            label: self.pick(vi, en).to_owned(),
            href: href.filter(|_| done && of != stage),
            done,
            current: of == stage,
        });
        FilingFrame {
            procedure: procedure_name(self.lang(), &self.view.version).to_owned(),
            code: self.view.version.code.to_string(),
            address: self.address(),
            revision: self.view.revision,
            steps: steps.collect(),
            newer: self.view.newer.as_ref().map(|newer| day(self.lang(), newer.valid_from)),
            told: self.told(),
            help: (self.applicant.entering.is_none() && self.view.helped.is_empty()).then(|| self.at("help")),
        }
    }

    /// For whom it is, where it is somebody else; a warning once their mandate does not permit it.
    fn told(&self) -> Vec<Notice> {
        let mut told = self.helped();
        told.extend(self.represented());
        told
    }

    /// Who helps, or enters it for the person.
    fn helped(&self) -> Vec<Notice> {
        let notice = |text: String, link| Notice { kind: NoticeKind::Information, text, link };
        if let Some(entering) = &self.applicant.entering {
            let (name, paper) = (&self.applicant.who.name, &entering.paper);
            let text = match self.lang() {
                Lang::Vi => format!(
                    "Nhập thay cho {name}, theo giấy đồng ý: {paper}. Hồ sơ đứng tên {name} và ghi rõ do cán bộ nhập."
                ),
                Lang::En => format!(
                    "Entered for {name}, by the consent: {paper}. The dossier is theirs and says that an officer entered it."
                ),
            };
            return vec![notice(text, None)];
        }
        if let Some(one) = self.view.helped.last() {
            let more = match one.given.ended_at {
                None => self.pick("Xem hoặc kết thúc", "See or end it"),
                Some(_) => self.pick("Xem", "See it"),
            };
            return vec![notice(help::line(self, one), Some(Link::new(more, self.at("help"))))];
        }
        if self.view.consent.is_some() {
            let text = self.pick(
                "Bản này do cán bộ bắt đầu nhập, theo giấy đồng ý ông/bà đã ký. Ông/bà tự nộp tiếp được; hồ sơ vẫn ghi là có cán bộ hỗ trợ.",
                "An officer began this, by the consent you signed. You may go on by yourself; the dossier still says that you were helped.",
            );
            return vec![notice(text.to_owned(), None)];
        }
        Vec::new()
    }

    fn represented(&self) -> Vec<Notice> {
        let Some(under) = &self.view.mandate else { return Vec::new() };
        let (name, until) = (&under.name, day(self.lang(), under.until));
        let (kind, text) = match (under.stands, self.lang()) {
            (true, Lang::Vi) => (
                NoticeKind::Information,
                format!(
                    "Ông/bà nộp thay cho {name} theo ủy quyền, đến hết ngày {until}. Hồ sơ đứng tên {name}; {name} được báo và theo dõi được."
                ),
            ),
            (true, Lang::En) => (
                NoticeKind::Information,
                format!(
                    "You file for {name} under a mandate, until {until}. The dossier is theirs; {name} is told and can follow it."
                ),
            ),
            (false, Lang::Vi) => (
                NoticeKind::Warning,
                format!(
                    "Ủy quyền của {name} đã hết hạn hoặc đã bị hủy, nên chưa nộp được hồ sơ này. Đề nghị {name} ủy quyền lại, rồi bắt đầu hồ sơ mới."
                ),
            ),
            (false, Lang::En) => (
                NoticeKind::Warning,
                format!(
                    "The mandate of {name} has ended or was revoked, so this cannot be filed. Ask {name} for a new one, then begin again."
                ),
            ),
        };
        vec![Notice { kind, text, link: None }]
    }

    /// Where a value that is held comes from.
    pub fn account_source(&self) -> String {
        match (self.lang(), &self.view.mandate) {
            (Lang::Vi, None) => "từ tài khoản của ông/bà".to_owned(),
            (Lang::En, None) => "from your account".to_owned(),
            (Lang::Vi, Some(under)) => format!("từ tài khoản của {}", under.name),
            (Lang::En, Some(under)) => format!("from the account of {}", under.name),
        }
    }

    /// The text of a problem in the language of the page.
    pub fn text(&self, problem: &FieldProblem) -> String {
        self.pick(&problem.vi, &problem.en).to_owned()
    }

    /// Lines of the error summary.
    pub fn errors(&self, problems: &[FieldProblem]) -> Vec<FieldError> {
        problems.iter().map(|problem| FieldError::new(problem.field.as_str(), self.text(problem))).collect()
    }

    /// Lines of the error summary of a page that was sent: above them, why nothing of it was saved.
    pub fn said(&self, told: &Told) -> Vec<FieldError> {
        let mut errors = self.errors(&told.problems);
        match told.why {
            Why::Wrong => {}
            // Nothing typed is lost, and nothing saved is overwritten unseen.
            Why::Stale => {
                let vi = "Bản nháp này vừa được sửa ở một cửa sổ khác. Nội dung ông/bà vừa gõ vẫn còn nguyên dưới đây; xem lại rồi bấm lưu lần nữa";
                let en = "This draft was just changed in another window. What you typed is still below: look it through and save again";
                errors.insert(0, FieldError::new("", self.pick(vi, en)));
            }
            Why::Ended => {
                let vi = "Phiên đăng nhập đã hết khi ông/bà gửi trang này. Nội dung vừa gõ còn nguyên dưới đây nhưng chưa được lưu; xem lại rồi bấm lưu lần nữa";
                let en = "Your sign-in had ended when you sent this page. What you typed is still below but not saved yet: look it through and save again";
                errors.insert(0, FieldError::new("", self.pick(vi, en)));
            }
        }
        errors
    }
}

/// Where the pages of a filing are: the person's own, or the desk's for the officer who enters it.
pub(crate) fn address(applicant: &Applicant, id: FilingId) -> String {
    let door = if applicant.entering.is_some() { "desk" } else { "me" };
    format!("/{door}/filings/{id}")
}

/// The id in an address; what is none names no filing.
pub(crate) fn filing_id(text: &str) -> Result<FilingId> {
    let id = uuid::Uuid::try_parse(text).map(FilingId);
    id.map_err(|_| Problem::from(Error::NotFound(motcua_app::error::What::Filing)))
}

/// The revision a form was made from.
pub(crate) fn seen(form: &crate::form::Form) -> Result<u32> {
    form.get("revision").parse().map_err(|_| Problem::malformed("revision"))
}
