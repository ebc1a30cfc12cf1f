//! Finding a procedure by what people type: name, English name, everyday words, old names, code, field; with or without
//! accents, with one slip in a word, with a space left out.
//!
//! A small inverted index: each text of a procedure is a list of folded words, each word knows where it stands. What is
//! typed is compared word by word; how much of it a text holds, how much of the text that is and in which order makes the
//! score, and among equals the more used procedure comes first. The index knows nothing of dates: it holds what it is
//! given.

pub(crate) mod edit;
mod matching;
mod vocabulary;
mod words;

use motcua_domain::ids::ProcedureCode;
use motcua_domain::procedure::ProcedureVersion;
use motcua_domain::text::fold;
use std::cmp::Ordering;
use vocabulary::{Builder, Vocabulary};
use words::{Added, Word};

/// What is compared with whole names: some are longer than anything worth comparing word by word, and differ at their ends.
const NAME_CHARACTERS: usize = 1_000;

/// A procedure to be found.
pub struct Entry<'a> {
    /// The version whose names and words count.
    pub version: &'a ProcedureVersion,
    /// How many dossiers were filed; 0 when not counted. Ranks after the volume band.
    pub filed: u64,
}

/// What a query finds.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Found {
    /// How many entries match.
    pub total: usize,
    /// The best of them, best first, by their place among the entries given to [`Index::new`].
    pub best: Vec<usize>,
}

/// What kind of text a word stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Name, everyday word, old name or abbreviation.
    Name,
    /// English name.
    English,
    /// Name of the field.
    Field,
}

struct Text {
    entry: u32,
    kind: Kind,
    /// How many words it has.
    words: usize,
    /// Sum of their weights.
    weight: f32,
}

/// How an entry stands among others that match as well.
struct Standing {
    code: ProcedureCode,
    band: char,
    length: usize,
}

/// How much each entry is used, and the order that follows: apart from the index, since it changes while names do not.
pub struct Ranks {
    filed: Vec<u64>,
    /// Places of the entries in the order shown when nothing was typed.
    by_use: Vec<u32>,
}

/// The index.
pub struct Index {
    vocabulary: Vocabulary,
    texts: Vec<Text>,
    entries: Vec<Standing>,
    ranks: Ranks,
    /// Codes, also without their dot, and whose they are; sorted.
    codes: Vec<(String, u32)>,
    /// Folded names, and whose they are; sorted.
    names: Vec<(String, u32)>,
    added: Added,
}

impl Index {
    /// Builds the index; entries keep their place.
    #[must_use]
    pub fn new<'a>(entries: impl IntoIterator<Item = Entry<'a>>) -> Self {
        let added = Added::of_vietnamese();
        let mut builder = Builder::default();
        let mut texts: Vec<(u32, Kind, Vec<Word>)> = Vec::new();
        let (mut standings, mut counts): (Vec<Standing>, Vec<u64>) = (Vec::new(), Vec::new());
        let (mut codes, mut names) = (Vec::new(), Vec::new());
        for (at, Entry { version, filed }) in (0_u32..).zip(entries) {
            let mut put = |kind, text: &str| texts.push((at, kind, words::words(text, &added)));
            put(Kind::Name, &version.name);
            version.synonyms.iter().for_each(|word| put(Kind::Name, word));
            version.name_en.iter().for_each(|name| put(Kind::English, name));
            put(Kind::Field, &version.field_name);
            put(Kind::Field, &version.field_name_en);
            let code = version.code.as_str().to_lowercase();
            codes.push((code.replace('.', ""), at));
            codes.push((code, at));
            names.push((fold(&version.name), at));
            counts.push(filed);
            standings.push(Standing {
                code: version.code.clone(),
                band: version.volume_band,
                length: version.name.chars().count(),
            });
        }
        names.sort();
        codes.sort();
        codes.dedup();
        for (number, (entry, _, words)) in (0_u32..).zip(&texts) {
            builder.text(number, *entry, words);
        }
        let vocabulary = builder.finish(standings.len());
        let weigh =
            |words: &[Word]| words.iter().map(|word| vocabulary.weight(&word.key) * word.weight).sum();
        let texts = texts
            .into_iter()
            .map(|(entry, kind, words)| Text { entry, kind, words: words.len(), weight: weigh(&words) })
            .collect();
        let ranks = ranks(&standings, counts);
        Self { vocabulary, texts, entries: standings, ranks, codes, names, added }
    }

    /// The order by other counts of dossiers filed, for [`Index::search_by`].
    #[must_use]
    pub fn rank(&self, filed: impl Fn(&ProcedureCode) -> u64) -> Ranks {
        ranks(&self.entries, self.entries.iter().map(|entry| filed(&entry.code)).collect())
    }

    /// The best matches, at most `limit`. Nothing typed finds everything, the most used first.
    #[must_use]
    pub fn search(&self, query: &str, limit: usize) -> Found {
        self.search_by(query, limit, &self.ranks)
    }

    /// The same, ranked by other counts.
    #[must_use]
    pub fn search_by(&self, query: &str, limit: usize, ranks: &Ranks) -> Found {
        let asked = words::asked(query, &self.added);
        if asked.is_empty() {
            return first(&ranks.by_use, limit);
        }
        let coded = self.coded(query, ranks);
        if !coded.is_empty() {
            return first(&coded, limit);
        }
        let mut hits = matching::hits(&self.vocabulary, &self.texts, self.entries.len(), &asked);
        hits.sort_by(|(a, x), (b, y)| b.total_cmp(a).then_with(|| self.more_used(ranks, *x, *y)));
        let mut list = self.named(query, asked.len(), ranks);
        list.extend(hits.into_iter().map(|(_, entry)| entry));
        let mut told = vec![false; self.entries.len()];
        list.retain(|entry| !std::mem::replace(&mut told[*entry as usize], true));
        first(&list, limit)
    }

    /// Entries whose code is, or begins with, what was typed (three figures at least).
    fn coded(&self, query: &str, ranks: &Ranks) -> Vec<u32> {
        let typed: String = query.trim().to_lowercase();
        let figures = typed.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
        if !figures || typed.len() < 3 || typed.len() > 20 {
            return Vec::new();
        }
        let from = self.codes.partition_point(|(code, _)| *code < typed);
        let fitting = self.codes[from..].iter().take_while(|(code, _)| code.starts_with(&typed));
        let mut found: Vec<u32> = fitting.map(|(_, entry)| *entry).collect();
        found.sort_by(|a, b| self.more_used(ranks, *a, *b));
        found.dedup();
        found
    }

    /// Entries whose name is what was typed, or begins with it when more was typed than is compared word by word.
    fn named(&self, query: &str, words: usize, ranks: &Ranks) -> Vec<u32> {
        let typed = fold(&query.chars().take(NAME_CHARACTERS).collect::<String>());
        let whole = words < words::QUERY_WORDS;
        let fits = |name: &String| if whole { *name == typed } else { name.starts_with(&typed) };
        let from = self.names.partition_point(|(name, _)| *name < typed);
        let fitting = self.names[from..].iter().take_while(|(name, _)| fits(name));
        let mut found: Vec<u32> = fitting.map(|(_, entry)| *entry).collect();
        found.sort_by(|a, b| self.more_used(ranks, *a, *b));
        found
    }

    fn more_used(&self, ranks: &Ranks, a: u32, b: u32) -> Ordering {
        more_used(&self.entries, &ranks.filed, a, b)
    }
}

fn first(list: &[u32], limit: usize) -> Found {
    Found { total: list.len(), best: list.iter().take(limit).map(|at| *at as usize).collect() }
}

fn ranks(entries: &[Standing], filed: Vec<u64>) -> Ranks {
    let mut by_use: Vec<u32> = (0_u32..).take(entries.len()).collect();
    by_use.sort_by(|a, b| more_used(entries, &filed, *a, *b));
    Ranks { filed, by_use }
}

/// The more used first, then the shorter name, then by code: the same order every time.
fn more_used(entries: &[Standing], filed: &[u64], a: u32, b: u32) -> Ordering {
    let (x, y) = (&entries[a as usize], &entries[b as usize]);
    x.band
        .cmp(&y.band)
        .then_with(|| filed[b as usize].cmp(&filed[a as usize]))
        .then_with(|| x.length.cmp(&y.length))
        .then_with(|| x.code.cmp(&y.code))
        .then_with(|| a.cmp(&b))
}
