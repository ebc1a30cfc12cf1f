//! Dates, moments and terms: against another library, against the zone database, and through their texts.

use jiff::Timestamp;
use jiff::tz::{Offset, TimeZone};
use motcua_calendar::{CalendarError, Date, Lang, MinuteOfDay, Moment, Term, Weekday};

fn at(text: &str) -> Moment {
    Moment::parse(text).expect("a moment")
}

#[test]
fn dates_agree_with_another_library_for_three_centuries() {
    let mut theirs = jiff::civil::date(1900, 1, 1);
    let mut ours = Date::new(1900, 1, 1).expect("a date");
    while theirs.year() <= 2200 {
        let parts = (theirs.year() as i32, theirs.month() as u32, theirs.day() as u32);
        assert_eq!((ours.year(), ours.month(), ours.day()), parts);
        assert_eq!(Date::new(parts.0, parts.1, parts.2), Ok(ours));
        assert_eq!(ours.weekday() as i8, theirs.weekday().to_monday_zero_offset(), "{ours}");
        theirs = theirs.tomorrow().expect("inside the library's range");
        ours = ours.plus_days(1);
    }
}

#[test]
fn months_agree_with_another_library_and_clamp_at_their_end() {
    for day in 0..1_500 {
        let ours = Date::new(2024, 1, 1).expect("a date").plus_days(day);
        let theirs: jiff::civil::Date = ours.to_string().parse().expect("a date");
        for months in 0..30_u32 {
            let later = theirs + jiff::Span::new().months(i64::from(months));
            assert_eq!(ours.plus_months(months).to_string(), later.to_string());
        }
    }
    assert_eq!(Date::parse("2025-01-31").expect("a date").plus_months(1).to_string(), "2025-02-28");
}

/// The constant +07:00 of the crate against the IANA database, 1976–2100, every six hours.
#[test]
fn hanoi_is_seven_hours_ahead_from_1976_to_2100() {
    let zone = TimeZone::get("Asia/Ho_Chi_Minh").expect("the zone database is compiled into the tests");
    let (mut now, end) = (at("1976-01-01T00:00"), at("2101-01-01T00:00"));
    while now < end {
        let instant = Timestamp::from_second(now.unix_seconds()).expect("an instant");
        assert_eq!(zone.to_offset(instant), Offset::constant(7), "{now}");
        let civil = zone.to_datetime(instant);
        assert_eq!(now.date().to_string(), civil.date().to_string());
        assert_eq!(
            i32::from(now.minute_of_day().minutes()),
            i32::from(civil.hour()) * 60 + i32::from(civil.minute())
        );
        now = now.plus_minutes(361);
    }
}

#[test]
fn moments_read_local_time_and_offsets_and_keep_whole_minutes() {
    let moment = at("2025-04-25T15:30");
    assert_eq!(moment.rfc3339(), "2025-04-25T15:30:00+07:00");
    assert_eq!(at("2025-04-25T15:30:59"), moment);
    assert_eq!(at("2025-04-25T08:30:00Z"), moment);
    assert_eq!(at("2025-04-25T10:30:30+02:00"), moment);
    assert_eq!(at(&moment.rfc3339()), moment);
    assert_eq!(Moment::from_unix_seconds(-1).unix_seconds(), -60);
    for text in ["", "tomorrow", "2025-04-25", "2025-04-31T08:00", "2025-04-25T25:00", "15:30"] {
        assert!(Moment::parse(text).is_err(), "{text:?} was read");
    }
    let json = serde_json::to_string(&moment).expect("json");
    assert_eq!(json, "1745569800");
    assert_eq!(serde_json::from_str::<Moment>(&json).expect("json"), moment);
    assert!(
        serde_json::from_str::<Moment>("1745569801").is_err(),
        "seconds within a minute are no legal moment"
    );
    let end_of_day = MinuteOfDay::parse("24:00").expect("a clock time");
    assert_eq!(Moment::from_civil(moment.date(), end_of_day), at("2025-04-26T00:00"));
}

#[test]
fn absurd_instants_stay_absurd() {
    for seconds in [i64::MIN, i64::MAX, i64::MIN / 2, i64::MAX / 2] {
        let moment = Moment::from_unix_seconds(seconds);
        let days = moment.date().day_number();
        assert!(days.unsigned_abs() > 1_000_000_000, "{seconds} became day {days}");
        let _ = moment.date().weekday();
    }
}

#[test]
fn dates_and_clock_times_read_only_their_own_shape() {
    assert_eq!(Date::parse("2025-04-26").expect("a date").weekday(), Weekday::Saturday);
    assert_eq!(Date::parse("2025-04-26").expect("a date").yymmdd(), "250426");
    assert!(matches!(Date::parse("2025-02-29"), Err(CalendarError::NoSuchDate { .. })));
    for text in ["2025-4-26", "26/04/2025", "2025-04-2é", "", "2025-00-10", "2025-13-01", "+025-04-26"] {
        assert!(Date::parse(text).is_err(), "{text:?} was read");
    }
    assert_eq!(MinuteOfDay::parse("8:05").expect("a clock time").to_string(), "08:05");
    for text in ["24:01", "12:60", "12", "12:5", ":30", "+1:30", "1200:00"] {
        assert!(MinuteOfDay::parse(text).is_err(), "{text:?} was read");
    }
}

#[test]
fn terms_read_and_print_both_ways() {
    let cases = [
        ("3 working days", Term::WorkingDays(3), "3 ngày làm việc"),
        ("1 working day", Term::WorkingDays(1), "1 ngày làm việc"),
        ("8 working hours", Term::WorkingMinutes(480), "8 giờ làm việc"),
        ("1 working hour", Term::WorkingMinutes(60), "1 giờ làm việc"),
        ("0.5 working hours", Term::WorkingMinutes(30), "0,5 giờ làm việc"),
        ("1.5 working hours", Term::WorkingMinutes(90), "1,5 giờ làm việc"),
        ("45 working minutes", Term::WorkingMinutes(45), "45 phút làm việc"),
        ("10 days", Term::CalendarDays(10), "10 ngày"),
        ("2 months", Term::Months(2), "2 tháng"),
    ];
    for (text, term, label) in cases {
        assert_eq!(Term::parse(text), Ok(term));
        assert_eq!(Term::parse(label), Ok(term), "{label}");
        assert_eq!(term.to_string(), text);
        assert_eq!(term.label(Lang::Vi), label);
        let json = serde_json::to_string(&term).expect("json");
        assert_eq!(serde_json::from_str::<Term>(&json).expect("json"), term);
    }
    assert_eq!(Term::parse("0.5 working days"), Ok(Term::WorkingMinutes(240)));
    assert_eq!(Term::parse("  2.25  Working   Days "), Ok(Term::WorkingMinutes(1_080)));
    assert_eq!(Term::parse("0 days"), Err(CalendarError::EmptyTerm));
    for text in
        ["", "days", "3", "-3 days", "0.5 days", "1.5 months", "3 weeks", "0.333 working days", "1e3 days"]
    {
        assert!(Term::parse(text).is_err(), "{text:?} was read");
    }
}
