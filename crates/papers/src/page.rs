//! A PDF of one page with one JPEG on it, the same bytes every time: no dates, no names, no programs.

use std::io::Write;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Colours {
    Rgb,
    Gray,
}

/// A4, in points of a 72nd of an inch.
const A4: (f64, f64) = (595.28, 841.89);

/// The image fills an A4 page as far as its shape allows; a lying image lies.
pub(crate) fn of_jpeg(jpeg: &[u8], width: u32, height: u32, colours: Colours) -> Vec<u8> {
    let (w, h) = (f64::from(width), f64::from(height));
    let sheet = if w > h { (A4.1, A4.0) } else { A4 };
    let scale = (sheet.0 / w).min(sheet.1 / h);
    let (wide, high) = (w * scale, h * scale);
    let (left, bottom) = ((sheet.0 - wide) / 2.0, (sheet.1 - high) / 2.0);
    let content = format!("q {wide:.2} 0 0 {high:.2} {left:.2} {bottom:.2} cm /P Do Q");
    let space = match colours {
        Colours::Rgb => "DeviceRGB",
        Colours::Gray => "DeviceGray",
    };
    let mut file = Objects { bytes: b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n".to_vec(), offsets: Vec::new() };
    file.add("<</Type/Catalog/Pages 2 0 R>>", None);
    file.add("<</Type/Pages/Kids[3 0 R]/Count 1>>", None);
    let page = format!(
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 {:.2} {:.2}]/Resources<</XObject<</P 5 0 R>>>>/Contents 4 0 R>>",
        sheet.0, sheet.1
    );
    file.add(&page, None);
    file.add(&format!("<</Length {}>>", content.len()), Some(content.as_bytes()));
    let image = format!(
        "<</Type/XObject/Subtype/Image/Width {width}/Height {height}/ColorSpace/{space}/BitsPerComponent 8\
         /Filter/DCTDecode/Length {}>>",
        jpeg.len()
    );
    file.add(&image, Some(jpeg));
    file.end()
}

struct Objects {
    bytes: Vec<u8>,
    offsets: Vec<usize>,
}

impl Objects {
    fn add(&mut self, dictionary: &str, stream: Option<&[u8]>) {
        self.offsets.push(self.bytes.len());
        self.say(format_args!("{} 0 obj\n{dictionary}\n", self.offsets.len()));
        if let Some(stream) = stream {
            self.bytes.extend(b"stream\n");
            self.bytes.extend(stream);
            self.bytes.extend(b"\nendstream\n");
        }
        self.bytes.extend(b"endobj\n");
    }

    fn end(mut self) -> Vec<u8> {
        let (start, count) = (self.bytes.len(), self.offsets.len() + 1);
        self.say(format_args!("xref\n0 {count}\n0000000000 65535 f \n"));
        for offset in std::mem::take(&mut self.offsets) {
            self.say(format_args!("{offset:010} 00000 n \n"));
        }
        self.say(format_args!("trailer\n<</Size {count}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n"));
        self.bytes
    }

    fn say(&mut self, text: std::fmt::Arguments<'_>) {
        self.bytes.write_fmt(text).expect("writing into memory does not fail");
    }
}
