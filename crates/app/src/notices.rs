//! Notices: what a person reads in their own pages, how they want to be told, and how the queues of the channels stand.
//!
//! Notices are written by the one write path, in the transaction of the act they tell. What happens afterwards is in
//! [`sending`] (sharing out and sending), [`email`] (addresses proven) and [`stuck`] (dossiers that stand still).

pub mod email;
pub mod sending;
pub mod stuck;

use crate::App;
use crate::error::{Error, FieldProblem, What};
use motcua_domain::ids::{DossierId, NoticeId, PersonId};
use motcua_domain::notice::{Channels, OutsideChannel};
use motcua_store::notices::{self, choice, delivery};
use std::sync::atomic::Ordering;

pub use email::{Chosen, Pending};
pub use motcua_store::notices::choice::Choice;
pub use motcua_store::notices::delivery::{Dead, Depth, Depths, Report, Reported, Sent, Standing};
pub use motcua_store::notices::{Item, Outward, UNREAD_MAX};

/// Longest e-mail address taken (RFC 5321: 254 characters).
const EMAIL_MAX: usize = 254;

/// How a person is told, with the contacts that are known of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact {
    /// Telephone they gave when filing.
    pub phone: Option<String>,
    /// What they chose. Its address is proven.
    pub choice: Choice,
    /// An address that waits for its code.
    pub pending: Option<Pending>,
}

impl App {
    /// Says by which channels notices written from now on also go out. A program that serves without channels keeps them
    /// in the person's own pages.
    pub fn set_channels(&self, channels: Channels) {
        self.channels.store(channels.bits(), Ordering::Relaxed);
    }

    /// Channels that are set up.
    pub fn channels(&self) -> Channels {
        Channels::from_bits(self.channels.load(Ordering::Relaxed)).unwrap_or_default()
    }

    pub(crate) fn outward(&self) -> Outward {
        if self.channels() == Channels::none() { Outward::OwnPages } else { Outward::Channels }
    }

    /// The notices of a person, latest first: those before `before`, or from the latest.
    pub async fn notices_of(
        &self,
        person: PersonId,
        before: Option<NoticeId>,
        limit: u32,
    ) -> Result<Vec<Item>, Error> {
        self.read(move |tx, _| Ok(notices::page(tx, &person, before, limit)?)).await
    }

    /// What became outside of the notices of a page: by notice, channel and where it stands.
    pub async fn notices_outside(&self, person: PersonId, shown: &[Item]) -> Result<Vec<Sent>, Error> {
        let ids = || shown.iter().map(|item| item.id);
        let (Some(first), Some(last)) = (ids().min(), ids().max()) else { return Ok(Vec::new()) };
        self.read(move |tx, _| Ok(delivery::of_page(tx, &person, &first, &last)?)).await
    }

    /// How many notices a person has not read, up to [`UNREAD_MAX`].
    pub async fn unread_notices(&self, person: PersonId) -> Result<i64, Error> {
        self.read(move |tx, _| Ok(notices::unread(tx, &person)?)).await
    }

    /// Marks a notice of this person as read and answers its dossier.
    pub async fn open_notice(&self, person: PersonId, id: NoticeId) -> Result<DossierId, Error> {
        let now = self.now_ms();
        let opened =
            self.db().write_async(move |tx| Ok::<_, Error>(notices::open(tx, &person, &id, now)?)).await?;
        opened.ok_or(Error::NotFound(What::Page))
    }

    /// Marks as read what this person was told up to a notice: what came after the page was made stays unread.
    pub async fn read_notices(&self, person: PersonId, latest: NoticeId) -> Result<u64, Error> {
        let now = self.now_ms();
        self.db().write_async(move |tx| Ok::<_, Error>(notices::read_all(tx, &person, &latest, now)?)).await
    }

    /// How a person is told.
    pub async fn notice_contact(&self, person: PersonId) -> Result<Contact, Error> {
        let now = self.now_ms();
        self.read(move |tx, _| email::contact(tx, &person, now)).await
    }

    /// How the queues of the channels stand.
    pub async fn notice_depths(&self) -> Result<Depths, Error> {
        self.read(|tx, _| Ok(delivery::depths(tx)?)).await
    }

    /// How the queues of the channels stand. Blocks.
    pub fn notice_depths_now(&self) -> Result<Depths, Error> {
        Ok(self.db().read(delivery::depths)?)
    }

    /// What was given up on a channel, latest first. Blocks.
    pub fn dead_notices(&self, channel: OutsideChannel, limit: u32) -> Result<Vec<Dead>, Error> {
        Ok(self.db().read(|tx| delivery::dead(tx, channel, limit))?)
    }

    /// Queues everything given up on a channel again; answers how many. Blocks.
    pub fn retry_notices(&self, channel: OutsideChannel) -> Result<u64, Error> {
        let now = self.now_ms();
        self.db().write(move |tx| Ok::<_, Error>(delivery::retry(tx, channel, now)?))
    }

    /// Queues one given up again, by its key; answers how many there were, none or one. Blocks.
    pub fn retry_notice(&self, key: &str) -> Result<u64, Error> {
        let Some((notice, channel)) = sending::from_key(key) else { return Ok(0) };
        let now = self.now_ms();
        self.db().write(move |tx| Ok::<_, Error>(delivery::retry_one(tx, &notice, channel, now)?))
    }

    /// Notes what the gateway of a channel reports under the keys messages were sent with; answers what was known. What
    /// speaks of another channel's messages changes nothing.
    pub async fn report_deliveries(
        &self,
        channel: OutsideChannel,
        reports: Vec<(String, Report)>,
    ) -> Result<Vec<Reported>, Error> {
        let now = self.now_ms();
        let noted = move |tx: &mut motcua_db::Tx<'_>| {
            let each = reports.iter().map(|(key, report)| {
                match sending::from_key(key).filter(|known| known.1 == channel) {
                    Some((notice, _)) => Ok(delivery::report(tx, &notice, channel, report, now)?),
                    None => Ok(Reported::Unknown),
                }
            });
            each.collect::<Result<Vec<_>, Error>>()
        };
        self.db().write_async(noted).await
    }
}

/// What is to be mended in a choice.
fn problems(chosen: &Choice, known: &Contact) -> Vec<FieldProblem> {
    let mut problems = Vec::new();
    match &chosen.email {
        Some(email) if !is_address(email) => problems.push(FieldProblem::new(
            "email",
            "email",
            "Nhập địa chỉ thư điện tử đầy đủ, ví dụ ten@example.vn",
            "Enter a full e-mail address, such as name@example.vn",
        )),
        None if chosen.channels.has(OutsideChannel::Email) => problems.push(FieldProblem::new(
            "email",
            "required",
            "Nhập địa chỉ thư điện tử để nhận thông báo qua thư, hoặc bỏ chọn kênh này",
            "Enter an e-mail address to be told by e-mail, or leave that channel out",
        )),
        Some(_) | None => {}
    }
    // What was chosen before may stay: the form shows it, and it does no harm.
    let newly = |channel| chosen.channels.has(channel) && !known.choice.channels.has(channel);
    let by_phone = newly(OutsideChannel::Sms) || newly(OutsideChannel::Chat);
    if by_phone && known.phone.is_none() {
        problems.push(FieldProblem::new(
            "channels",
            "phone_unknown",
            "Chưa có số điện thoại của ông/bà nên chưa gửi tin nhắn được. Bỏ chọn tin nhắn, hoặc báo số điện thoại cho bộ phận một cửa",
            "Your telephone number is not known, so no message can be sent. Leave messages out, or give your number to the one-stop unit",
        ));
    }
    problems
}

/// Whether a text is an address a letter can be sent to: one `@`, a name before it and a domain with a dot after it, and
/// nothing that could end a line of the letter's head.
fn is_address(text: &str) -> bool {
    let plain = |part: &str| {
        !part.is_empty()
            && part.chars().all(|c| c.is_ascii_alphanumeric() || "!#$%&'*+/=?^_`{|}~.-".contains(c))
            && !part.starts_with('.')
            && !part.ends_with('.')
            && !part.contains("..")
    };
    let domain = |part: &str| {
        plain(part)
            && part.contains('.')
            && part.split('.').all(|label| !label.starts_with('-') && !label.ends_with('-'))
            && part.chars().all(|c| c.is_ascii_alphanumeric() || ".-".contains(c))
    };
    text.len() <= EMAIL_MAX
        && text.split_once('@').is_some_and(|(name, host)| name.len() <= 64 && plain(name) && domain(host))
}

#[cfg(test)]
mod tests {
    use super::is_address;

    #[test]
    fn addresses_are_told_from_what_is_none() {
        for good in ["mai@example.vn", "nguyen.mai+mc@hop-thu.example.com.vn"] {
            assert!(is_address(good), "{good}");
        }
        let long = format!("{}@example.vn", "a".repeat(65));
        for bad in [
            "",
            "mai",
            "mai@",
            "@example.vn",
            "mai@example",
            "mai@example..vn",
            "mai@@example.vn",
            "mai @example.vn",
            "mai@example.vn\r\nBcc: x@example.vn",
            "mai@-example.vn",
            ".mai@example.vn",
            "mai@exa mple.vn",
            &long,
        ] {
            assert!(!is_address(bad), "{bad:?}");
        }
    }
}
