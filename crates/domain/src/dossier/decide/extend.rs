//! Extension: once, with an apology, asked for at the latest one day before the due date (NĐ 61/2018 art. 19).

use super::*;
use super::{reckon, step, text};
use crate::dossier::acts::Act;
use motcua_calendar::{Extension, Term};

pub(super) fn extend(
    dossier: &Dossier,
    by: Term,
    note: &str,
    cx: &Context<'_>,
) -> Result<Decisions, Refusal> {
    let note = text::required(Act::Extend, note)?;
    if by.count() == 0 {
        return Err(Refusal::TermEmpty);
    }
    let clock = step::clock(dossier)?;
    if cx.now.date() >= clock.due_at.date() {
        return Err(Refusal::ExtensionTooLate { due_at: clock.due_at });
    }
    let pauses = reckon::pauses_closed(clock, cx.now);
    let extension = Some(Extension { at: cx.now, by });
    let due_at = reckon::due(cx, clock.received_at, &clock.rule, &pauses, extension)?;
    one(Event::Extended { by, due_at }, note)
}
