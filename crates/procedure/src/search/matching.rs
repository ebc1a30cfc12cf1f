//! How well what was typed fits each entry.

use super::vocabulary::{Candidate, Place, Vocabulary};
use super::words::Word;
use super::{Kind, Text};

/// How much of what was typed an entry must hold.
const ENOUGH: f32 = 0.6;
/// What a word is worth whose accents were typed and are others.
const OTHER_ACCENTS: f32 = 0.8;
/// Scores closer than this are equal: then use decides.
const GRAIN: f32 = 0.04;

/// One word of the query with what it may mean.
struct Asked {
    accents: u32,
    weight: f32,
    candidates: Vec<Candidate>,
}

#[derive(Clone, Copy, Default)]
struct Tally {
    /// Number of the word last counted, from 1.
    word: u8,
    /// Where it stood.
    at: u16,
    /// Whether it followed the word before in the text as in the query.
    follows: bool,
    /// How many words did.
    followed: u8,
    /// Words found, as bits.
    found: u16,
    /// Weight of what was found, by quality.
    held: f32,
    /// Weight of the text's own words found.
    covered: f32,
}

/// Every entry that matches, with its score.
pub(super) fn hits(
    vocabulary: &Vocabulary,
    texts: &[Text],
    entries: usize,
    asked: &[Word],
) -> Vec<(f32, u32)> {
    let asked = understood(vocabulary, asked);
    let total: f32 = asked.iter().map(|word| word.weight).sum();
    let mut tallies = vec![Tally::default(); texts.len()];
    let mut touched: Vec<u32> = Vec::new();
    for (number, word) in (1_u8..).zip(&asked) {
        for candidate in &word.candidates {
            count(vocabulary, word, *candidate, number, &mut tallies, &mut touched);
        }
    }
    let mut best = vec![(0.0_f32, 0_u16); entries];
    for text in &touched {
        let (about, tally) = (&texts[*text as usize], &tallies[*text as usize]);
        let (score, found) = &mut best[about.entry as usize];
        *found |= tally.found;
        *score = score.max(score_of(about, tally, total, asked.len()));
    }
    let held = |found: u16| -> f32 {
        let of = |(at, word): (usize, &Asked)| if found & (1 << at) == 0 { 0.0 } else { word.weight };
        asked.iter().enumerate().map(of).sum::<f32>() / total
    };
    let entries = (0_u32..).zip(best).filter(|(_, (score, _))| *score > 0.0);
    let entries = entries.map(|(entry, (score, found))| (entry, score, held(found)));
    entries
        .filter(|(_, _, held)| *held >= ENOUGH)
        .map(|(entry, score, held)| (((score + 0.2 * held) / GRAIN).round(), entry))
        .collect()
}

/// What each word may mean; a run without spaces becomes the words it holds.
fn understood(vocabulary: &Vocabulary, words: &[Word]) -> Vec<Asked> {
    let mut asked = Vec::with_capacity(words.len());
    for (at, word) in words.iter().enumerate() {
        if let Some(cut) = vocabulary.cut(&word.key) {
            asked.extend(cut.into_iter().map(|term| Asked {
                accents: 0,
                weight: vocabulary.weight_of(term),
                candidates: vec![Candidate { term, quality: 1.0 }],
            }));
            continue;
        }
        let place = if at + 1 == words.len() { Place::Last } else { Place::Inside };
        let candidates = vocabulary.candidates(&word.key, place);
        let known =
            candidates.first().map_or(vocabulary.weight(&word.key), |best| vocabulary.weight_of(best.term));
        asked.push(Asked { accents: word.accents, weight: known * word.weight, candidates });
    }
    asked.truncate(16);
    asked
}

fn count(
    vocabulary: &Vocabulary,
    word: &Asked,
    candidate: Candidate,
    number: u8,
    tallies: &mut [Tally],
    touched: &mut Vec<u32>,
) {
    for posting in vocabulary.postings(candidate.term) {
        let tally = &mut tallies[posting.text as usize];
        let follows = number > 1 && tally.at + 1 == posting.at;
        if tally.word == number {
            continue;
        }
        if tally.word == 0 {
            touched.push(posting.text);
        }
        let other = word.accents != 0 && posting.accents != word.accents;
        let quality = candidate.quality * if other { OTHER_ACCENTS } else { 1.0 };
        tally.follows = follows && tally.word + 1 == number;
        tally.followed += u8::from(tally.follows);
        tally.word = number;
        tally.at = posting.at;
        tally.found |= 1 << (number - 1);
        tally.held += word.weight * quality;
        tally.covered += vocabulary.weight_of(candidate.term) * quality;
    }
}

/// How much of the query the text holds, then how much of the text that is, and in which order; more for the text itself.
#[expect(clippy::cast_precision_loss, reason = "a query has at most sixteen words")]
fn score_of(text: &Text, tally: &Tally, total: f32, words: usize) -> f32 {
    let held = tally.held / total;
    let covered = if text.weight > 0.0 { (tally.covered / text.weight).min(1.0) } else { 0.0 };
    let ordered = if words > 1 { f32::from(tally.followed) / (words - 1) as f32 } else { 1.0 };
    let whole = words == text.words && usize::from(tally.followed) + 1 == words && held > 0.99;
    let kind = match text.kind {
        Kind::Name => 1.0,
        Kind::English => 0.95,
        Kind::Field => 0.5,
    };
    (held * (0.65 + 0.2 * covered + 0.15 * ordered) + if whole { 0.1 } else { 0.0 }) * kind
}
