//! Where signatures stand in a PDF, in whatever revision: found in the bytes themselves, since a later revision may no
//! longer name them. A signature is a gap in the bytes it covers; the gap holds its value in hex digits and nothing else.

use lopdf::{Dictionary, Document, Object};
use std::collections::BTreeSet;

/// What tells the range of a signature.
pub(super) const MARK: &[u8] = b"/ByteRange";
/// Bytes of one value: with the certificates and the lists of revoked ones that some put into it.
const VALUE_MAX: usize = 4 * 1024 * 1024;

/// The four numbers of a signature: from, length, from, length.
pub(super) type Range = [usize; 4];

/// A place where a signature stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) range: Range,
    /// Its value; `None`: the gap holds something else, or more.
    pub(super) value: Option<Vec<u8>>,
}

impl Place {
    /// Where what it covers ends.
    pub(super) fn end(&self) -> usize {
        self.range[2] + self.range[3]
    }

    /// What it covers.
    pub(super) fn covered<'a>(&self, bytes: &'a [u8]) -> [&'a [u8]; 2] {
        let [from, length, again, rest] = self.range;
        [&bytes[from..from + length], &bytes[again..again + rest]]
    }
}

/// All places, in the order they stand, with ranges that lie within the file and begin where it does.
pub(super) fn all(bytes: &[u8]) -> Vec<Place> {
    let mut seen = BTreeSet::new();
    let mut places = Vec::new();
    let mut at = 0;
    while let Some(found) = find(&bytes[at..], MARK) {
        at += found + MARK.len();
        let Some(range) = numbers(&bytes[at..]) else { continue };
        if fits(range, bytes.len()) && seen.insert(range) {
            places.push(Place { range, value: value(&bytes[range[0] + range[1]..range[2]]) });
        }
    }
    places
}

/// The range a dictionary tells, when it tells one.
pub(super) fn range_of(dict: &Dictionary) -> Option<Range> {
    let numbers = dict.get(b"ByteRange").ok()?.as_array().ok()?;
    let numbers: Vec<usize> =
        numbers.iter().filter_map(|number| usize::try_from(number.as_i64().ok()?).ok()).collect();
    numbers.try_into().ok()
}

/// The dictionaries of signatures that a document has now: those that have a range and a value.
pub(super) fn dictionaries(document: &Document) -> impl Iterator<Item = &Dictionary> {
    document.objects.values().flat_map(|object| {
        let outer = object.as_dict().ok();
        // Some write the signature into its field.
        let inner = outer.and_then(|dict| dict.get(b"V").ok()).and_then(|value| value.as_dict().ok());
        [outer, inner].into_iter().flatten().filter(|dict| dict.has(b"ByteRange") && dict.has(b"Contents"))
    })
}

/// The value a dictionary holds.
pub(super) fn value_of(dict: &Dictionary) -> Option<&[u8]> {
    match dict.get(b"Contents") {
        Ok(Object::String(bytes, _)) => Some(bytes),
        _ => None,
    }
}

fn fits([from, length, again, rest]: Range, size: usize) -> bool {
    let end = again.checked_add(rest);
    from == 0 && length > 0 && length < again && end.is_some_and(|end| end <= size)
}

fn numbers(bytes: &[u8]) -> Option<Range> {
    let inner = bytes.trim_ascii_start().strip_prefix(b"[")?;
    let inner = &inner[..find(&inner[..inner.len().min(200)], b"]")?];
    let numbers: Option<Vec<usize>> =
        std::str::from_utf8(inner).ok()?.split_ascii_whitespace().map(|number| number.parse().ok()).collect();
    numbers?.try_into().ok()
}

/// The bytes of `<0123…>`: both brackets, hex digits, white space, no more.
fn value(gap: &[u8]) -> Option<Vec<u8>> {
    let digits = gap.strip_prefix(b"<")?.strip_suffix(b">")?;
    if digits.len() / 2 > VALUE_MAX {
        return None;
    }
    let mut bytes = Vec::with_capacity(digits.len() / 2);
    let mut first = None;
    for byte in digits.iter().filter(|byte| !byte.is_ascii_whitespace()) {
        let digit = u8::try_from(char::from(*byte).to_digit(16)?).ok()?;
        match first.take() {
            None => first = Some(digit),
            Some(high) => bytes.push(high << 4 | digit),
        }
    }
    // A digit alone has a nought behind it.
    bytes.extend(first.map(|high| high << 4));
    Some(bytes)
}

pub(super) fn find(bytes: &[u8], mark: &[u8]) -> Option<usize> {
    bytes.windows(mark.len()).position(|window| window == mark)
}
