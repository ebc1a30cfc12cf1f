//! PDF documents: whether they open, how many pages they have, whether anything is on them.

use crate::prepare::Limits;
use crate::unfit::Unfit;
use lopdf::{Dictionary, Document, Error, LoadOptions, Object};

/// Bytes after the end of a document that readers pass over.
const TAIL_MAX: usize = 4_096;
/// What the content of one page may unpack to before it is taken for written without being read.
const PAGE_MAX: usize = 8 * 1024 * 1024;
/// What one stream of objects may unpack to.
const STREAM_MAX: usize = 32 * 1024 * 1024;

pub(crate) struct Seen {
    pub(crate) pages: u32,
    pub(crate) signed: bool,
}

pub(crate) fn check(bytes: &[u8], limits: &Limits) -> Result<Seen, Unfit> {
    let end = last_of(bytes, b"%%EOF").ok_or(Unfit::Damaged)? + 5;
    if bytes.len() - end > TAIL_MAX {
        return Err(Unfit::Mixed);
    }
    let document = load(bytes, limits)?;
    if document.is_encrypted() && !document.was_encrypted() {
        return Err(Unfit::Encrypted);
    }
    let pages: Vec<_> = document.page_iter().take(10_000).collect();
    if pages.is_empty() {
        return Err(Unfit::Damaged);
    }
    if runs_programs(&document) {
        return Err(Unfit::Macros);
    }
    if pages.iter().all(|page| is_blank(&document, *page)) {
        return Err(Unfit::Blank);
    }
    let signed = document.objects.values().any(|object| object.as_dict().is_ok_and(|d| d.has(b"ByteRange")));
    Ok(Seen { pages: u32::try_from(pages.len()).unwrap_or(u32::MAX), signed })
}

/// Opens a document. All streams of objects together may not unpack beyond the limit: they are unpacked at once, so each
/// gets its share of it.
pub(crate) fn load(bytes: &[u8], limits: &Limits) -> Result<Document, Unfit> {
    let streams = object_streams(bytes).max(1);
    let share = usize::try_from(limits.unpacked).unwrap_or(usize::MAX) / streams;
    let options =
        LoadOptions { max_decompressed_size: Some(share.min(STREAM_MAX)), ..LoadOptions::default() };
    Document::load_mem_with_options(bytes, options).map_err(|error| match error {
        Error::InvalidPassword | Error::Decryption(_) => Unfit::Encrypted,
        Error::Decompress(lopdf::DecompressError::MemoryLimitExceeded { .. }) => Unfit::UnpacksTooFar,
        _ => Unfit::Damaged,
    })
}

/// How many streams of objects the file says it has, in whatever spelling of the name.
fn object_streams(bytes: &[u8]) -> usize {
    let names = bytes.split(|byte| *byte == b'/').skip(1);
    names.filter(|rest| spelled(rest).is_some_and(|name| &name == b"ObjStm")).count()
}

/// The first six characters of a name, `#xx` being one.
fn spelled(rest: &[u8]) -> Option<[u8; 6]> {
    let (mut name, mut at) = ([0; 6], 0);
    for place in &mut name {
        *place = match *rest.get(at)? {
            b'#' => {
                let digits = std::str::from_utf8(rest.get(at + 1..at + 3)?).ok()?;
                at += 2;
                u8::from_str_radix(digits, 16).ok()?
            }
            byte => byte,
        };
        at += 1;
    }
    Some(name)
}

fn last_of(bytes: &[u8], mark: &[u8]) -> Option<usize> {
    bytes.windows(mark.len()).rposition(|window| window == mark)
}

/// Whether opening the document starts something: a script of its own, or another program.
fn runs_programs(document: &Document) -> bool {
    let says = |dict: &Dictionary, kind: &[u8]| {
        dict.get(b"S").and_then(Object::as_name).is_ok_and(|name| name == kind)
    };
    let launches = |object: &Object| object.as_dict().is_ok_and(|dict| says(dict, b"Launch"));
    if document.objects.values().any(launches) {
        return true;
    }
    let Ok(catalog) = document.catalog() else { return false };
    let follow = |dict: &Dictionary, key: &[u8]| -> Option<Dictionary> {
        let object = dict.get(key).ok()?;
        document.dereference(object).ok()?.1.as_dict().ok().cloned()
    };
    let at_once = follow(catalog, b"OpenAction");
    let named = follow(catalog, b"Names").is_some_and(|names| names.has(b"JavaScript"));
    named || at_once.is_some_and(|action| says(&action, b"JavaScript") || says(&action, b"Launch"))
}

/// Nothing is painted on the page and nothing is fixed to it.
fn is_blank(document: &Document, page: lopdf::ObjectId) -> bool {
    const PAINTS: [&[u8]; 18] = [
        b"Tj", b"TJ", b"'", b"\"", b"Do", b"S", b"s", b"f", b"F", b"f*", b"B", b"B*", b"b", b"b*", b"sh",
        b"BI", b"EI", b"ID",
    ];
    let fixed = document.get_dictionary(page).is_ok_and(|page| page.has(b"Annots"));
    if fixed {
        return false;
    }
    let Ok(content) = document.get_page_content_with_limit(page, PAGE_MAX) else { return false };
    let is_end = |byte: &u8| byte.is_ascii_whitespace() || b"()<>[]{}/%".contains(byte);
    !content.split(is_end).any(|word| PAINTS.contains(&word))
}
