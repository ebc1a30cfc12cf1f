//! `motcua announce`: what the operator tells everybody on the public pages for a while.

use crate::open::Database;
use crate::output::say;
use anyhow::{Context, Result, anyhow};
use clap::Args;
use motcua_calendar::Lang;
use motcua_domain::portal::{Announcement, Urgency};
use motcua_store::meta::Purpose;
use std::path::PathBuf;
use std::process::ExitCode;

/// Options of `motcua announce`.
#[derive(Args)]
pub struct Options {
    #[command(flatten)]
    database: Database,
    /// Announcements (TOML) that take the place of those there are; without it, those there are are listed.
    file: Option<PathBuf>,
}

/// Runs it. A server that runs shows the new ones within half a minute.
pub fn run(options: &Options) -> Result<ExitCode> {
    let app = options.database.app(Purpose::Working)?;
    if let Some(path) = &options.file {
        let written =
            std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
        let read = motcua_city::announcements(&written).with_context(|| format!("{}", path.display()))?;
        app.announce(&read).map_err(|error| anyhow!("{error}; {}", error.message(Lang::En)))?;
    }
    for announcement in &app.world().announcements {
        say!("{}", line(announcement))?;
    }
    Ok(ExitCode::SUCCESS)
}

fn line(announcement: &Announcement) -> String {
    let urgency = match announcement.urgency {
        Urgency::Information => "information",
        Urgency::Warning => "warning",
    };
    let Announcement { from, to, vi, en, .. } = announcement;
    format!("{from} – {to} {urgency}: {vi} | {en}")
}
