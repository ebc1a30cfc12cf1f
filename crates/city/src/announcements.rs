//! Announcements of the operator as written in TOML: from when, until when, what, in both languages.

use crate::plan::PlanError;
use motcua_calendar::Moment;
use motcua_domain::portal::{Announcement, Urgency};
use serde::Deserialize;

/// Announcements kept at once: more would push what people came for off the page.
const ANNOUNCEMENTS_MAX: usize = 20;
/// Characters of one sentence.
const CHARACTERS_MAX: usize = 400;
/// Bytes of the text.
const BYTES_MAX: usize = 64 * 1024;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    #[serde(default)]
    announcement: Vec<toml::Spanned<Row>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    from: String,
    to: String,
    urgency: Urgency,
    vi: String,
    en: String,
}

/// Reads announcements; an empty text is none at all.
///
/// # Errors
/// With the line that cannot be understood.
pub fn announcements(text: &str) -> Result<Vec<Announcement>, PlanError> {
    if text.len() > BYTES_MAX {
        return Err(PlanError::Line { line: 1, message: format!("more than {BYTES_MAX} bytes") });
    }
    let at = |start: usize, message: String| PlanError::Line {
        line: text.bytes().take(start).filter(|byte| *byte == b'\n').count() + 1,
        message,
    };
    let written: Written = toml::from_str(text)
        .map_err(|error| at(error.span().map_or(0, |span| span.start), error.message().to_owned()))?;
    if let Some(extra) = written.announcement.get(ANNOUNCEMENTS_MAX) {
        return Err(at(extra.span().start, format!("more than {ANNOUNCEMENTS_MAX} announcements")));
    }
    let rows = written.announcement.into_iter();
    rows.map(|row| {
        let start = row.span().start;
        read(row.into_inner()).map_err(|message| at(start, message))
    })
    .collect()
}

fn read(row: Row) -> Result<Announcement, String> {
    let moment = |name: &str, text: &str| {
        Moment::parse(text).map_err(|_| format!("{name}: a day and a time, for instance 2026-03-11T20:00"))
    };
    let (from, to) = (moment("from", &row.from)?, moment("to", &row.to)?);
    if to <= from {
        return Err("it ends before it begins".to_owned());
    }
    for (name, sentence) in [("vi", &row.vi), ("en", &row.en)] {
        let characters = sentence.trim().chars().count();
        if characters == 0 || characters > CHARACTERS_MAX || sentence.chars().any(char::is_control) {
            return Err(format!("{name}: one sentence of at most {CHARACTERS_MAX} characters, on one line"));
        }
    }
    let (vi, en) = (row.vi.trim().to_owned(), row.en.trim().to_owned());
    Ok(Announcement { from, to, urgency: row.urgency, vi, en })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a failing test panics")]
    use super::*;

    const ONE: &str = "[[announcement]]\nfrom = \"2026-03-11T20:00\"\nto = \"2026-03-12T06:00\"\nurgency = \"warning\"\nvi = \"Tạm dừng thanh toán trực tuyến.\"\nen = \"Online payment is paused.\"\n";

    #[test]
    fn announcements_are_read_with_both_languages() {
        assert_eq!(announcements("").unwrap(), []);
        let read = announcements(&ONE.repeat(2)).unwrap();
        assert_eq!(read.len(), 2);
        assert_eq!((read[0].urgency, read[0].en.as_str()), (Urgency::Warning, "Online payment is paused."));
    }

    #[test]
    fn what_cannot_be_meant_is_named_with_its_line() {
        let line = |text: String| match announcements(&text) {
            Err(PlanError::Line { line, .. }) => line,
            other => panic!("{other:?}"),
        };
        assert_eq!(line(format!("{ONE}{}", ONE.replace("03-12T06", "03-11T06"))), 7);
        assert_eq!(line(ONE.replace("20:00", "soon")), 1);
        assert_eq!(line(ONE.replace("warning", "panic")), 4);
        assert_eq!(line(ONE.replace("Online payment is paused.", "")), 1);
        assert_eq!(line(format!("{ONE}em = \"x\"\n")), 7);
        assert_eq!(line(ONE.repeat(ANNOUNCEMENTS_MAX + 1)), 6 * ANNOUNCEMENTS_MAX + 1);
    }
}
