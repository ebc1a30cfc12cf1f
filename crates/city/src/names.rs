//! Vietnamese text as people type it: search without accents, and the order of names.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Key for comparing text without accents, case, punctuation or extra spaces: `Hòa Bình`, `Hoà  bình` and
/// `hoa binh` have one key. `đ` becomes `d`; letters, digits and the dot between digits are kept.
pub fn fold(text: &str) -> String {
    let mut key = String::with_capacity(text.len());
    let mut letters = text.nfd().filter(|letter| !is_combining_mark(*letter)).peekable();
    while let Some(letter) = letters.next() {
        let inside_number = letter == '.'
            && key.ends_with(|before: char| before.is_ascii_digit())
            && letters.peek().is_some_and(char::is_ascii_digit);
        match letter {
            'đ' | 'Đ' => key.push('d'),
            letter if letter.is_alphanumeric() => key.extend(letter.to_lowercase()),
            '.' if inside_number => key.push('.'),
            _ if !key.is_empty() && !key.ends_with(' ') => key.push(' '),
            _ => {}
        }
    }
    key.truncate(key.trim_end().len());
    key
}

/// A full name in the order Vietnamese lists are sorted by, given name first: `Nguyễn Thị Hoa` is
/// `Hoa Nguyễn Thị`.
pub fn given_first(name: &str) -> String {
    let mut parts: Vec<&str> = name.split_whitespace().collect();
    if let Some(given) = parts.pop() {
        parts.insert(0, given);
    }
    parts.join(" ")
}

/// ASCII for sign-in names and keys: the folded text without anything but letters and digits.
pub fn ascii_key(text: &str) -> String {
    fold(text).chars().filter(char::is_ascii_alphanumeric).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_key_for_every_way_of_typing() {
        for text in ["Hòa Bình", "Hoà Bình", "hoa  binh", " HOA\u{300} BI\u{300}NH "] {
            assert_eq!(fold(text), "hoa binh", "{text:?}");
        }
        assert_eq!(fold("Đăng ký khai sinh"), "dang ky khai sinh");
        assert_eq!(fold("Thủ tục đăng ký nhận cha, mẹ, con"), "thu tuc dang ky nhan cha me con");
        assert_eq!(fold("Quốc Oai – Ứng Thiên"), "quoc oai ung thien");
        assert_eq!(fold("ưƯơƠăĂâÂêÊôÔỹỶ"), "uuooaaaaeeooyy");
        assert_eq!(fold(" ,. "), "");
    }

    #[test]
    fn codes_keep_their_dot() {
        assert_eq!(fold("1.001193"), "1.001193");
        assert_eq!(fold("Hết. 2 tờ."), "het 2 to");
    }

    #[test]
    fn lists_are_sorted_by_given_name() {
        assert_eq!(given_first("Nguyễn Thị Hoa"), "Hoa Nguyễn Thị");
        assert_eq!(given_first("Hoa"), "Hoa");
        assert_eq!(given_first("  "), "");
    }

    #[test]
    fn keys_are_plain_ascii() {
        assert_eq!(ascii_key("Xã Đông Anh"), "xadonganh");
        assert_eq!(ascii_key("Văn Miếu - Quốc Tử Giám"), "vanmieuquoctugiam");
    }
}
