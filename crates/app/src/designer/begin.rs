//! How a draft begins: a new procedure, a published version, a definition brought along, or an older version to go back to.

use super::{Desk, Done, Step, check_text, content, variation};
use super::{NOTE_CHARACTERS_MAX, TITLE_CHARACTERS_MAX};
use crate::act::digest;
use crate::error::{Error, FieldProblem, What};
use crate::{App, Tx};
use motcua_domain::actor::Actor;
use motcua_domain::ids::{CommandId, DraftId, FieldCode, ProcedureCode, VersionId};
use motcua_domain::procedure::{DraftAct, DraftPurpose, DraftState, ProcedureVersion};
use motcua_store::procedures::{self, Draft};
use std::sync::Arc;

/// A procedure that does not exist yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewProcedure {
    /// National code.
    pub code: ProcedureCode,
    /// Name.
    pub name: String,
    /// Field, one the city has.
    pub field: FieldCode,
}

/// What a draft begins with.
#[derive(Debug, Clone)]
pub enum Origin {
    /// The least a new procedure has.
    New(NewProcedure),
    /// The content of a published version: to change it, or to go back to it.
    Version(VersionId),
    /// A definition brought along (a text, a sheet, a diagram read in); of a known procedure or of a new one.
    Definition(Box<ProcedureVersion>),
}

/// A draft to begin.
#[derive(Debug, Clone)]
pub struct StartDraft {
    /// The command's id.
    pub command_id: CommandId,
    /// What it begins with.
    pub origin: Origin,
    /// What the change is about.
    pub title: String,
    /// Why.
    pub note: String,
}

impl App {
    /// Begins a draft.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a code that is taken or not well formed; [`Error::NotFound`] for a version that is not there.
    pub async fn start_draft(&self, actor: Arc<Actor>, start: StartDraft) -> Result<Done, Error> {
        let mut problems = Vec::new();
        check_text(&mut problems, "title", &start.title, TITLE_CHARACTERS_MAX);
        check_text(&mut problems, "note", &start.note, NOTE_CHARACTERS_MAX);
        if let Origin::Definition(version) = &start.origin {
            problems.extend(content::written(version)?.1);
        }
        if !problems.is_empty() {
            return Err(Error::Invalid(problems));
        }
        let origin = format!("{:?}", start.origin);
        let asked = digest(&["draft", "start", &origin, &start.title, &start.note]);
        let id = DraftId(self.ids().uuid(self.now_ms())?);
        self.designed(actor, start.command_id, asked, move |tx, desk| {
            let version = begun(tx, desk, &start.origin)?;
            if version.variant.is_some() {
                return Err(Error::Invalid(vec![variation::elsewhere()]));
            }
            let (title, note) = (start.title.trim().to_owned(), start.note.trim().to_owned());
            started(tx, desk, Begun { id, version, purpose: DraftPurpose::Version, title, note })
        })
        .await
    }

    /// Begins a draft with the content of an older version, to be approved and published like any other: going back is
    /// a new version.
    ///
    /// # Errors
    /// As [`App::start_draft`].
    pub async fn roll_back(
        &self,
        actor: Arc<Actor>,
        command_id: CommandId,
        to: VersionId,
        reason: String,
    ) -> Result<Done, Error> {
        super::required("note", &reason)?;
        let title = format!("Khôi phục nội dung phiên bản {to}");
        self.start_draft(actor, StartDraft { command_id, origin: Origin::Version(to), title, note: reason })
            .await
    }
}

/// A draft about to begin.
pub(super) struct Begun {
    pub id: DraftId,
    pub version: ProcedureVersion,
    pub purpose: DraftPurpose,
    pub title: String,
    pub note: String,
}

/// The first act of a draft.
pub(super) fn started(tx: &mut Tx<'_>, desk: &Desk<'_>, begun: Begun) -> Result<Step, Error> {
    desk.may(begun.version.unit(), &begun.version.field, DraftAct::Start)?;
    let (definition, problems) = content::written(&begun.version)?;
    if !problems.is_empty() {
        return Err(Error::Invalid(problems));
    }
    let state = DraftAct::Start.leads(begun.purpose, None).unwrap_or(DraftState::Draft);
    let after = Draft {
        id: begun.id,
        purpose: begun.purpose,
        title: begun.title,
        note: begun.note.clone(),
        based_on: match begun.version.variant {
            Some(made) => Some(made.of),
            None => procedures::newest(tx, &begun.version.code)?,
        },
        unit: begun.version.unit(),
        code: begun.version.code,
        definition,
        revision: 0,
        state,
        author: desk.officer,
        created_at: desk.now_ms,
        updated_at: desk.now_ms,
        valid_from: None,
        version: None,
        head: [0; 32],
    };
    let note = begun.note;
    Ok(Step { before: None, after, act: DraftAct::Start, note, version: None, effective_on: None })
}

fn begun(tx: &mut Tx<'_>, desk: &Desk<'_>, origin: &Origin) -> Result<ProcedureVersion, Error> {
    match origin {
        Origin::Version(id) => {
            let version = procedures::version(tx, *id)?.ok_or(Error::NotFound(What::Version))?;
            Ok(ProcedureVersion { valid_to: None, ..version })
        }
        Origin::Definition(version) => {
            well_formed(&version.code)?;
            Ok(ProcedureVersion::clone(version))
        }
        Origin::New(new) => {
            well_formed(&new.code)?;
            if procedures::newest(tx, &new.code)?.is_some() {
                return Err(Error::Invalid(vec![FieldProblem::new(
                    "code",
                    "code_taken",
                    format!("Đã có thủ tục mang mã {}. Mở thủ tục đó để soạn phiên bản mới.", new.code),
                    format!(
                        "There is a procedure with the code {}. Open it to draft a new version.",
                        new.code
                    ),
                )]));
            }
            content::skeleton(new, desk.world, desk.today()).ok_or_else(|| {
                Error::Invalid(vec![FieldProblem::new(
                    "field",
                    "field_unknown",
                    "Chọn lĩnh vực trong danh sách",
                    "Choose a field from the list",
                )])
            })
        }
    }
}

fn well_formed(code: &ProcedureCode) -> Result<(), Error> {
    if content::is_code(code) {
        return Ok(());
    }
    Err(Error::Invalid(vec![FieldProblem::new(
        "code",
        "code_malformed",
        "Nhập mã thủ tục gồm một chữ số, dấu chấm và sáu chữ số, ví dụ 1.001193",
        "Enter the procedure's code: a digit, a point and six digits, such as 1.001193",
    )]))
}
