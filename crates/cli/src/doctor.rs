//! `motcua doctor`: is this installation fit to run, and if not, what to do.

use crate::open::Database;
use crate::output::say;
use anyhow::Result;
use clap::Args;
use motcua_app::App;
use motcua_store::meta::Purpose;
use std::process::ExitCode;

/// Options of `motcua doctor`.
#[derive(Args)]
pub struct Options {
    #[command(flatten)]
    database: Database,
}

/// Runs it: exit 0 when nothing needs doing.
pub fn run(options: &Options) -> Result<ExitCode> {
    let mut sound = true;
    let mut tell = |good: bool, text: String| {
        sound &= good;
        say!("{} {text}", if good { "ok  " } else { "!   " })
    };
    if let Some(path) = options.database.sqlite_path().filter(|p| !p.exists()) {
        tell(
            false,
            format!(
                "no database at {}: run motcua seed hanoi --database sqlite:{}",
                path.display(),
                path.display()
            ),
        )?;
        return Ok(ExitCode::from(1));
    }
    let app = match options.database.app(Purpose::Working) {
        Ok(app) => app,
        Err(error) => {
            tell(false, format!("the database cannot be opened: {error:#}"))?;
            return Ok(ExitCode::from(1));
        }
    };
    tell(true, format!("database open, {:?}, created for {:?}", app.db().engine(), app.purpose()))?;
    look(&app, &mut tell)?;
    Ok(if sound { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

/// What is loaded, and how long it will do.
fn look(app: &App, tell: &mut dyn FnMut(bool, String) -> Result<()>) -> Result<()> {
    let world = app.world();
    let (units, procedures) = (world.units.iter().count(), world.procedures().count());
    tell(
        !world.is_empty(),
        if world.is_empty() {
            "no city loaded: run motcua seed hanoi".to_owned()
        } else {
            format!("city loaded: {units} units, {procedures} procedures")
        },
    )?;
    let today = app.now().date();
    if let Some(unit) = world.units.iter().next() {
        match world.calendar(unit.id) {
            Ok(calendar) => {
                let days_left = calendar.settled_until().days_since(today);
                tell(
                    days_left > 60,
                    format!(
                        "calendar settled until {} ({days_left} days left); load the yearly notice when it is out",
                        calendar.settled_until()
                    ),
                )?;
                let read = calendar.day(today).is_ok_and(|d| d.hours_provisional);
                if read {
                    tell(
                        true,
                        "office hours are provisional: confirm them in the city's calendar.toml".to_owned(),
                    )?;
                }
            }
            Err(error) => tell(false, format!("no calendar: {error}"))?,
        }
    }
    let provisional = world.units.iter().filter(|u| u.agency_code_provisional).count();
    if provisional > 0 {
        tell(
            true,
            format!(
                "{provisional} agency codes are provisional: replace them before real dossiers get codes"
            ),
        )?;
    }
    let depths =
        app.db().read(motcua_store::notices::delivery::depths).map_err(|e| anyhow::anyhow!("{e}"))?;
    let (queued, dead) =
        depths.channels.iter().fold((0, 0), |sum, one| (sum.0 + one.queued, sum.1 + one.dead));
    tell(
        dead == 0,
        format!("notices: {} to be shared out, {queued} queued, {dead} given up", depths.unshared),
    )?;
    let guesses = world.procedures().filter(|p| p.provisional.term || p.provisional.steps).count();
    if guesses > 0 {
        tell(
            true,
            format!("{guesses} procedures have a default term or a default chain, marked on their pages"),
        )?;
    }
    Ok(())
}
