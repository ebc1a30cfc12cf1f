//! Numbers as people write them in each language.

use crate::lang::Lang;

/// A count with thousands marks: 1.204 in Vietnamese, 1,204 in English.
#[must_use]
pub fn count(lang: Lang, number: u64) -> String {
    let mark = match lang {
        Lang::Vi => '.',
        Lang::En => ',',
    };
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(mark);
        }
        out.push(digit);
    }
    out
}

/// Money in whole đồng: "1.250.000 đ" and "VND 1,250,000".
#[must_use]
pub fn money(lang: Lang, dong: u64) -> String {
    match lang {
        Lang::Vi => format!("{} đ", count(lang, dong)),
        Lang::En => format!("VND {}", count(lang, dong)),
    }
}

/// An identity number with its middle hidden: `0010••••2345`; shorter numbers keep only their last two.
#[must_use]
pub fn mask_id(number: &str) -> String {
    mask(
        number,
        if number.chars().count() >= 12 { 4 } else { 0 },
        if number.chars().count() >= 12 { 4 } else { 2 },
    )
}

/// A phone number with its middle hidden: `09••••••78`.
#[must_use]
pub fn mask_phone(number: &str) -> String {
    mask(number, 2, 2)
}

fn mask(number: &str, head: usize, tail: usize) -> String {
    let length = number.chars().count();
    if length <= head + tail {
        return "•".repeat(length);
    }
    let hidden = |index: usize| index >= head && index < length - tail;
    number.chars().enumerate().map(|(index, digit)| if hidden(index) { '•' } else { digit }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_follow_the_language() {
        assert_eq!(count(Lang::Vi, 1_204), "1.204");
        assert_eq!(count(Lang::En, 1_000_000), "1,000,000");
        assert_eq!(count(Lang::Vi, 86), "86");
        assert_eq!(money(Lang::Vi, 1_250_000), "1.250.000 đ");
    }

    #[test]
    fn masks_hide_the_middle_and_never_everything_but_a_short_number() {
        assert_eq!(mask_id("001085012345"), "0010••••2345");
        assert_eq!(mask_id("0123"), "••23");
        assert_eq!(mask_phone("0912345678"), "09••••••78");
        assert_eq!(mask_phone("12"), "••");
    }
}
