//! What the pages of one draft share: its title, where it stands, and the way between its pages.

use super::parts::Part;
use super::{Entered, enter};
use crate::form::Form;
use crate::present::{capital, when, words};
use crate::problem::{Problem, Result};
use crate::session::{NotOfficer, Officer};
use crate::state::Web;
use axum::extract::{FromRequestParts, Path};
use axum::http::request::Parts;
use motcua_app::designer::DraftView;
use motcua_calendar::Moment;
use motcua_domain::ids::DraftId;
use motcua_domain::procedure::{DraftPurpose, DraftState};
use motcua_views::Link;
use motcua_views::designer::{Block, ReportPage, Tab};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A page of a draft besides the parts of its editor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// The checks.
    Check,
    /// Against the version in force.
    Compare,
    /// Against past dossiers.
    DryRun,
    /// With a dossier made up.
    Try,
    /// Downloads and uploads.
    Files,
    /// Publication, and what was done so far.
    Publish,
}

impl Side {
    /// All of them, in the order of the tabs.
    pub const ALL: [Side; 6] =
        [Side::Check, Side::Compare, Side::DryRun, Side::Try, Side::Files, Side::Publish];

    /// Its name in addresses.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Side::Check => "check",
            Side::Compare => "compare",
            Side::DryRun => "dry-run",
            Side::Try => "try",
            Side::Files => "files",
            Side::Publish => "publish",
        }
    }

    /// Its name on pages.
    #[must_use]
    pub fn label(self, entered: &Entered) -> &'static str {
        let (vi, en) = match self {
            Side::Check => ("Kiểm tra", "Checks"),
            Side::Compare => ("Đối chiếu", "Comparison"),
            Side::DryRun => ("Chạy thử trên hồ sơ cũ", "Dry run"),
            Side::Try => ("Đi thử một hồ sơ", "Walk through"),
            Side::Files => ("Tệp", "Files"),
            Side::Publish => ("Phê duyệt, công bố", "Approval and publication"),
        };
        entered.pick(vi, en)
    }
}

/// The address of a draft.
#[must_use]
pub fn address(id: DraftId) -> String {
    format!("/desk/designer/drafts/{id}")
}

/// A page of a draft that a designer asks for, and the draft.
pub struct OnDraft {
    /// What handlers share.
    pub web: Arc<Web>,
    /// Who, and the ground they stand on.
    pub entered: Entered,
    /// The draft named in the address.
    pub view: DraftView,
    /// What the query says.
    pub query: Form,
}

impl FromRequestParts<Arc<Web>> for OnDraft {
    type Rejection = NotOfficer;

    async fn from_request_parts(parts: &mut Parts, web: &Arc<Web>) -> Result<Self, NotOfficer> {
        let officer = Officer::from_request_parts(parts, web).await?;
        let entered = enter(web, officer).await?;
        let named = Path::<BTreeMap<String, String>>::from_request_parts(parts, web).await;
        let id = named.ok().and_then(|Path(mut named)| named.remove("id")).ok_or_else(Problem::no_page)?;
        let view = load(web, &entered, &id).await?;
        let query = Form::of_query(parts.uri.query());
        Ok(OnDraft { web: Arc::clone(web), entered, view, query })
    }
}

/// A draft as its pages show it.
pub async fn load(web: &Web, entered: &Entered, id: &str) -> Result<DraftView> {
    Ok(web.app.draft(entered.actor(), super::draft_id(id)?).await?)
}

/// Whether its definition may be written now.
#[must_use]
pub fn is_open(view: &DraftView) -> bool {
    let state = matches!(view.draft.state, DraftState::Draft | DraftState::Rejected);
    state && view.draft.purpose == DraftPurpose::Version
}

/// The title of its pages.
#[must_use]
pub fn title(entered: &Entered, view: &DraftView) -> String {
    let name = crate::present::procedure_name(entered.lang(), &view.content);
    format!("{name} ({})", view.draft.code)
}

/// Where it stands, who touched it last and when.
#[must_use]
pub fn about(entered: &Entered, view: &DraftView) -> String {
    let lang = words(entered.lang());
    let state = capital(view.draft.state.label(lang));
    let last = view.acts.last().map_or_else(String::new, |act| {
        let at = Moment::from_unix_seconds(act.kept.recorded_at.div_euclid(1000));
        format!(
            "; {}: {}, {}, {}",
            entered.pick("lần cuối", "last"),
            act.kept.act.label(lang),
            act.by,
            when(entered.lang(), at)
        )
    });
    format!("{state}{last}. {}", view.draft.title)
}

/// The ways between its pages; one of them is this page.
#[must_use]
pub fn tabs(entered: &Entered, view: &DraftView, part: Option<Part>, side: Option<Side>) -> Vec<Tab> {
    let base = address(view.draft.id);
    // A variation has one page to write on.
    let whole = view.draft.unit.map(|_| Tab {
        label: entered.pick("Biến thể", "Variation").to_owned(),
        href: super::variation::address(view.draft.id),
        current: false,
    });
    let parts = Part::ALL.into_iter().filter(|_| view.draft.unit.is_none()).map(|one| Tab {
        label: one.label(entered.lang()).to_owned(),
        href: format!("{base}?part={}", one.key()),
        current: part == Some(one),
    });
    let sides = Side::ALL.into_iter().map(|one| Tab {
        label: one.label(entered).to_owned(),
        href: format!("{base}/{}", one.key()),
        current: side == Some(one),
    });
    whole.into_iter().chain(parts).chain(sides).collect()
}

/// The way back to its procedure.
#[must_use]
pub fn back(entered: &Entered, view: &DraftView) -> Link {
    if entered.ground.world.versions_of(&view.draft.code).is_empty() {
        return entered.back();
    }
    let text = format!("{} {}", entered.pick("Thủ tục", "Procedure"), view.draft.code);
    Link::new(text, super::procedure::address(&view.draft.code))
}

/// A page of reading about it.
#[must_use]
pub fn report<'a>(
    web: &'a Web,
    entered: &Entered,
    view: &DraftView,
    side: Side,
    blocks: Vec<Block>,
) -> ReportPage<'a> {
    let mut page = entered.page(web, title(entered, view));
    page.path = format!("{}/{}", address(view.draft.id), side.key());
    let mut all = vec![Block::Heading(side.label(entered).to_owned())];
    all.extend(blocks);
    ReportPage {
        page,
        back: Some(back(entered, view)),
        about: Some(about(entered, view)),
        tabs: tabs(entered, view, None, Some(side)),
        query: None,
        blocks: all,
    }
}
