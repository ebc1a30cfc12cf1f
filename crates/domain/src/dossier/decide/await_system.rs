//! Waits for systems outside: begun and ended by whoever does the step. They move no date: an outage or a slow answer stops no
//! clock, and the step's own budget runs too.

use super::text;
use super::*;
use crate::ids::SystemKey;
use crate::outside;

pub(super) fn begin(
    dossier: &Dossier,
    system: &SystemKey,
    note: Option<&str>,
    cx: &Context<'_>,
) -> Result<Decisions, Refusal> {
    let note = text::optional(note)?;
    if outside::in_use(cx.systems, system, cx.now.date()).is_none() {
        return Err(Refusal::SystemUnknown { system: system.clone() });
    }
    if let Some(open) = dossier.open_system_waits().find(|open| open.system == *system) {
        return Err(Refusal::SystemAwaited { no: open.no });
    }
    let no = dossier.system_waits.len() as u32 + 1;
    one(Event::SystemAwaited { no, system: system.clone() }, note)
}

pub(super) fn end(
    dossier: &Dossier,
    no: u32,
    how: SystemWaitEnd,
    note: Option<&str>,
) -> Result<Decisions, Refusal> {
    let note = text::optional(note)?;
    let wait = dossier.system_waits.iter().find(|wait| wait.no == no);
    match wait.ok_or(Refusal::SystemWaitUnknown { no })?.end {
        Some(_) => Err(Refusal::SystemWaitOver { no }),
        // That the work went on is seen, never said.
        None if !SystemWaitEnd::TOLD_BY_OFFICERS.contains(&how) => Err(Refusal::SystemWaitUnknown { no }),
        None => one(Event::SystemWaitEnded { no, how }, note),
    }
}
