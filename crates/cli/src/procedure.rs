//! `motcua procedure`: procedures as texts, out of a city and checked. No database is opened.

mod sense;

use crate::output::{Language, say};
use crate::seed::named;
use anyhow::{Context, Result, bail};
use clap::{Args, Subcommand, ValueEnum};
use motcua_calendar::{Date, Lang};
use motcua_city::City;
use motcua_domain::ids::VersionId;
use motcua_domain::procedure::ProcedureVersion;
use motcua_domain::unit::UnitIndex;
use motcua_procedure::Severity;
use motcua_procedure::lint;
use motcua_procedure::open_data::{self, Bom, Catalogue};
use motcua_procedure::text::{self, Numbering, TEXT_BYTES_MAX};
use std::fs::File;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Options of `motcua procedure`.
#[derive(Args)]
pub struct Options {
    #[command(subcommand)]
    act: Act,
}

#[derive(Subcommand)]
enum Act {
    /// Write the texts of procedures, one file a version: <code>.<valid_from>.toml. Files that are there stay as they are.
    Export(ExportOptions),
    /// Read texts and say everything that is wrong: what cannot be read as file:line:column, and of what can be read what
    /// would keep it from being published or asks for a reason; exit 1 when anything must be mended.
    Check(CheckOptions),
    /// Write the procedures in force on a day as open data: CPSV-AP (Turtle), CSV or JSON.
    OpenData(OpenDataOptions),
}

#[derive(Args)]
struct OpenDataOptions {
    /// `hanoi`, or a folder with the same data files.
    #[arg(long, default_value = "hanoi")]
    city: String,
    /// The day.
    #[arg(long)]
    on: Date,
    /// Address of the site, with which every name in the catalogue begins.
    #[arg(long)]
    base_url: String,
    /// Form of the data.
    #[arg(long, value_enum)]
    format: Format,
    /// File to write to; it must not be there yet.
    #[arg(long)]
    to: PathBuf,
}

/// Forms of the open data.
#[derive(Clone, Copy, ValueEnum)]
enum Format {
    /// CPSV-AP 3 as Turtle.
    Ttl,
    /// A table, with the mark by which office programs know UTF-8.
    Csv,
    /// JSON.
    Json,
}

#[derive(Args)]
struct ExportOptions {
    /// Codes of procedures; all when none is given.
    codes: Vec<String>,
    /// `hanoi`, or a folder with the same data files.
    #[arg(long, default_value = "hanoi")]
    city: String,
    /// Folder to write to; it is made when it is not there.
    #[arg(long)]
    to: PathBuf,
}

#[derive(Args)]
struct CheckOptions {
    /// Files to read.
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// The city whose units and fields the texts name: `hanoi`, or a folder with the same data files.
    #[arg(long, default_value = "hanoi")]
    city: String,
    /// Language of what is said.
    #[arg(long, value_enum, default_value = "vi")]
    lang: Language,
}

/// Runs `motcua procedure`.
pub fn run(options: &Options) -> Result<ExitCode> {
    match &options.act {
        Act::Export(options) => export(options),
        Act::Check(options) => check(options),
        Act::OpenData(options) => publish(options),
    }
}

fn publish(options: &OpenDataOptions) -> Result<ExitCode> {
    let city = named(&options.city)?;
    let units = UnitIndex::new(city.units.iter().cloned());
    let base = format!("{}/", options.base_url.trim_end_matches('/'));
    if !base.starts_with("https://") && !base.starts_with("http://") {
        bail!("--base-url {base} is no address: give one that begins with https://; nothing was written");
    }
    let mut codes: Vec<_> = city.procedures.iter().map(|version| &version.code).collect();
    codes.sort();
    codes.dedup();
    let versions: Vec<_> = codes.into_iter().filter_map(|code| city.in_force(code, options.on)).collect();
    let catalogue =
        Catalogue { base: &base, city: (&city.name_vi, &city.name_en), versions: &versions, units: &units };
    let text = match options.format {
        Format::Ttl => open_data::turtle(&catalogue),
        Format::Csv => open_data::csv(&catalogue, Bom::With),
        Format::Json => open_data::json(&catalogue),
    };
    let to = options.to.display();
    let mut file = File::create_new(&options.to).with_context(|| format!("cannot make {to}"))?;
    file.write_all(text.as_bytes()).with_context(|| format!("cannot write {to}"))?;
    say!("{to}: {} thủ tục", versions.len())?;
    Ok(ExitCode::SUCCESS)
}

fn export(options: &ExportOptions) -> Result<ExitCode> {
    let city = named(&options.city)?;
    let versions = chosen(&city, &options.codes)?;
    let units = UnitIndex::new(city.units.iter().cloned());
    let target =
        |version: &ProcedureVersion| options.to.join(format!("{}.{}.toml", version.code, version.valid_from));
    // Somebody's edited texts are not written over, and nothing is half done.
    if let Some(there) = versions.iter().map(|version| target(version)).find(|path| path.exists()) {
        bail!("{} is there already; nothing was written", there.display());
    }
    std::fs::create_dir_all(&options.to).with_context(|| format!("cannot make {}", options.to.display()))?;
    for version in &versions {
        let path = target(version);
        let mut file = File::create_new(&path).with_context(|| format!("cannot make {}", path.display()))?;
        file.write_all(text::write_numbered(version, &units).as_bytes())
            .with_context(|| format!("cannot write {}", path.display()))?;
    }
    say!("{}: {} tệp", options.to.display(), versions.len())?;
    Ok(ExitCode::SUCCESS)
}

/// The versions of the codes asked for, or all.
fn chosen<'c>(city: &'c City, codes: &[String]) -> Result<Vec<&'c ProcedureVersion>> {
    let has = |code: &String| city.procedures.iter().any(|version| version.code.as_str() == code.as_str());
    if let Some(unknown) = codes.iter().find(|code| !has(code)) {
        bail!("{} has no procedure {unknown}; nothing was written", city.name_vi);
    }
    let asked = |version: &&ProcedureVersion| {
        codes.is_empty() || codes.iter().any(|code| code.as_str() == version.code.as_str())
    };
    Ok(city.procedures.iter().filter(asked).collect())
}

fn check(options: &CheckOptions) -> Result<ExitCode> {
    let city = named(&options.city)?;
    let units = UnitIndex::new(city.units.iter().cloned());
    let lang = Lang::from(options.lang);
    let mut code = ExitCode::SUCCESS;
    for path in &options.files {
        let file = path.display();
        let bytes = bounded(path).with_context(|| format!("cannot read {file}"))?;
        match text::read_bytes(&bytes, &units, &city.fields, Numbering::Given(VersionId(0))) {
            Ok(version) => {
                let steps = version.steps.len();
                match lang {
                    Lang::Vi => say!("{file}: {} {}, {steps} bước: đọc được", version.code, version.name)?,
                    Lang::En => say!("{file}: {} {}, {steps} steps: read", version.code, version.name)?,
                }
                let found = sense::findings(&city, &units, &version);
                for finding in found.iter().filter(|finding| finding.severity > Severity::Note) {
                    let (what, to_do) = (finding.text(lang), finding.remedy(lang));
                    say!("{file}: {}: {what} {to_do} ({})", finding.severity.label(lang), finding.code)?;
                }
                if lint::errors(&found) > 0 {
                    code = ExitCode::from(1);
                }
            }
            Err(problems) => {
                code = ExitCode::from(1);
                for problem in &problems {
                    let (what, to_do) = (problem.text(lang), problem.remedy(lang));
                    say!("{file}:{}:{}: {what} {to_do} ({})", problem.line, problem.column, problem.code)?;
                }
            }
        }
    }
    Ok(code)
}

/// A file, but for what lies beyond the longest text: one byte more tells that there is more.
fn bounded(path: &Path) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)?.take(TEXT_BYTES_MAX as u64 + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}
