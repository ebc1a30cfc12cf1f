//! What the public door shows beside procedures: life events, which lead to them, and announcements of the operator.
//!
//! Neither decides anything about a dossier.

use crate::ids::ProcedureCode;
use motcua_calendar::Moment;
use serde::{Deserialize, Serialize};

/// Whom a life event concerns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Audience {
    /// Công dân.
    Citizens,
    /// Doanh nghiệp, household businesses among them.
    Businesses,
}

/// Something that happens to people or enterprises, with the procedures it brings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LifeEvent {
    /// The part of its address: small letters, figures, hyphens.
    pub key: String,
    /// Whom it concerns.
    pub audience: Audience,
    /// Name, Vietnamese.
    pub name: String,
    /// Name, English.
    pub name_en: String,
    /// Its procedures, the most needed first.
    pub procedures: Vec<ProcedureCode>,
}

/// The life events of a city, in the order they are shown.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LifeEvents {
    /// Whether the grouping is this project's own and not a published one.
    pub provisional: bool,
    /// The events.
    #[serde(rename = "event", default)]
    pub events: Vec<LifeEvent>,
}

/// How urgent an announcement is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Urgency {
    /// Something to know.
    Information,
    /// Something that may keep people from what they came for.
    Warning,
}

/// A sentence of the operator on every public page, for a while: a service that rests, an office that moves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Announcement {
    /// Shown from this moment on.
    pub from: Moment,
    /// And until before this one.
    pub to: Moment,
    /// How urgent it is.
    pub urgency: Urgency,
    /// The sentence, Vietnamese.
    pub vi: String,
    /// The sentence, English.
    pub en: String,
}

impl Announcement {
    /// Whether it is shown at a moment.
    #[must_use]
    pub fn is_shown_at(&self, now: Moment) -> bool {
        self.from <= now && now < self.to
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_announcement_is_shown_from_its_first_minute_to_before_its_last() {
        let at = |text: &str| Moment::parse(text).expect("a moment");
        let announcement = Announcement {
            from: at("2026-03-11T20:00"),
            to: at("2026-03-11T22:00"),
            urgency: Urgency::Warning,
            vi: "Tạm dừng".into(),
            en: "Paused".into(),
        };
        let shown: Vec<bool> = ["19:59", "20:00", "21:59", "22:00"]
            .map(|time| announcement.is_shown_at(at(&format!("2026-03-11T{time}"))))
            .into();
        assert_eq!(shown, [false, true, true, false]);
    }
}
