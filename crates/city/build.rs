//! Packs the files of Hanoi into one compressed piece: a new one is compiled in without a line of code, and the program
//! does not carry two megabytes of text.

use flate2::Compression;
use flate2::write::DeflateEncoder;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let folder = Path::new("../../data/hanoi");
    println!("cargo::rerun-if-changed={}", folder.display());
    let mut packed = DeflateEncoder::new(Vec::new(), Compression::best());
    let mut packing = files(folder, "")?;
    packing.extend(files(&folder.join("procedures"), "procedures/")?);
    packing.extend(files(&folder.join("reports"), "reports/")?);
    for (name, path) in packing {
        let bytes = fs::read(path)?;
        // Name, length and content of each, as `crates/city/src/files.rs` reads them.
        writeln!(packed, "{name} {}", bytes.len())?;
        packed.write_all(&bytes)?;
    }
    let out = env::var("OUT_DIR").map_err(io::Error::other)?;
    fs::write(Path::new(&out).join("hanoi.pack"), packed.finish()?)
}

/// The tables and texts of a folder, by name.
fn files(folder: &Path, before: &str) -> io::Result<Vec<(String, PathBuf)>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let data = path.extension().is_some_and(|ending| ending == "csv" || ending == "toml");
        if let Some(name) = path.file_name().and_then(|name| name.to_str()).filter(|_| data) {
            found.push((format!("{before}{name}"), path.clone()));
        }
    }
    found.sort();
    Ok(found)
}
