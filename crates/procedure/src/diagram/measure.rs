//! How wide a text will be, guessed without a font, and where it breaks.

/// Width of a text in pixels at a size, a little more than most fonts need.
pub(super) fn width(text: &str, size: i32) -> i32 {
    let thousandths: i32 = text.chars().map(advance).sum();
    (thousandths * size + 999) / 1000
}

fn advance(c: char) -> i32 {
    match c {
        // Marks that stand over the letter before them.
        '\u{300}'..='\u{36f}' => 0,
        'i' | 'j' | 'l' | 'ì' | 'í' | 'ỉ' | 'ĩ' | 'ị' | '.' | ',' | ':' | ';' | '\'' | '|' | ' ' => {
            290
        }
        'f' | 't' | 'r' | '(' | ')' | '/' | '-' | '·' => 400,
        'm' | 'M' | 'w' | 'W' => 920,
        _ if c.is_uppercase() => 690,
        _ => 590,
    }
}

/// Breaks a text into lines no wider than `room`; more than `most` lines end in an ellipsis.
pub(super) fn wrap(text: &str, size: i32, room: i32, most: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace().flat_map(|word| pieces(word, size, room)) {
        match lines.last_mut() {
            Some(line) if width(line, size) + width(" ", size) + width(&word, size) <= room => {
                line.push(' ');
                line.push_str(&word);
            }
            _ => lines.push(word),
        }
        if lines.len() > most {
            break;
        }
    }
    if lines.len() > most {
        lines.truncate(most);
        if let Some(last) = lines.last_mut() {
            while width(last, size) + width("…", size) > room && last.pop().is_some() {}
            last.truncate(last.trim_end_matches([',', ' ', ';', ':']).len());
            last.push('…');
        }
    }
    lines
}

/// A word, cut where it alone is wider than the line.
fn pieces(word: &str, size: i32, room: i32) -> Vec<String> {
    if width(word, size) <= room {
        return vec![word.to_owned()];
    }
    let mut pieces = vec![String::new()];
    for c in word.chars() {
        if let Some(piece) = pieces.last_mut() {
            piece.push(c);
            if width(piece, size) + size <= room {
                continue;
            }
        }
        // A line of nothing but one very long word: cut it hard and go on.
        if pieces.len() >= 8 {
            break;
        }
        pieces.push(String::new());
    }
    pieces.retain(|piece| !piece.is_empty());
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_fit_and_too_many_end_in_an_ellipsis() {
        let text =
            "Kiểm tra, đối chiếu hồ sơ và trình lãnh đạo phòng xem xét trước khi trình lãnh đạo đơn vị";
        let lines = wrap(text, 14, 200, 9);
        assert!(lines.len() > 2 && lines.iter().all(|line| width(line, 14) <= 200), "{lines:?}");
        assert_eq!(lines.join(" "), text);
        let short = wrap(text, 14, 200, 2);
        assert_eq!(short.len(), 2);
        assert!(short[1].ends_with('…') && width(&short[1], 14) <= 200, "{short:?}");
        assert!(wrap("", 14, 200, 2).is_empty());
    }

    #[test]
    fn a_word_without_end_is_cut() {
        let lines = wrap(&"A".repeat(100_000), 14, 100, 3);
        assert_eq!(lines.len(), 3);
        assert!(lines.iter().all(|line| width(line, 14) <= 100));
    }

    #[test]
    fn marks_that_combine_take_no_room() {
        assert_eq!(width("e\u{301}", 14), width("e", 14));
    }
}
