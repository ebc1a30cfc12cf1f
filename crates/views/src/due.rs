//! The legal clock as people read it: time left in words, the due moment, and why it is that moment.

use crate::lang::Lang;
use crate::message::{Key, fill, t};

/// Where a dossier's clock stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Clock {
    /// Running: working minutes to the due moment, negative after it, and the working minutes of one day.
    Running {
        /// Minutes left; negative when past due.
        minutes: i64,
        /// Minutes that make a day: 480 where offices work eight hours.
        minutes_per_day: u32,
    },
    /// Stopped for the applicant to complete the papers or to pay.
    Paused,
    /// Finished on an earlier date than due.
    Early,
    /// Finished by the due moment.
    OnTime,
    /// Finished after it.
    Late,
    /// No clock: not yet received, or ended without one.
    None,
}

impl Clock {
    /// Whether it calls for attention in colour.
    #[must_use]
    pub fn is_alarm(self) -> bool {
        matches!(self, Clock::Running { minutes, .. } if minutes < 0) || self == Clock::Late
    }
}

/// "Còn 3 giờ", "Quá 2 giờ", "Tạm dừng tính hạn": always numeric while the clock runs.
///
/// Whole units only and rounded towards zero, so that nobody is promised a minute that is not there; under one
/// minute counts as one when overdue.
#[must_use]
pub fn clock_text(lang: Lang, clock: Clock) -> String {
    let Clock::Running { minutes, minutes_per_day } = clock else {
        let key = match clock {
            Clock::Paused => Key::ClockPaused,
            Clock::Early => Key::ClockEarly,
            Clock::OnTime => Key::ClockOnTime,
            Clock::Late => Key::ClockLate,
            Clock::None | Clock::Running { .. } => return "—".to_owned(),
        };
        return t(lang, key).to_owned();
    };
    let day = u64::from(minutes_per_day.max(1));
    let span = minutes.unsigned_abs();
    let (count, unit) = if span >= day {
        (span / day, if span / day == 1 { Key::UnitDay } else { Key::UnitDays })
    } else if span >= 60 {
        (span / 60, if span / 60 == 1 { Key::UnitHour } else { Key::UnitHours })
    } else {
        (span, if span == 1 { Key::UnitMinute } else { Key::UnitMinutes })
    };
    let amount = format!("{count} {}", t(lang, unit));
    fill(t(lang, if minutes < 0 { Key::ClockOver } else { Key::ClockLeft }), &[&amount])
}

/// What a dossier promises its owner.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Promise {
    /// This moment, in words, for instance "16 giờ 30, thứ Năm 24/7/2025".
    At(String),
    /// The clock stands still: the moment follows when it runs again.
    Paused,
    /// Not received yet: receipt names the moment.
    Awaited,
    /// None ever: not accepted.
    Declined,
    /// None ever: withdrawn before receipt.
    Withdrawn,
    /// None ever: stopped before receipt.
    Stopped,
}

/// The promise in words. Where none will ever come, it says so and why.
#[must_use]
pub fn promise_text(lang: Lang, promise: &Promise) -> String {
    let key = match promise {
        Promise::At(moment) => return moment.clone(),
        Promise::Paused => Key::ClockPaused,
        Promise::Awaited => Key::DueNone,
        Promise::Declined => Key::DueDeclined,
        Promise::Withdrawn => Key::DueWithdrawn,
        Promise::Stopped => Key::DueStopped,
    };
    t(lang, key).to_owned()
}

/// One line of the explanation of a due date, made by the calendar engine and worded by the web crate.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Why {
    /// What was done, for instance "Bỏ qua thứ Bảy, Chủ nhật 26–27/7/2025".
    pub text: String,
    /// The legal basis, when the line has one.
    pub basis: Option<String>,
}

/// The due date with its explanation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DueBlock {
    /// The due moment, or why there is none.
    pub promise: Promise,
    /// Where the clock stands.
    pub clock: Clock,
    /// The first promised moment, when it has moved since.
    pub first_due: Option<String>,
    /// Why it is that date, line by line.
    pub why: Vec<Why>,
}

impl DueBlock {
    /// Whether there is a moment to show the time left beside.
    pub(crate) fn is_dated(&self) -> bool {
        matches!(self.promise, Promise::At(_))
    }

    /// What else the clock says: nothing when it never ran, and not once more what stands for the moment already.
    pub(crate) fn tells_clock(&self) -> bool {
        self.clock != Clock::None && self.promise != Promise::Paused
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_that_will_never_come_is_not_put_off() {
        for (promise, vi, en) in [
            (Promise::Awaited, "Chưa có ngày hẹn", "No due date yet"),
            (
                Promise::Declined,
                "Không có ngày hẹn: hồ sơ không được tiếp nhận",
                "No due date: the dossier was not accepted",
            ),
        ] {
            assert_eq!(promise_text(Lang::Vi, &promise), vi);
            assert_eq!(promise_text(Lang::En, &promise), en);
        }
        for promise in [Promise::Declined, Promise::Withdrawn, Promise::Stopped] {
            assert!(promise_text(Lang::Vi, &promise).starts_with("Không có ngày hẹn: "), "{promise:?}");
            assert!(promise_text(Lang::En, &promise).starts_with("No due date: "), "{promise:?}");
        }
    }

    fn vi(minutes: i64) -> String {
        clock_text(Lang::Vi, Clock::Running { minutes, minutes_per_day: 480 })
    }

    #[test]
    fn time_left_is_numeric_and_never_promises_more_than_there_is() {
        assert_eq!(vi(199), "Còn 3 giờ");
        assert_eq!(vi(59), "Còn 59 phút");
        assert_eq!(vi(0), "Còn 0 phút");
        assert_eq!(vi(479), "Còn 7 giờ");
        assert_eq!(vi(480 * 12 + 300), "Còn 12 ngày");
        assert_eq!(vi(-120), "Quá 2 giờ");
        assert_eq!(vi(-1), "Quá 1 phút");
        assert_eq!(vi(-960), "Quá 2 ngày");
        assert_eq!(vi(i64::MIN), format!("Quá {} ngày", i64::MIN.unsigned_abs() / 480));
    }

    #[test]
    fn english_counts_one_and_many() {
        let en = |minutes| clock_text(Lang::En, Clock::Running { minutes, minutes_per_day: 480 });
        assert_eq!(en(60), "1 hour left");
        assert_eq!(en(-180), "3 hours overdue");
        assert_eq!(clock_text(Lang::En, Clock::Paused), "Clock paused");
    }

    #[test]
    fn a_day_of_no_minutes_does_not_divide_by_zero() {
        assert_eq!(clock_text(Lang::Vi, Clock::Running { minutes: 3, minutes_per_day: 0 }), "Còn 3 ngày");
    }
}
