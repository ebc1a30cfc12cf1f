//! Delivery: over the counter, online, by post. Being overdue never blocks it.

use super::text;
use super::*;
use crate::dossier::command::Recipient;

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
