//! The file an operator describes the channels in (TOML). Secrets stand elsewhere: in a file or in the environment.

use super::json::JsonGateway;
use super::smtp::{MailServer, MailSettings, Secrecy};
use super::{Line, Ways, texts};
use crate::http;
use lettre::message::Mailbox;
use motcua_app::notices::sending::Texts;
use motcua_domain::notice::{NoticeKind, OutsideChannel};
use serde::Deserialize;
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use ureq::http::{HeaderName, HeaderValue, Method, Uri};

/// Fewest characters of a secret that reports are signed in with.
const REPORT_SECRET_MIN: usize = 24;
/// What a field of a gateway's body may name.
const BODY_PLACEHOLDERS: [&str; 10] =
    ["to", "text", "title", "link", "key", "about", "dossier", "when", "lang", "template"];

/// Why channels could not be set up. Never carries a secret.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    /// The file is not what it should be.
    #[error("{0}")]
    Toml(#[from] toml::de::Error),
    /// A value will not do.
    #[error("{place}: {why}")]
    Value {
        /// Where: `sms.url`.
        place: String,
        /// Why not.
        why: String,
    },
    /// A file that is named cannot be read.
    #[error("{place}: {} cannot be read: {source}", path.display())]
    File {
        /// Where it is named.
        place: String,
        /// Which.
        path: PathBuf,
        /// What was met.
        source: std::io::Error,
    },
    /// Certificates.
    #[error(transparent)]
    Http(#[from] http::Error),
    /// The mail server's encryption.
    #[error("email: {0}")]
    Mail(#[from] lettre::transport::smtp::Error),
}

fn wrong(place: impl Into<String>, why: impl Into<String>) -> SettingsError {
    SettingsError::Value { place: place.into(), why: why.into() }
}

/// What the file says.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// The mail server.
    pub email: Option<EmailSettings>,
    /// The gateway for text messages.
    pub sms: Option<GatewaySettings>,
    /// The gateway for chat messages.
    pub chat: Option<GatewaySettings>,
}

/// A mail server.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EmailSettings {
    /// Name of the server.
    pub server: String,
    /// Port; default 587, or 465 with `tls = "implicit"`.
    pub port: Option<u16>,
    /// `starttls` (the default), `implicit`, or `none` for a server on this machine.
    #[serde(default)]
    tls: TlsWay,
    /// Account, where the server wants one.
    pub user: Option<String>,
    /// File with its password.
    pub password_file: Option<PathBuf>,
    /// Variable of the environment with its password.
    pub password_env: Option<String>,
    /// Who the letters come from: `Một Cửa <motcua@example.vn>`.
    pub from: String,
    /// Certificates trusted beside those of the machine (PEM).
    pub authorities: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
enum TlsWay {
    #[default]
    Starttls,
    Implicit,
    None,
}

/// A gateway that takes JSON.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GatewaySettings {
    /// Address; HTTPS, unless it is on this machine.
    pub url: String,
    /// `POST` (the default) or `PUT`.
    #[serde(default)]
    pub(super) method: Verb,
    /// Headers; `{secret}` stands for the secret.
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
    /// File with the secret.
    pub secret_file: Option<PathBuf>,
    /// Variable of the environment with the secret.
    pub secret_env: Option<String>,
    /// The JSON sent, with placeholders in its texts.
    pub body: Map<String, Value>,
    /// How telephone numbers are written.
    #[serde(default)]
    pub numbers: Numbers,
    /// Which statuses mean what.
    #[serde(default)]
    pub answers: Answers,
    /// Names of templates registered at the gateway, by kind of notice: `{template}`. What has none is not sent.
    #[serde(default)]
    pub templates: BTreeMap<String, String>,
    /// Texts as they were registered, instead of the usual ones.
    #[serde(default)]
    texts: TextsByLanguage,
    /// Certificates trusted beside those of the machine (PEM).
    pub authorities: Option<PathBuf>,
    /// File with the secret this gateway sends its reports with.
    pub report_secret_file: Option<PathBuf>,
    /// The same in a variable of the environment.
    pub report_secret_env: Option<String>,
}

#[derive(Debug, Clone, Copy, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "UPPERCASE")]
pub(super) enum Verb {
    #[default]
    Post,
    Put,
}

impl From<Verb> for Method {
    fn from(verb: Verb) -> Method {
        match verb {
            Verb::Post => Method::POST,
            Verb::Put => Method::PUT,
        }
    }
}

/// How a telephone number is written for a gateway.
#[derive(Debug, Clone, Copy, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum Numbers {
    /// As in the country: 0912345678.
    #[default]
    National,
    /// With the country before it: +84912345678.
    International,
    /// The same without the sign: 84912345678.
    Bare,
}

impl Numbers {
    /// A number of this country in this form; of another country, always with its own.
    #[must_use]
    pub fn of(self, typed: &str) -> String {
        let digits = typed.trim_start_matches('+');
        let home = match (typed.starts_with('+'), digits.strip_prefix("84"), digits.strip_prefix('0')) {
            (_, _, Some(rest)) => rest,
            (true, Some(rest), _) => rest,
            (false, Some(rest), _) if digits.len() >= 11 => rest,
            (true, None, _) => return if self == Numbers::Bare { digits } else { typed }.to_owned(),
            _ => digits,
        };
        match self {
            Numbers::National => format!("0{home}"),
            Numbers::International => format!("+84{home}"),
            Numbers::Bare => format!("84{home}"),
        }
    }
}

/// Which statuses mean that a letter was taken, or never will be. All others: again later.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Answers {
    /// It has the letter.
    pub taken: Vec<Status>,
    /// It never will.
    pub never: Vec<Status>,
}

impl Default for Answers {
    /// 409 is what a gateway says to a key it has taken before.
    fn default() -> Self {
        let one = Status::One;
        Self { taken: vec![Status::Class(2), one(409)], never: [400, 404, 410, 413, 422].map(one).into() }
    }
}

/// A status, or all of a hundred: `202`, `2xx`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub enum Status {
    /// One.
    One(u16),
    /// A hundred, by its first digit.
    Class(u16),
}

impl Status {
    /// Whether a status is meant.
    #[must_use]
    pub fn matches(self, status: u16) -> bool {
        match self {
            Status::One(one) => one == status,
            Status::Class(first) => status / 100 == first,
        }
    }
}

impl TryFrom<String> for Status {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        let known = |number: u16| (100..600).contains(&number);
        let class = text.strip_suffix("xx").and_then(|first| first.parse::<u16>().ok());
        match (class.filter(|first| known(first * 100)), text.parse::<u16>().ok().filter(|n| known(*n))) {
            (Some(first), _) => Ok(Status::Class(first)),
            (_, Some(one)) => Ok(Status::One(one)),
            _ => Err(format!("{text:?} is no status: write \"202\" or \"2xx\"")),
        }
    }
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct TextsByLanguage {
    vi: BTreeMap<String, String>,
    en: BTreeMap<String, String>,
}

/// Channels ready to send, and the secrets their reports come with.
#[derive(Default)]
pub struct Opened {
    /// The way out.
    pub ways: Ways,
    /// Secrets of reports, by channel.
    pub report_secrets: Vec<(OutsideChannel, String)>,
}

impl Settings {
    /// Reads the text of a file.
    ///
    /// # Errors
    /// With the line, when it is not what it should be.
    pub fn parse(text: &str) -> Result<Self, SettingsError> {
        Ok(toml::from_str(text)?)
    }

    /// Whether everything it names is on this machine.
    #[must_use]
    pub fn stays_on_this_machine(&self) -> bool {
        let gateways = [&self.sms, &self.chat].into_iter().flatten();
        self.email.as_ref().is_none_or(|email| is_here(&email.server))
            && gateways
                .map(|gateway| host_of(&gateway.url))
                .all(|host| host.is_some_and(|host| is_here(&host)))
    }

    /// Sets the channels up: reads secrets and certificates, and holds everything against what it should be.
    ///
    /// # Errors
    /// With the place of the first thing that will not do.
    pub fn open(&self) -> Result<Opened, SettingsError> {
        let mut opened = Opened::default();
        opened.ways.email = self.email.as_ref().map(mail_server).transpose()?;
        for (channel, settings) in [(OutsideChannel::Sms, &self.sms), (OutsideChannel::Chat, &self.chat)] {
            let Some(settings) = settings else { continue };
            let name = channel.key();
            let line = Some(line(name, settings)?);
            match channel {
                OutsideChannel::Chat => opened.ways.chat = line,
                _ => opened.ways.sms = line,
            }
            let place = format!("{name}.report_secret");
            let from = (settings.report_secret_file.as_deref(), settings.report_secret_env.as_deref());
            if let Some(secret) = secret(&place, from.0, from.1)? {
                if secret.chars().count() < REPORT_SECRET_MIN {
                    return Err(wrong(place, format!("needs {REPORT_SECRET_MIN} characters at least")));
                }
                if opened.report_secrets.iter().any(|(_, other)| *other == secret) {
                    return Err(wrong(place, "each channel needs a secret of its own"));
                }
                opened.report_secrets.push((channel, secret));
            }
        }
        Ok(opened)
    }
}

fn mail_server(settings: &EmailSettings) -> Result<MailServer, SettingsError> {
    let secrecy = match settings.tls {
        TlsWay::Starttls => Secrecy::Starttls,
        TlsWay::Implicit => Secrecy::Implicit,
        TlsWay::None if is_here(&settings.server) => Secrecy::None,
        TlsWay::None => return Err(wrong("email.tls", "\"none\" is for a server on this machine only")),
    };
    let from = settings.from.parse::<Mailbox>().map_err(|error| wrong("email.from", error.to_string()))?;
    let (file, variable) = (settings.password_file.as_deref(), settings.password_env.as_deref());
    let account = match (&settings.user, secret("email.password", file, variable)?) {
        (Some(user), Some(password)) => Some((user.clone(), password)),
        (None, None) => None,
        _ => return Err(wrong("email.user", "an account needs a name and a password")),
    };
    let authorities = http::authorities(settings.authorities.as_deref())?;
    Ok(MailServer::new(MailSettings {
        host: settings.server.clone(),
        port: settings.port.unwrap_or(if secrecy == Secrecy::Implicit { 465 } else { 587 }),
        secrecy,
        authorities: authorities.iter().map(|one| one.to_vec()).collect(),
        account,
        from,
    })?)
}

fn line(name: &str, settings: &GatewaySettings) -> Result<Line, SettingsError> {
    let place = |what: &str| format!("{name}.{what}");
    let host = host_of(&settings.url).ok_or_else(|| wrong(place("url"), "no full address"))?;
    if !settings.url.starts_with("https://") && !is_here(&host) {
        return Err(wrong(place("url"), "must begin with https:// unless it is on this machine"));
    }
    let known = secret(&place("secret"), settings.secret_file.as_deref(), settings.secret_env.as_deref())?;
    let mut headers = BTreeMap::new();
    for (header, value) in &settings.headers {
        let place = place(&format!("headers.{header}"));
        if value.contains("{secret}") && known.is_none() {
            return Err(wrong(place, "names {secret}, and no secret is given"));
        }
        let value = value.replace("{secret}", known.as_deref().unwrap_or_default());
        if HeaderName::try_from(header).is_err() || HeaderValue::try_from(&value).is_err() {
            return Err(wrong(place, "is no header"));
        }
        headers.insert(header.clone(), value);
    }
    check_body(&place("body"), &Value::Object(settings.body.clone()))?;
    if !names(&Value::Object(settings.body.clone()), "{to}") {
        return Err(wrong(place("body"), "names {to} nowhere"));
    }
    for kind in settings.templates.keys() {
        kind_of(&place("templates"), kind)?;
    }
    let texts = Texts {
        vi: own_texts(&place("texts.vi"), &settings.texts.vi)?,
        en: own_texts(&place("texts.en"), &settings.texts.en)?,
    };
    Ok(Line { gateway: JsonGateway::new(settings, headers)?, texts })
}

fn own_texts(
    place: &str,
    given: &BTreeMap<String, String>,
) -> Result<BTreeMap<NoticeKind, String>, SettingsError> {
    let mut own = BTreeMap::new();
    for (kind, text) in given {
        if let Some(stranger) = texts::stranger(text) {
            return Err(wrong(format!("{place}.{kind}"), format!("{stranger} stands for nothing")));
        }
        own.insert(kind_of(place, kind)?, text.clone());
    }
    Ok(own)
}

fn kind_of(place: &str, key: &str) -> Result<NoticeKind, SettingsError> {
    let known = || NoticeKind::ALL.map(NoticeKind::key).join(", ");
    NoticeKind::from_key(key).ok_or_else(|| wrong(format!("{place}.{key}"), format!("one of: {}", known())))
}

fn check_body(place: &str, value: &Value) -> Result<(), SettingsError> {
    match value {
        Value::String(text) => match texts::placeholders(text).find(|one| !BODY_PLACEHOLDERS.contains(one)) {
            None => Ok(()),
            Some(stranger) => Err(wrong(place, format!("{{{stranger}}} stands for nothing"))),
        },
        Value::Array(list) => list.iter().try_for_each(|one| check_body(place, one)),
        Value::Object(map) => {
            map.iter().try_for_each(|(name, one)| check_body(&format!("{place}.{name}"), one))
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => Ok(()),
    }
}

fn names(value: &Value, placeholder: &str) -> bool {
    match value {
        Value::String(text) => text.contains(placeholder),
        Value::Array(list) => list.iter().any(|one| names(one, placeholder)),
        Value::Object(map) => map.values().any(|one| names(one, placeholder)),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}

/// A secret from a file or the environment, without the line's end.
fn secret(place: &str, file: Option<&Path>, variable: Option<&str>) -> Result<Option<String>, SettingsError> {
    let found = match (file, variable) {
        (None, None) => return Ok(None),
        (Some(_), Some(_)) => {
            return Err(wrong(place, "stands in a file or in the environment, not in both"));
        }
        (Some(path), None) => std::fs::read_to_string(path).map_err(|source| SettingsError::File {
            place: place.to_owned(),
            path: path.to_owned(),
            source,
        })?,
        (None, Some(name)) => {
            std::env::var(name).map_err(|_| wrong(place, format!("the environment has no {name}")))?
        }
    };
    let text = found.trim_end_matches(['\r', '\n']);
    if text.is_empty() { Err(wrong(place, "is empty")) } else { Ok(Some(text.to_owned())) }
}

fn host_of(url: &str) -> Option<String> {
    let uri: Uri = url.parse().ok()?;
    matches!(uri.scheme_str(), Some("http" | "https")).then(|| uri.host().map(str::to_owned)).flatten()
}

fn is_here(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    bare == "localhost" || bare.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}
