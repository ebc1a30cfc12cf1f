//! `motcua units`: a reorganisation of units from a plan, looked at or carried out.

use crate::open::Database;
use crate::output::say;
use anyhow::{Context, Result, anyhow};
use clap::Args;
use motcua_app::reorganise::{Extent, Outlook, Reorganised};
use motcua_calendar::Lang;
use motcua_domain::dossier::Phase;
use motcua_domain::ids::UnitId;
use motcua_domain::reorganisation::PlanFinding;
use motcua_store::meta::Purpose;
use std::path::PathBuf;
use std::process::ExitCode;

/// Options of `motcua units`.
#[derive(Args)]
pub struct Options {
    #[command(flatten)]
    database: Database,
    /// The plan (TOML): units that begin, end or change their name, and who takes whose place.
    plan: PathBuf,
    /// Only say what would move and what stands in the way.
    #[arg(long)]
    dry_run: bool,
    /// Stop after so many dossiers; the same command later goes on.
    #[arg(long)]
    at_most: Option<u64>,
}

/// Runs `motcua units`.
pub fn run(options: &Options) -> Result<ExitCode> {
    let written = std::fs::read_to_string(&options.plan)
        .with_context(|| format!("cannot read {}", options.plan.display()))?;
    let plan = motcua_city::plan(&written).with_context(|| format!("the plan {}", options.plan.display()))?;
    let app = options.database.app(Purpose::Working)?;
    if options.dry_run {
        let outlook = app.reorganisation_outlook(&plan).map_err(told)?;
        foreseen(&app.world().units, &outlook)?;
        return verdict(&outlook.findings);
    }
    let extent = options.at_most.map_or(Extent::Whole, Extent::Dossiers);
    match app.reorganise(&plan, &written, extent).map_err(told)? {
        Reorganised::Refused(findings) => verdict(&findings),
        Reorganised::Begun { moved } => {
            say!("{moved} dossiers passed on; run the same command again to go on")?;
            Ok(ExitCode::from(1))
        }
        Reorganised::Done { moved } => {
            say!("{moved} dossiers passed on; {} is done", plan.key)?;
            Ok(ExitCode::SUCCESS)
        }
    }
}

fn told(error: motcua_app::Error) -> anyhow::Error {
    anyhow!("{error}; {}", error.message(Lang::En))
}

fn verdict(findings: &[PlanFinding]) -> Result<ExitCode> {
    for finding in findings {
        say!("- {} [{}]: {}", finding.place, finding.code, finding.message(Lang::Vi))?;
        say!("  {}", finding.message(Lang::En))?;
    }
    if findings.is_empty() {
        say!("nothing stands in the way")?;
        return Ok(ExitCode::SUCCESS);
    }
    say!("{} findings; nothing was changed", findings.len())?;
    Ok(ExitCode::from(1))
}

fn foreseen(before: &motcua_domain::unit::UnitIndex, outlook: &Outlook) -> Result<()> {
    let name = |unit: UnitId| {
        let known = outlook.units.get(unit).or_else(|| before.get(unit));
        known.map_or_else(|| unit.to_string(), |unit| unit.name.clone())
    };
    if let Some(begun) = &outlook.begun {
        say!("begun before: {} dossiers passed on already", begun.moved)?;
    }
    say!("{} open dossiers, {} of them pass on:", outlook.open, outlook.passing)?;
    for line in &outlook.moves {
        let (from, to) = (name(line.from), name(line.to));
        let way =
            if line.from == line.to { format!("{from} (other places)") } else { format!("{from} → {to}") };
        let phase = Phase::status_name(line.status, Lang::Vi);
        say!(
            "  {way}: {} · {phase} · paper {} · on the way {} · opinions {}",
            line.dossiers,
            line.papers,
            line.on_the_way,
            line.opinions
        )?;
    }
    say!("{} duties pass on or end:", outlook.duties.len())?;
    for duty in &outlook.duties {
        let to = duty.to.map_or_else(|| "ends".to_owned(), name);
        say!("  {} ({}): {} → {to}", duty.username, duty.role.label(Lang::Vi), name(duty.from))?;
    }
    if !outlook.versions.is_empty() {
        let ids: Vec<String> = outlook.versions.iter().map(ToString::to_string).collect();
        say!(
            "{} procedure versions name a unit of the plan; new dossiers go to its main successor until newer versions \
             are published: {}",
            ids.len(),
            ids.join(", ")
        )?;
    }
    Ok(())
}
