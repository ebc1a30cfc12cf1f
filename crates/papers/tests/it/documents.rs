//! Documents: PDF and Word.

use flate2::write::{DeflateEncoder, ZlibEncoder};
use flate2::{Compression, Crc};
use motcua_papers::{Kind, Limits, Prepared, Unfit, prepare};
use std::io::Write;

fn made(bytes: Vec<u8>) -> Result<Prepared, Unfit> {
    prepare(bytes, &Limits::default())
}

/// A document of one page with this content, and more in its catalogue.
pub fn pdf(content: &str, catalog: &str, extra: &[&[u8]]) -> Vec<u8> {
    let mut out = b"%PDF-1.7\n".to_vec();
    let mut offsets = Vec::new();
    let page = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R>>";
    let content = format!("<</Length {}>>\nstream\n{content}\nendstream", content.len());
    let catalog = format!("<</Type/Catalog/Pages 2 0 R{catalog}>>");
    let own =
        [catalog.as_bytes(), b"<</Type/Pages/Kids[3 0 R]/Count 1>>", page.as_bytes(), content.as_bytes()];
    for (index, object) in own.into_iter().chain(extra.iter().copied()).enumerate() {
        offsets.push(out.len());
        out.extend(format!("{} 0 obj\n", index + 1).bytes());
        out.extend(object);
        out.extend(b"\nendobj\n");
    }
    let (start, count) = (out.len(), offsets.len() + 1);
    out.extend(format!("xref\n0 {count}\n0000000000 65535 f \n").bytes());
    offsets.iter().for_each(|offset| out.extend(format!("{offset:010} 00000 n \n").bytes()));
    out.extend(format!("trailer\n<</Size {count}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n").bytes());
    out
}

pub const WRITTEN: &str = "BT /F1 12 Tf 72 700 Td (Don de nghi) Tj ET";

/// A ZIP archive of these parts.
pub fn zip(parts: &[(&str, &[u8])], flags: u16) -> Vec<u8> {
    let (mut file, mut directory) = (Vec::new(), Vec::new());
    for (name, content) in parts {
        let mut crc = Crc::new();
        crc.update(content);
        let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(content).unwrap();
        let packed = encoder.finish().unwrap();
        let mut head = Vec::new();
        for field in [20, flags, 8, 0, 33] {
            head.extend(u16::to_le_bytes(field));
        }
        for field in [crc.sum(), packed.len() as u32, content.len() as u32] {
            head.extend(field.to_le_bytes());
        }
        head.extend((name.len() as u16).to_le_bytes());
        head.extend([0, 0]);
        let offset = file.len() as u32;
        file.extend(b"PK\x03\x04");
        file.extend(&head);
        file.extend(name.bytes());
        file.extend(&packed);
        directory.extend(b"PK\x01\x02\x14\0");
        directory.extend(&head);
        directory.extend([0; 10]);
        directory.extend(offset.to_le_bytes());
        directory.extend(name.bytes());
    }
    let count = (parts.len() as u16).to_le_bytes();
    let (offset, size) = (file.len() as u32, directory.len() as u32);
    file.extend(directory);
    file.extend(b"PK\x05\x06\0\0\0\0");
    file.extend(count);
    file.extend(count);
    file.extend(size.to_le_bytes());
    file.extend(offset.to_le_bytes());
    file.extend([0, 0]);
    file
}

const TYPES: (&str, &[u8]) = ("[Content_Types].xml", b"<Types/>");

pub fn docx(text: &str) -> Vec<u8> {
    let document =
        format!("<w:document><w:p><w:r><w:t xml:space=\"preserve\">{text}</w:t></w:r></w:p></w:document>");
    zip(&[TYPES, ("word/document.xml", document.as_bytes())], 0)
}

#[test]
fn a_document_is_kept_as_it_is_and_its_pages_are_counted() {
    let file = pdf(WRITTEN, "", &[]);
    let kept = made(file.clone()).unwrap();
    assert_eq!((kept.kind, kept.pages, kept.bytes), (Kind::Pdf, Some(1), file));
    assert!(!kept.report.signed);
    let signed = pdf(WRITTEN, "", &[b"<</Type/Sig/ByteRange[0 1 2 3]/Contents<00>>>"]);
    assert!(made(signed).unwrap().report.signed);
}

#[test]
fn a_document_with_nothing_on_it_is_blank() {
    assert_eq!(made(pdf("q 1 0 0 1 0 0 cm Q", "", &[])).unwrap_err(), Unfit::Blank);
    assert_eq!(made(pdf("", "", &[])).unwrap_err(), Unfit::Blank);
    assert!(made(pdf("10 10 50 50 re f", "", &[])).is_ok());
}

#[test]
fn a_document_that_starts_programs_is_refused() {
    let script = pdf(WRITTEN, "/OpenAction<</S/JavaScript/JS(app.alert(1))>>", &[]);
    assert_eq!(made(script).unwrap_err(), Unfit::Macros);
    let named = pdf(WRITTEN, "/Names<</JavaScript<</Names[(a) 5 0 R]>>>>", &[b"<</S/JavaScript/JS(1)>>"]);
    assert_eq!(made(named).unwrap_err(), Unfit::Macros);
    let launch = pdf(WRITTEN, "", &[b"<</S/Launch/F(cmd.exe)>>"]);
    assert_eq!(made(launch).unwrap_err(), Unfit::Macros);
}

#[test]
fn a_document_that_is_cut_off_or_empty_is_damaged() {
    let file = pdf(WRITTEN, "", &[]);
    assert_eq!(made(file[..200].to_vec()).unwrap_err(), Unfit::Damaged);
    assert_eq!(made(b"%PDF-1.7\n%%EOF\n".to_vec()).unwrap_err(), Unfit::Damaged);
    let no_pages = String::from_utf8(file).unwrap().replace("/Kids[3 0 R]", "/Kids[]     ");
    assert_eq!(made(no_pages.into_bytes()).unwrap_err(), Unfit::Damaged);
}

#[test]
fn a_document_with_something_behind_it_is_refused() {
    let file = pdf(WRITTEN, "", &[]);
    assert_eq!(made([file.clone(), zip(&[TYPES], 0)].concat()).unwrap_err(), Unfit::Mixed);
    assert_eq!(made([file.clone(), vec![b'x'; 5_000]].concat()).unwrap_err(), Unfit::Mixed);
    assert!(made([file, b"\n\n".to_vec()].concat()).is_ok());
}

/// Streams of objects are unpacked when a document is opened: a small file must not become a large one there.
#[test]
fn a_bomb_of_object_streams_is_not_unpacked() {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    for _ in 0..24 {
        encoder.write_all(&vec![b' '; 1 << 20]).unwrap();
    }
    let packed = encoder.finish().unwrap();
    assert!(packed.len() < 100_000);
    let head = format!("<</Type/ObjStm/N 1/First 5/Filter/FlateDecode/Length {}>>\nstream\n", packed.len());
    let bomb = [head.as_bytes(), &packed, b"\nendstream"].concat();
    let few = Limits { unpacked: 4 << 20, ..Limits::default() };
    let outcome = prepare(pdf(WRITTEN, "", &[&bomb]), &few);
    // The reader may pass over a stream it may not unpack, or refuse the file; it never unpacks it.
    assert!(outcome.is_ok() || matches!(outcome, Err(Unfit::UnpacksTooFar | Unfit::Damaged)), "{outcome:?}");
}

#[test]
fn a_locked_document_is_refused() {
    // Made by a standard handler with a password nobody has: the key check in `U` cannot be met.
    let lock =
        format!("<</Filter/Standard/V 1/R 2/Length 40/P -44/O<{}>/U<{}>>>", "11".repeat(32), "22".repeat(32));
    let file = String::from_utf8(pdf(WRITTEN, "", &[lock.as_bytes()])).unwrap();
    let file = file.replace("/Root 1 0 R>>", "/Root 1 0 R/Encrypt 5 0 R/ID[<00><00>]>>");
    assert_eq!(made(file.into_bytes()).unwrap_err(), Unfit::Encrypted);
    let name: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let word = [b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec(), vec![0; 600], name].concat();
    assert_eq!(made(word).unwrap_err(), Unfit::Encrypted);
    assert_eq!(made(zip(&[TYPES, ("word/document.xml", b"x")], 1)).unwrap_err(), Unfit::Encrypted);
}

#[test]
fn a_text_document_is_one_with_text_and_without_programs() {
    let kept = made(docx("Đơn đề nghị")).unwrap();
    assert_eq!((kept.kind, kept.pages), (Kind::Docx, None));
    assert_eq!(made(docx("  ")).unwrap_err(), Unfit::Blank);
    assert_eq!(made(zip(&[TYPES, ("xl/workbook.xml", b"x")], 0)).unwrap_err(), Unfit::UnknownType);
    assert_eq!(made(zip(&[("a.txt", b"x")], 0)).unwrap_err(), Unfit::UnknownType);
    let text: (&str, &[u8]) = ("word/document.xml", b"<w:t>a</w:t>");
    assert_eq!(made(zip(&[TYPES, text, ("word/vbaProject.bin", b"x")], 0)).unwrap_err(), Unfit::Macros);
    let types: (&str, &[u8]) =
        ("[Content_Types].xml", b"application/vnd.ms-word.document.macroEnabled.main+xml");
    assert_eq!(made(zip(&[types, text], 0)).unwrap_err(), Unfit::Macros);
    assert_eq!(made(zip(&[TYPES, text, ("WORD/DOCUMENT.XML", b"x")], 0)).unwrap_err(), Unfit::Mixed);
    let whole = docx("Đơn đề nghị");
    assert_eq!(made(whole[..whole.len() - 30].to_vec()).unwrap_err(), Unfit::Damaged);
}

#[test]
fn an_archive_that_unpacks_too_far_or_lies_about_it_is_refused() {
    let big = vec![b' '; 12 << 20];
    let few = Limits { unpacked: 8 << 20, ..Limits::default() };
    let bomb = zip(&[TYPES, ("word/document.xml", &big)], 0);
    assert!(bomb.len() < 100_000);
    assert_eq!(prepare(bomb.clone(), &few).unwrap_err(), Unfit::UnpacksTooFar);
    // It says ten bytes and has twelve million.
    let mut lying = bomb;
    let size = (big.len() as u32).to_le_bytes();
    while let Some(at) = lying.windows(4).position(|window| window == size) {
        lying[at..at + 4].copy_from_slice(&10_u32.to_le_bytes());
    }
    assert_eq!(prepare(lying, &few).unwrap_err(), Unfit::UnpacksTooFar);
}
