//! The words of all texts, where each stands, and which words a typed word may mean.

use super::edit::one_slip;
use super::words::{Word, one_i};
use std::collections::BTreeMap;

/// A word this long may be typed with a slip.
const SLIP_BYTES: usize = 4;
/// A typed word that is not the last is completed from this length on.
const COMPLETE_BYTES: usize = 4;
/// How many words a run without spaces is cut into.
const RUN_WORDS: usize = 6;
/// What a word tells that nobody wrote: little, but that something was left unmatched.
const UNKNOWN: f32 = 1.0;
/// How good a word with a slip is; less when what was typed is a word itself.
const SLIPPED: f32 = 0.75;
const SLIPPED_FROM_A_WORD: f32 = 0.4;

/// Where a word stands.
#[derive(Debug, Clone, Copy)]
pub(super) struct Posting {
    pub text: u32,
    pub at: u16,
    /// Fingerprint of its spelling.
    pub accents: u32,
}

struct Term {
    key: String,
    weight: f32,
    postings: Vec<Posting>,
}

/// A word a typed word may mean, and how good that is (at most 1).
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Candidate {
    pub term: usize,
    pub quality: f32,
}

/// Collects texts.
#[derive(Default)]
pub(super) struct Builder {
    terms: BTreeMap<String, (Vec<Posting>, u32, u32)>,
    pairs: Vec<(String, String)>,
}

impl Builder {
    pub(super) fn text(&mut self, text: u32, entry: u32, words: &[Word]) {
        for (at, word) in (0_u16..).zip(words) {
            if !self.terms.contains_key(&word.key) {
                self.terms.insert(word.key.clone(), (Vec::new(), 0, u32::MAX));
            }
            let Some((postings, entries, last)) = self.terms.get_mut(&word.key) else { continue };
            if *last != entry {
                (*entries, *last) = (*entries + 1, entry);
            }
            postings.push(Posting { text, at, accents: word.accents });
        }
        for pair in words.windows(2) {
            self.pairs.push((pair[0].key.clone(), pair[1].key.clone()));
        }
    }

    pub(super) fn finish(self, entries: usize) -> Vocabulary {
        let all = count(entries);
        let weight = |in_entries: u32| (1.0 + all / count(in_entries as usize)).ln();
        let terms: Vec<Term> = self
            .terms
            .into_iter()
            .map(|(key, (postings, entries, _))| Term { key, weight: weight(entries), postings })
            .collect();
        let mut vocabulary = Vocabulary { terms, pairs: Vec::new() };
        let number = |key: &str| vocabulary.find(key).and_then(|term| u32::try_from(term).ok());
        let mut pairs: Vec<(u32, u32)> =
            self.pairs.iter().filter_map(|(a, b)| Some((number(a)?, number(b)?))).collect();
        pairs.sort_unstable();
        pairs.dedup();
        vocabulary.pairs = pairs;
        vocabulary
    }
}

#[expect(clippy::cast_precision_loss, reason = "a weight needs no more digits than f32 has")]
fn count(number: usize) -> f32 {
    number.max(1) as f32
}

/// All words, sorted.
pub(super) struct Vocabulary {
    terms: Vec<Term>,
    /// Words that stand side by side somewhere; sorted.
    pairs: Vec<(u32, u32)>,
}

impl Vocabulary {
    pub(super) fn find(&self, key: &str) -> Option<usize> {
        self.terms.binary_search_by(|term| term.key.as_str().cmp(key)).ok()
    }

    pub(super) fn postings(&self, term: usize) -> &[Posting] {
        &self.terms[term].postings
    }

    /// How much a word tells: rare ones more.
    pub(super) fn weight(&self, key: &str) -> f32 {
        self.find(key).map_or(UNKNOWN, |term| self.terms[term].weight)
    }

    pub(super) fn weight_of(&self, term: usize) -> f32 {
        self.terms[term].weight
    }

    /// What a typed word may mean, best first.
    pub(super) fn candidates(&self, typed: &str, place: Place) -> Vec<Candidate> {
        let exact = self.find(typed);
        let mut list: Vec<Candidate> =
            exact.map(|term| Candidate { term, quality: 1.0 }).into_iter().collect();
        if place == Place::Last || typed.len() >= COMPLETE_BYTES {
            list.extend(self.completions(typed));
        }
        if typed.len() + 1 >= SLIP_BYTES {
            let quality = if exact.is_some() { SLIPPED_FROM_A_WORD } else { SLIPPED };
            let near = |term: &Term| {
                let length = term.key.len();
                length.max(typed.len()) >= SLIP_BYTES
                    && length.abs_diff(typed.len()) <= 1
                    && one_slip(&term.key, typed)
            };
            for (term, _) in self.terms.iter().enumerate().filter(|(_, term)| near(term)) {
                if !list.iter().any(|known| known.term == term) {
                    list.push(Candidate { term, quality });
                }
            }
        }
        list.sort_by(|a, b| b.quality.total_cmp(&a.quality).then(a.term.cmp(&b.term)));
        list
    }

    fn completions<'a>(&'a self, typed: &'a str) -> impl Iterator<Item = Candidate> + 'a {
        let from = self.terms.partition_point(|term| term.key.as_str() <= typed);
        let longer = self.terms[from..].iter().take_while(move |term| term.key.starts_with(typed));
        longer.enumerate().map(move |(at, term)| {
            // Half typed is better than hardly begun.
            let typed_part = count(typed.len()) / count(term.key.len());
            Candidate { term: from + at, quality: 0.5 + 0.4 * typed_part }
        })
    }

    /// A run without spaces cut into words that stand side by side somewhere: `khaisinh`.
    pub(super) fn cut(&self, run: &str) -> Option<Vec<usize>> {
        if run.len() < SLIP_BYTES || !run.is_ascii() || self.find(run).is_some() {
            return None;
        }
        let mut ways: Vec<Ways> = vec![Ways::new(); run.len() + 1];
        for end in 2..=run.len() {
            let mut here = Ways::new();
            for start in (0..end - 1).filter(|start| *start == 0 || !ways[*start].is_empty()) {
                let Some(term) = self.find(&one_i(run[start..end].to_owned())) else { continue };
                let best = if start == 0 { Some((1, None)) } else { self.best_before(&ways[start], term) };
                if let Some((words, before)) = best.filter(|(words, _)| *words <= RUN_WORDS) {
                    here.insert(term, Way { words, before, start });
                }
            }
            ways[end] = here;
        }
        let (mut term, _) = ways[run.len()].iter().min_by_key(|(term, way)| (way.words, **term))?;
        let (mut end, mut cut) = (run.len(), vec![*term]);
        while let Some(Way { before: Some(before), start, .. }) = ways[end].get(term) {
            (term, end) = (before, *start);
            cut.push(*term);
        }
        cut.reverse();
        (cut.len() > 1).then_some(cut)
    }

    /// The shortest way that may go on with a word, and the word it ends with.
    fn best_before(&self, before: &Ways, term: usize) -> Option<(usize, Option<usize>)> {
        let beside = |last: usize| {
            let pair = (u32::try_from(last).ok()?, u32::try_from(term).ok()?);
            self.pairs.binary_search(&pair).ok()
        };
        let ways = before.iter().filter(|(last, _)| beside(**last).is_some());
        ways.map(|(last, way)| (way.words + 1, Some(*last))).min()
    }
}

/// For each word that ends at one place of a run, the fewest words up to it.
type Ways = BTreeMap<usize, Way>;

#[derive(Debug, Clone, Copy)]
struct Way {
    words: usize,
    /// The word before; `None` at the beginning.
    before: Option<usize>,
    /// Where the word begins.
    start: usize,
}

/// Whether more may follow: the last word of a query may be half typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Inside,
    Last,
}
