//! Vietnamese text as people type it: one search key for accented, unaccented and differently composed spellings.

/// Accent-insensitive search key: lower case, no diacritics, `đ` as `d`, single spaces, punctuation as a space.
///
/// `Hoà`, `Hòa` and `hoa` have the same key. Works on composed and decomposed input without tables of Unicode:
/// every Vietnamese letter is listed here, other letters pass through.
#[must_use]
pub fn fold(text: &str) -> String {
    let mut key = String::with_capacity(text.len());
    let mut gap = false;
    for c in text.chars() {
        for lower in c.to_lowercase() {
            // Combining marks (decomposed input) carry no letter of their own.
            if ('\u{0300}'..='\u{036f}').contains(&lower) {
                continue;
            }
            let base = base_letter(lower);
            if base.is_alphanumeric() || base == '.' {
                if gap && !key.is_empty() {
                    key.push(' ');
                }
                gap = false;
                key.push(base);
            } else {
                gap = true;
            }
        }
    }
    key
}

/// The same key with the given name (last word) first, as people also search: `mai nguyen thi`.
#[must_use]
pub fn given_first(name: &str) -> String {
    let key = fold(name);
    match key.rsplit_once(' ') {
        Some((front, given)) => format!("{given} {front}"),
        None => key,
    }
}

/// Whether two different words are one slip of the finger apart: a letter too many, too few, another, or two in the wrong order. Compares bytes: folded Vietnamese is ASCII.
#[must_use]
pub fn one_slip(a: &str, b: &str) -> bool {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    let (short, long) = (short.as_bytes(), long.as_bytes());
    let same = short.iter().zip(long).take_while(|(x, y)| x == y).count();
    let (rest, other) = (&short[same..], &long[same..]);
    match long.len() - short.len() {
        0 => match (rest, other) {
            ([], []) => false,
            ([x, y, ..], [u, v, ..]) if x == v && y == u => {
                rest[2..] == other[2..] || rest[1..] == other[1..]
            }
            _ => rest[1..] == other[1..],
        },
        1 => rest == &other[1..],
        _ => false,
    }
}

fn base_letter(c: char) -> char {
    match c {
        'à' | 'á' | 'ả' | 'ã' | 'ạ' | 'ă' | 'ằ' | 'ắ' | 'ẳ' | 'ẵ' | 'ặ' | 'â' | 'ầ' | 'ấ' | 'ẩ' | 'ẫ'
        | 'ậ' => 'a',
        'è' | 'é' | 'ẻ' | 'ẽ' | 'ẹ' | 'ê' | 'ề' | 'ế' | 'ể' | 'ễ' | 'ệ' => 'e',
        'ì' | 'í' | 'ỉ' | 'ĩ' | 'ị' => 'i',
        'ò' | 'ó' | 'ỏ' | 'õ' | 'ọ' | 'ô' | 'ồ' | 'ố' | 'ổ' | 'ỗ' | 'ộ' | 'ơ' | 'ờ' | 'ớ' | 'ở' | 'ỡ'
        | 'ợ' => 'o',
        'ù' | 'ú' | 'ủ' | 'ũ' | 'ụ' | 'ư' | 'ừ' | 'ứ' | 'ử' | 'ữ' | 'ự' => 'u',
        'ỳ' | 'ý' | 'ỷ' | 'ỹ' | 'ỵ' => 'y',
        'đ' | 'ð' => 'd',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_word_share_a_key() {
        assert_eq!(fold("Hoà"), "hoa");
        assert_eq!(fold("HÒA"), "hoa");
        assert_eq!(fold("Đăng ký  kết-hôn"), "dang ky ket hon");
        assert_eq!(fold("Nguye\u{0302}\u{0303}n"), "nguyen");
        assert_eq!(fold("  "), "");
        assert_eq!(fold("1.001193"), "1.001193");
    }

    #[test]
    fn given_name_comes_first() {
        assert_eq!(given_first("Nguyễn Thị Mai"), "mai nguyen thi");
        assert_eq!(given_first("Mai"), "mai");
    }
}
