//! What is typed and what is written, cut into words that can be compared.

use motcua_domain::text::fold;
use unicode_normalization::UnicodeNormalization;

/// How many characters of a query are read.
pub(super) const QUERY_CHARACTERS: usize = 200;
/// How many words of a query are read.
pub(super) const QUERY_WORDS: usize = 12;
/// Longer runs of letters are no words.
const WORD_BYTES: usize = 40;
/// What an added word counts, beside 1.
const ADDED: f32 = 0.1;

/// A word.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Word {
    /// Without accents, `y` and `i` at its end as one.
    pub key: String,
    /// Fingerprint of its spelling with accents; 0 for a word without.
    pub accents: u32,
    /// 1, or less for a word people add without meaning it.
    pub weight: f32,
}

/// The words of a text, in order.
pub(super) fn words(text: &str, added: &Added) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    let composed: String = text.nfc().collect();
    for part in composed.split(|c: char| !(c.is_alphanumeric() || c == '.')) {
        let part = part.trim_matches('.');
        let key = fold(part);
        if key.is_empty() || key.len() > WORD_BYTES {
            continue;
        }
        let spelling = part.to_lowercase();
        let accents = if spelling == key { 0 } else { fingerprint(&spelling) };
        words.push(Word { key: one_i(key), accents, weight: 1.0 });
    }
    added.weigh(&mut words);
    words
}

/// The words of a query: bounded, and when all of them are words people add, all of them count.
pub(super) fn asked(query: &str, added: &Added) -> Vec<Word> {
    let head: String = query.chars().take(QUERY_CHARACTERS).collect();
    let mut words = words(&head, added);
    words.truncate(QUERY_WORDS);
    if words.iter().all(|word| word.weight < 1.0) {
        words.iter_mut().for_each(|word| word.weight = 1.0);
    }
    words
}

/// `lí lịch` and `lý lịch`, `kĩ` and `kỹ` are the same words.
pub(super) fn one_i(mut key: String) -> String {
    let bytes = key.as_bytes();
    let vowel = |byte: u8| matches!(byte, b'a' | b'e' | b'o' | b'u');
    if bytes.len() >= 2 && bytes.ends_with(b"y") && (!vowel(bytes[bytes.len() - 2]) || key.ends_with("quy")) {
        key.pop();
        key.push('i');
    }
    key
}

/// FNV-1a; never 0.
fn fingerprint(text: &str) -> u32 {
    let mix = |hash: u32, byte: u8| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193);
    text.bytes().fold(0x811c_9dc5, mix).max(1)
}

/// Words and phrases people add without meaning them: `làm giấy`, `xin`, `thủ tục`, `cho bé`.
pub(super) struct Added {
    phrases: Vec<Vec<Word>>,
}

impl Added {
    /// The list of the language.
    pub(super) fn of_vietnamese() -> Self {
        let lines = include_str!("stop_words.txt").lines().map(str::trim);
        let none = Self { phrases: Vec::new() };
        let phrases = lines.filter(|line| !line.is_empty() && !line.starts_with('#'));
        let mut phrases: Vec<Vec<Word>> = phrases.map(|line| words(line, &none)).collect();
        phrases.sort_by_key(|phrase| std::cmp::Reverse(phrase.len()));
        Self { phrases }
    }

    fn weigh(&self, words: &mut [Word]) {
        let mut at = 0;
        while at < words.len() {
            let rest = &mut words[at..];
            let meant = |typed: &Word, word: &Word| {
                typed.key == word.key && (typed.accents == 0 || typed.accents == word.accents)
            };
            let here = |phrase: &&Vec<Word>| {
                phrase.len() <= rest.len() && rest.iter().zip(phrase.iter()).all(|(t, w)| meant(t, w))
            };
            let length = self.phrases.iter().find(here).map_or(0, Vec::len);
            rest[..length].iter_mut().for_each(|word| word.weight = ADDED);
            at += length.max(1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(text: &str) -> Vec<String> {
        words(text, &Added::of_vietnamese()).into_iter().map(|word| word.key).collect()
    }

    #[test]
    fn spellings_of_one_word_are_one() {
        assert_eq!(keys("Lý lịch"), keys("lí LỊCH"));
        assert_eq!(keys("Quy hoạch, kỹ-thuật"), ["qui", "hoach", "ki", "thuat"]);
        assert_eq!(keys("thửa đất may tay City"), ["thua", "dat", "may", "tay", "citi"]);
        assert_eq!(keys("1.001193 TP. ..."), ["1.001193", "tp"]);
        let composed = words("khai sinh hộ", &Added::of_vietnamese());
        let taken_apart: String = "khai sinh hộ".nfd().collect();
        assert_eq!(composed, words(&taken_apart, &Added::of_vietnamese()));
    }

    #[test]
    fn added_words_count_little_unless_alone() {
        let added = Added::of_vietnamese();
        let weights = |text| asked(text, &added).iter().map(|word| word.weight).collect::<Vec<_>>();
        assert_eq!(weights("xin làm giấy khai sinh cho bé"), [0.1, 0.1, 0.1, 1.0, 1.0, 0.1, 0.1]);
        assert_eq!(weights("thủ tục"), [1.0, 1.0]);
        assert_eq!(weights("thu hồi"), [1.0, 1.0]);
        assert_eq!(weights("lâm nghiệp"), [1.0, 1.0]);
        assert_eq!(weights("lam giay khai sinh"), [0.1, 0.1, 1.0, 1.0]);
        assert_eq!(asked(&"a b ".repeat(500), &added).len(), QUERY_WORDS);
    }
}
