//! Writes every sample page in both languages, and all assets, to a folder, for checks in a browser.

use motcua_views::{Lang, asset, asset::asset_names, asset_bytes, sample};
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let folder = PathBuf::from(env::args().nth(1).unwrap_or_else(|| "samples".to_owned()));
    let brand = sample::brand();
    for lang in Lang::ALL {
        let pages = folder.join(lang.code());
        fs::create_dir_all(&pages)?;
        for page in sample::all(lang, &brand) {
            fs::write(pages.join(format!("{}.html", page.name)), page.html)?;
        }
    }
    for name in asset_names() {
        let href = asset(name);
        if let Some(file) = asset_bytes(href) {
            write_below(&folder, href, file.plain)?;
        }
    }
    Ok(())
}

fn write_below(folder: &Path, href: &str, bytes: &[u8]) -> io::Result<()> {
    let path = folder.join(href.trim_start_matches('/'));
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent)?;
    }
    fs::write(path, bytes)
}
