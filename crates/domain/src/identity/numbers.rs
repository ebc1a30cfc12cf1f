//! What numbers of people and businesses tell by themselves. A doubt is a warning: registers contain exceptions, and only
//! the register knows whether a number was issued.

use motcua_calendar::{Date, Lang};

/// Weights of the nine digits before the check digit of a tax code (the algorithm in use since 1998; provisional until
/// compared with the text of the circular on tax registration).
const TAX_WEIGHTS: [u32; 9] = [31, 29, 23, 19, 17, 13, 7, 5, 3];

/// Codes of provinces and centrally run cities in the first three digits of a personal number, as of the sixty-three that
/// numbers were issued for (Circular 59/2021/TT-BCA, annex; provisional until compared with its text). From 100 on codes are
/// those of countries, which are not listed here and not doubted.
const PROVINCES: [u16; 63] = [
    1, 2, 4, 6, 8, 10, 11, 12, 14, 15, 17, 19, 20, 22, 24, 25, 26, 27, 30, 31, 33, 34, 35, 36, 37, 38, 40,
    42, 44, 45, 46, 48, 49, 51, 52, 54, 56, 58, 60, 62, 64, 66, 67, 68, 70, 72, 74, 75, 77, 79, 80, 82, 83,
    84, 86, 87, 89, 91, 92, 93, 94, 95, 96,
];

/// Sex as cards tell it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sex {
    /// Nam.
    Male,
    /// Nữ.
    Female,
}

impl Sex {
    /// From its stored key.
    pub fn from_key(key: &str) -> Option<Self> {
        match key {
            "male" => Some(Sex::Male),
            "female" => Some(Sex::Female),
            _ => None,
        }
    }
}

/// Something about a number that is worth a second look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Doubt {
    /// No province has this code.
    Province,
    /// The year of birth is another one.
    BirthYear,
    /// The sex is the other one.
    Sex,
    /// The check digit of a tax code is another one.
    CheckDigit,
    /// No branch has this number.
    Branch,
    /// Not the digits such a number has.
    Shape,
}

impl Doubt {
    /// Every doubt.
    pub const ALL: [Doubt; 6] =
        [Doubt::Province, Doubt::BirthYear, Doubt::Sex, Doubt::CheckDigit, Doubt::Branch, Doubt::Shape];

    /// Stable code.
    pub fn code(self) -> &'static str {
        match self {
            Doubt::Province => "number_province",
            Doubt::BirthYear => "number_birth_year",
            Doubt::Sex => "number_sex",
            Doubt::CheckDigit => "tax_code_check_digit",
            Doubt::Branch => "tax_code_branch",
            Doubt::Shape => "number_shape",
        }
    }

    /// What to look at again.
    pub fn message(self, lang: Lang) -> &'static str {
        let (vi, en) = match self {
            Doubt::Province => (
                "Ba chữ số đầu của số định danh không phải mã của tỉnh, thành phố nào. Xem lại số trên thẻ.",
                "The first three digits of the personal number are no province’s code. Compare it with the card.",
            ),
            Doubt::BirthYear => (
                "Số định danh ghi năm sinh khác với ngày sinh. Xem lại cả hai.",
                "The personal number tells another year of birth than the date of birth. Check both.",
            ),
            Doubt::Sex => (
                "Số định danh ghi giới tính khác với giới tính đã nhập. Xem lại cả hai.",
                "The personal number tells another sex than the one entered. Check both.",
            ),
            Doubt::CheckDigit => (
                "Mã số thuế này có chữ số kiểm tra không khớp. Xem lại từng chữ số.",
                "The check digit of this tax code does not fit. Check each digit.",
            ),
            Doubt::Branch => (
                "Ba chữ số cuối của mã số thuế đơn vị phụ thuộc đi từ 001 đến 999.",
                "The last three digits of a branch’s tax code run from 001 to 999.",
            ),
            Doubt::Shape => (
                "Số định danh gồm 12 chữ số; mã số thuế gồm 10, 12 hoặc 13 chữ số.",
                "A personal number has 12 digits; a tax code has 10, 12 or 13.",
            ),
        };
        if lang == Lang::Vi { vi } else { en }
    }
}

/// What is doubtful about a personal number, beside what else is known of its owner.
///
/// Digits 1–3 are the place of birth registration, the fourth century and sex (0, 1 for men and women born in the twentieth
/// century, 2, 3 in the twenty-first, and so on), the next two the year of birth.
pub fn of_personal_number(number: &str, born_on: Option<Date>, sex: Option<Sex>) -> Vec<Doubt> {
    let Some(digits) = digits_of(number).filter(|digits| digits.len() == 12) else {
        return vec![Doubt::Shape];
    };
    let mut doubts = Vec::new();
    let place = joined(&digits[..3]);
    if place < 100 && !PROVINCES.iter().any(|known| u32::from(*known) == place) {
        doubts.push(Doubt::Province);
    }
    let year = 1900 + 100 * (digits[3] / 2) + joined(&digits[4..6]);
    if born_on.is_some_and(|born| i64::from(born.year()) != i64::from(year)) {
        doubts.push(Doubt::BirthYear);
    }
    let told = if digits[3] % 2 == 0 { Sex::Male } else { Sex::Female };
    if sex.is_some_and(|sex| sex != told) {
        doubts.push(Doubt::Sex);
    }
    doubts
}

/// What is doubtful about a tax code: ten digits, thirteen of a dependent unit (written with or without a hyphen), or a
/// personal number, which serves people and household businesses since 1 July 2025.
pub fn of_tax_code(code: &str) -> Vec<Doubt> {
    let Some(digits) = digits_of(code) else { return vec![Doubt::Shape] };
    let branch = match digits.len() {
        10 => None,
        12 => return of_personal_number(code, None, None),
        13 => Some(joined(&digits[10..])),
        _ => return vec![Doubt::Shape],
    };
    let sum: u32 = digits.iter().zip(TAX_WEIGHTS).map(|(digit, weight)| digit * weight).sum();
    let mut doubts = Vec::new();
    // A remainder of nought asks for a tenth digit of ten: such numbers are not given out.
    if 10 - sum % 11 != digits[9] {
        doubts.push(Doubt::CheckDigit);
    }
    if branch == Some(0) {
        doubts.push(Doubt::Branch);
    }
    doubts
}

/// The digits, without the marks people put between them; `None` when anything else stands there.
fn digits_of(text: &str) -> Option<Vec<u32>> {
    text.trim().chars().filter(|c| !matches!(c, ' ' | '.' | '-')).map(|c| c.to_digit(10)).collect()
}

fn joined(digits: &[u32]) -> u32 {
    digits.iter().fold(0, |sum, digit| sum * 10 + digit)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a failing test panics")]
    use super::*;

    fn day(text: &str) -> Option<Date> {
        Some(Date::parse(text).unwrap())
    }

    #[test]
    fn a_personal_number_tells_place_year_and_sex() {
        let clean: [(&str, &str, Sex); 4] = [
            ("001085012345", "1985-07-24", Sex::Male),
            ("079185012345", "1985-07-24", Sex::Female),
            ("096301000103", "2001-08-30", Sex::Female),
            ("101200000001", "2000-01-01", Sex::Male),
        ];
        for (number, born, sex) in clean {
            assert_eq!(of_personal_number(number, day(born), Some(sex)), [], "{number}");
            assert_eq!(of_personal_number(number, None, None), [], "{number}");
        }
        let all = of_personal_number("003085012345", day("1986-07-24"), Some(Sex::Female));
        assert_eq!(all, [Doubt::Province, Doubt::BirthYear, Doubt::Sex]);
        assert_eq!(of_personal_number("001285012345", day("1985-01-01"), None), [Doubt::BirthYear], "2085");
        for number in ["00108501234", "0010850123456", "00108501234x", ""] {
            assert_eq!(of_personal_number(number, None, None), [Doubt::Shape], "{number}");
        }
    }

    #[test]
    fn a_tax_code_has_a_check_digit() {
        // Codes of listed companies, printed on their public papers.
        for code in ["0100109106", "0100233488", "0301442379", "0100109106-001", "0314409058002"] {
            assert_eq!(of_tax_code(code), [], "{code}");
        }
        // One wrong digit is always noticed: the weights have no common factor with eleven.
        for at in 0..10 {
            for digit in b'0'..=b'9' {
                let mut code = *b"0100109106";
                if code[at] != digit {
                    code[at] = digit;
                    let code = std::str::from_utf8(&code).unwrap();
                    assert_eq!(of_tax_code(code), [Doubt::CheckDigit], "{code}");
                }
            }
        }
        assert_eq!(of_tax_code("0100109106-000"), [Doubt::Branch]);
        assert_eq!(of_tax_code("001085012345"), []);
        for code in ["", "123456789", "01001091066", "0100109106-1", "mã"] {
            assert_eq!(of_tax_code(code), [Doubt::Shape], "{code}");
        }
    }

    #[test]
    fn every_doubt_is_told_in_both_languages() {
        for doubt in Doubt::ALL {
            assert_ne!(doubt.message(Lang::Vi), doubt.message(Lang::En), "{}", doubt.code());
        }
    }
}
