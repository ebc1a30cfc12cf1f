//! What a file is, by its first bytes.

use motcua_calendar::Lang;
use serde::{Deserialize, Serialize};

/// Kinds of files that are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A photo as most cameras make it.
    Jpeg,
    /// An image without loss: a screen, a scan.
    Png,
    /// A photo as many telephones make it.
    Heic,
    /// A document in pages.
    Pdf,
    /// A text document of Word.
    Docx,
}

impl Kind {
    /// All kinds.
    pub const ALL: [Kind; 5] = [Kind::Jpeg, Kind::Png, Kind::Heic, Kind::Pdf, Kind::Docx];

    /// The kind of some content, by the marks each format begins with. A ZIP file counts as a text document here;
    /// whether it is one is looked at later.
    pub fn of(bytes: &[u8]) -> Option<Kind> {
        const HEIF: [&[u8]; 6] = [b"heic", b"heix", b"mif1", b"msf1", b"heim", b"heis"];
        if bytes.starts_with(&[0xff, 0xd8, 0xff]) {
            return Some(Kind::Jpeg);
        }
        if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
            return Some(Kind::Png);
        }
        if bytes.starts_with(b"%PDF-") {
            return Some(Kind::Pdf);
        }
        if bytes.starts_with(b"PK\x03\x04") {
            return Some(Kind::Docx);
        }
        let brand = bytes.get(8..12).filter(|_| bytes.get(4..8) == Some(b"ftyp"));
        brand.filter(|brand| HEIF.contains(brand)).map(|_| Kind::Heic)
    }

    /// Stable key, kept beside the file; also the usual ending of its name.
    pub fn key(self) -> &'static str {
        match self {
            Kind::Jpeg => "jpg",
            Kind::Png => "png",
            Kind::Heic => "heic",
            Kind::Pdf => "pdf",
            Kind::Docx => "docx",
        }
    }

    /// Back from the key.
    pub fn from_key(key: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.key() == key)
    }

    /// Its media type.
    pub fn media_type(self) -> &'static str {
        match self {
            Kind::Jpeg => "image/jpeg",
            Kind::Png => "image/png",
            Kind::Heic => "image/heic",
            Kind::Pdf => "application/pdf",
            Kind::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        }
    }

    /// What people call it.
    pub fn label(self, lang: Lang) -> &'static str {
        match (self, lang) {
            (Kind::Jpeg, Lang::Vi) => "ảnh JPEG",
            (Kind::Jpeg, Lang::En) => "JPEG photo",
            (Kind::Png, Lang::Vi) => "ảnh PNG",
            (Kind::Png, Lang::En) => "PNG image",
            (Kind::Heic, Lang::Vi) => "ảnh HEIC",
            (Kind::Heic, Lang::En) => "HEIC photo",
            (Kind::Pdf, _) => "PDF",
            (Kind::Docx, Lang::Vi) => "văn bản Word",
            (Kind::Docx, Lang::En) => "Word document",
        }
    }
}
