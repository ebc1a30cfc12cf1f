//! What was done to a document after a signature. A signer answers for the bytes that were signed; everything behind them
//! is by somebody else. Further signatures and proofs for them are usual and harmless; whatever else changes is told.
//!
//! Two revisions are compared object by object: nothing that was there may have gone or differ, but the list of fields and
//! of what is fixed to a page, which may have grown by signatures only.

use lopdf::{Dictionary, Document, Object, ObjectId};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Steps from a reference to what it leads to.
const STEPS_MAX: usize = 4_000;

/// What came after a signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Later {
    /// Nothing: it covers the whole document.
    Nothing,
    /// Further signatures, and proofs for them.
    Signatures,
    /// Something else was added or changed.
    Changes,
    /// Something that was not looked at.
    Unknown,
}

/// Compares what was signed with what there is now; `tail` is what was added behind.
pub(super) fn compare(before: &Document, after: &Document, tail: &[u8]) -> Later {
    let both = Revisions::new(before, after);
    let kept = both.as_ref().is_some_and(|both| both.only_signatures() && both.tail_is_told(tail));
    if kept { Later::Signatures } else { Later::Changes }
}

struct Revisions<'a> {
    before: &'a Document,
    after: &'a Document,
    root: ObjectId,
    pages: BTreeSet<ObjectId>,
    /// What may change without a look: proofs for signatures, and what is told of the file beside its pages.
    free: BTreeSet<ObjectId>,
}

impl<'a> Revisions<'a> {
    fn new(before: &'a Document, after: &'a Document) -> Option<Self> {
        let root = |document: &Document| document.trailer.get(b"Root").and_then(Object::as_reference).ok();
        let pages: Vec<ObjectId> = before.page_iter().collect();
        if root(before)? != root(after)? || pages != after.page_iter().collect::<Vec<_>>() {
            return None;
        }
        let mut free = BTreeSet::new();
        let catalog = before.catalog().ok()?;
        if let Ok(proofs) = catalog.get(b"DSS") {
            reach(before, proofs, &mut free);
        }
        for told in [before.trailer.get(b"Info"), catalog.get(b"Metadata")] {
            free.extend(told.and_then(Object::as_reference));
        }
        // Proofs may not lead back to what is on the pages.
        free.retain(|id| !pages.contains(id) && Some(*id) != root(before));
        Some(Self { before, after, root: root(before)?, pages: pages.into_iter().collect(), free })
    }

    fn only_signatures(&self) -> bool {
        self.before.objects.iter().all(|(id, was)| {
            self.after.objects.get(id).is_some_and(|is| is == was || self.may_change(*id, was, is))
                || is_table(was)
        })
    }

    /// What is written behind must be what the document now says: else some readers show one thing and some another.
    fn tail_is_told(&self, tail: &[u8]) -> bool {
        written(tail).all(|id| match (self.before.objects.get(&id), self.after.objects.get(&id)) {
            (Some(was), Some(is)) => is != was || is_table(was) || self.free.contains(&id),
            (None, Some(_)) => true,
            (_, None) => false,
        })
    }

    fn may_change(&self, id: ObjectId, was: &Object, is: &Object) -> bool {
        if self.free.contains(&id) {
            return true;
        }
        if let (Object::Array(was), Object::Array(is)) = (was, is) {
            return self.is_list(id) && self.grown(was, is);
        }
        let (Ok(was), Ok(is)) = (was.as_dict(), is.as_dict()) else { return false };
        if id == self.root {
            return self.differ_in(was, is, &[b"AcroForm", b"DSS", b"Extensions", b"Metadata"])
                && self.form(was.get(b"AcroForm").ok(), is.get(b"AcroForm").ok());
        }
        if self.pages.contains(&id) {
            return self.differ_in(was, is, &[b"Annots"])
                && self.list(was.get(b"Annots").ok(), is.get(b"Annots").ok());
        }
        if self.is_form(id) {
            return self.form_dict(was, is);
        }
        // A field made for a signature takes it.
        is_signature_field(self.before, was) && !was.has(b"V") && self.differ_in(was, is, &[b"V", b"AP"])
    }

    /// Whether two dictionaries are the same but for these keys.
    fn differ_in(&self, was: &Dictionary, is: &Dictionary, keys: &[&[u8]]) -> bool {
        let same = |one: &Dictionary, other: &Dictionary| {
            one.iter().all(|(key, value)| {
                keys.contains(&key.as_slice()) || other.get(key).is_ok_and(|v| v == value)
            })
        };
        same(was, is) && same(is, was)
    }

    fn form(&self, was: Option<&Object>, is: Option<&Object>) -> bool {
        match (was, is) {
            (None, None) => true,
            (Some(Object::Reference(one)), Some(Object::Reference(other))) if one == other => true,
            (was, Some(is)) => {
                let empty = Dictionary::new();
                let was = was.and_then(|was| followed(self.before, was)).and_then(|was| was.as_dict().ok());
                let is = followed(self.after, is).and_then(|is| is.as_dict().ok());
                is.is_some_and(|is| self.form_dict(was.unwrap_or(&empty), is))
            }
            (Some(_), None) => false,
        }
    }

    fn form_dict(&self, was: &Dictionary, is: &Dictionary) -> bool {
        // What signatures are drawn with may be added where there was nothing.
        let mut free: Vec<&[u8]> = vec![b"Fields", b"SigFlags"];
        free.extend([&b"DR"[..], b"DA"].into_iter().filter(|key| !was.has(key)));
        self.differ_in(was, is, &free) && self.list(was.get(b"Fields").ok(), is.get(b"Fields").ok())
    }

    fn list(&self, was: Option<&Object>, is: Option<&Object>) -> bool {
        match (array(self.before, was), array(self.after, is)) {
            (Some(was), Some(is)) => self.grown(was, is),
            _ => false,
        }
    }

    /// Whether a list is what it was, with nothing but fields of signatures added.
    fn grown(&self, was: &[Object], is: &[Object]) -> bool {
        is.starts_with(was)
            && is[was.len()..].iter().all(|added| {
                let field = followed(self.after, added).and_then(|object| object.as_dict().ok());
                field.is_some_and(|field| {
                    // A field nobody signed has nothing to be drawn with: it could cover the page.
                    is_signature_field(self.after, field) && (field.has(b"V") || !field.has(b"AP"))
                })
            })
    }

    fn is_form(&self, id: ObjectId) -> bool {
        let form = self.before.catalog().and_then(|catalog| catalog.get(b"AcroForm"));
        form.and_then(Object::as_reference).is_ok_and(|form| form == id)
    }

    /// Whether this is the list of fields, or of what is fixed to a page.
    fn is_list(&self, id: ObjectId) -> bool {
        let names = |dict: &Dictionary, key: &[u8]| {
            dict.get(key).and_then(Object::as_reference).is_ok_and(|list| list == id)
        };
        let form = self.before.catalog().and_then(|catalog| catalog.get(b"AcroForm")).ok();
        let form = form.and_then(|form| followed(self.before, form)).and_then(|form| form.as_dict().ok());
        form.is_some_and(|form| names(form, b"Fields"))
            || self
                .pages
                .iter()
                .any(|page| self.before.get_dictionary(*page).is_ok_and(|page| names(page, b"Annots")))
    }
}

fn array<'d>(document: &'d Document, object: Option<&'d Object>) -> Option<&'d [Object]> {
    match object {
        None => Some(&[]),
        Some(object) => followed(document, object)?.as_array().ok().map(Vec::as_slice),
    }
}

fn followed<'d>(document: &'d Document, object: &'d Object) -> Option<&'d Object> {
    document.dereference(object).ok().map(|(_, object)| object)
}

fn is_signature_field(document: &Document, dict: &Dictionary) -> bool {
    let says = |dict: &Dictionary| dict.get(b"FT").and_then(Object::as_name).is_ok_and(|kind| kind == b"Sig");
    let parent = || dict.get(b"Parent").ok().and_then(|parent| followed(document, parent)?.as_dict().ok());
    says(dict) || parent().is_some_and(says)
}

/// A table of objects is no content: a reader unpacks it.
fn is_table(object: &Object) -> bool {
    let Object::Stream(stream) = object else { return false };
    let kind = stream.dict.get(b"Type").and_then(Object::as_name);
    kind.is_ok_and(|kind| kind == b"XRef" || kind == b"ObjStm")
}

/// All that an object leads to, as far as some steps go.
fn reach(document: &Document, from: &Object, found: &mut BTreeSet<ObjectId>) {
    let mut ahead = vec![from];
    let mut steps = 0;
    while let Some(object) = ahead.pop() {
        steps += 1;
        if steps > STEPS_MAX {
            return;
        }
        match object {
            Object::Reference(id) if found.insert(*id) => ahead.extend(document.objects.get(id)),
            Object::Array(all) => ahead.extend(all),
            Object::Dictionary(dict) => ahead.extend(dict.iter().map(|(_, value)| value)),
            Object::Stream(stream) => ahead.extend(stream.dict.iter().map(|(_, value)| value)),
            _ => {}
        }
    }
}

/// The objects some bytes say they hold: `12 0 obj`.
fn written(bytes: &[u8]) -> impl Iterator<Item = ObjectId> {
    let ends = bytes.windows(4).enumerate().filter(|(_, window)| window == b" obj").map(|(at, _)| at);
    ends.filter_map(|end| {
        let head = &bytes[end.saturating_sub(20)..end];
        let mut words = head.rsplit(|byte| !byte.is_ascii_digit());
        let mut number = || std::str::from_utf8(words.next()?).ok()?.parse::<u32>().ok();
        let generation = u16::try_from(number()?).ok()?;
        Some((number()?, generation))
    })
}
