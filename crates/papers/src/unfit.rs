//! Why a file cannot be used, each reason with a stable code and what to do next in both languages.

use motcua_calendar::Lang;

/// A reason not to take a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unfit {
    /// No bytes at all.
    Empty,
    /// More bytes than are taken.
    TooBig {
        /// Bytes of the file.
        bytes: u64,
        /// Bytes taken at most.
        most: u64,
    },
    /// None of the formats that are taken.
    UnknownType,
    /// One format inside or behind another.
    Mixed,
    /// It begins as its format does, and cannot be read.
    Damaged,
    /// A password keeps it shut.
    Encrypted,
    /// Nothing is on the page.
    Blank,
    /// Too small to be read.
    TooSmall,
    /// Out of focus.
    Blurred,
    /// It unpacks to more than a paper ever needs.
    UnpacksTooFar,
    /// It carries programs.
    Macros,
}

impl Unfit {
    /// One of each, for documents and tests.
    pub fn all_samples() -> Vec<Unfit> {
        vec![
            Unfit::Empty,
            Unfit::TooBig { bytes: 31_000_000, most: 20 * 1024 * 1024 },
            Unfit::UnknownType,
            Unfit::Mixed,
            Unfit::Damaged,
            Unfit::Encrypted,
            Unfit::Blank,
            Unfit::TooSmall,
            Unfit::Blurred,
            Unfit::UnpacksTooFar,
            Unfit::Macros,
        ]
    }

    /// Stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Unfit::Empty => "file-empty",
            Unfit::TooBig { .. } => "file-too-big",
            Unfit::UnknownType => "file-type-unknown",
            Unfit::Mixed => "file-mixed",
            Unfit::Damaged => "file-damaged",
            Unfit::Encrypted => "file-encrypted",
            Unfit::Blank => "file-blank",
            Unfit::TooSmall => "file-too-small",
            Unfit::Blurred => "file-blurred",
            Unfit::UnpacksTooFar => "file-unpacks-too-far",
            Unfit::Macros => "file-macros",
        }
    }

    /// What happened and what to do, for the person who sent the file of that name.
    pub fn message(&self, name: &str, lang: Lang) -> String {
        let (vi, en) = self.texts(name);
        if lang == Lang::Vi { vi } else { en }
    }

    fn texts(&self, name: &str) -> (String, String) {
        match self {
            Unfit::Empty => (
                format!("Tệp {name} không có nội dung. Mở tệp trên máy để kiểm tra, rồi chọn lại."),
                format!(
                    "The file {name} has no content. Open it on your device to check, then choose it again."
                ),
            ),
            Unfit::TooBig { bytes, most } => (
                format!(
                    "Tệp {name} nặng {} MB, tối đa {} MB. Chụp lại bằng máy ảnh điện thoại thường là đủ nhẹ.",
                    megabytes(*bytes, ','),
                    most / MEGABYTE
                ),
                format!(
                    "The file {name} has {} MB; the most is {} MB. A new photo by telephone is usually small enough.",
                    megabytes(*bytes, '.'),
                    most / MEGABYTE
                ),
            ),
            Unfit::UnknownType => (
                format!("Chưa đọc được tệp {name}. Dùng ảnh JPG, PNG, HEIC, tệp PDF hoặc DOCX."),
                format!(
                    "The file {name} cannot be read. Use a JPG, PNG or HEIC photo, a PDF or a DOCX file."
                ),
            ),
            Unfit::Mixed => (
                format!(
                    "Trong tệp {name} có lẫn một tệp khác nên không nhận được. Chụp lại giấy tờ, hoặc lưu lại thành PDF rồi chọn lại."
                ),
                format!(
                    "Another file is hidden in {name}, so it is not taken. Take a new photo of the paper, or save it as a PDF again and choose that."
                ),
            ),
            Unfit::Damaged => (
                format!("Tệp {name} bị hỏng, không mở được. Chụp hoặc lưu lại giấy tờ rồi chọn lại."),
                format!(
                    "The file {name} is damaged and cannot be opened. Take the photo or save the document again, then choose it."
                ),
            ),
            Unfit::Encrypted => (
                format!(
                    "Tệp {name} có đặt mật khẩu nên không ai mở được. Bỏ mật khẩu, lưu lại rồi chọn lại."
                ),
                format!(
                    "The file {name} is protected by a password, so nobody can open it. Remove the password, save it and choose it again."
                ),
            ),
            Unfit::Blank => (
                format!("Tệp {name} là trang trắng. Chụp hoặc quét lại mặt có chữ."),
                format!("The file {name} is a blank page. Photograph or scan the side with the text."),
            ),
            Unfit::TooSmall => (
                format!(
                    "Ảnh {name} quá nhỏ, không đọc được chữ. Chụp lại gần hơn, để giấy tờ gần kín khung hình."
                ),
                format!(
                    "The image {name} is too small to read. Take it again from closer, so that the paper nearly fills the picture."
                ),
            ),
            Unfit::Blurred => (
                format!("Ảnh {name} bị mờ, khó đọc. Chụp lại nơi đủ sáng, giữ máy cách giấy khoảng 30 cm."),
                format!(
                    "The image {name} is blurred and hard to read. Take it again in good light, about 30 cm from the paper."
                ),
            ),
            Unfit::UnpacksTooFar => (
                format!(
                    "Tệp {name} bung ra quá lớn so với một giấy tờ nên không nhận được. Chụp ảnh giấy tờ rồi gửi ảnh đó."
                ),
                format!(
                    "The file {name} unpacks to far more than a paper needs, so it is not taken. Photograph the paper and send the photo."
                ),
            ),
            Unfit::Macros => (
                format!(
                    "Tệp {name} có kèm chương trình (macro) nên không nhận được. Lưu lại thành PDF rồi chọn lại."
                ),
                format!(
                    "The file {name} carries programs (macros), so it is not taken. Save it as a PDF and choose that."
                ),
            ),
        }
    }
}

const MEGABYTE: u64 = 1024 * 1024;

/// Megabytes with one digit after the sign, rounded up: a file a little too big must not seem to fit.
fn megabytes(bytes: u64, sign: char) -> String {
    let tenths = (bytes.saturating_mul(10)).div_ceil(MEGABYTE);
    format!("{}{sign}{}", tenths / 10, tenths % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reason_has_its_own_code_and_says_what_to_do_politely() {
        let all = Unfit::all_samples();
        let mut codes: Vec<_> = all.iter().map(Unfit::code).collect();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), all.len());
        for reason in all {
            for lang in [Lang::Vi, Lang::En] {
                let text = reason.message("giay.jpg", lang);
                assert!(text.contains("giay.jpg") && text.ends_with('.') && !text.contains('!'), "{text}");
                assert!(!text.contains("không hợp lệ"), "{text}");
            }
        }
    }

    #[test]
    fn a_file_a_little_too_big_does_not_seem_to_fit() {
        let reason = Unfit::TooBig { bytes: 20 * MEGABYTE + 1, most: 20 * MEGABYTE };
        assert!(reason.message("a.pdf", Lang::Vi).contains("20,1 MB, tối đa 20 MB"));
        assert!(reason.message("a.pdf", Lang::En).contains("20.1 MB"));
    }
}
