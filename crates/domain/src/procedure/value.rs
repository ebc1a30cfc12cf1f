//! Values of form fields: read as people here type them, kept in one spelling, refused with what to do.
//!
//! Whether a value is asked at all is not known here ([`super::filled`]), nor whether it is true.

use super::form::{FieldDef, FieldKind};
use motcua_calendar::{Date, Lang};

/// Longest line of text, in characters.
pub const TEXT_MAX: usize = 300;
/// Longest text of several lines, in characters.
pub const LONG_TEXT_MAX: usize = 2_000;
/// The tick under every declaration: asked as one, and never answered by no.
pub const DECLARATION: &str = "request.truthful";

/// Why a value cannot stand, with what the text for people needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wrong {
    /// Nothing was given where something is needed.
    Missing,
    /// Too many characters.
    Long {
        /// At most.
        most: usize,
        /// Given.
        given: usize,
    },
    /// No whole number.
    Number,
    /// No amount of money.
    Money,
    /// No such day.
    NoSuchDay,
    /// A day to come, where one gone by is asked.
    Future,
    /// Not twelve digits.
    PersonalId {
        /// How many were given.
        digits: usize,
    },
    /// Not a tax code's number of digits.
    TaxCode,
    /// No telephone number.
    Phone,
    /// No e-mail address.
    Email,
    /// None of the choices.
    Choice,
}

impl Wrong {
    /// Stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Wrong::Missing => "required",
            Wrong::Long { .. } => "too_long",
            Wrong::Number => "number",
            Wrong::Money => "money",
            Wrong::NoSuchDay => "date_impossible",
            Wrong::Future => "date_future",
            Wrong::PersonalId { .. } => "personal_id_digits",
            Wrong::TaxCode => "tax_code",
            Wrong::Phone => "phone",
            Wrong::Email => "email",
            Wrong::Choice => "choice",
        }
    }

    /// What to do about it.
    pub fn message(&self, def: &FieldDef, lang: Lang) -> String {
        let label = match lang {
            Lang::Vi => lowered(&def.label),
            Lang::En => lowered(&def.label_en),
        };
        let chosen = matches!(def.kind, FieldKind::Choice | FieldKind::YesNo);
        let (vi, en) = match self {
            Wrong::Missing if def.key == DECLARATION => (
                "Đánh dấu cam đoan trước khi nộp hồ sơ".to_owned(),
                "Tick the declaration before filing".to_owned(),
            ),
            Wrong::Missing | Wrong::Choice if chosen => {
                (format!("Chọn: {label}"), format!("Choose: {label}"))
            }
            Wrong::Missing | Wrong::Choice => (format!("Nhập {label}"), format!("Enter: {label}")),
            Wrong::Long { most, given } => (
                format!("Viết ngắn lại còn tối đa {most} ký tự. Đang dài hơn {}", given - most),
                format!("Shorten it to at most {most} characters. It is {} too long", given - most),
            ),
            Wrong::Number => (
                "Nhập một số nguyên, chỉ gồm chữ số, ví dụ 3".to_owned(),
                "Enter a whole number in digits, such as 3".to_owned(),
            ),
            Wrong::Money => (
                "Nhập số tiền bằng đồng, ví dụ 50.000.000".to_owned(),
                "Enter an amount in đồng, such as 50.000.000".to_owned(),
            ),
            Wrong::NoSuchDay => (
                "Không có ngày này. Xem lại ngày và tháng, ví dụ 24/7/2025".to_owned(),
                "There is no such date. Check day and month, such as 24/7/2025".to_owned(),
            ),
            Wrong::Future => (
                format!("{} phải là ngày đã qua", def.label),
                format!("{}: this must be a day in the past", def.label_en),
            ),
            Wrong::PersonalId { digits } => (
                format!("Số định danh gồm 12 chữ số. Ông/bà đã nhập {digits} số"),
                format!("The personal number has 12 digits. You entered {digits}"),
            ),
            Wrong::TaxCode => (
                "Mã số thuế gồm 10, 12 hoặc 13 chữ số".to_owned(),
                "A tax code has 10, 12 or 13 digits".to_owned(),
            ),
            Wrong::Phone => (
                "Nhập số điện thoại 10 chữ số, ví dụ 0912 345 678".to_owned(),
                "Enter a phone number of 10 digits, such as 0912 345 678".to_owned(),
            ),
            Wrong::Email => (
                "Nhập địa chỉ thư điện tử, ví dụ ten@vidu.vn".to_owned(),
                "Enter an e-mail address, such as name@example.com".to_owned(),
            ),
        };
        if lang == Lang::Vi { vi } else { en }
    }
}

/// Reads what was typed into its canonical spelling; empty stays empty, whatever is asked.
///
/// # Errors
/// What is wrong with it.
pub fn read(def: &FieldDef, typed: &str, today: Date) -> Result<String, Wrong> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Ok(String::new());
    }
    match def.kind {
        FieldKind::Text | FieldKind::Address => {
            let line = typed.split_whitespace().collect::<Vec<_>>().join(" ");
            within(line, TEXT_MAX)
        }
        FieldKind::LongText => within(typed.replace("\r\n", "\n"), LONG_TEXT_MAX),
        FieldKind::Number => plain(typed)
            .and_then(|text| text.parse::<u32>().ok())
            .map_or(Err(Wrong::Number), |n| Ok(n.to_string())),
        FieldKind::Money => money(typed).map_or(Err(Wrong::Money), |sum| Ok(sum.to_string())),
        FieldKind::Date => {
            let day = day(typed).ok_or(Wrong::NoSuchDay)?;
            if is_past(&def.key) && day > today { Err(Wrong::Future) } else { Ok(day.to_string()) }
        }
        FieldKind::PersonalId => {
            let (number, digits) = (digits(typed), typed.chars().filter(char::is_ascii_digit).count());
            number.filter(|number| number.len() == 12).ok_or(Wrong::PersonalId { digits })
        }
        FieldKind::TaxCode => {
            let number = digits(typed).filter(|number| matches!(number.len(), 10 | 12 | 13));
            number.ok_or(Wrong::TaxCode)
        }
        FieldKind::Phone => phone(typed).ok_or(Wrong::Phone),
        FieldKind::Email => {
            let address = typed.len() <= 200 && !typed.contains(char::is_whitespace);
            let parts = typed.split_once('@').filter(|(name, host)| {
                !name.is_empty()
                    && !host.contains('@')
                    && host.split('.').count() > 1
                    && host.split('.').all(|p| !p.is_empty())
            });
            parts.filter(|_| address).map(|_| typed.to_owned()).ok_or(Wrong::Email)
        }
        FieldKind::Choice => {
            def.choices.iter().find(|choice| choice.key == typed).map(|c| c.key.clone()).ok_or(Wrong::Choice)
        }
        FieldKind::YesNo => {
            if matches!(typed, "yes" | "no") {
                Ok(typed.to_owned())
            } else {
                Err(Wrong::Choice)
            }
        }
    }
}

/// `24/7/1985`, `24-07-1985`, `24.7.1985`, `24071985` or `1985-07-24`.
pub fn day(text: &str) -> Option<Date> {
    let text = text.trim();
    if let Ok(date) = Date::parse(text) {
        return Some(date);
    }
    if text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Date::new(text[4..].parse().ok()?, text[2..4].parse().ok()?, text[..2].parse().ok()?).ok();
    }
    let mut parts = text.split(['/', '-', '.', ' ']).map(str::trim).filter(|part| !part.is_empty());
    let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || year.len() != 4 {
        return None;
    }
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}

/// Whole đồng: `1.250.000`, `1 250 000 đ`.
pub fn money(text: &str) -> Option<u64> {
    let text = text.trim().trim_end_matches(['đ', 'Đ']).trim_end_matches("VND").trim();
    plain(text).filter(|digits| digits.len() <= 15)?.parse().ok()
}

/// Digits with thousands marks and blanks left out.
fn plain(text: &str) -> Option<String> {
    let digits: String = text.chars().filter(|c| !matches!(c, '.' | ',' | ' ' | '\u{a0}')).collect();
    (!digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())).then_some(digits)
}

/// Digits with blanks, points and hyphens left out; nothing else may stand between them.
fn digits(text: &str) -> Option<String> {
    let digits: String = text.chars().filter(|c| !matches!(c, ' ' | '.' | '-')).collect();
    digits.bytes().all(|byte| byte.is_ascii_digit()).then_some(digits)
}

/// A number of this country in its ten (or, of a fixed line, eleven) digits, or one of another with its code.
fn phone(text: &str) -> Option<String> {
    let (abroad, rest) = text.strip_prefix('+').map_or((false, text), |rest| (true, rest));
    let number = digits(rest)?;
    let home = abroad.then(|| number.strip_prefix("84")).flatten().map(|rest| format!("0{rest}"));
    match home {
        Some(home) => (home.len() == 10 || home.len() == 11).then_some(home),
        None if abroad => (7..=15).contains(&number.len()).then(|| format!("+{number}")),
        None => (number.starts_with('0') && matches!(number.len(), 10 | 11)).then_some(number),
    }
}

/// Whether a day of this name has gone by when it is told: births, deaths, what was registered or issued.
fn is_past(key: &str) -> bool {
    ["birth_date", "died_on", "registered_on", "issued_on", "lost_on"].iter().any(|end| key.ends_with(end))
}

fn within(text: String, most: usize) -> Result<String, Wrong> {
    let given = text.chars().count();
    if given > most { Err(Wrong::Long { most, given }) } else { Ok(text) }
}

/// First letter small, unless the second is a capital too (an abbreviation).
fn lowered(label: &str) -> String {
    let mut letters = label.chars();
    let Some(first) = letters.next() else { return String::new() };
    if letters.clone().next().is_some_and(char::is_uppercase) {
        return label.to_owned();
    }
    first.to_lowercase().chain(letters).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a failing test panics")]
    use super::*;

    fn def(key: &str, kind: FieldKind) -> FieldDef {
        let choices = ["male", "female"].map(|key| super::super::Choice {
            key: key.to_owned(),
            label: key.to_owned(),
            label_en: key.to_owned(),
        });
        FieldDef {
            key: key.to_owned(),
            label: "Ngày sinh của trẻ".to_owned(),
            label_en: "Date of birth of the child".to_owned(),
            kind,
            choices: choices.into(),
            held_by: None,
        }
    }

    #[test]
    fn each_kind_is_read_as_people_type_it() {
        let today = Date::parse("2026-07-20").unwrap();
        for (kind, typed, kept) in [
            (FieldKind::Text, "  Trần   Đỗ Bảo Hân ", Ok("Trần Đỗ Bảo Hân")),
            (FieldKind::Text, "", Ok("")),
            (FieldKind::LongText, "một\r\nhai", Ok("một\nhai")),
            (FieldKind::Number, "1.200", Ok("1200")),
            (FieldKind::Number, "-3", Err(Wrong::Number)),
            (FieldKind::Number, "99999999999", Err(Wrong::Number)),
            (FieldKind::Money, "50.000.000 đ", Ok("50000000")),
            (FieldKind::Money, "nhiều", Err(Wrong::Money)),
            (FieldKind::Date, "24/7/2025", Ok("2025-07-24")),
            (FieldKind::Date, "24 7 2025", Ok("2025-07-24")),
            (FieldKind::Date, "31/2/2025", Err(Wrong::NoSuchDay)),
            (FieldKind::PersonalId, "001 085 012 345", Ok("001085012345")),
            (FieldKind::PersonalId, "00108501234", Err(Wrong::PersonalId { digits: 11 })),
            (FieldKind::PersonalId, "00108501234x", Err(Wrong::PersonalId { digits: 11 })),
            (FieldKind::TaxCode, "0100109106-001", Ok("0100109106001")),
            (FieldKind::TaxCode, "12345", Err(Wrong::TaxCode)),
            (FieldKind::Phone, "0912 345 678", Ok("0912345678")),
            (FieldKind::Phone, "+84 912 345 678", Ok("0912345678")),
            (FieldKind::Phone, "+81 90 1234 5678", Ok("+819012345678")),
            (FieldKind::Phone, "12345", Err(Wrong::Phone)),
            (FieldKind::Email, "hoa@vidu.vn", Ok("hoa@vidu.vn")),
            (FieldKind::Email, "hoa@vidu", Err(Wrong::Email)),
            (FieldKind::Email, "hoa vidu@x.vn", Err(Wrong::Email)),
            (FieldKind::Choice, "female", Ok("female")),
            (FieldKind::Choice, "other", Err(Wrong::Choice)),
            (FieldKind::YesNo, "maybe", Err(Wrong::Choice)),
        ] {
            assert_eq!(read(&def("x", kind), typed, today), kept.map(str::to_owned), "{kind:?} {typed:?}");
        }
        let long = "ă".repeat(TEXT_MAX + 2);
        assert_eq!(
            read(&def("x", FieldKind::Text), &long, today),
            Err(Wrong::Long { most: TEXT_MAX, given: TEXT_MAX + 2 })
        );
    }

    #[test]
    fn a_birth_lies_in_the_past_and_a_business_may_begin_tomorrow() {
        let today = Date::parse("2026-07-20").unwrap();
        let birth = def("child.birth_date", FieldKind::Date);
        assert_eq!(read(&birth, "21/7/2026", today), Err(Wrong::Future));
        assert_eq!(read(&birth, "20/7/2026", today), Ok("2026-07-20".to_owned()));
        assert_eq!(Wrong::Future.message(&birth, Lang::Vi), "Ngày sinh của trẻ phải là ngày đã qua");
        assert!(read(&def("business.starts_on", FieldKind::Date), "1/8/2026", today).is_ok());
    }

    #[test]
    fn what_was_read_is_read_again_as_the_same() {
        let today = Date::parse("2026-07-20").unwrap();
        for (kind, typed) in [
            (FieldKind::Date, "24/7/2025"),
            (FieldKind::Phone, "+81 90 1234 5678"),
            (FieldKind::Phone, "+84 24 3825 3825"),
            (FieldKind::Money, "1.250.000"),
            (FieldKind::TaxCode, "0100109106-001"),
        ] {
            let once = read(&def("x", kind), typed, today).unwrap();
            assert_eq!(read(&def("x", kind), &once, today), Ok(once.clone()), "{typed}");
        }
    }
}
