//! The static files: style sheets, scripts, fonts, the mark. Compiled in, served under names that carry a hash of
//! their bytes, so that a browser may keep them for ever.

use flate2::Compression;
use flate2::write::GzEncoder;
use std::io::Write as _;
use std::sync::{LazyLock, OnceLock};

/// A file ready to be served.
#[derive(Clone, Copy, Debug)]
pub struct Asset {
    /// The bytes.
    pub plain: &'static [u8],
    /// The same compressed, for text.
    pub gzip: Option<&'static [u8]>,
    /// Its media type.
    pub content_type: &'static str,
    /// Whether the name carries the hash, so that it may be cached without asking again.
    pub immutable: bool,
}

struct File {
    name: &'static str,
    href: String,
    bytes: Vec<u8>,
    gzip: OnceLock<Vec<u8>>,
}

macro_rules! embedded {
    ($($name:literal),+ $(,)?) => {
        [$(($name, include_bytes!(concat!("../assets/", $name)).as_slice())),+]
    };
}

/// Fonts come first: style sheets name them, and get the hashed names put in.
static FILES: LazyLock<Vec<File>> = LazyLock::new(|| {
    let embedded = embedded![
        "fonts/noto-sans-latin.woff2",
        "fonts/noto-sans-vietnamese.woff2",
        "fonts/be-vietnam-pro-latin-600.woff2",
        "fonts/be-vietnam-pro-vietnamese-600.woff2",
        "fonts/OFL-NotoSans.txt",
        "fonts/OFL-BeVietnamPro.txt",
        "licences.txt",
        "mark.svg",
        "base.css",
        "hn.css",
        "print.css",
        "kiosk.css",
        "board.css",
        "keys.js",
        "scan.js",
        "intake.js",
        "live.js",
        "files.js",
        "kiosk.js",
        "board.js",
    ];
    let mut files: Vec<File> = Vec::with_capacity(embedded.len());
    for (name, bytes) in embedded {
        let bytes = if name.ends_with(".css") { name_fonts(bytes, &files) } else { bytes.to_vec() };
        let href = hashed_href(name, &bytes);
        files.push(File { name, href, bytes, gzip: OnceLock::new() });
    }
    files
});

/// Where the asset of this name is served, for instance `/assets/hn-5f0a….css` for `hn.css`.
///
/// An unknown name gives an address that answers 404; a test holds all names used by templates against the list.
#[must_use]
pub fn asset(name: &str) -> &'static str {
    FILES.iter().find(|file| file.name == name).map_or("/assets/unknown", |file| file.href.as_str())
}

/// The file served at a path (with or without the hash in its name), compressed on first use.
#[must_use]
pub fn asset_bytes(path: &str) -> Option<Asset> {
    let name = path.strip_prefix("/assets/")?;
    let file = FILES.iter().find(|file| file.href == path || file.name == name)?;
    let content_type = content_type(file.name);
    let compressible = !file.name.ends_with(".woff2");
    let gzip = compressible.then(|| file.gzip.get_or_init(|| compress(&file.bytes)).as_slice());
    Some(Asset { plain: &file.bytes, gzip, content_type, immutable: file.href == path })
}

/// The names of all assets.
pub fn asset_names() -> impl Iterator<Item = &'static str> {
    FILES.iter().map(|file| file.name)
}

fn content_type(name: &str) -> &'static str {
    match name.rsplit('.').next() {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("woff2") => "font/woff2",
        _ => "text/plain; charset=utf-8",
    }
}

fn compress(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::with_capacity(bytes.len() / 3), Compression::best());
    encoder.write_all(bytes).expect("writing into a Vec cannot fail");
    encoder.finish().expect("writing into a Vec cannot fail")
}

fn name_fonts(css: &[u8], fonts: &[File]) -> Vec<u8> {
    let mut text = String::from_utf8_lossy(css).into_owned();
    for font in fonts.iter().filter(|file| file.name.ends_with(".woff2")) {
        text = text.replace(&format!("/assets/{}", font.name), &font.href);
    }
    text.into_bytes()
}

/// `fonts/a.woff2` becomes `/assets/fonts/a-<hash>.woff2`. FNV-1a is enough: the hash names a version, it guards
/// nothing.
fn hashed_href(name: &str, bytes: &[u8]) -> String {
    let hash = bytes.iter().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x100_0000_01b3)
    });
    let (stem, ending) = name.rsplit_once('.').unwrap_or((name, "bin"));
    format!("/assets/{stem}-{hash:016x}.{ending}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read as _;

    #[test]
    fn hashed_and_plain_names_lead_to_the_same_bytes() {
        for name in asset_names() {
            let hashed = asset_bytes(asset(name)).expect("a listed asset is served");
            let plain = asset_bytes(&format!("/assets/{name}")).expect("also under its plain name");
            assert_eq!(hashed.plain, plain.plain, "{name}");
            assert!(hashed.immutable && !plain.immutable, "{name}");
        }
        assert!(asset_bytes("/assets/../Cargo.toml").is_none());
        assert!(asset_bytes("/hn.css").is_none());
    }

    #[test]
    fn gzip_unpacks_to_the_plain_bytes() {
        let css = asset_bytes(asset("base.css")).expect("base.css is listed");
        let mut unpacked = Vec::new();
        flate2::read::GzDecoder::new(css.gzip.expect("text is compressed"))
            .read_to_end(&mut unpacked)
            .expect("valid gzip");
        assert_eq!(unpacked, css.plain);
    }

    #[test]
    fn style_sheets_name_only_fonts_that_exist() {
        for name in ["hn.css", "base.css", "print.css"] {
            let css = asset_bytes(asset(name)).expect("a listed style sheet");
            let text = String::from_utf8_lossy(css.plain).into_owned();
            for part in text.split("url(").skip(1) {
                let url = part.split(')').next().unwrap_or_default().trim_matches(['"', '\'']);
                assert!(asset_bytes(url).is_some_and(|font| font.immutable), "{name} names {url}");
            }
            assert!(!text.contains("GDS Transport"), "{name}");
        }
    }

    #[test]
    fn scripts_stay_small() {
        for name in asset_names().filter(|name| name.ends_with(".js")) {
            let script = asset_bytes(asset(name)).expect("listed");
            assert!(script.gzip.expect("text").len() <= 5 * 1024, "{name} is too heavy");
        }
    }
}
