//! Dates and moments in words, one form for each language: every page, explanation, refusal and printed sheet asks here.
//!
//! Running text says `16 giờ 30, thứ Năm 3/7/2025` and `16:30, Thursday 3 July 2025`: English readers take 3/11 for March,
//! so months are named there. Only the line of place and date on a form of the law ([`legal`]) writes the leading noughts
//! of Decree 30/2020/NĐ-CP, Appendix I.

use crate::date::{Date, MinuteOfDay, Weekday};
use crate::explain::Lang;
use crate::moment::Moment;

/// A day: `3/7/2025`, `3 July 2025`.
#[must_use]
pub fn day(lang: Lang, date: Date) -> String {
    match lang {
        Lang::Vi => numeric(date),
        Lang::En => format!("{} {} {}", date.day(), month(date), date.year()),
    }
}

/// A day in figures whatever the language, `3/7/2025`: as it is typed into fields and stands in the register book.
#[must_use]
pub fn numeric(date: Date) -> String {
    format!("{}/{}/{}", date.day(), date.month(), date.year())
}

/// A time of day: `16 giờ 30`, `16:30`.
#[must_use]
pub fn clock(lang: Lang, minute: MinuteOfDay) -> String {
    let (hour, minute) = (minute.minutes() / 60, minute.minutes() % 60);
    match (lang, minute) {
        (Lang::Vi, 0) => format!("{hour} giờ"),
        (Lang::Vi, _) => format!("{hour} giờ {minute:02}"),
        (Lang::En, _) => format!("{hour}:{minute:02}"),
    }
}

/// A moment: `16 giờ 30, thứ Năm 3/7/2025`, `16:30, Thursday 3 July 2025`.
#[must_use]
pub fn moment(lang: Lang, at: Moment) -> String {
    let date = at.date();
    format!("{}, {} {}", clock(lang, at.minute_of_day()), weekday(lang, date.weekday()), day(lang, date))
}

/// A moment in a table, `3/7 08:12`, `3 Jul 08:12`: its year is the present one, and its clock has two digits to stand in
/// a column.
#[must_use]
pub fn short(lang: Lang, at: Moment) -> String {
    let date = at.date();
    match lang {
        Lang::Vi => format!("{}/{} {}", date.day(), date.month(), at.minute_of_day()),
        Lang::En => format!("{} {} {}", date.day(), &month(date)[..3], at.minute_of_day()),
    }
}

/// A day on a form of the law: `ngày 03 tháng 7 năm 2025`. Days below 10 and months 1 and 2 take a nought, so that none can
/// be written before them; always Vietnamese, as the forms are.
#[must_use]
pub fn legal(date: Date) -> String {
    let (year, month, day) = date.civil();
    let nought = if month < 3 { "0" } else { "" };
    format!("ngày {day:02} tháng {nought}{month} năm {year}")
}

/// A day of the week: `thứ Năm`, `Thursday`.
#[must_use]
pub const fn weekday(lang: Lang, day: Weekday) -> &'static str {
    let (vi, en) = match day {
        Weekday::Monday => ("thứ Hai", "Monday"),
        Weekday::Tuesday => ("thứ Ba", "Tuesday"),
        Weekday::Wednesday => ("thứ Tư", "Wednesday"),
        Weekday::Thursday => ("thứ Năm", "Thursday"),
        Weekday::Friday => ("thứ Sáu", "Friday"),
        Weekday::Saturday => ("thứ Bảy", "Saturday"),
        Weekday::Sunday => ("Chủ nhật", "Sunday"),
    };
    match lang {
        Lang::Vi => vi,
        Lang::En => en,
    }
}

fn month(date: Date) -> &'static str {
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
    MONTHS[date.month() as usize - 1]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Moment {
        Moment::parse(text).expect("a moment")
    }

    #[test]
    fn moments_read_as_people_say_them() {
        assert_eq!(moment(Lang::Vi, at("2025-07-24T16:30")), "16 giờ 30, thứ Năm 24/7/2025");
        assert_eq!(moment(Lang::En, at("2025-07-24T16:30")), "16:30, Thursday 24 July 2025");
        assert_eq!(moment(Lang::Vi, at("2025-07-27T08:00")), "8 giờ, Chủ nhật 27/7/2025");
        assert_eq!(moment(Lang::En, at("2025-07-04T08:05")), "8:05, Friday 4 July 2025");
        assert_eq!(short(Lang::Vi, at("2025-07-04T08:02")), "4/7 08:02");
        assert_eq!(short(Lang::En, at("2025-11-03T08:02")), "3 Nov 08:02");
    }

    #[test]
    fn days_have_noughts_on_forms_of_the_law_only() {
        let days = [
            ("2026-11-03", "3/11/2026", "3 November 2026", "ngày 03 tháng 11 năm 2026"),
            ("2026-02-28", "28/2/2026", "28 February 2026", "ngày 28 tháng 02 năm 2026"),
            ("2026-03-10", "10/3/2026", "10 March 2026", "ngày 10 tháng 3 năm 2026"),
        ];
        for (iso, vi, en, form) in days {
            let date = Date::parse(iso).expect("a date");
            assert_eq!((day(Lang::Vi, date).as_str(), day(Lang::En, date).as_str()), (vi, en));
            assert_eq!(legal(date), form);
        }
    }
}
