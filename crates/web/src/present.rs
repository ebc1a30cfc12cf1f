//! Domain values in words: moments, clocks, chips, names of units and officers. No HTML, no decisions.

pub mod due;
pub mod labels;
pub mod rows;
pub mod timeline;

use motcua_app::World;
use motcua_calendar::{Date, Moment, Weekday};
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

/// `24/7/2025`.
#[must_use]
pub fn date(date: Date) -> String {
    format!("{}/{}/{}", date.day(), date.month(), date.year())
}

/// `16 giờ 30, thứ Năm 24/7/2025`; `16:30, Thursday 24 July 2025`, where English readers take 3/11 for March.
#[must_use]
pub fn when(lang: Lang, at: Moment) -> String {
    let day = at.date();
    let (hour, minute) = clock(at);
    let weekday = weekday(lang, day.weekday());
    match (lang, minute) {
        (Lang::Vi, 0) => format!("{hour} giờ, {weekday} {}", date(day)),
        (Lang::Vi, _) => format!("{hour} giờ {minute:02}, {weekday} {}", date(day)),
        (Lang::En, _) => {
            let month = MONTHS[day.month() as usize - 1];
            format!("{hour}:{minute:02}, {weekday} {} {month} {}", day.day(), day.year())
        }
    }
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// `24/7 08:12`, for tables.
#[must_use]
pub fn short(at: Moment) -> String {
    let day = at.date();
    let (hour, minute) = clock(at);
    format!("{}/{} {hour:02}:{minute:02}", day.day(), day.month())
}

/// `Hà Nội, ngày 24 tháng 7 năm 2025`, on printed forms.
#[must_use]
pub fn place_and_date(place: &str, at: Moment) -> String {
    let day = at.date();
    // Forms name the place, not its rank.
    let place = ["Thành phố ", "Tỉnh "].iter().find_map(|rank| place.strip_prefix(rank)).unwrap_or(place);
    let comma = if place.is_empty() { "N" } else { ", n" };
    format!("{place}{comma}gày {} tháng {} năm {}", day.day(), day.month(), day.year())
}

/// Hour and minute on the local clock.
fn clock(at: Moment) -> (u16, u16) {
    let minutes = at.minute_of_day().minutes();
    (minutes / 60, minutes % 60)
}

fn weekday(lang: Lang, day: Weekday) -> &'static str {
    let (vi, en) = match day {
        Weekday::Monday => ("thứ Hai", "Monday"),
        Weekday::Tuesday => ("thứ Ba", "Tuesday"),
        Weekday::Wednesday => ("thứ Tư", "Wednesday"),
        Weekday::Thursday => ("thứ Năm", "Thursday"),
        Weekday::Friday => ("thứ Sáu", "Friday"),
        Weekday::Saturday => ("thứ Bảy", "Saturday"),
        Weekday::Sunday => ("Chủ nhật", "Sunday"),
    };
    pick(lang, vi, en)
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
    fn moments_read_as_people_say_them() {
        let at = Moment::parse("2025-07-24T16:30").expect("a moment");
        assert_eq!(when(Lang::Vi, at), "16 giờ 30, thứ Năm 24/7/2025");
        assert_eq!(when(Lang::En, at), "16:30, Thursday 24 July 2025");
        assert_eq!(
            when(Lang::Vi, Moment::parse("2025-07-27T08:00").expect("a moment")),
            "8 giờ, Chủ nhật 27/7/2025"
        );
        assert_eq!(short(Moment::parse("2025-07-04T08:02").expect("a moment")), "4/7 08:02");
        assert_eq!(place_and_date("Hà Nội", at), "Hà Nội, ngày 24 tháng 7 năm 2025");
        assert_eq!(place_and_date("Thành phố Huế", at), "Huế, ngày 24 tháng 7 năm 2025");
        assert_eq!(place_and_date("", at), "Ngày 24 tháng 7 năm 2025");
    }
}
