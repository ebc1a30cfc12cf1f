//! What is told of a file beside its name: its digital signatures, and that it is kept in the format it came in.
//!
//! Facts for a person to judge by: nothing here hinders a filing. What is not checked is said as plainly as what is.

use crate::present::{day, pick, when};
use motcua_app::KeptFile;
use motcua_calendar::{Lang as Said, Moment};
use motcua_papers::Kind;
use motcua_papers::signature::{Integrity, Later, Signature, SignatureKind, Signatures, Trust};
use motcua_views::{FileNote, Lang};

/// The notes on a file.
#[must_use]
pub fn of(lang: Lang, file: &KeptFile) -> Vec<FileNote> {
    let mut notes = Vec::new();
    match (file.kind, file.report.sent) {
        (Kind::Heic | Kind::Docx, _) => notes.push(as_sent(lang, file.kind)),
        (Kind::Pdf, sent @ (Kind::Heic | Kind::Docx)) => notes.push(made(lang, sent)),
        _ => {}
    }
    match &file.report.signatures {
        Some(found) => {
            notes.extend(found.all.iter().map(|one| signature(lang, one, found.checked_at)));
            notes.extend(found.more.then(|| more(lang, found)));
        }
        None if file.report.signed => notes.push(FileNote::new(
            pick(
                lang,
                "Tệp có chữ ký số chưa được kiểm tra.",
                "The file has a digital signature that was not checked.",
            ),
            Vec::new(),
        )),
        None => {}
    }
    notes
}

/// The notes on a file, each with its name: where several files stand together.
#[must_use]
pub fn named(lang: Lang, file: &KeptFile) -> Vec<FileNote> {
    let with = |note: FileNote| FileNote { summary: format!("{} – {}", file.name, note.summary), ..note };
    of(lang, file).into_iter().map(with).collect()
}

fn as_sent(lang: Lang, kind: Kind) -> FileNote {
    let said = if lang == Lang::Vi { Said::Vi } else { Said::En };
    let label = kind.label(said);
    let text = match lang {
        Lang::Vi => format!("Giữ nguyên dạng {label} như đã gửi; cán bộ tải về để xem."),
        Lang::En => format!("Kept as it was sent ({label}); the officer downloads it to read it."),
    };
    FileNote::new(text, Vec::new())
}

fn made(lang: Lang, sent: Kind) -> FileNote {
    let label = sent.label(if lang == Lang::Vi { Said::Vi } else { Said::En });
    let text = match lang {
        Lang::Vi => format!("Đã chuyển từ {label} thành PDF; mở xem để chắc nội dung đúng như bản gửi."),
        Lang::En => {
            format!("Made into a PDF from the {label} that was sent; open it to see that all is as it was.")
        }
    };
    FileNote::new(text, Vec::new())
}

fn more(lang: Lang, found: &Signatures) -> FileNote {
    let count = found.all.len();
    let text = match lang {
        Lang::Vi => format!("Tệp còn chữ ký số khác; chỉ {count} chữ ký được kiểm tra."),
        Lang::En => format!("The file has further digital signatures; only {count} were checked."),
    };
    FileNote::new(text, Vec::new())
}

fn signature(lang: Lang, one: &Signature, checked_at: Moment) -> FileNote {
    let mut lines = vec![holds(lang, one).to_owned()];
    let read = matches!(one.integrity, Integrity::Intact | Integrity::Changed);
    if read {
        lines.extend(later(lang, one.later).map(str::to_owned));
    }
    if one.integrity == Integrity::Intact {
        lines.push(trust(lang, one));
        if one.weak {
            lines.push(
                pick(
                    lang,
                    "Thuật toán hoặc khóa ký đã lỗi thời, có thể bị làm giả; không nên chỉ dựa vào chữ ký này.",
                    "The method or key of the signature is out of date and could be forged; do not rely on it alone.",
                )
                .to_owned(),
            );
        }
        lines.extend(time(lang, one));
        lines.push(
            pick(
                lang,
                "Chưa kiểm tra chứng thư có bị thu hồi hay không.",
                "Whether the certificate was revoked was not checked.",
            )
            .to_owned(),
        );
    }
    let on = day(lang, checked_at.date());
    lines.push(match lang {
        Lang::Vi => format!("Kiểm tra ngày {on}."),
        Lang::En => format!("Checked on {on}."),
    });
    FileNote::new(summary(lang, one), lines)
}

fn summary(lang: Lang, one: &Signature) -> String {
    let what = match one.kind {
        SignatureKind::Signer => pick(lang, "Chữ ký số", "Digital signature"),
        SignatureKind::Stamp => pick(lang, "Dấu thời gian", "Time stamp"),
    };
    let who = match (&one.signer, &one.organisation) {
        (Some(who), Some(whose)) if who != whose => format!(" {} {who} ({whose})", pick(lang, "của", "of")),
        (Some(who), _) | (None, Some(who)) => format!(" {} {who}", pick(lang, "của", "of")),
        (None, None) => String::new(),
    };
    format!("{what}{who}: {}", verdict(lang, one))
}

fn verdict(lang: Lang, one: &Signature) -> &'static str {
    match (one.integrity, one.later, one.trust) {
        (Integrity::Intact, Later::Changes, _) => {
            pick(lang, "tệp đã có thay đổi sau khi ký", "the file was changed after signing")
        }
        (Integrity::Intact, Later::Unknown, _) => pick(
            lang,
            "phần thêm sau khi ký chưa được kiểm tra",
            "what was added after signing was not checked",
        ),
        (Integrity::Intact, _, Trust::Listed) if one.weak => {
            pick(lang, "còn nguyên, nhưng cách ký đã lỗi thời", "intact, but signed by a method out of date")
        }
        (Integrity::Intact, _, Trust::Listed) => pick(
            lang,
            "còn nguyên, người ký có trong danh sách tin cậy",
            "intact, signer vouched for by the trusted list",
        ),
        (Integrity::Intact, _, Trust::OutOfDate) => pick(
            lang,
            "còn nguyên, chứng thư không còn hoặc chưa có hiệu lực",
            "intact, certificate not in force",
        ),
        (Integrity::Intact, _, Trust::NotListed | Trust::NotForThis) => pick(
            lang,
            "còn nguyên, người ký không có trong danh sách tin cậy",
            "intact, signer not vouched for by the trusted list",
        ),
        (Integrity::Intact, _, Trust::NoList) => {
            pick(lang, "còn nguyên, chưa đối chiếu người ký", "intact, signer not checked")
        }
        (Integrity::Changed | Integrity::Forged | Integrity::Partial, ..) => {
            pick(lang, "không còn giá trị", "does not hold")
        }
        (Integrity::UnknownForm | Integrity::UnknownMethod | Integrity::Unreadable, ..) => {
            pick(lang, "không kiểm tra được", "could not be checked")
        }
    }
}

fn holds(lang: Lang, one: &Signature) -> &'static str {
    match one.integrity {
        Integrity::Intact => pick(
            lang,
            "Phần đã ký còn nguyên từng byte, đúng khóa trong chứng thư.",
            "What was signed is there to the byte, signed with the key of the certificate.",
        ),
        Integrity::Changed => pick(
            lang,
            "Phần đã ký đã bị sửa. Cần bản gốc chưa sửa nếu giấy tờ phải có chữ ký số.",
            "What was signed was changed. Where a digital signature is required, the unchanged original is needed.",
        ),
        Integrity::Forged => pick(
            lang,
            "Giá trị chữ ký không khớp với chứng thư đi kèm.",
            "The value of the signature does not belong to the certificate it comes with.",
        ),
        Integrity::Partial => pick(
            lang,
            "Chữ ký không bao trùm toàn bộ tệp lúc ký, nên không biết phần nào đã được ký.",
            "The signature does not cover the whole file as it was signed, so what was signed cannot be told.",
        ),
        Integrity::UnknownForm => pick(
            lang,
            "Dạng chữ ký này (loại cũ hoặc không theo chuẩn PAdES/PKCS#7 tách rời) chưa được hỗ trợ kiểm tra.",
            "Signatures of this form (an old one, or neither PAdES nor detached PKCS #7) are not checked here.",
        ),
        Integrity::UnknownMethod => pick(
            lang,
            "Thuật toán của chữ ký này chưa được hỗ trợ kiểm tra.",
            "The method of this signature is not checked here.",
        ),
        Integrity::Unreadable => pick(lang, "Không đọc được chữ ký.", "The signature cannot be read."),
    }
}

fn later(lang: Lang, later: Later) -> Option<&'static str> {
    match later {
        Later::Nothing => None,
        Later::Signatures => Some(pick(
            lang,
            "Sau đó tệp chỉ được ký thêm, nội dung không đổi.",
            "Afterwards the file was only signed further; its content did not change.",
        )),
        Later::Changes => Some(pick(
            lang,
            "Sau khi ký, tệp được thêm hoặc sửa nội dung; người ký không chịu trách nhiệm về phần đó.",
            "After signing, something was added or changed; the signer does not answer for that.",
        )),
        Later::Unknown => Some(pick(
            lang,
            "Phần thêm vào tệp sau khi ký chưa được kiểm tra.",
            "What was added to the file after signing was not checked.",
        )),
    }
}

fn trust(lang: Lang, one: &Signature) -> String {
    let by = one.issuer.as_deref();
    let issued = match (lang, by) {
        (Lang::Vi, Some(by)) => format!("Chứng thư do {by} cấp"),
        (Lang::En, Some(by)) => format!("The certificate is issued by {by}"),
        (Lang::Vi, None) => "Chứng thư".to_owned(),
        (Lang::En, None) => "The certificate".to_owned(),
    };
    let rest = match one.trust {
        Trust::NoList => pick(
            lang,
            "; nơi này chưa đặt danh sách tổ chức chứng thực tin cậy nên chưa đối chiếu người ký",
            "; no list of trusted authorities is set up here, so the signer was not checked against one",
        ),
        Trust::Listed => pick(
            lang,
            ", nối tới tổ chức trong danh sách tin cậy",
            " and leads to an authority of the trusted list",
        ),
        Trust::NotListed => pick(
            lang,
            ", không nối tới tổ chức nào trong danh sách tin cậy",
            " and leads to no authority of the trusted list",
        ),
        Trust::OutOfDate => pick(
            lang,
            ", nối tới tổ chức trong danh sách tin cậy, nhưng không có hiệu lực vào thời điểm ký",
            " and leads to an authority of the trusted list, but was not in force when it was signed",
        ),
        Trust::NotForThis => {
            pick(lang, ", không dùng để ký văn bản", " and is not meant for signing documents")
        }
    };
    let valid = one.valid.map(|(from, until)| {
        let (from, until) = (day(lang, from.date()), day(lang, until.date()));
        match lang {
            Lang::Vi => format!(" (hiệu lực {from} – {until})"),
            Lang::En => format!(" (in force {from} – {until})"),
        }
    });
    format!("{issued}{rest}{}.", valid.unwrap_or_default())
}

fn time(lang: Lang, one: &Signature) -> Option<String> {
    if let Some(at) = one.proven_at {
        let at = when(lang, at);
        return Some(match lang {
            Lang::Vi => format!("Dấu thời gian tin cậy: có trước {at}."),
            Lang::En => format!("By a trusted time stamp it was there at {at}."),
        });
    }
    let at = when(lang, one.claimed_at?);
    Some(match lang {
        Lang::Vi => format!("Người ký ghi thời điểm ký là {at}; không có dấu thời gian tin cậy chứng minh."),
        Lang::En => format!("The signer states {at}; no trusted time stamp proves it."),
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a failing test panics")]
    use super::*;

    fn found(trust: Trust, integrity: Integrity, later: Later) -> Signature {
        serde_json::from_value(serde_json::json!({
            "kind": "signer", "integrity": integrity, "later": later, "trust": trust,
            "signer": "Nguyễn Văn Thử", "issuer": "Cơ quan thử", "claimed_at": 1_773_196_200,
            "valid": [1_735_689_600, 2_051_222_400],
        }))
        .unwrap()
    }

    /// Every verdict there can be, said in both languages, each sentence whole; nothing is called good that is not.
    #[test]
    fn every_verdict_is_said_in_whole_sentences() {
        let integrities = [
            Integrity::Intact,
            Integrity::Changed,
            Integrity::Forged,
            Integrity::Partial,
            Integrity::UnknownForm,
            Integrity::UnknownMethod,
            Integrity::Unreadable,
        ];
        let trusts = [Trust::NoList, Trust::Listed, Trust::NotListed, Trust::OutOfDate, Trust::NotForThis];
        let laters = [Later::Nothing, Later::Signatures, Later::Changes, Later::Unknown];
        for (integrity, trust) in
            integrities.iter().flat_map(|one| trusts.iter().map(move |two| (*one, *two)))
        {
            for (later, lang) in laters.iter().flat_map(|one| [(*one, Lang::Vi), (*one, Lang::En)]) {
                let one = found(trust, integrity, later);
                let note = signature(lang, &one, Moment::from_unix_seconds(1_780_000_000));
                let good = integrity == Integrity::Intact
                    && trust == Trust::Listed
                    && matches!(later, Later::Nothing | Later::Signatures);
                let praised = note.summary.contains("có trong danh sách tin cậy")
                    && !note.summary.contains("không có")
                    || note.summary.contains("signer vouched");
                assert_eq!(praised, good, "{}", note.summary);
                for line in &note.lines {
                    assert!(line.ends_with('.') && !line.contains("..") && !line.contains('!'), "{line}");
                }
                let told = note.lines.iter().any(|line| line.contains("thu hồi") || line.contains("revoked"));
                assert_eq!(told, integrity == Integrity::Intact, "what is not checked is said");
            }
        }
    }
}
