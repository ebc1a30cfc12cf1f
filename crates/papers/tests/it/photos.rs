//! Photos: turned, cropped, made small, refused when nobody could read them.

use crate::drawing::{self, jpeg, notes, png, print, with_notes};
use image::imageops::blur;
use image::{GrayImage, Luma};
use motcua_papers::{Kind, Limits, Prepared, Unfit, look, prepare};

fn made(bytes: Vec<u8>) -> Result<Prepared, Unfit> {
    prepare(bytes, &Limits::default())
}

/// The image inside a page made here.
fn inside(page: &[u8]) -> GrayImage {
    let start = page.windows(3).position(|window| window == [0xff, 0xd8, 0xff]).unwrap();
    image::load_from_memory_with_format(&page[start..], image::ImageFormat::Jpeg).unwrap().to_luma8()
}

#[test]
fn a_photo_becomes_one_page_without_what_the_camera_noted() {
    let photo = with_notes(&jpeg(&print(1654, 2339, 3, 4)), 1);
    assert!(photo.windows(4).any(|window| window == b"HERE"));
    let made = made(photo.clone()).unwrap();
    assert_eq!((made.kind, made.pages, made.report.sent), (Kind::Pdf, Some(1), Kind::Jpeg));
    assert!(!made.bytes.windows(4).any(|window| window == b"HERE" || window == b"Exif"));
    let again = prepare(made.bytes.clone(), &Limits::default()).unwrap();
    assert_eq!((again.kind, again.pages), (Kind::Pdf, Some(1)), "what is made is a sound document");
    assert_eq!(prepare(photo, &Limits::default()).unwrap().bytes, made.bytes, "the same every time");
    let image = inside(&made.bytes);
    assert!(image.width().max(image.height()) <= 2_200);
}

#[test]
fn a_photo_is_turned_upright() {
    let page = print(1654, 2339, 3, 0);
    // Held on its side: the camera notes that the picture is to be turned to the right.
    let lying = image::imageops::rotate270(&page);
    let turned = made(with_notes(&jpeg(&lying), 6)).unwrap();
    let report = turned.report.image.unwrap();
    assert!(report.turned);
    assert_eq!(report.sent, (2339, 1654));
    assert!(report.kept.0 < report.kept.1);
    let upright = made(jpeg(&page)).unwrap().report.image.unwrap();
    assert!(!upright.turned);
    assert_eq!(upright.kept, report.kept);
}

#[test]
fn a_plain_border_is_cut_and_an_ordinary_page_is_left_alone() {
    let card = print(900, 570, 3, 0);
    let mut scan = GrayImage::from_pixel(1654, 2339, Luma([250]));
    image::imageops::overlay(&mut scan, &card, 300, 400);
    let report = made(png(&scan)).unwrap().report.image.unwrap();
    assert!(report.cropped, "{report:?}");
    assert!(report.kept.0 < 1_100 && report.kept.1 < 800, "{report:?}");
    // A picture that fills its frame has no border to lose.
    let full = drawing::print(1200, 1600, 3, 0);
    let tight = image::imageops::crop_imm(&full, 110, 110, 980, 1380).to_image();
    let report = made(png(&tight)).unwrap().report.image.unwrap();
    assert_eq!(report.kept, (980, 1380));
}

#[test]
fn a_blank_page_is_refused_and_a_signature_alone_is_not() {
    let mut blank =
        GrayImage::from_fn(1654, 2339, |x, y| Luma([200 + u8::try_from((x + y) % 4000 / 90).unwrap()]));
    assert_eq!(made(jpeg(&blank)).unwrap_err(), Unfit::Blank, "shadow is no writing");
    let mut chance = drawing::Chance::new(7);
    for point in blank.iter_mut() {
        *point = point.saturating_add(u8::try_from(chance.below(12)).unwrap());
    }
    assert_eq!(made(jpeg(&blank)).unwrap_err(), Unfit::Blank, "noise is no writing");
    let mut signed = GrayImage::from_pixel(1654, 2339, Luma([240]));
    for step in 0..1600_u32 {
        let (x, y) = (500 + step / 4, 1500 + (step * step / 700) % 120);
        for d in 0..16 {
            signed.put_pixel(x + d % 4, y + d / 4, Luma([30]));
        }
    }
    assert!(made(jpeg(&signed)).is_ok());
}

/// The bound of [`look::SHARP_MIN`]: print of 9 points at 190 dots an inch has letters of 5 by 7 dots of 2 to 3 points. Out of
/// focus by 8 points neighbouring letters have run together; by 1.5 their strokes are still apart.
#[test]
fn print_out_of_focus_is_refused_and_print_in_focus_is_not() {
    let mut told = Vec::new();
    for (dot, noise) in [(2, 0), (3, 0), (3, 6), (5, 3)] {
        let page = print(1500, 2100, dot, noise);
        for (tenths, readable) in [(0, true), (10, true), (15, true), (80, false), (120, false)] {
            let photo = if tenths == 0 { page.clone() } else { blur(&page, tenths as f32 / 10.0) };
            let sharpness = look::sharpness(&photo);
            told.push(format!("dot {dot} noise {noise} focus {tenths}: {sharpness}"));
            let outcome = made(jpeg(&photo));
            // Fine print far out of focus leaves nothing that tells it from a shadow: it is refused as blank.
            let refused = matches!(outcome, Err(Unfit::Blurred | Unfit::Blank));
            let right = if readable { outcome.is_ok() } else { refused };
            assert!(right, "{outcome:?}\n{}", told.join("\n"), outcome = outcome.map(|made| made.report));
        }
    }
    println!("{}", told.join("\n"));
}

#[test]
fn what_is_too_small_or_too_large_is_known_by_its_head() {
    assert_eq!(made(jpeg(&print(280, 2000, 2, 0))).unwrap_err(), Unfit::TooSmall);
    assert_eq!(made(png(&print(400, 400, 2, 0))).unwrap_err(), Unfit::TooSmall);
    let mut huge = png(&print(700, 900, 3, 0));
    // The head says 60,000 by 60,000 points; nothing is unpacked to find out.
    huge[16..24].copy_from_slice(&[0, 0, 0xea, 0x60, 0, 0, 0xea, 0x60]);
    let sum = crc(&huge[12..29]).to_be_bytes();
    huge[29..33].copy_from_slice(&sum);
    assert_eq!(made(huge).unwrap_err(), Unfit::UnpacksTooFar);
    let few = Limits { pixels: 1_000_000, ..Limits::default() };
    assert_eq!(prepare(jpeg(&print(1654, 2339, 3, 0)), &few).unwrap_err(), Unfit::UnpacksTooFar);
    let light = Limits { bytes: 1_000, ..Limits::default() };
    let photo = jpeg(&print(700, 900, 3, 0));
    let bytes = photo.len() as u64;
    assert_eq!(prepare(photo, &light).unwrap_err(), Unfit::TooBig { bytes, most: 1_000 });
}

fn crc(bytes: &[u8]) -> u32 {
    let mut crc = flate2::Crc::new();
    crc.update(bytes);
    crc.sum()
}

#[test]
fn an_image_with_something_behind_it_is_refused() {
    for photo in [jpeg(&print(900, 1200, 3, 0)), png(&print(900, 1200, 3, 0))] {
        for tail in
            [&b"PK\x03\x04...."[..], b"\n%PDF-1.7\n", b"<SCRIPT>alert(1)</script>", b"Rar!\x1a\x07\x00"]
        {
            let file = [&photo[..], tail].concat();
            assert_eq!(made(file).unwrap_err(), Unfit::Mixed, "{}", String::from_utf8_lossy(tail));
        }
        let empty_archive = [&photo[..], b"PK\x05\x06", &[0; 18]].concat();
        assert_eq!(made(empty_archive).unwrap_err(), Unfit::Mixed);
        let moving = [&photo[..], b"\0\0\0\x18ftypmp42", &[7; 300]].concat();
        assert!(made(moving).is_ok(), "a moving picture that a telephone appends is dropped");
    }
}

#[test]
fn a_photo_cut_off_on_its_way_is_damaged() {
    for photo in [jpeg(&print(900, 1200, 3, 0)), png(&print(900, 1200, 3, 0))] {
        for part in [30, 300, photo.len() / 2, photo.len() - 2] {
            assert_eq!(made(photo[..part].to_vec()).unwrap_err(), Unfit::Damaged, "{part}");
        }
    }
}

#[test]
fn a_heic_photo_is_kept_as_it_is_but_for_its_place() {
    let boxed = |kind: &[u8; 4], body: &[u8]| {
        [&u32::try_from(body.len() + 8).unwrap().to_be_bytes()[..], kind, body].concat()
    };
    let heic = |width: u32, height: u32| {
        let size = boxed(b"ispe", &[&[0; 4][..], &width.to_be_bytes(), &height.to_be_bytes()].concat());
        let meta = boxed(b"meta", &[&[0; 4][..], &boxed(b"iprp", &boxed(b"ipco", &size))].concat());
        [boxed(b"ftyp", b"heic\0\0\0\0mif1heic"), meta, boxed(b"mdat", &[&notes(1)[..], &[9; 4000]].concat())]
            .concat()
    };
    let photo = heic(3024, 4032);
    let kept = made(photo.clone()).unwrap();
    assert_eq!((kept.kind, kept.bytes.len()), (Kind::Heic, photo.len()));
    assert!(photo.windows(4).any(|window| window == b"HERE"));
    assert!(!kept.bytes.windows(4).any(|window| window == b"HERE"), "the place is wiped");
    assert!(kept.bytes.ends_with(&[9; 4000]));
    assert_eq!(made(heic(200, 300)).unwrap_err(), Unfit::TooSmall);
    assert_eq!(made(heic(60_000, 60_000)).unwrap_err(), Unfit::UnpacksTooFar);
    assert_eq!(made(photo[..photo.len() - 5].to_vec()).unwrap_err(), Unfit::Damaged);
}
