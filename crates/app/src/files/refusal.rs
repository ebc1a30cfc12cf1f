//! Why a file is not taken or not forgotten, in words for the person who asked.

use motcua_calendar::Lang;
use motcua_papers::Unfit;

/// A reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FileRefusal {
    /// The file itself cannot be used.
    Unfit {
        /// What the person calls it.
        name: String,
        /// Why.
        why: Unfit,
    },
    /// The scanner found harm in it.
    Infected {
        /// What the person calls it.
        name: String,
    },
    /// Files are to be scanned, and the scanner does not answer.
    NotScanned,
    /// More than one person may keep in a day.
    TooMany {
        /// Files a day.
        files: u64,
        /// Bytes a day.
        bytes: u64,
    },
    /// A dossier names it: it stays.
    InDossier,
    /// A piece of a file begins elsewhere than where the file has come to, or something is missing.
    OutOfPlace {
        /// Bytes that have come.
        received: u64,
    },
}

impl FileRefusal {
    /// Every code of it.
    pub const FILE_CODES: [&'static str; 16] = [
        "file-blank",
        "file-blurred",
        "file-damaged",
        "file-empty",
        "file-encrypted",
        "file-in-dossier",
        "file-infected",
        "file-macros",
        "file-mixed",
        "file-not-scanned",
        "file-out-of-place",
        "file-too-big",
        "file-too-many",
        "file-too-small",
        "file-type-unknown",
        "file-unpacks-too-far",
    ];

    /// One of each, for documents and tests.
    pub fn samples() -> Vec<FileRefusal> {
        let name = || "giay-to.pdf".to_owned();
        let unfit = Unfit::all_samples().into_iter().map(|why| FileRefusal::Unfit { name: name(), why });
        unfit
            .chain([
                FileRefusal::Infected { name: name() },
                FileRefusal::NotScanned,
                FileRefusal::TooMany { files: super::FILES_A_DAY, bytes: super::BYTES_A_DAY },
                FileRefusal::InDossier,
                FileRefusal::OutOfPlace { received: 131_072 },
            ])
            .collect()
    }

    /// Stable code.
    pub fn code(&self) -> &'static str {
        match self {
            FileRefusal::Unfit { why, .. } => why.code(),
            FileRefusal::Infected { .. } => "file-infected",
            FileRefusal::NotScanned => "file-not-scanned",
            FileRefusal::TooMany { .. } => "file-too-many",
            FileRefusal::InDossier => "file-in-dossier",
            FileRefusal::OutOfPlace { .. } => "file-out-of-place",
        }
    }

    /// What happened and what to do.
    pub fn message(&self, lang: Lang) -> String {
        let (vi, en) = match self {
            FileRefusal::Unfit { name, why } => return why.message(name, lang),
            FileRefusal::Infected { name } => (
                format!("Tệp {name} có mã độc nên không nhận được. Chọn tệp khác."),
                format!("The file {name} carries harmful software, so it is not taken. Choose another file."),
            ),
            FileRefusal::NotScanned => (
                "Chưa kiểm tra được mã độc trong tệp nên chưa nhận. Những gì đã khai vẫn còn; chờ vài phút rồi gửi lại tệp.".to_owned(),
                "The file could not be scanned for harmful software, so it was not taken yet. What you filled in is still there; wait a few minutes and send the file again.".to_owned(),
            ),
            FileRefusal::TooMany { files, bytes } => (
                format!("Mỗi người gửi tối đa {files} tệp hoặc {} GB trong 24 giờ. Dùng lại tệp đã gửi, hoặc gửi tiếp vào ngày mai.", bytes >> 30),
                format!("A person may send {files} files or {} GB in 24 hours. Use a file sent before, or go on tomorrow.", bytes >> 30),
            ),
            FileRefusal::InDossier => (
                "Tệp này đã nằm trong hồ sơ nên được giữ cùng hồ sơ. Muốn thay giấy tờ, bổ sung tệp mới vào hồ sơ.".to_owned(),
                "This file is part of a dossier and is kept with it. To replace the paper, add a new file to the dossier.".to_owned(),
            ),
            FileRefusal::OutOfPlace { received } => (
                format!("Tệp mới đến được {received} byte. Gửi tiếp từ chỗ đó."),
                format!("The file has come as far as {received} bytes. Go on sending from there."),
            ),
        };
        if lang == Lang::Vi { vi } else { en }
    }
}
