//! `motcua due`: the same engine as everywhere, from the command line.

use crate::output::{Language, say};
use anyhow::{Context, Result, anyhow, bail};
use clap::{Args, ValueEnum};
use motcua_calendar::{
    Cutoff, CutoffEffect, DueRequest, Extension, Lang, MinuteOfDay, Moment, Pause, PausePolicy, StartRule,
    Term, TermRule,
};
use std::path::PathBuf;
use std::process::ExitCode;

/// Options of `motcua due`.
#[derive(Args)]
pub struct Options {
    /// Moment of receipt, local time: 2025-04-25T15:30.
    #[arg(long)]
    received: String,
    /// `N working hours`, `N working days`, `N days` or `N months`.
    #[arg(long)]
    term: String,
    /// Cut-off of the day, such as 15:00. With a cut-off, the day of receipt is day 1 unless --start says otherwise.
    #[arg(long)]
    cutoff: Option<String>,
    /// What receipt after the cut-off does.
    #[arg(long, value_enum, default_value = "start-next-day", requires = "cutoff")]
    cutoff_effect: Effect,
    /// Which day is day 1; default: the next working day, or the same day when there is a cut-off.
    #[arg(long, value_enum)]
    start: Option<Start>,
    /// A lawful wait `FROM..TO`; `FROM..` is still open. May be given several times.
    #[arg(long = "pause", value_name = "FROM..TO")]
    pauses: Vec<String>,
    /// What a pause does.
    #[arg(long, value_enum, default_value = "pause")]
    policy: Policy,
    /// The one extension allowed: `MOMENT=TERM`, such as `2025-05-06T09:00=3 working days`.
    #[arg(long, value_name = "MOMENT=TERM")]
    extension: Option<String>,
    /// Calendar: a city compiled in, or a folder with a calendar.toml.
    #[arg(long, default_value = "hanoi")]
    calendar: String,
    /// A unit's own hours, by its key.
    #[arg(long)]
    unit: Option<String>,
    /// Answer as JSON.
    #[arg(long)]
    json: bool,
    /// Language of the explanation.
    #[arg(long, value_enum, default_value = "vi")]
    lang: Language,
}

#[derive(Clone, Copy, ValueEnum)]
enum Effect {
    StartNextDay,
    DueNextDay,
}

#[derive(Clone, Copy, ValueEnum)]
enum Start {
    NextWorkingDay,
    SameDay,
}

#[derive(Clone, Copy, ValueEnum)]
enum Policy {
    Pause,
    Restart,
}

/// Runs it.
pub fn run(options: &Options) -> Result<ExitCode> {
    let received = moment(&options.received)?;
    let cutoff = match &options.cutoff {
        Some(text) => Some(Cutoff {
            at: MinuteOfDay::parse(text).map_err(|e| anyhow!("--cutoff {text}: {e}"))?,
            effect: match options.cutoff_effect {
                Effect::StartNextDay => CutoffEffect::StartNextDay,
                Effect::DueNextDay => CutoffEffect::DueNextDay,
            },
        }),
        None => None,
    };
    let start = match (options.start, cutoff) {
        (Some(Start::NextWorkingDay), _) | (None, None) => StartRule::NextWorkingDay,
        (Some(Start::SameDay), _) | (None, Some(_)) => StartRule::SameDay,
    };
    let rule = TermRule {
        term: Term::parse(&options.term).map_err(|e| anyhow!("--term {}: {e}", options.term))?,
        start,
        cutoff,
        policy: match options.policy {
            Policy::Pause => PausePolicy::PauseAndShift,
            Policy::Restart => PausePolicy::Restart,
        },
    };
    let pauses = options.pauses.iter().map(|text| pause(text)).collect::<Result<Vec<_>>>()?;
    let extension = options.extension.as_deref().map(extension).transpose()?;
    let source = match options.calendar.as_str() {
        "hanoi" => motcua_city::hanoi().context("the city compiled in")?.calendar,
        folder => {
            motcua_city::load(&PathBuf::from(folder))
                .with_context(|| format!("--calendar {folder}"))?
                .calendar
        }
    };
    let calendar = source.compile(options.unit.as_deref()).map_err(|e| anyhow!("{e}"))?;
    let due = calendar
        .due(&DueRequest { received, rule: &rule, pauses: &pauses, extension })
        .map_err(|e| anyhow!("no due date: {e}"))?;
    let lang = Lang::from(options.lang);
    let lines = due.explanation.lines(&calendar, lang);
    if options.json {
        let answer = serde_json::json!({
            "due_at": due.at.rfc3339(),
            "paused": due.paused,
            "starts_at": due.start.rfc3339(),
            "explanation": lines,
            "reasons": due.explanation.reasons(),
        });
        say!("{}", serde_json::to_string_pretty(&answer)?)?;
    } else {
        say!("{}", due.at.rfc3339())?;
        for line in lines {
            say!("- {line}")?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn moment(text: &str) -> Result<Moment> {
    Moment::parse(text).map_err(|e| anyhow!("{text}: {e}"))
}

fn pause(text: &str) -> Result<Pause> {
    let Some((from, to)) = text.split_once("..") else {
        bail!("--pause {text}: write FROM..TO, or FROM.. while it is open");
    };
    let to = if to.trim().is_empty() { None } else { Some(moment(to)?) };
    let from = moment(from)?;
    if to.is_some_and(|end| end < from) {
        bail!("--pause {text}: it ends before it begins");
    }
    Ok(Pause { from, to })
}

fn extension(text: &str) -> Result<Extension> {
    let Some((at, by)) = text.split_once('=') else {
        bail!("--extension {text}: write MOMENT=TERM");
    };
    Ok(Extension { at: moment(at)?, by: Term::parse(by).map_err(|e| anyhow!("{by}: {e}"))? })
}
