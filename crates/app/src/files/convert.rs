//! Files that nothing here unpacks, made into pages by somebody outside: a port. Where nobody does it, or it fails, the
//! file is kept as it was sent, and the pages say so.

use motcua_papers::{Kind, Limits, Prepared, Report, prepare};

/// Why no page was made; for operators.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Failed(pub String);

/// Makes a document of pages, or a photo, of something else. It blocks, and belongs on a thread that may.
pub trait Converter: Send + Sync {
    /// Whether it does so for files of this kind.
    fn converts(&self, kind: Kind) -> bool;

    /// Does it.
    ///
    /// # Errors
    /// When it cannot; the file is kept as it was sent.
    fn convert(&self, kind: Kind, bytes: &[u8]) -> Result<Vec<u8>, Failed>;
}

/// What a file has become; as it was sent when that failed, or when what came of it is nothing that would be taken.
pub(super) fn converted(converter: &dyn Converter, sent: Prepared, limits: &Limits) -> Prepared {
    let made = converter.convert(sent.kind, &sent.bytes).and_then(|bytes| {
        prepare(bytes, limits).map_err(|why| Failed(format!("what came of it is {}", why.code())))
    });
    match made {
        Ok(made) if made.kind == Kind::Pdf => {
            // It is told what came, not what was made on the way.
            let report = Report { sent: sent.report.sent, sent_bytes: sent.report.sent_bytes, ..made.report };
            Prepared { report, ..made }
        }
        Ok(made) => {
            tracing::warn!(kind = sent.kind.key(), into = made.kind.key(), "a file was made into no page");
            sent
        }
        Err(error) => {
            tracing::warn!(kind = sent.kind.key(), %error, "a file was not made into a page");
            sent
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a failing test panics")]
    use super::*;

    struct Says(Result<Vec<u8>, Failed>);

    impl Converter for Says {
        fn converts(&self, _: Kind) -> bool {
            true
        }
        fn convert(&self, _: Kind, _: &[u8]) -> Result<Vec<u8>, Failed> {
            self.0.clone()
        }
    }

    /// A document of one page with a line drawn on it.
    fn page() -> Vec<u8> {
        let objects = [
            "<</Type/Catalog/Pages 2 0 R>>",
            "<</Type/Pages/Kids[3 0 R]/Count 1>>",
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R>>",
            "<</Length 14>>\nstream\n1 1 5 5 re f  \nendstream",
        ];
        let (mut out, mut table) = ("%PDF-1.7\n".to_owned(), "0000000000 65535 f \n".to_owned());
        for (index, object) in objects.iter().enumerate() {
            table += &format!("{:010} 00000 n \n", out.len());
            out += &format!("{} 0 obj\n{object}\nendobj\n", index + 1);
        }
        let at = out.len();
        out += &format!("xref\n0 5\n{table}trailer\n<</Size 5/Root 1 0 R>>\nstartxref\n{at}\n%%EOF\n");
        out.into_bytes()
    }

    fn sent() -> Prepared {
        let report: Report = serde_json::from_str(r#"{"sent":"docx","sent_bytes":11}"#).unwrap();
        Prepared { kind: Kind::Docx, bytes: b"mot van ban".to_vec(), pages: None, report }
    }

    #[test]
    fn a_page_that_was_made_is_kept_and_told_from_what_was_sent() {
        let kept = converted(&Says(Ok(page())), sent(), &Limits::default());
        assert_eq!((kept.kind, kept.pages, kept.report.sent), (Kind::Pdf, Some(1), Kind::Docx));
        assert_eq!(kept.report.sent_bytes, 11);
    }

    #[test]
    fn what_came_of_it_otherwise_leaves_the_file_as_it_was_sent() {
        for made in
            [Err(Failed("no".into())), Ok(Vec::new()), Ok(b"%PDF-1.7 x".to_vec()), Ok(b"MZ program".to_vec())]
        {
            assert_eq!(converted(&Says(made), sent(), &Limits::default()), sent());
        }
    }
}
