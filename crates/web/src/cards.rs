//! Citizen cards: the 7-part QR text of the card, the 12 digits typed or read, and what the digits say.
//!
//! The QR reads `number|old number|name|ddmmyyyy|sex|residence|issued`. Scanners that act as keyboards spoil it in two
//! known ways: UTF-8 read as Latin (`Nguyá»…n`), which can be repaired, and a Vietnamese input method left on (`Nguyễn`
//! typed through Telex loses or doubles letters), which cannot and is reported.

use motcua_calendar::Date;

/// What a card says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Card {
    /// The 12-digit number.
    pub number: String,
    /// Name.
    pub name: String,
    /// Date of birth.
    pub born_on: Option<Date>,
    /// `male`, `female`.
    pub sex: Option<&'static str>,
    /// Residence.
    pub address: String,
}

/// What a scan turned out to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scan {
    /// A whole card.
    Card(Card),
    /// Only a number.
    Number(String),
    /// Spoilt by an input method: switch it off and scan again.
    Spoilt,
    /// Neither.
    Unclear,
}

/// Reads what a scanner or a person put into the scan field.
#[must_use]
pub fn read(text: &str) -> Scan {
    let text = text.trim();
    let digits: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    if digits.len() == 12 && digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Scan::Number(digits);
    }
    let mut parts: Vec<&str> = text.split('|').map(str::trim).collect();
    // Some cards leave the old number out.
    if parts.len() == 6 {
        parts.insert(1, "");
    }
    if parts.len() < 7 || parts.len() > 11 {
        return Scan::Unclear;
    }
    let number = parts[0].to_owned();
    if number.len() != 12 || !number.bytes().all(|byte| byte.is_ascii_digit()) {
        return Scan::Spoilt;
    }
    let (name, address) = (repair(parts[2]), repair(parts[5]));
    let sex = match fold(&repair(parts[4])).as_str() {
        "nam" => Some("male"),
        "nu" => Some("female"),
        _ => None,
    };
    let born_on = compact_day(parts[3]);
    if sex.is_none() || born_on.is_none() || !is_name(&name) {
        return Scan::Spoilt;
    }
    Scan::Card(Card { number, name, born_on, sex, address })
}

fn fold(text: &str) -> String {
    motcua_domain::text::fold(text)
}

fn compact_day(text: &str) -> Option<Date> {
    if text.len() != 8 || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    Date::new(text[4..].parse().ok()?, text[2..4].parse().ok()?, text[..2].parse().ok()?).ok()
}

/// A name as cards print it: letters, at least two words, and none of the digits an input method in VNI mode leaves.
fn is_name(name: &str) -> bool {
    let letters = name.chars().all(|c| c.is_alphabetic() || matches!(c, ' ' | '\'' | '-' | '.'));
    letters && name.split_whitespace().count() >= 2
}

/// Turns UTF-8 that was read as Windows-1252 back, when that gives Vietnamese; otherwise leaves it.
#[must_use]
pub fn repair(text: &str) -> String {
    let suspicious = text.chars().any(|c| matches!(c, 'Ã' | 'á' | 'Ä' | 'Æ' | 'Å'))
        && text.chars().any(|c| !c.is_alphabetic() && !c.is_ascii());
    let suspicious =
        suspicious || text.contains("á»") || text.contains("áº") || text.contains("Ã") || text.contains("Ä");
    if !suspicious {
        return text.to_owned();
    }
    let bytes: Option<Vec<u8>> = text.chars().map(latin_byte).collect();
    bytes.and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_else(|| text.to_owned())
}

/// The byte that Windows-1252 shows as this character; Latin-1 for the five bytes it does not define.
fn latin_byte(c: char) -> Option<u8> {
    const HIGH: [char; 32] = [
        '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}',
        '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
    ];
    if let Some(at) = HIGH.iter().position(|high| *high == c) {
        return u8::try_from(0x80 + at).ok();
    }
    u8::try_from(u32::from(c)).ok()
}

/// What a 12-digit number says of its holder: `SSSCYY…`, where C counts centuries and sex (0 male and 1 female of the
/// 20th, 2 and 3 of the 21st, and so on; QĐ 07/2016/NĐ-CP art. 13 as taken over by the Law on Identity).
#[must_use]
pub fn told_by(number: &str) -> Option<(i32, &'static str)> {
    let bytes = number.as_bytes();
    if bytes.len() != 12 || !bytes.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let digit = |at: usize| i32::from(bytes[at] - b'0');
    let year = 1900 + 100 * (digit(3) / 2) + digit(4) * 10 + digit(5);
    Some((year, if digit(3) % 2 == 0 { "male" } else { "female" }))
}

#[cfg(test)]
mod tests {
    use super::*;

    const CARD: &str =
        "001085012345|011234567|Nguyễn Thị Mai|24071985|Nữ|Số 5, Hàng Bông, Hoàn Kiếm, Hà Nội|01052021";

    #[test]
    fn a_card_is_read_whole() {
        let Scan::Card(card) = read(CARD) else { panic!("a card") };
        assert_eq!(card.number, "001085012345");
        assert_eq!(card.name, "Nguyễn Thị Mai");
        assert_eq!(card.born_on.map(|d| d.to_string()).as_deref(), Some("1985-07-24"));
        assert_eq!(card.sex, Some("female"));
        assert_eq!(read(" 0010 8501 2345 "), Scan::Number("001085012345".into()));
        assert_eq!(read("0010850"), Scan::Unclear);
    }

    #[test]
    fn latin_mojibake_is_repaired() {
        let spoilt: String = CARD
            .bytes()
            .map(|byte| match byte {
                0x80..=0x9f => "€\u{81}‚ƒ„…†‡ˆ‰Š‹Œ\u{8d}Ž\u{8f}\u{90}‘’“”•–—˜™š›œ\u{9d}žŸ"
                    .chars()
                    .nth(usize::from(byte) - 0x80)
                    .expect("32 of them"),
                other => char::from(other),
            })
            .collect();
        assert_ne!(spoilt, CARD);
        assert_eq!(read(&spoilt), read(CARD));
        assert_eq!(repair("Nguyễn Văn Áng"), "Nguyễn Văn Áng");
    }

    #[test]
    fn an_input_method_left_on_is_noticed() {
        assert_eq!(
            read("001085012345|011234567|Nguye6n4 Thi5 Mai|24071985|Nu74|Ha2 No6i5|01052021"),
            Scan::Spoilt
        );
        assert_eq!(read("00108501234f|0|Nguyễn Mai|24071985|Nữ|Hà Nội|01052021"), Scan::Spoilt);
    }

    #[test]
    fn the_number_tells_year_and_sex() {
        assert_eq!(told_by("001085012345"), Some((1985, "male")));
        assert_eq!(told_by("001185012345"), Some((1985, "female")));
        assert_eq!(told_by("001301012345"), Some((2001, "female")));
        assert_eq!(told_by("00108501234"), None);
    }
}
