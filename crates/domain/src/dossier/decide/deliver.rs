//! Delivery: over the counter, online, by post, and as a file. Being overdue never blocks it.

use super::text;
use super::*;
use crate::dossier::acts::Act;
use crate::dossier::command::Recipient;
use crate::ids::FileHash;

pub(super) fn deliver(
    dossier: &Dossier,
    method: ReturnMethod,
    recipient: Recipient,
    note: Option<&str>,
) -> Result<Decisions, Refusal> {
    let note = text::optional(note)?;
    let has_copy = dossier.result.as_ref().is_some_and(|result| result.electronic);
    match method {
        // Whoever comes is served, whatever was written on the slip.
        ReturnMethod::Counter => {}
        ReturnMethod::Online if !has_copy => return Err(Refusal::NoElectronicCopy),
        ReturnMethod::Online => {}
        ReturnMethod::Post if dossier.return_by != ReturnMethod::Post => {
            return Err(Refusal::ReturnMethodMismatch);
        }
        ReturnMethod::Post => {}
    }
    let custody = match (method, dossier.custody) {
        (ReturnMethod::Counter, Custody::Unit { .. }) => Custody::Applicant,
        (ReturnMethod::Post, Custody::Unit { .. }) => Custody::Post,
        (_, custody) => custody,
    };
    one(Event::Delivered { method, recipient, at: dossier.delivery_unit(), custody }, note)
}

/// The result as a file; in place of one before only with the reason.
pub(super) fn attach(dossier: &Dossier, file: FileHash, note: Option<&str>) -> Result<Decisions, Refusal> {
    let before = dossier.result_files.last();
    let note = match before {
        None => text::optional(note)?,
        Some(_) => text::required(Act::AttachResult, note.unwrap_or_default())?,
    };
    one(Event::ResultAttached { no: before.map_or(1, |one| one.no + 1), file }, note)
}
