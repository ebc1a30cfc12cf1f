//! `/desk/designer/drafts/{id}/check`: everything the checks find, each with the way to where it is mended.

use super::draft::{self, OnDraft, Side};
use super::ground::{self, Officers};
use super::parts::Part;
use super::{Entered, as_published};
use crate::page::html;
use crate::present::{capital, words};
use crate::problem::Result;
use crate::state::Web;
use motcua_app::Error;
use motcua_app::designer::DraftView;
use motcua_domain::procedure::ProcedureVersion;
use motcua_procedure::{Finding, Severity, lint};
use motcua_views::designer::{Block, Item};
use motcua_views::{Link, NoticeKind};
use std::sync::Arc;

/// What the checks find in a draft.
///
/// # Errors
/// If the database cannot answer.
pub async fn findings(web: &Arc<Web>, entered: &Entered, version: &ProcedureVersion) -> Result<Vec<Finding>> {
    let officers = Officers::of(web).await?;
    let ground = ground::Ground::of(web, entered.lang());
    let version = as_published(version, &ground, web.app.now().date());
    let work = tokio::task::spawn_blocking(move || ground::check(&ground, &officers, &version));
    Ok(work.await.map_err(|error| Error::Defect(format!("checks: {error}")))?)
}

/// A finding as a line with its way.
#[must_use]
pub fn item(entered: &Entered, view: &DraftView, finding: &Finding) -> Item {
    let lang = words(entered.lang());
    let (part, id) = Part::of_place(&view.content, &finding.place);
    let text = format!("{}: {}", entered.pick("Đến", "Go to"), part.label(entered.lang()));
    Item {
        tone: Some(match finding.severity {
            Severity::Error | Severity::Warning => NoticeKind::Warning,
            Severity::Note => NoticeKind::Information,
        }),
        label: Some(capital(finding.severity.label(lang))),
        text: finding.text(lang).to_owned(),
        note: Some(finding.remedy(lang).to_owned()).filter(|text| !text.is_empty()),
        link: Some(Link::new(text, format!("{}?part={}#{id}", draft::address(view.draft.id), part.key()))),
    }
}

/// How many there are of each kind, in a sentence.
#[must_use]
pub fn summary(entered: &Entered, findings: &[Finding]) -> String {
    let errors = lint::errors(findings);
    let of = |severity| findings.iter().filter(|finding| finding.severity == severity).count();
    let (warnings, notes) = (of(Severity::Warning), of(Severity::Note));
    match entered.lang() {
        motcua_views::Lang::Vi => {
            let verdict = if errors == 0 {
                "Gửi phê duyệt được."
            } else {
                "Sửa hết lỗi rồi mới gửi phê duyệt được."
            };
            format!("{errors} lỗi, {warnings} cảnh báo, {notes} ghi chú. {verdict}")
        }
        motcua_views::Lang::En => {
            let verdict = if errors == 0 {
                "It can be submitted."
            } else {
                "Mend the errors before it can be submitted."
            };
            format!("Errors: {errors}, warnings: {warnings}, notes: {notes}. {verdict}")
        }
    }
}

/// `/desk/designer/drafts/{id}/check`
pub async fn show(on: OnDraft) -> Result {
    let OnDraft { web, entered, view, .. } = on;
    let found = findings(&web, &entered, &view.content).await?;
    let mut blocks = vec![Block::Text(summary(&entered, &found))];
    if !found.is_empty() {
        blocks.push(Block::List(found.iter().map(|finding| item(&entered, &view, finding)).collect()));
    }
    Ok(html(draft::report(&web, &entered, &view, Side::Check, blocks).render()))
}
