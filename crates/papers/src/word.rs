//! Text documents of Word: an archive with certain parts, without programs, with something written in it.

use crate::archive::Archive;
use crate::prepare::Limits;
use crate::unfit::Unfit;

/// The container of old and of locked documents.
const COMPOUND: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";

/// Whether this is a document that a password keeps shut: a compound file around an encrypted package.
pub(crate) fn is_locked(bytes: &[u8]) -> bool {
    let name: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    bytes.starts_with(COMPOUND) && bytes.windows(name.len()).any(|window| window == name)
}

pub(crate) fn check(bytes: &[u8], limits: &Limits) -> Result<(), Unfit> {
    let archive = Archive::open(bytes, limits.unpacked)?;
    let mut names: Vec<String> = archive.parts.iter().map(|part| part.name.to_lowercase()).collect();
    names.sort_unstable();
    if names.windows(2).any(|pair| pair[0] == pair[1]) {
        return Err(Unfit::Mixed);
    }
    let (Some(types), Some(text)) =
        (archive.read("[Content_Types].xml")?, archive.read("word/document.xml")?)
    else {
        return Err(Unfit::UnknownType);
    };
    let types = String::from_utf8_lossy(&types).to_lowercase();
    let programs = ["vbaproject.bin", "vbadata.xml", ".exe", ".dll", ".js", ".vbs", ".ps1"];
    let carries =
        |name: &String| programs.iter().any(|ending| name.ends_with(ending)) || name.contains("/activex/");
    if types.contains("macroenabled") || types.contains("vbaproject") || names.iter().any(carries) {
        return Err(Unfit::Macros);
    }
    if is_empty(&String::from_utf8_lossy(&text)) { Err(Unfit::Blank) } else { Ok(()) }
}

/// No words, no picture, no object.
fn is_empty(document: &str) -> bool {
    if ["<w:drawing", "<w:pict", "<w:object", "<w:sym"].iter().any(|mark| document.contains(mark)) {
        return false;
    }
    let runs = document.split("<w:t").skip(1).filter(|run| run.starts_with(['>', ' ']));
    let mut words = runs.filter_map(|run| run.split_once('>')?.1.split('<').next());
    !words.any(|text| !text.trim().is_empty())
}
