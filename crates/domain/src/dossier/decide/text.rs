//! Free text: trimmed, measured, required where the law wants a reason.

use crate::dossier::acts::Act;
use crate::refusal::{NOTE_CHARACTERS_MAX, Refusal};

/// A note that may be left out; blank is left out.
pub(super) fn optional(note: Option<&str>) -> Result<Option<String>, Refusal> {
    let Some(text) = note.map(str::trim).filter(|text| !text.is_empty()) else {
        return Ok(None);
    };
    // A text of few bytes cannot have many characters; only long ones are counted.
    if text.len() > NOTE_CHARACTERS_MAX {
        let characters = text.chars().count();
        if characters > NOTE_CHARACTERS_MAX {
            return Err(Refusal::NoteTooLong { characters, max: NOTE_CHARACTERS_MAX });
        }
    }
    Ok(Some(text.to_owned()))
}

/// A note without which the act is not lawful.
pub(super) fn required(act: Act, note: &str) -> Result<Option<String>, Refusal> {
    match optional(Some(note))? {
        Some(text) => Ok(Some(text)),
        None => Err(Refusal::ReasonRequired { act }),
    }
}
