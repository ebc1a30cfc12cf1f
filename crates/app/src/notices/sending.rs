//! From a notice to a gateway: sharing out to channels, sending under a lease, trying again, giving up.
//!
//! What is promised: a notice written is shared out and sent at least once, unless nobody can be reached; each message goes
//! out under a key that stays the same however often it is tried, so that a gateway that honours keys delivers it once.
//! Sent is not delivered: that is said by the gateway's report.

use crate::App;
use crate::error::Error;
use motcua_calendar::Lang;
use motcua_domain::ids::NoticeId;
use motcua_domain::notice::{Channels, Facts, NoticeKind, OutsideChannel, rendered, wording};
use motcua_store::notices::delivery::{self, Leased, Outcome};
use motcua_store::notices::written_at_ms;
use std::collections::BTreeMap;
use std::sync::atomic::Ordering;
use uuid::Uuid;

/// Notices shared out in one unit of work.
const SHARED_AT_ONCE: u32 = 200;
/// Messages one sender takes at once.
const LEASED_AT_ONCE: u32 = 20;
/// How long they are its own. Nothing is begun in the last minutes of it.
const LEASE_MS: i64 = 10 * MINUTE_MS;
/// Milliseconds before the end of a lease from which on nothing is begun: longer than one message takes.
const PATIENCE_MS: i64 = 3 * MINUTE_MS;
/// Seconds a gateway may take for one message; a mail server, which is asked several things, for each.
pub const PATIENCE_SECONDS: u64 = 15;
/// Longest rest a gateway is granted, in seconds.
const REST_MAX: u32 = 24 * 60 * 60;
/// What a letter with a code for an e-mail address is about.
pub const ABOUT_CODE: &str = "email_code";
/// A notice older than this is not sent any more: it would speak of what is long past. It stays in the own pages.
const STALE_MS: i64 = 3 * 24 * 60 * MINUTE_MS;
const MINUTE_MS: i64 = 60_000;
/// Minutes to wait after the first, second, … attempt that failed. After the last it is given up.
const WAITS: [i64; 8] = [1, 5, 20, 60, 3 * 60, 8 * 60, 24 * 60, 24 * 60];

/// One message, ready to go out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// The same however often it is sent: a gateway that has taken it once takes it again without delivering it again.
    pub key: String,
    /// Channel.
    pub channel: OutsideChannel,
    /// Telephone (digits, perhaps a plus sign in front) or e-mail address.
    pub to: String,
    /// Language.
    pub lang: Lang,
    /// What it is about: the key of the kind of notice, or [`ABOUT_CODE`].
    pub about: &'static str,
    /// A few words.
    pub title: String,
    /// The text.
    pub text: String,
    /// The dossier as the text names it, for gateways that fill in a text of their own.
    pub dossier: String,
    /// The moment as the text names it; empty where there is none.
    pub when: String,
    /// Where to read more.
    pub link: String,
}

/// What a gateway says of a letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Taken {
    /// It has it.
    Yes,
    /// Not now: try again later. The text is for operators and names nobody.
    NotNow(String),
    /// Nothing of this channel before so many seconds have passed.
    NotBefore(u32, String),
    /// Never: trying again is no use.
    Never(String),
}

/// The way out: mail server, SMS gateway, chat gateway.
pub trait Gateway: Send + Sync {
    /// Channels that are set up.
    fn channels(&self) -> Channels;
    /// Sends one letter, within [`PATIENCE_SECONDS`].
    fn send(&self, letter: &Letter) -> Taken;
}

/// Texts of an operator instead of the usual ones: messages of some gateways must be worded as they were registered.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Texts {
    /// Vietnamese.
    pub vi: BTreeMap<NoticeKind, String>,
    /// English.
    pub en: BTreeMap<NoticeKind, String>,
}

impl Texts {
    fn of(&self, kind: NoticeKind, lang: Lang) -> &str {
        let own = if lang == Lang::Vi { &self.vi } else { &self.en };
        own.get(&kind).map_or(wording(kind, lang).text, String::as_str)
    }
}

/// What a sender needs beside the application.
pub struct Sender<'a> {
    /// The way out.
    pub gateway: &'a dyn Gateway,
    /// Texts an operator gave instead of the usual ones.
    pub texts: &'a Texts,
    /// The public address of the site, without a slash at the end.
    pub base_url: &'a str,
    /// Asked before every letter: whether to go on.
    pub go_on: &'a dyn Fn() -> bool,
}

/// What a round did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Round {
    /// Letters a gateway took.
    pub sent: u64,
    /// Letters to be tried again.
    pub again: u64,
    /// Letters given up.
    pub dead: u64,
    /// Letters nobody wants any more.
    pub withdrawn: u64,
    /// Seconds the gateway asked to be left in peace.
    pub rest_seconds: u32,
}

impl Round {
    /// Letters it had in its hands.
    #[must_use]
    pub fn handled(&self) -> u64 {
        self.sent + self.again + self.dead + self.withdrawn
    }
}

/// The key of a message.
#[must_use]
pub fn key_of(notice: &NoticeId, channel: OutsideChannel) -> String {
    format!("{}-{}", notice.0.simple(), channel.key())
}

/// What a key speaks of.
#[must_use]
pub fn from_key(key: &str) -> Option<(NoticeId, OutsideChannel)> {
    let (notice, channel) = key.split_once('-')?;
    let known = Uuid::try_parse(notice).ok().filter(|id| id.simple().to_string() == notice)?;
    Some((NoticeId(known), OutsideChannel::from_key(channel)?))
}

impl App {
    /// Shares out notices that wait to the channels that are set up and that their persons want; answers how many notices.
    /// Blocks.
    pub fn share_notices(&self, set_up: Channels) -> Result<u64, Error> {
        let now = self.now_ms();
        self.db().write(move |tx| {
            let waiting = delivery::waiting(tx, SHARED_AT_ONCE)?;
            for one in &waiting {
                let fresh = now - written_at_ms(&one.notice) <= STALE_MS;
                let wanted = set_up.iter().filter(|channel| {
                    fresh
                        && one.choice.channels.has(*channel)
                        && address(*channel, one.phone.as_deref(), one.choice.email.as_deref()).is_some()
                });
                delivery::share(tx, (&one.person, &one.notice), wanted, now)?;
            }
            Ok(waiting.len() as u64)
        })
    }

    /// Sends what is due on a channel: one round. Blocks while gateways answer.
    pub fn send_notices(&self, channel: OutsideChannel, sender: &Sender<'_>) -> Result<Round, Error> {
        let now = self.now_ms();
        let taken = self.db().write(move |tx| {
            Ok::<_, Error>(delivery::lease(tx, channel, now, now + LEASE_MS, LEASED_AT_ONCE)?)
        })?;
        let mut round = Round::default();
        // Who took too long may have lost the rest to another: it is left, not sent once more.
        let in_time = now + LEASE_MS - PATIENCE_MS;
        for leased in taken {
            let free = round.rest_seconds == 0 && (sender.go_on)() && self.now_ms() < in_time;
            // What was not tried is left to whoever comes next, and costs it no attempt.
            let outcome = if free {
                self.attempt(&leased, sender, &mut round)
            } else {
                Outcome::Untried(self.now_ms() + i64::from(round.rest_seconds) * 1_000)
            };
            match &outcome {
                Outcome::Sent => round.sent += 1,
                Outcome::Again(..) | Outcome::Untried(_) => round.again += 1,
                Outcome::Dead(why) => {
                    tracing::warn!(channel = channel.key(), notice = %leased.notice, why, "notice given up");
                    round.dead += 1;
                }
                Outcome::Withdrawn => round.withdrawn += 1,
            }
            let now = self.now_ms();
            self.db().write(move |tx| Ok::<_, Error>(delivery::settle(tx, &leased, &outcome, now)?))?;
        }
        self.sent.fetch_add(round.sent, Ordering::Relaxed);
        Ok(round)
    }

    /// Letters this process has handed to gateways.
    pub fn letters_sent(&self) -> u64 {
        self.sent.load(Ordering::Relaxed)
    }

    fn attempt(&self, leased: &Leased, sender: &Sender<'_>, round: &mut Round) -> Outcome {
        let choice = &leased.choice;
        let to = address(leased.channel, leased.phone.as_deref(), choice.email.as_deref());
        let Some(to) = to.filter(|_| choice.channels.has(leased.channel)) else {
            return Outcome::Withdrawn;
        };
        let (why, at_least) = match sender.gateway.send(&letter(leased, to, sender)) {
            Taken::Yes => return Outcome::Sent,
            Taken::Never(why) => return Outcome::Dead(why),
            Taken::NotNow(why) => (why, 0),
            Taken::NotBefore(seconds, why) => {
                round.rest_seconds = seconds.clamp(1, REST_MAX);
                (why, i64::from(round.rest_seconds) * 1_000)
            }
        };
        match usize::try_from(leased.attempt - 1).ok().and_then(|at| WAITS.get(at)) {
            Some(minutes) => Outcome::Again(self.now_ms() + at_least.max(minutes * MINUTE_MS), why),
            None => Outcome::Dead(why),
        }
    }
}

/// The letter of a delivery. The link names the dossier by its code and opens nothing by itself: whoever follows it types
/// the secret of the receipt, or signs in.
fn letter(leased: &Leased, to: String, sender: &Sender<'_>) -> Letter {
    let lang = leased.choice.lang;
    let text = sender.texts.of(leased.kind, lang);
    let facts =
        Facts { code: leased.code.clone(), filed_on: leased.submitted_at.date(), moment: leased.moment };
    let link = match &leased.code {
        Some(code) => format!("{}/track/{code}", sender.base_url),
        None => format!("{}/me/notices", sender.base_url),
    };
    Letter {
        key: key_of(&leased.notice, leased.channel),
        channel: leased.channel,
        to,
        lang,
        about: leased.kind.key(),
        dossier: rendered("{dossier}", &facts, lang),
        when: rendered("{when}", &facts, lang),
        title: wording(leased.kind, lang).title.to_owned(),
        text: rendered(text, &facts, lang),
        link,
    }
}

/// Where a channel reaches a person, if it does.
fn address(channel: OutsideChannel, phone: Option<&str>, email: Option<&str>) -> Option<String> {
    match channel {
        OutsideChannel::Email => email.map(str::to_owned),
        OutsideChannel::Sms | OutsideChannel::Chat => {
            let typed = phone?.trim();
            let digits: String = typed.chars().filter(char::is_ascii_digit).collect();
            let plus = if typed.starts_with('+') { "+" } else { "" };
            (digits.len() >= 9).then(|| format!("{plus}{digits}"))
        }
    }
}
