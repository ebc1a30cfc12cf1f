//! Domain values in words: moments, clocks, chips, names of units and officers. No HTML, no decisions.

pub mod access;
pub mod answers;
pub mod due;
pub mod guard;
pub mod labels;
pub mod place;
pub mod rows;
pub mod timeline;

use motcua_app::World;
use motcua_calendar::{Date, Moment, wording};
use motcua_domain::actor::ActorRef;
use motcua_domain::ids::{OfficerId, UnitId};
use motcua_domain::procedure::ProcedureVersion;
use motcua_views::Lang;

/// The language as the calendar and the domain name it.
#[must_use]
pub fn words(lang: Lang) -> motcua_calendar::Lang {
    match lang {
        Lang::Vi => motcua_calendar::Lang::Vi,
        Lang::En => motcua_calendar::Lang::En,
    }
}

/// One of two fixed texts.
#[must_use]
pub fn pick<'a>(lang: Lang, vi: &'a str, en: &'a str) -> &'a str {
    match lang {
        Lang::Vi => vi,
        Lang::En => en,
    }
}

/// A day in figures, as it is typed and stands in the register book: `24/7/2025`.
pub use wording::numeric as date;

/// A day in words: `24/7/2025`, `24 July 2025`.
#[must_use]
pub fn day(lang: Lang, date: Date) -> String {
    wording::day(words(lang), date)
}

/// A moment in a table: `24/7 08:12`, `24 Jul 08:12`.
#[must_use]
pub fn short(lang: Lang, at: Moment) -> String {
    wording::short(words(lang), at)
}

/// A moment in words: `16 giờ 30, thứ Năm 24/7/2025`.
#[must_use]
pub fn when(lang: Lang, at: Moment) -> String {
    wording::moment(words(lang), at)
}

/// `Hà Nội, ngày 24 tháng 7 năm 2025`, on printed forms.
#[must_use]
pub fn place_and_date(place: &str, at: Moment) -> String {
    let day = wording::legal(at.date());
    // Forms name the place, not its rank.
    match ["Thành phố ", "Tỉnh "].iter().find_map(|rank| place.strip_prefix(rank)).unwrap_or(place) {
        "" => capital(&day),
        place => format!("{place}, {day}"),
    }
}

/// A unit's full name, as it is in Vietnamese: on forms, whatever the language of the screen.
#[must_use]
pub fn unit(world: &World, id: UnitId) -> String {
    world.units.get(id).map_or_else(|| format!("#{id}"), |unit| unit.name.clone())
}

/// A unit's full name in the language of the page, as far as the name itself tells how.
#[must_use]
pub fn unit_in(lang: Lang, world: &World, id: UnitId) -> String {
    motcua_views::names::unit(lang, &unit(world, id))
}

/// An officer's name.
#[must_use]
pub fn officer(world: &World, id: OfficerId) -> String {
    world.officer_name(id).map_or_else(|| format!("#{id}"), str::to_owned)
}

/// Who acted, for the desk.
#[must_use]
pub fn actor(lang: Lang, world: &World, who: ActorRef) -> String {
    match who {
        ActorRef::Officer(id) => officer(world, id),
        ActorRef::Applicant(_) => pick(lang, "Người nộp hồ sơ", "The applicant").to_owned(),
        ActorRef::System => pick(lang, "Hệ thống", "The system").to_owned(),
    }
}

/// A procedure's name: in English where there is one.
#[must_use]
pub fn procedure_name(lang: Lang, version: &ProcedureVersion) -> &str {
    match (lang, &version.name_en) {
        (Lang::En, Some(name)) => name,
        _ => &version.name,
    }
}

/// The field's name in a language.
#[must_use]
pub fn field_name(lang: Lang, version: &ProcedureVersion) -> &str {
    if lang == Lang::En && !version.field_name_en.is_empty() {
        &version.field_name_en
    } else {
        &version.field_name
    }
}

/// First letter in capitals.
#[must_use]
pub fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_name_their_place_without_its_rank() {
        let at = Moment::parse("2026-02-03T16:30").expect("a moment");
        assert_eq!(place_and_date("Hà Nội", at), "Hà Nội, ngày 03 tháng 02 năm 2026");
        assert_eq!(place_and_date("Thành phố Huế", at), "Huế, ngày 03 tháng 02 năm 2026");
        assert_eq!(place_and_date("", at), "Ngày 03 tháng 02 năm 2026");
    }
}
