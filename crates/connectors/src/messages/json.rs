//! A gateway that takes a letter as one JSON request, described by settings: address, headers, fields, and which statuses
//! mean what.

use super::settings::{Answers, GatewaySettings, Numbers, SettingsError};
use crate::http;
use motcua_app::notices::sending::{Letter, PATIENCE_SECONDS, Taken};
use motcua_calendar::Lang;
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::time::Duration;
use ureq::http::{Method, Request};

/// Longest rest a gateway can ask for that is understood, in seconds.
const REST_MAX: u32 = 24 * 60 * 60;
/// Rest of a gateway that says "too often" and not until when.
const REST_DEFAULT: u32 = 60;

/// One gateway.
pub(super) struct JsonGateway {
    agent: ureq::Agent,
    url: String,
    method: Method,
    headers: BTreeMap<String, String>,
    body: Map<String, Value>,
    templates: BTreeMap<String, String>,
    numbers: Numbers,
    answers: Answers,
}

impl JsonGateway {
    /// `headers` have their secret in them already.
    pub(super) fn new(
        settings: &GatewaySettings,
        headers: BTreeMap<String, String>,
    ) -> Result<Self, SettingsError> {
        let agent = http::client(&http::Settings {
            timeout: Duration::from_secs(PATIENCE_SECONDS),
            authorities: settings.authorities.clone(),
        })?;
        Ok(Self {
            agent,
            url: settings.url.clone(),
            method: settings.method.into(),
            headers,
            body: settings.body.clone(),
            templates: settings.templates.clone(),
            numbers: settings.numbers,
            answers: settings.answers.clone(),
        })
    }

    pub(super) fn send(&self, letter: &Letter) -> Taken {
        let template = self.templates.get(letter.about);
        if !self.templates.is_empty() && template.is_none() {
            return Taken::Never(format!("no template registered for {}", letter.about));
        }
        let fill = |text: &str| self.filled(text, letter, template.map_or("", String::as_str));
        let body = filled(&Value::Object(self.body.clone()), &fill).to_string();
        let mut request = Request::builder().method(self.method.clone()).uri(&self.url);
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        let request = request
            .header("content-type", "application/json")
            // Whoever honours it delivers once, however often it is asked.
            .header("idempotency-key", &letter.key)
            .body(body);
        let Ok(request) = request else { return Taken::NotNow("no request could be made".to_owned()) };
        match self.agent.run(request) {
            Ok(answer) => {
                let rest = answer.headers().get("retry-after").and_then(|value| value.to_str().ok());
                self.verdict(answer.status().as_u16(), rest)
            }
            Err(error) => Taken::NotNow(trouble(&error).to_owned()),
        }
    }

    fn verdict(&self, status: u16, rest: Option<&str>) -> Taken {
        let why = format!("HTTP {status}");
        if self.answers.taken.iter().any(|one| one.matches(status)) {
            return Taken::Yes;
        }
        if self.answers.never.iter().any(|one| one.matches(status)) {
            return Taken::Never(why);
        }
        // A date instead of seconds is not worth a clock: the usual rest does.
        let seconds = rest.map(|text| text.trim().parse::<u32>().unwrap_or(REST_DEFAULT).min(REST_MAX));
        match seconds.or((status == 429).then_some(REST_DEFAULT)) {
            Some(seconds) => Taken::NotBefore(seconds, why),
            None => Taken::NotNow(why),
        }
    }

    fn filled(&self, text: &str, letter: &Letter, template: &str) -> String {
        // One pass, so that a placeholder inside a value stays what it is.
        let mut out = String::with_capacity(text.len() + letter.text.len());
        let mut rest = text;
        while let Some(start) = rest.find('{') {
            out.push_str(&rest[..start]);
            let from = &rest[start..];
            let Some(end) = from.find('}') else {
                rest = from;
                break;
            };
            match from[1..end].trim() {
                "to" => out.push_str(&self.numbers.of(&letter.to)),
                "text" => out.push_str(&letter.text),
                "title" => out.push_str(&letter.title),
                "link" => out.push_str(&letter.link),
                "key" => out.push_str(&letter.key),
                "about" => out.push_str(letter.about),
                "dossier" => out.push_str(&letter.dossier),
                "when" => out.push_str(&letter.when),
                "lang" => out.push_str(if letter.lang == Lang::Vi { "vi" } else { "en" }),
                "template" => out.push_str(template),
                // Settings were held against the known ones.
                _ => out.push_str(&from[..=end]),
            }
            rest = &from[end + 1..];
        }
        out.push_str(rest);
        out
    }
}

/// A value with its texts filled in.
fn filled(value: &Value, fill: &dyn Fn(&str) -> String) -> Value {
    match value {
        Value::String(text) => Value::String(fill(text)),
        Value::Array(list) => list.iter().map(|one| filled(one, fill)).collect(),
        Value::Object(map) => {
            Value::Object(map.iter().map(|(name, one)| (name.clone(), filled(one, fill))).collect())
        }
        other => other.clone(),
    }
}

fn trouble(error: &ureq::Error) -> &'static str {
    match error {
        ureq::Error::Timeout(_) => "no answer in time",
        ureq::Error::HostNotFound => "host not found",
        ureq::Error::ConnectionFailed => "no connection",
        ureq::Error::Tls(_) | ureq::Error::Rustls(_) => "no trusted encryption",
        _ => "connection lost",
    }
}
