//! By which channels people are told outside, and `motcua notices`: how the queues stand, what was given up, once more.

use crate::open::Database;
use crate::output::say;
use anyhow::{Context, Result, anyhow, bail};
use clap::{Args, Subcommand, ValueEnum};
use motcua_app::App;
use motcua_app::notices::sending::{Gateway as _, key_of};
use motcua_calendar::{Lang, Moment};
use motcua_connectors::messages::settings::Opened;
use motcua_connectors::messages::{Settings, texts};
use motcua_domain::notice::{Facts, NoticeKind, OutsideChannel, rendered, wording};
use motcua_store::meta::Purpose;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Options of a server that tells people outside their own pages.
#[derive(Debug, Clone, Args)]
pub struct NoticeOptions {
    /// File (TOML) that describes by which channels notices go out: mail server, gateways for SMS and chat. Without it they
    /// stand in people's own pages only.
    #[arg(long = "notices", env = "MOTCUA_NOTICES")]
    pub file: Option<PathBuf>,
}

impl NoticeOptions {
    /// Sets the channels up, and makes the application write what goes out by them.
    pub fn open(&self, app: &App) -> Result<Opened> {
        let Some(path) = &self.file else { return Ok(Opened::default()) };
        let settings = read(path)?;
        if app.is_demonstration() && !settings.stays_on_this_machine() {
            bail!(
                "{}: the people of a demonstration are made up, their telephones may be somebody's: it sends to servers on this machine only",
                path.display()
            );
        }
        let opened = settings.open().with_context(|| path.display().to_string())?;
        app.set_channels(opened.ways.channels());
        Ok(opened)
    }
}

fn read(path: &Path) -> Result<Settings> {
    let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    Settings::parse(&text).with_context(|| path.display().to_string())
}

/// Options of `motcua notices`.
#[derive(Args)]
pub struct Options {
    #[command(flatten)]
    database: Database,
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// How the queue of each channel stands.
    Depth {
        /// Answer as JSON.
        #[arg(long)]
        json: bool,
    },
    /// What was given up, latest first: keys and reasons, nothing of people.
    Dead {
        /// Only of this channel.
        #[arg(long, value_enum)]
        channel: Option<Channel>,
        /// Most lines of each channel.
        #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..=10_000))]
        limit: u32,
        /// Answer as JSON.
        #[arg(long)]
        json: bool,
    },
    /// Queue again what was given up: one by its key, or a whole channel with --all.
    Retry {
        /// Key, as `dead` lists it.
        #[arg(required_unless_present = "all", conflicts_with = "all")]
        key: Option<String>,
        /// All of this channel.
        #[arg(long, value_enum, value_name = "CHANNEL")]
        all: Option<Channel>,
    },
    /// Read a file of channels as a server would, and say how long the texts are as messages. Sends nothing.
    Check {
        /// The file (TOML).
        file: PathBuf,
    },
}

#[derive(Clone, Copy, ValueEnum)]
enum Channel {
    Email,
    Sms,
    Chat,
}

impl From<Channel> for OutsideChannel {
    fn from(channel: Channel) -> Self {
        match channel {
            Channel::Email => OutsideChannel::Email,
            Channel::Sms => OutsideChannel::Sms,
            Channel::Chat => OutsideChannel::Chat,
        }
    }
}

/// Runs it.
pub fn run(options: &Options) -> Result<ExitCode> {
    if let What::Check { file } = &options.what {
        return check(file);
    }
    let app = options.database.app(Purpose::Working)?;
    match &options.what {
        What::Depth { json } => depth(&app, *json)?,
        What::Dead { channel, limit, json } => dead(&app, *channel, *limit, *json)?,
        What::Retry { key, all } => return retry(&app, key.as_deref(), *all),
        What::Check { .. } => {}
    }
    Ok(ExitCode::SUCCESS)
}

fn told(error: &motcua_app::Error) -> anyhow::Error {
    anyhow!("{error}: {}", error.message(Lang::En))
}

fn depth(app: &App, json: bool) -> Result<()> {
    let depths = app.notice_depths_now().map_err(|error| told(&error))?;
    let now = app.now_ms();
    let age = |since: Option<i64>| since.map(|at| (now - at).max(0) / 1000);
    if json {
        let channels: Vec<_> = depths
            .channels
            .iter()
            .map(|one| {
                serde_json::json!({
                    "channel": one.channel.key(), "queued": one.queued,
                    "oldest_seconds": age(one.oldest_ms), "dead": one.dead,
                })
            })
            .collect();
        let all = serde_json::json!({ "unshared": depths.unshared, "channels": channels });
        return say!("{}", serde_json::to_string_pretty(&all)?);
    }
    say!("waiting for their channels: {}", depths.unshared)?;
    for one in &depths.channels {
        let oldest = age(one.oldest_ms).map(|seconds| format!(", the oldest for {} min", seconds / 60));
        let oldest = oldest.unwrap_or_default();
        say!("{:<6} {} queued{oldest}; {} given up", one.channel.key(), one.queued, one.dead)?;
    }
    Ok(())
}

fn dead(app: &App, channel: Option<Channel>, limit: u32, json: bool) -> Result<()> {
    let mut listed = Vec::new();
    let wanted = channel.map(OutsideChannel::from);
    for channel in OutsideChannel::ALL.into_iter().filter(|one| wanted.is_none_or(|only| only == *one)) {
        listed.extend(app.dead_notices(channel, limit).map_err(|error| told(&error))?);
    }
    let at = |ms: i64| Moment::from_unix_seconds(ms.div_euclid(1000)).rfc3339();
    if json {
        let items: Vec<_> = listed
            .iter()
            .map(|one| {
                serde_json::json!({
                    "key": key_of(&one.notice, one.channel), "channel": one.channel.key(),
                    "attempts": one.attempts, "given_up_at": at(one.at_ms), "problem": one.problem,
                })
            })
            .collect();
        return say!("{}", serde_json::to_string_pretty(&serde_json::json!({ "items": items }))?);
    }
    for one in &listed {
        let key = key_of(&one.notice, one.channel);
        say!("{key}  {}  {} attempts  {}", at(one.at_ms), one.attempts, one.problem)?;
    }
    Ok(())
}

/// Exit 1 when there was nothing to queue again.
fn retry(app: &App, key: Option<&str>, all: Option<Channel>) -> Result<ExitCode> {
    let queued = match (key, all) {
        (Some(key), _) => app.retry_notice(key),
        (None, Some(channel)) => app.retry_notices(channel.into()),
        (None, None) => Ok(0),
    };
    let queued = queued.map_err(|error| told(&error))?;
    say!("queued again: {queued}")?;
    Ok(if queued == 0 { ExitCode::from(1) } else { ExitCode::SUCCESS })
}

fn check(path: &Path) -> Result<ExitCode> {
    let opened = read(path)?.open().with_context(|| path.display().to_string())?;
    for channel in opened.ways.channels().iter() {
        let reports = opened.report_secrets.iter().any(|(of, _)| *of == channel);
        say!("{}: set up, {}", channel.key(), if reports { "reports taken" } else { "no reports" })?;
        if channel == OutsideChannel::Email {
            continue;
        }
        let own = opened.ways.texts(channel);
        for (lang, name, own) in [(Lang::Vi, "vi", &own.vi), (Lang::En, "en", &own.en)] {
            for kind in NoticeKind::ALL {
                let text = own.get(&kind).map_or(wording(kind, lang).text, String::as_str);
                let length = texts::length(&rendered(text, &longest(), lang));
                let letters = if length.packed { "GSM" } else { "UCS-2" };
                let whose = if own.contains_key(&kind) { "own" } else { "usual" };
                say!(
                    "  {name} {:<18} {whose:<5} {:>3} characters {letters:<5} {} segments, without the link",
                    kind.key(),
                    length.places,
                    length.segments
                )?;
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Facts as long as they come.
fn longest() -> Facts {
    let moment = Moment::parse("2026-11-23T10:30").ok();
    let filed_on = moment.unwrap_or(Moment::from_unix_seconds(0)).date();
    Facts { code: Some("H26.P00097-261123-0001".to_owned()), filed_on, moment }
}
