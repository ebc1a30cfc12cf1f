//! Numbers, days, hours, terms and conditions of a section.

use super::VALUE_CHARS_MAX;
use super::around::Around;
use super::guidance::expected_vi;
use super::problem::{self, Wrong, shown};
use super::section::{Section, Value, Written};
use motcua_calendar::{Date, MinuteOfDay, Term};
use motcua_domain::procedure::Condition;
use motcua_domain::procedure::condition::ConditionError;
use toml::de::DeValue;

impl<'a> Section<'a> {
    /// A whole number of at most `most`, when there is one.
    pub fn maybe_number(&mut self, key: &'static str, most: u64) -> Option<Option<u64>> {
        self.optional(key, |me, value| {
            let DeValue::Integer(number) = value.get_ref() else {
                return me.kind(
                    key,
                    value,
                    ("một số nguyên, không có dấu nháy", "a whole number without quotes"),
                );
            };
            let read = u64::from_str_radix(number.as_str(), number.radix()).ok();
            read.filter(|number| *number <= most).or_else(|| {
                let wrong = Wrong::new(
                    problem::SHAPE,
                    format!("`{key}` phải từ 0 đến {most}."),
                    format!("`{key}` must be from 0 to {most}."),
                );
                let remedy = ("Kiểm tra lại con số.", "Check the number.");
                me.around.wrong(value.span().start, wrong.remedy(remedy.0, remedy.1))
            })
        })
    }

    /// A whole number that must be there.
    pub fn number(&mut self, key: &'static str, most: u64) -> Option<u64> {
        self.maybe_number(key, most)?.or_else(|| self.missing(key))
    }

    /// A day, when there is one: `2026-01-31`, with or without quotes.
    pub fn maybe_date(&mut self, key: &'static str) -> Option<Option<Date>> {
        self.optional(key, |me, value| {
            let text = match value.get_ref() {
                DeValue::Datetime(moment) => moment.to_string(),
                DeValue::String(text) => text.to_string(),
                _ => return me.kind(key, value, ("một ngày, ví dụ 2026-01-31", "a date such as 2026-01-31")),
            };
            Date::parse(&text).ok().or_else(|| {
                let wrong = Wrong::new(
                    problem::SHAPE,
                    format!("`{}` không phải một ngày có thật.", shown(&text)),
                    format!("`{}` is no day of the calendar.", shown(&text)),
                );
                let remedy =
                    ("Viết năm-tháng-ngày, ví dụ 2026-01-31.", "Write year-month-day, such as 2026-01-31.");
                me.around.wrong(value.span().start, wrong.remedy(remedy.0, remedy.1))
            })
        })
    }

    /// A day that must be there.
    pub fn date(&mut self, key: &'static str) -> Option<Date> {
        self.maybe_date(key)?.or_else(|| self.missing(key))
    }

    /// A term that must be there.
    pub fn term(&mut self, key: &'static str) -> Option<Term> {
        self.named(key, term)
    }

    /// A term, when there is one.
    pub fn maybe_term(&mut self, key: &'static str) -> Option<Option<Term>> {
        self.maybe_named(key, term)
    }

    /// An hour of the day that must be there.
    pub fn hour(&mut self, key: &'static str) -> Option<MinuteOfDay> {
        self.named(key, |around, at, text| {
            MinuteOfDay::parse(text).ok().or_else(|| {
                let wrong = Wrong::new(
                    problem::SHAPE,
                    format!("`{}` không phải giờ trong ngày.", shown(text)),
                    format!("`{}` is no hour of the day.", shown(text)),
                );
                around.wrong(
                    at,
                    wrong
                        .remedy("Viết giờ:phút, ví dụ \"15:00\".", "Write hours:minutes, such as \"15:00\"."),
                )
            })
        })
    }

    /// A condition, when there is one.
    pub fn maybe_condition(&mut self, key: &'static str) -> Option<Option<Condition>> {
        self.optional(key, |me, value| {
            let written = me.written(key, value, VALUE_CHARS_MAX)?;
            written.text.parse().map_err(|error| me.condition(value, written, &error)).ok()
        })
    }

    fn condition(&self, value: Value<'a>, written: Written<'a>, error: &ConditionError) {
        let raw = self.around.text.get(value.span()).unwrap_or_default();
        // Between plain quotes the text stands as it is read, and the very character can be pointed at.
        let plain = raw.len() == written.text.len() + 2;
        let at = if plain { written.at + 1 + error.at } else { written.at };
        let wanted = expected_vi(error.expected);
        let wrong = Wrong::new(
            problem::CONDITION,
            format!("Điều kiện chưa đọc được: chỗ này cần {wanted}."),
            format!("The condition cannot be read: {} is expected here.", error.expected),
        );
        self.around.wrong::<()>(
            at,
            wrong.remedy(
                "Viết như \"case = a\", \"channel in (online, post)\", nối bằng and, or, not.",
                "Write as \"case = a\", \"channel in (online, post)\", joined by and, or, not.",
            ),
        );
    }
}

fn term(around: &Around<'_>, at: usize, text: &str) -> Option<Term> {
    Term::parse(text).ok().or_else(|| {
        let wrong = Wrong::new(
            problem::SHAPE,
            format!("`{}` không phải thời hạn đọc được.", shown(text)),
            format!("`{}` is no term.", shown(text)),
        );
        around.wrong(
            at,
            wrong.remedy(
                "Viết như \"3 working days\" (3 ngày làm việc), \"4 working hours\", \"10 days\", \"2 months\"; phải lớn hơn 0.",
                "Write \"3 working days\", \"4 working hours\", \"10 days\" or \"2 months\"; more than 0.",
            ),
        )
    })
}
